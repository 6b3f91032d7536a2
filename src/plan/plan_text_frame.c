/* plan_text_frame.c: the headings and items a line stands under: how deep, what is open, which words are headings. */
#include "plan/plan_text_reader.h"

#include <string.h>

void text_push_frame(struct reader *r, int rank, enum topic topic, enum item item, struct str heading)
{
    if (r->depth == FRAMES_MAX)
        return;
    const struct text_line *l = r->line;
    int style = (l->mark == MARK_HASH ? l->depth : 8) + (l->caps ? 16 : 0) + (l->bold ? 32 : 0) +
                (l->label.p ? 64 : 0) + (l->mark == MARK_NUMBER ? 128 : 0);
    bool one_line = l->label.p && l->value.n;
    r->frame[r->depth++] = (struct frame){rank, topic, item, style, l->level, one_line, false, heading};
}

const struct frame *text_top(const struct reader *r)
{
    return r->depth ? &r->frame[r->depth - 1] : NULL;
}

enum topic text_section(const struct reader *r)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (text_is_section(r->frame[i].topic))
            return r->frame[i].topic;
    return TOPIC_NONE;
}

void text_close_items(struct reader *r, const struct text_line *l)
{
    for (int k = 0; k < ITEM_COUNT; k++)
        if (l->level < r->level[k] || (l->level == r->level[k] && l->blank_before && !r->lines->spaced))
            r->level[k] = LEVEL_CLOSED;
}

void text_close_all(struct reader *r, enum topic topic)
{
    char group = heading_topics[topic].group[0];
    bool inner =
        topic == TOPIC_OBJECTIVES || topic == TOPIC_INTERVENTIONS || topic == TOPIC_MONITORING || topic == TOPIC_STG;
    for (int k = 0; k < ITEM_COUNT; k++) {
        bool keep = (inner && (k == ITEM_PROBLEM || k == ITEM_GOAL || k == ITEM_OBJECTIVE)) ||
                    (group == 'p' && k == ITEM_PROBLEM);
        if (!keep)
            r->level[k] = LEVEL_CLOSED;
    }
}

const struct text_line *text_next_line(const struct reader *r)
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

/* The heading above names several parts ("Duration, review and ending"), this label among them. */
static bool named_above(const struct reader *r, struct str label)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].item == ITEM_NONE && r->frame[i].topic != TOPIC_NONE)
            return label.n >= 4 && str_find_ci(r->frame[i].heading, label, 0) != (size_t)-1;
    return false;
}

/* A line as far out as the heading over a list of deeper lines: the list is over. */
bool text_list_ended(const struct reader *r, const struct text_line *l)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].item == ITEM_NONE && r->frame[i].topic != TOPIC_NONE && !r->frame[i].one_line)
            return r->frame[i].deeper && l->mark == MARK_NONE && l->level <= r->frame[i].level;
    return false;
}

static bool has_words(struct str s, size_t least)
{
    size_t words = 1;
    for (size_t i = 1; i < s.n; i++)
        words += s.p[i - 1] == ' ';
    return words >= least;
}

/* Labels of any wording right below a heading are about what it announces. */
static bool in_headed_block(const struct reader *r, const struct text_line *l)
{
    const struct frame *f = NULL;
    for (int i = r->depth - 1; i >= 0 && !f; i--)
        f = r->frame[i].item == ITEM_NONE && r->frame[i].topic != TOPIC_NONE ? &r->frame[i] : NULL;
    return f && !f->one_line && f->topic != TOPIC_PLAN && !l->blank_before && !text_list_ended(r, l);
}

/* Is the section it stands in headed by a number of the same indentation? Then this number is a heading too. */
static bool numbers_headings(const struct reader *r, const struct text_line *l)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].item == ITEM_NONE && r->frame[i].rank < 100)
            return (r->frame[i].style & 128) && r->frame[i].level == l->level;
    return false;
}

/* "Dimension 3 - Emotional: Risk 2 ..." in a list of the dimensions of ASAM, not over a goal. */
static bool is_dimension(const struct text_line *l, const struct text_line *next)
{
    struct str head = l->label;
    size_t n = str_begins_ci(head, "dimension ") ? 10 : str_begins_ci(head, "dim ") ? 4 : 0;
    bool number = n && head.n > n && head.p[n] >= '1' && head.p[n] <= '6';
    enum topic t = next ? next->topic : TOPIC_NONE;
    if (!number)
        return false;
    bool rated = head.n > n + 1 || text_scan_word(l->value, "risk") != (size_t)-1 ||
                 text_scan_word(l->value, "rating") != (size_t)-1 || str_find(l->value, STR(". "), 0) != (size_t)-1;
    bool over = next && !next->blank_before;
    return rated && l->value.n &&
           (!over || (t != TOPIC_GOALS && t != TOPIC_LTG && t != TOPIC_OBJECTIVES && t != TOPIC_PROBLEMS &&
                      heading_topics[t].group[0] != 'g'));
}

