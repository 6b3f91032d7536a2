/* page_request.c: what a client asks for, with its clock; answering; the whole record as a file. */
#include "views.h"
#include "web/share_parts.h"

static const struct view_choice kinds[] = {
    {"access", "A copy of the record", "To be answered within 30 days (45 CFR 164.524).", false},
    {"amendment", "A change in the record", "To be answered within 60 days (45 CFR 164.526).", false},
    {"accounting", "An accounting of disclosures", "To be answered within 60 days (45 CFR 164.528).", false},
    {"restriction", "A restriction of what is used or shared", "No clock runs.", false},
    {"question", "A question about the record", "For the privacy officer. To be answered within 30 days.", false}};
static const struct field new_rows[] = {
    {"kind", "What is asked for", FIELD_CHOICE, true, 0, 0, "access|amendment|accounting|restriction|question",
     "Say what is asked for."},
    {"text", "In the client's words", FIELD_TEXT, true, 1, 4000, NULL, "Write down what the client asked for."},
    {"made_on", "Asked on", FIELD_DATE, true, 0, 0, NULL, NULL},
};
static const struct field answer_rows[] = {
    {"state", "Answer", FIELD_CHOICE, true, 0, 0, "granted|denied|extended", "Choose the answer."},
    {"answer", "What was answered, or why", FIELD_TEXT, false, 0, 4000, NULL, NULL},
};

static void new_page(struct call *w, const struct form *f)
{
    char day[DATE_TEXT_SIZE];
    struct view_field fields[3];
    struct view_share_form v = {.has_strip = true,
                                .heading = "Record a request of the client",
                                .button = "Record this request",
                                .fields = fields,
                                .fields_count = 3};
    if (!strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Record a request", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/sharing")};
    v.action = share_below(w, "/requests/new");
    v.back = client_page(w, "/sharing");
    fields[0] = field_show(w, f, "kind", NONE);
    field_choices(w, &fields[0], kinds, COUNT_OF(kinds));
    fields[1] = field_show(w, f, "text", NONE);
    fields[2] = field_show(w, f, "made_on", web_print(w, "%s", date_format(w->today, day)));
    view_share_form(&w->out, &v);
}

void request_new_show(struct call *w)
{
    struct form f;
    form_empty(w, new_rows, COUNT_OF(new_rows), &f);
    new_page(w, &f);
}

void request_new_do(struct call *w)
{
    struct form f;
    struct request r = {.made_on = {0}};
    if (!form_read(w, new_rows, COUNT_OF(new_rows), &f) || !sharing_request_find(form_value(&f, "kind"), &r.kind)) {
        new_page(w, &f);
        return;
    }
    r.text = form_value(&f, "text");
    r.made_on = form_date(&f, "made_on");
    if (sharing_request(w->practice, &w->who, w->client, &r, w->who.once, w->arena, &w->err)) {
        web_said(w, "The request is recorded.", "/clients/%s/sharing#requests", web_part(w, w->client));
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "made_on", "%s", w->err.text);
        w->err = (struct err){0};
        new_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- one request ---- */

const struct request *request_named(struct call *w)
{
    struct request *list;
    size_t n;
    if (!sharing_requests(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].id, web_param(w, "id"))) {
            return &list[i];
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "request", "there is none with this id");
    return NULL;
}

static const char *kind_label(const struct request *r)
{
    return kinds[r->kind].label;
}

