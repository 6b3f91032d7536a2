/* plan_text_head.c: headings, of known and unknown wording, and titles that wait for what follows. */
#include "plan/plan_text_reader.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static bool starts_item(enum topic t, struct str head)
{
    return (t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS ||
            t == TOPIC_INTERVENTIONS) &&
           text_item_number(head) > 0 && heading_for_goal(head) == TOPIC_NONE;
}

static const char *part_pointer(enum topic t)
{
    switch (heading_topics[t].group[0]) {
    case 'c':
        return "/client";
    case 'd':
        return "/diagnoses";
    case 'p':
        return "/problems";
    case 'g':
        return "/goals";
    case 'i':
        return "/interventions";
    case 'm':
        return "/monitoring";
    case 'u':
        return "/duration";
    case 'v':
        return "/reviews";
    case 's':
        return "/support";
    case 'r':
        return "/referrals";
    case 'x':
        return "/crisis";
    case 'a':
        return "/agreement";
    case 't':
        return t == TOPIC_STRENGTHS  ? "/strengths"
               : t == TOPIC_BARRIERS ? "/barriers"
               : t == TOPIC_VALUES   ? "/values"
                                     : "/culture";
    case 'h':
        return t == TOPIC_MEDICATIONS ? "/medications" : t == TOPIC_ALLERGIES ? "/client" : "/assessment";
    default:
        return NULL;
    }
}

/* A heading has no words of its own to store; it points to the part it opens (dropped again if that stays empty). */
static void mark_heading(struct reader *r, enum topic t)
{
    const char *pointer = part_pointer(t);
    if (pointer)
        text_mark(r, pointer, 0, 0, 0);
    r->stored = true;
}

/* A title waits for the next line: it names the item that line makes, else the plan. */
void text_settle_title(struct reader *r)
{
    struct str title = r->title;
    const struct text_line *line = r->line;
    bool stored = r->stored;
    if (!title.n)
        return;
    r->title = nothing;
    r->line = &r->lines->list.at[r->title_line];
    if (!r->plan->title.p) {
        text_put(r, &r->plan->title, title);
        text_mark(r, "/title", 0, 0, 0);
    } else {
        text_mark(r, "/assessment/remarks/#", text_put_list(r, &r->plan->assessment.remarks, title), 0, 0);
    }
    r->line = line;
    r->stored = stored;
}

void text_wait_as_title(struct reader *r, struct str s)
{
    text_settle_title(r);
    r->title = s;
    r->title_line = r->at;
    r->stored = true;
}

/* A short line in title case just before a heading belongs to what follows, not to what stood before. */
bool text_names_what_follows(const struct reader *r, struct str s)
{
    const struct text_line *l = r->line, *next = text_next_line(r);
    const struct frame *f = text_top(r);
    if (l->mark != MARK_NONE || l->cells || l->label.p || s.n > 60 || !text_title_case(s) || !next || !f)
        return false;
    return text_is_section(next->topic) && !next->blank_before &&
           (f->item != ITEM_NONE || (l->blank_before && !r->lines->spaced));
}

/* Does another heading of a part follow, or nothing at all? */
static bool is_empty_below(const struct reader *r)
{
    const struct text_line *l = r->line, *next = text_next_line(r);
    return !next || (text_is_section(next->topic) && next->level <= l->level && !next->cells &&
                     !(next->mark == MARK_HASH && l->mark == MARK_HASH && next->depth > l->depth));
}

/* What a heading says beyond the words of headings is kept: as a line of its part when it is all that is said there and
 * holds a time ("Review in 90 days"), else as a remark. */
static void keep_heading(struct reader *r, enum topic t, struct str head)
{
    struct scan_span n;
    if (heading_is_pure(head))
        return;
    r->label = nothing;
    if (is_empty_below(r) && text_scan_length(head, UNIT_UNSTATED, &n) && t != TOPIC_PLAN)
        text_part_put(r, t, nothing, head);
    else
        text_plan_add(r, &r->plan->assessment.remarks, "/assessment/remarks/#", head);
    r->created = ITEM_NONE;
}

