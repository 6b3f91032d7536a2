/* The method track of the line protocol: flags over a series of scores, or one score against a published cut. */
#include "measure/progress_parts.h"
#include "measure/track.h"

#include <math.h>
#include <stdio.h>

#define WEEKS_MOST 5200 /* a hundred years */

struct point {
    struct track_score score;
    double week;
    bool has; /* false: no score was given */
};

struct series {
    struct track_score *at;
    double *week; /* as given */
    size_t n;
};

static bool truth(const struct json *v)
{
    bool is = false;
    return v && (v->type == JSON_ARRAY ? v->count > 0 : json_bool(v, &is) && is);
}

static bool read_week(struct progress *p, const struct json *v, const char *where, double *week)
{
    struct progress_number w, day;
    if (!progress_value(p, json_get(v, "week"), where, &w) || !progress_value(p, json_get(v, "day"), where, &day))
        return false;
    if (!w.has && !day.has)
        return progress_bad(p, where, "has no week");
    *week = w.has ? w.v : day.v / 7.0;
    if (!(fabs(*week) <= WEEKS_MOST))
        return err_set(p->e, ERR_INVALID, where, "out_of_range: a week is at most %d", WEEKS_MOST);
    return true;
}

/* {"week", "score"}, also "day", "low" and "high" with "prorated", and "critical". */
static bool read_point(struct progress *p, const struct measure *m, const struct json *v, const char *where,
                       struct point *out)
{
    struct progress_number score, low, high;
    struct track_score *s = &out->score;
    if (v->type != JSON_OBJECT)
        return progress_bad(p, where, "must be {\"week\": ..., \"score\": ...}");
    if (!read_week(p, v, where, &out->week) || !progress_value(p, json_get(v, "score"), where, &score) ||
        !progress_value(p, json_get(v, "low"), where, &low) || !progress_value(p, json_get(v, "high"), where, &high))
        return false;
    out->has = score.has;
    *s = (struct track_score){.day = (int32_t)lround(out->week * 7.0), .value = score.v};
    s->low = low.has ? low.v : score.v;
    s->high = high.has ? high.v : score.v;
    s->prorated = truth(json_get(v, "prorated"));
    s->alert = truth(json_get(v, "critical")) || truth(json_get(v, "alert"));
    return !score.has || (progress_in_range(p, m, where, score.v) && progress_in_range(p, m, where, s->low) &&
                          progress_in_range(p, m, where, s->high));
}

/* Puts a score where its day belongs; of several on a day the last one given counts. */
static void insert(struct series *s, const struct point *one)
{
    size_t i = s->n;
    while (i > 0 && s->at[i - 1].day > one->score.day)
        i--;
    if (i > 0 && s->at[i - 1].day == one->score.day) {
        s->at[i - 1] = one->score;
        s->week[i - 1] = one->week;
        return;
    }
    memmove(s->at + i + 1, s->at + i, (s->n - i) * sizeof *s->at);
    memmove(s->week + i + 1, s->week + i, (s->n - i) * sizeof *s->week);
    s->at[i] = one->score;
    s->week[i] = one->week;
    s->n++;
}

static bool read_series(struct progress *p, const struct measure *m, const struct json *v, struct series *out)
{
    size_t i = 0;
    if (v->type != JSON_ARRAY)
        return progress_bad(p, "series", "must be a list of {\"week\", \"score\"}");
    if (v->count > PROGRESS_POINTS_MAX)
        return err_set(p->e, ERR_INVALID, "series", "bad_input: at most %d scores", PROGRESS_POINTS_MAX);
    out->at = arena_alloc(p->arena, (v->count + 1) * sizeof *out->at);
    out->week = arena_alloc(p->arena, (v->count + 1) * sizeof *out->week);
    if (!out->at || !out->week)
        return err_no_memory(p->e);
    for (const struct json *k = v->first; k; k = k->next) {
        struct point one = {0};
        char where[48];
        snprintf(where, sizeof where, "series %zu", ++i);
        if (!read_point(p, m, k, where, &one))
            return false;
        if (one.has)
            insert(out, &one);
    }
    return true;
}

