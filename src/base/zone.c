/* zone.c: see zone.h. */
#include "base/zone.h"

#include <assert.h>

#define HEADER 44
#define COUNT_MAX 100000 /* of transitions; the largest file there is has a few hundred */
#define OFFSET_MAX_S (26 * 3600)
#define EDGE_MAX_S (167 * 3600)
#define DAY_S 86400

static bool damaged(struct err *e)
{
    return err_set(e, ERR_INVALID, "time zone", "the file is no TZif file of version 2 or later, or is damaged");
}

/* ---- the binary part ---- */

static int64_t big_endian(const char *p, int bytes)
{
    uint64_t v = (unsigned char)p[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < bytes; i++) {
        v = v << 8 | (unsigned char)p[i];
    }
    return (int64_t)v;
}

struct header {
    int64_t isut, isstd, leap, times, types, letters;
};

static bool read_header(struct str *rest, struct header *h)
{
    int64_t *const counts[] = {&h->isut, &h->isstd, &h->leap, &h->times, &h->types, &h->letters};
    if (rest->n < HEADER || memcmp(rest->p, "TZif", 4) != 0 || rest->p[4] < '2') {
        return false;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        *counts[i] = big_endian(rest->p + 20 + 4 * i, 4);
        if (*counts[i] < 0 || *counts[i] > COUNT_MAX) {
            return false;
        }
    }
    *rest = str_sub(*rest, HEADER, rest->n);
    return h->types > 0;
}

/* Bytes of a block whose times have `size` bytes each. */
static size_t block_size(const struct header *h, int64_t size)
{
    return (size_t)(h->times * (size + 1) + h->types * 6 + h->letters + h->leap * (size + 4) + h->isstd + h->isut);
}

static bool read_block(struct str block, const struct header *h, struct arena *a, struct zone *out, struct err *e)
{
    size_t n = (size_t)h->times;
    int64_t *at = arena_array(a, n ? n : 1, sizeof *at);
    int32_t *offset = arena_array(a, n ? n : 1, sizeof *offset);
    const char *index = block.p + n * 8, *types = index + n;
    if (!at || !offset) {
        return arena_error(a, e);
    }
    for (int64_t i = 0; i < h->types; i++) {
        int64_t s = big_endian(types + i * 6, 4);
        if (s < -OFFSET_MAX_S || s > OFFSET_MAX_S) {
            return damaged(e);
        }
    }
    for (size_t i = 0; i < n; i++) {
        unsigned type = (unsigned char)index[i];
        at[i] = big_endian(block.p + i * 8, 8);
        if (type >= (uint64_t)h->types || (i && at[i] <= at[i - 1])) {
            return damaged(e);
        }
        offset[i] = (int32_t)big_endian(types + (size_t)type * 6, 4);
    }
    *out = (struct zone){.count = n, .at_s = at, .offset_s = offset, .first_s = (int32_t)big_endian(types, 4)};
    return true;
}

/* ---- the rule behind the last transition ---- */

static bool take(struct str *s, char c)
{
    bool there = s->n && s->p[0] == c;
    if (there) {
        *s = str_sub(*s, 1, s->n);
    }
    return there;
}

