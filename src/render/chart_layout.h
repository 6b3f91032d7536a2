/*
 * chart_layout.h: where everything of a chart goes, worked out once for the SVG and for the painter.
 * Layer: render (inside the module; pure, no allocation).  Units: the picture is chart_width() wide, y downwards.
 *
 * Text is measured with a table of widths that no common sans-serif font exceeds, so that what does not overlap here
 * does not overlap in a browser that lacks our font.
 */
#ifndef RENDER_CHART_LAYOUT_H
#define RENDER_CHART_LAYOUT_H

#include "render/chart.h"

enum {
    CHART_WIDTH = 660,
    CHART_NARROW = 336,
    CHART_SAMPLE = 30, /* before its words in the key: a piece of the line of target or reliable change */
    CHART_FONT = 15,
    CHART_TEXT = 112, /* bytes of a label */
    CHART_LABELS = 192,
    CHART_GROUNDS = 15,
    CHART_LETTERS = 26,
    CHART_NUMBERED = 12 /* up to so many marks each has its number */
};

enum chart_style {
    CHART_TICK,
    CHART_BAND,
    CHART_VALUE,
    CHART_TARGET,
    CHART_RELIABLE,
    CHART_LETTER,
    CHART_KEY,
    CHART_ALERT,
    CHART_STYLE_COUNT
};

enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

struct chart_box {
    double x0, y0, x1, y1;
};

struct chart_label {
    enum chart_style style;
    enum chart_anchor anchor;
    double x, y; /* y: baseline */
    struct chart_box box;
    size_t n;
    char text[CHART_TEXT];
};

struct chart_ground {
    double top, bottom;
    int level; /* 0 (least trouble) to 4; of a quiet chart 0 or 1, taking turns */
};

struct chart_layout {
    const struct chart *c;
    double height;
    struct chart_box plot;
    double x_from, x_scale; /* x of first_day, units a day */
    double y_scale;         /* units a point */
    double pad;             /* room below min and above max, in points */
    double join_most;       /* days; longer intervals are not joined */
    double size;            /* half the width of a mark */
    bool dense;
    bool target_shown, far_shown, reliable_shown;
    size_t named[4], named_count; /* points that always have mark and number: first, last, lowest, highest */
    struct chart_ground grounds[CHART_GROUNDS];
    size_t ground_count;
    bool quiet; /* the grounds are no bands */
    struct chart_label labels[CHART_LABELS];
    size_t label_count;
};

void chart_lay(const struct chart *c, struct chart_layout *l);
double chart_width(const struct chart *c);

double chart_x(const struct chart_layout *l, int32_t day);
double chart_y(const struct chart_layout *l, double value);

/* chart_joined: whether the line goes from point i - 1 to point i. */
bool chart_joined(const struct chart_layout *l, size_t i);

/* chart_shown: the mark of point i, or no mark. *last_x is the x of the last one shown; start with -1e9 and ask in
 * order. */
bool chart_shown(const struct chart_layout *l, size_t i, double *last_x);
enum chart_mark chart_mark_of(const struct chart_layout *l, size_t i);
bool chart_alert_of(const struct chart_layout *l, size_t i);

/* chart_missed: x of the next cross on the axis; *i and *last_x start at 0 and -1e9. False when there is no more. */
bool chart_missed(const struct chart_layout *l, size_t *i, double *last_x, double *x);

/* Words (chart_words.c). Each appends to a label, cut at its end behind a whole character. */
void chart_say(struct chart_label *to, struct str s); /* cleaned: no control character, no wrong byte */
const struct render_words *chart_words(const struct chart *c);
void chart_say_words(struct chart_label *to, const char *pattern, const struct str *values, size_t n); /* words_put */
void chart_say_number(struct chart_label *to, double v,
                      char point); /* at most two decimals, U+2212 before a negative one */
struct str chart_said(const struct chart_label *l);
/* chart_say_date: in few letters; the year when it is another one. chart_say_month: with the year unless that is 0. */
void chart_say_date(struct chart_label *to, const struct chart *c, int32_t day);
void chart_say_month(struct chart_label *to, const struct chart *c, int month, int year);
void chart_say_target(struct chart_label *to, const struct chart *c);
void chart_say_reliable(struct chart_label *to, const struct chart *c);
double chart_text_width(struct str s);
/* chart_fit: cuts the text to a width, with dots at its end. */
void chart_fit(struct chart_label *to, double width);
/* chart_put_clean: text escaped for XML, without what XML may not hold. */
void chart_put_clean(struct buf *out, struct str s);

#endif
