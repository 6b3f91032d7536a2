/*
 * put_json.c: the JSON object of `goldthread parse`, written in one go into room that is asked for once.
 * Layer: statement.  Not here: reading JSON Lines (cli/).
 */
#include "base/bytes.h"
#include "base/escape.h"
#include "base/json.h"
#include "statement/reading.h"
#include "statement/reason.h"

#include <string.h>

#define FIXED_ROOM 4096 /* keys, names, numbers, the five reasons */
#define WORST 6         /* bytes that one byte can become: \u001f */

#define REASON_TEXT(id, name, english) "\"reason\":\"" english "\",\"reason_id\":\"" name "\",\"span\":"
#define REASON_SIZE(id, name, english) sizeof(REASON_TEXT(id, name, english)) - 1,
#define REASON_JSON(id, name, english) REASON_TEXT(id, name, english),

/* Nothing in the reasons needs escaping; a test looks at each. */
static const char *const reason_json[REASON_COUNT] = {STATEMENT_REASONS(REASON_JSON)};
static const unsigned short reason_size[REASON_COUNT] = {STATEMENT_REASONS(REASON_SIZE)};

#define PUT(b, literal) put((b), (literal), sizeof(literal) - 1)

/* Without looking for room: statement_put_json has asked for all of it. */
static void put(struct buf *b, const char *p, size_t n)
{
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

/* Nothing to escape. A byte that is only suspicious sends the string to escape_json, which knows. */
static bool plain(const char *p, size_t n)
{
    uint64_t bad = 0;
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t v = bytes_at(p + i);
        bad |= v | bytes_below(v, ' ') | bytes_equal(v, '"') | bytes_equal(v, '\\');
    }
    for (; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        bad |= c < 0x20 || c >= 0x80 || c == '"' || c == '\\' ? 0x80 : 0;
    }
    return (bad & BYTES_TOPS) == 0;
}

static void put_string(struct buf *b, struct str s)
{
    if (s.p == NULL) {
        PUT(b, "null");
        return;
    }
    PUT(b, "\"");
    if (plain(s.p, s.n)) {
        put(b, s.p, s.n);
    } else {
        escape_json(b, s);
    }
    PUT(b, "\"");
}

static void put_size(struct buf *b, size_t v)
{
    char digits[8]; /* a place in at most STATEMENT_TEXT_MAX bytes */
    unsigned rest = (unsigned)v, at = sizeof digits;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    put(b, digits + at, sizeof digits - at);
}

static void put_span(struct buf *b, struct span s)
{
    if (s.from == s.to) {
        PUT(b, "null");
        return;
    }
    PUT(b, "[");
    put_size(b, s.from);
    PUT(b, ",");
    put_size(b, s.to);
    PUT(b, "]");
}

static void put_judgement(struct buf *b, const struct judgement *j)
{
    if (j->met == TRI_YES) {
        PUT(b, "{\"met\":true,");
    } else if (j->met == TRI_NO) {
        PUT(b, "{\"met\":false,");
    } else {
        PUT(b, "{\"met\":null,");
    }
    put(b, reason_json[j->reason], reason_size[j->reason]);
    put_span(b, j->span);
    PUT(b, "}");
}

static void put_slots(struct buf *b, const struct statement_slots *s)
{
    PUT(b, ",\"slots\":{\"actor\":");
    put_string(b, str_of(statement_actor_name(s->actor)));
    PUT(b, ",\"behaviour\":");
    put_string(b, s->behaviour.text);
    PUT(b, ",\"measure\":");
    put_string(b, s->measure.text);
    PUT(b, ",\"baseline\":");
    put_string(b, s->baseline.text);
    PUT(b, ",\"comparator\":");
    put_string(b, str_of(statement_comparator_name(s->comparator)));
    PUT(b, ",\"target_value\":");
    put_string(b, s->target_value.text);
    PUT(b, ",\"target_unit\":");
    put_string(b, s->target_unit.text);
    PUT(b, ",\"frequency\":");
    put_string(b, s->frequency.text);
    PUT(b, ",\"duration\":");
    put_string(b, s->duration.text);
    PUT(b, ",\"condition\":");
    put_string(b, s->condition.text);
    PUT(b, ",\"deadline\":");
    put_string(b, s->deadline.text);
    PUT(b, "}");
}

static void put_vague(struct buf *b, const struct statement *s)
{
    PUT(b, ",\"vague_terms\":[");
    for (size_t i = 0; i < s->vague_count; i++) {
        if (i > 0) {
            PUT(b, ",");
        }
        PUT(b, "{\"text\":");
        put_string(b, s->vague[i].text);
        PUT(b, ",\"span\":");
        put_span(b, s->vague[i].span);
        PUT(b, "}");
    }
    PUT(b, "]");
}

/* The rewrite is written where it will stand; only one with something to escape is written a second time. */
static void put_suggestion(struct buf *b, const struct statement *s)
{
    PUT(b, ",\"suggestion\":");
    size_t at = b->n;
    PUT(b, "\"");
    if (!statement_suggest(s, b)) {
        b->n = at;
        PUT(b, "null");
    } else if (!b->failed && !plain(b->p + at + 1, b->n - at - 1)) {
        struct buf rewrite;
        buf_init(&rewrite, 0);
        buf_put(&rewrite, b->p + at + 1, b->n - at - 1);
        b->n = at + 1;
        escape_json(b, buf_str(&rewrite));
        b->failed |= !buf_ok(&rewrite);
        buf_free(&rewrite);
        buf_char(b, '"');
    } else {
        buf_char(b, '"');
    }
    buf_char(b, '}');
}

/* More than everything but the rewrite can take, and more than a rewrite without anything to escape. */
static size_t room_for(const struct statement *s, struct str id, struct str source)
{
    const struct slot *const slots[] = {&s->slots.behaviour,    &s->slots.measure,     &s->slots.baseline,
                                        &s->slots.target_value, &s->slots.target_unit, &s->slots.frequency,
                                        &s->slots.duration,     &s->slots.condition,   &s->slots.deadline};
    size_t n = s->text.n + source.n;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        n += slots[i]->text.n;
    }
    for (size_t i = 0; i < s->vague_count; i++) {
        n += s->vague[i].text.n + 16; /* "text", "span" and two numbers */
    }
    return FIXED_ROOM + id.n + WORST * n + s->text.n;
}

void statement_put_json(const struct statement *s, struct str id, struct str source, struct json_out *o)
{
    struct buf *b = o->b;
    json_put_raw(o, STR("")); /* the comma, when one belongs before this value */
    if (buf_more(b, room_for(s, id, source)) == NULL) {
        return;
    }
    if (id.p != NULL) {
        PUT(b, "{\"id\":");
        put(b, id.p, id.n);
        PUT(b, ",\"text\":");
    } else {
        PUT(b, "{\"text\":");
    }
    put_string(b, s->text);
    if (source.p != NULL) {
        PUT(b, ",\"source\":");
        put_string(b, source);
    }
    PUT(b, ",\"role\":");
    put_string(b, str_of(statement_role_name(s->role)));
    put_slots(b, &s->slots);
    PUT(b, ",\"specific\":");
    put_judgement(b, &s->specific);
    PUT(b, ",\"measurable\":");
    put_judgement(b, &s->measurable);
    PUT(b, ",\"achievable\":");
    put_judgement(b, &s->achievable);
    PUT(b, ",\"relevant\":");
    put_judgement(b, &s->relevant);
    PUT(b, ",\"time_bound\":");
    put_judgement(b, &s->time_bound);
    put_vague(b, s);
    put_suggestion(b, s);
}
