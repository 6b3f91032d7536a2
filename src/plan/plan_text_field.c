/* plan_text_field.c: known labels that fill one member, as a table: which label, of which item, how. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

enum how {
    HOW_TEXT,
    HOW_LIST,
    HOW_SPLIT,
    HOW_LABELLED,
    HOW_TOPIC,
    HOW_CADENCE,
    HOW_DUE,
    HOW_MEASURE,
    HOW_BASELINE,
    HOW_TARGET,
    HOW_MINUTES,
    HOW_CONDITION,
    HOW_PRIORITY,
    HOW_STATUS,
    HOW_DATE
};

struct field {
    enum topic topic;
    enum item item; /* ITEM_NONE: of the plan itself, when no item of the other rows is open */
    enum how how;
    size_t offset, second; /* second: HOW_STATUS: of the achievement */
    const char *pointer;   /* below the item */
};

#define OF(t, m) offsetof(struct t, m)
#define P(m) offsetof(struct plan, m)

static const struct field fields[] = {
    {TOPIC_PREFERRED_NAME, ITEM_NONE, HOW_TEXT, P(client.preferred_name), 0, "/client/preferred_name"},
    {TOPIC_PRONOUNS, ITEM_NONE, HOW_TEXT, P(client.pronouns), 0, "/client/pronouns"},
    {TOPIC_GENDER, ITEM_NONE, HOW_TEXT, P(client.gender), 0, "/client/gender"},
    {TOPIC_LANGUAGE, ITEM_NONE, HOW_TEXT, P(client.language), 0, "/client/language"},
    {TOPIC_ADDRESS, ITEM_NONE, HOW_TEXT, P(client.address), 0, "/client/address"},
    {TOPIC_LEGAL_STATUS, ITEM_NONE, HOW_TEXT, P(client.legal_status), 0, "/client/legal_status"},
    {TOPIC_DECISION_MAKER, ITEM_NONE, HOW_TEXT, P(client.decision_maker), 0, "/client/decision_maker"},
    {TOPIC_GUARDIAN, ITEM_NONE, HOW_TEXT, P(client.guardian), 0, "/client/guardian"},
    {TOPIC_IDENTIFIER, ITEM_NONE, HOW_TOPIC, P(client.identifiers), 0, "/client/identifiers/#"},
    {TOPIC_BACKGROUND, ITEM_NONE, HOW_TOPIC, P(client.background), 0, "/client/background/#"},
    {TOPIC_ALLERGIES, ITEM_NONE, HOW_LIST, P(client.allergies), 0, "/client/allergies/#"},
    {TOPIC_ASSESSMENT, ITEM_NONE, HOW_TOPIC, P(assessment.findings), 0, "/assessment/findings/#"},
    {TOPIC_MENTAL_STATUS, ITEM_NONE, HOW_TEXT, P(assessment.mental_status), 0, "/assessment/mental_status"},
    {TOPIC_PROGNOSIS, ITEM_NONE, HOW_TEXT, P(assessment.prognosis), 0, "/assessment/prognosis"},
    {TOPIC_NOTES, ITEM_OBJECTIVE, HOW_LIST, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_NOTES, ITEM_GOAL, HOW_LIST, OF(plan_goal, details), 0, "/details/#"},
    {TOPIC_NOTES, ITEM_NONE, HOW_LIST, P(assessment.remarks), 0, "/assessment/remarks/#"},
    {TOPIC_DX_CODE, ITEM_DIAGNOSIS, HOW_TEXT, OF(plan_diagnosis, code), 0, "/code"},
    {TOPIC_DX_EVIDENCE, ITEM_DIAGNOSIS, HOW_LIST, OF(plan_diagnosis, evidence), 0, "/evidence/#"},
    {TOPIC_DX_BY, ITEM_DIAGNOSIS, HOW_TEXT, OF(plan_diagnosis, by), 0, "/by"},
    {TOPIC_DX_DATE, ITEM_DIAGNOSIS, HOW_DATE, OF(plan_diagnosis, date), 0, "/date"},
    {TOPIC_GOAL_STATEMENT, ITEM_DIAGNOSIS, HOW_TEXT, OF(plan_diagnosis, text), 0, "/text"},
    {TOPIC_GOAL_STATEMENT, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, statement), 0, "/statement"},
    {TOPIC_PROBLEM_WORDS, ITEM_GOAL, HOW_TEXT, OF(plan_goal, client_words), 0, "/client_words"},
    {TOPIC_PROBLEM_WORDS, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, client_words), 0, "/client_words"},
    {TOPIC_ONSET, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, onset), 0, "/onset"},
    {TOPIC_SYMPTOMS, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, symptoms), 0, "/symptoms/#"},
    {TOPIC_TRIGGERS, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, triggers), 0, "/triggers/#"},
    {TOPIC_MAINTAINING, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, maintaining), 0, "/maintaining/#"},
    {TOPIC_PREDISPOSING, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, predisposing), 0, "/predisposing/#"},
    {TOPIC_PRECIPITATING, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, precipitating), 0, "/precipitating/#"},
    {TOPIC_PERPETUATING, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, perpetuating), 0, "/perpetuating/#"},
    {TOPIC_PROTECTIVE, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, protective), 0, "/protective/#"},
    {TOPIC_PROBLEM_HISTORY, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, history), 0, "/history"},
    {TOPIC_SEVERITY, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, severity), 0, "/severity"},
    {TOPIC_IMPACT, ITEM_PROBLEM, HOW_TOPIC, OF(plan_problem, details), 0, "/details/#"},
    {TOPIC_PROBLEM_FREQUENCY, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, frequency), 0, "/frequency"},
    {TOPIC_PROBLEM_RISKS, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, risks), 0, "/risks/#"},
    {TOPIC_FORMULATION, ITEM_PROBLEM, HOW_TOPIC, OF(plan_problem, details), 0, "/details/#"},
    {TOPIC_FORMULATION, ITEM_NONE, HOW_TOPIC, P(assessment.findings), 0, "/assessment/findings/#"},
    {TOPIC_PROBLEM_RISKS, ITEM_NONE, HOW_LIST, P(crisis.risk), 0, "/crisis/risk/#"},
    {TOPIC_BARRIER_ANSWER, ITEM_BARRIER, HOW_TEXT, OF(plan_barrier, answer), 0, "/answer"},
    {TOPIC_CULTURE, ITEM_NONE, HOW_LIST, P(culture.text), 0, "/culture/text/#"},
    {TOPIC_BELIEFS, ITEM_NONE, HOW_TEXT, P(culture.beliefs), 0, "/culture/beliefs"},
    {TOPIC_GOAL_STATEMENT, ITEM_GOAL, HOW_TEXT, OF(plan_goal, statement), 0, "/statement"},
    {TOPIC_GOAL_STATEMENT, ITEM_OBJECTIVE, HOW_TEXT, OF(plan_objective, statement), 0, "/statement"},
    {TOPIC_GOAL_STATEMENT, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, text), 0, "/text"},
    {TOPIC_GOAL_WORDS, ITEM_GOAL, HOW_TEXT, OF(plan_goal, client_words), 0, "/client_words"},
    {TOPIC_GOAL_DETAIL, ITEM_GOAL, HOW_LABELLED, OF(plan_goal, details), 0, "/details/#"},
    {TOPIC_GOAL_DETAIL, ITEM_OBJECTIVE, HOW_LABELLED, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_GOAL_DETAIL, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_MEASURE, ITEM_GOAL, HOW_MEASURE, OF(plan_goal, measure), 0, "/measure/name"},
    {TOPIC_MEASURE, ITEM_OBJECTIVE, HOW_MEASURE, OF(plan_objective, measure), 0, "/measure/name"},
    {TOPIC_MEASURE, ITEM_MONITORING, HOW_MEASURE, OF(plan_monitoring, measure), 0, "/measure/name"},
    {TOPIC_BASELINE, ITEM_GOAL, HOW_BASELINE, OF(plan_goal, baseline), 0, "/baseline/text"},
    {TOPIC_BASELINE, ITEM_OBJECTIVE, HOW_BASELINE, OF(plan_objective, baseline), 0, "/baseline/text"},
    {TOPIC_TARGET, ITEM_GOAL, HOW_TARGET, OF(plan_goal, target), 0, "/target/text"},
    {TOPIC_TARGET, ITEM_OBJECTIVE, HOW_TARGET, OF(plan_objective, target), 0, "/target/text"},
    {TOPIC_DUE, ITEM_GOAL, HOW_DUE, OF(plan_goal, due), 0, "/due/text"},
    {TOPIC_DUE, ITEM_OBJECTIVE, HOW_DUE, OF(plan_objective, due), 0, "/due/text"},
    {TOPIC_END, ITEM_GOAL, HOW_DUE, OF(plan_goal, due), 0, "/due/text"},
    {TOPIC_END, ITEM_OBJECTIVE, HOW_DUE, OF(plan_objective, due), 0, "/due/text"},
    {TOPIC_START, ITEM_GOAL, HOW_LABELLED, OF(plan_goal, details), 0, "/details/#"},
    {TOPIC_START, ITEM_OBJECTIVE, HOW_LABELLED, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_PROGRESS, ITEM_GOAL, HOW_TEXT, OF(plan_goal, progress), 0, "/progress"},
    {TOPIC_PROGRESS, ITEM_OBJECTIVE, HOW_TEXT, OF(plan_objective, progress), 0, "/progress"},
    {TOPIC_STATUS, ITEM_GOAL, HOW_STATUS, OF(plan_goal, status), OF(plan_goal, achievement), ""},
    {TOPIC_STATUS, ITEM_OBJECTIVE, HOW_STATUS, OF(plan_objective, status), OF(plan_objective, achievement), ""},
    {TOPIC_STATUS, ITEM_PROBLEM, HOW_TOPIC, OF(plan_problem, details), 0, "/details/#"},
    {TOPIC_PRIORITY, ITEM_GOAL, HOW_PRIORITY, OF(plan_goal, priority), OF(plan_goal, details), "/priority"},
    {TOPIC_PRIORITY, ITEM_PROBLEM, HOW_TOPIC, OF(plan_problem, details), 0, "/details/#"},
    {TOPIC_STATUS, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_PRIORITY, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_START, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_DUE, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_FREQUENCY, ITEM_PROBLEM, HOW_TEXT, OF(plan_problem, frequency), 0, "/frequency"},
    {TOPIC_FREQUENCY, ITEM_OBJECTIVE, HOW_CADENCE, OF(plan_objective, frequency), 0, "/frequency/text"},
    {TOPIC_FREQUENCY, ITEM_INTERVENTION, HOW_CADENCE, OF(plan_intervention, frequency), 0, "/frequency/text"},
    {TOPIC_FREQUENCY, ITEM_MONITORING, HOW_CADENCE, OF(plan_monitoring, cadence), 0, "/cadence/text"},
    {TOPIC_FREQUENCY, ITEM_PHASE, HOW_CADENCE, OF(plan_phase, cadence), 0, "/cadence/text"},
    {TOPIC_SESSION_LENGTH, ITEM_INTERVENTION, HOW_MINUTES, OF(plan_intervention, session_minutes),
     OF(plan_intervention, details), "/session_minutes"},
    {TOPIC_SESSION_LENGTH, ITEM_NONE, HOW_MINUTES, P(duration.session_minutes), P(duration.services),
     "/duration/session_minutes"},
    {TOPIC_LENGTH, ITEM_PROBLEM, HOW_TOPIC, OF(plan_problem, details), 0, "/details/#"},
    {TOPIC_LENGTH, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, length), 0, "/length"},
    {TOPIC_LENGTH, ITEM_OBJECTIVE, HOW_LABELLED, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_SETTING, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, setting), 0, "/setting"},
    {TOPIC_SETTING, ITEM_NONE, HOW_TEXT, P(duration.setting), 0, "/duration/setting"},
    {TOPIC_LEVEL_OF_CARE, ITEM_NONE, HOW_TEXT, P(duration.level_of_care), 0, "/duration/level_of_care"},
    {TOPIC_RESPONSIBLE, ITEM_OBJECTIVE, HOW_TEXT, OF(plan_objective, responsible), 0, "/responsible"},
    {TOPIC_RESPONSIBLE, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, responsible), 0, "/responsible"},
    {TOPIC_RESPONSIBLE, ITEM_MONITORING, HOW_TEXT, OF(plan_monitoring, reporter), 0, "/reporter"},
    {TOPIC_RESPONSIBLE, ITEM_GOAL, HOW_LABELLED, OF(plan_goal, details), 0, "/details/#"},
    {TOPIC_RESPONSIBLE, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, coordination), 0, "/coordination"},
    {TOPIC_PERSON, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, responsible), 0, "/responsible"},
    {TOPIC_MODALITY, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, modality), 0, "/modality"},
    {TOPIC_RATIONALE, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, rationale), 0, "/rationale"},
    {TOPIC_RATIONALE, ITEM_GOAL, HOW_LABELLED, OF(plan_goal, details), 0, "/details/#"},
    {TOPIC_RATIONALE, ITEM_OBJECTIVE, HOW_LABELLED, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_EVIDENCE, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, evidence), 0, "/evidence"},
    {TOPIC_DX_EVIDENCE, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, evidence), 0, "/evidence"},
    {TOPIC_DX_EVIDENCE, ITEM_PROBLEM, HOW_SPLIT, OF(plan_problem, symptoms), 0, "/symptoms/#"},
    {TOPIC_REINFORCEMENT, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, reinforcement), 0, "/reinforcement"},
    {TOPIC_REINFORCEMENT, ITEM_OBJECTIVE, HOW_LABELLED, OF(plan_objective, details), 0, "/details/#"},
    {TOPIC_TEACHING, ITEM_INTERVENTION, HOW_TEXT, OF(plan_intervention, text), 0, "/text"},
    {TOPIC_INT_CONDITION, ITEM_INTERVENTION, HOW_CONDITION, OF(plan_intervention, condition), 0, "/condition/text"},
    {TOPIC_INT_DETAIL, ITEM_INTERVENTION, HOW_LABELLED, OF(plan_intervention, details), 0, "/details/#"},
    {TOPIC_MON_REPORTER, ITEM_MONITORING, HOW_TEXT, OF(plan_monitoring, reporter), 0, "/reporter"},
    {TOPIC_NEXT_PHASE, ITEM_NONE, HOW_LIST, P(duration.next_phase_criteria), 0, "/duration/next_phase_criteria/#"},
    {TOPIC_DISCHARGE, ITEM_NONE, HOW_LIST, P(duration.discharge_criteria), 0, "/duration/discharge_criteria/#"},
    {TOPIC_RELAPSE, ITEM_NONE, HOW_LIST, P(duration.relapse_prevention), 0, "/duration/relapse_prevention/#"},
    {TOPIC_ENDING, ITEM_NONE, HOW_LIST, P(duration.ending.onward), 0, "/duration/ending/onward/#"},
    {TOPIC_SERVICES, ITEM_NONE, HOW_LABELLED, P(duration.services), 0, "/duration/services/#"},
    {TOPIC_MED_DETAIL, ITEM_MEDICATION, HOW_TEXT, OF(plan_medication, text), 0, "/text"},
    {TOPIC_FREQUENCY, ITEM_MEDICATION, HOW_TEXT, OF(plan_medication, text), 0, "/text"},
    {TOPIC_RATIONALE, ITEM_MEDICATION, HOW_TEXT, OF(plan_medication, purpose), 0, "/purpose"},
    {TOPIC_PERSON, ITEM_MEDICATION, HOW_TEXT, OF(plan_medication, prescriber), 0, "/prescriber"},
    {TOPIC_SUPPORT_NOT, ITEM_SUPPORT, HOW_TEXT, OF(plan_support, not_do), 0, "/not_do"},
    {TOPIC_CONSENTS, ITEM_SUPPORT, HOW_TEXT, OF(plan_support, consent), 0, "/consent"},
    {TOPIC_REF_TO, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, to), 0, "/to"},
    {TOPIC_REF_STATUS, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, coordination), 0, "/coordination"},
    {TOPIC_STATUS, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, coordination), 0, "/coordination"},
    {TOPIC_REF_REASON, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, text), 0, "/text"},
    {TOPIC_RATIONALE, ITEM_REFERRAL, HOW_TEXT, OF(plan_referral, text), 0, "/text"},
    {TOPIC_SAFETY_PLAN, ITEM_NONE, HOW_LIST, P(crisis.safety_plan.text), 0, "/crisis/safety_plan/text/#"},
    {TOPIC_WARNING_SIGNS, ITEM_NONE, HOW_SPLIT, P(crisis.safety_plan.warning_signs), 0,
     "/crisis/safety_plan/warning_signs/#"},
    {TOPIC_COPING, ITEM_NONE, HOW_SPLIT, P(crisis.safety_plan.coping), 0, "/crisis/safety_plan/coping/#"},
    {TOPIC_DISTRACTION, ITEM_NONE, HOW_SPLIT, P(crisis.safety_plan.distraction), 0,
     "/crisis/safety_plan/distraction/#"},
    {TOPIC_PEOPLE, ITEM_NONE, HOW_LIST, P(crisis.safety_plan.people), 0, "/crisis/safety_plan/people/#"},
    {TOPIC_PROFESSIONALS, ITEM_NONE, HOW_LIST, P(crisis.safety_plan.professionals), 0,
     "/crisis/safety_plan/professionals/#"},
    {TOPIC_SURROUNDINGS, ITEM_NONE, HOW_LIST, P(crisis.safety_plan.surroundings), 0,
     "/crisis/safety_plan/surroundings/#"},
    {TOPIC_CRISIS, ITEM_NONE, HOW_LIST, P(crisis.steps), 0, "/crisis/steps/#"},
    {TOPIC_CRISIS_RESOURCES, ITEM_NONE, HOW_LIST, P(crisis.resources), 0, "/crisis/resources/#"},
    {TOPIC_RESTRICTIVE, ITEM_NONE, HOW_LIST, P(crisis.restrictive_practices), 0, "/crisis/restrictive_practices/#"},
    {TOPIC_RISK, ITEM_NONE, HOW_LABELLED, P(crisis.risk), 0, "/crisis/risk/#"},
    {TOPIC_RESPONSE_ACTION, ITEM_RESPONSE, HOW_LIST, OF(plan_response, actions), 0, "/actions/#"},
    {TOPIC_CONSULTATION, ITEM_NONE, HOW_LIST, P(agreement.consultation), 0, "/agreement/consultation/#"},
    {TOPIC_CLIENT_VIEW, ITEM_NONE, HOW_TEXT, P(agreement.client_view), 0, "/agreement/client_view"},
    {TOPIC_AGREEMENT, ITEM_NONE, HOW_LIST, P(agreement.text), 0, "/agreement/text/#"},
    {TOPIC_NOT_AGREED, ITEM_NONE, HOW_TEXT, P(agreement.reason_not_agreed), 0, "/agreement/reason_not_agreed"},
};

