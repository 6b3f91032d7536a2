/* test_languages.c: which language somebody is spoken to in; texts, dates and numbers in it. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/languages.h"
#include "web/language_table.h"
#include "web/me/record.h"
#include "web/me/trouble.h"
#include "web/web_parts.h"

/* ---- names and codes ---- */

static void named(void **state)
{
    static const struct {
        const char *words;
        int is; /* -1: none of ours */
    } rows[] = {
        {"Spanish", LANGUAGE_ES},   {"spanish", LANGUAGE_ES},        {"  Spanish  ", LANGUAGE_ES}, {"Español", LANGUAGE_ES},
        {"español", LANGUAGE_ES},   {"Espanol", LANGUAGE_ES},        {"es", LANGUAGE_ES},          {"ES", LANGUAGE_ES},
        {"es-MX", LANGUAGE_ES},     {"es_US", LANGUAGE_ES},          {"castellano", LANGUAGE_ES},  {"Castilian", LANGUAGE_ES},
        {"Spanish, some English", LANGUAGE_ES},                      {"Spanish (Mexico)", LANGUAGE_ES},
        {"Spanish/English", LANGUAGE_ES},                            {"English", LANGUAGE_EN},     {"en", LANGUAGE_EN},
        {"en-GB", LANGUAGE_EN},     {"English and Spanish", LANGUAGE_EN}, {"inglés", LANGUAGE_EN}, {"", -1},
        {"e", -1},                  {"French", -1},                  {"fr", -1},                   {"est", -1},
        {"esperanto", -1},          {"Spanishness", -1},             {"enough", -1},               {"Estonian", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum language l = LANGUAGE_COUNT;
        bool is = language_named(str_of(rows[i].words), &l);
        CHECK(is == (rows[i].is >= 0) && (!is || (int)l == rows[i].is), "%s", rows[i].words);
    }
    enum language l;
    assert_false(language_named((struct str){NULL, 0}, &l));
    assert_false(language_find((struct str){NULL, 0}, &l));
    assert_false(language_find((struct str){"es\0", 3}, &l));
    assert_false(language_find(STR("Spanish"), &l)); /* a code, not a name */
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        assert_true(language_find(str_of(language_code((enum language)i)), &l) && (int)l == i);
}

/* ---- texts ---- */

static void texts(void **state)
{
    (void)state;
    assert_true(language_rows_count > 50);
    for (size_t i = 0; i < language_rows_count; i++) {
        const struct language_row *r = &language_rows[i];
        assert_true(i == 0 || strcmp(language_rows[i - 1].english, r->english) < 0);
        assert_true(language_text(LANGUAGE_EN, r->english) == r->english);
        for (int l = 1; l < LANGUAGE_COUNT; l++)
            assert_string_equal(language_text((enum language)l, r->english), r->other[l] ? r->other[l] : r->english);
    }
    assert_string_equal(language_text(LANGUAGE_ES, "no text of ours"), "no text of ours");
    assert_string_equal(language_text(LANGUAGE_ES, ""), "");
    assert_string_equal(language_text(LANGUAGE_ES, "Start"), "Inicio");
}

/* How much a language is wanted, as a browser says it. */
static void qualities(void **state)
{
    static const struct {
        const char *said;
        int is;
    } rows[] = {{"", 1000},         {"q=1", 1000},      {"q=1.000", 1000}, {"q=1.9", 1000},   {"q=1.001", 1000},
                {"q=0.999", 999},   {"q=0.8", 800},     {"q=0.85", 850},   {"q=0.8549", 854}, {"q=0", 0},
                {"q=0.", 0},        {"q=0.001", 1},     {"Q=0.3", 300},    {" q=0.3 ", 300},  {"q = 0.3", 300},
                {"Q\t=\t0.3", 300}, {"q=0.3;x=1", 300}, {"q=2", 1000},     {"q=", 1000},      {"q", 1000},
                {"qq=0.3", 1000},   {"x=0.3", 1000},    {"=0.3", 1000},    {"q=.3", 1000},    {"q=-1", 1000}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK(language_quality(str_of(rows[i].said)) == rows[i].is, "\"%s\": %d", rows[i].said,
              language_quality(str_of(rows[i].said)));
}

/* ---- dates, times, numbers ---- */

static void dates(void **state)
{
    static const struct {
        int year, month, day;
        const char *date[LANGUAGE_COUNT], *near[LANGUAGE_COUNT], *small[LANGUAGE_COUNT];
    } rows[] = {
        {2026, 10, 20, {"20 October 2026", "20 de octubre de 2026"}, {"20 October 2026", "20 de octubre de 2026"}, {"20 October", "20 de octubre"}},
        {2027, 1, 1, {"1 January 2027", "1 de enero de 2027"}, {"1 January 2027", "1 de enero de 2027"}, {"1 January 2027", "1 de enero de 2027"}},
        {2026, 11, 26, {"26 November 2026", "26 de noviembre de 2026"}, {"yesterday", "ayer"}, {"yesterday", "ayer"}},
        {2026, 11, 27, {"27 November 2026", "27 de noviembre de 2026"}, {"today", "hoy"}, {"today", "hoy"}},
        {2026, 11, 28, {"28 November 2026", "28 de noviembre de 2026"}, {"tomorrow", "mañana"}, {"tomorrow", "mañana"}},
        {2026, 11, 29, {"29 November 2026", "29 de noviembre de 2026"}, {"29 November 2026", "29 de noviembre de 2026"}, {"29 November", "29 de noviembre"}},
        {0, 0, 0, {"", ""}, {"", ""}, {"", ""}},
    };
    static const struct {
        int64_t ago_minutes; /* before 2026-11-27 13:05 UTC */
        const char *time[LANGUAGE_COUNT], *saved[LANGUAGE_COUNT];
    } times[] = {
        {0, {"today at 13:05", "hoy a las 13:05"}, {"Saved at 13:05", "Guardado a las 13:05"}},
        {12 * 60, {"today at 01:05", "hoy a la 01:05"}, {"Saved at 01:05", "Guardado a la 01:05"}},
        {785, {"today at 00:00", "hoy a las 00:00"}, {"Saved at 00:00", "Guardado a las 00:00"}},
        {786, {"yesterday at 23:59", "ayer a las 23:59"}, {"Saved yesterday at 23:59", "Guardado ayer a las 23:59"}},
        {3 * 1440, {"24 November at 13:05", "24 de noviembre a las 13:05"}, {"Saved 24 November at 13:05", "Guardado 24 de noviembre a las 13:05"}},
        {400 * 1440, {"23 October 2025 at 13:05", "23 de octubre de 2025 a las 13:05"}, {"Saved 23 October 2025 at 13:05", "Guardado 23 de octubre de 2025 a las 13:05"}},
    };
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct call w = {.arena = &a, .language = (enum language)l, .today = {2026, 11, 27}};
        struct buf b;
        struct out o = {.to = &b, .language = l};
        buf_init(&b, 0);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct date d = {(int16_t)rows[i].year, (int8_t)rows[i].month, (int8_t)rows[i].day};
            assert_str(web_date(&w, d), rows[i].date[l], "date");
            assert_str(web_day(&w, d), rows[i].near[l], "day");
            assert_str(web_day_short(&w, d), rows[i].small[l], "short day");
            buf_reset(&b);
            out_text_date(&o, d);
            assert_str(buf_str(&b), rows[i].date[l], "of a view");
            buf_reset(&b);
            out_attr_date(&o, (struct date){2026, 1, 2});
            assert_str(buf_str(&b), "2026-01-02", "for machines");
        }
        for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
            int64_t at = INT64_C(1795784700000) - times[i].ago_minutes * MINUTE_MS;
            assert_str(web_time(&w, at), times[i].time[l], "time");
            assert_str(web_saved(&w, at), times[i].saved[l], "saved");
        }
        assert_str(web_number(&w, 2.5, 1), l == LANGUAGE_ES ? "2,5" : "2.5", "number");
        assert_str(web_number(&w, -0.25, 2), l == LANGUAGE_ES ? "-0,25" : "-0.25", "number");
        assert_str(web_number(&w, 7, 0), "7", "number");
        assert_str(web_number(&w, 1e80, 1), "", "no number for people");
        assert_string_equal(language_month((enum language)l, 0), "");
        assert_string_equal(language_month((enum language)l, 13), "");
        assert_str(web_detail(&w, N_("You are signed out."), "%d of %s", 3, "it"), l == LANGUAGE_ES ? "Su sesión está cerrada." : "3 of it", "detail");
        buf_free(&b);
    }
    arena_free(&a);
}

