/* page_sessions.c: sessions by day with their notes; a session recorded together with its note. */
#include "views.h"
#include "web/daily.h"
#include "web/day_time.h"
#include "web/web_parts.h"

#define EACH_PAGE 40

static const struct view_choice statuses[] = {{"attended", "Attended", NULL, false},
                                              {"cancelled", "Cancelled", NULL, false},
                                              {"no_show", "Did not come", NULL, false}};

static const struct field session_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day of the session."},
    {"status", "How it went", FIELD_CHOICE, true, 0, 0, "attended|cancelled|no_show", "Choose how it went."},
    {"start", "Start", FIELD_LINE, false, 0, 20, NULL, NULL},
    {"end", "End", FIELD_LINE, false, 0, 20, NULL, NULL},
    {"present", "Who else was there", FIELD_LINE, false, 0, 300, NULL, NULL},
    {"next", "Next session", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"next_time", "At", FIELD_LINE, false, 0, 20, NULL, NULL},
    {"correct", "Corrects", FIELD_LINE, false, 0, 26, NULL, NULL},
    {"reason", "Why it is corrected", FIELD_LINE, false, 0, 500, NULL, NULL}};

/* "tomorrow, 14:00" */
static struct str next_words(struct call *w, const struct json *root, struct date next)
{
    struct str day = web_day(w, next), time = daily_member(root, "next_time");
    return time.n ? web_print(w, "%.*s, %.*s", (int)day.n, day.p, (int)time.n, time.p) : day;
}

static const char *status_words(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        if (str_is(s, statuses[i].value)) {
            return statuses[i].label;
        }
    }
    return "";
}

/* ---- the list ---- */

static const struct record *row_of(const struct record *list, size_t n, struct str id)
{
    for (size_t i = 0; id.n && i < n; i++) {
        if (str_eq(list[i].id, id)) {
            return &list[i];
        }
    }
    return NULL;
}

/* Whether a note belongs to this session, or to one that it corrects. */
static bool is_of(const struct record *list, size_t n, const struct record *note, const struct record *session)
{
    for (int depth = 0; session && depth < 16; depth++) {
        if (str_eq(note->of, session->id)) {
            return true;
        }
        session = row_of(list, n, session->of);
    }
    return false;
}

/* The note that a correction stands in place of names what it corrects: its session is that one's. */
static const struct record *first_note(const struct record *list, size_t n, const struct record *note)
{
    const struct record *old = row_of(list, n, note->of);
    for (int depth = 0; old && old->kind == RECORD_NOTE && depth < 16; depth++) {
        note = old;
        old = row_of(list, n, note->of);
    }
    return note;
}

static void put_session(struct call *w, const struct daily_people *people, const struct record *list, size_t n,
                        const struct record *r, struct view_daily_list *v)
{
    const struct json *root = daily_read(w, r->content);
    struct daily_line *l = root ? daily_line_add(w, v, r) : NULL;
    if (!l) {
        return;
    }
    struct str status = daily_member(root, "status"), start = daily_member(root, "start"),
               end = daily_member(root, "end");
    struct date next;
    l->what = STR("Session");
    l->tag = str_is(status, "attended") ? NONE : str_of(status_words(status));
    l->tag_kind = "warn";
    l->who = daily_name(people, r->by);
    if (start.n) {
        daily_text_add(w, &l->texts, &l->texts_count, NULL,
                       end.n ? web_print(w, "%.*s to %.*s", (int)start.n, start.p, (int)end.n, end.p) : start, NONE);
    }
    daily_text_add(w, &l->texts, &l->texts_count, "Also there", daily_joined(w, json_get(root, "present"), ", "), NONE);
    if (date_parse(daily_member(root, "next"), &next)) {
        daily_text_add(w, &l->texts, &l->texts_count, "Next", next_words(w, root, next), NONE);
    }
    bool noted = false;
    for (size_t i = 0; i < n; i++) {
        if (list[i].kind == RECORD_NOTE && is_of(list, n, first_note(list, n, &list[i]), r)) {
            if (!daily_struck(&list[i])) {
                noted = true;
                l->url = daily_url(w, "/notes/%.*s", (int)list[i].id.n, list[i].id.p);
            }
            daily_link_add(w, &l->links, &l->links_count, daily_url(w, "/notes/%.*s", (int)list[i].id.n, list[i].id.p),
                           daily_struck(&list[i]) ? STR("Earlier note") : STR("Read the note"));
        }
    }
    if (!noted && !l->struck && web_may(w, CASE_ENTRY_WRITE) && str_is(status, "attended")) {
        daily_link_add(w, &l->links, &l->links_count, daily_url(w, "/notes/new?session=%.*s", (int)r->id.n, r->id.p),
                       STR("Write the note"));
    }
    daily_again(w, r, "/sessions/new", &l->links, &l->links_count);
}

