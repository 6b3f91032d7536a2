/*
 * text.c: what a person reads in a view. A text goes from one tag or block to the next; values inside it are {name}.
 * Translations are written as text, with the escapes that texts need, and values by the very calls of the English one:
 * whatever a catalogue holds, it is no markup.
 */
#include "viewc.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- code ---- */

static void indent(struct viewc *c)
{
    buf_repeat(&c->made->code, ' ', 4 * (c->block_count + 1));
}

static void put_escaped(struct viewc *c, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const char *as = s.p[i] == '&' ? "&amp;" : s.p[i] == '<' ? "&lt;" : s.p[i] == '>' ? "&gt;" : "&quot;";

        if (strchr("&<>\"", s.p[i]) != NULL)
            code_cstr(c, as);
        else
            code_fixed(c, s.p + i, 1);
    }
}

/* A {name} at the head of s: its name; absent: there is none. */
static struct str name_at(struct str s)
{
    struct str head, tail;

    if (s.n == 0 || s.p[0] != '{' || !str_cut(s, '}', &head, &tail))
        return (struct str){NULL, 0};
    return str_sub(head, 1, head.n);
}

static size_t value_of(const struct view_text *t, struct str name)
{
    size_t i = 0;

    while (i < t->values && !str_is(name, t->value[i].name))
        i++;
    return i;
}

/* Each {name} of the English text stands in the other one as often, and no other. */
static bool names_agree(const struct view_text *t, struct str other, char says[SAYS_SIZE])
{
    unsigned used[VALUES_MAX] = {0};

    for (size_t i = 0; i < other.n; i++) {
        struct str here = str_sub(other, i, other.n), name = name_at(here);
        size_t k = name.p == NULL ? t->values : value_of(t, name);

        if (here.p[0] != '{' && here.p[0] != '}')
            continue;
        if (k == t->values) {
            snprintf(says, SAYS_SIZE, "{%.*s} is no value of this text; write one that its msgid holds",
                     (int)(name.n < 40 ? name.n : 40), name.n == 0 ? "" : name.p);
            return false;
        }
        used[k]++;
        i += name.n + 1;
    }
    for (size_t i = 0; i < t->values; i++) {
        unsigned wanted = 0;

        for (size_t k = 0; k < t->values; k++)
            wanted += strcmp(t->value[k].name, t->value[i].name) == 0;
        if (used[value_of(t, str_of(t->value[i].name))] != wanted) {
            snprintf(says, SAYS_SIZE, "{%.60s} stands in the msgid and not as often here; put it where it belongs",
                     t->value[i].name);
            return false;
        }
    }
    return true;
}

/* The refusal points into the catalogue. */
static void refuse_row(struct viewc *c, const struct po *po, const char *id, const char *says)
{
    const char *view = c->path;

    c->path = po->path;
    refuse(c, po_row(po, id)->line, "%s (a text of %s)", says, view);
    c->path = view;
}

/* One branch: a text in place of the English one. */
struct branch {
    const struct po *po; /* where it stands, */
    const char *id;      /* and in which row */
    const char *language, *text;
    bool guardian;
};

static void put_branch(struct viewc *c, const struct view_text *t, const struct branch *b)
{
    const struct po *po = b->po;
    char says[SAYS_SIZE];
    struct str s = str_of(b->text);

    if (strchr(b->text, '\n') != NULL || s.p[0] == ' ' || s.p[s.n - 1] == ' ') {
        refuse_row(c, po, b->id, "a line break, or a blank at an end; take it out");
        return;
    }
    if (!names_agree(t, s, says)) {
        refuse_row(c, po, b->id, says);
        return;
    }
    code_flush(c);
    indent(c);
    buf_printf(&c->made->code, "%sif (%s", c->text_branch ? "} else " : "", b->guardian ? "o->guardian" : "");
    if (b->language != NULL)
        buf_printf(&c->made->code, "%so->language == LANGUAGE_%c%c", b->guardian ? " && " : "",
                   b->language[0] - 'a' + 'A', b->language[1] - 'a' + 'A');
    buf_cstr(&c->made->code, ") {\n");
    c->text_branch = true;
    while (s.n > 0) {
        struct str name = name_at(s), head, tail;

        if (name.p != NULL) {
            const struct view_value *v = &t->value[value_of(t, name)];
            code_line(c, v->line, "%s", v->call);
            s = str_sub(s, name.n + 2, s.n);
        } else {
            bool more = str_cut(s, '{', &head, &tail);
            put_escaped(c, more ? head : s);
            s = more ? str_sub(s, head.n, s.n) : str_sub(s, s.n, s.n);
        }
    }
    if (t->blank_behind)
        code_fixed(c, " ", 1);
    code_flush(c);
}

/* What a guardian reads, in each language and in English. */
static void put_voice(struct viewc *c, const struct view_text *t, const char *said)
{
    for (size_t i = 0; i < c->po_count; i++) {
        const char *text = po_text(c->po[i], said);

        if (text != NULL)
            put_branch(c, t, &(struct branch){c->po[i], said, c->po[i]->code, text, true});
    }
    put_branch(c, t, &(struct branch){c->voice, t->id, NULL, said, true});
}

