/* Codes: of items, of answers, those that are known to be wrong, and what a linkId says. */
#include "base/utf8.h"
#include "measure/questionnaire_parts.h"

#include <string.h>

#define IMPACT_ANSWERS 4

static const char *const extra_names[EXTRA_COUNT] = MEASURE_EXTRA_NAMES;

const char *questionnaire_extra_name(enum measure_extra extra)
{
    return extra_names[extra];
}

/* LOINC's yes and no, as in the PC-PTSD-5 of uwcirg/fhir-questionnaires, where yes stands first. */
static const struct {
    const char *code;
    int16_t value;
} yes_no[] = {{"LA33-6", 1}, {"LA32-8", 0}};

static bool yes_no_value(struct str code, int16_t *value)
{
    for (size_t k = 0; k < sizeof yes_no / sizeof yes_no[0]; k++)
        if (str_is(code, yes_no[k].code)) {
            *value = yes_no[k].value;
            return true;
        }
    return false;
}

static const struct {
    const char *code, *instrument, *text;
} wrong_codes[] = {
#define WRONG_CODE(code, instrument, text) {code, instrument, text},
#include "measure/wrong_code.def"
#undef WRONG_CODE
};

const char *questionnaire_wrong_code_at(const struct measure *m, size_t i, const char **code)
{
    for (size_t k = 0; k < sizeof wrong_codes / sizeof wrong_codes[0]; k++)
        if (strcmp(wrong_codes[k].instrument, m->id) == 0 && i-- == 0) {
            *code = wrong_codes[k].code;
            return wrong_codes[k].text;
        }
    return NULL;
}

const char *questionnaire_wrong_code(const struct measure *m, struct str code)
{
    const char *wrong, *text;
    for (size_t i = 0; (text = questionnaire_wrong_code_at(m, i, &wrong)); i++)
        if (str_is(code, wrong))
            return text;
    return NULL;
}

const char *questionnaire_item_code(const struct measure_structure *s, size_t i)
{
    return s->loinc_items ? s->loinc_items[i] : NULL;
}

/* loinc_source speaks of every code of an entry. Of those that are not confirmed as a whole these have confirmed items:
 * data/instruments/ names their panel alone as unconfirmed. */
static const char *const items_confirmed[] = {"gad7", "phq2"};

bool questionnaire_items_confirmed(const struct measure *m)
{
    bool known = measure_structure(m)->loinc_source.confirmed;
    for (size_t i = 0; i < sizeof items_confirmed / sizeof items_confirmed[0]; i++)
        known = known || strcmp(items_confirmed[i], m->id) == 0;
    return known;
}

static bool has_option(const struct measure_structure *s, size_t i, int16_t value)
{
    for (const int16_t *o = s->options[i]; *o != MEASURE_OPTION_END; o++)
        if (*o == value)
            return true;
    return false;
}

static size_t option_count(const struct measure_structure *s, size_t i)
{
    size_t n = 0;
    while (s->options[i][n] != MEASURE_OPTION_END)
        n++;
    return n;
}

bool questionnaire_value(const struct measure_structure *s, size_t i, struct dec value, int16_t *option)
{
    for (const int16_t *o = s->options[i]; *o != MEASURE_OPTION_END; o++) {
        struct dec d = {true, s->tenths ? 1 : 0, *o};
        if (value.has && dec_cmp(d, value) == 0) {
            *option = *o;
            return true;
        }
    }
    return false;
}

/* The value that `from` gives a code, where it is an option of item i of s too. */
static bool listed_value(const struct measure_structure *from, const struct measure_structure *s, size_t i,
                         struct str code, int16_t *value)
{
    for (size_t k = 0; from->answer_codes && k < option_count(from, 0); k++)
        if (from->answer_codes[k] && str_is(code, from->answer_codes[k]) && has_option(s, i, from->options[0][k])) {
            *value = from->options[0][k];
            return true;
        }
    return false;
}

