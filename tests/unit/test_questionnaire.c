/* A publisher's Questionnaire: what is found in it, how surely, what is kept; the answers of a response. */
#include "support.h"

#include "base/json.h"
#include "measure/wording.h"

#define FOLDER "tests/data/measure/questionnaire/"

static struct questionnaire *load(const char *file, struct arena *a)
{
    char path[200];
    struct err e = {0};
    struct questionnaire *q = NULL;
    size_t n;
    snprintf(path, sizeof path, FOLDER "%s", file);
    char *bytes = read_file(path, &n);
    CHECK(questionnaire_read((struct str){bytes, n}, a, &q, &e), "%s: %s: %s", file, e.where, e.text);
    free(bytes);
    return q;
}

static const struct measure *by_id(const char *id)
{
    const struct measure *m = measure_find(str_of(id));
    CHECK(m, "%s", id);
    return m;
}

static struct questionnaire_match *match(const struct questionnaire *q, const char *id, struct arena *a)
{
    struct err e = {0};
    struct questionnaire_match *m = NULL;
    CHECK(questionnaire_match(q, by_id(id), NULL, 0, a, &m, &e), "%s: %s", id, e.text);
    return m;
}

/* ---- the table ---- */

static void check_found(struct tsv *t, const struct questionnaire *q)
{
    const struct measure *found[8];
    char text[128] = "";
    size_t n = questionnaire_find(q, found, 8);
    for (size_t i = 0; i < n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", found[i]->id);
    assert_str(str_of(n ? text : "-"), tsv_get(t, "found"), tsv_where(t));
}

static const char *letter(enum questionnaire_by by)
{
    return by == QUESTIONNAIRE_BY_CODE    ? "c"
           : by == QUESTIONNAIRE_BY_LINK  ? "l"
           : by == QUESTIONNAIRE_BY_NAME  ? "n"
           : by == QUESTIONNAIRE_BY_ORDER ? "p"
                                          : ".";
}

static void check_link(struct tsv *t, const char *column, const struct questionnaire_match *m, size_t i)
{
    const struct questionnaire_pick *p = &m->item[i];
    assert_str(p->by == QUESTIONNAIRE_NOT ? STR("-") : m->from->items[p->at].link_id, tsv_get(t, column), tsv_where(t));
}

static void check_answers(struct tsv *t, const struct questionnaire_match *m)
{
    char text[400] = "";
    const struct questionnaire_pick *p = &m->item[0];
    for (size_t k = 0; k < p->answer_count; k++)
        if (p->answers[k].text.p)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s", *text ? "|" : "",
                     (int)p->answers[k].text.n, p->answers[k].text.p);
    assert_str(str_of(*text ? text : "none"), tsv_get(t, "answers"), tsv_where(t));
}

static void check_said(struct tsv *t, const char *column, const struct questionnaire_note *list, size_t n)
{
    const char *cell = tsv_get(t, column);
    bool said = strcmp(cell, "-") == 0 && n == 0;
    for (size_t i = 0; i < n; i++)
        said = said || strstr(list[i].text, cell);
    CHECK(said, "%s: %s is not told: %s (%zu, the first: %s)", tsv_where(t), column, cell, n, n ? list[0].text : "");
}

