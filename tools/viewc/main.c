/*
 * viewc OUT.c VIEW.html              one view
 * viewc --header OUT.h VIEW.html...  prototypes of all views; OUT.h is left alone when it says the same already
 * viewc --texts VIEW.html...         what a person reads in them, a line each: file:line<TAB>text, values as {name}
 */
#include "viewc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void die(const char *path)
{
    fprintf(stderr, "viewc: %s: %s\n", path, strerror(errno));
    exit(1);
}

static bool read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    char piece[4096];
    size_t n;

    buf_init(out, 0);
    if (f == NULL)
        return false;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_put(out, piece, n);
    if (ferror(f) || !buf_ok(out))
        die(path);
    fclose(f);
    return true;
}

static void write_file(const char *path, struct str s)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
        die(path);
}

static bool compile(const char *path, struct view_made *made)
{
    struct buf source;
    bool ok;

    if (!read_file(path, &source))
        die(path);
    ok = viewc_compile(path, buf_str(&source), made);
    if (!ok)
        fprintf(stderr, "%s\n", made->refusal);
    buf_free(&source);
    return ok;
}

static void write_header(const char *path, const struct view_made *made, size_t count)
{
    struct buf now, old;

    buf_init(&now, 0);
    viewc_header(made, count, &now);
    if (!read_file(path, &old) || !str_eq(buf_str(&now), buf_str(&old)))
        write_file(path, buf_str(&now));
    buf_free(&now);
    buf_free(&old);
}

int main(int argc, char **argv)
{
    bool header = argc > 2 && strcmp(argv[1], "--header") == 0, texts = argc > 1 && strcmp(argv[1], "--texts") == 0;
    int first = header ? 3 : 2, failed = 0;
    struct view_made *made;

    if (argc < 3 && !(texts || header)) {
        fputs("usage: viewc OUT.c VIEW.html | viewc --header OUT.h VIEW.html... | viewc --texts VIEW.html...\n",
              stderr);
        return 2;
    }
    made = calloc((size_t)argc, sizeof *made);
    if (made == NULL)
        die("memory");
    for (int i = first; i < argc; i++)
        failed += !compile(argv[i], &made[i - first]);
    if (failed == 0 && header)
        write_header(argv[2], made, (size_t)(argc - first));
    else if (failed == 0 && !texts)
        write_file(argv[1], buf_str(&made[0].code));
    for (int i = first; i < argc; i++) {
        if (failed == 0 && texts)
            fputs(buf_str(&made[i - first].texts).p, stdout);
        viewc_free(&made[i - first]);
    }
    free(made);
    return failed == 0 ? 0 : 1;
}
