/* record.c: the record opened for a command. */
#include "cli/record.h"

#include "base/json.h"
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FORMAT "goldthread.config/1"
#define SECRET_MAX 1024

int64_t record_now(void *ignored)
{
    struct timespec t;
    (void)ignored;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- configuration ---- */

static bool keep(struct arena *a, struct str s, struct str *out, struct err *e)
{
    char *p = arena_copy(a, s.p, s.n);
    *out = (struct str){p, p ? s.n : 0};
    return p || arena_error(a, e);
}

/* A path in the folder, unless it is one of its own. */
static bool in_folder(struct arena *a, struct str folder, struct str name, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    if (!str_starts(name, STR("/"))) {
        buf_add(&b, folder);
        buf_char(&b, '/');
    }
    buf_add(&b, name);
    bool ok = buf_ok(&b) ? keep(a, buf_str(&b), out, e) : err_no_memory(e);
    buf_free(&b);
    return ok;
}

static bool read_key(const struct json *key, struct arena *a, struct record_config *out, struct err *e)
{
    struct str from = json_str(json_get(key, "from")), path = json_str(json_get(key, "path"));
    struct str command = json_str(json_get(key, "command"));
    if (str_is(from, "command") && command.n) {
        out->key = KEYS_COMMAND;
        return keep(a, command, &out->key_command, e);
    }
    if ((!str_is(from, "file") && !str_is(from, "passphrase")) || !path.n) {
        return err_set(e, ERR_INVALID, "config.json",
                       "\"key\" must say from: file or passphrase with a path, or command");
    }
    out->key = str_is(from, "file") ? KEYS_FILE : KEYS_PASSPHRASE;
    return in_folder(a, out->folder, path, &out->key_path, e);
}

static bool read_config(struct str text, struct arena *a, struct record_config *out, struct err *e)
{
    const struct json *root;
    if (!json_parse(text, a, &root, e)) {
        return false;
    }
    struct str database = json_str(json_get(root, "database")), node = json_str(json_get(root, "node"));
    struct str checkpoints = json_str(json_get(root, "checkpoints"));
    if (!str_is(json_str(json_get(root, "format")), FORMAT) || !database.n) {
        return err_set(e, ERR_INVALID, "config.json", "is no " FORMAT " with a \"database\"");
    }
    if (!keep(a, database, &out->database, e)) {
        return false;
    }
    return (db_is_server(out->database.p) || in_folder(a, out->folder, database, &out->database, e)) &&
           keep(a, node.n ? node : STR("main"), &out->node, e) &&
           in_folder(a, out->folder, checkpoints.n ? checkpoints : STR("checkpoints.jsonl"), &out->checkpoints, e) &&
           read_key(json_get(root, "key"), a, out, e);
}

bool record_config_read(const struct cli *c, struct arena *a, struct record_config *out, struct err *e)
{
    struct buf path, text;
    buf_init(&path, 0);
    buf_init(&text, 0);
    memset(out, 0, sizeof *out);
    bool ok = data_path(cli_option(c, "data"), ".", NULL, &path, e);
    if (ok) {
        struct str folder = buf_str(&path);
        folder = str_ends_ci(folder, STR("/.")) ? str_sub(folder, 0, folder.n - 2) : folder;
        ok = keep(a, folder, &out->folder, e);
    }
    if (ok) {
        buf_reset(&path);
        buf_add(&path, out->folder);
        buf_cstr(&path, "/config.json");
        ok = buf_ok(&path) || err_no_memory(e);
    }
    if (ok && access(path.p, F_OK) != 0) {
        ok = err_set(e, ERR_NOT_FOUND, out->folder.p, "holds no record yet; goldthread init makes one");
    }
    ok = ok && file_read(path.p, 65536, &text, e) && read_config(buf_str(&text), a, out, e);
    buf_free(&path);
    buf_free(&text);
    return ok;
}

bool record_config_write(const struct record_config *config, struct err *e)
{
    static const char *const from[] = {"file", "passphrase", "command", "recovery"};
    struct json_out o;
    struct buf b, path;
    buf_init(&b, 0);
    buf_init(&path, 0);
    json_out_init(&o, &b, 2);
    json_begin_object(&o);
    json_key(&o, "format");
    json_put_cstr(&o, FORMAT);
    json_key(&o, "database");
    json_put_str(&o, config->database);
    json_key(&o, "key");
    json_begin_object(&o);
    json_key(&o, "from");
    json_put_cstr(&o, from[config->key]);
    json_key(&o, config->key == KEYS_COMMAND ? "command" : "path");
    json_put_str(&o, config->key == KEYS_COMMAND ? config->key_command : config->key_path);
    json_end_object(&o);
    json_key(&o, "node");
    json_put_str(&o, config->node);
    if (config->checkpoints.n) {
        json_key(&o, "checkpoints");
        json_put_str(&o, config->checkpoints);
    }
    json_end_object(&o);
    buf_char(&b, '\n');
    buf_add(&path, config->folder);
    buf_cstr(&path, "/config.json");
    bool ok = (buf_ok(&b) && buf_ok(&path)) || err_no_memory(e);
    ok = ok && file_write(path.p, buf_str(&b), e);
    buf_free(&b);
    buf_free(&path);
    return ok;
}

bool record_address(const char *given, struct err *e)
{
    struct err why = {0};
    return db_address(given, &why) || err_set(e, why.kind, "--database", "%s", why.text);
}

/* ---- secrets ---- */

static bool ask_secret(const struct cli *c, const char *prompt, char *text, size_t room, struct err *e)
{
    struct err mine = {0};
    return ask(c, prompt, false, text, room, &mine) ||
           err_set(e, mine.kind, mine.where, "%s%s", mine.text,
                   mine.kind == ERR_NOT_FOUND ? " for a secret: name a file that holds it" : "");
}

static bool secret_file(const char *path, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    FILE *f = file_open(path, e);
    bool ok = f && file_private(f, path, e);
    file_close(f);
    buf_init(&b, 0);
    ok = ok && file_read(path, SECRET_MAX, &b, e) && keep(a, str_trim(buf_str(&b)), out, e);
    if (b.p) {
        seal_wipe(b.p, b.n);
    }
    buf_free(&b);
    return ok && (out->n || err_set(e, ERR_INVALID, path, "is empty"));
}

bool record_secret(const struct cli *c, const char *option, const char *prompt, bool twice, struct arena *a,
                   struct str *out, struct err *e)
{
    const char *path = option ? cli_option(c, option) : NULL;
    char first[SECRET_MAX] = "", second[SECRET_MAX] = "";
    if (path) {
        return secret_file(path, a, out, e);
    }
    bool ok = ask_secret(c, prompt, first, sizeof first, e);
    if (ok && !first[0]) {
        ok = err_set(e, ERR_INVALID, "terminal", "nothing was typed");
    }
    if (ok && twice) {
        ok = ask_secret(c, "Once more", second, sizeof second, e);
        ok = ok && (strcmp(first, second) == 0 || err_set(e, ERR_INVALID, "terminal", "the two are not the same"));
    }
    ok = ok && keep(a, str_of(first), out, e);
    seal_wipe(first, sizeof first);
    seal_wipe(second, sizeof second);
    return ok;
}

/* ---- opening ---- */

static bool has_option(const struct cli *c, const char *name)
{
    for (const struct cli_option *o = c->command->options; o->name; o++) {
        if (strcmp(o->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Memory with keys in it is never written to a core file. */
static void no_core(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

bool record_begin(const struct cli *c, struct record_open *out, struct err *e)
{
    return record_begin_with(c, out, NULL, NULL, e);
}

bool record_begin_with(const struct cli *c, struct record_open *out, record_before *before, void *ctx, struct err *e)
{
    no_core();
    memset(out, 0, sizeof *out);
    arena_init(&out->arena, 0);
    if (c->shared) {
        out->config = c->shared->config;
        out->store = c->shared->store;
        out->practice = c->shared->practice;
        out->practice.store = &out->store;
        out->borrowed = true;
        return true;
    }
    struct record_config *config = &out->config;
    if (!record_config_read(c, &out->arena, config, e)) {
        return false;
    }
    struct keys_source key = {.from = config->key, .path = config->key_path.p, .command = config->key_command.p};
    if (key.from == KEYS_PASSPHRASE && !record_secret(c, has_option(c, "passphrase-file") ? "passphrase-file" : NULL,
                                                      "Passphrase of the record", false, &out->arena, &key.secret, e)) {
        return false;
    }
    struct db_options db = {.url = config->database.p};
    if (!keys_open(&key, &out->store.keys, e) || (before && !before(ctx, config, e)) ||
        !db_open(&db, &out->store.db, e) || !store_migrate(out->store.db, e) ||
        !keys_settle(out->store.keys, &key, out->store.db, e)) {
        return false;
    }
    out->store.node = config->node.p;
    out->practice = (struct practice){.store = &out->store, .now_ms = record_now};
    return true;
}

void record_end(struct record_open *o)
{
    if (!o->borrowed) {
        db_close(o->store.db);
        keys_close(o->store.keys);
    }
    arena_free(&o->arena);
    memset(o, 0, sizeof *o);
}
