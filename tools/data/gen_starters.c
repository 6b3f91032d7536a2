/*
 * gen_starters OUT.c data/library/index.tsv data/library/x.json ...: the starter plans as C.
 * A row without names or source, a row without its file or a file without its row, a document of another format, an
 * intervention without evidence or responsible person, or a blank whose bracket is not closed stops the build with
 * "file:line: why". That each document is a valid plan is shown by tests/unit/test_starter.c.
 */
#include "djson.h"

#include <stdlib.h>
#include <string.h>

enum { STARTER_MAX = 64, COLUMNS = 4 };

struct row {
    char *cell[COLUMNS]; /* id, title, names, source */
    const char *path;
};

static struct row rows[STARTER_MAX];
static size_t row_count;
static struct dj place;

static void split(char *line, char *cell[COLUMNS])
{
    size_t n = 0;
    for (char *p = line; n < COLUMNS; n++) {
        char *tab = strchr(p, '\t');
        cell[n] = p;
        if (!tab || n == COLUMNS - 1) {
            n += !tab;
            break;
        }
        *tab = '\0';
        p = tab + 1;
    }
    for (size_t i = 0; i < n; i++)
        if (!*cell[i])
            n = 0;
    if (n != COLUMNS)
        dj_fail(&place, "expected id, title, names and source, none empty, with a tab between them");
}

static void read_index(const char *path)
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
        if (*line == '#')
            continue;
        if (!head) {
            head = strcmp(line, "id\ttitle\tnames\tsource") == 0;
            if (!head)
                dj_fail(&place, "expected the names of the four columns");
            continue;
        }
        if (row_count == STARTER_MAX)
            dj_fail(&place, "more than %d starter plans", STARTER_MAX);
        split(line, rows[row_count].cell);
        for (size_t i = 0; i < row_count; i++)
            if (strcmp(rows[i].cell[0], rows[row_count].cell[0]) == 0)
                dj_fail(&place, "\"%s\" stands here twice", rows[i].cell[0]);
        row_count++;
    }
}

/* Each '[' has its ']' and something between; blanks do not nest. */
static void check_blanks(const struct dj *v)
{
    const char *open = NULL;
    for (const char *p = v->type == DJ_STRING ? v->text : ""; *p; p++) {
        bool bad = *p == '[' ? open != NULL : *p == ']' && (!open || p == open + 1);
        if (bad)
            dj_fail(v, "a blank is \"[what goes here]\", closed and not inside another: %s", v->text);
        if (*p == '[' || *p == ']')
            open = *p == '[' ? p : NULL;
    }
    if (open)
        dj_fail(v, "a blank is not closed: %s", v->text);
    for (const struct dj *child = v->first; child; child = child->next)
        check_blanks(child);
}

static void check_plan(const char *path)
{
    const struct dj *plan = dj_load(path);
    if (plan->type != DJ_OBJECT)
        dj_fail(plan, "expected an object");
    if (strcmp(dj_text(plan, "format"), "goldthread.plan/1") != 0)
        dj_fail(dj_get(plan, "format"), "expected \"goldthread.plan/1\"");
    for (const struct dj *i = dj_need(plan, "interventions", DJ_ARRAY)->first; i; i = i->next) {
        dj_text(i, "evidence");
        dj_text(i, "responsible");
    }
    check_blanks(plan);
}

static void attach(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    struct dj file = {.file = path, .line = 1};
    for (size_t i = 0; i < row_count; i++) {
        size_t n = strlen(rows[i].cell[0]);
        if (strncmp(base, rows[i].cell[0], n) == 0 && strcmp(base + n, ".json") == 0) {
            rows[i].path = path;
            check_plan(path);
            return;
        }
    }
    dj_fail(&file, "has no row in index.tsv");
}

static void put_document(FILE *f, size_t index)
{
    size_t n;
    char *line = dj_read_file(rows[index].path, &n), *next;
    fprintf(f, "static const char json_%zu[] =\n", index);
    for (; *line; line = next) {
        size_t length = strcspn(line, "\n");
        char *copy = dj_alloc(length + 1);
        memcpy(copy, line, length);
        next = line + length + (line[length] == '\n');
        fputs("    ", f);
        dj_put_c_string(f, copy);
        fputs(line[length] ? " \"\\n\"\n" : "\n", f);
        free(copy);
    }
    fputs("    ;\n", f);
}

static void put_names(FILE *f, size_t index)
{
    fprintf(f, "static const char *const names_%zu[] = {", index);
    for (char *p = rows[index].cell[2]; *p;) {
        size_t n = strcspn(p, ";");
        char *name = dj_alloc(n + 1);
        p += strspn(p, " ");
        n = strcspn(p, ";");
        memcpy(name, p, n);
        dj_put_c_string(f, name);
        fputs(", ", f);
        p += n + (p[n] == ';');
        free(name);
    }
    fputs("NULL};\n", f);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: gen_starters OUT.c index.tsv FILE.json...\n", stderr);
        return 2;
    }
    read_index(argv[2]);
    for (int i = 3; i < argc; i++)
        attach(argv[i]);
    for (size_t i = 0; i < row_count; i++)
        if (!rows[i].path)
            dj_fail(&place, "\"%s\" has no file", rows[i].cell[0]);
    FILE *f = dj_create(argv[1]);
    fputs("/* Made by tools/data/gen_starters.c from data/library/; do not edit. */\n"
          "#include \"plan/starter_table.h\"\n\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
          f);
    for (size_t i = 0; i < row_count; i++) {
        put_document(f, i);
        put_names(f, i);
    }
    fprintf(f, "const size_t starter_count = %zu;\nconst struct starter starter_table[] = {\n", row_count);
    for (size_t i = 0; i < row_count; i++) {
        fputs("    {", f);
        dj_put_c_string(f, rows[i].cell[0]);
        fputs(", ", f);
        dj_put_c_string(f, rows[i].cell[1]);
        fprintf(f, ", names_%zu,\n     ", i);
        dj_put_c_string(f, rows[i].cell[3]);
        fprintf(f, ",\n     json_%zu, sizeof json_%zu - 1},\n", i, i);
    }
    fputs("};\n", f);
    dj_close(f, argv[1]);
    return 0;
}
