/* packet_words.c: members of an entry of a packet as a reader sees them, on the page and on paper alike. */
#include "practice/sharing_parts.h"

#include "measure/measure.h"

/* ---- one table of labels; a key without a row is told by its own words ---- */

static const struct {
    const char *key, *label;
} labels[] = {
    {"amendment", "Amendment to the plan"},
    {"ending", "End of the plan"},
    {"event", "Event"},
    {"words", "In the client's words"},
    {"checkin", "Check-in"},
    {"details", "Details of the client"},
    {"disclosure", "Number"},
    {"sections", "Parts of the record"},
    {"ground", "Ground"},
    {"issued_by", "Ordered by"},
    {"issued_on", "Order of"},
    {"from_day", "Entries from"},
    {"to_day", "Entries to"},
    {"notice_source", "Source of the notice"},
    {"notice_confirmed", "Wording of the notice"},
    {"part2", "42 CFR Part 2"},
    {"responses", "Answers"},
    {"client_reading", "How the client reads it"},
    {"client_view", "What the client says"},
    {"client_words", "In the client's words"},
    {"start", "From"},
    {"end", "To"},
    {"next", "Next"},
    {"id", "Mark in the plan"},
    {"low", "Lowest answer"},
    {"high", "Highest answer"},
    {"sleep_hours", "Hours of sleep"},
    {"worked_on", "Worked on what matters"},
    {"method", "Signed with"},
};

/* Words of which the key alone decides the meaning; absent key: of every key. */
static const struct {
    const char *key, *value, *words;
} values[] = {
    {"ground", "consent", "The client's consent"},
    {"ground of a release", "consent", "The client's consent; a copy of it follows"},
    {"ground", "emergency", "An emergency"},
    {"ground", "required_report", "A report that the law requires"},
    {"ground", "order", "A court order"},
    {"ground", "client", "The client's own request"},
    {"notice_confirmed", "yes", "as the regulation has it"},
    {"notice_confirmed", "no", "not that of a regulation, and unconfirmed"},
    {"part2", "yes", "it holds records that are protected"},
    {NULL, "no_show", "did not come"},
    {NULL, "does_not_fit", "it does not fit"},
    {NULL, "change_approach", "change the approach"},
};

/* What only programs read: moments in milliseconds, marks of rows and of forms. */
bool sharing_member_shown(struct str key)
{
    static const char *const hidden[] = {"zone", "form", "alert_at", "sign", "once"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (str_is(key, hidden[i])) {
            return false;
        }
    }
    return !(key.n > 3 && memcmp(key.p + key.n - 3, "_ms", 3) == 0);
}

static void put_spaced(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        buf_char(out, s.p[i] == '_' ? ' ' : s.p[i]);
    }
}

void sharing_label_put(struct str key, struct buf *out)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (str_is(key, labels[i].key)) {
            buf_cstr(out, labels[i].label);
            return;
        }
    }
    if (key.n && key.p[0] >= 'a' && key.p[0] <= 'z') {
        buf_char(out, (char)(key.p[0] - 'a' + 'A'));
        key = str_sub(key, 1, key.n);
    }
    put_spaced(key, out);
}

/* "no_show": a name out of a list of names; what people write has other signs in it. */
static bool is_name(struct str s)
{
    bool parts = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
        parts = parts || c == '_';
    }
    return parts;
}

void sharing_member_put(struct str key, struct str value, struct buf *out)
{
    const struct measure *m = str_is(key, "instrument") || str_is(key, "measure") ? measure_find(value) : NULL;
    enum share_section section;
    struct date day;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if ((!values[i].key || str_is(key, values[i].key)) && str_is(value, values[i].value)) {
            buf_cstr(out, values[i].words);
            return;
        }
    }
    if (m) {
        buf_cstr(out, m->name);
    } else if (date_parse(value, &day)) {
        buf_printf(out, "%d %s %d", (int)day.day, date_month(day.month), (int)day.year);
    } else if (str_is(key, "sections") && sharing_section_find(value, &section)) {
        buf_cstr(out, sharing_section_heading(section));
    } else if (is_name(value)) {
        put_spaced(value, out);
    } else {
        buf_add(out, value);
    }
}

