/* lexicon.c: lookups in the generated tables; open addressing with linear probing. */
#include "statement/lexicon.h"

#include <string.h>

const struct lexeme *lexicon_find(const char *p, size_t n)
{
    uint32_t mask = lexicon_slots - 1;
    for (uint32_t i = lexicon_hash(p, n) & mask;; i = (i + 1) & mask) {
        const struct lexeme *w = &lexicon_words[i];
        if (w->len == 0) {
            return NULL;
        }
        if (w->len == n && memcmp(lexicon_text + w->text, p, n) == 0) {
            return w;
        }
    }
}

const struct lexicon_step *lexicon_step_find(uint16_t node, uint16_t surface)
{
    uint32_t mask = lexicon_step_slots - 1;
    for (uint32_t i = lexicon_step_hash(node, surface) & mask;; i = (i + 1) & mask) {
        const struct lexicon_step *s = &lexicon_steps[i];
        if (s->next == 0) {
            return NULL;
        }
        if (s->node == node && s->surface == surface) {
            return s;
        }
    }
}
