/* plans_pdf.c: the page that was signed: made once, kept sealed, printed again byte for byte. */
#include "practice/plans_parts.h"

#include "rules/rules.h"
#include "store/document.h"

#include <assert.h>
#include <string.h>

/* The zone stands in the words: zone_put_time. */
static bool time_words(const struct zone *zone, int64_t at_ms, struct arena *a, struct str *out)
{
    struct buf b;
    buf_init(&b, 0);
    zone_put_time(zone, at_ms, &b);
    bool ok = buf_ok(&b) && plans_keep(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

static bool role_words(struct str role, struct arena *a, struct str *out)
{
    char *p = arena_copy(a, role.p, role.n);
    if (p && role.n) {
        p[0] = (char)(p[0] - 'a' + 'A'); /* roles are our own words */
    }
    *out = (struct str){p, role.n};
    return p != NULL;
}

static bool put_signature(const struct signature *v, const struct zone *zone, struct arena *a,
                          struct render_signature *out)
{
    static const char *const how[] = {[SIGNATURE_GIVEN] = "signed",
                                      [SIGNATURE_REASON] = "documented reason instead of a signature, written down",
                                      [SIGNATURE_VERBAL] = "verbal approval, heard and written down",
                                      [SIGNATURE_PAPER] = "a paper copy was signed, written down"};
    assert(v->state >= SIGNATURE_GIVEN && v->state <= SIGNATURE_PAPER);
    *out = (struct render_signature){.name = v->name,
                                     .credential = v->credential,
                                     .how = str_of(how[v->state]),
                                     .method = v->method,
                                     .date = zone_day(zone, v->at_ms),
                                     .text = v->state == SIGNATURE_GIVEN ? v->intent : v->reason};
    return role_words(v->role, a, &out->role) && time_words(zone, v->at_ms, a, &out->time);
}

/* "No diagnosis: ...": what the pack asks for, and why it is not there. */
static bool reasons(struct practice_tx *t, const struct record *plan, struct render_signed *out, struct err *e)
{
    struct plan_amendment *list;
    struct str *texts;
    size_t n;
    if (!plans_amendments_in(t->store, t->tx, plan->practice, plan->client, plan->id, t->arena, &list, &n, e)) {
        return false;
    }
    texts = arena_array(t->arena, n + 1, sizeof *texts);
    bool ok = texts != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        const struct rule *rule = rules_find(list[i].rule);
        struct buf b;
        if (!str_is(list[i].kind, "reason")) {
            continue;
        }
        buf_init(&b, 0);
        buf_cstr(&b, rule                                        ? rule->title
                     : str_is(list[i].rule, PLAN_SAFETY_REMOVED) ? "Safety plan or risk taken out"
                                                                 : "No consent to treatment");
        buf_cstr(&b, ": ");
        buf_add(&b, list[i].text);
        ok = buf_ok(&b) && plans_keep(t->arena, buf_str(&b), &texts[out->reason_count++]);
        buf_free(&b);
    }
    out->reasons = texts;
    return ok || (t->arena->failed ? arena_error(t->arena, e) : err_no_memory(e));
}

static bool hash_words(const struct record *plan, struct arena *a, struct str *out)
{
    struct seal_hash hash;
    struct buf b;
    buf_init(&b, 0);
    seal_hash(plan->content, &hash);
    seal_put_hex(hash.byte, sizeof hash.byte, &b);
    bool ok = buf_ok(&b) && plans_keep(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

/* The paper of the country the practice is in; A4 where it is not set. */
static bool paper_of(struct practice_tx *t, enum render_paper *out, struct err *e)
{
    struct people_settings settings;
    if (!plans_settings(t, &settings, e)) {
        return false;
    }
    *out = str_eq_ci(settings.country, STR("US")) || str_eq_ci(settings.country, STR("CA")) ? PAPER_LETTER : PAPER_A4;
    return true;
}

static bool keep(struct practice_tx *t, const struct record *plan, struct str bytes, struct err *e)
{
    struct document d = {.practice = plan->practice,
                         .client = plan->client,
                         .kind = STR(DOCUMENT_PLAN_PDF),
                         .of = plan->id,
                         .at_ms = t->now_ms,
                         .bytes = bytes};
    return document_add(t->store, t->tx, &d, t->arena, e);
}

/* All that the page shows, put together so that two pages with the same hash are the same page. */
static bool hash_of(const struct plans_page *page, struct str content, struct seal_hash *out, struct err *e)
{
    const struct render_signed *w = &page->with;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "%d %zu %zu", (int)page->options.paper, w->count, w->reason_count);
    for (size_t i = 0; i < w->count; i++) {
        const struct render_signature *v = &w->at[i];
        const struct str part[] = {v->role, v->name, v->credential, v->how, v->method, v->time, v->text};
        buf_printf(&b, " %d", (int)date_to_day(v->date));
        for (size_t k = 0; k < sizeof part / sizeof *part; k++) {
            buf_printf(&b, " %zu:", part[k].n); /* its length: where one ends and the next begins */
            buf_add(&b, part[k]);
        }
    }
    for (size_t i = 0; i < w->reason_count; i++) {
        buf_printf(&b, " %zu:", w->reasons[i].n);
        buf_add(&b, w->reasons[i]);
    }
    buf_char(&b, ' ');
    buf_add(&b, content);
    bool ok = buf_ok(&b) || err_no_memory(e);
    if (ok) {
        seal_hash(buf_str(&b), out);
    }
    buf_free(&b);
    return ok;
}

int64_t plans_page_begin(const struct practice_tx *t, struct plans_page *page)
{
    page->wanted = false;
    page->at_ms = page->at_ms ? page->at_ms : t->now_ms;
    return page->at_ms;
}

/* What stands on the page beside the plan, and its paper. */
static bool fill_page(struct practice_tx *t, const struct record *plan, const struct signature *signatures,
                      size_t count, struct plans_page *page, struct err *e)
{
    struct render_signature *list = arena_array(t->arena, count + 1, sizeof *list);
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = put_signature(&signatures[i], practice_zone(t), t->arena, &list[i]);
    }
    page->with = (struct render_signed){.at = list, .count = count};
    page->options = (struct render_options){.signatures = true};
    if (!ok || !hash_words(plan, t->arena, &page->with.hash)) {
        return t->arena->failed ? arena_error(t->arena, e) : err_no_memory(e);
    }
    return reasons(t, plan, &page->with, e) && paper_of(t, &page->options.paper, e);
}

bool plans_page_keep(struct practice_tx *t, const struct record *plan, const struct signature *signatures, size_t count,
                     struct plans_page *page, struct err *e)
{
    struct seal_hash made = page->of;
    struct plan *tree;
    if (!fill_page(t, plan, signatures, count, page, e) || !hash_of(page, plan->content, &page->of, e)) {
        return false;
    }
    if (page->pdf.n && memcmp(made.byte, page->of.byte, sizeof made.byte) == 0) {
        return keep(t, plan, page->pdf, e);
    }
    page->pdf = (struct str){NULL, 0};
    if (!plans_read(plan->content, t->arena, &tree, e)) {
        return false;
    }
    page->plan = tree;
    page->wanted = true;
    return err_set(e, ERR_CONFLICT, "plan", "was changed again and again while its page was made: sign it once more");
}

bool plans_page_make(struct plans_page *page, struct arena *a, struct err *e)
{
    struct buf pdf;
    buf_init(&pdf, 0);
    page->options.with = &page->with;
    bool ok = render_pdf(page->plan, &page->options, &pdf, e) &&
              (buf_ok(&pdf) ? plans_keep(a, buf_str(&pdf), &page->pdf) || arena_error(a, e) : err_no_memory(e));
    buf_free(&pdf);
    return ok;
}

/* ---- printing ---- */

struct print_call {
    struct str id;
    struct str *pdf;
};

static bool print(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct print_call *c = ctx;
    struct record r;
    struct document d;
    struct err mine = {0};
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!document_of(t->store, t->tx, r.practice, r.client, STR(DOCUMENT_PLAN_PDF), r.id, t->arena, &d, &mine)) {
        return mine.kind == ERR_NOT_FOUND
                   ? err_set(e, ERR_NOT_FOUND, "plan", "is not signed yet: it has no page to print")
                   : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    *c->pdf = d.bytes;
    return true;
}

bool plans_pdf(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
               struct str *pdf, struct err *e)
{
    struct print_call c = {id, pdf};
    return practice_do(p, who, CASE_PLAN_PRINT, client, (struct str){NULL, 0}, a, print, &c, e);
}

/* ---- a copy in another language ---- */

struct copy_call {
    struct str id;
    struct plans_page page;
};

static bool read_copy(struct practice_tx *t, void *ctx, struct err *e)
{
    struct copy_call *c = ctx;
    struct record r;
    struct signature *list;
    struct plan *plan = NULL;
    size_t n;
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!plans_was_signed(&r)) {
        return err_set(e, ERR_NOT_FOUND, "plan", "is not signed yet: it has no page to print");
    }
    if (!plans_places_in(t, &r, &list, &n, e) || !fill_page(t, &r, list, n, &c->page, e) ||
        !plans_read(r.content, t->arena, &plan, e)) {
        return false;
    }
    c->page.plan = plan;
    return true;
}

bool plans_copy(struct practice *p, const struct actor *who, struct str client, struct str id,
                const struct plan_copy *in, struct arena *a, struct str *pdf, struct err *e)
{
    struct copy_call c = {.id = id};
    if (!practice_do(p, who, CASE_PLAN_PRINT, client, (struct str){NULL, 0}, a, read_copy, &c, e)) {
        return false;
    }
    c.page.options.copy = true;
    c.page.options.words = in->words;
    c.page.options.language = in->language;
    c.page.options.printed_on = in->on;
    practice_let_go(p); /* no connection waits while it is drawn */
    if (!plans_page_make(&c.page, a, e)) {
        return false;
    }
    *pdf = c.page.pdf;
    return true;
}
