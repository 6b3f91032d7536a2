/*
 * findings_text.c: findings and rules for a person at a terminal: wrapped, in columns as wide as the characters are
 * shown, carets under the words that are meant.
 */
#include "base/bytes.h"
#include "base/escape.h"
#include "base/utf8.h"
#include "plan/shape.h"
#include "rules/check.h"
#include "rules/findings.h"

#include <string.h>
#include <utf8proc.h>

/* SGR sequences; never the only sign of anything. */
#define RESET "\x1b[0m"
#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
static const char *const severity_colours[SEVERITY_COUNT] = {"\x1b[36m", "\x1b[33m", "\x1b[1;31m"};

#define INDENT 10 /* where messages begin: "  warning " */
#define EXCERPT_LINES 3

struct printer {
    struct buf *out;
    bool colour;
    size_t width;
    struct buf line, carets, word, word_carets; /* of the line being filled */
    size_t column, word_columns;
    bool gap_marked; /* the white space before the word is underlined */
};

static void colour(const struct printer *p, const char *sequence)
{
    if (p->colour) {
        buf_cstr(p->out, sequence);
    }
}

/* One character as it is shown: itself, or an escape for one that could steer the terminal. */
static size_t put_character(struct buf *b, struct str character)
{
    size_t from = b->n, columns = 0;
    if (character.p[0] > ' ' && character.p[0] <= '~') { /* most of them */
        buf_char(b, character.p[0]);
        return 1;
    }
    escape_terminal(b, character, false);
    struct str shown = str_sub(buf_str(b), from, b->n);
    for (size_t at = 0; at < shown.n;) {
        int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(shown, &at));
        columns += w > 0 ? (size_t)w : 0;
    }
    return columns;
}

static void flush_line(struct printer *p, size_t indent, const char *bar)
{
    size_t n = p->carets.n;
    while (n && p->carets.p[n - 1] == ' ') {
        n--;
    }
    buf_repeat(p->out, ' ', indent);
    buf_cstr(p->out, bar);
    buf_add(p->out, buf_str(&p->line));
    buf_char(p->out, '\n');
    if (n) {
        buf_repeat(p->out, ' ', indent);
        buf_cstr(p->out, bar);
        colour(p, severity_colours[SEVERITY_ERROR]);
        buf_put(p->out, p->carets.p, n);
        colour(p, RESET);
        buf_char(p->out, '\n');
    }
    buf_reset(&p->line);
    buf_reset(&p->carets);
    p->column = 0;
}

static void flush_word(struct printer *p, size_t indent, const char *bar, size_t room)
{
    if (p->word_columns == 0) {
        return;
    }
    if (p->column && p->column + 1 + p->word_columns > room) {
        flush_line(p, indent, bar);
    }
    if (p->column) {
        buf_char(&p->line, ' ');
        buf_char(&p->carets, p->gap_marked ? '^' : ' ');
        p->column++;
    }
    buf_add(&p->line, buf_str(&p->word));
    buf_add(&p->carets, buf_str(&p->word_carets));
    p->column += p->word_columns;
    p->word_columns = 0;
    buf_reset(&p->word);
    buf_reset(&p->word_carets);
}

static bool is_marked(const struct finding *f, size_t at)
{
    bool marked = f && at >= f->span.from && at < f->span.to;
    for (size_t i = 0; f && i < f->also_count; i++) {
        marked = marked || (at >= f->also[i].from && at < f->also[i].to);
    }
    return marked;
}

static void put_ellipsis(struct printer *p)
{
    buf_cstr(&p->word, "\xE2\x80\xA6");
    buf_char(&p->word_carets, ' ');
    p->word_columns = 1;
}

/* Printable ASCII with one blank between words: what nearly all texts are. Eight bytes at once, each beside the one
 * behind it. */
static bool is_plain(struct str s)
{
    const uint64_t blanks = ' ' * BYTES_ONES;
    size_t i = 0;
    if (s.n == 0 || s.p[0] == ' ' || s.p[s.n - 1] == ' ') {
        return false;
    }
    for (; i + 9 <= s.n; i += 8) {
        uint64_t v = bytes_at(s.p + i), behind = bytes_at(s.p + i + 1);
        if (bytes_within(v, ' ', '~') != BYTES_TOPS || bytes_have_zero((v ^ blanks) | (behind ^ blanks))) {
            return false;
        }
    }
    for (; i < s.n; i++) {
        if (s.p[i] < ' ' || s.p[i] > '~' || (s.p[i] == ' ' && s.p[i + 1] == ' ')) {
            return false;
        }
    }
    return true;
}

