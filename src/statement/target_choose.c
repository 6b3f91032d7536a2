/*
 * target_choose.c: which candidate is the target, how it compares, and how long the act lasts.
 * Layer: statement (inner).  Not here: reading the candidates (target.c).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

/* -1 down, 1 up, 0 neither: the nearest change word at or before token `at`, else the first one behind it. */
static int direction_at(const struct reading *r, int at)
{
    for (int k = at; k >= r->head; k--) {
        bool noun = has(&r->t[k], C(SYMPTOM)) && !has(&r->t[k + 1], C(OPERATOR)) && !is(&r->t[k + 1], W_BY) &&
                    !number(&r->t[k + 1]) && !(k > r->head && has(&r->t[k - 1], C(AUX))); /* a fall */
        if (r->t[k].kind == T_WORD && has(&r->t[k], C(UP) | C(DOWN)) && !noun && r->t[k].claim == CLAIM_NONE) {
            return has(&r->t[k], C(DOWN)) ? -1 : 1;
        }
    }
    return 0;
}

static int direction_behind(const struct reading *r, int at)
{
    for (int k = at; k < r->n && k < at + 3; k++) {
        if (r->t[k].kind == T_WORD && has(&r->t[k], C(UP) | C(DOWN))) {
            return has(&r->t[k], C(DOWN)) ? -1 : 1;
        }
    }
    return 0;
}

/* How many seconds the unit behind a number has, 0 when it has no unit of time. */
static int64_t seconds(const struct token *t)
{
    bool time = has(t + 1, C(TIME));
    return time && t[1].value == 'H' ? 3600 : time && t[1].value == 'N' ? 60 : time && t[1].value == 's' ? 1 : 0;
}

/* The number of the baseline, or NULL when it is a word or not there. */
static const struct token *baseline_number(const struct reading *r)
{
    const struct slot *base = &r->out->slots.baseline;
    int first = r->from_at >= 0 ? r->from_at : r->head, end = r->from_at >= 0 ? r->from_to : r->n;
    for (int k = first; k < end && base->text.p != NULL; k++) {
        if (r->t[k].kind == T_NUMBER && r->t[k].from >= base->span.from && r->t[k].to <= base->span.to) {
            return &r->t[k];
        }
    }
    return NULL;
}

/* Is the target more than the baseline (1), less (-1), the same or not to compare (0)? 45 minutes are fewer than 2
 * hours; where one of them has no unit ("from 4 hours to 7"), it is the other's. */
static int against_baseline(const struct reading *r, const struct cand *c)
{
    const struct token *now = baseline_number(r), *then = &r->t[c->at];
    struct rate is_now, is_then;
    int now_at = now != NULL ? (int)(now - r->t) : r->from_at >= 0 ? r->from_at + 1 : r->n;
    bool rates =
        rate_read(r, now_at, &is_now) && rate_read(r, c->at, &is_then) && is_now.per_year >= 0 && is_then.per_year >= 0;
    if (now == NULL || (rates && is_now.per_year != is_then.per_year)) { /* from daily to two a week */
        return rates ? (is_then.per_year > is_now.per_year) - (is_then.per_year < is_now.per_year) : 0;
    }
    int64_t a = seconds(now), b = seconds(then);
    int64_t was = now->lo * (a != 0 && b != 0 ? a : 1), aim = then->lo * (a != 0 && b != 0 ? b : 1);
    return (aim > was) - (aim < was);
}

static bool kept(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head; k--) {
        if (has(&r->t[k], C(KEEP)) || is(&r->t[k], W_STAY)) {
            return true;
        }
    }
    return false;
}

static bool unit_is(const struct cand *c, const char *name)
{
    return strcmp(c->unit, name) == 0;
}

static bool loses(const struct reading *r, const struct cand *c)
{
    const struct token *t = &r->t[c->at - (c->at > r->head)];
    t -= is(t, W_OF) && c->at > r->head + 1;
    return c->at > r->head && (is(t, W_LOSE) || (t->to - t->from >= 4 && memcmp(r->low + t->to - 4, "loss", 4) == 0));
}

