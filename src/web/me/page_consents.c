/* page_consents.c: one consent in plain words; yes, no, and taken back. */
#include "base/utf8.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/me/record.h"
#include "web/web_parts.h"

#define E_RECORD_VERSION "1" /* of the words of e_record_parts */

static const struct field rows[] = {
    {"word", N_("The word at the end of the sample"), FIELD_LINE, false, 0, 40, NULL, NULL},
    {"signer", N_("Your full name"), FIELD_LINE, false, 0, 200, NULL, NULL},
    {"own_name", N_("This is how I write my name"), FIELD_CHECK, false, 0, 0, NULL, NULL},
    {"authority", N_("What lets you decide for this person"), FIELD_LINE, false, 0, 200, NULL, NULL},
    {"secret", N_("Your password, or a code of your device"), FIELD_SECRET, false, 0, 200, NULL, NULL},
};

/* What is shown and answered: one that was put before the client, or a kind that nobody has to prepare. */
struct subject {
    struct consent consent;
    struct str proposal, by; /* absent: nobody asked */
    int64_t asked_ms;
    bool answered;
    bool differs; /* the name that was written is not the one in the record: asked once more */
};

/* ---- the sample: 15 USC 7001(c)(1)(C)(ii), that the client can open what is electronic ---- */

static const char *sample_word(const struct call *w, int days_ago)
{
    static const char *const words[] = {N_("river"),  N_("garden"), N_("window"), N_("bread"),
                                        N_("button"), N_("candle"), N_("forest"), N_("pencil")};
    int32_t day = date_to_day(w->today) - days_ago;
    return words[(size_t)day % COUNT_OF(words)];
}

/* The same word, without regard to case and accents: "jardin" is "jardín". */
static bool same_word(const struct call *w, struct str typed, const char *word)
{
    struct str a, b;
    struct err ignored = {0};
    return utf8_plain(str_trim(typed), w->arena, &a, &ignored) && utf8_plain(str_of(word), w->arena, &b, &ignored) &&
           str_eq(a, b);
}

/* Of today, or of yesterday for who began before midnight; in English or in the language of the page. */
static bool is_sample_word(const struct call *w, struct str typed)
{
    bool it = false;
    for (int ago = 0; ago < 2; ago++) {
        const char *word = sample_word(w, ago);
        it = it || same_word(w, typed, word) || same_word(w, typed, web_t(w, word));
    }
    return it;
}

void me_sample_show(struct call *w)
{
    struct view_me_sample v = {.word = web_t(w, sample_word(w, 0))};
    page_begin(w, N_("A sample of your record"), NULL, &v.page);
    me_in_record(&v.page);
    view_me_sample(&w->out, &v);
}

/* ---- one consent ---- */

static bool is_guardian(const struct call *w)
{
    return w->who.roles & ROLE_GUARDIAN;
}

static struct url consent_url(struct call *w, struct str id, const char *below)
{
    return (struct url){web_print(w, "/me/consents/%.*s%s", (int)id.n, id.p, below)};
}

static const char *path_of(enum consent_kind kind)
{
    return kind == CONSENT_E_RECORD ? "/me/consents/e-record" : "/me/consents/treatment";
}

static void put_form(struct call *w, const struct form *f, const struct subject *s, struct view_me_consent *v)
{
    /* On a device that was handed over the clinician has given theirs: that client may have none. */
    bool fresh = w->who.shared_device ||
                 (w->who.reauthenticated_ms && w->now_ms - w->who.reauthenticated_ms < INT64_C(9) * 60000);
    v->fields = arena_array(w->arena, COUNT_OF(rows), sizeof *v->fields);
    v->answers = v->fields != NULL;
    v->sample = s->consent.kind == CONSENT_E_RECORD;
    v->action = s->proposal.n && !w->who.shared_device ? consent_url(w, s->proposal, "")
                                                       : (struct url){str_of(path_of(s->consent.kind))};
    for (size_t i = 0; v->fields && i < COUNT_OF(rows); i++) {
        const char *name = rows[i].name;
        bool secret = rows[i].kind == FIELD_SECRET;
        bool hidden = strcmp(name, "own_name") == 0 && !s->differs && !form_value(f, name).n;
        if (hidden || (strcmp(name, "word") == 0 && !v->sample) ||
            (strcmp(name, "authority") == 0 && !is_guardian(w)) || (secret && fresh && !w->secret_wrong)) {
            continue;
        }
        struct view_field *one = &v->fields[v->fields_count++];
        *one = field_show(w, f, name, NONE);
        one->required = rows[i].kind != FIELD_CHECK;
        one->autocomplete = secret ? "current-password" : strcmp(name, "signer") == 0 ? "name" : NULL;
    }
}

