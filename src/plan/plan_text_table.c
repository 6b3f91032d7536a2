/* plan_text_table.c: tables pasted as text: label and value side by side, or a head and rows. */
#include "plan/plan_text_reader.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static struct str bare(struct str cell)
{
    cell = str_trim(cell);
    while (cell.n && (cell.p[cell.n - 1] == ':' || cell.p[cell.n - 1] == ' '))
        cell.n--;
    return cell;
}

static bool not_applicable(struct str s)
{
    return s.n == 0 || str_eq_ci(s, STR("n/a")) || str_eq_ci(s, STR("na")) || str_eq_ci(s, STR("-")) ||
           str_eq_ci(s, STR("--")) || str_is(s, "\xE2\x80\x94") || str_is(s, "\xE2\x80\x93");
}

/* The next line of a cell: cells keep "<br>" between their lines. */
static bool next_part(struct str *cell, struct str *part)
{
    while (cell->n) {
        size_t at = str_find_ci(*cell, STR("<br"), 0);
        size_t end = at == (size_t)-1 ? cell->n : str_find(*cell, STR(">"), at);
        *part = text_line_item(str_sub(*cell, 0, at == (size_t)-1 ? cell->n : at));
        *cell = str_sub(*cell, end == (size_t)-1 ? cell->n : end + 1, cell->n);
        if (part->n)
            return true;
    }
    return false;
}

static bool is_head(const struct text_lines *t, size_t at)
{
    const struct text_line *l = &t->list.at[at];
    size_t known = 0, filled = 0, next = at + 1;
    if (next < t->list.n && t->list.at[next].separator && !t->list.at[next].blank_before)
        return true;
    bool more = next < t->list.n && t->list.at[next].cells >= 2 && !t->list.at[next].blank_before;
    for (size_t i = 0; i < l->cells; i++) {
        struct str cell = bare(l->cell[i]);
        filled += cell.n > 0;
        known += cell.n > 0 && cell.n <= 60 && heading_topic(cell) != TOPIC_NONE;
        if (cell.n > 60 || (l->cell[i].n && l->cell[i].p[l->cell[i].n - 1] == ':'))
            return false;
    }
    return more && filled >= 2 && known == filled && l->mark == MARK_NONE;
}

static void put_labelled(struct reader *r, enum topic topic, struct str label, struct str cell)
{
    struct str part;
    bool any = false;
    while (next_part(&cell, &part)) {
        text_line_put(r, topic, label, part);
        any = true;
    }
    r->stored = r->stored || !any;
}

/* label | value | label | value */
static void put_pairs(struct reader *r, const struct text_line *l)
{
    for (size_t i = 0; i < l->cells; i += 2) {
        struct str label = bare(l->cell[i]), value = i + 1 < l->cells ? l->cell[i + 1] : nothing;
        if (label.n == 0 && value.n == 0)
            continue;
        if (not_applicable(value))
            r->stored = true;
        else if (label.n == 0)
            text_line_put(r, TOPIC_NONE, nothing, value);
        else
            put_labelled(r, heading_topic(label), label, value);
    }
}

/* Cells that are each "Label: value" (or the first is text and the rest says more of it). */
static bool put_inline(struct reader *r, const struct text_line *l)
{
    struct str label, value;
    enum topic topic;
    size_t labels = 0;
    for (size_t i = 0; i < l->cells; i++)
        labels += text_line_split(l->cell[i], &label, &value, &topic) && value.n > 0;
    if (labels == 0 || labels * 2 < l->cells)
        return false;
    for (size_t i = 0; i < l->cells; i++) {
        if (text_line_split(l->cell[i], &label, &value, &topic))
            text_line_put(r, topic, label, value);
        else if (l->cell[i].n)
            text_line_put(r, TOPIC_NONE, nothing, l->cell[i]);
    }
    return true;
}

static enum topic column_topic(struct reader *r, struct str head)
{
    enum topic t = heading_topic(bare(head));
    (void)r;
    return t == TOPIC_NONE && head.n ? heading_keyword(head) : t;
}

static bool is_response_table(const struct text_line *head)
{
    return head->cells == 2 && heading_topic(bare(head->cell[0])) == TOPIC_RESPONSE_STAGE &&
           heading_topic(bare(head->cell[1])) == TOPIC_RESPONSE_ACTION;
}

static void put_response(struct reader *r, const struct text_line *l)
{
    struct str stage, signs, part, actions = l->cells > 1 ? l->cell[1] : nothing;
    enum topic topic;
    if (!text_line_split(l->cell[0], &stage, &signs, &topic)) {
        stage = l->cell[0];
        signs = nothing;
    }
    text_make_response(r, stage, signs);
    while (!r->failed && next_part(&actions, &part))
        text_item_mark(r, ITEM_RESPONSE, "/actions/#",
                       text_put_list(r, &((struct plan_response *)text_item_at(r, ITEM_RESPONSE))->actions, part));
}

