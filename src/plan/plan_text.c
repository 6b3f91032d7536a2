/* plan_text.c: from lines to a plan: which section and item a line stands in. */
#include "plan/plan_text_reader.h"

#include "base/json.h"
#include "plan/plan_text_form.h"
#include "plan/shape.h"

#include "plan/plan_text_words.h"

#include <stdio.h>
#include <string.h>

static const struct str nothing = {NULL, 0};

enum { RANK_HEADING = 20, RANK_SUBHEADING = 60 };

/* what the whole document tells */

/* The number of an item in "Goal 1", "Objective #2.1"; 0 when its words only hold a number ("90 day goals"). */
static int64_t item_number(struct str head)
{
    struct span at;
    int64_t v;
    size_t bracket = str_find(head, STR("("), 0);
    head = str_trim(str_sub(head, 0, bracket == (size_t)-1 ? head.n : bracket));
    if (!scan_integer(head, &v, &at) || at.from == 0)
        return 0;
    for (size_t i = at.to; i < head.n; i++)
        if (head.p[i] == ' ')
            return 0;
    return v > 0 ? v : 1;
}

static bool is_goal_line(const struct text_line *l)
{
    bool goal = l->topic == TOPIC_GOALS || l->topic == TOPIC_LTG;
    struct str head = l->label.n ? l->label : l->text;
    return goal && !l->cells && ((l->label.n && l->value.n) || item_number(head) > 0);
}

static void look_ahead(struct reader *r)
{
    bool goal = false, between = false;
    for (size_t i = 0; i < r->lines->list.n; i++) {
        const struct text_line *l = &r->lines->list.at[i];
        if (is_goal_line(l)) {
            r->by_goal = r->by_goal || (goal && between);
            goal = true;
            between = false;
        } else if (l->topic == TOPIC_INTERVENTIONS || l->topic == TOPIC_MONITORING || l->topic == TOPIC_MEASURE ||
                   l->topic == TOPIC_OBJECTIVES) {
            between = true;
        }
        enum date_order order;
        if (scan_date_order(l->text, &order))
            r->dates = order;
        struct str head = l->label.n ? l->label : l->text;
        r->soap = r->soap || (l->label.p && (str_eq_ci(head, STR("subjective")) || str_is(head, "S")));
    }
}

/* frames */

static void push_frame(struct reader *r, int rank, enum topic topic, enum item item, struct str heading)
{
    if (r->depth == FRAMES_MAX)
        return;
    const struct text_line *l = r->line;
    int style = (l->mark == MARK_HASH ? l->depth : 8) + (l->caps ? 16 : 0) + (l->bold ? 32 : 0) + (l->label.p ? 64 : 0) +
                (l->mark == MARK_NUMBER ? 128 : 0);
    bool one_line = l->label.p && l->value.n;
    r->frame[r->depth++] = (struct frame){rank, topic, item, style, l->level, one_line, heading};
}

static const struct frame *top(const struct reader *r)
{
    return r->depth ? &r->frame[r->depth - 1] : NULL;
}

static enum topic section_topic(const struct reader *r)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (topic_is_section(r->frame[i].topic))
            return r->frame[i].topic;
    return TOPIC_NONE;
}

static void close_items(struct reader *r, const struct text_line *l)
{
    for (int k = 0; k < ITEM_COUNT; k++)
        if (l->level < r->level[k] || (l->level == r->level[k] && l->blank_before && !r->lines->spaced))
            r->level[k] = LEVEL_CLOSED;
}

static void close_all(struct reader *r, enum topic topic)
{
    char group = lexicon_topics[topic].group[0];
    bool inner = topic == TOPIC_OBJECTIVES || topic == TOPIC_INTERVENTIONS || topic == TOPIC_MONITORING || topic == TOPIC_STG;
    for (int k = 0; k < ITEM_COUNT; k++) {
        bool keep = (inner && (k == ITEM_PROBLEM || k == ITEM_GOAL || k == ITEM_OBJECTIVE)) || (group == 'p' && k == ITEM_PROBLEM);
        if (!keep)
            r->level[k] = LEVEL_CLOSED;
    }
}

static const struct text_line *next_line(const struct reader *r)
{
    for (size_t i = r->at + 1; i < r->lines->list.n; i++)
        if (!r->lines->list.at[i].empty)
            return &r->lines->list.at[i];
    return NULL;
}

static bool styled(const struct text_line *l)
{
    return l->mark == MARK_HASH || l->bold || l->caps || l->underlined;
}