/* What put_wrapped does with a plain text, which can be cut where it stands. */
static void put_plain(struct printer *p, struct str s, size_t indent, size_t room)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = s.n - at <= room ? s.n : at + room, cut = end;
        while (end < s.n && cut > at && s.p[cut] != ' ') {
            cut--;
        }
        end = cut > at ? cut : end; /* a word longer than the line is broken */
        buf_repeat(p->out, ' ', indent);
        buf_put(p->out, s.p + at, end - at);
        buf_char(p->out, '\n');
        at = end + (end < s.n && s.p[end] == ' ');
    }
}

/* `most`, or what there is of it from `at` to the next end of the span. */
static size_t up_to_edge(struct span span, size_t at, size_t most)
{
    size_t edge = at < span.from ? span.from : span.to;
    return at < edge && edge - at < most ? edge - at : most;
}

/* How many printable ASCII characters stand at `at` that are all marked or all unmarked: at most `room` and up to `to`.
 */
static size_t plain_run(struct str s, size_t at, size_t to, size_t room, const struct finding *f)
{
    size_t n = 0, most = to - at < room ? to - at : room;
    if (f) {
        most = up_to_edge(f->span, at, most);
        for (size_t i = 0; i < f->also_count; i++) {
            most = up_to_edge(f->also[i], at, most);
        }
    }
    while (n < most && s.p[at + n] > ' ' && s.p[at + n] <= '~') {
        n++;
    }
    return n;
}

/* The part of s, wrapped behind `indent` columns and `bar`; f, when given, has its words underlined; what is left out
 * before and after shows as an ellipsis. */
static void put_wrapped(struct printer *p, struct str s, struct span part, const struct finding *f, size_t indent,
                        const char *bar)
{
    size_t room = p->width - indent - (bar[0] ? 2 : 0);
    p->gap_marked = false;
    if (part.from > 0) {
        put_ellipsis(p);
        flush_word(p, indent, bar, room);
    }
    for (size_t at = part.from; at < part.to;) {
        size_t from = at;
        char c = s.p[at];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            flush_word(p, indent, bar, room);
            p->gap_marked = is_marked(f, at++);
            continue;
        }
        size_t run = plain_run(s, from, part.to, room - p->word_columns, f);
        if (run) {
            at += run;
            buf_put(&p->word, s.p + from, run);
            buf_repeat(&p->word_carets, is_marked(f, from) ? '^' : ' ', run);
            p->word_columns += run;
            if (p->word_columns >= room) {
                flush_word(p, indent, bar, room);
            }
            continue;
        }
        utf8_next(s, &at);
        size_t columns = put_character(&p->word, str_sub(s, from, at));
        buf_repeat(&p->word_carets, is_marked(f, from) ? '^' : ' ', columns);
        p->word_columns += columns;
        if (p->word_columns >= room) {
            flush_word(p, indent, bar, room); /* a word longer than the line is broken */
        }
    }
    flush_word(p, indent, bar, room);
    if (part.to < s.n) {
        p->gap_marked = false;
        put_ellipsis(p);
        flush_word(p, indent, bar, room);
    }
    if (p->column) {
        flush_line(p, indent, bar);
    }
}

/* A text behind a heading of its own: the heading stands in the indent of the first line. */
static void put_paragraph(struct printer *p, const char *head, const char *head_colour, struct str s, size_t indent)
{
    size_t from = p->out->n, used = strlen(head);
    if (is_plain(s)) {
        put_plain(p, s, indent, p->width - indent);
    } else {
        put_wrapped(p, s, (struct span){0, s.n}, NULL, indent, "");
    }
    if (p->out->n < from + indent) {
        return; /* the buffer is full */
    }
    if (!p->colour) {
        memcpy(p->out->p + from + 2, head, used);
        return;
    }
    /* With colours the line is put together again: the sequences need room. */
    struct buf rest;
    buf_init(&rest, 0);
    buf_put(&rest, p->out->p + from + 2 + used, p->out->n - from - 2 - used);
    p->out->n = from + 2;
    buf_cstr(p->out, head_colour);
    buf_cstr(p->out, head);
    buf_cstr(p->out, RESET);
    buf_add(p->out, buf_str(&rest));
    p->out->failed |= !buf_ok(&rest);
    buf_free(&rest);
}

/* What of a long text is shown: a few lines around the words that are meant. */
static struct span window(const struct printer *p, const struct finding *f)
{
    struct str s = f->excerpt;
    size_t line = p->width - INDENT - 2, from = 0, to = s.n;
    if (s.n <= EXCERPT_LINES * line) {
        return (struct span){0, s.n};
    }
    if (f->span.from > line) {
        from = f->span.from - line;
        while (from < f->span.from && s.p[from] != ' ') {
            from++;
        }
    }
    size_t last = f->span.to > f->span.from ? f->span.to : 0;
    to = last + line < from + 2 * line ? from + 2 * line : last + line;
    to = to < s.n ? to : s.n;
    while (to < s.n && to > last && s.p[to] != ' ') {
        to--;
    }
    return (struct span){utf8_floor(s, from), to > last ? to : utf8_floor(s, last)};
}

