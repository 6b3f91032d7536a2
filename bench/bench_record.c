/*
 * The record: durable writes beside SQLite alone, a plan read by its id, a caseload among more and more clients.
 * Usage: bench_record FOLDER PLAN.json [CLIENTS]   the database is made in FOLDER; CLIENTS: most of them, 100000 by
 * default. It runs itself once more, as bench_record hold FOLDER, which opens that database and measures its own
 * memory.
 */
#include "bench.h"

#include "plan/plan_json.h"
#include "practice/practice.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ONE 400      /* writes of one writer */
#define MANY 32      /* writers at once */
#define EACH 60      /* writes of each of them */
#define ROUNDS 5     /* of one writer */
#define CASELOAD 300 /* clients of one clinician */

static struct store store;
static struct err e;
static const char *folder;
static char client[SEAL_ID_SIZE + 1], plan_id[SEAL_ID_SIZE + 1];
static struct str plan_json;
static int64_t now_ms = INT64_C(1800000000000);

static void need(bool ok)
{
    if (!ok) {
        fprintf(stderr, "bench_record: %s: %s\n", e.where, e.text);
        exit(2);
    }
}

/* ---- SQLite alone, in the same mode, the same row ---- */

static const char bare_table[] = "CREATE TABLE record (practice_id BIGINT, client_id TEXT, id TEXT, kind TEXT, "
                                 "sealed BLOB, PRIMARY KEY (practice_id, client_id, id))";
static const char bare_row[] = "INSERT INTO record VALUES (1, ?1, ?2, 'note', ?3)";
static const char our_row[] =
    "INSERT INTO record (practice_id, client_id, id, kind, state, version, day, labels, locked, entered_ms, sealed) "
    "VALUES (1, ?1, ?2, 'note', 'open', 1, 20000, 0, 0, 1800000000000, ?3)";

static double most(double a, double b)
{
    return a > b ? a : b;
}

/* Rows a second. ours: into our tables, with their indexes and triggers; else into one table with its key. */
static double raw_writes(bool ours)
{
    char path[512];
    sqlite3 *h;
    sqlite3_stmt *st;
    char bytes[600];
    memset(bytes, 'x', sizeof bytes);
    static int number;
    snprintf(path, sizeof path, "%s/raw%d.db", folder, number++);
    if (ours) {
        struct db *db;
        struct db_options o = {.url = path};
        need(db_open(&o, &db, &e) && store_migrate(db, &e));
        db_close(db);
    }
    need(sqlite3_open(path, &h) == SQLITE_OK);
    need(sqlite3_exec(h, "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON", NULL, NULL, NULL) ==
         SQLITE_OK);
    need(ours || sqlite3_exec(h, bare_table, NULL, NULL, NULL) == SQLITE_OK);
    need(sqlite3_prepare_v2(h, ours ? our_row : bare_row, -1, &st, NULL) == SQLITE_OK);
    double from = bench_now();
    for (int i = 0; i < ONE; i++) {
        char id[SEAL_ID_SIZE + 1];
        seal_new_id(now_ms + i, id);
        sqlite3_bind_text(st, 1, client, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, id, -1, SQLITE_STATIC);
        sqlite3_bind_blob(st, 3, bytes, sizeof bytes, SQLITE_STATIC);
        need(sqlite3_step(st) == SQLITE_DONE);
        sqlite3_reset(st);
    }
    double took = bench_now() - from;
    sqlite3_finalize(st);
    sqlite3_close(h);
    return ONE / took;
}

/* ---- ours ---- */

static bool add_note(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena a;
    char bytes[600 - SEAL_OVERHEAD];
    memset(bytes, 'x', sizeof bytes);
    (void)ctx;
    arena_init(&a, 0);
    struct record r = {.practice = 1,
                       .client = str_of(client),
                       .kind = RECORD_NOTE,
                       .state = STR("open"),
                       .day = 20000,
                       .content = {bytes, sizeof bytes}};
    bool ok = record_add(&store, tx, &r, now_ms, &a, err);
    arena_free(&a);
    return ok;
}

static void *write_some(void *ctx)
{
    for (int i = 0; i < *(int *)ctx; i++) {
        struct err mine = {0};
        if (!db_write(store.db, DB_SYNC, NULL, add_note, NULL, &mine)) {
            fprintf(stderr, "bench_record: %s\n", mine.text);
            exit(2);
        }
    }
    return NULL;
}

