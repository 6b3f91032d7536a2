/* somebody.c: names, roles and lengths in the words of an intervention. Project: plain words, no clinical claim. */
#include "rules/somebody.h"

#include "base/num.h"

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

static bool is_one_of(struct str word, const char *const *list)
{
    for (; *list; list++)
        if (str_is_ci(word, *list))
            return true;
    return false;
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
    static const char *const titles[] = {"Dr",     "Mr",     "Ms",    "Mrs",  "Mx", "Prof",
                                         "Doctor", "Pastor", "Rabbi", "Imam", NULL};
    for (const char *const *t = titles; is_upper(w->at[i].s.p[0]) && *t; t++)
        if (str_is(w->at[i].s, *t))
            return i + 1 < w->n && is_upper(w->at[i + 1].s.p[0]) && (!w->at[i].after || w->at[i].dotted);
    return false;
}

/* "(J. Lund", "with A. Kern", but not "plan B. Then": something begins in front of the initial. */
static bool has_initial(const struct words *w, size_t i)
{
    static const char *const by[] = {"by", "with", "and", "per", NULL};
    if (!is_initial(&w->at[i]) || i + 1 >= w->n || !is_name(w->at[i + 1].s))
        return false;
    return w->at[i].before || is_one_of(w->at[i - 1].s, by);
}

static bool has_credential(const struct words *w, size_t i)
{
    static const char *const credentials[] = {
        "LCSW", "LICSW", "LMSW", "LSW",   "LISW", "MSW",   "LMFT", "MFT",  "LPC",  "LPCC",  "LCPC", "LMHC", "LCMHC",
        "LPCA", "LADC",  "CADC", "LCADC", "CAC",  "CASAC", "CPS",  "CPRS", "CRSS", "BCBA",  "QMHP", "RN",   "LPN",
        "APRN", "PMHNP", "NP",   "PA-C",  "MD",   "DO",    "PhD",  "Ph.D", "PsyD", "Psy.D", "EdD",  "OTR",  NULL};
    static const char marks[] = ",(.";
    if (i == 0 || !is_upper(w->at[i].s.p[0]) || !(is_name(w->at[i - 1].s) || is_initial(&w->at[i - 1])))
        return false;
    char between = w->at[i].before;
    for (const char *const *c = credentials; *c; c++)
        if (str_is(w->at[i].s, *c))
            return !between || between == marks[0] || between == marks[1] || between == marks[2];
    return false;
}

static bool is_done_by(const struct words *w, size_t i)
{
    static const char *const done[] = {"led",       "co-led",     "provided",  "facilitated", "delivered", "conducted",
                                       "offered",   "supervised", "taught",    "run",         "completed", "done",
                                       "organized", "organised",  "monitored", "reviewed",    "given",     NULL};
    return i + 2 < w->n && str_eq_ci(w->at[i + 1].s, STR("by")) && !w->at[i].after && !w->at[i + 1].after &&
           is_one_of(w->at[i].s, done);
}

static const char *const treats[] = {
    "therapist", "therapists", "clinician",  "counselor", "counsellor",  "psychologist", "psychiatrist", "prescriber",
    "provider",  "physician",  "doctor",     "nurse",     "teacher",     "coach",        "staff",        "team",
    "worker",    "manager",    "specialist", "dietitian", "facilitator", "chaplain",     "writer",       NULL};
static const char *const lives[] = {"client",  "patient", "clients", "resident",   "couple",      "family",
                                    "parents", "parent",  "mother",  "father",     "grandmother", "grandfather",
                                    "spouse",  "partner", "husband", "wife",       "guardian",    "caregiver",
                                    "pastor",  "sponsor", "aunt",    "caregivers", NULL};
static const char *const themselves[] = {"client", "patient", NULL};

/* The role at word i acts. `starts`: only words that lead to a role stand in front of it in its sentence. */
static bool role_acts(const struct words *w, size_t i, bool starts)
{
    static const char *const acts[] = {
        "will",      "to",        "shall",      "should",   "provides",    "teaches",  "helps",   "meets", "calls",
        "checks",    "sees",      "reviews",    "offers",   "leads",       "runs",     "keeps",   "takes", "attends",
        "practices", "practises", "completes",  "joins",    "visits",      "monitors", "assists", "gives", "asks",
        "uses",      "works",     "prescribes", "supports", "coordinates", NULL};
    static const char *const by[] = {"by", NULL}, *const with[] = {"with", NULL};
    static const char *const the[] = {"the", "a", "an", "her", "his", "their", NULL};
    bool leads = starts && i + 1 < w->n && !w->at[i].after;
    bool alone = w->at[i].before == '(' && w->at[i].after == ')';
    bool closes = i > 0 && !w->at[i].before && w->at[i].after;
    if (!leads && !alone && !closes) /* most words are none of these, and need not be looked for in the lists */
        return false;
    bool treat = is_one_of(w->at[i].s, treats);
    if (!treat && !is_one_of(w->at[i].s, lives))
        return false;
    if (leads && is_one_of(w->at[i + 1].s, acts))
        return true;
    if (alone)
        return treat || is_one_of(w->at[i].s, themselves);
    size_t first = i;
    while (first > 0 && !w->at[first].before && is_one_of(w->at[first - 1].s, the))
        first--;
    if (first == 0 || w->at[first].before || !w->at[i].after)
        return false;
    return is_one_of(w->at[first - 1].s, by) || (treat && is_one_of(w->at[first - 1].s, with));
}

/* A word that may stand between the beginning of a sentence and the role that acts. */
static bool leads_to_role(struct str word)
{
    static const char *const words[] = {"the",      "a",        "her",        "his",    "their",      "primary",
                                        "assigned", "treating", "individual", "group",  "school",     "case",
                                        "peer",     "social",   "care",       "family", "outpatient", "clinical",
                                        "support",  "both",     "treatment",  "lead",   NULL};
    return is_one_of(word, words);
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
    static const char *const units[] = {"sessions", "weeks", "months", "visits", "appointments", "meetings", "session",
                                        "week",     "month", "wks",    NULL};
    static const char *const not_behind[] = {"every", "each", "per", "within", "after",
                                             "last",  "past", "by",  "at",     NULL};
    static const char *const not_before[] = {"per", "a", "each", "every", "weekly", "monthly", "ago", NULL};
    struct words w;
    cut_words(text, &w);
    for (size_t i = 0; i < w.n; i++) {
        int64_t n;
        if (!num_int(w.at[i].s, 2, 1000, &n) || (i > 0 && is_one_of(w.at[i - 1].s, not_behind)))
            continue;
        size_t unit = i + 1;
        int64_t to;
        if (unit < w.n && (w.at[unit].before == '-' || str_eq_ci(w.at[unit].s, STR("to"))))
            unit += str_eq_ci(w.at[unit].s, STR("to")) ? 2 : num_int(w.at[unit].s, 2, 1000, &to) ? 1 : 0;
        if (unit < w.n && is_one_of(w.at[unit].s, units) &&
            !(unit + 1 < w.n && w.at[unit].after != ',' && w.at[unit].after != ';' &&
              (is_one_of(w.at[unit + 1].s, not_before) || w.at[unit].after == '/')))
            return true;
    }
    return false;
}
