/* wordings.c: see wordings.h. */
#include "practice/wordings.h"

#include "practice/people.h"
#include "store/wording.h"

#define NONE ((struct str){NULL, 0})

struct wording_call {
    struct str json;
    int64_t version;
    const struct measure *measure;
    struct kept_wording *out;
    size_t count;
};

static bool keep(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct wording_call *c = ctx;
    struct wording *w;
    if (!wording_from_json(c->json, t->arena, &w, e)) {
        return false;
    }
    if (!measure_structure(w->measure)->wording_allowed && !str_trim(w->permission).n) {
        return err_set(e, ERR_REFUSED, "permission",
                       "the licence of %s does not let everyone show its wording: say who permits it",
                       w->measure->name);
    }
    struct wording_row row = {.practice = t->who->practice,
                              .instrument = str_of(w->measure->id),
                              .version = c->version,
                              .by = t->who->user,
                              .at_ms = t->now_ms,
                              .content = c->json};
    t->object = row.instrument;
    return wording_put(t->store, t->tx, &row, e);
}

bool wordings_keep(struct practice *p, const struct actor *who, struct str json, int64_t version, struct err *e)
{
    struct wording_call c = {.json = json, .version = version};
    struct arena a;
    if (json.n > WORDINGS_JSON_MAX) {
        return err_set(e, ERR_LIMIT, "wording", "is longer than %zu KiB", WORDINGS_JSON_MAX >> 10);
    }
    if (version < 0) {
        return err_set(e, ERR_INVALID, "version", "must be that of the one that is kept, or 0");
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_WORDING_KEEP, NONE, NONE, &a, keep, &c, e);
    arena_free(&a);
    return ok;
}

bool wordings_open(const struct wording_row *r, struct arena *a, struct wording **out, struct err *e)
{
    struct err damage = {0};
    *out = NULL;
    if (!r->content.p) {
        return true;
    }
    if (!wording_from_json(r->content, a, out, &damage) && damage.kind != ERR_INVALID) {
        return err_set(e, damage.kind, damage.where, "%s", damage.text);
    }
    *out = damage.kind || !str_is(r->instrument, (*out)->measure->id) ? NULL : *out;
    return true;
}

static bool read_kept(struct practice_tx *t, const struct wording_row *r, struct kept_wording *out, struct err *e)
{
    const char *why = NULL;
    *out = (struct kept_wording){.by = r->by, .at_ms = r->at_ms, .version = r->version};
    if (!wordings_open(r, t->arena, &out->wording, e) || !people_name_in(t, r->by, &out->by_name, e)) {
        return false;
    }
    out->measure = measure_find(r->instrument);
    if (!out->wording) {
        out->why_not = STR("it is damaged: import it again");
        return true;
    }
    out->may_show = wording_may_show(out->measure, out->wording, &why);
    out->why_not = out->may_show ? NONE : str_of(why);
    return true;
}

static bool get(struct practice_tx *t, void *ctx, struct err *e)
{
    struct wording_call *c = ctx;
    struct wording_row row;
    t->object = str_of(c->measure->id);
    return wording_get(t->store, t->tx, t->who->practice, t->object, t->arena, &row, e) &&
           read_kept(t, &row, c->out, e);
}

bool wordings_get(struct practice *p, const struct actor *who, const struct measure *m, struct arena *a,
                  struct kept_wording *out, struct err *e)
{
    struct wording_call c = {.measure = m, .out = out};
    return practice_do(p, who, CASE_WORDING_READ, NONE, NONE, a, get, &c, e);
}

static bool list(struct practice_tx *t, void *ctx, struct err *e)
{
    struct wording_call *c = ctx;
    struct wording_row *rows;
    if (!wording_list(t->store, t->tx, t->who->practice, t->arena, &rows, &c->count, e)) {
        return false;
    }
    c->out = arena_array(t->arena, c->count, sizeof *c->out);
    for (size_t i = 0; c->out && i < c->count; i++) {
        if (!read_kept(t, &rows[i], &c->out[i], e)) {
            return false;
        }
    }
    return c->out || arena_error(t->arena, e);
}

bool wordings_list(struct practice *p, const struct actor *who, struct arena *a, struct kept_wording **out,
                   size_t *count, struct err *e)
{
    struct wording_call c = {.count = 0};
    bool ok = practice_do(p, who, CASE_WORDING_READ, NONE, NONE, a, list, &c, e);
    *out = c.out;
    *count = ok ? c.count : 0;
    return ok;
}

static bool drop(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct wording_call *c = ctx;
    t->object = str_of(c->measure->id);
    return wording_remove(t->tx, t->who->practice, t->object, e);
}

bool wordings_drop(struct practice *p, const struct actor *who, const struct measure *m, struct err *e)
{
    struct wording_call c = {.measure = m};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_WORDING_DROP, NONE, NONE, &a, drop, &c, e);
    arena_free(&a);
    return ok;
}
