/*
 * plain.h: clinicians' short words and codes in a text of a plan, as a client reads it.
 * Layer: plan (pure). Nothing clinical is decided here: no word is judged, and what is not known stays as it is.
 */
#ifndef PLAN_PLAIN_H
#define PLAN_PLAIN_H

#include "base/str.h"

/*
 * plan_plain: s into out, with
 *   short words of charts (data/lexicon/lists.tsv, "charting") written out: "Ct", "Tx", "w/"
 *   "Client will ..." as "You will ...", unless to_other or somebody is "she" in that sentence
 *   names of treatments and of measures explained behind their first mention, where s does not say it itself:
 *     "CBT (cognitive behavioral therapy)", "PHQ-9 (Patient Health Questionnaire-9)"
 *   codes of diagnoses and of billing left out, with the brackets or the comma that hold them
 * to_other: who reads is not the client (a guardian).
 */
void plan_plain(struct str s, bool to_other, struct buf *out);

#endif
