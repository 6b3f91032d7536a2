/* plan_text_part.c: what a line means in the part of the plan it stands in. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

bool text_is_section(enum topic t)
{
    switch (t) {
    case TOPIC_PLAN:
    case TOPIC_CONTENTS:
    case TOPIC_NOTES:
    case TOPIC_CLIENT:
    case TOPIC_BACKGROUND:
    case TOPIC_MEDICATIONS:
    case TOPIC_ALLERGIES:
    case TOPIC_ASSESSMENT:
    case TOPIC_MENTAL_STATUS:
    case TOPIC_PROGNOSIS:
    case TOPIC_SERVICES:
    case TOPIC_DIAGNOSES:
    case TOPIC_PROBLEMS:
    case TOPIC_FORMULATION:
    case TOPIC_STRENGTHS:
    case TOPIC_BARRIERS:
    case TOPIC_VALUES:
    case TOPIC_CULTURE:
    case TOPIC_PREFERENCES:
    case TOPIC_GOALS:
    case TOPIC_LTG:
    case TOPIC_STG:
    case TOPIC_OBJECTIVES:
    case TOPIC_INTERVENTIONS:
    case TOPIC_COMORBID:
    case TOPIC_SKILL:
    case TOPIC_EDUCATION:
    case TOPIC_DURATION:
    case TOPIC_PHASES:
    case TOPIC_DISCHARGE:
    case TOPIC_NEXT_PHASE:
    case TOPIC_RELAPSE:
    case TOPIC_ENDING:
    case TOPIC_MONITORING:
    case TOPIC_REVIEWS:
    case TOPIC_PLAN_DATES:
    case TOPIC_SUPPORT:
    case TOPIC_REFERRALS:
    case TOPIC_CRISIS:
    case TOPIC_SAFETY_PLAN:
    case TOPIC_RESPONSES:
    case TOPIC_RESTRICTIVE:
    case TOPIC_RISK:
    case TOPIC_PARTICIPANTS:
    case TOPIC_CONSULTATION:
    case TOPIC_CLIENT_VIEW:
    case TOPIC_AGREEMENT:
    case TOPIC_CONSENTS:
    case TOPIC_SIGNATURES:
    case TOPIC_CRISIS_CONTACTS:
    case TOPIC_CRISIS_RESOURCES:
    case TOPIC_LEVEL_OF_CARE:
    case TOPIC_PROBLEM_AREA:
        return true;
    default:
        return false;
    }
}

bool text_makes_items(enum topic t)
{
    return t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS ||
           t == TOPIC_INTERVENTIONS || t == TOPIC_SKILL || t == TOPIC_COMORBID || t == TOPIC_REFERRALS ||
           t == TOPIC_SUPPORT || t == TOPIC_PHASES || t == TOPIC_MEDICATIONS || t == TOPIC_DIAGNOSES ||
           t == TOPIC_PARTICIPANTS || t == TOPIC_DURATION;
}

char text_group(enum topic t)
{
    return heading_topics[t].group[0];
}

/* The topic of the section the current line stands in. */
enum topic text_section_of(const struct reader *r)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].topic != TOPIC_NONE && (r->frame[i].item == ITEM_NONE || text_is_section(r->frame[i].topic)))
            return r->frame[i].topic;
    return TOPIC_NONE;
}

void text_plan_put(struct reader *r, struct str *to, const char *pointer, struct str s)
{
    text_put(r, to, s);
    text_mark(r, pointer, 0, 0, 0);
}

void text_plan_add(struct reader *r, plan_texts *to, const char *pointer, struct str s)
{
    text_mark(r, pointer, text_put_list(r, to, s), 0, 0);
}

/* goals */

static void goal_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    bool under = r->long_goals == 1 || (r->long_goals > 0 && r->label.n);
    if (topic == TOPIC_STG && under)
        text_make_objective(r, name.n ? name : r->label.n ? r->label : STR("Short-term goal"), s);
    else
        text_make_goal(r, topic, name, s);
}

