/* page_resets.c: invitations of accounts that are in use: looked at, and confirmed by a second person. */
#include "views.h"
#include "web/account.h"
#include "web/share_parts.h"

#include "practice/people.h"

#define SHOWN 100

static struct str made_of(struct call *w, const struct reset *r)
{
    return web_print(w, "%lld", (long long)r->made_ms);
}

static struct str chars(struct str s)
{
    return s.n ? s : STR("");
}

static void state_of(const struct call *w, const struct reset *r, struct share_row *out)
{
    out->tag = r->seen_by.n ? "good" : "warn";
    out->state = r->used_ms                    ? "Password set"
                 : r->stopped_ms               ? "Stopped by its person"
                 : !reset_stands(r, w->now_ms) ? "Ran out"
                 : r->confirmed_by.n           ? "Confirmed"
                 : r->needs_second             ? "Waits for a second person"
                                               : "Address went by mail, or from the command line";
}

static struct str how_it_went(struct call *w, const struct reset_row *x)
{
    const struct reset *r = &x->reset;
    struct str used = r->used_ms ? web_time(w, r->used_ms) : NONE, text = NONE;
    struct buf b;
    buf_init(&b, 0);
    if (r->confirmed_by.n) {
        buf_printf(&b, "Confirmed by %.*s. ", (int)x->confirmed_name.n, chars(x->confirmed_name).p);
    }
    if (r->codes_off) {
        buf_cstr(&b, "The second factor ends with it. ");
    }
    if (used.n) {
        buf_printf(&b, "Accepted %.*s. ", (int)used.n, used.p);
    }
    if (r->known) {
        buf_cstr(&b, "Its person knows of it. ");
    }
    if (r->seen_by.n) {
        buf_printf(&b, "Looked at by %.*s. ", (int)x->seen_name.n, chars(x->seen_name).p);
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &text)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return str_trim(text);
}

bool resets_put(struct call *w, struct share_group *g)
{
    struct reset_row *list;
    size_t n;
    if (!reset_list(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        return false;
    }
    *g = (struct share_group){.id = "resets",
                              .title = "New passwords for accounts in use",
                              .empty = "Nobody who has a password was invited again.",
                              .action = {STR("/resets/seen")},
                              .rows = arena_array(w->arena, n + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < n && i < SHOWN; i++) {
        const struct reset_row *x = &list[i];
        struct str by = x->by_name.n ? x->by_name : STR("Who runs this program");
        bool own = str_eq(x->reset.by, w->who.user) || str_eq(x->account, w->who.user);
        struct share_row *row = &g->rows[g->rows_count++];
        *row = (struct share_row){
            .text = web_print(w, "%.*s invited %.*s again", (int)by.n, by.p, (int)x->name.n, chars(x->name).p),
            .more = how_it_went(w, x),
            .when = web_time(w, x->reset.made_ms)};
        state_of(w, &x->reset, row);
        if (!own && reset_stands(&x->reset, w->now_ms)) {
            row->url.whole = web_print(w, "/resets/%.*s", (int)x->account.n, x->account.p);
        }
        if (x->may_see && !x->reset.seen_by.n) {
            row->post = x->account;
            row->made = made_of(w, &x->reset);
            row->post_words = "I have looked at it";
        }
    }
    return true;
}

void resets_show(struct call *w)
{
    struct share_group group;
    struct view_share v = {.heading = "New passwords", .groups = &group, .groups_count = 1};
    if (!resets_put(w, &group)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "New passwords", NULL, &v.page);
    v.page.help = (struct url){STR("/help/resets")};
    v.lede =
        STR("Who invites an account that is in use could sign in as that person. So it is seen here, and where one "
            "person could have both parts of the invitation, a second one confirms it first.");
    view_share(&w->out, &v);
}

void reset_seen_do(struct call *w)
{
    static const struct field which[] = {{"id", "Account", FIELD_LINE, true, 1, 100, NULL, NULL}, RESET_MADE};
    struct form f;
    bool ok = form_read(w, which, COUNT_OF(which), &f) && id_valid(form_value(&f, "id"));
    struct reset_of of = {form_value(&f, "id"), form_number(&f, "made", 0)};
    if (!ok) {
        err_set(&w->err, ERR_NOT_FOUND, "reset", "there is none with this id");
    }
    if (ok && reset_seen(w->practice, &w->who, of, &w->err)) {
        web_said(w, "It is written down that you looked at it.", "/resets");
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- a second person ---- */

static const struct field rows[] = {
    RESET_MADE,
    {"factor", "The second factor", FIELD_CHOICE, true, 0, 0, "stays|ends", "Choose whether the second factor stays."},
};

/* The one of the address. */
static const struct reset_row *find(struct call *w)
{
    struct reset_row *list;
    size_t n;
    if (!reset_list(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].account, web_param(w, "id")) && reset_stands(&list[i].reset, w->now_ms)) {
            return &list[i];
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "reset", "there is none with this id");
    return NULL;
}

static void page(struct call *w, const struct form *f)
{
    static const struct view_choice factor[] = {
        {"stays", "It stays", "A code of the device, or a recovery code, is asked for.", false},
        {"ends", "It is lost, and ends", "Only when you know that the person has lost device and recovery codes.",
         false}};
    const struct reset_row *x = find(w);
    struct view_share_form v = {
        .heading = "Confirm a new password", .button = "I have asked, and confirm it", .back = {STR("/resets")}};
    if (!x) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Confirm a new password", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/resets")};
    struct str by = x->by_name.n ? x->by_name : STR("Who runs this program"), at = web_time(w, x->reset.made_ms);
    v.lede = web_print(w, "%.*s invited %.*s again, %.*s.", (int)by.n, by.p, (int)x->name.n, chars(x->name).p,
                       (int)at.n, at.p);
    v.warn =
        STR("Who has both parts of the invitation signs in as this person from then on. Ask the person whose "
            "account it is, on the phone or in the room, whether they want it. Not by a number or address that came "
            "with the wish.");
    v.action.whole = w->in->path;
    v.hidden = arena_array(w->arena, 2, sizeof *v.hidden);
    if (v.hidden) {
        v.hidden[v.hidden_count++] = (struct view_hidden){"made", made_of(w, &x->reset)};
    }
    if (x->has_totp) {
        v.fields = ARENA_NEW(w->arena, struct view_field);
        v.fields_count = v.fields ? 1 : 0;
        if (v.fields) {
            *v.fields = field_show(w, f, "factor", STR("stays"));
            field_choices(w, v.fields, factor, COUNT_OF(factor));
        }
    } else if (v.hidden) {
        v.hidden[v.hidden_count++] = (struct view_hidden){"factor", STR("stays")};
    }
    view_share_form(&w->out, &v);
}

void reset_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    page(w, &f);
}

void reset_do(struct call *w)
{
    struct form f;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        page(w, &f);
        return;
    }
    struct reset_of of = {web_param(w, "id"), form_number(&f, "made", 0)};
    if (reset_confirm(w->practice, &w->who, of, form_is(&f, "factor", "ends"), &w->err)) {
        web_said(w, "It is confirmed. The invitation works now.", "/resets");
    } else {
        web_trouble(w, &f);
    }
}
