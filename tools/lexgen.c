/*
 * lexgen: the TSV files of data/lexicon -> C tables for src/statement/.
 *   lexgen TABLES.c WORDS.h FILE.tsv...
 * A row: words <TAB> kind <TAB> classes <TAB> value <TAB> why
 *   words    one or several, separated by "|"; several words with spaces make a phrase; a hyphen counts as a space
 *   kind     verb (inflected; in a phrase its first word), noun (plural; in a phrase its last word), word (as it is)
 *   classes  names of src/statement/class.h, separated by ","
 *   value    a number, a single letter, "=" followed by a unit's name, or "-"
 *   why      a comment; required, "-" when the row speaks for itself
 * "!forms go went gone" gives irregular forms of a verb (base past participle [ing]); "!plural foot feet" of a noun.
 * "!names" in a file: each row is one lemma, its words are synonyms of the first, which gets a name (W_...) for the
 * code. "!each" ends that: each word is a lemma of its own.
 */
#include "statement/lexicon.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 64
#define ROOM 65536

struct form {
    char text[WORD_MAX];
    unsigned bits;
};

struct irregular {
    char base[WORD_MAX], a[WORD_MAX], b[WORD_MAX], ing[WORD_MAX];
    bool noun;
};

struct entry { /* a word or a whole phrase */
    char text[WORD_MAX];
    uint64_t cls;
    int lemma, value;
    unsigned form;
    int slot;        /* of a word: its place in the table, which is its id in phrases */
    int node;        /* of the phrases that begin with it */
    uint32_t follow; /* their second words, see lexicon.h */
};

struct step {
    int node, surface, next, entry;
};

static struct irregular irregulars[1024];
static int irregular_count;
static struct entry words[ROOM], phrases[ROOM];
static int word_count, phrase_count = 1;
static int word_index[2 * ROOM], phrase_index[2 * ROOM];
static char (*lemmas)[WORD_MAX], (*rows)[WORD_MAX];
static bool *named;
static int lemma_count = 1;
static struct entry **word_at; /* the table of words as it will stand, word_slots long; NULL where it is free */
static uint32_t word_slots;
static struct step steps[ROOM];
static int step_count, node_count = 1;
static char *pool;
static size_t pool_n;
static const char *file;
static int line_no;

static void die(const char *what, const char *word)
{
    fprintf(stderr, "%s:%d: %s: %s\n", file, line_no, what, word);
    exit(1);
}

static void copy(char to[WORD_MAX], const char *from)
{
    size_t n = strlen(from);
    if (n >= WORD_MAX) {
        die("too long", from);
    }
    memcpy(to, from, n + 1);
}

/* cut: the next part of *rest up to one of `seps`, empty parts skipped; NULL at the end. */
static char *cut(char **rest, const char *seps)
{
    char *p = *rest + strspn(*rest, seps);
    if (*p == '\0') {
        return NULL;
    }
    *rest = p + strcspn(p, seps);
    if (**rest != '\0') {
        *(*rest)++ = '\0';
    }
    return p;
}

static bool ends(const char *s, const char *tail)
{
    size_t n = strlen(s), m = strlen(tail);
    return n >= m && strcmp(s + n - m, tail) == 0;
}

static bool vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

static void add_form(struct form *f, int *n, const char *stem, size_t keep, const char *tail, unsigned bits)
{
    char t[WORD_MAX];
    if (keep + strlen(tail) >= WORD_MAX) {
        die("too long", stem);
    }
    snprintf(t, sizeof t, "%.*s%s", (int)keep, stem, tail);
    for (int i = 0; i < *n; i++) {
        if (strcmp(f[i].text, t) == 0) {
            f[i].bits |= bits;
            return;
        }
    }
    copy(f[*n].text, t);
    f[(*n)++].bits = bits;
}

static const struct irregular *irregular_find(const char *w, bool noun)
{
    for (int i = 0; i < irregular_count; i++) {
        if (irregulars[i].noun == noun && strcmp(irregulars[i].base, w) == 0) {
            return &irregulars[i];
        }
    }
    return NULL;
}

