/* page_sign_after.c: instead of a signature, back for revision, and what is appended to a signed plan. */
#include "practice/words.h"
#include "views.h"
#include "web/sign_parts.h"

/* ---- what stands beside a version ---- */

static const char *note_kind(struct str kind)
{
    static const struct {
        const char *kind, *words;
    } list[] = {{"amendment", "Amendment"},
                {"addendum", "Addendum"},
                {"disagreement", "Statement of disagreement"},
                {"reason", "Documented reason"},
                {"return", "Sent back for revision"},
                {"ending", "Ending"}};
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        if (str_is(kind, list[i].kind)) {
            return list[i].words;
        }
    }
    return "Note";
}

bool sign_notes(struct call *w, struct str plan, struct sign_note **out, size_t *count)
{
    struct plan_amendment *list;
    struct person *people;
    size_t n, m;
    if (!plans_amendments(w->practice, &w->who, w->client, plan, w->arena, &list, &n, &w->err) ||
        !people_list(w->practice, &w->who, w->arena, &people, &m, &w->err)) {
        return false;
    }
    *out = arena_array(w->arena, n + 1, sizeof **out);
    *count = 0;
    for (size_t i = 0; *out && i < n; i++) {
        struct str at = web_time(w, list[i].at_ms), name = STR("somebody who has left the practice");
        for (size_t k = 0; k < m; k++) {
            name = str_eq(people[k].id, list[i].by) ? people[k].name : name;
        }
        (*out)[(*count)++] = (struct sign_note){
            note_kind(list[i].kind), str_is(list[i].kind, "ending") ? STR("The plan has ended.") : list[i].text,
            web_print(w, "%.*s, by %.*s", (int)at.n, at.p, (int)name.n, name.p)};
    }
    return *out != NULL || arena_error(w->arena, &w->err);
}

/* ---- one text, and why ---- */

static const struct field reason_rows[] = {
    {"v", "Version", FIELD_LINE, true, 26, 26, NULL, NULL},
    {"item", "Place", FIELD_INT, true, 0, 100, NULL, NULL},
    {"state", "What happened", FIELD_CHOICE, true, 0, 0, "reason|verbal|paper", "Say what happened."},
    {"reason", "In their own words", FIELD_TEXT, false, 0, 3000, NULL, NULL},
    {"signed_on", "Signed on", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"kept", "Where the paper is kept", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"secret", "Password, or a code of your device", FIELD_SECRET, false, 0, 200, NULL, NULL},
};
static const struct field return_rows[] = {
    {"v", "Version", FIELD_LINE, true, 26, 26, NULL, NULL},
    {"reason", "What should be changed", FIELD_TEXT, true, 1, 4000, NULL, "Say what should be changed."},
};

static struct url back_of(struct call *w, struct str id)
{
    return client_page(w, web_print(w, "/plan/sign?v=%.*s", (int)id.n, id.n ? id.p : "").p);
}

/* What the client wrote about not signing this version, when it was the last thing they said about signing. */
static struct str own_words(struct call *w, const struct plan_version *v)
{
    struct words_filter f = {.kinds = 1u << WORDS_AGREEMENT, .limit = 1};
    struct words *list;
    struct err none = {0};
    char about[WORDS_VERSION_SIZE];
    size_t n;
    words_of_version(v->id, &v->hash, WORDS_NOT_SIGN, about);
    bool any = words_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &none) && n;
    return any && str_is(list[0].about, about) ? list[0].text : NONE;
}

