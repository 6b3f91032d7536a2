/* editor_field.c: one field of the editor: its kind, its choices, what stands in it. */
#include "web/editor_parts.h"

#include "plan/blank.h"

#define NONE ((struct str){NULL, 0})
#define LINE_MOST 40 /* more letters than a line shows on a phone get a field that grows */

static struct str name_words(struct editor *d, const char *name)
{
    struct str s = editor_print(d, "%s", name);
    char *p = s.p ? arena_copy(d->arena, s.p, s.n) : NULL;
    for (size_t i = 0; p && i < s.n; i++) {
        p[i] = p[i] == '_' ? ' ' : i == 0 && p[i] >= 'a' && p[i] <= 'z' ? (char)(p[i] - 32) : p[i];
    }
    d->failed = d->failed || !p;
    return (struct str){p, p ? s.n : 0};
}

static void add_choice(struct view_edit_field *out, struct str value, struct str label, struct str now)
{
    out->choices[out->choices_count++] = (struct edit_choice){value, label, str_eq(value, now)};
}

static void put_enum(struct editor *d, const struct shape_field *f, struct view_edit_field *out)
{
    size_t n = 0;
    while (f->names[n + 1]) {
        n++;
    }
    out->is_choice = true;
    out->choices = editor_array(d, n + 1, sizeof *out->choices);
    if (!out->choices) {
        return;
    }
    add_choice(out, STR(""), STR("Not stated"), out->value);
    for (size_t i = 1; i <= n; i++) {
        add_choice(out, str_of(f->names[i]), name_words(d, f->names[i]), out->value);
    }
}

static void put_flag(struct editor *d, struct view_edit_field *out)
{
    out->is_choice = true;
    out->choices = editor_array(d, 3, sizeof *out->choices);
    if (out->choices) {
        add_choice(out, STR(""), STR("Not stated"), out->value);
        add_choice(out, STR("yes"), STR("Yes"), out->value);
        add_choice(out, STR("no"), STR("No"), out->value);
    }
}

static bool is_one_of(struct str id, struct str list)
{
    for (struct str rest = list; rest.n;) {
        struct str one = rest, after = NONE;
        str_cut(rest, ' ', &one, &after);
        if (str_eq(one, id)) {
            return true;
        }
        rest = after;
    }
    return false;
}

static void put_links(struct editor *d, const struct shape_field *f, struct view_edit_field *out)
{
    out->is_boxes = f->kind == SHAPE_REFS;
    out->is_choice = !out->is_boxes;
    out->choices = editor_array(d, d->targets_count + 1, sizeof *out->choices);
    if (!out->choices) {
        return;
    }
    if (out->is_choice) {
        add_choice(out, STR(""), STR("None"), out->value);
    }
    for (size_t i = 0; i < d->targets_count; i++) {
        struct edit_choice c = d->targets[i];
        if (c.value.n && strchr(f->refs, c.value.p[0])) {
            c.chosen = is_one_of(c.value, out->value);
            out->choices[out->choices_count++] = c;
            if (c.chosen && out->is_boxes) {
                out->linked = out->linked.n ? editor_joined(d, out->linked, "; ", c.label) : c.label;
            }
        }
    }
}

/* The parts that can be said in plain words: each goal, objective and intervention. */
static void put_parts(struct editor *d, struct view_edit_field *out)
{
    const struct plan *p = d->plan;
    size_t n = p->goals.n + p->interventions.n + 2;
    for (size_t i = 0; i < p->goals.n; i++) {
        n += p->goals.at[i].objectives.n;
    }
    out->is_choice = true;
    out->choices = editor_array(d, n, sizeof *out->choices);
    if (!out->choices) {
        return;
    }
    add_choice(out, STR(""), STR("The plan as a whole"), out->value);
    bool known = !out->value.n;
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        struct str words = g->client_words.n ? g->client_words : g->statement;
        add_choice(out, editor_print(d, "/goals/%zu", i),
                   editor_print(d, "Goal %zu: %.80s", i + 1, words.n ? editor_short(d, words).p : ""), out->value);
        for (size_t k = 0; k < g->objectives.n; k++) {
            words = g->objectives.at[k].statement;
            add_choice(
                out, editor_print(d, "/goals/%zu/objectives/%zu", i, k),
                p->goals.n > 1
                    ? editor_print(d, "Objective %zu.%zu: %.80s", i + 1, k + 1, words.n ? editor_short(d, words).p : "")
                    : editor_print(d, "Objective %zu: %.80s", k + 1, words.n ? editor_short(d, words).p : ""),
                out->value);
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        struct str words = p->interventions.at[i].name;
        add_choice(out, editor_print(d, "/interventions/%zu", i),
                   editor_print(d, "Intervention: %.80s", words.n ? editor_short(d, words).p : ""), out->value);
    }
    for (size_t i = 0; i < out->choices_count; i++) {
        known = known || out->choices[i].chosen;
    }
    if (!known) {
        add_choice(out, out->value, out->value, out->value);
    }
}

