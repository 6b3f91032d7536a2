/* page_plan_sign.c: the client reads what is to be signed, signs it, or says what should be otherwise. */
#include "practice/sharing.h"
#include "render/render.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

/* ---- what is read ---- */

struct sign_read {
    struct plan_version v;
    struct me_plan_beside beside;
    struct plan *plan;
    struct signature *places;
    size_t count;
    bool consented;
};

static bool read_all(struct call *w, struct str id, struct sign_read *s)
{
    if (id.n && !id_valid(id)) {
        return err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
    }
    if (!me_plan_pick(w, id, &s->v, &s->beside)) {
        return false;
    }
    if (!id.n && s->beside.signing.id.n && !str_eq(s->beside.signing.id, s->v.id) &&
        !plans_get(w->practice, &w->who, w->client, s->beside.signing.id, w->arena, &s->v, &w->err)) {
        return false;
    }
    return me_plan_read(w, s->v.json, &s->plan) &&
           plans_signatures(w->practice, &w->who, w->client, s->v.id, w->arena, &s->places, &s->count, &w->err) &&
           sharing_consent_to_sign(w->practice, &w->who, w->client, &s->consented, &w->err);
}

static bool is_mine(const struct call *w, const struct signature *p)
{
    bool role = (str_is(p->role, "client") && w->who.roles & ROLE_CLIENT) ||
                (str_is(p->role, "guardian") && w->who.roles & ROLE_GUARDIAN);
    return role && (!p->account.n || str_eq(p->account, w->who.user));
}

/* Whether it is this person's turn; else why not, in a sentence. */
static bool may_sign(const struct call *w, const struct sign_read *s, const char **why)
{
    const struct signature *mine = NULL;
    *why = N_("This version is not waiting for you.");
    if (!str_is(s->v.state, "signing")) {
        return false;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (is_mine(w, &s->places[i]) && s->places[i].state == SIGNATURE_GIVEN) {
            *why = N_("You have signed it. Others still sign.");
            return false;
        }
        mine = !mine && is_mine(w, &s->places[i]) && s->places[i].state == SIGNATURE_WAITING ? &s->places[i] : mine;
    }
    for (size_t i = 0; mine && i < s->count; i++) {
        if (s->places[i].state == SIGNATURE_WAITING && s->places[i].place < mine->place) {
            *why = N_("Somebody else signs first. You can read it now.");
            return false;
        }
    }
    return mine != NULL;
}

/* ---- the page ---- */

static const struct field sign_rows[] = {
    {"v", N_("Version"), FIELD_LINE, true, 26, 26, NULL, NULL},
    {"hash", N_("Fingerprint"), FIELD_LINE, true, 0, 64, NULL, NULL},
    {"text", N_("Something to say with it"), FIELD_TEXT, false, 0, WORDS_TEXT_MAX, NULL, NULL},
    {"secret", N_("Your password"), FIELD_SECRET, false, 0, 200, NULL, NULL},
};

static struct str hash_hex(struct call *w, const struct seal_hash *hash)
{
    char *hex = arena_alloc(w->arena, 2 * sizeof hash->byte + 1);
    if (!hex) {
        return NONE;
    }
    put_hex(hash->byte, sizeof hash->byte, hex);
    return (struct str){hex, 2 * sizeof hash->byte};
}

static struct html clinical_of(struct call *w, const struct plan *plan)
{
    struct render_options o = {.draft = false};
    struct render_words words;
    struct html out = {NONE};
    struct buf b;
    web_paper(w, &words, &o);
    buf_init(&b, 0);
    render_html_parts(plan, &o, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out.safe)) {
        out.safe = NONE;
    }
    buf_free(&b);
    return out;
}

static struct str intent_of(struct call *w, const struct plan_version *v)
{
    return web_print(w, web_t(w, N_("I have read version %d of my plan, in plain words and as it is kept. I sign it.")),
                     (int)v->number);
}

