/*
 * term.c: finding known words. Most texts are turned away by a look at the hashes of their words.
 */
#include "rules/term.h"

#include "base/bytes.h"

#include <string.h>

/* Letters and digits in lower case, 0 for what is no word. */
static const unsigned char fold_table[256] = {
    ['0'] = '0',
    ['1'] = '1',
    ['2'] = '2',
    ['3'] = '3',
    ['4'] = '4',
    ['5'] = '5',
    ['6'] = '6',
    ['7'] = '7',
    ['8'] = '8',
    ['9'] = '9',
    ['A'] = 'a',
    ['B'] = 'b',
    ['C'] = 'c',
    ['D'] = 'd',
    ['E'] = 'e',
    ['F'] = 'f',
    ['G'] = 'g',
    ['H'] = 'h',
    ['I'] = 'i',
    ['J'] = 'j',
    ['K'] = 'k',
    ['L'] = 'l',
    ['M'] = 'm',
    ['N'] = 'n',
    ['O'] = 'o',
    ['P'] = 'p',
    ['Q'] = 'q',
    ['R'] = 'r',
    ['S'] = 's',
    ['T'] = 't',
    ['U'] = 'u',
    ['V'] = 'v',
    ['W'] = 'w',
    ['X'] = 'x',
    ['Y'] = 'y',
    ['Z'] = 'z',
    ['a'] = 'a',
    ['b'] = 'b',
    ['c'] = 'c',
    ['d'] = 'd',
    ['e'] = 'e',
    ['f'] = 'f',
    ['g'] = 'g',
    ['h'] = 'h',
    ['i'] = 'i',
    ['j'] = 'j',
    ['k'] = 'k',
    ['l'] = 'l',
    ['m'] = 'm',
    ['n'] = 'n',
    ['o'] = 'o',
    ['p'] = 'p',
    ['q'] = 'q',
    ['r'] = 'r',
    ['s'] = 's',
    ['t'] = 't',
    ['u'] = 'u',
    ['v'] = 'v',
    ['w'] = 'w',
    ['x'] = 'x',
    ['y'] = 'y',
    ['z'] = 'z',
    /* a letter outside ASCII keeps a word whole */
    [0x80] = 0x80,
    [0x81] = 0x81,
    [0x82] = 0x82,
    [0x83] = 0x83,
    [0x84] = 0x84,
    [0x85] = 0x85,
    [0x86] = 0x86,
    [0x87] = 0x87,
    [0x88] = 0x88,
    [0x89] = 0x89,
    [0x8A] = 0x8A,
    [0x8B] = 0x8B,
    [0x8C] = 0x8C,
    [0x8D] = 0x8D,
    [0x8E] = 0x8E,
    [0x8F] = 0x8F,
    [0x90] = 0x90,
    [0x91] = 0x91,
    [0x92] = 0x92,
    [0x93] = 0x93,
    [0x94] = 0x94,
    [0x95] = 0x95,
    [0x96] = 0x96,
    [0x97] = 0x97,
    [0x98] = 0x98,
    [0x99] = 0x99,
    [0x9A] = 0x9A,
    [0x9B] = 0x9B,
    [0x9C] = 0x9C,
    [0x9D] = 0x9D,
    [0x9E] = 0x9E,
    [0x9F] = 0x9F,
    [0xA0] = 0xA0,
    [0xA1] = 0xA1,
    [0xA2] = 0xA2,
    [0xA3] = 0xA3,
    [0xA4] = 0xA4,
    [0xA5] = 0xA5,
    [0xA6] = 0xA6,
    [0xA7] = 0xA7,
    [0xA8] = 0xA8,
    [0xA9] = 0xA9,
    [0xAA] = 0xAA,
    [0xAB] = 0xAB,
    [0xAC] = 0xAC,
    [0xAD] = 0xAD,
    [0xAE] = 0xAE,
    [0xAF] = 0xAF,
    [0xB0] = 0xB0,
    [0xB1] = 0xB1,
    [0xB2] = 0xB2,
    [0xB3] = 0xB3,
    [0xB4] = 0xB4,
    [0xB5] = 0xB5,
    [0xB6] = 0xB6,
    [0xB7] = 0xB7,
    [0xB8] = 0xB8,
    [0xB9] = 0xB9,
    [0xBA] = 0xBA,
    [0xBB] = 0xBB,
    [0xBC] = 0xBC,
    [0xBD] = 0xBD,
    [0xBE] = 0xBE,
    [0xBF] = 0xBF,
    [0xC0] = 0xC0,
    [0xC1] = 0xC1,
    [0xC2] = 0xC2,
    [0xC3] = 0xC3,
    [0xC4] = 0xC4,
    [0xC5] = 0xC5,
    [0xC6] = 0xC6,
    [0xC7] = 0xC7,
    [0xC8] = 0xC8,
    [0xC9] = 0xC9,
    [0xCA] = 0xCA,
    [0xCB] = 0xCB,
    [0xCC] = 0xCC,
    [0xCD] = 0xCD,
    [0xCE] = 0xCE,
    [0xCF] = 0xCF,
    [0xD0] = 0xD0,
    [0xD1] = 0xD1,
    [0xD2] = 0xD2,
    [0xD3] = 0xD3,
    [0xD4] = 0xD4,
    [0xD5] = 0xD5,
    [0xD6] = 0xD6,
    [0xD7] = 0xD7,
    [0xD8] = 0xD8,
    [0xD9] = 0xD9,
    [0xDA] = 0xDA,
    [0xDB] = 0xDB,
    [0xDC] = 0xDC,
    [0xDD] = 0xDD,
    [0xDE] = 0xDE,
    [0xDF] = 0xDF,
    [0xE0] = 0xE0,
    [0xE1] = 0xE1,
    [0xE2] = 0xE2,
    [0xE3] = 0xE3,
    [0xE4] = 0xE4,
    [0xE5] = 0xE5,
    [0xE6] = 0xE6,
    [0xE7] = 0xE7,
    [0xE8] = 0xE8,
    [0xE9] = 0xE9,
    [0xEA] = 0xEA,
    [0xEB] = 0xEB,
    [0xEC] = 0xEC,
    [0xED] = 0xED,
    [0xEE] = 0xEE,
    [0xEF] = 0xEF,
    [0xF0] = 0xF0,
    [0xF1] = 0xF1,
    [0xF2] = 0xF2,
    [0xF3] = 0xF3,
    [0xF4] = 0xF4,
    [0xF5] = 0xF5,
    [0xF6] = 0xF6,
    [0xF7] = 0xF7,
    [0xF8] = 0xF8,
    [0xF9] = 0xF9,
    [0xFA] = 0xFA,
    [0xFB] = 0xFB,
    [0xFC] = 0xFC,
    [0xFD] = 0xFD,
    [0xFE] = 0xFE,
    [0xFF] = 0xFF,
};

