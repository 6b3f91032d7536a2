#include "cli/data.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *variable(const char *name)
{
    const char *v = getenv(name);
    return v && *v ? v : NULL;
}

bool data_path(const char *option, const char *folder, const char *name, struct buf *out, struct err *e)
{
    const char *given = option ? option : variable("GOLDTHREAD_DATA");
    const char *xdg = variable("XDG_DATA_HOME"), *home = variable("HOME");
    if (option && !*option)
        return err_set(e, ERR_INVALID, "--data", "names no folder");
    if (given)
        buf_cstr(out, given);
    else if (xdg)
        buf_printf(out, "%s/goldthread", xdg);
    else if (home)
        buf_printf(out, "%s/.local/share/goldthread", home);
    else
        return err_set(e, ERR_NOT_FOUND, "--data", "HOME is not set; name the folder of the data");
    buf_printf(out, "/%s", folder);
    if (name)
        buf_printf(out, "/%s", name);
    return buf_ok(out) || err_no_memory(e);
}

static bool make(const char *path, struct err *e)
{
    struct stat st;
    if (mkdir(path, 0700) == 0)
        return true;
    int reason = errno;
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return true;
        reason = ENOTDIR;
    }
    return err_set(e, ERR_IO, path, "the folder cannot be made: %s", strerror(reason));
}

bool data_make_folder(const char *path, struct err *e)
{
    char *copy = strdup(path);
    bool ok = copy != NULL || err_no_memory(e);
    for (char *p = copy; ok && (p = strchr(p + 1, '/'));) {
        *p = '\0';
        ok = make(copy, e);
        *p = '/';
    }
    ok = ok && make(path, e);
    free(copy);
    return ok;
}

bool data_is_empty(const char *path)
{
    DIR *d = opendir(path);
    size_t n = 0;
    for (struct dirent *entry; d && (entry = readdir(d));)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (d)
        closedir(d);
    return d && n == 0;
}
