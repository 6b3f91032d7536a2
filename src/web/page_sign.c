/* page_sign.c: a plan as it will be kept: what changed, what is open, who signs; sending and signing it. */
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "practice/plans.h"
#include "render/render.h"
#include "views.h"
#include "web/draft.h"
#include "web/share_parts.h"
#include "web/sign_parts.h"

#define CHANGES_FEW 8 /* no more than these are not folded away in the draft's page */

/* ---- the words of roles ---- */

static const struct {
    const char *role, *field, *label, *nobody, *anybody, *place;
    enum role bit;
    const char *first; /* its place when nothing else is known */
} roles[SIGN_ROLES] = {
    {"clinician", "clinician_signs", "Clinician", "No clinician signs", "Any clinician of the care team",
     "clinician_place", ROLE_CLINICIAN, "1"},
    {"supervisor", "supervisor_signs", "Supervisor", "No supervisor signs",
     "Any supervisor of this client's clinicians", "supervisor_place", ROLE_SUPERVISOR, "2"},
    {"prescriber", "prescriber_signs", "Prescriber", "No prescriber signs", "Any prescriber of the care team",
     "prescriber_place", ROLE_PRESCRIBER, "2"},
    {"client", "client_signs", "Client", "The client does not sign", "The client", "client_place", ROLE_CLIENT, "3"},
    {"guardian", "guardian_signs", "Guardian", "No guardian signs", "Any guardian", "guardian_place", ROLE_GUARDIAN,
     "3"},
};

const char *sign_role_label(struct str role)
{
    for (size_t i = 0; i < SIGN_ROLES; i++) {
        if (str_is(role, roles[i].role)) {
            return roles[i].label;
        }
    }
    return "Signer";
}

struct str sign_hash_hex(struct call *w, const struct seal_hash *hash)
{
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    seal_put_hex(hash->byte, sizeof hash->byte, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        out = NONE;
    }
    buf_free(&b);
    return out;
}

static struct str intent_of(struct call *w, const struct plan_version *v, const char *role)
{
    return web_print(w, "I have read plan version %lld as it stands here, and I sign it as %s.", (long long)v->number,
                     role);
}

struct str sign_when(struct call *w, int64_t at_ms)
{
    struct str day = web_date(w, zone_day(w->zone, at_ms)), out = NONE;
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, day);
    buf_cstr(&b, ", ");
    zone_put_time(w->zone, at_ms, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        out = NONE;
    }
    buf_free(&b);
    return out;
}

/* ---- what is read ---- */

bool sign_pick(struct call *w, struct str id, struct signing *s)
{
    struct plan_version *list;
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n && !id.n; i++) {
        bool open = str_is(list[i].state, "draft") || str_is(list[i].state, "signing");
        id = open ? list[i].id : NONE;
    }
    if (!plans_get(w->practice, &w->who, w->client, id, w->arena, &s->v, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n && !s->former.id.n; i++) {
        bool held =
            str_is(list[i].state, "signed") || str_is(list[i].state, "superseded") || str_is(list[i].state, "ended");
        if (held && list[i].number < s->v.number) {
            s->former = list[i];
        }
    }
    for (size_t i = 0; i < n && !s->former.id.n; i++) { /* else the one that was sent back: somebody has read it */
        if (str_is(list[i].state, "returned") && list[i].number < s->v.number) {
            s->former = list[i];
        }
    }
    return true;
}

static bool read_all(struct call *w, struct str id, struct signing *s)
{
    bool ok = sign_pick(w, id, s) && plan_from_json(s->v.json, w->arena, &s->plan, &w->err) &&
              plan_number_ids(s->plan, w->arena, &w->err) && plan_bind(s->plan, w->arena, &w->err) &&
              people_list(w->practice, &w->who, w->arena, &s->people, &s->people_count, &w->err);
    if (ok && str_is(s->v.state, "draft")) {
        ok = plans_blocks(w->practice, &w->who, w->client, s->v.id, w->arena, &s->blocks, &s->block_count, &w->err);
    } else if (ok) {
        ok = plans_signatures(w->practice, &w->who, w->client, s->v.id, w->arena, &s->places, &s->place_count, &w->err);
    }
    ok = ok && plans_sent_back(w->practice, &w->who, w->client, s->v.id, w->arena, &s->back, &w->err);
    if (ok && s->former.id.n && str_is(s->v.state, "draft")) { /* who signed the last one signs this one, at first */
        ok = plans_signatures(w->practice, &w->who, w->client, s->former.id, w->arena, &s->places, &s->place_count,
                              &w->err);
    }
    return ok;
}

