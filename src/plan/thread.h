/*
 * thread.h: the golden thread: diagnosis -> problem -> goal -> objective -> intervention / measure -> review, as a
 * graph. Layer: plan.  Not here: sessions and scores (they join when the record is built).
 */
#ifndef PLAN_THREAD_H
#define PLAN_THREAD_H

#include "plan/plan.h"

enum thread_kind {
    THREAD_DIAGNOSIS,
    THREAD_PROBLEM,
    THREAD_VALUE,
    THREAD_STRENGTH,
    THREAD_BARRIER,
    THREAD_GOAL,
    THREAD_OBJECTIVE,
    THREAD_INTERVENTION,
    THREAD_MONITORING,
    THREAD_KIND_COUNT
};

struct thread_node {
    enum thread_kind kind;
    struct str id, label, pointer; /* label: the words a reader knows it by; pointer: "/goals/0/objectives/1" */
    /* Bit 1 << kind for each kind of node linked to it from above (nearer to the diagnosis) and from below. An
     * objective also has below it what its goal has below it, when that is tied to no objective. */
    unsigned above, below;
    /* An orphan upwards, serving nothing: a problem without diagnosis while the plan has diagnoses, a goal without
     * problem, diagnosis or value, an intervention without problem, goal or objective, monitoring without goal or
     * objective. */
    bool needs_up;
    /* An orphan downwards: a diagnosis, problem or value without goal, a goal without objective, an objective without
     * intervention, a strength nothing builds on, a barrier without answer. */
    bool needs_down;
    /* Objectives: something shows whether it is met, a measure of its own or monitoring. True for every other kind. */
    bool followed;
};

struct thread_edge {
    size_t from, to; /* indices of nodes; from is nearer to the diagnosis */
    bool implied;    /* not stated, see thread_build */
};

struct thread {
    PLAN_LIST(struct thread_node) nodes; /* by kind, within a kind in the order of the plan */
    PLAN_LIST(struct thread_edge) edges; /* by from, then to; none twice */
};

/*
 * thread_build: the graph of p. Ids may be absent; labels and ids are borrowed from p.
 * Stated edges come from ids and from an objective standing in its goal. Implied ones, only where nothing is stated:
 *   - problem to the only diagnosis, diagnosis to the only problem
 *   - goal to the only problem, or, without problems, to the only diagnosis
 *   - diagnosis, problem and value to the only goal, unless that goal names others of their kind
 *   - intervention and monitoring to the only goal, or to its objective when it has exactly one
 *   - objective (or goal) and monitoring that name the same instrument or the same measure: the first of each
 * Strengths and barriers are never implied: that a strength is used must be said. ERR_MEMORY.
 */
bool thread_build(const struct plan *p, struct arena *a, struct thread *out, struct err *e);

/* thread_implies_relevance: the same reading for one goal without building the graph: it serves a problem, a diagnosis
 * or a value, stated or implied (TRI_YES); the plan has some and none can be meant (TRI_NO); the plan has none
 * (TRI_UNKNOWN). */
enum tri thread_implies_relevance(const struct plan *p, const struct plan_goal *g);

/*
 * thread_serving_begin, thread_serving_next: what of a kind below it works towards an objective, or follows it: what
 * names the objective itself, then what its goal has below it and names no objective at all. Every page and document
 * that lists it asks here, so that they list the same.
 *   goal, objective  indices of nodes
 *   edge             out: index of the edge that leads to it (from the objective or from its goal)
 * next: false at the end. Nothing is allocated; finding the place costs the logarithm of the edges.
 */
struct thread_serving {
    enum thread_kind kind;
    size_t at, end, goal_at, goal_end; /* its own: edges of the objective, then those of the goal */
};
void thread_serving_begin(const struct thread *t, size_t goal, size_t objective, enum thread_kind kind,
                          struct thread_serving *out);
bool thread_serving_next(const struct thread *t, struct thread_serving *s, size_t *edge);

const char *thread_kind_name(enum thread_kind k); /* "diagnosis", ... */

/* thread_put_json:
 * {"nodes":[{"kind","id","label","pointer","needs_up","needs_down"}],"edges":[{"from","to","implied"}]}, from and to
 * being pointers. */
void thread_put_json(const struct thread *t, int indent, struct buf *out);

#endif
