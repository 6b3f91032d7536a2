/*
 * The build-time generators of data/: a good file becomes C, a spoilt one stops the build with "file:line: why".
 * Also tools/icd10cm-load, which makes data/icd10cm.tsv from the yearly file of CMS.
 */
#include "support.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

extern char **environ;

static char dir[64];     /* a fresh folder for this run */
static char tools[4096]; /* where the generators of this build are */

static const char *path(const char *name)
{
    static char p[8][256];
    static size_t next;
    char *at = p[next++ % 8];
    snprintf(at, sizeof *p, "%s/%s", dir, name);
    return at;
}

/* Runs a program with its outputs in files of the folder; returns its exit status. */
static int run(const char *program, const char *const argv[])
{
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status = -1;
    char *args[8] = {0};
    for (size_t i = 0; argv[i]; i++)
        args[i] = strdup(argv[i]);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, path("out"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&files, 2, path("err"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(posix_spawn(&pid, program, &files, NULL, args, environ), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    posix_spawn_file_actions_destroy(&files);
    for (size_t i = 0; args[i]; i++)
        free(args[i]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The generators that read several files, and those; any other reads one file of tests/data/generators/. */
static const struct {
    const char *tool, *folder;
    const char *files[4];
} several[] = {
    {"gen_evidence", "evidence", {"sources.json", "techniques.json", "any.json", "gloom.json"}},
    {"gen_starters", "library", {"index.tsv", "gloom.json"}},
};

static const char *good_file(const char *tool, const char *name)
{
    static char p[4][256];
    static size_t next;
    char *at = p[next++ % 4];
    snprintf(at, sizeof *p, "tests/data/generators/%s", name);
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        if (strcmp(tool, several[i].tool) == 0)
            snprintf(at, sizeof *p, "tests/data/generators/%s/%s", several[i].folder, name);
    return at;
}

/* Where several files are read, `input` stands in for the good one of the same name. */
static int run_generator(const char *tool, const char *input)
{
    char program[4200];
    const char *argv[8] = {program, path("made.c"), input};
    snprintf(program, sizeof program, "%s/%s", tools, tool);
    for (size_t i = 0; i < sizeof several / sizeof *several; i++)
        for (size_t k = 0; strcmp(tool, several[i].tool) == 0 && k < 4 && several[i].files[k]; k++) {
            const char *name = several[i].files[k];
            argv[k + 2] = strcmp(strrchr(input, '/') + 1, name) == 0 ? input : good_file(tool, name);
        }
    return run(program, argv);
}

static void write_file(const char *name, const char *p, size_t n)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* The good file with its first `from` replaced; fails when there is none, so that no row is idle. */
static void write_spoilt(struct tsv *t, const char *name)
{
    size_t n;
    char *good = read_file(good_file(tsv_get(t, "tool"), tsv_get(t, "file")), &n);
    struct str from = tsv_text(t, "from"), to = tsv_text(t, "to");
    size_t at = str_find((struct str){good, n}, from, 0);
    CHECK(at != (size_t)-1, "%s: nothing to replace", tsv_where(t));
    struct buf b;
    buf_init(&b, 0);
    buf_put(&b, good, at);
    buf_add(&b, to);
    buf_put(&b, good + at + from.n, n - at - from.n);
    assert_true(buf_ok(&b));
    write_file(name, b.p, b.n);
    buf_free(&b);
    free(good);
}

static void test_bad_rows(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/generators/bad.tsv");
    while (tsv_next(&t)) {
        const char *input = path(tsv_get(&t, "file"));
        char expected[512];
        size_t n;
        write_spoilt(&t, input);
        remove(path("made.c"));
        int status = run_generator(tsv_get(&t, "tool"), input);
        CHECK(status == 1, "%s: status %d", tsv_where(&t), status);
        char *said = read_file(path("err"), &n);
        const char *message = tsv_text(&t, "message").p, *file = strstr(message, "FILE");
        snprintf(expected, sizeof expected, "%s:%s: %.*s%s%s\n", input, tsv_get(&t, "line"),
                 file ? (int)(file - message) : 1000, message, file ? input : "", file ? file + 4 : "");
        CHECK(strcmp(said, expected) == 0, "%s: said %s", tsv_where(&t), said);
        CHECK(!have_file(path("made.c")), "%s: wrote its output all the same", tsv_where(&t));
        free(said);
        remove(input);
    }
    tsv_close(&t);
}

static void check_good(const char *tool, const char *input, const char *contains)
{
    size_t n;
    int status = run_generator(tool, input);
    CHECK(status == 0, "%s %s: status %d", tool, input, status);
    char *made = read_file(path("made.c"), &n);
    CHECK(strstr(made, contains), "%s: no %s in %s", tool, contains, made);
    free(made);
}

static void test_good_files(void **state)
{
    (void)state;
    check_good("gen_measures", "tests/data/generators/gad7.json",
               ".licence = \"free \\342\\200\\224 \\303\\251 \\\"a\\\\b\\?\\\" \\360\\237\\230\\200\"");
    check_good("gen_icd10cm", "tests/data/generators/codes.tsv", "{\"F4010\", 22, 0, 2024, 1},");
    check_good("gen_lists", "tests/data/generators/lists.tsv", "words_fruit = {fruit_at, 3, 0x10042u}");
    check_good("gen_evidence", "tests/data/generators/evidence/gloom.json",
               "{1, 1, EVIDENCE_INSUFFICIENT, 0, 1, NULL},");
    check_good("gen_starters", "tests/data/generators/library/gloom.json",
               "names_0[] = {\"grey days\", \"F99\", NULL};");
}

static void test_usage_and_files(void **state)
{
    static const char *const all[] = {"gen_measures", "gen_icd10cm", "gen_evidence", "gen_starters"};
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char program[4200];
        snprintf(program, sizeof program, "%s/%s", tools, all[i]);
        CHECK(run(program, (const char *const[]){program, NULL}) == 2, "%s", all[i]);
    }
    assert_int_equal(run_generator("gen_measures", "tests/data/no-such-file"), 1);
    size_t n;
    char *said = read_file(path("err"), &n);
    assert_string_equal(said, "tests/data/no-such-file:1: cannot read: No such file or directory\n");
    free(said);
}

/* Two measures may not answer to one name. */
static void test_shared_name(void **state)
{
    size_t n;
    char program[4200];
    char *good = read_file("tests/data/generators/gad7.json", &n), *id = strstr(good, "gad7");
    (void)state;
    id[3] = '8';
    write_file(path("gad8.json"), good, n);
    snprintf(program, sizeof program, "%s/gen_measures", tools);
    assert_int_equal(run(program, (const char *const[]){program, path("made.c"), "tests/data/generators/gad7.json",
                                                        path("gad8.json"), NULL}),
                     1);
    free(good);
    char *said = read_file(path("err"), &n);
    CHECK(strstr(said, "\"GAD-7\" already names tests/data/generators/gad7.json"), "%s", said);
    free(said);
}

static void test_any_problem_first(void **state)
{
    char program[4200];
    size_t n;
    (void)state;
    snprintf(program, sizeof program, "%s/gen_evidence", tools);
    const char *const argv[] = {program,
                                path("made.c"),
                                good_file("gen_evidence", "sources.json"),
                                good_file("gen_evidence", "techniques.json"),
                                good_file("gen_evidence", "gloom.json"),
                                NULL};
    assert_int_equal(run(program, argv), 1);
    char *said = read_file(path("err"), &n);
    assert_string_equal(said, "tests/data/generators/evidence/gloom.json:1: the problem \"any\" must come first\n");
    free(said);
}

static void test_file_without_row(void **state)
{
    char program[4200];
    size_t n;
    (void)state;
    snprintf(program, sizeof program, "%s/gen_starters", tools);
    const char *const argv[] = {program, path("made.c"), good_file("gen_starters", "index.tsv"),
                                "tests/data/generators/gad7.json", NULL};
    assert_int_equal(run(program, argv), 1);
    char *said = read_file(path("err"), &n);
    assert_string_equal(said, "tests/data/generators/gad7.json:1: has no row in index.tsv\n");
    free(said);
}

static void check_loaded(const char *input, const char *chapters, const char *rows)
{
    size_t n;
    const char *const argv[] = {"/bin/sh", "tools/icd10cm-load", "2031", input, chapters, NULL};
    int status = run("/bin/sh", argv);
    CHECK(status == 0, "%s: status %d", input, status);
    char *out = read_file(path("out"), &n), *head = strstr(out, "code\ttitle\tbillable\tfrom\tuntil\n");
    assert_non_null(strstr(out, "# edition: ICD-10-CM, fiscal year 2031\n# year: 2031\n# covers: "));
    assert_non_null(head);
    assert_string_equal(strchr(head, '\n') + 1, rows);
    free(out);
    assert_int_equal(rename(path("out"), path("loaded.tsv")), 0);
    check_good("gen_icd10cm", path("loaded.tsv"), "icd10cm_edition_number = 2031");
}

static void test_loader(void **state)
{
    (void)state;
    check_loaded(
        "tests/data/generators/order.txt", NULL,
        "F01\tDementia of the vessels (long)\t0\t-\t-\nF01.50\tDementia of the vessels, quiet (long)\t1\t-\t-\n"
        "F32\tOne low episode (long)\t0\t-\t-\nF32.A\tLow mood, not further said (long)\t1\t-\t-\n"
        "R40.2110\tEyes stay closed (long)\t1\t-\t-\nZ56.0\tNo work (long)\t1\t-\t-\n");
    check_loaded("tests/data/generators/codes.txt", "F30-F39 G47-G47",
                 "F32.A\tLow mood, not further said\t1\t-\t-\nG47.00\tCannot sleep\t1\t-\t-\n");
}

static void test_loader_refuses(void **state)
{
    static const struct {
        const char *year, *text, *chapters, *said;
        int status;
    } rows[] = {
        {"26", "F320    Low\n", NULL, "no fiscal year", 2},
        {"2026", "F320    \n", NULL, ":1: F320 has no title", 1},
        {"2026", "F320    Low\nWhat is this\n", NULL, ":2: \"What is\" is no ICD-10-CM code", 1},
        {"2026", "00001 F320    x Low\n", NULL, ":1: expected 0 or 1 in column 15", 1},
        {"2026", "F320    Low\n", "F30", "is no range of categories", 1},
        {"2026", "G4700   Sleep\n", NULL, "no code of F01-F99", 1},
        {"2026", "", NULL, "no code of F01-F99", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n;
        write_file(path("cms.txt"), rows[i].text, strlen(rows[i].text));
        const char *const argv[] = {"/bin/sh",       "tools/icd10cm-load", rows[i].year,
                                    path("cms.txt"), rows[i].chapters,     NULL};
        int status = run("/bin/sh", argv);
        char *said = read_file(path("err"), &n);
        CHECK(status == rows[i].status && strstr(said, rows[i].said), "row %zu: %d, %s", i, status, said);
        free(said);
    }
    const char *const none[] = {"/bin/sh", "tools/icd10cm-load", "2026", path("none.txt"), NULL};
    assert_int_equal(run("/bin/sh", none), 2);
    assert_int_equal(run("/bin/sh", (const char *const[]){"/bin/sh", "tools/icd10cm-load", NULL}), 2);
}

static int set_up(void **state)
{
    ssize_t n = readlink("/proc/self/exe", tools, sizeof tools - 16);
    (void)state;
    assert_true(n > 0);
    tools[n] = '\0';
    for (int i = 0; i < 2; i++)
        *strrchr(tools, '/') = '\0';
    strncat(tools, "/tools", sizeof tools - strlen(tools) - 1);
    snprintf(dir, sizeof dir, "/tmp/goldthread-generators-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int clean_up(void **state)
{
    static const char *const names[] = {"out", "err", "made.c", "made.c.tmp", "made.h", "gad8.json", "loaded.tsv", "cms.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(path(names[i]));
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good_files),
                                       cmocka_unit_test(test_bad_rows),
                                       cmocka_unit_test(test_usage_and_files),
                                       cmocka_unit_test(test_shared_name),
                                       cmocka_unit_test(test_any_problem_first),
                                       cmocka_unit_test(test_file_without_row),
                                       cmocka_unit_test(test_loader),
                                       cmocka_unit_test(test_loader_refuses)};
    return cmocka_run_group_tests(tests, set_up, clean_up);
}
