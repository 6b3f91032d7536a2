/*
 * gen_measures OUT.c data/instruments/x.json ...: the table of measures as C.
 * A file with an unknown key, without a source, with a range the wrong way round or with a name that another measure
 * already has stops the build with "file:line: why".
 */
#include "djson.h"
#include "gen_structure.h"
#include "measure/name.h"

#include <stdlib.h>
#include <string.h>

static const char *const domains[] = {"symptom", "functioning", "quality_of_life", "alliance", "risk", NULL};
static const char *const domain_enum[] = {"DOMAIN_SYMPTOM", "DOMAIN_FUNCTIONING", "DOMAIN_QUALITY_OF_LIFE",
                                          "DOMAIN_ALLIANCE", "DOMAIN_RISK"};
static const char *const top_keys[] = {
    "format", "id",        "name",   "aliases",   "title",           "construct",
    "domain", "direction", "range",  "raw_range", "reliable_change", "important_difference",
    "cutoff", "licence",   "source", "notes",     "structure",       NULL};
struct name {
    char text[MEASURE_NAME_MAX];
    size_t length, measure;
    const struct dj *from;
};

static struct name *names;
static size_t name_count, name_room;

static void add_name(const struct dj *from, const char *text, size_t measure)
{
    struct name n = {.measure = measure, .from = from};
    n.length = measure_name_normal(text, strlen(text), n.text);
    if (n.length == 0)
        dj_fail(from, "\"%s\" has no letters, is too long or is not ASCII", text);
    for (size_t i = 0; i < name_count; i++) {
        if (names[i].length != n.length || memcmp(names[i].text, n.text, n.length) != 0)
            continue;
        if (names[i].measure != measure)
            dj_fail(from, "\"%s\" already names %s", text, names[i].from->file);
        return;
    }
    if (name_count == name_room) {
        name_room = name_room ? name_room * 2 : 64;
        names = realloc(names, name_room * sizeof *names);
        if (!names)
            abort();
    }
    names[name_count++] = n;
}

static void check_sourced(const struct dj *o, const char *const *keys)
{
    dj_keys(o, keys);
    dj_text(o, "source");
    dj_flag(o, "confirmed");
}

static void put_range(FILE *f, const struct dj *m)
{
    static const char *const keys[] = {"min", "max", "floor", "integer", "score", "source", "confirmed", NULL};
    static const char *const raw_keys[] = {"min", "max", NULL};
    const struct dj *r = dj_get(m, "range"), *raw = dj_get(m, "raw_range");
    if (r) {
        check_sourced(r, keys);
        dj_text(r, "score");
        double floor = gen_number(r, "floor");
        if (gen_number(r, "min") >= gen_number(r, "max") || floor < gen_number(r, "min") ||
            floor >= gen_number(r, "max"))
            dj_fail(r, "the range must have min <= floor < max");
        fprintf(f, "     .has_range = true, .min = %s, .max = %s, .floor = %s, .integer_scale = %s,\n",
                dj_get(r, "min")->text, dj_get(r, "max")->text, dj_get(r, "floor")->text,
                dj_flag(r, "integer") ? "true" : "false");
    }
    if (raw) {
        dj_keys(raw, raw_keys);
        if (!r || gen_number(raw, "min") >= gen_number(raw, "max"))
            dj_fail(raw, "raw_range needs a range beside it and min < max");
        fprintf(f, "     .has_raw_range = true, .raw_min = %s, .raw_max = %s,\n", dj_get(raw, "min")->text,
                dj_get(raw, "max")->text);
    }
}

