/* objective_blank.c: what is typed in the fields of an objective fills the blanks of its sentence. */
#include "plan/objective.h"

#include "plan/blank.h"
#include "plan/objective_parts.h"

#include <string.h>

enum { HOLES_MOST = 12 };

/* A blank of the sentence with a number in its place, so that the sentence can be read. */
struct hole {
    struct span blank, probe;
};

struct holes {
    struct hole at[HOLES_MOST];
    size_t n;
    struct str probe;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number, or range, that s begins with. */
static struct str number_of(struct str s)
{
    size_t n = 0;
    while (n < s.n && (is_digit(s.p[n]) || (n && (s.p[n] == '.' || s.p[n] == '-'))))
        n++;
    while (n && !is_digit(s.p[n - 1]))
        n--;
    return str_sub(s, 0, n);
}

bool objective_fill_words(struct str was, struct str typed, struct buf *out)
{
    struct span at, other;
    typed = str_trim(typed);
    if (!typed.n || number_of(typed).n != typed.n || blank_is(was) || !blank_find(was, 0, &at) ||
        blank_find(was, at.to, &other))
        return false;
    buf_add(out, str_sub(was, 0, at.from));
    buf_add(out, typed);
    buf_add(out, str_sub(was, at.to, was.n));
    return true;
}

/* Whether a number goes there, by the words of the blank and the one before it. */
static bool takes_number(struct str sentence, struct span at)
{
    static const char *const words[] = {"how many", "how much", "how often", "score", "number", "date"};
    static const char *const before[] = {" from ", " to ", " within ", " by ", " at ", " least ", " most ", " than "};
    struct str blank = str_sub(sentence, at.from, at.to), rest = str_sub(sentence, 0, at.from);
    bool takes = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        takes = takes || str_find_ci(blank, str_of(words[i]), 0) != (size_t)-1;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        takes = takes || str_ends_ci(rest, str_of(before[i]));
    return takes;
}

static bool dig(struct str sentence, struct arena *a, struct holes *out)
{
    struct buf b;
    struct span at;
    size_t from = 0;
    memset(out, 0, sizeof *out);
    buf_init(&b, 0);
    while (out->n < HOLES_MOST && blank_find(sentence, from, &at)) {
        struct hole *h = &out->at[out->n];
        bool day = str_find_ci(str_sub(sentence, at.from, at.to), STR("date"), 0) != (size_t)-1;
        buf_add(&b, str_sub(sentence, from, at.from));
        from = at.to;
        if (!takes_number(sentence, at)) {
            buf_cstr(&b, "something"); /* a sentence with a blank is not read to its end */
            continue;
        }
        h->blank = at;
        h->probe.from = b.n;
        buf_printf(&b, day ? "1 May %zu" : "%zu", (size_t)(day ? 2701 : 41) + out->n);
        h->probe.to = b.n;
        out->n++;
    }
    buf_add(&b, str_sub(sentence, from, sentence.n));
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), &out->probe);
    buf_free(&b);
    return ok;
}

/* The one hole in a part of the probe; NULL: none, or several. */
static const struct hole *hole_in(const struct holes *h, struct span part)
{
    const struct hole *found = NULL;
    for (size_t i = 0; i < h->n; i++)
        if (h->at[i].probe.from >= part.from && h->at[i].probe.to <= part.to) {
            if (found)
                return NULL;
            found = &h->at[i];
        }
    return found;
}

/* What takes the place of a blank: what is typed, without the words that stand behind the blank already ("7 or less").
 * Absent: it says another thing than those words. */
static struct str fits_before(struct str typed, struct str after)
{
    struct str number = number_of(typed), rest = str_trim(str_sub(typed, number.n, typed.n));
    after = str_trim(after);
    bool way = str_starts_ci(after, STR("or "));
    if (!number.n)
        return way ? (struct str){NULL, 0} : typed;
    if (!rest.n || str_starts_ci(after, rest))
        return number;
    return way || str_starts_ci(rest, STR("or ")) ? (struct str){NULL, 0} : typed;
}

