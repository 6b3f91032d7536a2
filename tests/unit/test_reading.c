/*
 * test_reading.c: the words that clients read: how hard they are (Flesch-Kincaid grade: 0.39 words a sentence + 11.8
 * syllables a word - 15.59; names and values left out), how long their sentences, and which words they never hold.
 * Prints the hardest sentences. The Spanish ones are measured by Fernandez Huerta's formula: 206.84 - 60 syllables a word -
 * 1.02 words a sentence; 70 to 80 is "rather easy", sixth grade, 80 to 90 easy (https://legible.es/blog/lecturabilidad-fernandez-huerta/,
 * read 28 November 2026, which also says where the formula is often printed wrong).
 */
#include "support.h"

#include "../../tools/viewc/viewc.h"

#include <glob.h>

#define GRADE_MAX 6.0
#define PAGE_WORDS 40 /* of fewer the grade says nothing about a page */
#define SENTENCE_WORDS 15.0

#define EASE_MIN 70.0 /* Spanish: what is easier has a higher number */

/* ---- counting ---- */

static bool spanish, guardian; /* what is being measured */

struct count {
    double sentences, words, syllables;
};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c >= 0xc3 && (unsigned char)c <= 0xcf) || c == '\'';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool vowel(char c)
{
    return c && strchr("aeiouy", c) != NULL;
}

/* Groups of vowels; an e that is not heard at the end ("time", "signed", "notes") is none. */
static double syllables(const char *w, size_t n)
{
    char s[64];
    size_t count = 0, k = 0;
    for (size_t i = 0; i < n && k < sizeof s - 1; i++)
        if (w[i] != '\'')
            s[k++] = lower(w[i]);
    s[k] = 0;
    for (size_t i = 0; i < k; i++)
        count += vowel(s[i]) && (i == 0 || !vowel(s[i - 1]));
    if (k > 2 && s[k - 1] == 'e' && !vowel(s[k - 2]) && !(s[k - 2] == 'l' && !vowel(s[k - 3])))
        count--;
    else if (k > 3 && s[k - 2] == 'e' && !vowel(s[k - 3]) &&
             ((s[k - 1] == 'd' && s[k - 3] != 't' && s[k - 3] != 'd') || (s[k - 1] == 's' && !strchr("sxzcg", s[k - 3]) && strncmp(s + k - 4, "sh", 2) != 0 && strncmp(s + k - 4, "ch", 2) != 0)))
        count--;
    return count ? (double)count : 1;
}

/* Spanish: a strong vowel (a, e, o, and i or u with an accent) is a syllable of its own; a weak one (i, u) joins the vowel
 * beside it. The u of "qu" and "gue" joins too, so it is not counted. y is a vowel at the end. */
static double syllables_es(const char *w, size_t n)
{
    int before = 0; /* of the letter before: 0 no vowel, 1 weak, 2 strong */
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        int kind = 0;
        unsigned char c = (unsigned char)lower(w[i]), d = i + 1 < n ? (unsigned char)w[i + 1] : 0;
        if (c == 0xc3) {
            d |= 0x20; /* small */
            kind = d == 0xbc ? 1 : d == 0xa1 || d == 0xa9 || d == 0xad || d == 0xb3 || d == 0xba ? 2 : 0;
            i++;
        } else {
            kind = c && strchr("aeo", c) ? 2 : c == 'i' || c == 'u' || (c == 'y' && i + 1 == n) ? 1 : 0;
        }
        count += kind && (!before || (kind == 2 && before == 2));
        before = kind && before == 2 ? 2 : kind;
    }
    return count ? (double)count : 1;
}

static double ease(struct count c)
{
    return c.sentences > 0 && c.words > 0 ? 206.84 - 60 * c.syllables / c.words - 1.02 * c.words / c.sentences : 100;
}

static double grade(struct count c)
{
    if (spanish) /* so that the hardest come first here too */
        return 100 - ease(c);
    return c.sentences > 0 && c.words > 0 ? 0.39 * c.words / c.sentences + 11.8 * c.syllables / c.words - 15.59 : 0;
}

/* ---- the hardest ---- */

#define HARD 8
static struct {
    double grade;
    char text[240];
} hard[HARD];

