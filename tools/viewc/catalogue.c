/*
 * catalogue.c: what a catalogue holds against what it should hold, and the table of the texts of C files.
 */
#include "viewc.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- all texts, each once ---- */

struct want {
    const char *id, *path;
    int line;
    size_t number; /* in the order of the files */
    bool c, label;
};
struct wants {
    struct want *list;
    size_t count;
};

static int by_id(const void *a, const void *b)
{
    const struct want *x = a, *y = b;
    int order = strcmp(x->id, y->id);

    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static int by_number(const void *a, const void *b)
{
    const struct want *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

static void add(struct wants *w, struct want one)
{
    one.number = w->count;
    w->list[w->count++] = one;
}

/* By id; of a text that stands at several places the first one. */
static bool wants_of(const struct c_texts *texts, const struct view_source *views, size_t count, struct wants *w)
{
    size_t room = texts->count + 1, kept = 0, own;

    for (size_t i = 0; i < count; i++)
        room += views[i].made->text_count;
    room *= 2;
    *w = (struct wants){.list = calloc(room, sizeof *w->list)};
    if (w->list == NULL)
        return false;
    for (size_t i = 0; i < texts->count; i++)
        add(w, (struct want){texts->list[i].id, texts->list[i].path, texts->list[i].line, 0, true, false});
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < views[i].made->text_count; k++) {
            const struct view_text *t = &views[i].made->texts[k];
            if (t->told)
                add(w, (struct want){t->id, views[i].path, t->line, 0, false, t->label});
        }
    }
    own = w->count;
    for (size_t i = 0; texts->voice != NULL && i < own; i++) { /* what a guardian reads in their place is a text too */
        const char *said = po_text(texts->voice, w->list[i].id);
        struct want one = w->list[i];

        one.id = said;
        if (said != NULL)
            add(w, one);
    }
    if (w->count > 1)
        qsort(w->list, w->count, sizeof *w->list, by_id);
    for (size_t i = 0; i < w->count; i++) {
        struct want *last = kept == 0 ? NULL : &w->list[kept - 1];

        if (last != NULL && strcmp(last->id, w->list[i].id) == 0) {
            last->c = last->c || w->list[i].c;
            last->label = last->label || w->list[i].label;
        } else {
            w->list[kept++] = w->list[i];
        }
    }
    w->count = kept;
    return true;
}

/* ---- the table ---- */

bool catalogue_table(const struct c_texts *texts, const struct po *const *po, size_t count, struct buf *out,
                     char refusal[REFUSAL_SIZE])
{
    struct wants w;
    bool ok = wants_of(texts, NULL, 0, &w);

    snprintf(refusal, REFUSAL_SIZE, "%s", ok ? "" : "no memory");
    buf_cstr(out, "/* Made by tools/viewc from po/; do not edit. */\n#include \"web/language_table.h\"\n\n"
                  "const struct language_row language_rows[] = {\n");
    for (size_t i = 0; ok && i < w.count; i++) {
        const char *said = texts->voice == NULL ? NULL : po_text(texts->voice, w.list[i].id);
        char differs[SAYS_SIZE];
        bool begun = false;

        if (said != NULL && !c_same(w.list[i].id, said, differs)) {
            snprintf(refusal, REFUSAL_SIZE, "%s:%d: %s (a text of %s:%d)", texts->voice->path,
                     po_row(texts->voice, w.list[i].id)->line, differs, w.list[i].path, w.list[i].line);
            ok = false;
        }

        for (size_t k = 0; ok && k < count; k++) {
            const char *text = po_text(po[k], w.list[i].id);
            char says[SAYS_SIZE];

            if (text == NULL)
                continue;
            if (!c_same(w.list[i].id, text, says)) {
                snprintf(refusal, REFUSAL_SIZE, "%s:%d: %s (a text of %s:%d)", po[k]->path,
                         po_row(po[k], w.list[i].id)->line, says, w.list[i].path, w.list[i].line);
                ok = false;
            }
            if (!begun) {
                buf_cstr(out, "    {\"");
                code_literal(out, str_of(w.list[i].id));
                buf_cstr(out, "\", {");
            }
            buf_printf(out, "%s[LANGUAGE_%c%c] = \"", begun ? ", " : "", po[k]->code[0] - 'a' + 'A',
                       po[k]->code[1] - 'a' + 'A');
            code_literal(out, str_of(text));
            buf_char(out, '"');
            begun = true;
        }
        if (said != NULL) {
            if (!begun) {
                buf_cstr(out, "    {\"");
                code_literal(out, str_of(w.list[i].id));
                buf_cstr(out, "\", {NULL");
            }
            buf_cstr(out, "}, \"");
            code_literal(out, str_of(said));
            buf_cstr(out, "\"},\n");
        } else {
            buf_cstr(out, begun ? "}, NULL},\n" : "");
        }
    }
    buf_cstr(out, "    {\"\", {NULL}, NULL}};\n"
                  "const size_t language_rows_count = sizeof language_rows / sizeof language_rows[0] - 1;\n");
    free(w.list);
    return ok;
}

/* ---- what is missing ---- */

