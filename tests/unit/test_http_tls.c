/* TLS of the server: versions, a certificate read again, wrong pairs. The certificates are made here. */
#include "support.h"

#include "http/http.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <sys/socket.h>

static char dir[] = "/tmp/goldthread-tls.XXXXXX", certificate[64], key[64];

static void write_file(const char *path, const gnutls_datum_t *d)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(d->data, 1, d->size, f), d->size);
    assert_int_equal(fclose(f), 0);
}

/* A certificate for that name, signed by itself, and its key; either path may be NULL. */
static void make_pair(const char *name, const char *certificate_path, const char *key_path)
{
    gnutls_x509_privkey_t k;
    gnutls_x509_crt_t c;
    gnutls_datum_t pem = {NULL, 0};

    assert_int_equal(gnutls_x509_privkey_init(&k), 0);
    assert_int_equal(
        gnutls_x509_privkey_generate(k, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0), 0);
    assert_int_equal(gnutls_x509_crt_init(&c), 0);
    gnutls_x509_crt_set_version(c, 3);
    gnutls_x509_crt_set_serial(c, "\1", 1);
    gnutls_x509_crt_set_activation_time(c, time(NULL) - 3600);
    gnutls_x509_crt_set_expiration_time(c, time(NULL) + 3600);
    gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
    gnutls_x509_crt_set_key(c, k);
    assert_int_equal(gnutls_x509_crt_sign2(c, c, k, GNUTLS_DIG_SHA256, 0), 0);
    if (certificate_path != NULL) {
        assert_int_equal(gnutls_x509_crt_export2(c, GNUTLS_X509_FMT_PEM, &pem), 0);
        write_file(certificate_path, &pem);
        gnutls_free(pem.data);
    }
    if (key_path != NULL) {
        assert_int_equal(gnutls_x509_privkey_export2(k, GNUTLS_X509_FMT_PEM, &pem), 0);
        write_file(key_path, &pem);
        gnutls_free(pem.data);
    }
    gnutls_x509_crt_deinit(c);
    gnutls_x509_privkey_deinit(k);
}

static void handler(void *arg, struct http_request *r, struct http_answer *w)
{
    (void)arg;
    buf_printf(&w->body, "secure %d", r->secure);
    buf_repeat(&w->body, '.', str_is(r->path, "/big") ? 200000 : 0);
}

static struct http_server *start(void)
{
    struct http_config c;
    struct http_server *s;
    struct err e = {0};

    http_defaults(&c);
    c.listen = "127.0.0.1:0";
    c.handler = handler;
    c.certificate = certificate;
    c.key = key;
    c.head_seconds = 1;
    CHECK(http_start(&c, &s, &e), "%s: %s", e.where, e.text);
    return s;
}

