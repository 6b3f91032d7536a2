/* test_getting_in.c: clients' accounts, invitations that sign in, links by mail, devices that are handed over. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/people_client.h"
#include "practice/sharing.h"

#define FROM STR("192.0.2.7")
#define MINUTE INT64_C(60000)

static const struct take_back right = {{PASSWORD, sizeof PASSWORD - 1}, {NULL, 0}, {"192.0.2.7", 9}};

struct world {
    struct record_test *t;
    struct actor carl;
    struct str ann;
};

static struct world world_of(struct record_test *t)
{
    struct str id = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct world w = {.t = t, .carl = actor(id, ROLE_CLINICIAN)};
    w.ann = add_client(t, &w.carl, "Ann Lee", "1990-02-03", id);
    return w;
}

static struct str invite(struct world *w, const char *name, const char *email, unsigned role, char token[PEOPLE_TOKEN_SIZE],
                         char code[PEOPLE_CODE_SIZE])
{
    struct err e = {0};
    struct person p = {.sign_in = str_of(name), .name = str_of(name), .email = str_of(email), .roles = role, .client = w->ann};
    struct str id;
    RECORD_OK(people_invite(&w->t->practice, &w->carl, &p, &w->t->arena, &id, token, code, &e), &e);
    return id;
}

/* ---- accounts of a client ---- */

