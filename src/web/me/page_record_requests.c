/* page_record_requests.c: what a client asks for, with its clock and its answer; a statement of disagreement. */
#include "views.h"
#include "web/me/record.h"
#include "web/share_parts.h"
#include "web/web_parts.h"

static const struct {
    const char *lede, *label, *button, *note;
} words[REQUEST_KIND_COUNT] = {
    [REQUEST_ACCESS] = {N_("You get a copy within 30 days."), N_("Which parts, and how you want them"),
                        N_("Ask for a copy"), N_("You can also download your record right now.")},
    [REQUEST_AMENDMENT] = {N_("If something in your record is wrong, you can ask to have it changed."),
                           N_("What is wrong, and what should be there"), N_("Ask for this change"),
                           N_("You get an answer within 60 days.")},
    [REQUEST_ACCOUNTING] = {N_("You get a list of what was given to others without your yes."),
                            N_("Since when, if it matters to you"), N_("Ask for the list"),
                            N_("You get it within 60 days. You can also see it here right now.")},
    [REQUEST_RESTRICTION] = {N_("You can ask us not to use or give something."), N_("What, and to whom not"),
                             N_("Ask for this limit"), N_("We cannot always say yes. Your clinician talks with you.")},
    [REQUEST_QUESTION] = {N_("Ask about your record, or about who sees it."), N_("Your question"),
                          N_("Send this question"),
                          N_("The person who looks after privacy here answers within 30 days.")},
};

static const struct field rows[] = {
    {"text", N_("In your words"), FIELD_TEXT, false, 1, 4000, NULL, NULL},
};

/* ---- asking ---- */

/* Without a kind: which one. */
static void choose_page(struct call *w)
{
    struct me_group g = {.id = "kinds", .items = arena_array(w->arena, REQUEST_KIND_COUNT, sizeof *g.items)};
    struct view_me_record v = {.groups = &g, .groups_count = 1};
    page_begin(w, N_("Ask for something"), NULL, &v.page);
    v.heading = v.page.title;
    v.back = me_back_to_record(w);
    g.title = web_t(w, "What would you like");
    for (unsigned i = 0; g.items && i < REQUEST_KIND_COUNT; i++) {
        enum request_kind kind = (enum request_kind)i;
        struct str path = web_print(w, "/me/record/requests/new?kind=%s", sharing_request_name(kind));
        g.items[g.items_count++] = (struct me_item){
            .text = str_of(me_request_title(w, kind)), .more = str_of(web_t(w, words[i].lede)), .url = {path}};
    }
    view_me_record(&w->out, &v);
}

static void ask_page(struct call *w, const struct form *f, enum request_kind kind)
{
    struct view_hidden hidden = {"kind", str_of(sharing_request_name(kind))};
    struct view_field field;
    struct view_me_form v = {
        .hidden = &hidden, .hidden_count = 1, .fields = &field, .fields_count = 1, .has_box = true};
    page_begin(w, N_("Ask for something"), f, &v.page);
    v.heading = me_request_title(w, kind);
    v.lede = str_of(web_t(w, words[kind].lede));
    v.note = str_of(web_t(w, words[kind].note));
    v.button = web_t(w, words[kind].button);
    v.action = (struct url){STR("/me/record/requests/new")};
    v.back = (struct view_link){{STR("/me/record/requests/new")}, web_t(w, "Back"), false};
    field = field_show(w, f, "text", NONE);
    field.label = web_t(w, words[kind].label);
    field.rows = 5;
    field.required = kind == REQUEST_AMENDMENT || kind == REQUEST_RESTRICTION || kind == REQUEST_QUESTION;
    me_box(w, &v.box);
    me_sees(w, &v.page, N_("Your care team and the person who looks after privacy see this."));
    view_me_form(&w->out, &v);
}

