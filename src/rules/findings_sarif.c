/*
 * findings_sarif.c: findings as SARIF 2.1.0 (OASIS), for editors and code review. Written as a stream: nothing is kept
 * between two files.
 */
#include "base/escape.h"
#include "base/utf8.h"
#include "rules/check.h"
#include "rules/findings.h"

#include <string.h>

#ifndef GOLDTHREAD_VERSION
#define GOLDTHREAD_VERSION "0"
#endif

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* Looking for texts in a file costs at most so many bytes a file; findings after that have no region. */
#define SEARCH_BUDGET ((size_t)32 << 20)

static void put_text_object(struct json_out *o, const char *key, struct str text)
{
    json_key(o, key);
    json_begin_object(o);
    json_key(o, "text");
    json_put_str(o, text);
    json_end_object(o);
}

static const char *level(enum rules_severity s)
{
    return s == SEVERITY_ERROR ? "error" : s == SEVERITY_WARNING ? "warning" : "note";
}

static void put_rule(struct json_out *o, const struct rule *r, struct buf *scratch)
{
    json_begin_object(o);
    json_key(o, "id");
    json_put_cstr(o, r->id);
    put_text_object(o, "shortDescription", str_of(r->title));
    put_text_object(o, "fullDescription", str_of(r->why));
    buf_reset(scratch);
    buf_printf(scratch, "%s Source: %s%s.", r->fix, strcmp(r->source, "project") == 0 ? "our own judgement" : r->source,
               r->confirmed ? "" : " (not yet checked against the source)");
    put_text_object(o, "help", buf_str(scratch));
    json_key(o, "defaultConfiguration");
    json_begin_object(o);
    json_key(o, "level");
    json_put_cstr(o, level(r->severity));
    json_end_object(o);
    json_key(o, "properties");
    json_begin_object(o);
    json_key(o, "tags");
    json_begin_array(o);
    json_put_cstr(o, r->group);
    json_end_array(o);
    json_end_object(o);
    json_end_object(o);
}

void findings_sarif_begin(struct json_out *o)
{
    struct buf scratch;
    buf_init(&scratch, 0);
    json_begin_object(o);
    json_key(o, "$schema");
    json_put_cstr(o, SCHEMA);
    json_key(o, "version");
    json_put_cstr(o, "2.1.0");
    json_key(o, "runs");
    json_begin_array(o);
    json_begin_object(o);
    json_key(o, "tool");
    json_begin_object(o);
    json_key(o, "driver");
    json_begin_object(o);
    json_key(o, "name");
    json_put_cstr(o, "goldthread");
    json_key(o, "version");
    json_put_cstr(o, GOLDTHREAD_VERSION);
    json_key(o, "rules");
    json_begin_array(o);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        put_rule(o, rules_at(i), &scratch);
    }
    json_end_array(o);
    json_end_object(o);
    json_end_object(o);
    json_key(o, "columnKind");
    json_put_cstr(o, "unicodeCodePoints");
    json_key(o, "results");
    json_begin_array(o);
    o->b->failed |= !buf_ok(&scratch);
    buf_free(&scratch);
}

void findings_sarif_end(struct json_out *o)
{
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
}

/* RFC 3986: a path as URI reference. An absolute path becomes a file URI; a colon would look like a scheme. */
static void put_uri(struct buf *b, struct str path)
{
    static const char hex[] = "0123456789ABCDEF";
    if (path.n && path.p[0] == '/') {
        buf_cstr(b, "file://");
    }
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_char(b, (char)c);
        } else {
            buf_char(b, '%');
            buf_char(b, hex[c >> 4]);
            buf_char(b, hex[c & 15]);
        }
    }
}

struct sarif_file {
    struct json_out *o;
    struct buf uri, text, needle;
    struct str source;
    bool json;     /* the source is JSON: texts stand in it as JSON strings */
    size_t budget; /* bytes that may still be searched */
    /* where counting of lines stopped last time; findings mostly come in the order of the file */
    size_t at, line, line_start;
};

/* The place of the finding's text in the source, when it stands there exactly once. */
static bool find_text(struct sarif_file *s, struct str text, size_t *from, size_t *to)
{
    size_t around = s->json; /* the quotation marks of the JSON string */
    if (text.n == 0 || s->source.n == 0 || s->budget < s->source.n) {
        return false;
    }
    s->budget -= s->source.n;
    buf_reset(&s->needle);
    if (s->json) {
        buf_char(&s->needle, '"');
        escape_json(&s->needle, text);
        buf_char(&s->needle, '"');
    } else {
        buf_add(&s->needle, text);
    }
    size_t at = str_find(s->source, buf_str(&s->needle), 0);
    if (at == (size_t)-1 || str_find(s->source, buf_str(&s->needle), at + 1) != (size_t)-1) {
        return false;
    }
    *from = at + around;
    *to = at + s->needle.n - around;
    return true;
}

