/*
 * gen_short OUT.c data/library/short.tsv: what a plan taken from a starter begins with, as C. A row without its four
 * cells, or an empty starter, part or instead-of-nothing stops the build with "file:line: why". That each row meets a
 * text of the library is shown by tests/unit/test_starter_take.c.
 */
#include "djson.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct dj place = {.line = 0};
    bool head = false;
    size_t n;
    if (argc != 3) {
        fputs("usage: gen_short OUT.c short.tsv\n", stderr);
        return 2;
    }
    place.file = argv[2];
    char *line = dj_read_file(argv[2], &n), *next;
    FILE *f = dj_create(argv[1]);
    fputs("/* Made by tools/data/gen_short.c from data/library/short.tsv; do not edit. */\n"
          "#include \"plan/starter_table.h\"\n\nconst struct starter_short starter_short_table[] = {\n",
          f);
    for (; *line; line = next) {
        char *end = strchr(line, '\n'), *cell[4] = {line};
        size_t cells = 1;
        next = end ? end + 1 : line + strlen(line);
        if (end)
            *end = '\0';
        place.line++;
        if (*line == '#')
            continue;
        for (char *tab; cells < 4 && (tab = strchr(cell[cells - 1], '\t')); cells++) {
            *tab = '\0';
            cell[cells] = tab + 1;
        }
        if (cells != 4 || !*cell[0] || !*cell[1])
            dj_fail(&place, "expected starter, part, words and instead, with a tab between them");
        if (!head) {
            head = strcmp(cell[0], "starter") == 0;
            if (!head)
                dj_fail(&place, "expected the names of the four columns");
            continue;
        }
        fputs("    {", f);
        for (size_t i = 0; i < 4; i++) {
            dj_put_c_string(f, cell[i]);
            fputs(i < 3 ? ", " : "},\n", f);
        }
    }
    fputs("    {NULL, NULL, NULL, NULL}};\n", f);
    dj_close(f, argv[1]);
    return 0;
}
