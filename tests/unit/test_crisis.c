/* Numbers for a crisis: the table of countries, and the page that is there whatever else is not. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "web/crisis.h"
#include "web/web_parts.h"

/* ---- the table ---- */

static bool is_number(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        if (!strchr("0123456789 +-", s.p[i]))
            return false;
    }
    return digits > 1;
}

static void each_row_has_its_source(void **state)
{
    struct str rest = str_of(crisis_table), line, after;
    size_t rows = 0, confirmed = 0;
    (void)state;
    for (; str_cut(rest, '\n', &line, &after); rest = after) {
        struct str cell[8], left = line, more;
        size_t n = 0;
        if (!line.n || line.p[0] == '#')
            continue;
        while (n < 7 && str_cut(left, '\t', &cell[n], &more)) {
            left = more;
            n++;
        }
        cell[n++] = left;
        CHECK(n == 7, "%.*s: %zu cells", (int)line.n, line.p, n);
        if (rows++ == 0)
            continue;
        bool emergency = str_is(cell[1], "emergency"), crisis = str_is(cell[1], "crisis"), spoken = str_is(cell[1], "crisis.es");
        CHECK(emergency + crisis + spoken == 1 && cell[0].n && str_is(cell[2], "-") == emergency, "%.*s: its kind", (int)line.n, line.p);
        CHECK(is_number(cell[3]) && (str_is(cell[4], "-") || is_number(cell[4]) || spoken), "%.*s: its number", (int)line.n, line.p);
        CHECK(!spoken || (cell[2].n == 1 && cell[2].p[0] >= '0' && cell[2].p[0] <= '9' && cell[4].n > 1), "%.*s: key and word", (int)line.n, line.p);
        CHECK(str_is(cell[5], "yes") || str_is(cell[5], "no"), "%.*s: confirmed or not", (int)line.n, line.p);
        CHECK(str_starts(cell[6], STR("http")) && str_find(cell[6], STR("://"), 0) != (size_t)-1, "%.*s: its source",
              (int)line.n, line.p);
        confirmed += str_is(cell[5], "yes");
    }
    assert_true(rows > 8 && confirmed > 4 && confirmed < rows - 1);
}

/* ---- the page ---- */

struct page {
    struct web *web;
    struct arena arena;
    struct http_answer answer;
};

static int get(struct page *p, const char *target, const char *session, const char *languages)
{
    struct err e = {0};
    struct http_pair cookie = {STR("session"), str_of(session)}, header = {STR("Accept-Language"), str_of(languages)};
    arena_reset(&p->arena);
    buf_free(&p->answer.body);
    memset(&p->answer, 0, sizeof p->answer);
    struct http_request in = {.method = HTTP_GET, .target = str_of(target), .from = STR("192.0.2.7"), .arena = &p->arena,
                              .id = STR("abcdefgh01234567"), .cookie = &cookie, .cookie_count = session != NULL,
                              .header = &header, .header_count = languages != NULL};
    RECORD_OK(http_parse_target(in.target, &p->arena, &in.path, &in.query, &in.query_count, &e), &e);
    web_handle(p->web, &in, &p->answer);
    assert_true(buf_ok(&p->answer.body));
    return p->answer.status;
}

static bool shows(const struct page *p, const char *text)
{
    return str_find(buf_str(&p->answer.body), str_of(text), 0) != (size_t)-1;
}

static struct str header_of(const struct page *p, const char *name)
{
    for (size_t i = 0; i < p->answer.header_count; i++)
        if (str_eq_ci(p->answer.header[i].name, str_of(name)))
            return p->answer.header[i].value;
    return NOBODY;
}

static void set(struct record_test *t, const char *country, struct crisis_line *lines, size_t n)
{
    struct err e = {0};
    struct people_settings s;
    struct actor olga = actor(owner_id, ROLE_OWNER);
    int64_t version;
    olga.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_settings(&t->practice, &olga, &t->arena, &s, &version, &e), &e);
    s.country = str_of(country);
    s.crisis = lines;
    s.crisis_count = n;
    RECORD_OK(people_set_settings(&t->practice, &olga, &s, version, &e), &e);
}

