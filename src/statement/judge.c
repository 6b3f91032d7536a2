/*
 * judge.c: Specific, Measurable and Time-bound, each with its ground and the words it rests on.
 * Layer: statement (inner).  Not here: Achievable and Relevant (achieve.c), which rest on facts.
 *
 * Specific without a number is read clause by clause: what stands in verb position decides how its object counts.
 * "Drive" is an act. "Use" is as concrete as what is used. "Improve" makes nothing concrete but a countable symptom.
 */
#include "statement/reading.h"
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

/* ------------------------------------------------------------------ clauses */

enum governor { G_NONE, G_ACT, G_LIGHT, G_DELIVER, G_CREATE, G_SAY, G_EVAL, G_MENTAL, G_CARE, G_KEEP };

struct clause_state {
    enum governor verb;
    int verb_at;
    bool hidden;    /* behind "understanding of": nothing counts */
    bool condition; /* behind "when": a circumstance */
    bool purpose;   /* behind "in order to" */
    bool placed;    /* behind "at", "during", "for": a place or an occasion */
    bool stated;    /* some verb has been read */
    bool staff;     /* the clinician acts: a named treatment is concrete */
};

struct evidence {
    int at;
    int reason;
    enum statement_rule rule;
    bool deliverable; /* done or not done */
    bool act;
};

static enum governor governor_of(const struct token *t)
{
    if (has(t, C(DELIVER))) {
        return G_DELIVER;
    }
    if (has(t, C(ACT))) {
        return G_ACT;
    }
    if (has(t, C(CREATE))) {
        return G_CREATE;
    }
    if (has(t, C(SAY))) {
        return G_SAY;
    }
    if (has(t, C(EVAL))) {
        return G_EVAL;
    }
    if (has(t, C(KEEP))) {
        return G_KEEP;
    }
    if (has(t, C(LIGHT))) {
        return G_LIGHT;
    }
    if (has(t, C(CARE))) {
        return G_CARE;
    }
    return has(t, C(MENTAL)) ? G_MENTAL : G_NONE;
}

/* Words after which a verb may stand: the beginning, "and", "to", "will", "not", a comma, an adverb. */
static bool opens_verb(const struct reading *r, int i)
{
    for (int k = i - 1; k >= r->head; k--) {
        const struct token *t = &r->t[k];
        if (t->kind == T_MARK) {
            return strchr(",;:.-b/\"(", t->mark) != NULL;
        }
        if (t->claim == CLAIM_DEADLINE) {
            continue;
        }
        if (t->kind != T_WORD) {
            return false;
        }
        size_t n = (size_t)(t->to - t->from);
        bool adverb = n > 4 && memcmp(r->low + t->to - 2, "ly", 2) == 0 && !has(t, C(VERB) | C(FAMILY));
        if (adverb || has(t, C(INDEP) | C(OFTEN) | C(NEG)) || (has(t, C(VAGUE)) && !has(t, C(VERB)))) {
            continue;
        }
        return has(t, C(AUX) | C(CONJ) | C(PRON) | C(CLIENT) | C(PATIENT) | C(STUDENT) | C(CAREGIVER) | C(FAMILY) |
                      C(MEMBER) | C(STAFF)) ||
               is(t, W_TO) || (has(t, C(VERB)) && (t->form & FORM_BASE) && k == i - 1 && has(t, C(LIGHT)));
    }
    return true;
}

static bool finite(const struct token *t)
{
    return has(t, C(VERB)) && (t->form & (FORM_BASE | FORM_S | FORM_PAST | FORM_ING));
}

/* A verb in verb position; an -ing form also behind a preposition ("by walking", "without hitting"). */
static bool verb_position(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    if (!finite(t)) {
        return false;
    }
    if (t->form & FORM_ING) {
        return true;
    }
    if (!(t->form & (FORM_BASE | FORM_S)) && i > r->head && has(&r->t[i - 1], C(LIGHT))) {
        return false; /* "get organized" */
    }
    return opens_verb(r, i);
}

