/* serve.c: see serve.h. */
#define _GNU_SOURCE /* pipe2 */
#include "main/serve.h"

#include "cli/control.h"
#include "cli/people.h"
#include "cli/rounds.h"
#include "cli/sandbox.h"
#include "cli/upkeep.h"
#include "http/http.h"
#include "main/post.h"
#include "web/web.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTEN "127.0.0.1:8400"
#define STOP_SECONDS 20
#define SETUP_CODE_SIZE 15 /* three groups of four, and NUL */

struct site {
    struct record_open record;
    struct control *control;
    struct web *web;
    struct http_server *server;
    struct http_config http;
    char setup_code[SETUP_CODE_SIZE]; /* empty: the practice has people */
    FILE *err, *access;
    struct rounds rounds; /* what is done by itself, in a thread */
    struct mail_config mail;
    struct arena kept; /* its texts */
    bool mails, goes_round;
    struct post *post; /* letters of the pages */
    int wake[2];
    pthread_t thread;
};

static struct site site; /* the server's threads hold it */

static void put_line(void *where, struct str line)
{
    fprintf(((struct site *)where)->err, "%.*s\n", (int)line.n, line.p);
}

static void put_metrics(void *where, struct buf *out)
{
    http_metrics(((struct site *)where)->server, out);
}

