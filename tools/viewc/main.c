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

static bool say(bool ok, const char *refusal)
{
    if (!ok)
        fprintf(stderr, "%s\n", refusal);
    return ok;
}

/* All views fit together; the header is written when it is not what stands there. */
static bool write_header(const char *path, const struct view_source *views, const struct view_made *made, size_t count)
{
    char refusal[REFUSAL_SIZE];
    struct buf now, old;
    bool ok = true;

    for (size_t i = 0; i < count; i++)
        ok = say(viewc_check(views, count, i, refusal), refusal) && ok;
    if (!ok)
        return false;
    buf_init(&now, 0);
    viewc_header(made, count, &now);
    if (!read_file(path, &old) || !str_eq(buf_str(&now), buf_str(&old)))
        write_file(path, buf_str(&now));
    buf_free(&now);
    buf_free(&old);
    return true;
}

int main(int argc, char **argv)
{
    bool header = argc > 2 && strcmp(argv[1], "--header") == 0, texts = argc > 1 && strcmp(argv[1], "--texts") == 0;
    int first = header ? 3 : 2;
    size_t count = argc > first ? (size_t)(argc - first) : 0;
    struct view_made *made = calloc(count + 1, sizeof *made);
    struct view_source *views = calloc(count + 1, sizeof *views);
    struct buf *sources = calloc(count + 1, sizeof *sources);
    bool ok = true;

    if (argc < 3 || made == NULL || views == NULL || sources == NULL) {
        fputs("usage: viewc OUT.c VIEW.html | viewc --header OUT.h VIEW.html... | viewc --texts VIEW.html...\n",
              stderr);
        ok = false;
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = argv[first + (int)i];

        if (!read_file(path, &sources[i]))
            die(path);
        ok = say(viewc_compile(path, buf_str(&sources[i]), &made[i]), made[i].refusal) && ok;
        views[i] = (struct view_source){path, buf_str(&sources[i]), &made[i]};
    }
    if (ok && header)
        ok = write_header(argv[2], views, made, count);
    else if (ok && !texts && count > 0)
        write_file(argv[1], buf_str(&made[0].code));
    for (size_t i = 0; i < count; i++) {
        if (ok && texts)
            fputs(buf_str(&made[i].texts).p, stdout);
        viewc_free(&made[i]);
        buf_free(&sources[i]);
    }
    free(made);
    free(views);
    free(sources);
    return ok ? 0 : argc < 3 ? 2 : 1;
}
