/* plan_text_layout.c: what only the whole text tells of its lines: which numbers count headings, whether dashes stand
 * for colons, which lines are the columns of a table, which short lines are headings of an unknown wording. */
#include "plan/plan_text_line.h"
#include "plan/plan_text_scan.h"
#include "plan/plan_text_words.h"

#include <string.h>

enum { HEADING_BYTES = 64, HEADING_WORDS = 9, LABEL_BYTES = 60, COLUMN_GAP = 2, COLUMNS_LEAST = 3 };

static size_t word_count(struct str s)
{
    struct text_word w;
    size_t n = 0;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);)
        n++;
    return n;
}

static const struct text_line *after(const struct text_lines *t, size_t i)
{
    while (++i < t->list.n)
        if (!t->list.at[i].empty)
            return &t->list.at[i];
    return NULL;
}

static bool begins_large(struct str s)
{
    return s.n && s.p[0] >= 'A' && s.p[0] <= 'Z';
}

/* A few words that neither end like a sentence nor hold a value. */
static bool may_be_heading(const struct text_line *l)
{
    struct str s = l->text;
    if (l->label.p || l->cells || l->boxed || s.n > HEADING_BYTES || !begins_large(s) || strchr(".,;!\"", s.p[s.n - 1]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ';' || (s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
    return word_count(s) <= HEADING_WORDS;
}

static enum topic announced(const struct text_line *l)
{
    return l->topic ? l->topic : heading_sign(l->label.n ? l->label : l->text);
}

/* numbered headings */

static bool is_outer_number(const struct text_line *l)
{
    bool outer = l->depth == 1 || (l->depth == 2 && l->number == 0); /* "8.0", "A.", "A)" */
    return l->mark == MARK_NUMBER && outer && l->level < 108 && !l->empty;
}

/* "1. Strengths / ... / 2. Barriers / ...": most of the outermost numbers stand before a known heading, and text of
 * another kind follows. */
static void find_numbered_headings(struct text_lines *t)
{
    size_t numbers = 0, known = 0, alone = 0;
    for (size_t i = 0; i < t->list.n; i++) {
        const struct text_line *l = &t->list.at[i], *next = after(t, i);
        if (!is_outer_number(l))
            continue;
        numbers++;
        known += (may_be_heading(l) || (l->label.p && l->topic)) && announced(l) != TOPIC_NONE;
        alone += next && !is_outer_number(next);
    }
    if (numbers < 4 || known * 10 < numbers * 6 || alone * 10 < numbers * 6)
        return;
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        const struct text_line *next = after(t, i);
        l->heads = is_outer_number(l) && may_be_heading(l) && next && !is_outer_number(next);
        if (l->heads || (is_outer_number(l) && l->label.p)) {
            l->topic = announced(l);
        } else if (is_outer_number(l) && may_be_heading(l) && announced(l)) { /* says it all in one line */
            l->topic = announced(l);
            l->label = (struct str){l->text.p, 0};
            l->value = l->text;
        }
    }
}

/* "> What we work on / text / > Strengths / text": bullets that head what follows. */
static bool heads_text(const struct text_lines *t, size_t i)
{
    const struct text_line *l = &t->list.at[i], *next = after(t, i);
    return l->mark == MARK_BULLET && !l->boxed && may_be_heading(l) && next &&
           (next->mark == MARK_NONE || next->level > l->level) && !next->cells;
}

static void find_bullet_headings(struct text_lines *t)
{
    size_t bullets = 0, heads = 0, known = 0;
    int level = 108; /* of the outermost bullets */
    for (size_t i = 0; i < t->list.n; i++)
        if (t->list.at[i].mark == MARK_BULLET && t->list.at[i].level < level)
            level = t->list.at[i].level;
    for (size_t i = 0; i < t->list.n && level < 108; i++) {
        const struct text_line *l = &t->list.at[i];
        bullets += l->mark == MARK_BULLET && l->level == level && !l->label.p;
        bool head = l->level == level && heads_text(t, i);
        heads += head;
        known += head && announced(l) != TOPIC_NONE;
    }
    if (heads < 4 || known * 10 < heads * 6 || heads * 10 < bullets * 6)
        return;
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        if (l->level != level || !heads_text(t, i))
            continue;
        l->mark = MARK_HASH;
        l->depth = 2;
        l->topic = announced(l);
    }
}

/* dashes instead of colons */

static size_t dash_label(struct str s, size_t *dash)
{
    for (size_t i = 1; i + 2 < s.n && i <= LABEL_BYTES; i++) {
        bool longer = i + 4 < s.n && memcmp(s.p + i, "\xE2\x80", 2) == 0 &&
                      ((unsigned char)s.p[i + 2] == 0x93 || (unsigned char)s.p[i + 2] == 0x94);
        *dash = longer ? 3 : 1;
        if (s.p[i - 1] == ' ' && (s.p[i] == '-' || longer) && s.p[i + *dash] == ' ')
            return begins_large(s) && word_count(str_sub(s, 0, i)) <= 7 ? i : 0;
    }
    return 0;
}

static void find_dash_labels(struct text_lines *t)
{
    size_t lines = 0, dashes = 0, known = 0, dash;
    for (size_t i = 0; i < t->list.n; i++) {
        const struct text_line *l = &t->list.at[i];
        lines += !l->empty;
        if (l->empty || l->cells || l->mark != MARK_NONE)
            continue;
        size_t at = dash_label(l->text, &dash);
        dashes += at > 0;
        known += at > 0 && (l->topic || heading_sign(str_sub(l->text, 0, at)));
    }
    if (dashes < 6 || dashes * 10 < lines * 4 || known * 2 < dashes)
        return;
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        size_t at = l->empty || l->cells || l->mark != MARK_NONE ? 0 : dash_label(l->text, &dash);
        if (!at || (l->label.p && l->label.n < at))
            continue;
        l->label = str_trim(str_sub(l->text, 0, at));
        l->value = str_trim(str_sub(l->text, at + dash, l->text.n));
        l->topic = heading_topic(l->label);
        l->topic = l->topic ? l->topic : heading_sign(l->label);
        l->unfilled = text_is_unfilled(l->value);
    }
}

