/* How each outcome measure is built: facts of the tables, and what must hold for every one. */
#include "support.h"

#include "measure/structure.h"

static void put_list(char *out, size_t room, const uint8_t *list)
{
    size_t n = 0;
    snprintf(out, room, "-");
    for (size_t i = 0; list && list[i]; i++)
        n += (size_t)snprintf(out + n, room - n, "%s%d", i ? " " : "", list[i]);
}

static const char *cutoff_of(const struct measure_structure *s, const char *group)
{
    static char text[32];
    for (size_t i = 0; i < s->cutoff_count; i++)
        if (strcmp(s->cutoffs[i].group, group) == 0) {
            snprintf(text, sizeof text, "%g%s", s->cutoffs[i].value, s->cutoffs[i].source.confirmed ? "" : "?");
            return text;
        }
    return "-";
}

/* The value of `what` ("options 9") as the table writes it. */
static void look_up(const struct measure_structure *s, const char *what, char *out, size_t room)
{
    const char *last = strrchr(what, ' ') ? strrchr(what, ' ') + 1 : "";
    size_t k = (size_t)atoi(last), n = 0;
    snprintf(out, room, "?");
    if (strcmp(what, "items") == 0)
        snprintf(out, room, "%zu", s->count);
    else if (strncmp(what, "options", 7) == 0)
        for (const int16_t *v = s->options[k - 1]; *v != MEASURE_OPTION_END; v++)
            n += (size_t)snprintf(out + n, room - n, "%s%d", n ? " " : "", *v);
    else if (strcmp(what, "reverse") == 0)
        put_list(out, room, s->reverse);
    else if (strncmp(what, "subscale", 8) == 0)
        for (size_t i = 0; i < s->subscale_count; i++) {
            if (strcmp(s->subscales[i].name, last) == 0)
                put_list(out, room, s->subscales[i].items);
        }
    else if (strncmp(what, "present", 7) == 0)
        snprintf(out, room, "%d", s->present_from[k - 1]);
    else if (strcmp(what, "missing") == 0 && s->missing == MISSING_ALL)
        snprintf(out, room, "all%s", s->missing_source.confirmed ? "" : "?");
    else if (strcmp(what, "missing") == 0)
        snprintf(out, room, "prorate %d%s", s->missing_most, s->missing_source.confirmed ? "" : "?");
    else if (strncmp(what, "skip", 4) == 0)
        put_list(out, room, s->skips[k - 1].items);
    else if (strncmp(what, "cutoff", 6) == 0)
        snprintf(out, room, "%s", cutoff_of(s, last));
    else if (strcmp(what, "wording") == 0)
        snprintf(out, room, "%s", s->wording_allowed ? "yes" : "no");
    else if (strcmp(what, "loinc total") == 0)
        snprintf(out, room, "%s", s->loinc_total);
    else if (strncmp(what, "loinc item", 10) == 0)
        snprintf(out, room, "%s", s->loinc_items[k - 1] ? s->loinc_items[k - 1] : "-");
    else if (strncmp(what, "impact code", 11) == 0)
        snprintf(out, room, "%s", s->impact_codes[k]);
}

static void test_facts(void **state)
{
    struct tsv t;
    char got[128];
    (void)state;
    tsv_open(&t, "tests/data/measure/structure.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_find(str_of(tsv_get(&t, "id")));
        CHECK(m, "%s", tsv_where(&t));
        look_up(measure_structure(m), tsv_get(&t, "what"), got, sizeof got);
        CHECK(strcmp(got, tsv_get(&t, "value")) == 0, "%s: got %s", tsv_where(&t), got);
    }
    tsv_close(&t);
}

static void check_source(const struct measure *m, bool there, const struct measure_source *s, const char *what)
{
    if (there)
        CHECK(s->text && *s->text, "%s: %s has no source", m->id, what);
    if (there && strstr(s->text, "not yet checked"))
        CHECK(!s->confirmed, "%s: %s is confirmed by nothing", m->id, what);
}