static void run_accounts(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE];
    struct client_account *list;
    struct actor who;
    size_t n;
    struct accepted done;
    RECORD_OK(people_of_client(&t->practice, &w.carl, w.ann, &t->arena, &list, &n, &e), &e);
    EXPECT_EVENT(t, AUDIT_READ, "account.list_client");
    assert_int_equal(n, 0);
    struct str mother = invite(&w, "mother", NULL, ROLE_GUARDIAN, token, code);
    struct str id = invite(&w, "ann", "ann@x.example", ROLE_CLIENT, token, code);
    RECORD_OK(people_of_client(&t->practice, &w.carl, w.ann, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    assert_true(str_eq(list[0].person.id, id) && str_eq(list[1].person.id, mother)); /* the client's own first */
    assert_true(list[0].until_ms.has && list[0].until_ms.v == t->now_ms + 7 * INT64_C(86400000));
    assert_false(list[0].active_ms.has || list[0].device_only);
    struct invited what;
    RECORD_OK(people_invited(&t->practice, str_of(token), &t->arena, &what, &e), &e);
    assert_true(what.stands && what.outside);
    /* A client has one account; guardians may be many. */
    struct person second = {.sign_in = STR("ann2"), .name = STR("Ann"), .roles = ROLE_CLIENT, .client = w.ann};
    struct str second_id;
    char other_token[PEOPLE_TOKEN_SIZE], other_code[PEOPLE_CODE_SIZE];
    EXPECT_ERR(people_invite(&t->practice, &w.carl, &second, &t->arena, &second_id, other_token, other_code, err_), ERR_CONFLICT,
               "client");
    invite(&w, "father", NULL, ROLE_GUARDIAN, other_token, other_code);
    RECORD_OK(people_invited(&t->practice, STR("1.00"), &t->arena, &what, &e), &e);
    assert_false(what.stands);

    /* Accepted: in at once, and not a second time. */
    struct accepting x = {str_of(token), STR("AAAA-AAAA"), STR(PASSWORD), NOBODY, FROM, NOBODY};
    EXPECT_ERR(people_accept_in(&t->practice, &x, &t->arena, session, &done, err_), ERR_REFUSED, "invitation");
    assert_false(done.in);
    assert_int_equal(session[0], 0);
    x.code = str_of(code);
    x.password = STR("short");
    EXPECT_ERR(people_accept_in(&t->practice, &x, &t->arena, session, &done, err_), ERR_INVALID, "password");
    x.password = STR(PASSWORD);
    RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "account.sign_in");
    who = done.who;
    assert_true(done.in && !done.reset && str_eq(who.user, id) && who.roles == ROLE_CLIENT && str_eq(who.client, w.ann));
    RECORD_OK(people_session(&t->practice, str_of(session), FROM, &t->arena, &who, &e), &e);
    assert_true(str_eq(who.client, w.ann) && !who.shared_device);
    EXPECT_ERR(people_accept_in(&t->practice, &x, &t->arena, token, &done, err_), ERR_REFUSED, "invitation");
    RECORD_OK(people_invited(&t->practice, str_of(token), &t->arena, &what, &e), &e);
    assert_false(what.stands);
    /* Also when it is accepted; and what it is invited with again says that it is in use. */
    EXPECT_ERR(people_invite(&t->practice, &w.carl, &second, &t->arena, &second_id, other_token, other_code, err_), ERR_CONFLICT,
               "client");
    RECORD_OK(people_of_client(&t->practice, &w.carl, w.ann, &t->arena, &list, &n, &e), &e);
    assert_true(!list[0].until_ms.has && list[0].active_ms.has && list[0].active_ms.v == t->now_ms);

    /* Its end: of this client's accounts alone. */
    struct str other = add_client(t, &w.carl, "Ben Lee", "1990-02-03", w.carl.user);
    EXPECT_ERR(people_end_of_client(&t->practice, &w.carl, other, id, err_), ERR_NOT_FOUND, "account");
    EXPECT_ERR(people_end_of_client(&t->practice, &w.carl, w.ann, w.carl.user, err_), ERR_NOT_FOUND, "account");
    RECORD_OK(people_end_of_client(&t->practice, &w.carl, w.ann, id, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.end_client");
    EXPECT_ERR(people_session(&t->practice, str_of(session), FROM, &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(people_end_of_client(&t->practice, &w.carl, w.ann, id, err_), ERR_CONFLICT, "account");
    RECORD_OK(people_invite(&t->practice, &w.carl, &second, &t->arena, &second_id, other_token, other_code, &e), &e); /* ended */
    assert_false(str_eq(second_id, id));
    struct str dora = add_person(t, "dora", ROLE_CLINICIAN, NOBODY);
    struct actor stranger = actor(dora, ROLE_CLINICIAN);
    EXPECT_ERR(people_of_client(&t->practice, &stranger, w.ann, &t->arena, &list, &n, err_), ERR_NOT_FOUND, "client");
}

/* Who works here is not signed in by an invitation. */
static void run_staff(struct record_test *t)
{
    struct err e = {0};
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE];
    struct actor who;
    struct str id;
    struct person p = {.sign_in = STR("dora"), .name = STR("Dora"), .roles = ROLE_CLINICIAN};
    struct invited what;
    struct accepted done = {.in = true};
    RECORD_OK(people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, &e), &e);
    RECORD_OK(people_invited(&t->practice, str_of(token), &t->arena, &what, &e), &e);
    assert_true(what.stands && !what.outside);
    struct accepting x = {str_of(token), str_of(code), STR(PASSWORD), NOBODY, FROM, NOBODY};
    RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
    assert_false(done.in);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.accept");
    EXPECT_ERR(people_session(&t->practice, str_of(session), FROM, &t->arena, &who, err_), ERR_REFUSED, "sign-in");
}

/* ---- one's own address ---- */

static void run_change(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE];
    struct actor who, again;
    struct person before, *list;
    size_t n;
    add_person(t, "ann", ROLE_CLIENT, w.ann);
    RECORD_OK(sign_in(t, "ann", PASSWORD, NULL, token, &who, &e), &e);
    EXPECT_ERR(people_change_me(&t->practice, &who, NOBODY, STR("a@b.example"), &t->arena, &before, err_), ERR_REFUSED,
               "reauthenticate");
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &again, &e), &e);
    static const char *const bad[] = {"a", "@b", "a@", "a b@c", "a@b@c", "a@b\r\nBcc: x@y", "<a@b>", "a,b@c"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT_ERR(people_change_me(&t->practice, &again, NOBODY, str_of(bad[i]), &t->arena, &before, err_), ERR_INVALID,
                   "email");
    RECORD_OK(people_change_me(&t->practice, &again, STR("Somebody Else"), STR(" a@b.example "), &t->arena, &before, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.change_me");
    assert_false(before.email.n);
    RECORD_OK(people_change_me(&t->practice, &again, NOBODY, NOBODY, &t->arena, &before, &e), &e);
    assert_str(before.email, "a@b.example", "email");
    assert_str(before.name, "ann", "a client's name is the practice's");
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &again, &e), &e);
    EXPECT_ERR(people_change_me(&t->practice, &again, STR(" "), NOBODY, &t->arena, &before, err_), ERR_INVALID, "name");
    RECORD_OK(people_change_me(&t->practice, &again, STR("Carl C."), STR("c@b.example"), &t->arena, &before, &e), &e);
    RECORD_OK(people_list(&t->practice, &program, &t->arena, &list, &n, &e), &e);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || (str_is(list[i].name, "Carl C.") && str_is(list[i].email, "c@b.example"));
    assert_true(found);
}