/* headings that run into their text */

/* "Measures. PHQ-9 at each session.": the length of the few words before the first full stop, 0 when there are none. */
static size_t run_in(const struct text_line *l)
{
    struct str s = l->text;
    if (l->empty || l->cells || (l->mark != MARK_NONE && !is_outer_number(l)) || l->label.p || !begins_large(s))
        return 0;
    for (size_t i = 1; i + 2 < s.n && i <= 40; i++)
        if (s.p[i] == '.')
            return s.p[i + 1] == ' ' && i >= 4 && word_count(str_sub(s, 0, i)) <= 5 ? i : 0;
    return 0;
}

static enum topic run_in_topic(const struct text_line *l)
{
    size_t at = run_in(l);
    struct str head = str_sub(l->text, 0, at);
    enum topic t = at ? heading_topic(head) : TOPIC_NONE;
    return t == TOPIC_NONE && at ? heading_sign(head) : t;
}

static void find_run_in_headings(struct text_lines *t)
{
    size_t known = 0;
    for (size_t i = 0; i < t->list.n; i++)
        known += run_in_topic(&t->list.at[i]) != TOPIC_NONE;
    for (size_t i = 0; known >= 4 && i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        enum topic topic = run_in_topic(l);
        if (topic == TOPIC_NONE)
            continue;
        size_t at = run_in(l);
        l->label = str_sub(l->text, 0, at);
        l->value = str_trim(str_sub(l->text, at + 1, l->text.n));
        l->topic = topic;
    }
}

/* boxes nobody ticked */

