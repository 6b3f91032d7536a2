/* demo_client.c: the invented clients: admission, plan, signatures, and what is told of one of them alone. */
#include "cli/demo.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "practice/plans.h"
#include "practice/sharing.h"

static const struct str none = {NULL, 0};

static const struct demo_scene scenes[] = {
    {"draft", 3, 2, COURSE_STUCK, NULL, HAS_DRAFT},
    {"waiting", 3, 3, COURSE_STUCK, NULL, HAS_WAITING},
    {"on course", 9, 22, COURSE_BETTER, NULL, 0},
    {"stuck", 2, 20, COURSE_STUCK, NULL, 0},
    {"stuck, decided on", 2, 24, COURSE_STUCK, NULL, HAS_DECISION},
    {"gain lost", 3, 30, COURSE_LOST, NULL, 0},
    {"alert", 2, 12, COURSE_STUCK, "depression", HAS_ALERT},
    {"review overdue", 3, 26, COURSE_BETTER, NULL, HAS_NO_REVIEW},
    {"ending", 2, 24, COURSE_MET, NULL, HAS_ENDING},
    {"ended", 3, 40, COURSE_MET, NULL, HAS_END},
    {"minor", 2, 14, COURSE_BETTER, "social-anxiety", HAS_GUARDIAN},
    {"part 2", 2, 18, COURSE_BETTER, "alcohol", 0},
    {"consent revoked", 1, 28, COURSE_BETTER, NULL, HAS_REVOKED},
    {"disclosed", 1, 34, COURSE_BETTER, NULL, HAS_DISCLOSURE},
    {"amended", 1, 32, COURSE_BETTER, NULL, HAS_AMENDMENT},
    {"glass", 1, 50, COURSE_BETTER, NULL, HAS_GLASS},
};

const struct demo_scene *demo_scene_at(size_t i)
{
    return i < sizeof scenes / sizeof *scenes ? &scenes[i] : NULL;
}

bool demo_keep(struct demo *d, struct str s, struct str *out, struct err *e)
{
    char *p = arena_copy(d->arena, s.p, s.n);
    *out = (struct str){p, p ? s.n : 0};
    return p || arena_error(d->arena, e);
}

bool demo_text(struct arena *a, struct buf *b, struct str *out, struct err *e)
{
    char *p = buf_ok(b) ? arena_copy(a, b->p, b->n) : NULL;
    *out = (struct str){p, p ? b->n : 0};
    bool failed = !buf_ok(b);
    buf_free(b);
    return p || (failed ? err_no_memory(e) : arena_error(a, e));
}

/* ---- who they are ---- */

static bool address(struct demo *d, const char *before, struct str family, size_t number, struct str *out,
                    struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    buf_cstr(&b, before);
    for (size_t i = 0; i < family.n; i++) {
        buf_char(&b, (char)(family.p[i] >= 'A' && family.p[i] <= 'Z' ? family.p[i] + 32 : family.p[i]));
    }
    buf_printf(&b, "%zu", number + 1);
    return demo_text(d->arena, &b, out, e);
}

static const char *starter_of(const struct demo_client *c, struct demo_random *r)
{
    static const char *const any[] = {"gad", "depression", "insomnia",   "panic", "social-anxiety",       "ptsd",
                                      "ocd", "grief",      "adjustment", "adhd",  "relationship-conflict"};
    return c->scene->starter ? c->scene->starter : any[(c->number + (size_t)demo_between(r, 0, 1)) % 11];
}

/* Name, days and plan of a client, from the seed alone. */
static bool invent(struct demo *d, struct demo_client *c, struct err *e)
{
    struct buf b;
    struct str given, family = demo_word("family", c->number + (size_t)(d->seed % 50));
    c->random = demo_random_of(d->seed, 1000 + c->number);
    given = demo_any(&c->random, "given");
    buf_init(&b, 0);
    buf_add(&b, given);
    buf_char(&b, ' ');
    buf_add(&b, family);
    if (!demo_text(d->arena, &b, &c->name, e) || !address(d, "", family, c->number, &c->self_sign_in, e) ||
        !address(d, "home.", family, c->number, &c->guardian_sign_in, e)) {
        return false;
    }
    c->called = given;
    c->intake = date_add_days(d->on, -7 * c->scene->weeks - demo_between(&c->random, 1, 6));
    c->last = date_add_days(d->on, -1);
    int years = c->scene->has & HAS_GUARDIAN ? 14 : demo_between(&c->random, 19, 71);
    c->birth = date_add_days(date_add_months(c->intake, -12 * years), -demo_between(&c->random, 20, 340));
    c->clinician = d->staff[c->number % 5];
    c->fill = (struct demo_fill){.starter = starter_of(c, &c->random),
                                 .client = c->name,
                                 .called = given,
                                 .clinician = d->login[c->number % 5].name,
                                 .prescriber = d->login[5].name,
                                 .start = date_add_days(c->intake, 14),
                                 .random = {demo_next(&c->random)}};
    demo_fill_begin(&c->fill);
    return true;
}

