/* A FHIR Questionnaire (R4, R5) or pasted lines -> struct questionnaire. */
#include "measure/questionnaire_parts.h"

#include "base/json.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct value_set {
    struct str id, url;
    const struct json *tree;
};

struct reader {
    struct arena *a;
    struct err *e;
    struct questionnaire *q;
    size_t room;
    struct value_set sets[QUESTIONNAIRE_SETS_MAX];
    size_t set_count;
    char where[96]; /* JSON pointer of the item in hand */
};

static bool wrong(struct reader *r, const char *member, const char *what)
{
    char place[96 + 40];
    snprintf(place, sizeof place, "%s/%s", r->where, member);
    return err_set(r->e, ERR_INVALID, place, "%s", what);
}

/* A text member, trimmed; absent when it is not there, null or blank. */
static bool take_text(struct reader *r, const struct json *object, const char *member, size_t most, struct str *out)
{
    char place[96 + 40];
    const struct json *v = json_get(object, member);
    *out = (struct str){0};
    if (!v || v->type == JSON_NULL)
        return true;
    if (v->type != JSON_STRING)
        return wrong(r, member, "must be a text");
    struct str t = str_trim(v->text);
    if (t.n > most) {
        snprintf(place, sizeof place, "%s/%s", r->where, member);
        return err_set(r->e, ERR_LIMIT, place, "the text is longer than %zu KB", most >> 10);
    }
    if (t.n > 0)
        *out = t;
    return true;
}

/* A member that must be an array when it is there; *out NULL when it is not. A limit on its length keeps the work that
 * a file can ask for in bounds: value sets are read once for each item that names them. */
static bool take_array(struct reader *r, const struct json *object, const char *member, const struct json **out)
{
    const struct json *v = json_get(object, member);
    *out = v;
    if (v && v->type != JSON_ARRAY)
        return wrong(r, member, "must be an array");
    if (v && v->count > QUESTIONNAIRE_ARRAY_MAX) {
        char place[96 + 40];
        snprintf(place, sizeof place, "%s/%s", r->where, member);
        return err_set(r->e, ERR_LIMIT, place, "has more than %d elements", QUESTIONNAIRE_ARRAY_MAX);
    }
    return true;
}

/* LOINC codes of an array of Coding. A code without a system counts when it looks like one. */
static bool take_codes(struct reader *r, const struct json *object, const struct str **codes, size_t *count)
{
    const struct json *array;
    *count = 0;
    if (!take_array(r, object, "code", &array))
        return false;
    if (!array || array->count == 0)
        return true;
    struct str *list = arena_array(r->a, array->count, sizeof *list);
    if (!list)
        return arena_error(r->a, r->e);
    for (const struct json *c = array->first; c; c = c->next) {
        struct str system = json_str(json_get(c, "system")), code = json_str(json_get(c, "code"));
        bool loinc = str_is(system, "http://loinc.org") || str_is(system, "https://loinc.org") ||
                     str_is(system, "http://loinc.org/") || system.n == 0;
        if (loinc && questionnaire_is_loinc(code))
            list[(*count)++] = code;
    }
    *codes = list;
    return true;
}

/* The weight among the extensions of a value; absent when there is none. */
static bool take_weight(struct reader *r, const struct json *value, struct dec *weight)
{
    const struct json *array;
    if (!take_array(r, value, "extension", &array))
        return false;
    for (const struct json *x = array ? array->first : NULL; x; x = x->next) {
        struct str url = json_str(json_get(x, "url"));
        if (!str_ends_ci(url, STR("ordinalValue")) && !str_ends_ci(url, STR("itemWeight")))
            continue;
        const struct json *v = json_get(x, "valueDecimal");
        if (!v)
            v = json_get(x, "valueInteger");
        if (!v || v->type != JSON_NUMBER || !num_dec(v->text, weight))
            return wrong(r, "extension", "the weight of an answer must be a plain number");
    }
    return true;
}

/* A Coding, or a concept of a value set. */
static bool take_coding(struct reader *r, const struct json *v, struct questionnaire_option *o)
{
    return take_text(r, v, "code", QUESTIONNAIRE_TEXT_MAX, &o->code) &&
           take_text(r, v, "display", QUESTIONNAIRE_TEXT_MAX, &o->text) && take_weight(r, v, &o->weight);
}

