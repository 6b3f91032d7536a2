/* signs_table.c: the kinds of signs, what is offered with each, and what each rests on. */
#include "plan/signs_parts.h"

#include <assert.h>

#define ARTICLE (STEP_DISCUSS | STEP_EXPLORE | STEP_CONSULT | STEP_ADAPT) /* the four of the article on revising */

static const struct sign_row rows[SIGN_KIND_COUNT] = {
    [SIGN_ALERT] = {"alert", "Open alert", STEP_ASSESS_RISK | STEP_CONSULT, true, REOPEN_ANY,
                    "the alert items of each measure in data/instruments; an alert stays until it is closed"},
    [SIGN_DETERIORATION] = {"deterioration", "Getting worse", ARTICLE, true, REOPEN_WORSE,
                            "change against the baseline by the measure's reliable change"},
    [SIGN_LOSS_OF_GAIN] = {"loss-of-gain", "Loss of gain", ARTICLE, true, REOPEN_WORSE,
                           "project: a gain by the reliable change, and worse than the best score by as much"},
    [SIGN_LACK_OF_PROGRESS] = {"lack-of-progress", "Lack of progress", ARTICLE, true, REOPEN_LATER,
                               "project: 4 values over 6 weeks without a gain; of sparse ones 2 over a review window"},
    [SIGN_PREDICTED_NONRESPONSE] = {"predicted-nonresponse", "Not expected to be enough", ARTICLE, true, REOPEN_WORSE,
                                    "the published cut of the measure, for the treatment it was published for"},
    [SIGN_TOP_BAND] = {"top-band", "Still in the top band", ARTICLE, false, REOPEN_LATER,
                       "project: so near the end of the scale that a reliable worsening cannot show"},
    [SIGN_CIRCUMSTANCES] = {"changed-circumstances", "Changed circumstances",
                            STEP_DISCUSS | STEP_EXPLORE | STEP_CONSULT | STEP_UPDATE_GOALS, true, REOPEN_ANY,
                            "project: a recorded event; of the sessions 2 missed in a row or 2 of the last 4"},
    [SIGN_NEW_SYMPTOM] =
        {"new-symptom", "New symptoms", STEP_DISCUSS | STEP_EXPLORE | STEP_CONSULT | STEP_UPDATE_GOALS, true,
         REOPEN_NEW_START,
         "a reported symptom, a new diagnosis, or a measure past its usual cut-off for the first time"},
    [SIGN_CONDITION] = {"condition", "A condition of the plan came true", STEP_OFFER | STEP_DISCUSS, true,
                        REOPEN_NEW_START, "the plan"},
    [SIGN_TRIGGER] = {"trigger", "A referral's trigger came true", STEP_OFFER | STEP_DISCUSS | STEP_CONSULT, true,
                      REOPEN_NEW_START, "the plan"},
    [SIGN_NOT_MEASURED] = {"not-measured", "Not measured", STEP_MEASURE | STEP_DISCUSS, false, REOPEN_NEW_START,
                           "the cadence of the plan; project: not before a week without a value"},
    [SIGN_OBJECTIVE_MET] = {"objective-met", "Objective met", STEP_DISCUSS | STEP_UPDATE_GOALS | STEP_NEXT_PHASE, false,
                            REOPEN_NEW_START,
                            "project: two complete values at target at least 7 days apart, the baseline pinned"},
    [SIGN_GOAL_MET] = {"goal-met", "Goal met", STEP_DISCUSS | STEP_NEXT_PHASE | STEP_UPDATE_GOALS, false,
                       REOPEN_NEW_START, "client and clinician say so; every objective met asks both"},
};

static const struct {
    const char *name, *text;
} steps[] = {
    {"discuss", "Discuss the results with the client"},
    {"explore", "Look at other areas: what the sessions, the client and the scores show"},
    {"consult", "Consult others: parents, caregivers, a psychiatrist or a case manager"},
    {"adapt", "Adapt the approach or add a technique"},
    {"assess_risk", "Assess the risk today and write down what was done"},
    {"measure", "Measure it or say why not"},
    {"offer", "Offer what waits on it"},
    {"next_phase", "Go on to the next phase, step down or end the treatment"},
    {"update_goals", "Bring the goals up to date"},
};

_Static_assert(1 << (sizeof steps / sizeof *steps - 1) == STEP_UPDATE_GOALS, "a row for each step");

const struct sign_row *sign_row(enum sign_kind k)
{
    assert((unsigned)k < SIGN_KIND_COUNT);
    return &rows[k];
}

const char *sign_kind_name(enum sign_kind k)
{
    return sign_row(k)->name;
}

const char *sign_title(enum sign_kind k)
{
    return sign_row(k)->title;
}

static size_t step_index(enum sign_step s)
{
    size_t i = 0;
    while (s != (enum sign_step)(1u << i))
        i++;
    return i;
}

const char *sign_step_text(enum sign_step s)
{
    return steps[step_index(s)].text;
}

const char *sign_step_name(enum sign_step s)
{
    return steps[step_index(s)].name;
}
