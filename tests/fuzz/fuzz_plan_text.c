/*
 * Any bytes as the text of a plan: every line is understood or a note, what was read goes through plan_to_text and
 * comes back the same. The first two bytes choose an allocation that fails, or a limit; the rest is the text.
 */
#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/plan_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void check_report(const struct import_report *r)
{
    demand(r->understood + r->not_understood.n == r->lines, "every line is understood or not");
    for (size_t i = 0; i < r->fields.n; i++)
        demand(r->fields.at[i].line > 0 && r->fields.at[i].pointer.p[0] == '/', "a line and a pointer");
}

static void check_round_trip(const struct plan *p, struct arena *a)
{
    struct buf json, text, again;
    struct plan *q = NULL;
    struct import_report report;
    struct err e = {0};
    buf_init(&json, 0);
    buf_init(&text, 0);
    buf_init(&again, 0);
    plan_to_json(p, 0, &json);
    plan_to_text(p, &text);
    demand(buf_ok(&json) && buf_ok(&text), "written");
    demand(plan_from_text(buf_str(&text), a, &q, &report, &e), "own text is read");
    demand(report.understood == report.lines, "own text is understood");
    plan_to_json(q, 0, &again);
    demand(str_eq(buf_str(&json), buf_str(&again)), "the same plan");
    buf_free(&json);
    buf_free(&text);
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct import_report report;
    if (size < 2)
        return 0;
    struct str text = {(const char *)data + 2, size - 2};
    arena_init(&a, data[0] % 4 == 1 ? (size_t)data[1] * 256 + 1 : 0);
    if (data[0] % 4 == 2)
        a.fail_at = (size_t)data[1] + 1;
    if (plan_from_text(text, &a, &p, &report, &e)) {
        demand(!a.failed, "no error on success");
        check_report(&report);
        a.limit = 0;
        a.fail_at = 0;
        check_round_trip(p, &a);
    } else {
        demand(e.kind == ERR_INVALID || e.kind == ERR_LIMIT || e.kind == ERR_MEMORY, "kind");
        demand(e.text[0] != '\0' && utf8_check(str_of(e.text), NULL), "a sentence");
        demand(e.kind != ERR_INVALID || strncmp(e.where, "line ", 5) == 0, "a place");
    }
    arena_free(&a);
    return 0;
}
