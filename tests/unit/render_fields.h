/*
 * render_fields.h: a plan in which every member of the shape tables is filled with a value of its own, and a check that
 * all of them are found in a text. Shared by the tests of the HTML page and of the PDF.
 */
#ifndef TESTS_RENDER_FIELDS_H
#define TESTS_RENDER_FIELDS_H

#include "support.h"

#include "measure/measure.h"
#include "plan/plan_json.h"
#include "plan/shape.h"
#include "render/render.h"

struct filler {
    struct arena *a;
    long long serial; /* makes each value unlike all others */
    bool numbers;     /* value objects get numbers only; else everything */
    bool wide;        /* texts have letters of other scripts in them */
};

static inline struct str fill_text(struct filler *f, const char *key)
{
    char text[128];
    int n = snprintf(text, sizeof text, "%s%s q%lldz", f->wide ? "Ämtliche Größe αβγ жук " : "", key, ++f->serial);

    return (struct str){arena_copy(f->a, text, (size_t)n), (size_t)n};
}

/* Cadences, dues and so on are printed as the plan words them where it does: then their numbers are the same fact
 * again. */
static inline bool has_words(const struct shape *s)
{
    static const char *const names[] = {"cadence", "review_window"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(s->name, names[i]) == 0)
            return true;
    return false;
}

static inline void fill_struct(struct filler *f, const struct shape *s, void *item, size_t index);

static inline void fill_list(struct filler *f, const struct shape_field *field, struct shape_items *list)
{
    enum { COUNT = 2 };

    list->at = arena_array(f->a, COUNT, field->shape->size);
    list->n = list->room = COUNT;
    for (size_t i = 0; i < COUNT; i++)
        fill_struct(f, field->shape, (char *)list->at + i * field->shape->size, i);
}

static inline void fill_texts(struct filler *f, const struct shape_field *field, plan_texts *t)
{
    for (int i = 0; i < 2; i++) {
        struct str s = fill_text(f, field->key);
        if (field->kind == SHAPE_REFS) {
            char id[8] = {field->refs[0], (char)('1' + i), 0};
            s = (struct str){arena_copy(f->a, id, 2), 2};
        }
        assert_true(plan_add_text(f->a, t, s));
    }
}

static inline void fill_field(struct filler *f, const struct shape *s, const struct shape_field *field, void *item,
                              size_t index)
{
    void *at = shape_member(field, item);
    char id[8];

    switch (field->kind) {
    case SHAPE_TEXT:
        if (!(f->numbers && strcmp(field->key, "text") == 0 && has_words(s)))
            *(struct str *)at = fill_text(f, field->key);
        break;
    case SHAPE_TEXTS:
    case SHAPE_REFS:
        fill_texts(f, field, at);
        break;
    case SHAPE_REF:
        id[0] = field->refs[0], id[1] = '1';
        *(struct str *)at = (struct str){arena_copy(f->a, id, 2), 2};
        break;
    case SHAPE_ID: /* objectives and techniques are numbered through the plan; the first of each is enough here */
        if (s->prefix && (index == 0 || (strcmp(s->prefix, "o") && strcmp(s->prefix, "t")))) {
            id[0] = s->prefix[0], id[1] = (char)('1' + index);
            *(struct str *)at = (struct str){arena_copy(f->a, id, 2), 2};
        }
        break;
    case SHAPE_DATE:
        *(struct date *)at = date_add_days((struct date){1990, 1, 1}, (int32_t)(++f->serial * 9));
        break;
    case SHAPE_DEC:
        *(struct dec *)at = (struct dec){.has = true, .scale = 1, .mant = 100001 + ++f->serial * 10};
        break;
    case SHAPE_INT:
        *(struct opt_int *)at =
            (struct opt_int){true, field->max < 5000 ? (field->max > 100 ? 97 : 2) : 5000 + ++f->serial};
        break;
    case SHAPE_BOOL:
        ((bool *)at)[0] = ((bool *)at)[1] = true;
        break;
    case SHAPE_ENUM:
        shape_set_enum(field, item, 1 + (int)index);
        break;
    case SHAPE_OBJECT:
        fill_struct(f, field->shape, at, 0);
        break;
    case SHAPE_LIST:
        fill_list(f, field, at);
        break;
    }
}

static inline void fill_struct(struct filler *f, const struct shape *s, void *item, size_t index)
{
    for (size_t i = 0; i < s->count; i++)
        fill_field(f, s, &s->fields[i], item, index);
}

/*
 * A plan with one member set and nothing else but the structs around it: the only-th leaf of the tables, lists having
 * one item. `left` counts down; false when there are not so many leaves.
 */
