/* requests.c: what the client asks for, and by when it is answered. */
#include "practice/plans_parts.h"
#include "practice/sharing_parts.h"

#define STATEMENT "statement" /* state of a row beside a request */
#define EXTENSION_DAYS 30     /* once, with a written reason: 45 CFR 164.524(b), 164.526(b), 164.528(c) */

static const struct {
    const char *name;
    int days; /* 0: no clock */
} kinds[REQUEST_KIND_COUNT] = {
    [REQUEST_ACCESS] = {"access", 30},          /* 45 CFR 164.524 */
    [REQUEST_AMENDMENT] = {"amendment", 60},    /* 45 CFR 164.526 */
    [REQUEST_ACCOUNTING] = {"accounting", 60},  /* 45 CFR 164.528 */
    [REQUEST_RESTRICTION] = {"restriction", 0}, /* no day is named */
    [REQUEST_QUESTION] = {"question", 30},      /* project */
};

const char *sharing_request_name(enum request_kind kind)
{
    return kinds[kind].name;
}

bool sharing_request_find(struct str name, enum request_kind *out)
{
    for (unsigned i = 0; i < REQUEST_KIND_COUNT; i++) {
        if (str_is(name, kinds[i].name)) {
            *out = (enum request_kind)i;
            return true;
        }
    }
    return false;
}

/* ---- as it is stored ---- */

static bool write_row(const struct request *r, struct str once, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    sharing_put(&o, "kind", str_of(kinds[r->kind].name));
    sharing_put(&o, "text", r->text);
    sharing_put(&o, "answer", r->answer);
    sharing_put(&o, "extended_why", r->extended_why);
    sharing_put_date(&o, "answered_on", r->answered_on);
    sharing_put_date(&o, "due_on", r->due_on);
    sharing_put(&o, "once", once);
    json_end_object(&o);
    return sharing_keep(&b, a, out, e);
}

static bool read_row(const struct record *row, struct date today, struct arena *a, struct request *out,
                     struct str *once, struct err *e)
{
    const struct json *root;
    *out = (struct request){.id = row->id, .state = row->state, .made_on = date_from_day(row->day)};
    if (!json_parse(row->content, a, &root, e)) {
        return false;
    }
    if (!sharing_request_find(json_str(json_get(root, "kind")), &out->kind)) {
        return err_set(e, ERR_INVALID, "request", "is of a kind that this program does not know");
    }
    out->text = json_str(json_get(root, "text"));
    out->answer = json_str(json_get(root, "answer"));
    out->extended_why = json_str(json_get(root, "extended_why"));
    out->answered_on = sharing_date(root, "answered_on");
    out->due_on = sharing_date(root, "due_on");
    out->overdue = !date_is_set(out->answered_on) && date_is_set(out->due_on) && date_cmp(today, out->due_on) > 0;
    *once = json_str(json_get(root, "once"));
    return true;
}

/* The first moment after the day on which it is due. */
static struct opt_int due_ms(struct practice_tx *t, struct date due_on)
{
    return date_is_set(due_on) ? (struct opt_int){true, zone_day_begins_ms(practice_zone(t), date_add_days(due_on, 1))}
                               : (struct opt_int){0};
}

/* A guardian sees what they asked for themselves; what the client asks for is the client's own, unless the whole record
 * is open (45 CFR 164.502(g)(3)). */
static bool is_theirs(const struct practice_tx *t, unsigned open, const struct record *row)
{
    return t->relation != RELATION_GUARDIAN || open == SHARE_ALL || str_eq(row->by, t->who->user);
}

/* ---- use cases ---- */

struct request_call {
    struct request *request, *list;
    struct str id, state, answer, once;
    size_t count;
    bool ran;
};