static void answered_page(struct call *w, const struct request *r)
{
    struct share_fact facts[7];
    struct view_share v = {.has_strip = true, .heading = kind_label(r), .facts = facts};
    if (!strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Request", NULL, &v.page);
    facts[v.facts_count++] = (struct share_fact){"Asked on", web_day(w, r->made_on)};
    facts[v.facts_count++] = (struct share_fact){"In the client's words", r->text};
    if (date_is_set(r->answered_on)) {
        facts[v.facts_count++] = (struct share_fact){"Answered on", web_day(w, r->answered_on)};
    }
    facts[v.facts_count++] = (struct share_fact){"Answer", str_is(r->state, "granted")  ? STR("Granted")
                                                           : str_is(r->state, "denied") ? STR("Not granted")
                                                                                        : STR("Open")};
    if (r->answer.n) {
        facts[v.facts_count++] = (struct share_fact){"What was answered", r->answer};
    }
    if (r->extended_why.n) {
        facts[v.facts_count++] = (struct share_fact){"Why it took longer", r->extended_why};
    }
    if (r->statement.n) {
        facts[v.facts_count++] = (struct share_fact){"The client's statement of disagreement", r->statement};
    }
    struct str all = r->kind == REQUEST_ACCESS && str_is(r->state, "granted") ? STR("/export") : NONE;
    v.main = (struct view_link){all.n ? client_page(w, all.p) : (struct url){NONE}, "Download the whole record", false};
    view_share(&w->out, &v);
}

static void answer_page(struct call *w, const struct form *f, const struct request *r)
{
    static const struct view_choice states[] = {
        {"granted", "Grant it", NULL, false},
        {"denied", "Do not grant it", "Its reason is needed, and is told to the client.", false},
        {"extended", "Take 30 days more, once", "The reason is needed, and is told to the client.", false}};
    struct view_field fields[2];
    struct view_share_form v = {
        .has_strip = true, .heading = kind_label(r), .button = "Answer this request", .fields = fields};
    if (!strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Answer a request", f, &v.page);
    v.page.shape = "stack narrow";
    struct str made = web_day(w, r->made_on), due = web_day(w, r->due_on);
    v.lede = web_print(w, "Asked %.*s: “%.*s”%s%.*s", (int)made.n, made.p, (int)r->text.n, r->text.n ? r->text.p : "",
                       due.n ? " Answer by " : "", (int)due.n, due.p);
    v.warn = r->overdue ? STR("The day by which it had to be answered is past.") : NONE;
    v.action = share_below(w, web_print(w, "/requests/%.*s", (int)r->id.n, r->id.p).p);
    v.back = client_page(w, "/sharing");
    fields[0] = field_show(w, f, "state", NONE);
    bool more = date_is_set(r->due_on) && !r->extended_why.n && !r->overdue;
    field_choices(w, &fields[0], states, more ? 3 : 2);
    fields[1] = field_show(w, f, "answer", NONE);
    v.fields_count = 2;
    view_share_form(&w->out, &v);
}

void request_show(struct call *w)
{
    struct form f;
    const struct request *r = request_named(w);
    if (!r) {
        web_trouble(w, NULL);
        return;
    }
    bool open = str_is(r->state, "open") || str_is(r->state, "extended");
    form_empty(w, answer_rows, COUNT_OF(answer_rows), &f);
    if (open && web_may(w, CASE_REQUEST_ANSWER)) {
        answer_page(w, &f, r);
    } else {
        answered_page(w, r);
    }
}

void request_answer_do(struct call *w)
{
    struct form f;
    bool ok = form_read(w, answer_rows, COUNT_OF(answer_rows), &f);
    const struct request *r = request_named(w);
    if (!r) {
        web_trouble(w, &f);
        return;
    }
    if (!ok) {
        answer_page(w, &f, r);
        return;
    }
    if (sharing_answer(w->practice, &w->who, w->client, r->id, form_value(&f, "state"), form_value(&f, "answer"),
                       &w->err)) {
        web_said(w, "The request is answered.", "/clients/%s/requests/%s", web_part(w, w->client), web_part(w, r->id));
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "answer", "Write down the reason.");
        w->err = (struct err){0};
        answer_page(w, &f, r);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- the whole record ---- */

void export_show(struct call *w)
{
    struct view_confirm v = {
        .heading = "Download the whole record", .button = "Download the record", .has_strip = true};
    if (!strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Download the whole record", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.text = STR("Everything the client may have, as one file, corrected and withdrawn entries too. Psychotherapy "
                 "notes and drafts are not in it. The file is not encrypted: keep it where nobody else can read it. "
                 "That it was made is written down.");
    v.action = share_below(w, "/export");
    v.back = client_page(w, "/sharing");
    view_confirm(&w->out, &v);
}

void export_do(struct call *w)
{
    struct str json;
    if (sharing_export(w->practice, &w->who, w->client, w->arena, &json, &w->err)) {
        web_file(w, "application/json", "record.json", json, false);
    } else {
        web_trouble(w, NULL);
    }
}
