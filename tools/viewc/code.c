#include "viewc.h"

#include <stdarg.h>
#include <stdio.h>

enum { LITERAL_MAX = 3500, LITERAL_LINE = 96 }; /* C compilers take literals of 4095 bytes */

/* ---- reading, shared ---- */

void refuse(struct viewc *c, int line, const char *fmt, ...)
{
    char *to = c->made->refusal;
    size_t room = sizeof c->made->refusal;
    va_list ap;

    if (!c->failed) {
        int n = snprintf(to, room, "%s:%d: ", c->path, line);

        va_start(ap, fmt);
        n = n < 0 || (size_t)n >= room ? (int)room - 1 : n;
        vsnprintf(to + n, room - (size_t)n, fmt, ap);
        va_end(ap);
        for (size_t i = c->frame_count; i > 0; i--) {
            size_t at = strlen(to);
            snprintf(to + at, room - at, ", used at %s:%d", c->frames[i - 1].path, c->frames[i - 1].line);
        }
        for (to += n; *to != '\0'; to++) /* words of the view are in it */
            if (*to < ' ' || *to > '~')
                *to = '?';
    }
    c->failed = true;
    c->at = c->src.n;
}

static void nothing_follows(struct viewc *c)
{
    if (c->wrapped)
        refuse(c, c->line, "something stands behind the {{ end }} of {{ in }}; a page stands around everything");
}

struct str rest(const struct viewc *c)
{
    return str_sub(c->src, c->at, c->src.n);
}

void take(struct viewc *c, size_t n)
{
    for (; n > 0 && c->at < c->src.n; n--)
        c->line += c->src.p[c->at++] == '\n';
}

bool is_blank(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\n';
}

bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];

        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' || (i > 0 && ch >= '0' && ch <= '9')))
            return false;
    }
    return s.n > 0 && s.n < WORD_SIZE;
}

/* ---- writing C ---- */

static void indent(struct viewc *c)
{
    buf_repeat(&c->made->code, ' ', 4 * (c->block_count + 1));
}

/* One byte inside a literal. A question mark could begin a trigraph. Returns how many letters it took. */
static size_t put_byte(struct buf *b, unsigned char ch)
{
    size_t before = b->n;

    if (ch == '\n')
        buf_cstr(b, "\\n");
    else if (ch == '"' || ch == '\\' || ch == '?')
        buf_put(b, (char[]){'\\', (char)ch}, 2);
    else if (ch < ' ' || ch >= 0x7f)
        buf_printf(b, "\\%03o", ch);
    else
        buf_char(b, (char)ch);
    return b->n - before;
}

/* The bytes of a literal, over several lines when it is long. */
static void put_literal(struct buf *b, struct str s, size_t blanks)
{
    size_t column = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (column > LITERAL_LINE) {
            buf_cstr(b, "\"\n");
            buf_repeat(b, ' ', blanks);
            buf_char(b, '"');
            column = 0;
        }
        column += put_byte(b, (unsigned char)s.p[i]);
    }
}

void code_literal(struct buf *b, struct str s)
{
    put_literal(b, s, 8);
}

/* All that was fixed since the last line of C, as few calls. */
void code_flush(struct viewc *c)
{
    struct buf *b = &c->made->code;
    struct str run = buf_str(&c->run);

    while (run.n > 0) {
        size_t n = run.n < LITERAL_MAX ? run.n : LITERAL_MAX;

        indent(c);
        buf_cstr(b, "out_raw(o, \"");
        put_literal(b, str_sub(run, 0, n), 4 * (c->block_count + 2));
        buf_printf(b, "\", %zu);\n", n);
        run = str_sub(run, n, run.n);
    }
    buf_reset(&c->run);
}

void code_fixed(struct viewc *c, const char *p, size_t n)
{
    nothing_follows(c);
    buf_put(&c->run, p, n);
}

void code_cstr(struct viewc *c, const char *s)
{
    code_fixed(c, s, strlen(s));
}

void code_line(struct viewc *c, int line, const char *fmt, ...)
{
    char text[4 * PATH_SIZE];
    va_list ap;

    nothing_follows(c);
    code_flush(c);
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (line > 0)
        buf_printf(&c->made->code, "#line %d \"%s\"\n", line, c->path);
    indent(c);
    buf_printf(&c->made->code, "%s\n", text);
}

static void begin_function(struct buf *b, const struct view_made *m, const char *part)
{
    buf_printf(b, "\nvoid view_%s%s(struct out *o, const struct %s *v)\n{\n    (void)o;\n    (void)v;\n", m->name, part,
               m->shape);
}