static void check_sources(const struct measure *m, const struct measure_structure *s)
{
    check_source(m, true, &s->missing_source, "missing");
    check_source(m, s->has_important_difference, &s->important_difference_source, "important difference");
    check_source(m, s->has_response || s->response_points > 0, &s->response_source, "response");
    check_source(m, s->has_remission, &s->remission_source, "remission");
    check_source(m, s->has_relapse, &s->relapse_source, "relapse");
    check_source(m, s->nonresponse_count > 0, &s->nonresponse_source, "non-response");
    check_source(m, s->norm_count > 0, &s->norm_source, "norms");
    check_source(m, s->level_count > 0, &s->level_source, "levels");
    check_source(m, s->has_fall_alert, &s->fall_alert_source, "fall");
    check_source(m, s->not_applicable.item > 0, &s->not_applicable.source, "item that may not apply");
    check_source(m, s->loinc_panel != NULL, &s->loinc_source, "codes");
    for (size_t i = 0; i < s->bands_count; i++)
        check_source(m, true, &s->bands[i].source, "bands");
    for (size_t i = 0; i < s->alert_count; i++)
        check_source(m, true, &s->alerts[i].source, "alert");
    for (size_t i = 0; i < s->flag_count; i++)
        check_source(m, true, &s->flags[i].source, s->flags[i].name);
    for (size_t i = 0; i < s->skip_count; i++)
        check_source(m, true, &s->skips[i].source, "skip rule");
    for (size_t i = 0; i < s->cutoff_count; i++)
        check_source(m, true, &s->cutoffs[i].source, s->cutoffs[i].group);
}

/* Lowest and highest sum of all items, over their options. */
static void sum_of_options(const struct measure_structure *s, double *low, double *high)
{
    *low = *high = 0;
    for (size_t i = 0; i < s->count; i++) {
        int least = INT16_MAX, most = INT16_MIN;
        const uint8_t *of = s->total_items;
        while (of && *of && *of != i + 1)
            of++;
        if (of && !*of)
            continue;
        for (const int16_t *v = s->options[i]; *v != MEASURE_OPTION_END; v++) {
            least = *v < least ? *v : least;
            most = *v > most ? *v : most;
        }
        *low += s->tenths ? least / 10.0 : least;
        *high += s->tenths ? most / 10.0 : most;
    }
}

/* The range of each score is what its items can give. */
static void check_range(const struct measure *m, const struct measure_structure *s)
{
    double low, high;
    if (!m->has_range)
        return;
    sum_of_options(s, &low, &high);
    if (m->has_raw_range)
        CHECK(m->raw_min == low && m->raw_max == high, "%s: raw %g..%g", m->id, low, high);
    else
        CHECK(m->min == low && m->max == high, "%s: %g..%g", m->id, low, high);
    if (m->has_raw_range && s->multiplier != 1)
        CHECK(m->min == low * s->multiplier && m->max == high * s->multiplier, "%s", m->id);
    if (s->t_table) {
        CHECK(s->t_table[0] == m->min, "%s", m->id);
        CHECK(s->t_table[(size_t)(m->raw_max - m->raw_min)] == m->max, "%s", m->id);
    }
}

static void test_every_measure(void **state)
{
    const struct measure *m;
    (void)state;
    for (size_t i = 0; (m = measure_at(i)); i++) {
        const struct measure_structure *s = measure_structure(m);
        CHECK(s->count > 0 && s->options, "%s", m->id);
        check_sources(m, s);
        check_range(m, s);
        for (size_t k = 0; k < s->alert_count; k++) {
            CHECK(s->alerts[k].label && *s->alerts[k].label, "%s: alert %zu has no label", m->id, k);
            CHECK(!strstr(s->alerts[k].label, "no risk"), "%s", m->id);
        }
        CHECK(s->licence_source && *s->licence_source, "%s: licence", m->id);
    }
}

/* measure_structure is for measures of the table only. */
static void test_foreign_measure(void **state)
{
    struct measure other = {.id = "other"};
    (void)state;
    EXPECT_ASSERT(measure_structure(&other));
    EXPECT_ASSERT(measure_structure(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_facts), cmocka_unit_test(test_every_measure),
                                       cmocka_unit_test(test_foreign_measure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
