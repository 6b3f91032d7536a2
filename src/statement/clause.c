/*
 * clause.c: the sentence clause by clause. "Drive" is an act. "Use" is as concrete as what is used. "Improve" makes
 * nothing concrete but a symptom that can be counted; "understand" makes nothing concrete at all.
 * Layer: statement (inner).  Not here: numbers (target.c).
 */
#include "statement/clause.h"

#include "statement/reason.h"
#include "words.h"

#include <string.h>

struct clause_state {
    enum governor verb;
    int verb_at;
    bool hidden;    /* behind "understanding of": nothing counts */
    bool condition; /* behind "when": a circumstance */
    bool purpose;   /* behind "in order to" */
    bool placed;    /* behind "at", "during", "for": a place or an occasion */
    bool stated;    /* some verb has been read */
    bool makes;     /* make, prepare: a thing is enough */
    bool one_thing; /* "identify a sponsor": one thing that is no umbrella */
    bool staff;     /* the clinician acts: a named treatment is concrete */
};

enum governor clause_governor(const struct token *t)
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
bool clause_opens_verb(const struct reading *r, int i)
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
        return !(i > r->head && (is(&r->t[i - 1], W_IN) || is(&r->t[i - 1], W_AT))); /* "progress in reading" */
    }
    if (!(t->form & (FORM_BASE | FORM_S)) && i > r->head && has(&r->t[i - 1], C(LIGHT))) {
        return false; /* "get organized" */
    }
    return clause_opens_verb(r, i);
}

static bool after_to_purpose(const struct reading *r, int i, const struct clause_state *s)
{
    if (s->verb == G_EVAL && i > r->head + 1 && is(&r->t[i - 1], W_TO) &&
        has(&r->t[i - 2], C(UMBRELLA) | C(SYMPTOM) | C(VAGUE))) {
        return true; /* improve energy to play */
    }
    return s->stated && i > r->head && is(&r->t[i - 1], W_TO) &&
           has(&r->t[i], C(EVAL) | C(CARE) | C(MENTAL) | C(KEEP)) &&
           !(i > r->head + 1 && has(&r->t[i - 2], C(AUX) | C(CLIENT) | C(PATIENT) | C(STUDENT)));
}

static bool found(struct evidence *e, int i, int reason, enum statement_rule id)
{
    e->at = i;
    e->reason = reason;
    e->rule = id;
    return true;
}

bool clause_attends(const struct token *t)
{
    return has(t, C(EVENT) | C(PRODUCT) | C(THING) | C(TECH) | C(MODALITY) | C(EXTYPE) | C(SOURCE) | C(SCALE));
}

/* Is token i, read under the clause's verb, something two readers would look for alike? */
static bool concrete(const struct token *t, const struct clause_state *s, int i, struct evidence *e)
{
    bool skills = has(t + 1, C(UMBRELLA)) && (t[1].flags & F_JOINED || t[1].from == t->to + 1) && !has(t, C(TECH));
    bool named = has(t, C(THING) | C(TECH) | C(EVENT) | C(PRODUCT) | C(EXTYPE)) && !skills && !s->placed;
    if (has(t, C(CLIENT) | C(PATIENT) | C(STUDENT)) && s->verb == G_NONE) {
        return false; /* the subject */
    }
    if (has(t, C(SYMPTOM)) && i > 0 && is(t - 1, W_WITHOUT)) {
        return found(e, i, REASON_S_SYMPTOM, RULE_SPEC_SYMPTOM);
    }
    if (has(t, C(SYMPTOM)) && !s->placed && s->verb != G_MENTAL && s->verb != G_SAY) {
        return found(e, i, REASON_S_SYMPTOM, RULE_SPEC_SYMPTOM);
    }
    if (has(t, C(STATE))) {
        return found(e, i, REASON_S_STATE, RULE_SPEC_STATE);
    }
    switch (s->verb) {
    case G_SAY:
        return ((s->one_thing && i == s->verb_at + 1) || (has(t, C(THING)) && i == s->verb_at + 1)) &&
               found(e, i, REASON_S_OBJECT, RULE_SPEC_ONE);
    case G_LIGHT:
        if (s->staff && has(t, C(MODALITY))) {
            return found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
        }
        return (named || (has(t, C(SOURCE)) && t->value == 'P')) && found(e, i, REASON_S_OBJECT, RULE_SPEC_OBJECT);
    case G_NONE:
        if (has(t, C(MODALITY)) && !s->stated) {
            return found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
        }
        return named && found(e, i, REASON_S_OBJECT, RULE_SPEC_OBJECT);
    case G_DELIVER:
        if (t->word == 0 && i > s->verb_at && i <= s->verb_at + 4 && t->to - t->from > 3) {
            return found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT); /* "finish my thesis" */
        }
        return clause_attends(t) && found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT);
    case G_CREATE:
        return (has(t, C(PRODUCT)) || (s->makes && has(t, C(THING)))) &&
               found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT);
    case G_CARE:
        if (has(t, C(STAFF)) && i > s->verb_at + 1) {
            return found(e, i, REASON_S_CARE, RULE_SPEC_CARE); /* "consult with the teacher" */
        }
        return has(t, C(MODALITY) | C(TECH) | C(PRODUCT) | C(THING) | C(SOURCE)) &&
               found(e, i, REASON_S_CARE, RULE_SPEC_CARE);
    default:
        return false;
    }
}

