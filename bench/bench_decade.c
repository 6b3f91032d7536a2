/*
 * A client of ten years, and every page about it: 600 scores, 60 plan versions, 520 sessions with notes, 3,000 shared
 * and 600 private diary entries, 300 words with answers, 500 check-ins, 400 ratings, 100 reviews, 10,000 openings.
 * Usage: bench_decade FOLDER PLAN.json [DATABASE] [REQUESTS]   DATABASE: FOLDER/decade.db, or a postgresql:// address
 *
 * PostgreSQL has counted its tables (db_analyze) before the first is asked for, as it does by itself within a minute.
 * The pages are found by following links, as the clinician and as the client; of each address, ids and values apart,
 * one is asked for REQUESTS times (200), one after the other. Printed for each: kB gzipped; the statements
 * that one sends to the database and the rows these give; the usual CPU time of this whole process for one; the
 * server's own time, from the request read to the answer made, as its access log has it, in ms: the first, half, 99 of
 * 100, most. A page over 40 kB is a failure; so is, with GOLDTHREAD_P99_MS set, one whose p99 is over it.
 */
#include "bench.h"

#include "practice/between.h"
#include "practice/clients.h"
#include "practice/people_parts.h"
#include "practice/plans.h"
#include "practice/words.h"
#include "web/web.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define DAY_MS INT64_C(86400000)
#define YEARS 10
#define NONE ((struct str){NULL, 0})
#define PAGE_MAX ((size_t)4 << 20)
#define ADDRESSES_MAX 400
#define HTML_MAX_KB 40.0

static struct store store;
static struct practice practice;
static struct err e;
static struct str plan_json, client, assignment;
static struct actor who = {.practice = 1, .user = {"CLINICIAN", 9}, .roles = ROLE_CLINICIAN, .from = {"bench", 5}};
static struct actor self = {.practice = 1, .roles = ROLE_CLIENT, .from = {"bench", 5}};
static int64_t now_ms = INT64_C(1800000000000);
static char self_token[PEOPLE_TOKEN_SIZE];

static int64_t now(void *clock)
{
    return *(int64_t *)clock;
}

static void need(bool ok)
{
    if (!ok) {
        fprintf(stderr, "bench_decade: %s: %s\n", e.where, e.text);
        exit(2);
    }
}

/* ---- ten years ---- */

