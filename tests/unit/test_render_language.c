/*
 * test_render_language.c: a plan as a document in another language: nothing of ours stays English, what the plan says
 * stays as it is, and Spanish has a text for all that a document can say of its own.
 */
#include "render_fields.h"

#include "practice/practice.h"
#include "render/doc_make.h"
#include "rules/rules.h"
#include "web/language.h"

/* ---- a language without letters: whatever has some was not translated ---- */

#define ASKED_MAX 600
static const char *asked[ASKED_MAX]; /* each English text once */
static size_t asked_count;

static void ask(const char *english)
{
    for (size_t i = 0; i < asked_count; i++)
        if (strcmp(asked[i], english) == 0)
            return;
    assert_true(asked_count < ASKED_MAX && *english);
    asked[asked_count++] = strdup(english);
}

static const char *mute(const struct render_words *w, const char *english)
{
    static char kept[ASKED_MAX][40];
    static size_t n;
    char text[40];
    size_t k = 0;

    (void)w;
    ask(english);
    text[k++] = '#';
    for (const char *c = english; *c && k < sizeof text - 4; c++) {
        if (c[0] == '%' && c[1] == 's') {
            text[k++] = '%';
            text[k++] = 's';
            c++;
        }
    }
    text[k] = '\0';
    for (size_t i = 0; i < n; i++)
        if (strcmp(kept[i], text) == 0)
            return kept[i];
    assert_true(n < ASKED_MAX);
    memcpy(kept[n], text, sizeof text);
    return kept[n++];
}

static const struct render_words silent = {.text = mute,
                                           .point = ',',
                                           .months = {"#", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#", "#"},
                                           .day = "%s/%s",
                                           .day_year = "%3$s/%1$s/%2$s"};

static bool has_letter(struct str s)
{
    if (s.n == 2 && s.p[1] >= '1' && s.p[1] <= '9') /* "o2": an id that nothing has */
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))
            return true;
    return false;
}

/* Every text of the plan becomes digits; ids and what is looked up by a program stay. */
static void mute_plan(struct arena *a, const struct shape *s, void *item);

static struct str digits(struct arena *a)
{
    static int serial;
    char text[16];
    int n = snprintf(text, sizeof text, "%d", 700000 + ++serial);

    return (struct str){arena_copy(a, text, (size_t)n), (size_t)n};
}

static void mute_field(struct arena *a, const struct shape_field *f, void *at)
{
    struct shape_items *list = at;
    plan_texts *texts = at;

    switch (f->kind) {
    case SHAPE_TEXT:
        if (strcmp(f->key, "part") && ((struct str *)at)->n)
            *(struct str *)at = digits(a);
        break;
    case SHAPE_TEXTS:
        for (size_t i = 0; i < texts->n; i++)
            texts->at[i] = digits(a);
        break;
    case SHAPE_OBJECT:
        mute_plan(a, f->shape, at);
        break;
    case SHAPE_LIST:
        for (size_t i = 0; i < list->n; i++)
            mute_plan(a, f->shape, (char *)list->at + i * f->shape->size);
        break;
    default:
        break;
    }
}

static void mute_plan(struct arena *a, const struct shape *s, void *item)
{
    for (size_t i = 0; i < s->count; i++)
        mute_field(a, &s->fields[i], shape_member(&s->fields[i], item));
}

static void check_silent(const struct doc_node *n, const char *where)
{
    for (; n; n = n->next) {
        const struct str said[] = {n->label, n->text, n->meta};
        for (size_t i = 0; i < sizeof said / sizeof *said; i++)
            CHECK(!has_letter(said[i]), "%s: \"%.*s\" is still English", where, (int)said[i].n, said[i].p);
        for (size_t i = 0; i < n->anchor.n; i++)
            CHECK((unsigned char)n->anchor.p[i] < 0x80 && n->anchor.p[i] != '#', "%s: the anchor \"%.*s\"", where,
                  (int)n->anchor.n, n->anchor.p);
        check_silent(n->first, where);
    }
}

static void check_doc(const struct plan *p, struct render_options *o, struct arena *a, const char *where)
{
    struct doc d;
    struct err e = {0};

    o->words = &silent;
    CHECK(doc_build(p, o, a, &d, &e), "%s: %s", where, e.text);
    check_silent(d.root.first, where);
    const struct str said[] = {d.born, d.facts, d.status, d.mark, d.printed, d.title, d.client};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        CHECK(!has_letter(said[i]), "%s: \"%.*s\" is still English", where, (int)said[i].n, said[i].p);
}

