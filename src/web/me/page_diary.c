/* page_diary.c: my diary: what I keep for myself, and what I share. */
#include "views.h"
#include "web/daily.h"
#include "web/me/diary.h"
#include "web/web_parts.h"

#include <stdlib.h>

#define ONE_TO_NINE "1|3|5|7|9"

static const struct field rows[] = {
    {"mood", N_("Mood"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"anxiety", N_("Worry or fear"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"stress", N_("Stress"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"energy", N_("Energy"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"urges", N_("Urges"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"pain", N_("Pain"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"own", N_("One more"), FIELD_CHOICE, false, 0, 0, ONE_TO_NINE, NULL},
    {"sleep_hours", N_("Hours of sleep"), FIELD_LINE, false, 0, 5, NULL, NULL},
    {"text", N_("A line, if you like"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"who", N_("Who can see this?"), FIELD_CHOICE, false, 0, 0, "me|team", NULL},
};

/* ---- the list ---- */

static int newest_first(const void *a, const void *b)
{
    const struct diary_entry *x = a, *y = b;
    int order = -date_cmp(x->date, y->date);
    return order ? order : (x->at_ms < y->at_ms) - (x->at_ms > y->at_ms);
}

/* The private entries of those days; *older: of the newest one before them, when it is newer than what stands there. */
static bool read_private(struct call *w, const struct diary_days *days, struct record **out, size_t *count,
                         struct date *older)
{
    struct record_filter f = {.kinds = 1u << RECORD_PRIVATE_DIARY,
                              .from_day = date_to_day(days->from),
                              .to_day = date_is_set(days->until) ? date_to_day(days->until) : INT32_MAX,
                              .newest_first = true};
    struct record_filter before = {.kinds = 1u << RECORD_PRIVATE_DIARY,
                                   .from_day = INT32_MIN,
                                   .to_day = f.from_day - 1,
                                   .newest_first = true,
                                   .limit = 1};
    struct record *one = NULL;
    size_t n = 0;
    if (!between_list(w->practice, &w->who, w->client, &f, w->arena, out, count, &w->err) ||
        !between_list(w->practice, &w->who, w->client, &before, w->arena, &one, &n, &w->err)) {
        return false;
    }
    if (n && (!date_is_set(*older) || one[0].day > date_to_day(*older))) {
        *older = date_from_day(one[0].day);
    }
    return true;
}

/* Both diaries in one list. The private one comes through its own row of the gate. */
static bool read_both(struct call *w, const struct diary_days *days, struct diary *d, struct diary_entry **out,
                      size_t *count)
{
    struct record *list = NULL;
    size_t n = 0;
    if (!diary_read(w->practice, &w->who, w->client, days, w->arena, d, &w->err) ||
        !read_private(w, days, &list, &n, &d->older)) {
        return false;
    }
    *out = arena_array(w->arena, d->entry_count + n, sizeof **out);
    if (!*out) {
        return arena_error(w->arena, &w->err);
    }
    *count = d->entry_count;
    if (*count) {
        memcpy(*out, d->entry, *count * sizeof **out);
    }
    for (size_t i = 0; i < n; i++) {
        if (!diary_entry_of(&list[i], w->arena, &(*out)[(*count)++], &w->err)) {
            return false;
        }
    }
    if (*count) {
        qsort(*out, *count, sizeof **out, newest_first);
    }
    return true;
}

void me_diary_show(struct call *w)
{
    struct view_me_diary v = {.daily = false};
    struct diary d;
    struct diary_entry *list = NULL;
    size_t n = 0;
    struct diary_days days = diary_days_asked(w);
    if (!read_both(w, &days, &d, &list, &n)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("My diary"), NULL, &v.page);
    v.asked = d.task.id.n ? d.task.by_name : NONE;
    v.what_for = d.task.text;
    if (v.asked.n) {
        me_box(w, &v.box);
    }
    v.daily = str_is(d.task.every, "P1D");
    v.older = diary_older(w, STR("/me/diary"), d.older);
    diary_lines(w, list, n, &v.list);
    for (size_t i = 0; i < v.list.lines_count; i++) {
        struct diary_line *line = &v.list.lines[i];
        struct str id = list[i].id;
        line->both = true;
        if (line->is_private) {
            line->change.whole = web_print(w, "/me/diary/own/%.*s", (int)id.n, id.p);
            line->erase.whole = web_print(w, "/me/diary/own/%.*s/delete", (int)id.n, id.p);
        } else if (str_eq(list[i].by, w->who.user)) {
            line->change.whole = web_print(w, "/me/diary/shared/%.*s", (int)id.n, id.p);
        }
    }
    me_sees(w, &v.page, N_("“Only me” means that it is shown to you alone. Your care team sees what you share."));
    view_me_diary(&w->out, &v);
}

/* ---- writing ---- */

/* What is asked on one form. */
struct asked {
    struct diary_task task;
    bool shared, is_new;
    struct diary_entry was; /* what is changed; id absent: nothing */
};

static unsigned scales_of(const struct asked *a)
{
    unsigned scales =
        a->shared && a->task.id.n ? a->task.scales | 1u << DIARY_MOOD : 1u << DIARY_MOOD | 1u << DIARY_ANXIETY;
    for (unsigned i = 0; i < DIARY_SCALES; i++) {
        scales |= a->was.scale[i].has ? 1u << i : 0;
    }
    return scales;
}

static struct str own_of(const struct asked *a)
{
    return a->was.own_name.n ? a->was.own_name : a->shared ? a->task.own : NONE;
}

static void who_field(struct call *w, const struct form *f, struct view_me_diary_form *v)
{
    struct outside o;
    struct err none = {0};
    bool known = outside_read(w->practice, &w->who, w->arena, &o, &none) && o.clinician.n;
    struct view_choice choices[] = {
        {"me", web_t(w, N_("Only me")), NULL, false},
        {"team",
         known ? web_print(w, web_t(w, N_("Me and %.*s")), (int)o.clinician.n, o.clinician.p).p
               : web_t(w, N_("Me and my care team")),
         web_t(w, N_("Your whole care team can read it. It is part of your record.")), false}};
    v->who = field_show(w, f, "who", STR("me"));
    field_choices(w, &v->who, choices, COUNT_OF(choices));
}

static void form_page(struct call *w, struct form *f, const struct asked *a, const char *title, struct str action)
{
    struct view_me_diary_form v = {.shared = a->shared,
                                   .own = !a->shared && !a->is_new,
                                   .asks_who = a->is_new && !a->shared,
                                   .is_new = a->is_new,
                                   .action = {action},
                                   .what_for = a->shared ? a->task.text : NONE,
                                   .scales = arena_array(w->arena, DIARY_SCALES + 1, sizeof *v.scales)};
    unsigned scales = scales_of(a);
    struct str own = own_of(a), hours = NONE;
    page_begin(w, title, f, &v.page);
    v.heading = v.page.title;
    v.button = web_t(w, a->shared ? N_("Save and share") : N_("Save"));
    for (unsigned i = 0; v.scales && i < DIARY_SCALES; i++) {
        if (scales >> i & 1) {
            enum diary_scale s = (enum diary_scale)i;
            v.scales[v.scales_count++] =
                diary_scale_show(w, f, s, diary_scale_name(s), str_of(diary_scale_label(w, s)), a->was.scale[i]);
        }
    }
    if (v.scales && own.n) {
        v.scales[v.scales_count++] = diary_scale_show(w, f, DIARY_PAIN, "own", own, a->was.own);
    }
    v.has_sleep = !a->shared || !a->task.id.n || a->task.sleep || a->was.sleep_hours.has;
    if (a->was.sleep_hours.has) {
        hours = web_number(w, dec_to_double(a->was.sleep_hours), a->was.sleep_hours.scale ? 1 : 0);
    }
    v.sleep = field_show(w, f, "sleep_hours", hours);
    v.sleep.inputmode = "decimal";
    v.sleep.required = true; /* nothing is: the words above say it once for all */
    v.text = field_show(w, f, "text", a->was.text);
    v.text.rows = 2;
    v.text.required = true;
    if (v.asks_who) {
        who_field(w, f, &v);
    }
    if (a->shared || v.asks_who) {
        me_box(w, &v.box);
    }
    if (a->shared) {
        me_sees(w, &v.page, N_("You and your care team see what you write here."));
    } else if (v.asks_who) {
        me_sees(w, &v.page, N_("You choose who sees it. Your care team sees what you share."));
    } else {
        me_sees_alone(w, &v.page, N_("What you write here is shown to you alone."));
    }
    view_me_diary_form(&w->out, &v);
}

/* "7", "7.5", "7,5". */
static bool read_hours(struct call *w, struct form *f, struct dec *out)
{
    struct str typed = form_value(f, "sleep_hours");
    char text[8] = "";
    *out = (struct dec){.has = false};
    if (!typed.n) {
        return true;
    }
    for (size_t i = 0; i < typed.n && i + 1 < sizeof text; i++) {
        text[i] = typed.p[i] == ',' ? '.' : typed.p[i];
    }
    if (num_dec(str_of(text), out) && dec_cmp(*out, dec_of_int(0)) >= 0 && dec_cmp(*out, dec_of_int(24)) <= 0) {
        return true;
    }
    form_wrong(w, f, "sleep_hours", "%s", web_t(w, N_("Write the hours as a number from 0 to 24.")));
    return false;
}

/* The value chosen; one that was more exact stays when the same word is chosen. */
static struct dec chosen(const struct form *f, const char *name, struct dec was)
{
    int64_t v;
    if (!num_int(form_value(f, name), 0, 10, &v)) {
        return (struct dec){.has = false};
    }
    return diary_index(was) == diary_index(dec_of_int(v)) ? was : dec_of_int(v);
}

static struct str json_of(struct call *w, struct form *f, const struct asked *a)
{
    struct daily_json j;
    struct dec hours;
    struct str own = own_of(a);
    unsigned scales = scales_of(a);
    if (!read_hours(w, f, &hours)) {
        return NONE;
    }
    daily_json_begin(&j);
    for (unsigned i = 0; i < DIARY_SCALES; i++) {
        const char *name = diary_scale_name((enum diary_scale)i);
        struct dec v = scales >> i & 1 ? chosen(f, name, a->was.scale[i]) : (struct dec){.has = false};
        if (v.has) {
            json_key(&j.o, name);
            json_put_dec(&j.o, v);
        }
    }
    struct dec more = own.n ? chosen(f, "own", a->was.own) : (struct dec){.has = false};
    if (more.has) {
        json_key(&j.o, "values");
        json_begin_array(&j.o);
        json_begin_object(&j.o);
        daily_put(&j.o, "name", own);
        json_key(&j.o, "value");
        json_put_dec(&j.o, more);
        json_end_object(&j.o);
        json_end_array(&j.o);
    }
    if (hours.has) {
        json_key(&j.o, "sleep_hours");
        json_put_dec(&j.o, hours);
    }
    daily_put(&j.o, "text", form_value(f, "text"));
    struct str json = daily_json_end(w, &j);
    if (str_is(json, "{}")) {
        form_wrong(w, f, "mood", "%s", web_t(w, N_("Choose a word, or write a line.")));
        return NONE;
    }
    return json;
}

static bool asked_new(struct call *w, bool shared, struct asked *a)
{
    struct diary d;
    *a = (struct asked){.shared = shared, .is_new = true};
    struct diary_days today = {.from = w->today};
    bool ok = diary_read(w->practice, &w->who, w->client, &today, w->arena, &d, &w->err);
    a->task = d.task;
    return ok;
}

void me_diary_new_show(struct call *w)
{
    struct form f;
    struct asked a;
    bool shared = http_query(w->in, "shared").n > 0;
    form_empty(w, rows, COUNT_OF(rows), &f);
    if (!asked_new(w, shared, &a)) {
        web_trouble(w, NULL);
        return;
    }
    form_page(w, &f, &a, shared ? N_("Write in the shared diary") : N_("Write in my diary"),
              shared ? STR("/me/diary/new?shared=1") : STR("/me/diary/new"));
}

void me_diary_new_do(struct call *w)
{
    struct form f;
    struct asked a;
    bool shared = http_query(w->in, "shared").n > 0, good = form_read(w, rows, COUNT_OF(rows), &f);
    if (!asked_new(w, shared, &a)) {
        web_trouble(w, &f);
        return;
    }
    struct str json = good ? json_of(w, &f, &a) : NONE;
    if (!json.n) {
        form_page(w, &f, &a, shared ? N_("Write in the shared diary") : N_("Write in my diary"),
                  shared ? STR("/me/diary/new?shared=1") : STR("/me/diary/new"));
        return;
    }
    bool to_team = shared || form_is(&f, "who", "team");
    struct entry x = {.kind = to_team ? RECORD_DIARY : RECORD_PRIVATE_DIARY, .date = w->today, .json = json};
    if (!between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        web_trouble(w, &f);
        return;
    }
    web_said(w,
             web_t(w, to_team ? N_("Saved. You and your care team see it.") : N_("Saved. It is shown to you alone.")),
             "/me/diary");
}

/* ---- changing ---- */

static bool asked_old(struct call *w, enum record_kind kind, struct asked *a)
{
    struct record r;
    *a = (struct asked){.shared = kind == RECORD_DIARY};
    return between_get(w->practice, &w->who, w->client, kind, web_param(w, "id"), w->arena, &r, &w->err) &&
           diary_entry_of(&r, w->arena, &a->was, &w->err);
}

static void change_page(struct call *w, struct form *f, const struct asked *a)
{
    struct str id = web_param(w, "id");
    form_page(w, f, a, a->shared ? N_("Correct a shared entry") : N_("Change an entry"),
              web_print(w, "/me/diary/%s/%.*s", a->shared ? "shared" : "own", (int)id.n, id.p));
}

static void change_show(struct call *w, enum record_kind kind)
{
    struct form f;
    struct asked a;
    form_empty(w, rows, COUNT_OF(rows), &f);
    if (!asked_old(w, kind, &a)) {
        web_trouble(w, NULL);
        return;
    }
    change_page(w, &f, &a);
}

static void change_do(struct call *w, enum record_kind kind)
{
    struct form f;
    struct asked a;
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    if (!asked_old(w, kind, &a)) {
        web_trouble(w, &f);
        return;
    }
    struct str json = good ? json_of(w, &f, &a) : NONE;
    if (!json.n) {
        change_page(w, &f, &a);
        return;
    }
    struct entry x = {.kind = kind, .date = a.was.date, .json = json};
    if (!between_correct(w->practice, &w->who, w->client, web_param(w, "id"), &x, STR("corrected by the client"), NONE,
                         w->arena, &w->err)) {
        web_trouble(w, &f);
        return;
    }
    web_said(w,
             web_t(w, kind == RECORD_DIARY ? N_("Corrected. The entry of before is kept beside it.")
                                           : N_("Changed. Nothing of before is kept here.")),
             "/me/diary");
}

void me_diary_own_show(struct call *w)
{
    change_show(w, RECORD_PRIVATE_DIARY);
}

void me_diary_own_do(struct call *w)
{
    change_do(w, RECORD_PRIVATE_DIARY);
}

void me_diary_shared_show(struct call *w)
{
    change_show(w, RECORD_DIARY);
}

void me_diary_shared_do(struct call *w)
{
    change_do(w, RECORD_DIARY);
}

/* ---- deleting ---- */

void me_diary_delete_show(struct call *w)
{
    struct asked a;
    struct str id = web_param(w, "id");
    struct view_confirm v = {.back = {STR("/me/diary")}};
    if (!asked_old(w, RECORD_PRIVATE_DIARY, &a)) {
        web_trouble(w, NULL);
        return;
    }
    struct str day = web_day(w, a.was.date);
    page_begin(w, N_("Delete an entry"), NULL, &v.page);
    v.heading = v.page.title;
    v.button = web_t(w, N_("Delete this entry"));
    v.text = web_print(w,
                       web_t(w, N_("Your entry of %.*s will be gone for good. Nobody can bring it back here. Safety "
                                   "copies of the practice may hold it until they are replaced.")),
                       (int)day.n, day.p);
    v.action.whole = web_print(w, "/me/diary/own/%.*s/delete", (int)id.n, id.p);
    view_confirm(&w->out, &v);
}

void me_diary_delete_do(struct call *w)
{
    if (!between_erase(w->practice, &w->who, w->client, web_param(w, "id"), &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    web_said(w, N_("The entry was deleted."), "/me/diary");
}
