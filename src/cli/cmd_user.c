/* goldthread user: accounts, by who owns the data folder. Secrets come from files or the terminal, never from the line.
 */
#include "cli/ask.h"
#include "cli/people.h"
#include "cli/record.h"

#include "base/escape.h"
#include "base/json.h"
#include "practice/people.h"

#include <stdlib.h>

#define NONE ((struct str){NULL, 0})

struct user {
    struct cli *c;
    struct record_open record;
    const struct zone *zone; /* of the practice */
    struct actor program;
    struct person *list;
    size_t count;
};

static bool begin(struct cli *c, struct user *u, struct err *e)
{
    *u = (struct user){.c = c, .program = {.practice = 1, .from = STR("command line")}};
    return record_begin(c, &u->record, e) && practice_zone_of(&u->record.practice, 1, &u->zone, e);
}

/* Closes, tells the error when there is one. */
static int end(struct user *u, bool ok, const struct err *e)
{
    record_end(&u->record);
    return ok ? CLI_OK : cli_fail("user", e);
}

static bool load(struct user *u, struct err *e)
{
    return people_list(&u->record.practice, &u->program, &u->record.arena, &u->list, &u->count, e);
}

/* The person who signs in by the name that stands at that place of the line. */
static const struct person *find(struct user *u, int operand, struct err *e)
{
    struct str name = str_of(u->c->operands[operand]);
    for (size_t i = 0; i < u->count; i++) {
        if (str_eq_ci(u->list[i].sign_in, name)) {
            return &u->list[i];
        }
    }
    err_set(e, ERR_NOT_FOUND, u->c->operands[operand],
            "nobody signs in by this name; goldthread user list shows who does");
    return NULL;
}

static const struct person *load_one(struct user *u, int operand, struct err *e)
{
    return load(u, e) ? find(u, operand, e) : NULL;
}

static void tell_invitation(const struct user *u, const struct person *p, const char *token, const char *code)
{
    struct buf b;
    buf_init(&b, 0);
    escape_terminal(&b, p->sign_in, false);
    fprintf(u->c->out, "Invitation for \"%s\", good for seven days and once:\n\n    token  %s\n    code   %s\n\n",
            buf_str(&b).p, token, code);
    fputs("Send the token by mail or on paper, and tell the code apart from it, by telephone or in person.\n",
          u->c->out);
    buf_free(&b);
}

/* ---- list ---- */

static const char *day_of(const struct user *u, struct opt_int ms, char text[DATE_TEXT_SIZE])
{
    text[0] = 0;
    return ms.has ? date_format(zone_day(u->zone, ms.v - 1), text) : text;
}

static void list_text(const struct user *u, struct buf *b)
{
    char day[DATE_TEXT_SIZE];
    cell_put(b, STR("SIGN-IN"), 20);
    cell_put(b, STR("STATE"), 8);
    cell_put(b, STR("CODES"), 6);
    cell_put(b, STR("NAME"), 24);
    buf_cstr(b, "ROLES\n");
    for (size_t i = 0; i < u->count; i++) {
        const struct person *p = &u->list[i];
        cell_put(b, p->sign_in, 20);
        cell_put(b, p->state, 8);
        cell_put(b, p->has_totp ? STR("codes") : STR("-"), 6);
        cell_put(b, p->name, 24);
        roles_put(p->roles, b);
        if (p->ends_ms.has) {
            buf_printf(b, " until %s", day_of(u, p->ends_ms, day));
        }
        buf_char(b, '\n');
    }
}

static void put_member(struct json_out *o, const char *key, struct str s)
{
    json_key(o, key);
    json_put_str(o, s);
}

static void list_json(const struct user *u, struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b, 2);
    json_begin_array(&o);
    for (size_t i = 0; i < u->count; i++) {
        const struct person *p = &u->list[i];
        char day[DATE_TEXT_SIZE];
        json_begin_object(&o);
        put_member(&o, "id", p->id);
        put_member(&o, "sign_in", p->sign_in);
        put_member(&o, "name", p->name);
        put_member(&o, "email", p->email);
        put_member(&o, "credential", p->credential);
        put_member(&o, "state", p->state);
        put_member(&o, "client", p->client);
        put_member(&o, "until", p->ends_ms.has ? str_of(day_of(u, p->ends_ms, day)) : NONE);
        json_key(&o, "codes");
        json_put_bool(&o, p->has_totp);
        json_key(&o, "roles");
        json_begin_array(&o);
        for (unsigned r = 0; r < ROLE_BITS; r++) {
            if (p->roles >> r & 1) {
                json_put_cstr(&o, role_name((enum role)(1u << r)));
            }
        }
        json_end_array(&o);
        json_end_object(&o);
    }
    json_end_array(&o);
    buf_char(b, '\n');
}

