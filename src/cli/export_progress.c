/* goldthread export --progress SERIES: the report of how a plan goes, as an HTML page or a PDF. */
#include "cli/convert.h"
#include "cli/file.h"
#include "render/report.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

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

static bool read_series(const char *path, struct buf *bytes, struct arena *a, struct series *out)
{
    struct err e = {0};
    if (!file_read(path, FILE_PLAN_MAX, bytes, &e)) {
        cli_fail("export", &e);
        return false;
    }
    if (!series_read(buf_str(bytes), a, out, &e)) {
        const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
        cli_failf("export", "%s: %s%s%s", name, e.where, e.where[0] ? ": " : "", e.text);
        return false;
    }
    return true;
}

/* What was asked for, or false after telling what cannot be. */
static bool read_options(const struct cli *c, struct render_options *o, struct date *on, bool *pdf)
{
    const char *to = cli_option(c, "to"), *given = cli_option(c, "on"), *output = cli_option(c, "output");
    struct err e = {0};
    *pdf = to ? strcmp(to, "pdf") == 0 : convert_by_name(output, CONVERT_HTML) == CONVERT_PDF;
    if (to && !*pdf && strcmp(to, "html") != 0)
        return cli_failf("export", "a progress report is a page or a PDF; add --to html or --to pdf"), false;
    if (*pdf && (!output || strcmp(output, "-") == 0) && isatty(STDOUT_FILENO))
        return cli_failf("export", "a PDF does not go to a terminal; name a file with -o"), false;
    if (cli_option(c, "findings"))
        return cli_failf("export", "--findings belongs to the plan; leave it out with --progress"), false;
    if (strcmp(c->operands[0], "-") == 0 && strcmp(cli_option(c, "progress"), "-") == 0)
        return cli_failf("export", "only one of PLAN and SERIES can be standard input; name a file for the other"),
               false;
    if (!convert_render_options(c, o, &e))
        return cli_fail("export", &e), false;
    *on = today();
    if (given && !date_parse(str_of(given), on))
        return cli_failf("export", "--on: \"%s\" is not a date like 2026-03-31", given), false;
    return true;
}

int export_progress(const struct cli *c, struct arena *a)
{
    struct err e = {0};
    struct render_options o;
    struct series series = {.entries = {NULL, 0, 0}};
    struct follow follow;
    struct plan *p = NULL;
    struct buf bytes, out;
    struct date on;
    const char *reader = cli_option(c, "for");
    bool pdf, ok = false;
    if (!read_options(c, &o, &on, &pdf))
        return CLI_TROUBLE;
    buf_init(&bytes, 0);
    buf_init(&out, 0);
    if (!convert_read(c, c->operands[0], a, &p, NULL) || !read_series(cli_option(c, "progress"), &bytes, a, &series))
        goto done;
    if (plan_number_ids(p, a, &e) && plan_bind(p, a, &e) && follow_plan(p, &series, on, a, &follow, &e)) {
        struct report w = {p, &series, &follow, reader && strcmp(reader, "client") == 0};
        ok = pdf ? report_pdf(&w, &o, &out, &e) : report_html(&w, &o, &out, &e);
        ok = ok && (buf_ok(&out) || err_no_memory(&e)) && file_write(cli_option(c, "output"), buf_str(&out), &e);
    }
    if (!ok)
        cli_fail("export", &e);
done:
    buf_free(&out);
    buf_free(&bytes);
    return ok ? CLI_OK : CLI_TROUBLE;
}
