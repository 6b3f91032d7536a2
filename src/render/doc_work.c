/* doc_work.c: what is done and how it is followed: interventions, monitoring, duration, reviews. */
#include "render/doc_make.h"

static void put_fact(struct doc_make *m, struct doc_node *entry, const char *label)
{
    struct str value = doc_word_large(m);
    struct doc_node *facts = entry->last;

    if (!value.n)
        return;
    if (!facts || facts->kind != DOC_FACTS)
        facts = doc_add(m, entry, DOC_FACTS);
    doc_row(m, facts, label, value);
}

static void put_techniques(struct doc_make *m, struct doc_node *entry, const struct plan_intervention *v)
{
    struct doc_node *list;

    if (!v->techniques.n)
        return;
    list = doc_add(m, entry, DOC_LIST);
    for (size_t i = 0; i < v->techniques.n; i++) {
        const struct plan_technique *t = &v->techniques.at[i];
        struct doc_node *item = doc_add(m, list, DOC_ITEM); /* also without text: something may refer to it */
        item->text = doc_clean(m, t->text.n ? t->text : t->name);
        item->label = doc_clean(m, t->text.n ? t->name : (struct str){NULL, 0});
        doc_anchor(m, item, t->id);
    }
}

static void put_serves(struct doc_make *m, struct doc_node *entry, const struct plan_intervention *v)
{
    struct doc_node *row, *refs;

    if (!v->problems.n && !v->goals.n && !v->objectives.n)
        return;
    row = doc_add(m, entry, DOC_ROW);
    row->label = doc_label(m, N_("Serves"));
    refs = doc_add(m, row, DOC_REFS);
    doc_refs_add(m, refs, &v->problems);
    doc_refs_add(m, refs, &v->goals);
    doc_refs_add(m, refs, &v->objectives);
}

static void put_intervention(struct doc_make *m, struct doc_node *section, const struct shape *s, size_t i)
{
    const struct plan_intervention *v = &m->plan->interventions.at[i];
    struct opt_int none = {false, 0};
    struct doc_node *entry = doc_entry(m, section, doc_number(m, N_("Intervention"), i + 1), doc_clean(m, v->name));

    doc_anchor(m, entry, v->id);
    doc_place_at(m, entry, (struct str){NULL, 0}, "/interventions", i);
    doc_say_enum(m, s, "kind", v);
    if (v->modality.n) {
        doc_dot(m);
        doc_say(m, v->modality);
    }
    entry->meta = doc_word_large(m);
    doc_add_text(m, entry, DOC_PARA, v->text);
    put_techniques(m, entry, v);
    doc_say_cadence(m, &v->frequency);
    put_fact(m, entry, N_("How often"));
    doc_say_range(m, v->session_minutes, none, N_("%s minute"), N_("%s minutes"));
    put_fact(m, entry, N_("Session length"));
    doc_say(m, v->length);
    put_fact(m, entry, N_("For how long"));
    doc_say(m, v->responsible);
    put_fact(m, entry, N_("Responsible"));
    put_serves(m, entry, v);
    DOC_REST(m, entry, s, v, offsetof(struct plan_intervention, name), offsetof(struct plan_intervention, text),
             offsetof(struct plan_intervention, kind), offsetof(struct plan_intervention, modality),
             offsetof(struct plan_intervention, techniques), offsetof(struct plan_intervention, frequency),
             offsetof(struct plan_intervention, session_minutes), offsetof(struct plan_intervention, length),
             offsetof(struct plan_intervention, responsible), offsetof(struct plan_intervention, goals),
             offsetof(struct plan_intervention, objectives), offsetof(struct plan_intervention, problems));
}

static void put_interventions(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "interventions");
    struct doc_node *section = doc_section(m, N_("Interventions"), "interventions");

    doc_place(m, section, "/interventions");
    for (size_t i = 0; i < m->plan->interventions.n; i++)
        put_intervention(m, section, s, i);
}

