/*
 * Holds, retention and erasing; the audit trail read; commands served over the socket.
 *
 * With arguments it is no test: `test_upkeep make DIR [N]` makes a record in DIR for the tests of the commands and
 * prints its recovery key and the ids of clients; `test_upkeep serve DIR` serves it until standard input ends.
 */
#include "support.h"

#include "cli/control.h"
#include "cli/upkeep.h"
#include "practice/clients.h"
#include "practice/people.h"
#include "record_support.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* ---- clients to be kept or erased ---- */

struct made {
    struct store *store;
    struct arena *arena;
    int64_t now_ms;
    const char *state, *birth, *last; /* dates, or NULL */
    struct str id;
};

static bool make_client(struct db_tx *tx, void *ctx, struct err *e)
{
    struct made *m = ctx;
    char summary[160];
    struct str names[] = {STR("Robin"), STR("Example")};
    struct client_row row = {.practice = 1, .state = str_of(m->state)};
    if (m->birth)
        snprintf(summary, sizeof summary, "{\"name\":\"Robin Example\",\"birth_date\":\"%s\"}", m->birth);
    else
        snprintf(summary, sizeof summary, "{\"name\":\"Robin Example\"}");
    row.summary = str_of(summary);
    if (!client_add(m->store, tx, &row, names, 2, m->now_ms, m->arena, e))
        return false;
    m->id = row.id;
    row.state = str_of(m->state);
    if (!client_change(m->store, tx, &row, e))
        return false;
    struct date last;
    if (m->last && date_parse(str_of(m->last), &last)) {
        struct record r = {.practice = 1,
                           .client = row.id,
                           .kind = RECORD_SESSION,
                           .state = STR("attended"),
                           .day = date_to_day(last),
                           .content = STR("{}")};
        return record_add(m->store, tx, &r, m->now_ms, m->arena, e);
    }
    return true;
}

static struct str new_client(struct store *s, struct arena *a, int64_t now_ms, const char *state, const char *birth,
                             const char *last)
{
    struct made m = {s, a, now_ms, state, birth, last, {NULL, 0}};
    struct err e = {0};
    RECORD_OK(db_write(s->db, DB_SYNC, NULL, make_client, &m, &e), &e);
    return m.id;
}

static const struct actor program = {.practice = 1, .from = {"command line", 12}, .purpose = PURPOSE_OPERATIONS};

static struct date day_of(const char *text)
{
    struct date d;
    assert_true(date_parse(str_of(text), &d));
    return d;
}

/* ---- retention, from a table ---- */

static void who_may_be_erased_when(void **state)
{
    static const struct {
        const char *birth, *last, *on, *until;
        bool minor, due;
        const char *why;
    } rows[] = {
        {"1980-05-05", "2010-03-04", "2017-03-04", "2017-03-04", false, false, "the last day of keeping"},
        {"1980-05-05", "2010-03-04", "2017-03-05", "2017-03-04", false, true, "one day after it"},
        {"1980-05-05", "2012-02-29", "2019-02-28", "2019-02-28", false, false, "29 February in a common year"},
        {"1980-05-05", "2012-02-29", "2019-03-01", "2019-02-28", false, true, "one day after that"},
        {"2000-06-10", "2018-06-09", "2025-06-10", "2025-06-10", true, false, "a minor on the day before 18"},
        {"2000-06-10", "2018-06-09", "2025-06-11", "2025-06-10", true, true, "and the day after the last"},
        {"2000-06-10", "2018-06-10", "2025-06-10", "2025-06-10", false, false, "18 on the day of the last entry"},
        {"2010-01-01", "2012-01-01", "2034-12-31", "2035-01-01", true, false, "a child: seven years after 18"},
        {"2010-01-01", "2012-01-01", "2035-01-02", "2035-01-01", true, true, "a child, the day after"},
        {NULL, "1990-01-01", "2090-01-01", "", false, false, "without a birth date nobody can say"},
    };
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            new_client(&t.store, &t.arena, t.now_ms + (int64_t)k, "ended", rows[k].birth, rows[k].last);
        new_client(&t.store, &t.arena, t.now_ms + 100, "active", "1980-05-05", "1990-01-01");
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            struct kept *list;
            size_t count;
            int64_t years;
            struct err e = {0};
            char until[DATE_TEXT_SIZE];
            RECORD_OK(upkeep_kept(&t.practice, &program, day_of(rows[k].on), &t.arena, &list, &count, &years, &e), &e);
            assert_int_equal(years, 7);
            assert_int_equal(count, sizeof rows / sizeof *rows); /* the active one is not looked at */
            CHECK(strcmp(date_format(list[k].until, until), rows[k].until) == 0, "%s: until %s", rows[k].why, until);
            CHECK(list[k].minor == rows[k].minor, "%s: minor", rows[k].why);
            CHECK(list[k].due == rows[k].due, "%s: due", rows[k].why);
        }
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- holds and erasing ---- */

