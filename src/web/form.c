/* form.c: what was posted, by the fields a handler declares. */
#include "web/web_parts.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

static size_t index_of(const struct form *f, const char *name)
{
    size_t i = 0;
    while (i < f->count && strcmp(f->fields[i].name, name) != 0) {
        i++;
    }
    return i;
}

struct str form_value(const struct form *f, const char *name)
{
    size_t i = index_of(f, name);
    return i < f->count ? f->value[i] : NONE;
}

int64_t form_number(const struct form *f, const char *name, int64_t otherwise)
{
    size_t i = index_of(f, name);
    return i < f->count && f->value[i].n ? f->number[i] : otherwise;
}

struct date form_date(const struct form *f, const char *name)
{
    size_t i = index_of(f, name);
    return i < f->count ? f->date[i] : (struct date){0};
}

/* Whether `one` is among texts joined by "|". */
static bool among(struct str all, struct str one)
{
    struct str head = all, tail = {NULL, 0};
    for (bool more = true; more; all = tail) {
        more = str_cut(all, '|', &head, &tail);
        if (str_eq(more ? head : all, one)) {
            return true;
        }
    }
    return false;
}

bool form_is(const struct form *f, const char *name, const char *value)
{
    size_t i = index_of(f, name);
    if (i == f->count) {
        return false;
    }
    return f->fields[i].kind == FIELD_CHOICES ? f->value[i].n && among(f->value[i], str_of(value))
                                              : str_is(f->value[i], value);
}

/* ---- errors ---- */

static void add_error(struct call *w, struct form *f, const char *name, struct str text)
{
    w->answer->status = 422;
    for (size_t i = 0; i < f->errors_count; i++) {
        if (strcmp(f->errors[i].name, name) == 0) {
            return; /* one at a time for each field */
        }
    }
    struct form_error *list =
        arena_grow(w->arena, f->errors, f->errors_count * sizeof *list, (f->errors_count + 1) * sizeof *list);
    if (list) {
        list[f->errors_count++] = (struct form_error){name, text};
        f->errors = list;
    }
}

void form_wrong(struct call *w, struct form *f, const char *name, const char *fmt, ...)
{
    char text[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t i = index_of(f, name);
    add_error(w, f, i < f->count ? f->fields[i].name : arena_copy(w->arena, name, strlen(name)),
              web_print(w, "%s", text));
}

static void missing(struct call *w, struct form *f, const struct field *d)
{
    const char *label = web_t(w, d->label);
    if (d->ask) {
        add_error(w, f, d->name, str_of(web_t(w, d->ask)));
        return;
    }
    switch (d->kind) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
        form_wrong(w, f, d->name, web_t(w, "Fill in “%s”."), label);
        break;
    case FIELD_DATE:
        form_wrong(w, f, d->name, web_t(w, "Give a date for “%s”."), label);
        break;
    case FIELD_INT:
        form_wrong(w, f, d->name, web_t(w, "Give a number for “%s”."), label);
        break;
    case FIELD_CHOICE:
        form_wrong(w, f, d->name, web_t(w, "Choose an answer for “%s”."), label);
        break;
    case FIELD_CHOICES:
        form_wrong(w, f, d->name, web_t(w, "Choose at least one for “%s”."), label);
        break;
    case FIELD_CHECK:
        form_wrong(w, f, d->name, web_t(w, "Tick “%s”."), label);
        break;
    case FIELD_FILE:
        form_wrong(w, f, d->name, web_t(w, "Choose a file for “%s”."), label);
        break;
    }
}

/* ---- one field ---- */

static void check_length(struct call *w, struct form *f, const struct field *d, struct str value)
{
    int64_t n = (int64_t)utf8_length(value);
    if (d->max && n > d->max) {
        form_wrong(w, f, d->name, web_t(w, "“%s” can be %lld characters long; it has %lld."), web_t(w, d->label),
                   (long long)d->max, (long long)n);
    } else if (n < d->min) {
        form_wrong(w, f, d->name, web_t(w, "“%s” needs %lld characters or more."), web_t(w, d->label),
                   (long long)d->min);
    }
}

static void check_number(struct call *w, struct form *f, size_t i)
{
    const struct field *d = &f->fields[i];
    char text[24];
    char *end = text;
    struct str v = f->value[i];
    if (v.n < sizeof text) {
        memcpy(text, v.p, v.n);
        text[v.n] = 0;
        f->number[i] = strtoll(text, &end, 10);
    }
    bool whole = v.n < 19 && end != text && !*end && v.p[0] != '+';
    if (!whole) {
        form_wrong(w, f, d->name, web_t(w, "“%s” must be a whole number."), web_t(w, d->label));
    } else if ((d->min || d->max) && (f->number[i] < d->min || f->number[i] > d->max)) {
        form_wrong(w, f, d->name, web_t(w, "“%s” must be %lld to %lld."), web_t(w, d->label), (long long)d->min,
                   (long long)d->max);
    }
}

static void check_choice(struct call *w, struct form *f, const struct field *d, struct str value)
{
    struct str head = value, tail = {NULL, 0};
    for (bool more = true; more; value = tail) {
        more = d->kind == FIELD_CHOICES && str_cut(value, '|', &head, &tail);
        head = more ? head : value;
        if (d->choices && (!among(str_of(d->choices), head) || !head.n)) {
            form_wrong(w, f, d->name, web_t(w, "Choose one of the answers that “%s” offers."), web_t(w, d->label));
            return;
        }
    }
}

