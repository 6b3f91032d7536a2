/* test_plan_diff.c: what changed between two plans: golden files, single changes of every member, symmetry. */
#include "support.h"

#include "plan/diff.h"
#include "plan/diff_parts.h"
#include "plan/plan_json.h"
#include "plan_random.h"

#include <ctype.h>

static struct plan *read_plan(const char *name, const char *side, struct arena *a)
{
    char path[256];
    size_t n;
    struct err e = {0};
    struct plan *p = NULL;
    snprintf(path, sizeof path, "tests/data/plan/diff/%s.%s.plan.json", name, side);
    char *text = read_file(path, &n);
    CHECK(plan_from_json((struct str){text, n}, a, &p, &e), "%s: %s: %s", path, e.where, e.text);
    free(text);
    return p;
}

static struct plan *plan_of(const char *members, struct arena *a)
{
    struct err e = {0};
    struct plan *p = NULL;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\",%s}", PLAN_FORMAT, members);
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s\n%s", e.where, e.text, b.p);
    buf_free(&b);
    return p;
}

static struct plan *copy_plan(const struct plan *p, struct arena *a)
{
    struct buf b;
    struct err e = {0};
    struct plan *q = NULL;
    buf_init(&b, 0);
    plan_to_json(p, 0, &b);
    CHECK(plan_from_json(buf_str(&b), a, &q, &e), "%s: %s", e.where, e.text);
    buf_free(&b);
    return q;
}

static struct diff differences(const struct plan *p, const struct plan *q, struct arena *a)
{
    struct diff d;
    struct err e = {0};
    assert_true(diff_plans(p, q, a, &d, &e));
    return d;
}

static void versions_compare_as_in_the_golden_files(void **state)
{
    static const char *const names[] = {"review", "inserted", "order", "renamed", "nothing"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena a;
        struct buf b;
        char path[256];
        size_t n;
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct diff d = differences(read_plan(names[i], "old", &a), read_plan(names[i], "new", &a), &a);
        diff_put_text(&d, &b);
        snprintf(path, sizeof path, "tests/data/plan/diff/%s.txt", names[i]);
        char *golden = read_file(path, &n);
        CHECK(b.n == n && memcmp(b.p, golden, n) == 0, "%s differs:\n%s", path, b.p);
        free(golden);
        buf_free(&b);
        arena_free(&a);
    }
}