static void goal_words(struct reader *r, struct str s)
{
    if (!text_item_open(r, ITEM_GOAL) || ((struct plan_goal *)text_item_at(r, ITEM_GOAL))->client_words.p) {
        text_make_goal(r, TOPIC_GOALS, nothing, nothing);
        if (r->failed)
            return;
    }
    text_field_put(r, TOPIC_GOAL_WORDS, s);
}

/* the rest */

static void crisis_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct plan_crisis *c = &r->plan->crisis;
    struct str both = text_labelled(r, name, s);
    bool line = text_scan_word(both, "988") != (size_t)-1 || text_scan_word(both, "lifeline") != (size_t)-1 ||
                text_scan_word(both, "hotline") != (size_t)-1 || text_scan_word(both, "911") != (size_t)-1;
    uint32_t classes = heading_classes(both);
    if (topic == TOPIC_CRISIS_CONTACTS || (name.n && text_scan_word(name, "contact") != (size_t)-1) ||
        (name.n && text_scan_telephone(s) && !line && !(classes & WORD_CRISIS)))
        text_make_person(r, ITEM_CONTACT, name, s);
    else if (topic == TOPIC_CRISIS_RESOURCES || (line && s.n < 80 && str_find_ci(s, STR(" if "), 0) == (size_t)-1 &&
                                                 str_find_ci(s, STR(" to "), 0) == (size_t)-1))
        text_plan_add(r, &c->resources, "/crisis/resources/#", both);
    else if (topic == TOPIC_SAFETY_PLAN)
        text_plan_add(r, &c->safety_plan.text, "/crisis/safety_plan/text/#", both);
    else
        text_plan_add(r, &c->steps, "/crisis/steps/#", both);
    struct plan_cadence cadence = {.text = nothing};
    struct str tool;
    if (text_scan_instrument(s, &tool) && text_scan_cadence(s, &cadence, NULL)) {
        text_make_monitoring(r, nothing, s);
        r->level[ITEM_MONITORING] = LEVEL_CLOSED;
    }
}

static void consent_line(struct reader *r, struct str name, struct str s)
{
    struct plan_consent *c = text_item_new(r, ITEM_CONSENT);
    if (!c)
        return;
    text_put(r, &c->text, text_labelled(r, name.n ? name : r->label, s));
    text_item_mark(r, ITEM_CONSENT, "/text", 0);
    if (text_scan_date(s, r->dates, &c->date, NULL))
        text_item_mark(r, ITEM_CONSENT, "/date", 0);
}

static void agreed_line(struct reader *r, struct str s)
{
    struct plan_agreement *g = &r->plan->agreement;
    bool yes = str_starts_ci(s, STR("yes")) || str_is(s, "Y") || str_is(s, "x"),
         no = str_starts_ci(s, STR("no")) || str_is(s, "N");
    bool agreement = str_find_ci(r->label, STR("agree"), 0) != (size_t)-1;
    if (str_find_ci(r->label, STR("diagnosis"), 0) != (size_t)-1 && (yes || no)) {
        g->diagnosis_discussed_set = true;
        g->diagnosis_discussed = yes;
        text_mark(r, "/agreement/diagnosis_discussed", 0, 0, 0);
        return;
    }
    if (agreement && (yes || no)) {
        g->agreed_set = true;
        g->agreed = yes;
        text_mark(r, "/agreement/agreed", 0, 0, 0);
    }
    if (!agreement || s.n > 4 || !(yes || no))
        text_plan_add(r, &g->text, "/agreement/text/#", text_labelled(r, r->label, s));
}

/* A label such as "Evaluation:" or "Progress:" after the goals speaks of the last one, though other text stood between.
 */
static bool about_last_goal(struct reader *r, struct str s)
{
    enum item kind = r->index[ITEM_OBJECTIVE] >= 0 ? ITEM_OBJECTIVE : ITEM_GOAL;
    if (r->index[ITEM_GOAL] < 0 || r->made[ITEM_GOAL] < r->made[ITEM_PROBLEM])
        return false;
    r->level[kind] = r->line->level;
    return text_field_put(r, TOPIC_PROGRESS, s);
}