/* A note without a session. */
static void put_note(struct call *w, const struct daily_people *people, const struct record *r,
                     struct view_daily_list *v)
{
    struct daily_line *l = daily_line_add(w, v, r);
    if (l) {
        l->what = STR("Note between sessions");
        l->url = daily_url(w, "/notes/%.*s", (int)r->id.n, r->id.p);
        l->who = daily_name(people, r->by);
    }
}

static void put_next(struct call *w, const struct record *list, size_t n, struct view_daily_list *v)
{
    struct date next;
    const struct json *root = NULL;
    struct err none = {0};
    for (size_t i = 0; i < n; i++) {
        if (list[i].kind == RECORD_SESSION && !daily_struck(&list[i])) {
            if (json_parse(list[i].content, w->arena, &root, &none) && date_parse(daily_member(root, "next"), &next) &&
                date_cmp(next, w->today) >= 0) {
                struct str day = next_words(w, root, next);
                v->lede = web_print(w, "The next session is %s%.*s.", date_diff(next, w->today) > 1 ? "on " : "",
                                    (int)day.n, day.p);
            }
            return;
        }
    }
}

void sessions_show(struct call *w)
{
    struct view_daily_list v = {.heading = "Sessions"};
    struct daily_people people;
    struct record *list = NULL;
    struct date until = {0};
    size_t n = 0, shown;
    date_parse(http_query(w->in, "until"), &until);
    if (!strip_read(w, "Sessions", &v.strip) || !daily_people(w, &people) ||
        !daily_rows(w, 1u << RECORD_SESSION | 1u << RECORD_NOTE, until, 2 * EACH_PAGE, &list, &n)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Sessions", NULL, &v.page);
    v.page.help = (struct url){STR("/help/sessions")};
    v.empty = "Sessions will stand here by day, each with its note. Record the first one.";
    if (web_may(w, CASE_SESSION_WRITE)) {
        daily_link_add(w, &v.actions, &v.actions_count, daily_url(w, "/sessions/new"), STR("Record a session"));
    }
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/events"), STR("What happened"));
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/consultations"), STR("Consultations"));
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/referrals"), STR("Referrals"));
    if (web_may(w, CASE_PSYCHOTHERAPY_WRITE)) {
        daily_link_add(w, &v.actions, &v.actions_count, daily_url(w, "/psychotherapy"), STR("My psychotherapy notes"));
    }
    if (!date_is_set(until)) {
        put_next(w, list, n, &v);
    }
    for (shown = 0; shown < n && v.lines_count < EACH_PAGE; shown++) {
        const struct record *r = &list[shown];
        if (r->kind == RECORD_SESSION) {
            put_session(w, &people, list, n, r, &v);
        } else if (!first_note(list, n, r)->of.n) {
            put_note(w, &people, r, &v);
        }
    }
    if (shown < n || n == 2 * EACH_PAGE) {
        char text[DATE_TEXT_SIZE];
        struct date last = date_from_day(list[n - 1].day);
        v.earlier = daily_url(w, "/sessions?until=%s", date_format(last, text));
    }
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_daily_list(&w->out, &v);
}

/* ---- a session, with its note ---- */

struct session_form {
    struct field field[FORM_FIELDS_MAX];
    size_t count;
    struct client_chart chart;
    struct view_strip strip;
    struct record old; /* that is corrected; id absent: none */
    const struct json *was;
    struct str read; /* times that are not as they were written: "Start: 14:00, end: 14:50" */
    struct str same; /* the session that is recorded of this day and start; absent: none */
    bool note;       /* with a note: a new session of somebody who writes notes */
    struct form f;
};

static bool read_session(struct call *w, struct str correct, struct session_form *s)
{
    *s = (struct session_form){.count = COUNT_OF(session_rows)};
    memcpy(s->field, session_rows, sizeof session_rows);
    if (!daily_client(w, "Sessions", &s->chart, &s->strip)) {
        return false;
    }
    if (correct.n) {
        return between_get(w->practice, &w->who, w->client, RECORD_SESSION, correct, w->arena, &s->old, &w->err) &&
               (s->was = daily_read(w, s->old.content)) != NULL;
    }
    s->note = web_may(w, CASE_ENTRY_WRITE);
    if (s->note) {
        s->count += note_fields(w, s->chart.plan, s->field + s->count, FORM_FIELDS_MAX - s->count);
    }
    return true;
}

static void show_session(struct call *w, struct session_form *s, struct str when)
{
    struct view_daily_form v = {.has_strip = true, .strip = s->strip};
    struct view_field *x;
    char text[DATE_TEXT_SIZE];
    struct date day = s->old.id.n ? date_from_day(s->old.day) : w->today;
    daily_form(w, s->old.id.n ? "Correct a session" : "Record a session", &s->f, s->old.id.n ? NULL : "session", when,
               &v);
    v.page.help = (struct url){STR("/help/sessions")};
    v.back = daily_url(w, "/sessions");
    v.button = s->old.id.n ? "Save the correction" : "Save";
    if (s->same.n) {
        v.same = (struct view_link){daily_url(w, "/sessions?until=%.*s#%.*s", (int)form_value(&s->f, "date").n,
                                              form_value(&s->f, "date").p, (int)s->same.n, s->same.p),
                                    "Open the session that is recorded", false};
    }
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "session", "The session");
    daily_ask(w, p, &s->f, "date", web_print(w, "%s", date_format(day, text)));
    if ((x = daily_ask(w, p, &s->f, "status", s->was ? daily_member(s->was, "status") : STR("attended")))) {
        field_choices(w, x, statuses, COUNT_OF(statuses));
    }
    if ((x = daily_ask(w, p, &s->f, "start", daily_member(s->was, "start")))) {
        x->inputmode = "numeric";
        x->hint = "Such as 14:00 or 2 pm";
    }
    if ((x = daily_ask(w, p, &s->f, "end", daily_member(s->was, "end")))) {
        x->hint = "Such as 14:50";
        x->inputmode = "numeric";
    }
    if ((x = daily_ask(w, p, &s->f, "present", daily_joined(w, json_get(s->was, "present"), ", ")))) {
        x->hint = "Besides the client and you, a comma between two";
    }
    if ((x = daily_ask(w, p, &s->f, "next", daily_member(s->was, "next")))) {
        x->hint = "If it is known";
    }
    if ((x = daily_ask(w, p, &s->f, "next_time", daily_member(s->was, "next_time")))) {
        x->hint = "Such as 14:00 or 2 pm. The client sees day and time";
        x->inputmode = "numeric";
    }
    if (s->old.id.n) {
        daily_hide(w, &v, "correct", s->old.id);
        daily_ask(w, p, &s->f, "reason", NONE);
    }
    if (p) {
        p->grid = true;
        daily_quiet(p);
    }
    if (s->note) {
        note_parts(w, s->chart.plan, &s->f, NULL, &v);
    }
    view_daily_form(&w->out, &v);
}

