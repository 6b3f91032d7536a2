/*
 * embed OUT.c HEADER NAME FILE[,FILE...] [NAME FILE[,FILE...]]...: texts as C arrays, each closed by a NUL, so that the
 * program carries them. The files of one name follow each other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what, const char *name)
{
    fprintf(stderr, "embed: %s: %s\n", name, what);
    exit(1);
}

static size_t put_file(FILE *out, const char *path, size_t column)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        die("cannot be opened", path);
    }
    for (int c; (c = getc(in)) != EOF;) {
        if (c == 0) {
            die("holds a NUL byte", path);
        }
        fprintf(out, c < 128 ? "%d,%s" : "'\\%o',%s", c, ++column % 24 ? "" : "\n");
    }
    if (ferror(in)) {
        die("cannot be read", path);
    }
    fclose(in);
    return column;
}

int main(int argc, char **argv)
{
    if (argc < 5 || argc % 2 == 0) {
        fputs("usage: embed OUT.c HEADER NAME FILE[,FILE...]...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        die("cannot be written", argv[1]);
    }
    fprintf(out, "/* Made by tools/embed.c; do not edit. */\n#include \"%s\"\n", argv[2]);
    for (int i = 3; i + 1 < argc; i += 2) {
        size_t column = 0;
        fprintf(out, "\nconst char %s[] = {\n", argv[i]);
        for (char *path = argv[i + 1], *comma; path; path = comma ? comma + 1 : NULL) {
            comma = strchr(path, ',');
            if (comma) {
                *comma = 0;
            }
            column = put_file(out, path, column);
        }
        fputs("0};\n", out);
    }
    if (ferror(out) || fclose(out) != 0) {
        remove(argv[1]);
        die("cannot be written", argv[1]);
    }
    return 0;
}
