/* page_assign.c: what is asked of a client between visits, and how often: an instrument, questions of the client's own,
 * goals, the last session. */
#include "base/json.h"
#include "measure/measure.h"
#include "practice/between.h"
#include "practice/wordings.h"
#include "views.h"
#include "web/progress.h"
#include "web/web_parts.h"

#include <stdio.h>

#define QUESTIONS 3 /* of a check-in that is made here */
#define FIELDS_EACH 4

#define QUESTION(n, must)                                                                                              \
    {"question" #n, "What is asked", FIELD_LINE, false, 0, 200, NULL, NULL},                                           \
        {"low" #n, "What 0 means", FIELD_LINE, false, 0, 60, NULL, NULL},                                              \
        {"high" #n, "What 10 means", FIELD_LINE, false, 0, 60, NULL, NULL},                                            \
    {                                                                                                                  \
        "alert" #n, "Raises an alert from", FIELD_CHOICE, false, 0, 0, "1|2|3|4|5|6|7|8|9|10", NULL                    \
    }

static const struct field rows[] = {
    {"what", "What is asked for", FIELD_CHOICE, true, 0, 0, "instrument|personal|goals|feedback",
     "Choose what is asked for."},
    {"instrument", "Measure", FIELD_CHOICE, false, 0, 0, NULL, NULL},
    QUESTION(1, true),
    QUESTION(2, false),
    QUESTION(3, false),
    {"every", "How often", FIELD_CHOICE, true, 0, 0, "once|P1D|P1W|P2W|P4W|P1M|P3M", "Choose how often."},
    {"reporter", "Who fills it in", FIELD_CHOICE, false, 0, 0, "client|guardian", NULL},
    {"remote", "The client fills it in on a screen", FIELD_CHECK, false, 0, 0, NULL, NULL},
};

static const struct view_choice whats[] = {
    {"instrument", "A measure", "A published instrument", false},
    {"personal", "Questions of the client’s own", "From 0 to 10, in the client’s words; an answer can raise an alert",
     false},
    {"goals", "How near the goals are", "Each goal of the plan in force, from 0 to 10", false},
    {"feedback", "How the last session was", "Our own short set; not a validated instrument", false},
};
static const struct view_choice often[] = {
    {"P1D", "Every day", NULL, false},     {"P1W", "Every week", NULL, false},  {"P2W", "Every 2 weeks", NULL, false},
    {"P4W", "Every 4 weeks", NULL, false}, {"P1M", "Every month", NULL, false}, {"P3M", "Every 3 months", NULL, false},
    {"once", "Once", NULL, false},
};
static const struct view_choice reporters[] = {
    {"client", "The client", NULL, false},
    {"guardian", "The guardian", "As the guardian sees it; kept apart from what the client says", false},
};
static const struct view_choice levels[] = {
    {"1", "1", NULL, false}, {"2", "2", NULL, false},   {"3", "3", NULL, false}, {"4", "4", NULL, false},
    {"5", "5", NULL, false}, {"6", "6", NULL, false},   {"7", "7", NULL, false}, {"8", "8", NULL, false},
    {"9", "9", NULL, false}, {"10", "10", NULL, false},
};

/* ---- the page ---- */

static bool in_use(const struct people_settings *s, const struct measure *m)
{
    for (size_t i = 0; i < s->measure_count; i++) {
        if (str_is(s->measures[i], m->id)) {
            return true;
        }
    }
    return false;
}

/* Those that the practice uses first, each part in the order of the registry. */
static bool put_instruments(struct call *w, const struct form *f, struct view_assign *v)
{
    struct kept_wording *kept;
    struct people_settings s;
    int64_t version;
    size_t n = 0, used = 0, count = 0;
    if (!wordings_list(w->practice, &w->who, w->arena, &kept, &count, &w->err) ||
        !people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err)) {
        return false;
    }
    for (; measure_at(n); n++) {
        used += in_use(&s, measure_at(n));
    }
    struct view_choice *list = arena_array(w->arena, n, sizeof *list);
    for (size_t i = 0, first = 0, next = used; list && i < n; i++) {
        const struct measure *m = measure_at(i);
        size_t at = in_use(&s, m) ? first++ : next++;
        bool shown = false;
        for (size_t k = 0; k < count; k++) {
            shown = shown || (kept[k].measure == m && kept[k].may_show);
        }
        struct str label = web_print(w, shown ? "%s" : "%s (on paper: its wording is not here)", m->name);
        list[at] = (struct view_choice){m->id, label.p ? label.p : m->name, NULL, false};
    }
    v->instrument = field_show(w, f, "instrument", http_query(w->in, "measure"));
    v->instrument.is_choice = false;
    v->instrument.is_select = true;
    v->instrument.hint = used ? "Those that your practice uses come first." : NULL;
    field_choices(w, &v->instrument, list, list ? n : 0);
    return true;
}

static struct view_field question_field(struct call *w, const struct form *f, const char *name, size_t i)
{
    struct str whole = web_print(w, "%s%zu", name, i + 1);
    return field_show(w, f, whole.p ? whole.p : name, NONE);
}

static void put_questions(struct call *w, const struct form *f, struct view_assign *v)
{
    v->questions = arena_array(w->arena, QUESTIONS, sizeof *v->questions);
    for (size_t i = 0; v->questions && i < QUESTIONS; i++) {
        struct assign_question *q = &v->questions[v->questions_count++];
        *q = (struct assign_question){.question = question_field(w, f, "question", i),
                                      .low = question_field(w, f, "low", i),
                                      .high = question_field(w, f, "high", i),
                                      .alert_at = question_field(w, f, "alert", i),
                                      .number = web_print(w, "%zu", i + 1),
                                      .first = !i};
        q->question.hint = i ? NULL : "Such as: How strong were thoughts of not wanting to live?";
        q->alert_at.hint = "The client then sees help at once, and whoever owns alerts sees it in the queue.";
        q->alert_at.is_choice = false;
        q->alert_at.is_select = true;
        field_choices(w, &q->alert_at, levels, COUNT_OF(levels));
    }
}

/* Whom questions of ours can be asked of: there is a choice only where a guardian has an account. */
static bool put_reporter(struct call *w, const struct form *f, struct view_assign *v)
{
    struct person *people;
    size_t n = 0;
    if (!people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        v->has_guardian = v->has_guardian || (people[i].roles & ROLE_GUARDIAN && str_eq(people[i].client, w->client) &&
                                              str_is(people[i].state, "active"));
    }
    v->reporter = field_show(w, f, "reporter", STR("client"));
    v->reporter.hint = "For questions of the client’s own.";
    field_choices(w, &v->reporter, reporters, COUNT_OF(reporters));
    v->has_guardian = v->has_guardian || v->reporter.error.n;
    return true;
}

static void assign_page(struct call *w, const struct form *f)
{
    struct view_assign v = {.action = client_page(w, "/assign"), .back = client_page(w, "/progress")};
    if (!strip_read(w, "Progress", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Assign a check-in", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/progress")};
    v.what = field_show(w, f, "what", STR("instrument"));
    field_choices(w, &v.what, whats, COUNT_OF(whats));
    if (!put_instruments(w, f, &v) || !put_reporter(w, f, &v)) {
        web_trouble(w, f);
        return;
    }
    put_questions(w, f, &v);
    v.every = field_show(w, f, "every", STR("P1W"));
    field_choices(w, &v.every, often, COUNT_OF(often));
    v.remote = field_show(w, f, "remote", NONE);
    v.remote.hint =
        "All but a measure is always filled in on a screen. Where an answer can raise an alert, the practice "
        "sets first who owns alerts, who covers and by when (Practice, Alerts).";
    v.wording.whole = web_may(w, CASE_WORDING_READ) ? str_of("/practice/measures") : NONE;
    view_assign(&w->out, &v);
}

void assign_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    assign_page(w, &f);
}

/* ---- what was chosen ---- */

static struct str typed(struct call *w, const struct form *f, const char *name, size_t i)
{
    struct str whole = web_print(w, "%s%zu", name, i + 1);
    return whole.p ? form_value(f, whole.p) : NONE;
}

static void put_text(struct json_out *o, const char *key, struct str text)
{
    if (text.n) {
        json_key(o, key);
        json_put_str(o, text);
    }
}

static void put_personal(struct call *w, const struct form *f, struct json_out *o)
{
    json_key(o, "personal");
    json_begin_array(o);
    for (size_t i = 0; i < QUESTIONS; i++) {
        int64_t at = 0;
        if (!typed(w, f, "question", i).n) {
            continue;
        }
        json_begin_object(o);
        put_text(o, "question", typed(w, f, "question", i));
        put_text(o, "low", typed(w, f, "low", i));
        put_text(o, "high", typed(w, f, "high", i));
        if (num_int(typed(w, f, "alert", i), 1, 10, &at)) {
            json_key(o, "alert_at");
            json_put_int(o, at);
        }
        json_end_object(o);
    }
    json_end_array(o);
}

static bool is_shown(struct call *w, struct str instrument, bool *shown)
{
    const struct measure *m = measure_find(instrument);
    struct kept_wording kept;
    struct err none = {0};
    *shown = m && wordings_get(w->practice, &w->who, m, w->arena, &kept, &none) && kept.may_show;
    return none.kind == ERR_NONE || none.kind == ERR_NOT_FOUND ||
           err_set(&w->err, none.kind, none.where, "%s", none.text);
}

static void check(struct call *w, struct form *f)
{
    bool shown = false;
    if (form_is(f, "what", "personal") && !typed(w, f, "question", 0).n) {
        form_wrong(w, f, "question1", "Write down what is asked.");
    }
    if (!form_is(f, "what", "personal") && form_is(f, "reporter", "guardian")) {
        form_wrong(w, f, "reporter", "A guardian is asked questions of the client’s own alone: choose these above.");
    }
    if (!form_is(f, "what", "instrument")) {
        return;
    }
    if (!form_value(f, "instrument").n) {
        form_wrong(w, f, "instrument", "Choose a measure.");
    } else if (form_value(f, "remote").n && is_shown(w, form_value(f, "instrument"), &shown) && !shown) {
        form_wrong(w, f, "remote",
                   "The wording of this measure is not imported, so clients are not shown it. Take questions of the "
                   "client’s own, fill it in together on paper, or import its wording first.");
    }
}

static struct str assignment(struct call *w, const struct form *f)
{
    struct buf b;
    struct json_out o;
    struct str out = NONE, what = form_value(f, "what");
    bool instrument = str_is(what, "instrument");
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    if (str_is(what, "personal")) {
        put_personal(w, f, &o);
        put_text(&o, "reporter", form_is(f, "reporter", "guardian") ? STR("guardian") : NONE);
    } else {
        put_text(&o, instrument ? "instrument" : "own", instrument ? form_value(f, "instrument") : what);
    }
    put_text(&o, "every", form_is(f, "every", "once") ? NONE : form_value(f, "every"));
    if (!instrument || form_value(f, "remote").n) {
        json_key(&o, "remote");
        json_put_bool(&o, true);
    }
    json_end_object(&o);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

void assign_do(struct call *w)
{
    struct form f;
    struct entry entry = {.kind = RECORD_ASSIGNMENT, .date = w->today};
    if (form_read(w, rows, COUNT_OF(rows), &f)) {
        check(w, &f);
    }
    if (f.errors_count) {
        assign_page(w, &f);
        return;
    }
    entry.json = assignment(w, &f);
    if (entry.json.n && between_add(w->practice, &w->who, w->client, &entry, w->who.once, w->arena, &w->err)) {
        web_said(w, "The check-in was assigned.", "/clients/%s/progress", web_part(w, w->client));
    } else if (w->err.kind == ERR_REFUSED && web_may(w, CASE_ENTRY_WRITE)) {
        form_wrong(w, &f, strcmp(w->err.where, "reporter") ? "remote" : "reporter", "%s", w->err.text);
        assign_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

void assign_stop(struct call *w)
{
    if (between_withdraw(w->practice, &w->who, w->client, web_param(w, "id"), STR("no longer assigned"), &w->err)) {
        web_said(w, "The check-in is no longer assigned.", "/clients/%s/progress", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}
