/* plan_text_terms.c: "50 min weekly, individual, D. Whitlock": how often, how long, in which form and by whom; and
 * sentences that belong to one part of the plan wherever they stand. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool minute_word(struct str word)
{
    return str_starts_ci(word, STR("min")) || str_starts_ci(word, STR("hour")) || str_starts_ci(word, STR("hr"));
}

bool text_only_minutes(struct str s)
{
    struct text_word w;
    size_t numbers = 0;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);) {
        struct str word = str_sub(s, w.from, w.to);
        bool unit = minute_word(word) || str_eq_ci(word, STR("session")) || str_eq_ci(word, STR("each")) ||
                    str_eq_ci(word, STR("per"));
        bool number = word.p[0] >= '0' && word.p[0] <= '9';
        numbers += number;
        if (!unit && !number)
            return false;
    }
    return numbers == 1;
}

/* Nothing in s but counts, minutes, forms and the word session; bare: not even forms. */
static bool only_count_words(struct str s, bool bare)
{
    struct text_word w;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);) {
        struct str word = str_sub(s, w.from, w.to);
        const struct heading_word *k = heading_word(w.hash);
        bool known = k && (k->classes & (WORD_STOP | WORD_SESSION | (bare ? 0 : WORD_GROUP)));
        if (!w.number && !minute_word(word) && !known && !str_eq_ci(word, STR("x")))
            return false;
    }
    return true;
}

/* "individual", "in person", "family", not "individual therapy" */
static bool take_form(struct str part, struct text_terms *t)
{
    struct text_word w;
    bool form = false;
    for (size_t at = 0; word_next(part.p, part.n, &at, &w);) {
        const struct heading_word *k = heading_word(w.hash);
        bool group = k && (k->classes & WORD_GROUP);
        if (!group && !(k && (k->classes & (WORD_STOP | WORD_SESSION))) &&
            !str_eq_ci(str_sub(part, w.from, w.to), STR("via")))
            return false;
        form = form || group;
    }
    if (!form || t->form_end)
        return false;
    t->form = t->form.n ? (struct str){t->form.p, (size_t)(part.p + part.n - t->form.p)} : part;
    return true;
}

static bool take_often(struct str part, struct text_terms *t)
{
    struct plan_cadence c = {.text = {NULL, 0}};
    struct str words;
    if (t->often.n || !text_scan_cadence(part, &c, &words) || c.unit == UNIT_UNSTATED)
        return false;
    struct str before = str_sub(part, 0, (size_t)(words.p - part.p)),
               after = str_sub(part, (size_t)(words.p - part.p) + words.n, part.n);
    int64_t minutes = text_scan_minutes(part);
    if (str_trim(before).n && take_form(str_trim(before), t)) /* "individual 1x/wk" */
        before.n = 0;
    if (!only_count_words(before, false) || !only_count_words(after, false) || (minutes && t->minutes))
        return false;
    t->minutes = minutes ? minutes : t->minutes;
    bool alone = only_count_words(before, true) && only_count_words(after, true) &&
                 !(heading_classes(before) & WORD_SESSION) && !(heading_classes(after) & WORD_SESSION);
    t->often = alone ? words : part;
    return true;
}

/* "D. Whitlock", "Dr. Lena Voss", "Anna Roe, LCSW", "therapist" */
static bool names_person(struct str s)
{
    struct text_word w;
    size_t words = 0, capitals = 0;
    bool initial = false, helper = false, other = false;
    if (s.n > 40)
        return false;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w) && words < 6; words++) {
        const struct heading_word *k = heading_word(w.hash);
        uint32_t c = k ? k->classes : 0;
        capitals += is_capital(s.p[w.from]);
        initial = initial || (w.to - w.from == 1 && is_capital(s.p[w.from]) && w.to < s.n && s.p[w.to] == '.');
        helper = helper || (c & WORD_HELPER);
        other = other || w.number || (c & ~(uint32_t)(WORD_HELPER | WORD_STOP | WORD_DOCTOR));
    }
    if (other || !words || words > 4)
        return false;
    return helper || (initial && words >= 2) || (capitals == words && words >= 2);
}

