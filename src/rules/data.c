/*
 * data.c: facts that do not fit together, codes that do not exist, text nobody understood. Rows: table/data.def.
 */
#include "plan/icd10cm.h"
#include "plan/target.h"
#include "rules/check.h"

#include <assert.h>

void data_client(struct rules_context *c)
{
    const struct plan_client *x = &c->plan->client;
    struct date plan_date = c->plan->reviews.plan_date;
    if (!x->age_years.has) {
        return;
    }
    if (!date_is_set(x->birth_date)) {
        if (!date_is_set(x->age_stated_on) && !date_is_set(plan_date)) {
            rules_arg_int(c, rules_add(c, RULE_CLIENT_AGE_UNDATED, PLACE("/client/age_years"), NO_TEXT, WHOLE),
                          x->age_years.v);
        }
        return;
    }
    /* On the plan's date the age may have been taken over from an intake of the same year. */
    struct date on = date_is_set(x->age_stated_on) ? x->age_stated_on : plan_date;
    int slack = date_is_set(x->age_stated_on) ? 0 : 1, age = date_is_set(on) ? date_age(x->birth_date, on) : -1;
    if (date_is_set(on) && (x->age_years.v > age || x->age_years.v < age - slack)) {
        struct finding *f = rules_add(c, RULE_CLIENT_AGE_MISMATCH, PLACE("/client/age_years"), NO_TEXT, WHOLE);
        rules_arg_int(c, f, age);
        rules_arg_int(c, f, x->age_years.v);
    }
}

/* ---- codes ---- */

/* "300.02", "V61.10": three digits, or V and two, and up to two more after a dot. V61.10 is a traffic accident in the
 * newer edition; in a plan it is the older code for trouble between partners. */
static bool is_icd9(struct str code)
{
    size_t lead = code.n && (code.p[0] | 32) == 'v', at = lead;
    while (at < code.n && code.p[at] >= '0' && code.p[at] <= '9') {
        at++;
    }
    bool tail = at == code.n || (code.p[at] == '.' && code.n - at >= 2 && code.n - at <= 3);
    return at == 3 && tail;
}

#define NEAR_MAX 3

/* ", perhaps F41.0 or F41.1", so that the right one is at hand. */
static void put_near(struct rules_context *c, struct finding *f, struct str code, int year, const char *before)
{
    struct icd10cm near[NEAR_MAX];
    size_t n = icd10cm_near(code, year, near, NEAR_MAX);
    for (size_t i = 0; i < n; i++) {
        buf_cstr(&c->work->text, i == 0 ? before : i + 1 == n ? " or " : ", ");
        buf_cstr(&c->work->text, near[i].code);
    }
    rules_arg_text(c, f);
}

static void check_code(struct rules_context *c, size_t i, struct str code)
{
    const struct plan_diagnosis *d = &c->plan->diagnoses.at[i];
    int year = icd10cm_fiscal_year(date_is_set(d->date) ? d->date : c->plan->reviews.plan_date);
    enum icd10cm_status status = icd10cm_check(code, year);
    struct place place = PLACE("/diagnoses/#/code", i);
    struct finding *f;
    if (status != ICD10CM_VALID && status != ICD10CM_HEADING && is_icd9(code)) {
        rules_arg(rules_add(c, RULE_DIAGNOSIS_CODE_OLD_EDITION, place, code, WHOLE), code);
        return;
    }
    switch (status) {
    case ICD10CM_HEADING:
        f = rules_add(c, RULE_DIAGNOSIS_CODE_NOT_BILLABLE, place, code, WHOLE);
        rules_arg(f, code);
        put_near(c, f, code, year, "; below it: ");
        break;
    case ICD10CM_UNKNOWN:
    case ICD10CM_MALFORMED:
        f = rules_add(c, RULE_DIAGNOSIS_CODE_UNKNOWN, place, code, WHOLE);
        rules_arg(f, code);
        rules_arg(f, str_of(icd10cm_edition()));
        put_near(c, f, code, year, "; near it: ");
        break;
    case ICD10CM_NOT_YET:
    case ICD10CM_ENDED:
        f = rules_add(c, RULE_DIAGNOSIS_CODE_OUT_OF_DATE, place, code, WHOLE);
        rules_arg(f, code);
        rules_arg_int(c, f, year);
        rules_arg(f, status == ICD10CM_NOT_YET ? STR("begins later") : STR("has ended"));
        break;
    default: /* valid, or of a chapter that is not known here */
        break;
    }
}