/* A view that holds {{ body }} is two functions; the first one's head is written when that is known. */
void code_body(struct viewc *c)
{
    code_flush(c);
    c->made->layout = true;
    buf_cstr(&c->made->code, "}\n");
    begin_function(&c->made->code, c->made, "_end");
}

void code_end(struct viewc *c)
{
    struct view_made *m = c->made;
    struct buf whole;

    code_flush(c);
    buf_init(&whole, 0);
    buf_printf(&whole, "/* Made by tools/viewc from %s; do not edit. */\n", c->path);
    buf_printf(&whole, "#include \"%s\"\n#include \"views.h\"\n%s#include \"web/out.h\"\n", m->header,
               c->po_count > 0 ? "#include \"web/language.h\"\n" : "");
    begin_function(&whole, m, m->layout ? "_begin" : "");
    buf_add(&whole, buf_str(&m->code));
    buf_cstr(&whole, "}\n");
    buf_free(&m->code);
    m->code = whole;
}

/* ---- the whole ---- */

/* Offset of the first byte that is not UTF-8; s.n when all is. Overlong forms and surrogates are not UTF-8. */
size_t utf8_until(struct str s)
{
    size_t i = 0;

    while (i < s.n) {
        const unsigned char *p = (const unsigned char *)s.p + i;
        size_t n = p[0] < 0x80                   ? 1
                   : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
                   : (p[0] & 0xf0) == 0xe0       ? 3
                   : p[0] >= 0xf0 && p[0] < 0xf5 ? 4
                                                 : 0;

        if (n == 0 || n > s.n - i || (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
            (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
            break;
        for (size_t k = 1; k < n; k++)
            if ((p[k] & 0xc0) != 0x80)
                return i;
        i += n;
    }
    return i;
}

bool viewc_read(struct viewc *c, const char *path, struct str source, struct view_made *made)
{
    size_t good = utf8_until(source);

    c->path = path;
    c->src = source;
    c->line = 1;
    c->made = made;
    c->now.space_done = true;
    *made = (struct view_made){.layout = false};
    buf_init(&made->code, 0);
    buf_init(&made->uses, 0);
    buf_init(&c->run, 0);
    buf_init(&c->text, 0);
    buf_init(&c->value, 0);
    if (good < source.n) {
        take(c, good);
        refuse(c, c->line, "a byte that is not UTF-8; save the file as UTF-8");
    }
    directive_first(c);
    markup_read(c);
    directive_end_of_view(c);
    text_end(c);
    code_end(c);
    if (!c->failed &&
        (!buf_ok(&made->code) || !buf_ok(&made->uses) || !buf_ok(&c->run) || !buf_ok(&c->value) || !buf_ok(&c->text)))
        refuse(c, c->line, "no memory");
    buf_free(&c->run);
    buf_free(&c->text);
    buf_free(&c->value);
    return !c->failed;
}

bool viewc_compile(const char *path, struct str source, struct view_made *made)
{
    struct viewc c = {.failed = false};

    return viewc_read(&c, path, source, made);
}

/* The first reading finds the texts and where they end, the second writes each with its translations before it. */
bool viewc_translate(const char *path, struct str source, const struct po *const *po, size_t po_count,
                     const struct po *voice, struct view_made *made)
{
    struct view_made plan;
    struct viewc c = {.plan = &plan, .po = po, .po_count = po_count, .voice = voice};
    bool ok;

    if (!viewc_compile(path, source, &plan)) {
        *made = plan;
        return false;
    }
    ok = viewc_read(&c, path, source, made);
    viewc_free(&plan);
    return ok;
}

void viewc_free(struct view_made *made)
{
    buf_free(&made->code);
    buf_free(&made->uses);
    texts_free(made);
}

static void prototype(struct buf *out, const struct view_made *m, const char *part)
{
    buf_printf(out, "void view_%s%s(struct out *o, const struct %s *v);\n", m->name, part, m->shape);
}

void viewc_header(const struct view_made *views, size_t count, struct buf *out)
{
    buf_cstr(out,
             "/* Made by tools/viewc: all views. Include the header that declares a view's struct beside this one. */\n"
             "#ifndef VIEWS_H\n#define VIEWS_H\n\nstruct out;\n");
    for (size_t i = 0; i < count; i++) {
        const struct view_made *m = &views[i];

        buf_printf(out, "\nstruct %s;\n", m->shape);
        if (m->layout) {
            prototype(out, m, "_begin");
            prototype(out, m, "_end");
        } else {
            prototype(out, m, "");
        }
        /* what {{ use }} hands over: a struct or a pointer to one */
        buf_printf(out,
                   "#define view_%s_of(x) _Generic((x), struct %s: &(x), struct %s *: (x), const struct %s *: (x))\n",
                   m->name, m->shape, m->shape, m->shape);
    }
    buf_cstr(out, "\n#endif\n");
}
