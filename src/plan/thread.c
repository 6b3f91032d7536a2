/* thread.c: the golden thread of a plan. */
#include "plan/thread.h"

#include "base/json.h"
#include "plan/ids.h"

#include <stdlib.h>
#include <string.h>

#define BIT(kind) (1u << (kind))

struct builder {
    const struct plan *plan;
    struct arena *arena;
    struct thread *t;
    struct plan_ids ids;             /* order: index of the node */
    size_t first[THREAD_KIND_COUNT]; /* index of the first node of each kind */
    size_t count[THREAD_KIND_COUNT];
    bool failed; /* no memory */
};

/* nodes */

static char *put_part(char *to, const char *list, size_t index)
{
    char digits[24];
    size_t n = 0, length = strlen(list);
    memcpy(to, list, length);
    to += length;
    do
        digits[n++] = (char)('0' + index % 10);
    while (index /= 10);
    while (n)
        *to++ = digits[--n];
    return to;
}

static struct str first_of(struct str a, struct str b, struct str c)
{
    return a.n ? a : b.n ? b : c;
}

static void add_node(struct builder *b, enum thread_kind kind, struct str id, struct str label, struct str pointer)
{
    struct thread_node *n = PLAN_PUSH(b->arena, &b->t->nodes);
    /* An item without id takes its place among the ids all the same, so that order is the node's index. */
    if (!n || !plan_text(b->arena, pointer, &pointer) || !plan_ids_add(&b->ids, b->arena, id, NULL, NULL)) {
        b->failed = true;
        return;
    }
    *n = (struct thread_node){.kind = kind, .id = id, .label = label, .pointer = pointer, .followed = true};
    if (b->count[kind]++ == 0)
        b->first[kind] = b->t->nodes.n - 1;
}

static void add_top(struct builder *b, enum thread_kind kind, const char *list, size_t index, struct str id,
                    struct str label)
{
    char text[64];
    char *end = put_part(text, list, index);
    add_node(b, kind, id, label, (struct str){text, (size_t)(end - text)});
}

static void add_goals(struct builder *b)
{
    const struct plan *p = b->plan;
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        add_top(b, THREAD_GOAL, "/goals/", i, g->id, first_of(g->statement, g->client_words, g->name));
    }
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        for (size_t k = 0; k < g->objectives.n; k++) {
            const struct plan_objective *o = &g->objectives.at[k];
            char text[96];
            char *end = put_part(put_part(text, "/goals/", i), "/objectives/", k);
            add_node(b, THREAD_OBJECTIVE, o->id, first_of(o->statement, o->name, o->name),
                     (struct str){text, (size_t)(end - text)});
        }
    }
}

static void add_nodes(struct builder *b)
{
    const struct plan *p = b->plan;
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        const struct plan_diagnosis *d = &p->diagnoses.at[i];
        add_top(b, THREAD_DIAGNOSIS, "/diagnoses/", i, d->id, first_of(d->title, d->code, d->text));
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        const struct plan_problem *x = &p->problems.at[i];
        add_top(b, THREAD_PROBLEM, "/problems/", i, x->id, first_of(x->name, x->statement, x->client_words));
    }
    for (size_t i = 0; i < p->values.n; i++)
        add_top(b, THREAD_VALUE, "/values/", i, p->values.at[i].id, p->values.at[i].text);
    for (size_t i = 0; i < p->strengths.n; i++)
        add_top(b, THREAD_STRENGTH, "/strengths/", i, p->strengths.at[i].id, p->strengths.at[i].text);
    for (size_t i = 0; i < p->barriers.n; i++)
        add_top(b, THREAD_BARRIER, "/barriers/", i, p->barriers.at[i].id, p->barriers.at[i].text);
    add_goals(b);
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        add_top(b, THREAD_INTERVENTION, "/interventions/", i, x->id, first_of(x->name, x->text, x->modality));
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        const struct plan_monitoring *m = &p->monitoring.at[i];
        add_top(b, THREAD_MONITORING, "/monitoring/", i, m->id,
                first_of(m->text, m->measure.name, m->measure.instrument));
    }
}

/* edges */

static bool rules_out(const struct builder *b, size_t node)
{
    size_t i = node - b->first[THREAD_DIAGNOSIS];
    return b->t->nodes.at[node].kind == THREAD_DIAGNOSIS && plan_rules_out(&b->plan->diagnoses.at[i]);
}

