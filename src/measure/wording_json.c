/* Wording in its stored form, out and in. */
#include "measure/questionnaire_parts.h"
#include "measure/wording_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- out ---- */

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (!s.p)
        return;
    json_key(o, key);
    json_put_str(o, s);
}

static void put_item(struct json_out *o, const struct wording_item *it)
{
    json_begin_object(o);
    put_text(o, "before", it->before);
    put_text(o, "text", it->text);
    json_key(o, "answers");
    json_begin_array(o);
    for (size_t k = 0; k < it->answer_count; k++) {
        json_begin_object(o);
        json_key(o, "value");
        json_put_int(o, it->answers[k].value);
        put_text(o, "text", it->answers[k].text);
        put_text(o, "code", it->answers[k].code);
        json_end_object(o);
    }
    json_end_array(o);
    json_end_object(o);
}

void wording_to_json(const struct wording *w, struct buf *b)
{
    struct json_out o;
    char day[DATE_TEXT_SIZE];
    json_out_init(&o, b, 2);
    json_begin_object(&o);
    put_text(&o, "format", STR(WORDING_FORMAT));
    put_text(&o, "instrument", str_of(w->measure->id));
    put_text(&o, "title", w->title);
    put_text(&o, "copyright", w->copyright);
    put_text(&o, "publisher", w->publisher);
    put_text(&o, "version", w->version);
    put_text(&o, "url", w->url);
    put_text(&o, "language", w->language);
    put_text(&o, "permission", w->permission);
    if (date_is_set(w->imported))
        put_text(&o, "imported", str_of(date_format(w->imported, day)));
    put_text(&o, "blake2b", str_of(w->hash));
    json_key(&o, "items");
    json_begin_array(&o);
    for (size_t i = 0; i < w->count; i++)
        put_item(&o, &w->item[i]);
    json_end_array(&o);
    json_key(&o, "extras");
    json_begin_object(&o);
    for (size_t x = 1; x < EXTRA_COUNT; x++)
        if (w->has_extra[x]) {
            json_key(&o, questionnaire_extra_name((enum measure_extra)x));
            put_item(&o, &w->extra[x]);
        }
    json_end_object(&o);
    json_end_object(&o);
    buf_char(b, '\n');
}

/* ---- in ---- */

static bool not_ours(struct err *e, const char *where, const char *what)
{
    return err_set(e, ERR_INVALID, where, "%s", what);
}

static bool take_text(const struct json *object, const char *key, size_t most, struct str *out, struct err *e)
{
    const struct json *v = json_get(object, key);
    *out = (struct str){0};
    if (!v)
        return true;
    if (v->type != JSON_STRING || v->text.n == 0)
        return not_ours(e, key, "must be a text that is not empty");
    if (v->text.n > most)
        return err_set(e, ERR_LIMIT, key, "is longer than %zu bytes", most);
    *out = v->text;
    return true;
}

static bool take_answers(const struct json *list, const struct questionnaire_answer *own, struct wording_item *it,
                         struct arena *a, struct err *e)
{
    struct questionnaire_answer *answers = arena_array(a, it->answer_count, sizeof *answers);
    const struct json *v = list && list->type == JSON_ARRAY ? list->first : NULL;
    int64_t value;
    if (!answers)
        return arena_error(a, e);
    if (!list || list->type != JSON_ARRAY || list->count != it->answer_count)
        return not_ours(e, "answers", "must be as many as the instrument has");
    for (size_t k = 0; k < it->answer_count; k++, v = v->next) {
        if (!json_int(json_get(v, "value"), own[k].value, own[k].value, &value))
            return not_ours(e, "answers", "must have the instrument's values in its order");
        answers[k].value = own[k].value;
        if (!take_text(v, "text", QUESTIONNAIRE_TEXT_MAX, &answers[k].text, e) ||
            !take_text(v, "code", QUESTIONNAIRE_TEXT_MAX, &answers[k].code, e))
            return false;
    }
    it->answers = answers;
    return true;
}

static bool take_item(const struct json *v, const struct questionnaire_answer *own, size_t count,
                      struct wording_item *it, struct arena *a, struct err *e)
{
    it->answer_count = count;
    if (!take_text(v, "before", QUESTIONNAIRE_TEXT_MAX, &it->before, e) ||
        !take_text(v, "text", QUESTIONNAIRE_TEXT_MAX, &it->text, e))
        return false;
    if (!it->text.p)
        return not_ours(e, "items", "each must have a text");
    return take_answers(json_get(v, "answers"), own, it, a, e);
}

