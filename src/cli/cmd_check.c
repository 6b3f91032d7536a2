/* goldthread check: findings of plans, as text, JSON Lines or SARIF. */
#include "base/escape.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/work.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"
#include "plan/series.h"
#include "rules/findings.h"

#include <string.h>

enum check_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

struct check {
    enum check_format format;
    enum rules_severity fail_on;
    enum plan_source source;
    bool colour;
    int width;
    bool sarif_started; /* only touched by the writing thread */
};

/* The results of one plan behind those already in `out`, with commas between: a piece of the one SARIF document. */
static void put_sarif(const struct findings *f, struct str name, struct str source, struct buf *out)
{
    struct json_out o;
    size_t start = out->n;
    json_out_init(&o, out, 0);
    json_begin_array(&o);
    findings_sarif_file(f, name, source, &o);
    json_end_array(&o);
    if (!buf_ok(out))
        return;
    out->p[start] = start > 0 ? ',' : ' '; /* the bracket that opened the array */
    out->p[--out->n] = '\0';               /* and the one that closed it */
    if (out->n == start + 1)
        out->p[out->n = start] = '\0'; /* nothing between them */
}

static void put_answer(const struct check *c, const struct findings *f, const struct plan *p, struct str name,
                       struct str source, struct buf *out)
{
    struct json_out o;
    switch (c->format) {
    case FORMAT_TEXT:
        findings_put_text(f, p, name, c->colour, c->width, out);
        break;
    case FORMAT_JSON:
        json_out_init(&o, out, 0);
        findings_put_json(f, name, &o);
        buf_char(out, '\n');
        break;
    case FORMAT_SARIF:
        put_sarif(f, name, source, out);
        break;
    }
}

static bool check_one(const struct check *c, struct str bytes, enum plan_source source, struct str name,
                      struct work_item *item, struct err *e)
{
    struct plan *p = NULL;
    struct findings found = {0};
    if (!plan_load_bound(bytes, source, item->arena, &p, e) || !rules_check(p, item->arena, &found, e))
        return false;
    for (int s = c->fail_on; s < SEVERITY_COUNT; s++)
        if (found.count[s] > 0 && item->status == CLI_OK)
            item->status = CLI_FINDINGS;
    put_answer(c, &found, p, name, bytes, item->out);
    item->done++;
    return buf_ok(item->out) || err_no_memory(e);
}

static void put_trouble(struct buf *b, const char *name, const struct err *e)
{
    buf_cstr(b, "goldthread check: ");
    escape_terminal(b, str_of(name), false);
    if (e->where[0]) {
        buf_cstr(b, ": ");
        escape_terminal(b, str_of(e->where), false);
    }
    buf_cstr(b, ": ");
    escape_terminal(b, str_of(e->text), false);
    buf_char(b, '\n');
}

/* A line of JSON Lines that is no plan answers its error in its place. */
static void answer_error(const struct check *c, struct str name, const struct err *e, struct work_item *item)
{
    if (c->format == FORMAT_JSON) {
        struct json_out o;
        json_out_init(&o, item->out, 0);
        json_begin_object(&o);
        json_key(&o, "file");
        json_put_str(&o, name);
        json_key(&o, "error");
        json_begin_object(&o);
        json_key(&o, "where");
        json_put_cstr(&o, e->where);
        json_key(&o, "message");
        json_put_cstr(&o, e->text);
        json_end_object(&o);
        json_end_object(&o);
        buf_char(item->out, '\n');
    } else {
        put_trouble(item->trouble, name.p, e);
    }
    if (item->status < CLI_FINDINGS)
        item->status = CLI_FINDINGS;
}

static void check_lines(const struct check *c, struct work_item *item)
{
    struct str rest = item->bytes, line;
    struct buf name;
    buf_init(&name, 0);
    for (size_t number = item->first_line; str_cut(rest, '\n', &line, &rest); number++) {
        struct err e = {0};
        if (str_trim(line).n == 0)
            continue;
        buf_reset(&name);
        buf_printf(&name, "%s:%zu", item->name, number);
        arena_reset(item->arena);
        if (!check_one(c, line, PLAN_SOURCE_JSON, buf_str(&name), item, &e))
            answer_error(c, buf_str(&name), &e, item);
    }
    buf_free(&name);
}