static void add_edge(struct builder *b, size_t from, size_t to, bool implied)
{
    if (implied && rules_out(b, from))
        return;
    struct thread_edge *edge = PLAN_PUSH(b->arena, &b->t->edges);
    if (!edge) {
        b->failed = true;
        return;
    }
    *edge = (struct thread_edge){from, to, implied};
    struct thread_node *up = &b->t->nodes.at[from], *down = &b->t->nodes.at[to];
    up->below |= BIT(down->kind);
    down->above |= BIT(up->kind);
}

/* Ids of items that are no part of the thread (a referral that answers a barrier) lead to no edge. */
static void add_edges_from(struct builder *b, const plan_texts *from, size_t to)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct plan_id *id = from->at[i].n ? plan_ids_find(&b->ids, from->at[i]) : NULL;
        if (id)
            add_edge(b, id->order, to, false);
    }
}

static void add_edges_to(struct builder *b, size_t from, const plan_texts *to)
{
    for (size_t i = 0; i < to->n; i++) {
        const struct plan_id *id = to->at[i].n ? plan_ids_find(&b->ids, to->at[i]) : NULL;
        if (id)
            add_edge(b, from, id->order, false);
    }
}

static void add_stated(struct builder *b)
{
    const struct plan *p = b->plan;
    size_t objective = b->first[THREAD_OBJECTIVE];
    for (size_t i = 0; i < p->problems.n; i++)
        add_edges_from(b, &p->problems.at[i].diagnoses, b->first[THREAD_PROBLEM] + i);
    for (size_t i = 0; i < p->strengths.n; i++)
        add_edges_to(b, b->first[THREAD_STRENGTH] + i, &p->strengths.at[i].used_by);
    for (size_t i = 0; i < p->barriers.n; i++)
        add_edges_to(b, b->first[THREAD_BARRIER] + i, &p->barriers.at[i].answered_by);
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        size_t goal = b->first[THREAD_GOAL] + i;
        add_edges_from(b, &g->problems, goal);
        add_edges_from(b, &g->diagnoses, goal);
        add_edges_from(b, &g->values, goal);
        add_edges_from(b, &g->strengths, goal);
        for (size_t k = 0; k < g->objectives.n; k++, objective++) {
            add_edge(b, goal, objective, false);
            add_edges_from(b, &g->objectives.at[k].strengths, objective);
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        size_t to = b->first[THREAD_INTERVENTION] + i;
        add_edges_from(b, &p->interventions.at[i].problems, to);
        add_edges_from(b, &p->interventions.at[i].goals, to);
        add_edges_from(b, &p->interventions.at[i].objectives, to);
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        size_t to = b->first[THREAD_MONITORING] + i;
        add_edges_from(b, &p->monitoring.at[i].goals, to);
        add_edges_from(b, &p->monitoring.at[i].objectives, to);
    }
}

static bool lacks(const struct builder *b, size_t node, unsigned above, unsigned below)
{
    const struct thread_node *n = &b->t->nodes.at[node];
    return !(n->above & above) && !(n->below & below);
}

static void imply_problems(struct builder *b)
{
    size_t diagnosis = b->first[THREAD_DIAGNOSIS], problem = b->first[THREAD_PROBLEM];
    for (size_t i = 0; b->count[THREAD_DIAGNOSIS] == 1 && i < b->count[THREAD_PROBLEM]; i++)
        if (lacks(b, problem + i, BIT(THREAD_DIAGNOSIS), 0))
            add_edge(b, diagnosis, problem + i, true);
    for (size_t i = 0; b->count[THREAD_PROBLEM] == 1 && i < b->count[THREAD_DIAGNOSIS]; i++)
        if (lacks(b, diagnosis + i, 0, BIT(THREAD_PROBLEM) | BIT(THREAD_GOAL)))
            add_edge(b, diagnosis + i, problem, true);
}

/* imply_only_goal: every node of the kind that leads to none of `below` leads to the only goal. `stated`: what that
 * goal had above it before anything was implied. */
static void imply_only_goal(struct builder *b, enum thread_kind kind, unsigned below, unsigned stated)
{
    if (b->count[THREAD_GOAL] != 1 || (stated & BIT(kind)))
        return;
    for (size_t i = 0; i < b->count[kind]; i++)
        if (lacks(b, b->first[kind] + i, 0, below))
            add_edge(b, b->first[kind] + i, b->first[THREAD_GOAL], true);
}

