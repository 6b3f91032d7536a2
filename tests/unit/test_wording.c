/* Wording that a practice keeps: made, written, read again, changed by hand, shown or not; answers of a response. */
#include "support.h"

#include "base/json.h"
#include "measure/wording.h"

#define FOLDER "tests/data/measure/questionnaire/"

static struct str load(const char *file, struct arena *a)
{
    char path[200];
    size_t n;
    snprintf(path, sizeof path, FOLDER "%s", file);
    char *bytes = read_file(path, &n);
    char *copy = arena_copy(a, bytes, n);
    free(bytes);
    assert_non_null(copy);
    return (struct str){copy, n};
}

static const struct measure *by_id(const char *id)
{
    const struct measure *m = measure_find(str_of(id));
    CHECK(m, "%s", id);
    return m;
}

static const struct wording_origin origin = {.imported = {2026, 3, 31}};

/* The wording of a Questionnaire; NULL when the match is not complete. */
static struct wording *make(struct str bytes, const char *id, struct arena *a, bool *certain)
{
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_match *m;
    struct wording *w;
    CHECK(questionnaire_read(bytes, a, &q, &e), "%s: %s", e.where, e.text);
    CHECK(questionnaire_match(q, by_id(id), NULL, 0, a, &m, &e), "%s", e.text);
    if (certain)
        *certain = m->certain;
    if (!m->complete)
        return NULL;
    CHECK(wording_make(m, &origin, a, &w, &e), "%s", e.text);
    return w;
}

static struct wording *phq9(struct arena *a)
{
    struct wording *w = make(load("phq9-ordinal.json", a), "phq9", a, NULL);
    assert_non_null(w);
    return w;
}

/* ---- out and in again ---- */

static void test_round_trips(void **state)
{
    struct tsv t;
    size_t kept = 0;
    (void)state;
    tsv_open(&t, "tests/data/measure/questionnaires.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf json, again, fhir;
        struct err e = {0};
        struct wording *read = NULL;
        const char *id = tsv_get(&t, "instrument"), *found = tsv_get(&t, "found");
        bool certain = false, all_text = true;
        if (strcmp(tsv_get(&t, "how"), "-") == 0)
            continue;
        arena_init(&a, 0);
        buf_init(&json, 0);
        buf_init(&again, 0);
        buf_init(&fhir, 0);
        struct wording *w = make(load(tsv_get(&t, "file"), &a), strcmp(id, "-") == 0 ? found : id, &a, NULL);
        if (w) {
            kept++;
            wording_to_json(w, &json);
            CHECK(wording_from_json(buf_str(&json), &a, &read, &e), "%s: %s: %s", tsv_where(&t), e.where, e.text);
            wording_to_json(read, &again);
            CHECK(str_eq(buf_str(&json), buf_str(&again)), "%s: the stored form changes", tsv_where(&t));
            wording_to_fhir(w, &fhir);
            struct wording *back = make(buf_str(&fhir), w->measure->id, &a, &certain);
            CHECK(back && strcmp(back->hash, w->hash) == 0, "%s: other texts after FHIR", tsv_where(&t));
            for (size_t i = 0; i < w->count; i++)
                for (size_t k = 0; k < w->item[i].answer_count; k++)
                    all_text = all_text && w->item[i].answers[k].text.p;
            CHECK(certain == all_text, "%s: its own export is %scertain", tsv_where(&t), certain ? "" : "not ");
            buf_reset(&again);
            wording_to_json(back, &again);
            CHECK(str_eq(buf_str(&json), buf_str(&again)), "%s: not the same wording after FHIR:\n%s\n%s",
                  tsv_where(&t), json.p, again.p);
        }
        buf_free(&json);
        buf_free(&again);
        buf_free(&fhir);
        arena_free(&a);
    }
    CHECK(kept > 15, "%zu wordings", kept);
    tsv_close(&t);
}

