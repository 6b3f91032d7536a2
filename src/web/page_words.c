/* page_words.c: what a client said about the plan and the care: read, answered. */
#include "views.h"
#include "web/plan_plain.h"
#include "web/web_parts.h"

static const char *kind_words(enum words_kind k)
{
    static const char *const list[WORDS_KIND_COUNT] = {
        "Question",          "Does not fit",  "A goal of their own", "What matters to them", "A mistake in a check-in",
        "Before the review", "About signing", "About the plan"};
    return list[k];
}

/* "Objective", "Goal": what the words name. */
static struct str part_words(struct call *w, const struct plan *plan, struct str about)
{
    static const struct {
        const char *begins, *words;
    } parts[] = {{"goals/", "Goal"}, {"objectives/", "Objective"}, {"interventions/", "Intervention"}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (str_starts(about, str_of(parts[i].begins))) {
            struct plan_piece p = plan ? me_plan_part(w, plan, about) : (struct plan_piece){.about = about};
            struct str text = p.quote.n ? p.quote : p.text;
            return text.n ? web_print(w, "%s: %.*s", parts[i].words, (int)text.n, text.p)
                          : web_print(w, "%s that is not in the plan any more", parts[i].words);
        }
    }
    return NONE;
}

/* How long ago: "since yesterday at 09:14". */
static struct words_row row_of(struct call *w, const struct plan *plan, const struct words *x)
{
    struct plan_piece one = {.about = NONE};
    struct str at = web_time(w, x->at_ms), seen = x->seen_ms ? web_time(w, x->seen_ms) : NONE;
    struct words said = *x;
    said.about = NONE;
    me_plan_said(w, &said, 1, NONE, &one);
    struct words_row r = {
        .id = x->id,
        .kind = str_of(kind_words(x->kind)),
        .about = x->about,
        .part = part_words(w, plan, x->about),
        .of = plan ? me_plan_of(x, me_plan_source(w, plan, x->about)) : NONE,
        .who = web_print(w, "%.*s, %.*s", (int)x->by_name.n, x->by_name.n ? x->by_name.p : "", (int)at.n, at.p),
        .unread = x->state == WORDS_ENTERED};
    if (one.said_count) {
        r.text = one.said[0].text;
        r.answers = one.said[0].answers;
        r.answers_count = one.said[0].answers_count;
    }
    r.state = r.unread ? web_print(w, "Not read since %.*s", (int)at.n, at.p)
              : x->seen_by_name.n
                  ? web_print(w, "Read by %.*s, %.*s", (int)x->seen_by_name.n, x->seen_by_name.p, (int)seen.n, seen.p)
                  : STR("Read");
    return r;
}

/* The plan in force, else the one that is being signed, else the draft; NULL where there is none. */
static const struct plan *plan_now(struct call *w)
{
    struct plan_version v;
    struct plan *plan = NULL;
    struct err none = {0};
    bool ok = plans_get(w->practice, &w->who, w->client, NONE, w->arena, &v, &none) && me_plan_read(w, v.json, &plan);
    err_clear(&w->err);
    return ok ? plan : NULL;
}

/* plan: the one in force; NULL: what the words are about is looked for in what there is instead. */
static size_t rows_read(struct call *w, const struct plan *plan, const struct words_filter *f, struct words_row **out)
{
    struct words *list;
    struct err none = {0};
    size_t n;
    *out = NULL;
    if (!web_may(w, CASE_WORDS_LIST) || !words_list(w->practice, &w->who, w->client, f, w->arena, &list, &n, &none)) {
        return 0;
    }
    plan = plan || !n ? plan : plan_now(w);
    *out = arena_array(w->arena, n + 1, sizeof **out);
    for (size_t i = 0; *out && i < n; i++) {
        (*out)[i] = row_of(w, plan, &list[i]);
    }
    return *out ? n : 0;
}

size_t client_words_rows(struct call *w, const struct plan *plan, size_t most, struct words_row **out)
{
    struct words_filter newest = {.limit = most};
    return rows_read(w, plan, &newest, out);
}

size_t client_words_unread(struct call *w, const struct plan *plan, size_t most, struct words_row **out)
{
    struct words_filter unread = {.unread = true, .limit = most};
    return rows_read(w, plan, &unread, out);
}

