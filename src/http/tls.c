/*
 * tls.c: certificate and key. A handshake that runs uses what it was given, so a pair that was replaced stays until the
 * server ends: a few kilobytes for each renewal.
 */
#include "http/tls.h"

#include <pthread.h>
#include <stdlib.h>

enum { CHAIN_MOST = 16 };

struct pair {
    struct pair *older;
    gnutls_pcert_st chain[CHAIN_MOST];
    unsigned count;
    gnutls_privkey_t key;
};

struct http_tls {
    pthread_mutex_t mutex;
    struct pair *now;
    char *certificate, *key; /* paths */
};

static void free_pair(struct pair *p)
{
    for (unsigned i = 0; i < p->count; i++)
        gnutls_pcert_deinit(&p->chain[i]);
    if (p->key != NULL)
        gnutls_privkey_deinit(p->key);
    free(p);
}

static bool read_chain(struct pair *p, const char *path, struct err *e)
{
    unsigned n = CHAIN_MOST;
    int rc = gnutls_pcert_list_import_x509_file(p->chain, &n, path, GNUTLS_X509_FMT_PEM, NULL, NULL, 0);

    if (rc != 0 || n == 0)
        return err_set(e, ERR_INVALID, "certificate",
                       "%s cannot be used: %s; it must be a PEM file, the server's own first", path,
                       gnutls_strerror(rc));
    p->count = n;
    return true;
}

static bool read_key(struct pair *p, const char *path, struct err *e)
{
    gnutls_datum_t pem = {NULL, 0};
    int rc = gnutls_load_file(path, &pem);

    if (rc == 0 && (rc = gnutls_privkey_init(&p->key)) == 0)
        rc = gnutls_privkey_import_x509_raw(p->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (pem.data != NULL) {
        gnutls_memset(pem.data, 0, pem.size);
        gnutls_free(pem.data);
    }
    if (rc != 0)
        return err_set(e, ERR_INVALID, "key", "%s cannot be used: %s; it must be a PEM file without a password", path,
                       gnutls_strerror(rc));
    return true;
}

/* Is it the certificate's key? */
static bool belong(struct pair *p, struct err *e)
{
    unsigned char of_key[64], of_chain[64];
    size_t n = sizeof of_key, m = sizeof of_chain;
    gnutls_pubkey_t public_key = NULL;
    bool same = gnutls_pubkey_init(&public_key) == 0 && gnutls_pubkey_import_privkey(public_key, p->key, 0, 0) == 0 &&
                gnutls_pubkey_get_key_id(public_key, GNUTLS_KEYID_USE_SHA256, of_key, &n) == 0 &&
                gnutls_pubkey_get_key_id(p->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_chain, &m) == 0 && n == m &&
                memcmp(of_key, of_chain, n) == 0;

    if (public_key != NULL)
        gnutls_pubkey_deinit(public_key);
    return same || err_set(e, ERR_INVALID, "key", "the key is not the one of the certificate; give the pair");
}

bool http_tls_reload(struct http_tls *t, struct err *e)
{
    struct pair *p = calloc(1, sizeof *p);

    if (p == NULL)
        return err_no_memory(e);
    if (!read_chain(p, t->certificate, e) || !read_key(p, t->key, e) || !belong(p, e)) {
        free_pair(p);
        return false;
    }
    pthread_mutex_lock(&t->mutex);
    p->older = t->now;
    t->now = p;
    pthread_mutex_unlock(&t->mutex);
    return true;
}

bool http_tls_load(const char *certificate, const char *key, struct http_tls **out, struct err *e)
{
    struct http_tls *t = calloc(1, sizeof *t);

    *out = NULL;
    if (t == NULL)
        return err_no_memory(e);
    pthread_mutex_init(&t->mutex, NULL);
    t->certificate = strdup(certificate);
    t->key = strdup(key);
    if (t->certificate == NULL || t->key == NULL)
        err_no_memory(e);
    else if (http_tls_reload(t, e))
        *out = t;
    if (*out == NULL)
        http_tls_free(t);
    return *out != NULL;
}

void http_tls_free(struct http_tls *t)
{
    struct pair *p, *older;

    if (t == NULL)
        return;
    for (p = t->now; p != NULL; p = older) {
        older = p->older;
        free_pair(p);
    }
    pthread_mutex_destroy(&t->mutex);
    free(t->certificate);
    free(t->key);
    free(t);
}

void http_tls_pick(struct http_tls *t, gnutls_pcert_st **chain, unsigned *count, gnutls_privkey_t *key)
{
    struct pair *p;

    pthread_mutex_lock(&t->mutex);
    p = t->now;
    pthread_mutex_unlock(&t->mutex);
    *chain = p->chain;
    *count = p->count;
    *key = p->key;
}