/* Does the topic that the words of the line announce hold where the line stands? */
static enum topic topic_here(const struct reader *r, const struct text_line *l)
{
    enum topic t = l->topic, section = section_topic(r);
    const struct text_line *next = next_line(r);
    bool deeper = next && (next->level > l->level || (l->bold && next->mark == MARK_NONE));
    if (r->soap && l->label.n == 1)
        t = l->label.p[0] == 'P' ? TOPIC_PLAN : strchr("SOA", l->label.p[0]) ? TOPIC_ASSESSMENT : t;
    if (t == TOPIC_NONE)
        return t;
    if (l->mark == MARK_BULLET || (l->mark == MARK_NUMBER && section != TOPIC_NONE && section != TOPIC_PLAN)) {
        const struct frame *f = top(r);
        bool same_list = l->mark == MARK_NUMBER && !l->label.p && f && (f->style & 128);
        if (!lexicon_accepts(section, t) && !(l->mark == MARK_NUMBER && same_list) && !(l->mark == MARK_NUMBER && l->caps))
            return TOPIC_NONE;
        return l->label.p || deeper || same_list || l->bold || l->caps ? t : TOPIC_NONE;
    }
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    bool same_block = l->mark == MARK_NONE && !l->blank_before && before && before->label.p && before->value.n && !before->topic &&
                      before->level == l->level && !before->empty;
    if (same_block && l->label.p && !topic_is_section(t) && !lexicon_accepts(section, t))
        return TOPIC_NONE;
    if (l->label.p || styled(l) || l->mark == MARK_NUMBER || topic_is_section(t) || deeper)
        return t;
    bool stands_apart = l->blank_before && !r->lines->spaced && next && !next->blank_before;
    return stands_apart || (before && before->mark != MARK_NONE) ? t : TOPIC_NONE;
}

static bool title_case(struct str s)
{
    size_t words = 1;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i - 1] == ' ' && ++words && s.p[i] >= 'a' && s.p[i] <= 'z' && s.n - i > 3 && memchr(s.p + i, ' ', 4) == NULL)
            return false;
    return words <= 8 && s.n <= 70 && s.p[0] >= 'A' && s.p[0] <= 'Z' && !strchr(".,;", s.p[s.n - 1]);
}

/* A few words that are no sentence. */
static bool is_phrase(struct str s)
{
    size_t words = 1;
    for (size_t i = 1; i < s.n; i++)
        words += s.p[i - 1] == ' ';
    return words <= 8 && s.n <= 60 && s.p[0] >= 'A' && s.p[0] <= 'Z' && !strchr(".,;!", s.p[s.n - 1]);
}

/* A heading whose words are in no table. */
static bool unknown_heading(const struct reader *r, const struct text_line *l)
{
    const struct text_line *next = next_line(r);
    if (l->cells || !next)
        return false;
    if (l->mark == MARK_HASH)
        return true;
    if (l->label.p)
        return l->value.n == 0 && (l->mark == MARK_NONE || next->level > l->level);
    if (l->mark != MARK_NONE)
        return l->bold && next->level > l->level;
    if (l->text.n <= 80 && styled(l) && l->text.p[l->text.n - 1] != '.')
        return true;
    bool list_follows = next->mark != MARK_NONE && next->mark != MARK_HASH && !next->label.p;
    if (l->blank_before && !r->lines->spaced && !next->blank_before && is_phrase(l->text) && list_follows)
        return true;
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    bool after_list = before && before->mark != MARK_NONE && l->level < before->level;
    bool apart = (l->blank_before && !r->lines->spaced) || after_list;
    return apart && !r->after_heading && !next->blank_before && next->mark == MARK_NONE && !next->label.p && is_phrase(l->text) &&
           r->depth > 0;
}

static int rank_of(const struct reader *r, const struct text_line *l, enum topic t, bool heading)
{
    int column = (l->level - 100) / 8;
    bool numbered = l->mark == MARK_NUMBER && (!l->label.p || l->value.n == 0) && heading;
    if (l->mark == MARK_HASH)
        return l->depth;
    if (numbered && t && topic_is_section(t))
        return 10 + l->depth + column;
    if (l->mark != MARK_NONE || column > 30)
        return l->level;
    for (int i = r->depth - 1; i >= 0 && column > 0; i--)
        if (r->frame[i].rank < l->level) { /* below a bullet it is the bullet's */
            if (r->frame[i].rank >= 100)
                return l->level;
            break;
        }
    bool one_line = !heading && (t == TOPIC_LEVEL_OF_CARE || t == TOPIC_PROGNOSIS || t == TOPIC_ALLERGIES || t == TOPIC_SERVICES);
    if (t && topic_is_section(t) && !one_line)
        return RANK_HEADING + column;
    if (!heading)
        return l->level;
    for (int i = r->depth - 1; i >= 0 && !t; i--) {
        int style = 8 + (l->caps ? 16 : 0) + (l->bold ? 32 : 0) + (l->label.p ? 64 : 0);
        if (r->frame[i].item == ITEM_NONE && r->frame[i].rank < RANK_SUBHEADING && r->frame[i].style == style)
            return RANK_HEADING + column;
    }
    return RANK_SUBHEADING + (column > 30 ? 30 : column);
}

