/* carried_alerts.c: what happened since the last review, beside "It still holds" of the risk and the safety plan. */
#include "web/carried.h"

#include "practice/between.h"
#include "web/daily.h"

static bool is_later(const struct record *r, const struct record *than)
{
    return r->day != than->day ? r->day > than->day : r->entered_ms > than->entered_ms;
}

bool carried_is_risk(struct str part)
{
    return str_is(part, "/crisis") || str_is(part, "/crisis/safety_plan");
}

bool carried_alerts(struct call *w, struct carried_alerts *out)
{
    /* All of them, so that the number is the number; none is opened. */
    struct record_filter f = {.kinds = 1u << RECORD_ALERT | 1u << RECORD_REVIEW, .without_content = true};
    const struct record *review = NULL;
    struct record *list = NULL;
    size_t n = 0, alerts = 0;
    *out = (struct carried_alerts){.text = {NULL, 0}};
    if (!web_may(w, CASE_NOTE_READ)) {
        return true; /* as the page of alerts */
    }
    if (!between_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool held = list[i].kind == RECORD_REVIEW && !daily_struck(&list[i]) && !str_is(list[i].state, "withdrawal");
        review = held && (!review || is_later(&list[i], review)) ? &list[i] : review;
    }
    for (size_t i = 0; i < n; i++) {
        alerts += daily_is_alert(&list[i]) && (!review || is_later(&list[i], review));
    }
    if (!alerts) {
        return true;
    }
    struct str day = review ? web_date(w, date_from_day((int32_t)review->day)) : (struct str){NULL, 0};
    out->text =
        web_print(w, "%zu alert%s %s%.*s.", alerts, alerts == 1 ? "" : "s",
                  review ? "since the last review on " : "so far, and no review yet", (int)day.n, day.p ? day.p : "");
    out->page = client_page(w, "/alerts");
    return true;
}
