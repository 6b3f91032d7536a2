/* Questionnaires that are put together unusually: codes, types, weights, answers, our own exports. */
#include "support.h"

#include "measure/questionnaire.h"

#define QUESTIONNAIRE "{\"resourceType\":\"Questionnaire\","

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

static struct questionnaire *parse(const char *members, struct arena *a)
{
    struct buf b;
    struct err e = {0};
    struct questionnaire *q = NULL;
    buf_init(&b, 0);
    buf_printf(&b, QUESTIONNAIRE "%s}", members);
    CHECK(questionnaire_read(buf_str(&b), a, &q, &e), "%s: %s: %s", members, e.where, e.text);
    buf_free(&b);
    return q;
}

static void test_codes(void **state)
{
    static const struct {
        const char *coding;
        bool counts;
    } rows[] = {
        {"{\"system\":\"http://loinc.org\",\"code\":\"44250-9\"}", true},
        {"{\"system\":\"https://loinc.org\",\"code\":\"44250-9\"}", true},
        {"{\"system\":\"http://loinc.org/\",\"code\":\"44250-9\"}", true},
        {"{\"code\":\"44250-9\"}", true},
        {"{\"code\":\"102012-2\"}", true},
        {"{\"system\":\"http://snomed.info/sct\",\"code\":\"44250-9\"}", false},
        {"{\"system\":\"http://loinc.org\"}", false},
        {"{\"code\":\"\"}", false},
        {"{\"code\":\"-9\"}", false},
        {"{\"code\":\"44250\"}", false},
        {"{\"code\":\"1\"}", false},
        {"{\"code\":\"44250-\"}", false},
        {"{\"code\":\"44250-99\"}", false},
        {"{\"code\":\"4425a-9\"}", false},
        {"{\"code\":\"4425.-9\"}", false},
        {"{\"code\":\"44250-x\"}", false},
        {"{\"code\":\"1234567890-1\"}", false},
        {"7", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena a;
        char text[300];
        arena_init(&a, 0);
        snprintf(text, sizeof text, "\"code\":[],\"item\":[{\"code\":[%s]}]", rows[i].coding);
        struct questionnaire *q = parse(text, &a);
        CHECK(q->items[0].code_count == rows[i].counts && q->code_count == 0, "%s", rows[i].coding);
        arena_free(&a);
    }
}

static void test_types(void **state)
{
    static const struct {
        const char *members;
        enum questionnaire_type type;
        size_t options;
    } rows[] = {
        {"", QUESTION_OTHER, 0},
        {"\"type\":\"string\"", QUESTION_OTHER, 0},
        {"\"type\":\"group\"", QUESTION_GROUP, 0},
        {"\"type\":\"display\"", QUESTION_DISPLAY, 0},
        {"\"type\":\"open-choice\"", QUESTION_CHOICE, 0},
        {"\"type\":\"coding\"", QUESTION_CHOICE, 0},
        {"\"type\":\"boolean\"", QUESTION_YES_NO, 0},
        {"\"type\":\"quantity\"", QUESTION_NUMBER, 0},
        {"\"type\":\"integer\",\"answerOption\":[{\"valueInteger\":1}]", QUESTION_CHOICE, 1},
        {"\"type\":\"string\",\"option\":[{\"valueString\":\"a\"},{}]", QUESTION_CHOICE, 2},
        {"\"type\":\"choice\",\"answerOption\":[{\"valueString\":\"a\"}],\"answerValueSet\":\"#v\"", QUESTION_CHOICE,
         3},
        {"\"type\":\"choice\",\"answerValueSet\":\"#w\"", QUESTION_CHOICE, 0},
        {"\"type\":\"choice\",\"answerValueSet\":\"#x\"", QUESTION_CHOICE, 0},
        {"\"type\":\"choice\",\"answerValueSet\":\"#none\"", QUESTION_CHOICE, 0},
        {"\"type\":null,\"text\":null", QUESTION_OTHER, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena a;
        char text[700];
        arena_init(&a, 0);
        snprintf(text, sizeof text,
                 "\"contained\":[{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"compose\":{\"include\":[{},{\"concept\":"
                 "[{\"code\":\"b\"},{\"code\":\"c\"}]}]}},{\"resourceType\":\"ValueSet\",\"id\":\"w\",\"url\":\"u\"},"
                 "{\"resourceType\":\"ValueSet\",\"id\":\"x\",\"url\":\"ux\",\"compose\":{}}],\"item\":[{%s}]",
                 rows[i].members);
        struct questionnaire *q = parse(text, &a);
        CHECK(q->items[0].type == rows[i].type && q->items[0].option_count == rows[i].options,
              "%s: type %d, %zu options", rows[i].members, q->items[0].type, q->items[0].option_count);
        CHECK((q->items[0].value_set.p != NULL) == (strstr(rows[i].members, "#none") != NULL), "%s", rows[i].members);
        arena_free(&a);
    }
}

static void test_weights(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct questionnaire *q = parse(
        "\"item\":[{\"answerOption\":[{\"valueInteger\":7},{\"extension\":[{\"url\":\"x\"},{\"url\":\"a/itemWeight\","
        "\"valueInteger\":3}],\"valueInteger\":7},{\"valueDate\":\"2026-01-01\"},{\"valueCoding\":{}}]}]",
        &a);
    const struct questionnaire_option *o = q->items[0].options;
    assert_true(o[0].weight.has && o[0].weight.mant == 7);
    assert_true(o[1].weight.has && o[1].weight.mant == 3);
    assert_str(o[1].text, "7", "text of a number");
    assert_false(o[2].weight.has || o[2].text.p || o[2].code.p);
    assert_false(o[3].weight.has || o[3].text.p || o[3].code.p);
    arena_free(&a);
}

static void test_own(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
#define OWN "\"identifier\":[{\"system\":\"x\"},{\"system\":\"" QUESTIONNAIRE_OWN_SYSTEM "\",\"value\":\"gad2\"}],"
    struct questionnaire *q = parse(OWN "\"derivedFrom\":[\"a\",\"b\"],\"item\":[{}]", &a);
    assert_str(q->own, "gad2", "own");
    assert_str(q->url, "a", "url");
    assert_null(parse(OWN "\"item\":[{}]", &a)->url.p);
    assert_null(parse(OWN "\"derivedFrom\":[],\"item\":[{}]", &a)->url.p);
    assert_null(parse(OWN "\"derivedFrom\":[1],\"item\":[{}]", &a)->url.p);
    assert_str(parse(OWN "\"url\":\"u\",\"derivedFrom\":[\"a\"],\"item\":[{}]", &a)->url, "u", "its own url");
    assert_null(parse("\"derivedFrom\":[\"a\"],\"item\":[{}]", &a)->url.p); /* not written by us */
    /* Our own names, and those that only look like them. */
    q = parse(
        OWN "\"item\":[{\"linkId\":\"gad2.1\",\"text\":\"a\"},{\"linkId\":\"gad2.3\",\"text\":\"b\"},{\"linkId\":"
            "\"gad2x2\",\"text\":\"c\"},{\"linkId\":\"gad7.2\",\"text\":\"d\"},{\"linkId\":\"gad2.x\",\"text\":\"e\"}]",
        &a);
    struct questionnaire_match *m = match(q, "gad2", &a);
    assert_int_equal(m->item[0].by, QUESTIONNAIRE_BY_LINK);
    assert_int_equal(m->item[1].by, QUESTIONNAIRE_NOT);
    q = parse("\"identifier\":[{\"system\":\"" QUESTIONNAIRE_OWN_SYSTEM "\",\"value\":\"phqa\"}],\"item\":[{\"linkId\":"
              "\"phqa.impact\",\"text\":\"a\"},{\"linkId\":\"phqa-impact\",\"text\":\"b\"},{\"linkId\":\"phqb.impact\","
              "\"text\":"
              "\"c\"},{\"linkId\":\"phqa.gate\",\"text\":\"d\"},{\"linkId\":\"phqa.lifetime_attempt\",\"text\":\" \"},"
              "{\"linkId\":\"phqa.impact\",\"text\":\"e\"}]",
              &a);
    m = match(q, "phqa", &a);
    assert_int_equal(m->extra[EXTRA_IMPACT].by, QUESTIONNAIRE_BY_LINK);
    assert_int_equal(m->extra[EXTRA_IMPACT].at, 0);
    assert_int_equal(m->extra[EXTRA_GATE].by, QUESTIONNAIRE_NOT);
    assert_int_equal(m->extra[EXTRA_LIFETIME_ATTEMPT].by, QUESTIONNAIRE_NOT); /* it has no text */
    arena_free(&a);
}

/* More is doubtful than there is room for: the first ones are told, and it stays uncertain. */
static void test_many_doubts(void **state)
{
    struct arena a;
    struct buf b;
    const struct measure *m;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    buf_cstr(&b, "\"code\":[{\"code\":\"1-8\"}");
    for (size_t k = 0; (m = measure_at(k)); k++)
        if (measure_structure(m)->loinc_panel)
            buf_printf(&b, ",{\"code\":\"%s\"}", measure_structure(m)->loinc_panel);
    buf_cstr(&b,
             "],\"item\":[{\"linkId\":\"1\",\"type\":\"choice\",\"answerValueSet\":\"v\",\"text\":\"a\"},"
             "{\"linkId\":\"2\",\"type\":\"choice\",\"text\":\"b\"},"
             "{\"linkId\":\"3\",\"type\":\"choice\",\"answerOption\":[{\"valueString\":\"x\"}],\"text\":\"c\"},"
             "{\"linkId\":\"4\",\"type\":\"choice\",\"answerOption\":[{\"valueString\":\"x\"},{\"valueString\":\"x\"},"
             "{\"valueString\":\"x\"},{},{\"valueString\":\"x\"}],\"text\":\"d\"},"
             "{\"linkId\":\"5\",\"type\":\"boolean\"}");
    for (int i = 6; i <= 16; i++)
        buf_printf(&b, ",{\"linkId\":\"%d\",\"type\":\"boolean\",\"text\":\"e\"}", i);
    buf_cstr(&b, "]");
    struct questionnaire_match *x = match(parse(b.p, &a), "pswq", &a);
    assert_int_equal(x->matched, 16);
    assert_int_equal(x->doubt_count, QUESTIONNAIRE_NOTES_MAX);
    assert_false(x->certain || x->complete);
    buf_free(&b);
    arena_free(&a);
}

/* Answers one by one: what agrees, and what is wrong with what does not. */
static void test_answers(void **state)
{
    static const struct {
        const char *options; /* code:weight, - for none of them, with blanks between */
        const char *doubt;   /* NULL: certain */
    } rows[] = {
        {"LA6568-5:- LA6569-3:- LA6570-1:- LA6571-9:-", NULL},
        {"LA6571-9:- LA6570-1:- LA6569-3:- LA6568-5:-", NULL},
        {"-:0 -:1 -:2 -:3", NULL},
        {"-:0.0 -:1.0 -:2.00 -:3", NULL},
        {"-:3 -:2 -:1 -:0", NULL},
        {"x:0 LA6569-3:- LA6570-1:2 y:3", NULL},
        {"LA6568-5:0 LA6569-3:1 LA18938-3:2 LA6571-9:3", NULL},
        {"LA6568-5:0 LA6569-3:2 LA6570-1:1 LA6571-9:3", "another value than its code"},
        {"LA6568-5:0 LA6569-3:7 LA6570-1:2 LA6571-9:3", "another value than its code"},
        {"-:0 -:1 -:1 -:3", "not those of the instrument"},
        {"-:0 -:1 -:2 -:4", "not those of the instrument"},
        {"-:1 -:2 -:3 -:4", "not those of the instrument"},
        {"-:0 -:1 -:2", "not those of the instrument"},
        {"-:0 -:1 -:2 -:3 -:4", "not those of the instrument"},
        {"-:0 -:1 -:2 -:3 -:3", "not those of the instrument"},
        {"-:0 -:1 -:2 -:-", "not those of the instrument"},
        {"-:4 -:5 -:6 -:7", "not those of the instrument"},
        {"-:- -:- -:- -:-", "taken in their order"},
        {"x:- y:- z:- w:-", "taken in their order"},
        {"-:- -:- -:-", "not those of the instrument"},
        {"-:0.5 -:1.5 -:2.5 -:3.5", "not those of the instrument"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena a;
        struct buf b;
        char text[200], *word, *rest;
        arena_init(&a, 0);
        buf_init(&b, 0);
        buf_cstr(&b, "\"item\":[");
        for (int item = 0; item < 2; item++) {
            snprintf(text, sizeof text, "%s", rows[i].options);
            buf_printf(&b,
                       "%s{\"linkId\":\"%d\",\"type\":\"choice\",\"text\":\"a\",\"code\":[{\"code\":\"%s\"}],"
                       "\"answerOption\":[",
                       item ? "," : "", item, item ? "44255-8" : "44250-9");
            for (rest = text; *rest;) {
                word = rest;
                rest += strcspn(rest, " ");
                if (*rest)
                    *rest++ = '\0';
                char *weight = strchr(word, ':');
                *weight++ = '\0';
                buf_printf(&b, "%s{\"valueCoding\":{\"display\":\"t\"", word == text ? "" : ",");
                if (*word != '-')
                    buf_printf(&b, ",\"code\":\"%s\"", word);
                if (*weight != '-')
                    buf_printf(&b, ",\"extension\":[{\"url\":\"x/ordinalValue\",\"valueDecimal\":%s}]", weight);
                buf_cstr(&b, "}}");
            }
            buf_cstr(&b, "]}");
        }
        buf_cstr(&b, "]");
        struct questionnaire_match *m = match(parse(b.p, &a), "phq2", &a);
        CHECK(m->certain == !rows[i].doubt && m->complete, "row %zu: %s: %s", i, rows[i].options,
              m->doubt_count ? m->doubts[0].text : "");
        if (rows[i].doubt)
            CHECK(m->doubt_count == 1 && strstr(m->doubts[0].text, rows[i].doubt), "row %zu: %zu: %s", i,
                  m->doubt_count, m->doubts[0].text);
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(m->item[0].answers[k].value, k);
        buf_free(&b);
        arena_free(&a);
    }
}

/* An answer without a text is told, though its value is known. */
static void test_answer_without_text(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct questionnaire_match *m = match(
        parse(
            "\"item\":[{\"linkId\":\"/44250-9\",\"text\":\"a\",\"type\":\"choice\",\"answerOption\":[{\"valueCoding\":{"
            "\"code\":\"LA6568-5\",\"display\":\"t\"}},{\"valueCoding\":{\"code\":\"LA6569-3\"}},{\"valueCoding\":{"
            "\"code\":"
            "\"LA6570-1\",\"display\":\"t\"}},{\"valueCoding\":{\"code\":\"LA6571-9\",\"display\":\"t\"}}]}]",
            &a),
        "phq2", &a);
    assert_false(m->certain);
    bool said = false;
    for (size_t i = 0; i < m->doubt_count; i++)
        said = said || strstr(m->doubts[i].text, "item 1: an answer has no text");
    assert_true(said);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_many_doubts),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_answer_without_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