/* Columns that no row fills are left out. */
static void put_monitoring(struct doc_make *m)
{
    const struct plan *p = m->plan;
    struct doc_node *section = doc_section(m, N_("Progress monitoring"), "monitoring"), *table, *head;
    bool cadences = false, reporters = false, follows = false;

    doc_place(m, section, "/monitoring");
    for (size_t i = 0; i < p->monitoring.n; i++) {
        const struct plan_monitoring *v = &p->monitoring.at[i];
        cadences = cadences || v->cadence.text.n || v->cadence.unit || v->cadence.count_min.has ||
                   v->cadence.count_max.has || v->cadence.every_min.has || v->cadence.every_max.has;
        reporters = reporters || v->reporter.n;
        follows = follows || v->objectives.n || v->goals.n;
    }
    table = doc_add(m, section, DOC_TABLE);
    table->text = doc_label(m, N_("How progress is followed"));
    head = doc_add(m, table, DOC_HEAD);
    doc_add(m, head, DOC_CELL)->text = doc_label(m, N_("What"));
    if (cadences)
        doc_add(m, head, DOC_CELL)->text = doc_label(m, N_("How often"));
    if (reporters)
        doc_add(m, head, DOC_CELL)->text = doc_label(m, N_("Who reports"));
    if (follows)
        doc_add(m, head, DOC_CELL)->text = doc_label(m, N_("Follows"));
    for (size_t i = 0; i < p->monitoring.n; i++) {
        const struct plan_monitoring *v = &p->monitoring.at[i];
        struct doc_node *row = doc_add(m, table, DOC_TR), *cell = doc_add(m, row, DOC_CELL);
        doc_place_at(m, row, (struct str){NULL, 0}, "/monitoring", i);
        doc_anchor(m, row, v->id);
        doc_say_measure(m, &v->measure);
        cell->text = doc_word_large(m);
        *(cell->text.n ? &cell->meta : &cell->text) = doc_clean(m, v->text);
        doc_say_cadence(m, &v->cadence);
        if (cadences)
            doc_add(m, row, DOC_CELL)->text = doc_word_large(m);
        if (reporters)
            doc_add(m, row, DOC_CELL)->text = doc_clean(m, v->reporter);
        if (follows) {
            cell = doc_add(m, row, DOC_CELL);
            if (v->goals.n || v->objectives.n) {
                struct doc_node *refs = doc_add(m, cell, DOC_REFS);
                doc_refs_add(m, refs, &v->goals);
                doc_refs_add(m, refs, &v->objectives);
            }
        }
    }
}

static void put_phases(struct doc_make *m, struct doc_node *section, const struct plan_duration *d)
{
    const struct shape *s = doc_shape(doc_shape(&plan_shape, "duration"), "phases");
    struct doc_node *steps;

    if (!d->phases.n)
        return;
    steps = doc_add(m, section, DOC_STEPS);
    for (size_t i = 0; i < d->phases.n; i++) {
        const struct plan_phase *v = &d->phases.at[i];
        struct doc_node *step = doc_add(m, steps, DOC_STEP);
        struct str cadence;
        doc_anchor(m, step, v->id);
        step->text = v->name.n ? doc_clean(m, v->name) : doc_number(m, N_("Phase"), i + 1);
        doc_say_cadence(m, &v->cadence);
        cadence = doc_word(m);
        doc_say_enum(m, s, "kind", v);
        if (v->sessions_min.has || v->sessions_max.has)
            doc_dot(m);
        doc_say_range(m, v->sessions_min, v->sessions_max, N_("%s session"), N_("%s sessions"));
        if (v->weeks_min.has || v->weeks_max.has)
            doc_dot(m);
        doc_say_range(m, v->weeks_min, v->weeks_max, N_("%s week"), N_("%s weeks"));
        if (cadence.n)
            doc_dot(m);
        doc_say(m, cadence);
        step->meta = doc_word_large(m);
        doc_add_text(m, step, DOC_PARA, v->text);
    }
}

