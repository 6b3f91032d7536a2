/* The pages without a network: routes, tokens, cookies, forms, texts kept over a sign-in, headers; and a walk over every
 * row of routes.def with everybody who must not get in. Requests are made by hand. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "browser.h"
#include "db/driver.h"
#include "practice/people_client.h"
#include "practice/between.h"
#include "web/getting_in.h"
#include "web/web.h"

#include <ctype.h>

/* ---- signing in and out ---- */

static void sign_in_and_out(struct site *s)
{
    struct browser *b = &s->b;
    char csrf[200];
    assert_int_equal(ask(b, HTTP_GET, "/?page=2", NULL), 303);
    CHECK(strcmp(b->location, "/sign-in?then=%2F%3Fpage%3D2") == 0, "sent to %s", b->location);
    assert_int_equal(sign_in_as(b, "rahel", "notthisone", ""), 422);
    CHECK(shows(b, "<title>Error: Sign in") && shows(b, "Name or password is not right") && shows(b, "value=\"rahel\"") &&
              !shows(b, "notthisone"),
          "a wrong password is told so: %.900s", b->answer.body.p);
    assert_false(cookie_of(b, "session").n);
    assert_int_equal(sign_in_as(b, "rahel", "", ""), 422);
    assert_true(shows(b, "Fill in your password."));
    assert_int_equal(sign_in_as(b, "rahel", PASS, "then=/search"), 303);
    CHECK(strcmp(b->location, "/search") == 0 && cookie_of(b, "session").n == 66, "sent to %s", b->location);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    CHECK(shows(b, OF_RAHEL) && shows(b, "1 client on your caseload"), "the caseload: %.2000s", b->answer.body.p);
    assert_int_equal(ask(b, HTTP_GET, "/sign-in", NULL), 303);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    hidden(b, "csrf", csrf);
    /* A foreign address is nobody's way. */
    struct browser other;
    browser_begin(&other, s->t, s->web);
    static const char *const away[] = {"//evil.example/", "https://evil.example/", "javascript:1", "/%5Cevil", "/a%0D%0Ab"};
    for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
        char then[100];
        snprintf(then, sizeof then, "then=%s", away[i]);
        assert_int_equal(sign_in_as(&other, "tobias", PASS, then), 303);
        CHECK(strcmp(other.location, "/") == 0, "%s leads to %s", away[i], other.location);
        other.cookies = 0;
    }
    browser_end(&other);
    assert_int_equal(post(b, "/sign-out", csrf, ""), 303);
    assert_false(cookie_of(b, "session").n);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 303);
}

static void signing_in(void **state)
{
    (void)state;
    each_site(sign_in_and_out);
}

static void with_a_code(struct site *s)
{
    struct err e = {0};
    struct browser *b = &s->b;
    struct actor who, fresh;
    struct str address;
    char token[PEOPLE_TOKEN_SIZE], code[7], recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE], csrf[200], held[200];
    char form[900];
    RECORD_OK(sign_in(s->t, "rahel", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(people_reauthenticate(&s->t->practice, &who, str_of(token), STR(PASSWORD), &fresh, &e), &e);
    RECORD_OK(people_totp_new(&s->t->practice, &fresh, &s->t->arena, &address, &e), &e);
    totp_code(address, s->t->now_ms, code);
    RECORD_OK(people_totp_confirm(&s->t->practice, &fresh, str_of(code), recovery, &e), &e);
    s->t->now_ms += 60000;
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 200);
    CHECK(shows(b, "Enter your code") && !shows(b, PASSWORD), "the code is asked for: %.900s", b->answer.body.p);
    hidden(b, "csrf", csrf);
    hidden(b, "held", held);
    snprintf(form, sizeof form, "step=code&login=rahel&held=%s&code=000000", held);
    assert_int_equal(post(b, "/sign-in", csrf, form), 422);
    assert_true(shows(b, "name=\"held\""));
    /* What is held belongs to this browser. */
    struct browser other;
    browser_begin(&other, s->t, s->web);
    totp_code(address, s->t->now_ms, code);
    char theirs[200];
    assert_int_equal(ask(&other, HTTP_GET, "/sign-in", NULL), 200);
    hidden(&other, "csrf", theirs);
    snprintf(form, sizeof form, "step=code&login=rahel&held=%s&code=%s", held, code);
    assert_int_equal(post(&other, "/sign-in", theirs, form), 422);
    assert_false(cookie_of(&other, "session").n);
    browser_end(&other);
    assert_int_equal(post(b, "/sign-in", csrf, form), 303);
    assert_true(cookie_of(b, "session").n);
}

