/* Clients, care teams, broken glass; and each step of the database failing under each use case with people. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "team_steps.h"

#define DAY INT64_C(86400000)

/* ---- clients ---- */

static void details(struct record_test *t)
{
    static const struct {
        const char *json, *where; /* where NULL: good */
    } row[] = {
        {"{\"name\":\"Ann Lee\",\"birth_date\":\"2001-02-03\"}", NULL},
        {"{\"name\":\"Ann "
         "Lee\",\"birth_date\":\"2000-02-29\",\"preferred_name\":\"A\",\"pronouns\":\"she\",\"phone\":\"1\"}",
         NULL},
        {"{\"name\":\"Ann Lee\",\"birth_date\":\"2001-02-29\"}", "birth_date"},
        {"{\"name\":\"Ann Lee\"}", "birth_date"},
        {"{\"name\":\" \",\"birth_date\":\"2001-02-03\"}", "name"},
        {"{\"birth_date\":\"2001-02-03\"}", "name"},
        {"{\"name\":\"Ann\",\"birth_date\":\"2001-02-03\",\"age\":\"3\"}", "details"},
        {"{\"name\":7,\"birth_date\":\"2001-02-03\"}", "details"},
        {"[]", "details"},
        {"{", "line 1, column 1"},
    };
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor who = actor(carl, ROLE_CLINICIAN);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct client_new n = {.details = str_of(row[i].json)};
        struct err e = {0};
        bool ok = clients_new(&t->practice, &who, &n, NOBODY, &t->arena, &e);
        CHECK(ok == !row[i].where && (ok || (e.kind == ERR_INVALID && !strcmp(e.where, row[i].where))), "%s: %s: %s",
              row[i].json, e.where, e.text);
    }
    char wide[700];
    snprintf(wide, sizeof wide, "{\"name\":\"%0501d\",\"birth_date\":\"2001-02-03\"}", 0);
    struct client_new n = {.details = str_of(wide)};
    EXPECT_ERR(clients_new(&t->practice, &who, &n, NOBODY, &t->arena, err_), ERR_INVALID, "details");
    /* Who is to be the primary clinician treats and works here. */
    struct actor owner = actor(owner_id, ROLE_OWNER);
    n.details = str_of(row[0].json);
    EXPECT_ERR(clients_new(&t->practice, &owner, &n, NOBODY, &t->arena, err_), ERR_INVALID, "primary");
    n.primary = STR("01NOBODY");
    EXPECT_ERR(clients_new(&t->practice, &who, &n, NOBODY, &t->arena, err_), ERR_INVALID, "primary");
    n.primary = owner_id;
    EXPECT_ERR(clients_new(&t->practice, &who, &n, NOBODY, &t->arena, err_), ERR_INVALID, "primary");
}

