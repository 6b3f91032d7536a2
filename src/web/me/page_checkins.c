/* page_checkins.c: a client's check-ins: the list, the answers before they are sent, what was sent. */
#include "practice/words.h"
#include "views.h"
#include "web/me/checkin_parts.h"
#include "web/web_parts.h"

/* ---- words of ours ---- */

static const struct {
    const char *name, *text, *low, *high;
} feedback[] = {
    {"heard", N_("Did you feel heard in your last visit?"), N_("not at all"), N_("fully")},
    {"worked_on", N_("Did you work on what matters to you?"), N_("not at all"), N_("fully")},
    {"fit", N_("Did the way you worked fit you?"), N_("not at all"), N_("fully")},
    {"change", N_("What would you change?"), NULL, NULL},
};

static struct str ours(struct call *w, struct str name, int which)
{
    for (size_t i = 0; i < COUNT_OF(feedback); i++) {
        if (str_is(name, feedback[i].name)) {
            const char *text = which == 0 ? feedback[i].text : which < 0 ? feedback[i].low : feedback[i].high;
            return text ? str_of(web_t(w, text)) : NONE;
        }
    }
    return NONE;
}

struct url me_link(struct call *w, const char *path)
{
    struct url to = {NONE};
    if (route_is_there(w->web, path) && route_may(w, str_of(path))) {
        to.whole = str_of(path);
    }
    return to;
}

struct str me_checkin_title(struct call *w, const struct checkin_due *d)
{
    if (d->kind == CHECKIN_INSTRUMENT) {
        return str_of(d->measure->title);
    }
    if (d->kind == CHECKIN_FEEDBACK) {
        return str_of(web_t(w, N_("How was your last visit?")));
    }
    if (d->kind == CHECKIN_GOALS) {
        return str_of(web_t(w, N_("How near are your goals?")));
    }
    return str_of(str_is(d->every, "P1D")   ? web_t(w, N_("Your daily check-in"))
                  : str_is(d->every, "P1W") ? web_t(w, N_("Your weekly check-in"))
                                            : web_t(w, N_("Your check-in")));
}

struct str me_checkin_about(struct call *w, const struct checkin_due *d)
{
    return d->questions == 1
               ? str_of(web_t(w, N_("1 short question. You can stop and come back.")))
               : web_print(w, web_t(w, N_("%d short questions. You can stop and come back.")), (int)d->questions);
}

struct str me_checkin_name(struct call *w, const struct checkin *c)
{
    const char *text = c->kind == CHECKIN_FEEDBACK ? N_("How was your last visit?")
                       : c->kind == CHECKIN_GOALS  ? N_("How near are your goals?")
                                                   : N_("Your check-in");
    if (c->kind != CHECKIN_INSTRUMENT) {
        return str_of(web_t(w, text));
    }
    return c->wording->title.n ? c->wording->title : str_of(c->measure->title);
}

struct str me_question_text(struct call *w, const struct checkin *c, const struct checkin_question *q)
{
    if (c->kind == CHECKIN_FEEDBACK) {
        return ours(w, q->name, 0);
    }
    return c->kind == CHECKIN_GOALS
               ? web_print(w, web_t(w, N_("How near are you to this? “%s”")), web_chars(w, q->text))
               : q->text;
}

static struct str number_text(struct call *w, const struct checkin_question *q, int value)
{
    return q->tenths ? web_print(w, "%d.%d", value / 10, value % 10) : web_print(w, "%d", value);
}

static struct str end_words(struct call *w, const struct checkin *c, const struct checkin_question *q, bool high)
{
    struct str own = high ? q->high : q->low;
    if (own.n) {
        return own;
    }
    if (c->kind == CHECKIN_FEEDBACK) {
        return ours(w, q->name, high ? 1 : -1);
    }
    return str_of(c->kind == CHECKIN_GOALS ? (high ? web_t(w, N_("I am there")) : web_t(w, N_("not near yet")))
                  : high                   ? web_t(w, N_("as much as can be"))
                                           : web_t(w, N_("not at all")));
}

struct str me_option_label(struct call *w, const struct checkin *c, const struct checkin_question *q, int value)
{
    if (q->ask != CHECKIN_SCALE) {
        for (size_t i = 0; i < q->option_count; i++) {
            if (q->options[i].value == value && q->options[i].text.n) {
                return q->options[i].text;
            }
        }
        return number_text(w, q, value);
    }
    if (value != 0 && value != q->most) {
        return number_text(w, q, value);
    }
    struct str words = end_words(w, c, q, value != 0);
    return web_print(w, "%d: %.*s", value, (int)words.n, words.n ? words.p : "");
}