static void pop_frames(struct reader *r, int rank)
{
    while (r->depth && r->frame[r->depth - 1].rank >= rank)
        r->depth--;
}

/* lines */

static bool starts_item(enum topic t, struct str head)
{
    return (t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS ||
            t == TOPIC_INTERVENTIONS) && item_number(head) > 0;
}

static const char *part_pointer(enum topic t)
{
    switch (lexicon_topics[t].group[0]) {
    case 'c': return "/client";
    case 'd': return "/diagnoses";
    case 'p': return "/problems";
    case 'g': return "/goals";
    case 'i': return "/interventions";
    case 'm': return "/monitoring";
    case 'u': return "/duration";
    case 'v': return "/reviews";
    case 's': return "/support";
    case 'r': return "/referrals";
    case 'x': return "/crisis";
    case 'a': return "/agreement";
    case 't': return t == TOPIC_STRENGTHS ? "/strengths" : t == TOPIC_BARRIERS ? "/barriers" : t == TOPIC_VALUES ? "/values" : "/culture";
    case 'h': return t == TOPIC_MEDICATIONS ? "/medications" : t == TOPIC_ALLERGIES ? "/client" : "/assessment";
    default: return NULL;
    }
}

/* A heading has no words of its own to store; it points to the part it opens (dropped again if that stays empty). */
static void mark_heading(struct reader *r, enum topic t)
{
    const char *pointer = part_pointer(t);
    if (pointer)
        mark(r, pointer, 0, 0, 0);
    r->stored = true;
}

/* A title waits for the next line: it names the item that line makes, else the plan. */
static void settle_title(struct reader *r)
{
    struct str title = r->title;
    const struct text_line *line = r->line;
    bool stored = r->stored;
    if (!title.n)
        return;
    r->title = nothing;
    r->line = &r->lines->list.at[r->title_line];
    if (!r->plan->title.p) {
        put_text(r, &r->plan->title, title);
        mark(r, "/title", 0, 0, 0);
    } else {
        mark(r, "/assessment/remarks/#", put_list(r, &r->plan->assessment.remarks, title), 0, 0);
    }
    r->line = line;
    r->stored = stored;
}

static void wait_as_title(struct reader *r, struct str s)
{
    settle_title(r);
    r->title = s;
    r->title_line = r->at;
    r->stored = true;
}

/* A short line in title case just before a heading belongs to what follows, not to what stood before. */
static bool names_what_follows(const struct reader *r, struct str s)
{
    const struct text_line *l = r->line, *next = next_line(r);
    const struct frame *f = top(r);
    if (l->mark != MARK_NONE || l->cells || l->label.p || s.n > 60 || !title_case(s) || !next || !f)
        return false;
    return topic_is_section(next->topic) && !next->blank_before &&
           (f->item != ITEM_NONE || (l->blank_before && !r->lines->spaced));
}

static void known_heading(struct reader *r, enum topic t, int rank)
{
    const struct text_line *l = r->line;
    struct str head = l->label.n ? l->label : l->text;
    if (topic_is_section(t)) {
        if (r->title.n && t != TOPIC_PROBLEMS && !starts_item(t, head))
            settle_title(r);
        close_all(r, t);
    }
    r->label = head;
    if (t == TOPIC_MEASURE)
        t = TOPIC_MONITORING;
    mark_heading(r, t);
    if (starts_item(t, head)) {
        part_put(r, t, nothing, nothing);
        push_frame(r, rank, t, r->created, head);
        return;
    }
    bool is_title = t == TOPIC_PLAN ? r->at < 3 && !r->plan->client.name.p : r->at == 0 && str_find_ci(head, STR("plan"), 0) != (size_t)-1;
    if (is_title && !r->plan->title.p && !l->label.p) {
        put_text(r, &r->plan->title, head);
        mark(r, "/title", 0, 0, 0);
    }
    if (t == TOPIC_AGREEMENT && str_eq_ci(head, STR("confidential")))
        mark(r, "/agreement/text/#", put_list(r, &r->plan->agreement.text, head), 0, 0);
    push_frame(r, rank, t, ITEM_NONE, head);
}

