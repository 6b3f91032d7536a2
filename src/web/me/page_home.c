/* page_home.c: where a client comes in; and the way out of this site. */
#include "views.h"
#include "web/me/checkin_parts.h"
#include "web/web_parts.h"

/* At most one thing to do: a plan to sign, else a check-in, else words before the plan is looked at. */
static void put_to_do(struct call *w, const struct outside_home *h, struct view_me_home *v)
{
    if (h->plan_to_sign.n && route_is_there(w->web, "/me/plan/sign")) {
        v->to_sign = true;
        v->sign = (struct url){STR("/me/plan/sign")};
    } else if (h->due.assignment.n && route_may(w, STR("/me/checkins"))) {
        v->to_fill = true;
        v->assignment = h->due.assignment;
        v->title = me_checkin_title(w, &h->due);
        v->about = me_checkin_about(w, &h->due);
        v->begin = h->due.form.n ? web_t(w, N_("Go on")) : web_t(w, N_("Begin"));
    } else if (h->asks_review && route_may(w, STR("/me/review"))) {
        v->to_say = true;
        v->review = (struct url){STR("/me/review")};
    } else if (date_is_set(h->later)) {
        v->later = web_print(w, web_t(w, N_("Your next check-in: %s.")), web_chars(w, web_day(w, h->later)));
    }
}

/* What waits beside it, one calm line each. */
static void put_beside(struct call *w, const struct outside_home *h, struct view_me_home *v)
{
    if (h->consent.n && route_may(w, STR("/me/consents"))) {
        v->consents = h->consents;
        v->consent.whole = h->consents ? STR("/me/record#waiting")
                                       : web_print(w, "/me/consents/%.*s", (int)h->consent.n, h->consent.p);
    }
    if (h->diary && route_may(w, STR("/me/diary/new"))) {
        v->weekly = h->weekly;
        v->diary = (struct url){STR("/me/diary/new?shared=1")};
    }
    if (h->asked_now && !v->to_say && route_may(w, STR("/me/review"))) {
        v->say = (struct url){STR("/me/review")};
    }
    if (h->answered_ms && route_may(w, STR("/me/plan/said"))) {
        v->said = (struct url){STR("/me/plan/said")};
        v->answered = web_print(w, web_t(w, N_("Read the answer of %s to your words")),
                                web_chars(w, web_date(w, zone_day(w->zone, h->answered_ms))));
    }
    v->beside = v->said.whole.n || v->consent.whole.n || v->diary.whole.n || v->say.whole.n;
}

static struct str visit_of(struct call *w, const struct outside_home *h)
{
    if (!date_is_set(h->next_visit)) {
        return NONE;
    }
    struct str day = web_date(w, h->next_visit);
    return h->next_time.n
               ? web_print(w, web_t(w, N_("%.*s at %.*s")), (int)day.n, day.p, (int)h->next_time.n, h->next_time.p)
               : day;
}

void me_home_show(struct call *w)
{
    struct view_me_home v = {.to_sign = false};
    struct outside_home h;
    if (!outside_home(w->practice, &w->who, w->arena, &h, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    w->outside = &h.outside; /* cppcheck-suppress autoVariables ; for the head too, which is rendered below */
    if (h.outside.guardian_over) {
        me_shut(w, 200);
        return;
    }
    page_begin(w, N_("Start"), NULL, &v.page);
    v.name = h.outside.preferred_name.n ? h.outside.preferred_name : h.outside.name;
    v.login = http_query(w->in, "welcome").n && !w->who.shared_device ? w->me.sign_in : NONE;
    put_to_do(w, &h, &v);
    put_beside(w, &h, &v);
    v.ended = h.outside.ended;
    v.goals = h.goal;
    v.goals_count = v.ended ? 0 : h.goal_count;
    v.plan = h.plan_opens ? me_link(w, "/me/plan") : NO_URL;
    v.visit = visit_of(w, &h);
    view_me_home(&w->out, &v);
}

/* Signed out, and on a page of somebody else at once. What was in this browser's history stays there, and nothing here
 * says otherwise. */
void me_leave_do(struct call *w)
{
    struct err none = {0};
    if (!str_is(http_header(w->in, "sec-fetch-site"), "cross-site") && cookie_get(w, "session").n) {
        if (session_find(w)) { /* else the database is away, or it ended before */
            people_sign_out(w->practice, &w->who, w->token, &none);
        }
        session_drop(w);
    }
    w->answer->status = 303;
    http_put_header(w->answer, "Location", STR("https://www.wikipedia.org/"));
}
