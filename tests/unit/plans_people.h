/*
 * plans_people.h: the people around one client and what they do with a plan, for the tests of plans.
 * A clinician and another one and a supervisor in the care team, a client, a guardian, somebody outside, an owner.
 */
#ifndef TESTS_UNIT_PLANS_PEOPLE_H
#define TESTS_UNIT_PLANS_PEOPLE_H

#include "support.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/plans.h"
#include "practice/sharing.h"
#include "record_support.h"
#include "store/account.h"
#include "store/document.h"

#include <pthread.h>

#define NONE ((struct str){NULL, 0})

/* ---- who ---- */

struct people {
    struct actor clinician, other, supervisor, client, guardian, stranger, owner;
    struct str id; /* of the client */
};

static inline struct actor actor(const char *user, unsigned roles)
{
    return (struct actor){.practice = 1, .user = str_of(user), .roles = roles, .from = STR("test")};
}

struct team_call {
    struct record_test *t;
    struct str client;
    const char *user, *role;
};

static inline bool put_team(struct db_tx *tx, void *ctx, struct err *e)
{
    struct team_call *c = ctx;
    struct team_row row = {
        .practice = 1, .user = str_of(c->user), .client = c->client, .role = str_of(c->role), .from_ms = c->t->now_ms};
    return team_put(&c->t->store, tx, &row, e);
}

struct account_call {
    struct record_test *t;
    const char *name, *credential;
    struct str id, client;
    unsigned roles;
};

static inline bool put_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct account_call *c = ctx;
    char content[256];
    snprintf(content, sizeof content, "{\"name\":\"%s\",\"credential\":\"%s\"}", c->name, c->credential);
    struct account_row row = {.practice = 1,
                              .sign_in = str_of(c->name),
                              .roles = c->roles,
                              .state = STR("active"),
                              .client = c->client,
                              .content = str_of(content)};
    bool ok = account_add(&c->t->store, tx, &row, c->t->now_ms, &c->t->arena, e);
    c->id = row.id;
    return ok;
}

static inline struct actor new_account(struct record_test *t, const char *name, const char *credential, unsigned roles,
                                       struct str client)
{
    struct err e = {0};
    struct account_call c = {.t = t, .name = name, .credential = credential, .roles = roles, .client = client};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_account, &c, &e), &e);
    struct actor who = actor(arena_copy(&t->arena, c.id.p, c.id.n), roles);
    who.client = client;
    who.reauthenticated_ms = t->now_ms;
    return who;
}

static inline struct people people(struct record_test *t)
{
    struct people p = {0};
    struct err e = {0};
    p.id = record_test_client(t, "Ida", "Quill", "nobody");
    p.clinician = new_account(t, "Dr Ann Rowe", "LCSW", ROLE_CLINICIAN, NONE);
    p.other = new_account(t, "Ben Hale", "LMFT", ROLE_CLINICIAN, NONE);
    p.supervisor = new_account(t, "Sue Park", "PhD", ROLE_SUPERVISOR, NONE);
    p.stranger = new_account(t, "Tom Far", "LCSW", ROLE_CLINICIAN, NONE);
    p.owner = new_account(t, "Olga Own", "", ROLE_OWNER, NONE);
    p.client = new_account(t, "Ida Quill", "", ROLE_CLIENT, p.id);
    p.guardian = new_account(t, "Gus Quill", "", ROLE_GUARDIAN, p.id);
    const struct actor *team[] = {&p.clinician, &p.other, &p.supervisor};
    for (size_t i = 0; i < 3; i++) {
        struct team_call c = {t, p.id, team[i]->user.p, "clinician"};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_team, &c, &e), &e);
    }
    struct guardian_access open = {.sections = SHARE_ALL, .reason = STR("Talked about with Ida; she agrees.")};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p.clinician, p.id, &open, &e), &e);
    return p;
}

static inline void each_backend(void (*run)(struct record_test *t, struct people *p))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        struct people p = people(&t);
        run(&t, &p);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- drafts ---- */

