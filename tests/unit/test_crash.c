/*
 * Nothing that was acknowledged is lost: a process that writes with eight threads is killed at a random moment, again
 * and again, on SQLite and on PostgreSQL (whose server is killed too); what it said was kept is there, once, and the
 * audit chain is whole. GOLDTHREAD_CRASH_ROUNDS sets the rounds (20).
 *
 * `test_crash write FOLDER URL COUNT` only writes COUNT rows, one after the other, and prints each when it is kept: for
 * watching the system calls of it from outside.
 */
#include "support.h"

#include "record_support.h"

#include <pthread.h>
#include <sqlite3.h>
#include <sys/wait.h>

#define WRITERS 8

struct task {
    struct record_test *t;
    struct str client;
    int writer, round, out, limit;
};

struct write {
    struct task *task;
    char text[64];
};

static bool work(struct db_tx *tx, void *ctx, struct err *e)
{
    struct write *w = ctx;
    struct record_test *t = w->task->t;
    struct arena a;
    arena_init(&a, 0);
    struct record r = {.practice = 1,
                       .client = w->task->client,
                       .kind = RECORD_SCORE,
                       .state = str_of(w->text),
                       .day = 20000,
                       .content = str_of(w->text)};
    struct audit_event ev = {.practice = 1,
                             .at_ms = t->now_ms,
                             .action = AUDIT_WRITE,
                             .use_case = STR("score.add"),
                             .user = STR("U1"),
                             .client = w->task->client,
                             .from = STR("test")};
    bool ok = record_add(&t->store, tx, &r, t->now_ms, &a, e) && audit_append(tx, t->store.keys, STR("main"), &ev, e);
    arena_free(&a);
    return ok;
}

static void *writer(void *ctx)
{
    struct task *task = ctx;
    for (int i = 0; i < task->limit; i++) {
        struct write w = {.task = task};
        struct err e = {0};
        int n = snprintf(w.text, sizeof w.text, "r%d-w%d-%d", task->round, task->writer, i);
        struct db_once once = {.practice = 1, .id = {w.text, (size_t)n}};
        if (!db_write(task->t->store.db, DB_SYNC, &once, work, &w, &e))
            continue; /* the server was killed: not acknowledged */
        w.text[n++] = '\n';
        if (write(task->out, w.text, (size_t)n) != n)
            _exit(0);
    }
    return NULL;
}

/* The tables and keys as they are; not made anew. */
static void open_again(struct record_test *t, struct backend *b)
{
    struct err e = {0};
    memset(t, 0, sizeof *t);
    t->backend = b;
    t->now_ms = INT64_C(1800000000000);
    t->store.node = "main";
    arena_init(&t->arena, 0);
    snprintf(t->key_path, sizeof t->key_path, "%s/master.key", b->folder);
    struct keys_source source = {.from = KEYS_FILE, .path = t->key_path};
    RECORD_OK(keys_open(&source, &t->store.keys, &e), &e);
    RECORD_OK(db_open(&(struct db_options){.url = b->url}, &t->store.db, &e), &e);
}

static void write_until_killed(struct backend *b, struct str client, int round, int out, int limit)
{
    struct record_test t;
    pthread_t thread[WRITERS];
    struct task task[WRITERS];
    open_again(&t, b);
    for (int i = 0; i < WRITERS; i++) {
        task[i] = (struct task){&t, client, i, round, out, limit};
        if (pthread_create(&thread[i], NULL, writer, &task[i]) != 0)
            _exit(1);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(thread[i], NULL);
    _exit(0);
}

/* ---- what is there afterwards ---- */

struct acknowledged {
    char *text; /* lines */
    size_t n, room;
};

static void collect(struct acknowledged *a, int fd)
{
    char some[4096];
    ssize_t got;
    while ((got = read(fd, some, sizeof some)) > 0) {
        if (a->n + (size_t)got + 1 > a->room) {
            a->room = (a->n + (size_t)got + 1) * 2;
            a->text = realloc(a->text, a->room);
            assert_non_null(a->text);
        }
        memcpy(a->text + a->n, some, (size_t)got);
        a->n += (size_t)got;
        a->text[a->n] = 0;
    }
}

struct look {
    struct record_test *t;
    struct str client;
    struct record *list;
    size_t count;
};

static bool all_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    struct look *l = ctx;
    struct record_filter f = {0};
    return record_list(&l->t->store, tx, 1, l->client, &f, &l->t->arena, &l->list, &l->count, e);
}

