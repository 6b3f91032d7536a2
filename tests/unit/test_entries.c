/* test_entries.c: the copy of a client's entries says what the rows say, whatever was done and in whatever order, and
 * is carried on where it can be. */
#include "support.h"

#include "between_support.h"

#include "practice/between_parts.h"

#define STEPS 140

/* ---- both ways of reading ---- */

struct both_call {
    struct record_test *t;
    struct str client;
    const struct series_want *want;
    struct series copy, rows;
    struct entries_kept fresh;
    struct entries_head head;
    struct before *before;
};

static bool read_both(struct db_tx *tx, void *ctx, struct err *e)
{
    struct both_call *c = ctx;
    static const struct actor who = {.practice = 1};
    struct practice_tx t = {.practice = &c->t->practice,
                            .tx = tx,
                            .store = &c->t->store,
                            .who = &who,
                            .client = c->client,
                            .now_ms = c->t->now_ms,
                            .arena = &c->t->arena};
    struct buf b;
    buf_init(&b, 0);
    bool ok = entries_head(tx, 1, c->client, t.arena, &c->head, e) &&
              between_entries(&t, c->want, &c->copy, &c->fresh, e) && between_series(&t, &b, e) &&
              series_read(buf_str(&b), t.arena, &c->rows, e);
    buf_free(&b);
    return ok;
}

static struct str bytes_of(struct record_test *t, const struct series *s, size_t i)
{
    struct buf b;
    struct str out;
    buf_init(&b, 0);
    assert_true(series_pack(s, i, i + 1, &b) && arena_str(&t->arena, buf_str(&b), &out));
    buf_free(&b);
    return out;
}

static struct str id_of(const struct series_entry *x)
{
    return x ? x->id : NONE;
}

static bool same(struct record_test *t, const struct series *a, size_t i, const struct series *b, size_t k)
{
    const struct series_entry *x = &a->entries.at[i], *y = &b->entries.at[k];
    return str_eq(bytes_of(t, a, i), bytes_of(t, b, k)) && str_eq(id_of(x->amends), id_of(y->amends)) &&
           str_eq(id_of(x->amended_by), id_of(y->amended_by)) &&
           str_eq(id_of(x->amended_before), id_of(y->amended_before)) && x->measure == y->measure &&
           x->score.has == y->score.has && x->score.value == y->score.value &&
           x->score.alert_count == y->score.alert_count;
}

static struct both_call look(struct record_test *t, struct str client, const char *after)
{
    struct both_call c = {.t = t, .client = client};
    struct err e = {0};
    RECORD_OK(db_read(t->store.db, read_both, &c, &e), &e);
    CHECK(c.copy.entries.n == c.rows.entries.n, "%s: %s: %zu entries in the copy, %zu in the rows", t->backend->name,
          after, c.copy.entries.n, c.rows.entries.n);
    for (size_t i = 0; i < c.rows.entries.n; i++) {
        CHECK(same(t, &c.copy, i, &c.rows, i), "%s: %s: entry %zu, %s in the copy, %s in the rows", t->backend->name,
              after, i, c.copy.entries.at[i].id.p, c.rows.entries.at[i].id.p);
    }
    return c;
}

static bool holds(const struct both_call *c)
{
    return c->head.kept == c->head.turn && c->fresh.count == 0;
}

static bool put_fresh(struct db_tx *tx, void *ctx, struct err *e)
{
    struct both_call *c = ctx;
    bool done;
    return entries_put(&c->t->store, tx, 1, c->client, &c->fresh, &done, e) && (c->want = NULL, true);
}

/* ---- anything that happens to entries ---- */

struct made {
    struct str id[STEPS];
    enum record_kind kind[STEPS];
    bool gone[STEPS];
    uint64_t form[STEPS]; /* which of the two */
    size_t n;
};

static const char *day_text(const struct record_test *t, int back, char text[DATE_TEXT_SIZE])
{
    return date_format(date_add_days(today(t), -back), text);
}

static struct str form_of(struct record_test *t, struct people *p, struct str assignment, int item, bool sent)
{
    struct err e = {0};
    struct str form = NONE;
    struct score s;
    t->now_ms++;
    RECORD_OK(between_form(&t->practice, &p->client, p->id, assignment, today(t), &t->arena, &form, &e), &e);
    for (int i = 1; i <= 9; i++) {
        t->now_ms++;
        RECORD_OK(between_answer(&t->practice, &p->client, p->id, form, i, i == 9 ? item : 1, &e), &e);
    }
    t->now_ms++;
    if (sent)
        RECORD_OK(between_send(&t->practice, &p->client, p->id, form, &t->arena, &s, &e), &e);
    return form;
}

static void note(struct made *m, struct str id, enum record_kind kind)
{
    m->id[m->n] = id;
    m->kind[m->n++] = kind;
}