/* A list of boxes of which none is ticked is a list of things to do, not of choices. */
static void find_open_lists(struct text_lines *t)
{
    for (size_t i = 0, end; i < t->list.n; i = end) {
        bool ticked = false;
        for (end = i; end < t->list.n && t->list.at[end].boxed && t->list.at[end].level == t->list.at[i].level; end++)
            ticked = ticked || t->list.at[end].ticked || (end > i && t->list.at[end].blank_before);
        for (size_t k = i; k < end && end - i >= 2 && !ticked; k++)
            t->list.at[k].boxed = false;
        end = end == i ? i + 1 : end;
    }
}

/* columns of spaces */

struct columns {
    size_t from[LINE_CELLS_MAX], to[LINE_CELLS_MAX], n;
};

static void cut_columns(struct str s, struct columns *c)
{
    c->n = 0;
    for (size_t i = 0; i < s.n && c->n < LINE_CELLS_MAX - 1;) {
        size_t from = i, gap = 0;
        while (i < s.n && gap < COLUMN_GAP) {
            gap = s.p[i] == ' ' ? gap + 1 : 0;
            i++;
        }
        c->from[c->n] = from;
        c->to[c->n++] = gap == COLUMN_GAP ? i - gap : i;
        while (i < s.n && s.p[i] == ' ')
            i++;
    }
}

static bool in_columns(const struct text_line *l)
{
    return !l->empty && !l->cells && l->mark == MARK_NONE && !l->unfilled && text_twice(l->text, ' ') != (size_t)-1 &&
           !memchr(l->text.p, ':', l->text.n) && text_twice(l->text, '_') == (size_t)-1;
}

static bool same_columns(const struct columns *a, const struct columns *b)
{
    if (a->n != b->n || a->n < COLUMNS_LEAST)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->from[i] != b->from[i])
            return false;
    return true;
}

static bool take_columns(struct text_line *l, const struct columns *c, struct arena *a)
{
    l->cell = arena_array(a, LINE_CELLS_MAX, sizeof *l->cell);
    if (!l->cell)
        return false;
    for (size_t i = 0; i < c->n; i++)
        l->cell[i] = str_trim(str_sub(l->text, c->from[i], c->to[i]));
    l->cells = c->n;
    l->label = l->value = (struct str){NULL, 0};
    l->topic = TOPIC_NONE;
    return true;
}

/* Two or more lines one below the other whose words begin at the same three or more places. */
static bool find_columns(struct text_lines *t, struct arena *a)
{
    struct columns here, below;
    for (size_t i = 0; i + 1 < t->list.n; i++) {
        struct text_line *l = &t->list.at[i], *next = &t->list.at[i + 1];
        if (!in_columns(l) || !in_columns(next) || next->blank_before)
            continue;
        cut_columns(l->text, &here);
        cut_columns(next->text, &below);
        if (!same_columns(&here, &below))
            continue;
        size_t k = i;
        for (; k < t->list.n && (k == i || !t->list.at[k].blank_before) && in_columns(&t->list.at[k]); k++) {
            cut_columns(t->list.at[k].text, &below);
            if (!same_columns(&here, &below))
                break;
            if (!take_columns(&t->list.at[k], &below, a))
                return false;
        }
        i = k - 1;
    }
    return true;
}

/* headings and labels of unknown wording */

static bool styled(const struct text_line *l)
{
    return l->mark == MARK_HASH || l->bold || l->caps || l->underlined;
}

static bool stands_as_heading(const struct text_lines *t, size_t i, bool plain)
{
    const struct text_line *l = &t->list.at[i], *next = after(t, i), *before = i ? &t->list.at[i - 1] : NULL;
    if (!next)
        return false;
    bool apart = l->blank_before && !t->spaced && !next->blank_before;
    bool after_list = before && before->mark != MARK_NONE && !before->empty && l->level < before->level;
    bool over_list = next->mark == MARK_BULLET && next->level > l->level;
    bool deeper = next->level >= l->level + 8 && next->mark == MARK_NONE && !l->label.p;
    bool leads = next->mark == MARK_NONE && !next->label.p && !next->cells && l->text.n <= 30 && next->text.n >= 40;
    return styled(l) || apart || over_list || deeper || (!next->blank_before && leads && word_count(l->text) <= 3) ||
           (!next->blank_before && (after_list || (plain && word_count(l->text) <= 4)));
}

