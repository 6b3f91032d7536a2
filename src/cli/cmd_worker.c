/* cmd_worker.c: goldthread worker: what is done by itself, minute by minute, while nobody looks. */
#include "practice/between.h"

#include "cli/control.h"
#include "cli/mail.h"
#include "cli/record.h"
#include "cli/upkeep.h"
#include "practice/worker.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define HOUR_MS INT64_C(3600000)
#define STOP_SECONDS 20 /* how long commands that are served may go on when the worker is to stop */

struct worker {
    struct record_open o;
    struct mail_config mail;
    bool sends, leads;
    long every_seconds;
    char node[128];
    sigset_t stop;
    int64_t looked_ms, checkpoint_ms; /* when reviews and checkpoints were seen to last; 0: never */
    size_t passed_on, reminders, sent, later, lost;
};

static int64_t now_ms(const struct worker *w)
{
    return w->o.practice.now_ms(w->o.practice.clock);
}

/* A signal to stop that has come. */
static bool stopping(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) || sigismember(&waiting, SIGINT));
}

/* ---- checkpoints ---- */

static bool checkpoint(struct worker *w, struct err *e)
{
    struct buf line;
    buf_init(&line, 0);
    bool ok = audit_checkpoint(w->o.store.db, w->o.store.keys, now_ms(w), &line, e) &&
              (buf_ok(&line) || err_no_memory(e)) && upkeep_append(w->o.config.checkpoints.p, buf_str(&line), e);
    buf_free(&line);
    w->checkpoint_ms = ok ? now_ms(w) : w->checkpoint_ms;
    return ok;
}

/* ---- one practice ---- */

static bool send_one(struct worker *w, const struct actor *program, bool *there, struct err *e)
{
    static const enum worker_outcome outcomes[] = {WORKER_SENT, WORKER_LATER, WORKER_REFUSED, WORKER_UNKNOWN};
    struct worker_mail mail;
    struct arena a;
    char answer[160] = "";
    arena_init(&a, 0);
    bool ok = worker_mail(&w->o.practice, program, &a, &mail, there, e);
    if (ok && *there) {
        enum mail_result r = mail_send(&w->mail, mail.to, mail.job, now_ms(w), answer);
        w->sent += r == MAIL_SENT;
        w->later += r == MAIL_LATER;
        w->lost += r == MAIL_REFUSED || r == MAIL_UNKNOWN;
        ok = worker_mail_done(&w->o.practice, program, &mail, outcomes[r], str_of(answer), e);
    }
    arena_free(&a);
    return ok;
}

static bool send_all(struct worker *w, const struct actor *program, struct err *e)
{
    bool there = w->sends, ok = true;
    while (ok && there && !stopping()) {
        ok = worker_lead(&w->o.practice, program->practice, str_of(w->node), w->every_seconds * 3000, &w->leads, e) &&
             (!w->leads || send_one(w, program, &there, e));
        there = there && w->leads;
    }
    return ok;
}

static bool practice_round(struct worker *w, int64_t practice, bool look, struct err *e)
{
    struct actor program = worker_actor(practice);
    size_t n = 0;
    if (!worker_lead(&w->o.practice, practice, str_of(w->node), w->every_seconds * 3000, &w->leads, e)) {
        return false;
    }
    if (!w->leads) {
        return true;
    }
    if (!between_escalate(&w->o.practice, &program, &n, e)) {
        return false;
    }
    w->passed_on += n;
    if (!worker_remind(&w->o.practice, &program, look, &n, e)) {
        return false;
    }
    w->reminders += n;
    return worker_sweep(&w->o.practice, practice, e) && send_all(w, &program, e);
}

/* ---- rounds ---- */

/* What failed is told and tried again at the next round: the database may come back. */
static void told(struct err *e)
{
    cli_fail("worker", e);
    err_clear(e);
}

/* What is wrong in one practice is told and keeps none of the others waiting; the last one's error is the round's. */
static bool each_practice(struct worker *w, const int64_t *list, size_t n, bool look, struct err *e)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        if (!ok) {
            told(e);
        }
        ok = practice_round(w, list[i], look, e);
    }
    return ok;
}

