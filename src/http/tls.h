/*
 * tls.h: the certificate that a handshake gets.
 * Layer: http, private.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include "http/parts.h"

#include <gnutls/abstract.h>

/* http_tls_pick: the chain and key of now; they live until http_tls_free. */
void http_tls_pick(struct http_tls *t, gnutls_pcert_st **chain, unsigned *count, gnutls_privkey_t *key);

#endif
