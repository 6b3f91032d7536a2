/*
 * carried.h: alerts since the last review, told where somebody confirms that the risk or the safety plan of the last
 * version still holds.
 * Layer: web.  Not here: what was carried (plan/edit.h).
 */
#ifndef WEB_CARRIED_H
#define WEB_CARRIED_H

#include "web/web.h"

struct carried_alerts {
    struct str text; /* "2 alerts since the last review on 5 October 2026."; absent: none, or not for this reader */
    struct url page; /* where they stand */
};

bool carried_is_risk(struct str part); /* "/crisis", "/crisis/safety_plan", as plan_carried names them */

/* carried_alerts: open and answered ones. false: w->err. */
bool carried_alerts(struct call *w, struct carried_alerts *out);

#endif
