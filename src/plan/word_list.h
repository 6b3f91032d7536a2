/*
 * word_list.h: lists of single words from data/lexicon/lists.tsv, compiled in; word_lists.h (generated) declares each.
 * Layer: plan (pure).  Not here: words that come with a class or a kind (statement/lexicon.h, plan_text_lexicon.h,
 * rules/term.h).
 */
#ifndef PLAN_WORD_LIST_H
#define PLAN_WORD_LIST_H

#include "base/str.h"

#include <stdint.h>

struct word_list {
    const struct str *at;
    size_t n;
    uint32_t letters; /* a bit for the lower five of each first letter: most words are turned away by it */
};

/* word_listed: letters of ASCII without case. An absent or empty word stands in no list. */
static inline bool word_listed(struct str word, const struct word_list *l)
{
    if (!word.n || !(l->letters >> (word.p[0] & 31) & 1))
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].n == word.n && str_eq_ci(word, l->at[i]))
            return true;
    return false;
}

/* word_listed_as_written: with case, for credentials and titles ("MD", "Dr"). */
static inline bool word_listed_as_written(struct str word, const struct word_list *l)
{
    if (!word.n || !(l->letters >> (word.p[0] & 31) & 1))
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(word, l->at[i]))
            return true;
    return false;
}

#endif
