/*
 * Any bytes as multipart/form-data: names and texts are clean, a file's bytes lie within the body. The first line of
 * the input is the header Content-Type, from which the boundary is taken as the server takes it.
 */
#include "base/utf8.h"
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

static void check_field(const struct http_field *f, struct str body, const struct http_config *limits)
{
    demand(f->name.p != NULL && http_clean_name(f->name), "clean name");
    demand(f->value.p != NULL, "a value");
    if (f->file_name.p != NULL) {
        demand(http_clean_name(f->file_name) && memchr(f->file_name.p, '/', f->file_name.n) == NULL, "file name");
        demand(f->value.n == 0 || (f->value.p >= body.p && f->value.p + f->value.n <= body.p + body.n), "within");
        demand(f->type.p != NULL, "type of a file");
        return;
    }
    demand(f->value.n <= limits->field_bytes && utf8_check(f->value, NULL), "text");
    demand(f->value.n == 0 || memchr(f->value.p, '\r', f->value.n) == NULL, "line ends");
    demand(f->value.n == 0 || memchr(f->value.p, '\0', f->value.n) == NULL, "no NUL");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str type = {(const char *)data, size}, body = {NULL, 0}, boundary;
    struct http_config limits;
    struct http_field *f;
    struct err e = {0};
    struct arena a;
    size_t n;

    (void)str_cut(type, '\n', &type, &body);
    http_defaults(&limits);
    limits.fields = 20;
    limits.field_bytes = 50;
    arena_init(&a, 1 << 24);
    demand(http_parameter(type, "boundary", &a, &boundary, &e), "a parameter, or none");
    if (http_parse_multipart(body, boundary, &limits, &a, &f, &n, &e)) {
        demand(n <= limits.fields, "limit of fields");
        for (size_t i = 0; i < n; i++)
            check_field(&f[i], body, &limits);
    } else {
        demand(e.kind == ERR_INVALID || e.kind == ERR_LIMIT, "an error that is the sender's");
    }
    arena_free(&a);
    return 0;
}
