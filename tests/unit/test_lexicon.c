/* The words of statements: the table they stand in, and the scanner's shortcut past it. Quick ways refuse nothing. */
#include "support.h"

#include "statement/token.h"

#include <stdio.h>

enum { ROOM = 64 };

static struct str text_of(const struct lexeme *w)
{
    return (struct str){lexicon_text + w->text, w->len};
}

static uint16_t find(struct str word)
{
    char p[128] = "";
    assert_true(word.n + 8 < sizeof p);
    memcpy(p, word.p, word.n);
    return lexicon_find(p, word.n);
}

/* What is no word is found at no place, or at a word that is the same. */
static void check_other(struct str word)
{
    uint16_t at = find(word);
    CHECK(at == 0 || str_eq(text_of(&lexicon_words[at]), word), "%.*s", (int)word.n, word.p);
}

static void test_each_word_is_found_where_it_stands(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    size_t words = 0;
    assert_int_equal(lexicon_words[0].len, 0);
    for (uint32_t i = 1; i < lexicon_slots; i++) {
        struct str word = text_of(&lexicon_words[i]);
        char other[128] = "";
        if (word.n == 0)
            continue;
        words++;
        CHECK(find(word) == i, "%.*s", (int)word.n, word.p);
        memcpy(other, word.p, word.n);
        other[test_random(&seed) % word.n] = (char)('a' + test_random(&seed) % 26);
        check_other((struct str){other, word.n});
        check_other((struct str){other, word.n - 1});
        other[word.n] = 's';
        check_other((struct str){other, word.n + 1});
    }
    assert_true(words > 5000 && words < lexicon_slots);
}

static int scan(const char *text, struct token t[ROOM])
{
    char low[512] = "";
    size_t n = strlen(text);
    assert_true(n + TOKEN_SCAN_PAD < sizeof low);
    for (size_t i = 0; i < n; i++)
        low[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    return token_scan(low, text, n, t, ROOM);
}

/* A word before a blank or a mark goes the short way, before a square bracket the long one. */
static void check_both_ways(const char *word)
{
    struct token quick[ROOM] = {{0}}, slow[ROOM] = {{0}};
    char text[512];
    snprintf(text, sizeof text, "%s]", word);
    assert_int_equal(scan(text, slow), 2);
    for (const char *tail = " ,;:()\"?!."; *tail; tail++) {
        snprintf(text, sizeof text, "%s%c", word, *tail);
        CHECK(scan(text, quick) == 1 + (*tail != ' '), "%s", text);
        CHECK(memcmp(&quick[0], &slow[0], sizeof quick[0]) == 0, "%s", text);
    }
    snprintf(text, sizeof text, "9) %s  %s,", word, word);
    CHECK(scan(text, quick) == 5 && quick[2].lex == slow[0].lex && quick[3].lex == slow[0].lex, "%s", text);
    CHECK(quick[2].from == 3 && quick[2].to == quick[3].from - 2u, "%s", text);
}

static void test_plain_words_are_read_the_same_both_ways(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    char word[128];
    for (uint32_t i = 1; i < lexicon_slots; i++) {
        struct str s = text_of(&lexicon_words[i]);
        bool plain = s.n > 0;
        for (size_t k = 0; k < s.n; k++)
            plain = plain && s.p[k] >= 'a' && s.p[k] <= 'z';
        if (!plain)
            continue;
        snprintf(word, sizeof word, "%.*s", (int)s.n, s.p);
        check_both_ways(word);
        word[0] = (char)(word[0] - 'a' + 'A');
        check_both_ways(word);
    }
    for (int round = 0; round < 3000; round++) {
        size_t n = 1 + test_random(&seed) % 40;
        for (size_t k = 0; k < n; k++)
            word[k] = (char)('a' + test_random(&seed) % 26);
        word[n] = '\0';
        check_both_ways(word);
    }
}

static void test_what_only_looks_like_a_plain_word(void **state)
{
    (void)state;
    struct token t[ROOM] = {{0}};
    assert_int_equal(scan("x %", t), 1); /* to be filled in */
    assert_int_equal(t[0].kind, T_BLANK);
    assert_int_equal(scan("clients' plan", t), 2);
    assert_true(t[0].flags & F_POSSESSIVE);
    assert_int_equal(scan("phq-9 score", t), 2);
    assert_int_equal(scan("x2 daily", t), 3);
    assert_int_equal(scan("caf\xc3\xa9 visit", t), 2);
    assert_int_equal(scan("b.i.d dose", t), 2);
    assert_int_equal(scan("w/ help", t), 2);
}

/* Only words have the id of one, only marks are one: what asks for them compares nothing else. */
static void test_what_is_no_word_has_the_id_of_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Client will reduce panic attacks from five a week to one by 3 June 2027, 4 out of 5 weeks (I).",
        "Twenty-five minutes, half an hour, once a week, to once a week, at ten am, by June, May 4th",
        "Walk (I) with one stick, three or four times, two (2) of the next ten days, 3-4 x/wk, <= 1/2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct token t[ROOM] = {{0}};
        char low[512] = "";
        for (size_t k = 0; texts[i][k]; k++)
            low[k] = (char)(texts[i][k] >= 'A' && texts[i][k] <= 'Z' ? texts[i][k] | 0x20 : texts[i][k]);
        int n = token_merge(low, t, token_scan(low, texts[i], strlen(texts[i]), t, ROOM - 6)), became = 0;
        for (int k = 0; k <= n; k++) {
            CHECK(t[k].kind == T_WORD || t[k].word == 0 || t[k].word == WORD_NO_MORE, "%s: token %d", texts[i], k);
            CHECK(t[k].kind == T_WORD || t[k].word == 0 || t[k].lemma != 0, "%s: token %d", texts[i], k);
            CHECK(t[k].kind == T_MARK || t[k].mark == 0 || (t[k].kind == T_NUMBER && t[k].mark == 'o'), "%s: token %d",
                  texts[i], k);
            became += t[k].word == WORD_NO_MORE;
        }
        assert_true(became > 0);
    }
    assert_true(lexicon_lemma_count < WORD_NO_MORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_word_is_found_where_it_stands),
        cmocka_unit_test(test_plain_words_are_read_the_same_both_ways),
        cmocka_unit_test(test_what_only_looks_like_a_plain_word),
        cmocka_unit_test(test_what_is_no_word_has_the_id_of_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