/* No path, no query and no peer: they would tell whose record was looked at, and from where. */
static void put_access(void *app, const struct http_request *r, int status, size_t bytes, int64_t took_us)
{
    static const char *const methods[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    char at[32];
    (void)app;
    upkeep_time(record_now(NULL), at);
    fprintf(site.access, "%s %.*s %s %d %zu %lld\n", at, (int)r->id.n, r->id.p, methods[r->method], status, bytes,
            (long long)took_us);
}

static bool open_access(struct site *s, const char *path, struct err *e)
{
    if (!path) {
        return true;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    s->access = fd >= 0 ? fdopen(fd, "a") : NULL;
    if (!s->access) {
        return err_set(e, ERR_IO, path, "cannot be written: %s", strerror(errno));
    }
    setvbuf(s->access, NULL, _IOLBF, 0);
    s->http.log = put_access;
    return true;
}

/* ---- what was asked for ---- */

static bool read_number(const struct cli *c, const char *option, long most, long *out, struct err *e)
{
    const char *text = cli_option(c, option);
    char *end = NULL;
    if (!text) {
        return true;
    }
    *out = strtol(text, &end, 10);
    return (*text >= '0' && *text <= '9' && !*end && *out >= 1 && *out <= most) ||
           err_set(e, ERR_INVALID, option, "must be 1 to %ld", most);
}

static bool read_options(struct cli *c, struct site *s, struct web_config *w, struct err *e)
{
    long workers = 4, practice = 1;
    http_defaults(&s->http);
    s->http.listen = cli_option(c, "listen") ? cli_option(c, "listen") : LISTEN;
    s->http.certificate = cli_option(c, "certificate");
    s->http.key = cli_option(c, "key");
    s->http.proxy = cli_option(c, "proxy");
    if (!read_number(c, "workers", 64, &workers, e) || !read_number(c, "practice", 1000000, &practice, e)) {
        return false;
    }
    s->http.workers = (size_t)workers;
    s->mails = cli_option(c, "mail-config") != NULL;
    if (s->mails && !mail_config_read(cli_option(c, "mail-config"), &s->kept, &s->mail, e)) {
        return false;
    }
    *w = (struct web_config){.practice = &s->record.practice,
                             .practice_id = practice,
                             .secure = s->http.certificate || s->http.proxy,
                             .log = put_line,
                             .log_where = s,
                             .metrics = put_metrics,
                             .metrics_where = s,
                             .metrics_token = getenv("GOLDTHREAD_METRICS_TOKEN")};
    return true;
}

/* ---- what it gives up ---- */

#ifdef __SANITIZE_ADDRESS__
#define LEAK_CHECK true
#else
#define LEAK_CHECK false
#endif

/* The file of leaks that are others', which the check of a sanitized build reads at its end. */
static bool put_suppressions(struct sandbox *to, struct arena *a, struct err *e)
{
    struct str options = str_of(getenv("LSAN_OPTIONS")), name = STR("suppressions="), file, rest;
    size_t at = LEAK_CHECK ? str_find(options, name, 0) : (size_t)-1;
    if (at == (size_t)-1) {
        return true;
    }
    options = file = str_sub(options, at + name.n, options.n);
    str_cut(options, ':', &file, &rest);
    to->read[to->read_count] = arena_copy(a, file.p, file.n);
    return to->read[to->read_count++] != NULL || arena_error(a, e);
}

/* The record's own places, the certificate's, and what PostgreSQL's library reads of its user. */
static bool own_places(const struct site *s, const struct record_config *config, struct sandbox *to, struct arena *a,
                       struct err *e)
{
    static const char *const of_user[] = {".pgpass", ".pg_service.conf", ".postgresql"};
    const char *home = getenv("HOME");
    to->write[to->write_count++] = config->folder.p;
    bool ok = put_suppressions(to, a, e);
    ok = ok && (!config->checkpoints.n || sandbox_write_beside(to, config->checkpoints.p, a, e));
    ok = ok && (db_is_server(config->database.p) || sandbox_write_beside(to, config->database.p, a, e));
    ok = ok && (!config->key_path.n || sandbox_write_beside(to, config->key_path.p, a, e));
    ok = ok && (strncmp(s->http.listen, "unix:", 5) != 0 || sandbox_write_beside(to, s->http.listen + 5, a, e));
    ok = ok && (!s->http.certificate || sandbox_read_beside(to, s->http.certificate, a, e));
    ok = ok && (!s->http.key || sandbox_read_beside(to, s->http.key, a, e));
    for (size_t i = 0; ok && home && i < sizeof of_user / sizeof *of_user; i++) {
        size_t n = strlen(home) + strlen(of_user[i]) + 2;
        char *path = arena_alloc(a, n);
        ok = path || arena_error(a, e);
        if (ok) {
            snprintf(path, n, "%s/%s", home, of_user[i]);
            to->read[to->read_count++] = path;
        }
    }
    return ok;
}

static bool give_up(void *where, const struct record_config *config, struct err *e)
{
    struct site *s = where;
    struct sandbox places = {.write_count = 0};
    struct arena a;
    bool held = false;
    arena_init(&a, 0);
    bool ok = own_places(s, config, &places, &a, e) && sandbox_files(&places, &held, e) && sandbox_calls(LEAK_CHECK, e);
    if (ok && !held) {
        put_line(s, STR("goldthread serve: this kernel has no Landlock: files of others are kept from this process by "
                        "their permissions only"));
    }
    arena_free(&a);
    return ok;
}

/* ---- what is done by itself ---- */

static void *do_rounds(void *where)
{
    struct site *s = where;
    struct err e = {0};
    if (!rounds_run(&s->rounds, false, &e)) {
        cli_fail("serve", &e);
    }
    return NULL;
}

static bool start_rounds(struct site *s, struct err *e)
{
    if (pipe2(s->wake, O_CLOEXEC) != 0) {
        return err_set(e, ERR_IO, "serve", "no pipe: %s", strerror(errno));
    }
    s->rounds = (struct rounds){
        .o = &s->record, .name = "serve", .every_seconds = 60, .stop = s->wake[0], .mail = s->mails ? &s->mail : NULL};
    s->goes_round = pthread_create(&s->thread, NULL, do_rounds, s) == 0;
    return s->goes_round || err_no_memory(e);
}

static void stop_rounds(struct site *s)
{
    if (s->goes_round) {
        close(s->wake[1]);
        pthread_join(s->thread, NULL);
        close(s->wake[0]);
    }
}

/* ---- a practice without people ---- */

/* Sixty bits, in digits and letters that are not mixed up: a code for who reads this terminal. */
static void new_code(char out[SETUP_CODE_SIZE])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char random[12];
    size_t n = 0;
    seal_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % 4 == 0) {
            out[n++] = '-';
        }
        out[n++] = digits[random[i] % (sizeof digits - 1)];
    }
    out[n] = 0;
}

