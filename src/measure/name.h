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

/* FNV-1a. */
static inline uint32_t measure_name_hash(const char *p, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

#endif