/* What is given; when nothing is said, the treatment that the cuts were published for, which the answer names. */
static bool read_treatment(struct progress *p, const struct measure *m, const char **out)
{
    const struct json *v = json_get(p->in, "treatment");
    *out = measure_structure(m)->nonresponse_treatment;
    if (!v || v->type == JSON_NULL)
        return true;
    *out = json_str(v).p;
    return *out || progress_bad(p, "treatment", "must be a text");
}

static void put_flags(struct progress *p, unsigned flags)
{
    progress_put_text(p, "flag", track_flag_name(track_first(flags)));
    json_key(p->out, "flags");
    json_begin_array(p->out);
    for (unsigned f = 1; f <= TRACK_ON_TRACK; f <<= 1)
        if (flags & f)
            json_put_cstr(p->out, track_flag_name((enum track_flag)f));
    json_end_array(p->out);
}

static bool answer_series(struct progress *p, const struct measure *m, const struct json *v)
{
    struct series s = {0};
    struct track k;
    const char *treatment;
    bool known = false;
    if (!read_treatment(p, m, &treatment) || !read_series(p, m, v, &s))
        return false;
    if (s.n > 0 && truth(json_get(p->in, "critical"))) /* said of the latest form */
        s.at[s.n - 1].alert = true;
    track_course(m, s.at, s.n, 0, NULL, &k);
    bool top = k.flags & TRACK_TOP_BAND;
    unsigned flags = k.flags & ~(unsigned)(TRACK_TOP_BAND | TRACK_ON_TRACK);
    int met = 0;
    if (s.n > 1) /* by the week as it was given: a series may begin in any */
        met = track_nonresponse(m, (int)floor(s.week[s.n - 1]), s.at[s.n - 1].value, treatment, NULL);
    flags |= met ? TRACK_PREDICTED_NONRESPONSE : 0;
    put_flags(p, flags ? flags : TRACK_ON_TRACK);
    progress_put_flag(p, "top_band", top);
    progress_put_if(p, "change", s.n > 1, k.change);
    progress_put_if(p, "best", s.n > 0, k.best);
    progress_put_if(p, "rebound", s.n > 0, k.rebound);
    progress_put_flag_if(p, "remission", s.n > 0 && measure_structure(m)->has_remission, k.remission);
    progress_put_text(p, "reliable", k.reliable_known && s.n > 1 ? progress_reliable_name(k.reliable) : NULL);
    progress_put_if(p, "reliable_change", m->has_reliable_change, m->reliable_change);
    progress_put_flag_if(p, "reliable_change_confirmed", m->has_reliable_change, m->reliable_change_confirmed);
    bool relapsed = s.n > 0 && change_relapsed(m, k.best, s.at[s.n - 1].value, &known);
    progress_put_flag_if(p, "relapse", s.n > 0 && known, relapsed);
    progress_put_if(p, "slope_week", s.n > 1, k.slope_week);
    progress_put(p, "scores", (double)s.n);
    progress_put_text(p, "nonresponse_treatment", met ? measure_structure(m)->nonresponse_treatment : NULL);
    return true;
}

static bool answer_week(struct progress *p, const struct measure *m)
{
    const struct measure_structure *b = measure_structure(m);
    double week, score, cut = NAN;
    const char *treatment;
    if (!progress_need(p, "week", &week) || !progress_need(p, "score", &score) || !read_treatment(p, m, &treatment) ||
        !progress_in_range(p, m, "score", score))
        return false;
    if (!(fabs(week) <= WEEKS_MOST))
        return err_set(p->e, ERR_INVALID, "week", "out_of_range: a week is at most %d", WEEKS_MOST);
    progress_put_flag(p, "predicted_nonresponse", track_nonresponse(m, (int)floor(week), score, treatment, &cut) != 0);
    progress_put_if(p, "cut", isfinite(cut), cut);
    progress_put_text(p, "nonresponse_treatment", b->nonresponse_treatment);
    progress_put_text(p, "nonresponse_source", b->nonresponse_treatment ? b->nonresponse_source.text : NULL);
    return true;
}

bool progress_track(struct progress *p)
{
    const struct measure *m;
    const struct json *series = json_get(p->in, "series");
    if (!progress_instrument(p, &m))
        return false;
    if (!m)
        return progress_bad(p, "instrument", "is missing");
    return series && series->type != JSON_NULL ? answer_series(p, m, series) : answer_week(p, m);
}
