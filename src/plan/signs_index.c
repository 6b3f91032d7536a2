/* signs_index.c: the entries known on a day, by what they are for; each is looked at once. */
#include "plan/signs_parts.h"

#include <stdlib.h>

static void add(struct sign_run *r, sign_facts *list, const struct series_entry *x, const struct series_entry *about)
{
    struct sign_fact *f = PLAN_PUSH(r->arena, list);
    int32_t day = date_to_day(about->date), known = day;
    if (x != about || date_cmp(x->entered, x->date) != 0) { /* nearly all are entered on their day */
        int32_t entered = date_to_day(x->entered), own = date_to_day(x->date);
        known = own > entered ? own : entered;
    }
    if (f)
        *f = (struct sign_fact){day, known, about, about->measure};
    r->failed |= f == NULL;
}

static bool is_value(enum series_type t)
{
    return t == SERIES_SCORE || t == SERIES_COUNT || t == SERIES_RATING || t == SERIES_ATTAINMENT || t == SERIES_DIARY;
}

static void sort_amendment(struct sign_run *r, const struct series_entry *x)
{
    const struct series_entry *root = x;
    while (root->amends)
        root = root->amends;
    if (is_value(root->type) || root->type == SERIES_BASELINE)
        add(r, &r->index.amends, x, root);
    if (x->type == SERIES_CORRECTION && x->score.alert_count > 0)
        add(r, &r->index.alerts, x, x);
}

/* Where entries of a type that either stand or not go; NULL: they are no evidence of a sign. */
static sign_facts *standing_list(struct sign_index *ix, enum series_type t)
{
    switch (t) {
    case SERIES_SESSION:
        return &ix->sessions;
    case SERIES_EVENT:
        return &ix->events;
    case SERIES_DIAGNOSIS:
        return &ix->diagnoses;
    case SERIES_MET:
        return &ix->met;
    case SERIES_DECISION:
        return &ix->decisions;
    case SERIES_ALERT_CLOSED:
        return &ix->closed;
    default:
        return NULL;
    }
}

static void sort_entry(struct sign_run *r, const struct series_entry *x)
{
    struct sign_index *ix = &r->index;
    sign_facts *list = standing_list(ix, x->type);
    if (x->amends)
        sort_amendment(r, x);
    else if (is_value(x->type))
        add(r, &ix->values, x, x);
    else if (x->type == SERIES_BASELINE)
        add(r, &ix->baselines, x, x);
    else if (list && series_holder(x, r->on))
        add(r, list, x, x);
    if (x->type == SERIES_SCORE && x->score.alert_count > 0)
        add(r, &ix->alerts, x, x);
}

static int by_known(const void *a, const void *b)
{
    const struct sign_fact *x = a, *y = b;
    if (x->known != y->known)
        return x->known < y->known ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry; /* one array: the order of the series */
}

static struct str named(const struct series_entry *x)
{
    return x->type == SERIES_ALERT_CLOSED ? x->of : x->sign;
}

static int compare_names(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : a.n < b.n ? -1 : a.n > b.n;
}

static int by_name(const void *a, const void *b)
{
    const struct sign_fact *x = a, *y = b;
    int c = compare_names(named(x->entry), named(y->entry));
    return c ? c : by_known(a, b);
}

static void sort_list(sign_facts *list, int (*compare)(const void *, const void *))
{
    size_t i = 1;
    while (i < list->n && compare(&list->at[i - 1], &list->at[i]) <= 0)
        i++;
    if (i < list->n)
        qsort(list->at, list->n, sizeof *list->at, compare);
}

bool sign_index_build(struct sign_run *r)
{
    struct sign_index *ix = &r->index;
    const struct series *s = r->series;
    for (size_t i = 0; i < s->entries.n && !r->failed; i++) {
        const struct series_entry *x = &s->entries.at[i];
        if (date_cmp(x->entered, r->on) > 0)
            break;
        if (date_cmp(x->date, r->on) <= 0)
            sort_entry(r, x);
    }
    sign_facts *by_day[] = {&ix->values,   &ix->amends, &ix->baselines, &ix->alerts,
                            &ix->sessions, &ix->events, &ix->diagnoses, &ix->met};
    for (size_t i = 0; i < sizeof by_day / sizeof *by_day; i++)
        sort_list(by_day[i], by_known);
    sort_list(&ix->decisions, by_name);
    sort_list(&ix->closed, by_name);
    return !r->failed;
}

const struct sign_fact *sign_answers(const sign_facts *list, struct str name, size_t *count)
{
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(named(list->at[middle].entry), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < list->n && compare_names(named(list->at[low + *count].entry), name) == 0)
        ++*count;
    return *count ? &list->at[low] : NULL;
}

bool sign_has_scores(const struct sign_index *ix, const struct measure *m)
{
    for (size_t i = 0; i < ix->values.n; i++)
        if (ix->values.at[i].measure == m)
            return true;
    return false;
}
