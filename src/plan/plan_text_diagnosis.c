/* plan_text_diagnosis.c: a diagnosis from a line: its code, its title, and the words that say how sure it is. */
#include "plan/icd10cm.h"
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"
#include "plan/scores.h"
#include "word_lists.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static void set(struct reader *r, struct str *to, const char *member, struct str s)
{
    s = str_trim(s);
    if (s.n == 0)
        return;
    text_put(r, to, s);
    text_item_mark(r, ITEM_DIAGNOSIS, member, 0);
}

/* Words that stand beside a title and are none of it. */
static const struct dx_mark {
    const char *words;
    bool provisional;
    bool kept; /* in /text: they say more than a status can */
} marks[] = {
    {"provisional diagnosis", true, false},
    {"provisional dx", true, false},
    {"provisionally", true, false},
    {"provisional", true, false},
    {"rule-outs", true, true},
    {"rule outs", true, true},
    {"rule-out", true, true},
    {"rule out", true, true},
    {"r/o", true, true},
    {"by history", false, true},
    {"per history", false, true},
    {"by hx", false, true},
};

#define BEFORE_WORDS " \t(-:;,|["
#define AFTER_WORDS " \t)-:;,|]"

static struct str without_dashes(struct str s)
{
    static const char *const dashes[] = {"\xE2\x80\x93", "\xE2\x80\x94"};
    s = str_trim(s);
    for (size_t i = 0; i < 2; i++) {
        if (str_begins(s, dashes[i]))
            s = str_trim(str_sub(s, 3, s.n));
        if (s.n >= 3 && str_begins(str_sub(s, s.n - 3, s.n), dashes[i]))
            s = str_trim(str_sub(s, 0, s.n - 3));
    }
    return s;
}

static struct str trim_signs(struct str s, const char *before, const char *after)
{
    s = without_dashes(s);
    while (s.n && strchr(before, s.p[0]))
        s = str_sub(s, 1, s.n);
    while (s.n && strchr(after, s.p[s.n - 1]))
        s.n--;
    return without_dashes(s);
}

/* What is left of s without the mark at its beginning or its end, *said as it is written; s when there is none. */
static struct str without_mark(struct str s, bool at_end, const struct dx_mark **mark, struct str *said)
{
    struct str bare = trim_signs(s, at_end ? "" : BEFORE_WORDS, at_end ? AFTER_WORDS : "");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct str words = str_of(marks[i].words);
        if (bare.n < words.n)
            continue;
        size_t from = at_end ? bare.n - words.n : 0, end = from + words.n;
        bool apart = at_end ? from == 0 || strchr(BEFORE_WORDS, bare.p[from - 1])
                            : end == bare.n || strchr(AFTER_WORDS, bare.p[end]);
        if (!apart || !str_eq_ci(str_sub(bare, from, end), words))
            continue;
        *mark = &marks[i];
        *said = str_sub(bare, from, end);
        return at_end ? trim_signs(str_sub(bare, 0, from), "", BEFORE_WORDS)
                      : trim_signs(str_sub(bare, end, bare.n), AFTER_WORDS, "");
    }
    return s;
}

/* The status that the marks at both ends of s tell; what they say beyond it goes to the text. */
static struct str take_marks(struct reader *r, struct plan_diagnosis *d, struct str s)
{
    for (int k = 0; k < 4; k++) { /* "(provisional, by history)" */
        const struct dx_mark *mark = NULL;
        struct str said = nothing;
        s = without_mark(s, k & 1, &mark, &said);
        if (!mark)
            continue;
        if (mark->provisional) {
            d->status = DIAGNOSIS_PROVISIONAL;
            text_item_mark(r, ITEM_DIAGNOSIS, "/status", 0);
        }
        if (mark->kept && (!d->text.p || str_find_ci(d->text, said, 0) == (size_t)-1))
            set(r, &d->text, "/text", said);
    }
    return s;
}

