/*
 * lexicon.c: lookups in the generated tables; open addressing with linear probing.
 * Layer: statement (inner).  Not here: the tables themselves, made by tools/lexgen.
 */
#include "statement/lexicon.h"

uint16_t lexicon_find_head(uint64_t head, const char *p, size_t n)
{
    uint32_t mask = lexicon_slots - 1;
    for (uint32_t i = lexicon_first_slot(lexicon_hash(head, p, n), mask);; i = lexicon_next_slot(i, mask)) {
        const struct lexeme *w = &lexicon_words[i];
        if (w->head == head && w->len == n && (n <= 8 || memcmp(lexicon_text + w->text + 8, p + 8, n - 8) == 0)) {
            return (uint16_t)i;
        }
        if (w->len == 0) {
            return 0;
        }
    }
}

uint16_t lexicon_find(const char *p, size_t n)
{
    uint64_t head;
    memcpy(&head, p, sizeof head);
    return lexicon_find_head(head & lexicon_first_bytes(n < 8 ? n : 8), p, n);
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
