/* plan_text_form.c: reading back what plan_text_write.c wrote. */
#include "plan/plan_text_form.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define STEP 2

struct form_line {
    size_t number, indent;
    struct str text; /* without indentation */
    bool left;       /* does not follow the form */
};

struct form {
    struct arena *arena;
    struct import_report *report;
    PLAN_LIST(struct form_line) lines;
    size_t at;
    unsigned next_id[256];
    bool fits, failed, left;
    char path[256]; /* JSON pointer of the member being read */
    size_t path_n;
};

bool plan_form_is(struct str text)
{
    struct str line, rest = text;
    if (rest.n >= 3 && memcmp(rest.p, "\xEF\xBB\xBF", 3) == 0)
        rest = str_sub(rest, 3, rest.n);
    do {
        text = rest;
        if (!str_cut(text, '\n', &line, &rest)) {
            line = text;
            rest = str_sub(text, text.n, text.n);
        }
    } while (str_trim(line).n == 0 && rest.n);
    return str_is(str_trim(line), PLAN_TEXT_HEAD);
}

static bool misfit(struct form *f)
{
    f->fits = false;
    return false;
}

static bool out_of_memory(struct form *f)
{
    f->failed = true;
    return misfit(f);
}

static void filled(struct form *f, const struct form_line *l)
{
    struct import_field *to = f->report ? PLAN_PUSH(f->arena, &f->report->fields) : NULL;
    if (!f->report)
        return;
    const char *p = to ? arena_copy(f->arena, f->path, f->path_n) : NULL;
    if (!p)
        out_of_memory(f);
    else
        *to = (struct import_field){l->number, {p, f->path_n}};
}

static size_t enter(struct form *f, const char *key, size_t index)
{
    size_t before = f->path_n;
    int n = key ? snprintf(f->path + before, sizeof f->path - before, "/%s", key)
                : snprintf(f->path + before, sizeof f->path - before, "/%zu", index);
    f->path_n = before + (size_t)n;
    return before;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* values */

/* "\u{ad}" at i: its character; false when it is not one. */
static bool escaped(struct str s, size_t i, uint32_t *c, size_t *to)
{
    uint32_t v = 0;
    size_t k = i + 3;
    if (s.n - i < 5 || memcmp(s.p + i, "\\u{", 3) != 0)
        return false;
    for (; k < s.n && k < i + 9 && s.p[k] != '}'; k++) {
        char h = s.p[k];
        int digit = h >= '0' && h <= '9' ? h - '0' : h >= 'a' && h <= 'f' ? h - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        v = v * 16 + (uint32_t)digit;
    }
    if (k >= s.n || s.p[k] != '}' || k == i + 3)
        return false;
    *c = v;
    *to = k + 1;
    return true;
}

static void decode_line(struct str s, struct buf *b)
{
    uint32_t c;
    size_t to;
    if (s.n && s.p[0] == '\\' && !escaped(s, 0, &c, &to))
        s = str_sub(s, 1, s.n);
    if (s.n && s.p[s.n - 1] == '\\')
        s.n--;
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == '\\' && escaped(s, i, &c, &to)) {
            utf8_put(b, c);
            i = to;
        } else {
            buf_char(b, s.p[i++]);
        }
    }
}

static const struct form_line *line_at(const struct form *f)
{
    return f->at < f->lines.n ? &f->lines.at[f->at] : NULL;
}

/* The value that begins with `first` on the current line and goes on at `indent`. */
static bool read_text(struct form *f, struct str first, size_t indent, struct str *out)
{
    struct buf b;
    const struct form_line *l = line_at(f);
    buf_init(&b, 0);
    decode_line(first, &b);
    filled(f, l);
    for (f->at++; (l = line_at(f)) && l->indent == indent && f->fits; f->at++) {
        buf_char(&b, '\n');
        decode_line(l->text, &b);
        filled(f, l);
    }
    bool ok = f->fits;
    if (!buf_ok(&b) || !plan_text(f->arena, (struct str){b.p ? b.p : "", b.n}, out))
        ok = out_of_memory(f);
    buf_free(&b);
    return ok;
}

