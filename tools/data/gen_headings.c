/*
 * gen_headings.c: data/lexicon/headings.tsv and line_words.tsv -> plan_topics.h and plan_headings.c.
 * Usage: gen_headings HEADER SOURCE HEADINGS.TSV WORDS.TSV
 */
#include "plan/plan_text_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOPICS = 250,
    WORDS = 4096,
    PHRASES = 16384,
    CLASSES = 32,
    COLUMNS = 6,
    LINE = 65536,
    SIGNS = 1024,
    SIGN_WORDS = 4,
    CUES = 512
};

struct word {
    uint64_t hash, same_as;
    uint32_t classes;
    int keyword, rank, sign;
};
struct topic {
    const char *name, *group, *inside;
};

static struct word words[WORDS];
static struct {
    uint64_t key;
    int topic;
} phrases[PHRASES];
static struct {
    uint64_t word[SIGN_WORDS];
    int n, topic;
} signs[SIGNS];
static struct {
    const char *text;
    int topic;
} cues[CUES];
static struct topic topics[TOPICS] = {{"none", "n", ""}};
static const char *classes[CLASSES] = {"stop", "client", "filler"};
static size_t topic_count = 1, class_count = 3, keyword_rank, used_words, used_phrases, used_signs, used_cues;

static void die(const char *file, size_t line, const char *what, const char *which)
{
    fprintf(stderr, "%s:%zu: %s: %s\n", file, line, what, which);
    exit(1);
}

static char *copy(const char *s)
{
    char *p = malloc(strlen(s) + 1);
    if (!p)
        exit(1);
    return strcpy(p, s);
}

static struct word *word_of(uint64_t hash)
{
    size_t at = hash & (WORDS - 1);
    while (words[at].hash && words[at].hash != hash)
        at = (at + 1) & (WORDS - 1);
    if (!words[at].hash) {
        if (++used_words > WORDS / 2)
            exit(1);
        words[at] = (struct word){.hash = hash, .same_as = hash};
    }
    return &words[at];
}

