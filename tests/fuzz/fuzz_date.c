/*
 * Any bytes as dates, periods and numbers: what is taken is written the same again, and arithmetic stays consistent.
 * Form of the input: DATE NUL PERIOD NUL NUMBER; what is missing is empty.
 */
#include "base/date.h"
#include "base/num.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void check_numbers(struct str text, struct date d)
{
    struct dec dec = {0}, again = {0};
    int64_t n = 0;

    if (num_dec(text, &dec)) {
        struct buf b;
        buf_init(&b, 0);
        dec_put(&b, dec);
        demand(str_eq(buf_str(&b), text), "a decimal is written as it was read");
        demand(num_dec(buf_str(&b), &again) && dec_same(dec, again) && dec_cmp(dec, again) == 0, "decimal");
        buf_free(&b);
    }
    if (num_int(text, INT32_MIN, INT32_MAX, &n)) {
        int32_t days = (int32_t)n;
        struct date moved = date_add_days(d, days), months = date_add_months(d, days);
        struct date holidays[2] = {d, date_add_days(d, 1)};
        size_t count = date_is_set(holidays[1]) ? 2 : 1;
        struct date business = date_add_business_days(d, days, holidays, count);

        if (date_is_set(moved))
            demand(date_diff(moved, d) == days, "days");
        if (date_is_set(months))
            demand(date_valid(months.year, months.month, months.day) && months.day <= d.day, "months");
        if (date_is_set(business) && days > 0)
            demand(date_business_days_between(d, business, holidays, count) == days, "business days");
    }
}

static void check_date(struct date d, struct str text)
{
    char written[DATE_TEXT_SIZE];
    struct date back = {0};
    int year, week;

    demand(str_is(text, date_format(d, written)), "a date is written as it was read");
    demand(date_valid(d.year, d.month, d.day), "valid");
    demand(date_cmp(date_from_day(date_to_day(d)), d) == 0, "day number");
    date_iso_week(d, &year, &week);
    demand(date_from_iso_week(year, week, date_weekday(d), &back) && date_cmp(back, d) == 0, "week");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, text, period = {NULL, 0}, number = {NULL, 0};
    struct date d = {0}, end = {0};

    text = rest;
    if (str_cut(rest, '\0', &text, &rest)) {
        period = rest;
        if (str_cut(rest, '\0', &period, &rest))
            number = rest;
    }
    if (date_parse(text, &d)) {
        check_date(d, text);
        check_numbers(number, d);
    } else {
        demand(!date_is_set(d), "untouched");
    }
    if (date_apply_period(d, period, &end))
        demand(date_is_set(d) && date_cmp(end, d) >= 0 && date_valid(end.year, end.month, end.day), "period");
    return 0;
}
