/* The gate: the matrix of who may do what, and random people, clients, teams and times against it. */
#include "support.h"

#include "record_support.h"

#include "db/driver.h"
#include "store/account.h"

#include <pthread.h>

#define MATRIX "tests/data/practice/matrix.tsv"

/* ---- the matrix ---- */

static void put_row(struct buf *b, const struct use_case *c, unsigned role)
{
    buf_printf(b, "%s\t%s%s%s%s", c->name, c->writes ? "W" : "R", c->about_client ? "C" : "",
               c->needs_reauthentication ? "A" : "", c->program ? "P" : "");
    for (int i = HANDED_NONE + 1; i < HANDED_COUNT; i++)
        if (c->tasks >> i & 1)
            buf_printf(b, "%d", i);
    buf_printf(b, "\t%s", role_name((enum role)(1u << role)));
    for (int r = 0; r < RELATION_NONE; r++) {
        bool counts = c->about_client || r == RELATION_PRACTICE;
        buf_printf(b, "\t%s", !counts ? "." : practice_allows(c, 1u << role, (enum relation)r) ? "yes" : "-");
    }
    buf_printf(b, "\t%s\n", c->source);
}

static void matrix(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    buf_cstr(
        &b,
        "# Who may do what to whose record: made from src/practice/cases.def and read with care, for it is the "
        "policy.\n"
        "# GOLDTHREAD_GOLDEN=write build-asan/test/test_gate writes it anew; the difference is what is to be "
        "reviewed.\n"
        "# flags: R reads, W writes, C about a client, A needs the password or code again, P the program itself may;\n"
        "# on a device that was handed over to a client for one task: 1 a check-in, 2 the safety plan, 3 signing, 4 "
        "before a review.\n"
        "# self: the client's own record; guardian: as far as the state's rules allow; supervised: supervises somebody "
        "of\n"
        "# the care team; glass: broke the glass; practice: same practice, nothing else; . : about no client.\n"
        "use_case\tflags\trole\tself\tguardian\tteam\tsupervised\tglass\tpractice\tsource\n");
    for (int i = 0; i < CASE_COUNT; i++) {
        struct use_case c = practice_case((enum case_id)i);
        for (unsigned role = 0; role < ROLE_BITS; role++)
            put_row(&b, &c, role);
    }
    assert_true(buf_ok(&b));
    const char *golden = getenv("GOLDTHREAD_GOLDEN");
    if (golden && strcmp(golden, "write") == 0) {
        FILE *f = fopen(MATRIX, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(b.p, 1, b.n, f), b.n);
        assert_int_equal(fclose(f), 0);
    }
    size_t n;
    char *kept = read_file(MATRIX, &n);
    size_t line = 1;
    for (size_t i = 0; i < n && i < b.n && kept[i] == b.p[i]; i++)
        line += kept[i] == '\n';
    CHECK(n == b.n && memcmp(kept, b.p, n) == 0,
          MATRIX " differs from cases.def at line %zu: review the change, then write it with GOLDTHREAD_GOLDEN=write",
          line);
    free(kept);
    buf_free(&b);
}