static bool take_option(struct reader *r, const struct json *v, struct questionnaire_option *o)
{
    const struct json *coding = json_get(v, "valueCoding"), *number = json_get(v, "valueInteger");
    if (!take_weight(r, v, &o->weight))
        return false;
    if (coding)
        return take_coding(r, coding, o);
    if (!number)
        return take_text(r, v, "valueString", QUESTIONNAIRE_TEXT_MAX, &o->text);
    struct dec given = {0};
    if (number->type != JSON_NUMBER || !num_dec(number->text, &given))
        return wrong(r, "answerOption", "valueInteger must be a plain number");
    o->text = number->text;
    if (!o->weight.has)
        o->weight = given;
    return true;
}

/* Each element of `array` through `take`, behind what the item already has. */
static bool add_options(struct reader *r, const struct json *array, struct questionnaire_item *it,
                        bool (*take)(struct reader *, const struct json *, struct questionnaire_option *))
{
    size_t n = it->option_count + array->count;
    if (n > QUESTIONNAIRE_OPTIONS_MAX)
        return err_set(r->e, ERR_LIMIT, r->where, "has more than %d answers", QUESTIONNAIRE_OPTIONS_MAX);
    struct questionnaire_option *list = arena_array(r->a, n, sizeof *list);
    if (!list)
        return arena_error(r->a, r->e);
    if (it->option_count > 0)
        memcpy(list, it->options, it->option_count * sizeof *list);
    it->options = list;
    for (const struct json *v = array->first; v; v = v->next)
        if (!take(r, v, &list[it->option_count++]))
            return false;
    return true;
}

/* The answers of a value set in the file: its expansion, else the concepts that it names. */
static bool add_value_set(struct reader *r, const struct json *set, struct questionnaire_item *it)
{
    const struct json *include, *list;
    if (!take_array(r, json_get(set, "expansion"), "contains", &list))
        return false;
    if (list)
        return add_options(r, list, it, take_coding);
    if (!take_array(r, json_get(set, "compose"), "include", &include))
        return false;
    for (const struct json *i = include ? include->first : NULL; i; i = i->next)
        if (!take_array(r, i, "concept", &list) || (list && !add_options(r, list, it, take_coding)))
            return false;
    return true;
}

static bool take_options(struct reader *r, const struct json *v, struct questionnaire_item *it)
{
    const struct json *list;
    struct str name;
    if (!take_array(r, v, "answerOption", &list) || (!list && !take_array(r, v, "option", &list)))
        return false;
    if (list && !add_options(r, list, it, take_option))
        return false;
    if (!take_text(r, v, "answerValueSet", QUESTIONNAIRE_TEXT_MAX, &name) || !name.p)
        return !r->e->kind;
    for (size_t i = 0; i < r->set_count; i++) {
        const struct value_set *s = &r->sets[i];
        if ((name.p[0] == '#' && str_eq(str_sub(name, 1, name.n), s->id)) || (s->url.n > 0 && str_eq(name, s->url)))
            return add_value_set(r, s->tree, it);
    }
    it->value_set = name;
    return true;
}

static const struct {
    const char *name;
    enum questionnaire_type type;
} types[] = {
    {"group", QUESTION_GROUP},        {"display", QUESTION_DISPLAY}, {"choice", QUESTION_CHOICE},
    {"open-choice", QUESTION_CHOICE}, {"coding", QUESTION_CHOICE},   {"boolean", QUESTION_YES_NO},
    {"integer", QUESTION_NUMBER},     {"decimal", QUESTION_NUMBER},  {"quantity", QUESTION_NUMBER},
};

static enum questionnaire_type type_of(struct str name, const struct questionnaire_item *it)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_is(name, types[i].name) && (types[i].type != QUESTION_NUMBER || it->option_count == 0))
            return types[i].type;
    return it->option_count > 0 ? QUESTION_CHOICE : QUESTION_OTHER;
}

static bool count_items(struct reader *r, const struct json *object, size_t *count)
{
    const struct json *array = json_get(object, "item");
    if (array && array->type != JSON_ARRAY)
        return err_set(r->e, ERR_INVALID, "item", "must be an array wherever it stands");
    for (const struct json *v = array ? array->first : NULL; v; v = v->next) {
        if (v->type != JSON_OBJECT)
            return err_set(r->e, ERR_INVALID, "item", "each element of it must be an object");
        if (++*count > QUESTIONNAIRE_ITEMS_MAX)
            return err_set(r->e, ERR_LIMIT, "item", "there are more than %d items", QUESTIONNAIRE_ITEMS_MAX);
        if (!count_items(r, v, count))
            return false;
    }
    return true;
}

static bool take_items(struct reader *r, const struct json *object, size_t parent);

