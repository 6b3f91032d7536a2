/*
 * err.h: the one error type of the program.
 * Layer: base.  Not here: printing; each front door turns an error into its own form, once.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_INVALID,   /* the caller's data is wrong; `where` says at which place */
    ERR_NOT_FOUND, /* the thing asked for is not there */
    ERR_LIMIT,     /* a size, depth or memory limit was reached */
    ERR_MEMORY,    /* no memory */
    ERR_CONFLICT,  /* somebody else changed or took it; read again and decide */
    ERR_REFUSED,   /* this person may not do this */
    ERR_IO,        /* the operating system refused */
    ERR_INTERNAL   /* a defect of this program */
};

struct err {
    enum err_kind kind;
    char where[96]; /* place in the input: JSON pointer, "line 12", a field's name; "" if none */
    char text[224]; /* one sentence: what is wrong and how to mend it; UTF-8, no line break */
};

/*
 * err_set: fill `e` and return false, so that a function can end with
 * `return err_set(e, ERR_INVALID, "age", "must be 0 to 130");`
 *   e      may be NULL, then nothing is kept; the first error set in `e` wins, later ones are ignored
 *   where  may be NULL
 *   fmt    printf format; what does not fit is cut at a character boundary
 */
bool err_set(struct err *e, enum err_kind kind, const char *where, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* err_no_memory: err_set with ERR_MEMORY and the usual sentence; returns false. */
bool err_no_memory(struct err *e);

/* err_clear: make `e` empty again. */
void err_clear(struct err *e);

#endif