void me_request_new_show(struct call *w)
{
    enum request_kind kind;
    struct form f;
    if (!sharing_request_find(http_query(w->in, "kind"), &kind)) {
        choose_page(w);
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    ask_page(w, &f, kind);
}

void me_request_new_do(struct call *w)
{
    struct request r = {.text = NONE};
    struct form f;
    if (!sharing_request_find(http_form(w->in, "kind"), &r.kind)) {
        choose_page(w);
        return;
    }
    bool ok = form_read(w, rows, COUNT_OF(rows), &f);
    bool wanted = r.kind == REQUEST_AMENDMENT || r.kind == REQUEST_RESTRICTION || r.kind == REQUEST_QUESTION;
    if (ok && wanted && !form_value(&f, "text").n) {
        form_wrong(w, &f, "text", "%s", web_t(w, "Write down what you ask for."));
        ok = false;
    }
    if (!ok) {
        ask_page(w, &f, r.kind);
        return;
    }
    r.text = form_value(&f, "text");
    if (sharing_request(w->practice, &w->who, w->client, &r, w->who.once, w->arena, &w->err)) {
        web_said(w, N_("Your request is kept."), "/me/record/requests/%s", web_part(w, r.id));
    } else {
        web_trouble(w, &f);
    }
}

/* ---- one request ---- */

static void fact(struct view_me_request *v, const char *label, struct str text)
{
    if (text.n) {
        v->facts[v->facts_count++] = (struct me_fact){label, text};
    }
}

static struct str verdict(const struct call *w, const struct request *r)
{
    bool yes = str_is(r->state, "granted");
    if (!yes && !str_is(r->state, "denied")) {
        return NONE;
    }
    return r->kind == REQUEST_QUESTION ? NONE
           : yes                       ? str_of(web_t(w, "Yes, it is done or will be."))
                                       : str_of(web_t(w, "No. The reason stands below."));
}

static bool may_state(const struct call *w, const struct request *r)
{
    return r->kind == REQUEST_AMENDMENT && str_is(r->state, "denied") && !r->statement.n &&
           web_may(w, CASE_REQUEST_STATEMENT);
}

void me_request_show(struct call *w)
{
    const struct request *r = request_named(w);
    struct me_fact facts[9];
    struct view_link links[2];
    struct view_me_request v = {.facts = facts, .links = links};
    if (!r) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("What you asked for"), NULL, &v.page);
    v.heading = me_request_title(w, r->kind);
    v.lede = me_request_state(w, r);
    v.back = me_back_to_record(w);
    fact(&v, web_t(w, "You asked on"), web_date(w, r->made_on));
    fact(&v, web_t(w, "In your words"), r->text);
    fact(&v, web_t(w, "Why it takes longer"), r->extended_why);
    fact(&v, web_t(w, "Answer"), verdict(w, r));
    fact(&v, web_t(w, "What was answered"), r->answer);
    fact(&v, web_t(w, "Your statement"), r->statement);
    fact(&v, web_t(w, "You wrote it on"), web_date(w, r->statement_on));
    if (may_state(w, r)) {
        struct str path = web_print(w, "/me/record/requests/%s/statement", me_text(w, r->id));
        links[v.links_count++] = (struct view_link){{path}, web_t(w, "Write what you think about it"), false};
    }
    bool download = r->kind == REQUEST_ACCESS, list = r->kind == REQUEST_ACCOUNTING;
    if (download || list) {
        links[v.links_count++] =
            (struct view_link){{download ? STR("/me/record/download") : STR("/me/record/accounting")},
                               download ? web_t(w, "Download your record now") : web_t(w, "See the list now"),
                               false};
    }
    view_me_request(&w->out, &v);
}

/* ---- a statement of disagreement: 45 CFR 164.526(d) ---- */

static void statement_page(struct call *w, const struct form *f, const struct request *r)
{
    struct view_field field;
    struct view_me_form v = {.fields = &field, .fields_count = 1, .has_box = true};
    page_begin(w, N_("Your statement"), f, &v.page);
    v.heading = web_t(w, "Say that you see it another way");
    v.lede = str_of(web_t(w, "Your words stay with your record. They go with your plan when it is given to others."));
    v.said = web_mixed(w, web_t(w, "The answer was: %s"), WORDS(r->answer));
    v.button = web_t(w, "Keep my statement");
    v.action = (struct url){web_print(w, "/me/record/requests/%s/statement", me_text(w, r->id))};
    v.back = (struct view_link){{web_print(w, "/me/record/requests/%s", me_text(w, r->id))}, web_t(w, "Back"), false};
    field = field_show(w, f, "text", NONE);
    field.rows = 5;
    field.required = true;
    me_box(w, &v.box);
    me_sees(w, &v.page, N_("Your care team sees this, and everybody who gets your plan."));
    view_me_form(&w->out, &v);
}

void me_statement_show(struct call *w)
{
    const struct request *r = request_named(w);
    struct form f;
    if (!r) {
        web_trouble(w, NULL);
    } else if (!may_state(w, r)) {
        web_go(w, "/me/record/requests/%s", web_part(w, r->id));
    } else {
        form_empty(w, rows, COUNT_OF(rows), &f);
        statement_page(w, &f, r);
    }
}

void me_statement_do(struct call *w)
{
    const struct request *r = request_named(w);
    struct form f;
    bool ok = form_read(w, rows, COUNT_OF(rows), &f);
    if (!r) {
        web_trouble(w, &f);
        return;
    }
    if (ok && !form_value(&f, "text").n) {
        form_wrong(w, &f, "text", "%s", web_t(w, "Write down what you think."));
        ok = false;
    }
    if (!ok) {
        statement_page(w, &f, r);
        return;
    }
    if (sharing_statement(w->practice, &w->who, w->client, r->id, form_value(&f, "text"), w->who.once, &w->err)) {
        web_said(w, N_("Your statement is kept."), "/me/record/requests/%s", web_part(w, r->id));
    } else {
        web_trouble(w, &f);
    }
}