/* What must hold whatever else is in the table. */
static void principles(void **state)
{
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        struct use_case c = practice_case((enum case_id)i), read = practice_case(CASE_CLIENT_READ);
        CHECK(c.source[0], "%s has no source", c.name);
        for (unsigned role = 0; role < ROLE_BITS; role++) {
            unsigned bit = 1u << role;
            for (int r = 0; r < RELATION_NONE; r++) {
                bool yes = practice_allows(&c, bit, (enum relation)r);
                if (!c.about_client || !yes)
                    continue;
                /* Who owns or covers an alert is told of its client by the practice's settings; the work asks for that.
                 */
                CHECK(practice_allows(&read, bit, (enum relation)r) || i == CASE_ALERT_CLOSE || i == CASE_ALERT_TRY ||
                          i == CASE_ALERT_REACH,
                      "%s: %s may do it to a client (%s) of whom they may not know", c.name, role_name(bit),
                      relation_name(r));
                CHECK(bit != ROLE_CLIENT || r == RELATION_SELF, "%s: a client to somebody else's record", c.name);
                CHECK(bit != ROLE_GUARDIAN || r == RELATION_GUARDIAN, "%s: a guardian to somebody else's record",
                      c.name);
                CHECK(bit & (ROLE_CLIENT | ROLE_GUARDIAN) || r > RELATION_GUARDIAN, "%s: staff as the client", c.name);
                CHECK(r != RELATION_GLASS || !c.writes || c.action == AUDIT_DISCLOSE ||
                          practice_allows(&c, bit, RELATION_PRACTICE),
                      "%s: a broken glass is for reading, and for telling others in an emergency", c.name);
                CHECK(bit != ROLE_AUDITOR || !c.writes, "%s: an auditor writes", c.name);
                CHECK(!c.tasks || practice_allows(&c, ROLE_CLIENT, RELATION_SELF), "%s: on a device only", c.name);
            }
        }
        CHECK(c.about_client || !practice_allows(&c, ROLE_AUDITOR, RELATION_PRACTICE) || !c.writes ||
                  practice_allows(&c, ROLE_CLIENT, RELATION_PRACTICE),
              "%s: an auditor writes more than what everybody does for themselves", c.name);
        CHECK(!practice_allows(&c, 0, RELATION_TEAM) && !practice_allows(&c, 0, RELATION_PRACTICE), "%s: no role",
              c.name);
        CHECK(!practice_allows(&c, (1u << ROLE_BITS) - 1, RELATION_NONE) || !c.about_client, "%s: no relation", c.name);
    }
    /* One rule: the page that ends a plan ends the care with it, for the same people. */
    struct use_case plan = practice_case(CASE_PLAN_END), care = practice_case(CASE_CLIENT_END);
    for (unsigned role = 0; role < ROLE_BITS; role++)
        for (int r = 0; r < RELATION_NONE; r++)
            CHECK(practice_allows(&plan, 1u << role, (enum relation)r) ==
                      practice_allows(&care, 1u << role, (enum relation)r),
                  "%s (%s): may end a plan or the care, and not the other", role_name((enum role)(1u << role)),
                  relation_name((enum relation)r));
    enum role found;
    for (unsigned role = 0; role < ROLE_BITS; role++) {
        assert_true(role_find(str_of(role_name((enum role)(1u << role))), &found));
        assert_int_equal(found, 1u << role);
    }
    assert_false(role_find(STR("root"), &found));
}

/* ---- random worlds ---- */

enum { PEOPLE = 14, CLIENTS = 5, ROWS = 40, NAME = 32, ROUNDS = 1500 };
#define START INT64_C(1800000000000)

struct span_row {
    int a, b;            /* person and client, or supervisor and person */
    int64_t from, until; /* until 0: open */
};

struct world {
    struct record_test *t;
    uint64_t seed;
    struct actor person[2][PEOPLE];
    char name[2][PEOPLE][NAME];
    struct str client[2][CLIENTS];
    struct span_row team[2][ROWS], supervises[2][ROWS], glass[2][ROWS];
    bool may[CASE_COUNT][ROLE_BITS][RELATION_NONE]; /* as the reviewed file says, not as the code does */
    unsigned tasks[CASE_COUNT];
};

/* Times lie close together, so that each edge is met. */
static int64_t random_time(struct world *w)
{
    return START + (int64_t)(test_random(&w->seed) % 7);
}

static void random_span(struct world *w, struct span_row *r, int b_count)
{
    r->a = (int)(test_random(&w->seed) % PEOPLE);
    r->b = (int)(test_random(&w->seed) % (unsigned)b_count);
    r->from = random_time(w);
    r->until = test_random(&w->seed) % 3 ? random_time(w) : 0;
}

static struct opt_int open_end(int64_t until)
{
    return (struct opt_int){until != 0, until};
}

