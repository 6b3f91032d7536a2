/* plan_text_serves.c: what an intervention or a measure serves: by number, by where it stands; ids at the end. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

static struct link *new_link(struct reader *r, enum item from, enum item to)
{
    struct link *l = r->index[to] < 0 ? NULL : PLAN_PUSH(r->arena, &r->links);
    if (l)
        *l = (struct link){.from = from, .to = to, .from_index = r->index[from], .to_index = r->index[to]};
    else if (r->index[to] >= 0)
        r->failed = true;
    return l;
}

void text_link(struct reader *r, enum item from, enum item to)
{
    struct link *l = new_link(r, from, to);
    if (l && to == ITEM_OBJECTIVE) {
        l->to_index = r->index[ITEM_GOAL];
        l->first = l->last = r->index[ITEM_OBJECTIVE];
        l->alone = true;
    }
}

void text_link_objectives(struct reader *r, int first)
{
    struct link *l = new_link(r, ITEM_INTERVENTION, ITEM_OBJECTIVE);
    if (!l)
        return;
    l->to_index = r->index[ITEM_GOAL];
    l->first = first;
    l->last = r->index[ITEM_OBJECTIVE];
}

/* by number */

/* The index of the last goal that has this number in the source (under each problem they may begin anew), -1. */
static int goal_of_number(const struct reader *r, int64_t number)
{
    bool numbered = false;
    for (size_t i = r->plan->goals.n < 256 ? r->plan->goals.n : 256; i-- > 0;) {
        if (r->goal_number[i] == number)
            return (int)i;
        numbered = numbered || r->goal_number[i];
    }
    return !numbered && number > 0 && number <= (int64_t)r->plan->goals.n ? (int)number - 1 : -1;
}

bool text_link_goals(struct reader *r, struct str numbers)
{
    struct text_word w;
    int last = r->index[ITEM_GOAL];
    bool any = false;
    for (size_t at = 0; word_next(numbers.p, numbers.n, &at, &w) && !r->failed;) {
        struct str word = str_sub(numbers, w.from, w.to);
        int64_t number;
        bool joins = str_eq_ci(word, STR("and")) || str_eq_ci(word, STR("to")) || str_eq_ci(word, STR("goal")) ||
                     str_eq_ci(word, STR("goals"));
        if (joins)
            continue;
        if (!w.number || !text_scan_integer(word, &number, NULL))
            break;
        r->index[ITEM_GOAL] = goal_of_number(r, number);
        if (r->index[ITEM_GOAL] >= 0) {
            text_link(r, ITEM_INTERVENTION, ITEM_GOAL);
            any = true;
        }
    }
    r->index[ITEM_GOAL] = last;
    return any;
}

/* "CBT with exposure (Goals 1 and 2)", "goal_1_intervention_1": what it serves is said by number. */
bool text_link_numbers(struct reader *r, struct str s)
{
    struct text_word w;
    size_t first = str_find_ci(s, STR("goal"), 0); /* most lines have none */
    for (size_t at = 0; first != (size_t)-1 && word_next(s.p, s.n, &at, &w);)
        if (str_eq_ci(str_sub(s, w.from, w.to), STR("goal")) || str_eq_ci(str_sub(s, w.from, w.to), STR("goals")))
            return text_link_goals(r, str_sub(s, w.to, s.n));
    return false;
}

int text_goal_of_heading(const struct reader *r)
{
    struct str head = r->heading;
    size_t goal = heading_for_goal(head) != TOPIC_NONE ? str_find_ci(head, STR("goal"), 0) : head.n;
    int64_t number;
    return text_scan_integer(str_sub(head, goal, head.n), &number, NULL) ? goal_of_number(r, number) : -1;
}

/* by place */

static const struct frame *frame_of(const struct reader *r, enum item kind)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].item == kind)
            return &r->frame[i];
    return NULL;
}

bool text_under_objective(const struct reader *r)
{
    const struct frame *o = frame_of(r, ITEM_OBJECTIVE), *end = r->frame + r->depth;
    if (!o || r->index[ITEM_OBJECTIVE] < 0 || r->line->level <= o->level)
        return false;
    for (const struct frame *f = o + 1; f < end; f++) {
        bool hash = (f->style & 15) < 8; /* deeper than the objective, or it would have ended it */
        if (f->item == ITEM_NONE && !hash && f->level <= o->level)
            return false;
    }
    return true;
}

