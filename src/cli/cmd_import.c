/* goldthread import and export: the same reading and writing with other defaults; import tells what was not understood.
 */
#include "base/escape.h"
#include "base/json.h"
#include "cli/convert.h"
#include "cli/file.h"

static void tell_not_understood(const char *path, const struct import_report *r)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < r->not_understood.n; i++) {
        const struct import_line *l = &r->not_understood.at[i];
        escape_terminal(&b, str_of(path), false);
        buf_printf(&b, ":%zu: not understood, kept under notes: ", l->line);
        escape_terminal(&b, l->text, false);
        buf_char(&b, '\n');
    }
    if (r->slash_days && !r->order_told)
        buf_cstr(&b, "days such as 3/4/2026 are read month first: nothing in the text says otherwise\n");
    if (r->lines)
        buf_printf(&b, "%zu of %zu lines understood\n", r->understood, r->lines);
    if (b.n && buf_ok(&b))
        fwrite(b.p, 1, b.n, stderr);
    buf_free(&b);
}

static void put_report(FILE *f, const struct buf *json)
{
    fwrite(json->p, 1, json->n, f);
}

/* The plan and its report: both are written or neither. The report waits in its temporary file until the plan stands;
 * what is no file, such as /dev/stdout, gets it behind the plan. */
static int write_both(const struct cli *c, struct plan *p, const char *path, const struct import_report *r,
                      struct arena *a)
{
    struct err e = {0};
    struct file_out report;
    struct buf json;
    int status = CLI_TROUBLE;
    buf_init(&json, 0);
    import_report_put_json(r, 2, &json);
    buf_char(&json, '\n');
    bool ok = (buf_ok(&json) || err_no_memory(&e)) && file_out_begin(&report, path, &e);
    if (!ok) {
        cli_fail("import", &e);
        goto done;
    }
    if (report.temporary) {
        put_report(report.f, &json);
        if (fflush(report.f) != 0) {
            status = cli_failf("import", "%s: cannot be written: the report does not fit", path);
            file_out_abandon(&report);
            goto done;
        }
    }
    status = convert_write(c, p, CONVERT_JSON, a);
    if (status != CLI_OK) {
        file_out_abandon(&report);
        goto done;
    }
    if (!report.temporary)
        put_report(report.f, &json);
    if (!file_out_commit(&report, &e))
        status = cli_fail("import", &e);
done:
    buf_free(&json);
    return status;
}

int cmd_import(struct cli *c)
{
    struct arena a;
    struct plan *p = NULL;
    struct import_report report = {0};
    const char *report_path = cli_option(c, "report");
    int status = CLI_TROUBLE;
    arena_init(&a, 0);
    if (convert_read(c, c->operands[0], &a, &p, &report)) {
        status = report_path ? write_both(c, p, report_path, &report, &a) : convert_write(c, p, CONVERT_JSON, &a);
        if (status == CLI_OK)
            tell_not_understood(c->operands[0], &report);
    }
    arena_free(&a);
    return status;
}

int cmd_export(struct cli *c)
{
    struct arena a;
    struct plan *p = NULL;
    arena_init(&a, 0);
    int status = CLI_TROUBLE;
    if (cli_option(c, "progress"))
        status = export_progress(c, &a);
    else if (cli_option(c, "on") || cli_option(c, "for"))
        status = cli_failf("export", "--on and --for belong to a progress report; add --progress SERIES");
    else if (convert_read(c, c->operands[0], &a, &p, NULL))
        status = convert_write(c, p, CONVERT_TEXT, &a);
    arena_free(&a);
    return status;
}
