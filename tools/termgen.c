/*
 * termgen.c: data/lexicon/rules/ *.tsv -> a C table for src/rules/term.c.
 *   termgen OUT.c FILE.tsv...
 * Columns: words (forms separated by |), kind, instead, drop-in (yes, no, -), why, source. "-" is "none".
 * A phrase may stand in several rows: its kinds add up, the first row that says what to write instead wins.
 */
#include "rules/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TERMS 4096
#define MAX_LINE 4096
#define COLUMNS 6

struct row {
    char *text, *instead, *why, *source;
    unsigned kinds;
    bool drop_in;
};

static struct row rows[MAX_TERMS];
static size_t row_count;
static const char *file;
static unsigned line_number;

static _Noreturn void die(const char *what, const char *which)
{
    fprintf(stderr, "%s:%u: %s: %s\n", file, line_number, what, which);
    exit(1);
}

static char *copy(const char *s)
{
    char *p = malloc(strlen(s) + 1);
    if (!p) {
        die("no memory", s);
    }
    memcpy(p, s, strlen(s) + 1);
    return p;
}

static char *column(const char *s)
{
    return strcmp(s, "-") == 0 ? NULL : copy(s);
}

static unsigned kind_of(const char *name)
{
#define TERM_NAME(lower, UPPER)                                                                                        \
    if (strcmp(name, #lower) == 0) {                                                                                   \
        return TERM_##UPPER;                                                                                           \
    }
    TERM_KINDS(TERM_NAME)
#undef TERM_NAME
    die("no such kind", name);
}

static void add(char *text, unsigned kind, char **c)
{
    for (char *p = text; *p; p++) {
        if (*p == '-' || *p == '/') {
            *p = ' ';
        }
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == ' ')) {
            die("lower-case letters, digits, blanks and hyphens only", text);
        }
    }
    if (!*text || strlen(text) > 255) {
        die("empty or too long", text);
    }
    for (size_t i = 0; i < row_count; i++) {
        if (strcmp(rows[i].text, text) == 0) {
            if (rows[i].kinds & kind) {
                die("twice", text);
            }
            rows[i].kinds |= kind;
            if (!rows[i].instead) {
                rows[i].instead = column(c[2]);
            }
            return;
        }
    }
    if (row_count == MAX_TERMS) {
        die("too many phrases", text);
    }
    rows[row_count++] =
        (struct row){copy(text), column(c[2]), column(c[4]), column(c[5]), kind, strcmp(c[3], "yes") == 0};
}

static void read_line(char *line)
{
    char *c[COLUMNS], *next = line;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!next) {
            die("fewer than six columns", line);
        }
        c[i] = next;
        next = strchr(next, '\t');
        if (next) {
            *next++ = 0;
        }
    }
    if (next) {
        die("more than six columns", next);
    }
    unsigned kind = kind_of(c[1]);
    for (char *word = c[0]; word;) {
        char *bar = strchr(word, '|');
        if (bar) {
            *bar++ = 0;
        }
        add(word, kind, c);
        word = bar;
    }
}

static void read_file(const char *name)
{
    char line[MAX_LINE];
    FILE *f = fopen(name, "r");
    file = name;
    line_number = 0;
    if (!f) {
        die("cannot be read", name);
    }
    while (fgets(line, sizeof line, f)) {
        line_number++;
        size_t n = strcspn(line, "\n");
        if (!line[n]) {
            die("too long a line, or no line end", line);
        }
        line[n] = 0;
        if (line[0] && line[0] != '#') {
            read_line(line);
        }
    }
    fclose(f);
}

static size_t first_word(const char *s)
{
    return strcspn(s, " ");
}

static int compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    size_t n = first_word(x->text), m = first_word(y->text);
    int order = strncmp(x->text, y->text, n < m ? n : m);
    if (order == 0 && n != m) {
        order = n < m ? -1 : 1;
    }
    if (order == 0) {
        order = strlen(x->text) > strlen(y->text) ? -1 : strlen(x->text) < strlen(y->text);
    }
    return order ? order : strcmp(x->text, y->text);
}

static void put_string(FILE *o, const char *s)
{
    if (!s) {
        fputs("NULL", o);
        return;
    }
    fputc('"', o);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') {
            fputc('\\', o);
        }
        fputc(*s, o);
    }
    fputc('"', o);
}

static void write_slots(FILE *o)
{
    size_t groups = 0, size = 2;
    for (size_t i = 0; i < row_count; i++) {
        groups += i == 0 || first_word(rows[i].text) != first_word(rows[i - 1].text) ||
                  strncmp(rows[i].text, rows[i - 1].text, first_word(rows[i].text)) != 0;
    }
    while (size < groups * 2) {
        size *= 2;
    }
    struct term_slot *slots = calloc(size, sizeof *slots);
    static uint32_t kinds[TERM_FIRST_SIZE];
    if (!slots) {
        die("no memory", "slots");
    }
    for (size_t i = 0, n; i < row_count; i += n) {
        const char *w = rows[i].text;
        size_t length = first_word(w);
        n = 1;
        while (i + n < row_count && first_word(rows[i + n].text) == length &&
               strncmp(rows[i + n].text, w, length) == 0) {
            n++;
        }
        uint64_t word = 0;
        for (size_t k = 0; k < length; k++) {
            word = term_hash_step(word, (unsigned char)w[k]);
        }
        uint32_t h = term_hash_end(word);
        size_t s = h & (size - 1);
        while (slots[s].count) {
            s = (s + 1) & (size - 1);
        }
        slots[s] = (struct term_slot){h, (uint16_t)i, (uint16_t)n};
        for (size_t k = 0; k < n; k++) {
            kinds[h % TERM_FIRST_SIZE] |= rows[i + k].kinds;
        }
    }
    fprintf(o, "const uint32_t term_slot_mask = %zu;\nconst struct term_slot term_slots[] = {\n", size - 1);
    for (size_t i = 0; i < size; i++) {
        fprintf(o, "    {%uu, %u, %u},\n", slots[i].hash, slots[i].first, slots[i].count);
    }
    fputs("};\nconst uint32_t term_first[] = {", o);
    for (size_t i = 0; i < TERM_FIRST_SIZE; i++) {
        fprintf(o, "%s0x%xu", i ? ", " : "", kinds[i]);
    }
    fputs("};\n", o);
    free(slots);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: termgen OUT.c FILE.tsv...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        read_file(argv[i]);
    }
    qsort(rows, row_count, sizeof *rows, compare);
    FILE *o = fopen(argv[1], "w");
    if (!o) {
        file = argv[1];
        die("cannot be written", argv[1]);
    }
    fputs("/* Made by tools/termgen from data/lexicon/rules; edit those. */\n#include \"rules/term.h\"\n\n", o);
    fprintf(o, "const size_t term_count = %zu;\nconst struct term term_table[] = {\n", row_count);
    for (size_t i = 0; i < row_count; i++) {
        fputs("    {", o);
        put_string(o, rows[i].text);
        fprintf(o, ", %zu, %u, ", strlen(rows[i].text), rows[i].kinds);
        put_string(o, rows[i].instead);
        fprintf(o, ", %s, ", rows[i].drop_in ? "true" : "false");
        put_string(o, rows[i].why);
        fputs(", ", o);
        put_string(o, rows[i].source);
        fputs("},\n", o);
    }
    fputs("};\n", o);
    write_slots(o);
    if (fclose(o) != 0) {
        file = argv[1];
        die("cannot be written", argv[1]);
    }
    return 0;
}
