/* doc_agree.c: who else helps, what happens in a crisis, who agreed. */
#include "render/doc_make.h"

static void put_support(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "support");
    struct doc_node *section = doc_section(m, N_("Family and social support"), "support");

    doc_place(m, section, "/support");
    for (size_t i = 0; i < m->plan->support.n; i++) {
        const struct plan_support *v = &m->plan->support.at[i];
        struct doc_node *row = doc_add(m, section, DOC_ROW), *part;
        doc_say_enum(m, s, "kind", v);
        row->label = doc_kind_label(m, v->kind == SUPPORT_OTHER, N_("Support"));
        doc_anchor(m, row, v->id);
        part = doc_add_text(m, row, DOC_PARA, v->text.n ? v->text : v->who);
        if (part && v->text.n)
            part->label = doc_clean(m, v->who);
        if ((part = doc_add_text(m, row, DOC_PARA, v->not_do)))
            part->label = doc_label(m, N_("Not to do"));
        if ((part = doc_add_text(m, row, DOC_PARA, v->consent)))
            part->label = doc_label(m, N_("Consent"));
    }
}

static void put_referrals(struct doc_make *m)
{
    const struct shape *s = doc_shape(&plan_shape, "referrals");
    struct doc_node *section = doc_section(m, N_("Referrals"), "referrals");

    doc_place(m, section, "/referrals");
    for (size_t i = 0; i < m->plan->referrals.n; i++) {
        const struct plan_referral *v = &m->plan->referrals.at[i];
        struct doc_node *entry = doc_entry(m, section, doc_number(m, N_("Referral"), i + 1), doc_clean(m, v->name));
        doc_anchor(m, entry, v->id);
        doc_place_at(m, entry, (struct str){NULL, 0}, "/referrals", i);
        doc_say_enum(m, s, "status", v);
        entry->meta = doc_word_large(m);
        doc_add_text(m, entry, DOC_PARA, v->text);
        doc_row(m, entry, N_("To"), v->to);
        doc_say_condition(m, &v->trigger);
        doc_row(m, entry, N_("When"), doc_word_large(m));
        doc_row(m, entry, N_("Coordination"), v->coordination);
    }
}

static void put_safety(struct doc_make *m, struct doc_node *section, const struct shape *crisis)
{
    const struct plan_safety *v = &m->plan->crisis.safety_plan;
    const struct shape *s = doc_shape(crisis, "safety_plan");
    struct doc_node *entry;

    if (shape_is_empty(s, v))
        return;
    entry = doc_entry(m, section, doc_label(m, N_("Safety plan")), (struct str){NULL, 0});
    doc_place(m, entry, "/crisis/safety_plan");
    DOC_REST(m, entry, s, v, offsetof(struct plan_safety, text));
    doc_row_list(m, entry, N_("Also"), &v->text);
}

static void put_crisis(struct doc_make *m, const struct shape *s)
{
    const struct plan_crisis *v = &m->plan->crisis;
    struct doc_node *section = doc_section(m, N_("Crisis plan"), "crisis"), *row = NULL;

    section->flags |= DOC_RISK;
    doc_place(m, section, "/crisis");
    for (size_t i = 0; i < v->contacts.n; i++) {
        doc_say_person(m, &v->contacts.at[i]);
        if (!row)
            row = doc_row(m, section, N_("Contacts"), doc_word(m));
        else
            doc_add_text(m, row, DOC_PARA, doc_word(m));
    }
    doc_row_list(m, section, N_("Lines and places"), &v->resources);
    doc_row_list(m, section, N_("Steps"), &v->steps);
    for (size_t i = 0; i < v->responses.n; i++) {
        const struct plan_response *r = &v->responses.at[i];
        struct doc_node *part;
        row = doc_add(m, section, DOC_ROW);
        row->label = r->stage.n ? doc_clean(m, r->stage) : doc_label(m, N_("Stage"));
        if ((part = doc_add_text(m, row, DOC_PARA, r->signs)))
            part->label = doc_label(m, N_("Signs"));
        part = r->actions.n ? doc_add(m, row, DOC_LIST) : NULL;
        for (size_t k = 0; k < r->actions.n; k++)
            doc_add_text(m, part, DOC_ITEM, r->actions.at[k]);
    }
    DOC_REST(m, section, s, v, offsetof(struct plan_crisis, contacts), offsetof(struct plan_crisis, resources),
             offsetof(struct plan_crisis, steps), offsetof(struct plan_crisis, responses),
             offsetof(struct plan_crisis, safety_plan), offsetof(struct plan_crisis, risk));
    put_safety(m, section, s);
}

