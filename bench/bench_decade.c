/*
 * A client of ten years, and every page about it: 600 scores, 60 plan versions, 520 sessions with notes, 3,000 shared
 * and 600 private diary entries, 300 words with answers, 500 check-ins, 400 ratings, 100 reviews, 10,000 openings.
 * Usage: bench_decade FOLDER PLAN.json [DATABASE] [REQUESTS]   DATABASE: FOLDER/ten_years.db, or a postgresql://
 * address
 *
 * PostgreSQL has counted its tables (db_analyze) before the first is asked for, as it does by itself within a minute.
 * The pages are found by following links, as the clinician and as the client; of each address, ids and values apart,
 * one is asked for REQUESTS times (200), one after the other. Printed for each: kB gzipped; the statements
 * that one sends to the database and the rows these give; the usual CPU time of this whole process for one; the
 * server's own time, from the request read to the answer made, as its access log has it, in ms: the first, half, 99 of
 * 100, most. A page over 40 kB is a failure; so is, with GOLDTHREAD_P99_MS set, one whose p99 is over it.
 */
#define BENCH_NAME "bench_decade"
#include "ten_years.h"

#include "practice/between.h"
#include "practice/people_parts.h"
#include "practice/words.h"
#include "web/web.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define PAGE_MAX ((size_t)4 << 20)
#define ADDRESSES_MAX 400
#define HTML_MAX_KB 40.0

static struct str assignment;
static struct actor self = {.practice = 1, .roles = ROLE_CLIENT, .from = {"bench", 5}};
static char self_token[PEOPLE_TOKEN_SIZE];

/* ---- ten years ---- */

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

/* What the clinician wrote, and what the client did. */
static void fill_parts(void)
{
    static const struct part of_clinician[] = {
        {.kind = RECORD_PLAN, .count = 59, .state = "superseded", .json = plan_of},
        {.kind = RECORD_SCORE, .count = 600, .state = "entered", .json = score_of},
        {.kind = RECORD_REVIEW, .count = 100, .state = "entered", .json = review_of},
        {.kind = RECORD_EVENT, .count = 100, .state = "entered", .json = event_of},
        {.kind = RECORD_REFERRAL, .count = 40, .state = "entered", .json = referral_of},
        {.kind = RECORD_CONSULTATION, .count = 60, .state = "entered", .json = consultation_of},
        {.kind = RECORD_SAFETY_PLAN, .count = 20, .state = "entered", .json = safety_of},
    };
    const struct part of_client[] = {
        {.kind = RECORD_DIARY, .count = 3000, .state = "entered", .json = diary_of},
        {.kind = RECORD_PRIVATE_DIARY,
         .count = 600,
         .state = "entered",
         .json = diary_of,
         .labels = LABEL_PRIVATE,
         .open = true},
        {.kind = RECORD_CHECKIN, .count = 500, .state = "sent", .json = checkin_of, .of = assignment},
        {.kind = RECORD_RATING, .count = 400, .state = "entered", .json = rating_of},
    };
    for (size_t i = 0; i < sizeof of_clinician / sizeof *of_clinician; i++) {
        fill(of_clinician[i]);
    }
    for (size_t i = 0; i < sizeof of_client / sizeof *of_client; i++) {
        struct part p = of_client[i];
        p.by = self.user;
        fill(p);
    }
}

static void open_record(const char *folder, const char *database)
{
    static struct arena a, passing;
    struct entry task = {.kind = RECORD_ASSIGNMENT,
                         .date = today(),
                         .json = STR("{\"personal\":[{\"question\":\"How well did you sleep?\"},{\"question\":\"How "
                                     "often did you do something you like?\"}],\"every\":\"P1W\",\"remote\":true}")};
    arena_init(&a, 0);
    arena_init(&passing, 0);
    open_practice(folder, database);
    need(db_write(store.db, DB_SYNC, NULL, add_account, &a, &e));
    fill_words(&passing);
    need(between_add(&practice, &who, client, &task, NONE, &a, &e));
    assignment = task.id;
    fill_parts();
    need(db_write(store.db, DB_SYNC, NULL, fill_sessions, NULL, &e));
    need(db_write(store.db, DB_SYNC, NULL, fill_trail, NULL, &e));
    fill((struct part){.kind = RECORD_PLAN, .count = 1, .state = "signed", .json = plan_of});
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
    struct sign_in in = {.practice = 1, .name = STR("carl"), .password = PASSWORD, .from = STR("bench")};
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
    close_practice();
    arena_free(&arena);
    free(page);
    return over ? 1 : 0;
}
