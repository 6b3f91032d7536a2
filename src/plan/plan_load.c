#include "plan/plan_load.h"

#include "base/utf8.h"
#include "plan/plan_docx.h"
#include "plan/plan_json.h"

#include <string.h>

static const char *const source_names[] = {"auto", "json", "text", "docx"};

bool plan_source_find(struct str name, enum plan_source *out)
{
    for (size_t i = 0; i < sizeof source_names / sizeof source_names[0]; i++)
        if (str_is(name, source_names[i])) {
            *out = (enum plan_source)i;
            return true;
        }
    return false;
}

/* Formats people try that we do not read: the first bytes, and what to do instead. */
static const struct {
    const char *magic;
    size_t n;
    const char *what;
} foreign[] = {
    {"%PDF", 4, "this is a PDF; give the Word or text version of the plan"},
    {"{\\rtf", 5, "this is a Rich Text file; save it as .docx or plain text"},
    {"\xD0\xCF\x11\xE0", 4, "this is an old Word .doc; save it as .docx or plain text"},
    {"\x89PNG", 4, "this is a picture; give the plan as text or .docx"},
    {"\xFF\xD8\xFF", 3, "this is a picture; give the plan as text or .docx"},
    {"\x1F\x8B", 2, "this is a compressed file; unpack it first"},
    {"\xFF\xFE", 2, "this is UTF-16 text; save it as UTF-8"},
    {"\xFE\xFF", 2, "this is UTF-16 text; save it as UTF-8"},
};

static bool check_text(struct str bytes, struct err *e)
{
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (bytes.n >= foreign[i].n && memcmp(bytes.p, foreign[i].magic, foreign[i].n) == 0)
            return err_set(e, ERR_INVALID, NULL, "%s", foreign[i].what);
    size_t bad = 0;
    const char *nul = memchr(bytes.p, 0, bytes.n);
    if (nul)
        return err_set(e, ERR_INVALID, NULL, "a NUL byte at offset %zu; this is not text", (size_t)(nul - bytes.p));
    if (!utf8_check(bytes, &bad))
        return err_set(e, ERR_INVALID, NULL, "not UTF-8 at byte %zu; save the file as UTF-8", bad);
    return true;
}

/* A text may begin with "[name]" or "[ ]"; "[{", brackets three deep and nothing but brackets begin none. */
static bool begins_json(struct str s)
{
    size_t i = 0, deep = 0;
    for (; i < s.n && strchr("[] \t\r\n", s.p[i]) && !(deep && s.p[i - 1] == ']'); i++)
        deep += s.p[i] == '[';
    return i == s.n || deep > 2 || s.p[i] == '{';
}

static bool from_text(struct str text, struct arena *a, struct plan **out, struct import_report *report, bool *bound,
                      struct err *e)
{
    return report ? plan_from_text(text, a, out, report, e) : plan_from_text_bound(text, a, out, bound, e);
}

/* report may be NULL. *bound is left alone when the plan is not from text. */
static bool load(struct str bytes, enum plan_source source, struct arena *a, struct plan **out,
                 struct import_report *report, bool *bound, struct err *e)
{
    if (str_trim(bytes).n == 0)
        return err_set(e, ERR_INVALID, NULL, "empty; nothing to read");
    if (source == PLAN_SOURCE_AUTO && docx_is(bytes))
        source = PLAN_SOURCE_DOCX;
    if (source == PLAN_SOURCE_DOCX) {
        struct buf text;
        buf_init(&text, 0);
        bool ok = docx_to_text(bytes, &text, e) && from_text(buf_str(&text), a, out, report, bound, e);
        buf_free(&text);
        return ok;
    }
    if (!check_text(bytes, e))
        return false;
    if (source == PLAN_SOURCE_AUTO)
        source = begins_json(str_trim(bytes)) ? PLAN_SOURCE_JSON : PLAN_SOURCE_TEXT;
    return source == PLAN_SOURCE_JSON ? plan_from_json(bytes, a, out, e) : from_text(bytes, a, out, report, bound, e);
}

bool plan_load(struct str bytes, enum plan_source source, struct arena *a, struct plan **out,
               struct import_report *report, struct err *e)
{
    bool bound;
    if (report)
        memset(report, 0, sizeof *report);
    return load(bytes, source, a, out, report, &bound, e);
}

bool plan_load_bound(struct str bytes, enum plan_source source, struct arena *a, struct plan **out, struct err *e)
{
    bool bound = false;
    if (!load(bytes, source, a, out, NULL, &bound, e))
        return false;
    return bound || (plan_number_ids(*out, a, e) && plan_bind(*out, a, e));
}
