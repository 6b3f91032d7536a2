#include "cli/work.h"

#include "base/escape.h"
#include "base/num.h"
#include "cli/cli.h"
#include "cli/file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PIECE ((size_t)32 << 10) /* bytes of JSON Lines handed to a worker at once */
#define JOBS_MAX 64

enum slot_state { SLOT_FREE, SLOT_READY, SLOT_TAKEN, SLOT_DONE };

struct slot {
    enum slot_state state;
    struct work_item item;
    struct buf in, out, trouble;
    char *name;
};

/* A ring of slots: the producer fills at `head`, workers take at `next`, answers leave in order at `tail`. */
struct ring {
    struct work *w;
    struct slot *slots;
    size_t count, head, next, tail; /* positions only grow; slot is position % count */
    pthread_mutex_t lock;
    pthread_cond_t ready, done;
    bool closing;
    pthread_t threads[JOBS_MAX];
    int thread_count;
    struct arena arena; /* of the producer, when there are no threads */
    int status;
    bool stopped;
    size_t answered;
    bool progress;
    double started, told;
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tell_progress(struct ring *r, bool last)
{
    if (!r->progress)
        return;
    double t = now_seconds();
    if (last) {
        if (r->told > 0)
            fprintf(stderr, "\r\033[K");
        return;
    }
    if (t - r->started < 1.0 || t - r->told < 0.2)
        return;
    r->told = t;
    fprintf(stderr, "\r\033[K%zu %s, %.0f a second", r->answered, r->w->unit, (double)r->answered / (t - r->started));
    fflush(stderr);
}

static void run_slot(struct ring *r, struct slot *s, struct arena *a)
{
    arena_reset(a);
    s->item.arena = a;
    if (s->item.status == CLI_OK)
        r->w->run(r->w->context, &s->item);
}

static void *worker(void *p)
{
    struct ring *r = p;
    struct arena a;
    arena_init(&a, 0);
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (r->next == r->head && !r->closing)
            pthread_cond_wait(&r->ready, &r->lock);
        if (r->next == r->head)
            break;
        struct slot *s = &r->slots[r->next++ % r->count];
        s->state = SLOT_TAKEN;
        pthread_mutex_unlock(&r->lock);
        run_slot(r, s, &a);
        pthread_mutex_lock(&r->lock);
        s->state = SLOT_DONE;
        pthread_cond_broadcast(&r->done);
    }
    pthread_mutex_unlock(&r->lock);
    arena_free(&a);
    return NULL;
}

/* The answer at `tail` goes out; the lock is not held. */
static void write_slot(struct ring *r, struct slot *s)
{
    if (r->stopped)
        return;
    if (s->trouble.n) {
        tell_progress(r, true);
        fwrite(s->trouble.p, 1, s->trouble.n, stderr);
    }
    if (s->item.status > r->status)
        r->status = s->item.status;
    if (s->item.stop) {
        r->stopped = true;
        return;
    }
    r->answered += s->item.done;
    if (r->w->write)
        r->w->write(r->w->context, buf_str(&s->out), r->w->f);
    else if (s->out.n)
        fwrite(s->out.p, 1, s->out.n, r->w->f);
    tell_progress(r, false);
}

/* Writes finished answers until at most `keep` slots are in use; waits for unfinished ones. */
static void drain(struct ring *r, size_t keep)
{
    while (r->head - r->tail > keep) {
        struct slot *s = &r->slots[r->tail % r->count];
        pthread_mutex_lock(&r->lock);
        while (s->state != SLOT_DONE)
            pthread_cond_wait(&r->done, &r->lock);
        pthread_mutex_unlock(&r->lock);
        write_slot(r, s);
        s->state = SLOT_FREE;
        r->tail++;
    }
}

/* A free slot with empty buffers. */
static struct slot *take_slot(struct ring *r, const char *name)
{
    drain(r, r->count - 1);
    struct slot *s = &r->slots[r->head % r->count];
    buf_reset(&s->in);
    buf_reset(&s->out);
    buf_reset(&s->trouble);
    free(s->name);
    s->name = strdup(name);
    s->item = (struct work_item){.name = s->name ? s->name : "", .out = &s->out, .trouble = &s->trouble};
    return s;
}

