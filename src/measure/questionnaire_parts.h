/*
 * questionnaire_parts.h: what the files of questionnaire.h share. Layer: measure, private to it.
 */
#ifndef MEASURE_QUESTIONNAIRE_PARTS_H
#define MEASURE_QUESTIONNAIRE_PARTS_H

#include "measure/questionnaire.h"

/* The questions beside the score: LOINC code, or NULL; highest answer, -1: the instrument does not have it; value of an
 * answer code. */
const char *questionnaire_extra_code(const struct measure_structure *s, enum measure_extra extra);
int questionnaire_extra_max(const struct measure_structure *s, enum measure_extra extra);
bool questionnaire_extra_value(const struct measure_structure *s, enum measure_extra extra, struct str code,
                               int16_t *value);

/* questionnaire_code_value: our value of an answer code at item i (from 0); false when it is not known there. */
bool questionnaire_code_value(const struct measure_structure *s, size_t i, struct str code, int16_t *value);

/* questionnaire_shown: how many bytes of a text from a file go into a message, for "%.*s". */
int questionnaire_shown(struct str s);

/* questionnaire_is_loinc: digits, a hyphen, a check digit. */
bool questionnaire_is_loinc(struct str s);

/* questionnaire_link_code: the last part of a linkId such as "/44249-1/44250-9". */
struct str questionnaire_link_code(struct str link_id);

/* questionnaire_link_own: the item (from 1) of our own name "phq9.3"; 0 when it is none of m.
 * questionnaire_link_extra: whether it is "phq9.impact". */
size_t questionnaire_link_own(struct str link_id, const struct measure *m);
bool questionnaire_link_extra(struct str link_id, const struct measure *m, enum measure_extra extra);

/* questionnaire_wrong_code: what is wrong with this code for m, NULL: nothing known.
 * questionnaire_wrong_code_at: the i-th such code of m, and what is wrong with it; NULL past the last. */
const char *questionnaire_wrong_code(const struct measure *m, struct str code);
const char *questionnaire_wrong_code_at(const struct measure *m, size_t i, const char **code);

/* questionnaire_fill_answers: our options of item i without texts; none where a number is asked. NULL: no memory. */
struct questionnaire_answer *questionnaire_fill_answers(const struct measure_structure *s, size_t i, struct arena *a,
                                                        size_t *count);

/* questionnaire_items_confirmed: whether the LOINC codes of the items are confirmed, whatever else of the entry is. */
bool questionnaire_items_confirmed(const struct measure *m);

/* questionnaire_has_item: whether an item has this LOINC code. */
bool questionnaire_has_item(const struct measure_structure *s, const char *code);

/* questionnaire_item_code: the LOINC code of item i (from 0), or NULL. */
const char *questionnaire_item_code(const struct measure_structure *s, size_t i);

#endif