/* ---- too many tries ---- */

/* A client's name waits as any other: after five wrong ones a minute, then two; the right password is refused alike. */
static void run_wait(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE];
    struct actor who;
    add_person(t, "ann", ROLE_CLIENT, w.ann);
    add_person(t, "mother", ROLE_GUARDIAN, w.ann);
    static const char *const names[] = {"ann", "mother", "nobody"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (int k = 0; k < 5; k++)
            CHECK(!sign_in(t, names[i], "not this one", NULL, token, &who, &e) && strcmp(e.where, "sign-in") == 0, "%s, %d: %s",
                  names[i], k, e.where);
        for (int good = 0; good < 2; good++) {
            CHECK(!sign_in(t, names[i], good ? PASSWORD : "not this one", NULL, token, &who, &e) && e.kind == ERR_REFUSED &&
                      strcmp(e.where, "wait") == 0 && strstr(e.text, "in 1 minute") != NULL,
                  "%s, %s: %s: %s", names[i], good ? "right" : "wrong", e.where, e.text);
            EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.sign_in");
        }
    }
    t->now_ms += MINUTE;
    CHECK(!sign_in(t, "mother", "not this one", NULL, token, &who, &e) && strcmp(e.where, "sign-in") == 0, "%s", e.where);
    CHECK(!sign_in(t, "mother", PASSWORD, NULL, token, &who, &e) && strstr(e.text, "in 2 minutes") != NULL, "%s", e.text);
    RECORD_OK(sign_in(t, "ann", PASSWORD, NULL, token, &who, &e), &e);
    /* For tests from outside alone nobody waits. */
    t->practice.test_limits = true;
    for (int k = 0; k < 8; k++)
        CHECK(!sign_in(t, "ann", "not this one", NULL, token, &who, &e) && strcmp(e.where, "sign-in") == 0, "%d: %s", k, e.where);
    RECORD_OK(sign_in(t, "ann", PASSWORD, NULL, token, &who, &e), &e);
    t->practice.test_limits = false;
}

/* ---- links ---- */

static struct link_sent ask(struct record_test *t, const char *name)
{
    struct err e = {0};
    struct link_ask in = {.practice = 1, .name = str_of(name), .browser = STR("browser one"), .from = FROM};
    struct link_sent out;
    RECORD_OK(people_link_ask(&t->practice, &in, &t->arena, &out, &e), &e);
    return out;
}

static bool open_link(struct record_test *t, const struct link_sent *l, const char *browser, const char *told, const char *code,
                      char session[PEOPLE_TOKEN_SIZE], struct err *e)
{
    struct actor who;
    struct link_open in = {.token = str_of(l->token), .browser = str_of(browser), .told = str_of(told), .code = str_of(code),
                           .from = FROM};
    return people_link_open(&t->practice, &in, &t->arena, session, &who, e);
}

