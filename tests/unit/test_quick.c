/* Quick ways: what is asked before a table is searched or a text is cut refuses nothing that the long way finds. */
#include "support.h"

#include "measure/measure.h"
#include "measure/table.h"
#include "plan/evidence_table.h"
#include "plan/phrase.h"
#include "plan/plan_text_lexicon.h"
#include "plan/plan_text_words.h"
#include "plan/shape.h"
#include "rules/term.h"

#include <stdio.h>

/* ---- names of measures ---- */

static void check_name(const struct measure *m, const char *before, struct str name, const char *behind)
{
    char text[256];
    snprintf(text, sizeof text, "%s%.*s%s", before, (int)name.n, name.p, behind);
    CHECK(measure_find(str_of(text)) == m, "\"%s\" does not lead to %s", text, m->id);
}

/* Every name of the table, however it is set off, leads to its measure. */
static void test_no_name_of_a_measure_is_refused(void **state)
{
    static const char *const around[][2] = {{"", ""},   {"the ", ""}, {"The-", " score"},   {"", " scale"},
                                            {"- ", ""}, {"\"", "\""}, {"", " (own words)"}, {"own words (", ")"}};
    size_t names = 0;
    (void)state;
    for (uint32_t i = 0; i <= measure_names_mask; i++) {
        const struct measure_slot *s = &measure_names[i];
        char upper[128] = "";
        for (size_t k = 0; s->name && k < s->length; k++)
            upper[k] = (char)(s->name[k] >= 'a' && s->name[k] <= 'z' ? s->name[k] - 32 : s->name[k]);
        for (size_t k = 0; s->name && k < sizeof around / sizeof *around; k++) {
            const struct measure *m = &measure_table[s->measure];
            check_name(m, around[k][0], (struct str){s->name, s->length}, around[k][1]);
            check_name(m, around[k][0], (struct str){upper, s->length}, around[k][1]);
        }
        names += s->name != NULL;
    }
    assert_true(names > 200);
}

/* ---- phrases of problems and treatments ---- */

/* A spelling of a first word that reads as that word passes. Returns whether it reads so. */
static bool check_spelling(struct str first, const char *spelled)
{
    struct phrase_word w;
    size_t at = 0, n = strlen(spelled);
    uint32_t number = phrase_first(spelled, n);
    if (!phrase_next(spelled, n, &at, &w) || !str_eq((struct str){w.text, w.n}, first))
        return false;
    CHECK(evidence_first[number / 64] >> number % 64 & 1, "\"%s\" is refused", spelled);
    return true;
}

static void test_no_phrase_of_the_evidence_is_refused(void **state)
{
    size_t spellings = 0, refused = 0;
    (void)state;
    for (uint32_t i = 0; i <= evidence_phrase_mask; i++) {
        const struct evidence_phrase *p = &evidence_phrases[i];
        struct str text = {evidence_phrase_text + p->text, p->length}, first = text, rest;
        char spelled[64];
        if (!p->length)
            continue;
        CHECK(!p->problem || !evidence_problems_empty(evidence_problems_in(text)), "%.*s", (int)text.n, text.p);
        CHECK(!p->technique || p->upper || !evidence_techniques_empty(evidence_techniques_in(text)), "%.*s",
              (int)text.n, text.p);
        str_cut(text, ' ', &first, &rest);
        snprintf(spelled, sizeof spelled, "%.*s", (int)first.n, first.p);
        spellings += check_spelling(first, spelled);
        spelled[0] = (char)(spelled[0] >= 'a' ? spelled[0] - 32 : spelled[0]);
        spellings += check_spelling(first, spelled);
        snprintf(spelled, sizeof spelled, "%.*ss", (int)first.n, first.p);
        spellings += check_spelling(first, spelled);
        snprintf(spelled, sizeof spelled, "%.*sies", (int)first.n - 1, first.p);
        spellings += check_spelling(first, spelled);
        for (char *z = strchr(spelled, 'z'); z; z = strchr(z, 'z'))
            *z = 's';
        spellings += check_spelling(first, spelled);
    }
    for (size_t i = 0; i < PHRASE_FIRST_SIZE; i++)
        refused += !(evidence_first[i / 64] >> i % 64 & 1);
    assert_true(spellings > 1000);
    assert_true(refused > PHRASE_FIRST_SIZE / 2); /* or it would save nothing */
}

/* ---- words of the rules ---- */

/* A word is cut eight bytes at once where as many are left, else one after the other. */
static void test_terms_are_found_at_the_end_of_a_text_as_before_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < term_count; i++) {
        struct term_hit end, before;
        char text[256];
        snprintf(text, sizeof text, "%s", term_table[i].text);
        assert_true(term_next(str_of(text), 0, ~0u, &end));
        snprintf(text, sizeof text, "  %s, ........", term_table[i].text);
        assert_true(term_next(str_of(text), 0, ~0u, &before));
        CHECK(end.term == before.term && end.span.from + 2 == before.span.from && end.span.to + 2 == before.span.to,
              "%s", text);
    }
}

/* ---- words of headings ---- */

/* A word is read at once where eight bytes are left and it is written small, else letter by letter: the same comes out.
 */