/* Where things stand in an area that was just named; what the client tells in a note that names no problem. */
static bool is_problem_told(struct reader *r, struct str s)
{
    const struct plan_problem *p = r->index[ITEM_PROBLEM] >= 0 ? text_item_at(r, ITEM_PROBLEM) : NULL;
    if (p && p->name.p && !p->statement.p && text_scan_word(r->label, "current") != (size_t)-1)
        return r->made[ITEM_PROBLEM] == r->clock;
    struct str label = r->label.n ? r->label : r->heading;
    bool told = str_is(label, "S") || str_eq_ci(label, STR("subjective")) || str_eq_ci(label, STR("data")) ||
                str_is(label, "D");
    return told && r->plan->problems.n == 0 && (heading_classes(s) & WORD_TOLD);
}

static void assessment_line(struct reader *r, struct str name, struct str s)
{
    if (!name.n && str_eq_ci(r->label, STR("evaluation")) && about_last_goal(r, s))
        return;
    if (!name.n && r->line->mark != MARK_NONE && !r->label.n && text_is_about_review(s)) {
        text_review_line(r, TOPIC_REVIEWS, name, s);
        return;
    }
    if (!name.n && is_problem_told(r, s)) {
        text_make_problem(r, nothing, s);
        return;
    }
    static const char *const words[] = {"summary",     "impression",        "impressions",
                                        "formulation", "conceptualization", "assessment"};
    struct plan_assessment *a = &r->plan->assessment;
    struct str label = name.n ? name : r->label.n ? r->label : r->heading, tool;
    struct plan_cadence cadence = {.text = nothing};
    bool summary = false;
    if (s.n < 120 && text_scan_cadence(s, &cadence, NULL) && !(heading_classes(s) & WORD_TOLD) &&
        (text_scan_instrument(s, &tool) || (s.n < 60 && text_scan_word(label, "reports") != (size_t)-1))) {
        text_make_monitoring(r, name.n ? name : r->label, s);
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        summary = summary || (!name.n && text_scan_word(label, words[i]) != (size_t)-1);
    if (summary) {
        text_plan_put(r, &a->summary, "/assessment/summary", s);
    } else if (a->findings.n && !name.n && !r->label.n && str_eq(a->findings.at[a->findings.n - 1].topic, label)) {
        text_put(r, &a->findings.at[a->findings.n - 1].text, s);
        text_mark(r, "/assessment/findings/#", (int)a->findings.n - 1, 0, 0);
    } else {
        text_put_topic(r, &a->findings, label, s);
        text_mark(r, "/assessment/findings/#", (int)a->findings.n - 1, 0, 0);
    }
    text_guess_diagnosis(r, s);
    text_guess_code(r, s);
}

static void mental_status(struct reader *r, struct str name, struct str s)
{
    struct str label = name.n ? name : r->label;
    bool whole = text_scan_word(label, "mental") != (size_t)-1 || text_scan_word(label, "mse") != (size_t)-1;
    text_plan_put(r, &r->plan->assessment.mental_status, "/assessment/mental_status",
                  whole ? s : text_labelled(r, label, s));
}

static void risk_line(struct reader *r, struct str name, struct str s)
{
    struct str label = name.n ? name : r->label;
    if (str_eq_ci(label, STR("risks")) && text_item_open(r, ITEM_PROBLEM) && text_field_put(r, TOPIC_PROBLEM_RISKS, s))
        return;
    bool plain =
        str_eq_ci(label, STR("risk")) || str_eq_ci(label, STR("risk assessment")) || str_eq_ci(label, STR("risks"));
    text_plan_add(r, &r->plan->crisis.risk, "/crisis/risk/#", plain ? s : text_labelled(r, label, s));
}

static void technique_line(struct reader *r, struct str name, struct str s)
{
    if (text_item_open(r, ITEM_INTERVENTION))
        text_nested_put(r, ITEM_INTERVENTION, TOPIC_NONE, name, s);
    else
        text_make_intervention(r, TOPIC_INTERVENTIONS, name, s);
}

static void title_line(struct reader *r, struct str name, struct str s)
{
    struct str whole = r->label.n ? r->line->text : text_labelled(r, name, s);
    bool named = !r->label.n || r->line->mark == MARK_HASH || str_find_ci(r->label, STR("title"), 0) != (size_t)-1 ||
                 str_find_ci(r->label, STR("name"), 0) != (size_t)-1;
    if (s.n > 80 && text_guess_paragraph(r, s))
        return;
    if (str_ends_ci(r->label, STR(" for")) && !r->plan->client.name.p && s.n <= 60) { /* "Plan for: Jonas Reuter" */
        text_name(r, s);
        return;
    }
    if (str_eq_ci(r->label, STR("plan")) && (heading_classes(s) & WORD_THERAPY)) {
        text_several_interventions(r, TOPIC_INTERVENTIONS, s);
        return;
    }
    if (!r->plan->title.p && !r->line->cells && named)
        text_plan_put(r, &r->plan->title, "/title", whole);
    else if (text_guess_put(r, name, s))
        return;
    else if ((!r->label.n && !name.n) || s.n > 80)
        text_plan_add(r, &r->plan->assessment.remarks, "/assessment/remarks/#", s);
    else
        text_identifier(r, r->label.n ? r->label : name, s);
}

/* A fact about a problem goes to the last one, even when other text stood between. */
static bool problem_fact(struct reader *r, enum topic topic, struct str s)
{
    if (!text_item_open(r, ITEM_PROBLEM)) {
        if (r->index[ITEM_PROBLEM] < 0 && !text_item_new(r, ITEM_PROBLEM))
            return true;
        r->level[ITEM_PROBLEM] = r->line->level;
    }
    return text_field_put(r, topic, s);
}

/* "Residential staff: daily point card, prompts": what somebody does, under their role. */
static bool names_task(const struct reader *r, struct str who, struct str s)
{
    return who.n && r->plan->goals.n && s.n > 16 && s.p[0] >= 'a' && s.p[0] <= 'z' && !r->line->cells;
}

static void put_task(struct reader *r, struct str who, struct str s)
{
    text_make_intervention(r, TOPIC_INTERVENTIONS, nothing, s);
    if (!r->failed)
        text_field_put(r, TOPIC_RESPONSIBLE, who);
}

/* "When: by 9/1/2026" at the margin, below the list of a goal's objectives and what is done for them. */
static bool due_of_goal(struct reader *r, struct str s)
{
    char group = text_group(text_section_of(r));
    if (r->index[ITEM_GOAL] < 0 || !r->label.n || r->line->cells || (group != 'g' && group != 'i') ||
        ((struct plan_goal *)text_item_at(r, ITEM_GOAL))->due.text.p)
        return false;
    r->level[ITEM_GOAL] = r->line->level;
    return text_field_put(r, TOPIC_DUE, s);
}

/* A label that has no place here keeps its words in the part it stands in. */
static void homeless(struct reader *r, enum topic topic, struct str s)
{
    struct plan *p = r->plan;
    struct date d;
    struct str label = r->label.n ? r->label : r->heading;
    if (topic == TOPIC_PROGRESS && about_last_goal(r, s))
        return;
    if (topic == TOPIC_DUE && due_of_goal(r, s))
        return;
    if (topic == TOPIC_DUE && text_scan_date(s, r->dates, &d, NULL))
        text_start_or_end(r, TOPIC_END, s);
    else if (topic == TOPIC_RESPONSIBLE && names_task(r, label, s))
        put_task(r, label, s);
    else if (topic == TOPIC_RESPONSIBLE || topic == TOPIC_MON_REPORTER)
        text_make_person(r, ITEM_PARTICIPANT, label, s);
    else if (topic == TOPIC_MEASURE)
        text_make_monitoring(r, nothing, s);
    else if (text_group(topic) == 'i') {
        if (!text_item_new(r, ITEM_INTERVENTION) || !text_field_put(r, topic, s))
            text_make_intervention(r, TOPIC_INTERVENTIONS, label, s);
    } else if (text_group(topic) == 'r')
        text_make_referral(r, label, s);
    else if (text_group(topic) == 'u')
        text_plan_put(r, &p->duration.text, "/duration/text", text_labelled(r, label, s));
    else if (text_group(topic) == 's' || text_group(topic) == 't')
        text_make_trait(r, TOPIC_BARRIERS, label, s);
    else if (text_group(topic) == 'x')
        text_plan_add(r, &p->crisis.steps, "/crisis/steps/#", text_labelled(r, label, s));
    else if (!text_guess_put(r, label, s))
        text_put_topic(r, &p->assessment.findings, label, s),
            text_mark(r, "/assessment/findings/#", (int)p->assessment.findings.n - 1, 0, 0);
}

/* Several people in one line are parted by semicolons. "Participant: ..." in a support plan is the client. */
static void participants_line(struct reader *r, struct str name, struct str s)
{
    if (str_eq_ci(r->label, STR("participant")) && text_client_named(r, s))
        return;
    struct str who = name.n ? name : r->label;
    if (names_task(r, who, s)) {
        put_task(r, who, s);
        return;
    }
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        bool after_role = i > 0 && i < s.n && s.p[i] == ',' && s.p[i - 1] == ')';
        if (i < s.n && s.p[i] != ';' && !after_role)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (part.n)
            text_make_person(r, ITEM_PARTICIPANT, name, part);
        from = i + 1;
    }
    if (s.n == 0)
        text_make_person(r, ITEM_PARTICIPANT, name, s);
}

