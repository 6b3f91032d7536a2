/* Statements: what holds whatever the sentence says, on sentences made of others, cut, spliced and long. */
#include "support.h"

#include "statement/reason.h"
#include "unit/statement_support.h"

/* Digits of the rewrite are digits of the sentence. */
static void check_no_new_numbers(struct str text, struct str rewrite)
{
    for (size_t i = 0; i < rewrite.n; i++) {
        if (rewrite.p[i] >= '0' && rewrite.p[i] <= '9') {
            CHECK(memchr(text.p, rewrite.p[i], text.n) != NULL, "%.*s", (int)rewrite.n, rewrite.p);
        }
    }
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_properties_of_random_sentences),
        cmocka_unit_test(test_properties_of_spliced_sentences),
        cmocka_unit_test(test_a_deadline_makes_it_time_bound),
        cmocka_unit_test(test_a_day_that_no_calendar_has_is_named_and_is_no_deadline),
        cmocka_unit_test(test_the_longest_sentence_of_short_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
