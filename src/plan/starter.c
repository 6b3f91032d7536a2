#include "plan/starter.h"

#include "plan/phrase.h"
#include "plan/starter_table.h"

const struct starter *starter_at(size_t i)
{
    return i < starter_count ? &starter_table[i] : NULL;
}

/* The same words in the same order, and no others. */
static bool same_words(struct str a, const char *b)
{
    size_t at_a = 0, at_b = 0, length = strlen(b);
    struct phrase_word x, y;
    for (;;) {
        bool more_a = phrase_next(a.p, a.n, &at_a, &x), more_b = phrase_next(b, length, &at_b, &y);
        if (!more_a || !more_b)
            return more_a == more_b;
        if (x.n != y.n || memcmp(x.text, y.text, x.n) != 0)
            return false;
    }
}

/* The signs of a code without its dot, in upper case; 0 when the text is not a code: a letter, then a digit. */
static size_t code_signs(struct str s, char out[8])
{
    size_t n = 0;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '.' && i == 3)
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (n == 7 || ((c < '0' || c > '9') && (c < 'A' || c > 'Z')))
            return 0;
        out[n++] = c;
    }
    return n >= 3 && out[0] >= 'A' && out[1] >= '0' && out[1] <= '9' ? n : 0;
}

/* Length of the code `name` when the given code begins with it, else 0. */
static size_t code_fits(const char *code, size_t n, const char *name)
{
    char own[8];
    size_t length = code_signs(str_of(name), own);
    return length && length <= n && memcmp(code, own, length) == 0 ? length : 0;
}

const struct starter *starter_find(struct str name)
{
    char code[8];
    size_t n = code_signs(name, code), longest = 0, at = 0;
    struct phrase_word word;
    const struct starter *best = NULL;
    if (!phrase_next(name.p, name.n, &at, &word))
        return NULL;
    for (const struct starter *s = starter_table; s < starter_table + starter_count; s++) {
        if (same_words(name, s->id) || same_words(name, s->title))
            return s;
        for (const char *const *other = s->names; *other; other++) {
            size_t fits = n ? code_fits(code, n, *other) : 0;
            if (same_words(name, *other))
                return s;
            if (fits > longest) {
                longest = fits;
                best = s;
            }
        }
    }
    return best;
}
