/*
 * seal.h: the cryptography of the record, over libsodium: sealing rows, wrapping keys, tokens, hashes, signatures,
 * passwords. Layer: store.  Not here: where keys are kept (keys.h), any table.
 *
 * Sealed bytes: one byte format (1), 24 bytes random nonce, XChaCha20-Poly1305 ciphertext with its tag. The place
 * (table, practice, client, row, version) is bound as associated data, so that a row moved elsewhere does not open. All
 * functions are thread-safe after seal_init(). Keys are wiped by their owner with seal_wipe().
 */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define SEAL_KEY_SIZE 32
#define SEAL_HASH_SIZE 32
#define SEAL_OVERHEAD (1 + 24 + 16)
#define SEAL_TOKEN_SIZE 16
#define SEAL_ID_SIZE 26     /* ULID, upper-case Crockford base 32, without the NUL */
#define SEAL_PUBLIC_SIZE 32 /* Ed25519 */
#define SEAL_SECRET_SIZE 64
#define SEAL_SIGNATURE_SIZE 64
#define SEAL_PASSWORD_SIZE 128 /* an Argon2id string with its parameters, NUL-terminated */

struct seal_key {
    unsigned char byte[SEAL_KEY_SIZE];
};
struct seal_hash {
    unsigned char byte[SEAL_HASH_SIZE];
};

/* Where sealed bytes belong. Empty parts are allowed; a change in any of them makes seal_open fail. */
struct seal_place {
    const char *table; /* "record" */
    int64_t practice;
    struct str client, row;
    int64_t version;
};

bool seal_init(struct err *e); /* once before all else; ERR_INTERNAL when libsodium cannot start */
void seal_wipe(void *p, size_t n);
void seal_random(void *p, size_t n);
void seal_new_key(struct seal_key *out);

/* seal_new_id: a ULID of `now_ms` (Unix milliseconds) and 80 random bits; sorts by time. */
void seal_new_id(int64_t now_ms, char id[SEAL_ID_SIZE + 1]);

/* seal_put: plain text sealed, appended to out. Failure shows in out. */
void seal_put(const struct seal_key *k, const struct seal_place *at, struct str plain, struct buf *out);

/* seal_open: ERR_INVALID (text "does not open: damaged, moved from another place or sealed with another key"); never
 * says more. *out lives in the arena. */
bool seal_open(const struct seal_key *k, const struct seal_place *at, struct str sealed, struct arena *a,
               struct str *out, struct err *e);
/* seal_open_into: the same of exactly n bytes, a key, into the caller's memory; nothing is allocated. ERR_INVALID, with
 * the same text, also when they are more or fewer. */
bool seal_open_into(const struct seal_key *k, const struct seal_place *at, struct str sealed, void *out, size_t n,
                    struct err *e);

void seal_hash(struct str bytes, struct seal_hash *out); /* BLAKE2b-256 */
/* seal_hash_next: hash of (before, bytes), for chains. */
void seal_hash_next(const struct seal_hash *before, struct str bytes, struct seal_hash *out);

/* seal_token: keyed BLAKE2b of a word's beginning: the same word gives the same token only under the same key. */
void seal_token(const struct seal_key *k, struct str word, unsigned char out[SEAL_TOKEN_SIZE]);

void seal_sign_key(unsigned char public_key[SEAL_PUBLIC_SIZE], unsigned char secret[SEAL_SECRET_SIZE]);
void seal_sign(const unsigned char secret[SEAL_SECRET_SIZE], struct str bytes, unsigned char out[SEAL_SIGNATURE_SIZE]);
bool seal_signed_by(const unsigned char public_key[SEAL_PUBLIC_SIZE], struct str bytes,
                    const unsigned char signature[SEAL_SIGNATURE_SIZE]);

/* Argon2id at 19 MiB, t = 2; one at a time in the whole process, so that sign-ins cannot eat the memory. */
bool seal_password(struct str password, char out[SEAL_PASSWORD_SIZE], struct err *e);
bool seal_password_fits(const char *stored, struct str password);
/* seal_key_from_password: a key from a passphrase and 16 bytes of salt, with the same parameters. */
bool seal_key_from_password(struct str password, const unsigned char salt[16], struct seal_key *out, struct err *e);

/* A key as a person can copy it from paper: groups of five letters and digits with a checksum; spaces, dashes and case
 * do not matter when it is read. ERR_INVALID names the group in which the mistake is. */
#define SEAL_PRINTED_SIZE 80
void seal_print_key(const struct seal_key *k, char out[SEAL_PRINTED_SIZE]);
bool seal_read_key(struct str printed, struct seal_key *out, struct err *e);

/* Hex and its reading, for hashes in files and on paper. */
void seal_put_hex(const unsigned char *p, size_t n, struct buf *out);
bool seal_read_hex(struct str hex, unsigned char *out, size_t n);

#endif
