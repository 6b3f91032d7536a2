/* test_standing.c: where an objective stands, the sentences that say so, and conditions that come true. */
#include "support.h"

#include "measure/measure.h"
#include "plan/condition.h"
#include "plan/plan_json.h"
#include "plan/standing.h"

#include <math.h>

static struct date day(const char *text)
{
    struct date d = {0, 0, 0};
    CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

/* put_values: "2026-01-05 15; 2026-01-12 12" as entries of what `as` says: an instrument, or "count", "rating",
 * "level", "diary" (each naming objective o1), "goal rating" (goal g1), "session" (attended; the number is its
 * minutes). */
static void put_values(struct buf *b, const char *as, const char *values)
{
    for (const char *p = values; *p;) {
        char date[11], value[16];
        int n = 0;
        CHECK(sscanf(p, "%10s %15[^;]%n", date, value, &n) == 2, "values: %s", p);
        p += n;
        p += strspn(p, "; ");
        buf_printf(b, "{\"date\":\"%s\",", date);
        if (strcmp(as, "level") == 0)
            buf_printf(b, "\"type\":\"attainment\",\"objective\":\"o1\",\"level\":%s}\n", value);
        else if (strcmp(as, "goal rating") == 0)
            buf_printf(b, "\"type\":\"rating\",\"goal\":\"g1\",\"value\":%s}\n", value);
        else if (strcmp(as, "session") == 0)
            buf_printf(b, "\"type\":\"session\",\"status\":\"attended\",\"minutes\":%s}\n", value);
        else if (measure_find(str_of(as)))
            buf_printf(b, "\"type\":\"score\",\"instrument\":\"%s\",\"total\":%s}\n", as, value);
        else
            buf_printf(b, "\"type\":\"%s\",\"objective\":\"o1\",\"value\":%s}\n", as, value);
    }
}

static struct series series_of(const char *as, const char *values, struct str more, struct arena *a, const char *where)
{
    struct buf b;
    struct series s;
    struct err e = {0};
    buf_init(&b, 0);
    put_values(&b, as, values);
    buf_add(&b, more);
    CHECK(series_read(buf_str(&b), a, &s, &e), "%s: %s: %s", where, e.where, e.text);
    buf_free(&b);
    return s;
}

/* plan_of: goal g1 with the given members and objective o1 with its members; `rest` more members of the plan. */
static struct plan *plan_of(const char *goal, const char *objective, const char *rest, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\",%s%s\"goals\":[{\"id\":\"g1\"%s%s,\"objectives\":[{\"id\":\"o1\"%s%s}]}]}",
               PLAN_FORMAT, rest, *rest ? "," : "", *goal ? "," : "", goal, *objective ? "," : "", objective);
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s: %s", b.p, e.where, e.text);
    buf_free(&b);
    return p;
}

static const char *const advice_names[] = {"out_of_range", "below_reliable_change", "no_baseline", "at_target_already",
                                           "other_way"};

static void put_advice_names(unsigned advice, struct buf *b)
{
    for (unsigned i = 0; i < sizeof advice_names / sizeof *advice_names; i++)
        if (advice & 1u << i)
            buf_printf(b, "%s%s", b->n ? "," : "", advice_names[i]);
}

static void put_target(const struct standing *st, struct buf *b)
{
    if (!st->has_target)
        return;
    buf_printf(b, "%s%g", st->target_strict ? "beyond " : "", st->target);
    if (fabs(st->target - st->target_far) > 1e-9)
        buf_printf(b, "%s%g", st->target_within ? "-" : "..", st->target_far);
}

static void check_row(struct tsv *t, const struct standing *st, struct date on)
{
    struct buf got;
    buf_init(&got, 0);
    assert_str(str_of(standing_state_name(st->state)), tsv_get(t, "state"), tsv_where(t));
    put_target(st, &got);
    assert_str(buf_str(&got), tsv_get(t, "target"), tsv_where(t));
    buf_reset(&got);
    put_advice_names(st->advice, &got);
    assert_str(buf_str(&got), tsv_get(t, "advice"), tsv_where(t));
    buf_reset(&got);
    standing_put_advice(st, &got);
    CHECK((got.n > 0) == (st->advice != 0), "%s: advice without words, or words without advice", tsv_where(t));
    buf_reset(&got);
    standing_put_sentence(st, on, &got);
    assert_str(buf_str(&got), tsv_get(t, "sentence"), tsv_where(t));
    buf_free(&got);
}

