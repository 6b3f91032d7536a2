/*
 * report_parts.h: one course of values as a picture and a table.
 * Layer: render (inside report*.c).
 */
#ifndef RENDER_REPORT_PARTS_H
#define RENDER_REPORT_PARTS_H

#include "render/doc_make.h"
#include "render/report.h"

struct report_make {
    struct doc_make m;
    const struct report *w;
    struct date on;
    size_t pictures;                  /* so far; each has an id of its own */
    const struct chart_event *events; /* where w has no series: what happened, by day */
    size_t event_count;
    const struct render_words *words; /* of pictures and their tables; NULL: English */
};

/* What a picture and its table need to know of a course. */
struct report_course {
    const struct series_course *course;
    const struct measure *measure; /* NULL: a count, rating, diary or level */
    bool higher_is_better;
    bool has_start; /* the value that change is counted from; else the first one */
    double start;
    const struct standing *standing; /* NULL: no objective is behind it */
    bool unjudged;                   /* nothing is called better or worse, and no target reached */
};

/* report_put_course: picture and table below `entry`; nothing for a course without a value. */
void report_put_course(struct report_make *g, struct doc_node *entry, const struct report_course *c);

/* report_say_number: at most two decimals, U+2212 before a negative one. */
void report_say_number(struct doc_make *m, double v);
/* report_say_range: a target: "6", or "6 to 8" when it has two ends. */
void report_say_range(struct doc_make *m, double near, double far);
/* report_say_change: "down 6", "up 2", "the same". */
void report_say_change(struct doc_make *m, double by);
/* report_say_day: "8 September", with the year where it is not that of `on`. */
void report_say_day(struct report_make *g, struct date d);
/* report_name: "loss_of_job" as "loss of job", a text of the series. */
void report_say_name(struct doc_make *m, struct str name);

#endif
