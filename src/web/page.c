/* page.c: what stands around every page: header, links, tokens, the strip of one client. */
#include "web/me/me.h"
#include "web/web_parts.h"

#include "practice/clients.h"

#include <stdio.h>

/* Links of the header, at most five; one without a row in routes.def is left out. A new part of the program: its row.
 */
static const struct {
    const char *path, *text;
    unsigned roles;
} header_links[] = {
    {"/", "Caseload", ROLE_OWNER | ROLE_CLINICIAN | ROLE_SUPERVISOR | ROLE_PRESCRIBER | ROLE_STAFF},
    {"/supervision", "Supervision", ROLE_SUPERVISOR | ROLE_PRESCRIBER},
    {"/audit", "Who looked", ROLE_PRIVACY_OFFICER | ROLE_AUDITOR},
    {"/practice", "Practice", ROLE_OWNER | ROLE_PRIVACY_OFFICER},
};
#define LINKS_MAX 5

/* Pages of one client, in their order on the strip; one without a row, or whose use case is not for this role, is left
 * out. */
static const struct {
    const char *path, *text;
} client_pages[] = {
    {"", "Overview"},        {"/plan", "Plan"},       {"/progress", "Progress"}, {"/sessions", "Sessions"},
    {"/reviews", "Reviews"}, {"/sharing", "Sharing"}, {"/details", "Details"},
};

bool web_may(const struct call *w, enum case_id id)
{
    struct use_case c = practice_case(id);
    if (w->who.shared_device && !(c.tasks >> w->who.task & 1)) {
        return false;
    }
    for (unsigned i = 0; i < ROLE_BITS; i++) {
        if (w->who.roles >> i & 1 && c.least[i] >= 0) {
            return true;
        }
    }
    return false;
}

bool web_may_here(const struct call *w, enum case_id id, const struct client_card *card)
{
    struct use_case c = practice_case(id);
    return web_may(w, id) && practice_allows(&c, w->who.roles, card->relation);
}

struct str web_first_name(struct str name, struct str preferred)
{
    struct str first = str_trim(name), rest;
    if (preferred.n) {
        return preferred;
    }
    str_cut(first, ' ', &first, &rest);
    return first;
}

bool route_may(const struct call *w, struct str path)
{
    struct str param[PARAMS_MAX];
    const struct route *row;
    unsigned allowed;
    size_t n = 0;
    while (n < path.n && path.p[n] != '?' && path.p[n] != '#') {
        n++;
    }
    return routes_find(w->web->routes, HTTP_GET, str_sub(path, 0, n), &row, param, &allowed) == ROUTE_FOUND &&
           (row->use_case < 0 || web_may(w, (enum case_id)row->use_case));
}

struct url client_page(struct call *w, const char *below)
{
    struct str path = web_print(w, "/clients/%.*s%s", (int)w->client.n, w->client.p, below);
    return (struct url){route_may(w, path) ? path : NONE};
}

static void put_links(struct call *w, struct view_page *page)
{
    struct view_link *list = arena_array(w->arena, LINKS_MAX, sizeof *list);
    for (size_t i = 0; list && i < COUNT_OF(header_links) && page->links_count < LINKS_MAX; i++) {
        const char *path = header_links[i].path;
        if (w->who.roles & header_links[i].roles && route_is_there(w->web, path)) {
            list[page->links_count++] =
                (struct view_link){{str_of(path)}, header_links[i].text, str_is(w->in->path, path)};
        }
    }
    page->links = list;
}

