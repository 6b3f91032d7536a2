#include "measure/score_line.h"

#include <stdio.h>
#include <string.h>

#define LINE_BROKEN "bad_json" /* in front of an error of json_parse; told to the outside as bad_input */

static bool bad(struct err *e, const char *where, const char *text)
{
    return err_set(e, ERR_INVALID, where, "bad_input: %s", text);
}

/* ---- in ---- */

/* A number, or yes and no in the ways JSON has; *out absent for null and for a member that is not there. */
static bool read_number(const struct json *v, struct dec *out)
{
    *out = (struct dec){0};
    if (!v || v->type == JSON_NULL)
        return true;
    if (v->type == JSON_NUMBER)
        return num_dec(v->text, out);
    if (v->type == JSON_TRUE || v->type == JSON_FALSE) {
        *out = dec_of_int(v->type == JSON_TRUE);
        return true;
    }
    if (v->type != JSON_STRING || !(str_is(v->text, "yes") || str_is(v->text, "no")))
        return false;
    *out = dec_of_int(str_is(v->text, "yes"));
    return true;
}

static bool read_array(const struct json *v, const char *key, struct score_input *in, struct err *e)
{
    char where[24];
    size_t n = 0;
    if (v->type != JSON_ARRAY)
        return bad(e, key, "must be a list of answers");
    for (const struct json *x = v->first; x; x = x->next, n++) {
        if (n >= SCORE_ITEMS_MAX)
            continue;
        if (!read_number(x, &in->item[n])) {
            snprintf(where, sizeof where, "item %zu", n + 1);
            return bad(e, where, "must be a number, or null when it was not answered");
        }
    }
    in->count = n;
    return true;
}

/* C-SSRS: {"1": 0, ...} or {"q1": 0, ...} */
static bool read_numbered(const struct json *v, struct score_input *in, struct err *e)
{
    in->count = measure_structure(in->measure)->count;
    for (const struct json *x = v->first; x; x = x->next) {
        struct str key = x->key;
        int64_t item = 0;
        if (key.n && key.p[0] == 'q')
            key = str_sub(key, 1, key.n);
        if (!num_int(key, 1, (int64_t)in->count, &item))
            return bad(e, "q", "has a member that is no number of an item");
        if (!read_number(x, &in->item[item - 1]))
            return bad(e, "q", "answers must be yes or no");
    }
    return true;
}

/* BAM: answers or sums a scale, under the names of the scales. */
static bool read_scales(const struct json *line, struct score_input *in, struct err *e)
{
    const struct measure_structure *s = measure_structure(in->measure);
    size_t sums = 0, lists = 0;
    for (size_t i = 0; i < s->subscale_count; i++) {
        const struct measure_subscale *scale = &s->subscales[i];
        const struct json *v = json_get(line, scale->name), *x;
        size_t k = 0;
        if (!v || v->type == JSON_NULL)
            continue;
        if (v->type != JSON_ARRAY) {
            if (!read_number(v, &in->item[i]))
                return bad(e, scale->name, "must be a sum or a list of answers");
            sums++;
            continue;
        }
        lists++;
        if (v->count != scale->count)
            return err_set(e, ERR_INVALID, scale->name, "wrong_item_count: has %zu items, not %zu", scale->count,
                           v->count);
        for (x = v->first; x; x = x->next, k++)
            if (!read_number(x, &in->item[scale->items[k] - 1]))
                return bad(e, scale->name, "answers must be numbers or null");
    }
    if (sums && lists)
        return bad(e, NULL, "give sums for every scale, or answers for every scale");
    in->form = sums ? SCORE_SUBSCALES : SCORE_RESPONSES;
    in->count = sums ? s->subscale_count : s->count;
    return true;
}

static bool descending(const struct measure_structure *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->options[i][0] > s->options[i][1])
            return true;
    return false;
}

static bool has_scales(const struct json *line, const struct measure_structure *s)
{
    for (size_t i = 0; s->aggregate == AGGREGATE_NONE && i < s->subscale_count; i++)
        if (json_get(line, s->subscales[i].name))
            return true;
    return false;
}

