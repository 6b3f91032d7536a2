/* test_worker.c: blanks of every starter plan, jobs and leaders, mail texts. */
#include "support.h"

#include "cli/demo.h"
#include "cli/mail.h"
#include "db/driver.h"
#include "plan/plan_json.h"
#include "plan/starter.h"
#include "practice/worker.h"
#include "record_support.h"
#include "store/account.h"
#include "store/job.h"
#include "store/upkeep.h"

static const struct str none = {NULL, 0};

/* ---- the invented practice's plans ---- */

static struct demo_fill filling(const char *starter, uint64_t seed)
{
    struct demo_fill f = {.starter = starter,
                          .client = STR("Ada Quill"),
                          .called = STR("Ada"),
                          .clinician = STR("Ben Hale"),
                          .prescriber = STR("Dr Sky"),
                          .start = {2026, 3, 2},
                          .random = demo_random_of(seed, 5)};
    demo_fill_begin(&f);
    return f;
}

/* Every blank of every starter has an answer, whatever the seed; what comes out is a plan whose numbers are read. */
static void blanks(void **state)
{
    (void)state;
    size_t starters = 0;
    for (size_t i = 0; starter_at(i); i++, starters++) {
        for (uint64_t seed = 0; seed < 40; seed++) {
            struct demo_fill f = filling(starter_at(i)->id, seed);
            struct arena a;
            struct err e = {0};
            struct str json;
            struct plan *p;
            arena_init(&a, 0);
            RECORD_OK(demo_plan(&f, &a, &json, &e), &e);
            for (size_t at = 0; at + 1 < json.n; at++) {
                bool blank = json.p[at] == '[' && ((json.p[at + 1] | 0x20) >= 'a' && (json.p[at + 1] | 0x20) <= 'z');
                if (blank)
                    fail_msg("%s, seed %d: %.60s", f.starter, (int)seed, json.p + at);
            }
            assert_true(str_find(json, STR("{n:"), 0) == (size_t)-1);
            RECORD_OK(plan_from_json(json, &a, &p, &e), &e);
            RECORD_OK(plan_bind(p, &a, &e), &e);
            assert_int_equal(p->reviews.plan_date.year, 2026);
            for (size_t g = 0; g < p->goals.n; g++) {
                for (size_t o = 0; o < p->goals.at[g].objectives.n; o++) {
                    const struct plan_objective *x = &p->goals.at[g].objectives.at[o];
                    const struct demo_measure *m = demo_measure_find(x->measure.instrument);
                    if (!m)
                        continue;
                    char want[32];
                    snprintf(want, sizeof want, "from %d to %d", f.baseline[m - demo_measure_at(0)],
                             f.target[m - demo_measure_at(0)]);
                    if (str_find(x->statement, str_of(want), 0) == (size_t)-1)
                        fail_msg("%s: no \"%s\" in %.*s", f.starter, want, (int)x->statement.n, x->statement.p);
                }
            }
            arena_free(&a);
        }
    }
    assert_int_equal(starters, 12);
}

static void same_seed_same_plan(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    struct str one, two, other;
    arena_init(&a, 0);
    struct demo_fill f = filling("gad", 7), g = filling("gad", 7), h = filling("gad", 8);
    RECORD_OK(demo_plan(&f, &a, &one, &e) && demo_plan(&g, &a, &two, &e) && demo_plan(&h, &a, &other, &e), &e);
    assert_true(str_eq(one, two));
    assert_false(str_eq(one, other));
    arena_free(&a);
}

static void unknown_blank(void **state)
{
    (void)state;
    struct demo_fill f = filling("gad", 1);
    struct err e = {0};
    struct buf b;
    buf_init(&b, 0);
    assert_false(demo_fill(&f, STR("{\"a\":\"[what nobody thought of]\"}"), &b, &e));
    assert_int_equal(e.kind, ERR_INTERNAL);
    assert_non_null(strstr(e.text, "what nobody thought of"));
    buf_free(&b);
}

