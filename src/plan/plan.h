/*
 * plan.h: the treatment plan as a tree of plain structs.
 * Layer: plan (pure, floor 2).  Not here: reading and writing (plan_json.h, plan_text.h, plan_docx.h), comparing
 * (diff.h), links (thread.h), judging (rules/).
 *
 * Everything a plan points to lives in one arena. Text is `struct str` (absent: p == NULL), also NUL-terminated.
 * A list is {at, n, room}; grow it with plan_push(). Items that others may point to carry an `id` unique in the plan
 * ("g1", "o1", ...); links are lists of such ids. What each member is called in JSON, its type and its meaning stands
 * in one place: the shape tables of shape.c, from which JSON, JSON Schema, comparison and pointers are made.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/arena.h"
#include "base/date.h"
#include "base/num.h"
#include "base/str.h"
#include "statement/statement.h"

#define PLAN_FORMAT "goldthread.plan/1"

#define PLAN_LIST(type)                                                                                                \
    struct {                                                                                                           \
        type *at;                                                                                                      \
        size_t n, room;                                                                                                \
    }

typedef PLAN_LIST(struct str) plan_texts; /* the one typedef: an anonymous list of texts */

/* Enumerations start with "not stated". Names in shape.c. */
enum plan_diagnosis_status { DIAGNOSIS_UNSTATED, DIAGNOSIS_PROVISIONAL, DIAGNOSIS_CONFIRMED };
enum plan_strength_kind {
    STRENGTH_UNSTATED,
    STRENGTH_QUALITY,
    STRENGTH_SKILL,
    STRENGTH_SUPPORT,
    STRENGTH_PAST_SUCCESS
};
enum plan_barrier_kind {
    BARRIER_UNSTATED,
    BARRIER_MOTIVATION,
    BARRIER_MONEY,
    BARRIER_TRANSPORT,
    BARRIER_SYMPTOM,
    BARRIER_OTHER
};
enum plan_lifecycle { /* as FHIR Goal.lifecycleStatus, apart from achievement */
                      LIFECYCLE_UNSTATED,
                      LIFECYCLE_PROPOSED,
                      LIFECYCLE_ACTIVE,
                      LIFECYCLE_ON_HOLD,
                      LIFECYCLE_COMPLETED,
                      LIFECYCLE_CANCELLED
};
enum plan_achievement {
    ACHIEVEMENT_UNSTATED,
    ACHIEVEMENT_IN_PROGRESS,
    ACHIEVEMENT_IMPROVING,
    ACHIEVEMENT_WORSENING,
    ACHIEVEMENT_NO_CHANGE,
    ACHIEVEMENT_ACHIEVED,
    ACHIEVEMENT_NOT_ACHIEVED
};
enum plan_priority { PRIORITY_UNSTATED, PRIORITY_HIGH, PRIORITY_MEDIUM, PRIORITY_LOW };
enum plan_target_kind { TARGET_UNSTATED, TARGET_ABSOLUTE, TARGET_CHANGE, TARGET_PERCENT, TARGET_RANGE };
enum plan_comparator { /* same order as enum statement_comparator */
                       PLAN_CMP_UNSTATED,
                       PLAN_CMP_REDUCE_TO,
                       PLAN_CMP_REDUCE_BY,
                       PLAN_CMP_INCREASE_TO,
                       PLAN_CMP_INCREASE_BY,
                       PLAN_CMP_AT_LEAST,
                       PLAN_CMP_AT_MOST,
                       PLAN_CMP_EXACT,
                       PLAN_CMP_RANGE,
                       PLAN_CMP_MAINTAIN
};
enum plan_unit { UNIT_UNSTATED, UNIT_SESSION, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };
enum plan_measure_kind {
    MEASURE_UNSTATED,
    MEASURE_INSTRUMENT,
    MEASURE_BEHAVIOUR,
    MEASURE_DIARY,
    MEASURE_SELF_REPORT,
    MEASURE_OBSERVATION,
    MEASURE_RECORD,
    MEASURE_GOAL_RATING
};
enum plan_intervention_kind {
    INTERVENTION_UNSTATED,
    INTERVENTION_THERAPY,
    INTERVENTION_SKILL,
    INTERVENTION_EDUCATION,
    INTERVENTION_MEDICATION,
    INTERVENTION_COORDINATION,
    INTERVENTION_SUPPORT,
    INTERVENTION_ENVIRONMENT,
    INTERVENTION_OTHER
};
enum plan_condition_kind { CONDITION_UNSTATED, CONDITION_MEASURE, CONDITION_NO_GAIN, CONDITION_EVENT };
enum plan_phase_kind { PHASE_UNSTATED, PHASE_ACTIVE, PHASE_MAINTENANCE };
enum plan_support_kind { SUPPORT_UNSTATED, SUPPORT_FAMILY, SUPPORT_SOCIAL, SUPPORT_PEER, SUPPORT_OTHER };
enum plan_referral_status {
    REFERRAL_UNSTATED,
    REFERRAL_PLANNED,
    REFERRAL_MADE,
    REFERRAL_ACCEPTED,
    REFERRAL_DECLINED,
    REFERRAL_COMPLETED
};

