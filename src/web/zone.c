/*
 * zone.c: how far a time zone is from UTC at a time: the system's zone files (RFC 8536), read once for each name.
 * Times after the last change that a file lists follow the rule at its end ("CET-1CEST,M3.5.0,M10.5.0/3"); a rule that
 * names days otherwise than by month, week and weekday is not followed, and the last offset stands.
 */
#include "web/web_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONE_BYTES_MAX ((size_t)64 << 10)
#define ZONES_MAX 16

struct zone {
    char name[64];
    unsigned char *bytes;
    size_t n;
};

struct zones {
    pthread_mutex_t lock;
    const char *folder;
    struct zone zone[ZONES_MAX];
    size_t count;
};

bool zones_new(const char *folder, struct zones **out, struct err *e)
{
    struct zones *z = calloc(1, sizeof *z);
    if (!z) {
        return err_no_memory(e);
    }
    pthread_mutex_init(&z->lock, NULL);
    z->folder = folder ? folder : "/usr/share/zoneinfo";
    *out = z;
    return true;
}

void zones_free(struct zones *z)
{
    if (z) {
        for (size_t i = 0; i < z->count; i++) {
            free(z->zone[i].bytes);
        }
        pthread_mutex_destroy(&z->lock);
        free(z);
    }
}

/* "Europe/Berlin": letters, digits, _ + - and slashes between them; no way out of the folder. */
static bool name_valid(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
        if ((!letter && !other) || (i == 0 && !letter)) {
            return false;
        }
    }
    return name.n && name.n < sizeof((struct zone *)0)->name && str_find(name, STR("//"), 0) == (size_t)-1;
}

static void load(struct zone *z, const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, z->name);
    FILE *f = fopen(path, "rb");
    if (!f) {
        return;
    }
    z->bytes = malloc(ZONE_BYTES_MAX);
    z->n = z->bytes ? fread(z->bytes, 1, ZONE_BYTES_MAX, f) : 0;
    fclose(f);
}

/* Found or read; NULL: no room. In the lock. */
static const struct zone *find(struct zones *z, struct str name)
{
    for (size_t i = 0; i < z->count; i++) {
        if (str_is(name, z->zone[i].name)) {
            return &z->zone[i];
        }
    }
    if (z->count == ZONES_MAX) {
        return NULL;
    }
    struct zone *fresh = &z->zone[z->count++];
    memcpy(fresh->name, name.p, name.n);
    load(fresh, z->folder);
    return fresh;
}

static int64_t number(const unsigned char *p, size_t n)
{
    uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++) {
        v = v << 8 | p[i];
    }
    return (int64_t)v;
}

struct part { /* of the second, 64-bit half of a file */
    size_t times, types;
    const unsigned char *time, *index, *type;
    struct str rule;
};

/* The header at `at`: its six counts. */
static bool header(const struct zone *z, size_t at, size_t count[6])
{
    if (at + 44 > z->n || memcmp(z->bytes + at, "TZif", 4) != 0) {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        int64_t v = number(z->bytes + at + 20 + 4 * i, 4);
        if (v < 0 || v > 65536) {
            return false;
        }
        count[i] = (size_t)v;
    }
    return true;
}

static bool read_part(const struct zone *z, struct part *out)
{
    size_t c[6]; /* isut, isstd, leap, time, type, char */
    if (!header(z, 0, c) || z->bytes[4] < '2') {
        return false;
    }
    size_t at = 44 + c[3] * 5 + c[4] * 6 + c[5] + c[2] * 8 + c[1] + c[0];
    if (!header(z, at, c) || !c[4] || at + 44 + c[3] * 9 + c[4] * 6 > z->n) {
        return false;
    }
    *out = (struct part){.times = c[3], .types = c[4], .time = z->bytes + at + 44};
    out->index = out->time + 8 * c[3];
    out->type = out->index + c[3];
    size_t end = at + 44 + c[3] * 9 + c[4] * 6 + c[5] + c[2] * 12 + c[1] + c[0];
    if (end + 2 <= z->n && z->bytes[end] == '\n') {
        struct str rest = {(const char *)z->bytes + end + 1, z->n - end - 1}, tail;
        str_cut(rest, '\n', &out->rule, &tail);
    }
    return true;
}

/* ---- the rule at the end ---- */

