/* cmd_demo.c: an invented practice, made in an empty folder. */
#include "cli/demo.h"

#include "base/json.h"
#include "cli/data.h"
#include "cli/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SCALE_MAX 10000000

struct wish {
    struct date on;
    uint64_t seed;
    size_t scale;
    bool own_seed; /* it was named */
};

static bool number(const struct cli *c, const char *option, uint64_t most, uint64_t *out, struct err *e)
{
    const char *text = cli_option(c, option);
    char *end;
    errno = 0;
    uint64_t n = text && *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    if (!text || *text < '0' || *text > '9' || *end || errno || n > most) {
        char where[32];
        snprintf(where, sizeof where, "--%s", option);
        return err_set(e, ERR_INVALID, where, "must be a whole number up to %llu", (unsigned long long)most);
    }
    *out = n;
    return true;
}

static bool read_wish(const struct cli *c, struct wish *w, struct err *e)
{
    const char *on = cli_option(c, "on");
    uint64_t scale = 0;
    w->on = zone_day(demo_zone(), record_now(NULL));
    if (on && (!date_parse(str_of(on), &w->on) || w->on.year < 1972)) {
        return err_set(e, ERR_INVALID, "--on", "must be a day since 1972, YYYY-MM-DD");
    }
    w->own_seed = cli_option(c, "seed") != NULL;
    seal_random(&w->seed, sizeof w->seed);
    w->seed >>= 1;
    bool ok = !w->own_seed || number(c, "seed", INT64_MAX, &w->seed, e);
    ok = ok && (!cli_option(c, "scale") || number(c, "scale", SCALE_MAX, &scale, e));
    w->scale = (size_t)scale;
    return ok;
}

/* ---- the folder ---- */

/* A record with its key, where there is no configuration yet; the recovery key goes to `recovery`. */
static bool make_record(const struct cli *c, char recovery[SEAL_PRINTED_SIZE], struct arena *a, struct err *e)
{
    struct record_config config = {.key = KEYS_FILE, .key_path = STR("master.key"), .node = STR("main")};
    const char *database = cli_option(c, "database");
    struct keys *keys = NULL;
    struct buf path;
    buf_init(&path, 0);
    if (database && !db_is_server(database)) {
        return err_set(e, ERR_INVALID, "--database", "must be an address, postgresql://...");
    }
    bool ok = data_path(cli_option(c, "data"), ".", NULL, &path, e) && (!database || record_address(database, e)) &&
              data_make_folder(path.p, e);
    if (ok && !data_is_empty(path.p)) {
        path.p[path.n - 2] = 0; /* without the "/." */
        ok =
            err_set(e, ERR_CONFLICT, path.p,
                    "is not an empty folder: an invented practice is made in one of its own; name another with --data");
    }
    if (ok) {
        char *folder = arena_copy(a, path.p, path.n);
        config.folder = (struct str){folder, folder ? path.n : 0};
        config.database = database ? str_of(database) : STR("goldthread.db");
        buf_cstr(&path, "/master.key");
        ok = (folder && buf_ok(&path)) || err_no_memory(e);
    }
    struct keys_source source = {.from = KEYS_FILE, .path = path.p};
    ok = ok && keys_create(&source, &keys, recovery, e) && record_config_write(&config, e);
    keys_close(keys);
    buf_free(&path);
    return ok;
}

static bool open_record(const struct cli *c, struct record_open *o, char recovery[SEAL_PRINTED_SIZE], struct err *e)
{
    struct err first = {0};
    struct arena a;
    recovery[0] = 0;
    if (record_begin(c, o, &first)) {
        return true;
    }
    record_end(o);
    if (first.kind != ERR_NOT_FOUND) {
        *e = first;
        return false;
    }
    arena_init(&a, 0);
    bool ok = make_record(c, recovery, &a, e) && record_begin(c, o, e);
    arena_free(&a);
    return ok;
}

/* ---- what is told ---- */

static void progress(size_t done, size_t all)
{
    static size_t told;
    size_t part = all ? done * 100 / all : 100;
    if (isatty(STDERR_FILENO) && part != told) {
        fprintf(stderr, "\r%3zu %%%s", part, done == all ? "\n" : "");
        told = part;
    }
}

static void tell(const struct demo *d, const struct wish *w, const char *recovery)
{
    char day[DATE_TEXT_SIZE];
    printf("An invented practice with %d clients, up to %s. Seed: %llu.\n", DEMO_CLIENTS, date_format(d->on, day),
           (unsigned long long)d->seed);
    puts("Sign-in names and passwords; they are shown this once:");
    for (size_t i = 0; i < d->logins; i++) {
        const struct demo_login *l = &d->login[i];
        printf("  %-16.*s %s  %.*s (%.*s)\n", (int)l->sign_in.n, l->sign_in.p, l->password, (int)l->name.n, l->name.p,
               (int)l->roles.n, l->roles.p);
    }
    puts("Served with `goldthread serve`, who works here begins at http://127.0.0.1:8400/, clients and guardians at "
         "http://127.0.0.1:8400/me.");
    if (recovery[0]) {
        printf("Recovery key of the record, to be kept on paper: %s\n", recovery);
    }
    if (w->own_seed) {
        puts("The passwords follow from the seed: whoever knows it knows them. Keep nothing real in this record.");
    }
}

/* ---- accounts, for programs that drive the pages ---- */

#define ACCOUNTS "/demo-accounts.jsonl"

static bool accounts_path(const struct record_open *o, struct buf *path, struct err *e)
{
    buf_init(path, 0);
    buf_add(path, o->config.folder);
    buf_cstr(path, ACCOUNTS);
    return buf_ok(path) || err_no_memory(e);
}

