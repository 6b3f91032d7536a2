/* clients.c: see clients.h. */
#include "practice/clients.h"

#include "base/utf8.h"
#include "plan/signs.h"
#include "practice/memo.h"
#include "practice/people_parts.h"
#include "practice/plans_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 500
#define WORDS_MAX 16
#define FOUND_MAX 50
#define PAGE_MAX 1000
#define CASELOAD_PAGE_MAX 100
#define SOON_DAYS 7
#define NONE ((struct str){NULL, 0})

/* ---- details, cards, words ---- */

static const char *const members[] = {"name",  "birth_date", "preferred_name", "pronouns", "language",  "address",
                                      "phone", "email",      "contact",        "payer",    "member_id", "legal_status"};

static bool known_member(struct str key)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (str_is(key, members[i])) {
            return true;
        }
    }
    return false;
}

static bool read_names(const struct json *root, struct client_card *out, struct err *e)
{
    out->name = json_str(json_get(root, "name"));
    out->preferred_name = json_str(json_get(root, "preferred_name"));
    out->pronouns = json_str(json_get(root, "pronouns"));
    struct str day = json_str(json_get(root, "birth_date"));
    return !day.p || date_parse(day, &out->birth_date) ||
           err_set(e, ERR_INVALID, "birth_date", "must be a day, YYYY-MM-DD");
}

/* Details as a caller hands them in. */
static bool read_details(struct str json, struct arena *a, struct client_card *out, struct err *e)
{
    const struct json *root;
    *out = (struct client_card){0};
    if (!json_parse(json, a, &root, e)) {
        return false;
    }
    if (root->type != JSON_OBJECT) {
        return err_set(e, ERR_INVALID, "details", "must be an object");
    }
    for (const struct json *v = root->first; v; v = v->next) {
        if (!known_member(v->key)) {
            return err_set(e, ERR_INVALID, "details", "have a member that is not known: see practice/clients.h");
        }
        if (v->type != JSON_STRING || v->text.n > TEXT_MAX) {
            return err_set(e, ERR_INVALID, "details", "hold texts of %d bytes at most", TEXT_MAX);
        }
    }
    if (!read_names(root, out, e)) {
        return false;
    }
    if (!str_trim(out->name).n) {
        return err_set(e, ERR_INVALID, "name", "the client must have one");
    }
    return date_is_set(out->birth_date) || err_set(e, ERR_INVALID, "birth_date", "must be a day, YYYY-MM-DD");
}

bool clients_card(const struct client_row *row, struct arena *a, struct client_card *out, struct err *e)
{
    const struct json *root = NULL;
    struct client_card c = {.id = row->id,
                            .state = row->state,
                            .review_due = row->review_due,
                            .review_overdue = row->review_overdue,
                            .alerts = row->alerts,
                            .hold = row->hold,
                            .summary = row->summary};
    if (row->summary.n && (!json_parse(row->summary, a, &root, e) || !read_names(root, &c, e))) {
        return false;
    }
    *out = c;
    return true;
}

static void put(struct json_out *o, const char *key, struct str s)
{
    if (s.p) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

void clients_put_names(struct json_out *o, const struct client_card *card)
{
    char day[DATE_TEXT_SIZE];
    put(o, "name", card->name);
    put(o, "birth_date", date_is_set(card->birth_date) ? str_of(date_format(card->birth_date, day)) : NONE);
    put(o, "preferred_name", card->preferred_name);
    put(o, "pronouns", card->pronouns);
}

/* The summary `old` with these names; what others wrote into it stays. */
static bool put_summary(struct str old, const struct client_card *names, struct arena *a, struct str *out,
                        struct err *e)
{
    const struct json *root = NULL;
    struct json_out o;
    struct buf b;
    if (old.n && !json_parse(old, a, &root, e)) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    clients_put_names(&o, names);
    for (const struct json *v = root ? root->first : NULL; v; v = v->next) {
        if (!str_is(v->key, "name") && !str_is(v->key, "birth_date") && !str_is(v->key, "preferred_name") &&
            !str_is(v->key, "pronouns")) {
            json_key_str(&o, v->key);
            json_put_tree(&o, v);
        }
    }
    json_end_object(&o);
    return buf_keep(&b, a, out, e);
}

/* Cut at white space and at what joins names. */
static size_t words_of(struct str s, struct str *words, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n && n < WORDS_MAX; i++) {
        if (i == s.n || strchr(" \t\r\n-,./'", s.p[i])) {
            if (utf8_length(str_sub(s, from, i)) > 1) { /* one letter finds nobody */
                words[n++] = str_sub(s, from, i);
            }
            from = i + 1;
        }
    }
    return n;
}

