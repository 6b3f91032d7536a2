/*
 * grade.h: how hard an English text is to read.
 * Layer: base (pure).
 */
#ifndef BASE_GRADE_H
#define BASE_GRADE_H

#include "base/str.h"

/* reading_grade: the Flesch-Kincaid grade (Kincaid et al., 1975): 0.39 words a sentence + 11.8 syllables a word
 * - 15.59. Words with a digit or in capitals ("GAD-7", "CBT") and numbers are left out; syllables are counted by their
 * vowels. A line is a sentence where no mark ends it. Below 0 is 0; a text without words has 0. */
double reading_grade(struct str text);

#endif