/* marking */

static void push_field(struct reader *r, size_t line, struct str pointer)
{
    struct import_field *f = PLAN_PUSH(r->arena, &r->report->fields);
    if (!f) {
        r->failed = true;
        return;
    }
    *f = (struct import_field){line, pointer};
}

static char *put_index(char *to, int v)
{
    char digits[12];
    int n = 0;
    do
        digits[n++] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    while (n > 0)
        *to++ = digits[--n];
    return to;
}

static void mark_lines(struct reader *r, size_t from, size_t until, const char *pattern, const int index[3])
{
    char text[160], *to = text; /* patterns are ours: at most 95 bytes and three indices */
    int used = 0;
    for (const char *hash; (hash = strchr(pattern, '#')) != NULL; pattern = hash + 1) {
        memcpy(to, pattern, (size_t)(hash - pattern));
        to = put_index(to + (hash - pattern), index[used++]);
    }
    size_t tail = strlen(pattern);
    memcpy(to, pattern, tail);
    to += tail;
    struct str pointer = {arena_copy(r->arena, text, (size_t)(to - text)), (size_t)(to - text)};
    if (!pointer.p) {
        r->failed = true;
        return;
    }
    for (size_t line = from; line <= until; line++)
        push_field(r, line, pointer);
}

void text_mark(struct reader *r, const char *pattern, int i, int k, int m)
{
    r->stored = true;
    if (r->told)
        mark_lines(r, r->line->from, r->line->to, pattern, (const int[]){i, k, m});
}