/* The words of a picture: none is left in English, and dates and numbers are the language's. */
static void pictures(void **state)
{
    static const struct {
        const char *id, *english;
    } all[] = {
#define WORD(name, english) {#name, english},
#include "render/words.def"
#undef WORD
    };
    (void)state;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct render_words w;
        language_picture((enum language)l, &w);
        assert_int_equal(w.point, language_comma((enum language)l));
        for (int i = 0; i < 12; i++) {
            assert_string_equal(w.months[i], language_month((enum language)l, i + 1));
            assert_true(strlen(w.short_months[i]) <= 4 && !strncmp(w.short_months[i], w.months[i], 3));
        }
        assert_string_equal(w.fold, language_text((enum language)l, "Show the numbers as a table"));
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK(language_text(LANGUAGE_ES, all[i].english) != all[i].english, "%s is English", all[i].id);
}

/* In which language people wrote: both, or it cannot be told. Those of another language are marked on the page, and stay
 * the same bytes inside. */
static void guessed(void **state)
{
    static const struct {
        const char *text;
        int is; /* -1: it cannot be told */
    } rows[] = {
        {"How well did you sleep?", LANGUAGE_EN},
        {"I want to sleep through the night.", LANGUAGE_EN},
        {"Messages are read on weekdays, within two working days.", LANGUAGE_EN},
        {"Nobody knows.", LANGUAGE_EN},
        {"Walk with José and María de Ávila on the weekend", LANGUAGE_EN},
        {"¿Qué tan bien durmió?", LANGUAGE_ES},
        {"Quiero dormir toda la noche.", LANGUAGE_ES},
        {"Los mensajes se leen de lunes a viernes.", LANGUAGE_ES},
        {"Caminar con mi hermana", LANGUAGE_ES},
        {"ANTES DE DORMIR", LANGUAGE_ES},
        {"Me gusta “The Office” y bailar los viernes", LANGUAGE_ES},
        {"PHQ-9", -1},
        {"Dana Ruiz", -1},
        {"CBT", -1},
        {"", -1},
        {"12 – 3", -1},
        {"no, me, a", -1},
        {"the los", -1},
        {"Schlafen durchhalten möglichst", -1},
        {"\xc3", -1},
        {"\xff\xfe", -1},
        {"themselveslongerthananywordthatisinthelist", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum language l = LANGUAGE_COUNT;
        bool is = language_guess(str_of(rows[i].text), &l);
        CHECK(is == (rows[i].is >= 0) && (!is || (int)l == rows[i].is), "%s: %d", rows[i].text, is ? (int)l : -1);
        for (int page = 0; page < LANGUAGE_COUNT; page++) {
            struct buf b, whole;
            struct out o = {.to = &b, .language = page}, plain = {.to = &whole, .language = page};
            buf_init(&b, 0);
            buf_init(&whole, 0);
            bool marked = is && (int)l != page;
            buf_cstr(&whole, marked ? "<span lang=\"" : "");
            buf_cstr(&whole, marked ? language_code(l) : "");
            buf_cstr(&whole, marked ? "\">" : "");
            out_text_str(&plain, str_of(rows[i].text));
            buf_cstr(&whole, marked ? "</span>" : "");
            out_theirs_cstr(&o, rows[i].text);
            CHECK(str_eq(buf_str(&b), buf_str(&whole)), "%s", b.n ? b.p : "");
            buf_free(&b);
            buf_free(&whole);
        }
    }
    /* All texts of ours are told as what they are, as far as they are told at all. */
    size_t wrong = 0, told = 0;
    for (size_t i = 0; i < language_rows_count; i++) {
        enum language l;
        told += language_guess(str_of(language_rows[i].english), &l);
        wrong += language_guess(str_of(language_rows[i].english), &l) && l != LANGUAGE_EN;
        wrong += language_guess(str_of(language_rows[i].other[LANGUAGE_ES]), &l) && l != LANGUAGE_ES;
    }
    CHECK(wrong == 0 && told * 4 > language_rows_count * 3, "%zu wrong, %zu of %zu told", wrong, told, language_rows_count);
}

/* A sentence of ours with words of others in it: they are marked, and stay text. */
static void mixed(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct call w = {.arena = &a, .language = LANGUAGE_ES};
    const char *pattern = web_t(&w, "The answer was: %s");
    assert_str(web_mixed(&w, pattern, WORDS(STR("It is <b>not</b> so & will not be."))).safe,
               "La respuesta fue: <span lang=\"en\">It is &lt;b&gt;not&lt;/b&gt; so &amp; will not be.</span>", "other language");
    assert_str(web_mixed(&w, pattern, WORDS(STR("No es así."))).safe, "La respuesta fue: No es así.", "the same language");
    assert_str(web_mixed(&w, "%2$s <& %1$s", WORDS(STR("100%s"), STR("the way"))).safe, "<span lang=\"en\">the way</span> &lt;&amp; 100%s", "order, and no pattern in a value");
    assert_str(web_mixed(&w, "%s", WORDS(NOBODY)).safe, "", "nothing");
    arena_free(&a);
}

/* What the record says of a trouble, told to a client: whole sentences that are in every language. */
static void troubles(void **state)
{
    static const struct {
        enum err_kind kind;
        const char *where, *text, *sentence;
    } rows[] = {
        {ERR_CONFLICT, "form", "was sent and does not change any more; tell your clinician", "You sent this before"},
        {ERR_CONFLICT, "form", "was withdrawn; begin a new one", "This check-in was taken back."},
        {ERR_CONFLICT, "consent", "does not wait for an answer any more: it was answered or withdrawn", "This question was answered"},
        {ERR_CONFLICT, "consent", "is not in force, so there is nothing to revoke", "This consent has ended"},
        {ERR_CONFLICT, "plan", "is not the text that you were shown: read it again", "The plan changed meanwhile."},
        {ERR_CONFLICT, "safety_plan", "another version stands by now: read it again", "Your safety plan changed"},
        {ERR_CONFLICT, "goals", "there is no goal to rate: no plan is in force", "There is no goal"},
        {ERR_CONFLICT, "request", "has a statement already", "Your statement is kept already."},
        {ERR_CONFLICT, "request", "is no change that was denied", "You can write a statement"},
        {ERR_CONFLICT, "row", "something that no row knows", "Nothing was overwritten."},
        {ERR_REFUSED, "guardian", "this is for the client to decide", "Only the person in care"},
        {ERR_REFUSED, "guardian", "waits for the clinician to decide what a guardian sees", "This is not open to a parent"},
        {ERR_REFUSED, "plan", "waits for another signature before yours", "It is not your turn"},
        {ERR_REFUSED, "plan", "has no place for your signature", "This plan does not wait"},
        {ERR_REFUSED, "diary", "is not yours to change: tell your clinician", "You cannot change this"},
        {ERR_REFUSED, "case.name", "is not among the things that your role may do", "It is not open to you"},
        {ERR_INVALID, "date", "has not come yet; write the day on which it happened", "Choose a day that has come"},
        {ERR_INVALID, "date", "is missing; write a day of the calendar as YYYY-MM-DD", "Choose a day."},
        {ERR_INVALID, "text", "is longer than 4000 characters; say it shorter, or in two parts", "Write it a little shorter"},
        {ERR_INVALID, "text", "is missing; write a few words", "Write a few words."},
        {ERR_INVALID, "/x", "something that no row knows", "Look at what you filled in"},
        {ERR_LIMIT, "entry", "is longer than 64 KiB: make two of it", "Write it a little shorter"},
        {ERR_NOT_FOUND, "record", "there is none with this id", NULL},
        {ERR_IO, "", "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {.kind = rows[i].kind};
        snprintf(e.where, sizeof e.where, "%s", rows[i].where);
        snprintf(e.text, sizeof e.text, "%s", rows[i].text);
        const char *sentence = me_trouble(&e);
        CHECK(!sentence == !rows[i].sentence && (!sentence || !strncmp(sentence, rows[i].sentence, strlen(rows[i].sentence))), "%s: %s: %s", rows[i].where, rows[i].text,
              sentence ? sentence : "");
        if (sentence)
            assert_true(language_text(LANGUAGE_ES, sentence) != sentence);
    }
}

/* ---- whose ---- */

static struct str speaker(struct record_test *t, const char *token)
{
    struct session_more more;
    struct err e = {0};
    RECORD_OK(people_session_more(&t->practice, str_of(token), STR("192.0.2.7"), false, &t->arena, &more, &e), &e);
    return more.language;
}

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct account_row row = {.practice = 1, .roles = ROLE_CLIENT, .client = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), .content = STR("{}")};
    struct spoken s;
    bool ok = people_spoken_in(&t->store, tx, &row, &t->arena, &s, e);
    assert_true(!ok || (!s.known && !s.own && s.language == LANGUAGE_EN));
    return ok;
}

