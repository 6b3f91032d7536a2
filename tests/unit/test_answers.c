/*
 * test_answers.c: many clients answer check-ins at once over HTTP, each with a session and a pause for reading; the
 * server is killed in the middle and started again. Every answer that was acknowledged is there afterwards.
 * GOLDTHREAD_ANSWERS sets how many clients (50). tests/soak/answers.sh runs 500 and asks for 200 ms at p99.
 *
 * `test_answers prepare|serve FOLDER ...` are its own parts: processes of their own.
 */
#define _GNU_SOURCE /* strcasestr */
#include "support.h"

#include "http/http.h"
#include "practice/between.h"
#include "practice/checkins.h"
#include "practice/people_parts.h"
#include "record_support.h"
#include "web/web.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#define CLIENTS_MAX 1000
#define QUESTIONS 7
#define PAUSE_MS 1500 /* between two questions: half to one and a half of it */
#define NOW_MS INT64_C(1800000000000)
#define ASSIGNMENT                                                                                                     \
    "{\"personal\":[{\"question\":\"One?\"},{\"question\":\"Two?\"},{\"question\":\"Three?\"},{\"question\":\"Four?"   \
    "\"},"                                                                                                             \
    "{\"question\":\"Five?\"},{\"question\":\"Six?\"},{\"question\":\"Seven?\"}],\"every\":\"P1W\",\"remote\":true}"

/* ---- a practice with clients, their sessions and what they are asked ---- */

static int64_t clock_now(void *clock)
{
    return *(int64_t *)clock;
}

static bool found(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct practice_row row;
    if (!keys_practice_new(t->store.keys, tx, 1, e) || !practice_row_get(&t->store, tx, 1, &t->arena, &row, e))
        return false;
    row.content = STR("{\"name\":\"P\",\"country\":\"US\"}");
    return practice_row_put(&t->store, tx, &row, e);
}

struct one {
    struct record_test *t;
    struct str client;
    int number;
    char token[PEOPLE_TOKEN_SIZE];
};

static bool add_session(struct db_tx *tx, void *ctx, struct err *e)
{
    struct one *o = ctx;
    char name[32];
    int64_t practice;
    struct seal_hash hash;
    snprintf(name, sizeof name, "client%d", o->number);
    struct account_row row = {.practice = 1,
                              .sign_in = str_of(name),
                              .roles = ROLE_CLIENT,
                              .client = o->client,
                              .state = STR("active"),
                              .content = STR("{\"name\":\"Client\",\"sign_in\":\"client\"}")};
    token_new(1, o->token);
    return token_read(str_of(o->token), &practice, &hash) &&
           account_add(&o->t->store, tx, &row, o->t->now_ms, &o->t->arena, e) &&
           session_begin(&o->t->store, tx, &row, &hash, o->t->now_ms, o->t->now_ms + DAY_MS, e);
}

/* Opened as the server opens it. */
static void opened(struct record_test *t, struct backend *b, const char *folder, bool fresh)
{
    struct err e = {0};
    memset(t, 0, sizeof *t);
    t->backend = b;
    t->now_ms = NOW_MS;
    t->store.node = "main";
    arena_init(&t->arena, 0);
    snprintf(t->key_path, sizeof t->key_path, "%s/master.key", folder);
    snprintf(b->url, sizeof b->url, "%s/test.db", folder);
    struct keys_source source = {.from = KEYS_FILE, .path = t->key_path};
    char recovery[SEAL_PRINTED_SIZE];
    RECORD_OK(fresh ? keys_create(&source, &t->store.keys, recovery, &e) : keys_open(&source, &t->store.keys, &e), &e);
    RECORD_OK(db_open(&(struct db_options){.url = b->url}, &t->store.db, &e), &e);
    t->practice = (struct practice){.store = &t->store, .now_ms = clock_now, .clock = &t->now_ms};
    if (fresh) {
        RECORD_OK(store_migrate(t->store.db, &e), &e);
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, found, t, &e), &e);
    }
}

static int prepare(const char *folder, int count)
{
    static struct record_test t;
    static struct backend b;
    struct err e = {0};
    char path[200];
    struct actor clinician = {.practice = 1, .user = STR("CLINICIAN"), .roles = ROLE_CLINICIAN, .from = STR("test")};
    opened(&t, &b, folder, true);
    snprintf(path, sizeof path, "%s/tokens", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < count; i++) {
        struct one o = {.t = &t, .number = i, .client = record_test_client(&t, "Ida", "Quill", "CLINICIAN")};
        struct entry x = {.kind = RECORD_ASSIGNMENT, .date = {2027, 1, 15}, .json = STR(ASSIGNMENT)};
        t.now_ms++;
        RECORD_OK(between_add(&t.practice, &clinician, o.client, &x, (struct str){NULL, 0}, &t.arena, &e), &e);
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, add_session, &o, &e), &e);
        fprintf(f, "%s %.*s\n", o.token, (int)x.id.n, x.id.p);
    }
    fclose(f);
    record_test_end(&t);
    return 0;
}