/* ---- the form: signers, their places, a reason for each open rule ---- */

static bool put_fields(struct call *w, struct signing *s)
{
    static const struct field fixed[] = {
        {"v", "Version", FIELD_LINE, false, 0, 26, NULL, NULL},
        {"base", "Version", FIELD_INT, false, 1, INT32_MAX, NULL, NULL},
        {"hash", "Fingerprint", FIELD_LINE, false, 0, 64, NULL, NULL},
        {"secret", "Password, or a code of your device", FIELD_SECRET, false, 0, 200, NULL, NULL},
    };
    size_t most = COUNT_OF(fixed) + 2 * SIGN_ROLES + s->block_count;
    struct field *list = arena_array(w->arena, most, sizeof *list);
    if (!list) {
        return err_no_memory(&w->err);
    }
    memcpy(list, fixed, sizeof fixed);
    size_t n = COUNT_OF(fixed);
    for (size_t i = 0; i < SIGN_ROLES; i++) {
        list[n++] = (struct field){roles[i].field, roles[i].label, FIELD_LINE, false, 0, 40, NULL, NULL};
        list[n++] = (struct field){roles[i].place, "Order", FIELD_INT, false, 1, SIGN_ROLES, NULL, NULL};
    }
    for (size_t i = 0; i < s->block_count && n < FORM_FIELDS_MAX; i++) {
        const struct plan_block *b = &s->blocks[i];
        if (b->replaceable && (!i || !str_eq(b->rule, b[-1].rule))) {
            struct str name = web_print(w, "reason.%.*s", (int)b->rule.n, b->rule.p);
            struct str label = web_print(w, "%.*s: why not", (int)b->title.n, b->title.p);
            list[n++] = (struct field){name.p, label.p, FIELD_TEXT, false, 0, 4000, NULL, NULL};
        }
    }
    s->fields = list;
    s->field_count = n;
    return !w->arena->failed || arena_error(w->arena, &w->err);
}

/* ---- the page's parts ---- */

static struct str name_of(const struct signing *s, struct str account)
{
    for (size_t i = 0; i < s->people_count; i++) {
        if (str_eq(s->people[i].id, account)) {
            return s->people[i].name;
        }
    }
    return STR("Somebody who has left the practice");
}

static bool put_changes(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    static const struct {
        const char *kind, *tag;
    } kinds[] = {[DIFF_ADDED] = {"Added", "good"},
                 [DIFF_REMOVED] = {"Removed", "risk"},
                 [DIFF_CHANGED] = {"Changed", "info"},
                 [DIFF_MOVED] = {"Moved", ""}};
    struct plan_version before;
    struct plan *was;
    struct diff d = {0};
    if (!s->former.id.n) {
        return true;
    }
    if (!plans_get(w->practice, &w->who, w->client, s->former.id, w->arena, &before, &w->err) ||
        !plan_from_json(before.json, w->arena, &was, &w->err) || !plan_number_ids(was, w->arena, &w->err) ||
        !plan_bind(was, w->arena, &w->err) || !diff_plans(was, s->plan, w->arena, &d, &w->err)) {
        return false;
    }
    v->former = web_print(w, "version %lld%s", (long long)s->former.number,
                          str_is(s->former.state, "returned") ? ", which was sent back" : "");
    v->changes = arena_array(w->arena, d.changes.n + 1, sizeof *v->changes);
    for (size_t i = 0; v->changes && i < d.changes.n; i++) {
        const struct diff_change *c = &d.changes.at[i];
        v->changes[v->changes_count++] = (struct sign_change){kinds[c->kind].kind, kinds[c->kind].tag, c->sentence};
    }
    v->changes_few = v->changes_count <= CHANGES_FEW;
    return true;
}

