/* Rows of the record, keys, names, the audit chain: one suite over SQLite and PostgreSQL. */
#include "support.h"

#include "record_support.h"

#include <sqlite3.h>

struct job {
    struct record_test *t;
    struct record r, changed, *list; /* changed: r as the work that changes it leaves it */
    size_t count;
    struct record_filter filter;
    struct str client, id, words[3], *ids;
    size_t words_count;
    struct client_row row, changed_row, *rows;
};

static bool do_add(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return record_add(&j->t->store, tx, &j->r, j->t->now_ms, &j->t->arena, e);
}
static bool do_change(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    j->changed = j->r;
    return record_change(&j->t->store, tx, &j->changed, e);
}
static bool do_move(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    j->changed = j->r;
    return record_move(&j->t->store, tx, &j->changed, e);
}
static bool do_get(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return record_get(&j->t->store, tx, 1, j->client, j->id, &j->t->arena, &j->r, e);
}
static bool do_list(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return record_list(&j->t->store, tx, 1, j->client, &j->filter, &j->t->arena, &j->list, &j->count, e);
}
static bool do_find(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return client_find(&j->t->store, tx, 1, j->words, j->words_count, &j->t->arena, &j->ids, &j->count, e);
}
static bool do_client(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return client_get(&j->t->store, tx, 1, j->client, &j->t->arena, &j->row, e);
}
static bool do_client_change(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    j->changed_row = j->row;
    return client_change(&j->t->store, tx, &j->changed_row, e);
}
static bool do_caseload(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return client_caseload(&j->t->store, tx, 1, j->id, 0, 50, &j->t->arena, &j->rows, &j->count, e);
}
static bool do_erase(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    return keys_client_erase(j->t->store.keys, tx, 1, j->client, j->t->now_ms, e);
}

static void write_ok(struct job *j, db_work *work)
{
    struct err e = {0};
    RECORD_OK(db_write(j->t->store.db, DB_SYNC, NULL, work, j, &e), &e);
    j->r = work == do_change || work == do_move ? j->changed : j->r;
    j->row = work == do_client_change ? j->changed_row : j->row;
}
static void read_ok(struct job *j, db_work *work)
{
    struct err e = {0};
    RECORD_OK(db_read(j->t->store.db, work, j, &e), &e);
}
static void fails(struct job *j, db_work *work, enum err_kind kind, const char *says)
{
    struct err e = {0};
    bool ok = work == do_get || work == do_client || work == do_list ? db_read(j->t->store.db, work, j, &e)
                                                                      : db_write(j->t->store.db, DB_SYNC, NULL, work, j, &e);
    CHECK(!ok && e.kind == kind && strstr(e.text, says), "%s: kind %d: %s", says, (int)e.kind, e.text);
}

static void each(void (*run)(struct record_test *t))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        run(&t);
        record_test_end(&t);
        backend_end(&b);
    }
}

static struct record score_of(struct str client)
{
    return (struct record){.practice = 1, .client = client, .kind = RECORD_SCORE, .state = STR("open"), .day = 20000,
                           .by = STR("U1"), .content = STR("{\"total\":15}")};
}

static void rows(struct record_test *t)
{
    struct str client = record_test_client(t, "Ann", "Archer", "U1");
    struct job j = {.t = t, .client = client, .r = score_of(client)};
    j.r.due_ms = (struct opt_int){true, t->now_ms};
    j.r.owner = STR("U9");
    j.r.labels = LABEL_PART2;
    write_ok(&j, do_add);
    j.id = j.r.id;
    struct record wanted = j.r;
    read_ok(&j, do_get);
    assert_true(str_eq(j.r.content, wanted.content) && j.r.version == 1 && j.r.day == 20000 && j.r.labels == LABEL_PART2);
    assert_true(str_is(j.r.owner, "U9") && str_is(j.r.by, "U1") && !j.r.of.p && !j.r.locked && j.r.kind == RECORD_SCORE);
    assert_true(j.r.due_ms.has && j.r.due_ms.v == t->now_ms);
    j.r.content = STR("{\"total\":14}");
    write_ok(&j, do_change);
    assert_int_equal(j.r.version, 2);
    j.r.version = 1; /* somebody else's copy */
    fails(&j, do_change, ERR_CONFLICT, "somebody else");
    j.r.version = 2;
    j.r.locked = true;
    write_ok(&j, do_change);
    j.r.content = STR("{\"total\":0}");
    fails(&j, do_change, ERR_CONFLICT, "locked");
    j.r.state = STR("closed");
    write_ok(&j, do_move);
    read_ok(&j, do_get);
    assert_true(str_is(j.r.content, "{\"total\":14}") && str_is(j.r.state, "closed") && j.r.locked && j.r.version == 4);
    j.id = STR("01ARYZ6S41TSV4RRFFQ69G5FAV");
    fails(&j, do_get, ERR_NOT_FOUND, "none with this id");
    j.client = STR("01ARYZ6S41TSV4RRFFQ69G5FAV");
    fails(&j, do_get, ERR_NOT_FOUND, "none with this id");
}

