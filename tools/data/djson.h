/*
 * djson.h: the JSON reader of the build-time generators: a tree that knows the line of each value, so that a bad row of
 * data/ stops the build with "file:line: what is wrong".
 *
 * The generators run on the build machine before any library of ours or others exists, and they may stop at the first
 * error; that is why this is not base/json.h. Everything is freed by the end of the process.
 */
#ifndef TOOLS_DATA_DJSON_H
#define TOOLS_DATA_DJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum dj_type { DJ_NULL, DJ_BOOL, DJ_NUMBER, DJ_STRING, DJ_ARRAY, DJ_OBJECT };

struct dj {
    enum dj_type type;
    const char *file;
    int line;
    const char *key;  /* member name, NULL outside an object */
    const char *text; /* string decoded; number, true, false as written */
    struct dj *first, *next;
    size_t count;
};

/* All of these print one line and exit(1) when the data is not as asked for. */
void dj_fail(const struct dj *at, const char *fmt, ...) __attribute__((format(printf, 2, 3), noreturn));
char *dj_read_file(const char *path, size_t *n); /* the bytes and a closing NUL; refuses NUL bytes */
struct dj *dj_load(const char *path);            /* whole file, one value; no key twice in one object */
const struct dj *dj_get(const struct dj *object, const char *key); /* NULL when absent */
const struct dj *dj_need(const struct dj *object, const char *key, enum dj_type type);
const char *dj_text(const struct dj *object, const char *key);     /* required, not empty, no line break */
const char *dj_opt_text(const struct dj *object, const char *key); /* NULL when absent */
bool dj_flag(const struct dj *object, const char *key);            /* required */
void dj_keys(const struct dj *object, const char *const *allowed); /* NULL-terminated; any other key fails */

void *dj_alloc(size_t n);                        /* zeroed, never NULL */
void dj_put_c_string(FILE *f, const char *text); /* a C literal; NULL writes NULL */
FILE *dj_create(const char *path);               /* for writing; appears as `path` only at dj_close */
void dj_close(FILE *f, const char *path);

#endif
