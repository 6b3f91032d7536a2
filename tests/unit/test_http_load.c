/* The server of http/ when too much is asked, too slowly, from elsewhere, or while it stops. */
#include "http_support.h"

#include <sys/resource.h>
#include <sys/un.h>

/* ---- too much, too slow ---- */

static void queue_full(void **state)
{
    struct http_config c = config();
    struct http_server *s;
    int fd[3];
    struct buf b;

    (void)state;
    c.workers = 1;
    c.queue = 1;
    s = start(&c);
    fd[0] = dial(http_port(s));
    say(fd[0], "GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    wait_until_waiting(1);
    fd[1] = dial(http_port(s));
    say(fd[1], "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    do { /* until it waits */
        buf_init(&b, 0);
        http_metrics(s, &b);
        if (has(&b, "\ngoldthread_http_queue 1\n"))
            break;
        buf_free(&b);
    } while (usleep(1000) == 0);
    buf_free(&b);
    b = ask(http_port(s), "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_int_equal(status_in(&b), 503);
    CHECK_HAS(&b, "\r\nRetry-After: ");
    buf_free(&b);
    gate(true);
    for (int i = 0; i < 2; i++) {
        b = hear(fd[i], "the others are served");
        assert_int_equal(status_in(&b), 200);
        buf_free(&b);
    }
    buf_init(&b, 0);
    http_metrics(s, &b);
    CHECK_HAS(&b, "\ngoldthread_http_queue_full_total 1\n");
    buf_free(&b);
    http_stop(s, 5);
}

static void slow(void **state)
{
    static const struct {
        const char *sent, *drip;
    } rows[] = {{"GET /", "x"},
                {"GET / HTTP/1.1\r\nHost: ", "x"},
                {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n", "x"},
                {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
                {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", ""}};
    struct http_config c = config();
    struct http_server *s;
    int fd[5];

    (void)state;
    c.idle_seconds = 3;
    c.head_seconds = c.body_seconds = 1;
    s = start(&c);
    for (size_t i = 0; i < 5; i++) {
        fd[i] = dial(http_port(s));
        say(fd[i], rows[i].sent);
    }
    for (int round = 0; round < 12; round++) {
        usleep(250000);
        for (size_t i = 0; i < 5; i++)
            say(fd[i], rows[i].drip);
    }
    for (size_t i = 0; i < 5; i++) {
        struct buf b = hear(fd[i], rows[i].sent);
        /* 408, or only the end: the last byte may meet a closed socket, which throws away what was not read. */
        CHECK(status_in(&b) == (i == 4 ? 200 : 408) || b.n == 0, "row %zu: %s", i, b.p);
        buf_free(&b);
    }
    check_status(http_port(s), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200);
    http_stop(s, 5);
}

static void per_address(void **state)
{
    struct http_config c = config();
    struct http_server *s;
    int one, two, three;
    struct buf b;

    (void)state;
    c.per_address = 2;
    s = start(&c);
    one = dial(http_port(s));
    say(one, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    b = hear_one(one);
    buf_free(&b);
    two = dial(http_port(s));
    say(two, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    b = hear_one(two);
    buf_free(&b);
    three = dial(http_port(s));
    say(three, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    b = hear(three, "third");
    assert_int_equal(status_in(&b), 0);
    buf_free(&b);
    close(one);
    close(two);
    http_stop(s, 5);
}

static void *ask_many(void *arg)
{
    int port = *(int *)arg, fd = dial(port);

    for (int i = 0; i < 20; i++) {
        struct buf b;
        say(fd, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b");
        b = hear_one(fd);
        if (status_in(&b) != 200)
            abort(); /* fails the test from a thread */
        buf_free(&b);
    }
    close(fd);
    return NULL;
}

static void many_connections(void **state)
{
    enum { IDLE = 2000, BUSY = 16 };
    struct http_config c = config();
    struct http_server *s;
    struct rlimit files;
    pthread_t busy[BUSY];
    static int fd[IDLE];
    int port;

    (void)state;
    getrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 2 * IDLE + 200 && files.rlim_max >= 2 * IDLE + 200) {
        files.rlim_cur = 2 * IDLE + 200;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur < 2 * IDLE + 200) {
        print_message("skipped: %lu open files are too few\n", (unsigned long)files.rlim_cur);
        skip();
    }
    c.events = 2;
    s = start(&c);
    port = http_port(s);
    for (int i = 0; i < IDLE; i++)
        fd[i] = dial(port);
    for (int i = 0; i < BUSY; i++)
        assert_int_equal(pthread_create(&busy[i], NULL, ask_many, &port), 0);
    for (int i = 0; i < BUSY; i++)
        pthread_join(busy[i], NULL);
    for (int i = 0; i < IDLE; i += 100) {
        struct buf b;
        say(fd[i], "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        b = hear_one(fd[i]);
        assert_int_equal(status_in(&b), 200);
        buf_free(&b);
    }
    for (int i = 0; i < IDLE; i++)
        close(fd[i]);
    http_stop(s, 5);
}

/* ---- proxy, Unix socket, addresses ---- */

static void check_from(int port, const char *headers, const char *from, bool secure)
{
    char request[512], line[96];
    struct buf b;

    snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", headers);
    b = ask(port, request);
    snprintf(line, sizeof line, "\nfrom %s\nsecure %d\n", from, secure);
    CHECK_HAS(&b, line);
    buf_free(&b);
}

static void proxy(void **state)
{
    static const char forwarded[] = "X-Forwarded-For: 203.0.113.1, 192.0.2.7\r\nX-Forwarded-Proto: https\r\n";
    struct http_config c = config();
    struct http_server *s;

    (void)state;
    s = start(&c);
    check_from(http_port(s), forwarded, "127.0.0.1", false);
    http_stop(s, 5);
    c.proxy = "192.0.2.1";
    s = start(&c);
    check_from(http_port(s), forwarded, "127.0.0.1", false);
    http_stop(s, 5);
    c.proxy = "127.0.0.1";
    s = start(&c);
    check_from(http_port(s), forwarded, "192.0.2.7", true);
    check_from(http_port(s), "X-Forwarded-Proto: http\r\n", "127.0.0.1", false);
    check_from(http_port(s), "X-Forwarded-For: nobody\r\n", "127.0.0.1", false);
    check_from(http_port(s), "", "127.0.0.1", false);
    http_stop(s, 5);
}

static void unix_socket(void **state)
{
    char dir[] = "/tmp/goldthread-http.XXXXXX", listen[64];
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct http_config c = config();
    struct http_server *s, *second;
    struct err e = {0};
    struct buf b;
    int fd;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(listen, sizeof listen, "unix:%s/s", dir);
    memcpy(at.sun_path, listen + 5, strlen(listen) - 4);
    c.listen = listen;
    c.proxy = "unix";
    s = start(&c);
    assert_int_equal(http_port(s), 0);
    CHECK(!http_start(&c, &second, &e) && e.kind == ERR_CONFLICT, "%s", e.text);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    say(fd, "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n");
    b = hear(fd, "unix");
    CHECK_HAS(&b, "\nfrom 192.0.2.7\n");
    buf_free(&b);
    http_stop(s, 5);
    assert_int_not_equal(access(at.sun_path, F_OK), 0);
    /* A socket that a killed server left behind is taken over. */
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    close(fd);
    c.proxy = NULL;
    s = start(&c);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    say(fd, "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n");
    b = hear(fd, "unix");
    CHECK_HAS(&b, "\nfrom unix\n");
    buf_free(&b);
    http_stop(s, 5);
    rmdir(dir);
}

static void refused_starts(void **state)
{
    static const struct {
        const char *listen, *certificate, *key, *proxy;
        enum err_kind kind;
    } rows[] = {{"0.0.0.0:0", NULL, NULL, NULL, ERR_REFUSED},
                {"[::]:0", NULL, NULL, NULL, ERR_REFUSED},
                {"", NULL, NULL, NULL, ERR_INVALID},
                {NULL, NULL, NULL, NULL, ERR_INVALID},
                {"127.0.0.1", NULL, NULL, NULL, ERR_INVALID},
                {"127.0.0.1:", NULL, NULL, NULL, ERR_INVALID},
                {"127.0.0.1:65536", NULL, NULL, NULL, ERR_INVALID},
                {"127.0.0.1:x", NULL, NULL, NULL, ERR_INVALID},
                {"127.0.0.1:-1", NULL, NULL, NULL, ERR_INVALID},
                {"::1:0", NULL, NULL, NULL, ERR_INVALID},
                {"example.org:80", NULL, NULL, NULL, ERR_INVALID},
                {":80", NULL, NULL, NULL, ERR_INVALID},
                {"unix:", NULL, NULL, NULL, ERR_INVALID},
                {"unix:/nonexistent/s", NULL, NULL, NULL, ERR_IO},
                {"unix:/etc/passwd", NULL, NULL, NULL, ERR_CONFLICT},
                {"127.0.0.1:0", "/nonexistent", "/nonexistent", NULL, ERR_INVALID},
                {"127.0.0.1:0", "/nonexistent", NULL, NULL, ERR_INVALID},
                {"127.0.0.1:0", NULL, NULL, "example.org", ERR_INVALID}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_config c = config();
        struct http_server *s = NULL;
        struct err e = {0};
        c.listen = rows[i].listen;
        c.certificate = rows[i].certificate;
        c.key = rows[i].key;
        c.proxy = rows[i].proxy;
        CHECK(!http_start(&c, &s, &e) && s == NULL && e.kind == rows[i].kind && e.text[0] != '\0', "row %zu: %s", i,
              e.text);
    }
}

static void taken(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c), *second;
    struct err e = {0};
    char listen[32];

    (void)state;
    snprintf(listen, sizeof listen, "localhost:%d", http_port(s));
    c.listen = listen;
    CHECK(!http_start(&c, &second, &e) && e.kind == ERR_CONFLICT, "%s", e.text);
    http_stop(s, 5);
    s = start(&c); /* free again at once */
    http_stop(s, 5);
    http_stop(NULL, 5);
}

/* ---- stop ---- */

static void *stop(void *arg)
{
    http_stop(arg, 20);
    return NULL;
}

static void stop_while_running(void **state)
{
    struct http_config c = config();
    struct http_server *s = start(&c);
    int port = http_port(s), fd = dial(port), idle = dial(port);
    pthread_t t;
    struct buf b;

    (void)state;
    say(fd, "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_until_waiting(1);
    say(idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    b = hear_one(idle);
    buf_free(&b);
    assert_int_equal(pthread_create(&t, NULL, stop, s), 0);
    for (;;) { /* a connection that stands gets 503 from when the stop has begun; what was being answered then is the last */
        say(idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        b = hear_one(idle);
        if (status_in(&b) == 503 || strstr(b.p, "\r\nConnection: close\r\n"))
            break;
        buf_free(&b);
        usleep(1000);
    }
    CHECK_HAS(&b, "\r\nConnection: close\r\n");
    buf_free(&b);
    close(idle);
    gate(true);
    b = hear(fd, "the one that ran is finished");
    assert_int_equal(status_in(&b), 200);
    CHECK_HAS(&b, "\r\nConnection: close\r\n");
    buf_free(&b);
    pthread_join(t, NULL);
}

/* What waits in the queue when the time is over is answered 503 or closed, not lost or run. */
static void stop_with_queue(void **state)
{
    struct http_config c = config();
    struct http_server *s;
    pthread_t t;
    int fd[4];

    (void)state;
    c.workers = 1;
    s = start(&c);
    app.a = 0;
    for (int i = 0; i < 4; i++) {
        fd[i] = dial(http_port(s));
        say(fd[i], i == 0 ? "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n" : "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        if (i == 0)
            wait_until_waiting(1);
    }
    for (;;) {
        struct buf b;
        bool all;
        buf_init(&b, 0);
        http_metrics(s, &b);
        all = has(&b, "\ngoldthread_http_queue 3\n");
        buf_free(&b);
        if (all)
            break;
        usleep(1000);
    }
    assert_int_equal(pthread_create(&t, NULL, stop, s), 0);
    for (int i = 1; i < 4; i++)
        shutdown(fd[i], SHUT_WR);
    gate(true);
    for (int i = 0; i < 4; i++) {
        struct buf b = hear(fd[i], "stop");
        CHECK(status_in(&b) == 200 || status_in(&b) == 503 || b.n == 0, "%d: %s", i, b.p);
        buf_free(&b);
    }
    pthread_join(t, NULL);
}

static void start_and_stop(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct http_config c = config();
        struct http_server *s;
        int fd;
        c.events = 1 + (size_t)i % 3;
        s = start(&c);
        fd = dial(http_port(s));
        say(fd, i % 4 == 0 ? "GET /a HT" : "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        http_stop(s, 0);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue_full),       cmocka_unit_test(slow),           cmocka_unit_test(per_address),
        cmocka_unit_test(many_connections), cmocka_unit_test(proxy),          cmocka_unit_test(unix_socket),
        cmocka_unit_test(refused_starts),   cmocka_unit_test(taken),          cmocka_unit_test(stop_while_running),
        cmocka_unit_test(stop_with_queue),  cmocka_unit_test(start_and_stop),
    };
    return cmocka_run_group_tests_name("http_load", tests, NULL, NULL);
}