/* A later row of the same pair takes the place of the earlier one, as the tables have it. */
static void forget_earlier(struct span_row *rows, int n)
{
    for (int i = 0; i < n; i++)
        if (rows[i].a == rows[n].a && rows[i].b == rows[n].b)
            rows[i].a = -1;
}

static bool make_practice(struct world *w, struct db_tx *tx, int at, struct err *e)
{
    struct store *s = &w->t->store;
    int64_t practice = at + 1;
    for (int i = 0; i < CLIENTS; i++) {
        struct client_row row = {.practice = practice, .summary = STR("{}")};
        struct str names[] = {STR("Given"), STR("Family")};
        if (!client_add(s, tx, &row, names, 2, START, &w->t->arena, e))
            return false;
        w->client[at][i] = row.id;
    }
    for (int i = 0; i < ROWS; i++) {
        struct span_row *team = &w->team[at][i], *over = &w->supervises[at][i], *glass = &w->glass[at][i];
        random_span(w, team, CLIENTS);
        random_span(w, over, PEOPLE);
        random_span(w, glass, CLIENTS);
        forget_earlier(w->team[at], i);
        forget_earlier(w->supervises[at], i);
        glass->until = glass->until ? glass->until : START + 3;
        struct team_row row = {.practice = practice,
                               .user = w->person[at][team->a].user,
                               .client = w->client[at][team->b],
                               .role = STR("clinician"),
                               .from_ms = team->from,
                               .until_ms = open_end(team->until)};
        struct glass_row broken = {.practice = practice,
                                   .account = w->person[at][glass->a].user,
                                   .client = w->client[at][glass->b],
                                   .from_ms = glass->from,
                                   .until_ms = glass->until,
                                   .reason = STR("a reason of some length")};
        if (!team_put(s, tx, &row, e) ||
            !supervision_put(tx, practice, w->person[at][over->a].user, w->person[at][over->b].user, over->from,
                             open_end(over->until), e) ||
            (i < 10 && !glass_add(s, tx, &broken, START, &w->t->arena, e)))
            return false;
        if (i >= 10)
            glass->a = -1;
    }
    return true;
}

static bool make_world(struct db_tx *tx, void *ctx, struct err *e)
{
    return make_practice(ctx, tx, 0, e) && make_practice(ctx, tx, 1, e);
}

static bool second_practice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    return keys_practice_new(t->store.keys, tx, 2, e);
}

static void read_matrix(struct world *w)
{
    static const char *const columns[] = {"self", "guardian", "team", "supervised", "glass", "practice"};
    struct tsv t;
    tsv_open(&t, MATRIX);
    while (tsv_next(&t)) {
        enum role role = 0;
        int at = -1, r = 0;
        for (int i = 0; i < CASE_COUNT; i++)
            if (strcmp(practice_case((enum case_id)i).name, tsv_get(&t, "use_case")) == 0)
                at = i;
        CHECK(at >= 0 && role_find(str_of(tsv_get(&t, "role")), &role), "%s: unknown", tsv_where(&t));
        while (role >> r != 1)
            r++;
        for (int k = HANDED_NONE + 1; k < HANDED_COUNT; k++)
            w->tasks[at] |= strchr(tsv_get(&t, "flags"), '0' + k) ? 1u << k : 0;
        for (int k = 0; k < RELATION_NONE; k++)
            w->may[at][r][k] = strcmp(tsv_get(&t, columns[k]), "yes") == 0;
    }
    tsv_close(&t);
}

static bool holds(const struct span_row *r, int a, int b, int64_t now)
{
    return r->a == a && r->b == b && r->from <= now && (!r->until || r->until > now);
}

