/* Statements that were labelled by hand: accuracy must not fall. */
#include "support.h"

#include "base/json.h"
#include "unit/statement_support.h"

struct score {
    int hit[3][2][2]; /* judgement, label, answer; certain rows only */
    int slot_hit[16], slot_all[16];
};

static double macro_f1(int c[2][2])
{
    double sum = 0;
    for (int v = 0; v < 2; v++) {
        int tp = c[v][v], fp = c[!v][v], fn = c[v][!v];
        sum += tp + fp + fn == 0 ? 1 : 2.0 * tp / (2.0 * tp + fp + fn);
    }
    return sum / 2;
}

static double mean_f1(struct score *s)
{
    return (macro_f1(s->hit[0]) + macro_f1(s->hit[1]) + macro_f1(s->hit[2])) / 3;
}

static void count(struct score *sc, const struct statement *s, const int label[3])
{
    const struct judgement *j[3] = {&s->specific, &s->measurable, &s->time_bound};
    for (int k = 0; k < 3; k++) {
        sc->hit[k][label[k]][met(j[k])]++;
    }
}

static void label_file(const char *path, struct score *sc)
{
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, path);
    while (tsv_next(&t)) {
        struct statement s = read_ok(str_of(tsv_get(&t, "text")), NULL, &a);
        int label[3] = {(int)tsv_int(&t, "specific"), (int)tsv_int(&t, "measurable"), (int)tsv_int(&t, "time_bound")};
        const char *due = tsv_get(&t, "deadline");
        if (tsv_int(&t, "uncertain") == 0) {
            count(sc, &s, label);
        }
        if (*due != '\0') {
            sc->slot_all[0]++;
            sc->slot_hit[0] += str_is(s.slots.deadline.text, due);
        }
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_accuracy_on_independent_sentences(void **state)
{
    (void)state;
    struct score sc = {0};
    label_file("tests/data/statement/independent.tsv", &sc);
    print_message("macro F1 %.3f %.3f %.3f, mean %.3f; deadline exact %d of %d\n", macro_f1(sc.hit[0]),
                  macro_f1(sc.hit[1]), macro_f1(sc.hit[2]), mean_f1(&sc), sc.slot_hit[0], sc.slot_all[0]);
    assert_true(mean_f1(&sc) >= 0.965);
    assert_true(sc.slot_hit[0] * 100 >= sc.slot_all[0] * 90);
}

/* Sets that were read blind once and worked through since (docs/statement-guideline.md): they must not fall back. */
static void test_accuracy_on_sets_worked_through(void **state)
{
    (void)state;
    static const char *const sets[] = {"held_back", "blind_1",     "blind_2",       "blind_3",      "blind_4",
                                       "blind_5",   "second_hand", "second_hand_2", "second_hand_3"};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct score sc = {0};
        char path[80];
        snprintf(path, sizeof path, "tests/data/statement/%s.tsv", sets[i]);
        label_file(path, &sc);
        CHECK(mean_f1(&sc) >= 0.97, "%s: macro F1 %.3f", path, mean_f1(&sc));
        CHECK(sc.slot_hit[0] * 100 >= sc.slot_all[0] * 92, "%s: deadline %d of %d", path, sc.slot_hit[0],
              sc.slot_all[0]);
    }
}

/* Read blind once; general causes were mended and most single misses left alone, so that they stay the nearest to what
 * a stranger's sentences give. */
static void test_accuracy_on_sets_of_which_only_general_causes_were_mended(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        double least;
        int deadline; /* right to the letter, of a hundred, at least */
    } sets[] = {{"tests/data/statement/blind_6.tsv", 0.935, 93},  {"tests/data/statement/blind_7.tsv", 0.975, 93},
                {"tests/data/statement/blind_8.tsv", 0.965, 93},  {"tests/data/statement/blind_9.tsv", 0.985, 93},
                {"tests/data/statement/blind_10.tsv", 0.975, 93}, {"tests/data/statement/blind_11.tsv", 0.97, 93},
                {"tests/data/statement/blind_12.tsv", 0.95, 93},  {"tests/data/statement/blind_14.tsv", 0.98, 95},
                {"tests/data/statement/blind_15.tsv", 0.955, 92}, {"tests/data/statement/blind_16.tsv", 0.955, 89},
                {"tests/data/statement/blind_17.tsv", 0.955, 93}, {"tests/data/statement/blind_18.tsv", 0.95, 87}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct score sc = {0};
        label_file(sets[i].path, &sc);
        print_message("%s: mean macro F1 %.3f; deadline exact %d of %d\n", sets[i].path, mean_f1(&sc), sc.slot_hit[0],
                      sc.slot_all[0]);
        CHECK(mean_f1(&sc) >= sets[i].least, "%s: macro F1 %.3f", sets[i].path, mean_f1(&sc));
        CHECK(sc.slot_hit[0] * 100 >= sc.slot_all[0] * sets[i].deadline, "%s: deadline %d of %d", sets[i].path,
              sc.slot_hit[0], sc.slot_all[0]);
    }
}

