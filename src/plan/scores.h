/*
 * scores.h: scores on known measures that a plan states outside of its goals ("PHQ-9 today 17", "GAD-7: 15 at intake").
 * Layer: plan (pure, inside the module).
 *
 * Read are the assessment, the problems, the diagnoses' evidence, the client's background and the monitoring. A score
 * is a number right behind the measure's name, with at most a colon, "score", "was", "today", "at intake" and the like
 * between, within the measure's range; a target, a change, a range or a rhythm is none.
 */
#ifndef PLAN_SCORES_H
#define PLAN_SCORES_H

#include "plan/plan.h"

struct plan_score {
    const char *instrument; /* id of the measure */
    struct dec value;
    struct date date;  /* the day that stands beside it, when its writing leaves no doubt; else not set */
    struct str day;    /* the words of that day, also when their writing leaves a doubt ("5/3/26"); borrowed */
    struct str text;   /* the words of the plan: "PHQ-9 today 17"; borrowed */
    const char *where; /* JSON pointer of the text it stands in, without the indices' members: "/assessment/findings" */
    size_t index;      /* in that list, 0 for a single text */
};
typedef PLAN_LIST(struct plan_score) plan_scores;

/* plan_find_scores: all of them, in the order of the plan. false when the arena is exhausted. */
bool plan_find_scores(const struct plan *p, struct arena *a, plan_scores *out);

/* plan_states_score: s begins with a measure's name and says its score, and perhaps the day: "PHQ-9 on 5/3/26 = 14". */
bool plan_states_score(struct str s);

/* plan_one_score: the score on that instrument when all that are stated agree; NULL when there is none or two differ.
 */
const struct plan_score *plan_one_score(const plan_scores *scores, struct str instrument);

/*
 * plan_bind_scores: the one stated score becomes the baseline (value, date, words) of each objective, and of each goal
 * with a measure of its own, that is measured by that instrument and has no baseline yet. Where it stands it stays.
 */
bool plan_bind_scores(struct plan *p, struct arena *a);

#endif
