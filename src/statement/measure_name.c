/*
 * measure_name.c: what the aim is measured by: a validated scale, a laboratory value, a log, a report.
 * Layer: statement (inner).  Not here: ranges and cut-offs of instruments (measure/).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

/* A scale's short name that is also an English word counts only in capitals ("ASSIST", "CAGE", "BRIEF"). */
static bool scale_at(const struct token *t)
{
    return t->kind == T_WORD && has(t, C(SCALE)) && (t->value != 'U' || (t->flags & F_UPPER)) &&
           !has(t + 1, C(STAFF)); /* an ACT nurse */
}

/* Paper that is filled in: a worksheet, a mood log. */
static bool paper_at(const struct token *t)
{
    return t->kind == T_WORD && has(t, C(SOURCE)) && t->value == 'P';
}

static bool ends_name(const struct token *t)
{
    return is(t, W_SCALE_NOUN);
}

/* "Hill Distress Inventory": capitalised words that end in a noun for tests. First token, or -1. */
static int name_before(const struct reading *r, int i)
{
    int first = i;
    while (
        first > r->head && r->t[first - 1].kind == T_WORD &&
        ((r->t[first - 1].flags & F_CAPITAL) ||
         (first > r->head + 1 && first < i && (is(&r->t[first - 1], W_FOR) || is(&r->t[first - 1], W_OF)) &&
          (r->t[first - 2].flags & F_CAPITAL) && !has(&r->t[first - 2], C(VERB)))) && /* Reasons for Living Inventory */
        !has(&r->t[first - 1], C(CLIENT) | C(PATIENT) | C(STUDENT) | C(STAFF) | C(EVAL) | C(AUX) | C(DELIVER)) &&
        i - first < 6) {
        first--;
    }
    return first < i && (first > r->head || i - first > 1) ? first
                                                           : -1; /* one word that opens the sentence is not enough */
}

static void set_measure(struct reading *r, int first, int last, bool strong)
{
    if (r->measure_at >= 0) {
        return;
    }
    struct str name = reading_given(r, first, last);
    r->measure_at = first;
    r->strong = strong;
    if (name.n > 6 && memcmp(r->low + r->t[last].to - 6, " score", 6) == 0) {
        name.n -= 6; /* "FIM score" */
    }
    r->out->slots.measure.text = name;
    r->out->slots.measure.span = span_of(r, first, last);
    reading_claim(r, first, last, CLAIM_MEASURE);
}

