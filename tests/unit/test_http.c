/* The server of http/ on a free port of the loopback: what it takes for a request, and what it answers. */
#include "http_support.h"

/* ---- requests ---- */

static void good(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    struct buf b = ask(http_port(s), "POST /caf%C3%A9/x?q=1+2&r HTTP/1.1\r\nHost: x\r\nCookie: s=t; u=v\r\n"
                                     "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                                     "Content-Length: 13\r\nConnection: close\r\n\r\na=b%0D%0Ac&d=");

    (void)state;
    assert_int_equal(status_in(&b), 200);
    CHECK_HAS(&b, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    CHECK_HAS(&b, "\nmethod 2\n");
    CHECK_HAS(&b, "\npath /caf\xc3\xa9/x\n");
    CHECK_HAS(&b, "\ntarget /caf%C3%A9/x?q=1+2&r\n");
    CHECK_HAS(&b, "\nfrom 127.0.0.1\n");
    CHECK_HAS(&b, "\nsecure 0\n");
    CHECK_HAS(&b, "\ntype application/x-www-form-urlencoded\n");
    CHECK_HAS(&b, "\nquery q=1 2\n");
    CHECK_HAS(&b, "\nquery r=\n");
    CHECK_HAS(&b, "\nform a=b\nc\n");
    CHECK_HAS(&b, "\nform d=\n");
    CHECK_HAS(&b, "\ncookie s=t\ncookie u=v\n");
    CHECK_HAS(&b, "\nid 16\n");
    buf_free(&b);
    http_stop(s, 5);
}

static bool allowed(const char *list, int status)
{
    char text[16];

    snprintf(text, sizeof text, "%d", status);
    return strstr(list, status == 0 ? "closed" : text) != NULL;
}

static void check_malformed(struct tsv *t, int port)
{
    struct str request = tsv_text(t, "request");
    const char *seen = tsv_get(t, "seen");
    int fd = dial(port), a, next;
    struct buf b;

    app.a = app.next = 0;
    put(fd, request.p, request.n);
    say(fd, "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    b = hear(fd, tsv_where(t));
    CHECK(allowed(tsv_get(t, "status"), status_in(&b)), "%s: %s", tsv_where(t), b.p);
    a = app.a;
    next = app.next;
    if (seen[1] == '-')
        CHECK(a <= seen[0] - '0' && next == 0, "%s: %d and %d", tsv_where(t), a, next);
    else if (seen[1] == '+')
        CHECK(a == 0 && next == 1, "%s: %d and %d", tsv_where(t), a, next);
    else
        CHECK(a == (seen[0] != '0') && next == (seen[0] == '2'), "%s: %d and %d", tsv_where(t), a, next);
    buf_free(&b);
}

static void malformed(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/http/malformed.tsv");
    while (tsv_next(&t))
        check_malformed(&t, http_port(s));
    tsv_close(&t);
    http_stop(s, 5);
}

/* The same rows, a byte at a time for some and in two pieces at every place for the shortest: where a read ends must
 * change nothing. */
static void in_pieces(void **state)
{
    static const char good_one[] = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b";
    static const char bad_one[] =
        "POST /a HTTP/1.1\r\nHost: x\r\n c\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b";
    struct http_config c = config();
    struct http_server *s = start(&c);

    (void)state;
    for (int bad = 0; bad < 2; bad++) {
        const char *text = bad ? bad_one : good_one;
        for (size_t cut = 1; cut < strlen(text); cut++) {
            int fd = dial(http_port(s));
            struct buf b;
            put(fd, text, cut);
            usleep(500);
            say(fd, text + cut);
            b = hear(fd, "in pieces");
            CHECK(status_in(&b) == (bad ? 400 : 200), "cut at %zu: %s", cut, b.p);
            buf_free(&b);
        }
    }
    http_stop(s, 5);
}

static void random_bytes(void **state)
{
    static const char *const words[] = {"GET ",
                                        "POST ",
                                        "/",
                                        " HTTP/1.1",
                                        "\r\n",
                                        "\r\n\r\n",
                                        "\n",
                                        "Host: x",
                                        "\r",
                                        "Content-Length: ",
                                        "3",
                                        ":",
                                        " ",
                                        "\t",
                                        "chunked",
                                        "Transfer-Encoding: ",
                                        "0",
                                        "a=b",
                                        "%41",
                                        "?",
                                        "&",
                                        "\xff",
                                        "Expect: 100-continue",
                                        "a",
                                        "Connection: ",
                                        "close",
                                        "\r\n "};
    struct http_config c = config();
    struct http_server *s = start(&c);
    uint64_t seed = test_seed();

    (void)state;
    for (int round = 0; round < 300; round++) {
        int fd = dial(http_port(s));
        struct buf b;
        for (size_t n = test_random(&seed) % 40; n > 0; n--)
            say(fd, words[test_random(&seed) % (sizeof words / sizeof *words)]);
        put(fd, "", test_random(&seed) % 2);
        usleep(1000); /* an end that comes together with bytes is seen up to a second later */
        shutdown(fd, SHUT_WR);
        b = hear(fd, "random");
        buf_free(&b);
    }
    check_status(http_port(s), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200);
    http_stop(s, 5);
}

static void sizes(void **state)
{
    struct http_config c = config();
    struct http_server *s;
    struct buf b;

    (void)state;
    c.body_bytes = 1000;
    c.head_bytes = 4096;
    s = start(&c);
    for (size_t target = 1; target < 10000; target = target < 2046 ? 2046 : target < 2050 ? target + 1 : target * 2) {
        buf_init(&b, 0);
        buf_cstr(&b, "GET /");
        buf_repeat(&b, 'x', target - 1);
        buf_cstr(&b, " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        check_status(http_port(s), b.p, target <= 2048 ? 200 : target <= 4096 ? 414 : 414);
        buf_free(&b);
    }
    for (size_t head = 4090; head < 4103; head++) {
        buf_init(&b, 0);
        buf_cstr(&b, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: ");
        buf_repeat(&b, 'x', head - b.n - 4);
        buf_cstr(&b, "\r\n\r\n");
        assert_int_equal(b.n, head);
        check_status(http_port(s), b.p, head <= 4096 ? 200 : 431);
        buf_free(&b);
    }
    for (size_t body = 999; body < 1002; body++) {
        buf_init(&b, 0);
        buf_printf(&b, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", body);
        buf_repeat(&b, 'x', body);
        check_status(http_port(s), b.p, body <= 1000 ? 200 : 413);
        buf_free(&b);
        buf_cstr(&b, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        buf_printf(&b, "1\r\nx\r\n%zx\r\n", body - 1);
        buf_repeat(&b, 'x', body - 1);
        buf_cstr(&b, "\r\n0\r\n\r\n");
        check_status(http_port(s), b.p, body <= 1000 ? 200 : 413);
        buf_free(&b);
    }
    /* So large that it is not even read. */
    check_status(http_port(s), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n", 413);
    http_stop(s, 5);
}

/* With http_config.oversized what is too much reaches the handler, without it; else it gets a plain line. */
static void too_much_may_reach_the_handler(void **state)
{
    (void)state;
    for (int told = 0; told < 2; told++) {
        struct http_config c = config();
        c.body_bytes = 1000;
        c.field_bytes = 100;
        c.oversized = told;
        struct http_server *s = start(&c);
        for (size_t n = 90; n < 2000; n += 900) { /* all right, a field too large, all too large */
            struct buf b;
            buf_init(&b, 0);
            buf_printf(&b,
                       "POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\na=",
                       n + 2);
            buf_repeat(&b, 'x', n);
            struct buf answer = ask(http_port(s), b.p);
            CHECK(status_in(&answer) == (n < 100 ? 200 : 413), "%d, %zu: %s", told, n, answer.p);
            CHECK((strstr(answer.p, "too much for /form, ") != NULL) == (told && n > 100), "%d, %zu: %s", told, n,
                  answer.p);
            CHECK(n < 100 || !told || strstr(answer.p, " 0 bytes and 0 fields"), "%zu: %s", n, answer.p);
            buf_free(&answer);
            buf_free(&b);
        }
        http_stop(s, 5);
    }
}

static void many_headers(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);

    (void)state;
    for (int n = 99; n < 102; n++) {
        struct buf b;
        buf_init(&b, 0);
        buf_cstr(&b, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for (int i = 2; i < n; i++)
            buf_cstr(&b, "A: b\r\n");
        buf_cstr(&b, "\r\n");
        check_status(http_port(s), b.p, n <= 100 ? 200 : 431);
        buf_free(&b);
    }
    /* A head of the largest size in every form. */
    for (int form = 0; form < 3; form++) {
        struct buf b;
        buf_init(&b, 0);
        buf_cstr(&b, form == 0 ? "GET /?" : "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: a=b");
        while (b.n < (form == 0 ? 8000u : 16000u))
            buf_cstr(&b, form == 0 ? "a&" : form == 1 ? "; a=b" : ";;;;;");
        buf_cstr(&b, form == 0 ? " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" : "\r\n\r\n");
        check_status(http_port(s), b.p, form == 0 ? 414 : 431);
        buf_free(&b);
    }
    http_stop(s, 5);
}

static void expect_continue(void **state)
{
    struct http_config c = config();
    struct http_server *s;
    struct buf b;
    int fd;

    (void)state;
    c.body_bytes = 1000;
    s = start(&c);
    fd = dial(http_port(s));
    say(fd, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
    b = hear_one(fd);
    assert_int_equal(status_in(&b), 100);
    buf_free(&b);
    say(fd, "a=b");
    b = hear(fd, "continued");
    assert_int_equal(status_in(&b), 200);
    CHECK_HAS(&b, "\nbody 3\n");
    buf_free(&b);
    /* Too large: refused before anything is sent. */
    check_status(http_port(s), "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n",
                 413);
    http_stop(s, 5);
}

static void pipelined(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    int fd = dial(http_port(s));
    char path[32];

    (void)state;
    for (int i = 0; i < 50; i++) {
        snprintf(path, sizeof path, "/p%d", i);
        say(fd, i % 2 ? "GET " : "POST ");
        say(fd, path);
        say(fd, i % 2 ? " HTTP/1.1\r\nHost: x\r\n\r\n" : " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /");
    }
    for (int i = 0; i < 50; i++) {
        struct buf b = hear_one(fd);
        snprintf(path, sizeof path, "\npath /p%d\n", i);
        CHECK_HAS(&b, path);
        CHECK_HAS(&b, i % 2 ? "\nbody 0\n" : "\nbody 5\n");
        buf_free(&b);
    }
    close(fd);
    http_stop(s, 5);
}

/* ---- answers ---- */

static void answers(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    char request[256], etag[64];
    struct buf b, head;

    (void)state;
    b = ask(http_port(s), "GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK_HAS(&b, "\r\nContent-Length: 3000000\r\n");
    CHECK_HAS(&b, "\r\nVary: Accept-Encoding\r\n");
    CHECK(b.n > 3000000 && b.p[b.n - 1] == 'x', "%zu", b.n);
    buf_free(&b);
    b = ask(http_port(s), "GET /big HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    CHECK_HAS(&b, "\r\nContent-Encoding: gzip\r\n");
    CHECK(b.n < 100000, "%zu", b.n);
    buf_free(&b);
    b = ask(http_port(s), "GET /bad-header HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_int_equal(status_in(&b), 500);
    CHECK(!has(&b, "Set-Cookie") && !has(&b, "half a page"), "%s", b.p);
    buf_free(&b);
    b = ask(http_port(s), "GET /redirect HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_int_equal(status_in(&b), 303);
    CHECK_HAS(&b, "\r\nLocation: /a\r\n");
    buf_free(&b);
    b = ask(http_port(s), "GET /fixed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    head = ask(http_port(s), "HEAD /fixed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK_HAS(&b, fixed);
    snprintf(request, sizeof request, "\r\nContent-Length: %zu\r\n", sizeof fixed - 1);
    CHECK_HAS(&b, request);
    CHECK_HAS(&head, request);
    CHECK(!has(&head, fixed), "HEAD has no body");
    assert_int_equal(app.last_bytes, 0);
    assert_int_equal(sscanf(strstr(b.p, "ETag: "), "ETag: %63[^\r]", etag), 1);
    buf_free(&b);
    buf_free(&head);
    snprintf(request, sizeof request,
             "GET /fixed HTTP/1.1\r\nHost: x\r\nIf-None-Match: %s\r\nConnection: close\r\n\r\n", etag);
    check_status(http_port(s), request, 304);
    assert_int_equal(app.last_status, 304);
    http_stop(s, 5);
}

static void metrics(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    struct buf b;

    (void)state;
    app.logged = 0;
    check_status(http_port(s), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200);
    check_status(http_port(s), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400);
    assert_int_equal(app.logged, 2);
    buf_init(&b, 0);
    http_metrics(s, &b);
    CHECK_HAS(&b, "\ngoldthread_http_requests_total{class=\"2xx\"} 1\n");
    CHECK_HAS(&b, "\ngoldthread_http_requests_total{class=\"4xx\"} 1\n");
    CHECK_HAS(&b, "\ngoldthread_http_refused_total 1\n");
    CHECK_HAS(&b, "\ngoldthread_http_request_seconds_count 2\n");
    CHECK_HAS(&b, "\ngoldthread_http_request_seconds_bucket{le=\"+Inf\"} 2\n");
    CHECK(b.p[b.n - 1] == '\n', "ends with a line end");
    buf_free(&b);
    http_stop(s, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good),
        cmocka_unit_test(malformed),
        cmocka_unit_test(in_pieces),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(sizes),
        cmocka_unit_test(too_much_may_reach_the_handler),
        cmocka_unit_test(many_headers),
        cmocka_unit_test(expect_continue),
        cmocka_unit_test(pipelined),
        cmocka_unit_test(answers),
        cmocka_unit_test(metrics),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