static void test_rows_are_kept_changed_and_locked(void **state)
{
    (void)state;
    each(rows);
}

static void lists(struct record_test *t)
{
    struct str client = record_test_client(t, "Ann", "Archer", "U1");
    struct job j = {.t = t, .client = client};
    for (int i = 0; i < 30; i++) {
        j.r = score_of(client);
        j.r.kind = i % 3 == 0 ? RECORD_SCORE : i % 3 == 1 ? RECORD_SESSION : RECORD_NOTE;
        j.r.day = 20000 + (i * 7) % 30;
        j.r.state = i % 2 ? STR("open") : STR("closed");
        j.r.of = i % 5 == 0 ? STR("PARENT") : (struct str){NULL, 0};
        write_ok(&j, do_add);
    }
    static const struct {
        struct record_filter f;
        size_t count;
        const char *why;
    } row[] = {
        {{.kinds = 0}, 30, "all"},
        {{.kinds = 1u << RECORD_SCORE}, 10, "one kind"},
        {{.kinds = 1u << RECORD_SCORE | 1u << RECORD_NOTE}, 20, "two kinds"},
        {{.state = {"open", 4}}, 15, "a state"},
        {{.of = {"PARENT", 6}}, 6, "what belongs to one"},
        {{.from_day = 20010, .to_day = 20019}, 10, "ten days"},
        {{.kinds = 1u << RECORD_SCORE, .newest_first = true, .limit = 3}, 3, "the newest three"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        j.filter = row[i].f;
        read_ok(&j, do_list);
        CHECK(j.count == row[i].count, "%s: %s: %zu", t->backend->name, row[i].why, j.count);
        for (size_t k = 1; k < j.count; k++)
            CHECK(row[i].f.newest_first ? j.list[k - 1].day >= j.list[k].day : j.list[k - 1].day <= j.list[k].day, "%s",
                  row[i].why);
    }
    j.filter = (struct record_filter){.without_content = true};
    read_ok(&j, do_list);
    assert_true(j.count == 30 && !j.list[0].content.p);
}

static void test_lists(void **state)
{
    (void)state;
    each(lists);
}

static void names(struct record_test *t)
{
    struct str ann = record_test_client(t, "Ann", "O'Brien", "U1"), anna = record_test_client(t, "Anna", "Smith", "U1");
    struct job j = {.t = t};
    (void)ann;
    static const struct {
        const char *one, *two;
        size_t found;
    } row[] = {{"an", NULL, 2},      {"ANN", NULL, 2},  {"anna", NULL, 1}, {"obrien", NULL, 1}, {"o'b", NULL, 1},
               {"ann", "smi", 1},    {"ann", "x", 0},   {"a", NULL, 0},    {"nn", NULL, 0},     {"smith", "ann", 1},
               {"zoe", NULL, 0}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        j.words[0] = str_of(row[i].one);
        j.words[1] = str_of(row[i].two);
        j.words_count = row[i].two ? 2 : 1;
        read_ok(&j, do_find);
        CHECK(j.count == row[i].found, "%s: %s %s: %zu", t->backend->name, row[i].one, row[i].two ? row[i].two : "", j.count);
    }
    j.id = STR("U1");
    read_ok(&j, do_caseload);
    assert_int_equal(j.count, 2);
    j.client = anna;
    read_ok(&j, do_client);
    j.row.alerts = 1;
    j.row.summary = STR("{\"name\":\"Anna\"}");
    write_ok(&j, do_client_change);
    j.row.version--;
    fails(&j, do_client_change, ERR_CONFLICT, "somebody else");
    read_ok(&j, do_caseload);
    assert_true(str_eq(j.rows[0].id, anna) && str_is(j.rows[0].summary, "{\"name\":\"Anna\"}"));
    j.id = STR("U2");
    read_ok(&j, do_caseload);
    assert_int_equal(j.count, 0);
}

static void test_names_and_caseload(void **state)
{
    (void)state;
    each(names);
}

static void erasing(struct record_test *t)
{
    struct str client = record_test_client(t, "Ann", "Archer", "U1");
    struct job j = {.t = t, .client = client, .r = score_of(client)};
    write_ok(&j, do_add);
    j.id = j.r.id;
    write_ok(&j, do_erase);
    fails(&j, do_get, ERR_NOT_FOUND, "erased");
    j.words[0] = STR("ann");
    j.words_count = 1;
    read_ok(&j, do_find);
    assert_int_equal(j.count, 0);
    read_ok(&j, do_client);
    assert_true(str_is(j.row.state, "erased") && !j.row.summary.p);
    fails(&j, do_client_change, ERR_NOT_FOUND, "erased");
    j.client = STR("nobody");
    fails(&j, do_erase, ERR_NOT_FOUND, "none");
}

static void test_a_client_whose_key_is_gone_is_gone(void **state)
{
    (void)state;
    each(erasing);
}

/* ---- keys ---- */

static void rotation(struct record_test *t)
{
    struct err e = {0};
    struct str client = record_test_client(t, "Ann", "Archer", "U1");
    struct job j = {.t = t, .client = client, .r = score_of(client)};
    char recovery[SEAL_PRINTED_SIZE];
    struct keys_source file = {.from = KEYS_FILE, .path = t->key_path};
    write_ok(&j, do_add);
    j.id = j.r.id;
    for (int round = 0; round < 3; round++) {
        RECORD_OK(keys_rotate_practice(t->store.keys, t->store.db, 1, &e), &e);
        read_ok(&j, do_get);
        RECORD_OK(keys_rotate_master(t->store.keys, t->store.db, &file, recovery, &e), &e);
        read_ok(&j, do_get);
        assert_true(str_is(j.r.content, "{\"total\":15}"));
    }
    keys_close(t->store.keys); /* what is on disk now opens it, and the paper does too */
    RECORD_OK(keys_open(&file, &t->store.keys, &e), &e);
    read_ok(&j, do_get);
    keys_close(t->store.keys);
    struct keys_source paper = {.from = KEYS_RECOVERY, .secret = str_of(recovery)};
    RECORD_OK(keys_open(&paper, &t->store.keys, &e), &e);
    read_ok(&j, do_get);
    struct keys *other = t->store.keys;
    struct seal_key random;
    char printed[SEAL_PRINTED_SIZE];
    seal_new_key(&random);
    seal_print_key(&random, printed);
    struct keys_source wrong = {.from = KEYS_RECOVERY, .secret = str_of(printed)};
    RECORD_OK(keys_open(&wrong, &t->store.keys, &e), &e);
    assert_false(db_read(t->store.db, do_get, &j, &e));
    CHECK(strstr(e.text, "does not open") || strstr(e.text, "cannot be opened"), "%s", e.text);
    keys_close(t->store.keys);
    t->store.keys = other;
}

static void test_keys_change_while_everything_runs(void **state)
{
    (void)state;
    each(rotation);
}

/* A rotation that was interrupted leaves two key files: the one that opens the database stays, whichever it is. */
static void interrupted(struct record_test *t)
{
    struct err e = {0};
    struct str client = record_test_client(t, "Ann", "Archer", "U1");
    struct job j = {.t = t, .client = client, .r = score_of(client)};
    char recovery[SEAL_PRINTED_SIZE], next[200], kept[200], command[512];
    struct keys_source file = {.from = KEYS_FILE, .path = t->key_path};
    write_ok(&j, do_add);
    j.id = j.r.id;
    snprintf(next, sizeof next, "%s.next", t->key_path);
    snprintf(kept, sizeof kept, "%s.kept", t->key_path);
    for (int after = 0; after < 2; after++) {
        snprintf(command, sizeof command, "cp -p %s %s", t->key_path, kept);
        assert_int_equal(system(command), 0);
        if (after) { /* committed, not renamed: the new key lies beside the old one */
            RECORD_OK(keys_rotate_master(t->store.keys, t->store.db, &file, recovery, &e), &e);
            assert_int_equal(rename(t->key_path, next), 0);
            assert_int_equal(rename(kept, t->key_path), 0);
        } else { /* a new key was written, nothing was committed */
            struct keys *other = NULL;
            struct keys_source beside = {.from = KEYS_FILE, .path = next};
            RECORD_OK(keys_create(&beside, &other, recovery, &e), &e);
            keys_close(other);
        }
        assert_false(keys_rotate_master(t->store.keys, t->store.db, &file, recovery, &e));
        CHECK(e.kind == ERR_CONFLICT, "%s", e.text);
        err_clear(&e);
        keys_close(t->store.keys);
        RECORD_OK(keys_open(&file, &t->store.keys, &e), &e);
        RECORD_OK(keys_settle(t->store.keys, &file, t->store.db, &e), &e);
        read_ok(&j, do_get);
        CHECK(access(next, F_OK) != 0, "%s is still there", next);
        keys_close(t->store.keys);
        RECORD_OK(keys_open(&file, &t->store.keys, &e), &e);
        read_ok(&j, do_get);
    }
}

static void test_an_interrupted_rotation_is_settled(void **state)
{
    (void)state;
    each(interrupted);
}

static void test_where_the_master_key_comes_from(void **state)
{
    struct backend b;
    struct keys *k = NULL;
    char recovery[SEAL_PRINTED_SIZE], path[192], command[256];
    struct err e = {0};
    (void)state;
    assert_true(backend_at(0, &b));
    snprintf(path, sizeof path, "%s/key", b.folder);
    struct keys_source file = {.from = KEYS_FILE, .path = path};
    assert_false(keys_open(&file, &k, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    err_clear(&e);
    RECORD_OK(keys_create(&file, &k, recovery, &e), &e);
    keys_close(k);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(keys_create(&file, &k, recovery, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    err_clear(&e);
    chmod(path, 0644);
    assert_false(keys_open(&file, &k, &e));
    CHECK(strstr(e.text, "read by others"), "%s", e.text);
    err_clear(&e);
    chmod(path, 0600);
    snprintf(command, sizeof command, "cat %s", path);
    struct keys_source from_command = {.from = KEYS_COMMAND, .command = command};
    RECORD_OK(keys_open(&from_command, &k, &e), &e);
    keys_close(k);
    struct keys_source bad_command = {.from = KEYS_COMMAND, .command = "exit 3"};
    assert_false(keys_open(&bad_command, &k, &e));
    CHECK(strstr(e.text, "failed"), "%s", e.text);
    err_clear(&e);
    snprintf(path, sizeof path, "%s/wrapped", b.folder);
    struct keys_source phrase = {.from = KEYS_PASSPHRASE, .path = path, .secret = STR("correct horse")};
    RECORD_OK(keys_create(&phrase, &k, recovery, &e), &e);
    keys_close(k);
    RECORD_OK(keys_open(&phrase, &k, &e), &e);
    keys_close(k);
    phrase.secret = STR("wrong horse");
    assert_false(keys_open(&phrase, &k, &e));
    CHECK(e.kind == ERR_INVALID && strstr(e.text, "does not open"), "%s", e.text);
    backend_end(&b);
}

/* ---- the audit chain against somebody who owns the database ---- */

struct events {
    struct record_test *t;
    int count;
};

static bool append(struct db_tx *tx, void *ctx, struct err *e)
{
    struct events *v = ctx;
    for (int i = 0; i < v->count; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = v->t->now_ms + i, .action = AUDIT_READ, .use_case = STR("plan.read"),
                                 .user = STR("U1"), .from = STR("command line"), .why = STR("treatment, a reason")};
        if (!audit_append(tx, v->t->store.keys, STR("main"), &ev, e))
            return false;
    }
    return true;
}

static void more(struct record_test *t, int count)
{
    struct err e = {0};
    struct events v = {t, count};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append, &v, &e), &e);
}

static size_t faults_with(struct record_test *t, struct audit_check *c, char *first, size_t room)
{
    struct err e = {0};
    RECORD_OK(audit_verify(t->store.db, c, &t->arena, &e), &e);
    size_t n = c->fault_count;
    snprintf(first, room, "%.*s", n ? (int)c->faults[0].what.n : 0, n ? c->faults[0].what.p : "");
    return n;
}

static size_t faults_of(struct record_test *t, struct str checkpoints, char *first, size_t room)
{
    struct audit_check c = {.checkpoints = checkpoints, .keys = t->store.keys};
    return faults_with(t, &c, first, room);
}

/* Runs SQL as the attacker does: past the guards. */
static void attack(struct record_test *t, const char *sql)
{
    if (t->backend->base[0]) {
        backend_query(t->backend->url, "SET session_replication_role = replica");
        char both[1024];
        snprintf(both, sizeof both, "SET session_replication_role = replica; %s", sql);
        backend_query(t->backend->url, both);
        return;
    }
    sqlite3 *h;
    assert_int_equal(sqlite3_open(t->backend->url, &h), SQLITE_OK);
    sqlite3_exec(h, "DROP TRIGGER IF EXISTS audit_kept; DROP TRIGGER IF EXISTS audit_stays", NULL, NULL, NULL);
    CHECK(sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(h));
    sqlite3_close(h);
}

static const struct {
    const char *sql, *says;
} attacks[] = {
    {"UPDATE audit SET account_id = 'U2' WHERE number = 7", "event 7 was changed"},
    {"UPDATE audit SET at_ms = at_ms + 1 WHERE number = 1", "event 1 was changed"},
    {"UPDATE audit SET sealed = NULL WHERE number = 12", "event 12 was changed"},
    {"DELETE FROM audit WHERE number = 9", "events 9 to 9 are missing"},
    {"DELETE FROM audit WHERE number BETWEEN 3 AND 5", "events 3 to 5 are missing"},
    {"DELETE FROM audit WHERE number > 15", "ends at 15"},
    {"UPDATE audit SET number = 99 WHERE number = 20", "events 20 to 98 are missing"},
    {"DELETE FROM audit", "ends at 0"},
};

static void audited(struct record_test *t, size_t i)
{
    char first[160];
    struct err e = {0};
    struct buf checkpoint;
    buf_init(&checkpoint, 0);
    more(t, 20);
    assert_int_equal(faults_of(t, (struct str){NULL, 0}, first, sizeof first), 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &checkpoint, &e), &e);
    assert_int_equal(faults_of(t, buf_str(&checkpoint), first, sizeof first), 0);
    attack(t, attacks[i].sql);
    CHECK(faults_of(t, buf_str(&checkpoint), first, sizeof first) == 1 && strstr(first, attacks[i].says), "%s: %s: \"%s\"",
          t->backend->name, attacks[i].sql, first);
    buf_free(&checkpoint);
}

static void test_the_chain_shows_what_was_done_to_it(void **state)
{
    struct backend b;
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
        for (int k = 0; backend_at(k, &b); k++) {
            struct record_test t;
            record_test_begin(&t, &b);
            audited(&t, i);
            record_test_end(&t);
            backend_end(&b);
        }
}

/* With every key and file but the checkpoints: the whole trail is thrown away and made anew, shorter, with heads that fit. */
static void rewritten(struct record_test *t)
{
    char first[160];
    struct err e = {0};
    struct buf before, after;
    buf_init(&before, 0);
    buf_init(&after, 0);
    more(t, 30);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e), &e);
    attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "whole chain is missing"), "%s", first);
    t->now_ms++;
    more(t, 30); /* as many events, others */
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &after, &e), &e);
    CHECK(faults_of(t, buf_str(&after), first, sizeof first) == 0, "the new trail fits in itself: %s", first);
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "checkpoint of"), "%s", first);
    attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    more(t, 10);
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "has seen 30"), "%s", first);
    /* a checkpoint that somebody else signed, or that was changed, does not count */
    char *forged = strdup(before.p);
    assert_non_null(forged);
    char *digit = strstr(forged, "\"main\",30");
    assert_non_null(digit);
    digit[8] = '1';
    CHECK(faults_of(t, str_of(forged), first, sizeof first) >= 1 && strstr(first, "checkpoints is damaged"), "%s", first);
    free(forged);
    buf_free(&before);
    buf_free(&after);
}

