/* serve.c: see serve.h. */
#include "main/serve.h"

#include "cli/control.h"
#include "cli/sandbox.h"
#include "http/http.h"
#include "web/web.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define LISTEN "127.0.0.1:8400"
#define STOP_SECONDS 20

struct site {
    struct record_open record;
    struct control *control;
    struct web *web;
    struct http_server *server;
    struct http_config http;
    FILE *err;
};

static void put_line(void *site, struct str line)
{
    fprintf(((struct site *)site)->err, "%.*s\n", (int)line.n, line.p);
}

static void put_metrics(void *site, struct buf *out)
{
    http_metrics(((struct site *)site)->server, out);
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

/* The record's own places, the certificate's, and what PostgreSQL's library reads of its user. */
static bool own_places(const struct site *s, const struct record_config *config, struct sandbox *to, struct arena *a,
                       struct err *e)
{
    static const char *const of_user[] = {".pgpass", ".pg_service.conf", ".postgresql"};
    const char *home = getenv("HOME");
    to->write[to->write_count++] = config->folder.p;
    bool ok = !config->checkpoints.n || sandbox_write_beside(to, config->checkpoints.p, a, e);
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

static bool give_up(void *site, const struct record_config *config, struct err *e)
{
    struct site *s = site;
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

/* ---- from start to end ---- */

static bool start(struct cli *c, struct site *s, struct err *e)
{
    struct web_config w;
    if (!read_options(c, s, &w, e) || !seal_init(e) || !record_begin_with(c, &s->record, give_up, s, e) ||
        !control_start(&s->record, &s->control, e)) {
        return false;
    }
    s->record.practice.test_limits = cli_option(c, "test-limits") != NULL;
    if (!web_new(&w, &s->web, e)) {
        return false;
    }
    s->http.handler = web_handle;
    s->http.app = s->web;
    return http_start(&s->http, &s->server, e);
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
    static struct site s; /* http_handler's threads hold it */
    struct err e = {0};
    sigset_t signals, before;
    s = (struct site){.err = c->err};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, &before); /* all threads inherit it: signals are waited for here */
    sigdelset(&signals, SIGPIPE);
    bool ok = start(c, &s, &e);
    if (ok) {
        told_where(c, &s);
        until_stopped(&s, &signals);
    }
    http_stop(s.server, STOP_SECONDS);
    if (!control_stop(s.control, STOP_SECONDS)) {
        fflush(NULL);
        _exit(ok ? CLI_OK : cli_fail("serve", &e)); /* a command still runs in the record: it ends as it is */
    }
    web_free(s.web);
    record_end(&s.record);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok ? CLI_OK : cli_fail("serve", &e);
}