static bool details(struct demo *d, const struct demo_client *c, struct str *out, struct err *e)
{
    static const char *const pronouns[] = {"she/her", "he/him", "they/them"};
    struct json_out o;
    struct buf b;
    char day[DATE_TEXT_SIZE], phone[16];
    snprintf(phone, sizeof phone, "555-01%02zu", c->number);
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "name");
    json_put_str(&o, c->name);
    json_key(&o, "birth_date");
    json_put_cstr(&o, date_format(c->birth, day));
    json_key(&o, "preferred_name");
    json_put_str(&o, c->called);
    json_key(&o, "pronouns");
    json_put_cstr(&o, pronouns[c->number % 3]);
    json_key(&o, "phone");
    json_put_cstr(&o, phone);
    json_end_object(&o);
    return demo_text(&d->work, &b, out, e);
}

/* ---- admission ---- */

static bool consent(struct demo *d, struct demo_client *c, enum consent_kind kind, struct str *id, struct err *e)
{
    bool guardian = c->scene->has & HAS_GUARDIAN, gives = kind != CONSENT_TREATMENT && kind != CONSENT_E_RECORD;
    struct consent one = {.kind = kind,
                          .from = STR(DEMO_NAME),
                          .to = STR("Dr Okonjo, family medicine"),
                          .purpose = STR("care by the family doctor"),
                          .sections = SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS |
                                      (kind == CONSENT_PART2 ? SHARE_SUBSTANCE_USE : 0),
                          .description = gives ? STR("diagnosis, plan and how it goes") : none,
                          .expires = date_add_days(c->intake, 365),
                          .statements = {true, true, true, true},
                          .told = (1u << TOLD_COUNT) - 1,
                          .version = STR("1"),
                          .tpo = kind == CONSENT_PART2,
                          .signer = guardian ? STR("Renate Grabenstein") : c->name,
                          .representative = guardian,
                          .authority = guardian ? STR("parent") : none,
                          .signed_on = zone_day(demo_zone(), d->now_ms),
                          .copy_given = true};
    d->now_ms += 60000;
    return sharing_consent(&d->practice, &c->clinician, c->id, &one, none, &d->work, e) &&
           (!id || demo_keep(d, one.id, id, e));
}

static bool accounts(struct demo *d, struct demo_client *c, struct err *e)
{
    bool guardian = c->scene->has & HAS_GUARDIAN;
    struct demo_login login = {0};
    struct person one = {.sign_in = guardian ? c->guardian_sign_in : c->self_sign_in,
                         .name = guardian ? STR("Renate Grabenstein") : c->name,
                         .roles = guardian ? ROLE_GUARDIAN : ROLE_CLIENT,
                         .client = c->id};
    if (!demo_account(d, &c->clinician, &one, &login, guardian ? &c->guardian : &c->self, e)) {
        return false;
    }
    if (d->logins < sizeof d->login / sizeof *d->login && (guardian || c->scene->has & HAS_WAITING)) {
        login.roles = guardian ? STR("guardian") : STR("client");
        bool there = false; /* one of each is told */
        for (size_t i = DEMO_STAFF; i < d->logins; i++) {
            there = there || str_eq(d->login[i].roles, login.roles);
        }
        if (!there) {
            d->login[d->logins++] = login;
        }
    }
    seal_wipe(login.password, sizeof login.password);
    return true;
}

/* From the state's age of consent on it is the clinician who decides what a guardian may see. */
static bool open_to_guardian(struct demo *d, struct demo_client *c, struct err *e)
{
    struct guardian_access access = {.sections = SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_SESSIONS |
                                                 SHARE_SAFETY_PLAN | SHARE_MEDICATION,
                                     .reason = STR("The client wants a parent to know the plan and to sign it too."),
                                     .decided_on = c->intake};
    d->now_ms += 60000;
    return sharing_guardian_decide(&d->practice, &c->clinician, c->id, &access, e);
}

