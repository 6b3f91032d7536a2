/* starter_take.c: a plan taken from a starter. */
#include "plan/starter_take.h"

#include "measure/measure.h"
#include "plan/blank.h"
#include "plan/edit.h"
#include "plan/plan_json.h"
#include "plan/shape.h"
#include "plan/starter_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE ((struct str){NULL, 0})
enum { ADULT_YEARS = 18, WEEKS = 12 };

struct taking {
    const struct starter *starter;
    const struct starter_facts *facts;
    struct arena *arena;
    bool safety_plan;
    unsigned char said[512]; /* rows "once" that were met */
    bool failed;
};

static struct str text_of(struct taking *k, struct buf *b)
{
    struct str out = NONE;
    k->failed = k->failed || !buf_ok(b) || (b->n && !plan_text(k->arena, buf_str(b), &out));
    buf_free(b);
    return out;
}

static struct str replaced(struct taking *k, struct str s, const char *from, struct str to)
{
    struct buf b;
    size_t at, start = 0, n = strlen(from);
    buf_init(&b, 0);
    while ((at = str_find(s, str_of(from), start)) != (size_t)-1) {
        buf_add(&b, str_sub(s, start, at));
        buf_add(&b, to);
        start = at + n;
    }
    buf_add(&b, str_sub(s, start, s.n));
    return text_of(k, &b);
}

static bool is_for(const struct starter_short *r, const struct starter *s)
{
    return strcmp(r->starter, "*") == 0 || strcmp(r->starter, s->id) == 0;
}

/* ---- measures for an age ---- */

/* The measure that takes the place of this one at that age; NULL: none. */
static const struct measure *for_age(struct str instrument, int age, int *least, int *most)
{
    for (const struct starter_short *r = starter_short_table; r->starter; r++) {
        char id[24];
        if (strcmp(r->part, "ages") == 0 && str_is(instrument, r->words) &&
            sscanf(r->instead, "%23s %d %d", id, least, most) == 3 && age >= *least && age <= *most) {
            return measure_find(str_of(id));
        }
    }
    return NULL;
}

/* ---- the document, shortened ---- */

static struct str score_words(struct taking *k, struct str text)
{
    size_t end = str_find(text, STR(" of [baseline score]"), 0);
    const struct measure *m = end == (size_t)-1 ? NULL : measure_find(str_sub(text, 0, end));
    for (size_t i = 0; m && i < k->facts->score_count; i++) {
        const struct starter_score *s = &k->facts->scores[i];
        if (str_is(s->instrument, m->id)) {
            struct buf b;
            buf_init(&b, 0);
            buf_add(&b, str_sub(text, 0, end));
            buf_printf(&b, " of %.*s on %d %s %d", (int)s->value.n, s->value.p, s->on.day, date_month(s->on.month),
                       s->on.year);
            return text_of(k, &b);
        }
    }
    return NONE;
}

static struct str shortened(struct taking *k, const char *part, struct str text)
{
    for (const struct starter_short *r = starter_short_table; r->starter && text.n; r++) {
        bool all = strcmp(r->words, "*") == 0;
        if (!is_for(r, k->starter) || strcmp(r->part, part) != 0 ||
            (all ? !blank_in(text) : str_find(text, str_of(r->words), 0) == (size_t)-1) ||
            (k->safety_plan && strcmp(part, "crisis/steps") == 0)) {
            continue;
        }
        size_t row = (size_t)(r - starter_short_table);
        if (strcmp(r->instead, "once") == 0) {
            text = row < sizeof k->said && k->said[row]++ ? NONE : text;
        } else if (strcmp(r->instead, "-") == 0) {
            text = NONE;
        } else if (strcmp(r->instead, "score") == 0) {
            text = score_words(k, text);
        } else {
            text = replaced(k, text, r->words, str_of(r->instead));
        }
    }
    return text;
}