static void sign_page(struct call *w, const struct form *f, struct sign_read *s)
{
    struct view_me_plan_sign v;
    struct outside o;
    const char *why;
    memset(&v, 0, sizeof v);
    if (!me_outside(w, &o)) {
        web_trouble(w, f);
        return;
    }
    struct me_plan_ask ask = {.plan = s->plan, .clinician = o.clinician};
    if (!me_plan_body(w, &ask, &v.plan)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, N_("Read and sign my plan"), f, &v.page);
    v.id = s->v.id;
    v.hash = hash_hex(w, &s->v.hash);
    v.heading = web_print(w, web_t(w, N_("Version %d of my plan")), (int)s->v.number);
    v.intent = intent_of(w, &s->v);
    v.may_sign = may_sign(w, s, &why);
    v.needs_consent = v.may_sign && !s->consented;
    v.has_diagnosis = s->plan->diagnoses.n > 0 && !s->plan->agreement.diagnosis_discussed;
    v.waits = v.may_sign ? NONE : str_of(web_t(w, why));
    v.consent = (struct url){STR("/me/consents/e-record")};
    v.changes.whole = web_print(w, "/me/plan/changes?v=%.*s", (int)s->v.id.n, s->v.id.p);
    v.answer.whole =
        web_print(w, "/me/plan/answer?v=%.*s&hash=%.*s", (int)s->v.id.n, s->v.id.p, (int)v.hash.n, v.hash.p);
    v.clinical = clinical_of(w, s->plan);
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 3;
    v.has_secret = !w->who.shared_device;
    v.secret = field_show(w, f, "secret", NONE);
    v.secret.hint = web_t(w, N_("Or a code of your phone. It shows that it is you who signs."));
    v.secret.required = true;
    v.secret.autocomplete = "current-password";
    me_sees(w, &v.page, N_("You and your care team see this page."));
    view_me_plan_sign(&w->out, &v);
}

void me_plan_sign_show(struct call *w)
{
    struct sign_read s;
    struct form f;
    memset(&s, 0, sizeof s);
    form_empty(w, sign_rows, COUNT_OF(sign_rows), &f);
    struct str id = form_value(&f, "v").n ? form_value(&f, "v") : http_query(w->in, "v");
    if (read_all(w, id, &s)) {
        sign_page(w, &f, &s);
    } else {
        me_plan_trouble(w, NULL);
    }
}

/* The text that was read, as the form says it; of no text, which is a conflict, when it does not. */
static void was_read(const struct form *f, struct seal_hash *hash)
{
    if (!seal_read_hex(form_value(f, "hash"), hash->byte, sizeof hash->byte)) {
        memset(hash, 0, sizeof *hash);
    }
}

/* It reads otherwise by now; what was written stands on the page. */
static void read_again(struct call *w, const struct form *f, const char *said)
{
    struct view_link next = {{STR("/me/plan/sign")}, web_t(w, N_("Read it again")), false};
    err_clear(&w->err);
    w->form = f; /* for the labels of what was written */
    message_show(w, 409, N_("The plan changed"), str_of(web_t(w, said)), &next);
}

/* Words that go with a signature, or come in its place. */
static bool keep_words(struct call *w, const char *about, struct str text, struct err *e)
{
    struct words x = {.kind = WORDS_AGREEMENT, .about = str_of(about), .text = text};
    return !text.n || words_add(w->practice, &w->who, w->client, &x, NONE, w->arena, e);
}

/* The signature stands; what was written with it could not be kept, and is there to be sent once more. */
static void words_again(struct call *w, const struct form *f, const char *about)
{
    struct view_me_plan_words v = {.heading = web_t(w, N_("You signed. Your words could not be kept.")),
                                   .lede = web_t(w, N_("Your words are still here. You can send them now.")),
                                   .button = web_t(w, N_("Send my words")),
                                   .kind = str_of(words_kind_name(WORDS_AGREEMENT)),
                                   .about = str_of(about),
                                   .back = {STR("/me/plan")}};
    page_begin(w, N_("Read and sign my plan"), f, &v.page);
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 5;
    me_box(w, &v.box);
    me_sees(w, &v.page, N_("You and your care team see what you write here."));
    view_me_plan_words(&w->out, &v);
}

void me_plan_sign_do(struct call *w)
{
    struct sign_read s;
    struct seal_hash hash;
    struct form f;
    bool ok = form_read(w, sign_rows, COUNT_OF(sign_rows), &f);
    memset(&s, 0, sizeof s);
    if (!read_all(w, form_value(&f, "v"), &s)) {
        web_trouble(w, &f);
        return;
    }
    if (!ok) {
        sign_page(w, &f, &s);
        return;
    }
    was_read(&f, &hash);
    if (plans_sign(w->practice, &w->who, w->client, s.v.id, &hash, intent_of(w, &s.v), w->arena, &w->err)) {
        struct err none = {0};
        char about[WORDS_VERSION_SIZE];
        words_of_version(s.v.id, &s.v.hash, WORDS_SIGNED, about);
        if (keep_words(w, about, form_value(&f, "text"), &none)) {
            web_said(w, N_("You signed your plan."), "/me/plan");
        } else {
            words_again(w, &f, about);
        }
    } else if (w->err.kind == ERR_CONFLICT) {
        read_again(w, &f, N_("The plan changed while you read it. Nothing was signed."));
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "consent.e-record") == 0) {
        err_clear(&w->err);
        web_go(w, "/me/consents/e-record");
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "consent.treatment") == 0) {
        err_clear(&w->err);
        web_go(w, "/me/consents/treatment");
    } else {
        web_trouble(w, &f);
    }
}

