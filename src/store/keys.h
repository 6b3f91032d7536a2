/*
 * keys.h: the keys of the record: master key -> one key a practice -> one key a client.
 * Layer: store.
 *
 * The master key comes from a file (mode 0600), a passphrase or a command that prints it; it never is in the database.
 * Practice keys are kept wrapped by it, client keys wrapped by their practice's. A recovery key, printed once, wraps
 * the master key too. Erasing a client's wrapped key erases the client.
 */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "db/db.h"
#include "store/seal.h"

struct keys; /* master key and unwrapped practice keys, in locked memory; shared by all threads */

enum keys_from { KEYS_FILE, KEYS_PASSPHRASE, KEYS_COMMAND, KEYS_RECOVERY };

struct keys_source {
    enum keys_from from;
    const char *path;    /* KEYS_FILE: DIR/master.key; KEYS_PASSPHRASE: the file with salt and wrapped key */
    const char *command; /* KEYS_COMMAND: run with /bin/sh -c; prints 64 hex digits */
    struct str secret;   /* KEYS_PASSPHRASE, KEYS_RECOVERY */
};

/* keys_create: a new master key at the source (a file is created, never overwritten), and its recovery key for
 * printing. ERR_CONFLICT when there is one. */
bool keys_create(const struct keys_source *s, struct keys **out, char recovery[SEAL_PRINTED_SIZE], struct err *e);
/* keys_open: ERR_NOT_FOUND no key there, ERR_INVALID wrong passphrase or damaged, ERR_IO (also: file readable by
 * others). */
bool keys_open(const struct keys_source *s, struct keys **out, struct err *e);
void keys_close(struct keys *k); /* wipes */

/* keys_practice_new: a practice's row with its keys, in the transaction. ERR_CONFLICT when there is one. */
bool keys_practice_new(struct keys *k, struct db_tx *tx, int64_t practice, struct err *e);

/* keys_forget: practice keys that are kept unwrapped are read anew; after a transaction with keys_practice_new that was
 * rolled back, whose keys no table has. */
void keys_forget(struct keys *k);

/* keys_practice: what is sealed for the practice itself (accounts, settings). keys_practice, keys_client: ERR_NOT_FOUND
 * when there is none; for a client also when it was erased (e->text says so). A client's key is read once in a work, if
 * not with the client's row, and again when it is another client's (db_note).
 */
bool keys_practice(struct keys *k, struct db_tx *tx, int64_t practice, struct seal_key *out, struct err *e);
bool keys_client(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct seal_key *out,
                 struct err *e);
/* keys_client_make: a new client's key, and the same wrapped, for its row. keys_client_unwrap: from a row that was
 * read. Wrapped bytes that are absent: ERR_NOT_FOUND, the client was erased. */
bool keys_client_make(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct buf *wrapped,
                      struct seal_key *out, struct err *e);
bool keys_client_unwrap(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct str wrapped,
                        struct seal_key *out, struct err *e);
/* keys_tokens: the practice's key for name tokens. keys_sign: the installation's Ed25519 key for checkpoints, made when
 * it is asked for the first time (then the transaction must write). */
bool keys_tokens(struct keys *k, struct db_tx *tx, int64_t practice, struct seal_key *out, struct err *e);
bool keys_sign(struct keys *k, struct db_tx *tx, unsigned char public_key[SEAL_PUBLIC_SIZE],
               unsigned char secret[SEAL_SECRET_SIZE], struct err *e);

/* keys_signer: the public half of that key, from the secret one as the master key opens it. ERR_NOT_FOUND no checkpoint
 * was ever signed; ERR_INVALID it does not open, or the table says another public key. */
bool keys_signer(struct keys *k, struct db_tx *tx, unsigned char public_key[SEAL_PUBLIC_SIZE], struct err *e);

/* keys_client_erase: the wrapped key is overwritten and an erasure is noted, to be replayed after a restore. The hold
 * is the caller's to check. */
bool keys_client_erase(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, int64_t now,
                       struct err *e);

/* keys_rotate_master: a new master key; all practice keys are wrapped anew in one transaction while everything runs.
 * keys_rotate_practice: a new practice key; its clients' keys are wrapped anew in one transaction. Sealed content stays
 * as it is. Where several nodes share a database the others are started again after a new master key. */
bool keys_rotate_master(struct keys *k, struct db *db, const struct keys_source *to, char recovery[SEAL_PRINTED_SIZE],
                        struct err *e);
bool keys_rotate_practice(struct keys *k, struct db *db, int64_t practice, struct err *e);

/* keys_save: the master key that is held, to a place where there is none yet (after a restore with the recovery key).
 * keys_fit: every practice's key and the signing key open with this master key, not with one before it. ERR_INVALID. */
bool keys_save(struct keys *k, const struct keys_source *to, struct err *e);
bool keys_fit(struct keys *k, struct db_tx *tx, struct err *e);

/* keys_settle: after a rotation of the master key that was interrupted, PATH.next lies beside PATH: whichever of the
 * two opens the database stays, and k uses it. Nothing to do when there is none. ERR_INVALID neither opens it; ERR_IO.
 */
bool keys_settle(struct keys *k, const struct keys_source *s, struct db *db, struct err *e);

/* keys_mark: what stands for a text where the text itself must not: the same one for as long as the master key is the
 * same, and without that key nobody can tell of what it is, however few texts there are to guess from. */
void keys_mark(struct keys *k, struct str text, unsigned char out[SEAL_TOKEN_SIZE]);

/* keys_wrap_file: the key of one file, sealed with the master key and bound to the file's head. keys_unwrap_file:
 * ERR_INVALID another master key, or another head. */
bool keys_wrap_file(struct keys *k, const struct seal_key *file, struct str head, struct buf *out, struct err *e);
bool keys_unwrap_file(struct keys *k, struct str head, struct str wrapped, struct seal_key *out, struct err *e);

#endif