void text_mark_line(struct reader *r, size_t line, const char *pattern, int i, int k)
{
    if (r->told)
        mark_lines(r, line, line, pattern, (const int[]){i, k, 0});
}

static const char *const item_pointer[ITEM_COUNT] = {
    [ITEM_NONE] = "",
    [ITEM_DIAGNOSIS] = "/diagnoses/#",
    [ITEM_MEDICATION] = "/medications/#",
    [ITEM_PROBLEM] = "/problems/#",
    [ITEM_STRENGTH] = "/strengths/#",
    [ITEM_BARRIER] = "/barriers/#",
    [ITEM_VALUE] = "/values/#",
    [ITEM_PREFERENCE] = "/culture/preferences/#",
    [ITEM_GOAL] = "/goals/#",
    [ITEM_OBJECTIVE] = "/goals/#/objectives/#",
    [ITEM_INTERVENTION] = "/interventions/#",
    [ITEM_MONITORING] = "/monitoring/#",
    [ITEM_PHASE] = "/duration/phases/#",
    [ITEM_SUPPORT] = "/support/#",
    [ITEM_REFERRAL] = "/referrals/#",
    [ITEM_CONTACT] = "/crisis/contacts/#",
    [ITEM_RESPONSE] = "/crisis/responses/#",
    [ITEM_PARTICIPANT] = "/agreement/participants/#",
    [ITEM_CONSENT] = "/agreement/consents/#",
    [ITEM_SIGNATURE] = "/agreement/signatures/#",
};