static void test_fhir_form(void **state)
{
    struct arena a;
    struct buf b;
    struct err e = {0};
    const struct json *tree;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    wording_to_fhir(phq9(&a), &b);
    assert_true(json_parse(buf_str(&b), &a, &tree, &e));
    assert_str(json_str(json_get(tree, "resourceType")), "Questionnaire", "resourceType");
    assert_str(json_str(json_get(tree, "copyright")), "Example Garden Press. May be copied with this line.",
               "copyright");
    assert_str(json_str(json_get(json_get(tree, "derivedFrom"), "x")), "", "derivedFrom is a list");
    assert_str(json_get(tree, "derivedFrom")->first->text, "https://garden.example/Questionnaire/one", "derivedFrom");
    assert_null(json_get(tree, "url")); /* it is not the publisher's resource any more */
    const struct json *item = json_get(tree, "item")->first;
    assert_str(json_str(json_get(json_get(item, "code")->first, "code")), "44250-9", "code");
    const struct json *third = json_get(item, "answerOption")->first->next->next;
    assert_str(json_get(json_get(third, "extension")->first, "valueDecimal")->text, "2", "ordinal");
    assert_str(json_str(json_get(json_get(third, "valueCoding"), "code")), "LA6570-1", "answer code");
    buf_free(&b);
    arena_free(&a);
}

/* ---- origin ---- */