/* "300.02": a code of the classification before, as forms print it beside today's. */
static bool is_older_code(struct str s)
{
    bool digits = s.n >= 3;
    for (size_t i = 0; i < s.n && digits; i++)
        digits = i == 3 ? s.p[i] == '.' : s.p[i] >= '0' && s.p[i] <= '9';
    return digits;
}

/* "ICD-10", "Dx" before a code: no title. */
static bool names_code(struct str s)
{
    static const char *const words[] = {"icd-10", "icd-10-cm", "code", "dx", "diagnosis"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(s, words[i]))
            return true;
    return heading_topic(s) == TOPIC_DX_CODE || is_older_code(s);
}

/* What stands over a diagnosis: its label, or a heading; a label before it had its own. */
static struct str over(const struct reader *r)
{
    const struct frame *f = text_top(r);
    return r->label.n ? r->label : f && f->one_line ? nothing : r->heading;
}

/* "F41.1 Generalized anxiety disorder (provisional)", "r/o Generalized anxiety disorder - F41.1" */
static void one_diagnosis(struct reader *r, struct str name, struct str s)
{
    struct span at;
    struct plan_diagnosis *d = text_item_new(r, ITEM_DIAGNOSIS);
    if (!d)
        return;
    struct str code = nothing, title = s, after = nothing, said = nothing, label = over(r);
    const struct dx_mark *mark = NULL;
    if (text_scan_icd10(s, &at)) {
        code = str_sub(s, at.from, at.to);
        title = trim_signs(str_sub(s, 0, at.from), "", BEFORE_WORDS);
        after = trim_signs(str_sub(s, at.to, s.n), AFTER_WORDS, "");
    } else if (text_scan_icd10(name, &at) && at.from == 0 && at.to == name.n) { /* "F41.1: Generalized anxiety" */
        code = name;
        name = nothing;
    }
    set(r, &d->code, "/code", code);
    title = take_marks(r, d, title);
    after = take_marks(r, d, after);
    name = take_marks(r, d, name);
    without_mark(label, false, &mark, &said); /* "Provisional diagnosis:", "Rule out:" */
    if (mark && mark->provisional)
        take_marks(r, d, said);
    if (title.n == 0 || names_code(title) || str_eq_ci(title, STR("history of"))) {
        struct str history = str_eq_ci(title, STR("history of")) || is_older_code(title) ? title : nothing;
        title = after;
        after = history;
    } else if (after.n && heading_topic(title) == TOPIC_DIAGNOSES) { /* "Working diagnosis F41.1 ..." */
        struct str which = title;
        title = after;
        after = which;
    }
    set(r, &d->title, "/title", title);
    set(r, &d->text, "/text", after);
    if (names_code(name))
        name.n = 0;
    if (name.n)
        set(r, d->title.p ? &d->text : &d->title, d->title.p ? "/text" : "/title", name);
}

/* "GAD-7 = 16 (28 October), PHQ-9 9": begins with a measure, holds a number, names no code. */
bool text_is_score(struct str s)
{
    struct str tool;
    struct span at;
    size_t end = 0;
    int64_t score;
    while (end < s.n && !strchr(" =:(", s.p[end]))
        end++;
    return end && !text_scan_icd10(s, &at) && text_scan_instrument(str_sub(s, 0, end), &tool) &&
           text_scan_integer(str_sub(s, end, s.n), &score, &at);
}

/* Nothing in it but marks, as before the bracket of "F43.10 (r/o ...)". */
static bool is_mark(struct str s)
{
    return trim_signs(s, BEFORE_WORDS, AFTER_WORDS).n == 0;
}

/* "F41.1 GAD r/o OCD", not "F40.01 r/o Agoraphobia": a diagnosis before it, and another behind it. */
static bool stands_alone(struct str before, struct str rest)
{
    struct span at;
    bool code = text_scan_icd10(before, &at);
    return !is_mark(code ? str_sub(before, at.to, before.n) : before) || text_scan_icd10(rest, &at);
}

static bool rules_out_all(struct str label)
{
    const struct dx_mark *mark = NULL;
    struct str said;
    without_mark(label, false, &mark, &said);
    return mark && mark->provisional && said.n == str_trim(label).n;
}

