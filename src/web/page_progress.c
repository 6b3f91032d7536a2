/* page_progress.c: one measure over time, as the clinician looks at it and as it is shown in the session. */
#include "web/progress.h"

#include "measure/measure.h"
#include "practice/chart.h"
#include "render/report.h"
#include "views.h"
#include "web/web_parts.h"

#define YEAR_DAYS 365

/* ---- addresses ---- */

static struct url progress_url(struct call *w, struct str measure, const char *more)
{
    struct str below = web_print(w, "/progress?m=%s%s", measure_key(w, measure), more);
    return client_page(w, below.p);
}

static struct url record_url(struct call *w, const struct measure *m)
{
    struct str below = m ? web_print(w, "/scores/new?m=%s", measure_key(w, str_of(m->id))) : STR("/scores/new");
    return client_page(w, below.p);
}

/* ---- the picture ---- */

static struct str event_words(struct call *w, const struct chart_event_row *x, bool for_client)
{
    switch (x->type) {
    case SERIES_PLAN:
        return x->number ? web_print(w, "Plan version %lld signed", (long long)x->number) : STR("Plan signed");
    case SERIES_REVIEW:
        return STR("Review");
    case SERIES_DIAGNOSIS:
        return for_client ? NONE : web_print(w, "Diagnosis %.*s", (int)x->word.n, x->word.n ? x->word.p : "");
    case SERIES_EVENT:
        return for_client ? NONE : x->text.n ? x->text : web_words(w, x->word);
    default:
        return NONE;
    }
}

static struct html picture_of(struct call *w, const struct client_progress *p, bool for_client)
{
    struct chart_event *events = arena_array(w->arena, p->event_count, sizeof *events);
    struct report_measure r = {
        .standing = &p->standing, .first = p->first_point, .events = events, .on = w->today, .for_client = for_client};
    struct html out = {NONE};
    struct buf b;
    for (size_t i = 0; events && i < p->event_count; i++) {
        struct str text = event_words(w, &p->event[i], for_client);
        if (text.n) {
            events[r.event_count++] = (struct chart_event){date_to_day(p->event[i].date), text};
        }
    }
    buf_init(&b, 0);
    if (report_measure_html(&r, &b, &w->err) && buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out.safe);
    }
    buf_free(&b);
    return out;
}

/* ---- the page ---- */

static void put_choices(struct call *w, const struct client_progress *p, const char *more, struct view_progress *v)
{
    v->choices = arena_array(w->arena, p->choice_count, sizeof *v->choices);
    for (size_t i = 0; v->choices && i < p->choice_count; i++) {
        const struct chart_choice *c = &p->choice[i];
        v->choices[v->choices_count++] =
            (struct progress_choice){c->label, c->values == 1 ? STR("1 value") : web_print(w, "%zu values", c->values),
                                     progress_url(w, c->name, more), str_eq(c->name, p->name)};
    }
}

static void put_singles(struct call *w, const struct client_progress *p, struct view_progress *v)
{
    const struct measure *m = p->standing.measure;
    v->singles = arena_array(w->arena, p->single_count, sizeof *v->singles);
    for (size_t i = 0; v->singles && m && i < p->single_count; i++) {
        const struct chart_single *x = &p->single[i];
        struct str below = web_print(w, "/scores/%.*s", (int)x->id.n, x->id.p);
        bool confirmed = false;
        const char *band = x->has_value ? score_band(m, x->value, &confirmed) : NULL;
        bool told = band && *band && confirmed;
        v->singles[v->singles_count++] = (struct progress_single){
            .date = x->date,
            .value = x->has_value ? web_print(w, "%g%s%s", x->value, told ? ", " : "", told ? band : "")
                                  : STR("no score: not enough was answered"),
            .url = client_page(w, below.p)};
    }
}

static struct str how_often(struct call *w, const struct chart_assigned *a)
{
    const char *who = a->by_guardian ? "by the guardian on a screen"
                      : a->remote    ? "by the client on a screen"
                                     : "on paper";
    const char *unit = str_ends_ci(a->every, STR("W")) ? "week" : str_ends_ci(a->every, STR("M")) ? "month" : "day";
    struct str n = a->every.n > 2 ? str_sub(a->every, 1, a->every.n - 1) : NONE;
    return !n.n             ? web_print(w, "Once, %s", who)
           : str_is(n, "1") ? web_print(w, "Every %s, %s", unit, who)
                            : web_print(w, "Every %.*s %ss, %s", (int)n.n, n.p, unit, who);
}