void data_diagnosis(struct rules_context *c)
{
    for (size_t i = 0; i < c->plan->diagnoses.n; i++) {
        const struct plan_diagnosis *d = &c->plan->diagnoses.at[i];
        if (d->code.n) {
            check_code(c, i, str_trim(d->code));
        } else if (!plan_rules_out(d)) {
            struct finding *f = rules_add(c, RULE_DIAGNOSIS_NO_CODE, PLACE("/diagnoses/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_diagnosis_label(c, i));
        }
    }
}

void data_notes(struct rules_context *c)
{
    size_t n = c->plan->notes.n;
    if (n) {
        struct finding *f = rules_add(c, RULE_PLAN_NOT_UNDERSTOOD, PLACE("/notes"), NO_TEXT, WHOLE);
        buf_int(&c->work->text, (long long)n);
        buf_cstr(&c->work->text, n == 1 ? " piece" : " pieces");
        rules_arg_text(c, f);
    }
}

/* ---- contradictions ---- */

/* Two objectives are for the same time when they are due together or one has no date. */
static bool same_time(const struct rules_context *c, const struct plan_objective *a, const struct plan_objective *b)
{
    struct due x = rules_due(c, &a->due), y = rules_due(c, &b->due);
    if (!rules_due_is_set(&a->due) || !rules_due_is_set(&b->due)) {
        return true;
    }
    if (x.session >= 0 && y.session >= 0) {
        return x.session == y.session;
    }
    if (date_is_set(x.date) && date_is_set(y.date)) {
        return date_cmp(x.date, y.date) == 0;
    }
    return x.weeks == y.weeks && x.session == y.session && str_eq(a->due.event, b->due.event);
}

#define COMPARED_MAX 32   /* objectives of one measure that a further one is compared with */
#define SUBSTANCES_MAX 16 /* more than the lexicon has; a test counts them */

struct seen_objective {
    const struct plan_objective *o;
    size_t g, k;
    size_t next; /* of the same measure: its place in seen + 1; 0: the last one */
};

struct contradictions {
    struct text_table measures; /* name of the measure -> index into seen */
    struct text_table substances;
    struct seen_objective *seen;
    struct {
        struct seen_objective abstinent, using;
    } * uses; /* by substance */
    size_t measure_count, substance_count;
};

static bool is_absolute(const struct plan_target *t)
{
    return t->value.has && t->kind != TARGET_CHANGE && t->kind != TARGET_PERCENT && !target_is_by(t->comparator);
}

static bool same_target(const struct plan_target *a, const struct plan_target *b)
{
    bool high = a->high.has == b->high.has && (!a->high.has || dec_cmp(a->high, b->high) == 0);
    return dec_cmp(a->value, b->value) == 0 && high;
}

static void put_pair(struct rules_context *c, struct finding *f, const struct seen_objective *a, size_t g, size_t k)
{
    rules_arg_objective(c, f, a->g, a->k);
    rules_arg_objective(c, f, g, k);
}

/* The first objective in front of this one, on the same measure, that wants another score by the same time; NULL when
 * there is none. The objective joins the list of its measure. */
static const struct seen_objective *contradicted(struct rules_context *c, struct contradictions *x,
                                                 const struct measure *m, struct seen_objective self)
{
    bool found;
    struct text_slot *slot = text_table_put(&x->measures, str_of(m->id), x->measure_count, &found);
    size_t *link = NULL, compared = 0;
    const struct seen_objective *other = NULL;
    for (size_t at = found ? slot->value + 1 : 0; at && compared < COMPARED_MAX; at = *link, compared++) {
        struct seen_objective *seen = &x->seen[at - 1];
        link = &seen->next;
        if (!other && !same_target(&self.o->target, &seen->o->target) && same_time(c, self.o, seen->o)) {
            other = seen;
        }
    }
    if (compared < COMPARED_MAX) {
        x->seen[x->measure_count++] = self;
        if (link) {
            *link = x->measure_count;
        }
    }
    return other;
}

/* Only scores of known instruments: two counts of the same name may be of different things. */
static void check_scores(struct rules_context *c, struct contradictions *x, size_t g, size_t k)
{
    const struct plan_objective *o = &c->plan->goals.at[g].objectives.at[k];
    const struct measure *m = rules_measure(&o->measure);
    if (!m || !is_absolute(&o->target)) {
        return;
    }
    const struct seen_objective *other = contradicted(c, x, m, (struct seen_objective){o, g, k, 0});
    if (other) {
        struct finding *f =
            rules_add(c, RULE_TARGET_CONTRADICTION, PLACE("/goals/#/objectives/#", g, k), NO_TEXT, WHOLE);
        put_pair(c, f, other, g, k);
        rules_arg(f, str_of(m->name));
        dec_put(&c->work->text, other->o->target.value);
        buf_cstr(&c->work->text, " and ");
        dec_put(&c->work->text, o->target.value);
        rules_arg_text(c, f);
    }
}

static bool is_use(const struct plan_objective *o)
{
    enum plan_comparator how = o->target.comparator;
    bool less = target_way(how) < 0 || how == PLAN_CMP_RANGE;
    return o->target.value.has && o->target.value.mant > 0 && less && !rules_measure(&o->measure);
}

static void check_use(struct rules_context *c, struct contradictions *x, size_t g, size_t k)
{
    const struct plan_objective *o = &c->plan->goals.at[g].objectives.at[k];
    struct term_hit hit;
    bool abstinent = term_next(o->statement, 0, TERM_ABSTINENCE, &hit), found;
    const char *substance = abstinent ? hit.term->instead : NULL;
    if (!substance && term_next(o->statement, 0, TERM_SUBSTANCE, &hit)) {
        substance = hit.term->instead;
    }
    if (!substance || (!abstinent && !is_use(o))) {
        return;
    }
    struct text_slot *slot = text_table_put(&x->substances, str_of(substance), x->substance_count, &found);
    x->substance_count += !found;
    assert(x->substance_count <= SUBSTANCES_MAX);
    struct seen_objective self = {o, g, k, 0}, *abstinence = &x->uses[slot->value].abstinent,
                          *use = &x->uses[slot->value].using;
    struct seen_objective *mine = abstinent ? abstinence : use, *other = abstinent ? use : abstinence;
    if (other->o && !mine->o && same_time(c, o, other->o)) {
        struct finding *f =
            rules_add(c, RULE_TARGET_ABSTINENCE_CONTRADICTION, PLACE("/goals/#/objectives/#", g, k), NO_TEXT, WHOLE);
        const struct seen_objective *first = abstinent ? &self : other, *second = abstinent ? other : &self;
        rules_arg_objective(c, f, first->g, first->k);
        rules_arg_objective(c, f, second->g, second->k);
        rules_arg(f, str_of(substance));
    }
    if (!mine->o) {
        *mine = self;
    }
}

void data_contradictions(struct rules_context *c)
{
    const struct plan *p = c->plan;
    if (c->work->objectives < 2) {
        return;
    }
    struct contradictions x = {.seen = arena_array(c->arena, c->work->objectives, sizeof *x.seen),
                               .uses = arena_array(c->arena, SUBSTANCES_MAX, sizeof *x.uses)};
    if (!x.seen || !x.uses || !text_table_init(c, &x.measures, c->work->objectives) ||
        !text_table_init(c, &x.substances, SUBSTANCES_MAX)) {
        c->failed = true;
        return;
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t k = 0; k < p->goals.at[g].objectives.n; k++) {
            if (rules_open(p->goals.at[g].status) && rules_open(p->goals.at[g].objectives.at[k].status)) {
                check_scores(c, &x, g, k);
                check_use(c, &x, g, k);
            }
        }
    }
}

/* ---- ranges ---- */

static void check_ints(struct rules_context *c, struct place place, struct opt_int low, struct opt_int high)
{
    if (low.has && high.has && low.v > high.v) {
        struct finding *f = rules_add(c, RULE_RANGE_REVERSED, place, NO_TEXT, WHOLE);
        rules_arg_int(c, f, low.v);
        rules_arg_int(c, f, high.v);
    }
}

static void check_cadence(struct rules_context *c, struct place place, const struct plan_cadence *x)
{
    check_ints(c, place, x->count_min, x->count_max);
    check_ints(c, place, x->every_min, x->every_max);
}

static void check_target_range(struct rules_context *c, size_t g, size_t k, const struct plan_target *t)
{
    if (t->value.has && t->high.has && dec_cmp(t->value, t->high) > 0) {
        struct finding *f =
            rules_add(c, RULE_RANGE_REVERSED, PLACE("/goals/#/objectives/#/target", g, k), NO_TEXT, WHOLE);
        dec_put(&c->work->text, t->value);
        rules_arg_text(c, f);
        dec_put(&c->work->text, t->high);
        rules_arg_text(c, f);
    }
}

void data_ranges(struct rules_context *c)
{
    const struct plan *p = c->plan;
    const struct plan_window window = plan_window(&p->reviews.window);
    check_ints(c, PLACE("/reviews/window"), window.min, window.max);
    check_cadence(c, PLACE("/duration/frequency"), &p->duration.frequency);
    for (size_t i = 0; i < p->duration.phases.n; i++) {
        const struct plan_phase *x = &p->duration.phases.at[i];
        check_ints(c, PLACE("/duration/phases/#", i), x->sessions_min, x->sessions_max);
        check_ints(c, PLACE("/duration/phases/#", i), x->weeks_min, x->weeks_max);
        check_cadence(c, PLACE("/duration/phases/#/cadence", i), &x->cadence);
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        check_cadence(c, PLACE("/interventions/#/frequency", i), &p->interventions.at[i].frequency);
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        check_cadence(c, PLACE("/monitoring/#/cadence", i), &p->monitoring.at[i].cadence);
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t k = 0; k < p->goals.at[g].objectives.n; k++) {
            check_cadence(c, PLACE("/goals/#/objectives/#/frequency", g, k),
                          &p->goals.at[g].objectives.at[k].frequency);
            check_target_range(c, g, k, &p->goals.at[g].objectives.at[k].target);
        }
    }
}