struct part {
    enum record_kind kind;
    int count;
    const char *state;
    const char *(*json)(int i); /* of the i-th, oldest first */
    bool by_client;
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

static const char *diary_of(int i)
{
    snprintf(text, sizeof text,
             "{\"mood\":%d,\"anxiety\":%d,\"sleep_hours\":%d,\"text\":\"A day at the shop, then the way home along the "
             "river, and a telephone call with my sister.\"}",
             i % 9, (i + 3) % 8, 4 + i % 5);
    return text;
}

static const char *checkin_of(int i)
{
    snprintf(text, sizeof text,
             "{\"questions\":[{\"question\":\"How well did you sleep?\",\"low\":\"badly\",\"high\":\"very well\"},"
             "{\"question\":\"How often did you do something you like?\"}],\"responses\":[%d,%d],\"form\":true,"
             "\"sent_ms\":%lld}",
             i % 11, (i + 4) % 11, (long long)now_ms);
    return text;
}

static const char *rating_of(int i)
{
    snprintf(text, sizeof text, "{\"type\":\"rating\",\"goal\":\"g1\",\"value\":%d}", i % 11);
    return text;
}

static const char *review_of(int i)
{
    (void)i;
    return "{\"results\":\"As before.\",\"client_reading\":\"The "
           "same.\",\"decisions\":[{\"about\":\"lack-of-progress\","
           "\"decision\":\"keep\",\"reason\":\"Too soon.\"}]}";
}

static const char *event_of(int i)
{
    (void)i;
    return "{\"kind\":\"loss_of_job\",\"text\":\"The shop where she worked has closed.\"}";
}

static const char *referral_of(int i)
{
    (void)i;
    return "{\"to\":\"Dr. Amara Osei\",\"why\":\"A second opinion on sleep.\",\"status\":\"completed\"}";
}

static const char *consultation_of(int i)
{
    (void)i;
    return "{\"with\":\"The team\",\"ground\":\"treatment\",\"shared\":\"The course.\",\"advice\":\"Go on.\"}";
}

static const char *safety_of(int i)
{
    (void)i;
    return "{\"warning_signs\":[\"I stop answering the telephone\"],\"coping\":[\"A walk\"]}";
}

static const struct part parts[] = {
    {RECORD_PLAN, 59, "superseded", plan_of, false},       {RECORD_SCORE, 600, "entered", score_of, false},
    {RECORD_DIARY, 3000, "entered", diary_of, true},       {RECORD_PRIVATE_DIARY, 600, "entered", diary_of, true},
    {RECORD_CHECKIN, 500, "sent", checkin_of, true},       {RECORD_RATING, 400, "entered", rating_of, true},
    {RECORD_REVIEW, 100, "entered", review_of, false},     {RECORD_EVENT, 100, "entered", event_of, false},
    {RECORD_REFERRAL, 40, "entered", referral_of, false},  {RECORD_CONSULTATION, 60, "entered", consultation_of, false},
    {RECORD_SAFETY_PLAN, 20, "entered", safety_of, false},
};

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
        r.by = p->by_client ? self.user : who.user;
        r.of = p->kind == RECORD_CHECKIN ? assignment : NONE;
        r.labels = p->kind == RECORD_PRIVATE_DIARY ? LABEL_PRIVATE : 0;
        r.locked = p->kind != RECORD_PRIVATE_DIARY;
        r.content = str_of(p->json(i));
        ok = record_add(&store, tx, &r, r.entered_ms, &a, err);
        arena_reset(&a);
    }
    arena_free(&a);
    return ok;
}