/* How often: count times in every `every` units ("2 to 3 times a week": 2, 3, 1, week); text is as written. */
struct plan_cadence {
    struct str text;
    struct opt_int count_min, count_max;
    struct opt_int every_min, every_max; /* "every 4-6 weeks": 4, 6, week; "each session": 1, 1, session */
    enum plan_unit unit;
};

/* What is measured. `instrument` is the id of data/instruments/ when the name is known there, else absent. */
struct plan_measure {
    enum plan_measure_kind kind;
    struct str name;       /* as written: "GAD-7", "sleep diary", "panic attacks" */
    struct str instrument; /* "gad7" */
    struct str unit;       /* for a count: "panic attacks" */
    struct str period;     /* for a count: "week" */
};

struct plan_baseline {
    struct dec value;
    struct str unit, text;
    struct date date;
};

struct plan_target {
    enum plan_target_kind kind;
    enum plan_comparator comparator;
    struct dec value, high; /* high: upper end of a range ("60-70 %": 60, 70) */
    struct str unit;        /* "points", "%", "panic attacks" */
    struct str text;        /* as written when it could not be read */
};

/* When an objective is due: what was written, and what it means. At most one of date, period, session, event. */
struct plan_due {
    struct date date;
    struct str period;      /* ISO 8601 from the plan's start: "P12W" */
    struct opt_int session; /* "by the 8th session": 8 */
    struct str event;       /* discharge, next_session, plan_end, plan_review, ... as in the statement notation */
    struct str text;
};

/* "if depressive symptoms are present", "if anxiety persists or worsens": bound so that it can come true. */
struct plan_condition {
    struct str text;
    enum plan_condition_kind kind;
    struct plan_measure measure;     /* CONDITION_MEASURE */
    enum plan_comparator comparator; /* at_least, at_most */
    struct dec value;
    /* CONDITION_NO_GAIN: no reliable gain by then; MEASURE: the score as of then */
    struct opt_int by_week, by_session, by_review;
    struct str event; /* CONDITION_EVENT: something a clinician can tick as having happened */
};

struct plan_topic { /* a heading of the source and what stood under it, where that is a part of its own */
    struct str topic, text;
};

struct plan_person {
    struct str name, role, organisation, credential, contact, text;
};

#define PLAN_TOPIC_CLINIC "Clinic"

struct plan_client {
    struct str name, preferred_name, pronouns, gender;
    struct date birth_date; /* never made up from an age */
    struct opt_int age_years;
    struct date age_stated_on;
    struct str language, address, contact;
    struct str legal_status, decision_maker, guardian;
    plan_texts allergies;
    PLAN_LIST(struct plan_topic) identifiers; /* {topic "MRN", text "123"}; PLAN_TOPIC_CLINIC: whose paper it is on */
    PLAN_LIST(struct plan_topic) background;  /* social history, health, communication, routine, likes, ... */
};

struct plan_diagnosis {
    struct str id, code, title, text; /* code ICD-10-CM */
    plan_texts evidence;
    enum plan_diagnosis_status status;
    struct date date;
    struct str by;
};