void text_item_mark(struct reader *r, enum item kind, const char *suffix, int n)
{
    char pattern[96];
    r->stored = true;
    if (!r->told)
        return;
    size_t head = strlen(item_pointer[kind]), tail = strlen(suffix);
    memcpy(pattern, item_pointer[kind], head);
    memcpy(pattern + head, suffix, tail + 1);
    if (kind == ITEM_OBJECTIVE)
        text_mark(r, pattern, r->index[ITEM_GOAL], r->index[ITEM_OBJECTIVE], n);
    else if (kind == ITEM_NONE)
        text_mark(r, pattern, n, 0, 0);
    else
        text_mark(r, pattern, r->index[kind], n, 0);
}

#define ITEM_CASE(kind, list)                                                                                          \
    case kind:                                                                                                         \
        return &p->list.at[i]

void *text_item_at(struct reader *r, enum item kind)
{
    struct plan *p = r->plan;
    int i = r->index[kind];
    switch (kind) {
        ITEM_CASE(ITEM_DIAGNOSIS, diagnoses);
        ITEM_CASE(ITEM_MEDICATION, medications);
        ITEM_CASE(ITEM_PROBLEM, problems);
        ITEM_CASE(ITEM_STRENGTH, strengths);
        ITEM_CASE(ITEM_BARRIER, barriers);
        ITEM_CASE(ITEM_VALUE, values);
        ITEM_CASE(ITEM_PREFERENCE, culture.preferences);
        ITEM_CASE(ITEM_GOAL, goals);
        ITEM_CASE(ITEM_OBJECTIVE, goals.at[r->index[ITEM_GOAL]].objectives);
        ITEM_CASE(ITEM_INTERVENTION, interventions);
        ITEM_CASE(ITEM_MONITORING, monitoring);
        ITEM_CASE(ITEM_PHASE, duration.phases);
        ITEM_CASE(ITEM_SUPPORT, support);
        ITEM_CASE(ITEM_REFERRAL, referrals);
        ITEM_CASE(ITEM_CONTACT, crisis.contacts);
        ITEM_CASE(ITEM_RESPONSE, crisis.responses);
        ITEM_CASE(ITEM_PARTICIPANT, agreement.participants);
        ITEM_CASE(ITEM_CONSENT, agreement.consents);
        ITEM_CASE(ITEM_SIGNATURE, agreement.signatures);
    case ITEM_NONE:
    case ITEM_COUNT:
        break;
    }
    return p;
}

