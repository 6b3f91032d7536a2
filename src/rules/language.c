/*
 * language.c: judging words, deficit wording and blanks, in every text of the plan. Rows: table/language.def.
 * The texts are found through the shape tables, so that a new field is read without a change here.
 */
#include "plan/blank.h"
#include "plan/shape.h"
#include "rules/check.h"

#include <stdio.h>
#include <string.h>

#define BLANKS_SHOWN 12 /* different ones in one message */

/* The blanks of an objective, of a goal, or of another part of the plan: one finding tells of them all. */
struct blanks {
    struct shape_step path[SHAPE_DEPTH_MAX]; /* of the first text that has one */
    size_t depth;
    struct str text;
    struct span span, also[FINDING_ALSO_MAX];
    size_t also_count;
    size_t texts, count;
    struct str shown[BLANKS_SHOWN];
    size_t times[BLANKS_SHOWN], kinds;
};

struct walk {
    struct rules_context *c;
    struct blanks blanks; /* of the part the walk is in; count 0: none so far */
};

/* What the client said, names, codes and the rules' own words for things are not judged. */
static bool is_quoted_field(const char *key)
{
    static const char *const keys[] = {"client_words", "client_view", "reason_not_agreed", "name",   "preferred_name",
                                       "code",         "title",       "instrument",        "method", "contact"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Pointers in the form of `struct place`: at most two indices; a third is written out. */
#define PATTERN_MAX 256 /* SHAPE_DEPTH_MAX keys of at most 24 letters with an index each */

static struct finding *add_at(struct rules_context *c, const struct shape_step *path, size_t depth,
                              enum rule_index rule, struct str text, struct span span)
{
    char pattern[PATTERN_MAX], *end = pattern;
    size_t index[2] = {0, 0}, used = 0;
    for (size_t i = 0; i < depth; i++) {
        const struct shape_step *s = &path[i];
        size_t room = (size_t)(pattern + sizeof pattern - end);
        if (s->index == SHAPE_NO_INDEX) {
            end += snprintf(end, room, "/%s", s->key);
        } else if (used == 2) {
            end += snprintf(end, room, "/%s/%zu", s->key, s->index);
        } else {
            end += snprintf(end, room, "/%s/#", s->key);
            index[used++] = s->index;
        }
    }
    return rules_add(c, rule, PLACE(pattern, index[0], index[1]), text, span);
}

/* Counts quotation marks up to `at`, going on from where it stopped: what the client said stays as it was said. */
struct quotes {
    size_t at, plain, open, close;
};

static bool in_quotes(struct quotes *q, struct str text, size_t at)
{
    for (; q->at < at; q->at++) {
        const unsigned char *p = (const unsigned char *)text.p + q->at;
        q->plain += *p == '"';
        if (*p == 0xE2 && q->at + 2 < at && p[1] == 0x80) {
            q->open += p[2] == 0x9C;
            q->close += p[2] == 0x9D;
        }
    }
    return q->plain % 2 == 1 || q->open > q->close;
}

#define DISTINCT_MAX 8 /* different words told of in one text; the others come up when these are mended */

struct words {
    struct phrase {
        const struct term *term;
        struct span span, also[FINDING_ALSO_MAX];
        size_t also_count;
    } found[DISTINCT_MAX];
    size_t n;
    bool drop_in; /* at least one has words to put in its place */
};

static void add_word(struct words *w, const struct term_hit *hit)
{
    for (size_t i = 0; i < w->n; i++) {
        struct phrase *x = &w->found[i];
        if (x->term == hit->term) {
            if (x->also_count < FINDING_ALSO_MAX) {
                x->also[x->also_count++] = hit->span;
            }
            return;
        }
    }
    if (w->n < DISTINCT_MAX) {
        w->found[w->n++] = (struct phrase){.term = hit->term, .span = hit->span};
        w->drop_in = w->drop_in || hit->term->drop_in;
    }
}

/* The next judging or deficit word outside quotation marks. */
static bool next_word(struct str text, struct quotes *q, size_t at, struct term_hit *hit)
{
    while (term_next(text, at, TERM_JUDGING | TERM_DEFICIT, hit)) {
        if (!in_quotes(q, text, hit->span.from)) {
            return true;
        }
        at = hit->span.to;
    }
    return false;
}

/* One rewrite for the whole text, so that taking it mends every word for which there is another. */
static struct str reworded(struct rules_context *c, struct str text)
{
    struct buf *b = &c->work->text;
    struct quotes q = {0};
    struct term_hit hit;
    struct finding f = {0};
    size_t done = 0;
    for (size_t at = 0; next_word(text, &q, at, &hit); at = hit.span.to) {
        if (hit.term->drop_in) {
            char first = text.p[hit.span.from];
            bool capital = first >= 'A' && first <= 'Z' && hit.term->instead[0] >= 'a';
            buf_add(b, str_sub(text, done, hit.span.from));
            buf_char(b, capital ? (char)(hit.term->instead[0] - 'a' + 'A') : hit.term->instead[0]);
            buf_cstr(b, hit.term->instead + 1);
            done = hit.span.to;
        }
    }
    buf_add(b, str_sub(text, done, text.n));
    rules_rewrite(c, &f);
    return f.rewrite;
}

static void check_words(struct rules_context *c, const struct shape_text *t)
{
    struct str text = t->text;
    struct words words = {.n = 0};
    struct quotes q = {0};
    struct term_hit hit;
    for (size_t at = 0; next_word(text, &q, at, &hit); at = hit.span.to) {
        add_word(&words, &hit);
    }
    struct str rewrite = words.drop_in ? reworded(c, text) : NO_TEXT;
    for (size_t i = 0; i < words.n; i++) {
        const struct phrase *x = &words.found[i];
        bool judging = x->term->kinds & TERM_JUDGING;
        enum rule_index rule = judging ? RULE_LANGUAGE_JUDGING : RULE_LANGUAGE_DEFICIT;
        struct finding *f = add_at(c, t->path, t->depth, rule, text, x->span);
        memcpy(f->also, x->also, sizeof f->also);
        f->also_count = x->also_count;
        rules_arg(f, str_sub(text, x->span.from, x->span.to));
        if (x->term->drop_in) {
            buf_cstr(&c->work->text, "say \xE2\x80\x9C");
            buf_cstr(&c->work->text, x->term->instead);
            buf_cstr(&c->work->text, "\xE2\x80\x9D instead");
            rules_arg_text(c, f);
            f->rewrite = rewrite;
        } else {
            rules_arg(f, str_of(x->term->instead));
        }
        f->reason = x->term->why;
    }
}

/* How much of a path names the part that is told of at once: an objective, a goal, else a whole section. */
static size_t part_of(const struct shape_step *path, size_t depth)
{
    bool objective = depth > 1 && strcmp(path[0].key, "goals") == 0 && strcmp(path[1].key, "objectives") == 0;
    return objective ? 2 : 1;
}

static bool same_part(const struct shape_step *a, size_t depth_a, const struct shape_step *b, size_t depth_b)
{
    size_t n = part_of(a, depth_a);
    if (n != part_of(b, depth_b)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(a[i].key, b[i].key) != 0 || (strcmp(a[0].key, "goals") == 0 && a[i].index != b[i].index)) {
            return false;
        }
    }
    return true;
}

/* “[how many]” (3 times), “[where]” and 2 more */
static void put_shown(struct rules_context *c, const struct blanks *x)
{
    size_t told = 0;
    for (size_t i = 0; i < x->kinds; i++) {
        buf_cstr(&c->work->text, i ? ", " : "");
        rules_put_quoted(c, x->shown[i]);
        if (x->times[i] > 1) {
            buf_printf(&c->work->text, " (%zu times)", x->times[i]);
        }
        told += x->times[i];
    }
    if (x->count > told) {
        buf_printf(&c->work->text, " and %zu more", x->count - told);
    }
}

static void tell_blanks(struct walk *w)
{
    struct blanks *x = &w->blanks;
    struct rules_context *c = w->c;
    struct finding *f;
    if (x->count == 0) {
        return;
    }
    if (x->texts == 1) {
        f = add_at(c, x->path, x->depth, RULE_TEXT_BLANK, x->text, x->span);
        memcpy(f->also, x->also, sizeof f->also);
        f->also_count = x->also_count;
    } else {
        size_t depth = part_of(x->path, x->depth);
        if (strcmp(x->path[0].key, "goals") != 0) {
            x->path[0].index = SHAPE_NO_INDEX; /* the section, not one of its items */
        }
        f = add_at(c, x->path, depth, RULE_TEXT_BLANK, NO_TEXT, WHOLE);
    }
    if (x->texts > 1 && strcmp(x->path[0].key, "goals") == 0) {
        bool objective = part_of(x->path, x->depth) == 2;
        buf_cstr(&c->work->text, objective ? "Objective " : "Goal ");
        if (objective) {
            rules_put_number(c, x->path[0].index, x->path[1].index);
        } else {
            buf_int(&c->work->text, (int64_t)x->path[0].index + 1);
        }
        buf_cstr(&c->work->text, ": ");
    }
    if (x->count == 1) {
        buf_cstr(&c->work->text, "A blank is");
    } else {
        buf_printf(&c->work->text, "%zu blanks are", x->count);
    }
    rules_arg_text(c, f);
    put_shown(c, x);
    rules_arg_text(c, f);
    x->count = x->texts = x->kinds = x->also_count = 0;
}

static void count_blank(struct blanks *x, struct str blank)
{
    size_t i = 0;
    while (i < x->kinds && !str_eq_ci(x->shown[i], blank)) {
        i++;
    }
    x->count++;
    if (i < BLANKS_SHOWN) {
        x->shown[i] = blank;
        x->times[i] = i < x->kinds ? x->times[i] + 1 : 1;
        x->kinds = i < x->kinds ? x->kinds : i + 1;
    }
}

static void check_blanks(struct walk *w, const struct shape_text *t)
{
    struct str text = t->text;
    struct blanks *x = &w->blanks;
    struct span span = {0, 0};
    bool first = true;
    if (!memchr(text.p, '_', text.n) && !memchr(text.p, '[', text.n)) {
        return;
    }
    for (; blank_find(text, span.to, &span); first = false) {
        if (first && x->count && !same_part(x->path, x->depth, t->path, t->depth)) {
            tell_blanks(w);
        }
        if (x->count == 0) {
            memcpy(x->path, t->path, t->depth * sizeof *x->path);
            x->depth = t->depth;
            x->text = text;
            x->span = span;
        } else if (x->texts == 1 && !first && x->also_count < FINDING_ALSO_MAX) {
            x->also[x->also_count++] = span;
        }
        x->texts += first;
        count_blank(x, str_sub(text, span.from, span.to));
    }
}

static bool look(void *ctx, const struct shape_text *t)
{
    struct walk *w = ctx;
    check_blanks(w, t);
    /* Few texts have such words, so that looks first. Values are in the client's words. */
    if (term_has(t->text, TERM_JUDGING | TERM_DEFICIT) && !is_quoted_field(t->path[t->depth - 1].key) &&
        strcmp(t->shape->name, "value") != 0) {
        check_words(w->c, t);
    }
    return true;
}

void language_words(struct rules_context *c)
{
    struct walk w = {.c = c};
    shape_texts(&plan_shape, c->plan, look, &w);
    tell_blanks(&w);
}
