/* goldthread score: filled-in forms in, one JSON object each out. */
#include "base/escape.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/work.h"
#include "measure/score_line.h"

#include <string.h>

/* A line that is no JSON at all: the answer stands in its place, and the first such line is told. */
static void tell_broken(struct work_item *item, size_t number, const struct err *e)
{
    if (item->status != CLI_TROUBLE) {
        buf_cstr(item->trouble, "goldthread score: ");
        escape_terminal(item->trouble, str_of(item->name), false);
        buf_printf(item->trouble, ": line %zu is not JSON (%s); give one object a line\n", number, e->where);
    }
    item->status = CLI_TROUBLE;
}

static void score_run(void *context, struct work_item *item)
{
    struct str rest = item->bytes, line;
    (void)context;
    for (size_t number = item->first_line; str_cut(rest, '\n', &line, &rest); number++) {
        struct err e = {0};
        line = str_trim(line);
        if (line.n == 0)
            continue;
        arena_reset(item->arena);
        if (!score_line(line, item->arena, item->out, &e)) {
            if (!score_line_is_json(&e))
                tell_broken(item, number, &e);
            else if (item->status == CLI_OK)
                item->status = CLI_FINDINGS;
        }
        buf_char(item->out, '\n');
        item->done++;
    }
}

int cmd_score(struct cli *cl)
{
    struct err e = {0};
    struct file_out out;
    char standard_input[] = "-", *paths[] = {cl->operand_count ? cl->operands[0] : standard_input};
    const char *from = cli_option(cl, "from");
    if (from && strcmp(from, "fhir") == 0)
        return score_response(cl);
    int jobs = work_jobs("score", cli_option(cl, "jobs"));
    if (jobs < 0)
        return CLI_TROUBLE;
    if (!file_out_begin(&out, cli_option(cl, "output"), &e))
        return cli_fail("score", &e);
    struct work w = {.run = score_run, .jobs = jobs, .unit = "forms", .lines_always = true, .f = out.f};
    int status = work_files(&w, paths, 1, NULL);
    if (status == CLI_TROUBLE)
        file_out_abandon(&out);
    if (!file_out_commit(&out, &e))
        return cli_fail("score", &e);
    return status;
}