static void remember(double g, const char *where, struct str s)
{
    size_t at = HARD;
    while (at > 0 && hard[at - 1].grade < g)
        at--;
    if (at == HARD)
        return;
    memmove(&hard[at + 1], &hard[at], (HARD - at - 1) * sizeof *hard);
    hard[at].grade = g;
    snprintf(hard[at].text, sizeof hard[at].text, "%s: %.*s", where, (int)s.n, s.p);
}

/* A text with its sentences; values in {} and conversions are left out. */
static struct count measure(const char *where, struct str text)
{
    struct count all = {0, 0, 0}, one = {0, 0, 0};
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : '.';
        bool stop = (c == '.' || c == '?' || c == '!' || c == ':' || c == ';') && (i >= text.n || i + 1 == text.n || text.p[i + 1] == ' ' || (unsigned char)text.p[i + 1] > 0x7f);
        if (c == '{') {
            while (i < text.n && text.p[i] != '}')
                i++;
        } else if (c == '%') {
            while (i + 1 < text.n && strchr("$.*0123456789lhzdsuxXc", text.p[i + 1]))
                i++;
        } else if (letter(c) && i < text.n) {
            size_t n = i;
            while (n < text.n && (letter(text.p[n]) || ((unsigned char)text.p[n] >= 0x80 && (unsigned char)text.p[n] < 0xc0 && n > i && (unsigned char)text.p[n - 1] >= 0xc3)))
                n++;
            one.words++;
            one.syllables += spanish ? syllables_es(text.p + i, n - i) : syllables(text.p + i, n - i);
            i = n - 1;
        } else if (stop && one.words > 0 && i == text.n && one.words < 4 && all.words == 0) {
            break; /* a label or a heading is no sentence and would make the others look easy */
        } else if (stop && one.words > 0) {
            one.sentences = 1;
            if (one.words >= 8)
                remember(grade(one), where, str_sub(text, from, i));
            all.sentences++;
            all.words += one.words;
            all.syllables += one.syllables;
            one = (struct count){0, 0, 0};
            from = i + 1;
        }
    }
    return all;
}

static void add(struct count *to, struct count c)
{
    to->sentences += c.sentences;
    to->words += c.words;
    to->syllables += c.syllables;
}

/* ---- what no page for clients says ---- */

static const char *const never[] = {"!",          "failed",   "failure",      "non-compliant", "refus", "invalid",  "illegal",
                                    "overdue",    "streak",   "missed",       "patient",       "denied", "you must", "no risk",
                                    "compliance", "disorder", "please wait",  "oops",          "sorry"};

static size_t forbidden(const char *where, const char *text)
{
    size_t found = 0;
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (str_find_ci(str_of(text), str_of(never[i]), 0) != (size_t)-1) {
            print_error("%s says \"%s\": %s\n", where, never[i], text);
            found++;
        }
    return found;
}

/* ---- pages ---- */

static struct po catalogue, voice; /* of the Spanish texts; of what a guardian reads in place of a client's text */

/* The English text as who is meant reads it. */
static const char *english(const char *id)
{
    const char *text = guardian ? po_text(&voice, id) : NULL;
    return text ? text : id;
}

/* The text as it is measured; of Spanish the translation. */
static const char *told(const char *id)
{
    const char *text = spanish ? po_text(&catalogue, english(id)) : english(id);
    return text ? text : "";
}

static size_t judge(const char *where, struct count c)
{
    bool hard_page = c.words >= PAGE_WORDS && (spanish ? ease(c) < EASE_MIN : grade(c) > GRADE_MAX), long_page = c.words >= PAGE_WORDS && c.words / c.sentences > SENTENCE_WORDS;
    if (c.words >= PAGE_WORDS)
        print_message("%-48s %4.0f words, %4.1f a sentence, %s %4.1f%s\n", where, c.words, c.words / c.sentences, spanish ? "ease" : "grade", spanish ? ease(c) : grade(c),
                      hard_page || long_page ? "  TOO HARD" : "");
    return hard_page || long_page;
}

static struct str read_all(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "r");
    char piece[4096];
    size_t n;
    buf_init(b, 0);
    assert_non_null(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_put(b, piece, n);
    fclose(f);
    return buf_str(b);
}