static void second_step(void **state)
{
    (void)state;
    each_site(with_a_code);
}

/* ---- tokens ---- */

static void tokens(struct site *s)
{
    struct browser *b = &s->b, other;
    char mine[200], again[200], theirs[200], form[300], cut[200];
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    hidden(b, "csrf", mine);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    CHECK(strcmp(mine, hidden(b, "csrf", again)) != 0, "the token's bytes repeat: %s", mine);
    browser_begin(&other, s->t, s->web);
    assert_int_equal(sign_in_as(&other, "rahel", PASS, ""), 303);
    assert_int_equal(ask(&other, HTTP_GET, "/", NULL), 200);
    hidden(&other, "csrf", theirs);
    browser_end(&other);
    size_t before = event_count(s->t);
    snprintf(cut, sizeof cut, "%.*s", (int)strlen(mine) - 1, mine);
    const char *const bad[] = {"", "x", cut, theirs, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int status = post(b, "/sign-out", bad[i], "");
        CHECK(status == 403 && cookie_of(b, "session").n, "token \"%s\": status %d", bad[i], status);
    }
    for (size_t i = 0; i < 64; i += i == 20 ? 23 : 1) { /* every character of the session's tag and its mask counts */
        snprintf(form, sizeof form, "%s", mine);
        form[i] = form[i] == 'Q' ? 'R' : 'Q';
        int status = post(b, "/sign-out", form, "");
        CHECK(status == 403 && cookie_of(b, "session").n, "a token changed at %zu: status %d", i, status);
    }
    assert_int_equal(ask(b, HTTP_POST, "/sign-out", ""), 403);
    b->fetch_site = "cross-site";
    assert_int_equal(post(b, "/sign-out", mine, ""), 403);
    b->fetch_site = "same-site";
    assert_int_equal(post(b, "/sign-out", mine, ""), 403);
    b->fetch_site = NULL;
    CHECK(event_count(s->t) == before, "something was done: %zu events, then %zu", before, event_count(s->t));
    b->fetch_site = "same-origin";
    assert_int_equal(post(b, "/sign-out", again, ""), 303);
    assert_false(cookie_of(b, "session").n);
}

static void csrf_tokens(void **state)
{
    (void)state;
    each_site(tokens);
}

/* ---- a text over a sign-in ---- */

static void time_out(struct site *s)
{
    s->t->now_ms += INT64_C(16) * 60000; /* the practice's time without use is 15 minutes */
}

