/* instrument_show.c: what is known about outcome measures, as text. JSON: instrument_json.c. */
#include "cli/instrument_show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LABEL_COLUMN 26

void instrument_put_list(struct buf *b)
{
    const struct measure *m;
    buf_printf(b, "%-15s %5s  %-12s %-6s  %s\n", "id", "items", "range", "better", "measures");
    for (size_t i = 0; (m = measure_at(i)); i++) {
        char range[40] = "-";
        if (m->has_range)
            snprintf(range, sizeof range, "%g to %g", m->min, m->max);
        buf_printf(b, "%-15s %5zu  %-12s %-6s  %s (%s)\n", m->id, measure_structure(m)->count, range,
                   m->lower_is_better ? "lower" : "higher", m->construct, m->name);
    }
}

/* ---- one in full ---- */

struct show {
    struct buf *b;
    size_t width;
    const struct measure *measure;
    const struct measure_structure *structure;
};

/* `text` broken at blanks, each line `indent` columns in; the first follows what stands on the line already. */
static void put_wrapped(struct show *s, size_t column, size_t indent, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column > indent && column + 1 + n > s->width) {
            buf_char(s->b, '\n');
            buf_repeat(s->b, ' ', indent);
            column = indent;
        } else if (column > indent) {
            buf_char(s->b, ' ');
            column++;
        }
        buf_put(s->b, text, n);
        column += n;
        text += n;
        text += strspn(text, " ");
    }
    buf_char(s->b, '\n');
}

static void put_fact(struct show *s, const char *label, const char *text)
{
    buf_printf(s->b, "  %-*s", LABEL_COLUMN, label);
    put_wrapped(s, LABEL_COLUMN + 2, LABEL_COLUMN + 2, text);
}

/* "; unconfirmed" and where it is from, on a line of its own under the fact. */
static void put_source(struct show *s, const struct measure_source *from)
{
    char text[600];
    snprintf(text, sizeof text, "%s: %s", from->confirmed ? "source" : "unconfirmed", from->text);
    buf_repeat(s->b, ' ', LABEL_COLUMN + 2);
    put_wrapped(s, LABEL_COLUMN + 2, LABEL_COLUMN + 4, text);
}

static void put_number_fact(struct show *s, const char *label, double v, const char *unit,
                            const struct measure_source *from)
{
    char text[160];
    snprintf(text, sizeof text, "%g%s%s", v, unit, from->confirmed ? "" : " (unconfirmed)");
    put_fact(s, label, text);
    put_source(s, from);
}

static void put_options(char *out, size_t room, const struct measure_structure *st, size_t i)
{
    const int16_t *o = st->options[i];
    size_t n = 0, count = 0;
    while (o[count] != MEASURE_OPTION_END)
        count++;
    if (count > 7) { /* a line to mark, or a long scale */
        snprintf(out, room, st->tenths ? "%.1f to %.1f" : "%.0f to %.0f", o[0] / (st->tenths ? 10.0 : 1),
                 o[count - 1] / (st->tenths ? 10.0 : 1));
        return;
    }
    for (size_t k = 0; k < count; k++)
        n += (size_t)snprintf(out + n, room - n, "%s%d", k ? " " : "", o[k]);
}

static bool listed(const uint8_t *list, size_t item)
{
    for (; list && *list; list++)
        if (*list == item)
            return true;
    return false;
}

static const char *item_label(const struct measure_structure *st, size_t item)
{
    return st->labels ? st->labels[item - 1] : "(no label)";
}

static void show_items(struct show *s)
{
    const struct measure_structure *st = s->structure;
    buf_cstr(s->b, "\nItems (our short labels; the form's own wording is not in the program)\n");
    for (size_t i = 0; i < st->count; i++) {
        char options[64];
        put_options(options, sizeof options, st, i);
        buf_printf(s->b, "  %2zu  %-26s %s%s%s\n", i + 1, item_label(st, i + 1), options,
                   listed(st->reverse, i + 1) ? ", counts the other way round" : "",
                   listed(st->unscored_items, i + 1) ? ", counts nowhere" : "");
    }
    for (size_t i = 0; st->unscored && st->unscored[i]; i++)
        buf_printf(s->b, "   -  %s, beside the score\n", st->unscored[i]);
    for (size_t i = 0; i < st->subscale_count; i++) {
        char text[160];
        size_t n = (size_t)snprintf(text, sizeof text, "items");
        for (size_t k = 0; k < st->subscales[i].count; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, " %d", st->subscales[i].items[k]);
        put_fact(s, st->subscales[i].name, text);
    }
}

