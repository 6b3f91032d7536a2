/* diff_match.c: which items of two lists belong together. */
#include "plan/diff_parts.h"
#include "plan/ids.h"

#include <stdlib.h>
#include <string.h>

#define ALIKE 500        /* of 1000: from here on two items may be the same */
#define SAME_ID 150      /* what an equal id adds; ids of imported plans are counted afresh each time, so not more */
#define PAIRS_MAX 250000 /* so many pairs are compared; beyond, an item is compared with its neighbourhood only */
#define WORDS_MAX 256    /* words of an item that count */

/* The words of an item as sorted hashes. Two words of the same hash do no harm: likeness is a guess anyway. */
struct bag {
    PLAN_LIST(uint32_t) words;
    struct str id, lead; /* lead: the member that names items without an id, when it is there */
};

struct pair {
    size_t i, k; /* old, new */
    int score;
};

struct side {
    struct bag *bags;
    size_t *partner_of;
    size_t n;
};

struct matcher {
    struct arena *arena;
    struct side olds, news;
    PLAN_LIST(struct pair) pairs;
    bool failed;
};

/* Letters and digits, and of UTF-8 all but what begins with E2: dashes, quotes, arrows and signs. */
static bool is_word_char(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0x80 && c != 0xe2);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Words that nearly every sentence of a plan has. */
static bool is_common(struct str word)
{
    static const char *const common[] = {"a",  "an", "and", "the",    "to", "of",   "in",      "on",
                                         "by", "or", "for", "client", "s",  "with", "patient", "will"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_is_ci(word, common[i]))
            return true;
    return false;
}

static void add_words(struct matcher *m, struct bag *bag, struct str s)
{
    size_t i = 0;
    while (i < s.n && bag->words.n < WORDS_MAX && !m->failed) {
        uint32_t hash = 2166136261u;
        size_t from = i;
        while (i < s.n && is_word_char(lower(s.p[i])))
            hash = (hash ^ lower(s.p[i++])) * 16777619u;
        if (i > from && !is_common(str_sub(s, from, i))) {
            uint32_t *to = PLAN_PUSH(m->arena, &bag->words);
            if (to)
                *to = hash;
            else
                m->failed = true;
        }
        if (i < s.n)
            i += (unsigned char)s.p[i] == 0xe2 ? 3 : 1;
    }
}

static void add_number(struct matcher *m, struct bag *bag, int64_t n)
{
    uint32_t *to = PLAN_PUSH(m->arena, &bag->words);
    if (to)
        *to = (uint32_t)n * 2654435761u + 1;
    else
        m->failed = true;
}

