/*
 * keys.c: where the master key comes from, and the keys it wraps.
 *
 * Practice 0 holds what belongs to the whole installation: the node's signing key, wrapped by the master key itself.
 * Unwrapped practice keys are kept for a while in locked memory; client keys are unwrapped for each use.
 */
#include "store/keys_parts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct seal_place master_place = {.table = "master"};

/* ---- the master key at rest ---- */

static struct keys *keys_new(struct err *e)
{
    struct keys *k = seal_init(e) ? sodium_malloc(sizeof *k) : NULL; /* locked, guarded */
    if (!k) {
        err_no_memory(e);
        return NULL;
    }
    memset(k, 0, sizeof *k);
    pthread_rwlock_init(&k->lock, NULL);
    return k;
}

void keys_close(struct keys *k)
{
    if (k) {
        pthread_rwlock_destroy(&k->lock);
        sodium_free(k); /* wipes */
    }
}

static bool read_small(const char *path, char *text, size_t room, size_t *n, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, path, "cannot be opened: %s", strerror(errno));
    }
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (ok && st.st_mode & 077) {
        close(fd);
        return err_set(e, ERR_IO, path, "can be read by others: make it the owner's alone (chmod 600)");
    }
    ssize_t got = ok ? read(fd, text, room - 1) : -1;
    close(fd);
    if (got < 0) {
        return err_set(e, ERR_IO, path, "cannot be read");
    }
    text[got] = 0;
    *n = (size_t)got;
    return true;
}

/* What stands in a folder is on disk only when the folder is. */
static bool sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

/* A new file of the owner's alone, on disk before it counts. With `over` it takes the place of one that is there. */
static bool write_small(const char *path, struct str text, bool over, struct err *e)
{
    char temporary[4096];
    if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary) {
        return err_set(e, ERR_INVALID, "key file", "the name is too long");
    }
    const char *target = over ? temporary : path;
    int fd = open(target, O_WRONLY | O_CREAT | O_CLOEXEC | (over ? O_TRUNC : O_EXCL), 0600);
    if (fd < 0) {
        return err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_IO, path, "%s",
                       errno == EEXIST ? "is there already; a key is never overwritten" : strerror(errno));
    }
    bool ok = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    ok = close(fd) == 0 && ok && (!over || rename(temporary, path) == 0) && sync_folder_of(path);
    if (!ok) {
        err_set(e, ERR_IO, path, "cannot be written: %s", strerror(errno));
        unlink(target);
    }
    return ok;
}

static bool key_from_hex(struct str text, const char *where, struct seal_key *out, struct err *e)
{
    return seal_read_hex(str_trim(text), out->byte, sizeof out->byte) ||
           err_set(e, ERR_INVALID, where, "does not hold a key of 64 hex digits");
}

static bool from_command(const char *command, struct seal_key *out, struct err *e)
{
    int pipes[2];
    char text[256];
    size_t n = 0;
    if (pipe(pipes) != 0) {
        return err_set(e, ERR_IO, "key command", "cannot be started: %s", strerror(errno));
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], 1);
        close(pipes[0]);
        close(pipes[1]);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(pipes[1]);
    ssize_t got = child > 0 ? 1 : -1;
    while (got > 0 && n < sizeof text - 1) {
        do {
            got = read(pipes[0], text + n, sizeof text - 1 - n);
        } while (got < 0 && errno == EINTR);
        n += got > 0 ? (size_t)got : 0;
    }
    close(pipes[0]);
    int status = -1;
    bool ok = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    ok = ok && got >= 0 ? key_from_hex((struct str){text, n}, "key command", out, e)
                        : err_set(e, ERR_IO, "key command", "failed; run it by hand and look at what it says");
    seal_wipe(text, sizeof text);
    return ok;
}

