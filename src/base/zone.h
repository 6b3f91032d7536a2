/*
 * zone.h: a time zone from the bytes of a TZif file (RFC 9636): how far its clocks are from UTC at a moment, which day
 * it is there.
 * Layer: base.  Not here: where such files are, the clock.
 *
 * All transitions of the file count, and behind the last one the rule in its footer (a POSIX TZ text, with the
 * extensions of RFC 9636). Leap seconds are passed over: files with them ("right/") are refused. A zone is read once
 * and then only looked at, by any number of threads.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

/* When summer time begins or ends: the day as the rule names it, and seconds after midnight of the clock before. */
struct zone_edge {
    enum { ZONE_JULIAN, ZONE_DAY, ZONE_WEEK } kind; /* Jn 1..365, 29 February never counted; n 0..365; Mm.w.d */
    int day, month, week;                           /* ZONE_WEEK: day 0 Sunday .. 6, week 1..5, 5 the last */
    int32_t at_s;
};

struct zone {
    size_t count;
    const int64_t *at_s;     /* ascending; Unix seconds */
    const int32_t *offset_s; /* from that moment on; seconds east of UTC */
    int32_t first_s;         /* before all of them */
    bool has_rule, has_summer;
    int32_t standard_s, summer_s;
    struct zone_edge begins, ends; /* of summer time */
};

/* zone_read: ERR_INVALID no TZif file of version 2 or later, damaged, or with leap seconds; ERR_MEMORY. */
bool zone_read(struct str bytes, struct arena *a, struct zone *out, struct err *e);

/* zone_offset_s: seconds east of UTC at that moment; z NULL: UTC, 0. */
int32_t zone_offset_s(const struct zone *z, int64_t at_s);
/* zone_day: the day on which that moment falls there; absent outside the years 1..9999. z NULL: UTC. */
struct date zone_day(const struct zone *z, int64_t at_ms);
/* zone_day_begins_ms: the first moment of a day there, also when its clocks skip midnight. d must be set. */
int64_t zone_day_begins_ms(const struct zone *z, struct date d);

#endif
