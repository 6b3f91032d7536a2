/* test_sharing_packet.c: packets one by one: labels, what is inside, pictures, words, files, faults. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

#include "unit/sharing_marks.h"

static struct disclosure to_client(struct record_test *t, struct str client, unsigned sections)
{
    struct disclosure d = whole_ground("client", t);
    (void)client;
    d.sections = sections;
    return d;
}

static void run_labels_by_row(struct record_test *t)
{
    /* the label of a row counts wherever the practice stands today */
    set_settings(t, NAMED);
    struct str client = client_with_details(t, MARA);
    struct str json, left_out;
    struct err e = {0};
    add_row(t, (struct record){.client = client,
                               .kind = RECORD_NOTE,
                               .state = STR("current"),
                               .day = DAY0,
                               .labels = LABEL_PART2,
                               .content = STR("{\"text\":\"markother\"}")});
    struct disclosure d = to_client(t, client, SHARE_NOTES);
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_false(holds(json, "markother"));
    assert_true(holds(left_out, "1 entry: it bears the Part 2 label"));
    d.sections |= SHARE_SUBSTANCE_USE;
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(json, "markother") && holds(json, "\"part2\":true") && holds(json, "42 CFR 2.32"));
    d.sections = SHARE_PLAN;
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(left_out, "there is none that was signed"));
    assert_true(holds(json, "\"notice_source\":\"project\"") && holds(json, "\"notice_confirmed\":false"));
    d.notice = STR("Our own words.");
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(json, "Our own words.") && holds(json, "\"notice_confirmed\":true"));
}

/* What all bears the label, without the section for it: nothing is made, and nothing is said to have gone out. With it:
 * what was inside, by number. */
static void run_inside(struct record_test *t)
{
    struct str client = marked_client(t, true), json, left_out;
    struct disclosure d = to_client(t, client, SHARE_PLAN), *list;
    struct err e = {0};
    size_t n;
    set_settings(t, NAMED_PART2);
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(d.inside.known && !d.inside.sections && d.inside.withheld);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_true(e.kind == ERR_INVALID && strcmp(e.where, "sections") == 0 && strstr(e.text, "substance_use too"));
    assert_int_equal(count_rows(t, &disclosures_sql, client), 0);
    assert_int_equal(count_rows(t, &packets_sql, client), 0);
    err_clear(&e);
    d.sections = SHARE_PLAN | SHARE_MEDICATION | SHARE_REVIEWS | SHARE_SUBSTANCE_USE;
    d.from_day = d.to_day = date_from_day(DAY0 + 2000); /* no entry is of that day */
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_disclosures(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].sections, SHARE_PLAN | SHARE_MEDICATION | SHARE_REVIEWS | SHARE_SUBSTANCE_USE);
    assert_int_equal(sharing_disclosed(&list[0]), SHARE_PLAN | SHARE_MEDICATION | SHARE_SUBSTANCE_USE);
    assert_int_equal(list[0].inside.count[8], 1); /* one medication */
    assert_int_equal(list[0].inside.count[2], 2); /* the plan, and the statement that travels with it */
    assert_int_equal(list[0].inside.count[9], 2); /* both bear the label */
}