static void scenes(void **state)
{
    (void)state;
    int n = 0;
    for (size_t i = 0; demo_scene_at(i); i++)
        n += demo_scene_at(i)->count;
    assert_int_equal(n, DEMO_CLIENTS);
    assert_null(demo_word("no such kind", 3).p);
    struct demo_random r = demo_random_of(1, 2);
    for (int i = 0; i < 1000; i++) {
        int v = demo_between(&r, 3, 5);
        assert_in_range(v, 3, 5);
    }
    assert_int_equal(demo_between(&r, 4, 4), 4);
}

/* ---- leaders ---- */

static void leaders(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        bool mine;
        record_test_begin(&t, &b);
        static const struct {
            int64_t after_ms;
            const char *node;
            bool mine;
            const char *why;
        } rows[] = {
            {0, "one", true, "nobody was"},         {1000, "two", false, "the first has its time"},
            {1000, "one", true, "renewed"},         {2999, "two", false, "renewed: not over"},
            {1, "two", false, "the last moment"},   {1, "two", true, "over"},
            {1, "one", false, "another took over"}, {5000, "three", true, "over again"},
        };
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            t.now_ms += rows[k].after_ms;
            RECORD_OK(worker_lead(&t.practice, 1, str_of(rows[k].node), 3000, &mine, &e), &e);
            if (mine != rows[k].mine)
                fail_msg("%s: row %zu (%s)", b.name, k, rows[k].why);
        }
        RECORD_OK(worker_resign(&t.practice, 1, STR("two"), &e), &e); /* not the leader: nothing happens */
        RECORD_OK(worker_lead(&t.practice, 1, STR("two"), 3000, &mine, &e), &e);
        assert_false(mine);
        RECORD_OK(worker_resign(&t.practice, 1, STR("three"), &e), &e);
        RECORD_OK(worker_lead(&t.practice, 1, STR("two"), 3000, &mine, &e), &e);
        assert_true(mine);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- reminders and mails ---- */

struct setting {
    struct record_test *t;
    struct account_row account;
    struct record row;
};

static bool add_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct setting *s = ctx;
    return account_add(&s->t->store, tx, &s->account, s->t->now_ms, &s->t->arena, e);
}

static struct str account(struct record_test *t, const char *name, unsigned roles, const char *content)
{
    struct err e = {0};
    struct setting s = {.t = t,
                        .account = {.practice = 1,
                                    .sign_in = str_of(name),
                                    .roles = roles,
                                    .state = STR("active"),
                                    .content = str_of(content)}};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_account, &s, &e), &e);
    return s.account.id;
}

static bool add_record(struct db_tx *tx, void *ctx, struct err *e)
{
    struct setting *s = ctx;
    return record_add(&s->t->store, tx, &s->row, s->t->now_ms, &s->t->arena, e);
}

static void record(struct record_test *t, struct record r)
{
    struct err e = {0};
    struct setting s = {.t = t, .row = r};
    s.row.practice = 1;
    s.row.content = STR("{}");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_record, &s, &e), &e);
}

static size_t remind(struct record_test *t)
{
    struct actor program = worker_actor(1);
    struct err e = {0};
    size_t n;
    RECORD_OK(worker_remind(&t->practice, &program, true, &n, &e), &e);
    return n;
}

struct seen {
    struct record_test *t;
    struct str id;
    struct job_row row;
};

static bool see(struct db_tx *tx, void *ctx, struct err *e)
{
    struct seen *s = ctx;
    return job_get(&s->t->store, tx, 1, s->id, &s->t->arena, &s->row, e);
}

static struct job_row job(struct record_test *t, struct str id)
{
    struct err e = {0};
    struct seen s = {.t = t, .id = id};
    RECORD_OK(db_read(t->store.db, see, &s, &e), &e);
    return s.row;
}

static struct worker_mail next(struct record_test *t, bool want)
{
    struct actor program = worker_actor(1);
    struct worker_mail m;
    struct err e = {0};
    bool there;
    RECORD_OK(worker_mail(&t->practice, &program, &t->arena, &m, &there, &e), &e);
    assert_int_equal(there, want);
    return m;
}

