/* test_resets.c: an invitation of an account in use: a second person, the second factor, who is told. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/people_client.h"

#define FROM STR("192.0.2.7")
#define MINUTE INT64_C(60000)
#define FRESH STR("another horse 9")

struct cast {
    struct record_test *t;
    struct actor owner, second, officer, carl, ann;
    struct str client;
    char session[PEOPLE_TOKEN_SIZE];
};

static struct cast cast_of(struct record_test *t)
{
    struct err e = {0};
    struct cast c = {.t = t, .owner = actor(owner_id, ROLE_OWNER)};
    c.second = actor(add_person(t, "second", ROLE_OWNER, NOBODY), ROLE_OWNER);
    c.officer = actor(add_person(t, "paula", ROLE_PRIVACY_OFFICER, NOBODY), ROLE_PRIVACY_OFFICER);
    c.carl = actor(add_person(t, "carl", ROLE_CLINICIAN, NOBODY), ROLE_CLINICIAN);
    c.owner.reauthenticated_ms = c.second.reauthenticated_ms = c.officer.reauthenticated_ms = t->now_ms;
    c.client = add_client(t, &c.carl, "Ann Lee", "1990-02-03", c.carl.user);
    struct str id = add_person(t, "ann", ROLE_CLIENT, c.client);
    RECORD_OK(sign_in(t, "ann", PASSWORD, NULL, c.session, &c.ann, &e), &e);
    assert_true(str_eq(c.ann.user, id));
    return c;
}

static struct invitation again(struct cast *c, const struct actor *who, bool by_mail)
{
    struct err e = {0};
    struct invitation in = {.by_mail = by_mail};
    struct person one = {.id = c->ann.user, .client = c->client};
    RECORD_OK(people_invite_again(&c->t->practice, who, &one, &in, &e), &e);
    return in;
}

static bool take(struct cast *c, const struct invitation *in, const char *device_code, struct accepted *out, struct err *e)
{
    char session[PEOPLE_TOKEN_SIZE] = "";
    struct accepting x = {str_of(in->token), str_of(in->code), FRESH, str_of(device_code), FROM, NOBODY};
    *e = (struct err){0};
    bool ok = people_accept_in(&c->t->practice, &x, &c->t->arena, session, out, e);
    CHECK(!session[0], "a reset signs nobody in");
    return ok;
}

static struct reset reset_of(struct cast *c)
{
    struct err e = {0};
    struct reset_row *list;
    size_t n;
    RECORD_OK(reset_list(&c->t->practice, &c->owner, &c->t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].account, c->ann.user)) {
            assert_str(list[i].name, "ann", "name");
            return list[i].reset;
        }
    return (struct reset){0};
}

static struct reset_of newest(struct cast *c)
{
    return (struct reset_of){c->ann.user, reset_of(c).made_ms};
}

static bool may_sign_in(struct cast *c, struct str password)
{
    struct err e;
    struct actor who;
    char token[PEOPLE_TOKEN_SIZE];
    return sign_in(c->t, "ann", password.p, NULL, token, &who, &e) || strcmp(e.where, "code") == 0;
}

/* Without mail who makes it has both parts, and cannot use them. */
static void run_second(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    struct accepted done;
    struct session_more more;
    struct invited what;
    assert_int_equal(reset_of(&c).made_ms, 0);
    struct invitation in = again(&c, &c.carl, false);
    assert_true(in.reset && in.needs_second);
    assert_string_equal(arena_copy(&t->arena, newest_event(t).why.p, newest_event(t).why.n), "of an account that is in use");
    RECORD_OK(people_invited(&t->practice, str_of(in.token), &t->arena, &what, &e), &e);
    assert_true(what.stands && what.reset && what.outside && !what.needs_code);
    CHECK(!take(&c, &in, NULL, &done, &e) && e.kind == ERR_REFUSED && strcmp(e.where, "second") == 0, "%s: %s", e.where, e.text);
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.accept");
    assert_true(str_eq(newest_event(t).client, c.client) && str_eq(newest_event(t).object, c.ann.user));
    assert_true(may_sign_in(&c, STR(PASSWORD)) && !may_sign_in(&c, FRESH)); /* as before */
    /* The person is told while it stands, on whatever page. */
    RECORD_OK(people_session_more(&t->practice, str_of(c.session), FROM, false, &t->arena, &more, &e), &e);
    assert_true(reset_is_news(&more.person.reset, t->now_ms));
    assert_str(more.person.reset.by_name, "carl", "who made it");
    /* Neither who made it, nor whose account it is, nor who may not: one of each; with a secret given again. */
    struct actor ann = c.ann, stale = c.second;
    ann.reauthenticated_ms = t->now_ms;
    stale.reauthenticated_ms = 0;
    EXPECT_ERR(reset_confirm(&t->practice, &c.carl, newest(&c), false, err_), ERR_REFUSED, "account.reset_confirm");
    EXPECT_ERR(reset_confirm(&t->practice, &ann, newest(&c), false, err_), ERR_REFUSED, "account.reset_confirm");
    EXPECT_ERR(reset_confirm(&t->practice, &stale, newest(&c), false, err_), ERR_REFUSED, "reauthenticate");
    EXPECT_ERR(reset_confirm(&t->practice, &c.second, (struct reset_of){c.carl.user, 1}, false, err_), ERR_NOT_FOUND, "reset");
    in = again(&c, &c.owner, false);
    EXPECT_ERR(reset_confirm(&t->practice, &c.owner, newest(&c), false, err_), ERR_REFUSED, "second person");
    EXPECT_EVENT(t, AUDIT_REFUSED, "account.reset_confirm");
    RECORD_OK(reset_confirm(&t->practice, &c.officer, newest(&c), false, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.reset_confirm");
    assert_true(str_eq(newest_event(t).client, c.client) && str_eq(newest_event(t).object, c.ann.user));
    /* One that is made anew is confirmed anew. */
    in = again(&c, &c.owner, false);
    assert_false(take(&c, &in, NULL, &done, &e));
    RECORD_OK(reset_confirm(&t->practice, &c.second, newest(&c), false, &e), &e);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.accept");
    assert_true(str_eq(newest_event(t).client, c.client) && str_eq(newest_event(t).user, c.ann.user));
    assert_true(done.reset && !done.in && !done.email.n);
    assert_true(may_sign_in(&c, FRESH) && !may_sign_in(&c, STR(PASSWORD)));
    EXPECT_ERR(people_session_more(&t->practice, str_of(c.session), FROM, false, &t->arena, &more, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(reset_confirm(&t->practice, &c.second, newest(&c), false, err_), ERR_NOT_FOUND, "reset"); /* it is used */
    /* It stays news until its person has said so, and before the privacy officer until looked at. */
    assert_true(reset_is_news(&(struct reset){.made_ms = 1, .used_ms = 2}, INT64_MAX));
    struct reset r = reset_of(&c);
    assert_true(r.used_ms == t->now_ms && !r.known && !r.seen_by.n && str_eq(r.confirmed_by, c.second.user));
    RECORD_OK(reset_seen(&t->practice, &c.officer, newest(&c), &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.reset_seen");
    assert_true(str_eq(newest_event(t).client, c.client) && str_eq(newest_event(t).object, c.ann.user));
    EXPECT_ERR(reset_seen(&t->practice, &c.owner, newest(&c), err_), ERR_REFUSED, "second person");
    EXPECT_ERR(reset_seen(&t->practice, &c.second, newest(&c), err_), ERR_REFUSED, "privacy officer"); /* one can */
    EXPECT_ERR(reset_seen(&t->practice, &c.carl, newest(&c), err_), ERR_REFUSED, "account.reset_seen");
    EXPECT_ERR(reset_answer(&t->practice, &c.ann, newest(&c).made_ms, true, err_), ERR_NOT_FOUND, "reset"); /* too late to stop it */
    RECORD_OK(reset_answer(&t->practice, &c.ann, newest(&c).made_ms, false, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.reset_answer");
    assert_true(str_eq(newest_event(t).client, c.client));
    r = reset_of(&c);
    assert_true(r.known && str_eq(r.seen_by, c.officer.user) && !reset_is_news(&r, t->now_ms));
    EXPECT_ERR(reset_answer(&t->practice, &c.ann, newest(&c).made_ms, false, err_), ERR_NOT_FOUND, "reset");
}

/* Its person stops it; after seven days it is over by itself. */
static void run_stopped(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    struct accepted done;
    struct invitation in = again(&c, &c.carl, false);
    RECORD_OK(reset_confirm(&t->practice, &c.second, newest(&c), false, &e), &e);
    RECORD_OK(reset_answer(&t->practice, &c.ann, newest(&c).made_ms, true, &e), &e);
    assert_string_equal(arena_copy(&t->arena, newest_event(t).why.p, newest_event(t).why.n), "stopped");
    assert_true(str_eq(newest_event(t).client, c.client));
    CHECK(!take(&c, &in, NULL, &done, &e) && strcmp(e.where, "invitation") == 0, "%s", e.where);
    assert_true(may_sign_in(&c, STR(PASSWORD)));
    EXPECT_ERR(reset_confirm(&t->practice, &c.second, newest(&c), false, err_), ERR_NOT_FOUND, "reset");
    t->now_ms++;
    in = again(&c, &c.carl, false);
    t->now_ms += RESET_DAYS * DAY_MS - 1;
    struct reset r = reset_of(&c);
    assert_true(reset_stands(&r, t->now_ms) && reset_is_news(&r, t->now_ms));
    assert_true(!reset_stands(&r, t->now_ms + 1) && !reset_is_news(&r, t->now_ms + 1));
    t->now_ms++;
    c.second.reauthenticated_ms = t->now_ms;
    EXPECT_ERR(reset_confirm(&t->practice, &c.second, newest(&c), false, err_), ERR_NOT_FOUND, "reset");
    CHECK(!take(&c, &in, NULL, &done, &e) && strcmp(e.where, "invitation") == 0, "%s", e.where);
}

static void set_email(struct cast *c, const struct actor *who, const char *email)
{
    struct err e = {0};
    struct actor now = *who;
    struct person before, *list;
    size_t n;
    now.reauthenticated_ms = c->t->now_ms;
    if (str_eq(who->user, c->ann.user)) {
        RECORD_OK(people_change_me(&c->t->practice, &now, NOBODY, str_of(email), &c->t->arena, &before, &e), &e);
        return;
    }
    RECORD_OK(people_list(&c->t->practice, &now, &c->t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].id, c->ann.user)) {
            list[i].email = str_of(email);
            RECORD_OK(people_change(&c->t->practice, &now, &list[i], &e), &e);
        }
}

/* By mail alone, and the code told: two ways. Not to an address that somebody else has written. */
static void run_mail(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    struct accepted done;
    struct link_ask ask = {.practice = 1, .name = STR("ann"), .browser = STR("b"), .from = FROM};
    struct link_sent link;
    struct invitation in = again(&c, &c.carl, true);
    assert_true(in.needs_second); /* no address */
    set_email(&c, &c.ann, "ann@x.example");
    in = again(&c, &c.carl, true);
    assert_true(in.reset && !in.needs_second);
    in = again(&c, &c.carl, false);
    assert_true(in.needs_second); /* shown to who made it */
    set_email(&c, &c.owner, "thief@x.example");
    in = again(&c, &c.carl, true);
    assert_true(in.needs_second);
    RECORD_OK(people_link_ask(&t->practice, &ask, &t->arena, &link, &e), &e);
    assert_false(link.to.n); /* nor does a link go there */
    set_email(&c, &c.ann, "ann@x.example");
    RECORD_OK(people_link_ask(&t->practice, &ask, &t->arena, &link, &e), &e);
    assert_str(link.to, "ann@x.example", "to");
    in = again(&c, &c.carl, true);
    assert_false(in.needs_second);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    assert_str(done.email, "ann@x.example", "who is told");
    assert_false(done.email_own.n);
    /* The last address that its person confirmed is told too, whatever others write, and however often. */
    set_email(&c, &c.owner, "thief@x.example");
    set_email(&c, &c.owner, "");
    set_email(&c, &c.owner, "thief2@x.example");
    in = again(&c, &c.carl, false);
    RECORD_OK(reset_confirm(&t->practice, &c.second, newest(&c), false, &e), &e);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    assert_str(done.email, "thief2@x.example", "who is told");
    assert_str(done.email_own, "ann@x.example", "and where its person reads it");
    set_email(&c, &c.ann, "ann@y.example");
    in = again(&c, &c.carl, true);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    assert_str(done.email, "ann@y.example", "confirmed");
    assert_false(done.email_own.n);
    /* Who owns the data folder needs nobody; its person is told all the same. */
    in = again(&c, &program, false);
    assert_true(in.reset && !in.needs_second && reset_of(&c).made_ms && !reset_of(&c).by.n);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    RECORD_OK(people_reset(&t->practice, &program, c.ann.user, STR(PASSWORD), &e), &e);
    struct reset r = reset_of(&c);
    assert_true(reset_is_news(&r, t->now_ms) && r.used_ms);
}

/* Each step says which one it is about: another that was made meanwhile is not what was looked at. */
static void run_another(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    struct accepted done;
    again(&c, &c.carl, false);
    struct reset_of seen = newest(&c);
    struct invitation in = again(&c, &c.carl, false); /* in the same millisecond */
    assert_true(newest(&c).made_ms > seen.made_ms);
    EXPECT_ERR(reset_confirm(&t->practice, &c.second, seen, false, err_), ERR_CONFLICT, "reset");
    EXPECT_ERR(reset_seen(&t->practice, &c.officer, seen, err_), ERR_CONFLICT, "reset");
    EXPECT_ERR(reset_answer(&t->practice, &c.ann, seen.made_ms, false, err_), ERR_CONFLICT, "reset");
    EXPECT_ERR(reset_answer(&t->practice, &c.ann, seen.made_ms, true, err_), ERR_CONFLICT, "reset");
    struct reset r = reset_of(&c);
    assert_true(!r.confirmed_by.n && !r.seen_by.n && !r.known && !r.stopped_ms);
    assert_false(take(&c, &in, NULL, &done, &e));
    RECORD_OK(reset_confirm(&t->practice, &c.second, newest(&c), false, &e), &e);
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
}

static bool may_see(struct cast *c, const struct actor *who)
{
    struct err e = {0};
    struct reset_row *list;
    size_t n;
    RECORD_OK(reset_list(&c->t->practice, who, &c->t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    return list[0].may_see;
}

/* One that no privacy officer may look at is an owner's to look at. */
static void run_officer(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    again(&c, &c.carl, false);
    assert_true(may_see(&c, &c.officer) && !may_see(&c, &c.owner) && !may_see(&c, &c.second));
    RECORD_OK(people_end(&t->practice, &c.owner, c.officer.user, &e), &e);
    assert_true(may_see(&c, &c.owner) && may_see(&c, &c.second)); /* there is none */
    again(&c, &c.owner, false);
    assert_true(!may_see(&c, &c.owner) && may_see(&c, &c.second)); /* one's own */
    RECORD_OK(reset_seen(&t->practice, &c.second, newest(&c), &e), &e);
    assert_true(str_eq(reset_of(&c).seen_by, c.second.user));
    /* The only one made it. */
    struct str id = add_person(t, "omar", ROLE_OWNER | ROLE_PRIVACY_OFFICER, NOBODY);
    struct actor omar = actor(id, ROLE_OWNER | ROLE_PRIVACY_OFFICER);
    omar.reauthenticated_ms = t->now_ms;
    again(&c, &c.carl, false);
    assert_true(may_see(&c, &omar) && !may_see(&c, &c.second));
    again(&c, &omar, false);
    assert_true(!may_see(&c, &omar) && may_see(&c, &c.second));
    RECORD_OK(reset_seen(&t->practice, &c.second, newest(&c), &e), &e);
}

/* The second factor stays, whoever makes the invitation, until a second person lets it end. */
static void run_factor(struct record_test *t)
{
    struct err e = {0};
    struct cast c = cast_of(t);
    char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE], six[7], token[PEOPLE_TOKEN_SIZE];
    struct actor now = c.ann, who;
    struct accepted done;
    struct invited what;
    struct str address;
    now.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_totp_new(&t->practice, &now, &t->arena, &address, &e), &e);
    totp_code(address, t->now_ms, six);
    RECORD_OK(people_totp_confirm(&t->practice, &now, str_of(six), recovery, &e), &e);
    t->now_ms += MINUTE;
    struct invitation in = again(&c, &program, false);
    RECORD_OK(people_invited(&t->practice, str_of(in.token), &t->arena, &what, &e), &e);
    assert_true(what.needs_code);
    CHECK(!take(&c, &in, NULL, &done, &e) && strcmp(e.where, "code") == 0, "%s", e.where);
    CHECK(!take(&c, &in, "000000", &done, &e) && strcmp(e.where, "code") == 0, "%s", e.where);
    assert_true(may_sign_in(&c, STR(PASSWORD)) && !may_sign_in(&c, FRESH));
    RECORD_OK(take(&c, &in, recovery[0], &done, &e), &e);
    CHECK(!sign_in(t, "ann", FRESH.p, NULL, token, &who, &e) && strcmp(e.where, "code") == 0, "the second factor is off");
    CHECK(!sign_in(t, "ann", FRESH.p, recovery[0], token, &who, &e), "a recovery code is good twice");
    RECORD_OK(sign_in(t, "ann", FRESH.p, recovery[1], token, &who, &e), &e); /* those that are left stay */
    /* A code of the device does; wrong ones count for the name. */
    in = again(&c, &program, false);
    for (int i = 0; i < 5; i++)
        CHECK(!take(&c, &in, "000000", &done, &e) && strcmp(e.where, "code") == 0, "%d: %s", i, e.where);
    totp_code(address, t->now_ms, six);
    CHECK(!take(&c, &in, six, &done, &e) && strcmp(e.where, "wait") == 0, "%s: a right code during the wait", e.where);
    CHECK(!sign_in(t, "ann", FRESH.p, six, token, &who, &e) && strcmp(e.where, "wait") == 0, "%s", e.where);
    t->now_ms += MINUTE;
    totp_code(address, t->now_ms, six);
    RECORD_OK(take(&c, &in, six, &done, &e), &e);
    /* Lost: a second person lets it end, also where nobody else would be needed. */
    in = again(&c, &c.carl, false);
    c.second.reauthenticated_ms = t->now_ms;
    RECORD_OK(reset_confirm(&t->practice, &c.second, newest(&c), true, &e), &e);
    assert_string_equal(arena_copy(&t->arena, newest_event(t).why.p, newest_event(t).why.n), "the second factor ends with it");
    assert_true(may_sign_in(&c, FRESH)); /* not yet: password and code as before */
    RECORD_OK(take(&c, &in, NULL, &done, &e), &e);
    RECORD_OK(sign_in(t, "ann", FRESH.p, NULL, token, &who, &e), &e);
}

/* ---- half done ---- */

struct steps {
    struct cast *c;
    struct invitation in;
    struct reset_of of;
};

static bool step_again(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    struct person one = {.id = s->c->ann.user, .client = s->c->client};
    return people_invite_again(&t->practice, &s->c->carl, &one, &s->in, e);
}

static bool step_confirm(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    return reset_confirm(&t->practice, &s->c->second, s->of, false, e);
}

static bool step_take(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    char session[PEOPLE_TOKEN_SIZE];
    struct accepting x = {str_of(s->in.token), str_of(s->in.code), FRESH, NOBODY, FROM, NOBODY};
    struct accepted done;
    return people_accept_in(&t->practice, &x, &t->arena, session, &done, e);
}

static bool step_seen(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    return reset_seen(&t->practice, &s->c->officer, s->of, e);
}

static bool step_answer(struct record_test *t, void *ctx, struct err *e)
{
    struct steps *s = ctx;
    return reset_answer(&t->practice, &s->c->ann, s->of.made_ms, false, e);
}

static void run_steps(struct record_test *t)
{
    struct cast c = cast_of(t);
    struct steps s = {.c = &c};
    each_step(t, "invite again", step_again, &s);
    s.of = newest(&c);
    each_step(t, "confirm", step_confirm, &s);
    each_step(t, "accept", step_take, &s);
    each_step(t, "look at it", step_seen, &s);
    each_step(t, "say that one knows", step_answer, &s);
}

#define ON_EACH(name)                                                                                                  \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_practice(run_##name);                                                                                     \
    }
ON_EACH(second)
ON_EACH(stopped)
ON_EACH(mail)
ON_EACH(another)
ON_EACH(officer)
ON_EACH(factor)
ON_EACH(steps)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second), cmocka_unit_test(test_stopped), cmocka_unit_test(test_mail),
        cmocka_unit_test(test_another), cmocka_unit_test(test_officer), cmocka_unit_test(test_factor), cmocka_unit_test(test_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