int cmd_user_list(struct cli *c)
{
    struct user u;
    struct err e = {0};
    struct buf b;
    const char *format = cli_option(c, "format");
    bool ok = begin(c, &u, &e) && load(&u, &e);
    buf_init(&b, 0);
    if (ok && format && strcmp(format, "json") == 0) {
        list_json(&u, &b);
    } else if (ok) {
        list_text(&u, &b);
    }
    ok = ok && (buf_ok(&b) || err_no_memory(&e));
    if (ok) {
        fwrite(buf_str(&b).p, 1, b.n, c->out);
    }
    buf_free(&b);
    return end(&u, ok, &e);
}

/* ---- accounts ---- */

int cmd_user_add(struct cli *c)
{
    struct user u;
    struct err e = {0};
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    const char *roles = cli_option(c, "roles");
    struct str id;
    struct person p = {.sign_in = str_of(c->operands[0]),
                       .email = str_of(cli_option(c, "email")),
                       .credential = str_of(cli_option(c, "credential")),
                       .client = str_of(cli_option(c, "client"))};
    if (!roles) {
        return cli_failf("user", "--roles is missing; see goldthread help user");
    }
    bool ok = roles_read(roles, &p.roles, &e);
    if (!ok) {
        return cli_fail("user", &e);
    }
    ok = begin(c, &u, &e) && until_read(cli_option(c, "until"), u.zone, &p.ends_ms, &e) &&
         ask_option(c, "name", "Full name", &u.record.arena, &p.name, &e) &&
         people_invite(&u.record.practice, &u.program, &p, &u.record.arena, &id, token, code, &e);
    if (ok) {
        tell_invitation(&u, &p, token, code);
    }
    return end(&u, ok, &e);
}

int cmd_user_invite(struct cli *c)
{
    struct user u;
    struct err e = {0};
    struct invitation in = {.by_mail = false};
    const struct person *p = begin(c, &u, &e) ? load_one(&u, 0, &e) : NULL;
    bool ok = p && people_invite_again(&u.record.practice, &u.program, p, &in, &e);
    if (ok) {
        tell_invitation(&u, p, in.token, in.code);
    }
    seal_wipe(&in, sizeof in);
    return end(&u, ok, &e);
}

int cmd_user_end(struct cli *c)
{
    struct user u;
    struct err e = {0};
    const struct person *p = begin(c, &u, &e) ? load_one(&u, 0, &e) : NULL;
    return end(&u, p && people_end(&u.record.practice, &u.program, p->id, &e), &e);
}

int cmd_user_role(struct cli *c)
{
    struct user u;
    struct err e = {0};
    const struct person *p = begin(c, &u, &e) ? load_one(&u, 0, &e) : NULL;
    bool ok = p != NULL;
    if (ok) {
        struct person changed = *p;
        ok = roles_read(c->operands[1], &changed.roles, &e) &&
             until_read(cli_option(c, "until"), u.zone, &changed.ends_ms, &e) &&
             people_change(&u.record.practice, &u.program, &changed, &e);
    }
    return end(&u, ok, &e);
}

int cmd_user_password(struct cli *c)
{
    struct user u;
    struct err e = {0};
    struct str password;
    const struct person *p = begin(c, &u, &e) ? load_one(&u, 0, &e) : NULL;
    bool ok = p && record_secret(c, "password-file", "New password", true, &u.record.arena, &password, &e) &&
              people_reset(&u.record.practice, &u.program, p->id, password, &e);
    return end(&u, ok, &e);
}

/* ---- who works with whom ---- */

int cmd_user_supervise(struct cli *c)
{
    struct user u;
    struct err e = {0};
    struct opt_int until;
    bool ok = begin(c, &u, &e) && until_read(cli_option(c, "until"), u.zone, &until, &e);
    const struct person *supervisor = ok ? load_one(&u, 0, &e) : NULL, *p = supervisor ? find(&u, 1, &e) : NULL;
    return end(&u, p && people_supervise(&u.record.practice, &u.program, supervisor->id, p->id, until, &e), &e);
}

int cmd_user_join(struct cli *c)
{
    struct user u;
    struct err e = {0};
    struct opt_int until;
    bool ok = begin(c, &u, &e) && until_read(cli_option(c, "until"), u.zone, &until, &e);
    const struct person *p = ok ? load_one(&u, 0, &e) : NULL;
    return end(&u,
               p && people_join(&u.record.practice, &u.program, str_of(c->operands[1]), p->id, str_of(c->operands[2]),
                                until, &e),
               &e);
}

int cmd_user_leave(struct cli *c)
{
    struct user u;
    struct err e = {0};
    const struct person *p = begin(c, &u, &e) ? load_one(&u, 0, &e) : NULL;
    return end(
        &u,
        p && people_leave(&u.record.practice, &u.program, str_of(c->operands[1]), p->id, str_of(c->operands[2]), &e),
        &e);
}