static void put_content(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct render_options o = {.draft = false};
    struct buf b;
    buf_init(&b, 0);
    render_html_parts(s->plan, &o, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &v->content.safe)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
}

/* Who signed the last version in this role; else oneself, and the client. */
static void usual(struct call *w, const struct signing *s, size_t role, struct str *who, struct str *place)
{
    *place = str_of(roles[role].first);
    *who = STR("nobody");
    for (size_t i = 0; i < s->place_count; i++) {
        if (str_is(s->places[i].role, roles[role].role)) {
            bool outside = roles[role].bit & (ROLE_CLIENT | ROLE_GUARDIAN);
            *who = s->places[i].account.n && !outside ? s->places[i].account : STR("anybody");
            *place = web_print(w, "%lld", (long long)s->places[i].place);
            return;
        }
    }
    if (s->place_count == 0 && roles[role].bit == ROLE_CLIENT) {
        *who = STR("anybody");
    } else if (s->place_count == 0 && w->who.roles & roles[role].bit & (ROLE_CLINICIAN | ROLE_PRESCRIBER)) {
        *who = w->who.user;
    }
}

static struct view_field signer_field(struct call *w, const struct signing *s, size_t role, struct str usual_who)
{
    struct view_field f = field_show(w, &s->form, roles[role].field, usual_who);
    struct view_choice *list = arena_array(w->arena, s->people_count + 2, sizeof *list);
    size_t n = 0;
    bool outside = roles[role].bit & (ROLE_CLIENT | ROLE_GUARDIAN);
    f.is_line = false;
    f.is_select = f.required = true;
    if (!list) {
        return f;
    }
    list[n++] = (struct view_choice){"nobody", roles[role].nobody, NULL, false};
    list[n++] = (struct view_choice){"anybody", roles[role].anybody, NULL, false};
    for (size_t i = 0; i < s->people_count && !outside; i++) {
        const struct person *p = &s->people[i];
        if (p->roles & roles[role].bit && str_is(p->state, "active")) {
            list[n++] = (struct view_choice){arena_copy(w->arena, p->id.p, p->id.n),
                                             arena_copy(w->arena, p->name.p, p->name.n), NULL, false};
        }
    }
    field_choices(w, &f, list, n);
    return f;
}

/* Whether anybody here could sign in that role; or somebody did the last time. */
static bool is_here(const struct signing *s, size_t role, struct str usual_who)
{
    bool found = roles[role].bit & (ROLE_CLIENT | ROLE_GUARDIAN | ROLE_CLINICIAN) || !str_is(usual_who, "nobody");
    for (size_t i = 0; i < s->people_count; i++) {
        found = found || (s->people[i].roles & roles[role].bit && str_is(s->people[i].state, "active"));
    }
    return found;
}

static bool has_guardian(struct call *w, const struct signing *s)
{
    bool found = false;
    for (size_t i = 0; i < s->people_count; i++) {
        found = found || (s->people[i].roles & ROLE_GUARDIAN && str_eq(s->people[i].client, w->client));
    }
    return found;
}

static void put_signers(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    static const struct view_choice places[] = {{"1", "1st", NULL, false},
                                                {"2", "2nd", NULL, false},
                                                {"3", "3rd", NULL, false},
                                                {"4", "4th", NULL, false},
                                                {"5", "5th", NULL, false}};
    v->signers = arena_array(w->arena, SIGN_ROLES, sizeof *v->signers);
    sign_guardian(w, v);
    bool guardian = has_guardian(w, s) || (v->strip.has_age && v->strip.age_years < 18);
    for (size_t i = 0; v->signers && i < SIGN_ROLES; i++) {
        struct str who, place;
        if (roles[i].bit == ROLE_GUARDIAN && !guardian) {
            continue;
        }
        usual(w, s, i, &who, &place);
        if (!is_here(s, i, who)) {
            continue;
        }
        if (roles[i].bit == ROLE_GUARDIAN && v->guardian_signs && str_is(who, "nobody")) {
            who = STR("anybody");
        }
        struct sign_signer *row = &v->signers[v->signers_count++];
        row->who = signer_field(w, s, i, who);
        row->place = field_show(w, &s->form, roles[i].place, place);
        row->place.label = web_print(w, "Order of the %s", roles[i].role).p;
        row->place.is_number = false;
        row->place.is_select = row->place.required = true;
        field_choices(w, &row->place, places, COUNT_OF(places));
        v->order_open = v->order_open || row->place.error.n;
        if (str_eq(row->who.value, w->who.user)) {
            v->has_mine = true;
            v->intent = intent_of(w, &s->v, roles[i].role);
        }
    }
}