/* A checkpoint over the heads of now, signed by a key of the attacker's. */
static void sign_anew(struct record_test *t, const unsigned char key[SEAL_PUBLIC_SIZE], const unsigned char *secret,
                      struct buf *out)
{
    struct err e = {0};
    struct buf own;
    unsigned char signature[SEAL_SIGNATURE_SIZE];
    buf_init(&own, 0);
    buf_init(out, 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &own, &e), &e); /* only for the form of it */
    size_t end = str_find(buf_str(&own), STR(",\"public_key\""), 0);
    struct str inner = str_sub(buf_str(&own), 14, end);
    assert_true(str_starts(inner, STR("{\"at_ms\"")));
    seal_sign(secret, inner, signature);
    buf_printf(out, "{\"checkpoint\":%.*s,\"public_key\":\"", (int)inner.n, inner.p);
    seal_put_hex(key, SEAL_PUBLIC_SIZE, out);
    buf_cstr(out, "\",\"signature\":\"");
    seal_put_hex(signature, sizeof signature, out);
    buf_cstr(out, "\"}\n");
    assert_true(buf_ok(out));
    buf_free(&own);
}

/* Everything but the master key: the trail is made anew and every checkpoint signed anew, with a key of the attacker's. */
static void signed_anew(struct record_test *t)
{
    char first[160], sql[256];
    struct err e = {0};
    struct buf before, forged, hex;
    unsigned char key[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE], own[SEAL_PUBLIC_SIZE];
    buf_init(&before, 0);
    buf_init(&hex, 0);
    seal_sign_key(key, secret);
    more(t, 30);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e), &e);
    struct audit_check good = {.checkpoints = buf_str(&before), .keys = t->store.keys};
    CHECK(faults_with(t, &good, first, sizeof first) == 0 && good.signer == AUDIT_SIGNER_OWN, "%s", first);
    memcpy(own, good.signer_key, sizeof own);
    attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    more(t, 30);
    sign_anew(t, key, secret, &forged);
    struct audit_check alone = {.checkpoints = buf_str(&forged)};
    CHECK(faults_with(t, &alone, first, sizeof first) == 0 && alone.signer == AUDIT_SIGNER_NEWEST &&
              memcmp(alone.signer_key, key, sizeof key) == 0, "without keys it is named, no more: %s", first);
    struct audit_check with = {.checkpoints = buf_str(&forged), .keys = t->store.keys};
    CHECK(faults_with(t, &with, first, sizeof first) == 1 && strstr(first, "another key") &&
              memcmp(with.signer_key, own, sizeof own) == 0, "%s", first);
    struct audit_check given = {.checkpoints = buf_str(&forged), .public_key = own};
    CHECK(faults_with(t, &given, first, sizeof first) == 1 && given.signer == AUDIT_SIGNER_GIVEN, "%s", first);
    struct audit_check fooled = {.checkpoints = buf_str(&forged), .public_key = key, .keys = t->store.keys};
    CHECK(faults_with(t, &fooled, first, sizeof first) == 1 && strstr(first, "another key than the one"), "%s", first);
    /* also with the public key in the table of keys changed, or the key's row gone */
    seal_put_hex(key, sizeof key, &hex);
    snprintf(sql, sizeof sql, "UPDATE key_store SET public_key = %s%s' WHERE name = 'sign'",
             t->backend->base[0] ? "'\\x" : "X'", hex.p);
    attack(t, sql);
    CHECK(faults_with(t, &with, first, sizeof first) >= 1 && strstr(first, "public key"), "%s", first);
    CHECK(!audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e) && e.kind == ERR_INVALID, "%s", e.text);
    attack(t, "DELETE FROM key_store WHERE name = 'sign'");
    CHECK(faults_with(t, &with, first, sizeof first) >= 1 && strstr(first, "no key that could"), "%s", first);
    buf_free(&before);
    buf_free(&forged);
    buf_free(&hex);
}