static void run_links(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE], other[PEOPLE_TOKEN_SIZE];
    struct actor who;
    struct accepted done;
    invite(&w, "ann", "ann@x.example", ROLE_CLIENT, token, code);
    /* Nobody, who works here, and who has not accepted yet: nothing is sent, and nothing else differs. */
    static const char *const none[] = {"nobody", "carl", "ann", "", "a name with blanks"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct link_sent l = ask(t, none[i]);
        CHECK(!l.to.n && l.token[0] && l.code[0], "%s gets a link to %.*s", none[i], (int)l.to.n, l.to.p);
        EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.link_ask");
        EXPECT_ERR(open_link(t, &l, "browser one", l.code, NULL, session, err_), ERR_REFUSED, "link");
    }
    struct accepting x = {str_of(token), str_of(code), STR(PASSWORD), NOBODY, FROM, STR("ann@x.example")};
    RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
    struct link_sent first = ask(t, "ann"), l = ask(t, "Ann");
    assert_str(l.to, "ann@x.example", "to");
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.link_ask");
    EXPECT_ERR(open_link(t, &first, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "link"); /* the later one counts */
    struct link_seen seen;
    RECORD_OK(people_link_seen(&t->practice, str_of(l.token), STR("browser one"), &t->arena, &seen, &e), &e);
    assert_true(seen.stands && seen.same_browser);
    RECORD_OK(people_link_seen(&t->practice, str_of(l.token), STR("browser two"), &t->arena, &seen, &e), &e);
    assert_true(seen.stands && !seen.same_browser);
    RECORD_OK(people_link_seen(&t->practice, str_of(first.token), STR("browser one"), &t->arena, &seen, &e), &e);
    assert_false(seen.stands || seen.same_browser);
    /* Stolen: without the browser that asked, and without the code that was shown there, it opens nothing. */
    EXPECT_ERR(open_link(t, &l, "browser two", NULL, NULL, session, err_), ERR_REFUSED, "told");
    EXPECT_ERR(open_link(t, &l, "", "ZZZZ", NULL, session, err_), ERR_REFUSED, "told");
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.link_open");
    assert_int_equal(session[0], 0);
    EXPECT_ERR(people_session(&t->practice, str_of(l.token), FROM, &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(open_link(t, &l, "browser two", l.code, NULL, session, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "account.link_open");
    RECORD_OK(people_session(&t->practice, str_of(session), FROM, &t->arena, &who, &e), &e);
    assert_true(str_eq(who.client, w.ann) && !who.reauthenticated_ms);
    EXPECT_ERR(open_link(t, &l, "browser two", l.code, NULL, other, err_), ERR_REFUSED, "link"); /* once */
    /* Five wrong codes, and it waits. */
    l = ask(t, "ann");
    for (int i = 0; i < 5; i++)
        EXPECT_ERR(open_link(t, &l, "browser two", "AAAA", NULL, session, err_), ERR_REFUSED, "told");
    EXPECT_ERR(open_link(t, &l, "browser two", l.code, NULL, session, err_), ERR_REFUSED, "wait");
    t->now_ms += MINUTE;
    RECORD_OK(open_link(t, &l, "browser two", l.code, NULL, session, &e), &e);
    /* A quarter of an hour: to the last moment, and not at its end. */
    l = ask(t, "ann");
    t->now_ms += PEOPLE_LINK_MINUTES * MINUTE - 1;
    RECORD_OK(people_link_seen(&t->practice, str_of(l.token), NOBODY, &t->arena, &seen, &e), &e);
    assert_true(seen.stands);
    t->now_ms++;
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "link");
    /* Asked for often. */
    struct link_ask many = {.practice = 1, .name = STR("somebody"), .browser = STR("b"), .from = FROM};
    struct link_sent out;
    for (int i = 0; i < 5; i++) {
        ask(t, "somebody");
    }
    EXPECT_ERR(people_link_ask(&t->practice, &many, &t->arena, &out, err_), ERR_REFUSED, "wait");
    /* A new password ends what was sent. */
    l = ask(t, "ann");
    RECORD_OK(people_password(&t->practice, &who, STR(PASSWORD), STR("another horse 8"), &e), &e);
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "link");
    /* A token of something else is no link. */
    memcpy(l.token, first.token, sizeof l.token);
    l.token[0] = '7'; /* a practice that is not there */
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "link");
    l.token[0] = 'x';
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "link");
}

static void run_link_with_codes(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE], six[7];
    char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    struct actor who;
    struct str address;
    struct accepted done;
    invite(&w, "ann", "ann@x.example", ROLE_CLIENT, token, code);
    struct accepting x = {str_of(token), str_of(code), STR(PASSWORD), NOBODY, FROM, STR("ann@x.example")};
    RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
    who = done.who;
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(session), STR(PASSWORD), &who, &e), &e);
    RECORD_OK(people_totp_new(&t->practice, &who, &t->arena, &address, &e), &e);
    totp_code(address, t->now_ms, six);
    RECORD_OK(people_totp_confirm(&t->practice, &who, str_of(six), recovery, &e), &e);
    t->now_ms += MINUTE;
    struct link_sent l = ask(t, "ann");
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, NULL, session, err_), ERR_REFUSED, "code");
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, "000000", session, err_), ERR_REFUSED, "code");
    totp_code(address, t->now_ms, six);
    RECORD_OK(open_link(t, &l, "browser one", NULL, six, session, &e), &e);
    l = ask(t, "ann");
    EXPECT_ERR(open_link(t, &l, "browser one", NULL, six, session, err_), ERR_REFUSED, "code"); /* each once */
    RECORD_OK(open_link(t, &l, "browser one", NULL, recovery[0], session, &e), &e);
}

