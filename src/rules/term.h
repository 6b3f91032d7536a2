/*
 * term.h: finds the words and phrases of data/lexicon/rules in a text.
 * Layer: rules (inside the module).  The table is made by tools/termgen at build time.  Not here: reading a sentence
 * (statement/); this only says which known words stand where.
 */
#ifndef RULES_TERM_H
#define RULES_TERM_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a phrase is about: name in the data, name here. */
#define TERM_KINDS(X)                                                                                                  \
    X(fine, FINE)             /* a longer phrase in which a word of another kind means nothing */                      \
    X(judging, JUDGING)       /* a verdict on the client */                                                            \
    X(deficit, DEFICIT)       /* only what is wrong */                                                                 \
    X(area, AREA)             /* an area of life; instead: its name */                                                 \
    X(risk, RISK)             /* suicide, self-harm */                                                                 \
    X(denial, DENIAL)         /* the next words are said to be absent */                                               \
    X(substance, SUBSTANCE)   /* instead: its common name */                                                           \
    X(abstinence, ABSTINENCE) /* instead: the substance, when the phrase names it */                                   \
    X(open, OPEN)             /* how often or when, without saying it */                                               \
    X(thin, THIN)             /* the name of an intervention that says nothing */                                      \
    X(confirm, CONFIRM)       /* a diagnosis is still to be clarified */                                               \
    X(relapse, RELAPSE)                                                                                                \
    X(safety, SAFETY)       /* a safety plan */                                                                        \
    X(intent, INTENT)       /* is still to be set up */                                                                \
    X(onset, ONSET)         /* since when */                                                                           \
    X(recipient, RECIPIENT) /* of a referral */                                                                        \
    X(coordination, COORDINATION)                                                                                      \
    X(aim, AIM) /* a verb of change or of doing */

#define TERM_BIT(lower, UPPER) TERM_BIT_##UPPER,
enum term_bit { TERM_KINDS(TERM_BIT) TERM_BIT_COUNT };
#undef TERM_BIT
#define TERM_FLAG(lower, UPPER) TERM_##UPPER = 1 << TERM_BIT_##UPPER,
enum term_kind { TERM_KINDS(TERM_FLAG) };
#undef TERM_FLAG

struct term {
    const char *text; /* lower case, one blank between words */
    uint8_t length;
    uint32_t kinds;      /* enum term_kind, or-ed */
    const char *instead; /* NULL when there is none */
    bool drop_in;        /* instead fits into the sentence as it stands */
    const char *why;     /* NULL when there is none */
    const char *source;
};

struct term_hit {
    const struct term *term;
    struct span span;
};

/*
 * term_next: the next phrase of one of `kinds` that starts at or after `from` and at the beginning of a word.
 * The longest phrase wins at each place, whatever its kind, and what it covers is not looked at again.
 * Letters without case; between words blanks, hyphens, slashes, & and line breaks are the same. O(length), no
 * allocation, thread-safe.
 */
bool term_next(struct str text, size_t from, unsigned kinds, struct term_hit *out);

/* term_has: one of `kinds` stands somewhere in the text. */
bool term_has(struct str text, unsigned kinds);

/* term_is: the whole text, without punctuation around it, is one phrase of `kinds`. */
bool term_is(struct str text, unsigned kinds);

/* The generated table: phrases with the same first word stand together, the longest first. */
struct term_slot {
    uint32_t hash;         /* of the first word */
    uint16_t first, count; /* count 0: free */
};
extern const struct term term_table[];
extern const size_t term_count;
extern const struct term_slot term_slots[];
extern const uint32_t term_slot_mask;

/* By the hash of a first word: the kinds of all phrases that begin so. What has none here is no first word. */
#define TERM_FIRST_SIZE 2048u
extern const uint32_t term_first[TERM_FIRST_SIZE];

/* The hash of a word in lower case: its last eight bytes, the last one on top, then mixed. Words that share these are
 * told apart later. */
static inline uint64_t term_hash_step(uint64_t h, unsigned char c)
{
    return h >> 8 | (uint64_t)c << 56;
}
static inline uint32_t term_hash_end(uint64_t h)
{
    return (uint32_t)((h ^ h >> 32) * 0x9E3779B97F4A7C15u >> 32);
}

#endif