static int64_t rows_for(struct str value, int rows)
{
    int64_t n = 1;
    size_t line = 0;
    for (size_t i = 0; i < value.n; i++) {
        line = value.p[i] == '\n' ? 0 : line + 1;
        n += value.p[i] == '\n' || line == 80;
        line = line == 80 ? 0 : line;
    }
    return n < rows ? rows : n > 12 ? 12 : n;
}

static void put_kind(struct editor *d, const struct plan_place *at, int rows, struct view_edit_field *out)
{
    const struct shape_field *f = at->field;
    bool part = strcmp(at->shape->name, "plain_words") == 0 && strcmp(f->key, "part") == 0;
    bool lines = rows || f->kind == SHAPE_TEXTS || out->value.n > LINE_MOST ||
                 str_find(out->value, STR("\n"), 0) != (size_t)-1 || str_find(out->value, STR("\r"), 0) != (size_t)-1;
    if (part) {
        put_parts(d, out);
    } else if (f->kind == SHAPE_ENUM) {
        put_enum(d, f, out);
    } else if (f->kind == SHAPE_BOOL) {
        put_flag(d, out);
    } else if (f->kind == SHAPE_REF || f->kind == SHAPE_REFS) {
        put_links(d, f, out);
    } else if (f->kind == SHAPE_DATE && !out->error.n) {
        out->is_date = true;
    } else if (lines && (f->kind == SHAPE_TEXT || f->kind == SHAPE_TEXTS || f->kind == SHAPE_OBJECT)) {
        out->is_text = true;
        out->rows = rows_for(out->value, rows ? rows : 2);
    } else {
        out->is_line = true;
        out->is_measure = f->kind == SHAPE_OBJECT && f->shape == &plan_measure_shape;
    }
}

static void put_former(struct editor *d, struct view_edit_field *out)
{
    if (!d->former || out->value.n) {
        return;
    }
    out->former = plan_former(d->plan, out->name, d->former);
    if (out->former.n) {
        out->former_label = editor_print(d, "In version %lld", (long long)d->former_number);
    }
}

void editor_field(struct editor *d, struct str item, const struct shape *s, const struct shape_field *f,
                  struct view_edit_field *out)
{
    const struct editor_label *words = editor_label_of(s, f->key);
    struct plan_place at;
    struct buf b;
    *out = (struct view_edit_field){.name = editor_joined(d, item, "/", str_of(f->key))};
    out->label = str_of(words ? words->label : f->label);
    out->hint = str_of(words && words->hint ? words->hint : f->kind == SHAPE_TEXTS ? "One a line." : NULL);
    if (d->failed || !plan_place(d->plan, out->name, &at)) {
        return;
    }
    buf_init(&b, 0);
    plan_value_put(&at, &b);
    d->failed = d->failed || !buf_ok(&b) || !arena_str(d->arena, buf_str(&b), &out->value);
    buf_free(&b);
    for (size_t i = 0; i < d->wrong_count; i++) {
        if (str_eq(d->wrong[i].pointer, out->name)) {
            out->value = d->wrong[i].typed;
            out->error = str_of(d->wrong[i].text);
        }
    }
    put_kind(d, &at, words ? words->rows : 0, out);
    put_former(d, out);
    editor_notes(d, out->name, &out->below);
    out->described = out->hint.n || out->error.n;
    out->blank = blank_in(out->value);
    out->focus = d->focus.n && str_eq(out->name, d->focus);
}