/* The same rewrite of the same text, offered for another reason, is shown once. */
static bool same_rewrite(const struct finding *f, const struct finding *last)
{
    return last && str_eq(f->rewrite, last->rewrite) && str_eq(f->pointer, last->pointer);
}

static void put_finding(struct printer *p, const struct finding *f, const struct finding *last, bool first,
                        struct buf *scratch)
{
    const struct rule *r = f->rule;
    char head[16] = "";
    strncat(head, rules_severity_name(r->severity), sizeof head - 1);
    buf_reset(scratch);
    finding_message(f, scratch);
    put_paragraph(p, head, severity_colours[r->severity], buf_str(scratch), INDENT);
    buf_repeat(p->out, ' ', INDENT);
    colour(p, DIM);
    buf_cstr(p->out, r->id);
    buf_cstr(p->out, "  ");
    escape_terminal(p->out, f->pointer, false);
    colour(p, RESET);
    buf_char(p->out, '\n');
    if (f->excerpt.n) {
        put_wrapped(p, f->excerpt, window(p, f), f, INDENT, "\xE2\x94\x82 ");
    }
    if (first || f->reason) {
        put_paragraph(p, "        why", DIM, str_of(f->reason ? f->reason : r->why), INDENT + 6);
    }
    if (first) {
        put_paragraph(p, "        mend", DIM, str_of(r->fix), INDENT + 6);
    }
    if (f->rewrite.n && !same_rewrite(f, last)) {
        put_paragraph(p, "        try", DIM, f->rewrite, INDENT + 6);
    }
    buf_char(p->out, '\n');
}

/* The beginning of a pointer that findings under one heading share: "/problems", and "/goals/1" when there are several.
 */
static struct str part_of(const struct plan *p, struct str pointer)
{
    size_t first = str_find(pointer, STR("/"), 1);
    struct str part = str_sub(pointer, 0, first);
    if (first != (size_t)-1 && str_is(part, "/goals") && p->goals.n > 1) {
        part = str_sub(pointer, 0, str_find(pointer, STR("/"), first + 1));
    }
    return part;
}

/* "Presenting problems", "Goal 2: Sleeps through the night"; a plan as a whole has no pointer. */
static void put_heading(struct printer *p, const struct plan *plan, struct str part)
{
    struct str key, index = {NULL, 0};
    int64_t goal = -1;
    struct buf title;
    buf_init(&title, 0);
    str_cut(str_sub(part, 1, part.n), '/', &key, &index);
    num_int(index, 0, INT64_MAX, &goal);
    if (goal >= 0) {
        const struct plan_goal *g = &plan->goals.at[goal];
        struct str text = g->statement.n ? g->statement : g->client_words.n ? g->client_words : g->name;
        buf_printf(&title, "Goal %zu%s", (size_t)goal + 1, text.n ? ": " : "");
        escape_terminal(&title, text, false);
    } else {
        const struct shape_field *f = shape_find(&plan_shape, str_sub(part, 1, part.n));
        buf_cstr(&title, f ? f->label : "The plan");
    }
    if (title.n > p->width) { /* one line, cut at a character */
        title.n = utf8_floor(buf_str(&title), p->width - 1);
        buf_cstr(&title, "\xE2\x80\xA6");
    }
    colour(p, BOLD);
    buf_add(p->out, buf_str(&title));
    colour(p, RESET);
    buf_cstr(p->out, "\n\n");
    p->out->failed |= !buf_ok(&title);
    buf_free(&title);
}

static void put_count(struct buf *b, size_t n, const char *one, const char *many)
{
    buf_int(b, (long long)n);
    buf_char(b, ' ');
    buf_cstr(b, n == 1 ? one : many);
}

static void put_summary(struct printer *p, const struct findings *f, struct str name)
{
    static const char *const many[SEVERITY_COUNT] = {"pieces of advice", "warnings", "errors"};
    static const char *const one[SEVERITY_COUNT] = {"piece of advice", "warning", "error"};
    bool any = false;
    colour(p, BOLD);
    escape_terminal(p->out, name, false);
    buf_cstr(p->out, ": ");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (f->count[s]) {
            buf_cstr(p->out, any ? ", " : "");
            put_count(p->out, f->count[s], one[s], many[s]);
            any = true;
        }
    }
    buf_cstr(p->out, any ? "." : "nothing to mend.");
    colour(p, RESET);
    buf_char(p->out, '\n');
}

