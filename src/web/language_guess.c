/* language_guess.c: in which language people wrote, told by small words. */
#include "web/language.h"

/* None of these is a word of the other languages, a name, or common in one that is not here. No "a", "no", "me", "he",
 * "has", "son", "once", "pie": they are words of both. */
static const char *const small[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] =
        " the and of to in is are was were am be been you your my our we i it this that these they them their "
        "with without for from not on at by if what when which who how why did do does have had will would "
        "can could should may more less most some any every each about into after before than then there "
        "here week weeks day days feel felt often never always nobody nothing something things one two next "
        "back out up down again now or but so as an his her she get go want well good things time ",
    [LANGUAGE_ES] =
        " el la los las lo le les un una unos unas de del al que y o u en es por para con sin su sus mi mis "
        "se si sí ya muy más pero cuando como cómo qué quién cuándo dónde donde yo usted ustedes "
        "nosotros ella ellos está están estoy estar soy eres fue era ser hay hace hacer hago tengo tiene "
        "quiero quiere puedo puede poco nada algo siempre nunca después antes hoy ayer semana semanas día "
        "días vez veces este esta esto ese esa eso cada todo todos toda todas porque también desde hasta "
        "sobre entre ",
};

/* " word " among the small ones. */
static bool is_small(enum language l, const char *word, size_t n)
{
    return str_find(str_of(small[l]), (struct str){word, n}, 0) != (size_t)-1;
}

/* Bytes of the letter at s.p[at]: of ASCII, or one with an accent (U+00C0 to U+00FF); else 0. */
static size_t letter(struct str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    if (c == 0xc3) {
        return at + 1 < s.n ? 2 : 0;
    }
    return (c | 32) >= 'a' && (c | 32) <= 'z' ? 1 : 0;
}

bool language_guess(struct str s, enum language *out)
{
    size_t seen[LANGUAGE_COUNT] = {0}, best = 0;
    for (size_t at = 0; at < s.n;) {
        char word[20] = " ";
        size_t from = at, n = 1;
        for (size_t size = 1; at < s.n && size; at += size) {
            size = letter(s, at);
        }
        for (size_t i = from; i < at && n < sizeof word - 1; i++) {
            char c = s.p[i];
            word[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        }
        if (at > from && at - from < sizeof word - 2) {
            word[n++] = ' ';
            for (int l = 0; l < LANGUAGE_COUNT; l++) {
                seen[l] += is_small((enum language)l, word, n);
            }
        }
        at += at == from;
    }
    for (size_t l = 1; l < LANGUAGE_COUNT; l++) {
        best = seen[l] > seen[best] ? l : best;
    }
    for (size_t l = 0; l < LANGUAGE_COUNT; l++) {
        if (l != best && seen[l] == seen[best]) {
            return false;
        }
    }
    *out = (enum language)best;
    return true;
}