static void imply_goals(struct builder *b)
{
    size_t goal = b->first[THREAD_GOAL];
    unsigned stated = b->count[THREAD_GOAL] == 1 ? b->t->nodes.at[goal].above : 0;
    enum thread_kind only = b->count[THREAD_PROBLEM] ? THREAD_PROBLEM : THREAD_DIAGNOSIS;
    for (size_t i = 0; b->count[only] == 1 && i < b->count[THREAD_GOAL]; i++)
        if (lacks(b, goal + i, BIT(THREAD_PROBLEM) | BIT(THREAD_DIAGNOSIS), 0))
            add_edge(b, b->first[only], goal + i, true);
    imply_only_goal(b, THREAD_PROBLEM, BIT(THREAD_GOAL), stated);
    imply_only_goal(b, THREAD_DIAGNOSIS, BIT(THREAD_GOAL) | BIT(THREAD_PROBLEM), stated);
    imply_only_goal(b, THREAD_VALUE, BIT(THREAD_GOAL), stated);
}

/* The name two measures are the same by: the instrument, else the plan's own name for it in lower case. */
static struct str measure_key(struct builder *b, const struct plan_measure *m)
{
    if (m->instrument.n || !m->name.n)
        return m->instrument;
    char *lower = arena_copy(b->arena, m->name.p, m->name.n);
    if (!lower) {
        b->failed = true;
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < m->name.n; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] - 'A' + 'a');
    return (struct str){lower, m->name.n};
}

static void add_key(struct builder *b, struct plan_ids *keys, struct str key, const struct thread_node *node)
{
    if (key.n && !plan_ids_add(keys, b->arena, key, NULL, node))
        b->failed = true;
}

/* add_pairs: from each of `from` that has no monitoring to the first of `to` of the same name, or, when `up`, to each
 * of `from` that serves nothing from the first of `to`. One edge a node, however many share a name. */
static void add_pairs(struct builder *b, const struct plan_ids *from, const struct plan_ids *to, bool up)
{
    unsigned above = up ? BIT(THREAD_GOAL) | BIT(THREAD_OBJECTIVE) : 0, below = up ? 0 : BIT(THREAD_MONITORING);
    const struct thread_node *base = b->t->nodes.at;
    for (size_t i = 0; i < from->list.n; i++) {
        const struct plan_id *other = plan_ids_find(to, from->list.at[i].id);
        const struct thread_node *node = from->list.at[i].item, *partner = other ? other->item : NULL;
        if (!partner || !lacks(b, (size_t)(node - base), above, below))
            continue;
        if (up)
            add_edge(b, (size_t)(partner - base), (size_t)(node - base), true);
        else
            add_edge(b, (size_t)(node - base), (size_t)(partner - base), true);
    }
}

static void imply_measures(struct builder *b)
{
    const struct plan *p = b->plan;
    struct plan_ids wanted = {{NULL, 0, 0}}, offered = {{NULL, 0, 0}};
    const struct thread_node *node = &b->t->nodes.at[b->first[THREAD_OBJECTIVE]];
    for (size_t i = 0; i < p->goals.n; i++)
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++)
            add_key(b, &wanted, measure_key(b, &p->goals.at[i].objectives.at[k].measure), node++);
    node = &b->t->nodes.at[b->first[THREAD_GOAL]];
    for (size_t i = 0; i < p->goals.n; i++)
        add_key(b, &wanted, measure_key(b, &p->goals.at[i].measure), node++);
    node = &b->t->nodes.at[b->first[THREAD_MONITORING]];
    for (size_t i = 0; i < p->monitoring.n; i++)
        add_key(b, &offered, measure_key(b, &p->monitoring.at[i].measure), node++);
    plan_ids_sort(&wanted);
    plan_ids_sort(&offered);
    add_pairs(b, &wanted, &offered, false);
    add_pairs(b, &offered, &wanted, true);
}

static void imply_work(struct builder *b)
{
    if (b->count[THREAD_GOAL] != 1)
        return;
    bool one = b->count[THREAD_OBJECTIVE] == 1;
    size_t from = b->first[one ? THREAD_OBJECTIVE : THREAD_GOAL];
    unsigned served = BIT(THREAD_GOAL) | BIT(THREAD_OBJECTIVE);
    for (size_t i = 0; i < b->count[THREAD_INTERVENTION]; i++)
        if (lacks(b, b->first[THREAD_INTERVENTION] + i, served | BIT(THREAD_PROBLEM), 0))
            add_edge(b, from, b->first[THREAD_INTERVENTION] + i, true);
    for (size_t i = 0; i < b->count[THREAD_MONITORING]; i++)
        if (lacks(b, b->first[THREAD_MONITORING] + i, served, 0))
            add_edge(b, from, b->first[THREAD_MONITORING] + i, true);
}

