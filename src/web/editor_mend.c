/* editor_mend.c: where a finding is mended: the very field or button on the draft's page, and what can be linked there.
 */
#include "web/editor_parts.h"

#include "rules/blanks.h"

#define NONE ((struct str){NULL, 0})

static struct str up_one(struct str pointer)
{
    size_t n = pointer.n;
    while (n && pointer.p[n - 1] != '/') {
        n--;
    }
    return str_sub(pointer, 0, n ? n - 1 : 0);
}

static bool lies_in(struct str pointer, struct str part)
{
    return str_starts(pointer, part) && (pointer.n == part.n || pointer.p[part.n] == '/');
}

struct str editor_mend_at(struct editor *d, struct str pointer)
{
    struct plan_place at;
    if (!pointer.n || !plan_place(d->plan, pointer, &at)) {
        return NONE;
    }
    if (at.is_item || at.field->kind == SHAPE_LIST || !at.owner_shape) {
        return editor_shown(d, pointer);
    }
    /* The part of a field is mended in the field. */
    struct str field = pointer;
    while (at.owner_shape && at.shape != at.owner_shape) {
        field = up_one(field);
        if (!plan_place(d->plan, field, &at)) {
            return NONE;
        }
    }
    return editor_shown(d, field);
}

/* What a plan lacks is written in one place. */
static const struct {
    const char *rule, *field;
} places[] = {{"plan.no-problem", "/problems"},
              {"plan.no-diagnosis", "/diagnoses"},
              {"plan.no-goal", "/goals"},
              {"plan.no-values", "/values"},
              {"plan.no-strengths", "/strengths"},
              {"plan.no-barriers", "/barriers"},
              {"plan.no-intervention", "/interventions"},
              {"plan.no-monitoring", "/monitoring"},
              {"plan.no-review", "/reviews/window"},
              {"plan.no-duration", "/duration/text"},
              {"plan.no-crisis-plan", "/crisis/resources"},
              {"plan.no-discharge-criteria", "/duration/discharge_criteria"},
              {"plan.no-relapse-prevention", "/duration/relapse_prevention"},
              {"agreement.no-plain-words", "/agreement/plain_words"},
              {"agreement.no-participants", "/agreement/participants"},
              {"agreement.no-client-view", "/agreement/client_view"},
              {"crisis.no-contacts", "/crisis/contacts"},
              {"crisis.risk-without-safety-plan", "/crisis/safety_plan/warning_signs"},
              {"review.no-date", "/reviews/next"},
              {"culture.not-asked", "/culture/background"}};

/* What an item lacks, in its field; of several items, in the first one that has nothing there. */
static const struct {
    const char *rule, *list, *member;
} members[] = {{"problem.no-onset", "/problems", "onset"},
               {"problem.no-client-words", "/problems", "client_words"},
               {"problem.no-goal", "/goals", "problems"},
               {"diagnosis.no-goal", "/problems", "diagnoses"},
               {"diagnosis.no-evidence", "/diagnoses", "evidence"},
               {"diagnosis.no-code", "/diagnoses", "code"},
               {"diagnosis.provisional-open", "/diagnoses", "status"},
               {"strength.unused", "/strengths", "used_by"},
               {"value.no-goal", "/goals", "values"},
               {"barrier.no-answer", "/barriers", "answer"},
               {"preference.unused", "/culture/preferences", "how"},
               {"goal.no-statement", "/goals", "statement"},
               {"goal.no-client-words", "/goals", "client_words"},
               {"goal.no-objective", "/goals", "objectives"},
               {"goal.no-value", "/goals", "values"},
               {"goal.no-priority", "/goals", "priority"},
               {"goal.serves-nothing", "/goals", "problems"},
               {"objective.no-intervention", "/interventions", "objectives"},
               {"intervention.no-responsible", "/interventions", "responsible"},
               {"intervention.no-frequency", "/interventions", "frequency"},
               {"intervention.open-frequency", "/interventions", "frequency"},
               {"intervention.serves-nothing", "/interventions", "objectives"},
               {"intervention.thin", "/interventions", "text"},
               {"monitoring.no-cadence", "/monitoring", "cadence"},
               {"monitoring.follows-nothing", "/monitoring", "objectives"},
               {"support.no-role", "/support", "text"},
               {"referral.no-recipient", "/referrals", "to"},
               {"referral.no-coordination", "/referrals", "coordination"},
               {"referral.no-trigger", "/referrals", "trigger"}};

