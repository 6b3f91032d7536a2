/* doc_thread.c: the golden thread through one objective, from the diagnosis down to what follows it, with its gaps. */
#include "render/doc_make.h"

enum { NAMES_MOST = 5 };

/* The kinds of nodes of a line, from the diagnosis down; the objective itself stands in the heading above it. */
struct station {
    enum thread_kind kind;
    const char *label, *gap;
};

/* The edges of each node: of node n those of order[from[n]] up to from[n + 1] lead away from it, upwards or downwards;
 * each list in the order of the thread. */
struct doc_edges {
    size_t *from[2], *order[2], first_objective; /* [0] downwards, [1] upwards */
};

static size_t near_end(const struct thread_edge *e, bool up)
{
    return up ? e->to : e->from;
}

/* Counting sort: stable, and each edge is looked at three times however many objectives ask. */
static bool sort_edges(struct doc_make *m, struct doc_edges *x, bool up)
{
    const struct thread *t = &m->thread;
    size_t *from = arena_array(m->a, t->nodes.n + 2, sizeof *from);
    size_t *order = arena_array(m->a, t->edges.n + 1, sizeof *order);
    if (!from || !order)
        return false;
    for (size_t i = 0; i < t->edges.n; i++)
        from[near_end(&t->edges.at[i], up) + 2]++;
    for (size_t n = 2; n < t->nodes.n + 2; n++)
        from[n] += from[n - 1];
    for (size_t i = 0; i < t->edges.n; i++)
        order[from[near_end(&t->edges.at[i], up) + 1]++] = i;
    x->from[up] = from;
    x->order[up] = order;
    return true;
}

static const struct doc_edges *edges_of(struct doc_make *m)
{
    if (m->edges || m->failed)
        return m->edges;
    struct doc_edges *x = ARENA_NEW(m->a, struct doc_edges);
    if (!x || !sort_edges(m, x, false) || !sort_edges(m, x, true)) {
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
    if (!line->last || line->last->label.p != s->label)
        doc_add(m, line, DOC_LINK)->label = str_of(s->label);
    return line->last ? line->last : &m->trash;
}

static bool has_ref(const struct doc_node *link, struct str anchor)
{
    for (const struct doc_node *c = link->first; c; c = c->next)
        if (anchor.n && str_eq(c->anchor, anchor))
            return true;
    return false;
}

/* Puts every node of one kind that is linked to node `at`, upwards or downwards, once. */
static bool put_linked(struct doc_make *m, struct doc_node *line, const struct station *s, size_t at, bool up)
{
    const struct thread *t = &m->thread;
    bool any = false;

    for (size_t i = m->edges->from[up][at]; i < m->edges->from[up][at + 1]; i++) {
        const struct thread_edge *e = &t->edges.at[m->edges->order[up][i]];
        const struct thread_node *n = &t->nodes.at[up ? e->from : e->to];
        struct doc_node *link, *ref;
        struct doc_target target;
        if (n->kind != s->kind)
            continue;
        any = true;
        link = station_of(m, line, s);
        target = doc_target_of(m, n->id);
        if (n->id.n && has_ref(link, target.anchor))
            continue;
        ref = doc_add(m, link, DOC_REF);
        ref->text = n->id.n ? target.text : doc_clean(m, n->label);
        ref->anchor = target.anchor;
        ref->flags |= e->implied ? DOC_IMPLIED : 0;
    }
    return any;
}

static bool find_up(const struct doc_make *m, size_t at, enum thread_kind kind, size_t *out)
{
    const struct thread *t = &m->thread;
    for (size_t i = m->edges->from[1][at]; i < m->edges->from[1][at + 1]; i++) {
        size_t from = t->edges.at[m->edges->order[1][i]].from;
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

    link->text = str_of(s->gap);
    link->flags |= DOC_GAP;
}

/* What serves the objective itself, and what serves its goal; a gap when there is neither. */
static void put_served(struct doc_make *m, struct doc_node *line, const struct station *s, size_t objective,
                       size_t goal)
{
    bool own = put_linked(m, line, s, objective, false);
    bool shared = put_linked(m, line, s, goal, false);
    if (!own && !shared)
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
        buf_printf(&m->word, "%zu more", n - NAMES_MOST);
        doc_add(m, link, DOC_REF)->text = doc_word(m);
    }
}

void doc_put_thread(struct doc_make *m, struct doc_node *entry, size_t objective)
{
    static const struct station diagnosis = {THREAD_DIAGNOSIS, "Diagnosis", "no diagnosis linked"},
                                problem = {THREAD_PROBLEM, "Problem", "no problem linked"},
                                work = {THREAD_INTERVENTION, "Intervention", "no intervention linked"},
                                follow = {THREAD_MONITORING, "Followed by", "nothing follows it"};
    const struct doc_edges *edges = edges_of(m);
    struct doc_node *line;
    size_t at, goal, cause;

    if (!edges)
        return;
    at = edges->first_objective + objective;
    if (!find_up(m, at, THREAD_GOAL, &goal))
        return;
    line = doc_add(m, entry, DOC_THREAD);
    if (!(put_linked(m, line, &diagnosis, goal, true) ||
          (find_up(m, goal, THREAD_PROBLEM, &cause) && put_linked(m, line, &diagnosis, cause, true))))
        put_gap(m, line, &diagnosis);
    if (!put_linked(m, line, &problem, goal, true))
        put_gap(m, line, &problem);
    put_served(m, line, &work, at, goal);
    put_served(m, line, &follow, at, goal);
    finish_line(m, line);
}
