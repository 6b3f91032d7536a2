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

/* The blanks of `text` without an answer, each once. */
static bool remember_open(struct str text, struct str pointer, struct mend_answers answers, struct arena *a,
                          plan_texts *open)
{
    struct span blank;
    for (size_t at = 0; next_blank(text, at, &blank); at = blank.to) {
        struct str name = str_sub(text, blank.from + 1, blank.to - 1);
        bool known = answer_for(name, pointer, answers) != NULL;
        for (size_t i = 0; i < open->n && !known; i++)
            known = str_eq_ci(open->at[i], name);
        if (!known && !plan_add_text(a, open, name))
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

/* A text is rewritten once a round, once for each rule, and once with each blank: a rewrite that did not satisfy its
 * rule would only grow. */
static bool done_before(const struct mend_changes *c, size_t round_start, const struct finding *f)
{
    for (size_t i = 0; i < c->list.n; i++) {
        const struct mend_change *x = &c->list.at[i];
        if (str_eq(x->pointer, f->pointer) &&
            (i >= round_start || x->rule == f->rule || share_a_blank(x->offer, f->rewrite)))
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
    *c = (struct mend_change){f->rule, f->pointer, was, now, f->rewrite};
    return plan_restate_text(p, f->pointer, now, a, e);
}

bool mend_plan(struct plan *p, struct mend_answers answers, struct arena *a, struct mend_changes *out, struct err *e)
{
    for (int round = 0; round < MEND_ROUNDS; round++) {
        struct findings found = {0};
        size_t before = out->list.n;
        out->open.n = 0;
        if (!rules_check(p, a, &found, e))
            return false;
        for (size_t i = 0; i < found.list.n; i++) {
            const struct finding *f = &found.list.at[i];
            struct str now;
            bool open;
            if (!f->rewrite.p || done_before(out, before, f))
                continue;
            if (!mend_fill(f->rewrite, f->pointer, answers, a, &now, &open, e))
                return false;
            if (open) {
                if (!remember_open(f->rewrite, f->pointer, answers, a, &out->open))
                    return err_no_memory(e);
            } else if (!str_eq(now, plan_pointer_get(p, f->pointer)) && !apply(p, f, now, a, out, e)) {
                return false;
            }
        }
        if (out->list.n == before)
            break;
        if (!plan_bind_scores(p, a))
            return err_no_memory(e);
    }
    return true;
}
