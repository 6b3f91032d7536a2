/*
 * score_work.h: one form on its way to a score. Layer: measure, private to score*.c.
 */
#ifndef MEASURE_SCORE_WORK_H
#define MEASURE_SCORE_WORK_H

#include "measure/score.h"

enum score_item {
    ITEM_OPEN,
    ITEM_ANSWERED,
    ITEM_SKIPPED,       /* left out by a rule; its value is what it counts as */
    ITEM_NOT_APPLICABLE /* does not exist for this person */
};

struct score_work {
    const struct score_input *in;
    const struct measure *measure;
    const struct measure_structure *structure;
    int unit;                   /* 10 where values are tenths, else 1 */
    int value[SCORE_ITEMS_MAX]; /* in units, reversed and keyed; ITEM_ANSWERED and ITEM_SKIPPED */
    enum score_item state[SCORE_ITEMS_MAX];
    bool unscored[SCORE_ITEMS_MAX]; /* counts nowhere */
};

/* A sum over some items, in units; of a count, how many are present. */
struct score_tally {
    int sum;       /* of known items */
    int low, high; /* with open items at their lowest and highest */
    int raw;       /* values of known items, also where presence is counted */
    int max;       /* highest values of all items that apply */
    int items, open;
    bool alert_open; /* one of the open ones has an alert */
};

void score_tally(const struct score_work *w, const uint8_t *items, struct score_tally *out); /* items NULL: all */
struct opt_int score_extra(const struct score_input *in, enum measure_extra x);
bool score_skipped(const struct score_work *w, int item); /* known without an answer, or does not apply */

/* score_rules.c; after the total and the subscales are there. */
void score_rules(const struct score_work *w, struct score *out);

#endif
