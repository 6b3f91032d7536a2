/* seal.c: libsodium behind the words of seal.h. */
#include "store/seal.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>

_Static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert(SEAL_OVERHEAD ==
                   1 + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "overhead");
_Static_assert(SEAL_SIGNATURE_SIZE == crypto_sign_BYTES && SEAL_SECRET_SIZE == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(SEAL_PASSWORD_SIZE == crypto_pwhash_STRBYTES, "Argon2id string");

#define FORMAT 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PASSWORD_OPS 2
#define PASSWORD_MEMORY ((size_t)19 << 20)

bool seal_init(struct err *e)
{
    return sodium_init() >= 0 || err_set(e, ERR_INTERNAL, "libsodium", "cannot start");
}

void seal_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

void seal_random(void *p, size_t n)
{
    randombytes_buf(p, n);
}

void seal_new_key(struct seal_key *out)
{
    randombytes_buf(out->byte, sizeof out->byte);
}

/* ---- base 32, Crockford: no I, L, O, U ---- */

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void seal_new_id(int64_t now_ms, char id[SEAL_ID_SIZE + 1])
{
    unsigned char random[10];
    uint64_t t = (uint64_t)now_ms;
    randombytes_buf(random, sizeof random);
    for (int i = 9; i >= 0; i--) {
        id[i] = digits[t & 31];
        t >>= 5;
    }
    for (int half = 0; half < 2; half++) { /* twice 40 bits are twice 8 digits */
        uint64_t v = 0;
        for (int i = 0; i < 5; i++) {
            v = v << 8 | random[half * 5 + i];
        }
        for (int i = 7; i >= 0; i--) {
            id[10 + half * 8 + i] = digits[v & 31];
            v >>= 5;
        }
    }
    id[SEAL_ID_SIZE] = 0;
}

/* ---- sealing ---- */

static void absorb(crypto_generichash_state *h, const void *p, size_t n)
{
    uint64_t size = n;
    unsigned char length[8];
    for (int i = 0; i < 8; i++) {
        length[i] = (unsigned char)(size >> 8 * i);
    }
    crypto_generichash_update(h, length, sizeof length);
    if (n) {
        crypto_generichash_update(h, p, n);
    }
}

/* Where it belongs, as 32 bytes: each part with its length before it, so that none can run into the next. */
static void place_hash(const struct seal_place *at, unsigned char out[32])
{
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, 32);
    absorb(&h, at->table, strlen(at->table));
    absorb(&h, &at->practice, sizeof at->practice);
    absorb(&h, at->client.p, at->client.n);
    absorb(&h, at->row.p, at->row.n);
    absorb(&h, &at->version, sizeof at->version);
    crypto_generichash_final(&h, out, 32);
}

void seal_put(const struct seal_key *k, const struct seal_place *at, struct str plain, struct buf *out)
{
    unsigned char where[32];
    unsigned char *to = (unsigned char *)buf_more(out, plain.n + SEAL_OVERHEAD);
    unsigned long long n = 0;
    if (!to) {
        return;
    }
    place_hash(at, where);
    to[0] = FORMAT;
    randombytes_buf(to + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + NONCE, &n, (const unsigned char *)(plain.n ? plain.p : ""),
                                               plain.n, where, sizeof where, NULL, to + 1, k->byte);
    out->n += 1 + NONCE + (size_t)n;
    out->p[out->n] = 0;
}

/* The plain bytes to `to`, which has room for sealed.n - SEAL_OVERHEAD. */
static bool open_to(const struct seal_key *k, const struct seal_place *at, struct str sealed, unsigned char *to)
{
    const unsigned char *p = (const unsigned char *)sealed.p;
    unsigned char where[32];
    place_hash(at, where);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, p + 1 + NONCE, sealed.n - 1 - NONCE, where,
                                                      sizeof where, p + 1, k->byte) == 0;
}

static bool is_sealed(struct str s)
{
    return s.n >= SEAL_OVERHEAD && (unsigned char)s.p[0] == FORMAT;
}

