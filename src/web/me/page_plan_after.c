/* page_plan_after.c: all versions of my plan, what changed in plain words, the clinical version, on paper. */
#include "plan/diff.h"
#include "render/render.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/plan_pages.h"
#include "web/web_parts.h"

/* ---- versions ---- */

static struct str version_facts(struct call *w, const struct plan_version *x)
{
    struct str day = x->signed_ms ? web_date(w, zone_day(w->zone, x->signed_ms)) : STR("");
    const char *on = web_print(w, "%.*s", (int)day.n, day.p).p;
    if (str_is(x->state, "signed")) {
        return web_print(w, web_t(w, N_("In force since %s.")), on);
    }
    if (str_is(x->state, "superseded")) {
        return web_print(w, web_t(w, N_("Signed on %s. A later one took its place.")), on);
    }
    if (str_is(x->state, "ended")) {
        return web_print(w, web_t(w, N_("Signed on %s. It has ended.")), on);
    }
    return str_of(str_is(x->state, "signing") ? web_t(w, N_("Waits for signatures."))
                                              : web_t(w, N_("Went back to be changed.")));
}

void me_plan_versions_show(struct call *w)
{
    struct view_me_plan_versions v = {.versions_count = 0};
    struct plan_version *list;
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        me_plan_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("Versions of my plan"), NULL, &v.page);
    v.versions = arena_array(w->arena, n + 1, sizeof *v.versions);
    for (size_t i = 0; v.versions && i < n; i++) {
        struct me_version *x = &v.versions[v.versions_count++];
        *x = (struct me_version){.title = web_print(w, web_t(w, N_("Version %d")), (int)list[i].number),
                                 .facts = version_facts(w, &list[i])};
        x->read.whole = web_print(w, "/me/plan?v=%.*s", (int)list[i].id.n, list[i].id.p);
        if (i + 1 < n) {
            x->changes.whole = web_print(w, "/me/plan/changes?v=%.*s", (int)list[i].id.n, list[i].id.p);
        }
    }
    view_me_plan_versions(&w->out, &v);
}

/* ---- all that was said ---- */

static struct str part_said(struct call *w, const struct plan *plan, struct str about)
{
    struct plan_piece p = plan ? me_plan_part(w, plan, about) : (struct plan_piece){.about = about};
    return p.quote.n ? p.quote : p.text;
}

void me_plan_said_show(struct call *w)
{
    struct view_me_plan_words_all v = {.words_count = 0};
    struct words_filter f = {.limit = ME_WORDS_SHOWN + 1, .before = http_query(w->in, "before")};
    struct plan_version version;
    struct me_plan_beside beside;
    struct plan *plan = NULL;
    struct words *list;
    size_t n;
    f.before = id_valid(f.before) ? f.before : NONE;
    if (!words_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &w->err)) {
        me_plan_trouble(w, NULL);
        return;
    }
    if (!me_plan_pick(w, NONE, &version, &beside) || !me_plan_read(w, version.json, &plan)) {
        err_clear(&w->err); /* what was said stays readable without a plan */
        plan = NULL;
    }
    page_begin(w, N_("What I said"), NULL, &v.page);
    v.words = arena_array(w->arena, n + 1, sizeof *v.words);
    for (size_t i = 0; v.words && i < n && i < ME_WORDS_SHOWN; i++) {
        struct plan_piece one = {.about = NONE};
        struct words x = list[i];
        x.about = NONE;
        me_plan_said(w, &x, 1, NONE, &one);
        if (one.said_count) {
            one.said[0].of = me_plan_of(&list[i], plan ? me_plan_source(w, plan, list[i].about) : NONE);
            v.words[v.words_count++] = (struct me_words){part_said(w, plan, list[i].about), one.said[0]};
        }
    }
    if (n > ME_WORDS_SHOWN) {
        struct str last = list[ME_WORDS_SHOWN - 1].id;
        v.older.whole = web_print(w, "/me/plan/said?before=%.*s", (int)last.n, last.p);
    }
    me_sees(w, &v.page, N_("You and your care team see this page."));
    view_me_plan_words_all(&w->out, &v);
}

/* ---- what changed: between the two plans as the client reads them ---- */

struct compare {
    struct call *w;
    struct view_me_plan_body was, now;
    struct me_change *list;
    size_t count, room;
};

