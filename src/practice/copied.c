/* copied.c: see copied.h. */
#include "practice/copied.h"

#include "base/json.h"
#include "practice/clients.h"
#include "practice/people.h"
#include "store/sketch.h"

#include <stdio.h>
#include <stdlib.h>

#define NONE ((struct str){NULL, 0})
#define JSON_MOST ((size_t)1 << 20)
#define NAME_WORDS_MAX 16
#define WORD_MAX 64
#define POINTER_MAX 200
#define HASH_SIZE 8

struct hash {
    unsigned char byte[HASH_SIZE];
};

/* A sentence of a plan. */
struct sentence {
    struct hash hash;
    struct str pointer, text;
};

struct sentences {
    struct sentence *at;
    size_t n, room;
};

/* What reading one plan needs. */
struct walk {
    const struct seal_key *key;
    struct str names[NAME_WORDS_MAX];
    size_t name_count;
    bool pointers; /* wanted: of the draft only */
    struct arena *arena;
    struct sentences *out;
    char pointer[POINTER_MAX];
};

/* ---- words ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80);
}

static void set_names(struct walk *w, const struct client_card *card)
{
    const struct str names[] = {card->name, card->preferred_name};
    w->name_count = 0;
    for (size_t k = 0; k < 2; k++) {
        size_t from = 0;
        for (size_t i = 0; i <= names[k].n && w->name_count < NAME_WORDS_MAX; i++) {
            if (i < names[k].n && is_letter(names[k].p[i])) {
                continue;
            }
            if (i > from) {
                w->names[w->name_count++] = str_sub(names[k], from, i);
            }
            from = i + 1;
        }
    }
}

static bool is_name(const struct walk *w, struct str word)
{
    for (size_t i = 0; i < w->name_count; i++) {
        if (str_eq_ci(w->names[i], word)) {
            return true;
        }
    }
    return false;
}

/* Lower-case words with one blank between them, names left out; *words of them. */
static void put_words(const struct walk *w, struct str s, struct buf *b, size_t *words)
{
    size_t from = 0;
    *words = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && is_letter(s.p[i])) {
            continue;
        }
        struct str word = str_sub(s, from, i);
        from = i + 1;
        if (!word.n || is_name(w, word)) {
            continue;
        }
        buf_cstr(b, *words ? " " : "");
        ++*words;
        for (size_t k = 0; k < word.n; k++) {
            char c = word.p[k];
            buf_char(b, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
    }
}

static bool add_sentence(struct walk *w, struct str s, struct err *e)
{
    unsigned char token[SEAL_TOKEN_SIZE];
    struct sentences *list = w->out;
    struct buf b;
    size_t words;
    buf_init(&b, 0);
    put_words(w, s, &b, &words);
    bool ok = buf_ok(&b) || err_no_memory(e), wanted = ok && words >= COPIED_WORDS;
    if (wanted && list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct sentence *grown = arena_grow(w->arena, list->at, list->n * sizeof *grown, room * sizeof *grown);
        ok = grown || arena_error(w->arena, e);
        list->at = grown ? grown : list->at;
        list->room = grown ? room : list->room;
    }
    if (ok && wanted) {
        struct sentence *x = &list->at[list->n];
        seal_token(w->key, buf_str(&b), token);
        memcpy(x->hash.byte, token, HASH_SIZE);
        x->text = s;
        x->pointer = NONE;
        ok = !w->pointers || arena_str(w->arena, str_of(w->pointer), &x->pointer) || arena_error(w->arena, e);
        list->n += ok;
    }
    buf_free(&b);
    return ok;
}

static bool add_text(struct walk *w, struct str s, struct err *e)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && !strchr(".!?\n", s.p[i])) {
            continue;
        }
        struct str one = str_trim(str_sub(s, from, i));
        from = i + 1;
        if (one.n && !add_sentence(w, one, e)) {
            return false;
        }
    }
    return true;
}

/* ---- parts of a plan ---- */