static void test_origin(void **state)
{
    struct arena a;
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_match *m;
    struct wording *w;
    struct wording_origin o = {STR("mine"), STR("me"), STR("Letter of the press, 3 May 2026"), {2026, 5, 4}};
    (void)state;
    arena_init(&a, 0);
    assert_true(questionnaire_read(load("pcptsd5-links.json", &a), &a, &q, &e));
    assert_true(questionnaire_match(q, by_id("pcptsd5"), NULL, 0, &a, &m, &e));
    assert_true(wording_make(m, &o, &a, &w, &e));
    assert_str(w->copyright, "mine", "the file has none");
    assert_str(w->publisher, "Example Garden Press", "the file's own goes first");
    assert_str(w->permission, "Letter of the press, 3 May 2026", "permission");
    assert_true(w->has_extra[EXTRA_GATE]);
    assert_int_equal(date_cmp(w->imported, o.imported), 0);

    char *longer = arena_alloc(&a, WORDING_PERMISSION_MAX + 2);
    memset(longer, 'x', WORDING_PERMISSION_MAX + 1);
    o.permission = (struct str){longer, WORDING_PERMISSION_MAX};
    assert_true(wording_make(m, &o, &a, &w, &e));
    o.permission.n++;
    assert_false(wording_make(m, &o, &a, &w, &e));
    assert_string_equal(e.where, "permission");
    err_clear(&e);
    assert_true(questionnaire_match(q, by_id("gad7"), NULL, 0, &a, &m, &e));
    assert_false(wording_make(m, &origin, &a, &w, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    arena_free(&a);
}

/* The hash sees every text, answer and place, and nothing of whose they are. */
static void test_hash(void **state)
{
    struct arena a;
    struct buf b;
    struct err e = {0};
    struct wording *w, *x;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    w = phq9(&a);
    char first[WORDING_HASH_SIZE];
    memcpy(first, w->hash, sizeof first);
    assert_int_equal(strlen(first), WORDING_HASH_SIZE - 1);
    w->publisher = STR("another");
    w->permission = STR("somebody");
    w->imported = (struct date){2025, 1, 1};
    wording_to_json(w, &b);
    assert_true(wording_from_json(buf_str(&b), &a, &x, &e));
    assert_string_equal(x->hash, first);

    static const char *const changes[][2] = {
        {"amber", "Amber"},              /* a text */
        {"\"no leaf\"", "\"no  leaf\""}, /* an answer */
        {"one leaf", "one leaf."},       /* a dot */
        {"rather heavy", "very heavy"},  /* a question beside the score */
        {"\"text\": \"How often was the basil in bloom?\"",
         "\"before\": \"x\", \"text\": \"How often was the basil in bloom?\""},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct str text = buf_str(&b);
        size_t at = str_find(text, str_of(changes[i][0]), 0);
        CHECK(at != (size_t)-1, "%s", changes[i][0]);
        struct buf c;
        buf_init(&c, 0);
        buf_put(&c, text.p, at);
        buf_cstr(&c, changes[i][1]);
        buf_add(&c, str_sub(text, at + strlen(changes[i][0]), text.n));
        err_clear(&e);
        CHECK(!wording_from_json(buf_str(&c), &a, &x, &e), "%s is not seen", changes[i][1]);
        assert_string_equal(e.where, "blake2b");
        assert_non_null(strstr(e.text, "changed after the import"));
        buf_free(&c);
    }
    buf_free(&b);
    arena_free(&a);
}

/* ---- what is refused ---- */

/* The stored form with the first `old` replaced by `with`. */
static bool read_changed(const char *old, const char *with, struct err *e)
{
    struct arena a;
    struct buf b, c;
    struct wording *x;
    arena_init(&a, 0);
    buf_init(&b, 0);
    buf_init(&c, 0);
    wording_to_json(phq9(&a), &b);
    struct str text = buf_str(&b);
    size_t at = str_find(text, str_of(old), 0);
    CHECK(at != (size_t)-1, "%s", old);
    buf_put(&c, text.p, at);
    buf_cstr(&c, with);
    buf_add(&c, str_sub(text, at + strlen(old), text.n));
    err_clear(e);
    bool ok = wording_from_json(buf_str(&c), &a, &x, e);
    buf_free(&b);
    buf_free(&c);
    arena_free(&a);
    return ok;
}

static void test_bad_stored(void **state)
{
    static const struct {
        const char *old, *with, *where, *says;
    } rows[] = {
        {"goldthread.wording/1", "goldthread.wording/2", "format", "must be"},
        {"\"goldthread.wording/1\"", "7", "format", "must be a text"},
        {"\"format\"", "\"other\"", "format", "must be"},
        {"\"phq9\"", "\"phq99\"", "instrument", "no instrument"},
        {"\"phq9\"", "\"phq2\"", "items", "as many"},
        {"\"phq9\"", "9", "instrument", "must be a text"},
        {"\"Garden form\"", "\"\"", "title", "not empty"},
        {"\"Garden form\"", "[]", "title", "must be a text"},
        {"\"publisher\": \"Example Garden Press\"", "\"publisher\": 1", "publisher", "must be a text"},
        {"\"2.1\"", "{}", "version", "must be a text"},
        {"\"2.1\",", "\"2.1\", \"language\": 1,", "language", "must be a text"},
        {"\"https://garden.example/Questionnaire/one\"", "1", "url", "must be a text"},
        {"\"copyright\": \"", "\"copyright\": 1, \"x\": \"", "copyright", "must be a text"},
        {"\"2.1\",", "\"2.1\", \"permission\": false,", "permission", "must be a text"},
        {"\"2026-03-31\"", "\"2026-02-31\"", "imported", "date"},
        {"\"2026-03-31\"", "\"2026-03-31T00:00\"", "imported", "longer"},
        {"\"blake2b\": \"", "\"blake2b\": 1, \"x\": \"", "blake2b", "must be a text"},
        {"\"blake2b\": \"", "\"blake2b\": \"0", "blake2b", "longer|agree"},
        {"\"items\"", "\"itemz\"", "items", "as many"},
        {"\"text\": \"How often was the amber in bloom?\"", "\"text\": 1", "text", "must be a text"},
        {"\"text\": \"How often was the amber in bloom?\",", "", "items", "have a text"},
        {"\"text\": \"How often was the amber in bloom?\"", "\"before\": 1, \"text\": \"a\"", "before",
         "must be a text"},
        {"\"answers\": [", "\"answers\": 1, \"x\": [", "answers", "as many"},
        {"\"answers\": [", "\"answers\": [{\"value\": 0},", "answers", "as many"},
        {"\"value\": 0", "\"value\": 1", "answers", "values"},
        {"\"value\": 0", "\"value\": 0.5", "answers", "values"},
        {"\"text\": \"no leaf\"", "\"text\": 1", "text", "must be a text"},
        {"\"code\": \"LA6568-5\"", "\"code\": 1", "code", "must be a text"},
        {"\"impact\": {", "\"gate\": {", "extras", "no such question"},
        {"\"light work\"", "1", "text", "must be a text"},
        {"{", "[", "line 2", "|"},
        {"{", "{\"items\": 7, \"x\":", "line", "|"},
        {"\"items\": [", "\"items\": 7, \"x\": [", "items", "as many"},
        {"\"answers\": [", "\"x\": [", "answers", "as many"},
        {"\"instrument\": \"phq9\"",
         "\"instrument\": \"a name that is longer than any instrument of the whole world has, by far\"", "instrument",
         "longer"},
        {"\"imported\": \"2026-03-31\",", "\"imported\": 7,", "imported", "must be a text"},
    };
    struct err e = {0};
    (void)state;
    assert_true(read_changed("{", "{", &e));
    assert_true(read_changed("\"imported\": \"2026-03-31\",", "", &e)); /* nobody knows when */
    assert_true(read_changed("\"extras\"", "\"extraz\"", &e) == false); /* their texts are in the hash */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool said = false;
        struct str rest = str_of(rows[i].says), word;
        CHECK(!read_changed(rows[i].old, rows[i].with, &e), "row %zu is accepted: %s", i, rows[i].with);
        CHECK(strstr(e.where, rows[i].where), "row %zu: where \"%s\": %s", i, e.where, e.text);
        for (bool more = true; more;) {
            more = str_cut(rest, '|', &word, &rest);
            said = said || str_find(str_of(e.text), more ? word : rest, 0) != (size_t)-1;
        }
        CHECK(said, "row %zu says: %s", i, e.text);
    }
}

/* ---- may it be shown ---- */

static void test_may_show(void **state)
{
    struct arena a;
    const char *reason;
    const struct measure *m;
    size_t blocked = 0, free_to_show = 0;
    (void)state;
    arena_init(&a, 0);
    for (size_t k = 0; (m = measure_at(k)); k++) {
        assert_false(wording_may_show(m, NULL, &reason));
        CHECK(strstr(reason, "not been imported"), "%s: %s", m->id, reason);
        struct wording w = {.measure = m, .count = 0};
        bool allowed = measure_structure(m)->wording_allowed;
        CHECK(wording_may_show(m, &w, &reason) == allowed, "%s", m->id);
        CHECK((reason == NULL) == allowed && (!reason || strstr(reason, "--permission")), "%s", m->id);
        w.permission = STR("the author, by letter");
        CHECK(wording_may_show(m, &w, &reason) && !reason, "%s", m->id);
        blocked += !allowed;
        free_to_show += allowed;
    }
    CHECK(blocked > 5 && free_to_show > 5, "%zu blocked, %zu free", blocked, free_to_show);
    struct wording *w = make(load("phq9-external.json", &a), "phq9", &a, NULL);
    assert_false(wording_may_show(w->measure, w, &reason));
    assert_non_null(strstr(reason, "answers are missing"));
    w = phq9(&a);
    assert_true(wording_may_show(w->measure, w, &reason));
    arena_free(&a);
}

/* ---- responses ---- */

static void put_answer(struct buf *b, const char *kind_value)
{
    const char *v = kind_value + 2;
    switch (kind_value[0]) {
    case 'C':
        buf_printf(b, "{\"valueCoding\":{\"code\":\"%s\"}}", v);
        break;
    case 'W':
        buf_printf(b,
                   "{\"valueCoding\":{\"display\":\"x\",\"extension\":[{\"url\":\"other\"},{\"url\":"
                   "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":%s}]}}",
                   v);
        break;
    case 'I':
        buf_printf(b, "{\"valueInteger\":%s}", v);
        break;
    case 'D':
        buf_printf(b, "{\"valueDecimal\":%s}", v);
        break;
    case 'Q':
        buf_printf(b, "{\"valueQuantity\":{\"value\":%s,\"unit\":\"pts.\"}}", v);
        break;
    case 'B':
        buf_printf(b, "{\"valueBoolean\":%s}", v);
        break;
    case 'S':
        buf_printf(b, "{\"valueString\":\"%s\"}", v);
        break;
    default:
        buf_cstr(b, "{\"valueInteger\":1},{\"valueInteger\":2}");
    }
}