/* "Achieve remission, PHQ-9 <5": a limit that is come to from above. */
static bool reached(const struct reading *r, int at)
{
    for (int k = r->head; k < at; k++) {
        if (is(&r->t[k], W_REACH)) {
            return true;
        }
    }
    return false;
}

/* "not ... more than twice a week" */
static bool denied(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head && k > at - 6; k--) {
        if (is(&r->t[k], W_NOT) || is(&r->t[k], W_NEVER)) {
            return true;
        }
    }
    return false;
}

/* A limit: "less than 3", "at least 2". */
static enum statement_comparator limit(const struct reading *r, const struct cand *c, int d)
{
    bool low = c->op == '<' || c->op == 'l';
    bool level = c->kind == K_SCORE || c->kind == K_PERCENT || c->kind == K_PHYS;
    if (!low) {
        bool rises = d > 0 && c->to && baseline_number(r) != NULL;
        return rises                                                                         ? CMP_INCREASE_TO
               : level && c->op == '>' && kept(r, c->at) && strncmp(c->unit, "% of", 4) != 0 ? CMP_MAINTAIN
                                                                                             : CMP_AT_LEAST;
    }
    if (kept(r, c->at) || denied(r, c->at)) {
        return CMP_AT_MOST; /* will not lose more than 5 lb */
    }
    if (c->op == 'l' && against_baseline(r, c) > 0) {
        return CMP_INCREASE_TO; /* up to 85 %, now 71 % */
    }
    bool come_to = c->kind == K_SCORE && r->strong && reached(r, c->at);
    return d < 0 || come_to ? CMP_REDUCE_TO : CMP_AT_MOST;
}

/* "for at least 2 minutes in 4 of 5 tries" */
static bool lasts_at_least(const struct reading *r)
{
    for (int k = 0; k < r->cands; k++) {
        if (r->cand[k].duration && r->cand[k].op == 'g') {
            return true;
        }
    }
    return false;
}

/* Which way by the baseline: "restore to 90 % (now 82 %)". */
static enum statement_comparator by_baseline(const struct reading *r, const struct cand *c)
{
    int way = against_baseline(r, c);
    return way < 0 ? CMP_REDUCE_TO : way > 0 ? CMP_INCREASE_TO : CMP_EXACT;
}

/* "limit to 2 a day": a ceiling; nothing says that it is more today. */
static bool says_limit(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head; k--) {
        if (r->t[k].kind == T_WORD && has(&r->t[k], C(DOWN))) {
            return memcmp(r->low + r->t[k].from, "limit", 5) == 0 && baseline_number(r) == NULL;
        }
    }
    return false;
}

/* Without a limit and a "by": a level that is kept, come to, or counted. d: which way, by the words. */
static enum statement_comparator level(const struct reading *r, const struct cand *c, int d)
{
    bool range = (r->t[c->at].flags & F_RANGE) != 0;
    if (kept(r, c->at) && range) {
        return CMP_RANGE;
    }
    if (kept(r, c->at) && (c->kind == K_PERCENT || c->kind == K_PHYS || c->kind == K_SCORE) &&
        strncmp(c->unit, "% of", 4) != 0) {
        return CMP_MAINTAIN;
    }
    if (c->to && d == 0 && !range && baseline_number(r) != NULL) {
        return by_baseline(r, c);
    }
    if (range && c->kind == K_SCORE && !c->to && d == 0 && !unit_is(c, "pain")) {
        return CMP_RANGE;
    }
    if (range && (c->kind == K_PHYS || c->kind == K_COUNT || c->kind == K_RATE)) {
        return c->to && d > 0 && r->from_to >= 0 ? CMP_INCREASE_TO : CMP_RANGE;
    }
    if (c->to && d != 0) {
        return d > 0 ? CMP_INCREASE_TO : says_limit(r, c->at) ? CMP_AT_MOST : CMP_REDUCE_TO;
    }
    if (c->kind == K_SCORE) {
        return unit_is(c, "pain") || d < 0 ? CMP_REDUCE_TO : d > 0 ? CMP_INCREASE_TO : by_baseline(r, c);
    }
    if ((c->kind == K_COUNT || c->kind == K_RATE) && r->t[c->at].kind == T_NUMBER && r->t[c->at].lo == 0) {
        return d < 0 ? CMP_REDUCE_TO : CMP_EXACT;
    }
    if (c->kind == K_COUNT || (c->kind == K_TIMES && !c->per)) {
        return baseline_number(r) != NULL && r->from_at < 0 ? by_baseline(r, c) : CMP_EXACT;
    }
    if (c->kind == K_PHYS && r->from_at < 0 && !unit_is(c, "$") && baseline_number(r) != NULL &&
        by_baseline(r, c) != CMP_EXACT) {
        return by_baseline(r, c); /* 25 minutes (currently 10) */
    }
    return c->kind == K_PHYS && (c->per || !has(&r->t[c->last], C(TIME))) && !has(&r->t[c->at + 1], C(TIME)) ? CMP_EXACT
                                                                                                             : CMP_NONE;
}

