/*
 * num.h: strict numbers. "12x", "", " 5", "+5", "1e3" and anything out of range are errors, never guesses.
 * Layer: base.  Not here: numbers written as words (statement/).
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Absent is not zero. */
struct opt_int {
    bool has;
    int64_t v;
};

/*
 * An exact decimal: mant / 10^scale. Keeps what was written: 12.10 stays 12.10.
 * scale 0..9, |mant| below 10^15.
 */
struct dec {
    bool has;
    uint8_t scale;
    int64_t mant;
};

/*
 * num_int: whole of s as a decimal integer in [min, max]: an optional leading '-', then digits (leading zeros are
 * allowed), no other characters. false otherwise, *out then untouched.
 */
bool num_int(struct str s, int64_t min, int64_t max, int64_t *out);

/*
 * num_dec: whole of s as -?digits[.digits], JSON form (no leading zeros, no exponent), within dec's limits. Minus zero
 * is refused: it could not be kept as written. false otherwise, *out then untouched.
 */
bool num_dec(struct str s, struct dec *out);

/* dec_put: writes d as it was read; nothing when it is absent. num_dec(dec_put(d)) == d, field by field. */
void dec_put(struct buf *b, struct dec d);

struct dec dec_of_int(int64_t v);          /* scale 0; absent when |v| is 10^15 or more */
double dec_to_double(struct dec d);        /* 0.0 when absent */
int dec_cmp(struct dec a, struct dec b);   /* by value: 12.1 equals 12.10; both must be present */
bool dec_same(struct dec a, struct dec b); /* the same writing; two absent ones are the same */

#endif