/* The answers, in whichever form; exactly one form. */
static bool read_answers(const struct json *line, struct score_input *in, struct err *e)
{
    static const struct {
        const char *key;
        enum score_form form;
    } forms[] = {{"responses", SCORE_RESPONSES},
                 {"raw_responses", SCORE_RESPONSES},
                 {"scored_responses", SCORE_SCORED},
                 {"responses_yes", SCORE_YES},
                 {"option_index_top_to_bottom", SCORE_OPTION_INDEX},
                 {"q", SCORE_YES},
                 {"total", SCORE_TOTAL},
                 {"yes_count", SCORE_TOTAL}};
    const struct measure_structure *s = measure_structure(in->measure);
    const struct json *found = NULL;
    size_t which = 0;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct json *v = json_get(line, forms[i].key);
        if (!v)
            continue;
        if (found)
            return bad(e, forms[i].key, "the answers are given twice; give them in one form");
        found = v;
        which = i;
    }
    if (!found && has_scales(line, s))
        return read_scales(line, in, e);
    if (!found)
        return bad(e, NULL, "no answers; give \"responses\" (a list, null for what was not answered) or \"total\"");
    in->form = forms[which].form;
    if (strcmp(forms[which].key, "raw_responses") == 0 && descending(s)) /* as ticked: counted from the top */
        in->form = SCORE_OPTION_INDEX;
    if (in->form != SCORE_TOTAL)
        return found->type == JSON_OBJECT ? read_numbered(found, in, e) : read_array(found, forms[which].key, in, e);
    if (!read_number(found, &in->total) || !in->total.has)
        return bad(e, forms[which].key, "must be a number");
    return true;
}

static bool read_extra(const struct json *line, const char *key, struct opt_int *out, struct err *e)
{
    static const char *const levels[] = {"none", "minor", "moderate", "serious"};
    const struct json *v = json_get(line, key);
    struct dec d;
    if (v && v->type == JSON_STRING)
        for (int i = 0; i < 4; i++)
            if (str_is(v->text, levels[i])) {
                *out = (struct opt_int){true, i};
                return true;
            }
    if (!read_number(v, &d) || (d.has && d.scale != 0))
        return bad(e, key, "must be a whole number, yes or no");
    *out = (struct opt_int){d.has, d.mant};
    return true;
}

static bool read_extras(const struct json *line, struct score_extra *x, struct err *e)
{
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    for (int i = EXTRA_NONE + 1; i < EXTRA_COUNT; i++)
        if (!read_extra(line, names[i], score_extra_at(x, (enum measure_extra)i), e))
            return false;
    return true;
}

struct word {
    const char *word;
    int value;
};

/* The value of a member that is one of a few words; *out as it was when absent or null. */
static bool read_word(const struct json *line, const char *key, const struct word *words, int *out, struct err *e)
{
    const struct json *v = json_get(line, key);
    if (!v || v->type == JSON_NULL)
        return true;
    for (; words->word; words++)
        if (v->type == JSON_STRING && str_is_ci(v->text, words->word)) {
            *out = words->value;
            return true;
        }
    return bad(e, key, "is not one of the words that it may be");
}

static bool read_settings(const struct json *line, struct score_input *in, struct err *e)
{
    static const struct word sexes[] = {
        {"female", SEX_FEMALE},   {"f", SEX_FEMALE},      {"male", SEX_MALE}, {"m", SEX_MALE},
        {"unknown", SEX_UNKNOWN}, {"other", SEX_UNKNOWN}, {NULL, 0}};
    static const struct word policies[] = {{"own", SCORE_POLICY_OWN},
                                           {"strict", SCORE_POLICY_STRICT},
                                           {"prorate_max2", SCORE_POLICY_PRORATE_MAX2},
                                           {NULL, 0}};
    enum { MODE_CONTINUOUS = 10, MODE_CATEGORICAL };
    static const struct word modes[] = {{"adult", AGE_ADULT},
                                        {"adolescent", AGE_ADOLESCENT},
                                        {"child", AGE_CHILD},
                                        {"continuous", MODE_CONTINUOUS},
                                        {"days", MODE_CONTINUOUS},
                                        {"categorical", MODE_CATEGORICAL},
                                        {NULL, 0}};
    int sex = SEX_UNKNOWN, policy = SCORE_POLICY_OWN, mode = MODE_CATEGORICAL;
    if (!read_word(line, "sex", sexes, &sex, e) || !read_word(line, "policy", policies, &policy, e) ||
        !read_word(line, "mode", modes, &mode, e))
        return false;
    in->sex = (enum score_sex)sex;
    in->policy = (enum score_policy)policy;
    in->extra.continuous = mode == MODE_CONTINUOUS;
    if (mode < MODE_CONTINUOUS)
        in->age = (enum score_age)mode;
    if (!read_number(json_get(line, "stored_total"), &in->stored_total))
        return bad(e, "stored_total", "must be a number");
    return true;
}

