/* A FHIR QuestionnaireResponse -> the answers of one instrument, for score_form. */
#include "base/json.h"
#include "measure/questionnaire_parts.h"

#include <stdio.h>
#include <string.h>

/* One item with an answer, in the order of the file. */
struct reply {
    struct str link_id;
    const struct json *answer; /* the first one */
    bool several;
};

struct responder {
    struct arena *a;
    struct err *e;
    const struct measure *m;
    const struct measure_structure *s;
    const struct questionnaire *q;
    struct questionnaire_match *match; /* of q, or NULL */
    struct reply replies[QUESTIONNAIRE_ITEMS_MAX];
    size_t count;
    struct questionnaire_response *out;
};

static bool note(struct responder *r, const char *text, struct str of)
{
    struct questionnaire_response *o = r->out;
    if (o->note_count < QUESTIONNAIRE_NOTES_MAX)
        snprintf(o->notes[o->note_count++].text, sizeof o->notes[0].text, "\"%.*s\" %s", questionnaire_shown(of), of.p,
                 text);
    return true;
}

static bool collect(struct responder *r, const struct json *object)
{
    const struct json *items = json_get(object, "item");
    if (items && items->type != JSON_ARRAY)
        return err_set(r->e, ERR_INVALID, "item", "must be an array wherever it stands");
    for (const struct json *v = items ? items->first : NULL; v; v = v->next) {
        const struct json *answers = json_get(v, "answer");
        if (answers && answers->type != JSON_ARRAY)
            return err_set(r->e, ERR_INVALID, "answer", "must be an array wherever it stands");
        if (answers && answers->count > 0) {
            if (r->count == QUESTIONNAIRE_ITEMS_MAX)
                return err_set(r->e, ERR_LIMIT, "item", "there are more than %d answers", QUESTIONNAIRE_ITEMS_MAX);
            r->replies[r->count++] =
                (struct reply){json_str(json_get(v, "linkId")), answers->first, answers->count > 1};
        }
        if (!collect(r, v))
            return false;
        for (const struct json *w = answers ? answers->first : NULL; w; w = w->next) /* questions under an answer */
            if (!collect(r, w))
                return false;
    }
    return true;
}

/* ---- which item is it ---- */

/* Digits at the end of a linkId and what stands before them; 0: none. The check digit of a code is no number. */
static size_t trailing_number(struct str link, struct str *prefix)
{
    int64_t number = 0;
    size_t at = link.n;
    while (at > 0 && link.p[at - 1] >= '0' && link.p[at - 1] <= '9')
        at--;
    *prefix = str_sub(link, 0, at);
    if (questionnaire_is_loinc(questionnaire_link_code(link)))
        return 0;
    return num_int(str_sub(link, at, link.n), 1, QUESTIONNAIRE_ITEMS_MAX, &number) ? (size_t)number : 0;
}

static struct str coding_code(const struct json *answer)
{
    return json_str(json_get(json_get(answer, "valueCoding"), "code"));
}

static bool is_total_link(const struct responder *r, struct str link)
{
    struct str code = questionnaire_link_code(link);
    return (r->s->loinc_total && str_is(code, r->s->loinc_total)) || str_ends_ci(link, STR("score")) ||
           str_ends_ci(link, STR("total"));
}

/* The item (from 1) by what is sure: the Questionnaire, the code, our own name. */
static size_t sure_item(const struct responder *r, struct str link)
{
    for (size_t i = 0; r->match && i < r->s->count; i++) {
        const struct questionnaire_pick *p = &r->match->item[i];
        if (p->by != QUESTIONNAIRE_NOT && str_eq(r->q->items[p->at].link_id, link))
            return i + 1;
    }
    for (size_t i = 0; i < r->s->count; i++) {
        const char *code = questionnaire_item_code(r->s, i);
        if (code && str_is(questionnaire_link_code(link), code))
            return i + 1;
    }
    size_t own = questionnaire_link_own(link, r->m);
    return own <= r->s->count ? own : 0;
}

/* Which question beside the score it is: by the Questionnaire, code, our own name, or answers that no other has. */
static enum measure_extra extra_of(const struct responder *r, const struct reply *p)
{
    int16_t value;
    for (size_t k = 1; k < EXTRA_COUNT; k++) {
        enum measure_extra x = (enum measure_extra)k;
        const char *code = questionnaire_extra_code(r->s, x);
        if (questionnaire_extra_max(r->s, x) < 0)
            continue;
        if (r->match && r->match->extra[x].by != QUESTIONNAIRE_NOT &&
            str_eq(r->q->items[r->match->extra[x].at].link_id, p->link_id))
            return x;
        if ((code && str_is(questionnaire_link_code(p->link_id), code)) ||
            questionnaire_link_extra(p->link_id, r->m, x))
            return x;
        if (x == EXTRA_IMPACT && questionnaire_extra_value(r->s, x, coding_code(p->answer), &value))
            return x;
    }
    return EXTRA_NONE;
}

