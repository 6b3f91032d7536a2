/* test_wordings.c: imported wordings in the record, and the settings of set-up. The texts are invented. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/people_parts.h"
#include "practice/wordings.h"
#include "store/wording.h"

/* ---- settings ---- */

static struct date days[] = {{2027, 1, 1}, {2027, 7, 4}, {2027, 12, 25}};
static struct str measures[] = {{"gad7", 4}, {"phq9", 4}, {"who5", 4}};
static struct crisis_line lines[] = {{{"Crisis line", 11}, {"988", 3}, {"988", 3}},
                                     {{"The practice at night", 21}, {"+1 (555) 010-0199", 17}, {NULL, 0}}};

static struct people_settings full(void)
{
    struct people_settings s = usual_settings();
    s.measures = measures;
    s.measure_count = 3;
    s.crisis = lines;
    s.crisis_count = 2;
    s.reply_times = STR("Within two working days.");
    s.review_min_weeks = 3;
    s.review_max_weeks = 3;
    s.score_delay_days = 2;
    s.reading_grade = 8;
    s.no_copied_text = true;
    s.holidays = days;
    s.holiday_count = 3;
    return s;
}

static void run_settings(struct record_test *t)
{
    struct err e = {0};
    struct actor owner = actor(owner_id, ROLE_OWNER);
    struct people_settings set = full(), got;
    int64_t version;
    owner.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_settings(&t->practice, &owner, &t->arena, &got, &version, &e), &e);
    assert_true(got.review_min_weeks == 4 && got.review_max_weeks == 6 && got.reading_grade == 6);
    assert_true(!got.score_delay_days && !got.no_copied_text && !got.measure_count && !got.crisis_count);
    assert_true(!got.holiday_count && !got.reply_times.n);
    RECORD_OK(people_set_settings(&t->practice, &owner, &set, version, &e), &e);
    RECORD_OK(people_settings(&t->practice, &owner, &t->arena, &got, &version, &e), &e);
    assert_int_equal(got.measure_count, 3);
    assert_str(got.measures[2], "who5", "measure");
    assert_int_equal(got.crisis_count, 2);
    assert_str(got.crisis[0].text_number, "988", "text");
    assert_str(got.crisis[1].label, "The practice at night", "label");
    assert_str(got.crisis[1].number, "+1 (555) 010-0199", "number");
    assert_false(got.crisis[1].text_number.n > 0);
    assert_str(got.reply_times, "Within two working days.", "reply times");
    assert_true(got.review_min_weeks == 3 && got.review_max_weeks == 3 && got.reading_grade == 8);
    assert_true(got.score_delay_days == 2 && got.no_copied_text);
    assert_int_equal(got.holiday_count, 3);
    assert_int_equal(date_cmp(got.holidays[1], days[1]), 0);
}