static void add_s(struct form *f, int *n, const char *w, unsigned bits)
{
    size_t k = strlen(w);
    if (k > 1 && w[k - 1] == 'y' && !vowel(w[k - 2])) {
        add_form(f, n, w, k - 1, "ies", bits);
    } else if (ends(w, "s") || ends(w, "x") || ends(w, "z") || ends(w, "ch") || ends(w, "sh") || ends(w, "o")) {
        add_form(f, n, w, k, "es", bits);
        if (ends(w, "o")) {
            add_form(f, n, w, k, "s", bits);
        }
    } else {
        add_form(f, n, w, k, "s", bits);
    }
}

/* The regular English rules; a final consonant after a single vowel is taken both doubled and single, because both
 * spellings occur (travelling, traveling) and a wrong one matches nothing. */
static int verb_forms(const char *w, struct form *f)
{
    int n = 0;
    size_t k = strlen(w);
    const struct irregular *irr = irregular_find(w, false);
    add_form(f, &n, w, k, "", FORM_BASE);
    add_s(f, &n, w, FORM_S);
    if (irr != NULL) {
        add_form(f, &n, irr->a, strlen(irr->a), "", FORM_PAST);
        add_form(f, &n, irr->b, strlen(irr->b), "", FORM_PAST);
    }
    bool e = k > 2 && w[k - 1] == 'e' && w[k - 2] != 'e' && !ends(w, "ye") && !ends(w, "oe");
    bool cvc = k > 2 && !vowel(w[k - 1]) && vowel(w[k - 2]) && !vowel(w[k - 3]) && strchr("wxy", w[k - 1]) == NULL;
    if (irr != NULL && irr->ing[0] != '\0') {
        add_form(f, &n, irr->ing, strlen(irr->ing), "", FORM_ING);
    } else if (e && ends(w, "ie")) {
        add_form(f, &n, w, k - 2, "ying", FORM_ING);
    } else {
        add_form(f, &n, w, e ? k - 1 : k, "ing", FORM_ING);
    }
    if (irr == NULL) {
        if (k > 1 && w[k - 1] == 'y' && !vowel(w[k - 2])) {
            add_form(f, &n, w, k - 1, "ied", FORM_PAST);
        } else {
            add_form(f, &n, w, k, w[k - 1] == 'e' ? "d" : "ed", FORM_PAST);
        }
    }
    if (cvc) {
        char d[8] = {w[k - 1], 'i', 'n', 'g', 0};
        add_form(f, &n, w, k, d, FORM_ING);
        if (irr == NULL) {
            char p[8] = {w[k - 1], 'e', 'd', 0};
            add_form(f, &n, w, k, p, FORM_PAST);
        }
    }
    return n;
}

static int noun_forms(const char *w, struct form *f)
{
    int n = 0;
    const struct irregular *irr = irregular_find(w, true);
    add_form(f, &n, w, strlen(w), "", FORM_BASE);
    if (irr != NULL) {
        add_form(f, &n, irr->a, strlen(irr->a), "", FORM_PLURAL);
    } else {
        add_s(f, &n, w, FORM_PLURAL);
    }
    return n;
}

static uint64_t class_bits(char *list)
{
    static const char *const names[] = {
#define NAME(name, text) text,
        STATEMENT_CLASSES(NAME)
#undef NAME
    };
    uint64_t bits = 0;
    for (char *c = cut(&list, ","); c != NULL; c = cut(&list, ",")) {
        if (strcmp(c, "-") == 0) {
            continue;
        }
        int i = 0;
        while (i < CLASS_BITS && strcmp(names[i], c) != 0) {
            i++;
        }
        if (i == CLASS_BITS) {
            die("no such class", c);
        }
        bits |= 1ULL << i;
    }
    return bits;
}

static int lemma_id(const char *text, bool name)
{
    for (int i = 1; i < lemma_count; i++) {
        if (strcmp(lemmas[i], text) == 0) {
            named[i] |= name;
            return i;
        }
    }
    if (lemma_count >= ROOM) {
        die("too many lemmas", text);
    }
    copy(lemmas[lemma_count], text);
    const char *slash = strrchr(file, '/');
    snprintf(rows[lemma_count], WORD_MAX, "%s:%d", slash ? slash + 1 : file, line_no);
    named[lemma_count] = name;
    return lemma_count++;
}

static uint32_t hash(const char *text)
{
    size_t n = strlen(text);
    return lexicon_hash(lexicon_head(text, n), text, n);
}

