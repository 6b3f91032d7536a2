/* Statements: rulings, negations, two targets, slots, facts, rewrites, errors, faults and properties. */
#include "support.h"

#include "base/json.h"
#include "statement/line.h"
#include "statement/reason.h"
#include "statement/statement.h"
#include "statement/trace.h"

static bool met(const struct judgement *j)
{
    return j->met == TRI_YES;
}

static struct statement read_ok(struct str text, const struct statement_facts *f, struct arena *a)
{
    struct statement s;
    struct err e = {0};
    CHECK(statement_read(text, f, a, &s, &e), "%.*s: %s", (int)text.n, text.p, e.text);
    return s;
}

/* ---- one slot by name ---- */

static struct str slot_of(const struct statement *s, const char *name)
{
    const struct {
        const char *name;
        struct str text;
    } slots[] = {
        {"role", str_of(statement_role_name(s->role))},
        {"actor", str_of(statement_actor_name(s->slots.actor))},
        {"comparator", str_of(statement_comparator_name(s->slots.comparator))},
        {"behaviour", s->slots.behaviour.text},
        {"measure", s->slots.measure.text},
        {"baseline", s->slots.baseline.text},
        {"target_value", s->slots.target_value.text},
        {"target_unit", s->slots.target_unit.text},
        {"frequency", s->slots.frequency.text},
        {"duration", s->slots.duration.text},
        {"condition", s->slots.condition.text},
        {"deadline", s->slots.deadline.text},
    };
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (strcmp(slots[i].name, name) == 0) {
            return slots[i].text;
        }
    }
    fail_msg("no slot is called %s", name);
    return (struct str){NULL, 0};
}

static void check_slots(const struct statement *s, struct str wanted, const char *where)
{
    struct str one, rest = wanted;
    while (rest.n > 0) {
        struct str name, value;
        char key[32];
        if (!str_cut(rest, ';', &one, &rest)) {
            one = rest;
            rest.n = 0;
        }
        assert_true(str_cut(one, '=', &name, &value));
        assert_true(name.n < sizeof key);
        memcpy(key, name.p, name.n);
        key[name.n] = '\0';
        struct str got = slot_of(s, key);
        CHECK(got.n == value.n && memcmp(got.p ? got.p : "", value.p, value.n) == 0, "%s: %s is \"%.*s\", not \"%.*s\"",
              where, key, (int)got.n, got.p ? got.p : "", (int)value.n, value.p);
    }
}

