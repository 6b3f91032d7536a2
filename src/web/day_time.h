/*
 * day_time.h: a time of day as people write it.
 * Layer: web (pure).
 *
 * "9", "9:30", "9.30", "0930", "9 am", "2pm", "2:30 p.m.", "14 h". Before seven in the morning nobody works, so what is
 * written without am or pm is not taken at its word there: one figure ("2", "2:30", "230") is the afternoon, two
 * ("02:30", "0230") ask to be written with am or pm. Who reads it shows what was understood.
 */
#ifndef WEB_DAY_TIME_H
#define WEB_DAY_TIME_H

#include "base/str.h"

enum day_time_kind {
    DAY_TIME_NONE,      /* no time of day */
    DAY_TIME_PLAIN,     /* as it is written */
    DAY_TIME_AFTERNOON, /* twelve hours later than it is written */
    DAY_TIME_NIGHT      /* before seven in the morning, and without am or pm */
};
struct day_time {
    enum day_time_kind kind;
    int hour, minute; /* of 24 hours, as it was understood */
};

struct day_time day_time_read(struct str typed);

#endif