/* The slot of `text` in an index over entries: the number of the entry, or 0 where it would go. */
static int *slot(int *index, const struct entry *list, const char *text)
{
    uint32_t k = hash(text) % (2 * ROOM);
    while (index[k] != 0 && strcmp(list[index[k] - 1].text, text) != 0) {
        k = (k + 1) % (2 * ROOM);
    }
    return &index[k];
}

static void put(struct entry *list, int *n, const char *text, const struct entry *like)
{
    int *at = slot(list == words ? word_index : phrase_index, list, text);
    if (*at == 0) {
        if (*n >= ROOM) {
            die("too many words", text);
        }
        list[*n] = (struct entry){.form = 0};
        copy(list[*n].text, text);
        *at = ++*n;
    }
    struct entry *e = &list[*at - 1];
    if (e->lemma == 0) {
        e->lemma = like->lemma;
    }
    if (like->value != 0) {
        e->value = like->value;
    }
    e->cls |= like->cls;
    e->form |= like->form;
}

/* Hyphens inside words count as spaces, so that "self harm" and "self-harm" are one row; but "phq-9" is "phq9". */
static void normalise(char *t)
{
    size_t n = 0;
    for (size_t i = 0; t[i] != '\0'; i++) {
        if (t[i] == '-' && isdigit((unsigned char)t[i + 1])) {
            continue;
        }
        t[n++] = (char)(t[i] == '-' ? ' ' : tolower((unsigned char)t[i]));
    }
    t[n] = '\0';
}

static void put_form(const char *before, const char *form, const char *after, const struct entry *like)
{
    char t[3 * WORD_MAX];
    snprintf(t, sizeof t, "%s%s%s", before, form, after);
    if (strchr(t, ' ') != NULL) {
        put(phrases, &phrase_count, t, like);
    } else {
        put(words, &word_count, t, like);
    }
}

static void add_lexeme(char *text, const char *kind, uint64_t cls, int value, int lemma)
{
    struct form f[16];
    normalise(text);
    struct entry like = {.cls = cls, .value = value, .lemma = lemma != 0 ? lemma : lemma_id(text, false)};
    if (strcmp(kind, "word") == 0) {
        like.form = FORM_BASE;
        put_form("", text, "", &like);
        return;
    }
    bool verb = strcmp(kind, "verb") == 0;
    char *space = verb ? strchr(text, ' ') : strrchr(text, ' ');
    char head[WORD_MAX], before[WORD_MAX] = "", after[WORD_MAX] = "";
    if (space == NULL) {
        copy(head, text);
    } else if (verb) {
        copy(after, space);
        *space = '\0';
        copy(head, text);
    } else {
        copy(head, space + 1);
        space[1] = '\0';
        copy(before, text);
    }
    int n = verb ? verb_forms(head, f) : noun_forms(head, f);
    like.cls |= verb ? C(VERB) : 0;
    for (int i = 0; i < n; i++) {
        like.form = f[i].bits;
        put_form(before, f[i].text, after, &like);
    }
}

static int value_of(const char *v)
{
    if (strcmp(v, "-") == 0) {
        return 0;
    }
    if (isdigit((unsigned char)v[0])) {
        return (int)strtol(v, NULL, 10);
    }
    if (v[0] == '=') {
        return lemma_id(v + 1, false);
    }
    if (v[1] != '\0') {
        die("value must be a number, one letter, =unit or -", v);
    }
    return (unsigned char)v[0];
}

static void read_irregular(char *s, bool noun)
{
    struct irregular *r = &irregulars[irregular_count++];
    r->noun = noun;
    char *p[4] = {NULL, NULL, NULL, NULL}, *rest = s;
    for (int i = 0; i < 4; i++) {
        p[i] = cut(&rest, " \t\n");
    }
    if (p[1] == NULL) {
        die("forms are missing", s);
    }
    copy(r->base, p[0]);
    copy(r->a, p[1]);
    copy(r->b, p[2] ? p[2] : p[1]);
    copy(r->ing, p[3] ? p[3] : "");
}

static void read_row(char *s, bool name)
{
    char *col[5], *rest = s;
    for (int i = 0; i < 5; i++) {
        col[i] = cut(&rest, "\t\n");
        if (col[i] == NULL) {
            die("five columns are needed", s);
        }
    }
    if (strcmp(col[1], "verb") != 0 && strcmp(col[1], "noun") != 0 && strcmp(col[1], "word") != 0) {
        die("kind must be verb, noun or word", col[1]);
    }
    uint64_t cls = class_bits(col[2]);
    int value = value_of(col[3]);
    int lemma = 0;
    rest = col[0];
    for (char *w = cut(&rest, "|"); w != NULL; w = cut(&rest, "|")) {
        char text[WORD_MAX];
        copy(text, w);
        if (name && lemma == 0) {
            lemma = lemma_id(w, true);
        }
        add_lexeme(text, col[1], cls, value, lemma);
    }
}