/* Does the text have headings that nothing but their words shows? */
static bool has_plain_headings(const struct text_lines *t)
{
    size_t n = 0;
    for (size_t i = 1; i < t->list.n; i++) {
        const struct text_line *l = &t->list.at[i];
        n +=
            l->mark == MARK_NONE && !l->empty && !l->cells && !l->label.p && l->topic && !styled(l) && !l->blank_before;
    }
    return n >= 2;
}

/* "Need 1 - Outcome statement: ...": what stands behind the dash tells more than what it is numbered by. */
static enum topic behind_dash(struct str label)
{
    size_t dash = 0, at = dash_label(label, &dash);
    return at ? heading_topic(str_sub(label, at + dash, label.n)) : TOPIC_NONE;
}

/* "What might stop me?" over its answer is a heading, whatever it asks. */
static bool is_question(struct str s)
{
    struct text_word w;
    size_t at = 0;
    bool asks = s.n && s.p[s.n - 1] == '?' && word_next(s.p, s.n, &at, &w);
    struct str first = asks ? str_sub(s, w.from, w.to) : (struct str){NULL, 0};
    return asks && (str_eq_ci(first, STR("what")) || str_eq_ci(first, STR("how")) || str_eq_ci(first, STR("who")) ||
                    str_eq_ci(first, STR("when")) || str_eq_ci(first, STR("where")) || str_eq_ci(first, STR("why")));
}

/* "S - ...", "M: ...": the five letters before the parts of an objective. */
static enum topic smart_letter(const struct text_line *l, size_t *end)
{
    struct str s = l->text;
    size_t dash;
    if (l->empty || l->cells || s.n < 5 || !strchr("SMART", s.p[0]))
        return TOPIC_NONE;
    bool colon = s.p[1] == ':' && s.p[2] == ' ', parted = s.p[1] == ' ' && dash_label(s, &dash) == 2;
    *end = colon ? 2 : parted ? 2 + dash : 0;
    return !*end           ? TOPIC_NONE
           : s.p[0] == 'S' ? TOPIC_OBJECTIVES
           : s.p[0] == 'M' ? TOPIC_MEASURE
           : s.p[0] == 'T' ? TOPIC_DUE
                           : TOPIC_GOAL_DETAIL;
}

static void find_smart_letters(struct text_lines *t)
{
    size_t seen = 0, end;
    for (size_t i = 0; i < t->list.n; i++)
        seen += t->list.at[i].text.n && strchr("MRT", t->list.at[i].text.p[0]) && smart_letter(&t->list.at[i], &end);
    for (size_t i = 0; seen >= 2 && i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        enum topic topic = smart_letter(l, &end);
        if (topic == TOPIC_NONE)
            continue;
        l->label = str_sub(l->text, 0, 1);
        l->value = str_trim(str_sub(l->text, end, l->text.n));
        l->topic = topic;
        l->heads = false;
    }
}

/* "7. Anything that may hinder progress: ...": a label of unknown wording behind a number at the margin. */
static void find_numbered_labels(struct text_lines *t)
{
    size_t labels = 0, numbers = 0;
    for (size_t i = 0; i < t->list.n; i++) {
        numbers += is_outer_number(&t->list.at[i]);
        labels += is_outer_number(&t->list.at[i]) && t->list.at[i].label.p;
    }
    for (size_t i = 0; labels >= 4 && labels * 10 >= numbers * 7 && i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        if (!is_outer_number(l) || !l->label.p || l->topic)
            continue;
        l->topic = heading_sign(l->label);
        l->guessed = l->topic != TOPIC_NONE;
    }
}