struct str me_answer_text(struct call *w, const struct checkin *c, const struct checkin_question *q)
{
    if (q->ask == CHECKIN_WORDS && q->words.n) {
        return q->words;
    }
    return q->answer.has ? me_option_label(w, c, q, (int)q->answer.v) : str_of(web_t(w, N_("left open")));
}

/* ---- the list ---- */

static struct url checkin_url(struct call *w, struct str form, const char *below)
{
    return (struct url){web_print(w, "/me/checkins/%.*s%s", (int)form.n, form.n ? form.p : "", below)};
}

struct url me_checkin_url(struct call *w, const struct checkin *c, const char *below)
{
    return checkin_url(w, c->form, below);
}

static void put_one(struct call *w, const struct checkin_due *d, struct view_me_checkins *v)
{
    struct me_checkin x = {.assignment = d->assignment, .title = me_checkin_title(w, d)};
    if (d->sent_id.n) {
        x.sent = checkin_url(w, d->sent_id, "");
    }
    if (d->due) {
        x.button = d->form.n ? web_t(w, N_("Go on")) : web_t(w, N_("Begin"));
        x.about = me_checkin_about(w, d);
        x.first = !v->due_count;
        v->due[v->due_count++] = x;
        return;
    }
    if (date_is_set(d->next)) {
        struct str day = web_day(w, d->next);
        x.when = web_print(w, web_t(w, N_("The next one: %s.")), web_chars(w, day));
    } else {
        x.when = str_of(web_t(w, N_("Sent.")));
    }
    v->later[v->later_count++] = x;
}

