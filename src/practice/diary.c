/* diary.c: see diary.h. */
#include "practice/diary.h"

#include "practice/between_parts.h"
#include "practice/sharing.h"

static const char *const names[DIARY_SCALES] = {"mood", "anxiety", "stress", "energy", "urges", "pain"};

const char *diary_scale_name(enum diary_scale s)
{
    return names[s];
}

/* ---- entries ---- */

static struct dec number(const struct json *v)
{
    struct dec d = {.has = false};
    if (v && v->type == JSON_NUMBER) {
        num_dec(v->text, &d);
    }
    return d;
}

bool diary_entry_of(const struct record *r, struct arena *a, struct diary_entry *out, struct err *e)
{
    const struct json *root = NULL;
    *out = (struct diary_entry){.id = r->id,
                                .date = date_from_day(r->day),
                                .at_ms = r->entered_ms,
                                .by = r->by,
                                .state = r->state,
                                .is_private = r->kind == RECORD_PRIVATE_DIARY};
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    for (size_t i = 0; i < DIARY_SCALES; i++) {
        out->scale[i] = number(json_get(root, names[i]));
    }
    const struct json *values = json_get(root, "values"), *first = values ? values->first : NULL;
    out->own_name = json_str(json_get(first, "name"));
    out->own = number(json_get(first, "value"));
    out->sleep_hours = number(json_get(root, "sleep_hours"));
    out->text = json_str(json_get(root, "text"));
    return true;
}

/* ---- what is assigned ---- */

static bool read_task(struct practice_tx *t, struct record *row, struct diary_task *out, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_ASSIGNMENT, .state = STR(DIARY_STATE), .newest_first = true, .limit = 1};
    struct record *list = NULL;
    const struct json *root = NULL;
    size_t n = 0;
    *out = (struct diary_task){.scales = 0};
    *row = (struct record){.kind = RECORD_ASSIGNMENT};
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    if (!n) {
        return true;
    }
    *row = list[0];
    if (!json_parse(row->content, t->arena, &root, e)) {
        return false;
    }
    const struct json *scales = json_get(root, "diary");
    for (const struct json *v = scales ? scales->first : NULL; v; v = v->next) {
        for (unsigned i = 0; i < DIARY_SCALES; i++) {
            out->scales |= str_is(json_str(v), names[i]) ? 1u << i : 0;
        }
    }
    out->id = row->id;
    out->own = json_str(json_get(root, "own"));
    out->every = json_str(json_get(root, "every"));
    out->text = json_str(json_get(root, "text"));
    out->since = date_from_day(row->day);
    if (!json_bool(json_get(root, "sleep"), &out->sleep)) {
        out->sleep = false;
    }
    return people_name_in(t, row->by, &out->by_name, e);
}

struct read_call {
    const struct diary_days *days;
    struct diary *out;
};

/* The day of the newest entry before `from`. */
static bool read_older(struct practice_tx *t, struct date from, struct diary *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DIARY,
                              .state = STR(STATE_ENTERED),
                              .from_day = INT32_MIN,
                              .to_day = date_to_day(from) - 1,
                              .newest_first = true,
                              .limit = 1,
                              .without_content = true};
    struct record *list = NULL;
    size_t n = 0;
    bool ok = record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e);
    out->older = ok && n ? date_from_day(list[0].day) : (struct date){0};
    return ok;
}