static void shorten(struct taking *k, const struct shape *s, void *item, const char *path)
{
    for (size_t i = 0; i < s->count && !k->failed; i++) {
        const struct shape_field *f = &s->fields[i];
        void *member = shape_member(f, item);
        char part[200];
        snprintf(part, sizeof part, "%s%s%s", path, *path ? "/" : "", f->key);
        if (f->kind == SHAPE_TEXT) {
            struct str *text = member;
            *text = shortened(k, part, *text);
        } else if (f->kind == SHAPE_TEXTS) {
            plan_texts *list = member;
            size_t n = 0;
            for (size_t t = 0; t < list->n; t++) {
                struct str text = shortened(k, part, list->at[t]);
                if (text.n) {
                    list->at[n++] = text;
                }
            }
            list->n = n;
        } else if (f->kind == SHAPE_OBJECT) {
            shorten(k, f->shape, member, part);
        } else if (f->kind == SHAPE_LIST) {
            struct shape_items *list = member;
            for (size_t t = 0; t < list->n; t++) {
                shorten(k, f->shape, (char *)list->at + t * f->shape->size, part);
            }
        }
    }
}

/* ---- what is known ---- */

/* Inside a JSON text: quotes and the like are written as such. */
static struct str json_words(struct taking *k, struct str s)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_put_str(&o, s);
    struct str out = text_of(k, &b);
    return out.n > 2 ? str_sub(out, 1, out.n - 1) : NONE;
}

static struct str named(struct taking *k, struct str json, const char *blank, struct str name)
{
    struct str words = name.n ? json_words(k, name) : NONE;
    return words.n ? replaced(k, json, blank, words) : json;
}

static struct str with_measures(struct taking *k, struct str json)
{
    for (const struct starter_short *r = starter_short_table; r->starter; r++) {
        int least, most;
        const struct measure *old = strcmp(r->part, "ages") == 0 ? measure_find(str_of(r->words)) : NULL;
        const struct measure *now = old ? for_age(str_of(r->words), k->facts->age, &least, &most) : NULL;
        if (now && !k->failed) {
            json = replaced(k, json, old->name, str_of(now->name));
            json = replaced(k, json, old->id, str_of(now->id));
        }
    }
    return json;
}

/* "Nora Roe (sister), 555 0100": what stands behind the last comma and has a digit is how to reach them. */
static void put_contact(struct taking *k, struct plan_crisis *c)
{
    struct str words = str_trim(k->facts->contact);
    size_t comma = words.n, digit = 0;
    if (!c->contacts.n) {
        return;
    }
    struct plan_person *one = &c->contacts.at[0];
    one->role = one->contact = NONE;
    if (!words.n) {
        one->name = STR("[name and telephone of the emergency contact]");
        return;
    }
    while (comma && words.p[comma - 1] != ',') {
        comma--;
    }
    for (size_t i = comma; i < words.n; i++) {
        digit += words.p[i] >= '0' && words.p[i] <= '9';
    }
    one->name = comma && digit ? str_trim(str_sub(words, 0, comma - 1)) : words;
    one->contact = comma && digit ? str_trim(str_sub(words, comma, words.n)) : NONE;
}

static void put_crisis(struct taking *k, struct plan_crisis *c)
{
    put_contact(k, c);
    if (!k->safety_plan) {
        memset(&c->safety_plan, 0, sizeof c->safety_plan);
    }
    if (!k->facts->crisis_count) {
        return;
    }
    plan_texts lines = {0};
    for (size_t i = 0; i < k->facts->crisis_count; i++) {
        k->failed = k->failed || !plan_add_text(k->arena, &lines, k->facts->crisis[i]);
    }
    for (size_t i = 0; i < c->resources.n; i++) {
        bool number = false; /* a line of the library: the practice has its own */
        for (size_t n = 0; n < c->resources.at[i].n; n++) {
            number = number || (c->resources.at[i].p[n] >= '0' && c->resources.at[i].p[n] <= '9');
        }
        k->failed = k->failed || (!number && !plan_add_text(k->arena, &lines, c->resources.at[i]));
    }
    c->resources = lines;
}

