/* plan_text_table.c: tables pasted as text: label and value side by side, or a head and rows. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

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

static enum topic column_topic(struct str head)
{
    struct str label = bare(head);
    enum topic t = heading_topic(label);
    t = t == TOPIC_NONE && label.n ? heading_sign(label) : t;
    return t == TOPIC_NONE && label.n ? heading_keyword(label) : t;
}

static enum topic pair_topic(struct str label)
{
    enum topic t = heading_topic(label);
    return t == TOPIC_NONE ? heading_sign(label) : t;
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
        known += cell.n > 0 && cell.n <= 60 && column_topic(cell) != TOPIC_NONE;
        if (cell.n > 60 || (l->cell[i].n && l->cell[i].p[l->cell[i].n - 1] == ':'))
            return false;
    }
    bool enough = known == filled || (filled >= 3 && known * 2 >= filled && more && t->list.at[next].cells == l->cells);
    return more && filled >= 2 && enough && l->mark == MARK_NONE;
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
            put_labelled(r, pair_topic(label), label, value);
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
    bool person = column_topic(head->cell[0]) == TOPIC_PARTICIPANTS;
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

/* What the columns of a table are, found once from its head. */
struct columns {
    enum topic topic[LINE_CELLS_MAX];
    struct str label[LINE_CELLS_MAX];
    size_t n, lead; /* lead: the column whose cell makes the item of its row; n when there is none */
};

static bool leads(enum topic t)
{
    return t == TOPIC_PROBLEMS || t == TOPIC_DIAGNOSES || t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG ||
           t == TOPIC_OBJECTIVES || t == TOPIC_INTERVENTIONS;
}

static void find_lead(struct columns *c)
{
    bool who = false, often = false, goal = false;
    for (size_t i = 0; i < c->n; i++) {
        goal = goal || c->topic[i] == TOPIC_GOALS || c->topic[i] == TOPIC_LTG;
        who =
            who || c->topic[i] == TOPIC_RESPONSIBLE || c->topic[i] == TOPIC_PERSON || c->topic[i] == TOPIC_PARTICIPANTS;
        often = often || c->topic[i] == TOPIC_FREQUENCY || c->topic[i] == TOPIC_SESSION_FREQUENCY;
    }
    for (size_t i = 0; i < c->n; i++) { /* what somebody else does for the client is an intervention */
        bool task = c->topic[i] == TOPIC_OBJECTIVES && (text_scan_word(c->label[i], "task") != (size_t)-1 ||
                                                        text_scan_word(c->label[i], "tasks") != (size_t)-1 ||
                                                        text_scan_word(c->label[i], "action") != (size_t)-1);
        if ((who && task) || (task && goal) || (c->topic[i] == TOPIC_SERVICES && (who || often)))
            c->topic[i] = TOPIC_INTERVENTIONS;
        if (c->lead == c->n && leads(c->topic[i]))
            c->lead = i;
    }
}

/* "What | Who | How often", "What | By when": of the section where that makes items, else what is done where the others
 * say by whom or how often, and a step where they say by when. */
static enum topic topic_of_what(const struct columns *c, enum topic section)
{
    bool done = false, step = false;
    for (size_t i = 0; i < c->n; i++) {
        enum topic t = c->topic[i];
        done = done || t == TOPIC_RESPONSIBLE || t == TOPIC_PERSON || t == TOPIC_PARTICIPANTS || t == TOPIC_FREQUENCY ||
               t == TOPIC_SESSION_FREQUENCY || t == TOPIC_SESSION_LENGTH;
        step = step || t == TOPIC_DUE || t == TOPIC_TARGET || t == TOPIC_BASELINE || t == TOPIC_MEASURE;
    }
    return leads(section) ? section : done ? TOPIC_INTERVENTIONS : step ? TOPIC_OBJECTIVES : TOPIC_NONE;
}