/* plan_rules_out: a diagnosis that is still a question: provisional, and its words begin with "R/O" or "rule out". It
 * is not coded (ICD-10-CM Official Guidelines, IV.H, outpatient care; unconfirmed), nothing is led back to it unless
 * somebody links it, and the client's page does not tell it.
 */
bool plan_rules_out(const struct plan_diagnosis *d);

struct plan_medication {
    struct str name, text; /* text: dose and how it is taken, as written */
    struct str prescriber, purpose;
};

struct plan_assessment { /* what the clinician found and thinks; goals and problems have their own parts */
    struct str summary, mental_status, prognosis;
    PLAN_LIST(struct plan_topic) findings; /* functioning, stage of change, test results, ... */
    plan_texts remarks;                    /* remarks under "Notes" and the like */
};

struct plan_problem { /* presenting problem */
    struct str id, name, statement, onset, client_words;
    plan_texts diagnoses; /* ids */
    struct str frequency, severity, history;
    plan_texts symptoms, triggers, maintaining, risks;
    plan_texts predisposing, precipitating, perpetuating, protective; /* formulation */
    PLAN_LIST(struct plan_topic) details;
};

struct plan_strength {
    struct str id, text;
    enum plan_strength_kind kind;
    plan_texts used_by; /* ids of goals, objectives, interventions that build on it */
};

struct plan_barrier {
    struct str id, text;
    enum plan_barrier_kind kind;
    struct str answer;      /* what is done about it */
    plan_texts answered_by; /* ids of interventions */
};

struct plan_value {
    struct str id, text; /* in the client's words */
};

struct plan_preference {
    struct str id, text;
    plan_texts shapes; /* ids of interventions or goals it shapes */
    struct str how;    /* the way of working it shapes */
};

struct plan_culture {
    struct str background, beliefs, language;
    PLAN_LIST(struct plan_preference) preferences;
    plan_texts text;
};

struct plan_attainment {  /* goal attainment scaling */
    struct opt_int level; /* -2..2 */
    struct str text;
};

struct plan_objective {
    struct str id, name, statement;
    struct plan_measure measure;
    struct plan_baseline baseline;
    struct plan_target target;
    struct plan_cadence frequency;
    struct plan_due due;
    struct str responsible, progress;
    enum plan_lifecycle status;
    enum plan_achievement achievement;
    PLAN_LIST(struct plan_attainment) attainment;
    plan_texts strengths, details;
    const struct statement *reading; /* no part of the plan: see plan_reading */
};

struct plan_goal {
    struct str id, name;
    struct str statement; /* clinical words */
    struct str client_words;
    bool long_term_set, long_term;                     /* stated as long-term / short-term */
    plan_texts problems, diagnoses, values, strengths; /* ids */
    enum plan_priority priority;
    enum plan_lifecycle status;
    enum plan_achievement achievement;
    struct plan_baseline baseline; /* when the goal itself is measurable */
    struct plan_measure measure;
    struct plan_target target;
    struct plan_due due;
    struct str progress;
    plan_texts details;
    PLAN_LIST(struct plan_objective) objectives;
    const struct statement *reading; /* no part of the plan: see plan_reading */
};

struct plan_technique {
    struct str id, name, text;
};

struct plan_intervention {
    struct str id, name; /* as headed: "Cognitive Behavioral Therapy (CBT)" */
    struct str text;     /* what is done */
    enum plan_intervention_kind kind;
    struct str modality; /* individual, group, family, telehealth, ... or the therapy's name when stated so */
    PLAN_LIST(struct plan_technique) techniques;
    struct plan_cadence frequency;
    struct opt_int session_minutes;
    struct str length; /* how long: "12 weeks" */
    struct str responsible;
    struct str evidence; /* note or source */
    struct str rationale, reinforcement, setting;
    struct plan_condition condition;
    struct str phase;
    plan_texts goals, objectives, problems; /* ids it serves */
    plan_texts details;
};

struct plan_monitoring {
    struct str id, text;
    struct plan_measure measure;
    struct plan_cadence cadence;
    struct str reporter;
    plan_texts objectives, goals; /* ids it follows */
};