static void heading_without_topic(struct reader *r, int rank, bool intro)
{
    const struct text_line *l = r->line;
    struct str head = l->label.n ? l->label : l->text;
    const struct frame *f = top(r);
    enum topic section = f ? f->topic : TOPIC_NONE;
    enum topic guess = rank <= RANK_SUBHEADING || section == TOPIC_NONE || section == TOPIC_PLAN ? lexicon_keyword(head) : TOPIC_NONE;
    bool weak = section == TOPIC_NONE || section == TOPIC_PLAN;
    bool margin = l->mark == MARK_HASH || (l->mark == MARK_NONE && l->blank_before && !r->lines->spaced && (!f || l->level <= f->level));
    bool other = guess != TOPIC_NONE && lexicon_topics[guess].group[0] != lexicon_topics[section].group[0];
    if (margin && !intro && is_phrase(head) && !weak && (other || !topic_makes_items(section)) && f->item == ITEM_NONE) {
        pop_frames(r, l->mark == MARK_HASH ? l->depth : RANK_HEADING);
        f = top(r);
        section = TOPIC_NONE;
        weak = true;
    }
    if (f && f->item != ITEM_NONE && r->index[f->item] >= 0 && !weak) {
        nested_put(r, f->item, f->topic, head, nothing);
        push_frame(r, rank, section, r->created ? r->created : f->item, head);
    } else if (!weak && topic_makes_items(section)) {
        part_put(r, section, head, nothing);
        push_frame(r, rank, section, r->created, head);
    } else if (!weak) {
        push_frame(r, rank, section, ITEM_NONE, head);
        r->frame[r->depth - 1].heading = head;
        r->stored = true;
        part_put(r, section, nothing, head);
    } else if (guess != TOPIC_NONE) {
        r->title.n ? settle_title(r) : (void)0;
        close_all(r, guess);
        mark_heading(r, guess);
        push_frame(r, rank < RANK_HEADING || rank > RANK_SUBHEADING ? rank : RANK_HEADING, guess, ITEM_NONE, head);
    } else {
        wait_as_title(r, head);
        push_frame(r, rank, TOPIC_NONE, ITEM_NONE, head);
    }
}

/* No heading over it and none of its own. */
static void free_line(struct reader *r, struct str name, struct str s)
{
    const struct text_line *l = r->line, *next = next_line(r);
    if (!name.n && s.n > 80 ? guess_paragraph(r, s) : guess_put(r, name, s))
        return;
    const struct frame *f = top(r);
    bool under = f && f->heading.n && f->topic == TOPIC_NONE;
    if (!name.n && under) { /* the heading is kept as its topic */
        name = f->heading;
        if (str_eq(r->title, name))
            r->title = nothing;
    }
    if (!name.n && l->mark == MARK_NONE && s.n <= 70 && s.p[s.n - 1] != '.' && next && !l->cells) {
        wait_as_title(r, s);
        return;
    }
    if (name.n && (r->plan->goals.n == 0 || l->cells) && s.n <= 60 && !under) {
        put_topic(r, &r->plan->client.identifiers, name, s);
        mark(r, "/client/identifiers/#", (int)r->plan->client.identifiers.n - 1, 0, 0);
    } else if (name.n) {
        put_topic(r, &r->plan->assessment.findings, name, s);
        mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
    }
}

/* Words in a label that leave no doubt, whatever section it stands in. */
static enum topic strong_keyword(struct str label)
{
    enum topic t = lexicon_keyword(label);
    return t == TOPIC_CONSENTS || t == TOPIC_SIGNATURES || t == TOPIC_DISCHARGE || t == TOPIC_STRENGTHS || t == TOPIC_BARRIERS ||
                   t == TOPIC_PROGNOSIS || t == TOPIC_ALLERGIES || t == TOPIC_DIAGNOSES
               ? t
               : TOPIC_NONE;
}

