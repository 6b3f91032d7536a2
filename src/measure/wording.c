/* Wording that a practice keeps: made of a match, hashed, and whether it may be shown. */
#include "measure/wording.h"

#include "measure/wording_parts.h"

#include <sodium.h>
#include <string.h>

/* ---- hash ---- */

/* Each part with its length in front, so that no two wordings run together into the same bytes. */
static void add(crypto_generichash_state *state, struct str s)
{
    unsigned char length[8];
    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(s.n >> (8 * i));
    crypto_generichash_update(state, length, sizeof length);
    crypto_generichash_update(state, (const unsigned char *)(s.n > 0 ? s.p : ""), s.n);
}

static void add_number(crypto_generichash_state *state, uint64_t n)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(n >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void add_item(crypto_generichash_state *state, const struct wording_item *it)
{
    add(state, it->before);
    add(state, it->text);
    add_number(state, it->answer_count);
    for (size_t k = 0; k < it->answer_count; k++) {
        add_number(state, (uint64_t)(int64_t)it->answers[k].value);
        add(state, it->answers[k].text);
    }
}

void wording_hash(const struct wording *w, char out[WORDING_HASH_SIZE])
{
    crypto_generichash_state state;
    unsigned char digest[(WORDING_HASH_SIZE - 1) / 2];
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    add(&state, STR(WORDING_FORMAT));
    add(&state, str_of(w->measure->id));
    add_number(&state, w->count);
    for (size_t i = 0; i < w->count; i++)
        add_item(&state, &w->item[i]);
    for (size_t x = 1; x < EXTRA_COUNT; x++)
        if (w->has_extra[x]) {
            add(&state, str_of(questionnaire_extra_name((enum measure_extra)x)));
            add_item(&state, &w->extra[x]);
        }
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(out, WORDING_HASH_SIZE, digest, sizeof digest);
}

/* ---- from a match ---- */

static void take_pick(const struct questionnaire_match *m, const struct questionnaire_pick *p, struct wording_item *it)
{
    it->before = p->before;
    it->text = m->from->items[p->at].text;
    it->answers = p->answers;
    it->answer_count = p->answer_count;
}

bool wording_make(const struct questionnaire_match *m, const struct wording_origin *o, struct arena *a,
                  struct wording **out, struct err *e)
{
    const struct questionnaire *q = m->from;
    if (!m->complete)
        return err_set(e, ERR_INVALID, NULL, "not every item of %s has a text in this file", m->measure->name);
    if (o->permission.n > WORDING_PERMISSION_MAX)
        return err_set(e, ERR_INVALID, "permission", "is longer than %d bytes", WORDING_PERMISSION_MAX);
    struct wording *w = ARENA_NEW(a, struct wording);
    if (!w)
        return arena_error(a, e);
    w->measure = m->measure;
    w->title = q->title;
    w->copyright = q->copyright.p ? q->copyright : o->copyright;
    w->publisher = q->publisher.p ? q->publisher : o->publisher;
    w->version = q->version;
    w->url = q->url;
    w->language = q->language;
    w->permission = o->permission;
    w->imported = o->imported;
    w->count = m->count;
    for (size_t i = 0; i < m->count; i++)
        take_pick(m, &m->item[i], &w->item[i]);
    for (size_t x = 1; x < EXTRA_COUNT; x++) {
        w->has_extra[x] = m->extra[x].by != QUESTIONNAIRE_NOT;
        if (w->has_extra[x])
            take_pick(m, &m->extra[x], &w->extra[x]);
    }
    wording_hash(w, w->hash);
    *out = w;
    return true;
}

/* ---- may it be shown ---- */

bool wording_may_show(const struct measure *m, const struct wording *w, const char **reason)
{
    *reason = NULL;
    if (!w)
        *reason = "its wording has not been imported; goldthread instrument import reads the publisher's file";
    else if (!measure_structure(m)->wording_allowed && !w->permission.p)
        *reason = "its licence does not let everyone show the wording; import it again with --permission, which notes "
                  "who permits it";
    for (size_t i = 0; !*reason && i < w->count; i++)
        for (size_t k = 0; k < w->item[i].answer_count; k++)
            if (!w->item[i].answers[k].text.p)
                *reason = "the texts of its answers are missing; import a file that has them";
    return *reason == NULL;
}