static void check_table(const char *path)
{
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, path);
    while (tsv_next(&t)) {
        const char *text = tsv_get(&t, "text"), *smt = tsv_get(&t, "smt");
        struct statement s = read_ok(str_of(text), NULL, &a);
        CHECK(met(&s.specific) == (smt[0] == '1'), "%s: Specific: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.specific.reason));
        CHECK(met(&s.measurable) == (smt[1] == '1'), "%s: Measurable: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.measurable.reason));
        CHECK(met(&s.time_bound) == (smt[2] == '1'), "%s: Time-bound: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.time_bound.reason));
        check_slots(&s, str_of(tsv_get(&t, "slots")), tsv_where(&t));
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_rulings_of_the_guideline(void **state)
{
    (void)state;
    check_table("tests/data/statement/rulings.tsv");
}

static void test_negations(void **state)
{
    (void)state;
    check_table("tests/data/statement/negation.tsv");
}

static void test_first_of_two_targets_is_taken(void **state)
{
    (void)state;
    check_table("tests/data/statement/two_targets.tsv");
}

static void test_everyday_wordings(void **state)
{
    (void)state;
    check_table("tests/data/statement/everyday.tsv");
}

static void test_ways_to_say_by_when(void **state)
{
    (void)state;
    check_table("tests/data/statement/deadlines.tsv");
}

static void test_ways_to_say_how_much_and_how_often(void **state)
{
    (void)state;
    check_table("tests/data/statement/amounts.tsv");
}

static void test_slots_by_general_rules(void **state)
{
    (void)state;
    check_table("tests/data/statement/slots.tsv");
}

/* ---- labelled sentences: accuracy must not fall ---- */

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
    } sets[] = {{"tests/data/statement/blind_6.tsv", 0.935},
                {"tests/data/statement/blind_7.tsv", 0.975},
                {"tests/data/statement/blind_8.tsv", 0.965},
                {"tests/data/statement/blind_9.tsv", 0.985},
                {"tests/data/statement/blind_10.tsv", 0.975}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct score sc = {0};
        label_file(sets[i].path, &sc);
        print_message("%s: mean macro F1 %.3f; deadline exact %d of %d\n", sets[i].path, mean_f1(&sc), sc.slot_hit[0],
                      sc.slot_all[0]);
        CHECK(mean_f1(&sc) >= sets[i].least, "%s: macro F1 %.3f", sets[i].path, mean_f1(&sc));
        CHECK(sc.slot_hit[0] * 100 >= sc.slot_all[0] * 93, "%s: deadline %d of %d", sets[i].path, sc.slot_hit[0],
              sc.slot_all[0]);
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

/* ---- facts ---- */

static void test_achievable_from_facts(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, "tests/data/statement/achievable.tsv");
    while (tsv_next(&t)) {
        const char *base = tsv_get(&t, "baseline"), *rci = tsv_get(&t, "reliable"), *rate = tsv_get(&t, "rate");
        const char *range = tsv_get(&t, "range"), *meant = tsv_get(&t, "meant");
        struct statement_facts f = {.relevant = TRI_UNKNOWN};
        char got[64] = "";
        f.measure_known = *range != '\0';
        f.lower_is_better = strcmp(tsv_get(&t, "better"), "lower") == 0;
        f.integer_scale = strcmp(tsv_get(&t, "scale"), "whole") == 0;
        if (f.measure_known) {
            char *end;
            f.min = f.floor = strtod(range, &end);
            f.max = strtod(end, NULL); /* "0 27" */
        }
        f.has_baseline = *base != '\0';
        f.baseline = strtod(base, NULL);
        f.has_reliable_change = *rci != '\0';
        f.reliable_change = strtod(rci, NULL);
        f.has_rate = *rate != '\0';
        f.rate = strtod(rate, NULL);
        struct statement s = read_ok(str_of(tsv_get(&t, "text")), &f, &a);
        CHECK(strcmp(statement_reason_id(s.achievable.reason), tsv_get(&t, "reason")) == 0, "%s: %s", tsv_where(&t),
              statement_reason_id(s.achievable.reason));
        CHECK(s.achievable.met == (int)tsv_int(&t, "met"), "%s: met %d", tsv_where(&t), s.achievable.met);
        CHECK(s.baseline_missing == (tsv_int(&t, "missing") == 1), "%s: baseline_missing", tsv_where(&t));
        CHECK(s.below_reliable_change == (s.achievable.reason == REASON_A_SMALL), "%s: below", tsv_where(&t));
        if (s.meant_low.has) {
            snprintf(got, sizeof got, "%g..%g", dec_to_double(s.meant_low), dec_to_double(s.meant_high));
        }
        CHECK(strcmp(got, meant) == 0, "%s: meant %s, not %s", tsv_where(&t), got, meant);
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_relevant_and_role_come_from_the_caller(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    struct str text = STR("Improve quality of life.");
    struct statement_facts f = {.role = ROLE_OBJECTIVE, .relevant = TRI_YES};
    struct statement s = read_ok(text, &f, &a);
    assert_int_equal(s.role, ROLE_OBJECTIVE);
    assert_int_equal(s.relevant.met, TRI_YES);
    assert_int_equal(s.relevant.reason, REASON_R_LINKED);
    assert_int_equal(s.achievable.met, TRI_UNKNOWN);
    f.relevant = TRI_NO;
    assert_int_equal(read_ok(text, &f, &a).relevant.reason, REASON_R_NOT_LINKED);
    s = read_ok(text, NULL, &a);
    assert_int_equal(s.role, ROLE_GOAL);
    assert_int_equal(s.relevant.met, TRI_UNKNOWN);
    arena_free(&a);
}

/* ---- rewrites ---- */

static void test_rewrites(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    struct buf b;
    arena_init(&a, 0);
    buf_init(&b, 0);
    tsv_open(&t, "tests/data/statement/suggestions.tsv");
    while (tsv_next(&t)) {
        struct statement s = read_ok(str_of(tsv_get(&t, "text")), NULL, &a);
        const char *wanted = tsv_get(&t, "suggestion");
        buf_reset(&b);
        bool offered = statement_suggest(&s, &b);
        CHECK(offered == (*wanted != '\0'), "%s: offered %d", tsv_where(&t), offered);
        assert_true(buf_ok(&b));
        if (offered) {
            assert_str(buf_str(&b), wanted, tsv_where(&t));
        }
        arena_reset(&a);
    }
    tsv_close(&t);
    buf_free(&b);
    arena_free(&a);
}

/* Digits of the rewrite are digits of the sentence. */
static void check_no_new_numbers(struct str text, struct str rewrite)
{
    for (size_t i = 0; i < rewrite.n; i++) {
        if (rewrite.p[i] >= '0' && rewrite.p[i] <= '9') {
            CHECK(memchr(text.p, rewrite.p[i], text.n) != NULL, "%.*s", (int)rewrite.n, rewrite.p);
        }
    }
}

/* ---- properties ---- */

static void check_span(struct span s, size_t n, const char *text)
{
    CHECK(s.from <= s.to && s.to <= n, "%s: [%zu, %zu)", text, s.from, s.to);
}

static void check_statement(const struct statement *s, struct str text, const char *where)
{
    const struct judgement *j[] = {&s->specific, &s->measurable, &s->achievable, &s->relevant, &s->time_bound};
    const struct slot *slots[] = {&s->slots.behaviour,    &s->slots.measure,     &s->slots.baseline,
                                  &s->slots.target_value, &s->slots.target_unit, &s->slots.frequency,
                                  &s->slots.duration,     &s->slots.condition,   &s->slots.deadline};
    for (size_t i = 0; i < 5; i++) {
        check_span(j[i]->span, text.n, where);
        assert_true(j[i]->reason > REASON_NONE && j[i]->reason < REASON_COUNT);
        assert_true(statement_reason_text(j[i]->reason)[0] != '\0');
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        check_span(slots[i]->span, text.n, where);
        CHECK(slots[i]->text.p == NULL || slots[i]->text.n > 0, "%s: an empty slot is absent", where);
    }
    for (size_t i = 0; i < s->vague_count; i++) {
        check_span(s->vague[i].span, text.n, where);
        CHECK(i == 0 || s->vague[i].span.from >= s->vague[i - 1].span.to, "%s: vague terms in order", where);
    }
    struct buf b;
    buf_init(&b, 0);
    if (statement_suggest(s, &b)) {
        check_no_new_numbers(text, buf_str(&b));
    }
    buf_free(&b);
}

/* Sentences from the parts of others: whatever comes out, spans lie inside and a deadline never harms. */
static void test_properties_of_random_sentences(void **state)
{
    (void)state;
    static const char *const parts[] = {"Client",
                                        "will",
                                        "walk",
                                        "reduce",
                                        "anxiety",
                                        "3",
                                        "times",
                                        "per",
                                        "week",
                                        "from",
                                        "18",
                                        "to",
                                        "<10",
                                        "PHQ-9",
                                        "by",
                                        "discharge",
                                        "for",
                                        "30",
                                        "minutes",
                                        "in",
                                        "4/5",
                                        "opportunities",
                                        "at least",
                                        "no",
                                        "falls",
                                        "(baseline",
                                        ")",
                                        ",",
                                        ";",
                                        "when",
                                        "upset",
                                        "____",
                                        "improve",
                                        "mood",
                                        "6-8",
                                        "weeks",
                                        "%",
                                        "and",
                                        "identify",
                                        "two (2)",
                                        "coping skills",
                                        "the",
                                        "next",
                                        "session",
                                        "\xe2\x89\xa4",
                                        "\xe2\x80\x93",
                                        "10 pm",
                                        "all",
                                        "groups",
                                        "May",
                                        "2027",
                                        "1/2",
                                        "$",
                                        "not",
                                        "more than",
                                        "one",
                                        "daily",
                                        "as measured by",
                                        "self-report",
                                        "independently",
                                        "\xc2\xb0",
                                        "eliminate",
                                        "panic attacks",
                                        "baseline",
                                        "currently",
                                        "x",
                                        "every",
                                        "Monday",
                                        ".",
                                        "12-step",
                                        "half an hour"};
    uint64_t seed = test_seed();
    struct arena a;
    char text[2048];
    arena_init(&a, 0);
    for (int round = 0; round < 20000; round++) {
        size_t n = 0, words = 1 + test_random(&seed) % 24;
        for (size_t i = 0; i < words; i++) {
            const char *p = parts[test_random(&seed) % (sizeof parts / sizeof *parts)];
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "", p);
        }
        struct statement s = read_ok((struct str){text, n}, NULL, &a);
        check_statement(&s, (struct str){text, n}, text);
        n += (size_t)snprintf(text + n, sizeof text - n, " by 2031-02-03");
        struct statement later = read_ok((struct str){text, n}, NULL, &a);
        CHECK(!met(&s.time_bound) || met(&later.time_bound), "%s", text);
        arena_reset(&a);
    }
    arena_free(&a);
}

/* ---- spliced sentences ---- */

#define POOL 1024

static char pool[POOL][400];
static size_t pool_count;

static void fill_pool(const char *path)
{
    struct tsv t;
    tsv_open(&t, path);
    while (tsv_next(&t)) {
        const char *text = tsv_get(&t, "text");
        if (pool_count < POOL && strlen(text) < sizeof pool[0]) {
            memcpy(pool[pool_count++], text, strlen(text) + 1);
        }
    }
    tsv_close(&t);
}

/* The offset of the k-th word, or the end. */
static size_t word_at(const char *s, uint64_t k)
{
    size_t i = 0;
    while (s[i] != '\0' && k > 0) {
        k -= s[i++] == ' ';
    }
    return i;
}

static size_t add_words(char *to, size_t n, size_t room, const char *from, uint64_t skip, uint64_t words)
{
    size_t a = word_at(from, skip), b = a + word_at(from + a, words);
    if (n > 0 && n + 1 < room && to[n - 1] != ' ') {
        to[n++] = ' ';
    }
    for (size_t i = a; i < b && n + 1 < room; i++) {
        to[n++] = from[i];
    }
    to[n] = '\0';
    return n;
}

/* Pieces of two to four sentences, one behind the other: words meet that no author would put together. */
static void test_properties_of_spliced_sentences(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct arena a;
    char text[1600];
    arena_init(&a, 0);
    fill_pool("tests/data/statement/rulings.tsv");
    fill_pool("tests/data/statement/deadlines.tsv");
    fill_pool("tests/data/statement/amounts.tsv");
    fill_pool("tests/data/statement/negation.tsv");
    fill_pool("tests/data/statement/independent.tsv");
    for (int round = 0; round < 250000; round++) {
        size_t n = 0, pieces = 2 + test_random(&seed) % 3;
        for (size_t i = 0; i < pieces; i++) {
            const char *from = pool[test_random(&seed) % pool_count];
            n = add_words(text, n, sizeof text, from, i == 0 ? 0 : test_random(&seed) % 8, 1 + test_random(&seed) % 6);
        }
        size_t cut = n;
        while (cut > 0 && ((unsigned char)text[cut - 1] & 0x80)) {
            cut--; /* never half a character */
        }
        if (cut == 0) {
            continue;
        }
        struct statement_facts f = {.measure_known = round % 2,
                                    .max = 27,
                                    .lower_is_better = round % 4 < 2,
                                    .has_baseline = round % 3 == 0,
                                    .baseline = 14,
                                    .integer_scale = round % 5 < 3,
                                    .has_reliable_change = round % 3 < 2,
                                    .reliable_change = 5,
                                    .has_rate = round % 7 == 0,
                                    .rate = 3,
                                    .relevant = TRI_UNKNOWN};
        struct statement s = read_ok((struct str){text, cut}, round % 8 ? &f : NULL, &a);
        check_statement(&s, (struct str){text, cut}, text);
        arena_reset(&a);
    }
    arena_free(&a);
}

static void test_a_deadline_makes_it_time_bound(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    char text[1024];
    arena_init(&a, 0);
    tsv_open(&t, "tests/data/statement/rulings.tsv");
    while (tsv_next(&t)) {
        struct str given = str_of(tsv_get(&t, "text"));
        int n =
            snprintf(text, sizeof text, "%.*s by 2031-02-03.", (int)(given.n - (given.p[given.n - 1] == '.')), given.p);
        struct statement s = read_ok((struct str){text, (size_t)n}, NULL, &a);
        CHECK(met(&s.time_bound), "%s", text);
        check_statement(&s, (struct str){text, (size_t)n}, text);
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_a_day_that_no_calendar_has_is_named_and_is_no_deadline(void **state)
{
    (void)state;
    static const char *const texts[] = {"Walk a mile by 31 June 2027.", "By 2027-06-31, walk a mile.", "2/30/2027"};
    static const char *const days[] = {"31 June 2027", "2027-06-31", "2/30/2027"};
    struct arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct statement s = read_ok(str_of(texts[i]), NULL, &a);
        assert_int_equal(s.time_bound.met, TRI_NO);
        assert_string_equal(statement_reason_id(s.time_bound.reason), "time_bound.no_such_day");
        struct str day = str_sub(s.text, s.time_bound.span.from, s.time_bound.span.to);
        CHECK(str_eq(day, str_of(days[i])), "%s: %.*s", texts[i], (int)day.n, day.p);
        assert_null(s.slots.deadline.text.p);
    }
    arena_free(&a);
}

/* ---- interface ---- */

static void test_bad_input_is_refused(void **state)
{
    (void)state;
    static char huge[STATEMENT_TEXT_MAX + 1];
    struct arena a;
    struct statement s;
    struct err e = {0};
    arena_init(&a, 0);
    memset(huge, 'a', sizeof huge);
    assert_false(statement_read(STR(""), NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read((struct str){"a\0b", 3}, NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read(STR("caf\xe9"), NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read((struct str){huge, sizeof huge}, NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_true(statement_read((struct str){huge, STATEMENT_TEXT_MAX}, NULL, &a, &s, NULL));
    arena_free(&a);
}

static void test_the_longest_sentence_of_short_words(void **state)
{
    (void)state;
    static char text[STATEMENT_TEXT_MAX];
    struct arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = i % 2 ? ' ' : (char)('0' + i % 10);
    }
    check_statement(&(struct statement){.specific.reason = 1,
                                        .measurable.reason = 1,
                                        .achievable.reason = 1,
                                        .relevant.reason = 1,
                                        .time_bound.reason = 1},
                    STR("x"), "empty");
    read_ok((struct str){text, sizeof text}, NULL, &a);
    arena_free(&a);
}

static bool run_read(struct arena *a, void *ctx, struct err *e)
{
    struct statement s;
    return statement_read(str_of(ctx), NULL, a, &s, e);
}

static void test_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    static char rich[] =
        "If upset, Pt will lower GAD-7 from 15 to 7 or less by walking 20 minutes 3x/week for 3 consecutive "
        "weeks by session 8, as measured by the GAD-7; improve mood and feel better.";
    static char zero[] =
        "Eliminate panic attacks at least once; baseline: 3 per week; client will practice 4 of 7 nights.";
    static char loose[] = "Client will feel better soon and improve overall functioning.";
    static char blank[] = "Client will practice ____ coping skills twice before the next session.";
    static char longer[900];
    char *const texts[] = {rich, zero, loose, blank, longer};
    for (size_t n = 0; n + 12 < sizeof longer; n += 10) {
        memcpy(longer + n, "walk 3 mi.", 11);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(fault_sweep(run_read, texts[i]) > 0);
        limit_sweep(run_read, texts[i], 16);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(statement_role_name(ROLE_INTERVENTION), "intervention");
    assert_int_equal(statement_role_find(STR("objective")), ROLE_OBJECTIVE);
    assert_int_equal(statement_role_find(STR("unknown")), ROLE_UNKNOWN);
    assert_null(statement_actor_name(ACTOR_IMPLIED));
    assert_string_equal(statement_actor_name(ACTOR_MEMBER), "member");
    assert_null(statement_comparator_name(CMP_NONE));
    assert_string_equal(statement_comparator_name(CMP_MAINTAIN), "maintain");
    EXPECT_ASSERT(statement_reason_id(-1));
    EXPECT_ASSERT(statement_reason_id(REASON_COUNT));
    EXPECT_ASSERT(statement_reason_text(-1));
    EXPECT_ASSERT(statement_reason_text(REASON_COUNT));
    for (int i = 1; i < REASON_COUNT; i++) { /* put_json writes them as they are */
        const char *text = statement_reason_text(i), *id = statement_reason_id(i);
        assert_null(strpbrk(text, "\"\\\n"));
        assert_null(strpbrk(id, "\"\\ "));
        assert_true(strlen(text) + strlen(id) < 240);
        assert_int_equal(text[strlen(text) - 1], '.');
        for (int k = 1; k < i; k++) {
            assert_string_not_equal(id, statement_reason_id(k));
        }
    }
}

static void test_json(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct json_out o;
    struct err e = {0};
    const struct json *v;
    struct str text = STR("Client will walk \"far\" 3 times a week.");
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct statement s = read_ok(text, NULL, &a);
    json_out_init(&o, &b, 0);
    statement_put_json(&s, STR("\"x1\""), STR("chart"), &o);
    CHECK(json_parse(buf_str(&b), &a, &v, &e), "%s %s: %s", e.where, e.text, b.p);
    assert_true(str_is(json_str(json_get(v, "id")), "x1"));
    assert_true(str_is(json_str(json_get(v, "source")), "chart"));
    assert_true(str_eq(json_str(json_get(v, "text")), text));
    assert_true(str_is(json_str(json_get(v, "role")), "objective"));
    const struct json *slots = json_get(v, "slots");
    assert_int_equal(slots->count, 11);
    assert_true(str_is(json_str(json_get(slots, "frequency")), "3/week"));
    assert_int_equal(json_get(slots, "deadline")->type, JSON_NULL);
    const struct json *t = json_get(v, "time_bound");
    assert_int_equal(json_get(t, "met")->type, JSON_FALSE);
    assert_true(str_is(json_str(json_get(t, "reason_id")), "time_bound.frequency_only"));
    assert_int_equal(json_get(t, "span")->count, 2);
    assert_int_equal(json_get(json_get(v, "relevant"), "met")->type, JSON_NULL);
    assert_int_equal(json_get(json_get(v, "relevant"), "span")->type, JSON_NULL);
    assert_int_equal(json_get(v, "vague_terms")->type, JSON_ARRAY);
    assert_int_equal(json_get(v, "suggestion")->type, JSON_STRING);
    buf_reset(&b);
    s = read_ok(STR("Stop \"being lazy\" soon\t\xe2\x80\x94 really."), NULL, &a);
    json_out_init(&o, &b, 0);
    statement_put_json(&s, STR("1"), STR("\x01"), &o); /* the rewrite needs escapes as well */
    CHECK(json_parse(buf_str(&b), &a, &v, &e), "%s: %s", e.text, b.p);
    assert_true(str_starts(json_str(json_get(v, "suggestion")), STR("Stop \"being lazy\"")));
    assert_true(str_is(json_str(json_get(v, "source")), "\x01"));
    buf_reset(&b);
    s = read_ok(STR("Feel better soon."), NULL, &a);
    json_out_init(&o, &b, 2);
    statement_put_json(&s, (struct str){NULL, 0}, (struct str){NULL, 0}, &o);
    assert_true(json_parse(buf_str(&b), &a, &v, &e));
    assert_null(json_get(v, "id"));
    assert_true(json_get(v, "vague_terms")->count >= 2);
    buf_free(&b);
    arena_free(&a);
}

static void test_lines_are_read_alike_with_and_without_a_tree(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool flat, good;
    } rows[] = {
        {"{\"id\":\"a\",\"text\":\"Walk daily.\"}", true, true},
        {"{ \"text\" : \"W\xc3\xa4lk\" , \"id\" : 17 , \"role\" : \"goal\", \"source\":\"\" }", true, true},
        {"{\"text\":\"\"}", true, true},
        {"{\"id\":-1.5e3,\"text\":\"x\"}", false, true},
        {"{\"id\":0,\"text\":\"x\"}", false, true},
        {"{\"id\":1234567890123456,\"text\":\"x\"}", false, true},
        {"{\"id\":null,\"text\":\"x\",\"source\":null}", false, true},
        {"{\"id\":\"a\",\"text\":\"Walk \\\"far\\\".\"}", false, true},
        {"{\"id\":\"\\u0041\",\"text\":\"x\"}", false, true},
        {"{\"id\":\"a\",\"text\":\"x\",\"other\":1}", false, true},
        {"{\"id\":\"a\",\t\"text\":\"x\"}", false, true},
        {"{\"id\":12x,\"text\":\"x\"}", false, false},
        {"{\"id\":012,\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\",\"id\":\"b\",\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\",\"text\":\"x\"} x", false, false},
        {"{\"id\":\"a\",\"text\":\"x\",}", false, false},
        {"{\"id\":\"a\" \"text\":\"x\"}", false, false},
        {"{\"id\" \"a\",\"text\":\"x\"}", false, false},
        {"{\"id\":[1],\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\"}", false, false},
        {"{\"text\":5}", false, false},
        {"{\"text\":\"x\",\"role\":\"foo\"}", false, false},
        {"{\"text\":\"a\tb\"}", false, false},
        {"{\"text\":\"x", false, false},
        {"{\"text", false, false},
        {"{\"text\"", false, false},
        {"{\"text\":", false, false},
        {"{\"text\":\"x\"", false, false},
        {"{}", false, false},
        {"{", false, false},
        {"[\"id\"]", false, false},
    };
    struct arena a;
    struct buf scratch;
    arena_init(&a, 0);
    buf_init(&scratch, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str line = str_of(rows[i].line);
        struct statement_line flat = {.id = STR("null")}, tree = flat, both = flat;
        struct err e = {0};
        bool usual = statement_line_read_flat(line, &flat);
        bool good = statement_line_read_tree(line, &a, &scratch, &tree, &e);
        CHECK(usual == rows[i].flat && good == rows[i].good, "%s: %d %d %s", rows[i].line, usual, good, e.text);
        CHECK(good || e.text[0] != '\0', "%s: no reason", rows[i].line);
        CHECK(statement_line_read(line, &a, &scratch, &both, &(struct err){0}) == good, "%s", rows[i].line);
        CHECK(!usual || (str_eq(flat.id, tree.id) && str_eq(flat.text, tree.text) && flat.role == tree.role &&
                         str_eq(flat.source, tree.source)),
              "%s", rows[i].line);
        CHECK(usual || (str_is(flat.id, "null") && flat.text.p == NULL), "%s: left something behind", rows[i].line);
    }
    buf_free(&scratch);
    arena_free(&a);
}

static void test_trace_names_rules_and_words(void **state)
{
    (void)state;
    struct arena a;
    struct statement s;
    struct statement_trace w;
    arena_init(&a, 0);
    assert_true(statement_read_traced(STR("Walk daily by June 3, 2027."), NULL, &a, &s, &w, NULL));
    assert_true(w.rules[RULE_DUE_DATE / 64] >> (RULE_DUE_DATE % 64) & 1);
    assert_true(w.rules[RULE_OFTEN_WORD / 64] >> (RULE_OFTEN_WORD % 64) & 1);
    assert_false(w.rules[RULE_ZERO_NO / 64] >> (RULE_ZERO_NO % 64) & 1);
    assert_true(w.count >= 3);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rulings_of_the_guideline),
        cmocka_unit_test(test_negations),
        cmocka_unit_test(test_first_of_two_targets_is_taken),
        cmocka_unit_test(test_everyday_wordings),
        cmocka_unit_test(test_ways_to_say_by_when),
        cmocka_unit_test(test_ways_to_say_how_much_and_how_often),
        cmocka_unit_test(test_slots_by_general_rules),
        cmocka_unit_test(test_accuracy_on_independent_sentences),
        cmocka_unit_test(test_accuracy_on_sets_worked_through),
        cmocka_unit_test(test_accuracy_on_sets_of_which_only_general_causes_were_mended),
        cmocka_unit_test(test_better_half_never_scores_lower),
        cmocka_unit_test(test_accuracy_on_the_corpus_when_it_is_there),
        cmocka_unit_test(test_examples_of_the_article_when_it_is_there),
        cmocka_unit_test(test_achievable_from_facts),
        cmocka_unit_test(test_relevant_and_role_come_from_the_caller),
        cmocka_unit_test(test_rewrites),
        cmocka_unit_test(test_properties_of_random_sentences),
        cmocka_unit_test(test_properties_of_spliced_sentences),
        cmocka_unit_test(test_a_deadline_makes_it_time_bound),
        cmocka_unit_test(test_a_day_that_no_calendar_has_is_named_and_is_no_deadline),
        cmocka_unit_test(test_bad_input_is_refused),
        cmocka_unit_test(test_the_longest_sentence_of_short_words),
        cmocka_unit_test(test_every_allocation_fails_in_turn),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_lines_are_read_alike_with_and_without_a_tree),
        cmocka_unit_test(test_trace_names_rules_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
