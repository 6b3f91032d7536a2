/* words.c: see words.h. */
#include "practice/words.h"

#include "base/utf8.h"
#include "practice/between_parts.h"
#include "practice/sharing.h"
#include "store/account.h"

#include <assert.h>
#include <stdio.h>

#define STATE_SEEN "seen"
#define STATE_ANSWERED "answered"
#define STATE_ANSWER "answer"
#define STATE_MARK "mark"

static const char *const kind_names[WORDS_KIND_COUNT] = {"question", "does_not_fit", "goal",      "value",
                                                         "mistake",  "review",       "agreement", "other"};

const char *words_kind_name(enum words_kind k)
{
    assert((unsigned)k < WORDS_KIND_COUNT);
    return kind_names[k];
}

bool words_kind_find(struct str name, enum words_kind *out)
{
    for (unsigned i = 0; i < WORDS_KIND_COUNT; i++) {
        if (str_is(name, kind_names[i])) {
            *out = (enum words_kind)i;
            return true;
        }
    }
    return false;
}

void words_of_version(struct str plan, const struct seal_hash *hash, enum words_say say, char out[WORDS_VERSION_SIZE])
{
    static const char *const ends[] = {"", "/signed", "/change"};
    char hex[2 * 8 + 1];
    for (size_t i = 0; i < 8; i++) {
        snprintf(hex + 2 * i, 3, "%02x", hash->byte[i]);
    }
    snprintf(out, WORDS_VERSION_SIZE, "plan/%.*s/%s%s", (int)(plan.n < 32 ? plan.n : 32), plan.n ? plan.p : "", hex,
             ends[say]);
}

/* ---- adding ---- */

static bool is_place(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && !strchr("/-_.", c)) {
            return false;
        }
    }
    return s.n <= WORDS_ABOUT_MAX;
}

static bool check_text(struct str s, const char *where, struct err *e)
{
    return utf8_length(s) <= WORDS_TEXT_MAX ||
           err_set(e, ERR_INVALID, where, "is longer than %d characters; say it shorter, or in two parts",
                   WORDS_TEXT_MAX);
}

static bool check(const struct words *w, struct err *e)
{
    bool parts = str_trim(w->helped).n || str_trim(w->did_not).n || str_trim(w->next).n;
    if ((unsigned)w->kind >= WORDS_KIND_COUNT) {
        return err_set(e, ERR_INVALID, "kind", "is none of ours");
    }
    if (!is_place(w->about)) {
        return err_set(e, ERR_INVALID, "about", "is no place in a plan; write one such as objectives/o1");
    }
    if (parts && w->kind != WORDS_REVIEW) {
        return err_set(e, ERR_INVALID, "kind", "has no answers for a review; leave them out");
    }
    if (!parts && !str_trim(w->text).n) {
        return err_set(e, ERR_INVALID, "text", "is missing; write a few words");
    }
    return check_text(w->text, "text", e) && check_text(w->said_of, "said_of", e) &&
           check_text(w->helped, "helped", e) && check_text(w->did_not, "did_not", e) && check_text(w->next, "next", e);
}

static void put(struct json_out *o, const char *key, struct str text)
{
    if (str_trim(text).n) {
        json_key(o, key);
        json_put_str(o, str_trim(text));
    }
}

static bool content_of(const char *kind, const struct words *w, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "kind");
    json_put_cstr(&o, kind);
    put(&o, "about", w->about);
    put(&o, "text", w->text);
    put(&o, "said_of", w->said_of);
    put(&o, "helped", w->helped);
    put(&o, "did_not", w->did_not);
    put(&o, "next", w->next);
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

/* The plan version that words are about; absent: none. */
static struct str version_of(struct str about)
{
    struct str head, rest, id, hash;
    return str_cut(about, '/', &head, &rest) && str_is(head, "plan") && str_cut(rest, '/', &id, &hash) ? id : NONE;
}

/* What somebody says of a version is said once: with the same words again nothing is added, whichever form they came
 * from. They can't be older than the version. */
static bool said_before(struct practice_tx *t, const struct words *w, struct str *id, struct err *e)
{
    struct err absent = {0};
    struct record plan, *list;
    size_t n;
    struct str version = w->kind == WORDS_AGREEMENT ? version_of(w->about) : NONE;
    *id = NONE;
    if (!version.n || !record_get(t->store, t->tx, t->who->practice, t->client, version, t->arena, &plan, &absent)) {
        return absent.kind == ERR_NONE || absent.kind == ERR_NOT_FOUND ||
               err_set(e, absent.kind, absent.where, "%s", absent.text);
    }
    struct record_filter f = {.kinds = 1u << RECORD_WORDS,
                              .from_day = date_to_day(zone_day(practice_zone(t), plan.entered_ms)) - 1,
                              .to_day = INT32_MAX,
                              .newest_first = true};
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !id->n; i++) {
        const struct json *root = NULL;
        if (!str_eq(list[i].by, t->who->user)) {
            continue;
        }
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        *id = str_is(json_str(json_get(root, "kind")), words_kind_name(w->kind)) &&
                      str_eq(json_str(json_get(root, "about")), w->about) &&
                      str_eq(json_str(json_get(root, "text")), str_trim(w->text))
                  ? list[i].id
                  : NONE;
    }
    return true;
}