static void settings_at_edges(void **state)
{
    static struct str twice[] = {{"gad7", 4}, {"gad7", 4}}, alias[] = {{"GAD-7", 5}}, none[] = {{"nonsense", 8}};
    static struct date same[] = {{2027, 1, 1}, {2027, 1, 1}}, back[] = {{2027, 2, 1}, {2027, 1, 1}}, unset[] = {{0, 0, 0}};
    static struct crisis_line bare[] = {{{NULL, 0}, {"988", 3}, {NULL, 0}}}, words[] = {{{"x", 1}, {"call us", 7}, {NULL, 0}}},
                              one[] = {{{"x", 1}, {"9", 1}, {NULL, 0}}}, text[] = {{{"x", 1}, {"988", 3}, {"HOME", 4}}};
    static struct crisis_line many[PEOPLE_CRISIS_LINES_MAX + 1];
    static char reply[PEOPLE_REPLY_TIMES_MAX + 1];
    (void)state;
    memset(reply, 'r', sizeof reply);
    for (size_t i = 0; i < PEOPLE_CRISIS_LINES_MAX + 1; i++)
        many[i] = lines[0];
#define EDGE(good, where_, change)                                                                                     \
    do {                                                                                                               \
        struct people_settings s = full();                                                                             \
        struct err e = {0};                                                                                            \
        change;                                                                                                        \
        bool ok = settings_check(&s, &e);                                                                              \
        CHECK(ok == (good) && (ok || strcmp(e.where, where_) == 0), "%s: %s: %s", #change, e.where, e.text);           \
    } while (0)
    EDGE(true, "", s.review_min_weeks = s.review_max_weeks = 0);
    EDGE(true, "", (s.review_min_weeks = 6, s.review_max_weeks = 0));
    EDGE(false, "review_max_weeks", (s.review_min_weeks = 7, s.review_max_weeks = 0));
    EDGE(false, "review_max_weeks", s.review_max_weeks = 2);
    EDGE(true, "", s.review_max_weeks = 52);
    EDGE(false, "review_max_weeks", s.review_max_weeks = 53);
    EDGE(false, "review_min_weeks", s.review_min_weeks = -1);
    EDGE(true, "", s.score_delay_days = 0);
    EDGE(true, "", s.score_delay_days = 30);
    EDGE(false, "score_delay_days", s.score_delay_days = 31);
    EDGE(false, "score_delay_days", s.score_delay_days = -1);
    EDGE(true, "", s.reading_grade = 12);
    EDGE(false, "reading_grade", s.reading_grade = 13);
    EDGE(false, "measures", (s.measures = twice, s.measure_count = 2));
    EDGE(false, "measures", (s.measures = alias, s.measure_count = 1));
    EDGE(false, "measures", (s.measures = none, s.measure_count = 1));
    EDGE(false, "holidays", (s.holidays = same, s.holiday_count = 2));
    EDGE(false, "holidays", (s.holidays = back, s.holiday_count = 2));
    EDGE(false, "holidays", (s.holidays = unset, s.holiday_count = 1));
    EDGE(false, "holidays", s.holiday_count = PEOPLE_HOLIDAYS_MAX + 1);
    EDGE(false, "crisis", (s.crisis = bare, s.crisis_count = 1));
    EDGE(false, "crisis", (s.crisis = words, s.crisis_count = 1));
    EDGE(false, "crisis", (s.crisis = one, s.crisis_count = 1));
    EDGE(false, "crisis", (s.crisis = text, s.crisis_count = 1));
    EDGE(true, "", (s.crisis = many, s.crisis_count = PEOPLE_CRISIS_LINES_MAX));
    EDGE(false, "crisis", (s.crisis = many, s.crisis_count = PEOPLE_CRISIS_LINES_MAX + 1));
    EDGE(true, "", s.reply_times = ((struct str){reply, PEOPLE_REPLY_TIMES_MAX}));
    EDGE(false, "reply_times", s.reply_times = ((struct str){reply, PEOPLE_REPLY_TIMES_MAX + 1}));
    EDGE(false, "reply_times", s.reply_times = STR("\xff"));
#undef EDGE
}

static bool settings_again(struct arena *a, void *ctx, struct err *e)
{
    struct people_settings s = full(), got;
    struct str json;
    (void)ctx;
    return settings_write(&s, a, &json, e) && settings_read(json, a, &got, e);
}

static void settings_without_memory(void **state)
{
    (void)state;
    assert_true(fault_sweep(settings_again, NULL) > 5);
}

/* ---- wordings ---- */

static struct str wording_of(struct record_test *t, const char *file, const char *id, const char *permission)
{
    char path[200];
    size_t n;
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_match *m;
    struct wording *w;
    struct buf b;
    struct wording_origin origin = {.imported = {2027, 1, 4}, .copyright = STR("The press"), .permission = str_of(permission)};
    snprintf(path, sizeof path, "tests/data/measure/questionnaire/%s", file);
    char *bytes = read_file(path, &n);
    RECORD_OK(questionnaire_read((struct str){bytes, n}, &t->arena, &q, &e), &e);
    free(bytes);
    RECORD_OK(questionnaire_match(q, measure_find(str_of(id)), NULL, 0, &t->arena, &m, &e), &e);
    assert_true(m->complete);
    RECORD_OK(wording_make(m, &origin, &t->arena, &w, &e), &e);
    buf_init(&b, 0);
    wording_to_json(w, &b);
    struct str s = buf_str(&b), copy = {arena_copy(&t->arena, s.p, s.n), s.n};
    buf_free(&b);
    return copy;
}

static void run_wordings(struct record_test *t)
{
    struct err e = {0};
    struct actor owner = actor(owner_id, ROLE_OWNER), carl = actor(STR("carl"), ROLE_CLINICIAN);
    struct str first = wording_of(t, "phq9-ordinal.json", "phq9", NULL);
    const struct measure *phq9 = measure_find(STR("phq9"));
    struct kept_wording k, *list;
    size_t n;
    EXPECT_ERR(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, err_), ERR_NOT_FOUND, "wording");
    EXPECT_ERR(wordings_keep(&t->practice, &carl, first, 0, err_), ERR_REFUSED, "wording.keep");
    EXPECT_ERR(wordings_keep(&t->practice, &owner, first, -1, err_), ERR_INVALID, "version");
    EXPECT_ERR(wordings_keep(&t->practice, &owner, first, 1, err_), ERR_CONFLICT, "wording"); /* of none */
    RECORD_OK(wordings_keep(&t->practice, &owner, first, 0, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "wording.keep");
    EXPECT_ERR(wordings_keep(&t->practice, &owner, first, 0, err_), ERR_CONFLICT, "wording");
    RECORD_OK(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, &e), &e);
    assert_true(k.measure == phq9 && k.version == 1 && k.at_ms == t->now_ms && k.may_show && !k.why_not.n);
    assert_str(k.by_name, "Olga Owner", "who confirmed it");
    assert_true(k.wording->count == 9 && k.wording->item[0].text.n > 0 && strlen(k.wording->hash) == 64);
    RECORD_OK(wordings_keep(&t->practice, &owner, wording_of(t, "phq9-ordinal.json", "phq9", "a letter"), 1, &e), &e);
    RECORD_OK(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, &e), &e);
    assert_int_equal(k.version, 2);
    assert_str(k.wording->permission, "a letter", "permission");

    /* Changed by hand: the hash tells. */
    struct str item = k.wording->item[0].text;
    char *bent = arena_copy(&t->arena, first.p, first.n);
    size_t at = str_find(first, item, 0);
    assert_true(at != (size_t)-1);
    bent[at] = bent[at] == 'X' ? 'Y' : 'X';
    struct err bad = {0};
    assert_false(wordings_keep(&t->practice, &owner, (struct str){bent, first.n}, 2, &bad));
    assert_int_equal(bad.kind, ERR_INVALID);
    bad = (struct err){0};
    assert_false(wordings_keep(&t->practice, &owner, STR("{}"), 2, &bad));
    assert_int_equal(bad.kind, ERR_INVALID);

    /* Where the licence asks for it, a permission must be told. */
    EXPECT_ERR(wordings_keep(&t->practice, &owner, wording_of(t, "ors-lines.json", "ors", NULL), 0, err_), ERR_REFUSED,
               "permission");
    RECORD_OK(wordings_keep(&t->practice, &owner, wording_of(t, "ors-lines.json", "ors", "licence 12"), 0, &e), &e);
    RECORD_OK(wordings_list(&t->practice, &carl, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].measure->id, "ors");
    assert_string_equal(list[1].measure->id, "phq9");
    EXPECT_ERR(wordings_drop(&t->practice, &carl, phq9, err_), ERR_REFUSED, "wording.drop");
    RECORD_OK(wordings_drop(&t->practice, &owner, phq9, &e), &e);
    EXPECT_ERR(wordings_drop(&t->practice, &owner, phq9, err_), ERR_NOT_FOUND, "wording");
    EXPECT_ERR(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, err_), ERR_NOT_FOUND, "wording");
}

