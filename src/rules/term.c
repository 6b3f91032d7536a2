/*
 * term.c: finding known words. Most words of a text are turned away by one bit of a filter.
 */
#include "rules/term.h"

/* Letters and digits in lower case, 0 for what is no word. */
static const unsigned char ascii_fold[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static unsigned char fold(unsigned char c)
{
    return c < 0x80 ? ascii_fold[c] : c; /* a letter outside ASCII keeps a word whole */
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

bool term_next(struct str text, size_t from, unsigned kinds, struct term_hit *out)
{
    const unsigned char *p = (const unsigned char *)text.p;
    size_t at = from;
    while (at < text.n) {
        size_t start = at;
        uint64_t word = 0;
        for (unsigned char c; at < text.n && (c = fold(p[at])) != 0; at++) {
            word = term_hash_step(word, c);
        }
        if (at == start) {
            at++;
            continue;
        }
        uint32_t h = term_hash_end(word);
        if (term_filter[h % TERM_FILTER_BITS / 32] >> h % 32 & 1) {
            size_t to;
            const struct term *found = find(text, (struct span){start, at}, h, &to);
            if (found) {
                if (found->kinds & kinds) {
                    *out = (struct term_hit){found, {start, to}};
                    return true;
                }
                at = to;
            }
        }
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
