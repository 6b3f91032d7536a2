/*
 * target_unit.c: what a number counts: a unit, a noun, opportunities, a score.
 * Layer: statement (inner).  Not here: which number is the target (target.c).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

static void set_unit(struct cand *c, const char *p, size_t n)
{
    n = n < sizeof c->unit - 1 ? n : sizeof c->unit - 1;
    memcpy(c->unit, p, n);
    c->unit[n] = '\0';
}

static void add_unit(struct cand *c, const char *s)
{
    size_t at = strlen(c->unit), n = strlen(s), room = sizeof c->unit - 1 - at;
    n = n < room ? n : room;
    memcpy(c->unit + at, s, n);
    c->unit[at + n] = '\0';
}

/* The words of a token in lower case, typographic hyphens as they stand. */
static void unit_words(const struct reading *r, struct cand *c, int first, int last)
{
    set_unit(c, r->low + r->t[first].from, (size_t)(r->t[last].to - r->t[first].from));
}

/* Only the last word of a phrase: "cognitive restructuring techniques" are techniques. */
static void last_word(const struct reading *r, struct cand *c, int i)
{
    size_t from = r->t[i].to;
    while (from > r->t[i].from && r->low[from - 1] != ' ') {
        from--;
    }
    set_unit(c, r->low + from, r->t[i].to - from);
}

static const char *period_word(const struct token *t)
{
    switch (t->word) {
    case W_NIGHT:
        return "night";
    case W_DAY:
    case W_MORNING:
    case W_WEEKDAY:
        return "day";
    case W_WEEK:
        return "week";
    case W_MONTH:
        return "month";
    case W_SESSION:
        return "session";
    case W_MEAL:
        return "meal";
    case W_HOUR:
        return "hour";
    case W_SHIFT:
        return "shift";
    case W_VISIT:
        return "visit";
    case W_MINUTE:
        return "minute";
    case W_YEAR:
        return "year";
    case W_CLASS:
        return "class";
    case W_QUARTER:
        return "quarter";
    case W_FORTNIGHT:
        return "fortnight";
    case W_WEEKEND:
        return "weekend";
    case W_MEETING:
        return "meeting";
    default:
        return NULL;
    }
}

/* "per week", "/wk", "a day", "nightly" behind a unit: adds "/week". */
static void add_period(const struct reading *r, struct cand *c, int i)
{
    const struct token *t = &r->t[i];
    const char *name = NULL;
    if (mark(t, '(')) {
        return;
    }
    if ((is(t, W_PER) || is(t, W_A) || is(t, W_EACH) || is(t, W_EVERY) || mark(t, '/')) && has(t + 1, C(PER))) {
        name = period_word(t + 1);
        c->last = i + 1;
    } else if (is(t, W_NIGHTLY) || is(t, W_DAILY) || is(t, W_WEEKLY) || is(t, W_MONTHLY)) {
        name = is(t, W_NIGHTLY) ? "night" : is(t, W_DAILY) ? "day" : is(t, W_WEEKLY) ? "week" : "month";
        c->last = i;
    }
    if (mark(t, '/') && number(t + 1) && t[1].lo == 24000 && is(t + 2, W_HOUR)) { /* 1500 ml/24 h */
        name = "day";
        c->last = i + 2;
    }
    if (name != NULL) {
        add_unit(c, "/");
        add_unit(c, name);
        c->per = true;
    }
}

static bool ends_phrase(const struct token *t)
{
    return t->kind != T_WORD || t->claim == CLAIM_DEADLINE || is(t, W_CONSECUTIVE) ||
           has(t, C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(PRON) | C(NEG) | C(COND) | C(VIA) | C(PURPOSE) | C(LIST) |
                      C(OFTEN) | C(INDEP)) ||
           (has(t, C(DET)) && !is(t, W_SEPARATE));
}

