/* sharing.c: what consents, disclosures and requests have in common. */
#include "practice/sharing_parts.h"

#include "base/utf8.h"

bool sharing_keep_str(struct arena *a, struct str s, struct str *out, struct err *e)
{
    char *p = s.p ? arena_copy(a, s.p, s.n) : NULL;
    *out = (struct str){p, p ? s.n : 0};
    return p || !s.p || arena_error(a, e);
}

bool sharing_keep(struct buf *b, struct arena *a, struct str *out, struct err *e)
{
    bool ok = buf_ok(b) ? sharing_keep_str(a, buf_str(b), out, e) : err_no_memory(e);
    buf_free(b);
    return ok;
}

/* ---- JSON ---- */

void sharing_put(struct json_out *o, const char *key, struct str s)
{
    if (s.n) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

void sharing_put_date(struct json_out *o, const char *key, struct date d)
{
    char text[DATE_TEXT_SIZE];
    sharing_put(o, key, str_of(date_format(d, text)));
}

void sharing_put_flag(struct json_out *o, const char *key, bool v)
{
    if (v) {
        json_key(o, key);
        json_put_bool(o, true);
    }
}

struct date sharing_date(const struct json *object, const char *key)
{
    struct date d = {0};
    return date_parse(json_str(json_get(object, key)), &d) ? d : (struct date){0};
}

bool sharing_flag(const struct json *object, const char *key)
{
    bool v = false;
    return json_bool(json_get(object, key), &v) && v;
}

/* ---- sections ---- */

static const struct {
    const char *name, *heading;
} sections_table[SHARE_SECTION_COUNT] = {
    {"details", "Name, birth date and contact"},
    {"diagnoses", "Diagnoses"},
    {"plan", "Treatment plan"},
    {"progress", "Scores over time"},
    {"sessions", "Sessions: dates and attendance"},
    {"notes", "Notes on sessions, events and diaries kept together"},
    {"reviews", "Reviews and decisions"},
    {"safety_plan", "Safety plan"},
    {"medication", "Medication"},
    {"substance_use", "What is protected as a record of substance use treatment"},
};

const char *sharing_section_name(enum share_section section)
{
    unsigned i = 0;
    while (i < SHARE_SECTION_COUNT - 1 && (unsigned)section >> i != 1) {
        i++;
    }
    return sections_table[i].name;
}

const char *sharing_section_note(enum share_section section)
{
    return section == SHARE_PROGRESS ? "Each score goes with the answer to every question, not as a total alone."
                                     : NULL;
}

const char *sharing_section_heading(enum share_section section)
{
    unsigned i = 0;
    while (i < SHARE_SECTION_COUNT - 1 && (unsigned)section >> i != 1) {
        i++;
    }
    return sections_table[i].heading;
}

bool sharing_section_find(struct str name, enum share_section *out)
{
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (str_is(name, sections_table[i].name)) {
            *out = (enum share_section)(1u << i);
            return true;
        }
    }
    return false;
}

void sharing_put_sections(struct json_out *o, const char *key, unsigned sections)
{
    json_key(o, key);
    json_begin_array(o);
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (sections >> i & 1) {
            json_put_cstr(o, sections_table[i].name);
        }
    }
    json_end_array(o);
}

unsigned sharing_sections(const struct json *object, const char *key)
{
    const struct json *list = json_get(object, key);
    unsigned sections = 0;
    enum share_section one;
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        sections |= sharing_section_find(json_str(v), &one) ? (unsigned)one : 0;
    }
    return sections;
}

/* ---- texts ---- */

bool sharing_same(struct str a, struct str b)
{
    a = str_trim(a);
    b = str_trim(b);
    return a.n && str_eq_ci(a, b);
}

bool sharing_text(struct str s, const char *where, struct err *e)
{
    return (s.n <= SHARING_TEXT_MAX && utf8_check(s, NULL)) ||
           err_set(e, ERR_INVALID, where, "must be a text of %d bytes at most", SHARING_TEXT_MAX);
}

/* ---- rows ---- */

bool sharing_client_name(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                         struct str *name, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    const struct json *root;
    struct record *list;
    size_t n;
    *name = SHARING_NONE;
    if (!record_list(s, tx, practice, client, &f, a, &list, &n, e)) {
        return false;
    }
    if (n && !json_parse(list[0].content, a, &root, e)) {
        return false;
    }
    *name = n ? json_str(json_get(root, "name")) : *name;
    return true;
}

bool sharing_record(struct practice_tx *t, enum record_kind kind, struct str id, const char *what, struct record *out,
                    struct err *e)
{
    struct err mine = {0};
    t->object = id;
    if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, out, &mine)) {
        return err_set(e, mine.kind, mine.kind == ERR_NOT_FOUND ? what : mine.where, "%s", mine.text);
    }
    return out->kind == kind || err_set(e, ERR_NOT_FOUND, what, "there is none with this id");
}

bool sharing_find_once(struct practice_tx *t, enum record_kind kind, struct str once, struct record *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << kind, .newest_first = true};
    const struct json *root;
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        if (str_eq(json_str(json_get(root, "once")), once)) {
            *out = list[i];
            t->object = out->id;
            return true;
        }
    }
    return err_set(e, ERR_CONFLICT, "once", "was used for something else");
}

/* ---- tables of data/ ---- */

bool sharing_row(const char *table, struct str key, struct str *cells, size_t count)
{
    struct str rest = str_of(table), line;
    while (rest.n) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){"", 0};
        }
        size_t n = 0;
        struct str left = line;
        while (n + 1 < count && str_cut(left, '\t', &cells[n], &left)) {
            n++;
        }
        cells[n] = left;
        if (n + 1 == count && key.n && str_eq_ci(cells[0], key) && line.p[0] != '#') {
            return true;
        }
    }
    return false;
}