/* The first objective of the run that ends with the last one of the goal: those since the last intervention that stood
 * among them. All of them when some have interventions that stand below them. */
static int run_begins(const struct reader *r)
{
    int first = 0, last = r->index[ITEM_OBJECTIVE];
    for (size_t i = 0; i < r->links.n; i++) {
        const struct link *l = &r->links.at[i];
        if (l->from != ITEM_INTERVENTION || l->to != ITEM_OBJECTIVE || l->to_index != r->index[ITEM_GOAL])
            continue;
        if (l->alone)
            return 0;
        if (l->last == last)
            first = l->first;
        else if (l->last >= first)
            first = l->last + 1;
    }
    return first;
}

void text_link_place(struct reader *r)
{
    bool row = r->line->cells && r->line->mark == MARK_NONE, objective = text_item_open(r, ITEM_OBJECTIVE);
    bool deeper = objective && r->line->level > r->level[ITEM_OBJECTIVE];
    bool below = frame_of(r, ITEM_GOAL) || frame_of(r, ITEM_OBJECTIVE) ||
                 (text_item_open(r, ITEM_GOAL) && r->line->level > r->level[ITEM_GOAL]);
    int last = r->index[ITEM_GOAL], meant = text_goal_of_heading(r);
    if (last < 0)
        return;
    if (meant >= 0 && text_link_numbers(r, r->heading)) {
        return; /* "Interventions for Goals 1 and 2" */
    }
    if (meant >= 0) {
        r->index[ITEM_GOAL] = meant;
        text_link(r, ITEM_INTERVENTION, ITEM_GOAL);
        r->index[ITEM_GOAL] = last;
    } else if (text_under_objective(r) || (row && objective && (r->by_goal || r->by_objective || deeper)))
        text_link(r, ITEM_INTERVENTION, ITEM_OBJECTIVE);
    else if (!r->by_goal && !below && !(r->by_objective && objective))
        return; /* it stands in a part of its own */
    else if (r->index[ITEM_OBJECTIVE] >= 0)
        text_link_objectives(r, run_begins(r));
    else
        text_link(r, ITEM_INTERVENTION, ITEM_GOAL);
}

/* ids */

static bool add_once(struct arena *a, plan_texts *to, struct str id)
{
    for (size_t k = 0; k < to->n; k++)
        if (str_eq(to->at[k], id))
            return true;
    return plan_add_text(a, to, id);
}

static bool resolve_objectives(struct reader *r, const struct link *l, plan_texts *goals, plan_texts *objectives)
{
    const struct plan_goal *g = &r->plan->goals.at[l->to_index];
    if (l->last > l->first && l->first == 0 && (size_t)l->last + 1 == g->objectives.n)
        return add_once(r->arena, goals, g->id);
    for (int k = l->first; k <= l->last; k++)
        if (!add_once(r->arena, objectives, g->objectives.at[k].id))
            return false;
    return true;
}

bool text_links_resolve(struct reader *r)
{
    struct plan *p = r->plan;
    for (size_t i = 0; i < r->links.n; i++) {
        const struct link *l = &r->links.at[i];
        bool monitoring = l->from == ITEM_MONITORING, done;
        if (l->from == ITEM_GOAL) {
            done = add_once(r->arena, &p->goals.at[l->from_index].problems, p->problems.at[l->to_index].id);
        } else {
            plan_texts *goals =
                monitoring ? &p->monitoring.at[l->from_index].goals : &p->interventions.at[l->from_index].goals;
            plan_texts *objectives = monitoring ? &p->monitoring.at[l->from_index].objectives
                                                : &p->interventions.at[l->from_index].objectives;
            done = l->to == ITEM_GOAL ? add_once(r->arena, goals, p->goals.at[l->to_index].id)
                                      : resolve_objectives(r, l, goals, objectives);
        }
        if (!done)
            return false;
    }
    return true;
}
