/*
 * Any bytes as a TZif file: what is taken has an offset and a day at every moment, and a day begins on that day.
 */
#include "base/zone.h"

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
    static const int64_t at_ms[] = {INT64_MIN, INT64_C(-62135596800000), -1, 0, INT64_C(1790000000000), INT64_C(4000000000000),
                                    INT64_C(253402300799999), INT64_MAX};
    struct arena a;
    struct zone z;
    struct err e = {0};
    arena_init(&a, 0);
    if (zone_read((struct str){(const char *)data, size}, &a, &z, &e)) {
        for (size_t i = 0; i < sizeof at_ms / sizeof *at_ms; i++) {
            int32_t s = zone_offset_s(&z, at_ms[i] / 1000);
            demand(s >= -26 * 3600 && s <= 26 * 3600, "an offset of a day or so");
            struct date d = zone_day(&z, at_ms[i]);
            if (i >= 2 && i <= 5) {
                demand(date_is_set(d), "a day");
                int64_t begins = zone_day_begins_ms(&z, d);
                demand(date_cmp(zone_day(&z, begins - 1), zone_day(&z, begins)) < 0, "a day begins where one ends");
            }
        }
    } else {
        demand(e.kind == ERR_INVALID && e.text[0], "why it is refused");
    }
    arena_free(&a);
    return 0;
}