static void submit(struct ring *r, struct slot *s)
{
    s->item.bytes = buf_str(&s->in);
    if (r->thread_count == 0) {
        run_slot(r, s, &r->arena);
        s->state = SLOT_DONE;
        r->head++;
        drain(r, 0);
        return;
    }
    pthread_mutex_lock(&r->lock);
    s->state = SLOT_READY;
    r->head++;
    pthread_cond_signal(&r->ready);
    pthread_mutex_unlock(&r->lock);
}

/* An input that could not be read takes its place in the order too. */
static void submit_trouble(struct ring *r, const char *name, const struct err *e)
{
    struct slot *s = take_slot(r, name);
    s->item.status = CLI_TROUBLE;
    buf_cstr(&s->trouble, "goldthread: ");
    escape_terminal(&s->trouble, str_of(e->where[0] ? e->where : name), false);
    buf_cstr(&s->trouble, ": ");
    escape_terminal(&s->trouble, str_of(e->text), false);
    buf_char(&s->trouble, '\n');
    submit(r, s);
}

static bool looks_like_json_lines(struct str first_line)
{
    struct str t = str_trim(first_line);
    return t.n > 1 && t.p[0] == '{' && t.p[t.n - 1] == '}';
}

/* More bytes of f into b; false at the end or on error. */
static bool read_more(FILE *f, struct buf *b, size_t n)
{
    char chunk[65536];
    size_t got = 0;
    while (n > 0 && (got = fread(chunk, 1, n < sizeof chunk ? n : sizeof chunk, f)) > 0) {
        buf_put(b, chunk, got);
        n -= got;
    }
    return n == 0;
}

/* Behind the last line end at or after `from`; 0 when there is none. */
static size_t last_line_end(const struct buf *b, size_t from)
{
    for (size_t i = b->n; i > from; i--)
        if (b->p[i - 1] == '\n')
            return i;
    return 0;
}

