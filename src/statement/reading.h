/*
 * reading.h: the state that the passes over one sentence share.
 * Layer: statement (inner).  Not here: the public result (statement.h).
 */
#ifndef STATEMENT_READING_H
#define STATEMENT_READING_H

#include "base/arena.h"
#include "statement/rule.h"
#include "statement/statement.h"
#include "statement/token.h"

#define CAND_MAX 24

enum cand_kind {
    K_BARE, /* a number and nothing that says of what */
    K_PERCENT,
    K_NOFM, /* 4 of 5 opportunities */
    K_SCORE,
    K_PHYS,     /* a physical unit */
    K_COUNT,    /* 3 triggers */
    K_RATE,     /* 2 per week */
    K_TIMES,    /* 3 times */
    K_TIMESPAN, /* 5 days */
    K_ZERO,     /* no falls, eliminate rituals */
    K_ALL       /* all groups */
};

/* A number that may be the target. */
struct cand {
    int at, last; /* token of the number; last token of its unit */
    enum cand_kind kind;
    char op;                         /* 0, '<', '>', 'l' (<=), 'g' (>=) */
    bool op_sign;                    /* the operator was a sign, so it stays in the value */
    bool by, to;                     /* "by 5 points", "to 10" */
    bool condition;                  /* inside "when ...": a circumstance */
    bool weak;                       /* inside a condition or parentheses: never first choice */
    bool frequency;                  /* only says how often */
    bool duration;                   /* only says how long */
    bool aid;                        /* a level of help: "with one cue" */
    bool per;                        /* unit carries a period */
    bool aim;                        /* "aim 35": said to be the aim */
    enum statement_comparator fixed; /* already known, else CMP_NONE */
    char unit[64];                   /* normalised, "" when absent */
    char value[48];
};

enum { BY_NUMBERS = 2 }; /* which way it goes, only the two numbers tell */

struct when; /* deadline.c */

struct reading {
    struct str text;
    const char *low;
    struct token *t;
    int n;
    struct arena *a;
    struct statement *out;
    bool no_memory;
    uint64_t any;       /* classes of all tokens together */
    unsigned kinds;     /* bit (kind) of each token */
    uint64_t seen;      /* word_bit of each token */
    bool upper;         /* some word is written in capitals */
    int head;           /* first token behind "Goal 1:" */
    bool blank;         /* an unfilled blank outside the deadline */
    bool due, due_open; /* an end-point is stated; an open-ended period is */
    struct span due_span, open_span;
    bool no_such_day; /* the end-point is a date that no calendar has, at day_span */
    struct span day_span;
    bool often; /* a frequency is stated */
    int often_at;
    bool strong, weak_source; /* a validated scale; only a weak source */
    int measure_at;           /* first token of the measure, -1 */
    int direction;            /* of the first change word: -1, 0, 1 */
    int from_at, from_to;     /* tokens of "from A to", -1 */
    int reach;                /* token of "reaching" behind "shown by", -1: pass_target */
    int past_at;              /* a number that a clause about the past counts, -1 */
    int moved;                /* "up from 4": 1, "down from 8": -1, ", from 8": BY_NUMBERS */
    struct cand *cand;        /* room for CAND_MAX */
    int cands, target;        /* target: index of the chosen one, -1 */
    bool quantity;            /* some number counts something */
    int quantity_at;
    bool clock, once, lasts; /* a time of day; "at least once"; a length of the act */
    int clock_at;
    uint64_t rules[RULE_WORDS];
};

static inline void rule(struct reading *r, enum statement_rule id)
{
    r->rules[id / 64] |= 1ULL << (id % 64);
}

static inline bool is(const struct token *t, uint16_t word)
{
    return t->word == word;
}

/* word_bit, may_be: a quick no. A token is none of some words when its bit is not among theirs; that it is among them
 * says nothing, for words share bits. */
static inline uint64_t word_bit(uint16_t word)
{
    return 1ULL << (word % 64);
}

static inline unsigned may_be(const struct token *t, uint64_t bits)
{
    return (unsigned)(bits >> (t->word % 64)) & 1;
}

/* holds: has() as 0 or 1, for conditions that are reckoned whole: a branch for each part would be guessed wrong. */
static inline unsigned holds(const struct token *t, uint64_t cls)
{
    return (t->cls & cls) != 0;
}

static inline bool has(const struct token *t, uint64_t cls)
{
    return (t->cls & cls) != 0;
}

static inline bool mark(const struct token *t, char c)
{
    return t->mark == c;
}

/* one_mark: a mark that is one of `marks`, a set of mark_bit of characters below 64. */
static inline uint64_t mark_bit(char c)
{
    return 1ULL << (c % 64);
}

static inline bool one_mark(const struct token *t, uint64_t marks)
{
    return (((unsigned char)t->mark < 64) & (marks >> ((unsigned char)t->mark % 64))) != 0;
}

static inline bool number(const struct token *t)
{
    return t->kind == T_NUMBER;
}

/* A number that can count or measure something: not a part of a name, not an ordinal, not a dose. */
static inline bool reading_counts(const struct token *t)
{
    return t->kind == T_NUMBER && !(t->flags & (F_NAMED | F_ORDINAL | F_DOSE));
}

static inline struct span span_of(const struct reading *r, int first, int last)
{
    return (struct span){r->t[first].from, r->t[last].to};
}

/* reading_claim: tokens first..last belong to `claim`. */
void reading_claim(struct reading *r, int first, int last, enum token_claim claim);
/* reading_text: a copy of n bytes for a slot; absent when memory ran out (then r->no_memory). */
struct str reading_text(struct reading *r, const char *p, size_t n);
/* reading_lower: the words first..last in lower case, as they stand. */
struct str reading_lower(struct reading *r, int first, int last);
/* reading_given: the words first..last as given; a piece of the sentence, not a copy. */
struct str reading_given(const struct reading *r, int first, int last);
/* reading_number: the number as the slots write it ("6-7/10", "12.5"); to must hold 48 bytes. Returns its length. */
size_t reading_number(const struct token *t, char *to);
/* reading_amount: one thousandth-number with `decimals` places. */
size_t reading_amount(int64_t v, int decimals, char *to);

/* How often something happens: "once a month", "3x/wk", "every day", "never". */
struct rate {
    int end;          /* past its last token */
    int64_t per_year; /* in thousandths, 0 for never, -1 when its period has no fixed length */
};
/* rate_read (rate.c): does a rate begin at token k? */
bool rate_read(const struct reading *r, int k, struct rate *out);

/* The passes, in their order. */
void pass_header(struct reading *r);
void pass_deadline(struct reading *r);
void pass_baseline(struct reading *r);
void pass_frequency(struct reading *r);
void pass_measure(struct reading *r);
void pass_target(struct reading *r);
void pass_duration(struct reading *r);
void pass_choose(struct reading *r);
void pass_actor(struct reading *r);
void pass_role(struct reading *r);
void pass_vague(struct reading *r);
void judge_specific(struct reading *r);
void judge_measurable(struct reading *r);
void judge_time_bound(struct reading *r);
void pass_numbers(struct reading *r);

/* target.c: room for one more number that may be the target, at token `at`; NULL when there is none left. */
struct cand *target_cand(struct reading *r, int at);
/* target_zero.c: "no falls", "stop cutting" at token i. */
void target_zeros(struct reading *r, int i);
/* target_unit.c: what is counted behind a number. */
bool unit_read(struct reading *r, struct cand *c);
/* target_compare.c */
enum statement_comparator compare(const struct reading *r, const struct cand *c);

#endif
