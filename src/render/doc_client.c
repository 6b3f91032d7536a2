/* doc_client.c: the client, what is known of the risk, strengths, culture, diagnoses, problems, barriers. */
#include "render/doc_make.h"

#include <string.h>

static void put_details(struct doc_make *m)
{
    const struct plan_client *c = &m->plan->client;
    const struct shape *s = doc_shape(&plan_shape, "client");
    struct plan_client more = *c; /* what the head of the page does not say */

    more.name = (struct str){NULL, 0};
    more.birth_date = (struct date){0};
    if (shape_is_empty(s, &more))
        return;
    struct doc_node *section = doc_section(m, N_("Client"), "client");
    doc_place(m, section, "/client");
    if (c->age_years.has || date_is_set(c->age_stated_on)) {
        doc_say_range(m, c->age_years, (struct opt_int){false, 0}, N_("%s year"), N_("%s years"));
        if (date_is_set(c->age_stated_on)) {
            buf_cstr(&m->word, c->age_years.has ? ", " : "");
            doc_put_date(m, N_("stated on %s"), c->age_stated_on);
        }
        doc_row(m, section, N_("Age"), doc_word(m));
    }
    DOC_REST(m, section, s, c, offsetof(struct plan_client, name), offsetof(struct plan_client, birth_date),
             offsetof(struct plan_client, age_years), offsetof(struct plan_client, age_stated_on));
}

/* Risk stands above everything else that is said about the client. Where it was asked about and denied, and nothing
 * else is said, that is told calmly, in the words of who wrote it. */
static void put_risk(struct doc_make *m)
{
    const plan_texts *risk = &m->plan->crisis.risk;
    bool known = false, open = false;
    for (size_t i = 0; i < risk->n; i++) {
        bool not_asked = rules_risk_not_asked(risk->at[i]);
        open = open || not_asked;
        known = known || !(not_asked || rules_denies_risk(risk->at[i]));
    }
    struct doc_node *section = doc_section(m,
                                           known  ? N_("Known risk")
                                           : open ? N_("Risk: not all of it asked about")
                                                  : N_("Risk asked about: none told"),
                                           "risk");

    section->flags |= known ? DOC_RISK : 0;
    doc_place(m, section, "/crisis/risk");
    for (size_t i = 0; i < risk->n; i++)
        doc_add_text(m, section, DOC_PARA, risk->at[i]);
}

static void put_strengths(struct doc_make *m)
{
    const struct plan *p = m->plan;
    const struct shape *s = doc_shape(&plan_shape, "strengths");
    struct doc_node *section = doc_section(m, N_("Strengths and values"), "strengths"), *row = NULL;

    doc_place(m, section, "/strengths");
    doc_place(m, section, "/values");
    if (p->values.n) {
        row = doc_add(m, section, DOC_ROW);
        row->label = doc_label(m, N_("What matters"));
        for (size_t i = 0; i < p->values.n; i++) {
            struct doc_node *quote = doc_add(m, row, DOC_QUOTE);
            quote->text = doc_clean(m, p->values.at[i].text);
            doc_anchor(m, quote, p->values.at[i].id);
        }
    }
    for (size_t i = 0; i < p->strengths.n; i++) {
        const struct plan_strength *v = &p->strengths.at[i];
        struct doc_node *para;
        if (i == 0 || v->kind != p->strengths.at[i - 1].kind) {
            row = doc_add(m, section, DOC_ROW);
            doc_say_enum(m, s, "kind", v);
            row->label = doc_kind_label(m, false, N_("Strength"));
        }
        para = doc_add(m, row, DOC_PARA); /* also without text: something may refer to it */
        para->text = doc_clean(m, v->text);
        doc_anchor(m, para, v->id);
        doc_refs(m, row, N_("Used by"), &v->used_by);
    }
}

static void put_culture(struct doc_make *m)
{
    const struct plan_culture *c = &m->plan->culture;
    const struct shape *s = doc_shape(&plan_shape, "culture");
    struct doc_node *section = doc_section(m, N_("Culture and preferences"), "culture");

    doc_place(m, section, "/culture");
    DOC_REST(m, section, s, c, offsetof(struct plan_culture, preferences), offsetof(struct plan_culture, text));
    for (size_t i = 0; i < c->preferences.n; i++) {
        const struct plan_preference *v = &c->preferences.at[i];
        struct doc_node *row = doc_add(m, section, DOC_ROW), *how;
        row->label = doc_label(m, N_("Preference"));
        doc_anchor(m, row, v->id);
        doc_add_text(m, row, DOC_PARA, v->text);
        if ((how = doc_add_text(m, row, DOC_PARA, v->how)))
            how->label = doc_label(m, N_("How we work with it"));
        doc_refs(m, row, N_("Shapes"), &v->shapes);
    }
    doc_row_list(m, section, N_("Also"), &c->text);
}