static bool turn(const struct signing *s, const struct signature *p)
{
    for (size_t i = 0; i < s->place_count; i++) {
        if (s->places[i].state == SIGNATURE_WAITING && s->places[i].place < p->place) {
            return false;
        }
    }
    return p->state == SIGNATURE_WAITING;
}

static bool mine(const struct call *w, const struct signature *p)
{
    for (size_t i = 0; i < SIGN_ROLES; i++) {
        if (str_is(p->role, roles[i].role)) {
            return w->who.roles & roles[i].bit && (!p->account.n || str_eq(p->account, w->who.user));
        }
    }
    return false;
}

/* How a client whose turn it is can sign here. */
static void put_ways(struct call *w, struct sign_place *row)
{
    enum share_reach reach;
    if (w->err.kind != ERR_NONE || !web_may(w, CASE_ACCOUNT_INVITE_CLIENT) || !share_reach(w, &reach)) {
        return;
    }
    row->device = client_page(w, "/device");
    if (reach != REACH_CLIENT) {
        row->who = STR("Has no account yet");
        row->invite = client_page(w, "/access?way=sign");
    }
}

static struct sign_place place_row(struct call *w, const struct signing *s, const struct signature *p)
{
    static const struct {
        const char *words, *tag;
    } states[] = {[SIGNATURE_WAITING] = {"Waits", ""},
                  [SIGNATURE_GIVEN] = {"Signed", "good"},
                  [SIGNATURE_REASON] = {"Chose not to sign", ""},
                  [SIGNATURE_VERBAL] = {"Agreed by word of mouth", "good"},
                  [SIGNATURE_PAPER] = {"Signed on paper", "good"},
                  [SIGNATURE_RETURNED] = {"Sent back", "warn"}};
    struct sign_place row = {
        .role = sign_role_label(p->role), .state = states[p->state].words, .tag = states[p->state].tag};
    if (p->state == SIGNATURE_WAITING) {
        bool next = turn(s, p) && str_is(s->v.state, "signing");
        bool outside = str_is(p->role, "client") || str_is(p->role, "guardian");
        row.state = next ? "Is next" : "Waits";
        row.tag = next ? "info" : "";
        row.who = p->account.n ? name_of(s, p->account) : NONE;
        if (next && outside && web_may(w, CASE_PLAN_REASON)) {
            struct str below =
                web_print(w, "/plan/reason?v=%.*s&item=%lld", (int)s->v.id.n, s->v.id.p, (long long)p->item);
            row.reason = client_page(w, below.p);
        }
        if (next && str_is(p->role, "client")) {
            put_ways(w, &row);
        }
        return row;
    }
    bool wrote = p->state >= SIGNATURE_REASON && p->state <= SIGNATURE_PAPER;
    row.who = web_print(w, "%s%.*s%s%.*s", wrote ? "Written down by " : "", (int)p->name.n, p->name.n ? p->name.p : "",
                        p->credential.n ? ", " : "", (int)p->credential.n, p->credential.n ? p->credential.p : "");
    struct str at = sign_when(w, p->at_ms);
    row.when = web_print(w, "%.*s%s%.*s", (int)at.n, at.p, p->method.n ? "; " : "", (int)p->method.n,
                         p->method.n ? p->method.p : "");
    row.text = wrote ? p->reason : p->intent;
    return row;
}

