/*
 * whose.h: what a plan says about whose it is (age, day of birth, name), against what is known of that person.
 * Layer: plan (pure, floor 2). No rule: a rule sees the plan alone, and this is where plan and record meet.
 */
#ifndef PLAN_WHOSE_H
#define PLAN_WHOSE_H

#include "plan/plan.h"

/* What is known of the person; borrowed. */
struct whose_known {
    struct str name, preferred_name;
    struct date birth, today; /* birth absent: nothing is said of age and birth */
};

enum whose_kind { WHOSE_AGE, WHOSE_BIRTH, WHOSE_NAME };
struct whose_clash {
    enum whose_kind kind;
    struct str pointer; /* of the text: "/client/age_years", "/problems/0/statement" */
    struct str said;    /* its words: "29-year-old", "1991-03-02", "born in 1991", "Maria Sanchez" */
};
struct whose_clashes {
    PLAN_LIST(struct whose_clash) list;
};

/*
 * plan_whose: where the plan says otherwise, each kind once, in the order of the kinds.
 *   age    "29-year-old", "29 years old", "29 y/o", "aged 29", of the plan's own person as far as the words around it
 *          tell ("her 5-year-old son" and "as a 12-year-old" are not); client/age_years, on the day it was stated.
 *          A year more or less is no clash: a text outlives a birthday
 *   birth  client/birth_date; the year behind "DOB", "date of birth", or "born"
 *   name   client/name, and who "is a 29-year-old": no word of it is in the name that is known. What stands behind a
 *          name on its line (a date, a bracket) makes no other name of it
 * ERR_MEMORY.
 */
bool plan_whose(const struct plan *p, const struct whose_known *known, struct arena *a, struct whose_clashes *out,
                struct err *e);

#endif