static void text_is_kept(struct site *s)
{
    struct browser *b = &s->b;
    char mine[200];
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    hidden(b, "csrf", mine);
    time_out(s);
    /* Another page asked first and ended the session; the text comes later. */
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 303);
    CHECK(strcmp(b->location, "/sign-in?then=%2F&ended=1") == 0, "sent to %s", b->location);
    assert_false(cookie_of(b, "session").n);
    assert_int_equal(post(b, "/search", mine, "here=/search&q=Quellwasser+am+Ufer&secret=hush"), 303);
    CHECK(strcmp(b->location, "/sign-in?then=%2Fsearch&kept=1") == 0 && cookie_of(b, "kept").n == 43, "sent to %s",
          b->location);
    /* Somebody else in the same browser does not get it. */
    assert_int_equal(sign_in_as(b, "tobias", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    assert_false(shows(b, "Ufer"));
    forget(b, "session");
    /* Its owner in another browser neither. */
    struct browser other;
    browser_begin(&other, s->t, s->web);
    assert_int_equal(sign_in_as(&other, "rahel", PASS, ""), 303);
    assert_int_equal(ask(&other, HTTP_GET, "/search", NULL), 200);
    assert_false(shows(&other, "Ufer"));
    browser_end(&other);
    assert_int_equal(sign_in_as(b, "rahel", PASS, "then=/search"), 303);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    assert_false(shows(b, "Ufer"));
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    CHECK(shows(b, "Quellwasser am Ufer") && shows(b, "not saved yet") && !shows(b, "hush"), "it is back: %.3000s",
          b->answer.body.p);
    assert_false(b->answer.compress);
    hidden(b, "csrf", mine);
    /* Sent well, it is done with. */
    assert_int_equal(post(b, "/search", mine, "here=/search&q=Quellwasser"), 303);
    CHECK(str_find(str_of(b->location), STR("Quell"), 0) == (size_t)-1, "a name in an address: %s", b->location);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    assert_false(shows(b, "Ufer"));
}

static void kept_for_a_quarter(struct site *s)
{
    struct browser *b = &s->b;
    char mine[200];
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    hidden(b, "csrf", mine);
    time_out(s);
    /* A token that is none: whoever made the form, nothing is kept of it. */
    assert_int_equal(post(b, "/search", "AAAA", "here=/search&q=planted"), 303);
    assert_false(shows(b, "planted"));
    /* It is shown again when the browser says that it comes from a page of ours. */
    b->fetch_site = "same-origin";
    assert_int_equal(post(b, "/search", "AAAA", "here=/search&q=planted+in+many+more+words"), 403);
    assert_true(shows(b, "planted in many more words") && shows(b, "You are signed out"));
    b->fetch_site = NULL;
    CHECK(!strstr(b->location, "kept") && !cookie_of(b, "kept").n, "sent to %s", b->location);
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    hidden(b, "csrf", mine);
    time_out(s);
    assert_int_equal(post(b, "/search", mine, "here=/search&q=Flusslauf"), 303);
    assert_true(strstr(b->location, "kept=1"));
    s->t->now_ms += INT64_C(16) * 60000;
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    assert_false(shows(b, "Flusslauf"));
    /* A form from before signing in anew: nothing is done, the text is kept for the same person. */
    hidden(b, "csrf", mine);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    char fresh[200];
    hidden(b, "csrf", fresh);
    assert_int_equal(post(b, "/sign-out", fresh, ""), 303);
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(post(b, "/search", mine, "here=/search&q=Flussbett"), 403);
    assert_true(shows(b, "What you typed is kept"));
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    assert_true(shows(b, "Flussbett"));
}

static void kept_texts(void **state)
{
    (void)state;
    each_site(text_is_kept);
    each_site(kept_for_a_quarter);
}

/* ---- routes ---- */

static void route_table(struct site *s)
{
    static const struct {
        enum http_method method;
        const char *target;
        int status;
        const char *allow;
    } rows[] = {
        {HTTP_GET, "/nothing", 404, NULL},
        {HTTP_GET, "/help/keys", 200, NULL},
        {HTTP_HEAD, "/help/keys", 200, NULL},
        {HTTP_GET, "/help/nothing", 404, NULL},
        {HTTP_GET, "/help/keys/more", 404, NULL},
        {HTTP_GET, "/help/", 404, NULL},
        {HTTP_POST, "/help/keys", 405, "GET, HEAD"},
        {HTTP_DELETE, "/sign-in", 405, "GET, HEAD, POST"},
        {HTTP_GET, "/sign-out", 405, "POST"},
        {HTTP_GET, "/static/app.css", 404, NULL},
        {HTTP_GET, "/healthz", 200, NULL},
        {HTTP_GET, "/readyz", 200, NULL},
        {HTTP_GET, "/metrics", 404, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int status = ask(&s->b, rows[i].method, rows[i].target, NULL);
        struct str allow = header_of(&s->b, "Allow");
        CHECK(status == rows[i].status, "%s: %d", rows[i].target, status);
        CHECK(str_eq(allow, str_of(rows[i].allow)), "%s: Allow is %.*s", rows[i].target, (int)allow.n, allow.p);
        CHECK(s->b.answer.head_only == (rows[i].method == HTTP_HEAD), "%s: with or without its bytes", rows[i].target);
    }
}

static void routes(void **state)
{
    (void)state;
    each_site(route_table);
}

/* ---- the walk: every row, everybody who must not get in ---- */

/* The path of a row with that client, and an id of nothing for every other part. */
static const char *fill_path(const struct route *r, struct str client, char out[300])
{
    size_t n = 0;
    for (const char *p = r->path; *p && n < 200;) {
        if (*p != ':') {
            out[n++] = *p++;
            continue;
        }
        bool is_client = strncmp(p, ":client", 7) == 0 && !isalpha((unsigned char)p[7]);
        while (*p && *p != '/')
            p++;
        n += (size_t)snprintf(out + n, 300 - n, "%.*s", is_client ? (int)client.n : 26,
                              is_client ? client.p : "01J0000000000000000000000A");
    }
    out[n] = 0;
    return out;
}

/* The same id in every place. */
static void fill_parts(const struct route *r, struct str id, char out[300])
{
    size_t n = 0;
    for (const char *p = r->path; *p && n < 200;) {
        if (*p != ':') {
            out[n++] = *p++;
            continue;
        }
        while (*p && *p != '/')
            p++;
        n += (size_t)snprintf(out + n, 300 - n, "%.*s", (int)id.n, id.p);
    }
    out[n] = 0;
}

static bool turned_away(const struct browser *b)
{
    int status = b->answer.status;
    return (status == 303 && strncmp(b->location, "/sign-in", 8) == 0) || status == 401 || status == 403 || status == 404;
}

/* Rows about no client show people their own things; here what is about a client must stay shut, with its token or not. */
static void walk_with(struct site *s, struct browser *b, const char *who, struct str client, const char *csrf)
{
    const struct route *r;
    char path[300];
    for (size_t i = 0; (r = route_at(i)); i++) {
        bool about = strstr(r->path, ":client") != NULL, public = r->flags & ROUTE_PUBLIC;
        if (r->method != HTTP_GET && r->method != HTTP_POST)
            continue;
        bool ends = strcmp(r->path, "/sign-out") == 0 || strcmp(r->path, "/leave") == 0; /* the sign-in */
        bool own = strcmp(who, "emma") == 0 && r->flags & ROUTE_ME; /* her own record, through her own pages */
        if (ends && csrf[0])
            continue;
        fill_path(r, client, path);
        int status = r->method == HTTP_GET ? ask(b, HTTP_GET, path, NULL) : post(b, path, csrf, "q=Emma&here=/");
        CHECK(status < 500, "%s, %s %s: %d", who, r->method == HTTP_GET ? "GET" : "POST", path, status);
        CHECK(own || !shows(b, "Quellwasser"), "%s reads of somebody's client at %s", who, path);
        bool mine = b->cookies && cookie_of(b, "session").n && !about; /* one's own caseload, empty, and such */
        CHECK(public || mine || turned_away(b) || (r->method == HTTP_POST && status == 422 && !about),
              "%s gets in at %s: %d", who, path, status);
    }
    (void)s;
}

static void walk_site(struct site *s)
{
    static const struct {
        const char *login;
    } everybody[] = {{NULL}, {"tobias"}, {"olga"}, {"emma"}};
    struct seal_hash before, after;
    for (size_t i = 0; i < sizeof everybody / sizeof *everybody; i++) {
        struct browser b;
        char csrf[200] = "";
        const char *login = everybody[i].login;
        browser_begin(&b, s->t, s->web);
        struct str client = s->client;
        if (login) {
            assert_int_equal(sign_in_as(&b, login, PASS, ""), 303);
            ask(&b, HTTP_GET, "/help", NULL);
            hidden(&b, "csrf", csrf);
        }
        if (login && strcmp(login, "olga") == 0)
            client = STR("01J0000000000000000000000B"); /* an owner may know her practice's clients: one of another's */
        /* emma: her own record is hers, but not through the clinicians' pages */
        walk_with(s, &b, login ? login : "nobody", client, csrf);
        browser_end(&b);
    }
    /* Without a token, and with somebody else's, no POST does anything, whoever sends it. */
    struct browser b, other;
    char path[300], theirs[200];
    const struct route *r;
    browser_begin(&b, s->t, s->web);
    browser_begin(&other, s->t, s->web);
    assert_int_equal(sign_in_as(&b, "rahel", PASS, ""), 303);
    assert_int_equal(sign_in_as(&other, "tobias", PASS, ""), 303);
    assert_int_equal(ask(&other, HTTP_GET, "/help", NULL), 200);
    hidden(&other, "csrf", theirs);
    assert_int_equal(ask(&b, HTTP_GET, "/help", NULL), 200);
    before = fingerprint(s->t);
    for (size_t i = 0; (r = route_at(i)); i++) {
        if (r->method == HTTP_GET)
            continue;
        fill_path(r, s->client, path);
        assert_int_equal(ask(&b, r->method, path, "q=a"), 403);
        assert_int_equal(ask(&b, r->method, path, ""), 403);
        assert_int_equal(post(&b, path, theirs, "q=a"), 403);
    }
    after = fingerprint(s->t);
    CHECK(memcmp(&before, &after, sizeof before) == 0, "%s: a POST without its token did something", s->t->backend->name);
    browser_end(&b);
    browser_end(&other);
}

static void the_walk(void **state)
{
    (void)state;
    each_site(walk_site);
}

/* ---- a client reaches nothing but their own; on a device that was handed over, one task ---- */

/* Every row of both tables, with the ids of somebody else's client, of another practice and of one's own in every place:
 * only pages of one's own answer, and nothing of anybody else is on any of them. */
static void walk_outside(struct site *s, struct browser *b, const char *who, const char *csrf)
{
    const struct str ids[] = {s->other, STR("01J0000000000000000000000B"), s->client};
    const struct route *r;
    char path[300];
    for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
        for (size_t i = 0; (r = route_at(i)); i++) {
            bool ends = strcmp(r->path, "/sign-out") == 0 || strcmp(r->path, "/leave") == 0;
            if (ends || (r->method != HTTP_GET && r->method != HTTP_POST))
                continue;
            fill_parts(r, ids[k], path);
            int status = r->method == HTTP_GET ? ask(b, HTTP_GET, path, NULL) : post(b, path, csrf, "here=/&client=&q=Mina");
            CHECK(status < 500, "%s, %s: %d", who, path, status);
            CHECK(!shows(b, "Fremdling"), "%s reads of somebody else at %s", who, path);
            bool own = r->flags & (ROUTE_ME | ROUTE_OUTSIDE | ROUTE_PUBLIC);
            CHECK(own || turned_away(b) || strcmp(r->path, "/") == 0, "%s gets in at %s: %d", who, path, status);
            CHECK(!strstr(r->path, ":client") || turned_away(b), "%s gets in at %s: %d", who, path, status);
        }
}

static void walk_device(struct site *s, struct browser *b, enum handed task)
{
    const struct route *r;
    char path[300], csrf[200];
    assert_int_equal(ask(b, HTTP_GET, "/device", NULL), 200);
    hidden(b, "csrf", csrf);
    for (size_t i = 0; (r = route_at(i)); i++) {
        bool back = strcmp(r->path, "/device") == 0 || strcmp(r->path, "/leave") == 0;
        if (back || device_opens(r, task) || (r->method != HTTP_GET && r->method != HTTP_POST))
            continue;
        fill_path(r, s->client, path);
        int status = r->method == HTTP_GET ? ask(b, HTTP_GET, path, NULL) : post(b, path, csrf, "here=/");
        CHECK(status == 403 && shows(b, "Please hand the device back"), "task %d: %s answers %d", (int)task, path, status);
        CHECK(!shows(b, "rahel") && !shows(b, "Fremdling"), "task %d: %s shows who handed it over", (int)task, path);
    }
    assert_int_equal(ask(b, HTTP_GET, "/nothing/here", NULL), 403);
}

static void outside_site(struct site *s)
{
    static const char *const people[] = {"emma", "mother"};
    struct err e = {0};
    struct actor rahel = actor(s->rahel, ROLE_CLINICIAN);
    s->other = add_client(s->t, &rahel, "Mina Fremdling", "1991-05-04", s->rahel);
    add_person(s->t, "mother", ROLE_GUARDIAN, s->client);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct browser b;
        char csrf[200];
        browser_begin(&b, s->t, s->web);
        assert_int_equal(sign_in_as(&b, people[i], PASS, ""), 303);
        ask(&b, HTTP_GET, "/account", NULL);
        hidden(&b, "csrf", csrf);
        walk_outside(s, &b, people[i], csrf);
        browser_end(&b);
    }
    for (int task = HANDED_NONE + 1; task < HANDED_COUNT; task++) {
        struct browser b;
        char token[PEOPLE_TOKEN_SIZE], device[PEOPLE_TOKEN_SIZE];
        struct actor who;
        RECORD_OK(sign_in(s->t, "rahel", PASSWORD, NULL, token, &who, &e), &e);
        RECORD_OK(people_reauthenticate(&s->t->practice, &who, str_of(token), STR(PASSWORD), &who, &e), &e);
        RECORD_OK(people_hand_over(&s->t->practice, &who, str_of(token), &(struct handing){s->client, NOBODY, (enum handed)task}, &s->t->arena,
                                   device, &e), &e);
        browser_begin(&b, s->t, s->web);
        snprintf(b.name[0], sizeof b.name[0], "session");
        snprintf(b.value[0], sizeof b.value[0], "%s", device);
        b.cookies = 1;
        walk_device(s, &b, (enum handed)task);
        browser_end(&b);
    }
}

static void clients_alone(void **state)
{
    (void)state;
    each_site(outside_site);
}

/* ---- memory that is not there ---- */

static void without_memory(struct site *s)
{
    static const struct {
        const char *target, *form; /* form NULL: a GET */
    } rows[] = {{"/", NULL},       {"/?show=worse&sort=name", NULL}, {"/search?q=em", NULL}, {"/help", NULL},
                {"/sign-in", NULL}, {"/nothing", NULL},              {"/search", "q=Emma+Quellwasser+am+Ufer"},
                {"/sign-in", "login=rahel&password=wrong&then=/"},   {"/theme", "theme=dark"},
                {"~/sessions", NULL}, {"~/sessions/new", NULL},      {"~/review/1", NULL},
                {"~/review/6", NULL}, {"~/safety/new", NULL},        {"~/events/new?what=number", NULL}}; /* ~: a client */
    struct browser *b = &s->b, signed_out;
    char csrf[200], before[200], form[600], target[200];
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/", NULL), 200);
    hidden(b, "csrf", csrf);
    browser_begin(&signed_out, s->t, s->web);
    assert_int_equal(ask(&signed_out, HTTP_GET, "/sign-in", NULL), 200);
    hidden(&signed_out, "csrf", before);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool in = strcmp(rows[i].target, "/sign-in") != 0;
        struct browser *who = in ? b : &signed_out;
        size_t failed = 0;
        bool about = rows[i].target[0] == '~';
        snprintf(target, sizeof target, "%s%.*s%s", about ? "/clients/" : "", about ? (int)s->client.n : 0, s->client.p,
                 rows[i].target + about);
        for (size_t n = 1; n < 3000; n++) {
            snprintf(form, sizeof form, "csrf=%s&%s", in ? csrf : before, rows[i].form ? rows[i].form : "");
            who->fail_at = n;
            int status = ask(who, rows[i].form ? HTTP_POST : HTTP_GET, target, rows[i].form ? form : NULL);
            who->fail_at = 0;
            if (!who->arena.failed)
                break;
            failed++;
            CHECK(status == 503, "%s, allocation %zu: %d", rows[i].target, n, status);
            CHECK(shows(who, "too little memory"), "%s, allocation %zu: %.200s", rows[i].target, n, who->answer.body.p);
        }
        CHECK(failed > 0 && failed < 2999, "%s: %zu allocations failed", rows[i].target, failed);
    }
    browser_end(&signed_out);
}