static bool plural(const struct reading *r, const struct token *t)
{
    if (t->form & FORM_PLURAL) {
        return true;
    }
    size_t n = (size_t)(t->to - t->from);
    const char *p = r->low + t->from;
    return t->word == 0 && n > 3 && p[n - 1] == 's' && p[n - 2] != 's' && p[n - 2] != 'u' && p[n - 2] != 'i' &&
           !(t->flags & F_POSSESSIVE);
}

#define NOUNS                                                                                                          \
    (C(COUNT) | C(THING) | C(EVENT) | C(PRODUCT) | C(SYMPTOM) | C(TECH) | C(UMBRELLA) | C(OPP) | C(SOURCE) |           \
     C(FAMILY) | C(STAFF) | C(CLIENT))

/* The noun that is counted: the first plural, or with "1" the first known noun that ends the phrase. -1 for none. */
static int head_noun(const struct reading *r, int i, bool single)
{
    int first = i, end = i;
    while (end < i + 7 && end < r->n && !ends_phrase(&r->t[end])) {
        end++;
    }
    if (end < r->n && mark(&r->t[end], '/') && r->t[end + 1].kind == T_WORD && end > i && end < i + 3 &&
        !has(&r->t[end + 1], C(PER))) { /* AA/NA meetings */
        int more = head_noun(r, end + 1, single);
        if (more > end && !plural(r, &r->t[end - 1])) {
            return more;
        }
    }
    for (int k = first; k < end; k++) {
        const struct token *next = &r->t[k + 1];
        if (plural(r, &r->t[k]) &&
            !(k + 1 < end && has(next, NOUNS) && plural(r, next) && !has(next, C(VERB) & ~C(COUNT)))) {
            return k;
        }
    }
    if (end == first) {
        return -1;
    }
    for (int k = end - 1; single && k >= first; k--) { /* the head of an English noun phrase is its last noun */
        if (has(&r->t[k], NOUNS)) {
            return k;
        }
    }
    if (!single && (is(&r->t[end], W_OR) || is(&r->t[end], W_AND)) &&
        r->t[end + 1].kind == T_WORD) { /* employment or education goals */
        int more = head_noun(r, end + 1, single);
        if (more > end && more <= end + 3 && plural(r, &r->t[more])) {
            return more;
        }
    }
    const struct token *last = &r->t[end - 1];
    bool adverb = last->to - last->from > 4 && memcmp(r->low + last->to - 2, "ly", 2) == 0;
    adverb |= last->to - last->from == 9 && memcmp(r->low + last->from, "overnight", 9) == 0;
    return end - first <= 3 && r->t[first].kind == T_WORD && !adverb ? end - 1 : -1;
}

/* Behind the number: "or more", "different", "of the" are no nouns. */
static int skip_between(const struct reading *r, int i)
{
    while (is(&r->t[i], W_OR_MORE) || is(&r->t[i], W_OR_LESS) || is(&r->t[i], W_SEPARATE) || is(&r->t[i], W_MORE) ||
           is(&r->t[i], W_ANOTHER) || is(&r->t[i], W_LESS) || is(&r->t[i], W_AVERAGE) || is(&r->t[i], W_CONSECUTIVE) ||
           (has(&r->t[i], C(DOWN)) && !has(&r->t[i], C(VERB))) ||
           (is(&r->t[i], W_OF) && has(&r->t[i + 1], C(DET)) && !is(&r->t[i + 1], W_THE)) || /* four of his meds */
           (number(&r->t[i]) && (r->t[i + 1].flags & F_JOINED))) {
        i += number(&r->t[i]) || is(&r->t[i], W_OF) ? 2 : 1; /* 10 two-word phrases */
    }
    return i;
}

/* A word that says which kind is counted: nurse visits, mock interviews. */
static bool qualifies(const struct token *t)
{
    return t->kind == T_WORD && !has(t, C(DET) | C(FILL) | C(VAGUE) | C(UP) | C(DOWN) | C(STOP) | C(ORDINAL)) &&
           t->claim == CLAIM_NONE;
}

