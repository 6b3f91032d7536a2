/*
 * statement_report: how well the statement reader reads labelled sentences, source by source, and which of its rules
 * and lexicon rows take part where.
 *   statement_report [--rules] [--words] [FILE.tsv...]
 * Reads the tables that are named; without any ../shared/corpus/statements.dev.jsonl and the labelled tables of
 * tests/data/statement/, each skipped when absent. A name that ends in .jsonl is read as a corpus of JSON lines.
 * Prints for each source the share of right answers, and over all sources macro F1 on certain rows with a 95 % interval
 * from 1000 bootstrap draws of whole sources, because sentences of one source resemble each other, and the mean with
 * each source left out in turn: how much one source carries; then how many slots are right to the letter.
 * --rules: each rule with the number of sentences and sources it fires in. A rule that fires in one source only is
 * suspect: it may have been written for that source.
 */
#include "base/json.h"
#include "statement/lexicon.h"
#include "statement/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SOURCES 512
#define MAX_WORDS 16384
#define DRAWS 1000

struct source {
    char name[96];
    int rows, right[3], hit[3][2][2]; /* hit: certain rows, by label and answer */
};

static struct source sources[MAX_SOURCES];
static int source_count;
static const char *const slot_names[] = {"measure",    "baseline",  "target_value", "target_unit",
                                         "comparator", "frequency", "duration",     "deadline"};
enum { SLOTS = sizeof slot_names / sizeof *slot_names, CELLS_MAX = 20 };
static int slot_wanted[SLOTS], slot_right[SLOTS], slot_invented[SLOTS];
static int rule_rows[RULE_COUNT], rule_sources[RULE_COUNT], rule_last[RULE_COUNT];
static int word_rows[MAX_WORDS], word_sources[MAX_WORDS], word_last[MAX_WORDS];
static const char *const rule_names[] = {
#define RULE_NAME(id) #id,
    STATEMENT_RULES(RULE_NAME)
#undef RULE_NAME
};

static int source_of(struct str name)
{
    for (int i = 0; i < source_count; i++) {
        if (str_is(name, sources[i].name)) {
            return i;
        }
    }
    if (source_count == MAX_SOURCES) {
        fputs("statement_report: more sources than there is room for\n", stderr);
        exit(1);
    }
    snprintf(sources[source_count].name, sizeof sources[0].name, "%.*s", (int)name.n, name.p);
    return source_count++;
}

static void note_trace(const struct statement_trace *w, int source)
{
    for (int i = 0; i < RULE_COUNT; i++) {
        if (w->rules[i / 64] >> (i % 64) & 1) {
            rule_rows[i]++;
            rule_sources[i] += rule_last[i] != source + 1; /* rows of a source stand together */
            rule_last[i] = source + 1;
        }
    }
    for (int i = 0; i < w->count; i++) {
        int k = w->words[i] % MAX_WORDS;
        word_rows[k]++;
        word_sources[k] += word_last[k] != source + 1;
        word_last[k] = source + 1;
    }
}

static void note_slots(const struct statement *s, const struct str wanted[SLOTS])
{
    const struct str got[SLOTS] = {s->slots.measure.text,
                                   s->slots.baseline.text,
                                   s->slots.target_value.text,
                                   s->slots.target_unit.text,
                                   str_of(statement_comparator_name(s->slots.comparator)),
                                   s->slots.frequency.text,
                                   s->slots.duration.text,
                                   s->slots.deadline.text};
    for (int i = 0; i < SLOTS; i++) {
        slot_wanted[i] += wanted[i].n > 0;
        slot_right[i] += wanted[i].n > 0 && str_eq_ci(got[i], wanted[i]);
        slot_invented[i] += wanted[i].n == 0 && got[i].n > 0;
    }
}

static void add_row(struct str text, struct str source, const int label[3], bool uncertain, const struct str *slots,
                    struct arena *a)
{
    struct statement s;
    struct statement_trace w;
    struct err e = {.kind = ERR_NONE};
    if (!statement_read_traced(text, NULL, a, &s, &w, &e)) {
        fprintf(stderr, "statement_report: %.*s: %s\n", (int)text.n, text.p, e.text);
        return;
    }
    int k = source_of(source);
    const struct judgement *j[3] = {&s.specific, &s.measurable, &s.time_bound};
    sources[k].rows++;
    for (int i = 0; i < 3; i++) {
        int answer = j[i]->met == TRI_YES;
        sources[k].right[i] += answer == label[i];
        if (!uncertain) {
            sources[k].hit[i][label[i]][answer]++;
        }
    }
    note_trace(&w, k);
    if (slots != NULL) {
        note_slots(&s, slots);
    }
}

