/* doc_build.c: a plan becomes a document: heading, then part after part in the order a reader needs them. */
#include "base/utf8.h"
#include "render/doc_make.h"

enum { NAME_MOST = 72 }; /* bytes */

/* A name that is a sentence is cut behind a word: the whole of it stands where it belongs. */
static struct str short_name(struct doc_make *m, struct str name)
{
    size_t at = name.n > NAME_MOST ? utf8_floor(name, NAME_MOST) : name.n;

    if (at == name.n)
        return name;
    while (at > NAME_MOST / 2 && name.p[at] != ' ')
        at--;
    at = name.p[at] == ' ' ? at : utf8_floor(name, NAME_MOST);
    doc_say(m, str_trim(str_sub(name, 0, at)));
    buf_cstr(&m->word, "…");
    return doc_word(m);
}

/* "Goal 3" becomes "goal-3", "Objective 2.1" "objective-2-1". */
static char anchor_letter(char c)
{
    return c == ' ' || c == '.' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What an item is called where something else refers to it: its own short name, else its number. */
static void add_target(struct doc_make *m, struct str id, struct str name, struct str number, struct str anchor)
{
    struct doc_target *t;

    if (!id.n || m->failed)
        return;
    if (!(t = ARENA_NEW(m->a, struct doc_target))) {
        m->failed = true;
        return;
    }
    t->anchor = anchor;
    t->text = name.n ? short_name(m, doc_clean(m, name)) : number;
    if (t->anchor.n) { /* the label keeps its own copy */
        char *p = arena_copy(m->a, t->anchor.p, t->anchor.n);
        if (!p) {
            m->failed = true;
            return;
        }
        for (size_t i = 0; i < t->anchor.n; i++)
            p[i] = anchor_letter(p[i]);
        t->anchor.p = p;
    }
    if (!plan_ids_add(&m->targets, m->a, id, NULL, t))
        m->failed = true;
}

/* The number in English, whatever the document's language: an anchor is of letters, digits and '-'. */
static struct str plain_number(struct doc_make *m, const char *kind, size_t n, const struct plan_objective *of)
{
    const struct render_words *words = m->words;
    struct str number;

    m->words = NULL;
    number =
        of ? doc_objective_number(m, n, (size_t)(of - m->plan->goals.at[n].objectives.at)) : doc_number(m, kind, n);
    m->words = words;
    return number;
}

static void add_numbered(struct doc_make *m, struct str id, struct str name, const char *kind, size_t n)
{
    struct str number = doc_number(m, kind, n);

    add_target(m, id, name, number, m->words ? plain_number(m, kind, n, NULL) : number);
}

static void add_objective(struct doc_make *m, size_t goal, size_t k)
{
    const struct plan_objective *v = &m->plan->goals.at[goal].objectives.at[k];
    struct str number = doc_objective_number(m, goal, k);

    add_target(m, v->id, (struct str){NULL, 0}, number, m->words ? plain_number(m, NULL, goal, v) : number);
}

#define TARGETS(list, name, kind)                                                                                      \
    for (size_t i = 0; i < (list).n; i++)                                                                              \
    add_numbered(m, (list).at[i].id, name((list).at[i]), kind, i + 1)
#define NO_NAME(item) ((struct str){NULL, 0})
#define NAME_OF(item) ((item).name)
#define TEXT_OF(item) ((item).text)
#define CODE_OF(item) ((item).code.n ? (item).code : (item).title)
#define WHO_OF(item) ((item).who)
#define MEASURE_OF(item) ((item).measure.name.n ? (item).measure.name : (item).text)

static void add_targets(struct doc_make *m)
{
    const struct plan *p = m->plan;
    size_t techniques = 0;

    TARGETS(p->diagnoses, CODE_OF, N_("Diagnosis"));
    TARGETS(p->problems, NAME_OF, N_("Problem"));
    TARGETS(p->strengths, TEXT_OF, N_("Strength"));
    TARGETS(p->barriers, TEXT_OF, N_("Barrier"));
    TARGETS(p->values, TEXT_OF, N_("Value"));
    TARGETS(p->culture.preferences, TEXT_OF, N_("Preference"));
    TARGETS(p->goals, NO_NAME, N_("Goal"));
    for (size_t g = 0; g < p->goals.n; g++)
        for (size_t k = 0; k < p->goals.at[g].objectives.n; k++)
            add_objective(m, g, k);
    TARGETS(p->interventions, NAME_OF, N_("Intervention"));
    for (size_t k = 0; k < p->interventions.n; k++)
        for (size_t t = 0; t < p->interventions.at[k].techniques.n; t++)
            add_numbered(m, p->interventions.at[k].techniques.at[t].id, p->interventions.at[k].techniques.at[t].name,
                         N_("Technique"), ++techniques);
    TARGETS(p->monitoring, MEASURE_OF, N_("Measure"));
    TARGETS(p->duration.phases, NAME_OF, N_("Phase"));
    TARGETS(p->support, WHO_OF, N_("Support"));
    TARGETS(p->referrals, NAME_OF, N_("Referral"));
    plan_ids_sort(&m->targets);
}

/* The lines above the first section. */
static void put_heading(struct doc_make *m)
{
    const struct plan *p = m->plan;
    const struct render_options *o = m->options;
    struct doc *d = m->doc;

    d->title = p->title.n ? doc_clean(m, p->title) : doc_label(m, N_("Treatment plan"));
    d->client_named = doc_clean(m, p->client.name);
    d->client = d->client_named.n ? d->client_named : doc_label(m, N_("Client’s name not recorded"));
    doc_put_date(m, N_("born %s"), p->client.birth_date);
    d->born = doc_word(m);
    if (!d->born.n)
        d->born = doc_label(m, N_("birth date not recorded"));
    if (p->version.has)
        d->facts = doc_number(m, N_("version"), (size_t)p->version.v);
    buf_add(&m->word, d->facts);
    if (date_is_set(p->reviews.plan_date)) {
        doc_dot(m);
        doc_put_date(m, N_("plan of %s"), p->reviews.plan_date);
    }
    d->facts = doc_word_large(m);
    if (o->draft || o->signing || o->copy) {
        d->status = doc_label(m, o->signing ? N_("Not signed by all yet")
                                 : o->draft ? N_("Draft, not signed")
                                            : N_("A copy to read"));
        d->mark = doc_label(m, o->signing ? N_("PENDING") : o->draft ? N_("DRAFT") : N_("COPY"));
    }
    if (date_is_set(o->printed_on)) {
        char iso[DATE_TEXT_SIZE];
        doc_put_date(m, N_("printed %s"), o->printed_on);
        d->printed = doc_word_large(m);
        buf_cstr(&m->word, date_format(o->printed_on, iso));
        d->created = doc_word(m);
    }
    d->language = o->language.n ? doc_clean(m, o->language) : STR("en");
    d->words = m->words;
    d->name = "plan";
    d->paper = o->paper;
}

/* What this copy is, before all else. */
static void put_copy(struct doc_make *m)
{
    struct doc_node *section = doc_section(m, N_("About this copy"), "copy");

    doc_add_text(m, section, DOC_PARA,
                 doc_label(m, N_("This is a copy to read. What was signed is another page: the plan as it was kept on "
                                 "the day of signing. If the two differ, that one counts.")));
    doc_add_text(
        m, section, DOC_PARA,
        doc_label(m, N_("The headings are in your language. What people wrote in the plan is as they wrote it.")));
}

bool doc_build(const struct plan *p, const struct render_options *o, struct arena *a, struct doc *out, struct err *e)
{
    struct doc d = {.root = {.kind = DOC_ROOT}};
    struct doc_make m = {.a = a, .plan = p, .words = o->words, .options = o, .doc = &d};
    bool ok = false;

    buf_init(&m.word, 0);
    m.want_places = o->findings || o->places || p->agreement.plain_words.n;
    put_heading(&m);
    add_targets(&m);
    if (!m.failed && !thread_build(p, a, &m.thread, e))
        goto done;
    if (o->copy)
        put_copy(&m);
    doc_put_client(&m);
    doc_put_goals(&m);
    doc_put_work(&m);
    doc_put_agreement(&m);
    doc_put_findings(&m);
    ok = !m.failed;
    if (!ok)
        arena_error(a, e);
    if (ok)
        *out = d;
done:
    buf_free(&m.word);
    return ok;
}
