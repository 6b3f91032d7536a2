/*
 * progress_parts.h: what the methods of the line protocol share. Layer: measure, private to progress*.c.
 */
#ifndef MEASURE_PROGRESS_PARTS_H
#define MEASURE_PROGRESS_PARTS_H

#include "base/json.h"
#include "measure/change.h"
#include "measure/progress.h"

/* One line being answered. A method reads and checks everything, then writes its fields. */
struct progress {
    const struct json *in;
    struct arena *arena;
    struct json_out *out;
    struct err *e;
};

struct progress_number {
    bool has;
    double v;
};

struct progress_list {
    bool given;
    size_t n;
    struct progress_number *at; /* has false: null */
};

/* Reading a field; false with the error set when it is not what it must be. Absent and null are the same. */
bool progress_read(struct progress *p, const char *name, struct progress_number *out);
bool progress_need(struct progress *p, const char *name, double *out); /* bad_input when absent */
bool progress_read_list(struct progress *p, const char *name, struct progress_list *out);
bool progress_value(struct progress *p, const struct json *v, const char *where, struct progress_number *out);
/* progress_dense: the numbers of a list without its gaps, and the place of each; NULL: no memory. */
double *progress_dense(struct progress *p, const struct progress_list *l, size_t *n, size_t **place);

/* progress_instrument: *out NULL when absent. progress_direction: of "direction", else of m (may be NULL), else lower.
 * progress_in_range: of the instrument's scores; m may be NULL. */
bool progress_instrument(struct progress *p, const struct measure **out);
bool progress_direction(struct progress *p, const struct measure *m, enum change_direction *out);
bool progress_in_range(struct progress *p, const struct measure *m, const char *name, double v);

/* progress_bad: the error bad_input about a field. */
bool progress_bad(struct progress *p, const char *field, const char *what);

/* Writing. A number is written as an integer when it is one, else with ten significant digits; null when it is none. */
void progress_put(struct progress *p, const char *key, double v);
void progress_put_if(struct progress *p, const char *key, bool has, double v); /* else null */
void progress_put_value(struct progress *p, double v);                         /* in an array */
void progress_put_flag(struct progress *p, const char *key, bool v);
void progress_put_flag_if(struct progress *p, const char *key, bool has, bool v);
void progress_put_text(struct progress *p, const char *key, const char *text); /* NULL: null */
void progress_number_text(double v, char text[32]);
const char *progress_reliable_name(enum change_reliable r);

/* The methods: progress_change.c, progress_series.c. */
bool progress_rci(struct progress *p);
bool progress_rci_series(struct progress *p);
bool progress_jt_cutoff(struct progress *p);
bool progress_iapt(struct progress *p);
bool progress_percent(struct progress *p);
bool progress_goal_target(struct progress *p);
bool progress_gas(struct progress *p);
bool progress_gbo(struct progress *p);
bool progress_trend(struct progress *p);
bool progress_trend_exact(struct progress *p);
bool progress_xmr(struct progress *p);
bool progress_curve(struct progress *p);
bool progress_track(struct progress *p);

#endif