static void read_file(const char *path)
{
    char s[8192];
    bool name = false;
    FILE *f = fopen(path, "r");
    file = path;
    line_no = 0;
    if (f == NULL) {
        die("cannot be read", path);
    }
    while (fgets(s, sizeof s, f) != NULL) {
        line_no++;
        if (strncmp(s, "!names", 6) == 0) {
            name = true;
        } else if (strncmp(s, "!each", 5) == 0) {
            name = false;
        } else if (strncmp(s, "!forms ", 7) == 0) {
            read_irregular(s + 7, false);
        } else if (strncmp(s, "!plural ", 8) == 0) {
            read_irregular(s + 8, true);
        } else if (s[0] != '#' && s[0] != '\n') {
            read_row(s, name);
        }
    }
    fclose(f);
}

static uint32_t intern(const char *s)
{
    size_t n = strlen(s) + 1;
    pool = realloc(pool, pool_n + n);
    if (pool == NULL) {
        die("no memory", s);
    }
    memcpy(pool + pool_n, s, n);
    pool_n += n;
    return (uint32_t)(pool_n - n);
}

static int step_to(int node, int surface)
{
    for (int i = 0; i < step_count; i++) {
        if (steps[i].node == node && steps[i].surface == surface) {
            return i;
        }
    }
    if (step_count >= ROOM) {
        die("too many phrases", "");
    }
    steps[step_count] = (struct step){node, surface, node_count++, 0};
    return step_count++;
}

/* Words that stand in phrases only are words too. */
static void add_words_of_phrases(void)
{
    for (int i = 1; i < phrase_count; i++) {
        char t[WORD_MAX], *rest = t;
        copy(t, phrases[i].text);
        for (char *w = cut(&rest, " "); w != NULL; w = cut(&rest, " ")) {
            put(words, &word_count, w, &(struct entry){.lemma = 0});
        }
    }
}

static uint32_t power_of_two(int n)
{
    uint32_t p = 1;
    while (p < (uint32_t)n * 2 + 2) {
        p *= 2;
    }
    return p;
}

static void place_words(void)
{
    word_slots = power_of_two(word_count);
    word_at = calloc(word_slots, sizeof *word_at);
    if (word_at == NULL || word_slots > UINT16_MAX) {
        die("too many words", "");
    }
    for (int i = 0; i < word_count; i++) {
        uint32_t k = lexicon_first_slot(hash(words[i].text), word_slots - 1);
        while (word_at[k] != NULL) {
            k = lexicon_next_slot(k, word_slots - 1);
        }
        word_at[k] = &words[i];
        words[i].slot = (int)k;
    }
}

static void build_trie(void)
{
    for (int i = 1; i < phrase_count; i++) {
        char t[WORD_MAX], *rest = t;
        int node = 0, at = 0;
        struct entry *first = NULL;
        copy(t, phrases[i].text);
        for (char *w = cut(&rest, " "); w != NULL; w = cut(&rest, " ")) {
            struct entry *e = &words[*slot(word_index, words, w) - 1];
            at = step_to(node, e->slot);
            if (node == 0) {
                first = e;
                first->node = steps[at].next;
            } else if (node == first->node) {
                first->follow |= 1u << e->slot % 32;
            }
            node = steps[at].next;
        }
        steps[at].entry = i;
    }
}

static void put_lexeme(FILE *o, const struct entry *e)
{
    fprintf(o, "    {0x%llxULL, 0x%llxULL, %u, 0x%xU, %d, %d, %d, %zu, %u},\n", (unsigned long long)e->cls,
            (unsigned long long)lexicon_head(e->text, strlen(e->text)), intern(e->text), e->follow, e->lemma, e->node,
            e->value, strlen(e->text), e->form);
}