static void put_places(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    v->places = arena_array(w->arena, s->place_count + 1, sizeof *v->places);
    bool signed_before = false;
    for (size_t i = 0; i < s->place_count; i++) {
        signed_before =
            signed_before || (s->places[i].state == SIGNATURE_GIVEN && str_eq(s->places[i].account, w->who.user));
    }
    for (int named = 1; named >= 0 && v->is_signing && !signed_before; named--) {
        for (size_t i = 0; i < s->place_count && !v->may_sign; i++) {
            const struct signature *p = &s->places[i];
            if (mine(w, p) && turn(s, p) && (p->account.n > 0) == named) {
                v->may_sign = true;
                v->intent = intent_of(w, &s->v, arena_copy(w->arena, p->role.p, p->role.n));
            }
        }
    }
    for (size_t i = 0; v->places && i < s->place_count; i++) {
        v->places[v->places_count++] = place_row(w, s, &s->places[i]);
    }
}

static void put_lede(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    static const char last[] = "The text cannot be changed after the first signature.";
    if (v->is_draft && v->missing) {
        v->lede = STR("It cannot be signed yet.");
    } else if (v->is_draft && v->blocks_count) {
        v->lede = web_print(w, "Mend what is open, or give the reason. %s", last);
    } else if (v->is_draft && s->back.text.n) {
        v->lede = web_print(w, "This plan was sent back. Read first what was asked for. %s", last);
    } else if (v->is_draft && v->advice_count) {
        v->lede = web_print(w, "The checks say: %.*s; you decide. %s", (int)v->counted.n, v->counted.p, last);
    } else if (v->is_draft) {
        v->lede = web_print(w, "Nothing is left to mend. %s", last);
    } else if (v->is_signing) {
        v->lede = v->may_sign ? STR("Your signature is next. Read the text as it will be kept.")
                              : STR("The text stands still while it is signed.");
    } else if (s->v.signed_ms) {
        struct str at = sign_when(w, s->v.signed_ms);
        v->lede = web_print(w, "Signed and locked %.*s. %s", (int)at.n, at.p,
                            str_is(s->v.state, "signed")       ? "It is in force."
                            : str_is(s->v.state, "superseded") ? "A later version is in force."
                                                               : "It has ended.");
    } else {
        v->lede = STR("This version went back for revision with the signatures it has.");
    }
}

void sign_page(struct call *w, struct signing *s)
{
    struct view_plan_sign v = {.is_draft = str_is(s->v.state, "draft"), .is_signing = str_is(s->v.state, "signing")};
    v.is_signed = s->v.signed_ms != 0;
    v.folds_text = v.is_draft && web_may(w, CASE_PLAN_DRAFT);
    struct client_card card;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
        (!v.is_signed && !whose_look(w, s->plan, &card, v.is_draft, &v.whose)) || !put_changes(w, s, &v) ||
        (v.is_signed && !sign_notes(w, s->v.id, &v.notes, &v.notes_count))) {
        web_trouble(w, NULL);
        return;
    }
    strip_of(w, &card, "Plan", &v.strip);
    page_begin(w, "Sign the plan", &s->form, &v.page);
    v.page.help = (struct url){STR("/help/signing")};
    v.page.shape = v.folds_text ? "stack narrow" : v.page.shape;
    v.id = s->v.id;
    v.row = web_print(w, "%lld", (long long)s->v.version);
    v.hash = sign_hash_hex(w, &s->v.hash);
    v.heading = web_print(w, "Plan version %lld", (long long)s->v.number);
    v.button = web_print(w, "Sign plan version %lld", (long long)s->v.number);
    v.sign = client_page(w, "/plan/sign");
    v.edit = client_page(w, "/plan/draft");
    v.back_words = draft_sent_back(w, &s->back);
    v.back_text = s->back.text;
    v.asks_told = v.is_draft && s->plan->diagnoses.n && !s->plan->agreement.diagnosis_discussed_set &&
                  web_may(w, CASE_PLAN_DRAFT);
    v.told = s->plan->agreement.diagnosis_discussed;
    v.tell.whole = web_print(w, "/clients/%.*s/plan/told", (int)w->client.n, w->client.p);
    v.preview =
        client_page(w, v.is_draft ? "/plan/preview" : web_print(w, "/plan/preview?v=%.*s", (int)v.id.n, v.id.p).p);
    put_content(w, s, &v);
    if (!sign_open(w, s, &v) || !sign_carried(w, s, &v) || !sign_copied(w, s, &v) || !sign_advice(w, s, &v)) {
        web_trouble(w, NULL);
        return;
    }
    v.missing = v.missing || v.carried_count;
    if (v.is_draft) {
        v.send = client_page(w, "/plan/sign");
        v.send.whole = web_print(w, "/clients/%.*s/plan/send", (int)w->client.n, w->client.p);
        v.may_send = web_may(w, CASE_PLAN_SEND);
        v.shows_text = v.may_send && !v.missing; /* what is signed is read above the place where it is signed */
        v.heading = web_print(w, "Sign plan version %lld", (long long)s->v.number);
        put_signers(w, s, &v);
    } else {
        struct str below = web_print(w, "/plan/return?v=%.*s", (int)s->v.id.n, s->v.id.p);
        put_places(w, s, &v);
        v.back = web_may(w, CASE_PLAN_RETURN) ? client_page(w, below.p) : (struct url){NONE};
        v.pdf = client_page(w, web_print(w, "/plan/pdf?v=%.*s", (int)s->v.id.n, s->v.id.p).p);
        v.amend = client_page(w, web_print(w, "/plan/amend?v=%.*s", (int)s->v.id.n, s->v.id.p).p);
    }
    v.secret = field_show(w, &s->form, "secret", NONE);
    v.secret.required = true;
    v.secret.autocomplete = "current-password";
    put_lede(w, s, &v);
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_plan_sign(&w->out, &v);
}

