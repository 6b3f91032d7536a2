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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drafts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