static double our_writes(int writers, int each, double *syncs_per_work)
{
    pthread_t thread[MANY];
    struct db_stats before, after;
    db_stats(store.db, &before);
    double from = bench_now();
    for (int i = 0; i < writers; i++)
        need(pthread_create(&thread[i], NULL, write_some, &each) == 0);
    for (int i = 0; i < writers; i++)
        pthread_join(thread[i], NULL);
    double took = bench_now() - from;
    db_stats(store.db, &after);
    *syncs_per_work = (double)(after.syncs - before.syncs) / (double)(after.works - before.works);
    return writers * each / took;
}

/* A client with a plan; ctx: a bool, whether the practice is there already. */
static bool set_up(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena a;
    struct client_row c = {.practice = 1, .summary = STR("{\"name\":\"Ann\"}")};
    struct str names[] = {STR("Ann")};
    arena_init(&a, 0);
    bool ok = (*(bool *)ctx || keys_practice_new(store.keys, tx, 1, err)) &&
              client_add(&store, tx, &c, names, 1, now_ms, &a, err);
    struct record r = {.practice = 1,
                       .client = c.id,
                       .kind = RECORD_PLAN,
                       .state = STR("signed"),
                       .locked = true,
                       .content = plan_json};
    ok = ok && record_add(&store, tx, &r, now_ms, &a, err);
    if (ok) {
        memcpy(client, c.id.p, SEAL_ID_SIZE);
        memcpy(plan_id, r.id.p, SEAL_ID_SIZE);
    }
    arena_free(&a);
    return ok;
}

/* ---- reading ---- */

struct reading {
    struct arena arena;
    struct record r;
    bool parse;
    size_t rows;
    struct str user;
};

static bool read_plan(struct db_tx *tx, void *ctx, struct err *err)
{
    struct reading *r = ctx;
    return record_get(&store, tx, 1, str_of(client), str_of(plan_id), &r->arena, &r->r, err);
}

static void read_it(void *ctx)
{
    struct reading *r = ctx;
    struct plan *p;
    arena_reset(&r->arena);
    need(db_read(store.db, read_plan, r, &e));
    need(!r->parse || plan_from_json(r->r.content, &r->arena, &p, &e));
}

static bool read_caseload(struct db_tx *tx, void *ctx, struct err *err)
{
    struct reading *r = ctx;
    struct client_row *list;
    return client_caseload(&store, tx, 1, r->user, 0, CASELOAD, &r->arena, &list, &r->rows, err);
}

static void caseload(void *ctx)
{
    struct reading *r = ctx;
    arena_reset(&r->arena);
    need(db_read(store.db, read_caseload, r, &e));
    need(r->rows == CASELOAD);
}

struct filling {
    size_t from, to;
};

/* Clients of many clinicians, mixed as they come; each of the first three has 300. */
static bool add_clients(struct db_tx *tx, void *ctx, struct err *err)
{
    const struct filling *f = ctx;
    struct arena a;
    bool ok = true;
    arena_init(&a, 0);
    for (size_t i = f->from; ok && i < f->to; i++) {
        char user[32], given[32], summary[200];
        snprintf(given, sizeof given, "Given%zu", i % 997);
        snprintf(
            summary, sizeof summary,
            "{\"name\":\"Given Family\",\"measures\":[{\"instrument\":\"gad7\",\"value\":%zu,\"band\":\"moderate\","
            "\"change\":-3}],\"signs\":[],\"review\":{\"due\":\"2027-02-01\"}}",
            i % 22);
        snprintf(user, sizeof user, i < 3 * CASELOAD ? "U%zu" : "V%zu", i < 3 * CASELOAD ? i % 3 : i % 3331);
        struct str names[] = {str_of(given)};
        struct client_row c = {
            .practice = 1, .summary = str_of(summary), .review_due = {true, (int64_t)(20000 + i % 60)}};
        ok = client_add(&store, tx, &c, names, 1, now_ms + (int64_t)i, &a, err);
        struct team_row t = {
            .practice = 1, .user = str_of(user), .client = c.id, .role = STR("primary"), .from_ms = now_ms};
        ok = ok && team_put(&store, tx, &t, err);
        arena_reset(&a);
    }
    arena_free(&a);
    return ok;
}

static void fill(size_t from, size_t to)
{
    for (size_t at = from; at < to; at += 1000) {
        struct filling f = {at, at + 1000 < to ? at + 1000 : to};
        need(db_write(store.db, DB_LAZY, NULL, add_clients, &f, &e));
    }
}