static bool after_to_purpose(const struct reading *r, int i, const struct clause_state *s)
{
    if (s->verb == G_EVAL && i > r->head + 1 && is(&r->t[i - 1], W_TO) && has(&r->t[i - 2], C(UMBRELLA) | C(SYMPTOM))) {
        return true; /* improve energy to play */
    }
    return s->stated && i > r->head && is(&r->t[i - 1], W_TO) && has(&r->t[i], C(EVAL) | C(CARE) | C(MENTAL) | C(KEEP)) &&
           !(i > r->head + 1 && has(&r->t[i - 2], C(AUX) | C(CLIENT) | C(PATIENT) | C(STUDENT)));
}

static bool found(struct evidence *e, int i, int reason, enum statement_rule id)
{
    e->at = i;
    e->reason = reason;
    e->rule = id;
    return true;
}

static bool attends(const struct token *t)
{
    return has(t, C(EVENT) | C(PRODUCT) | C(THING) | C(TECH) | C(MODALITY) | C(EXTYPE) | C(SOURCE) | C(SCALE));
}

/* Is token i, read under the clause's verb, something two readers would look for alike? */
static bool concrete(const struct token *t, const struct clause_state *s, int i, struct evidence *e)
{
    bool skills = has(t + 1, C(UMBRELLA)) && (t[1].flags & F_JOINED || t[1].from == t->to + 1) && !has(t, C(TECH));
    bool named = has(t, C(THING) | C(TECH) | C(EVENT) | C(PRODUCT) | C(EXTYPE)) && !skills && !s->placed;
    if (has(t, C(SYMPTOM)) && !s->placed && s->verb != G_MENTAL && s->verb != G_SAY) {
        return found(e, i, REASON_S_SYMPTOM, RULE_SPEC_SYMPTOM);
    }
    if (has(t, C(STATE))) {
        return found(e, i, REASON_S_STATE, RULE_SPEC_STATE);
    }
    switch (s->verb) {
    case G_LIGHT:
        if (s->staff && has(t, C(MODALITY))) {
            return found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
        }
        return named && found(e, i, REASON_S_OBJECT, RULE_SPEC_OBJECT);
    case G_NONE:
        if (has(t, C(MODALITY)) && !s->stated) {
            return found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
        }
        return named && found(e, i, REASON_S_OBJECT, RULE_SPEC_OBJECT);
    case G_DELIVER:
        if (t->word == 0 && i > s->verb_at && i <= s->verb_at + 4 && t->to - t->from > 3) {
            return found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT); /* "finish my thesis" */
        }
        return attends(t) && found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT);
    case G_CREATE:
        return has(t, C(PRODUCT)) && found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT);
    case G_CARE:
        return has(t, C(MODALITY) | C(TECH) | C(PRODUCT) | C(THING) | C(SOURCE)) &&
               found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
    default:
        return false;
    }
}

static void new_clause(struct clause_state *s)
{
    s->hidden = s->condition = s->purpose = s->placed = false;
}

/* A verb: an act is evidence by itself; others decide about what follows. */
static bool read_verb(struct reading *r, int i, struct clause_state *s, struct evidence *e)
{
    const struct token *t = &r->t[i];
    enum governor g = governor_of(t);
    bool by = i > r->head && is(t - 1, W_BY);
    if ((t->form & FORM_ING) && !by && (s->verb == G_EVAL || s->verb == G_MENTAL || s->verb == G_KEEP)) {
        return false; /* "feel better about driving": the feeling stays the verb */
    }
    if (after_to_purpose(r, i, s) && has(t, C(ACT)) && s->verb == G_EVAL) {
        s->purpose = true;
        return false;
    }
    if (g == G_NONE || (after_to_purpose(r, i, s) && !has(t, C(ACT)))) {
        s->purpose |= s->stated && i > r->head && is(t - 1, W_TO) && has(t, C(EVAL) | C(CARE) | C(MENTAL) | C(KEEP));
        return false;
    }
    bool again = !(t->form & FORM_ING) || s->verb == G_NONE;
    if (again) {
        bool joined = i > r->head && has(t - 1, C(CONJ));
        if (!joined) {
            new_clause(s);
        }
        if (!(joined && s->verb == G_CREATE && g == G_LIGHT)) {
            s->verb = g;
            s->verb_at = i;
        }
    } else if (g == G_LIGHT || g == G_DELIVER) {
        s->verb = g;
        s->verb_at = i;
    }
    s->stated = true;
    const struct token *next = t + 1;
    bool only_better = (is(next, W_BETTER) || is(next, W_MORE) || is(next, W_LESS)) &&
                       (next[1].kind != T_WORD || has(next + 1, C(VAGUE) | C(CONJ)));
    if (has(t, C(ACT)) && !s->hidden && !only_better) { /* "eat healthier" shows nothing to look for */
        found(e, i, REASON_S_ACT, RULE_SPEC_ACT);
        e->act = true;
        return true;
    }
    return false;
}