/* How many bytes the first n bytes of the text take in the source. */
static size_t length_in_source(struct sarif_file *s, struct str text, size_t n)
{
    if (!s->json) {
        return n;
    }
    buf_reset(&s->needle);
    escape_json(&s->needle, str_sub(text, 0, n));
    return s->needle.n;
}

static void put_line_column(struct sarif_file *s, size_t at, const char *line, const char *column)
{
    if (at < s->at) {
        s->at = s->line = s->line_start = 0;
    }
    while (s->at < at) {
        if (s->source.p[s->at++] == '\n') {
            s->line++;
            s->line_start = s->at;
        }
    }
    json_key(s->o, line);
    json_put_int(s->o, (long long)s->line + 1);
    json_key(s->o, column);
    json_put_int(s->o, (long long)utf8_length(str_sub(s->source, s->line_start, at)) + 1);
}

static void put_region(struct sarif_file *s, const char *key, size_t from, size_t to)
{
    json_key(s->o, key);
    json_begin_object(s->o);
    put_line_column(s, from, "startLine", "startColumn");
    put_line_column(s, to, "endLine", "endColumn");
    json_end_object(s->o);
}

static void put_artifact(struct sarif_file *s)
{
    json_key(s->o, "artifactLocation");
    json_begin_object(s->o);
    json_key(s->o, "uri");
    json_put_str(s->o, buf_str(&s->uri));
    json_end_object(s->o);
}

static void put_fix(struct sarif_file *s, const struct finding *f, size_t from, size_t to)
{
    struct json_out *o = s->o;
    json_key(o, "fixes");
    json_begin_array(o);
    json_begin_object(o);
    put_text_object(o, "description", str_of(f->rule->fix));
    json_key(o, "artifactChanges");
    json_begin_array(o);
    json_begin_object(o);
    put_artifact(s);
    json_key(o, "replacements");
    json_begin_array(o);
    json_begin_object(o);
    put_region(s, "deletedRegion", from, to);
    buf_reset(&s->text);
    if (s->json) {
        escape_json(&s->text, f->rewrite);
    } else {
        buf_add(&s->text, f->rewrite);
    }
    put_text_object(o, "insertedContent", buf_str(&s->text));
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
}

static void put_result(struct sarif_file *s, const struct finding *f)
{
    struct json_out *o = s->o;
    size_t from = 0, to = 0;
    bool found = find_text(s, f->excerpt, &from, &to);
    json_begin_object(o);
    json_key(o, "ruleId");
    json_put_cstr(o, f->rule->id);
    json_key(o, "ruleIndex");
    json_put_int(o, f->rule - rules_at(0));
    json_key(o, "level");
    json_put_cstr(o, level(f->rule->severity));
    buf_reset(&s->text);
    finding_message(f, &s->text);
    put_text_object(o, "message", buf_str(&s->text));
    json_key(o, "locations");
    json_begin_array(o);
    json_begin_object(o);
    json_key(o, "physicalLocation");
    json_begin_object(o);
    put_artifact(s);
    if (found) {
        bool words = f->span.to > f->span.from;
        size_t start = words ? from + length_in_source(s, f->excerpt, f->span.from) : from;
        size_t end = words ? from + length_in_source(s, f->excerpt, f->span.to) : to;
        put_region(s, "region", start, end);
    }
    json_end_object(o);
    json_key(o, "logicalLocations");
    json_begin_array(o);
    json_begin_object(o);
    json_key(o, "fullyQualifiedName");
    json_put_str(o, f->pointer);
    json_key(o, "kind");
    json_put_cstr(o, "member");
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
    if (f->rewrite.n) {
        if (found) {
            put_fix(s, f, from, to);
        }
        json_key(o, "properties");
        json_begin_object(o);
        json_key(o, "rewrite");
        json_put_str(o, f->rewrite);
        json_end_object(o);
    }
    json_end_object(o);
}

void findings_sarif_file(const struct findings *f, struct str name, struct str source, struct json_out *o)
{
    struct str text = str_trim(source);
    if (str_starts(text, STR("PK\x03\x04"))) { /* a Word file: its bytes are not its text, so no finding has a region */
        source.n = 0;
    }
    struct sarif_file s = {.o = o, .source = source, .json = text.n && text.p[0] == '{', .budget = SEARCH_BUDGET};
    struct buf *parts[] = {&s.uri, &s.text, &s.needle};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_init(parts[i], 0);
    }
    put_uri(&s.uri, name);
    for (size_t i = 0; i < f->list.n; i++) {
        put_result(&s, &f->list.at[i]);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        o->b->failed |= !buf_ok(parts[i]);
        buf_free(parts[i]);
    }
}