static unsigned char fold(unsigned char c)
{
    return fold_table[c];
}

static bool is_gap(unsigned char c)
{
    return c == ' ' || c == '-' || c == '/' || c == '&' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of phrase p when what follows its first word, of `first` letters, stands in text at `at`, and a word ends
 * there; 0 otherwise. */
static size_t match_rest(const struct term *p, size_t first, struct str text, size_t at)
{
    for (size_t i = first; i < p->length; i++) {
        if (p->text[i] == ' ') {
            if (at == text.n || !is_gap((unsigned char)text.p[at])) {
                return 0;
            }
            while (at < text.n && is_gap((unsigned char)text.p[at])) {
                at++;
            }
        } else {
            if (at == text.n || fold((unsigned char)text.p[at]) != (unsigned char)p->text[i]) {
                return 0;
            }
            at++;
        }
    }
    return at == text.n || !fold((unsigned char)text.p[at]) ? at : 0;
}

static bool same_word(const char *phrase, const char *word, size_t n)
{
    size_t i = 0;
    while (i < n && fold((unsigned char)word[i]) == (unsigned char)phrase[i]) {
        i++;
    }
    return i == n && (phrase[n] == ' ' || !phrase[n]);
}

/* The longest phrase whose first word is `word` of the text, of hash h; its end in *to. */
static const struct term *find(struct str text, struct span word, uint32_t h, size_t *to)
{
    size_t first = word.to - word.from, next = word.to;
    while (next < text.n && is_gap((unsigned char)text.p[next])) {
        next++;
    }
    /* The first letter of the word behind it turns most longer phrases away. */
    char letter = next > word.to && next < text.n ? (char)fold((unsigned char)text.p[next]) : 0;
    for (uint32_t s = h & term_slot_mask; term_slots[s].count; s = (s + 1) & term_slot_mask) {
        const struct term *p = &term_table[term_slots[s].first];
        if (term_slots[s].hash != h || !same_word(p->text, text.p + word.from, first)) {
            continue;
        }
        for (const struct term *end = p + term_slots[s].count; p < end; p++) {
            *to = p->length == first || p->text[first + 1] == letter ? match_rest(p, first, text, word.to) : 0;
            if (*to) {
                return p;
            }
        }
        break; /* each first word has one slot */
    }
    return NULL;
}

/*
 * The bytes of a word at p that has fewer than eight of them, and as many as eight can be read: their number, and what
 * term_hash_step makes of them in *hash. 0: a longer word, or a machine whose first byte is not the lowest. fold() for
 * eight bytes at once.
 */
static size_t short_word(const unsigned char *p, uint64_t *hash)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t v = bytes_at(p), letters = bytes_within(v | 0x20 * BYTES_ONES, 'a', 'z');
    uint64_t others = ~(letters | bytes_within(v, '0', '9') | v) & BYTES_TOPS;
    size_t n = others ? bytes_first(others) : 0;
    *hash = n ? (v | (~v & BYTES_TOPS) >> 2) << (64 - 8 * n) : 0;
    return n;
#else
    (void)p;
    (void)hash;
    return 0;
#endif
}