static bool add(struct practice_tx *t, void *ctx, struct err *e)
{
    struct request_call *c = ctx;
    struct request *r = c->request;
    struct date today = practice_today(t);
    struct record row = {.practice = t->who->practice,
                         .client = t->client,
                         .kind = RECORD_REQUEST,
                         .state = STR("open"),
                         .by = t->who->user};
    if ((unsigned)r->kind >= REQUEST_KIND_COUNT) {
        return err_set(e, ERR_INVALID, "kind", "must be access, amendment, accounting, restriction or question");
    }
    bool wants_words = r->kind == REQUEST_AMENDMENT || r->kind == REQUEST_RESTRICTION || r->kind == REQUEST_QUESTION;
    if (wants_words && !str_trim(r->text).n) {
        return err_set(e, ERR_INVALID, "text", "write down what is asked for");
    }
    if (!sharing_text(r->text, "text", e)) {
        return false;
    }
    r->made_on = date_is_set(r->made_on) ? r->made_on : today;
    if (date_cmp(r->made_on, today) > 0) {
        return err_set(e, ERR_INVALID, "made_on", "is a day to come");
    }
    r->due_on = kinds[r->kind].days ? date_add_days(r->made_on, kinds[r->kind].days) : (struct date){0};
    r->answer = r->extended_why = SHARING_NONE;
    r->answered_on = (struct date){0};
    r->overdue = date_is_set(r->due_on) && date_cmp(today, r->due_on) > 0;
    r->state = row.state;
    row.day = date_to_day(r->made_on);
    row.due_ms = due_ms(t, r->due_on);
    if (!write_row(r, c->once, t->arena, &row.content, e) ||
        !record_add(t->store, t->tx, &row, t->now_ms, t->arena, e)) {
        return false;
    }
    r->id = t->object = row.id;
    return c->ran = true;
}

static bool find_again(struct practice_tx *t, void *ctx, struct err *e)
{
    struct request_call *c = ctx;
    struct record row;
    struct str once;
    return sharing_find_once(t, RECORD_REQUEST, c->once, &row, e) &&
           read_row(&row, practice_today(t), t->arena, c->request, &once, e);
}

bool sharing_request(struct practice *p, const struct actor *who, struct str client, struct request *r, struct str once,
                     struct arena *a, struct err *e)
{
    struct request_call c = {.request = r, .once = once};
    return practice_do(p, who, CASE_REQUEST_ADD, client, once, a, add, &c, e) &&
           (c.ran || practice_do(p, who, CASE_REQUEST_LIST, client, SHARING_NONE, a, find_again, &c, e));
}

static bool extend(struct request *r, struct str why, struct date today, struct err *e)
{
    if (!date_is_set(r->due_on)) {
        return err_set(e, ERR_CONFLICT, "request", "has no day by which it must be answered");
    }
    if (r->extended_why.n) {
        return err_set(e, ERR_CONFLICT, "request", "was extended once already");
    }
    if (date_cmp(today, r->due_on) > 0) {
        return err_set(e, ERR_CONFLICT, "request", "is past its day: it can be answered, not extended");
    }
    r->extended_why = why;
    r->due_on = date_add_days(r->due_on, EXTENSION_DAYS);
    return true;
}

static bool answer(struct practice_tx *t, void *ctx, struct err *e)
{
    struct request_call *c = ctx;
    struct date today = practice_today(t);
    struct request r;
    struct record row;
    bool extended = str_is(c->state, "extended"), denied = str_is(c->state, "denied");
    if (!extended && !denied && !str_is(c->state, "granted")) {
        return err_set(e, ERR_INVALID, "state", "must be extended, granted or denied");
    }
    if ((extended || denied) && !str_trim(c->answer).n) {
        return err_set(e, ERR_INVALID, "answer", "give the reason in writing");
    }
    if (!sharing_text(c->answer, "answer", e) || !sharing_record(t, RECORD_REQUEST, c->id, "request", &row, e) ||
        !read_row(&row, today, t->arena, &r, &c->once, e)) {
        return false;
    }
    if (date_is_set(r.answered_on)) {
        return err_set(e, ERR_CONFLICT, "request", "was answered already");
    }
    if (extended && !extend(&r, c->answer, today, e)) {
        return false;
    }
    if (!extended) {
        r.answer = c->answer;
        r.answered_on = today;
    }
    row.state = c->state;
    row.due_ms = extended ? due_ms(t, r.due_on) : (struct opt_int){0};
    row.locked = !extended;
    return write_row(&r, c->once, t->arena, &row.content, e) && record_change(t->store, t->tx, &row, e);
}