/* The texts of a view: one that goes on in small letters belongs to the one before. */
static struct count of_view(const char *path, size_t *wrong)
{
    struct view_made made;
    struct buf source, joined;
    struct count all = {0, 0, 0};
    CHECK(viewc_compile(path, read_all(path, &source), &made), "%s", made.refusal);
    buf_init(&joined, 0);
    for (size_t i = 0; i < made.text_count; i++) {
        const char *id = made.texts[i].id;
        if (!made.texts[i].told)
            continue;
        *wrong += spanish ? 0 : forbidden(path, english(id));
        if (joined.n > 0 && !(id[0] >= 'a' && id[0] <= 'z')) {
            add(&all, measure(path, buf_str(&joined)));
            buf_reset(&joined);
        }
        buf_cstr(&joined, joined.n > 0 ? " " : "");
        buf_cstr(&joined, told(id));
    }
    add(&all, measure(path, buf_str(&joined)));
    buf_free(&joined);
    buf_free(&source);
    viewc_free(&made);
    return all;
}

static struct count of_source(const char *path, size_t *wrong)
{
    struct c_texts t = {.count = 0};
    struct buf source;
    struct count all = {0, 0, 0};
    CHECK(c_texts_read(path, read_all(path, &source), &t), "%s", t.refusal);
    for (size_t i = 0; i < t.count; i++) {
        *wrong += spanish ? 0 : forbidden(path, english(t.list[i].id));
        add(&all, measure(path, str_of(told(t.list[i].id))));
    }
    c_texts_free(&t);
    buf_free(&source);
    return all;
}

static void judge_all(void)
{
    static const char *const patterns[] = {"src/web/view/me_*.html", "src/web/view/crisis*.html", "src/web/me/*.c"};
    struct count whole = {0, 0, 0};
    size_t wrong = 0, files = 0;
    memset(hard, 0, sizeof hard);
    for (size_t k = 0; k < 3; k++) {
        glob_t g;
        assert_int_equal(glob(patterns[k], 0, NULL, &g), 0);
        for (size_t i = 0; i < g.gl_pathc; i++, files++) {
            struct count c = k < 2 ? of_view(g.gl_pathv[i], &wrong) : of_source(g.gl_pathv[i], &wrong);
            wrong += judge(g.gl_pathv[i], c);
            add(&whole, c);
        }
        globfree(&g);
    }
    wrong += judge("all of them", whole);
    print_message("hardest sentences:\n");
    for (size_t i = 0; i < HARD && hard[i].text[0]; i++)
        print_message("  %4.1f  %s\n", hard[i].grade, hard[i].text);
    CHECK(files > 8 && whole.words > 100, "%zu files, %.0f words", files, whole.words);
    CHECK(wrong == 0, "%zu texts or pages are to be said more plainly", wrong);
}

static void pages(void **state)
{
    (void)state;
    judge_all();
}

static void pages_es(void **state)
{
    struct buf b;
    (void)state;
    CHECK(po_read("po/es.po", read_all("po/es.po", &b), false, &catalogue), "%s", catalogue.refusal);
    assert_true(catalogue.count > 500);
    spanish = true;
    judge_all();
    spanish = false;
    po_free(&catalogue);
    buf_free(&b);
}

/* The same pages as a guardian reads them; and by themselves the texts that are theirs alone, which would be lost in the
 * pages' mean. */
static void pages_of_a_guardian(void **state)
{
    struct buf b, es;
    size_t wrong = 0;
    (void)state;
    CHECK(po_read("po/guardian.po", read_all("po/guardian.po", &b), false, &voice), "%s", voice.refusal);
    CHECK(po_read("po/es.po", read_all("po/es.po", &es), false, &catalogue), "%s", catalogue.refusal);
    guardian = true;
    for (int round = 0; round < 2; round++) {
        struct count theirs = {0, 0, 0};
        spanish = round == 1;
        judge_all();
        for (size_t i = 0; i < voice.count; i++) {
            const char *id = voice.rows[i].id;
            if (!*id)
                continue;
            wrong += spanish ? 0 : forbidden("po/guardian.po", voice.rows[i].text);
            CHECK(*told(id), "po/es.po has no row for \"%s\"", voice.rows[i].text);
            add(&theirs, measure("po/guardian.po", str_of(told(id))));
        }
        CHECK(theirs.words > 100, "%.0f words", theirs.words);
        wrong += judge("po/guardian.po", theirs);
    }
    spanish = guardian = false;
    po_free(&catalogue);
    po_free(&voice);
    buf_free(&b);
    buf_free(&es);
    assert_int_equal(wrong, 0);
}