bool text_item_open(const struct reader *r, enum item kind)
{
    return r->index[kind] >= 0 && r->level[kind] != LEVEL_CLOSED &&
           (kind != ITEM_OBJECTIVE || r->index[ITEM_GOAL] >= 0);
}

/* filling */

void text_put(struct reader *r, struct str *to, struct str s)
{
    s = str_trim(s);
    if (to->p && to->n && s.n) {
        char *p = arena_alloc(r->arena, to->n + s.n + 2);
        if (!p) {
            r->failed = true;
            return;
        }
        memcpy(p, to->p, to->n);
        p[to->n] = '\n';
        memcpy(p + to->n + 1, s.p, s.n);
        *to = (struct str){p, to->n + 1 + s.n};
    } else if (!plan_text(r->arena, s, to)) {
        r->failed = true;
    }
}

int text_put_list(struct reader *r, plan_texts *to, struct str s)
{
    r->failed = !plan_add_text(r->arena, to, str_trim(s)) || r->failed;
    return to->n ? (int)to->n - 1 : 0;
}

void text_put_topic(struct reader *r, void *list, struct str topic, struct str s)
{
    struct plan_topic *t = plan_push(r->arena, list, sizeof *t);
    if (!t) {
        r->failed = true;
        return;
    }
    text_put(r, &t->text, s);
    if (topic.n)
        text_put(r, &t->topic, topic);
}