/* "link=C:code link=I:1" as a QuestionnaireResponse; each second answer is put into a group, which changes nothing. */
static void put_response(struct buf *b, const char *answers)
{
    char text[2000], *word, *rest = text;
    size_t n = 0;
    snprintf(text, sizeof text, "%s", answers);
    buf_cstr(b, "{\"resourceType\":\"QuestionnaireResponse\",\"authored\":\"2026-03-31\",\"item\":[");
    while (*rest) {
        word = rest;
        rest += strcspn(rest, " ");
        if (*rest)
            *rest++ = '\0';
        char *value = strchr(word, '=');
        CHECK(value, "%s", word);
        *value++ = '\0';
        buf_printf(b, "%s%s{\"linkId\":\"%s\",\"answer\":[", n ? "," : "",
                   n % 2 ? "{\"linkId\":\"group\",\"item\":[" : "", word);
        put_answer(b, value);
        buf_printf(b, "]}%s", n % 2 ? "]}" : "");
        n++;
    }
    buf_cstr(b, "]}");
}

static void check_response(struct tsv *t, const struct questionnaire_response *r)
{
    struct buf b;
    const struct opt_int *extras[EXTRA_COUNT] = {
        [EXTRA_WORK_NA] = &r->input.extra.work_na,
        [EXTRA_GATE] = &r->input.extra.gate,
        [EXTRA_SAME_PERIOD] = &r->input.extra.same_period,
        [EXTRA_PROBLEM] = &r->input.extra.problem,
        [EXTRA_Q6_3MONTHS] = &r->input.extra.q6_3months,
        [EXTRA_IMPACT] = &r->input.extra.impact,
        [EXTRA_PAST_MONTH_THOUGHTS] = &r->input.extra.past_month_thoughts,
        [EXTRA_LIFETIME_ATTEMPT] = &r->input.extra.lifetime_attempt,
    };
    size_t answered = 0;
    buf_init(&b, 0);
    for (size_t i = 0; i < r->input.count; i++) {
        buf_cstr(&b, i ? " " : "");
        answered += r->input.item[i].has;
        if (r->input.item[i].has)
            buf_int(&b, (long long)(dec_to_double(r->input.item[i]) *
                                        (measure_structure(r->input.measure)->tenths ? 10 : 1) +
                                    0.5));
        else
            buf_char(&b, '-');
    }
    assert_str(buf_str(&b), tsv_get(t, "items"), tsv_where(t));
    CHECK(answered == r->answered, "%s", tsv_where(t));
    buf_reset(&b);
    dec_put(&b, r->input.stored_total);
    assert_str(b.n ? buf_str(&b) : STR("-"), tsv_get(t, "total"), tsv_where(t));
    buf_reset(&b);
    for (size_t x = 1; x < EXTRA_COUNT; x++)
        if (extras[x]->has)
            buf_printf(&b, "%s%s %d", b.n ? " " : "", questionnaire_extra_name((enum measure_extra)x),
                       (int)extras[x]->v);
    assert_str(b.n ? buf_str(&b) : STR("-"), tsv_get(t, "extra"), tsv_where(t));
    CHECK(r->by_number == (strcmp(tsv_get(t, "by_number"), "yes") == 0), "%s: by_number", tsv_where(t));
    bool said = strcmp(tsv_get(t, "says"), "-") == 0 && r->note_count == 0;
    for (size_t i = 0; i < r->note_count; i++)
        said = said || strstr(r->notes[i].text, tsv_get(t, "says"));
    CHECK(said, "%s: notes: %zu, %s", tsv_where(t), r->note_count, r->note_count ? r->notes[0].text : "");
    assert_str(r->authored, "2026-03-31", tsv_where(t));
    assert_int_equal(r->input.form, SCORE_RESPONSES);
    buf_free(&b);
}