static bool read(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct read_call *c = ctx;
    struct diary *out = c->out;
    struct record_filter f = {.kinds = 1u << RECORD_DIARY,
                              .state = STR(STATE_ENTERED),
                              .from_day = date_to_day(c->days->from),
                              .to_day = date_is_set(c->days->until) ? date_to_day(c->days->until) : INT32_MAX,
                              .newest_first = true};
    struct record row, *list = NULL;
    unsigned sections;
    size_t n = 0;
    *out = (struct diary){.entry_count = 0};
    if (!between_opens(t, &sections, e)) {
        return false;
    }
    if (!sharing_kind_is_open(sections, RECORD_DIARY)) {
        return err_set(e, ERR_REFUSED, "guardian", "the diary is not open to guardians");
    }
    if (!read_task(t, &row, &out->task, e) || !read_older(t, c->days->from, out, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    out->entry = arena_array(t->arena, n, sizeof *out->entry);
    if (!out->entry) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        bool open = t->relation != RELATION_GUARDIAN || sharing_is_open(sections, &list[i]);
        if (open && !diary_entry_of(&list[i], t->arena, &out->entry[out->entry_count++], e)) {
            return false;
        }
    }
    t->object = t->client;
    return true;
}

bool diary_read(struct practice *p, const struct actor *who, struct str client, const struct diary_days *days,
                struct arena *a, struct diary *out, struct err *e)
{
    struct read_call c = {days, out};
    if (!date_is_set(days->from)) {
        return err_set(e, ERR_INVALID, "from", "is missing; write a day of the calendar as YYYY-MM-DD");
    }
    return practice_do(p, who, CASE_DIARY_READ, client, NONE, a, read, &c, e);
}

bool diary_due_in(struct practice_tx *t, bool *due, bool *weekly, struct err *e)
{
    struct diary_task task;
    struct record row, *list = NULL;
    int32_t today = date_to_day(practice_today(t));
    size_t n = 0;
    *due = *weekly = false;
    if (!read_task(t, &row, &task, e)) {
        return false;
    }
    if (!task.id.n) {
        return true;
    }
    *weekly = str_is(task.every, "P1W");
    struct record_filter f = {.kinds = 1u << RECORD_DIARY,
                              .state = STR(STATE_ENTERED),
                              .from_day = today - (*weekly ? 6 : 0),
                              .to_day = INT32_MAX,
                              .limit = 1,
                              .without_content = true};
    bool ok = record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e);
    *due = ok && !n;
    return ok;
}

/* ---- assigning ---- */

static bool content_of(const struct diary_task *d, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "diary");
    json_begin_array(&o);
    for (unsigned i = 0; i < DIARY_SCALES; i++) {
        if ((d->scales | 1u << DIARY_MOOD) >> i & 1) {
            json_put_cstr(&o, names[i]);
        }
    }
    json_end_array(&o);
    const struct {
        const char *key;
        struct str text;
    } texts[] = {{"own", d->own}, {"every", d->every}, {"text", d->text}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].text.n) {
            json_key(&o, texts[i].key);
            json_put_str(&o, texts[i].text);
        }
    }
    json_key(&o, "sleep");
    json_put_bool(&o, d->sleep);
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

static bool assign(struct practice_tx *t, void *ctx, struct err *e)
{
    struct diary_task *d = ctx, was;
    struct record old;
    struct str content;
    if (!read_task(t, &old, &was, e) || !content_of(d, t->arena, &content, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_ASSIGNMENT, practice_today(t), content);
    r.state = STR(DIARY_STATE);
    r.of = old.id;
    if ((old.id.n && !between_move(t, &old, STATE_CORRECTED, e)) || !between_store(t, &r, e)) {
        return false;
    }
    d->id = r.id;
    return true;
}

bool diary_assign(struct practice *p, const struct actor *who, struct str client, struct diary_task *task,
                  struct str once, struct arena *a, struct err *e)
{
    task->id = NONE;
    task->own = str_trim(task->own);
    task->text = str_trim(task->text);
    if (task->scales >> DIARY_SCALES) {
        return err_set(e, ERR_INVALID, "scales", "has one that is not known");
    }
    if (!str_is(task->every, "P1D") && !str_is(task->every, "P1W")) {
        return err_set(e, ERR_INVALID, "every", "must be P1D or P1W");
    }
    if (task->own.n > DIARY_OWN_MAX || task->text.n > DIARY_TEXT_MAX) {
        return err_set(e, ERR_INVALID, task->own.n > DIARY_OWN_MAX ? "own" : "text", "is too long: %d bytes at most",
                       task->own.n > DIARY_OWN_MAX ? DIARY_OWN_MAX : DIARY_TEXT_MAX);
    }
    return practice_do(p, who, CASE_DIARY_ASSIGN, client, once, a, assign, task, e);
}
