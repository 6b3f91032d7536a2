/* The JSON reader and writer. */
#include "support.h"

#include "base/json.h"
#include "base/utf8.h"

#define DATA "tests/data/base/"

/* Writes the tree again; in `b`, valid until the next call. */
static struct str write_tree(struct buf *b, const struct json *v, int indent)
{
    struct json_out o;

    buf_reset(b);
    json_out_init(&o, b, indent);
    json_put_tree(&o, v);
    assert_true(buf_ok(b));
    return buf_str(b);
}

static enum err_kind kind_of(const char *word)
{
    return strcmp(word, "invalid") == 0 ? ERR_INVALID : strcmp(word, "limit") == 0 ? ERR_LIMIT : ERR_INTERNAL;
}

static void bad_texts_are_refused_with_their_place(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "json_bad.tsv");
    while (tsv_next(&t)) {
        struct str text = tsv_text(&t, "text");
        const struct json untouched = {0}, *root = &untouched;
        struct arena a;
        struct err e = {0};
        char *exact = malloc(text.n == 0 ? 1 : text.n); /* a read past the end is found */

        memcpy(exact, text.p, text.n);
        arena_init(&a, 0);
        CHECK(!json_parse((struct str){exact, text.n}, &a, &root, &e), "%s: taken", tsv_where(&t));
        free(exact);
        assert_ptr_equal(root, &untouched);
        CHECK(e.kind == kind_of(tsv_get(&t, "kind")), "%s: kind %d", tsv_where(&t), e.kind);
        CHECK(strcmp(e.where, tsv_get(&t, "where")) == 0, "%s: %s: %s", tsv_where(&t), e.where, e.text);
        CHECK(strstr(e.text, tsv_text(&t, "says").p) != NULL, "%s: says \"%s\"", tsv_where(&t), e.text);
        CHECK(utf8_check(str_of(e.text), NULL), "%s", tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

static void good_texts_are_read_and_written_again(void **state)
{
    struct buf b;
    struct tsv t;

    (void)state;
    buf_init(&b, 0);
    tsv_open(&t, DATA "json_good.tsv");
    while (tsv_next(&t)) {
        struct str text = tsv_text(&t, "text"), first;
        const struct json *root = NULL, *again = NULL;
        struct arena a;
        struct err e = {0};
        char *exact = malloc(text.n), *copy;

        memcpy(exact, text.p, text.n);
        arena_init(&a, 0);
        CHECK(json_parse((struct str){exact, text.n}, &a, &root, &e), "%s: %s: %s", tsv_where(&t), e.where, e.text);
        memset(exact, '?', text.n); /* the tree owes nothing to the text */
        free(exact);
        assert_str(write_tree(&b, root, 0), tsv_text(&t, "again").p, tsv_where(&t));
        copy = arena_copy(&a, b.p, b.n);
        first = (struct str){copy, b.n};
        /* Indented, and read again, it is the same. */
        assert_true(json_parse(write_tree(&b, root, 2), &a, &again, &e));
        assert_true(str_eq(write_tree(&b, again, 0), first));
        arena_free(&a);
    }
    tsv_close(&t);
    buf_free(&b);
}

static const struct json *parse(struct arena *a, const char *text)
{
    const struct json *root = NULL;
    struct err e = {0};

    CHECK(json_parse(str_of(text), a, &root, &e), "%s: %s: %s", text, e.where, e.text);
    return root;
}

static void the_tree_has_what_the_header_says(void **state)
{
    const struct json *root, *v;
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    root = parse(&a, "{\"s\":\"te\\u0078t\",\"plain\":\"abc\",\"n\":12.10,\"t\":true,\"f\":false,\"z\":null,\"a\":[1,["
                     "2]],\"o\":{}}");
    assert_int_equal(root->type, JSON_OBJECT);
    assert_int_equal(root->count, 8);
    assert_null(root->key.p);
    assert_null(root->next);
    v = json_get(root, "s");
    assert_str(v->key, "s", "key");
    assert_string_equal(v->key.p, "s");
    assert_str(v->text, "text", "decoded");
    assert_string_equal(v->text.p, "text");
    assert_ptr_equal(root->first, v);
    assert_string_equal(json_get(root, "plain")->text.p, "abc");
    v = json_get(root, "n");
    assert_int_equal(v->type, JSON_NUMBER);
    assert_str(v->text, "12.10", "digits");
    assert_int_equal(json_get(root, "t")->type, JSON_TRUE);
    assert_int_equal(json_get(root, "f")->type, JSON_FALSE);
    assert_int_equal(json_get(root, "z")->type, JSON_NULL);
    v = json_get(root, "a");
    assert_int_equal(v->type, JSON_ARRAY);
    assert_int_equal(v->count, 2);
    assert_null(v->first->key.p);
    assert_int_equal(v->first->next->type, JSON_ARRAY);
    assert_int_equal(v->first->next->count, 1);
    assert_null(v->first->next->next);
    v = json_get(root, "o");
    assert_int_equal(v->count, 0);
    assert_null(v->first);
    assert_null(v->next);
    arena_free(&a);
}

static void getters_refuse_what_is_not_there(void **state)
{
    const struct json *root;
    struct arena a;
    int64_t n = 42;
    bool b = true;

    (void)state;
    arena_init(&a, 0);
    root = parse(&a, "{\"i\":-7,\"f\":1.0,\"e\":1e2,\"s\":\"7\",\"t\":true,\"no\":false,\"long\":1}");
    assert_null(json_get(NULL, "i"));
    assert_null(json_get(root, "x"));
    assert_null(json_get(root, "lon"));
    assert_null(json_get(json_get(root, "i"), "i"));
    assert_null(json_str(NULL).p);
    assert_null(json_str(json_get(root, "i")).p);
    assert_str(json_str(json_get(root, "s")), "7", "string");
    assert_true(json_int(json_get(root, "i"), -7, -7, &n));
    assert_int_equal(n, -7);
    n = 42;
    assert_false(json_int(json_get(root, "i"), -6, 10, &n));
    assert_false(json_int(json_get(root, "f"), -9, 9, &n));
    assert_false(json_int(json_get(root, "e"), -999, 999, &n));
    assert_false(json_int(json_get(root, "s"), -9, 9, &n));
    assert_false(json_int(NULL, -9, 9, &n));
    assert_int_equal(n, 42);
    assert_true(json_bool(json_get(root, "no"), &b));
    assert_false(b);
    assert_true(json_bool(json_get(root, "t"), &b));
    assert_true(b);
    assert_false(json_bool(json_get(root, "i"), &b));
    assert_false(json_bool(NULL, &b));
    assert_true(b);
    arena_free(&a);
}

/* ---- limits ---- */

static void nest(struct buf *b, size_t depth, const char *open, const char *close)
{
    buf_reset(b);
    for (size_t i = 0; i < depth; i++)
        buf_cstr(b, open);
    buf_cstr(b, "1");
    for (size_t i = 0; i < depth; i++)
        buf_cstr(b, close);
}

static void depth_128_is_read_and_129_refused(void **state)
{
    static const size_t deep[] = {129, 130, 1000, 100000};
    const struct json *root = NULL;
    struct arena a;
    struct err e = {0};
    struct buf b, again;

    (void)state;
    buf_init(&b, 0);
    buf_init(&again, 0);
    arena_init(&a, 0);
    nest(&b, 128, "[", "]");
    assert_true(json_parse(buf_str(&b), &a, &root, &e));
    assert_str(write_tree(&again, root, 0), b.p, "128 arrays");
    nest(&b, 128, "{\"k\":", "}");
    assert_true(json_parse(buf_str(&b), &a, &root, &e));
    assert_str(write_tree(&again, root, 0), b.p, "128 objects");
    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
        err_clear(&e);
        nest(&b, deep[i], "[", "]");
        assert_false(json_parse(buf_str(&b), &a, &root, &e));
        assert_int_equal(e.kind, ERR_LIMIT);
        assert_string_equal(e.where, "line 1, column 129");
        err_clear(&e);
        nest(&b, deep[i], "{\"k\":\n", "}");
        assert_false(json_parse(buf_str(&b), &a, &root, &e));
        assert_int_equal(e.kind, ERR_LIMIT);
        assert_string_equal(e.where, "line 129, column 1");
    }
    arena_free(&a);
    buf_free(&b);
    buf_free(&again);
}

static const char rich[] = "{\"a\":[1,2.50,\"x\\u00e9\\n\",null,true,{\"deep\":[[[]]]}],\"b\":\"plain "
                           "text\",\"c\":{\"k01\":1,\"k02\":2,\"k03\":3,"
                           "\"k04\":4,\"k05\":5,\"k06\":6,\"k07\":7,\"k08\":8,\"k09\":9,\"k10\":10,\"k11\":11,\"k12\":"
                           "12,\"k13\":13,\"k14\":14,"
                           "\"k15\":15,\"k16\":16,\"k17\":17,\"k18\":18,\"k19\":19,\"k20\":20}}";

static bool parse_run(struct arena *a, void *ctx, struct err *e)
{
    const struct json *root = NULL;

    return json_parse(*(struct str *)ctx, a, &root, e) && root->count > 0;
}

static void reading_survives_refused_memory(void **state)
{
    struct str text = STR(rich), deep;
    struct buf b;

    (void)state;
    assert_true(fault_sweep(parse_run, &text) > 10);
    limit_sweep(parse_run, &text, 16);
    buf_init(&b, 0);
    nest(&b, 128, "[\"\\t\",", "]"); /* yajl's own stack and buffer grow */
    deep = buf_str(&b);
    assert_true(fault_sweep(parse_run, &deep) > 10);
    buf_reset(&b);
    buf_cstr(&b, "[\"\\n");
    buf_repeat(&b, 'x', 5000); /* its buffer for decoded strings grows */
    buf_cstr(&b, "\"]");
    deep = buf_str(&b);
    assert_true(fault_sweep(parse_run, &deep) > 6);
    buf_free(&b);
}

/* Also when the text is wrong: then it is either memory or the mistake. */
static void wrong_texts_survive_refused_memory(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "json_bad.tsv");
    while (tsv_next(&t)) {
        struct str text = tsv_text(&t, "text");
        struct err e = {.kind = ERR_MEMORY};

        for (size_t at = 1; e.kind == ERR_MEMORY; at++) {
            const struct json *root;
            struct arena a;

            arena_init(&a, 0);
            a.fail_at = at;
            err_clear(&e);
            assert_false(json_parse(text, &a, &root, &e));
            CHECK(e.kind == (a.failed ? ERR_MEMORY : ERR_INVALID), "%s: fault %zu: %s", tsv_where(&t), at, e.text);
            arena_free(&a);
        }
    }
    tsv_close(&t);
}