static void test_responses(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/responses.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        struct err e = {0};
        struct questionnaire *q = NULL;
        struct questionnaire_response r;
        const char *id = tsv_get(&t, "measure"), *file = tsv_get(&t, "questionnaire"), *error = tsv_get(&t, "error");
        arena_init(&a, 0);
        buf_init(&b, 0);
        put_response(&b, tsv_get(&t, "answers"));
        if (strcmp(file, "-") != 0)
            assert_true(questionnaire_read(load(file, &a), &a, &q, &e));
        bool ok = questionnaire_response_read(buf_str(&b), strcmp(id, "-") == 0 ? NULL : by_id(id), q, &a, &r, &e);
        CHECK(ok == (strcmp(error, "-") == 0), "%s: %s: %s", tsv_where(&t), e.where, e.text);
        if (ok) {
            check_response(&t, &r);
        } else {
            assert_string_equal(e.where, error);
            CHECK(strstr(e.text, tsv_get(&t, "says")), "%s: %s", tsv_where(&t), e.text);
        }
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

#define RESPONSE "{\"resourceType\":\"QuestionnaireResponse\","

static void test_bad_responses(void **state)
{
    static const struct {
        const char *text, *where;
    } rows[] = {
        {"{", "line 1"},
        {"{\"resourceType\":\"Questionnaire\",\"item\":[]}", "/resourceType"},
        {"7", "/resourceType"},
        {RESPONSE "\"item\":{}}", "item"},
        {RESPONSE "\"item\":[{\"item\":7}]}", "item"},
        {RESPONSE "\"item\":[{\"answer\":7}]}", "answer"},
        {RESPONSE "\"item\":[{\"answer\":[{\"item\":7}]}]}", "item"},
    };
    struct arena a;
    struct questionnaire_response r;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        CHECK(!questionnaire_response_read(str_of(rows[i].text), by_id("phq9"), NULL, &a, &r, &e), "row %zu", i);
        CHECK(e.kind == ERR_INVALID && strstr(e.where, rows[i].where), "row %zu: %s: %s", i, e.where, e.text);
    }
    /* A question under an answer, and under a question without one. */
    struct err e = {0};
    assert_true(questionnaire_response_read(
        STR(RESPONSE
            "\"item\":[{\"linkId\":\"x\",\"answer\":[{\"valueString\":\"s\",\"item\":[{\"linkId\":\"/44250-9\","
            "\"answer\":[{\"valueInteger\":2}]}]}]},{\"linkId\":\"/44255-8\",\"answer\":[]}]}"),
        NULL, NULL, &a, &r, &e));
    assert_int_equal(r.answered, 1);
    assert_int_equal(r.note_count, 1);
    /* As many answers as there may be, and one more. */
    for (size_t over = 0; over < 2; over++) {
        struct buf b;
        buf_init(&b, 0);
        buf_cstr(&b, RESPONSE "\"item\":[");
        for (size_t i = 0; i < QUESTIONNAIRE_ITEMS_MAX + over; i++)
            buf_printf(&b, "%s{\"linkId\":\"z\",\"answer\":[{}]}", i ? "," : "");
        buf_cstr(&b, "]}");
        err_clear(&e);
        assert_int_equal(questionnaire_response_read(buf_str(&b), by_id("phq9"), NULL, &a, &r, &e), over == 0);
        if (over)
            assert_int_equal(e.kind, ERR_LIMIT);
        else
            assert_int_equal(r.note_count, QUESTIONNAIRE_NOTES_MAX);
        buf_free(&b);
    }
    arena_free(&a);
}