void me_checkins_show(struct call *w)
{
    struct view_me_checkins v = {.due_count = 0};
    struct checkin_due *list;
    size_t n;
    if (!checkin_list(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("Check-ins"), NULL, &v.page);
    me_sees(w, &v.page, N_("Your care team sees the answers you give here."));
    v.due = arena_array(w->arena, n, sizeof *v.due);
    v.later = arena_array(w->arena, n, sizeof *v.later);
    for (size_t i = 0; v.due && v.later && i < n; i++) {
        put_one(w, &list[i], &v);
    }
    v.progress = me_link(w, "/me/progress");
    v.guardian = w->who.roles & ROLE_GUARDIAN;
    v.mails = w->me.email.n > 0 && !w->who.shared_device;
    v.reminds = !w->me.no_reminders;
    view_me_checkins(&w->out, &v);
}

static const struct field begin_rows[] = {{"assignment", N_("Check-in"), FIELD_LINE, true, 1, 40, NULL, NULL}};

void me_checkin_begin_do(struct call *w)
{
    struct form f;
    struct str form;
    struct checkin c;
    form_read(w, begin_rows, COUNT_OF(begin_rows), &f);
    struct actor who = w->who;
    who.once = NONE; /* begun twice is begun once all the same */
    if (!checkin_open(w->practice, &who, form_value(&f, "assignment"), w->arena, &form, &w->err) ||
        !checkin_read(w->practice, &who, form, w->arena, &c, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    me_checkin_go(w, &c, 0);
}

static const struct field reminder_rows[] = {{"on", N_("Mail reminders"), FIELD_CHOICE, true, 0, 0, "0|1", NULL}};

void me_reminders_do(struct call *w)
{
    struct form f;
    if (!form_read(w, reminder_rows, COUNT_OF(reminder_rows), &f)) {
        w->answer->status = 200;
        me_checkins_show(w);
        return;
    }
    bool on = form_is(&f, "on", "1");
    if (people_remind(w->practice, &w->who, on, &w->err)) {
        web_said(w, on ? N_("Reminders are on.") : N_("Reminders are off."), "/me/checkins");
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- one ---- */

bool me_checkin_read(struct call *w, struct checkin *out)
{
    return checkin_read(w->practice, &w->who, web_param(w, "id"), w->arena, out, &w->err);
}

void me_checkin_go(struct call *w, const struct checkin *c, size_t from)
{
    for (size_t i = from; i < c->count; i++) {
        if (from || (!c->question[i].answer.has && !c->question[i].words.n)) {
            web_go(w, "/me/checkins/%s/%d", web_part(w, c->form), c->question[i].item);
            return;
        }
    }
    web_go(w, "/me/checkins/%s", web_part(w, c->form));
}

static void put_answers(struct call *w, const struct checkin *c, struct view_me_check *v)
{
    v->answers = arena_array(w->arena, c->count, sizeof *v->answers);
    for (size_t i = 0; v->answers && i < c->count; i++) {
        const struct checkin_question *q = &c->question[i];
        struct str below = web_print(w, "/%d", q->item);
        v->answers[v->answers_count++] = (struct me_answer){.question = me_question_text(w, c, q),
                                                            .answer = me_answer_text(w, c, q),
                                                            .number = web_print(w, "%zu", i + 1),
                                                            .change = c->sent ? NO_URL : me_checkin_url(w, c, below.p)};
    }
}

static void check_page(struct call *w, const struct checkin *c)
{
    struct view_me_check v = {.sent = c->sent, .any = c->given > 0};
    v.unscored = c->kind == CHECKIN_INSTRUMENT && c->given < c->count;
    struct outside o;
    page_begin(w, c->sent ? N_("Sent check-in") : N_("Check your answers"), NULL, &v.page);
    me_sees(w, &v.page, N_("Your care team sees the answers you give here."));
    v.heading = web_t(w, c->sent ? N_("Thank you. Your answers are sent.") : N_("Check your answers"));
    v.title = me_checkin_name(w, c);
    v.action = me_checkin_url(w, c, "");
    v.stop = (struct url){c->sent ? STR("/me") : STR("/me/checkins")};
    v.progress = c->sent ? me_link(w, "/me/progress") : NO_URL;
    if (c->sent && me_outside(w, &o)) {
        v.mistake = me_checkin_url(w, c, "/mistake");
        v.mistake_text = o.clinician.n
                             ? web_print(w, web_t(w, N_("Tell %s about a mistake")), web_chars(w, o.clinician))
                             : str_of(web_t(w, N_("Tell your care team about a mistake")));
    }
    if (c->wording) {
        v.copyright = c->wording->copyright;
        v.publisher = c->wording->publisher;
    }
    put_answers(w, c, &v);
    view_me_check(&w->out, &v);
}

void me_checkin_show(struct call *w)
{
    struct checkin c;
    if (!me_checkin_read(w, &c)) {
        web_trouble(w, NULL);
        return;
    }
    check_page(w, &c);
}

void me_checkin_send_do(struct call *w)
{
    struct checkin c;
    if (checkin_send(w->practice, &w->who, web_param(w, "id"), &w->err)) {
        web_go(w, "/me/checkins/%s", web_part(w, web_param(w, "id")));
        return;
    }
    if (w->err.kind == ERR_INVALID) {
        err_clear(&w->err);
        if (me_checkin_read(w, &c)) {
            w->answer->status = 422;
            check_page(w, &c);
            return;
        }
    }
    web_trouble(w, NULL);
}

/* ---- a mistake in what was sent ---- */

static const struct field mistake_rows[] = {
    {"text", N_("What should it be?"), FIELD_TEXT, true, 1, WORDS_TEXT_MAX, NULL, N_("Say what you would change.")}};

static void mistake_page(struct call *w, const struct form *f, const struct checkin *c)
{
    struct view_me_mistake v = {.action = me_checkin_url(w, c, "/mistake"), .back = me_checkin_url(w, c, "")};
    page_begin(w, N_("A mistake in a check-in"), f, &v.page);
    me_sees(w, &v.page, N_("Your care team sees the answers you give here."));
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 4;
    me_box(w, &v.box);
    view_me_mistake(&w->out, &v);
}

void me_checkin_mistake_show(struct call *w)
{
    struct checkin c;
    struct form f;
    form_empty(w, mistake_rows, COUNT_OF(mistake_rows), &f);
    if (!me_checkin_read(w, &c)) {
        web_trouble(w, &f);
        return;
    }
    mistake_page(w, &f, &c);
}

void me_checkin_mistake_do(struct call *w)
{
    struct checkin c;
    struct form f;
    bool good = form_read(w, mistake_rows, COUNT_OF(mistake_rows), &f);
    if (!me_checkin_read(w, &c)) {
        web_trouble(w, &f);
        return;
    }
    struct words said = {.kind = WORDS_MISTAKE, .about = c.form, .text = form_value(&f, "text")};
    if (!good) {
        mistake_page(w, &f, &c);
    } else if (words_add(w->practice, &w->who, w->client, &said, w->who.once, w->arena, &w->err)) {
        web_said(w, N_("Your words were sent. Your answers stay as they are."), "/me/checkins/%s", web_part(w, c.form));
    } else {
        web_trouble(w, &f);
    }
}
