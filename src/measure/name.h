/*
 * name.h: how the name of a measure is compared: one form for "GAD-7", "gad 7" and "GAD\u20117", and its hash.
 * Layer: measure. Also compiled into tools/data/gen_measures.c, so that the table and its reader cannot disagree.
 */
#ifndef MEASURE_NAME_H
#define MEASURE_NAME_H

#include <stddef.h>
#include <stdint.h>

#define MEASURE_NAME_MAX 96 /* a longer normal form is no name of a measure */

/*
 * measure_name_normal: ASCII letters in lower case and digits; hyphens (also U+2010..U+2015), blanks (also U+00A0),
 * and punctuation are left out. Returns the length, or 0 when it is empty, too long or has other letters.
 */
static inline size_t measure_name_normal(const char *p, size_t n, char out[MEASURE_NAME_MAX])
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c | 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (used == MEASURE_NAME_MAX)
                return 0;
            out[used++] = (char)c;
        } else if (c >= 0x80) {
            const unsigned char *u = (const unsigned char *)p + i;
            if (n - i >= 3 && u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0x90 && u[2] <= 0x95)
                i += 2;
            else if (n - i >= 2 && u[0] == 0xC2 && u[1] == 0xA0)
                i += 1;
            else
                return 0;
        }
    }
    return used;
}

/*
 * measure_name_first: a number below MEASURE_FIRST_SIZE made of the first three bytes of the normal form, or
 * MEASURE_FIRST_ANY when it has fewer or others than ASCII before them: a quick look at what may be a name.
 */
#define MEASURE_FIRST_SIZE 4096u
#define MEASURE_FIRST_ANY MEASURE_FIRST_SIZE

static inline uint32_t measure_name_first(const char *p, size_t n)
{
    uint32_t first = 0, found = 0;
    for (size_t i = 0; i < n && found < 3; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c | 32);
        if (c >= 0x80)
            return MEASURE_FIRST_ANY;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            first = first << 8 | c;
            found++;
        }
    }
    return found == 3 ? first * 0x9E3779B1u >> 20 : MEASURE_FIRST_ANY;
}

/* FNV-1a. */
static inline uint32_t measure_name_hash(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

#endif
