/* page_question.c: one question of a check-in a page, or all of them on one; each answer is saved as it is given. An
 * answer that raises an alert is answered by a page of help. */
#include "views.h"
#include "web/me/checkin_parts.h"
#include "web/web_parts.h"

#define ROWS_MOST 11 /* options that stand as rows; beyond it a number is typed */

/* ---- a question ---- */

static const struct checkin_question *question_at(const struct checkin *c, int64_t item, size_t *at)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->question[i].item == item) {
            *at = i;
            return &c->question[i];
        }
    }
    return NULL;
}

static struct str name_of(struct call *w, const struct checkin_question *q)
{
    return web_print(w, "q%d", q->item);
}

static void put_option(struct call *w, const struct checkin *c, const struct checkin_question *q, int value,
                       struct str chosen, struct me_question *out)
{
    struct str text = web_print(w, "%d", value);
    out->options[out->options_count] =
        (struct me_option){.value = text,
                           .id = out->options_count ? web_print(w, "q%d-%zu", q->item, out->options_count) : out->id,
                           .label = me_option_label(w, c, q, value),
                           .chosen = str_eq(chosen, text)};
    out->options_count++;
}

/* typed: what was posted for it; absent: the answer that was saved. */
static void put_question(struct call *w, const struct checkin *c, const struct checkin_question *q, struct str typed,
                         struct me_question *out)
{
    bool tenths = q->tenths && q->ask == CHECKIN_NUMBER && q->answer.has;
    struct str saved = q->answer.has ? tenths ? web_print(w, "%d.%d", (int)q->answer.v / 10, (int)q->answer.v % 10)
                                              : web_print(w, "%d", (int)q->answer.v)
                                     : NONE;
    *out = (struct me_question){.name = name_of(w, q),
                                .before = q->before,
                                .text = me_question_text(w, c, q),
                                .is_words = q->ask == CHECKIN_WORDS,
                                .is_number = q->ask == CHECKIN_NUMBER};
    out->id = out->name;
    out->value = typed.n ? typed : q->ask == CHECKIN_WORDS ? q->words : saved;
    if (out->is_number) {
        struct str range = q->tenths ? web_print(w, web_t(w, N_("A number from %d to %d")), q->least / 10, q->most / 10)
                                     : web_print(w, web_t(w, N_("A number from %d to %d")), q->least, q->most);
        out->hint = range;
        return;
    }
    size_t n = q->ask == CHECKIN_SCALE ? ROWS_MOST : q->option_count;
    out->options = arena_array(w->arena, n, sizeof *out->options);
    for (size_t i = 0; out->options && !out->is_words && i < n; i++) {
        put_option(w, c, q, q->ask == CHECKIN_SCALE ? (int)i : q->options[i].value, out->value, out);
    }
}

static bool is_ours(const struct checkin *c)
{
    return c->kind != CHECKIN_INSTRUMENT;
}

static void question_page(struct call *w, const struct form *f, const struct checkin *c, size_t at)
{
    const struct checkin_question *q = &c->question[at];
    struct view_me_question v = {.has_box = q->ask == CHECKIN_WORDS};
    struct str title = me_checkin_name(w, c), below = web_print(w, "/%d", q->item);
    struct str back = at ? web_print(w, "/%d", c->question[at - 1].item) : NONE;
    page_begin(w, N_("Check-in"), f, &v.page);
    me_sees(w, &v.page, N_("Your care team sees the answers you give here."));
    v.step = web_print(w, web_t(w, N_("%s · question %d of %d · answers are saved as you go")), web_chars(w, title),
                       (int)at + 1, (int)c->count);
    put_question(w, c, q, form_posted(w, name_of(w, q).p), &v.ask);
    for (size_t i = 0; f && i < f->errors_count; i++) {
        v.ask.error = str_eq(str_of(f->errors[i].name), v.ask.name) ? f->errors[i].text : v.ask.error;
    }
    v.action = me_checkin_url(w, c, below.p);
    v.back = at ? me_checkin_url(w, c, back.p) : (struct url){STR("/me/checkins")};
    v.all = c->count > 1 ? me_checkin_url(w, c, "/all") : NO_URL;
    v.stop = (struct url){STR("/me/checkins")};
    if (v.has_box) {
        me_box(w, &v.box);
    }
    if (!is_ours(c)) {
        v.copyright = c->wording->copyright;
        v.publisher = c->wording->publisher;
    }
    view_me_question(&w->out, &v);
}