static void done(struct record_test *t, const struct worker_mail *m, enum worker_outcome outcome)
{
    struct actor program = worker_actor(1);
    struct err e = {0};
    RECORD_OK(worker_mail_done(&t->practice, &program, m, outcome, STR("250 taken"), &e), &e);
}

#define DAY INT64_C(86400000)

static bool end_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct setting *s = ctx;
    struct account_row row;
    if (!account_get(&s->t->store, tx, 1, s->account.id, &s->t->arena, &row, e))
        return false;
    row.state = STR("ended");
    row.sign_in = STR("gone");
    return account_change(&s->t->store, tx, &row, e);
}

static bool add_job(struct db_tx *tx, void *ctx, struct err *e)
{
    bool added;
    return job_add(tx, ctx, &added, e) && added && job_add(tx, ctx, &added, e) && !added;
}

static void reminders(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        struct str ann = account(&t, "ann", ROLE_CLINICIAN, "{\"name\":\"Ann\",\"email\":\"ann@x.example\"}");
        struct str pat = account(&t, "pat", ROLE_PRIVACY_OFFICER, "{\"name\":\"Pat\"}");
        struct str client = record_test_client(&t, "Ida", "Quill", ann.p);
        assert_int_equal(remind(&t), 0);
        struct opt_int soon = {true, t.now_ms + 7 * DAY}, later = {true, t.now_ms + 7 * DAY + 1};
        record(&t, (struct record){.client = client, .kind = RECORD_ALERT, .state = STR("open"), .owner = ann});
        record(&t, (struct record){.client = client, .kind = RECORD_ALERT, .state = STR("closed"), .owner = ann});
        record(&t, (struct record){.client = client, .kind = RECORD_REQUEST, .state = STR("open"), .due_ms = soon});
        record(&t, (struct record){.client = client, .kind = RECORD_REQUEST, .state = STR("open"), .due_ms = later});
        record(&t, (struct record){.client = client, .kind = RECORD_REQUEST, .state = STR("denied"), .due_ms = soon});
        assert_int_equal(remind(&t), 2); /* the alert, and the request of that very moment */
        assert_int_equal(remind(&t), 0);
        t.now_ms += 1;
        assert_int_equal(remind(&t), 1); /* the other request */
        struct worker_mail one = next(&t, true), two = next(&t, true);
        bool first = str_eq(one.account, ann);
        struct worker_mail *hers = first ? &one : &two, *his = first ? &two : &one;
        assert_true(str_is(hers->to, "ann@x.example"));
        assert_int_equal(hers->reminders, 1);
        assert_true(str_eq(his->account, pat));
        assert_null(his->to.p);
        assert_int_equal(his->reminders, 2);
        next(&t, false); /* both are being sent */
        done(&t, hers, WORKER_LATER);
        assert_true(str_is(job(&t, hers->job).outcome, "250 taken"));
        next(&t, false);
        t.now_ms += 59999;
        next(&t, false);
        t.now_ms += 1; /* a minute */
        *hers = next(&t, true);
        done(&t, hers, WORKER_SENT);
        assert_true(str_is(job(&t, hers->job).state, "sent"));
        assert_int_equal(job(&t, hers->job).tries, 2);
        done(&t, his, WORKER_REFUSED);
        assert_true(str_is(job(&t, his->job).state, "failed"));
        t.now_ms += 7 * DAY; /* their day has passed */
        assert_int_equal(remind(&t), 2);
        *his = next(&t, true);
        t.now_ms += 600000;
        RECORD_OK(worker_sweep(&t.practice, 1, &e), &e);
        assert_true(str_is(job(&t, his->job).state, "sending"));
        t.now_ms += 1;
        RECORD_OK(worker_sweep(&t.practice, 1, &e), &e);
        assert_true(str_is(job(&t, his->job).state, "unknown"));
        next(&t, false); /* never again */
        assert_int_equal(remind(&t), 0);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* Each step of the database failing in turn: it is told, and afterwards all goes as if nothing had been. */
static bool all_of_it(struct record_test *t, struct err *e)
{
    struct actor program = worker_actor(1);
    struct worker_mail m = {.reminders = 0};
    size_t n;
    bool there, mine;
    int64_t *list;
    return worker_practices(&t->practice, &t->arena, &list, &n, e) &&
           worker_lead(&t->practice, 1, STR("one"), 1000, &mine, e) &&
           worker_remind(&t->practice, &program, true, &n, e) &&
           worker_mail(&t->practice, &program, &t->arena, &m, &there, e) &&
           (!there || worker_mail_done(&t->practice, &program, &m, WORKER_UNKNOWN, none, e)) &&
           worker_sweep(&t->practice, 1, e) && worker_resign(&t->practice, 1, STR("one"), e);
}

static void steps(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        int failed = 0;
        bool ok = false;
        record_test_begin(&t, &b);
        struct str ann = account(&t, "ann", ROLE_CLINICIAN | ROLE_PRIVACY_OFFICER, "{\"email\":\"ann@x.example\"}");
        struct str client = record_test_client(&t, "Ida", "Quill", ann.p);
        for (int n = 1; !ok && n < 400; n++) {
            struct opt_int due = {true, t.now_ms};
            struct err e = {0};
            if (n % 8 == 1) { /* something new; each that is there is a step more */
                record(&t, (struct record){.client = client, .kind = RECORD_ALERT, .state = STR("open"), .owner = ann});
                record(&t,
                       (struct record){.client = client, .kind = RECORD_REQUEST, .state = STR("open"), .due_ms = due});
            }
            db_fail_at(t.store.db, n);
            ok = all_of_it(&t, &e);
            bool reached = db_fail_at(t.store.db, 0) == 0;
            failed += !ok;
            if (!ok && e.kind == ERR_NONE)
                fail_msg("%s, step %d: nothing is said", b.name, n);
            ok = ok && !reached;
            t.now_ms += 700000;
        }
        assert_true(ok);
        assert_true(failed > 15);
        for (size_t n = 1; n < 60; n++) { /* memory of the caller */
            struct actor program = worker_actor(1);
            struct worker_mail m;
            struct err e = {0};
            bool there;
            record(&t, (struct record){.client = client, .kind = RECORD_ALERT, .state = STR("open"), .owner = ann});
            remind(&t);
            t.arena.fail_at = n;
            ok = worker_mail(&t.practice, &program, &t.arena, &m, &there, &e);
            t.arena.fail_at = 0;
            t.arena.failed = false;
            assert_true(ok || e.kind == ERR_MEMORY || e.kind == ERR_LIMIT);
            t.now_ms += 700000;
        }
        record_test_end(&t);
        backend_end(&b);
    }
}

