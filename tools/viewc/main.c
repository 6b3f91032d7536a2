/*
 * viewc [--po FILE]... OUT.c VIEW.html    one view, with its texts in these languages; guardian.po is no language but
 *   what a guardian reads in place of a text (po.c)
 * viewc --header OUT.h VIEW.html...       prototypes of all views; OUT.h is left alone when it says the same already
 * viewc --texts VIEW.html...              what a person reads in them, a line each: file:line<TAB>text
 * viewc --table OUT.c --po FILE... SOURCE.c...   the texts of C files in these languages; OUT.c left alone likewise
 * viewc --check --po FILE --clients VIEW,VIEW... SOURCE...   what is missing in FILE: texts of C files, and of the
 *                                         views that clients see with those inside them; exit 1 when something is
 * viewc --add --po FILE --clients VIEW,... SOURCE...   writes FILE anew, with an empty row for what is missing
 * SOURCE: *.c, *.h, *.def, *.html.
 */
#include "viewc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PO_MAX = 8 };
enum mode { MODE_VIEW, MODE_HEADER, MODE_TEXTS, MODE_TABLE, MODE_CHECK, MODE_ADD };

struct job {
    enum mode mode;
    const char *out, *clients;
    struct po po[PO_MAX], voice;
    const struct po *po_list[PO_MAX];
    struct str po_source[PO_MAX];
    size_t po_count;
    struct view_made *made;
    struct view_source *views;
    size_t view_count;
    struct buf *sources; /* what is kept until the end */
    size_t source_count;
    struct c_texts texts;
};

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

/* Its time changes only when it does. */
static void write_changed(const char *path, struct str s)
{
    struct buf old;

    if (!read_file(path, &old) || !str_eq(s, buf_str(&old)))
        write_file(path, s);
    buf_free(&old);
}

static bool say(bool ok, const char *refusal)
{
    if (!ok)
        fprintf(stderr, "%s\n", refusal);
    return ok;
}

static struct str keep_file(struct job *j, const char *path)
{
    struct buf *b = &j->sources[j->source_count++];

    if (!read_file(path, b))
        die(path);
    return buf_str(b);
}

/* ---- the modes ---- */

static bool write_header(struct job *j)
{
    char refusal[REFUSAL_SIZE];
    struct buf now;
    bool ok = true;

    for (size_t i = 0; i < j->view_count; i++)
        ok = say(viewc_check(j->views, j->view_count, i, refusal), refusal) && ok;
    if (!ok)
        return false;
    buf_init(&now, 0);
    viewc_header(j->made, j->view_count, &now);
    write_changed(j->out, buf_str(&now));
    buf_free(&now);
    return true;
}

static bool write_texts(const struct job *j)
{
    for (size_t i = 0; i < j->view_count; i++)
        for (size_t k = 0; k < j->made[i].text_count; k++)
            if (j->made[i].texts[k].told)
                printf("%s:%d\t%s\n", j->views[i].path, j->made[i].texts[k].line, j->made[i].texts[k].id);
    return true;
}

static bool write_table(struct job *j)
{
    char refusal[REFUSAL_SIZE];
    struct buf b;
    bool ok;

    buf_init(&b, 0);
    ok = say(catalogue_table(&j->texts, j->po_list, j->po_count, &b, refusal), refusal);
    if (ok)
        write_changed(j->out, buf_str(&b));
    buf_free(&b);
    return ok;
}

/* The views of clients, to the head of the list, in their order. */
static size_t keep_clients(struct job *j)
{
    bool *marked = calloc(j->view_count + 1, sizeof *marked);
    struct str all = str_of(j->clients == NULL ? "" : j->clients), head = all, tail = {NULL, 0};
    size_t kept = 0;

    if (marked == NULL)
        die("views");
    for (bool more = all.n > 0; more; all = tail) {
        bool found = false;

        more = str_cut(all, ',', &head, &tail);
        head = more ? head : all;
        for (size_t i = 0; i < j->view_count; i++)
            if (str_is(head, j->made[i].name))
                found = marked[i] = true;
        if (!found)
            fprintf(stderr, "viewc: there is no view %.*s; take it out of --clients\n", (int)head.n, head.p);
    }
    views_below(j->views, j->view_count, marked);
    for (size_t i = 0; i < j->view_count; i++)
        if (marked[i])
            j->views[kept++] = j->views[i];
    free(marked);
    return kept;
}

static bool check(struct job *j)
{
    size_t clients = keep_clients(j), wrong = 0;
    struct buf b;

    buf_init(&b, 0);
    wrong += catalogue_voice(&j->texts, j->views, clients, &b);
    for (size_t i = 0; i < j->po_count; i++)
        wrong += catalogue_check(&j->texts, j->views, clients, &j->po[i], &b);
    fputs(buf_str(&b).p, stdout);
    buf_free(&b);
    return wrong == 0;
}