static int dial(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {20, 0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

struct client {
    gnutls_session_t session;
    gnutls_certificate_credentials_t trust;
    int fd;
};

static bool shake_hands(struct client *c, int port, const char *priorities)
{
    int rc;

    c->fd = dial(port);
    assert_int_equal(gnutls_certificate_allocate_credentials(&c->trust), 0);
    assert_int_equal(gnutls_init(&c->session, GNUTLS_CLIENT), 0);
    CHECK(gnutls_priority_set_direct(c->session, priorities, NULL) == 0, "%s", priorities);
    gnutls_credentials_set(c->session, GNUTLS_CRD_CERTIFICATE, c->trust);
    gnutls_transport_set_int(c->session, c->fd);
    do
        rc = gnutls_handshake(c->session);
    while (rc < 0 && !gnutls_error_is_fatal(rc));
    return rc == 0;
}

static void hang_up(struct client *c)
{
    gnutls_deinit(c->session);
    gnutls_certificate_free_credentials(c->trust);
    close(c->fd);
}

/* The name in the certificate that the server showed. */
static void check_name(struct client *c, const char *want)
{
    unsigned n = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(c->session, &n);
    char name[64] = "";
    size_t size = sizeof name;
    gnutls_x509_crt_t x;

    assert_int_equal(n, 1);
    assert_int_equal(gnutls_x509_crt_init(&x), 0);
    assert_int_equal(gnutls_x509_crt_import(x, chain, GNUTLS_X509_FMT_DER), 0);
    assert_int_equal(gnutls_x509_crt_get_dn_by_oid(x, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size), 0);
    assert_string_equal(name, want);
    gnutls_x509_crt_deinit(x);
}

static void check_answer(struct client *c, const char *path, size_t least)
{
    char request[128], piece[16384];
    struct buf b;
    ssize_t n;

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
    assert_int_equal(gnutls_record_send(c->session, request, strlen(request)), strlen(request));
    buf_init(&b, 0);
    while ((n = gnutls_record_recv(c->session, piece, sizeof piece)) > 0 || n == GNUTLS_E_AGAIN)
        if (n > 0)
            buf_put(&b, piece, (size_t)n);
    CHECK(b.n > least && strncmp(b.p, "HTTP/1.1 200 ", 13) == 0 && strstr(b.p, "secure 1") != NULL, "%zd: %.300s", n,
          b.p == NULL ? "" : b.p);
    buf_free(&b);
}

static void versions(void **state)
{
    static const struct {
        const char *priorities;
        bool ok;
    } rows[] = {{"NORMAL:-VERS-ALL:+VERS-TLS1.3", true},
                {"NORMAL:-VERS-ALL:+VERS-TLS1.2", true},
                {"NORMAL:-VERS-ALL:+VERS-TLS1.1", false},
                {"NORMAL:-VERS-ALL:+VERS-TLS1.0", false},
                {"NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC", false}};
    struct http_server *s = start();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct client c;
        CHECK(shake_hands(&c, http_port(s), rows[i].priorities) == rows[i].ok, "%s", rows[i].priorities);
        if (rows[i].ok) {
            check_name(&c, "one.example");
            check_answer(&c, "/", 0);
        }
        hang_up(&c);
    }
    http_stop(s, 5);
}

static void large(void **state)
{
    struct http_server *s = start();
    struct client c;

    (void)state;
    assert_true(shake_hands(&c, http_port(s), "NORMAL"));
    check_answer(&c, "/big", 200000);
    hang_up(&c);
    http_stop(s, 5);
}

static void reload(void **state)
{
    struct http_server *s = start();
    struct client old, fresh;
    struct err e = {0};

    (void)state;
    assert_true(shake_hands(&old, http_port(s), "NORMAL"));
    /* A key that is not the certificate's: the old pair stays. */
    make_pair("two.example", certificate, NULL);
    CHECK(!http_reload(s, &e) && e.kind == ERR_INVALID && e.text[0] != '\0', "%s", e.text);
    assert_true(shake_hands(&fresh, http_port(s), "NORMAL"));
    check_name(&fresh, "one.example");
    hang_up(&fresh);
    make_pair("two.example", certificate, key);
    assert_true(http_reload(s, NULL));
    assert_true(shake_hands(&fresh, http_port(s), "NORMAL"));
    check_name(&fresh, "two.example");
    check_answer(&fresh, "/", 0);
    hang_up(&fresh);
    check_name(&old, "one.example"); /* a connection that stands keeps its own */
    check_answer(&old, "/", 0);
    hang_up(&old);
    e = (struct err){0};
    unlink(key);
    assert_false(http_reload(s, &e));
    make_pair("one.example", certificate, key);
    http_stop(s, 5);
}

/* No TLS at a TLS port, a handshake that never ends, one that is broken: closed, and the server goes on. */
static void strangers(void **state)
{
    static const char *const rows[] = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x01\x00\x01", "\x16\x03\x01",
                                       "\x15\x03\x01\x00\x02\x02\x28"};
    struct http_server *s = start();
    struct client c;
    char piece[256];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int fd = dial(http_port(s));
        ssize_t n;
        assert_true(send(fd, rows[i], strlen(rows[i]), MSG_NOSIGNAL) > 0);
        while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
            ;
        CHECK(n == 0 || errno != EAGAIN, "row %zu hangs", i);
        close(fd);
    }
    assert_true(shake_hands(&c, http_port(s), "NORMAL"));
    check_answer(&c, "/", 0);
    hang_up(&c);
    http_stop(s, 5);
}

static void wrong_pairs(void **state)
{
    struct http_config c;
    struct http_server *s;
    char other[80];

    (void)state;
    snprintf(other, sizeof other, "%s/other", dir);
    make_pair("other.example", NULL, other);
    for (int i = 0; i < 3; i++) {
        struct err e = {0};
        http_defaults(&c);
        c.listen = "127.0.0.1:0";
        c.handler = handler;
        c.certificate = i == 0 ? key : certificate;
        c.key = i == 0 ? key : i == 1 ? certificate : other;
        CHECK(!http_start(&c, &s, &e) && e.kind == ERR_INVALID && e.where[0] != '\0', "%d: %s", i, e.text);
    }
    /* With a certificate it may be reached from outside. */
    http_defaults(&c);
    c.listen = "0.0.0.0:0";
    c.handler = handler;
    c.certificate = certificate;
    c.key = key;
    assert_true(http_start(&c, &s, NULL));
    http_stop(s, 0);
    unlink(other);
}

static int make_files(void **state)
{
    (void)state;
    if (mkdtemp(dir) == NULL)
        return -1;
    snprintf(certificate, sizeof certificate, "%s/certificate", dir);
    snprintf(key, sizeof key, "%s/key", dir);
    make_pair("one.example", certificate, key);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(certificate);
    unlink(key);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions),  cmocka_unit_test(large),       cmocka_unit_test(reload),
        cmocka_unit_test(strangers), cmocka_unit_test(wrong_pairs),
    };
    return cmocka_run_group_tests_name("http_tls", tests, make_files, remove_files);
}