static void put_present(struct json_out *o, struct str names)
{
    struct str rest = names;
    if (!names.n) {
        return;
    }
    json_key(o, "present");
    json_begin_array(o);
    while (rest.n) {
        struct str one = rest, tail = NONE;
        str_cut(rest, ',', &one, &tail);
        one = str_trim(one);
        if (one.n) {
            json_put_str(o, one);
        }
        rest = tail;
    }
    json_end_array(o);
}

/* "14:00" of what was typed; absent: left out, or told at its field. What was read as the afternoon is noted. */
static struct str read_time(struct call *w, struct session_form *s, const char *name, const char *label)
{
    struct str typed = form_value(&s->f, name), was = daily_member(s->was, name);
    struct day_time t = day_time_read(typed);
    struct str time = t.kind == DAY_TIME_NONE ? NONE : web_print(w, "%02d:%02d", t.hour, t.minute);
    if (t.kind == DAY_TIME_NONE && typed.n) {
        form_wrong(w, &s->f, name, "“%s” must be a time of day, such as 14:50 or 2 pm.", label);
    } else if (t.kind == DAY_TIME_NIGHT && !str_eq(time, was)) {
        form_wrong(w, &s->f, name, "%.*s is in the night: write %d:%02d am, or %d:%02d pm.", (int)time.n, time.p,
                   t.hour ? t.hour : 12, t.minute, t.hour ? t.hour : 12, t.minute);
    } else if (t.kind == DAY_TIME_AFTERNOON) {
        s->read = web_print(w, "%s%s“%.*s” is kept as %.*s", web_chars(w, s->read), s->read.n ? ", " : "", (int)typed.n,
                            typed.p, (int)time.n, time.p);
    }
    return time;
}