/* How many are added in a minute is told of those that bring them to n. */
static void compare_caseloads(size_t most)
{
    struct reading r = {.user = STR("U1")};
    size_t done = 0;
    arena_init(&r.arena, 0);
    for (size_t n = 1000; n <= most; n *= 10) {
        char name[80];
        double from = bench_now();
        fill(done, n);
        double took = bench_now() - from;
        snprintf(name, sizeof name, "clients added, from %zu to %zu", done, n);
        bench_row(name, (double)(n - done) * 60 / took, "/min", 0, "-");
        done = n;
        snprintf(name, sizeof name, "caseload of 300 among %zu clients", n);
        bench_row(name, bench_least(caseload, &r), "s", 0, "-");
    }
    arena_free(&r.arena);
}

/* ---- memory ---- */

static void open_record(bool fresh)
{
    bool there = !fresh;
    char path[512], key[512], recovery[SEAL_PRINTED_SIZE];
    snprintf(path, sizeof path, "%s/ours.db", folder);
    snprintf(key, sizeof key, "%s/master.key", folder);
    struct keys_source source = {.from = KEYS_FILE, .path = key};
    need(fresh ? keys_create(&source, &store.keys, recovery, &e) : keys_open(&source, &store.keys, &e));
    need(db_open(&(struct db_options){.url = path}, &store.db, &e) && store_migrate(store.db, &e));
    store.node = "main";
    need(db_write(store.db, DB_SYNC, NULL, set_up, &there, &e));
}

static void close_record(void)
{
    db_close(store.db);
    keys_close(store.keys);
}

/* What Linux says of this process, in MB of a million bytes: "VmRSS:" now, "VmHWM:" the most until now. */
static double memory_mb(const char *line)
{
    char text[200];
    double kb = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(text, sizeof text, f)) {
        if (strncmp(text, line, strlen(line)) == 0)
            kb = strtod(text + strlen(line), NULL);
    }
    if (f)
        fclose(f);
    return kb * 1024 / 1e6;
}

static void *read_many(void *ctx)
{
    struct reading r = {.user = STR("U2")};
    (void)ctx;
    arena_init(&r.arena, 0);
    for (int i = 0; i < 50; i++)
        caseload(&r);
    arena_free(&r.arena);
    return NULL;
}

/* A process that holds the database and has answered once; then with many that read and write at once; then idle again.
 */
static int hold(void)
{
    pthread_t thread[MANY];
    int each = EACH;
    struct reading r = {.user = STR("U1")};
    open_record(false);
    arena_init(&r.arena, 0);
    caseload(&r);
    arena_free(&r.arena);
    bench_row("memory of a process that holds them, idle", memory_mb("VmRSS:"), "MB", 0, "-");
    for (int i = 0; i < MANY; i++)
        need(pthread_create(&thread[i], NULL, i % 2 ? read_many : write_some, &each) == 0);
    for (int i = 0; i < MANY; i++)
        pthread_join(thread[i], NULL);
    bench_row("  at most, 16 writers and 16 caseloads at once", memory_mb("VmHWM:"), "MB", 0, "-");
    bench_row("  idle again", memory_mb("VmRSS:"), "MB", 0, "-");
    close_record();
    return 0;
}

static void measure_memory(const char *program)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, "hold", folder, (char *)NULL);
        _exit(127);
    }
    need(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

int main(int argc, char **argv)
{
    double syncs, raw = 0, tables = 0, one = 0, many;
    if (argc < 3) {
        fputs("usage: bench_record FOLDER PLAN.json [CLIENTS]\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "hold") == 0) {
        folder = argv[2];
        return hold();
    }
    folder = argv[1];
    plan_json = bench_file(argv[2]);
    open_record(true);
    /* The quickest of some rounds, in turns: what makes a round slower is another program at the disk. */
    for (int i = 0; i < ROUNDS; i++) {
        raw = most(raw, raw_writes(false));
        tables = most(tables, raw_writes(true));
        one = most(one, our_writes(1, ONE, &syncs));
    }
    bench_row("durable writes, one writer", one, "/s", raw, "SQLite alone, the same mode, a bare table");
    bench_row("  the same", one, "/s", tables, "SQLite alone, our tables with their indexes");
    many = our_writes(MANY, EACH, &syncs);
    bench_row("durable writes, 32 writers", many, "/s", raw, "SQLite alone, one writer");
    bench_row("syncs for each of those writes", syncs, "", 0, "-");

    struct reading r = {.parse = false};
    arena_init(&r.arena, 0);
    bench_row("a plan by its id, opened", bench_least(read_it, &r), "s", 0, "-");
    r.parse = true;
    bench_row("a plan by its id, opened and parsed", bench_least(read_it, &r), "s", 0, "-");
    arena_free(&r.arena);
    compare_caseloads(argc > 3 ? (size_t)atol(argv[3]) : 100000);
    close_record();
    measure_memory(argv[0]);
    return 0;
}