static bool eat(struct str *s, char c)
{
    bool there = s->n && s->p[0] == c;
    *s = str_sub(*s, there, s->n);
    return there;
}

static bool eat_number(struct str *s, int64_t *out)
{
    size_t i = 0;
    *out = 0;
    while (i < s->n && i < 4 && s->p[i] >= '0' && s->p[i] <= '9') {
        *out = 10 * *out + s->p[i++] - '0';
    }
    *s = str_sub(*s, i, s->n);
    return i > 0;
}

static bool eat_name(struct str *s)
{
    size_t i = 0;
    bool quoted = s->n && s->p[0] == '<';
    while (i < s->n && (quoted ? i == 0 || s->p[i - 1] != '>' : (s->p[i] | 32) >= 'a' && (s->p[i] | 32) <= 'z')) {
        i++;
    }
    *s = str_sub(*s, i, s->n);
    return i > 2;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool eat_time(struct str *s, int64_t *out)
{
    int64_t part, unit = 60;
    bool minus = eat(s, '-');
    eat(s, '+');
    if (!eat_number(s, &part)) {
        return false;
    }
    *out = part * 3600;
    while (unit && eat(s, ':')) {
        if (!eat_number(s, &part)) {
            return false;
        }
        *out += part * unit;
        unit /= 60;
    }
    *out = minus ? -*out : *out;
    return true;
}

/* ",Mm.w.d[/time]": seconds since 1970 of that moment in local time of that year. */
static bool eat_change(struct str *s, int year, int64_t *out)
{
    int64_t month, week, day, time = 7200;
    if (!eat(s, ',') || !eat(s, 'M') || !eat_number(s, &month) || !eat(s, '.') || !eat_number(s, &week) ||
        !eat(s, '.') || !eat_number(s, &day) || (eat(s, '/') && !eat_time(s, &time)) || month < 1 || month > 12 ||
        week < 1 || week > 5 || day > 6) {
        return false;
    }
    struct date first = {(int16_t)year, (int8_t)month, 1};
    int64_t at = 1 + (day - date_weekday(first) % 7 + 7) % 7 + (week - 1) * 7;
    at -= at > date_days_in_month(year, (int)month) ? 7 : 0;
    *out = (date_to_day(first) + at - 1) * INT64_C(86400) + time;
    return true;
}

/* The offset that the rule gives; false: no rule that is understood. */
static bool follow_rule(struct str rule, int64_t at_s, int64_t *out)
{
    int64_t standard, summer, begin, end;
    if (!eat_name(&rule) || !eat_time(&rule, &standard)) {
        return false;
    }
    standard = -standard;
    *out = standard;
    if (!rule.n) {
        return true;
    }
    summer = standard + 3600;
    if (!eat_name(&rule)) {
        return false;
    }
    if (rule.n && rule.p[0] != ',') {
        if (!eat_time(&rule, &summer)) {
            return false;
        }
        summer = -summer;
    }
    struct date day = date_from_day((int32_t)((at_s + standard) / 86400));
    if (!date_is_set(day) || !eat_change(&rule, day.year, &begin) || !eat_change(&rule, day.year, &end)) {
        return false;
    }
    bool after_begin = at_s >= begin - standard, before_end = at_s < end - summer;
    *out = (begin < end ? after_begin && before_end : after_begin || before_end) ? summer : standard;
    return true;
}

static int64_t offset(const struct zone *z, int64_t at_s)
{
    struct part p;
    if (!z || !z->n || !read_part(z, &p)) {
        return 0;
    }
    size_t low = 0, high = p.times; /* the first change that is later */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (number(p.time + 8 * middle, 8) <= at_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    int64_t seconds;
    if (low == p.times && follow_rule(p.rule, at_s, &seconds)) {
        return seconds;
    }
    size_t type = low ? p.index[low - 1] : 0;
    return type < p.types ? number(p.type + 6 * type, 4) : 0;
}

int64_t zones_offset_ms(struct zones *z, struct str name, int64_t at_ms)
{
    if (!name_valid(name)) {
        return 0;
    }
    pthread_mutex_lock(&z->lock);
    int64_t seconds = offset(find(z, name), at_ms / 1000);
    pthread_mutex_unlock(&z->lock);
    return seconds > -86400 && seconds < 86400 ? seconds * 1000 : 0;
}
