/* day_time.c: a time of day as people write it. */
#include "web/day_time.h"

#define WORK_BEGINS 7 /* before it nobody works */

/* "2 pm", "2.30 p.m.", "14 h" without what stands behind the number; half: 'a', 'p', or 0. */
static struct str without_half(struct str typed, char *half)
{
    static const struct {
        const char *end;
        char half;
    } ends[] = {{"a.m.", 'a'}, {"p.m.", 'p'}, {"a.m", 'a'}, {"p.m", 'p'}, {"am", 'a'}, {"pm", 'p'}, {"h", 0}};
    *half = 0;
    typed = str_trim(typed);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_ends_ci(typed, str_of(ends[i].end))) {
            *half = ends[i].half;
            return str_trim(str_sub(typed, 0, typed.n - strlen(ends[i].end)));
        }
    }
    return typed;
}

/* "9", "9:30", "9.30", "930", "0930" as hour and minute; one: the hour has one figure. */
static bool read_figures(struct str typed, int *hour, int *minute, bool *one)
{
    int digits[4] = {0}, n = 0, before = -1;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if ((c == ':' || c == '.') && before < 0 && n >= 1 && n <= 2) {
            before = n;
        } else if (c < '0' || c > '9' || n == 4) {
            return false;
        } else {
            digits[n++] = c - '0';
        }
    }
    int hours = before >= 0 ? before : n <= 2 ? n : n - 2;
    if (!n || (before >= 0 && n - before != 2)) {
        return false;
    }
    *one = hours == 1;
    *hour = *one ? digits[0] : 10 * digits[0] + digits[1];
    *minute = n == hours ? 0 : 10 * digits[hours] + digits[hours + 1];
    return *hour < 24 && *minute < 60;
}

struct day_time day_time_read(struct str typed)
{
    struct day_time t = {.kind = DAY_TIME_NONE};
    char half;
    bool one;
    if (!read_figures(without_half(typed, &half), &t.hour, &t.minute, &one) || (half && (t.hour < 1 || t.hour > 12))) {
        return (struct day_time){.kind = DAY_TIME_NONE};
    }
    if (half) {
        t.hour = t.hour % 12 + (half == 'p' ? 12 : 0);
        t.kind = DAY_TIME_PLAIN;
    } else if (t.hour >= WORK_BEGINS) {
        t.kind = DAY_TIME_PLAIN;
    } else if (one && t.hour) {
        t.hour += 12;
        t.kind = DAY_TIME_AFTERNOON;
    } else {
        t.kind = DAY_TIME_NIGHT;
    }
    return t;
}
