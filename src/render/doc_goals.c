/* doc_goals.c: goals with their objectives. */
#include "render/doc_make.h"

/* One of the facts laid out side by side. A gap is named, not left out: the reader sees that it is one. */
static void put_fact(struct doc_make *m, struct doc_node *facts, const char *label, bool needed)
{
    struct str value = doc_word_large(m);
    struct doc_node *row;

    if (!value.n && !needed)
        return;
    row = doc_row(m, facts, label, value.n ? value : doc_label(m, N_("Not stated")));
    if (row && !value.n)
        row->flags |= DOC_GAP;
}

static void put_facts(struct doc_make *m, struct doc_node *entry, const struct plan_measure *measure,
                      const struct plan_baseline *baseline, const struct plan_target *target,
                      const struct plan_due *due, const struct plan_cadence *frequency) /* the five facts of a target */
{
    struct doc_node *facts = doc_add(m, entry, DOC_FACTS);

    doc_say_measure(m, measure);
    put_fact(m, facts, N_("Measure"), true);
    doc_say_baseline(m, baseline);
    put_fact(m, facts, N_("Baseline"), true);
    doc_say_target(m, target);
    put_fact(m, facts, N_("Target"), !frequency->text.n && !frequency->count_min.has); /* how often may be the target */
    doc_say_due(m, due);
    put_fact(m, facts, N_("Due"), true);
    if (!doc_often_is_target(frequency, target)) /* "1 panic attack a week" says it */
        doc_say_cadence(m, frequency);
    put_fact(m, facts, N_("How often"), false);
}

/* The meta line's facts that goals and objectives share. */
static void say_state(struct doc_make *m, const struct shape *s, const void *item, enum plan_lifecycle status,
                      enum plan_achievement achievement)
{
    if (status)
        doc_dot(m);
    doc_say_enum(m, s, "status", item);
    if (achievement)
        doc_dot(m);
    doc_say_enum(m, s, "achievement", item);
}

static void put_attainment(struct doc_make *m, struct doc_node *entry, const struct plan_objective *v)
{
    const struct str head[] = {doc_label(m, N_("Level")), doc_label(m, N_("What it looks like"))};
    struct doc_node *table;

    if (!v->attainment.n)
        return;
    table = doc_add(m, entry, DOC_TABLE);
    table->text = doc_label(m, N_("Attainment levels"));
    table->flags |= DOC_NARROW;
    doc_cells(m, table, DOC_HEAD, head, 2);
    for (size_t i = 0; i < v->attainment.n; i++) {
        const struct plan_attainment *a = &v->attainment.at[i];
        struct str cells[2] = {{NULL, 0}, a->text};
        if (a->level.has) {
            buf_cstr(&m->word, a->level.v > 0 ? "+" : a->level.v < 0 ? "−" : "");
            buf_int(&m->word, a->level.v < 0 ? -a->level.v : a->level.v);
            cells[0] = doc_word(m);
        }
        doc_cells(m, table, DOC_TR, cells, 2);
    }
}

static void put_objective(struct doc_make *m, struct doc_node *goal, const struct shape *s,
                          const struct plan_objective *v, size_t number)
{
    bool stated = v->statement.n > 0;
    struct str label =
        doc_objective_number(m, (size_t)(m->goal - m->plan->goals.at), (size_t)(v - m->goal->objectives.at));
    struct doc_node *entry = doc_entry(m, goal, label, doc_clean(m, stated ? v->statement : v->name));

    entry->flags |= DOC_LEAD;
    doc_anchor(m, entry, v->id);
    doc_place_at(m, entry, goal->pointer, "/objectives", (size_t)(v - m->goal->objectives.at));
    if (stated && !str_eq_ci(v->name, entry->label))
        doc_say(m, v->name);
    say_state(m, s, v, v->status, v->achievement);
    entry->meta = doc_word_large(m);
    put_facts(m, entry, &v->measure, &v->baseline, &v->target, &v->due, &v->frequency);
    DOC_REST(m, entry, s, v, offsetof(struct plan_objective, name), offsetof(struct plan_objective, statement),
             offsetof(struct plan_objective, measure), offsetof(struct plan_objective, baseline),
             offsetof(struct plan_objective, target), offsetof(struct plan_objective, frequency),
             offsetof(struct plan_objective, due), offsetof(struct plan_objective, status),
             offsetof(struct plan_objective, achievement), offsetof(struct plan_objective, attainment));
    put_attainment(m, entry, v);
    doc_put_thread(m, entry, number - 1);
}

static bool is_measured(const struct shape *s, const struct plan_goal *v)
{
    return !shape_is_empty(doc_shape(s, "measure"), &v->measure) ||
           !shape_is_empty(doc_shape(s, "baseline"), &v->baseline) ||
           !shape_is_empty(doc_shape(s, "target"), &v->target) || !shape_is_empty(doc_shape(s, "due"), &v->due);
}

static void say_goal_state(struct doc_make *m, const struct shape *s, const struct plan_goal *v)
{
    static const char *const priorities[] = {"", N_("high priority"), N_("medium priority"), N_("low priority")};

    if (v->long_term_set) {
        doc_dot(m);
        buf_cstr(&m->word, doc_t(m, v->long_term ? N_("long-term") : N_("short-term")));
    }
    if (v->priority) {
        doc_dot(m);
        buf_cstr(&m->word, doc_t(m, priorities[v->priority]));
    }
    say_state(m, s, v, v->status, v->achievement);
}

static void put_goal(struct doc_make *m, struct doc_node *section, const struct shape *s, const struct plan_goal *v)
{
    static const struct plan_cadence none;
    size_t i = (size_t)(v - m->plan->goals.at);
    bool stated = v->statement.n > 0;
    struct doc_node *entry =
        doc_entry(m, section, doc_number(m, N_("Goal"), i + 1), doc_clean(m, stated ? v->statement : v->name));

    entry->flags |= DOC_LEAD;
    doc_anchor(m, entry, v->id);
    doc_place_at(m, entry, (struct str){NULL, 0}, "/goals", i);
    if (stated && !str_eq_ci(v->name, entry->label))
        doc_say(m, v->name);
    say_goal_state(m, s, v);
    entry->meta = doc_word_large(m);
    doc_row_quote(m, entry, N_("In the client’s words"), v->client_words);
    if (is_measured(s, v))
        put_facts(m, entry, &v->measure, &v->baseline, &v->target, &v->due, &none);
    DOC_REST(m, entry, s, v, offsetof(struct plan_goal, name), offsetof(struct plan_goal, statement),
             offsetof(struct plan_goal, client_words), offsetof(struct plan_goal, long_term_set),
             offsetof(struct plan_goal, priority), offsetof(struct plan_goal, status),
             offsetof(struct plan_goal, achievement), offsetof(struct plan_goal, measure),
             offsetof(struct plan_goal, baseline), offsetof(struct plan_goal, target), offsetof(struct plan_goal, due),
             offsetof(struct plan_goal, objectives));
    for (size_t k = 0; k < v->objectives.n; k++)
        put_objective(m, entry, doc_shape(s, "objectives"), &v->objectives.at[k], ++m->objectives);
}

void doc_put_goals(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "goals");
    struct doc_node *section;

    if (!m->plan->goals.n)
        return;
    section = doc_section(m, N_("Goals and objectives"), "goals");
    doc_place(m, section, "/goals");
    for (size_t i = 0; i < m->plan->goals.n; i++) {
        m->goal = &m->plan->goals.at[i];
        put_goal(m, section, s, m->goal);
    }
}
