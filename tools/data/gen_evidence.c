/*
 * gen_evidence OUT.c SOURCES.json TECHNIQUES.json PROBLEM.json...: the evidence map as C. The problem "any" comes
 * first. An unknown key, a row whose source, technique or status is not known, a phrase that means two things, or a
 * technique that is a part of itself stops the build with "file:line: why".
 */
#include "djson.h"
#include "plan/phrase.h"

#include <ctype.h>
#include <stdlib.h>

enum { PROBLEM_MAX = 64, TECHNIQUE_MAX = 192, WORDS = TECHNIQUE_MAX / 64 };

struct phrase {
    char *text;
    const struct dj *from;
    size_t length, problem, technique; /* number + 1 */
    bool upper;
};

static const char *const status_names[] = {"recommended", "option", "insufficient", NULL};
static const char *const status_enum[] = {"EVIDENCE_RECOMMENDED", "EVIDENCE_OPTION", "EVIDENCE_INSUFFICIENT"};

static struct phrase *phrases;
static size_t phrase_count, phrase_room;
static const struct dj *problems[PROBLEM_MAX], *techniques[TECHNIQUE_MAX];
static size_t problem_count, technique_count;
static uint64_t parts[TECHNIQUE_MAX][WORDS];
static const struct dj *source_list;

static size_t index_of(const struct dj *const *list, size_t count, const char *key, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(dj_text(list[i], key), id) == 0)
            return i;
    return count;
}

static struct phrase *place_for(const char *text, size_t n)
{
    for (size_t i = 0; i < phrase_count; i++)
        if (phrases[i].length == n && memcmp(phrases[i].text, text, n) == 0)
            return &phrases[i];
    if (phrase_count == phrase_room) {
        phrase_room = phrase_room ? phrase_room * 2 : 512;
        phrases = realloc(phrases, phrase_room * sizeof *phrases);
        if (!phrases)
            abort();
    }
    struct phrase *p = &phrases[phrase_count++];
    *p = (struct phrase){.text = dj_alloc(n + 1), .length = n};
    memcpy(p->text, text, n);
    return p;
}

/* Adds the phrase and, without a meaning, each beginning of it, so that reading can stop at the first wrong word. */
static void add_phrase(const struct dj *from, const char *name, size_t problem, size_t technique)
{
    char text[PHRASE_TEXT_MAX];
    struct phrase_word w;
    size_t n = 0, at = 0, length = strlen(name);
    struct phrase *p = NULL;
    bool upper = *name == '=';
    for (int words = 0; phrase_next(name, length, &at, &w); words++) {
        if (words == PHRASE_WORDS_MAX || w.n == PHRASE_WORD_MAX)
            dj_fail(from, "\"%s\" has too many or too long words", name);
        if (words)
            text[n++] = ' ';
        memcpy(text + n, w.text, w.n);
        n += w.n;
        p = place_for(text, n);
    }
    if (!p)
        dj_fail(from, "\"%s\" has no word", name);
    size_t *into = problem ? &p->problem : &p->technique, number = problem ? problem : technique;
    if (*into && *into != number)
        dj_fail(from, "\"%s\" already means something else (%s:%d)", name, p->from->file, p->from->line);
    *into = number;
    p->from = from;
    if (technique)
        p->upper = upper;
}

static void add_names(const struct dj *o, size_t problem, size_t technique)
{
    const struct dj *names = dj_need(o, "names", DJ_ARRAY);
    if (problem != 1)
        add_phrase(dj_get(o, "name"), dj_text(o, "name"), problem, technique);
    for (const struct dj *v = names->first; v; v = v->next) {
        if (v->type != DJ_STRING)
            dj_fail(v, "a name must be a string");
        add_phrase(v, v->text, problem, technique);
    }
}

static void expect_format(const struct dj *o, const char *format)
{
    if (strcmp(dj_text(o, "format"), format) != 0)
        dj_fail(dj_get(o, "format"), "expected \"%s\"", format);
}

