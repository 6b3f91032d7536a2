/*
 * ten_years.h: a record of one client of ten years, for the benchmarks that ask for it: the practice, its owner "carl"
 * who is the clinician, the client Ann Lee, and rows that are spread over the years, oldest first.
 * Define BENCH_NAME, which errors are told under, before it is included.
 */
#ifndef BENCH_TEN_YEARS_H
#define BENCH_TEN_YEARS_H

#include "bench.h"

#include "practice/clients.h"
#include "practice/people.h"
#include "practice/plans.h"
#include "store/entries.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)
#define YEARS 10
#define SESSIONS 520
#define PASSWORD STR("correct horse 7")
#define NONE ((struct str){NULL, 0})

static struct store store;
static struct practice practice;
static struct err e;
static struct str plan_json, client;
static struct actor who = {.practice = 1, .user = {"CLINICIAN", 9}, .roles = ROLE_CLINICIAN, .from = {"bench", 5}};
static int64_t now_ms = INT64_C(1800000000000);

static int64_t now(void *clock)
{
    return *(int64_t *)clock;
}

static void need(bool ok)
{
    if (!ok) {
        fprintf(stderr, BENCH_NAME ": %s: %s\n", e.where, e.text);
        exit(2);
    }
}

static struct date today(void)
{
    return date_from_day((int32_t)(now_ms / DAY_MS));
}

/* ---- rows ---- */

struct part {
    enum record_kind kind;
    int count;
    const char *state;
    const char *(*json)(int i); /* of the i-th, oldest first */
    struct str by, of;          /* by: absent for the clinician */
    unsigned labels;
    bool open; /* may be changed */
};

static char text[1200];

static const char *plan_of(int i)
{
    (void)i;
    return plan_json.p;
}

static const char *score_of(int i)
{
    if (i % 3 == 0) {
        snprintf(text, sizeof text, "{\"instrument\":\"phq9\",\"responses\":[1,%d,1,2,1,%d,1,1,0]}", i % 4, i % 3);
    } else if (i % 3 == 1) {
        snprintf(text, sizeof text, "{\"instrument\":\"gad7\",\"responses\":[1,%d,2,1,%d,1,2]}", i % 4, i % 3);
    } else {
        snprintf(text, sizeof text, "{\"instrument\":\"who5\",\"responses\":[%d,2,3,2,%d]}", i % 5, i % 4);
    }
    return text;
}

static const char *review_of(int i)
{
    (void)i;
    return "{\"results\":\"As before.\",\"client_reading\":\"The "
           "same.\",\"decisions\":[{\"about\":\"lack-of-progress\","
           "\"decision\":\"keep\",\"reason\":\"Too soon.\"}]}";
}

/* The i-th of so many, spread evenly, the last a while ago. */
static struct record row_of(enum record_kind kind, const char *state, int i, int count)
{
    int64_t age_days = (int64_t)(count - i) * YEARS * 365 / count;
    int64_t at = now_ms - age_days * DAY_MS;
    return (struct record){.practice = 1,
                           .client = client,
                           .kind = kind,
                           .state = str_of(state),
                           .day = (int32_t)(at / DAY_MS),
                           .locked = true,
                           .by = who.user,
                           .entered_ms = at};
}

static bool fill_part(struct db_tx *tx, void *ctx, struct err *err)
{
    const struct part *p = ctx;
    struct arena a;
    bool ok = true;
    arena_init(&a, 0);
    for (int i = 0; ok && i < p->count; i++) {
        struct record r = row_of(p->kind, p->state, i, p->count);
        r.by = p->by.n ? p->by : who.user;
        r.of = p->of;
        r.labels = p->labels;
        r.locked = !p->open;
        r.content = str_of(p->json(i));
        ok = record_add(&store, tx, &r, r.entered_ms, &a, err);
        arena_reset(&a);
    }
    arena_free(&a);
    return ok;
}

/* A session a week, each with its note. */
static bool fill_sessions(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena a;
    bool ok = true;
    (void)ctx;
    arena_init(&a, 0);
    for (int i = 0; ok && i < SESSIONS; i++) {
        struct record r = row_of(RECORD_SESSION, "entered", i, SESSIONS);
        struct record note = row_of(RECORD_NOTE, "entered", i, SESSIONS);
        r.content = STR("{\"status\":\"attended\",\"start\":\"14:00\",\"end\":\"14:50\"}");
        memset(text, 'n', 900);
        memcpy(text, "{\"text\":\"", 9);
        memcpy(text + 898, "\"}", 3);
        ok = record_add(&store, tx, &r, r.entered_ms, &a, err);
        note.of = r.id;
        note.content = str_of(text);
        ok = ok && record_add(&store, tx, &note, note.entered_ms, &a, err);
        arena_reset(&a);
    }
    arena_free(&a);
    return ok;
}

static void fill(struct part p)
{
    need(db_write(store.db, DB_SYNC, NULL, fill_part, &p, &e));
}

/* ---- the practice ---- */

/* A new record in the folder, or in the database when it is given, with its owner and the client, whose care began more
 * than ten years ago. */
static void open_practice(const char *folder, const char *database)
{
    static char path[512], key[512];
    static struct arena a;
    char recovery[SEAL_PRINTED_SIZE];
    struct people_settings set = {.name = STR("Bench"),
                                  .country = STR("US"),
                                  .idle_minutes = 15,
                                  .client_idle_minutes = 30,
                                  .session_hours = 12,
                                  .glass_hours = 12,
                                  .alert_hours = 24};
    struct person owner = {.sign_in = STR("carl"), .name = STR("Carl"), .roles = ROLE_OWNER | ROLE_CLINICIAN};
    struct client_new n = {.details = STR("{\"name\":\"Ann Lee\",\"birth_date\":\"1990-02-03\"}")};
    snprintf(path, sizeof path, "%s/ten_years.db", folder);
    snprintf(key, sizeof key, "%s/master.key", folder);
    struct keys_source source = {.from = KEYS_FILE, .path = key};
    arena_init(&a, 0);
    need(seal_init(&e) && keys_create(&source, &store.keys, recovery, &e));
    need(db_open(&(struct db_options){.url = database ? database : path}, &store.db, &e));
    need(store_migrate(store.db, &e));
    store.node = "main";
    practice = (struct practice){.store = &store, .now_ms = now, .clock = &now_ms};
    need(people_found(&practice, 1, &set, &owner, PASSWORD, &a, &who.user, &e));
    who.roles = owner.roles;
    now_ms -= (YEARS + 1) * 365 * DAY_MS;
    need(clients_new(&practice, &who, &n, NONE, &a, &e));
    now_ms += (YEARS + 1) * 365 * DAY_MS;
    client = n.id;
}

static void close_practice(void)
{
    db_close(store.db);
    keys_close(store.keys);
}

#endif
