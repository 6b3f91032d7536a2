/*
 * measurable.c: is it Measurable and Time-bound, on what ground, and on which words?
 * Layer: statement (inner).  Not here: Achievable and Relevant (achieve.c), which rest on facts.
 */
#include "statement/clause.h"
#include "statement/reason.h"
#include "words.h"

#include <string.h>

static void set(struct judgement *j, bool met, int reason, struct span span)
{
    j->met = met ? TRI_YES : TRI_NO;
    j->reason = reason;
    j->span = span;
}

static struct span at(const struct reading *r, int i)
{
    return span_of(r, i, i);
}

/* "complete the ... exercise", "lab work completed": done or not, whatever the thing is called. */
static bool plainly_done(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    if (t->form & FORM_PAST) {
        for (int k = i - 1; k >= r->head && k > i - 5 && r->t[k].kind == T_WORD; k--) {
            if (clause_attends(&r->t[k]) || r->t[k].word == 0) {
                return true;
            }
        }
    }
    if (!(is(t, W_COMPLETE) || is(t, W_SIGN))) {
        return false;
    }
    for (int k = i + 1; k < i + 4 && k < r->n; k++) {
        if (has(&r->t[k], C(UMBRELLA) | C(ABSTRACT))) {
            return false;
        }
    }
    return r->t[i + 1].kind != T_END;
}

/* "go to the wedding on 20 June": an act with its day is done or not. */
static bool dated(const struct reading *r)
{
    for (int i = r->head; i < r->n && (r->kinds & 1U << T_DATE); i++) {
        if (r->t[i].kind == T_DATE && r->t[i].den != 0 && i > r->head && is(&r->t[i - 1], W_ON)) {
            return true;
        }
    }
    return false;
}

/* "ask for a raise by Friday": an act on one thing, with an end-point. */
static int one_off_at(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->kind != T_WORD || !(t->form & (FORM_BASE | FORM_S)) || !has(t, C(ACT) | C(LIGHT))) {
            continue;
        }
        int k = i + 1 + has(&r->t[i + 1], C(PREP));
        bool moves = has(t, C(LIGHT)) && t->value == 'o' && has(&r->t[k], C(DET)); /* put a light in the hall */
        bool calls = has(t, C(ACT)) && t->value == 'r' && !has(t, C(SOURCE)) && k == i + 1 && has(&r->t[k], C(DET)) &&
                     r->t[k + 1].kind == T_WORD && r->low[r->t[k + 1].to - 1] != 's'; /* phone the landlord */
        bool sends = (memcmp(r->low + t->from, "send", 4) == 0 || memcmp(r->low + t->from, "mail", 4) == 0) &&
                     k == i + 1 && r->t[k].kind == T_WORD && r->low[r->t[k].to - 1] != 's'; /* send draft to advisor */
        if (((has(t, C(ACT)) && is(&r->t[k], W_A)) || moves || calls || sends) && clause_opens_verb(r, i)) {
            return i;
        }
    }
    return -1;
}

static bool loosely(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (is(&r->t[i], W_MORE) || is(&r->t[i], W_LESS) || is(&r->t[i], W_REGULARLY)) {
            return true;
        }
    }
    return false;
}

