/* cmd_worker.c: goldthread worker: what is done by itself, minute by minute, while nobody looks. */
#include "cli/control.h"
#include "cli/rounds.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define STOP_SECONDS 20 /* how long commands that are served may go on when the worker is to stop */

struct worker {
    struct record_open o;
    struct mail_config mail;
    struct rounds rounds;
    sigset_t stop;
};

/* A signal to stop that has come. */
static bool stopping(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGTERM) || sigismember(&waiting, SIGINT));
}

/* ---- the command ---- */

static bool read_options(struct cli *c, struct worker *w, struct arena *a, struct err *e)
{
    const char *mail = cli_option(c, "mail-config"), *every = cli_option(c, "every");
    char *end = NULL;
    w->rounds.every_seconds = every ? strtol(every, &end, 10) : 60;
    if ((every && (!*every || *end)) || w->rounds.every_seconds < 1 || w->rounds.every_seconds > 3600) {
        return err_set(e, ERR_INVALID, "--every", "must be 1 to 3600 seconds");
    }
    w->rounds.mail = mail ? &w->mail : NULL;
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
    struct worker w = {.rounds = {.name = "worker", .stop = -1}};
    struct err e = {0};
    struct arena a;
    sigset_t before;
    arena_init(&a, 0);
    sigemptyset(&w.stop);
    sigaddset(&w.stop, SIGTERM);
    sigaddset(&w.stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &w.stop, &before); /* the threads of the database inherit it */
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool ok = read_options(c, &w, &a, &e) && seal_init(&e) && record_begin(c, &w.o, &e);
    ok = ok && ((w.rounds.stop = signalfd(-1, &w.stop, SFD_CLOEXEC)) >= 0 ||
                err_set(&e, ERR_IO, "signals", "cannot be waited for: %s", strerror(errno)));
    w.rounds.o = &w.o;
    if (ok) {
        bool once = cli_option(c, "once") != NULL;
        struct control *control = NULL;
        struct err other = {0};
        if (!once && !control_start(&w.o, &control, &other) && other.kind != ERR_CONFLICT) {
            cli_fail("worker", &other); /* alerts matter more than commands */
        }
        ok = rounds_run(&w.rounds, once, &e);
        bool all = control_stop(control, STOP_SECONDS);
        printf("%zu %s passed on, %zu %s, mails: %zu sent, %zu to be tried again, %zu lost\n", w.rounds.passed_on,
               w.rounds.passed_on == 1 ? "alert" : "alerts", w.rounds.reminders,
               w.rounds.reminders == 1 ? "reminder" : "reminders", w.rounds.sent, w.rounds.later, w.rounds.lost);
        if (!all) {
            end_with_them(ok, &e);
        }
    }
    record_end(&w.o);
    if (w.rounds.stop >= 0) {
        close(w.rounds.stop);
    }
    curl_global_cleanup();
    arena_free(&a);
    while (stopping()) { /* was heard; must not strike when it is let through again */
        siginfo_t info;
        sigwaitinfo(&w.stop, &info);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok ? CLI_OK : cli_fail("worker", &e);
}
