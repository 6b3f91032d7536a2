/*
 * line.c: one line of JSON Lines -> a sentence and what is echoed with its answer.
 * Layer: statement.  Not here: where lines come from (cli/).
 */
#include "statement/line.h"

#include "base/json.h"

#include <stdint.h>

/* *out lives in `scratch`. */
static bool read_id(const struct json *id, struct buf *scratch, struct str *out, struct err *e)
{
    struct json_out o;
    *out = STR("null");
    if (!id)
        return true;
    if (id->type != JSON_STRING && id->type != JSON_NUMBER && id->type != JSON_NULL)
        return err_set(e, ERR_INVALID, "id", "must be a string, a number or null");
    buf_reset(scratch);
    json_out_init(&o, scratch, 0);
    json_put_tree(&o, id);
    *out = buf_str(scratch);
    return buf_ok(scratch) || err_no_memory(e);
}

/* The end of the plain string that begins behind a quote at `at`: no escape, no control character. SIZE_MAX for none.
 */
static size_t plain_string_end(struct str s, size_t at)
{
    for (; at < s.n && s.p[at] != '"'; at++)
        if ((unsigned char)s.p[at] < 0x20 || s.p[at] == '\\')
            return SIZE_MAX;
    return at < s.n ? at : SIZE_MAX;
}

static size_t skip_blanks(struct str s, size_t at)
{
    while (at < s.n && s.p[at] == ' ')
        at++;
    return at;
}

/* A string without escapes, or for "id" a plain whole number, at `at`. *end is past it; false: let json_parse look. */
static bool flat_value(struct str s, size_t at, bool number_allowed, struct str *value, size_t *end)
{
    size_t k;
    if (at < s.n && s.p[at] == '"') {
        if ((k = plain_string_end(s, at + 1)) == SIZE_MAX)
            return false;
        *value = str_sub(s, at + 1, k);
        *end = k + 1;
        return true;
    }
    for (k = at; k < s.n && s.p[k] >= '0' && s.p[k] <= '9'; k++) {
    }
    if (!number_allowed || k == at || k - at > 15 || s.p[at] == '0')
        return false;
    *value = str_sub(s, at, k);
    *end = k;
    return true;
}

/*
 * The usual line, {"id": "..", "text": ".."}, read without a tree: these four members, each once, strings without
 * escapes. Any other line, right or wrong, is json_parse's: false, and *out is as it was. The bytes are UTF-8
 * (readable()).
 */
bool statement_line_read_flat(struct str s, struct statement_line *out)
{
    static const struct str names[] = {{"id", 2}, {"text", 4}, {"source", 6}, {"role", 4}};
    struct str found[4] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}}, key;
    size_t at = 0, k;
    do {
        at = skip_blanks(s, at + 1);
        if (at >= s.n || s.p[at] != '"' || (k = plain_string_end(s, at + 1)) == SIZE_MAX)
            return false;
        key = str_sub(s, at + 1, k);
        for (k = 0; k < 4 && !str_eq(key, names[k]); k++) {
        }
        at = skip_blanks(s, at + key.n + 2);
        if (k == 4 || found[k].p || at >= s.n || s.p[at] != ':')
            return false;
        size_t start = skip_blanks(s, at + 1);
        if (!flat_value(s, start, k == 0, &found[k], &at))
            return false;
        if (k == 0)
            found[0] = str_sub(s, start, at); /* with its quotes: JSON text */
        at = skip_blanks(s, at);
    } while (at < s.n && s.p[at] == ',');
    enum statement_role role = found[3].p ? statement_role_find(found[3]) : out->role;
    if (at + 1 != s.n || s.p[at] != '}' || !found[1].p || (found[3].p && role == ROLE_UNKNOWN))
        return false;
    out->id = found[0].p ? found[0] : out->id;
    out->text = found[1];
    out->source = found[2];
    out->role = role;
    return true;
}

bool statement_line_read_tree(struct str line, struct arena *a, struct buf *scratch, struct statement_line *out,
                              struct err *e)
{
    const struct json *v = NULL;
    if (!json_parse(line, a, &v, e))
        return false;
    if (v->type != JSON_OBJECT)
        return err_set(e, ERR_INVALID, NULL, "not a JSON object with \"id\" and \"text\"");
    if (!read_id(json_get(v, "id"), scratch, &out->id, e))
        return false;
    out->text = json_str(json_get(v, "text"));
    if (!out->text.p)
        return err_set(e, ERR_INVALID, "text", "is missing; each line is {\"id\": ..., \"text\": \"...\"}");
    out->source = json_str(json_get(v, "source"));
    struct str role = json_str(json_get(v, "role"));
    if (role.p) {
        out->role = statement_role_find(role);
        if (out->role == ROLE_UNKNOWN)
            return err_set(e, ERR_INVALID, "role", "must be goal, objective, intervention or other");
    }
    return true;
}

bool statement_line_read(struct str line, struct arena *a, struct buf *scratch, struct statement_line *out,
                         struct err *e)
{
    return statement_line_read_flat(line, out) || statement_line_read_tree(line, a, scratch, out, e);
}