static void put_consents(struct doc_make *m, struct doc_node *section)
{
    for (size_t i = 0; i < m->plan->agreement.consents.n; i++) {
        const struct plan_consent *v = &m->plan->agreement.consents.at[i];
        struct doc_node *row = doc_add(m, section, DOC_ROW), *part;
        row->label = doc_label(m, N_("Consent"));
        doc_add_text(m, row, DOC_PARA, v->text);
        if ((part = doc_add_text(m, row, DOC_PARA, v->with)))
            part->label = doc_label(m, N_("With"));
        if ((part = doc_add_text(m, row, DOC_PARA, v->purpose)))
            part->label = doc_label(m, N_("Purpose"));
        doc_put_date(m, N_("given on %s"), v->date);
        if (date_is_set(v->expires))
            doc_dot(m);
        doc_put_date(m, N_("ends on %s"), v->expires);
        doc_add_text(m, row, DOC_PARA, doc_word_large(m));
    }
}

static void put_plain(struct doc_make *m)
{
    struct doc_node *section = doc_section(m, N_("In plain words"), "plain-words");

    doc_place(m, section, "/agreement/plain_words");
    plan_ids_sort(&m->places);
    for (size_t i = 0; i < m->plan->agreement.plain_words.n; i++) {
        const struct plan_plain *v = &m->plan->agreement.plain_words.at[i];
        const struct doc_node *at = doc_place_of(m, v->part);
        struct doc_node *row = doc_add(m, section, DOC_ROW), *part;
        row->label = at->label.n ? at->label : at->text.n ? at->text : doc_label(m, N_("The plan"));
        doc_add_text(m, row, DOC_PARA, v->text);
        if ((part = doc_add_text(m, row, DOC_PARA, v->confirmed_by)))
            part->label = doc_label(m, N_("Confirmed by"));
    }
}

static void put_sign(struct doc_make *m, struct doc_node *section, const char *role, struct str name)
{
    struct doc_node *n = doc_add(m, section, DOC_SIGN);

    n->label = doc_label(m, role);
    n->text = doc_clean(m, name);
}

/* "No diagnosis: ...": what is missing, which is ours to say, and why, in the words of who signed. */
static struct str reason_of(struct doc_make *m, struct str reason)
{
    struct str what, why;

    if (!m->words || !str_cut(reason, ':', &what, &why))
        return reason;
    buf_add(&m->word, doc_t_str(m, what));
    buf_char(&m->word, ':');
    buf_add(&m->word, why);
    return doc_word(m);
}

/* What the record knows of the signing: who, in which role, how and when, and what exactly was signed. */
static void put_signed(struct doc_make *m, struct doc_node *section, const struct render_signed *with)
{
    for (size_t i = 0; i < with->count; i++) {
        const struct render_signature *v = &with->at[i];
        struct doc_node *n = doc_add(m, section, DOC_SIGN);
        n->flags |= DOC_SIGNED;
        n->label = doc_t_str(m, doc_clean(m, v->role));
        doc_say(m, v->name);
        if (v->credential.n) {
            buf_cstr(&m->word, v->name.n ? ", " : "");
            doc_say(m, v->credential);
        }
        n->text = doc_word(m);
        buf_add(&m->word, doc_t_str(m, v->how));
        if (date_is_set(v->date)) {
            buf_char(&m->word, ' ');
            doc_put_date(m, N_("on %s"), v->date);
            buf_cstr(&m->word, ", ");
            buf_add(&m->word, v->time);
        }
        if (v->method.n)
            doc_dot(m);
        buf_add(&m->word, doc_t_str(m, v->method));
        n->meta = doc_word_large(m);
        doc_add_text(m, n, DOC_PARA, v->text);
    }
    for (size_t i = 0; i < with->reason_count; i++)
        doc_row(m, section, N_("Reason given"), reason_of(m, with->reasons[i]));
    doc_row(m, section, N_("Content hash"), with->hash);
    if (with->hash.n)
        doc_row(m, section, N_("What it covers"),
                doc_label(m, N_("BLAKE2b-256 of the plan as it was signed, its plain words included.")));
}

static void put_signatures(struct doc_make *m)
{
    const struct plan *p = m->plan;
    struct doc_node *section = doc_section(m, N_("Signatures"), "signatures");

    doc_place(m, section, "/agreement/signatures");
    for (size_t i = 0; i < p->agreement.signatures.n; i++) {
        const struct plan_signature *v = &p->agreement.signatures.at[i];
        struct doc_node *n = doc_add(m, section, DOC_SIGN);
        n->label = v->role.n ? doc_t_str(m, doc_clean(m, v->role)) : doc_label(m, N_("Signature"));
        doc_say(m, v->name);
        if (v->credential.n) {
            buf_cstr(&m->word, v->name.n ? ", " : "");
            doc_say(m, v->credential);
        }
        n->text = doc_word(m);
        doc_put_date(m, N_("signed on %s"), v->date);
        if (v->method.n)
            doc_dot(m);
        doc_say(m, v->method);
        n->flags |= date_is_set(v->date) ? DOC_SIGNED : 0;
        n->meta = doc_word_large(m);
        doc_add_text(m, n, DOC_PARA, v->text);
    }
    if (m->options->with)
        put_signed(m, section, m->options->with);
    if (p->agreement.signatures.n || m->options->with)
        return;
    put_sign(m, section, N_("Client"), p->client.name);
    if (p->client.guardian.n)
        put_sign(m, section, N_("Guardian"), p->client.guardian);
    else if (p->client.decision_maker.n)
        put_sign(m, section, N_("Decision maker"), p->client.decision_maker);
    put_sign(m, section, N_("Clinician"), (struct str){NULL, 0});
}