static bool one_of(struct str key, const char *const *list)
{
    for (size_t i = 0; list[i]; i++) {
        if (str_is(key, list[i])) {
            return true;
        }
    }
    return false;
}

static bool walk(struct walk *w, const struct json *v, size_t length, struct err *e)
{
    size_t place = 0;
    if (v->type == JSON_STRING) {
        return add_text(w, v->text, e);
    }
    for (const struct json *x = v->first; x; x = x->next, place++) {
        int n = v->type == JSON_OBJECT
                    ? snprintf(w->pointer + length, POINTER_MAX - length, "/%.*s", (int)x->key.n, x->key.p)
                    : snprintf(w->pointer + length, POINTER_MAX - length, "/%zu", place);
        if (n < 0 || length + (size_t)n >= POINTER_MAX) {
            continue; /* no part of a plan lies so deep */
        }
        if (!walk(w, x, length + (size_t)n, e)) {
            return false;
        }
    }
    return true;
}

static bool walk_goals(struct walk *w, const struct json *goals, struct err *e)
{
    static const char *const own[] = {"statement", "client_words", "progress", NULL};
    size_t place = 0;
    for (const struct json *g = goals->first; g; g = g->next, place++) {
        for (const struct json *v = g->first; v; v = v->next) {
            if (one_of(v->key, own) && v->type == JSON_STRING) {
                snprintf(w->pointer, POINTER_MAX, "/goals/%zu/%.*s", place, (int)v->key.n, v->key.p);
                if (!add_text(w, v->text, e)) {
                    return false;
                }
            }
        }
    }
    return true;
}