static bool take_person(struct str part, struct text_terms *t)
{
    if (t->by.n) { /* ", LCSW" behind the name */
        bool credential =
            part.n <= 8 && (heading_classes(part) & WORD_HELPER) && is_capital(part.p[0]) && t->by.p + t->by.n < part.p;
        t->by.n = credential ? (size_t)(part.p + part.n - t->by.p) : t->by.n;
        return credential;
    }
    if (str_starts_ci(part, STR("with ")) || str_starts_ci(part, STR("by ")))
        part = str_trim(str_sub(part, part.p[0] == 'b' || part.p[0] == 'B' ? 3 : 5, part.n));
    if (!names_person(part))
        return false;
    t->by = part;
    return true;
}

static bool take_length(struct str part, struct text_terms *t)
{
    struct scan_span n;
    if (str_starts_ci(part, STR("for ")) || str_starts_ci(part, STR("over ")))
        part = str_trim(str_sub(part, part.p[0] == 'f' || part.p[0] == 'F' ? 4 : 5, part.n));
    if (t->length.n || !text_scan_length(part, UNIT_UNSTATED, &n) || n.at.to - n.at.from < part.n)
        return false;
    t->length = part;
    return true;
}

bool text_terms(struct str s, struct text_terms *t)
{
    *t = (struct text_terms){.minutes = 0};
    int depth = 0;
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        depth += i < s.n && s.p[i] == '(' ? 1 : i < s.n && s.p[i] == ')' ? -1 : 0;
        bool dot = i + 1 < s.n && memcmp(s.p + i, "\xC2\xB7", 2) == 0;
        bool slash = i > 0 && i + 1 < s.n && s.p[i] == '/' && s.p[i - 1] == ' ' && s.p[i + 1] == ' ';
        if (i < s.n && !((s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '|') && depth <= 0) && !dot && !slash)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (i == s.n && part.n > 1 && part.p[part.n - 1] == '.' && part.n > 4)
            part.n--;
        from = i + 1 + dot;
        if (!part.n)
            continue;
        if (!t->minutes && text_only_minutes(part) && (t->minutes = text_scan_minutes(part)) > 0)
            continue;
        bool form = take_form(part, t);
        t->form_end = t->form_end || (t->form.n && !form);
        if (!form && !take_often(part, t) && !take_length(part, t) && !take_person(part, t))
            return false;
    }
    return t->minutes || t->often.n || t->form.n || t->by.n || t->length.n;
}

static void set(struct reader *r, struct str *to, const char *member, struct str s)
{
    if (!s.n)
        return;
    text_put(r, to, s);
    text_item_mark(r, ITEM_INTERVENTION, member, 0);
}

void text_terms_of(struct reader *r, struct plan_intervention *i, const struct text_terms *t)
{
    if (t->often.n) {
        text_put_cadence(r, &i->frequency, t->often);
        text_item_mark(r, ITEM_INTERVENTION, "/frequency/text", 0);
    }
    if (t->minutes > 0) {
        i->session_minutes = (struct opt_int){true, t->minutes};
        text_item_mark(r, ITEM_INTERVENTION, "/session_minutes", 0);
    }
    bool place = str_starts_ci(t->form, STR("at ")); /* "at home" */
    set(r, place ? &i->setting : &i->modality, place ? "/setting" : "/modality", t->form);
    set(r, &i->responsible, "/responsible", t->by);
    set(r, &i->length, "/length", t->length);
}

bool text_terms_put(struct reader *r, struct str s)
{
    const struct text_line *l = r->line;
    struct text_terms t;
    int level = r->level[ITEM_INTERVENTION];
    if (r->index[ITEM_INTERVENTION] < 0 || level == LEVEL_CLOSED || l->cells || s.n > 160 ||
        r->made[ITEM_INTERVENTION] != r->clock || (l->mark != MARK_NONE && l->level <= level) || !text_terms(s, &t) ||
        !(t.minutes || t.often.n))
        return false;
    struct plan_intervention *i = text_item_at(r, ITEM_INTERVENTION);
    if ((t.often.n && i->frequency.text.p) || (t.minutes && i->session_minutes.has) || (t.by.n && i->responsible.p) ||
        (t.form.n && i->modality.p) || (t.length.n && i->length.p))
        return false;
    text_terms_of(r, i, &t);
    return true;
}