static bool one_round(struct worker *w, struct err *e)
{
    struct arena a;
    int64_t *list, at = now_ms(w);
    size_t n;
    bool look = !w->looked_ms || at - w->looked_ms >= HOUR_MS;
    arena_init(&a, 0);
    bool ok = worker_practices(&w->o.practice, &a, &list, &n, e) && each_practice(w, list, n, look, e);
    w->looked_ms = ok && look ? at : w->looked_ms;
    arena_free(&a);
    return ok && (at - w->checkpoint_ms < HOUR_MS || checkpoint(w, e));
}

static void pause_round(const struct worker *w)
{
    struct timespec t = {.tv_sec = w->every_seconds};
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    while (!stopping()) {
        siginfo_t info;
        clock_gettime(CLOCK_MONOTONIC, &after);
        if (after.tv_sec - before.tv_sec >= w->every_seconds) {
            return;
        }
        t.tv_sec = w->every_seconds - (after.tv_sec - before.tv_sec);
        if (sigtimedwait(&w->stop, &info, &t) > 0) {
            raise(info.si_signo); /* stays pending for those who ask */
            return;
        }
    }
}

static bool resign(struct worker *w, struct err *e)
{
    struct arena a;
    int64_t *list;
    size_t n;
    arena_init(&a, 0);
    bool ok = worker_practices(&w->o.practice, &a, &list, &n, e);
    for (size_t i = 0; ok && i < n; i++) {
        ok = worker_resign(&w->o.practice, list[i], str_of(w->node), e);
    }
    arena_free(&a);
    return ok;
}

static bool work(struct worker *w, bool once, struct err *e)
{
    bool ok = one_round(w, e);
    while (!once && !stopping()) {
        if (!ok) {
            told(e);
        }
        pause_round(w);
        ok = stopping() || one_round(w, e);
    }
    ok = (ok && checkpoint(w, e)) && resign(w, e);
    return ok;
}

/* ---- the command ---- */

static bool read_options(struct cli *c, struct worker *w, struct arena *a, struct err *e)
{
    const char *mail = cli_option(c, "mail-config"), *every = cli_option(c, "every");
    char *end = NULL;
    w->every_seconds = every ? strtol(every, &end, 10) : 60;
    if ((every && (!*every || *end)) || w->every_seconds < 1 || w->every_seconds > 3600) {
        return err_set(e, ERR_INVALID, "--every", "must be 1 to 3600 seconds");
    }
    w->sends = mail != NULL;
    return !mail || mail_config_read(mail, a, &w->mail, e);
}

/* Commands of others that do not end use the record that is open here: it ends with the process, whole as it is. */
static _Noreturn void end_with_them(bool ok, const struct err *e)
{
    cli_failf("worker", "commands that were served here did not end in %d s; they end now", STOP_SECONDS);
    fflush(NULL);
    _exit(ok ? CLI_OK : cli_fail("worker", e));
}

int cmd_worker(struct cli *c)
{
    struct worker w = {.leads = false};
    struct err e = {0};
    struct arena a;
    sigset_t before;
    char id[SEAL_ID_SIZE + 1];
    arena_init(&a, 0);
    sigemptyset(&w.stop);
    sigaddset(&w.stop, SIGTERM);
    sigaddset(&w.stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &w.stop, &before); /* the threads of the database inherit it */
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool ok = read_options(c, &w, &a, &e) && seal_init(&e) && record_begin(c, &w.o, &e);
    if (ok) {
        w.checkpoint_ms = now_ms(&w); /* the first comes in an hour, or at the end */
        seal_new_id(now_ms(&w), id);
        snprintf(w.node, sizeof w.node, "%.64s/%s", w.o.config.node.p, id);
        bool once = cli_option(c, "once") != NULL;
        struct control *control = NULL;
        struct err other = {0};
        if (!once && !control_start(&w.o, &control, &other) && other.kind != ERR_CONFLICT) {
            cli_fail("worker", &other); /* alerts matter more than commands */
        }
        ok = work(&w, once, &e);
        bool all = control_stop(control, STOP_SECONDS);
        printf("%zu alerts passed on, %zu reminders, mails: %zu sent, %zu to be tried again, %zu lost\n", w.passed_on,
               w.reminders, w.sent, w.later, w.lost);
        if (!all) {
            end_with_them(ok, &e);
        }
    }
    record_end(&w.o);
    curl_global_cleanup();
    arena_free(&a);
    while (stopping()) { /* was heard; must not strike when it is let through again */
        siginfo_t info;
        sigwaitinfo(&w.stop, &info);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok ? CLI_OK : cli_fail("worker", &e);
}