/* How a person stands to a client, told from the lists and not from the tables. */
static enum relation stands(const struct world *w, int at, int person, int client, int64_t now)
{
    const struct actor *who = &w->person[at][person];
    if (who->roles & (ROLE_CLIENT | ROLE_GUARDIAN)) {
        bool own = str_eq(who->client, w->client[at][client]);
        return !own ? RELATION_NONE : who->roles & ROLE_CLIENT ? RELATION_SELF : RELATION_GUARDIAN;
    }
    enum relation best = RELATION_PRACTICE;
    for (int i = 0; i < ROWS; i++) {
        if (holds(&w->glass[at][i], person, client, now) && best > RELATION_GLASS)
            best = RELATION_GLASS;
        for (int k = 0; k < ROWS; k++)
            if (w->team[at][k].a >= 0 && holds(&w->team[at][k], w->team[at][k].a, client, now) &&
                holds(&w->supervises[at][i], person, w->team[at][k].a, now) && best > RELATION_SUPERVISED)
                best = RELATION_SUPERVISED;
        if (holds(&w->team[at][i], person, client, now))
            best = RELATION_TEAM;
    }
    return best;
}

static bool may(const struct world *w, int what, unsigned roles, enum relation r)
{
    for (int i = 0; i < ROLE_BITS; i++)
        if (roles >> i & 1 && r < RELATION_NONE && w->may[what][i][r])
            return true;
    return false;
}

struct newest {
    struct keys *keys;
    struct arena *a;
    int64_t practice;
    struct audit_row *rows;
    size_t count;
};

static bool read_newest(struct db_tx *tx, void *ctx, struct err *e)
{
    struct newest *n = ctx;
    struct audit_filter f = {.practice = n->practice, .limit = 1};
    return audit_list(tx, n->keys, &f, n->a, &n->rows, &n->count, e);
}

static struct newest newest(struct world *w, int64_t practice)
{
    struct err e = {0};
    struct newest n = {.keys = w->t->store.keys, .a = &w->t->arena, .practice = practice};
    RECORD_OK(db_read(w->t->store.db, read_newest, &n, &e), &e);
    return n;
}

static int64_t events(struct world *w, int64_t practice)
{
    struct newest n = newest(w, practice);
    return n.count ? n.rows[0].number : 0;
}

struct deed {
    bool ran, fail;
};

static bool deed(struct practice_tx *t, void *ctx, struct err *e)
{
    struct deed *d = ctx;
    d->ran = true;
    t->object = STR("OBJECT");
    return !d->fail || err_set(e, ERR_INVALID, "here", "changed my mind");
}

static size_t seen_shut, seen_handed; /* on a device that was handed over: what was shut, and what was let through */

