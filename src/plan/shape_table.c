/*
 * shape_table.c: one row for each member of the structs of plan.h. JSON, schema, comparison and pointers follow these
 * rows, in this order. Adding a member to the format is one struct member and one row here.
 */
#include "plan/shape.h"

/* The offset of a member, and a compile error when the member is not of that type. */
#define AT(t, m, type) (offsetof(struct t, m) + 0 * sizeof((type *)0 == &((struct t *)0)->m))
#define LIST_AT(t, m, item) (offsetof(struct t, m) + 0 * sizeof((struct item *)0 == ((struct t *)0)->m.at))

#define ROW(k, m, l, a, ...) .key = k, .label = l, .about = a, .kind = m, __VA_ARGS__
#define TEXT(t, m, l, a) ROW(#m, SHAPE_TEXT, l, a, .offset = AT(t, m, struct str))
#define TEXTS(t, m, l, a) ROW(#m, SHAPE_TEXTS, l, a, .offset = AT(t, m, plan_texts))
#define REF(t, m, r, l, a) ROW(#m, SHAPE_REF, l, a, .offset = AT(t, m, struct str), .refs = r)
#define REFS(t, m, r, l, a) ROW(#m, SHAPE_REFS, l, a, .offset = AT(t, m, plan_texts), .refs = r)
#define ID(t, a) ROW("id", SHAPE_ID, "Id", a, .offset = AT(t, id, struct str))
#define DATE(t, m, l, a) ROW(#m, SHAPE_DATE, l, a, .offset = AT(t, m, struct date))
#define DEC(t, m, l, a) ROW(#m, SHAPE_DEC, l, a, .offset = AT(t, m, struct dec))
#define INT(t, m, lo, hi, l, a) ROW(#m, SHAPE_INT, l, a, .offset = AT(t, m, struct opt_int), .min = lo, .max = hi)
#define FLAG(t, m, l, a)                                                                                               \
    ROW(#m, SHAPE_BOOL, l, a,                                                                                          \
        .offset = AT(t, m##_set, bool) + 0 / (offsetof(struct t, m) == offsetof(struct t, m##_set) + sizeof(bool)))
#define ENUM(t, m, n, l, a) ROW(#m, SHAPE_ENUM, l, a, .offset = AT(t, m, enum n), .names = n##_names)
#define OBJECT(t, m, of, l, a) ROW(#m, SHAPE_OBJECT, l, a, .offset = AT(t, m, struct of), .shape = &of##_shape)
#define LIST(t, m, of, l, a) ROW(#m, SHAPE_LIST, l, a, .offset = LIST_AT(t, m, of), .shape = &of##_shape)

#define SHAPE_OF(t, n, p) static PUBLIC_SHAPE_OF(t, n, p)
#define PUBLIC_SHAPE_OF(t, n, p)                                                                                       \
    const struct shape t##_shape = {n, sizeof(struct t), p, t##_fields, sizeof t##_fields / sizeof *t##_fields, false}
/* What has no id of its own but holds items that have: test_quick fails when one is forgotten. */
#define SHAPE_OVER_IDS(t, n)                                                                                           \
    static const struct shape t##_shape = {                                                                            \
        n, sizeof(struct t), NULL, t##_fields, sizeof t##_fields / sizeof *t##_fields, true}

/* Whole numbers are held to what a plan can mean at all; that a number is unwise is said by rules, not here. */
#define MANY 1000000

static const char *const plan_diagnosis_status_names[] = {"", "provisional", "confirmed", NULL};
static const char *const plan_strength_kind_names[] = {"", "quality", "skill", "support", "past_success", NULL};
static const char *const plan_barrier_kind_names[] = {"", "motivation", "money", "transport", "symptom", "other", NULL};
static const char *const plan_lifecycle_names[] = {"", "proposed", "active", "on_hold", "completed", "cancelled", NULL};
static const char *const plan_achievement_names[] = {"",          "in_progress", "improving",    "worsening",
                                                     "no_change", "achieved",    "not_achieved", NULL};
static const char *const plan_priority_names[] = {"", "high", "medium", "low", NULL};
static const char *const plan_target_kind_names[] = {"", "absolute", "change", "percent", "range", NULL};
static const char *const plan_comparator_names[] = {"",         "reduce_to", "reduce_by", "increase_to", "increase_by",
                                                    "at_least", "at_most",   "exact",     "range",       "maintain",
                                                    NULL};
static const char *const plan_unit_names[] = {"", "session", "day", "week", "month", "year", NULL};
static const char *const plan_measure_kind_names[] = {
    "", "instrument", "behaviour", "diary", "self_report", "observation", "record", "goal_rating", NULL};
static const char *const plan_intervention_kind_names[] = {
    "", "therapy", "skill", "education", "medication", "coordination", "support", "environment", "other", NULL};
static const char *const plan_condition_kind_names[] = {"", "measure", "no_gain", "event", NULL};
static const char *const plan_phase_kind_names[] = {"", "active", "maintenance", NULL};
static const char *const plan_support_kind_names[] = {"", "family", "social", "peer", "other", NULL};
static const char *const plan_referral_status_names[] = {"",         "planned",   "made", "accepted",
                                                         "declined", "completed", NULL};

/* parts that others are made of */

static const struct shape_field plan_cadence_fields[] = {
    {TEXT(plan_cadence, text, "As written", "How often, in the words of the plan.")},
    {INT(plan_cadence, count_min, 0, MANY, "Times, at least", "How many times, or the lower end of it.")},
    {INT(plan_cadence, count_max, 0, MANY, "Times, at most", "The upper end of how many times.")},
    {INT(plan_cadence, every_min, 1, MANY, "Every, at least", "In each how many units, or the lower end of it.")},
    {INT(plan_cadence, every_max, 1, MANY, "Every, at most", "The upper end of in each how many units.")},
    {ENUM(plan_cadence, unit, plan_unit, "Unit", "The unit that is counted.")},
};
PUBLIC_SHAPE_OF(plan_cadence, "cadence", NULL);

static const struct shape_field plan_measure_fields[] = {
    {ENUM(plan_measure, kind, plan_measure_kind, "Kind", "What sort of measure it is.")},
    {TEXT(plan_measure, name, "Name", "The measure as the plan calls it.")},
    {TEXT(plan_measure, instrument, "Instrument", "Id of a known instrument, such as gad7.")},
    {TEXT(plan_measure, unit, "Unit", "What is counted.")},
    {TEXT(plan_measure, period, "Period", "The time in which it is counted.")},
};
PUBLIC_SHAPE_OF(plan_measure, "measure", NULL);

static const struct shape_field plan_baseline_fields[] = {
    {DEC(plan_baseline, value, "Value", "Where the client starts from.")},
    {TEXT(plan_baseline, unit, "Unit", "The unit of the value.")},
    {TEXT(plan_baseline, text, "As written", "The baseline in the words of the plan.")},
    {DATE(plan_baseline, date, "Date", "When it was measured.")},
};
PUBLIC_SHAPE_OF(plan_baseline, "baseline", NULL);

static const struct shape_field plan_target_fields[] = {
    {ENUM(plan_target, kind, plan_target_kind, "Kind", "A score to reach, a change, a percentage, or a range.")},
    {ENUM(plan_target, comparator, plan_comparator, "Comparator", "How the value is to be compared.")},
    {DEC(plan_target, value, "Value", "The value, or the lower end of a range.")},
    {DEC(plan_target, high, "Upper value", "The upper end of a range.")},
    {TEXT(plan_target, unit, "Unit", "The unit of the value.")},
    {TEXT(plan_target, text, "As written", "The target in the words of the plan.")},
};
PUBLIC_SHAPE_OF(plan_target, "target", NULL);

static const struct shape_field plan_due_fields[] = {
    {DATE(plan_due, date, "Date", "Due on this date.")},
    {TEXT(plan_due, period, "Period", "Due this long after the plan's start, as an ISO 8601 period such as P12W.")},
    {INT(plan_due, session, 0, MANY, "Session", "Due by the session of this number.")},
    {TEXT(plan_due, event, "Event", "Due at an event, such as discharge or next_session.")},
    {TEXT(plan_due, text, "As written", "The deadline in the words of the plan.")},
};
PUBLIC_SHAPE_OF(plan_due, "due", NULL);

static const struct shape_field plan_condition_fields[] = {
    {TEXT(plan_condition, text, "As written", "The condition in the words of the plan.")},
    {ENUM(plan_condition, kind, plan_condition_kind, "Kind", "What makes the condition come true.")},
    {OBJECT(plan_condition, measure, plan_measure, "Measure", "The measure that is watched.")},
    {ENUM(plan_condition, comparator, plan_comparator, "Comparator", "On which side of the value it comes true.")},
    {DEC(plan_condition, value, "Value", "The cut-off.")},
    {INT(plan_condition, by_week, 0, MANY, "By week", "No reliable gain by the end of this week.")},
    {INT(plan_condition, by_session, 0, MANY, "By session", "No reliable gain by this session.")},
    {INT(plan_condition, by_review, 0, MANY, "By review", "No reliable gain by the review of this number.")},
    {TEXT(plan_condition, event, "Event", "What a clinician can tick as having happened.")},
};
SHAPE_OF(plan_condition, "condition", NULL);

static const struct shape_field plan_topic_fields[] = {
    {TEXT(plan_topic, topic, "Topic", "The heading.")},
    {TEXT(plan_topic, text, "Text", "What stands under it.")},
};
SHAPE_OF(plan_topic, "topic", NULL);

static const struct shape_field plan_person_fields[] = {
    {TEXT(plan_person, name, "Name", "The person's name.")},
    {TEXT(plan_person, role, "Role", "What the person is to the client or to the plan.")},
    {TEXT(plan_person, organisation, "Organisation", "Where the person works.")},
    {TEXT(plan_person, credential, "Credential", "Licence or degree.")},
    {TEXT(plan_person, contact, "Contact", "Telephone, address or mail.")},
    {TEXT(plan_person, text, "Text", "Anything else about the person.")},
};
SHAPE_OF(plan_person, "person", NULL);

/* the client and what brings them */

static const struct shape_field plan_client_fields[] = {
    {TEXT(plan_client, name, "Name", "The client's full name.")},
    {TEXT(plan_client, preferred_name, "Preferred name", "What the client wants to be called.")},
    {TEXT(plan_client, pronouns, "Pronouns", "The client's pronouns.")},
    {TEXT(plan_client, gender, "Gender", "The client's gender as the client states it.")},
    {DATE(plan_client, birth_date, "Date of birth", "Date of birth; never worked out from an age.")},
    {INT(plan_client, age_years, 0, 150, "Age", "Age in completed years as stated.")},
    {DATE(plan_client, age_stated_on, "Age stated on", "The day on which the age was stated.")},
    {TEXT(plan_client, language, "Language", "The language the client prefers.")},
    {TEXT(plan_client, address, "Address", "Where the client lives.")},
    {TEXT(plan_client, contact, "Contact", "How to reach the client.")},
    {TEXT(plan_client, legal_status, "Legal status", "Voluntary, under an order, on probation, and so on.")},
    {TEXT(plan_client, decision_maker, "Decision maker", "Who decides for the client where the client does not.")},
    {TEXT(plan_client, guardian, "Guardian", "Parent or legal guardian.")},
    {TEXTS(plan_client, allergies, "Allergies", "Allergies and bad reactions, or that none are known.")},
    {LIST(plan_client, identifiers, plan_topic, "Identifiers",
          "Record and insurance numbers, and the clinic that keeps them, each with its kind.")},
    {LIST(plan_client, background, plan_topic, "Background", "History and circumstances, topic by topic.")},
};
SHAPE_OF(plan_client, "client", NULL);

static const struct shape_field plan_diagnosis_fields[] = {
    {ID(plan_diagnosis, "Id of the diagnosis, such as d1.")},
    {TEXT(plan_diagnosis, code, "ICD-10-CM code", "ICD-10-CM code.")},
    {TEXT(plan_diagnosis, title, "Title", "Name of the diagnosis.")},
    {TEXT(plan_diagnosis, text, "Text", "Anything else said about it.")},
    {TEXTS(plan_diagnosis, evidence, "Evidence", "Symptoms, duration and scores it rests on.")},
    {ENUM(plan_diagnosis, status, plan_diagnosis_status, "Status", "Provisional or confirmed.")},
    {DATE(plan_diagnosis, date, "Date", "When it was made.")},
    {TEXT(plan_diagnosis, by, "Made by", "Who made it.")},
};
SHAPE_OF(plan_diagnosis, "diagnosis", "d");

static const struct shape_field plan_medication_fields[] = {
    {TEXT(plan_medication, name, "Name", "The medicine.")},
    {TEXT(plan_medication, text, "Text", "Dose and how it is taken, as written.")},
    {TEXT(plan_medication, prescriber, "Prescriber", "Who prescribes it.")},
    {TEXT(plan_medication, purpose, "Purpose", "What it is for.")},
};
SHAPE_OF(plan_medication, "medication", NULL);

static const struct shape_field plan_assessment_fields[] = {
    {TEXT(plan_assessment, summary, "Summary", "The clinician's impression.")},
    {TEXT(plan_assessment, mental_status, "Mental status", "Findings of the mental status examination.")},
    {TEXT(plan_assessment, prognosis, "Prognosis", "What is expected of treatment.")},
    {LIST(plan_assessment, findings, plan_topic, "Findings", "Functioning, readiness, results, topic by topic.")},
    {TEXTS(plan_assessment, remarks, "Remarks", "Remarks of the clinician.")},
};
SHAPE_OF(plan_assessment, "assessment", NULL);

static const struct shape_field plan_problem_fields[] = {
    {ID(plan_problem, "Id of the presenting problem, such as p1.")},
    {TEXT(plan_problem, name, "Name", "The problem in a few words.")},
    {TEXT(plan_problem, statement, "Statement", "The problem as the clinician describes it.")},
    {TEXT(plan_problem, onset, "Onset", "When and how it began.")},
    {TEXT(plan_problem, client_words, "Client's words", "The problem as the client says it.")},
    {REFS(plan_problem, diagnoses, "d", "Diagnoses", "Ids of the diagnoses it belongs to.")},
    {TEXT(plan_problem, frequency, "Frequency", "How often it shows.")},
    {TEXT(plan_problem, severity, "Severity", "How heavy it is.")},
    {TEXT(plan_problem, history, "History", "What came before.")},
    {TEXTS(plan_problem, symptoms, "Symptoms", "What the client feels and others see.")},
    {TEXTS(plan_problem, triggers, "Triggers", "What sets it off.")},
    {TEXTS(plan_problem, maintaining, "Maintaining factors", "What keeps it going.")},
    {TEXTS(plan_problem, risks, "Risks", "What may come of it.")},
    {TEXTS(plan_problem, predisposing, "Predisposing factors", "What made it likelier.")},
    {TEXTS(plan_problem, precipitating, "Precipitating factors", "What brought it on.")},
    {TEXTS(plan_problem, perpetuating, "Perpetuating factors", "What makes it last.")},
    {TEXTS(plan_problem, protective, "Protective factors", "What guards against it.")},
    {LIST(plan_problem, details, plan_topic, "Details", "Anything else about it, topic by topic.")},
};
SHAPE_OF(plan_problem, "problem", "p");

static const struct shape_field plan_strength_fields[] = {
    {ID(plan_strength, "Id of the strength, such as s1.")},
    {TEXT(plan_strength, text, "Text", "The strength.")},
    {ENUM(plan_strength, kind, plan_strength_kind, "Kind", "What sort of strength it is.")},
    {REFS(plan_strength, used_by, "goi", "Used by",
          "Ids of the goals, objectives and interventions that build on it.")},
};
SHAPE_OF(plan_strength, "strength", "s");

static const struct shape_field plan_barrier_fields[] = {
    {ID(plan_barrier, "Id of the barrier, such as b1.")},
    {TEXT(plan_barrier, text, "Text", "The barrier.")},
    {ENUM(plan_barrier, kind, plan_barrier_kind, "Kind", "What sort of barrier it is.")},
    {TEXT(plan_barrier, answer, "Answer", "What is done about it.")},
    {REFS(plan_barrier, answered_by, "iru", "Answered by",
          "Ids of the interventions, referrals and supports that answer it.")},
};
SHAPE_OF(plan_barrier, "barrier", "b");

static const struct shape_field plan_value_fields[] = {
    {ID(plan_value, "Id of the value, such as v1.")},
    {TEXT(plan_value, text, "Text", "What matters to the client, in the client's words.")},
};
SHAPE_OF(plan_value, "value", "v");

static const struct shape_field plan_preference_fields[] = {
    {ID(plan_preference, "Id of the preference, such as c1.")},
    {TEXT(plan_preference, text, "Text", "What the client prefers.")},
    {REFS(plan_preference, shapes, "ig", "Shapes", "Ids of the interventions and goals it shapes.")},
    {TEXT(plan_preference, how, "How", "The way of working it shapes.")},
};
SHAPE_OF(plan_preference, "preference", "c");

static const struct shape_field plan_culture_fields[] = {
    {TEXT(plan_culture, background, "Background", "Where the client comes from.")},
    {TEXT(plan_culture, beliefs, "Beliefs", "Beliefs that bear on the work.")},
    {TEXT(plan_culture, language, "Language", "Languages, and whether an interpreter is needed.")},
    {LIST(plan_culture, preferences, plan_preference, "Preferences", "What the client prefers and what it shapes.")},
    {TEXTS(plan_culture, text, "Text", "Anything else about culture.")},
};
SHAPE_OVER_IDS(plan_culture, "culture");

/* what is aimed at */

static const struct shape_field plan_attainment_fields[] = {
    {INT(plan_attainment, level, -2, 2, "Level", "From -2, much less than expected, to 2, much more than expected.")},
    {TEXT(plan_attainment, text, "Text", "What that level looks like.")},
};
SHAPE_OF(plan_attainment, "attainment", NULL);

static const struct shape_field plan_objective_fields[] = {
    {ID(plan_objective, "Id of the objective, such as o1.")},
    {TEXT(plan_objective, name, "Name", "The objective in a few words, or its number in the source.")},
    {TEXT(plan_objective, statement, "Statement", "The objective as one sentence.")},
    {OBJECT(plan_objective, measure, plan_measure, "Measure", "What shows whether it is met.")},
    {OBJECT(plan_objective, baseline, plan_baseline, "Baseline", "Where the client starts from.")},
    {OBJECT(plan_objective, target, plan_target, "Target", "What is to be reached.")},
    {OBJECT(plan_objective, frequency, plan_cadence, "Frequency", "How often the client does it.")},
    {OBJECT(plan_objective, due, plan_due, "Due", "By when.")},
    {TEXT(plan_objective, responsible, "Responsible", "Who sees to it.")},
    {TEXT(plan_objective, progress, "Progress", "What has been reached so far.")},
    {ENUM(plan_objective, status, plan_lifecycle, "Status", "Whether it is being worked on.")},
    {ENUM(plan_objective, achievement, plan_achievement, "Achievement", "How far it is met.")},
    {LIST(plan_objective, attainment, plan_attainment, "Attainment levels",
          "Goal attainment scaling, level by level.")},
    {REFS(plan_objective, strengths, "s", "Strengths", "Ids of the strengths it builds on.")},
    {TEXTS(plan_objective, details, "Details", "Anything else about it.")},
};
SHAPE_OF(plan_objective, "objective", "o");

static const struct shape_field plan_goal_fields[] = {
    {ID(plan_goal, "Id of the goal, such as g1.")},
    {TEXT(plan_goal, name, "Name", "The goal in a few words, or its number in the source.")},
    {TEXT(plan_goal, statement, "Statement", "The goal in clinical words.")},
    {TEXT(plan_goal, client_words, "Client's words", "The goal as the client says it.")},
    {FLAG(plan_goal, long_term, "Long-term", "True for a long-term goal, false for a short-term one.")},
    {REFS(plan_goal, problems, "p", "Problems", "Ids of the problems it serves.")},
    {REFS(plan_goal, diagnoses, "d", "Diagnoses", "Ids of the diagnoses it serves.")},
    {REFS(plan_goal, values, "v", "Values", "Ids of the client's values it serves.")},
    {REFS(plan_goal, strengths, "s", "Strengths", "Ids of the strengths it builds on.")},
    {ENUM(plan_goal, priority, plan_priority, "Priority", "How pressing it is.")},
    {ENUM(plan_goal, status, plan_lifecycle, "Status", "Whether it is being worked on.")},
    {ENUM(plan_goal, achievement, plan_achievement, "Achievement", "How far it is met.")},
    {OBJECT(plan_goal, baseline, plan_baseline, "Baseline", "Where the client starts from, if the goal is measured.")},
    {OBJECT(plan_goal, measure, plan_measure, "Measure", "What shows whether it is met, if it is measured itself.")},
    {OBJECT(plan_goal, target, plan_target, "Target", "What is to be reached, if it is measured itself.")},
    {OBJECT(plan_goal, due, plan_due, "Due", "By when.")},
    {TEXT(plan_goal, progress, "Progress", "What has been reached so far.")},
    {TEXTS(plan_goal, details, "Details", "Anything else about it.")},
    {LIST(plan_goal, objectives, plan_objective, "Objectives", "The steps that lead to it.")},
};
SHAPE_OF(plan_goal, "goal", "g");

/* what is done, and how it is followed */

static const struct shape_field plan_technique_fields[] = {
    {ID(plan_technique, "Id of the technique, such as t1.")},
    {TEXT(plan_technique, name, "Name", "The technique's name.")},
    {TEXT(plan_technique, text, "Text", "What is done.")},
};
SHAPE_OF(plan_technique, "technique", "t");

static const struct shape_field plan_intervention_fields[] = {
    {ID(plan_intervention, "Id of the intervention, such as i1.")},
    {TEXT(plan_intervention, name, "Name", "The intervention's name.")},
    {TEXT(plan_intervention, text, "Text", "What is done.")},
    {ENUM(plan_intervention, kind, plan_intervention_kind, "Kind", "What sort of intervention it is.")},
    {TEXT(plan_intervention, modality, "Modality", "Individual, group, family, telehealth, or the school of therapy.")},
    {LIST(plan_intervention, techniques, plan_technique, "Techniques", "The techniques used in it.")},
    {OBJECT(plan_intervention, frequency, plan_cadence, "Frequency", "How often it takes place.")},
    {INT(plan_intervention, session_minutes, 0, MANY, "Session length in minutes",
         "Length of one session in minutes.")},
    {TEXT(plan_intervention, length, "Length", "For how long it goes on.")},
    {TEXT(plan_intervention, responsible, "Responsible", "Who provides it.")},
    {TEXT(plan_intervention, evidence, "Evidence", "The guideline or review that supports it.")},
    {TEXT(plan_intervention, rationale, "Rationale", "Why it was chosen for this client.")},
    {TEXT(plan_intervention, reinforcement, "Reinforcement", "What rewards progress.")},
    {TEXT(plan_intervention, setting, "Setting", "Where it takes place.")},
    {OBJECT(plan_intervention, condition, plan_condition, "Condition", "When it is to be used, if not always.")},
    {TEXT(plan_intervention, phase, "Phase", "The phase of treatment it belongs to.")},
    {REFS(plan_intervention, goals, "g", "Goals", "Ids of the goals it serves.")},
    {REFS(plan_intervention, objectives, "o", "Objectives", "Ids of the objectives it serves.")},
    {REFS(plan_intervention, problems, "p", "Problems", "Ids of the problems it serves.")},
    {TEXTS(plan_intervention, details, "Details", "Anything else about it.")},
};
SHAPE_OF(plan_intervention, "intervention", "i");

static const struct shape_field plan_monitoring_fields[] = {
    {ID(plan_monitoring, "Id of this way of monitoring, such as m1.")},
    {TEXT(plan_monitoring, text, "Text", "How progress is followed.")},
    {OBJECT(plan_monitoring, measure, plan_measure, "Measure", "The instrument, diary or count.")},
    {OBJECT(plan_monitoring, cadence, plan_cadence, "Cadence", "How often.")},
    {TEXT(plan_monitoring, reporter, "Reporter", "Who fills it in or tells.")},
    {REFS(plan_monitoring, objectives, "o", "Objectives", "Ids of the objectives it follows.")},
    {REFS(plan_monitoring, goals, "g", "Goals", "Ids of the goals it follows.")},
};
SHAPE_OF(plan_monitoring, "monitoring", "m");

static const struct shape_field plan_phase_fields[] = {
    {ID(plan_phase, "Id of the phase, such as h1.")},
    {TEXT(plan_phase, name, "Name", "The phase's name.")},
    {TEXT(plan_phase, text, "Text", "What the phase is for.")},
    {ENUM(plan_phase, kind, plan_phase_kind, "Kind", "Active treatment or maintenance.")},
    {INT(plan_phase, sessions_min, 0, MANY, "Sessions, at least", "Number of sessions, or the lower end of it.")},
    {INT(plan_phase, sessions_max, 0, MANY, "Sessions, at most", "The upper end of the number of sessions.")},
    {INT(plan_phase, weeks_min, 0, MANY, "Weeks, at least", "Length in weeks, or the lower end of it.")},
    {INT(plan_phase, weeks_max, 0, MANY, "Weeks, at most", "The upper end of the length in weeks.")},
    {OBJECT(plan_phase, cadence, plan_cadence, "Cadence", "How often sessions take place in it.")},
};
SHAPE_OF(plan_phase, "phase", "h");

static const struct shape_field plan_outcome_fields[] = {
    {REF(plan_outcome, goal, "g", "Goal", "Id of the goal.")},
    {TEXT(plan_outcome, text, "Text", "How it ended.")},
    {ENUM(plan_outcome, achievement, plan_achievement, "Achievement", "How far it was met.")},
};
SHAPE_OF(plan_outcome, "outcome", NULL);

static const struct shape_field plan_ending_fields[] = {
    {DATE(plan_ending, date, "Date", "When treatment ended or is to end.")},
    {TEXT(plan_ending, client_view, "Client's view", "What the client says about the ending.")},
    {TEXT(plan_ending, text, "Text", "How treatment ends.")},
    {LIST(plan_ending, outcomes, plan_outcome, "Outcomes", "The outcome of each goal.")},
    {TEXTS(plan_ending, onward, "Onward", "Where the client goes from here.")},
};
SHAPE_OF(plan_ending, "ending", NULL);

static const struct shape_field plan_duration_fields[] = {
    {TEXT(plan_duration, text, "Text", "How long treatment is expected to take.")},
    {DATE(plan_duration, start, "Start", "When treatment starts.")},
    {DATE(plan_duration, end, "End", "When the plan ends.")},
    {TEXT(plan_duration, frequency_text, "Frequency as written", "How often sessions take place, as written.")},
    {OBJECT(plan_duration, frequency, plan_cadence, "Frequency", "How often sessions take place.")},
    {INT(plan_duration, session_minutes, 0, MANY, "Session length in minutes", "Length of one session in minutes.")},
    {TEXT(plan_duration, setting, "Setting", "Where treatment takes place.")},
    {TEXT(plan_duration, modality, "Modality", "Individual, group, family or another form.")},
    {TEXT(plan_duration, level_of_care, "Level of care", "Outpatient, intensive outpatient, residential, and so on.")},
    {TEXTS(plan_duration, services, "Services", "Services, units and authorisations, as written.")},
    {LIST(plan_duration, phases, plan_phase, "Phases", "The phases of treatment in their order.")},
    {TEXTS(plan_duration, next_phase_criteria, "Criteria for the next phase", "What must be true to move on.")},
    {TEXTS(plan_duration, discharge_criteria, "Discharge criteria", "What must be true to end treatment.")},
    {TEXTS(plan_duration, relapse_prevention, "Relapse prevention", "What keeps the gains.")},
    {OBJECT(plan_duration, ending, plan_ending, "Ending", "How treatment ended.")},
};
SHAPE_OVER_IDS(plan_duration, "duration");

static const struct shape_field plan_review_window_fields[] = {
    {INT(plan_review_window, min_weeks, 0, MANY, "Weeks, at least", "A review is due from this week on.")},
    {INT(plan_review_window, max_weeks, 0, MANY, "Weeks, at most", "A review is overdue after this week.")},
    {INT(plan_review_window, min_days, 0, MANY, "Days, at least", "The same counted in days.")},
    {INT(plan_review_window, max_days, 0, MANY, "Days, at most", "The same counted in days.")},
    {INT(plan_review_window, min_months, 0, MANY, "Months, at least", "The same counted in calendar months.")},
    {INT(plan_review_window, max_months, 0, MANY, "Months, at most", "The same counted in calendar months.")},
    {TEXT(plan_review_window, text, "As written", "The window in the words of the plan.")},
};
SHAPE_OF(plan_review_window, "review_window", NULL);

static const struct shape_field plan_review_held_fields[] = {
    {DATE(plan_review_held, date, "Date", "When the review was held.")},
    {TEXT(plan_review_held, text, "Text", "What came of it.")},
};
SHAPE_OF(plan_review_held, "review_held", NULL);

static const struct shape_field plan_reviews_fields[] = {
    {OBJECT(plan_reviews, window, plan_review_window, "Review window", "How often the plan is reviewed.")},
    {DATE(plan_reviews, next, "Next review", "When the next review is.")},
    {DATE(plan_reviews, plan_date, "Date of the plan", "When this plan was made.")},
    {TEXTS(plan_reviews, clauses, "Clauses", "What is said about reviewing and adjusting.")},
    {LIST(plan_reviews, held, plan_review_held, "Reviews held", "Reviews that took place.")},
};
SHAPE_OF(plan_reviews, "reviews", NULL);

/* who else helps, and what happens in a crisis */

static const struct shape_field plan_support_fields[] = {
    {ID(plan_support, "Id of the support, such as u1.")},
    {TEXT(plan_support, who, "Who", "Who helps.")},
    {TEXT(plan_support, text, "Text", "What they do.")},
    {ENUM(plan_support, kind, plan_support_kind, "Kind", "Family, social, peer or other.")},
    {TEXT(plan_support, not_do, "Not to do", "What they are not to do.")},
    {TEXT(plan_support, consent, "Consent", "The consent under which they are involved.")},
};
SHAPE_OF(plan_support, "support", "u");

static const struct shape_field plan_referral_fields[] = {
    {ID(plan_referral, "Id of the referral, such as r1.")},
    {TEXT(plan_referral, name, "Name", "What the referral is about.")},
    {TEXT(plan_referral, to, "To", "To whom.")},
    {TEXT(plan_referral, text, "Text", "What is asked for.")},
    {OBJECT(plan_referral, trigger, plan_condition, "Trigger", "When the referral is made.")},
    {ENUM(plan_referral, status, plan_referral_status, "Status", "How far it has come.")},
    {TEXT(plan_referral, coordination, "Coordination", "How the work is kept together.")},
};
SHAPE_OF(plan_referral, "referral", "r");

static const struct shape_field plan_response_fields[] = {
    {TEXT(plan_response, stage, "Stage", "The stage of an episode.")},
    {TEXT(plan_response, signs, "Signs", "What it looks like.")},
    {TEXTS(plan_response, actions, "Actions", "What to do in it.")},
};
SHAPE_OF(plan_response, "response", NULL);

static const struct shape_field plan_safety_fields[] = {
    {TEXTS(plan_safety, warning_signs, "Warning signs", "Signs that a crisis may be coming.")},
    {TEXTS(plan_safety, coping, "Own coping", "What the client can do alone.")},
    {TEXTS(plan_safety, distraction, "Distraction", "People and places that take the mind off it.")},
    {TEXTS(plan_safety, people, "People to ask", "People the client can ask for help.")},
    {TEXTS(plan_safety, professionals, "Professionals", "Professionals and agencies to contact.")},
    {TEXTS(plan_safety, surroundings, "Safer surroundings", "What makes the surroundings safer.")},
    {TEXTS(plan_safety, text, "Text", "Anything else about the safety plan.")},
};
SHAPE_OF(plan_safety, "safety_plan", NULL);

static const struct shape_field plan_crisis_fields[] = {
    {LIST(plan_crisis, contacts, plan_person, "Contacts", "Emergency contacts.")},
    {TEXTS(plan_crisis, resources, "Resources", "Crisis lines, numbers and places.")},
    {TEXTS(plan_crisis, steps, "Steps", "What is to be done or set up.")},
    {OBJECT(plan_crisis, safety_plan, plan_safety, "Safety plan", "The client's safety plan; each step optional.")},
    {LIST(plan_crisis, responses, plan_response, "Responses", "What to do stage by stage.")},
    {TEXTS(plan_crisis, restrictive_practices, "Restrictive practices", "Restrictive practices and their authority.")},
    {TEXTS(plan_crisis, risk, "Risk", "What is known of the risk.")},
};
SHAPE_OF(plan_crisis, "crisis", NULL);

/* who agreed to it */

static const struct shape_field plan_consent_fields[] = {
    {TEXT(plan_consent, text, "Text", "What is consented to.")},
    {TEXT(plan_consent, with, "With", "With whom information may be shared.")},
    {TEXT(plan_consent, purpose, "Purpose", "What for.")},
    {DATE(plan_consent, date, "Date", "When it was given.")},
    {DATE(plan_consent, expires, "Expires", "When it ends.")},
};
SHAPE_OF(plan_consent, "consent", NULL);

static const struct shape_field plan_signature_fields[] = {
    {TEXT(plan_signature, name, "Name", "Who signed or is to sign.")},
    {TEXT(plan_signature, role, "Role", "In which role.")},
    {TEXT(plan_signature, credential, "Credential", "Licence or degree.")},
    {TEXT(plan_signature, method, "Method", "On paper, by electronic signature, or otherwise.")},
    {TEXT(plan_signature, text, "Text", "What the signature stands for.")},
    {DATE(plan_signature, date, "Date", "When it was signed.")},
};
SHAPE_OF(plan_signature, "signature", NULL);

static const struct shape_field plan_plain_fields[] = {
    {TEXT(plan_plain, part, "Part", "JSON Pointer of the part it says in plain words.")},
    {TEXT(plan_plain, text, "Text", "The part as the client reads it.")},
    {TEXT(plan_plain, confirmed_by, "Confirmed by", "The clinician who wrote or confirmed the words.")},
};
SHAPE_OF(plan_plain, "plain_words", NULL);

static const struct shape_field plan_agreement_fields[] = {
    {LIST(plan_agreement, participants, plan_person, "Participants", "Who took part, was consulted or made the plan.")},
    {TEXTS(plan_agreement, consultation, "Consultation", "What was asked of whom, and other sources.")},
    {TEXT(plan_agreement, client_view, "Client's view", "What the client thinks of the plan.")},
    {FLAG(plan_agreement, agreed, "Agreed", "Whether the client agrees to the plan.")},
    {TEXT(plan_agreement, reason_not_agreed, "Reason not agreed", "Why the client did not agree.")},
    {FLAG(plan_agreement, diagnosis_discussed, "Diagnosis talked about",
          "Whether the diagnosis has been talked about with the client.")},
    {LIST(plan_agreement, consents, plan_consent, "Consents", "Consents in force.")},
    {LIST(plan_agreement, signatures, plan_signature, "Signatures", "Signatures given or still wanted.")},
    {LIST(plan_agreement, plain_words, plan_plain, "Plain words", "The plan in words for the client, part by part.")},
    {TEXTS(plan_agreement, text, "Text", "Purpose and terms of the plan, confidentiality.")},
};
SHAPE_OF(plan_agreement, "agreement", NULL);

static const struct shape_field plan_note_fields[] = {
    {TEXT(plan_note, text, "Text", "Text that belongs to no other part.")},
    {INT(plan_note, line, 1, INT64_C(1000000000), "Line", "Line of the source it came from.")},
};
SHAPE_OF(plan_note, "note", NULL);

static const struct shape_field plan_fields[] = {
    {ID(plan, "Id of the plan itself.")},
    {INT(plan, version, 1, INT64_C(1000000000), "Version", "Number of this version, from 1.")},
    {TEXT(plan, title, "Title", "The plan's title.")},
    {OBJECT(plan, client, plan_client, "Client", "The person the plan is for.")},
    {LIST(plan, diagnoses, plan_diagnosis, "Diagnoses", "Diagnoses.")},
    {LIST(plan, medications, plan_medication, "Medications", "Medicines the client takes.")},
    {OBJECT(plan, assessment, plan_assessment, "Assessment", "What the clinician found and thinks.")},
    {LIST(plan, problems, plan_problem, "Presenting problems", "Presenting problems.")},
    {LIST(plan, strengths, plan_strength, "Strengths", "The client's strengths.")},
    {LIST(plan, barriers, plan_barrier, "Barriers", "What may stand in the way.")},
    {LIST(plan, values, plan_value, "Values", "What matters to the client.")},
    {OBJECT(plan, culture, plan_culture, "Culture and preferences", "Background, beliefs, preferences.")},
    {LIST(plan, goals, plan_goal, "Goals", "Goals, each with its objectives.")},
    {LIST(plan, interventions, plan_intervention, "Interventions", "What is done.")},
    {LIST(plan, monitoring, plan_monitoring, "Progress monitoring", "How progress is followed.")},
    {OBJECT(plan, duration, plan_duration, "Duration", "How long, in which phases, and when it ends.")},
    {OBJECT(plan, reviews, plan_reviews, "Reviews", "When the plan is reviewed.")},
    {LIST(plan, support, plan_support, "Support", "Family and social support.")},
    {LIST(plan, referrals, plan_referral, "Referrals", "Referrals and collaborative care.")},
    {OBJECT(plan, crisis, plan_crisis, "Crisis plan", "What happens in a crisis.")},
    {OBJECT(plan, agreement, plan_agreement, "Agreement", "Who took part and who agreed.")},
    {LIST(plan, notes, plan_note, "Notes", "Text that belongs to no other part.")},
};
const struct shape plan_shape = {
    "plan", sizeof(struct plan), NULL, plan_fields, sizeof plan_fields / sizeof *plan_fields, true};
