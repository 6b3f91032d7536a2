#include "base/date.h"

#include "base/num.h"

#include <assert.h>
#include <string.h>

enum {
    DAYS_400_YEARS = 146097,
    DAY_FIRST = -719162, /* 0001-01-01 */
    DAY_LAST = 2932896,  /* 9999-12-31 */
    DAY_MONDAY = -3      /* 1969-12-29, a Monday */
};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool date_is_set(struct date d)
{
    return d.year != 0;
}

int date_days_in_month(int year, int month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= date_days_in_month(year, month);
}

static struct date make(int year, int month, int day)
{
    return (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
}

bool date_parse(struct str s, struct date *out)
{
    int part[3] = {0, 0, 0}, at = 0;

    if (s.n != DATE_TEXT_SIZE - 1)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (i == 4 || i == 7) {
            if (s.p[i] != '-')
                return false;
            at++;
        } else {
            if (s.p[i] < '0' || s.p[i] > '9')
                return false;
            part[at] = part[at] * 10 + (s.p[i] - '0');
        }
    }
    if (!date_valid(part[0], part[1], part[2]))
        return false;
    *out = make(part[0], part[1], part[2]);
    return true;
}

const char *date_format(struct date d, char text[DATE_TEXT_SIZE])
{
    int year = d.year;

    text[0] = '\0';
    if (!date_is_set(d))
        return text;
    for (int i = 3; i >= 0; i--, year /= 10)
        text[i] = (char)('0' + year % 10);
    text[4] = text[7] = '-';
    text[5] = (char)('0' + d.month / 10);
    text[6] = (char)('0' + d.month % 10);
    text[8] = (char)('0' + d.day / 10);
    text[9] = (char)('0' + d.day % 10);
    text[10] = '\0';
    return text;
}

/*
 * The count of days works with years that begin on 1 March, so that the leap day is the last one; 153 days are the five
 * months from March to July, and again from August to December.
 */
const char *date_month(int month)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    assert(month >= 1 && month <= 12);
    return names[month - 1];
}

int32_t date_to_day(struct date d)
{
    int32_t year = d.month <= 2 ? d.year - 1 : d.year;
    int32_t month = d.month <= 2 ? d.month + 9 : d.month - 3; /* 0 is March */
    int32_t before = 365 * year + year / 4 - year / 100 + year / 400;

    assert(date_is_set(d));
    return before + (153 * month + 2) / 5 + d.day - 1 - 719468; /* 719468: 0000-03-01 to 1970-01-01 */
}

struct date date_from_day(int32_t n)
{
    int32_t era, day, year, month;

    if (n < DAY_FIRST || n > DAY_LAST)
        return (struct date){0};
    n += 719468;
    era = n / DAYS_400_YEARS;
    day = n % DAYS_400_YEARS;
    year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    month = (5 * day + 2) / 153;
    day -= (153 * month + 2) / 5;
    year += 400 * era;
    return month < 10 ? make(year, month + 3, day + 1) : make(year + 1, month - 9, day + 1);
}

static struct date from_day64(int64_t n)
{
    if (n < DAY_FIRST || n > DAY_LAST)
        return (struct date){0};
    return date_from_day((int32_t)n);
}

struct date date_add_days(struct date d, int32_t n)
{
    return date_is_set(d) ? from_day64((int64_t)date_to_day(d) + n) : d;
}

struct date date_add_months(struct date d, int32_t n)
{
    int64_t months = (int64_t)d.year * 12 + d.month - 1 + n;
    int year, month, most;

    if (!date_is_set(d) || months < 12 || months >= 10000 * 12)
        return (struct date){0};
    year = (int)(months / 12);
    month = (int)(months % 12) + 1;
    most = date_days_in_month(year, month);
    return make(year, month, d.day < most ? d.day : most);
}

int32_t date_diff(struct date later, struct date earlier)
{
    return date_to_day(later) - date_to_day(earlier);
}

int date_cmp(struct date a, struct date b)
{
    int32_t key_a = a.year * 512 + a.month * 32 + a.day, key_b = b.year * 512 + b.month * 32 + b.day;

    return key_a < key_b ? -1 : key_a > key_b;
}

/* Weeks since the Monday in 1969-12-29's week, rounded down, and the day of the week, 0 Monday. */
static int32_t week_of(int32_t day, int32_t *weekday)
{
    int32_t since = day - DAY_MONDAY;
    int32_t in_week = (since % 7 + 7) % 7;

    *weekday = in_week;
    return (since - in_week) / 7;
}

int date_weekday(struct date d)
{
    int32_t weekday;

    week_of(date_to_day(d), &weekday);
    return weekday + 1;
}

