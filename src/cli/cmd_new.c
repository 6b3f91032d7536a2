/* goldthread new: a starter plan to fill in. */
#include "cli/convert.h"
#include "cli/file.h"
#include "plan/starter.h"

static int list_starters(void)
{
    const struct starter *s;
    for (size_t i = 0; (s = starter_at(i)); i++)
        printf("%-24s %s\n", s->id, s->title);
    return CLI_OK;
}

int cmd_new(struct cli *c)
{
    struct err e = {0};
    struct arena a;
    struct plan *p = NULL;
    const char *problem = cli_option(c, "problem");
    if (cli_option(c, "list"))
        return list_starters();
    if (!problem)
        return cli_failf("new", "--problem NAME is missing; goldthread new --list shows the names");
    const struct starter *s = starter_find(str_of(problem));
    if (!s)
        return cli_failf("new", "no starter plan for \"%s\"; goldthread new --list shows the names", problem);
    arena_init(&a, 0);
    int status = plan_load((struct str){s->json, s->json_size}, PLAN_SOURCE_JSON, &a, &p, NULL, &e)
                     ? convert_write(c, p, CONVERT_JSON, &a)
                     : cli_fail("new", &e);
    arena_free(&a);
    return status;
}