static void test_who_owns_the_database_and_signs_the_checkpoints_with_another_key_is_found(void **state)
{
    (void)state;
    each(signed_anew);
}

static void test_a_trail_made_anew_is_not_the_one_the_checkpoints_saw(void **state)
{
    (void)state;
    each(rewritten);
}

static bool list_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct audit_row *list;
    size_t count;
    struct audit_filter f = {.practice = 1, .limit = 5};
    if (!audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e))
        return false;
    CHECK(count == 5 && list[0].number == 8 && str_is(list[0].event.why, "treatment, a reason"), "%zu", count);
    CHECK(str_is(list[0].event.use_case, "plan.read") && list[0].event.action == AUDIT_READ, "%lld",
          (long long)list[0].number);
    f.after = &list[count - 1];
    if (!audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e))
        return false;
    CHECK(count == 3 && list[2].number == 1, "%zu", count);
    f = (struct audit_filter){.practice = 1, .user = STR("U2")};
    return audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e) && (count == 0 || err_set(e, ERR_INTERNAL, "", "U2"));
}

static void listed(struct record_test *t)
{
    struct err e = {0};
    more(t, 8);
    RECORD_OK(db_read(t->store.db, list_events, t, &e), &e);
}

struct paging {
    struct record_test *t;
    struct str client, user;
};

