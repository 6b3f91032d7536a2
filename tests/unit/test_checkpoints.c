/* Checkpoints that somebody made or changed: signed well and saying nothing that can be, or not signed by whom they
 * name. */
#include "support.h"

#include "record_support.h"

#include "store/audit.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

struct signer {
    unsigned char key[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE];
};

/* A line as audit_checkpoint writes it, about `inner`, signed by s. */
static void sign(const struct signer *s, const char *inner, struct buf *out)
{
    unsigned char signature[SEAL_SIGNATURE_SIZE];
    seal_sign(s->secret, str_of(inner), signature);
    buf_printf(out, "{\"checkpoint\":%s,\"public_key\":\"", inner);
    seal_put_hex(s->key, SEAL_PUBLIC_SIZE, out);
    buf_cstr(out, "\",\"signature\":\"");
    seal_put_hex(signature, sizeof signature, out);
    buf_cstr(out, "\"}\n");
    assert_true(buf_ok(out));
}

static void expect(struct record_test *t, struct audit_check *c, const char *what, const char *says)
{
    struct err e = {0};
    RECORD_OK(audit_verify(t->store.db, c, &t->arena, &e), &e);
    const char *first = c->fault_count ? c->faults[0].what.p : "";
    CHECK(c->fault_count == (*says ? 1 : 0), "%s: %zu faults, %s", what, c->fault_count, first);
    CHECK(strstr(first, says), "%s: %s", what, first);
}

static void signed_well(struct record_test *t, const struct signer *s)
{
    static const struct {
        const char *inner, *says; /* empty: nothing is wrong */
    } rows[] = {
        {"{\"at_ms\":1,\"heads\":[]}", ""},
        {"{\"at_ms\":0,\"heads\":[]}", ""},
        {"{\"at_ms\":-1,\"heads\":[]}", "line 1 of the checkpoints is damaged"},
        {"{\"at_ms\":\"1\",\"heads\":[]}", "is damaged"},
        {"{\"heads\":[]}", "is damaged"},
        {"{\"at_ms\":1}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":{}}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\",1]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[\"1\",\"main\",1,\"" ZEROS "\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,2,1,\"" ZEROS "\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\",-1,\"" ZEROS "\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\",1,\"00\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\",1,\"" ZEROS "00\"]]}", "is damaged"},
        {"{\"at_ms\":1,\"heads\":[[1,\"main\",9,\"" ZEROS "\"]]}", "missing"},
        {"{\"at_ms\":1,\"heads\":[[7,\"elsewhere\",1,\"" ZEROS "\"]]}", "missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct audit_check c = {.public_key = s->key};
        struct buf line;
        buf_init(&line, 0);
        sign(s, rows[i].inner, &line);
        c.checkpoints = buf_str(&line);
        expect(t, &c, rows[i].inner, rows[i].says);
        assert_int_equal(c.signer, AUDIT_SIGNER_GIVEN);
        buf_free(&line);
    }
}

/* What stands around a checkpoint: the text in place of another. */
static void not_a_checkpoint(struct record_test *t, const struct signer *s)
{
    static const struct {
        const char *from, *to, *says;
    } rows[] = {
        {"{\"checkpoint\"", "\n  \n{\"checkpoint\"", ""}, /* empty lines are none */
        {"}\n", "}", ""},                                 /* nor need the last one end */
        {"{\"checkpoint\"", "{checkpoint", "is damaged"},
        {"\"checkpoint\":", "\"other\":", "is damaged"},
        {",\"public_key\":", ",\"private_key\":", "is damaged"},
        {"\"at_ms\":1", "\"at_ms\":2", "is damaged"},
        {"\"public_key\":\"", "\"public_key\":\"00", "is damaged"},
        {"\"signature\":\"", "\"signature\":\"x", "is damaged"},
        {"{\"checkpoint\"", "{}\n{\"checkpoint\"", "line 1 of"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct audit_check c = {.public_key = s->key};
        struct buf line, text;
        buf_init(&line, 0);
        buf_init(&text, 0);
        sign(s, "{\"at_ms\":1,\"heads\":[]}", &line);
        size_t at = str_find(buf_str(&line), str_of(rows[i].from), 0), n = strlen(rows[i].from);
        CHECK(at != (size_t)-1, "%s", rows[i].from);
        buf_add(&text, str_sub(buf_str(&line), 0, at));
        buf_cstr(&text, rows[i].to);
        buf_add(&text, str_sub(buf_str(&line), at + n, line.n));
        c.checkpoints = buf_str(&text);
        expect(t, &c, rows[i].to, rows[i].says);
        buf_free(&line);
        buf_free(&text);
    }
}

/* Which key counts where none is given: that of the record, and without its keys the newest. */
static void whose_key(struct record_test *t, const struct signer *s)
{
    struct signer other;
    struct err e = {0};
    struct buf lines;
    struct audit_check none = {.practice = 0};
    buf_init(&lines, 0);
    expect(t, &none, "no checkpoint", "");
    assert_int_equal(none.signer, AUDIT_SIGNER_NONE);
    seal_sign_key(other.key, other.secret);
    sign(&other, "{\"at_ms\":1,\"heads\":[]}", &lines);
    sign(s, "{\"at_ms\":2,\"heads\":[]}", &lines);
    struct audit_check newest = {.checkpoints = buf_str(&lines)};
    expect(t, &newest, "of two keys", "line 1 of the checkpoints is damaged or signed by another key");
    assert_int_equal(newest.signer, AUDIT_SIGNER_NEWEST);
    assert_memory_equal(newest.signer_key, s->key, SEAL_PUBLIC_SIZE);
    struct audit_check unsigned_yet = {.checkpoints = str_sub(buf_str(&lines), lines.n / 2, lines.n),
                                       .keys = t->store.keys};
    expect(t, &unsigned_yet, "a record that never signed", "no key that could have signed");
    buf_free(&lines);
    buf_init(&lines, 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &lines, &e), &e);
    struct audit_check own = {.checkpoints = buf_str(&lines), .keys = t->store.keys};
    expect(t, &own, "its own", "");
    assert_int_equal(own.signer, AUDIT_SIGNER_OWN);
    struct audit_check given = {.keys = t->store.keys, .public_key = s->key};
    expect(t, &given, "another key than the record's", "with another key than the one that was given");
    struct audit_check same = {.checkpoints = buf_str(&lines), .keys = t->store.keys, .public_key = own.signer_key};
    expect(t, &same, "the record's key, given", "");
    buf_free(&lines);
}

static void test_checkpoints(void **state)
{
    struct backend b;
    struct signer s;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        seal_sign_key(s.key, s.secret);
        signed_well(&t, &s);
        not_a_checkpoint(&t, &s);
        whose_key(&t, &s);
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
