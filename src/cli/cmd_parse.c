/* goldthread parse: statements in, one JSON object each out. */
#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/work.h"
#include "statement/line.h"
#include "statement/statement.h"

#include <string.h>

struct parse {
    enum statement_role role; /* of --role */
};

/* What answering one line needs besides the line. */
struct parse_work {
    const struct parse *parse;
    struct arena *arena;
    struct buf *out;
    struct buf id; /* scratch, reused from line to line */
};

static const char *error_code(enum err_kind k)
{
    return k == ERR_LIMIT ? "too_long" : k == ERR_MEMORY ? "no_memory" : "bad_input";
}

static void answer_error(struct str id, const struct err *e, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, 0);
    json_begin_object(&o);
    json_key(&o, "id");
    json_put_raw(&o, id);
    json_key(&o, "error");
    json_begin_object(&o);
    json_key(&o, "code");
    json_put_cstr(&o, error_code(e->kind));
    json_key(&o, "item");
    if (e->where[0])
        json_put_cstr(&o, e->where);
    else
        json_put_null(&o);
    json_key(&o, "message");
    json_put_cstr(&o, e->text);
    json_end_object(&o);
    json_end_object(&o);
}

static bool answer_line(struct parse_work *w, struct str line, size_t number, struct err *e)
{
    char plain_id[24];
    struct statement s;
    struct statement_line in = {.role = w->parse->role, .id = STR("null")};
    struct str t = str_trim(line);
    if (t.p[0] == '{') {
        if (!statement_line_read(t, w->arena, &w->id, &in, e))
            goto failed;
    } else {
        in.text = t;
        snprintf(plain_id, sizeof plain_id, "%zu", number);
        in.id = str_of(plain_id);
    }
    struct statement_facts facts = {.role = in.role, .relevant = TRI_UNKNOWN};
    if (!statement_read(in.text, &facts, w->arena, &s, e))
        goto failed;
    struct json_out o;
    json_out_init(&o, w->out, 0);
    statement_put_json(&s, in.id, in.source, &o);
    return true;
failed:
    answer_error(in.id, e, w->out);
    return false;
}

/* Bytes that are no text at all end the run: what follows cannot be trusted to be lines. */
static bool readable(struct work_item *item)
{
    size_t bad = 0;
    const char *nul = memchr(item->bytes.p, 0, item->bytes.n);
    if (nul)
        bad = (size_t)(nul - item->bytes.p);
    else if (utf8_check(item->bytes, &bad))
        return true;
    size_t line = item->first_line;
    for (size_t i = 0; i < bad; i++)
        line += item->bytes.p[i] == '\n';
    buf_cstr(item->trouble, "goldthread parse: ");
    escape_terminal(item->trouble, str_of(item->name), false);
    buf_printf(item->trouble, ": line %zu: %s; give text in UTF-8\n", line, nul ? "a NUL byte" : "not UTF-8");
    item->status = CLI_TROUBLE;
    item->stop = true;
    return false;
}

static void parse_run(void *context, struct work_item *item)
{
    struct parse_work w = {.parse = context, .arena = item->arena, .out = item->out};
    struct str rest = item->bytes, line;
    if (!readable(item))
        return;
    buf_init(&w.id, 0);
    for (size_t number = item->first_line; str_cut(rest, '\n', &line, &rest); number++) {
        struct err e = {0};
        if (str_trim(line).n == 0)
            continue;
        arena_reset(item->arena);
        if (!answer_line(&w, line, number, &e)) {
            item->status = CLI_FINDINGS;
            if (item->only_line) { /* a single line that cannot be read is an input that cannot be read */
                buf_cstr(item->trouble, "goldthread parse: ");
                escape_terminal(item->trouble, str_of(item->name), false);
                buf_printf(item->trouble, ": line 1: %s%s%s\n", e.where, e.where[0] ? ": " : "", e.text);
                item->status = CLI_TROUBLE;
                item->stop = true;
                break;
            }
        }
        buf_char(item->out, '\n');
        item->done++;
    }
    buf_free(&w.id);
}

int cmd_parse(struct cli *cl)
{
    struct err e = {0};
    struct file_out out;
    struct parse c = {ROLE_UNKNOWN};
    char standard_input[] = "-", *paths[] = {cl->operand_count ? cl->operands[0] : standard_input};
    int jobs = work_jobs("parse", cli_option(cl, "jobs"));
    if (jobs < 0)
        return CLI_TROUBLE;
    if (cli_option(cl, "role"))
        c.role = statement_role_find(str_of(cli_option(cl, "role")));
    if (!file_out_begin(&out, cli_option(cl, "output"), &e))
        return cli_fail("parse", &e);
    struct work w = {
        .run = parse_run, .context = &c, .jobs = jobs, .unit = "statements", .lines_always = true, .f = out.f};
    int status = work_files(&w, paths, 1, NULL);
    if (status == CLI_TROUBLE)
        file_out_abandon(&out);
    if (!file_out_commit(&out, &e))
        return cli_fail("parse", &e);
    return status;
}