static size_t words_of_names(const struct client_card *c, struct str words[WORDS_MAX])
{
    return words_of(c->preferred_name, words, words_of(c->name, words, 0));
}

/* ---- the same name ---- */

/* The next word of a name; false at the end. */
static bool next_word(struct str s, size_t *at, struct str *word)
{
    while (*at < s.n && strchr(" \t\r\n", s.p[*at])) {
        ++*at;
    }
    size_t from = *at;
    while (*at < s.n && !strchr(" \t\r\n", s.p[*at])) {
        ++*at;
    }
    *word = str_sub(s, from, *at);
    return *at > from;
}

static bool same_name(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    struct str x, y;
    for (;;) {
        bool more = next_word(a, &i, &x), other = next_word(b, &k, &y);
        if (!more || !other || !str_eq_ci(x, y)) {
            return !more && !other;
        }
    }
}

bool clients_named(struct practice_tx *t, struct str name, struct date birth_date, struct str **out, size_t *count,
                   struct err *e)
{
    struct str words[WORDS_MAX], *ids = NULL;
    size_t n = 0, at = 0, found = 0, fit = 0;
    for (struct str w; n < WORDS_MAX && next_word(name, &at, &w);) {
        /* By the part before what joins names, as clients are found; the whole is compared below. */
        size_t end = 0;
        while (end < w.n && !strchr("-,./'", w.p[end])) {
            end++;
        }
        if (utf8_length(str_sub(w, 0, end)) > 1) {
            words[n++] = str_sub(w, 0, end);
        }
    }
    if (n && !client_find(t->store, t->tx, t->who->practice, words, n, t->arena, &ids, &found, e)) {
        return false;
    }
    for (size_t i = 0; i < found; i++) {
        struct client_row row;
        struct client_card card;
        if (!client_get(t->store, t->tx, t->who->practice, ids[i], t->arena, &row, e) ||
            !clients_card(&row, t->arena, &card, e)) {
            return false;
        }
        if (same_name(card.name, name) && date_cmp(card.birth_date, birth_date) == 0) {
            ids[fit++] = row.id;
        }
    }
    *out = ids;
    *count = fit;
    return true;
}

/* ---- a new client ---- */

static bool join(struct practice_tx *t, struct str client, struct str user, const char *role, struct err *e)
{
    struct team_row row = {
        .practice = t->who->practice, .user = user, .client = client, .role = str_of(role), .from_ms = t->now_ms};
    return team_put(t->store, t->tx, &row, e);
}

static bool find_primary(struct practice_tx *t, struct str given, struct str *out, struct err *e)
{
    struct account_row row;
    struct err none = {0};
    *out = given.n ? given : t->who->user;
    bool there = account_get(t->store, t->tx, t->who->practice, *out, t->arena, &row, &none);
    if (!there && none.kind != ERR_NOT_FOUND) {
        return err_set(e, none.kind, none.where, "%s", none.text);
    }
    bool treats = there && row.roles & (ROLE_CLINICIAN | ROLE_PRESCRIBER) && person_works(&row, t->now_ms);
    return treats || err_set(e, ERR_INVALID, "primary", "must be the account of a clinician who works here");
}

/* Those of the same name and day of birth that this person may know of. Of others nothing is said, not even that there
 * is somebody: whoever may add clients could ask so whether a neighbour is in treatment here. */
static bool find_same(struct practice_tx *t, struct client_new *n, const struct client_card *card, struct err *e)
{
    struct use_case read = practice_case(CASE_CLIENT_READ);
    struct str *ids;
    size_t found;
    if (!clients_named(t, card->name, card->birth_date, &ids, &found, e)) {
        return false;
    }
    n->same_count = 0;
    for (size_t i = 0; i < found; i++) {
        enum relation relation;
        if (!practice_relation(t->practice, t->tx, t->who, ids[i], t->now_ms, &relation, e)) {
            return false;
        }
        if (practice_allows(&read, t->who->roles, relation)) {
            ids[n->same_count++] = ids[i];
        }
    }
    n->same = ids;
    return !n->same_count ||
           err_set(e, ERR_CONFLICT, "same", "a client of this name and day of birth is there already");
}

