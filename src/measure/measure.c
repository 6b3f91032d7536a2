#include "measure/measure.h"

#include "measure/name.h"
#include "measure/table.h"

#include <assert.h>
#include <string.h>

const char *measure_domain_name(enum measure_domain d)
{
    static const char *const names[DOMAIN_COUNT] = {"symptom", "functioning", "quality_of_life", "alliance", "risk"};
    assert((unsigned)d < DOMAIN_COUNT);
    return names[d];
}

const struct measure *measure_at(size_t i)
{
    return i < measure_table_count ? &measure_table[i] : NULL;
}

static const struct measure *look_up(const char *name, size_t n)
{
    uint32_t at = measure_name_hash(name, n) & measure_names_mask;
    for (; measure_names[at].name; at = (at + 1) & measure_names_mask)
        if (measure_names[at].length == n && memcmp(measure_names[at].name, name, n) == 0)
            return &measure_table[measure_names[at].measure];
    return NULL;
}

/* The length of name without one trailing word that only says "this is a measure"; n when there is none. */
static size_t without_suffix(const char *name, size_t n)
{
    static const char suffix[][16] = {"score",   "scores", "total",   "scale",     "scales",  "questionnaire",
                                      "measure", "rating", "ratings", "inventory", "screener"};
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        size_t m = strlen(suffix[i]);
        if (n > m && memcmp(name + n - m, suffix[i], m) == 0)
            return n - m;
    }
    return n;
}

static const struct measure *find_normal(const char *name, size_t n)
{
    for (;;) {
        const struct measure *m = look_up(name, n);
        size_t shorter = without_suffix(name, n);
        if (m || shorter == n)
            return m;
        n = shorter;
    }
}

/* Most of what is asked for is no name of a measure, and its first letters tell. */
static bool may_be_name(struct str s)
{
    uint32_t first = measure_name_first(s.p, s.n);
    return first == MEASURE_FIRST_ANY || (measure_first[first / 64] >> first % 64 & 1);
}

static const struct measure *find_one(struct str s)
{
    if (!may_be_name(s))
        return NULL;
    char name[MEASURE_NAME_MAX] = "";
    size_t n = measure_name_normal(s.p, s.n, name);
    const struct measure *m = find_normal(name, n);
    if (!m && n > 3 && memcmp(name, "the", 3) == 0)
        m = find_normal(name + 3, n - 3);
    return m;
}

const struct measure *measure_find(struct str name)
{
    struct str head, tail, inside, rest;
    const struct measure *m = find_one(name);
    if (!m && str_cut(name, '(', &head, &tail)) {
        m = find_one(head);
        if (!m && str_cut(tail, ')', &inside, &rest))
            m = find_one(inside);
    }
    return m;
}