static bool does_not_open(const struct seal_place *at, struct err *e)
{
    return err_set(e, ERR_INVALID, at->table,
                   "row %.*s does not open: damaged, moved from another place or sealed with "
                   "another key",
                   (int)(at->row.n < 40 ? at->row.n : 40), at->row.p ? at->row.p : "");
}

bool seal_open(const struct seal_key *k, const struct seal_place *at, struct str sealed, struct arena *a,
               struct str *out, struct err *e)
{
    if (!is_sealed(sealed)) {
        return does_not_open(at, e);
    }
    size_t n = sealed.n - SEAL_OVERHEAD;
    char *plain = arena_alloc(a, n + 1);
    if (!plain) {
        return arena_error(a, e);
    }
    if (!open_to(k, at, sealed, (unsigned char *)plain)) {
        return does_not_open(at, e);
    }
    plain[n] = 0;
    *out = (struct str){plain, n};
    return true;
}

bool seal_open_into(const struct seal_key *k, const struct seal_place *at, struct str sealed, void *out, size_t n,
                    struct err *e)
{
    return (is_sealed(sealed) && sealed.n - SEAL_OVERHEAD == n && open_to(k, at, sealed, out)) || does_not_open(at, e);
}

/* ---- hashes, tokens, signatures ---- */

void seal_hash(struct str bytes, struct seal_hash *out)
{
    crypto_generichash(out->byte, sizeof out->byte, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
}

void seal_hash_next(const struct seal_hash *before, struct str bytes, struct seal_hash *out)
{
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, sizeof out->byte);
    crypto_generichash_update(&h, before->byte, sizeof before->byte);
    absorb(&h, bytes.p, bytes.n);
    crypto_generichash_final(&h, out->byte, sizeof out->byte);
}

void seal_token(const struct seal_key *k, struct str word, unsigned char out[SEAL_TOKEN_SIZE])
{
    crypto_generichash(out, SEAL_TOKEN_SIZE, (const unsigned char *)word.p, word.n, k->byte, sizeof k->byte);
}

void seal_sign_key(unsigned char public_key[SEAL_PUBLIC_SIZE], unsigned char secret[SEAL_SECRET_SIZE])
{
    crypto_sign_keypair(public_key, secret);
}

void seal_sign(const unsigned char secret[SEAL_SECRET_SIZE], struct str bytes, unsigned char out[SEAL_SIGNATURE_SIZE])
{
    crypto_sign_detached(out, NULL, (const unsigned char *)bytes.p, bytes.n, secret);
}

bool seal_signed_by(const unsigned char public_key[SEAL_PUBLIC_SIZE], struct str bytes,
                    const unsigned char signature[SEAL_SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)bytes.p, bytes.n, public_key) == 0;
}

/* ---- passwords ---- */

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

bool seal_password(struct str password, char out[SEAL_PASSWORD_SIZE], struct err *e)
{
    pthread_mutex_lock(&one_at_a_time);
    int failed = crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, PASSWORD_OPS, PASSWORD_MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    pthread_mutex_unlock(&one_at_a_time);
    return !failed || err_no_memory(e);
}

bool seal_password_fits(const char *stored, struct str password)
{
    pthread_mutex_lock(&one_at_a_time);
    bool fits = crypto_pwhash_str_verify(stored, password.p ? password.p : "", password.n) == 0;
    pthread_mutex_unlock(&one_at_a_time);
    return fits;
}