static void told(struct compare *c, const char *section, struct html sentence)
{
    if (c->count < c->room) {
        c->list[c->count++] = (struct me_change){section, sentence};
    }
}

static struct str said(const struct plan_piece *p)
{
    return p->quote.n ? p->quote : p->text;
}

/* The part of a body with the same words. */
static const struct plan_piece *same_words(const struct view_me_plan_body *b, const char *section,
                                           const struct plan_piece *p)
{
    for (size_t i = 0; i < b->sections_count; i++) {
        for (size_t k = 0; strcmp(b->sections[i].id, section) == 0 && k < b->sections[i].parts_count; k++) {
            const struct plan_piece *x = &b->sections[i].parts[k];
            if (str_eq(x->quote, p->quote) && str_eq(x->text, p->text)) {
                return x;
            }
        }
    }
    return NULL;
}

/* The same part in `in`, the other body than `own`: by its words wherever it stands and however it is numbered, else by
 * its number, unless that part's own words stand in `own` elsewhere. */
static const struct plan_piece *part_in(const struct view_me_plan_body *in, const struct view_me_plan_body *own,
                                        const char *section, const struct plan_piece *p)
{
    const struct plan_piece *same = same_words(in, section, p);
    for (size_t i = 0; i < in->sections_count && !same && p->about.n; i++) {
        for (size_t k = 0; strcmp(in->sections[i].id, section) == 0 && k < in->sections[i].parts_count; k++) {
            const struct plan_piece *x = &in->sections[i].parts[k];
            if (str_eq(x->about, p->about) && !same_words(own, section, x)) {
                return x;
            }
        }
    }
    return same;
}

/* Inside a sentence that ends with its own full stop. */
static struct str without_stop(struct str s)
{
    s = str_trim(s);
    return str_sub(s, 0, s.n - (s.n && s.p[s.n - 1] == '.'));
}

static void compare_part(struct compare *c, const struct me_section *s, const struct plan_piece *now)
{
    struct call *w = c->w;
    const struct plan_piece *was = part_in(&c->was, &c->now, s->id, now);
    if (!was) {
        told(c, s->title, web_mixed(w, web_t(w, N_("New: %s")), WORDS(said(now))));
        return;
    }
    if (!str_eq(was->quote, now->quote)) {
        told(c, s->title,
             web_mixed(w, web_t(w, N_("Your words changed from “%s” to “%s”.")), WORDS(was->quote, now->quote)));
    }
    if (!str_eq(was->text, now->text)) {
        told(c, s->title,
             !was->text.n   ? web_mixed(w, web_t(w, N_("New: %s")), WORDS(now->text))
             : !now->text.n ? web_mixed(w, web_t(w, N_("Taken out: %s")), WORDS(was->text))
                            : web_mixed(w, web_t(w, N_("It said “%s”. Now it says “%s”.")),
                                        WORDS(without_stop(was->text), without_stop(now->text))));
    }
    if (!str_eq(was->more.safe, now->more.safe)) {
        told(c, s->title, web_mixed(w, web_t(w, N_("What we do about “%s” changed.")), WORDS(said(now))));
    }
}

static void compare_bodies(struct compare *c)
{
    for (size_t i = 0; i < c->now.sections_count; i++) {
        for (size_t k = 0; k < c->now.sections[i].parts_count; k++) {
            compare_part(c, &c->now.sections[i], &c->now.sections[i].parts[k]);
        }
    }
    for (size_t i = 0; i < c->was.sections_count; i++) {
        for (size_t k = 0; k < c->was.sections[i].parts_count; k++) {
            const struct me_section *s = &c->was.sections[i];
            if (!part_in(&c->now, &c->was, s->id, &s->parts[k])) {
                told(c, s->title, web_mixed(c->w, web_t(c->w, N_("Taken out: %s")), WORDS(said(&s->parts[k]))));
            }
        }
    }
}

static bool holds(const plan_texts *list, struct str s)
{
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(list->at[i], s)) {
            return true;
        }
    }
    return false;
}

