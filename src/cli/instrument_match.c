/* The texts of a file beside our labels. */
#include "base/escape.h"
#include "base/utf8.h"
#include "cli/instrument.h"

#include <stdio.h>
#include <string.h>

#define LABEL_WIDTH 26

/* `text` in lines of at most `room` characters, the second and later ones behind the column of labels. */
static void put_wrapped(struct buf *b, struct str text, size_t room)
{
    size_t column = 0;
    struct buf safe;
    buf_init(&safe, 0);
    escape_terminal(&safe, text, true);
    for (size_t i = 0; i < safe.n; i++)
        if (safe.p[i] == '\n')
            safe.p[i] = ' ';
    struct str rest = buf_str(&safe), word;
    for (bool more = true; more;) {
        more = str_cut(rest, ' ', &word, &rest);
        if (!more)
            word = rest;
        size_t n = utf8_length(word);
        if (column > 0 && column + 1 + n > room) {
            buf_printf(b, "\n    %-*s | ", LABEL_WIDTH, "");
            column = 0;
        }
        if (column > 0) {
            buf_char(b, ' ');
            column++;
        }
        buf_add(b, word);
        column += n;
    }
    buf_char(b, '\n');
    b->failed = b->failed || !buf_ok(&safe);
    buf_free(&safe);
}

static void put_row(struct buf *b, const char *number, const char *label, struct str text, int width)
{
    buf_printf(b, "%3s %-*.*s | ", number, LABEL_WIDTH, LABEL_WIDTH, label);
    put_wrapped(b, text.p ? text : STR("(nothing)"), (size_t)width - LABEL_WIDTH - 8);
}

static void put_answers(const struct questionnaire_pick *p, const char *label, int width, struct buf *b)
{
    char value[16];
    for (size_t k = 0; k < p->answer_count; k++) {
        snprintf(value, sizeof value, "%d", p->answers[k].value);
        buf_printf(b, "%3s %-*.*s | %s = ", "", LABEL_WIDTH, LABEL_WIDTH, k == 0 ? label : "", value);
        put_wrapped(b, p->answers[k].text.p ? p->answers[k].text : STR("(nothing)"), (size_t)width - LABEL_WIDTH - 12);
    }
}

static bool same_answers(const struct questionnaire_pick *a, const struct questionnaire_pick *b)
{
    if (a->answer_count != b->answer_count)
        return false;
    for (size_t k = 0; k < a->answer_count; k++)
        if (a->answers[k].value != b->answers[k].value || !str_eq(a->answers[k].text, b->answers[k].text))
            return false;
    return true;
}

static void put_items(const struct questionnaire_match *m, int width, struct buf *b)
{
    const struct measure_structure *s = measure_structure(m->measure);
    char number[24];
    for (size_t i = 0; i < m->count; i++) {
        const struct questionnaire_pick *p = &m->item[i];
        bool next_same = i + 1 < m->count && same_answers(p, &m->item[i + 1]);
        struct str text = {0};
        if (p->by != QUESTIONNAIRE_NOT)
            text = m->from->items[p->at].text;
        if (p->before.p)
            put_row(b, "", "(before it)", p->before, width);
        snprintf(number, sizeof number, "%zu", i + 1);
        put_row(b, number, s->labels ? s->labels[i] : "", text, width);
        if (!next_same)
            put_answers(p, "answers", width, b);
    }
    for (size_t x = 1; x < EXTRA_COUNT; x++) {
        const struct questionnaire_pick *p = &m->extra[x];
        if (p->by == QUESTIONNAIRE_NOT)
            continue;
        if (p->before.p)
            put_row(b, "", "(before it)", p->before, width);
        put_row(b, "", questionnaire_extra_name((enum measure_extra)x), m->from->items[p->at].text, width);
        put_answers(p, "answers", width, b);
    }
}

static void put_origin(const struct questionnaire *q, int width, struct buf *b)
{
    if (q->title.p)
        put_row(b, "", "title", q->title, width);
    if (q->publisher.p)
        put_row(b, "", "publisher", q->publisher, width);
    if (q->version.p)
        put_row(b, "", "version", q->version, width);
    if (q->copyright.p)
        put_row(b, "", "copyright", q->copyright, width);
}

void instrument_put_match(const struct questionnaire_match *m, int width, struct buf *b)
{
    buf_printf(b, "%s: %zu of %zu items found%s\n", m->measure->name, m->matched, m->count,
               m->certain ? ", each by its code; the answers agree" : "");
    put_origin(m->from, width, b);
    put_items(m, width, b);
    for (size_t i = 0; i < m->doubt_count; i++)
        buf_printf(b, "doubtful: %s\n", m->doubts[i].text);
    for (size_t i = 0; i < m->note_count; i++)
        buf_printf(b, "note: %s\n", m->notes[i].text);
}