/* One deed of somebody to somebody's record, and what the gate must say to it. */
static void one_deed(struct world *w, size_t round)
{
    int at = (int)(test_random(&w->seed) % 2), person = (int)(test_random(&w->seed) % PEOPLE);
    int what = (int)(test_random(&w->seed) % CASE_COUNT), client = (int)(test_random(&w->seed) % CLIENTS);
    bool foreign = test_random(&w->seed) % 8 == 0, program = test_random(&w->seed) % 10 == 0;
    struct actor who = w->person[at][person];
    who.shared_device = who.roles == ROLE_CLIENT && test_random(&w->seed) % 2;
    who.task =
        who.shared_device ? (enum handed)(HANDED_NONE + 1 + test_random(&w->seed) % (HANDED_COUNT - 1)) : HANDED_NONE;
    if (who.shared_device &&
        test_random(&w->seed) % 2) { /* what is let through is rare: one's own record, for the task */
        foreign = program = false;
        client = person == 7 ? 0 : person - PEOPLE + 4;
        while (!(w->tasks[what] >> who.task & 1))
            what = (what + 1) % CASE_COUNT;
    }
    struct use_case c = practice_case((enum case_id)what);
    struct deed d = {.fail = test_random(&w->seed) % 5 == 0};
    struct err e = {0};
    int64_t now = w->t->now_ms = START + (int64_t)(round * 7 / ROUNDS), practice = at + 1, other = 2 - at;
    static const int64_t ago[] = {0, 1, 600000, 600001, 3600000, 3600001, -1, START};
    int64_t again = ago[test_random(&w->seed) % 8];
    who.reauthenticated_ms = now - again;
    if (program)
        who = (struct actor){.practice = practice, .from = STR("command line")};
    struct str none = {NULL, 0}, id = none;
    enum relation r = RELATION_PRACTICE;
    if (c.about_client) {
        id = foreign ? w->client[1 - at][client] : w->client[at][client];
        r = foreign ? RELATION_NONE : program ? RELATION_PRACTICE : stands(w, at, person, client, now);
    }
    bool yes = r != RELATION_NONE && (program ? c.program : may(w, what, who.roles, r));
    bool known = r != RELATION_NONE && (!c.about_client || program || may(w, CASE_CLIENT_READ, who.roles, r));
    bool shut = yes && who.shared_device && !(w->tasks[what] >> who.task & 1);
    int64_t lasts = who.shared_device ? 3600000 : 600000;
    bool again_needed = yes && !shut && !program && c.needs_reauthentication && (again > lasts || again < 0);
    seen_shut += shut;
    seen_handed += yes && who.shared_device && !shut;
    int64_t before = events(w, practice), elsewhere = events(w, other);
    bool ok = practice_do(&w->t->practice, &who, (enum case_id)what, id, none, &w->t->arena, deed, &d, &e);
    struct newest n = newest(w, practice);
    int64_t more = (n.count ? n.rows[0].number : 0) - before;
#define SAYS "round %zu: %s by roles %x%s, relation %s: "
#define SAID round, c.name, who.roles, program ? " (program)" : "", relation_name(r)
    bool through = yes && !shut && !again_needed;
    CHECK(d.ran == through, SAYS "%s", SAID, d.ran ? "went through" : "was held up");
    CHECK(ok == (through && !d.fail), SAYS "%s", SAID, e.text);
    CHECK(events(w, other) == elsewhere, SAYS "an event in the other practice", SAID);
    if (through && d.fail) {
        CHECK(e.kind == ERR_INVALID && more == 0, SAYS "%lld events of what failed", SAID, (long long)more);
        return;
    }
    CHECK(more == 1, SAYS "%lld events", SAID, (long long)more);
    const struct audit_event *ev = &n.rows[0].event;
    CHECK(ev->action == (ok ? c.action : AUDIT_REFUSED), SAYS "action %s", SAID, audit_action_name(ev->action));
    CHECK(str_is(ev->use_case, c.name) && str_eq(ev->user, who.user) && ev->at_ms == now && str_eq(ev->from, who.from),
          SAYS "the event tells of something else", SAID);
    if (ok) {
        CHECK(str_eq(ev->client, id) && str_is(ev->object, "OBJECT"), SAYS "client or object", SAID);
    } else if (!known) {
        CHECK(e.kind == ERR_NOT_FOUND && !strcmp(e.where, "client"), SAYS "%s", SAID, e.text);
        CHECK(!ev->client.n && str_eq(ev->object, id), SAYS "what is nobody's stands as a client", SAID);
    } else {
        CHECK(e.kind == ERR_REFUSED && !strcmp(e.where, shut           ? "shared device"
                                                        : again_needed ? "reauthenticate"
                                                                       : c.name),
              SAYS "%s", SAID, e.text);
        CHECK(str_eq(ev->client, id), SAYS "client", SAID);
    }
}

static void people_world(struct world *w)
{
    for (int at = 0; at < 2; at++)
        for (int i = 0; i < PEOPLE; i++) {
            struct actor *p = &w->person[at][i];
            unsigned roles = i < ROLE_BITS    ? 1u << i
                             : i > PEOPLE - 3 ? ROLE_CLIENT
                                              : (unsigned)(1 + test_random(&w->seed) % 63);
            /* The same ids in both practices: nothing may lean on an id alone. */
            snprintf(w->name[at][i], NAME, "PERSON%02d", i);
            *p = (struct actor){
                .practice = at + 1, .user = str_of(w->name[at][i]), .roles = roles, .from = STR("192.0.2.1")};
        }
}