static void put_sources(FILE *f, const char *path)
{
    static const char *const top[] = {"format", "sources", NULL}, *const keys[] = {"id", "kind", "text", NULL};
    const struct dj *root = dj_load(path);
    dj_keys(root, top);
    expect_format(root, "goldthread.sources/1");
    source_list = dj_need(root, "sources", DJ_ARRAY);
    fputs("const struct evidence_source evidence_source_table[] = {\n", f);
    for (const struct dj *s = source_list->first; s; s = s->next) {
        dj_keys(s, keys);
        const char *id = dj_text(s, "id"), *kind = dj_text(s, "kind");
        for (const struct dj *o = source_list->first; o != s; o = o->next)
            if (strcmp(dj_text(o, "id"), id) == 0)
                dj_fail(s, "source \"%s\" stands here twice", id);
        if (strcmp(kind, "guideline") != 0 && strcmp(kind, "review") != 0 && strcmp(kind, "trial") != 0)
            dj_fail(s, "kind must be guideline, review or trial");
        fputs("    {", f);
        dj_put_c_string(f, id);
        fputs(", ", f);
        dj_put_c_string(f, dj_text(s, "text"));
        fprintf(f, ", \"%s\"},\n", kind);
    }
    fputs("};\n", f);
}

static size_t source_index(const struct dj *row)
{
    const char *id = dj_text(row, "source");
    size_t i = 0;
    for (const struct dj *s = source_list->first; s; s = s->next, i++)
        if (strcmp(dj_text(s, "id"), id) == 0)
            return i;
    dj_fail(row, "source \"%s\" is not in sources.json", id);
}

static void read_techniques(const char *path)
{
    static const char *const top[] = {"format", "techniques", NULL};
    static const char *const keys[] = {"id", "name", "part_of", "names", NULL};
    const struct dj *root = dj_load(path);
    dj_keys(root, top);
    expect_format(root, "goldthread.techniques/1");
    for (const struct dj *t = dj_need(root, "techniques", DJ_ARRAY)->first; t; t = t->next) {
        dj_keys(t, keys);
        if (technique_count == TECHNIQUE_MAX)
            dj_fail(t, "more than %d techniques", TECHNIQUE_MAX);
        if (index_of(techniques, technique_count, "id", dj_text(t, "id")) < technique_count)
            dj_fail(t, "technique \"%s\" stands here twice", dj_text(t, "id"));
        techniques[technique_count++] = t;
        add_names(t, 0, technique_count);
    }
    for (size_t i = 0; i < technique_count; i++) {
        const struct dj *list = dj_get(techniques[i], "part_of");
        for (const struct dj *v = list ? list->first : NULL; v; v = v->next) {
            size_t whole = v->text ? index_of(techniques, technique_count, "id", v->text) : technique_count;
            if (whole == technique_count)
                dj_fail(v, "part_of names no technique");
            parts[i][whole / 64] |= UINT64_C(1) << (whole % 64);
        }
    }
    /* Parts of parts, until nothing is added. */
    for (size_t k = 0; k < technique_count; k++)
        for (size_t i = 0; i < technique_count; i++)
            if ((parts[i][k / 64] >> (k % 64)) & 1)
                for (size_t w = 0; w < WORDS; w++)
                    parts[i][w] |= parts[k][w];
    for (size_t i = 0; i < technique_count; i++)
        if ((parts[i][i / 64] >> (i % 64)) & 1)
            dj_fail(techniques[i], "\"%s\" is a part of itself", dj_text(techniques[i], "id"));
}