static bool take_item(struct reader *r, const struct json *v, size_t parent)
{
    struct questionnaire_item *it = &r->q->items[r->q->count++];
    struct str type;
    size_t number = r->q->count;
    it->parent = parent;
    if (!take_text(r, v, "linkId", QUESTIONNAIRE_TEXT_MAX, &it->link_id) ||
        !take_text(r, v, "text", QUESTIONNAIRE_TEXT_MAX, &it->text) ||
        !take_text(r, v, "type", QUESTIONNAIRE_TEXT_MAX, &type) || !take_codes(r, v, &it->codes, &it->code_count) ||
        !take_options(r, v, it))
        return false;
    it->type = type_of(type, it);
    if (!take_items(r, v, number))
        return false;
    it->end = r->q->count;
    return true;
}

/* As deep as the JSON reader lets a text be. */
static bool take_items(struct reader *r, const struct json *object, size_t parent)
{
    const struct json *array = json_get(object, "item");
    size_t length = strlen(r->where), i = 0;
    for (const struct json *v = array ? array->first : NULL; v; v = v->next) {
        snprintf(r->where + length, sizeof r->where - length, "/item/%zu", i++);
        if (!take_item(r, v, parent))
            return false;
    }
    r->where[length] = '\0';
    return true;
}

static bool take_sets(struct reader *r, const struct json *tree)
{
    const struct json *array;
    if (!take_array(r, tree, "contained", &array))
        return false;
    for (const struct json *v = array ? array->first : NULL; v; v = v->next) {
        if (!str_is(json_str(json_get(v, "resourceType")), "ValueSet"))
            continue;
        if (r->set_count == QUESTIONNAIRE_SETS_MAX)
            return err_set(r->e, ERR_LIMIT, "/contained", "there are more than %d value sets", QUESTIONNAIRE_SETS_MAX);
        r->sets[r->set_count++] = (struct value_set){json_str(json_get(v, "id")), json_str(json_get(v, "url")), v};
    }
    return true;
}

static bool take_head(struct reader *r, const struct json *tree)
{
    struct questionnaire *q = r->q;
    const struct json *list;
    if (!take_text(r, tree, "title", QUESTIONNAIRE_TEXT_MAX, &q->title) ||
        !take_text(r, tree, "publisher", QUESTIONNAIRE_TEXT_MAX, &q->publisher) ||
        !take_text(r, tree, "version", QUESTIONNAIRE_TEXT_MAX, &q->version) ||
        !take_text(r, tree, "url", QUESTIONNAIRE_TEXT_MAX, &q->url) ||
        !take_text(r, tree, "language", QUESTIONNAIRE_TEXT_MAX, &q->language) ||
        !take_text(r, tree, "copyright", QUESTIONNAIRE_NOTICE_MAX, &q->copyright) ||
        !take_codes(r, tree, &q->codes, &q->code_count) || !take_array(r, tree, "identifier", &list))
        return false;
    for (const struct json *v = list ? list->first : NULL; v; v = v->next)
        if (str_is(json_str(json_get(v, "system")), QUESTIONNAIRE_OWN_SYSTEM))
            q->own = json_str(json_get(v, "value"));
    if (!take_array(r, tree, "derivedFrom", &list))
        return false;
    if (q->own.p && !q->url.p && list && json_str(list->first).n > 0)
        q->url = list->first->text; /* what we wrote is no longer the publisher's own resource */
    return true;
}

static bool check_kind(const struct json *tree, struct err *e)
{
    struct str kind = json_str(json_get(tree, "resourceType"));
    if (str_is(kind, "Questionnaire"))
        return true;
    if (str_is(kind, "QuestionnaireResponse"))
        return err_set(e, ERR_INVALID, NULL, "holds somebody's answers (QuestionnaireResponse), not the questions");
    if (str_is(kind, "Bundle"))
        return err_set(e, ERR_INVALID, NULL, "is a Bundle; save the Questionnaire in it as a file of its own");
    if (kind.n > 0)
        return err_set(e, ERR_INVALID, "/resourceType", "is %.*s; a Questionnaire is needed", questionnaire_shown(kind),
                       kind.p);
    if (json_get(tree, "lformsVersion"))
        return err_set(e, ERR_INVALID, NULL, "is an LHC-Forms definition; export it as a FHIR R4 Questionnaire first");
    return err_set(e, ERR_INVALID, NULL, "is no FHIR Questionnaire: resourceType is missing");
}