static void one_client(struct record_test *t)
{
    struct err e = {0};
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), sam = add_person(t, "sam", ROLE_STAFF, NOBODY),
               json;
    struct actor clinician = actor(carl, ROLE_CLINICIAN), staff = actor(sam, ROLE_STAFF);
    struct actor stranger = actor(STR("01OTHER"), ROLE_CLINICIAN), owner = actor(owner_id, ROLE_OWNER);
    struct str client = add_client(t, &staff, "Ann-Marie O'Neil", "1990-05-06", carl);
    struct client_card card;
    struct team_row *team;
    size_t n;
    int64_t version;
    EXPECT_EVENT(t, AUDIT_WRITE, "client.add");
    RECORD_OK(people_team(&t->practice, &staff, client, &t->arena, &team, &n, &e), &e);
    assert_int_equal(n, 2);
    RECORD_OK(clients_read(&t->practice, &clinician, client, &t->arena, &card, &e), &e);
    EXPECT_EVENT(t, AUDIT_READ, "client.read");
    assert_str(card.name, "Ann-Marie O'Neil", "card");
    assert_str(card.state, "active", "card");
    assert_int_equal(date_to_day(card.birth_date), date_to_day((struct date){1990, 5, 6}));
    EXPECT_ERR(clients_read(&t->practice, &stranger, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    RECORD_OK(clients_read(&t->practice, &owner, client, &t->arena, &card, &e), &e);
    EXPECT_ERR(clients_details(&t->practice, &owner, client, &t->arena, &json, &version, err_), ERR_REFUSED,
               "client.details");
    RECORD_OK(clients_details(&t->practice, &clinician, client, &t->arena, &json, &version, &e), &e);
    assert_str(json, "{\"name\":\"Ann-Marie O'Neil\",\"birth_date\":\"1990-05-06\"}", "details");

    /* Another name: the words, the card and the details follow; the other members of a summary stay. */
    const struct str fresh = STR("{\"name\":\"Anna Berg\",\"birth_date\":\"1990-05-06\",\"preferred_name\":\"Nan\"}");
    RECORD_OK(clients_change(&t->practice, &clinician, client, fresh, version, &e), &e);
    EXPECT_ERR(clients_change(&t->practice, &clinician, client, fresh, version, err_), ERR_CONFLICT,
               "record"); /* of the version before */
    RECORD_OK(clients_read(&t->practice, &clinician, client, &t->arena, &card, &e), &e);
    assert_str(card.name, "Anna Berg", "changed");
    assert_str(card.preferred_name, "Nan", "changed");
    static const struct {
        const char *words;
        size_t found;
    } row[] = {{"Ann", 1},  {"anna", 1},  {"an be", 1},  {"berg", 1}, {"nan", 1},
               {"neil", 0}, {"bergs", 0}, {"a berg", 1}, {"an zz", 0}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct client_page page = {0};
        RECORD_OK(clients_find(&t->practice, &clinician, str_of(row[i].words), &page, &t->arena, &e), &e);
        CHECK(page.count == row[i].found, "\"%s\" finds %zu", row[i].words, page.count);
        RECORD_OK(clients_find(&t->practice, &owner, str_of(row[i].words), &page, &t->arena, &e), &e);
        CHECK(page.count == row[i].found, "\"%s\" finds %zu for the owner", row[i].words, page.count);
        RECORD_OK(clients_find(&t->practice, &stranger, str_of(row[i].words), &page, &t->arena, &e), &e);
        CHECK(page.count == 0, "\"%s\" finds somebody for a stranger", row[i].words);
    }
    struct client_page page = {0};
    EXPECT_ERR(clients_find(&t->practice, &clinician, STR("a"), &page, &t->arena, err_), ERR_INVALID, "words");
    EXPECT_ERR(clients_find(&t->practice, &clinician, STR(" "), &page, &t->arena, err_), ERR_INVALID, "words");

    RECORD_OK(clients_end(&t->practice, &clinician, client, true, STR("moved away"), &e), &e);
    assert_str(newest_event(t).why, "moved away", "why it ended");
    EXPECT_ERR(clients_end(&t->practice, &clinician, client, true, STR("again"), err_), ERR_CONFLICT, "client");
    RECORD_OK(clients_read(&t->practice, &clinician, client, &t->arena, &card, &e), &e);
    assert_str(card.state, "ended", "ended, and still there");
    EXPECT_ERR(clients_end(&t->practice, &owner, client, false, STR("came back"), err_), ERR_REFUSED, "client.end");
    RECORD_OK(clients_end(&t->practice, &clinician, client, false, STR("came back"), &e), &e);
    EXPECT_ERR(clients_end(&t->practice, &clinician, client, false, STR("again"), err_), ERR_CONFLICT, "client");
}

struct put {
    struct record_test *t;
    struct str client;
    const char *summary;
};

static bool put_summary(struct db_tx *tx, void *ctx, struct err *e)
{
    struct put *p = ctx;
    struct client_row row;
    if (!client_get(&p->t->store, tx, 1, p->client, &p->t->arena, &row, e))
        return false;
    row.summary = str_of(p->summary);
    return client_change(&p->t->store, tx, &row, e);
}

static void caseload(struct record_test *t)
{
    struct err e = {0};
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), json;
    struct actor clinician = actor(carl, ROLE_CLINICIAN);
    struct client_page page = {.limit = 10};
    struct client_card card;
    int64_t version;
    RECORD_OK(clients_list(&t->practice, &clinician, &page, &t->arena, &e), &e);
    assert_int_equal(page.count, 0);
    for (int i = 0; i < 3; i++)
        add_client(t, &clinician, i ? "Bea Fox" : "Abe Fox", "1980-01-01", NOBODY);
    t->now_ms++;
    struct str last = add_client(t, &clinician, "Cid Fox", "1980-01-01", NOBODY);
    RECORD_OK(clients_list(&t->practice, &clinician, &page, &t->arena, &e), &e);
    assert_int_equal(page.count, 4);
    page = (struct client_page){.offset = 3, .limit = 1};
    RECORD_OK(clients_list(&t->practice, &clinician, &page, &t->arena, &e), &e);
    assert_true(page.count == 1 && str_eq(page.row[0].id, last));
    page.limit = 0;
    EXPECT_ERR(clients_list(&t->practice, &clinician, &page, &t->arena, err_), ERR_INVALID, "limit");
    page.limit = 1001;
    EXPECT_ERR(clients_list(&t->practice, &clinician, &page, &t->arena, err_), ERR_INVALID, "limit");
    RECORD_OK(clients_find(&t->practice, &clinician, STR("fox"), &page, &t->arena, &e), &e);
    assert_int_equal(page.count, 4);
    assert_str(page.row[0].name, "Abe Fox", "in the order of names");
    assert_str(page.row[3].name, "Cid Fox", "in the order of names");

    struct put p = {t, last, "{\"scores\":[{\"phq9\":12.50}],\"name\":\"Old\",\"signs\":1}"};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_summary, &p, &e), &e);
    RECORD_OK(clients_details(&t->practice, &clinician, last, &t->arena, &json, &version, &e), &e);
    RECORD_OK(clients_change(&t->practice, &clinician, last, json, version, &e), &e);
    RECORD_OK(clients_read(&t->practice, &clinician, last, &t->arena, &card, &e), &e);
    assert_str(card.summary,
               "{\"name\":\"Cid Fox\",\"birth_date\":\"1980-01-01\",\"scores\":[{\"phq9\":12.50}],\"signs\":1}",
               "what others wrote into the summary stays");
    static const char *const damaged[] = {"{\"name\":", "{\"birth_date\":\"soon\"}"};
    for (size_t i = 0; i < 2; i++) {
        p.summary = damaged[i];
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_summary, &p, &e), &e);
        e = (struct err){0};
        assert_false(clients_read(&t->practice, &clinician, last, &t->arena, &card, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        assert_false(clients_find(&t->practice, &clinician, STR("cid"), &page, &t->arena, &e));
        page.limit = 10;
        assert_false(clients_list(&t->practice, &clinician, &page, &t->arena, &e));
        e = (struct err){0};
    }
}