enum statement_comparator compare(const struct reading *r, const struct cand *c)
{
    int d = direction_at(r, c->at);
    if (c->fixed != CMP_NONE) {
        return c->fixed;
    }
    if (r->moved == BY_NUMBERS) {
        return by_baseline(r, c); /* 2 cm or less, from 4.5 cm */
    }
    if (c->kind == K_NOFM && r->moved != 0 && c->op == 0) { /* "12 of 14 nights, up from 3 of 14" */
        return r->moved < 0 ? CMP_REDUCE_TO : CMP_INCREASE_TO;
    }
    if (c->kind == K_NOFM || c->kind == K_ALL) {
        return (c->op == 'g' && !c->op_sign) || (c->kind == K_NOFM && lasts_at_least(r)) ? CMP_AT_LEAST : CMP_NONE;
    }
    if (c->by) {
        int b = direction_behind(r, c->last + 1);
        d = b != 0 ? b : d != 0 ? d : r->direction;
        return d < 0 ? CMP_REDUCE_BY : d > 0 ? CMP_INCREASE_BY : CMP_NONE;
    }
    if (r->from_to >= 0 && c->at >= r->from_to && c->at <= r->from_to + 3) {
        bool low = c->op == '<' || c->op == 'l';
        int way = against_baseline(r, c);
        d = way != 0 ? way : d != 0 ? d : r->direction;
        return d < 0 || (d == 0 && low) ? CMP_REDUCE_TO : CMP_INCREASE_TO;
    }
    if (r->moved != 0 && c->kind != K_TIMESPAN) { /* "9 or lower, down from 17" */
        return r->moved < 0 ? CMP_REDUCE_TO : CMP_INCREASE_TO;
    }
    if (loses(r, c)) {
        return CMP_REDUCE_BY;
    }
    return c->op != 0 ? limit(r, c, d) : level(r, c, d);
}

/* "use one calming strategy in 70 % of incidents": the share is what is asked. */
static bool one_of_many(const struct reading *r, const struct cand *c)
{
    const struct cand *next = c + 1 < r->cand + r->cands ? c + 1 : NULL;
    return c->kind == K_COUNT && r->t[c->at].kind == T_NUMBER && r->t[c->at].lo == 1000 && c->op == 0 && !c->to &&
           !c->per && !(r->t[c->at].flags & F_RANGE) && next != NULL && next->op == 0 && !next->weak &&
           ((next->kind == K_NOFM && !is(&r->t[next->at + 2], W_OUT_OF) && !is(&r->t[next->last], W_NIGHT) &&
             !is(&r->t[next->last], W_DAY)) ||
            (next->kind == K_PERCENT && strncmp(next->unit, "% of", 4) == 0));
}

/* First what stands outside conditions, then what has a unit, then the earliest. */
static int rank(const struct reading *r, const struct cand *c)
{
    int loose = c->kind == K_BARE || c->kind == K_TIMESPAN || (c->kind == K_TIMES && c->op == 0);
    return (c->weak ? 8 : 0) + (one_of_many(r, c) ? 3 : 0) - (c->aim ? 1 : 0) + (loose ? 4 : 0) +
           (c->kind == K_ZERO ? 2 : 0) + (c->kind == K_ALL ? 1 : 0);
}