/* Rows: members of the old plan, of the new one, and the sentences. */
static void sentences_of_the_table(void **state)
{
    struct tsv t;
    int wrong = 0;
    (void)state;
    tsv_open(&t, "tests/data/plan/diff/sentences.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct diff d = differences(plan_of(tsv_get(&t, "old"), &a), plan_of(tsv_get(&t, "new"), &a), &a);
        for (size_t i = 0; i < d.changes.n; i++) {
            buf_cstr(&b, i ? " | " : "");
            buf_add(&b, d.changes.at[i].sentence);
        }
        if (!str_is(buf_str(&b), tsv_get(&t, "sentences"))) {
            print_error("%s: %s\n", tsv_where(&t), b.n ? b.p : "nothing");
            wrong++;
        }
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
    assert_int_equal(wrong, 0);
}

static void changes_as_json(void **state)
{
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct diff d =
        differences(plan_of("\"title\":\"A\",\"values\":[{\"text\":\"kin\"}]", &a), plan_of("\"title\":\"B\"", &a), &a);
    diff_put_json(&d, 0, &b);
    assert_str(buf_str(&b),
               "{\"changes\":[{\"kind\":\"changed\",\"part\":\"Plan\",\"pointer\":\"/title\",\"sentence\":\"Plan: title "
               "changed from \\\"A\\\" to \\\"B\\\"\",\"was\":\"A\",\"now\":\"B\"},{\"kind\":\"removed\",\"part\":"
               "\"Value \\\"kin\\\"\",\"pointer\":\"/values/0\",\"sentence\":\"Value \\\"kin\\\" removed\",\"was\":"
               "\"kin\"}]}",
               "json");
    buf_free(&b);
    arena_free(&a);
}

static void a_sentence_stays_on_one_line(void **state)
{
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct diff d = differences(plan_of("\"title\":\"A\"", &a), plan_of("\"title\":\"B\\r\\nC\"", &a), &a);
    diff_put_text(&d, &b);
    assert_str(buf_str(&b), "Plan: title changed from \"A\" to \"B  C\"\n", "line");
    assert_str(d.changes.at[0].now, "B\r\nC", "now is whole");
    buf_free(&b);
    arena_free(&a);
}

/* Beyond 256 words nobody vouches that the typed parts tell it all. */
static void a_very_long_text_is_always_shown(void **state)
{
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct plan *p = plan_of("\"goals\":[{\"objectives\":[{\"target\":{\"value\":6}}]}]", &a), *q = copy_plan(p, &a);
    for (int i = 0; i < 300; i++)
        buf_printf(&b, "word%d ", i);
    struct plan_objective *was = &p->goals.at[0].objectives.at[0], *now = &q->goals.at[0].objectives.at[0];
    size_t long_text = b.n;
    buf_cstr(&b, "6");
    assert_true(plan_text(&a, buf_str(&b), &was->statement));
    b.p[long_text] = '5';
    assert_true(plan_text(&a, buf_str(&b), &now->statement));
    now->target.value = dec_of_int(5);
    assert_int_equal(differences(p, q, &a).changes.n, 2);
    buf_free(&b);
    arena_free(&a);
}

static void texts_of_no_length_are_no_change(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of("\"crisis\":{\"steps\":[\"walk\"]}", &a), *q = copy_plan(p, &a);
    assert_true(plan_add_text(&a, &q->crisis.steps, STR("")));
    assert_int_equal(differences(p, q, &a).changes.n, 0);
    assert_int_equal(differences(q, p, &a).changes.n, 0);
    arena_free(&a);
}

/* properties */

struct counts {
    size_t n[4];
};

static struct counts count(const struct diff *d)
{
    struct counts c = {{0}};
    for (size_t i = 0; i < d->changes.n; i++)
        c.n[d->changes.at[i].kind]++;
    return c;
}

static void check_symmetry(const struct plan *p, const struct plan *q, struct arena *a, const char *what)
{
    struct diff there = differences(p, q, a), back = differences(q, p, a);
    struct counts x = count(&there), y = count(&back);
    CHECK(x.n[DIFF_ADDED] == y.n[DIFF_REMOVED] && x.n[DIFF_REMOVED] == y.n[DIFF_ADDED] &&
              x.n[DIFF_CHANGED] == y.n[DIFF_CHANGED] && x.n[DIFF_MOVED] == y.n[DIFF_MOVED],
          "%s: %zu+ %zu- %zu~ %zum, back %zu+ %zu- %zu~ %zum", what, x.n[0], x.n[1], x.n[2], x.n[3], y.n[0], y.n[1], y.n[2],
          y.n[3]);
}

static void a_plan_does_not_differ_from_itself(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 100; round++) {
        struct arena a;
        struct buf b;
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct plan *p = random_plan(&a, &seed, (unsigned)(round % 11 * 10));
        struct diff d = differences(p, copy_plan(p, &a), &a);
        diff_put_text(&d, &b);
        CHECK(d.changes.n == 0 && str_is(buf_str(&b), "No changes.\n"), "%s", b.p);
        buf_free(&b);
        arena_free(&a);
    }
}

static void two_random_plans_differ_the_same_way_back(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 100; round++) {
        struct arena a;
        unsigned percent = (unsigned)(10 + round % 10 * 10);
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, percent), *q = random_plan(&a, &seed, percent);
        check_symmetry(p, q, &a, "random plans");
        arena_free(&a);
    }
}