static void find_headings(struct text_lines *t)
{
    bool plain = has_plain_headings(t);
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        bool margin = l->mark == MARK_NONE || l->mark == MARK_HASH;
        enum topic behind = l->label.p && l->value.n && margin ? behind_dash(l->label) : TOPIC_NONE;
        if (behind)
            l->topic = behind;
        if (l->topic || l->empty || l->cells || !margin)
            continue;
        if (l->label.p || (may_be_heading(l) && stands_as_heading(t, i, plain)))
            l->topic = heading_sign(l->label.p ? l->label : l->text);
        else
            continue;
        if (!l->topic && l->label.p && l->value.n)
            l->topic = heading_cue(l->label);
        l->guessed = l->topic != TOPIC_NONE;
        l->heads = !l->topic && !l->label.p && is_question(l->text) && after(t, i);
    }
}

/* the first lines */

/* Names of documents; they stand in the first lines, whatever other words say there. */
static bool names_document(struct str s)
{
    static const char *const words[] = {"plan",  "program",  "programme", "report",  "note",
                                        "notes", "template", "form",      "summary", "record"};
    struct text_word w;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_is_ci(str_sub(s, w.from, w.to), words[i]))
                return true;
    return false;
}

static bool ends_with_plan(struct str s)
{
    return str_ends_ci(s, STR(" care plan")) || str_ends_ci(s, STR(" treatment plan")) ||
           str_ends_ci(s, STR(" service plan"));
}

static void find_title(struct text_lines *t)
{
    for (size_t i = 0, seen = 0; i < t->list.n && seen < 3; i++) {
        struct text_line *l = &t->list.at[i];
        if (l->empty)
            continue;
        bool colon = memchr(l->text.p, ':', l->text.n) != NULL;
        if (seen++ && i > 0 && t->list.at[i - 1].label.p)
            return;
        if (colon || l->cells || (l->mark != MARK_NONE && l->mark != MARK_HASH) || l->text.n > 100)
            return;
        enum topic whole = heading_topic(l->text); /* a label before a dash does not count */
        if ((whole && whole != TOPIC_PLAN && !ends_with_plan(l->text)) || !names_document(l->text))
            continue;
        l->label = l->value = (struct str){NULL, 0};
        l->topic = TOPIC_PLAN;
        return;
    }
}

/* lines to sign on, questions with boxes */

static size_t blanks_to_fill(struct str s)
{
    size_t runs = 0;
    if (!memchr(s.p, '_', s.n) && !memchr(s.p, 0xE2, s.n))
        return 0;
    for (size_t i = 0; i + 2 < s.n;) {
        bool line = memcmp(s.p + i, "___", 3) == 0,
             dots = i + 6 <= s.n && memcmp(s.p + i, "\xE2\x80\xA6\xE2\x80\xA6", 6) == 0;
        runs += line || dots;
        if (!line && !dots)
            i++;
        else
            while (i < s.n && (s.p[i] == '_' || (unsigned char)s.p[i] == 0xE2 || (unsigned char)s.p[i] == 0x80 ||
                               (unsigned char)s.p[i] == 0xA6))
                i++;
    }
    return runs;
}

static bool has_date_to_fill(struct str s)
{
    struct text_word w;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);)
        if (str_eq_ci(str_sub(s, w.from, w.to), STR("date")))
            return true;
    return false;
}

static bool ends_with_digit(struct str s)
{
    return s.n && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9';
}

/* "Parent: ____   Counselor: ____": nothing but people, each with a blank behind. */
static bool names_signers(struct str s, size_t runs)
{
    static const uint32_t people = WORD_CLIENT | WORD_KIN | WORD_HELPER;
    struct text_word w;
    size_t words = 0, known = 0;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w); words++) {
        struct str word = str_sub(s, w.from, w.to);
        const struct heading_word *k = heading_word(w.hash);
        bool short_for = word.n == 2 && word.p[0] >= 'A' && word.p[0] <= 'Z' && word.p[1] >= 'A' && word.p[1] <= 'Z';
        known += short_for || (k && (k->classes & people)) || str_eq_ci(word, STR("date"));
    }
    return known >= runs && words <= 2 * runs;
}

