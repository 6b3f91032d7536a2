/*
 * vague.c: the words that leave the aim undefined.
 * Layer: statement (inner).  Not here: judging words about people (rules/).
 */
#include "statement/reading.h"
#include "words.h"

#define VAGUE_MAX 12

/* When the aim has a criterion, only words of a later part without one are vague. */
static int first_to_look_at(const struct reading *r)
{
    const struct statement *s = r->out;
    if (s->specific.met != TRI_YES || s->measurable.met != TRI_YES) {
        return r->head;
    }
    int last = r->head;
    for (int i = 0; i < r->cands; i++) {
        last = r->cand[i].last > last ? r->cand[i].last : last;
    }
    for (int i = last + 1; i < r->n; i++) {
        if (has(&r->t[i], C(CONJ)) || mark(&r->t[i], ';')) {
            return i;
        }
    }
    return r->n;
}

static bool counts_here(const struct reading *r, int i, bool whole)
{
    const struct token *t = &r->t[i];
    if (t->kind != T_WORD || !has(t, C(VAGUE)) || t->claim != CLAIM_NONE) {
        return false;
    }
    if (has(t, C(VERB)) && !whole) {
        return false;
    }
    if (has(t, C(CLIENT) | C(STAFF) | C(DUE)) || is(&r->t[i + 1], W_THAN)) {
        return false;
    }
    return true;
}

void pass_vague(struct reading *r)
{
    struct vague_term found[VAGUE_MAX];
    size_t n = 0;
    if (!(r->any & C(VAGUE))) {
        return;
    }
    int from = first_to_look_at(r);
    for (int i = from; i < r->n && n < VAGUE_MAX; i++) {
        if (counts_here(r, i, from == r->head)) {
            found[n].text = reading_lower(r, i, i);
            found[n++].span = span_of(r, i, i);
        }
    }
    if (n == 0) {
        return;
    }
    struct vague_term *v = arena_array(r->a, n, sizeof *v);
    if (v == NULL) {
        r->no_memory = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        v[i] = found[i];
    }
    r->out->vague = v;
    r->out->vague_count = n;
}