bool demo_admit(struct demo *d, struct demo_client *c, struct err *e)
{
    struct client_new fresh = {0};
    if (!details(d, c, &fresh.details, e) || !clients_new(&d->practice, &c->clinician, &fresh, none, &d->work, e) ||
        !demo_keep(d, fresh.id, &c->id, e)) {
        return false;
    }
    bool ok = consent(d, c, CONSENT_TREATMENT, NULL, e) && consent(d, c, CONSENT_E_RECORD, NULL, e);
    if (ok && c->scene->has & (HAS_REVOKED | HAS_DISCLOSURE)) {
        ok = consent(d, c, c->scene->has & HAS_DISCLOSURE ? CONSENT_PART2 : CONSENT_RELEASE, &c->consent, e);
    }
    if (ok && c->fill.starter && strcmp(c->fill.starter, "alcohol") == 0) {
        ok = consent(d, c, CONSENT_PART2, NULL, e);
    }
    if (ok && (strcmp(c->fill.starter, "depression") == 0 || c->number % 7 == 3)) {
        ok = people_join(&d->practice, &c->clinician, c->id, d->staff[5].user, STR("prescriber"), (struct opt_int){0},
                         e);
    }
    ok = ok && accounts(d, c, e);
    return ok && (!(c->scene->has & HAS_GUARDIAN) || open_to_guardian(d, c, e));
}

/* ---- the plan ---- */

static void add_measure(struct demo_client *c, const struct plan_measure *m)
{
    const struct demo_measure *found = demo_measure_find(m->instrument);
    int i = found ? (int)(found - demo_measure_at(0)) : -1;
    for (int k = 0; k < c->measure_count; k++) {
        i = c->measures[k] == i ? -1 : i;
    }
    if (i >= 0 && c->measure_count < 4) {
        c->measures[c->measure_count++] = i;
    }
}

/* The measures of the objectives, then those that are only watched. */
static void find_measures(struct demo_client *c)
{
    const struct plan *p = c->content;
    for (size_t i = 0; i < p->goals.n; i++) {
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++) {
            add_measure(c, &p->goals.at[i].objectives.at[k].measure);
        }
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        add_measure(c, &p->monitoring.at[i].measure);
    }
}

bool demo_draft(struct demo *d, struct demo_client *c, struct err *e)
{
    struct plan_version v, saved;
    struct plan_conflict *conflicts;
    struct str json;
    size_t n;
    bool ok = plans_draft_new(&d->practice, &c->clinician, c->id, false, none, &d->work, &v, e) &&
              demo_keep(d, v.id, &c->plan, e) && demo_plan(&c->fill, &d->work, &json, e);
    d->now_ms += 60000;
    ok = ok &&
         plans_draft_save(&d->practice, &c->clinician, c->id, c->plan, v.version, json, none, &d->work, &saved,
                          &conflicts, &n, e) &&
         plan_from_json(saved.json, d->arena, &c->content, e);
    if (ok) {
        find_measures(c);
    }
    return ok;
}

static bool sign(struct demo *d, struct demo_client *c, const struct actor *who, const struct seal_hash *hash,
                 struct err *e)
{
    struct actor now = *who;
    d->now_ms += 120000;
    now.reauthenticated_ms = d->now_ms;
    return plans_sign(&d->practice, &now, c->id, c->plan, hash, STR("I have read this plan and agree with it."),
                      &d->work, e);
}

bool demo_signed(struct demo *d, struct demo_client *c, struct err *e)
{
    bool guardian = c->scene->has & HAS_GUARDIAN, supervisor = c->number % 5 >= 2 && c->number % 2;
    struct signature signers[3] = {{.place = 1, .role = STR("clinician"), .account = c->clinician.user},
                                   {.place = 2, .role = guardian ? STR("guardian") : STR("client")},
                                   {.place = 3, .role = STR("supervisor"), .account = d->staff[1].user}};
    struct plan_version v;
    if (!plans_get(&d->practice, &c->clinician, c->id, c->plan, &d->work, &v, e)) {
        return false;
    }
    struct plan_send send = {.id = c->plan, .base = v.version, .signers = signers, .count = supervisor ? 3 : 2};
    d->now_ms += 60000;
    if (!plans_send(&d->practice, &c->clinician, c->id, &send, &d->work, e) ||
        !plans_get(&d->practice, &c->clinician, c->id, c->plan, &d->work, &v, e) ||
        !sign(d, c, &c->clinician, &v.hash, e)) {
        return false;
    }
    if (c->scene->has & HAS_WAITING) {
        return true;
    }
    return sign(d, c, guardian ? &c->guardian : &c->self, &v.hash, e) &&
           (!supervisor || sign(d, c, &d->staff[1], &v.hash, e));
}