static void large_texts(void **state)
{
    const struct json *root = NULL;
    struct arena a;
    struct err e = {0};
    struct buf b, again;

    (void)state;
    buf_init(&b, 0);
    buf_init(&again, 0);
    arena_init(&a, 0);
    buf_cstr(&b, "[\"");
    buf_repeat(&b, 'x', 20000000);
    buf_cstr(&b, "\"]");
    assert_true(json_parse(buf_str(&b), &a, &root, &e));
    assert_int_equal(root->first->text.n, 20000000);
    arena_free(&a);
    arena_init(&a, 1000000); /* the same with a limit */
    assert_false(json_parse(buf_str(&b), &a, &root, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    arena_free(&a);
    buf_reset(&b);
    err_clear(&e);
    arena_init(&a, 0);
    buf_char(&b, '[');
    for (int i = 0; i < 100000; i++)
        buf_printf(&b, "%s{\"i\":%d,\"s\":\"\\t%d\"}", i == 0 ? "" : ",", i, i);
    buf_char(&b, ']');
    assert_true(json_parse(buf_str(&b), &a, &root, &e));
    assert_int_equal(root->count, 100000);
    assert_true(str_eq(write_tree(&again, root, 0), buf_str(&b)));
    arena_free(&a);
    buf_free(&b);
    buf_free(&again);
}

/* ---- many keys ---- */

/* An object of n keys of one kind; the last equals the one at `twin` when twin < n. */
static void many_keys(struct buf *b, int kind, size_t n, size_t twin)
{
    buf_reset(b);
    buf_char(b, '{');
    for (size_t i = 0; i <= n; i++) {
        size_t k = i < n ? i : twin;
        if (k >= n)
            break;
        buf_cstr(b, i == 0 ? "\"" : ",\"");
        if (kind == 0)
            buf_printf(b, "%zu", k);
        else if (kind == 1)
            buf_printf(b, "%08zu same end", k);
        else
            buf_repeat(b, 'a', k); /* each key begins with all shorter ones */
        buf_cstr(b, "\":0");
    }
    buf_char(b, '}');
}

static void a_key_twice_is_found_among_many(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (int kind = 0; kind < 3; kind++) {
        for (size_t n = 1; n <= 60; n++) {
            for (size_t twin = 0; twin <= n; twin++) {
                const struct json *root;
                struct arena a;
                struct err e = {0};
                bool ok;

                many_keys(&b, kind, n, twin);
                arena_init(&a, 0);
                ok = json_parse(buf_str(&b), &a, &root, &e);
                CHECK(ok == (twin == n), "kind %d, %zu keys, twin %zu", kind, n, twin);
                if (!ok)
                    assert_non_null(strstr(e.text, "twice"));
                else
                    assert_int_equal(root->count, n);
                arena_free(&a);
            }
        }
    }
    buf_free(&b);
}

/* ---- writer ---- */

static void the_writer_indents_and_separates(void **state)
{
    static const char pretty[] = "{\n"
                                 "  \"text\": \"a\\\"b\",\n"
                                 "  \"none\": null,\n"
                                 "  \"list\": [\n"
                                 "    1,\n"
                                 "    -2.50,\n"
                                 "    null,\n"
                                 "    true,\n"
                                 "    {},\n"
                                 "    [],\n"
                                 "    [0],\n"
                                 "    \"\xef\xbf\xbd\"\n"
                                 "  ],\n"
                                 "  \"k\": false\n"
                                 "}";
    static const char line[] =
        "{\"text\":\"a\\\"b\",\"none\":null,\"list\":[1,-2.50,null,true,{},[],[0],\"\xef\xbf\xbd\"],\"k\":false}";

    (void)state;
    for (int indent = 0; indent <= 2; indent += 2) {
        struct json_out o;
        struct buf b;
        struct dec d = {0};

        buf_init(&b, 0);
        json_out_init(&o, &b, indent);
        json_begin_object(&o);
        json_key(&o, "text");
        json_put_cstr(&o, "a\"b");
        json_key(&o, "none");
        json_put_str(&o, (struct str){NULL, 0});
        json_key_str(&o, STR("list"));
        json_begin_array(&o);
        json_put_int(&o, 1);
        assert_true(num_dec(STR("-2.50"), &d));
        json_put_dec(&o, d);
        json_put_dec(&o, (struct dec){0});
        json_put_bool(&o, true);
        json_begin_object(&o);
        json_end_object(&o);
        json_begin_array(&o);
        json_end_array(&o);
        json_put_raw(&o, STR("[0]"));
        json_put_str(&o, STR("\xff"));
        json_end_array(&o);
        json_key(&o, "k");
        json_put_bool(&o, false);
        json_end_object(&o);
        assert_str(buf_str(&b), indent > 0 ? pretty : line, "writer");
        buf_free(&b);
    }
}

static void misuse_of_the_writer_is_an_assertion(void **state)
{
    struct json_out o;
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    EXPECT_ASSERT(json_key(&o, "no object"));
    EXPECT_ASSERT(json_end_object(&o));
    EXPECT_ASSERT(json_end_array(&o));
    json_begin_object(&o);
    EXPECT_ASSERT(json_put_int(&o, 1));
    EXPECT_ASSERT(json_end_array(&o));
    json_key(&o, "k");
    EXPECT_ASSERT(json_key(&o, "two names"));
    EXPECT_ASSERT(json_end_object(&o));
    json_put_int(&o, 1);
    EXPECT_ASSERT(json_put_null(&o));
    json_end_object(&o);
    EXPECT_ASSERT(json_put_int(&o, 2));
    EXPECT_ASSERT(json_begin_array(&o));
    json_out_init(&o, &b, 0);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_begin_array(&o);
    EXPECT_ASSERT(json_begin_array(&o));
    EXPECT_ASSERT(json_end_object(&o));
    buf_free(&b);
}

/* ---- random trees ---- */

static void random_value(struct json_out *o, uint64_t *seed, int depth)
{
    static const char *const strings[] = {"",   "a",   "\"", "\\", "\n\t", "\x01", "caf\xc3\xa9", "\xf0\x9f\x98\x80",
                                          "/~", "\x7f"};
    static const char *const numbers[] = {"0", "-0", "12.10", "1e5", "-1.50E-07", "99999999999999999999"};
    uint64_t r = test_random(seed), n = r >> 8;

    switch (depth > 6 ? r % 5 : r % 9) {
    case 0:
        json_put_null(o);
        break;
    case 1:
        json_put_bool(o, n % 2 == 0);
        break;
    case 2:
        json_put_raw(o, str_of(numbers[n % (sizeof numbers / sizeof *numbers)]));
        break;
    case 3:
        json_put_int(o, (long long)test_random(seed));
        break;
    case 4:
    case 5:
        json_put_cstr(o, strings[n % (sizeof strings / sizeof *strings)]);
        break;
    case 6:
        json_begin_array(o);
        for (n %= 6; n > 0; n--)
            random_value(o, seed, depth + 1);
        json_end_array(o);
        break;
    default:
        json_begin_object(o);
        for (n %= r % 64 == 7 ? 60 : 6; n > 0; n--) {
            char key[40];
            snprintf(key, sizeof key, "%s%d", strings[n % (sizeof strings / sizeof *strings)], (int)n);
            json_key(o, key);
            random_value(o, seed, depth + 1);
        }
        json_end_object(o);
    }
}

static void random_trees_come_back_the_same(void **state)
{
    uint64_t seed = test_seed();
    struct buf b, again;
    struct arena a;

    (void)state;
    buf_init(&b, 0);
    buf_init(&again, 0);
    arena_init(&a, 0);
    for (int round = 0; round < 3000; round++) {
        const struct json *root = NULL;
        struct err e = {0};
        struct json_out o;

        buf_reset(&b);
        json_out_init(&o, &b, 0);
        random_value(&o, &seed, 0);
        arena_reset(&a);
        CHECK(json_parse(buf_str(&b), &a, &root, &e), "%s: %s in %s", e.where, e.text, b.p);
        assert_true(str_eq(write_tree(&again, root, 0), buf_str(&b)));
        write_tree(&again, root, 3);
        assert_true(json_parse(buf_str(&again), &a, &root, &e));
        assert_true(str_eq(write_tree(&again, root, 0), buf_str(&b)));
    }
    arena_free(&a);
    buf_free(&b);
    buf_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_texts_are_refused_with_their_place),
        cmocka_unit_test(good_texts_are_read_and_written_again),
        cmocka_unit_test(the_tree_has_what_the_header_says),
        cmocka_unit_test(getters_refuse_what_is_not_there),
        cmocka_unit_test(depth_128_is_read_and_129_refused),
        cmocka_unit_test(reading_survives_refused_memory),
        cmocka_unit_test(wrong_texts_survive_refused_memory),
        cmocka_unit_test(large_texts),
        cmocka_unit_test(a_key_twice_is_found_among_many),
        cmocka_unit_test(the_writer_indents_and_separates),
        cmocka_unit_test(misuse_of_the_writer_is_an_assertion),
        cmocka_unit_test(random_trees_come_back_the_same),
    };

    return cmocka_run_group_tests_name("base: json", tests, NULL, NULL);
}