static int by_content(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    size_t n = x->content.n < y->content.n ? x->content.n : y->content.n;
    int order = memcmp(x->content.p, y->content.p, n);
    return order ? order : (x->content.n > y->content.n) - (x->content.n < y->content.n);
}

static bool is_there(const struct look *l, struct str text)
{
    struct record key = {.content = text};
    return bsearch(&key, l->list, l->count, sizeof *l->list, by_content) != NULL;
}

/* The server goes on for a moment with what a killed process had sent: until its connections are gone, a row may be
 * kept between one look and the next. */
static void wait_for_the_server(struct backend *b)
{
    PGconn *pg = PQconnectdb(b->url);
    bool alone = false;
    for (int tries = 0; !alone && tries < 1000; tries++) {
        PGresult *r = PQexec(pg, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND "
                                 "backend_type = 'client backend' AND pid <> pg_backend_pid()");
        CHECK(PQresultStatus(r) == PGRES_TUPLES_OK, "%s", PQerrorMessage(pg));
        alone = PQntuples(r) == 0;
        PQclear(r);
        if (!alone)
            nanosleep(&(struct timespec){0, 10000000}, NULL);
    }
    PQfinish(pg);
    CHECK(alone, "%s: connections of a killed process stay", b->name);
}

static void check_whole(struct backend *b, struct str client, const struct acknowledged *acked, int round)
{
    struct record_test t;
    struct err e = {0};
    size_t lines = 0;
    open_again(&t, b);
    struct look l = {.t = &t, .client = client};
    RECORD_OK(db_read(t.store.db, all_rows, &l, &e), &e);
    if (l.count)
        qsort(l.list, l.count, sizeof *l.list, by_content);
    for (size_t i = 1; i < l.count; i++)
        CHECK(by_content(&l.list[i - 1], &l.list[i]) != 0, "%s, round %d: %.*s stands twice", b->name, round,
              (int)l.list[i].content.n, l.list[i].content.p);
    for (struct str rest = {acked->text, acked->n}, line; str_cut(rest, '\n', &line, &rest); lines++)
        CHECK(is_there(&l, line), "%s, round %d: %.*s was acknowledged and is lost", b->name, round, (int)line.n,
              line.p);
    struct audit_check audit = {.practice = 0};
    RECORD_OK(audit_verify(t.store.db, &audit, &t.arena, &e), &e);
    CHECK(audit.fault_count == 0, "%s, round %d: %.*s", b->name, round, (int)audit.faults[0].what.n,
          audit.faults[0].what.p);
    CHECK((size_t)audit.events == l.count, "%s, round %d: %lld events for %zu rows", b->name, round,
          (long long)audit.events, l.count);
    record_test_end(&t);
    if (!b->base[0]) {
        sqlite3 *h;
        sqlite3_stmt *st;
        assert_int_equal(sqlite3_open(b->url, &h), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &st, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(st), SQLITE_ROW);
        CHECK(strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0, "round %d: integrity_check", round);
        sqlite3_finalize(st);
        sqlite3_close(h);
    }
    if (round == 0)
        print_message("%s: %zu acknowledged in the first round\n", b->name, lines);
}

static void crash_rounds(struct backend *b)
{
    const char *wanted = getenv("GOLDTHREAD_CRASH_ROUNDS");
    int rounds = wanted ? atoi(wanted) : 20;
    uint64_t seed = test_seed();
    struct acknowledged acked = {0};
    struct record_test t;
    char client_id[SEAL_ID_SIZE + 1] = "";
    record_test_begin(&t, b);
    memcpy(client_id, record_test_client(&t, "Ann", "Archer", "U1").p, SEAL_ID_SIZE);
    record_test_end(&t);
    struct str client = str_of(client_id);
    for (int round = 0; round < rounds; round++) {
        int pipes[2];
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(pipes[0]);
            write_until_killed(b, client, round, pipes[1], 1000000);
        }
        close(pipes[1]);
        int ms = 60 + (int)(test_random(&seed) % 200);
        nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
        kill(child, SIGKILL);
        collect(&acked, pipes[0]);
        close(pipes[0]);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        if (b->base[0])
            wait_for_the_server(b);
        check_whole(b, client, &acked, round);
    }
    CHECK(acked.n > 0, "%s: nothing was ever acknowledged", b->name);
    free(acked.text);
}

static void test_what_was_acknowledged_is_there_after_a_kill(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        crash_rounds(&b);
        backend_end(&b);
    }
}