/* "from 6 incidents a week to 1 or fewer": the target is a rate too, in the period of the baseline. */
static void rate_as_frequency(struct reading *r, const struct cand *c)
{
    const char *slash = strchr(c->unit, '/');
    bool rate = strncmp(c->unit, "per ", 4) == 0;
    char text[64];
    if (r->often || r->from_at < 0 || c->at < r->from_to || c->kind == K_PHYS || !(slash != NULL || rate) ||
        r->t[c->at].kind != T_NUMBER || (r->t[c->at].flags & (F_FRACTION | F_PERCENT))) {
        return;
    }
    const char *period = rate ? c->unit + 4 : slash + 1;
    size_t n = reading_number(
               &(struct token){.lo = r->t[c->at].lo, .hi = r->t[c->at].hi, .flags = r->t[c->at].flags & F_RANGE}, text),
           m = strlen(period);
    if (n + m + 1 < sizeof text) {
        text[n++] = '/';
        bool night = strcmp(period, "night") == 0;
        m = night ? 3 : m;
        memcpy(text + n, night ? "day" : period, m);
        r->often = true;
        r->out->slots.frequency.text = reading_text(r, text, n + m);
        r->out->slots.frequency.span = span_of(r, c->at, c->at);
    }
}

/* "one new object into the flat each week", "two visits for stomachache weekly": the period stands behind what is
 * counted, and a few words between. */
static void add_period(const struct reading *r, struct cand *c)
{
    const char *text = r->out->slots.frequency.text.p;
    size_t n = r->out->slots.frequency.text.n, at = strlen(c->unit), skip = 0;
    if (c->kind != K_COUNT || c->per || !r->often || r->often_at <= c->last || r->often_at > c->last + 7 || at == 0 ||
        strchr(c->unit, '/') != NULL || unit_is(c, "opportunities")) {
        return;
    }
    for (int k = c->last + 1; k < r->often_at; k++) {
        if (r->t[k].kind != T_WORD || has(&r->t[k], C(CONJ) | C(AUX) | C(COND) | C(PURPOSE) | C(VIA) | C(DUE)) ||
            r->t[k].claim != CLAIM_NONE) {
            return;
        }
    }
    if (n == 5 && memcmp(text, "daily", 5) == 0) {
        text = "/day";
        n = 4;
    } else if (n > 2 && text[0] == '1' && text[1] == '/' && memchr(text, ' ', n) == NULL) {
        skip = 1;
    } else {
        return;
    }
    if (at + n - skip < sizeof c->unit) {
        memcpy(c->unit + at, text + skip, n - skip);
        c->unit[at + n - skip] = '\0';
    }
}

static void write_slots(struct reading *r, struct cand *c)
{
    struct statement_slots *s = &r->out->slots;
    add_period(r, c);
    s->target_value.text = reading_text(r, c->value, strlen(c->value));
    s->target_value.span = span_of(r, c->at, c->at);
    if (c->unit[0] != '\0') {
        s->target_unit.text = reading_text(r, c->unit, strlen(c->unit));
        s->target_unit.span = span_of(r, c->last > c->at ? c->at + 1 : c->at, c->last);
    }
    rate_as_frequency(r, c);
    s->comparator = compare(r, c);
    s->comparator_span = span_of(r, c->at > 0 ? c->at - 1 : 0, c->at);
}

/* "no more than once a week": counted per week, as "no more than 2x a week" is. */
static void once_per(struct reading *r, int i)
{
    const struct token *noun = &r->t[i - (i > r->head)];
    bool counted = i > r->head && has(noun, C(SYMPTOM) | C(COUNT)) && (noun->form & FORM_PLURAL) && !has(noun, C(TIME));
    const struct str often = r->out->slots.frequency.text;
    const char *slash = memchr(often.p, '/', often.n);
    char unit[64] = "per ";
    size_t n = slash != NULL ? often.n - (size_t)(slash + 1 - often.p) : 0;
    size_t lead = counted ? (size_t)(noun->to - noun->from) : 4;
    if (n > 0 && n + lead + 1 < sizeof unit && memchr(slash, ' ', n + 1) == NULL) {
        if (counted) {
            memcpy(unit, r->low + noun->from, lead);
        }
        memcpy(unit + lead, slash + !counted, n + counted); /* nightmares/week, per week */
        r->out->slots.target_unit.text = reading_text(r, unit, lead + n + counted);
        r->out->slots.target_unit.span = r->out->slots.frequency.span;
    }
}