static bool add(struct practice_tx *t, void *ctx, struct err *e)
{
    struct client_new *n = ctx;
    struct client_card card;
    struct str words[WORDS_MAX], primary;
    struct client_row row = {.practice = t->who->practice};
    struct record details = {.practice = t->who->practice,
                             .kind = RECORD_DETAILS,
                             .state = STR("current"),
                             .day = date_to_day(practice_today(t)),
                             .by = t->who->user,
                             .entered_ms = t->now_ms,
                             .content = n->details};
    if (!read_details(n->details, t->arena, &card, e) || (n->unless_same && !find_same(t, n, &card, e)) ||
        !find_primary(t, n->primary, &primary, e) || !put_summary(NONE, &card, t->arena, &row.summary, e)) {
        return false;
    }
    size_t count = words_of_names(&card, words);
    if (!client_add(t->store, t->tx, &row, words, count, t->now_ms, t->arena, e)) {
        return false;
    }
    n->id = t->object = details.client = row.id;
    bool staff = t->who->roles & ROLE_STAFF && !str_eq(primary, t->who->user);
    return record_add(t->store, t->tx, &details, t->now_ms, t->arena, e) && join(t, row.id, primary, "primary", e) &&
           (!staff || join(t, row.id, t->who->user, "staff", e));
}

bool clients_new(struct practice *p, const struct actor *who, struct client_new *n, struct str once, struct arena *a,
                 struct err *e)
{
    return practice_do(p, who, CASE_CLIENT_ADD, NONE, once, a, add, n, e);
}

/* ---- reading ---- */

static bool read_card(struct practice_tx *t, void *ctx, struct err *e)
{
    struct client_card *card = ctx;
    struct client_row row;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, card, e)) {
        return false;
    }
    card->relation = t->relation;
    return true;
}

bool clients_read(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct client_card *out, struct err *e)
{
    struct recall r = {STR("card"), out, sizeof *out};
    return practice_recall(p, who, CASE_CLIENT_READ, client, &r, a, read_card, out, e);
}

static bool get_details(struct practice_tx *t, struct record *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    if (!n) {
        return err_set(e, ERR_NOT_FOUND, "details", "there are none");
    }
    *out = list[0];
    t->object = out->id;
    return true;
}

static bool read_record(struct practice_tx *t, void *ctx, struct err *e)
{
    return get_details(t, ctx, e);
}

bool clients_details(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct str *json,
                     int64_t *version, struct err *e)
{
    struct record r = {0};
    bool ok = practice_do(p, who, CASE_CLIENT_DETAILS, client, NONE, a, read_record, &r, e);
    *json = r.content;
    *version = r.version;
    return ok;
}

/* ---- changing ---- */

struct change {
    struct str json, reason;
    int64_t version;
    bool ended;
};

static bool change(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct change *c = ctx;
    struct client_card card;
    struct client_row row;
    struct record r;
    struct str words[WORDS_MAX];
    int64_t practice = t->who->practice;
    if (!read_details(c->json, t->arena, &card, e) || !get_details(t, &r, e) ||
        !client_get(t->store, t->tx, practice, t->client, t->arena, &row, e) ||
        !put_summary(row.summary, &card, t->arena, &row.summary, e)) {
        return false;
    }
    r.version = c->version;
    r.content = c->json;
    size_t count = words_of_names(&card, words);
    return record_change(t->store, t->tx, &r, e) && client_change(t->store, t->tx, &row, e) &&
           client_rename(t->store, t->tx, practice, t->client, words, count, e);
}

static bool set_state(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct change *c = ctx;
    struct client_row row;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e)) {
        return false;
    }
    if (!str_is(row.state, c->ended ? "active" : "ended")) {
        return err_set(e, ERR_CONFLICT, "client", "care %s", c->ended ? "has ended already" : "goes on already");
    }
    row.state = c->ended ? STR("ended") : STR("active");
    t->why = c->reason;
    return (!c->ended || plans_none_signing(t, e)) && client_change(t->store, t->tx, &row, e);
}

