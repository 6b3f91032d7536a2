/* Rows of the record, keys, names: one suite over SQLite and PostgreSQL. */
#include "support.h"

#include "record_support.h"

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
    each_record(rows);
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
    each_record(lists);
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
    each_record(names);
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
    each_record(erasing);
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
    each_record(rotation);
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
    each_record(interrupted);
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
    struct record_events v = {t, 1};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, record_append, &v, &e), &e);
    for (size_t i = 0; !t->backend->base[0] && i < sizeof planted / sizeof *planted; i++) {
        snprintf(command, sizeof command, "! grep -rqia -- '%s' %s", planted[i], t->backend->folder);
        CHECK(system(command) == 0, "\"%s\" stands somewhere in %s", planted[i], t->backend->folder);
    }
    j.id = j.r.id;
    char sql[512];
    snprintf(sql, sizeof sql, "UPDATE record SET client_id = '%.*s'", (int)other.n, other.p);
    record_attack(t, sql);
    j.client = other;
    fails(&j, do_get, ERR_INVALID, "moved from another place");
}

static void test_nothing_leaks_and_a_moved_row_does_not_open(void **state)
{
    (void)state;
    each_record(leaks);
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
        cmocka_unit_test(test_nothing_leaks_and_a_moved_row_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