static const char *read_theme(const struct call *w)
{
    struct str theme = cookie_get(w, "theme");
    return str_is(theme, "dark") ? "dark" : str_is(theme, "light") ? "light" : "";
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The sentence of web_said; it is shown once. */
static const char *take_said(struct call *w)
{
    struct str said = cookie_get(w, "said");
    if (!said.n || w->in->method == HTTP_POST) {
        return "";
    }
    cookie_put(w, "said", NONE, -1);
    char *text = arena_alloc(w->arena, said.n + 1);
    for (size_t i = 0, n = 0; text && i < said.n; i++) {
        bool coded = said.p[i] == '%' && i + 2 < said.n;
        int high = coded ? hex_digit(said.p[i + 1]) : -1, low = coded ? hex_digit(said.p[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            text[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[n++] = said.p[i];
        }
    }
    return text ? text : "";
}

static struct str new_once(struct call *w)
{
    unsigned char random[18];
    char *text = arena_alloc(w->arena, 25);
    seal_random(random, sizeof random);
    if (text) {
        put_base64url(random, sizeof random, text);
    }
    return str_of(text);
}

void page_begin(struct call *w, const char *title, const struct form *f, struct view_page *page)
{
    bool somebody = w->who.user.n > 0;
    bool outside = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    *page = (struct view_page){.title = web_t(w, title),
                               .errors = f ? f->errors : NULL,
                               .errors_count = f ? f->errors_count : 0,
                               .person = somebody ? w->me.name : NONE,
                               .token = {csrf_make(w), new_once(w), kept_page(w)},
                               .css = asset_url("app.css"),
                               .script = asset_url("app.js"),
                               .icon = asset_url("icon.svg"),
                               .sans = asset_url("sans.woff2"),
                               .serif = asset_url("serif.woff2"),
                               .theme = read_theme(w),
                               .keys_off = str_is(cookie_get(w, "keys"), "off"),
                               .search = somebody && !outside && route_is_there(w->web, "/search"),
                               .easy = str_is(cookie_get(w, "letters"), "easy"),
                               .print = http_query(w->in, "print").n > 0,
                               .shape = "stack",
                               .help = {STR("/help")},
                               .language = language_code(w->language),
                               .english = w->language == LANGUAGE_EN,
                               .speaks = outside || !somebody};
    page->wrong = page->errors_count > 0;
    page->said = w->kept_form.p && f
                     ? web_t(w, N_("Here is what you wrote before you were signed out. It is not saved yet."))
                     : take_said(w);
    if (somebody && !w->who.shared_device && !str_is(w->in->path, "/account") &&
        reset_is_news(&w->me.reset, w->now_ms)) {
        page->notice = w->me.reset.used_ms ? web_t(w, N_("Your password was set anew."))
                                           : web_t(w, N_("There is a new invitation for your account."));
    }
    if (outside) {
        me_head(w, page);
    } else if (somebody) {
        put_links(w, page);
    }
    if (somebody) {
        page->idle_seconds = (w->ends_ms - w->now_ms) / 1000;
    }
}

/* ---- one client ---- */

static void put_client_pages(struct call *w, struct view_strip *out)
{
    struct view_link *list = arena_array(w->arena, COUNT_OF(client_pages), sizeof *list);
    out->links = list;
    for (size_t i = 0; list && i < COUNT_OF(client_pages); i++) {
        struct url url = client_page(w, client_pages[i].path);
        if (url.whole.n) {
            list[out->links_count++] = (struct view_link){url, client_pages[i].text,
                                                          out->here && strcmp(out->here, client_pages[i].text) == 0};
        }
    }
}

bool strip_read(struct call *w, const char *here, struct view_strip *out)
{
    struct client_card card;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        return false;
    }
    strip_of(w, &card, here, out);
    return true;
}

/* The age of a child in the first year. */
static struct str months_of(struct call *w, struct date born)
{
    int months = 0;
    while (months < 12 && date_is_set(born) && date_cmp(date_add_months(born, months + 1), w->today) <= 0) {
        months++;
    }
    return months == 0 ? STR("under a month") : months == 1 ? STR("1 month") : web_print(w, "%d months", months);
}

void strip_of(struct call *w, const struct client_card *card, const char *here, struct view_strip *out)
{
    int age = date_age(card->birth_date, w->today);
    *out = (struct view_strip){.id = card->id,
                               .opens = web_may(w, CASE_CHART_READ),
                               .name = card->name,
                               .preferred_name = card->preferred_name,
                               .pronouns = card->pronouns,
                               .has_age = age >= 0,
                               .age_years = age,
                               .alerts = card->alerts,
                               .glass = card->relation == RELATION_GLASS,
                               .here = here};
    out->alert_text =
        card->alerts == 1 ? STR("1 alert is open") : web_print(w, "%lld alerts are open", (long long)card->alerts);
    out->age_text = age < 1 ? months_of(w, card->birth_date) : age == 1 ? STR("1 year") : web_print(w, "%d years", age);
    put_client_pages(w, out);
}