/* "Label: value" with that label: true, and the value, which is empty when nothing follows. */
static bool has_label(struct str line, const char *label, struct str *value)
{
    size_t n = strlen(label);
    if (line.n <= n || memcmp(line.p, label, n) != 0 || line.p[n] != ':' || (line.n > n + 1 && line.p[n + 1] != ' '))
        return false;
    *value = str_sub(line, n + 2, line.n);
    return true;
}

static bool read_members(struct form *f, const struct shape *s, void *item, size_t indent);

static bool read_texts(struct form *f, plan_texts *to, size_t indent)
{
    const struct form_line *l;
    filled(f, line_at(f));
    f->at++;
    while (f->fits && (l = line_at(f)) && l->indent == indent + STEP && str_starts(l->text, STR("-"))) {
        struct str *text = PLAN_PUSH(f->arena, to);
        if (!text)
            return out_of_memory(f);
        size_t before = enter(f, NULL, to->n - 1);
        if (!read_text(f, str_sub(l->text, 2, l->text.n), indent + 2 * STEP, text))
            return false;
        f->path_n = before;
    }
    return f->fits;
}

static bool read_refs(struct form *f, plan_texts *to, struct str value, size_t indent)
{
    if (value.n == 0)
        return read_texts(f, to, indent);
    for (struct str head, tail = value; tail.n;) {
        struct str rest = tail;
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = str_sub(rest, rest.n, rest.n);
        }
        if (!plan_add_text(f->arena, to, str_trim(head)))
            return out_of_memory(f);
    }
    filled(f, line_at(f));
    f->at++;
    return f->fits;
}

