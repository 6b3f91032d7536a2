/* goldthread progress: scores over time in, what they say out, one JSON object a line. */
#include "base/escape.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/work.h"
#include "measure/progress.h"

/* The answer to a line that is no JSON stands in its place; the first such line is told. */
static void tell_broken(struct work_item *item, size_t number)
{
    if (item->status != CLI_TROUBLE) {
        buf_cstr(item->trouble, "goldthread progress: ");
        escape_terminal(item->trouble, str_of(item->name), false);
        buf_printf(item->trouble, ": line %zu is not JSON; give one object a line\n", number);
    }
    item->status = CLI_TROUBLE;
}

static void progress_run(void *context, struct work_item *item)
{
    struct str rest = item->bytes, line;
    (void)context;
    for (size_t number = item->first_line; str_cut(rest, '\n', &line, &rest); number++) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        arena_reset(item->arena);
        switch (progress_answer(line, item->arena, item->out)) {
        case PROGRESS_NOT_JSON:
            tell_broken(item, number);
            break;
        case PROGRESS_FAILED:
            item->status = item->status == CLI_OK ? CLI_FINDINGS : item->status;
            break;
        case PROGRESS_OK:
            break;
        }
        buf_char(item->out, '\n');
        item->done++;
    }
}

int cmd_progress(struct cli *cl)
{
    struct err e = {0};
    struct file_out out;
    char standard_input[] = "-", *paths[] = {cl->operand_count ? cl->operands[0] : standard_input};
    int jobs = work_jobs("progress", cli_option(cl, "jobs"));
    if (jobs < 0)
        return CLI_TROUBLE;
    if (!file_out_begin(&out, cli_option(cl, "output"), &e))
        return cli_fail("progress", &e);
    struct work w = {.run = progress_run, .jobs = jobs, .unit = "questions", .lines_always = true, .f = out.f};
    int status = work_files(&w, paths, 1, NULL);
    if (status == CLI_TROUBLE)
        file_out_abandon(&out);
    if (!file_out_commit(&out, &e))
        return cli_fail("progress", &e);
    return status;
}
