/* review_changed.c: the first step of a review: what changed since the last one. */
#include "web/review_parts.h"

#include "measure/measure.h"
#include "measure/score_line.h"
#include "web/web_parts.h"

/* For a text that stays: "today" would be wrong tomorrow. */
static struct str dated(struct call *w, struct date day)
{
    struct str s = web_date(w, day);
    return s.n ? web_print(w, "on %.*s", (int)s.n, s.p) : s;
}

/* "GAD-7 12, moderate, on 3 November 2026. Down 6 points ..." */
static struct str measure_line(struct call *w, const struct chart_measure *m)
{
    struct str n = daily_number(w, m->value), on = dated(w, m->on);
    bool band = m->band.n && m->band_confirmed;
    return web_print(w, "%s %.*s%s%.*s, %.*s. %.*s", m->measure->name, (int)n.n, n.p, band ? ", " : "",
                     band ? (int)m->band.n : 0, band ? m->band.p : "", (int)on.n, on.p, (int)m->sentence.n,
                     m->sentence.n ? m->sentence.p : "");
}

static bool since_review(const struct client_chart *c, struct date day)
{
    return !date_is_set(c->review.last) || date_cmp(day, c->review.last) >= 0;
}

/* When the last review was entered; 0: none. What was entered later on its day is new. */
bool review_last_ms(struct call *w, const struct client_chart *c, int64_t *out)
{
    struct record *list = NULL;
    size_t n = 0;
    *out = 0;
    if (date_is_set(c->review.last) && !daily_rows(w, 1u << RECORD_REVIEW, (struct date){0}, 5, &list, &n)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool last = !daily_struck(&list[i]) && list[i].day == date_to_day(c->review.last);
        *out = last && list[i].entered_ms > *out ? list[i].entered_ms : *out;
    }
    return true;
}

bool review_is_new(const struct client_chart *c, int64_t review_ms, const struct record *r)
{
    struct date day = date_from_day((int32_t)r->day);
    return !daily_struck(r) && since_review(c, day) &&
           (!date_is_set(c->review.last) || date_cmp(day, c->review.last) > 0 || r->entered_ms > review_ms);
}

/* The scores of a measure since the last review, as they were entered: of several on a day each. */
static struct str values_of(struct call *w, const struct client_chart *c, const struct measure *m, int64_t review_ms,
                            const struct record *list, size_t n, size_t *count)
{
    struct str values = NONE;
    *count = 0;
    for (size_t i = n; i-- > 0;) {
        const struct json *root = review_is_new(c, review_ms, &list[i]) ? daily_read(w, list[i].content) : NULL;
        struct score_input in;
        struct score score;
        struct err none = {0};
        if (root && measure_find(daily_member(root, "instrument")) == m && score_read(root, &in, &none) &&
            score_form(&in, &score, &none) && score.has) {
            struct str v = daily_number(w, score.value);
            values = web_print(w, "%.*s%s%.*s", (int)values.n, values.n ? values.p : "", values.n ? ", " : "", (int)v.n,
                               v.p);
            (*count)++;
        }
    }
    return values;
}

static bool say_measures(struct call *w, const struct client_chart *c, struct daily_part *p, struct str *filled)
{
    struct record_filter f = {.kinds = 1u << RECORD_SCORE, .newest_first = true};
    struct record *list = NULL;
    size_t n = 0, count;
    int64_t review_ms;
    if (date_is_set(c->review.last)) {
        f.from_day = date_to_day(c->review.last);
        f.to_day = date_to_day(w->today);
    }
    if (!review_last_ms(w, c, &review_ms) ||
        !between_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < c->measure_count; i++) {
        struct str values = values_of(w, c, c->measure[i].measure, review_ms, list, n, &count);
        if (!count) {
            continue;
        }
        struct str line = measure_line(w, &c->measure[i]);
        daily_say(w, p, NULL, line,
                  count > 1 ? web_print(w, "Values since then: %.*s", (int)values.n, values.p) : NONE);
        *filled = web_print(w, "%.*s%s%.*s", (int)filled->n, filled->n ? filled->p : "", filled->n ? "\n" : "",
                            (int)line.n, line.p);
    }
    if (p && !p->texts_count) {
        p->lede = STR("Nothing was measured since the last review. Measures are set on the page Progress.");
    }
    return true;
}

static bool say_events(struct call *w, const struct client_chart *c, struct view_daily_form *v)
{
    struct record *list = NULL;
    struct daily_part *p = NULL;
    int64_t review_ms;
    size_t n = 0;
    if (!review_last_ms(w, c, &review_ms) ||
        !daily_rows(w, 1u << RECORD_EVENT | 1u << RECORD_DIAGNOSIS, (struct date){0}, 20, &list, &n)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct date day = date_from_day(list[i].day);
        if (!review_is_new(c, review_ms, &list[i])) {
            continue;
        }
        const struct json *root = daily_read(w, list[i].content);
        struct str what = daily_member(root, list[i].kind == RECORD_EVENT ? "kind" : "code"),
                   text = daily_member(root, "text"), on = dated(w, day);
        p = p ? p : daily_part_add(w, &v->parts, &v->parts_count, "events", "What happened");
        daily_say(w, p, NULL, text.n ? text : web_print(w, "%.*s", (int)what.n, what.p), on);
    }
    return true;
}

static struct str steps_of(struct call *w, unsigned steps)
{
    struct str out = NONE;
    for (unsigned bit = STEP_DISCUSS; bit <= STEP_UPDATE_GOALS; bit <<= 1) {
        if (steps & bit) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? ". " : "",
                            sign_step_text((enum sign_step)bit));
        }
    }
    return out;
}

static void say_signs(struct call *w, const struct client_chart *c, struct view_daily_form *v)
{
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = review_signs(c, sign, SIGNS_MOST);
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "signs", "Signs that the plan needs a look");
    for (size_t i = 0; i < n; i++) {
        daily_say(w, p, sign_title(sign[i]->kind), sign[i]->evidence, steps_of(w, sign[i]->steps));
    }
    if (p && !n) {
        p->lede = STR("No sign is open.");
    }
}

bool review_ask_changed(struct call *w, const struct client_chart *c, struct review_step *s, struct view_daily_form *v)
{
    struct str filled = NONE, last = web_day(w, c->review.last);
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "scores", "Scores since the last review");
    if (!say_measures(w, c, p, &filled)) {
        return false;
    }
    if (p && last.n && p->texts_count) {
        p->lede = web_print(w, "It counts from %.*s.", (int)last.n, last.p);
    }
    say_signs(w, c, v);
    if (!say_events(w, c, v)) {
        return false;
    }
    p = daily_part_add(w, &v->parts, &v->parts_count, "results-part", "In your words");
    struct view_field *x = daily_ask(w, p, &s->f, "results", filled);
    if (x) {
        x->hint = "Filled in from the scores. Change it as you see it.";
        x->rows = 5;
    }
    return true;
}