struct looking {
    struct record_test *t;
    struct str client;
    struct client_row row;
    struct record_filter filter;
    struct record *list;
    size_t count;
    struct audit_row *events;
};

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    struct audit_filter f = {.practice = 1, .client = l->client, .limit = 100};
    return client_get(&l->t->store, tx, 1, l->client, &l->t->arena, &l->row, e) &&
           audit_list(tx, l->t->store.keys, &f, &l->t->arena, &l->events, &l->count, e);
}

static bool read_content(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    return record_list(&l->t->store, tx, 1, l->client, &l->filter, &l->t->arena, &l->list, &l->count, e);
}

static void expect_refused(bool ok, struct err *e, enum err_kind kind, const char *words)
{
    CHECK(!ok && e->kind == kind && strstr(e->text, words), "expected \"%s\", got %d \"%s: %s\"", words, e->kind,
          e->where, e->text);
    err_clear(e);
}

static bool add_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    struct account_row r = {.practice = 1,
                            .sign_in = STR("robin"),
                            .roles = ROLE_CLIENT,
                            .state = STR("active"),
                            .client = l->client,
                            .content = STR("{\"name\":\"Robin Example\",\"sign_in\":\"robin\"}")};
    return account_add(&l->t->store, tx, &r, l->t->now_ms, &l->t->arena, e);
}

static bool find_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    struct account_row *list;
    size_t count;
    if (!account_list(&l->t->store, tx, 1, &l->t->arena, &list, &count, e))
        return false;
    assert_int_equal(count, 1);
    assert_str(list[0].state, "ended", "account");
    assert_true(str_find(list[0].content, STR("Robin"), 0) == (size_t)-1);
    return true;
}

static void a_hold_keeps_and_erasing_forgets(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        struct practice *p = &t.practice;
        struct str id = new_client(&t.store, &t.arena, t.now_ms, "ended", "1980-05-05", "2010-03-04"),
                   late = new_client(&t.store, &t.arena, t.now_ms, "ended", "1980-05-05", "2025-03-04"),
                   active = new_client(&t.store, &t.arena, t.now_ms, "active", "1980-05-05", "2010-03-04"),
                   unknown = new_client(&t.store, &t.arena, t.now_ms, "ended", NULL, "1950-01-01"), why = STR("court");
        struct looking l = {.t = &t, .client = id};
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, add_account, &l, &e), &e);
        expect_refused(upkeep_hold(p, &program, id, true, STR(" "), &e), &e, ERR_INVALID, "say why");
        expect_refused(upkeep_hold(p, &program, id, false, why, &e), &e, ERR_CONFLICT, "no hold stands");
        RECORD_OK(upkeep_hold(p, &program, id, true, why, &e), &e);
        expect_refused(upkeep_hold(p, &program, id, true, why, &e), &e, ERR_CONFLICT, "stands already");
        expect_refused(upkeep_erase(p, &program, id, why, &e), &e, ERR_REFUSED, "a hold stands");
        RECORD_OK(upkeep_hold(p, &program, id, false, why, &e), &e);
        expect_refused(upkeep_erase(p, &program, active, why, &e), &e, ERR_REFUSED, "care has not ended");
        expect_refused(upkeep_erase(p, &program, late, why, &e), &e, ERR_REFUSED, "up to and including 2032-03-04");
        expect_refused(upkeep_erase(p, &program, unknown, why, &e), &e, ERR_REFUSED, "no birth date");
        expect_refused(upkeep_erase(p, &program, STR("nobody"), why, &e), &e, ERR_NOT_FOUND, "none");
        expect_refused(upkeep_erase(p, &program, id, STR(""), &e), &e, ERR_INVALID, "say why");
        /* Clinicians and auditors may not, an owner only after giving the password again. */
        struct actor who = {.practice = 1, .user = STR("u"), .roles = ROLE_CLINICIAN};
        expect_refused(upkeep_erase(p, &who, id, why, &e), &e, ERR_NOT_FOUND, "none"); /* not in the care team */
        who.roles = ROLE_AUDITOR;
        expect_refused(upkeep_erase(p, &who, id, why, &e), &e, ERR_REFUSED, "role");
        who.roles = ROLE_OWNER;
        expect_refused(upkeep_erase(p, &who, id, why, &e), &e, ERR_REFUSED, "again");
        who.reauthenticated_ms = t.now_ms;
        RECORD_OK(upkeep_erase(p, &who, id, why, &e), &e);
        expect_refused(upkeep_erase(p, &program, id, why, &e), &e, ERR_CONFLICT, "already");
        expect_refused(upkeep_hold(p, &program, id, true, why, &e), &e, ERR_CONFLICT, "erased");
        RECORD_OK(db_read(t.store.db, look, &l, &e), &e);
        assert_str(l.row.state, "erased", "state");
        assert_true(l.row.summary.n == 0);
        assert_true(l.count >= 6); /* hold, release, refusals, erasure */
        size_t erasures = 0, refusals = 0;
        for (size_t k = 0; k < l.count; k++) {
            erasures += l.events[k].event.action == AUDIT_ERASE;
            refusals += l.events[k].event.action == AUDIT_REFUSED;
        }
        assert_int_equal(erasures, 1);
        assert_int_equal(refusals, 3); /* by the hold, the role, the missing password */
        RECORD_OK(db_read(t.store.db, find_account, &l, &e), &e);
        assert_false(db_read(t.store.db, read_content, &l, &e)); /* its rows cannot be opened any more */
        err_clear(&e);
        record_test_end(&t);
        backend_end(&b);
    }
}

