/*
 * kept.c: what was posted when nobody was signed in any more: sealed in memory under a key that only the browser's
 * cookie holds, for a quarter of an hour, and given back to the same account alone. Nothing of it is on a disk.
 */
#include "web/web_parts.h"

#include <stdlib.h>

#define KEPT_MS (15 * MINUTE_MS)
#define KEPT_EACH 8 /* of one browser */

struct entry {
    struct entry *next;  /* newest first */
    struct seal_hash of; /* hash of the browser's key */
    char account[SEAL_ID_SIZE + 1], page[512];
    int64_t until_ms;
    size_t n;
    char sealed[];
};

struct kept {
    pthread_mutex_t lock;
    struct entry *first;
    size_t bytes, limit;
};

bool kept_new(size_t bytes, struct kept **out, struct err *e)
{
    struct kept *k = calloc(1, sizeof *k);
    if (!k) {
        return err_no_memory(e);
    }
    pthread_mutex_init(&k->lock, NULL);
    k->limit = bytes;
    *out = k;
    return true;
}

/* What `gone` says of is taken out; in the lock. */
static void take_out(struct kept *k, bool (*gone)(const struct entry *x, const void *ctx), const void *ctx)
{
    for (struct entry **at = &k->first; *at;) {
        struct entry *x = *at;
        if (!gone(x, ctx)) {
            at = &x->next;
            continue;
        }
        *at = x->next;
        k->bytes -= sizeof *x + x->n;
        seal_wipe(x, sizeof *x + x->n);
        free(x);
    }
}

static bool all(const struct entry *x, const void *ctx)
{
    (void)x;
    (void)ctx;
    return true;
}

void kept_free(struct kept *k)
{
    if (k) {
        take_out(k, all, NULL);
        pthread_mutex_destroy(&k->lock);
        free(k);
    }
}

/* ---- the browser's key ---- */

static bool key_of(const struct call *w, struct seal_key *key, struct seal_hash *of)
{
    if (!read_base64url(cookie_get(w, "kept"), key->byte, sizeof key->byte)) {
        return false;
    }
    seal_hash((struct str){(const char *)key->byte, sizeof key->byte}, of);
    return true;
}

static bool key_make(struct call *w, struct seal_key *key, struct seal_hash *of)
{
    char *text = arena_alloc(w->arena, 44);
    if (!key_of(w, key, of)) {
        seal_new_key(key);
        seal_hash((struct str){(const char *)key->byte, sizeof key->byte}, of);
    }
    if (text) {
        put_base64url(key->byte, sizeof key->byte, text);
        cookie_put(w, "kept", str_of(text), KEPT_MS / 1000);
    }
    return text != NULL;
}

/* ---- the form's page ---- */

struct str kept_page(struct call *w)
{
    struct str here = w->in->method == HTTP_POST ? http_form(w->in, "here") : w->in->target, path, query;
    const struct route *row;
    struct str param[PARAMS_MAX];
    unsigned allowed;
    struct str tries[] = {here, w->in->path};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        path = tries[i];
        str_cut(tries[i], '?', &path, &query);
        if (path_valid(tries[i]) && tries[i].n < sizeof((struct entry *)0)->page &&
            routes_find(w->web->routes, HTTP_GET, path, &row, param, &allowed) == ROUTE_FOUND) {
            return tries[i];
        }
    }
    return STR("/");
}

/* ---- in and out ---- */

static void put_part(struct buf *b, struct str s)
{
    struct out o = {.to = b};
    out_part_str(&o, s);
}

/* The form as urlencoded text: no files, no secrets. */
static void put_form(struct call *w, struct buf *b)
{
    for (size_t i = 0; i < w->in->form_count; i++) {
        const struct http_field *f = &w->in->form[i];
        if (f->file_name.p || own_field(w, f->name) || !f->value.n) {
            continue;
        }
        if (b->n) {
            buf_char(b, '&');
        }
        put_part(b, f->name);
        buf_char(b, '=');
        put_part(b, f->value);
    }
}

static struct seal_place place_of(const char *account, const char *page, int64_t until_ms)
{
    return (struct seal_place){.table = "kept", .client = str_of(account), .row = str_of(page), .version = until_ms};
}

struct like {
    const struct seal_hash *of;
    const char *page; /* of it, the one of this page */
    int64_t now_ms;
};

static bool same_browser(const struct entry *x, const struct seal_hash *of)
{
    return memcmp(&x->of, of, sizeof *of) == 0;
}

