/* Any bytes as a form: what comes out is clean, within the limits, and the same when it is written and read again. */
#include "base/utf8.h"
#include "http/http.h"

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

static void check_clean(struct str s, bool is_name)
{
    demand(s.p != NULL && utf8_check(s, NULL), "UTF-8");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        demand(c >= 0x20 || (!is_name && (c == '\t' || c == '\n')), "no control character");
        demand(c != 0x7f, "no DEL");
        demand(c != 0xC2 || (unsigned char)s.p[i + 1] >= 0xA0, "no C1 control character");
    }
}

static void put_encoded(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_printf(b, "%%%02X", (unsigned char)s.p[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_field *f, *again;
    struct http_config limits;
    struct err e = {0};
    struct arena a;
    struct buf b;
    size_t n, m;

    http_defaults(&limits);
    limits.fields = 20;
    limits.field_bytes = 50;
    arena_init(&a, 1 << 24);
    buf_init(&b, 0);
    if (http_parse_form((struct str){(const char *)data, size}, &limits, &a, &f, &n, &e)) {
        demand(n <= limits.fields, "limit of fields");
        for (size_t i = 0; i < n; i++) {
            check_clean(f[i].name, true);
            check_clean(f[i].value, false);
            demand(f[i].value.n <= limits.field_bytes && f[i].file_name.p == NULL, "limit of bytes");
            put_encoded(&b, f[i].name);
            buf_char(&b, '=');
            put_encoded(&b, f[i].value);
            buf_char(&b, '&');
        }
        demand(http_parse_form(buf_str(&b), &limits, &a, &again, &m, &e) && m == n, "read again");
        for (size_t i = 0; i < n; i++)
            demand(str_eq(f[i].name, again[i].name) && str_eq(f[i].value, again[i].value), "the same again");
    } else {
        demand(e.kind == ERR_INVALID || e.kind == ERR_LIMIT, "an error that is the sender's");
    }
    buf_free(&b);
    arena_free(&a);
    return 0;
}
