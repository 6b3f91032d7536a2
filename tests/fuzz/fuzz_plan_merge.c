/*
 * fuzz_plan_merge.c: two people change one draft. The input is three texts with a 0x1e between them: base, mine,
 * theirs. Three plans always merge, and what comes out is a plan; what one side alone changed is what comes out.
 */
#include "plan/plan_json.h"
#include "practice/plans_parts.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool canonical(struct str text, struct arena *a, struct str *out)
{
    struct plan *p;
    return plan_from_json(text, a, &p, NULL) && plan_number_ids(p, a, NULL) && plans_json(p, a, out, NULL);
}

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, base, mine, theirs, out, again;
    struct plan_conflicts c;
    struct plan *p;
    struct arena a;
    if (size > 20000 || !str_cut(rest, 0x1e, &base, &rest) || !str_cut(rest, 0x1e, &mine, &theirs))
        return 0;
    arena_init(&a, (size_t)256 << 20);
    if (canonical(base, &a, &base) && canonical(mine, &a, &mine) && canonical(theirs, &a, &theirs)) {
        check(plans_merge(base, mine, theirs, &a, &out, &c, NULL));
        check(plan_from_json(out, &a, &p, NULL) && plans_json(p, &a, &again, NULL) && str_eq(out, again));
        check(plans_merge(base, mine, base, &a, &out, &c, NULL) && str_eq(out, mine) && c.list.n == 0);
        check(plans_merge(base, base, theirs, &a, &out, &c, NULL) && str_eq(out, theirs) && c.list.n == 0);
    }
    arena_free(&a);
    return 0;
}