bool sharing_words(struct str key, struct str value, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    if (value.p) {
        sharing_member_put(key, value, &b);
    } else {
        sharing_label_put(key, &b);
    }
    return sharing_keep(&b, a, out, e);
}

/* ---- an object as lines ---- */

struct lines {
    struct arena *a;
    struct sharing_line *list;
    size_t count;
};

static bool is_leaf(const struct json *v)
{
    return v->type != JSON_ARRAY && v->type != JSON_OBJECT;
}

static bool all_leaves(const struct json *v)
{
    for (const struct json *k = v->first; k; k = k->next) {
        if (!is_leaf(k)) {
            return false;
        }
    }
    return true;
}

static void put_leaf(struct str key, const struct json *v, struct buf *out)
{
    sharing_member_put(key, v->type == JSON_TRUE ? STR("yes") : v->type == JSON_FALSE ? STR("no") : v->text, out);
}

/* Values of a list, or the members of a small object, in one line. */
static void put_short(struct str key, const struct json *v, struct buf *out)
{
    bool list = v->type == JSON_ARRAY;
    for (const struct json *k = v->first; k; k = k->next) {
        if (!list && (!sharing_member_shown(k->key) || k->type == JSON_NULL)) {
            continue;
        }
        buf_cstr(out, !out->n ? "" : list ? ", " : "; ");
        if (list && k->type == JSON_NULL) {
            buf_cstr(out, "\xe2\x80\x93");
            continue;
        }
        if (!list) {
            sharing_label_put(k->key, out);
            buf_cstr(out, ": ");
        }
        put_leaf(list ? key : k->key, k, out);
    }
}

static bool put_line(struct lines *l, struct str key, struct buf *text, struct err *e)
{
    struct sharing_line line;
    struct buf label;
    buf_init(&label, 0);
    sharing_label_put(key.n ? key : STR("text"), &label);
    if (!sharing_keep(text, l->a, &line.text, e)) {
        buf_free(&label);
        return false;
    }
    if (!sharing_keep(&label, l->a, &line.label, e)) {
        return false;
    }
    if (line.text.n) {
        l->list[l->count++] = line;
    }
    return true;
}

static bool put_member(struct lines *l, struct str key, const struct json *v, bool inner, struct err *e)
{
    struct buf text;
    if (!sharing_member_shown(key)) {
        return true;
    }
    if (is_leaf(v) || (all_leaves(v) && (inner || v->type == JSON_ARRAY))) {
        buf_init(&text, 0);
        if (is_leaf(v)) {
            put_leaf(key, v, &text);
        } else {
            put_short(key, v, &text);
        }
        return put_line(l, key, &text, e);
    }
    for (const struct json *k = v->first; k; k = k->next) {
        if (!put_member(l, k->key.n ? k->key : key, k, true, e)) {
            return false;
        }
    }
    return true;
}

static size_t count_nodes(const struct json *v)
{
    size_t n = 1;
    for (const struct json *k = v->first; k; k = k->next) {
        n += count_nodes(k);
    }
    return n;
}

bool sharing_lines(const struct json *object, struct arena *a, struct sharing_line **out, size_t *count, struct err *e)
{
    struct lines l = {a, NULL, 0};
    *out = NULL;
    *count = 0;
    if (!object) {
        return true;
    }
    l.list = arena_array(a, count_nodes(object), sizeof *l.list);
    if (!l.list) {
        return arena_error(a, e);
    }
    bool ok = put_member(&l, SHARING_NONE, object, false, e);
    *out = l.list;
    *count = l.count;
    return ok;
}