static void unlabelled(struct reader *r, struct str name, struct str s)
{
    const struct frame *f = top(r);
    if (f && f->topic == TOPIC_NONE && f->heading.n && f->item == ITEM_NONE && !name.n)
        name = nothing;
    r->heading = f ? f->heading : nothing;
    r->label = nothing;
    if (name.n && name.n <= 4 && attainment_line(r, name, s))
        return;
    bool apart = f && name.n && f->one_line && f->level == r->line->level && !r->line->cells && r->line->mark == MARK_NONE;
    enum topic strong = name.n && r->line->mark == MARK_NONE && !r->line->cells ? strong_keyword(name) : TOPIC_NONE;
    if (names_what_follows(r, s))
        wait_as_title(r, s);
    else if (strong != TOPIC_NONE && (apart || !f || lexicon_topics[strong].group[0] != lexicon_topics[f->topic].group[0]))
        part_put(r, strong, nothing, strong == TOPIC_CONSENTS || strong == TOPIC_SIGNATURES ? labelled(r, name, s) : s);
    else if (!f || f->topic == TOPIC_NONE || apart)
        free_line(r, name, s);
    else if (f->item != ITEM_NONE && r->index[f->item] >= 0)
        nested_put(r, f->item, f->topic, name, s);
    else if (f->topic == TOPIC_PLAN && guess_put(r, name, s))
        return;
    else if (f->topic == TOPIC_PLAN && !name.n && (r->line->mark != MARK_NONE || r->plan->goals.n + r->plan->problems.n > 0))
        part_put(r, TOPIC_INTERVENTIONS, nothing, s);
    else
        part_put(r, f->topic, name, s);
}

void line_put(struct reader *r, enum topic topic, struct str label, struct str value)
{
    const struct frame *f = top(r);
    r->created = ITEM_NONE;
    if (topic == TOPIC_NONE || (r->line->cells && f && f->topic != TOPIC_NONE && !lexicon_accepts(f->topic, topic))) {
        unlabelled(r, label, value);
        return;
    }
    r->label = label;
    r->heading = f ? f->heading : nothing;
    bool signs = section_topic(r) == TOPIC_SIGNATURES &&
                 (topic == TOPIC_CLIENT || topic == TOPIC_PERSON || topic == TOPIC_GUARDIAN || topic == TOPIC_PARTICIPANTS);
    part_put(r, signs ? TOPIC_SIGNATURES : topic, nothing, value);
}

static bool wordless(struct str s)
{
    struct text_word w;
    size_t at = 0;
    return !word_next(s.p, s.n, &at, &w);
}

/* "1) sleeps badly 2) avoids driving": the parts of an enumeration inside a value. */
static bool next_numbered(struct str *value, int *number, struct str *part)
{
    char open[16], close[16];
    snprintf(open, sizeof open, "%d)", *number);
    snprintf(close, sizeof close, " %d)", *number + 1);
    if (*number > 99 || !str_starts(*value, str_of(open)))
        return false;
    size_t end = str_find(*value, str_of(close), 0);
    if (*number == 1 && end == (size_t)-1)
        return false;
    end = end == (size_t)-1 ? value->n : end;
    *part = str_trim(str_sub(*value, strlen(open), end));
    while (part->n && strchr(";,", part->p[part->n - 1]))
        part->n--;
    *value = str_trim(str_sub(*value, end, value->n));
    ++*number;
    return true;
}

/* The ticked ones of several choices in a line; what is not ticked is told as such. */
static struct str ticked_only(struct reader *r, struct str label, struct str s)
{
    static const char *const on[] = {"[x]", "[X]", "\xE2\x98\x91", "\xE2\x98\x92"}, *const off[] = {"[ ]", "[]", "\xE2\x98\x90"};
    struct str yes = nothing, no = nothing;
    bool ticked = false, boxes = false;
    if (!s.n || (!memchr(s.p, '[', s.n) && !(memchr(s.p, 0xE2, s.n) && str_find(s, STR("\xE2\x98"), 0) != (size_t)-1)))
        return s;
    for (size_t i = 0, from = 0; i <= s.n; i++) {
        size_t mark_n = 0;
        bool now = false;
        for (size_t k = 0; k < 4 && i < s.n && !mark_n; k++)
            if (str_starts(str_sub(s, i, s.n), str_of(on[k]))) {
                mark_n = strlen(on[k]);
                now = true;
            }
        for (size_t k = 0; k < 3 && i < s.n && !mark_n; k++)
            if (str_starts(str_sub(s, i, s.n), str_of(off[k])))
                mark_n = strlen(off[k]);
        if (i < s.n && !mark_n)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (boxes && part.n) {
            struct str *to = ticked ? &yes : &no;
            *to = to->n ? joined(r, *to, "; ", part) : part;
        }
        boxes = boxes || mark_n;
        ticked = now;
        from = i + mark_n;
        i += mark_n ? mark_n - 1 : 0;
    }
    if (!boxes)
        return s;
    if (no.n) {
        put_topic(r, &r->plan->assessment.findings, label, joined(r, STR("not ticked"), ": ", no));
        mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
    }
    return yes;
}