static inline struct plan_version draft(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, NONE, &t->arena, &v, &e), &e);
    return v;
}

struct saved {
    struct plan_version v;
    struct plan_conflict *conflicts;
    size_t count;
    struct err e;
    bool ok;
};

static inline struct saved save(struct record_test *t, const struct actor *who, struct str client, struct str id,
                                int64_t base, const char *json, const char *once)
{
    struct saved s = {0};
    s.ok = plans_draft_save(&t->practice, who, client, id, base, str_of(json), str_of(once), &t->arena, &s.v,
                            &s.conflicts, &s.count, &s.e);
    return s;
}

#define PLAN(members) "{\"format\":\"goldthread.plan/1\"," members "}"

static inline bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part), 0) != (size_t)-1;
}

/* ---- a plan that may be signed ---- */

#define WHOLE                                                                                                          \
    PLAN("\"client\":{\"name\":\"Ida Quill\"},"                                                                        \
         "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\",\"title\":\"Generalized anxiety disorder\"}],"              \
         "\"problems\":[{\"id\":\"p1\",\"name\":\"Worry\",\"statement\":\"Worries all day\"}],"                        \
         "\"goals\":[{\"id\":\"g1\",\"statement\":\"Live with less worry\",\"problems\":[\"p1\"],\"objectives\":["     \
         "{\"id\":\"o1\",\"statement\":\"Reduce GAD-7 from 15 to 5 within 12 weeks\"}]}],"                             \
         "\"interventions\":[{\"id\":\"i1\",\"name\":\"Cognitive behavioural therapy\",\"text\":\"Exposure\","         \
         "\"objectives\":[\"o1\"]}],"                                                                                  \
         "\"duration\":{\"relapse_prevention\":[\"Keep the worry diary\"]},"                                           \
         "\"reviews\":{\"window\":{\"min_weeks\":4,\"max_weeks\":6}},"                                                 \
         "\"crisis\":{\"contacts\":[{\"name\":\"May Quill\",\"contact\":\"555 0100\"}]},"                              \
         "\"agreement\":{\"client_view\":\"I want this\",\"agreed\":true,"                                             \
         "\"plain_words\":[{\"part\":\"/goals/0\",\"text\":\"Worry less\"}]}")

struct record_call {
    struct record_test *t;
    struct record r;
};

static inline bool put_record(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_call *c = ctx;
    return record_add(&c->t->store, tx, &c->r, c->t->now_ms, &c->t->arena, e);
}

static inline struct str add_record(struct record_test *t, struct str client, enum record_kind kind, const char *state,
                                    const char *content)
{
    struct err e = {0};
    struct record_call c = {t, {.practice = 1, .client = client, .kind = kind, .state = str_of(state), .day = 20000}};
    c.r.content = str_of(content);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_record, &c, &e), &e);
    return c.r.id;
}

static inline void consent_on(struct record_test *t, struct people *p, enum consent_kind kind, bool refused,
                              bool guardian, int64_t day_ms)
{
    struct err e = {0};
    struct consent c = {.kind = kind,
                        .refused = refused,
                        .told = (1u << TOLD_COUNT) - 1,
                        .version = STR("1"),
                        .signer = guardian ? STR("Gus Quill") : STR("Ida Quill"),
                        .representative = guardian,
                        .authority = guardian ? STR("father") : NONE,
                        .signed_on = date_from_day((int32_t)(day_ms / 86400000)),
                        .copy_given = true};
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &c, NONE, &t->arena, &e), &e);
}

static inline void consent_of(struct record_test *t, struct people *p, enum consent_kind kind, bool refused,
                              bool guardian)
{
    consent_on(t, p, kind, refused, guardian, t->now_ms);
}

static inline void consent(struct record_test *t, struct people *p, enum consent_kind kind, bool refused)
{
    consent_of(t, p, kind, refused, false);
}

static inline void consents(struct record_test *t, struct people *p)
{
    consent(t, p, CONSENT_TREATMENT, false);
    consent(t, p, CONSENT_E_RECORD, false);
    consent_of(t, p, CONSENT_E_RECORD, false, true);
}

