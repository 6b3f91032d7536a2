/* plan_text_read.c: line after line: labels, values, free text. */
#include "plan/plan_text_reader.h"

#include "plan/plan_text_words.h"

#include <stdio.h>
#include <string.h>

static const struct str nothing = {NULL, 0};

/* "COPM at eval", "ABC-12": the name of a test by its form. */
static bool names_score(struct str name)
{
    static const char *const words[] = {"score", "eval", "evaluation", "intake", "baseline", NULL};
    size_t which;
    bool capitals = false;
    if (text_scan_any(name, words, &which) != (size_t)-1)
        return true;
    for (size_t i = 2; i + 1 < name.n; i++)
        capitals =
            capitals || (name.p[i] == '-' && name.p[i - 1] >= 'A' && name.p[i - 1] <= 'Z' && name.p[i - 2] >= 'A' &&
                         name.p[i - 2] <= 'Z' && name.p[i + 1] >= '0' && name.p[i + 1] <= '9');
    return capitals;
}

/* No heading over it and none of its own. */
static void free_line(struct reader *r, struct str name, struct str s)
{
    const struct text_line *l = r->line, *next = text_next_line(r);
    if (!name.n && s.n > 80 ? text_guess_paragraph(r, s) : text_guess_put(r, name, s))
        return;
    const struct frame *f = text_top(r);
    bool under = f && f->heading.n && f->topic == TOPIC_NONE;
    if (!name.n && under) { /* the heading is kept as its topic */
        name = f->heading;
        if (str_eq(r->title, name))
            r->title = nothing;
    }
    if (!name.n && l->mark == MARK_NONE && s.n <= 70 && s.p[s.n - 1] != '.' && next && !l->cells) {
        text_wait_as_title(r, s);
        return;
    }
    struct str tool;
    bool score = name.n && (text_scan_instrument(name, &tool) || names_score(name));
    if (name.n && !l->cells && r->plan->goals.n && (heading_classes(name) & WORD_KIN) && s.n > 12) {
        text_make_support(r, name, s);
        return;
    }
    if (name.n && (r->plan->goals.n == 0 || l->cells) && s.n <= 60 && !under && !score) {
        text_put_topic(r, &r->plan->client.identifiers, name, s);
        text_mark(r, "/client/identifiers/#", (int)r->plan->client.identifiers.n - 1, 0, 0);
    } else if (name.n) {
        text_put_topic(r, &r->plan->assessment.findings, name, s);
        text_mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
    } else if (l->cells) { /* the line may count as stored for another of its cells */
        text_plan_add(r, &r->plan->assessment.remarks, "/assessment/remarks/#", s);
    }
}

/* Words in a label that leave no doubt, whatever section it stands in. */
static enum topic strong_keyword(struct str label)
{
    enum topic t = heading_keyword(label);
    return t == TOPIC_CONSENTS || t == TOPIC_SIGNATURES || t == TOPIC_DISCHARGE || t == TOPIC_STRENGTHS ||
                   t == TOPIC_BARRIERS || t == TOPIC_PROGNOSIS || t == TOPIC_ALLERGIES || t == TOPIC_DIAGNOSES
               ? t
               : TOPIC_NONE;
}

/* A paragraph of its own after "Label: value" says no more about the label. */
static bool leaves_label(const struct reader *r)
{
    const struct frame *f = text_top(r);
    const struct text_line *l = r->line;
    bool paragraph = l->text.n > 80 && l->text.p[l->text.n - 1] == '.';
    return f && f->one_line && l->mark == MARK_NONE && l->blank_before && (!r->lines->spaced || paragraph);
}

/* "- what helps: ..." in a list under no heading that says what it is about. */
static enum topic announced_in_list(const struct reader *r, const struct frame *f, struct str name)
{
    if (!name.n || r->line->mark == MARK_NONE || r->line->cells ||
        (f && f->topic != TOPIC_NONE && (f->topic != TOPIC_PLAN || f->item != ITEM_NONE)))
        return TOPIC_NONE;
    enum topic t = heading_sign(name);
    t = t ? t : heading_cue(name);
    return text_is_section(t) && t != TOPIC_PLAN ? t : TOPIC_NONE;
}

