/* Any bytes as the target of a request: a path that comes out is clean and stays below the root. */
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
    struct http_pair *query;
    struct err e = {0};
    struct arena a;
    struct str path;
    size_t n;

    arena_init(&a, 1 << 24);
    if (http_parse_target((struct str){(const char *)data, size}, &a, &path, &query, &n, &e)) {
        struct str ended = {arena_copy(&a, path.p, path.n), path.n};
        demand(path.n > 0 && path.p[0] == '/' && http_clean_name(path), "clean path");
        demand(strlen(ended.p) == path.n, "no NUL");
        demand(strstr(ended.p, "//") == NULL && strstr(ended.p, "/./") == NULL && strstr(ended.p, "/../") == NULL,
               "no dot segment, no empty one");
        demand(!str_ends_ci(ended, STR("/.")) && !str_ends_ci(ended, STR("/..")), "no dot segment at the end");
        for (size_t i = 0; i < n; i++)
            demand(query[i].name.p != NULL && query[i].value.p != NULL && http_clean_name(query[i].name) &&
                       strlen(query[i].value.p) == query[i].value.n,
                   "clean query");
    } else {
        demand(path.p == NULL && (e.kind == ERR_INVALID || e.kind == ERR_LIMIT), "an error that is the sender's");
    }
    arena_free(&a);
    return 0;
}