static void put_techniques(FILE *f)
{
    fputs("const struct evidence_technique_entry evidence_technique_table[] = {\n", f);
    for (size_t i = 0; i < technique_count; i++) {
        fputs("    {", f);
        dj_put_c_string(f, dj_text(techniques[i], "name"));
        fputs(", {{", f);
        for (size_t w = 0; w < WORDS; w++)
            fprintf(f, "%sUINT64_C(0x%llx)", w ? ", " : "", (unsigned long long)parts[i][w]);
        fputs("}}},\n", f);
    }
    fprintf(f, "};\nconst size_t evidence_technique_count = %zu;\n", technique_count);
}

static void read_problem(const char *path)
{
    static const char *const top[] = {"format", "problem", "name", "codes", "names", "within", "rows", NULL};
    const struct dj *p = dj_load(path);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    dj_keys(p, top);
    expect_format(p, "goldthread.evidence/1");
    const char *id = dj_text(p, "problem");
    if (strncmp(base, id, strlen(id)) != 0 || strcmp(base + strlen(id), ".json") != 0)
        dj_fail(dj_get(p, "problem"), "the problem \"%s\" and the name of the file differ", id);
    if ((problem_count == 0) != (strcmp(id, "any") == 0))
        dj_fail(p, "the problem \"any\" must come first");
    if (problem_count == PROBLEM_MAX)
        dj_fail(p, "more than %d problems", PROBLEM_MAX);
    problems[problem_count++] = p;
    add_names(p, problem_count, 0);
}

static void put_problems(FILE *f)
{
    size_t first = 0;
    fputs("const struct evidence_problem_entry evidence_problem_table[] = {\n", f);
    for (size_t i = 0; i < problem_count; i++) {
        uint64_t within = 0;
        const struct dj *list = dj_get(problems[i], "within");
        for (const struct dj *v = list ? list->first : NULL; v; v = v->next) {
            size_t whole = v->text ? index_of(problems, problem_count, "problem", v->text) : problem_count;
            if (whole == problem_count || whole == i)
                dj_fail(v, "within names no other problem");
            within |= UINT64_C(1) << whole;
        }
        fputs("    {", f);
        dj_put_c_string(f, dj_text(problems[i], "name"));
        fprintf(f, ", UINT64_C(0x%llx), %zu},\n", (unsigned long long)within, first);
        first += dj_need(problems[i], "rows", DJ_ARRAY)->count;
    }
    fprintf(f, "    {NULL, 0, %zu},\n", first);
    fprintf(f, "};\nconst size_t evidence_problem_count = %zu;\n", problem_count);
}

static void put_codes(FILE *f)
{
    size_t count = 0;
    fputs("const struct evidence_code evidence_codes[] = {\n", f);
    for (size_t i = 0; i < problem_count; i++)
        for (const struct dj *v = dj_need(problems[i], "codes", DJ_ARRAY)->first; v; v = v->next, count++) {
            const char *c = v->type == DJ_STRING ? v->text : "";
            size_t n = strlen(c);
            if (n < 3 || n == 4 || n > 8 || !isupper((unsigned char)c[0]) || !isdigit((unsigned char)c[1]) ||
                (n > 4 && c[3] != '.'))
                dj_fail(v, "\"%s\" is no beginning of an ICD-10-CM code", c);
            fprintf(f, "    {\"%.3s%s\", %zu},\n", c, n > 4 ? c + 4 : "", i);
        }
    fprintf(f, "};\nconst size_t evidence_code_count = %zu;\n", count);
}

static void put_row(FILE *f, const struct dj *row, size_t problem)
{
    static const char *const keys[] = {"technique", "status", "source", "note", "confirmed", NULL};
    size_t status = 0;
    dj_keys(row, keys);
    size_t technique = index_of(techniques, technique_count, "id", dj_text(row, "technique"));
    if (technique == technique_count)
        dj_fail(row, "technique \"%s\" is not in techniques.json", dj_text(row, "technique"));
    while (status_names[status] && strcmp(status_names[status], dj_text(row, "status")) != 0)
        status++;
    if (!status_names[status])
        dj_fail(row, "status must be recommended, option or insufficient");
    bool confirmed = !dj_get(row, "confirmed") || dj_flag(row, "confirmed");
    fprintf(f, "    {%zu, %zu, %s, %d, %zu, ", problem, technique, status_enum[status], confirmed, source_index(row));
    dj_put_c_string(f, dj_opt_text(row, "note"));
    fputs("},\n", f);
}

