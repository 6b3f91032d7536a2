/*
 * plan_text_scan.h: dates, counts, cadences, lengths and conditions in a few words of text.
 * Layer: plan (inside the module).  None of them allocates; what they point to is the text itself.
 */
#ifndef PLAN_PLAN_TEXT_SCAN_H
#define PLAN_PLAN_TEXT_SCAN_H

#include "plan/plan.h"

/* Which comes first in 03/04/2026; taken from the document's other dates, month first when they do not tell. */
enum date_order { DATE_MONTH_FIRST, DATE_DAY_FIRST };

/*
 * text_scan_date: the first date in s ("2026-05-01", "05/01/2026", "1 May 2026", "May 1st, 2026", "1.5.2026").
 * *at gets its range, may be NULL. false when there is none or it is no real day.
 */
bool text_scan_date(struct str s, enum date_order order, struct date *out, struct span *at);

/* text_scan_date_order: what a slash date whose day is over 12 says of the order; false when s tells nothing. */
bool text_scan_date_order(struct str s, enum date_order *out);

/* text_scan_either_order: a slash date in s may be read in both orders, as two different days. */
bool text_scan_either_order(struct str s);

/* text_scan_cadence: "each session", "every 4-6 weeks", "2-3 times a week", "weekly", "3x/week"; a count
 * that is not said is 1. out->text is left alone; *words
 * gets the words it stands in, may be NULL. */
bool text_scan_cadence(struct str s, struct plan_cadence *out, struct str *words);

/* A count with its unit: "12-16 sessions": 12, 16, session; "6 months": 6, 6, month. false when there is none. */
struct scan_span {
    int64_t min, max;
    enum plan_unit unit;
    struct span at;
};
bool text_scan_length(struct str s, enum plan_unit wanted, struct scan_span *out); /* UNIT_UNSTATED: any unit */

/* text_scan_rule_out: where "r/o", "rule out" first stands, *end behind it; (size_t)-1: nowhere. text_rules_out: s
 * begins with it and goes on: "r/o bipolar II", "Rule out: ..." is a diagnosis of its own. */
size_t text_scan_rule_out(struct str s, size_t *end);
bool text_rules_out(struct str s);

/* text_scan_minutes: the length of a session: "50-minute", "1 hour", "90 min". 0 when there is none. */
int64_t text_scan_minutes(struct str s);

/* text_scan_integer: the first whole number of s; false when there is none. */
bool text_scan_integer(struct str s, int64_t *out, struct span *at);

/* text_scan_condition: "If it rains, stay in": "If it rains" and "stay in". false when s does not begin with a
 * condition. */
bool text_scan_condition(struct str s, struct str *condition, struct str *rest);

/* text_scan_icd10: an ICD-10 code in s ("F41.1", "Z63.0"); its range. */
bool text_scan_icd10(struct str s, struct span *at);

/* text_scan_telephone: at least 7 digits in a row but for blanks, dots, hyphens and brackets, or one of the short
 * numbers. */
bool text_scan_telephone(struct str s);

/* text_scan_instrument: a measure by name; *name gets the words in s. NULL when none is known. */
const char *text_scan_instrument(struct str s, struct str *name);

/* text_scan_word: the word (lower case letters) in s at a word boundary; its offset, (size_t)-1 when it is not there.
 */
size_t text_scan_word(struct str s, const char *word);

/* text_scan_any: the first of several phrases (lower case letters and blanks; NULL-terminated list) that begins at a
 * word's beginning; its offset in s and its index in *which. (size_t)-1 when there is none. One walk over s. */
size_t text_scan_any(struct str s, const char *const *phrases, size_t *which);

/* text_scan_sentence: the first sentence of *s; *s moves behind it. false at the end. */
bool text_scan_sentence(struct str *s, struct str *out);

#endif
