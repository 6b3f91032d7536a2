/* page_progress.c: how a client's answers went over time: words first, then the picture. What has not reached the
 * client yet, and what the clinician talks about first, is not in it. While an alert is open nothing is called better.
 */
#include "measure/change.h"
#include "practice/chart.h"
#include "render/report.h"
#include "views.h"
#include "web/me/checkin_parts.h"
#include "web/me/progress.h"
#include "web/web_parts.h"

#include <math.h>

static struct url choice_url(struct call *w, struct str name)
{
    return (struct url){web_print(w, "/me/progress?of=%s", measure_key(w, name))};
}

static struct html picture_of(struct call *w, const struct client_progress *p)
{
    struct render_words words;
    struct report_measure r = {.standing = &p->standing,
                               .first = p->first_point,
                               .on = w->today,
                               .for_client = true,
                               .unjudged = p->quiet,
                               .words = &words};
    struct html out = {NONE};
    struct buf b;
    language_picture(w->language, &words);
    buf_init(&b, 0);
    if (report_measure_html(&r, &b, &w->err) && buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out.safe);
    }
    buf_free(&b);
    return out;
}

static const char *number(struct call *w, double v)
{
    return web_number(w, v, v == floor(v) ? 0 : 1).p;
}

/* The latest value beside the one before, in words; which way is better is said only of what has a known direction,
 * and not while an alert is open. */
static struct str sentence_of(struct call *w, const struct client_progress *p)
{
    const struct series_course *c = &p->standing.course;
    size_t n = c->points.n;
    double now = c->points.at[n - 1].value, before = n > 1 ? c->points.at[n - 2].value : now;
    bool known = (p->standing.measure || p->standing.direction_known) && !p->quiet;
    bool better = p->standing.lower_is_better ? now < before : now > before;
    if (n == 1) {
        return web_print(w, web_t(w, N_("This is your first answer: %s.")), number(w, now));
    }
    if (now == before) {
        return web_print(w, web_t(w, N_("About the same as the time before: %s.")), number(w, now));
    }
    bool judged = false;
    const struct measure *m = p->standing.measure;
    if (m && change_judge(m, before, now, &judged) == CHANGE_NONE && judged) { /* less than chance can do */
        return web_print(w, web_t(w, N_("About the same: %s now, %s the time before.")), number(w, now),
                         number(w, before));
    }
    if (!known || (m && !judged)) {
        return now > before ? web_print(w, web_t(w, N_("A higher number: %s now, %s the time before.")), number(w, now),
                                        number(w, before))
                            : web_print(w, web_t(w, N_("A lower number: %s now, %s the time before.")), number(w, now),
                                        number(w, before));
    }
    return better ? web_print(w, web_t(w, N_("A little lighter: %s now, %s the time before.")), number(w, now),
                              number(w, before))
                  : web_print(w, web_t(w, N_("A little harder: %s now, %s the time before.")), number(w, now),
                              number(w, before));
}

static void put_choices(struct call *w, const struct client_progress *p, struct view_me_progress *v)
{
    v->choices = arena_array(w->arena, p->choice_count, sizeof *v->choices);
    for (size_t i = 0; v->choices && i < p->choice_count; i++) {
        if (p->choice[i].values) {
            v->choices[v->choices_count++] = (struct me_choice){p->choice[i].label, choice_url(w, p->choice[i].name),
                                                                str_eq(p->choice[i].name, p->name)};
        }
    }
}

void me_progress_show(struct call *w)
{
    struct view_me_progress v = {.any = false};
    struct client_progress p;
    struct outside o;
    struct date from = date_add_days(w->today, -365);
    if (!chart_progress(w->practice, &w->who, w->client, http_query(w->in, "of"), from, w->arena, &p, &w->err) ||
        !me_outside(w, &o)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("How it goes"), NULL, &v.page);
    put_choices(w, &p, &v);
    v.any = p.name.n > 0 && p.standing.course.points.n > 0;
    if (v.any) {
        v.name = p.standing.course.name;
        v.sentence = sentence_of(w, &p);
        v.picture = picture_of(w, &p);
    }
    if (p.waiting) {
        v.held =
            o.clinician.n
                ? web_print(w, web_t(w, N_("There is a newer answer. %s will talk with you about this first.")),
                            web_chars(w, o.clinician))
                : str_of(web_t(w, N_("There is a newer answer. Your care team will talk with you about this first.")));
    }
    v.quiet =
        p.quiet ? web_t(w, N_("You told us about something hard. Your care team will talk with you about it.")) : NULL;
    v.delay = o.score_delay_days ? web_t(w, N_("New answers show up here after a few days.")) : NULL;
    view_me_progress(&w->out, &v);
}