static bool change_choice(struct record_test *t, void *ctx, struct err *e)
{
    return people_speak(&t->practice, ctx, LANGUAGE_EN, e);
}

static void run_whose(struct record_test *t)
{
    struct err e = {0};
    char his[PEOPLE_TOKEN_SIZE], hers[PEOPLE_TOKEN_SIZE], mothers[PEOPLE_TOKEN_SIZE], carls[PEOPLE_TOKEN_SIZE];
    struct actor him, her, mother, carl;
    struct str c = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor writer = actor(c, ROLE_CLINICIAN);
    struct client_new n = {.details = STR("{\"name\":\"Ana Luz\",\"birth_date\":\"2010-02-03\",\"language\":\"Spanish\"}"), .primary = c};
    RECORD_OK(clients_new(&t->practice, &writer, &n, NOBODY, &t->arena, &e), &e);
    struct str other = add_client(t, &writer, "Bo Ash", "1990-01-01", c);
    add_person(t, "ana", ROLE_CLIENT, n.id);
    add_person(t, "bo", ROLE_CLIENT, other);
    add_person(t, "luz", ROLE_GUARDIAN, n.id);
    assert_true(sign_in(t, "carl", PASSWORD, NULL, carls, &carl, &e));
    assert_true(sign_in(t, "ana", PASSWORD, NULL, hers, &her, &e));
    assert_true(sign_in(t, "bo", PASSWORD, NULL, his, &him, &e));
    assert_true(sign_in(t, "luz", PASSWORD, NULL, mothers, &mother, &e));
    assert_str(speaker(t, hers), "es", "as her details say");
    assert_str(speaker(t, mothers), "es", "as the client's details say");
    assert_true(speaker(t, his).n == 0);
    assert_true(speaker(t, carls).n == 0);

    RECORD_OK(people_speak(&t->practice, &her, LANGUAGE_EN, &e), &e);
    EXPECT_EVENT(t, AUDIT_WRITE, "account.language");
    assert_str(newest_event(t).object, her.user.p, "her own account");
    assert_str(speaker(t, hers), "en", "chosen");
    assert_str(speaker(t, mothers), "es", "of another account");
    RECORD_OK(people_speak(&t->practice, &him, LANGUAGE_ES, &e), &e);
    assert_str(speaker(t, his), "es", "chosen");
    struct me m;
    RECORD_OK(people_me(&t->practice, &him, str_of(his), &t->arena, &m, &e), &e);
    assert_str(m.person.language, "es", "of the account");
    EXPECT_ERR(people_speak(&t->practice, &carl, LANGUAGE_ES, err_), ERR_REFUSED, "account.language");

    /* Other changes keep it. */
    struct person p = m.person;
    p.email = STR("bo@x.example");
    struct actor owner = actor(owner_id, ROLE_OWNER);
    owner.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_change(&t->practice, &owner, &p, &e), &e);
    assert_str(speaker(t, his), "es", "after a change");

    RECORD_OK(db_read(t->store.db, look, t, &e), &e); /* a client who is not there says nothing */
    each_step(t, "choose", change_choice, &him);
    assert_str(speaker(t, his), "en", "chosen at last");
}

