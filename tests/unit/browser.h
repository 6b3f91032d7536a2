/*
 * browser.h: a browser without a network, for tests of whole pages: cookies, the page that was fetched last, forms; and a
 * practice with pages. Include it behind record_support.h and people_support.h.
 *
 *   each_site(run)      on both databases: owner olga, clinicians rahel and tobias, client emma of rahel's; s->b is a browser
 *   sign_in_as(b, ...)  303 when it is right;   ask(b, method, target, form), post(b, target, csrf, fields)  the status
 *   shows(b, text), hidden(b, name, out)        of the last page;   b->fail_at   the allocation of the request that fails
 */
#ifndef TESTS_BROWSER_H
#define TESTS_BROWSER_H

#include "web/web.h"

/* ---- a browser: cookies, the page that was fetched last ---- */

struct browser {
    struct record_test *t;
    struct web *web;
    struct arena arena; /* of the last request */
    struct http_pair cookie[8];
    char name[8][32], value[8][256]; /* the one put first stands first */
    size_t cookies;
    struct http_answer answer;
    char location[600];
    const char *fetch_site, *accept;
    size_t fail_at; /* the allocation of the request's arena that fails; 0: none */
};

static inline void browser_begin(struct browser *b, struct record_test *t, struct web *web)
{
    memset(b, 0, sizeof *b);
    b->t = t;
    b->web = web;
    arena_init(&b->arena, 0);
    buf_init(&b->answer.body, 0);
}

static inline void browser_end(struct browser *b)
{
    buf_free(&b->answer.body);
    arena_free(&b->arena);
}

static inline struct str cookie_of(const struct browser *b, const char *name)
{
    for (size_t i = 0; i < b->cookies; i++)
        if (strcmp(b->name[i], name) == 0)
            return str_of(b->value[i]);
    return NOBODY;
}

static inline void forget(struct browser *b, const char *name)
{
    for (size_t i = 0; i < b->cookies; i++)
        if (strcmp(b->name[i], name) == 0) {
            b->cookies--;
            memmove(b->name[i], b->name[b->cookies], 32);
            memmove(b->value[i], b->value[b->cookies], 256);
            return;
        }
}

static inline void set_cookie(struct browser *b, struct str line)
{
    struct str pair, rest, name, value;
    size_t i = 0;
    CHECK(str_find(line, STR("; HttpOnly"), 0) != (size_t)-1 && str_find(line, STR("; SameSite=Lax"), 0) != (size_t)-1 &&
              str_find(line, STR("; Path=/"), 0) != (size_t)-1,
          "a cookie without its flags: %.*s", (int)line.n, line.p);
    assert_true(str_cut(line, ';', &pair, &rest) && str_cut(pair, '=', &name, &value));
    assert_true(name.n < 32 && value.n < 256);
    while (i < b->cookies && !str_is(name, b->name[i]))
        i++;
    assert_true(i < 8);
    b->cookies += i == b->cookies;
    snprintf(b->name[i], 32, "%.*s", (int)name.n, name.p);
    snprintf(b->value[i], 256, "%.*s", (int)value.n, value.p);
    if (str_find(line, STR("Max-Age=0"), 0) != (size_t)-1)
        forget(b, b->name[i]);
}

static inline struct str header_of(const struct browser *b, const char *name)
{
    for (size_t i = 0; i < b->answer.header_count; i++)
        if (str_eq_ci(b->answer.header[i].name, str_of(name)))
            return b->answer.header[i].value;
    return NOBODY;
}

/* What must be on every answer, whatever it is. */
static inline void look_at_headers(const struct browser *b, const char *target)
{
    static const char *const wanted[][2] = {{"Content-Security-Policy", "default-src 'none'; script-src 'self'; "},
                                            {"X-Content-Type-Options", "nosniff"},
                                            {"Referrer-Policy", "no-referrer"},
                                            {"Permissions-Policy", "camera=()"},
                                            {"Cross-Origin-Opener-Policy", "same-origin"},
                                            {"Cross-Origin-Resource-Policy", "same-origin"},
                                            {"Cache-Control", ""}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct str v = header_of(b, wanted[i][0]);
        CHECK(v.n && str_starts(v, str_of(wanted[i][1])), "%s: %s is \"%.*s\"", target, wanted[i][0], (int)v.n, v.p);
    }
    struct str csp = header_of(b, "Content-Security-Policy"), cache = header_of(b, "Cache-Control");
    CHECK(str_find(csp, STR("unsafe"), 0) == (size_t)-1 && str_find(csp, STR("frame-ancestors 'none'"), 0) != (size_t)-1,
          "%s: the policy is %.*s", target, (int)csp.n, csp.p);
    CHECK(str_is(cache, "no-store") || strncmp(target, "/static/", 8) == 0 || strncmp(target, "/favicon", 8) == 0 ||
              strncmp(target, "/crisis", 7) == 0,
          "%s may be stored: %.*s", target, (int)cache.n, cache.p);
}