/* "GAD 7", "PHQ 9": the number is a part of the short name though no hyphen joins it. */
static bool numbered_name(const struct reading *r, int i)
{
    static const struct {
        const char *name;
        int number;
    } names[] = {{"phq", 9},  {"phq", 2},   {"phq", 4},  {"phq", 8},  {"phq", 15}, {"gad", 7},  {"gad", 2},
                 {"pcl", 5},  {"dass", 21}, {"caps", 5}, {"gds", 15}, {"oq", 45},  {"who", 5},  {"core", 10},
                 {"eat", 26}, {"ders", 16}, {"bdi", 2},  {"sf", 36},  {"ghq", 12}, {"psc", 17}, {"whodas", 2}};
    const struct token *t = &r->t[i], *n = t + 1;
    size_t len = (size_t)(t->to - t->from);
    if (!number(n) || (n->flags & (F_PERCENT | F_FRACTION | F_RANGE | F_WORDY)) || t->kind != T_WORD ||
        n->from != t->to + 1 || has(n + 1, C(TIME) | C(UNIT)) || !(t->flags & F_UPPER)) {
        return false;
    }
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (n->lo == names[k].number * 1000 && strlen(names[k].name) == len &&
            memcmp(r->low + t->from, names[k].name, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The words that a scale's name goes on with: "Anger Scale", the version of an instrument ("V3"). */
static int scale_end(const struct reading *r, int i)
{
    int k = i + 1;
    if (numbered_name(r, i)) {
        return k;
    }
    while (k < i + 4 && r->t[k].kind == T_WORD && (r->t[k].flags & F_CAPITAL) && !is(&r->t[k], W_SCALE_NOUN)) {
        k++;
    }
    if (k > i + 1 && is(&r->t[k], W_SCALE_NOUN) && (r->t[k].flags & F_CAPITAL)) {
        return k; /* Novaco Anger Scale */
    }
    const struct token *next = &r->t[i + 1];
    bool version = next->kind == T_WORD && r->low[next->from] == 'v' && next->to - next->from == 2 &&
                   r->low[next->from + 1] >= '1' && r->low[next->from + 1] <= '9';
    return i + ((is(next, W_SCALE_NOUN) && (next->flags & F_CAPITAL)) || version ? 1 : 0);
}

/* "grip strength up to 20 kg on dynamometer": the instrument, where a value and its instrument are both named. */
static int instrument_behind(const struct reading *r, int i, int *last)
{
    for (int k = i + 2; k < r->n; k++) {
        int first = k;
        while (first > i + 1 && k - first < 2 && (r->t[first - 1].flags & F_CAPITAL)) {
            first--; /* on Jamar dynamometer */
        }
        const struct token *before = &r->t[first - 1 - has(&r->t[first - 1], C(DET))];
        if (scale_at(&r->t[k]) && r->t[k].claim == CLAIM_NONE && (is(before, W_ON) || is(before, W_USING))) {
            *last = k;
            return first;
        }
        if (mark(&r->t[k], ';') || mark(&r->t[k], '.') || has(&r->t[k], C(CONJ))) {
            break;
        }
    }
    return i;
}

static bool find_scale(struct reading *r)
{
    bool digits = r->upper && (r->kinds & 1U << T_NUMBER);
    for (int i = r->head; i < r->n && ((r->any & (C(SCALE) | C(SOURCE))) || digits); i++) {
        bool scale = scale_at(&r->t[i]) || (digits && number(&r->t[i + 1]) && numbered_name(r, i));
        if (scale && r->t[i].claim == CLAIM_NONE && !(i > r->head && is(&r->t[i - 1], W_UNTIL))) {
            int last = i;
            rule(r, RULE_MEASURE_SCALE);
            i = instrument_behind(r, i, &last);
            set_measure(r, i, scale_end(r, last), true);
            return true;
        }
        if (ends_name(&r->t[i]) && (r->t[i].flags & F_CAPITAL)) {
            int first = name_before(r, i);
            if (first >= 0) {
                bool paper = paper_at(&r->t[i + 1]);
                if (first > r->head && number(&r->t[first - 1]) && (r->t[first].flags & F_JOINED)) {
                    first--; /* 9-Hole Peg Test */
                }
                rule(r, RULE_MEASURE_NAME);
                set_measure(r, first, i + (paper ? 1 : 0), !paper);
                return true;
            }
        }
    }
    return false;
}

/* The end of the noun phrase at i. */
static int phrase_end(const struct reading *r, int i)
{
    int k = i;
    while (k < r->n && r->t[k].kind == T_WORD &&
           !has(&r->t[k], C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(VIA) | C(COND) | C(PRON) | C(PURPOSE)) &&
           r->t[k].claim == CLAIM_NONE) {
        k++;
    }
    return k;
}

static bool acronym(const struct token *t)
{
    bool hyphen = (t->flags & F_PHRASE) && t->cls == 0; /* FACIT-F */
    return t->kind == T_WORD && (t->flags & F_UPPER) && (t->word == 0 || hyphen) && t->to - t->from >= 3;
}

/* "FertiQoL": capitals inside a word are nobody's spelling but a name's. */
static bool odd_capitals(const struct reading *r, const struct token *t)
{
    const char *p = r->text.p + t->from;
    size_t capitals = 0, small = 0, n = (size_t)(t->to - t->from);
    if (t->kind != T_WORD || t->word != 0 || n <= 4) {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        capitals += p[i] >= 'A' && p[i] <= 'Z';
        small += p[i] >= 'a' && p[i] <= 'z';
    }
    return capitals > 0 && small > 0 && memchr(p, '-', n) == NULL;
}

static bool has_number(const struct reading *r, int end)
{
    for (int i = r->head; i < end && (r->kinds & 1U << T_NUMBER); i++) {
        if (number(&r->t[i])) {
            return true;
        }
    }
    return false;
}

/* Behind a comma or a dash: "..., 4 of 5 trials, mom's log". A source that ends its piece, after something counted. */
static bool source_aside(const struct reading *r, int at, int k, int j, int end)
{
    const struct token *after = &r->t[end];
    bool ends = (end == j + 1 && (after->kind == T_MARK || after->kind == T_END || after->claim == CLAIM_DEADLINE)) ||
                is(after, W_ON) || is(after, W_IN) || has(after, C(OPERATOR));
    const struct token *done = &r->t[j + 1];
    ends |= has(done, C(VERB)) && (done->form & FORM_PAST) &&
            (done[1].kind != T_WORD || is(done + 1, W_BY)); /* records reviewed */
    bool verb = k < j && has(&r->t[k], C(DELIVER) | C(CREATE) | C(LIGHT) | C(CARE) | C(KEEP) | C(EVAL) | C(MENTAL)) &&
                !has(&r->t[k], C(SOURCE)); /* not "phone note tally" */
    verb |= k < j && has(&r->t[k], C(VERB)) && (r->t[k].form & (FORM_ING | FORM_PAST)) && !has(&r->t[k], C(SOURCE));
    verb |= k + 1 < j && has(&r->t[j - 1], C(VERB)) && (r->t[j - 1].form & FORM_S) &&
            !has(&r->t[j - 1], C(SOURCE) | C(SYMPTOM) | C(COUNT) | C(THING) | C(EVENT)); /* JPO verifies timesheet */
    return (r->t[j].flags & F_PHRASE && end == j + 1) || (ends && !verb && has_number(r, at));
}

static bool says_how(const struct token *t)
{
    return is(t, W_PER) || is(t, W_ON) || is(t, W_VIA) || is(t, W_BY);
}

/* "as measured by weekly probes": what is said to measure, record or rate is the measure, whatever it is called. */
static bool says_measured(const struct reading *r, int i, int k, int end)
{
    static const char *const words[] = {"measured", "recorded", "tracked",   "rated",   "scored",
                                        "charted",  "logged",   "marked",    "ticked",  "according",
                                        "captured", "entered",  "confirmed", "verified"};
    const struct token *t = &r->t[i], *first = &r->t[k], *last = &r->t[end - 1];
    bool says = false;
    for (size_t j = 0; j < sizeof words / sizeof *words; j++) {
        size_t n = strlen(words[j]);
        for (size_t o = t->from; o + n <= t->to && !says; o++) {
            says = memcmp(r->low + o, words[j], n) == 0;
        }
    }
    bool plain = !has(last, C(SYMPTOM) | C(UMBRELLA) | C(ABSTRACT) | C(STAFF) | C(CAREGIVER) | C(CLIENT) | C(PATIENT) |
                                C(FAMILY) | C(VAGUE) | C(TIME) | C(UNIT) | C(INDEP));
    return says && end > k && end - k <= 4 && plain && !number(first) &&
           !has(first, C(UP) | C(DOWN) | C(EVAL) | C(NEG) | C(VAGUE)) && !(first->form & FORM_ING);
}

/* "per momentary time sampling", "per Fitbit": what is behind "per" and is not what is counted. */
static bool per_source(const struct reading *r, int i, int k, int end)
{
    const struct token *last = &r->t[end - 1], *after = &r->t[end];
    bool brand = end == k + 1 && (last->flags & F_CAPITAL) && last->word == 0;
    bool names = end == k + 2 && (r->t[k].flags & F_CAPITAL) && (last->flags & F_CAPITAL) && has_number(r, i) &&
                 !has(last, C(STAFF) | C(CLIENT) | C(MONTH) | C(WEEKDAY)); /* per Apple Watch */
    bool several = end - k >= 2 && end - k <= 4 && k == i + 1;
    static const char *const wills[] = {"order", "orders", "protocol", "policy", "request", "preference", "guidelines"};
    for (size_t m = 0; m < sizeof wills / sizeof *wills; m++) { /* per court order: who wants it */
        size_t n = strlen(wills[m]);
        if ((size_t)(last->to - last->from) == n && memcmp(r->low + last->from, wills[m], n) == 0) {
            return false;
        }
    }
    bool closes =
        after->kind == T_END || after->kind == T_MARK || after->claim == CLAIM_DEADLINE || has(after, C(PREP));
    return (names && closes) ||
           ((brand || several) && closes && has_number(r, i) && !has(&r->t[k], C(PER)) && !number(&r->t[k]) &&
            !has(last, C(TIME) | C(EVENT) | C(UNIT) | C(COUNT) | C(PER) | C(OPP) | C(STAFF) | C(CLIENT) | C(PATIENT) |
                           C(CAREGIVER) | C(FAMILY) | C(STUDENT) | C(PRODUCT) | C(SYMPTOM) | C(THING)));
}

/* "attendance system", "log entries": the noun behind the source belongs to its name. */
static bool goes_on(const struct reading *r, int j, int end)
{
    const struct token *t = &r->t[j + 1];
    return end == j + 2 && t->kind == T_WORD && t->claim == CLAIM_NONE &&
           !has(t,
                C(TIME) | C(UNIT) | C(VERB) | C(OFTEN) | C(UP) | C(DOWN) | C(VAGUE) | C(STAFF) | C(INDEP) | C(EVAL)) &&
           !is(t, W_CONSECUTIVE) && r->low[t->to - 1] != 'y';
}

/* The measure in the noun phrase k..end behind token i, which opens it. */
static bool via_phrase(struct reading *r, int i, int k, int end)
{
    const struct token *t = &r->t[i];
    bool via = has(t, C(VIA)), how = says_how(t), aside = t->kind == T_MARK;
    for (int j = end - 1; j >= k; j--) {
        bool weak = has(&r->t[j], C(WEAKSRC)), source = has(&r->t[j], C(SOURCE));
        if (is(t, W_BY) && (!has_number(r, i) || has(&r->t[k], C(VERB)) || t->claim != CLAIM_NONE)) {
            return false; /* "by keeping a log" is how it is reached */
        }
        if ((weak && (via || is(t, W_PER) || is(t, W_BY))) || (source && (via || how)) ||
            (source && is(t, W_USING) && (paper_at(&r->t[j]) || (ends_name(&r->t[j]) && number(&r->t[k])))) ||
            ((source || weak) && aside && source_aside(r, i, k, j, end))) {
            bool card = weak && !source && (via || is(t, W_PER)) && goes_on(r, j, end); /* self-rating card */
            bool more = card || ((via || is(t, W_PER)) && source && goes_on(r, j, end));
            bool place = is(&r->t[j + 1], W_ON) && is(&r->t[j], W_TALLY) && r->t[j + 2].kind == T_WORD;
            rule(r, RULE_MEASURE_VIA);
            int kept = place && has(&r->t[j + 2], C(DET)) ? j + 3 : j + 2;
            for (int m = kept; is(&r->t[j + 1], W_ON) && m < kept + 3 && r->t[m].kind == T_WORD; m++) {
                if (has(&r->t[m], C(SOURCE))) { /* self-reported on the conflict log */
                    set_measure(r, kept, m, false);
                    return true;
                }
            }
            r->weak_source = weak && !source && !card;
            set_measure(r, is(t, W_USING) && !ends_name(&r->t[j]) ? j : k, place ? j + 2 : j + more,
                        false); /* tally on fridge */
            return true;
        }
        bool value = via && (r->t[j].flags & F_UPPER) && number(&r->t[j + 1]); /* evidenced by RR 12-20 */
        bool known = value || (via && (r->t[j].flags & F_UPPER) && r->t[j].to - r->t[j].from >= 3 &&
                               has(&r->t[j], C(THING) | C(UMBRELLA)));
        bool closes = aside && acronym(&r->t[j]) && end == j + 1 && k == j && has_number(r, i) && !mark(t, '(') &&
                      (r->t[end].kind == T_END || (mark(&r->t[end], '.') && r->t[end + 1].kind == T_END));
        if (closes) { /* ..., DPICS. */
            rule(r, RULE_MEASURE_ACRONYM);
            set_measure(r, j, j, true);
            return true;
        }
        if ((acronym(&r->t[j]) || known) && (via || is(t, W_PER) || (is(t, W_ON) && has_number(r, i)))) {
            rule(r, RULE_MEASURE_ACRONYM);
            bool count = end == j + 2 && k == j && !is(&r->t[j + 1], W_SCORE) && /* per MEMS cap */
                         !is(&r->t[j + 1], W_SCALE_NOUN) && !is(&r->t[j + 1], W_POINTS) &&
                         !has(&r->t[j + 1], C(TIME) | C(OFTEN) | C(UP) | C(DOWN) | C(VERB) | C(SYMPTOM));
            set_measure(r, j, j + count, !count);
            return true;
        }
    }
    bool device = is(t, W_PER) && has(t + 1, C(DET)) && !is(t + 1, W_EACH) && !is(t + 1, W_EVERY) && end > k &&
                  end - k <= 3 && has_number(r, i) && !has(&r->t[end - 1], C(TIME) | C(UNIT) | C(STAFF)) &&
                  !(has(&r->t[end - 1], C(EVENT)) && end - k < 2);
    bool per = is(t, W_PER) && end > k && per_source(r, i, k, end);
    if (device || per || (via && says_measured(r, i, k, end))) { /* per the smart cap */
        rule(r, RULE_MEASURE_VIA);
        set_measure(r, k, end - 1, false);
        return true;
    }
    return false;
}

/* "as measured by ...": a source or a report is taken as it stands, without articles. */
static bool find_via(struct reading *r)
{
    const uint64_t opening = mark_bit('(') | mark_bit(',') | mark_bit('-') | mark_bit(';');
    bool any = (r->any & (C(VIA) | C(SOURCE) | C(WEAKSRC) | C(DET))) || (r->kinds & 1U << T_NUMBER) || r->upper;
    for (int i = r->head; i < r->n && any; i++) {
        const struct token *t = &r->t[i];
        bool opens = t->kind == T_WORD ? has(t, C(VIA)) || says_how(t) || is(t, W_USING) : one_mark(t, opening);
        if (!opens) {
            continue;
        }
        int k = i + 1;
        while (has(&r->t[k], C(DET) | C(FILL) | C(OFTEN)) || is(&r->t[k], W_PER) ||
               (number(&r->t[k]) && has(&r->t[k + 1], C(TIME)) && (r->t[k + 1].flags & F_POSSESSIVE))) {
            k += number(&r->t[k]) ? 2 : 1;
        }
        bool count = number(&r->t[k]) && ((r->t[k + 1].flags & F_JOINED) || is(&r->t[k + 1], W_SCALE_NOUN) ||
                                          is(&r->t[k + 2], W_SCALE_NOUN)); /* 30-day download, 0-10 scale */
        int end = phrase_end(r, count ? k + 1 : k);
        if (via_phrase(r, i, k, end)) {
            return true;
        }
    }
    return false;
}

/* What can stand between a measure and its value: score, total, average, will be, of, at, from, to. */
static bool leads_to_value(const struct token *t)
{
    return (t->kind == T_WORD &&
            (has(t, C(FILL) | C(OPERATOR) | C(UP) | C(DOWN) | C(AUX)) || is(t, W_SCORE) || is(t, W_SCALE_NOUN) ||
             is(t, W_POINTS) || is(t, W_OF) || is(t, W_AT) || is(t, W_BY) || is(t, W_FROM) || is(t, W_TO) ||
             is(t, W_IS) || is(t, W_BE) || is(t, W_REACH) || is(t, W_UPWARD) || is(t, W_DOWNWARD))) ||
           (t->kind == T_MARK && strchr("<>lg=:", t->mark) != NULL);
}

/* A value of a measure: a number without a thing that it counts. */
static bool value_at(const struct token *t)
{
    return number(t) && (t[1].kind != T_WORD || (t->flags & (F_PERCENT | F_FRACTION | F_RANGE)) ||
                         is(t + 1, W_POINTS) || !has(t + 1, C(TIME) | C(COUNT) | C(UNIT) | C(EVENT)));
}

/* A plain word between a scale and its score: "somatic", "core". */
static bool names_part(const struct token *t)
{
    return t->kind == T_WORD && !(t->flags & (F_UPPER | F_CAPITAL)) &&
           !has(t, C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(DET) | C(VERB) | C(PRON) | C(TIME) | C(EVENT) | C(COND)) &&
           !((t->form & FORM_PLURAL) && has(t, C(SYMPTOM) | C(COUNT))); /* FND attacks are counted */
}

/* "Flight Anxiety Situations score drops 30%", "Cohen-Mansfield total": what is written large before a score. */
static bool find_titled(struct reading *r)
{
    const uint64_t score_or_total = word_bit(W_SCORE) | word_bit(W_AVERAGE); /* "total" is a word for an average */
    bool any = (r->kinds & 1U << T_NUMBER) && ((r->seen & score_or_total) || (r->any & C(SOURCE)));
    for (int i = r->head + 1; i < r->n && any; i++) {
        const struct token *t = &r->t[i];
        if (!may_be(t, score_or_total) && !has(t, C(SOURCE))) {
            continue;
        }
        bool total = t->to - t->from == 5 && memcmp(r->low + t->from, "total", 5) == 0;
        bool device = has(t, C(SOURCE)) && t->value == 'B' && (t->flags & F_CAPITAL); /* Distress Thermometer at 4 */
        if (t->kind != T_WORD || !(is(t, W_SCORE) || total || device) || t[-1].claim != CLAIM_NONE) {
            continue;
        }
        int first = device && i == r->head + 1 && (t[-1].flags & F_CAPITAL) ? i - 1 : name_before(r, i), k = 1;
        bool hyphen = first < 0 && (t[-1].flags & F_CAPITAL) && t[-1].kind == T_WORD &&
                      memchr(r->text.p + t[-1].from, '-', (size_t)(t[-1].to - t[-1].from)) != NULL;
        first = hyphen ? i - 1 : first;
        while (k < 6 && leads_to_value(t + k)) {
            k++;
        }
        if (first >= 0 && k > 1 && value_at(t + k)) {
            rule(r, RULE_MEASURE_NAME);
            set_measure(r, first, device ? i : i - 1, true);
            return true;
        }
    }
    return false;
}

/* "BIMS score", "LEFSX to 40": an acronym nobody knows, where only a measure can stand. */
static bool find_acronym(struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i], *next = t + 1;
        if ((t->kind != T_WORD) | ((t->word != 0) & !(t->flags & (F_UPPER | F_CAPITAL)))) {
            continue;
        }
        bool record = (t->flags & F_UPPER) && has(t, C(SOURCE)) && t->value != 'V'; /* MAR 100 %; a BP is a value */
        bool named = i == r->head && (t->flags & F_CAPITAL) && t->word == 0 && names_part(next) &&
                     is(t + 2, W_SCORE); /* Eyberg intensity score */
        bool scored = r->upper && (t->flags & F_UPPER) && t->to - t->from >= 3 && is(next, W_SCORE) &&
                      has(t + 2, C(PREP) | C(OPERATOR) | C(AUX) | C(UP) | C(DOWN)); /* NAS score from 98 */
        if (!((r->upper && acronym(t)) || odd_capitals(r, t) || record || named || scored) || t->claim != CLAIM_NONE ||
            (i > r->head && has(t - 1, C(COND)))) {
            continue;
        }
        bool aside = i > r->head && mark(t - 1, '(') && mark(next, ')'); /* cravings (BSCS) from 14 */
        int k = 1 + aside;
        while (k < 6 && leads_to_value(t + k)) {
            k++;
        }
        k = aside && k == 2 ? 1 : k;
        if (k == 1 && is(next, W_FOR) && r->low[t->to - 1] <= '9') { /* DAS-32 for both spouses at 100 */
            k = 2;
            while (k < 5 && t[k].kind == T_WORD && !leads_to_value(t + k)) {
                k++;
            }
            int of = k;
            while (k < 8 && leads_to_value(t + k)) {
                k++;
            }
            k = k > of ? k : 1;
        }
        if (k == 1 && names_part(next) &&
            !is(t + 2, W_SCALE_NOUN)) { /* "CSAI-2 somatic score at most 16", "FertiQoL core from 48" */
            k += 1;
            while (k < 6 && leads_to_value(t + k)) {
                k++;
            }
            k = k > 2 ? k : 1;
        }
        if (is(next, W_SCORE) || is(next, W_SCALE_NOUN) || is(next, W_AVERAGE) || is(next, W_POINTS) ||
            ((k > 1 || record) && value_at(t + k))) {
            rule(r, RULE_MEASURE_ACRONYM);
            set_measure(r, i, i, !record);
            return true;
        }
    }
    return false;
}

/* A quiz shows what was learnt; it is no validated scale. */
static bool is_quiz(const struct reading *r, const struct token *t)
{
    return memcmp(r->low + t->from, "quiz", 4) == 0 || memcmp(r->low + t->from, "exam", 4) == 0;
}

/* "behavior point sheet average from 60 % to 80 %", "feedback form averages 3.5": paper that has a value of its own.
 * Its first word, or -1. i is the word for the sum. */
static int scored_sheet(const struct reading *r, int i)
{
    const struct token *t = &r->t[i], *paper = t - 1;
    bool sum = is(t, W_SCORE) || is(t, W_AVERAGE) || memcmp(r->low + t->from, "average", 7) == 0 ||
               memcmp(r->low + t->from, "total", 5) == 0;
    int first = i - 1, k = 1;
    if (t->kind != T_WORD || !sum || !has(paper, C(SOURCE)) || paper->value == 'V' || paper->claim != CLAIM_NONE) {
        return -1;
    }
    while (
        first > r->head && i - first < 5 && r->t[first - 1].kind == T_WORD && r->t[first - 1].claim == CLAIM_NONE &&
        !has(&r->t[first - 1], C(DET) | C(VERB) | C(PREP) | C(CONJ) | C(STOP) | C(UP) | C(DOWN) | C(AUX) | C(OFTEN))) {
        first--;
    }
    while (k < 6 && leads_to_value(t + k)) {
        k++;
    }
    return first < i - 1 && number(t + k) ? first : -1;
}

/* "NIAS selective eating subscale": plain words behind an acronym are part of the name. */
static int named_from(const struct reading *r, int first)
{
    for (int k = first - 1; k >= r->head && k > first - 4 && r->t[k].claim == CLAIM_NONE; k--) {
        if (acronym(&r->t[k])) {
            return k;
        }
        if (!names_part(&r->t[k]) && !(r->t[k].form & FORM_ING) &&
            !(has(&r->t[k], C(SYMPTOM) | C(UMBRELLA)) && !has(&r->t[k], C(PREP)))) {
            break;
        }
    }
    return first;
}

/* "severity rating from 3 to 1", "craving scale below 4": no capitals, but the name says what it is. */
static bool find_rating(struct reading *r)
{
    bool any = (r->any & C(SOURCE)) || (r->seen & (word_bit(W_SCORE) | word_bit(W_SCALE_NOUN)));
    for (int i = r->head + 1; i < r->n && any && (r->kinds & 1U << T_NUMBER); i++) {
        const struct token *t = &r->t[i];
        size_t n = (size_t)(t->to - t->from);
        bool rating = is(t, W_SCORE) && n >= 6 && memcmp(r->low + t->from, "rating", 6) == 0;
        rating |= is(t, W_SCORE) && n == 5 && has(t - 1, C(SYMPTOM)); /* craving score */
        int sheet = has(t - 1, C(SOURCE)) ? scored_sheet(r, i) : -1;
        if (sheet >= 0 && t->claim == CLAIM_NONE) {
            rule(r, RULE_MEASURE_NAME);
            set_measure(r, sheet, i - 1, false);
            return true;
        }
        if (!rating && !is(t, W_SCALE_NOUN)) {
            continue;
        }
        bool named = t[-1].kind == T_WORD && i - 1 >= r->head &&
                     (has(t - 1, C(SYMPTOM) | C(UMBRELLA)) ||
                      !has(t - 1, C(DET) | C(PREP) | C(VERB) | C(CONJ) | C(AUX) | C(STOP) | C(UP) | C(DOWN)));
        if (!named && rating) {
            continue;
        }
        int k = 1;
        while (k < 6 && leads_to_value(t + k)) {
            k++;
        }
        if (k > 1 && value_at(t + k)) {
            rule(r, RULE_MEASURE_NAME);
            int first = named ? i - 1 : i;
            first -= first > r->head && acronym(&r->t[first - 1]); /* CCAPS-34 distress index */
            int from = named_from(r, first);
            named |= from < first;
            first = from;
            set_measure(r, first, i, named && !is_quiz(r, t));
            return true;
        }
    }
    return false;
}

static bool the_one(const struct token *t)
{
    return is(t, W_A) || is(t, W_THE) || is(t, W_HER) || is(t, W_MY) || is(t, W_THIS);
}

/* Is something written down in front of "in"? */
static bool kept_in(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head && k > at - 5 && r->t[k].kind == T_WORD; k--) {
        if (has(&r->t[k], C(ACT)) && r->t[k].value == 'r' && (r->t[k].form & FORM_BASE) && k < at - 1) {
            return true;
        }
    }
    return false;
}

