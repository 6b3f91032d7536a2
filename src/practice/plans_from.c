/*
 * plans_from.c: what a new version of a plan takes over from the one before it.
 *
 * All of it: a plan that is amended loses nothing unless somebody takes it out. Parts whose words came along are
 * confirmed or changed before the version is signed (PLAN_CARRIED), so that no text is carried forward unread. What
 * only one version can say, whether the client agrees to it and who signed it, is asked anew. Ids stay, so that
 * versions can be compared and series go on.
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

void plans_from_last(struct plan *p, struct date today)
{
    plans_ask_anew(p);
    CLEAR(p->duration.ending);
    CLEAR(p->reviews.plan_date);
    if (date_is_set(p->reviews.next) && date_cmp(p->reviews.next, today) < 0) {
        CLEAR(p->reviews.next);
    }
}