static void clients(void **state)
{
    (void)state;
    each_practice(details);
    each_practice(one_client);
    each_practice(caseload);
}

/* ---- care teams ---- */

static void teams(struct record_test *t)
{
    struct err e = {0};
    struct opt_int open = {0}, past = {true, t->now_ms}, later = {true, t->now_ms + DAY};
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY),
               dora = add_person(t, "dora", ROLE_CLINICIAN, NOBODY),
               paul = add_person(t, "paul", ROLE_PRESCRIBER, NOBODY),
               sue = add_person(t, "sue", ROLE_SUPERVISOR, NOBODY), sam = add_person(t, "sam", ROLE_STAFF, NOBODY);
    struct actor clinician = actor(carl, ROLE_CLINICIAN), second = actor(dora, ROLE_CLINICIAN),
                 owner = actor(owner_id, ROLE_OWNER), supervisor = actor(sue, ROLE_SUPERVISOR);
    struct str client = add_client(t, &clinician, "Ann Lee", "1990-05-06", NOBODY);
    struct client_card card;
    struct practice *p = &t->practice;
    const struct {
        struct str account;
        const char *role;
        enum err_kind kind;
        const char *where;
    } row[] = {{dora, "prescriber", ERR_INVALID, "role"}, {sam, "clinician", ERR_INVALID, "role"},
               {paul, "primary", ERR_INVALID, "role"},    {dora, "friend", ERR_INVALID, "role"},
               {dora, "guardian", ERR_INVALID, "role"},   {STR("01NOBODY"), "clinician", ERR_NOT_FOUND, "account"},
               {dora, "clinician", ERR_NONE, ""},         {paul, "prescriber", ERR_NONE, ""},
               {sue, "supervisor", ERR_NONE, ""},         {sam, "staff", ERR_NONE, ""}};
    EXPECT_ERR(people_join(p, &second, client, dora, STR("clinician"), open, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(people_join(p, &clinician, client, dora, STR("clinician"), past, err_), ERR_INVALID, "until");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        e = (struct err){0};
        bool ok = people_join(p, &clinician, client, row[i].account, str_of(row[i].role), open, &e);
        CHECK(ok == !row[i].kind && e.kind == row[i].kind && !strcmp(e.where, row[i].where), "row %zu: %s: %s", i,
              e.where, e.text);
    }
    EXPECT_EVENT(t, AUDIT_ADMIN, "team.join");
    RECORD_OK(clients_read(p, &second, client, &t->arena, &card, &e), &e);
    /* Who treats must not all be gone; the others may go. */
    RECORD_OK(people_leave(p, &clinician, client, sam, STR("staff"), &e), &e);
    EXPECT_ERR(people_leave(p, &clinician, client, sam, STR("staff"), err_), ERR_NOT_FOUND, "care team");
    RECORD_OK(people_leave(p, &owner, client, paul, STR("prescriber"), &e), &e);
    RECORD_OK(people_leave(p, &owner, client, carl, STR("primary"), &e), &e);
    EXPECT_ERR(clients_read(p, &clinician, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(people_leave(p, &owner, client, dora, STR("clinician"), err_), ERR_CONFLICT, "care team");
    /* An account is not ended either while it is the only one that treats an active client. */
    EXPECT_ERR(people_end(p, &program, dora, err_), ERR_REFUSED, "care team");
    RECORD_OK(people_join(p, &second, client, carl, STR("clinician"), later, &e), &e);
    EXPECT_ERR(people_end(p, &program, dora, err_), ERR_REFUSED, "care team"); /* the other one ends */
    EXPECT_ERR(people_leave(p, &owner, client, dora, STR("clinician"), err_), ERR_CONFLICT,
               "care team"); /* the other ends */
    RECORD_OK(clients_read(p, &clinician, client, &t->arena, &card, &e), &e);
    t->now_ms += DAY;
    EXPECT_ERR(clients_read(p, &clinician, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    RECORD_OK(clients_end(p, &second, client, true, STR("moved away"), &e), &e);
    RECORD_OK(people_leave(p, &owner, client, dora, STR("clinician"), &e), &e); /* care has ended */
    RECORD_OK(people_join(p, &program, client, dora, STR("clinician"), open, &e), &e);

    /* Supervision. */
    RECORD_OK(people_leave(p, &owner, client, sue, STR("supervisor"), &e), &e);
    EXPECT_ERR(clients_read(p, &supervisor, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(people_supervise(p, &owner, sue, sue, open, err_), ERR_INVALID, "supervisor");
    EXPECT_ERR(people_supervise(p, &owner, carl, dora, open, err_), ERR_INVALID, "supervisor");
    EXPECT_ERR(people_supervise(p, &owner, sue, sam, open, err_), ERR_INVALID, "account");
    EXPECT_ERR(people_supervise(p, &supervisor, sue, dora, open, err_), ERR_REFUSED, "account.supervise");
    RECORD_OK(people_supervise(p, &owner, sue, dora, open, &e), &e);
    struct supervision_row *pairs;
    size_t pair_count;
    RECORD_OK(people_supervisors(p, &owner, &t->arena, &pairs, &pair_count, &e), &e);
    assert_int_equal(pair_count, 1);
    assert_true(str_eq(pairs[0].supervisor, sue) && str_eq(pairs[0].account, dora) && !pairs[0].until_ms.has);
    RECORD_OK(clients_read(p, &supervisor, client, &t->arena, &card, &e), &e);
    RECORD_OK(people_supervise(p, &owner, sue, dora, (struct opt_int){true, t->now_ms}, &e), &e);
    EXPECT_ERR(clients_read(p, &supervisor, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    /* An account that ends leaves all care teams and supervisions, and joins none. */
    RECORD_OK(people_supervise(p, &owner, sue, dora, open, &e), &e);
    RECORD_OK(people_end(p, &program, dora, &e), &e);
    EXPECT_ERR(clients_read(p, &second, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(clients_read(p, &supervisor, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(people_join(p, &program, client, dora, STR("clinician"), open, err_), ERR_CONFLICT, "account");
    EXPECT_ERR(people_supervise(p, &owner, sue, dora, open, err_), ERR_CONFLICT, "account");
}

/* ---- broken glass ---- */

static void glass(struct record_test *t)
{
    struct err e = {0};
    struct practice *p = &t->practice;
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY),
               dora = add_person(t, "dora", ROLE_CLINICIAN, NOBODY),
               priya = add_person(t, "priya", ROLE_PRIVACY_OFFICER, NOBODY), id, json;
    struct actor clinician = actor(carl, ROLE_CLINICIAN), second = actor(dora, ROLE_CLINICIAN),
                 privacy = actor(priya, ROLE_PRIVACY_OFFICER), staff = actor(STR("01STAFF"), ROLE_STAFF);
    struct date born = {1990, 5, 6};
    int64_t version;
    struct client_card card;
    struct glass_row *rows;
    size_t n;
    struct str client = add_client(t, &clinician, "Ann-Marie O'Neil", "1990-05-06", NOBODY);
    add_client(t, &clinician, "Max Twin", "1991-01-01", NOBODY);
    add_client(t, &clinician, "max twin", "1991-01-01", NOBODY);
    add_client(t, &clinician, "Ann Lee", "1990-05-06", NOBODY);
    add_client(t, &clinician, "Q", "1990-05-06", NOBODY);
    const struct {
        const char *name;
        struct date born;
        bool found;
    } row[] = {{"Ann-Marie O'Neil", born, true},
               {"ann-marie  o'neil ", born, true},
               {"Ann-Marie", born, false},
               {"Ann-Marie O'Neil Lee", born, false},
               {"O'Neil Ann-Marie", born, false},
               {"Ann-Marie O'Neil", {1990, 5, 7}, false},
               {"Max Twin", {1991, 1, 1}, false},
               {"", born, false},
               {"Ann Leeds", born, false},
               {"Ann L", born, false},
               {"Q", born, false},
               {"Nobody Here", born, false}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        e = (struct err){0};
        size_t events = event_count(t);
        bool ok = people_break_glass(p, &second, str_of(row[i].name), row[i].born, STR("is found unconscious"),
                                     &t->arena, &id, &e);
        CHECK(ok == row[i].found, "\"%s\": %s", row[i].name, e.text);
        CHECK(event_count(t) == events + 1, "\"%s\": written down", row[i].name);
        struct audit_event ev = newest_event(t);
        CHECK(ev.action == (ok ? AUDIT_BREAK_GLASS : AUDIT_REFUSED) && str_is(ev.why, "is found unconscious"), "\"%s\"",
              row[i].name);
        CHECK(str_eq(ev.client, ok ? client : NOBODY) && str_eq(id, ok ? client : NOBODY), "\"%s\"", row[i].name);
    }
    EXPECT_ERR(people_break_glass(p, &second, STR("Ann Lee"), born, STR(" nine let "), &t->arena, &id, err_),
               ERR_INVALID, "reason");
    EXPECT_ERR(
        people_break_glass(p, &second, STR("Ann Lee"), (struct date){0}, STR("ten letter"), &t->arena, &id, err_),
        ERR_INVALID, "reason");
    EXPECT_ERR(people_break_glass(p, &staff, STR("Ann Lee"), born, STR("ten letter"), &t->arena, &id, err_),
               ERR_REFUSED, "glass.break");
    /* Open for reading, for the practice's hours, to the one who broke it. */
    RECORD_OK(clients_details(p, &second, client, &t->arena, &json, &version, &e), &e);
    EXPECT_ERR(clients_change(p, &second, client, json, version, err_), ERR_REFUSED, "client.change");
    EXPECT_ERR(people_join(p, &second, client, dora, STR("clinician"), (struct opt_int){0}, err_), ERR_REFUSED,
               "team.join");
    RECORD_OK(clients_read(p, &privacy, client, &t->arena, &card, &e), &e);
    assert_int_not_equal(card.relation, RELATION_GLASS);
    t->now_ms += 12 * 3600000 - 1;
    RECORD_OK(clients_read(p, &second, client, &t->arena, &card, &e), &e);
    assert_int_equal(card.relation, RELATION_GLASS);
    t->now_ms += 1;
    EXPECT_ERR(clients_read(p, &second, client, &t->arena, &card, err_), ERR_NOT_FOUND, "client");
    /* The privacy officer looks at each. */
    RECORD_OK(people_glass_list(p, &privacy, &t->arena, &rows, &n, &e), &e);
    assert_int_equal(n, 2); /* two spellings were right */
    assert_true(str_eq(rows[0].client, client) && str_eq(rows[0].account, dora) && !rows[0].seen_ms.has);
    assert_str(rows[0].reason, "is found unconscious", "reason");
    EXPECT_ERR(people_glass_list(p, &second, &t->arena, &rows, &n, err_), ERR_REFUSED, "glass.list");
    RECORD_OK(people_glass_list(p, &privacy, &t->arena, &rows, &n, &e), &e);
    struct str first = rows[0].id;
    RECORD_OK(people_glass_seen(p, &privacy, first, &e), &e);
    EXPECT_ERR(people_glass_seen(p, &privacy, first, err_), ERR_NOT_FOUND, "break-glass");
    RECORD_OK(people_glass_list(p, &privacy, &t->arena, &rows, &n, &e), &e);
    assert_true(n == 2 && str_eq(rows[1].id, first) && str_eq(rows[1].seen_by, priya));
}

static void care(void **state)
{
    (void)state;
    each_practice(teams);
    each_practice(glass);
}

/* ---- each step failing ---- */

static void failing(struct record_test *t)
{
    struct cast c = {.carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY),
                     .sue = add_person(t, "sue", ROLE_SUPERVISOR, NOBODY),
                     .owner = actor(owner_id, ROLE_OWNER),
                     .privacy = actor(add_person(t, "priya", ROLE_PRIVACY_OFFICER, NOBODY), ROLE_PRIVACY_OFFICER)};
    static const struct {
        const char *name;
        step_run *run;
    } step[] = {{"invite", do_invite},
                {"no invitation", do_no_token},
                {"wrong code", do_wrong_code},
                {"accept", do_accept},
                {"sign in", do_sign_in},
                {"wrong", do_wrong},
                {"again", do_again},
                {"session", do_session},
                {"client", do_client},
                {"read", do_read},
                {"find", do_find},
                {"caseload", do_caseload},
                {"details", do_details},
                {"rename", do_rename},
                {"join", do_join},
                {"team", do_team},
                {"leave", do_leave},
                {"end client", do_end_client},
                {"glass", do_glass},
                {"glass list", do_glass_list},
                {"glass seen", do_glass_seen},
                {"settings", do_settings},
                {"read settings", do_read_settings},
                {"change", do_change},
                {"list", do_list},
                {"supervise", do_supervise},
                {"sign out", do_sign_out},
                {"secret", do_secret},
                {"confirm", do_confirm},
                {"code", do_code},
                {"recovery", do_recovery},
                {"time out", do_time_out},
                {"code off", do_code_off},
                {"password", do_password},
                {"invite again", do_invite_again},
                {"reset", do_reset},
                {"end", do_end}};
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        c.owner.reauthenticated_ms = c.clinician.reauthenticated_ms = t->now_ms;
        each_step(t, step[i].name, step[i].run, &c);
    }
}

/* ---- each allocation failing ---- */

struct memory {
    struct record_test *t;
    struct actor clinician, owner, privacy;
    struct str client;
    const char *session;
    int what;
};

static bool write_something(struct arena *a, void *ctx, struct err *e)
{
    struct memory *m = ctx;
    struct client_new n = {.details = STR("{\"name\":\"Bo Lee\",\"birth_date\":\"1990-05-06\"}")};
    struct person p = {.sign_in = STR("newcomer"), .name = STR("N"), .roles = ROLE_STAFF};
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct str id;
    return m->what ? clients_new(&m->t->practice, &m->clinician, &n, NOBODY, a, e)
                   : people_invite(&m->t->practice, &m->owner, &p, a, &id, token, code, e);
}

static bool read_something(struct arena *a, void *ctx, struct err *e)
{
    struct memory *m = ctx;
    struct practice *p = &m->t->practice;
    struct client_page page = {.limit = 10};
    struct client_card card;
    struct person *people;
    struct people_settings set;
    struct team_row *team;
    struct glass_row *glasses;
    struct actor who;
    struct str text;
    int64_t version;
    size_t n;
    char token[PEOPLE_TOKEN_SIZE];
    struct sign_in in = {.practice = 1, .name = STR("carl"), .password = STR(PASSWORD), .from = STR("192.0.2.7")};
    switch (m->what) {
    case 0:
        return people_list(p, &m->owner, a, &people, &n, e);
    case 1:
        return people_settings(p, &m->owner, a, &set, &version, e);
    case 2:
        return people_session(p, str_of(m->session), STR("192.0.2.7"), a, &who, e);
    case 3:
        return clients_read(p, &m->clinician, m->client, a, &card, e);
    case 4:
        return clients_details(p, &m->clinician, m->client, a, &text, &version, e);
    case 5:
        return clients_list(p, &m->clinician, &page, a, e);
    case 6:
        return clients_find(p, &m->clinician, STR("ann le"), &page, a, e);
    case 7:
        return people_team(p, &m->clinician, m->client, a, &team, &n, e);
    case 8:
        return people_glass_list(p, &m->privacy, a, &glasses, &n, e);
    case 9:
        return people_break_glass(p, &m->clinician, STR("Ann Lee"), (struct date){1990, 5, 6}, STR("a reason here"), a,
                                  &text, e);
    case 10:
        return people_sign_in(p, &in, a, token, &who, e);
    default:
        return people_totp_new(p, &m->clinician, a, &text, e);
    }
}

static void memory(struct record_test *t)
{
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY),
               priya = add_person(t, "priya", ROLE_PRIVACY_OFFICER, NOBODY), id;
    struct memory m = {.t = t,
                       .clinician = actor(carl, ROLE_CLINICIAN),
                       .owner = actor(owner_id, ROLE_OWNER),
                       .privacy = actor(priya, ROLE_PRIVACY_OFFICER)};
    struct err e = {0};
    struct actor who;
    char session[PEOPLE_TOKEN_SIZE];
    m.clinician.reauthenticated_ms = t->now_ms;
    m.client = add_client(t, &m.clinician, "Ann Lee", "1990-05-06", NOBODY);
    RECORD_OK(people_break_glass(&t->practice, &m.clinician, STR("Ann Lee"), (struct date){1990, 5, 6},
                                 STR("a reason here"), &t->arena, &id, &e),
              &e);
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, session, &who, &e), &e);
    m.session = session;
    for (m.what = 0; m.what < 12; m.what++) {
        size_t n = fault_sweep(read_something, &m);
        CHECK(n > 2, "%d: %zu allocations", m.what, n);
    }
    for (m.what = 0; m.what < 2; m.what++)
        assert_true(fault_sweep(write_something, &m) > 2);
}

/* ---- rows ---- */

static bool stale(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct account_row row;
    if (!account_get(&t->store, tx, 1, owner_id, &t->arena, &row, e))
        return false;
    row.sign_in = STR("Olga");
    row.version++; /* what somebody else would have read later */
    return account_change(&t->store, tx, &row, e);
}

static bool nobodys(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct account_row row;
    struct glass_row *none;
    size_t n = 7;
    return glass_list(&t->store, tx, 1, 0, &t->arena, &none, &n, e) && n == 0 &&
           account_find(&t->store, tx, 1, STR(""), &t->arena, &row, e);
}

static bool taken(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct account_row row = {.practice = 1, .sign_in = STR("OLGA"), .state = STR("invited"), .content = STR("{}")};
    return account_add(&t->store, tx, &row, t->now_ms, &t->arena, e);
}

static bool of_no_practice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct account_row row = {.practice = 9, .sign_in = STR("x"), .state = STR("invited"), .content = STR("{}")};
    return account_add(&t->store, tx, &row, t->now_ms, &t->arena, e);
}

static void rows(struct record_test *t)
{
    struct db *db = t->store.db;
    EXPECT_ERR(db_write(db, DB_SYNC, NULL, stale, t, err_), ERR_CONFLICT, "account");
    EXPECT_ERR(db_read(db, nobodys, t, err_), ERR_INVALID, "sign-in name");
    EXPECT_ERR(db_write(db, DB_SYNC, NULL, taken, t, err_), ERR_CONFLICT, "database");
    EXPECT_ERR(db_write(db, DB_SYNC, NULL, of_no_practice, t, err_), ERR_NOT_FOUND, "practice");
    struct actor nobody = {.practice = 9, .user = STR("01X"), .roles = ROLE_OWNER};
    struct people_settings set;
    int64_t version;
    EXPECT_ERR(people_settings(&t->practice, &nobody, &t->arena, &set, &version, err_), ERR_NOT_FOUND, "practice");
}

/* Nothing that is secret stands in a table as it is. */
static void in_the_clear(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE];
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), id;
    struct actor clinician = actor(carl, ROLE_CLINICIAN), who;
    struct person p = {
        .sign_in = STR("zebulon"), .name = STR("Zacharias"), .roles = ROLE_STAFF, .email = STR("z@elm.example")};
    struct err e = {0};
    RECORD_OK(people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, &e), &e);
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, session, &who, &e), &e);
    add_client(t, &clinician, "Quentin Xylander", "1990-05-06", NOBODY);
    RECORD_OK(people_break_glass(&t->practice, &clinician, STR("Quentin Xylander"), (struct date){1990, 5, 6},
                                 STR("unconscious today"), &t->arena, &id, &e),
              &e);
    const char *secret[] = {
        token,       token + 2,       code,      session,   session + 2, PASSWORD,     "zebulon",
        "Zacharias", "z@elm.example", "Quentin", "quentin", "Xylander",  "1990-05-06", "unconscious today",
        "Elm Street"};
    struct buf b;
    buf_init(&b, 0);
    RECORD_OK(db_read(t->store.db, dump_tables, &b, &e), &e);
    assert_true(str_find(buf_str(&b), carl, 0) != (size_t)-1); /* ids are */
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        CHECK(str_find(buf_str(&b), str_of(secret[i]), 0) == (size_t)-1, "\"%s\" stands in a table", secret[i]);
    buf_free(&b);
}

static void faults(void **state)
{
    (void)state;
    each_practice(failing);
    each_practice(memory);
    each_practice(rows);
    each_practice(in_the_clear);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients),
        cmocka_unit_test(care),
        cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
