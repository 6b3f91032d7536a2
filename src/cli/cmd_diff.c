/* goldthread diff: what changed between two versions, by meaning. */
#include "cli/convert.h"
#include "cli/file.h"
#include "plan/diff.h"

#include <string.h>

int cmd_diff(struct cli *c)
{
    struct err e = {0};
    struct arena a;
    struct buf out;
    struct plan *was = NULL, *now = NULL;
    struct diff d = {0};
    const char *format = cli_option(c, "format");
    int status = CLI_TROUBLE;
    if (strcmp(c->operands[0], "-") == 0 && strcmp(c->operands[1], "-") == 0)
        return cli_failf("diff", "standard input can be one of the two plans, not both; name a file for the other");
    arena_init(&a, 0);
    buf_init(&out, 0);
    if (!convert_read(c, c->operands[0], &a, &was, NULL) || !convert_read(c, c->operands[1], &a, &now, NULL))
        goto done;
    if (!plan_number_ids(was, &a, &e) || !plan_bind(was, &a, &e) || !plan_number_ids(now, &a, &e) ||
        !plan_bind(now, &a, &e) || !diff_plans(was, now, &a, &d, &e)) {
        cli_fail("diff", &e);
        goto done;
    }
    if (format && strcmp(format, "json") == 0)
        diff_put_json(&d, 2, &out);
    else
        diff_put_text(&d, &out);
    if ((!buf_ok(&out) && !err_no_memory(&e)) || !file_write(cli_option(c, "output"), buf_str(&out), &e)) {
        cli_fail("diff", &e);
        goto done;
    }
    status = cli_option(c, "exit-code") && d.changes.n > 0 ? CLI_FINDINGS : CLI_OK;
done:
    buf_free(&out);
    arena_free(&a);
    return status;
}