bool score_read(const struct json *line, struct score_input *out, struct err *e)
{
    struct score_input in = {0};
    struct str name = json_str(json_get(line, "instrument"));
    if (!name.p)
        return bad(e, "instrument", "is missing; name it as in \"goldthread instrument list\"");
    in.measure = measure_find(name);
    if (!in.measure)
        return err_set(e, ERR_INVALID, "instrument", "unknown_instrument: \"%.*s\" is not known",
                       (int)(name.n > 60 ? 60 : name.n), name.p);
    if (!read_extras(line, &in.extra, e) || !read_settings(line, &in, e) || !read_answers(line, &in, e))
        return false;
    *out = in;
    return true;
}

/* ---- out ---- */

/* The shortest usual writing: whole numbers without a point. */
static void put_number(struct json_out *o, double v)
{
    char text[32];
    if (v == (double)(long long)v) {
        json_put_int(o, (long long)v);
        return;
    }
    int n = snprintf(text, sizeof text, "%.10g", v);
    json_put_raw(o, (struct str){text, (size_t)n});
}

static void put_opt(struct json_out *o, const char *key, bool has, double v)
{
    json_key(o, key);
    if (has)
        put_number(o, v);
    else
        json_put_null(o);
}

static void put_opt_bool(struct json_out *o, const char *key, struct opt_int v)
{
    json_key(o, key);
    if (v.has)
        json_put_bool(o, v.v != 0);
    else
        json_put_null(o);
}

static void put_items(struct json_out *o, const char *key, const struct score *s, bool critical)
{
    bool in[SCORE_ITEMS_MAX + 1] = {false};
    for (size_t i = 0; i < s->alert_count; i++)
        in[s->alert[i].item] |= (s->alert[i].level == ALERT_CRITICAL) == critical;
    json_key(o, key);
    json_begin_array(o);
    for (int i = 1; i <= SCORE_ITEMS_MAX; i++)
        if (in[i])
            json_put_int(o, i);
    json_end_array(o);
}

static void put_alerts(struct json_out *o, const struct score *s)
{
    static const char *const levels[] = {"review", "high-review", "critical"};
    json_key(o, "alerts");
    json_begin_array(o);
    for (size_t i = 0; i < s->alert_count; i++) {
        json_begin_object(o);
        json_key(o, "level");
        json_put_cstr(o, levels[s->alert[i].level]);
        if (s->alert[i].item) {
            json_key(o, "item");
            json_put_int(o, s->alert[i].item);
        }
        json_key(o, "label");
        json_put_cstr(o, s->alert[i].label);
        json_end_object(o);
    }
    json_end_array(o);
}

static bool has_review(const struct measure_structure *st)
{
    for (size_t i = 0; i < st->alert_count; i++)
        if (st->alerts[i].level != ALERT_CRITICAL)
            return true;
    return false;
}

static void put_risk(struct json_out *o, const struct score *s, const struct measure_structure *st)
{
    const char *note = score_note(s);
    put_items(o, "critical", s, true);
    json_key(o, "critical_unknown");
    json_put_bool(o, s->critical_unknown);
    if (has_review(st))
        put_items(o, "review_items", s, false);
    if (s->alert_count)
        put_alerts(o, s);
    if (note) {
        json_key(o, "note");
        json_put_cstr(o, note);
    }
}

/* From paper nobody knows which items were answered. */
static void put_completeness(struct json_out *o, const struct score_input *in, const struct score *s)
{
    if (in->form == SCORE_TOTAL)
        return;
    json_key(o, "complete");
    json_put_bool(o, s->complete);
    if (in->form == SCORE_SUBSCALES)
        return;
    json_key(o, "missing");
    json_begin_array(o);
    for (size_t i = 0; i < s->missing_count; i++)
        json_put_int(o, s->missing[i]);
    json_end_array(o);
    json_key(o, "answered");
    json_put_int(o, (long long)s->answered);
    json_key(o, "prorated");
    json_put_bool(o, s->prorated);
}

