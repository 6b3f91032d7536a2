/* test_plan_shape.c: the tables cover the structs, and say what they must. */
#include "support.h"

#include "base/json.h"
#include "plan_random.h"

#include <ctype.h>

static size_t size_of(const struct shape_field *f)
{
    switch (f->kind) {
    case SHAPE_TEXT:
    case SHAPE_REF:
    case SHAPE_ID:
        return sizeof(struct str);
    case SHAPE_TEXTS:
    case SHAPE_REFS:
    case SHAPE_LIST:
        return sizeof(plan_texts);
    case SHAPE_DATE:
        return sizeof(struct date);
    case SHAPE_DEC:
        return sizeof(struct dec);
    case SHAPE_INT:
        return sizeof(struct opt_int);
    case SHAPE_BOOL:
        return 2 * sizeof(bool);
    case SHAPE_ENUM:
        return sizeof(enum plan_unit);
    case SHAPE_OBJECT:
        return f->shape->size;
    }
    return 0;
}

/* The largest alignment of a member bounds the padding in front of it and at the end of a struct. */
static size_t alignment_of(const struct shape_field *f)
{
    return f->kind == SHAPE_DATE ? 2 : f->kind == SHAPE_BOOL ? 1 : f->kind == SHAPE_ENUM ? 4 : 8;
}

struct seen {
    const struct shape *shapes[100];
    size_t n;
};

static void each_shape(const struct shape *s, struct seen *seen,
                       void (*check)(const struct shape *, const struct seen *))
{
    for (size_t i = 0; i < seen->n; i++)
        if (seen->shapes[i] == s)
            return;
    assert_true(seen->n < 100);
    seen->shapes[seen->n++] = s;
    check(s, seen);
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].shape)
            each_shape(s->fields[i].shape, seen, check);
}

/* What plan_bind keeps beside a sentence is no part of the plan. */
static void leave_out_reading(const struct shape *s, bool *used)
{
    const struct shape *goal = shape_find(&plan_shape, STR("goals"))->shape;
    const struct shape *objective = shape_find(goal, STR("objectives"))->shape;
    size_t at = s == goal        ? offsetof(struct plan_goal, reading)
                : s == objective ? offsetof(struct plan_objective, reading)
                                 : s->size;
    for (size_t k = at; k < at + sizeof(void *) && k < s->size; k++)
        used[k] = true;
}

static void check_covered(const struct shape *s, const struct seen *seen)
{
    bool *used = calloc(s->size, sizeof *used);
    (void)seen;
    assert_non_null(used);
    leave_out_reading(s, used);
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        for (size_t k = f->offset; k < f->offset + size_of(f); k++) {
            CHECK(k < s->size && !used[k], "%s.%s lies over another member", s->name, f->key);
            used[k] = true;
        }
    }
    for (size_t k = 0, gap = 0; k < s->size; k++) {
        gap = used[k] ? 0 : gap + 1;
        size_t next = 8;
        for (size_t i = 0; i < s->count; i++)
            if (s->fields[i].offset == k + 1)
                next = alignment_of(&s->fields[i]);
        CHECK(gap < next || (k + 1 < s->size && gap < 8 && !used[k + 1]), "%s: a member at byte %zu has no row",
              s->name, k + 1 - gap);
    }
    free(used);
}

static void every_member_has_a_row(void **state)
{
    struct seen seen = {.n = 0};
    (void)state;
    each_shape(&plan_shape, &seen, check_covered);
    assert_true(seen.n > 35);
}

static void check_words(const struct shape *s, const struct seen *seen)
{
    (void)seen;
    assert_true(s->count > 0);
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        assert_true(islower((unsigned char)f->key[0]));
        for (const char *c = f->key; *c; c++)
            CHECK(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_', "%s.%s", s->name, f->key);
        CHECK(f->label && isupper((unsigned char)f->label[0]) && !strchr(f->label, '_'), "%s.%s", s->name, f->key);
        size_t n = strlen(f->about);
        CHECK(n > 3 && isupper((unsigned char)f->about[0]) && f->about[n - 1] == '.', "%s.%s", s->name, f->key);
        CHECK(shape_find(s, str_of(f->key)) == f, "%s has %s twice", s->name, f->key);
        CHECK((f->kind == SHAPE_OBJECT || f->kind == SHAPE_LIST) == (f->shape != NULL), "%s.%s", s->name, f->key);
        CHECK((f->kind == SHAPE_ENUM) == (f->names != NULL), "%s.%s", s->name, f->key);
        CHECK((f->kind == SHAPE_REF || f->kind == SHAPE_REFS) == (f->refs != NULL), "%s.%s", s->name, f->key);
        CHECK((f->kind == SHAPE_INT) == (f->min < f->max), "%s.%s", s->name, f->key);
        CHECK(f->kind != SHAPE_ID || i == 0, "%s: the id comes first", s->name);
    }
    CHECK(!shape_find(s, STR("no_such_member")), "%s", s->name);
    CHECK(s == &plan_shape || !s->prefix == (s->fields[0].kind != SHAPE_ID), "%s", s->name);
}

static void rows_are_well_formed(void **state)
{
    struct seen seen = {.n = 0};
    (void)state;
    each_shape(&plan_shape, &seen, check_words);
}

static void check_prefix(const struct shape *s, const struct seen *seen)
{
    for (size_t i = 0; i + 1 < seen->n; i++) {
        CHECK(strcmp(seen->shapes[i]->name, s->name) != 0, "two shapes are called %s", s->name);
        CHECK(!s->prefix || !seen->shapes[i]->prefix || s->prefix[0] != seen->shapes[i]->prefix[0], "%s and %s",
              s->name, seen->shapes[i]->name);
    }
    CHECK(!s->prefix || (strlen(s->prefix) == 1 && islower((unsigned char)s->prefix[0])), "%s", s->name);
}

