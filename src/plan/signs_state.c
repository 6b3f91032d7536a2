/* signs_state.c: one sign through time: opened by claims, answered by decisions, opened again by new evidence. */
#include "plan/signs_parts.h"

#include <assert.h>
#include <float.h>

void sign_begin(struct sign_run *r, struct sign_state *s, const struct sign_about *about)
{
    struct str name = str_of(sign_row(about->kind)->name);
    *s = (struct sign_state){.about = *about, .closed = INT32_MIN};
    char *id = arena_alloc(r->arena, name.n + about->subject.n + 2);
    if (!id) {
        r->failed = true;
        return;
    }
    memcpy(id, name.p, name.n);
    id[name.n] = '/';
    memcpy(id + name.n + 1, about->subject.p, about->subject.n);
    for (size_t i = 0; i < about->subject.n; i++) /* an entry without an id is "line 12" */
        if (id[name.n + 1 + i] == ' ')
            id[name.n + 1 + i] = '-';
    s->id = (struct str){id, name.n + 1 + about->subject.n};
    if (about->kind == SIGN_ALERT)
        s->answers = sign_answers(&r->index.closed, about->subject, &s->answer_count);
    else
        s->answers = sign_answers(&r->index.decisions, s->id, &s->answer_count);
}

/* lapsed: what an open sign rests on was so and is not any more. An alert says in words of its own what became of it,
 * and a cut published for one week says nothing of the weeks after it. */
static bool lapsed(const struct sign_state *s)
{
    return !s->held && s->about.kind != SIGN_ALERT && s->about.kind != SIGN_PREDICTED_NONRESPONSE;
}

/* The sign as follow_plan gives it: open, or answered by x. */
static void emit(struct sign_run *r, const struct sign_state *s, const struct series_entry *x)
{
    const struct sign_row *row = sign_row(s->about.kind);
    struct sign *out = PLAN_PUSH(r->arena, &r->out->signs);
    buf_reset(&r->text);
    s->about.say(r, &s->about, &s->claim, &r->text);
    if (!x && lapsed(s))
        buf_cstr(&r->text, " It no longer holds; it stays until it is answered.");
    if (!out || !buf_ok(&r->text)) {
        r->failed = true;
        return;
    }
    *out = (struct sign){.kind = s->about.kind,
                         .id = s->id,
                         .pointer = s->about.pointer,
                         .opened = date_from_day(s->opened),
                         .evidence_on = date_from_day(s->claim.day),
                         .steps = row->steps,
                         .offer = s->about.offer,
                         .open = x == NULL};
    if (x) {
        out->decided = x->date;
        out->decision = x->decision;
        out->decided_by = x->by;
        out->reason = x->type == SERIES_ALERT_CLOSED ? x->name : x->text;
    }
    r->failed |= !plan_text(r->arena, buf_str(&r->text), &out->evidence);
}

/* One about a sign that is not open says nothing. */
void sign_answer(struct sign_run *r, struct sign_state *s, int32_t day)
{
    while (s->answer_count > 0 && s->answers->known < day) {
        if (s->open) {
            emit(r, s, s->answers->entry);
            s->open = false;
            s->answered = true;
            s->decided = s->answers->known;
            s->decided_severity = s->worst;
        }
        s->answers++;
        s->answer_count--;
    }
}

static bool may_open(const struct sign_run *r, const struct sign_state *s, const struct sign_claim *c)
{
    if (!s->answered)
        return true;
    if (c->known <= s->decided)
        return false;
    bool later = c->day >= s->decided + r->window_days;
    switch (sign_row(s->about.kind)->reopen) {
    case REOPEN_LATER:
        return later;
    case REOPEN_WORSE:
        return later || c->severity > s->decided_severity;
    case REOPEN_NEW_START:
        return s->run_known > s->decided;
    case REOPEN_ANY:
        break;
    }
    return true;
}

static void note_run(struct sign_state *s, const struct sign_claim *c)
{
    if (c && !s->held)
        s->run_known = c->known;
    s->held = c != NULL;
}

void sign_look(struct sign_run *r, struct sign_state *s, int32_t day, const struct sign_claim *c)
{
    sign_answer(r, s, day);
    note_run(s, c);
    if (!c) {
        if (s->open && !sign_row(s->about.kind)->stays) {
            s->open = false;
            s->closed = day;
        }
    } else if (s->open) {
        s->worst = c->severity > s->worst ? c->severity : s->worst;
    } else if (may_open(r, s, c)) {
        s->open = true;
        s->opened = s->closed == day ? s->opened : day;
        s->claim = *c;
        s->worst = c->severity;
    }
}

void sign_settle_begin(struct sign_run *r, struct sign_state *s, int32_t day, struct sign_settling *g)
{
    sign_answer(r, s, day);
    s->held = false;
    *g = (struct sign_settling){.worst = -DBL_MAX};
}

void sign_again(const struct sign_run *r, struct sign_state *s, struct sign_settling *g, const struct sign_claim *c)
{
    note_run(s, c);
    if (!c) {
        g->found = g->found && sign_row(s->about.kind)->stays;
        return;
    }
    if (!may_open(r, s, c))
        return;
    if (!g->found) {
        g->first = *c;
        g->worst = c->severity;
    }
    g->found = true;
    g->worst = c->severity > g->worst ? c->severity : g->worst;
}

void sign_settle_end(struct sign_state *s, const struct sign_settling *g, int32_t day)
{
    if (g->found) {
        s->opened = s->open ? s->opened : day;
        s->claim = g->first;
        s->worst = g->worst;
    }
    s->open = g->found;
}

void sign_end(struct sign_run *r, struct sign_state *s)
{
    sign_answer(r, s, r->on_day + 1);
    if (s->open)
        emit(r, s, NULL);
}