static void read_corpus(FILE *f)
{
    static char row[65536];
    struct arena a;
    arena_init(&a, 0);
    while (fgets(row, sizeof row, f) != NULL) {
        const struct json *v;
        struct err e = {.kind = ERR_NONE};
        int64_t k[3] = {0, 0, 0};
        bool uncertain = false;
        arena_reset(&a);
        if (!json_parse(str_of(row), &a, &v, &e)) {
            continue;
        }
        json_int(json_get(v, "specific"), 0, 1, &k[0]);
        json_int(json_get(v, "measurable"), 0, 1, &k[1]);
        json_int(json_get(v, "time_bound"), 0, 1, &k[2]);
        json_bool(json_get(v, "uncertain"), &uncertain);
        const struct json *given = json_get(v, "slots");
        struct str slots[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = given != NULL ? json_str(json_get(given, slot_names[i])) : (struct str){NULL, 0};
        }
        add_row(json_str(json_get(v, "text")), json_str(json_get(v, "source_group")),
                (const int[3]){(int)k[0], (int)k[1], (int)k[2]}, uncertain, slots, &a);
    }
    arena_free(&a);
}

static int cut_cells(char *row, struct str cell[CELLS_MAX])
{
    struct str rest = str_of(row);
    int n = 0;
    while (rest.n > 0 && (rest.p[rest.n - 1] == '\n' || rest.p[rest.n - 1] == '\r')) {
        rest.n--;
    }
    while (n < CELLS_MAX - 1 && str_cut(rest, '\t', &cell[n], &rest)) {
        n++;
    }
    cell[n] = rest;
    return n + 1;
}

/* Columns: id source text role specific measurable time_bound uncertain, then slots by the names of the first row. */
static void read_table(FILE *f)
{
    static char row[65536];
    struct arena a;
    int column[SLOTS] = {0};
    arena_init(&a, 0);
    while (fgets(row, sizeof row, f) != NULL) {
        struct str cell[CELLS_MAX], slots[SLOTS];
        int n = cut_cells(row, cell);
        if (row[0] == '#' || n < 8) {
            continue;
        }
        bool names = str_is(cell[0], "id");
        for (int i = 0; i < SLOTS; i++) {
            for (int k = 8; names && k < n; k++) {
                column[i] = str_is(cell[k], slot_names[i]) ? k : column[i];
            }
            slots[i] = column[i] > 0 && column[i] < n ? cell[column[i]] : (struct str){NULL, 0};
        }
        if (names) {
            continue;
        }
        arena_reset(&a);
        add_row(cell[2], cell[1], (const int[3]){str_is(cell[4], "1"), str_is(cell[5], "1"), str_is(cell[6], "1")},
                str_is(cell[7], "1"), slots, &a);
    }
    arena_free(&a);
}

static double macro_f1(int c[2][2])
{
    double sum = 0;
    for (int v = 0; v < 2; v++) {
        int tp = c[v][v], fp = c[!v][v], fn = c[v][!v];
        sum += tp + fp + fn == 0 ? 1 : 2.0 * tp / (2.0 * tp + fp + fn);
    }
    return sum / 2;
}