/* Who signs in with codes takes the device back with both: a code alone, or the password alone, opens nothing. */
static void run_back_with_codes(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], session[PEOPLE_TOKEN_SIZE], six[7];
    char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    struct actor who;
    struct str address, client;
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &who, &e), &e);
    RECORD_OK(people_totp_new(&t->practice, &who, &t->arena, &address, &e), &e);
    totp_code(address, t->now_ms, six);
    RECORD_OK(people_totp_confirm(&t->practice, &who, str_of(six), recovery, &e), &e);
    RECORD_OK(people_hand_over(&t->practice, &who, str_of(token), &(struct handing){w.ann, NOBODY, HANDED_CHECKIN}, &t->arena, session, &e), &e);
    struct take_back in = {str_of(recovery[0]), NOBODY, FROM};
    EXPECT_ERR(people_take_back(&t->practice, str_of(session), &in, &t->arena, token, &client, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(people_take_back(&t->practice, str_of(session), &right, &t->arena, token, &client, err_), ERR_REFUSED, "code");
    in = (struct take_back){STR(PASSWORD), STR("ABCD-ABCD-ABCD"), FROM};
    EXPECT_ERR(people_take_back(&t->practice, str_of(session), &in, &t->arena, token, &client, err_), ERR_REFUSED, "sign-in");
    in.code = str_of(recovery[0]);
    RECORD_OK(people_take_back(&t->practice, str_of(session), &in, &t->arena, token, &client, &e), &e);
    assert_true(str_eq(client, w.ann));
}

/* An address that somebody else wrote is theirs until its person says that it is their own, and is the one they saw. */
static void run_address(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE];
    struct accepted done;
    struct invited what;
    struct person before;
    static const char *const said[] = {NULL, "other@x.example"};
    static const char *const names[] = {"ann", "mother"};
    for (size_t i = 0; i < 2; i++) {
        struct str id = invite(&w, names[i], "staff@x.example", i ? ROLE_GUARDIAN : ROLE_CLIENT, token, code);
        RECORD_OK(people_invited(&t->practice, str_of(token), &t->arena, &what, &e), &e);
        assert_str(what.email, "staff@x.example", "what is asked about");
        struct accepting x = {str_of(token), str_of(code), STR(PASSWORD), NOBODY, FROM, str_of(said[i])};
        RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
        CHECK(!ask(t, names[i]).to.n, "%s: who invited could ask for a link to their own address", names[i]);
        struct invitation in = {.by_mail = true};
        struct person one = {.id = id, .client = w.ann};
        RECORD_OK(people_invite_again(&t->practice, &w.carl, &one, &in, &e), &e);
        CHECK(in.reset && in.needs_second, "%s: nor does a reset go there by mail alone", names[i]);
        RECORD_OK(people_invited(&t->practice, str_of(in.token), &t->arena, &what, &e), &e);
        assert_true(what.reset && !what.email.n); /* a reset asks nothing, and tells no address */
        /* Saved once by its person, it is theirs. */
        struct actor me = done.who;
        me.reauthenticated_ms = t->now_ms;
        RECORD_OK(people_change_me(&t->practice, &me, NOBODY, STR("mine@x.example"), &t->arena, &before, &e), &e);
        assert_true(before.email_others);
        assert_str(ask(t, names[i]).to, "mine@x.example", "to");
    }
    /* Who works here, as well. */
    struct actor owner = actor(owner_id, ROLE_OWNER);
    owner.reauthenticated_ms = t->now_ms;
    for (size_t i = 0; i < 2; i++) {
        struct person p = {.sign_in = str_of(i ? "dora" : "emil"), .name = STR("D"), .email = STR("d@x.example"),
                           .roles = ROLE_CLINICIAN};
        RECORD_OK(people_invite(&t->practice, &owner, &p, &t->arena, &p.id, token, code, &e), &e);
        struct accepting x = {str_of(token), str_of(code), STR(PASSWORD), NOBODY, FROM, i ? p.email : NOBODY};
        RECORD_OK(people_accept_in(&t->practice, &x, &t->arena, session, &done, &e), &e);
        struct invitation in = {.by_mail = true};
        RECORD_OK(people_invite_again(&t->practice, &owner, &p, &in, &e), &e);
        CHECK(in.needs_second == !i, "%zu", i);
    }
}

/* ---- a device ---- */

static bool read_plan(struct practice_tx *t, void *ctx, struct err *e)
{
    (void)e;
    *(bool *)ctx = true;
    t->object = t->client;
    return true;
}