static bool open_starter(struct taking *k, struct plan **out, struct err *e)
{
    struct str json = {k->starter->json, k->starter->json_size};
    json = with_measures(k, json);
    json = named(k, json, "[client's name]", k->facts->client);
    json = named(k, json, "[clinician's name and role]", k->facts->clinician);
    if (k->failed) {
        return arena_error(k->arena, e);
    }
    if (!plan_from_json(json, k->arena, out, e)) {
        return false;
    }
    (*out)->client.preferred_name = k->facts->preferred;
    shorten(k, &plan_shape, *out, "");
    put_crisis(k, &(*out)->crisis);
    return !k->failed || arena_error(k->arena, e);
}

static void add_edit(struct taking *k, struct plan_edits *list, enum plan_edit_kind kind, struct str pointer,
                     struct str value)
{
    struct plan_edit *to = PLAN_PUSH(k->arena, &list->list);
    k->failed = k->failed || !to;
    if (to) {
        *to = (struct plan_edit){kind, pointer, value};
    }
}

/* "/referrals/2"; "/goals/0/objectives/1", with a member. */
static struct str item_at(struct taking *k, const char *list, size_t i)
{
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "/%s/%zu", list, i);
    return text_of(k, &b);
}

static struct str objective_at(struct taking *k, size_t goal, size_t i, const char *member)
{
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "/goals/%zu/objectives/%zu%s", goal, i, member);
    return text_of(k, &b);
}

/* The start that the record knows, and the day the objective is due, go into field and sentence. */
static bool put_numbers(struct taking *k, struct plan *p, struct err *e)
{
    struct plan_edits edits = {{0}};
    struct plan_beside none;
    struct plan_edited said;
    memset(&none, 0, sizeof none);
    struct buf weeks;
    buf_init(&weeks, 0);
    buf_printf(&weeks, "within %d weeks", k->facts->weeks > 0 ? k->facts->weeks : (int)WEEKS);
    struct str due = text_of(k, &weeks);
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t i = 0; i < p->goals.at[g].objectives.n; i++) {
            const struct plan_objective *o = &p->goals.at[g].objectives.at[i];
            add_edit(k, &edits, EDIT_SET, objective_at(k, g, i, "/due"), due);
            for (size_t n = 0; n < k->facts->score_count; n++) {
                const struct starter_score *s = &k->facts->scores[n];
                char day[DATE_TEXT_SIZE];
                struct str on = NONE;
                if (!str_eq(s->instrument, o->measure.instrument) || !blank_is(o->baseline.text)) {
                    continue;
                }
                k->failed = k->failed || !plan_text(k->arena, str_of(date_format(s->on, day)), &on);
                add_edit(k, &edits, EDIT_SET, objective_at(k, g, i, "/baseline"), s->value);
                add_edit(k, &edits, EDIT_SET, objective_at(k, g, i, "/baseline/date"), on);
            }
        }
    }
    return k->failed ? arena_error(k->arena, e) : plan_edit(p, &none, &edits, k->arena, &said, e);
}

/* ---- the parts ---- */

/* A number that is still open: its place in the sentence says what it is. */
static bool is_number(struct str words)
{
    static const char *const begin[] = {"how many", "how often", "baseline", "target"};
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        if (str_starts(words, str_of(begin[i]))) {
            return true;
        }
    }
    return false;
}

