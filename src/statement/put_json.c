/*
 * put_json.c: the JSON object of `goldthread parse`.
 * Layer: statement.  Not here: reading JSON Lines (cli/).
 */
#include "base/json.h"
#include "statement/reading.h"

#include <string.h>

static void put_span(struct json_out *o, struct span s)
{
    if (s.from == s.to) {
        json_put_null(o);
        return;
    }
    json_begin_array(o);
    json_put_int(o, (long long)s.from);
    json_put_int(o, (long long)s.to);
    json_end_array(o);
}

/* One raw value: the texts come from our own table, where nothing needs escaping (a test looks at each). */
static void put_judgement(struct json_out *o, const char *key, const struct judgement *j)
{
    char raw[320], *p = raw;
    const char *const met = j->met == TRI_UNKNOWN ? "null" : j->met == TRI_YES ? "true" : "false";
    const char *const part[] = {"{\"met\":",           met,
                                ",\"reason\":\"",      statement_reason_text(j->reason),
                                "\",\"reason_id\":\"", statement_reason_id(j->reason),
                                "\",\"span\":"};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        size_t n = strlen(part[i]);
        memcpy(p, part[i], n);
        p += n;
    }
    if (j->span.from == j->span.to) {
        memcpy(p, "null", 4);
        p += 4;
    } else {
        *p++ = '[';
        p += reading_amount((int64_t)j->span.from * 1000, 0, p);
        *p++ = ',';
        p += reading_amount((int64_t)j->span.to * 1000, 0, p);
        *p++ = ']';
    }
    *p++ = '}';
    json_key(o, key);
    json_put_raw(o, (struct str){raw, (size_t)(p - raw)});
}

static void put_name(struct json_out *o, const char *key, const char *name)
{
    json_key(o, key);
    json_put_str(o, str_of(name));
}

static void put_slot(struct json_out *o, const char *key, const struct slot *s)
{
    json_key(o, key);
    json_put_str(o, s->text);
}

static void put_slots(struct json_out *o, const struct statement_slots *s)
{
    json_key(o, "slots");
    json_begin_object(o);
    put_name(o, "actor", statement_actor_name(s->actor));
    put_slot(o, "behaviour", &s->behaviour);
    put_slot(o, "measure", &s->measure);
    put_slot(o, "baseline", &s->baseline);
    put_name(o, "comparator", statement_comparator_name(s->comparator));
    put_slot(o, "target_value", &s->target_value);
    put_slot(o, "target_unit", &s->target_unit);
    put_slot(o, "frequency", &s->frequency);
    put_slot(o, "duration", &s->duration);
    put_slot(o, "condition", &s->condition);
    put_slot(o, "deadline", &s->deadline);
    json_end_object(o);
}

static void put_vague(struct json_out *o, const struct statement *s)
{
    json_key(o, "vague_terms");
    json_begin_array(o);
    for (size_t i = 0; i < s->vague_count; i++) {
        json_begin_object(o);
        json_key(o, "text");
        json_put_str(o, s->vague[i].text);
        json_key(o, "span");
        put_span(o, s->vague[i].span);
        json_end_object(o);
    }
    json_end_array(o);
}

void statement_put_json(const struct statement *s, struct str id, struct str source, struct json_out *o)
{
    struct buf rewrite;
    buf_init(&rewrite, 0);
    bool offered = statement_suggest(s, &rewrite);
    json_begin_object(o);
    if (id.p != NULL) {
        json_key(o, "id");
        json_put_raw(o, id);
    }
    json_key(o, "text");
    json_put_str(o, s->text);
    if (source.p != NULL) {
        json_key(o, "source");
        json_put_str(o, source);
    }
    put_name(o, "role", statement_role_name(s->role));
    put_slots(o, &s->slots);
    put_judgement(o, "specific", &s->specific);
    put_judgement(o, "measurable", &s->measurable);
    put_judgement(o, "achievable", &s->achievable);
    put_judgement(o, "relevant", &s->relevant);
    put_judgement(o, "time_bound", &s->time_bound);
    put_vague(o, s);
    json_key(o, "suggestion");
    json_put_str(o, offered ? buf_str(&rewrite) : (struct str){NULL, 0});
    json_end_object(o);
    o->b->failed |= !buf_ok(&rewrite);
    buf_free(&rewrite);
}
