/* The pure parts of http/: target, form, multipart, cookies, head, gzip and the tags of fixed bytes. */
#include "support.h"

#include "http/parts.h"

#include <zlib.h>

static struct http_config limits(void)
{
    struct http_config c;

    http_defaults(&c);
    c.fields = 4;
    c.field_bytes = 8;
    return c;
}

static void put_pair(struct buf *b, struct str name, struct str value)
{
    buf_char(b, '[');
    buf_add(b, name);
    buf_cstr(b, "][");
    buf_add(b, value);
    buf_char(b, ']');
}

static void check_text(struct tsv *t, struct buf *got, const char *column)
{
    struct str want = tsv_text(t, column);

    CHECK(str_eq(buf_str(got), want), "%s: got \"%.*s\"", tsv_where(t), (int)got->n, got->p == NULL ? "" : got->p);
    buf_free(got);
}

/* "refused 3" or "limit 3", as the tables have it. */
static void put_error(struct buf *b, const struct err *e)
{
    buf_printf(b, "%s %s", e->kind == ERR_LIMIT ? "limit" : e->kind == ERR_INVALID ? "refused" : "?", e->where);
}

static void targets(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/target.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct http_pair *query;
        struct str path;
        struct err e = {0};
        struct buf b;
        size_t n;
        bool ok;

        arena_init(&a, 0);
        buf_init(&b, 0);
        ok = http_parse_target(tsv_text(&t, "input"), &a, &path, &query, &n, &e);
        CHECK(ok || (e.kind == ERR_INVALID && e.text[0] != '\0' && path.p == NULL), "%s", tsv_where(&t));
        for (size_t i = 0; i < n && ok; i++)
            put_pair(&b, query[i].name, query[i].value);
        if (ok)
            CHECK(str_eq(path, tsv_text(&t, "path")), "%s: path %.*s", tsv_where(&t), (int)path.n, path.p);
        else
            assert_str(STR("refused"), tsv_get(&t, "path"), tsv_where(&t));
        check_text(&t, &b, "query");
        arena_free(&a);
    }
    tsv_close(&t);
}

static void query_limit(void **state)
{
    struct arena a;
    struct http_pair *query;
    struct str path;
    struct buf b;
    size_t n;

    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        struct err e = {0};
        bool ok;
        arena_init(&a, 0);
        buf_init(&b, 0);
        buf_cstr(&b, "/?");
        for (size_t i = 0; i < 1000 + extra; i++)
            buf_cstr(&b, i == 0 ? "a" : "&a");
        ok = http_parse_target(buf_str(&b), &a, &path, &query, &n, &e);
        CHECK(extra == 0 ? ok && n == 1000 : !ok && e.kind == ERR_LIMIT, "%zu", extra);
        buf_free(&b);
        arena_free(&a);
    }
}

static void put_fields(struct buf *b, const struct http_field *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put_pair(b, f[i].name, f[i].value);
        if (f[i].file_name.p != NULL)
            buf_printf(b, "{%.*s|%.*s}", (int)f[i].file_name.n, f[i].file_name.p, (int)f[i].type.n, f[i].type.p);
        else
            assert_null(f[i].type.p);
    }
}

static void forms(void **state)
{
    struct http_config c = limits();
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/form.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct http_field *f;
        struct err e = {0};
        struct buf b;
        size_t n;

        arena_init(&a, 0);
        buf_init(&b, 0);
        if (http_parse_form(tsv_text(&t, "body"), &c, &a, &f, &n, &e))
            put_fields(&b, f, n);
        else
            put_error(&b, &e);
        check_text(&t, &b, "fields");
        arena_free(&a);
    }
    tsv_close(&t);
}

static void multiparts(void **state)
{
    struct http_config c = limits();
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/multipart.tsv");
    while (tsv_next(&t)) {
        struct str body = tsv_text(&t, "body");
        struct arena a;
        struct http_field *f;
        struct err e = {0};
        struct buf b;
        size_t n;

        arena_init(&a, 0);
        buf_init(&b, 0);
        if (http_parse_multipart(body, STR("b"), &c, &a, &f, &n, &e))
            put_fields(&b, f, n);
        else
            put_error(&b, &e);
        check_text(&t, &b, "fields");
        arena_free(&a);
    }
    tsv_close(&t);
}

