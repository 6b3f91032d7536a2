#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

FILE *file_open(const char *path, struct err *e)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return stdin;
    FILE *f = fopen(path, "rbe");
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
    if (f && f != stdin)
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

bool file_out_begin(struct file_out *o, const char *path, struct err *e)
{
    memset(o, 0, sizeof *o);
    if (!path || strcmp(path, "-") == 0) {
        o->f = stdout;
        return true;
    }
    size_t n = strlen(path) + sizeof ".XXXXXX";
    o->path = path;
    o->temporary = malloc(n);
    if (!o->temporary)
        return err_no_memory(e);
    snprintf(o->temporary, n, "%s.XXXXXX", path);
    int fd = mkstemp(o->temporary);
    if (fd < 0) {
        err_set(e, ERR_IO, path, "cannot be written: %s", strerror(errno));
        free(o->temporary);
        o->temporary = NULL;
        return false;
    }
    /* mkstemp makes 0600; a file the person asked for follows their umask, a plan stays theirs by default. */
    o->f = fdopen(fd, "wb");
    if (!o->f) {
        close(fd);
        file_out_abandon(o);
        return err_no_memory(e);
    }
    return true;
}

bool file_out_commit(struct file_out *o, struct err *e)
{
    if (!o->f) /* abandoned */
        return true;
    if (!o->temporary) {
        if (fflush(o->f) != 0 || ferror(o->f))
            return err_set(e, ERR_IO, "standard output", "cannot be written: %s", strerror(errno));
        return true;
    }
    bool ok = fflush(o->f) == 0 && !ferror(o->f) && fsync(fileno(o->f)) == 0;
    int reason = errno;
    ok = fclose(o->f) == 0 && ok;
    o->f = NULL;
    if (ok && rename(o->temporary, o->path) == 0) {
        free(o->temporary);
        o->temporary = NULL;
        return true;
    }
    err_set(e, ERR_IO, o->path, "cannot be written: %s", strerror(ok ? errno : reason));
    file_out_abandon(o);
    return false;
}

void file_out_abandon(struct file_out *o)
{
    if (!o->temporary)
        return;
    if (o->f)
        fclose(o->f);
    o->f = NULL;
    unlink(o->temporary);
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