static size_t letters(const char *s)
{
    size_t n = 0;

    for (; *s != '\0'; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* How long a translation may be: a word has the room of two, a sentence 1.6 times the English one and 20 letters; what
 * stands on a button, in a label or a link of few words, half as much more and 10. */
size_t catalogue_room(const char *english, bool label)
{
    size_t n = letters(english);

    return label && n <= 40 ? n + n / 2 + 10 : n + n * 6 / 10 + 20;
}

static size_t check_row(const struct want *want, const struct po *po, struct buf *out)
{
    const struct po_row *row = po_row(po, want->id);
    const char *text = po_text(po, want->id);
    size_t room = catalogue_room(want->id, want->label);

    if (text == NULL) {
        buf_printf(out, "%s:%d: no %s text: \"%s\"; write it into %s\n", want->path, want->line, po->code, want->id,
                   po->path);
        return 1;
    }
    if (letters(text) > room) {
        buf_printf(out, "%s:%d: %zu letters where %zu have room (\"%s\"); say it shorter\n", po->path, row->line,
                   letters(text), room, want->id);
        return 1;
    }
    return 0;
}

static bool is_wanted(const struct wants *w, const char *id)
{
    size_t low = 0, high = w->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(w->list[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->count && strcmp(w->list[low].id, id) == 0;
}

/* Rows that are of no use. */
static size_t check_use(const struct wants *w, const struct po *po, struct buf *out)
{
    size_t wrong = 0;

    for (size_t i = 0; i < po->count; i++) {
        if (!is_wanted(w, po->rows[i].id)) {
            buf_printf(out, "%s:%d: no text of ours: \"%s\"; take it out\n", po->path, po->rows[i].line,
                       po->rows[i].id);
            wrong++;
        }
    }
    return wrong;
}

size_t catalogue_voice(const struct c_texts *texts, const struct view_source *views, size_t count, struct buf *out)
{
    const struct po *voice = texts->voice;
    struct c_texts own = *texts;
    struct wants w;
    size_t wrong = 0;

    own.voice = NULL;
    if (voice == NULL)
        return 0;
    if (!wants_of(&own, views, count, &w)) {
        buf_cstr(out, "no memory\n");
        return 1;
    }
    wrong = check_use(&w, voice, out);
    for (size_t i = 0; i < voice->count; i++) {
        const struct po_row *row = &voice->rows[i];

        if (row->text[0] == '\0' || strcmp(row->text, row->id) == 0) {
            buf_printf(out, "%s:%d: says nothing else than its msgid; write what a guardian reads, or take it out\n",
                       voice->path, row->line);
            wrong++;
        }
    }
    free(w.list);
    return wrong;
}

size_t catalogue_check(const struct c_texts *texts, const struct view_source *views, size_t count, const struct po *po,
                       struct buf *out)
{
    struct wants w;
    size_t wrong = 0;

    if (!wants_of(texts, views, count, &w)) {
        buf_cstr(out, "no memory\n");
        return 1;
    }
    wrong = check_use(&w, po, out);
    if (w.count > 1)
        qsort(w.list, w.count, sizeof *w.list, by_number);
    for (size_t i = 0; i < w.count; i++)
        wrong += check_row(&w.list[i], po, out);
    free(w.list);
    return wrong;
}

/* ---- a row for each ---- */

static void put_literal(struct buf *out, const char *word, const char *s)
{
    buf_printf(out, "%s \"", word);
    for (; *s != '\0'; s++) {
        if (*s == '\n')
            buf_cstr(out, "\\n");
        else if (*s == '\t')
            buf_cstr(out, "\\t");
        else if (*s == '"' || *s == '\\')
            buf_printf(out, "\\%c", *s);
        else
            buf_char(out, *s);
    }
    buf_cstr(out, "\"\n");
}

void catalogue_write(const struct c_texts *texts, const struct view_source *views, size_t count, const struct po *po,
                     struct str head, struct buf *out)
{
    struct wants w;

    buf_add(out, str_trim(head));
    buf_char(out, '\n');
    if (!wants_of(texts, views, count, &w)) {
        out->failed = true;
        return;
    }
    if (w.count > 1)
        qsort(w.list, w.count, sizeof *w.list, by_number);
    for (size_t i = 0; i < w.count; i++) {
        const char *text = po_text(po, w.list[i].id);

        buf_printf(out, "\n#: %s\n%s", w.list[i].path,
                   w.list[i].c && strchr(w.list[i].id, '%') != NULL ? "#, c-format\n" : "");
        put_literal(out, "msgid", w.list[i].id);
        put_literal(out, "msgstr", text == NULL ? "" : text);
    }
    free(w.list);
}

/* ---- which views ---- */

void views_below(const struct view_source *all, size_t count, bool *marked)
{
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; marked[i] && k < count; k++) {
                char name[WORD_SIZE + 2];

                snprintf(name, sizeof name, " %s ", all[k].made->name);
                if (!marked[k] && all[i].made->uses.n > 0 && strstr(all[i].made->uses.p, name) != NULL)
                    more = marked[k] = true;
            }
        }
    }
}