/* Done or not done: a deliverable verb with its object, a product made, a return to work. */
static int done_at(struct reading *r)
{
    int v = clause_first_verb(r);
    bool staff = r->out->slots.actor == ACTOR_CLINICIAN || r->out->role == ROLE_INTERVENTION;
    if (v >= 0 && (clause_governor(&r->t[v]) == G_EVAL || clause_governor(&r->t[v]) == G_MENTAL)) {
        return -1;
    }
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->kind != T_WORD || t->claim == CLAIM_DEADLINE || !has(t, C(VERB)) ||
            !(has(t, C(DELIVER)) || has(t, C(CREATE)) || is(t, W_ATTEND) || is(t, W_PARTICIPATE_IN) || is(t, W_GET) ||
              is(t, W_DEMONSTRATE) || has(t, C(SAY)))) {
            continue;
        }
        if (clause_made(r, i)) {
            return i;
        }
        if (staff && !has(t, C(DELIVER))) {
            continue;
        }
        if (loosely(r)) {
            return -1;
        }
        for (int k = i + 2; is(t, W_GET) && k < i + 6 && r->t[k].kind == T_WORD; k++) {
            if (r->t[k].to - r->t[k].from == 4 && memcmp(r->low + r->t[k].from, "done", 4) == 0) {
                return i; /* get the driving test done */
            }
        }
        bool alone = (t->flags & F_PHRASE) && !has(t, C(SAY)) && has(t, C(ACT));
        if (has(t, C(DELIVER)) && (alone || plainly_done(r, i))) {
            return i;
        }
        if (is(t, W_DEMONSTRATE) && !r->due && !is(&r->t[i + 1], W_CORRECT)) {
            continue;
        }
        if (has(t, C(SAY))) {
            if (clause_one_thing(r, i)) {
                return i;
            }
            continue;
        }
        for (int k = i + 1; k < i + 8 && k < r->n && r->t[k].kind != T_END; k++) {
            const struct token *o = &r->t[k];
            if (mark(o, ';') || mark(o, '.') || has(o, C(PURPOSE) | C(ABSTRACT))) {
                break;
            }
            bool single = k > i + 1 && has(&r->t[k - 1], C(DET));
            if (has(o, C(PRODUCT)) || (is(t, W_DEMONSTRATE) && has(o, C(TECH) | C(THING))) ||
                (has(t, C(DELIVER)) && clause_attends(o)) ||
                (!has(t, C(DELIVER) | C(CREATE)) && has(o, C(EVENT)) && single)) {
                return i;
            }
        }
    }
    return -1;
}

/* "every trip", "each time": all of them, so one that is left out can be seen. -1 when there is none. */
static int every_time(const struct reading *r)
{
    for (int i = r->head; i + 1 < r->n && (r->any & C(DET)); i++) {
        const struct token *next = &r->t[i + 1];
        if ((is(&r->t[i], W_EVERY) || is(&r->t[i], W_EACH)) && next->kind == T_WORD &&
            !has(next, C(DET) | C(PREP) | C(CONJ) | C(STOP) | C(VAGUE) | C(FAMILY) | C(CLIENT) | C(UMBRELLA))) {
            return i;
        }
        if (is(&r->t[i], W_EACH) && is(next, W_OF)) {
            return i; /* in each of the next 6 months */
        }
        if (has(&r->t[i], C(COND)) && (r->t[i].flags & F_PHRASE)) {
            return i; /* every time, each time */
        }
    }
    return -1;
}

static int change_at(const struct reading *r)
{
    return clause_class(r, C(UP) | C(DOWN));
}

static void not_measurable(struct reading *r)
{
    struct judgement *j = &r->out->measurable;
    int vague = clause_class(r, C(VAGUE)), change = change_at(r);
    if (r->weak_source) {
        rule(r, RULE_MEAS_NOT_SOURCE);
        set(j, false, REASON_M_NOT_SOURCE, r->out->slots.measure.span);
    } else if (change >= 0) {
        set(j, false, REASON_M_NOT_DIRECTION, at(r, change));
    } else if (vague >= 0) {
        set(j, false, REASON_M_NOT_VAGUE, at(r, vague));
    } else {
        set(j, false, REASON_M_NOT_STATED, (struct span){0, 0});
    }
}