static void by_practice_and_country(struct record_test *t, struct page *p)
{
    static struct crisis_line own[] = {{{"Elm <Street>", 12}, {"+1 (555) 0100#2", 15}, {NULL, 0}}};
    assert_int_equal(get(p, "/crisis", NULL, NULL), 200);
    CHECK(shows(p, "href=\"tel:911\"") && shows(p, "href=\"tel:988\"") && shows(p, "href=\"sms:988\"") &&
              !shows(p, "not checked") && !shows(p, "<script"),
          "those of the country: %s", p->answer.body.p);
    assert_false(shows(p, "AYUDA"));
    get(p, "/crisis?language=es", NULL, NULL); /* the way to somebody who speaks Spanish */
    CHECK(shows(p, "marque el 2") && shows(p, "AYUDA") && shows(p, "href=\"tel:988\"") && !shows(p, "tel:2"), "in Spanish: %s", p->answer.body.p);
    static struct crisis_line theirs[] = {{{"The big line", 12}, {" 988 ", 5}, {NULL, 0}}, {{"Another", 7}, {"555 0100", 8}, {NULL, 0}}};
    set(t, "US", theirs, 2); /* of the practice, with the same number */
    assert_true(crisis_refresh(p->web->crisis));
    get(p, "/crisis?language=es", NULL, NULL);
    size_t first = str_find(buf_str(&p->answer.body), STR("AYUDA"), 0);
    CHECK(first != (size_t)-1 && first < str_find(buf_str(&p->answer.body), STR("Another"), 0) && str_find(buf_str(&p->answer.body), STR("AYUDA"), first + 1) == (size_t)-1,
          "beside that line alone: %s", p->answer.body.p);
    set(t, "US", own, 1);
    assert_false(shows(p, "tel:+15550100"));
    assert_true(crisis_refresh(p->web->crisis));
    get(p, "/crisis", NULL, NULL);
    CHECK(shows(p, "href=\"tel:911\"") && shows(p, "href=\"tel:+15550100%232\"") && shows(p, "Elm &lt;Street&gt;") &&
              !shows(p, "988"),
          "the practice's own: %s", p->answer.body.p);
    set(t, "United kingdom", NULL, 0);
    assert_true(crisis_refresh(p->web->crisis));
    get(p, "/crisis", NULL, NULL);
    CHECK(shows(p, "tel:999") && shows(p, "tel:116123") && shows(p, "not checked"), "another: %s", p->answer.body.p);
    set(t, "Atlantis", NULL, 0);
    assert_true(crisis_refresh(p->web->crisis));
    get(p, "/crisis", NULL, NULL);
    CHECK(shows(p, "Call your local emergency number") && !shows(p, "tel:"), "none is known: %s", p->answer.body.p);
    set(t, "US", own, 1);
    assert_true(crisis_refresh(p->web->crisis));
}

/* A clinician who works alone: whom clients call then stands wherever the numbers do, also without the database. */
static void alone(struct record_test *t, struct page *p)
{
    struct err e = {0};
    struct people_settings s;
    struct actor olga = actor(owner_id, ROLE_OWNER);
    int64_t version;
    char session[PEOPLE_TOKEN_SIZE];
    struct buf b;
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor who = actor(carl, ROLE_CLINICIAN);
    add_person(t, "otto", ROLE_CLIENT, add_client(t, &who, "Otto Quellwasser", "1991-05-04", carl));
    RECORD_OK(sign_in(t, "otto", PASSWORD, NULL, session, &who, &e), &e);
    static const char *const pages[] = {"/crisis", "/me/safety", "/me/help", "/me/nothing-here"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(p, pages[i], session, NULL);
        CHECK(!shows(p, "works alone"), "%s: nobody works alone here", pages[i]);
    }
    olga.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_settings(&t->practice, &olga, &t->arena, &s, &version, &e), &e);
    s.alert_owner = carl;
    s.cover_name = STR("Ruth <Hale>");
    s.cover_phone = STR("+1 (555) 0111");
    RECORD_OK(people_set_settings(&t->practice, &olga, &s, version, &e), &e);
    assert_true(crisis_refresh(p->web->crisis));
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        get(p, pages[i], session, NULL);
        CHECK(shows(p, "Ruth &lt;Hale&gt;") && shows(p, "href=\"tel:+15550111\""), "%s: %s", pages[i], p->answer.body.p);
    }
    db_fail_at(t->store.db, 1);
    get(p, "/crisis", NULL, NULL);
    db_fail_at(t->store.db, 0);
    CHECK(shows(p, "Ruth &lt;Hale&gt;") && p->answer.body.n < 8000, "without a database: %s", p->answer.body.p);
    buf_init(&b, 0);
    crisis_put(p->web, &b);
    CHECK(str_find(buf_str(&b), STR("clinician: Ruth <Hale>: +1 (555) 0111\n"), 0) != (size_t)-1, "%.*s", (int)b.n, b.p);
    buf_free(&b);
}