/* "Parent: ____ Date: ____", "Ana ____  Ben ____": places to sign, whoever is named. */
static void find_signature_lines(struct text_lines *t)
{
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        if (l->empty || l->cells || l->topic == TOPIC_SIGNATURES)
            continue;
        bool end = i > 6 && i + 5 > t->list.n;
        bool person = l->topic == TOPIC_PERSON || l->topic == TOPIC_CLIENT || l->topic == TOPIC_PARTICIPANTS ||
                      l->topic == TOPIC_GUARDIAN;
        if (end && person && l->value.n && has_date_to_fill(l->value)) {
            l->topic = TOPIC_SIGNATURES;
            continue;
        }
        size_t runs = blanks_to_fill(l->text);
        if (end && runs == 1 && !l->label.p && word_count(l->text) <= 9 && ends_with_digit(l->text)) {
            l->label = (struct str){l->text.p, 0};
            l->value = l->text;
            l->topic = TOPIC_SIGNATURES;
            continue;
        }
        if (l->label.p && runs >= 2 && has_date_to_fill(l->value)) {
            l->topic = TOPIC_SIGNATURES;
        } else if (runs >= 2 && (l->label.p ? names_signers(l->text, runs) : word_count(l->text) <= 4 * runs)) {
            l->label = (struct str){l->text.p, 0};
            l->value = l->text;
            l->topic = TOPIC_SIGNATURES;
        }
    }
}

/* "With kind regards,": the next line is the name of who wrote. */
static bool closes_letter(struct str s)
{
    static const char *const words[] = {"kind regards", "best regards", "regards",     "sincerely", "best wishes",
                                        "yours truly",  "respectfully", "with thanks", NULL};
    size_t which;
    return s.n <= 40 && !memchr(s.p, ':', s.n) && text_scan_any(s, words, &which) != (size_t)-1 && word_count(s) <= 5;
}

static void find_letter_ends(struct text_lines *t)
{
    for (size_t i = t->list.n > 12 ? t->list.n - 12 : 1; i + 1 < t->list.n; i++) {
        struct text_line *l = &t->list.at[i], *next = &t->list.at[i + 1];
        if (l->empty || l->cells || l->label.p || !closes_letter(l->text) || next->empty || next->cells ||
            next->label.p)
            continue;
        l->empty = true; /* carries no content */
        next->label = (struct str){next->text.p, 0};
        next->value = next->text;
        next->topic = TOPIC_PARTICIPANTS;
    }
}

/* "Was a copy offered? [x] Yes [ ] No": the question is the label. */
static void find_questions(struct text_lines *t)
{
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        size_t at = l->empty || l->cells || l->label.p ? (size_t)-1 : str_find(l->text, STR("?"), 0);
        if (at == (size_t)-1 || at == 0)
            continue;
        struct str rest = str_trim(str_sub(l->text, at + 1, l->text.n));
        bool box = str_starts(rest, STR("[")) || (rest.n > 3 && memcmp(rest.p, "\xE2\x98", 2) == 0);
        if (!box)
            continue;
        l->label = str_sub(l->text, 0, at);
        l->value = rest;
        l->topic = heading_topic(l->label);
        l->topic = l->topic ? l->topic : heading_sign(l->label);
    }
}

bool text_layout(struct text_lines *t, struct arena *a)
{
    if (!find_columns(t, a))
        return false;
    find_dash_labels(t);
    find_run_in_headings(t);
    find_open_lists(t);
    find_bullet_headings(t);
    find_questions(t);
    find_headings(t);
    find_numbered_labels(t);
    find_numbered_headings(t);
    find_title(t);
    find_signature_lines(t);
    find_letter_ends(t);
    find_smart_letters(t);
    return true;
}