/*
 * No linkId says what it is: by the numbers at their ends, where all that have one share what stands before it and none
 * is above the instrument's count.
 */
static bool numbers_fit(const struct responder *r)
{
    struct str first = {0}, prefix;
    for (size_t k = 0; k < r->count; k++) {
        const struct reply *p = &r->replies[k];
        size_t number = trailing_number(p->link_id, &prefix);
        if (extra_of(r, p) != EXTRA_NONE || is_total_link(r, p->link_id))
            continue;
        if (!first.p)
            first = prefix;
        if (number == 0 || number > r->s->count || !str_eq(prefix, first))
            return false;
    }
    return first.p != NULL;
}

/* ---- what is the answer ---- */

static bool weight_of(const struct json *value, struct dec *weight)
{
    const struct json *x = json_get(value, "extension");
    for (x = x && x->type == JSON_ARRAY ? x->first : NULL; x; x = x->next) {
        struct str url = json_str(json_get(x, "url"));
        const struct json *v = json_get(x, "valueDecimal");
        if ((str_ends_ci(url, STR("ordinalValue")) || str_ends_ci(url, STR("itemWeight"))) && v &&
            v->type == JSON_NUMBER && num_dec(v->text, weight))
            return true;
    }
    return false;
}

static bool number_of(const struct json *answer, struct dec *value)
{
    const struct json *v = json_get(answer, "valueInteger");
    if (!v)
        v = json_get(answer, "valueDecimal");
    if (!v)
        v = json_get(json_get(answer, "valueQuantity"), "value");
    return v && v->type == JSON_NUMBER && num_dec(v->text, value);
}

/* The value that the Questionnaire gives this code. */
static bool pick_value(const struct questionnaire_pick *p, struct str code, int16_t *value)
{
    for (size_t k = 0; code.n > 0 && k < p->answer_count; k++)
        if (str_eq(p->answers[k].code, code)) {
            *value = p->answers[k].value;
            return true;
        }
    return false;
}

static bool answer_of(const struct responder *r, size_t i, const struct json *answer, int16_t *value)
{
    struct dec number = {0};
    struct str code = coding_code(answer);
    bool yes;
    if (questionnaire_code_value(r->s, i, code, value) || (r->match && pick_value(&r->match->item[i], code, value)))
        return true;
    if (weight_of(json_get(answer, "valueCoding"), &number) || weight_of(answer, &number) || number_of(answer, &number))
        return questionnaire_value(r->s, i, number, value);
    if (json_bool(json_get(answer, "valueBoolean"), &yes))
        return questionnaire_value(r->s, i, dec_of_int(yes), value);
    return false;
}

static bool take_item(struct responder *r, size_t item, const struct reply *p)
{
    struct score_input *in = &r->out->input;
    char where[32];
    int16_t value;
    struct str code = coding_code(p->answer);
    snprintf(where, sizeof where, "item %zu", item);
    if (p->several || in->item[item - 1].has)
        return err_set(r->e, ERR_INVALID, where, "is answered more than once");
    if (!answer_of(r, item - 1, p->answer, &value))
        return err_set(r->e, ERR_INVALID, where,
                       "the answer%s%.*s is no option of it; the Questionnaire may say what it is worth",
                       code.n > 0 ? " " : "", questionnaire_shown(code), code.n > 0 ? code.p : "");
    in->item[item - 1] = (struct dec){true, r->s->tenths ? 1 : 0, value};
    r->out->answered++;
    return true;
}

static struct opt_int *extra_place(struct score_extra *e, enum measure_extra x)
{
    switch (x) {
    case EXTRA_WORK_NA:
        return &e->work_na;
    case EXTRA_GATE:
        return &e->gate;
    case EXTRA_SAME_PERIOD:
        return &e->same_period;
    case EXTRA_PROBLEM:
        return &e->problem;
    case EXTRA_Q6_3MONTHS:
        return &e->q6_3months;
    case EXTRA_IMPACT:
        return &e->impact;
    case EXTRA_PAST_MONTH_THOUGHTS:
        return &e->past_month_thoughts;
    default:
        return &e->lifetime_attempt;
    }
}