/* A draft with that text, ready to be sent. */
static inline struct plan_version written(struct record_test *t, struct people *p, const char *json)
{
    struct plan_version v = draft(t, p);
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version, json, NULL);
    RECORD_OK(s.ok, &s.e);
    return s.v;
}

static inline bool send_to(struct record_test *t, struct people *p, const struct plan_version *v,
                           const struct signature *signers, size_t n, const struct plan_reason *reasons,
                           size_t reason_count, struct err *e)
{
    struct plan_send s = {.id = v->id,
                          .base = v->version,
                          .signers = signers,
                          .count = n,
                          .reasons = reasons,
                          .reason_count = reason_count};
    memset(e, 0, sizeof *e);
    return plans_send(&t->practice, &p->clinician, p->id, &s, &t->arena, e);
}

static const struct signature usual[] = {{.place = 1, .role = {"clinician", 9}},
                                         {.place = 2, .role = {"client", 6}},
                                         {.place = 2, .role = {"guardian", 8}},
                                         {.place = 3, .role = {"supervisor", 10}}};

static inline bool sign_as(struct record_test *t, const struct actor *who, struct people *p,
                           const struct plan_version *v, struct err *e)
{
    memset(e, 0, sizeof *e);
    return plans_sign(&t->practice, who, p->id, v->id, &v->hash, STR("I have read this plan and agree."), &t->arena, e);
}

static inline struct plan_version get(struct record_test *t, struct people *p, struct str id)
{
    struct err e = {0};
    struct plan_version v;
    RECORD_OK(plans_get(&t->practice, &p->clinician, p->id, id, &t->arena, &v, &e), &e);
    return v;
}

/* The words of a PDF without the white space, as pdftotext reads them. */
static inline struct str pdf_words(struct record_test *t, struct str pdf)
{
    char path[256], command[700];
    snprintf(path, sizeof path, "%s/page.pdf", t->backend->folder);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
    assert_int_equal(fclose(f), 0);
    snprintf(command, sizeof command, "pdftotext %s - | tr -d ' \\n\\f' > %s.txt", path, path);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "%s.txt", path);
    size_t n;
    char *text = read_file(command, &n);
    struct str out = {arena_copy(&t->arena, text, n), n};
    free(text);
    return out;
}

/* The clinician alone signs: the shortest way to a plan in force. */
static inline void sign_alone(struct record_test *t, struct people *p, const struct plan_version *v)
{
    struct err e = {0};
    consents(t, p);
    RECORD_OK(send_to(t, p, v, usual, 1, NULL, 0, &e), &e);
    RECORD_OK(sign_as(t, &p->clinician, p, v, &e), &e);
}

static inline struct plan_version signed_plan(struct record_test *t, struct people *p, const char *json)
{
    struct plan_version v = written(t, p, json);
    sign_alone(t, p, &v);
    v = get(t, p, v.id);
    assert_str(v.state, "signed", "state");
    return v;
}

struct in_force_call {
    struct record_test *t;
    struct str client;
    struct plan_version *version;
    struct plan **plan;
};

static inline bool read_in_force(struct db_tx *tx, void *ctx, struct err *e)
{
    struct in_force_call *c = ctx;
    return plans_in_force(&c->t->store, tx, 1, c->client, &c->t->arena, c->version, c->plan, e);
}

static inline bool reason_for(struct record_test *t, struct people *p, const struct plan_version *v, int64_t item,
                              enum signature_state state, const char *text, struct err *e)
{
    memset(e, 0, sizeof *e);
    return plans_reason(&t->practice, &p->clinician, p->id, v->id, item, state, str_of(text), e);
}

static inline bool back(struct record_test *t, const struct actor *who, struct people *p, struct str id,
                        const char *why, struct err *e)
{
    memset(e, 0, sizeof *e);
    return plans_return(&t->practice, who, p->id, &(struct plan_return){.id = id, .reason = str_of(why)}, e);
}

#endif