/* Weights and codes in every place where they may stand, and where they say nothing. */
static void test_answer_forms(void **state)
{
#define X "\"extension\":[{\"url\":\"a/itemWeight\",\"valueDecimal\":2}]"
    static const struct {
        const char *answer;
        int value; /* -1: no answer */
    } rows[] = {
        {"{\"valueInteger\":2}", 2},
        {"{\"valueCoding\":{\"code\":\"zz\"}," X "}", 2},
        {"{\"valueCoding\":{\"code\":\"zz\"," X "}}", 2},
        {"{\"valueCoding\":{\"code\":\"one\"}}", 1}, /* as its Questionnaire says */
        {"{\"valueCoding\":{\"code\":\"zz\"}}", -1},
        {"{\"valueCoding\":{}}", -1},
        {"{\"valueCoding\":{\"extension\":7}}", -1},
        {"{\"valueCoding\":{\"extension\":[]}}", -1},
        {"{\"valueCoding\":{\"extension\":[{\"url\":\"a/itemWeight\"}]}}", -1},
        {"{\"valueCoding\":{\"extension\":[{\"url\":\"a/itemWeight\",\"valueDecimal\":\"2\"}]}}", -1},
        {"{\"valueCoding\":{\"extension\":[{\"url\":\"a/itemWeight\",\"valueDecimal\":2e0}]}}", -1},
        {"{\"valueInteger\":\"2\"}", -1},
        {"{\"valueDecimal\":2e0}", -1},
        {"{\"valueQuantity\":{}}", -1},
        {"{\"valueBoolean\":true}", 1},
        {"{\"valueCoding\":{\"code\":\"a code that is longer than a message has room for, by far and beyond\"}}", -1},
        {"7", -1},
    };
    struct arena a;
    struct err e = {0};
    struct questionnaire *q;
    (void)state;
    arena_init(&a, 0);
    assert_true(
        questionnaire_read(STR("{\"resourceType\":\"Questionnaire\",\"item\":[{\"linkId\":\"k\",\"type\":\"choice\","
                               "\"text\":\"t\",\"code\":[{\"code\":"
                               "\"69725-0\"}],\"answerOption\":[{\"valueCoding\":{\"code\":\"none\"}},{\"valueCoding\":"
                               "{\"code\":\"one\"}},"
                               "{\"valueCoding\":{\"code\":\"two\"}},{\"valueCoding\":{\"code\":\"three\"}}]}]}"),
                           &a, &q, &e));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct questionnaire_response r;
        struct buf b;
        buf_init(&b, 0);
        err_clear(&e);
        buf_printf(&b, RESPONSE "\"item\":[{\"linkId\":\"k\",\"answer\":[%s]}]}", rows[i].answer);
        bool ok = questionnaire_response_read(buf_str(&b), by_id("gad2"), q, &a, &r, &e);
        CHECK(ok == (rows[i].value >= 0), "%s: %s", rows[i].answer, e.text);
        if (ok)
            CHECK(r.input.item[0].mant == rows[i].value, "%s", rows[i].answer);
        buf_free(&b);
    }
    arena_free(&a);
}