static void consent_page(struct call *w, const struct form *f, const struct subject *s)
{
    struct view_me_consent v = {.back = {{STR("/me/consents")}, web_t(w, "All your consents"), false}};
    if (w->who.shared_device) { /* all but the plan is shut */
        v.back = (struct view_link){{STR("/me/plan")}, web_t(w, "Back to my plan"), false};
    }
    const struct consent *c = &s->consent;
    struct outside o;
    if (!me_outside(w, &o) || !me_consent_parts(w, c, &o, &v)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, N_("Consent"), f, &v.page);
    me_in_record(&v.page);
    v.heading = me_consent_title(w, c).p;
    if (s->answered) {
        bool in_force;
        const char *state = me_consent_state(w, c, &in_force);
        v.state = str_of(state);
        v.asked =
            web_print(w, web_t(w, "%s answered on %s."), me_text(w, c->signer), me_text(w, web_date(w, c->signed_on)));
        v.take_back = in_force && !w->who.shared_device && web_may(w, CASE_CONSENT_REVOKE)
                          ? consent_url(w, c->id, "/back")
                          : (struct url){NONE};
    } else {
        struct str day = s->asked_ms ? web_date(w, zone_day(w->zone, s->asked_ms)) : NONE;
        v.asked = day.n ? web_print(w, web_t(w, "%s asked you on %s."), me_text(w, s->by), me_text(w, day)) : NONE;
        put_form(w, f, s, &v);
        me_sees(w, &v.page, N_("Your care team sees your answer."));
    }
    view_me_consent(&w->out, &v);
}

static bool read_subject(struct call *w, struct str id, struct subject *out)
{
    struct consent_proposal *asked;
    struct consent *list;
    size_t n;
    *out = (struct subject){.proposal = NONE};
    if (!sharing_proposals(w->practice, &w->who, w->client, w->arena, &asked, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(asked[i].consent.id, id) && str_is(asked[i].state, "proposed")) {
            *out = (struct subject){asked[i].consent, id, asked[i].by, asked[i].asked_ms, false, false};
            return true;
        }
        if (str_eq(asked[i].consent.id, id) && asked[i].answer.n) {
            id = asked[i].answer; /* what it became */
            break;
        }
    }
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].id, id)) {
            *out = (struct subject){.consent = list[i], .answered = true};
            return true;
        }
    }
    return err_set(&w->err, ERR_NOT_FOUND, "consent", "there is none with this id");
}

/* A guardian to whom the plan is shut is not asked what they could not answer. */
static bool may_decide(struct call *w)
{
    bool may;
    return sharing_consent_may(w->practice, &w->who, w->client, &may, &w->err) &&
           (may || err_set(&w->err, ERR_REFUSED, "guardian", "this is for the client to decide"));
}

/* The page of a kind: one that somebody asks for comes first, then what was answered and holds, then an open one. */
static bool read_kind(struct call *w, enum consent_kind kind, struct subject *out)
{
    struct consent_proposal *asked;
    struct consent *list;
    size_t n;
    bool in_force = false;
    *out = (struct subject){.consent.kind = kind};
    if (!sharing_proposals(w->practice, &w->who, w->client, w->arena, &asked, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (asked[i].consent.kind == kind && str_is(asked[i].state, "proposed")) {
            *out =
                (struct subject){asked[i].consent, asked[i].consent.id, asked[i].by, asked[i].asked_ms, false, false};
            return true;
        }
    }
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) { /* newest first: the last word counts */
        if (list[i].kind == kind && sharing_consent_of(&list[i], me_guardian_account(w))) {
            me_consent_state(w, &list[i], &in_force);
            *out = in_force ? (struct subject){.consent = list[i], .answered = true} : *out;
            break;
        }
    }
    return in_force || may_decide(w);
}