static void put_scores(struct json_out *o, const struct score *s, const struct measure_structure *st)
{
    put_opt(o, "raw", s->has_raw, s->raw);
    if (s->prorated)
        put_opt(o, "raw_prorated", s->has, st->t_table ? s->raw_filled : s->raw_exact);
    if (st->multiplier != 1)
        put_opt(o, "scaled", s->has, s->value);
    if (st->t_table)
        put_opt(o, "t", s->has, s->value);
    if (st->t_table)
        put_opt(o, "se", s->has_se, s->se);
    if (st->aggregate == AGGREGATE_MEAN) {
        put_opt(o, "sum", s->has, s->raw_filled);
        put_opt(o, "mean", s->has, s->value);
    }
    if (st->aggregate == AGGREGATE_SUM && st->missing == MISSING_PRORATE && st->missing_round == ROUND_NONE)
        put_opt(o, "clinical_score", s->has, s->value);
    if (!s->complete && s->has_raw) {
        put_opt(o, "low", true, s->low);
        put_opt(o, "high", true, s->high);
    }
    put_opt(o, "max", true,
            st->aggregate == AGGREGATE_COUNT ? s->measure->max
            : st->total_scaled               ? s->raw_max * st->multiplier
                                             : s->raw_max);
    if (!s->comparable) {
        json_key(o, "comparable");
        json_put_bool(o, false);
    }
}

static void put_subscales(struct json_out *o, const struct score *s)
{
    bool bands = false;
    if (!s->subscale_count)
        return;
    json_key(o, "subscales");
    json_begin_object(o);
    for (size_t i = 0; i < s->subscale_count; i++) {
        put_opt(o, s->subscale[i].name, s->subscale[i].has, s->subscale[i].value);
        bands |= s->subscale[i].band != NULL;
    }
    json_end_object(o);
    if (bands) {
        json_key(o, "bands");
        json_begin_object(o);
        for (size_t i = 0; i < s->subscale_count; i++) {
            json_key(o, s->subscale[i].name);
            json_put_str(o, str_of(s->subscale[i].band));
        }
        json_end_object(o);
    }
    for (size_t i = 0; i < s->subscale_count; i++)
        put_opt(o, s->subscale[i].name, s->subscale[i].has, s->subscale[i].value);
}

/* A flag with the name of a subscale (BAM) has its place in the list only. */
static bool is_subscale(const struct score *s, const char *name)
{
    for (size_t i = 0; i < s->subscale_count; i++)
        if (strcmp(s->subscale[i].name, name) == 0)
            return true;
    return false;
}

static void put_flags(struct json_out *o, const struct score *s)
{
    bool positive = false;
    for (size_t i = 0; i < s->flag_count; i++) {
        positive |= strcmp(s->flag[i].name, "positive") == 0;
        if (!is_subscale(s, s->flag[i].name))
            put_opt_bool(o, s->flag[i].name, s->flag[i].value);
    }
    if (!positive && s->measure->lower_is_better && (s->measure->has_cutoff || s->screen.has))
        put_opt_bool(o, "positive", s->screen);
    if (!s->flag_count)
        return;
    json_key(o, "flags");
    json_begin_array(o);
    for (size_t i = 0; i < s->flag_count; i++)
        if (s->flag[i].value.has && s->flag[i].value.v)
            json_put_cstr(o, s->flag[i].name);
    json_end_array(o);
}

static void put_judgements(struct json_out *o, const struct score_input *in, const struct score *s,
                           const struct measure_structure *st)
{
    for (size_t i = 0; i < s->count_count; i++)
        put_opt(o, s->count[i].name, s->count[i].has, s->count[i].value);
    put_flags(o, s);
    if (s->measure->has_cutoff) {
        bool higher = !s->measure->lower_is_better;
        put_opt_bool(o, "clinical", s->clinical);
        put_opt_bool(o, "above_clinical_cutoff",
                     (struct opt_int){s->clinical.has, higher ? !s->clinical.v : s->clinical.v});
    }
    if (st->level_count) {
        json_key(o, "level");
        json_put_str(o, str_of(s->level));
    }
    for (size_t i = 0; i < st->extra_count; i++)
        if (st->extras[i].extra == EXTRA_IMPACT)
            put_opt(o, "impact", in->extra.impact.has, (double)in->extra.impact.v);
}

