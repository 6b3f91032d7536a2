/* names.c: names and sentences of roles, actors, comparators and reasons. */
#include "statement/reason.h"
#include "statement/statement.h"

#include <assert.h>

static const char *const roles[ROLE_COUNT] = {"unknown", "goal", "objective", "intervention", "other"};
static const char *const actors[ACTOR_COUNT] = {NULL,        "self",      "client", "patient", "student",
                                                "caregiver", "clinician", "family", "member"};
static const char *const comparators[CMP_COUNT] = {NULL,       "reduce_to", "reduce_by", "increase_to", "increase_by",
                                                   "at_least", "at_most",   "exact",     "range",       "maintain"};

static const struct {
    const char *id, *text;
} reasons[REASON_COUNT] = {
#define REASON_ROW(id, name, english) {name, english},
    STATEMENT_REASONS(REASON_ROW)
#undef REASON_ROW
};

const char *statement_role_name(enum statement_role r)
{
    return roles[r];
}

enum statement_role statement_role_find(struct str name)
{
    for (int i = ROLE_GOAL; i < ROLE_COUNT; i++) {
        if (str_is(name, roles[i])) {
            return (enum statement_role)i;
        }
    }
    return ROLE_UNKNOWN;
}

const char *statement_actor_name(enum statement_actor a)
{
    return actors[a];
}

const char *statement_comparator_name(enum statement_comparator c)
{
    return comparators[c];
}

const char *statement_reason_id(int reason)
{
    assert(reason >= 0 && reason < REASON_COUNT);
    return reasons[reason].id;
}

const char *statement_reason_text(int reason)
{
    assert(reason >= 0 && reason < REASON_COUNT);
    return reasons[reason].text;
}