/* Not so where the head is a common one ("3 anxiety triggers" are triggers), a unit, or a term of its own. */
static bool keeps_kind(const struct token *t)
{
    return t->value != 'g' && !has(t, C(UNIT) | C(OPP)) && !((t->flags & F_PHRASE) && t->value == 'k');
}

/* A second word in front of the noun that says which kind; not a number's companion or a colour of speech. */
static bool says_kind(const struct reading *r, const struct token *t)
{
    return !has(t, C(OFTEN) | C(TIME) | C(PER) | C(MODIFIER) | C(VERB)) && t->to - t->from > 3 &&
           !(t->flags & F_PHRASE) && memchr(r->low + t->from, '-', (size_t)(t->to - t->from)) == NULL;
}

/* "3 signs of wound infection": a sign alone says nothing. */
static void sign_of(const struct reading *r, struct cand *c, int k)
{
    bool sign = (is(&r->t[k + 1], W_OF) && r->t[k + 2].kind == T_WORD &&
                 memcmp(r->low + r->t[k].from, "sign", 4) == 0 && r->t[k].to - r->t[k].from <= 5);
    int end = k + 2;
    while (sign && !ends_phrase(&r->t[end]) && r->t[end].claim == CLAIM_NONE && end < k + 5) {
        end++;
    }
    if (sign && end > k + 2) {
        unit_words(r, c, k, end - 1);
        c->last = end - 1;
    }
}

static bool counted_noun(struct reading *r, struct cand *c, int i)
{
    bool single = r->t[c->at].kind == T_NUMBER && r->t[c->at].lo == 1000 && !(r->t[c->at].flags & F_RANGE);
    int k = head_noun(r, i, single);
    if (k < 0) {
        return false;
    }
    int first = k;
    if (k > i && keeps_kind(&r->t[k]) && qualifies(&r->t[k - 1])) {
        first = k - 1;
        first -= first > i && qualifies(&r->t[first - 1]) && says_kind(r, &r->t[first - 1]); /* gross motor actions */
    }
    bool term = r->t[k].value == 'k' || ((r->t[k].flags & F_PHRASE) && has(&r->t[k], C(SYMPTOM)));
    if (term || first < k) { /* a term: all of its words */
        unit_words(r, c, first, k);
    } else {
        last_word(r, c, k);
    }
    c->kind = K_COUNT;
    c->last = k;
    if (has(&r->t[k], C(OPP)) && r->t[c->at].lo != 0) { /* no attempts are no tries */
        set_unit(c, "opportunities", 13);
    }
    sign_of(r, c, k);
    int p = c->last + 1;
    if (mark(&r->t[p], '(')) {
        int q = p;
        while (q < r->n && q < p + 12 && !mark(&r->t[q], ')')) {
            q++;
        }
        p = mark(&r->t[q], ')') ? q + 1 : p;
    }
    add_period(r, c, p);
    for (int q = p + 1; is(&r->t[p], W_OF) && !c->per && q < p + 6 && r->t[q].kind == T_WORD; q++) {
        if (is(&r->t[q], W_PER) || is(&r->t[q], W_A) || is(&r->t[q], W_EACH)) { /* 2 episodes of wandering a week */
            add_period(r, c, q);
            break;
        }
    }
    return true;
}

/* How the slots write a unit of time, or NULL. */
static const char *time_name(const struct token *t)
{
    static const struct {
        int letter;
        const char *name;
    } names[] = {{'s', "seconds"}, {'N', "minutes"}, {'H', "hours"}, {'D', "days"},
                 {'W', "weeks"},   {'M', "months"},  {'Y', "years"}, {'S', "sessions"}};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (t->value == names[k].letter) {
            return names[k].name;
        }
    }
    return NULL;
}