static void check_field(struct call *w, struct form *f, size_t i)
{
    const struct field *d = &f->fields[i];
    struct str value = f->value[i];
    if (!value.n) {
        if (d->required) {
            missing(w, f, d);
        }
        return;
    }
    switch (d->kind) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
        check_length(w, f, d, value);
        break;
    case FIELD_DATE:
        if (!date_parse(value, &f->date[i])) {
            form_wrong(w, f, d->name, web_t(w, "“%s” must be a day, such as 2026-10-20."), web_t(w, d->label));
        }
        break;
    case FIELD_INT:
        check_number(w, f, i);
        break;
    case FIELD_CHOICE:
    case FIELD_CHOICES:
    case FIELD_CHECK:
        check_choice(w, f, d, value);
        break;
    case FIELD_FILE:
        break;
    }
}

/* ---- all of them ---- */

/* Several values in one, as a page sends them that asks which of two texts is to stand: "a|b", none of them empty. */
static bool is_joined(struct str s)
{
    return s.n && s.p[0] != '|' && s.p[s.n - 1] != '|' && str_find(s, STR("||"), 0) == (size_t)-1;
}

/* Values of a field that may come several times, joined; one that is joined already counts as what it holds. */
static struct str join(struct call *w, const struct http_field *list, size_t count, const char *name)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < count; i++) {
        if (str_is(list[i].name, name) && is_joined(list[i].value)) {
            if (b.n) {
                buf_char(&b, '|');
            }
            buf_add(&b, list[i].value);
        }
    }
    const char *copy = b.p ? arena_copy(w->arena, b.p, b.n) : NULL;
    struct str s = {copy, copy ? b.n : 0};
    buf_free(&b);
    return s;
}

static struct str take(struct call *w, const struct http_field *list, size_t count, const struct field *d)
{
    if (d->kind == FIELD_CHOICES) {
        return join(w, list, count, d->name);
    }
    for (size_t i = 0; i < count; i++) {
        if (str_is(list[i].name, d->name)) {
            bool as_is = d->kind == FIELD_SECRET || d->kind == FIELD_FILE;
            return as_is ? list[i].value : str_trim(list[i].value);
        }
    }
    return NONE;
}

static void fill(struct call *w, struct form *f, const struct http_field *list, size_t count)
{
    for (size_t i = 0; i < f->count; i++) {
        f->value[i] = take(w, list, count, &f->fields[i]);
    }
}

bool form_read(struct call *w, const struct field *fields, size_t count, struct form *out)
{
    *out = (struct form){.fields = fields, .count = count < FORM_FIELDS_MAX ? count : FORM_FIELDS_MAX};
    fill(w, out, w->in->form, w->in->form_count);
    for (size_t i = 0; i < out->count; i++) {
        check_field(w, out, i);
    }
    if (w->secret_wrong) {
        add_error(w, out, "secret", str_of(w->secret_wrong));
    }
    return !out->errors_count;
}

void form_empty(struct call *w, const struct field *fields, size_t count, struct form *out)
{
    struct http_config limits;
    struct http_field *list = NULL;
    struct err none = {0};
    size_t n = 0;
    *out = (struct form){.fields = fields, .count = count < FORM_FIELDS_MAX ? count : FORM_FIELDS_MAX};
    if (!w->kept_form.p) {
        return;
    }
    http_defaults(&limits);
    if (http_parse_form(w->kept_form, &limits, w->arena, &list, &n, &none)) {
        fill(w, out, list, n);
    }
}

struct str form_posted(struct call *w, const char *name)
{
    struct http_config limits;
    struct http_field *list = w->in->form;
    struct err none = {0};
    size_t n = w->in->form_count;
    if (w->kept_form.p) {
        http_defaults(&limits);
        if (!http_parse_form(w->kept_form, &limits, w->arena, &list, &n, &none)) {
            return NONE;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (str_is(list[i].name, name)) {
            return list[i].value;
        }
    }
    return NONE;
}

/* ---- for the views ---- */

struct view_field field_show(struct call *w, const struct form *f, const char *name, struct str otherwise)
{
    struct view_field v = {.name = name, .label = name, .value = otherwise, .rows = 4};
    (void)w;
    size_t i = f ? index_of(f, name) : 0;
    if (!f || i == f->count) {
        return v;
    }
    const struct field *d = &f->fields[i];
    v.label = web_t(w, d->label);
    v.required = d->required;
    v.many = d->kind == FIELD_CHOICES;
    v.is_line = d->kind == FIELD_LINE;
    v.is_text = d->kind == FIELD_TEXT;
    v.is_date = d->kind == FIELD_DATE;
    v.is_number = d->kind == FIELD_INT;
    v.is_choice = d->kind == FIELD_CHOICE || d->kind == FIELD_CHOICES;
    v.is_check = d->kind == FIELD_CHECK;
    v.is_secret = d->kind == FIELD_SECRET;
    v.is_file = d->kind == FIELD_FILE;
    v.chosen = v.is_check && f->value[i].n;
    if (f->value[i].p && d->kind != FIELD_SECRET) {
        v.value = f->value[i];
    }
    for (size_t k = 0; k < f->errors_count; k++) {
        if (strcmp(f->errors[k].name, name) == 0) {
            v.error = f->errors[k].text;
        }
    }
    return v;
}

void field_choices(struct call *w, struct view_field *field, const struct view_choice *choices, size_t count)
{
    struct view_choice *list = arena_array(w->arena, count, sizeof *list);
    field->choices = list;
    field->choices_count = list ? count : 0;
    for (size_t i = 0; list && i < count; i++) {
        list[i] = choices[i];
        list[i].chosen = field->value.n && (field->many ? among(field->value, str_of(choices[i].value))
                                                        : str_is(field->value, choices[i].value));
    }
}