/* Parts between commas of a few words each, without a code. */
static bool all_short(struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++)
        if (i == s.n || s.p[i] == ',') {
            if (i - from > 40 || text_specifies(str_sub(s, from, i)))
                return false;
            from = i + 1;
        }
    return !text_scan_icd10(s, &(struct span){0, 0});
}

static bool is_abbreviation(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n >= 2 && s.n <= 5;
}

/* "MDD, GAD, r/o PTSD" */
static bool abbreviated(struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++)
        if (i == s.n || s.p[i] == ',') {
            struct str part = str_trim(str_sub(s, from, i));
            if (!is_abbreviation(part) && !text_rules_out(part))
                return false;
            from = i + 1;
        }
    return true;
}

/* "F32.1, mild hearing loss": a code, and behind its comma something of the body that its title does not name. */
static bool is_bodily(struct str before, struct str rest)
{
    struct span at;
    struct icd10cm row;
    struct text_word w;
    bool bodily = false;
    if (!text_scan_icd10(before, &at))
        return false;
    bool known = icd10cm_find(str_sub(before, at.from, at.to), &row);
    for (size_t from = 0; word_next(rest.p, rest.n, &from, &w);) {
        struct str word = str_sub(rest, w.from, w.to);
        if (!word_listed(word, &words_bodily))
            continue;
        bodily = !known || str_find_ci(str_of(row.title), word, 0) == (size_t)-1;
    }
    return bodily;
}

void text_make_diagnosis(struct reader *r, struct str name, struct str s)
{
    struct span at;
    if (s.n == 0 && text_scan_icd10(name, &at) && at.to < name.n) { /* a short line, taken for a name: "F43.10 PTSD" */
        s = name;
        name = nothing;
    }
    s = text_unquote(s);
    if (r->level[ITEM_DIAGNOSIS] != LEVEL_CLOSED && r->index[ITEM_DIAGNOSIS] >= 0 && !r->line->mark && !name.n &&
        s.n > 60 && !text_scan_icd10(s, &at)) {
        text_item_mark(r, ITEM_DIAGNOSIS, "/evidence/#",
                       text_put_list(r, &((struct plan_diagnosis *)text_item_at(r, ITEM_DIAGNOSIS))->evidence, s));
        return;
    }
    struct str both = text_labelled(r, name, s);
    if (r->index[ITEM_DIAGNOSIS] >= 0 && (name.n ? plan_states_score(both) : text_is_score(s))) {
        s = both;
        text_item_mark(r, ITEM_DIAGNOSIS, "/evidence/#",
                       text_put_list(r, &((struct plan_diagnosis *)text_item_at(r, ITEM_DIAGNOSIS))->evidence, s));
        return;
    }
    bool each = all_short(s) && (rules_out_all(over(r)) || abbreviated(s));
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        struct str rest = str_sub(s, i, s.n);
        bool comma = i < s.n && s.p[i] == ',', code = comma && text_scan_icd10(rest, &at) && at.from <= 2;
        bool apart = i > from && i < s.n && (comma || s.p[i] == ' ' || s.p[i] == '(');
        if (code && !text_scan_icd10(str_sub(s, from, i), &(struct span){0, 0})) /* "OCD, F42.2" */
            code = at.to < rest.n && rest.p[at.to] == ' ';
        bool out = apart && text_rules_out(str_trim(str_sub(rest, 1, rest.n))) &&
                   (comma || stands_alone(str_sub(s, from, i), rest));
        out = out || (comma && is_bodily(str_sub(s, from, i), rest));
        if (i < s.n && s.p[i] != ';' && !code && !out && !(comma && each))
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        while (part.n && part.p[part.n - 1] == ')' && !memchr(part.p, '(', part.n)) /* of "(r/o ...)" */
            part.n--;
        if (part.n && !is_mark(part))
            one_diagnosis(r, name, part);
        from = i + 1;
    }
    if (s.n == 0)
        one_diagnosis(r, name, s);
}