size_t client_words_since(struct call *w, const struct plan *plan, struct date from, size_t most,
                          struct words_row **out)
{
    struct words_filter since = {
        .kinds = ((1u << WORDS_KIND_COUNT) - 1) & ~(1u << WORDS_REVIEW), .from = from, .limit = most};
    return rows_read(w, plan, &since, out);
}

void client_words_show(struct call *w)
{
    struct view_client_words v = {.rows_count = 0};
    if (!strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "What the client said", NULL, &v.page);
    v.page.help = (struct url){STR("/help/plans")};
    struct words_filter f = {.limit = CLIENT_WORDS_SHOWN + 1, .before = http_query(w->in, "before")};
    f.before = id_valid(f.before) ? f.before : NONE;
    v.rows_count = rows_read(w, NULL, &f, &v.rows);
    if (v.rows_count > CLIENT_WORDS_SHOWN) {
        struct str last = v.rows[CLIENT_WORDS_SHOWN - 1].id;
        v.rows_count = CLIENT_WORDS_SHOWN;
        v.older = client_page(w, web_print(w, "/words?before=%.*s", (int)last.n, last.p).p);
    }
    v.newest = f.before.n ? client_page(w, "/words") : NO_URL;
    v.may_answer = web_may(w, CASE_WORDS_ANSWER);
    for (size_t i = 0; i < v.rows_count; i++) {
        v.any_unread = v.any_unread || v.rows[i].unread;
    }
    v.plan = client_page(w, "/plan");
    view_client_words(&w->out, &v);
}

static const struct field answer_rows[] = {
    {"text", "Your answer", FIELD_TEXT, true, 1, WORDS_TEXT_MAX, NULL, "Write a few words."},
};

static void one_page(struct call *w, const struct form *f)
{
    struct view_client_words_one v = {.row = {.id = NONE}};
    struct words_row *rows;
    struct words_filter one = {.id = web_param(w, "id")};
    if (!strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    if (one.id.n && rows_read(w, NULL, &one, &rows)) {
        v.row = rows[0];
    } else {
        err_set(&w->err, ERR_NOT_FOUND, "words", "there are none with this id");
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Answer the client", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 5;
    v.text.hint = "The client reads it under the part it is about. Short sentences, no terms.";
    view_client_words_one(&w->out, &v);
}

void client_words_one_show(struct call *w)
{
    struct form f;
    form_empty(w, answer_rows, COUNT_OF(answer_rows), &f);
    one_page(w, &f);
}

void client_words_answer_do(struct call *w)
{
    struct form f;
    struct str answer;
    if (!form_read(w, answer_rows, COUNT_OF(answer_rows), &f)) {
        one_page(w, &f);
    } else if (words_answer(w->practice, &w->who, w->client, web_param(w, "id"), form_value(&f, "text"), NONE, w->arena,
                            &answer, &w->err)) {
        web_said(w, "The answer was kept. The client sees it now.", "/clients/%s/words", web_part(w, w->client));
    } else {
        web_trouble(w, &f);
    }
}

/* One of them, or all that nobody has read. */
void client_words_seen_do(struct call *w)
{
    struct words_filter unread = {.unread = true};
    struct str one = http_form(w->in, "id"), *ids;
    struct words *list;
    size_t n;
    if (id_valid(one)) {
        ids = &one;
        n = 1;
    } else {
        if (!words_list(w->practice, &w->who, w->client, &unread, w->arena, &list, &n, &w->err)) {
            web_trouble(w, NULL);
            return;
        }
        ids = arena_array(w->arena, n + 1, sizeof *ids);
        for (size_t i = 0; ids && i < n; i++) {
            ids[i] = list[i].id;
        }
    }
    if (!ids || (n && !words_seen(w->practice, &w->who, w->client, ids, n, w->arena, &w->err))) {
        web_trouble(w, NULL);
        return;
    }
    web_said(w, "It is marked as read.", "/clients/%s/words", web_part(w, w->client));
}

/* The questions before a review, now. */
void client_words_ask_do(struct call *w)
{
    if (words_ask(w->practice, &w->who, w->client, NONE, w->arena, &w->err)) {
        web_said(w, "The client is asked on their first page. The answer stands here and in the review.", "/clients/%s",
                 web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}
