/* goldthread init: data folder, master key, database, configuration, the practice and its owner: all of it or nothing.
 * Without an owner the practice is set up in the browser (web/page_setup.c). */
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/people.h"
#include "cli/record.h"

#include "practice/people.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define KEY_FILE "master.key"
#define DATABASE_FILE "goldthread.db"
#define FOLDERS_MAX 16

struct init {
    const struct cli *c;
    struct arena arena;
    struct record_config config;
    struct people_settings settings;
    struct person owner;
    struct str password, passphrase;
    char key_path[PATH_MAX_BYTES], database[PATH_MAX_BYTES];
    bool server;
    bool no_owner;                    /* practice and owner are named in the browser, at /setup */
    size_t folder_parts[FOLDERS_MAX]; /* lengths of the folders that were made here, the innermost last */
    size_t folders_made;
    char recovery[SEAL_PRINTED_SIZE];
    struct store store;
    bool key_made, database_made, config_made;
    bool unsure; /* whether there are rows cannot be told */
};

/* ---- what is wanted ---- */

static bool in_folder(const struct init *in, const char *name, char path[PATH_MAX_BYTES], struct err *e)
{
    struct str folder = in->config.folder;
    int n = name[0] == '/' ? snprintf(path, PATH_MAX_BYTES, "%s", name)
                           : snprintf(path, PATH_MAX_BYTES, "%.*s/%s", (int)folder.n, folder.p, name);
    return (n > 0 && n < PATH_MAX_BYTES) || err_set(e, ERR_INVALID, "--data", "the name of the folder is too long");
}

static bool find_folder(struct init *in, struct err *e)
{
    struct buf path;
    buf_init(&path, 0);
    bool ok = data_path(cli_option(in->c, "data"), ".", NULL, &path, e);
    struct str folder = str_sub(buf_str(&path), 0, path.n > 2 ? path.n - 2 : 0);
    char *p = ok ? arena_copy(&in->arena, folder.p, folder.n) : NULL;
    in->config.folder = (struct str){p, p ? folder.n : 0};
    buf_free(&path);
    return p || (!ok ? false : arena_error(&in->arena, e));
}

static bool nothing_there(const char *path, const char *what, struct err *e)
{
    struct stat st;
    return lstat(path, &st) != 0 || err_set(e, ERR_CONFLICT, path, "%s is there already; nothing was changed", what);
}

static bool read_places(struct init *in, struct err *e)
{
    const char *key = cli_option(in->c, "key"), *command = cli_option(in->c, "key-command");
    const char *database = cli_option(in->c, "database");
    char config[PATH_MAX_BYTES];
    in->config.key = !key                          ? (command ? KEYS_COMMAND : KEYS_FILE)
                     : strcmp(key, "file") == 0    ? KEYS_FILE
                     : strcmp(key, "command") == 0 ? KEYS_COMMAND
                                                   : KEYS_PASSPHRASE;
    if (!command != (in->config.key != KEYS_COMMAND)) {
        return err_set(e, ERR_INVALID, "--key-command", "and --key command go together");
    }
    in->server = database && db_is_server(database);
    in->config.key_path = STR(KEY_FILE);
    in->config.key_command = str_of(command);
    in->config.database = database ? str_of(database) : STR(DATABASE_FILE);
    in->config.node = STR("main");
    if (in->server) {
        snprintf(in->database, sizeof in->database, "%s", database);
        if (!record_address(database, e)) {
            return false;
        }
    } else if (!in_folder(in, database ? database : DATABASE_FILE, in->database, e)) {
        return false;
    }
    return in_folder(in, "config.json", config, e) && in_folder(in, KEY_FILE, in->key_path, e) &&
           nothing_there(config, "a record", e) && nothing_there(in->key_path, "a key", e) &&
           (in->server || nothing_there(in->database, "a database", e));
}