static void other_ids_are_no_change(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 30; round++) {
        struct arena a;
        struct buf b, renamed, shown;
        struct err e = {0};
        struct plan *q = NULL;
        arena_init(&a, 0);
        buf_init(&b, 0);
        buf_init(&renamed, 0);
        buf_init(&shown, 0);
        struct plan *p = random_plan(&a, &seed, 100);
        struct plan_ids ids;
        assert_true(plan_ids_collect(p, &a, &ids));
        plan_to_json(p, 0, &b);
        for (size_t i = 0; i < b.n;) { /* every quoted id becomes another one */
            struct str rest = str_sub(buf_str(&b), i, b.n), head, tail;
            const struct plan_id *id = NULL;
            if (rest.p[0] == '"' && str_cut(str_sub(rest, 1, rest.n), '"', &head, &tail) && head.n)
                id = plan_ids_find(&ids, head);
            if (id) {
                buf_printf(&renamed, "\"z%zu.%.*s\"", id->order * 7, (int)head.n, head.p);
                i += head.n + 2;
            } else {
                buf_char(&renamed, b.p[i++]);
            }
        }
        CHECK(plan_from_json(buf_str(&renamed), &a, &q, &e), "%s: %s", e.where, e.text);
        struct diff d = differences(p, q, &a);
        diff_put_text(&d, &shown);
        CHECK(d.changes.n == 0, "%s", shown.p);
        buf_free(&b);
        buf_free(&renamed);
        buf_free(&shown);
        arena_free(&a);
    }
}

/* single changes */

struct mutation {
    struct arena *arena;
    size_t countdown;
    const struct shape_field *path[16]; /* from the plan down to what was changed */
    size_t depth;
    bool done, unlike; /* unlike: texts are replaced, not only added to */
};

static void add_words(struct mutation *m, struct str *s)
{
    struct buf b;
    buf_init(&b, 0);
    if (!m->unlike)
        buf_add(&b, *s);
    buf_cstr(&b, m->unlike ? "utterly different words stand here" : " and more");
    assert_true(plan_text(m->arena, buf_str(&b), s));
    buf_free(&b);
}

static void change_member(struct mutation *m, const struct shape_field *f, void *item)
{
    void *x = shape_member(f, item);
    struct opt_int *n = x;
    plan_texts *texts = x;
    struct shape_items *list = x;
    switch (f->kind) {
    case SHAPE_TEXT:
        add_words(m, x);
        break;
    case SHAPE_REF:
        *(struct str *)x = (struct str){NULL, 0};
        break;
    case SHAPE_TEXTS:
        add_words(m, &texts->at[0]);
        break;
    case SHAPE_REFS:
        texts->n--;
        break;
    case SHAPE_DATE:
        *(struct date *)x = date_add_days(*(struct date *)x, 7);
        break;
    case SHAPE_DEC:
        ((struct dec *)x)->mant++;
        break;
    case SHAPE_INT:
        n->v += n->v < f->max ? 1 : -1;
        break;
    case SHAPE_BOOL:
        ((bool *)x)[1] = !((bool *)x)[1];
        break;
    case SHAPE_ENUM:
        shape_set_enum(f, item, shape_enum(f, item) % enum_count(f) + 1);
        break;
    case SHAPE_LIST:
        list->n--;
        break;
    case SHAPE_ID:
    case SHAPE_OBJECT:
        fail_msg("never changed");
    }
}

static void mutate(struct mutation *m, const struct shape *s, void *item)
{
    for (size_t i = 0; i < s->count && !m->done; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f->kind == SHAPE_ID || shape_field_is_empty(f, item))
            continue;
        m->path[m->depth++] = f;
        if (f->kind == SHAPE_OBJECT) {
            mutate(m, f->shape, shape_member(f, item));
        } else {
            struct shape_items *list = shape_member(f, item);
            for (size_t k = 0; f->kind == SHAPE_LIST && k < list->n && !m->done; k++)
                mutate(m, f->shape, (char *)list->at + k * f->shape->size);
            if (!m->done && m->countdown-- == 0) {
                change_member(m, f, item);
                m->done = true;
            }
        }
        m->depth -= !m->done;
    }
}

static bool says(const char *sentence, const char *label)
{
    struct str s = str_of(sentence);
    return str_find_ci(s, str_of(label), 0) != (size_t)-1;
}

