/* page_measures.c: the measures: what is known of each, from where, confirmed or not; whether its wording is kept. */
#include "practice/wordings.h"
#include "views.h"
#include "web/measures.h"
#include "web/measures_parts.h"
#include "web/web_parts.h"

#define FACTS_MAX 16

/* ---- all of them ---- */

static bool in_use(const struct people_settings *s, const struct measure *m)
{
    for (size_t i = 0; i < s->measure_count; i++) {
        if (str_is(s->measures[i], m->id)) {
            return true;
        }
    }
    return false;
}

static void put_row(struct call *w, const struct measure *m, const struct kept_wording *kept, size_t n,
                    struct measures_row *r)
{
    *r = (struct measures_row){.name = m->name,
                               .title = m->title,
                               .state = "",
                               .tag = "",
                               .url = {web_print(w, "/practice/measures/%s", m->id)}};
    for (size_t i = 0; i < n; i++) {
        if (kept[i].measure == m) {
            r->state = !kept[i].wording   ? "Wording is damaged"
                       : kept[i].may_show ? "Wording kept"
                                          : "Wording kept, not shown";
            r->tag = kept[i].may_show ? "good" : "warn";
        }
    }
}

void measures_show(struct call *w)
{
    struct view_measures v = {.used_count = 0};
    struct kept_wording *kept;
    struct people_settings s;
    const struct measure *m;
    int64_t version;
    size_t n, count = 0;
    if (!wordings_list(w->practice, &w->who, w->arena, &kept, &n, &w->err) ||
        !people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    while (measure_at(count)) {
        count++;
    }
    page_begin(w, "Measures and their wording", NULL, &v.page);
    v.page.help = (struct url){STR("/help/wording")};
    v.used = arena_array(w->arena, count, sizeof *v.used);
    v.others = arena_array(w->arena, count, sizeof *v.others);
    for (size_t i = 0; v.used && v.others && (m = measure_at(i)) != NULL; i++) {
        put_row(w, m, kept, n, in_use(&s, m) ? &v.used[v.used_count++] : &v.others[v.others_count++]);
    }
    view_measures(&w->out, &v);
}

/* ---- one ---- */

const struct measure *measure_of(struct call *w)
{
    struct str id = web_param(w, "measure");
    const struct measure *m = measure_find(id);
    if (!m || !str_is(id, m->id)) {
        err_set(&w->err, ERR_NOT_FOUND, "measure", "is not known");
        return NULL;
    }
    return m;
}

static struct str bands_words(struct call *w, const struct measure_bands *b)
{
    struct str out = NONE;
    struct buf t;
    buf_init(&t, 0);
    for (size_t i = 0; i < b->count; i++) {
        buf_printf(&t, "%s%g to %g %s", i ? ", " : "", b->at[i].min, b->at[i].max, b->at[i].label);
    }
    if (!buf_ok(&t) || !arena_str(w->arena, buf_str(&t), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&t);
    return out;
}

static struct measure_fact *fact(struct view_measure *v, const char *label, struct str text)
{
    struct measure_fact *f = &v->facts[v->facts_count++];
    *f = (struct measure_fact){.label = label, .text = text};
    return f;
}

static void put_facts(struct call *w, const struct measure *m, const struct measure_structure *s,
                      struct view_measure *v)
{
    struct measure_fact *f;
    fact(v, "Measures", str_of(m->construct));
    if (m->has_range) {
        fact(v, "Range",
             web_print(w, "%g to %g; %s is better", m->min, m->max, m->lower_is_better ? "lower" : "higher"));
    }
    fact(v, "Questions", web_print(w, "%zu", s->count));
    if (s->recall) {
        fact(v, "Looks back over", str_of(s->recall));
    }
    fact(v, "Described in", str_of(m->source));
    f = fact(v, "Licence", str_of(m->licence));
    f->source = s->licence_source;
    fact(v, "Wording may be shown",
         s->wording_allowed ? STR("by everyone who has imported it") : STR("only by who has a permission"));
    if (m->has_cutoff) {
        f = fact(v, "Usual cut-off", web_print(w, "%g", m->cutoff));
        f->source = m->cutoff_source;
        f->unconfirmed = !m->cutoff_confirmed;
    }
    if (m->has_reliable_change) {
        f = fact(v, m->reliable_change_confirmed ? "Reliable change" : "Change beyond the usual ups and downs",
                 web_print(w, "%g points", m->reliable_change));
        f->source = m->reliable_change_source;
        f->unconfirmed = !m->reliable_change_confirmed;
    }
    if (s->has_remission) {
        f = fact(v, "Remission", web_print(w, "%s%g", m->lower_is_better ? "up to " : "from ", s->remission));
        f->source = s->remission_source.text;
        f->unconfirmed = !s->remission_source.confirmed;
    }
    if (s->bands_count) {
        f = fact(v, "Bands", NONE);
        f->source = s->bands[0].source.text;
        f->unconfirmed = !s->bands[0].source.confirmed;
        f->text = bands_words(w, &s->bands[0]);
    }
}

static void put_kept(struct call *w, const struct kept_wording *k, struct view_measure *v)
{
    static const struct wording damaged = {.title = {NULL, 0}};
    const struct wording *x = k->wording ? k->wording : &damaged;
    const struct measure_fact all[] = {{"Title", x->title, NULL, false},
                                       {"Publisher", x->publisher, NULL, false},
                                       {"Version", x->version, NULL, false},
                                       {"Notice", x->copyright, NULL, false},
                                       {"Permitted by", x->permission, NULL, false},
                                       {"Compared and confirmed by", k->by_name, NULL, false},
                                       {"When", web_time(w, k->at_ms), NULL, false},
                                       {"Fingerprint", web_print(w, "%.16s", x->hash), NULL, false}};
    v->has_wording = true;
    v->damaged = !k->wording;
    v->may_show = k->may_show;
    v->why_not = k->why_not;
    v->kept = arena_array(w->arena, COUNT_OF(all), sizeof *v->kept);
    for (size_t i = 0; v->kept && i < COUNT_OF(all); i++) {
        if (all[i].text.n) {
            v->kept[v->kept_count++] = all[i];
        }
    }
}

void measure_page(struct call *w, const struct form *f, const struct measure *m)
{
    const struct measure_structure *s = measure_structure(m);
    struct view_measure v = {.name = m->name, .title = m->title, .may_keep = web_may(w, CASE_WORDING_KEEP)};
    struct kept_wording kept;
    bool has = wordings_get(w->practice, &w->who, m, w->arena, &kept, &w->err);
    if (!has && w->err.kind != ERR_NOT_FOUND) {
        web_trouble(w, f);
        return;
    }
    err_clear(&w->err);
    page_begin(w, "Measure", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/wording")};
    v.facts = arena_array(w->arena, FACTS_MAX, sizeof *v.facts);
    v.labels = arena_array(w->arena, s->count, sizeof *v.labels);
    if (v.facts) {
        put_facts(w, m, s, &v);
    }
    for (size_t i = 0; v.labels && s->labels && i < s->count; i++) {
        v.labels[v.labels_count++] = s->labels[i];
    }
    if (has) {
        put_kept(w, &kept, &v);
    }
    v.action.whole = web_print(w, "/practice/measures/%s", m->id);
    v.drop.whole = web_print(w, "/practice/measures/%s/drop", m->id);
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 8;
    v.text.hint = "A question a line. Lines such as “0 = never” are answers, the same for every question.";
    v.file = field_show(w, f, "file", NONE);
    v.file.hint = "A FHIR Questionnaire as JSON, as publishers and registries give it out.";
    v.copyright = field_show(w, f, "copyright", NONE);
    v.copyright.hint = "As it stands on the form. Not needed when the file has it.";
    v.publisher = field_show(w, f, "publisher", NONE);
    v.permission = field_show(w, f, "permission", NONE);
    v.permission.hint = "Such as the contract, or the letter and its day.";
    v.permission.required = !s->wording_allowed;
    view_measure(&w->out, &v);
}

void measure_show(struct call *w)
{
    const struct measure *m = measure_of(w);
    struct form f;
    if (!m) {
        web_trouble(w, NULL);
        return;
    }
    form_empty(w, wording_rows, WORDING_FIELDS, &f);
    measure_page(w, &f, m);
}