static int topic_of(const char *name)
{
    for (size_t i = 0; i < topic_count; i++)
        if (strcmp(topics[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int class_of(const char *name)
{
    for (size_t i = 0; i < class_count; i++)
        if (strcmp(classes[i], name) == 0)
            return (int)i;
    if (class_count == CLASSES)
        exit(1);
    classes[class_count] = copy(name);
    return (int)class_count++;
}

static uint64_t single(const char *file, size_t line, const char *text)
{
    struct text_word w;
    size_t at = 0;
    if (!word_next(text, strlen(text), &at, &w))
        die(file, line, "not a word", text);
    return w.hash;
}

/* The sum of the words that are neither numbers nor stop words; of all words when that leaves nothing. */
static uint64_t key_of(const char *text)
{
    struct text_word w;
    uint64_t sum = 0, all = 0;
    for (size_t at = 0; word_next(text, strlen(text), &at, &w);) {
        struct word *known = word_of(w.hash);
        known->sign |= 2;
        all += known->same_as;
        if (!w.number && !(known->classes & 1))
            sum += known->same_as;
    }
    return sum ? sum : all;
}

static void add_phrase(const char *file, size_t line, int topic, const char *text)
{
    uint64_t key = key_of(text);
    size_t at = key & (PHRASES - 1);
    while (phrases[at].key && phrases[at].key != key)
        at = (at + 1) & (PHRASES - 1);
    if (phrases[at].key) { /* the first row has it */
        if (getenv("HEADINGS_TWICE") && phrases[at].topic != topic)
            fprintf(stderr, "%s:%zu: \"%s\" of %s is taken by %s\n", file, line, text, topics[topic].name,
                    topics[phrases[at].topic].name);
        return;
    }
    if (++used_phrases > PHRASES / 2)
        die(file, line, "too many phrases", text);
    phrases[at].key = key;
    phrases[at].topic = topic;
}

/* Words that all stand in a heading. */
static void add_sign(const char *file, size_t line, int topic, const char *text)
{
    struct text_word w;
    if (topic < 0 || used_signs == SIGNS)
        die(file, line, "no such topic, or too many signs", text);
    signs[used_signs].topic = topic;
    for (size_t at = 0; word_next(text, strlen(text), &at, &w);) {
        struct word *known = word_of(w.hash);
        if (signs[used_signs].n == SIGN_WORDS)
            die(file, line, "too many words", text);
        known->sign |= 1;
        word_of(known->same_as)->sign |= 1;
        signs[used_signs].word[signs[used_signs].n++] = known->same_as;
    }
    if (!signs[used_signs++].n)
        die(file, line, "only stop words", text);
}

static void one(const char *file, size_t line, char **cell, const char *item, int pass)
{
    const char *kind = cell[0];
    if (strcmp(kind, "topic") == 0) {
        if (pass == 1)
            add_phrase(file, line, topic_of(cell[1]), item);
    } else if (strcmp(kind, "cue") == 0) {
        if (pass == 0)
            return;
        if (topic_of(cell[1]) < 0 || used_cues == CUES)
            die(file, line, "no such topic, or too many cues", item);
        cues[used_cues].topic = topic_of(cell[1]);
        cues[used_cues++].text = copy(item);
    } else if (strcmp(kind, "sign") == 0) {
        if (pass == 1)
            add_sign(file, line, topic_of(cell[1]), item);
    } else if (pass == 0) {
        struct word *w = word_of(single(file, line, item));
        if (strcmp(kind, "same") == 0)
            w->same_as = single(file, line, cell[1]);
        else if (strcmp(kind, "keyword") == 0) {
            if (!w->keyword) {
                w->keyword = topic_of(cell[1]);
                w->rank = (int)keyword_rank;
                if (w->keyword < 0)
                    die(file, line, "no such topic", cell[1]);
            }
        } else if (strcmp(kind, "client") == 0) {
            w->same_as = word_of(single(file, line, "client"))->hash;
            w->classes |= 2;
        } else
            w->classes |= 1u << class_of(strcmp(kind, "class") == 0 ? cell[1] : kind);
    }
}

static void read_file(const char *file, int pass)
{
    static char text[LINE];
    FILE *f = fopen(file, "r");
    if (!f)
        die(file, 0, "cannot read", "");
    for (size_t line = 1; fgets(text, sizeof text, f); line++) {
        char *cell[COLUMNS], *at = text;
        size_t n = 0;
        text[strcspn(text, "\n")] = '\0';
        if (*text == '#' || *text == '\0' || strncmp(text, "kind\t", 5) == 0)
            continue;
        for (; n < COLUMNS && at; n++) {
            cell[n] = at;
            if ((at = strchr(at, '\t')))
                *at++ = '\0';
        }
        if (n != COLUMNS)
            die(file, line, "expected 6 cells", text);
        if (strcmp(cell[0], "topic") == 0 && pass == 0) {
            if (topic_of(cell[1]) >= 0 || topic_count == TOPICS)
                die(file, line, "topic twice, or too many", cell[1]);
            topics[topic_count++] = (struct topic){copy(cell[1]), copy(cell[2]), copy(cell[3])};
        }
        keyword_rank += strcmp(cell[0], "keyword") == 0;
        for (char *item = strtok(cell[4], ";"); item; item = strtok(NULL, ";")) {
            item += strspn(item, " ");
            if (*item)
                one(file, line, cell, item, pass);
        }
    }
    fclose(f);
}

static void put_upper(FILE *f, const char *s)
{
    for (; *s; s++)
        fputc(*s >= 'a' && *s <= 'z' ? *s - 32 : *s, f);
}

static void write_header(const char *file)
{
    FILE *f = fopen(file, "w");
    if (!f)
        exit(1);
    fprintf(f,
            "/* Made by tools/data/gen_headings.c. */\n#ifndef PLAN_TOPICS_H\n#define PLAN_TOPICS_H\n\nenum topic {\n");
    for (size_t i = 0; i < topic_count; i++) {
        fprintf(f, "    TOPIC_");
        put_upper(f, topics[i].name);
        fprintf(f, ",\n");
    }
    fprintf(f, "    TOPIC_COUNT\n};\n\n");
    for (size_t i = 0; i < class_count; i++) {
        fprintf(f, "#define WORD_");
        put_upper(f, classes[i]);
        fprintf(f, " (1u << %zu)\n", i);
    }
    fprintf(f, "\n#endif\n");
    fclose(f);
}

static void write_set(FILE *f, const char *name, const uint64_t *set)
{
    fprintf(f, "const uint64_t %s[%u] = {\n", name, WORD_SET_BITS / 64);
    for (size_t i = 0; i < WORD_SET_BITS / 64; i++)
        fprintf(f, "    0x%llxu,\n", (unsigned long long)set[i]);
    fprintf(f, "};\n\n");
}

static void write_sets(FILE *f)
{
    static uint64_t word_set[WORD_SET_BITS / 64], phrase_set[WORD_SET_BITS / 64];
    for (size_t i = 0; i < WORDS; i++)
        if (words[i].hash)
            word_set_add(word_set, words[i].hash);
    for (size_t i = 0; i < PHRASES; i++)
        if (phrases[i].key)
            word_set_add(phrase_set, phrases[i].key);
    write_set(f, "heading_word_set", word_set);
    write_set(f, "heading_phrase_set", phrase_set);
}

static void write_source(const char *file)
{
    FILE *f = fopen(file, "w");
    if (!f)
        exit(1);
    fprintf(f, "/* Made by tools/data/gen_headings.c. */\n#include \"plan/plan_text_lexicon.h\"\n\n");
    write_sets(f);
    fprintf(f, "const uint64_t heading_words_mask = %d, heading_phrases_mask = %d;\n", WORDS - 1, PHRASES - 1);
    fprintf(f, "const struct heading_word heading_words[%d] = {\n", WORDS);
    for (size_t i = 0; i < WORDS; i++)
        if (words[i].hash)
            fprintf(f, "    [%zu] = {0x%llxu, 0x%llxu, 0x%xu, %d, %d, %d},\n", i, (unsigned long long)words[i].hash,
                    (unsigned long long)words[i].same_as, words[i].classes, words[i].keyword, words[i].rank & 255,
                    words[i].sign);
    fprintf(f, "};\n\nconst struct heading_phrase heading_phrases[%d] = {\n", PHRASES);
    for (size_t i = 0; i < PHRASES; i++)
        if (phrases[i].key)
            fprintf(f, "    [%zu] = {0x%llxu, %d},\n", i, (unsigned long long)phrases[i].key, phrases[i].topic);
    fprintf(f, "};\n\nconst size_t heading_sign_count = %zu;\nconst struct heading_sign heading_signs[] = {\n",
            used_signs);
    for (int n = SIGN_WORDS; n > 0; n--) /* the ones of most words first */
        for (size_t i = 0; i < used_signs; i++)
            if (signs[i].n == n) {
                unsigned long long bits = 0;
                for (int k = 0; k < n; k++)
                    bits |= 1ull << (signs[i].word[k] & 63);
                fprintf(f, "    {0x%llxu, {", bits);
                for (int k = 0; k < n; k++)
                    fprintf(f, "0x%llxu, ", (unsigned long long)signs[i].word[k]);
                fprintf(f, "}, %d, %d},\n", n, signs[i].topic);
            }
    fprintf(f, "};\n\nconst char *const heading_cues[] = {\n");
    for (size_t i = 0; i < used_cues; i++)
        fprintf(f, "    \"%s\",\n", cues[i].text);
    fprintf(f, "    NULL,\n};\n\nconst uint8_t heading_cue_topics[] = {");
    for (size_t i = 0; i < used_cues; i++)
        fprintf(f, "%d, ", cues[i].topic);
    fprintf(f, "};\n\nconst struct heading_topic heading_topics[TOPIC_COUNT] = {\n");
    for (size_t i = 0; i < topic_count; i++)
        fprintf(f, "    {\"%s\", \"%s\", \"%s\"},\n", topics[i].name, topics[i].group, topics[i].inside);
    fprintf(f, "};\n");
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: gen_headings HEADER SOURCE HEADINGS.TSV WORDS.TSV\n");
        return 2;
    }
    for (int pass = 0; pass < 2; pass++)
        for (int i = 3; i < 5; i++)
            read_file(argv[i], pass);
    write_header(argv[1]);
    write_source(argv[2]);
    return 0;
}