/* ---- handlers ---- */

void plan_sign_show(struct call *w)
{
    struct signing s = {.block_count = 0};
    struct str id = http_query(w->in, "v");
    if (id.n && !id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
    }
    if (w->err.kind || !read_all(w, id, &s) || !put_fields(w, &s)) {
        web_trouble(w, NULL);
        return;
    }
    form_empty(w, s.fields, s.field_count, &s.form);
    sign_page(w, &s);
}

static size_t signers_of(struct call *w, const struct form *f, struct signature out[SIGN_ROLES])
{
    size_t n = 0;
    (void)w;
    for (size_t i = 0; i < SIGN_ROLES; i++) {
        struct str who = form_value(f, roles[i].field);
        if (who.n && !str_is(who, "nobody")) {
            out[n++] = (struct signature){.role = str_of(roles[i].role),
                                          .place = form_number(f, roles[i].place, roles[i].first[0] - '0'),
                                          .account = str_is(who, "anybody") ? NONE : who};
        }
    }
    return n;
}

static bool send(struct call *w, struct signing *s)
{
    struct signature signers[SIGN_ROLES];
    struct plan_send x = {
        .id = form_value(&s->form, "v"), .base = form_number(&s->form, "base", 0), .signers = signers};
    struct plan_reason *reasons = arena_array(w->arena, s->block_count + 1, sizeof *reasons);
    if (!reasons) {
        return err_no_memory(&w->err);
    }
    x.count = signers_of(w, &s->form, signers);
    x.reasons = reasons;
    for (size_t i = 0; i < s->block_count; i++) {
        struct str name = web_print(w, "reason.%.*s", (int)s->blocks[i].rule.n, s->blocks[i].rule.p);
        struct str text = form_value(&s->form, name.p);
        if (text.n) {
            reasons[x.reason_count++] = (struct plan_reason){s->blocks[i].rule, text};
        }
    }
    return plans_send(w->practice, &w->who, w->client, &x, w->arena, &w->err);
}

/* The plan is another by now: when that was, where the draft tells, and the way to read it. */
void sign_changed(struct call *w)
{
    struct plan_draft d;
    struct err none = {0};
    struct view_link next = {client_page(w, "/plan/sign"), "Read the plan again", false};
    struct str when = NONE;
    if (web_may(w, CASE_PLAN_OPEN) && plans_draft_open(w->practice, &w->who, w->client, w->arena, &d, &none) &&
        d.saved_ms) {
        struct str at = web_time(w, d.saved_ms);
        when = web_print(w, " %.*s", (int)at.n, at.p);
    }
    message_show(w, 409, "The plan changed",
                 web_print(w, "The plan changed%.*s. Read it again before it is signed. Nothing was signed.",
                           (int)when.n, when.n ? when.p : ""),
                 &next);
}