static void show_missing(struct show *s)
{
    const struct measure_structure *st = s->structure;
    char text[120] = "every item is needed";
    if (st->missing == MISSING_PRORATE)
        snprintf(text, sizeof text, "up to %d open%s, filled in from the others", st->missing_most,
                 st->subscale_count ? " in a scale" : "");
    put_fact(s, "Open items", text);
    if (st->missing_note)
        put_fact(s, "", st->missing_note);
    put_source(s, &st->missing_source);
    for (size_t i = 0; i < st->skip_count; i++) {
        const struct measure_skip *r = &st->skips[i];
        size_t n = (size_t)snprintf(text, sizeof text, "items");
        for (const uint8_t *k = r->items; *k; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, " %d", *k);
        if (r->when)
            n += (size_t)snprintf(text + n, sizeof text - n, ", when item %d%s %s %d", r->when[0],
                                  r->when[1] ? " and others" : "", r->when[1] ? "are" : "is", r->is);
        else
            n += (size_t)snprintf(text + n, sizeof text - n, ", when the first question is %s", r->is ? "yes" : "no");
        put_fact(s, "Left out", text);
        put_source(s, &r->source);
    }
}

static void show_bands(struct show *s)
{
    for (size_t i = 0; i < s->structure->bands_count; i++) {
        const struct measure_bands *t = &s->structure->bands[i];
        char label[80];
        snprintf(label, sizeof label, "Bands%s%s%s", strcmp(t->on, "total") ? " on " : "",
                 strcmp(t->on, "total") ? t->on : "", t->source.confirmed ? "" : " (unconfirmed)");
        if (t->name)
            snprintf(label, sizeof label, "Other bands, %s%s", t->name, t->source.confirmed ? "" : " (unconfirmed)");
        buf_printf(s->b, "\n%s\n", label);
        for (size_t k = 0; k < t->count; k++) {
            char range[40];
            snprintf(range, sizeof range, "%g to %g", t->at[k].min, t->at[k].max);
            put_fact(s, range, t->at[k].label);
        }
        put_source(s, &t->source);
    }
}

static void show_cutoffs(struct show *s)
{
    const struct measure *m = s->measure;
    const struct measure_structure *st = s->structure;
    char text[200];
    if (!m->has_cutoff)
        return;
    put_number_fact(s, "Cut-off", m->cutoff, m->lower_is_better ? " or more" : " or less",
                    &(struct measure_source){m->cutoff_source, m->cutoff_confirmed});
    for (size_t i = 0; i < st->cutoff_count; i++) {
        snprintf(text, sizeof text, "Cut-off, %s", st->cutoffs[i].group);
        for (char *p = text; *p; p++)
            *p = *p == '_' ? ' ' : *p;
        put_number_fact(s, text, st->cutoffs[i].value, m->lower_is_better ? " or more" : " or less",
                        &st->cutoffs[i].source);
    }
}

static void show_change(struct show *s)
{
    const struct measure *m = s->measure;
    const struct measure_structure *st = s->structure;
    char text[120];
    if (m->has_cutoff || m->has_reliable_change || st->has_important_difference || st->has_response ||
        st->response_points > 0 || st->has_remission)
        buf_cstr(s->b, "\nThresholds\n");
    show_cutoffs(s);
    if (m->has_reliable_change)
        put_number_fact(s, m->reliable_change_confirmed ? "Reliable change" : "Change that may count",
                        m->reliable_change, " points or more",
                        &(struct measure_source){m->reliable_change_source, m->reliable_change_confirmed});
    if (st->has_important_difference)
        put_number_fact(s, "Smallest that matters", st->important_difference, " points",
                        &st->important_difference_source);
    if (st->has_response) {
        snprintf(text, sizeof text, " per cent down, from %g or more", st->response_from);
        put_number_fact(s, "Response", st->response_percent, text, &st->response_source);
    }
    if (st->response_points > 0)
        put_number_fact(s, "Response", st->response_points, " points down", &st->response_source);
    if (st->has_remission)
        put_number_fact(s, "Remission", st->remission, m->lower_is_better ? " or less" : " or more",
                        &st->remission_source);
    if (st->has_relapse)
        put_number_fact(s, "Relapse, after remission", st->relapse, m->lower_is_better ? " or more" : " or less",
                        &st->relapse_source);
    for (size_t i = 0; i < st->nonresponse_count; i++) {
        snprintf(text, sizeof text, "No response, week %d", st->nonresponse[i].week);
        put_number_fact(s, text, st->nonresponse[i].at_least, " or more", &st->nonresponse_source);
    }
}

