/* instrument_json.c: what is known about outcome measures, as JSON. */
#include "cli/instrument_show.h"

#include <math.h>
#include <stdio.h>

static void put_number(struct json_out *o, const char *key, double v)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%.10g", v);
    json_key(o, key);
    json_put_raw(o, (struct str){text, (size_t)n});
}

static void put_text(struct json_out *o, const char *key, const char *text)
{
    if (!text)
        return;
    json_key(o, key);
    json_put_cstr(o, text);
}

static void put_flag(struct json_out *o, const char *key, bool v)
{
    json_key(o, key);
    json_put_bool(o, v);
}

static void put_source(struct json_out *o, const struct measure_source *s)
{
    put_flag(o, "confirmed", s->confirmed);
    put_text(o, "source", s->text);
}

static void put_value(struct json_out *o, const char *key, double v, const struct measure_source *s)
{
    json_key(o, key);
    json_begin_object(o);
    put_number(o, "value", v);
    put_source(o, s);
    json_end_object(o);
}

static void put_item_list(struct json_out *o, const char *key, const uint8_t *list)
{
    json_key(o, key);
    json_begin_array(o);
    for (; list && *list; list++)
        json_put_int(o, *list);
    json_end_array(o);
}

static void put_outline(const struct measure *m, struct json_out *o)
{
    put_text(o, "id", m->id);
    put_text(o, "name", m->name);
    put_text(o, "title", m->title);
    put_text(o, "construct", m->construct);
    put_text(o, "domain", measure_domain_name(m->domain));
    json_key(o, "items");
    json_put_int(o, (long long)measure_structure(m)->count);
    if (m->has_range) {
        put_number(o, "min", m->min);
        put_number(o, "max", m->max);
    }
    put_text(o, "direction", m->lower_is_better ? "lower_better" : "higher_better");
    put_flag(o, "wording", measure_structure(m)->wording_allowed);
}