void score_put(const struct score_input *in, const struct score *s, struct json_out *o)
{
    const struct measure_structure *st = measure_structure(s->measure);
    json_key(o, "instrument");
    json_put_cstr(o, s->measure->id);
    if (st->aggregate != AGGREGATE_NONE) {
        put_opt(o, "total", s->has, s->has ? score_total(s) : 0);
        json_key(o, "band");
        json_put_str(o, str_of(s->band));
    }
    if (s->band) {
        json_key(o, "band_confirmed");
        json_put_bool(o, s->band_confirmed);
    }
    put_risk(o, s, st);
    put_completeness(o, in, s);
    if (st->aggregate != AGGREGATE_NONE)
        put_scores(o, s, st);
    put_subscales(o, s);
    put_judgements(o, in, s, st);
    if (st->reverse) {
        json_key(o, "straight_lined");
        json_put_bool(o, s->straight_lined);
    }
    if (in->stored_total.has) {
        json_key(o, "stored_total_mismatch");
        if (s->has || s->stored_total_differs)
            json_put_bool(o, s->stored_total_differs);
        else
            json_put_null(o);
    }
}

/* ---- a line ---- */

/* Lists and objects are no id. */
static void put_id(struct json_out *o, const struct json *id)
{
    json_key(o, "id");
    if (id && id->type != JSON_ARRAY && id->type != JSON_OBJECT)
        json_put_tree(o, id);
    else
        json_put_null(o);
}

static void put_error(struct json_out *o, const struct err *e)
{
    const char *colon = e->kind == ERR_INVALID ? strstr(e->text, ": ") : NULL;
    struct str code = STR("bad_input"), message = str_of(colon ? colon + 2 : e->text);
    char text[sizeof e->text + sizeof e->where + 2];
    int64_t number = 0; /* "item 4" */
    struct str where = str_of(e->where);
    bool item = str_starts(where, STR("item ")) && num_int(str_sub(where, 5, where.n), 0, INT32_MAX, &number);
    if (e->kind == ERR_MEMORY)
        code = STR("no_memory");
    else if (colon && strncmp(e->text, LINE_BROKEN, sizeof LINE_BROKEN - 1) != 0)
        code = (struct str){e->text, (size_t)(colon - e->text)};
    if (e->where[0]) {
        snprintf(text, sizeof text, "%s: %.*s", e->where, (int)message.n, message.p);
        message = str_of(text);
    }
    json_key(o, "error");
    json_begin_object(o);
    json_key(o, "code");
    json_put_str(o, code);
    json_key(o, "item");
    if (item)
        json_put_int(o, number);
    else
        json_put_null(o);
    json_key(o, "message");
    json_put_str(o, message);
    json_end_object(o);
}

bool score_line_is_json(const struct err *e)
{
    return strncmp(e->text, LINE_BROKEN, sizeof LINE_BROKEN - 1) != 0;
}

static bool parse(struct str line, struct arena *a, const struct json **out, struct err *e)
{
    struct err inner = {0};
    if (json_parse(line, a, out, &inner))
        return true;
    if (inner.kind != ERR_INVALID)
        return err_set(e, inner.kind, inner.where, "%s", inner.text);
    return err_set(e, ERR_INVALID, inner.where, LINE_BROKEN ": %s", inner.text);
}

bool score_line(struct str line, struct arena *a, struct buf *out, struct err *e)
{
    const struct json *v = NULL;
    struct score_input in;
    struct score s;
    struct json_out o;
    bool ok = parse(line, a, &v, e);
    if (ok && v->type != JSON_OBJECT)
        ok = bad(e, NULL, "not an object with \"instrument\" and \"responses\"");
    ok = ok && score_read(v, &in, e) && score_form(&in, &s, e);
    json_out_init(&o, out, 0);
    json_begin_object(&o);
    put_id(&o, json_get(v, "id"));
    if (ok)
        score_put(&in, &s, &o);
    else
        put_error(&o, e);
    json_end_object(&o);
    return ok;
}
