/*
 * gen_rules.c: what a score is judged by, of one measure as C: questions beside the score, skipped items, alerts,
 * counts, flags, levels and further cut-offs. Part of gen_measures.
 */
#include "gen_structure.h"

#include "measure/structure.h"

#include <stdlib.h>
#include <string.h>

#define LISTS_MAX 16 /* most alerts, counts, flags, ... of one measure */

static int extra_find(const struct dj *at, const char *name)
{
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    for (int i = 1; i < EXTRA_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    dj_fail(at, "\"%s\" is no question that a form has beside its items", name);
}

/* The declaration of a question in "extras"; stops when the measure does not have it. */
static const struct dj *extra_of(const struct gen *g, const struct dj *at, const char *name)
{
    const struct dj *x = dj_get(g->structure, "extras");
    for (x = x ? x->first : NULL; x; x = x->next)
        if (gen_is(dj_get(x, "name"), name))
            return x;
    dj_fail(at, "\"%s\" is not among the extras", name);
}

static void put_extras(struct gen *g)
{
    static const char *const keys[] = {"name", "label", "max", "asked_item", NULL};
    const struct dj *extras = dj_get(g->structure, "extras");
    if (!extras)
        return;
    fprintf(g->f, "static const struct measure_extra_question a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *x = extras->first; x; x = x->next) {
        dj_keys(x, keys);
        fprintf(g->f, "{%d, ", extra_find(x, dj_text(x, "name")));
        dj_put_c_string(g->f, dj_text(x, "label"));
        fprintf(g->f, ", %d, %d}, ", gen_int(x, "max", 1, 9),
                dj_get(x, "asked_item") ? gen_int(x, "asked_item", 1, (int)g->count) : 0);
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .extras = %s, .extra_count = %zu,", gen_name(g, g->arrays), extras->count);
}

/* ", {source, confirmed}" into an array's row */
static void put_row_source(struct gen *g, const struct dj *row)
{
    fputs(", {", g->f);
    dj_put_c_string(g->f, dj_text(row, "source"));
    fprintf(g->f, ", %s}", dj_flag(row, "confirmed") ? "true" : "false");
}

static void check_room(const struct dj *list)
{
    if (list->type != DJ_ARRAY || list->count > LISTS_MAX)
        dj_fail(list, "expected a list of at most %d", LISTS_MAX);
}

static void put_skips(struct gen *g)
{
    static const char *const keys[] = {"when", "extra", "is", "items", "counts", "confirmed", "source", NULL};
    const struct dj *rules = dj_get(g->structure, "skip_rules");
    int when[LISTS_MAX] = {0}, items[LISTS_MAX], n = 0;
    if (!rules)
        return;
    check_room(rules);
    for (const struct dj *r = rules->first; r; r = r->next, n++) {
        dj_keys(r, keys);
        if ((dj_get(r, "when") != NULL) == (dj_get(r, "extra") != NULL))
            dj_fail(r, "a skip rule has either \"when\" or \"extra\"");
        if (dj_get(r, "when"))
            when[n] = gen_items(g, dj_get(r, "when"));
        items[n] = gen_items(g, dj_need(r, "items", DJ_ARRAY));
    }
    fprintf(g->f, "static const struct measure_skip a%zu_%d[] = {", g->index, ++g->arrays);
    n = 0;
    for (const struct dj *r = rules->first; r; r = r->next, n++) {
        fprintf(g->f, "{%s, ", when[n] ? gen_name(g, when[n]) : "NULL");
        fprintf(g->f, "%d, ",
                when[n] ? EXTRA_NONE : extra_find(r, dj_text(extra_of(g, r, dj_text(r, "extra")), "name")));
        fprintf(g->f, "%d, %s, %d", gen_int(r, "is", 0, 100), gen_name(g, items[n]), gen_int(r, "counts", 0, 100));
        put_row_source(g, r);
        fputs("}, ", g->f);
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .skips = %s, .skip_count = %d,", gen_name(g, g->arrays), n);
}

static void put_not_applicable(struct gen *g)
{
    static const char *const keys[] = {"item", "extra", "comparable", "confirmed", "source", NULL};
    const struct dj *n = dj_get(g->structure, "not_applicable");
    if (!n)
        return;
    dj_keys(n, keys);
    const char *extra = dj_opt_text(n, "extra");
    fprintf(g->members, " .not_applicable = {%d, %d, %s, {", gen_int(n, "item", 1, (int)g->count),
            extra ? extra_find(n, dj_text(extra_of(g, n, extra), "name")) : EXTRA_NONE,
            dj_flag(n, "comparable") ? "true" : "false");
    dj_put_c_string(g->members, dj_text(n, "source"));
    fprintf(g->members, ", %s}},", dj_flag(n, "confirmed") ? "true" : "false");
}

/* ---- alerts ---- */

/* The label of an alert: its own, or that of what raises it. */
static const char *alert_label(const struct gen *g, const struct dj *a, int item, const char *otherwise)
{
    const struct dj *labels = dj_get(g->structure, "labels"), *l;
    if (dj_opt_text(a, "label"))
        return dj_text(a, "label");
    if (!item)
        return otherwise;
    if (!labels)
        dj_fail(a, "an alert of an item without a label needs one");
    for (l = labels->first; item > 1; item--)
        l = l->next;
    return l->text;
}

static void put_alert(struct gen *g, const struct dj *a, int item)
{
    static const char *const names[] = {"review", "high-review", "critical"};
    const char *level = dj_text(a, "level"), *extra = dj_opt_text(a, "extra"), *scale = dj_opt_text(a, "subscale");
    const struct dj *question = extra ? extra_of(g, a, extra) : NULL;
    bool at_most = dj_get(a, "at_most") != NULL;
    bool tenths = gen_number_or(dj_get(g->structure, "options"), "step", 1) == 0.1;
    double from = gen_number(a, at_most ? "at_most" : "at_least") * (tenths ? 10 : 1);
    int i = 0;
    while (i < 3 && strcmp(names[i], level) != 0)
        i++;
    if (i == 3)
        dj_fail(a, "the level must be review, high-review or critical");
    if (scale && strcmp(scale, "total") != 0)
        gen_subscale(g, a, scale);
    fprintf(g->f, "{%d, %d, ", i, item);
    dj_put_c_string(g->f, scale);
    fputs(", ", g->f);
    dj_put_c_string(g->f, question ? dj_text(question, "label") : NULL);
    fprintf(g->f, ", %d, %s, %.0f, ", question ? extra_find(a, extra) : EXTRA_NONE, at_most ? "true" : "false", from);
    dj_put_c_string(g->f, alert_label(g, a, item, question ? dj_text(question, "label") : scale));
    put_row_source(g, a);
    fputs("}, ", g->f);
}

static void put_alerts(struct gen *g)
{
    static const char *const keys[] = {"item",  "items", "subscale", "extra",     "at_least", "at_most",
                                       "label", "level", "source",   "confirmed", NULL};
    const struct dj *alerts = dj_get(g->structure, "alerts");
    int n = 0;
    if (!alerts)
        return;
    fprintf(g->f, "static const struct measure_alert a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *a = alerts->first; a; a = a->next) {
        const struct dj *items = dj_get(a, "items");
        dj_keys(a, keys);
        if ((dj_get(a, "item") != NULL) + (items != NULL) + (dj_get(a, "extra") != NULL) +
                (dj_get(a, "subscale") != NULL) !=
            1)
            dj_fail(a, "an alert is on one of item, items, extra or subscale");
        for (const struct dj *v = items ? items->first : NULL; v; v = v->next, n++) {
            gen_check_item(g, v);
            put_alert(g, a, atoi(v->text));
        }
        if (!items) {
            put_alert(g, a, dj_get(a, "item") ? gen_int(a, "item", 1, (int)g->count) : 0);
            n++;
        }
    }
    fputs("};\n", g->f);
    if (n > 12)
        dj_fail(alerts, "more than 12 alerts");
    fprintf(g->members, " .alerts = %s, .alert_count = %d,", gen_name(g, g->arrays), n);
}

static void put_fall_alert(struct gen *g)
{
    static const char *const keys[] = {"points", "confirmed", "source", NULL};
    const struct dj *a = dj_get(g->structure, "fall_alert");
    if (!a)
        return;
    dj_keys(a, keys);
    if (gen_number(a, "points") <= 0)
        dj_fail(a, "the points must be above 0");
    fprintf(g->members, " .has_fall_alert = true, .fall_alert = %s,", dj_get(a, "points")->text);
    gen_source(g, "fall_alert_source", a);
}

/* ---- counts, flags, levels ---- */

static void put_present(struct gen *g)
{
    static const char *const keys[] = {"from", "by_item", NULL};
    const struct dj *p = dj_get(g->structure, "present"), *by_item;
    int from[33];
    if (!p)
        return;
    dj_keys(p, keys);
    for (size_t i = 1; i <= g->count; i++)
        from[i] = gen_int(p, "from", 1, 100);
    by_item = dj_get(p, "by_item");
    for (const struct dj *v = by_item ? by_item->first : NULL; v; v = v->next) {
        int item = atoi(v->key);
        if (item < 1 || item > (int)g->count)
            dj_fail(v, "there is no item \"%s\"", v->key);
        from[item] = gen_int(by_item, v->key, 1, 100);
    }
    fprintf(g->f, "static const int16_t a%zu_%d[] = {", g->index, ++g->arrays);
    for (size_t i = 1; i <= g->count; i++)
        fprintf(g->f, "%d, ", from[i]);
    fputs("};\n", g->f);
    fprintf(g->members, " .present_from = %s,", gen_name(g, g->arrays));
}

static void put_counts(struct gen *g)
{
    const struct dj *counts = dj_get(g->structure, "counts");
    int lists[LISTS_MAX], n = 0;
    if (!counts)
        return;
    if (!dj_get(g->structure, "present"))
        dj_fail(counts, "counts need \"present\"");
    for (const struct dj *c = counts->first; c; c = c->next) {
        if (n == LISTS_MAX)
            dj_fail(c, "more than %d counts", LISTS_MAX);
        lists[n++] = gen_items(g, c);
    }
    fprintf(g->f, "static const struct measure_count a%zu_%d[] = {", g->index, ++g->arrays);
    n = 0;
    for (const struct dj *c = counts->first; c; c = c->next)
        fprintf(g->f, "{\"%s\", %s}, ", c->key, gen_name(g, lists[n++]));
    fputs("};\n", g->f);
    fprintf(g->members, " .counts = %s, .counts_count = %d,", gen_name(g, g->arrays), n);
}

static int count_find(const struct gen *g, const struct dj *at, const char *name)
{
    const struct dj *c = dj_get(g->structure, "counts");
    int i = 0;
    for (c = c ? c->first : NULL; c; c = c->next, i++)
        if (strcmp(c->key, name) == 0)
            return i;
    dj_fail(at, "\"%s\" is no count", name);
}

/* The row's "enum, index" for what a condition is on. */
static void put_on(struct gen *g, const struct dj *c)
{
    const char *on = dj_text(c, "on");
    if (strcmp(on, "total") == 0)
        fputs("ON_TOTAL, 0", g->f);
    else if (strcmp(on, "item") == 0)
        fprintf(g->f, "ON_ITEM, %d", gen_int(c, "item", 1, (int)g->count));
    else if (strcmp(on, "subscale") == 0)
        fprintf(g->f, "ON_SUBSCALE, %d", gen_subscale(g, c, dj_text(c, "name")));
    else if (strcmp(on, "count") == 0)
        fprintf(g->f, "ON_COUNT, %d", count_find(g, c, dj_text(c, "name")));
    else if (strcmp(on, "extra") == 0)
        fprintf(g->f, "ON_EXTRA, %d", extra_find(c, dj_text(extra_of(g, c, dj_text(c, "name")), "name")));
    else
        dj_fail(c, "a condition is on total, item, subscale, count or extra");
}

static int put_conditions(struct gen *g, const struct dj *list)
{
    static const char *const keys[] = {"on", "item", "name", "at_least", "at_most", NULL};
    check_room(list);
    fprintf(g->f, "static const struct measure_condition a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *c = list->first; c; c = c->next) {
        const struct dj *least = dj_get(c, "at_least"), *most = dj_get(c, "at_most");
        dj_keys(c, keys);
        if (!least && !most)
            dj_fail(c, "a condition needs at_least or at_most");
        if (least && most && gen_number(c, "at_least") > gen_number(c, "at_most"))
            dj_fail(c, "at_least is above at_most");
        fputc('{', g->f);
        put_on(g, c);
        fprintf(g->f, ", %s, %s}, ", least ? least->text : "-INFINITY", most ? most->text : "INFINITY");
    }
    if (!list->first)
        fputs("{ON_TOTAL, 0, -INFINITY, INFINITY}", g->f);
    fputs("};\n", g->f);
    return g->arrays;
}

static void put_flags(struct gen *g)
{
    static const char *const keys[] = {"name", "all", "confirmed", "source", NULL};
    const struct dj *flags = dj_get(g->structure, "flags");
    const char *screen = dj_opt_text(g->structure, "screen");
    int lists[LISTS_MAX], n = 0;
    bool found = !screen;
    if (!flags) {
        if (screen)
            dj_fail(g->structure, "the screen \"%s\" is no flag", screen);
        return;
    }
    check_room(flags);
    for (const struct dj *v = flags->first; v; v = v->next) {
        dj_keys(v, keys);
        found |= screen && strcmp(dj_text(v, "name"), screen) == 0;
        lists[n++] = put_conditions(g, dj_need(v, "all", DJ_ARRAY));
    }
    if (!found)
        dj_fail(flags, "the screen \"%s\" is no flag", screen);
    fprintf(g->f, "static const struct measure_flag a%zu_%d[] = {", g->index, ++g->arrays);
    n = 0;
    for (const struct dj *v = flags->first; v; v = v->next, n++) {
        fprintf(g->f, "{\"%s\", %s, %zu", dj_text(v, "name"), gen_name(g, lists[n]), dj_get(v, "all")->count);
        put_row_source(g, v);
        fputs("}, ", g->f);
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .flags = %s, .flag_count = %d,", gen_name(g, g->arrays), n);
    gen_text(g->members, "screen", screen);
}

static void put_levels(struct gen *g)
{
    static const char *const keys[] = {"rows", "confirmed", "source", NULL};
    static const char *const row_keys[] = {"name", "any", NULL};
    const struct dj *levels = dj_get(g->structure, "levels"), *rows;
    int lists[LISTS_MAX], n = 0;
    if (!levels)
        return;
    dj_keys(levels, keys);
    rows = dj_need(levels, "rows", DJ_ARRAY);
    check_room(rows);
    for (const struct dj *r = rows->first; r; r = r->next) {
        dj_keys(r, row_keys);
        if ((dj_need(r, "any", DJ_ARRAY)->first == NULL) != (r->next == NULL))
            dj_fail(r, "the last level, and only the last, has no condition");
        lists[n++] = put_conditions(g, dj_get(r, "any"));
    }
    fprintf(g->f, "static const struct measure_level a%zu_%d[] = {", g->index, ++g->arrays);
    n = 0;
    for (const struct dj *r = rows->first; r; r = r->next, n++)
        fprintf(g->f, "{\"%s\", %s, %zu}, ", dj_text(r, "name"), gen_name(g, lists[n]), dj_get(r, "any")->count);
    fputs("};\n", g->f);
    fprintf(g->members, " .levels = %s, .level_count = %d,", gen_name(g, g->arrays), n);
    gen_source(g, "level_source", levels);
}

static void put_cutoffs(struct gen *g)
{
    static const char *const keys[] = {"group", "value", "confirmed", "source", NULL};
    const struct dj *cutoffs = dj_get(g->structure, "cutoffs"), *range;
    if (!cutoffs)
        return;
    if (!dj_get(g->measure, "cutoff"))
        dj_fail(cutoffs, "further cut-offs need a usual one");
    range = dj_need(g->measure, "range", DJ_OBJECT);
    fprintf(g->f, "static const struct measure_cutoff a%zu_%d[] = {", g->index, ++g->arrays);
    for (const struct dj *c = cutoffs->first; c; c = c->next) {
        dj_keys(c, keys);
        double v = gen_number(c, "value");
        if (v < gen_number(range, "min") || v > gen_number(range, "max"))
            dj_fail(c, "a cut-off must lie in the range");
        fprintf(g->f, "{\"%s\", %s", dj_text(c, "group"), dj_get(c, "value")->text);
        put_row_source(g, c);
        fputs("}, ", g->f);
    }
    fputs("};\n", g->f);
    fprintf(g->members, " .cutoffs = %s, .cutoff_count = %zu,", gen_name(g, g->arrays), cutoffs->count);
}

void gen_rules(struct gen *g)
{
    put_extras(g);
    put_skips(g);
    put_not_applicable(g);
    put_alerts(g);
    put_fall_alert(g);
    put_present(g);
    put_counts(g);
    put_flags(g);
    put_levels(g);
    put_cutoffs(g);
}