/* The steps of the safety plan, which has a page of its own: nothing of it goes unsaid. */
static void compare_safety(struct compare *c, const struct plan *was_plan, const struct plan *now_plan)
{
    const struct plan_safety *was = &was_plan->crisis.safety_plan, *now = &now_plan->crisis.safety_plan;
    const struct {
        const plan_texts *was, *now;
    } steps[] = {{&was->warning_signs, &now->warning_signs},
                 {&was->coping, &now->coping},
                 {&was->distraction, &now->distraction},
                 {&was->people, &now->people},
                 {&was->professionals, &now->professionals},
                 {&was->surroundings, &now->surroundings},
                 {&was->text, &now->text}};
    const char *title = web_t(c->w, N_("My safety plan"));
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        for (size_t k = 0; k < steps[i].now->n; k++) {
            if (!holds(steps[i].was, steps[i].now->at[k])) {
                told(c, title, web_mixed(c->w, web_t(c->w, N_("New: %s")), WORDS(steps[i].now->at[k])));
            }
        }
        for (size_t k = 0; k < steps[i].was->n; k++) {
            if (!holds(steps[i].now, steps[i].was->at[k])) {
                told(c, title, web_mixed(c->w, web_t(c->w, N_("Taken out: %s")), WORDS(steps[i].was->at[k])));
            }
        }
    }
}

/* Changes of one section stand together, under one heading. */
static bool group(struct compare *c)
{
    struct me_change *list = arena_array(c->w->arena, c->count + 1, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; list && i < c->count; i++) {
        const char *section = c->list[i].section;
        for (size_t k = i; section && k < c->count; k++) {
            if (c->list[k].section && strcmp(c->list[k].section, section) == 0) {
                list[n++] = (struct me_change){k == i ? section : NULL, c->list[k].text};
                c->list[k].section = NULL;
            }
        }
    }
    c->list = list;
    return list || arena_error(c->w->arena, &c->w->err);
}

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* A target or a day that changed below plain words that stayed the same. */
static void compare_numbers(struct compare *c, const struct diff *d)
{
    struct call *w = c->w;
    for (size_t i = 0; i < d->changes.n; i++) {
        const struct diff_change *x = &d->changes.at[i];
        bool target = ends_with(x->pointer, "/target"), due = ends_with(x->pointer, "/due");
        if (!(target || due) || !x->was.n || !x->now.n) {
            continue;
        }
        for (size_t s = 0; s < c->now.sections_count; s++) {
            for (size_t k = 0; k < c->now.sections[s].parts_count; k++) {
                const struct plan_piece *p = &c->now.sections[s].parts[k],
                                        *was = part_in(&c->was, &c->now, c->now.sections[s].id, p);
                bool here = p->pointer.n && str_starts(x->pointer, p->pointer) &&
                            x->pointer.n == p->pointer.n + strlen(target ? "/target" : "/due");
                if (here && was && str_eq(was->text, p->text)) {
                    const char *pattern = target ? web_t(w, N_("The target of “%s” changed from %s to %s."))
                                                 : web_t(w, N_("The day of “%s” changed from %s to %s."));
                    told(c, c->now.sections[s].title, web_mixed(w, pattern, WORDS(said(p), x->was, x->now)));
                }
            }
        }
    }
}

static bool put_changes(struct call *w, const struct plan_version *was, const struct plan_version *now,
                        struct view_me_plan_changes *v)
{
    struct plan_version before, after;
    struct plan *old_plan, *new_plan;
    struct compare c = {.w = w, .room = 200};
    struct diff d;
    if (!plans_get(w->practice, &w->who, w->client, was->id, w->arena, &before, &w->err) ||
        !plans_get(w->practice, &w->who, w->client, now->id, w->arena, &after, &w->err) ||
        !me_plan_read(w, before.json, &old_plan) || !me_plan_read(w, after.json, &new_plan) ||
        !diff_plans(old_plan, new_plan, w->arena, &d, &w->err)) {
        return false;
    }
    struct me_plan_ask old_ask = {.plan = old_plan}, new_ask = {.plan = new_plan};
    c.list = arena_array(w->arena, c.room, sizeof *c.list);
    if (!c.list || !me_plan_body(w, &old_ask, &c.was) || !me_plan_body(w, &new_ask, &c.now)) {
        return w->err.kind != ERR_NONE ? false : arena_error(w->arena, &w->err);
    }
    compare_bodies(&c);
    compare_numbers(&c, &d);
    compare_safety(&c, old_plan, new_plan);
    if (!group(&c)) {
        return false;
    }
    v->changes = c.list;
    v->changes_count = c.count;
    v->others = d.changes.n > c.count;
    v->lede = web_print(w, web_t(w, N_("From version %d to version %d.")), (int)before.number, (int)after.number);
    return true;
}

