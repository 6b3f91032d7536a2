/*
 * thread.h: the golden thread: diagnosis -> problem -> goal -> objective -> intervention / measure -> review, as a graph.
 * Layer: plan.  Not here: sessions and scores (they join when the record is built).
 */
#ifndef PLAN_THREAD_H
#define PLAN_THREAD_H

#include "plan/plan.h"

enum thread_kind {
    THREAD_DIAGNOSIS, THREAD_PROBLEM, THREAD_VALUE, THREAD_STRENGTH, THREAD_BARRIER, THREAD_GOAL, THREAD_OBJECTIVE,
    THREAD_INTERVENTION, THREAD_MONITORING, THREAD_KIND_COUNT
};

struct thread_node {
    enum thread_kind kind;
    struct str id, label, pointer;
    bool needs_up;   /* nothing above it that it serves: an orphan upwards */
    bool needs_down; /* nothing below it that carries it out or follows it: an orphan downwards */
};

struct thread_edge {
    size_t from, to;  /* indices of nodes; from is nearer to the diagnosis */
    bool implied;     /* not stated: the only candidate (one goal in the plan, or the measure named in the objective) */
};

struct thread {
    PLAN_LIST(struct thread_node) nodes;
    PLAN_LIST(struct thread_edge) edges;
};

/* thread_build: the graph of p. Stated links come from ids; an edge is implied only where there is exactly one possible
 * partner, or the same instrument is named on both ends. ERR_MEMORY. */
bool thread_build(const struct plan *p, struct arena *a, struct thread *out, struct err *e);

void thread_put_json(const struct thread *t, int indent, struct buf *out);

#endif
