/*
 * gen_structure.c: items, options, subscales, bands, missing answers, change, tables and codes of one measure as C.
 * Part of gen_measures. A key that is not known, a fact without a source, a band table with a gap or an item that does
 * not exist stops the build with "file:line: why".
 */
#include "gen_structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const structure_keys[] = {
    "count",   "recall",    "ages",       "labels",     "unscored",     "unscored_items", "extras",     "options",
    "reverse", "aggregate", "total_of",   "multiplier", "total_scaled", "not_applicable", "skip_rules", "subscales",
    "present", "counts",    "flags",      "screen",     "levels",       "cutoffs",        "bands",      "other_bands",
    "missing", "alerts",    "fall_alert", "response",   "remission",    "relapse",        "course",     "t_table",
    "t_error", "norms",     "loinc",      NULL};

double gen_number(const struct dj *object, const char *key)
{
    return strtod(dj_need(object, key, DJ_NUMBER)->text, NULL);
}

double gen_number_or(const struct dj *object, const char *key, double otherwise)
{
    return dj_get(object, key) ? gen_number(object, key) : otherwise;
}

static int whole(const struct dj *v, int min, int max)
{
    double n = v->type == DJ_NUMBER ? strtod(v->text, NULL) : NAN;
    if (!(n >= min && n <= max) || n != floor(n))
        dj_fail(v, "expected a whole number from %d to %d", min, max);
    return (int)n;
}

int gen_int(const struct dj *object, const char *key, int min, int max)
{
    return whole(dj_need(object, key, DJ_NUMBER), min, max);
}

void gen_check_item(const struct gen *g, const struct dj *v)
{
    whole(v, 1, (int)g->count);
}

bool gen_is(const struct dj *v, const char *text)
{
    return v && v->type == DJ_STRING && strcmp(v->text, text) == 0;
}

void gen_text(FILE *f, const char *member, const char *text)
{
    if (!text)
        return;
    fprintf(f, " .%s = ", member);
    dj_put_c_string(f, text);
    fputc(',', f);
}

void gen_source(struct gen *g, const char *member, const struct dj *of)
{
    fprintf(g->members, " .%s = {", member);
    dj_put_c_string(g->members, dj_text(of, "source"));
    fprintf(g->members, ", %s},", dj_flag(of, "confirmed") ? "true" : "false");
}

const char *gen_name(const struct gen *g, int array)
{
    static char names[2][32];
    static int at;
    at = !at;
    snprintf(names[at], sizeof names[at], "a%zu_%d", g->index, array);
    return names[at];
}

int gen_items(struct gen *g, const struct dj *array)
{
    int before = 0;
    if (array->type != DJ_ARRAY || !array->first)
        dj_fail(array, "expected a list of item numbers");
    fprintf(g->f, "static const uint8_t a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *v = array->first; v; v = v->next) {
        int item = whole(v, 1, (int)g->count);
        if (item <= before)
            dj_fail(v, "item numbers must rise");
        before = item;
        fprintf(g->f, "%d, ", item);
    }
    fputs("0};\n", g->f);
    return g->arrays;
}

/* A list of strings; null entries only where `holes`; closed by NULL. Returns its number. */
static int put_strings(struct gen *g, const struct dj *array, bool holes)
{
    if (array->type != DJ_ARRAY)
        dj_fail(array, "expected a list of texts");
    fprintf(g->f, "static const char *const a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *v = array->first; v; v = v->next) {
        if (!(holes && v->type == DJ_NULL) && (v->type != DJ_STRING || !*v->text))
            dj_fail(v, "expected a text that is not empty");
        dj_put_c_string(g->f, v->type == DJ_NULL ? NULL : v->text);
        fputs(", ", g->f);
    }
    fputs("NULL};\n", g->f);
    return g->arrays;
}

int gen_subscale(const struct gen *g, const struct dj *at, const char *name)
{
    const struct dj *s = dj_get(g->structure, "subscales");
    int i = 0;
    for (s = s ? s->first : NULL; s; s = s->next, i++)
        if (strcmp(s->key, name) == 0)
            return i;
    dj_fail(at, "\"%s\" is no subscale", name);
}

/* ---- items and their options ---- */

static bool has_item(const struct dj *list, size_t item)
{
    for (const struct dj *v = list ? list->first : NULL; v; v = v->next)
        if (v->type == DJ_NUMBER && strtod(v->text, NULL) == (double)item)
            return true;
    return false;
}