static int compare_words(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_words(struct bag *bag)
{
    if (bag->words.n > 1)
        qsort(bag->words.at, bag->words.n, sizeof *bag->words.at, compare_words);
}

/* likeness: twice the words in common to all words of both, of 1000. Two items without words are alike. */
static int likeness(const struct bag *a, const struct bag *b)
{
    size_t i = 0, k = 0, common = 0, all = a->words.n + b->words.n;
    while (i < a->words.n && k < b->words.n) {
        uint32_t x = a->words.at[i], y = b->words.at[k];
        common += x == y;
        i += x <= y;
        k += y <= x;
    }
    return all ? (int)(2000 * common / all) : ALIKE;
}

static int score(const struct bag *a, const struct bag *b)
{
    int like = likeness(a, b);
    bool same_id = a->id.n && str_eq(a->id, b->id), same_lead = a->lead.n && str_eq(a->lead, b->lead);
    if (like < ALIKE && same_lead)
        like = ALIKE;
    return like < ALIKE ? 0 : like + (same_id ? SAME_ID : 0);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    /* Two pairs that exclude each other share an index, so that this decides between them the same way when the lists
     * are swapped. */
    size_t xs = x->i + x->k, ys = y->i + y->k;
    return xs != ys ? (xs < ys ? -1 : 1) : (x->i > y->i) - (x->i < y->i);
}

static void add_pair(struct matcher *m, size_t i, size_t k)
{
    int s = score(&m->olds.bags[i], &m->news.bags[k]);
    if (s == 0)
        return;
    struct pair *to = PLAN_PUSH(m->arena, &m->pairs);
    if (to)
        *to = (struct pair){i, k, s};
    else
        m->failed = true;
}

static void take_pair(struct matcher *m, size_t i, size_t k)
{
    if (m->olds.partner_of[i] == MATCH_NONE && m->news.partner_of[k] == MATCH_NONE) {
        m->olds.partner_of[i] = k;
        m->news.partner_of[k] = i;
    }
}

static void match_alike(struct matcher *m)
{
    size_t longer = m->olds.n > m->news.n ? m->olds.n : m->news.n;
    size_t reach = m->olds.n * m->news.n <= PAIRS_MAX ? longer : PAIRS_MAX / longer / 2;
    for (size_t i = 0; i < m->olds.n && !m->failed; i++) {
        size_t from = i > reach ? i - reach : 0, to = i + reach + 1 < m->news.n ? i + reach + 1 : m->news.n;
        for (size_t k = from; k < to && !m->failed; k++)
            add_pair(m, i, k);
    }
    if (m->pairs.n > 1)
        qsort(m->pairs.at, m->pairs.n, sizeof *m->pairs.at, compare_pairs);
    for (size_t x = 0; x < m->pairs.n; x++)
        take_pair(m, m->pairs.at[x].i, m->pairs.at[x].k);
}

/* What is left over and has kept its id was written anew. */
static void match_ids(struct matcher *m)
{
    struct plan_ids left = {{NULL, 0, 0}};
    for (size_t k = 0; k < m->news.n && !m->failed; k++)
        if (m->news.bags[k].id.n && m->news.partner_of[k] == MATCH_NONE)
            m->failed = !plan_ids_add(&left, m->arena, m->news.bags[k].id, NULL, &m->news.bags[k]);
    plan_ids_sort(&left);
    for (size_t i = 0; i < m->olds.n; i++) {
        const struct plan_id *same = m->olds.bags[i].id.n ? plan_ids_find(&left, m->olds.bags[i].id) : NULL;
        if (same)
            take_pair(m, i, (size_t)((const struct bag *)same->item - m->news.bags));
    }
}

static void begin_side(struct matcher *m, struct side *side, size_t n)
{
    side->n = n;
    side->bags = arena_array(m->arena, n, sizeof *side->bags);
    side->partner_of = arena_array(m->arena, n, sizeof *side->partner_of);
    m->failed = m->failed || !side->bags || !side->partner_of;
    for (size_t i = 0; i < n && !m->failed; i++)
        side->partner_of[i] = MATCH_NONE;
}

/* Items of these shapes are led by a number of their place, which says nothing. */
static bool has_lead(const struct shape *s)
{
    return strcmp(s->name, "goal") != 0 && strcmp(s->name, "objective") != 0;
}

/* add_item: the words of an item's own texts; or, when `all`, of its numbers and of the objects in it, but no lists. */
static void add_item(struct matcher *m, const struct shape *s, const void *item, bool all, struct bag *bag)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (shape_field_is_empty(f, item))
            continue;
        if (f->kind == SHAPE_TEXT)
            add_words(m, bag, *(const struct str *)member);
        else if (all && f->kind == SHAPE_OBJECT)
            add_item(m, f->shape, member, true, bag);
        else if (all && f->kind == SHAPE_INT)
            add_number(m, bag, ((const struct opt_int *)member)->v);
        else if (all && f->kind == SHAPE_DATE)
            add_number(m, bag, date_to_day(*(const struct date *)member));
    }
}

static void fill_bag(struct matcher *m, const struct shape *s, const void *item, struct bag *bag)
{
    bool has_id = s->fields[0].kind == SHAPE_ID;
    const struct shape_field *lead = &s->fields[has_id];
    if (has_id)
        bag->id = *(const struct str *)shape_member_const(&s->fields[0], item);
    if (has_lead(s) && (lead->kind == SHAPE_TEXT || lead->kind == SHAPE_REF))
        bag->lead = *(const struct str *)shape_member_const(lead, item);
    add_item(m, s, item, false, bag);
    if (bag->words.n == 0)
        add_item(m, s, item, true, bag);
    sort_words(bag);
}