static bool soap_objective(const struct reader *r)
{
    return r->soap && r->plan->goals.n == 0;
}

/* "from 60 minutes a day to 10" */
static bool states_change(struct str s)
{
    size_t from = text_scan_word(s, "from"), to = from == (size_t)-1 ? from : str_find_ci(s, STR(" to "), from);
    return to != (size_t)-1 && text_scan_integer(str_sub(s, to, s.n), &(int64_t){0}, NULL);
}

/* Several measures, or one with its cadence, are monitoring and not the measure of one goal. */
static bool measure_line(struct reader *r, struct str s)
{
    struct plan_cadence cadence = {.text = nothing};
    bool several = s.n > 0 && memchr(s.p, ';', s.n) != NULL;
    if (!several && !text_scan_cadence(s, &cadence, NULL))
        return false;
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != ';')
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (part.n)
            text_make_monitoring(r, nothing, part);
        from = i + 1;
    }
    return true;
}

/* Topics that make items or need more than one member; false: the field table knows it.
 * Over 60 lines: a case for each topic. */
static bool item_part(struct reader *r, enum topic topic, struct str name, struct str s)
{
    switch (topic) {
    case TOPIC_DIAGNOSES:
        text_make_diagnosis(r, name, s);
        return true;
    case TOPIC_MEDICATIONS:
        text_make_medication(r, name, s);
        return true;
    case TOPIC_PROBLEMS:
        text_make_problem(r, name, s);
        return true;
    case TOPIC_STRENGTHS:
    case TOPIC_BARRIERS:
    case TOPIC_VALUES:
    case TOPIC_PREFERENCES:
        text_make_trait(r, topic, name, s);
        return true;
    case TOPIC_GOALS:
    case TOPIC_LTG:
    case TOPIC_STG:
        goal_line(r, topic, name, s);
        return true;
    case TOPIC_GOAL_WORDS:
        goal_words(r, s);
        return true;
    case TOPIC_OBJECTIVES:
        if (!name.n && !r->label.n && text_team_acts(r, s))
            text_make_intervention(r, TOPIC_INTERVENTIONS, name, s);
        else if (soap_objective(r))
            assessment_line(r, STR("Objective"), s.n ? text_labelled(r, name, s) : name);
        else
            text_make_objective(r, name, s);
        return true;
    case TOPIC_INTERVENTIONS:
    case TOPIC_COMORBID:
    case TOPIC_SKILL:
    case TOPIC_EDUCATION:
        if (name.n || !s.n)
            text_make_intervention(r, topic, name, s);
        else
            text_several_interventions(r, topic, s);
        return true;
    case TOPIC_MEASURE:
        if (str_eq_ci(r->label, STR("measurable")) && text_item_open(r, ITEM_GOAL) && states_change(s)) {
            text_make_objective(r, r->label, s);
            return true;
        }
        return !name.n && measure_line(r, s);
    case TOPIC_PROBLEM_AREA:
        text_make_problem(r, s, nothing);
        return true;
    case TOPIC_MODALITY:
        text_modality_line(r, name, s);
        return true;
    case TOPIC_TECHNIQUE:
        technique_line(r, name, s);
        return true;
    case TOPIC_MONITORING:
        text_make_monitoring(r, name, s);
        return true;
    case TOPIC_PHASES:
    case TOPIC_PHASE_SHORT:
    case TOPIC_PHASE_LONG:
        text_make_phase(r, topic, r->label.n ? r->label : name, s);
        return true;
    case TOPIC_SUPPORT:
        text_make_support(r, name.n ? name : r->label, s);
        return true;
    case TOPIC_REFERRALS:
        text_make_referral(r, name.n ? name : nothing, s);
        return true;
    case TOPIC_RESPONSES:
    case TOPIC_RESPONSE_STAGE:
        text_make_response(r, name, s);
        return true;
    case TOPIC_PARTICIPANTS:
        participants_line(r, name, s);
        return true;
    case TOPIC_SIGNATURES:
        text_make_signature(r, name, s);
        return true;
    case TOPIC_CONSENTS:
        consent_line(r, name, s);
        return true;
    case TOPIC_CRISIS:
    case TOPIC_CRISIS_CONTACTS:
    case TOPIC_CRISIS_RESOURCES:
    case TOPIC_SAFETY_PLAN:
        crisis_line(r, topic, name, s);
        return true;
    default:
        return false;
    }
}