static void test_better_half_never_scores_lower(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, "tests/data/statement/pairs.tsv");
    while (tsv_next(&t)) {
        struct statement b = read_ok(str_of(tsv_get(&t, "before")), NULL, &a);
        struct statement c = read_ok(str_of(tsv_get(&t, "after")), NULL, &a);
        int before = met(&b.specific) + met(&b.measurable) + met(&b.time_bound);
        int after = met(&c.specific) + met(&c.measurable) + met(&c.time_bound);
        CHECK(after >= before, "%s: %d before, %d after", tsv_where(&t), before, after);
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

#define CORPUS "../shared/corpus/statements.dev.jsonl"

static void test_accuracy_on_the_corpus_when_it_is_there(void **state)
{
    (void)state;
    size_t n;
    struct score sc = {0};
    struct arena a;
    if (!have_file(CORPUS)) {
        skip();
    }
    char *all = read_file(CORPUS, &n);
    struct str rest = {all, n}, line;
    arena_init(&a, 0);
    while (str_cut(rest, '\n', &line, &rest)) {
        const struct json *v;
        struct err e = {0};
        bool uncertain;
        int64_t k[3];
        assert_true(json_parse(line, &a, &v, &e));
        struct statement s = read_ok(json_str(json_get(v, "text")), NULL, &a);
        assert_true(
            json_int(json_get(v, "specific"), 0, 1, &k[0]) && json_int(json_get(v, "measurable"), 0, 1, &k[1]) &&
            json_int(json_get(v, "time_bound"), 0, 1, &k[2]) && json_bool(json_get(v, "uncertain"), &uncertain));
        if (!uncertain) {
            count(&sc, &s, (const int[3]){(int)k[0], (int)k[1], (int)k[2]});
        }
        arena_reset(&a);
    }
    print_message("macro F1 %.3f %.3f %.3f\n", macro_f1(sc.hit[0]), macro_f1(sc.hit[1]), macro_f1(sc.hit[2]));
    assert_true(mean_f1(&sc) >= 0.98);
    arena_free(&a);
    free(all);
}

/* The article's own examples, found by a few words of theirs: nothing of the article is repeated here. */
static void test_examples_of_the_article_when_it_is_there(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to; /* the example begins and ends with these words */
        const char *smt;
    } rows[] = {
        {"Client will feel", "soon.", "000"},
        {"reduce anxiety", "anxiety", "000"},
        {"Client will experience a reduction", "session.", "111"},
        {"Client will initiate", "session", "111"},
        {"Client will use a cognitive", "weeks.", "111"},
        {"Improve quality of life", "performance.", "000"},
    };
    const char *path = "../shared/seeds/000_0040992413e96ca1.txt";
    size_t n;
    struct arena a;
    if (!have_file(path)) {
        skip();
    }
    char *all = read_file(path, &n);
    struct str text = {all, n};
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t from = str_find(text, str_of(rows[i].from), 0), to = str_find(text, str_of(rows[i].to), from);
        CHECK(from != (size_t)-1 && to != (size_t)-1, "%s", rows[i].from);
        struct statement s = read_ok(str_sub(text, from, to + strlen(rows[i].to)), NULL, &a);
        CHECK(met(&s.specific) == (rows[i].smt[0] == '1') && met(&s.measurable) == (rows[i].smt[1] == '1') &&
                  met(&s.time_bound) == (rows[i].smt[2] == '1'),
              "%s", rows[i].from);
    }
    arena_free(&a);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accuracy_on_independent_sentences),
        cmocka_unit_test(test_accuracy_on_sets_worked_through),
        cmocka_unit_test(test_accuracy_on_sets_of_which_only_general_causes_were_mended),
        cmocka_unit_test(test_better_half_never_scores_lower),
        cmocka_unit_test(test_accuracy_on_the_corpus_when_it_is_there),
        cmocka_unit_test(test_examples_of_the_article_when_it_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
