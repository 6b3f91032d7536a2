/*
 * chart_parts.h: the steps of laying out the labels of a chart. Each adds labels that overlap none of those before.
 * Layer: render (inside chart_*.c).
 */
#ifndef RENDER_CHART_PARTS_H
#define RENDER_CHART_PARTS_H

#include "render/chart_layout.h"

/* chart_label_axes: numbers of y, the unit, dates of x, letters of events (chart_axes.c). */
void chart_label_axes(struct chart_layout *l);
double chart_tick_width(const struct chart *c);
/* chart_label_bands: names at the right of their grounds, moved apart where grounds are thin (chart_axes.c). */
void chart_label_bands(struct chart_layout *l);
enum { CHART_BAND_LINES = 4 };
/* chart_band_lines: "Moderately severe 15–19" in one line or, when that would be wide, in two to four; returns how
 * many. chart_quiet_lines: the same of the words of a client's ground; no range. */
size_t chart_band_lines(const struct chart *c, const struct measure_band *b,
                        struct chart_label lines[CHART_BAND_LINES]);
size_t chart_quiet_lines(const struct chart *c, const char *words, struct chart_label lines[CHART_BAND_LINES]);
/* chart_label_key: what the letters mean, of a narrow picture before them what its lines are, from `top` on; returns
 * the height of the whole picture (chart_axes.c). */
double chart_label_key(struct chart_layout *l, double top, double line);
/* chart_label_plot: words at lines and marks (chart_labels.c). */
void chart_label_plot(struct chart_layout *l);

/* chart_add: a label with its text at x, y; false when it would overlap one or leave the picture, or none is free. */
bool chart_add(struct chart_layout *l, struct chart_label *label, enum chart_style style, enum chart_anchor anchor,
               double x, double y);
bool chart_overlap(const struct chart_box *a, const struct chart_box *b, double apart);

#endif