/* "in the spending diary", "on the feelings thermometer", "using the energy log": what is written into or read off,
 * with a name of its own. One that is filled in needs no more: "complete the sensory diet chart". Its first word, or
 * -1. */
static int written_into(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    bool book = t->value == 'B' || t->value == 'r'; /* r: a log, and to log */
    int k = i - 1;
    if (t->kind != T_WORD || !has(t, C(SOURCE)) || t->value == 'V') {
        return -1;
    }
    while (k > r->head && i - k < 5 && r->t[k].kind == T_WORD && r->t[k].claim == CLAIM_NONE &&
           !has(&r->t[k], C(DET) | C(PREP) | C(OFTEN))) {
        k--;
    }
    int in = k - (k > r->head && the_one(&r->t[k]));
    if (in > r->head && is(&r->t[in], W_IN) && (kept_in(r, in) || (book && in == k && has_number(r, k) && k < i - 1))) {
        return k + 1; /* record ounces in app, to 4 a week in seizure log */
    }
    if (!book) {
        return -1;
    }
    if (k <= r->head || !the_one(&r->t[k])) {
        return -1;
    }
    const struct token *opens = &r->t[k - 1];
    bool named = k < i - 1;
    bool into = is(opens, W_IN) || is(opens, W_USING) || (is(opens, W_ON) && has_number(r, k));
    bool filled = named && has(opens, C(DELIVER));
    bool into_it = k > r->head + 1 && has(opens - 1, C(VERB)); /* to write in a journal is the act itself */
    return (into && (named || (!into_it && has_number(r, r->n)))) || filled ? k + 1 : -1;
}

