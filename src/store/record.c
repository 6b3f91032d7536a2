/* record.c: the rows of a client's record. */
#include "store/store.h"

#include "store/entries.h"
#include "store/rows.h"

#include <assert.h>
#include <stdlib.h>

static const char *const names[RECORD_KIND_COUNT] = {
    "plan",      "amendment",  "session",     "note",          "psychotherapy_note",
    "score",     "assignment", "diary",       "private_diary", "event",
    "diagnosis", "rating",     "referral",    "consultation",  "review",
    "decision",  "alert",      "safety_plan", "consent",       "disclosure",
    "request",   "ending",     "details",     "words",         "checkin",
    "hold"};

const char *record_kind_name(enum record_kind k)
{
    assert((unsigned)k < RECORD_KIND_COUNT);
    return names[k];
}

bool record_kind_find(struct str name, enum record_kind *out)
{
    for (unsigned i = 0; i < RECORD_KIND_COUNT; i++) {
        if (str_is(name, names[i])) {
            *out = (enum record_kind)i;
            return true;
        }
    }
    return false;
}

static const struct db_sql add_sql = {
    "INSERT INTO record (practice_id, client_id, id, kind, state, version, day, due_ms, owner, of_id, labels, locked, "
    "by_id, entered_ms, sealed) VALUES (:practice, :client, :id, :kind, :state, 1, :day, :due, :owner, :of, :labels, "
    ":locked, :by, :entered, :sealed)",
    NULL};
static const struct db_sql change_sql = {
    "UPDATE record SET state = :state, version = version + 1, day = :day, due_ms = :due, owner = :owner, "
    "labels = :labels, locked = :locked, sealed = :sealed "
    "WHERE practice_id = :practice AND client_id = :client AND id = :id AND version = :version AND locked = 0",
    NULL};
/* What may change of a locked row: its content stays as it is, byte for byte. */
static const struct db_sql move_sql = {
    "UPDATE record SET state = :state, version = version + 1, due_ms = :due, owner = :owner "
    "WHERE practice_id = :practice AND client_id = :client AND id = :id AND version = :version AND locked = 1",
    NULL};

#define COLUMNS                                                                                                        \
    "SELECT id, kind, state, version, day, due_ms, owner, of_id, labels, locked, by_id, entered_ms, client_id, "

static const struct db_sql get_sql = {
    COLUMNS "sealed FROM record WHERE practice_id = :practice AND client_id = :client AND id = :id", NULL};

/* Where a row's content belongs. The version is not part of it: it is counted in the clear, and a locked row that only
 * changes its state keeps its bytes. */
static struct seal_place place_of(int64_t practice, struct str client, struct str id)
{
    return (struct seal_place){.table = "record", .practice = practice, .client = client, .row = id};
}

static bool seal_content(struct store *s, struct db_tx *tx, const struct record *r, struct buf *out, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(r->practice, r->client, r->id);
    if (!keys_client(s->keys, tx, r->practice, r->client, &key, e)) {
        return false;
    }
    seal_put(&key, &at, r->content, out);
    seal_wipe(&key, sizeof key);
    return buf_ok(out) || err_no_memory(e);
}

static void bind_place(struct db_query *q, const struct record *r)
{
    db_bind_int(q, "practice", r->practice);
    db_bind_text(q, "client", r->client);
    db_bind_text(q, "id", r->id);
}

static void bind_state(struct db_query *q, const struct record *r)
{
    db_bind_text(q, "state", r->state);
    if (r->due_ms.has) {
        db_bind_int(q, "due", r->due_ms.v);
    } else {
        db_bind_null(q, "due");
    }
    db_bind_text(q, "owner", r->owner);
}

bool record_add(struct store *s, struct db_tx *tx, struct record *r, int64_t now_ms, struct arena *a, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    seal_new_id(now_ms, id);
    return arena_str(a, (struct str){id, SEAL_ID_SIZE}, &r->id) ? record_add_as(s, tx, r, now_ms, e)
                                                                : arena_error(a, e);
}

bool record_add_as(struct store *s, struct db_tx *tx, struct record *r, int64_t now_ms, struct err *e)
{
    struct buf sealed;
    buf_init(&sealed, 0);
    bool ok = seal_content(s, tx, r, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &add_sql);
        bind_place(q, r);
        bind_state(q, r);
        db_bind_cstr(q, "kind", record_kind_name(r->kind));
        db_bind_int(q, "day", r->day);
        db_bind_text(q, "of", r->of);
        db_bind_int(q, "labels", r->labels);
        db_bind_int(q, "locked", r->locked);
        db_bind_text(q, "by", r->by);
        db_bind_int(q, "entered", r->entered_ms ? r->entered_ms : now_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e) && entries_added(tx, r, e);
        r->version = 1;
        r->entered_ms = r->entered_ms ? r->entered_ms : now_ms;
    }
    buf_free(&sealed);
    return ok;
}

