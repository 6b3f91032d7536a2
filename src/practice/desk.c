/* desk.c: see desk.h. */
#include "practice/desk.h"

#include "store/desk.h"

#define NONE ((struct str){NULL, 0})

static struct desk_row row_of(const struct practice_tx *t, const struct desk *d)
{
    return (struct desk_row){
        .practice = t->who->practice, .account = t->who->user, .client = d->client, .form = d->form};
}

static bool keep(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct desk *d = ctx;
    struct desk_row row = row_of(t, d);
    row.at_ms = t->now_ms;
    row.content = d->body;
    t->object = d->form;
    return desk_put(t->store, t->tx, &row, e);
}

static bool kept(struct practice_tx *t, void *ctx, struct err *e)
{
    struct desk *d = ctx;
    struct desk_row where = row_of(t, d), row = {0};
    struct err mine = {0};
    t->object = d->form;
    if (!desk_get(t->store, t->tx, &where, t->arena, &row, &mine) && mine.kind != ERR_NOT_FOUND) {
        return err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    d->body = row.content;
    d->at_ms = row.at_ms;
    return true;
}

static bool drop(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct desk *d = ctx;
    struct desk_row where = row_of(t, d);
    t->object = d->form;
    return desk_remove(t->tx, &where, e);
}

static bool check_form(struct str form, struct err *e)
{
    bool ok = form.n > 0 && form.n <= DESK_FORM_MAX;
    for (size_t i = 0; ok && i < form.n; i++) {
        char c = form.p[i];
        ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_./", c));
    }
    return ok || err_set(e, ERR_INVALID, "form", "its name has 1 to %d letters, digits and -_./", DESK_FORM_MAX);
}

bool desk_keep(struct practice *p, const struct actor *who, const struct desk *d, struct str once, struct err *e)
{
    struct actor saver = *who;
    struct desk copy = *d;
    struct arena a;
    saver.once = NONE;
    if (!check_form(d->form, e)) {
        return false;
    }
    if (!d->body.n) {
        return err_set(e, ERR_INVALID, "body", "is empty; drop the form instead");
    }
    if (d->body.n > DESK_BODY_MAX) {
        return err_set(e, ERR_LIMIT, "body", "is longer than %zu KiB; save it in parts", DESK_BODY_MAX >> 10);
    }
    arena_init(&a, 0);
    bool ok =
        practice_do(p, &saver, d->client.n ? CASE_DESK_KEEP : CASE_DESK_KEEP_OWN, d->client, once, &a, keep, &copy, e);
    arena_free(&a);
    return ok;
}

bool desk_kept(struct practice *p, const struct actor *who, struct desk *d, struct arena *a, struct err *e)
{
    d->body = NONE;
    d->at_ms = 0;
    return check_form(d->form, e) &&
           practice_do(p, who, d->client.n ? CASE_DESK_READ : CASE_DESK_READ_OWN, d->client, NONE, a, kept, d, e);
}

bool desk_drop(struct practice *p, const struct actor *who, const struct desk *d, struct err *e)
{
    struct actor saver = *who;
    struct desk copy = *d;
    struct arena a;
    saver.once = NONE;
    if (!check_form(d->form, e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok =
        practice_do(p, &saver, d->client.n ? CASE_DESK_DROP : CASE_DESK_DROP_OWN, d->client, NONE, &a, drop, &copy, e);
    arena_free(&a);
    return ok;
}