/* "Goal 3: ...": the name of the items, a number, a colon. */
static bool item_head(struct str line, const char *name, size_t name_n, struct str *value)
{
    size_t i = name_n + 1;
    if (line.n < name_n + 3 || memcmp(line.p, name, name_n) != 0 || line.p[name_n] != ' ')
        return false;
    while (i < line.n && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    if (i == name_n + 1 || i >= line.n || line.p[i] != ':' || (i + 1 < line.n && line.p[i + 1] != ' '))
        return false;
    *value = str_sub(line, i + 2, line.n);
    return true;
}

static bool read_topic(struct form *f, const struct shape *s, void *item, struct str line, size_t indent)
{
    struct plan_topic *t = item;
    size_t colon = str_find(line, STR(": "), 0);
    if (strcmp(s->name, "topic") != 0 || colon == (size_t)-1 || !str_starts(line, STR("- ")))
        return misfit(f);
    struct buf b;
    buf_init(&b, 0);
    decode_line(str_sub(line, 2, colon), &b);
    bool ok = buf_ok(&b) && plan_text(f->arena, (struct str){b.p ? b.p : "", b.n}, &t->topic);
    buf_free(&b);
    return ok ? read_text(f, str_sub(line, colon + 2, line.n), indent + 2 * STEP, &t->text) : out_of_memory(f);
}

static bool default_id(struct form *f, const struct shape *s, void *item, bool stated)
{
    char text[24];
    if (!s->prefix)
        return true;
    snprintf(text, sizeof text, "%s%u", s->prefix, ++f->next_id[(unsigned char)s->prefix[0]]);
    const struct shape_field *id = shape_find(s, STR("id"));
    return stated || plan_text(f->arena, str_of(text), shape_member(id, item)) || out_of_memory(f);
}

/* Ids are numbered as the items are met, a holder before what it holds; so an item's own number is taken before its
 * members are read. */
static bool states_id(const struct form *f, size_t indent)
{
    for (size_t i = f->at; i < f->lines.n && f->lines.at[i].indent >= indent; i++)
        if (f->lines.at[i].indent == indent && str_starts(f->lines.at[i].text, STR("Id: ")))
            return true;
    return false;
}

static bool read_item(struct form *f, const struct shape *s, void *item, size_t indent)
{
    const struct shape_field *main_field = plan_form_main(s);
    const struct form_line *l = line_at(f);
    char name[32];
    struct str value;
    size_t name_n = form_item_name(s, name);
    if (!item_head(l->text, name, name_n, &value))
        return read_topic(f, s, item, l->text, indent);
    if (value.n && !main_field)
        return misfit(f);
    if (value.n) {
        size_t before = enter(f, main_field->key, 0);
        if (!read_text(f, value, indent + 2 * STEP, shape_member(main_field, item)))
            return false;
        f->path_n = before;
    } else {
        filled(f, l);
        f->at++;
    }
    return default_id(f, s, item, states_id(f, indent + STEP)) && read_members(f, s, item, indent + STEP);
}

/* Leaves the current line, and what stands deeper below it, to the reader of free text. */
static bool leave(struct form *f)
{
    size_t indent = f->lines.at[f->at].indent;
    if (f->failed)
        return false;
    f->fits = true;
    do {
        f->lines.at[f->at].left = true;
        f->left = true;
    } while (++f->at < f->lines.n && f->lines.at[f->at].indent > indent);
    return true;
}

static bool starts_item(const struct form *f, const struct shape *s)
{
    struct str line = f->lines.at[f->at].text, value = {NULL, 0};
    char name[32];
    size_t name_n = form_item_name(s, name);
    if (item_head(line, name, name_n, &value))
        return value.n == 0 || plan_form_main(s) != NULL;
    return strcmp(s->name, "topic") == 0 && str_starts(line, STR("- ")) && str_find(line, STR(": "), 0) != (size_t)-1;
}

static bool read_list(struct form *f, const struct shape_field *field, void *list, size_t indent)
{
    const struct form_line *l = line_at(f);
    struct shape_items *items = list;
    filled(f, l);
    f->at++;
    while (f->fits && (l = line_at(f)) && l->indent == indent + STEP) {
        char *item = plan_push(f->arena, list, field->shape->size);
        if (!item)
            return out_of_memory(f);
        size_t before = enter(f, NULL, items->n - 1);
        if (!starts_item(f, field->shape)) {
            if (!leave(f))
                return false;
            items->n--;
        } else if (!read_item(f, field->shape, item, indent + STEP)) {
            return false;
        }
        f->path_n = before;
    }
    return f->fits;
}

static bool read_enum(const struct shape_field *field, void *item, struct str value)
{
    for (int i = 1; field->names[i]; i++) {
        struct str name = str_of(field->names[i]);
        bool same = name.n == value.n;
        for (size_t k = 0; same && k < name.n; k++)
            same = name.p[k] == value.p[k] || (name.p[k] == '_' && value.p[k] == ' ');
        if (same) {
            shape_set_enum(field, item, i);
            return true;
        }
    }
    return false;
}

static bool read_scalar(struct form *f, const struct shape_field *field, void *item, struct str value)
{
    void *member = shape_member(field, item);
    int64_t v;
    bool ok = true;
    switch (field->kind) {
    case SHAPE_DATE:
        ok = date_parse(value, member);
        break;
    case SHAPE_DEC:
        ok = num_dec(value, member);
        break;
    case SHAPE_INT:
        ok = num_int(value, INT64_MIN, INT64_MAX, &v);
        if (ok)
            *(struct opt_int *)member = (struct opt_int){true, v};
        break;
    case SHAPE_BOOL:
        ok = str_is(value, "yes") || str_is(value, "no");
        ((bool *)member)[0] = ok;
        ((bool *)member)[1] = str_is(value, "yes");
        break;
    default:
        ok = read_enum(field, item, value);
    }
    if (!ok)
        return misfit(f);
    filled(f, line_at(f));
    f->at++;
    return f->fits;
}

static bool read_id(struct form *f, void *member, struct str value, size_t indent)
{
    if (!str_is(value, "none"))
        return value.n ? read_text(f, value, indent + 2 * STEP, member) : misfit(f);
    filled(f, line_at(f));
    f->at++;
    return f->fits;
}

static bool read_member(struct form *f, const struct shape *s, void *item, size_t indent)
{
    const struct form_line *l = line_at(f);
    const struct shape_field *field = NULL;
    struct str value = {NULL, 0};
    for (size_t i = 0; i < s->count && !field; i++)
        if (has_label(l->text, s->fields[i].label, &value))
            field = &s->fields[i];
    if (!field || (field->kind != SHAPE_ID && !shape_field_is_empty(field, item)))
        return misfit(f);
    void *member = shape_member(field, item);
    size_t before = enter(f, field->key, 0);
    bool ok, holder = field->kind == SHAPE_OBJECT || field->kind == SHAPE_LIST || field->kind == SHAPE_TEXTS;
    if (holder == (value.n > 0) && field->kind != SHAPE_REFS)
        return misfit(f);
    switch (field->kind) {
    case SHAPE_ID:
        ok = read_id(f, member, value, indent);
        break;
    case SHAPE_TEXT:
    case SHAPE_REF:
        ok = read_text(f, value, indent + 2 * STEP, member);
        break;
    case SHAPE_TEXTS:
        ok = read_texts(f, member, indent);
        break;
    case SHAPE_REFS:
        ok = read_refs(f, member, value, indent);
        break;
    case SHAPE_LIST:
        ok = read_list(f, field, member, indent);
        break;
    case SHAPE_OBJECT:
        filled(f, l);
        f->at++;
        ok = f->fits && read_members(f, field->shape, member, indent + STEP);
        break;
    default:
        ok = read_scalar(f, field, item, value);
    }
    f->path_n = before;
    return ok;
}

static bool read_members(struct form *f, const struct shape *s, void *item, size_t indent)
{
    const struct form_line *l;
    while ((l = line_at(f)) && l->indent >= indent) {
        size_t path = f->path_n;
        if (l->indent == indent && read_member(f, s, item, indent))
            continue;
        f->path_n = path;
        if (!leave(f))
            return false;
    }
    return true;
}

static bool cut(struct form *f, struct str text)
{
    struct str line, rest = text;
    if (rest.n >= 3 && memcmp(rest.p, "\xEF\xBB\xBF", 3) == 0)
        rest = str_sub(rest, 3, rest.n);
    for (size_t number = 1; rest.n; number++) {
        text = rest;
        if (!str_cut(text, '\n', &line, &rest)) {
            line = text;
            rest = str_sub(text, text.n, text.n);
        }
        size_t indent = 0;
        while (line.n && (is_blank(line.p[line.n - 1]) || line.p[line.n - 1] == '\r'))
            line.n--;
        while (indent < line.n && line.p[indent] == ' ')
            indent++;
        if (indent == line.n)
            continue;
        struct form_line *l = PLAN_PUSH(f->arena, &f->lines);
        if (!l)
            return false;
        *l = (struct form_line){number, indent, str_sub(line, indent, line.n), false};
    }
    return true;
}

/* The text with only the lines that were left; the others stay as empty lines. */
static bool put_rest(struct form *f, struct str *rest)
{
    struct buf b;
    size_t number = 1;
    buf_init(&b, 0);
    for (size_t i = 0; i < f->lines.n; i++) {
        const struct form_line *l = &f->lines.at[i];
        if (!l->left)
            continue;
        buf_repeat(&b, '\n', l->number - number);
        number = l->number;
        buf_repeat(&b, ' ', l->indent);
        buf_add(&b, l->text);
    }
    bool ok = buf_ok(&b) && plan_text(f->arena, buf_str(&b), rest);
    buf_free(&b);
    return ok;
}

bool plan_form_read(struct str text, struct arena *a, struct plan **out, struct import_report *report, struct str *rest,
                    struct err *e)
{
    struct form *f = ARENA_NEW(a, struct form);
    struct plan *p = ARENA_NEW(a, struct plan);
    *rest = (struct str){NULL, 0};
    if (!f || !p)
        return err_no_memory(e);
    f->arena = a;
    f->report = report;
    f->fits = true;
    if (!cut(f, text))
        return err_no_memory(e);
    f->at = 1; /* behind the head */
    read_members(f, &plan_shape, p, 0);
    if (f->failed || (f->left && !put_rest(f, rest)))
        return err_no_memory(e);
    for (size_t i = 0; report && i < f->lines.n; i++)
        report->lines += !f->lines.at[i].left;
    if (report)
        report->understood = report->lines;
    *out = p;
    return true;
}