static struct str session_json(struct call *w, struct session_form *s)
{
    struct form *f = &s->f;
    struct daily_json j;
    static const struct {
        const char *name, *label;
    } times[] = {{"start", "Start"}, {"end", "End"}, {"next_time", "At"}};
    daily_json_begin(&j);
    daily_put(&j.o, "status", form_value(f, "status"));
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        daily_put(&j.o, times[i].name, read_time(w, s, times[i].name, times[i].label));
    }
    if (form_value(f, "next_time").n && !form_value(f, "next").n) {
        form_wrong(w, f, "next", "Give the day of the next session, or leave its time empty.");
    }
    put_present(&j.o, form_value(f, "present"));
    daily_put(&j.o, "next", form_value(f, "next"));
    return daily_json_end(w, &j);
}

/* Perhaps somebody has recorded it: that is asked. What was typed lies on the desk, whichever way one goes. */
static void tell_same(struct call *w, struct session_form *s, struct str same)
{
    struct str start = form_value(&s->f, "start");
    s->same = same;
    w->err = (struct err){0};
    form_wrong(w, &s->f, start.n ? "start" : "date",
               "A session of this day%s%.*s is recorded already: open it, or record another.", start.n ? " at " : "",
               (int)start.n, start.n ? start.p : "");
    if (!daily_keep(w, STR("session"))) {
        w->err = (struct err){0}; /* it stands in the form all the same */
    }
}

/* true: it is in the record. */
static bool save_session(struct call *w, struct session_form *s)
{
    struct entry list[2] = {{.kind = RECORD_SESSION,
                             .date = form_date(&s->f, "date"),
                             .json = session_json(w, s),
                             .alone = !http_form(w->in, "another").n}};
    bool ok;
    if (s->f.errors_count || w->err.kind != ERR_NONE) {
        return false;
    }
    if (s->old.id.n) {
        return between_correct(w->practice, &w->who, w->client, s->old.id, list, form_value(&s->f, "reason"), NONE,
                               w->arena, &w->err);
    }
    list[1] = (struct entry){.kind = RECORD_NOTE, .date = list[0].date};
    list[1].json = s->note ? note_json(w, s->chart.plan, &s->f) : STR("{}");
    if (!str_is(list[1].json, "{}")) {
        ok = w->err.kind == ERR_NONE &&
             between_add_all(w->practice, &w->who, w->client, list, 2, NONE, w->arena, &w->err);
    } else {
        ok = between_add(w->practice, &w->who, w->client, list, NONE, w->arena, &w->err);
    }
    if (!ok && list[0].same.n) {
        tell_same(w, s, list[0].same);
    }
    return ok;
}

void session_new_show(struct call *w)
{
    struct session_form *s = ARENA_NEW(w->arena, struct session_form);
    struct str when = NONE;
    if (!s || !read_session(w, http_query(w->in, "correct"), s)) {
        web_trouble(w, NULL);
        return;
    }
    if (s->old.id.n) {
        form_empty(w, s->field, s->count, &s->f);
    } else if (!daily_bring(w, "session", s->field, s->count, &s->f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_session(w, s, when);
}

void session_new_do(struct call *w)
{
    struct session_form *s = ARENA_NEW(w->arena, struct session_form);
    if (!s || !read_session(w, http_form(w->in, "correct"), s)) {
        web_trouble(w, NULL);
        return;
    }
    bool good = form_read(w, s->field, s->count, &s->f);
    if (s->old.id.n && !form_value(&s->f, "reason").n) {
        form_wrong(w, &s->f, "reason", "Say in a sentence why it is corrected.");
        good = false;
    }
    if (!good || !save_session(w, s)) {
        if (w->err.kind == ERR_NONE || daily_trouble(w, &s->f)) {
            show_session(w, s, NONE);
        }
        return;
    }
    if (!s->old.id.n) {
        daily_sent(w, "session");
    }
    struct url to = daily_url(w, "/sessions");
    const char *saved = s->old.id.n ? "The correction was saved." : "The session was saved.";
    if (s->read.n) {
        saved = web_print(w, "%s %.*s.", saved, (int)s->read.n, s->read.p).p;
    }
    web_said(w, saved, "%.*s", (int)to.whole.n, to.whole.p);
}