static void reason_page(struct call *w, const struct form *f, struct str id, struct str item)
{
    static const struct view_choice states[] = {
        {"reason", "They chose not to sign", "The plan can go on without their signature.", false},
        {"verbal", "They agreed by word of mouth", "Write down what they said, who heard it and when.", false},
        {"paper", "They signed a paper copy", "Say on which day, and where the paper is kept.", false}};
    struct view_plan_reason v = {
        .heading = "Instead of a signature", .button = "Keep this with the plan", .id = id, .item = item};
    struct signing s = {.block_count = 0};
    if (!sign_pick(w, id, &s) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Instead of a signature", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/signing")};
    v.lede = web_print(w,
                       "Plan version %lld. Their signature is theirs to give. What is written here is kept as a fact, "
                       "and stands on the plan's paper.",
                       (long long)s.v.number);
    v.action.whole = web_print(w, "/clients/%.*s/plan/reason", (int)w->client.n, w->client.p);
    v.back = back_of(w, id);
    v.has_state = v.has_secret = true;
    v.state = field_show(w, f, "state", NONE);
    field_choices(w, &v.state, states, COUNT_OF(states));
    v.reason = field_show(w, f, "reason", own_words(w, &s.v));
    v.reason.hint = "Why they chose not to, or what they said, who heard it and when.";
    v.reason.required = true; /* the hints say when */
    v.signed_on = field_show(w, f, "signed_on", NONE);
    v.kept = field_show(w, f, "kept", NONE);
    v.signed_on.required = v.kept.required = true;
    v.kept.hint = "Such as: the paper chart, a scan in the practice’s files.";
    v.secret = field_show(w, f, "secret", NONE);
    v.secret.required = true;
    v.secret.autocomplete = "current-password";
    view_plan_reason(&w->out, &v);
}

void plan_reason_show(struct call *w)
{
    struct form f;
    form_empty(w, reason_rows, COUNT_OF(reason_rows), &f);
    struct str id = form_value(&f, "v").n ? form_value(&f, "v") : http_query(w->in, "v");
    struct str item = form_value(&f, "item").n ? form_value(&f, "item") : http_query(w->in, "item");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, NULL);
        return;
    }
    reason_page(w, &f, id, item);
}

/* Each answer asks for words of its own. */
static bool check_reason(struct call *w, struct form *f)
{
    bool paper = form_is(f, "state", "paper");
    struct date on = form_date(f, "signed_on");
    if (paper && !form_value(f, "signed_on").n) {
        form_wrong(w, f, "signed_on", "Give the day on which the paper was signed.");
    } else if (paper && date_is_set(on) && date_cmp(on, w->today) > 0) {
        form_wrong(w, f, "signed_on", "The day lies ahead; give the day on which the paper was signed.");
    }
    if (paper && !str_trim(form_value(f, "kept")).n) {
        form_wrong(w, f, "kept", "Say where the paper is kept.");
    }
    if (!paper && form_value(f, "state").n && !str_trim(form_value(f, "reason")).n) {
        form_wrong(w, f, "reason", "Write down the reason, or who heard the approval.");
    }
    return f->errors_count == 0;
}

/* Of a paper copy: day and place, and what else was written. */
static struct str reason_words(struct call *w, const struct form *f)
{
    struct str reason = form_value(f, "reason"), kept = form_value(f, "kept"), day;
    if (!form_is(f, "state", "paper")) {
        return reason;
    }
    day = web_date(w, form_date(f, "signed_on"));
    return web_print(w, "Signed on paper on %.*s. The paper is kept: %.*s%s%.*s", (int)day.n, day.p, (int)kept.n,
                     kept.p, reason.n ? "\n" : "", (int)reason.n, reason.n ? reason.p : "");
}

void plan_reason_do(struct call *w)
{
    struct form f;
    bool ok = form_read(w, reason_rows, COUNT_OF(reason_rows), &f);
    ok = check_reason(w, &f) && ok;
    struct str id = form_value(&f, "v");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, &f);
    } else if (!ok) {
        reason_page(w, &f, id, form_value(&f, "item"));
    } else if (plans_reason(w->practice, &w->who, w->client, id, form_number(&f, "item", -1),
                            form_is(&f, "state", "verbal")  ? SIGNATURE_VERBAL
                            : form_is(&f, "state", "paper") ? SIGNATURE_PAPER
                                                            : SIGNATURE_REASON,
                            reason_words(w, &f), &w->err)) {
        web_said(w, "It is kept with the plan.", "/clients/%s/plan/sign?v=%s", web_part(w, w->client), web_part(w, id));
    } else {
        web_trouble(w, &f);
    }
}

