/* An objective's sentence and its fields: written, linked, compared, worked out (plan/objective.h). */
#include "support.h"

#include "plan/objective.h"
#include "plan/plan_json.h"

/* "measure|from|to|how often|by" */
static struct objective_words words(struct tsv *t, const char *column)
{
    struct objective_words w;
    struct str *const parts[] = {&w.measure, &w.from, &w.to, &w.how_often, &w.by};
    struct str rest = str_of(tsv_get(t, column));
    for (size_t i = 0; i < 5; i++) {
        struct str tail = {NULL, 0};
        CHECK(str_cut(rest, '|', parts[i], &tail) == (i < 4), "%s: %s has not five parts", tsv_where(t), column);
        if (i == 4)
            *parts[i] = rest;
        rest = tail;
    }
    return w;
}

static void sentences_from_fields(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/write.tsv");
    while (tsv_next(&t)) {
        struct objective_words w = words(&t, "fields");
        const char *expected = tsv_get(&t, "sentence");
        struct buf b;
        buf_init(&b, 0);
        bool written = objective_write(&w, str_of(tsv_get(&t, "who")), &b);
        CHECK(written == (*expected != 0), "%s: %d", tsv_where(&t), written);
        assert_str(buf_str(&b), expected, tsv_where(&t));
        buf_free(&b);
    }
    tsv_close(&t);
}

