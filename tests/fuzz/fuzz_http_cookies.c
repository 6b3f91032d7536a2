/* Any bytes as a Cookie header: what comes out are tokens and values that a Cookie header may hold. */
#include "http/parts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_pair *cookie, *again;
    struct err e = {0};
    struct arena a;
    struct buf b;
    size_t n, m;

    arena_init(&a, 1 << 24);
    buf_init(&b, 0);
    demand(http_parse_cookies((struct str){(const char *)data, size}, &a, &cookie, &n, &e), "never refused");
    for (size_t i = 0; i < n; i++) {
        demand(http_is_token(cookie[i].name) && cookie[i].value.p != NULL, "a token");
        buf_printf(&b, "%s%s=%s", i == 0 ? "" : "; ", cookie[i].name.p, cookie[i].value.p);
    }
    demand(http_parse_cookies(buf_str(&b), &a, &again, &m, &e) && m == n, "read again");
    for (size_t i = 0; i < n; i++)
        demand(str_eq(cookie[i].name, again[i].name) && str_eq(cookie[i].value, again[i].value), "the same again");
    buf_free(&b);
    arena_free(&a);
    return 0;
}