static void value_put(struct reader *r, enum topic t, struct str label, struct str value)
{
    struct str part;
    int number = 1;
    value = ticked_only(r, label, value);
    while (next_numbered(&value, &number, &part))
        line_put(r, t, label, part);
    if (str_trim(value).n)
        line_put(r, t, label, value);
}

static void labelled_line(struct reader *r, enum topic t, int rank)
{
    struct str label = r->line->label, value = r->line->value, rest = nothing;
    for (bool more = true; more && !r->failed;) {
        struct str next_label = nothing;
        enum topic next_topic = TOPIC_NONE;
        more = line_more(&value, &next_label, &rest, &next_topic);
        if (value.n && !wordless(value))
            value_put(r, t, label, value);
        else if (t == TOPIC_SIGNATURES)
            line_put(r, t, label, nothing);
        r->stored = true;
        if (more) {
            label = next_label;
            value = rest;
            t = next_topic;
        }
    }
    push_frame(r, rank, t == TOPIC_MEASURE ? TOPIC_MONITORING : t, r->created, label);
}

/* A line whose label, if it has one, is unknown; known labels may stand further on in it. */
static void free_text(struct reader *r)
{
    const struct text_line *l = r->line;
    bool name = l->label.p && l->value.n;
    struct str value = name ? l->value : l->text, label, rest = nothing;
    enum topic topic = TOPIC_NONE;
    if (l->boxed && str_find(value, STR("["), 0) != (size_t)-1)
        value = ticked_only(r, nothing, joined(r, STR("[x]"), " ", value));
    bool more = memchr(value.p ? value.p : "", ':', value.n) && line_more(&value, &label, &rest, &topic);
    if (value.n)
        unlabelled(r, name ? l->label : nothing, value);
    while (more && !r->failed) {
        struct str next_label = nothing, now = rest;
        enum topic next_topic = TOPIC_NONE;
        more = line_more(&now, &next_label, &rest, &next_topic);
        if (now.n)
            value_put(r, topic, label, now);
        label = next_label;
        topic = next_topic;
    }
}

/* "Client            Date" under a line to sign on. */
static void sign_below_rule(struct reader *r, struct str s)
{
    r->label = nothing;
    while (s.n) {
        size_t at = str_find(s, STR("  "), 0);
        struct str part = str_trim(str_sub(s, 0, at == (size_t)-1 ? s.n : at));
        s = str_trim(str_sub(s, at == (size_t)-1 ? s.n : at, s.n));
        if (part.n && lexicon_topic(part) != TOPIC_PLAN_DATE)
            make_signature(r, part, nothing);
    }
    r->stored = true;
}

static void read_line(struct reader *r)
{
    const struct text_line *l = r->line;
    enum topic t = topic_here(r, l);
    bool heading = t != TOPIC_NONE ? !l->label.p || l->value.n == 0 : unknown_heading(r, l);
    int rank = rank_of(r, l, t, heading);
    pop_frames(r, rank);
    close_items(r, l);
    t = topic_here(r, l);
    if (l->boxed && !l->ticked && t != TOPIC_NONE && !l->label.p)
        t = TOPIC_NONE;
    bool intro = r->after_heading; /* a line just below a heading leads in, it is no heading of its own */
    r->after_heading = heading;
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    if (before && before->empty && before->underlined && before->text.p[0] == '_' && !l->blank_before && l->text.n < 80) {
        sign_below_rule(r, l->text);
    } else if (l->unfilled && t != TOPIC_SIGNATURES) {
        r->stored = true; /* a field nobody filled in */
    } else if (l->boxed && !l->ticked) {
        const struct frame *f = top(r);
        ticked_only(r, f ? f->heading : nothing, joined(r, STR("[ ]"), " ", l->text));
    } else if (l->unfilled) {
        r->heading = nothing;
        line_put(r, t, l->label, nothing);
    } else if (t != TOPIC_NONE && heading) {
        known_heading(r, t, rank);
    } else if (t != TOPIC_NONE) {
        if (topic_is_section(t) && t != TOPIC_PROBLEMS && t != TOPIC_GOALS && r->title.n)
            settle_title(r);
        labelled_line(r, t, rank);
    } else if (heading) {
        heading_without_topic(r, rank, intro);
    } else {
        free_text(r);
        const struct frame *f = top(r);
        if (r->created != ITEM_NONE)
            push_frame(r, rank, f ? f->topic : TOPIC_NONE, r->created, nothing);
    }
}

