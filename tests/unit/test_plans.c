/* test_plans.c: a client's plans: drafts that two people change at once, signing, what comes after. */
#include "support.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/plans.h"
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

static struct actor actor(const char *user, unsigned roles)
{
    return (struct actor){.practice = 1, .user = str_of(user), .roles = roles, .from = STR("test")};
}

struct team_call {
    struct record_test *t;
    struct str client;
    const char *user, *role;
};

static bool put_team(struct db_tx *tx, void *ctx, struct err *e)
{
    struct team_call *c = ctx;
    struct team_row row = {.practice = 1,
                           .user = str_of(c->user),
                           .client = c->client,
                           .role = str_of(c->role),
                           .from_ms = c->t->now_ms};
    return team_put(&c->t->store, tx, &row, e);
}

struct account_call {
    struct record_test *t;
    const char *name, *credential;
    struct str id, client;
    unsigned roles;
};

static bool put_account(struct db_tx *tx, void *ctx, struct err *e)
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

static struct actor new_account(struct record_test *t, const char *name, const char *credential, unsigned roles,
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

static struct people people(struct record_test *t)
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
    return p;
}

static void each_backend(void (*run)(struct record_test *t, struct people *p))
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

static struct plan_version draft(struct record_test *t, struct people *p)
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

static struct saved save(struct record_test *t, const struct actor *who, struct str client, struct str id, int64_t base,
                         const char *json, const char *once)
{
    struct saved s = {0};
    s.ok = plans_draft_save(&t->practice, who, client, id, base, str_of(json), str_of(once), &t->arena, &s.v,
                            &s.conflicts, &s.count, &s.e);
    return s;
}

#define PLAN(members) "{\"format\":\"goldthread.plan/1\"," members "}"

static bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part), 0) != (size_t)-1;
}

static void run_drafts(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v = draft(t, p), again;
    assert_int_equal(v.version, 1);
    assert_int_equal(v.number, 1);
    assert_str(v.state, "draft", "state");
    assert_str(v.json, "{\"format\":\"goldthread.plan/1\",\"version\":1}", "json");
    assert_false(plans_draft_new(&t->practice, &p->other, p->id, false, NONE, &t->arena, &again, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_true(has(str_of(e.text), v.id.p));

    struct saved s = save(t, &p->clinician, p->id, v.id, 1,
                          PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"Rest\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    assert_int_equal(s.v.version, 2);
    /* Two people from version 2: different fields are taken from both. */
    struct saved one = save(t, &p->clinician, p->id, v.id, 2,
                            PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep 7 hours\",\"client_words\":\"Rest\"}]"),
                            NULL);
    RECORD_OK(one.ok, &one.e);
    struct saved two = save(t, &p->other, p->id, v.id, 2,
                            PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"I want rest\"}]"),
                            NULL);
    RECORD_OK(two.ok, &two.e);
    assert_true(has(two.v.json, "Sleep 7 hours") && has(two.v.json, "I want rest"));
    /* The same field: theirs stands, mine is told, what else I typed is in. */
    struct saved three = save(t, &p->other, p->id, v.id, 2,
                              PLAN("\"title\":\"Spring\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep well\","
                                   "\"client_words\":\"Rest\"}]"),
                              "form-1");
    assert_false(three.ok);
    assert_int_equal(three.e.kind, ERR_CONFLICT);
    assert_int_equal(three.count, 1);
    assert_str(three.conflicts[0].pointer, "/goals/0/statement", "pointer");
    assert_str(three.conflicts[0].base, "Sleep", "base");
    assert_str(three.conflicts[0].mine, "Sleep well", "mine");
    assert_str(three.conflicts[0].theirs, "Sleep 7 hours", "theirs");
    assert_true(has(three.v.json, "Spring") && has(three.v.json, "Sleep 7 hours"));
    assert_int_equal(three.v.version, 5);
    /* The same form sent twice is answered in the same way and saves nothing more. */
    struct saved twice = save(t, &p->other, p->id, v.id, 2, PLAN("\"title\":\"Spring\""), "form-1");
    assert_int_equal(twice.e.kind, ERR_CONFLICT);
    assert_int_equal(twice.count, 1);
    assert_str(twice.conflicts[0].mine, "Sleep well", "mine, said again");
    assert_int_equal(twice.v.version, 5);
}

static void test_drafts(void **state)
{
    (void)state;
    each_backend(run_drafts);
}

/* ---- signing ---- */

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

static bool put_record(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_call *c = ctx;
    return record_add(&c->t->store, tx, &c->r, c->t->now_ms, &c->t->arena, e);
}

static struct str add_record(struct record_test *t, struct str client, enum record_kind kind, const char *state,
                             const char *content)
{
    struct err e = {0};
    struct record_call c = {t, {.practice = 1, .client = client, .kind = kind, .state = str_of(state), .day = 20000}};
    c.r.content = str_of(content);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_record, &c, &e), &e);
    return c.r.id;
}

