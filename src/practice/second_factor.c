/* second_factor.c: codes of a device (RFC 6238) and recovery codes. */
#include "practice/people_parts.h"

#include <oath.h>
#include <stdlib.h>

#define SECRET_BYTES 20 /* RFC 4226, section 4, R6 */
#define NONE ((struct str){NULL, 0})

struct factor {
    unsigned char secret[SECRET_BYTES];
    struct str address, code;
    char (*recovery)[PEOPLE_CODE_SIZE];
};

bool code_try(struct store *s, struct db_tx *tx, const struct code_of *of, struct str code, int64_t now_ms,
              enum again *by, bool *good, struct err *e)
{
    int64_t step;
    struct seal_hash hash;
    *good = false;
    *by = AGAIN_CODE;
    if (totp_step(of->secret, code, now_ms, &step)) {
        return account_code_used(tx, of->practice, of->account, step, good, e);
    }
    *by = AGAIN_RECOVERY_CODE;
    return code_hash(s, tx, of->practice, of->account, code, &hash, e) &&
           recovery_use(tx, of->practice, of->account, &hash, now_ms, good, e);
}

/* Of an address: letters and digits as they are, other bytes as %XX. */
static void put_escaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                     c == '.' || c == '_';
        buf_printf(b, plain ? "%c" : "%%%02X", c);
    }
}

/* The address that a device reads. 20 bytes are 32 digits in base 32, so nothing is filled up with '='. */
static bool put_address(const struct factor *f, struct str issuer, struct str name, struct buf *b, struct err *e)
{
    char *base32 = NULL;
    size_t n = 0;
    if (oath_base32_encode((const char *)f->secret, SECRET_BYTES, &base32, &n) != OATH_OK) {
        return err_no_memory(e);
    }
    buf_cstr(b, "otpauth://totp/");
    put_escaped(b, issuer);
    buf_char(b, ':');
    put_escaped(b, name);
    buf_cstr(b, "?secret=");
    buf_put(b, base32, n);
    buf_cstr(b, "&issuer=");
    put_escaped(b, issuer);
    seal_wipe(base32, n);
    free(base32);
    return true;
}

static bool new_secret(struct practice_tx *t, void *ctx, struct err *e)
{
    struct factor *f = ctx;
    struct account_row row;
    struct person_details d;
    struct people_settings set;
    struct buf b;
    if (!person_own(t, &row, &d, e) || !people_settings_in(t->store, t->tx, row.practice, t->arena, &set, NULL, e)) {
        return false;
    }
    if (d.codes) {
        return err_set(e, ERR_CONFLICT, "code", "codes of a device are in force already: turn them off first");
    }
    buf_init(&b, 0);
    seal_put_hex(f->secret, SECRET_BYTES, &b);
    if (!buf_keep(&b, t->arena, &d.secret, e)) {
        return false;
    }
    buf_init(&b, 0);
    if (!put_address(f, set.name, d.sign_in, &b, e)) {
        buf_free(&b);
        return false;
    }
    return buf_keep(&b, t->arena, &f->address, e) && person_put(t, &row, &d, e);
}

bool people_totp_new(struct practice *p, const struct actor *who, struct arena *a, struct str *address, struct err *e)
{
    struct factor f = {.recovery = NULL};
    seal_random(f.secret, sizeof f.secret);
    bool ok = practice_do(p, who, CASE_CODE_NEW, NONE, NONE, a, new_secret, &f, e);
    seal_wipe(f.secret, sizeof f.secret);
    *address = f.address;
    return ok;
}

static bool confirm(struct practice_tx *t, void *ctx, struct err *e)
{
    struct factor *f = ctx;
    struct account_row row;
    struct person_details d;
    struct seal_hash hash[PEOPLE_RECOVERY_CODES];
    int64_t step;
    bool fresh = false;
    if (!person_own(t, &row, &d, e)) {
        return false;
    }
    if (!d.secret.n || d.codes) {
        return err_set(e, ERR_CONFLICT, "code", "no secret waits for its first code: begin anew");
    }
    if (!totp_step(d.secret, str_trim(f->code), t->now_ms, &step)) {
        return err_set(e, ERR_REFUSED, "code", "does not fit: look at the clock of the device");
    }
    d.codes = true;
    for (size_t i = 0; i < PEOPLE_RECOVERY_CODES; i++) {
        if (!code_hash(t->store, t->tx, row.practice, row.id, str_of(f->recovery[i]), &hash[i], e)) {
            return false;
        }
    }
    if (!account_code_used(t->tx, row.practice, row.id, step, &fresh, e)) {
        return false;
    }
    if (!fresh) {
        return err_set(e, ERR_REFUSED, "code", "was used before: wait for the next one");
    }
    return person_put(t, &row, &d, e) && recovery_put(t->tx, row.practice, row.id, hash, PEOPLE_RECOVERY_CODES, e);
}

static bool turn_off(struct practice_tx *t, void *ctx, struct err *e)
{
    struct account_row row;
    struct person_details d;
    (void)ctx;
    if (!person_own(t, &row, &d, e)) {
        return false;
    }
    d.secret = NONE;
    d.codes = false;
    return person_put(t, &row, &d, e) && recovery_put(t->tx, row.practice, row.id, NULL, 0, e);
}

static bool do_own(struct practice *p, const struct actor *who, enum case_id what, practice_work *work,
                   struct factor *f, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, NONE, NONE, &a, work, f, e);
    arena_free(&a);
    return ok;
}

bool people_totp_confirm(struct practice *p, const struct actor *who, struct str code,
                         char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE], struct err *e)
{
    struct factor f = {.code = code, .recovery = recovery};
    for (size_t i = 0; i < PEOPLE_RECOVERY_CODES; i++) {
        code_new(3, recovery[i]);
    }
    bool ok = do_own(p, who, CASE_CODE_CONFIRM, confirm, &f, e);
    if (!ok) {
        seal_wipe(recovery, PEOPLE_RECOVERY_CODES * PEOPLE_CODE_SIZE);
    }
    return ok;
}

bool people_totp_off(struct practice *p, const struct actor *who, struct err *e)
{
    return do_own(p, who, CASE_CODE_OFF, turn_off, NULL, e);
}