static int put_values(struct gen *g, const struct dj *values, bool descending)
{
    int v[32], n = 0;
    for (const struct dj *x = values->first; x; x = x->next) {
        if (n == 32)
            dj_fail(x, "too many options");
        v[n++] = whole(x, 0, 1000);
        if (n > 1 && v[n - 1] <= v[n - 2])
            dj_fail(x, "options must rise");
    }
    if (n < 2)
        dj_fail(values, "an item needs two options or more");
    fprintf(g->f, "static const int16_t a%zu_%d[] = {", g->index, ++g->arrays);
    for (int i = 0; i < n; i++)
        fprintf(g->f, "%d, ", v[descending ? n - 1 - i : i]);
    fputs("MEASURE_OPTION_END};\n", g->f);
    return g->arrays;
}

static int put_range_values(struct gen *g, const struct dj *o, bool tenths)
{
    int min = gen_int(o, "min", 0, 100), max = gen_int(o, "max", 1, 100), by = tenths ? 10 : 1;
    if (min >= max)
        dj_fail(o, "the options must have min < max");
    fprintf(g->f, "static const int16_t a%zu_%d[] = {", g->index, ++g->arrays);
    for (int v = min * by; v <= max * by; v++)
        fprintf(g->f, "%d, ", v);
    fputs("MEASURE_OPTION_END};\n", g->f);
    return g->arrays;
}

static void put_options(struct gen *g)
{
    static const char *const keys[] = {"values", "by_item", "descending", "min", "max", "step", "continuous", NULL};
    const struct dj *o = dj_need(g->structure, "options", DJ_OBJECT), *values = dj_get(o, "values");
    const struct dj *by_item = dj_get(o, "by_item"), *descending = dj_get(o, "descending");
    int usual, down = 0, own[64] = {0};
    dj_keys(o, keys);
    bool tenths = !values && gen_number(o, "step") == 0.1;
    if (!values && !tenths && gen_number(o, "step") != 1)
        dj_fail(o, "the step must be 1 or 0.1");
    usual = values ? put_values(g, values, false) : put_range_values(g, o, tenths);
    if (descending)
        down = put_values(g, dj_need(o, "values", DJ_ARRAY), true);
    for (const struct dj *v = by_item ? by_item->first : NULL; v; v = v->next) {
        int item = atoi(v->key);
        if (item < 1 || item > (int)g->count)
            dj_fail(v, "there is no item \"%s\"", v->key);
        own[item] = put_values(g, v, false);
    }
    fprintf(g->f, "static const int16_t *const a%zu_%d[] = {", g->index, ++g->arrays);
    for (size_t i = 1; i <= g->count; i++)
        fprintf(g->f, "%s, ", gen_name(g, own[i] ? own[i] : has_item(descending, i) ? down : usual));
    fputs("};\n", g->f);
    fprintf(g->members, " .tenths = %s, .options = %s,", tenths ? "true" : "false", gen_name(g, g->arrays));
    if (dj_get(o, "continuous"))
        fprintf(g->members, " .continuous_max = %d,", gen_int(o, "continuous", 1, 1000));
}

static void put_item_list(struct gen *g, const char *key, const char *member)
{
    if (dj_get(g->structure, key))
        fprintf(g->members, " .%s = %s,", member, gen_name(g, gen_items(g, dj_get(g->structure, key))));
}

static void put_labels(struct gen *g)
{
    const struct dj *labels = dj_get(g->structure, "labels"), *unscored = dj_get(g->structure, "unscored");
    gen_text(g->members, "recall", dj_opt_text(g->structure, "recall"));
    dj_opt_text(g->structure, "ages");
    if (labels && labels->count != g->count)
        dj_fail(labels, "%zu labels for %zu items", labels->count, g->count);
    if (labels)
        fprintf(g->members, " .labels = %s,", gen_name(g, put_strings(g, labels, false)));
    if (unscored)
        fprintf(g->members, " .unscored = %s,", gen_name(g, put_strings(g, unscored, false)));
}

/* ---- total and subscales ---- */