bool words_of_version_in(struct practice_tx *t, const struct record *plan, bool *any, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_WORDS,
                              .from_day = date_to_day(zone_day(practice_zone(t), plan->entered_ms)) - 1,
                              .to_day = INT32_MAX};
    struct record *list;
    size_t n;
    *any = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*any; i++) {
        const struct json *root = NULL;
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        *any = str_eq(version_of(json_str(json_get(root, "about"))), plan->id);
    }
    return true;
}

static bool add(struct practice_tx *t, void *ctx, struct err *e)
{
    struct words *w = ctx;
    struct str content, before;
    unsigned sections;
    bool mistake = w->kind == WORDS_MISTAKE; /* in what one filled in oneself, whatever else is open */
    if ((!mistake && !between_opens(t, &sections, e)) ||
        !content_of(words_kind_name(w->kind), w, t->arena, &content, e)) {
        return false;
    }
    if (!said_before(t, w, &before, e)) {
        return false;
    }
    if (before.n) {
        t->object = w->id = before;
        t->why = STR("was said by this person before");
        return true;
    }
    struct record r = between_fresh(t, RECORD_WORDS, practice_today(t), content);
    r.due_ms = (struct opt_int){true, t->now_ms};
    if (!between_store(t, &r, e)) {
        return false;
    }
    w->id = r.id;
    return true;
}

bool words_add(struct practice *p, const struct actor *who, struct str client, struct words *w, struct str once,
               struct arena *a, struct err *e)
{
    w->id = NONE;
    return check(w, e) && practice_do(p, who, CASE_WORDS_ADD, client, once, a, add, w, e);
}

/* ---- reading ---- */

#define CHUNK_MORE 16 /* rows that are read beyond the words that are wanted: answers, marks */

/* Accounts of the client, as far as a client reads. */
struct own {
    struct account_row *row;
    size_t count;
};

struct list_call {
    struct words_filter filter;
    unsigned sections;
    struct own own;
    struct words *list;
    size_t count;
};

static bool is_said(const struct record *r)
{
    return str_is(r->state, STATE_ENTERED) || str_is(r->state, STATE_SEEN) || str_is(r->state, STATE_ANSWERED);
}

static bool read_words(struct practice_tx *t, const struct record *r, struct words *out, struct err *e)
{
    const struct json *root;
    if (!json_parse(r->content, t->arena, &root, e)) {
        return false;
    }
    *out = (struct words){.id = r->id,
                          .kind = WORDS_OTHER,
                          .about = json_str(json_get(root, "about")),
                          .text = json_str(json_get(root, "text")),
                          .said_of = json_str(json_get(root, "said_of")),
                          .helped = json_str(json_get(root, "helped")),
                          .did_not = json_str(json_get(root, "did_not")),
                          .next = json_str(json_get(root, "next")),
                          .date = date_from_day(r->day),
                          .at_ms = r->entered_ms,
                          .by = r->by,
                          .state = str_is(r->state, STATE_ANSWERED) ? WORDS_ANSWERED
                                   : str_is(r->state, STATE_SEEN)   ? WORDS_SEEN
                                                                    : WORDS_ENTERED};
    words_kind_find(json_str(json_get(root, "kind")), &out->kind);
    return people_name_in(t, r->by, &out->by_name, e);
}

static bool read_answer(struct practice_tx *t, const struct record *r, struct words *w, struct err *e)
{
    const struct json *root;
    if (!json_parse(r->content, t->arena, &root, e)) {
        return false;
    }
    w->answer =
        arena_grow(t->arena, w->answer, w->answer_count * sizeof *w->answer, (w->answer_count + 1) * sizeof *w->answer);
    if (!w->answer) {
        return arena_error(t->arena, e);
    }
    struct words_answer *x = &w->answer[w->answer_count++];
    *x = (struct words_answer){
        .id = r->id, .text = json_str(json_get(root, "text")), .by = r->by, .at_ms = r->entered_ms};
    return people_name_in(t, r->by, &x->by_name, e);
}