bool questionnaire_read(struct str bytes, struct arena *a, struct questionnaire **out, struct err *e)
{
    struct err own = {0};
    struct reader r = {.a = a, .e = e ? e : &own};
    const struct json *tree;
    if (bytes.n > QUESTIONNAIRE_BYTES_MAX)
        return err_set(r.e, ERR_LIMIT, NULL, "is larger than %zu MB", QUESTIONNAIRE_BYTES_MAX >> 20);
    if (!json_parse(bytes, a, &tree, r.e) || !check_kind(tree, r.e) || !count_items(&r, tree, &r.room))
        return false;
    if (r.room == 0)
        return err_set(r.e, ERR_INVALID, "/item", "the Questionnaire has no item");
    r.q = ARENA_NEW(a, struct questionnaire);
    if (r.q)
        r.q->items = arena_array(a, r.room, sizeof *r.q->items);
    if (!r.q || !r.q->items)
        return arena_error(a, r.e);
    if (!take_head(&r, tree) || !take_sets(&r, tree) || !take_items(&r, tree, 0))
        return false;
    *out = r.q;
    return true;
}

/* ---- pasted text ---- */

/* "0 = not often": an answer. */
static bool line_is_answer(struct str line, struct questionnaire_option *o)
{
    struct str value, text;
    if (!str_cut(line, '=', &value, &text) || !num_dec(str_trim(value), &o->weight))
        return false;
    o->text = str_trim(text);
    return o->text.n > 0;
}

/* "3." or "3)" in front of the third item. */
static struct str without_number(struct str line, size_t number)
{
    char own[24];
    size_t n = (size_t)snprintf(own, sizeof own, "%zu", number);
    if (line.n > n + 1 && memcmp(line.p, own, n) == 0 && (line.p[n] == '.' || line.p[n] == ')'))
        return str_trim(str_sub(line, n + 1, line.n));
    return line;
}

struct lines {
    struct questionnaire_item items[SCORE_ITEMS_MAX + 1];
    struct questionnaire_option options[QUESTIONNAIRE_OPTIONS_MAX];
    size_t count, option_count;
};

static bool take_line(struct lines *l, struct str line, size_t number, struct err *e)
{
    struct questionnaire_option o = {0};
    char where[32];
    snprintf(where, sizeof where, "line %zu", number);
    if (line.n == 0)
        return true;
    if (line.n > QUESTIONNAIRE_TEXT_MAX)
        return err_set(e, ERR_LIMIT, where, "the text is longer than %d KB", QUESTIONNAIRE_TEXT_MAX >> 10);
    if (line_is_answer(line, &o)) {
        if (l->option_count == QUESTIONNAIRE_OPTIONS_MAX)
            return err_set(e, ERR_LIMIT, where, "more than %d answers", QUESTIONNAIRE_OPTIONS_MAX);
        l->options[l->option_count++] = o;
        return true;
    }
    if (l->count == SCORE_ITEMS_MAX)
        return err_set(e, ERR_LIMIT, where, "more than %d lines; paste the items only, one a line", SCORE_ITEMS_MAX);
    struct questionnaire_item *it = &l->items[l->count++];
    it->text = without_number(line, l->count);
    it->type = QUESTION_CHOICE;
    it->end = l->count;
    return true;
}

bool questionnaire_lines(struct str text, struct arena *a, struct questionnaire **out, struct err *e)
{
    struct str line;
    size_t bad, number = 0;
    if (text.n > QUESTIONNAIRE_BYTES_MAX)
        return err_set(e, ERR_LIMIT, NULL, "is larger than %zu MB", QUESTIONNAIRE_BYTES_MAX >> 20);
    if (!utf8_check(text, &bad) || (text.n > 0 && memchr(text.p, '\0', text.n)))
        return err_set(e, ERR_INVALID, NULL, "is not UTF-8 text; save it as UTF-8");
    struct questionnaire *q = ARENA_NEW(a, struct questionnaire);
    struct lines *l = ARENA_NEW(a, struct lines);
    char *copy = arena_copy(a, text.p, text.n);
    if (!q || !l || !copy)
        return arena_error(a, e);
    struct str rest = {copy, text.n};
    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_sub(rest, 3, rest.n);
    for (bool more = true; more;) {
        more = str_cut(rest, '\n', &line, &rest);
        if (!take_line(l, str_trim(more ? line : rest), ++number, e))
            return false;
    }
    if (l->count == 0)
        return err_set(e, ERR_INVALID, NULL, "there is no item; paste one a line");
    for (size_t i = 0; i < l->count; i++) {
        l->items[i].options = l->options;
        l->items[i].option_count = l->option_count;
    }
    q->items = l->items;
    q->count = l->count;
    q->pasted = true;
    *out = q;
    return true;
}