static void random_worlds(void **state)
{
    (void)state;
    struct backend b;
    uint64_t seed = test_seed();
    size_t seen[2] = {0};
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        static struct world w;
        record_test_begin(&t, &b);
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, second_practice, &t, &e), &e);
        memset(&w, 0, sizeof w);
        w.t = &t;
        w.seed = seed;
        people_world(&w);
        read_matrix(&w);
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, make_world, &w, &e), &e);
        for (int at = 0; at < 2; at++) {
            w.person[at][7].client = w.client[at][0];
            w.person[at][8].client = w.client[at][1];
            for (int k = PEOPLE - 2; k < PEOPLE; k++)
                w.person[at][k].client = w.client[at][k - PEOPLE + 4];
        }
        for (size_t round = 0; round < ROUNDS; round++) {
            one_deed(&w, round);
            seen[i]++;
        }
        record_test_end(&t);
        backend_end(&b);
    }
    assert_int_equal(seen[0], ROUNDS);
    CHECK(seen_shut > 0 && seen_handed > 0, "on a handed-over device: %zu shut, %zu let through", seen_shut,
          seen_handed);
}

/* ---- what is written down ---- */

static bool refuses(struct practice_tx *t, void *ctx, struct err *e)
{
    t->why = STR("told by the work");
    t->refused = ctx != NULL;
    return ctx ? err_set(e, ERR_NOT_FOUND, "thing", "there is none")
               : err_set(e, ERR_REFUSED, "thing", "is not for you");
}

