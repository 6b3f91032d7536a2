/*
 * icd10cm.h: the diagnosis codes that plans use: ICD-10-CM chapter F and parts of R and Z.
 * Layer: plan (pure).  The facts are data/icd10cm.tsv (its head names the source and what it covers), compiled in by
 * tools/data/gen_icd10cm.c; tools/icd10cm-load makes that file from the yearly one of CMS.
 * Nothing here allocates or fails; all of it is thread-safe.
 */
#ifndef PLAN_ICD10CM_H
#define PLAN_ICD10CM_H

#include "base/date.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define ICD10CM_CODE_SIZE 9 /* "F13.132" and up to 7 signs, a dot and NUL */

struct icd10cm {
    char code[ICD10CM_CODE_SIZE]; /* upper case, with the dot */
    const char *title;            /* official long description; static */
    bool billable;                /* valid as it stands, not only the heading of longer codes */
    int from, until;              /* first and last fiscal year in which it is valid; 0 where no such limit is known */
};

enum icd10cm_status {
    ICD10CM_VALID,
    ICD10CM_HEADING,     /* longer codes exist and one of them is to be used: "F41" */
    ICD10CM_NOT_YET,     /* valid from a later fiscal year than asked about */
    ICD10CM_ENDED,       /* valid until an earlier one */
    ICD10CM_UNKNOWN,     /* in a category that the list holds whole, and not in it */
    ICD10CM_NOT_COVERED, /* nothing is known about it here: another chapter ("G47.00") */
    ICD10CM_MALFORMED    /* cannot be an ICD-10-CM code */
};

/* icd10cm_find: the row of a code, with or without its dot, letters without case, blanks around it ignored.
 * false when it is not in the list; *out then untouched. */
bool icd10cm_find(struct str code, struct icd10cm *out);

/*
 * icd10cm_check: may this code be used?
 *   fiscal_year  as icd10cm_fiscal_year() of the diagnosis' or plan's date; 0 when no date is known: then a code that
 * is valid in any year is ICD10CM_VALID
 */
enum icd10cm_status icd10cm_check(struct str code, int fiscal_year);

/*
 * icd10cm_near: up to `room` valid codes nearest to a bad one: those below a heading, else those that share its longest
 * beginning within the category; never the code itself.
 *   fiscal_year  as above; 0: codes that no later edition has split
 * Returns how many were written to out, in the order of the codes; 0 when there are none.
 */
size_t icd10cm_near(struct str code, int fiscal_year, struct icd10cm *out, size_t room);

/* icd10cm_fiscal_year: of the US federal government; it starts on 1 October of the year before. 0 for an absent date.
 */
int icd10cm_fiscal_year(struct date d);

const char *icd10cm_edition(void); /* "ICD-10-CM, fiscal year 2021" */
int icd10cm_edition_year(void);    /* 2021 */
size_t icd10cm_count(void);

#endif