/* The Monday of week 1: of the week that 4 January is in. Year 1 has its Monday on 1 January. */
static int32_t iso_year_start(int year)
{
    int32_t weekday, day = date_to_day(make(year, 1, 4));

    week_of(day, &weekday);
    return day - weekday;
}

void date_iso_week(struct date d, int *iso_year, int *week)
{
    int32_t weekday, day = date_to_day(d), thursday, year;

    week_of(day, &weekday);
    thursday = day - weekday + 3;
    /* The week belongs to the year of its Thursday; that of 9999-12-31, a Friday, is in 9999. */
    year = date_from_day(thursday).year;
    *iso_year = year;
    *week = (thursday - date_to_day(make(year, 1, 1))) / 7 + 1;
}

bool date_from_iso_week(int iso_year, int week, int weekday, struct date *out)
{
    int32_t day;
    struct date thursday, d;

    if (iso_year < 1 || iso_year > 9999 || week < 1 || week > 53 || weekday < 1 || weekday > 7)
        return false;
    day = iso_year_start(iso_year) + (week - 1) * 7;
    thursday = date_from_day(day + 3);
    d = date_from_day(day + weekday - 1);
    if (thursday.year != iso_year || !date_is_set(d))
        return false;
    *out = d;
    return true;
}

int date_age(struct date birth, struct date on)
{
    if (!date_is_set(birth) || !date_is_set(on) || date_cmp(on, birth) < 0)
        return -1;
    return on.year - birth.year - (on.month * 32 + on.day < birth.month * 32 + birth.day);
}

/* ---- business days ---- */

/* Number of Mondays to Fridays from 1969-12-29 to `day`, both counted; negative before. */
static int32_t workdays_to(int32_t day)
{
    int32_t weekday, weeks = week_of(day, &weekday);

    return weeks * 5 + (weekday < 5 ? weekday + 1 : 5);
}

/* The day for which workdays_to becomes `count`. */
static int64_t workday_number(int64_t count)
{
    int64_t in_week = ((count - 1) % 5 + 5) % 5;

    return (count - 1 - in_week) / 5 * 7 + in_week + DAY_MONDAY;
}

/* The first holiday after `day`. */
static size_t first_after(const struct date *holidays, size_t count, int32_t day)
{
    size_t from = 0, to = count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (date_to_day(holidays[middle]) <= day)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Is the i-th holiday a day off that the one before it (in the order of the list) did not already take? */
static bool takes_a_day(const struct date *holidays, size_t i)
{
    return date_weekday(holidays[i]) <= 5 && (i == 0 || date_cmp(holidays[i - 1], holidays[i]) != 0);
}

struct date date_add_business_days(struct date d, int32_t n, const struct date *holidays, size_t count)
{
    int64_t want, at;
    int32_t day;
    size_t i;

    if (n == 0 || !date_is_set(d))
        return d;
    day = date_to_day(d);
    if (n > 0) {
        want = (int64_t)workdays_to(day) + n;
        at = workday_number(want);
        /* Each holiday on the way moves the end one working day further. */
        for (i = first_after(holidays, count, day); i < count && date_to_day(holidays[i]) <= at; i++)
            if (takes_a_day(holidays, i))
                at = workday_number(++want);
    } else {
        want = (int64_t)workdays_to(day - 1) + n + 1;
        at = workday_number(want);
        for (i = first_after(holidays, count, day - 1); i > 0 && date_to_day(holidays[i - 1]) >= at; i--)
            if (takes_a_day(holidays, i - 1))
                at = workday_number(--want);
    }
    return from_day64(at);
}

int32_t date_business_days_between(struct date from, struct date to, const struct date *holidays, size_t count)
{
    int32_t first = date_to_day(from), last = date_to_day(to), n;

    if (last <= first)
        return 0;
    n = workdays_to(last) - workdays_to(first);
    for (size_t i = first_after(holidays, count, first); i < count && date_to_day(holidays[i]) <= last; i++)
        n -= takes_a_day(holidays, i);
    return n;
}

/* ---- periods ---- */

bool date_apply_period(struct date d, struct str period, struct date *out)
{
    int64_t n;
    struct date end;

    if (period.n < 3 || period.n > 9 || period.p[0] != 'P' || period.p[1] == '-' ||
        !num_int(str_sub(period, 1, period.n - 1), 0, 9999999, &n))
        return false;
    switch (period.p[period.n - 1]) {
    case 'Y':
        end = date_add_months(d, (int32_t)n * 12);
        break;
    case 'M':
        end = date_add_months(d, (int32_t)n);
        break;
    case 'W':
        end = date_add_days(d, (int32_t)n * 7);
        break;
    case 'D':
        end = date_add_days(d, (int32_t)n);
        break;
    default:
        return false;
    }
    if (!date_is_set(end))
        return false;
    *out = end;
    return true;
}
