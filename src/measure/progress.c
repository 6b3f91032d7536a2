#include "measure/progress.h"

#include "measure/exact.h"
#include "measure/progress_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define NUMBER_MOST 1e9 /* nothing that is measured is larger, and no square of it overflows */

bool progress_bad(struct progress *p, const char *field, const char *what)
{
    return err_set(p->e, ERR_INVALID, field, "bad_input: %s", what);
}

bool progress_value(struct progress *p, const struct json *v, const char *where, struct progress_number *out)
{
    struct dec d = {0};
    *out = (struct progress_number){0};
    if (!v || v->type == JSON_NULL)
        return true;
    if (v->type != JSON_NUMBER)
        return progress_bad(p, where, "must be a number");
    if (num_dec(v->text, &d)) {
        out->v = dec_to_double(d);
    } else { /* an exponent, or more digits than a decimal keeps */
        const char *text = arena_copy(p->arena, v->text.p, v->text.n);
        if (!text)
            return err_no_memory(p->e);
        out->v = strtod(text, NULL);
    }
    out->has = true;
    if (!(fabs(out->v) <= NUMBER_MOST))
        return err_set(p->e, ERR_INVALID, where, "out_of_range: no score or number of sessions is that large");
    return true;
}

bool progress_read(struct progress *p, const char *name, struct progress_number *out)
{
    return progress_value(p, json_get(p->in, name), name, out);
}

bool progress_need(struct progress *p, const char *name, double *out)
{
    struct progress_number n;
    if (!progress_read(p, name, &n))
        return false;
    *out = n.v;
    return n.has || progress_bad(p, name, "is missing");
}

bool progress_read_list(struct progress *p, const char *name, struct progress_list *out)
{
    const struct json *v = json_get(p->in, name);
    size_t i = 0;
    *out = (struct progress_list){0};
    if (!v || v->type == JSON_NULL)
        return true;
    if (v->type != JSON_ARRAY)
        return progress_bad(p, name, "must be a list of numbers");
    if (v->count > PROGRESS_POINTS_MAX)
        return err_set(p->e, ERR_INVALID, name, "bad_input: at most %d numbers", PROGRESS_POINTS_MAX);
    out->given = true;
    out->n = v->count;
    out->at = arena_alloc(p->arena, (v->count + 1) * sizeof *out->at);
    if (!out->at)
        return err_no_memory(p->e);
    for (const struct json *k = v->first; k; k = k->next, i++) {
        char where[64];
        snprintf(where, sizeof where, "%s %zu", name, i + 1);
        if (!progress_value(p, k, where, &out->at[i]))
            return false;
    }
    return true;
}

double *progress_dense(struct progress *p, const struct progress_list *l, size_t *n, size_t **place)
{
    double *v = arena_alloc(p->arena, (l->n + 1) * sizeof *v);
    size_t *from = arena_alloc(p->arena, (l->n + 1) * sizeof *from);
    if (!v || !from) {
        err_no_memory(p->e);
        return NULL;
    }
    *n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].has) {
            from[*n] = i;
            v[(*n)++] = l->at[i].v;
        }
    *place = from;
    return v;
}

bool progress_instrument(struct progress *p, const struct measure **out)
{
    const struct json *v = json_get(p->in, "instrument");
    *out = NULL;
    if (!v || v->type == JSON_NULL)
        return true;
    *out = measure_find(json_str(v));
    return *out || progress_bad(p, "instrument", "is unknown; data/instruments lists the names");
}

bool progress_direction(struct progress *p, const struct measure *m, enum change_direction *out)
{
    const struct json *v = json_get(p->in, "direction");
    struct str s = json_str(v);
    *out = m && !m->lower_is_better ? CHANGE_HIGHER_BETTER : CHANGE_LOWER_BETTER;
    if (!v || v->type == JSON_NULL)
        return true;
    if (str_is(s, "lower_better") || str_is(s, "lower_is_better"))
        *out = CHANGE_LOWER_BETTER;
    else if (str_is(s, "higher_better") || str_is(s, "higher_is_better"))
        *out = CHANGE_HIGHER_BETTER;
    else
        return progress_bad(p, "direction", "must be lower_better or higher_better");
    return true;
}

bool progress_in_range(struct progress *p, const struct measure *m, const char *name, double v)
{
    if (!m || !m->has_range || (exact_at_least(v, m->min) && exact_at_least(m->max, v)))
        return true;
    return err_set(p->e, ERR_INVALID, name, "out_of_range: %s goes from %g to %g", m->name, m->min, m->max);
}

