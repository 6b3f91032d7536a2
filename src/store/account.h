/*
 * account.h: rows of accounts, sign-ins, recovery codes, supervision and broken glass. Layer: store.
 * What may be done with them: practice/people.h.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/store.h"

struct account_row {
    int64_t practice;
    struct str id;
    struct str sign_in;  /* the name typed at sign-in, as it was given; only a token of it is in the clear */
    unsigned roles;      /* bits of enum role */
    struct str state;    /* invited, active, ended */
    struct str client;   /* of a client's or guardian's account, else absent */
    struct str password; /* Argon2id string, or absent */
    struct opt_int ends_ms;
    int64_t version;
    struct str content; /* opened; JSON: name, sign_in, email, credential, totp */
    int64_t created_ms;
};

bool account_add(struct store *s, struct db_tx *tx, struct account_row *r, int64_t now_ms, struct arena *a,
                 struct err *e); /* ERR_CONFLICT the sign-in name is taken */
bool account_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a,
                 struct account_row *out, struct err *e);
/* account_find: by sign-in name, letters without case. ERR_NOT_FOUND. */
bool account_find(struct store *s, struct db_tx *tx, int64_t practice, struct str sign_in, struct arena *a,
                  struct account_row *out, struct err *e);
bool account_change(struct store *s, struct db_tx *tx, struct account_row *r, struct err *e); /* ERR_CONFLICT */
/* account_list: all of a practice, by id; content opened. */
bool account_list(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct account_row **out,
                  size_t *count, struct err *e);
/* account_of_client: those that belong to a client, its own and its guardians', by id. */
bool account_of_client(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                       struct account_row **out, size_t *count, struct err *e);
/* account_code_used: notes the time step of a code, without touching the version; *fresh is false when a code of that
 * step or a later one was used before: a code is good once. */
bool account_code_used(struct db_tx *tx, int64_t practice, struct str id, int64_t step, bool *fresh, struct err *e);
/* account_alone: how many active clients have nobody but this account who treats them for good. */
bool account_alone(struct db_tx *tx, int64_t practice, struct str id, int64_t now_ms, int64_t *clients, struct err *e);
/* account_leave_all: its care-team places and supervisions, from both sides, end at that time. */
bool account_leave_all(struct db_tx *tx, int64_t practice, struct str id, int64_t at_ms, struct err *e);

/* Wrong secrets are counted under what they were tried on, a sign-in name or an invitation, whether there is one or
 * not: a name that waits tells nobody that an account stands behind it. The key is a token of that word. */
struct throttle_row {
    int64_t practice;
    unsigned char key[SEAL_TOKEN_SIZE];
    int64_t failed;          /* since the last right one; 0: no row */
    struct opt_int until_ms; /* nothing is looked at before then */
    int64_t at_ms;           /* of the last wrong one */
};
#define THROTTLE_WORD_MAX 256
/* throttle_get: by the word, ASCII letters without case; what is longer than THROTTLE_WORD_MAX counts by its beginning.
 */
bool throttle_get(struct store *s, struct db_tx *tx, int64_t practice, struct str word, struct throttle_row *out,
                  struct err *e);
bool throttle_put(struct db_tx *tx, const struct throttle_row *r, struct err *e); /* failed 0: the row goes */
/* throttle_sweep: rows whose last wrong secret is older than `before_ms` go. */
bool throttle_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, struct err *e);

/* A token somebody holds: a session, an invitation, a link sent once. Only its hash is stored. */
struct sign_in_row {
    int64_t practice;
    struct seal_hash token;
    struct str account, kind; /* kind: session, device (handed over), ended, invitation, link */
    int64_t created_ms, seen_ms, ends_ms;
    struct opt_int reauthenticated_ms;
    struct str reauthenticated_by; /* password, code, recovery; absent: not since sign-in */
    struct str content;            /* opened; JSON, may be absent */
};
bool sign_in_add(struct store *s, struct db_tx *tx, const struct sign_in_row *r, struct err *e);
bool sign_in_get(struct store *s, struct db_tx *tx, int64_t practice, const struct seal_hash *token, struct arena *a,
                 struct sign_in_row *out, struct err *e);                        /* ERR_NOT_FOUND */
bool sign_in_seen(struct db_tx *tx, const struct sign_in_row *r, struct err *e); /* seen_ms, reauthenticated_* */
bool sign_in_end(struct db_tx *tx, int64_t practice, const struct seal_hash *token, struct err *e);
/* sign_in_close: a session ends now; its row stays, as kind "ended", until it is swept: whose it was is still known. */
bool sign_in_close(struct db_tx *tx, int64_t practice, const struct seal_hash *token, int64_t now_ms, struct err *e);
bool sign_in_end_all(struct db_tx *tx, int64_t practice, struct str account, struct str kind, struct err *e);
/* sign_in_sweep: those that have ended at that time go. */
bool sign_in_sweep(struct db_tx *tx, int64_t practice, int64_t until_ms, struct err *e);

/* sign_in_until: until when the last one of that kind holds; absent: there is none. */
bool sign_in_until(struct db_tx *tx, int64_t practice, struct str account, struct str kind, struct opt_int *out,
                   struct err *e);

/* sign_in_list: sessions of an account that were seen after `seen_ms` and end after `now_ms`, used last first, not
 * opened; 100 at most. */
bool sign_in_list(struct db_tx *tx, int64_t practice, struct str account, int64_t seen_ms, int64_t now_ms,
                  struct arena *a, struct sign_in_row **out, size_t *count, struct err *e);

bool recovery_put(struct db_tx *tx, int64_t practice, struct str account, const struct seal_hash *codes, size_t count,
                  struct err *e); /* in place of those before */
bool recovery_use(struct db_tx *tx, int64_t practice, struct str account, const struct seal_hash *code, int64_t now_ms,
                  bool *used, struct err *e);

bool supervision_put(struct db_tx *tx, int64_t practice, struct str supervisor, struct str account, int64_t from_ms,
                     struct opt_int until_ms, struct err *e);
struct supervision_row {
    struct str supervisor, account;
    int64_t from_ms;
    struct opt_int until_ms;
};
/* supervision_list: those in force, at most 1000. */
bool supervision_list(struct db_tx *tx, int64_t practice, int64_t now_ms, struct arena *a, struct supervision_row **out,
                      size_t *count, struct err *e);

struct glass_row {
    int64_t practice;
    struct str id, account, client;
    int64_t from_ms, until_ms;
    struct str seen_by;
    struct opt_int seen_ms;
    struct str reason; /* opened */
};
bool glass_add(struct store *s, struct db_tx *tx, struct glass_row *r, int64_t now_ms, struct arena *a, struct err *e);
/* glass_list: unseen first, then newest first. */
bool glass_list(struct store *s, struct db_tx *tx, int64_t practice, size_t limit, struct arena *a,
                struct glass_row **out, size_t *count, struct err *e);
bool glass_seen(struct db_tx *tx, int64_t practice, struct str id, struct str by, int64_t now_ms, struct err *e);

/* The practice's own row: settings as JSON, sealed with its key. */
struct practice_row {
    int64_t practice, version;
    struct str state, content;
};
bool practice_row_get(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct practice_row *out,
                      struct err *e);
bool practice_row_put(struct store *s, struct db_tx *tx, struct practice_row *r, struct err *e); /* ERR_CONFLICT */

#endif