static void check_match(struct tsv *t, const struct questionnaire_match *m)
{
    char how[SCORE_ITEMS_MAX + 1] = "", extra[100] = "";
    size_t matched = 0;
    for (size_t i = 0; i < m->count; i++) {
        strcat(how, letter(m->item[i].by));
        matched += m->item[i].by != QUESTIONNAIRE_NOT;
    }
    for (size_t x = 1; x < EXTRA_COUNT; x++)
        if (m->extra[x].by != QUESTIONNAIRE_NOT)
            snprintf(extra + strlen(extra), sizeof extra - strlen(extra), "%s%s", *extra ? " " : "",
                     questionnaire_extra_name((enum measure_extra)x));
    assert_str(str_of(how), tsv_get(t, "how"), tsv_where(t));
    CHECK(m->matched == matched, "%s: matched %zu", tsv_where(t), m->matched);
    check_link(t, "first", m, 0);
    check_link(t, "last", m, m->count - 1);
    assert_str(str_of(m->certain    ? "certain"
                      : m->complete ? "confirm"
                                    : "refused"),
               tsv_get(t, "verdict"), tsv_where(t));
    CHECK(!m->certain || m->complete, "%s: certain, but not complete", tsv_where(t));
    assert_str(str_of(*extra ? extra : "-"), tsv_get(t, "extra"), tsv_where(t));
    check_answers(t, m);
    check_said(t, "doubt", m->doubts, m->doubt_count);
    check_said(t, "note", m->notes, m->note_count);
}

static void test_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/questionnaires.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        const struct measure *found[1];
        const char *id = tsv_get(&t, "instrument");
        arena_init(&a, 0);
        struct questionnaire *q = load(tsv_get(&t, "file"), &a);
        check_found(&t, q);
        if (strcmp(tsv_get(&t, "how"), "-") != 0) {
            if (strcmp(id, "-") == 0 && questionnaire_find(q, found, 1) == 1)
                id = found[0]->id;
            check_match(&t, match(q, id, &a));
        }
        arena_free(&a);
    }
    tsv_close(&t);
}

/* Every value that is kept is one of ours, in our order, whatever the file says. */
static void test_values_are_ours(void **state)
{
    struct tsv t;
    const struct measure *m;
    (void)state;
    tsv_open(&t, "tests/data/measure/questionnaires.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        arena_init(&a, 0);
        struct questionnaire *q = load(tsv_get(&t, "file"), &a);
        for (size_t k = 0; (m = measure_at(k)); k++) {
            const struct measure_structure *s = measure_structure(m);
            struct questionnaire_match *x = match(q, m->id, &a);
            CHECK(x->count == s->count, "%s", m->id);
            for (size_t i = 0; i < x->count; i++)
                for (size_t v = 0; v < x->item[i].answer_count; v++)
                    CHECK(x->item[i].answers[v].value == s->options[i][v], "%s in %s: item %zu", m->id,
                          tsv_get(&t, "file"), i + 1);
        }
        arena_free(&a);
    }
    tsv_close(&t);
}

/* No file's item is used twice, and none that is a group or a displayed line. */
static void test_each_item_once(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/questionnaires.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        const struct measure *m;
        arena_init(&a, 0);
        struct questionnaire *q = load(tsv_get(&t, "file"), &a);
        for (size_t k = 0; (m = measure_at(k)); k++) {
            bool used[QUESTIONNAIRE_ITEMS_MAX] = {false};
            struct questionnaire_match *x = match(q, m->id, &a);
            for (size_t i = 0; i < x->count + EXTRA_COUNT; i++) {
                const struct questionnaire_pick *p = i < x->count ? &x->item[i] : &x->extra[i - x->count];
                if (p->by == QUESTIONNAIRE_NOT)
                    continue;
                CHECK(!used[p->at], "%s in %s: \"%.*s\" twice", m->id, tsv_get(&t, "file"),
                      (int)q->items[p->at].link_id.n, q->items[p->at].link_id.p);
                CHECK(q->items[p->at].type != QUESTION_GROUP && q->items[p->at].type != QUESTION_DISPLAY, "%s", m->id);
                used[p->at] = true;
            }
        }
        arena_free(&a);
    }
    tsv_close(&t);
}

