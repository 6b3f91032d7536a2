/* team_steps.h: every use case about people, clients and teams as one step, for test_team.c to let fail. */
#ifndef TEST_TEAM_STEPS_H
#define TEST_TEAM_STEPS_H

#include "people_support.h"

struct cast {
    struct str carl, sue, client, address, glass;
    struct actor clinician, owner, privacy;
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], session[PEOPLE_TOKEN_SIZE];
    char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    int count;
};

#define STEP(name) static bool name(struct record_test *t, void *ctx, struct err *e)

STEP(do_invite)
{
    struct cast *c = ctx;
    char name[32];
    struct str id;
    snprintf(name, sizeof name, "person%d", ++c->count);
    struct person p = {.sign_in = str_of(name), .name = STR("P"), .roles = ROLE_CLINICIAN};
    return people_invite(&t->practice, &c->owner, &p, &t->arena, &id, c->token, c->code, e);
}
STEP(do_accept)
{
    struct cast *c = ctx;
    return people_accept(&t->practice, str_of(c->token), str_of(c->code), STR(PASSWORD), e);
}
STEP(do_sign_in)
{
    struct cast *c = ctx;
    return sign_in(t, "carl", PASSWORD, NULL, c->session, &c->clinician, e);
}
STEP(do_wrong)
{
    struct cast *c = ctx;
    struct actor who;
    /* What is to be seen here is that nothing stays of a count or an event alone; that it is refused is no fault. */
    bool ok = sign_in(t, "carl", "wrong horse 7", NULL, c->token, &who, e);
    if (!ok && e->kind == ERR_REFUSED)
        *e = (struct err){0};
    return e->kind == ERR_NONE;
}
STEP(do_password)
{
    struct cast *c = ctx;
    return people_password(&t->practice, &c->clinician, STR(PASSWORD), STR("another horse"), e);
}
STEP(do_sign_out)
{
    struct cast *c = ctx;
    return people_sign_out(&t->practice, &c->clinician, str_of(c->session), e);
}
STEP(do_client)
{
    struct cast *c = ctx;
    struct client_new n = {.details = STR("{\"name\":\"Ann Lee\",\"birth_date\":\"1990-05-06\"}")};
    bool ok = clients_new(&t->practice, &c->clinician, &n, NOBODY, &t->arena, e);
    c->client = n.id;
    return ok;
}
STEP(do_read)
{
    struct cast *c = ctx;
    struct client_card card;
    return clients_read(&t->practice, &c->clinician, c->client, &t->arena, &card, e);
}
STEP(do_find)
{
    struct cast *c = ctx;
    struct client_page page = {0};
    return clients_find(&t->practice, &c->clinician, STR("ann lee"), &page, &t->arena, e);
}
STEP(do_details)
{
    struct cast *c = ctx;
    struct str json;
    int64_t version;
    return clients_details(&t->practice, &c->clinician, c->client, &t->arena, &json, &version, e);
}
STEP(do_rename)
{
    struct cast *c = ctx;
    return clients_change(&t->practice, &c->clinician, c->client,
                          STR("{\"name\":\"Bo\",\"birth_date\":\"1990-05-06\"}"), 1, e);
}
STEP(do_join)
{
    struct cast *c = ctx;
    return people_join(&t->practice, &program, c->client, c->carl, STR("clinician"), (struct opt_int){0}, e);
}
STEP(do_leave)
{
    struct cast *c = ctx;
    return people_leave(&t->practice, &program, c->client, c->carl, STR("clinician"), e);
}
STEP(do_end_client)
{
    struct cast *c = ctx;
    return clients_end(&t->practice, &c->clinician, c->client, true, STR("moved"), e);
}
STEP(do_glass)
{
    struct cast *c = ctx;
    struct str id;
    return people_break_glass(&t->practice, &c->clinician, STR("Bo"), (struct date){1990, 5, 6}, STR("a reason here"),
                              &t->arena, &id, e);
}
STEP(do_settings)
{
    struct cast *c = ctx;
    struct people_settings set = usual_settings();
    set.alert_owner = c->carl;
    set.alert_cover = c->sue;
    return people_set_settings(&t->practice, &c->owner, &set, 2, e);
}
STEP(do_change)
{
    struct cast *c = ctx;
    struct person p = {.id = c->carl, .name = STR("Carl C."), .roles = ROLE_CLINICIAN | ROLE_OWNER};
    return people_change(&t->practice, &c->owner, &p, e);
}
STEP(do_list)
{
    struct cast *c = ctx;
    struct person *list;
    size_t n;
    return people_list(&t->practice, &c->owner, &t->arena, &list, &n, e);
}
STEP(do_again)
{
    struct cast *c = ctx;
    struct actor now;
    t->now_ms += 1; /* so that it changes something */
    return people_reauthenticate(&t->practice, &c->clinician, str_of(c->session), STR(PASSWORD), &now, e);
}
STEP(do_invite_again)
{
    struct cast *c = ctx;
    struct person p = {.id = c->carl};
    struct invitation in = {.by_mail = false};
    bool ok = people_invite_again(&t->practice, &c->owner, &p, &in, e);
    memcpy(c->token, in.token, sizeof in.token);
    memcpy(c->code, in.code, sizeof in.code);
    return ok;
}
STEP(do_wrong_code)
{
    struct cast *c = ctx;
    bool ok = people_accept(&t->practice, str_of(c->token), STR("AAAA-AAAA"), STR(PASSWORD), e);
    if (!ok && e->kind == ERR_REFUSED)
        *e = (struct err){0};
    return e->kind == ERR_NONE;
}
STEP(do_no_token)
{
    struct cast *c = ctx;
    char token[PEOPLE_TOKEN_SIZE];
    snprintf(token, sizeof token, "%s", c->token);
    token[20] = token[20] == 'a' ? 'b' : 'a';
    bool ok = people_accept(&t->practice, str_of(token), str_of(c->code), STR(PASSWORD), e);
    if (!ok && e->kind == ERR_REFUSED)
        *e = (struct err){0};
    return e->kind == ERR_NONE;
}
STEP(do_supervise)
{
    struct cast *c = ctx;
    return people_supervise(&t->practice, &c->owner, c->sue, c->carl, (struct opt_int){0}, e);
}
STEP(do_secret)
{
    struct cast *c = ctx;
    return people_totp_new(&t->practice, &c->clinician, &t->arena, &c->address, e);
}
STEP(do_confirm)
{
    struct cast *c = ctx;
    char code[7];
    totp_code(c->address, t->now_ms, code);
    return people_totp_confirm(&t->practice, &c->clinician, str_of(code), c->recovery, e);
}
STEP(do_code)
{
    struct cast *c = ctx;
    char code[7];
    struct actor who;
    totp_code(c->address, t->now_ms + 30000, code);
    return sign_in(t, "carl", PASSWORD, code, c->session, &who, e);
}
STEP(do_recovery)
{
    struct cast *c = ctx;
    struct actor who;
    return sign_in(t, "carl", PASSWORD, c->recovery[3], c->session, &who, e);
}
STEP(do_code_off)
{
    struct cast *c = ctx;
    return people_totp_off(&t->practice, &c->clinician, e);
}
STEP(do_session)
{
    struct cast *c = ctx;
    struct actor who;
    t->now_ms += 20000;
    return people_session(&t->practice, str_of(c->session), STR("192.0.2.7"), &t->arena, &who, e);
}
STEP(do_time_out)
{
    struct cast *c = ctx;
    struct actor who;
    t->now_ms += 16 * 60000;
    bool ok = people_session(&t->practice, str_of(c->session), STR("192.0.2.7"), &t->arena, &who, e);
    if (!ok && e->kind == ERR_REFUSED)
        *e = (struct err){0};
    return e->kind == ERR_NONE;
}
STEP(do_glass_list)
{
    struct cast *c = ctx;
    struct glass_row *rows;
    size_t n;
    bool ok = people_glass_list(&t->practice, &c->privacy, &t->arena, &rows, &n, e);
    c->glass = ok ? rows[0].id : NOBODY;
    return ok;
}
STEP(do_glass_seen)
{
    struct cast *c = ctx;
    return people_glass_seen(&t->practice, &c->privacy, c->glass, e);
}
STEP(do_team)
{
    struct cast *c = ctx;
    struct team_row *rows;
    size_t n;
    return people_team(&t->practice, &c->clinician, c->client, &t->arena, &rows, &n, e);
}
STEP(do_caseload)
{
    struct cast *c = ctx;
    struct client_page page = {.limit = 10};
    return clients_list(&t->practice, &c->clinician, &page, &t->arena, e);
}
STEP(do_read_settings)
{
    struct cast *c = ctx;
    struct people_settings set;
    int64_t version;
    return people_settings(&t->practice, &c->owner, &t->arena, &set, &version, e);
}
STEP(do_reset)
{
    struct cast *c = ctx;
    return people_reset(&t->practice, &program, c->carl, STR("a third horse"), e);
}
STEP(do_end)
{
    struct cast *c = ctx;
    return people_end(&t->practice, &c->owner, c->privacy.user, e); /* carl sees to alerts */
}

#endif