static void names_and_prefixes_are_used_once(void **state)
{
    struct seen seen = {.n = 0};
    (void)state;
    each_shape(&plan_shape, &seen, check_prefix);
    for (size_t i = 0; i < seen.n; i++)
        for (size_t k = 0; k < seen.shapes[i]->count; k++)
            for (const char *r = seen.shapes[i]->fields[k].refs; r && *r; r++) {
                bool known = false;
                for (size_t j = 0; j < seen.n; j++)
                    known = known || (seen.shapes[j]->prefix && seen.shapes[j]->prefix[0] == *r);
                CHECK(known, "%s.%s may hold ids of %c", seen.shapes[i]->name, seen.shapes[i]->fields[k].key, *r);
            }
}

static void top_level_members_stand_in_their_order(void **state)
{
    static const char *const order[] = {"id",       "version",       "title",      "client",    "diagnoses",
                                        "problems", "strengths",     "barriers",   "values",    "culture",
                                        "goals",    "interventions", "monitoring", "duration",  "reviews",
                                        "support",  "referrals",     "crisis",     "agreement", "notes"};
    size_t at = 0;
    (void)state;
    for (size_t i = 0; i < plan_shape.count; i++)
        if (at < sizeof order / sizeof *order && strcmp(plan_shape.fields[i].key, order[at]) == 0)
            at++;
    CHECK(at == sizeof order / sizeof *order, "%s is missing or out of order", order[at]);
}

static void enum_names_follow_plan_h(void **state)
{
    static const struct {
        const char *shape, *key;
        int value;
        const char *name;
    } rows[] = {
        {"diagnosis", "status", DIAGNOSIS_CONFIRMED, "confirmed"},
        {"strength", "kind", STRENGTH_PAST_SUCCESS, "past_success"},
        {"barrier", "kind", BARRIER_OTHER, "other"},
        {"barrier", "kind", BARRIER_TRANSPORT, "transport"},
        {"goal", "status", LIFECYCLE_ON_HOLD, "on_hold"},
        {"goal", "status", LIFECYCLE_CANCELLED, "cancelled"},
        {"goal", "achievement", ACHIEVEMENT_NOT_ACHIEVED, "not_achieved"},
        {"goal", "achievement", ACHIEVEMENT_NO_CHANGE, "no_change"},
        {"goal", "priority", PRIORITY_LOW, "low"},
        {"target", "kind", TARGET_RANGE, "range"},
        {"target", "kind", TARGET_PERCENT, "percent"},
        {"target", "comparator", PLAN_CMP_MAINTAIN, "maintain"},
        {"target", "comparator", PLAN_CMP_AT_MOST, "at_most"},
        {"cadence", "unit", UNIT_YEAR, "year"},
        {"cadence", "unit", UNIT_SESSION, "session"},
        {"measure", "kind", MEASURE_GOAL_RATING, "goal_rating"},
        {"measure", "kind", MEASURE_BEHAVIOUR, "behaviour"},
        {"intervention", "kind", INTERVENTION_OTHER, "other"},
        {"intervention", "kind", INTERVENTION_MEDICATION, "medication"},
        {"condition", "kind", CONDITION_EVENT, "event"},
        {"phase", "kind", PHASE_MAINTENANCE, "maintenance"},
        {"support", "kind", SUPPORT_OTHER, "other"},
        {"referral", "status", REFERRAL_COMPLETED, "completed"},
    };
    struct seen seen = {.n = 0};
    (void)state;
    each_shape(&plan_shape, &seen, check_prefix);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool found = false;
        for (size_t k = 0; k < seen.n; k++)
            if (strcmp(seen.shapes[k]->name, rows[i].shape) == 0) {
                const struct shape_field *f = shape_find(seen.shapes[k], str_of(rows[i].key));
                assert_non_null(f);
                assert_string_equal(f->names[rows[i].value], rows[i].name);
                found = true;
            }
        CHECK(found, "no shape %s", rows[i].shape);
    }
}

static void count_filled(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    (void)s;
    if (!shape_field_is_empty(f, item))
        ++*(size_t *)ctx;
}

static void nothing_is_absent_in_a_full_plan_and_all_in_an_empty_one(void **state)
{
    struct arena a;
    uint64_t seed = 3;
    size_t filled = 0, filled_empty = 0;
    static struct plan empty;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = random_plan(&a, &seed, 100);
    shape_walk(&plan_shape, p, count_filled, &filled);
    shape_walk(&plan_shape, &empty, count_filled, &filled_empty);
    assert_true(filled > 300);
    assert_int_equal(filled_empty, 0);
    assert_true(shape_is_empty(&plan_shape, &empty));
    assert_false(shape_is_empty(&plan_shape, p));
    empty.crisis.safety_plan.coping.n = 1;
    empty.crisis.safety_plan.coping.at = &(struct str){"", 0};
    assert_true(shape_is_empty(&plan_shape, &empty));
    empty.crisis.safety_plan.coping.at = &(struct str){"x", 1};
    assert_false(shape_is_empty(&plan_shape, &empty));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_has_a_row),
        cmocka_unit_test(rows_are_well_formed),
        cmocka_unit_test(names_and_prefixes_are_used_once),
        cmocka_unit_test(top_level_members_stand_in_their_order),
        cmocka_unit_test(enum_names_follow_plan_h),
        cmocka_unit_test(nothing_is_absent_in_a_full_plan_and_all_in_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
