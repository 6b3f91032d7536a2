/*
 * starter_take.h: a plan taken from a starter: the parts that were ticked, with what is known filled in and defaults
 * for choices that may be changed. What is true of the person and not known stays a blank.
 * Layer: plan (pure). What becomes of each blank is data/library/short.tsv.
 */
#ifndef PLAN_STARTER_TAKE_H
#define PLAN_STARTER_TAKE_H

#include "base/err.h"
#include "plan/plan.h"
#include "plan/starter.h"

/* A score of the record, the last of its measure. */
struct starter_score {
    struct str instrument, value; /* "phq9", "17" */
    struct date on;
};

/* What is known before the plan is begun; absent members stay blanks. */
struct starter_facts {
    struct str client, preferred; /* names */
    struct str clinician;         /* "Marianne Roe, LCSW" */
    struct str contact;           /* in an emergency: "Nora Roe (sister), 555 0100" */
    const struct str *crisis;     /* lines to call, in words */
    size_t crisis_count;
    const struct starter_score *scores;
    size_t score_count;
    int age;   /* years; -1: not known */
    int weeks; /* until the objectives are due; 0: 12 */
};

enum starter_kind { STARTER_OBJECTIVE, STARTER_INTERVENTION, STARTER_REFERRAL, STARTER_SUPPORT, STARTER_SAFETY_PLAN };

/* A part that may be ticked. */
struct starter_part {
    enum starter_kind kind;
    struct str id;    /* "o1"; of the safety plan "safety_plan" */
    struct str label; /* "Go to [which avoided place] … times a week within 12 weeks" */
    struct str note;  /* what to know before it is ticked; absent: nothing */
    bool ticked;      /* at first */
};

/* starter_parts: in the order of the document. At 17 and younger a measure that is made for that age stands in place of
 * the adults' one, and the note says so; one of which nothing is known for that age is not ticked. ERR_MEMORY. */
bool starter_parts(const struct starter *s, const struct starter_facts *f, struct arena *a, struct starter_part **out,
                   size_t *count, struct err *e);

/* starter_take: the plan with the parts of those ids. Links to what stays behind go; what followed only that goes too.
 * ERR_MEMORY. */
bool starter_take(const struct starter *s, const struct starter_facts *f, const struct str *ids, size_t count,
                  struct arena *a, struct plan **out, struct err *e);

#endif