struct str text_joined(struct reader *r, struct str a, const char *between, struct str b)
{
    size_t n = strlen(between);
    char *p = arena_alloc(r->arena, a.n + n + b.n + 1);
    if (!p) {
        r->failed = true;
        return b;
    }
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, between, n);
    memcpy(p + a.n + n, b.p, b.n);
    return (struct str){p, a.n + n + b.n};
}

struct str text_labelled(struct reader *r, struct str label, struct str s)
{
    if (label.n == 0)
        return s;
    return s.n ? text_joined(r, label, ": ", s) : label;
}

void text_put_cadence(struct reader *r, struct plan_cadence *c, struct str s)
{
    text_put(r, &c->text, s);
    if (!c->every_min.has)
        text_scan_cadence(s, c, NULL);
}

void text_put_measure(struct reader *r, struct plan_measure *m, struct str s)
{
    struct str name;
    const char *id = text_scan_instrument(s, &name);
    uint32_t classes = heading_classes(s);
    text_put(r, &m->name, id ? name : s);
    if (id)
        text_put(r, &m->instrument, str_of(id));
    if (m->kind)
        return;
    m->kind = id                                                                                   ? MEASURE_INSTRUMENT
              : text_scan_word(s, "diary") != (size_t)-1 || text_scan_word(s, "log") != (size_t)-1 ? MEASURE_DIARY
              : text_scan_word(s, "self") != (size_t)-1                                            ? MEASURE_SELF_REPORT
              : text_scan_word(s, "observation") != (size_t)-1 || text_scan_word(s, "observed") != (size_t)-1
                  ? MEASURE_OBSERVATION
              : text_scan_word(s, "attendance") != (size_t)-1 || text_scan_word(s, "records") != (size_t)-1
                  ? MEASURE_RECORD
              : (classes & WORD_TOOL) && text_scan_word(s, "scale") != (size_t)-1 ? MEASURE_INSTRUMENT
                                                                                  : MEASURE_UNSTATED;
}

void text_put_condition(struct reader *r, struct plan_condition *c, struct str s)
{
    text_put(r, &c->text, s);
}

void text_put_due(struct reader *r, struct plan_due *d, struct str s)
{
    struct scan_span n;
    struct str period = {NULL, 0};
    char text[24], *to = text;
    bool first = !d->text.p;
    text_put(r, &d->text, s);
    if (!first || text_scan_date(s, r->dates, &d->date, NULL))
        return;
    int64_t number;
    size_t session = text_scan_word(s, "session");
    if (session != (size_t)-1 && text_scan_integer(str_sub(s, session, s.n), &number, NULL)) {
        d->session = (struct opt_int){true, number};
    } else if (text_scan_length(s, UNIT_UNSTATED, &n) && n.unit > UNIT_SESSION && n.max > 0 && n.max < 1000) {
        *to++ = 'P';
        to = put_index(to, (int)n.max);
        *to++ = "SDWMY"[n.unit - UNIT_SESSION];
        period = (struct str){text, (size_t)(to - text)};
        text_put(r, &d->period, period);
    }
}