bool questionnaire_has_item(const struct measure_structure *s, const char *code)
{
    for (size_t i = 0; i < s->count; i++)
        if (questionnaire_item_code(s, i) && strcmp(questionnaire_item_code(s, i), code) == 0)
            return true;
    return false;
}

/* GAD-2 has no answer codes of its own here, but its questions are GAD-7's: the same code is the same question. */
static bool borrowed_value(const struct measure_structure *s, size_t i, struct str code, int16_t *value)
{
    const char *item = questionnaire_item_code(s, i);
    const struct measure *m;
    for (size_t k = 0; item && !s->answer_codes && (m = measure_at(k)); k++)
        if (questionnaire_has_item(measure_structure(m), item) && listed_value(measure_structure(m), s, i, code, value))
            return true;
    return false;
}

bool questionnaire_code_value(const struct measure_structure *s, size_t i, struct str code, int16_t *value)
{
    if (code.n == 0)
        return false;
    if (listed_value(s, s, i, code, value) || borrowed_value(s, i, code, value))
        return true;
    return option_count(s, i) == 2 && has_option(s, i, 0) && has_option(s, i, 1) && yes_no_value(code, value);
}

const char *questionnaire_extra_code(const struct measure_structure *s, enum measure_extra extra)
{
    return extra == EXTRA_IMPACT ? s->loinc_impact : extra == EXTRA_GATE ? s->loinc_gate : NULL;
}

int questionnaire_extra_max(const struct measure_structure *s, enum measure_extra extra)
{
    for (size_t i = 0; i < s->extra_count; i++)
        if (s->extras[i].extra == extra)
            return s->extras[i].max;
    return -1;
}

bool questionnaire_extra_value(const struct measure_structure *s, enum measure_extra extra, struct str code,
                               int16_t *value)
{
    for (int16_t v = 0; extra == EXTRA_IMPACT && s->impact_codes && v < IMPACT_ANSWERS; v++)
        if (str_is(code, s->impact_codes[v])) {
            *value = v;
            return true;
        }
    return questionnaire_extra_max(s, extra) == 1 && yes_no_value(code, value);
}

struct questionnaire_answer *questionnaire_fill_answers(const struct measure_structure *s, size_t i, struct arena *a,
                                                        size_t *count)
{
    size_t n = option_count(s, i) > QUESTIONNAIRE_ANSWERS_MAX ? 0 : option_count(s, i);
    struct questionnaire_answer *list = arena_array(a, n, sizeof *list);
    for (size_t k = 0; list && k < n; k++)
        list[k].value = s->options[i][k];
    *count = n;
    return list;
}

int questionnaire_shown(struct str s)
{
    return (int)utf8_floor(s, s.n < 60 ? s.n : 60);
}

bool questionnaire_is_loinc(struct str s)
{
    size_t dash = str_find(s, STR("-"), 0);
    if (s.n < 3 || s.n > 10 || dash == 0 || dash + 2 != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (i != dash && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    return true;
}

struct str questionnaire_link_code(struct str link_id)
{
    size_t at = link_id.n;
    while (at > 0 && link_id.p[at - 1] != '/')
        at--;
    return str_sub(link_id, at, link_id.n);
}

size_t questionnaire_link_own(struct str link_id, const struct measure *m)
{
    int64_t number;
    size_t n = strlen(m->id);
    if (link_id.n < n + 2 || memcmp(link_id.p, m->id, n) != 0 || link_id.p[n] != '.' ||
        !num_int(str_sub(link_id, n + 1, link_id.n), 1, SCORE_ITEMS_MAX, &number))
        return 0;
    return (size_t)number;
}

bool questionnaire_link_extra(struct str link_id, const struct measure *m, enum measure_extra extra)
{
    size_t n = strlen(m->id);
    return link_id.n > n + 1 && memcmp(link_id.p, m->id, n) == 0 && link_id.p[n] == '.' &&
           str_is(str_sub(link_id, n + 1, link_id.n), extra_names[extra]);
}
