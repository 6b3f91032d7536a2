/* doc_thread.c: the golden thread through one objective, from the diagnosis down to what follows it, with its gaps. */
#include "render/doc_make.h"

enum { NAMES_MOST = 5 };

/* The kinds of nodes of a line, from the diagnosis down; the objective itself stands in the heading above it. */
struct station {
    enum thread_kind kind;
    const char *label, *gap;
};

/* The edges of each node upwards: of node n those of order[from[n]] up to from[n + 1], in the order of the thread. */
struct doc_edges {
    size_t *from, *order, first_objective;
};

/* Counting sort: stable, and each edge is looked at three times however many objectives ask. */
static bool sort_edges(struct doc_make *m, struct doc_edges *x)
{
    const struct thread *t = &m->thread;
    size_t *from = arena_array(m->a, t->nodes.n + 2, sizeof *from);
    size_t *order = arena_array(m->a, t->edges.n + 1, sizeof *order);
    if (!from || !order)
        return false;
    for (size_t i = 0; i < t->edges.n; i++)
        from[t->edges.at[i].to + 2]++;
    for (size_t n = 2; n < t->nodes.n + 2; n++)
        from[n] += from[n - 1];
    for (size_t i = 0; i < t->edges.n; i++)
        order[from[t->edges.at[i].to + 1]++] = i;
    x->from = from;
    x->order = order;
    return true;
}

static const struct doc_edges *edges_of(struct doc_make *m)
{
    if (m->edges || m->failed)
        return m->edges;
    struct doc_edges *x = ARENA_NEW(m->a, struct doc_edges);
    if (!x || !sort_edges(m, x)) {
        m->failed = true;
        return NULL;
    }
    while (x->first_objective < m->thread.nodes.n && m->thread.nodes.at[x->first_objective].kind != THREAD_OBJECTIVE)
        x->first_objective++;
    m->edges = x;
    return x;
}

/* The station of the line for one kind, made when it is first needed. */
static struct doc_node *station_of(struct doc_make *m, struct doc_node *line, const struct station *s)
{
    struct str label = doc_label(m, s->label);

    if (!line->last || line->last->label.p != label.p)
        doc_add(m, line, DOC_LINK)->label = label;
    return line->last ? line->last : &m->trash;
}

static bool has_ref(const struct doc_node *link, struct str anchor)
{
    for (const struct doc_node *c = link->first; c; c = c->next)
        if (anchor.n && str_eq(c->anchor, anchor))
            return true;
    return false;
}

/* Puts a node at the end of an edge, once. */
static void put_node(struct doc_make *m, struct doc_node *line, const struct station *s, const struct thread_node *n,
                     bool implied)
{
    struct doc_node *link = station_of(m, line, s), *ref;
    struct doc_target target = doc_target_of(m, n->id);
    if (n->id.n && has_ref(link, target.anchor))
        return;
    ref = doc_add(m, link, DOC_REF);
    ref->text = n->id.n ? target.text : doc_clean(m, n->label);
    ref->anchor = target.anchor;
    ref->flags |= implied ? DOC_IMPLIED : 0;
}

/* Puts every node of one kind that node `at` is linked to upwards. */
static bool put_linked(struct doc_make *m, struct doc_node *line, const struct station *s, size_t at)
{
    const struct thread *t = &m->thread;
    bool any = false;

    for (size_t i = m->edges->from[at]; i < m->edges->from[at + 1]; i++) {
        const struct thread_edge *e = &t->edges.at[m->edges->order[i]];
        const struct thread_node *n = &t->nodes.at[e->from];
        if (n->kind == s->kind) {
            put_node(m, line, s, n, e->implied);
            any = true;
        }
    }
    return any;
}

static bool find_up(const struct doc_make *m, size_t at, enum thread_kind kind, size_t *out)
{
    const struct thread *t = &m->thread;
    for (size_t i = m->edges->from[at]; i < m->edges->from[at + 1]; i++) {
        size_t from = t->edges.at[m->edges->order[i]].from;
        if (t->nodes.at[from].kind == kind) {
            *out = from;
            return true;
        }
    }
    return false;
}

static void put_gap(struct doc_make *m, struct doc_node *line, const struct station *s)
{
    struct doc_node *link = station_of(m, line, s);

    link->text = doc_label(m, s->gap);
    link->flags |= DOC_GAP;
}

/* What serves the objective; a gap when there is nothing. */
static void put_served(struct doc_make *m, struct doc_node *line, const struct station *s, size_t objective,
                       size_t goal)
{
    const struct thread *t = &m->thread;
    struct thread_serving it;
    size_t edge;
    bool any = false;

    thread_serving_begin(t, goal, objective, s->kind, &it);
    while (thread_serving_next(t, &it, &edge)) {
        put_node(m, line, s, &t->nodes.at[t->edges.at[edge].to], t->edges.at[edge].implied);
        any = true;
    }
    if (!any)
        put_gap(m, line, s);
}

/* A long list says less: the first few, then how many more. A number is not said twice: "Problem: Problem 1". */
static void finish_line(struct doc_make *m, struct doc_node *line)
{
    for (struct doc_node *link = line->first; link && !m->failed; link = link->next) {
        size_t n = 0;
        struct doc_node *last = NULL;
        if (link->first && str_starts(link->first->text, link->label))
            link->label = (struct str){NULL, 0};
        for (struct doc_node *c = link->first; c; c = c->next)
            last = ++n == NAMES_MOST ? c : last;
        if (n <= NAMES_MOST)
            continue;
        last->next = NULL;
        link->last = last;
        doc_put_int(m, N_("%s more"), (long long)(n - NAMES_MOST));
        doc_add(m, link, DOC_REF)->text = doc_word(m);
    }
}

void doc_put_thread(struct doc_make *m, struct doc_node *entry, size_t objective)
{
    static const struct station diagnosis = {THREAD_DIAGNOSIS, N_("Diagnosis"), N_("no diagnosis linked")},
                                withheld = {THREAD_DIAGNOSIS, N_("Diagnosis"), N_("not part of this release")},
                                problem = {THREAD_PROBLEM, N_("Problem"), N_("no problem linked")},
                                work = {THREAD_INTERVENTION, N_("Intervention"), N_("no intervention linked")},
                                follow = {THREAD_MONITORING, N_("Followed by"), N_("nothing follows it")};
    const struct doc_edges *edges = edges_of(m);
    struct doc_node *line;
    size_t at, goal, cause;

    if (!edges)
        return;
    at = edges->first_objective + objective;
    if (!find_up(m, at, THREAD_GOAL, &goal))
        return;
    line = doc_add(m, entry, DOC_THREAD);
    if (!(put_linked(m, line, &diagnosis, goal) ||
          (find_up(m, goal, THREAD_PROBLEM, &cause) && put_linked(m, line, &diagnosis, cause))))
        put_gap(m, line, m->options->diagnoses_withheld ? &withheld : &diagnosis);
    if (!put_linked(m, line, &problem, goal))
        put_gap(m, line, &problem);
    put_served(m, line, &work, at, goal);
    put_served(m, line, &follow, at, goal);
    finish_line(m, line);
}