/* ---- damage ---- */

struct damage {
    struct record_test *t;
    struct str content; /* absent: bytes that do not open */
    int64_t version;
};

static bool put_damaged(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql spoil = {"UPDATE wording SET sealed = :sealed WHERE instrument = 'phq9'", NULL};
    struct damage *d = ctx;
    struct wording_row row = {.practice = 1, .instrument = STR("phq9"), .version = d->version, .by = owner_id, .content = d->content};
    if (d->content.p)
        return wording_put(&d->t->store, tx, &row, e);
    struct db_query *q = db_query(tx, &spoil);
    db_bind_blob(q, "sealed", STR("no bytes of ours"));
    return db_run(q) == 1 && db_ok(tx, e);
}

/* One that cannot be read is marked, the others are read, and another one takes its place. */
static void run_damaged(struct record_test *t)
{
    struct actor owner = actor(owner_id, ROLE_OWNER), carl = actor(STR("carl"), ROLE_CLINICIAN);
    const struct measure *phq9 = measure_find(STR("phq9"));
    struct str good = wording_of(t, "phq9-ordinal.json", "phq9", NULL), ors = wording_of(t, "ors-lines.json", "ors", "licence 12");
    struct str contents[] = {{NULL, 0}, STR("{}"), STR("{"), ors};
    struct kept_wording k, *list;
    struct err e = {0};
    size_t n;
    RECORD_OK(wordings_keep(&t->practice, &owner, ors, 0, &e), &e);
    RECORD_OK(wordings_keep(&t->practice, &owner, good, 0, &e), &e);
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        RECORD_OK(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, &e), &e);
        assert_non_null(k.wording);
        struct damage d = {t, contents[i], k.version};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_damaged, &d, &e), &e);
        RECORD_OK(wordings_list(&t->practice, &carl, &t->arena, &list, &n, &e), &e);
        assert_int_equal(n, 2);
        CHECK(list[0].wording && list[0].may_show, "the other one, %zu", i);
        CHECK(list[1].measure == phq9 && !list[1].wording && !list[1].may_show && list[1].why_not.n, "damaged, %zu", i);
        RECORD_OK(wordings_get(&t->practice, &carl, phq9, &t->arena, &k, &e), &e);
        assert_true(!k.wording && !k.may_show && k.measure == phq9);
        RECORD_OK(wordings_keep(&t->practice, &owner, good, k.version, &e), &e);
    }
}

struct reading {
    struct record_test *t;
};

static bool read_list(struct arena *a, void *ctx, struct err *e)
{
    struct reading *r = ctx;
    struct actor carl = actor(STR("carl"), ROLE_CLINICIAN);
    struct kept_wording *list;
    size_t n;
    return wordings_list(&r->t->practice, &carl, a, &list, &n, e);
}

static void run_faults(struct record_test *t)
{
    struct err e = {0};
    struct reading r = {t};
    struct actor owner = actor(owner_id, ROLE_OWNER);
    RECORD_OK(wordings_keep(&t->practice, &owner, wording_of(t, "phq9-ordinal.json", "phq9", NULL), 0, &e), &e);
    assert_true(fault_sweep(read_list, &r) > 5);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_practice(run_##name);                                                                                     \
    }
TEST(settings)
TEST(wordings)
TEST(damaged)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settings), cmocka_unit_test(settings_at_edges), cmocka_unit_test(settings_without_memory),
        cmocka_unit_test(test_wordings), cmocka_unit_test(test_damaged), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
