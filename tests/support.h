/*
 * support.h: what the unit tests share. Include it first: it brings cmocka and what cmocka needs.
 *
 *   Tables    struct tsv t; tsv_open(&t, "tests/data/x/y.tsv");
 *             while (tsv_next(&t)) { tsv_get(&t, "input") ... tsv_int(&t, "score") ... }
 *             tsv_close(&t);
 *             Lines that start with # and empty lines are skipped; the first other line names the columns. A row with
 *             more or fewer cells than names, or a column that does not exist, fails the test. tsv_get gives the cell
 *             as it stands; tsv_text decodes \n \r \t \\ \xNN (any byte, NUL too). Both live until tsv_close.
 *             tsv_where(&t) is "path:line", for messages. A table without a row fails the test at tsv_close.
 *   Files     char *p = read_file(path, &n);  whole file, NUL added, free() it; fails the test when it cannot.
 *             bool have_file(path);           to skip a test whose input is not there.
 *   Strings   assert_str(got, "expected", where);  struct str against a C string; says both, and where.
 *             CHECK(cond, fmt, ...);                assert with a printf message (say which row).
 *   Faults    n = fault_sweep(run, ctx); calls run(arena, ctx, err) with the 1st, 2nd, 3rd ... allocation failing until
 *             it succeeds. Each failure must be a clean ERR_MEMORY or ERR_LIMIT; a success that swallowed a failed
 *             allocation fails the test. Returns how many allocations there were.
 *             limit_sweep(run, ctx, step) does the same with byte limits growing by `step`.
 *             FAULT_SWEEP(arena, err, expression) is the short form when `expression` needs no context.
 *   Misuse    EXPECT_ASSERT(statement);  the statement must end in a failing assert().
 *   Random    uint64_t seed = test_seed();  printed; GOLDTHREAD_TEST_SEED=n repeats a run. test_random(&seed) draws.
 */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CHECK(cond, ...)                                                                                               \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            print_error("%s:%d: %s: ", __FILE__, __LINE__, #cond);                                                     \
            print_error(__VA_ARGS__);                                                                                  \
            print_error("\n");                                                                                         \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

/* ---- files ---- */

static inline bool have_file(const char *path)
{
    return access(path, R_OK) == 0;
}

static inline char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    size_t room = 4096, used = 0, got;
    char *p = malloc(room);

    if (f == NULL || p == NULL)
        fail_msg("%s: %s", path, strerror(errno));
    while ((got = fread(p + used, 1, room - used - 1, f)) > 0) {
        used += got;
        if (room - used < 2048) {
            p = realloc(p, room *= 2);
            if (p == NULL)
                fail_msg("%s: no memory", path);
        }
    }
    if (ferror(f))
        fail_msg("%s: %s", path, strerror(errno));
    fclose(f);
    p[used] = '\0';
    if (n != NULL)
        *n = used;
    return p;
}

/* ---- tables ---- */

enum { TSV_COLUMNS = 64 };

struct tsv {
    const char *path;
    char *data, *at;
    char *names[TSV_COLUMNS], *cells[TSV_COLUMNS];
    size_t name_count, line, rows;
    struct arena text; /* decoded cells */
    char where[256];
};

static inline const char *tsv_where(struct tsv *t)
{
    snprintf(t->where, sizeof t->where, "%s:%zu", t->path, t->line);
    return t->where;
}

/* The next line that is neither empty nor a comment, cut into cells; 0 at the end of the file. */
static inline size_t tsv_line(struct tsv *t, char *cells[TSV_COLUMNS])
{
    while (*t->at != '\0') {
        char *line = t->at, *end = line + strcspn(line, "\n");
        size_t count = 0;
        bool last = *end == '\0';

        t->at = last ? end : end + 1;
        t->line++;
        *end = '\0';
        if (*line == '#' || *line == '\0')
            continue;
        for (;;) {
            char *tab = strchr(line, '\t');
            CHECK(count < TSV_COLUMNS, "%s: too many columns", tsv_where(t));
            cells[count++] = line;
            if (tab == NULL)
                return count;
            *tab = '\0';
            line = tab + 1;
        }
    }
    return 0;
}

static inline void tsv_open(struct tsv *t, const char *path)
{
    memset(t, 0, sizeof *t);
    t->path = path;
    t->data = t->at = read_file(path, NULL);
    arena_init(&t->text, 0);
    t->name_count = tsv_line(t, t->names);
    CHECK(t->name_count > 0, "%s: no line with column names", path);
}

static inline bool tsv_next(struct tsv *t)
{
    size_t n = tsv_line(t, t->cells);

    if (n == 0)
        return false;
    CHECK(n == t->name_count, "%s: %zu cells, but %zu columns", tsv_where(t), n, t->name_count);
    t->rows++;
    return true;
}

static inline const char *tsv_get(struct tsv *t, const char *column)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (strcmp(t->names[i], column) == 0)
            return t->cells[i];
    fail_msg("%s: no column \"%s\"", t->path, column);
    return "";
}

static inline long long tsv_int(struct tsv *t, const char *column)
{
    const char *cell = tsv_get(t, column);
    char *end;
    long long v = strtoll(cell, &end, 10);

    CHECK(*cell != '\0' && *end == '\0', "%s: %s is \"%s\", not a number", tsv_where(t), column, cell);
    return v;
}

