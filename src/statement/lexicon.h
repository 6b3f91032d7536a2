/*
 * lexicon.h: word and phrase tables made from the TSV files of data/lexicon by tools/lexgen.
 * Layer: statement.  Not here: what the classes mean for a judgement.
 */
#ifndef STATEMENT_LEXICON_H
#define STATEMENT_LEXICON_H

#include "statement/class.h"

#include <stddef.h>
#include <stdint.h>

/* One surface form. cls == 0 && lemma == 0: known only as a part of phrases. */
struct lexeme {
    uint64_t cls;
    uint32_t text;    /* offset into lexicon_text */
    uint16_t lemma;   /* id; the names of those used in code are W_... in the generated words.h */
    uint16_t surface; /* id of the word as a part of phrases; 0: begins and continues none */
    int16_t value;    /* number, month, unit letter ... by class */
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
extern const uint32_t lexicon_slots; /* power of two; a slot with len 0 is free */
extern const struct lexicon_step lexicon_steps[];
extern const uint32_t lexicon_step_slots; /* power of two; next 0 is free */
extern const struct lexeme lexicon_phrases[];
extern const uint32_t lexicon_lemma_text[]; /* lemma id -> offset of its text */
extern const uint32_t lexicon_lemma_row[];  /* lemma id -> offset of "file:line" */
extern const uint16_t lexicon_lemma_count;

/* The hash shared by the generator and the reader: FNV-1a over the bytes, then mixed. */
static inline uint32_t lexicon_hash(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    }
    return h ^ (h >> 15);
}

static inline uint32_t lexicon_step_hash(uint32_t node, uint32_t surface)
{
    uint32_t h = (node * 40503u + surface) * 2654435761u;
    return h ^ (h >> 16);
}

/* lexicon_find: the lower-case word p[0..n), or NULL. */
const struct lexeme *lexicon_find(const char *p, size_t n);
/* lexicon_step_find: NULL when no phrase goes on from node with this word. */
const struct lexicon_step *lexicon_step_find(uint16_t node, uint16_t surface);

#endif