static bool append_at_once(struct db_tx *tx, void *ctx, struct err *e)
{
    static const char *const nodes[] = {"b", "a", "main"}, *const users[] = {"U1", "U2"};
    struct record_test *t = ctx;
    for (int i = 0; i < 60; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = t->now_ms + i / 20, .action = AUDIT_READ, .use_case = STR("plan.read"),
                                 .user = str_of(users[i % 2]), .client = i % 3 ? STR("C1") : (struct str){NULL, 0}};
        if (!audit_append(tx, t->store.keys, str_of(nodes[i % 3]), &ev, e))
            return false;
    }
    return true;
}

static bool all_pages(struct db_tx *tx, void *ctx, struct err *e)
{
    struct paging *p = ctx;
    struct audit_row *list, *page, last;
    size_t count, n, done = 0;
    struct audit_filter f = {.practice = 1, .client = p->client, .user = p->user, .limit = 1000};
    if (!audit_list(tx, p->t->store.keys, &f, &p->t->arena, &list, &count, e))
        return false;
    f.limit = 7;
    for (n = 7; n == 7; done += n) {
        if (!audit_list(tx, p->t->store.keys, &f, &p->t->arena, &page, &n, e))
            return false;
        for (size_t i = 0; i < n; i++)
            CHECK(done + i < count && page[i].number == list[done + i].number && str_eq(page[i].node, list[done + i].node),
                  "row %zu of %zu", done + i, count);
        if (n) {
            last = page[n - 1];
            f.after = &last;
        }
    }
    CHECK(done == count && count == (p->client.n && p->user.n ? 20u : p->client.n ? 40u : p->user.n ? 30u : 60u), "%zu", count);
    return true;
}