static void boundaries(void **state)
{
    static const struct {
        const char *boundary;
        bool ok;
    } rows[] = {{"b", true},
                {"", false},
                {"0123456789012345678901234567890123456789012345678901234567890123456789", true},
                {"01234567890123456789012345678901234567890123456789012345678901234567890", false},
                {"a b", true},
                {"a ", false},
                {"a\r", false},
                {"\xc3\xa9", false}};
    struct http_config c = limits();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct http_field *f;
        struct err e = {0};
        struct buf b;
        size_t n;

        arena_init(&a, 0);
        buf_init(&b, 0);
        buf_printf(&b, "--%s--", rows[i].boundary);
        CHECK(http_parse_multipart(buf_str(&b), str_of(rows[i].boundary), &c, &a, &f, &n, &e) == rows[i].ok, "row %zu",
              i);
        buf_free(&b);
        arena_free(&a);
    }
}

static void cookies(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/cookies.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct http_pair *p;
        struct err e = {0};
        struct buf b;
        size_t n;

        arena_init(&a, 0);
        buf_init(&b, 0);
        CHECK(http_parse_cookies(tsv_text(&t, "header"), &a, &p, &n, &e), "%s", tsv_where(&t));
        for (size_t i = 0; i < n; i++)
            put_pair(&b, p[i].name, p[i].value);
        check_text(&t, &b, "cookies");
        arena_free(&a);
    }
    tsv_close(&t);
}

/* "Name: value|Name: value" as the library gives it. */
static size_t cut_headers(struct str text, struct http_pair *out)
{
    struct str one;
    size_t n = 0;

    while (text.n > 0) {
        if (!str_cut(text, '|', &one, &text)) {
            one = text;
            text.n = 0;
        }
        assert_true(str_cut(one, ':', &out[n].name, &out[n].value));
        out[n].value = str_sub(out[n].value, 1, out[n].value.n);
        n++;
    }
    return n;
}

static void heads(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/head.tsv");
    while (tsv_next(&t)) {
        struct http_pair h[8];
        size_t n = cut_headers(tsv_text(&t, "headers"), h);
        const char *why = NULL;
        struct http_head head;
        int status = http_head_check(tsv_get(&t, "method"), tsv_get(&t, "version"), h, n, &head, &why);
        struct buf b;

        CHECK(status == tsv_int(&t, "status"), "%s: %d", tsv_where(&t), status);
        CHECK((why != NULL) == (status != 0), "%s: a refusal says why", tsv_where(&t));
        buf_init(&b, 0);
        if (status == 0)
            buf_printf(&b, "%zu%s%s", head.length, head.chunked ? "c" : "", head.expects ? "e" : "");
        if (status == 0)
            assert_int_equal(head.has_body, head.length > 0 || head.chunked);
        check_text(&t, &b, "facts");
    }
    tsv_close(&t);
}