/* "Group, weekly, 60 minutes" of the sessions as such; false: something else stands in it, or is known already. */
bool text_terms_of_sessions(struct reader *r, struct str s)
{
    struct plan_duration *d = &r->plan->duration;
    struct text_terms t;
    if (!text_terms(s, &t) || !t.often.n || t.by.n || (!t.form.n && !t.minutes && !t.length.n) || d->frequency.text.p ||
        (t.minutes && d->session_minutes.has) || (t.form.n && d->modality.p))
        return false;
    text_put_cadence(r, &d->frequency, t.often);
    text_mark(r, "/duration/frequency/text", 0, 0, 0);
    if (t.minutes) {
        d->session_minutes = (struct opt_int){true, t.minutes};
        text_mark(r, "/duration/session_minutes", 0, 0, 0);
    }
    if (t.form.n)
        text_plan_put(r, &d->modality, "/duration/modality", t.form);
    if (t.length.n)
        text_plan_put(r, &d->text, "/duration/text", t.length);
    return true;
}

/* sentences whose part is sure */

/* "Review every 90 days", "The plan will be reviewed quarterly": only that the plan is looked at again, and how often;
 * "Review thought records every week" is something else. */
static bool is_only_review(struct str s)
{
    struct plan_cadence c = {.text = {NULL, 0}};
    struct str often;
    struct text_word w;
    bool review = false;
    static const char *const words[] = {"plan",    "progress", "goals",  "goal", "we",     "updated",  "update",
                                        "revised", "least",    "needed", "due",  "sooner", "together", "next"};
    if (s.n > 120 || !text_scan_cadence(s, &c, &often) || c.unit <= UNIT_SESSION)
        return false;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);) {
        const struct heading_word *k = heading_word(w.hash);
        struct str word = str_sub(s, w.from, w.to);
        bool known = k && (k->classes & (WORD_STOP | WORD_REVIEW | WORD_CLIENT));
        review = review || (k && (k->classes & WORD_REVIEW));
        for (size_t i = 0; i < sizeof words / sizeof *words && !known; i++)
            known = str_eq_ci(word, str_of(words[i]));
        known = known || (word.p >= often.p && word.p < often.p + often.n) || str_starts_ci(word, STR("treat")) ||
                str_eq_ci(word, STR("will")) || str_eq_ci(word, STR("if")) || str_eq_ci(word, STR("as"));
        if (!known)
            return false;
    }
    return review;
}

static bool tells_discharge(struct str s)
{
    static const char *const openers[] = {"discharge when ",
                                          "discharge once ",
                                          "discharge if ",
                                          "discharge upon ",
                                          "discharge after ",
                                          "discharged when ",
                                          "client will be discharged",
                                          "ready for discharge when ",
                                          "ready for discharge once ",
                                          "treatment ends when ",
                                          "treatment will end when ",
                                          "therapy ends when ",
                                          "therapy will end when ",
                                          "end treatment when ",
                                          "d/c when ",
                                          "d/c once ",
                                          "we end when ",
                                          "we stop when "};
    for (size_t i = 0; i < sizeof openers / sizeof *openers && s.n; i++)
        if ((s.p[0] | 32) == *openers[i] && str_starts_ci(s, str_of(openers[i])))
            return true;
    return false;
}

static enum topic sure_topic(struct str s)
{
    return tells_discharge(s) ? TOPIC_DISCHARGE : is_only_review(s) ? TOPIC_REVIEWS : TOPIC_NONE;
}

bool text_is_sure(struct str s)
{
    return sure_topic(s) != TOPIC_NONE;
}

bool text_sure_put(struct reader *r, struct str s)
{
    struct str sentence, rest = s;
    size_t known = 0;
    if (r->line->cells || s.n > 400)
        return false;
    for (; text_scan_sentence(&rest, &sentence); known++)
        if (!sure_topic(sentence))
            return false;
    for (rest = s; known && text_scan_sentence(&rest, &sentence);) {
        enum topic t = sure_topic(sentence);
        r->label = r->heading = nothing;
        if (t == TOPIC_DISCHARGE)
            text_plan_add(r, &r->plan->duration.discharge_criteria, "/duration/discharge_criteria/#", sentence);
        else
            text_review_line(r, t, nothing, sentence);
    }
    return known > 0;
}