static void paged(struct record_test *t)
{
    struct err e = {0};
    struct paging p[] = {{t, STR(""), STR("")}, {t, STR("C1"), STR("")}, {t, STR(""), STR("U1")}, {t, STR("C1"), STR("U2")}};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_at_once, t, &e), &e);
    for (size_t i = 0; i < sizeof p / sizeof *p; i++)
        RECORD_OK(db_read(t->store.db, all_pages, &p[i], &e), &e);
}

static void test_pages_hold_every_event_once_also_those_of_one_moment(void **state)
{
    (void)state;
    each(paged);
}

/* ---- many events at once ---- */

static bool append_many(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct audit_event ev[5] = {{0}};
    for (int i = 0; i < 5; i++)
        ev[i] = (struct audit_event){.practice = 1, .at_ms = t->now_ms + i, .action = AUDIT_WRITE, .use_case = STR("x"),
                                     .user = STR("U1"), .why = i % 2 ? STR("why") : (struct str){NULL, 0}, .from = STR("test")};
    return audit_append_all(tx, t->store.keys, STR("main"), ev, 5, e) && audit_append_all(tx, t->store.keys, STR("main"), ev, 0, e) &&
           audit_append(tx, t->store.keys, STR("main"), &ev[1], e) && audit_append_all(tx, t->store.keys, STR("main"), ev, 2, e);
}

