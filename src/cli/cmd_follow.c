/* goldthread follow: where a plan stands on a day, from the series of what happened. */
#include "cli/convert.h"
#include "cli/file.h"
#include "plan/signs.h"

#include <string.h>
#include <time.h>

/* The day of the computer's clock, where the person is. */
static struct date today(void)
{
    time_t now = time(NULL);
    struct tm t;
    struct date d = {0};
    if (localtime_r(&now, &t))
        d = (struct date){(int16_t)(t.tm_year + 1900), (int8_t)(t.tm_mon + 1), (int8_t)t.tm_mday};
    return d;
}

static bool read_series(const char *path, struct arena *a, struct series *out)
{
    struct err e = {0};
    struct buf bytes;
    buf_init(&bytes, 0);
    bool ok = file_read(path, FILE_PLAN_MAX, &bytes, &e);
    if (!ok) {
        cli_fail("follow", &e);
    } else if (!series_read(buf_str(&bytes), a, out, &e)) {
        const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
        cli_failf("follow", "%s: %s%s%s", name, e.where, e.where[0] ? ": " : "", e.text);
        ok = false;
    }
    buf_free(&bytes);
    return ok;
}

int cmd_follow(struct cli *c)
{
    struct err e = {0};
    struct arena a;
    struct buf out;
    struct plan *p = NULL;
    struct series s = {.entries = {NULL, 0, 0}};
    struct follow f;
    struct date on = today();
    const char *given = cli_option(c, "on"), *format = cli_option(c, "format"), *path = cli_option(c, "output");
    int status = CLI_TROUBLE;
    if (given && !date_parse(str_of(given), &on))
        return cli_failf("follow", "--on: \"%s\" is not a date like 2026-03-31", given);
    if (strcmp(c->operands[0], "-") == 0 && strcmp(c->operands[1], "-") == 0)
        return cli_failf("follow", "only one of PLAN and SERIES can be standard input; name a file for the other");
    arena_init(&a, 0);
    buf_init(&out, 0);
    if (!convert_read(c, c->operands[0], &a, &p, NULL) || !read_series(c->operands[1], &a, &s))
        goto done;
    if (!plan_number_ids(p, &a, &e) || !plan_bind(p, &a, &e) || !follow_plan(p, &s, on, &a, &f, &e)) {
        cli_fail("follow", &e);
        goto done;
    }
    if (format && strcmp(format, "json") == 0) {
        follow_put_json(p, &f, 2, &out);
        buf_char(&out, '\n');
    } else {
        bool colour = cli_colour(cli_option(c, "color"), stdout) && (!path || strcmp(path, "-") == 0);
        follow_put_text(p, &f, cli_width(stdout), colour, &out);
    }
    if ((!buf_ok(&out) && !err_no_memory(&e)) || !file_write(path, buf_str(&out), &e))
        cli_fail("follow", &e);
    else
        status = CLI_OK;
done:
    buf_free(&out);
    arena_free(&a);
    return status;
}
