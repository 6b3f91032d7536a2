/* demo_words.c: chance, names and sentences. */
#include "cli/demo.h"

uint64_t demo_next(struct demo_random *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

int demo_between(struct demo_random *r, int least, int most)
{
    return most <= least ? least : least + (int)(demo_next(r) % (uint64_t)(most - least + 1));
}

struct demo_random demo_random_of(uint64_t seed, uint64_t of)
{
    struct demo_random r = {seed * UINT64_C(0x2545f4914f6cdd1d) ^ of * UINT64_C(0xd6e8feb86659fd93)};
    demo_next(&r);
    return r;
}

/* The n-th line "kind<TAB>text" of the kind; how many there are when `text` is NULL. */
static size_t look(const char *kind, size_t n, struct str *text)
{
    struct str rest = str_of(demo_words), line;
    size_t count = 0;
    while (str_cut(rest, '\n', &line, &rest)) {
        struct str head, tail;
        if (str_cut(line, '\t', &head, &tail) && str_is(head, kind)) {
            if (text && count == n) {
                *text = tail;
            }
            count++;
        }
    }
    return count;
}

struct str demo_word(const char *kind, size_t n)
{
    struct str text = {NULL, 0};
    size_t count = look(kind, 0, NULL);
    if (count) {
        look(kind, n % count, &text);
    }
    return text;
}

struct str demo_any(struct demo_random *r, const char *kind)
{
    return demo_word(kind, (size_t)(demo_next(r) >> 1));
}

static const struct demo_measure measures[DEMO_MEASURES] = {
    {"GAD-7", "gad7", 15, 7, 7, 3, 1, 21},      {"PHQ-9", "phq9", 16, 7, 9, 3, 1, 27},
    {"WSAS", "wsas", 24, 12, 5, 8, 1, 40},      {"WHO-5", "who5", 28, 56, 5, 5, 4, 100},
    {"CORE-10", "core10", 21, 10, 0, 0, 1, 40}, {"ISI", "isi", 19, 9, 0, 0, 1, 28},
    {"Y-BOCS", "ybocs", 26, 14, 0, 0, 1, 40},   {"PCL-5", "pcl5", 48, 27, 0, 0, 1, 80},
    {"AUDIT", "audit", 20, 8, 0, 0, 1, 40},     {"ASRS", "asrs", 13, 8, 0, 0, 1, 18},
};

const struct demo_measure *demo_measure_at(size_t i)
{
    return i < DEMO_MEASURES ? &measures[i] : NULL;
}

const struct demo_measure *demo_measure_find(struct str id)
{
    for (size_t i = 0; i < DEMO_MEASURES; i++) {
        if (str_is(id, measures[i].id)) {
            return &measures[i];
        }
    }
    return NULL;
}