static void columns_of(const struct text_line *head, enum topic section, struct columns *c)
{
    size_t what = head->cells;
    c->n = c->lead = head->cells;
    for (size_t i = 0; i < c->n; i++) {
        c->label[i] = bare(head->cell[i]);
        c->topic[i] = c->label[i].n ? column_topic(c->label[i]) : TOPIC_NONE;
        if (what == c->n &&
            (str_is_ci(c->label[i], "what") || str_is_ci(c->label[i], "what we do") || str_is_ci(c->label[i], "item")))
            what = i;
    }
    bool led = false;
    for (size_t i = 0; i < c->n; i++)
        led = led || leads(c->topic[i]);
    if (what < c->n && !led)
        c->topic[what] = topic_of_what(c, section);
    find_lead(c);
}

/* "1", "1.2", "Goal 1, 2": no text of its own. */
static bool only_numbers(struct str s)
{
    struct text_word w;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);)
        if (!w.number && !leads(heading_topic(str_sub(s, w.from, w.to))))
            return false;
    return true;
}

static void add_detail(struct reader *r, plan_texts *to, enum item kind, struct str s)
{
    text_item_mark(r, kind, "/details/#", text_put_list(r, to, s));
}

/* A cell under a column of unknown name says more of the item of its row. */
static void put_detail(struct reader *r, enum item kind, struct str label, struct str s)
{
    /* An earlier cell of the row may have closed the item. */
    bool there = r->index[kind] >= 0 && (kind != ITEM_OBJECTIVE || r->index[ITEM_GOAL] >= 0);
    switch (there ? kind : ITEM_NONE) {
    case ITEM_PROBLEM: {
        struct plan_problem *p = text_item_at(r, kind);
        text_put_topic(r, &p->details, label, s);
        text_item_mark(r, kind, "/details/#", (int)p->details.n - 1);
        return;
    }
    case ITEM_GOAL:
        add_detail(r, &((struct plan_goal *)text_item_at(r, kind))->details, kind, text_labelled(r, label, s));
        return;
    case ITEM_OBJECTIVE:
        add_detail(r, &((struct plan_objective *)text_item_at(r, kind))->details, kind, text_labelled(r, label, s));
        return;
    case ITEM_INTERVENTION:
        add_detail(r, &((struct plan_intervention *)text_item_at(r, kind))->details, kind, text_labelled(r, label, s));
        return;
    default:
        text_line_put(r, TOPIC_NONE, label, s);
    }
}

/* A goal or problem that an earlier row named in the same words is that goal: what follows belongs to it. */
static bool names_earlier(struct reader *r, enum topic topic, struct str s)
{
    if (topic == TOPIC_GOALS || topic == TOPIC_LTG) {
        for (size_t i = 0; i < r->plan->goals.n; i++) {
            const struct plan_goal *g = &r->plan->goals.at[i];
            if (!(g->statement.p && str_eq(g->statement, s)) && !(g->client_words.p && str_eq(g->client_words, s)))
                continue;
            text_reopen(r, ITEM_GOAL, (int)i);
            r->index[ITEM_OBJECTIVE] = (int)g->objectives.n - 1;
            text_item_mark(r, ITEM_GOAL, "", 0);
            return true;
        }
    } else if (topic == TOPIC_PROBLEMS) {
        for (size_t i = 0; i < r->plan->problems.n; i++) {
            const struct plan_problem *p = &r->plan->problems.at[i];
            if (!p->statement.p || !str_eq(p->statement, s))
                continue;
            text_reopen(r, ITEM_PROBLEM, (int)i);
            text_item_mark(r, ITEM_PROBLEM, "/statement", 0);
            return true;
        }
    }
    return false;
}

static void put_cell(struct reader *r, enum topic topic, enum item lead, struct str label, struct str cell)
{
    struct str part;
    char group = heading_topics[topic].group[0];
    while (!r->failed && next_part(&cell, &part)) {
        r->label = label;
        if (names_earlier(r, topic, part))
            continue;
        if (lead == ITEM_INTERVENTION && (topic == TOPIC_GOALS || topic == TOPIC_LTG) && only_numbers(part))
            text_link_goals(r, part);
        if (lead && (topic == TOPIC_NONE || (leads(topic) && only_numbers(part))))
            put_detail(r, lead, label, part);
        else if (lead && strchr("gimup", group))
            text_part_put(r, topic, nothing, part);
        else
            text_line_put(r, topic, label, part);
    }
}