static void put_thresholds(FILE *f, const struct dj *m)
{
    static const char *const keys[] = {"value", "confirmed", "source", "basis", "note", NULL};
    const struct dj *rc = dj_get(m, "reliable_change"), *cut = dj_get(m, "cutoff"), *r = dj_get(m, "range");
    const struct dj *mid = dj_get(m, "important_difference");
    if (mid)
        check_sourced(mid, keys);
    if (rc) {
        check_sourced(rc, keys);
        if (!r || gen_number(rc, "value") <= 0 || gen_number(rc, "value") > gen_number(r, "max") - gen_number(r, "min"))
            dj_fail(rc, "a reliable change must be above 0 and fit into the range");
        fprintf(f, "     .has_reliable_change = true, .reliable_change = %s, .reliable_change_confirmed = %s,\n",
                dj_get(rc, "value")->text, dj_get(rc, "confirmed")->text);
        fputs("     .reliable_change_source = ", f);
        dj_put_c_string(f, dj_text(rc, "source"));
        fputs(",\n", f);
    }
    if (cut) {
        check_sourced(cut, keys);
        if (!r || gen_number(cut, "value") < gen_number(r, "min") || gen_number(cut, "value") > gen_number(r, "max"))
            dj_fail(cut, "a cut-off must lie in the range");
        fprintf(f, "     .has_cutoff = true, .cutoff = %s, .cutoff_confirmed = %s,\n     .cutoff_source = ",
                dj_get(cut, "value")->text, dj_get(cut, "confirmed")->text);
        dj_put_c_string(f, dj_text(cut, "source"));
        fputs(",\n", f);
    }
}

static void put_text(FILE *f, const char *field, const char *text)
{
    fprintf(f, "     .%s = ", field);
    dj_put_c_string(f, text);
    fputs(",\n", f);
}

static void check_strings(const struct dj *array)
{
    for (const struct dj *v = array->first; v; v = v->next)
        if (v->type != DJ_STRING || !*v->text)
            dj_fail(v, "expected a text that is not empty");
}

static void put_aliases(FILE *f, const struct dj *m, size_t index)
{
    const struct dj *aliases = dj_need(m, "aliases", DJ_ARRAY);
    check_strings(aliases);
    add_name(dj_get(m, "id"), dj_text(m, "id"), index);
    add_name(dj_get(m, "name"), dj_text(m, "name"), index);
    add_name(dj_get(m, "title"), dj_text(m, "title"), index);
    fprintf(f, "static const char *const aliases_%zu[] = {", index);
    for (const struct dj *a = aliases->first; a; a = a->next) {
        add_name(a, a->text, index);
        dj_put_c_string(f, a->text);
        fputs(", ", f);
    }
    fputs("NULL};\n", f);
}

static void put_measure(FILE *f, const struct dj *m, size_t index)
{
    static const char *const licence_keys[] = {"status", "text", "wording", "client_wording", "source", NULL};
    const struct dj *licence = dj_need(m, "licence", DJ_OBJECT);
    const char *direction = dj_text(m, "direction"), *domain = dj_text(m, "domain");
    size_t d = 0;
    while (domains[d] && strcmp(domains[d], domain) != 0)
        d++;
    if (!domains[d])
        dj_fail(dj_get(m, "domain"), "\"%s\" is no domain", domain);
    if (strcmp(direction, "lower_is_better") != 0 && strcmp(direction, "higher_is_better") != 0)
        dj_fail(dj_get(m, "direction"), "direction must be lower_is_better or higher_is_better");
    dj_keys(licence, licence_keys);
    fputs("    {\n", f);
    put_text(f, "id", dj_text(m, "id"));
    put_text(f, "name", dj_text(m, "name"));
    fprintf(f, "     .aliases = aliases_%zu,\n", index);
    put_text(f, "title", dj_text(m, "title"));
    put_text(f, "construct", dj_text(m, "construct"));
    fprintf(f, "     .domain = %s, .lower_is_better = %s,\n", domain_enum[d], *direction == 'l' ? "true" : "false");
    put_range(f, m);
    put_thresholds(f, m);
    put_text(f, "licence", dj_text(licence, "status"));
    put_text(f, "source", dj_text(m, "source"));
    fputs("    },\n", f);
}

