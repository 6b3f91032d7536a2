/*
 * lexicon.c: lookups in the generated tables; open addressing with linear probing.
 * Layer: statement (inner).  Not here: the tables themselves, made by tools/lexgen.
 */
#include "statement/lexicon.h"

uint16_t lexicon_find(const char *p, size_t n)
{
    uint64_t head;
    memcpy(&head, p, sizeof head);
    head &= lexicon_first_bytes(n < 8 ? n : 8);
    uint32_t mask = lexicon_slots - 1, hash = lexicon_hash(head, p, n);
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        const struct lexicon_slot *s = &lexicon_index[i];
        if (s->word == 0) {
            return 0;
        }
        if (s->tag == hash >> 16) {
            const struct lexeme *w = &lexicon_words[s->word];
            if (w->head == head && w->len == n && (n <= 8 || memcmp(lexicon_text + w->text + 8, p + 8, n - 8) == 0)) {
                return s->word;
            }
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
