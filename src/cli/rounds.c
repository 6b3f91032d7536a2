/* rounds.c: see rounds.h. */
#include "cli/rounds.h"

#include "cli/upkeep.h"
#include "practice/between.h"
#include "practice/worker.h"

#include <poll.h>
#include <time.h>

#define HOUR_MS INT64_C(3600000)

static int64_t now_ms(const struct rounds *w)
{
    return w->o->practice.now_ms(w->o->practice.clock);
}

/* Whether it is to end; waits that long for it. */
static bool stopping_within(const struct rounds *w, int64_t ms)
{
    struct pollfd p = {.fd = w->stop, .events = POLLIN};
    return poll(&p, 1, (int)ms) > 0;
}

static bool stopping(const struct rounds *w)
{
    return stopping_within(w, 0);
}

/* ---- checkpoints ---- */

static bool checkpoint(struct rounds *w, struct err *e)
{
    struct buf line;
    buf_init(&line, 0);
    bool ok = audit_checkpoint(w->o->store.db, w->o->store.keys, now_ms(w), &line, e) &&
              (buf_ok(&line) || err_no_memory(e)) && upkeep_append(w->o->config.checkpoints.p, buf_str(&line), e);
    buf_free(&line);
    w->checkpoint_ms = ok ? now_ms(w) : w->checkpoint_ms;
    return ok;
}

/* What failed is told and tried again at the next round: the database may come back. */
static void told(const struct rounds *w, struct err *e)
{
    cli_fail(w->name, e);
    err_clear(e);
}

/* ---- one practice ---- */

static bool send_one(struct rounds *w, const struct actor *program, bool *there, struct err *e)
{
    static const enum worker_outcome outcomes[] = {WORKER_SENT, WORKER_LATER, WORKER_REFUSED, WORKER_UNKNOWN};
    struct worker_mail mail;
    struct arena a;
    char answer[160] = "";
    arena_init(&a, 0);
    bool ok = worker_mail(&w->o->practice, program, &a, &mail, there, e);
    if (ok && *there) {
        struct letter letter = {.to = mail.to, .id = mail.job, .language = mail.language, .now_ms = now_ms(w)};
        enum mail_result r = mail_send(w->mail, &letter, answer);
        w->sent += r == MAIL_SENT;
        w->later += r == MAIL_LATER;
        w->lost += r == MAIL_REFUSED || r == MAIL_UNKNOWN;
        ok = worker_mail_done(&w->o->practice, program, &mail, outcomes[r], str_of(answer), e);
    }
    arena_free(&a);
    return ok;
}

static bool send_all(struct rounds *w, const struct actor *program, struct err *e)
{
    bool there = w->mail != NULL, ok = true;
    while (ok && there && !stopping(w)) {
        ok = worker_lead(&w->o->practice, program->practice, str_of(w->node), w->every_seconds * 3000, &w->leads, e) &&
             (!w->leads || send_one(w, program, &there, e));
        there = there && w->leads;
    }
    return ok;
}

/* What is wrong with the check-ins of one client, or with all of them, keeps no mail waiting. */
static void remind_checkins(struct rounds *w, const struct actor *program)
{
    struct err mine = {0};
    size_t n, skipped;
    if (!worker_remind_checkins(&w->o->practice, program, &n, &skipped, &mine)) {
        told(w, &mine);
    }
    if (skipped) {
        cli_failf(w->name,
                  "practice %lld: the check-ins of %zu %s cannot be read, so they got no reminder; the others did",
                  (long long)program->practice, skipped, skipped == 1 ? "client" : "clients");
    }
    w->reminders += n;
}

static bool practice_round(struct rounds *w, int64_t practice, bool look, struct err *e)
{
    struct actor program = worker_actor(practice);
    size_t n = 0;
    if (!worker_lead(&w->o->practice, practice, str_of(w->node), w->every_seconds * 3000, &w->leads, e)) {
        return false;
    }
    if (!w->leads) {
        return true;
    }
    if (!between_escalate(&w->o->practice, &program, &n, e)) {
        return false;
    }
    w->passed_on += n;
    if (!worker_remind(&w->o->practice, &program, look, &n, e)) {
        return false;
    }
    w->reminders += n;
    if (look) {
        remind_checkins(w, &program);
    }
    return worker_sweep(&w->o->practice, practice, e) && send_all(w, &program, e);
}

/* ---- rounds ---- */

/* What is wrong in one practice is told and keeps none of the others waiting; the last one's error is the round's. */
static bool each_practice(struct rounds *w, const int64_t *list, size_t n, bool look, struct err *e)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        if (!ok) {
            told(w, e);
        }
        ok = practice_round(w, list[i], look, e);
    }
    return ok;
}

static bool one_round(struct rounds *w, struct err *e)
{
    struct arena a;
    int64_t *list, at = now_ms(w);
    size_t n;
    bool look = !w->looked_ms || at - w->looked_ms >= HOUR_MS;
    arena_init(&a, 0);
    bool ok = worker_practices(&w->o->practice, &a, &list, &n, e) && each_practice(w, list, n, look, e);
    w->looked_ms = ok && look ? at : w->looked_ms;
    arena_free(&a);
    if (at - w->checkpoint_ms < HOUR_MS) {
        return ok;
    }
    if (!ok) {
        told(w, e); /* what is wrong in a practice keeps no checkpoint waiting */
    }
    return checkpoint(w, e) && ok;
}

static void pause_round(const struct rounds *w)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t until = t.tv_sec + w->every_seconds, left = w->every_seconds;
    while (left > 0 && !stopping_within(w, left * 1000)) {
        clock_gettime(CLOCK_MONOTONIC, &t);
        left = until - t.tv_sec;
    }
}

static bool resign(struct rounds *w, struct err *e)
{
    struct arena a;
    int64_t *list;
    size_t n;
    arena_init(&a, 0);
    bool ok = worker_practices(&w->o->practice, &a, &list, &n, e);
    for (size_t i = 0; ok && i < n; i++) {
        ok = worker_resign(&w->o->practice, list[i], str_of(w->node), e);
    }
    arena_free(&a);
    return ok;
}

bool rounds_run(struct rounds *w, bool once, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    w->checkpoint_ms = now_ms(w); /* the first comes in an hour, or at the end */
    seal_new_id(now_ms(w), id);
    snprintf(w->node, sizeof w->node, "%.64s/%s", w->o->config.node.p, id);
    bool ok = one_round(w, e);
    while (!once && !stopping(w)) {
        if (!ok) {
            told(w, e);
        }
        pause_round(w);
        ok = stopping(w) || one_round(w, e);
    }
    struct err last = {0};
    bool ended = checkpoint(w, ok ? e : &last);
    return resign(w, ok && ended ? e : &last) && ended && ok;
}