/* Scores beside the plan become pictures; the report's own words about risk and signs stay out. */
static void run_pictures(struct record_test *t)
{
    struct str client = marked_client(t, false), pdf, json;
    struct disclosure d = to_client(t, client, SHARE_PLAN | SHARE_PROGRESS);
    struct err e = {0};
    set_settings(t, NAMED);
    for (int i = 0; i < 4; i++) {
        char score[80];
        snprintf(score, sizeof score, "{\"instrument\":\"gad7\",\"total\":%d,\"sent_ms\":5}", 15 - 3 * i);
        add_row(t, (struct record){.client = client,
                                   .kind = RECORD_SCORE,
                                   .state = STR("sent"),
                                   .day = DAY0 + 7 * i,
                                   .content = str_of(score)});
    }
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_open_packet(d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
    char *text = pdf_words(t, pdf);
    CHECK(strstr(text, "How it goes") && strstr(text, "theirsgoal") && strstr(text, "GAD-7"), "%s", text);
    CHECK(!strstr(text, "What to talk about"), "%s", text);
    free(text);
    /* without the plan there is no objective to show them beside */
    d.sections = SHARE_PROGRESS;
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_open_packet(d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
    text = pdf_words(t, pdf);
    CHECK(!strstr(text, "How it goes") && !strstr(text, "theirsgoal") && strstr(text, "Scores over time"), "%s", text);
    free(text);
}

static void test_member_words(void **state)
{
    static const struct {
        const char *key, *value, *words;
        bool shown;
    } rows[] = {{"instrument", "pcl5", "PCL-5", true},
                {"measure", "phq9", "PHQ-9", true},
                {"measure", "walks a week", "walks a week", true},
                {"title", "phq9", "phq9", true},
                {"date", "2026-10-20", "20 October 2026", true},
                {"date", "2026-02-30", "2026-02-30", true},
                {"sent_ms", "1763", "1763", false},
                {"status", "no_show", "did not come", true},
                {"state", "on_course", "on course", true},
                {"ground", "consent", "The client's consent", true}, /* of a consultation: nothing follows */
                {"ground of a release", "consent", "The client's consent; a copy of it follows", true},
                {"ground", "required_report", "A report that the law requires", true},
                {"sections", "safety_plan", "Safety plan", true},
                {"text", "Said so_far: a_B", "Said so_far: a_B", true},
                {"notice_confirmed", "no", "not that of a regulation, and unconfirmed", true},
                {"zone", "+00:00", "+00:00", false},
                {"email", "a_b@c.org", "a_b@c.org", true},
                {"_ms", "1", "1", true},
                {"terms", "", "", true},
                {"", "2025-01-01", "1 January 2025", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;
        buf_init(&b, 0);
        sharing_member_put(str_of(rows[i].key), str_of(rows[i].value), &b);
        CHECK(str_is(buf_str(&b), rows[i].words), "%s: %s", rows[i].key, rows[i].words);
        CHECK(sharing_member_shown(str_of(rows[i].key)) == rows[i].shown, "%s", rows[i].key);
        buf_free(&b);
    }
}

/* Every key and value out of a list reads as words; what says nothing is no line. */
static void test_lines(void **state)
{
    static const struct {
        const char *json, *lines; /* "label=text|" of each */
    } rows[] = {
        {"{}", ""},
        {"{\"sent_ms\":5,\"zone\":\"+00:00\",\"text\":\"\",\"form\":true,\"list\":[]}", ""},
        {"{\"made_on\":\"2026-11-28\",\"notice_confirmed\":false,\"sections\":[\"safety_plan\",\"plan\"]}",
         "Made on=28 November 2026|Wording of the notice=not that of a regulation, and unconfirmed|"
         "Parts of the record=Safety plan, Treatment plan|"},
        {"{\"responses\":[1,null,3]}", "Answers=1, \xe2\x80\x93, 3|"},
        {"{\"objectives\":[{\"id\":\"o1\",\"state\":\"on_course\"},{\"id\":\"o2\",\"state\":\"met\"}]}",
         "Objectives=Mark in the plan: o1; State: on course|Objectives=Mark in the plan: o2; State: met|"},
        {"{\"a_b\":{\"c_d\":[{\"e_f\":[\"g_h\"]}]}}", "E f=g h|"},
        {"\"no_show\"", "Text=did not come|"},
    };
    struct arena a;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct json *root;
        struct sharing_line *lines;
        struct buf b;
        size_t n;
        assert_true(json_parse(str_of(rows[i].json), &a, &root, &e));
        assert_true(sharing_lines(root, &a, &lines, &n, &e));
        buf_init(&b, 0);
        for (size_t k = 0; k < n; k++) {
            buf_add(&b, lines[k].label);
            buf_char(&b, '=');
            buf_add(&b, lines[k].text);
            buf_char(&b, '|');
        }
        CHECK(str_is(buf_str(&b), rows[i].lines), "%s: %.*s", rows[i].json, (int)b.n, b.n ? b.p : "");
        buf_free(&b);
    }
    arena_free(&a);
}

static void test_label_words(void **state)
{
    static const struct {
        const char *name;
        bool labelled;
    } instruments[] = {{"audit", true}, {"auditc", true},         {"dast10", true}, {"bam", true},    {"DAST-10", true},
                       {"gad7", false}, {"phq9", false},          {"pcl5", false},  {"scoff", false}, {"mdq", false},
                       {"isi", false},  {"drug use diary", true}, {"mood", false}},
      codes[] = {{"F10.20", true}, {"f11.2", true}, {"F19.99", true}, {"F09", false},  {"F20.0", false},
                 {"", true},       {" ", true},     {"F1", true},     {"Z63.0", false}};
    (void)state;
    for (size_t i = 0; i < sizeof instruments / sizeof *instruments; i++)
        CHECK(label_instrument(str_of(instruments[i].name)) == instruments[i].labelled, "%s", instruments[i].name);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        CHECK(label_diagnosis(str_of(codes[i].name)) == codes[i].labelled, "%s", codes[i].name);
}

/* Copies to read: what is in the packet and nothing else, marked with what they are copies of; each time is an event and
 * counted. */
static void run_copies(struct record_test *t)
{
    struct str client = marked_client(t, true), pdf, text;
    struct disclosure d = to_client(t, client, SHARE_SESSIONS | SHARE_SUBSTANCE_USE), *list;
    struct err e = {0};
    size_t n;
    set_settings(t, NAMED_PART2);
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_disclosures(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && list[0].copies && list[0].downloads == 0);
    RECORD_OK(sharing_copy(&t->practice, &ann, client, d.id, SHARE_COPY_PDF, &t->arena, &pdf, &e), &e);
    RECORD_OK(sharing_copy(&t->practice, &ann, client, d.id, SHARE_COPY_TEXT, &t->arena, &text, &e), &e);
    char *words = pdf_words(t, pdf);
    const char *const there[] = {"Copy of release ", "mara example", "care by the family doctor", "marksession",
                                 "Protected by 42 CFR Part 2", "federal law protects"};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++) {
        CHECK(holds(text, there[i]), "the text has no '%s':\n%.*s", there[i], (int)text.n, text.p);
        CHECK(holds(str_of(words), i == 5 ? "federal law" : there[i]), "the PDF has no '%s'", there[i]);
    }
    assert_true(str_find(text, d.id, 0) != (size_t)-1 && str_find(str_of(words), d.id, 0) != (size_t)-1);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        CHECK(strcmp(marks[i].word, "marksession") == 0 ||
                  (!holds(text, marks[i].word) && !holds(str_of(words), marks[i].word)),
              "'%s' was not chosen", marks[i].word);
    free(words);
    struct actor pat_too = pat;
    assert_false(sharing_copy(&t->practice, &pat_too, client, d.id, SHARE_COPY_PDF, &t->arena, &pdf, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    err_clear(&e);
    assert_false(sharing_copy(&t->practice, &ann, client, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), SHARE_COPY_TEXT, &t->arena,
                              &text, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    err_clear(&e);
    RECORD_OK(sharing_disclosures(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    CHECK(list[0].downloads == 2 && list[0].download_ms > 0, "%d downloads", (int)list[0].downloads);
}

static void run_once(struct record_test *t)
{
    struct str client = marked_client(t, true), packet;
    struct disclosure d = to_client(t, client, SHARE_ALL), again = d;
    struct err e = {0};
    set_settings(t, NAMED_PART2);
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, STR("form-7"), &t->arena, &e), &e);
    again.sections = SHARE_PLAN;
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &again, STR("form-7"), &t->arena, &e), &e);
    assert_true(str_eq(again.id, d.id) && str_eq(again.packet, d.packet) && again.sections == SHARE_ALL);
    assert_int_equal(count_rows(t, &disclosures_sql, client), 1);
    RECORD_OK(sharing_packet(&t->practice, &ann, client, d.id, &t->arena, &packet, &e), &e);
    assert_true(str_eq(packet, d.packet));
    assert_false(sharing_packet(&t->practice, &pat, client, d.id, &t->arena, &packet, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    /* an id that was used for a consent is none of a disclosure */
    struct consent c = whole_consent("release", today_of(t));
    err_clear(&e);
    RECORD_OK(sharing_consent(&t->practice, &ann, client, &c, STR("form-8"), &t->arena, &e), &e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &again, STR("form-8"), &t->arena, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* the packet that cannot be opened */
    struct str pdf, json;
    err_clear(&e);
    assert_false(sharing_open_packet(packet = d.packet, STR("another passphrase"), &t->arena, &pdf, &json, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    d.passphrase = STR("elevenchars");
    err_clear(&e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_string_equal(e.where, "passphrase");
}

static void test_packet_file(void **state)
{
    struct arena a;
    struct err e = {0};
    struct packet_key k;
    struct str packet, pdf, json;
    static char big[200000];
    static const size_t sizes[] = {0, 1, 65527, 65528, 65529, 131064, 199000};
    (void)state;
    arena_init(&a, 0);
    RECORD_OK(packet_key_new(PASSPHRASE, &k, &e), &e);
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 7);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct str text = {big, sizes[i]};
        RECORD_OK(packet_seal(&k, text, STR(""), &a, &packet, &e), &e);
        RECORD_OK(packet_open(&k.key, packet, &a, &pdf, &json, &e), &e);
        assert_true(str_eq(pdf, text) && json.n == 0);
        RECORD_OK(packet_seal(&k, STR("pdf"), text, &a, &packet, &e), &e);
        RECORD_OK(packet_open(&k.key, packet, &a, &pdf, &json, &e), &e);
        assert_true(str_eq(json, text) && str_is(pdf, "pdf"));
    }
    /* cut off at any place, or one byte changed: never opens. The salt is the passphrase's business. */
    RECORD_OK(packet_seal(&k, (struct str){big, 70000}, STR("{}"), &a, &packet, &e), &e);
    char *copy = arena_copy(&a, packet.p, packet.n);
    for (size_t i = 0; i < packet.n; i += i < 200 || packet.n - i < 200 ? 1 : 997) {
        assert_false(packet_open(&k.key, (struct str){copy, i}, &a, &pdf, &json, NULL));
        copy[i] ^= 1;
        CHECK(packet_open(&k.key, (struct str){copy, packet.n}, &a, &pdf, &json, NULL) == (i >= 8 && i < 24), "%zu", i);
        copy[i] ^= 1;
    }
    /* blocks left out, and a first one that follows the last */
    assert_false(packet_open(&k.key, str_sub(packet, 0, 48 + 65553), &a, &pdf, &json, NULL));
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, packet);
    buf_add(&b, packet);
    assert_false(packet_open(&k.key, buf_str(&b), &a, &pdf, &json, NULL));
    buf_free(&b);
    RECORD_OK(sharing_open_packet(packet, PASSPHRASE, &a, &pdf, &json, &e), &e);
    assert_str(json, "{}", "json");
    assert_false(sharing_open_packet(STR("GTPACK1\n"), PASSPHRASE, &a, &pdf, &json, &e));
    arena_free(&a);
}

/* Allocations that fail at more and more places of a disclosure: neither packet nor accounting row is left. */
static void run_faults(struct record_test *t)
{
    struct str client = marked_client(t, true);
    size_t at = 1;
    bool ok = false;
    set_settings(t, NAMED_PART2);
    while (!ok) {
        struct disclosure d = to_client(t, client, SHARE_ALL);
        struct arena a;
        struct err e = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        ok = sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &a, &e);
        CHECK(fault_outcome(ok, &a, &e, at) == ok, "%zu", at);
        CHECK(count_rows(t, &disclosures_sql, client) == ok && count_rows(t, &packets_sql, client) == ok, "%zu", at);
        at += at / 12 + 1;
    }
    CHECK(at > 500, "%zu", at);
}

struct glass_to_add {
    struct record_test *t;
    struct glass_row *row;
};

static bool add_glass(struct db_tx *tx, void *ctx, struct err *e)
{
    struct glass_to_add *g = ctx;
    return glass_add(&g->t->store, tx, g->row, g->t->now_ms, &g->t->arena, e);
}

static void run_people(struct record_test *t)
{
    struct str client = marked_client(t, false), json, why;
    struct disclosure d = to_client(t, client, SHARE_PLAN), *list;
    struct actor glass = ann, clientele = ann;
    struct err e = {0};
    unsigned sections;
    size_t n;
    set_settings(t, NAMED);
    assert_false(sharing_disclose(&t->practice, &pat, client, &d, SHARING_NONE, &t->arena, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    err_clear(&e);
    glass.user = STR("gil");
    assert_false(sharing_allowed(&t->practice, &glass, client, &d, &t->arena, &sections, &why, &e));
    /* gil breaks the glass */
    struct glass_row row = {.practice = 1,
                            .account = glass.user,
                            .client = client,
                            .from_ms = t->now_ms,
                            .until_ms = t->now_ms + 3600000,
                            .reason = STR("found unconscious")};
    struct glass_to_add g = {t, &row};
    err_clear(&e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_glass, &g, &e), &e);
    assert_false(sharing_disclose(&t->practice, &glass, client, &d, SHARING_NONE, &t->arena, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, "ground");
    err_clear(&e);
    struct disclosure urgent = whole_ground("emergency", t);
    urgent.sections = SHARE_SAFETY_PLAN;
    RECORD_OK(sharing_disclose(&t->practice, &glass, client, &urgent, SHARING_NONE, &t->arena, &e), &e);
    /* the client: the accounting, not the disclosing */
    clientele = (struct actor){.practice = 1, .user = STR("mara"), .roles = ROLE_CLIENT, .client = client};
    RECORD_OK(sharing_accounting(&t->practice, &clientele, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_false(sharing_disclose(&t->practice, &clientele, client, &d, SHARING_NONE, &t->arena, &e));
    err_clear(&e);
    /* exports: the private diary in the client's own, psychotherapy notes and drafts in none */
    RECORD_OK(sharing_export(&t->practice, &clientele, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "markprivate") && holds(json, "marknote") && holds(json, "markgone") &&
                holds(json, "former") && holds(json, "markalert"));
    assert_false(holds(json, "markpsych") || holds(json, "draftgoal"));
    clientele.user = STR("mara2"); /* an account made for her later, by whomever: not its author */
    RECORD_OK(sharing_export(&t->practice, &clientele, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "marknote") && !holds(json, "markprivate"));
    RECORD_OK(sharing_export(&t->practice, &ann, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "marknote"));
    assert_false(holds(json, "markprivate") || holds(json, "markpsych") || holds(json, "markkept"));
    const struct json *root;
    RECORD_OK(json_parse(json, &t->arena, &root, &e), &e);
}

ON_EACH(labels_by_row)
ON_EACH(pictures)
ON_EACH(inside)
ON_EACH(copies)
ON_EACH(once)
ON_EACH(faults)
ON_EACH(people)

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_by_row), cmocka_unit_test(test_pictures),     cmocka_unit_test(test_inside),
        cmocka_unit_test(test_label_words),   cmocka_unit_test(test_member_words), cmocka_unit_test(test_lines),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_once),          cmocka_unit_test(test_packet_file),  cmocka_unit_test(test_faults),
        cmocka_unit_test(test_people),
    };
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