/* Nothing is asked of the database, whoever asks; what does ask it says the numbers too. */
static void without_a_database(struct record_test *t, struct page *p)
{
    char css[64], session[PEOPLE_TOKEN_SIZE];
    struct err e = {0};
    struct str rahel = add_person(t, "rahel", ROLE_CLINICIAN, NOBODY);
    struct actor who = actor(rahel, ROLE_CLINICIAN);
    add_person(t, "emma", ROLE_CLIENT, add_client(t, &who, "Emma Quellwasser", "1990-05-04", rahel));
    RECORD_OK(sign_in(t, "emma", PASSWORD, NULL, session, &who, &e), &e);
    snprintf(css, sizeof css, "/static/%s", asset_url("app.css"));
    const char *const alone[] = {"/crisis", "/crisis?language=es", css};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        db_fail_at(t->store.db, 1);
        int status = get(p, alone[i], session, NULL);
        CHECK(db_fail_at(t->store.db, 0) == 1, "%s asks the database", alone[i]);
        CHECK(status == 200 && !header_of(p, "Set-Cookie").n, "%s: %d", alone[i], status);
    }
    db_fail_at(t->store.db, 1);
    assert_false(crisis_refresh(p->web->crisis));
    db_fail_at(t->store.db, 0);
    get(p, "/crisis", NULL, NULL);
    assert_true(shows(p, "tel:+15550100"));
    db_fail_at(t->store.db, 1);
    assert_int_equal(get(p, "/me", session, NULL), 503);
    CHECK(db_fail_at(t->store.db, 0) == 0 && shows(p, "tel:+15550100") && shows(p, "href=\"/crisis\""), "in trouble: %s",
          p->answer.body.p);
    db_fail_at(t->store.db, 1);
    assert_int_equal(get(p, "/leave", session, NULL), 303);
    CHECK(db_fail_at(t->store.db, 0) == 0 && str_starts(header_of(p, "Location"), STR("https://")), "the way out");
    assert_int_equal(get(p, "/leave", NULL, NULL), 303);
    assert_int_equal(get(p, "/nowhere", NULL, NULL), 404);
    CHECK(shows(p, "tel:+15550100") && shows(p, "href=\"/crisis\""), "nothing there: %s", p->answer.body.p);
}

static void stored_as_what_it_is(struct page *p)
{
    get(p, "/crisis", NULL, "es-MX,es;q=0.9");
    CHECK(str_starts(header_of(p, "Cache-Control"), STR("public")) && shows(p, "<html lang=\"es\"") &&
              str_find(header_of(p, "Vary"), STR("Accept-Language, Cookie"), 0) != (size_t)-1,
          "how it is stored");
    static const struct {
        const char *asks, *lang;
    } rows[] = {{"en;q=0.5, es", "es"}, {"fr, es;q=0.1", "es"},       {"es;q=0, fr", "en"},      {"es;q=0.3,en;q=0.8", "en"}, {"en-US,es", "en"},
                {"", "en"},             {"es ; q=0.9 , en;q=0.8", "es"}, {"es;q=", "es"},           {"de,fr", "en"},             {"en;q=0.05,es;q=0.1", "es"},
                {";;,,;", "en"},        {"es;q=1.000,en", "es"},      {"es;q=0.0009,en;q=0.0", "en"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char wanted[32];
        snprintf(wanted, sizeof wanted, "<html lang=\"%s\"", rows[i].lang);
        get(p, "/crisis", NULL, rows[i].asks);
        CHECK(shows(p, wanted), "Accept-Language \"%s\" is not %s", rows[i].asks, rows[i].lang);
    }
    get(p, "/crisis?language=en", NULL, "es");
    assert_true(shows(p, "<html lang=\"en\"") && p->answer.body.n < 8000);
}

/* The last way to say something: plain text. */
static void as_plain_text(struct page *p)
{
    struct buf b;
    buf_init(&b, 0);
    crisis_put(p->web, &b);
    CHECK(str_find(buf_str(&b), STR("In danger right now: 911\n"), 0) != (size_t)-1 &&
              str_find(buf_str(&b), STR("Elm <Street>: +1 (555) 0100#2\n"), 0) != (size_t)-1 &&
              str_find(buf_str(&b), STR("/crisis"), 0) != (size_t)-1,
          "%.*s", (int)b.n, b.p);
    buf_free(&b);
}

static void whole(struct record_test *t)
{
    struct page p = {.web = NULL};
    struct err e = {0};
    struct web_config c = {.practice = &t->practice};
    arena_init(&p.arena, 0);
    buf_init(&p.answer.body, 0);
    RECORD_OK(web_new(&c, &p.web, &e), &e);
    by_practice_and_country(t, &p);
    without_a_database(t, &p);
    stored_as_what_it_is(&p);
    as_plain_text(&p);
    alone(t, &p);
    web_free(p.web);
    buf_free(&p.answer.body);
    arena_free(&p.arena);
}

static void there_whatever_else_is_not(void **state)
{
    (void)state;
    each_practice(whole);
}

/* A program that starts while the database is away shows the general words until it answers. */
static void begins_without(struct record_test *t)
{
    struct page p = {.web = NULL};
    struct err e = {0};
    struct web_config c = {.practice = &t->practice};
    arena_init(&p.arena, 0);
    buf_init(&p.answer.body, 0);
    db_fail_at(t->store.db, 1);
    RECORD_OK(web_new(&c, &p.web, &e), &e);
    assert_int_equal(db_fail_at(t->store.db, 0), 0);
    assert_int_equal(get(&p, "/crisis", NULL, NULL), 200);
    assert_true(shows(&p, "Call your local emergency number"));
    assert_true(crisis_refresh(p.web->crisis));
    get(&p, "/crisis", NULL, NULL);
    assert_true(shows(&p, "tel:988"));
    web_free(p.web);
    buf_free(&p.answer.body);
    arena_free(&p.arena);
}

static void at_the_start(void **state)
{
    (void)state;
    each_practice(begins_without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_has_its_source),
        cmocka_unit_test(there_whatever_else_is_not),
        cmocka_unit_test(at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