/* What will be done, with "…" for a number and the words of any other blank: they say what is chosen. */
static struct str label_of(struct taking *k, struct str statement)
{
    size_t will = str_find(statement, STR(" will "), 0), from = will == (size_t)-1 ? 0 : will + 6;
    struct str rest = str_sub(statement, from, statement.n);
    struct span at;
    struct buf b;
    if (blank_is(rest)) {
        return str_sub(rest, 1, rest.n - 1);
    }
    buf_init(&b, 0);
    for (size_t i = 0; i < rest.n;) {
        if (blank_find(rest, i, &at) && at.from == i && is_number(str_sub(rest, at.from + 1, at.to))) {
            buf_cstr(&b, "\xe2\x80\xa6");
            i = at.to;
            continue;
        }
        char c = rest.p[i++];
        if (i < rest.n || c != '.') {
            buf_char(&b, b.n == 0 && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
    }
    return text_of(k, &b);
}

static struct str joined(struct taking *k, struct str a, const char *between, struct str b)
{
    struct buf all;
    buf_init(&all, 0);
    buf_add(&all, a);
    if (b.n) {
        buf_cstr(&all, between);
        buf_add(&all, b);
    }
    return text_of(k, &all);
}

static bool is_brought(const struct starter *s, struct str id)
{
    for (const struct starter_short *r = starter_short_table; r->starter; r++) {
        if (strcmp(r->part, "brings") == 0 && is_for(r, s)) {
            struct str one, rest = str_of(r->instead);
            while (str_cut(rest, ' ', &one, &rest)) {
                if (str_eq(one, id)) {
                    return true;
                }
            }
            return str_eq(rest, id);
        }
    }
    return false;
}

static void add_part(struct taking *k, enum starter_kind kind, struct str id, struct str label,
                     struct starter_part *list, size_t *n)
{
    list[(*n)++] = (struct starter_part){kind, id, label, NONE, is_brought(k->starter, id)};
}

/* What to know of the measure of an objective at that age. */
static void look_at_age(struct taking *k, const struct plan_objective *o, struct starter_part *part)
{
    int least = 0, most = 0, age = k->facts->age;
    const struct measure *m = o->measure.instrument.n ? measure_find(o->measure.instrument) : NULL;
    char text[200] = "";
    if (!m || age < 0 || age >= ADULT_YEARS) {
        return;
    }
    for (const struct starter_short *r = starter_short_table; r->starter && !*text; r++) {
        const struct measure *old = strcmp(r->part, "ages") == 0 ? measure_find(str_of(r->words)) : NULL;
        if (old && for_age(str_of(r->words), age, &least, &most) == m) {
            snprintf(text, sizeof text, "%s in place of %s: it is made for ages %d to %d.", m->name, old->name, least,
                     most);
        }
    }
    if (!*text) {
        part->ticked = false;
        snprintf(text, sizeof text, "Not ticked: nothing here says that %s fits at %d.", m->name, age);
    }
    k->failed = k->failed || !plan_text(k->arena, str_of(text), &part->note);
}

static bool begin_taking(struct taking *k, const struct starter *s, const struct starter_facts *f, struct arena *a,
                         struct plan **p, struct err *e)
{
    k->starter = s;
    k->facts = f;
    k->arena = a;
    return open_starter(k, p, e) && put_numbers(k, *p, e);
}

bool starter_parts(const struct starter *s, const struct starter_facts *f, struct arena *a, struct starter_part **out,
                   size_t *count, struct err *e)
{
    struct taking k = {.safety_plan = true};
    struct plan *p;
    size_t n = 1;
    *count = 0;
    if (!begin_taking(&k, s, f, a, &p, e)) {
        return false;
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        n += p->goals.at[g].objectives.n;
    }
    *out = arena_array(a, n + p->interventions.n + p->referrals.n + p->support.n, sizeof **out);
    if (!*out) {
        return arena_error(a, e);
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t i = 0; i < p->goals.at[g].objectives.n; i++) {
            const struct plan_objective *o = &p->goals.at[g].objectives.at[i];
            add_part(&k, STARTER_OBJECTIVE, o->id, label_of(&k, o->statement), *out, count);
            look_at_age(&k, o, &(*out)[*count - 1]);
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *v = &p->interventions.at[i];
        add_part(&k, STARTER_INTERVENTION, v->id, joined(&k, label_of(&k, v->name), ", ", v->condition.text), *out,
                 count);
    }
    for (size_t i = 0; i < p->referrals.n; i++) {
        const struct plan_referral *r = &p->referrals.at[i];
        add_part(&k, STARTER_REFERRAL, r->id, joined(&k, r->name, ", ", r->trigger.text), *out, count);
    }
    for (size_t i = 0; i < p->support.n; i++) {
        add_part(&k, STARTER_SUPPORT, p->support.at[i].id, STR("A support person"), *out, count);
    }
    add_part(&k, STARTER_SAFETY_PLAN, STR("safety_plan"), STR("A safety plan, in six steps"), *out, count);
    return !k.failed || arena_error(a, e);
}

/* ---- what stays behind ---- */

static bool holds(const struct str *ids, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(ids[i], id)) {
            return true;
        }
    }
    return false;
}