static bool fill_sessions(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena a;
    bool ok = true;
    (void)ctx;
    arena_init(&a, 0);
    for (int i = 0; ok && i < 520; i++) {
        struct record r = row_of(RECORD_SESSION, "entered", i, 520), note = row_of(RECORD_NOTE, "entered", i, 520);
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

static bool fill_trail(struct db_tx *tx, void *ctx, struct err *err)
{
    bool ok = true;
    (void)ctx;
    for (int i = 0; ok && i < 10000; i++) {
        struct audit_event ev = {.practice = 1,
                                 .at_ms = now_ms - (10000 - i) * (YEARS * 365 * DAY_MS / 10000),
                                 .action = AUDIT_READ,
                                 .use_case = i % 2 ? STR("chart.read") : STR("plan.read"),
                                 .user = who.user,
                                 .client = client,
                                 .from = STR("192.0.2.7")};
        ok = audit_append(tx, store.keys, str_of(store.node), &ev, err);
    }
    return ok;
}

static bool add_account(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena *a = ctx;
    int64_t number;
    struct seal_hash hash;
    struct account_row row = {.practice = 1,
                              .sign_in = STR("ann"),
                              .roles = ROLE_CLIENT,
                              .client = client,
                              .state = STR("active"),
                              .content = STR("{\"name\":\"Ann Lee\",\"sign_in\":\"ann\"}")};
    token_new(1, self_token);
    bool ok = token_read(str_of(self_token), &number, &hash) && account_add(&store, tx, &row, now_ms, a, err) &&
              session_begin(&store, tx, &row, &hash, now_ms, now_ms + DAY_MS, err);
    self.user = row.id;
    self.client = client;
    return ok;
}

/* Said and answered by the use cases, on their days. */
static void fill_words(struct arena *a)
{
    int64_t end = now_ms;
    for (int i = 0; i < 300; i++) {
        struct words w = {.kind = i % 3 ? WORDS_QUESTION : WORDS_OTHER,
                          .about = i % 3 ? STR("objectives/o1") : NONE,
                          .text = STR("Could we talk about the mornings? They are still the hardest part of the day.")};
        struct str id;
        now_ms = end - (int64_t)(300 - i) * YEARS * 365 / 300 * DAY_MS;
        need(words_add(&practice, &self, client, &w, NONE, a, &e) &&
             words_answer(&practice, &who, client, w.id, STR("Yes, next time, first thing."), NONE, a, &id, &e));
        arena_reset(a);
    }
    now_ms = end;
}

static void open_record(const char *folder, const char *database)
{
    static char path[512], key[512];
    static struct arena a, passing;
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
    struct entry task = {.kind = RECORD_ASSIGNMENT,
                         .date = date_from_day((int32_t)(now_ms / DAY_MS)),
                         .json = STR("{\"personal\":[{\"question\":\"How well did you sleep?\"},{\"question\":\"How "
                                     "often did you do something you like?\"}],\"every\":\"P1W\",\"remote\":true}")};
    snprintf(path, sizeof path, "%s/decade.db", folder);
    snprintf(key, sizeof key, "%s/master.key", folder);
    struct keys_source source = {.from = KEYS_FILE, .path = key};
    arena_init(&a, 0);
    arena_init(&passing, 0);
    need(keys_create(&source, &store.keys, recovery, &e));
    need(db_open(&(struct db_options){.url = database ? database : path}, &store.db, &e));
    need(store_migrate(store.db, &e));
    store.node = "main";
    practice = (struct practice){.store = &store, .now_ms = now, .clock = &now_ms};
    need(people_found(&practice, 1, &set, &owner, STR("correct horse 7"), &a, &who.user, &e));
    who.roles = owner.roles;
    now_ms -= (YEARS + 1) * 365 * DAY_MS; /* care begins */
    need(clients_new(&practice, &who, &n, NONE, &a, &e));
    client = n.id;
    now_ms += (YEARS + 1) * 365 * DAY_MS;
    need(db_write(store.db, DB_SYNC, NULL, add_account, &a, &e));
    fill_words(&passing);
    need(between_add(&practice, &who, client, &task, NONE, &a, &e));
    assignment = task.id;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct part p = parts[i];
        need(db_write(store.db, DB_SYNC, NULL, fill_part, &p, &e));
    }
    struct part last = {RECORD_PLAN, 1, "signed", plan_of, false};
    need(db_write(store.db, DB_SYNC, NULL, fill_sessions, NULL, &e));
    need(db_write(store.db, DB_SYNC, NULL, fill_trail, NULL, &e));
    need(db_write(store.db, DB_SYNC, NULL, fill_part, &last, &e));
    struct entry event = {.kind = RECORD_EVENT, .date = task.date, .json = STR("{\"kind\":\"other\",\"text\":\"x\"}")};
    need(between_add(&practice, &who, client, &event, NONE, &a, &e)); /* which works the summary out */
    need(db_analyze(store.db, &e));
    arena_free(&passing);
}

/* ---- the server's own time ---- */

static atomic_uint answers;
static atomic_llong took, used;

static long long cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void noted(void *app, const struct http_request *r, int status, size_t bytes, int64_t took_us)
{
    (void)app, (void)r, (void)status, (void)bytes;
    took = took_us;
    used = cpu_us();
    answers++;
}

/* ---- asking ---- */

static int port, link_fd = -1;
static char *page;
static size_t page_bytes;

static void reach(void)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    link_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(link_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(link_fd, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("bench_decade: connect");
        exit(2);
    }
}

struct cost {
    long long took_us, cpu_us; /* the server's time; CPU of this whole process, what asks included */
};

/* One request; its status. The whole answer is in page. */
static int ask(const char *path, const char *token, struct cost *cost)
{
    char head[1400];
    size_t have = 0, whole = 0;
    unsigned before = answers;
    long long from = cpu_us();
    int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: session=%s\r\n\r\n", path,
                     port, token);
    if (link_fd < 0) {
        reach();
    }
    if (send(link_fd, head, (size_t)n, MSG_NOSIGNAL) != n) {
        return 0;
    }
    while (!whole || have < whole) {
        ssize_t got = recv(link_fd, page + have, PAGE_MAX - 1 - have, 0);
        if (got <= 0) {
            close(link_fd);
            link_fd = -1;
            return 0;
        }
        have += (size_t)got;
        page[have] = 0;
        char *end = whole ? NULL : strstr(page, "\r\n\r\n"), *length = end ? strstr(page, "Content-Length: ") : NULL;
        if (end && length && length < end) {
            whole = (size_t)(end + 4 - page) + strtoul(length + 16, NULL, 10);
            page_bytes = whole;
        }
    }
    while (answers == before) {
        usleep(20);
    }
    *cost = (struct cost){took, used - from};
    return (int)strtol(page + 9, NULL, 10);
}