static void parameters(void **state)
{
    static const struct {
        const char *value, *type, *boundary; /* boundary NULL: absent */
    } rows[] = {{"multipart/form-data; boundary=x", "multipart/form-data", "x"},
                {"Multipart/Form-Data;BOUNDARY=\"x y\"", "multipart/form-data", "x y"},
                {" text/html ", "text/html", NULL},
                {"a/b; charset=\"boundary=no\"; boundary=yes", "a/b", "yes"},
                {"a/b; boundary", "a/b", NULL},
                {"a/b; boundary=", "a/b", ""},
                {"a/b; boundary=x; boundary=y", "a/b", "x"},
                {"a/b; boundary=\"x", "a/b", "x"},
                {"a/b;;; boundary=x", "a/b", "x"},
                {"", "", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct err e = {0};
        struct str type, boundary;

        arena_init(&a, 0);
        assert_true(http_media_type(str_of(rows[i].value), &a, &type, &e));
        assert_true(http_parameter(str_of(rows[i].value), "boundary", &a, &boundary, &e));
        assert_str(type, rows[i].type, rows[i].value);
        CHECK((boundary.p == NULL) == (rows[i].boundary == NULL), "%s", rows[i].value);
        assert_str(boundary, rows[i].boundary == NULL ? "" : rows[i].boundary, rows[i].value);
        arena_free(&a);
    }
}

static void lookups(void **state)
{
    struct http_pair h[] = {{STR("Host"), STR("x")}, {STR("X-A"), STR("1")}, {STR("x-a"), STR("2")}};
    struct http_pair q[] = {{STR("a"), STR("1")}, {STR("a"), STR("2")}, {STR("b"), STR("")}};
    struct http_field f[] = {{.name = STR("a"), .value = STR("1")}, {.name = STR("a"), .value = STR("2")}};
    struct http_request r = {.header = h,
                             .header_count = 3,
                             .query = q,
                             .query_count = 3,
                             .cookie = q,
                             .cookie_count = 3,
                             .form = f,
                             .form_count = 2};
    struct http_request none = {.method = HTTP_GET};

    (void)state;
    assert_str(http_header(&r, "x-A"), "1", "first, without case");
    assert_str(http_query(&r, "a"), "1", "first");
    assert_str(http_cookie(&r, "a"), "1", "first");
    assert_str(http_form(&r, "a"), "1", "first");
    assert_non_null(http_query(&r, "b").p);
    assert_null(http_query(&r, "A").p);
    assert_null(http_cookie(&r, "c").p);
    assert_null(http_form(&r, "c").p);
    assert_null(http_header(&none, "host").p);
    assert_null(http_query(&none, "a").p);
    assert_null(http_cookie(&none, "a").p);
    assert_null(http_form(&none, "a").p);
}

static void forwarded(void **state)
{
    static const struct {
        const char *first, *second, *from; /* NULL: no such header; none believed */
    } rows[] = {{NULL, NULL, NULL},
                {"192.0.2.1", NULL, "192.0.2.1"},
                {"203.0.113.9, 192.0.2.1", NULL, "192.0.2.1"},
                {"203.0.113.9", "192.0.2.1", "192.0.2.1"},
                {"2001:db8::1", NULL, "2001:db8::1"},
                {"192.0.2.1, unknown", NULL, NULL},
                {"192.0.2.1:80", NULL, NULL},
                {"", NULL, NULL},
                {"192.0.2.1,", NULL, NULL},
                {"00000000000000000000000000000000000000000000000000000000000000192.0.2.1", NULL, NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_pair h[2] = {{STR("X-Forwarded-For"), str_of(rows[i].first)},
                                 {STR("x-forwarded-for"), str_of(rows[i].second)}};
        struct http_request r = {.header = h, .header_count = (rows[i].first != NULL) + (rows[i].second != NULL)};
        struct str from = http_forwarded(&r);

        CHECK((from.p == NULL) == (rows[i].from == NULL), "row %zu", i);
        assert_str(from, rows[i].from == NULL ? "" : rows[i].from, "forwarded");
    }
}

/* ---- answers ---- */

static struct str header_of(const struct http_answer *w, const char *name)
{
    for (size_t i = 0; i < w->header_count; i++)
        if (str_eq_ci(w->header[i].name, str_of(name)))
            return w->header[i].value;
    return (struct str){NULL, 0};
}

static void answer_headers(void **state)
{
    static const struct {
        const char *name;
        struct str value;
        bool ok;
    } rows[] = {{"X", {"a\tb", 3}, true},  {"X", {"", 0}, true},         {"X", {"a\nb", 3}, false},
                {"X", {"a\rb", 3}, false}, {"X", {"a\0b", 3}, false},    {"X", {"a\x7f", 2}, false},
                {"X Y", {"a", 1}, false},  {"", {"a", 1}, false},        {"X", {NULL, 0}, false},
                {"X\n", {"a", 1}, false},  {"X", {"\xc3\xa9", 2}, true}, {"X:", {"a", 1}, false}};
    struct http_answer w;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        w = (struct http_answer){.status = 200};
        buf_cstr(&w.body, "text");
        http_put_header(&w, rows[i].name, rows[i].value);
        CHECK(w.status == (rows[i].ok ? 200 : 500) && w.header_count == rows[i].ok, "row %zu", i);
        CHECK(w.body.n == (rows[i].ok ? 4 : 0), "row %zu: no half page goes out", i);
        buf_free(&w.body);
    }
    w = (struct http_answer){.status = 200};
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        http_put_header(&w, "X", STR("1"));
    assert_int_equal(w.status, 200);
    http_put_header(&w, "X", STR("1"));
    assert_int_equal(w.status, 500);
}

static void check_gunzip(struct str gz, struct str want)
{
    unsigned char *out = malloc(want.n + 1);
    z_stream z = {0};
    union {
        const char *from;
        Bytef *to;
    } in = {gz.p};

    assert_non_null(out);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = in.to;
    z.avail_in = (uInt)gz.n;
    z.next_out = out;
    z.avail_out = (uInt)want.n + 1;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, want.n);
    assert_memory_equal(out, want.p, want.n);
    inflateEnd(&z);
    free(out);
}