/* An item that a row leaves out: "culture/preferences *", "strengths s2". */
static bool left_out(const struct taking *k, const char *part, struct str id)
{
    for (const struct starter_short *r = starter_short_table; r->starter; r++) {
        if (is_for(r, k->starter) && strcmp(r->part, part) == 0 && strcmp(r->instead, "-") == 0 &&
            (strcmp(r->words, "*") == 0 || str_is(id, r->words))) {
            return true;
        }
    }
    return false;
}

static void drop(struct taking *k, struct plan_edits *edits, bool gone, const char *list, size_t i)
{
    if (gone) {
        add_edit(k, edits, EDIT_REMOVE, item_at(k, list, i), NONE);
    }
}

/* The last of a list first, so that no place moves. */
static void leave_behind(struct taking *k, struct plan *p, const struct str *ids, size_t count,
                         struct plan_edits *edits)
{
    for (size_t i = p->interventions.n; i-- > 0;) {
        drop(k, edits, !holds(ids, count, p->interventions.at[i].id), "interventions", i);
    }
    for (size_t i = p->referrals.n; i-- > 0;) {
        drop(k, edits, !holds(ids, count, p->referrals.at[i].id), "referrals", i);
    }
    for (size_t i = p->support.n; i-- > 0;) {
        drop(k, edits, !holds(ids, count, p->support.at[i].id), "support", i);
    }
    for (size_t i = p->strengths.n; i-- > 0;) {
        drop(k, edits, left_out(k, "strengths", p->strengths.at[i].id), "strengths", i);
    }
    for (size_t i = p->culture.preferences.n; i-- > 0;) {
        drop(k, edits, left_out(k, "culture/preferences", p->culture.preferences.at[i].id), "culture/preferences", i);
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t i = p->goals.at[g].objectives.n; i-- > 0;) {
            if (!holds(ids, count, p->goals.at[g].objectives.at[i].id)) {
                add_edit(k, edits, EDIT_REMOVE, objective_at(k, g, i, ""), NONE);
            }
        }
    }
}

bool starter_take(const struct starter *s, const struct starter_facts *f, const struct str *ids, size_t count,
                  struct arena *a, struct plan **out, struct err *e)
{
    struct taking k = {.safety_plan = holds(ids, count, STR("safety_plan"))};
    struct plan_edits parts = {{0}}, rest = {{0}};
    struct plan_beside none;
    struct plan_edited said;
    memset(&none, 0, sizeof none);
    if (!begin_taking(&k, s, f, a, out, e)) {
        return false;
    }
    leave_behind(&k, *out, ids, count, &parts);
    if (k.failed || !plan_edit(*out, &none, &parts, a, &said, e)) {
        return k.failed ? arena_error(a, e) : false;
    }
    for (size_t i = (*out)->monitoring.n; i-- > 0;) {
        drop(&k, &rest, !(*out)->monitoring.at[i].objectives.n, "monitoring", i);
    }
    return k.failed ? arena_error(a, e) : plan_edit(*out, &none, &rest, a, &said, e);
}
