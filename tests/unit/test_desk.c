/* test_desk.c: forms that were begun and not sent. */
#include "support.h"

#include "between_support.h"

#include "practice/desk.h"
#include "practice/upkeep.h"
#include "practice/worker.h"
#include "store/desk.h"

static struct desk keep(struct record_test *t, const struct actor *who, struct str client, const char *form,
                        const char *body)
{
    struct err e = {0};
    struct desk d = {.client = client, .form = str_of(form), .body = str_of(body)};
    t->now_ms++;
    RECORD_OK(desk_keep(&t->practice, who, &d, NONE, &e), &e);
    return d;
}

static struct desk kept(struct record_test *t, const struct actor *who, struct str client, const char *form)
{
    struct err e = {0};
    struct desk d = {.client = client, .form = str_of(form)};
    RECORD_OK(desk_kept(&t->practice, who, &d, &t->arena, &e), &e);
    return d;
}

#define IS_KEPT(who, client, form, text) assert_str(kept(t, who, client, form).body, text, form)
#define IS_GONE(who, client, form) assert_int_equal(kept(t, who, client, form).at_ms, 0)

static void run_kept(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct desk d = keep(t, &p->clinician, p->id, "note", "first words");
    IS_KEPT(&p->clinician, p->id, "note", "first words");
    keep(t, &p->clinician, p->id, "note", "first words and more");
    int64_t at = t->now_ms;
    t->now_ms += 5000;
    assert_int_equal(kept(t, &p->clinician, p->id, "note").at_ms, at);
    IS_KEPT(&p->clinician, p->id, "note", "first words and more");
    /* Of each client, form and account another one; what is about no client too. */
    keep(t, &p->clinician, p->id, "review/2", "r");
    keep(t, &p->clinician, NONE, "note", "about nobody");
    keep(t, &p->other, p->id, "note", "another's");
    keep(t, &p->client, p->id, "note", "my own");
    IS_KEPT(&p->clinician, p->id, "note", "first words and more");
    IS_KEPT(&p->clinician, NONE, "note", "about nobody");
    IS_KEPT(&p->other, p->id, "note", "another's");
    IS_KEPT(&p->client, p->id, "note", "my own");
    IS_GONE(&p->supervisor, p->id, "note");
    IS_GONE(&p->other, p->id, "review/2");
    IS_GONE(&p->other, NONE, "note");
    /* Dropped: its own alone; twice is once. */
    RECORD_OK(desk_drop(&t->practice, &p->clinician, &d, &e) && desk_drop(&t->practice, &p->clinician, &d, &e), &e);
    IS_GONE(&p->clinician, p->id, "note");
    IS_KEPT(&p->other, p->id, "note", "another's");
    IS_KEPT(&p->clinician, p->id, "review/2", "r");
}

static void run_once(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct actor who = p->clinician;
    struct desk d = {.client = p->id, .form = STR("note"), .body = STR("one")};
    who.once = STR("form-7"); /* the id of the form that will be sent: each keeping of it counts */
    RECORD_OK(desk_keep(&t->practice, &who, &d, NONE, &e), &e);
    d.body = STR("two");
    RECORD_OK(desk_keep(&t->practice, &who, &d, NONE, &e), &e);
    IS_KEPT(&who, p->id, "note", "two");
    d.body = STR("three");
    RECORD_OK(desk_keep(&t->practice, &who, &d, STR("save-1"), &e), &e);
    d.body = STR("late, again under the same id");
    RECORD_OK(desk_keep(&t->practice, &who, &d, STR("save-1"), &e), &e);
    IS_KEPT(&who, p->id, "note", "three");
}

static void run_limits(struct record_test *t, struct people *p)
{
    static char body[DESK_BODY_MAX + 1];
    static const struct {
        const char *form, *why;
        bool ok;
    } row[] = {
        {"a", "shortest", true},
        {"Note-2_b.c/d", "every sign", true},
        {"", "none", false},
        {"a b", "a blank", false},
        {"n\xc3\xb6te", "not ASCII", false},
        {"a?b", "another sign", false},
    };
    struct err e = {0};
    memset(body, 'x', sizeof body);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct desk d = {.client = p->id, .form = str_of(row[i].form), .body = STR("b")};
        struct err err = {0};
        bool ok = desk_keep(&t->practice, &p->clinician, &d, NONE, &err);
        CHECK(ok == row[i].ok && (ok || err.kind == ERR_INVALID), "%s: %s", row[i].why, err.text);
    }
    char name[DESK_FORM_MAX + 1];
    memset(name, 'n', sizeof name);
    struct desk d = {.client = p->id, .form = {name, DESK_FORM_MAX}, .body = {body, DESK_BODY_MAX}};
    RECORD_OK(desk_keep(&t->practice, &p->clinician, &d, NONE, &e), &e);
    RECORD_OK(desk_kept(&t->practice, &p->clinician, &d, &t->arena, &e), &e);
    assert_int_equal(d.body.n, DESK_BODY_MAX);
    assert_memory_equal(d.body.p, body, DESK_BODY_MAX);
    d.form.n++;
    FAILS(desk_keep(&t->practice, &p->clinician, &d, NONE, &failed), ERR_INVALID, "form", "long name");
    d.form = STR("f");
    d.body = (struct str){body, DESK_BODY_MAX + 1};
    FAILS(desk_keep(&t->practice, &p->clinician, &d, NONE, &failed), ERR_LIMIT, "body", "long body");
    d.body = NONE;
    FAILS(desk_keep(&t->practice, &p->clinician, &d, NONE, &failed), ERR_INVALID, "body", "no body");
    IS_GONE(&p->clinician, p->id, "f");
}