static void no_memory(void **state)
{
    (void)state;
    each_site(without_memory);
}

/* ---- who is turned away at the door is written down ---- */

static void door(struct site *s)
{
    assert_int_equal(sign_in_as(&s->b, "emma", PASS, ""), 303);
    assert_int_equal(ask(&s->b, HTTP_GET, "/", NULL), 303); /* where everybody comes in: she has a page of her own */
    assert_string_equal(s->b.location, "/me");
    assert_int_equal(ask(&s->b, HTTP_GET, "/clients/new", NULL), 403);
    EXPECT_EVENT(s->t, AUDIT_REFUSED, "client.add");
    s->b.accept = "application/json";
    assert_int_equal(ask(&s->b, HTTP_GET, "/search", NULL), 403);
    CHECK(shows(&s->b, "{\"status\":403"), "%s", s->b.answer.body.p);
    EXPECT_EVENT(s->t, AUDIT_REFUSED, "client.find");
    s->b.cookies = 0;
    assert_int_equal(ask(&s->b, HTTP_GET, "/search", NULL), 401);
}

/* Where everybody comes in leads on to what the role may open. */
static void first_pages(struct site *s)
{
    static const struct {
        const char *name;
        unsigned role;
        const char *first; /* NULL: the caseload itself */
    } row[] = {{"paula", ROLE_PRIVACY_OFFICER, "/audit"}, {"anton", ROLE_AUDITOR, "/audit"}, {"mother", ROLE_GUARDIAN, "/me"},
               {"sam", ROLE_STAFF, NULL}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct browser b;
        add_person(s->t, row[i].name, row[i].role, row[i].role == ROLE_GUARDIAN ? s->client : NOBODY);
        browser_begin(&b, s->t, s->web);
        assert_int_equal(sign_in_as(&b, row[i].name, PASS, ""), 303);
        assert_int_equal(ask(&b, HTTP_GET, "/", NULL), row[i].first ? 303 : 200);
        if (row[i].first) {
            assert_string_equal(b.location, row[i].first);
            assert_int_equal(ask(&b, HTTP_GET, row[i].first, NULL), 200);
        }
        browser_end(&b);
    }
}