static void whose(void **state)
{
    (void)state;
    each_practice(run_whose);
}

/* What staff do with a client's record is told to the client in words of its own. */
static void acts_have_words(void **state)
{
    /* Hidden from all clients (client_events.c), or gone with the record. */
    static const char *const none[] = {"desk.keep", "desk.read", "desk.drop", "psychotherapy_note.read",
                                       "psychotherapy_note.write", "client.erase"};
    const unsigned outside = ROLE_CLIENT | ROLE_GUARDIAN;
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        struct use_case c = practice_case((enum case_id)i);
        bool staff = false, told = true;
        for (int k = 0; k < ROLE_BITS; k++)
            staff = staff || (c.least[k] >= 0 && !(outside >> k & 1));
        for (size_t k = 0; k < COUNT_OF(none); k++)
            told = told && !str_is(str_of(c.name), none[k]);
        CHECK(!c.about_client || !staff || !told || me_act_words(str_of(c.name)), "%s has no words", c.name);
    }
    assert_null(me_act_words(STR("account.list")));
}

int main(void)
{
    const struct CMUnitTest all[] = {cmocka_unit_test(acts_have_words), cmocka_unit_test(named), cmocka_unit_test(texts), cmocka_unit_test(qualities), cmocka_unit_test(dates), cmocka_unit_test(pictures), cmocka_unit_test(guessed), cmocka_unit_test(mixed), cmocka_unit_test(troubles), cmocka_unit_test(whose)};
    return cmocka_run_group_tests(all, NULL, NULL);
}