/* Noise of the last places is not written: 7.2, not 7.199999999999999. */
void progress_number_text(double v, char text[32])
{
    snprintf(text, 32, "%.10g", v);
    if (text[0] == '-' && text[1] == '0' && text[2] == '\0')
        snprintf(text, 32, "0");
}

void progress_put_value(struct progress *p, double v)
{
    char text[32];
    progress_number_text(v, text);
    if (isfinite(v))
        json_put_raw(p->out, str_of(text));
    else
        json_put_null(p->out);
}

void progress_put(struct progress *p, const char *key, double v)
{
    json_key(p->out, key);
    progress_put_value(p, v);
}

void progress_put_if(struct progress *p, const char *key, bool has, double v)
{
    progress_put(p, key, has ? v : NAN);
}

void progress_put_flag(struct progress *p, const char *key, bool v)
{
    json_key(p->out, key);
    json_put_bool(p->out, v);
}

void progress_put_flag_if(struct progress *p, const char *key, bool has, bool v)
{
    json_key(p->out, key);
    if (has)
        json_put_bool(p->out, v);
    else
        json_put_null(p->out);
}

void progress_put_text(struct progress *p, const char *key, const char *text)
{
    json_key(p->out, key);
    json_put_str(p->out, str_of(text));
}

const char *progress_reliable_name(enum change_reliable r)
{
    return r == CHANGE_IMPROVED ? "improved" : r == CHANGE_DETERIORATED ? "deteriorated" : "none";
}

static bool run_method(struct progress *p)
{
    static const struct {
        const char *name;
        bool (*run)(struct progress *p);
    } methods[] = {
        {"rci", progress_rci},
        {"rci_series", progress_rci_series},
        {"jt_cutoff", progress_jt_cutoff},
        {"iapt", progress_iapt},
        {"percent", progress_percent},
        {"goal_target", progress_goal_target},
        {"gas", progress_gas},
        {"gbo", progress_gbo},
        {"trend", progress_trend},
        {"xmr", progress_xmr},
        {"trend_exact", progress_trend_exact},
        {"curve", progress_curve},
        {"track", progress_track},
    };
    struct str method = json_str(json_get(p->in, "method"));
    if (!method.p)
        return progress_bad(p, "method", "is missing; each line is {\"id\": ..., \"method\": \"...\", ...}");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(method, methods[i].name))
            return methods[i].run(p);
    return err_set(p->e, ERR_INVALID, "method",
                   "unknown_method: rci, rci_series, jt_cutoff, iapt, percent, goal_target, gas, gbo, trend, "
                   "trend_exact, xmr, curve and track are known");
}

/* "sd_out_of_range: must be above 0" -> code and message; the sentences of the JSON reader have no code. */
static void put_error(struct json_out *o, const struct err *e, bool coded)
{
    struct str code = STR("bad_input"), text = str_of(e->text);
    if (e->kind == ERR_MEMORY)
        code = STR("no_memory");
    else if (coded && str_cut(text, ':', &code, &text))
        text = str_trim(text);
    json_key(o, "error");
    json_begin_object(o);
    json_key(o, "code");
    json_put_str(o, code);
    json_key(o, "item");
    json_put_str(o, e->where[0] ? str_of(e->where) : (struct str){0});
    json_key(o, "message");
    json_put_str(o, text);
    json_end_object(o);
}

enum progress_result progress_answer(struct str line, struct arena *a, struct buf *out)
{
    struct json_out o;
    struct err e = {0};
    struct progress p = {.arena = a, .out = &o, .e = &e};
    const struct json *in = NULL, *id;
    enum progress_result result = PROGRESS_OK;
    json_out_init(&o, out, 0);
    json_begin_object(&o);
    json_key(&o, "id");
    if (!json_parse(line, a, &in, &e))
        result = e.kind == ERR_MEMORY ? PROGRESS_FAILED : PROGRESS_NOT_JSON;
    id = json_get(in, "id");
    if (id)
        json_put_tree(&o, id);
    else
        json_put_null(&o);
    p.in = in;
    if (in && in->type != JSON_OBJECT)
        progress_bad(&p, "", "the line is no JSON object with \"method\"");
    else if (in)
        run_method(&p);
    if (e.kind) {
        put_error(&o, &e, result == PROGRESS_OK);
        result = result == PROGRESS_OK ? PROGRESS_FAILED : result;
    }
    json_end_object(&o);
    return result;
}