static bool read_question(struct call *w, struct checkin *c, size_t *at)
{
    int64_t item = 0;
    if (!me_checkin_read(w, c)) {
        return false;
    }
    return (num_int(web_param(w, "item"), 1, 1000, &item) && question_at(c, item, at)) ||
           err_set(&w->err, ERR_NOT_FOUND, "item", "there is no such question");
}

void me_question_show(struct call *w)
{
    struct checkin c;
    struct form f;
    size_t at = 0;
    form_empty(w, NULL, 0, &f);
    if (!read_question(w, &c, &at)) {
        web_trouble(w, NULL);
    } else if (c.sent) {
        web_go(w, "/me/checkins/%s", web_part(w, c.form));
    } else {
        question_page(w, &f, &c, at);
    }
}

/* ---- an answer ---- */

/* What was posted for a question; false: nothing, or no answer of it. */
static bool read_answer(struct call *w, const struct checkin_question *q, struct checkin_answer *x, bool *empty)
{
    struct str typed = str_trim(form_posted(w, name_of(w, q).p)), head = typed, tail = NONE;
    int64_t whole = 0, tenth = 0;
    *x = (struct checkin_answer){.form = web_param(w, "id"), .item = q->item, .value = -1};
    *empty = !typed.n;
    if (q->ask == CHECKIN_WORDS) {
        x->words = typed;
        return true;
    }
    if (!typed.n) {
        return true;
    }
    if (q->ask != CHECKIN_NUMBER || !q->tenths) {
        bool good = num_int(typed, 0, 1000, &whole);
        x->value = (int)whole;
        return good;
    }
    bool split = str_cut(typed, '.', &head, &tail) || str_cut(typed, ',', &head, &tail);
    if (!num_int(head, 0, 100, &whole) || (split && (tail.n != 1 || !num_int(tail, 0, 9, &tenth)))) {
        return false;
    }
    x->value = (int)(whole * 10 + tenth);
    return true;
}

static void help_page(struct call *w, struct url on)
{
    struct view_me_help_now v = {.on = on};
    page_begin(w, N_("Thank you for telling us"), NULL, &v.page);
    crisis_numbers(w, &v.numbers);
    v.safety = me_link(w, "/me/safety");
    view_me_help_now(&w->out, &v);
}

/* What goes wrong after an answer that raised an alert keeps nobody from the page of help. */
static void trouble_page(struct call *w, const struct form *f, bool help)
{
    if (help) {
        err_clear(&w->err);
        help_page(w, (struct url){STR("/me/checkins")});
    } else {
        web_trouble(w, f);
    }
}

/* Where it goes on after the question at `at`. */
static struct url next_url(struct call *w, const struct checkin *c, size_t at)
{
    struct str below = at + 1 < c->count ? web_print(w, "/%d", c->question[at + 1].item) : NONE;
    return me_checkin_url(w, c, below.n ? below.p : "");
}

static void wrong_answer(struct call *w, struct form *f, const struct checkin *c, size_t at, bool empty)
{
    struct str name = name_of(w, &c->question[at]);
    form_wrong(w, f, name.p, "%s",
               empty ? web_t(w, N_("Choose an answer, or skip this one."))
                     : web_t(w, N_("This is no answer to the question. Choose one, or skip it.")));
    question_page(w, f, c, at);
}