/* A question beside the score whose answers only its Questionnaire explains. */
static void test_extra_of_questionnaire(void **state)
{
    struct arena a;
    struct err e = {0};
    struct questionnaire *q;
    struct questionnaire_response r;
    (void)state;
    arena_init(&a, 0);
    assert_true(questionnaire_read(
        STR("{\"resourceType\":\"Questionnaire\",\"item\":[{\"linkId\":\"/"
            "69722-7\",\"type\":\"choice\",\"text\":\"t\",\"answerOption\":["
            "{\"valueCoding\":{\"code\":\"w\",\"extension\":[{\"url\":\"ordinalValue\",\"valueDecimal\":1}]}},{"
            "\"valueCoding\":{\"code\":"
            "\"v\",\"display\":\"d\",\"extension\":[{\"url\":\"ordinalValue\",\"valueDecimal\":1}]}},{\"valueCoding\":{"
            "\"code\":\"u\","
            "\"extension\":[{\"url\":\"ordinalValue\",\"valueDecimal\":9}]}},{\"valueCoding\":{\"code\":\"x\","
            "\"display\":\"e\",\"extension\":[{\"url\":\"ordinalValue\",\"valueDecimal\":1}]}}]},"
            "{\"linkId\":\"/69722-7\",\"type\":\"choice\",\"text\":\"again\"}]}"),
        &a, &q, &e));
    assert_true(questionnaire_response_read(
        STR(RESPONSE "\"item\":[{\"linkId\":\"/69722-7\",\"answer\":[{\"valueCoding\":{\"code\":\"v\"}}]}]}"),
        by_id("phq9"), q, &a, &r, &e));
    assert_true(r.input.extra.impact.has && r.input.extra.impact.v == 1);
    assert_true(questionnaire_response_read(
        STR(RESPONSE "\"item\":[{\"linkId\":\"/69722-7\",\"answer\":[{\"valueCoding\":{\"code\":\"u\"}}]}]}"),
        by_id("phq9"), q, &a, &r, &e));
    assert_false(r.input.extra.impact.has);
    assert_true(questionnaire_response_read(
        STR(RESPONSE "\"item\":[{\"linkId\":\"/69722-7\",\"answer\":[{\"valueBoolean\":true}]}]}"), by_id("phq9"), q,
        &a, &r, &e));
    assert_false(r.input.extra.impact.has); /* yes is no degree */
    arena_free(&a);
}