/* A noun that nobody listed and that does not sound abstract: "use an ice pick", "find a roommate". */
static bool plain_noun(const struct reading *r, int i, const struct clause_state *s)
{
    static const char *const abstract[] = {"ity",  "ness", "tion", "sion", "ment", "ance",
                                           "ence", "ism",  "ship", "hood", "cy"};
    const struct token *t = &r->t[i], *next = t + 1, *verb = &r->t[s->verb_at];
    size_t n = (size_t)(t->to - t->from);
    bool ends =
        next->kind != T_WORD || next->claim == CLAIM_DEADLINE || has(next, C(PREP) | C(CONJ) | C(COND) | C(PURPOSE));
    bool uses = is(verb, W_USE) || ((is(verb, W_GET) || is(verb, W_MAKE)) && is(verb + 1, W_A));
    if (t->word != 0 || n < 4 || i > s->verb_at + 4 || !ends || !uses || s->placed) {
        return false;
    }
    if (memcmp(r->low + t->to - 2, "ly", 2) == 0 || (t->flags & F_JOINED)) {
        return false;
    }
    for (int k = s->verb_at + 1; k < i; k++) {
        if (has(&r->t[k], C(VAGUE) | C(UMBRELLA) | C(ABSTRACT))) {
            return false;
        }
    }
    for (size_t k = 0; k < sizeof abstract / sizeof *abstract; k++) {
        size_t m = strlen(abstract[k]);
        size_t plural = r->low[t->to - 1] == 's' && abstract[k][m - 1] != 's' ? 1 : 0;
        if (n > m + plural && memcmp(r->low + t->to - plural - m, abstract[k], m) == 0) {
            return false;
        }
    }
    return true;
}

static void new_clause(struct clause_state *s)
{
    s->hidden = s->condition = s->purpose = s->placed = false;
}

/* "identify a discharge address": one thing, and not a wide construct. */
bool clause_one_thing(const struct reading *r, int verb)
{
    if (!is(&r->t[verb + 1], W_A) || r->t[verb + 2].kind != T_WORD) {
        return false;
    }
    int k = verb + 2;
    for (; k < verb + 7 && r->t[k].kind == T_WORD && !has(&r->t[k], C(PREP) | C(STOP)); k++) {
        if (has(&r->t[k], C(UMBRELLA) | C(ABSTRACT) | C(VAGUE) | C(COUNT)) || is(&r->t[k], W_PLAN)) {
            return false;
        }
    }
    return !(k < verb + 7 && r->t[k].kind == T_MARK && r->t[k].mark == ',');
}

/* "carry guilt", "climb out of depression", "wake up happy": an act in words, with nothing to see as its object. What
 * is written down or told may well be a feeling (value 'r' in the lexicon). */
static bool figurative(const struct reading *r, int i)
{
    const struct token *t = &r->t[i], *head = NULL;
    int k = i + 1, end = i + 7;
    while (k < i + 3 && (is(&r->t[k], W_THROUGH) || is(&r->t[k], W_OUT) || is(&r->t[k], W_OUT_OF) ||
                         (is(&r->t[k], W_OF) && is(&r->t[k - 1], W_OUT)) || is(&r->t[k], W_AT) ||
                         is(&r->t[k], W_INTO) || is(&r->t[k], W_ON))) {
        k++;
    }
    for (; k < end && r->t[k].kind == T_WORD; k++) {
        const struct token *w = &r->t[k];
        if (has(w, C(THING) | C(TECH) | C(PRODUCT) | C(EVENT) | C(EXTYPE) | C(SYMPTOM))) {
            return false;
        }
        if (is(w, W_MORE) || is(w, W_LESS)) {
            continue;
        }
        if (has(w, C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(COND) | C(OFTEN)) && !has(w, C(VAGUE))) {
            break;
        }
        head = has(w, C(DET) | C(PRON)) ? head : w;
    }
    if (head == NULL || t->value == 'r' || (t->form & FORM_ING)) {
        return false;
    }
    bool manner = head->to - head->from > 4 && memcmp(r->low + head->to - 2, "ly", 2) == 0; /* walk safely */
    return has(head, C(UMBRELLA) | C(ABSTRACT)) || (has(head, C(EVAL)) && (head->form & FORM_BASE)) ||
           (has(head, C(VAGUE)) && !manner && !is(head, W_REGULARLY));
}