static bool read_passphrase(struct init *in, struct err *e)
{
    return in->config.key != KEYS_PASSPHRASE ||
           record_secret(in->c, "passphrase-file", "Passphrase of the record", true, &in->arena, &in->passphrase, e);
}

/* Nobody yet: then nothing that says who. */
static bool read_nobody(struct init *in, struct err *e)
{
    static const char *const about[] = {"practice", "country", "state", "owner", "name", "roles", "password-file"};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (cli_option(in->c, about[i])) {
            return err_set(e, ERR_INVALID, "--no-owner", "and --%s do not go together", about[i]);
        }
    }
    return read_passphrase(in, e);
}

static bool read_people(struct init *in, struct err *e)
{
    const struct cli *c = in->c;
    const char *roles = cli_option(c, "roles");
    in->no_owner = cli_option(c, "no-owner") != NULL;
    if (in->no_owner) {
        return read_nobody(in, e);
    }
    in->settings = (struct people_settings){.country = str_of(cli_option(c, "country")),
                                            .state = str_of(cli_option(c, "state")),
                                            .time_zone = machine_zone(&in->arena),
                                            .idle_minutes = 15,
                                            .client_idle_minutes = 30,
                                            .session_hours = 12,
                                            .glass_hours = 12,
                                            .alert_hours = 24};
    return roles_read(roles ? roles : "owner,privacy_officer", &in->owner.roles, e) &&
           ask_option(c, "practice", "Name of the practice", &in->arena, &in->settings.name, e) &&
           ask_option(c, "owner", "Sign-in name of the owner", &in->arena, &in->owner.sign_in, e) &&
           ask_option(c, "name", "Full name of the owner", &in->arena, &in->owner.name, e) && read_passphrase(in, e) &&
           record_secret(c, "password-file", "Password of the owner", true, &in->arena, &in->password, e);
}

/* ---- making and unmaking ---- */

/* The folders that are missing, counted before they are made. */
static void note_missing(struct init *in)
{
    struct stat st;
    char path[PATH_MAX_BYTES];
    struct str folder = in->config.folder;
    for (size_t i = 1; i <= folder.n && folder.n < sizeof path && in->folders_made < FOLDERS_MAX; i++) {
        if (i == folder.n || folder.p[i] == '/') {
            memcpy(path, folder.p, i);
            path[i] = 0;
            if (stat(path, &st) != 0 && errno == ENOENT) {
                in->folder_parts[in->folders_made++] = i;
            }
        }
    }
}

static void unmake(struct init *in)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal", ".lock"};
    char path[PATH_MAX_BYTES + 16];
    struct err ignored = {0};
    db_close(in->store.db);
    in->store.db = NULL;
    if (in->unsure) {
        return;
    }
    if (in->config_made && in_folder(in, "config.json", path, &ignored)) {
        unlink(path);
    }
    if (in->key_made && in->config.key != KEYS_COMMAND) {
        unlink(in->key_path);
    }
    for (size_t i = 0; in->database_made && i < sizeof tails / sizeof *tails; i++) {
        snprintf(path, sizeof path, "%s%s", in->database, tails[i]);
        unlink(path);
    }
    while (in->folders_made) {
        size_t n = in->folder_parts[--in->folders_made];
        memcpy(path, in->config.folder.p, n);
        path[n] = 0;
        rmdir(path); /* not when something of somebody else's stands in it */
    }
}

/* That the owner was not answered does not say that nothing is there: a server may go away between the two. */
static bool found(struct init *in, struct practice *p, struct err *e)
{
    struct str id;
    struct err first = {0}, again = {0};
    bool there = false;
    if (people_found(p, 1, &in->settings, &in->owner, in->password, &in->arena, &id, &first)) {
        return true;
    }
    if (in->server && first.kind == ERR_IO && !people_there(p, 1, &in->arena, &there, &again)) {
        in->unsure = true;
        return err_set(e, ERR_IO, "database",
                       "went away while the record was made; key and config.json stay: look with goldthread user list, "
                       "and remove %.*s when it shows nobody",
                       (int)in->config.folder.n, in->config.folder.p);
    }
    *e = there ? *e : first;
    return there;
}