/* ---- a primary is killed, its standby takes over ---- */

/* The first line a command says; the test ends when it fails. */
static void told(const char *command, char *line, size_t room)
{
    FILE *f = popen(command, "r");
    assert_non_null(f);
    line[0] = 0;
    if (!fgets(line, (int)room, f))
        line[0] = 0;
    line[strcspn(line, "\n")] = 0;
    CHECK(pclose(f) == 0, "%s", command);
}

static void test_a_standby_takes_over_under_load(void **state)
{
    char primary[64], standby[64], command[256], one[128], two[128];
    struct backend b = {.name = "PostgreSQL with a standby", .base = "postgres"};
    struct acknowledged before = {0}, after = {0};
    struct record_test t;
    char client_id[SEAL_ID_SIZE + 1] = "";
    int pipes[2], status;
    (void)state;
    if (!getenv("GOLDTHREAD_TEST_POSTGRES")) {
        print_message("GOLDTHREAD_TEST_POSTGRES is not set: nothing to take over\n");
        skip();
    }
    snprintf(b.folder, sizeof b.folder, "%s/goldthread-test.XXXXXX", test_tmp());
    snprintf(primary, sizeof primary, "%s/goldthread-pg.XXXXXX", test_tmp());
    snprintf(standby, sizeof standby, "%s", primary);
    assert_non_null(mkdtemp(b.folder));
    assert_non_null(mkdtemp(primary));
    assert_non_null(mkdtemp(standby));
    assert_int_equal(rmdir(standby), 0);
    snprintf(command, sizeof command, "tests/pg start %s", primary);
    told(command, one, sizeof one);
    snprintf(command, sizeof command, "tests/pg standby %s %s", primary, standby);
    told(command, two, sizeof two);
    const char *port = strrchr(two, ':') + 1;
    snprintf(b.url, sizeof b.url, "%.*s,127.0.0.1:%s", (int)strcspn(one + 13, "/") + 13, one, port);
    record_test_begin(&t, &b);
    memcpy(client_id, record_test_client(&t, "Ann", "Archer", "U1").p, SEAL_ID_SIZE);
    record_test_end(&t);
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        write_until_killed(&b, str_of(client_id), 0, pipes[1], 1000000);
    }
    close(pipes[1]);
    nanosleep(&(struct timespec){1, 0}, NULL);
    snprintf(command, sizeof command, "tests/pg kill %s", primary);
    told(command, one, sizeof one);
    snprintf(command, sizeof command, "tests/pg promote %s", standby);
    told(command, one, sizeof one);
    /* what was said until now, then what is said by a program that found the new primary by itself */
    char some[4096];
    assert_int_equal(fcntl(pipes[0], F_SETFL, O_NONBLOCK), 0);
    for (ssize_t got; (got = read(pipes[0], some, sizeof some)) > 0;) {
        before.n += (size_t)got;
        after.text = realloc(after.text, after.n + (size_t)got + 1);
        assert_non_null(after.text);
        memcpy(after.text + after.n, some, (size_t)got);
        after.text[after.n += (size_t)got] = 0;
        after.room = after.n + 1;
    }
    assert_int_equal(fcntl(pipes[0], F_SETFL, 0), 0);
    nanosleep(&(struct timespec){6, 0}, NULL);
    kill(child, SIGKILL);
    collect(&after, pipes[0]);
    close(pipes[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    CHECK(before.n > 0 && after.n > before.n, "%zu bytes said before the change, %zu in all", before.n, after.n);
    check_whole(&b, str_of(client_id), &after, 0);
    free(after.text);
    snprintf(command, sizeof command, "tests/pg stop %.60s; tests/pg stop %.60s; rm -rf %.60s", standby, primary,
             b.folder);
    assert_int_equal(system(command), 0);
}

static int only_write(char **argv)
{
    struct backend b = {.name = "SQLite"};
    struct record_test t;
    snprintf(b.folder, sizeof b.folder, "%s", argv[2]);
    snprintf(b.url, sizeof b.url, "%s", argv[3]);
    record_test_begin(&t, &b);
    struct task task = {&t, record_test_client(&t, "Ann", "Archer", "U1"), 0, 0, STDOUT_FILENO, atoi(argv[4])};
    writer(&task);
    record_test_end(&t);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_acknowledged_is_there_after_a_kill),
        cmocka_unit_test(test_a_standby_takes_over_under_load),
    };
    if (argc == 5 && strcmp(argv[1], "write") == 0)
        return only_write(argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