static bool put_in(struct str *sentence, struct span at, struct str with, struct arena *a)
{
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, str_sub(*sentence, 0, at.from));
    buf_add(&b, with);
    buf_add(&b, str_sub(*sentence, at.to, sentence->n));
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), sentence);
    buf_free(&b);
    return ok;
}

static bool put_by_words(struct str *sentence, struct span at, struct str by, struct arena *a)
{
    struct buf b;
    struct str with;
    buf_init(&b, 0);
    objective_put_by(by, &b);
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), &with) && put_in(sentence, at, with, a);
    buf_free(&b);
    return ok;
}

enum part { PART_MEASURE, PART_FROM, PART_TO, PART_OFTEN, PART_BY, PARTS };

/* The words of the field stand in the sentence as they are: "[which activity]", "within [how many] weeks". */
static bool fill_same(struct str *sentence, enum part part, struct str was, struct str now, struct arena *a, bool *done)
{
    size_t at = blank_in(was) ? str_find(*sentence, was, 0) : (size_t)-1;
    struct str with = now;
    if (at == (size_t)-1)
        return true;
    struct span place = {at, at + was.n};
    if (part == PART_BY) {
        *done = true;
        return put_by_words(sentence, place, now, a);
    }
    struct str before = str_sub(*sentence, 0, at);
    if (part == PART_MEASURE && str_starts_ci(now, STR("do ")) && str_ends_ci(before, STR(" do ")))
        with = str_sub(now, 3, now.n);
    if (part == PART_FROM && number_of(now).n)
        with = number_of(now);
    if (part == PART_TO)
        with = fits_before(now, str_sub(*sentence, place.to, sentence->n));
    *done = with.n > 0;
    return !*done || put_in(sentence, place, with, a);
}

/* The blank that is read as that part of the sentence. */
static bool fill_read(struct str *sentence, enum part part, struct str now, struct arena *a, bool *done, struct err *e)
{
    struct holes holes;
    struct statement s;
    if (!dig(*sentence, a, &holes))
        return arena_error(a, e);
    if (!holes.n || holes.probe.n > STATEMENT_TEXT_MAX)
        return true;
    if (!statement_read(holes.probe, NULL, a, &s, e))
        return false;
    const struct slot *const slots[PARTS] = {NULL, &s.slots.baseline, &s.slots.target_value, &s.slots.frequency,
                                             &s.slots.deadline};
    const struct hole *hole = slots[part] ? hole_in(&holes, slots[part]->span) : NULL;
    if (part == PART_OFTEN && !hole) /* "3 times a week" is read as what is reached, too */
        hole = hole_in(&holes, s.slots.target_value.span);
    if (!hole)
        return true;
    struct str after = str_sub(*sentence, hole->blank.to, sentence->n);
    struct str with = part == PART_FROM && number_of(now).n ? number_of(now) : fits_before(now, after);
    bool whole =
        part == PART_OFTEN || part == PART_BY; /* other words than "3 times a week" of "[how many] times a week" */
    if (!with.n || (whole && with.n != number_of(now).n))
        return true;
    *done = true;
    return put_in(sentence, hole->blank, with, a) || arena_error(a, e);
}

bool objective_fill(struct str sentence, struct objective_words *was, const struct objective_words *now,
                    struct arena *a, struct str *out, bool *filled, struct err *e)
{
    struct str *const before[PARTS] = {&was->measure, &was->from, &was->to, &was->how_often, &was->by};
    const struct str after[PARTS] = {now->measure, now->from, now->to, now->how_often, now->by};
    *filled = false;
    *out = sentence;
    if (sentence.n > STATEMENT_TEXT_MAX)
        return true;
    for (int i = 0; i < PARTS && blank_in(*out); i++) {
        struct str typed = str_trim(after[i]);
        bool done = false;
        if (!typed.n || blank_in(typed) || str_eq(*before[i], after[i]))
            continue;
        if (!fill_same(out, (enum part)i, str_trim(*before[i]), typed, a, &done))
            return arena_error(a, e);
        if (!done && !fill_read(out, (enum part)i, typed, a, &done, e))
            return false;
        if (done)
            *before[i] = after[i];
        *filled = *filled || done;
    }
    return true;
}