static inline bool fill_only(struct filler *f, const struct shape *s, void *item, size_t *left)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *field = &s->fields[i];
        void *at = shape_member(field, item);
        if (field->kind == SHAPE_OBJECT) {
            if (fill_only(f, field->shape, at, left))
                return true;
        } else if (field->kind == SHAPE_LIST) {
            struct shape_items *list = at;
            list->at = arena_array(f->a, 1, field->shape->size);
            list->n = list->room = 1;
            if (fill_only(f, field->shape, list->at, left))
                return true;
            list->n = 0;
        } else if ((*left)-- == 0) {
            fill_field(f, s, field, item, 0);
            return true;
        }
    }
    return false;
}

/* White space does not count: lines are broken differently everywhere. */
static inline char *without_space(const char *p, size_t n)
{
    char *out = malloc(n + 1);
    size_t k = 0;

    assert_non_null(out);
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] <= ' ')
            continue;
        if ((unsigned char)p[i] == 0xc2 && i + 1 < n && (unsigned char)p[i + 1] == 0xa0) {
            i++;
            continue;
        }
        out[k++] = p[i];
    }
    out[k] = '\0';
    return out;
}

static inline void must_have(const char *text, struct str value, const char *where)
{
    char *want = without_space(value.p, value.n);

    CHECK(strstr(text, want), "%s: \"%.*s\" is not in the output", where, (int)value.n, value.p);
    free(want);
}

static inline void check_struct(const char *text, const struct shape *s, const void *item, const char *where);

/* Numbers are not repeated where the plan's own words for the same fact are printed. */
static inline bool said_in_words(const struct shape *s, const void *item)
{
    const struct shape_field *words = shape_find(s, STR("text"));

    return has_words(s) && !shape_field_is_empty(words, item);
}

static inline void check_field(const char *text, const struct shape *s, const struct shape_field *f, const void *item,
                               const char *where)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    const void *at = shape_member_const(f, item);
    char word[64];
    struct buf b;

    switch (f->kind) {
    case SHAPE_TEXT:
        if (strcmp(f->key, "part") == 0) /* a pointer: printed as the name of the part it leads to */
            break;
        if (strcmp(f->key, "instrument") == 0 && measure_find(*(const struct str *)at))
            must_have(text, str_of(measure_find(*(const struct str *)at)->name), where);
        else if (strcmp(f->key, "period") || ((const struct str *)at)->p[0] != 'P') /* P12W is said in words */
            must_have(text, *(const struct str *)at, where);
        break;
    case SHAPE_TEXTS:
        for (size_t i = 0; i < ((const plan_texts *)at)->n; i++)
            must_have(text, ((const plan_texts *)at)->at[i], where);
        break;
    case SHAPE_DATE: {
        struct date d = *(const struct date *)at;
        snprintf(word, sizeof word, "%d %s %d", d.day, months[d.month - 1], d.year);
        must_have(text, str_of(word), where);
        break;
    }
    case SHAPE_DEC:
        buf_init(&b, 0);
        dec_put(&b, *(const struct dec *)at);
        must_have(text, buf_str(&b), where);
        buf_free(&b);
        break;
    case SHAPE_INT:
        if (f->max < 5000 || said_in_words(s, item))
            break;
        snprintf(word, sizeof word, "%lld", (long long)((const struct opt_int *)at)->v);
        must_have(text, str_of(word), where);
        break;
    case SHAPE_OBJECT:
        check_struct(text, f->shape, at, where);
        break;
    case SHAPE_LIST:
        for (size_t i = 0; i < ((const struct shape_items *)at)->n; i++)
            check_struct(text, f->shape, (const char *)((const struct shape_items *)at)->at + i * f->shape->size,
                         where);
        break;
    case SHAPE_REF:
    case SHAPE_REFS:
    case SHAPE_ID: /* a reader sees names */
    case SHAPE_BOOL:
    case SHAPE_ENUM:
        break;
    }
}

/* Every value of the plan is in `text` (which is without_space). */
static inline void check_struct(const char *text, const struct shape *s, const void *item, const char *where)
{
    for (size_t i = 0; i < s->count; i++) {
        char place[256];
        snprintf(place, sizeof place, "%.200s/%s", where, s->fields[i].key);
        if (!shape_field_is_empty(&s->fields[i], item))
            check_field(text, s, &s->fields[i], item, place);
    }
}

static inline struct plan *full_plan(struct arena *a, bool numbers, bool wide)
{
    struct filler f = {.a = a, .numbers = numbers, .wide = wide};
    struct plan *p = ARENA_NEW(a, struct plan);

    assert_non_null(p);
    fill_struct(&f, &plan_shape, p, 0);
    return p;
}

static inline struct plan *plan_of(const char *json, size_t n, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};

    CHECK(plan_from_json((struct str){json, n}, a, &p, &e), "%s: %s", e.where, e.text);
    CHECK(plan_number_ids(p, a, &e), "%s", e.text);
    return p;
}

static inline struct plan *plan_of_file(const char *path, struct arena *a)
{
    size_t n;
    char *json = read_file(path, &n);
    struct plan *p = plan_of(json, n, a);

    free(json);
    return p;
}

#endif