static void erased_again_after_a_restore(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        size_t count = 0;
        record_test_begin(&t, &b);
        struct str id = new_client(&t.store, &t.arena, t.now_ms, "active", NULL, NULL),
                   other = new_client(&t.store, &t.arena, t.now_ms, "active", NULL, NULL);
        RECORD_OK(upkeep_hold(&t.practice, &program, id, true, STR("then"), &e), &e);
        struct erasure_row list[] = {{1, id, 5}, {1, STR("later than the backup"), 6}, {1, id, 7}};
        RECORD_OK(upkeep_erase_again(&t.practice, STR("test"), list, 3, &count, &e), &e);
        assert_int_equal(count, 1);
        struct looking l = {.t = &t, .client = id};
        RECORD_OK(db_read(t.store.db, look, &l, &e), &e);
        assert_str(l.row.state, "erased", "state");
        l.client = other;
        RECORD_OK(db_read(t.store.db, look, &l, &e), &e);
        assert_str(l.row.state, "active", "state");
        record_test_end(&t);
        backend_end(&b);
    }
}

struct reader {
    struct record_test *t;
    struct account_row row;
};

static bool put_reader(struct db_tx *tx, void *ctx, struct err *e)
{
    struct reader *r = ctx;
    r->row = (struct account_row){.practice = 1,
                                  .sign_in = STR("rea"),
                                  .roles = ROLE_AUDITOR,
                                  .state = STR("active"),
                                  .content = STR("{\"name\":\"Rea Reader\",\"sign_in\":\"rea\"}")};
    return account_add(&r->t->store, tx, &r->row, r->t->now_ms, &r->t->arena, e);
}

static void events_are_read_by_who_may(void **state)
{
    struct backend b;
    (void)state;
    assert_true(backend_at(0, &b));
    struct record_test t;
    struct err e = {0};
    struct audit_filter f = {.limit = 50};
    struct client_event *rows;
    size_t count;
    record_test_begin(&t, &b);
    struct reader reader = {.t = &t};
    RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, put_reader, &reader, &e), &e);
    struct actor who = {.practice = 1, .user = reader.row.id, .roles = ROLE_OWNER | ROLE_CLINICIAN};
    expect_refused(upkeep_events(&t.practice, &who, &f, false, &t.arena, &rows, &count, &e), &e, ERR_REFUSED, "role");
    who.roles = ROLE_AUDITOR;
    RECORD_OK(upkeep_events(&t.practice, &who, &f, false, &t.arena, &rows, &count, &e), &e);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].row.event.action, AUDIT_REFUSED);
    RECORD_OK(upkeep_note(&t.practice, STR("test"), CASE_RECORD_BACKUP, STR("why"), &e), &e);
    RECORD_OK(upkeep_events(&t.practice, &who, &f, true, &t.arena, &rows, &count, &e), &e);
    assert_int_equal(count, 3);
    assert_str(rows[0].row.event.use_case, "record.backup", "newest first");
    assert_str(rows[0].row.event.why, "why", "reason");
    assert_str(rows[1].row.event.use_case, "audit.list", "reading is an event");
    assert_true(!rows[1].name.n); /* taken out of the house */
    f.after = NULL;
    RECORD_OK(upkeep_events(&t.practice, &who, &f, false, &t.arena, &rows, &count, &e), &e);
    assert_int_equal(count, 4);
    assert_str(rows[0].name, "Rea Reader", "who took it out");
    assert_true(!rows[1].name.n && !rows[1].row.event.user.n); /* the program */
    assert_str(rows[2].name, "Rea Reader", "who read");
    record_test_end(&t);
    backend_end(&b);
}

