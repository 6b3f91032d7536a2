/*
 * zone.c: the practice's time zone: the one place below cli/ that reads the system's tz database.
 *
 * A zone is read once for the life of the process and then shared by all threads; no environment variable and no zone
 * of the process is touched. Other rules count after the next start.
 */
#include "base/zone.h"

#include "practice/people.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/usr/share/zoneinfo/"
#define FILE_MAX_BYTES (256 * 1024)
#define NAME_MAX_BYTES 64
#define KEPT_MAX 64 /* zones; others are refused: a program of one country has one or a few */

struct known {
    char name[NAME_MAX_BYTES + 1];
    struct zone zone;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct known known[KEPT_MAX];
static size_t known_count;
static struct arena kept;

/* Letters, digits and _ + - between slashes: no way out of the folder. */
static bool fits(struct str name)
{
    bool ok = name.n > 0 && name.n <= NAME_MAX_BYTES, begins = true;
    for (size_t i = 0; ok && i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        ok = letter || (!begins && ((c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/'));
        begins = c == '/';
    }
    return ok && !begins;
}

static bool no_such(struct err *e)
{
    return err_set(e, ERR_INVALID, "time_zone",
                   "must be a name of the tz database, such as America/New_York (timedatectl list-timezones)");
}

static bool read_file(const char *name, struct arena *a, struct str *out, struct err *e)
{
    char path[sizeof FOLDER + NAME_MAX_BYTES];
    struct stat st;
    snprintf(path, sizeof path, FOLDER "%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= FILE_MAX_BYTES;
    char *p = ok ? arena_alloc(a, (size_t)st.st_size) : NULL;
    bool whole = p && read(fd, p, (size_t)st.st_size) == (ssize_t)st.st_size;
    if (fd >= 0) {
        close(fd);
    }
    *out = (struct str){p, whole ? (size_t)st.st_size : 0};
    return whole || (ok && !p ? arena_error(a, e) : no_such(e));
}

/* The lock is held. */
static bool add(struct str name, const struct zone **out, struct err *e)
{
    struct known *k = &known[known_count];
    struct arena work;
    struct str bytes;
    if (known_count == KEPT_MAX) {
        return err_set(e, ERR_LIMIT, "time_zone", "more than %d zones are in use", KEPT_MAX);
    }
    if (!known_count) {
        arena_init(&kept, 0);
    }
    memcpy(k->name, name.p, name.n);
    k->name[name.n] = 0;
    arena_init(&work, 0);
    bool ok = read_file(k->name, &work, &bytes, e) && zone_read(bytes, &kept, &k->zone, e);
    arena_free(&work);
    *out = ok ? &k->zone : NULL;
    known_count += ok;
    return ok;
}

bool zone_find(struct str name, const struct zone **out, struct err *e)
{
    *out = NULL;
    if (!name.n) {
        return true;
    }
    if (!fits(name)) {
        return no_such(e);
    }
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < known_count && !*out; i++) {
        *out = str_is(name, known[i].name) ? &known[i].zone : NULL;
    }
    bool ok = *out || add(name, out, e);
    pthread_mutex_unlock(&lock);
    return ok;
}

static int by_name(const void *x, const void *y)
{
    const struct str *a = x, *b = y;
    int order = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);
    return order ? order : (a->n > b->n) - (a->n < b->n);
}

/* The third cell of a line of zone.tab: "US\t+404251-0740023\tAmerica/New_York\tEastern (most areas)". */
static struct str third_cell(struct str line)
{
    const struct str none = {NULL, 0};
    struct str cell = none, rest = line;
    for (int i = 0; i < 3; i++) {
        line = rest;
        rest = none;
        if (!str_cut(line, '\t', &cell, &rest)) {
            cell = i == 2 ? line : none;
        }
    }
    return cell;
}

size_t zone_names(struct arena *a, struct str **out)
{
    struct str all, rest, line;
    struct err none = {0};
    size_t n = 0, lines = 1;
    *out = NULL;
    if (!read_file("zone.tab", a, &all, &none) && !read_file("zone1970.tab", a, &all, &none)) {
        return 0;
    }
    for (size_t i = 0; i < all.n; i++) {
        lines += all.p[i] == '\n';
    }
    struct str *list = arena_array(a, lines + 1, sizeof *list);
    for (rest = all; list && rest.n;) {
        struct str tail = {NULL, 0};
        line = str_cut(rest, '\n', &line, &tail) ? line : rest;
        rest = tail;
        struct str name = third_cell(line);
        if (line.n && line.p[0] != '#' && fits(name)) {
            list[n++] = name;
        }
    }
    if (n) {
        list[n++] = STR("UTC");
        qsort(list, n, sizeof *list, by_name);
        *out = list;
    }
    return n;
}

const char *zone_name(const struct zone *z)
{
    return z ? ((const struct known *)(const void *)((const char *)z - offsetof(struct known, zone)))->name : "UTC";
}

void zone_put_time(const struct zone *z, int64_t at_ms, struct buf *out)
{
    int32_t offset = zone_offset_s(z, at_ms / 1000), away = offset < 0 ? -offset : offset;
    int64_t s = ((at_ms / 1000 + offset) % 86400 + 86400) % 86400;
    buf_printf(out, "%02d:%02d:%02d %s", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60), zone_name(z));
    if (z) {
        buf_printf(out, " (UTC%c%02d:%02d)", offset < 0 ? '-' : '+', (int)(away / 3600), (int)(away / 60 % 60));
    }
}

/* A zone that is gone from the system is UTC. */
static bool read_zone(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, const struct zone **out,
                      struct err *e)
{
    struct people_settings settings;
    struct err mine = {0};
    *out = NULL;
    return people_settings_in(s, tx, practice, a, &settings, NULL, e) &&
           (zone_find(settings.time_zone, out, &mine) || mine.kind == ERR_INVALID ||
            err_set(e, mine.kind, mine.where, "%s", mine.text));
}

const struct zone *practice_zone(struct practice_tx *t)
{
    if (!t->zone_known) {
        t->zone_known = true;
        read_zone(t->store, t->tx, t->who->practice, t->arena, &t->zone, &t->zone_err);
    }
    return t->zone;
}

struct date practice_today(struct practice_tx *t)
{
    return zone_day(practice_zone(t), t->now_ms);
}

struct looking {
    struct store *store;
    int64_t practice;
    const struct zone *zone;
};

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    struct arena a;
    arena_init(&a, 0);
    bool ok = read_zone(l->store, tx, l->practice, &a, &l->zone, e);
    arena_free(&a);
    return ok;
}

bool practice_zone_of(struct practice *p, int64_t practice, const struct zone **out, struct err *e)
{
    struct looking l = {.store = p->store, .practice = practice};
    bool ok = db_read(p->store->db, look, &l, e);
    *out = l.zone;
    return ok;
}