/* A file "goldthread-key 1", then "salt HEX", then "wrapped HEX": the master key under a key of the passphrase. */
static bool put_wrapped(const struct seal_key *master, struct str passphrase, struct buf *out, struct err *e)
{
    unsigned char salt[16];
    struct seal_key key;
    struct buf sealed;
    seal_random(salt, sizeof salt);
    if (!seal_key_from_password(passphrase, salt, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &master_place, (struct str){(const char *)master->byte, SEAL_KEY_SIZE}, &sealed);
    seal_wipe(&key, sizeof key);
    buf_cstr(out, "goldthread-key 1\nsalt ");
    seal_put_hex(salt, sizeof salt, out);
    buf_cstr(out, "\nwrapped ");
    seal_put_hex((const unsigned char *)sealed.p, sealed.n, out);
    buf_char(out, '\n');
    buf_free(&sealed);
    return buf_ok(out) || err_no_memory(e);
}

static bool from_wrapped(const char *path, struct str passphrase, struct seal_key *out, struct err *e)
{
    char text[512];
    size_t n;
    unsigned char salt[16], sealed[SEAL_KEY_SIZE + SEAL_OVERHEAD];
    struct str head, rest, line;
    if (!read_small(path, text, sizeof text, &n, e)) {
        return false;
    }
    bool ok = str_cut((struct str){text, n}, '\n', &head, &rest) && str_is(head, "goldthread-key 1") &&
              str_cut(rest, '\n', &line, &rest) && str_starts(line, STR("salt ")) &&
              seal_read_hex(str_sub(line, 5, line.n), salt, sizeof salt) && str_starts(rest, STR("wrapped ")) &&
              seal_read_hex(str_trim(str_sub(rest, 8, rest.n)), sealed, sizeof sealed);
    if (!ok) {
        return err_set(e, ERR_INVALID, path, "is no file of a key under a passphrase");
    }
    struct seal_key key;
    ok = seal_key_from_password(passphrase, salt, &key, e) &&
         (seal_open_into(&key, &master_place, (struct str){(const char *)sealed, sizeof sealed}, out->byte,
                         sizeof out->byte, NULL) ||
          err_set(e, ERR_INVALID, "passphrase", "does not open the key"));
    seal_wipe(&key, sizeof key);
    return ok;
}

bool keys_store_master(const struct keys_source *s, const struct seal_key *master, bool over, struct err *e)
{
    struct buf text;
    buf_init(&text, 0);
    bool ok = true;
    if (s->from == KEYS_FILE) {
        seal_put_hex(master->byte, sizeof master->byte, &text);
        buf_char(&text, '\n');
        ok = buf_ok(&text) || err_no_memory(e);
    } else if (s->from == KEYS_PASSPHRASE) {
        ok = put_wrapped(master, s->secret, &text, e);
    } else {
        ok = err_set(e, ERR_INVALID, "key", "a new key goes to a file or under a passphrase");
    }
    ok = ok && write_small(s->path, buf_str(&text), over, e);
    if (text.p) {
        seal_wipe(text.p, text.n);
    }
    buf_free(&text);
    return ok;
}

static bool load_master(const struct keys_source *s, struct seal_key *out, struct err *e)
{
    char text[256];
    size_t n;
    bool ok = false;
    switch (s->from) {
    case KEYS_FILE:
        ok = read_small(s->path, text, sizeof text, &n, e) && key_from_hex((struct str){text, n}, s->path, out, e);
        seal_wipe(text, sizeof text);
        break;
    case KEYS_PASSPHRASE:
        ok = from_wrapped(s->path, s->secret, out, e);
        break;
    case KEYS_COMMAND:
        ok = from_command(s->command, out, e);
        break;
    case KEYS_RECOVERY:
        ok = seal_read_key(s->secret, out, e);
        break;
    }
    return ok;
}

bool keys_create(const struct keys_source *s, struct keys **out, char recovery[SEAL_PRINTED_SIZE], struct err *e)
{
    struct keys *k = keys_new(e);
    if (!k) {
        return false;
    }
    bool ok = true;
    if (s->from == KEYS_COMMAND) {
        ok = load_master(s, &k->master, e); /* the command has it; nothing is kept here */
    } else {
        seal_new_key(&k->master);
        ok = keys_store_master(s, &k->master, false, e);
    }
    if (!ok) {
        keys_close(k);
        return false;
    }
    seal_print_key(&k->master, recovery);
    *out = k;
    return true;
}

bool keys_move(const char *from, const char *to, struct err *e)
{
    return (rename(from, to) == 0 && sync_folder_of(to)) ||
           err_set(e, ERR_IO, from, "is the new key, and cannot take the old one's place: %s", strerror(errno));
}

bool keys_open(const struct keys_source *s, struct keys **out, struct err *e)
{
    struct keys *k = keys_new(e);
    if (!k || !load_master(s, &k->master, e)) {
        keys_close(k);
        return false;
    }
    *out = k;
    return true;
}

/* ---- wrapped keys in the database ---- */

static const struct db_sql practice_key_sql = {
    "SELECT wrapped_key, key_version FROM practice WHERE practice_id = :practice", NULL};
static const struct db_sql practice_add_sql = {
    "INSERT INTO practice (practice_id, state, key_version, wrapped_key, version, sealed, created_ms) "
    "VALUES (:practice, 'active', 1, :key, 1, NULL, 0)",
    NULL};
const struct db_sql keys_store_get_sql = {
    "SELECT wrapped_key, public_key FROM key_store WHERE practice_id = :practice AND name = :name", NULL};
static const struct db_sql store_add_sql = {
    "INSERT INTO key_store (practice_id, name, wrapped_key, public_key) VALUES (:practice, :name, :key, :public)",
    NULL};
static const struct db_sql client_key_sql = {
    "SELECT wrapped_key, key_version, state FROM client WHERE practice_id = :practice AND id = :client", NULL};

struct seal_place keys_place(const char *table, int64_t practice, struct str client, struct str name)
{
    return (struct seal_place){.table = table, .practice = practice, .client = client, .row = name};
}

bool keys_unwrap(const struct seal_key *with, struct seal_place at, struct str wrapped, void *out, size_t n,
                 struct err *e)
{
    return seal_open_into(with, &at, wrapped, out, n, e);
}

bool keys_wrap(const struct seal_key *with, struct seal_place at, const void *key, size_t n, struct buf *out,
               struct err *e)
{
    seal_put(with, &at, (struct str){key, n}, out);
    return buf_ok(out) || err_no_memory(e);
}

/* With the master key, or the one before it. */
bool keys_unwrap_master(struct keys *k, struct seal_place at, struct str wrapped, void *out, size_t n, struct err *e)
{
    pthread_rwlock_rdlock(&k->lock);
    bool ok = (k->has_before && keys_unwrap(&k->before, at, wrapped, out, n, NULL)) ||
              keys_unwrap(&k->master, at, wrapped, out, n, e);
    pthread_rwlock_unlock(&k->lock);
    return ok;
}

static bool find_kept(struct keys *k, int64_t practice, struct kept *out)
{
    bool found = false;
    pthread_rwlock_rdlock(&k->lock);
    for (size_t i = 0; i < PRACTICES_MAX && !found; i++) {
        found = k->kept[i].version && k->kept[i].practice == practice;
        if (found) {
            *out = k->kept[i];
        }
    }
    pthread_rwlock_unlock(&k->lock);
    return found;
}

static void keep(struct keys *k, const struct kept *fresh)
{
    pthread_rwlock_wrlock(&k->lock);
    size_t at = k->next;
    for (size_t i = 0; i < PRACTICES_MAX; i++) {
        at = k->kept[i].version && k->kept[i].practice == fresh->practice ? i : at;
    }
    k->next = at == k->next ? (k->next + 1) % PRACTICES_MAX : k->next;
    k->kept[at] = *fresh;
    pthread_rwlock_unlock(&k->lock);
}

/* A key of a practice that its first key wraps. */
static bool read_stored(struct db_tx *tx, int64_t practice, const struct seal_key *with, const char *name,
                        struct seal_key *out, struct err *e)
{
    struct db_query *q = db_query(tx, &keys_store_get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_cstr(q, "name", name);
    bool ok = db_next(q) && keys_unwrap(with, keys_place("key_store", practice, STR(""), str_of(name)), db_blob(q, 0),
                                        out, sizeof *out, e);
    db_done(q);
    return ok;
}

/* All keys of a practice as this transaction sees them. */
bool keys_read_practice(struct keys *k, struct db_tx *tx, int64_t practice, struct kept *out, struct err *e)
{
    struct db_query *q = db_query(tx, &practice_key_sql);
    db_bind_int(q, "practice", practice);
    bool there = db_next(q), ok = there;
    *out = (struct kept){.practice = practice};
    if (there) {
        out->version = db_int(q, 1);
        ok = keys_unwrap_master(k, keys_place("practice", practice, STR(""), STR("")), db_blob(q, 0), &out->key,
                                sizeof out->key, e);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    if (!there) {
        return err_set(e, ERR_NOT_FOUND, "practice", "there is none with this number");
    }
    ok = ok && read_stored(tx, practice, &out->key, "tokens", &out->tokens, e) &&
         read_stored(tx, practice, &out->key, "content", &out->content, e);
    if (!ok) {
        db_ok(tx, e);
        return err_set(e, ERR_INVALID, "practice", "its keys cannot be opened with this master key");
    }
    keep(k, out);
    return true;
}

static bool practice_keys(struct keys *k, struct db_tx *tx, int64_t practice, struct kept *out, struct err *e)
{
    return find_kept(k, practice, out) || keys_read_practice(k, tx, practice, out, e);
}

void keys_forget(struct keys *k)
{
    pthread_rwlock_wrlock(&k->lock);
    seal_wipe(k->kept, sizeof k->kept);
    pthread_rwlock_unlock(&k->lock);
}

static bool add_stored(struct db_tx *tx, int64_t practice, const char *name, struct str wrapped, struct str public_key,
                       struct err *e)
{
    struct db_query *q = db_query(tx, &store_add_sql);
    db_bind_int(q, "practice", practice);
    db_bind_cstr(q, "name", name);
    db_bind_blob(q, "key", wrapped);
    db_bind_blob(q, "public", public_key);
    db_run(q);
    return db_ok(tx, e);
}

static bool new_stored(struct db_tx *tx, int64_t practice, const struct seal_key *with, const char *name, struct err *e)
{
    struct seal_key key;
    struct buf wrapped;
    buf_init(&wrapped, 0);
    seal_new_key(&key);
    bool ok =
        keys_wrap(with, keys_place("key_store", practice, STR(""), str_of(name)), &key, sizeof key, &wrapped, e) &&
        add_stored(tx, practice, name, buf_str(&wrapped), (struct str){NULL, 0}, e);
    seal_wipe(&key, sizeof key);
    buf_free(&wrapped);
    return ok;
}

bool keys_practice_new(struct keys *k, struct db_tx *tx, int64_t practice, struct err *e)
{
    struct seal_key key;
    struct buf wrapped;
    buf_init(&wrapped, 0);
    seal_new_key(&key);
    pthread_rwlock_rdlock(&k->lock);
    bool ok = keys_wrap(&k->master, keys_place("practice", practice, STR(""), STR("")), &key, sizeof key, &wrapped, e);
    pthread_rwlock_unlock(&k->lock);
    if (ok) {
        struct db_query *q = db_query(tx, &practice_add_sql);
        db_bind_int(q, "practice", practice);
        db_bind_blob(q, "key", buf_str(&wrapped));
        db_run(q);
        ok =
            db_ok(tx, e) && new_stored(tx, practice, &key, "tokens", e) && new_stored(tx, practice, &key, "content", e);
    }
    seal_wipe(&key, sizeof key);
    buf_free(&wrapped);
    return ok;
}

/* The key that wraps the clients' keys. */
static bool wrapping_key(struct keys *k, struct db_tx *tx, int64_t practice, struct seal_key *out, struct err *e)
{
    struct kept all;
    bool ok = practice_keys(k, tx, practice, &all, e);
    if (ok) {
        *out = all.key;
    }
    seal_wipe(&all, sizeof all);
    return ok;
}

bool keys_practice(struct keys *k, struct db_tx *tx, int64_t practice, struct seal_key *out, struct err *e)
{
    struct kept both;
    bool ok = practice_keys(k, tx, practice, &both, e);
    if (ok) {
        *out = both.content;
    }
    seal_wipe(&both, sizeof both);
    return ok;
}

bool keys_tokens(struct keys *k, struct db_tx *tx, int64_t practice, struct seal_key *out, struct err *e)
{
    struct kept both;
    bool ok = practice_keys(k, tx, practice, &both, e);
    if (ok) {
        *out = both.tokens;
    }
    seal_wipe(&both, sizeof both);
    return ok;
}

/* ---- a client's key ---- */

bool keys_client_make(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct buf *wrapped,
                      struct seal_key *out, struct err *e)
{
    struct kept fresh; /* not the kept one: another process may have changed it since */
    if (!keys_read_practice(k, tx, practice, &fresh, e)) {
        return false;
    }
    seal_new_key(out);
    bool ok = keys_wrap(&fresh.key, keys_place("client", practice, client, STR("")), out, sizeof *out, wrapped, e);
    seal_wipe(&fresh, sizeof fresh);
    return ok;
}

/* The client's key that was read last in this work, or snapshot: nearly always the only one. */
struct known {
    struct seal_key key;
    int64_t practice;
    char client[SEAL_ID_SIZE]; /* an id of another length is not kept */
    bool there;
};
_Static_assert(sizeof(struct known) <= DB_NOTE_SIZE, "fits into the note of a work");

static void note_known(struct db_tx *tx, int64_t practice, struct str client, const struct seal_key *key)
{
    struct known *known = db_note(tx);
    if (client.n == sizeof known->client) {
        *known = (struct known){.key = *key, .practice = practice, .there = true};
        memcpy(known->client, client.p, client.n);
    }
}

bool keys_client_unwrap(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct str wrapped,
                        struct seal_key *out, struct err *e)
{
    struct seal_key practice_key;
    struct seal_place at = keys_place("client", practice, client, STR(""));
    struct kept fresh;
    if (!wrapped.n) {
        return err_set(e, ERR_NOT_FOUND, "client", "was erased: the key is gone, and with it all content");
    }
    if (!wrapping_key(k, tx, practice, &practice_key, e)) {
        return false;
    }
    bool ok = keys_unwrap(&practice_key, at, wrapped, out, sizeof *out, NULL);
    if (!ok) { /* rotated since the key was kept, or a snapshot from before */
        ok =
            keys_read_practice(k, tx, practice, &fresh, e) && keys_unwrap(&fresh.key, at, wrapped, out, sizeof *out, e);
        seal_wipe(&fresh, sizeof fresh);
    }
    seal_wipe(&practice_key, sizeof practice_key);
    if (ok) {
        note_known(tx, practice, client, out);
    }
    return ok;
}

bool keys_client(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct seal_key *out,
                 struct err *e)
{
    struct known *known = db_note(tx);
    bool fits = client.n == sizeof known->client;
    if (known->there && fits && known->practice == practice && memcmp(known->client, client.p, client.n) == 0) {
        *out = known->key;
        return true;
    }
    struct db_query *q = db_query(tx, &client_key_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    bool there = db_next(q);
    bool ok = there && keys_client_unwrap(k, tx, practice, client, db_blob(q, 0), out, e);
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return ok || err_set(e, ERR_NOT_FOUND, "client", "there is none with this id");
}

static const struct db_sql client_erase_sql = {
    "UPDATE client SET wrapped_key = NULL, sealed = NULL, state = 'erased', version = version + 1 "
    "WHERE practice_id = :practice AND id = :client",
    NULL};
static const struct db_sql tokens_erase_sql = {
    "DELETE FROM client_token WHERE practice_id = :practice AND client_id = :client", NULL};
static const struct db_sql erasure_sql = {
    "INSERT INTO erasure (practice_id, client_id, at_ms) VALUES (:practice, :client, :at) ON CONFLICT DO NOTHING",
    NULL};

bool keys_client_erase(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, int64_t now,
                       struct err *e)
{
    (void)k;
    seal_wipe(db_note(tx), sizeof(struct known));
    struct db_query *q = db_query(tx, &client_erase_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    int64_t n = db_run(q);
    q = db_query(tx, &tokens_erase_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_run(q);
    q = db_query(tx, &erasure_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_int(q, "at", now);
    db_run(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return n == 1 || err_set(e, ERR_NOT_FOUND, "client", "there is none with this id");
}

/* ---- the key that signs checkpoints ---- */

/* The installation's key, when there is one. An Ed25519 secret ends with its public half (libsodium). */
static bool read_sign(struct keys *k, struct db_tx *tx, unsigned char public_key[SEAL_PUBLIC_SIZE],
                      unsigned char secret[SEAL_SECRET_SIZE], bool *there, struct err *e)
{
    struct db_query *q = db_query(tx, &keys_store_get_sql);
    struct err ignored = {0};
    db_bind_int(q, "practice", 0);
    db_bind_cstr(q, "name", "sign");
    *there = db_next(q);
    bool ok = !*there || keys_unwrap_master(k, keys_place("key_store", 0, STR(""), STR("sign")), db_blob(q, 0), secret,
                                            SEAL_SECRET_SIZE, &ignored);
    bool same = true;
    if (*there && ok) {
        memcpy(public_key, secret + SEAL_SECRET_SIZE - SEAL_PUBLIC_SIZE, SEAL_PUBLIC_SIZE);
        same = db_blob(q, 1).n == SEAL_PUBLIC_SIZE && memcmp(db_blob(q, 1).p, public_key, SEAL_PUBLIC_SIZE) == 0;
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return (ok || err_set(e, ERR_INVALID, "signing key",
                          "the key that signs checkpoints does not open with this master key")) &&
           (same || err_set(e, ERR_INVALID, "signing key",
                            "the public key that stands in the table is not that of the key that signs checkpoints"));
}

bool keys_signer(struct keys *k, struct db_tx *tx, unsigned char public_key[SEAL_PUBLIC_SIZE], struct err *e)
{
    unsigned char secret[SEAL_SECRET_SIZE];
    bool there = false, ok = read_sign(k, tx, public_key, secret, &there, e);
    seal_wipe(secret, sizeof secret);
    return ok && (there || err_set(e, ERR_NOT_FOUND, "signing key", "there is none: no checkpoint was ever made"));
}

bool keys_sign(struct keys *k, struct db_tx *tx, unsigned char public_key[SEAL_PUBLIC_SIZE],
               unsigned char secret[SEAL_SECRET_SIZE], struct err *e)
{
    bool there = false, ok = read_sign(k, tx, public_key, secret, &there, e);
    if (there || !ok) {
        return ok;
    }
    struct buf wrapped;
    buf_init(&wrapped, 0);
    seal_sign_key(public_key, secret);
    pthread_rwlock_rdlock(&k->lock);
    ok = keys_wrap(&k->master, keys_place("key_store", 0, STR(""), STR("sign")), secret, SEAL_SECRET_SIZE, &wrapped, e);
    pthread_rwlock_unlock(&k->lock);
    ok =
        ok && add_stored(tx, 0, "sign", buf_str(&wrapped), (struct str){(const char *)public_key, SEAL_PUBLIC_SIZE}, e);
    buf_free(&wrapped);
    return ok;
}

void keys_mark(struct keys *k, struct str text, unsigned char out[SEAL_TOKEN_SIZE])
{
    struct seal_key own;
    _Static_assert(sizeof own.byte == 2 * SEAL_TOKEN_SIZE, "two tokens make a key");
    pthread_rwlock_rdlock(&k->lock);
    seal_token(&k->master, STR("goldthread marks, 1"), own.byte);
    seal_token(&k->master, STR("goldthread marks, 2"), own.byte + SEAL_TOKEN_SIZE);
    pthread_rwlock_unlock(&k->lock);
    seal_token(&own, text, out);
    seal_wipe(&own, sizeof own);
}
