/* doc_language.c: what a document says of its own, in the language it was asked for. */
#include "render/doc_make.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MOST = 160 }; /* bytes of a text of ours that is looked up; a longer one is none */

const char *doc_t(const struct doc_make *m, const char *english)
{
    return render_t(m->words, english);
}

struct str doc_label(const struct doc_make *m, const char *english)
{
    return english ? str_of(doc_t(m, english)) : (struct str){NULL, 0};
}

struct str doc_t_str(const struct doc_make *m, struct str text)
{
    char english[TEXT_MOST];
    const char *said;

    if (!m->words || !text.n || text.n >= sizeof english || memchr(text.p, 0, text.n))
        return text;
    memcpy(english, text.p, text.n);
    english[text.n] = 0;
    said = doc_t(m, english);
    return said == english ? text : str_of(said);
}

static void add(void *to, struct str piece)
{
    struct doc_make *m = to;

    buf_add(&m->word, piece);
}

void doc_put(struct doc_make *m, const char *pattern, const struct str *values, size_t n)
{
    words_put(doc_t(m, pattern), values, n, add, m);
}

void doc_put_int(struct doc_make *m, const char *pattern, long long n)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", n);
    doc_put(m, pattern, WORDS(str_of(text)));
}

struct date_text {
    char at[80];
    size_t n;
};

static void add_date(void *to, struct str piece)
{
    struct date_text *d = to;
    size_t room = sizeof d->at - d->n, n = piece.n < room ? piece.n : room;

    memcpy(d->at + d->n, piece.p ? piece.p : "", n);
    d->n += n;
}

void doc_put_date(struct doc_make *m, const char *pattern, struct date d)
{
    const struct render_words *w = m->words ? m->words : &render_english;
    struct date_text text = {.n = 0};
    char day[16], year[16];

    if (!date_is_set(d))
        return;
    snprintf(day, sizeof day, "%d", d.day);
    snprintf(year, sizeof year, "%d", d.year);
    words_put(w->day_year, WORDS(str_of(day), str_of(w->months[d.month - 1]), str_of(year)), add_date, &text);
    doc_put(m, pattern, WORDS(((struct str){text.at, text.n})));
}

void doc_say_date(struct doc_make *m, struct date d)
{
    doc_put_date(m, "%s", d);
}

void doc_say_dec(struct doc_make *m, struct dec v)
{
    size_t from = m->word.n;
    char point = m->words ? m->words->point : '.';

    dec_put(&m->word, v);
    for (size_t i = from; i < m->word.n && !m->word.failed; i++)
        if (m->word.p[i] == '.')
            m->word.p[i] = point;
}

void doc_say_name(struct doc_make *m, const char *name)
{
    char text[TEXT_MOST];
    size_t n = strlen(name);

    assert(n < sizeof text); /* a name of the plan's tables */
    for (size_t i = 0; i <= n; i++)
        text[i] = name[i];
    for (size_t i = 0; i < n; i++)
        text[i] = text[i] == '_' ? ' ' : text[i];
    buf_cstr(&m->word, n ? doc_t(m, text) : "");
}
