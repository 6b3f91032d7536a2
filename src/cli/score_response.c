/* goldthread score --from fhir: the answers of one QuestionnaireResponse, scored anew. */
#include "cli/cli.h"
#include "cli/file.h"
#include "measure/questionnaire.h"
#include "measure/score_line.h"

#include <string.h>

static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* What stands in the file `path`; tells its own error. */
static bool read_bytes(const char *path, struct buf *out)
{
    struct err e = {0};
    if (file_read(path, QUESTIONNAIRE_BYTES_MAX, out, &e))
        return true;
    if (e.kind == ERR_LIMIT)
        cli_failf("score", "%s: is larger than %zu MB", shown(path), QUESTIONNAIRE_BYTES_MAX >> 20);
    else
        cli_fail("score", &e);
    return false;
}

static bool tell(const char *path, const struct err *e)
{
    cli_failf("score", "%s: %s%s%s", shown(path), e->where, e->where[0] ? ": " : "", e->text);
    return false;
}

static void put_score(const struct questionnaire_response *r, const struct score *s, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, 0);
    json_begin_object(&o);
    json_key(&o, "id");
    json_put_str(&o, r->id);
    json_key(&o, "authored");
    json_put_str(&o, r->authored);
    score_put(&r->input, s, &o);
    json_end_object(&o);
    buf_char(out, '\n');
}

/* What a person should know, beside the answer. */
static void put_notes(const char *path, const struct questionnaire_response *r, const struct score *s)
{
    for (size_t i = 0; i < r->note_count; i++)
        cli_failf("score", "%s: %s", shown(path), r->notes[i].text);
    if (r->by_number)
        cli_failf("score",
                  "%s: items were found by the numbers of their linkIds; compare them, or give --questionnaire",
                  shown(path));
    if (s->stored_total_differs)
        cli_failf("score", "%s: the total that came along is not the one of its items; the items count", shown(path));
}

static bool read_response(const struct cli *c, const char *path, struct arena *a, struct questionnaire_response *r)
{
    struct err e = {0};
    struct buf bytes, other;
    struct questionnaire *q = NULL;
    const char *id = cli_option(c, "instrument"), *questionnaire = cli_option(c, "questionnaire");
    const struct measure *m = id ? measure_find(str_of(id)) : NULL;
    if (id && !m) {
        cli_failf("score", "no measure is called \"%s\"", id);
        return false;
    }
    buf_init(&bytes, 0);
    buf_init(&other, 0);
    bool ok = !questionnaire || read_bytes(questionnaire, &other);
    if (ok && questionnaire && !questionnaire_read(buf_str(&other), a, &q, &e))
        ok = tell(questionnaire, &e);
    ok = ok && read_bytes(path, &bytes);
    if (ok && !questionnaire_response_read(buf_str(&bytes), m, q, a, r, &e))
        ok = tell(path, &e);
    buf_free(&bytes);
    buf_free(&other);
    return ok;
}

int score_response(struct cli *c)
{
    struct err e = {0};
    struct arena a;
    struct buf out;
    struct questionnaire_response r;
    struct score s;
    const char *path = c->operand_count ? c->operands[0] : "-";
    arena_init(&a, (size_t)512 << 20);
    buf_init(&out, 0);
    bool ok = read_response(c, path, &a, &r);
    if (ok && !score_form(&r.input, &s, &e))
        ok = tell(path, &e);
    if (ok) {
        put_score(&r, &s, &out);
        ok = (buf_ok(&out) || err_no_memory(&e)) && file_write(cli_option(c, "output"), buf_str(&out), &e);
        if (!ok)
            cli_fail("score", &e);
    }
    if (ok)
        put_notes(path, &r, &s);
    buf_free(&out);
    arena_free(&a);
    return ok ? CLI_OK : CLI_TROUBLE;
}