static void put_note(struct reader *r, size_t number, struct str text)
{
    struct plan_note *n = PLAN_PUSH(r->arena, &r->plan->notes);
    struct import_line *to = PLAN_PUSH(r->arena, &r->report->not_understood);
    if (!n || !to) {
        r->failed = true;
        return;
    }
    put_text(r, &n->text, text);
    n->line = (struct opt_int){true, (int64_t)number};
    *to = (struct import_line){number, text};
    mark_line(r, number, "/notes/#/text", (int)r->plan->notes.n - 1);
}

void row_done(struct reader *r)
{
    const struct text_line *l = r->line;
    if (r->stored) {
        r->report->understood += l->to - l->from + 1;
        return;
    }
    for (size_t number = l->from; number <= l->to && !r->failed; number++) {
        const struct text_line *part = l;
        for (const struct text_line *j = l->joined; j; j = j->joined)
            part = j->from == number ? j : part;
        put_note(r, number, part->own);
    }
}

static void read_lines(struct reader *r)
{
    while (r->at < r->lines->list.n && !r->failed) {
        const struct text_line *l = r->line = &r->lines->list.at[r->at];
        size_t used = 1;
        r->stored = l->empty;
        r->created = ITEM_NONE;
        r->label = r->heading = nothing;
        if (r->title.n && l->blank_before && !l->empty && l->mark != MARK_NONE)
            settle_title(r);
        if (l->cells && !l->empty) {
            pop_frames(r, l->mark == MARK_NONE ? 99 : l->level);
            close_items(r, l);
            used = table_put(r);
            if (used == 1)
                row_done(r);
            else
                r->report->understood++; /* its head */
        } else {
            if (!l->empty)
                read_line(r);
            row_done(r);
        }
        if (r->title.n && r->title_line < r->at && !l->empty)
            settle_title(r);
        r->at += used;
    }
    r->at = r->lines->list.n;
    settle_title(r);
}

/* links and the report */

static bool resolve(struct reader *r)
{
    struct plan *p = r->plan;
    for (size_t i = 0; i < r->links.n; i++) {
        const struct link *l = &r->links.at[i];
        struct str id = l->to == ITEM_PROBLEM ? p->problems.at[l->to_index].id
                        : l->to == ITEM_GOAL  ? p->goals.at[l->to_index].id
                                              : p->goals.at[l->to_index].objectives.at[l->to_sub].id;
        plan_texts *to;
        if (l->from == ITEM_GOAL)
            to = &p->goals.at[l->from_index].problems;
        else if (l->from == ITEM_MONITORING)
            to = l->to == ITEM_GOAL ? &p->monitoring.at[l->from_index].goals : &p->monitoring.at[l->from_index].objectives;
        else
            to = l->to == ITEM_GOAL ? &p->interventions.at[l->from_index].goals : &p->interventions.at[l->from_index].objectives;
        bool twice = false;
        for (size_t k = 0; k < to->n; k++)
            twice = twice || str_eq(to->at[k], id);
        if (!twice && !plan_add_text(r->arena, to, id))
            return false;
    }
    return true;
}

/* A heading's pointer stays only when its part got something. */
static void drop_empty_parts(struct reader *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->report->fields.n; i++) {
        struct str pointer = r->report->fields.at[i].pointer;
        bool top_level = pointer.n > 1 && str_find(pointer, STR("/"), 1) == (size_t)-1;
        const struct shape_field *f = top_level ? shape_find(&plan_shape, str_sub(pointer, 1, pointer.n)) : NULL;
        if (!f || !shape_field_is_empty(f, r->plan))
            r->report->fields.at[kept++] = r->report->fields.at[i];
    }
    r->report->fields.n = kept;
}

/* A condition in words that names no measure is an event that a clinician can tick. */
static void make_event(struct reader *r, struct plan_condition *c)
{
    static const char *const openers[] = {"if ", "when ", "whenever ", "in case of ", "in case ", "in the event that ", "in the event of ",
                                          "once ", "for "};
    struct str s = c->text;
    if (!s.n || c->kind)
        return;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        struct str o = str_of(openers[i]);
        if (str_starts_ci(s, o) && s.n > o.n) {
            s = str_sub(s, o.n, s.n);
            break;
        }
    }
    c->kind = CONDITION_EVENT;
    put_text(r, &c->event, s);
}