static bool do_change(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                      practice_work *work, struct change *c, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, client, NONE, &a, work, c, e);
    arena_free(&a);
    return ok;
}

bool clients_change(struct practice *p, const struct actor *who, struct str client, struct str json, int64_t version,
                    struct err *e)
{
    struct change c = {.json = json, .version = version};
    return do_change(p, who, CASE_CLIENT_CHANGE, client, change, &c, e);
}

bool clients_end(struct practice *p, const struct actor *who, struct str client, bool ended, struct str reason,
                 struct err *e)
{
    struct change c = {.reason = reason, .ended = ended};
    return do_change(p, who, CASE_CLIENT_END, client, set_state, &c, e);
}

/* ---- lists ---- */

static bool put_cards(struct practice_tx *t, const struct client_row *rows, size_t n, struct client_page *page,
                      struct err *e)
{
    page->row = arena_array(t->arena, n, sizeof *page->row);
    page->count = n;
    for (size_t i = 0; page->row && i < n; i++) {
        if (!clients_card(&rows[i], t->arena, &page->row[i], e)) {
            return false;
        }
    }
    return page->row || arena_error(t->arena, e);
}

static bool list(struct practice_tx *t, void *ctx, struct err *e)
{
    struct client_page *page = ctx;
    struct client_row *rows;
    size_t n;
    return client_caseload(t->store, t->tx, t->who->practice, t->who->user, page->offset, page->limit, t->arena, &rows,
                           &n, e) &&
           put_cards(t, rows, n, page, e);
}

bool clients_list(struct practice *p, const struct actor *who, struct client_page *page, struct arena *a, struct err *e)
{
    if (!page->limit || page->limit > PAGE_MAX) {
        return err_set(e, ERR_INVALID, "limit", "must be 1 to %d", PAGE_MAX);
    }
    return practice_do(p, who, CASE_CLIENT_LIST, NONE, NONE, a, list, page, e);
}

static int by_name(const void *a, const void *b)
{
    const struct client_card *x = a, *y = b;
    size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
    int order = n ? memcmp(x->name.p, y->name.p, n) : 0;
    if (!order) {
        order = (x->name.n > y->name.n) - (x->name.n < y->name.n);
    }
    return order ? order : memcmp(x->id.p, y->id.p, x->id.n);
}

/* ---- a page of the caseload ---- */

static bool has_sign(const struct json *summary, enum sign_kind kind)
{
    const struct json *list = json_get(summary, "signs");
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        if (str_is(json_str(v), sign_title(kind))) {
            return true;
        }
    }
    return false;
}

/* What only the sealed summary tells. */
static bool fits(const struct client_card *card, enum caseload_show show, struct arena *a, bool *out, struct err *e)
{
    const struct json *root = NULL;
    *out = true;
    if (show != CASELOAD_WORSE && show != CASELOAD_NO_DATA) {
        return true;
    }
    if (card->summary.n && !json_parse(card->summary, a, &root, e)) {
        return false;
    }
    const struct json *measures = json_get(root, "measures");
    *out = show == CASELOAD_NO_DATA ? !measures || !measures->count
                                    : has_sign(root, SIGN_DETERIORATION) || has_sign(root, SIGN_LOSS_OF_GAIN);
    return true;
}

static bool choose(struct practice_tx *t, struct caseload *c, const struct client_row *rows, size_t n, struct err *e)
{
    struct client_card *card = arena_array(t->arena, n, sizeof *card);
    size_t kept = 0;
    if (!card) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        bool wanted;
        if (!clients_card(&rows[i], t->arena, &card[kept], e) || !fits(&card[kept], c->show, t->arena, &wanted, e)) {
            return false;
        }
        kept += wanted;
    }
    if (c->by_name && kept) {
        qsort(card, kept, sizeof *card, by_name);
    }
    size_t from = c->offset < kept ? c->offset : kept, left = kept - from;
    c->row = card + from;
    c->count = left < c->limit ? left : c->limit;
    c->total = kept;
    return true;
}