/* ---- the one Spanish word for each term ---- */

/* Whether the English text holds the term as a word, also in the plural; {names} are values. */
static bool holds_term(const char *id, struct str term)
{
    struct buf b;
    bool found = false;
    buf_init(&b, 0);
    for (bool value = false; *id; id++) {
        value = *id == '{' || (value && *id != '}');
        buf_char(&b, value ? ' ' : lower(*id));
    }
    struct str s = buf_str(&b);
    for (size_t at = str_find(s, term, 0); at != (size_t)-1 && !found; at = str_find(s, term, at + 1)) {
        size_t end = at + term.n;
        end += end < s.n && s.p[end] == 's';
        found = (at == 0 || !letter(s.p[at - 1])) && (end >= s.n || !letter(s.p[end]));
    }
    buf_free(&b);
    return found;
}

/* One of those between bars; "-": none. */
static bool holds_one(const char *text, struct str list)
{
    struct str one;
    bool found = false;
    while (list.n && !str_is(list, "-") && !found) {
        struct str rest = {NULL, 0};
        if (!str_cut(list, '|', &one, &rest))
            one = list;
        found = str_find_ci(str_of(text), one, 0) != (size_t)-1;
        list = rest;
    }
    return found;
}

static void glossary(void **state)
{
    struct tsv t;
    struct po po;
    struct buf b;
    size_t wrong = 0, held = 0, rows = 0;
    (void)state;
    CHECK(po_read("po/es.po", read_all("po/es.po", &b), false, &po), "%s", po.refusal);
    tsv_open(&t, "po/es.glossary.tsv");
    for (; tsv_next(&t); rows++) {
        for (size_t i = 0; i < po.count; i++) {
            const char *id = po.rows[i].id, *text = po.rows[i].text;
            bool term = *id && holds_term(id, tsv_text(&t, "english"));
            held += term;
            if (term && !holds_one(text, tsv_text(&t, "spanish"))) {
                print_error("\"%s\" holds the term \"%s\", and the Spanish has another word: \"%s\"\n", id, tsv_get(&t, "english"), text);
                wrong++;
            }
            if (*id && holds_one(text, tsv_text(&t, "never"))) {
                print_error("po/es.po: a word that stands under \"never\" of \"%s\": \"%s\"\n", tsv_get(&t, "english"), text);
                wrong++;
            }
        }
    }
    tsv_close(&t);
    po_free(&po);
    buf_free(&b);
    CHECK(rows > 20 && held > 200 && wrong == 0, "%zu rows, %zu places, %zu wrong", rows, held, wrong);
}

/* Every sentence in the C files of clients' pages is marked, or nobody would translate it. */
static void marked(void **state)
{
    size_t wrong = 0, seen = 0;
    glob_t g;
    (void)state;
    assert_int_equal(glob("src/web/me/*.c", 0, NULL, &g), 0);
    for (size_t i = 0; i < g.gl_pathc; i++) {
        struct c_texts t = {.count = 0};
        struct buf source;
        struct str all = read_all(g.gl_pathv[i], &source);
        CHECK(c_texts_read(g.gl_pathv[i], all, &t), "%s", t.refusal);
        for (size_t at = str_find(all, STR("/*"), 0), end; at != (size_t)-1; at = str_find(all, STR("/*"), end)) { /* remarks */
            end = str_find(all, STR("*/"), at);
            assert_true(end != (size_t)-1);
            memset(source.p + at, ' ', end - at);
        }
        for (size_t at = str_find(all, STR("\""), 0), end; at != (size_t)-1; at = str_find(all, STR("\""), end + 1)) {
            bool known = false;
            for (end = at + 1; end < all.n && all.p[end] != '"'; end++)
                end += all.p[end] == '\\';
            struct str text = str_sub(all, at + 1, end);
            if (text.n < 4 || text.p[0] < 'A' || text.p[0] > 'Z' || text.p[1] < 'a' || text.p[1] > 'z' || str_find(text, STR(" "), 0) == (size_t)-1 || str_find(text, STR("\\"), 0) != (size_t)-1)
                continue;
            seen++;
            for (size_t k = 0; k < t.count && !known; k++)
                known = str_find(str_of(t.list[k].id), text, 0) != (size_t)-1;
            if (!known) {
                print_error("%s: \"%.*s\" is not marked; write N_(...) or web_t(w, ...)\n", g.gl_pathv[i], (int)text.n, text.p);
                wrong++;
            }
        }
        c_texts_free(&t);
        buf_free(&source);
    }
    globfree(&g);
    CHECK(seen > 10 && wrong == 0, "%zu of %zu are not marked", wrong, seen);
}