/* "Child and Family Plan", "Discharge and aftercare plan" above all else: what the whole is called. */
static bool is_title(const struct reader *r, const struct text_line *l)
{
    char group = heading_topics[l->topic].group[0];
    return r->at < 3 && !l->label.p && !r->plan->title.p && r->depth == 0 && str_ends_ci(l->text, STR(" plan")) &&
           (group == 'c' || l->topic == TOPIC_DISCHARGE || l->topic == TOPIC_ENDING ||
            (group == 'h' && has_words(l->text, 4)));
}

/* Does the topic that the words of the line announce hold where the line stands? */
enum topic text_topic_here(const struct reader *r, const struct text_line *l)
{
    enum topic t = l->topic, section = text_section(r);
    const struct text_line *next = text_next_line(r);
    if (is_title(r, l))
        return TOPIC_PLAN;
    if (is_dimension(l, next))
        return TOPIC_ASSESSMENT;
    bool deeper = next && (next->level > l->level || (l->bold && next->mark == MARK_NONE));
    if (r->soap && l->label.n == 1)
        t = l->label.p[0] == 'P' ? TOPIC_PLAN : strchr("SOA", l->label.p[0]) ? TOPIC_ASSESSMENT : t;
    if (heading_topics[section].group[0] == 'g' && (t == TOPIC_PHASE_SHORT || t == TOPIC_PHASE_LONG))
        t = t == TOPIC_PHASE_SHORT ? TOPIC_STG : TOPIC_LTG;
    if (t == TOPIC_NONE || l->heads)
        return t;
    struct str head = l->label.n ? l->label : l->text;
    if (t == TOPIC_CRISIS_RESOURCES && str_eq_ci(head, STR("resources")) && heading_topics[section].group[0] != 'x' &&
        !text_scan_telephone(l->value.n ? l->value
                             : next     ? next->text
                                        : head))
        return TOPIC_STRENGTHS;
    if (t == TOPIC_TARGET && !l->value.n && !l->cells && text_item_number(head) == 0 && next &&
        (next->mark != MARK_NONE || next->level > l->level) && l->mark == MARK_NONE)
        return TOPIC_OBJECTIVES;
    if (t == TOPIC_REF_TO && heading_topics[section].group[0] != 'r')
        return TOPIC_NONE;
    bool area = (next && next->topic == TOPIC_PROBLEM_AREA) ||
                (r->at > 0 && r->lines->list.at[r->at - 1].topic == TOPIC_PROBLEM_AREA);
    if (t == TOPIC_PROBLEM_AREA && heading_topics[section].group[0] == 'h' && l->value.n && area)
        return TOPIC_NONE; /* a dimension that was assessed */
    if (l->mark == MARK_BULLET || (l->mark == MARK_NUMBER && section != TOPIC_NONE && section != TOPIC_PLAN)) {
        bool same_list = l->mark == MARK_NUMBER && !l->label.p && numbers_headings(r, l);
        if (l->label.p && named_above(r, l->label))
            return t;
        bool named = t == TOPIC_REFERRALS && l->label.p && l->value.n;
        if (section == TOPIC_REFERRALS && (named || (heading_topics[t].group[0] != 'r' && text_makes_items(t))))
            return TOPIC_NONE; /* what it is about */
        if ((t == TOPIC_PERSON || t == TOPIC_PARTICIPANTS) && text_provides_here(r))
            return t;
        if (!heading_accepts(section, t) && !(l->mark == MARK_NUMBER && same_list) &&
            !(l->mark == MARK_NUMBER && l->caps))
            return TOPIC_NONE;
        return l->label.p || deeper || same_list || l->bold || l->caps ? t : TOPIC_NONE;
    }
    if (l->guessed && l->label.p && l->value.n && in_headed_block(r, l))
        return TOPIC_NONE;
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    bool same_block = l->mark == MARK_NONE && !l->blank_before && before && before->label.p && before->value.n &&
                      !before->topic && before->level == l->level && !before->empty;
    bool known_part = !l->guessed ? text_is_section(t) || heading_accepts(section, t) || has_words(l->label, 3)
                                  : has_words(l->label, 3) && (text_is_section(t) || heading_accepts(section, t));
    if (same_block && l->label.p && t != TOPIC_MEASURE && !known_part)
        return TOPIC_NONE;
    bool weak = t == TOPIC_BACKGROUND; /* "Sleep" alone on a line may be anything */
    if (weak && l->label.p && heading_topics[section].group[0] == 't' && r->depth &&
        l->level > r->frame[r->depth - 1].level && r->frame[r->depth - 1].item == ITEM_NONE)
        return TOPIC_NONE; /* whose strengths they are */
    if (weak && !l->label.p && l->mark != MARK_HASH && !l->caps && text_makes_items(section))
        return TOPIC_NONE;
    if (l->label.p || styled(l) || l->mark == MARK_NUMBER || (text_is_section(t) && !weak) || (deeper && !weak))
        return t;
    if (weak && r->after_heading)
        return TOPIC_NONE;
    bool stands_apart = l->blank_before && !r->lines->spaced && next && !next->blank_before;
    return stands_apart || (before && before->mark != MARK_NONE) ? t : TOPIC_NONE;
}