static void fields_that_change_in_a_sentence(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/link.tsv");
    while (tsv_next(&t)) {
        struct objective_words was = words(&t, "was"), now = words(&t, "now");
        struct str out = {NULL, 0}, sentence = str_of(tsv_get(&t, "sentence"));
        struct arena a;
        struct err e = {0};
        bool linked;
        arena_init(&a, 0);
        CHECK(objective_link(sentence, &was, &now, &a, &out, &linked, &e), "%s: %s", tsv_where(&t), e.text);
        assert_str(out, tsv_get(&t, "after"), tsv_where(&t));
        assert_int_equal(linked, out.n > 0);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void fields_fill_the_blanks_of_a_sentence(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/fill.tsv");
    while (tsv_next(&t)) {
        struct objective_words was = words(&t, "was"), now = words(&t, "now");
        struct str out = {NULL, 0}, sentence = str_of(tsv_get(&t, "sentence"));
        struct arena a;
        struct err e = {0};
        bool filled;
        arena_init(&a, 0);
        CHECK(objective_fill(sentence, &was, &now, &a, &out, &filled, &e), "%s: %s", tsv_where(&t), e.text);
        assert_str(filled ? out : STR(""), tsv_get(&t, "after"), tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

/* A plain number goes into the one blank of a field's words. */
static void a_number_typed_over_words_with_a_blank(void **state)
{
    static const char *const rows[][3] = {{"within [how many] weeks", "12", "within 12 weeks"},
                                          {"[how many] times a week", " 3-4 ", "3-4 times a week"},
                                          {"[baseline score]", "14", ""},
                                          {"within [how many] weeks", "12 days", ""},
                                          {"within 8 weeks", "12", ""},
                                          {"[how many] times in [how many] weeks", "3", ""},
                                          {"within [how many] weeks", "", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;
        buf_init(&b, 0);
        bool done = objective_fill_words(str_of(rows[i][0]), str_of(rows[i][1]), &b);
        assert_int_equal(done, *rows[i][2] != 0);
        assert_str(buf_str(&b), rows[i][2], rows[i][0]);
        buf_free(&b);
    }
}

static struct plan *with_objective(struct tsv *t, struct arena *a)
{
    struct buf b;
    struct plan *p;
    struct err e = {0};
    buf_init(&b, 0);
    buf_printf(
        &b, "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Work without worry\",\"objectives\":[%s]}]}",
        tsv_get(t, "objective"));
    bool ok = plan_from_json(buf_str(&b), a, &p, &e) && plan_number_ids(p, a, &e) && plan_bind(p, a, &e);
    CHECK(ok, "%s: %s: %s", tsv_where(t), e.where, e.text);
    buf_free(&b);
    return p;
}

/* "The sentence says 6, the field “target” says 5!": with a mark where both cannot hold. */
static bool tell(const struct plan_objective *o, struct arena *a, struct buf *out, struct err *e)
{
    struct objective_clash all[OBJECTIVE_CLASHES];
    size_t n;
    if (!objective_clashes(o, a, all, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%sThe sentence says %.*s, the field \xe2\x80\x9c%s\xe2\x80\x9d says %.*s%s", i ? " " : "",
                   (int)all[i].sentence.n, all[i].sentence.p, all[i].field, (int)all[i].beside.n, all[i].beside.p,
                   all[i].certain ? "!" : ".");
    return true;
}

static void what_a_sentence_and_its_fields_say(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/differs.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        struct err e = {0};
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct plan *p = with_objective(&t, &a);
        CHECK(tell(&p->goals.at[0].objectives.at[0], &a, &b, &e), "%s: %s", tsv_where(&t), e.text);
        assert_str(buf_str(&b), tsv_get(&t, "told"), tsv_where(&t));
        buf_reset(&b);
        if (*tsv_get(&t, "told")) {
            CHECK(objective_settle(&p->goals.at[0].objectives.at[0], STR("Emma"), &a, &b, &e), "%s: %s", tsv_where(&t), e.text);
            assert_str(buf_str(&b), tsv_get(&t, "settled"), tsv_where(&t));
        }
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void per_cent_as_a_score(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/sum.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        struct err e = {0};
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct plan *p = with_objective(&t, &a);
        const struct plan_goal *g = &p->goals.at[0];
        CHECK(objective_sum(p, g, &g->objectives.at[0], &a, &b, &e), "%s: %s", tsv_where(&t), e.text);
        assert_str(buf_str(&b), tsv_get(&t, "told"), tsv_where(&t));
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* Longer than a sentence may be, before or after, is left as it is. */
static void sentences_that_are_too_long(void **state)
{
    static char text[STATEMENT_TEXT_MAX + 1];
    struct objective_words was = {.measure = STR("walk")}, now = {.measure = STR("walk"), .by = STR("8 weeks")};
    struct objective_words often = {.measure = STR("walk"), .how_often = STR("daily")};
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t n = STATEMENT_TEXT_MAX; n <= sizeof text; n++) {
        struct arena a;
        struct err e = {0};
        struct str out = {NULL, 0};
        bool linked;
        arena_init(&a, 0);
        assert_true(objective_link((struct str){text, n}, &was, &now, &a, &out, &linked, &e) && !linked);
        assert_true(objective_link((struct str){text, n}, &was, &often, &a, &out, &linked, &e) && !linked);
        arena_free(&a);
    }
    struct plan_objective o = {.statement = {text, sizeof text},
                               .target = {.kind = TARGET_PERCENT, .text = STR("60 %")}};
    struct arena a;
    struct buf b;
    struct err e = {0};
    arena_init(&a, 0);
    buf_init(&b, 0);
    assert_true(tell(&o, &a, &b, &e) && objective_sum(NULL, NULL, &o, &a, &b, &e));
    assert_int_equal(b.n, 0);
    buf_free(&b);
    arena_free(&a);
}

static void what_sentences_call_a_client(void **state)
{
    static const struct {
        const char *name, *preferred, *who;
    } rows[] = {
        {"Emma Sato", "", "Emma"},
        {"Emma Sato", "Em", "Em"},
        {"Emma", " ", "Emma"},
        {"  Emma  Sato ", "", "Emma"},
        {"", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan p = {.id = {NULL, 0}};
        p.client.name = str_of(rows[i].name);
        p.client.preferred_name = str_of(rows[i].preferred);
        assert_str(objective_who(&p), rows[i].who, rows[i].name);
    }
}

struct sweep {
    struct str sentence;
    struct objective_words was, now;
};

static bool link_one(struct arena *a, void *ctx, struct err *e)
{
    const struct sweep *s = ctx;
    struct str out;
    bool linked;
    return objective_link(s->sentence, &s->was, &s->now, a, &out, &linked, e);
}

static bool fill_one(struct arena *a, void *ctx, struct err *e)
{
    const struct sweep *s = ctx;
    struct objective_words was = s->was;
    struct str out;
    bool filled;
    return objective_fill(s->sentence, &was, &s->now, a, &out, &filled, e);
}

static bool differ_one(struct arena *a, void *ctx, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    bool ok = tell(ctx, a, &b, e);
    ok = ok && objective_settle(ctx, STR("Emma"), a, &b, e);
    buf_free(&b);
    return ok;
}

struct follow {
    const char *was, *now;
};

static bool follow_one(struct arena *a, void *ctx, struct err *e)
{
    const struct follow *f = ctx;
    struct plan_objective o = {.statement = str_of(f->now), .measure = {.name = STR("the cinema")}};
    return objective_follow(str_of(f->was), &o, a, e);
}

static void every_allocation_fails_cleanly(void **state)
{
    const struct objective_words was = {STR("GAD-7"), STR("15"), STR("6"), {NULL, 0}, STR("2026-12-01")};
    struct sweep s = {.was = was, .now = was};
    (void)state;
    s.now.by = STR("12 weeks");
    s.sentence = STR("Emma will lower her GAD-7 score from 15 to 6 or less by 1 December 2026.");
    assert_true(fault_sweep(link_one, &s) > 3);
    s.sentence = STR("Emma will lower the GAD-7 score from 15 to 6 or less by 1 December 2026.");
    assert_true(fault_sweep(link_one, &s) > 3);
    s.sentence = STR("Emma walks in the park.");
    s.was = (struct objective_words){.measure = STR("walks")};
    s.now = (struct objective_words){.measure = STR("walks"), .how_often = STR("3 times a week")};
    assert_true(fault_sweep(link_one, &s) > 3);
    s.sentence = STR("Emma will lower the GAD-7 score from [now] to 6 within [how many] weeks.");
    s.was = (struct objective_words){.measure = STR("GAD-7"), .by = STR("within [how many] weeks")};
    s.now = (struct objective_words){.measure = STR("GAD-7"), .from = STR("14"), .by = STR("12 weeks")};
    assert_true(fault_sweep(fill_one, &s) > 3);
    struct plan_objective o = {.statement = STR("Emma will lower her GAD-7 score from 15 to 6 or less."),
                               .baseline = {.value = dec_of_int(14)}};
    assert_true(fault_sweep(differ_one, &o) > 3);
    struct follow f = {"Emma will go to the cinema 3 times a week.", "Emma will eat in a restaurant once a week."};
    assert_true(fault_sweep(follow_one, &f) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_from_fields),
        cmocka_unit_test(fields_that_change_in_a_sentence),
        cmocka_unit_test(fields_fill_the_blanks_of_a_sentence),
        cmocka_unit_test(a_number_typed_over_words_with_a_blank),
        cmocka_unit_test(what_a_sentence_and_its_fields_say),
        cmocka_unit_test(per_cent_as_a_score),
        cmocka_unit_test(sentences_that_are_too_long),
        cmocka_unit_test(what_sentences_call_a_client),
        cmocka_unit_test(every_allocation_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
