/*
 * failing.h: everything a transaction does fails once. record_support.h includes it in the test programs that the
 * Makefile lists in FAILING, which links them so that the functions named here pass through this file.
 *
 * db.h allows a work to be run more than once, so each work that the code under test hands to db_write or db_read on
 * SQLite is first run, and rolled back, with the 1st, 2nd, 3rd ... allocation refused, then with each step of the
 * database failing, and only then for good. Each of those runs must fail and say why, with ERR_MEMORY or ERR_LIMIT, or
 * ERR_IO; the test that goes on afterwards must notice nothing of them. A work is swept the first times it succeeds and
 * the first times it is turned away, for each use case (practice_do); later runs of it are left alone, and so is what a
 * test has armed itself (db_fail_at, fail_at of an arena) and what other threads do: a fault is of the thread that runs
 * the work, so what they do meanwhile in the same database neither counts nor fails.
 *
 *   FAILING_OFF(true);      no sweeps until FAILING_OFF(false)
 *   FAILING_ALL=1           in the environment: a program tells all its finds; otherwise a test ends at its first
 *   failing_call(n)         outside transactions: the n-th call from now that reaches the system (open, read, fsync ...),
 *   failing_memory(n)       or the n-th allocation, is refused, once; 0: none. Both return whether the one armed before
 *                           was reached. Of this thread only.
 */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include "db/driver.h"
#include "practice/practice.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Where it was refused, told once more when that is a find. */
#ifdef __SANITIZE_ADDRESS__
#define FAILING_STACK
void __sanitizer_print_stack_trace(void);
#endif

enum failing_kind { FAILING_NONE, FAILING_MEMORY, FAILING_CALL };

static __thread struct {
    enum failing_kind kind;
    size_t left, seen; /* left: until the one that is refused; 0: they are only counted */
    bool hit;
    struct arena *arena; /* that was refused something: it stays refused until the run is over */
    struct arena *armed; /* that a test lets fail itself */
    size_t armed_at;
    const char *name; /* of the call that was refused */
} failing_fault;
static __thread bool failing_runs, failing_off, failing_tells;
static __thread int failing_case = -1;
#define FAILING_OFF(off) (failing_off = (off))
static size_t failing_swept, failing_runs_done;

static inline bool failing_now(enum failing_kind kind, const char *name)
{
    if (failing_fault.kind != kind)
        return false;
    failing_fault.seen++;
    if (!failing_fault.left || --failing_fault.left)
        return false;
    failing_fault.hit = true;
    failing_fault.name = name;
#ifdef FAILING_STACK
    if (failing_tells)
        __sanitizer_print_stack_trace();
#endif
    return true;
}

static inline bool failing_arm(enum failing_kind kind, size_t n)
{
    bool hit = failing_fault.hit;
    if (failing_fault.arena)
        failing_fault.arena->failed = false;
    failing_fault.kind = n ? kind : FAILING_NONE;
    failing_fault.left = n;
    failing_fault.seen = 0;
    failing_fault.hit = false;
    failing_fault.arena = NULL;
    return hit;
}

static inline bool failing_call(size_t n)
{
    return failing_arm(FAILING_CALL, n);
}

static inline bool failing_memory(size_t n)
{
    return failing_arm(FAILING_MEMORY, n);
}

/* ---- allocations ---- */

#define FAILING_WRAP(type, name, parameters, kind, refused, arguments)                                                 \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        return failing_now(kind, #name) ? refused : __real_##name arguments;                                           \
    }
#define FAILING_NO_MEMORY (errno = ENOMEM, NULL)
#define FAILING_MALLOC(name, parameters, arguments)                                                                    \
    FAILING_WRAP(void *, name, parameters, FAILING_MEMORY, FAILING_NO_MEMORY, arguments)
FAILING_MALLOC(malloc, (size_t n), (n))
FAILING_MALLOC(calloc, (size_t n, size_t size), (n, size))
FAILING_MALLOC(realloc, (void *p, size_t n), (p, n))
FAILING_MALLOC(sodium_malloc, (size_t n), (n))
FAILING_WRAP(char *, strdup, (const char *s), FAILING_MEMORY, FAILING_NO_MEMORY, (s))