static bool measurable_by_number(struct reading *r)
{
    struct judgement *j = &r->out->measurable;
    bool specific = r->out->specific.met == TRI_YES;
    if (r->quantity) {
        rule(r, RULE_MEAS_QUANTITY);
        struct span s = r->out->slots.target_value.text.p ? r->out->slots.target_value.span : at(r, r->quantity_at);
        set(j, true, REASON_M_TARGET, s);
    } else if (r->often && (specific || r->out->specific.reason == REASON_S_NOT_EXERCISE)) {
        rule(r, RULE_MEAS_OFTEN);
        set(j, true, REASON_M_FREQUENCY, r->out->slots.frequency.span);
    } else if (specific && r->out->role != ROLE_INTERVENTION && every_time(r) >= 0) {
        rule(r, RULE_MEAS_OFTEN);
        set(j, true, REASON_M_FREQUENCY, at(r, every_time(r)));
    } else if (r->lasts && specific) {
        rule(r, RULE_MEAS_LAST);
        set(j, true, REASON_M_DURATION, r->out->slots.duration.span);
    } else if (r->once || (r->clock && specific)) {
        rule(r, RULE_MEAS_ONCE);
        set(j, true, REASON_M_ONCE, r->clock ? at(r, r->clock_at) : r->out->slots.target_value.span);
    } else if (r->strong && change_at(r) >= 0) {
        rule(r, RULE_MEAS_SCALE);
        set(j, true, REASON_M_SCALE, r->out->slots.measure.span);
    } else {
        return false;
    }
    return true;
}

void judge_measurable(struct reading *r)
{
    struct judgement *j = &r->out->measurable;
    bool specific = r->out->specific.met == TRI_YES;
    int clean = clause_class(r, C(CLEAN)), state = clause_class(r, C(STATE)), help = clause_class(r, C(INDEP));
    if (r->blank) {
        bool read_off = r->strong && change_at(r) >= 0 && !r->quantity && r->out->slots.target_unit.text.p == NULL;
        rule(r, RULE_MEAS_NOT_BLANK);
        set(j, read_off, read_off ? REASON_M_SCALE : REASON_M_NOT_BLANK, (struct span){0, 0});
        return;
    }
    if (measurable_by_number(r)) {
        return;
    }
    int v = clause_first_verb(r);
    bool judged = v >= 0 && (clause_governor(&r->t[v]) == G_EVAL || clause_governor(&r->t[v]) == G_MENTAL);
    int done = specific ? done_at(r) : -1;
    if (specific && r->out->slots.duration.text.p != NULL) {
        rule(r, RULE_MEAS_LAST);
        set(j, true, REASON_M_DURATION, r->out->slots.duration.span);
    } else if (specific && r->due && r->out->slots.actor == ACTOR_CLINICIAN) {
        rule(r, RULE_MEAS_STAFF);
        set(j, true, REASON_M_DONE, r->due_span);
    } else if (clean >= 0 && r->due) {
        rule(r, RULE_MEAS_CLEAN);
        set(j, true, REASON_M_CLEAN, at(r, clean));
    } else if (state >= 0 && specific) {
        rule(r, RULE_MEAS_STATE);
        set(j, true, REASON_M_STATE, at(r, state));
    } else if (help >= 0 && specific && !judged) {
        rule(r, RULE_MEAS_HELP);
        set(j, true, REASON_M_HELP, at(r, help));
    } else if (specific && !judged && dated(r)) {
        rule(r, RULE_MEAS_DATED);
        set(j, true, REASON_M_DONE, r->due_span);
    } else if (done < 0 && specific && !judged && r->due && one_off_at(r) >= 0) {
        rule(r, RULE_MEAS_DONE);
        set(j, true, REASON_M_DONE, at(r, one_off_at(r)));
    } else if (done >= 0) {
        rule(r, RULE_MEAS_DONE);
        set(j, true, REASON_M_DONE, at(r, done));
    } else {
        not_measurable(r);
    }
}

void judge_time_bound(struct reading *r)
{
    struct judgement *j = &r->out->time_bound;
    if (r->due && r->no_such_day) {
        set(j, false, REASON_T_NO_SUCH_DAY, r->day_span);
    } else if (r->due) {
        set(j, true, REASON_T_DEADLINE, r->due_span);
    } else if (r->due_open) {
        set(j, false, REASON_T_NOT_OPEN, r->open_span);
    } else if (r->out->slots.duration.text.p != NULL && !r->lasts) {
        set(j, false, REASON_T_NOT_RUN, r->out->slots.duration.span);
    } else if (r->often) {
        set(j, false, REASON_T_NOT_FREQUENCY, r->out->slots.frequency.span);
    } else {
        set(j, false, REASON_T_NOT_STATED, (struct span){0, 0});
    }
}
