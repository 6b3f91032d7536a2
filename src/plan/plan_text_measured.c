/* plan_text_measured.c: lines among interventions that say what is measured and how often: monitoring, not treatment.
 */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"
#include "word_lists.h"

#include <string.h>

static bool inside(const char *p, struct str part)
{
    return part.n && p >= part.p && p < part.p + part.n;
}

/* What the words of a line say, but for those of how often. */
struct measured {
    struct str often, tool;
    size_t words;
    bool instrument, treats, aims, homework;
    bool leads;     /* nothing stands before the measure but who fills it in and that it is filled in */
    bool watches;   /* "Monitor ...", "Track ..." begins it */
    bool tool_ends; /* what is named ends with something to measure with */
};

static void look_at(struct measured *m, struct str word, const struct heading_word *k, bool *begun)
{
    uint32_t c = k ? k->classes : 0;
    m->treats = m->treats || (c & (WORD_THERAPY | WORD_DRUG | WORD_REVIEW));
    m->aims = m->aims || word_listed(word, &words_aimed);
    m->homework = m->homework || word_listed(word, &words_homework);
    bool named = inside(word.p, m->tool), measuring = word_listed(word, &words_measuring);
    m->watches = m->watches || (m->words == 0 && word_listed(word, &words_watching));
    *begun = *begun || named;
    if (!*begun && !measuring && !(c & (WORD_STOP | WORD_CLIENT | WORD_TOOL | WORD_CADENCE | WORD_HELPER)))
        m->leads = false;
    m->tool_ends = word_listed(word, &words_tool) || (m->tool_ends && measuring); /* "Weight checked" */
    m->words++;
}

static struct measured measured(struct str s)
{
    struct plan_cadence c = {.text = {NULL, 0}};
    struct measured m = {.leads = true};
    struct text_word w;
    bool begun = false;
    m.instrument = text_scan_instrument(s, &m.tool) != NULL;
    text_scan_cadence(s, &c, &m.often);
    if (!m.instrument && !m.often.n)
        return m;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);) {
        struct str word = str_sub(s, w.from, w.to);
        if (!inside(word.p, m.often))
            look_at(&m, word, inside(word.p, m.tool) ? NULL : heading_word(w.hash), &begun);
    }
    return m;
}

/* Most lines are turned away by their first word: it names a measure (in capitals, as they are), says that something is
 * measured or how often, or stands in a short line and is nothing that a clinician does. */
static bool may_measure(struct str s)
{
    struct text_word w;
    size_t at = 0;
    if (s.n == 0 || s.n > 160 || !word_next(s.p, s.n, &at, &w))
        return false;
    struct str first = str_sub(s, w.from, w.to);
    bool capitals = first.n > 1 && first.p[1] >= 'A' && first.p[1] <= 'Z';
    if (capitals || word_listed(first, &words_measuring))
        return true;
    const struct heading_word *k = heading_word(w.hash);
    uint32_t c = k ? k->classes : 0;
    return c & (WORD_CADENCE | WORD_TOOL | WORD_CLIENT | WORD_HELPER) ||
           (s.n <= 60 && !(c & (WORD_ACT | WORD_THERAPY | WORD_REFER | WORD_DRUG | WORD_GROUP)));
}

bool text_measures(struct str s)
{
    if (!may_measure(s))
        return false;
    struct measured m = measured(s);
    if ((!m.instrument && !m.often.n) || m.treats || m.aims)
        return false;
    if (m.instrument)
        return m.leads && (m.often.n || m.words <= 8);
    return !m.homework && (m.watches || (m.tool_ends && m.words <= 5));
}

/* "CBT weekly, PHQ-9 every 2 weeks", "Individual therapy. PHQ-9 monthly.": the last part of it names a measure. */
bool text_measures_at_end(struct str s, struct str *before, struct str *part)
{
    struct str tool;
    int tries = 0;
    if (s.n > 240 || !(memchr(s.p ? s.p : "", ',', s.n) || str_find(s, STR(". "), 0) != (size_t)-1))
        return false;
    for (size_t i = s.n; i-- > 1 && tries < 3;) {
        bool comma = s.p[i] == ',', stop = s.p[i] == '.' && i + 2 < s.n && s.p[i + 1] == ' ';
        if (!comma && !stop)
            continue;
        tries++;
        struct str head = str_trim(str_sub(s, 0, stop ? i + 1 : i)), tail = str_trim(str_sub(s, i + 1, s.n));
        if (!head.n || !may_measure(tail) || !text_scan_instrument(tail, &tool) || !text_measures(tail))
            continue;
        if (text_measures(head) || !measured(tail).often.n)
            return false;
        *before = head;
        *part = tail;
        return true;
    }
    return false;
}

bool text_measures_named(struct reader *r, struct str name, struct str s)
{
    return may_measure(name.n ? name : s) && text_measures(text_labelled(r, name, s));
}