/* ---- the pages ---- */

struct address {
    char path[400], kind[400]; /* kind: ids and values of the query left out */
};

/* "/clients/01J.../scores/01J..?of=x" becomes "/clients/ID/scores/ID?of=". */
static void kind_of(const char *path, char out[400])
{
    size_t n = 0;
    for (const char *p = path; *p && n < 390;) {
        size_t id = strspn(p, "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        if (id == SEAL_ID_SIZE) {
            n += (size_t)snprintf(out + n, 400 - n, "ID");
            p += id;
        } else if (*p == '=') {
            out[n++] = *p;
            p += strcspn(p, "&");
        } else {
            out[n++] = *p++;
        }
    }
    out[n] = 0;
}

static bool add_address(struct address *list, size_t *count, const char *path)
{
    char kind[400];
    kind_of(path, kind);
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(list[i].kind, kind) == 0) {
            return true;
        }
    }
    if (*count == ADDRESSES_MAX) {
        return false;
    }
    snprintf(list[*count].path, sizeof list->path, "%s", path);
    snprintf(list[(*count)++].kind, sizeof list->kind, "%s", kind);
    return true;
}

/* The links of the page that lead to others of this side. */
static void follow_links(struct address *list, size_t *count)
{
    for (const char *p = page; (p = strstr(p, "href=\"/"));) {
        char path[400];
        size_t n = 0;
        for (p += 6; *p && *p != '"' && *p != '#' && n < 390; p++) {
            path[n++] = *p;
            p += strncmp(p, "&amp;", 5) == 0 ? 4 : 0;
        }
        path[n] = 0;
        /* leave ends nothing but shows another site; files are no pages */
        if (strncmp(path, "/static", 7) != 0 && strcmp(path, "/leave") != 0 && !strstr(path, "csv") &&
            !strstr(path, "pdf") && !strstr(path, "/download") && !strstr(path, "/help/") &&
            !strstr(path, "/practice") && !strstr(path, "favicon") && !add_address(list, count, path)) {
            fprintf(stderr, "bench_decade: more than %d addresses\n", ADDRESSES_MAX);
            exit(2);
        }
    }
}

static int by_time(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;
    return (x->took_us > y->took_us) - (x->took_us < y->took_us);
}

static int by_cpu(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;
    return (x->cpu_us > y->cpu_us) - (x->cpu_us < y->cpu_us);
}

static double zipped_kb(void)
{
    const char *body = strstr(page, "\r\n\r\n") + 4;
    uLong n = (uLong)(page + page_bytes - body);
    uLongf room = compressBound(n);
    Bytef *out = malloc(room);
    if (!out || compress2(out, &room, (const Bytef *)body, n, 6) != Z_OK) {
        exit(2);
    }
    free(out);
    return (double)room / 1024;
}

struct result {
    double kb, cpu, first, half, p99, most; /* ms */
    double asked, rows;                     /* of the database, by one request */
};