static bool make_all(struct init *in, struct err *e)
{
    struct keys_source key = {
        .from = in->config.key, .path = in->key_path, .command = in->config.key_command.p, .secret = in->passphrase};
    struct practice practice = {.store = &in->store, .now_ms = record_now};
    struct db_options db = {.url = in->database};
    bool there = false;
    note_missing(in);
    if (!data_make_folder(in->config.folder.p, e)) {
        return false;
    }
    if (chmod(in->config.folder.p, 0700) != 0) {
        return err_set(e, ERR_IO, in->config.folder.p, "cannot be closed to others: %s", strerror(errno));
    }
    in->key_made = keys_create(&key, &in->store.keys, in->recovery, e);
    if (!in->key_made) {
        return false;
    }
    in->store.node = "main";
    in->database_made = !in->server;
    if (!db_open(&db, &in->store.db, e) || !store_migrate(in->store.db, e)) {
        return false;
    }
    struct err other = {0};
    if ((!people_there(&practice, 1, &in->arena, &there, &other) && other.kind == ERR_INVALID) || there) {
        return err_set(e, ERR_CONFLICT, "--database", "holds a record already; nothing was changed");
    }
    if (other.kind != ERR_NONE) {
        *e = other;
        return false;
    }
    in->config_made = record_config_write(&in->config, e); /* first: rows are never there without their key */
    return in->config_made && (in->no_owner || found(in, &practice, e));
}

static void tell_owner(const struct init *in)
{
    struct buf roles;
    buf_init(&roles, 0);
    roles_put(in->owner.roles, &roles);
    printf("The record of \"%.*s\" is in %s, open to you alone.\n", (int)in->settings.name.n, in->settings.name.p,
           in->config.folder.p);
    printf("%.*s signs in as \"%.*s\" (%s).\n\n", (int)in->owner.name.n, in->owner.name.p, (int)in->owner.sign_in.n,
           in->owner.sign_in.p, buf_ok(&roles) ? buf_str(&roles).p : "");
    buf_free(&roles);
}

static void tell(const struct init *in)
{
    if (in->no_owner) {
        printf("The record is in %s, open to you alone. Nobody can sign in yet: goldthread serve shows an address\n"
               "and a code, with which you name the practice and yourself in the browser.\n\n",
               in->config.folder.p);
    } else {
        tell_owner(in);
    }
    printf("Recovery key, shown this once:\n\n    %s\n\n", in->recovery);
    puts("Write it on paper, compare it letter by letter, and keep the paper where nobody finds it with the\n"
         "computer or its backups: in a safe, or with a lawyer. Who has it and a copy of the database can read\n"
         "everything. Without it, and without the key of this record, nobody can, not from any backup.");
}

/* What is begun is ended, or taken back: no signal stops it half way. */
static bool make_or_unmake(struct init *in, struct err *e)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    sigset_t some, before;
    sigemptyset(&some);
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
        sigaddset(&some, stopping[i]);
    }
    pthread_sigmask(SIG_BLOCK, &some, &before);
    bool ok = make_all(in, e);
    if (!ok) {
        unmake(in);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

int cmd_init(struct cli *c)
{
    struct err e = {0};
    struct init *in = calloc(1, sizeof *in);
    if (!in) {
        err_no_memory(&e);
        return cli_fail("init", &e);
    }
    umask(077);
    in->c = c;
    arena_init(&in->arena, 0);
    bool ok = find_folder(in, &e) && read_places(in, &e) && read_people(in, &e) && make_or_unmake(in, &e);
    if (ok) {
        tell(in);
    }
    db_close(in->store.db);
    keys_close(in->store.keys);
    seal_wipe(in->recovery, sizeof in->recovery);
    arena_free(&in->arena);
    free(in);
    return ok ? CLI_OK : cli_fail("init", &e);
}