static size_t count_lines(struct str s)
{
    size_t n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

static void stream_lines(struct ring *r, const char *name, FILE *f, struct buf *carry)
{
    struct err e = {0};
    size_t line = 1, looked = 0; /* looked: so many bytes of the carry have no line end */
    bool more = true, only = true;
    if (carry->n == 0) {
        err_set(&e, ERR_INVALID, NULL, "empty; nothing to read");
        submit_trouble(r, name, &e);
        return;
    }
    while ((more || carry->n) && !r->stopped) {
        if (more && carry->n < PIECE)
            more = read_more(f, carry, PIECE - carry->n);
        size_t end = last_line_end(carry, looked);
        looked = end ? 0 : carry->n;
        if (!more && end < carry->n) {
            buf_char(carry, '\n');
            end = carry->n;
        }
        if (end == 0 && more) { /* a line longer than a piece */
            if (carry->n > WORK_LINE_MAX) {
                err_set(&e, ERR_LIMIT, NULL,
                        "line %zu is longer than %zu MB; put each plan or statement on a line of its own", line,
                        WORK_LINE_MAX >> 20);
                submit_trouble(r, name, &e);
                return;
            }
            more = read_more(f, carry, PIECE);
            if (!buf_ok(carry))
                break;
            continue;
        }
        struct slot *s = take_slot(r, name);
        buf_put(&s->in, carry->p, end);
        s->item.lines = true;
        s->item.first_line = line;
        size_t lines = count_lines(buf_str(&s->in));
        s->item.only_line = only && !more && end == carry->n && lines == 1;
        only = false;
        line += lines;
        memmove(carry->p, carry->p + end, carry->n - end);
        carry->n -= end;
        if (!buf_ok(&s->in)) {
            err_no_memory(&e);
            submit_trouble(r, name, &e);
            return;
        }
        submit(r, s);
    }
}

static void one_input(struct ring *r, const char *path)
{
    struct err e = {0};
    struct buf head;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    FILE *f = file_open(path, &e);
    if (!f) {
        submit_trouble(r, name, &e);
        return;
    }
    buf_init(&head, 0);
    bool more = true;
    const char *newline = NULL;
    while (more && !newline && head.n <= WORK_LINE_MAX) {
        size_t before = head.n;
        more = read_more(f, &head, PIECE);
        newline = head.n > before ? memchr(head.p + before, '\n', head.n - before) : NULL;
    }
    struct str first = {head.p, newline ? (size_t)(newline - head.p) : head.n};
    bool lines = r->w->lines_always || looks_like_json_lines(first);
    if (lines && r->w->refuse && r->w->refuse(first, &e)) {
        submit_trouble(r, name, &e);
    } else if (lines) {
        stream_lines(r, name, f, &head);
    } else {
        while (more && head.n <= FILE_PLAN_MAX)
            more = read_more(f, &head, PIECE);
        if (head.n > FILE_PLAN_MAX) {
            err_set(&e, ERR_LIMIT, NULL, "larger than %zu MB; a plan is smaller than that", FILE_PLAN_MAX >> 20);
            submit_trouble(r, name, &e);
        } else {
            struct slot *s = take_slot(r, name);
            buf_add(&s->in, buf_str(&head));
            submit(r, s);
        }
    }
    if (ferror(f)) {
        err_set(&e, ERR_IO, NULL, "cannot be read to its end");
        submit_trouble(r, name, &e);
    }
    file_close(f);
    buf_free(&head);
}

static void listed_inputs(struct ring *r, const char *list)
{
    struct err e = {0};
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    FILE *f = file_open(list, &e);
    if (!f) {
        submit_trouble(r, list, &e);
        return;
    }
    while (!r->stopped && (n = getline(&line, &room, f)) > 0) {
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            line[--n] = '\0';
        if (n > 0)
            one_input(r, line);
    }
    free(line);
    file_close(f);
}

static bool ring_open(struct ring *r, struct work *w)
{
    memset(r, 0, sizeof *r);
    r->w = w;
    r->count = w->jobs > 1 ? (size_t)w->jobs * 4 : 1;
    r->slots = calloc(r->count, sizeof *r->slots);
    if (!r->slots)
        return false;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->ready, NULL);
    pthread_cond_init(&r->done, NULL);
    arena_init(&r->arena, 0);
    r->progress = isatty(STDERR_FILENO) && !isatty(fileno(w->f));
    r->started = now_seconds();
    for (int i = 0; w->jobs > 1 && i < w->jobs; i++)
        if (pthread_create(&r->threads[r->thread_count], NULL, worker, r) == 0)
            r->thread_count++;
    return true;
}

static void ring_close(struct ring *r)
{
    drain(r, 0);
    pthread_mutex_lock(&r->lock);
    r->closing = true;
    pthread_cond_broadcast(&r->ready);
    pthread_mutex_unlock(&r->lock);
    for (int i = 0; i < r->thread_count; i++)
        pthread_join(r->threads[i], NULL);
    tell_progress(r, true);
    for (size_t i = 0; i < r->count; i++) {
        buf_free(&r->slots[i].in);
        buf_free(&r->slots[i].out);
        buf_free(&r->slots[i].trouble);
        free(r->slots[i].name);
    }
    free(r->slots);
    arena_free(&r->arena);
    pthread_cond_destroy(&r->ready);
    pthread_cond_destroy(&r->done);
    pthread_mutex_destroy(&r->lock);
}

int work_files(struct work *w, char *const *paths, int path_count, const char *files_from)
{
    struct ring r;
    if (!ring_open(&r, w))
        return CLI_TROUBLE;
    for (int i = 0; i < path_count && !r.stopped; i++)
        one_input(&r, paths[i]);
    if (files_from)
        listed_inputs(&r, files_from);
    ring_close(&r);
    return r.status;
}

int work_jobs(const char *command, const char *option)
{
    int64_t n = 1;
    if (option && !num_int(str_of(option), 1, JOBS_MAX, &n)) {
        cli_failf(command, "-j takes a number of threads from 1 to %d, not \"%s\"", JOBS_MAX, option);
        return -1;
    }
    return (int)n;
}