/* ---- what one of them alone has ---- */

static bool end_care(struct demo *d, struct demo_client *c, struct err *e)
{
    struct str json;
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "next");
    json_put_cstr(&o, "discharge");
    json_key(&o, "outcomes");
    json_begin_array(&o);
    for (size_t i = 0; i < c->content->goals.n; i++) {
        json_begin_object(&o);
        json_key(&o, "goal");
        json_put_str(&o, c->content->goals.at[i].id);
        json_key(&o, "achievement");
        json_put_cstr(&o, "achieved");
        json_key(&o, "text");
        json_put_cstr(&o, "Reached, and kept up for two months.");
        json_end_object(&o);
    }
    json_end_array(&o);
    json_key(&o, "client_view");
    json_put_str(&o, demo_any(&c->random, "client_words"));
    json_end_object(&o);
    return demo_text(&d->work, &b, &json, e) &&
           plans_end(&d->practice, &c->clinician, c->id, c->plan, json, &d->work, e) &&
           clients_end(&d->practice, &c->clinician, c->id, true, STR("goals reached"), e);
}

static bool amend(struct demo *d, struct demo_client *c, struct err *e)
{
    struct request ask = {.kind = REQUEST_AMENDMENT, .text = demo_any(&c->random, "disagreement")};
    struct str id;
    return plans_amend(&d->practice, &c->clinician, c->id, c->plan, STR("amendment"), demo_any(&c->random, "amendment"),
                       &d->work, &id, e) &&
           plans_amend(&d->practice, &c->self, c->id, c->plan, STR("disagreement"),
                       demo_any(&c->random, "disagreement"), &d->work, &id, e) &&
           sharing_request(&d->practice, &c->self, c->id, &ask, none, &d->work, e);
}

/* One consent waits for the client's own yes or no. */
static bool propose(struct demo *d, struct demo_client *c, struct err *e)
{
    struct consent one = {.kind = CONSENT_PART2,
                          .from = STR(DEMO_NAME),
                          .to = STR("Dr Okonjo, family medicine"),
                          .purpose = STR("so that both work together"),
                          .sections = SHARE_PLAN | SHARE_PROGRESS | SHARE_SUBSTANCE_USE,
                          .description = STR("Your plan, and how it goes."),
                          .expires = date_add_days(c->intake, 365),
                          .statements = {true, true, true, true}};
    return sharing_ask(&d->practice, &c->clinician, c->id, &one, none, &d->work, e);
}

static bool disclose(struct demo *d, struct demo_client *c, struct err *e)
{
    struct disclosure one = {.ground = GROUND_CONSENT,
                             .consent = c->consent,
                             .to = STR("Dr Okonjo, family medicine"),
                             .purpose = STR("care by the family doctor"),
                             .sections = SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_SUBSTANCE_USE,
                             .passphrase = STR("told by telephone")};
    return sharing_disclose(&d->practice, &c->clinician, c->id, &one, none, &d->work, e);
}

/* Words of three clients: two were answered, one nobody has read yet. */
static bool say(struct demo *d, struct demo_client *c, int32_t since, bool last, struct err *e)
{
    static const struct words question = {.kind = WORDS_QUESTION,
                                          .about = {"interventions/i1", 16},
                                          .text = {"How long does one of these sessions take?", 41}};
    static const struct words misfit = {.kind = WORDS_DOES_NOT_FIT,
                                        .about = {"objectives/o1", 13},
                                        .text = {"The number says little about my days.", 37}};
    static const struct words goal = {.kind = WORDS_GOAL, .text = {"To cook for my friends again.", 29}};
    if (c->number == 4 && since == 15) {
        return demo_say(d, c, &question, STR("Fifty minutes. We can take a break at any time."), e);
    }
    if (c->number == 7 && since == 30) {
        return demo_say(d, c, &goal, STR("I like that. Let us talk about it on Tuesday."), e);
    }
    return c->number != 8 || !last || demo_say(d, c, &misfit, none, e);
}