static void test_words_of_headings_are_read_the_same_both_ways(void **state)
{
    static const char *const letters[] = {
        "a", "e", "i", "s", "t", "y", "x", "A", "S", "'", "1", " ", "-", "\xE2\x80\x99", "\xC3\xA9"};
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 100000; round++) {
        char text[64] = "";
        struct text_word quick, slow;
        size_t at = 0, end = 0;
        size_t n = 0;
        for (uint64_t k = 1 + test_random(&seed) % 12; k > 0; k--) {
            const char *letter = letters[test_random(&seed) % (sizeof letters / sizeof *letters)];
            memcpy(text + n, letter, strlen(letter));
            n += strlen(letter);
        }
        memcpy(text + n, " . . . . . .", 13);
        bool one = word_next(text, n + 12, &at, &quick), two = word_next(text, n, &end, &slow);
        CHECK(one == two, "%s", text);
        CHECK(!one || (quick.hash == slow.hash && quick.from == slow.from && quick.to == slow.to &&
                       quick.number == slow.number && at == end),
              "%s", text);
    }
}

static void test_no_word_or_phrase_of_a_heading_is_refused(void **state)
{
    size_t found = 0, free = 0, refused = 0;
    (void)state;
    for (uint64_t i = 0; i <= heading_words_mask; i++) {
        uint64_t hash = heading_words[i].hash;
        assert_true(hash == 0 || heading_word(hash) == &heading_words[i]);
        found += hash != 0;
    }
    for (uint64_t i = 0; i <= heading_phrases_mask; i++) {
        uint64_t key = heading_phrases[i].key;
        assert_true(key == 0 || word_in_set(heading_phrase_set, key));
        found += key != 0;
    }
    for (uint64_t bit = 0; bit < WORD_SET_BITS; bit++, free++)
        refused += !word_in_set(heading_word_set, bit << 49) && !word_in_set(heading_phrase_set, bit << 49);
    assert_true(found > 3000 && refused > free / 2);
}

/* ---- parts of a plan that hold items with ids ---- */

static bool holds_ids(const struct shape *s)
{
    bool ids = false;
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        bool below = f->shape && holds_ids(f->shape);
        CHECK(!f->shape || below == shape_has_ids(f->shape), "%s in %s", f->key, s->name);
        ids = ids || f->kind == SHAPE_ID || below;
    }
    return ids;
}

static void test_no_part_that_holds_ids_is_passed_over(void **state)
{
    (void)state;
    assert_true(holds_ids(&plan_shape) && shape_has_ids(&plan_shape));
    assert_false(shape_has_ids(&plan_measure_shape));
}

/* ---- comparing with the words of a list ---- */

static bool slow_equal(struct str a, const char *b, size_t n, bool fold)
{
    for (size_t i = 0; i < n; i++) {
        char x = a.p[i], y = b[i];
        if (fold && x >= 'A' && x <= 'Z')
            x |= 32;
        if (fold && y >= 'A' && y <= 'Z')
            y |= 32;
        if (x != y)
            return false;
    }
    return true;
}

static void check_words(struct str a, const char *b)
{
    size_t n = strlen(b);
    CHECK(str_is(a, b) == (a.n == n && slow_equal(a, b, n, false)), "%.*s, %s", (int)a.n, a.p, b);
    CHECK(str_is_ci(a, b) == (a.n == n && slow_equal(a, b, n, true)), "%.*s, %s", (int)a.n, a.p, b);
    CHECK(str_begins(a, b) == (a.n >= n && slow_equal(a, b, n, false)), "%.*s, %s", (int)a.n, a.p, b);
    CHECK(str_begins_ci(a, b) == (a.n >= n && slow_equal(a, b, n, true)), "%.*s, %s", (int)a.n, a.p, b);
}

static void test_words_are_compared_as_they_are_letter_by_letter(void **state)
{
    static const char letters[] = "aAbBzZ[{@`0 \x80\xA0\xE2\xC2-";
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 200000; round++) {
        char a[4], b[4] = "";
        size_t n = test_random(&seed) % 4, m = test_random(&seed) % 4;
        for (size_t i = 0; i < n; i++)
            a[i] = letters[test_random(&seed) % (sizeof letters - 1)];
        for (size_t i = 0; i < m; i++)
            b[i] = letters[test_random(&seed) % (sizeof letters - 1)];
        check_words((struct str){a, n}, b);
    }
    assert_true(str_is((struct str){NULL, 0}, "") && str_is((struct str){NULL, 0}, NULL));
    assert_false(str_is_ci((struct str){NULL, 0}, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_name_of_a_measure_is_refused),
        cmocka_unit_test(test_no_phrase_of_the_evidence_is_refused),
        cmocka_unit_test(test_terms_are_found_at_the_end_of_a_text_as_before_others),
        cmocka_unit_test(test_words_of_headings_are_read_the_same_both_ways),
        cmocka_unit_test(test_no_word_or_phrase_of_a_heading_is_refused),
        cmocka_unit_test(test_no_part_that_holds_ids_is_passed_over),
        cmocka_unit_test(test_words_are_compared_as_they_are_letter_by_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