static void put_status(struct reader *r, const struct field *f, char *item, struct str s)
{
    static const struct {
        char word[14];
        enum plan_lifecycle life;
        enum plan_achievement achieved;
    } words[] = {
        {"not met", 0, ACHIEVEMENT_NOT_ACHIEVED},
        {"not achieved", 0, ACHIEVEMENT_NOT_ACHIEVED},
        {"not started", LIFECYCLE_PROPOSED, 0},
        {"in progress", LIFECYCLE_ACTIVE, ACHIEVEMENT_IN_PROGRESS},
        {"no change", 0, ACHIEVEMENT_NO_CHANGE},
        {"on hold", LIFECYCLE_ON_HOLD, 0},
        {"deferred", LIFECYCLE_ON_HOLD, 0},
        {"proposed", LIFECYCLE_PROPOSED, 0},
        {"planned", LIFECYCLE_PROPOSED, 0},
        {"improving", 0, ACHIEVEMENT_IMPROVING},
        {"worsening", 0, ACHIEVEMENT_WORSENING},
        {"met", LIFECYCLE_COMPLETED, ACHIEVEMENT_ACHIEVED},
        {"achieved", LIFECYCLE_COMPLETED, ACHIEVEMENT_ACHIEVED},
        {"completed", LIFECYCLE_COMPLETED, 0},
        {"resolved", LIFECYCLE_COMPLETED, ACHIEVEMENT_ACHIEVED},
        {"discontinued", LIFECYCLE_CANCELLED, 0},
        {"cancelled", LIFECYCLE_CANCELLED, 0},
        {"active", LIFECYCLE_ACTIVE, 0},
        {"ongoing", LIFECYCLE_ACTIVE, 0},
        {"continued", LIFECYCLE_ACTIVE, 0},
        {"new", LIFECYCLE_ACTIVE, 0},
        {"open", LIFECYCLE_ACTIVE, 0},
    };
    enum plan_lifecycle *life = (enum plan_lifecycle *)(void *)(item + f->offset);
    enum plan_achievement *achieved = (enum plan_achievement *)(void *)(item + f->second);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_is_ci(s, words[i].word))
            continue;
        if (words[i].life) {
            *life = words[i].life;
            text_item_mark(r, f->item, "/status", 0);
        }
        if (words[i].achieved) {
            *achieved = words[i].achieved;
            text_item_mark(r, f->item, "/achievement", 0);
        }
        return;
    }
    bool goal = f->item == ITEM_GOAL;
    text_put(r,
             goal ? &((struct plan_goal *)(void *)item)->progress : &((struct plan_objective *)(void *)item)->progress,
             s);
    text_item_mark(r, f->item, "/progress", 0);
}

static bool put_priority(struct reader *r, const struct field *f, void *item, struct str s)
{
    enum plan_priority p = str_starts_ci(s, STR("high")) || str_is(s, "1")  ? PRIORITY_HIGH
                           : str_starts_ci(s, STR("med")) || str_is(s, "2") ? PRIORITY_MEDIUM
                           : str_starts_ci(s, STR("low")) || str_is(s, "3") ? PRIORITY_LOW
                                                                            : PRIORITY_UNSTATED;
    if (p)
        ((struct plan_goal *)item)->priority = p;
    if (!p || s.n > 8)
        text_item_mark(r, f->item, "/details/#",
                       text_put_list(r, &((struct plan_goal *)item)->details, text_labelled(r, r->label, s)));
    return p != PRIORITY_UNSTATED;
}

/* The parts of an enumeration: by semicolons, else by commas when every part is short. */
static void put_split(struct reader *r, const struct field *f, plan_texts *to, struct str s)
{
    bool semicolons = memchr(s.p, ';', s.n) != NULL, commas = !semicolons && s.n > 0;
    size_t from = 0, longest = 0, parts = 1;
    int depth = 0;
    for (size_t i = 0, last = 0; i <= s.n; i++) {
        depth += i < s.n && s.p[i] == '(' ? 1 : i < s.n && s.p[i] == ')' ? -1 : 0;
        if (i == s.n || (s.p[i] == ',' && depth <= 0)) {
            longest = i - last > longest ? i - last : longest;
            parts += i < s.n;
            last = i + 1;
        }
    }
    commas = commas && parts >= 2 && longest <= 48 && str_find(s, STR(". "), 0) == (size_t)-1;
    depth = 0;
    for (size_t i = 0; i <= s.n; i++) {
        depth += i < s.n && s.p[i] == '(' ? 1 : i < s.n && s.p[i] == ')' ? -1 : 0;
        if (i < s.n && (depth > 0 || s.p[i] != (semicolons ? ';' : commas ? ',' : '\n')))
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (commas && str_starts_ci(part, STR("and ")))
            part = str_trim(str_sub(part, 4, part.n));
        if ((commas || semicolons) && i == s.n && part.n > 1 && part.p[part.n - 1] == '.')
            part.n--;
        if (part.n)
            text_item_mark(r, f->item, f->pointer, text_put_list(r, to, part));
        from = i + 1;
    }
}