static int compare_edges(const void *a, const void *b)
{
    const struct thread_edge *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return x->implied - y->implied;
}

static void sort_edges(struct thread *t)
{
    size_t kept = 0;
    if (t->edges.n > 1)
        qsort(t->edges.at, t->edges.n, sizeof *t->edges.at, compare_edges);
    for (size_t i = 0; i < t->edges.n; i++) {
        const struct thread_edge *x = &t->edges.at[i], *last = kept ? &t->edges.at[kept - 1] : NULL;
        if (!last || last->from != x->from || last->to != x->to)
            t->edges.at[kept++] = *x;
    }
    t->edges.n = kept;
}

/* The first edge that leads away from node `from` downwards, or from a later one. */
static size_t edges_from(const struct thread *t, size_t from)
{
    size_t low = 0, high = t->edges.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->edges.at[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What is linked to a goal and to none of its objectives serves each of them. */
static bool is_shared(const struct thread_node *n)
{
    return n->kind != THREAD_OBJECTIVE && !(n->above & BIT(THREAD_OBJECTIVE));
}

void thread_serving_begin(const struct thread *t, size_t goal, size_t objective, enum thread_kind kind,
                          struct thread_serving *out)
{
    *out = (struct thread_serving){.kind = kind,
                                   .at = edges_from(t, objective),
                                   .end = edges_from(t, objective + 1),
                                   .goal_at = edges_from(t, goal),
                                   .goal_end = edges_from(t, goal + 1)};
}

bool thread_serving_next(const struct thread *t, struct thread_serving *s, size_t *edge)
{
    while (s->at < s->end) {
        *edge = s->at++;
        if (t->nodes.at[t->edges.at[*edge].to].kind == s->kind)
            return true;
    }
    while (s->goal_at < s->goal_end) {
        *edge = s->goal_at++;
        const struct thread_node *n = &t->nodes.at[t->edges.at[*edge].to];
        if (n->kind == s->kind && is_shared(n))
            return true;
    }
    return false;
}

/* orphans */

/* What serves a goal as a whole serves each of its objectives; what names objectives serves those only. */
static void inherit(struct builder *b)
{
    struct thread_node *nodes = b->t->nodes.at;
    size_t goal = b->first[THREAD_GOAL], objective = b->first[THREAD_OBJECTIVE];
    unsigned *whole = arena_array(b->arena, b->count[THREAD_GOAL], sizeof *whole);
    if (!whole) {
        b->failed = true;
        return;
    }
    for (size_t i = 0; i < b->t->edges.n; i++) {
        const struct thread_edge *x = &b->t->edges.at[i];
        const struct thread_node *up = &nodes[x->from], *down = &nodes[x->to];
        if (up->kind == THREAD_GOAL && is_shared(down))
            whole[x->from - goal] |= BIT(down->kind);
    }
    for (size_t i = 0; i < b->plan->goals.n; i++)
        for (size_t k = 0; k < b->plan->goals.at[i].objectives.n; k++)
            nodes[objective++].below |= whole[i];
}

static void judge_node(const struct builder *b, struct thread_node *n)
{
    unsigned above = 0, below = 0;
    switch (n->kind) {
    case THREAD_DIAGNOSIS:
    case THREAD_VALUE:
        below = BIT(THREAD_GOAL);
        break;
    case THREAD_PROBLEM:
        above = b->count[THREAD_DIAGNOSIS] ? BIT(THREAD_DIAGNOSIS) : 0;
        below = BIT(THREAD_GOAL);
        break;
    case THREAD_STRENGTH:
        below = BIT(THREAD_GOAL) | BIT(THREAD_OBJECTIVE) | BIT(THREAD_INTERVENTION);
        break;
    case THREAD_GOAL:
        above = BIT(THREAD_PROBLEM) | BIT(THREAD_DIAGNOSIS) | BIT(THREAD_VALUE);
        below = BIT(THREAD_OBJECTIVE);
        break;
    case THREAD_OBJECTIVE:
        below = BIT(THREAD_INTERVENTION);
        break;
    case THREAD_INTERVENTION:
        above = BIT(THREAD_PROBLEM) | BIT(THREAD_GOAL) | BIT(THREAD_OBJECTIVE);
        break;
    case THREAD_MONITORING:
        above = BIT(THREAD_GOAL) | BIT(THREAD_OBJECTIVE);
        break;
    case THREAD_BARRIER:
    case THREAD_KIND_COUNT:
        break;
    }
    n->needs_up = above && !(n->above & above);
    n->needs_down = below && !(n->below & below);
}

static void judge(struct builder *b)
{
    const struct plan *p = b->plan;
    struct thread_node *nodes = b->t->nodes.at;
    for (size_t i = 0; i < b->t->nodes.n; i++)
        judge_node(b, &nodes[i]);
    for (size_t i = 0; i < p->diagnoses.n; i++)
        nodes[b->first[THREAD_DIAGNOSIS] + i].needs_down &= !rules_out(b, b->first[THREAD_DIAGNOSIS] + i);
    for (size_t i = 0; i < p->barriers.n; i++) /* an answer may be words, or a referral, which is no node */
        nodes[b->first[THREAD_BARRIER] + i].needs_down =
            !p->barriers.at[i].answer.n && !p->barriers.at[i].answered_by.n;
    for (size_t i = 0; i < b->t->edges.n; i++) { /* a diagnosis is also served through its problems */
        const struct thread_edge *x = &b->t->edges.at[i];
        if (nodes[x->from].kind == THREAD_DIAGNOSIS && !nodes[x->to].needs_down)
            nodes[x->from].needs_down = false;
    }
    struct thread_node *objective = &nodes[b->first[THREAD_OBJECTIVE]];
    for (size_t i = 0; i < p->goals.n; i++)
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++, objective++) {
            const struct plan_measure *m = &p->goals.at[i].objectives.at[k].measure;
            objective->followed = m->name.n || m->instrument.n || (objective->below & BIT(THREAD_MONITORING));
        }
}

bool thread_build(const struct plan *p, struct arena *a, struct thread *out, struct err *e)
{
    *out = (struct thread){{NULL, 0, 0}, {NULL, 0, 0}};
    struct builder b = {.plan = p, .arena = a, .t = out};
    add_nodes(&b);
    if (b.failed)
        return err_no_memory(e);
    if (out->nodes.n == 0)
        return true;
    plan_ids_sort(&b.ids);
    add_stated(&b);
    imply_problems(&b);
    imply_goals(&b);
    imply_measures(&b);
    imply_work(&b);
    if (!b.failed) {
        sort_edges(out);
        inherit(&b);
    }
    if (b.failed)
        return err_no_memory(e);
    judge(&b);
    return true;
}

enum tri thread_implies_relevance(const struct plan *p, const struct plan_goal *g)
{
    if (g->problems.n || g->diagnoses.n || g->values.n)
        return TRI_YES;
    size_t above = p->problems.n + p->diagnoses.n + p->values.n;
    bool implied = p->goals.n == 1 || p->problems.n == 1 || (p->problems.n == 0 && p->diagnoses.n == 1);
    return above == 0 ? TRI_UNKNOWN : implied ? TRI_YES : TRI_NO;
}

/* output */

const char *thread_kind_name(enum thread_kind k)
{
    static const char *const names[THREAD_KIND_COUNT] = {
        "diagnosis", "problem", "value", "strength", "barrier", "goal", "objective", "intervention", "monitoring"};
    return names[k];
}

static void put_member(struct json_out *o, const char *key, struct str text)
{
    if (text.n) {
        json_key(o, key);
        json_put_str(o, text);
    }
}

void thread_put_json(const struct thread *t, int indent, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, indent);
    json_begin_object(&o);
    json_key(&o, "nodes");
    json_begin_array(&o);
    for (size_t i = 0; i < t->nodes.n; i++) {
        const struct thread_node *n = &t->nodes.at[i];
        json_begin_object(&o);
        put_member(&o, "kind", str_of(thread_kind_name(n->kind)));
        put_member(&o, "id", n->id);
        put_member(&o, "label", n->label);
        put_member(&o, "pointer", n->pointer);
        json_key(&o, "needs_up");
        json_put_bool(&o, n->needs_up);
        json_key(&o, "needs_down");
        json_put_bool(&o, n->needs_down);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_key(&o, "edges");
    json_begin_array(&o);
    for (size_t i = 0; i < t->edges.n; i++) {
        const struct thread_edge *x = &t->edges.at[i];
        json_begin_object(&o);
        put_member(&o, "from", t->nodes.at[x->from].pointer);
        put_member(&o, "to", t->nodes.at[x->to].pointer);
        json_key(&o, "implied");
        json_put_bool(&o, x->implied);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
}
