/*
 * chart_parts.h: what the files of chart.h share. Layer: practice, private to them and to between_summary.
 */
#ifndef PRACTICE_CHART_PARTS_H
#define PRACTICE_CHART_PARTS_H

#include "practice/between_parts.h"
#include "practice/chart.h"
#include "store/chart.h"

/* ---- chart_keep.c: the large summary ---- */

/* chart_keep: the summary of t->client worked out from the facts and kept, for the client's row of that version. */
bool chart_keep(struct practice_tx *t, const struct between_facts *f, int64_t client_version, struct err *e);
/* chart_json: the same without keeping it. */
bool chart_json(const struct between_facts *f, struct arena *a, struct str *out, struct err *e);

/* A summary as it was read. */
struct chart_summary {
    struct chart_objective *objective; /* objective NULL: it is found by its pointer */
    size_t objective_count;
    const struct json *objectives; /* [{"pointer","name","label","values","state","sentence"}] */
    const struct json *goals;      /* [{"pointer","client","clinician","ready","met"}] */
    const struct json *versions;   /* [{"id","number","day"}], as signed */
    struct chart_measure *measure;
    size_t measure_count;
    struct chart_sign *sign;
    size_t sign_count;
    struct clock review;
    int64_t sessions;
    bool alert_open;
};
bool chart_summary_read(struct str json, struct arena *a, struct chart_summary *out, struct err *e);

/* What was worked out in a read, because nothing was kept for this day. */
struct chart_fresh {
    struct between_facts *facts; /* NULL: the summary was there */
    struct chart_kept kept;
    struct entries_kept entries;
    int64_t practice;
    struct str client;
};
/* chart_now: the summary as it was kept for this day, else worked out in this read: *fresh is then what to keep, with
 * chart_keep_fresh() after the read, and all that it was worked out from. */
bool chart_now(struct practice_tx *t, int64_t client_version, struct chart_fresh *fresh, struct chart_summary *out,
               struct err *e);
void chart_keep_fresh(struct practice *p, const struct chart_fresh *fresh);

/* chart_standing: where the scores of an instrument stand, by the first objective of the plan that is measured by it,
 * else by themselves. */
bool chart_standing(const struct between_facts *f, const struct measure *m, struct arena *a, struct standing *out,
                    struct err *e);

/* ---- chart_rows.c: the timeline ---- */

bool chart_rows(struct practice_tx *t, const struct chart_ask *ask, const struct json *versions,
                struct client_chart *out, struct err *e);

#endif