/* Over 60 lines: a case for each way of filling. */
static void fill(struct reader *r, const struct field *f, struct str s)
{
    char *item = text_item_at(r, f->item);
    void *to = item + f->offset;
    int64_t minutes;
    struct str label = r->label.n ? r->label : r->heading;
    switch (f->how) {
    case HOW_TEXT:
        if (f->topic == TOPIC_RESPONSIBLE && f->item == ITEM_INTERVENTION && text_terms_put(r, s))
            return;                                                    /* "OT, fortnightly, 60 minutes" */
        if (((struct str *)to)->n && str_starts(s, *(struct str *)to)) /* it says the same, or more */
            *(struct str *)to = (struct str){NULL, 0};
        text_put(r, to, text_unquote(s));
        break;
    case HOW_LIST:
        text_item_mark(r, f->item, f->pointer, text_put_list(r, to, text_unquote(s)));
        return;
    case HOW_LABELLED:
        text_item_mark(r, f->item, f->pointer, text_put_list(r, to, text_labelled(r, r->label, s)));
        return;
    case HOW_SPLIT:
        put_split(r, f, to, s);
        return;
    case HOW_TOPIC:
        text_put_topic(r, to, label, s);
        text_item_mark(r, f->item, f->pointer, (int)((plan_texts *)to)->n - 1);
        return;
    case HOW_CADENCE:
        text_put_cadence(r, to, text_unquote(s));
        break;
    case HOW_DUE:
        text_put_due(r, to, text_unquote(s));
        break;
    case HOW_MEASURE:
        text_put_measure(r, to, text_unquote(s));
        break;
    case HOW_BASELINE:
        text_put(r, &((struct plan_baseline *)to)->text, s);
        break;
    case HOW_TARGET:
        text_put(r, &((struct plan_target *)to)->text, s);
        break;
    case HOW_CONDITION:
        text_put_condition(r, to, s);
        break;
    case HOW_MINUTES:
        if ((minutes = text_scan_minutes(s)) > 0) {
            *(struct opt_int *)to = (struct opt_int){true, minutes};
            if (text_only_minutes(s))
                break;
            text_item_mark(r, f->item, f->pointer, 0);
        }
        text_put_list(r, (plan_texts *)(void *)(item + f->second), text_labelled(r, r->label, s));
        text_item_mark(r, f->item, f->item ? "/details/#" : "/duration/services/#",
                       (int)((plan_texts *)(void *)(item + f->second))->n - 1);
        return;
    case HOW_PRIORITY:
        if (!put_priority(r, f, item, s))
            return;
        break;
    case HOW_STATUS:
        put_status(r, f, item, s);
        return;
    case HOW_DATE:
        if (!text_scan_date(s, r->dates, to, NULL)) {
            text_put(r, &((struct plan_diagnosis *)(void *)item)->text, text_labelled(r, label, s));
            text_item_mark(r, f->item, "/text", 0);
            return;
        }
        break;
    }
    text_item_mark(r, f->item, f->pointer, 0);
}

/* "CBT-I; sleep diary" and below it who does it and how often: of each that has none of its own. */
static void fill_each(struct reader *r, const struct field *f, struct str s)
{
    int last = r->index[ITEM_INTERVENTION], first = last + 1 - r->together;
    bool plain = f->how == HOW_TEXT || f->how == HOW_CADENCE || f->how == HOW_MINUTES;
    for (int i = plain && first >= 0 ? first : last; i <= last; i++) {
        r->index[ITEM_INTERVENTION] = i;
        const char *member = (const char *)text_item_at(r, ITEM_INTERVENTION) + f->offset;
        bool filled = f->how == HOW_MINUTES   ? ((const struct opt_int *)(const void *)member)->has
                      : f->how == HOW_CADENCE ? ((const struct plan_cadence *)(const void *)member)->text.p != NULL
                                              : ((const struct str *)(const void *)member)->p != NULL;
        if (i == last || !filled)
            fill(r, f, s);
    }
}

/* Labels that an item has only where they clearly stand below it: what a goal or objective has as well belongs to an
 * intervention only further in than it; how often and how long is no longer the problem's once a goal was stated. */
static bool may_have(const struct reader *r, enum item kind, enum topic topic)
{
    bool shared = topic == TOPIC_STATUS || topic == TOPIC_PRIORITY || topic == TOPIC_START || topic == TOPIC_DUE;
    if (kind == ITEM_INTERVENTION && shared)
        return r->line->level > r->level[kind];
    bool treated = r->made[ITEM_GOAL] > r->made[ITEM_PROBLEM] || r->made[ITEM_INTERVENTION] > r->made[ITEM_PROBLEM];
    return !(kind == ITEM_PROBLEM && treated && (topic == TOPIC_FREQUENCY || topic == TOPIC_LENGTH));
}

bool text_field_put(struct reader *r, enum topic topic, struct str value)
{
    const struct field *best = NULL;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *f = &fields[i];
        if (f->topic != topic)
            continue;
        if (f->item == ITEM_NONE) {
            best = best ? best : f;
        } else if (text_item_open(r, f->item) && may_have(r, f->item, topic) &&
                   (!best || best->item == ITEM_NONE || r->made[f->item] > r->made[best->item])) {
            best = f;
        }
    }
    if (best && best->item == ITEM_INTERVENTION && r->together > 1)
        fill_each(r, best, value);
    else if (best)
        fill(r, best, value);
    return best != NULL;
}