static bool diagnosis_title(struct reader *r, struct str s)
{
    struct plan_diagnosis *d = text_item_at(r, ITEM_DIAGNOSIS);
    if (d->title.p || r->made[ITEM_GOAL] > r->made[ITEM_DIAGNOSIS] || r->made[ITEM_PROBLEM] > r->made[ITEM_DIAGNOSIS])
        return false;
    text_put(r, &d->title, s);
    text_item_mark(r, ITEM_DIAGNOSIS, "/title", 0);
    return true;
}

static bool diagnosis_status(struct reader *r, struct str s)
{
    struct plan_diagnosis *d = text_item_at(r, ITEM_DIAGNOSIS);
    enum plan_diagnosis_status status = str_starts_ci(s, STR("prov")) || str_starts_ci(s, STR("rule"))
                                            ? DIAGNOSIS_PROVISIONAL
                                        : str_starts_ci(s, STR("conf")) ? DIAGNOSIS_CONFIRMED
                                                                        : DIAGNOSIS_UNSTATED;
    if (status)
        d->status = status;
    else
        text_put(r, &d->text, text_labelled(r, r->label, s));
    text_item_mark(r, ITEM_DIAGNOSIS, status ? "/status" : "/text", 0);
    return true;
}

/* Topics of the plan itself. Over 60 lines: a case for each topic. */
static bool plan_part(struct reader *r, enum topic topic, struct str name, struct str s)
{
    switch (topic) {
    case TOPIC_CONTENTS:
        r->stored = true;
        return true;
    case TOPIC_PLAN:
        title_line(r, name, s);
        return true;
    case TOPIC_CLIENT:
        text_client_line(r, name, s);
        return true;
    case TOPIC_NAME:
        text_name(r, s);
        return true;
    case TOPIC_BIRTH:
        text_birth(r, s);
        return true;
    case TOPIC_AGE:
    case TOPIC_AGE_GENDER:
        text_age(r, s);
        return true;
    case TOPIC_CONTACT:
    case TOPIC_CREDENTIAL:
    case TOPIC_ROLE:
        text_person_fact(r, topic, s);
        return true;
    case TOPIC_ASSESSMENT:
        assessment_line(r, name, s);
        return true;
    case TOPIC_MENTAL_STATUS:
        mental_status(r, name, s);
        return true;
    case TOPIC_BACKGROUND:
        text_background(r, name.n ? name : r->label.n ? r->label : r->heading, s);
        return true;
    case TOPIC_FREQUENCY:
    case TOPIC_SESSION_FREQUENCY:
        text_frequency_line(r, topic, s);
        return true;
    case TOPIC_LENGTH:
        text_length_line(r, name, s);
        return true;
    case TOPIC_DURATION:
        text_duration_line(r, name, s);
        return true;
    case TOPIC_SESSION_LENGTH:
    case TOPIC_SETTING:
        if (!text_field_put(r, topic, s))
            return false;
        if (r->created == ITEM_NONE && !text_item_open(r, ITEM_INTERVENTION))
            text_about_sessions(r);
        return true;
    case TOPIC_START:
    case TOPIC_END:
        if (!text_item_open(r, ITEM_GOAL) || r->line->level <= r->level[ITEM_GOAL] || !text_field_put(r, topic, s))
            text_start_or_end(r, topic, s);
        return true;
    case TOPIC_GOAL_STATEMENT:
        return text_item_open(r, ITEM_DIAGNOSIS) && diagnosis_title(r, s);
    case TOPIC_STATUS:
        return text_item_open(r, ITEM_DIAGNOSIS) && diagnosis_status(r, s);
    case TOPIC_ATTAINMENT:
        return text_attainment(r, name, s);
    case TOPIC_PLAN_DATE:
        text_date_line(r, s);
        return true;
    case TOPIC_REVIEWS:
    case TOPIC_REVIEW_DATE:
    case TOPIC_LAST_REVIEW:
    case TOPIC_PLAN_DATES:
        text_review_line(r, topic, name, s);
        return true;
    case TOPIC_RISK:
        risk_line(r, name, s);
        return true;
    case TOPIC_AGREED:
        agreed_line(r, s);
        return true;
    case TOPIC_PERSON:
        if (r->line->cells && text_item_open(r, ITEM_MEDICATION) && text_field_put(r, topic, s))
            return true;
        if (r->line->mark == MARK_NONE && !r->line->cells && s.n > 16 &&
            (text_group(text_section_of(r)) == 'i' || names_task(r, r->label, s))) {
            put_task(r, r->label, s); /* "RN: medication education daily" */
            return true;
        }
        if (text_item_open(r, ITEM_INTERVENTION) && r->line->level > r->level[ITEM_INTERVENTION] &&
            text_field_put(r, topic, s))
            return true;
        text_make_person(r, text_group(text_section_of(r)) == 'x' ? ITEM_CONTACT : ITEM_PARTICIPANT,
                         r->label.n ? r->label : name, s);
        return true;
    default:
        return false;
    }
}

