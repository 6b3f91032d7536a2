/*
 * plan_text_words.h: how the words of a heading are compared: case, plural, order, numbers and brackets do not count.
 * Layer: plan (inside the module). Also compiled into tools/data/gen_headings.c, so that the table and its reader
 * agree.
 */
#ifndef PLAN_PLAN_TEXT_WORDS_H
#define PLAN_PLAN_TEXT_WORDS_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD_MAX 32 /* letters of a word that count */

struct text_word {
    size_t from, to; /* in the text */
    uint64_t hash;
    bool number; /* digits, perhaps with a letter behind them ("1a") */
};

/* Letters and digits of ASCII in lower case; 0 for every other byte. */
static const unsigned char word_fold[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static inline bool word_letter(unsigned char c)
{
    return word_fold[c] != 0;
}

/* Bytes of a character that belongs to a word, 0 when it separates words. General punctuation, symbols and private use
 * separate; letters of other scripts do not. */
static inline size_t word_char(const unsigned char *p, size_t n)
{
    if (word_letter(*p))
        return 1;
    if (*p < 0xC3)
        return 0;
    size_t need = *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    return n < need || *p == 0xE2 || *p == 0xEF || (*p == 0xE3 && p[1] == 0x80) ? 0 : need;
}

static inline uint64_t word_hash_step(uint64_t h, uint64_t eight)
{
    h = (h ^ eight) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static inline uint64_t word_hash_end(uint64_t h)
{
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 32;
}

/* Eight letters a step, mixed so that sums of hashes stay apart. Eight bytes behind the word are there, and 0. The
 * table is made on a machine of the same byte order, which a build by `make` does. */
static inline uint64_t word_hash(const char *p, size_t n)
{
    uint64_t h = n, v;
    for (size_t i = 0; i < n; i += 8) {
        memcpy(&v, p + i, sizeof v);
        h = word_hash_step(h, v);
    }
    return word_hash_end(h);
}

/*
 * A bit for each hash, or sum of hashes, that a table holds: most words of a text stand in none, and word_in_set says
 * so from a few kilobytes that stay near at hand. It says no of nothing that the table holds.
 */
#define WORD_SET_BITS 32768u

static inline bool word_in_set(const uint64_t *set, uint64_t hash)
{
    uint64_t bit = hash >> 49; /* the top of it; tables go by its lower end */
    return set[bit / 64] >> bit % 64 & 1;
}

static inline void word_set_add(uint64_t *set, uint64_t hash)
{
    uint64_t bit = hash >> 49;
    set[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* A plural loses its ending, as far as letters tell: "strategies", "goals", "crises" stays, "status" stays. */
static inline size_t word_stem(char *w, size_t n)
{
    if (n <= 3 || w[n - 1] != 's')
        return n;
    char c = w[n - 2];
    if (c == 's' || c == 'u' || c == 'i')
        return n;
    if (n > 4 && c == 'e' && w[n - 3] == 'i') {
        w[n - 3] = 'y';
        return n - 2;
    }
    if (n > 4 && c == 'e' && (w[n - 3] == 's' || w[n - 3] == 'x'))
        return n - 2;
    return n - 1;
}

/* "12", and "1a" as in "Objective 1a". */
static inline bool word_is_number(const unsigned char *p, size_t n)
{
    if (p[0] < '0' || p[0] > '9')
        return false;
    for (size_t i = 3; i < n; i++)
        if ((p[i] < '0' || p[i] > '9') && (p[i] & 0xC0) != 0x80)
            return false;
    return true;
}

/*
 * The word of one to seven letters at p that is written small, but for its first letter perhaps, with a byte of ASCII
 * behind it that belongs to no word, as most are: its length, its letters in lower case and 0 behind them in *eight. 0
 * for another word, at the end of the text, and where the first byte is not the lowest: word_next then goes letter by
 * letter.
 */
static inline size_t word_short(const unsigned char *p, size_t n, uint64_t *eight)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n < 8)
        return 0;
    uint64_t v = bytes_at(p) | (*p >= 'A' && *p <= 'Z' ? 0x20 : 0);
    uint64_t others = bytes_within(v, 'a', 'z') ^ BYTES_TOPS;
    size_t length = others ? bytes_first(others) : 0;
    if (length == 0 || p[length] >= 0x80 || word_fold[p[length]])
        return 0;
    *eight = v & (((uint64_t)1 << 8 * length) - 1);
    return length;
#else
    return (void)p, (void)n, (void)eight, (size_t)0;
#endif
}

/* The end of the word that begins at i, letter by letter; its letters in lower case in `lower`, *used of them. */
static inline size_t word_end(const unsigned char *p, size_t n, size_t i, char lower[WORD_MAX + 8], size_t *used)
{
    bool small = false; /* the letter before is a small one */
    size_t k = 0, step;
    while (i < n) {
        for (unsigned char low; i < n && (low = word_fold[p[i]]) != 0; i++) {
            if (small && low != p[i]) {
                *used = k;
                return i;
            }
            small = p[i] >= 'a';
            lower[k] = (char)low;
            k += k < WORD_MAX;
        }
        if (i == n || p[i] < 0xC3 || !(step = word_char(p + i, n - i)))
            break;
        for (small = false; step; step--, i++)
            if (k < WORD_MAX)
                lower[k++] = (char)p[i];
    }
    *used = k;
    return i;
}

/* The bytes of a possessive 's at i. */
static inline size_t word_owner(const unsigned char *p, size_t n, size_t i)
{
    if (n - i >= 2 && p[i] == '\'' && (p[i + 1] | 32) == 's' && (n - i == 2 || !word_letter(p[i + 2])))
        return 2;
    bool curly = n - i >= 4 && p[i] == 0xE2 && p[i + 1] == 0x80 && p[i + 2] == 0x99;
    return curly && (p[i + 3] | 32) == 's' && (n - i == 4 || !word_letter(p[i + 4])) ? 4 : 0;
}

/* word_next: the next word at or after *at, which moves behind it; false at the end. A change from a small to a capital
 * letter begins a new word ("targetDate"); a possessive 's is not one. */
static inline bool word_next(const char *text, size_t n, size_t *at, struct text_word *w)
{
    const unsigned char *p = (const unsigned char *)text;
    char lower[WORD_MAX + 8] = "";
    uint64_t eight = 0;
    size_t i = *at, used;
    while (i < n && !word_fold[p[i]] && !(p[i] >= 0xC3 && word_char(p + i, n - i)))
        i++;
    w->from = w->to = *at = i;
    if (i == n)
        return false;
    if ((used = word_short(p + i, n - i, &eight)) > 0) {
        memcpy(lower, &eight, sizeof eight);
        w->to = i + used;
    } else {
        w->to = word_end(p, n, i, lower, &used);
    }
    *at = w->to + word_owner(p, n, w->to);
    w->number = word_is_number(p + i, w->to - i);
    size_t stem = word_stem(lower, used);
    if (eight != 0 && stem == used) {
        w->hash = word_hash_end(word_hash_step(used, eight));
        return true;
    }
    memset(lower + stem, 0, 8); /* the ending, and what word_hash looks at behind it */
    w->hash = word_hash(lower, stem);
    return true;
}

#endif
