/*
 * fuzz_entry.c: any bytes as entries of a record, one a line: a letter for its kind, a letter for what it does (a: new,
 * b: corrects the one before of that kind, c: withdraws it), then its JSON. Whatever is let into the record, one after
 * the other, is a series that can be read, for what follows from it is asked of every client.
 */
#include "practice/between_parts.h"

#include "plan/series.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROWS_MOST 12

struct rows {
    struct record row[ROWS_MOST];
    char id[ROWS_MOST][SEAL_ID_SIZE + 1];
    size_t n;
    struct arena a;
};

static void need(bool ok, const char *what, struct str where)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s: %.*s\n", what, (int)where.n, where.p);
        abort();
    }
}

/* The latest row of that kind that stands. */
static struct record *latest(struct rows *r, enum record_kind kind)
{
    for (size_t i = r->n; i > 0; i--) {
        if (r->row[i - 1].kind == kind && str_is(r->row[i - 1].state, STATE_ENTERED))
            return &r->row[i - 1];
    }
    return NULL;
}

/* Whether the record would take it, as between.c asks. */
static bool taken(struct rows *r, const struct practice_tx *t, struct record *x, struct record *old)
{
    const struct json *root;
    struct score s;
    struct err e = {0};
    bool ok = between_check(x->kind, x->content, &r->a, &root, &e) &&
              (x->kind != RECORD_SCORE || between_scored(root, &s, &e)) && between_check_line(t, x, &e);
    need(ok || (e.kind != ERR_NONE && e.kind != ERR_INTERNAL && e.text[0]), "what is refused is told", x->content);
    if (!ok || !old)
        return ok;
    x->of = old->id;
    const struct json *before;
    struct score was;
    ok = between_plus(root, "correction_reason", STR("mistyped"), &r->a, &x->content, &e);
    need(ok, "a reason can be added", x->content);
    need(json_parse(old->content, &r->a, &before, &e), "what was taken is JSON", old->content);
    if (x->kind == RECORD_SCORE && (!between_scored(before, &was, &e) || was.measure != s.measure))
        return false;
    old->state = STR(STATE_CORRECTED);
    return true;
}

static void add(struct rows *r, const struct practice_tx *t, struct str line)
{
    static const enum record_kind kinds[] = {RECORD_SESSION,  RECORD_NOTE,         RECORD_PSYCHOTHERAPY_NOTE,
                                             RECORD_SCORE,    RECORD_ASSIGNMENT,   RECORD_DIARY,
                                             RECORD_EVENT,    RECORD_DIAGNOSIS,    RECORD_RATING,
                                             RECORD_REFERRAL, RECORD_CONSULTATION, RECORD_REVIEW,
                                             RECORD_DECISION, RECORD_SAFETY_PLAN,  RECORD_PRIVATE_DIARY};
    size_t kind = (size_t)(line.p[0] - 'a');
    if (r->n == ROWS_MOST || kind >= sizeof kinds / sizeof *kinds)
        return;
    struct record *old = line.p[1] == 'a' ? NULL : latest(r, kinds[kind]);
    struct record x = {.practice = 1,
                       .kind = kinds[kind],
                       .state = STR(STATE_ENTERED),
                       .day = 20000 + (int32_t)(line.p[1] == 'd' ? r->n : 0),
                       .entered_ms = (20000 + (int64_t)r->n / 3) * DAY_MS + (int64_t)r->n,
                       .by = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
                       .content = str_sub(line, 2, line.n)};
    snprintf(r->id[r->n], sizeof r->id[r->n], "%026zu", r->n); /* as they come, and the same at each run */
    x.id = (struct str){r->id[r->n], SEAL_ID_SIZE};
    if (line.p[1] == 'c' && old) {
        x.state = STR(STATE_WITHDRAWAL);
        x.of = old->id;
        x.content = STR("{\"reason\":\"by mistake\"}");
        old->state = STR(STATE_WITHDRAWN);
    } else if (!taken(r, t, &x, old)) {
        return;
    }
    r->row[r->n++] = x;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, line;
    struct rows r = {.n = 0};
    struct practice_tx t = {.arena = &r.a};
    struct series series;
    struct err e = {0};
    struct buf b;
    static bool begun;
    need(begun || (begun = seal_init(&e)), "libsodium", STR(""));
    arena_init(&r.a, (size_t)256 << 20);
    while (rest.n) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){NULL, 0};
        }
        if (line.n > 2)
            add(&r, &t, line);
    }
    struct record *lines = arena_array(&r.a, r.n + 1, sizeof *lines);
    size_t n = 0;
    need(lines != NULL, "memory", STR(""));
    for (size_t i = 0; i < r.n; i++) {
        if (BETWEEN_LINE_KINDS >> r.row[i].kind & 1)
            lines[n++] = r.row[i];
    }
    buf_init(&b, 0);
    need(between_lines(lines, n, &(struct between_place){.zone = NULL}, &r.a, &b, &e), e.text, STR(""));
    need(series_read(buf_str(&b), &r.a, &series, &e), e.text, buf_str(&b));
    buf_free(&b);
    arena_free(&r.a);
    return 0;
}