static void gzip(void **state)
{
    static const struct {
        const char *accept; /* NULL: none */
        size_t bytes;
        bool zipped;
    } rows[] = {{NULL, 4000, false},
                {"gzip", 4000, true},
                {"br, GZIP;q=0.5", 4000, true},
                {"gzip;q=0", 4000, false},
                {"gzip;q=0.000", 4000, false},
                {"gzip;q=0.001", 4000, true},
                {"gzip; q=0, *", 4000, false},
                {"*", 4000, true},
                {"*;q=0", 4000, false},
                {"br", 4000, false},
                {"xgzip", 4000, false},
                {"gzip", 1023, false},
                {"gzip", 1024, true}};
    struct http_worker own = {NULL};
    struct http_cache *c = http_cache_new();
    char page[4000];

    (void)state;
    memset(page, 'x', sizeof page);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int fixed = 0; fixed < 2; fixed++) {
            struct http_pair h = {STR("Accept-Encoding"), str_of(rows[i].accept)};
            struct http_request r = {.header = &h, .header_count = rows[i].accept != NULL};
            struct http_answer w = {.compress = true};
            struct str text = {page, rows[i].bytes}, got;

            if (fixed)
                w.fixed = text;
            else
                buf_add(&w.body, text);
            http_finish(&r, &w, c, &own);
            got = fixed ? w.fixed : buf_str(&w.body);
            assert_int_equal(w.status, 200);
            assert_str(header_of(&w, "vary"), "Accept-Encoding", "always, for caches");
            assert_str(header_of(&w, "content-encoding"), rows[i].zipped ? "gzip" : "", "row");
            if (rows[i].zipped)
                check_gunzip(got, text);
            else
                assert_true(str_eq(got, text));
            buf_free(&w.body);
        }
    }
    http_worker_free(&own);
    http_cache_free(c);
}

static void tags(void **state)
{
    static const char one[] = "body { margin: 0 }", other[] = "body { margin: 1 }";
    struct http_cache *c = http_cache_new();
    char etag[64] = "", list[160];

    (void)state;
    for (int i = 0; i < 7; i++) {
        struct http_pair h = {STR("If-None-Match"), STR("")};
        struct http_request r = {.method = i == 5 ? HTTP_POST : HTTP_GET, .header = &h, .header_count = i > 0};
        struct http_answer w = {.status = i == 6 ? 404 : 0};
        bool same = i == 1 || i == 2 || i == 3;

        snprintf(list, sizeof list, i == 2 ? "\"x\", %s" : i == 3 ? "*%.0s" : "%s", etag);
        h.value = str_of(list);
        w.fixed = i == 4 ? STR(other) : STR(one);
        http_finish(&r, &w, c, NULL);
        CHECK(w.status == (same ? 304 : i == 6 ? 404 : 200) && w.fixed.n == (same ? 0 : sizeof one - 1), "%d", i);
        if (i == 0)
            snprintf(etag, sizeof etag, "%.*s", (int)header_of(&w, "etag").n, header_of(&w, "etag").p);
        if (i == 4)
            CHECK(!str_is(header_of(&w, "etag"), etag), "other bytes, other tag");
    }
    http_cache_free(c);
}

static void broken_answers(void **state)
{
    struct http_request r = {.method = HTTP_GET};
    struct http_cache *c = http_cache_new();

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct http_answer w = {.status = i == 0 ? 99 : i == 1 ? 600 : i == 3 ? 500 : 0};
        buf_init(&w.body, 4);
        if (i == 2)
            buf_cstr(&w.body, "too long");
        http_finish(&r, &w, c, NULL);
        CHECK(w.status == 500 && w.body.n > 0, "%d", i);
        assert_str(header_of(&w, "cache-control"), "no-store", "error");
        buf_free(&w.body);
    }
    http_cache_free(c);
}

/* ---- memory ---- */

static void faults(void **state)
{
    struct http_config c = limits();
    struct http_field *f;
    struct http_pair *p;
    struct str path;
    size_t n;

    (void)state;
    FAULT_SWEEP(arena, err, http_parse_form(STR("a=b&c=d"), &c, &arena, &f, &n, &err));
    FAULT_SWEEP(arena, err, http_parse_target(STR("/a?b=c"), &arena, &path, &p, &n, &err));
    FAULT_SWEEP(arena, err, http_parse_cookies(STR("a=b; c=d"), &arena, &p, &n, &err));
    FAULT_SWEEP(arena, err,
                http_parse_multipart(STR("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n"
                                         "Content-Type: a/b\r\n\r\n1\r\n--b\r\n"
                                         "Content-Disposition: form-data; name=\"c\"\r\n\r\n2\r\n--b--"),
                                     STR("b"), &c, &arena, &f, &n, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets),        cmocka_unit_test(query_limit),    cmocka_unit_test(forms),
        cmocka_unit_test(multiparts),     cmocka_unit_test(boundaries),     cmocka_unit_test(cookies),
        cmocka_unit_test(heads),          cmocka_unit_test(parameters),     cmocka_unit_test(lookups),
        cmocka_unit_test(forwarded),      cmocka_unit_test(gzip),           cmocka_unit_test(tags),
        cmocka_unit_test(answer_headers), cmocka_unit_test(broken_answers), cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests_name("http_parse", tests, NULL, NULL);
}