bool seal_key_from_password(struct str password, const unsigned char salt[16], struct seal_key *out, struct err *e)
{
    pthread_mutex_lock(&one_at_a_time);
    int failed = crypto_pwhash(out->byte, sizeof out->byte, password.p ? password.p : "", password.n, salt,
                               PASSWORD_OPS, PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    pthread_mutex_unlock(&one_at_a_time);
    return !failed || err_no_memory(e);
}

/* ---- on paper ---- */

/*
 * 13 groups of five digits, each four of the key's and a check digit of the group and its number. The key's 256 bits
 * are 52 digits, the last of which holds one bit.
 */
#define GROUPS 13
#define GROUP 5

/* Product in the field of 32 elements, x^5 = x^2 + 1. */
static unsigned field_times(unsigned a, unsigned b)
{
    unsigned product = 0;
    for (; b; b >>= 1) {
        product ^= b & 1 ? a : 0;
        a = a << 1 ^ (a & 16 ? 0x25 : 0);
    }
    return product;
}

/* Different weights for different places: one wrong digit, or two that changed places, always show. */
static unsigned check_digit(const unsigned char value[GROUP - 1], unsigned group)
{
    unsigned sum = group + 1;
    for (unsigned i = 0; i < GROUP - 1; i++) {
        sum ^= field_times(value[i], 2 + i);
    }
    return sum;
}

static unsigned char key_digit(const struct seal_key *k, unsigned at)
{
    unsigned value = 0;
    for (unsigned bit = at * 5; bit < at * 5 + 5; bit++) {
        value = value << 1 | (bit < 256 ? k->byte[bit / 8] >> (7 - bit % 8) & 1 : 0);
    }
    return (unsigned char)value;
}

void seal_print_key(const struct seal_key *k, char out[SEAL_PRINTED_SIZE])
{
    char *p = out;
    for (unsigned g = 0; g < GROUPS; g++) {
        unsigned char value[GROUP - 1];
        for (unsigned i = 0; i < GROUP - 1; i++) {
            value[i] = key_digit(k, g * (GROUP - 1) + i);
            *p++ = digits[value[i]];
        }
        *p++ = digits[check_digit(value, g)];
        *p++ = '-';
    }
    p[-1] = 0;
}

/* The value of a digit as people write it; -1 when it is none. */
static int digit_value(char c)
{
    c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

bool seal_read_key(struct str printed, struct seal_key *out, struct err *e)
{
    unsigned char value[GROUPS * GROUP];
    struct seal_key key = {{0}};
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < printed.n; i++) {
        char c = printed.p[i];
        int v = digit_value(c);
        if (c == ' ' || c == '-' || c == '\n' || c == '\r' || c == '\t') {
            continue;
        }
        if (v < 0 || n == sizeof value) {
            ok = err_set(e, ERR_INVALID, "recovery key",
                         v < 0 ? "group %zu has a character that no key has" : "has more than %zu groups of five",
                         v < 0 ? n / GROUP + 1 : (size_t)GROUPS);
            break;
        }
        value[n++] = (unsigned char)v;
    }
    if (ok && n != sizeof value) {
        ok = err_set(e, ERR_INVALID, "recovery key", "has %zu letters and digits; it needs %d groups of five", n,
                     GROUPS);
    }
    for (unsigned g = 0; ok && g < GROUPS; g++) {
        const unsigned char *group = value + (size_t)g * GROUP;
        if (check_digit(group, g) != group[GROUP - 1]) {
            ok = err_set(e, ERR_INVALID, "recovery key", "group %u of %d has a mistake; compare it with the paper",
                         g + 1, GROUPS);
        }
        for (unsigned i = 0; i < GROUP - 1; i++) {
            for (unsigned b = 0; b < 5; b++) {
                unsigned bit = (g * (GROUP - 1) + i) * 5 + b;
                if (bit < 256 && (group[i] >> (4 - b) & 1)) {
                    key.byte[bit / 8] |= (unsigned char)(1u << (7 - bit % 8));
                }
            }
        }
    }
    if (ok) {
        *out = key;
    }
    seal_wipe(value, sizeof value);
    seal_wipe(&key, sizeof key);
    return ok;
}

void seal_put_hex(const unsigned char *p, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        buf_char(out, "0123456789abcdef"[p[i] >> 4]);
        buf_char(out, "0123456789abcdef"[p[i] & 15]);
    }
}

bool seal_read_hex(struct str hex, unsigned char *out, size_t n)
{
    size_t got = 0;
    const char *end = NULL;
    return hex.n == 2 * n && sodium_hex2bin(out, n, hex.p, hex.n, NULL, &got, &end) == 0 && got == n;
}