/* Behind "4/5" or "80% of": opportunities and other things that are tried. */
static bool tried(struct reading *r, struct cand *c, int i, const char *before)
{
    for (int k = i; k < i + 6 && k < r->n &&
                    (r->t[k].kind == T_WORD || (number(&r->t[k]) && (k > i || (r->t[k + 1].flags & F_JOINED))));
         k++) {
        const struct token *t = &r->t[k];
        if (number(t)) {
            k += (t[1].flags & F_JOINED) && t[1].kind == T_WORD; /* 8/10 two-step problems */
            continue;                                            /* 80 % of the 16 sessions */
        }
        if (is(t, W_POINTS)) {
            set_unit(c, before, strlen(before));
            add_unit(c, "points"); /* 18 of 24 points, 4 of 5 rubric points */
            c->last = k;
            return true;
        }
        if (has(t, C(OPP)) || is(t, W_TIMES)) {
            set_unit(c, before, strlen(before));
            add_unit(c, before[0] != '\0' && is(t, W_TIMES) ? "the time" : "opportunities");
            c->last = k;
            return true;
        }
        if (plural(r, t) && (has(t, NOUNS | C(TIME) | C(PER) | C(UNIT)) || t->word == 0)) {
            char word[64];
            bool kind = k > i && keeps_kind(t) && !(r->t[k - 1].flags & F_JOINED) && !has(t, C(TIME)) &&
                        !has(&r->t[k - 1], C(PREP) | C(OFTEN)) && qualifies(&r->t[k - 1]);
            unit_words(r, c, kind ? k - 1 : k, k);
            if (has(t, C(TIME)) && t->to - t->from <= 3 && time_name(t) != NULL) {
                set_unit(c, time_name(t), strlen(time_name(t))); /* 4/5 wks */
            } else if (is(t, W_NIGHT) && t->to - t->from <= 3) {
                set_unit(c, "nights", 6);
            }
            memcpy(word, c->unit, sizeof word);
            set_unit(c, before, strlen(before));
            add_unit(c, word);
            c->last = k;
            return true;
        }
        if (has(t, C(STOP) | C(CONJ) | C(AUX) | C(COND) | C(VIA)) || (has(t, C(PREP)) && !is(t, W_OF))) {
            return false;
        }
    }
    return false;
}

/* "90% of target body weight": what the share is of, when nothing is tried or counted. */
static void share_of(const struct reading *r, struct cand *c, int i)
{
    while (has(&r->t[i], C(DET))) {
        i++;
    }
    int end = i;
    while (!ends_phrase(&r->t[end]) && r->t[end].claim == CLAIM_NONE) {
        end++;
    }
    if (end > i && end - i <= 3) {
        struct cand words = *c;
        unit_words(r, &words, i, end - 1);
        add_unit(c, " of ");
        add_unit(c, words.unit);
        c->last = end - 1;
    }
}

static bool near(const struct reading *r, int at, int back, const char *word);

static void percent_unit(struct reading *r, struct cand *c)
{
    static const char *const whats[] = {"accuracy",      "compliance", "attendance", "adherence",   "independence",
                                        "success",       "mastery",    "completion", "proficiency", "intelligibility",
                                        "participation", "accurate",   "fidelity",   "acc"};
    int of = c->at + 1 + (is(&r->t[c->at + 1], W_OR_MORE) || is(&r->t[c->at + 1], W_OR_LESS)); /* 75 % or more of */
    const struct token *t = &r->t[of];
    c->kind = K_PERCENT;
    set_unit(c, "%", 1);
    if (is(t, W_OF)) {
        if (!tried(r, c, of + 1, "% of ")) {
            set_unit(c, "%", 1);
            share_of(r, c, of + 1);
        }
        return;
    }
    for (size_t k = 0; k < sizeof whats / sizeof *whats; k++) {
        size_t n = strlen(whats[k]);
        if (t->kind == T_WORD && t->to - t->from == (int)n && memcmp(r->low + t->from, whats[k], n) == 0) {
            add_unit(c, " ");
            add_unit(c, k == 11 || k == 13 ? "accuracy" : whats[k]);
            c->last = c->at + 1;
            return;
        }
    }
    static const char *const shares[] = {"attendance", "intelligibility", "accuracy"};
    for (size_t k = 0; k < sizeof shares / sizeof *shares && !c->by; k++) {
        if (near(r, c->at - 1, 8, shares[k])) {
            add_unit(c, " ");
            add_unit(c, shares[k]);
            return;
        }
    }
}

