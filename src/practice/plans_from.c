/*
 * plans_from.c: what a new version of a plan takes over from the one before it.
 *
 * Structure comes along, narrative does not: text that is carried forward unread says nothing about today (project; the
 * article's "tailored, not copied"). Ids stay, so that versions can be compared and series go on.
 */
#include "practice/plans_parts.h"

#define CLEAR(member) memset(&(member), 0, sizeof(member))

static void from_goal(struct plan_goal *g)
{
    CLEAR(g->progress);
    CLEAR(g->details);
    g->achievement = ACHIEVEMENT_UNSTATED;
    for (size_t i = 0; i < g->objectives.n; i++) {
        struct plan_objective *o = &g->objectives.at[i];
        CLEAR(o->progress);
        CLEAR(o->details);
        o->achievement = ACHIEVEMENT_UNSTATED;
    }
}

static void from_problem(struct plan_problem *v)
{
    struct plan_problem kept = {.id = v->id, .name = v->name, .diagnoses = v->diagnoses};
    kept.statement = v->name.n ? kept.statement : v->statement; /* what has no name is known by its sentence */
    *v = kept;
}

static void from_care(struct plan *p)
{
    for (size_t i = 0; i < p->interventions.n; i++) {
        struct plan_intervention *v = &p->interventions.at[i];
        CLEAR(v->rationale);
        CLEAR(v->reinforcement);
        CLEAR(v->details);
    }
    for (size_t i = 0; i < p->support.n; i++) {
        CLEAR(p->support.at[i].text);
        CLEAR(p->support.at[i].not_do);
    }
    for (size_t i = 0; i < p->referrals.n; i++) {
        CLEAR(p->referrals.at[i].text);
        CLEAR(p->referrals.at[i].coordination);
    }
    CLEAR(p->duration.text);
    CLEAR(p->duration.start);
    CLEAR(p->duration.end);
    CLEAR(p->duration.services);
    CLEAR(p->duration.ending);
    CLEAR(p->reviews.next);
    CLEAR(p->reviews.plan_date);
    CLEAR(p->reviews.held);
}

void plans_from_last(struct plan *p)
{
    struct plan_crisis crisis = {0};
    CLEAR(p->client.background);
    CLEAR(p->medications);
    CLEAR(p->assessment);
    CLEAR(p->agreement);
    CLEAR(p->notes);
    CLEAR(p->culture.background);
    CLEAR(p->culture.beliefs);
    CLEAR(p->culture.text);
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        CLEAR(p->diagnoses.at[i].text);
        CLEAR(p->diagnoses.at[i].evidence);
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        from_problem(&p->problems.at[i]);
    }
    for (size_t i = 0; i < p->barriers.n; i++) {
        CLEAR(p->barriers.at[i].answer);
    }
    for (size_t i = 0; i < p->goals.n; i++) {
        from_goal(&p->goals.at[i]);
    }
    from_care(p);
    memcpy(&crisis.contacts, &p->crisis.contacts, sizeof crisis.contacts);
    memcpy(&crisis.resources, &p->crisis.resources, sizeof crisis.resources);
    p->crisis = crisis; /* the safety plan and what is known of the risk are made anew */
}