struct post_box {
    int letters;
    char to[100], text[4000];
};

static bool put_in(void *where, const struct web_letter *l)
{
    struct post_box *box = where;
    box->letters++;
    snprintf(box->to, sizeof box->to, "%.*s", (int)l->to.n, l->to.p);
    snprintf(box->text, sizeof box->text, "%.*s", (int)l->text.n, l->text.p);
    return true;
}

/* The token of the first invitation in a text. */
static const char *token_in(struct str text, char out[PEOPLE_TOKEN_SIZE])
{
    size_t at = str_find(text, STR("/invitation?t="), 0), n = 0;
    out[0] = 0;
    for (at += 14; at >= 14 && at < text.n && n < PEOPLE_TOKEN_SIZE - 1 && (isalnum((unsigned char)text.p[at]) || text.p[at] == '.'); at++)
        out[n++] = text.p[at];
    out[n] = 0;
    return out;
}

static bool stands(struct site *s, const char *token)
{
    struct err e = {0};
    struct invited what;
    RECORD_OK(people_invited(&s->t->practice, str_of(token), &s->t->arena, &what, &e), &e);
    return what.stands;
}

/* "Invite again", pressed twice, shows what stands; for an account in use the address goes by mail alone. */
static void invite_again(struct site *s)
{
    struct err e = {0};
    struct actor rahel = actor(s->rahel, ROLE_CLINICIAN);
    struct client_account *list;
    struct post_box box = {0};
    struct web_config c = {.practice = &s->t->practice, .mail = put_in, .mail_where = &box, .address = STR("https://x.example")};
    struct web *web;
    size_t n;
    char csrf[200], path[300], first[PEOPLE_TOKEN_SIZE], second[PEOPLE_TOKEN_SIZE];
    assert_int_equal(sign_in_as(&s->b, "rahel", PASS, ""), 303);
    RECORD_OK(people_of_client(&s->t->practice, &rahel, s->client, &s->t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    snprintf(path, sizeof path, "/clients/%.*s/access", (int)s->client.n, s->client.p);
    assert_int_equal(ask(&s->b, HTTP_GET, path, NULL), 200);
    hidden(&s->b, "csrf", csrf);
    snprintf(path, sizeof path, "/clients/%.*s/access/%.*s/again", (int)s->client.n, s->client.p, (int)list[0].person.id.n,
             list[0].person.id.p);
    /* No mail: both parts, and the page says what that means. */
    assert_int_equal(post(&s->b, path, csrf, ""), 200);
    assert_true(shows(&s->b, "This account is in use"));
    token_in(buf_str(&s->b.answer.body), first);
    assert_true(stands(s, first));
    assert_int_equal(post(&s->b, path, csrf, ""), 200);
    token_in(buf_str(&s->b.answer.body), second);
    CHECK(stands(s, second) && !stands(s, first), "pressed twice: %s", second);
    /* With mail and an address: not on the page. */
    assert_true(shows(&s->b, "confirm it first"));
    struct person before;
    struct actor emma = actor(list[0].person.id, ROLE_CLIENT);
    emma.reauthenticated_ms = s->t->now_ms;
    RECORD_OK(people_change_me(&s->t->practice, &emma, NOBODY, STR("emma@x.example"), &s->t->arena, &before, &e), &e);
    RECORD_OK(web_new(&c, &web, &e), &e);
    s->b.web = web;
    s->b.cookies = 0;
    assert_int_equal(sign_in_as(&s->b, "rahel", PASS, ""), 303);
    ask(&s->b, HTTP_GET, "/account", NULL);
    hidden(&s->b, "csrf", csrf);
    assert_int_equal(post(&s->b, path, csrf, ""), 200);
    CHECK(!shows(&s->b, "/invitation?t=") && shows(&s->b, "by mail alone"), "%s", s->b.answer.body.p);
    assert_int_equal(box.letters, 1);
    assert_string_equal(box.to, "emma@x.example");
    CHECK(strstr(box.text, "made a new invitation"), "%s", box.text);
    assert_true(stands(s, token_in(str_of(box.text), first)));
    assert_false(stands(s, second));
    s->b.web = s->web;
    web_free(web);
}

static void inviting_again(void **state)
{
    (void)state;
    each_site(invite_again);
}

static void at_the_door(void **state)
{
    (void)state;
    each_site(door);
    each_site(first_pages);
}

/* ---- cookies of a site with TLS ---- */

static void secure_site(struct site *s)
{
    struct err e = {0};
    struct web *web;
    struct browser b;
    struct web_config c = {.practice = &s->t->practice, .secure = true};
    RECORD_OK(web_new(&c, &web, &e), &e);
    browser_begin(&b, s->t, web);
    assert_int_equal(sign_in_as(&b, "rahel", PASS, ""), 303);
    assert_true(cookie_of(&b, "__Host-session").n);
    for (size_t i = 0; i < b.answer.header_count; i++) {
        struct str v = b.answer.header[i].value;
        if (str_is(b.answer.header[i].name, "Set-Cookie"))
            CHECK(str_starts(v, STR("__Host-")) && str_find(v, STR("; Secure"), 0) != (size_t)-1, "%.*s", (int)v.n, v.p);
    }
    struct str hsts = header_of(&b, "Strict-Transport-Security");
    CHECK(str_starts(hsts, STR("max-age=31536000")), "%.*s", (int)hsts.n, hsts.p);
    assert_int_equal(ask(&b, HTTP_GET, "/", NULL), 200);
    browser_end(&b);
    web_free(web);
}

static void cookies_with_tls(void **state)
{
    (void)state;
    each_site(secure_site);
}

/* The clock of the practice as it was then, not as it is today. */
static void times_are_told_by_the_clock_of_that_day(void **state)
{
    (void)state;
    static const struct {
        int64_t at_s;
        const char *text;
    } rows[] = {{1800000000, "today at 09:00"}, {1799967600, "today at 00:00"}, {1799967599, "yesterday at 23:59"},
                {1784138400, "15 July 2026 at 20:00"}, {1792965600, "25 October 2026 at 23:00"}};
    struct arena a;
    struct err e = {0};
    struct call w = {.arena = &a};
    arena_init(&a, 0);
    CHECK(zone_find(STR("Europe/Berlin"), &w.zone, &e), "%s", e.text);
    w.today = zone_day(w.zone, INT64_C(1800000000000));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(web_time(&w, rows[i].at_s * 1000), rows[i].text, "time");
    arena_free(&a);
}

/* ---- no page without its event ---- */

static void no_event_no_page(struct site *s)
{
    static const char *const pages[] = {"/", "~", "~/plan", "~/progress"};
    bool failed_once = false;
    assert_int_equal(sign_in_as(&s->b, "rahel", PASS, ""), 303);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        bool reached = true;
        char path[128];
        snprintf(path, sizeof path, "%s%.*s%s", *pages[i] == '~' ? "/clients/" : "", *pages[i] == '~' ? (int)s->client.n : 0,
                 s->client.p, pages[i] + (*pages[i] == '~'));
        int right = ask(&s->b, HTTP_GET, path, NULL);
        for (int n = 1; reached; n++) {
            size_t before = event_count(s->t);
            db_fail_at(s->t->store.db, n);
            int status = ask(&s->b, HTTP_GET, path, NULL);
            reached = db_fail_at(s->t->store.db, 0) == 0;
            failed_once = failed_once || status == 503;
            CHECK(status == right || status == 503 || status == 500, "%s: %d", path, status);
            CHECK(status != 200 || event_count(s->t) > before, "%s: shown without an event, step %d", path, n);
            CHECK(status == 200 || !shows(&s->b, OF_RAHEL), "%s: shown at step %d", path, n);
        }
    }
    assert_true(failed_once);
}

static void events_first(void **state)
{
    (void)state;
    each_site(no_event_no_page);
}

/* The zones to choose from: in order, each once. */
static void test_zone_names(void **state)
{
    struct str *names;
    struct arena a;
    bool berlin = false, utc = false;
    (void)state;
    arena_init(&a, 0);
    size_t n = zone_names(&a, &names);
    CHECK(n > 300, "%zu zones", n);
    for (size_t i = 0; i < n; i++) {
        CHECK(!i || memcmp(names[i - 1].p, names[i].p, names[i].n < names[i - 1].n ? names[i].n : names[i - 1].n) <= 0, "%.*s", (int)names[i].n, names[i].p);
        CHECK(!i || !str_eq(names[i - 1], names[i]), "%.*s twice", (int)names[i].n, names[i].p);
        berlin = berlin || str_is(names[i], "Europe/Berlin");
        utc = utc || str_is(names[i], "UTC");
    }
    assert_true(berlin && utc);
    arena_free(&a);
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zone_names), cmocka_unit_test(signing_in), cmocka_unit_test(events_first), cmocka_unit_test(second_step), cmocka_unit_test(csrf_tokens),
        cmocka_unit_test(kept_texts), cmocka_unit_test(routes),      cmocka_unit_test(the_walk), cmocka_unit_test(clients_alone),
        cmocka_unit_test(at_the_door), cmocka_unit_test(inviting_again), cmocka_unit_test(cookies_with_tls),
        cmocka_unit_test(times_are_told_by_the_clock_of_that_day),
        cmocka_unit_test(no_memory),
    };
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