static struct str name_of_assigned(struct call *w, const struct chart_assigned *a)
{
    if (a->measure) {
        return str_of(a->measure->name);
    }
    if (!a->questions) {
        return str_is(a->own, "goals") ? STR("Goals, in the client’s rating") : STR("Feedback on the last session");
    }
    return a->questions == 1 ? a->question
                             : web_print(w, "%.*s, and %zu more", (int)a->question.n, a->question.p, a->questions - 1);
}

static void put_assigned(struct call *w, const struct client_progress *p, struct view_progress *v)
{
    v->stop = web_may(w, CASE_ENTRY_WITHDRAW);
    v->assigned = arena_array(w->arena, p->assigned_count, sizeof *v->assigned);
    for (size_t i = 0; v->assigned && i < p->assigned_count; i++) {
        const struct chart_assigned *a = &p->assigned[i];
        struct str day = date_is_set(a->next) ? web_day(w, a->next) : NONE;
        v->assigned[v->assigned_count++] = (struct progress_assigned){
            .name = name_of_assigned(w, a),
            .how = how_often(w, a),
            .next = day.n ? web_print(w, "%s %.*s", a->late ? "Was due" : "Next", (int)day.n, day.p) : STR("Filled in"),
            .id = a->id,
            .tag = a->late ? "warn" : "",
            .record = a->measure ? record_url(w, a->measure) : NO_URL};
    }
}

void progress_show(struct call *w)
{
    struct client_progress p;
    struct view_progress v = {.for_client = http_query(w->in, "session").n > 0};
    if (measure_named(w, "/progress")) {
        return;
    }
    bool all = http_query(w->in, "all").n > 0;
    struct date from = {0};
    if (!all) {
        from = date_add_days(w->today, -YEAR_DAYS);
    }
    if (!chart_progress(w->practice, &w->who, w->client, http_query(w->in, "m"), from, w->arena, &p, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, v.for_client ? "Progress, shown in the session" : "Progress", NULL, &v.page);
    v.page.help = (struct url){STR("/help/progress")};
    strip_of(w, &p.card, "Progress", &v.strip);
    put_choices(w, &p, v.for_client ? "&session=1" : "", &v);
    v.any = p.name.n > 0 && p.standing.course.points.n > 0;
    v.record = v.for_client ? NO_URL : record_url(w, v.any ? p.standing.measure : NULL);
    if (v.any) {
        v.name = p.standing.course.name;
        v.sentence = p.sentence;
        v.reporter =
            p.reporter.n && !v.for_client ? web_print(w, "Answered by %s, guardian.", web_chars(w, p.reporter)) : NONE;
        v.advice = v.for_client ? NONE : p.advice;
        v.picture = picture_of(w, &p, v.for_client);
        if (!v.for_client) {
            put_singles(w, &p, &v);
        }
        v.in_session = v.for_client ? NO_URL : progress_url(w, p.name, "&session=1");
        v.out_of_session = v.for_client ? progress_url(w, p.name, "") : NO_URL;
        v.all = !all && p.first_point ? progress_url(w, p.name, v.for_client ? "&all=1&session=1" : "&all=1") : NO_URL;
        v.recent = all ? progress_url(w, p.name, v.for_client ? "&session=1" : "") : NO_URL;
        struct str csv = web_print(w, "/progress/csv?m=%s", measure_key(w, p.name));
        v.csv = v.for_client ? NO_URL : client_page(w, csv.p);
    }
    v.assign = client_page(w, "/assign");
    v.diary = client_page(w, "/diary");
    put_assigned(w, &p, &v);
    view_progress(&w->out, &v);
}

/* Date, value, band, who entered it: numbers and our own words only, so no cell can begin a formula. */
void progress_csv(struct call *w)
{
    struct client_progress p;
    struct buf b;
    struct str out = NONE;
    if (measure_named(w, "/progress/csv")) {
        return;
    }
    if (!chart_progress(w->practice, &w->who, w->client, http_query(w->in, "m"), (struct date){0}, w->arena, &p,
                        &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    buf_init(&b, 0);
    buf_cstr(&b, "date,value,complete,corrected\r\n");
    for (size_t i = 0; p.name.n && i < p.standing.course.points.n; i++) {
        const struct series_point *x = &p.standing.course.points.at[i];
        char day[DATE_TEXT_SIZE];
        buf_printf(&b, "%s,%g,%s,%s\r\n", date_format(x->date, day), x->value, x->complete ? "yes" : "no",
                   x->corrected ? "yes" : "no");
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
        web_trouble(w, NULL);
    } else {
        web_file(w, "text/csv; charset=utf-8", "values.csv", out, false);
    }
    buf_free(&b);
}
