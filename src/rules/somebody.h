/*
 * somebody.h: whether the words of an intervention say who does it, and how long it goes on.
 * Layer: rules (inside the module).  Not here: fields that say it (plan.h); who that is.
 */
#ifndef RULES_SOMEBODY_H
#define RULES_SOMEBODY_H

#include "base/str.h"

#include <stdbool.h>

/*
 * somebody_named: the text names who does it, in one of these ways; anything else is nobody.
 *   a title or an initial and a name             "Dr. Ellis", "with Ms Okonkwo", "(J. Lund)", "By: A. Kern"
 *   a name and a credential behind it            "R. Ahmed LCSW", "Hank B., CPS"
 *   "led by", "provided by" and the like         "co-led by Amari", "run by the school counselor"
 *   a role that acts: it begins the text and a verb follows, or it stands alone in brackets or behind "by", "with"
 *                                                "Therapist will teach ...", "Counselor calls", "(client)"
 * "Family therapy", "help the patient" and "with the client" name nobody. O(length), no allocation, thread-safe.
 */
bool somebody_named(struct str text);

/* somebody_until: the text says how long the treatment goes on: "16 sessions", "for 12 weeks", "x 8 visits", "6
 * months". "Every 2 weeks", "2 sessions per week" and "1 session" are no length. O(length), no allocation, thread-safe.
 */
bool somebody_until(struct str text);

#endif