static void put_subscales(struct gen *g)
{
    const struct dj *s = dj_get(g->structure, "subscales");
    int lists[8], n = 0;
    if (!s)
        return;
    for (const struct dj *v = s->first; v; v = v->next) {
        if (n == 8)
            dj_fail(v, "more than 8 subscales");
        lists[n++] = gen_items(g, v);
    }
    fprintf(g->f, "static const struct measure_subscale a%zu_%d[] = {", g->index, ++g->arrays);
    n = 0;
    for (const struct dj *v = s->first; v; v = v->next)
        fprintf(g->f, "{\"%s\", %s, %zu}, ", v->key, gen_name(g, lists[n++]), v->count);
    fputs("};\n", g->f);
    fprintf(g->members, " .subscales = %s, .subscale_count = %d,", gen_name(g, g->arrays), n);
}

/* SDQ: the total leaves a subscale out. */
static void put_total_items(struct gen *g)
{
    const struct dj *of = dj_get(g->structure, "total_of");
    bool in[64] = {false};
    if (!of)
        return;
    for (const struct dj *v = of->first; v; v = v->next) {
        const struct dj *s = dj_get(g->structure, "subscales")->first;
        for (int i = gen_subscale(g, v, v->text); i > 0; i--)
            s = s->next;
        for (const struct dj *x = s->first; x; x = x->next)
            in[atoi(x->text)] = true;
    }
    fprintf(g->f, "static const uint8_t a%zu_%d[] = {", g->index, ++g->arrays);
    for (size_t i = 1; i <= g->count; i++)
        if (in[i])
            fprintf(g->f, "%zu, ", i);
    fputs("0};\n", g->f);
    fprintf(g->members, " .total_items = %s,", gen_name(g, g->arrays));
}

static void put_aggregate(struct gen *g)
{
    static const char *const names[] = {"sum", "mean", "count", "none"};
    static const char *const values[] = {"AGGREGATE_SUM", "AGGREGATE_MEAN", "AGGREGATE_COUNT", "AGGREGATE_NONE"};
    const struct dj *a = dj_get(g->structure, "aggregate");
    int i = 0;
    while (a && i < 4 && !gen_is(a, names[i]))
        i++;
    if (i == 4)
        dj_fail(a, "the aggregate must be sum, mean, count or none");
    if ((i == 3) == (dj_get(g->measure, "range") != NULL))
        dj_fail(g->structure, "the aggregate is \"none\" where there is no range, and only there");
    fprintf(g->members, " .aggregate = %s, .multiplier = %g,", values[i], gen_number_or(g->structure, "multiplier", 1));
    if (dj_get(g->structure, "total_scaled"))
        fprintf(g->members, " .total_scaled = %s,", dj_flag(g->structure, "total_scaled") ? "true" : "false");
    put_total_items(g);
}

/* ---- bands ---- */

struct band_table {
    const struct dj *of; /* the object with source and confirmed */
    const char *name, *on;
    int rows;
    size_t count;
};

static int put_band_rows(struct gen *g, const struct dj *rows)
{
    static const char *const keys[] = {"min", "max", "label", NULL};
    double last = -1;
    fprintf(g->f, "static const struct measure_band a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *r = rows->first; r; r = r->next) {
        dj_keys(r, keys);
        double min = gen_number(r, "min"), max = gen_number(r, "max");
        if (min > max || (r != rows->first && (min <= last || min - last > 1.0001)))
            dj_fail(r, "the bands must follow each other without a gap");
        last = max;
        fprintf(g->f, "{%s, %s, ", dj_get(r, "min")->text, dj_get(r, "max")->text);
        dj_put_c_string(g->f, dj_text(r, "label"));
        fputs("}, ", g->f);
    }
    fputs("};\n", g->f);
    return g->arrays;
}

/* The bands of a total must reach from end to end of its range. */
static void check_ends(const struct gen *g, const struct dj *rows, const char *range_key)
{
    const struct dj *r = dj_get(g->measure, range_key), *last = rows->first;
    if (!r)
        dj_fail(rows, "bands need \"%s\"", range_key);
    while (last->next)
        last = last->next;
    if (gen_number(rows->first, "min") != gen_number(r, "min") || gen_number(last, "max") != gen_number(r, "max"))
        dj_fail(rows, "the bands must reach from %s to %s", dj_get(r, "min")->text, dj_get(r, "max")->text);
}