static void show_alerts(struct show *s)
{
    static const char *const levels[] = {"review", "high review", "critical"};
    const struct measure_structure *st = s->structure;
    if (st->alert_count)
        buf_cstr(s->b, "\nAlerts, on the answer alone\n");
    for (size_t i = 0; i < st->alert_count; i++) {
        const struct measure_alert *a = &st->alerts[i];
        char what[80], text[160];
        if (a->item)
            snprintf(what, sizeof what, "item %d", a->item);
        else
            snprintf(what, sizeof what, "%s", a->extra ? a->extra : a->subscale);
        snprintf(text, sizeof text, "%g or %s: %s (%s)", st->tenths ? a->at_least / 10.0 : a->at_least,
                 a->at_most ? "less" : "more", levels[a->level], a->label);
        put_fact(s, what, text);
        put_source(s, &a->source);
    }
    if (st->has_fall_alert)
        put_number_fact(s, "fall since the last one", st->fall_alert, " or more: review", &st->fall_alert_source);
}

/* "core: 1 or more" */
static size_t put_condition(char *out, size_t room, const struct measure_structure *st,
                            const struct measure_condition *c)
{
    static const char *const extras[] = MEASURE_EXTRA_NAMES;
    char item[16];
    snprintf(item, sizeof item, "item %d", c->index);
    const char *what = c->on == ON_ITEM       ? item
                       : c->on == ON_SUBSCALE ? st->subscales[c->index].name
                       : c->on == ON_COUNT    ? st->counts[c->index].name
                       : c->on == ON_EXTRA    ? extras[c->index]
                                              : "score";
    int n = isinf(c->at_most)    ? snprintf(out, room, "%s: %g or more", what, c->at_least)
            : isinf(c->at_least) ? snprintf(out, room, "%s: %g or less", what, c->at_most)
                                 : snprintf(out, room, "%s: %g to %g", what, c->at_least, c->at_most);
    return (size_t)n;
}

static void put_conditions(struct show *s, const char *name, const struct measure_condition *c, size_t count,
                           const char *between)
{
    char text[240] = "nothing of this";
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (i)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", between);
        n += put_condition(text + n, sizeof text - n, s->structure, &c[i]);
    }
    put_fact(s, name, text);
}

static void show_rules(struct show *s)
{
    const struct measure_structure *st = s->structure;
    if (st->counts_count || st->flag_count || st->level_count)
        buf_cstr(s->b, "\nRules\n");
    for (size_t i = 0; i < st->counts_count; i++) {
        char text[200];
        size_t n = (size_t)snprintf(text, sizeof text, "how many are present of");
        for (const uint8_t *k = st->counts[i].items; *k; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, " %d", *k);
        put_fact(s, st->counts[i].name, text);
    }
    for (size_t i = 0; i < st->flag_count; i++) {
        put_conditions(s, st->flags[i].name, st->flags[i].all, st->flags[i].count, ", and ");
        put_source(s, &st->flags[i].source);
    }
    for (size_t i = 0; i < st->level_count; i++)
        put_conditions(s, st->levels[i].name, st->levels[i].any, st->levels[i].count, ", or ");
    if (st->level_count)
        put_source(s, &st->level_source);
}

static void show_licence(struct show *s)
{
    const struct measure_structure *st = s->structure;
    buf_cstr(s->b, "\nLicence and codes\n");
    put_fact(s, "Licence", s->measure->licence);
    put_fact(s, "Source", st->licence_source);
    put_fact(s, "Wording for clients", st->wording_allowed ? "may be imported and shown" : "numbers only");
    if (st->licence_note)
        put_fact(s, "", st->licence_note);
    if (st->loinc_panel)
        put_fact(s, "LOINC panel", st->loinc_panel);
    if (st->loinc_total)
        put_fact(s, "LOINC score", st->loinc_total);
    if (st->loinc_source.text)
        put_source(s, &st->loinc_source);
}

void instrument_put_show(const struct measure *m, int width, struct buf *b)
{
    struct show s = {b, width < 40 ? 40 : (size_t)width, m, measure_structure(m)};
    char text[160];
    buf_printf(b, "%s (%s)\n", m->name, m->id);
    put_fact(&s, "Title", m->title);
    snprintf(text, sizeof text, "%s (%s)", m->construct, measure_domain_name(m->domain));
    for (char *p = text; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    put_fact(&s, "Measures", text);
    if (m->has_range)
        snprintf(text, sizeof text, "%g to %g, %s is better", m->min, m->max, m->lower_is_better ? "lower" : "higher");
    else
        snprintf(text, sizeof text, "there is no total");
    put_fact(&s, "Score", text);
    if (s.structure->recall)
        put_fact(&s, "Asks about", s.structure->recall);
    put_fact(&s, "Described in", m->source);
    show_items(&s);
    buf_char(b, '\n');
    show_missing(&s);
    show_bands(&s);
    show_rules(&s);
    show_change(&s);
    show_alerts(&s);
    show_licence(&s);
}