static bool add(struct job *j)
{
    size_t clients = keep_clients(j);

    for (size_t i = 0; i < j->po_count; i++) {
        struct buf b;
        size_t head = str_find(j->po_source[i], STR("\n\n"), 0);

        buf_init(&b, 0);
        catalogue_write(&j->texts, j->views, clients, &j->po[i], str_sub(j->po_source[i], 0, head), &b);
        if (!buf_ok(&b))
            die(j->po[i].path);
        write_changed(j->po[i].path, buf_str(&b));
        buf_free(&b);
    }
    return true;
}

/* ---- arguments ---- */

static bool read_po(struct job *j, const char *path)
{
    struct po *po = &j->po[j->po_count];

    if (j->po_count == PO_MAX)
        return say(false, "viewc: too many languages");
    if (str_ends_ci(str_of(path), STR("/" PO_VOICE))) {
        j->texts.voice = &j->voice;
        return say(po_read(path, keep_file(j, path), false, &j->voice), j->voice.refusal);
    }
    j->po_source[j->po_count] = keep_file(j, path);
    j->po_list[j->po_count++] = po;
    return say(po_read(path, j->po_source[j->po_count - 1], j->mode == MODE_ADD, po), po->refusal);
}

static bool read_source(struct job *j, const char *path)
{
    struct str source = keep_file(j, path);
    struct view_made *made = &j->made[j->view_count];
    bool ok;

    if (!str_ends_ci(str_of(path), STR(".html")))
        return say(c_texts_read(path, source, &j->texts), j->texts.refusal);
    ok = say(j->mode == MODE_VIEW ? viewc_translate(path, source, j->po_list, j->po_count, j->texts.voice, made)
                                  : viewc_compile(path, source, made),
             made->refusal);
    j->views[j->view_count++] = (struct view_source){path, source, made};
    return ok;
}

static bool run(struct job *j)
{
    switch (j->mode) {
    case MODE_VIEW:
        write_file(j->out, buf_str(&j->made[0].code));
        return true;
    case MODE_HEADER:
        return write_header(j);
    case MODE_TEXTS:
        return write_texts(j);
    case MODE_TABLE:
        return write_table(j);
    case MODE_CHECK:
        return check(j);
    case MODE_ADD:
        return add(j);
    }
    return false;
}

static const char *const modes[] = {NULL, "--header", "--texts", "--table", "--check", "--add"};

int main(int argc, char **argv)
{
    struct job j = {.mode = MODE_VIEW};
    size_t room = (size_t)argc + 1, read = 0;
    int i = 1;
    bool ok = true;

    j.made = calloc(room, sizeof *j.made);
    j.views = calloc(room, sizeof *j.views);
    j.sources = calloc(room, sizeof *j.sources);
    if (j.made == NULL || j.views == NULL || j.sources == NULL)
        die("memory");
    for (size_t m = 1; argc > 1 && m < sizeof modes / sizeof modes[0]; m++)
        if (strcmp(argv[1], modes[m]) == 0)
            j.mode = (enum mode)m;
    i += j.mode != MODE_VIEW;
    for (; i < argc; i++) {
        if (strcmp(argv[i], "--po") == 0 && i + 1 < argc)
            ok = read_po(&j, argv[++i]) && ok;
        else if (strcmp(argv[i], "--clients") == 0 && i + 1 < argc)
            j.clients = argv[++i];
        else if (j.out == NULL && (j.mode == MODE_VIEW || j.mode == MODE_HEADER || j.mode == MODE_TABLE))
            j.out = argv[i];
        else if (++read > 0)
            ok = read_source(&j, argv[i]) && ok;
    }
    if (read == 0 || (j.mode == MODE_VIEW && read != 1)) {
        fputs(
            "usage: viewc [--po FILE]... OUT.c VIEW.html | viewc --header OUT.h VIEW.html... | viewc --texts "
            "VIEW.html... | "
            "viewc --table OUT.c --po FILE... SOURCE... | viewc --check|--add --po FILE --clients VIEW,... SOURCE...\n",
            stderr);
        return 2;
    }
    ok = ok && run(&j);
    for (size_t k = 0; k < j.view_count; k++)
        viewc_free(&j.made[k]);
    for (size_t k = 0; k < j.source_count; k++)
        buf_free(&j.sources[k]);
    for (size_t k = 0; k < j.po_count; k++)
        po_free(&j.po[k]);
    po_free(&j.voice);
    c_texts_free(&j.texts);
    free(j.made);
    free(j.views);
    free(j.sources);
    return ok ? 0 : 1;
}
