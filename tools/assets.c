/*
 * assets OUT.c HEADER NAME=FILE...: files as C arrays in one table, each with a hash of its bytes in its address.
 * Give fonts and pictures first: where .css and .js say "/static/NAME" the address of that file is put in.
 * Of .css and .js, indents and comments that begin a line stay behind: they are written to be read.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 32

struct file {
    const char *name;
    char url[160];
    unsigned char *bytes;
    size_t n;
};

static void die(const char *what, const char *name)
{
    fprintf(stderr, "assets: %s: %s\n", name, what);
    exit(1);
}

static void read_file(const char *path, struct file *f)
{
    FILE *in = fopen(path, "rb");
    size_t room = 1 << 16;
    if (!in) {
        die("cannot be opened", path);
    }
    f->bytes = malloc(room + 1);
    for (size_t got; f->bytes && (got = fread(f->bytes + f->n, 1, room - f->n, in)) > 0;) {
        f->n += got;
        if (f->n == room) {
            room *= 2;
            unsigned char *more = realloc(f->bytes, room + 1);
            if (!more) {
                die("is too large", path);
            }
            f->bytes = more;
        }
    }
    if (!f->bytes || ferror(in) || !f->n) {
        die("cannot be read, or is empty", path);
    }
    f->bytes[f->n] = 0;
    fclose(in);
}

static int ends(const char *s, const char *with)
{
    size_t n = strlen(s), m = strlen(with);
    return n >= m && strcmp(s + n - m, with) == 0;
}

/* Line by line: without indents, empty lines, and comments that begin a line. Line ends stay: they end statements. */
static void squeeze(struct file *f, const char *path)
{
    unsigned char *from = f->bytes, *to = f->bytes, *end = f->bytes + f->n;
    while (from < end) {
        while (from < end && isspace(*from)) {
            from++;
        }
        if (end - from > 1 && from[0] == '/' && from[1] == '*') {
            unsigned char *close = (unsigned char *)strstr((char *)from + 2, "*/");
            if (!close) {
                die("a comment does not end", path);
            }
            from = close + 2;
            continue;
        }
        if (end - from > 1 && from[0] == '/' && from[1] == '/') {
            while (from < end && *from != '\n') {
                from++;
            }
            continue;
        }
        while (from < end && *from != '\n') {
            *to++ = *from++;
        }
        *to++ = '\n';
    }
    f->n = (size_t)(to - f->bytes);
    *to = 0;
    while (f->n > 1 && f->bytes[f->n - 1] == '\n' && f->bytes[f->n - 2] == '\n') {
        f->n--;
    }
}

/* "/static/NAME" of a file that was given before becomes its address. */
static void put_addresses(struct file *f, const struct file *before, int count)
{
    static const char folder[] = "/static/";
    unsigned char *to = malloc(f->n + 200 * 64 + 1);
    size_t n = 0, limit = f->n + 200 * 64;
    if (!to) {
        die("is too large", f->name);
    }
    for (size_t at = 0; at < f->n;) {
        int found = -1;
        if (strncmp((char *)f->bytes + at, folder, sizeof folder - 1) == 0) {
            for (int i = 0; i < count; i++) {
                size_t m = strlen(before[i].name);
                const char *name = (char *)f->bytes + at + sizeof folder - 1;
                if (strncmp(name, before[i].name, m) == 0 && !isalnum((unsigned char)name[m])) {
                    found = i;
                }
            }
        }
        const char *put = found < 0 ? NULL : before[found].url;
        size_t m = put ? strlen(put) + sizeof folder - 1 : 1;
        if (n + m > limit) {
            die("names too many files", f->name);
        }
        if (put) {
            memcpy(to + n, folder, sizeof folder - 1);
            memcpy(to + n + sizeof folder - 1, put, strlen(put));
            at += sizeof folder - 1 + strlen(before[found].name);
        } else {
            to[n] = f->bytes[at++];
        }
        n += m;
    }
    to[n] = 0;
    free(f->bytes);
    f->bytes = to;
    f->n = n;
}

static void set_url(struct file *f)
{
    uint64_t h = UINT64_C(14695981039346656037);
    const char *dot = strrchr(f->name, '.');
    for (size_t i = 0; i < f->n; i++) {
        h = (h ^ f->bytes[i]) * UINT64_C(1099511628211);
    }
    if (!dot || strlen(f->name) > 100) {
        die("needs a short name with an ending", f->name);
    }
    snprintf(f->url, sizeof f->url, "%.*s.%016llx%s", (int)(dot - f->name), f->name, (unsigned long long)h, dot);
}

static const char *type_of(const char *name)
{
    if (ends(name, ".css")) {
        return "text/css; charset=utf-8";
    }
    if (ends(name, ".js")) {
        return "text/javascript; charset=utf-8";
    }
    if (ends(name, ".svg")) {
        return "image/svg+xml";
    }
    if (ends(name, ".woff2")) {
        return "font/woff2";
    }
    die("has an ending that is not known", name);
    return NULL;
}

int main(int argc, char **argv)
{
    static struct file files[FILES_MAX];
    int count = argc - 3;
    if (count < 1 || count > FILES_MAX) {
        fputs("usage: assets OUT.c HEADER NAME=FILE...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        die("cannot be written", argv[1]);
    }
    fprintf(out, "/* Made by tools/assets.c; do not edit. */\n#include \"%s\"\n", argv[2]);
    for (int i = 0; i < count; i++) {
        char *equals = strchr(argv[i + 3], '=');
        if (!equals) {
            die("must be NAME=FILE", argv[i + 3]);
        }
        *equals = 0;
        files[i].name = argv[i + 3];
        read_file(equals + 1, &files[i]);
        if (ends(files[i].name, ".css") || ends(files[i].name, ".js")) {
            squeeze(&files[i], equals + 1);
            put_addresses(&files[i], files, i);
        }
        set_url(&files[i]);
        fprintf(out, "\nstatic const unsigned char bytes_%d[] = {\n", i);
        for (size_t k = 0; k < files[i].n; k++) {
            fprintf(out, "%d,%s", files[i].bytes[k], k % 24 == 23 ? "\n" : "");
        }
        fputs("};\n", out);
    }
    fputs("\nconst struct asset assets[] = {\n", out);
    for (int i = 0; i < count; i++) {
        fprintf(out, "    {\"%s\", \"%s\", \"%s\", bytes_%d, sizeof bytes_%d},\n", files[i].name, files[i].url,
                type_of(files[i].name), i, i);
    }
    fprintf(out, "};\nconst size_t assets_count = %d;\n", count);
    if (ferror(out) || fclose(out) != 0) {
        remove(argv[1]);
        die("cannot be written", argv[1]);
    }
    return 0;
}