struct plan_phase {
    struct str id, name, text;
    enum plan_phase_kind kind;
    struct opt_int sessions_min, sessions_max, weeks_min, weeks_max;
    struct plan_cadence cadence;
};

struct plan_outcome {
    struct str goal, text; /* id; how it ended */
    enum plan_achievement achievement;
};

struct plan_ending {
    struct date date;
    struct str client_view, text;
    PLAN_LIST(struct plan_outcome) outcomes;
    plan_texts onward;
};

struct plan_duration {
    struct str text;
    struct date start, end;
    struct str frequency_text;
    struct plan_cadence frequency; /* sessions */
    struct opt_int session_minutes;
    struct str setting, modality, level_of_care;
    plan_texts services; /* services, units and authorisations, as written */
    PLAN_LIST(struct plan_phase) phases;
    plan_texts next_phase_criteria, discharge_criteria, relapse_prevention;
    struct plan_ending ending;
};

struct plan_review_window { /* in weeks, in days ("every 90 days") or in months ("quarterly"): one of the three */
    struct opt_int min_weeks, max_weeks;
    struct opt_int min_days, max_days;
    struct opt_int min_months, max_months;
    struct str text;
};

struct plan_review_held {
    struct date date;
    struct str text;
};

struct plan_reviews {
    struct plan_review_window window;
    struct date next;
    struct date plan_date; /* date of this plan */
    plan_texts clauses;    /* what is said about reviewing */
    PLAN_LIST(struct plan_review_held) held;
};

struct plan_support {
    struct str id, who, text; /* text: what they do */
    enum plan_support_kind kind;
    struct str not_do; /* what they are not to do */
    struct str consent;
};

struct plan_referral {
    struct str id, name, to, text;
    struct plan_condition trigger;
    enum plan_referral_status status;
    struct str coordination;
};

struct plan_response { /* stage of an episode and what to do in it */
    struct str stage, signs;
    plan_texts actions;
};

struct plan_safety { /* every step optional */
    plan_texts warning_signs, coping, distraction, people, professionals, surroundings, text;
};

struct plan_crisis {
    PLAN_LIST(struct plan_person) contacts;
    plan_texts resources; /* lines, numbers, places */
    plan_texts steps;     /* what is to be done or set up */
    struct plan_safety safety_plan;
    PLAN_LIST(struct plan_response) responses;
    plan_texts restrictive_practices;
    plan_texts risk; /* what is known of the risk */
};

struct plan_consent {
    struct str text, with, purpose;
    struct date date, expires;
};

struct plan_signature {
    struct str name, role, credential, method, text;
    struct date date;
};

struct plan_plain {
    struct str part; /* JSON pointer of the part it says in plain words */
    struct str text, confirmed_by;
};

struct plan_agreement {
    PLAN_LIST(struct plan_person) participants; /* who took part or was consulted, and who made the plan */
    plan_texts consultation;                    /* what was asked of whom, other sources of information */
    struct str client_view;
    bool agreed_set, agreed;
    struct str reason_not_agreed;
    bool diagnosis_discussed_set, diagnosis_discussed; /* it was talked about with the client, who may be shown it */
    PLAN_LIST(struct plan_consent) consents;
    PLAN_LIST(struct plan_signature) signatures;
    PLAN_LIST(struct plan_plain) plain_words;
    plan_texts text; /* purpose and terms of the plan, confidentiality */
};

struct plan_note {
    struct str text;
    struct opt_int line; /* of the source it came from */
};

struct plan {
    struct str id;
    struct opt_int version;
    struct str title;
    struct plan_client client;
    PLAN_LIST(struct plan_diagnosis) diagnoses;
    PLAN_LIST(struct plan_medication) medications;
    struct plan_assessment assessment;
    PLAN_LIST(struct plan_problem) problems;
    PLAN_LIST(struct plan_strength) strengths;
    PLAN_LIST(struct plan_barrier) barriers;
    PLAN_LIST(struct plan_value) values;
    struct plan_culture culture;
    PLAN_LIST(struct plan_goal) goals;
    PLAN_LIST(struct plan_intervention) interventions;
    PLAN_LIST(struct plan_monitoring) monitoring;
    struct plan_duration duration;
    struct plan_reviews reviews;
    PLAN_LIST(struct plan_support) support;
    PLAN_LIST(struct plan_referral) referrals;
    struct plan_crisis crisis;
    struct plan_agreement agreement;
    PLAN_LIST(struct plan_note) notes;
};