static void odd_jobs(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        struct str gone = account(&t, "gone", ROLE_CLINICIAN, "{\"email\":\"gone@x.example\"}");
        struct setting s = {.t = &t};
        struct str client = record_test_client(&t, "Ida", "Quill", gone.p);
        record(&t, (struct record){.client = client, .kind = RECORD_ALERT, .state = STR("open"), .owner = gone});
        assert_int_equal(remind(&t), 1);
        s.account = (struct account_row){.practice = 1, .id = gone};
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, end_account, &s, &e), &e);
        struct worker_mail m = next(&t, true);
        assert_null(m.to.p); /* the account has ended */
        done(&t, &m, WORKER_REFUSED);
        struct job_row j = {.practice = 1, .id = STR("no account"), .kind = STR("mail"), .due_ms = t.now_ms};
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, add_job, &j, &e), &e);
        struct actor program = worker_actor(1);
        bool there;
        assert_false(worker_mail(&t.practice, &program, &t.arena, &m, &there, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        err_clear(&e);
        struct seen x = {.t = &t, .id = STR("none")};
        assert_false(db_read(t.store.db, see, &x, &e));
        assert_int_equal(e.kind, ERR_NOT_FOUND);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- the text ---- */

static void text(void **state)
{
    (void)state;
    struct mail_config c = {.from = STR("desk@x.example"), .address = STR("https://x.example")};
    struct buf b;
    buf_init(&b, 0);
    struct letter letter = {.to = STR("ann@y.example"), .id = STR("ACCOUNT/CLIENT/review-1"), .now_ms = INT64_C(1800000000000)};
    mail_text(&c, &letter, &b);
    assert_non_null(strstr(b.p, "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"));
    assert_non_null(strstr(b.p, "To: <ann@y.example>\r\n"));
    assert_null(strstr(b.p, "CLIENT"));
    assert_null(strstr(b.p, "review"));
    assert_non_null(
        strstr(b.p, "\r\n\r\nSomething waits for you in Goldthread. Sign in to see it.\r\nhttps://x.example\r\n"));
    buf_reset(&b);
    letter.language = LANGUAGE_ES;
    mail_text(&c, &letter, &b);
    assert_non_null(strstr(b.p, "\r\nSubject: Hay algo para usted\r\n"));
    assert_non_null(strstr(b.p, "\r\nContent-Language: es\r\n"));
    assert_non_null(strstr(b.p, "\r\n\r\nHay algo para usted en Goldthread. Entre para verlo.\r\nhttps://x.example\r\n"));
    assert_null(strstr(b.p, "CLIENT"));
    buf_free(&b);
    static const struct {
        const char *address;
        bool good;
    } rows[] = {{"a@b", true},    {"a@b@c", false},         {"@b", false},
                {"a@", false},    {"a b@c", false},         {"a\r\nBcc:x@y", false},
                {"<a@b>", false}, {"a,b@c", false},         {"\xc3\xa4@b", false},
                {"", false},      {"a.b+c@d.example", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (mail_address(str_of(rows[i].address)) != rows[i].good)
            fail_msg("%s", rows[i].address);
}

/* Rows: the file's text ("@" is a good beginning), what is named when it is refused, whether mail may go out plain. */
static void configuration(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where;
        bool plain;
    } rows[] = {
        {"@\"url\":\"smtp://127.0.0.1:25\"}", NULL, true},
        {"@\"url\":\"smtp://127.0.0.1\"}", NULL, true},
        {"@\"url\":\"smtp://localhost:25/me\"}", NULL, true},
        {"@\"url\":\"smtp://[::1]:25\"}", NULL, true},
        {"@\"url\":\"smtp://[::2]:25\"}", NULL, false},
        {"@\"url\":\"smtp://127.0.0.1.x.example\"}", NULL, false},
        {"@\"url\":\"smtp://localhost.x.example:25\"}", NULL, false},
        {"@\"url\":\"smtps://127.0.0.1:465\"}", NULL, false},
        {"@\"url\":\"smtp://x.example\",\"user\":\"a\",\"password\":\"b\",\"ca\":\"/x.pem\"}", NULL, false},
        {"@\"url\":\"smtp://x.example\",\"password\":\"b\"}", "user", false},
        {"@\"url\":\"smtp://x.example\",\"user\":\"a\"}", "user", false},
        {"@\"url\":\"smtp://a:b@x.example\"}", "url", false},
        {"@\"url\":\"imap://x.example\"}", "url", false},
        {"@\"url\":\" \"}", "url", false},
        {"@\"url\":\"smtp://x\\nBcc: y\"}", "url", false},
        {"@\"url\":\"smtp://x\",\"ca\":true}", "ca", false},
        {"@\"url\":\"smtp://x\",\"user\":[]}", "user", false},
        {"@\"url\":\"smtp://x\",\"password\":1}", "password", false},
        {"{\"format\":\"goldthread.mail/1\",\"from\":\"a\",\"address\":\"b\",\"url\":\"smtp://x\"}", "from", false},
        {"{\"format\":\"goldthread.mail/1\",\"address\":\"b\",\"url\":\"smtp://x\"}", "from", false},
        {"{\"format\":\"goldthread.mail/1\",\"from\":\"a@b\",\"url\":\"smtp://x\"}", "address", false},
        {"{\"format\":\"goldthread.mail/2\"}", "format", false},
        {"{\"format\":", "line 1", false},
    };
    char path[] = "/tmp/goldthread-test.XXXXXX";
    int fd = mkstemp(path); /* for its owner alone */
    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mail_config c;
        struct err e = {0};
        struct arena a;
        FILE *f = fopen(path, "w");
        const char *t = rows[i].text;
        fprintf(f, "%s%s", *t == '@' ? "{\"format\":\"goldthread.mail/1\",\"from\":\"a@b\",\"address\":\"c\"," : "",
                *t == '@' ? t + 1 : t);
        fclose(f);
        arena_init(&a, 0);
        bool ok = mail_config_read(path, &a, &c, &e);
        if (ok != !rows[i].where || (ok && c.plain != rows[i].plain) || (!ok && !strstr(e.where, rows[i].where)))
            fail_msg("row %zu: %s: %s: %s", i, t, e.where, e.text);
        arena_free(&a);
    }
    struct mail_config c;
    struct err e = {0};
    struct arena a;
    arena_init(&a, 0);
    assert_int_equal(chmod(path, 0640), 0);
    assert_false(mail_config_read(path, &a, &c, &e));
    assert_int_equal(e.kind, ERR_IO);
    err_clear(&e);
    unlink(path);
    assert_false(mail_config_read(path, &a, &c, &e));
    assert_int_equal(e.kind, ERR_IO);
    arena_free(&a);
    char answer[160];
    c = (struct mail_config){.url = STR("smtp://127.0.0.1:9"), .from = STR("a@b"), .address = STR("c"), .plain = true};
    struct letter letter = {.to = STR("nobody"), .id = STR("id")};
    assert_int_equal(mail_send(&c, &letter, answer), MAIL_REFUSED);
    assert_string_equal(answer, "no mail address");
    letter.to = STR("x@y");
    assert_int_equal(mail_send(&c, &letter, answer), MAIL_LATER);
    assert_true(answer[0] == '0');
}

/* ---- rows, with memory that runs out ---- */

struct rows {
    struct arena *a;
    struct record_test *t;
    struct str id;
};

static bool read_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    struct rows *r = ctx;
    struct job_review *reviews;
    struct job_row row;
    int64_t *list;
    size_t n;
    struct str next;
    return upkeep_practices(tx, r->a, &list, &n, e) && n == 1 && job_reviews(tx, 1, 30000, r->a, &reviews, &n, e) &&
           n == 70 && job_next(tx, 1, STR("mail"), r->t->now_ms, r->a, &next, e) &&
           job_get(&r->t->store, tx, 1, r->id, r->a, &row, e);
}

static bool all_rows(struct arena *a, void *ctx, struct err *e)
{
    struct rows *r = ctx;
    r->a = a;
    return db_read(r->t->store.db, read_rows, r, e);
}

struct due {
    struct record_test *t;
    struct str client;
};

static bool make_due(struct db_tx *tx, void *ctx, struct err *e)
{
    struct due *x = ctx;
    struct client_row row;
    if (!client_get(&x->t->store, tx, 1, x->client, &x->t->arena, &row, e))
        return false;
    row.review_due = (struct opt_int){true, 20000};
    return client_change(&x->t->store, tx, &row, e);
}

static void memory(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        struct str ann = account(&t, "ann", ROLE_CLINICIAN, "{\"email\":\"ann@x.example\"}");
        for (int k = 0; k < 70; k++) {
            struct due x = {&t, record_test_client(&t, "Ida", "Quill", ann.p)};
            RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, make_due, &x, &e), &e);
        }
        assert_int_equal(remind(&t), 70);
        struct worker_mail m = next(&t, true);
        assert_int_equal(m.reminders, 70); /* one mail, and more rows than are settled at a time */
        done(&t, &m, WORKER_LATER);
        assert_true(str_is(job(&t, m.job).state, "waiting"));
        next(&t, false);
        t.now_ms += 60000;
        struct rows r = {.t = &t, .id = m.job};
        assert_true(fault_sweep(all_rows, &r) > 140);
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks),        cmocka_unit_test(same_seed_same_plan),
        cmocka_unit_test(unknown_blank), cmocka_unit_test(scenes),
        cmocka_unit_test(leaders),       cmocka_unit_test(reminders),
        cmocka_unit_test(text),          cmocka_unit_test(steps),
        cmocka_unit_test(odd_jobs),      cmocka_unit_test(configuration),
        cmocka_unit_test(memory),
    };
    return seal_init(&e) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