static const char *write_json(enum record_kind kind, uint64_t r, char *json, size_t room)
{
    int v = (int)(r % 4);
    switch (kind) {
    case RECORD_SCORE:
        snprintf(json, room,
                 r & 16 ? "{\"instrument\":\"phq9\",\"responses\":[1,%d,1,2,null,1,1,1,%d]}"
                        : "{\"instrument\":\"gad7\",\"responses\":[1,%d,2,1,1,1,2]}",
                 v, r & 32 ? 0 : 1);
        break;
    case RECORD_RATING:
        snprintf(json, room, "{\"type\":\"rating\",\"measure\":\"mood\",\"value\":%d}", v);
        break;
    case RECORD_EVENT:
        snprintf(json, room, "{\"kind\":\"moved\",\"text\":\"number %d\"}", v);
        break;
    case RECORD_SESSION:
        snprintf(json, room, "{\"status\":\"attended\",\"start\":\"14:00\",\"end\":\"14:%d0\"}", v + 1);
        break;
    default:
        snprintf(json, room, "{\"mood\":%d,\"values\":[{\"name\":\"walks\",\"value\":%d}]}", v, v);
        break;
    }
    return json;
}

static const char *step(struct record_test *t, struct people *p, struct made *m, struct str assignment, uint64_t *seed)
{
    static const enum record_kind kinds[] = {RECORD_SCORE, RECORD_RATING, RECORD_EVENT, RECORD_SESSION, RECORD_DIARY};
    uint64_t r = test_random(seed);
    enum record_kind kind = kinds[(r >> 8 & 255) % 5];
    char json[200], date[DATE_TEXT_SIZE];
    struct alert *alerts;
    struct err e = {0};
    const struct actor *who = kind == RECORD_DIARY || kind == RECORD_RATING ? &p->client : &p->clinician;
    size_t which = m->n ? (size_t)(r >> 20) % m->n : 0;
    bool old = m->n && !m->gone[which];
    t->now_ms++;
    switch (r >> 40 & 15) {
    case 0:
        t->now_ms += 3 * DAY_MS;
        return "days that pass";
    case 1:
        store_plan(t, p->id, "superseded");
        return "a version of the plan, without a summary";
    case 2:
        note(m, form_of(t, p, assignment, (int)(r & 1), r & 2), RECORD_ASSIGNMENT);
        m->gone[m->n - 1] = true; /* not to be corrected here */
        return "a form";
    case 3:
        if (alerts_of(t, &p->duty, &alerts))
            RECORD_OK(between_alert_close(&t->practice, &p->duty, p->id, alerts[0].id, STR("assessed"), STR("x"), &e),
                      &e);
        return "an alert that is closed";
    case 4:
        if (old && m->kind[which] != RECORD_DIARY && m->kind[which] != RECORD_RATING) {
            withdraw(t, &p->clinician, p->id, m->id[which]);
            m->gone[which] = true;
        }
        return "a withdrawal";
    case 5:
    case 6:
        if (old) {
            kind = m->kind[which];
            who = kind == RECORD_DIARY || kind == RECORD_RATING ? &p->client : &p->clinician;
            m->id[which] = correct(t, who, p->id, m->id[which], kind, day_text(t, (int)(r >> 60), date),
                                   write_json(kind, (r & ~(uint64_t)16) | m->form[which], json, sizeof json));
        }
        return "a correction";
    default:
        day_text(t, (int)(r >> 60) % 3, date);
        write_json(kind, r, json, sizeof json);
        note(m, kind == RECORD_SCORE ? score(t, who, p->id, date, json) : add(t, who, p->id, kind, date, json), kind);
        m->form[m->n - 1] = r & 16;
        return "an entry";
    }
}

static void run_anything(struct record_test *t, struct people *p)
{
    uint64_t seed = test_seed();
    struct made m = {.n = 0};
    size_t held = 0;
    settings(t, WITH_OWNER);
    sign_plan(t, p->id);
    struct str assignment =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"phq9\",\"remote\":true}");
    for (int i = 0; i < STEPS; i++) {
        const char *what = step(t, p, &m, assignment, &seed);
        struct both_call c = look(t, p->id, what);
        held += holds(&c);
    }
    assert_true(held > STEPS / 2);
}

/* ---- what a copy is worth ---- */

/* As after a change of which nobody can say what it was. */
static bool anything_changed(struct db_tx *tx, void *ctx, struct err *e)
{
    (void)ctx;
    static const struct db_sql sql = {"UPDATE entries SET turn = turn + 1, added = '!' WHERE practice_id = 1", NULL};
    return db_run(db_query(tx, &sql)) == 1 && db_ok(tx, e);
}

static bool other_part(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"UPDATE entries_part SET turn = turn - 1 WHERE practice_id = 1 AND part = 0",
                                      NULL};
    (void)ctx;
    return db_run(db_query(tx, &sql)) == 1 && db_ok(tx, e);
}