/* What was refused, beside the field it is about. */
static void refused(struct call *w, struct signing *s)
{
    struct err e = w->err;
    struct str rule = str_of(e.where), name = web_print(w, "reason.%s", e.where);
    struct str id = form_value(&s->form, "v");
    w->err = (struct err){0};
    struct form kept = s->form;
    *s = (struct signing){.form = kept};
    if (!read_all(w, id, s)) {
        web_trouble(w, NULL);
        return;
    }
    bool asked = false;
    for (size_t i = 0; i < kept.count; i++) {
        asked = asked || str_is(name, kept.fields[i].name);
    }
    form_wrong(w, &s->form,
               asked                               ? name.p
               : str_is(rule, "/signers/guardian") ? "guardian_signs"
               : str_is(rule, PLAN_CARRIED)        ? "carried"
               : e.kind == ERR_REFUSED             ? "open"
                                                   : "signing",
               "%s", e.text);
    sign_page(w, s);
}

static void answer(struct call *w, struct signing *s)
{
    if (w->err.kind == ERR_CONFLICT) {
        w->err = (struct err){0};
        sign_changed(w);
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "reauthenticate") != 0) {
        refused(w, s);
    } else if (w->err.kind == ERR_INVALID) {
        refused(w, s);
    } else {
        web_trouble(w, &s->form);
    }
}

static bool begin_post(struct call *w, struct signing *s)
{
    struct str id = http_form(w->in, "v");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
    }
    if (w->err.kind || !read_all(w, id, s) || !put_fields(w, s)) {
        web_trouble(w, NULL);
        return false;
    }
    if (!form_read(w, s->fields, s->field_count, &s->form)) {
        sign_page(w, s);
        return false;
    }
    return true;
}

void plan_send_do(struct call *w)
{
    struct signing s = {.block_count = 0};
    if (!begin_post(w, &s)) {
        return;
    }
    if (send(w, &s)) {
        web_said(w, "The plan was sent to those who sign it.", "/clients/%s/plan/sign?v=%s", web_part(w, w->client),
                 web_part(w, s.v.id));
    } else {
        answer(w, &s);
    }
}

void plan_sign_do(struct call *w)
{
    struct signing s = {.block_count = 0};
    struct seal_hash hash;
    if (!begin_post(w, &s)) {
        return;
    }
    struct str hex = form_value(&s.form, "hash"), intent = NONE;
    if (!seal_read_hex(hex, hash.byte, sizeof hash.byte)) {
        memset(&hash, 0, sizeof hash); /* of no text: a conflict */
    }
    bool sent = form_value(&s.form, "base").n == 0;
    if (!sent && memcmp(hash.byte, s.v.hash.byte, sizeof hash.byte) != 0) {
        sign_changed(w);
        return;
    }
    if (sent) {
        for (size_t i = 0; i < s.place_count && !intent.n; i++) {
            if (mine(w, &s.places[i]) && turn(&s, &s.places[i])) {
                intent = intent_of(w, &s.v, arena_copy(w->arena, s.places[i].role.p, s.places[i].role.n));
            }
        }
    }
    for (size_t i = 0; i < SIGN_ROLES && !intent.n; i++) {
        if (w->who.roles & roles[i].bit && (sent || str_eq(form_value(&s.form, roles[i].field), w->who.user))) {
            intent = intent_of(w, &s.v, roles[i].role);
        }
    }
    intent = intent.n ? intent : intent_of(w, &s.v, "one who signs");
    bool goes = sent || send(w, &s);
    if (goes && plans_sign(w->practice, &w->who, w->client, s.v.id, &hash, intent, w->arena, &w->err)) {
        web_said(w, "The plan bears your signature.", "/clients/%s/plan/sign?v=%s", web_part(w, w->client),
                 web_part(w, s.v.id));
    } else if (goes && !sent) { /* two steps: the first one stands, so the page shows it and says so */
        web_log(w, "sent, not signed");
        err_clear(&w->err);
        web_said(w, "The plan was sent to those who sign it. Your own signature is not there yet.",
                 "/clients/%s/plan/sign?v=%s", web_part(w, w->client), web_part(w, s.v.id));
    } else {
        answer(w, &s);
    }
}
