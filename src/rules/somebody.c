/* somebody.c: names, roles and lengths in the words of an intervention. Project: plain words, no clinical claim. */
#include "rules/somebody.h"

#include "base/num.h"
#include "word_lists.h"

#include <stddef.h>

#define WORDS_MAX 96 /* what stands behind the 96th word is not looked at */

struct word {
    struct str s; /* letters, digits, and apostrophes or dots inside */
    char before;  /* the last mark between it and the word before, blanks apart; 0 for none, '^' at the beginning */
    char after;   /* the first mark behind it, blanks apart; 0 for none, '$' at the end */
    bool dotted;  /* a full stop stands right behind it */
};

struct words {
    struct word at[WORDS_MAX];
    size_t n;
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word_byte(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0xC3 || c == '\'' ||
           ((unsigned char)c >= 0x80 && (unsigned char)c < 0xC0);
}

static void cut_words(struct str s, struct words *w)
{
    char mark = '^';
    w->n = 0;
    for (size_t i = 0; i < s.n && w->n < WORDS_MAX;) {
        if (!is_word_byte(s.p[i])) {
            if (s.p[i] != ' ' && s.p[i] != '\t')
                mark = s.p[i];
            if (s.p[i] != ' ' && s.p[i] != '\t' && w->n && !w->at[w->n - 1].after)
                w->at[w->n - 1].after = s.p[i];
            i++;
            continue;
        }
        size_t from = i;
        while (i < s.n && (is_word_byte(s.p[i]) || (s.p[i] == '.' && i + 1 < s.n && is_word_byte(s.p[i + 1]))))
            i++;
        w->at[w->n++] = (struct word){str_sub(s, from, i), mark, 0, i < s.n && s.p[i] == '.'};
        mark = 0;
    }
    if (w->n && !w->at[w->n - 1].after)
        w->at[w->n - 1].after = '$';
}

/* "Amari", "O'Neil": a capital and a small letter. Not "CBT". */
static bool is_name(struct str s)
{
    return s.n > 1 && is_upper(s.p[0]) && !is_upper(s.p[1]) && !(s.p[1] >= '0' && s.p[1] <= '9');
}

static bool is_initial(const struct word *w)
{
    return w->s.n == 1 && is_upper(w->s.p[0]) && w->dotted;
}

static bool has_title(const struct words *w, size_t i)
{
    return word_listed_as_written(w->at[i].s, &words_title) && i + 1 < w->n && is_upper(w->at[i + 1].s.p[0]) &&
           (!w->at[i].after || w->at[i].dotted);
}

/* "(J. Lund", "with A. Kern", but not "plan B. Then": something begins in front of the initial. */
static bool has_initial(const struct words *w, size_t i)
{
    if (!is_initial(&w->at[i]) || i + 1 >= w->n || !is_name(w->at[i + 1].s))
        return false;
    return w->at[i].before || word_listed(w->at[i - 1].s, &words_before_initial);
}

static bool has_credential(const struct words *w, size_t i)
{
    static const char marks[] = ",(.";
    if (i == 0 || !is_upper(w->at[i].s.p[0]) || !(is_name(w->at[i - 1].s) || is_initial(&w->at[i - 1])))
        return false;
    char between = w->at[i].before;
    return (!between || between == marks[0] || between == marks[1] || between == marks[2]) &&
           word_listed_as_written(w->at[i].s, &words_credential);
}

static bool is_done_by(const struct words *w, size_t i)
{
    return i + 2 < w->n && str_eq_ci(w->at[i + 1].s, STR("by")) && !w->at[i].after && !w->at[i + 1].after &&
           word_listed(w->at[i].s, &words_done);
}

/* The role at word i acts. `starts`: only words that lead to a role stand in front of it in its sentence. */
static bool role_acts(const struct words *w, size_t i, bool starts)
{
    bool leads = starts && i + 1 < w->n && !w->at[i].after;
    bool alone = w->at[i].before == '(' && w->at[i].after == ')';
    /* cppcheck-suppress arrayIndexOutOfBoundsCond ; i is a word's number, below w->n */
    bool closes = i > 0 && !w->at[i].before && w->at[i].after;
    if (!leads && !alone && !closes) /* most words are none of these, and need not be looked for in the lists */
        return false;
    bool treat = word_listed(w->at[i].s, &words_treats);
    if (!treat && !word_listed(w->at[i].s, &words_lives))
        return false;
    if (leads && word_listed(w->at[i + 1].s, &words_acts))
        return true;
    if (alone)
        return treat || str_is_ci(w->at[i].s, "client") || str_is_ci(w->at[i].s, "patient");
    size_t first = i;
    while (first > 0 && !w->at[first].before && word_listed(w->at[first - 1].s, &words_determiner))
        first--;
    if (first == 0 || w->at[first].before || !w->at[i].after)
        return false;
    return str_is_ci(w->at[first - 1].s, "by") || (treat && str_is_ci(w->at[first - 1].s, "with"));
}

/* A word that may stand between the beginning of a sentence and the role that acts. */
static bool leads_to_role(struct str word)
{
    return word_listed(word, &words_leads_to_role);
}

bool somebody_named(struct str text)
{
    struct words w;
    bool starts = true;
    cut_words(text, &w);
    for (size_t i = 0; i < w.n; i++) {
        starts = starts || (w.at[i].before && w.at[i].before != '-');
        if (has_title(&w, i) || has_initial(&w, i) || has_credential(&w, i) || is_done_by(&w, i) ||
            role_acts(&w, i, starts))
            return true;
        starts = starts && leads_to_role(w.at[i].s);
    }
    return false;
}

bool somebody_until(struct str text)
{
    struct words w;
    cut_words(text, &w);
    for (size_t i = 0; i < w.n; i++) {
        int64_t n;
        if (!num_int(w.at[i].s, 2, 1000, &n) || (i > 0 && word_listed(w.at[i - 1].s, &words_until_not_behind)))
            continue;
        size_t unit = i + 1;
        int64_t to;
        if (unit < w.n && (w.at[unit].before == '-' || str_eq_ci(w.at[unit].s, STR("to"))))
            unit += str_eq_ci(w.at[unit].s, STR("to")) ? 2 : num_int(w.at[unit].s, 2, 1000, &to) ? 1 : 0;
        if (unit < w.n && word_listed(w.at[unit].s, &words_until_unit) &&
            !(unit + 1 < w.n && w.at[unit].after != ',' && w.at[unit].after != ';' &&
              (word_listed(w.at[unit + 1].s, &words_until_not_before) || w.at[unit].after == '/')))
            return true;
    }
    return false;
}