bool sharing_answer(struct practice *p, const struct actor *who, struct str client, struct str id, struct str state,
                    struct str words, struct err *e)
{
    struct request_call c = {.id = id, .state = state, .answer = words};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_REQUEST_ANSWER, client, SHARING_NONE, &a, answer, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- a statement of disagreement: a row of its own, for the answered request never changes ---- */

static bool write_statement(struct practice_tx *t, struct request_call *c, struct err *e)
{
    struct record note = {.practice = t->who->practice,
                          .client = t->client,
                          .kind = RECORD_REQUEST,
                          .state = STR(STATEMENT),
                          .day = date_to_day(practice_today(t)),
                          .of = c->id,
                          .locked = true,
                          .by = t->who->user};
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    sharing_put(&o, "text", c->answer);
    json_end_object(&o);
    return sharing_keep(&b, t->arena, &note.content, e) && record_add(t->store, t->tx, &note, t->now_ms, t->arena, e);
}

static bool state_it(struct practice_tx *t, void *ctx, struct err *e)
{
    struct request_call *c = ctx;
    struct record_filter beside = {.kinds = 1u << RECORD_REQUEST, .state = STR(STATEMENT), .of = c->id, .limit = 1};
    struct record row, plan, *rows;
    struct request r;
    struct err none = {0};
    struct str added;
    unsigned open;
    size_t n;
    if (!sharing_within(t, &open, e)) {
        return false;
    }
    if (!sharing_record(t, RECORD_REQUEST, c->id, "request", &row, e) || str_is(row.state, STATEMENT) ||
        !is_theirs(t, open, &row)) {
        return err_set(e, ERR_NOT_FOUND, "request", "there is none with this id");
    }
    if (!read_row(&row, practice_today(t), t->arena, &r, &c->once, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &beside, t->arena, &rows, &n, e)) {
        return false;
    }
    if (r.kind != REQUEST_AMENDMENT || !str_is(r.state, "denied") || n) {
        return err_set(e, ERR_CONFLICT, "request", n ? "has a statement already" : "is no change that was denied");
    }
    t->object = c->id;
    if (!write_statement(t, c, e)) {
        return false;
    }
    if (!plans_of_state(t, "signed", &plan, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    return plans_append(t, plan.id, STR("disagreement"), SHARING_NONE, c->answer, &added, e);
}

bool sharing_statement(struct practice *p, const struct actor *who, struct str client, struct str request,
                       struct str text, struct str once, struct err *e)
{
    struct request_call c = {.id = request, .answer = text};
    struct arena a;
    if (!str_trim(text).n) {
        return err_set(e, ERR_INVALID, "text", "write down what you disagree with");
    }
    if (!sharing_text(text, "text", e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_REQUEST_STATEMENT, client, once, &a, state_it, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- the list ---- */

/* The statement beside its request. */
static bool put_statement(const struct record *row, struct request_call *c, struct arena *a, struct err *e)
{
    const struct json *root;
    if (!json_parse(row->content, a, &root, e)) {
        return false;
    }
    for (size_t i = 0; i < c->count; i++) {
        if (str_eq(c->list[i].id, row->of)) {
            c->list[i].statement = json_str(json_get(root, "text"));
            c->list[i].statement_on = date_from_day(row->day);
        }
    }
    return true;
}

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct request_call *c = ctx;
    struct record_filter f = {.kinds = 1u << RECORD_REQUEST, .newest_first = true};
    struct record *rows;
    struct str once;
    unsigned open;
    size_t n, kept = 0;
    if (!sharing_within(t, &open, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    c->count = 0;
    c->list = arena_array(t->arena, n, sizeof *c->list);
    if (!c->list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (is_theirs(t, open, &rows[i])) {
            rows[kept++] = rows[i];
        }
    }
    n = kept;
    for (size_t i = 0; i < n; i++) {
        if (!str_is(rows[i].state, STATEMENT) &&
            !read_row(&rows[i], practice_today(t), t->arena, &c->list[c->count++], &once, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (str_is(rows[i].state, STATEMENT) && !put_statement(&rows[i], c, t->arena, e)) {
            return false;
        }
    }
    return true;
}

bool sharing_requests(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct request **out, size_t *count, struct err *e)
{
    struct request_call c = {0};
    bool ok = practice_do(p, who, CASE_REQUEST_LIST, client, SHARING_NONE, a, list_work, &c, e);
    *out = c.list;
    *count = ok ? c.count : 0;
    return ok;
}