static void written_down(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct world w = {.t = &t};
        struct err e = {0};
        struct deed d = {0};
        struct str none = {NULL, 0};
        record_test_begin(&t, &b);
        struct str client = record_test_client(&t, "Given", "Family", "CLINICIAN");
        struct actor who = {.practice = 1,
                            .user = STR("CLINICIAN"),
                            .roles = ROLE_CLINICIAN,
                            .from = STR("192.0.2.1"),
                            .purpose = PURPOSE_LEGAL};

        /* A read whose event cannot be written gives no answer: each step of the event in turn. */
        int failed = 0;
        for (int n = 1;; n++) {
            e = (struct err){0};
            int64_t before = events(&w, 1);
            db_fail_at(t.store.db, n);
            bool ok = practice_do(&t.practice, &who, CASE_CLIENT_READ, client, none, &t.arena, deed, &d, &e);
            bool reached = db_fail_at(t.store.db, 0) == 0;
            CHECK(events(&w, 1) - before == (ok ? 1 : 0), "%s: step %d", b.name, n);
            if (!reached)
                break;
            CHECK(ok || e.kind == ERR_IO, "%s: step %d: %s", b.name, n, e.text);
            failed += !ok;
        }
        CHECK(failed > 4, "%s: %d failing steps only", b.name, failed);
        struct newest read = newest(&w, 1);
        assert_str(read.rows[0].event.why, "legal", "the purpose, when it is not treatment");

        /* What a work itself turns away is written down; what merely is not there is not, unless it says so. */
        int64_t before = events(&w, 1);
        e = (struct err){0};
        assert_false(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, none, &t.arena, refuses, NULL, &e));
        struct newest refused = newest(&w, 1);
        assert_int_equal(refused.rows[0].number, before + 1);
        assert_int_equal(refused.rows[0].event.action, AUDIT_REFUSED);
        assert_str(refused.rows[0].event.why, "told by the work", b.name);
        assert_true(str_eq(refused.rows[0].event.client, client));
        e = (struct err){0};
        assert_false(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, none, &t.arena, refuses, &d, &e));
        refused = newest(&w, 1);
        assert_int_equal(refused.rows[0].number, before + 2);
        assert_true(str_eq(refused.rows[0].event.client, client)); /* it is known, so it is named */

        /* Done once: the second call with the same id does nothing and says nothing. */
        e = (struct err){0};
        d = (struct deed){0};
        RECORD_OK(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, STR("form-1"), &t.arena, deed, &d, &e),
                  &e);
        assert_true(d.ran);
        d = (struct deed){0};
        RECORD_OK(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, STR("form-1"), &t.arena, deed, &d, &e),
                  &e);
        assert_false(d.ran);
        assert_int_equal(events(&w, 1), before + 3);

        /* The id of the form counts when the call has none; it is another id for another case. */
        who.once = STR("form-2");
        for (int again = 0; again < 2; again++) {
            d = (struct deed){0};
            RECORD_OK(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, none, &t.arena, deed, &d, &e), &e);
            assert_int_equal(d.ran, again == 0);
        }
        d = (struct deed){0};
        RECORD_OK(practice_do(&t.practice, &who, CASE_ENTRY_WRITE, client, none, &t.arena, deed, &d, &e), &e);
        assert_true(d.ran);
        char longer[80];
        memset(longer, 'a', sizeof longer);
        who.once = (struct str){longer, sizeof longer};
        assert_false(practice_do(&t.practice, &who, CASE_CLIENT_CHANGE, client, none, &t.arena, deed, &d, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- at one moment ---- */

struct team_change {
    struct record_test *t;
    struct team_row row;
    bool ends;
};

static bool change_team(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct team_change *c = ctx;
    return c->ends ? team_end(&c->t->store, tx, &c->row, c->t->now_ms, e) : team_put(&c->t->store, tx, &c->row, e);
}

static void *change_elsewhere(void *ctx)
{
    struct team_change *c = ctx;
    struct err e = {0};
    return db_write(c->t->store.db, DB_SYNC, NULL, change_team, c, &e) ? ctx : NULL;
}

static void change(struct team_change *c, bool elsewhere)
{
    pthread_t other;
    void *done = c;
    if (elsewhere) {
        assert_int_equal(pthread_create(&other, NULL, change_elsewhere, c), 0);
        pthread_join(other, &done);
    } else {
        done = change_elsewhere(c);
    }
    assert_non_null(done);
}

static bool may_read(struct record_test *t, const struct actor *who, struct str client)
{
    struct err e = {0};
    struct deed d = {0};
    struct str none = {NULL, 0};
    bool ok = practice_do(&t->practice, who, CASE_PLAN_READ, client, none, &t->arena, deed, &d, &e);
    CHECK(ok == d.ran && (ok || e.kind == ERR_NOT_FOUND || e.kind == ERR_REFUSED), "%s: %s", t->backend->name, e.text);
    return ok;
}

/* What an answer shows is of one moment: that of its first read, until the answer itself writes. */
static void one_moment(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        bool server = db_kind(t.store.db) == DB_POSTGRES;
        struct str client = record_test_client(&t, "Given", "Family", "CLINICIAN");
        struct practice_trail trail = {.arena = &t.arena};
        struct actor who = {
            .practice = 1, .user = STR("OTHER"), .roles = ROLE_CLINICIAN, .from = STR("192.0.2.1"), .trail = &trail};
        struct team_change c = {
            &t, {1, STR("OTHER"), client, STR("clinician"), t.now_ms, {true, t.now_ms + 1000}}, false};
        change(&c, false);
        practice_hold(&t.practice);
        assert_true(may_read(&t, &who, client));
        c.ends = true;
        t.now_ms += 10;
        change(&c, true);
        CHECK(may_read(&t, &who, client) == server, "%s: ended by another meanwhile", b.name);
        practice_let_go(&t.practice);
        CHECK(!may_read(&t, &who, client), "%s: the next answer", b.name);
        t.now_ms += 10;
        practice_hold(&t.practice);
        CHECK(!may_read(&t, &who, client), "%s: and the one after it", b.name);
        c.ends = false; /* from a time that lies behind the moment of the read above */
        c.row.from_ms = t.now_ms += 10;
        c.row.until_ms = (struct opt_int){true, t.now_ms + 1000};
        change(&c, false);
        CHECK(may_read(&t, &who, client), "%s: written by this answer, at a later time", b.name);
        practice_let_go(&t.practice);
        practice_hold(&t.practice);
        t.now_ms += 2000;
        CHECK(!may_read(&t, &who, client), "%s: the end of the span", b.name);
        practice_let_go(&t.practice);
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrix),       cmocka_unit_test(principles), cmocka_unit_test(random_worlds),
        cmocka_unit_test(written_down), cmocka_unit_test(one_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