static void put_names(FILE *f)
{
    size_t size = 64;
    while (size < name_count * 2)
        size *= 2;
    const struct name **slot = dj_alloc(size * sizeof *slot);
    for (size_t i = 0; i < name_count; i++) {
        size_t at = measure_name_hash(names[i].text, names[i].length) & (size - 1);
        while (slot[at])
            at = (at + 1) & (size - 1);
        slot[at] = &names[i];
    }
    fprintf(f, "\nconst uint32_t measure_names_mask = %zu;\nconst struct measure_slot measure_names[] = {\n", size - 1);
    for (size_t i = 0; i < size; i++) {
        if (slot[i])
            fprintf(f, "    {\"%.*s\", %zu, %zu},\n", (int)slot[i]->length, slot[i]->text, slot[i]->length,
                    slot[i]->measure);
        else
            fputs("    {NULL, 0, 0},\n", f);
    }
    fputs("};\n", f);
}

static void set_first(uint64_t *bits, const char *three)
{
    uint32_t first = measure_name_first(three, 3);
    bits[first / 64] |= 1ull << first % 64;
}

static void put_first(FILE *f)
{
    uint64_t bits[MEASURE_FIRST_SIZE / 64] = {0};
    set_first(bits, "the");
    for (size_t i = 0; i < name_count; i++) {
        if (names[i].length < 2)
            dj_fail(names[i].from, "\"%.*s\" is too short for a name", (int)names[i].length, names[i].text);
        if (names[i].length > 2)
            set_first(bits, names[i].text);
        for (const char *next = "abcdefghijklmnopqrstuvwxyz0123456789"; names[i].length == 2 && *next; next++)
            set_first(bits, (const char[]){names[i].text[0], names[i].text[1], *next}); /* "K6 scale" */
    }
    fputs("\nconst uint64_t measure_first[] = {\n", f);
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        fprintf(f, "    0x%llxu,\n", (unsigned long long)bits[i]);
    fputs("};\n", f);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(dj_text(*(struct dj *const *)a, "id"), dj_text(*(struct dj *const *)b, "id"));
}

/* The file is named after the id, so that one is found from the other. */
static void check_file_name(const struct dj *m)
{
    const char *slash = strrchr(m->file, '/'), *base = slash ? slash + 1 : m->file, *id = dj_text(m, "id");
    if (strncmp(base, id, strlen(id)) != 0 || strcmp(base + strlen(id), ".json") != 0)
        dj_fail(dj_get(m, "id"), "the id \"%s\" and the name of the file differ", id);
    if (strcmp(dj_text(m, "format"), "goldthread.instrument/1") != 0)
        dj_fail(dj_get(m, "format"), "expected \"goldthread.instrument/1\"");
    dj_text(m, "source");
}

static void put_structures(FILE *f, struct dj **m, size_t count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *rows = open_memstream(&text, &size);
    if (!rows)
        abort();
    for (size_t i = 0; i < count; i++)
        gen_structure(f, rows, m[i], i);
    if (fclose(rows) != 0)
        abort();
    fprintf(f, "const struct measure_structure measure_structures[] = {\n%s};\n", text);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: gen_measures OUT.c FILE.json...\n", stderr);
        return 2;
    }
    size_t count = (size_t)argc - 2;
    struct dj **m = dj_alloc(count * sizeof *m);
    for (size_t i = 0; i < count; i++) {
        m[i] = dj_load(argv[i + 2]);
        dj_keys(m[i], top_keys);
        check_file_name(m[i]);
    }
    qsort(m, count, sizeof *m, by_id);
    FILE *f = dj_create(argv[1]);
    fputs("/* Made by tools/data/gen_measures.c from data/instruments/; do not edit. */\n"
          "#include \"measure/table.h\"\n\n#include <math.h>\n\n",
          f);
    for (size_t i = 0; i < count; i++)
        put_aliases(f, m[i], i);
    fprintf(f, "\nconst size_t measure_table_count = %zu;\nconst struct measure measure_table[] = {\n", count);
    for (size_t i = 0; i < count; i++)
        put_measure(f, m[i], i);
    fputs("};\n", f);
    put_structures(f, m, count);
    put_names(f);
    put_first(f);
    dj_close(f, argv[1]);
    return 0;
}