/* A verb: an act is evidence by itself; others decide about what follows. */
static bool read_verb(struct reading *r, int i, struct clause_state *s, struct evidence *e)
{
    const struct token *t = &r->t[i];
    enum governor g = clause_governor(t);
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
    if (is(t, W_BE) && (is(t + 1, W_LESS) || is(t + 1, W_MORE))) {
        s->verb = G_EVAL; /* be less scared of the dentist */
    }
    s->stated = true;
    s->makes = is(t, W_MAKE);
    s->one_thing = g == G_SAY && clause_one_thing(r, i);
    const struct token *next = t + 1;
    bool phrase = (t->flags & F_PHRASE) && !is(next, W_BETTER); /* "get out of the house more" names the act */
    bool only_better = !phrase && ((is(next, W_BETTER) || is(next, W_MORE) || is(next, W_LESS)) &&
                                   (next[1].kind != T_WORD || has(next + 1, C(VAGUE) | C(CONJ))));
    if (has(t, C(ACT)) && !s->hidden && !only_better &&
        !figurative(r, i)) { /* "eat healthier" shows nothing to look for */
        found(e, i, REASON_S_ACT, RULE_SPEC_ACT);
        return true;
    }
    return false;
}

/* "Interest checklist completed by visit 2", "flare plan written and on the fridge": a thing that is made or done, at
 * the participle. */
bool clause_made(const struct reading *r, int i)
{
    const struct token *t = &r->t[i], *thing = t - 1, *next = t + 1;
    bool closes = next->kind != T_WORD || next->claim != CLAIM_NONE || has(next, C(PREP) | C(CONJ) | C(DUE) | C(OFTEN));
    return i > r->head && (t->form & FORM_PAST) && has(t, C(DELIVER) | C(CREATE)) && closes && thing->kind == T_WORD &&
           !has(thing, C(AUX)) && has(thing, C(PRODUCT) | C(SOURCE) | C(SCALE));
}

/* The first concrete thing of the sentence, clause by clause; false when there is none. */
bool clause_evidence(struct reading *r, struct evidence *e)
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
        bool who = t->to - t->from == 3 && memcmp(r->low + t->from, "who", 3) == 0 && i > r->head + 1;
        if (has(t, C(COND)) || (who && s.stated)) { /* "those who were hurt by his drinking" is no aim */
            s.condition = true;
        }
        if (has(t, C(AUX))) {
            s.condition = s.placed = false;
        }
        if (has(t, C(ABSTRACT)) && (!has(t, C(VERB)) || (t->form & FORM_ING)) &&
            !has(t + 1, C(SOURCE))) { /* an interest checklist hides nothing */
            s.hidden = s.verb != G_CARE;
        }
        if (has(t, C(PREP))) {
            s.placed = !(is(t, W_OF) || is(t, W_TO) || is(t, W_WITH) || is(t, W_USING) || is(t, W_VIA) || is(t, W_BY) ||
                         is(t, W_THROUGH) || is(t, W_FROM) || is(t, W_WITHOUT));
        } else if (has(t, C(CONJ))) {
            s.placed &= i > r->head + 1 && is(t - 2, W_BETWEEN); /* between work and home */
        }
        if (verb_position(r, i) && !s.condition && !s.purpose) {
            if (read_verb(r, i, &s, e)) {
                return true;
            }
            bool verb = i == r->head || has(t - 1, C(AUX) | C(PRON) | C(CLIENT) | C(PATIENT)) || is(t - 1, W_TO);
            if (clause_governor(t) != G_NONE && (verb || !has(t, C(THING) | C(SYMPTOM) | C(TECH)))) {
                continue;
            }
        }
        if (s.hidden || s.condition || s.purpose) {
            continue;
        }
        if (concrete(t, &s, i, e)) {
            return true;
        }
        if (s.verb == G_NONE && clause_made(r, i)) {
            return found(e, i, REASON_S_PRODUCT, RULE_SPEC_PRODUCT);
        }
        if (s.verb_at >= 0 && plain_noun(r, i, &s)) {
            return found(e, i, REASON_S_OBJECT, RULE_SPEC_OBJECT);
        }
    }
    return false;
}

/* "such as a, b", "(e.g. a, b)": members make an umbrella concrete, but not a wish to improve it. */
int clause_list(const struct reading *r)
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
int clause_first_verb(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (((r->t[i].kind == T_WORD) & (r->t[i].claim != CLAIM_DEADLINE) & holds(&r->t[i], C(VERB))) &&
            clause_governor(&r->t[i]) != G_NONE && clause_opens_verb(r, i)) {
            return i;
        }
    }
    return -1;
}

int clause_class(const struct reading *r, uint64_t cls)
{
    for (int i = r->head; i < r->n && (r->any & cls); i++) {
        if (r->t[i].kind == T_WORD && has(&r->t[i], cls) && r->t[i].claim != CLAIM_DEADLINE) {
            return i;
        }
    }
    return -1;
}