/* From the version before: of those that somebody was shown, the newest with a smaller number. */
void me_plan_changes_show(struct call *w)
{
    struct view_me_plan_changes v = {.plan = {STR("/me/plan")}};
    struct plan_version *list, *was = NULL, *now = NULL;
    struct str id = http_query(w->in, "v");
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        me_plan_trouble(w, NULL);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool wanted = id.n ? str_eq(list[i].id, id) : !i;
        now = !now && wanted ? &list[i] : now;
        was = !was && now && &list[i] != now ? &list[i] : was;
    }
    if (!now) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
    }
    if (w->err.kind || (was && !put_changes(w, was, now, &v))) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("What changed in my plan"), NULL, &v.page);
    v.is_first = !was;
    v.plan.whole = web_print(w, "/me/plan?v=%.*s", (int)now->id.n, now->id.p);
    view_me_plan_changes(&w->out, &v);
}

/* ---- the clinical version ---- */

void me_plan_clinical_show(struct call *w)
{
    struct view_me_plan_clinical v = {.warns = false};
    struct plan_version version;
    struct me_plan_beside beside;
    struct plan *plan;
    struct str id = http_query(w->in, "v");
    struct render_options o = {.draft = false};
    struct render_words words;
    struct buf b;
    web_paper(w, &words, &o);
    if (!me_plan_pick(w, id_valid(id) ? id : NONE, &version, &beside) || !me_plan_read(w, version.json, &plan)) {
        me_plan_trouble(w, NULL);
        return;
    }
    bool asked = str_is(http_query(w->in, "show"), "yes");
    page_begin(w, N_("The clinical version"), NULL, &v.page);
    v.warns = plan->diagnoses.n && !plan->agreement.diagnosis_discussed && !asked;
    v.show.whole = web_print(w, "/me/plan/clinical?v=%.*s&show=yes", (int)version.id.n, version.id.p);
    v.print.whole = web_print(w, "/me/plan/pdf?v=%.*s", (int)version.id.n, version.id.p);
    if (version.signed_ms && w->language != LANGUAGE_EN) {
        v.copy.whole = web_print(w, "/me/plan/pdf?v=%.*s&copy=yes", (int)version.id.n, version.id.p);
    }
    v.lede = web_print(w, web_t(w, N_("Version %d, as your care team keeps it.")), (int)version.number);
    buf_init(&b, 0);
    render_html_parts(plan, &o, &b);
    bool ok = v.warns || (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &v.content.safe));
    buf_free(&b);
    if (ok) {
        me_sees(w, &v.page, N_("You and your care team see this page."));
        view_me_plan_clinical(&w->out, &v);
    } else {
        err_no_memory(&w->err);
        web_trouble(w, NULL);
    }
}

void me_plan_copy_answer(struct call *w, struct str plan, bool inside)
{
    struct render_options o = {.draft = false};
    struct render_words words = render_english;
    struct str pdf;
    web_paper(w, &words, &o);
    struct plan_copy copy = {.words = &words, .language = o.language, .on = w->today};
    if (plans_copy(w->practice, &w->who, w->client, plan, &copy, w->arena, &pdf, &w->err)) {
        web_file(w, "application/pdf", web_t(w, N_("plan-to-read.pdf")), pdf, inside);
    } else {
        web_trouble(w, NULL);
    }
}

/* The kept paper of a signed plan, or a copy of it with headings in the language of this answer; of one that is being
 * signed a fresh one. */
void me_plan_pdf_show(struct call *w)
{
    struct plan_version version;
    struct me_plan_beside beside;
    struct plan *plan;
    struct str id = http_query(w->in, "v");
    if (!me_plan_pick(w, id_valid(id) ? id : NONE, &version, &beside) || !me_plan_read(w, version.json, &plan)) {
        me_plan_trouble(w, NULL);
        return;
    }
    if (version.signed_ms && str_is(http_query(w->in, "copy"), "yes")) {
        me_plan_copy_answer(w, version.id, true);
        return;
    }
    plan_pdf_answer(w, &version, plan, "plan-not-signed.pdf");
}
