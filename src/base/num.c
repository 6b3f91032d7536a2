#include "base/num.h"

#include <assert.h>

static const int64_t MANT_LIMIT = 1000000000000000; /* 10^15: each such integer is exact in a double */
enum { SCALE_MAX = 9 };

static const int64_t TEN_TO[SCALE_MAX + 1] = {1,      10,      100,      1000,      10000,
                                              100000, 1000000, 10000000, 100000000, 1000000000};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool num_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    int64_t v = 0; /* kept negative: -2^63 has no positive counterpart */

    if (s.n == (negative ? 1u : 0u))
        return false;
    for (size_t i = negative; i < s.n; i++) {
        if (!is_digit(s.p[i]))
            return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, v, &v))
        return false;
    if (v < min || v > max)
        return false;
    *out = v;
    return true;
}

bool num_dec(struct str s, struct dec *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t i = negative, start = i, point;
    struct dec d = {.has = true};

    for (; i < s.n && is_digit(s.p[i]); i++) {
        d.mant = d.mant * 10 + (s.p[i] - '0');
        if (d.mant >= MANT_LIMIT)
            return false;
    }
    if (i == start || (s.p[start] == '0' && i > start + 1))
        return false;
    if (i < s.n) {
        if (s.p[i] != '.')
            return false;
        point = i++;
        if (i == s.n || s.n - i > SCALE_MAX)
            return false;
        for (; i < s.n; i++) {
            if (!is_digit(s.p[i]))
                return false;
            d.mant = d.mant * 10 + (s.p[i] - '0');
            if (d.mant >= MANT_LIMIT)
                return false;
        }
        d.scale = (uint8_t)(s.n - point - 1);
    }
    if (negative) {
        if (d.mant == 0)
            return false;
        d.mant = -d.mant;
    }
    *out = d;
    return true;
}

void dec_put(struct buf *b, struct dec d)
{
    char digits[24];
    size_t at = sizeof digits;
    int64_t rest = d.mant < 0 ? -d.mant : d.mant;
    int scale = d.scale;

    if (!d.has)
        return;
    assert(scale <= SCALE_MAX && rest < MANT_LIMIT);
    if (scale > 0) {
        for (; scale > 0; scale--, rest /= 10)
            digits[--at] = (char)('0' + rest % 10);
        digits[--at] = '.';
    }
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (d.mant < 0)
        digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

struct dec dec_of_int(int64_t v)
{
    if (v <= -MANT_LIMIT || v >= MANT_LIMIT)
        return (struct dec){0};
    return (struct dec){.has = true, .mant = v};
}

double dec_to_double(struct dec d)
{
    return d.has ? (double)d.mant / (double)TEN_TO[d.scale] : 0.0; /* both exact, so rounded once */
}

int dec_cmp(struct dec a, struct dec b)
{
    int64_t whole_a = a.mant / TEN_TO[a.scale], whole_b = b.mant / TEN_TO[b.scale];
    int64_t part_a = a.mant % TEN_TO[a.scale] * TEN_TO[SCALE_MAX - a.scale];
    int64_t part_b = b.mant % TEN_TO[b.scale] * TEN_TO[SCALE_MAX - b.scale];

    assert(a.has && b.has);
    if (whole_a != whole_b)
        return whole_a < whole_b ? -1 : 1;
    return part_a < part_b ? -1 : part_a > part_b;
}

bool dec_same(struct dec a, struct dec b)
{
    return a.has == b.has && (!a.has || (a.mant == b.mant && a.scale == b.scale));
}