/* Without a number: "at least once", "reduce PHQ-9". */
static void without_number(struct reading *r)
{
    struct statement_slots *s = &r->out->slots;
    for (int i = r->head; i + 1 < r->n; i++) {
        if (has(&r->t[i], C(OPERATOR)) && is(&r->t[i + 1], W_ONCE)) {
            r->once = true;
            s->target_value.text = reading_text(r, &"0123"[r->t[i + 1].value], 1);
            s->target_value.span = span_of(r, i + 1, i + 1);
            bool more = (r->t[i].value == 'g' || r->t[i].value == 'G') != denied(r, i);
            s->comparator = more ? CMP_AT_LEAST : CMP_AT_MOST;
            s->comparator_span = span_of(r, i, i);
            if (!more && r->often && r->often_at == i + 1) {
                once_per(r, i);
            }
            return;
        }
        bool once = is(&r->t[i], W_ONCE) && i > r->head && !has(&r->t[i + 1], C(PRON)) &&
                    (r->t[i + 1].claim == CLAIM_DEADLINE || r->t[i + 1].kind != T_WORD);
        if (once && !r->often) {
            r->once = true;
            s->target_value.text = reading_text(r, &"0123"[r->t[i].value], 1);
            s->target_value.span = span_of(r, i, i);
            if (r->t[i].value > 1) { /* twice */
                s->target_unit.text = reading_text(r, "times", 5);
                s->target_unit.span = s->target_value.span;
            }
            s->comparator = CMP_EXACT;
            s->comparator_span = s->target_value.span;
            return;
        }
        bool sign = r->t[i].kind == T_MARK && strchr("<>lg", r->t[i].mark) != NULL;
        if (sign && r->often && i + 1 == r->often_at) {
            s->comparator = r->t[i].mark == 'g' || r->t[i].mark == '>' ? CMP_AT_LEAST : CMP_AT_MOST;
            s->comparator_span = span_of(r, i, i);
        }
        if (has(&r->t[i], C(OPERATOR)) && r->often && i + 1 == r->often_at) {
            bool more = (r->t[i].value == 'g' || r->t[i].value == 'G') != denied(r, i);
            s->comparator = more ? CMP_AT_LEAST : CMP_AT_MOST;
            s->comparator_span = span_of(r, i, i);
        }
        bool behind = (is(&r->t[i], W_OR_MORE) || is(&r->t[i], W_OR_LESS)) && r->often && i == r->often_at + 1;
        if (behind || (r->often && i == r->often_at && (r->t[i].flags & F_PLUS))) {
            s->comparator = is(&r->t[i], W_OR_LESS) ? CMP_AT_MOST : CMP_AT_LEAST; /* 2 or more times, 3+ times */
            s->comparator_span = span_of(r, i, i);
        }
    }
    if (s->comparator == CMP_NONE && r->strong && r->direction < 0 && !r->often) {
        s->comparator = CMP_REDUCE_TO;
    }
    if (s->comparator == CMP_NONE && r->often && (r->moved == 1 || r->moved == -1)) { /* 6 nights a week, up from 1 */
        s->comparator = r->moved > 0 ? CMP_INCREASE_TO : CMP_REDUCE_TO;
        s->comparator_span = r->out->slots.frequency.span;
    }
    struct rate now, then; /* from once an hour to daily */
    if (s->comparator == CMP_NONE && r->from_at >= 0 && rate_read(r, r->from_at + 1, &now) &&
        rate_read(r, r->from_to, &then) && now.per_year >= 0 && then.per_year >= 0 && now.per_year != then.per_year) {
        s->comparator = then.per_year > now.per_year ? CMP_INCREASE_TO : CMP_REDUCE_TO;
        s->comparator_span = span_of(r, r->from_to, then.end - 1);
    }
}

