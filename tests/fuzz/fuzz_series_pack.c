/*
 * fuzz_series_pack.c: any bytes as entries that were packed. What is taken can be packed and taken again, and is the
 * same then; all of it or some.
 */
#include "plan/series.h"

#include "measure/measure.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need(bool ok)
{
    if (!ok)
        abort();
}

static struct str packed(const struct series *s, struct buf *b)
{
    buf_init(b, 0);
    need(series_pack(s, 0, s->entries.n, b));
    return buf_str(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct series_want want = {.types = 1u << SERIES_SCORE | 1u << SERIES_WITHDRAWN,
                               .measure = measure_find(STR("gad7"))};
    struct str piece = {(const char *)data, size}, again;
    struct series s, t, some;
    struct buf one, two;
    struct arena a;
    struct err e = {0};
    arena_init(&a, (size_t)64 << 20);
    bool ok = series_unpack(&piece, 1, NULL, &a, &s, &e);
    need(ok || e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
    if (ok) {
        again = packed(&s, &one);
        need(series_unpack(&again, 1, NULL, &a, &t, &e) && t.entries.n == s.entries.n);
        need(str_eq(packed(&t, &two), again));
        e = (struct err){0};
        if (series_unpack(&piece, 1, &want, &a, &some, &e))
            need(some.entries.n <= s.entries.n && (series_relink(&some, true, &a, &e) || e.kind == ERR_INVALID));
        e = (struct err){0};
        need(series_relink(&s, false, &a, &e) || e.kind == ERR_INVALID);
        buf_free(&one);
        buf_free(&two);
    }
    arena_free(&a);
    return 0;
}