static uint64_t sent(struct record_test *t)
{
    struct db_stats s;
    db_stats(t->store.db, &s);
    return s.statements;
}

struct looked {
    struct record_test *t;
    struct str client, id;
    uint64_t sent; /* by the work when it went through */
};

static bool append_nine(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record_test *t = x->t;
    struct audit_event ev[9];
    uint64_t before = sent(t);
    for (int i = 0; i < 9; i++)
        ev[i] = (struct audit_event){
            .practice = 1, .at_ms = t->now_ms, .action = AUDIT_READ, .use_case = STR("x"), .user = STR("U1"), .from = STR("test")};
    bool ok = audit_append_all(tx, t->store.keys, STR("main"), ev, 9, e);
    x->sent = sent(t) - before;
    return ok;
}

static bool look_at_both(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record_test *t = x->t;
    struct client_row client;
    struct record r;
    uint64_t before = sent(t);
    bool ok = client_get(&t->store, tx, 1, x->client, &t->arena, &client, e) &&
              record_get(&t->store, tx, 1, x->client, x->id, &t->arena, &r, e);
    x->sent = sent(t) - before;
    return ok;
}

static bool add_one_row(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record r = {.practice = 1, .client = x->client, .kind = RECORD_EVENT, .state = STR("entered"), .content = STR("{}")};
    bool ok = record_add(&x->t->store, tx, &r, x->t->now_ms, &x->t->arena, e);
    x->id = r.id;
    return ok;
}