/* What the row's cells made belongs together: each of its interventions serves each of its objectives, from `first` on.
 */
static void link_row(struct reader *r, size_t interventions, bool goal, int first)
{
    bool objective = first <= r->index[ITEM_OBJECTIVE];
    for (size_t k = interventions; k < r->plan->interventions.n && (goal || objective) && !r->failed; k++) {
        r->index[ITEM_INTERVENTION] = (int)k;
        if (objective && first < r->index[ITEM_OBJECTIVE])
            text_link_objectives(r, first);
        else
            text_link(r, ITEM_INTERVENTION, objective ? ITEM_OBJECTIVE : ITEM_GOAL);
    }
}

/* The cell that makes the item is read first; the others are facts about it. */
static void put_led_row(struct reader *r, const struct columns *c, const struct text_line *l)
{
    size_t interventions = r->plan->interventions.n;
    int goal = r->made[ITEM_GOAL], objectives = r->objectives;
    struct str lead = c->lead < l->cells ? l->cell[c->lead] : nothing;
    enum topic first = c->topic[c->lead];
    bool area = c->lead > 0 && c->topic[0] == TOPIC_PROBLEM_AREA,
         text = !not_applicable(l->cell[0]) && !only_numbers(l->cell[0]);
    bool named = c->lead > 0 && text && (first == TOPIC_PROBLEMS || first == TOPIC_GOALS) && (area || !c->topic[0]);
    enum item kind = ITEM_NONE;
    if (named && area && first == TOPIC_GOALS)
        put_cell(r, TOPIC_PROBLEM_AREA, ITEM_NONE, c->label[0], l->cell[0]);
    else if (named)
        r->title = l->cell[0];
    if (!not_applicable(lead)) {
        r->created = ITEM_NONE;
        put_cell(r, first, ITEM_NONE, c->label[c->lead], lead);
        kind = r->created;
    }
    for (size_t i = named ? 1 : 0; i < l->cells && !r->failed; i++) {
        struct str label = i < c->n ? c->label[i] : nothing;
        enum topic topic = i < c->n ? c->topic[i] : TOPIC_NONE;
        bool person = topic == TOPIC_PERSON || topic == TOPIC_PARTICIPANTS;
        if (i == c->lead || not_applicable(l->cell[i]))
            continue;
        if (topic == TOPIC_NONE && only_numbers(l->cell[i]) && i == 0)
            continue;
        put_cell(r, person && kind ? TOPIC_RESPONSIBLE : topic, kind, label, l->cell[i]);
    }
    r->title.n = named ? 0 : r->title.n;
    int from = r->index[ITEM_OBJECTIVE] - (r->objectives - objectives) + 1;
    link_row(r, interventions, r->made[ITEM_GOAL] > goal, from > 0 ? from : 0);
    r->stored = true;
}

/* No column makes an item: the section does. */
static void put_row(struct reader *r, enum topic section, const struct columns *c, const struct text_line *l)
{
    if (section == TOPIC_NONE && heading_topics[c->topic[0]].group[0] == 't')
        section = c->topic[0]; /* a table that heads itself */
    for (size_t i = 0; i < l->cells; i++) {
        struct str cell = l->cell[i], label = i < c->n ? c->label[i] : nothing, part;
        enum topic topic = i < c->n ? c->topic[i] : TOPIC_NONE;
        bool same = heading_topics[topic].group[0] == heading_topics[section].group[0] ||
                    (section == TOPIC_MONITORING && topic == TOPIC_MEASURE);
        if (not_applicable(cell))
            continue;
        if (topic == TOPIC_PROBLEMS && heading_topics[section].group[0] == 'i')
            continue; /* kept below, as the problem that the row's interventions answer */
        if (i == 0 && (topic == TOPIC_NONE || same) && section != TOPIC_NONE) {
            while (next_part(&cell, &part))
                text_part_put(r, section, nothing, part);
            continue;
        }
        bool more = i > 0 && section != TOPIC_NONE && !heading_accepts(section, topic) &&
                    strchr("tp", heading_topics[section].group[0]);
        while (next_part(&cell, &part)) {
            r->label = label;
            if (more && r->created == ITEM_PROBLEM)
                put_detail(r, ITEM_PROBLEM, label, part);
            else if (more)
                text_part_put(r, section, label, part);
            else
                text_line_put(r, topic, label, part);
        }
    }
}