/* What score_form makes of it: the total that came along is compared with the items. */
static void test_stored_total(void **state)
{
    struct arena a;
    struct score s;
    struct questionnaire_response r;
    (void)state;
    arena_init(&a, 0);
    for (int total = 9; total < 12; total++) {
        struct buf b;
        struct err e = {0};
        char answers[400];
        snprintf(answers, sizeof answers,
                 "/44250-9=I:1 /44255-8=I:1 /44259-0=I:1 /44254-1=I:1 /44251-7=I:1 /44258-2=I:1 /44252-5=I:2 "
                 "/44253-3=I:2 /44260-8=I:0 /44261-6=D:%d /69722-7=I:3",
                 total);
        buf_init(&b, 0);
        put_response(&b, answers);
        assert_true(questionnaire_response_read(buf_str(&b), NULL, NULL, &a, &r, &e));
        CHECK(score_form(&r.input, &s, &e), "%s: %s", e.where, e.text);
        assert_true(s.has && s.complete);
        assert_int_equal((int)s.value, 10); /* never with the question on difficulty */
        assert_int_equal(s.stored_total_differs, total != 10);
        buf_free(&b);
    }
    arena_free(&a);
}

/* ---- memory ---- */

static bool run_import(struct arena *a, void *ctx, struct err *e)
{
    struct questionnaire *q;
    struct questionnaire_match *m;
    struct wording *w;
    return questionnaire_read(*(struct str *)ctx, a, &q, e) &&
           questionnaire_match(q, by_id("phq9"), NULL, 0, a, &m, e) && wording_make(m, &origin, a, &w, e);
}

static bool run_lines(struct arena *a, void *ctx, struct err *e)
{
    struct questionnaire *q;
    struct questionnaire_match *m;
    (void)ctx;
    return questionnaire_lines(STR("a\nb\n0 = x\n1 = y\n2 = z\n3 = w"), a, &q, e) &&
           questionnaire_match(q, by_id("gad2"), NULL, 0, a, &m, e);
}

static bool run_stored(struct arena *a, void *ctx, struct err *e)
{
    struct wording *w;
    return wording_from_json(*(struct str *)ctx, a, &w, e);
}

static bool run_response(struct arena *a, void *ctx, struct err *e)
{
    struct questionnaire *q;
    struct questionnaire_response r;
    return questionnaire_read(*(struct str *)ctx, a, &q, e) &&
           questionnaire_response_read(
               STR(RESPONSE "\"item\":[{\"linkId\":\"g1.q1\",\"answer\":[{\"valueInteger\":1}]}]}"), NULL, q, a, &r, e);
}

static void test_memory(void **state)
{
    struct arena a;
    struct buf b, full;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct str file = load("phq9-contained.json", &a);
    CHECK(fault_sweep(run_import, &file) > 20, "few allocations");
    limit_sweep(run_import, &file, 4096);
    CHECK(fault_sweep(run_lines, NULL) > 5, "few allocations");
    CHECK(fault_sweep(run_response, &file) > 20, "few allocations");
    wording_to_json(phq9(&a), &b);
    struct str stored = buf_str(&b);
    CHECK(fault_sweep(run_stored, &stored) > 20, "few allocations");
    limit_sweep(run_stored, &stored, 1024);
    for (size_t limit = 1; limit < 200; limit += 7) { /* the writers' buffers tell it once, at the end */
        buf_init(&full, limit);
        wording_to_json(phq9(&a), &full);
        assert_false(buf_ok(&full));
        buf_free(&full);
        buf_init(&full, limit);
        wording_to_fhir(phq9(&a), &full);
        assert_false(buf_ok(&full));
        buf_free(&full);
    }
    buf_free(&b);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_fhir_form),
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_bad_stored),
        cmocka_unit_test(test_may_show),
        cmocka_unit_test(test_responses),
        cmocka_unit_test(test_bad_responses),
        cmocka_unit_test(test_stored_total),
        cmocka_unit_test(test_answer_forms),
        cmocka_unit_test(test_extra_of_questionnaire),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