/* People who were consulted: who, what about. */
static void put_consulted(struct reader *r, const struct text_line *head, const struct text_line *l)
{
    bool person = column_topic(r, head->cell[0]) == TOPIC_PARTICIPANTS;
    if (person) {
        text_make_person(r, ITEM_PARTICIPANT, nothing, l->cell[0]);
        for (size_t i = 1; i < l->cells && !r->failed; i++)
            if (!not_applicable(l->cell[i])) {
                struct plan_person *p = text_item_at(r, ITEM_PARTICIPANT);
                text_put(r, &p->text,
                         i == 1 || i >= head->cells ? l->cell[i] : text_labelled(r, head->cell[i], l->cell[i]));
                text_item_mark(r, ITEM_PARTICIPANT, "/text", 0);
            }
        return;
    }
    for (size_t i = 0; i < l->cells; i++)
        if (!not_applicable(l->cell[i]))
            text_mark(
                r, "/agreement/consultation/#",
                text_put_list(r, &r->plan->agreement.consultation,
                              i == 0 || i >= head->cells ? l->cell[i] : text_labelled(r, head->cell[i], l->cell[i])),
                0, 0);
}

/* The first column whose topic makes an item leads its row; the others are facts about it. */
static void put_row(struct reader *r, enum topic section, const struct text_line *head, const struct text_line *l)
{
    for (size_t i = 0; i < l->cells; i++) {
        struct str cell = l->cell[i], label = i < head->cells ? bare(head->cell[i]) : nothing, part;
        enum topic topic = label.n ? column_topic(r, label) : TOPIC_NONE;
        bool same = heading_topics[topic].group[0] == heading_topics[section].group[0] ||
                    (section == TOPIC_MONITORING && topic == TOPIC_MEASURE);
        if (not_applicable(cell))
            continue;
        if (topic == TOPIC_PROBLEMS && heading_topics[section].group[0] == 'i') {
            continue; /* kept below, as the problem that the row's interventions answer */
        }
        if (i == 0 && (topic == TOPIC_NONE || same) && section != TOPIC_NONE) {
            while (next_part(&cell, &part))
                text_part_put(r, section, nothing, part);
            continue;
        }
        while (next_part(&cell, &part)) {
            r->label = label;
            text_line_put(r, topic, label, part);
        }
    }
}

static void link_behaviour(struct reader *r, const struct text_line *head, const struct text_line *l, size_t before)
{
    if (column_topic(r, bare(head->cell[0])) != TOPIC_PROBLEMS || l->cell[0].n == 0)
        return;
    for (size_t k = before; k < r->plan->interventions.n && !r->failed; k++) {
        struct plan_intervention *i = &r->plan->interventions.at[k];
        r->index[ITEM_INTERVENTION] = (int)k;
        text_item_mark(r, ITEM_INTERVENTION, "/details/#",
                       text_put_list(r, &i->details, text_labelled(r, bare(head->cell[0]), l->cell[0])));
    }
}

static size_t put_headed(struct reader *r, enum topic section)
{
    const struct text_line *head = r->line;
    size_t at = r->at + 1;
    struct str heading = r->heading;
    r->stored = true; /* the head itself only names columns */
    for (; at < r->lines->list.n && !r->failed; at++) {
        const struct text_line *l = &r->lines->list.at[at];
        if (l->separator) {
            r->report->understood++;
            continue;
        }
        if (l->cells < 2 || (l->blank_before && !r->lines->spaced))
            break;
        size_t interventions = r->plan->interventions.n;
        r->line = l;
        r->stored = false;
        r->heading = heading;
        if (is_response_table(head) || (section == TOPIC_RESPONSES && head->cells == 2))
            put_response(r, l);
        else if (section == TOPIC_CONSULTATION || column_topic(r, head->cell[0]) == TOPIC_PARTICIPANTS)
            put_consulted(r, head, l);
        else
            put_row(r, section, head, l);
        if (heading_topics[section].group[0] == 'i' && r->plan->interventions.n > interventions)
            link_behaviour(r, head, l, interventions);
        text_row_done(r);
    }
    return at - r->at;
}

static bool pairs(const struct text_line *l, bool headed)
{
    size_t labels = 0, colons = 0;
    if (l->cells < 2 || (l->cells % 2 && l->cell[l->cells - 1].n))
        return false;
    for (size_t i = 0; i + 1 < l->cells; i += 2) {
        struct str cell = l->cell[i];
        bool colon = cell.n && cell.p[cell.n - 1] == ':';
        colons += colon;
        labels += colon || cell.n == 0 || (cell.n <= 60 && heading_topic(cell) != TOPIC_NONE);
    }
    return labels * 2 >= l->cells && (colons || (!headed && labels * 2 == l->cells - l->cells % 2));
}

size_t text_rows_put(struct reader *r)
{
    const struct text_line *l = r->line;
    enum topic section = r->depth ? r->frame[r->depth - 1].topic : TOPIC_NONE;
    bool empty = true;
    for (size_t i = 0; i < l->cells; i++)
        empty = empty && l->cell[i].n == 0;
    if (empty) {
        r->stored = true;
        return 1;
    }
    if (l->mark != MARK_NONE) { /* a bullet with columns: the first names the item */
        if (!put_inline(r, l))
            text_part_put(r, section ? section : TOPIC_INTERVENTIONS, nothing, l->cell[0]);
        return 1;
    }
    bool headed = r->at + 1 < r->lines->list.n && r->lines->list.at[r->at + 1].separator;
    if (is_head(r->lines, r->at) && !pairs(l, headed))
        return put_headed(r, section);
    if (pairs(l, headed))
        put_pairs(r, l);
    else if (!put_inline(r, l)) {
        for (size_t i = 0; i < l->cells; i++)
            if (l->cell[i].n)
                text_line_put(r, TOPIC_NONE, nothing, l->cell[i]);
    }
    return 1;
}
