/* Sealing, tokens, hashes, signatures, passwords, keys on paper. */
#include "support.h"

#include "store/seal.h"

static struct err ignored;

static int group_setup(void **state)
{
    (void)state;
    return seal_init(&ignored) ? 0 : -1;
}

static struct seal_place place(void)
{
    return (struct seal_place){.table = "record", .practice = 1, .client = STR("C1"), .row = STR("R1"), .version = 3};
}

static void test_what_is_sealed_opens_again_and_differs_each_time(void **state)
{
    struct seal_key k;
    struct arena a;
    struct buf one, two;
    struct seal_place at = place();
    (void)state;
    seal_new_key(&k);
    arena_init(&a, 0);
    buf_init(&one, 0);
    buf_init(&two, 0);
    static const struct str texts[] = {{"", 0}, {"x", 1}, {"words \0 with a NUL", 18}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str out;
        struct err e = {0};
        buf_reset(&one);
        buf_reset(&two);
        seal_put(&k, &at, texts[i], &one);
        seal_put(&k, &at, texts[i], &two);
        assert_int_equal(one.n, texts[i].n + SEAL_OVERHEAD);
        assert_memory_not_equal(one.p, two.p, one.n);
        CHECK(seal_open(&k, &at, buf_str(&one), &a, &out, &e), "%s", e.text);
        CHECK(str_eq(out, texts[i]), "text %zu", i);
        assert_true(texts[i].n < 4 || str_find(buf_str(&one), texts[i], 0) == (size_t)-1);
    }
    buf_free(&one);
    buf_free(&two);
    arena_free(&a);
}

static void test_every_flipped_bit_and_every_other_place_is_found(void **state)
{
    struct seal_key k, other;
    struct arena a;
    struct buf b;
    struct str out;
    struct seal_place at = place();
    (void)state;
    seal_new_key(&k);
    seal_new_key(&other);
    arena_init(&a, 0);
    buf_init(&b, 0);
    seal_put(&k, &at, STR("mood 3"), &b);
    for (size_t bit = 0; bit < b.n * 8; bit++) {
        struct err e = {0};
        b.p[bit / 8] ^= (char)(1 << bit % 8);
        CHECK(!seal_open(&k, &at, buf_str(&b), &a, &out, &e) && e.kind == ERR_INVALID, "bit %zu", bit);
        CHECK(strstr(e.text, "R1"), "%s", e.text);
        b.p[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t n = 0; n < b.n; n++)
        assert_false(seal_open(&k, &at, (struct str){b.p, n}, &a, &out, &ignored));
    struct seal_place places[] = {place(), place(), place(), place(), place(), place()};
    places[0].table = "client";
    places[1].practice = 2;
    places[2].client = STR("C2");
    places[3].row = STR("R2");
    places[4].version = 4;
    places[5].client = STR("C1R"); /* the border between two parts cannot move */
    places[5].row = STR("1");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        CHECK(!seal_open(&k, &places[i], buf_str(&b), &a, &out, &ignored), "place %zu", i);
    assert_false(seal_open(&other, &at, buf_str(&b), &a, &out, &ignored));
    assert_true(seal_open(&k, &at, buf_str(&b), &a, &out, &ignored));
    buf_free(&b);
    arena_free(&a);
}

static void test_ids_sort_by_time_and_are_not_the_same(void **state)
{
    char before[SEAL_ID_SIZE + 1] = "", id[SEAL_ID_SIZE + 1];
    (void)state;
    for (int64_t t = 0; t < 2000; t++) {
        seal_new_id(INT64_C(1700000000000) + t, id);
        assert_int_equal(strlen(id), SEAL_ID_SIZE);
        assert_true(strcmp(before, id) < 0);
        memcpy(before, id, sizeof id);
        assert_int_equal(strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), SEAL_ID_SIZE);
    }
    seal_new_id(INT64_C(1469918176385), id); /* the example of the ULID description */
    assert_memory_equal(id, "01ARYZ6S41", 10);
}

