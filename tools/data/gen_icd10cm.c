/*
 * gen_icd10cm OUT.c data/icd10cm.tsv: the sorted table of codes as C.
 * A row that is not "code TAB title TAB 0|1 TAB year|- TAB year|-", a malformed code or one out of order stops the
 * build with "file:line: why"; so does a head without edition, year and what is covered.
 */
#include "djson.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct row {
    char code[8]; /* without the dot */
    const char *title;
    int billable, from, until;
};

struct table {
    struct row *row;
    size_t count, room;
    char *edition, *year, *covers;
};

static struct dj place; /* where we are, for messages */

static char *field(char **rest)
{
    char *start = *rest, *tab = strchr(start, '\t');
    if (tab)
        *tab = '\0';
    *rest = tab ? tab + 1 : start + strlen(start);
    return start;
}

static int year_of(const char *s)
{
    if (strcmp(s, "-") == 0)
        return 0;
    if (strlen(s) != 4 || strspn(s, "0123456789") != 4 || *s != '2')
        dj_fail(&place, "\"%s\" is neither a year nor \"-\"", s);
    return atoi(s);
}

static void read_code(const char *s, char out[8])
{
    size_t n = strlen(s), used = 0;
    bool ok = n >= 3 && n <= 8 && n != 4 && isupper((unsigned char)s[0]) && isdigit((unsigned char)s[1]);
    for (size_t i = 0; ok && i < n; i++) {
        if (i == 3)
            ok = s[i] == '.';
        else if (isupper((unsigned char)s[i]) || isdigit((unsigned char)s[i]))
            out[used++] = s[i];
        else
            ok = false;
    }
    if (!ok)
        dj_fail(&place, "\"%s\" is no ICD-10-CM code", s);
    out[used] = '\0';
}

static void read_comment(struct table *t, char *line)
{
    static const char *const names[] = {"# edition: ", "# year: ", "# covers: "};
    char **const into[] = {&t->edition, &t->year, &t->covers};
    for (size_t i = 0; i < 3; i++)
        if (strncmp(line, names[i], strlen(names[i])) == 0)
            *into[i] = line + strlen(names[i]);
}

static void read_row(struct table *t, char *line)
{
    struct row r = {.title = NULL};
    char *rest = line;
    read_code(field(&rest), r.code);
    r.title = field(&rest);
    const char *billable = field(&rest);
    if (strcmp(billable, "0") != 0 && strcmp(billable, "1") != 0)
        dj_fail(&place, "the third column, billable, must be 0 or 1");
    r.billable = *billable == '1';
    r.from = year_of(field(&rest));
    r.until = year_of(field(&rest));
    if (!*r.title || *rest)
        dj_fail(&place, "expected code, title, billable, from and until, with a tab between them");
    if (t->count && strcmp(t->row[t->count - 1].code, r.code) >= 0)
        dj_fail(&place, "\"%s\" does not come after the row before it", r.code);
    if (r.until && r.from > r.until)
        dj_fail(&place, "\"%s\" ends before it begins", r.code);
    if (t->count == t->room) {
        t->room = t->room ? t->room * 2 : 1024;
        t->row = realloc(t->row, t->room * sizeof *t->row);
        if (!t->row)
            abort();
    }
    t->row[t->count++] = r;
}

static void read_table(const char *path, struct table *t)
{
    size_t n;
    char *line = dj_read_file(path, &n), *next;
    bool head = false;
    place.file = path;
    for (; *line; line = next) {
        char *end = strchr(line, '\n');
        next = end ? end + 1 : line + strlen(line);
        if (end)
            *end = '\0';
        place.line++;
        if (*line == '#') {
            read_comment(t, line);
        } else if (!head) {
            head = strcmp(line, "code\ttitle\tbillable\tfrom\tuntil") == 0;
            if (!head)
                dj_fail(&place, "expected the names of the five columns");
        } else {
            read_row(t, line);
        }
    }
    if (!t->edition || !t->year || !t->covers || !t->count)
        dj_fail(&place, "the head must have lines \"# edition:\", \"# year:\" and \"# covers:\", and rows must follow");
}

static void put_ranges(FILE *f, char *covers)
{
    size_t count = 0;
    fputs("const struct icd10cm_range icd10cm_ranges[] = {\n", f);
    for (char *p = covers; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n != 7 || p[3] != '-' || memcmp(p, p + 4, 3) > 0)
            dj_fail(&place, "\"# covers:\" is a list such as F01-F99 R40-R49");
        fprintf(f, "    {\"%.3s\", \"%.3s\"},\n", p, p + 4);
        p += n;
        count++;
    }
    fprintf(f, "};\nconst size_t icd10cm_range_count = %zu;\n", count);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: gen_icd10cm OUT.c TABLE.tsv\n", stderr);
        return 2;
    }
    struct table t = {.row = NULL};
    size_t offset = 0;
    read_table(argv[2], &t);
    FILE *f = dj_create(argv[1]);
    fputs("/* Made by tools/data/gen_icd10cm.c from data/icd10cm.tsv; do not edit. */\n"
          "#include \"plan/icd10cm_table.h\"\n\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nconst char icd10cm_edition_text[] = ",
          f);
    dj_put_c_string(f, t.edition);
    fprintf(f, ";\nconst int icd10cm_edition_number = %d;\n", year_of(t.year));
    put_ranges(f, t.covers);
    fprintf(f, "const size_t icd10cm_row_count = %zu;\nconst struct icd10cm_row icd10cm_rows[] = {\n", t.count);
    for (size_t i = 0; i < t.count; i++) {
        const struct row *r = &t.row[i];
        fprintf(f, "    {\"%s\", %zu, %d, %d, %d},\n", r->code, offset, r->from, r->until, r->billable);
        offset += strlen(r->title) + 1;
    }
    fputs("};\nconst char icd10cm_titles[] =\n", f);
    for (size_t i = 0; i < t.count; i++) {
        dj_put_c_string(f, t.row[i].title);
        fputs(" \"\\0\"\n", f);
    }
    fputs("    ;\n", f);
    dj_close(f, argv[1]);
    return 0;
}