/* Whether this allocation of an arena is refused; once one is, all later ones of that arena are. */
static inline bool failing_arena(struct arena *a, const char *name)
{
    if (a->fail_at && failing_fault.kind == FAILING_MEMORY && !failing_fault.armed) {
        failing_fault.armed = a;
        failing_fault.armed_at = a->fail_at;
    }
    if (failing_fault.arena == a)
        return true;
    if (!failing_now(FAILING_MEMORY, name))
        return false;
    failing_fault.arena = a;
    a->failed = true;
    a->over_limit = false;
    return true;
}

/* When the memory below the arena was refused. */
static inline bool failing_below(struct arena *a, bool ok)
{
    if (!ok && failing_fault.hit && failing_fault.kind == FAILING_MEMORY)
        failing_fault.arena = a;
    return ok;
}

#define FAILING_ARENA(type, name, parameters, refused, arguments)                                                      \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        if (failing_arena(a, #name))                                                                                   \
            return refused;                                                                                            \
        type p_ = __real_##name arguments;                                                                             \
        failing_below(a, p_ != NULL);                                                                                  \
        return p_;                                                                                                     \
    }
FAILING_ARENA(void *, arena_alloc, (struct arena * a, size_t n), NULL, (a, n))
FAILING_ARENA(void *, arena_array, (struct arena * a, size_t n, size_t size), NULL, (a, n, size))
FAILING_ARENA(void *, arena_grow, (struct arena * a, void *old, size_t old_n, size_t n), NULL, (a, old, old_n, n))
FAILING_ARENA(char *, arena_copy, (struct arena * a, const char *p, size_t n), NULL, (a, p, n))

bool __real_arena_str(struct arena *a, struct str s, struct str *out);
bool __wrap_arena_str(struct arena *a, struct str s, struct str *out);
bool __wrap_arena_str(struct arena *a, struct str s, struct str *out)
{
    if (s.p && failing_arena(a, "arena_str")) {
        *out = (struct str){NULL, 0};
        return false;
    }
    return failing_below(a, __real_arena_str(a, s, out));
}

/* An arena that is given back or begins anew has nothing refused any more. */
#define FAILING_ARENA_ENDS(name)                                                                                       \
    void __real_##name(struct arena *a);                                                                               \
    void __wrap_##name(struct arena *a);                                                                               \
    void __wrap_##name(struct arena *a)                                                                                \
    {                                                                                                                  \
        failing_fault.arena = failing_fault.arena == a ? NULL : failing_fault.arena;                                   \
        __real_##name(a);                                                                                              \
    }
FAILING_ARENA_ENDS(arena_reset)
FAILING_ARENA_ENDS(arena_free)

/* ---- calls that reach the system ---- */

#define FAILING_CALL_TO(type, name, parameters, refused, arguments)                                                    \
    FAILING_WRAP(type, name, parameters, FAILING_CALL, (errno = EIO, refused), arguments)
FAILING_CALL_TO(ssize_t, read, (int fd, void *p, size_t n), -1, (fd, p, n))
FAILING_CALL_TO(ssize_t, write, (int fd, const void *p, size_t n), -1, (fd, p, n))
FAILING_CALL_TO(ssize_t, pread, (int fd, void *p, size_t n, off_t at), -1, (fd, p, n, at))
FAILING_CALL_TO(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), -1, (fd, p, n, at))
FAILING_CALL_TO(int, fsync, (int fd), -1, (fd))
FAILING_CALL_TO(int, fdatasync, (int fd), -1, (fd))
FAILING_CALL_TO(int, fstat, (int fd, struct stat *st), -1, (fd, st))
FAILING_CALL_TO(int, ftruncate, (int fd, off_t n), -1, (fd, n))
FAILING_CALL_TO(int, rename, (const char *from, const char *to), -1, (from, to))
FAILING_CALL_TO(int, unlink, (const char *path), -1, (path))
FAILING_CALL_TO(int, pipe, (int fds[2]), -1, (fds))
FAILING_CALL_TO(pid_t, fork, (void), -1, ())
FAILING_CALL_TO(int, flock, (int fd, int how), -1, (fd, how))
FAILING_CALL_TO(int, pthread_create, (pthread_t * thread, const pthread_attr_t *how, void *(*run)(void *), void *ctx),
                EAGAIN, (thread, how, run, ctx))
