/* sharing_support.h: consents that are whole, and clients, for the tests of sharing. Include it after record_support.h. */
#ifndef TESTS_SHARING_SUPPORT_H
#define TESTS_SHARING_SUPPORT_H

#include "practice/sharing.h"
#include "store/account.h"

#define CLINICIAN ((struct actor){.practice = 1, .user = STR("ann"), .roles = ROLE_CLINICIAN, .from = STR("test")})
#define PRIVACY_OFFICER                                                                                                \
    ((struct actor){.practice = 1, .user = STR("pat"), .roles = ROLE_PRIVACY_OFFICER, .from = STR("test")})

static inline struct date today_of(const struct record_test *t)
{
    return date_from_day((int32_t)(t->now_ms / 86400000));
}

/* A consent of that kind with every element. "part2_tpo": for treatment, payment and operations. */
static inline struct consent whole_consent(const char *kind, struct date today)
{
    struct consent c = {.from = STR("Practice Lindenhof"),
                        .to = STR("Dr Okafor"),
                        .purpose = STR("care by the family doctor"),
                        .sections = SHARE_DIAGNOSES | SHARE_PLAN,
                        .description = STR("what we work on together"),
                        .expires = date_add_days(today, 90),
                        .statements = {true, true, true, true},
                        .told = (1u << TOLD_COUNT) - 1,
                        .version = STR("2026-11"),
                        .client_name = STR("Mara Example"),
                        .signer = STR("Mara Example"),
                        .signed_on = today,
                        .copy_given = true};
    c.tpo = strcmp(kind, "part2_tpo") == 0;
    assert_true(sharing_consent_find(c.tpo ? STR("part2") : str_of(kind), &c.kind));
    if (c.kind == CONSENT_PSYCHOTHERAPY_NOTES)
        c.sections = 0;
    return c;
}

struct row_to_add {
    struct record_test *t;
    struct record row;
};

static inline bool add_row_work(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_to_add *x = ctx;
    return record_add(&x->t->store, tx, &x->row, x->t->now_ms, &x->t->arena, e);
}

/* add_row: a record as other parts of the program would write it; its id. */
static inline struct str add_row(struct record_test *t, struct record row)
{
    struct err e = {0};
    struct row_to_add x = {t, row};
    x.row.practice = 1;
    x.row.by = x.row.kind == RECORD_PRIVATE_DIARY ? STR("mara") : STR("ann");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_row_work, &x, &e), &e);
    return x.row.id;
}

/* A client with details, in the care team of "ann". */
static inline struct str client_with_details(struct record_test *t, const char *details)
{
    struct str id = record_test_client(t, "Mara", "Example", "ann");
    add_row(t, (struct record){
                   .client = id, .kind = RECORD_DETAILS, .state = STR("current"), .day = 20000, .content = str_of(details)});
    return id;
}
/* set_settings: the practice's settings, as JSON. */
static inline bool set_settings_work(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_to_add *x = ctx;
    struct practice_row row;
    if (!practice_row_get(&x->t->store, tx, 1, &x->t->arena, &row, e))
        return false;
    row.content = x->row.content;
    return practice_row_put(&x->t->store, tx, &row, e);
}

static inline void set_settings(struct record_test *t, const char *json)
{
    struct err e = {0};
    struct row_to_add x = {t, {.content = str_of(json)}};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, set_settings_work, &x, &e), &e);
}

/* count_rows: how many rows of one client a table holds. */
struct counted {
    const struct db_sql *sql;
    struct str client;
    int64_t n;
};
static inline bool count_rows_work(struct db_tx *tx, void *ctx, struct err *e)
{
    struct counted *c = ctx;
    struct db_query *q = db_query(tx, c->sql);
    db_bind_text(q, "client", c->client);
    c->n = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static inline int64_t count_rows(struct record_test *t, const struct db_sql *sql, struct str client)
{
    struct err e = {0};
    struct counted c = {sql, client, -1};
    RECORD_OK(db_read(t->store.db, count_rows_work, &c, &e), &e);
    return c.n;
}

static const struct db_sql disclosures_sql = {
    "SELECT count(*) FROM record WHERE practice_id = 1 AND client_id = :client AND kind = 'disclosure'", NULL};
static const struct db_sql packets_sql = {
    "SELECT count(*) FROM document WHERE practice_id = 1 AND client_id = :client AND kind = 'packet'", NULL};

#define MARA "{\"name\":\"Mara Example\",\"birth_date\":\"1990-05-04\"}"

#endif
