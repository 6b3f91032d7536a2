/*
 * people_parts.h: what the files of people.h share. Layer: practice, private to them.
 */
#ifndef PRACTICE_PEOPLE_PARTS_H
#define PRACTICE_PEOPLE_PARTS_H

#include "base/json.h"
#include "practice/people.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)

/* The content of an account. */
struct person_details {
    struct str name, sign_in, email, credential;
    struct str language;  /* "es": chosen for this account; absent: not chosen */
    struct str secret;    /* of the codes, in hex; absent: none */
    bool codes;           /* they are in force */
    bool no_reminders;    /* of check-ins, by mail */
    bool email_others;    /* as in struct person */
    struct str email_own; /* while email_others: the last address that its own person confirmed; absent: none */
    struct reset reset;
};
bool person_read(const struct account_row *r, struct arena *a, struct person_details *out, struct err *e);
bool person_write(const struct person_details *d, struct arena *a, struct str *json, struct err *e);

/* person_own: the account of who acts, which the event then names. person_put: the row with these details. */
bool person_own(struct practice_tx *t, struct account_row *row, struct person_details *d, struct err *e);
bool person_put(struct practice_tx *t, struct account_row *row, const struct person_details *d, struct err *e);

/* people_account: a row as what people_list gives. */
bool people_account(const struct account_row *r, struct arena *a, struct person *out, struct err *e);

bool settings_read(struct str json, struct arena *a, struct people_settings *out, struct err *e);
bool settings_write(const struct people_settings *s, struct arena *a, struct str *json, struct err *e);
bool settings_check(const struct people_settings *s, struct err *e);

/* person_keep: a copy in the arena; absent stays absent. */
bool person_keep(struct arena *a, struct str s, struct str *out, struct err *e);
/* buf_keep: what was written into b, in the arena; b is freed. */
bool buf_keep(struct buf *b, struct arena *a, struct str *out, struct err *e);

/* person_password: whether it may be one: ERR_INVALID. */
bool person_password(struct str password, struct str sign_in, struct err *e);
/* person_email: one address as a mail may go to, "name@host"; empty: none. ERR_INVALID "email". */
bool person_email(struct str s, struct err *e);
/* person_works: active, and not past its end. */
bool person_works(const struct account_row *r, int64_t now_ms);

/* people_event: an event of what happens before, or without, the gate. user: who has proved to be it; object: whom it
 * is about; client: whose account that is, so that it stands in what the client reads; absent: nobody's. */
struct people_event {
    int64_t practice, at_ms;
    enum audit_action action;
    const char *use_case, *why; /* why: may be NULL */
    struct str user, client, object, from;
};
bool people_event(struct practice *p, struct db_tx *tx, const struct people_event *ev, struct err *e);

/* A token "N.<64 hex digits>", its number and its hash. false: it is none. */
void token_new(int64_t practice, char token[PEOPLE_TOKEN_SIZE]);
bool token_read(struct str token, int64_t *practice, struct seal_hash *hash);
/* code_new: a code for people to type, of groups of four letters and digits; code_hash: of a typed one, keyed with the
 * practice's tokens, so that nobody who has the tables alone can try all codes. */
void code_new(int groups, char code[PEOPLE_CODE_SIZE]);
bool code_hash(struct store *s, struct db_tx *tx, int64_t practice, struct str account, struct str code,
               struct seal_hash *out, struct err *e);
/* totp_step: the time step whose code it is, one before or after now allowed. */
bool totp_step(struct str secret_hex, struct str code, int64_t now_ms, int64_t *step);

/* code_try: a code of the device, or a recovery code; each is good once. */
struct code_of {
    int64_t practice;
    struct str account, secret;
};
bool code_try(struct store *s, struct db_tx *tx, const struct code_of *of, struct str code, int64_t now_ms,
              enum again *by, bool *good, struct err *e);

/* person_actor: who an account is when it has signed in. session_begin: a session of it; what has ended is swept. */
struct actor person_actor(const struct account_row *r, struct str from);
bool session_begin(struct store *s, struct db_tx *tx, const struct account_row *of, const struct seal_hash *token,
                   int64_t now_ms, int64_t ends_ms, struct err *e);

/* What the row of a device that was handed over says. */
struct device_facts {
    enum handed task;
    struct str by;   /* who handed it over */
    int64_t ends_ms; /* of the session that they had */
    struct str from; /* "192.0.2.7, device of 01J..." */
};
bool device_read(struct str json, struct arena *a, struct device_facts *out, struct err *e);

/* A whole sign-in of a known account, password and code where it has codes: for people_take_back, of who handed over.
 * then: in the transaction that has found it right. */
struct secret_try {
    int64_t practice;
    struct str account, password, code, from;
    const char *use_case;
    bool (*then)(struct db_tx *tx, void *ctx, const struct account_row *row, int64_t now_ms, struct err *e);
    void *ctx;
};
bool secret_try(struct practice *p, const struct secret_try *x, struct arena *a, struct err *e);

/* person_is_device: the name of an account that is nobody's way in. people_end_tokens: all that an account holds ends.
 */
bool person_is_device(struct str sign_in);
bool people_end_tokens(struct practice_tx *t, struct str account, struct err *e);

/* people_nobody: the hash that is compared with for names that are nobody's: as much work as any other. */
const char *people_nobody(void);

/* throttle_waits: minutes, rounded up, that must pass; 0: none. throttle_wrong: one more wrong secret. */
int64_t throttle_waits(const struct throttle_row *t, int64_t now_ms);
void throttle_wrong(const struct practice *p, struct throttle_row *t, int64_t now_ms);
bool throttle_refuse(int64_t minutes, struct err *e);

#endif
