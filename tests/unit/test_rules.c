/* test_rules.c: every rule against a plan it finds fault with and one it must leave alone; order, faults, hostile plans. */
#include "support.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "rules/findings.h"

#define GOOD "tests/data/rules/good_plan.json"
#define ROWS "tests/data/rules/rules.tsv"

/* ---- a plan, changed by a small patch ---- */

/*
 * A patch is a list of changes separated by " ; ":
 *   -/pointer          removes a member or an item
 *   /pointer = JSON    sets a member (or adds it), replaces an item, or with "-" as last token adds one at the end
 * applied in order to a tree in memory that belongs to the test.
 */
struct tree {
    struct arena *arena;
    struct json *root;
};

static struct json *copy_tree(struct arena *a, const struct json *v)
{
    struct json *c = arena_alloc(a, sizeof *c), **next;
    assert_non_null(c);
    *c = *v;
    next = &c->first;
    for (const struct json *x = v->first; x; x = x->next) {
        *next = copy_tree(a, x);
        next = &(*next)->next;
    }
    *next = NULL;
    return c;
}

static const struct json *parse(struct arena *a, struct str text, const char *where)
{
    const struct json *v;
    struct err e = {0};
    CHECK(json_parse(text, a, &v, &e), "%s: %s: %s", where, e.where, e.text);
    return v;
}

static struct str next_token(struct str *pointer)
{
    struct str head, tail;
    struct str rest = str_sub(*pointer, 1, pointer->n);
    if (!str_cut(rest, '/', &head, &tail)) {
        *pointer = str_sub(*pointer, pointer->n, pointer->n);
        return rest;
    }
    *pointer = (struct str){tail.p - 1, tail.n + 1};
    return head;
}

/* The link that holds (or would hold) the child `token` of `parent`. */
static struct json **find_child(struct json *parent, struct str token, const char *where)
{
    struct json **at = &parent->first;
    if (parent->type == JSON_ARRAY) {
        int64_t index = INT64_MAX;
        CHECK(str_is(token, "-") || num_int(token, 0, 1000, &index), "%s: not an index", where);
        for (int64_t i = 0; i < index && *at; i++) {
            at = &(*at)->next;
        }
        return at;
    }
    CHECK(parent->type == JSON_OBJECT, "%s: no object", where);
    while (*at && !str_eq((*at)->key, token)) {
        at = &(*at)->next;
    }
    return at;
}

static void apply_change(struct tree *t, struct str change, const char *where)
{
    bool removes = change.p[0] == '-';
    size_t equals = removes ? (size_t)-1 : str_find(change, STR(" = "), 0);
    struct str pointer = removes ? str_sub(change, 1, change.n) : str_sub(change, 0, equals);
    struct json *parent = t->root, **link = NULL;
    struct str token = {NULL, 0};
    CHECK(removes || equals != (size_t)-1, "%s: a change is -/pointer or /pointer = JSON", where);
    while (pointer.n) {
        token = next_token(&pointer);
        link = find_child(parent, token, where);
        if (pointer.n && !*link) { /* objects on the way are made */
            struct json *object = ARENA_NEW(t->arena, struct json);
            object->type = JSON_OBJECT;
            object->key = parent->type == JSON_OBJECT ? token : STR("");
            *link = object;
            parent->count++;
        }
        parent = pointer.n ? *link : parent;
    }
    if (removes) {
        CHECK(link && *link, "%s: nothing to remove at %.*s", where, (int)change.n, change.p);
        *link = (*link)->next;
        parent->count--;
        return;
    }
    struct json *value = copy_tree(t->arena, parse(t->arena, str_sub(change, equals + 3, change.n), where));
    if (*link) {
        value->next = (*link)->next;
    } else {
        parent->count++;
    }
    value->key = parent->type == JSON_OBJECT ? token : value->key;
    *link = value;
}

static void apply_patch(struct tree *t, struct str patch, const char *where)
{
    while (patch.n) {
        size_t end = str_find(patch, STR(" ; "), 0);
        struct str change = str_sub(patch, 0, end);
        patch = end == (size_t)-1 ? str_sub(patch, patch.n, patch.n) : str_sub(patch, end + 3, patch.n);
        apply_change(t, str_trim(change), where);
    }
}

/* The good plan with the patch, as the program would read it. */
static struct plan *patched(struct arena *a, struct str base, struct str patch, const char *where)
{
    struct plan *p;
    struct err e = {0};
    struct tree t = {a, copy_tree(a, parse(a, base, GOOD))};
    apply_patch(&t, patch, where);
    CHECK(plan_from_json_tree(t.root, a, &p, &e), "%s: %s: %s", where, e.where, e.text);
    assert_true(plan_number_ids(p, a, &e));
    CHECK(plan_bind(p, a, &e), "%s: %s", where, e.text);
    return p;
}

static struct findings check(struct arena *a, const struct plan *p, const char *where)
{
    struct findings f;
    struct err e = {0};
    CHECK(rules_check(p, a, &f, &e), "%s: %s", where, e.text);
    return f;
}

/* "rule@/pointer rule@/pointer", in the order found. */
static void put_found(struct buf *b, const struct findings *f)
{
    for (size_t i = 0; i < f->list.n; i++) {
        buf_cstr(b, i ? " " : "");
        buf_cstr(b, f->list.at[i].rule->id);
        buf_char(b, '@');
        buf_add(b, f->list.at[i].pointer);
    }
}

static void test_good_plan_has_nothing_to_mend(void **state)
{
    struct arena a;
    struct buf b;
    char *text = read_file(GOOD, NULL);
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct findings f = check(&a, patched(&a, str_of(text), STR(""), GOOD), GOOD);
    put_found(&b, &f);
    CHECK(f.list.n == 0, "found %s", b.n ? b.p : "");
    buf_free(&b);
    arena_free(&a);
    free(text);
}

/* A row: the change and all that is found then, and nothing else; "" means nothing may be found. */
static void test_rows(void **state)
{
    struct tsv t;
    struct arena a;
    struct buf b;
    char *base = read_file(GOOD, NULL);
    size_t bad = 0;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    tsv_open(&t, ROWS);
    while (tsv_next(&t)) {
        const char *rule = tsv_get(&t, "rule"), *found = tsv_get(&t, "found"), *why = tsv_get(&t, "why");
        struct str change = str_of(tsv_get(&t, "change"));
        arena_reset(&a);
        buf_reset(&b);
        struct findings f = check(&a, patched(&a, str_of(base), change, tsv_where(&t)), tsv_where(&t));
        put_found(&b, &f);
        if (!str_is(buf_str(&b), strcmp(found, "-") == 0 ? "" : found)) {
            print_error("%s: [%s] %s\n  want  %s\n  found %s\n", tsv_where(&t), rule, why, found, b.n ? b.p : "-");
            bad++;
        }
    }
    tsv_close(&t);
    buf_free(&b);
    arena_free(&a);
    free(base);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_plan_has_nothing_to_mend),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