/* The first item of a list with nothing in that member; else the first one. */
static struct str first_without(struct editor *d, struct str list, const char *member)
{
    struct plan_place at;
    if (!plan_place(d->plan, list, &at) || at.is_item || at.field->kind != SHAPE_LIST) {
        return NONE;
    }
    const struct shape_items *items = shape_member(at.field, at.item);
    const struct shape_field *f = shape_find(at.field->shape, str_of(member));
    size_t first = 0;
    while (f && first < items->n && !shape_field_is_empty(f, (const char *)items->at + first * at.field->shape->size)) {
        first++;
    }
    if (!items->n) {
        return list; /* the button that adds one */
    }
    return editor_print(d, "%.*s/%zu/%s", (int)list.n, list.p, first < items->n ? first : 0, member);
}

static struct str member_of(struct editor *d, const struct finding *f, const char *list, const char *member)
{
    struct plan_place at;
    struct str of = str_of(list);
    if (!lies_in(f->pointer, of) || f->pointer.n == of.n) {
        return first_without(d, of, member);
    }
    struct str item = f->pointer;
    while (item.n > of.n && (!plan_place(d->plan, item, &at) || !at.is_item)) {
        item = up_one(item);
    }
    return item.n > of.n ? editor_print(d, "%.*s/%s", (int)item.n, item.p, member) : NONE;
}

/* The field of the first blank in the part that a finding of blanks is about. */
static struct str blank_field(struct editor *d, const struct finding *f)
{
    struct plan_blank *list = NULL;
    struct err e = {0};
    size_t n = 0;
    if (!rules_blanks(d->plan, d->arena, &list, &n, &e)) {
        d->failed = true;
        return NONE;
    }
    for (size_t i = 0; i < n; i++) {
        /* "/diagnoses/0/evidence/1": of a list of texts, a text. */
        if (lies_in(list[i].pointer, f->pointer) || lies_in(f->pointer, list[i].pointer)) {
            return editor_mend_at(d, list[i].pointer);
        }
    }
    return NONE;
}

struct str editor_mend_field(struct editor *d, const struct finding *f)
{
    struct str at = NONE;
    if (strcmp(f->rule->id, "text.blank") == 0) {
        return blank_field(d, f);
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(places[i].rule, f->rule->id) == 0) {
            return str_of(places[i].field);
        }
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (strcmp(members[i].rule, f->rule->id) == 0) {
            at = editor_mend_at(d, member_of(d, f, members[i].list, members[i].member));
        }
    }
    return at.n ? at : editor_mend_at(d, f->pointer);
}

/* ---- what is not folded ---- */

static void add_place(struct editor *d, struct str pointer)
{
    for (size_t i = 0; i < d->places.n; i++) {
        if (str_eq(d->places.at[i], pointer)) {
            return;
        }
    }
    if (pointer.n && !plan_add_text(d->arena, &d->places, pointer)) {
        d->failed = true;
    }
}

void editor_places(struct editor *d)
{
    for (size_t i = 0; d->findings && i < d->findings->list.n && !d->failed; i++) {
        const struct finding *f = &d->findings->list.at[i];
        if (f->rule->severity != SEVERITY_ADVICE) {
            add_place(d, f->pointer);
            add_place(d, editor_mend_field(d, f));
        }
    }
}

bool editor_is_open(const struct editor *d, struct str pointer)
{
    bool open = false;
    for (size_t i = 0; i < d->places.n && !open; i++) {
        open = lies_in(d->places.at[i], pointer);
    }
    for (size_t i = 0; i < d->wrong_count && !open; i++) {
        open = lies_in(d->wrong[i].pointer, pointer);
    }
    return open;
}