/* "practise ____ coping skills": the number is still blank, what it will count is not. */
static void blank_unit(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->kinds & 1U << T_BLANK); i++) {
        struct cand c = {.at = i, .last = i};
        if (r->t[i].kind == T_BLANK && r->t[i].claim == CLAIM_NONE && unit_read(r, &c) && c.kind == K_COUNT) {
            r->out->slots.target_unit.text = reading_text(r, c.unit, strlen(c.unit));
            r->out->slots.target_unit.span = span_of(r, i + 1, c.last);
            return;
        }
    }
}

/* "at least 2x/week", "3 or more times a day": a limit on how often the act happens, in times, not on how many days. */
static bool often_limited(const struct reading *r)
{
    const struct token *t = &r->t[r->often_at], *before = t - (r->often_at > r->head), *behind = t + 1;
    bool or_more = is(behind, W_OR_MORE) || is(behind, W_OR_LESS);
    bool limit = has(before, C(OPERATOR)) || (before->kind == T_MARK && strchr("<>lg", before->mark) != NULL) ||
                 or_more || (t->flags & F_PLUS) != 0;
    behind += or_more;
    return limit && ((t->flags & F_TIMES) != 0 || is(t, W_ONCE) || is(behind, W_TIMES));
}

/* "the 6 miles", "her 14 stairs": an extent that is there already. */
static bool definite(const struct reading *r, int at)
{
    const struct token *t = &r->t[at - (at > r->head)];
    return at > r->head && (is(t, W_THE) || is(t, W_HER) || is(t, W_MY) || is(t, W_THIS));
}

/* "2 blocks to the mailbox" is a way; "2 calls to friends", "2 compliments to her partner" are what is counted. */
static bool is_way(const struct cand *c)
{
    static const char *const ways[] = {"block", "stop", "floor", "stair", "flight", "street", "station", "exit", "lap"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        size_t n = strlen(ways[i]);
        if (strncmp(c->unit, ways[i], n) == 0 && (!c->unit[n] || strcmp(c->unit + n, "s") == 0)) {
            return true;
        }
    }
    return false;
}

/* "drive the 6 miles to work at least twice a week": how far the act goes, where what is to be reached is how often.
 * Counted things ("use 2 skills at least 3x/week") only when they are said to be there already, or lead to a place. */
static bool extent_of_act(const struct reading *r, const struct cand *c)
{
    if (!r->often || c->op != 0 || c->to || c->by || c->fixed != CMP_NONE || r->often_at <= c->last ||
        (c->kind != K_PHYS && c->kind != K_COUNT)) {
        return false;
    }
    const struct token *behind = &r->t[c->last + 1];
    bool there = definite(r, c->at);
    bool leads = is_way(c) && is(behind, W_TO) && !has(behind + 1, C(VERB)) && behind[1].kind == T_WORD;
    if (!(there && c->kind == K_PHYS) && !(often_limited(r) && (c->kind == K_PHYS || there || leads))) {
        return false;
    }
    for (int k = c->last + 1; k < r->often_at; k++) {
        if (has(&r->t[k], C(CONJ) | C(AUX) | C(COND)) || mark(&r->t[k], ';') || mark(&r->t[k], '.')) {
            return false;
        }
    }
    return true;
}

void pass_choose(struct reading *r)
{
    r->target = -1;
    for (int i = 0; i < r->cands; i++) {
        struct cand *c = &r->cand[i];
        if ((c->kind != K_BARE || c->to || c->op || c->by) && !c->condition) {
            r->quantity |= !c->duration || c->op != 0;
            r->quantity_at = r->quantity_at < 0 ? c->at : r->quantity_at;
        }
        if (c->frequency || c->duration || c->aid || c->condition ||
            (c->kind == K_TIMES && !(c->to && c->per) && (c->per || (c->op == 0 && !r->due))) ||
            (c->kind == K_TIMESPAN && !c->to && !c->op && !c->by && !(c->at > 0 && is(&r->t[c->at - 1], W_ALL))) ||
            (c->kind == K_BARE && !c->to && !c->op && !c->by) || extent_of_act(r, c)) {
            continue;
        }
        if (r->target < 0 || rank(r, c) < rank(r, &r->cand[r->target])) {
            r->target = i;
        }
    }
    if (r->blank) {
        blank_unit(r);
    }
    if (r->target >= 0 && !r->blank) {
        write_slots(r, &r->cand[r->target]);
    } else {
        without_number(r);
    }
}