static int serve(const char *folder, const char *listen, const char *ready)
{
    static struct record_test t;
    static struct backend b;
    struct err e = {0};
    struct http_config c;
    struct http_server *server;
    struct web *web;
    opened(&t, &b, folder, false);
    t.now_ms += 60000;
    RECORD_OK(practice_remember(&t.practice, (size_t)16 << 20, &e), &e);
    struct web_config w = {.practice = &t.practice};
    RECORD_OK(web_new(&w, &web, &e), &e);
    http_defaults(&c);
    c.listen = listen;
    c.handler = web_handle;
    c.settle = web_settle;
    c.app = web;
    RECORD_OK(http_start(&c, &server, &e), &e);
    FILE *f = fopen(ready, "w");
    fprintf(f, "%d\n", http_port(server));
    fclose(f);
    while (http_port(server))
        pause(); /* until it is killed */
    return 0;
}

/* ---- a server that can be killed ---- */

static char folder[] = "/tmp/goldthread-answers.XXXXXX";
static volatile int port;

static pid_t own_part(char **argv)
{
    pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    return child;
}

static pid_t start_server(int again)
{
    char listen[32], ready[200], text[16] = "";
    snprintf(listen, sizeof listen, "127.0.0.1:%d", again);
    snprintf(ready, sizeof ready, "%s/ready", folder);
    unlink(ready);
    char name[] = "test_answers", part[] = "serve", *argv[] = {name, part, folder, listen, ready, NULL};
    pid_t child = own_part(argv);
    for (int i = 0; i < 3000 && !text[0]; i++) {
        FILE *f = fopen(ready, "r");
        if (f && !fgets(text, sizeof text, f))
            text[0] = 0;
        if (f)
            fclose(f);
        if (!strchr(text, '\n'))
            text[0] = 0;
        poll(NULL, 0, 10);
    }
    port = (int)strtol(text, NULL, 10);
    CHECK(port > 0, "the server is not ready: %s", text);
    return child;
}

/* ---- a client ---- */

struct client {
    char token[PEOPLE_TOKEN_SIZE], assignment[40], form[40];
    int number, fd;
    uint64_t seed;
    int kept[QUESTIONS + 1]; /* acknowledged; -1: not yet */
    int64_t took_us[4 * QUESTIONS + 8];
    int took, retries;
    char body[65536];
};

static int64_t now_us(void)
{
    struct timespec s;
    clock_gettime(CLOCK_MONOTONIC, &s);
    return (int64_t)s.tv_sec * 1000000 + s.tv_nsec / 1000;
}

static bool reach(struct client *c)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval wait = {10, 0};
    int on = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0)
        return true;
    close(c->fd);
    c->fd = -1;
    return false;
}

/* One request; its status, 0: no answer came. The answer is in c->body, headers first. */
static int ask(struct client *c, const char *method, const char *path, const char *form)
{
    char head[1400];
    size_t have = 0, whole = 0;
    int n = snprintf(head, sizeof head,
                     "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: session=%s\r\n%sContent-Length: %zu\r\n\r\n%s",
                     method, path, port, c->token, form ? "Content-Type: application/x-www-form-urlencoded\r\n" : "",
                     form ? strlen(form) : 0, form ? form : "");
    int64_t from = now_us();
    if (c->fd < 0 && !reach(c))
        return 0;
    if (send(c->fd, head, (size_t)n, MSG_NOSIGNAL) == n) {
        for (;;) {
            ssize_t got = recv(c->fd, c->body + have, sizeof c->body - 1 - have, 0);
            if (got <= 0)
                break;
            have += (size_t)got;
            c->body[have] = 0;
            char *end = strstr(c->body, "\r\n\r\n"), *length = strcasestr(c->body, "\r\nContent-Length:");
            if (end && length && length < end)
                whole = (size_t)(end + 4 - c->body) + strtoul(length + 17, NULL, 10);
            if (whole && have >= whole)
                break;
        }
    }
    if (!whole || have < whole) {
        close(c->fd);
        c->fd = -1;
        return 0;
    }
    if (c->took < (int)(sizeof c->took_us / sizeof *c->took_us))
        c->took_us[c->took++] = now_us() - from;
    return (int)strtol(c->body + 9, NULL, 10);
}

/* The value of a hidden field of the page, percent-encoded where it must be. */
static void hidden(const struct client *c, const char *name, char out[400])
{
    char mark[40];
    size_t n = 0;
    snprintf(mark, sizeof mark, "name=\"%s\" value=\"", name);
    const char *p = strstr(c->body, mark);
    for (p = p ? p + strlen(mark) : ""; *p && *p != '"' && n < 390; p++)
        n += (size_t)snprintf(out + n, 400 - n, strchr("+/=&", *p) ? "%%%02X" : "%c", (unsigned)*p);
    out[n] = 0;
}

static bool token_form(struct client *c, const char *page, const char *more, char out[1000])
{
    char csrf[400], once[400];
    if (ask(c, "GET", page, NULL) != 200)
        return false;
    hidden(c, "csrf", csrf);
    hidden(c, "once", once);
    snprintf(out, 1000, "csrf=%s&once=%s&%s", csrf, once, more);
    return csrf[0] != 0;
}

