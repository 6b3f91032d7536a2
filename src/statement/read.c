/*
 * read.c: statement_read, the order of the passes, and what the passes share.
 * Layer: statement.  Not here: any rule.
 */
#include "base/bytes.h"
#include "base/utf8.h"
#include "statement/reading.h"
#include "statement/trace.h"
#include "words.h"

#include <assert.h>
#include <string.h>

#define STACK_TOKENS 320

static_assert(STATEMENT_TEXT_MAX == STATEMENT_BYTES, "one limit");
static_assert(RULE_COUNT <= RULE_WORDS * 64, "a bit for each rule");

void reading_claim(struct reading *r, int first, int last, enum token_claim claim)
{
    for (int i = first; i <= last; i++) {
        r->t[i].claim = (uint8_t)claim;
    }
}

struct str reading_text(struct reading *r, const char *p, size_t n)
{
    char *copy = arena_copy(r->a, p, n);
    r->no_memory |= copy == NULL;
    return copy == NULL ? (struct str){NULL, 0} : (struct str){copy, n};
}

struct str reading_lower(struct reading *r, int first, int last)
{
    return reading_text(r, r->low + r->t[first].from, (size_t)(r->t[last].to - r->t[first].from));
}

struct str reading_given(const struct reading *r, int first, int last)
{
    return (struct str){r->text.p + r->t[first].from, (size_t)(r->t[last].to - r->t[first].from)};
}

size_t reading_amount(int64_t v, int decimals, char *to)
{
    char digits[24];
    size_t n = 0, k = 0;
    int64_t units = v / 1000, rest = v % 1000;
    do {
        digits[n++] = (char)('0' + units % 10);
        units /= 10;
    } while (units > 0);
    while (n > 0) {
        to[k++] = digits[--n];
    }
    if (decimals > 0) {
        to[k++] = '.';
        for (int64_t place = 100; decimals > 0; decimals--, place /= 10) {
            to[k++] = (char)('0' + rest / place % 10);
        }
    }
    return k;
}

size_t reading_number(const struct token *t, char *to)
{
    size_t n = reading_amount(t->lo, t->decimals, to);
    if ((t->flags & F_PLUS) && (t->flags & F_FRACTION)) {
        to[n++] = '+';
    }
    if (t->flags & F_RANGE) {
        to[n++] = '-';
        n += reading_amount(t->hi, t->decimals, to + n);
    }
    if (t->flags & F_FRACTION) {
        to[n++] = '/';
        n += reading_amount(t->den * 1000LL, 0, to + n);
    }
    return n;
}

/* "without help", "without falling": a level of help, or of success, that can be ticked. */
static bool without_help(const struct token *t)
{
    for (int k = 1; k < 5 && t[k].kind == T_WORD; k++) {
        if (has(&t[k], C(HELP) | C(SYMPTOM) | C(THING)) || (has(&t[k], C(VERB)) && (t[k].form & FORM_ING))) {
            return true;
        }
    }
    return false;
}

/* What there is at all, without a branch; what that calls for is looked at again. */
static void look_over(struct reading *r)
{
    uint64_t any = 0, seen = 0;
    unsigned kinds = 0, flags = 0;
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        any |= t->cls;
        seen |= word_bit(t->word);
        kinds |= 1U << t->kind;
        flags |= t->flags;
    }
    for (int i = r->head; i < r->n && (seen & (word_bit(W_WITHOUT) | word_bit(W_NO))); i++) {
        bool with_no = is(&r->t[i], W_NO) && i > r->head && is(&r->t[i - 1], W_WITH);
        if ((is(&r->t[i], W_WITHOUT) || with_no) && without_help(&r->t[i])) {
            r->t[i].cls |= C(INDEP);
            any |= C(INDEP);
        }
    }
    for (int i = r->head; i < r->n && (any & (C(UP) | C(DOWN))); i++) {
        const struct token *t = &r->t[i];
        if (t->kind == T_WORD && has(t, C(UP) | C(DOWN)) && !has(t, C(SYMPTOM))) {
            r->direction = has(t, C(DOWN)) ? -1 : 1;
            break;
        }
    }
    r->any = any;
    r->seen = seen;
    r->kinds = kinds;
    r->upper = (flags & F_UPPER) != 0;
}

/* A blank inside the deadline leaves the criterion as it is. */
static void find_blanks(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->kinds & 1U << T_BLANK); i++) {
        r->blank |= r->t[i].kind == T_BLANK && r->t[i].claim == CLAIM_NONE;
    }
}