/* Each statement is a round trip to a server: events go three at a time, a client's row brings its key along. */
static void few_statements(struct record_test *t)
{
    struct err e = {0};
    struct looked x = {.t = t};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_nine, &x, &e), &e);
    CHECK(x.sent == 5, "%s: %d statements for nine events", t->backend->name, (int)x.sent);
    x.client = record_test_client(t, "Given", "Family", "CLINICIAN");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_one_row, &x, &e), &e);
    RECORD_OK(db_read(t->store.db, look_at_both, &x, &e), &e);
    CHECK(x.sent == 2, "%s: %d statements for a client and a row", t->backend->name, (int)x.sent);
}

static void test_few_statements(void **state)
{
    (void)state;
    each(few_statements);
}

static void many_events(struct record_test *t)
{
    struct err e = {0};
    struct audit_check check = {0};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_many, t, &e), &e);
    RECORD_OK(audit_verify(t->store.db, &check, &t->arena, &e), &e);
    CHECK(check.events == 8 && check.fault_count == 0, "%lld events, %zu faults", (long long)check.events, check.fault_count);
}

static void test_many_events_are_one_chain(void **state)
{
    (void)state;
    each(many_events);
}

static void test_events_are_listed_newest_first(void **state)
{
    (void)state;
    each(listed);
}

/* ---- without the keys nothing can be read; what was changed or moved is found ---- */

static void leaks(struct record_test *t)
{
    static const char *const planted[] = {"Ingeborg", "Quillfeather", "wept at the lighthouse", "\"total\":27", "harpsichord"};
    struct str client = record_test_client(t, planted[0], planted[1], "U1"), other;
    struct job j = {.t = t, .client = client, .r = score_of(client)};
    char command[512];
    other = record_test_client(t, "Other", "Person", "U1");
    j.r.content = STR("{\"total\":27,\"text\":\"wept at the lighthouse, harpsichord\"}");
    write_ok(&j, do_add);
    struct err e = {0};
    struct events v = {t, 1};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append, &v, &e), &e);
    for (size_t i = 0; !t->backend->base[0] && i < sizeof planted / sizeof *planted; i++) {
        snprintf(command, sizeof command, "! grep -rqia -- '%s' %s", planted[i], t->backend->folder);
        CHECK(system(command) == 0, "\"%s\" stands somewhere in %s", planted[i], t->backend->folder);
    }
    j.id = j.r.id;
    char sql[512];
    snprintf(sql, sizeof sql, "UPDATE record SET client_id = '%.*s'", (int)other.n, other.p);
    attack(t, sql);
    j.client = other;
    fails(&j, do_get, ERR_INVALID, "moved from another place");
}

static void test_nothing_leaks_and_a_moved_row_does_not_open(void **state)
{
    (void)state;
    each(leaks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_kept_changed_and_locked),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_names_and_caseload),
        cmocka_unit_test(test_a_client_whose_key_is_gone_is_gone),
        cmocka_unit_test(test_keys_change_while_everything_runs),
        cmocka_unit_test(test_an_interrupted_rotation_is_settled),
        cmocka_unit_test(test_where_the_master_key_comes_from),
        cmocka_unit_test(test_the_chain_shows_what_was_done_to_it),
        cmocka_unit_test(test_a_trail_made_anew_is_not_the_one_the_checkpoints_saw),
        cmocka_unit_test(test_who_owns_the_database_and_signs_the_checkpoints_with_another_key_is_found),
        cmocka_unit_test(test_pages_hold_every_event_once_also_those_of_one_moment),
        cmocka_unit_test(test_events_are_listed_newest_first),
        cmocka_unit_test(test_many_events_are_one_chain),
        cmocka_unit_test(test_few_statements),
        cmocka_unit_test(test_nothing_leaks_and_a_moved_row_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