static void put_ending(struct doc_make *m, struct doc_node *section, const struct plan_ending *v)
{
    const struct shape *s = doc_shape(doc_shape(&plan_shape, "duration"), "ending");
    const struct shape *outcome = doc_shape(s, "outcomes");
    struct doc_node *entry;

    if (shape_is_empty(s, v))
        return;
    doc_say_date(m, v->date);
    entry = doc_entry(m, section, doc_label(m, N_("Ending")), doc_word(m));
    doc_add_text(m, entry, DOC_PARA, v->text);
    doc_row_quote(m, entry, N_("Client’s view"), v->client_view);
    for (size_t i = 0; i < v->outcomes.n; i++) {
        const struct plan_outcome *o = &v->outcomes.at[i];
        struct doc_node *row = doc_add(m, entry, DOC_ROW);
        row->label = o->goal.n ? doc_target_of(m, o->goal).text : doc_label(m, N_("Outcome"));
        doc_say_enum(m, outcome, "achievement", o);
        doc_add_text(m, row, DOC_PARA, doc_word_large(m));
        doc_add_text(m, row, DOC_PARA, o->text);
    }
    doc_row_list(m, entry, N_("Onward"), &v->onward);
}

static void put_duration(struct doc_make *m)
{
    const struct plan_duration *d = &m->plan->duration;
    const struct shape *s = doc_shape(&plan_shape, "duration");
    struct doc_node *section = doc_section(m, N_("Duration and phases"), "duration");
    struct opt_int none = {false, 0};

    doc_place(m, section, "/duration");
    doc_add_text(m, section, DOC_PARA, d->text);
    doc_say_cadence(m, &d->frequency);
    doc_row(m, section, N_("Sessions"), doc_word_large(m));
    if (!str_eq(d->frequency_text, d->frequency.text))
        doc_row(m, section, N_("Frequency"), d->frequency_text);
    doc_say_range(m, d->session_minutes, none, N_("%s minute"), N_("%s minutes"));
    doc_row(m, section, N_("Session length"), doc_word(m));
    DOC_REST(m, section, s, d, offsetof(struct plan_duration, text), offsetof(struct plan_duration, frequency),
             offsetof(struct plan_duration, frequency_text), offsetof(struct plan_duration, session_minutes),
             offsetof(struct plan_duration, phases), offsetof(struct plan_duration, next_phase_criteria),
             offsetof(struct plan_duration, discharge_criteria), offsetof(struct plan_duration, relapse_prevention),
             offsetof(struct plan_duration, ending));
    put_phases(m, section, d);
    doc_row_list(m, section, N_("Next phase when"), &d->next_phase_criteria);
    doc_row_list(m, section, N_("Treatment ends when"), &d->discharge_criteria);
    doc_row_list(m, section, N_("Relapse prevention"), &d->relapse_prevention);
    put_ending(m, section, &d->ending);
}

static void put_reviews(struct doc_make *m)
{
    const struct plan_reviews *v = &m->plan->reviews;
    struct doc_node *section = doc_section(m, N_("Reviews"), "reviews");

    doc_place(m, section, "/reviews");
    doc_say_date(m, v->next);
    doc_row(m, section, N_("Next review"), doc_word(m));
    doc_say_window(m, &v->window);
    doc_row(m, section, N_("Reviewed"), doc_word_large(m));
    doc_row_list(m, section, N_("What is reviewed"), &v->clauses);
    for (size_t i = 0; i < v->held.n; i++) {
        struct doc_node *row = doc_add(m, section, DOC_ROW);
        row->label = doc_label(m, N_("Review held"));
        doc_say_date(m, v->held.at[i].date);
        doc_add_text(m, row, DOC_PARA, doc_word(m));
        doc_add_text(m, row, DOC_PARA, v->held.at[i].text);
    }
}

void doc_put_work(struct doc_make *m)
{
    const struct plan *p = m->plan;
    const struct plan_reviews *r = &p->reviews;

    if (p->interventions.n)
        put_interventions(m);
    if (p->monitoring.n)
        put_monitoring(m);
    if (!shape_is_empty(doc_shape(&plan_shape, "duration"), &p->duration))
        put_duration(m);
    if (date_is_set(r->next) || r->window.text.n || plan_window(&r->window).unit != UNIT_UNSTATED || r->clauses.n ||
        r->held.n) /* the plan's own date stands in the heading */
        put_reviews(m);
}