bool text_title_case(struct str s)
{
    size_t words = 1;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i - 1] == ' ' && ++words && s.p[i] >= 'a' && s.p[i] <= 'z' && s.n - i > 3 &&
            memchr(s.p + i, ' ', 4) == NULL)
            return false;
    return words <= 8 && s.n <= 70 && s.p[0] >= 'A' && s.p[0] <= 'Z' && !strchr(".,;", s.p[s.n - 1]);
}

/* A few words that are no sentence. */
bool text_is_phrase(struct str s)
{
    size_t words = 1;
    for (size_t i = 1; i < s.n; i++)
        words += s.p[i - 1] == ' ';
    return words <= 8 && s.n <= 60 && s.p[0] >= 'A' && s.p[0] <= 'Z' && !strchr(".,;!", s.p[s.n - 1]);
}

/* A heading whose words are in no table. */
bool text_unknown_heading(const struct reader *r, const struct text_line *l)
{
    const struct text_line *next = text_next_line(r);
    if (l->cells || !next)
        return false;
    if (l->mark == MARK_HASH || l->heads)
        return true;
    if (text_scan_icd10(l->text, &(struct span){0, 0}) || text_rules_out(l->text))
        return false; /* "OCD, F42.2", "R/O PTSD" */
    if (l->label.p)
        return l->value.n == 0 && (l->mark == MARK_NONE || next->level > l->level);
    if (l->mark != MARK_NONE)
        return l->bold && next->level > l->level;
    if (l->text.n <= 80 && styled(l) && l->text.p[l->text.n - 1] != '.')
        return !(l->bold && text_scan_date(l->text, r->dates, &(struct date){0}, NULL)); /* "*updated 2026-02-11*" */
    bool list_follows = next->mark != MARK_NONE && next->mark != MARK_HASH && !next->label.p;
    if (l->blank_before && !r->lines->spaced && !next->blank_before && text_is_phrase(l->text) && list_follows)
        return true;
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    bool after_list = before && before->mark != MARK_NONE && l->level < before->level;
    bool apart = (l->blank_before && !r->lines->spaced) || after_list;
    if (apart && !next->blank_before && next->label.p && text_is_phrase(l->text) && r->depth > 0 &&
        heading_keyword(l->text) != TOPIC_NONE)
        return true;
    return apart && !r->after_heading && !next->blank_before && next->mark == MARK_NONE && !next->label.p &&
           text_is_phrase(l->text) && r->depth > 0;
}

int text_rank(const struct reader *r, const struct text_line *l, enum topic t, bool heading)
{
    int column = (l->level - 100) / 8;
    bool numbered = l->mark == MARK_NUMBER && (!l->label.p || l->value.n == 0) && heading;
    if (l->mark == MARK_HASH)
        return l->depth;
    if (numbered && ((t && text_is_section(t)) || l->heads))
        return 10 + l->depth + column;
    if (l->mark != MARK_NONE || column > 30)
        return l->level;
    for (int i = r->depth - 1; i >= 0 && column > 0; i--)
        if (r->frame[i].rank < l->level) { /* below a bullet it is the bullet's */
            if (r->frame[i].rank >= 100)
                return l->level;
            break;
        }
    bool signer = !heading && text_section(r) == TOPIC_SIGNATURES &&
                  (t == TOPIC_CLIENT || t == TOPIC_PARTICIPANTS || t == TOPIC_PERSON);
    if (signer)
        return l->level;
    bool one_line =
        !heading && (t == TOPIC_LEVEL_OF_CARE || t == TOPIC_PROGNOSIS || t == TOPIC_ALLERGIES || t == TOPIC_SERVICES);
    if (t && text_is_section(t) && !one_line)
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

void text_pop_frames(struct reader *r, int rank)
{
    while (r->depth && r->frame[r->depth - 1].rank >= rank)
        r->depth--;
}