/* Who may not write about the client keeps nothing about it, and sees nothing. */
static void run_who(struct record_test *t, struct people *p)
{
    const struct actor *may[] = {&p->clinician, &p->supervisor, &p->prescriber, &p->staff, &p->officer, &p->client,
                                 &p->guardian};
    for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
        keep(t, may[i], p->id, "x", "mine");
        IS_KEPT(may[i], p->id, "x", "mine");
    }
    const struct {
        const struct actor *who;
        enum err_kind kind;
        const char *where, *why;
    } not[] = {
        {&p->stranger, ERR_NOT_FOUND, "client", "another's client"},
        {&p->glass, ERR_REFUSED, "desk.keep", "under a broken glass"},
        {&p->auditor, ERR_REFUSED, "desk.keep", "an auditor"},
        {&p->owner, ERR_REFUSED, "desk.keep", "an owner outside the team"},
        {&p->else_client, ERR_NOT_FOUND, "client", "another client"},
        {&p->program, ERR_REFUSED, "desk.keep", "the program"},
    };
    for (size_t i = 0; i < sizeof not / sizeof *not; i++) {
        struct desk d = {.client = p->id, .form = STR("x"), .body = STR("b")};
        FAILS(desk_keep(&t->practice, not[i].who, &d, NONE, &failed), not[i].kind, not[i].where, not[i].why);
    }
    IS_KEPT(&p->clinician, p->id, "x", "mine");
}

struct look {
    struct record_test *t;
    struct desk_row where;
    struct err got;
};

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct look *l = ctx;
    struct desk_row row;
    (void)e;
    l->got = (struct err){0};
    desk_get(&l->t->store, tx, &l->where, &l->t->arena, &row, &l->got);
    return true;
}

/* Gone after 30 days, and with the client. */
static void run_gone(struct record_test *t, struct people *p)
{
    struct err e = {0};
    int64_t at = t->now_ms + 1;
    keep(t, &p->clinician, p->id, "old", "o");
    t->now_ms = at + DESK_DAYS * DAY_MS;
    keep(t, &p->clinician, p->id, "young", "y");
    t->now_ms = at + DESK_DAYS * DAY_MS; /* on the edge it stays */
    RECORD_OK(worker_sweep(&t->practice, 1, &e), &e);
    IS_KEPT(&p->clinician, p->id, "old", "o");
    t->now_ms++;
    RECORD_OK(worker_sweep(&t->practice, 1, &e), &e);
    IS_GONE(&p->clinician, p->id, "old");
    IS_KEPT(&p->clinician, p->id, "young", "y");

    keep(t, &p->clinician, NONE, "own", "stays");
    struct erasure_row row = {.practice = 1, .client = p->id};
    size_t n = 0;
    RECORD_OK(upkeep_erase_again(&t->practice, STR("test"), &row, 1, &n, &e), &e);
    assert_int_equal(n, 1);
    struct look l = {.t = t,
                     .where = {.practice = 1, .account = p->clinician.user, .client = p->id, .form = STR("young")}};
    RECORD_OK(db_read(t->store.db, look, &l, &e), &e);
    assert_int_equal(l.got.kind, ERR_NOT_FOUND);
    assert_string_equal(l.got.where, "form"); /* the row itself, not only its key */
    IS_KEPT(&p->clinician, NONE, "own", "stays");
}

static void run_sealed(struct record_test *t, struct people *p)
{
    struct err e = {0};
    keep(t, &p->clinician, p->id, "note", "zebra crossing");
    struct look l = {.t = t,
                     .where = {.practice = 1, .account = p->clinician.user, .client = p->else_id, .form = STR("note")}};
    RECORD_OK(db_read(t->store.db, look, &l, &e), &e);
    assert_int_equal(l.got.kind, ERR_NOT_FOUND);
    if (strcmp(t->backend->name, "SQLite") == 0) {
        char path[600];
        size_t n;
        snprintf(path, sizeof path, "%s-wal", t->backend->url);
        char *bytes = read_file(path, &n);
        assert_true(n > 1000);
        assert_true(str_find((struct str){bytes, n}, STR("zebra"), 0) == (size_t)-1);
        free(bytes);
    }
}

struct faulty {
    struct record_test *t;
    struct people *p;
};

static bool read_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct desk d = {.client = f->p->id, .form = STR("note")};
    return desk_kept(&f->t->practice, &f->p->clinician, &d, a, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {t, p};
    keep(t, &p->clinician, p->id, "note", "text");
    assert_true(fault_sweep(read_once, &f) > 0);
}

#define TEST(name)                                                                                                     \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(once)
TEST(limits)
TEST(who)
TEST(gone)
TEST(sealed)
TEST(faults)

static void is_kept(void **state)
{
    (void)state;
    each_backend(run_kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_kept), cmocka_unit_test(once),   cmocka_unit_test(limits), cmocka_unit_test(who),
        cmocka_unit_test(gone),    cmocka_unit_test(sealed), cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