static void return_page(struct call *w, const struct form *f, struct str id)
{
    struct view_plan_reason v = {.heading = "Send back for revision", .button = "Send it back", .id = id};
    struct signing s = {.block_count = 0};
    if (!sign_pick(w, id, &s) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Send back for revision", f, &v.page);
    v.page.shape = "stack narrow";
    v.lede = web_print(w,
                       "Plan version %lld becomes a draft again. If somebody has signed it, it is kept with those "
                       "signatures, and a new draft with the same text begins.",
                       (long long)s.v.number);
    v.action.whole = web_print(w, "/clients/%.*s/plan/return", (int)w->client.n, w->client.p);
    v.back = back_of(w, id);
    v.reason = field_show(w, f, "reason", NONE);
    view_plan_reason(&w->out, &v);
}

void plan_return_show(struct call *w)
{
    struct form f;
    form_empty(w, return_rows, COUNT_OF(return_rows), &f);
    struct str id = form_value(&f, "v").n ? form_value(&f, "v") : http_query(w->in, "v");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, NULL);
        return;
    }
    return_page(w, &f, id);
}

void plan_return_do(struct call *w)
{
    struct form f;
    bool ok = form_read(w, return_rows, COUNT_OF(return_rows), &f);
    struct str id = form_value(&f, "v");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, &f);
    } else if (!ok) {
        return_page(w, &f, id);
    } else if (plans_return(w->practice, &w->who, w->client,
                            &(struct plan_return){.id = id, .reason = form_value(&f, "reason")}, &w->err)) {
        web_said(w, "The plan went back for revision.", "/clients/%s/plan/sign", web_part(w, w->client));
    } else {
        web_trouble(w, &f);
    }
}

/* ---- appended ---- */

static const struct field amend_rows[] = {
    {"v", "Version", FIELD_LINE, true, 26, 26, NULL, NULL},
    {"kind", "What it is", FIELD_CHOICE, true, 0, 0, "amendment|addendum|disagreement", "Say what it is."},
    {"text", "Text", FIELD_TEXT, true, 1, 4000, NULL, "Write the text."},
};

static void amend_page(struct call *w, const struct form *f, struct str id)
{
    static const struct view_choice kinds[] = {
        {"amendment", "Amendment", "Something in the plan was not right.", false},
        {"addendum", "Addendum", "Something is to be added; the plan stays as it is.", false},
        {"disagreement", "Statement of disagreement", "The client's own words. It goes along with every disclosure.",
         false}};
    struct view_plan_amend v = {.notes_count = 0};
    struct signing s = {.block_count = 0};
    if (!sign_pick(w, id, &s) || !sign_notes(w, s.v.id, &v.notes, &v.notes_count) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Amend the plan", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/signing")};
    v.id = s.v.id;
    v.heading = web_print(w, "Amend plan version %lld", (long long)s.v.number);
    v.may_add = s.v.signed_ms && web_may(w, CASE_PLAN_AMEND);
    v.lede = s.v.signed_ms ? STR("A signed plan is never changed. What is added stands beside it, and travels with it. "
                                 "To change goals or methods, begin a new version.")
                           : STR("This version is not signed: it can still be changed itself.");
    v.action.whole = web_print(w, "/clients/%.*s/plan/amend", (int)w->client.n, w->client.p);
    v.back = back_of(w, s.v.id);
    v.kind = field_show(w, f, "kind", NONE);
    field_choices(w, &v.kind, kinds, COUNT_OF(kinds));
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 6;
    view_plan_amend(&w->out, &v);
}

/* Without ?v: the version in force. */
void plan_amend_show(struct call *w)
{
    struct form f;
    struct plan_version in_force;
    form_empty(w, amend_rows, COUNT_OF(amend_rows), &f);
    struct str id = form_value(&f, "v").n ? form_value(&f, "v") : http_query(w->in, "v");
    if (!id.n && plans_get(w->practice, &w->who, w->client, NONE, w->arena, &in_force, &w->err)) {
        id = in_force.id;
    }
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, NULL);
        return;
    }
    amend_page(w, &f, id);
}

void plan_amend_do(struct call *w)
{
    struct form f;
    struct str added;
    bool ok = form_read(w, amend_rows, COUNT_OF(amend_rows), &f);
    struct str id = form_value(&f, "v");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, &f);
    } else if (!ok) {
        amend_page(w, &f, id);
    } else if (plans_amend(w->practice, &w->who, w->client, id, form_value(&f, "kind"), form_value(&f, "text"),
                           w->arena, &added, &w->err)) {
        web_said(w, "It stands beside the plan now.", "/clients/%s/plan/amend?v=%s", web_part(w, w->client),
                 web_part(w, id));
    } else {
        web_trouble(w, &f);
    }
}