/* promises: what holds of every standing. */
static void check_promises(const struct standing *st, struct date on, const char *where)
{
    struct buf b;
    buf_init(&b, 0);
    standing_put_sentence(st, on, &b);
    standing_put_advice(st, &b);
    const struct measure *m = st->measure;
    bool confirmed = m && m->has_reliable_change && m->reliable_change_confirmed;
    CHECK(confirmed || !strstr(b.p, "reliabl"), "%s: \"%s\" prints reliable", where, b.p);
    CHECK(!strstr(b.p, "no risk") && !strstr(b.p, "ups and downs"), "%s: %s", where, b.p);
    CHECK(!date_is_set(st->met_on) || (st->baseline_pinned && st->has_target), "%s: met without pinned baseline",
          where);
    CHECK(st->state != STANDING_MET || date_is_set(st->met_on), "%s", where);
    CHECK(!st->has_latest || date_cmp(st->latest_on, on) <= 0, "%s: a value of the future", where);
    buf_free(&b);
}

static void objectives_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/standing.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct standing st;
        arena_init(&a, 0);
        struct plan *p = plan_of(tsv_get(&t, "goal"), tsv_get(&t, "objective"), tsv_get(&t, "plan"), &a);
        struct series s = series_of(tsv_get(&t, "as"), tsv_get(&t, "values"), tsv_text(&t, "more"), &a, tsv_where(&t));
        struct date on = day(tsv_get(&t, "on"));
        bool of_goal = strncmp(tsv_get(&t, "name"), "goal: ", 6) == 0;
        const struct plan_goal *g = &p->goals.at[0];
        CHECK(standing_of(p, g, of_goal ? NULL : g->objectives.at, &s, on, &a, &st, &e), "%s", tsv_where(&t));
        assert_str(st.pointer, of_goal ? "/goals/0" : "/goals/0/objectives/0", tsv_where(&t));
        check_row(&t, &st, on);
        check_promises(&st, on, tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

/* Each state has a name and a place of its own; only what is good news is good. */
static void states_have_their_row(void **state)
{
    bool taken[STANDING_STATE_COUNT] = {false};
    (void)state;
    for (int s = 0; s < STANDING_STATE_COUNT; s++) {
        int urgency = standing_urgency((enum standing_state)s);
        bool good = s == STANDING_MET || s == STANDING_REACHED || s == STANDING_ON_COURSE;
        assert_non_null(standing_state_name((enum standing_state)s));
        assert_true(urgency >= 0 && urgency < STANDING_STATE_COUNT && !taken[urgency]);
        taken[urgency] = true;
        assert_int_equal(standing_is_good((enum standing_state)s), good);
    }
    assert_true(standing_urgency(STANDING_WORSE) > standing_urgency(STANDING_STUCK));
    assert_true(standing_urgency(STANDING_BEHIND) > standing_urgency(STANDING_ON_COURSE));
    assert_int_equal(standing_urgency(STANDING_MET), 0);
}

static void conditions_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/standing_conditions.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct condition_state got;
        char rest[2048], since[DATE_TEXT_SIZE];
        arena_init(&a, 0);
        snprintf(rest, sizeof rest, "%s%s\"interventions\":[{\"condition\":{%s}}]", tsv_get(&t, "plan"),
                 *tsv_get(&t, "plan") ? "," : "", tsv_get(&t, "condition"));
        struct plan *p = plan_of(tsv_get(&t, "goal"), tsv_get(&t, "objective"), rest, &a);
        struct series s = series_of(tsv_get(&t, "as"), tsv_get(&t, "values"), tsv_text(&t, "more"), &a, tsv_where(&t));
        CHECK(condition_on(&p->interventions.at[0].condition, p, &s, day(tsv_get(&t, "on")), &a, &got, &e), "%s",
              tsv_where(&t));
        const char *expected = tsv_get(&t, "is");
        CHECK(strcmp(expected, !got.bound    ? "unbound"
                               : got.is_true ? "true"
                                             : "false") == 0,
              "%s: bound %d, true %d", tsv_where(&t), got.bound, got.is_true);
        assert_str(str_of(date_format(got.since, since)), tsv_get(&t, "since"), tsv_where(&t));
        assert_str(got.evidence, tsv_get(&t, "evidence"), tsv_where(&t));
        CHECK(!got.is_true || got.entry, "%s: true without an entry", tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

static void proposals_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/standing_proposals.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct condition_proposals got;
        struct buf b;
        char rest[2048];
        arena_init(&a, 0);
        buf_init(&b, 0);
        snprintf(rest, sizeof rest, "%s%s\"interventions\":[{\"condition\":{%s}}]", tsv_get(&t, "plan"),
                 *tsv_get(&t, "plan") ? "," : "", tsv_get(&t, "condition"));
        struct plan *p = plan_of(tsv_get(&t, "goal"), tsv_get(&t, "objective"), rest, &a);
        struct plan_condition *c = &p->interventions.at[0].condition, before = *c;
        CHECK(condition_propose(c, p, &a, &got, &e), "%s", tsv_where(&t));
        CHECK(memcmp(c, &before, sizeof before) == 0, "%s: proposing has bound it", tsv_where(&t));
        for (size_t i = 0; i < got.list.n; i++) {
            const struct condition_proposal *x = &got.list.at[i];
            buf_printf(&b, "%s%.*s%s", i ? "; " : "", (int)x->text.n, x->text.p, x->confirmed ? "" : " (unconfirmed)");
            CHECK(x->source && *x->source, "%s: no source", tsv_where(&t));
        }
        assert_str(buf_str(&b), tsv_get(&t, "offers"), tsv_where(&t));
        if (got.list.n) {
            struct condition_state now;
            struct series none = {.entries = {NULL, 0, 0}};
            const struct condition_proposal x = got.list.at[0];
            char words[512]; /* taken over: they bind themselves, and to the same */
            snprintf(words, sizeof words, "%.*s, that is, with %.*s", (int)before.text.n, before.text.p, (int)x.text.n,
                     x.text.p);
            struct plan_condition taken = {.text = str_of(words)};
            CHECK(condition_bind(&taken, &a), "%s", tsv_where(&t));
            CHECK(condition_on(&taken, p, &none, day("2026-01-05"), &a, &now, &e), "%s", tsv_where(&t));
            bool whole = x.kind == CONDITION_MEASURE || x.by_week.has || x.by_session.has || x.by_review.has;
            CHECK(now.bound == whole, "%s: “%s”: bound %d", tsv_where(&t), words, now.bound);
            if (whole) {
                CHECK(taken.kind == x.kind && str_is(taken.measure.instrument, x.measure->id), "%s: “%s”: to another",
                      tsv_where(&t), words);
                CHECK(memcmp(&taken.by_review, &x.by_review, sizeof x.by_review) == 0, "%s: another review",
                      tsv_where(&t));
                CHECK(x.kind != CONDITION_MEASURE ||
                          (taken.comparator == x.comparator && dec_cmp(taken.value, x.value) == 0),
                      "%s: “%s”: another number", tsv_where(&t), words);
                CHECK(condition_propose(&taken, p, &a, &got, &e) && got.list.n == 0, "%s: bound, and offered again",
                      tsv_where(&t));
            }
        }
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* The cuts of the PHQ-9 for week 4 were published for cognitive behavioural therapy: 17 or more is a sign in a plan
 * that gives it, under any of its names, and in no other (Schueller 2015). */
static void cuts_of_a_treatment_need_the_treatment(void **state)
{
    static const struct {
        const char *intervention;
        int week;
    } rows[] = {{"\"name\":\"Cognitive Behavioral Therapy (CBT)\"", 4},
                {"\"name\":\"CBT group\"", 4},
                {"\"name\":\"cognitive-behavioural work\"", 4},
                {"\"modality\":\"cognitive behavioural\"", 4},
                {"\"modality\":\"cognitive-behavioral\"", 4},
                {"\"modality\":\"CBT\"", 4},
                {"\"name\":\"Exercise\"", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int score = 16; score <= 17; score++) {
            struct arena a;
            struct err e = {0};
            struct standing st;
            char rest[256], values[64];
            arena_init(&a, 0);
            snprintf(rest, sizeof rest, "\"interventions\":[{%s}]", rows[i].intervention);
            snprintf(values, sizeof values, "2026-01-05 20; 2026-02-02 %d", score);
            struct plan *p = plan_of("", "\"measure\":{\"instrument\":\"phq9\"}", rest, &a);
            struct series s = series_of("phq9", values, STR(""), &a, rest);
            assert_true(standing_of(p, p->goals.at, p->goals.at->objectives.at, &s, day("2026-02-02"), &a, &st, &e));
            CHECK(st.track.nonresponse_week == (score == 17 ? rows[i].week : 0), "%s: %d: week %d", rest, score,
                  st.track.nonresponse_week);
            arena_free(&a);
        }
}

/* ---- properties ---- */

static const char gad7[] = "\"measure\":{\"instrument\":\"gad7\"},\"baseline\":{\"value\":15,\"date\":\"2026-01-05\"},"
                           "\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":6}";

/* Entries entered later than a day change nothing about that day, whatever they are. */
static void what_comes_later_changes_nothing_before(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct arena a;
        struct err e = {0};
        struct buf early, all, one, two;
        struct standing st;
        arena_init(&a, 0);
        buf_init(&early, 0);
        buf_init(&all, 0);
        buf_init(&one, 0);
        buf_init(&two, 0);
        int32_t start = date_to_day(day("2026-01-05"));
        for (int i = 0; i < 12; i++) {
            char text[DATE_TEXT_SIZE];
            date_format(date_from_day(start + 7 * i), text);
            buf_printf(&early,
                       "{\"id\":\"s%d\",\"date\":\"%s\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":%d}\n", i,
                       text, (int)(test_random(&seed) % 22));
        }
        buf_add(&all, buf_str(&early));
        for (int i = 0; i < 6; i++) {
            char text[DATE_TEXT_SIZE], late[DATE_TEXT_SIZE];
            int of = (int)(test_random(&seed) % 12), total = (int)(test_random(&seed) % 22);
            date_format(date_from_day(start + (int32_t)(test_random(&seed) % 78)), text);
            date_format(date_from_day(start + 78 + (int32_t)(test_random(&seed) % 10)), late);
            if (i % 3 == 0)
                buf_printf(
                    &all,
                    "{\"date\":\"%s\",\"entered\":\"%s\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":%d}\n",
                    text, late, total);
            else if (i % 3 == 1)
                buf_printf(&all, "{\"date\":\"%s\",\"type\":\"correction\",\"of\":\"s%d\",\"total\":%d}\n", late, of,
                           total);
            else
                buf_printf(&all, "{\"date\":\"%s\",\"type\":\"withdrawn\",\"of\":\"s%d\"}\n", late, of);
        }
        struct plan *p = plan_of("", gad7, "", &a);
        struct series before, after;
        assert_true(series_read(buf_str(&early), &a, &before, &e) && series_read(buf_str(&all), &a, &after, &e));
        for (int d = 0; d < 78; d += 5) {
            struct date on = date_from_day(start + d);
            buf_reset(&one);
            buf_reset(&two);
            assert_true(standing_of(p, p->goals.at, p->goals.at->objectives.at, &before, on, &a, &st, &e));
            standing_put_sentence(&st, on, &one);
            check_promises(&st, on, "random");
            assert_true(standing_of(p, p->goals.at, p->goals.at->objectives.at, &after, on, &a, &st, &e));
            standing_put_sentence(&st, on, &two);
            CHECK(str_eq(buf_str(&one), buf_str(&two)), "day %d: \"%s\", later \"%s\"", d, one.p, two.p);
        }
        struct date end = date_from_day(start + 100);
        assert_true(standing_of(p, p->goals.at, p->goals.at->objectives.at, &after, end, &a, &st, &e));
        check_promises(&st, end, "random, at the end");
        buf_free(&early);
        buf_free(&all);
        buf_free(&one);
        buf_free(&two);
        arena_free(&a);
    }
}

