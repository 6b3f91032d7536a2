#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct file_place here = {file_here_open, file_here_begin, file_here_end, NULL};
static _Thread_local FILE *served_in, *served_out;
static _Thread_local const struct file_place *served_place;

void file_served(FILE *in, FILE *out, const struct file_place *place)
{
    served_place = place;
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

static const struct file_place *place(void)
{
    return served_place ? served_place : &here;
}

static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

int file_here_open(void *unused, const char *path)
{
    (void)unused;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd >= 0 ? fd : -errno;
}

static FILE *open_there(const char *path)
{
    int fd = place()->open(place()->ctx, path);
    FILE *f = fd >= 0 ? fdopen(fd, "rb") : NULL;
    if (fd < 0)
        errno = -fd;
    else if (!f)
        close(fd);
    return f;
}

bool file_is_there(const char *path)
{
    int fd = place()->open(place()->ctx, path);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
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

bool file_private(FILE *f, const char *path, struct err *e)
{
    struct stat st;
    return !(fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & 077) ||
           err_set(e, ERR_IO, path, "can be read by others: make it the owner's alone (chmod 600)");
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

#define ENDING ".XXXXXX"

int file_here_begin(void *unused, const char *path, char name[FILE_NAME_MAX])
{
    struct stat st;
    (void)unused;
    name[0] = 0;
    if (written_into(path)) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
        return fd >= 0 ? fd : -errno;
    }
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return -EISDIR;
    char *target = realpath(path, NULL); /* a link stays a link */
    if (!target && errno != ENOENT)
        return -errno;
    int n = snprintf(name, FILE_NAME_MAX, "%s" ENDING, target ? target : path); /* not there yet: as it is named */
    free(target);
    int fd = n < FILE_NAME_MAX ? mkstemp(name) : -1; /* 0600: what is written is a health record */
    return fd >= 0 ? fd : n < FILE_NAME_MAX ? -errno : -ENAMETOOLONG;
}

int file_here_end(void *unused, const char *name, bool keep)
{
    char target[FILE_NAME_MAX];
    size_t n = strlen(name);
    (void)unused;
    if (n < sizeof ENDING || n >= sizeof target)
        return -EINVAL;
    memcpy(target, name, n - (sizeof ENDING - 1));
    target[n - (sizeof ENDING - 1)] = 0;
    if (keep && rename(name, target) == 0)
        return 0;
    int bad = keep ? errno : 0;
    unlink(name);
    return -bad;
}

bool file_out_begin(struct file_out *o, const char *path, struct err *e)
{
    char name[FILE_NAME_MAX];
    memset(o, 0, sizeof *o);
    if (!path || strcmp(path, "-") == 0) {
        o->f = standard_out();
        return true;
    }
    o->path = path;
    int fd = place()->begin(place()->ctx, path, name);
    if (fd < 0)
        return cannot_write(path, -fd, e);
    o->temporary = name[0] ? strdup(name) : NULL;
    o->f = name[0] && !o->temporary ? NULL : fdopen(fd, "wb");
    if (o->f)
        return true;
    close(fd);
    if (name[0])
        place()->end(place()->ctx, name, false);
    free(o->temporary);
    o->temporary = NULL;
    return err_no_memory(e);
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
    if (ok && o->temporary) {
        reason = -place()->end(place()->ctx, o->temporary, true);
        ok = reason == 0;
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
        place()->end(place()->ctx, o->temporary, false);
    free(o->temporary);
    o->temporary = NULL;
}

bool file_write(const char *path, struct str bytes, struct err *e)
{
    struct file_out o;
    if (!file_out_begin(&o, path, e))
        return false;
    fwrite(bytes.p, 1, bytes.n, o.f);
    return file_out_commit(&o, e);
}