/* ---- not as it is ---- */

static const struct field answer_rows[] = {
    {"v", N_("Version"), FIELD_LINE, true, 26, 26, NULL, NULL},
    {"hash", N_("Fingerprint"), FIELD_LINE, false, 0, 64, NULL, NULL},
    {"what", N_("What you want"), FIELD_CHOICE, true, 0, 0, "change|not_sign", N_("Choose one of the two.")},
    {"text", N_("In your own words"), FIELD_TEXT, true, 1, WORDS_TEXT_MAX, NULL, N_("Write a few words.")},
};

static void answer_page(struct call *w, const struct form *f)
{
    const struct view_choice choices[] = {
        {"change", web_t(w, N_("I want something changed first")),
         web_t(w, N_("The plan goes back to be written anew.")), false},
        {"not_sign", web_t(w, N_("I do not want to sign")),
         web_t(w, N_("That is fine. Your care goes on, and your reason is kept with the plan.")), false}};
    struct view_me_plan_words v = {.heading = web_t(w, N_("Not as it is")),
                                   .lede = web_t(w, N_("It is your plan. You decide what you sign.")),
                                   .button = web_t(w, N_("Send my answer"))};
    page_begin(w, N_("Not as it is"), f, &v.page);
    v.about = form_value(f, "v");
    v.hash = form_value(f, "hash");
    v.back.whole = web_print(w, "/me/plan/sign?v=%.*s", (int)v.about.n, v.about.n ? v.about.p : "");
    v.has_choice = true;
    v.choice = field_show(w, f, "what", NONE);
    v.choice.required = true;
    field_choices(w, &v.choice, choices, COUNT_OF(choices));
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 5;
    me_box(w, &v.box);
    me_sees(w, &v.page, N_("You and your care team see what you write here."));
    view_me_plan_words(&w->out, &v);
}

void me_plan_answer_show(struct call *w)
{
    struct form f;
    form_empty(w, answer_rows, COUNT_OF(answer_rows), &f);
    if (!form_value(&f, "v").n) {
        f.value[0] = http_query(w->in, "v");
        f.value[1] = http_query(w->in, "hash");
    }
    if (id_valid(f.value[0]) && form_value(&f, "hash").n) {
        answer_page(w, &f);
    } else if (id_valid(f.value[0])) { /* of which text: it is read first */
        web_go(w, "/me/plan/sign?v=%.*s", (int)f.value[0].n, f.value[0].p);
    } else {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, NULL);
    }
}

/* Sends it back with these words. *back false: it went back before, or is signed by all: what is said of it is kept. */
static bool send_back(struct call *w, const struct sign_read *s, const struct seal_hash *read, struct str text,
                      bool *back)
{
    struct plan_return r = {.id = s->v.id, .hash = read, .reason = text};
    *back = plans_return(w->practice, &w->who, w->client, &r, &w->err);
    if (!*back && w->err.kind == ERR_CONFLICT && strcmp(w->err.where, "hash") != 0) {
        err_clear(&w->err);
    }
    return w->err.kind == ERR_NONE;
}

void me_plan_answer_do(struct call *w)
{
    struct form f;
    if (!form_read(w, answer_rows, COUNT_OF(answer_rows), &f)) {
        answer_page(w, &f);
        return;
    }
    bool change = form_is(&f, "what", "change"), back = false;
    struct str text = form_value(&f, "text");
    char about[WORDS_VERSION_SIZE];
    struct seal_hash hash;
    struct sign_read s;
    const char *why;
    memset(&s, 0, sizeof s);
    was_read(&f, &hash);
    if (!read_all(w, form_value(&f, "v"), &s)) {
        web_trouble(w, &f);
        return;
    }
    if (memcmp(hash.byte, s.v.hash.byte, sizeof hash.byte) != 0) {
        read_again(w, &f, N_("The plan changed while you read it. Nothing was sent."));
        return;
    }
    if (!change && !may_sign(w, &s, &why)) {
        form_wrong(w, &f, "what", "%s", web_t(w, why));
        answer_page(w, &f);
        return;
    }
    words_of_version(s.v.id, &hash, change ? WORDS_CHANGE : WORDS_NOT_SIGN, about);
    if ((change && !send_back(w, &s, &hash, text, &back)) || !keep_words(w, about, text, &w->err)) {
        if (w->err.kind == ERR_CONFLICT && strcmp(w->err.where, "hash") == 0) { /* since it was read here */
            read_again(w, &f, N_("The plan changed while you read it. Nothing was sent."));
        } else {
            web_trouble(w, &f);
        }
        return;
    }
    web_said(w,
             back     ? N_("Your words were sent. The plan goes back to be changed.")
             : change ? N_("Your words were sent.")
                      : N_("Your words were kept."),
             "/me/plan");
}