/* A label at the margin below a list of bullets: about the last item of the list. */
static bool reopened(struct reader *r, enum topic topic, struct str s)
{
    char group = text_group(topic);
    enum item kind = group == 's'   ? ITEM_SUPPORT
                     : group == 'r' ? ITEM_REFERRAL
                     : group == 'm' ? ITEM_MONITORING
                     : group == 'd' ? ITEM_DIAGNOSIS
                     : group == 'h' ? ITEM_MEDICATION
                                    : ITEM_NONE;
    if (kind == ITEM_NONE || r->index[kind] < 0)
        return false;
    r->level[kind] = r->line->level;
    return text_field_put(r, topic, s);
}

void text_part_put(struct reader *r, enum topic topic, struct str name, struct str s)
{
    topic = text_meant_here(r, topic, s);
    if (!name.n && text_says_none(topic, s)) { /* what was looked at, and no item of its own */
        text_put_topic(r, &r->plan->assessment.findings, r->label.n ? r->label : r->heading, s);
        text_mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
        return;
    }
    if (item_part(r, topic, name, s) || plan_part(r, topic, name, s))
        return;
    if (name.n)
        s = s.n ? text_labelled(r, name, s) : name;
    if (text_group(topic) == 'p' && topic != TOPIC_PROBLEM_RISKS && problem_fact(r, topic, s))
        return;
    if (!text_field_put(r, topic, s) && !reopened(r, topic, s))
        homeless(r, topic, s);
}
