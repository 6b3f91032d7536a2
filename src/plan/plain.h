/*
 * plain.h: clinicians' short words and codes in a text of a plan, as a client reads it.
 * Layer: plan (pure). Nothing clinical is decided here: no word is judged, and what is not known stays as it is.
 */
#ifndef PLAN_PLAIN_H
#define PLAN_PLAIN_H

#include "base/str.h"

enum plain_flags {
    PLAIN_TO_OTHER = 1, /* who reads is not the client: a guardian */
    PLAIN_NO_NAMES = 2, /* nothing is explained in brackets: who reads does not read English */
};

/*
 * plain_write: s into out, with
 *   short words of charts (data/lexicon/lists.tsv, "charting") written out: "Ct", "Tx", "w/"
 *   "Client will ..." as "You will ...", unless PLAIN_TO_OTHER or somebody is "she" in that sentence
 *   names of treatments and of measures explained behind their first mention, where s does not say it itself, unless
 *     PLAIN_NO_NAMES: "CPT (cognitive processing therapy)", "PHQ-9 (Patient Health Questionnaire-9)"
 *   codes of diagnoses and of billing left out, with the brackets or the comma that hold them
 * told: names that the page explains elsewhere, as written, NULL-terminated; they stay as they are. NULL: none.
 * flags: of enum plain_flags. Words of other languages stay as they are. What was written plain is written the same
 * again.
 */
void plain_write(struct str s, unsigned flags, const char *const *told, struct buf *out);

#endif
