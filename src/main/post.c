/* post.c: see post.h. */
#include "main/post.h"

#include "store/seal.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define WAITING_MOST 200
#define TRIES 3
#define PAUSE_S 5

struct item {
    struct item *next;
    struct letter letter;
    size_t bytes; /* of its texts, behind it */
};

struct post {
    const struct mail_config *config;
    struct practice *practice;
    FILE *err;
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    struct item *first, *last;
    size_t waiting;
    bool stop;
};

static void forget(struct item *i)
{
    if (i) {
        seal_wipe(i, sizeof *i + i->bytes);
        free(i);
    }
}

/* Whether it may go on after a pause. */
static bool paused(struct post *p)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_S;
    pthread_mutex_lock(&p->lock);
    while (!p->stop && pthread_cond_timedwait(&p->more, &p->lock, &until) == 0) {
    }
    bool on = !p->stop;
    pthread_mutex_unlock(&p->lock);
    return on;
}

static void deliver(struct post *p, struct item *i)
{
    char answer[160] = "";
    enum mail_result r = MAIL_LATER;
    for (int n = 0; n < TRIES && r == MAIL_LATER && (n == 0 || paused(p)); n++) {
        i->letter.now_ms = p->practice->now_ms(p->practice->clock);
        r = mail_send(p->config, &i->letter, answer);
    }
    if (r != MAIL_SENT) {
        fprintf(p->err, "goldthread serve: a link or an invitation could not be sent by mail: %s\n", answer);
    }
}

static struct item *take(struct post *p)
{
    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->stop) {
        pthread_cond_wait(&p->more, &p->lock);
    }
    struct item *i = p->stop ? NULL : p->first;
    if (i) {
        p->first = i->next;
        p->last = p->first ? p->last : NULL;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return i;
}

static void *run(void *where)
{
    struct item *i;
    while ((i = take(where))) {
        deliver(where, i);
        forget(i);
    }
    return NULL;
}

bool post_start(const struct mail_config *config, struct practice *practice, FILE *err, struct post **out,
                struct err *e)
{
    struct post *p = calloc(1, sizeof *p);
    if (!p) {
        return err_no_memory(e);
    }
    *p = (struct post){.config = config, .practice = practice, .err = err};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    if (pthread_create(&p->thread, NULL, run, p) != 0) {
        pthread_cond_destroy(&p->more);
        pthread_mutex_destroy(&p->lock);
        free(p);
        return err_no_memory(e);
    }
    *out = p;
    return true;
}

static struct str put(char **at, struct str s)
{
    struct str out = {*at, s.n};
    if (s.n) {
        memcpy(*at, s.p, s.n);
    }
    *at += s.n;
    return out;
}

bool post_put(void *post, const struct web_letter *l)
{
    struct post *p = post;
    char id[SEAL_ID_SIZE + 1];
    size_t bytes = l->to.n + l->subject.n + l->text.n + SEAL_ID_SIZE;
    struct item *i = malloc(sizeof *i + bytes);
    if (!i) {
        return false;
    }
    char *at = (char *)(i + 1);
    seal_new_id(p->practice->now_ms(p->practice->clock), id);
    i->next = NULL;
    i->bytes = bytes;
    i->letter = (struct letter){.to = put(&at, l->to),
                                .id = put(&at, (struct str){id, SEAL_ID_SIZE}),
                                .language = l->language,
                                .subject = put(&at, l->subject),
                                .text = put(&at, l->text)};
    pthread_mutex_lock(&p->lock);
    bool room = p->waiting < WAITING_MOST && !p->stop;
    if (room) {
        *(p->last ? &p->last->next : &p->first) = i;
        p->last = i;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    if (!room) {
        forget(i);
    }
    return room;
}

void post_stop(struct post *p)
{
    if (!p) {
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_signal(&p->more);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    for (struct item *i = p->first; i;) {
        struct item *next = i->next;
        forget(i);
        i = next;
    }
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
