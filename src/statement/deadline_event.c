/*
 * deadline_event.c: end-points that have a name: discharge, the next session, the plan review, a holiday.
 * Layer: statement (inner).  Not here: events without a name of their own (deadline_word.c), periods (deadline.c).
 */
#include "statement/deadline.h"
#include "words.h"

#include <string.h>

static const struct event {
    uint16_t word;
    const char *text;
} events[] = {
    {W_DISCHARGE, "discharge"},       {W_PROGRAM_COMPLETION, "program_end"},
    {W_IEP, "iep_year_end"},          {W_PLAN_REVIEW, "plan_review"},
    {W_PLAN_YEAR, "plan_end"},        {W_END_OF_SHIFT, "end_of_shift"},
    {W_NEXT_SESSION, "next_session"}, {W_CHRISTMAS, ""},
};

/* "by the court date of 3 May 2027", "by discharge 3/5/2027", "by Q2 2027": the date says it better. */
static bool event_date(struct reading *r, int i, struct when *w)
{
    int k = i + 1;
    const char *word = r->low + r->t[i].from;
    if (word[0] == 'q' && r->t[k].kind == T_NUMBER && r->t[k].lo >= 2020000 && r->t[k].lo <= 2099000) {
        deadline_date(w, r->t[k].lo / 1000, 3 * (word[1] - '0'), 0);
        w->last = k;
        w->rule = RULE_DUE_DATE;
        return true;
    }
    bool unused = false;
    int u = is(&r->t[k], W_IN) && usable_number(&r->t[k + 1]) ? deadline_unit(r, k + 2, &unused) : -1;
    if (u > 0 && !unused && r->t[u].value != 0 && strchr("DWMY", r->t[u].value) != NULL) {
        deadline_period(w, deadline_upper(&r->t[k + 1]), r->t[u].value); /* by the review in 10 weeks */
        w->last = u;
        w->rule = RULE_DUE_PERIOD;
        return true;
    }
    while (is(&r->t[k], W_OF) || is(&r->t[k], W_ON) || mark(&r->t[k], ',') || mark(&r->t[k], '(')) {
        k++;
    }
    if (r->t[k].kind != T_DATE || r->t[k].lo == 0 || k > i + 2) {
        return false;
    }
    deadline_date(w, r->t[k].lo, r->t[k].hi, r->t[k].den);
    w->last = k;
    w->rule = RULE_DUE_DATE;
    return true;
}

bool deadline_event(struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at];
    if (is(t, W_CERTIFICATION_PERIOD)) {
        w->open = true;
        w->last = o->at;
        w->rule = RULE_DUE_OPEN;
        return true;
    }
    for (size_t k = 0; k < sizeof events / sizeof *events; k++) {
        if (is(t, events[k].word)) {
            bool lasts = events[k].word == W_NEXT_SESSION || events[k].word == W_PLAN_YEAR || events[k].word == W_IEP;
            if ((o->prep == W_FOR && !lasts) || o->prep == W_AFTER || deadline_only_names(r, t)) {
                return false;
            }
            if (event_date(r, o->at, w)) {
                return true;
            }
            deadline_text(w, events[k].text);
            w->last = o->at;
            w->rule = events[k].text[0] ? RULE_DUE_EVENT : RULE_DUE_HOLIDAY;
            return true;
        }
    }
    return false;
}