static void write_words(FILE *o)
{
    fprintf(o, "const uint32_t lexicon_slots = %u;\n", word_slots);
    fprintf(o, "_Alignas(64) const struct lexeme lexicon_words[%u] = {\n",
            word_slots); /* none across two cache lines */
    for (uint32_t k = 0; k < word_slots; k++) {
        if (word_at[k] != NULL) {
            fprintf(o, "[%u] =", k);
            put_lexeme(o, word_at[k]);
        }
    }
    fputs("};\n", o);
}

static void write_steps(FILE *o)
{
    uint32_t slots = power_of_two(step_count);
    int *at = calloc(slots, sizeof *at);
    if (at == NULL) {
        die("no memory", "");
    }
    for (int i = 0; i < step_count; i++) {
        uint32_t k = lexicon_step_hash((uint32_t)steps[i].node, (uint32_t)steps[i].surface) & (slots - 1);
        while (at[k] != 0) {
            k = (k + 1) & (slots - 1);
        }
        at[k] = i + 1;
    }
    fprintf(o, "const uint32_t lexicon_step_slots = %u;\nconst struct lexicon_step lexicon_steps[] = {\n", slots);
    for (uint32_t k = 0; k < slots; k++) {
        const struct step z = {0, 0, 0, 0}, *s = at[k] == 0 ? &z : &steps[at[k] - 1];
        fprintf(o, "    {%d, %d, %d, %d},\n", s->node, s->surface, s->next, s->entry);
    }
    fputs("};\n", o);
    free(at);
}

static void write_tables(const char *path)
{
    FILE *o = fopen(path, "w");
    if (o == NULL) {
        die("cannot be written", path);
    }
    fputs("/* Generated by tools/lexgen from data/lexicon; do not edit. */\n#include \"statement/lexicon.h\"\n\n", o);
    write_words(o);
    write_steps(o);
    fputs("const struct lexeme lexicon_phrases[] = {\n    {0, 0, 0, 0, 0, 0, 0, 0, 0},\n", o);
    for (int i = 1; i < phrase_count; i++) {
        put_lexeme(o, &phrases[i]);
    }
    fprintf(o, "};\nconst uint16_t lexicon_lemma_count = %d;\nconst uint32_t lexicon_lemma_text[] = {0,\n",
            lemma_count);
    for (int i = 1; i < lemma_count; i++) {
        fprintf(o, "    %u,\n", intern(lemmas[i]));
    }
    fputs("};\nconst uint32_t lexicon_lemma_row[] = {0,\n", o);
    for (int i = 1; i < lemma_count; i++) {
        fprintf(o, "    %u,\n", intern(rows[i]));
    }
    fputs("};\nconst char lexicon_text[] = {", o); /* not a string: C11 promises only 4095 characters of those */
    for (size_t i = 0; i < pool_n; i++) {
        fprintf(o, "%s%d,", i % 24 == 0 ? "\n    " : "", pool[i]);
    }
    fputs("\n};\n", o);
    if (fclose(o) != 0) {
        die("cannot be written", path);
    }
}

static void write_names(const char *path)
{
    FILE *o = fopen(path, "w");
    if (o == NULL) {
        die("cannot be written", path);
    }
    fputs("/* Generated by tools/lexgen from data/lexicon; do not edit. */\n#ifndef STATEMENT_WORDS_H\n"
          "#define STATEMENT_WORDS_H\n\nenum lexicon_word {\n    W_UNKNOWN_WORD",
          o);
    for (int i = 1; i < lemma_count; i++) {
        if (named[i]) {
            fputs(",\n    W_", o);
            for (const char *p = lemmas[i]; *p != '\0'; p++) {
                fputc(isalnum((unsigned char)*p) ? toupper((unsigned char)*p) : '_', o);
            }
            fprintf(o, " = %d", i);
        }
    }
    fputs("\n};\n\n#endif\n", o);
    if (fclose(o) != 0) {
        die("cannot be written", path);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: lexgen TABLES.c WORDS.h FILE.tsv...\n", stderr);
        return 2;
    }
    lemmas = calloc(ROOM, sizeof *lemmas);
    rows = calloc(ROOM, sizeof *rows);
    named = calloc(ROOM, sizeof *named);
    if (lemmas == NULL || rows == NULL || named == NULL) {
        return 1;
    }
    for (int i = 3; i < argc; i++) {
        read_file(argv[i]);
    }
    add_words_of_phrases();
    place_words();
    build_trie();
    write_tables(argv[1]);
    write_names(argv[2]);
    return 0;
}