/* The first concrete thing of the sentence, clause by clause; false when there is none. */
static bool find_concrete(struct reading *r, struct evidence *e)
{
    bool staff = r->out->slots.actor == ACTOR_CLINICIAN;
    struct clause_state s = {.verb = G_NONE, .verb_at = -1, .staff = staff};
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->claim == CLAIM_DEADLINE) {
            continue;
        }
        if (t->kind != T_WORD) {
            if (mark(t, ';') || mark(t, '.')) {
                s = (struct clause_state){.verb = G_NONE, .verb_at = -1, .staff = staff};
            }
            s.hidden &= !mark(t, ',');
            s.placed &= !mark(t, ',');
            s.condition &= !mark(t, ',');
            continue;
        }
        if (has(t, C(PURPOSE))) {
            s.purpose = true;
        }
        if (has(t, C(COND))) {
            s.condition = true;
        }
        if (has(t, C(AUX))) {
            s.condition = s.placed = false;
        }
        if (has(t, C(ABSTRACT)) && !has(t, C(VERB))) {
            s.hidden = s.verb != G_CARE;
        }
        if (has(t, C(PREP))) {
            s.placed = !(is(t, W_OF) || is(t, W_TO) || is(t, W_WITH) || is(t, W_USING) || is(t, W_VIA) ||
                         is(t, W_BY) || is(t, W_THROUGH) || is(t, W_FROM) || is(t, W_WITHOUT));
        } else if (has(t, C(CONJ))) {
            s.placed = false;
        }
        if (verb_position(r, i) && !s.condition && !s.purpose) {
            if (read_verb(r, i, &s, e)) {
                return true;
            }
            if (governor_of(t) != G_NONE && !has(t, C(THING) | C(SYMPTOM) | C(TECH))) {
                continue;
            }
        }
        if (!s.hidden && !s.condition && !s.purpose && concrete(t, &s, i, e)) {
            return true;
        }
    }
    return false;
}

/* "such as a, b", "(e.g. a, b)": members make an umbrella concrete, but not a wish to improve it. */
static int list_at(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (has(&r->t[i], C(LIST)) && r->t[i + 1].kind != T_END && i > r->head) {
            return i;
        }
        if (mark(&r->t[i], '(') && r->t[i + 1].kind == T_WORD && i > r->head) {
            for (int k = i + 1; k < r->n && !mark(&r->t[k], ')'); k++) {
                if (mark(&r->t[k], ',')) {
                    return i;
                }
            }
        }
    }
    return -1;
}

/* The first verb in verb position behind the subject. -1 when there is none. */
static int first_verb(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (r->t[i].kind == T_WORD && r->t[i].claim != CLAIM_DEADLINE && has(&r->t[i], C(VERB)) &&
            governor_of(&r->t[i]) != G_NONE && opens_verb(r, i)) {
            return i;
        }
    }
    return -1;
}

static bool names_exercise(const struct reading *r, int *where)
{
    bool generic = false;
    for (int i = r->head; i < r->n; i++) {
        if (has(&r->t[i], C(EXTYPE))) {
            return false;
        }
        bool listed = i > r->head && (mark(&r->t[i - 1], ',') || has(&r->t[i - 1], C(CONJ)));
        if (has(&r->t[i], C(EXERCISE)) && !listed) {
            generic = true;
            *where = i;
        }
    }
    return generic;
}

static int class_at(const struct reading *r, uint64_t cls)
{
    for (int i = r->head; i < r->n; i++) {
        if (r->t[i].kind == T_WORD && has(&r->t[i], cls) && r->t[i].claim != CLAIM_DEADLINE) {
            return i;
        }
    }
    return -1;
}

