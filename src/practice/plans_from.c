/*
 * plans_from.c: what a new version of a plan takes over from the one before it.
 *
 * All that is agreed or keeps somebody safe: a plan that is amended loses none of it unless somebody takes it out.
 * Parts whose words came along are confirmed or changed before the version is signed (PLAN_CARRIED), so that no text is
 * carried forward unread. The narrative of how things stand begins empty, with the former text to be read beside it:
 * what was so then says nothing about today. What only one version can say, whether the client agrees to it and who
 * signed it, is asked anew. Ids stay, so that versions can be compared and series go on.
 */
#include "practice/plans_parts.h"

#define CLEAR(member) memset(&(member), 0, sizeof(member))

void plans_ask_anew(struct plan *p)
{
    p->agreement.agreed_set = p->agreement.agreed = false;
    CLEAR(p->agreement.client_view);
    CLEAR(p->agreement.reason_not_agreed);
    CLEAR(p->agreement.signatures);
}

static void forget_progress(struct plan *p)
{
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_goal *g = &p->goals.at[i];
        CLEAR(g->progress);
        g->achievement = ACHIEVEMENT_UNSTATED;
        for (size_t k = 0; k < g->objectives.n; k++) {
            CLEAR(g->objectives.at[k].progress);
            g->objectives.at[k].achievement = ACHIEVEMENT_UNSTATED;
        }
    }
}

void plans_from_last(struct plan *p, struct date today)
{
    plans_ask_anew(p);
    forget_progress(p);
    CLEAR(p->assessment);
    CLEAR(p->notes);
    CLEAR(p->reviews.held);
    CLEAR(p->duration.ending);
    CLEAR(p->reviews.plan_date);
    if (date_is_set(p->reviews.next) && date_cmp(p->reviews.next, today) < 0) {
        CLEAR(p->reviews.next);
    }
}