static bool take_beside(struct practice_tx *t, const struct record *r, struct words *w, struct err *e)
{
    if (str_is(r->state, STATE_ANSWER)) {
        return read_answer(t, r, w, e);
    }
    if (!str_is(r->state, STATE_MARK)) {
        return true;
    }
    w->seen_ms = r->entered_ms;
    return people_name_in(t, r->by, &w->seen_by_name, e);
}

/* What stands beside words that somebody has read: the mark, and the answers; oldest first. */
static bool beside(struct practice_tx *t, struct words *list, size_t count, struct err *e)
{
    struct record_ids ids = {.practice = t->who->practice, .client = t->client, .kind = RECORD_WORDS};
    struct str *id = arena_array(t->arena, count, sizeof *id);
    struct record *rows;
    size_t n;
    if (!id) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].state != WORDS_ENTERED) {
            id[ids.n++] = list[i].id;
        }
    }
    ids.at = id;
    if (!record_beside(t->store, t->tx, &ids, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < count; k++) {
            if (str_eq(list[k].id, rows[i].of) && !take_beside(t, &rows[i], &list[k], e)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_own(struct practice_tx *t, struct own *out, struct err *e)
{
    *out = (struct own){NULL, 0};
    return t->relation != RELATION_SELF ||
           account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &out->row, &out->count, e);
}

/* Said by the client: with this account or an earlier one. */
static bool is_own(const struct practice_tx *t, const struct own *o, const struct record *r)
{
    bool own = str_eq(r->by, t->who->user);
    for (size_t i = 0; i < o->count && !own; i++) {
        own = o->row[i].roles & ROLE_CLIENT && str_eq(o->row[i].id, r->by);
    }
    return own;
}

static bool is_wanted(const struct practice_tx *t, const struct list_call *c, const struct record *r)
{
    bool open = t->relation == RELATION_SELF       ? is_own(t, &c->own, r)
                : t->relation == RELATION_GUARDIAN ? str_eq(r->by, t->who->user) || sharing_is_open(c->sections, r)
                                                   : true;
    return open && is_said(r) && (!c->filter.unread || str_is(r->state, STATE_ENTERED));
}

static bool is_enough(const struct list_call *c)
{
    return c->filter.limit && c->count >= c->filter.limit;
}

/* The row with that id; none when there is none, or when it is something else. */
static bool row_of_one(struct practice_tx *t, struct str id, struct record **out, size_t *count, struct err *e)
{
    struct err absent = {0};
    *out = ARENA_NEW(t->arena, struct record);
    *count = 0;
    if (!*out) {
        return arena_error(t->arena, e);
    }
    if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, *out, &absent)) {
        return absent.kind == ERR_NOT_FOUND || err_set(e, absent.kind, absent.where, "%s", absent.text);
    }
    *count = (*out)->kind == RECORD_WORDS;
    return true;
}

/* Of those rows what is wanted, with what stands beside it. */
static bool take_rows(struct practice_tx *t, struct list_call *c, const struct record *rows, size_t n, struct err *e)
{
    size_t room = c->count + n + 1, before = c->count;
    c->list = arena_grow(t->arena, c->list, c->count * sizeof *c->list, room * sizeof *c->list);
    if (!c->list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n && !is_enough(c); i++) {
        struct words *w = &c->list[c->count];
        if (!is_wanted(t, c, &rows[i])) {
            continue;
        }
        if (!read_words(t, &rows[i], w, e)) {
            return false;
        }
        c->count += !c->filter.kinds || c->filter.kinds >> w->kind & 1;
    }
    return beside(t, c->list + before, c->count - before, e);
}

/* Rows are read a handful at a time, newest first, until as many words as are wanted were found: answers and marks lie
 * among them. */
static bool list_rows(struct practice_tx *t, struct list_call *c, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_WORDS, .newest_first = true, .to_day = INT32_MAX};
    struct record *rows = NULL;
    size_t n = 0;
    f.from_day = date_is_set(c->filter.from) ? date_to_day(c->filter.from) : INT32_MIN;
    f.state = c->filter.unread ? STR(STATE_ENTERED) : NONE;
    f.limit = c->filter.limit ? c->filter.limit + CHUNK_MORE : 0;
    if (c->filter.before.n) {
        struct record last;
        if (!between_one(t, RECORD_WORDS, c->filter.before, &last, e)) {
            return false;
        }
        f.to_day = last.day;
        f.before = last.id;
    }
    do {
        if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e) ||
            !take_rows(t, c, rows, n, e)) {
            return false;
        }
        if (n) {
            f.to_day = rows[n - 1].day;
            f.before = rows[n - 1].id;
        }
    } while (f.limit && n == f.limit && !is_enough(c));
    return true;
}