static bool too_old(const struct entry *x, const void *ctx)
{
    const struct like *l = ctx;
    return x->until_ms <= l->now_ms || (same_browser(x, l->of) && strcmp(x->page, l->page) == 0);
}

/* Room for one more: those of this browser and all together are few enough, the oldest go first. */
static void make_room(struct kept *k, const struct seal_hash *of, size_t n)
{
    size_t mine = 0, bytes = n;
    for (struct entry **at = &k->first; *at;) {
        struct entry *x = *at;
        size_t size = sizeof *x + x->n;
        mine += same_browser(x, of);
        bytes += size;
        if (bytes <= k->limit && (!same_browser(x, of) || mine < KEPT_EACH)) {
            at = &x->next;
            continue;
        }
        *at = x->next;
        k->bytes -= size;
        bytes -= size;
        free(x);
    }
}

bool kept_put(struct call *w, struct str account)
{
    struct kept *k = w->web->kept;
    struct seal_key key;
    struct seal_hash of;
    struct buf form, sealed;
    struct str page = kept_page(w);
    struct entry *x = NULL;
    if (account.n != SEAL_ID_SIZE || !w->in->form_count || !key_make(w, &key, &of)) {
        return false;
    }
    buf_init(&form, 0);
    buf_init(&sealed, 0);
    put_form(w, &form);
    if (buf_ok(&form) && form.n && (x = calloc(1, sizeof *x + form.n + SEAL_OVERHEAD))) {
        memcpy(x->account, account.p, account.n);
        memcpy(x->page, page.p, page.n);
        x->of = of;
        x->until_ms = w->now_ms + KEPT_MS;
        struct seal_place at = place_of(x->account, x->page, x->until_ms);
        seal_put(&key, &at, buf_str(&form), &sealed);
        x->n = sealed.n;
    }
    bool ok = x && buf_ok(&sealed) && sealed.n == form.n + SEAL_OVERHEAD;
    if (ok) {
        struct like old = {&of, x->page, w->now_ms};
        memcpy(x->sealed, sealed.p, sealed.n);
        pthread_mutex_lock(&k->lock);
        take_out(k, too_old, &old);
        make_room(k, &of, sizeof *x + x->n);
        x->next = k->first;
        k->first = x;
        k->bytes += sizeof *x + x->n;
        pthread_mutex_unlock(&k->lock);
    } else {
        free(x);
    }
    seal_wipe(form.p, form.n);
    seal_wipe(&key, sizeof key);
    buf_free(&form);
    buf_free(&sealed);
    return ok;
}

void kept_get(struct call *w)
{
    struct kept *k = w->web->kept;
    struct seal_key key;
    struct seal_hash of;
    struct err none = {0};
    struct str sealed = NONE;
    struct seal_place at;
    char account[SEAL_ID_SIZE + 1] = "", page[512] = "";
    int64_t until_ms = 0;
    if (!key_of(w, &key, &of)) {
        return;
    }
    pthread_mutex_lock(&k->lock);
    for (const struct entry *x = k->first; x && !sealed.p; x = x->next) {
        if (same_browser(x, &of) && str_is(w->who.user, x->account) && str_is(w->in->target, x->page) &&
            x->until_ms > w->now_ms) {
            char *copy = arena_copy(w->arena, x->sealed, x->n);
            sealed = (struct str){copy, copy ? x->n : 0};
            memcpy(account, x->account, sizeof account);
            memcpy(page, x->page, sizeof page);
            until_ms = x->until_ms;
        }
    }
    pthread_mutex_unlock(&k->lock);
    at = place_of(account, page, until_ms);
    if (sealed.p) {
        seal_open(&key, &at, sealed, w->arena, &w->kept_form, &none);
    }
    seal_wipe(&key, sizeof key);
}

void kept_done(struct call *w)
{
    struct seal_key key;
    struct seal_hash of;
    char page[512] = "";
    struct str path = kept_page(w);
    if (path.n >= sizeof page || !key_of(w, &key, &of)) {
        return;
    }
    memcpy(page, path.p, path.n);
    struct like done = {&of, page, w->now_ms};
    pthread_mutex_lock(&w->web->kept->lock);
    take_out(w->web->kept, too_old, &done);
    pthread_mutex_unlock(&w->web->kept->lock);
    seal_wipe(&key, sizeof key);
}