bool record_change(struct store *s, struct db_tx *tx, struct record *r, struct err *e)
{
    struct buf sealed;
    buf_init(&sealed, 0);
    bool ok = seal_content(s, tx, r, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &change_sql);
        bind_place(q, r);
        bind_state(q, r);
        db_bind_int(q, "version", r->version);
        db_bind_int(q, "day", r->day);
        db_bind_int(q, "labels", r->labels);
        db_bind_int(q, "locked", r->locked);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        int64_t n = db_run(q);
        ok = db_ok(tx, e) && (n == 1 || err_set(e, ERR_CONFLICT, "record",
                                                "was changed by somebody else meanwhile, or is locked: read it again"));
        ok = ok && entries_changed(tx, r, e);
        r->version += ok;
    }
    buf_free(&sealed);
    return ok;
}

bool record_move(struct store *s, struct db_tx *tx, struct record *r, struct err *e)
{
    (void)s;
    struct db_query *q = db_query(tx, &move_sql);
    bind_place(q, r);
    bind_state(q, r);
    db_bind_int(q, "version", r->version);
    int64_t n = db_run(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    r->version += n == 1;
    return n == 1 ? entries_changed(tx, r, e)
                  : err_set(e, ERR_CONFLICT, "record", "was changed by somebody else meanwhile: read it again");
}

/* All columns but the content, which is opened when a key is given. */
static bool read_row(struct db_query *q, int64_t practice, const struct seal_key *key, struct arena *a,
                     struct record *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    out->practice = practice;
    out->version = db_int(q, 3);
    out->day = (int32_t)db_int(q, 4);
    out->due_ms = (struct opt_int){!db_is_null(q, 5), db_int(q, 5)};
    out->labels = (unsigned)db_int(q, 8);
    out->locked = db_int(q, 9) != 0;
    out->entered_ms = db_int(q, 11);
    if (!record_kind_find(db_text(q, 1), &out->kind)) {
        return err_set(e, ERR_INVALID, "record", "a row is of a kind that this program does not know");
    }
    if (!arena_str(a, db_text(q, 0), &out->id) || !arena_str(a, db_text(q, 2), &out->state) ||
        !arena_str(a, db_text(q, 6), &out->owner) || !arena_str(a, db_text(q, 7), &out->of) ||
        !arena_str(a, db_text(q, 10), &out->by) || !arena_str(a, db_text(q, 12), &out->client)) {
        return arena_error(a, e);
    }
    struct seal_place at = place_of(practice, out->client, out->id);
    return !key || seal_open(key, &at, db_blob(q, 13), a, &out->content, e);
}

bool record_get(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id, struct arena *a,
                struct record *out, struct err *e)
{
    struct seal_key key;
    if (!keys_client(s->keys, tx, practice, client, &key, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_text(q, "id", id);
    bool there = db_next(q), ok = there && read_row(q, practice, &key, a, out, e);
    db_done(q);
    seal_wipe(&key, sizeof key);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
}

/* Lists come in shapes that each use an index. What is not wanted is left out by the database: PostgreSQL sends a whole
 * answer, with the contents of all its rows, before the first is read. */
#define LIST                                                                                                           \
    COLUMNS "CASE WHEN :opened = 1 THEN sealed END FROM record WHERE practice_id = :practice AND "                     \
            "client_id = :client AND (:any_state = 1 OR state = :state) AND (:any_by = 1 OR by_id = :by) AND "         \
            "(:before = '' OR day < :to OR id < :before) AND "
#define DAYS "day >= :from AND day <= :to "
#define OLDEST DAYS "ORDER BY day, id LIMIT :limit"
#define NEWEST DAYS "ORDER BY day DESC, id DESC LIMIT :limit"
static const struct db_sql of_sql = {LIST "of_id = :of AND " OLDEST, NULL};
static const struct db_sql of_newest_sql = {LIST "of_id = :of AND " NEWEST, NULL};
static const struct db_sql kind_sql = {LIST "kind = :kind AND " OLDEST, NULL};
static const struct db_sql kind_newest_sql = {LIST "kind = :kind AND " NEWEST, NULL};
static const struct db_sql list_sql = {LIST OLDEST, NULL};
static const struct db_sql newest_sql = {LIST NEWEST, NULL};

static bool single_kind(unsigned kinds, enum record_kind *out)
{
    for (unsigned i = 0; i < RECORD_KIND_COUNT; i++) {
        if (kinds == 1u << i) {
            *out = (enum record_kind)i;
            return true;
        }
    }
    return false;
}

static struct db_query *list_query(struct db_tx *tx, int64_t practice, struct str client, const struct record_filter *f)
{
    enum record_kind kind;
    bool days = f->from_day || f->to_day, all = !f->limit;
    struct db_query *q;
    if (f->of.n) {
        all = all || f->kinds; /* of which some are passed over while reading */
        q = db_query(tx, f->newest_first ? &of_newest_sql : &of_sql);
        db_bind_text(q, "of", f->of);
    } else if (single_kind(f->kinds, &kind)) {
        q = db_query(tx, f->newest_first ? &kind_newest_sql : &kind_sql);
        db_bind_cstr(q, "kind", record_kind_name(kind));
    } else {
        q = db_query(tx, f->newest_first ? &newest_sql : &list_sql);
    }
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_int(q, "from", days ? f->from_day : INT32_MIN);
    db_bind_int(q, "to", days ? f->to_day : INT32_MAX);
    db_bind_int(q, "any_state", !f->state.p);
    db_bind_text(q, "state", f->state.p ? f->state : STR(""));
    db_bind_int(q, "any_by", !f->by.p);
    db_bind_text(q, "by", f->by.p ? f->by : STR(""));
    db_bind_text(q, "before", f->before.n ? f->before : STR(""));
    db_bind_int(q, "opened", !f->without_content);
    db_bind_int(q, "limit", all ? INT64_MAX : (int64_t)f->limit);
    return q;
}

/* Of several kinds in one list. */
static bool wanted(struct db_query *q, const struct record_filter *f)
{
    enum record_kind kind;
    return !f->kinds || !record_kind_find(db_text(q, 1), &kind) || f->kinds >> kind & 1;
}

struct rows {
    struct record *at;
    size_t n, room;
};

static bool list_some(struct db_tx *tx, int64_t practice, struct str client, const struct record_filter *f,
                      const struct seal_key *key, struct arena *a, struct rows *out, struct err *e)
{
    struct db_query *q = list_query(tx, practice, client, f);
    size_t before = out->n;
    bool ok = true;
    while (ok && (!f->limit || out->n - before < f->limit) && db_next(q)) {
        if (wanted(q, f)) {
            out->at = rows_more(a, out->at, out->n, &out->room, sizeof *out->at);
            ok = out->at ? read_row(q, practice, key, a, &out->at[out->n++], e) : arena_error(a, e);
        }
    }
    db_done(q);
    return db_ok(tx, e) && ok;
}

static int by_day(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    int order = (x->day > y->day) - (x->day < y->day);
    return order ? order : memcmp(x->id.p, y->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
}

static int by_day_newest(const void *a, const void *b)
{
    return by_day(b, a);
}

/* Several kinds, each by its index, put in order here: the database would have to sort all rows with their contents. */
static bool list_kinds(struct db_tx *tx, int64_t practice, struct str client, const struct record_filter *f,
                       const struct seal_key *key, struct arena *a, struct rows *out, struct err *e)
{
    struct record_filter one = *f;
    enum record_kind single;
    if (!f->kinds || f->of.n || single_kind(f->kinds, &single)) {
        return list_some(tx, practice, client, f, key, a, out, e);
    }
    for (unsigned k = 0; k < RECORD_KIND_COUNT; k++) {
        one.kinds = f->kinds & 1u << k;
        if (one.kinds && !list_some(tx, practice, client, &one, key, a, out, e)) {
            return false;
        }
    }
    if (out->n) {
        qsort(out->at, out->n, sizeof *out->at, f->newest_first ? by_day_newest : by_day);
    }
    out->n = f->limit && out->n > f->limit ? f->limit : out->n;
    return true;
}

bool record_list(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const struct record_filter *f,
                 struct arena *a, struct record **out, size_t *count, struct err *e)
{
    struct seal_key key;
    struct rows rows = {NULL, 0, 0};
    if (!f->without_content && !keys_client(s->keys, tx, practice, client, &key, e)) {
        return false;
    }
    bool ok = list_kinds(tx, practice, client, f, f->without_content ? NULL : &key, a, &rows, e);
    if (!f->without_content) {
        seal_wipe(&key, sizeof key);
    }
    *out = rows.at;
    *count = rows.n;
    return ok;
}

/* ---- rows of a set of ids ---- */

/* Both databases look each of them up in an index; places that are not needed hold the first id again. */
#define SET_MAX 16
#define SET "(:i0, :i1, :i2, :i3, :i4, :i5, :i6, :i7, :i8, :i9, :i10, :i11, :i12, :i13, :i14, :i15)"
static const char *const set_names[SET_MAX] = {"i0", "i1", "i2",  "i3",  "i4",  "i5",  "i6",  "i7",
                                               "i8", "i9", "i10", "i11", "i12", "i13", "i14", "i15"};
static const struct db_sql open_sql = {
    "SELECT id, sealed FROM record WHERE practice_id = :practice AND client_id = :client AND id IN " SET, NULL};
static const struct db_sql beside_sql = {COLUMNS "sealed FROM record WHERE practice_id = :practice AND client_id = "
                                                 ":client AND of_id IN " SET " AND kind = :kind ORDER BY day, id",
                                         NULL};

static void bind_set(struct db_query *q, int64_t practice, struct str client)
{
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
}

static bool open_some(struct db_tx *tx, const struct seal_key *key, struct record *rows, size_t n, struct arena *a,
                      struct err *e)
{
    struct db_query *q = db_query(tx, &open_sql);
    size_t opened = 0;
    bool ok = true;
    bind_set(q, rows->practice, rows->client);
    for (size_t i = 0; i < SET_MAX; i++) {
        db_bind_text(q, set_names[i], rows[i < n ? i : 0].id);
    }
    while (ok && db_next(q)) {
        for (size_t i = 0; ok && i < n; i++) {
            if (str_eq(rows[i].id, db_text(q, 0))) {
                struct seal_place at = place_of(rows->practice, rows->client, rows[i].id);
                ok = seal_open(key, &at, db_blob(q, 1), a, &rows[i].content, e);
                opened++;
            }
        }
    }
    db_done(q);
    return db_ok(tx, e) && ok && (opened == n || err_set(e, ERR_NOT_FOUND, "record", "there is none with this id"));
}

bool record_open(struct store *s, struct db_tx *tx, struct record *rows, size_t count, struct arena *a, struct err *e)
{
    struct seal_key key;
    bool ok = true;
    if (!count) {
        return true;
    }
    if (!keys_client(s->keys, tx, rows->practice, rows->client, &key, e)) {
        return false;
    }
    for (size_t i = 0; ok && i < count; i += SET_MAX) {
        ok = open_some(tx, &key, rows + i, count - i < SET_MAX ? count - i : SET_MAX, a, e);
    }
    seal_wipe(&key, sizeof key);
    return ok;
}

static bool some_beside(struct db_tx *tx, const struct record_ids *ids, const struct seal_key *key, struct arena *a,
                        struct rows *out, struct err *e)
{
    struct db_query *q = db_query(tx, &beside_sql);
    bool ok = true;
    bind_set(q, ids->practice, ids->client);
    db_bind_cstr(q, "kind", record_kind_name(ids->kind));
    for (size_t i = 0; i < SET_MAX; i++) {
        db_bind_text(q, set_names[i], ids->at[i < ids->n ? i : 0]);
    }
    while (ok && db_next(q)) {
        out->at = rows_more(a, out->at, out->n, &out->room, sizeof *out->at);
        ok = out->at ? read_row(q, ids->practice, key, a, &out->at[out->n++], e) : arena_error(a, e);
    }
    db_done(q);
    return db_ok(tx, e) && ok;
}

bool record_beside(struct store *s, struct db_tx *tx, const struct record_ids *ids, struct arena *a,
                   struct record **out, size_t *count, struct err *e)
{
    struct seal_key key;
    struct rows rows = {NULL, 0, 0};
    bool ok = !ids->n || keys_client(s->keys, tx, ids->practice, ids->client, &key, e);
    for (size_t i = 0; ok && i < ids->n; i += SET_MAX) {
        struct record_ids some = *ids;
        some.at += i;
        some.n = ids->n - i < SET_MAX ? ids->n - i : SET_MAX;
        ok = some_beside(tx, &some, &key, a, &rows, e);
    }
    seal_wipe(&key, sizeof key);
    *out = rows.at;
    *count = rows.n;
    return ok;
}