/* Rows led by an item of another part than the one above the table, which was perhaps only a line with a label. */
static bool is_led(const struct columns *c, enum topic section, bool problems)
{
    char group = heading_topics[section].group[0];
    if (c->lead == c->n || (group == 'i' && c->topic[c->lead] == TOPIC_PROBLEMS && (problems || c->n < 3)))
        return false;
    return true;
}

static void link_behaviour(struct reader *r, const struct text_line *head, const struct text_line *l, size_t before)
{
    if (column_topic(bare(head->cell[0])) != TOPIC_PROBLEMS || l->cell[0].n == 0)
        return;
    for (size_t k = before; k < r->plan->interventions.n && !r->failed; k++) {
        struct plan_intervention *i = &r->plan->interventions.at[k];
        r->index[ITEM_INTERVENTION] = (int)k;
        text_item_mark(r, ITEM_INTERVENTION, "/details/#",
                       text_put_list(r, &i->details, text_labelled(r, bare(head->cell[0]), l->cell[0])));
    }
}

static size_t tabs_in(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\t';
    return n;
}

/* A row pasted with tabs leaves out its empty cells; where the head has one tab between two names, two tabs in a row
 * with as many are an empty cell between them, and what follows it must not move to its column. */
static bool keep_gaps(struct reader *r, const struct text_line *head, struct text_line *l)
{
    size_t from = 0, n = 0, tabs = tabs_in(l->own), lead = l->piped ? 0 : (size_t)(l->level - 101) / 8 / 4;
    if (lead && (head->cells < 3 || lead + tabs + 1 > head->cells || l->mark != MARK_NONE))
        return true;
    if (!lead && (head->cells < 3 || tabs_in(head->own) != head->cells - 1 || l->cells >= head->cells ||
                  tabs >= head->cells || tabs + 1 <= l->cells || l->mark != MARK_NONE))
        return true;
    struct str *cell = arena_array(r->arena, LINE_CELLS_MAX, sizeof *cell);
    if (!cell) {
        r->failed = true;
        return false;
    }
    for (; n < lead; n++) /* empty cells before the first one look like indentation */
        cell[n] = nothing;
    for (size_t i = 0; i <= l->own.n; i++)
        if (i == l->own.n || l->own.p[i] == '\t') {
            cell[n++] = str_trim(str_sub(l->own, from, i));
            from = i + 1;
        }
    l->cell = cell;
    l->cells = n;
    return true;
}

/* A label and its value below a wide table that is over. */
static bool is_fact_below(const struct text_line *head, const struct text_line *l)
{
    enum topic t = head->cells >= 4 && l->cells == 2 && !l->piped ? heading_topic(bare(l->cell[0])) : TOPIC_NONE;
    return text_is_section(t) || t == TOPIC_MEASURE;
}

