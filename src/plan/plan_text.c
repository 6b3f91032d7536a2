/* plan_text.c: from a text to a plan and a report: what the whole tells, the lines, the links. */
#include "plan/plan_text_reader.h"

#include "base/json.h"
#include "plan/plan_text_form.h"
#include "plan/scores.h"
#include "plan/shape.h"

#include <stdio.h>
#include <string.h>

/* what the whole document tells */

/* The number of an item in "Goal 1", "Objective #2.1"; 0 when its words only hold a number ("90 day goals"). */
int64_t text_item_number(struct str head)
{
    struct span at;
    int64_t v;
    size_t bracket = str_find(head, STR("("), 0);
    head = str_trim(str_sub(head, 0, bracket == (size_t)-1 ? head.n : bracket));
    if (!text_scan_integer(head, &v, &at) || at.from == 0)
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
    return goal && !l->cells && ((l->label.n && l->value.n) || text_item_number(head) > 0);
}

static void look_ahead(struct reader *r)
{
    bool goal = false, treated = false, measured = false; /* since the last goal */
    bool named = false;                                   /* an intervention was named right above */
    int modalities = 0;                                   /* labels "Modality:" right below one */
    int after_objective = 0; /* 1: an objective was stated, 2: and an intervention after it */
    for (size_t i = 0; i < r->lines->list.n; i++) {
        const struct text_line *l = &r->lines->list.at[i];
        r->ticks = r->ticks || l->ticked;
        if (is_goal_line(l)) {
            r->goal_lines = true;
            r->by_goal = r->by_goal || (goal && treated);
            r->measured_by_goal = r->measured_by_goal || (goal && (treated || measured));
            goal = true;
            treated = measured = false;
        } else {
            treated = treated || l->topic == TOPIC_INTERVENTIONS || (l->topic == TOPIC_SERVICES && l->value.n) ||
                      l->cells > 2;
            measured = measured || l->topic == TOPIC_MONITORING || l->topic == TOPIC_MEASURE;
        }
        if (l->topic == TOPIC_OBJECTIVES && (l->value.n || text_item_number(l->label.n ? l->label : l->text) > 0)) {
            r->by_objective = r->by_objective || after_objective == 2;
            after_objective = 1;
        } else if (l->topic == TOPIC_INTERVENTIONS && after_objective == 1) {
            after_objective = 2;
        } else if (l->topic != TOPIC_NONE && text_is_section(l->topic) && l->topic != TOPIC_INTERVENTIONS) {
            after_objective = 0;
        }
        if (l->topic == TOPIC_MODALITY && l->label.n && named)
            r->modality_each = ++modalities > 1;
        named = l->topic == TOPIC_INTERVENTIONS && l->label.n && l->value.n;
        enum date_order order;
        if (text_scan_date_order(l->text, &order)) {
            r->dates = order;
            r->report->order_told = true;
        }
        if (r->told && !r->report->slash_days)
            r->report->slash_days = text_scan_either_order(l->text);
        struct str head = l->label.n ? l->label : l->text;
        r->soap =
            r->soap ||
            (l->label.p && (str_eq_ci(head, STR("subjective")) || (str_is(head, "S") && l->topic != TOPIC_OBJECTIVES)));
    }
}
/* the report */

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

static bool line_says(const struct text_lines *lines, size_t number, struct str words)
{
    for (size_t i = 0; i < lines->list.n; i++)
        if (lines->list.at[i].from <= number && number <= lines->list.at[i].to)
            return str_find(lines->list.at[i].text, words, 0) != (size_t)-1;
    return false;
}

/* The line of a score: of those whose text went where it was found, the first that holds its words. */
static size_t line_of(const struct reader *r, const struct plan_score *s)
{
    char pointer[80];
    size_t n = (size_t)snprintf(pointer, sizeof pointer, "%s/%zu", s->where, s->index), first = 0;
    for (size_t i = 0; i < r->report->fields.n; i++) {
        struct str p = r->report->fields.at[i].pointer;
        size_t line = r->report->fields.at[i].line;
        bool item = str_starts(p, (struct str){pointer, n}) && (p.n == n || p.p[n] == '/');
        if (!item && !str_eq(p, str_of(s->where)))
            continue;
        if (line_says(r->lines, line, s->text))
            return line;
        first = first ? first : line;
    }
    return first;
}

/* A score stated elsewhere that became this baseline: its line fills that baseline too, and the order of day and month
 * in this text says which day "5/3/26" is. */