static void consents(struct record_test *t, struct str client)
{
    add_record(t, client, RECORD_CONSENT, "in_force", "{\"kind\":\"treatment\"}");
    add_record(t, client, RECORD_CONSENT, "in_force", "{\"kind\":\"e_record\",\"expires\":\"2027-01-15\"}");
}

/* A draft with that text, ready to be sent. */
static struct plan_version written(struct record_test *t, struct people *p, const char *json)
{
    struct plan_version v = draft(t, p);
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version, json, NULL);
    RECORD_OK(s.ok, &s.e);
    return s.v;
}

static bool send_to(struct record_test *t, struct people *p, const struct plan_version *v,
                    const struct signature *signers, size_t n, const struct plan_reason *reasons, size_t reason_count,
                    struct err *e)
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

static bool sign_as(struct record_test *t, const struct actor *who, struct people *p, const struct plan_version *v,
                    struct err *e)
{
    memset(e, 0, sizeof *e);
    return plans_sign(&t->practice, who, p->id, v->id, &v->hash, STR("I have read this plan and agree."), &t->arena, e);
}

static struct plan_version get(struct record_test *t, struct people *p, struct str id)
{
    struct err e = {0};
    struct plan_version v;
    RECORD_OK(plans_get(&t->practice, &p->clinician, p->id, id, &t->arena, &v, &e), &e);
    return v;
}

/* The words of a PDF without the white space, as pdftotext reads them. */
static struct str pdf_words(struct record_test *t, struct str pdf)
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

static void run_signing(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str pdf, again;
    struct plan_version v = written(t, p, WHOLE);

    /* Consent comes first; then the order holds. */
    assert_false(send_to(t, p, &v, usual, 4, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, "consent.treatment");
    consents(t, p->id);
    RECORD_OK(send_to(t, p, &v, usual, 4, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    assert_str(v.state, "signing", "state");
    assert_false(sign_as(t, &p->client, p, &v, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_true(has(str_of(e.text), "waits"));
    assert_false(sign_as(t, &p->stranger, p, &v, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* A re-authentication is needed, and the text that was shown. */
    struct actor tired = p->clinician;
    tired.reauthenticated_ms = 0;
    assert_false(sign_as(t, &tired, p, &v, &e));
    assert_string_equal(e.where, "reauthenticate");
    struct plan_version shown = v;
    shown.hash.byte[7] ^= 1;
    assert_false(sign_as(t, &p->clinician, p, &shown, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e));

    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e); /* twice is once */
    RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
    assert_false(sign_as(t, &p->supervisor, p, &v, &e)); /* the guardian's place waits */
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_reason(&t->practice, &p->clinician, p->id, v.id, 2, SIGNATURE_VERBAL,
                           STR("Gus Quill agreed by telephone, heard by Ann Rowe"), &e),
              &e);
    assert_str(get(t, p, v.id).state, "signing", "state");
    RECORD_OK(sign_as(t, &p->supervisor, p, &v, &e), &e);
    v = get(t, p, v.id);
    assert_str(v.state, "signed", "state");
    assert_int_equal(v.signed_ms, t->now_ms);

    struct signature *list;
    size_t n;
    RECORD_OK(plans_signatures(&t->practice, &p->client, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 4);
    assert_int_equal(list[0].state, SIGNATURE_GIVEN);
    assert_str(list[0].name, "Dr Ann Rowe", "name");
    assert_str(list[0].credential, "LCSW", "credential");
    assert_str(list[0].zone, "+00:00", "zone");
    assert_str(list[0].intent, "I have read this plan and agree.", "intent");
    assert_memory_equal(list[0].hash.byte, v.hash.byte, sizeof v.hash.byte);
    assert_int_equal(list[2].state, SIGNATURE_VERBAL);
    assert_int_equal(list[3].at_ms, t->now_ms);

    /* The page says who, in which role, when, and what; and is the same bytes each time. */
    RECORD_OK(plans_pdf(&t->practice, &p->client, p->id, v.id, &t->arena, &pdf, &e), &e);
    t->now_ms += 86400000;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &again, &e), &e);
    assert_true(pdf.n == again.n && memcmp(pdf.p, again.p, pdf.n) == 0);
    struct str words = pdf_words(t, pdf);
    struct buf hash;
    buf_init(&hash, 0);
    seal_put_hex(v.hash.byte, sizeof v.hash.byte, &hash);
    const char *expected[] = {"DrAnnRowe,LCSW", "IdaQuill",        "SuePark,PhD", "Clinician",
                              "Supervisor",     "15January2027",   "08:00:00UTC", "Verbalapproval",
                              "heardbyAnnRowe", "Ihavereadthisplanandagree.", hash.p,        "Worryless"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        CHECK(has(words, expected[i]), "%s is not on the page: %.*s", expected[i], (int)words.n, words.p);
    assert_false(has(words, "Draft"));
    buf_free(&hash);
}

static void test_signing(void **state)
{
    (void)state;
    each_backend(run_signing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drafts),
        cmocka_unit_test(test_signing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
