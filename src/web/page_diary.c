/* page_diary.c: the diary that a client shares, as the care team reads it; assigning one. */
#include "views.h"
#include "web/daily.h"
#include "web/me/diary.h"
#include "web/web_parts.h"

static struct str task_words(struct call *w, const struct diary_task *t)
{
    struct str out = NONE;
    for (unsigned i = 0; i < DIARY_SCALES; i++) {
        if (t->scales >> i & 1) {
            const char *label = diary_scale_label(w, (enum diary_scale)i);
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? ", " : "", label);
        }
    }
    if (t->own.n) {
        out = web_print(w, "%.*s, %.*s", (int)out.n, out.p, (int)t->own.n, t->own.p);
    }
    struct str since = web_date(w, t->since);
    return web_print(w, "%.*s%s. %s, since %.*s.", (int)out.n, out.p, t->sleep ? ", sleep" : "",
                     str_is(t->every, "P1D") ? "Every day" : "Every week", (int)since.n, since.p);
}

void diary_show(struct call *w)
{
    struct view_diary v = {.older = NO_URL};
    struct diary d;
    struct diary_days days = diary_days_asked(w);
    if (!strip_read(w, "Progress", &v.strip) ||
        !diary_read(w->practice, &w->who, w->client, &days, w->arena, &d, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Diary", NULL, &v.page);
    v.page.help = (struct url){STR("/help/progress")};
    if (d.task.id.n) {
        v.task = task_words(w, &d.task);
        v.stop =
            web_may(w, CASE_ENTRY_WITHDRAW) ? daily_url(w, "/assign/%.*s/stop", (int)d.task.id.n, d.task.id.p) : NO_URL;
    }
    v.assign = client_page(w, "/assign/diary");
    v.older = diary_older(w, client_page(w, "/diary").whole, d.older);
    diary_lines(w, d.entry, d.entry_count, &v.list);
    view_diary(&w->out, &v);
}

/* ---- assigning ---- */

static const struct field rows[] = {
    {"scales", "What is asked", FIELD_CHOICES, false, 0, 0, "anxiety|stress|energy|urges|pain", NULL},
    {"own", "One more, in the client’s words", FIELD_LINE, false, 0, 40, NULL, NULL},
    {"sleep", "Hours of sleep", FIELD_CHECK, false, 0, 0, NULL, NULL},
    {"every", "How often", FIELD_CHOICE, true, 0, 0, "P1D|P1W", "Choose how often."},
    {"text", "What it is for, as the client reads it", FIELD_TEXT, false, 0, 500, NULL, NULL},
};
static const struct view_choice often[] = {{"P1D", "Every day", NULL, false}, {"P1W", "Every week", NULL, false}};

static void assign_page(struct call *w, const struct form *f)
{
    struct view_diary_assign v = {.action = client_page(w, "/assign/diary"), .back = client_page(w, "/diary")};
    struct view_choice scales[DIARY_SCALES];
    if (!strip_read(w, "Progress", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    for (int i = DIARY_ANXIETY; i < DIARY_SCALES; i++) {
        enum diary_scale s = (enum diary_scale)i;
        scales[i - 1] = (struct view_choice){diary_scale_name(s), diary_scale_label(w, s), NULL, false};
    }
    page_begin(w, "Assign a diary", f, &v.page);
    v.page.shape = "stack narrow";
    v.scales = field_show(w, f, "scales", STR("anxiety"));
    v.scales.hint = "Mood is always asked.";
    field_choices(w, &v.scales, scales, DIARY_SCALES - 1);
    v.own = field_show(w, f, "own", NONE);
    v.sleep = field_show(w, f, "sleep", NONE);
    v.every = field_show(w, f, "every", STR("P1D"));
    field_choices(w, &v.every, often, COUNT_OF(often));
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 2;
    view_diary_assign(&w->out, &v);
}

void diary_assign_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    assign_page(w, &f);
}

void diary_assign_do(struct call *w)
{
    struct form f;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        assign_page(w, &f);
        return;
    }
    struct diary_task t = {.scales = 1u << DIARY_MOOD,
                           .own = form_value(&f, "own"),
                           .sleep = form_value(&f, "sleep").n > 0,
                           .every = form_value(&f, "every"),
                           .text = form_value(&f, "text")};
    for (unsigned i = 0; i < DIARY_SCALES; i++) {
        bool asked = str_find(form_value(&f, "scales"), str_of(diary_scale_name((enum diary_scale)i)), 0) != (size_t)-1;
        t.scales |= asked ? 1u << i : 0;
    }
    if (diary_assign(w->practice, &w->who, w->client, &t, NONE, w->arena, &w->err)) {
        daily_done(w, "The diary was assigned.", "/diary");
    } else if (daily_trouble(w, &f)) {
        assign_page(w, &f);
    }
}
