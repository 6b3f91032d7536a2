/*
 * chart.h: one measure over time as a picture: bands, scores, target, reliable change, plan events, gaps. The same
 * geometry is written as SVG and painted with cairo.
 * Layer: render (pure).  Not here: the sentence before it (plan/standing.h), fetching the series.
 *
 * Rules of the drawing: x is real time, y the full range and never cropped; bands are edged at half points; shape, not
 * colour alone, tells marks apart; a label never lies on another; colours by class, so that the page's style sheet
 * decides light, dark and print.
 */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "measure/structure.h"
#include "render/words.h"

enum chart_mark { CHART_PLAIN, CHART_BETTER, CHART_WORSE }; /* hollow circle, filled diamond, filled triangle */

struct chart_point {
    int32_t day; /* ascending */
    double value;
    enum chart_mark mark;
    bool prorated, alert;   /* alert: a risk mark with words, clinicians only */
    struct str alert_words; /* "self-harm thoughts"; absent: "risk answer" */
};

struct chart_event { /* "A plan v2 signed" */
    int32_t day;
    struct str text;
};

struct chart {
    struct str id;                     /* prefix of ids in the SVG, letters, digits, '-' */
    struct str title;                  /* "GAD-7, 8 September 2026 to 1 December 2026" */
    struct str description;            /* what the picture shows, in a sentence or two */
    struct str unit;                   /* "points", "a week" */
    double min, max;                   /* full range of y, min < max */
    const struct measure_bands *bands; /* NULL: none */
    const struct chart_point *points;
    size_t point_count;
    const int32_t *missed; /* days of check-ins that did not come */
    size_t missed_count;
    const struct chart_event *events;
    size_t event_count;
    bool has_target;
    double target, target_far;         /* equal unless a range */
    int32_t target_day;                /* 0: no date */
    bool target_past, target_at_least; /* at_least: "6 or more" */
    bool has_reliable;
    double reliable;             /* baseline - index: the score from which a change is reliable */
    double reliable_index;       /* points that count as reliable change */
    bool reliable_confirmed;     /* false: the label does not say "reliable" */
    bool higher_is_better;       /* false: lower is better */
    bool narrow;                 /* for a phone: half as wide with letters of the same size; names of bands in short
                                    lines, the words of target and reliable change below with the events */
    bool for_client;             /* where there are bands, three quiet grounds ("more often", "sometimes", "less often")
                                    without their names; no risk marks, nothing worse, no line of reliable change */
    int32_t first_day, last_day; /* extent of x; the points lie inside */
    const struct render_words *words; /* NULL: English. Words for clinicians alone are English in any case */
};

/*
 * What is drawn: all of it always but these. The number stands at each mark up to 12 marks, beyond that at the first,
 * last, lowest and highest; a number without a free place is left out. Where marks would run into each other
 * (spacing below 7 units of 660, or of 336) there is the line alone, with marks where a number stands or the kind of
 * mark changes. The line is not joined over a missed check-in, nor over more than twice the usual (median) interval. Of
 * events 26 get a letter; the key says how many more there are. A value outside [min, max] stands at the edge.
 */

/* chart_put_svg: a <svg role="img"> element with title and desc; no style attribute, no script. An empty series gives
 * an empty frame with the target. Nothing can fail but `out`. Thread-safe. */
void chart_put_svg(const struct chart *c, struct buf *out);

/* chart_put_both: two elements, of classes "c-wide" and "c-narrow": the page's style sheet shows the one that fits. */
void chart_put_both(const struct chart *c, struct buf *out);

/* chart_put_sparkline: the last points without axes, aria-hidden. */
void chart_put_sparkline(const struct chart *c, struct buf *out);

/* chart_put_legend: what the marks of this picture mean, one line of text (not markup):
 * "○ score · ◆ reliably better than the first · dashed line: target · grounds: the bands named beside them". Nothing is
 * explained that is not there; the grounds of a client's picture have their words in it. */
void chart_put_legend(const struct chart *c, struct buf *out);

/* chart_height: of the picture when it is `width` wide; grows with the key of events. */
double chart_height(const struct chart *c, double width);

/* chart_paint: on a cairo context, into the box at x, y; width 36 rem of the page or less. `cr` is a cairo_t. Light
 * greys and dark lines, for paper. As large as fits into width and height, at the box's top left. Errors stay in `cr`.
 */
void chart_paint(const struct chart *c, void *cr, double x, double y, double width, double height);

#endif
