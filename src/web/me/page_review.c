/* page_review.c: what helped, what did not, what next: asked of the client before the plan is looked at. */
#include "practice/words.h"
#include "views.h"
#include "web/me/progress.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"helped", N_("What helped?"), FIELD_TEXT, false, 0, 1500, NULL, NULL},
    {"did_not", N_("What did not help?"), FIELD_TEXT, false, 0, 1500, NULL, NULL},
    {"next", N_("What do you want next?"), FIELD_TEXT, false, 0, 1500, NULL, NULL},
};

/* What this account sent last, while it is of these weeks: shown again, and more can be added. */
static void put_said(struct call *w, struct view_me_review *v)
{
    struct words_filter f = {.kinds = 1u << WORDS_REVIEW, .limit = 1};
    struct words *list = NULL;
    struct err none = {0};
    size_t n = 0;
    f.from = date_from_day(date_to_day(w->today) - WORDS_ASK_DAYS);
    if (!words_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &none) || !n) {
        return;
    }
    const struct str text[] = {list->helped, list->did_not, list->next};
    v->said = arena_array(w->arena, COUNT_OF(text), sizeof *v->said);
    for (size_t i = 0; v->said && i < COUNT_OF(text); i++) {
        if (text[i].n) {
            v->said[v->said_count++] = (struct me_review_said){web_t(w, rows[i].label), text[i]};
        }
    }
    struct str day = web_day(w, list->date);
    v->sent = web_print(w, web_t(w, N_("You sent this: %s.")), web_chars(w, day));
}

static void review_page(struct call *w, const struct form *f)
{
    struct view_me_review v = {.page = {.title = NULL}};
    page_begin(w, N_("Before we look at your plan"), f, &v.page);
    me_sees(w, &v.page, N_("Your care team sees what you write here."));
    v.helped = field_show(w, f, "helped", NONE);
    v.did_not = field_show(w, f, "did_not", NONE);
    v.next = field_show(w, f, "next", NONE);
    v.helped.rows = v.did_not.rows = v.next.rows = 3;
    put_said(w, &v);
    me_box(w, &v.box);
    view_me_review(&w->out, &v);
}

void me_review_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    review_page(w, &f);
}

void me_review_do(struct call *w)
{
    struct form f;
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    struct words said = {.kind = WORDS_REVIEW,
                         .about = STR("review"),
                         .helped = form_value(&f, "helped"),
                         .did_not = form_value(&f, "did_not"),
                         .next = form_value(&f, "next")};
    if (good && !said.helped.n && !said.did_not.n && !said.next.n) {
        form_wrong(w, &f, "helped", "%s", web_t(w, N_("Write at least one line.")));
        good = false;
    }
    if (!good) {
        review_page(w, &f);
    } else if (words_add(w->practice, &w->who, w->client, &said, w->who.once, w->arena, &w->err)) {
        web_said(w, N_("Thank you. Your words will be there when you look at your plan together."), "/me");
    } else {
        web_trouble(w, &f);
    }
}