static bool counts_thing(const struct reading *r)
{
    for (int i = 0; i < r->cands; i++) {
        if (r->cand[i].kind == K_PHYS || r->cand[i].kind == K_COUNT || r->cand[i].kind == K_PERCENT) {
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------ Specific */

static void not_specific(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    int v = first_verb(r), abstract = class_at(r, C(ABSTRACT)), umbrella = class_at(r, C(UMBRELLA) | C(VAGUE));
    enum governor g = v >= 0 ? governor_of(&r->t[v]) : G_NONE;
    if (abstract >= 0 || g == G_MENTAL) {
        rule(r, RULE_SPEC_NOT_ABSTRACT);
        set(j, false, REASON_S_NOT_MENTAL, at(r, abstract >= 0 ? abstract : v));
    } else if (g == G_EVAL || g == G_KEEP) {
        rule(r, RULE_SPEC_NOT_STATE);
        set(j, false, REASON_S_NOT_GLOBAL, span_of(r, v, umbrella > v ? umbrella : v));
    } else if (umbrella >= 0) {
        rule(r, RULE_SPEC_NOT_UMBRELLA);
        set(j, false, REASON_S_NOT_UMBRELLA, at(r, umbrella));
    } else {
        rule(r, RULE_SPEC_NOT_UMBRELLA);
        set(j, false, REASON_S_NOT_STATED, (struct span){0, 0});
    }
}

/* "reduce anxiety by 50 %": of what, nobody can say without a scale; a symptom that is counted would do. */
static bool percent_of_umbrella(const struct reading *r)
{
    const struct cand *c = r->target >= 0 ? &r->cand[r->target] : NULL;
    int v = first_verb(r);
    return c != NULL && r->cands == 1 && !r->often && !r->lasts && c->kind == K_PERCENT && c->by &&
           r->measure_at < 0 && v >= 0 && (has(&r->t[v], C(EVAL) | C(MENTAL) | C(SAY) | C(DOWN))) && class_at(r, C(UMBRELLA)) >= 0;
}

/* By numbers alone; false when no number decides. */
static bool specific_by_number(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    int where = -1;
    bool generic = names_exercise(r, &where) && !counts_thing(r);
    if (r->strong) {
        rule(r, RULE_SPEC_SCALE);
        set(j, true, REASON_S_SCALE, r->out->slots.measure.span);
        return true;
    }
    if (!r->quantity && !r->often && !r->once && !r->clock && !r->lasts) {
        return false;
    }
    if (generic && !r->lasts) {
        rule(r, RULE_SPEC_NOT_EXERCISE);
        set(j, false, REASON_S_NOT_EXERCISE, at(r, where));
        return true;
    }
    if (percent_of_umbrella(r)) {
        return false;
    }
    if (r->quantity || r->once) {
        rule(r, RULE_SPEC_QUANTITY);
        set(j, true, REASON_S_QUANTITY, r->quantity_at >= 0 ? at(r, r->quantity_at) : r->out->slots.target_value.span);
    } else if (r->often) {
        rule(r, RULE_SPEC_OFTEN);
        set(j, true, REASON_S_FREQUENCY, r->out->slots.frequency.span);
    } else {
        rule(r, RULE_SPEC_LAST);
        set(j, true, REASON_S_DURATION, r->lasts ? r->out->slots.duration.span : at(r, r->clock_at));
    }
    return true;
}

void judge_specific(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    struct evidence e = {.at = -1};
    if (specific_by_number(r)) {
        return;
    }
    if (find_concrete(r, &e)) {
        rule(r, e.rule);
        set(j, true, e.reason, at(r, e.at));
        return;
    }
    int v = first_verb(r), list = list_at(r), clean = class_at(r, C(CLEAN));
    enum governor g = v >= 0 ? governor_of(&r->t[v]) : G_NONE;
    if (list >= 0 && g != G_EVAL && g != G_MENTAL && g != G_CREATE) {
        rule(r, RULE_SPEC_LIST);
        set(j, true, REASON_S_LIST, at(r, list));
    } else if (clean >= 0 && r->due) {
        rule(r, RULE_SPEC_CLEAN);
        set(j, true, REASON_S_CLEAN, at(r, clean));
    } else if (r->blank && class_at(r, C(COUNT)) >= 0 && g != G_EVAL) {
        rule(r, RULE_SPEC_BLANK);
        set(j, true, REASON_S_BLANK, at(r, class_at(r, C(COUNT))));
    } else {
        not_specific(r);
    }
}

/* ------------------------------------------------------------------ Measurable */

/* "complete the ... exercise", "lab work completed": done or not, whatever the thing is called. */
static bool plainly_done(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    if (t->form & FORM_PAST) {
        for (int k = i - 1; k >= r->head && k > i - 5 && r->t[k].kind == T_WORD; k--) {
            if (attends(&r->t[k]) || r->t[k].word == 0) {
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
    for (int i = r->head; i < r->n; i++) {
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
        int k = i + 1 + has(&r->t[i + 1], C(PREP));
        if (t->kind == T_WORD && has(t, C(ACT)) && (t->form & (FORM_BASE | FORM_S)) && is(&r->t[k], W_A) &&
            opens_verb(r, i)) {
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
    int v = first_verb(r);
    bool staff = r->out->slots.actor == ACTOR_CLINICIAN || r->out->role == ROLE_INTERVENTION;
    if (v >= 0 && (governor_of(&r->t[v]) == G_EVAL || governor_of(&r->t[v]) == G_MENTAL)) {
        return -1;
    }
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->kind != T_WORD || t->claim == CLAIM_DEADLINE || !has(t, C(VERB)) ||
            !(has(t, C(DELIVER)) || has(t, C(CREATE)) || is(t, W_ATTEND) || is(t, W_PARTICIPATE_IN) || is(t, W_GET) || is(t, W_DEMONSTRATE))) {
            continue;
        }
        if (staff && !has(t, C(DELIVER))) {
            continue;
        }
        if (loosely(r)) {
            return -1;
        }
        bool alone = (t->flags & F_PHRASE) && !has(t, C(SAY)) && has(t, C(ACT));
        if (has(t, C(DELIVER)) && (alone || plainly_done(r, i))) {
            return i;
        }
        if (is(t, W_DEMONSTRATE) && !r->due) {
            continue;
        }
        for (int k = i + 1; k < i + 8 && k < r->n && r->t[k].kind != T_END; k++) {
            const struct token *o = &r->t[k];
            if (mark(o, ';') || mark(o, '.') || has(o, C(PURPOSE) | C(ABSTRACT))) {
                break;
            }
            bool single = k > i + 1 && has(&r->t[k - 1], C(DET));
            if (has(o, C(PRODUCT)) || (is(t, W_DEMONSTRATE) && has(o, C(TECH) | C(THING))) || (has(t, C(DELIVER)) && attends(o)) ||
                (!has(t, C(DELIVER) | C(CREATE)) && has(o, C(EVENT)) && single)) {
                return i;
            }
        }
    }
    return -1;
}

static int change_at(const struct reading *r)
{
    return class_at(r, C(UP) | C(DOWN));
}

static void not_measurable(struct reading *r)
{
    struct judgement *j = &r->out->measurable;
    int vague = class_at(r, C(VAGUE)), change = change_at(r);
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
    int clean = class_at(r, C(CLEAN)), state = class_at(r, C(STATE)), help = class_at(r, C(INDEP));
    if (r->blank) {
        bool read_off = r->strong && change_at(r) >= 0 && !r->quantity && r->out->slots.target_unit.text.p == NULL;
        rule(r, RULE_MEAS_NOT_BLANK);
        set(j, read_off, read_off ? REASON_M_SCALE : REASON_M_NOT_BLANK, (struct span){0, 0});
        return;
    }
    if (measurable_by_number(r)) {
        return;
    }
    int v = first_verb(r);
    bool judged = v >= 0 && (governor_of(&r->t[v]) == G_EVAL || governor_of(&r->t[v]) == G_MENTAL);
    int done = specific ? done_at(r) : -1;
    if (clean >= 0 && r->due) {
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

/* ------------------------------------------------------------------ Time-bound */

void judge_time_bound(struct reading *r)
{
    struct judgement *j = &r->out->time_bound;
    if (r->due) {
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