static void kind_page(struct call *w, enum consent_kind kind)
{
    struct subject s;
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    if (read_kind(w, kind, &s)) {
        consent_page(w, &f, &s);
    } else {
        web_trouble(w, NULL);
    }
}

void me_treatment_show(struct call *w)
{
    kind_page(w, CONSENT_TREATMENT);
}

void me_e_record_show(struct call *w)
{
    kind_page(w, CONSENT_E_RECORD);
}

void me_consent_show(struct call *w)
{
    struct subject s;
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    if (read_subject(w, web_param(w, "id"), &s)) {
        consent_page(w, &f, &s);
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- the answer ---- */

static void check_yes(struct call *w, struct form *f, enum consent_kind kind)
{
    if (kind == CONSENT_E_RECORD && !is_sample_word(w, form_value(f, "word"))) {
        form_wrong(w, f, "word", "%s", web_t(w, "Open the sample, and write the word at its end."));
    }
    if (!form_value(f, "signer").n) {
        form_wrong(w, f, "signer", "%s", web_t(w, "Write your full name. It is your signature."));
    }
    if (is_guardian(w) && !form_value(f, "authority").n) {
        form_wrong(w, f, "authority", "%s", web_t(w, "Write what lets you decide, such as “parent”."));
    }
}

/* Whether a plan is being signed: it is what the consent to signing on a screen was asked for. */
static bool plan_waits(struct call *w)
{
    struct plan_version v;
    struct me_plan_beside beside;
    bool waits = me_plan_pick(w, NONE, &v, &beside) && beside.signing.id.n;
    err_clear(&w->err);
    return waits;
}

/* The name differs from the one in the record: said, and asked once more. */
static void name_again(struct call *w, struct form *f, struct subject *s)
{
    struct outside o;
    struct str name = w->me.name;
    if (!is_guardian(w)) { /* on a device that was handed over the account may be another's */
        if (!me_outside(w, &o)) {
            web_trouble(w, f);
            return;
        }
        name = o.name.n ? o.name : name;
    }
    s->differs = true;
    form_wrong(
        w, f, "signer",
        web_t(w, N_("Your record has the name “%.*s”. Write it so, or tick below that you write yours as you did.")),
        (int)name.n, name.n ? name.p : "");
    consent_page(w, f, s);
}

static void answer(struct call *w, struct subject *s)
{
    bool yes = str_is(http_form(w->in, "answer"), "yes"), no = str_is(http_form(w->in, "answer"), "no");
    struct form f;
    w->secret_wrong = no ? NULL : w->secret_wrong; /* a no needs no signature */
    form_read(w, rows, COUNT_OF(rows), &f);
    if (yes) {
        check_yes(w, &f, s->consent.kind);
    } else if (!no) {
        form_wrong(w, &f, "signer", "%s", web_t(w, "Choose yes or no."));
    }
    if (f.errors_count || s->answered) {
        consent_page(w, &f, s);
        return;
    }
    struct consent c = {.kind = s->consent.kind,
                        .refused = no,
                        .signer = no ? w->me.name : form_value(&f, "signer"),
                        .own_name = yes && form_value(&f, "own_name").n,
                        .authority = is_guardian(w) && no ? STR("guardian") : form_value(&f, "authority"),
                        .told = yes && s->consent.kind == CONSENT_E_RECORD ? TOLD_SHOWN : 0,
                        .version = s->consent.kind == CONSENT_E_RECORD ? STR(E_RECORD_VERSION) : NONE};
    if (sharing_answer_consent(w->practice, &w->who, w->client, s->proposal, &c, w->arena, &w->err)) {
        bool first = c.kind == CONSENT_E_RECORD || (c.kind == CONSENT_TREATMENT && w->who.shared_device);
        if (yes && first && plan_waits(w)) {
            web_said(w, N_("Your yes is kept. Now you can sign."), "/me/plan/sign");
            return;
        }
        if (w->who.shared_device) {
            web_said(w, no ? N_("Your no is kept. Your care goes on.") : N_("Your yes is kept."), "/me/plan");
            return;
        }
        web_said(w, no ? N_("Your no is kept. Your care goes on.") : N_("Your yes is kept. You can take it back here."),
                 "/me/consents%s%s", c.id.n ? "/" : "", web_part(w, c.id));
    } else if (w->err.kind == ERR_INVALID && strcmp(w->err.where, "signer.name") == 0) {
        err_clear(&w->err);
        name_again(w, &f, s);
    } else {
        web_trouble(w, &f);
    }
}

void me_consent_do(struct call *w)
{
    struct subject s;
    if (read_subject(w, web_param(w, "id"), &s)) {
        answer(w, &s);
    } else {
        web_trouble(w, NULL);
    }
}

static void kind_do(struct call *w, enum consent_kind kind)
{
    struct subject s;
    if (read_kind(w, kind, &s)) {
        answer(w, &s);
    } else {
        web_trouble(w, NULL);
    }
}

void me_treatment_do(struct call *w)
{
    kind_do(w, CONSENT_TREATMENT);
}

void me_e_record_do(struct call *w)
{
    kind_do(w, CONSENT_E_RECORD);
}

/* ---- taking back ---- */

/* What went out under it already: it cannot be called back. */
static bool put_sent(struct call *w, struct str id, struct view_me_form *v)
{
    struct disclosure *list;
    size_t n;
    if (!sharing_disclosures_own(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    v->items = arena_array(w->arena, n + 1, sizeof *v->items);
    for (size_t i = 0; v->items && i < n; i++) {
        if (str_eq(list[i].consent, id)) {
            v->items[v->items_count++] = me_given_item(w, &list[i]);
        }
    }
    v->title = web_t(w, "What was given already");
    return true;
}

static const char *consequence(const struct call *w, const struct consent *c, bool sent)
{
    return c->kind == CONSENT_TREATMENT
               ? web_t(w, "Your care team then knows that you want to stop. They talk with you about what comes next.")
           : c->kind == CONSENT_E_RECORD
               ? web_t(w, "From then on you sign on paper. What you signed before stays signed.")
           : sent ? web_t(w, "From then on nothing more is given. What was given already stays with them.")
                  : web_t(w, "From then on nothing is given. Nothing was given so far.");
}

void me_consent_back_show(struct call *w)
{
    struct view_me_form v = {.heading = web_t(w, "Take your yes back"), .button = web_t(w, "Take my yes back")};
    struct subject s;
    bool in_force;
    if (!read_subject(w, web_param(w, "id"), &s) || !put_sent(w, s.consent.id, &v)) {
        web_trouble(w, NULL);
        return;
    }
    me_consent_state(w, &s.consent, &in_force);
    if (!s.answered || !in_force) {
        web_go(w, "/me/consents/%s", web_part(w, web_param(w, "id")));
        return;
    }
    page_begin(w, N_("Take your yes back"), NULL, &v.page);
    me_in_record(&v.page);
    v.lede = me_consent_title(w, &s.consent);
    v.note = str_of(consequence(w, &s.consent, v.items_count > 0));
    v.action = consent_url(w, s.consent.id, "/back");
    v.back = (struct view_link){consent_url(w, s.consent.id, ""), web_t(w, "Keep it as it is"), false};
    me_sees(w, &v.page, N_("Your care team sees that you took it back."));
    view_me_form(&w->out, &v);
}

void me_consent_back_do(struct call *w)
{
    if (sharing_revoke(w->practice, &w->who, w->client, web_param(w, "id"), &w->err)) {
        web_said(w, N_("You took your yes back."), "/me/consents/%s", web_part(w, web_param(w, "id")));
    } else {
        web_trouble(w, NULL);
    }
}