/* ---- a record in a folder ---- */

static void make_record(const char *folder, long extra)
{
    struct record_config config = {.folder = str_of(folder),
                                   .database = STR("goldthread.db"),
                                   .key = KEYS_FILE,
                                   .key_path = STR("master.key"),
                                   .node = STR("main")};
    struct store store = {.node = "main"};
    struct practice practice = {.store = &store, .now_ms = record_now};
    struct arena a;
    struct err e = {0};
    char path[512], recovery[SEAL_PRINTED_SIZE];
    arena_init(&a, 0);
    mkdir(folder, 0700);
    snprintf(path, sizeof path, "%s/master.key", folder);
    struct keys_source source = {.from = KEYS_FILE, .path = path};
    RECORD_OK(keys_create(&source, &store.keys, recovery, &e), &e);
    snprintf(path, sizeof path, "%s/goldthread.db", folder);
    RECORD_OK(db_open(&(struct db_options){.url = path}, &store.db, &e), &e);
    RECORD_OK(store_migrate(store.db, &e), &e);
    struct people_settings settings = {.name = STR("Example practice"),
                                       .idle_minutes = 15,
                                       .client_idle_minutes = 30,
                                       .session_hours = 12,
                                       .glass_hours = 12,
                                       .alert_hours = 24,
                                       .retention_years = 7};
    struct person owner = {.sign_in = STR("owner"), .name = STR("Olive Owner"), .roles = ROLE_OWNER | ROLE_CLINICIAN};
    struct str id;
    RECORD_OK(people_found(&practice, 1, &settings, &owner, STR("correct horse battery"), &a, &id, &e), &e);
    printf("recovery %s\n", recovery);
    static const struct {
        const char *name, *state, *birth, *last;
    } rows[] = {{"active", "active", "1980-05-05", "2010-03-04"},
                {"old", "ended", "1980-05-05", "2010-03-04"},
                {"minor", "ended", "2015-01-01", "2016-01-01"},
                {"unknown", "ended", NULL, "1990-01-01"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        id = new_client(&store, &a, record_now(NULL), rows[i].state, rows[i].birth, rows[i].last);
        printf("%s %.*s\n", rows[i].name, (int)id.n, id.p);
    }
    for (long i = 0; i < extra; i++) {
        struct arena one;
        arena_init(&one, 0);
        new_client(&store, &one, record_now(NULL), "active", "1980-05-05", "2024-03-04");
        arena_free(&one);
    }
    db_close(store.db);
    keys_close(store.keys);
    RECORD_OK(record_config_write(&config, &e), &e);
    arena_free(&a);
}

static bool open_record(const char *folder, struct record_open *o, struct err *e)
{
    static const struct cli_option options[] = {{0, "data", "DIR", NULL, ""}, {0, NULL, NULL, NULL, NULL}};
    static const struct cli_command command = {.name = "serve", .options = options};
    struct cli c = {.command = &command, .in = stdin, .out = stdout, .err = stderr};
    c.value[0] = folder;
    return record_begin(&c, o, e);
}

static int serve_record(const char *folder)
{
    struct record_open o;
    struct control *control;
    struct err e = {0};
    if (!open_record(folder, &o, &e) || !control_start(&o, &control, &e)) {
        fprintf(stderr, "%s: %s\n", e.where, e.text);
        record_end(&o);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    if (!control_stop(control, 2)) {
        puts("some still ran");
        fflush(stdout);
        _exit(3);
    }
    record_end(&o);
    return 0;
}

/* ---- the socket ---- */

static int connect_to(const char *folder)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    snprintf(a.sun_path, sizeof a.sun_path, "%s/control", folder);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

/* One message with some descriptors; the answer, or -1 when the other end just closes. */
static int say(const char *folder, const void *text, size_t n, const int *fds, size_t count)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(8 * sizeof(int))];
    } extra;
    memset(&extra, 0, sizeof extra);
    struct iovec part = {(void *)(uintptr_t)text, n};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    if (count) {
        m.msg_control = &extra;
        m.msg_controllen = CMSG_SPACE(count * sizeof(int));
        extra.head.cmsg_level = SOL_SOCKET;
        extra.head.cmsg_type = SCM_RIGHTS;
        extra.head.cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(&extra.head), fds, count * sizeof(int));
    }
    unsigned char code;
    int fd = connect_to(folder);
    assert_true(sendmsg(fd, &m, MSG_NOSIGNAL) >= 0);
    ssize_t got = recv(fd, &code, 1, 0);
    close(fd);
    return got == 1 ? code : -1;
}