static bool make_events(struct reader *r, struct err *e)
{
    for (size_t i = 0; i < r->plan->interventions.n; i++)
        make_event(r, &r->plan->interventions.at[i].condition);
    for (size_t i = 0; i < r->plan->referrals.n; i++)
        make_event(r, &r->plan->referrals.at[i].trigger);
    return !r->failed || err_no_memory(e);
}

static void count_items(struct reader *r)
{
    const struct plan *p = r->plan;
    const size_t counts[ITEM_COUNT] = {
        [ITEM_DIAGNOSIS] = p->diagnoses.n, [ITEM_MEDICATION] = p->medications.n, [ITEM_PROBLEM] = p->problems.n,
        [ITEM_STRENGTH] = p->strengths.n, [ITEM_BARRIER] = p->barriers.n, [ITEM_VALUE] = p->values.n,
        [ITEM_PREFERENCE] = p->culture.preferences.n, [ITEM_GOAL] = p->goals.n, [ITEM_INTERVENTION] = p->interventions.n,
        [ITEM_MONITORING] = p->monitoring.n, [ITEM_PHASE] = p->duration.phases.n, [ITEM_SUPPORT] = p->support.n,
        [ITEM_REFERRAL] = p->referrals.n, [ITEM_CONTACT] = p->crisis.contacts.n, [ITEM_RESPONSE] = p->crisis.responses.n,
        [ITEM_PARTICIPANT] = p->agreement.participants.n, [ITEM_CONSENT] = p->agreement.consents.n,
        [ITEM_SIGNATURE] = p->agreement.signatures.n,
    };
    for (int k = 0; k < ITEM_COUNT; k++) {
        r->index[k] = (int)counts[k] - 1;
        r->level[k] = LEVEL_CLOSED;
    }
}

/* Free text, added to what is in the plan already. */
static bool read_free(struct str text, struct arena *a, struct plan *p, struct import_report *report, struct err *e)
{
    struct text_lines lines;
    struct reader *r = ARENA_NEW(a, struct reader);
    if (!r)
        return err_no_memory(e);
    if (!lines_cut(text, a, &lines, e))
        return false;
    if (lines.counted == 0)
        return err_set(e, ERR_INVALID, "line 1", "nothing to read; the text is empty");
    r->arena = a;
    r->plan = p;
    r->lines = &lines;
    r->report = report;
    r->report->lines += lines.counted;
    count_items(r);
    look_ahead(r);
    read_lines(r);
    if (r->failed || !plan_number_ids(p, a, e) || !resolve(r))
        return err_no_memory(e);
    drop_empty_parts(r);
    return plan_bind(p, a, e) && make_events(r, e);
}

bool plan_from_text(struct str text, struct arena *a, struct plan **out, struct import_report *report, struct err *e)
{
    struct import_report own;
    struct str rest = text;
    struct plan *p = NULL;
    if (!report)
        report = &own;
    memset(report, 0, sizeof *report);
    if (form_is(text)) {
        if (!lines_check(text, e) || !form_read(text, a, &p, report, &rest, e))
            return false;
    } else if (!(p = ARENA_NEW(a, struct plan))) {
        return err_no_memory(e);
    }
    if (rest.n && !read_free(rest, a, p, report, e))
        return false;
    if (text.n == 0)
        return err_set(e, ERR_INVALID, "line 1", "nothing to read; the text is empty");
    *out = p;
    return true;
}

void import_report_put_json(const struct import_report *r, int indent, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, indent);
    json_begin_object(&o);
    json_key(&o, "lines");
    json_put_int(&o, (long long)r->lines);
    json_key(&o, "understood");
    json_put_int(&o, (long long)r->understood);
    json_key(&o, "not_understood");
    json_begin_array(&o);
    for (size_t i = 0; i < r->not_understood.n; i++) {
        json_begin_object(&o);
        json_key(&o, "line");
        json_put_int(&o, (long long)r->not_understood.at[i].line);
        json_key(&o, "text");
        json_put_str(&o, r->not_understood.at[i].text);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_key(&o, "fields");
    json_begin_array(&o);
    for (size_t i = 0; i < r->fields.n; i++) {
        json_begin_object(&o);
        json_key(&o, "line");
        json_put_int(&o, (long long)r->fields.at[i].line);
        json_key(&o, "pointer");
        json_put_str(&o, r->fields.at[i].pointer);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
}
