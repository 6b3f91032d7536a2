#include "rules/mend.h"

#include "plan/plan_json.h"
#include "plan/restate.h"
#include "plan/scores.h"

/* The next "[...]" of s at or after `from`: its brackets' range. */
static bool next_blank(struct str s, size_t from, struct span *out)
{
    size_t open = str_find(s, STR("["), from);
    size_t close = open == (size_t)-1 ? open : str_find(s, STR("]"), open);
    if (close == (size_t)-1)
        return false;
    *out = (struct span){open, close + 1};
    return true;
}

static const struct mend_answer *answer_for(struct str blank, struct str pointer, struct mend_answers answers)
{
    const struct mend_answer *general = NULL;
    for (size_t i = 0; i < answers.n; i++) {
        const struct mend_answer *x = &answers.at[i];
        if (!str_eq_ci(x->blank, blank))
            continue;
        if (x->pointer.p && str_eq(x->pointer, pointer))
            return x; /* cppcheck-suppress returnDanglingLifetime ; it points to the caller's list, not into the
                         argument */
        if (!x->pointer.p && !general)
            general = x;
    }
    return general;
}

/* ---- may the answer stand there? ---- */

enum wanted { WANTED_WHEN, WANTED_NUMBER, WANTED_AMOUNT };

static const struct {
    const char *blank;
    enum wanted wanted;
} wants[] = {
    {"date, week or session", WANTED_WHEN},
    {"score today", WANTED_NUMBER},
    {"present value", WANTED_NUMBER},
    {"target", WANTED_NUMBER},
    {"score", WANTED_NUMBER},
    {"how much or how often", WANTED_AMOUNT},
};

static const char *const may_stand[] = {
    [WANTED_WHEN] = "a date that exists, a number of weeks or a session, such as 2027-03-15, 8 weeks or session 6",
    [WANTED_NUMBER] = "a number, such as 9",
    [WANTED_AMOUNT] = "a number or how often, such as 9 or twice a week",
};

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

/* The answer is read as a sentence that has it where the blank would be. */
static bool may_fill(enum wanted wanted, struct str answer, struct arena *a, bool *memory)
{
    struct statement s;
    struct buf b;
    if (wanted == WANTED_NUMBER || (wanted == WANTED_AMOUNT && has_digit(answer)))
        return has_digit(answer); /* in figures, as the sentence is read again */
    buf_init(&b, 0);
    buf_cstr(&b, wanted == WANTED_WHEN ? "Walk a mile by " : "Walk a mile ");
    buf_add(&b, wanted == WANTED_WHEN && str_starts_ci(answer, STR("by ")) ? str_sub(answer, 3, answer.n) : answer);
    struct str text = buf_str(&b);
    bool read = buf_ok(&b) && text.n <= STATEMENT_TEXT_MAX && statement_read(text, NULL, a, &s, NULL);
    bool fits = read && (wanted == WANTED_WHEN ? s.time_bound.met == TRI_YES : s.slots.frequency.text.n);
    *memory = buf_ok(&b) && !a->failed;
    buf_free(&b);
    return fits;
}

bool mend_answers_fit(struct mend_answers answers, struct arena *a, struct err *e)
{
    for (size_t i = 0; i < answers.n; i++) {
        const struct mend_answer *x = &answers.at[i];
        for (size_t k = 0; k < sizeof wants / sizeof *wants; k++) {
            bool memory = true;
            if (!str_is_ci(x->blank, wants[k].blank) || may_fill(wants[k].wanted, x->text, a, &memory))
                continue;
            return memory ? err_set(e, ERR_INVALID, wants[k].blank, "\"%.*s\" cannot stand there; write %s",
                                    (int)(x->text.n < 80 ? x->text.n : 80), x->text.p, may_stand[wants[k].wanted])
                          : err_no_memory(e);
        }
    }
    return true;
}

/* An answer that begins with the word it follows, "by [date]" with "by 30 June", without that word. */
static struct str without_echo(struct str before, struct str answer)
{
    struct str word, rest;
    if (str_cut(answer, ' ', &word, &rest) && word.n && before.n > word.n && before.p[before.n - 1] == ' ' &&
        str_eq_ci(str_sub(before, before.n - 1 - word.n, before.n - 1), word) &&
        (before.n == word.n + 1 || before.p[before.n - 2 - word.n] == ' '))
        return str_trim(rest);
    return answer;
}

bool mend_fill(struct str text, struct str pointer, struct mend_answers answers, struct arena *a, struct str *out,
               bool *open, struct err *e)
{
    struct buf b;
    struct span blank;
    size_t at = 0;
    buf_init(&b, 0);
    *open = false;
    for (; next_blank(text, at, &blank); at = blank.to) {
        const struct mend_answer *found = answer_for(str_sub(text, blank.from + 1, blank.to - 1), pointer, answers);
        buf_add(&b, str_sub(text, at, found ? blank.from : blank.to));
        if (found)
            buf_add(&b, without_echo(buf_str(&b), found->text));
        else
            *open = true;
    }
    buf_add(&b, str_sub(text, at, text.n));
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), out);
    buf_free(&b);
    return ok || err_no_memory(e);
}

