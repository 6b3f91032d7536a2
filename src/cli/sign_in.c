/* sign_in.c: see sign_in.h. */
#include "cli/sign_in.h"

bool sign_in_line(const struct cli *c, struct record_open *record, struct line_session *out, struct err *e)
{
    struct arena *a = &record->arena;
    struct practice *p = &record->practice;
    struct sign_in in = {.practice = 1, .name = str_of(cli_option(c, "as")), .from = STR("command line")};
    struct err mine = {0};
    if (!in.name.n) {
        return err_set(e, ERR_INVALID, "--as", "is missing: the name by which you sign in");
    }
    if (!record_secret(c, "password-file", "Password", false, a, &in.password, e)) {
        return false;
    }
    bool ok = people_sign_in(p, &in, a, out->token, &out->who, &mine);
    if (!ok && mine.kind == ERR_REFUSED && strcmp(mine.where, "code") == 0) {
        err_clear(&mine);
        ok = record_secret(c, "code-file", "Code", false, a, &in.code, &mine) &&
             people_sign_in(p, &in, a, out->token, &out->who, &mine);
    }
    return ok || err_set(e, mine.kind, mine.where, "%s", mine.text);
}

void sign_out_line(struct record_open *record, struct line_session *s)
{
    if (s->token[0] && s->who.user.n) {
        people_sign_out(&record->practice, &s->who, str_of(s->token), NULL);
    }
    seal_wipe(s->token, sizeof s->token);
}