/* The measure itself: syllables of words, and grades worked out by hand. */
static void measures(void **state)
{
    static const struct {
        const char *word;
        int syllables;
    } rows[] = {{"a", 1},     {"time", 1},     {"signed", 1},  {"wanted", 2},  {"notes", 1},  {"boxes", 2},   {"table", 2}, {"clinician", 3},
                {"help", 1},  {"safety", 3},   {"diary", 2},   {"your", 1},    {"emergency", 4}, {"the", 1},  {"people", 2}, {"Nobody", 3},
                {"don't", 1}, {"pages", 2},    {"needed", 2},  {"changed", 1}, {"rhythm", 1},  {"before", 2}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK((int)syllables(rows[i].word, strlen(rows[i].word)) == rows[i].syllables, "%s: %.0f", rows[i].word, syllables(rows[i].word, strlen(rows[i].word)));
    struct count c = measure("", STR("The cat sat. {name} ran to %s and the dog."));
    assert_true(c.sentences == 2 && c.words == 8 && c.syllables == 8);
    assert_true(grade(c) > -2.24 && grade(c) < -2.22); /* 0.39 * 4 + 11.8 - 15.59 = -2.23 */
    c = measure("", STR("Confidentiality obligations necessitate authorization"));
    assert_true(measure("", STR("My plan")).words == 0 && measure("", STR("Go on.")).words == 2);
    assert_true(c.sentences == 1 && c.words == 4 && grade(c) > 20);
    assert_true(measure("", STR("")).words == 0 && measure("", STR("12 – 3. …")).words == 0);
    static const struct {
        const char *word;
        int syllables;
    } es[] = {{"plan", 1},    {"mañana", 3},   {"día", 2},     {"cuidar", 2},  {"ahora", 3},  {"guardar", 2}, {"leído", 3},    {"quiere", 2},
              {"muy", 1},     {"ayuda", 3},    {"seguía", 3},  {"pregunta", 3}, {"atención", 3}, {"vergüenza", 3}, {"idea", 3}, {"Ésta", 2},
              {"y", 1},       {"usted", 2},    {"cuestionario", 4}, {"consultorio", 4}, {"oír", 2},  {"Uruguay", 3}};
    for (size_t i = 0; i < sizeof es / sizeof *es; i++)
        CHECK((int)syllables_es(es[i].word, strlen(es[i].word)) == es[i].syllables, "%s: %.0f", es[i].word, syllables_es(es[i].word, strlen(es[i].word)));
    spanish = true;
    c = measure("", STR("El gato se sentó. {name} le dio el pan al perro."));
    spanish = false;
    assert_true(c.sentences == 2 && c.words == 10 && c.syllables == 13); /* gato, sentó and perro have two; dio has one */
    assert_true(ease(c) > 123.73 && ease(c) < 123.75); /* 206.84 - 60 * 1.3 - 1.02 * 5 */
    memset(hard, 0, sizeof hard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(measures), cmocka_unit_test(pages), cmocka_unit_test(pages_es),
                                       cmocka_unit_test(pages_of_a_guardian), cmocka_unit_test(glossary), cmocka_unit_test(marked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