/* ask: one request; form: urlencoded, NULL for none. The status. */
static inline int ask(struct browser *b, enum http_method method, const char *target, const char *form)
{
    struct http_config limits;
    struct err e = {0};
    arena_reset(&b->arena);
    buf_free(&b->answer.body);
    memset(&b->answer, 0, sizeof b->answer);
    struct http_request in = {.method = method, .target = str_of(target), .from = STR("192.0.2.7"),
                              .id = STR("abcdefgh01234567"), .arena = &b->arena, .cookie = b->cookie};
    struct http_pair header[2];
    in.header = header;
    if (b->fetch_site)
        header[in.header_count++] = (struct http_pair){STR("Sec-Fetch-Site"), str_of(b->fetch_site)};
    if (b->accept)
        header[in.header_count++] = (struct http_pair){STR("Accept"), str_of(b->accept)};
    for (size_t i = 0; i < b->cookies; i++)
        b->cookie[i] = (struct http_pair){str_of(b->name[i]), str_of(b->value[i])};
    in.cookie_count = b->cookies;
    http_defaults(&limits);
    RECORD_OK(http_parse_target(in.target, &b->arena, &in.path, &in.query, &in.query_count, &e), &e);
    if (form) {
        in.type = STR("application/x-www-form-urlencoded");
        in.body = str_of(form);
        RECORD_OK(http_parse_form(in.body, &limits, &b->arena, &in.form, &in.form_count, &e), &e);
    }
    b->arena.fail_at = b->fail_at;
    web_handle(b->web, &in, &b->answer);
    b->arena.fail_at = 0;
    assert_true(buf_ok(&b->answer.body));
    look_at_headers(b, target);
    for (size_t i = 0; i < b->answer.header_count; i++)
        if (str_is(b->answer.header[i].name, "Set-Cookie"))
            set_cookie(b, b->answer.header[i].value);
    struct str to = header_of(b, "Location");
    snprintf(b->location, sizeof b->location, "%.*s", (int)to.n, to.n ? to.p : "");
    return b->answer.status;
}

static inline bool shows(const struct browser *b, const char *text)
{
    return str_find(buf_str(&b->answer.body), str_of(text), 0) != (size_t)-1;
}

/* The value of the first hidden field of that name on the page. */
static const char *hidden(const struct browser *b, const char *name, char out[200])
{
    char start[64];
    struct str page = buf_str(&b->answer.body);
    snprintf(start, sizeof start, "name=\"%s\" value=\"", name);
    size_t at = str_find(page, str_of(start), 0);
    CHECK(at != (size_t)-1, "the page has no field %s: %.400s", name, page.p);
    struct str rest = str_sub(page, at + strlen(start), page.n), value, tail;
    assert_true(str_cut(rest, '"', &value, &tail) && value.n < 200);
    snprintf(out, 200, "%.*s", (int)value.n, value.p);
    return out;
}

static inline int post(struct browser *b, const char *target, const char *csrf, const char *more)
{
    char form[4096];
    snprintf(form, sizeof form, "csrf=%s&once=abcdefghijklmnopqrstuvwx&%s", csrf, more);
    return ask(b, HTTP_POST, target, form);
}

static inline int sign_in_as(struct browser *b, const char *login, const char *password, const char *more)
{
    char csrf[200], form[600];
    assert_int_equal(ask(b, HTTP_GET, "/sign-in", NULL), 200);
    hidden(b, "csrf", csrf);
    snprintf(form, sizeof form, "login=%s&password=%s&%s", login, password, more);
    return post(b, "/sign-in", csrf, form);
}

/* ---- a practice with pages ---- */

#define PASS "correct+horse+7"
#define OF_RAHEL "Emma Quellwasser"

struct site {
    struct record_test *t;
    struct web *web;
    struct str rahel, tobias, client, other;
    struct browser b;
};

static inline void each_site(void (*run)(struct site *s))
{
    struct backend backend;
    for (int i = 0; backend_at(i, &backend); i++) {
        struct record_test t;
        struct err e = {0};
        struct people_settings set = usual_settings();
        struct person owner = {.sign_in = STR("olga"), .name = STR("Olga Owner"), .roles = ROLE_OWNER};
        struct site s = {.t = &t};
        record_test_begin(&t, &backend);
        RECORD_OK(people_found(&t.practice, 1, &set, &owner, STR(PASSWORD), &t.arena, &owner_id, &e), &e);
        s.rahel = add_person(&t, "rahel", ROLE_CLINICIAN, NOBODY);
        s.tobias = add_person(&t, "tobias", ROLE_CLINICIAN, NOBODY);
        struct actor rahel = actor(s.rahel, ROLE_CLINICIAN);
        s.client = add_client(&t, &rahel, OF_RAHEL, "1990-05-04", s.rahel);
        add_person(&t, "emma", ROLE_CLIENT, s.client);
        struct web_config c = {.practice = &t.practice};
        RECORD_OK(web_new(&c, &s.web, &e), &e);
        browser_begin(&s.b, &t, s.web);
        run(&s);
        browser_end(&s.b);
        web_free(s.web);
        record_test_end(&t);
        backend_end(&backend);
    }
}

#endif
