/* target.c: the comparators of a target. */
#include "plan/target.h"

static const struct {
    int way;
    bool by;
} comparators[] = {
    [PLAN_CMP_REDUCE_TO] = {-1, false},  [PLAN_CMP_REDUCE_BY] = {-1, true},  [PLAN_CMP_AT_MOST] = {-1, false},
    [PLAN_CMP_INCREASE_TO] = {1, false}, [PLAN_CMP_INCREASE_BY] = {1, true}, [PLAN_CMP_AT_LEAST] = {1, false},
    [PLAN_CMP_EXACT] = {0, false},       [PLAN_CMP_RANGE] = {0, false},      [PLAN_CMP_MAINTAIN] = {0, false},
    [PLAN_CMP_UNSTATED] = {0, false},
};

int target_way(enum plan_comparator c)
{
    return comparators[c].way;
}

bool target_is_by(enum plan_comparator c)
{
    return comparators[c].by;
}

int target_way_to(enum plan_comparator c)
{
    return comparators[c].by ? 0 : comparators[c].way;
}

char target_strict(const struct plan_target *t)
{
    bool sign = t->value.has && !t->high.has && t->text.n > 1 && (t->text.p[0] == '<' || t->text.p[0] == '>') &&
                t->text.p[1] != '=';
    return (char)(sign ? t->text.p[0] : 0);
}