static bool read_caseload(struct practice_tx *t, void *ctx, struct err *e)
{
    struct caseload *c = ctx;
    bool sealed = c->by_name || c->show == CASELOAD_WORSE || c->show == CASELOAD_NO_DATA;
    bool by_day = c->show == CASELOAD_LATE || c->show == CASELOAD_SOON;
    int64_t today = date_to_day(c->today);
    struct caseload_filter f = {.user = t->who->user,
                                .source = c->whose == CASELOAD_MINE         ? CASELOAD_OF_PRIMARY
                                          : c->whose == CASELOAD_SUPERVISED ? CASELOAD_OF_SUPERVISED
                                                                            : CASELOAD_OF_TEAM,
                                .now_ms = t->now_ms,
                                .alerts = c->show == CASELOAD_ALERTS,
                                .due_until = {by_day, c->show == CASELOAD_LATE ? today - 1 : today + SOON_DAYS},
                                .state = c->show == CASELOAD_ALL     ? NULL
                                         : c->show == CASELOAD_ENDED ? "ended"
                                                                     : "active",
                                .offset = sealed ? 0 : c->offset,
                                .limit = sealed ? CASELOAD_MOST : c->limit};
    struct client_row *rows;
    size_t n;
    if (!client_caseload_page(t->store, t->tx, t->who->practice, &f, t->arena, &rows, &n, &c->total, e)) {
        return false;
    }
    if (sealed) {
        return choose(t, c, rows, n, e);
    }
    struct client_page page = {0};
    bool ok = put_cards(t, rows, n, &page, e);
    c->row = page.row;
    c->count = page.count;
    return ok;
}

bool clients_caseload(struct practice *p, const struct actor *who, struct caseload *c, struct arena *a, struct err *e)
{
    c->row = NULL;
    c->count = c->total = 0;
    if (!c->limit || c->limit > CASELOAD_PAGE_MAX) {
        return err_set(e, ERR_INVALID, "limit", "must be 1 to %d", CASELOAD_PAGE_MAX);
    }
    if (!date_is_set(c->today)) {
        return err_set(e, ERR_INVALID, "date", "is missing; write a day of the calendar as YYYY-MM-DD");
    }
    char args[160];
    int n = snprintf(args, sizeof args, "caseload %d %d %d %d %zu %zu", (int)c->whose, (int)c->show, c->by_name,
                     (int)date_to_day(c->today), c->offset, c->limit);
    struct recall r = {{args, (size_t)n}, c, sizeof *c};
    return practice_recall(p, who, CASE_CLIENT_LIST, NONE, &r, a, read_caseload, c, e);
}

/* ---- finding ---- */

struct search {
    struct str words;
    struct client_page *page;
};

static bool find(struct practice_tx *t, void *ctx, struct err *e)
{
    struct search *s = ctx;
    struct use_case read = practice_case(CASE_CLIENT_READ);
    struct str words[WORDS_MAX], *ids;
    struct client_row rows[FOUND_MAX];
    enum relation from[FOUND_MAX];
    size_t found, n = 0, count = words_of(s->words, words, 0);
    if (!count) {
        return err_set(e, ERR_INVALID, "words", "give a word of the name, two letters of it at least");
    }
    if (!client_find(t->store, t->tx, t->who->practice, words, count, t->arena, &ids, &found, e)) {
        return false;
    }
    for (size_t i = 0; i < found && n < FOUND_MAX; i++) {
        enum relation relation;
        if (!practice_relation(t->practice, t->tx, t->who, ids[i], t->now_ms, &relation, e)) {
            return false;
        }
        if (!practice_allows(&read, t->who->roles, relation)) {
            continue;
        }
        if (!client_get(t->store, t->tx, t->who->practice, ids[i], t->arena, &rows[n], e)) {
            return false;
        }
        from[n++] = relation;
    }
    if (!put_cards(t, rows, n, s->page, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        s->page->row[i].relation = from[i];
    }
    qsort(s->page->row, n, sizeof *s->page->row, by_name);
    return true;
}

bool clients_find(struct practice *p, const struct actor *who, struct str words, struct client_page *page,
                  struct arena *a, struct err *e)
{
    struct search s = {words, page};
    return practice_do(p, who, CASE_CLIENT_FIND, NONE, NONE, a, find, &s, e);
}