/*
 * plan_push: room for one more zeroed item at the end of any PLAN_LIST; NULL when the arena is exhausted.
 *   struct plan_goal *g = PLAN_PUSH(a, &plan->goals);
 */
void *plan_push(struct arena *a, void *list, size_t item_size);
#ifdef CPPCHECK /* it does not know __typeof__ */
#define PLAN_PUSH(a, list) plan_push((a), (list), sizeof *(list)->at)
#else
#define PLAN_PUSH(a, list) ((__typeof__((list)->at))plan_push((a), (list), sizeof *(list)->at))
#endif

/* plan_text: a copy of s in the arena, NUL-terminated; {NULL,0} for an absent s. false when the arena is exhausted. */
bool plan_text(struct arena *a, struct str s, struct str *out);

/* plan_add_text: plan_text appended to a list. */
bool plan_add_text(struct arena *a, plan_texts *list, struct str s);

/* plan_window: the numbers of a review window and their unit (week, day, month); UNIT_UNSTATED when it has none. Were
 * several units given, the first of these counts. */
struct plan_window {
    struct opt_int min, max;
    enum plan_unit unit;
};
struct plan_window plan_window(const struct plan_review_window *w);
/* plan_window_put: those numbers into w; days that are whole weeks are kept as weeks. Of other units none. */
void plan_window_put(struct plan_review_window *w, struct plan_window n);

/* plan_window_days: an end of it in days, a month as 30; absent stays absent. */
struct opt_int plan_window_days(struct opt_int end, enum plan_unit unit);
/* plan_window_weeks: in whole weeks, begun ones counted; 3 months are 13 weeks, 6 are 26. */
struct opt_int plan_window_weeks(struct opt_int end, enum plan_unit unit);

/* plan_number_ids: gives every item without an id the next free one of its kind ("g1", "o1", "i1", ...; objectives are
 * numbered through the whole plan). Ids that are there stay. ERR_MEMORY. */
bool plan_number_ids(struct plan *p, struct arena *a, struct err *e);

/*
 * plan_bind: reads each objective's and goal's statement and fills the parts that are still absent from it (measure,
 * baseline, target, frequency, due; of a goal only when it can be measured as it stands), and knows instruments by
 * name. Conditions and triggers are bound when their text itself names a measure and a score, or "no gain by week n".
 * A part that has anything in it is left as it is, except that a baseline, target or deadline in words alone is read (a
 * target also beside its kind and comparator), a number alone then takes the place of its words, and a blank of a
 * starter plan that the sentence has been filled in for is as good as absent.
 * An objective or goal on a known instrument that still has no baseline starts from the one score on it that the plan
 * states elsewhere ("PHQ-9 today 17"), with its date; none when two scores differ (scores.h).
 * Never overwrites, never invents; reading twice changes nothing. ERR_MEMORY, ERR_INVALID as statement_read.
 */
bool plan_bind(struct plan *p, struct arena *a, struct err *e);

/*
 * plan_reading: what plan_bind read from a statement, judged without facts; it lives in the arena of that call, as long
 * as the plan. The role of an objective is what the sentence says it is.
 *   kept  g->reading or o->reading;  text  its statement
 * NULL when the statement is another one by now, is empty or too long, or was never bound.
 */
static inline const struct statement *plan_reading(const struct statement *kept, struct str text)
{
    return kept && kept->text.p == text.p && kept->text.n == text.n ? kept : NULL;
}

/*
 * plan_facts: what the plan knows for judging a sentence: the measure's range and reliable change, the baseline or, for
 * a counted behaviour, the current rate, and whether the goal serves anything (thread_implies_relevance). g  a goal of
 * p o  one of its objectives, or NULL for the goal's own sentence The reliable change is given whether it is confirmed
 * or not; measure_find() of the instrument tells which.
 */
void plan_facts(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o,
                struct statement_facts *out);

#endif
