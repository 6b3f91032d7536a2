#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Thread_local FILE *served_in, *served_out;
static _Thread_local const char *served_folder;

void file_streams(FILE *in, FILE *out, const char *folder)
{
    served_folder = folder;
    served_in = in;
    served_out = out;
}

static FILE *standard_in(void)
{
    return served_in ? served_in : stdin;
}

static FILE *standard_out(void)
{
    return served_out ? served_out : stdout;
}

static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* As the one who asked means it. */
static FILE *open_there(const char *path)
{
    struct buf b;
    if (!served_folder || path[0] == '/')
        return fopen(path, "rbe");
    buf_init(&b, 0);
    buf_printf(&b, "%s/%s", served_folder, path);
    FILE *f = buf_ok(&b) ? fopen(b.p, "rbe") : NULL;
    buf_free(&b);
    return f;
}

FILE *file_open(const char *path, struct err *e)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return standard_in();
    FILE *f = open_there(path);
    if (!f) {
        err_set(e, ERR_IO, path, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
        fclose(f);
        err_set(e, ERR_IO, path, "is a directory; name the files in it, or pass a list with --files-from");
        return NULL;
    }
    return f;
}

void file_close(FILE *f)
{
    if (f && f != standard_in())
        fclose(f);
}

bool file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
    char chunk[65536];
    struct stat st;
    bool ok = false;
    FILE *f = file_open(path, e);
    if (!f)
        return false;
    if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > (off_t)limit) {
        err_set(e, ERR_LIMIT, shown(path), "larger than %zu MB; a plan is smaller than that", limit >> 20);
        goto done;
    }
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;) {
        if (out->n + n > limit) {
            err_set(e, ERR_LIMIT, shown(path), "larger than %zu MB; a plan is smaller than that", limit >> 20);
            goto done;
        }
        buf_put(out, chunk, n);
    }
    if (ferror(f))
        err_set(e, ERR_IO, shown(path), "cannot be read: %s", strerror(errno));
    else if (!buf_ok(out))
        err_no_memory(e);
    else
        ok = true;
done:
    file_close(f);
    return ok;
}

/* Devices, pipes and what stands for an open file are written into; only a file can be replaced by another. */
static bool written_into(const char *path)
{
    struct stat st;
    return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0 ||
           (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

static bool cannot_write(const char *path, int reason, struct err *e)
{
    return err_set(e, ERR_IO, path, "cannot be written: %s", strerror(reason));
}

/* A temporary file beside what `path` leads to; a link stays a link. */
static bool begin_beside(struct file_out *o, struct err *e)
{
    struct stat st;
    if (stat(o->path, &st) == 0 && S_ISDIR(st.st_mode))
        return cannot_write(o->path, EISDIR, e);
    o->target = realpath(o->path, NULL);
    if (!o->target && errno == ENOENT)
        o->target = strdup(o->path); /* not there yet */
    if (!o->target)
        return cannot_write(o->path, errno, e);
    size_t n = strlen(o->target) + sizeof ".XXXXXX";
    o->temporary = malloc(n);
    if (!o->temporary)
        return err_no_memory(e);
    snprintf(o->temporary, n, "%s.XXXXXX", o->target);
    int fd = mkstemp(o->temporary); /* 0600: what is written is somebody's health record */
    if (fd < 0) {
        free(o->temporary);
        o->temporary = NULL;
        return cannot_write(o->path, errno, e);
    }
    o->f = fdopen(fd, "wb");
    if (!o->f)
        close(fd);
    return o->f || err_no_memory(e);
}

bool file_out_begin(struct file_out *o, const char *path, struct err *e)
{
    memset(o, 0, sizeof *o);
    if (!path || strcmp(path, "-") == 0) {
        o->f = standard_out();
        return true;
    }
    o->path = path;
    if (written_into(path)) {
        o->f = fopen(path, "wb");
        return o->f || cannot_write(path, errno, e);
    }
    if (begin_beside(o, e))
        return true;
    file_out_abandon(o);
    return false;
}

bool file_out_commit(struct file_out *o, struct err *e)
{
    if (!o->f) /* abandoned */
        return true;
    bool ok = fflush(o->f) == 0 && !ferror(o->f) && (!o->temporary || fsync(fileno(o->f)) == 0);
    int reason = errno;
    if (o->f != standard_out())
        ok = fclose(o->f) == 0 && ok;
    o->f = NULL;
    if (ok && o->temporary && rename(o->temporary, o->target) != 0) {
        reason = errno;
        ok = false;
    }
    if (ok) {
        free(o->temporary);
        o->temporary = NULL;
    }
    file_out_abandon(o);
    return ok || cannot_write(o->path ? o->path : "standard output", reason, e);
}

void file_out_abandon(struct file_out *o)
{
    if (o->f && o->f != standard_out())
        fclose(o->f);
    o->f = NULL;
    if (o->temporary)
        unlink(o->temporary);
    free(o->temporary);
    free(o->target);
    o->temporary = o->target = NULL;
}

bool file_write(const char *path, struct str bytes, struct err *e)
{
    struct file_out o;
    if (!file_out_begin(&o, path, e))
        return false;
    fwrite(bytes.p, 1, bytes.n, o.f);
    return file_out_commit(&o, e);
}
