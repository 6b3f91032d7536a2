/*
 * fuzz_questionnaire.c: any bytes as a Questionnaire, as pasted text, as a response and as stored wording. What is
 * accepted is matched with every instrument; what is complete is kept, read and exported with the same texts; what is
 * found points at questions of the file, each once.
 */
#include "measure/wording.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need(bool ok)
{
    if (!ok)
        abort();
}

/* The wording out and in again, in both forms. */
static void keep(const struct questionnaire_match *m, struct arena *a)
{
    static const struct wording_origin origin = {.imported = {2026, 3, 31}};
    struct wording *w, *read, *again;
    struct questionnaire *q;
    struct questionnaire_match *back;
    struct err e = {0};
    struct buf b;
    const char *reason;
    buf_init(&b, 0);
    need(wording_make(m, &origin, a, &w, &e) || e.kind == ERR_LIMIT);
    if (e.kind == ERR_NONE) {
        wording_may_show(m->measure, w, &reason);
        wording_to_json(w, &b);
        if (wording_from_json(buf_str(&b), a, &read, &e))
            need(strcmp(read->hash, w->hash) == 0);
        need(e.kind == ERR_NONE || e.kind == ERR_LIMIT);
    }
    if (e.kind == ERR_NONE) {
        buf_reset(&b);
        wording_to_fhir(w, &b);
        if (questionnaire_read(buf_str(&b), a, &q, &e) && questionnaire_match(q, m->measure, NULL, 0, a, &back, &e)) {
            need(back->complete && back->matched == m->matched);
            if (wording_make(back, &origin, a, &again, &e))
                need(strcmp(again->hash, w->hash) == 0);
        }
        need(e.kind == ERR_NONE || e.kind == ERR_LIMIT);
    }
    buf_free(&b);
}

static void check(const struct questionnaire *q, const struct questionnaire_match *m)
{
    bool used[QUESTIONNAIRE_ITEMS_MAX] = {false};
    for (size_t i = 0; i < m->count + EXTRA_COUNT; i++) {
        const struct questionnaire_pick *p = i < m->count ? &m->item[i] : &m->extra[i - m->count];
        if (p->by == QUESTIONNAIRE_NOT)
            continue;
        need(p->at < q->count && !used[p->at] && q->items[p->at].type != QUESTION_GROUP &&
             q->items[p->at].type != QUESTION_DISPLAY);
        used[p->at] = true;
    }
    need(!m->certain || m->complete);
    need(!m->certain || m->doubt_count == 0);
}

static void match_all(const struct questionnaire *q, struct arena *a)
{
    const struct measure *m, *found[4];
    struct questionnaire_match *x;
    need(questionnaire_find(q, found, 4) <= 4);
    for (size_t k = 0; (m = measure_at(k)); k++) {
        struct err e = {0};
        if (!questionnaire_match(q, m, NULL, 0, a, &x, &e)) {
            need(e.kind == ERR_LIMIT);
            continue;
        }
        check(q, x);
        if (x->complete)
            keep(x, a);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct str bytes = {(const char *)data, size};
    struct questionnaire *q = NULL;
    struct questionnaire_response r;
    struct wording *w;
    arena_init(&a, 256 << 20);
    if (questionnaire_read(bytes, &a, &q, &e))
        match_all(q, &a);
    else
        need(e.kind != ERR_NONE && e.text[0]);
    err_clear(&e);
    if (!questionnaire_response_read(bytes, NULL, NULL, &a, &r, &e))
        need(e.kind != ERR_NONE);
    err_clear(&e);
    if (!questionnaire_response_read(bytes, measure_find(STR("phq9")), NULL, &a, &r, &e))
        need(e.kind != ERR_NONE);
    err_clear(&e);
    if (!wording_from_json(bytes, &a, &w, &e))
        need(e.kind != ERR_NONE);
    err_clear(&e);
    if (questionnaire_lines(bytes, &a, &q, &e))
        match_all(q, &a);
    else
        need(e.kind != ERR_NONE);
    arena_free(&a);
    return 0;
}
