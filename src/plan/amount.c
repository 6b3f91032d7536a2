/* amount.c: a number with its unit as people say it. */
#include "plan/amount.h"

#include <string.h>

/* ---- the unit ---- */

static bool is_period(struct str s)
{
    static const char *const names[] = {"day",     "night",     "week",    "month",   "year",    "hour", "session",
                                        "morning", "afternoon", "evening", "weekend", "quarter", "meal"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(s, names[i]))
            return true;
    return false;
}

/* "panic attacks per" is panic attacks; what does not end so is no thing with a period behind it. */
static bool cut_per(struct str *s)
{
    static const char *const words[] = {"per", "a", "an", "each", "every"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (str_ends_ci(*s, str_of(words[i])) && (s->n == n || s->p[s->n - n - 1] == ' ')) {
            *s = str_trim(str_sub(*s, 0, s->n - n));
            return true;
        }
    }
    return false;
}

struct amount_unit amount_unit(struct str unit)
{
    struct amount_unit out = {.thing = str_trim(unit)};
    size_t at = out.thing.n;
    while (at > 0 && out.thing.p[at - 1] != ' ' && out.thing.p[at - 1] != '/')
        at--;
    struct str last = str_sub(out.thing, at, out.thing.n);
    if (at > 0 && is_period(last)) {
        struct str before = str_trim(str_sub(out.thing, 0, at - 1));
        if (out.thing.p[at - 1] == '/' || cut_per(&before)) {
            out.thing = before;
            out.period = last;
        }
    }
    if (str_is(out.thing, "times") || str_is(out.thing, "time") || str_is(out.thing, "x") || !out.thing.n)
        out.thing = (struct str){NULL, 0};
    return out;
}

/* ---- one and many ---- */

/* "calls to friends": it is the calls that are counted. Plans in Spanish have "ataques de pánico". */
static size_t head_end(struct str thing)
{
    static const char *const words[] = {" of ", " de ",   " to ", " with ",    " without ", " in ",    " for ",
                                        " at ", " from ", " on ", " outside ", " alone",    " before", " after"};
    size_t end = thing.n;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t at = str_find_ci(thing, str_of(words[i]), 0);
        end = at < end ? at : end;
    }
    return end;
}

static const struct {
    const char *one, *many;
} others[] = {{"person", "people"}, {"child", "children"}, {"man", "men"},      {"woman", "women"},
              {"foot", "feet"},     {"crisis", "crises"},  {"knife", "knives"}, {"bus", "buses"}};

static const char *const amounts[] = {"hour", "minute", "second", "day",  "night", "week",
                                      "mile", "step",   "point",  "time", "pound", "session"};

static struct str last_word(struct str head)
{
    size_t at = head.n;
    while (at > 0 && head.p[at - 1] != ' ' && head.p[at - 1] != '-')
        at--;
    return str_sub(head, at, head.n);
}

bool amount_is_many(struct str thing)
{
    struct str word = last_word(str_sub(thing, 0, head_end(thing)));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (str_is_ci(word, others[i].many))
            return true;
        if (str_is_ci(word, others[i].one))
            return false;
    }
    static const char *const ends[] = {"ss", "us", "is", "news"}; /* stress, bus, crisis */
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends_ci(word, str_of(ends[i])))
            return false;
    return word.n > 2 && (word.p[word.n - 1] == 's' || word.p[word.n - 1] == 'S');
}

/* "binges" loses its s, "boxes" its es, "activities" is activity. */
static void put_one(struct str word, struct buf *out)
{
    static const char *const with_es[] = {"sses", "shes", "ches", "xes", "zzes"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_is_ci(word, others[i].many)) {
            buf_cstr(out, others[i].one);
            return;
        }
    size_t less = 1;
    for (size_t i = 0; i < sizeof with_es / sizeof *with_es; i++)
        if (str_ends_ci(word, str_of(with_es[i])))
            less = 2;
    if (word.n > 4 && str_ends_ci(word, STR("ies"))) {
        buf_add(out, str_sub(word, 0, word.n - 3));
        buf_char(out, 'y');
        return;
    }
    buf_add(out, str_sub(word, 0, word.n - less));
}

static bool is_amount(struct str word)
{
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        if (str_is_ci(word, amounts[i]))
            return true;
    return false;
}

void amount_thing(struct str thing, bool one, struct buf *out)
{
    size_t end = head_end(thing);
    struct str head = str_sub(thing, 0, end), word = last_word(head);
    buf_add(out, str_sub(head, 0, head.n - word.n));
    if (one && amount_is_many(thing)) {
        put_one(word, out);
    } else {
        buf_add(out, word);
        buf_cstr(out, !one && is_amount(word) ? "s" : "");
    }
    buf_add(out, str_sub(thing, end, thing.n));
}
