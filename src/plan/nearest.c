/* nearest.c: edit distance of two short names. */
#include "plan/nearest.h"

#include <assert.h>
#include <string.h>

static int fold(struct str s, char out[NEAREST_MAX])
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '_' || c == '-' || c == ' ')
            continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return n;
}

static int least(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

int nearest_distance(struct str word, const char *known)
{
    struct str other = str_of(known);
    assert(other.n <= NEAREST_MAX);
    if (word.n > NEAREST_MAX)
        return NEAREST_MAX + 1;
    char a[NEAREST_MAX], b[NEAREST_MAX];
    int an = fold(word, a), bn = fold(other, b);
    int rows[3][NEAREST_MAX + 1], *row = rows[0], *above = rows[1], *above2 = rows[2];
    for (int j = 0; j <= bn; j++)
        row[j] = j;
    for (int i = 1; i <= an; i++) {
        int *oldest = above2;
        above2 = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (int j = 1; j <= bn; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && above2[j - 2] + 1 < row[j])
                row[j] = above2[j - 2] + 1;
        }
    }
    return row[bn];
}

bool nearest_is_close(int distance, const char *known)
{
    int third = (int)strlen(known) / 3;
    return distance <= (third < 1 ? 1 : third > 3 ? 3 : third);
}