static bool begin(struct client *c)
{
    char form[1000], more[80];
    snprintf(more, sizeof more, "assignment=%s", c->assignment);
    if (!token_form(c, "/me/checkins", more, form) || ask(c, "POST", "/me/checkins", form) != 303)
        return false;
    const char *at = strstr(c->body, "/me/checkins/");
    return at && sscanf(at + 13, "%26[0-9A-Z]", c->form) == 1;
}

static bool answer(struct client *c, int item)
{
    char form[1000], path[100], more[40];
    int value = (int)(test_random(&c->seed) % 11);
    snprintf(path, sizeof path, "/me/checkins/%s/%d", c->form, item);
    snprintf(more, sizeof more, "q%d=%d", item, value);
    if (!token_form(c, path, more, form) || ask(c, "POST", path, form) != 303)
        return false;
    c->kept[item] = value; /* acknowledged */
    return true;
}

static void rest(struct client *c)
{
    poll(NULL, 0, PAUSE_MS / 2 + (int)(test_random(&c->seed) % PAUSE_MS));
}

static void *live(void *ctx)
{
    struct client *c = ctx;
    rest(c);
    while (!c->form[0] && c->retries < 200 && !begin(c)) {
        c->retries++;
        rest(c);
    }
    for (int item = 1; item <= QUESTIONS && c->retries < 200;) {
        rest(c);
        if (answer(c, item))
            item++;
        else
            c->retries++;
    }
    return NULL;
}

/* ---- all of them ---- */

static int by_time(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void test_answers(void **state)
{
    (void)state;
    static struct client clients[CLIENTS_MAX];
    static pthread_t threads[CLIENTS_MAX];
    const char *asked = getenv("GOLDTHREAD_ANSWERS"), *limit = getenv("GOLDTHREAD_ANSWERS_MS");
    int count = asked ? (int)strtol(asked, NULL, 10) : 50, status, missing = 0, lost = 0, retries = 0;
    char number[16], path[200];
    assert_true(count > 0 && count <= CLIENTS_MAX);
    assert_non_null(mkdtemp(folder));
    snprintf(number, sizeof number, "%d", count);
    char name[] = "test_answers", part[] = "prepare", *argv[] = {name, part, folder, number, NULL};
    pid_t child = own_part(argv);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    snprintf(path, sizeof path, "%s/tokens", folder);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    for (int i = 0; i < count; i++) {
        clients[i].number = i;
        clients[i].fd = -1;
        clients[i].seed = 77 + (uint64_t)i;
        memset(clients[i].kept, -1, sizeof clients[i].kept);
        assert_int_equal(fscanf(f, "%95s %39s", clients[i].token, clients[i].assignment), 2);
    }
    fclose(f);
    child = start_server(0);
    for (int i = 0; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, live, &clients[i]), 0);
    poll(NULL, 0, 5 * PAUSE_MS); /* in the middle */
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    child = start_server(port);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    size_t n = 0;
    int64_t *all = calloc((size_t)count * (4 * QUESTIONS + 8), sizeof *all);
    assert_non_null(all);
    for (int i = 0; i < count; i++) {
        struct client *c = &clients[i];
        retries += c->retries;
        memcpy(all + n, c->took_us, (size_t)c->took * sizeof *all);
        n += (size_t)c->took;
    }
    for (int i = 0; i < count; i++)
        for (int item = 1; item <= QUESTIONS; item++) {
            char mark[60];
            snprintf(path, sizeof path, "/me/checkins/%s/%d", clients[i].form, item);
            snprintf(mark, sizeof mark, "value=\"%d\" checked", clients[i].kept[item]);
            missing += clients[i].kept[item] < 0;
            lost += ask(&clients[i], "GET", path, NULL) != 200 || !strstr(clients[i].body, mark);
        }
    qsort(all, n, sizeof *all, by_time);
    int64_t p99 = n ? all[n * 99 / 100] : 0;
    print_message("%d clients, %d answers, %zu requests, %d tried again; ms: half %.1f, p99 %.1f, most %.1f\n", count,
                  count * QUESTIONS, n, retries, (double)all[n / 2] / 1000, (double)p99 / 1000,
                  (double)all[n - 1] / 1000);
    free(all);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    snprintf(path, sizeof path, "rm -rf %s", folder);
    assert_int_equal(system(path), 0);
    CHECK(!missing, "%d answers were never taken", missing);
    CHECK(!lost, "%d acknowledged answers are lost", lost);
    CHECK(retries >= 1, "%d: nobody noticed that the server was killed", retries);
    if (limit)
        CHECK(p99 <= strtol(limit, NULL, 10) * 1000, "p99 is %.1f ms", (double)p99 / 1000);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "prepare") == 0)
        return prepare(argv[2], (int)strtol(argv[3], NULL, 10));
    if (argc == 5 && strcmp(argv[1], "serve") == 0)
        return serve(argv[2], argv[3], argv[4]);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
