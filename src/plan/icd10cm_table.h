/*
 * icd10cm_table.h: what tools/data/gen_icd10cm.c makes of data/icd10cm.tsv. Layer: plan, private to icd10cm.c.
 * No pointers inside, so that nothing is done with it when the program starts.
 */
#ifndef PLAN_ICD10CM_TABLE_H
#define PLAN_ICD10CM_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct icd10cm_row {
    char code[8];         /* without the dot, NUL-padded; the table is sorted by it */
    uint32_t title;       /* offset in icd10cm_titles */
    uint16_t from, until; /* 0: no limit known */
    uint16_t billable;
};

struct icd10cm_range {
    char first[4], last[4]; /* categories, "F01" to "F99" */
};

extern const struct icd10cm_row icd10cm_rows[];
extern const size_t icd10cm_row_count;
extern const struct icd10cm_range icd10cm_ranges[];
extern const size_t icd10cm_range_count;
extern const char icd10cm_titles[];
extern const char icd10cm_edition_text[];
extern const int icd10cm_edition_number;

#endif