static struct render_signature signatures[] = {{.role = {"Client", 6},
                                                .how = {"signed", 6},
                                                .method = {"password, given again", 21},
                                                .date = {2026, 3, 5},
                                                .time = {"1", 1}}};
static const struct str reasons[] = {{"No diagnosis: 7", 15}};

static const struct render_signed with = {
    .at = signatures, .count = 1, .hash = {"7", 1}, .reasons = reasons, .reason_count = 1};

/* All of a plan, and each of its members alone: so that what stands only where something else is missing is seen too.
 */
static void nothing_of_ours_stays_english(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct arena a;
        struct plan p = {0};
        struct filler f = {.a = &a, .numbers = round == 1};
        arena_init(&a, 0);
        fill_struct(&f, &plan_shape, &p, 0);
        mute_plan(&a, &plan_shape, &p);
        struct render_options drafts = {.draft = true, .printed_on = {2026, 3, 1}},
                              copies = {.copy = true, .with = &with, .signatures = true};
        check_doc(&p, &drafts, &a, "a draft");
        check_doc(&p, &copies, &a, "a copy");
        arena_free(&a);
    }
    for (size_t only = 0, more = true; more; only++) {
        struct arena a;
        struct plan p = {0};
        struct filler f = {.a = &a, .numbers = only % 2};
        struct render_options o = {.signatures = true, .diagnoses_withheld = only % 3 == 0};
        size_t left = only;
        char where[32];
        arena_init(&a, 0);
        more = fill_only(&f, &plan_shape, &p, &left);
        mute_plan(&a, &plan_shape, &p);
        snprintf(where, sizeof where, "member %zu alone", only);
        check_doc(&p, &o, &a, where);
        arena_free(&a);
    }
}

/* Values that no filled plan holds: each comparator, unit and number of them. */
static void ask_values(void)
{
    struct arena a;
    struct doc d = {.root = {.kind = DOC_ROOT}};
    struct render_options o = {.words = &silent};
    struct plan p = {0};
    struct doc_make m = {.a = &a, .plan = &p, .words = &silent, .options = &o, .doc = &d};

    arena_init(&a, 0);
    buf_init(&m.word, 0);
    for (int c = 0; c <= 9; c++) {
        struct plan_target t = {.comparator = (enum plan_comparator)c, .value = {.has = true, .mant = 5}};
        struct plan_condition w = {.comparator = (enum plan_comparator)c, .value = {.has = true, .mant = 5}};
        doc_say_target(&m, &t);
        doc_say_condition(&m, &w);
    }
    for (size_t u = 0; u <= UNIT_YEAR; u++)
        for (int n = 0; n <= 2; n++)
            for (int each = 0; each <= 2; each++) {
                struct plan_cadence v = {
                    .unit = (enum plan_unit)u, .count_min = {n > 0, n}, .every_min = {each > 0, each}};
                doc_say_cadence(&m, &v);
            }
    for (int n = 1; n <= 2; n++) {
        static const char *const units[] = {"D", "W", "M", "Y"};
        struct opt_int v = {true, n}, none = {false, 0};
        doc_say_window(&m, &(struct plan_review_window){.min_weeks = v, .min_days = v, .min_months = v});
        doc_say_range(&m, v, none, N_("%s minute"), N_("%s minutes"));
        doc_say_range(&m, v, none, N_("%s session"), N_("%s sessions"));
        for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
            char period[24];
            snprintf(period, sizeof period, "P%d%s", n, units[i]);
            doc_say_due(&m, &(struct plan_due){.period = str_of(period)});
        }
    }
    for (int i = 0; i < 8; i++)
        doc_say_condition(&m, &(struct plan_condition){.kind = CONDITION_NO_GAIN,
                                                       .by_week = {i & 1, 3},
                                                       .by_session = {i & 2, 3},
                                                       .by_review = {i & 4, 3}});
    struct str said = doc_word(&m);
    CHECK(!has_letter(said), "still English: %.*s", (int)said.n, said.p);
    buf_free(&m.word);
    arena_free(&a);
}