static void test_hash_is_blake2b_256(void **state)
{
    struct seal_hash h;
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    seal_hash(STR("abc"), &h);
    seal_put_hex(h.byte, sizeof h.byte, &b);
    /* b2sum -l 256 of "abc" */
    assert_string_equal(b.p, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    buf_free(&b);
}

static void test_chain_depends_on_what_came_before(void **state)
{
    struct seal_hash zero = {{0}}, one, two, three;
    (void)state;
    seal_hash_next(&zero, STR("a"), &one);
    seal_hash_next(&one, STR("a"), &two);
    seal_hash_next(&zero, STR("aa"), &three);
    assert_memory_not_equal(one.byte, two.byte, sizeof one.byte);
    assert_memory_not_equal(two.byte, three.byte, sizeof one.byte);
}

static void test_tokens(void **state)
{
    struct seal_key k, other;
    unsigned char a[SEAL_TOKEN_SIZE], b[SEAL_TOKEN_SIZE], c[SEAL_TOKEN_SIZE];
    (void)state;
    seal_new_key(&k);
    seal_new_key(&other);
    seal_token(&k, STR("ann"), a);
    seal_token(&k, STR("ann"), b);
    seal_token(&other, STR("ann"), c);
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
}

static void test_signatures(void **state)
{
    unsigned char pub[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE], sig[SEAL_SIGNATURE_SIZE];
    (void)state;
    seal_sign_key(pub, secret);
    seal_sign(secret, STR("heads"), sig);
    assert_true(seal_signed_by(pub, STR("heads"), sig));
    assert_false(seal_signed_by(pub, STR("head"), sig));
    sig[3] ^= 1;
    assert_false(seal_signed_by(pub, STR("heads"), sig));
}

static void test_passwords(void **state)
{
    char stored[SEAL_PASSWORD_SIZE];
    struct seal_key one, two;
    static const unsigned char salt[16] = "a salt of 16 byt";
    (void)state;
    assert_true(seal_password(STR("a long pass phrase"), stored, &ignored));
    assert_memory_equal(stored, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_true(seal_password_fits(stored, STR("a long pass phrase")));
    assert_false(seal_password_fits(stored, STR("a long pass phrasf")));
    assert_false(seal_password_fits(stored, STR("")));
    assert_false(seal_password_fits("$nonsense$", STR("a long pass phrase")));
    assert_true(seal_key_from_password(STR("x"), salt, &one, &ignored));
    assert_true(seal_key_from_password(STR("x"), salt, &two, &ignored));
    assert_memory_equal(one.byte, two.byte, SEAL_KEY_SIZE);
}

static void test_a_key_on_paper_shows_its_mistakes(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct seal_key k, back;
        char printed[SEAL_PRINTED_SIZE], wrong[SEAL_PRINTED_SIZE], loose[2 * SEAL_PRINTED_SIZE];
        struct err e = {0};
        seal_new_key(&k);
        seal_print_key(&k, printed);
        CHECK(seal_read_key(str_of(printed), &back, &e), "%s: %s", printed, e.text);
        assert_memory_equal(k.byte, back.byte, SEAL_KEY_SIZE);
        size_t n = 0;
        for (const char *p = printed; *p; p++) { /* small letters, O for 0, other gaps */
            char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
            loose[n++] = c == '0' ? 'O' : c == '1' ? 'l' : c == '-' ? ' ' : c;
        }
        assert_true(seal_read_key((struct str){loose, n}, &back, &e));
        assert_memory_equal(k.byte, back.byte, SEAL_KEY_SIZE);
        memcpy(wrong, printed, sizeof wrong);
        size_t at = test_random(&seed) % strlen(printed);
        char digit = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[test_random(&seed) % 32];
        if (wrong[at] == '-' || wrong[at] == digit)
            continue;
        wrong[at] = digit;
        CHECK(!seal_read_key(str_of(wrong), &back, &e) && e.kind == ERR_INVALID, "%s for %s", wrong, printed);
        memcpy(wrong, printed, sizeof wrong);
        at = at / 6 * 6 + at % 4; /* two neighbours of one group change places */
        if (wrong[at] == wrong[at + 1])
            continue;
        wrong[at] = printed[at + 1];
        wrong[at + 1] = printed[at];
        err_clear(&e);
        CHECK(!seal_read_key(str_of(wrong), &back, &e), "%s for %s", wrong, printed);
    }
    static const struct {
        const char *text, *says;
    } row[] = {{"", "0 letters"}, {"AAAAA-!", "group 2"}, {"AAAAA", "needs 13 groups"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct seal_key back;
        struct err e = {0};
        assert_false(seal_read_key(str_of(row[i].text), &back, &e));
        CHECK(strstr(e.text, row[i].says), "%s", e.text);
    }
}

static void test_hex(void **state)
{
    unsigned char out[2];
    (void)state;
    assert_true(seal_read_hex(STR("00fF"), out, 2) && out[1] == 0xFF);
    assert_false(seal_read_hex(STR("00f"), out, 2));
    assert_false(seal_read_hex(STR("00fg"), out, 2));
    assert_false(seal_read_hex(STR("00ff00"), out, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_sealed_opens_again_and_differs_each_time),
        cmocka_unit_test(test_every_flipped_bit_and_every_other_place_is_found),
        cmocka_unit_test(test_ids_sort_by_time_and_are_not_the_same),
        cmocka_unit_test(test_hash_is_blake2b_256),
        cmocka_unit_test(test_chain_depends_on_what_came_before),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_a_key_on_paper_shows_its_mistakes),
        cmocka_unit_test(test_hex),
    };
    return cmocka_run_group_tests(tests, group_setup, NULL);
}
