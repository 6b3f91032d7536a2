/*
 * po.c: reads a catalogue: the part of gettext's PO format that is used here. A row is a msgid and a msgstr, each of
 * one or more literals; comments belong to the row behind them. No contexts and no plural forms: a text is a whole
 * sentence, and each number of things that reads differently has its own.
 */
#include "viewc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct po_reader {
    struct po *po;
    struct str src;
    size_t at;
    int line;
    bool fuzzy, dropped; /* a row that msgmerge guessed; a row that is commented out */
    size_t room;
};

static bool wrong(struct po_reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool wrong(struct po_reader *r, const char *fmt, ...)
{
    char *to = r->po->refusal;
    size_t room = sizeof r->po->refusal;
    va_list ap;
    int n = snprintf(to, room, "%s:%d: ", r->po->path, r->line);

    va_start(ap, fmt);
    n = n < 0 || (size_t)n >= room ? (int)room - 1 : n;
    vsnprintf(to + n, room - (size_t)n, fmt, ap);
    va_end(ap);
    for (; *to != '\0'; to++)
        if (*to < ' ' || *to > '~')
            *to = '?';
    return false;
}

static bool next_line(struct po_reader *r, struct str *out)
{
    struct str left = str_sub(r->src, r->at, r->src.n), head, tail;

    if (left.n == 0)
        return false;
    r->line++;
    if (str_cut(left, '\n', &head, &tail))
        r->at += head.n + 1;
    else
        r->at = r->src.n;
    *out = str_trim(str_cut(left, '\n', &head, &tail) ? head : left);
    return true;
}

/* One literal "..." into the bytes of the catalogue. */
static bool literal(struct po_reader *r, struct str s, struct buf *out)
{
    size_t i = 1;

    if (s.n < 2 || s.p[0] != '"')
        return wrong(r, "a text without its first \"; write \"...\"");
    for (; i < s.n && s.p[i] != '"'; i++) {
        char ch = s.p[i];

        if (ch == '\\') {
            static const char *const escapes = "n\nt\t\"\"\\\\";
            const char *e = i + 1 < s.n ? escapes : "";

            while (*e != '\0' && *e != s.p[i + 1])
                e += 2;
            if (*e == '\0')
                return wrong(r, "a \\ that escapes nothing; write \\n, \\t, \\\" or \\\\");
            ch = e[1];
            i++;
        }
        if (ch == '\0' || ((unsigned char)ch < ' ' && ch != '\n' && ch != '\t') || ch == 0x7f)
            return wrong(r, "a control character (byte %d); take it out", ch);
        buf_char(out, ch);
    }
    if (i == s.n)
        return wrong(r, "a text without its last \"; close it in the same line");
    if (i + 1 < s.n)
        return wrong(r, "something behind the last \"; take it out, or write \\\" inside a text");
    return true;
}

static bool is_utf8(struct str s)
{
    return utf8_until(s) == s.n;
}

static bool keep(struct po_reader *r, struct po_row row)
{
    struct po *po = r->po;

    if (po->count == r->room) {
        size_t next = r->room == 0 ? 64 : 2 * r->room;
        struct po_row *more = realloc(po->rows, next * sizeof *more);

        if (more == NULL)
            return wrong(r, "no memory; close something");
        po->rows = more;
        r->room = next;
    }
    po->rows[po->count++] = row;
    return true;
}

/* msgid or msgstr with its literals; the line behind them is left to read. */
static bool text_of(struct po_reader *r, struct str first, struct buf *out)
{
    struct po_reader before;
    struct str s;

    if (!literal(r, str_trim(first), out))
        return false;
    for (before = *r; next_line(r, &s) && s.n > 0 && s.p[0] == '"'; before = *r)
        if (!literal(r, s, out))
            return false;
    r->at = before.at;
    r->line = before.line;
    return true;
}

static char *copy(struct str s)
{
    char *to = malloc(s.n + 1);

    if (to != NULL) {
        memcpy(to, s.n == 0 ? "" : s.p, s.n);
        to[s.n] = '\0';
    }
    return to;
}

static bool read_row(struct po_reader *r, struct str first)
{
    struct po_row row = {.line = r->line, .fuzzy = r->fuzzy};
    struct buf id, text;
    struct str s = {NULL, 0};
    bool ok;

    buf_init(&id, 0);
    buf_init(&text, 0);
    ok = text_of(r, first, &id);
    while (ok && next_line(r, &s) && (s.n == 0 || s.p[0] == '#'))
        ;
    if (ok && !str_starts(s, STR("msgstr ")))
        ok = wrong(r, "no msgstr \"...\" behind the msgid of line %d; write it", row.line);
    ok = ok && text_of(r, str_sub(s, 7, s.n), &text);
    if (ok && !is_utf8(buf_str(&id)))
        ok = wrong(r, "a msgid that is not UTF-8; save the file as UTF-8");
    if (ok && !is_utf8(buf_str(&text)))
        ok = wrong(r, "a msgstr that is not UTF-8; save the file as UTF-8");
    if (ok && (!buf_ok(&id) || !buf_ok(&text)))
        ok = wrong(r, "no memory; close something");
    if (ok && id.n > 0) { /* else it is the head of the file */
        row.id = copy(buf_str(&id));
        row.text = copy(buf_str(&text));
        ok = row.id != NULL && row.text != NULL ? keep(r, row) : wrong(r, "no memory; close something");
        if (!ok) {
            free(row.id);
            free(row.text);
        }
    }
    r->fuzzy = false;
    buf_free(&id);
    buf_free(&text);
    return ok;
}

static int by_id(const void *a, const void *b)
{
    const struct po_row *x = a, *y = b;
    int order = strcmp(x->id, y->id);

    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* "po/es.po" -> "es" */
static bool code_of(const char *path, char out[PO_CODE_SIZE])
{
    const char *file = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
    size_t n = strcspn(file, ".");

    if (strcmp(file, PO_VOICE) == 0) {
        out[0] = '\0';
        return true;
    }
    if (n != 2 || strcmp(file + n, ".po") != 0 || file[0] < 'a' || file[0] > 'z' || file[1] < 'a' || file[1] > 'z')
        return false;
    snprintf(out, PO_CODE_SIZE, "%.2s", file);
    return true;
}

/* Of rows with the same msgid the first that says something stays; twice without `merge` is refused. */
static bool put_in_order(struct po_reader *r, bool merge)
{
    struct po *po = r->po;
    size_t kept = 0;

    if (po->count > 1)
        qsort(po->rows, po->count, sizeof *po->rows, by_id);
    for (size_t i = 0; i < po->count; i++) {
        struct po_row *last = kept == 0 ? NULL : &po->rows[kept - 1];

        if (last == NULL || strcmp(last->id, po->rows[i].id) != 0) {
            po->rows[kept++] = po->rows[i];
            continue;
        }
        if (!merge && po->refusal[0] == '\0') {
            r->line = po->rows[i].line;
            wrong(r, "the msgid of line %d once more; take one of them out", last->line);
        }
        if (last->text[0] == '\0' || (last->fuzzy && !po->rows[i].fuzzy)) {
            struct po_row swap = *last;
            *last = po->rows[i];
            po->rows[i] = swap;
        }
        free(po->rows[i].id);
        free(po->rows[i].text);
    }
    po->count = kept;
    return po->refusal[0] == '\0';
}

bool po_read(const char *path, struct str source, bool merge, struct po *out)
{
    struct po_reader r = {.po = out, .src = source};
    struct str s;
    bool ok = true;

    *out = (struct po){.path = path};
    if (!code_of(path, out->code))
        ok = wrong(&r, "a catalogue is named after its language; name it such as es.po");
    while (ok && next_line(&r, &s)) {
        if (str_starts(s, STR("#,")))
            r.fuzzy = r.fuzzy || str_find(s, STR("fuzzy"), 0) != (size_t)-1;
        else if (str_starts(s, STR("msgid ")))
            ok = read_row(&r, str_sub(s, 6, s.n));
        else if (str_starts(s, STR("msgctxt")) || str_starts(s, STR("msgid_plural")))
            ok = wrong(&r, "contexts and plural forms are not read; give each text its own whole sentence");
        else if (s.n > 0 && s.p[0] != '#')
            ok = wrong(&r, "this line is no part of a catalogue; write msgid \"...\", msgstr \"...\" or # a remark");
    }
    return put_in_order(&r, merge || !ok) && ok;
}

void po_free(struct po *po)
{
    for (size_t i = 0; i < po->count; i++) {
        free(po->rows[i].id);
        free(po->rows[i].text);
    }
    free(po->rows);
    *po = (struct po){.path = po->path};
}

struct po_row *po_row(const struct po *po, const char *id)
{
    size_t low = 0, high = po->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(id, po->rows[middle].id);

        if (order == 0)
            return &po->rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *po_text(const struct po *po, const char *id)
{
    const struct po_row *row = po_row(po, id);

    return row == NULL || row->fuzzy || row->text[0] == '\0' ? NULL : row->text;
}