void instrument_put_list_json(struct json_out *o)
{
    const struct measure *m;
    json_begin_array(o);
    for (size_t i = 0; (m = measure_at(i)); i++) {
        json_begin_object(o);
        put_outline(m, o);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_item(const struct measure_structure *s, size_t i, struct json_out *o)
{
    json_begin_object(o);
    json_key(o, "item");
    json_put_int(o, (long long)i + 1);
    put_text(o, "label", s->labels ? s->labels[i] : NULL);
    put_text(o, "loinc", s->loinc_items ? s->loinc_items[i] : NULL);
    json_key(o, "options");
    json_begin_array(o);
    for (const int16_t *v = s->options[i]; *v != MEASURE_OPTION_END; v++) {
        struct dec d = {true, s->tenths ? 1 : 0, *v};
        json_put_dec(o, d);
    }
    json_end_array(o);
    json_end_object(o);
}

static void put_items(const struct measure_structure *s, struct json_out *o)
{
    json_key(o, "answers");
    json_begin_array(o);
    for (size_t i = 0; i < s->count; i++)
        put_item(s, i, o);
    json_end_array(o);
    put_item_list(o, "reverse", s->reverse);
    json_key(o, "beside_the_score");
    json_begin_array(o);
    for (size_t i = 0; s->unscored && s->unscored[i]; i++)
        json_put_cstr(o, s->unscored[i]);
    json_end_array(o);
    json_key(o, "subscales");
    json_begin_object(o);
    for (size_t i = 0; i < s->subscale_count; i++)
        put_item_list(o, s->subscales[i].name, s->subscales[i].items);
    json_end_object(o);
}

static void put_bands(const struct measure_structure *s, struct json_out *o)
{
    json_key(o, "bands");
    json_begin_array(o);
    for (size_t i = 0; i < s->bands_count; i++) {
        const struct measure_bands *t = &s->bands[i];
        json_begin_object(o);
        put_text(o, "name", t->name);
        put_text(o, "on", t->on);
        json_key(o, "rows");
        json_begin_array(o);
        for (size_t k = 0; k < t->count; k++) {
            json_begin_object(o);
            put_number(o, "min", t->at[k].min);
            put_number(o, "max", t->at[k].max);
            put_text(o, "label", t->at[k].label);
            json_end_object(o);
        }
        json_end_array(o);
        put_source(o, &t->source);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_missing(const struct measure_structure *s, struct json_out *o)
{
    json_key(o, "missing");
    json_begin_object(o);
    put_text(o, "policy", s->missing == MISSING_PRORATE ? "prorate" : "all");
    if (s->missing == MISSING_PRORATE)
        put_number(o, "most", s->missing_most);
    put_text(o, "note", s->missing_note);
    put_source(o, &s->missing_source);
    json_end_object(o);
    json_key(o, "skips");
    json_begin_array(o);
    for (size_t i = 0; i < s->skip_count; i++) {
        static const char *const extras[] = MEASURE_EXTRA_NAMES;
        json_begin_object(o);
        if (s->skips[i].when)
            put_item_list(o, "when", s->skips[i].when);
        else
            put_text(o, "when_question", extras[s->skips[i].extra]);
        put_number(o, "is", s->skips[i].is);
        put_item_list(o, "items", s->skips[i].items);
        put_number(o, "counts", s->skips[i].counts);
        put_source(o, &s->skips[i].source);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_conditions(const struct measure_structure *s, const struct measure_condition *c, size_t count,
                           struct json_out *o)
{
    static const char *const extras[] = MEASURE_EXTRA_NAMES;
    json_begin_array(o);
    for (; count > 0; count--, c++) {
        json_begin_object(o);
        if (c->on == ON_ITEM)
            put_number(o, "item", c->index);
        else if (c->on == ON_SUBSCALE)
            put_text(o, "subscale", s->subscales[c->index].name);
        else if (c->on == ON_COUNT)
            put_text(o, "count", s->counts[c->index].name);
        else if (c->on == ON_EXTRA)
            put_text(o, "question", extras[c->index]);
        else
            put_flag(o, "score", true);
        if (!isinf(c->at_least))
            put_number(o, "at_least", c->at_least);
        if (!isinf(c->at_most))
            put_number(o, "at_most", c->at_most);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_rules(const struct measure_structure *s, struct json_out *o)
{
    json_key(o, "counts");
    json_begin_object(o);
    for (size_t i = 0; i < s->counts_count; i++)
        put_item_list(o, s->counts[i].name, s->counts[i].items);
    json_end_object(o);
    json_key(o, "flags");
    json_begin_array(o);
    for (size_t i = 0; i < s->flag_count; i++) {
        json_begin_object(o);
        put_text(o, "name", s->flags[i].name);
        json_key(o, "all");
        put_conditions(s, s->flags[i].all, s->flags[i].count, o);
        put_source(o, &s->flags[i].source);
        json_end_object(o);
    }
    json_end_array(o);
    json_key(o, "levels");
    json_begin_array(o);
    for (size_t i = 0; i < s->level_count; i++) {
        json_begin_object(o);
        put_text(o, "name", s->levels[i].name);
        json_key(o, "any");
        put_conditions(s, s->levels[i].any, s->levels[i].count, o);
        put_source(o, &s->level_source);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_alerts(const struct measure_structure *s, struct json_out *o)
{
    static const char *const levels[] = {"review", "high-review", "critical"};
    json_key(o, "alerts");
    json_begin_array(o);
    for (size_t i = 0; i < s->alert_count; i++) {
        const struct measure_alert *a = &s->alerts[i];
        json_begin_object(o);
        put_text(o, "level", levels[a->level]);
        if (a->item)
            put_number(o, "item", a->item);
        put_text(o, "subscale", a->subscale);
        put_text(o, "question", a->extra);
        put_number(o, a->at_most ? "at_most" : "at_least", s->tenths ? a->at_least / 10.0 : a->at_least);
        put_text(o, "label", a->label);
        put_source(o, &a->source);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_thresholds(const struct measure *m, const struct measure_structure *s, struct json_out *o)
{
    if (m->has_cutoff)
        put_value(o, "cutoff", m->cutoff, &(struct measure_source){m->cutoff_source, m->cutoff_confirmed});
    json_key(o, "cutoffs");
    json_begin_object(o);
    for (size_t i = 0; i < s->cutoff_count; i++)
        put_value(o, s->cutoffs[i].group, s->cutoffs[i].value, &s->cutoffs[i].source);
    json_end_object(o);
    if (m->has_reliable_change)
        put_value(o, m->reliable_change_confirmed ? "reliable_change" : "change", m->reliable_change,
                  &(struct measure_source){m->reliable_change_source, m->reliable_change_confirmed});
    if (s->has_important_difference)
        put_value(o, "important_difference", s->important_difference, &s->important_difference_source);
    if (s->has_response)
        put_value(o, "response_percent", s->response_percent, &s->response_source);
    if (s->response_points > 0)
        put_value(o, "response_points", s->response_points, &s->response_source);
    if (s->has_remission)
        put_value(o, "remission", s->remission, &s->remission_source);
    if (s->has_relapse)
        put_value(o, "relapse", s->relapse, &s->relapse_source);
    json_key(o, "nonresponse");
    json_begin_array(o);
    for (size_t i = 0; i < s->nonresponse_count; i++) {
        json_begin_object(o);
        put_number(o, "week", s->nonresponse[i].week);
        put_number(o, "at_least", s->nonresponse[i].at_least);
        put_text(o, "treatment", s->nonresponse_treatment);
        put_source(o, &s->nonresponse_source);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_codes(const struct measure *m, const struct measure_structure *s, struct json_out *o)
{
    json_key(o, "licence");
    json_begin_object(o);
    put_text(o, "status", m->licence);
    put_flag(o, "wording", s->wording_allowed);
    put_text(o, "note", s->licence_note);
    put_text(o, "source", s->licence_source);
    json_end_object(o);
    if (!s->loinc_source.text)
        return;
    json_key(o, "loinc");
    json_begin_object(o);
    put_text(o, "panel", s->loinc_panel);
    put_text(o, "total", s->loinc_total);
    put_text(o, "impact", s->loinc_impact);
    put_text(o, "risk_level", s->loinc_level);
    put_text(o, "gate", s->loinc_gate);
    put_text(o, "t_score", s->loinc_t);
    put_source(o, &s->loinc_source);
    json_end_object(o);
}

void instrument_put_show_json(const struct measure *m, struct json_out *o)
{
    const struct measure_structure *s = measure_structure(m);
    json_begin_object(o);
    put_outline(m, o);
    if (m->has_range)
        put_number(o, "floor", m->floor);
    put_text(o, "recall", s->recall);
    json_key(o, "aliases");
    json_begin_array(o);
    for (const char *const *a = m->aliases; *a; a++)
        json_put_cstr(o, *a);
    json_end_array(o);
    put_items(s, o);
    put_missing(s, o);
    put_bands(s, o);
    put_rules(s, o);
    put_thresholds(m, s, o);
    put_alerts(s, o);
    put_codes(m, s, o);
    put_text(o, "source", m->source);
    json_end_object(o);
}