void text_begin(struct viewc *c)
{
    const struct view_text *t;

    if (c->text_open || c->failed)
        return;
    c->text_open = true;
    c->text_braces = false;
    c->value_count = 0;
    c->text_label = c->now.where == IN_VALUE || (c->depth > 0 && strstr(" button label th summary option legend ",
                                                                        c->open[c->depth - 1].is->name) != NULL);
    if (c->plan == NULL || c->made->text_count >= c->plan->text_count)
        return;
    t = &c->plan->texts[c->made->text_count];
    if (c->voice != NULL && t->told && po_text(c->voice, t->id) != NULL)
        put_voice(c, t, po_text(c->voice, t->id));
    for (size_t i = 0; i < c->po_count && t->told; i++) {
        const char *text = po_text(c->po[i], t->id);

        if (text == NULL)
            continue;
        put_branch(c, t, &(struct branch){c->po[i], t->id, c->po[i]->code, text, false});
    }
    if (c->text_branch) {
        indent(c);
        buf_cstr(&c->made->code, "} else {\n");
    }
}

/* ---- what is read ---- */

/* The character that a reference stands for, as UTF-8; braces stay as they were written. */
static size_t decode(const char *p, size_t n, char out[4])
{
    static const char *const names[][2] = {{"&amp;", "&"},   {"&lt;", "<"},          {"&gt;", ">"},
                                           {"&quot;", "\""}, {"&nbsp;", "\xc2\xa0"}, {"&shy;", "\xc2\xad"}};
    bool hex = n > 3 && p[2] == 'x';
    unsigned long cp;
    char digits[16];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is((struct str){p, n}, names[i][0])) {
            size_t length = strlen(names[i][1]);
            memcpy(out, names[i][1], length);
            return length;
        }
    }
    snprintf(digits, sizeof digits, "%.*s", (int)n, p);
    cp = strtoul(digits + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    if (cp < ' ' || cp == '{' || cp == '}' || cp == 0x7f || cp > 0xffff || (cp >= 0xd800 && cp < 0xe000))
        return 0;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | cp >> 12);
    out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[2] = (char)(0x80 | (cp & 0x3f));
    return 3;
}

void text_add(struct viewc *c, int line, const char *p, size_t n)
{
    char as[4];
    size_t length;

    if (c->text.n == 0) {
        c->text_line = line;
        while (n > 0 && is_blank(*p)) {
            p++;
            n--;
        }
    }
    if (n > 1 && p[0] == '&') {
        length = decode(p, n, as);
        c->text_braces = c->text_braces || length == 0;
        buf_put(&c->text, length == 0 ? p : as, length == 0 ? n : length);
        return;
    }
    for (; n > 0; p++, n--) {
        c->text_braces = c->text_braces || *p == '{' || *p == '}';
        buf_char(&c->text, is_blank(*p) ? ' ' : *p);
    }
}

void text_value(struct viewc *c, int line, struct str name, const char *call)
{
    struct view_value *v = &c->values[c->value_count];

    if (c->text.n == 0)
        c->text_line = line;
    buf_printf(&c->text, "{%.*s}", (int)name.n, name.p);
    if (c->value_count == VALUES_MAX) {
        refuse(c, line, "more than %d values in one text; put some of them into elements", VALUES_MAX);
        return;
    }
    c->value_count++;
    v->line = line;
    snprintf(v->name, sizeof v->name, "%.*s", (int)name.n, name.p);
    snprintf(v->call, sizeof v->call, "%s", call);
}

/* A letter as far as texts of ours go: ASCII, Latin and the scripts up to U+1FFF; no marks, dashes or arrows. */
static bool is_letter_at(struct str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.p + *at;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    unsigned cp = p[0];

    *at += n;
    if (n == 1)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    if (n == 2 && *at <= s.n) {
        cp = (cp & 0x1f) << 6 | (p[1] & 0x3fu);
        return cp == 0xaa || cp == 0xba || (cp >= 0xc0 && cp != 0xd7 && cp != 0xf7);
    }
    return n == 3 && (cp == 0xe1 || (cp > 0xe2 && cp < 0xee));
}

/* What holds no letter of its own needs no translation. */
static bool tells(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        struct str name = name_at(str_sub(s, i, s.n));

        if (name.p != NULL)
            i += name.n + 2;
        else if (is_letter_at(s, &i))
            return true;
    }
    return false;
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

static bool keep(struct viewc *c, struct view_text t)
{
    struct view_made *m = c->made;
    struct view_text *more = m->texts;

    if (m->text_count % 32 == 0)
        more = realloc(m->texts, (m->text_count + 32) * sizeof *more);
    if (more != NULL) {
        m->texts = more;
        t.value = t.values == 0 ? NULL : calloc(t.values, sizeof *t.value);
    }
    if (more == NULL || t.id == NULL || (t.values > 0 && t.value == NULL)) {
        free(t.id);
        return false;
    }
    if (t.values > 0)
        memcpy(t.value, c->values, t.values * sizeof *t.value);
    m->texts[m->text_count++] = t;
    return true;
}

void text_end(struct viewc *c)
{
    struct str all = buf_str(&c->text), trimmed = str_trim(all);

    if (c->text_branch) {
        code_flush(c);
        indent(c);
        buf_cstr(&c->made->code, "}\n");
        c->text_branch = false;
    }
    if (c->text_open && !c->failed &&
        !keep(c, (struct view_text){.id = copy(trimmed),
                                    .line = c->text_line,
                                    .told = !c->text_braces && tells(trimmed),
                                    .label = c->text_label,
                                    .blank_behind = all.n > 0 && all.p[all.n - 1] == ' ',
                                    .values = c->value_count}))
        refuse(c, c->line, "no memory");
    c->text_open = false;
    buf_reset(&c->text);
}

void texts_free(struct view_made *made)
{
    for (size_t i = 0; i < made->text_count; i++) {
        free(made->texts[i].id);
        free(made->texts[i].value);
    }
    free(made->texts);
    made->texts = NULL;
    made->text_count = 0;
}