static bool walk_plan(struct walk *w, struct str json, struct err *e)
{
    static const char *const own[] = {"assessment", "problems", "strengths", "barriers",
                                      "values",     "culture",  "notes",     NULL};
    const struct json *root;
    if (!json_parse(json, w->arena, &root, e)) {
        return false;
    }
    for (const struct json *v = root->type == JSON_OBJECT ? root->first : NULL; v; v = v->next) {
        int n = snprintf(w->pointer, POINTER_MAX, "/%.*s", (int)(v->key.n < 32 ? v->key.n : 32), v->key.p);
        bool ok = str_is(v->key, "goals") ? walk_goals(w, v, e) : !one_of(v->key, own) || walk(w, v, (size_t)n, e);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* ---- sketches ---- */

static int by_hash(const void *a, const void *b)
{
    return memcmp(a, b, HASH_SIZE);
}

/* The smallest hashes, in order, each once: of two plans with the same sentence either sketch takes it, or has no room
 * for any as great. */
static bool make_sketch(const struct sentences *s, struct arena *a, struct str *out, struct err *e)
{
    struct hash *list = arena_array(a, s->n, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < s->n; i++) {
        list[i] = s->at[i].hash;
    }
    if (s->n) {
        qsort(list, s->n, sizeof *list, by_hash);
    }
    for (size_t i = 0; i < s->n && n < COPIED_HASHES; i++) {
        if (!n || memcmp(&list[n - 1], &list[i], HASH_SIZE) != 0) {
            list[n++] = list[i];
        }
    }
    *out = (struct str){(const char *)list, n * sizeof *list};
    return true;
}

/* ---- the check ---- */

struct copied_call {
    struct str json;
    struct copied_text *list;
    size_t count;
    bool off;
    struct sketch_row *fresh; /* made in this read */
    size_t fresh_count;
};

static bool card_of(struct practice_tx *t, struct str client, struct client_card *out, struct err *e)
{
    struct client_row row;
    return client_get(t->store, t->tx, t->who->practice, client, t->arena, &row, e) &&
           clients_card(&row, t->arena, out, e);
}

static bool sketch_plan(struct practice_tx *t, const struct seal_key *key, struct sketch_row *r, struct err *e)
{
    struct sentences list = {0};
    struct walk w = {.key = key, .arena = t->arena, .out = &list};
    struct client_card card;
    struct record plan;
    if (!card_of(t, r->client, &card, e) ||
        !record_get(t->store, t->tx, r->practice, r->client, r->in_force, t->arena, &plan, e)) {
        return false;
    }
    set_names(&w, &card);
    r->plan = r->in_force;
    return walk_plan(&w, plan.content, e) && make_sketch(&list, t->arena, &r->content, e);
}

static bool has(struct str sketch, const struct hash *h)
{
    return sketch.n && bsearch(h, sketch.p, sketch.n / HASH_SIZE, HASH_SIZE, by_hash);
}

static bool compare(struct practice_tx *t, struct copied_call *c, const struct sentences *own,
                    const struct sketch_row *rows, size_t n, struct err *e)
{
    c->list = arena_array(t->arena, own->n, sizeof *c->list);
    if (!c->list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < own->n; i++) {
        size_t plans = 0;
        for (size_t k = 0; k < n; k++) {
            plans += !str_eq(rows[k].client, t->client) && has(rows[k].content, &own->at[i].hash);
        }
        if (plans) {
            c->list[c->count++] = (struct copied_text){own->at[i].pointer, own->at[i].text, plans};
        }
    }
    return true;
}

static bool check_with(struct practice_tx *t, struct copied_call *c, const struct seal_key *key, struct err *e)
{
    struct sentences own = {0};
    struct walk w = {.key = key, .arena = t->arena, .out = &own, .pointers = true};
    struct client_card card;
    struct sketch_row *rows;
    size_t n;
    if (!card_of(t, t->client, &card, e)) {
        return false;
    }
    set_names(&w, &card);
    if (!walk_plan(&w, c->json, e) || !sketch_caseload(t->store, t->tx, t->who->practice, t->who->user, t->now_ms,
                                                       COPIED_CASELOAD_MAX, t->arena, &rows, &n, e)) {
        return false;
    }
    c->fresh = arena_array(t->arena, n, sizeof *c->fresh);
    if (!c->fresh) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (!rows[i].plan.n && !str_eq(rows[i].client, t->client)) {
            if (!sketch_plan(t, key, &rows[i], e)) {
                return false;
            }
            c->fresh[c->fresh_count++] = rows[i];
        }
    }
    return compare(t, c, &own, rows, n, e);
}

static bool check(struct practice_tx *t, void *ctx, struct err *e)
{
    struct copied_call *c = ctx;
    struct people_settings set;
    struct seal_key key;
    c->count = c->fresh_count = 0;
    c->list = NULL;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    c->off = set.no_copied_text;
    if (c->off) {
        return true;
    }
    if (!keys_tokens(t->store->keys, t->tx, t->who->practice, &key, e)) {
        return false;
    }
    bool ok = check_with(t, c, &key, e);
    seal_wipe(&key, sizeof key);
    return ok;
}

struct keep_call {
    struct store *store;
    const struct copied_call *made;
};

static bool put_fresh(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct keep_call *k = ctx;
    for (size_t i = 0; i < k->made->fresh_count; i++) {
        if (!sketch_put(k->store, tx, &k->made->fresh[i], e)) {
            return false;
        }
    }
    return true;
}

bool copied_check(struct practice *p, const struct actor *who, struct str client, struct str json, struct arena *a,
                  struct copied *out, struct err *e)
{
    struct copied_call c = {.json = json};
    *out = (struct copied){0};
    if (json.n > JSON_MOST) {
        return err_set(e, ERR_LIMIT, "plan", "is longer than %zu bytes: shorten it", JSON_MOST);
    }
    if (!practice_do(p, who, CASE_PLAN_COPIED, client, NONE, a, check, &c, e)) {
        return false;
    }
    if (c.fresh_count) {
        /* They can be made again: when they cannot be kept the next check does so. */
        struct keep_call k = {p->store, &c};
        struct err none = {0};
        db_write(p->store->db, DB_ASIDE, NULL, put_fresh, &k, &none);
    }
    *out = (struct copied){c.list, c.count, c.off};
    return true;
}
