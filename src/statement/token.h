/*
 * token.h: a sentence as an array of tokens.
 * Layer: statement (inner).  Not here: what the tokens mean together.
 */
#ifndef STATEMENT_TOKEN_H
#define STATEMENT_TOKEN_H

#include "base/str.h"
#include "statement/lexicon.h"

#include <stdbool.h>
#include <stdint.h>

enum token_kind {
    T_END,    /* one past the last token, so that looking one ahead is always safe */
    T_WORD,   /* a word or, after merging, a phrase */
    T_NUMBER, /* lo, hi, den and the F_ flags */
    T_DATE,   /* lo = year, hi = month, den = day */
    T_CLOCK,  /* 10:30, 10 pm */
    T_SERIAL, /* 4-7-8, 1:1, 24/7: a name made of digits */
    T_BLANK,  /* ____, [X]: to be filled in */
    T_MARK    /* one punctuation mark or operator, in `mark` */
};

enum token_flag {
    F_JOINED = 1,     /* glued to the token before by a hyphen */
    F_CAPITAL = 2,    /* begins with an upper-case letter */
    F_UPPER = 4,      /* at least two letters, all upper case */
    F_POSSESSIVE = 8, /* ends in 's */
    F_RANGE = 16,     /* lo to hi */
    F_FRACTION = 32,  /* over den */
    F_PERCENT = 64,
    F_PLUS = 128, /* 10+ */
    F_ORDINAL = 256,
    F_TIMES = 512, /* 3x */
    F_DEGREE = 1024,
    F_WORDY = 2048,  /* a number written as a word */
    F_NAMED = 4096,  /* a number that is part of a name: level 2, 42 CFR */
    F_PHRASE = 8192, /* several words */
    F_DOSE = 16384,  /* 10 mg */
    F_NEXT = 32768   /* 8 of the next 10 */
};

/* What a pass has taken a token for; a later pass leaves it alone. */
enum token_claim {
    CLAIM_NONE,
    CLAIM_DEADLINE,
    CLAIM_FREQUENCY,
    CLAIM_MEASURE,
    CLAIM_BASELINE,
    CLAIM_DURATION,
    CLAIM_TARGET,
    CLAIM_HEADER
};

/* `word` of what was written in words and is none any more: "three", "3 June". No word has this id. */
#define WORD_NO_MORE UINT16_MAX

/* Only a T_WORD has the id of a word, only a T_MARK a mark (a fraction with "of" has 'o'): one comparison tells. */
struct token {
    uint64_t cls;      /* C(...) bits */
    int64_t lo, hi;    /* numbers: thousandths */
    int32_t den;       /* fraction: denominator, whole; dates: day */
    uint16_t from, to; /* bytes of the sentence */
    uint16_t word;     /* lemma id, 0 unknown */
    uint16_t lemma;    /* of WORD_NO_MORE: the id it had; for reports */
    uint16_t lex;      /* index of the word in the lexicon, 0 unknown */
    uint16_t flags;
    int16_t value; /* of the lexeme */
    uint8_t kind, form, claim;
    uint8_t decimals; /* as written: 0..3 */
    char mark;        /* T_MARK: the character; 'l' is <=, 'g' is >=, '-' a dash, 'p' plus or minus, 'b' a bullet or
                 line break, MARK_ARROW; '?' a question mark and every character that is none of these */
};

/* token_becomes: what was a word, or a number, is something else that is no word. */
static inline void token_becomes(struct token *t, enum token_kind kind)
{
    t->lemma = t->kind == T_WORD ? t->word : t->lemma;
    t->word = t->word != 0 ? WORD_NO_MORE : 0;
    t->kind = (uint8_t)kind;
}

#define MARK_ARROW 'a' /* to the right; no letter stands as a mark by itself */

#define TOKEN_SCAN_PAD 12
#define STATEMENT_BYTES 8192 /* STATEMENT_TEXT_MAX of statement.h, checked in read.c */

/*
 * token_scan: tokens of low[0..n), which is lower case and ends in a NUL at low[n]; text is the same with its case.
 * TOKEN_SCAN_PAD bytes from low[n] on must be there, all NUL. Returns the number of tokens, or `room` when there are
 * more (the array is then cut). t[count] is T_END.
 */
int token_scan(const char *low, const char *text, size_t n, struct token *t, int room);

/*
 * token_merge: phrases become one token, numbers written as words become numbers, "two (2)" becomes one, ranges and
 * percents are joined. Returns the new number of tokens.
 */
int token_merge(const char *low, struct token *t, int n);

#endif