static bool list(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *c = ctx;
    struct record *one;
    size_t n;
    c->list = NULL;
    c->count = 0;
    if (!between_opens(t, &c->sections, e) || !read_own(t, &c->own, e)) {
        return false;
    }
    if (!(c->filter.id.n ? row_of_one(t, c->filter.id, &one, &n, e) && take_rows(t, c, one, n, e)
                         : list_rows(t, c, e))) {
        return false;
    }
    t->object = c->count ? c->list[0].id : NONE; /* so that the trail tells reading from looking for nothing */
    return true;
}

bool words_list(struct practice *p, const struct actor *who, struct str client, const struct words_filter *f,
                struct arena *a, struct words **out, size_t *count, struct err *e)
{
    struct list_call c = {.filter = *f};
    bool ok = practice_do(p, who, CASE_WORDS_LIST, client, NONE, a, list, &c, e);
    *out = ok ? c.list : NULL;
    *count = ok ? c.count : 0;
    return ok;
}

/* ---- read and answered ---- */

/* A row beside the words. */
static bool put_beside(struct practice_tx *t, const struct record *of, const char *state, const char *kind,
                       struct str text, struct str *id, struct err *e)
{
    struct words w = {.text = text};
    struct str content;
    if (!content_of(kind, &w, t->arena, &content, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_WORDS, practice_today(t), content);
    r.state = str_of(state);
    r.of = of->id;
    bool ok = between_store(t, &r, e);
    *id = r.id;
    return ok;
}

static bool take(struct practice_tx *t, struct str id, struct record *out, struct err *e)
{
    return between_one(t, RECORD_WORDS, id, out, e) &&
           (is_said(out) || err_set(e, ERR_NOT_FOUND, "record", "there is none with this id"));
}

static bool mark(struct practice_tx *t, struct record *r, const char *state, struct err *e)
{
    struct str id;
    bool fresh = str_is(r->state, STATE_ENTERED);
    r->due_ms = (struct opt_int){false, 0};
    return (!fresh || put_beside(t, r, STATE_MARK, "seen", NONE, &id, e)) &&
           (str_is(r->state, state) || between_move(t, r, state, e));
}

struct seen_call {
    const struct str *ids;
    size_t count;
};

static bool seen(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct seen_call *c = ctx;
    for (size_t i = 0; i < c->count; i++) {
        struct record r;
        if (!take(t, c->ids[i], &r, e) || (str_is(r.state, STATE_ENTERED) && !mark(t, &r, STATE_SEEN, e))) {
            return false;
        }
        t->object = r.id;
    }
    return true;
}

bool words_seen(struct practice *p, const struct actor *who, struct str client, const struct str *ids, size_t count,
                struct arena *a, struct err *e)
{
    struct seen_call c = {ids, count};
    return count ? practice_do(p, who, CASE_WORDS_SEEN, client, NONE, a, seen, &c, e)
                 : err_set(e, ERR_INVALID, "ids", "there are none");
}

struct answer_call {
    struct str id, text, answer;
};

static bool answer(struct practice_tx *t, void *ctx, struct err *e)
{
    struct answer_call *c = ctx;
    struct record r;
    if (!take(t, c->id, &r, e) || !mark(t, &r, STATE_ANSWERED, e) ||
        !put_beside(t, &r, STATE_ANSWER, "answer", c->text, &c->answer, e)) {
        return false;
    }
    t->object = c->answer;
    return true;
}

bool words_answer(struct practice *p, const struct actor *who, struct str client, struct str id, struct str text,
                  struct str once, struct arena *a, struct str *out, struct err *e)
{
    struct answer_call c = {.id = id, .text = text};
    *out = NONE;
    if (!str_trim(text).n) {
        return err_set(e, ERR_INVALID, "text", "is missing; write a few words");
    }
    bool ok = check_text(text, "text", e) && practice_do(p, who, CASE_WORDS_ANSWER, client, once, a, answer, &c, e);
    *out = ok ? c.answer : NONE;
    return ok;
}

#define ANSWERS_LOOKED_AT                                                                                              \
    10 /* of a week: they may all be to somebody else, a guardian; then the client is told nothing */

bool words_answered_in(struct practice_tx *t, int64_t *at_ms, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_WORDS,
                              .state = STR(STATE_ANSWER),
                              .from_day = date_to_day(practice_today(t)) - WORDS_ANSWERED_DAYS,
                              .to_day = INT32_MAX,
                              .newest_first = true,
                              .limit = ANSWERS_LOOKED_AT,
                              .without_content = true};
    struct record *list, of;
    size_t n;
    *at_ms = 0;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*at_ms; i++) {
        if (!record_get(t->store, t->tx, t->who->practice, t->client, list[i].of, t->arena, &of, e)) {
            return false;
        }
        *at_ms = str_eq(of.by, t->who->user) ? list[i].entered_ms : 0;
    }
    return true;
}