/* ---- memory ---- */

struct all {
    struct plan *plan;
    struct series series;
};

static bool ask_everything(struct arena *a, void *ctx, struct err *e)
{
    const struct all *x = ctx;
    struct date on = day("2026-06-01");
    for (size_t g = 0; g < x->plan->goals.n; g++) {
        const struct plan_goal *goal = &x->plan->goals.at[g];
        struct standing st;
        for (size_t o = 0; o <= goal->objectives.n; o++)
            if (!standing_of(x->plan, goal, o < goal->objectives.n ? &goal->objectives.at[o] : NULL, &x->series, on, a,
                             &st, e))
                return false;
    }
    for (size_t i = 0; i < x->plan->interventions.n; i++) {
        struct plan_condition c = x->plan->interventions.at[i].condition;
        struct condition_state now;
        struct condition_proposals offers;
        if (!condition_on(&c, x->plan, &x->series, on, a, &now, e) || !condition_propose(&c, x->plan, a, &offers, e))
            return false;
    }
    return true;
}

static void no_memory_is_told(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct all x = {
        .plan = plan_of("\"measure\":{\"instrument\":\"phq9\"},\"due\":{\"session\":2}", gad7,
                        "\"interventions\":["
                        "{\"condition\":{\"kind\":\"measure\",\"measure\":{\"instrument\":\"gad7\"},"
                        "\"comparator\":\"at_least\",\"value\":10}},"
                        "{\"condition\":{\"kind\":\"measure\",\"measure\":{\"name\":\"mood\"},"
                        "\"comparator\":\"at_most\",\"value\":10,\"by_session\":1}},"
                        "{\"condition\":{\"kind\":\"no_gain\",\"by_week\":4}},"
                        "{\"condition\":{\"kind\":\"no_gain\",\"by_review\":1}},"
                        "{\"condition\":{\"kind\":\"no_gain\",\"by_session\":2,\"measure\":{\"instrument\":\"pcl5\"}}},"
                        "{\"condition\":{\"kind\":\"event\",\"event\":\"moved\"}},"
                        "{\"condition\":{\"text\":\"if anxiety persists\"}},"
                        "{\"condition\":{\"text\":\"if depressive symptoms are present\"}}],"
                        "\"monitoring\":[{\"measure\":{\"instrument\":\"gad7\"},\"objectives\":[\"o1\"],\"cadence\":{"
                        "\"every_min\":1,\"every_max\":1,"
                        "\"unit\":\"session\"}}]",
                        &a),
        .series = series_of("gad7", "2026-01-05 15; 2026-01-12 14; 2026-01-19 14",
                            STR("{\"date\":\"2026-01-05\",\"type\":\"session\",\"status\":\"attended\"}\n"
                                "{\"date\":\"2026-01-06\",\"type\":\"session\",\"status\":\"attended\"}\n"
                                "{\"date\":\"2026-01-05\",\"type\":\"rating\",\"measure\":\"mood\",\"value\":5}\n"
                                "{\"date\":\"2026-01-06\",\"type\":\"event\",\"kind\":\"moved\"}\n"
                                "{\"date\":\"2026-01-20\",\"type\":\"review\"}\n"
                                "{\"date\":\"2026-01-06\",\"type\":\"score\",\"instrument\":\"phq9\",\"total\":12}\n"),
                            &a, "memory"),
    };
    CHECK(fault_sweep(ask_everything, &x) > 20, "too few allocations to be true");
    arena_free(&a);
}