static void mark_score(struct reader *r, const plan_scores *scores, size_t g, size_t o)
{
    struct plan_objective *x = &r->plan->goals.at[g].objectives.at[o];
    const struct plan_score *s = plan_one_score(scores, x->measure.instrument);
    if (!s || !str_eq(s->text, x->baseline.text))
        return;
    if (!date_is_set(x->baseline.date) && s->day.n)
        text_scan_date(s->day, r->dates, &x->baseline.date, NULL);
    size_t line = r->told ? line_of(r, s) : 0;
    if (line)
        text_mark_line(r, line, "/goals/#/objectives/#/baseline", (int)g, (int)o);
}

static bool mark_scores(struct reader *r, struct err *e)
{
    const struct plan *p = r->plan;
    plan_scores scores = {.n = 0};
    bool looked = false;
    for (size_t g = 0; g < p->goals.n; g++)
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++) {
            const struct plan_objective *x = &p->goals.at[g].objectives.at[o];
            if (!x->measure.instrument.n || !x->baseline.value.has || !x->baseline.text.n)
                continue;
            if (!looked && !plan_find_scores(p, r->arena, &scores))
                return err_no_memory(e);
            looked = true;
            mark_score(r, &scores, g, o);
        }
    return !r->failed || err_no_memory(e);
}

static void count_items(struct reader *r)
{
    const struct plan *p = r->plan;
    const size_t counts[ITEM_COUNT] = {
        [ITEM_DIAGNOSIS] = p->diagnoses.n,
        [ITEM_MEDICATION] = p->medications.n,
        [ITEM_PROBLEM] = p->problems.n,
        [ITEM_STRENGTH] = p->strengths.n,
        [ITEM_BARRIER] = p->barriers.n,
        [ITEM_VALUE] = p->values.n,
        [ITEM_PREFERENCE] = p->culture.preferences.n,
        [ITEM_GOAL] = p->goals.n,
        [ITEM_INTERVENTION] = p->interventions.n,
        [ITEM_MONITORING] = p->monitoring.n,
        [ITEM_PHASE] = p->duration.phases.n,
        [ITEM_SUPPORT] = p->support.n,
        [ITEM_REFERRAL] = p->referrals.n,
        [ITEM_CONTACT] = p->crisis.contacts.n,
        [ITEM_RESPONSE] = p->crisis.responses.n,
        [ITEM_PARTICIPANT] = p->agreement.participants.n,
        [ITEM_CONSENT] = p->agreement.consents.n,
        [ITEM_SIGNATURE] = p->agreement.signatures.n,
    };
    for (int k = 0; k < ITEM_COUNT; k++) {
        r->index[k] = (int)counts[k] - 1;
        r->level[k] = LEVEL_CLOSED;
    }
}

/* Free text, added to what is in the plan already. */
static bool read_free(struct str text, struct arena *a, struct plan *p, struct import_report *report, bool told,
                      struct err *e)
{
    struct text_lines lines;
    struct reader *r = ARENA_NEW(a, struct reader);
    if (!r)
        return err_no_memory(e);
    if (!text_lines_cut(text, a, &lines, e))
        return false;
    if (lines.counted == 0)
        return err_set(e, ERR_INVALID, "line 1", "nothing to read; the text is empty");
    r->arena = a;
    r->plan = p;
    r->lines = &lines;
    r->report = report;
    r->told = told;
    r->report->lines += lines.counted;
    count_items(r);
    look_ahead(r);
    r->report->day_first = r->dates == DATE_DAY_FIRST;
    text_read_lines(r);
    if (r->failed || !plan_number_ids(p, a, e) || !text_links_resolve(r))
        return err_no_memory(e);
    drop_empty_parts(r);
    r->report->bound = plan_bind(p, a, e) && mark_scores(r, e);
    return r->report->bound;
}

static bool from_text(struct str text, struct arena *a, struct plan **out, struct import_report *report, bool told,
                      struct err *e)
{
    struct str rest = text;
    struct plan *p = NULL;
    memset(report, 0, sizeof *report);
    if (plan_form_is(text)) {
        if (!text_lines_check(text, e) || !plan_form_read(text, a, &p, told ? report : NULL, &rest, e))
            return false;
    } else if (!(p = ARENA_NEW(a, struct plan))) {
        return err_no_memory(e);
    }
    if (rest.n && !read_free(rest, a, p, report, told, e))
        return false;
    if (text.n == 0)
        return err_set(e, ERR_INVALID, "line 1", "nothing to read; the text is empty");
    *out = p;
    return true;
}

bool plan_from_text(struct str text, struct arena *a, struct plan **out, struct import_report *report, struct err *e)
{
    struct import_report own;
    return from_text(text, a, out, report ? report : &own, report != NULL, e);
}

bool plan_from_text_bound(struct str text, struct arena *a, struct plan **out, bool *bound, struct err *e)
{
    struct import_report own;
    bool ok = from_text(text, a, out, &own, false, e);
    *bound = own.bound;
    return ok;
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
