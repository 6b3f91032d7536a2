/*
 * lexicon.h: word and phrase tables made from the TSV files of data/lexicon by tools/lexgen.
 * Layer: statement.  Not here: what the classes mean for a judgement.
 */
#ifndef STATEMENT_LEXICON_H
#define STATEMENT_LEXICON_H

#include "statement/class.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One surface form. cls == 0 && lemma == 0: known only as a part of phrases. lexicon_words is the hash table itself, so
 * that a word is found with one look at memory: len 0 is a free slot. A word's place is its id in phrases; slot 0 holds
 * none. */
struct lexeme {
    uint64_t cls;
    uint64_t head;   /* the first eight bytes of the word as they stand in memory, the rest 0 */
    uint32_t text;   /* offset into lexicon_text */
    uint32_t follow; /* bit (id % 32) of each word that can be the second of a phrase beginning here */
    uint16_t lemma;  /* id; the names of those used in code are W_... in the generated words.h */
    uint16_t node;   /* where the phrases that begin with this word go on in lexicon_steps; 0: none begins */
    int16_t value;   /* number, month, unit letter ... by class */
    uint8_t len;
    uint8_t form; /* enum statement_form bits */
};

/* A step of the phrase trie: in `node`, on the word `surface`, go to `next`; entry is the phrase that ends there or 0.
 */
struct lexicon_step {
    uint16_t node, surface, next, entry;
};

extern const char lexicon_text[];
extern const struct lexeme lexicon_words[];
extern const uint32_t lexicon_slots; /* of lexicon_words, a power of two */
extern const struct lexicon_step lexicon_steps[];
extern const uint32_t lexicon_step_slots; /* power of two; next 0 is free */
extern const struct lexeme lexicon_phrases[];
extern const uint32_t lexicon_lemma_text[]; /* lemma id -> offset of its text */
extern const uint32_t lexicon_lemma_row[];  /* lemma id -> offset of "file:line" */
extern const uint16_t lexicon_lemma_count;

/* The first n (0..8) of eight bytes, as a mask. */
static inline uint64_t lexicon_first_bytes(size_t n)
{
    static const unsigned char ones[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask;
    memcpy(&mask, ones + 8 - n, sizeof mask);
    return mask;
}

/* The first eight bytes of a word, those behind its end zero. */
static inline uint64_t lexicon_head(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n < 8 ? n : 8);
    return v;
}

/* The hash shared by the generator and the reader: the head, then eight bytes a step, the last ones overlapping. The
 * generator must run on a machine of the same byte order, which a build by `make` does. */
static inline uint32_t lexicon_hash(uint64_t head, const char *p, size_t n)
{
    uint64_t h = (head ^ n) * 0x9e3779b97f4a7c15u, v;
    for (size_t i = 8; i < n; i += 8) {
        memcpy(&v, p + (i + 8 <= n ? i : n - 8), sizeof v);
        h = ((h ^ h >> 32) + v) * 0xff51afd7ed558ccdu;
    }
    h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)(h >> 32);
}

/* The slots in which a word of this hash is looked for, one after the other; never slot 0. mask: slots - 1. */
static inline uint32_t lexicon_next_slot(uint32_t slot, uint32_t mask)
{
    return slot == mask ? 1 : slot + 1;
}

static inline uint32_t lexicon_first_slot(uint32_t hash, uint32_t mask)
{
    return (hash & mask) != 0 ? hash & mask : 1;
}

static inline uint32_t lexicon_step_hash(uint32_t node, uint32_t surface)
{
    uint32_t h = (node * 40503u + surface) * 2654435761u;
    return h ^ (h >> 16);
}

/* lexicon_find: the id of the lower-case word p[0..n), or 0. Eight bytes at p must be readable, whatever n is. */
uint16_t lexicon_find(const char *p, size_t n);

/* lexicon_find_head: the same, when its head, lexicon_head(p, n), is at hand. */
uint16_t lexicon_find_head(uint64_t head, const char *p, size_t n);
/* lexicon_step_find: NULL when no phrase goes on from node with this word. */
const struct lexicon_step *lexicon_step_find(uint16_t node, uint16_t surface);

#endif