static void take_extra(struct responder *r, enum measure_extra x, const struct reply *p)
{
    struct dec number = {0};
    int16_t value = -1;
    bool yes;
    struct str code = coding_code(p->answer);
    struct opt_int *to = extra_place(&r->out->input.extra, x);
    if (weight_of(json_get(p->answer, "valueCoding"), &number) || number_of(p->answer, &number)) {
        for (int16_t v = 0; v <= questionnaire_extra_max(r->s, x); v++)
            value = dec_cmp(number, dec_of_int(v)) == 0 ? v : value;
    } else if (json_bool(json_get(p->answer, "valueBoolean"), &yes) && questionnaire_extra_max(r->s, x) == 1) {
        value = yes;
    }
    if (questionnaire_extra_value(r->s, x, code, &value) || value >= 0 ||
        (r->match && pick_value(&r->match->extra[x], code, &value)))
        *to = (struct opt_int){true, value};
    else
        note(r, "has an answer that is not understood", p->link_id);
}

static bool take_reply(struct responder *r, const struct reply *p)
{
    struct str prefix, code = questionnaire_link_code(p->link_id);
    const char *known_wrong = questionnaire_wrong_code(r->m, code);
    size_t item = known_wrong ? 0 : sure_item(r, p->link_id);
    enum measure_extra extra = extra_of(r, p);
    if (known_wrong)
        return note(r, known_wrong, code);
    if (item > 0)
        return take_item(r, item, p);
    if (extra != EXTRA_NONE) {
        take_extra(r, extra, p);
        return true;
    }
    if (is_total_link(r, p->link_id) && number_of(p->answer, &r->out->input.stored_total))
        return true;
    item = r->out->by_number ? trailing_number(p->link_id, &prefix) : 0;
    if (item > 0)
        return take_item(r, item, p);
    return note(r, "is no question of this instrument; its answer is left out", p->link_id);
}

/* ---- the whole ---- */

/* The instrument with most items in the linkIds; of two, the one that is answered more completely. */
static const struct measure *recognise(struct responder *r)
{
    const struct measure *m, *best = NULL;
    size_t most = 0, least = 0;
    for (size_t k = 0; (m = measure_at(k)); k++) {
        size_t hits = 0;
        r->m = m;
        r->s = measure_structure(m);
        for (size_t i = 0; i < r->count; i++)
            hits += sure_item(r, r->replies[i].link_id) > 0;
        if (hits > most || (hits == most && hits > 0 && r->s->count < least)) {
            best = m;
            most = hits;
            least = r->s->count;
        }
    }
    return best;
}

static bool choose(struct responder *r, const struct measure *m)
{
    const struct measure *in_q;
    if (!m && r->q && questionnaire_find(r->q, &in_q, 1) == 1)
        m = in_q;
    if (!m)
        m = recognise(r);
    if (!m)
        return err_set(r->e, ERR_INVALID, NULL, "no linkId has the code of an instrument's item; name the instrument");
    r->m = m;
    r->s = measure_structure(m);
    return !r->q || questionnaire_match(r->q, m, NULL, 0, r->a, &r->match, r->e);
}

bool questionnaire_response_read(struct str bytes, const struct measure *m, const struct questionnaire *q,
                                 struct arena *a, struct questionnaire_response *out, struct err *e)
{
    const struct json *tree;
    if (bytes.n > QUESTIONNAIRE_BYTES_MAX)
        return err_set(e, ERR_LIMIT, NULL, "is larger than %zu MB", QUESTIONNAIRE_BYTES_MAX >> 20);
    if (!json_parse(bytes, a, &tree, e))
        return false;
    if (!str_is(json_str(json_get(tree, "resourceType")), "QuestionnaireResponse"))
        return err_set(e, ERR_INVALID, "/resourceType", "must be QuestionnaireResponse");
    struct responder *r = ARENA_NEW(a, struct responder);
    *out = (struct questionnaire_response){.notes = arena_array(a, QUESTIONNAIRE_NOTES_MAX, sizeof *out->notes)};
    if (!r || !out->notes)
        return arena_error(a, e);
    *r = (struct responder){.a = a, .e = e, .q = q, .out = out};
    if (!collect(r, tree) || !choose(r, m))
        return false;
    out->input.measure = r->m;
    out->input.form = SCORE_RESPONSES;
    out->input.count = r->s->count;
    out->id = json_str(json_get(tree, "id"));
    out->authored = json_str(json_get(tree, "authored"));
    size_t sure = 0;
    for (size_t k = 0; k < r->count; k++)
        sure += sure_item(r, r->replies[k].link_id) > 0;
    out->by_number = sure == 0 && numbers_fit(r);
    for (size_t k = 0; k < r->count; k++)
        if (!take_reply(r, &r->replies[k]))
            return false;
    return true;
}
