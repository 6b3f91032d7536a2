/*
 * gen_lists OUT.c lists.tsv: lists of words (src/plan/word_list.h) as C, OUT.c and OUT.h beside it. A row without its
 * three cells, a list's name that is no name in C or stands twice, an empty word or one that stands twice in its list
 * stops the build with "file:line: why".
 */
#include "djson.h"

#include <stdlib.h>
#include <string.h>

enum { LISTS = 64, WORDS = 512 };

static const char *names[LISTS];
static size_t name_count;

static void put_name(const struct dj *place, const char *name)
{
    for (const char *p = name; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || *p == '_'))
            dj_fail(place, "expected a list's name of small letters and _");
    for (size_t i = 0; i < name_count; i++)
        if (strcmp(names[i], name) == 0)
            dj_fail(place, "a list of that name stands above");
    if (!*name || name_count == LISTS)
        dj_fail(place, "expected a name, and not so many lists");
    names[name_count++] = name;
}

static void put_list(FILE *f, const struct dj *place, const char *name, char *cell)
{
    const char *words[WORDS];
    size_t n = 0;
    unsigned long letters = 0;
    for (char *word = cell, *end; word; word = end ? end + 1 : NULL) {
        if ((end = strchr(word, '|')))
            *end = '\0';
        for (size_t i = 0; i < n; i++)
            if (strcmp(words[i], word) == 0)
                dj_fail(place, "a word stands twice in its list");
        if (!*word || *word == ' ' || word[strlen(word) - 1] == ' ' || n == WORDS)
            dj_fail(place, "an empty word, a blank beside it, or too many words");
        letters |= 1ul << (*word & 31);
        words[n++] = word;
    }
    fprintf(f, "static const struct str %s_at[] = {\n", name);
    for (size_t i = 0; i < n; i++) {
        fputs("    {", f);
        dj_put_c_string(f, words[i]);
        fprintf(f, ", %zu},\n", strlen(words[i]));
    }
    fprintf(f, "};\nconst struct word_list words_%s = {%s_at, %zu, 0x%lxu};\n\n", name, name, n, letters);
}

static void write_header(const char *source)
{
    char path[1024];
    size_t n = strlen(source);
    if (n + 1 > sizeof path || n < 2)
        exit(2);
    memcpy(path, source, n + 1);
    path[n - 1] = 'h';
    FILE *f = dj_create(path);
    fputs("/* Made by tools/data/gen_lists.c from data/lexicon/lists.tsv; do not edit. */\n#ifndef WORD_LISTS_H\n"
          "#define WORD_LISTS_H\n\n#include \"plan/word_list.h\"\n\n",
          f);
    for (size_t i = 0; i < name_count; i++)
        fprintf(f, "extern const struct word_list words_%s;\n", names[i]);
    fputs("\n#endif\n", f);
    dj_close(f, path);
}

int main(int argc, char **argv)
{
    struct dj place = {.line = 0};
    size_t n;
    if (argc != 3) {
        fputs("usage: gen_lists OUT.c lists.tsv\n", stderr);
        return 2;
    }
    place.file = argv[2];
    char *line = dj_read_file(argv[2], &n), *next;
    FILE *f = dj_create(argv[1]);
    fputs(
        "/* Made by tools/data/gen_lists.c from data/lexicon/lists.tsv; do not edit. */\n#include \"word_lists.h\"\n\n",
        f);
    for (; *line; line = next) {
        char *end = strchr(line, '\n'), *words, *why;
        next = end ? end + 1 : line + strlen(line);
        if (end)
            *end = '\0';
        place.line++;
        if (*line == '#' || strncmp(line, "list\t", 5) == 0)
            continue;
        if (!(words = strchr(line, '\t')) || !(why = strchr(words + 1, '\t')) || strchr(why + 1, '\t') || !why[1])
            dj_fail(&place, "expected list, words and what it is, with a tab between them");
        *words++ = *why = '\0';
        put_name(&place, line);
        put_list(f, &place, line, words);
    }
    write_header(argv[1]);
    dj_close(f, argv[1]);
    return 0;
}