/* The first word of the name that ends at i, or -1 when no paper is named there. */
static int paper_name(const struct reading *r, int i)
{
    int first = i;
    if (!paper_at(&r->t[i])) {
        return written_into(r, i);
    }
    while (first > r->head && r->t[first - 1].kind == T_WORD && i - first < 4 &&
           !has(&r->t[first - 1], C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(DET) | C(VERB) | C(PRON) | C(LIST)) &&
           r->t[first - 1].claim == CLAIM_NONE) {
        first--;
    }
    return first;
}

/* A named worksheet or log, when no better measure is there. */
static void find_paper(struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        int first = r->t[i].claim == CLAIM_NONE ? paper_name(r, i) : -1;
        if (first >= 0) {
            rule(r, RULE_MEASURE_PAPER);
            set_measure(r, first, i, false);
            return;
        }
    }
}

/* "Teacher data will show ...", "negative UAs": the source is the subject, or a result. */
static bool find_subject(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->any & (C(SOURCE) | C(STATE))); i++) {
        const struct token *t = &r->t[i];
        if (has(t, C(STATE)) && (t->flags & F_PHRASE) && memcmp(r->low + t->from, "negative ", 9) == 0) {
            rule(r, RULE_MEASURE_VIA);
            r->measure_at = i;
            r->out->slots.measure.span = (struct span){(size_t)t->from + 9, t->to};
            r->out->slots.measure.text = (struct str){r->text.p + t->from + 9, (size_t)t->to - t->from - 9};
            return true;
        }
        bool screen = has(t, C(STATE)) && (t->flags & F_PHRASE) && r->low[t->from] == 'u' &&
                      (memcmp(r->low + t->from, "uds ", 4) == 0 || memcmp(r->low + t->from, "ua", 2) == 0);
        if (screen) { /* UDS neg */
            const char *end = memchr(r->low + t->from, ' ', (size_t)(t->to - t->from));
            size_t n = end == NULL ? (size_t)(t->to - t->from) : (size_t)(end - (r->low + t->from));
            rule(r, RULE_MEASURE_VIA);
            r->measure_at = i;
            r->out->slots.measure.span = (struct span){t->from, t->from + n};
            r->out->slots.measure.text = (struct str){r->text.p + t->from, n};
            return true;
        }
        if (t->kind != T_WORD || !has(t, C(SOURCE)) || t->claim != CLAIM_NONE) {
            continue;
        }
        size_t before = i > r->head ? (size_t)(t[-1].to - t[-1].from) : 0;
        bool negative = before == 8 && memcmp(r->low + t[-1].from, "negative", 8) == 0;
        bool subject = i <= r->head + 2 && has(t + 1, C(AUX)) && is(t + 2, W_SHOW);
        if (negative || subject) {
            rule(r, RULE_MEASURE_VIA);
            set_measure(r, negative ? i : r->head, i, false);
            return true;
        }
    }
    return false;
}

void pass_measure(struct reading *r)
{
    if (find_scale(r) || find_via(r) || find_acronym(r) || find_titled(r) || find_rating(r) || find_subject(r)) {
        return;
    }
    if (r->any & C(SOURCE)) {
        find_paper(r);
    }
}