static void put_rows(FILE *f)
{
    size_t count = 0;
    fputs("const struct evidence_entry evidence_table[] = {\n", f);
    for (size_t i = 0; i < problem_count; i++)
        for (const struct dj *row = dj_need(problems[i], "rows", DJ_ARRAY)->first; row; row = row->next, count++)
            put_row(f, row, i);
    fprintf(f, "};\nconst size_t evidence_count = %zu;\n", count);
}

static void set_first(uint64_t *bits, const char *p, size_t n)
{
    uint32_t first = phrase_first(p, n);
    bits[first / 64] |= 1ull << first % 64;
}

/* Of each first word: its first three letters, as they may stand in a text ("-ies" for "-y", "-ised" for "-ized"). */
static void put_first(FILE *f)
{
    uint64_t bits[PHRASE_FIRST_SIZE / 64] = {0};
    for (size_t i = 0; i < phrase_count; i++) {
        const char *p = phrases[i].text;
        set_first(bits, p, phrases[i].length);
        if (phrases[i].length > 2 && (p[2] == 'y' || p[2] == 'z'))
            set_first(bits, (const char[]){p[0], p[1], p[2] == 'y' ? 'i' : 's'}, 3);
    }
    fputs("const uint64_t evidence_first[] = {\n", f);
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        fprintf(f, "    0x%llxu,\n", (unsigned long long)bits[i]);
    fputs("};\n", f);
}

static void put_phrases(FILE *f)
{
    size_t size = 64, offset = 0;
    while (size < phrase_count * 2)
        size *= 2;
    const struct phrase **slot = dj_alloc(size * sizeof *slot);
    size_t *offsets = dj_alloc(size * sizeof *offsets);
    for (size_t i = 0; i < phrase_count; i++) {
        size_t at = phrase_hash(PHRASE_HASH_START, phrases[i].text, phrases[i].length) & (size - 1);
        while (slot[at])
            at = (at + 1) & (size - 1);
        slot[at] = &phrases[i];
        offsets[at] = offset;
        offset += phrases[i].length;
    }
    fprintf(f, "const uint32_t evidence_phrase_mask = %zu;\nconst struct evidence_phrase evidence_phrases[] = {\n",
            size - 1);
    for (size_t i = 0; i < size; i++) {
        if (slot[i])
            fprintf(f, "    {%zu, %zu, %zu, %zu, %d},\n", offsets[i], slot[i]->length, slot[i]->problem,
                    slot[i]->technique, slot[i]->upper);
        else
            fputs("    {0, 0, 0, 0, 0},\n", f);
    }
    fputs("};\nconst char evidence_phrase_text[] =\n", f);
    for (size_t i = 0; i < phrase_count; i++)
        fprintf(f, "    \"%s\"\n", phrases[i].text);
    fputs("    ;\n", f);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: gen_evidence OUT.c SOURCES.json TECHNIQUES.json any.json PROBLEM.json...\n", stderr);
        return 2;
    }
    FILE *f = dj_create(argv[1]);
    fputs("/* Made by tools/data/gen_evidence.c from data/interventions/; do not edit. */\n"
          "#include \"plan/evidence_table.h\"\n\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
          f);
    put_sources(f, argv[2]);
    read_techniques(argv[3]);
    for (int i = 4; i < argc; i++)
        read_problem(argv[i]);
    put_techniques(f);
    put_problems(f);
    put_codes(f);
    put_rows(f);
    put_phrases(f);
    put_first(f);
    dj_close(f, argv[1]);
    return 0;
}