void me_question_do(struct call *w)
{
    struct checkin c;
    struct form f;
    struct checkin_answer x;
    size_t at = 0;
    bool empty, skip;
    form_read(w, NULL, 0, &f);
    if (!read_question(w, &c, &at)) {
        web_trouble(w, &f);
        return;
    }
    skip = form_posted(w, "skip").n > 0;
    bool good = read_answer(w, &c.question[at], &x, &empty);
    if (!skip && (!good || empty)) {
        wrong_answer(w, &f, &c, at, empty);
        return;
    }
    if (skip) {
        x = (struct checkin_answer){.form = x.form, .item = x.item, .value = -1};
    }
    struct actor who = w->who;
    who.once = NONE; /* the same answer twice is one answer, and is answered in the same way */
    if (!checkin_answer(w->practice, &who, &x, &w->err)) {
        if (w->err.kind == ERR_INVALID) {
            err_clear(&w->err);
            wrong_answer(w, &f, &c, at, false);
            return;
        }
        web_trouble(w, &f);
        return;
    }
    /* Which questions come next may depend on this answer. */
    if (!is_ours(&c)) {
        int item = c.question[at].item;
        if (!me_checkin_read(w, &c) || !question_at(&c, item, &at)) {
            trouble_page(w, NULL, x.at_alert);
            return;
        }
    }
    struct url on = next_url(w, &c, at);
    if (x.at_alert) {
        help_page(w, on);
    } else {
        web_go(w, "%.*s", (int)on.whole.n, on.whole.p);
    }
}

/* ---- all on one page ---- */

static void all_page(struct call *w, const struct form *f, const struct checkin *c)
{
    struct view_me_question_all v = {.title = me_checkin_name(w, c)};
    page_begin(w, N_("Check-in, all questions"), f, &v.page);
    me_sees(w, &v.page, N_("Your care team sees the answers you give here."));
    v.asks = arena_array(w->arena, c->count, sizeof *v.asks);
    for (size_t i = 0; v.asks && i < c->count; i++) {
        struct me_question *x = &v.asks[v.asks_count++];
        put_question(w, c, &c->question[i], form_posted(w, name_of(w, &c->question[i]).p), x);
        v.has_box = v.has_box || x->is_words;
        for (size_t k = 0; f && k < f->errors_count; k++) {
            x->error = str_eq(str_of(f->errors[k].name), x->name) ? f->errors[k].text : x->error;
        }
    }
    v.action = me_checkin_url(w, c, "/all");
    v.back = (struct url){STR("/me/checkins")};
    if (v.has_box) {
        me_box(w, &v.box);
    }
    if (!is_ours(c)) {
        v.copyright = c->wording->copyright;
        v.publisher = c->wording->publisher;
    }
    view_me_question_all(&w->out, &v);
}

void me_question_all_show(struct call *w)
{
    struct checkin c;
    struct form f;
    form_empty(w, NULL, 0, &f);
    if (!me_checkin_read(w, &c)) {
        web_trouble(w, NULL);
    } else if (c.sent) {
        web_go(w, "/me/checkins/%s", web_part(w, c.form));
    } else {
        all_page(w, &f, &c);
    }
}

static bool is_changed(const struct checkin_question *q, const struct checkin_answer *x)
{
    if (q->ask == CHECKIN_WORDS) {
        return !str_eq(x->words, q->words);
    }
    return q->answer.has ? x->value != q->answer.v : x->value >= 0;
}

void me_question_all_do(struct call *w)
{
    struct checkin c;
    struct form f;
    bool help = false, empty;
    struct actor who = w->who;
    form_read(w, NULL, 0, &f);
    if (!me_checkin_read(w, &c)) {
        web_trouble(w, &f);
        return;
    }
    who.once = NONE;
    for (size_t i = 0; i < c.count; i++) {
        struct checkin_answer x;
        bool good = read_answer(w, &c.question[i], &x, &empty);
        if (good && !is_changed(&c.question[i], &x)) {
            help = help || (!empty && c.question[i].at_alert); /* sent once more: answered in the same way */
            continue;
        }
        if (good && checkin_answer(w->practice, &who, &x, &w->err)) {
            help = help || x.at_alert;
            continue;
        }
        if (good && w->err.kind != ERR_INVALID) {
            trouble_page(w, &f, help);
            return;
        }
        err_clear(&w->err);
        struct str name = name_of(w, &c.question[i]);
        form_wrong(w, &f, name.p, "%s", web_t(w, N_("This is no answer to the question. Choose one, or skip it.")));
    }
    if (help) {
        help_page(w, me_checkin_url(w, &c, f.errors_count ? "/all" : ""));
    } else if (f.errors_count) {
        all_page(w, &f, &c);
    } else {
        web_go(w, "/me/checkins/%s", web_part(w, c.form));
    }
}
