/* page_desk.c: forms of a client's pages that were begun and not sent: kept while somebody writes, brought back. */
#include "practice/desk.h"

#include "web/daily.h"
#include "web/web_parts.h"

/* The form again, urlencoded, without what belongs to one page. */
static struct str body_of(struct call *w)
{
    struct buf b;
    struct out o = {.to = &b};
    struct str out = NONE;
    bool any = false;
    buf_init(&b, 0);
    for (size_t i = 0; i < w->in->form_count; i++) {
        const struct http_field *x = &w->in->form[i];
        if (own_field(w, x->name) || !x->value.n) {
            continue;
        }
        buf_cstr(&b, b.n ? "&" : "");
        out_part_str(&o, x->name);
        buf_cstr(&b, "=");
        out_part_str(&o, x->value);
        any = true;
    }
    if (any && buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out);
    }
    buf_free(&b);
    return out;
}

bool daily_keep(struct call *w, struct str desk)
{
    struct desk d = {.client = w->client, .form = desk, .body = body_of(w)};
    return d.body.n ? desk_keep(w->practice, &w->who, &d, NONE, &w->err) : desk_drop(w->practice, &w->who, &d, &w->err);
}

void desk_keep_do(struct call *w)
{
    if (!daily_keep(w, web_param(w, "form"))) {
        web_trouble(w, NULL);
        return;
    }
    struct str saved = web_saved(w, w->now_ms); /* digits and our own words */
    web_json(w, web_print(w, "{\"saved\":\"%.*s\"}", (int)saved.n, saved.p ? saved.p : ""));
}

void desk_drop_do(struct call *w)
{
    struct desk d = {.client = w->client, .form = web_param(w, "form")};
    if (!desk_drop(w->practice, &w->who, &d, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    struct str page = kept_page(w);
    web_go(w, "%.*s", (int)page.n, page.p);
}

void daily_sent(struct call *w, const char *desk)
{
    struct desk d = {.client = w->client, .form = str_of(desk)};
    struct err none = {0}; /* what was sent is safe; the old text on the desk goes after its days */
    desk_drop(w->practice, &w->who, &d, &none);
}

bool daily_bring(struct call *w, const char *desk, const struct field *rows, size_t count, struct form *f,
                 struct str *when)
{
    struct desk d = {.client = w->client, .form = str_of(desk)};
    *when = NONE;
    if (w->kept_form.p || !web_may(w, CASE_DESK_READ)) {
        form_empty(w, rows, count, f);
        return true;
    }
    if (!desk_kept(w->practice, &w->who, &d, w->arena, &w->err)) {
        return false;
    }
    if (d.body.n) {
        w->kept_form = d.body;
        *when = web_time(w, d.at_ms);
    }
    form_empty(w, rows, count, f);
    w->kept_form = NONE;
    return true;
}