static void printer_init(struct printer *p, bool with_colour, int width, struct buf *out)
{
    *p = (struct printer){.out = out,
                          .colour = with_colour,
                          .width = (size_t)(width < 40    ? 40
                                            : width > 200 ? 200
                                                          : width)};
    buf_init(&p->line, 0);
    buf_init(&p->carets, 0);
    buf_init(&p->word, 0);
    buf_init(&p->word_carets, 0);
}

static void printer_done(struct printer *p)
{
    struct buf *parts[] = {&p->line, &p->carets, &p->word, &p->word_carets};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        p->out->failed |= !buf_ok(parts[i]);
        buf_free(parts[i]);
    }
}

#define FIRST_OF 8 /* with fewer findings everything is seen at a glance */
#define FIRST_COUNT 3

/* Where to begin: of a long list the gravest three, each rule once, in the order of the plan. */
static void put_first(struct printer *p, const struct findings *f, struct buf *scratch)
{
    const struct finding *first[FIRST_COUNT];
    size_t n = 0;
    for (int severity = SEVERITY_COUNT - 1; f->list.n >= FIRST_OF && severity >= 0; severity--) {
        for (size_t i = 0; i < f->list.n && n < FIRST_COUNT; i++) {
            const struct finding *x = &f->list.at[i];
            bool again = false;
            for (size_t k = 0; k < n; k++) {
                again = again || first[k]->rule == x->rule;
            }
            if ((int)x->rule->severity == severity && !again) {
                first[n++] = x;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        char number[] = {(char)('1' + (int)i), 0};
        if (i == 0) {
            colour(p, BOLD);
            buf_cstr(p->out, "Mend first");
            colour(p, RESET);
            buf_cstr(p->out, "\n\n");
        }
        buf_reset(scratch);
        finding_message(first[i], scratch);
        put_paragraph(p, number, severity_colours[first[i]->rule->severity], buf_str(scratch), 5);
    }
    if (n) {
        buf_char(p->out, '\n');
    }
}

void findings_put_text(const struct findings *f, const struct plan *p, struct str name, bool with_colour, int width,
                       struct buf *out)
{
    struct printer printer;
    struct buf scratch;
    bool told[RULE_COUNT] = {false};
    struct str part = {NULL, 0};
    printer_init(&printer, with_colour, width, out);
    buf_init(&scratch, 0);
    for (size_t i = 0; i < f->list.n; i++) {
        const struct finding *x = &f->list.at[i];
        struct str here = part_of(p, x->pointer);
        size_t rule = (size_t)(x->rule - rules_at(0));
        if (i == 0 || !str_eq(part, here)) {
            part = here;
            put_heading(&printer, p, part);
        }
        put_finding(&printer, x, i ? x - 1 : NULL, !told[rule], &scratch);
        told[rule] = true;
    }
    put_first(&printer, f, &scratch);
    put_summary(&printer, f, name);
    out->failed |= !buf_ok(&scratch);
    buf_free(&scratch);
    printer_done(&printer);
}

/* The template of the message with … for what the plan fills in. */
static void put_template(struct buf *b, const char *message)
{
    for (const char *p = message; *p; p++) {
        if (*p == '{') {
            buf_cstr(b, "\xE2\x80\xA6");
            p += 2;
        } else {
            buf_char(b, *p);
        }
    }
}

void rules_explain(const struct rule *r, bool with_colour, int width, struct buf *out)
{
    struct printer p;
    struct buf text;
    printer_init(&p, with_colour, width, out);
    buf_init(&text, 0);
    colour(&p, BOLD);
    buf_cstr(out, r->title);
    colour(&p, RESET);
    buf_char(out, '\n');
    buf_printf(out, "%s, ", r->id);
    colour(&p, severity_colours[r->severity]);
    buf_cstr(out, rules_severity_name(r->severity));
    colour(&p, RESET);
    buf_printf(out, ", %s\n\n", r->group);
    put_template(&text, r->message);
    put_paragraph(&p, "says", DIM, buf_str(&text), INDENT);
    put_paragraph(&p, "why", DIM, str_of(r->why), INDENT);
    put_paragraph(&p, "mend", DIM, str_of(r->fix), INDENT);
    buf_reset(&text);
    buf_cstr(&text, strcmp(r->source, "project") == 0 ? "our own judgement" : r->source);
    buf_cstr(&text, r->confirmed ? "" : " (not yet checked against the source)");
    put_paragraph(&p, "source", DIM, buf_str(&text), INDENT);
    out->failed |= !buf_ok(&text);
    buf_free(&text);
    printer_done(&p);
}
