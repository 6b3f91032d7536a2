#include "cli/convert.h"

#include "cli/file.h"
#include "plan/plan_json.h"

#include <string.h>
#include <unistd.h>

static const char *const format_names[] = {"json", "text", "html", "pdf"};

/* cli_option for a command that may not have it. */
static const char *optional(const struct cli *c, const char *name)
{
    for (size_t i = 0; c->command->options[i].name; i++)
        if (strcmp(c->command->options[i].name, name) == 0)
            return c->value[i];
    return NULL;
}

bool convert_read(const struct cli *c, const char *path, struct arena *a, struct plan **out,
                  struct import_report *report)
{
    struct err e = {0};
    struct buf bytes;
    enum plan_source source = PLAN_SOURCE_AUTO;
    const char *from = optional(c, "from");
    if (from)
        plan_source_find(str_of(from), &source);
    buf_init(&bytes, 0);
    bool ok = file_read(path, FILE_PLAN_MAX, &bytes, &e);
    if (!ok) {
        cli_fail(c->command->name, &e);
    } else if (!plan_load(buf_str(&bytes), source, a, out, report, &e)) {
        const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
        cli_failf(c->command->name, "%s: %s%s%s", name, e.where, e.where[0] ? ": " : "", e.text);
        ok = false;
    }
    buf_free(&bytes);
    return ok;
}

bool convert_render_options(const struct cli *c, struct render_options *o, struct err *e)
{
    const char *paper = optional(c, "paper"), *printed = optional(c, "printed-on");
    memset(o, 0, sizeof *o);
    o->paper = paper && strcmp(paper, "letter") == 0 ? PAPER_LETTER : PAPER_A4;
    o->draft = true; /* signing belongs to the record; a plan from a file is a draft */
    o->signatures = true;
    if (printed && !date_parse(str_of(printed), &o->printed_on))
        return err_set(e, ERR_INVALID, "--printed-on", "\"%s\" is not a date like 2026-03-31", printed);
    return true;
}

/* What HTML and PDF show beside the plan needs ids and bound parts; JSON and text are written as the plan stands. */
static bool render(const struct cli *c, struct plan *p, enum convert_format format, struct arena *a, struct buf *out,
                   struct err *e)
{
    struct render_options o;
    struct findings found = {0};
    if (!convert_render_options(c, &o, e))
        return false;
    if (!plan_number_ids(p, a, e) || !plan_bind(p, a, e))
        return false;
    if (optional(c, "findings")) {
        if (!rules_check(p, a, &found, e))
            return false;
        o.findings = &found;
    }
    if (format == CONVERT_PDF)
        return render_pdf(p, &o, out, e);
    render_html(p, &o, out);
    return true;
}

enum convert_format convert_by_name(const char *path, enum convert_format fallback)
{
    static const char *const endings[] = {".json", ".txt", ".html", ".pdf"}; /* in the order of the formats */
    for (size_t i = 0; path && i < sizeof endings / sizeof endings[0]; i++)
        if (str_ends_ci(str_of(path), str_of(endings[i])))
            return (enum convert_format)i;
    return fallback;
}

int convert_write(const struct cli *c, struct plan *p, enum convert_format fallback, struct arena *a)
{
    struct err e = {0};
    struct buf out;
    const char *to = optional(c, "to"), *path = cli_option(c, "output");
    enum convert_format format = convert_by_name(path, fallback);
    for (size_t i = 0; to && i < sizeof format_names / sizeof format_names[0]; i++)
        if (strcmp(to, format_names[i]) == 0)
            format = (enum convert_format)i;
    if (format == CONVERT_PDF && (!path || strcmp(path, "-") == 0) && isatty(STDOUT_FILENO))
        return cli_failf(c->command->name, "a PDF does not go to a terminal; name a file with -o");
    buf_init(&out, 0);
    bool ok = true;
    if (format == CONVERT_JSON) {
        plan_to_json(p, 2, &out);
        buf_char(&out, '\n');
    } else if (format == CONVERT_TEXT) {
        plan_to_text(p, &out);
    } else {
        ok = render(c, p, format, a, &out, &e);
    }
    if (ok && !buf_ok(&out))
        ok = err_no_memory(&e);
    ok = ok && file_write(path, buf_str(&out), &e);
    buf_free(&out);
    return ok ? CLI_OK : cli_fail(c->command->name, &e);
}