static void unlabelled(struct reader *r, struct str name, struct str s)
{
    const struct frame *f = text_top(r);
    if (f && f->topic == TOPIC_NONE && f->heading.n && f->item == ITEM_NONE && !name.n)
        name = nothing;
    r->heading = f ? f->heading : nothing;
    r->label = nothing;
    if (name.n && name.n <= 4 && text_attainment(r, name, s))
        return;
    bool apart =
        f && name.n && f->one_line && f->level == r->line->level && !r->line->cells && r->line->mark == MARK_NONE;
    enum topic strong = name.n && r->line->mark == MARK_NONE && !r->line->cells ? strong_keyword(name) : TOPIC_NONE;
    enum topic said = announced_in_list(r, f, name);
    apart = apart || (f && name.n && !r->line->cells && text_list_ended(r, r->line));
    if (text_names_what_follows(r, s))
        text_wait_as_title(r, s);
    else if (said != TOPIC_NONE) {
        r->label = name;
        text_part_put(r, said, nothing, s);
    } else if (strong != TOPIC_NONE &&
               (apart || !f || heading_topics[strong].group[0] != heading_topics[f->topic].group[0]))
        text_part_put(r, strong, nothing,
                      strong == TOPIC_CONSENTS || strong == TOPIC_SIGNATURES ? text_labelled(r, name, s) : s);
    else if (!f || f->topic == TOPIC_NONE || apart)
        free_line(r, name, s);
    else if (f->item != ITEM_NONE && r->index[f->item] >= 0)
        text_nested_put(r, f->item, f->topic, name, s);
    else if (f->topic == TOPIC_PLAN && text_guess_put(r, name, s))
        return;
    else if (f->topic == TOPIC_PLAN && !name.n &&
             (r->line->mark != MARK_NONE || r->plan->goals.n + r->plan->problems.n > 0))
        text_part_put(r, TOPIC_INTERVENTIONS, nothing, s);
    else
        text_part_put(r, f->topic, name, s);
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

/* "- text: ...", "- name: ..." in a list of items is the item, "- id: 1" says nothing. */
static enum topic key_of_item(const struct reader *r, enum topic topic, struct str label, struct str value)
{
    struct str tool;
    enum topic section = text_section(r);
    int64_t number;
    struct span at;
    bool item =
        text_makes_items(section) && r->line->mark == MARK_BULLET && !r->line->cells && text_top(r)->item == ITEM_NONE;
    if (item && (topic == TOPIC_GOAL_STATEMENT || topic == TOPIC_NAME))
        return section;
    if (topic == TOPIC_MONITORING && r->line->guessed && text_item_open(r, ITEM_GOAL) && has_digit(value) &&
        !text_scan_instrument(value, &tool))
        return TOPIC_OBJECTIVES; /* "How we will see it: sleeps alone 5 nights of 7" */
    bool id = str_eq_ci(label, STR("id")) && text_scan_integer(value, &number, &at) && at.to - at.from == value.n;
    return id && text_makes_items(section)                     ? TOPIC_CONTENTS
           : topic == TOPIC_NAME && section == TOPIC_DIAGNOSES ? TOPIC_GOAL_STATEMENT
                                                               : topic;
}

void text_line_put(struct reader *r, enum topic topic, struct str label, struct str value)
{
    const struct frame *f = text_top(r);
    r->created = ITEM_NONE;
    topic = key_of_item(r, topic, label, value);
    if (topic == TOPIC_NONE || (r->line->cells && f && f->topic != TOPIC_NONE && !heading_accepts(f->topic, topic))) {
        unlabelled(r, label, value);
        return;
    }
    r->label = label;
    r->heading = f ? f->heading : nothing;
    bool signs = text_section(r) == TOPIC_SIGNATURES && (topic == TOPIC_CLIENT || topic == TOPIC_PERSON ||
                                                         topic == TOPIC_GUARDIAN || topic == TOPIC_PARTICIPANTS);
    text_part_put(r, signs ? TOPIC_SIGNATURES : topic, nothing, value);
}

static bool wordless(struct str s)
{
    struct text_word w;
    size_t at = 0;
    return !word_next(s.p, s.n, &at, &w);
}

/* "1) sleeps badly 2) avoids driving", "(1) ...; (2) ...": the parts of an enumeration inside a value. */
static bool next_numbered(struct str *value, int *number, struct str *part)
{
    char open[16], close[16];
    if (!value->n || !(value->p[0] == '(' || (value->p[0] >= '0' && value->p[0] <= '9')))
        return false;
    const char *bracket = value->n && value->p[0] == '(' ? "(" : "";
    snprintf(open, sizeof open, "%s%d)", bracket, *number);
    snprintf(close, sizeof close, " %s%d)", bracket, *number + 1);
    if (*number > 99 || !str_begins(*value, open))
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
    static const char *const on[] = {"[x]", "[X]", "\xE2\x98\x91", "\xE2\x98\x92"}, *const off[] = {"[ ]", "[]",
                                                                                                    "\xE2\x98\x90"};
    struct str yes = nothing, no = nothing, before = nothing;
    bool ticked = false, boxes = false;
    if (!s.n || (!memchr(s.p, '[', s.n) && !(memchr(s.p, 0xE2, s.n) && str_find(s, STR("\xE2\x98"), 0) != (size_t)-1)))
        return s;
    for (size_t i = 0, from = 0; i <= s.n; i++) {
        size_t mark_n = 0;
        bool now = false;
        for (size_t k = 0; k < 4 && i < s.n && !mark_n; k++)
            if (str_begins(str_sub(s, i, s.n), on[k])) {
                mark_n = strlen(on[k]);
                now = true;
            }
        for (size_t k = 0; k < 3 && i < s.n && !mark_n; k++)
            if (str_begins(str_sub(s, i, s.n), off[k]))
                mark_n = strlen(off[k]);
        if (i < s.n && !mark_n)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (!boxes && mark_n)
            before = part;
        if (boxes && part.n) {
            struct str *to = ticked ? &yes : &no;
            *to = to->n ? text_joined(r, *to, "; ", part) : part;
        }
        boxes = boxes || mark_n;
        ticked = now;
        from = i + mark_n;
        i += mark_n ? mark_n - 1 : 0;
    }
    if (!boxes)
        return s;
    if (no.n) {
        text_put_topic(r, &r->plan->assessment.findings, label.n ? label : before,
                       text_joined(r, STR("not ticked"), ": ", no));
        text_mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
    }
    return before.n && yes.n ? text_joined(r, before, " ", yes) : before.n ? before : yes;
}

/* "N/A" in a form says that nothing was filled in; "None" says something. */
static bool not_applicable(struct str s)
{
    s = str_trim(s);
    if (s.n && s.p[s.n - 1] == '.')
        s.n--;
    return str_eq_ci(s, STR("n/a")) || str_eq_ci(s, STR("not applicable"));
}

/* Of danger and what is done about it also that is kept: nobody asked is something else than nothing to tell. */
static void keep_not_applicable(struct reader *r, enum topic t, struct str label, struct str value)
{
    if (label.n && (t == TOPIC_RISK || t == TOPIC_SAFETY_PLAN || t == TOPIC_CRISIS))
        text_plan_add(r, &r->plan->crisis.risk, "/crisis/risk/#", text_labelled(r, label, value));
    r->stored = true;
}

static void value_put(struct reader *r, enum topic t, struct str label, struct str value)
{
    struct str part;
    int number = 1;
    if (not_applicable(value)) {
        keep_not_applicable(r, t, label, value);
        return;
    }
    value = ticked_only(r, label, value);
    while (next_numbered(&value, &number, &part))
        text_line_put(r, t, label, part);
    if (str_trim(value).n)
        text_line_put(r, t, label, value);
}

static void labelled_line(struct reader *r, enum topic t, int rank)
{
    struct str label = r->line->label, value = r->line->value, rest = nothing;
    for (bool more = true; more && !r->failed;) {
        struct str next_label = nothing;
        enum topic next_topic = TOPIC_NONE;
        more = text_line_more(&value, &next_label, &rest, &next_topic);
        if (value.n && !wordless(value))
            value_put(r, t, label, value);
        else if (t == TOPIC_SIGNATURES)
            text_line_put(r, t, label, nothing);
        r->stored = true;
        if (more) {
            label = next_label;
            value = rest;
            t = next_topic;
        }
    }
    text_push_frame(r, rank, t == TOPIC_MEASURE ? TOPIC_MONITORING : t, r->created, label);
}

/* "- [ ] leave work by 6 pm" among goals, in a text where nothing is ticked: a list of what is to come,
 * and no choice that was not made. */
static bool is_to_do(const struct reader *r)
{
    enum topic t = text_section(r);
    return r->line->task && !r->ticks &&
           (t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG || t == TOPIC_OBJECTIVES);
}

/* A line whose label, if it has one, is unknown; known labels may stand further on in it. */
static void free_text(struct reader *r)
{
    const struct text_line *l = r->line;
    bool name = l->label.p && l->value.n;
    struct str value = name ? l->value : l->text, label, rest = nothing;
    enum topic topic = TOPIC_NONE;
    if (not_applicable(value)) {
        r->stored = true;
        return;
    }
    if (l->boxed && !is_to_do(r) && str_find(value, STR("["), 0) != (size_t)-1)
        value = ticked_only(r, nothing, text_joined(r, STR("[x]"), " ", value));
    bool more = memchr(value.p ? value.p : "", ':', value.n) && text_line_more(&value, &label, &rest, &topic);
    if (!name && !more && (text_terms_put(r, value) || text_sure_put(r, value) || text_signers_put(r, value)))
        return;
    bool left = !name && value.n && leaves_label(r);
    r->depth -= left;
    if (!name && !more && l->mark == MARK_NONE && text_guess_elsewhere(r, value))
        return;
    if (value.n)
        unlabelled(r, name ? l->label : nothing, value);
    if (left && !r->stored && !more) { /* it belongs nowhere else: then to the label after all */
        r->depth++;
        unlabelled(r, nothing, value);
    }
    enum item created = r->created;
    while (more && !r->failed) {
        struct str next_label = nothing, now = rest;
        enum topic next_topic = TOPIC_NONE;
        more = text_line_more(&now, &next_label, &rest, &next_topic);
        if (now.n)
            value_put(r, topic, label, now);
        label = next_label;
        topic = next_topic;
    }
    r->created = created;
}

/* "Client            Date" under a line to sign on. */
static void sign_below_rule(struct reader *r, struct str s)
{
    r->label = nothing;
    while (s.n) {
        size_t at = str_find(s, STR("  "), 0);
        struct str part = str_trim(str_sub(s, 0, at == (size_t)-1 ? s.n : at));
        s = str_trim(str_sub(s, at == (size_t)-1 ? s.n : at, s.n));
        if (part.n && heading_topic(part) != TOPIC_PLAN_DATE)
            text_make_signature(r, part, nothing);
    }
    r->stored = true;
}

static void read_line(struct reader *r)
{
    const struct text_line *l = r->line;
    enum topic t = text_topic_here(r, l);
    bool heading = t != TOPIC_NONE ? !l->label.p || l->value.n == 0 : text_unknown_heading(r, l);
    bool sure = heading && !l->label.p && l->mark != MARK_HASH && text_is_sure(l->text); /* it is no heading */
    heading = heading && !sure;
    t = sure ? TOPIC_NONE : t;
    int rank = text_rank(r, l, t, heading);
    text_pop_frames(r, rank);
    text_close_items(r, l);
    enum topic first = t;
    t = sure ? TOPIC_NONE : text_topic_here(r, l);
    if (first == TOPIC_STG || first == TOPIC_LTG) /* "Short term:" under goals, whose frame it has just left */
        t = t == TOPIC_PHASE_SHORT || t == TOPIC_PHASE_LONG ? first : t;
    if (l->boxed && !l->ticked && t != TOPIC_NONE && !l->label.p)
        t = TOPIC_NONE;            /* a choice */
    bool intro = r->after_heading; /* a line just below a heading leads in, it is no heading of its own */
    r->after_heading = heading;
    const struct text_line *before = r->at > 0 ? &r->lines->list.at[r->at - 1] : NULL;
    if (before && before->empty && before->underlined && before->text.p[0] == '_' && !l->blank_before &&
        l->text.n < 80) {
        sign_below_rule(r, l->text);
    } else if (l->unfilled && t != TOPIC_SIGNATURES) {
        r->stored = true; /* a field nobody filled in */
    } else if (l->boxed && !l->ticked && !is_to_do(r)) {
        const struct frame *f = text_top(r);
        ticked_only(r, f ? f->heading : nothing, text_joined(r, STR("[ ]"), " ", l->text));
    } else if (l->unfilled) {
        r->heading = nothing;
        text_line_put(r, t, l->label, nothing);
    } else if (t != TOPIC_NONE && heading) {
        text_known_heading(r, t, rank);
    } else if (t != TOPIC_NONE) {
        if (text_is_section(t) && t != TOPIC_PROBLEMS && t != TOPIC_GOALS && r->title.n)
            text_settle_title(r);
        labelled_line(r, t, rank);
    } else if (heading) {
        text_own_heading(r, rank, intro);
    } else {
        free_text(r);
        const struct frame *f = text_top(r);
        if (r->created != ITEM_NONE)
            text_push_frame(r, rank, f ? f->topic : TOPIC_NONE, r->created, nothing);
    }
    for (int i = 0; i < r->depth; i++)
        r->frame[i].deeper = r->frame[i].deeper || l->level > r->frame[i].level;
}

static void put_note(struct reader *r, size_t number, struct str text)
{
    struct plan_note *n = PLAN_PUSH(r->arena, &r->plan->notes);
    struct import_line *to = PLAN_PUSH(r->arena, &r->report->not_understood);
    if (!n || !to) {
        r->failed = true;
        return;
    }
    text_put(r, &n->text, text);
    n->line = (struct opt_int){true, (int64_t)number};
    *to = (struct import_line){number, n->text};
    text_mark_line(r, number, "/notes/#/text", (int)r->plan->notes.n - 1, 0);
}

void text_row_done(struct reader *r)
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

void text_read_lines(struct reader *r)
{
    while (r->at < r->lines->list.n && !r->failed) {
        const struct text_line *l = r->line = &r->lines->list.at[r->at];
        size_t used = 1;
        r->stored = l->empty;
        r->created = ITEM_NONE;
        r->label = r->heading = nothing;
        if (r->title.n && l->blank_before && !l->empty && l->mark != MARK_NONE)
            text_settle_title(r);
        if (text_letterhead_put(r)) {
            text_row_done(r);
        } else if (l->cells && !l->empty) {
            text_pop_frames(r, l->mark == MARK_NONE ? 99 : l->level);
            text_close_items(r, l);
            used = text_rows_put(r);
            if (used == 1)
                text_row_done(r);
            else
                r->report->understood++; /* its head */
        } else {
            if (!l->empty)
                read_line(r);
            text_row_done(r);
        }
        if (r->title.n && r->title_line < r->at && !l->empty)
            text_settle_title(r);
        r->at += used;
    }
    r->at = r->lines->list.n;
    text_settle_title(r);
}
