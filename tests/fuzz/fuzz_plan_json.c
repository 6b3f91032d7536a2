/*
 * fuzz_plan_json.c: any bytes as a plan. What is accepted is written, read and written again without a difference, and
 * goes through numbering, the thread and the comparison with itself.
 */
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "plan/thread.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct plan *p, *q;
    struct thread t;
    struct diff d;
    struct buf first, second;
    arena_init(&a, 64 << 20);
    buf_init(&first, 0);
    buf_init(&second, 0);
    if (plan_from_json((struct str){(const char *)data, size}, &a, &p, &e)) {
        need(plan_number_ids(p, &a, &e) || e.kind == ERR_MEMORY);
        plan_to_json(p, 1, &first);
        if (e.kind == ERR_NONE && plan_from_json(buf_str(&first), &a, &q, &e)) {
            plan_to_json(q, 1, &second);
            need(str_eq(buf_str(&first), buf_str(&second)));
            if (thread_build(q, &a, &t, &e) && diff_plans(p, q, &a, &d, &e))
                need(d.changes.n == 0);
        }
        need(e.kind == ERR_NONE || e.kind == ERR_MEMORY || e.kind == ERR_LIMIT);
    } else {
        need(e.kind != ERR_NONE && e.text[0]);
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(&a);
    return 0;
}
