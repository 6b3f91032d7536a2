/*
 * fuzz_plan_form.c: the editor's form. The input is a plan as JSON, a 0x1e, and the form as it is sent
 * (name=value&...). Whatever was typed: what comes out is a plan, the same form sent again changes nothing more, and
 * what stands beside the draft can be read again.
 */
#include "plan/plan_json.h"
#include "web/plan_form.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static struct str json_of(const struct plan *p, struct arena *a)
{
    struct buf b;
    struct str s = {NULL, 0};
    buf_init(&b, 0);
    plan_to_json(p, 0, &b);
    check(buf_ok(&b) && plan_text(a, buf_str(&b), &s));
    buf_free(&b);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str json, body;
    struct http_config limits;
    struct http_field *fields;
    struct plan_post form;
    struct plan_beside beside = {.last = 0}, again;
    struct plan_edited out;
    struct plan *p, *read;
    struct arena a;
    size_t n;
    if (size > 20000 || !str_cut((struct str){(const char *)data, size}, 0x1e, &json, &body))
        return 0;
    arena_init(&a, (size_t)256 << 20);
    http_defaults(&limits);
    if (plan_from_json(json, &a, &p, NULL) && http_parse_form(body, &limits, &a, &fields, &n, NULL) &&
        plan_post_read(fields, n, &a, &form, NULL)) {
        struct err e = {0};
        bool ok = plan_edit(p, &beside, &form.edits, &a, &out, &e);
        check(ok || e.kind == ERR_INVALID || e.kind == ERR_LIMIT || e.kind == ERR_MEMORY);
        if (ok) {
            struct buf b;
            check(plan_from_json(json_of(p, &a), &a, &read, NULL));
            check(str_eq(json_of(p, &a), json_of(read, &a)));
            buf_init(&b, 0);
            plan_beside_put(&beside, &b);
            check(buf_ok(&b) && plan_beside_read(buf_str(&b), &a, &again, NULL));
            check(again.removed.n == beside.removed.n && again.last == beside.last);
            buf_free(&b);
        }
    }
    arena_free(&a);
    return 0;
}