static bool offer_setup(struct site *s, struct web_config *w, struct err *e)
{
    bool people;
    if (!people_there(&s->record.practice, w->practice_id, &s->record.arena, &people, e)) {
        return false;
    }
    if (!people) {
        new_code(s->setup_code);
        w->setup_code = s->setup_code;
        w->time_zone = machine_zone(&s->record.arena);
        if (str_ends_ci(w->time_zone, STR("UTC"))) {
            w->time_zone = (struct str){NULL, 0}; /* a server's, hardly where people work */
        }
    }
    return true;
}

/* ---- from start to end ---- */

/* Where links of mails lead: the address of the mail configuration, when it is one of a page. */
static bool start_post(struct site *s, struct web_config *w, struct err *e)
{
    struct str address = s->mail.address;
    if (!s->mails || (!str_starts(address, STR("https://")) && !str_starts(address, STR("http://")))) {
        return true;
    }
    while (address.n && address.p[address.n - 1] == '/') {
        address.n--;
    }
    w->address = address;
    w->mail = post_put;
    bool ok = post_start(&s->mail, &s->record.practice, s->err, &s->post, e);
    w->mail_where = s->post;
    return ok;
}

static bool start(struct cli *c, struct site *s, struct err *e)
{
    struct web_config w;
    if (!read_options(c, s, &w, e) || !open_access(s, cli_option(c, "access-log"), e) || !seal_init(e) ||
        !record_begin_with(c, &s->record, give_up, s, e) || !control_start(&s->record, &s->control, e)) {
        return false;
    }
    s->record.practice.test_limits = cli_option(c, "test-limits") != NULL;
    if (!offer_setup(s, &w, e) || !start_post(s, &w, e) || !web_new(&w, &s->web, e)) {
        return false;
    }
    s->http.handler = web_handle;
    s->http.oversized = true;
    s->http.settle = web_settle;
    s->http.app = s->web;
    return http_start(&s->http, &s->server, e) && start_rounds(s, e);
}

static void told_where(const struct cli *c, const struct site *s)
{
    const char *colon = strrchr(s->http.listen, ':');
    int host = colon ? (int)(colon - s->http.listen) : 0;
    if (strncmp(s->http.listen, "unix:", 5) == 0) {
        fprintf(c->out, "Goldthread is ready at %s\n", s->http.listen);
    } else {
        fprintf(c->out, "Goldthread is ready at %s://%.*s:%d/\n", s->http.certificate ? "https" : "http", host,
                s->http.listen, http_port(s->server));
    }
    if (s->setup_code[0]) {
        fprintf(c->out, "Nobody can sign in yet. Open /setup at this address and type the code %s\n", s->setup_code);
    }
    fflush(c->out);
}

static void until_stopped(struct site *s, const sigset_t *signals)
{
    for (int number = 0; sigwait(signals, &number) == 0 && number == SIGHUP;) {
        struct err e = {0};
        if (!http_reload(s->server, &e)) {
            cli_fail("serve", &e);
        }
    }
}

int serve(struct cli *c)
{
    struct err e = {0};
    sigset_t signals, before;
    site = (struct site){.err = c->err};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, &before); /* all threads inherit it: signals are waited for here */
    sigdelset(&signals, SIGPIPE);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool ok = start(c, &site, &e);
    if (ok) {
        told_where(c, &site);
        until_stopped(&site, &signals);
    }
    http_stop(site.server, STOP_SECONDS);
    stop_rounds(&site);
    post_stop(site.post);
    if (!control_stop(site.control, STOP_SECONDS)) {
        fflush(NULL);
        _exit(ok ? CLI_OK : cli_fail("serve", &e)); /* a command still runs in the record: it ends as it is */
    }
    web_free(site.web);
    if (site.access) {
        fclose(site.access);
    }
    record_end(&site.record);
    arena_free(&site.kept);
    curl_global_cleanup();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok ? CLI_OK : cli_fail("serve", &e);
}
