/* Wording as a FHIR R4 Questionnaire: what was imported, with our codes and values. */
#include "measure/questionnaire_parts.h"
#include "measure/wording_parts.h"

#include <assert.h>
#include <stdio.h>

#define LOINC "http://loinc.org"
#define ORDINAL "http://hl7.org/fhir/StructureDefinition/ordinalValue"

struct writer {
    struct json_out o;
    const struct wording *w;
    const struct measure_structure *s;
};

static void put(struct writer *f, const char *key, struct str s)
{
    if (!s.p)
        return;
    json_key(&f->o, key);
    json_put_str(&f->o, s);
}

static void put_code(struct writer *f, const char *code)
{
    if (!code)
        return;
    json_key(&f->o, "code");
    json_begin_array(&f->o);
    json_begin_object(&f->o);
    put(f, "system", STR(LOINC));
    put(f, "code", str_of(code));
    json_end_object(&f->o);
    json_end_array(&f->o);
}

/* "phq9.3", "phq9.impact", "phq9.3.before" */
static void put_link(struct writer *f, const char *name, const char *part)
{
    char link[96];
    int n = snprintf(link, sizeof link, "%s.%s%s", f->w->measure->id, name, part);
    assert(n > 0 && (size_t)n < sizeof link);
    put(f, "linkId", str_of(link));
}

/* That an answer has no text is said in FHIR's own way: a Coding must have something. */
static void put_absent(struct writer *f)
{
    json_key(&f->o, "_display");
    json_begin_object(&f->o);
    json_key(&f->o, "extension");
    json_begin_array(&f->o);
    json_begin_object(&f->o);
    put(f, "url", STR("http://hl7.org/fhir/StructureDefinition/data-absent-reason"));
    put(f, "valueCode", STR("unknown"));
    json_end_object(&f->o);
    json_end_array(&f->o);
    json_end_object(&f->o);
}

static void put_answer(struct writer *f, const struct questionnaire_answer *a, bool tenths)
{
    bool loinc = str_starts(a->code, STR("LA"));
    struct dec value = {true, tenths ? 1 : 0, a->value};
    json_begin_object(&f->o);
    json_key(&f->o, "extension");
    json_begin_array(&f->o);
    json_begin_object(&f->o);
    put(f, "url", STR(ORDINAL));
    json_key(&f->o, "valueDecimal");
    json_put_dec(&f->o, value);
    json_end_object(&f->o);
    json_end_array(&f->o);
    json_key(&f->o, "valueCoding");
    json_begin_object(&f->o);
    if (loinc)
        put(f, "system", STR(LOINC));
    put(f, "code", a->code);
    put(f, "display", a->text);
    if (!a->text.p)
        put_absent(f);
    json_end_object(&f->o);
    json_end_object(&f->o);
}

static void put_before(struct writer *f, struct str before, const char *name)
{
    if (!before.p)
        return;
    json_begin_object(&f->o);
    put_link(f, name, ".before");
    put(f, "text", before);
    put(f, "type", STR("display"));
    json_end_object(&f->o);
}

static bool has_answers(const struct wording_item *it)
{
    for (size_t k = 0; k < it->answer_count; k++)
        if (it->answers[k].code.p || it->answers[k].text.p)
            return true;
    return false;
}

/* name: number of the item or name of the extra question; code: LOINC, or NULL */
static void put_item(struct writer *f, const struct wording_item *it, const char *name, const char *code, bool tenths)
{
    put_before(f, it->before, name);
    json_begin_object(&f->o);
    put_link(f, name, "");
    put_code(f, code);
    put(f, "text", it->text);
    put(f, "type", it->answer_count > 0 ? STR("choice") : STR("decimal"));
    if (has_answers(it)) {
        json_key(&f->o, "answerOption");
        json_begin_array(&f->o);
        for (size_t k = 0; k < it->answer_count; k++)
            put_answer(f, &it->answers[k], tenths);
        json_end_array(&f->o);
    }
    json_end_object(&f->o);
}

static void put_extra(struct writer *f, enum measure_extra x)
{
    if (f->w->has_extra[x])
        put_item(f, &f->w->extra[x], questionnaire_extra_name(x), questionnaire_extra_code(f->s, x), false);
}

static void put_identifier(struct writer *f)
{
    json_key(&f->o, "identifier");
    json_begin_array(&f->o);
    json_begin_object(&f->o);
    put(f, "system", STR(QUESTIONNAIRE_OWN_SYSTEM));
    put(f, "value", str_of(f->w->measure->id));
    json_end_object(&f->o);
    json_end_array(&f->o);
    if (!f->w->url.p)
        return;
    json_key(&f->o, "derivedFrom");
    json_begin_array(&f->o);
    json_put_str(&f->o, f->w->url);
    json_end_array(&f->o);
}

void wording_to_fhir(const struct wording *w, struct buf *b)
{
    struct writer f = {.w = w, .s = measure_structure(w->measure)};
    json_out_init(&f.o, b, 2);
    json_begin_object(&f.o);
    put(&f, "resourceType", STR("Questionnaire"));
    put(&f, "language", w->language);
    put_identifier(&f);
    put(&f, "version", w->version);
    put(&f, "title", w->title);
    put(&f, "status", STR("active"));
    put(&f, "publisher", w->publisher);
    put(&f, "copyright", w->copyright);
    put_code(&f, f.s->loinc_panel);
    json_key(&f.o, "item");
    json_begin_array(&f.o);
    put_extra(&f, EXTRA_GATE); /* asked first */
    for (size_t i = 0; i < w->count; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        put_item(&f, &w->item[i], number, questionnaire_item_code(f.s, i), f.s->tenths);
    }
    for (size_t x = 1; x < EXTRA_COUNT; x++)
        if (x != EXTRA_GATE)
            put_extra(&f, (enum measure_extra)x);
    json_end_array(&f.o);
    json_end_object(&f.o);
    buf_char(b, '\n');
}
