/* upkeep.c: files beside the record, times, progress. */
#include "cli/upkeep.h"

#include "base/json.h"
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ERASURES_MAX ((size_t)256 << 20)

int upkeep_lock(const char *folder, struct err *e)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        err_set(e, ERR_IO, folder, "cannot be opened: %s", strerror(errno));
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err_set(e, ERR_CONFLICT, folder, "a backup, a restore or a change of the master key is under way; wait for it");
        close(fd);
        fd = -1;
    }
    return fd;
}

bool upkeep_append(const char *path, struct str lines, struct err *e)
{
    char last = '\n';
    struct stat st;
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_set(e, ERR_IO, path, "cannot be opened: %s", strerror(errno));
    }
    /* A line that was cut off by a power cut stays alone. */
    bool ok = fstat(fd, &st) == 0 && (st.st_size == 0 || pread(fd, &last, 1, st.st_size - 1) == 1) &&
              (last == '\n' || write(fd, "\n", 1) == 1);
    for (size_t done = 0; ok && done < lines.n;) {
        ssize_t n = write(fd, lines.p + done, lines.n - done);
        ok = n > 0;
        done += ok ? (size_t)n : 0;
    }
    ok = ok && fsync(fd) == 0;
    int reason = errno;
    close(fd);
    return ok || err_set(e, ERR_IO, path, "cannot be written: %s", strerror(reason));
}

const char *upkeep_path(struct arena *a, struct str folder, const char *name, struct err *e)
{
    size_t n = folder.n + strlen(name) + 2;
    char *p = arena_alloc(a, n);
    if (!p) {
        arena_error(a, e);
        return NULL;
    }
    snprintf(p, n, "%.*s/%s", (int)folder.n, folder.p, name);
    return p;
}

const char *upkeep_beside(struct record_open *o, const char *name, struct err *e)
{
    struct str path = o->config.checkpoints;
    size_t n = path.n;
    while (n && path.p[n - 1] != '/') {
        n--;
    }
    return upkeep_path(&o->arena, n ? str_sub(path, 0, n - 1) : STR("."), name, e);
}

void upkeep_sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* ---- erasures ---- */

static bool read_line(struct str line, struct arena *a, struct erasure_row *out, struct err *e)
{
    const struct json *root;
    struct err ignored = {0};
    if (!json_parse(line, a, &root, &ignored)) {
        return a->failed ? arena_error(a, e) : false;
    }
    out->client = json_str(json_get(root, "client"));
    return out->client.n > 0 && json_int(json_get(root, "practice"), 1, INT64_MAX, &out->practice) &&
           json_int(json_get(root, "at_ms"), 0, INT64_MAX, &out->at_ms);
}

static bool read_lines(struct str text, const char *path, struct arena *a, struct erasure_row **out, size_t *count,
                       struct err *e)
{
    size_t room = 1, number = 0;
    for (size_t i = 0; i < text.n; i++) {
        room += text.p[i] == '\n';
    }
    struct erasure_row *list = arena_array(a, room, sizeof *list);
    *out = list;
    *count = 0;
    if (!list) {
        return arena_error(a, e);
    }
    for (struct str line, rest = text; rest.n;) {
        number++;
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){NULL, 0};
        }
        if (!str_trim(line).n) {
            continue;
        }
        if (!read_line(line, a, &list[*count], e)) {
            return err_set(e, ERR_INVALID, path,
                           "line %zu is no erasure; look at it, and take it out if it is no more "
                           "than the beginning of one",
                           number);
        }
        ++*count;
    }
    return true;
}

bool erasures_read(const char *path, struct arena *a, struct erasure_row **out, size_t *count, struct err *e)
{
    struct buf text;
    buf_init(&text, 0);
    bool ok = file_read(path, ERASURES_MAX, &text, e) && read_lines(buf_str(&text), path, a, out, count, e);
    buf_free(&text);
    return ok;
}

static void put_erasure(struct buf *b, const struct erasure_row *r)
{
    struct json_out o;
    json_out_init(&o, b, 0);
    json_begin_object(&o);
    json_key(&o, "practice");
    json_put_int(&o, r->practice);
    json_key(&o, "client");
    json_put_str(&o, r->client);
    json_key(&o, "at_ms");
    json_put_int(&o, r->at_ms);
    json_end_object(&o);
    buf_char(b, '\n');
}

bool erasures_note(struct record_open *o, struct err *e)
{
    struct erasure_row *list;
    size_t count;
    struct buf text, lines, one;
    const char *path = upkeep_beside(o, "erasures.jsonl", e);
    if (!path || !upkeep_erased(&o->practice, &o->arena, &list, &count, e)) {
        return false;
    }
    buf_init(&text, 0);
    buf_init(&lines, 0);
    buf_init(&one, 0);
    bool ok = access(path, F_OK) != 0 || file_read(path, ERASURES_MAX, &text, e);
    for (size_t i = 0; ok && i < count; i++) {
        buf_reset(&one);
        put_erasure(&one, &list[i]);
        if (str_find(buf_str(&text), buf_str(&one), 0) == (size_t)-1) {
            buf_add(&lines, buf_str(&one));
        }
    }
    ok = ok && ((buf_ok(&lines) && buf_ok(&one)) || err_no_memory(e));
    ok = ok && (!lines.n || upkeep_append(path, buf_str(&lines), e));
    buf_free(&text);
    buf_free(&lines);
    buf_free(&one);
    return ok;
}

/* ---- small things ---- */

bool upkeep_actor(const struct cli *c, struct actor *out, struct err *e)
{
    const char *given = cli_option(c, "practice");
    *out = (struct actor){.practice = 1, .from = STR("command line"), .purpose = PURPOSE_OPERATIONS};
    return !given || num_int(str_of(given), 1, INT64_MAX, &out->practice) ||
           err_set(e, ERR_INVALID, "--practice", "must be the number of a practice");
}

void upkeep_time(int64_t at_ms, char out[32])
{
    time_t s = (time_t)(at_ms / 1000);
    struct tm tm;
    if (!gmtime_r(&s, &tm) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm)) {
        snprintf(out, 32, "?");
    }
}

void meter_begin(struct meter *m, const struct cli *c)
{
    bool quiet = cli_option(c, "quiet") || !isatty(fileno(c->err));
    *m = (struct meter){.f = quiet ? NULL : c->err, .what = "", .shown = -1};
}

void meter_part(void *ctx, double part)
{
    struct meter *m = ctx;
    int percent = (int)(part * 100);
    if (m->f && percent != m->shown) {
        m->shown = percent;
        fprintf(m->f, "\r%s: %d %% ", m->what, percent);
        fflush(m->f);
    }
}

void meter_rows(void *ctx, const char *table, int64_t done, int64_t rows)
{
    (void)table;
    meter_part(ctx, rows > 0 ? (double)done / (double)rows : 1);
}

void meter_end(struct meter *m)
{
    if (m->f && m->shown >= 0) {
        fprintf(m->f, "\r%40s\r", "");
        fflush(m->f);
    }
    m->shown = -1;
}