/* The page that was just asked for, `requests` times more. */
static struct result repeat(const char *path, const char *token, struct cost *list, int requests)
{
    struct result r = {.kb = zipped_kb(), .first = (double)list[0].took_us / 1000};
    struct db_stats before, after;
    db_stats(store.db, &before);
    for (int k = 0; k < requests; k++) {
        ask(path, token, &list[k]);
    }
    db_stats(store.db, &after);
    r.asked = (double)(after.statements - before.statements) / requests;
    r.rows = (double)(after.rows - before.rows) / requests;
    qsort(list, (size_t)requests, sizeof *list, by_cpu);
    r.cpu = (double)list[requests / 2].cpu_us / 1000;
    qsort(list, (size_t)requests, sizeof *list, by_time);
    r.half = (double)list[requests / 2].took_us / 1000;
    r.p99 = (double)list[requests * 99 / 100 - (requests >= 100)].took_us / 1000;
    r.most = (double)list[requests - 1].took_us / 1000;
    return r;
}

/* Asks for all that is reached from `first`; how many pages are over a limit. */
static int measure(const char *side, const char *first, const char *token, int requests)
{
    static struct address list[ADDRESSES_MAX];
    const char *given = getenv("GOLDTHREAD_P99_MS");
    double limit_ms = given ? strtod(given, NULL) : 0;
    struct cost *cost = calloc((size_t)requests + 1, sizeof *cost);
    size_t count = 0;
    int over = 0, pages = 0;
    add_address(list, &count, first);
    printf("%-58s %6s %6s %6s %6s %7s %7s %7s %7s\n", side, "kB", "asked", "rows", "cpu ms", "first", "half", "p99",
           "most");
    for (size_t i = 0; cost && i < count; i++) {
        int status = ask(list[i].path, token, cost);
        if (status == 0 || status >= 500) {
            printf("%s answers %d\n", list[i].kind, status);
            over++;
        }
        if (status != 200 || !strstr(page, "text/html")) {
            continue;
        }
        follow_links(list, &count);
        struct result r = repeat(list[i].path, token, cost, requests);
        bool bad = r.kb > HTML_MAX_KB || (limit_ms > 0 && r.p99 > limit_ms);
        printf("%-58s %6.1f %6.0f %6.0f %6.2f %7.2f %7.2f %7.2f %7.2f%s\n", list[i].kind, r.kb, r.asked, r.rows, r.cpu,
               r.first, r.half, r.p99, r.most, bad ? "  OVER" : "");
        fflush(stdout);
        over += bad;
        pages++;
    }
    printf("%s: %d pages, %d over a limit\n", side, pages, over);
    free(cost);
    return over + (pages < 10);
}

int main(int argc, char **argv)
{
    static struct arena arena;
    struct sign_in in = {.practice = 1, .name = STR("carl"), .password = STR("correct horse 7"), .from = STR("bench")};
    struct http_config http;
    struct http_server *server;
    struct actor ignored;
    char token[PEOPLE_TOKEN_SIZE], chart[100];
    if (argc < 3) {
        fputs("usage: bench_decade FOLDER PLAN.json [DATABASE] [REQUESTS]\n", stderr);
        return 2;
    }
    int requests = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 200;
    arena_init(&arena, 0);
    page = malloc(PAGE_MAX);
    plan_json = bench_file(argv[2]);
    need(seal_init(&e));
    open_record(argv[1], argc > 3 && argv[3][0] ? argv[3] : NULL);
    struct web_config web = {.practice = &practice};
    http_defaults(&http);
    http.listen = "127.0.0.1:0";
    http.workers = 1;
    http.handler = web_handle;
    http.settle = web_settle;
    http.log = noted;
    need(page && requests > 0 && web_new(&web, (struct web **)&http.app, &e));
    need(people_sign_in(&practice, &in, &arena, token, &ignored, &e) && http_start(&http, &server, &e));
    port = http_port(server);
    snprintf(chart, sizeof chart, "/clients/%.*s", (int)client.n, client.p);
    int over = measure("client", "/me", self_token, requests) + measure("clinician", chart, token, requests);
    http_stop(server, 5);
    web_free(http.app);
    db_close(store.db);
    keys_close(store.keys);
    arena_free(&arena);
    free(page);
    return over ? 1 : 0;
}