static void passes(struct reading *r, const struct statement_facts *facts)
{
    pass_header(r);
    look_over(r);
    pass_deadline(r);
    find_blanks(r);
    pass_measure(r);
    pass_baseline(r);
    pass_frequency(r);
    pass_target(r);
    pass_duration(r);
    pass_choose(r);
    pass_actor(r);
    judge_specific(r);
    judge_measurable(r);
    judge_time_bound(r);
    pass_role(r);
    pass_vague(r);
    pass_numbers(r);
    statement_judge(r->out, facts);
}

static void trace(const struct reading *r, struct statement_trace *w)
{
    memcpy(w->rules, r->rules, sizeof w->rules);
    w->count = 0;
    for (int i = 0; i < r->n && w->count < STATEMENT_TRACE_WORDS; i++) {
        if (r->t[i].word != 0) {
            w->words[w->count++] = r->t[i].word == WORD_NO_MORE ? r->t[i].lemma : r->t[i].word;
        }
    }
}

static void lower_eight(const char *from, char *to)
{
    uint64_t v = bytes_at(from);
    v |= bytes_within(v, 'A', 'Z') >> 2; /* 0x20 */
    memcpy(to, &v, 8);
}

static void lower_case(struct str text, char *low)
{
    if (text.n < 8) {
        for (size_t i = 0; i < text.n; i++) {
            low[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] | 0x20 : text.p[i]);
        }
        return;
    }
    for (size_t i = 0; i + 8 < text.n; i += 8) {
        lower_eight(text.p + i, low + i);
    }
    lower_eight(text.p + text.n - 8, low + text.n - 8); /* the last ones, some of them once more */
}

static bool check(struct str text, struct err *e)
{
    size_t bad;
    if (text.n == 0) {
        return err_set(e, ERR_INVALID, "text", "is empty; write one sentence");
    }
    if (text.n > STATEMENT_TEXT_MAX) {
        return err_set(e, ERR_LIMIT, "text", "is longer than %d bytes; give one sentence at a time",
                       STATEMENT_TEXT_MAX);
    }
    if (memchr(text.p, 0, text.n) != NULL) {
        return err_set(e, ERR_INVALID, "text", "has a NUL byte; remove it");
    }
    if (!utf8_check(text, &bad)) {
        return err_set(e, ERR_INVALID, "text", "is not UTF-8 at byte %zu; save it as UTF-8", bad + 1);
    }
    return true;
}

bool statement_read_traced(struct str text, const struct statement_facts *facts, struct arena *a, struct statement *out,
                           struct statement_trace *w, struct err *e)
{
    char low[STATEMENT_TEXT_MAX + TOKEN_SCAN_PAD];
    struct token stack[STACK_TOKENS];
    struct cand cands[CAND_MAX];
    struct statement s = {.text = text};
    struct reading r = {.text = text,
                        .low = low,
                        .t = stack,
                        .cand = cands,
                        .a = a,
                        .out = &s,
                        .measure_at = -1,
                        .from_at = -1,
                        .from_to = -1,
                        .reach = -1,
                        .past_at = -1,
                        .quantity_at = -1,
                        .target = -1};
    if (!check(text, e)) {
        return false;
    }
    lower_case(text, low);
    memset(low + text.n, 0, TOKEN_SCAN_PAD);
    int room = STACK_TOKENS;
    if (text.n >= STACK_TOKENS - 8) { /* never more tokens than bytes */
        room = (int)text.n + 8;
        r.t = arena_array(a, (size_t)room, sizeof *r.t);
        if (r.t == NULL) {
            return err_no_memory(e);
        }
    }
    r.n = token_merge(low, r.t, token_scan(low, text.p, text.n, r.t, room - 6));
    memset(&r.t[r.n + 1], 0, 5 * sizeof *r.t); /* five ends, so that looking a little ahead is always safe */
    s.role = facts != NULL ? facts->role : ROLE_UNKNOWN;
    passes(&r, facts);
    if (w != NULL) {
        trace(&r, w);
    }
    if (r.no_memory) {
        return err_no_memory(e);
    }
    *out = s;
    return true;
}

bool statement_read(struct str text, const struct statement_facts *facts, struct arena *a, struct statement *out,
                    struct err *e)
{
    return statement_read_traced(text, facts, a, out, NULL, e);
}