static void test_head_and_shape(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct questionnaire *q = load("phq9-contained.json", &a);
    assert_str(q->title, "Garden form", "title");
    assert_str(q->publisher, "Example Garden Press", "publisher");
    assert_str(q->version, "2.1", "version");
    assert_str(q->url, "https://garden.example/Questionnaire/one", "url");
    assert_str(q->copyright, "Example Garden Press. May be copied with this line.", "copyright");
    assert_null(q->language.p);
    assert_int_equal(q->count, 14);
    assert_int_equal(q->items[0].end, 12);
    assert_int_equal(q->items[1].type, QUESTION_DISPLAY);
    assert_int_equal(q->items[2].parent, 1);
    assert_int_equal(q->items[12].type, QUESTION_GROUP);
    assert_int_equal(q->items[13].parent, 13);
    assert_int_equal(q->items[10].option_count, 4);
    struct questionnaire_match *m = match(q, "phq9", &a);
    assert_int_equal(m->total, 12);
    assert_str(m->item[0].before, "Think of the last two weeks in the garden.", "before item 1");
    assert_null(m->item[1].before.p);
    assert_null(m->extra[EXTRA_IMPACT].before.p); /* how to add up is not for clients */
    q = load("phq9-external.json", &a);
    assert_str(q->language, "de", "language");
    assert_str(q->items[1].value_set, "https://elsewhere.example/ValueSet/ll358-3", "value set");
    m = match(q, "phq9", &a);
    assert_int_equal(q->items[m->total - 1].type, QUESTION_NUMBER);
    m = match(load("phq9-no-panel.json", &a), "phq9", &a);
    assert_str(m->item[0].before, "In the garden\nlately", "groups");
    assert_false(m->panel);
    m = match(load("two-panels.json", &a), "gad7", &a);
    assert_str(m->item[0].before, "Second bed", "the second group");
    assert_true(m->panel);
    m = match(load("pcptsd5-links.json", &a), "pcptsd5", &a);
    assert_str(m->extra[EXTRA_GATE].before, "About storms in the garden", "before the gate");
    assert_null(m->item[0].before.p);
    m = match(load("group-and-outside.json", &a), "phq9", &a);
    assert_str(m->item[0].before, "The bed", "what stood before another question is not its text");
    m = match(load("help-texts.json", &a), "gad7", &a);
    assert_str(m->item[0].before, "Read this first.", "intro");
    for (size_t i = 1; i < 7; i++)
        assert_null(m->item[i].before.p);
    arena_free(&a);
}

static void test_impact_answers(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct questionnaire_match *m = match(load("phq9-ordinal.json", &a), "phq9", &a);
    const struct questionnaire_pick *p = &m->extra[EXTRA_IMPACT];
    assert_int_equal(p->answer_count, 4);
    assert_str(p->answers[2].text, "rather heavy", "2");
    assert_str(p->answers[2].code, "LA6575-0", "2");
    assert_str(p->answers[3].text, "most heavy", "3");
    assert_str(p->answers[3].code, "LA6574-3", "3");
    arena_free(&a);
}

/* ---- named items ---- */

