/* grade.c: see grade.h. */
#include "base/grade.h"

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_vowel(char c)
{
    c = (char)(c | 0x20);
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Groups of vowels, without an e that is not spoken at the end ("make", "makes", "asked"). */
static int syllables(struct str w)
{
    int n = 0;
    for (size_t i = 0; i < w.n; i++) {
        n += is_vowel(w.p[i]) && (!i || !is_vowel(w.p[i - 1]));
    }
    size_t end = w.n;
    if (end > 2 && (w.p[end - 1] | 0x20) == 's') {
        end--;
    }
    bool silent = end > 2 && (w.p[end - 1] | 0x20) == 'e' && !is_vowel(w.p[end - 2]) && (w.p[end - 2] | 0x20) != 'l';
    bool asked = w.n > 3 && (w.p[w.n - 1] | 0x20) == 'd' && (w.p[w.n - 2] | 0x20) == 'e' && !is_vowel(w.p[w.n - 3]) &&
                 (w.p[w.n - 3] | 0x20) != 't' && (w.p[w.n - 3] | 0x20) != 'd';
    n -= silent || asked;
    return n < 1 ? 1 : n;
}

static bool counts(struct str w)
{
    size_t capitals = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] >= '0' && w.p[i] <= '9') {
            return false;
        }
        capitals += w.p[i] >= 'A' && w.p[i] <= 'Z';
    }
    return w.n && (capitals < 2 || w.n < 2);
}

double reading_grade(struct str text)
{
    size_t words = 0, sentences = 0, in_sentence = 0, spoken = 0;
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        while (i < text.n && (is_letter(text.p[i]) || (text.p[i] >= '0' && text.p[i] <= '9') ||
                              (i > from && (text.p[i] == '\'' || text.p[i] == '-')))) {
            i++;
        }
        struct str w = str_sub(text, from, i);
        if (counts(w)) {
            words++;
            in_sentence++;
            spoken += (size_t)syllables(w);
        }
        if (i < text.n && i == from) {
            char c = text.p[i++];
            bool inside = c == '.' && i < text.n && text.p[i] >= '0' && text.p[i] <= '9';
            if ((c == '.' || c == '!' || c == '?' || c == '\n') && !inside && in_sentence) {
                sentences++;
                in_sentence = 0;
            }
        }
    }
    sentences += in_sentence > 0;
    double grade = words ? 0.39 * (double)words / (double)sentences + 11.8 * (double)spoken / (double)words - 15.59 : 0;
    return grade < 0 ? 0 : grade;
}