/* F1 of the three judgements and their mean over the sources in `pick`. */
static void f1_of(const int *pick, int n, double out[4])
{
    int hit[3][2][2] = {{{0}}};
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 12; k++) {
            hit[k / 4][k / 2 % 2][k % 2] += sources[pick[i]].hit[k / 4][k / 2 % 2][k % 2];
        }
    }
    out[3] = 0;
    for (int j = 0; j < 3; j++) {
        out[j] = macro_f1(hit[j]);
        out[3] += out[j] / 3;
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_f1(void)
{
    static const char *const names[4] = {"Specific", "Measurable", "Time-bound", "mean"};
    static double draw[4][DRAWS];
    static int pick[MAX_SOURCES];
    double all[4];
    uint64_t seed = 20250101;
    for (int i = 0; i < source_count; i++) {
        pick[i] = i;
    }
    f1_of(pick, source_count, all);
    for (int d = 0; d < DRAWS; d++) {
        double one[4];
        for (int i = 0; i < source_count; i++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            pick[i] = (int)((seed >> 33) % (uint64_t)source_count);
        }
        f1_of(pick, source_count, one);
        for (int j = 0; j < 4; j++) {
            draw[j][d] = one[j];
        }
    }
    puts("\nmacro F1 on certain sentences, 95 % interval over sources");
    for (int j = 0; j < 4; j++) {
        qsort(draw[j], DRAWS, sizeof draw[j][0], by_value);
        printf("%-12s %.3f  [%.3f, %.3f]\n", names[j], all[j], draw[j][DRAWS / 40], draw[j][DRAWS - 1 - DRAWS / 40]);
    }
}

/* The reader has no weights to be fitted, so leaving a source out changes only what is counted: how far one source
 * carries the figure. */
static void print_left_out(void)
{
    static int pick[MAX_SOURCES];
    double low = 1, high = 0;
    int at_low = 0;
    for (int out = 0; out < source_count && source_count > 1; out++) {
        double one[4];
        int n = 0;
        for (int i = 0; i < source_count; i++) {
            if (i != out) {
                pick[n++] = i;
            }
        }
        f1_of(pick, n, one);
        at_low = one[3] < low ? out : at_low;
        low = one[3] < low ? one[3] : low;
        high = one[3] > high ? one[3] : high;
    }
    if (source_count > 1) {
        printf("mean with one source left out: %.3f (without %s) to %.3f\n", low, sources[at_low].name, high);
    }
}

static void print_sources(void)
{
    printf("%-40s %5s %9s %11s %11s\n", "source", "rows", "Specific", "Measurable", "Time-bound");
    for (int i = 0; i < source_count; i++) {
        const struct source *s = &sources[i];
        printf("%-40.40s %5d %8.0f%% %10.0f%% %10.0f%%\n", s->name, s->rows, 100.0 * s->right[0] / s->rows,
               100.0 * s->right[1] / s->rows, 100.0 * s->right[2] / s->rows);
    }
}

static void print_rules(void)
{
    printf("\n%-22s %9s %8s\n", "rule", "sentences", "sources");
    for (int i = 0; i < RULE_COUNT; i++) {
        printf("%-22s %9d %8d%s\n", rule_names[i], rule_rows[i], rule_sources[i],
               rule_sources[i] == 1   ? "  one source only"
               : rule_sources[i] == 0 ? "  never"
                                      : "");
    }
}

static void print_words(void)
{
    printf("\n%-22s %-30s %9s %8s\n", "row", "word", "sentences", "sources");
    for (int i = 1; i < lexicon_lemma_count && i < MAX_WORDS; i++) {
        if (word_rows[i] > 0) {
            printf("%-22s %-30s %9d %8d\n", lexicon_text + lexicon_lemma_row[i], lexicon_text + lexicon_lemma_text[i],
                   word_rows[i], word_sources[i]);
        }
    }
}

static void print_slots(void)
{
    printf("\n%-14s %7s %7s %7s %9s\n", "slot", "wanted", "right", "share", "invented");
    for (int i = 0; i < SLOTS; i++) {
        printf("%-14s %7d %7d %7.2f %9d\n", slot_names[i], slot_wanted[i], slot_right[i],
               slot_wanted[i] ? (double)slot_right[i] / slot_wanted[i] : 1.0, slot_invented[i]);
    }
}

static bool read_file(const char *path, void (*read)(FILE *))
{
    FILE *f = fopen(path, "r");
    if (f != NULL) {
        read(f);
        fclose(f);
    }
    return f != NULL;
}

int main(int argc, char **argv)
{
    static const char *const tables[] = {
        "independent",   "held_back",     "blind_1",  "blind_2",  "blind_3",  "blind_4",  "blind_5",  "second_hand",
        "second_hand_2", "second_hand_3", "blind_6",  "blind_7",  "blind_8",  "blind_9",  "blind_10", "blind_11",
        "blind_12",      "blind_13",      "blind_14", "blind_15", "blind_16", "blind_17", "blind_18"};
    bool named = false, rules = false, words = false;
    for (int i = 1; i < argc; i++) {
        rules |= strcmp(argv[i], "--rules") == 0;
        words |= strcmp(argv[i], "--words") == 0;
        if (argv[i][0] != '-') {
            named = true;
            size_t n = strlen(argv[i]);
            bool corpus = n > 6 && strcmp(argv[i] + n - 6, ".jsonl") == 0;
            if (!read_file(argv[i], corpus ? read_corpus : read_table)) {
                fprintf(stderr, "statement_report: %s cannot be read\n", argv[i]);
                return 2;
            }
        }
    }
    if (!named) {
        read_file("../shared/corpus/statements.dev.jsonl", read_corpus);
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
            char path[80];
            snprintf(path, sizeof path, "tests/data/statement/%s.tsv", tables[i]);
            read_file(path, read_table);
        }
    }
    if (source_count == 0) {
        fputs("statement_report: no labelled sentences found; run it from the repository root\n", stderr);
        return 2;
    }
    print_sources();
    print_f1();
    print_left_out();
    print_slots();
    if (rules) {
        print_rules();
    }
    if (words) {
        print_words();
    }
    return 0;
}