/* Sockets and devices, which is what a caller hands over: files are the database's, which opens some when they are
 * needed. */
static size_t open_descriptors(void)
{
    size_t n = 0;
    struct stat st;
    for (int fd = 0; fd < 256; fd++)
        n += fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
    return n;
}

#define MESSAGE(text) "goldthread.control/3\0" text, sizeof("goldthread.control/3\0" text)

static void messages_that_are_not_as_they_must_be(void **state)
{
    char folder[] = "/tmp/goldthread-test.XXXXXX", command[128];
    struct record_open o;
    struct control *control, *second;
    struct err e = {0};
    (void)state;
    assert_non_null(mkdtemp(folder));
    make_record(folder, 0);
    RECORD_OK(open_record(folder, &o, &e), &e);
    RECORD_OK(control_start(&o, &control, &e), &e);
    assert_false(control_start(&o, &second, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    struct stat st;
    snprintf(command, sizeof command, "%s/control", folder);
    assert_int_equal(stat(command, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    int null = open("/dev/null", O_RDWR), closed_way = open("/dev/null", O_RDONLY), full = open("/dev/full", O_WRONLY);
    int three[] = {null, null, null, null, null}, odd[] = {full, closed_way, null}, disk[] = {null, full, null};
    for (int round = 0; round < 2; round++) {
        size_t before = open_descriptors();
        assert_int_equal(say(folder, MESSAGE("retention\0list"), three, 3), 0);
        assert_int_equal(say(folder, MESSAGE("retention\0list"), odd, 3), 0); /* streams of the wrong direction */
        assert_int_equal(say(folder, MESSAGE("retention\0list"), disk, 3), 2);
        assert_int_equal(say(folder, MESSAGE("retention\0nothing"), three, 3), 2);
        assert_int_equal(say(folder, MESSAGE("restore"), three, 3), 2); /* not served */
        assert_int_equal(say(folder, MESSAGE("key\0--help"), three, 3), 0);
        assert_int_equal(say(folder, "goldthread.control/3\0", 22, three, 3), 2); /* no command */
        assert_int_equal(say(folder, MESSAGE("retention\0list"), three, 2), -1);  /* too few streams */
        assert_int_equal(say(folder, MESSAGE("retention\0list"), three, 5), -1);  /* too many */
        assert_int_equal(say(folder, MESSAGE("retention\0list"), three, 0), -1);
        assert_int_equal(say(folder, "goldthread.control/2\0help", 26, three, 3), -1);
        assert_int_equal(say(folder, "goldthread.control/3\0help", 25, three, 3), -1); /* not closed */
        assert_int_equal(say(folder, "x", 1, three, 3), -1);
        char *large = calloc(1, 70000);
        memcpy(large, "goldthread.control/3\0help", 26);
        assert_int_equal(say(folder, large, 70000, three, 3), -1);
        free(large);
        close(connect_to(folder)); /* says nothing */
        /* The threads that served close theirs after the answer: what is not closed in two seconds never is. */
        size_t after = open_descriptors();
        for (int wait = 0; round && wait < 200 && after > before + 1; wait++) {
            nanosleep(&(struct timespec){0, 10000000}, NULL);
            after = open_descriptors();
        }
        if (round)
            CHECK(after <= before + 1, "%zu descriptors, then %zu", before, after);
    }
    close(null);
    close(closed_way);
    close(full);
    assert_true(control_stop(control, 10));
    assert_int_equal(stat(command, &st), -1);
    assert_true(control_stop(NULL, 0));
    record_end(&o);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "make") == 0) {
        make_record(argv[2], argc > 3 ? strtol(argv[3], NULL, 10) : 0);
        return 0;
    }
    if (argc > 2 && strcmp(argv[1], "serve") == 0)
        return serve_record(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may_be_erased_when),
        cmocka_unit_test(a_hold_keeps_and_erasing_forgets),
        cmocka_unit_test(erased_again_after_a_restore),
        cmocka_unit_test(events_are_read_by_who_may),
        cmocka_unit_test(messages_that_are_not_as_they_must_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
