/*
 * table.c: the rules, one row each, by group.
 *
 * To add a rule:
 *   1. a row in table/GROUP.def: name, id (stable for ever), severity, check, title, message with {0} {1} ..., why it
 *      matters, how to mend it, source, and whether that source was read;
 *   2. its check: a function in GROUP.c, declared in check.h, that calls rules_add() for each place, or a
 * few lines in a check that already walks there:
 *
 *          void pitfall_goals(struct rules_context *c)
 *          {
 *              if (c->work->active_goals > 3) {
 *                  struct finding *f = rules_add(c, RULE_PLAN_TOO_MANY_GOALS, PLACE("/goals"), NO_TEXT, WHOLE);
 *                  rules_arg_int(c, f, (int64_t)c->work->active_goals);
 *              }
 *          }
 *
 *   3. rows in tests/data/rules/rules.tsv: one plan that it finds fault with, one that it must leave alone (a test
 * fails when either is missing);
 *   4. `make docs` writes docs/rules.md anew.
 *
 * Severity: error, when the plan cannot be followed or is not safe without it, or a part is missing that a plan cannot
 * do without; warning, when it is weak; advice, when it could be better.
 */
#include "rules/check.h"

#include <string.h>

#define RULE(name, id, severity, check, title, message, why, fix, source, confirmed)                                   \
    [RULE_##name] = {id, SEVERITY_##severity, GROUP, title, message, why, fix, source, confirmed, check},
static const struct rule table[RULE_COUNT] = {
#define GROUP "component"
#include "rules/table/component.def"
#undef GROUP
#define GROUP "smart"
#include "rules/table/smart.def"
#undef GROUP
#define GROUP "thread"
#include "rules/table/thread.def"
#undef GROUP
#define GROUP "pitfall"
#include "rules/table/pitfall.def"
#undef GROUP
#define GROUP "ethics"
#include "rules/table/ethics.def"
#undef GROUP
#define GROUP "language"
#include "rules/table/language.def"
#undef GROUP
#define GROUP "data"
#include "rules/table/data.def"
#undef GROUP
};
#undef RULE

static const char *const severity_names[SEVERITY_COUNT] = {"advice", "warning", "error"};

const struct rule *rules_at(size_t i)
{
    return i < RULE_COUNT ? &table[i] : NULL;
}

const struct rule *rules_find(struct str id)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (str_is(id, table[i].id)) {
            return &table[i];
        }
    }
    return NULL;
}

const char *rules_severity_name(enum rules_severity s)
{
    return severity_names[s];
}

bool rules_severity_find(struct str name, enum rules_severity *out)
{
    for (int i = 0; i < SEVERITY_COUNT; i++) {
        if (str_is(name, severity_names[i])) {
            *out = (enum rules_severity)i;
            return true;
        }
    }
    return false;
}