static void sentences_do_not_fit(void **state)
{
    struct arena a;
    struct err e = {0};
    struct standing st;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of("", gad7, "", &a);
    struct series s = series_of("gad7", "2026-01-05 15; 2026-01-12 14", STR(""), &a, "buffer");
    assert_true(standing_of(p, p->goals.at, p->goals.at->objectives.at, &s, day("2026-01-12"), &a, &st, &e));
    buf_init(&b, 10);
    standing_put_sentence(&st, day("2026-01-12"), &b);
    assert_false(buf_ok(&b));
    buf_free(&b);
    struct date no_day = {0, 0, 0};
    struct condition_state now;
    struct plan_condition c = {.kind = CONDITION_UNSTATED};
    EXPECT_ASSERT(standing_of(p, p->goals.at, NULL, &s, no_day, &a, &st, &e));
    EXPECT_ASSERT(condition_on(&c, p, &s, no_day, &a, &now, &e));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_have_their_row),
        cmocka_unit_test(objectives_of_the_table),
        cmocka_unit_test(conditions_of_the_table),
        cmocka_unit_test(proposals_of_the_table),
        cmocka_unit_test(cuts_of_a_treatment_need_the_treatment),
        cmocka_unit_test(what_comes_later_changes_nothing_before),
        cmocka_unit_test(no_memory_is_told),
        cmocka_unit_test(sentences_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