static void check_run(void *context, struct work_item *item)
{
    const struct check *c = context;
    struct err e = {0};
    if (item->lines && !item->only_line) {
        check_lines(c, item);
    } else if (!check_one(c, item->bytes, c->source, str_of(item->name), item, &e)) {
        buf_reset(item->out);
        put_trouble(item->trouble, item->name, &e);
        item->status = CLI_TROUBLE;
    }
}

/* A series is no list of plans: said once, not for each of its lines. */
static bool refuse_series(struct str first_line, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool series = series_is_line(first_line, &a);
    arena_free(&a);
    return series &&
           !err_set(e, ERR_INVALID, NULL,
                    "a series of scores and events, not a plan; read it with its plan: goldthread follow PLAN "
                    "SERIES, or goldthread export --progress SERIES PLAN");
}

/* SARIF is one document over all inputs: begin, pieces with commas between, end. */
static void write_sarif(void *context, struct str answer, FILE *f)
{
    struct check *c = context;
    if (answer.n == 0)
        return;
    if (c->sarif_started)
        fputc(',', f);
    c->sarif_started = true;
    fwrite(answer.p, 1, answer.n, f);
}

static void frame_sarif(FILE *f, bool begin)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    findings_sarif_begin(&o);
    size_t head = b.n;
    findings_sarif_end(&o);
    if (begin)
        fwrite(b.p, 1, head, f);
    else
        fprintf(f, "%.*s\n", (int)(b.n - head), b.p + head);
    buf_free(&b);
}

static bool check_setup(struct cli *cl, struct check *c, FILE *f)
{
    const char *format = cli_option(cl, "format"), *fail_on = cli_option(cl, "fail-on"), *from = cli_option(cl, "from");
    c->format = !format || strcmp(format, "text") == 0 ? FORMAT_TEXT
                : strcmp(format, "json") == 0          ? FORMAT_JSON
                                                       : FORMAT_SARIF;
    c->fail_on = SEVERITY_ERROR;
    if (fail_on)
        rules_severity_find(str_of(fail_on), &c->fail_on);
    if (from)
        plan_source_find(str_of(from), &c->source);
    c->colour = cli_colour(cli_option(cl, "color"), f);
    c->width = cli_width(f);
    if (cl->operand_count == 0 && !cli_option(cl, "files-from")) {
        cli_failf("check", "no file named; use - for standard input, see goldthread help check");
        return false;
    }
    return true;
}

int cmd_check(struct cli *cl)
{
    struct err e = {0};
    struct file_out out;
    struct check c = {0};
    int jobs = work_jobs("check", cli_option(cl, "jobs"));
    if (jobs < 0 || !check_setup(cl, &c, stdout))
        return CLI_TROUBLE;
    if (!file_out_begin(&out, cli_option(cl, "output"), &e))
        return cli_fail("check", &e);
    if (out.path)
        c.colour = cli_colour(cli_option(cl, "color"), out.f);
    struct work w = {.run = check_run,
                     .context = &c,
                     .jobs = jobs,
                     .unit = "plans",
                     .refuse = refuse_series,
                     .f = out.f,
                     .write = c.format == FORMAT_SARIF ? write_sarif : NULL};
    if (c.format == FORMAT_SARIF)
        frame_sarif(out.f, true);
    int status = work_files(&w, cl->operands, cl->operand_count, cli_option(cl, "files-from"));
    if (c.format == FORMAT_SARIF)
        frame_sarif(out.f, false);
    if (status == CLI_TROUBLE)
        file_out_abandon(&out);
    if (!file_out_commit(&out, &e))
        return cli_fail("check", &e);
    return status;
}