/* ---- states, dates, phases ---- */

static bool still_moving(enum plan_achievement a)
{
    return a == ACHIEVEMENT_IN_PROGRESS || a == ACHIEVEMENT_IMPROVING || a == ACHIEVEMENT_WORSENING ||
           a == ACHIEVEMENT_NO_CHANGE;
}

static void add_conflict(struct rules_context *c, struct place place, struct str label, struct str state,
                         struct str but)
{
    struct finding *f = rules_add(c, RULE_GOAL_STATUS_CONFLICT, place, NO_TEXT, WHOLE);
    rules_arg_quoted(c, f, label);
    rules_arg(f, state);
    rules_arg(f, but);
}

void data_status(struct rules_context *c)
{
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        const struct plan_goal *x = &c->plan->goals.at[g];
        bool closed = x->status == LIFECYCLE_COMPLETED || x->status == LIFECYCLE_CANCELLED;
        struct str state = x->status == LIFECYCLE_COMPLETED ? STR("completed") : STR("cancelled");
        if (x->status == LIFECYCLE_COMPLETED && still_moving(x->achievement)) {
            add_conflict(c, PLACE("/goals/#", g), rules_goal_label(c, g), state, STR("its result is still open"));
        }
        for (size_t k = 0; k < x->objectives.n; k++) {
            const struct plan_objective *o = &x->objectives.at[k];
            if (closed && o->status == LIFECYCLE_ACTIVE) {
                add_conflict(c, PLACE("/goals/#/objectives/#", g, k), rules_goal_label(c, g), state,
                             STR("an objective under it is still active"));
            } else if (o->status == LIFECYCLE_COMPLETED && still_moving(o->achievement)) {
                add_conflict(c, PLACE("/goals/#/objectives/#", g, k),
                             rules_first(o->statement, o->name, STR("the objective")), STR("completed"),
                             STR("its result is still open"));
            }
        }
    }
}