static int collect_bands(struct gen *g, const struct dj *b, const char *name, struct band_table *out)
{
    static const char *const keys[] = {"name", "on", "rows", "confirmed", "source", "note", NULL};
    const struct dj *rows = dj_get(b, "rows");
    const char *on = name ? "total" : dj_text(b, "on");
    int n = 0;
    dj_keys(b, keys);
    if (!rows)
        dj_fail(b, "\"rows\" is missing");
    if (strcmp(on, "subscale") != 0) {
        if (strcmp(on, "total") != 0 && strcmp(on, "t") != 0 && strcmp(on, "percentage") != 0 && strcmp(on, "sum") != 0)
            dj_fail(b, "bands are on total, t, percentage, sum or subscale");
        check_ends(g, rows, strcmp(on, "sum") == 0 ? "raw_range" : "range");
        out[n++] = (struct band_table){b, name, on, put_band_rows(g, rows), rows->count};
        return n;
    }
    for (const struct dj *s = rows->first; s; s = s->next) {
        gen_subscale(g, s, s->key);
        if (n == 8)
            dj_fail(s, "more than 8 band tables");
        out[n++] = (struct band_table){b, name, s->key, put_band_rows(g, s), s->count};
    }
    return n;
}

static void put_bands(struct gen *g)
{
    const struct dj *usual = dj_get(g->structure, "bands"), *others = dj_get(g->structure, "other_bands");
    struct band_table t[16];
    int n = usual ? collect_bands(g, usual, NULL, t) : 0;
    if (others && !usual)
        dj_fail(others, "other bands need usual ones");
    for (const struct dj *o = others ? others->first : NULL; o; o = o->next) {
        if (n == 16)
            dj_fail(o, "more than 16 band tables");
        n += collect_bands(g, o, dj_text(o, "name"), t + n);
    }
    if (!n)
        return;
    fprintf(g->f, "static const struct measure_bands a%zu_%d[] = {\n", g->index, ++g->arrays);
    for (int i = 0; i < n; i++) {
        fputs("    {", g->f);
        dj_put_c_string(g->f, t[i].name);
        fprintf(g->f, ", \"%s\", %s, %zu, {", t[i].on, gen_name(g, t[i].rows), t[i].count);
        dj_put_c_string(g->f, dj_text(t[i].of, "source"));
        fprintf(g->f, ", %s}},\n", dj_flag(t[i].of, "confirmed") ? "true" : "false");
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .bands = %s, .bands_count = %d,", gen_name(g, g->arrays), n);
}

/* ---- missing answers and change ---- */

static void put_missing(struct gen *g)
{
    static const char *const keys[] = {"policy", "most", "round", "confirmed", "source", "note", NULL};
    static const char *const rounds[] = {"none", "nearest", "up"};
    static const char *const values[] = {"ROUND_NONE", "ROUND_NEAREST", "ROUND_UP"};
    const struct dj *m = dj_need(g->structure, "missing", DJ_OBJECT), *round = dj_get(m, "round");
    const char *policy = dj_text(m, "policy");
    bool prorate = strcmp(policy, "prorate") == 0;
    int i = 0;
    dj_keys(m, keys);
    if (!prorate && strcmp(policy, "all") != 0)
        dj_fail(m, "the policy must be all or prorate");
    if (prorate != (dj_get(m, "most") != NULL) || prorate != (round != NULL))
        dj_fail(m, "\"most\" and \"round\" belong to the policy prorate");
    while (round && i < 3 && !gen_is(round, rounds[i]))
        i++;
    if (i == 3)
        dj_fail(round, "round must be none, nearest or up");
    if (prorate)
        fprintf(g->members, " .missing = MISSING_PRORATE, .missing_most = %d, .missing_round = %s,",
                gen_int(m, "most", 1, (int)g->count - 1), values[i]);
    else
        fputs(" .missing = MISSING_ALL, .missing_round = ROUND_NEAREST,", g->members);
    gen_text(g->members, "missing_note", dj_opt_text(m, "note"));
    gen_source(g, "missing_source", m);
}

/* A score of the range under `key` of o. */
static const char *score_text(const struct gen *g, const struct dj *o, const char *key)
{
    const struct dj *r = dj_need(g->measure, "range", DJ_OBJECT);
    double v = gen_number(o, key);
    if (v < gen_number(r, "min") || v > gen_number(r, "max"))
        dj_fail(o, "\"%s\" must lie in the range", key);
    return dj_get(o, key)->text;
}

static void put_response(struct gen *g)
{
    static const char *const keys[] = {"percent", "from", "points", "confirmed", "source", "note", NULL};
    const struct dj *r = dj_get(g->structure, "response");
    if (!r)
        return;
    dj_keys(r, keys);
    if ((dj_get(r, "percent") != NULL) == (dj_get(r, "points") != NULL))
        dj_fail(r, "a response is a percentage or a number of points");
    if (dj_get(r, "points")) {
        fprintf(g->members, " .response_points = %g,", gen_number(r, "points"));
    } else {
        double floor = gen_number(dj_need(g->measure, "range", DJ_OBJECT), "floor");
        fprintf(g->members, " .has_response = true, .response_percent = %d, .response_from = %g,",
                gen_int(r, "percent", 1, 100), gen_number_or(r, "from", floor));
    }
    gen_source(g, "response_source", r);
}

static void put_change(struct gen *g)
{
    static const char *const keys[] = {"at_most", "at_least", "confirmed", "source", "note", NULL};
    const struct dj *mid = dj_get(g->measure, "important_difference");
    const struct dj *remission = dj_get(g->structure, "remission"), *relapse = dj_get(g->structure, "relapse");
    bool lower = gen_is(dj_get(g->measure, "direction"), "lower_is_better");
    if (mid) {
        fprintf(g->members, " .has_important_difference = true, .important_difference = %g,", gen_number(mid, "value"));
        gen_source(g, "important_difference_source", mid);
    }
    put_response(g);
    if (remission) {
        dj_keys(remission, keys);
        fprintf(g->members, " .has_remission = true, .remission = %s,",
                score_text(g, remission, lower ? "at_most" : "at_least"));
        gen_source(g, "remission_source", remission);
    }
    if (relapse) {
        dj_keys(relapse, keys);
        fprintf(g->members, " .has_relapse = true, .relapse = %s,",
                score_text(g, relapse, lower ? "at_least" : "at_most"));
        gen_source(g, "relapse_source", relapse);
    }
}

static void put_course(struct gen *g)
{
    static const char *const keys[] = {"nonresponse", "treatment", "confirmed", "source", NULL};
    static const char *const row_keys[] = {"week", "at_least", NULL};
    const struct dj *c = dj_get(g->structure, "course");
    int week = 0;
    if (!c)
        return;
    dj_keys(c, keys);
    const struct dj *rows = dj_need(c, "nonresponse", DJ_ARRAY);
    fprintf(g->f, "static const struct measure_nonresponse a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *r = rows->first; r; r = r->next) {
        dj_keys(r, row_keys);
        week = gen_int(r, "week", week + 1, 200);
        fprintf(g->f, "{%d, %s}, ", week, score_text(g, r, "at_least"));
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .nonresponse = %s, .nonresponse_count = %zu,", gen_name(g, g->arrays), rows->count);
    gen_text(g->members, "nonresponse_treatment", dj_text(c, "treatment"));
    gen_source(g, "nonresponse_source", c);
}

static void put_norms(struct gen *g)
{
    static const char *const keys[] = {"rows", "confirmed", "source", NULL};
    static const char *const row_keys[] = {"group", "n", "mean", "sd", NULL};
    const struct dj *n = dj_get(g->structure, "norms");
    if (!n)
        return;
    dj_keys(n, keys);
    const struct dj *rows = dj_need(n, "rows", DJ_ARRAY);
    fprintf(g->f, "static const struct measure_norm a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *r = rows->first; r; r = r->next) {
        dj_keys(r, row_keys);
        if (gen_number(r, "sd") <= 0)
            dj_fail(r, "a standard deviation must be above 0");
        score_text(g, r, "mean");
        fprintf(g->f, "{\"%s\", %d, %s, %s}, ", dj_text(r, "group"), gen_int(r, "n", 1, 10000000),
                dj_get(r, "mean")->text, dj_get(r, "sd")->text);
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .norms = %s, .norm_count = %zu,", gen_name(g, g->arrays), rows->count);
    gen_source(g, "norm_source", n);
}

/* ---- T scores, licence, codes ---- */

static void put_t_table(struct gen *g, const char *key, const char *member)
{
    const struct dj *t = dj_get(g->structure, key), *raw = dj_get(g->measure, "raw_range");
    double before = -1;
    if (!t)
        return;
    if (!raw || t->type != DJ_OBJECT)
        dj_fail(t, "\"%s\" must be an object and needs a raw_range", key);
    int sum = gen_int(raw, "min", 0, 1000);
    fprintf(g->f, "static const double a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *v = t->first; v; v = v->next, sum++) {
        if (atoi(v->key) != sum || v->type != DJ_NUMBER)
            dj_fail(v, "expected the value of raw sum %d", sum);
        if (strcmp(key, "t_table") == 0 && strtod(v->text, NULL) <= before)
            dj_fail(v, "T scores must rise");
        before = strtod(v->text, NULL);
        fprintf(g->f, "%s, ", v->text);
    }
    fputs("};\n", g->f);
    if (sum != gen_int(raw, "max", 1, 1000) + 1)
        dj_fail(t, "the table must reach the highest raw sum");
    fprintf(g->members, " .%s = %s,", member, gen_name(g, g->arrays));
}

static void put_licence(struct gen *g)
{
    const struct dj *l = dj_need(g->measure, "licence", DJ_OBJECT);
    fprintf(g->members, " .wording_allowed = %s,", dj_flag(l, "client_wording") ? "true" : "false");
    gen_text(g->members, "licence_source", dj_text(l, "source"));
    gen_text(g->members, "licence_note", dj_opt_text(l, "wording"));
}

/* LA codes by value 0, 1, 2 ... in that order. */
static int put_answer_codes(struct gen *g, const struct dj *codes)
{
    int n = 0;
    fprintf(g->f, "static const char *const a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *v = codes->first; v; v = v->next, n++) {
        if (atoi(v->key) != n || v->type != DJ_STRING)
            dj_fail(v, "expected the code of answer %d", n);
        fprintf(g->f, "\"%s\", ", v->text);
    }
    fputs("NULL};\n", g->f);
    return g->arrays;
}

static void put_loinc(struct gen *g)
{
    static const char *const keys[] = {"panel", "total",   "items",      "impact",      "answers", "impact_answers",
                                       "gate",  "t_score", "risk_level", "unconfirmed", "source",  NULL};
    const struct dj *l = dj_get(g->structure, "loinc"), *items, *v;
    if (!l)
        return;
    dj_keys(l, keys);
    gen_text(g->members, "loinc_panel", dj_opt_text(l, "panel"));
    gen_text(g->members, "loinc_total", dj_opt_text(l, "total"));
    gen_text(g->members, "loinc_impact", dj_opt_text(l, "impact"));
    gen_text(g->members, "loinc_level", dj_opt_text(l, "risk_level"));
    gen_text(g->members, "loinc_gate", dj_opt_text(l, "gate"));
    gen_text(g->members, "loinc_t", dj_opt_text(l, "t_score"));
    items = dj_get(l, "items");
    if (items && items->count != g->count)
        dj_fail(items, "%zu codes for %zu items", items->count, g->count);
    if (items)
        fprintf(g->members, " .loinc_items = %s,", gen_name(g, put_strings(g, items, true)));
    if ((v = dj_get(l, "answers")))
        fprintf(g->members, " .answer_codes = %s,", gen_name(g, put_answer_codes(g, v)));
    if ((v = dj_get(l, "impact_answers")))
        fprintf(g->members, " .impact_codes = %s,", gen_name(g, put_answer_codes(g, v)));
    v = dj_need(l, "unconfirmed", DJ_ARRAY);
    for (const struct dj *u = v->first; u; u = u->next)
        if (u->type != DJ_STRING || !dj_get(l, u->text))
            dj_fail(u, "there is no such code");
    fputs(" .loinc_source = {", g->members);
    dj_put_c_string(g->members, dj_text(l, "source"));
    fprintf(g->members, ", %s},", v->first ? "false" : "true");
}

void gen_structure(FILE *f, FILE *rows, const struct dj *m, size_t index)
{
    struct gen g = {.f = f, .members = rows, .index = index, .measure = m};
    g.structure = dj_need(m, "structure", DJ_OBJECT);
    dj_keys(g.structure, structure_keys);
    g.count = (size_t)gen_int(g.structure, "count", 1, 32);
    fprintf(rows, "    {.count = %zu,", g.count);
    put_labels(&g);
    put_options(&g);
    put_item_list(&g, "reverse", "reverse");
    put_item_list(&g, "unscored_items", "unscored_items");
    put_subscales(&g);
    put_aggregate(&g);
    gen_rules(&g);
    put_bands(&g);
    put_missing(&g);
    put_change(&g);
    put_course(&g);
    put_norms(&g);
    put_t_table(&g, "t_table", "t_table");
    put_t_table(&g, "t_error", "t_error");
    put_licence(&g);
    put_loinc(&g);
    fputs("},\n", rows);
}