static void put_diagnoses(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "diagnoses");
    struct doc_node *section = doc_section(m, N_("Diagnoses"), "diagnoses");

    doc_place(m, section, "/diagnoses");
    for (size_t i = 0; i < m->plan->diagnoses.n; i++) {
        const struct plan_diagnosis *v = &m->plan->diagnoses.at[i];
        bool titled = v->title.n > 0;
        struct doc_node *entry =
            doc_entry(m, section, v->code.n ? doc_clean(m, v->code) : doc_label(m, N_("Diagnosis")),
                      doc_clean(m, titled ? v->title : v->text));
        doc_anchor(m, entry, v->id);
        doc_place_at(m, entry, (struct str){NULL, 0}, "/diagnoses", i);
        doc_say_enum(m, s, "status", v);
        if (date_is_set(v->date))
            doc_dot(m);
        doc_say_date(m, v->date);
        if (v->by.n) {
            doc_dot(m);
            doc_put(m, N_("made by %s"), WORDS(v->by));
        }
        entry->meta = doc_word_large(m);
        if (titled)
            doc_add_text(m, entry, DOC_PARA, v->text);
        doc_row_list(m, entry, N_("Evidence"), &v->evidence);
    }
}

static void put_problems(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "problems");
    struct doc_node *section = doc_section(m, N_("Presenting problems"), "problems");

    doc_place(m, section, "/problems");
    for (size_t i = 0; i < m->plan->problems.n; i++) {
        const struct plan_problem *v = &m->plan->problems.at[i];
        struct doc_node *entry = doc_entry(m, section, doc_number(m, N_("Problem"), i + 1), doc_clean(m, v->name));
        doc_anchor(m, entry, v->id);
        doc_place_at(m, entry, (struct str){NULL, 0}, "/problems", i);
        doc_add_text(m, entry, DOC_PARA, v->statement);
        doc_row_quote(m, entry, N_("In the client’s words"), v->client_words);
        DOC_REST(m, entry, s, v, offsetof(struct plan_problem, name), offsetof(struct plan_problem, statement),
                 offsetof(struct plan_problem, client_words));
    }
}

static void put_medications(struct doc_make *m)
{
    struct doc_node *section = doc_section(m, N_("Medications"), "medications");

    doc_place(m, section, "/medications");
    for (size_t i = 0; i < m->plan->medications.n; i++) {
        const struct plan_medication *v = &m->plan->medications.at[i];
        struct doc_node *row = doc_add(m, section, DOC_ROW), *part;
        row->label = v->name.n ? doc_clean(m, v->name) : doc_label(m, N_("Medicine"));
        doc_place_at(m, row, (struct str){NULL, 0}, "/medications", i);
        doc_add_text(m, row, DOC_PARA, v->text);
        if ((part = doc_add_text(m, row, DOC_PARA, v->purpose)))
            part->label = doc_label(m, N_("Purpose"));
        if ((part = doc_add_text(m, row, DOC_PARA, v->prescriber)))
            part->label = doc_label(m, N_("Prescribed by"));
    }
}

static void put_assessment(struct doc_make *m, const struct shape *s)
{
    const struct plan_assessment *v = &m->plan->assessment;
    struct doc_node *section = doc_section(m, N_("Assessment"), "assessment");

    doc_place(m, section, "/assessment");
    doc_add_text(m, section, DOC_PARA, v->summary);
    DOC_REST(m, section, s, v, offsetof(struct plan_assessment, summary));
}

static void put_barriers(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "barriers");
    struct doc_node *section = doc_section(m, N_("Barriers"), "barriers");

    doc_place(m, section, "/barriers");
    for (size_t i = 0; i < m->plan->barriers.n; i++) {
        const struct plan_barrier *v = &m->plan->barriers.at[i];
        struct doc_node *row = doc_add(m, section, DOC_ROW), *answer;
        doc_say_enum(m, s, "kind", v);
        row->label = doc_kind_label(m, v->kind == BARRIER_OTHER, N_("Barrier"));
        doc_anchor(m, row, v->id);
        doc_add_text(m, row, DOC_PARA, v->text);
        if ((answer = doc_add_text(m, row, DOC_PARA, v->answer)))
            answer->label = doc_label(m, N_("What is done about it"));
        doc_refs(m, row, N_("Answered by"), &v->answered_by);
    }
}

void doc_put_client(struct doc_make *m)
{
    const struct plan *p = m->plan;

    if (p->crisis.risk.n)
        put_risk(m);
    put_details(m);
    if (p->strengths.n || p->values.n)
        put_strengths(m);
    if (!shape_is_empty(doc_shape(&plan_shape, "culture"), &p->culture))
        put_culture(m);
    if (p->diagnoses.n)
        put_diagnoses(m);
    if (p->problems.n)
        put_problems(m);
    if (!shape_is_empty(doc_shape(&plan_shape, "assessment"), &p->assessment))
        put_assessment(m, doc_shape(&plan_shape, "assessment"));
    if (p->medications.n)
        put_medications(m);
    if (p->barriers.n)
        put_barriers(m);
}