static void put_agreement(struct doc_make *m, const struct shape *s)
{
    const struct plan_agreement *v = &m->plan->agreement;
    struct doc_node *section = doc_section(m, N_("Agreement"), "agreement"), *row = NULL;

    doc_place(m, section, "/agreement");
    for (size_t i = 0; i < v->participants.n; i++) {
        doc_say_person(m, &v->participants.at[i]);
        if (!row)
            row = doc_row(m, section, N_("Took part"), doc_word(m));
        else
            doc_add_text(m, row, DOC_PARA, doc_word(m));
    }
    doc_row_list(m, section, N_("Consultation"), &v->consultation);
    doc_row_quote(m, section, N_("Client’s view"), v->client_view);
    DOC_REST(m, section, s, v, offsetof(struct plan_agreement, participants),
             offsetof(struct plan_agreement, consultation), offsetof(struct plan_agreement, client_view),
             offsetof(struct plan_agreement, consents), offsetof(struct plan_agreement, signatures),
             offsetof(struct plan_agreement, plain_words), offsetof(struct plan_agreement, text));
    put_consents(m, section);
    doc_row_list(m, section, N_("Terms"), &v->text);
}

static void put_notes(struct doc_make *m)
{
    struct doc_node *section = doc_section(m, N_("Notes"), "notes"), *list;

    doc_place(m, section, "/notes");
    list = doc_add(m, section, DOC_LIST);
    for (size_t i = 0; i < m->plan->notes.n; i++) {
        const struct plan_note *v = &m->plan->notes.at[i];
        struct doc_node *item = doc_add(m, list, DOC_ITEM);
        item->text = doc_clean(m, v->text);
        if (v->line.has)
            item->meta = doc_number(m, N_("line"), (size_t)v->line.v);
    }
}

/* Parts of a plan that came after this file was written. */
static void put_more(struct doc_make *m)
{
    static const size_t known[] = {
        offsetof(struct plan, id),         offsetof(struct plan, version),       offsetof(struct plan, title),
        offsetof(struct plan, client),     offsetof(struct plan, diagnoses),     offsetof(struct plan, medications),
        offsetof(struct plan, assessment), offsetof(struct plan, problems),      offsetof(struct plan, strengths),
        offsetof(struct plan, barriers),   offsetof(struct plan, values),        offsetof(struct plan, culture),
        offsetof(struct plan, goals),      offsetof(struct plan, interventions), offsetof(struct plan, monitoring),
        offsetof(struct plan, duration),   offsetof(struct plan, reviews),       offsetof(struct plan, support),
        offsetof(struct plan, referrals),  offsetof(struct plan, crisis),        offsetof(struct plan, agreement),
        offsetof(struct plan, notes),
    };
    struct doc_node rest = {.kind = DOC_SECTION};

    doc_rest(m, &rest, &plan_shape, m->plan, known, sizeof known / sizeof *known);
    if (rest.first) {
        struct doc_node *section = doc_section(m, N_("More"), "more");
        section->first = rest.first;
        section->last = rest.last;
    }
}

void doc_put_agreement(struct doc_make *m)
{
    const struct plan *p = m->plan;
    const struct shape *crisis = doc_shape(&plan_shape, "crisis"), *agreement = doc_shape(&plan_shape, "agreement");
    struct plan_crisis c = p->crisis;
    struct plan_agreement a = p->agreement;

    if (p->support.n)
        put_support(m);
    if (p->referrals.n)
        put_referrals(m);
    c.risk.n = 0; /* stands above, see doc_client.c */
    if (!shape_is_empty(crisis, &c))
        put_crisis(m, crisis);
    a.plain_words.n = a.signatures.n = 0; /* sections of their own */
    if (p->agreement.plain_words.n)
        put_plain(m);
    if (!shape_is_empty(agreement, &a))
        put_agreement(m, agreement);
    put_more(m);
    if (p->notes.n)
        put_notes(m);
    if (m->options->signatures || m->options->with || p->agreement.signatures.n)
        put_signatures(m);
}