static size_t put_headed(struct reader *r, enum topic section)
{
    const struct text_line *head = r->line;
    size_t at = r->at + 1;
    struct str heading = r->heading;
    struct columns columns;
    columns_of(head, section, &columns);
    bool led = is_led(&columns, section, r->plan->problems.n > 0);
    text_settle_title(r);
    if (led && heading_topics[section].group[0] != heading_topics[columns.topic[columns.lead]].group[0])
        r->depth = 0;
    r->stored = true; /* the head itself only names columns */
    for (; at < r->lines->list.n && !r->failed; at++) {
        const struct text_line *l = &r->lines->list.at[at];
        if (l->separator) {
            r->report->understood++;
            continue;
        }
        if (l->cells < 2 - (head->cells == 1) || (l->blank_before && !r->lines->spaced))
            break;
        if (at > r->at + 1 && is_fact_below(head, l))
            break; /* "Measures   GAD-7 monthly" below a wide table */
        size_t interventions = r->plan->interventions.n;
        struct text_line whole = *l;
        if (!keep_gaps(r, head, &whole))
            break;
        r->line = l = &whole;
        r->stored = false;
        r->heading = heading;
        if (is_response_table(head) || (section == TOPIC_RESPONSES && head->cells == 2))
            put_response(r, l);
        else if (section == TOPIC_CONSULTATION || column_topic(head->cell[0]) == TOPIC_PARTICIPANTS)
            put_consulted(r, head, l);
        else if (led)
            put_led_row(r, &columns, l);
        else
            put_row(r, section, &columns, l);
        if (heading_topics[section].group[0] == 'i' && r->plan->interventions.n > interventions)
            link_behaviour(r, head, l, interventions);
        text_row_done(r);
    }
    r->line = head;
    return at - r->at;
}

static bool pairs(const struct text_line *l, bool headed)
{
    size_t labels = 0, colons = 0, heads = 0;
    if (l->cells < 2 || (l->cells % 2 && l->cell[l->cells - 1].n))
        return false;
    for (size_t i = 0; i + 1 < l->cells; i += 2) {
        struct str cell = l->cell[i];
        bool colon = cell.n && cell.p[cell.n - 1] == ':';
        if (!colon && str_find(cell, STR(": "), 0) != (size_t)-1) /* it has its value in it */
            return false;
        colons += colon;
        labels += colon || cell.n == 0 || (cell.n <= 60 && pair_topic(cell) != TOPIC_NONE);
        heads += l->cell[i + 1].n <= 40 && heading_topic(l->cell[i + 1]) != TOPIC_NONE;
    }
    if (!colons && l->cells > 2 && heads * 4 >= l->cells) /* what stands where values would be names columns too */
        return false;
    if (!headed && l->cells == 2 && l->cell[0].n && l->cell[0].n <= 60 && l->piped)
        return true;
    return labels * 2 >= l->cells && (colons || (!headed && labels * 2 == l->cells - l->cells % 2));
}

/* "GAD-7   04/01/2026   15": a row of scores without a head. */
static bool put_score_row(struct reader *r, const struct text_line *l)
{
    struct str name, rest = nothing;
    struct plan_assessment *a = &r->plan->assessment;
    if (l->cells < 2 || !text_scan_instrument(l->cell[0], &name) || name.n < bare(l->cell[0]).n ||
        !text_scan_integer(l->cell[l->cells - 1], &(int64_t){0}, NULL))
        return false;
    for (size_t i = 1; i < l->cells; i++)
        if (l->cell[i].n)
            rest = rest.n ? text_joined(r, rest, ", ", l->cell[i]) : l->cell[i];
    text_put_topic(r, &a->findings, l->cell[0], rest);
    text_mark(r, "/assessment/findings/#", (int)a->findings.n - 1, 0, 0);
    return true;
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
    if (headed && l->cells == 2 && l->cell[1].n == 0) { /* the title over a form of two columns */
        text_own_title(r, l->cell[0]);
        r->report->understood++; /* the separator */
        return 2;
    }
    if (is_head(r->lines, r->at) && !pairs(l, headed))
        return put_headed(r, section);
    if (l->cells > 2 && put_score_row(r, l))
        return 1;
    if (pairs(l, headed))
        put_pairs(r, l);
    else if (!put_inline(r, l)) {
        for (size_t i = 0; i < l->cells; i++)
            if (l->cell[i].n)
                text_line_put(r, TOPIC_NONE, nothing, l->cell[i]);
    }
    return 1;
}
