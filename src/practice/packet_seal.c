/*
 * packet_seal.c: the packet's file. docs/sharing.md describes it byte by byte.
 *   "GTPACK1\n", 16 bytes salt, 24 bytes header of the stream, then blocks of a crypto_secretstream_xchacha20poly1305:
 *   65 536 bytes of plain text each, the last one shorter and tagged as the last; each has 17 bytes more when sealed.
 *   The first eight bytes are associated data of every block.
 *   Plain: 8 bytes length of the JSON (little-endian), the JSON, the PDF.
 */
#include "base/utf8.h"
#include "practice/sharing_parts.h"

#include <sodium.h>

#define MAGIC "GTPACK1\n"
#define MAGIC_SIZE 8
#define BLOCK 65536
#define BLOCK_SEALED (BLOCK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define HEAD (MAGIC_SIZE + PACKET_SALT_SIZE + crypto_secretstream_xchacha20poly1305_HEADERBYTES)
#define PASSPHRASE_MIN 12

typedef crypto_secretstream_xchacha20poly1305_state stream_state;

bool packet_key_new(struct str passphrase, struct packet_key *out, struct err *e)
{
    if (!utf8_check(passphrase, NULL) || utf8_length(passphrase) < PASSPHRASE_MIN) {
        return err_set(e, ERR_INVALID, "passphrase", "must have %d characters or more", PASSPHRASE_MIN);
    }
    seal_random(out->salt, sizeof out->salt);
    return seal_key_from_password(passphrase, out->salt, &out->key, e);
}

static void put_block(stream_state *s, const char *plain, size_t n, bool last, struct buf *out)
{
    unsigned char sealed[BLOCK_SEALED];
    unsigned long long size = 0;
    crypto_secretstream_xchacha20poly1305_push(
        s, sealed, &size, (const unsigned char *)plain, n, (const unsigned char *)MAGIC, MAGIC_SIZE,
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    buf_put(out, (const char *)sealed, (size_t)size);
}

bool packet_seal(const struct packet_key *k, struct str pdf, struct str json, struct arena *a, struct str *out,
                 struct err *e)
{
    unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    struct buf plain, sealed;
    stream_state s;
    buf_init(&plain, 0);
    buf_init(&sealed, 0);
    for (unsigned i = 0; i < 8; i++) {
        buf_char(&plain, (char)((uint64_t)json.n >> (8 * i)));
    }
    buf_add(&plain, json);
    buf_add(&plain, pdf);
    crypto_secretstream_xchacha20poly1305_init_push(&s, header, k->key.byte);
    buf_put(&sealed, MAGIC, MAGIC_SIZE);
    buf_put(&sealed, (const char *)k->salt, sizeof k->salt);
    buf_put(&sealed, (const char *)header, sizeof header);
    size_t at = 0;
    while (plain.n - at > BLOCK) {
        put_block(&s, plain.p + at, BLOCK, false, &sealed);
        at += BLOCK;
    }
    bool ok = buf_ok(&plain) || err_no_memory(e);
    if (ok) {
        put_block(&s, plain.p + at, plain.n - at, true, &sealed);
        seal_wipe(plain.p, plain.n);
    }
    seal_wipe(&s, sizeof s);
    buf_free(&plain);
    ok = sharing_keep(&sealed, a, out, ok ? e : NULL) && ok;
    return ok;
}

/* All blocks to their end; false: not this key, damaged, or cut off. */
static bool pull(stream_state *s, struct str sealed, unsigned char *out, size_t *size)
{
    unsigned char tag = 0;
    *size = 0;
    while (sealed.n) {
        size_t n = sealed.n < BLOCK_SEALED ? sealed.n : BLOCK_SEALED;
        unsigned long long got = 0;
        if (n < crypto_secretstream_xchacha20poly1305_ABYTES ||
            tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ||
            crypto_secretstream_xchacha20poly1305_pull(s, out + *size, &got, &tag, (const unsigned char *)sealed.p, n,
                                                       (const unsigned char *)MAGIC, MAGIC_SIZE) != 0) {
            return false;
        }
        *size += (size_t)got;
        sealed = str_sub(sealed, n, sealed.n);
    }
    return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

static bool split(const unsigned char *plain, size_t n, struct str *pdf, struct str *json)
{
    uint64_t size = 0;
    for (unsigned i = 0; n >= 8 && i < 8; i++) {
        size |= (uint64_t)plain[i] << (8 * i);
    }
    if (n < 8 || size > n - 8) {
        return false;
    }
    *json = (struct str){(const char *)plain + 8, (size_t)size};
    *pdf = (struct str){(const char *)plain + 8 + size, n - 8 - (size_t)size};
    return true;
}

bool packet_open(const struct seal_key *key, struct str packet, struct arena *a, struct str *pdf, struct str *json,
                 struct err *e)
{
    const unsigned char *p = (const unsigned char *)packet.p;
    stream_state s;
    size_t n;
    if (packet.n < HEAD || !str_starts(packet, STR(MAGIC))) {
        return err_set(e, ERR_INVALID, "packet", "is none: it must begin with GTPACK1");
    }
    unsigned char *plain = arena_alloc(a, packet.n);
    if (!plain) {
        return arena_error(a, e);
    }
    bool ok = crypto_secretstream_xchacha20poly1305_init_pull(&s, p + MAGIC_SIZE + PACKET_SALT_SIZE, key->byte) == 0 &&
              pull(&s, str_sub(packet, HEAD, packet.n), plain, &n) && split(plain, n, pdf, json);
    seal_wipe(&s, sizeof s);
    return ok || err_set(e, ERR_INVALID, "packet", "does not open: another passphrase, damaged or cut off");
}

bool sharing_open_packet(struct str packet, struct str passphrase, struct arena *a, struct str *pdf, struct str *json,
                         struct err *e)
{
    struct seal_key key = {{0}};
    const unsigned char *salt = (const unsigned char *)packet.p + MAGIC_SIZE;
    if (packet.n >= HEAD && !seal_key_from_password(passphrase, salt, &key, e)) {
        return false;
    }
    bool ok = packet_open(&key, packet, a, pdf, json, e);
    seal_wipe(&key, sizeof key);
    return ok;
}