static void fill_side(struct matcher *m, const struct shape *s, const struct shape_items *list, struct side *side)
{
    begin_side(m, side, list->n);
    for (size_t i = 0; i < list->n && !m->failed; i++)
        fill_bag(m, s, (const char *)list->at + i * s->size, &side->bags[i]);
}

static bool finish(struct matcher *m, size_t **new_of, size_t **old_of)
{
    if (!m->failed)
        match_alike(m);
    if (!m->failed)
        match_ids(m);
    *new_of = m->olds.partner_of;
    *old_of = m->news.partner_of;
    return !m->failed;
}

bool match_items(const struct shape *s, const struct shape_items *old_list, const struct shape_items *new_list,
                 struct arena *a, size_t **new_of, size_t **old_of)
{
    struct matcher m = {.arena = a};
    fill_side(&m, s, old_list, &m.olds);
    fill_side(&m, s, new_list, &m.news);
    return finish(&m, new_of, old_of);
}

static void fill_texts(struct matcher *m, const plan_texts *list, struct side *side)
{
    begin_side(m, side, list->n);
    for (size_t i = 0; i < list->n && !m->failed; i++) {
        add_words(m, &side->bags[i], list->at[i]);
        side->bags[i].lead = list->at[i];
        sort_words(&side->bags[i]);
    }
}

bool match_texts(const plan_texts *old_list, const plan_texts *new_list, struct arena *a, size_t **new_of,
                 size_t **old_of)
{
    struct matcher m = {.arena = a};
    fill_texts(&m, old_list, &m.olds);
    fill_texts(&m, new_list, &m.news);
    return finish(&m, new_of, old_of);
}

/* The longest run of partners in rising order stays (patience sorting); the others moved. */
bool match_moved(const size_t *old_of, size_t n, struct arena *a, bool **moved)
{
    size_t *tail = arena_array(a, n, sizeof *tail); /* tail[l]: new item that ends the best run of length l + 1 */
    size_t *before = arena_array(a, n, sizeof *before);
    size_t length = 0;
    *moved = arena_array(a, n, sizeof **moved);
    if (!tail || !before || !*moved)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (old_of[i] == MATCH_NONE)
            continue;
        size_t low = 0, high = length;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (old_of[tail[mid]] < old_of[i])
                low = mid + 1;
            else
                high = mid;
        }
        before[i] = low ? tail[low - 1] : MATCH_NONE;
        tail[low] = i;
        length += low == length;
        (*moved)[i] = true;
    }
    for (size_t i = length ? tail[length - 1] : MATCH_NONE; i != MATCH_NONE; i = before[i])
        (*moved)[i] = false;
    return true;
}

/* explained: every word of a that b lacks stands in `parts`. */
static bool explained(const struct bag *a, const struct bag *b, const struct bag *parts)
{
    size_t k = 0;
    for (size_t i = 0; i < a->words.n; i++) {
        uint32_t word = a->words.at[i];
        while (k < b->words.n && b->words.at[k] < word)
            k++;
        if (k < b->words.n && b->words.at[k] == word)
            k++;
        else if (!parts->words.n || !bsearch(&word, parts->words.at, parts->words.n, sizeof word, compare_words))
            return false;
    }
    return true;
}

bool match_explained(struct str was, struct str now, const plan_texts *was_parts, const plan_texts *now_parts,
                     struct arena *a, bool *failed)
{
    struct matcher m = {.arena = a};
    struct bag bags[4] = {{.words = {NULL, 0, 0}}};
    add_words(&m, &bags[0], was);
    add_words(&m, &bags[1], now);
    for (size_t i = 0; i < was_parts->n; i++)
        add_words(&m, &bags[2], was_parts->at[i]);
    for (size_t i = 0; i < now_parts->n; i++)
        add_words(&m, &bags[3], now_parts->at[i]);
    for (int i = 0; i < 4; i++)
        sort_words(&bags[i]);
    *failed = *failed || m.failed;
    bool whole = bags[0].words.n < WORDS_MAX && bags[1].words.n < WORDS_MAX;
    return whole && !m.failed && explained(&bags[0], &bags[1], &bags[2]) && explained(&bags[1], &bags[0], &bags[3]);
}