/* Kept beside the record, for its owner alone: nobody in it is real. */
static bool keep_accounts(const struct demo *d, const struct record_open *o, struct err *e)
{
    struct buf path, text;
    struct json_out j;
    buf_init(&text, 0);
    for (size_t i = 0; i < d->logins; i++) {
        json_out_init(&j, &text, 0);
        json_begin_object(&j);
        json_key(&j, "login");
        json_put_str(&j, d->login[i].sign_in);
        json_key(&j, "password");
        json_put_cstr(&j, d->login[i].password);
        json_key(&j, "role");
        json_put_str(&j, d->login[i].roles);
        json_key(&j, "totp_secret");
        json_put_null(&j); /* nobody in it has a second step */
        json_end_object(&j);
        buf_char(&text, '\n');
    }
    bool ok =
        accounts_path(o, &path, e) && (buf_ok(&text) || err_no_memory(e)) && file_write(path.p, buf_str(&text), e);
    seal_wipe(text.p, text.n);
    buf_free(&path);
    buf_free(&text);
    return ok;
}

static bool print_accounts(const struct record_open *o, struct err *e)
{
    struct buf path, text;
    buf_init(&text, 0);
    bool ok = accounts_path(o, &path, e) && file_read(path.p, 65536, &text, e);
    if (ok) {
        fwrite(text.p, 1, text.n, stdout);
    }
    seal_wipe(text.p, text.n);
    buf_free(&path);
    buf_free(&text);
    return ok;
}

static int64_t clock_of(void *demo)
{
    return ((struct demo *)demo)->now_ms;
}

/* DIR/demo says how far it came: "begun", then "whole". */
static bool marker(const struct record_open *o, const char *text, bool *whole, struct err *e)
{
    struct buf path, now;
    buf_init(&path, 0);
    buf_init(&now, 0);
    buf_add(&path, o->config.folder);
    buf_cstr(&path, "/demo");
    bool ok = buf_ok(&path) || err_no_memory(e);
    if (ok && text) {
        ok = file_write(path.p, str_of(text), e);
    } else if (ok) {
        struct err absent = {0};
        *whole = file_read(path.p, 64, &now, &absent) && str_is(buf_str(&now), "whole\n");
        ok = *whole || (access(path.p, F_OK) == 0
                            ? err_set(e, ERR_CONFLICT, o->config.folder.p,
                                      "holds an invented practice that was not finished; remove it and begin again")
                            : err_set(e, ERR_CONFLICT, o->config.folder.p,
                                      "holds a practice of somebody's; name an empty folder with --data"));
    }
    buf_free(&path);
    buf_free(&now);
    return ok;
}

/* Key and configuration of a record that got no row. */
static void take_back(const struct record_open *o)
{
    static const char *const names[] = {"demo", "config.json", "master.key"};
    char path[4096];
    for (size_t i = 0; o->config.folder.n && i < sizeof names / sizeof *names; i++) {
        int n = snprintf(path, sizeof path, "%.*s/%s", (int)o->config.folder.n, o->config.folder.p, names[i]);
        if (n < 0 || n >= (int)sizeof path || (i == 0 && access(path, F_OK) == 0)) {
            return; /* it was begun */
        }
        unlink(path);
    }
}

static bool fill(struct demo *d, struct record_open *o, const struct wish *w, bool made, bool *there, struct err *e)
{
    bool whole = false;
    d->arena = &o->arena;
    d->seed = w->seed;
    d->on = w->on;
    d->practice = (struct practice){.store = &o->store, .now_ms = clock_of, .clock = d};
    if (!people_there(&o->practice, 1, &o->arena, there, e)) {
        return false;
    }
    if (*there || !made) { /* only what was made here is filled */
        return marker(o, NULL, &whole, e);
    }
    return marker(o, "begun\n", &whole, e) && demo_found(d, e) && demo_year(d, progress, e) && keep_accounts(d, o, e) &&
           marker(o, "whole\n", &whole, e);
}

static bool load(struct demo *d, size_t n, struct err *e)
{
    struct demo_rate rate;
    if (!demo_scale(d, n, progress, &rate, e)) {
        return false;
    }
    printf("%zu clients, %zu rows in %.1f s: %.0f clients a minute\n", rate.clients, rate.rows, rate.seconds,
           rate.seconds > 0 ? (double)rate.clients * 60 / rate.seconds : 0.0);
    return true;
}

int cmd_demo(struct cli *c)
{
    static struct demo d; /* large */
    struct record_open o = {0};
    struct wish w = {0};
    struct err e = {0};
    bool there = false;
    char recovery[SEAL_PRINTED_SIZE] = "";
    memset(&d, 0, sizeof d);
    arena_init(&d.work, 0);
    bool ok = seal_init(&e) && read_wish(c, &w, &e) && open_record(c, &o, recovery, &e) &&
              fill(&d, &o, &w, recovery[0] != 0, &there, &e);
    if (!ok && recovery[0]) {
        take_back(&o);
    }
    if (ok && cli_option(c, "accounts")) {
        ok = print_accounts(&o, &e);
    } else if (ok && there) {
        puts("The invented practice is there already; nothing of it was changed.");
    } else if (ok) {
        tell(&d, &w, recovery);
    }
    ok = ok && (!w.scale || load(&d, w.scale, &e));
    arena_free(&d.work);
    record_end(&o);
    seal_wipe(&d, sizeof d);
    seal_wipe(recovery, sizeof recovery);
    return ok ? CLI_OK : cli_fail("demo", &e);
}