static void run_worth(struct record_test *t, struct people *p)
{
    struct err e = {0};
    settings(t, WITH_OWNER);
    for (int i = 0; i < 5; i++)
        score(t, &p->clinician, p->id, "2027-01-05", "{\"instrument\":\"gad7\",\"total\":9}");
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-05", "{\"status\":\"attended\"}");
    struct both_call c = look(t, p->id, "entries");
    assert_true(holds(&c));
    /* Days are those of the practice's zone: another zone, other days. */
    settings(t, "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"alert_hours\":2,\"time_zone\":\"Pacific/Kiritimati\"}");
    c = look(t, p->id, "another zone");
    assert_true(c.fresh.count == 1 && c.fresh.again);
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &c, &e), &e);
    c = look(t, p->id, "kept for that zone");
    assert_true(holds(&c));
    /* A part of another turn is none of this copy. */
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, other_part, NULL, &e), &e);
    c = look(t, p->id, "a part that does not belong to it");
    assert_true(c.fresh.count == 1 && c.fresh.again);
    /* What was worked out before another entry came is not kept. */
    struct both_call late = c;
    store_plan(t, p->id, "superseded");
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &late, &e), &e);
    c = look(t, p->id, "a late copy");
    assert_false(holds(&c));
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &c, &e), &e);
    c = look(t, p->id, "kept anew");
    assert_true(holds(&c));
    /* What cannot be told is not carried on: the copy is made anew, with what came after it. */
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, anything_changed, NULL, &e), &e);
    c = look(t, p->id, "anything");
    assert_true(!c.head.known && !holds(&c) && c.fresh.count == 1 && c.fresh.part[0].part == 0);
    add(t, &p->clinician, p->id, RECORD_EVENT, "2027-01-05", "{\"kind\":\"moved\",\"text\":\"x\"}");
    int64_t turn = c.head.turn;
    c = look(t, p->id, "made anew with the entry after it");
    assert_true(holds(&c) && c.head.known && !c.head.added.n && c.head.turn == turn + 1);
}

/* ---- who has the tables and no key puts back what was there before ---- */

struct before {
    struct entries_head head;
    int64_t turn;
    struct str sealed;
    struct arena *arena;
    bool with_head;
    struct str added; /* what that head is made to name */
};

static bool keep_before(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {
        "SELECT turn, sealed FROM entries_part WHERE practice_id = 1 AND client_id = :client AND part = 0", NULL};
    struct both_call *c = ctx;
    struct before *x = c->before;
    struct db_query *q = db_query(tx, &sql);
    db_bind_text(q, "client", c->client);
    bool ok = db_next(q) && (x->turn = db_int(q, 0), arena_str(x->arena, db_blob(q, 1), &x->sealed));
    db_done(q);
    return db_ok(tx, e) && ok && entries_head(tx, 1, c->client, x->arena, &x->head, e);
}

static bool put_back(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql part = {"UPDATE entries_part SET turn = :turn, sealed = :sealed WHERE practice_id = 1 "
                                       "AND client_id = :client AND part = 0",
                                       NULL},
                               head = {"UPDATE entries SET turn = :turn, kept = :kept, added = :added WHERE "
                                       "practice_id = 1 AND client_id = :client",
                                       NULL};
    struct both_call *c = ctx;
    const struct before *x = c->before;
    struct db_query *q = db_query(tx, &part);
    db_bind_text(q, "client", c->client);
    db_bind_int(q, "turn", x->turn);
    db_bind_blob(q, "sealed", x->sealed);
    bool ok = db_run(q) == 1;
    if (x->with_head) {
        q = db_query(tx, &head);
        db_bind_text(q, "client", c->client);
        db_bind_int(q, "turn", x->head.turn + (x->added.n ? 1 : 0));
        db_bind_int(q, "kept", x->head.kept);
        db_bind_text(q, "added", x->added.n ? x->added : STR(""));
        ok = db_run(q) == 1 && ok;
    }
    return ok && db_ok(tx, e);
}

