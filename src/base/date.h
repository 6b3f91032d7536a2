/*
 * date.h: civil dates (proleptic Gregorian), ISO 8601 weeks and periods, business days.
 * Layer: base.  Not here: the clock, time zones; today's date is always an argument.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * year 1..9999; year 0 means "absent" ({0} is an absent date). Functions that add to a date give "absent" for an absent
 * one and for a result outside 0001-01-01..9999-12-31. Where a function below asks for set dates, an absent one is an
 * assertion: no number would be true. Everything here is thread-safe.
 */
struct date {
    int16_t year;
    int8_t month, day;
};

#define DATE_TEXT_SIZE 11        /* "YYYY-MM-DD" and NUL */
#define DAY_MS INT64_C(86400000) /* milliseconds of 24 hours; which day a moment is in, a zone says (zone.h) */

bool date_is_set(struct date d);
bool date_valid(int year, int month, int day); /* a real day of the years 1..9999 */
int date_days_in_month(int year, int month);   /* month 1..12 */

/* date_parse: whole of s as YYYY-MM-DD and a real day; false otherwise, *out then untouched. */
bool date_parse(struct str s, struct date *out);
/* date_format: writes "YYYY-MM-DD", or "" when absent; returns text. */
const char *date_format(struct date d, char text[DATE_TEXT_SIZE]);

const char *date_month(int month); /* "January" for 1, in English (other languages: web/language.h); month 1..12 */

int32_t date_to_day(struct date d);   /* days since 1970-01-01, negative before; d must be set */
struct date date_from_day(int32_t n); /* absent when outside year 1..9999 */
struct date date_add_days(struct date d, int32_t n);
/* date_add_months: same day of the month, or its last day when there is none (31 January + 1 = 28 or 29 February). */
struct date date_add_months(struct date d, int32_t n);
int32_t date_diff(struct date later, struct date earlier); /* days; negative when the order is reversed; both set */
int date_cmp(struct date a, struct date b);                /* -1, 0 or 1; an absent date comes before all others */
int date_weekday(struct date d);                           /* 1 Monday .. 7 Sunday, ISO 8601; d must be set */
/*
 * date_iso_week: week 1..53 and the year that week belongs to (ISO 8601: week 1 holds the first Thursday). d must be
 * set. 9999-12-31 is in week 52 of 9999; every date has its week in a year 1..9999.
 */
void date_iso_week(struct date d, int *iso_year, int *week);
/* date_from_iso_week: weekday 1..7; false when that week does not exist in that year or the day is after 9999-12-31. */
bool date_from_iso_week(int iso_year, int week, int weekday, struct date *out);
/* date_age: completed years at `on`; 29 February counts as 1 March in common years. -1 when `on` is before birth or one
 * of them is absent. */
int date_age(struct date birth, struct date on);

/* date_add_business_days: n-th business day after d (n > 0) or before it (n < 0); Monday to Friday, without
 * `holidays` (sorted ascending; twice the same or one on a weekend does no harm; may be NULL when count is 0). n = 0
 * gives d itself, whatever day it is. Time grows with count, not with n. */
struct date date_add_business_days(struct date d, int32_t n, const struct date *holidays, size_t count);
/* date_business_days_between: business days in (from, to]; 0 when to <= from. Both set. */
int32_t date_business_days_between(struct date from, struct date to, const struct date *holidays, size_t count);

/* date_apply_period: d plus an ISO 8601 period of whole years, months, weeks or days ("P8W", "P6M", "P1Y", "P30D").
 * P0D is allowed. false when the period is written otherwise (two units, lower case, a sign, more than 7 digits), d is
 * absent or the result is out of range; *out then untouched. */
bool date_apply_period(struct date d, struct str period, struct date *out);

#endif