static bool remember(plan_texts *list, struct str name, struct arena *a)
{
    bool known = false;
    for (size_t i = 0; i < list->n && !known; i++)
        known = str_eq_ci(list->at[i], name);
    return known || plan_add_text(a, list, name);
}

/* The blanks of an offered rewrite: which there are, which answers are for them, and which are open. */
static bool remember_blanks(struct str text, struct str pointer, struct mend_answers answers, struct arena *a,
                            struct mend_changes *out)
{
    struct span blank;
    for (size_t at = 0; next_blank(text, at, &blank); at = blank.to) {
        struct str name = str_sub(text, blank.from + 1, blank.to - 1);
        const struct mend_answer *found = answer_for(name, pointer, answers);
        if (found)
            out->fits[found - answers.at] = true;
        if (!remember(&out->offered, name, a) || (!found && !remember(&out->open, name, a)))
            return false;
    }
    return true;
}

/* Whether two rewrites ask for the same thing. */
static bool share_a_blank(struct str one, struct str other)
{
    struct span blank, again;
    for (size_t at = 0; next_blank(one, at, &blank); at = blank.to)
        for (size_t k = 0; next_blank(other, k, &again); k = again.to)
            if (str_eq_ci(str_sub(one, blank.from, blank.to), str_sub(other, again.from, again.to)))
                return true;
    return false;
}

/* The changes so far by the place they were made at: each bucket holds the number of its latest change (0: none). */
struct places {
    size_t *bucket, mask;
};

static size_t *bucket_of(const struct places *places, struct str pointer)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < pointer.n; i++)
        h = (h ^ (unsigned char)pointer.p[i]) * 16777619u;
    return &places->bucket[h & places->mask];
}

static void enter(const struct places *places, struct mend_change *list, size_t i)
{
    size_t *bucket = bucket_of(places, list[i].pointer);
    list[i].next = *bucket;
    *bucket = i + 1;
}

/* One more round may bring `more` changes. */
static bool places_begin(struct places *places, struct mend_changes *c, size_t more, struct arena *a)
{
    size_t buckets = 16;
    while (buckets < 2 * (c->list.n + more))
        buckets *= 2;
    places->mask = buckets - 1;
    places->bucket = arena_array(a, buckets, sizeof *places->bucket);
    for (size_t i = 0; places->bucket && i < c->list.n; i++)
        enter(places, c->list.at, i);
    return places->bucket != NULL;
}

/* A text is rewritten once a round, once for each rule, and once with each blank: a rewrite that did not satisfy its
 * rule would only grow. */
static bool done_before(const struct mend_changes *c, const struct places *places, size_t round_start,
                        const struct finding *f)
{
    for (size_t at = *bucket_of(places, f->pointer); at != 0; at = c->list.at[at - 1].next) {
        const struct mend_change *x = &c->list.at[at - 1];
        if (str_eq(x->pointer, f->pointer) &&
            (at > round_start || x->rule == f->rule || share_a_blank(x->offer, f->rewrite)))
            return true;
    }
    return false;
}

static bool apply(struct plan *p, const struct finding *f, struct str now, struct arena *a, struct mend_changes *out,
                  struct err *e)
{
    struct str was = plan_pointer_get(p, f->pointer);
    struct mend_change *c = PLAN_PUSH(a, &out->list);
    if (!c)
        return err_no_memory(e);
    *c = (struct mend_change){.rule = f->rule, .pointer = f->pointer, .was = was, .now = now, .offer = f->rewrite};
    return plan_restate_text(p, f->pointer, now, a, e);
}

/* One round: every rewrite that has no blank left is applied. */
static bool mend_round(struct plan *p, const struct findings *found, struct mend_answers answers, struct arena *a,
                       struct mend_changes *out, struct err *e)
{
    struct places places;
    size_t before = out->list.n;
    if (!places_begin(&places, out, found->list.n, a))
        return err_no_memory(e);
    for (size_t i = 0; i < found->list.n; i++) {
        const struct finding *f = &found->list.at[i];
        struct str now;
        bool open;
        if (!f->rewrite.p || done_before(out, &places, before, f))
            continue;
        if (!remember_blanks(f->rewrite, f->pointer, answers, a, out))
            return err_no_memory(e);
        if (!mend_fill(f->rewrite, f->pointer, answers, a, &now, &open, e))
            return false;
        if (!open && !str_eq(now, plan_pointer_get(p, f->pointer))) {
            if (!apply(p, f, now, a, out, e))
                return false;
            enter(&places, out->list.at, out->list.n - 1);
        }
    }
    return true;
}

bool mend_plan(struct plan *p, struct mend_answers answers, struct arena *a, struct mend_changes *out, struct err *e)
{
    if (!mend_answers_fit(answers, a, e))
        return false;
    if (!(out->fits = arena_array(a, answers.n ? answers.n : 1, sizeof *out->fits)))
        return err_no_memory(e);
    for (int round = 0; round < MEND_ROUNDS; round++) {
        struct findings found = {0};
        size_t before = out->list.n;
        out->open.n = 0;
        if (!rules_check(p, a, &found, e) || !mend_round(p, &found, answers, a, out, e))
            return false;
        if (out->list.n == before)
            break;
        if (!plan_bind_scores(p, a))
            return err_no_memory(e);
    }
    return true;
}