static inline struct str tsv_text(struct tsv *t, const char *column)
{
    const char *cell = tsv_get(t, column);
    char *p = arena_copy(&t->text, cell, strlen(cell));
    size_t n = 0;

    CHECK(p != NULL, "%s: no memory", tsv_where(t));
    while (*cell != '\0') {
        char c = *cell++;
        if (c == '\\') {
            unsigned int byte = 0;
            c = *cell++;
            switch (c) {
            case 'n':
                c = '\n';
                break;
            case 'r':
                c = '\r';
                break;
            case 't':
                c = '\t';
                break;
            case '\\':
                break;
            case 'x':
                CHECK(sscanf(cell, "%2x", &byte) == 1, "%s: bad \\x in %s", tsv_where(t), column);
                c = (char)(unsigned char)byte;
                cell += 2;
                break;
            default:
                CHECK(false, "%s: \\%c in %s is unknown; write \\\\ for a backslash", tsv_where(t), c, column);
            }
        }
        p[n++] = c;
    }
    p[n] = '\0';
    return (struct str){p, n};
}

static inline void tsv_close(struct tsv *t)
{
    CHECK(t->rows > 0, "%s: the table has no row", t->path);
    arena_free(&t->text);
    free(t->data);
}

/* ---- strings ---- */

static inline void assert_str(struct str got, const char *expected, const char *where)
{
    CHECK(got.n == strlen(expected) && (got.n == 0 || memcmp(got.p, expected, got.n) == 0),
          "%s: got \"%.*s\", expected \"%s\"", where, (int)got.n, got.p == NULL ? "" : got.p, expected);
}

/* ---- faults ---- */

/* One whole operation with memory from `a`: true, or false with `e` set. Must give back all that is not in `a`. */
typedef bool fault_run(struct arena *a, void *ctx, struct err *e);

/* Shared end of both sweeps and of FAULT_SWEEP: true when the operation succeeded. */
static inline bool fault_outcome(bool ok, struct arena *a, const struct err *e, size_t at)
{
    if (ok) {
        CHECK(!a->failed, "a refused allocation was swallowed (fault %zu)", at);
        CHECK(e->kind == ERR_NONE, "success, but an error was set: %s (fault %zu)", e->text, at);
    } else {
        CHECK(e->kind == ERR_MEMORY || e->kind == ERR_LIMIT, "fault %zu: error kind %d, \"%s\"", at, e->kind, e->text);
        CHECK(a->failed, "fault %zu: \"%s\", but no allocation of the arena had failed", at, e->text);
        CHECK(e->text[0] != '\0', "fault %zu: an error without a sentence", at);
    }
    arena_free(a);
    return ok;
}

static inline size_t fault_sweep(fault_run *run, void *ctx)
{
    for (size_t at = 1; at < 1000000; at++) {
        struct arena a;
        struct err e = {0};
        bool ok;

        arena_init(&a, 0);
        a.fail_at = at;
        ok = run(&a, ctx, &e);
        if (fault_outcome(ok, &a, &e, at))
            return at - 1;
    }
    fail_msg("never succeeds");
    return 0;
}

static inline void limit_sweep(fault_run *run, void *ctx, size_t step)
{
    for (size_t limit = step; limit < step * 1000000; limit += step) {
        struct arena a;
        struct err e = {0};
        bool ok;

        arena_init(&a, limit);
        ok = run(&a, ctx, &e);
        if (fault_outcome(ok, &a, &e, limit))
            return;
    }
    fail_msg("never succeeds");
}

#define FAULT_SWEEP(arena, err, expression)                                                                            \
    for (size_t fault_at_ = 1, fault_done_ = 0; !fault_done_; fault_at_++) {                                           \
        struct arena arena;                                                                                            \
        struct err err = {0};                                                                                          \
        bool fault_ok_;                                                                                                \
        arena_init(&arena, 0);                                                                                         \
        arena.fail_at = fault_at_;                                                                                     \
        fault_ok_ = (expression);                                                                                      \
        fault_done_ = fault_outcome(fault_ok_, &arena, &err, fault_at_);                                               \
        CHECK(fault_at_ < 1000000, "never succeeds");                                                                  \
    }

/* ---- misuse ---- */

#ifndef __clang__
#pragma GCC diagnostic ignored "-Wclobbered" /* what the statement leaves behind is not looked at */
#endif

static sigjmp_buf support_abort_jump;

static inline void support_on_abort(int sig)
{
    siglongjmp(support_abort_jump, sig);
}

/* Points standard error to /dev/null (away = -1: returns the old one), or back to `away`. */
static inline int support_mute(int away)
{
    int old = -1;

    fflush(stderr);
    if (away < 0) {
        int null = open("/dev/null", O_WRONLY);
        old = dup(STDERR_FILENO);
        assert_true(null >= 0 && old >= 0);
        dup2(null, STDERR_FILENO);
        close(null);
    } else {
        dup2(away, STDERR_FILENO);
        close(away);
    }
    return old;
}

#define EXPECT_ASSERT(statement)                                                                                       \
    do {                                                                                                               \
        struct sigaction catch_ = {.sa_handler = support_on_abort}, before_;                                           \
        volatile int muted_ = support_mute(-1);                                                                        \
        volatile bool caught_ = true;                                                                                  \
        sigaction(SIGABRT, &catch_, &before_);                                                                         \
        if (sigsetjmp(support_abort_jump, 1) == 0) {                                                                   \
            statement;                                                                                                 \
            caught_ = false;                                                                                           \
        }                                                                                                              \
        sigaction(SIGABRT, &before_, NULL);                                                                            \
        support_mute(muted_);                                                                                          \
        CHECK(caught_, "no assertion failed: %s", #statement);                                                         \
    } while (0)

/* ---- random ---- */

static inline uint64_t test_seed(void)
{
    const char *given = getenv("GOLDTHREAD_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 1000003u + (uint64_t)getpid();

    print_message("GOLDTHREAD_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* splitmix64 */
static inline uint64_t test_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

#endif