static bool near(const struct reading *r, int at, int back, const char *word)
{
    size_t n = strlen(word);
    for (int k = at; k >= 0 && k > at - back; k--) {
        const struct token *t = &r->t[k];
        if (t->kind == T_WORD && (size_t)(t->to - t->from) >= n) {
            for (size_t o = t->from; o + n <= t->to; o++) {
                if (r->low[o] == word[0] && memcmp(r->low + o, word, n) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* "fatigue of 4/10 or lower", "anger 5/10": the symptom that a number up to 10 is about. -1 for none. */
static int rated_symptom(const struct reading *r, const struct cand *c)
{
    static const char *const feelings[] = {"fatigue",   "anger",    "dyspnea", "nausea", "fear",
                                           "agitation", "distress", "itch",    "panic"};
    int k = c->at - 1;
    while (k > r->head && c->at - k < 5 &&
           (has(&r->t[k], C(OPERATOR) | C(FILL) | C(AUX)) || is(&r->t[k], W_OF) || is(&r->t[k], W_AT) ||
            is(&r->t[k], W_TO) || is(&r->t[k], W_IS) || is(&r->t[k], W_BE) ||
            (r->t[k].kind == T_MARK && strchr("<>lg", r->t[k].mark) != NULL))) {
        k--;
    }
    if (k < r->head || r->t[k].kind != T_WORD || r->t[k].claim != CLAIM_NONE || r->strong || r->t[c->at].den > 10) {
        return -1;
    }
    size_t n = (size_t)(r->t[k].to - r->t[k].from);
    bool symptom = has(&r->t[k], C(SYMPTOM)) && !(r->t[k].flags & F_PHRASE);
    for (size_t f = 0; f < sizeof feelings / sizeof *feelings && !symptom; f++) {
        symptom = strlen(feelings[f]) == n && memcmp(r->low + r->t[k].from, feelings[f], n) == 0;
    }
    return symptom ? k : -1;
}

static void fraction_unit(struct reading *r, struct cand *c)
{
    const struct token *t = &r->t[c->at];
    bool spoken = t->mark == 'o', small = t->lo <= t->den * 1000LL;
    if (small && (spoken || t->den <= 100) && tried(r, c, c->at + 1, "")) {
        c->kind = K_NOFM;
        return;
    }
    const struct token *before = t - (c->at > 0 ? 1 : 0);
    if (!spoken && t->lo == t->den * 1000LL && t->den != 5 && t->den != 10 && c->op == 0 && !c->to) {
        c->kind = K_NOFM; /* 8/8: all of them, whatever they are */
        return;
    }
    bool aside = small && t->den >= 5 && t->den <= 20 && !r->strong && (mark(before, ',') || mark(before, ')'));
    bool rated = spoken && (c->op != 0 || is(t + 1, W_OR_LESS) || is(t + 1, W_OR_MORE));  /* 3 or lower out of 10 */
    rated |= spoken && r->from_at >= 0 && c->at >= r->from_to && c->at <= r->from_to + 2; /* from 4 to 7 out of 10 */
    if ((spoken && !rated) ||
        (aside && !near(r, c->at, 12, "pain") && !near(r, c->at, 12, "crav"))) { /* "says /k/, 16/20" */
        c->kind = K_NOFM;
        set_unit(c, "opportunities", 13);
        return;
    }
    c->kind = K_SCORE;
    if (t->lo > 60000 && t->den > 30) { /* 120/80: a blood pressure */
        set_unit(c, "mmHg", 4);
    } else if (near(r, c->at, 10, "craving")) {
        set_unit(c, "craving intensity", near(r, c->at, 10, "intensity") ? 17 : 7);
    } else if (near(r, c->at, 12, "pain")) {
        set_unit(c, "pain", 4);
    } else if (rated_symptom(r, c) >= 0) {
        unit_words(r, c, rated_symptom(r, c), rated_symptom(r, c));
    } else if (t->den == 5 && (near(r, r->n - 1, r->n, "strength") || near(r, r->n - 1, r->n, "muscle"))) {
        set_unit(c, "strength", 8);
    } else {
        set_unit(c, "score", 5);
    }
}

static void time_unit(struct reading *r, struct cand *c, int i)
{
    const struct token *t = &r->t[i];
    if (time_name(t) != NULL) {
        set_unit(c, time_name(t), strlen(time_name(t)));
    }
    c->last = i;
    c->kind = strchr("sNH", t->value) != NULL ? K_PHYS : t->value == 'S' ? K_COUNT : K_TIMESPAN;
    if (t->value == 'S') {
        last_word(r, c, i);
    }
    if (is(t, W_NIGHT)) {
        set_unit(c, "nights", 6);
    }
    int p = i + 1;
    if (is(&r->t[p], W_OF) && p + 2 < r->n) {
        p += 2; /* "of sleep" */
    }
    add_period(r, c, p);
    const struct str often = r->out->slots.frequency.text;
    bool weekly = r->often && often.n > 5 && memcmp(often.p + often.n - 5, "/week", 5) == 0; /* 5 nights of each week */
    if (!c->per && t->value == 'H' && !weekly && near(r, r->n - 1, r->n, "sleep")) {
        add_unit(c, "/night");
    }
}

static void physical(struct reading *r, struct cand *c, int i)
{
    const struct token *t = &r->t[i];
    const char *name = lexicon_text + lexicon_lemma_text[t->value];
    size_t n = strlen(name);
    bool one = r->t[c->at].lo == 1000 && !(r->t[c->at].flags & F_RANGE) && r->low[t->to - 1] != 's';
    set_unit(c, name, n - (one && name[n - 1] == 's' ? 1 : 0)); /* one mile */
    c->kind = K_PHYS;
    c->last = i;
    add_period(r, c, i + 1);
    if (c->per || !is(&r->t[i + 1], W_OF)) {
        return;
    }
    for (int k = i + 2; k < i + 7 && k < r->n && !number(&r->t[k]) && !has(&r->t[k], C(OPERATOR)); k++) {
        /* "64 ounces of water per day", but not "64 ounces of water on at least 5 days a week" */
        if (is(&r->t[k], W_PER) || is(&r->t[k], W_A) || mark(&r->t[k], '/') || is(&r->t[k], W_EACH)) {
            add_period(r, c, k);
            return;
        }
    }
}

/* Between a comparison and a measure a bare number is a score. */
static void score_unit(struct reading *r, struct cand *c)
{
    bool measured = r->strong && r->measure_at >= 0;
    bool value = measured && r->t[r->measure_at].value == 'L'; /* of a laboratory: its unit is not a score */
    bool score = near(r, c->at, 8, "score") || near(r, c->at, 4, "scoring") || near(r, c->at, 8, "rating") ||
                 near(r, c->at, 6, "pain");
    c->kind = measured || c->op || c->to || score ? K_SCORE : K_BARE;
    if (c->kind == K_SCORE && !value && (measured || score)) {
        const char *u = !measured && near(r, c->at, 6, "pain") ? "pain" : "score";
        set_unit(c, u, strlen(u));
    }
}

/* 500', 22#, a 5k: a unit of one character, written to the number. */
static bool glued_unit(const struct reading *r, struct cand *c, int i)
{
    const struct token *n = &r->t[c->at], *t = &r->t[i];
    char sign = t->from == n->to && t->to == t->from + 1 ? r->low[t->from] : 0;
    const char *name = mark(t, '"') && sign == '\'' && n->lo >= 5000 ? "feet"
                       : mark(t, '#') && sign == '#'                 ? "pounds"
                       : sign == 'k'                                 ? "km"
                                                                     : NULL;
    if (name == NULL) {
        return false;
    }
    set_unit(c, name, strlen(name));
    c->last = sign == '#' ? c->last : i;
    return true;
}

/* "2 daily", "3 or fewer monthly": a rate whose period is one word; not the "2 daily walks" that are counted. */
static const char *adverb_period(const struct token *t)
{
    const struct token *next = t + 1;
    bool ends = next->kind != T_WORD || next->claim == CLAIM_DEADLINE || has(next, C(PREP) | C(CONJ) | C(DUE)) ||
                is(next, W_OR_LESS) || is(next, W_OR_MORE);
    return !ends              ? NULL
           : is(t, W_DAILY)   ? "per day"
           : is(t, W_NIGHTLY) ? "per night"
           : is(t, W_WEEKLY)  ? "per week"
           : is(t, W_MONTHLY) ? "per month"
                              : NULL;
}

/* Reads the unit behind cand's number. false: the number counts nothing (a modifier, part of a name). */
bool unit_read(struct reading *r, struct cand *c)
{
    const struct token *n = &r->t[c->at];
    int i = skip_between(r, c->at + 1);
    const struct token *t = &r->t[i];
    c->last = c->at;
    if (n->flags & F_PERCENT) {
        percent_unit(r, c);
    } else if ((n->flags & F_DEGREE) || (has(t, C(UNIT)) && is(t, W_DEGREE))) {
        c->kind = K_PHYS;
        set_unit(c, "degrees", 7);
    } else if (n->flags & F_FRACTION) {
        fraction_unit(r, c);
    } else if (c->at > 0 && mark(n - 1, '$')) {
        c->kind = K_PHYS;
        unit_words(r, c, c->at - 1, c->at - 1); /* $, and its like */
        add_period(r, c, c->at + 1);
    } else if ((n->flags & F_TIMES) && !(r->strong && number(t) && (c->op || c->to))) { /* PHQ-9 to 8 x 6 weeks */
        c->kind = K_TIMES;
        add_period(r, c, i);
    } else if (glued_unit(r, c, i)) {
        c->kind = K_PHYS;
    } else if (has(t, C(WEEKDAY))) {
        c->kind = K_TIMES;
    } else if (has(t, C(UNIT)) && (t->flags & F_JOINED) && is(t, W_STEP)) {
        return false; /* 2-step directions */
    } else if (has(t, C(UNIT))) {
        physical(r, c, i);
    } else if (has(t, C(TIME))) {
        time_unit(r, c, i);
    } else if (is(t, W_NIGHT) || is(t, W_MORNING)) {
        c->kind = K_TIMESPAN;
        last_word(r, c, i);
        c->last = i;
        add_period(r, c, i + 1);
    } else if (is(t, W_TIMES) && !(t->to - t->from == 1 && number(t + 1))) { /* 5 x 12 weeks */
        c->kind = K_TIMES;
        c->last = i;
        add_period(r, c, i + 1);
        if (!c->per) {
            set_unit(c, "times", 5);
        }
    } else if ((t->flags & F_JOINED) && t->kind == T_WORD) {
        return false; /* 12-step, 3-word */
    } else if ((is(t, W_PER) || mark(t, '/') || is(t, W_A) || is(t, W_EACH)) && has(t + 1, C(PER))) {
        const char *name = period_word(t + 1);
        c->kind = K_RATE;
        c->last = i + 1;
        set_unit(c, "per ", 4);
        add_unit(c, name ? name : "period");
    } else if (has(t, C(OFTEN)) && adverb_period(t) != NULL) {
        c->kind = K_RATE;
        c->last = i;
        set_unit(c, adverb_period(t), strlen(adverb_period(t)));
    } else {
        bool score = r->strong && c->at > r->measure_at && c->at < r->measure_at + 9 && (c->op || c->to) &&
                     !(t->to - t->from == 1 && r->low[t->from] == 'm');
        i += has(t, C(OFTEN)) && n->lo > 7000 && has(t + 1, C(EVENT)); /* 26 weekly classes */
        if (score || !counted_noun(r, c, i)) {
            score_unit(r, c);
        }
    }
    return true;
}