static void test_named(void **state)
{
    struct arena a;
    struct err e = {0};
    struct questionnaire_match *m;
    struct questionnaire_named named[15];
    char links[15][8];
    (void)state;
    arena_init(&a, 0);
    struct questionnaire *q = load("mdq-extras.json", &a);
    for (int i = 0; i < 13; i++) {
        snprintf(links[i], sizeof links[i], "m%d",
                 13 - i); /* the other way round, to see that the person is followed */
        named[i] = (struct questionnaire_named){.item = i + 1, .link_id = str_of(links[i])};
    }
    named[13] = (struct questionnaire_named){.extra = EXTRA_SAME_PERIOD, .link_id = STR("same")};
    named[14] = (struct questionnaire_named){.extra = EXTRA_PROBLEM, .link_id = STR("problem")};
    assert_true(questionnaire_match(q, by_id("mdq"), named, 15, &a, &m, &e));
    assert_true(m->complete && !m->certain);
    assert_int_equal(m->item[0].by, QUESTIONNAIRE_BY_NAME);
    assert_str(q->items[m->item[0].at].link_id, "m13", "item 1");
    assert_str(m->item[0].answers[0].text, "no", "0");
    assert_str(m->extra[EXTRA_PROBLEM].answers[3].text, "t3", "3");
    /* Naming the two others leaves as many questions as items. */
    assert_true(questionnaire_match(q, by_id("mdq"), named + 13, 2, &a, &m, &e));
    assert_true(m->complete && !m->certain);
    assert_int_equal(m->item[12].by, QUESTIONNAIRE_BY_ORDER);
    assert_true(questionnaire_match(q, by_id("mdq"), NULL, 0, &a, &m, &e));
    assert_int_equal(m->matched, 0);

    const struct {
        struct questionnaire_named first, second;
        const char *says;
    } bad[] = {
        {{.item = 14, .link_id = STR("m1")}, {0}, "items 1 to 13"},
        {{.item = -1, .link_id = STR("m1")}, {0}, "items 1 to 13"},
        {{.extra = EXTRA_GATE, .link_id = STR("m1")}, {0}, "no other question"},
        {{.item = 1, .link_id = STR("m99")}, {0}, "no question of the file has the linkId \"m99\""},
        {{.item = 1,
          .link_id = STR("a linkId that is longer than a line of a message has room for, by far and beyond")},
         {0},
         "no question"},
        {{.item = 0, .link_id = STR("m1")}, {0}, "no other question"},
        {{.item = 1, .link_id = STR("m1")}, {.item = 1, .link_id = STR("m2")}, "named twice"},
        {{.item = 1, .link_id = STR("m1")}, {.item = 2, .link_id = STR("m1")}, "named twice"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct questionnaire_named two[2] = {bad[i].first, bad[i].second};
        err_clear(&e);
        assert_false(questionnaire_match(q, by_id("mdq"), two, two[1].link_id.p ? 2 : 1, &a, &m, &e));
        CHECK(e.kind == ERR_INVALID && strstr(e.text, bad[i].says), "%zu: %s", i, e.text);
    }
    struct questionnaire_named group = {.item = 1, .link_id = STR("a")};
    err_clear(&e);
    assert_false(questionnaire_match(load("two-panels.json", &a), by_id("phq9"), &group, 1, &a, &m, &e));
    assert_non_null(strstr(e.text, "no question of the file")); /* a group is none */
    arena_free(&a);
}

/* ---- what is refused ---- */

static bool says(const char *text, const char *one_of)
{
    struct str rest = str_of(one_of), word;
    bool more = true;
    while (more) {
        more = str_cut(rest, '|', &word, &rest);
        if (str_find_ci(str_of(text), more ? word : rest, 0) != (size_t)-1)
            return true;
    }
    return false;
}

static void test_bad(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/questionnaire_bad.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct questionnaire *q = NULL;
        arena_init(&a, 0);
        CHECK(!questionnaire_read(tsv_text(&t, "input"), &a, &q, &e), "%s is accepted", tsv_where(&t));
        CHECK(e.kind == ERR_INVALID && !q, "%s: kind %d", tsv_where(&t), e.kind);
        CHECK(strstr(e.where, tsv_get(&t, "where")), "%s: where is \"%s\"", tsv_where(&t), e.where);
        CHECK(says(e.text, tsv_get(&t, "says")), "%s: says \"%s\"", tsv_where(&t), e.text);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void test_malformed(void **state)
{
    struct arena a;
    struct err e = {0};
    struct questionnaire *q = NULL;
    size_t n;
    char *bytes = read_file(FOLDER "malformed.json", &n);
    (void)state;
    arena_init(&a, 0);
    assert_false(questionnaire_read((struct str){bytes, n}, &a, &q, &e));
    assert_string_equal(e.where, "line 5, column 3");
    arena_free(&a);
    free(bytes);
}

/* `head`, then `piece` n times with `between`, then `tail`. */
static struct str repeated(struct buf *b, const char *head, const char *piece, const char *between, size_t n,
                           const char *tail)
{
    buf_reset(b);
    buf_cstr(b, head);
    for (size_t i = 0; i < n; i++) {
        buf_cstr(b, i ? between : "");
        buf_cstr(b, piece);
    }
    buf_cstr(b, tail);
    assert_true(buf_ok(b));
    return buf_str(b);
}

#define QUESTIONNAIRE "{\"resourceType\":\"Questionnaire\","

static void test_limits(void **state)
{
    static const struct {
        const char *head, *piece, *between, *tail;
        size_t most;
        const char *where;
    } rows[] = {
        {QUESTIONNAIRE "\"item\":[", "{}", ",", "]}", QUESTIONNAIRE_ITEMS_MAX, "item"},
        {QUESTIONNAIRE "\"item\":[{\"text\":\"", "x", "", "\"}]}", QUESTIONNAIRE_TEXT_MAX, "/item/0/text"},
        {QUESTIONNAIRE "\"copyright\":\"", "x", "", "\",\"item\":[{}]}", QUESTIONNAIRE_NOTICE_MAX, "/copyright"},
        {QUESTIONNAIRE "\"item\":[{\"answerOption\":[", "{}", ",", "]}]}", QUESTIONNAIRE_OPTIONS_MAX, "/item/0"},
        {QUESTIONNAIRE "\"item\":[{\"code\":[", "{}", ",", "]}]}", QUESTIONNAIRE_ARRAY_MAX, "/item/0/code"},
        {QUESTIONNAIRE "\"item\":[{}],\"contained\":[", "{}", ",", "]}", QUESTIONNAIRE_ARRAY_MAX, "/contained"},
        {QUESTIONNAIRE "\"item\":[{}],\"contained\":[", "{\"resourceType\":\"ValueSet\"}", ",", "]}",
         QUESTIONNAIRE_SETS_MAX, "/contained"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t over = 0; over < 2; over++) {
            struct arena a;
            struct err e = {0};
            struct questionnaire *q = NULL;
            arena_init(&a, 0);
            struct str text =
                repeated(&b, rows[i].head, rows[i].piece, rows[i].between, rows[i].most + over, rows[i].tail);
            bool ok = questionnaire_read(text, &a, &q, &e);
            CHECK(ok == (over == 0), "row %zu, %zu more: %s", i, over, e.text);
            if (over) {
                CHECK(e.kind == ERR_LIMIT, "row %zu: %s", i, e.text);
                assert_string_equal(e.where, rows[i].where);
            }
            arena_free(&a);
        }
    /* Size of the file, for each reader. */
    struct arena a;
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_response r;
    struct wording *w;
    struct str big = repeated(&b, "", " ", "", QUESTIONNAIRE_BYTES_MAX + 1, "");
    arena_init(&a, 0);
    assert_false(questionnaire_read(big, &a, &q, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    err_clear(&e);
    assert_false(questionnaire_lines(big, &a, &q, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    err_clear(&e);
    assert_false(questionnaire_response_read(big, NULL, NULL, &a, &r, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    err_clear(&e);
    assert_false(wording_from_json(big, &a, &w, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_false(questionnaire_read(big, &a, &q, NULL)); /* nobody wants to know why */
    arena_free(&a);
    buf_free(&b);
}

/* Text in front of a question has a limit of its own. */
static void test_long_before(void **state)
{
    struct buf b;
    struct arena a;
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_match *m;
    char piece[3100];
    (void)state;
    buf_init(&b, 0);
    arena_init(&a, 0);
    int n = snprintf(piece, sizeof piece, "{\"type\":\"display\",\"text\":\"%03000d\"}", 0);
    assert_true(n > 3000 && (size_t)n < sizeof piece);
    for (size_t lines = 1; lines < 3; lines++) {
        struct str text =
            repeated(&b, QUESTIONNAIRE "\"item\":[", piece, ",", lines,
                     ",{\"linkId\":\"/69725-0\",\"text\":\"a\"},{\"linkId\":\"/68509-9\",\"text\":\"b\"}]}");
        assert_true(questionnaire_read(text, &a, &q, &e));
        assert_int_equal(questionnaire_match(q, by_id("gad2"), NULL, 0, &a, &m, &e), lines == 1);
    }
    assert_int_equal(e.kind, ERR_LIMIT);
    arena_free(&a);
    buf_free(&b);
}

/* ---- pasted text ---- */

static void test_pasted(void **state)
{
    struct arena a;
    struct err e = {0};
    struct questionnaire *q = NULL;
    size_t n;
    char *bytes = read_file(FOLDER "pasted.txt", &n);
    (void)state;
    arena_init(&a, 0);
    assert_true(questionnaire_lines((struct str){bytes, n}, &a, &q, &e));
    assert_true(q->pasted);
    assert_int_equal(q->count, 3);
    assert_str(q->items[0].text, "How was the amber bed?", "1");
    assert_str(q->items[1].text, "How was the basil bed?", "2");
    assert_str(q->items[2].text, "3 roses stood in the third bed?", "a number that is part of the text");
    assert_int_equal(q->items[2].option_count, 4);
    assert_str(q->items[2].options[3].text, "all leaves", "3");
    const struct measure *found[2];
    assert_int_equal(questionnaire_find(q, found, 2), 0);
    struct questionnaire_match *m = match(q, "ucla3", &a); /* three items, but answers 1 to 3 */
    assert_true(m->complete && !m->certain);
    assert_int_equal(m->item[2].by, QUESTIONNAIRE_BY_ORDER);
    m = match(q, "gad7", &a);
    assert_true(!m->complete && m->doubt_count > 0);
    assert_string_equal(m->doubts[0].text, "3 lines, 7 items: write one item of GAD-7 a line, in its order");
    free(bytes);

    const struct {
        struct str text;
        size_t items;
        const char *first;
    } good[] = {
        {STR("one"), 1, "one"},         {STR("\xef\xbb\xbfone\r\ntwo"), 2, "one"},
        {STR("\n\n one \n"), 1, "one"}, {STR("2. one"), 1, "2. one"},
        {STR("1."), 1, "1."},           {STR("1. = x"), 1, "= x"},
        {STR("a = b"), 1, "a = b"},     {STR("1 = "), 1, "1 ="},
        {STR("1.x"), 1, "x"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK(questionnaire_lines(good[i].text, &a, &q, &e), "%zu: %s", i, e.text);
        CHECK(q->count == good[i].items, "%zu: %zu items", i, q->count);
        assert_str(q->items[0].text, good[i].first, "first");
    }
    const struct str bad[] = {STR(""), STR("\n \n"), STR("0 = x\n"), STR("a\xff"), STR("a\0b")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err_clear(&e);
        CHECK(!questionnaire_lines(bad[i], &a, &q, &e) && e.kind == ERR_INVALID, "%zu", i);
    }
    arena_free(&a);
}

static void test_pasted_limits(void **state)
{
    static const struct {
        const char *piece, *between;
        size_t most;
        const char *where;
    } rows[] = {
        {"a", "\n", SCORE_ITEMS_MAX, "line 33"},
        {"a", "", QUESTIONNAIRE_TEXT_MAX, "line 1"},
        {"0 = a", "\n", QUESTIONNAIRE_OPTIONS_MAX, "line 66"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t over = 0; over < 2; over++) {
            struct arena a;
            struct err e = {0};
            struct questionnaire *q;
            arena_init(&a, 0);
            struct str text =
                repeated(&b, i == 2 ? "a\n" : "", rows[i].piece, rows[i].between, rows[i].most + over, "");
            CHECK(questionnaire_lines(text, &a, &q, &e) == (over == 0), "row %zu: %s", i, e.text);
            if (over) {
                assert_int_equal(e.kind, ERR_LIMIT);
                assert_string_equal(e.where, rows[i].where);
            }
            arena_free(&a);
        }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_values_are_ours),
        cmocka_unit_test(test_each_item_once),
        cmocka_unit_test(test_head_and_shape),
        cmocka_unit_test(test_impact_answers),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_long_before),
        cmocka_unit_test(test_pasted),
        cmocka_unit_test(test_pasted_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