bool demo_after(struct demo *d, struct demo_client *c, struct err *e)
{
    unsigned has = c->scene->has;
    struct str id;
    bool ok = true;
    if (has & HAS_WAITING && c->self.user.n) {
        ok = propose(d, c, e);
    } else if (has & HAS_REVOKED) {
        ok = sharing_revoke(&d->practice, &c->clinician, c->id, c->consent, e);
    } else if (has & HAS_AMENDMENT) {
        ok = amend(d, c, e);
    } else if (has & HAS_END) {
        ok = end_care(d, c, e);
    } else if (has & HAS_ALERT) {
        ok = demo_alert(d, c, e);
    } else if (has & HAS_DECISION) {
        ok = demo_decide(d, c, e);
    } else if (has & HAS_DISCLOSURE) {
        ok = disclose(d, c, e);
    } else if (has & HAS_GLASS) {
        ok = people_break_glass(&d->practice, &d->staff[(c->number + 1) % 5], c->name, c->birth,
                                STR("The client called in distress while the clinician was away."), &d->work, &id, e);
    }
    return ok;
}

/* ---- all of them ---- */

/* Once a week, from the 20th session on once in two. */
static bool is_session(const struct demo_client *c, int32_t since)
{
    return since % 7 == 0 && (c->sessions < 20 || since % 14 == 0);
}

/* What a plan in force brings with it. since: days since intake; the plan begins on the 14th. */
static bool followed(struct demo *d, struct demo_client *c, int32_t since, struct err *e)
{
    unsigned has = c->scene->has;
    bool ok = true;
    if (since % 35 == 15 && since > 20 && (!(has & HAS_NO_REVIEW) || since < 60)) {
        ok = demo_review(d, c, e);
    }
    if (ok && since % 9 == 4 && c->self.user.n && c->number % 2 == 0) {
        ok = demo_diary(d, c, e);
    }
    if (ok && since == 50 && c->number % 3 == 0) {
        ok = demo_event(d, c, e);
    }
    if (ok && c->scene->course == COURSE_LOST && (since == 92 || since == 93)) {
        ok = since == 92 ? demo_alert(d, c, e) : demo_alert_close(d, c, e);
    }
    return ok;
}

static bool step(struct demo *d, struct demo_client *c, int32_t since, struct err *e)
{
    bool plan = !(c->scene->has & HAS_DRAFT), held = plan && !(c->scene->has & HAS_WAITING);
    bool ok = since != 0 || demo_admit(d, c, e);
    if (ok && since == 7) {
        ok = demo_draft(d, c, e);
    } else if (ok && since == 14 && plan) {
        ok = demo_signed(d, c, e);
    }
    ok = ok && (!is_session(c, since) || demo_session(d, c, e)) && demo_checkins(d, c, since, e) &&
         say(d, c, since, false, e);
    return ok && (since <= 14 || !held || followed(d, c, since, e));
}

static bool client_day(struct demo *d, struct demo_client *c, struct date day, struct err *e)
{
    int32_t since = date_diff(day, c->intake);
    if (since < 0 || date_cmp(day, c->last) > 0) {
        return true;
    }
    bool ok = step(d, c, since, e);
    d->now_ms += 60000;
    if (ok && date_cmp(day, c->last) == 0) {
        ok = demo_after(d, c, e) && say(d, c, since, true, e);
    }
    arena_reset(&d->work);
    return ok;
}

bool demo_year(struct demo *d, void (*progress)(size_t done, size_t all), struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; demo_scene_at(i); i++) {
        for (int k = 0; k < demo_scene_at(i)->count; k++, n++) {
            d->client[n].scene = demo_scene_at(i);
            d->client[n].number = n;
            if (!invent(d, &d->client[n], e)) {
                return false;
            }
        }
    }
    const size_t days = 399;
    for (size_t i = 0; i < days; i++) {
        struct date day = date_add_days(d->on, (int32_t)i - (int32_t)days);
        demo_clock(d, day, 7 * 60);
        for (size_t k = 0; k < n; k++) {
            if (!client_day(d, &d->client[k], day, e)) {
                return false;
            }
        }
        if (progress) {
            progress(i + 1, days);
        }
    }
    return true;
}