static bool take_number(struct str *s, int max, int *out)
{
    size_t n = 0;
    *out = 0;
    while (n < s->n && n < 4 && s->p[n] >= '0' && s->p[n] <= '9') {
        *out = *out * 10 + (s->p[n++] - '0');
    }
    *s = str_sub(*s, n, s->n);
    return n > 0 && *out <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct str *s, int32_t *out)
{
    bool minus = take(s, '-');
    int hours, minutes = 0, seconds = 0;
    if (!minus) {
        take(s, '+');
    }
    bool ok = take_number(s, 167, &hours) &&
              (!take(s, ':') || (take_number(s, 59, &minutes) && (!take(s, ':') || take_number(s, 59, &seconds))));
    *out = (int32_t)(hours * 3600 + minutes * 60 + seconds) * (minus ? -1 : 1);
    return ok && *out >= -EDGE_MAX_S && *out <= EDGE_MAX_S;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A name of three letters or more, or what stands in < >. */
static bool take_name(struct str *s)
{
    size_t n = 0;
    if (take(s, '<')) {
        while (n < s->n &&
               (is_letter(s->p[n]) || (s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '+' || s->p[n] == '-')) {
            n++;
        }
        *s = str_sub(*s, n, s->n);
        return n >= 3 && take(s, '>');
    }
    while (n < s->n && is_letter(s->p[n])) {
        n++;
    }
    *s = str_sub(*s, n, s->n);
    return n >= 3;
}

static bool take_edge(struct str *s, struct zone_edge *out)
{
    bool ok;
    *out = (struct zone_edge){.at_s = 2 * 3600};
    if (take(s, 'M')) {
        out->kind = ZONE_WEEK;
        ok = take_number(s, 12, &out->month) && out->month && take(s, '.') && take_number(s, 5, &out->week) &&
             out->week && take(s, '.') && take_number(s, 6, &out->day);
    } else if (take(s, 'J')) {
        out->kind = ZONE_JULIAN;
        ok = take_number(s, 365, &out->day) && out->day;
    } else {
        out->kind = ZONE_DAY;
        ok = take_number(s, 365, &out->day);
    }
    return ok && (!take(s, '/') || take_time(s, &out->at_s));
}

static bool read_rule(struct str s, struct zone *out)
{
    int32_t west;
    if (!s.n) {
        return true; /* none: the last transition holds for good */
    }
    out->has_rule = true;
    if (!take_name(&s) || !take_time(&s, &west)) {
        return false;
    }
    out->standard_s = -west;
    if (!s.n) {
        return west >= -OFFSET_MAX_S && west <= OFFSET_MAX_S;
    }
    out->has_summer = true;
    out->summer_s = out->standard_s + 3600;
    if (!take_name(&s)) {
        return false;
    }
    if (s.n && s.p[0] != ',') {
        if (!take_time(&s, &west)) {
            return false;
        }
        out->summer_s = -west;
    }
    return take(&s, ',') && take_edge(&s, &out->begins) && take(&s, ',') && take_edge(&s, &out->ends) && !s.n &&
           out->standard_s >= -OFFSET_MAX_S && out->standard_s <= OFFSET_MAX_S && out->summer_s >= -OFFSET_MAX_S &&
           out->summer_s <= OFFSET_MAX_S;
}

bool zone_read(struct str bytes, struct arena *a, struct zone *out, struct err *e)
{
    struct header old, h;
    struct str rest = bytes, footer, behind;
    if (!read_header(&rest, &old) || rest.n < block_size(&old, 4)) {
        return damaged(e);
    }
    rest = str_sub(rest, block_size(&old, 4), rest.n);
    if (!read_header(&rest, &h) || rest.n < block_size(&h, 8)) {
        return damaged(e);
    }
    if (h.leap) {
        return err_set(e, ERR_INVALID, "time zone", "counts leap seconds; name one that does not");
    }
    struct str block = str_sub(rest, 0, block_size(&h, 8));
    footer = str_sub(rest, block.n, rest.n);
    if (!read_block(block, &h, a, out, e)) {
        return false;
    }
    return (take(&footer, '\n') && str_cut(footer, '\n', &footer, &behind) && read_rule(footer, out)) || damaged(e);
}

/* ---- what it says ---- */

static int64_t days_to(int64_t year, int month, int day)
{
    return date_to_day((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

/* Seconds since 1970 of an edge in that year, as a clock without any offset would show it. */
static int64_t edge_s(const struct zone_edge *x, int year)
{
    int64_t first = days_to(year, 1, 1), day;
    bool leap = date_days_in_month(year, 2) == 29;
    if (x->kind == ZONE_JULIAN) {
        day = first + x->day - 1 + (leap && x->day >= 60);
    } else if (x->kind == ZONE_DAY) {
        day = first + x->day;
    } else {
        int64_t month = days_to(year, x->month, 1);
        int weekday = (int)(((month + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday, 4 */
        int64_t n = (x->day - weekday + 7) % 7 + 7 * (x->week - 1);
        day = month + (n >= date_days_in_month(year, x->month) ? n - 7 : n);
    }
    return day * DAY_S + x->at_s;
}

static int32_t by_rule(const struct zone *z, int64_t at_s)
{
    if (!z->has_summer) {
        return z->standard_s;
    }
    int64_t local = at_s + z->standard_s, day = local / DAY_S - (local % DAY_S < 0);
    struct date d = day > INT32_MIN && day < INT32_MAX ? date_from_day((int32_t)day) : (struct date){0};
    if (!date_is_set(d)) {
        return z->standard_s;
    }
    int64_t begins = edge_s(&z->begins, d.year) - z->standard_s, ends = edge_s(&z->ends, d.year) - z->summer_s;
    bool summer = begins < ends ? at_s >= begins && at_s < ends : at_s >= begins || at_s < ends;
    return summer ? z->summer_s : z->standard_s;
}

int32_t zone_offset_s(const struct zone *z, int64_t at_s)
{
    if (!z) {
        return 0;
    }
    if (!z->count || at_s < z->at_s[0]) {
        return !z->count && z->has_rule ? by_rule(z, at_s) : z->first_s;
    }
    size_t low = 0, high = z->count; /* at_s[low] <= at_s < at_s[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (z->at_s[middle] <= at_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high == z->count && z->has_rule ? by_rule(z, at_s) : z->offset_s[low];
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct date zone_day(const struct zone *z, int64_t at_ms)
{
    int64_t at_s = floor_div(at_ms, 1000), day = floor_div(at_s + zone_offset_s(z, at_s), DAY_S);
    return day > INT32_MIN && day < INT32_MAX ? date_from_day((int32_t)day) : (struct date){0};
}

int64_t zone_day_begins_ms(const struct zone *z, struct date d)
{
    assert(date_is_set(d));
    int64_t want = date_to_day(d), low = want * DAY_S - OFFSET_MAX_S - 1, high = want * DAY_S + OFFSET_MAX_S + 1;
    while (z && high - low > 1) { /* it is earlier than that day at low, that day or later at high */
        int64_t middle = low + (high - low) / 2;
        if (floor_div(middle + zone_offset_s(z, middle), DAY_S) < want) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (z ? high : want * DAY_S) * 1000;
}