static void run_device(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    char token[PEOPLE_TOKEN_SIZE], device[PEOPLE_TOKEN_SIZE], session[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct client_account *list;
    struct actor who, shared;
    struct str client;
    size_t n;
    bool ran = false;
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    EXPECT_ERR(people_hand_over(&t->practice, &who, str_of(token), &(struct handing){w.ann, NOBODY, HANDED_NONE}, &t->arena, device, err_), ERR_INVALID,
               "task");
    EXPECT_ERR(people_hand_over(&t->practice, &who, str_of(token), &(struct handing){w.ann, NOBODY, HANDED_COUNT}, &t->arena, device, err_), ERR_INVALID,
               "task");
    EXPECT_ERR(people_hand_over(&t->practice, &who, str_of(token), &(struct handing){w.ann, NOBODY, HANDED_SIGN}, &t->arena, device, err_), ERR_REFUSED,
               "reauthenticate");
    RECORD_OK(people_hand_over(&t->practice, &who, str_of(token), &(struct handing){w.ann, NOBODY, HANDED_CHECKIN}, &t->arena, device, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "device.hand");
    assert_true(str_eq(newest_event(t).client, w.ann) && str_eq(newest_event(t).user, w.carl.user));
    /* Who handed it over is signed out; the client is there, for one thing. */
    EXPECT_ERR(people_session(&t->practice, str_of(token), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(device), STR("203.0.113.9"), &t->arena, &shared, &e), &e);
    assert_true(shared.shared_device && shared.task == HANDED_CHECKIN && shared.roles == ROLE_CLIENT);
    assert_true(str_eq(shared.client, w.ann) && str_eq(shared.handed_by, w.carl.user) && !shared.reauthenticated_ms);
    EXPECT_ERR(practice_do(&t->practice, &shared, CASE_PLAN_READ, w.ann, NOBODY, &t->arena, read_plan, &ran, err_), ERR_REFUSED,
               "shared device");
    EXPECT_ERR(practice_do(&t->practice, &shared, CASE_ME_READ, NOBODY, NOBODY, &t->arena, read_plan, &ran, err_), ERR_REFUSED,
               "shared device");
    assert_false(ran);
    RECORD_OK(practice_do(&t->practice, &shared, CASE_OUTSIDE_READ, w.ann, NOBODY, &t->arena, read_plan, &ran, &e), &e);
    assert_true(ran);
    struct audit_event ev = newest_event(t);
    CHECK(str_eq(ev.user, shared.user) && str_starts(ev.from, STR("192.0.2.7, device of ")) && str_ends_ci(ev.from, w.carl.user),
          "the event is from %.*s", (int)ev.from.n, ev.from.p);
    /* The account is nobody's way in; an invitation makes it the client's. */
    EXPECT_ERR(sign_in(t, "device", PASSWORD, NULL, session, &who, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_of_client(&t->practice, &w.carl, w.ann, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && list[0].device_only && str_is(list[0].person.name, "Ann Lee"));

    /* Back: only with the secret of who handed it over. */
    EXPECT_ERR(people_take_back(&t->practice, str_of(device), &(struct take_back){STR("not this one"), NOBODY, FROM}, &t->arena, session, &client, err_),
               ERR_REFUSED, "sign-in");
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "device.back");
    EXPECT_ERR(people_take_back(&t->practice, str_of(token), &right, &t->arena, session, &client, err_), ERR_REFUSED,
               "sign-in");
    RECORD_OK(people_take_back(&t->practice, str_of(device), &right, &t->arena, session, &client, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "device.back");
    assert_true(str_eq(client, w.ann));
    EXPECT_ERR(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(people_take_back(&t->practice, str_of(device), &right, &t->arena, token, &client, err_), ERR_REFUSED,
               "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(session), FROM, &t->arena, &who, &e), &e);
    assert_true(str_eq(who.user, w.carl.user) && !who.shared_device);

    /* Invited now: the same account. */
    struct str id = invite(&w, "ann", NULL, ROLE_CLIENT, token, code);
    assert_true(str_eq(id, list[0].person.id));
    RECORD_OK(people_accept(&t->practice, str_of(token), str_of(code), STR(PASSWORD), &e), &e);
    RECORD_OK(sign_in(t, "ann", PASSWORD, NULL, token, &shared, &e), &e);

    /* For signing: the clinician's secret counts for as long as the device may be out of hand. */
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(session), STR(PASSWORD), &who, &e), &e);
    RECORD_OK(people_hand_over(&t->practice, &who, str_of(session), &(struct handing){w.ann, NOBODY, HANDED_SIGN}, &t->arena, device, &e), &e);
    t->now_ms += PEOPLE_DEVICE_IDLE_MINUTES * MINUTE;
    RECORD_OK(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, &e), &e);
    assert_true(shared.task == HANDED_SIGN && shared.reauthenticated_by == AGAIN_HANDED_OVER);
    t->now_ms++;
    ran = false;
    RECORD_OK(practice_do(&t->practice, &shared, CASE_PLAN_SIGN, w.ann, NOBODY, &t->arena, read_plan, &ran, &e), &e);
    assert_true(ran);
    /* Not used for ten minutes: over, on the edge and past it. */
    t->now_ms += PEOPLE_DEVICE_IDLE_MINUTES * MINUTE;
    EXPECT_ERR(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
    EXPECT_EVENT(t, AUDIT_SIGN_OUT, "account.time_out");
    EXPECT_ERR(people_take_back(&t->practice, str_of(device), &right, &t->arena, session, &client, err_), ERR_REFUSED,
               "sign-in");

    /* An hour at most, however much it is used; and not when who handed it over has left. */
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, session, &who, &e), &e);
    RECORD_OK(people_hand_over(&t->practice, &who, str_of(session), &(struct handing){w.ann, NOBODY, HANDED_REVIEW}, &t->arena, device, &e), &e);
    for (int i = 0; i < 11; i++) {
        t->now_ms += 5 * MINUTE;
        RECORD_OK(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, &e), &e);
    }
    t->now_ms += 5 * MINUTE;
    EXPECT_ERR(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, session, &who, &e), &e);
    RECORD_OK(people_hand_over(&t->practice, &who, str_of(session), &(struct handing){w.ann, NOBODY, HANDED_REVIEW}, &t->arena, device, &e), &e);
    struct str dora = add_person(t, "dora", ROLE_CLINICIAN, NOBODY);
    RECORD_OK(people_join(&t->practice, &program, w.ann, dora, STR("clinician"), (struct opt_int){0}, &e), &e);
    RECORD_OK(people_end(&t->practice, &program, w.carl.user, &e), &e);
    EXPECT_ERR(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
}

/* A guardian: for what is open to guardians, in their own name, and nothing else. */
static void run_guardian_device(struct record_test *t)
{
    struct err e = {0};
    struct str carl_id = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct world w = {.t = t, .carl = actor(carl_id, ROLE_CLINICIAN)};
    w.ann = add_client(t, &w.carl, "Ann Lee", "2015-02-03", carl_id);
    struct str other = add_client(t, &w.carl, "Ben Lee", "2015-02-03", carl_id);
    char token[PEOPLE_TOKEN_SIZE], device[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct actor who, shared;
    struct str client, mother = invite(&w, "mother", NULL, ROLE_GUARDIAN, token, code); /* has not accepted yet */
    static const struct {
        unsigned open;
        enum handed task;
        bool may;
    } rows[] = {{0, HANDED_CHECKIN, true},
                {0, HANDED_REVIEW, false},
                {0, HANDED_SIGN, false},
                {SHARE_SESSIONS, HANDED_REVIEW, true},
                {SHARE_PLAN, HANDED_SIGN, false},
                {SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN, HANDED_SIGN, true},
                {SHARE_ALL, HANDED_SAFETY_PLAN, false}};
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct guardian_access d = {.sections = rows[i].open, .reason = STR("talked about with Ann")};
        t->now_ms++;
        RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &who, &e), &e);
        RECORD_OK(sharing_guardian_decide(&t->practice, &who, w.ann, &d, &e), &e);
        struct handing h = {w.ann, mother, rows[i].task};
        bool ok = people_hand_over(&t->practice, &who, str_of(token), &h, &t->arena, device, &e);
        CHECK(ok == rows[i].may && (ok || (e.kind == ERR_REFUSED && strcmp(e.where, "guardian") == 0)), "row %zu: %s: %s", i,
              e.where, e.text);
        e = (struct err){0};
        if (!ok)
            continue;
        RECORD_OK(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, &e), &e);
        assert_true(str_eq(shared.user, mother) && shared.roles == ROLE_GUARDIAN && str_eq(shared.client, w.ann));
        assert_true(shared.shared_device && shared.task == rows[i].task && str_eq(shared.handed_by, carl_id));
        bool ran = false;
        enum case_id shut = rows[i].task == HANDED_CHECKIN ? CASE_WORDS_LIST : CASE_FORM_FILL;
        EXPECT_ERR(practice_do(&t->practice, &shared, shut, w.ann, NOBODY, &t->arena, read_plan, &ran, err_), ERR_REFUSED,
                   "shared device");
        /* Back with the clinician's own secret alone. */
        EXPECT_ERR(people_session(&t->practice, str_of(token), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
        RECORD_OK(people_take_back(&t->practice, str_of(device), &right, &t->arena, token, &client, &e), &e);
        assert_true(str_eq(client, w.ann) && !ran);
        EXPECT_ERR(people_session(&t->practice, str_of(device), FROM, &t->arena, &shared, err_), ERR_REFUSED, "sign-in");
        RECORD_OK(people_session(&t->practice, str_of(token), FROM, &t->arena, &who, &e), &e);
    }
    /* Not one of another client, nor anybody who is no guardian, nor one that has ended. */
    struct handing wrong[] = {{other, mother, HANDED_CHECKIN}, {w.ann, carl_id, HANDED_CHECKIN},
                              {w.ann, STR("01NOBODY"), HANDED_CHECKIN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        EXPECT_ERR(people_hand_over(&t->practice, &who, str_of(token), &wrong[i], &t->arena, device, err_), ERR_NOT_FOUND,
                   "account");
    struct handing h = {w.ann, mother, HANDED_CHECKIN};
    RECORD_OK(people_end_of_client(&t->practice, &who, w.ann, mother, &e), &e);
    EXPECT_ERR(people_hand_over(&t->practice, &who, str_of(token), &h, &t->arena, device, err_), ERR_NOT_FOUND, "account");
    RECORD_OK(people_session(&t->practice, str_of(token), FROM, &t->arena, &who, &e), &e); /* still signed in */
}

/* ---- half done ---- */

struct steps {
    struct world *w;
    struct actor who;
    char session[PEOPLE_TOKEN_SIZE], device[PEOPLE_TOKEN_SIZE], token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct str id;
    struct link_sent link;
};

static bool step_hand(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    return people_hand_over(&t->practice, &s->who, str_of(s->session), &(struct handing){s->w->ann, NOBODY, HANDED_CHECKIN}, &t->arena, s->device, e);
}

static bool step_back(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    struct str client;
    return people_take_back(&t->practice, str_of(s->device), &right, &t->arena, s->session, &client, e);
}

static bool step_accept(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    struct accepting x = {str_of(s->token), str_of(s->code), STR(PASSWORD), NOBODY, FROM, STR("ann@x.example")};
    struct accepted done;
    return people_accept_in(&t->practice, &x, &t->arena, s->session, &done, e);
}

static bool step_ask(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    struct link_ask in = {.practice = 1, .name = STR("ann"), .browser = STR("b"), .from = FROM};
    return people_link_ask(&t->practice, &in, &t->arena, &s->link, e);
}

static bool step_open(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    struct link_open in = {.token = str_of(s->link.token), .browser = STR("b"), .from = FROM};
    struct actor who;
    return people_link_open(&t->practice, &in, &t->arena, s->session, &who, e);
}

static bool step_end(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    return people_end_of_client(&t->practice, &s->w->carl, s->w->ann, s->id, e);
}

static void run_steps(struct record_test *t)
{
    struct err e = {0};
    struct world w = world_of(t);
    struct steps s = {.w = &w};
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, s.session, &s.who, &e), &e);
    each_step(t, "hand over", step_hand, &s);
    each_step(t, "take back", step_back, &s);
    s.id = invite(&w, "ann", "ann@x.example", ROLE_CLIENT, s.token, s.code);
    each_step(t, "accept", step_accept, &s);
    each_step(t, "ask for a link", step_ask, &s);
    each_step(t, "open a link", step_open, &s);
    each_step(t, "end an account", step_end, &s);
}

#define TEST(name)                                                                                                     \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_practice(run_##name);                                                                                     \
    }
TEST(accounts)
TEST(staff)
TEST(change)
TEST(links)
TEST(address)
TEST(wait)
TEST(link_with_codes)
TEST(back_with_codes)
TEST(device)
TEST(guardian_device)
TEST(steps)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(accounts), cmocka_unit_test(staff),  cmocka_unit_test(change),
                                       cmocka_unit_test(links), cmocka_unit_test(wait),    cmocka_unit_test(link_with_codes), cmocka_unit_test(back_with_codes),
                                       cmocka_unit_test(address), cmocka_unit_test(device),   cmocka_unit_test(guardian_device), cmocka_unit_test(steps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
