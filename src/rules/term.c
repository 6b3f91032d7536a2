/*
 * term.c: finding known words. Most words of a text are turned away by their first two letters.
 */
#include "rules/term.h"

static const unsigned char word_byte[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
    ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1,
    ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1,
    ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1,
    ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
    ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1};

static bool is_word(unsigned char c)
{
    return word_byte[c] || c >= 0x80; /* a letter outside ASCII keeps a word whole */
}

static bool is_gap(unsigned char c)
{
    return c == ' ' || c == '-' || c == '/' || c == '&' || c == '\n' || c == '\t' || c == '\r';
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

/* The end of phrase p in text when it stands at `at` and a word ends there; 0 otherwise. */
static size_t match(const struct term *p, struct str text, size_t at)
{
    for (size_t i = 0; i < p->length; i++) {
        if (p->text[i] == ' ') {
            if (at == text.n || !is_gap((unsigned char)text.p[at])) {
                return 0;
            }
            while (at < text.n && is_gap((unsigned char)text.p[at])) {
                at++;
            }
        } else {
            if (at == text.n || lower((unsigned char)text.p[at]) != (unsigned char)p->text[i]) {
                return 0;
            }
            at++;
        }
    }
    return at == text.n || !is_word((unsigned char)text.p[at]) ? at : 0;
}

/* The longest phrase at the word [at, end), its own end in *to. */
static const struct term *find(struct str text, size_t at, size_t end, size_t *to)
{
    uint32_t h = TERM_HASH_START;
    for (size_t i = at; i < end; i++) {
        h = term_hash_step(h, lower((unsigned char)text.p[i]));
    }
    h = term_hash_end(h);
    for (uint32_t s = h & term_slot_mask; term_slots[s].count; s = (s + 1) & term_slot_mask) {
        if (term_slots[s].hash != h) {
            continue;
        }
        for (uint16_t i = 0; i < term_slots[s].count; i++) {
            const struct term *p = &term_table[term_slots[s].first + i];
            *to = match(p, text, at);
            if (*to) {
                return p;
            }
        }
    }
    return NULL;
}

bool term_next(struct str text, size_t from, unsigned kinds, struct term_hit *out)
{
    const unsigned char *p = (const unsigned char *)text.p;
    size_t at = from;
    while (at < text.n) {
        if (!is_word(p[at])) {
            at++;
            continue;
        }
        size_t end = at + 1;
        while (end < text.n && is_word(p[end])) {
            end++;
        }
        unsigned second = end - at > 1 ? term_letter(p[at + 1]) : 26;
        if (term_starts[term_letter(p[at])] >> second & 1) {
            size_t to;
            const struct term *found = find(text, at, end, &to);
            if (found) {
                if (found->kinds & kinds) {
                    *out = (struct term_hit){found, {at, to}};
                    return true;
                }
                end = to;
            }
        }
        at = end;
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
        if ((i < hit.span.from || i >= hit.span.to) && is_word((unsigned char)text.p[i])) {
            return false;
        }
    }
    return true;
}