/* A sentence must name the member; or the value it is a member of; or, for a list, the kind of item that came or went. */
static bool names_it(const struct diff *d, const struct mutation *m)
{
    const struct shape_field *leaf = m->path[m->depth - 1], *in = m->depth > 1 ? m->path[m->depth - 2] : NULL;
    for (size_t i = 0; i < d->changes.n; i++) {
        const char *sentence = d->changes.at[i].sentence.p;
        if (says(sentence, leaf->label))
            return true;
        if (leaf->kind == SHAPE_LIST && says(sentence, leaf->shape->name))
            return true;
        if (in && in->kind == SHAPE_OBJECT && value_is_object(in->shape) && says(sentence, in->label))
            return true;
        if (in && in->kind == SHAPE_LIST && !in->shape->prefix && says(sentence, in->label))
            return true;
    }
    return false;
}

static void every_single_change_is_named(void **state)
{
    size_t tried = 0;
    (void)state;
    for (int unlike = 0; unlike < 2; unlike++)
        for (size_t n = 0;; n++, tried++) {
            struct arena a;
            struct buf b;
            uint64_t seed = 21;
            arena_init(&a, 0);
            buf_init(&b, 0);
            struct plan *p = random_plan(&a, &seed, 100), *q = copy_plan(p, &a);
            struct mutation m = {.arena = &a, .countdown = n, .unlike = unlike};
            mutate(&m, &plan_shape, q);
            if (m.done) {
                struct diff d = differences(p, q, &a);
                diff_put_text(&d, &b);
                CHECK(d.changes.n > 0, "change %zu, of %s, goes unseen", n, m.path[m.depth - 1]->key);
                CHECK(names_it(&d, &m), "change %zu, of %s: %s", n, m.path[m.depth - 1]->key, b.p);
                check_symmetry(p, q, &a, m.path[m.depth - 1]->key);
            }
            buf_free(&b);
            arena_free(&a);
            if (!m.done)
                break;
        }
    CHECK(tried > 1000, "only %zu changes were tried", tried);
}

/* A change that only adds to one text of a full plan is one change. */
static void a_small_change_is_one_change(void **state)
{
    struct arena a;
    uint64_t seed = 22;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = random_plan(&a, &seed, 100), *q = copy_plan(p, &a);
    struct mutation m = {.arena = &a};
    add_words(&m, &q->goals.at[0].objectives.at[0].statement);
    struct diff d = differences(p, q, &a);
    assert_int_equal(d.changes.n, 1);
    assert_str(d.changes.at[0].part, "Objective 1.1", "part");
    assert_str(d.changes.at[0].pointer, "/goals/0/objectives/0/statement", "pointer");
    assert_true(plan_pointer_get(q, d.changes.at[0].pointer).n > 0);
    arena_free(&a);
}

/* faults */

struct two {
    const struct plan *p, *q;
};

static bool compare(struct arena *a, void *ctx, struct err *e)
{
    struct two *two = ctx;
    struct diff d;
    return diff_plans(two->p, two->q, a, &d, e);
}

static void every_allocation_may_fail(void **state)
{
    struct arena a;
    struct two two;
    uint64_t seed = 9;
    (void)state;
    arena_init(&a, 0);
    two.p = read_plan("review", "old", &a);
    two.q = read_plan("review", "new", &a);
    assert_true(fault_sweep(compare, &two) > 100);
    two.p = random_plan(&a, &seed, 60);
    two.q = random_plan(&a, &seed, 60);
    assert_true(fault_sweep(compare, &two) > 100);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_compare_as_in_the_golden_files),
        cmocka_unit_test(sentences_of_the_table),
        cmocka_unit_test(changes_as_json),
        cmocka_unit_test(a_sentence_stays_on_one_line),
        cmocka_unit_test(a_very_long_text_is_always_shown),
        cmocka_unit_test(texts_of_no_length_are_no_change),
        cmocka_unit_test(a_plan_does_not_differ_from_itself),
        cmocka_unit_test(two_random_plans_differ_the_same_way_back),
        cmocka_unit_test(other_ids_are_no_change),
        cmocka_unit_test(every_single_change_is_named),
        cmocka_unit_test(a_small_change_is_one_change),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
