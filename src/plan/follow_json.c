/* follow_json.c: where a plan stands, for other programs. Its members are promised in docs/follow.md. */
#include "base/json.h"
#include "plan/signs.h"

#include <math.h>
#include <stdio.h>

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (s.n == 0)
        return;
    json_key(o, key);
    json_put_str(o, s);
}

static void put_date(struct json_out *o, const char *key, struct date d)
{
    char text[DATE_TEXT_SIZE];
    put_text(o, key, str_of(date_format(d, text)));
}

static void put_number(struct json_out *o, const char *key, double v)
{
    char text[40];
    json_key(o, key);
    if (v == floor(v) && fabs(v) < 1e15)
        json_put_int(o, (long long)v);
    else
        json_put_raw(o, (struct str){text, (size_t)snprintf(text, sizeof text, "%.10g", v)});
}

static void put_bool(struct json_out *o, const char *key, bool v)
{
    json_key(o, key);
    json_put_bool(o, v);
}

static void put_int(struct json_out *o, const char *key, long long v)
{
    json_key(o, key);
    json_put_int(o, v);
}

static void put_sign(struct json_out *o, const struct sign *s)
{
    json_begin_object(o);
    put_text(o, "kind", str_of(sign_kind_name(s->kind)));
    put_text(o, "id", s->id);
    put_text(o, "pointer", s->pointer);
    put_bool(o, "open", s->open);
    put_bool(o, "silenced", s->silenced);
    put_date(o, "opened", s->opened);
    put_text(o, "evidence", s->evidence);
    put_date(o, "evidence_on", s->evidence_on);
    json_key(o, "steps");
    json_begin_array(o);
    for (unsigned i = 0; 1u << i <= STEP_UPDATE_GOALS; i++)
        if (s->steps & 1u << i)
            json_put_cstr(o, sign_step_name((enum sign_step)(1u << i)));
    json_end_array(o);
    put_text(o, "offer", s->offer);
    if (!s->open) {
        put_date(o, "decided", s->decided);
        if (s->kind != SIGN_ALERT)
            put_text(o, "decision", str_of(series_decision_name(s->decision)));
        put_text(o, "decided_by", s->decided_by);
        put_text(o, s->kind == SIGN_ALERT ? "disposition" : "reason", s->reason);
    }
    json_end_object(o);
}

static void put_objective(struct json_out *o, const struct standing *st, struct date on)
{
    struct buf sentence;
    buf_init(&sentence, 0);
    standing_put_sentence(st, on, &sentence);
    json_begin_object(o);
    put_text(o, "id", st->objective->id);
    put_text(o, "pointer", st->pointer);
    put_text(o, "state", str_of(standing_state_name(st->state)));
    put_text(o, "sentence", buf_str(&sentence));
    put_text(o, "measure", st->measure ? str_of(st->measure->name) : st->course.name);
    if (st->has_baseline) {
        put_number(o, "baseline", st->baseline);
        put_date(o, "baseline_on", st->baseline_on);
        put_bool(o, "baseline_pinned", st->baseline_pinned);
    }
    if (st->has_target) {
        put_number(o, "target", st->target);
        put_number(o, "target_far", st->target_far);
    }
    put_date(o, "due", st->due);
    put_bool(o, "due_past", st->due_past);
    if (st->has_latest) {
        put_number(o, "latest", st->latest);
        put_date(o, "latest_on", st->latest_on);
        put_number(o, "change", st->change);
        put_bool(o, "at_target", st->at_target);
    }
    put_date(o, "met_on", st->met_on);
    json_end_object(o);
    o->b->failed |= !buf_ok(&sentence);
    buf_free(&sentence);
}

static void put_clock(struct json_out *o, const struct clock *c)
{
    put_text(o, "state", str_of(clock_state_name(c->state)));
    put_date(o, "last", c->last);
    put_date(o, "due", c->due);
    put_date(o, "overdue_after", c->overdue);
    put_int(o, "sessions_left", c->sessions_left);
    put_int(o, "days_late", c->days_late);
}

static void put_goal(struct json_out *o, const struct goal_standing *g)
{
    json_begin_object(o);
    put_text(o, "id", g->goal->id);
    put_text(o, "pointer", g->pointer);
    put_bool(o, "client_says_met", g->client_says_met);
    put_bool(o, "clinician_says_met", g->clinician_says_met);
    put_bool(o, "met", g->met);
    put_bool(o, "ready", g->ready);
    json_end_object(o);
}

void follow_put_json(const struct plan *p, const struct follow *f, int indent, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, indent);
    json_begin_object(&o);
    put_text(&o, "format", STR("goldthread.follow/1"));
    put_text(&o, "plan", p->id);
    put_date(&o, "on", f->on);
    put_date(&o, "start", f->start);
    put_int(&o, "week", f->week);
    put_int(&o, "sessions", f->sessions);
    put_bool(&o, "alert_open", f->alert_open);
    json_key(&o, "signs");
    json_begin_array(&o);
    for (size_t i = 0; i < f->signs.n; i++)
        put_sign(&o, &f->signs.at[i]);
    json_end_array(&o);
    json_key(&o, "unseen");
    json_begin_array(&o);
    for (size_t i = 0; i < f->unseen.n; i++) {
        json_begin_object(&o);
        put_text(&o, "instrument", str_of(f->unseen.at[i].measure->id));
        put_text(&o, "entry", f->unseen.at[i].entry->id);
        put_date(&o, "on", f->unseen.at[i].entry->date);
        put_text(&o, "note", str_of(f->unseen.at[i].note));
        json_end_object(&o);
    }
    json_end_array(&o);
    json_key(&o, "objectives");
    json_begin_array(&o);
    for (size_t i = 0; i < f->objectives.n; i++)
        put_objective(&o, &f->objectives.at[i], f->on);
    json_end_array(&o);
    json_key(&o, "goals");
    json_begin_array(&o);
    for (size_t i = 0; i < f->goals.n; i++)
        put_goal(&o, &f->goals.at[i]);
    json_end_array(&o);
    json_key(&o, "review");
    json_begin_object(&o);
    put_clock(&o, &f->review);
    json_end_object(&o);
    json_key(&o, "monitoring");
    json_begin_array(&o);
    for (size_t i = 0; i < f->monitoring.n; i++) {
        json_begin_object(&o);
        put_text(&o, "id", p->monitoring.at[i].id);
        put_clock(&o, &f->monitoring.at[i]);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
}
