/*
 * plan_text_line.h: a text cut into lines: indentation, bullets, numbers, headings, tables, "Label: value".
 * Layer: plan (inside the module).  Not here: what the lines mean.
 */
#ifndef PLAN_PLAN_TEXT_LINE_H
#define PLAN_PLAN_TEXT_LINE_H

#include "base/arena.h"
#include "base/err.h"
#include "plan/plan.h"
#include "plan/plan_text_lexicon.h"

#include <string.h>

#define LINE_BYTES_MAX (1024 * 1024)
#define LINE_CELLS_MAX 32

enum line_mark { MARK_NONE, MARK_BULLET, MARK_NUMBER, MARK_HASH };

/* What a person sees as one line; `to` is greater than `from` where a wrapped line was joined. */
struct text_line {
    size_t from, to;          /* lines of the source, 1-based, both included */
    struct str text;          /* without mark and emphasis */
    struct str own;           /* the same of its first line alone, when others were joined to it */
    struct text_line *joined; /* those others, the last one first */
    struct str label, value;  /* "Label: value"; label absent when there is none, value empty when nothing follows */
    enum topic topic;         /* of the label, or of the whole text when it has none and is short */
    enum line_mark mark;
    int level;  /* how deep: 100 + 8 for each column of indentation + the kind of mark */
    int depth;  /* HASH: 1..6; NUMBER: 1 for "1.", 2 for "1.1" */
    int number; /* NUMBER: the last of its numbers ("2.3": 3), 0 for a letter */
    int width;  /* bytes of the physical line */
    bool blank_before, caps, bold, underlined;
    bool empty;         /* carries no content: a rule, a lone colon, the separator of a table */
    bool separator;     /* |---| */
    bool boxed, ticked; /* [ ] or [x] before the text */
    bool task;          /* and a bullet before that, as in Markdown */
    bool unfilled;      /* the value is only a blank to be filled in */
    bool guessed;       /* the topic is not of a known phrase */
    bool heads;         /* a heading with a number before it, among others of its kind */
    struct str *cell;   /* table row */
    size_t cells;
    bool piped; /* cells are parted by | */
};

struct text_lines {
    PLAN_LIST(struct text_line) list;
    size_t counted; /* non-empty lines of the source */
    bool spaced;    /* most lines are followed by an empty one: empty lines tell nothing */
};

/*
 * text_lines_cut: text is UTF-8 without NUL (checked here). Everything in *out lives in `a`.
 * ERR_INVALID, ERR_LIMIT as plan_from_text; ERR_MEMORY.
 */
bool text_lines_cut(struct str text, struct arena *a, struct text_lines *out, struct err *e);

/* text_lines_check: only the errors of text_lines_cut. */
bool text_lines_check(struct str text, struct err *e);

/* text_line_read: one line, already cleaned, not empty: fills everything but from, to, label, value and topic.
 * false when the arena is exhausted. */
bool text_line_read(struct str s, struct arena *a, struct text_line *l);

/* text_line_split: "Label: value" in s. known: *topic gets the topic of the label. false when there is no label. */
bool text_line_split(struct str s, struct str *label, struct str *value, enum topic *topic);

/* text_line_more: another known label further on in a value ("27  Gender: F"). *value is cut before it; false when
 * none. */
bool text_line_more(struct str *value, struct str *label, struct str *rest, enum topic *topic);

/* text_is_unfilled: only blanks to be filled in, and perhaps the word "date" before one. */
bool text_is_unfilled(struct str value);

/* text_layout: what only the whole text tells (plan_text_layout.c). false when the arena is exhausted. */
bool text_layout(struct text_lines *t, struct arena *a);

/* text_line_item: the text of a list item inside a cell ("- Offer a walk") without its mark. */
struct str text_line_item(struct str s);

/* text_twice: where two of the character stand side by side in s, (size_t)-1 when nowhere; faster than a search. */
static inline size_t text_twice(struct str s, char c)
{
    for (size_t i = 0; i + 1 < s.n; i++) {
        const char *at = memchr(s.p + i, c, s.n - i - 1);
        if (!at)
            break;
        i = (size_t)(at - s.p);
        if (s.p[i + 1] == c)
            return i;
    }
    return (size_t)-1;
}

/* text_unquote: without quotation marks around the whole. */
struct str text_unquote(struct str s);

#endif