FAILING_CALL_TO(size_t, fread, (void *p, size_t size, size_t n, FILE *f), 0, (p, size, n, f))
FAILING_CALL_TO(int, fflush, (FILE * f), EOF, (f))
FAILING_CALL_TO(int, fseeko, (FILE * f, off_t at, int from), -1, (f, at, from))
FAILING_CALL_TO(off_t, ftello, (FILE * f), -1, (f))

size_t __real_fwrite(const void *p, size_t size, size_t n, FILE *f);
size_t __wrap_fwrite(const void *p, size_t size, size_t n, FILE *f);
size_t __wrap_fwrite(const void *p, size_t size, size_t n, FILE *f)
{
    return n && failing_now(FAILING_CALL, "fwrite") ? (errno = EIO, 0) : __real_fwrite(p, size, n, f);
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return failing_now(FAILING_CALL, "open") ? (errno = EIO, -1) : __real_open(path, flags, mode);
}

/* A file that cannot be closed is closed all the same. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    int closed = __real_close(fd);
    return failing_now(FAILING_CALL, "close") ? (errno = EIO, -1) : closed;
}

/* ---- works ---- */

#define FAILING_KEYS 1024
#define FAILING_TIMES 2 /* a work is swept so many times as it ends well, and so many as it does not */

struct failing_work {
    db_work *work;
    void *ctx;
    bool ran, ok;
    struct err err;
    int steps; /* in: the step that fails, or many; out: what is left of them */
    enum failing_kind kind;
    size_t n, seen;
    bool hit;
};

static inline bool failing_seen_enough(db_work *work, bool ok)
{
    static struct {
        db_work *work;
        int use_case, times[2];
    } key[FAILING_KEYS];
    static size_t count;
    size_t i = 0;
    while (i < count && !(key[i].work == work && key[i].use_case == failing_case))
        i++;
    if (i == count) {
        assert_true(count < FAILING_KEYS);
        key[count].work = work;
        key[count++].use_case = failing_case;
    }
    return ++key[i].times[ok] > FAILING_TIMES;
}

/* One run with one fault, or none, that is always rolled back. */
static inline bool failing_run(struct db_tx *tx, void *ctx, struct err *e)
{
    struct failing_work *w = ctx;
    memset(&failing_fault, 0, sizeof failing_fault);
    failing_fault.kind = w->kind;
    failing_fault.left = w->n;
    db_fail_at(tx->db, w->steps);
    w->err = (struct err){0};
    w->ran = true;
    w->ok = w->work(tx, w->ctx, &w->err);
    w->steps = db_fail_at(tx->db, 0);
    w->ok = w->ok && db_ok(tx, &w->err);
    if (tx->failed && w->err.kind == ERR_NONE)
        w->err = tx->err;
    w->hit = failing_fault.hit;
    w->seen = failing_fault.seen;
    if (failing_fault.arena)
        failing_fault.arena->failed = false;
    failing_fault.arena = NULL;
    if (failing_fault.armed) {
        failing_fault.armed->fail_at = failing_fault.armed_at;
        failing_fault.armed->failed = false;
    }
    failing_fault.kind = FAILING_NONE;
    return err_set(e, ERR_INTERNAL, "test", "rolled back on purpose");
}

typedef bool failing_do(struct db *db, const struct db_once *once, db_work *work, void *ctx, struct err *e);
bool __real_db_write(struct db *db, enum db_durable durable, struct db_once *once, db_work *work, void *ctx,
                     struct err *e);
bool __wrap_db_write(struct db *db, enum db_durable durable, struct db_once *once, db_work *work, void *ctx,
                     struct err *e);
bool __real_db_read(struct db *db, db_work *work, void *ctx, struct err *e);
bool __wrap_db_read(struct db *db, db_work *work, void *ctx, struct err *e);

static inline bool failing_write(struct db *db, const struct db_once *once, db_work *work, void *ctx, struct err *e)
{
    struct db_once copy = once ? *once : (struct db_once){0};
    return __real_db_write(db, DB_LAZY, once ? &copy : NULL, work, ctx, e);
}

static inline bool failing_read(struct db *db, const struct db_once *once, db_work *work, void *ctx, struct err *e)
{
    (void)once;
    return __real_db_read(db, work, ctx, e);
}

static inline struct failing_work failing_try(struct db *db, failing_do *act, const struct db_once *once, db_work *work,
                                              void *ctx, enum failing_kind kind, size_t n, int steps)
{
    struct failing_work w = {.work = work, .ctx = ctx, .kind = kind, .n = n, .steps = steps};
    struct err e = {0};
    failing_runs = true;
    act(db, once, failing_run, &w, &e);
    failing_runs = false;
    failing_runs_done++;
    return w;
}