static bool take_items(const struct json *tree, struct wording *w, struct arena *a, struct err *e)
{
    const struct measure_structure *s = measure_structure(w->measure);
    const struct json *list = json_get(tree, "items");
    size_t count;
    if (!list || list->type != JSON_ARRAY || list->count != s->count)
        return not_ours(e, "items", "must be as many as the instrument has");
    const struct json *v = list->first;
    for (w->count = 0; w->count < s->count; w->count++, v = v->next) {
        const struct questionnaire_answer *own = questionnaire_fill_answers(s, w->count, a, &count);
        if (!own)
            return arena_error(a, e);
        if (!take_item(v, own, count, &w->item[w->count], a, e))
            return false;
    }
    return true;
}

static bool take_extras(const struct json *tree, struct wording *w, struct arena *a, struct err *e)
{
    struct questionnaire_answer own[QUESTIONNAIRE_ANSWERS_MAX] = {{0}};
    const struct json *all = json_get(tree, "extras");
    for (size_t v = 0; v < QUESTIONNAIRE_ANSWERS_MAX; v++)
        own[v].value = (int16_t)v;
    for (size_t x = 1; x < EXTRA_COUNT; x++) {
        int max = questionnaire_extra_max(measure_structure(w->measure), (enum measure_extra)x);
        const struct json *v = json_get(all, questionnaire_extra_name((enum measure_extra)x));
        if (!v)
            continue;
        if (max < 0 || max >= QUESTIONNAIRE_ANSWERS_MAX)
            return not_ours(e, "extras", "the instrument has no such question");
        if (!take_item(v, own, (size_t)max + 1, &w->extra[x], a, e))
            return false;
        w->has_extra[x] = true;
    }
    return true;
}

static bool take_head(const struct json *tree, struct wording *w, struct str *hash, struct err *e)
{
    struct str format, id, day;
    if (!take_text(tree, "format", 64, &format, e) || !take_text(tree, "instrument", 64, &id, e))
        return false;
    if (!str_is(format, WORDING_FORMAT))
        return not_ours(e, "format", "must be " WORDING_FORMAT);
    const struct measure *m = NULL;
    for (size_t k = 0; (m = measure_at(k)); k++)
        if (str_is(id, m->id))
            break;
    if (!m)
        return not_ours(e, "instrument", "is no instrument that is known");
    w->measure = m;
    if (!take_text(tree, "title", QUESTIONNAIRE_TEXT_MAX, &w->title, e) ||
        !take_text(tree, "copyright", QUESTIONNAIRE_NOTICE_MAX, &w->copyright, e) ||
        !take_text(tree, "publisher", QUESTIONNAIRE_TEXT_MAX, &w->publisher, e) ||
        !take_text(tree, "version", QUESTIONNAIRE_TEXT_MAX, &w->version, e) ||
        !take_text(tree, "url", QUESTIONNAIRE_TEXT_MAX, &w->url, e) ||
        !take_text(tree, "language", QUESTIONNAIRE_TEXT_MAX, &w->language, e) ||
        !take_text(tree, "permission", WORDING_PERMISSION_MAX, &w->permission, e) ||
        !take_text(tree, "imported", DATE_TEXT_SIZE, &day, e) ||
        !take_text(tree, "blake2b", WORDING_HASH_SIZE, hash, e))
        return false;
    if (day.p && !date_parse(day, &w->imported))
        return not_ours(e, "imported", "must be a date like 2026-03-31");
    return true;
}

bool wording_from_json(struct str bytes, struct arena *a, struct wording **out, struct err *e)
{
    const struct json *tree;
    struct str hash;
    if (bytes.n > QUESTIONNAIRE_BYTES_MAX)
        return err_set(e, ERR_LIMIT, NULL, "is larger than %zu MB", QUESTIONNAIRE_BYTES_MAX >> 20);
    if (!json_parse(bytes, a, &tree, e))
        return false;
    struct wording *w = ARENA_NEW(a, struct wording);
    if (!w)
        return arena_error(a, e);
    if (!take_head(tree, w, &hash, e) || !take_items(tree, w, a, e) || !take_extras(tree, w, a, e))
        return false;
    wording_hash(w, w->hash);
    if (!str_is(hash, w->hash))
        return not_ours(e, "blake2b",
                        "does not agree with the texts: they were changed after the import; import again");
    *out = w;
    return true;
}