/* Words that the tables hold for a value: each is shown by doc_say_enum. */
static void ask_names(const struct shape *s, int depth)
{
    static const char *const inner[] = {"cadence", "measure", "target", "condition"}; /* not shown by their names */

    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (strcmp(s->name, inner[i]) == 0)
            return;
    for (size_t i = 0; i < s->count && depth < 8; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f->shape)
            ask_names(f->shape, depth + 1);
        for (size_t k = 1; f->kind == SHAPE_ENUM && f->names[k]; k++) {
            char text[64];
            size_t n = 0;
            for (; f->names[k][n]; n++)
                text[n] = f->names[k][n] == '_' ? ' ' : f->names[k][n];
            text[n] = '\0';
            if (strcmp(f->key, "priority")) /* "high priority" is one text */
                ask(text);
        }
    }
}

static void ask_signing(void)
{
    static const char *const said[] = {"signed",
                                       "documented reason instead of a signature, written down",
                                       "verbal approval, heard and written down",
                                       "a paper copy was signed, written down",
                                       "No consent to treatment",
                                       "Safety plan or risk taken out",
                                       "Risk asked about: none told",
                                       "Risk: not all of it asked about",
                                       "by plan end",
                                       "by plan review",
                                       "by discharge",
                                       "Client",
                                       "Guardian",
                                       "Clinician",
                                       "Supervisor",
                                       "Prescriber",
                                       "password or code, given again",
                                       "password, given again",
                                       "code of a device, given again",
                                       "recovery code, given again",
                                       "on a device of the practice, handed over in person"};
    static const char *const periods[] = {"day",     "night",     "week",    "month",   "year",    "hour", "session",
                                          "morning", "afternoon", "evening", "weekend", "quarter", "meal"};
    const char *pack[] = {"plan.no-problem",      "plan.no-diagnosis", "goal.no-objective",
                          "plan.no-intervention", "plan.no-review",    "plan.no-crisis-plan"};

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        ask(said[i]);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        char text[24];
        snprintf(text, sizeof text, "%s %s", strcmp(periods[i], "hour") ? "a" : "an", periods[i]);
        ask(periods[i]);
        ask(text);
    }
    for (size_t i = 0; i < sizeof pack / sizeof *pack; i++)
        ask(rules_find(str_of(pack[i]))->title);
}

static void spanish_has_them_all(void **state)
{
    struct render_words es;
    size_t missing = 0;

    (void)state;
    language_picture(LANGUAGE_ES, &es);
    assert_non_null(es.text);
    ask_values();
    ask_names(&plan_shape, 0);
    ask_signing();
    assert_true(asked_count > 200);
    for (size_t i = 0; i < asked_count; i++) {
        if (strcmp(asked[i], "%s") == 0 || strstr(asked[i], "70") ||
            /* numbers stand for the plan's own words */ es.text(&es, asked[i]) != asked[i])
            continue;
        missing++;
        printf("no Spanish for: %s\n", asked[i]);
    }
    CHECK(missing == 0, "%zu texts have no Spanish", missing);
}

/* Of a target's own words nothing is lost but a sign and a number that are said in words. */
static void strict_targets(void **state)
{
    static const struct {
        const char *text;
        int64_t value, high;
        const char *said;
    } rows[] = {
        {"<5", 5, 0, "less than 5"},
        {"> 5", 5, 0, "more than 5"},
        {"<140/90", 140, 0, "less than 140 (<140/90)"},
        {"<5, school days only", 5, 0, "less than 5 (<5, school days only)"},
        {"<=5", 5, 0, "at most 5 (<=5)"},
        {"<5-6", 5, 6, "at most 5\xe2\x80\x93" "6 (<5-6)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct doc d = {.root = {.kind = DOC_ROOT}};
        struct render_options o = {.words = &render_english};
        struct plan p = {0};
        struct doc_make m = {.a = &a, .plan = &p, .words = o.words, .options = &o, .doc = &d};
        struct plan_target t = {.comparator = PLAN_CMP_AT_MOST,
                                .value = {.has = true, .mant = rows[i].value},
                                .high = {.has = rows[i].high > 0, .mant = rows[i].high},
                                .text = str_of(rows[i].text)};
        arena_init(&a, 0);
        buf_init(&m.word, 0);
        doc_say_target(&m, &t);
        struct str said = doc_word(&m);
        CHECK(str_is(said, rows[i].said), "%s: %.*s", rows[i].text, (int)said.n, said.p);
        buf_free(&m.word);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_ours_stays_english),
        cmocka_unit_test(spanish_has_them_all),
        cmocka_unit_test(strict_targets),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t i = 0; i < asked_count; i++)
        free((void *)(size_t)asked[i]);
    return failed;
}
