/*
 * phrase.h: how words of clinical text are compared with the phrases of data/: in lower case, American spelling,
 * singular.
 * Layer: plan, private. Also compiled into tools/data/gen_evidence.c, so that a table and its reader cannot disagree.
 */
#ifndef PLAN_PHRASE_H
#define PLAN_PHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PHRASE_WORD_MAX 24 /* a longer word is cut; no phrase has one */
#define PHRASE_WORDS_MAX 8 /* in a phrase */
#define PHRASE_TEXT_MAX (PHRASE_WORDS_MAX * (PHRASE_WORD_MAX + 1))

struct phrase_word {
    char text[PHRASE_WORD_MAX];
    size_t n;
    bool upper; /* written in capitals: "ACT", not "act" */
};

static inline bool phrase_ends(const struct phrase_word *w, const char *end)
{
    size_t n = strlen(end);
    return w->n > n && memcmp(w->text + w->n - n, end, n) == 0;
}

/* behaviour -> behavior, generalised -> generalized, counselling -> counseling, programme -> program, skills -> skill,
 * strategies -> strategy. Other words may come out misspelt ("raised"); they do so on both sides. */
static inline void phrase_fold(struct phrase_word *w)
{
    if (w->n > 4 && phrase_ends(w, "ies"))
        w->text[(w->n -= 2) - 1] = 'y';
    else if (w->n > 3 && w->text[w->n - 1] == 's' && !phrase_ends(w, "ss") && !phrase_ends(w, "us") &&
             !phrase_ends(w, "is"))
        w->n--;
    if (w->n >= 9 && memcmp(w->text, "behaviour", 9) == 0) {
        memmove(w->text + 7, w->text + 8, w->n - 8);
        w->n--;
    } else if (phrase_ends(w, "ised") || phrase_ends(w, "ising")) {
        w->text[w->n - (phrase_ends(w, "ised") ? 3 : 4)] = 'z';
    } else if (phrase_ends(w, "isation")) {
        w->text[w->n - 6] = 'z';
    } else if (phrase_ends(w, "elling")) {
        memmove(w->text + w->n - 4, w->text + w->n - 3, 3);
        w->n--;
    } else if (phrase_ends(w, "gramme")) {
        w->n -= 2;
    }
}

/* The next run of ASCII letters and digits at or after *at; false at the end of the text. */
static inline bool phrase_next(const char *p, size_t n, size_t *at, struct phrase_word *w)
{
    size_t i = *at;
    w->n = 0;
    w->upper = true;
    for (; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
        if (!lower && !upper && !digit) {
            if (w->n)
                break;
            continue;
        }
        w->upper = w->upper && !lower;
        if (w->n < PHRASE_WORD_MAX)
            w->text[w->n++] = (char)(upper ? c | 32 : c);
    }
    *at = i;
    if (w->n)
        phrase_fold(w);
    return w->n > 0;
}

/*
 * phrase_first: a number below PHRASE_FIRST_SIZE made of the first three letters of the word that begins at p, of which
 * n bytes are left, or of all when it has fewer. phrase_fold changes nothing there but -ies and -ised, and only to y
 * and z, so that a word can be turned away before it is read.
 */
#define PHRASE_FIRST_SIZE 4096u

static inline uint32_t phrase_first(const char *p, size_t n)
{
    uint32_t first = 0;
    for (size_t i = 0; i < 3; i++) {
        unsigned char c = i < n ? (unsigned char)p[i] : 0;
        unsigned char low = (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
        if (!((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9')))
            break;
        first = first << 8 | low;
    }
    return first * 0x9E3779B1u >> 20;
}

/* FNV-1a, to be continued word by word with a blank between. */
#define PHRASE_HASH_START 2166136261u

static inline uint32_t phrase_hash(uint32_t h, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

#endif
