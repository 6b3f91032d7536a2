/* goldthread explain: one rule, the list, or the whole table as Markdown. */
#include "cli/cli.h"
#include "cli/file.h"
#include "rules/findings.h"

#include <string.h>

static void list_rules(struct buf *out)
{
    const struct rule *r;
    for (size_t i = 0; (r = rules_at(i)); i++)
        buf_printf(out, "%-36s %-8s %s\n", r->id, rules_severity_name(r->severity), r->title);
}

int cmd_explain(struct cli *c)
{
    struct err e = {0};
    struct buf out;
    const char *format = cli_option(c, "format");
    const struct rule *r = NULL;
    if (c->operand_count == 1 && !(r = rules_find(str_of(c->operands[0]))))
        return cli_failf("explain", "no rule \"%s\"; goldthread explain lists them", c->operands[0]);
    buf_init(&out, 0);
    if (format && strcmp(format, "markdown") == 0)
        rules_put_markdown(&out);
    else if (r)
        rules_explain(r, cli_colour(cli_option(c, "color"), stdout), cli_width(stdout), &out);
    else
        list_rules(&out);
    bool ok = (buf_ok(&out) || err_no_memory(&e)) && file_write(NULL, buf_str(&out), &e);
    buf_free(&out);
    return ok ? CLI_OK : cli_fail("explain", &e);
}