void text_known_heading(struct reader *r, enum topic t, int rank)
{
    const struct text_line *l = r->line;
    struct str head = l->label.n ? l->label : l->text;
    if (text_is_section(t)) {
        if (r->title.n && t != TOPIC_PROBLEMS && !starts_item(t, head))
            text_settle_title(r);
        text_close_all(r, t);
    }
    r->label = head;
    if (t == TOPIC_MEASURE)
        t = TOPIC_MONITORING;
    mark_heading(r, t);
    bool is_title = ((t == TOPIC_PLAN && r->at < 3 && !r->plan->client.name.p) || (t == TOPIC_REVIEWS && r->at == 0)) &&
                    !r->plan->title.p && !l->label.p;
    bool terms = t == TOPIC_AGREEMENT && str_eq_ci(head, STR("confidential"));
    if (!is_title && !terms)
        keep_heading(r, t, head);
    if (starts_item(t, head)) {
        text_part_put(r, t, nothing, nothing);
        text_push_frame(r, rank, t, r->created, head);
        return;
    }
    if (is_title) {
        text_put(r, &r->plan->title, head);
        text_mark(r, "/title", 0, 0, 0);
    }
    if (terms)
        text_mark(r, "/agreement/text/#", text_put_list(r, &r->plan->agreement.text, head), 0, 0);
    text_push_frame(r, rank, t, ITEM_NONE, head);
}

void text_own_heading(struct reader *r, int rank, bool intro)
{
    const struct text_line *l = r->line;
    struct str head = l->label.n && !l->value.n ? l->label : l->text;
    const struct frame *f = text_top(r);
    enum topic section = f ? f->topic : TOPIC_NONE;
    enum topic guess =
        rank <= RANK_SUBHEADING || section == TOPIC_NONE || section == TOPIC_PLAN ? heading_keyword(head) : TOPIC_NONE;
    if (guess == TOPIC_NONE && l->mark == MARK_HASH)
        guess = heading_sign(head);
    bool weak = section == TOPIC_NONE || section == TOPIC_PLAN;
    bool margin = l->mark == MARK_HASH ||
                  (l->mark == MARK_NONE && l->blank_before && !r->lines->spaced && (!f || l->level <= f->level));
    bool other = guess != TOPIC_NONE && heading_topics[guess].group[0] != heading_topics[section].group[0];
    if (margin && !intro && text_is_phrase(head) && !weak && (other || !text_makes_items(section)) &&
        f->item == ITEM_NONE) {
        text_pop_frames(r, l->mark == MARK_HASH ? l->depth : RANK_HEADING);
        f = text_top(r);
        section = TOPIC_NONE;
        weak = true;
    }
    if (f && f->item != ITEM_NONE && r->index[f->item] >= 0 && !weak) {
        text_nested_put(r, f->item, f->topic, head, nothing);
        text_push_frame(r, rank, section, r->created ? r->created : f->item, head);
    } else if (!weak && text_makes_items(section)) {
        text_part_put(r, section, head, nothing);
        text_push_frame(r, rank, section, r->created, head);
    } else if (!weak) {
        text_push_frame(r, rank, section, ITEM_NONE, head);
        r->frame[r->depth - 1].heading = head;
        r->stored = true;
        text_part_put(r, section, nothing, head);
    } else if (guess != TOPIC_NONE) {
        r->title.n ? text_settle_title(r) : (void)0;
        text_close_all(r, guess);
        mark_heading(r, guess);
        keep_heading(r, guess, head);
        text_push_frame(r, rank < RANK_HEADING || rank > RANK_SUBHEADING ? rank : RANK_HEADING, guess, ITEM_NONE, head);
    } else {
        text_wait_as_title(r, head);
        text_push_frame(r, rank, TOPIC_NONE, ITEM_NONE, head);
    }
}

void text_own_title(struct reader *r, struct str s)
{
    enum topic t = heading_topic(s);
    t = t == TOPIC_NONE ? heading_sign(s) : t;
    text_settle_title(r);
    r->stored = true;
    if (t != TOPIC_NONE && t != TOPIC_PLAN && text_is_section(t)) {
        text_pop_frames(r, RANK_HEADING);
        text_close_all(r, t);
        mark_heading(r, t);
        keep_heading(r, t, s);
        text_push_frame(r, RANK_HEADING, t, ITEM_NONE, s);
    } else if (!r->plan->title.p) {
        text_plan_put(r, &r->plan->title, "/title", s);
    } else {
        text_plan_add(r, &r->plan->assessment.remarks, "/assessment/remarks/#", s);
    }
}
