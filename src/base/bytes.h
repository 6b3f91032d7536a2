/*
 * bytes.h: eight bytes of a text looked at together, as one number, with no branch between them.
 * Layer: base.  Thread-safe; no allocation.
 *
 * A test answers with the top bit of each byte that passes; all other bits are 0.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BYTES_ONES UINT64_C(0x0101010101010101)
#define BYTES_TOPS UINT64_C(0x8080808080808080)

/* bytes_at: the eight bytes from p on, as they stand in memory; all of them must be readable. */
static inline uint64_t bytes_at(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* bytes_within: those from `least` to `most`, both ASCII. */
static inline uint64_t bytes_within(uint64_t v, unsigned char least, unsigned char most)
{
    uint64_t low = v & ~BYTES_TOPS;
    return (low + (0x80U - least) * BYTES_ONES) & ~(low + (0x7fU - most) * BYTES_ONES) & ~v & BYTES_TOPS;
}

/* bytes_have_zero: not 0 when one of them is 0. */
static inline uint64_t bytes_have_zero(uint64_t v)
{
    return (v - BYTES_ONES) & ~v & BYTES_TOPS;
}

/*
 * bytes_below, bytes_equal: quick and on the safe side. The top bit of each byte that is below `least`, or equal to c,
 * is set; it may be set in others too, which are then looked at one by one. Other bits mean nothing: & BYTES_TOPS once,
 * at the end of all tests.
 */
static inline uint64_t bytes_below(uint64_t v, unsigned char least)
{
    return v - least * BYTES_ONES;
}
static inline uint64_t bytes_equal(uint64_t v, unsigned char c)
{
    return (v ^ c * BYTES_ONES) - BYTES_ONES;
}

/* bytes_first: the place, 0..7, of the first byte that passed; `passed` must not be 0. */
static inline size_t bytes_first(uint64_t passed)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (size_t)__builtin_clzll(passed) / 8; /* C11 has no such function */
#else
    return (size_t)__builtin_ctzll(passed) / 8;
#endif
}

#endif