/* The next word at or after *at, which moves behind it; its hash in *h. false at the end of the text. */
static bool next_word(struct str text, size_t *at, struct span *word, uint32_t *h)
{
    const unsigned char *p = (const unsigned char *)text.p;
    uint64_t hash = 0;
    size_t i = *at;
    while (i < text.n && !fold(p[i])) {
        i++;
    }
    word->from = i;
    size_t n = text.n - i >= 8 ? short_word(p + i, &hash) : 0;
    i += n;
    for (unsigned char c; n == 0 && i < text.n && (c = fold(p[i])) != 0; i++) {
        hash = term_hash_step(hash, c);
    }
    word->to = *at = i;
    *h = term_hash_end(hash);
    return word->from < i;
}

/* Does a phrase of these kinds stand there, whatever longer phrase may cover it? */
static bool may_have(struct str text, size_t at, unsigned kinds)
{
    struct span word;
    uint32_t h;
    while (next_word(text, &at, &word, &h)) {
        size_t to;
        const struct term *found = term_first[h % TERM_FIRST_SIZE] & kinds ? find(text, word, h, &to) : NULL;
        if (found && (found->kinds & kinds)) {
            return true;
        }
    }
    return false;
}

bool term_next(struct str text, size_t from, unsigned kinds, struct term_hit *out)
{
    struct span word;
    uint32_t h;
    if (!may_have(text, from, kinds)) {
        return false;
    }
    for (size_t at = from, to; next_word(text, &at, &word, &h);) {
        const struct term *found = term_first[h % TERM_FIRST_SIZE] ? find(text, word, h, &to) : NULL;
        if (found && (found->kinds & kinds)) {
            *out = (struct term_hit){found, {word.from, to}};
            return true;
        }
        at = found ? to : at;
    }
    return false;
}

bool term_has(struct str text, unsigned kinds)
{
    struct term_hit hit;
    return term_next(text, 0, kinds, &hit);
}

bool term_is(struct str text, unsigned kinds)
{
    struct term_hit hit;
    if (!term_next(text, 0, kinds, &hit)) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if ((i < hit.span.from || i >= hit.span.to) && fold((unsigned char)text.p[i])) {
            return false;
        }
    }
    return true;
}