/* look() compares with the rows: a part from before that were taken would show fewer entries. */
static void run_put_back(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct before x = {.arena = &t->arena};
    score(t, &p->clinician, p->id, "2027-01-05", "{\"instrument\":\"gad7\",\"total\":9}");
    struct both_call c = look(t, p->id, "before"), at = {.client = p->id, .before = &x};
    assert_true(holds(&c));
    RECORD_OK(db_read(t->store.db, keep_before, &at, &e), &e);
    /* No entry came since, but a version of the plan: the head says that the part was written before it. */
    store_plan(t, p->id, "superseded");
    c = look(t, p->id, "a version of the plan");
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &c, &e), &e);
    assert_true(holds((c = look(t, p->id, "kept with it"), &c)));
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_back, &at, &e), &e);
    c = look(t, p->id, "the part of before the plan");
    assert_true(c.fresh.count == 1 && c.fresh.again);
    t->now_ms++;
    score(t, &p->clinician, p->id, "2027-01-06", "{\"instrument\":\"gad7\",\"total\":12}");
    t->now_ms++;
    struct str last = score(t, &p->clinician, p->id, "2027-01-07", "{\"instrument\":\"gad7\",\"total\":15}");
    static const struct {
        bool with_head, names_last;
        const char *what;
    } rows[] = {
        {false, false, "the part"}, {true, false, "part and head"}, {true, true, "a head that names the newest"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        x.with_head = rows[i].with_head;
        x.added = rows[i].names_last ? last : (struct str){NULL, 0};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_back, &at, &e), &e);
        c = look(t, p->id, rows[i].what);
        assert_int_equal(c.copy.entries.n, 4);
        CHECK(c.fresh.count == 1, "%s: %s: was taken", t->backend->name, rows[i].what);
        RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &c, &e), &e);
        c = look(t, p->id, "kept anew");
        assert_true(holds(&c));
    }
}

/* ---- many entries, in parts; some of them ---- */

enum { MANY = 500 };

static bool put_many(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    bool ok = true;
    for (int i = 0; ok && i < MANY; i++) {
        struct record r = {.practice = 1,
                           .client = c->client,
                           .kind = i % 2 ? RECORD_EVENT : RECORD_RATING,
                           .state = STR("entered"),
                           .day = date_to_day(today(c->t)),
                           .locked = true,
                           .by = STR("CLINICIAN"),
                           .content = i % 2 ? STR("{\"kind\":\"moved\",\"text\":\"x\"}")
                                            : STR("{\"type\":\"rating\",\"measure\":\"mood\",\"value\":6.5}")};
        ok = record_add(&c->t->store, tx, &r, c->t->now_ms++, &c->t->arena, e);
        c->record = i % 2 ? r : c->record;
    }
    return ok;
}

static bool read_turns(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"SELECT turn FROM entries_part ORDER BY part", NULL};
    struct db_query *q = db_query(tx, &sql);
    int64_t *turn = ctx;
    for (size_t n = 0; n < 8 && db_next(q);)
        turn[n++] = db_int(q, 0);
    db_done(q);
    return db_ok(tx, e);
}

static void run_parts(struct record_test *t, struct people *p)
{
    struct err e = {0};
    char date[DATE_TEXT_SIZE];
    int64_t turn[8] = {0};
    struct row_call rows = {.t = t, .client = p->id};
    t->now_ms -= 700 * DAY_MS;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_many, &rows, &e), &e);
    struct both_call c = look(t, p->id, "many at once");
    assert_true(c.fresh.count == 4 && !holds(&c));
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, put_fresh, &c, &e), &e);
    t->now_ms += 700 * DAY_MS;
    score(t, &p->clinician, p->id, day_text(t, 0, date), "{\"instrument\":\"gad7\",\"total\":9}");
    score(t, &p->clinician, p->id, day_text(t, 1, date), "{\"instrument\":\"phq9\",\"total\":9}");
    c = look(t, p->id, "two more");
    assert_true(holds(&c));
    RECORD_OK(db_read(t->store.db, read_turns, turn, &e), &e);
    assert_true(turn[0] == MANY && turn[2] == MANY && turn[3] == MANY + 2 && !turn[4]); /* the last one was written */
    correct(t, &p->clinician, p->id, rows.record.id, RECORD_EVENT, day_text(t, 700, date), "{\"kind\":\"moved\"}");
    struct series_want want = {.types = 1u << SERIES_SCORE | 1u << SERIES_EVENT | 1u << SERIES_WITHDRAWN,
                               .measure = measure_find(STR("gad7"))};
    c = (struct both_call){.t = t, .client = p->id, .want = &want};
    RECORD_OK(db_read(t->store.db, read_both, &c, &e), &e);
    assert_int_equal(c.copy.entries.n,
                     1 + MANY / 2 + 1 + 1); /* the score, events, the one in place of one, what withdraws */
    for (size_t i = 0, k = 0; i < c.rows.entries.n; i++) {
        const struct series_entry *x = &c.rows.entries.at[i];
        if (want.types >> x->type & 1 && (!x->measure || x->measure == want.measure)) {
            assert_true(same(t, &c.copy, k, &c.rows, i));
            k++;
        }
    }
}

#define ON_BOTH(name)                                                                                                  \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
ON_BOTH(anything)
ON_BOTH(worth)
ON_BOTH(put_back)
ON_BOTH(parts)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_anything), cmocka_unit_test(test_worth),
                                       cmocka_unit_test(test_put_back), cmocka_unit_test(test_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
