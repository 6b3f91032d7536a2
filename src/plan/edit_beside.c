/* edit_beside.c: what belongs to a draft beside its text, as JSON. */
#include "plan/edit_parts.h"

#include "base/json.h"

#include <string.h>

static void put_texts(struct json_out *o, const char *key, const plan_texts *t)
{
    if (!t->n)
        return;
    json_key(o, key);
    json_begin_array(o);
    for (size_t i = 0; i < t->n; i++)
        json_put_str(o, t->at[i]);
    json_end_array(o);
}

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (s.n) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

static void put_plain(struct json_out *o, const struct plan_removed *r)
{
    if (!r->plain.n)
        return;
    json_key(o, "plain");
    json_begin_array(o);
    for (size_t i = 0; i < r->plain.n; i++) {
        json_begin_object(o);
        put_text(o, "part", r->plain.at[i].part);
        put_text(o, "text", r->plain.at[i].text);
        put_text(o, "confirmed_by", r->plain.at[i].confirmed_by);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_removed(struct json_out *o, const struct plan_removed *r)
{
    json_begin_object(o);
    json_key(o, "key");
    json_put_int(o, r->key);
    put_text(o, "owner", r->owner);
    put_text(o, "list", r->list);
    json_key(o, "index");
    json_put_int(o, (long long)r->index);
    put_text(o, "label", r->label);
    put_text(o, "item", r->item);
    put_texts(o, "links", &r->links);
    put_plain(o, r);
    json_end_object(o);
}

void plan_beside_put(const struct plan_beside *b, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, 0);
    json_begin_object(&o);
    put_text(&o, "from", b->from);
    if (b->last) {
        json_key(&o, "last");
        json_put_int(&o, b->last);
    }
    put_texts(&o, "confirmed", &b->confirmed);
    if (b->removed.n) {
        json_key(&o, "removed");
        json_begin_array(&o);
        for (size_t i = 0; i < b->removed.n; i++)
            put_removed(&o, &b->removed.at[i]);
        json_end_array(&o);
    }
    json_end_object(&o);
}

static bool read_texts(const struct json *v, struct arena *a, plan_texts *out)
{
    for (v = v ? v->first : NULL; v; v = v->next)
        if (!plan_add_text(a, out, json_str(v)))
            return false;
    return true;
}

static bool read_removed(const struct json *v, struct arena *a, struct plan_removed *r)
{
    int64_t index = 0;
    memset(r, 0, sizeof *r);
    json_int(json_get(v, "key"), 1, INT64_MAX, &r->key);
    json_int(json_get(v, "index"), 0, 1000000000, &index);
    r->index = (size_t)index;
    r->owner = json_str(json_get(v, "owner"));
    r->list = json_str(json_get(v, "list"));
    r->label = json_str(json_get(v, "label"));
    r->item = json_str(json_get(v, "item"));
    const struct json *plain = json_get(v, "plain");
    for (plain = plain ? plain->first : NULL; plain; plain = plain->next) {
        struct plan_plain *to = PLAN_PUSH(a, &r->plain);
        if (!to)
            return false;
        *to = (struct plan_plain){json_str(json_get(plain, "part")), json_str(json_get(plain, "text")),
                                  json_str(json_get(plain, "confirmed_by"))};
    }
    return read_texts(json_get(v, "links"), a, &r->links);
}

bool plan_beside_read(struct str json, struct arena *a, struct plan_beside *out, struct err *e)
{
    const struct json *root;
    memset(out, 0, sizeof *out);
    if (!json.n)
        return true;
    if (!json_parse(json, a, &root, e))
        return false;
    out->from = json_str(json_get(root, "from"));
    json_int(json_get(root, "last"), 0, INT64_MAX, &out->last);
    if (!read_texts(json_get(root, "confirmed"), a, &out->confirmed))
        return arena_error(a, e);
    const struct json *v = json_get(root, "removed");
    for (v = v ? v->first : NULL; v; v = v->next) {
        struct plan_removed *r = PLAN_PUSH(a, &out->removed);
        if (!r || !read_removed(v, a, r))
            return arena_error(a, e);
    }
    return true;
}