void data_dates(struct rules_context *c)
{
    const struct plan_duration *d = &c->plan->duration;
    const struct plan_reviews *r = &c->plan->reviews;
    struct date held = rules_last_review(c->plan);
    struct date last = date_cmp(held, r->plan_date) > 0 ? held : r->plan_date;
    if (date_is_set(d->start) && date_is_set(d->end) && date_cmp(d->end, d->start) < 0) {
        struct finding *f = rules_add(c, RULE_DURATION_ENDS_BEFORE_START, PLACE("/duration/end"), NO_TEXT, WHOLE);
        rules_arg_date(c, f, d->end);
        rules_arg_date(c, f, d->start);
    }
    if (date_is_set(r->next) && date_is_set(last) && date_cmp(r->next, last) < 0) {
        struct finding *f = rules_add(c, RULE_REVIEW_BEFORE_PLAN, PLACE("/reviews/next"), NO_TEXT, WHOLE);
        rules_arg_date(c, f, r->next);
        buf_cstr(&c->work->text, date_cmp(last, held) == 0 ? "the last review, " : "the plan, ");
        char text[DATE_TEXT_SIZE];
        buf_cstr(&c->work->text, date_format(last, text));
        rules_arg_text(c, f);
    }
    const struct plan_window window = plan_window(&r->window);
    struct opt_int first = plan_window_weeks(window.min, window.unit);
    if (c->work->weeks > 0 && first.has && first.v > c->work->weeks) {
        struct finding *f = rules_add(c, RULE_REVIEW_AFTER_END, PLACE("/reviews/window"), NO_TEXT, WHOLE);
        rules_arg_int(c, f, first.v);
        rules_arg_int(c, f, c->work->weeks);
    }
}

void data_phases(struct rules_context *c)
{
    const struct plan *p = c->plan;
    struct text_table phases;
    bool found;
    if (p->duration.phases.n == 0 || !text_table_init(c, &phases, p->duration.phases.n * 2 + p->interventions.n)) {
        return;
    }
    for (size_t i = 0; i < p->duration.phases.n; i++) {
        const struct plan_phase *x = &p->duration.phases.at[i];
        if (x->name.n) {
            text_table_put(&phases, x->name, i, &found);
        }
        text_table_put(&phases, x->id, i, &found);
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        struct str phase = p->interventions.at[i].phase;
        if (!phase.n) {
            continue;
        }
        text_table_put(&phases, phase, 0, &found);
        if (!found) {
            struct finding *f =
                rules_add(c, RULE_INTERVENTION_PHASE_UNKNOWN, PLACE("/interventions/#/phase", i), phase, WHOLE);
            rules_arg_quoted(c, f, rules_intervention_label(c, i));
            rules_arg(f, phase);
        }
    }
}