#define FAILING_MANY 1000000

/* A fault that was swallowed, or told as something else: what it was, where, and the end of the test. */
static inline void failing_find(struct db *db, failing_do *act, const struct db_once *once,
                                const struct failing_work *w, const char *what)
{
    bool memory = w->kind == FAILING_MEMORY;
    print_error("%s: %s %zu (%s) was refused, and the work ended with %s: kind %d: %s: %s\n", what,
                memory ? "allocation" : "step", w->n, memory && failing_fault.name ? failing_fault.name : "",
                w->ok ? "true" : "false", (int)w->err.kind, w->err.where, w->err.text);
    failing_tells = true;
    failing_try(db, act, once, w->work, w->ctx, w->kind, w->n, memory ? 0 : (int)w->n);
    failing_tells = false;
    if (!getenv("FAILING_ALL"))
        fail();
}

static inline void failing_sweep(struct db *db, failing_do *act, const struct db_once *once, db_work *work, void *ctx)
{
    struct failing_work plain = failing_try(db, act, once, work, ctx, FAILING_MEMORY, 0, FAILING_MANY);
    int steps = FAILING_MANY - plain.steps;
    const char *what = failing_case >= 0 ? practice_case((enum case_id)failing_case).name : "a work";
    if (!plain.ran || failing_fault.armed || failing_seen_enough(work, plain.ok))
        return;
    failing_swept++;
    for (size_t n = 1; n <= plain.seen; n += 1 + n / 48) {
        struct failing_work w = failing_try(db, act, once, work, ctx, FAILING_MEMORY, n, 0);
        bool kind = w.err.kind == ERR_MEMORY || w.err.kind == ERR_LIMIT || (!plain.ok && w.err.kind == plain.err.kind);
        if (w.hit && (w.ok || !kind))
            failing_find(db, act, once, &w, what);
    }
    for (int n = 1; n <= steps; n += 1 + n / 48) {
        struct failing_work w = failing_try(db, act, once, work, ctx, FAILING_NONE, 0, n);
        bool kind = w.err.kind == ERR_IO || (!plain.ok && w.err.kind == plain.err.kind);
        w.n = (size_t)n;
        if (!w.steps && (w.ok || !kind))
            failing_find(db, act, once, &w, what);
    }
}

static inline bool failing_wanted(struct db *db)
{
    static pthread_t first;
    static bool known;
    if (!known) {
        first = pthread_self();
        known = true;
    }
    return !failing_off && !failing_runs && db_kind(db) == DB_SQLITE && !db_fails(db) &&
           pthread_equal(first, pthread_self());
}

bool __wrap_db_write(struct db *db, enum db_durable durable, struct db_once *once, db_work *work, void *ctx,
                     struct err *e)
{
    if (failing_wanted(db))
        failing_sweep(db, failing_write, once, work, ctx);
    return __real_db_write(db, durable, once, work, ctx, e);
}

bool __wrap_db_read(struct db *db, db_work *work, void *ctx, struct err *e)
{
    if (failing_wanted(db))
        failing_sweep(db, failing_read, NULL, work, ctx);
    return __real_db_read(db, work, ctx, e);
}

bool __real_practice_do(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                        struct str once, struct arena *a, practice_work *work, void *ctx, struct err *e);
bool __wrap_practice_do(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                        struct str once, struct arena *a, practice_work *work, void *ctx, struct err *e);
bool __wrap_practice_do(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                        struct str once, struct arena *a, practice_work *work, void *ctx, struct err *e)
{
    int before = failing_case;
    failing_case = what;
    bool ok = __real_practice_do(p, who, what, client, once, a, work, ctx, e);
    failing_case = before;
    return ok;
}

/* At the end of the program: that something was swept. */
static inline void failing_report(void)
{
    fflush(stdout);
    if (!failing_swept) {
        fputs("failing.h: no work was swept\n", stderr);
        _exit(1);
    }
    fprintf(stderr, "%zu works failed in %zu ways\n", failing_swept, failing_runs_done);
}

static inline void failing_begin(void)
{
    static bool begun;
    if (!begun)
        atexit(failing_report);
    begun = true;
}

#endif
