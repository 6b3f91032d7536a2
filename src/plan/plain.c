/* plain.c: see plain.h. Word by word; what stands between words is copied. */
#include "plan/plain.h"

#include "measure/measure.h"
#include "plan/plan_text_scan.h"
#include "word_lists.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Letters and digits, with hyphens, apostrophes and slashes among them; "w/" with its slash. */
static size_t word_end(struct str s, size_t i)
{
    size_t from = i;
    while (i < s.n && (is_letter(s.p[i]) || is_digit(s.p[i]) || (unsigned char)s.p[i] >= 0x80 ||
                       (i > from && i + 1 < s.n && strchr("-'/", s.p[i]) && is_letter(s.p[i + 1])) ||
                       (i > from && i + 1 < s.n && s.p[i] == '-' && is_digit(s.p[i + 1]))))
        i++;
    bool with = i == from + 1 && i < s.n && (s.p[from] | 32) == 'w' && s.p[i] == '/';
    return i + with;
}

/* The words behind "SHORT=" in a list, as written but for a capital where the row begins small: "Pt" is "pt", "PT" and
 * "HI" are not. Absent: it is not there.
 */
static struct str meaning(struct str word, const struct word_list *l)
{
    for (size_t i = 0; word.n && l->letters >> (word.p[0] & 31) & 1 && i < l->n; i++) {
        struct str row = l->at[i];
        if (row.n <= word.n || row.p[word.n] != '=' || memcmp(row.p + 1, word.p + 1, word.n - 1) != 0)
            continue;
        if (row.p[0] == word.p[0] || (is_capital(word.p[0]) && row.p[0] == (word.p[0] | 32)))
            return str_sub(row, word.n + 1, row.n);
    }
    return (struct str){NULL, 0};
}

/* What comes next begins a sentence of what is written. */
static bool begins_sentence(const struct buf *out)
{
    size_t at = out->n;
    while (at && out->p[at - 1] == ' ')
        at--;
    return at == 0 || strchr(".!?\n", out->p[at - 1]);
}

/* "Client will ...", "The patient will ...", and nobody is "she" up to the end of the sentence: bytes of it up to
 * "will".
 */
static size_t client_will(struct str s, size_t at)
{
    static const char *const who[] = {"client will ", "the client will ", "patient will ", "the patient will ",
                                      "ct will ",     "clt will ",        "pt will ",      "consumer will "};
    struct str rest = str_sub(s, at, s.n);
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        if (!str_begins_ci(rest, who[i]) || (is_capital(rest.p[0]) && is_capital(rest.p[1]))) /* PT, CT: no person */
            continue;
        for (size_t k = 0, end; k < rest.n && !(rest.p[k] == '.' && (k + 1 == rest.n || rest.p[k + 1] == ' '));
             k = end) {
            end = word_end(rest, k);
            if (end > k && word_listed(str_sub(rest, k, end), &words_third_person))
                return 0;
            end += end == k;
        }
        return strlen(who[i]) - strlen("will ");
    }
    return 0;
}

/* The end of a code at `at`, "F41.1" or "CPT 90837"; `at` when none is there. */
static size_t code_end(struct str s, size_t at)
{
    static const char *const systems[] = {"CPT ", "ICD-10-CM ", "ICD-10 ", "ICD "};
    struct span code;
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        size_t n = strlen(systems[i]);
        if (!str_begins(str_sub(s, at, s.n), systems[i]))
            continue;
        size_t end = code_end(s, at + n);
        return end > at + n ? end : at;
    }
    size_t end = word_end(s, at);
    struct str word = str_sub(s, at, end);
    if (text_scan_icd10(str_sub(s, at, s.n), &code) && code.from == 0 && word.n >= 3 && is_digit(word.p[1]))
        return at + code.to > end || code.to > 3 ? at + code.to : at;
    bool billed = word.n == 5 && word.p[0] == '9' && word.p[1] == '0' && word.p[2] == '8';
    for (size_t i = 0; billed && i < 5; i++)
        billed = is_digit(word.p[i]);
    return billed ? end : at;
}

static void drop_before(struct buf *out)
{
    while (out->n && strchr(" ,(-", out->p[out->n - 1]))
        out->n--;
}

static bool says(struct str s, struct str words)
{
    return str_find_ci(s, words, 0) != (size_t)-1;
}

static void explain(struct str s, struct str word, struct str words, struct buf *out)
{
    buf_add(out, word);
    if (!words.n || says(s, words))
        return;
    buf_cstr(out, " (");
    buf_add(out, words);
    buf_char(out, ')');
}

static void put_words(struct str words, bool capital, struct buf *out)
{
    bool raise = capital && words.p[0] >= 'a' && words.p[0] <= 'z';
    if (raise)
        buf_char(out, (char)(words.p[0] - 32));
    buf_add(out, str_sub(words, raise, words.n));
}

static bool is_first(struct str word, const struct buf *out)
{
    return !out->n || str_find(buf_str(out), word, 0) == (size_t)-1;
}

static size_t put_word(struct str s, size_t at, unsigned flags, const char *const *told, struct buf *out)
{
    size_t will = !(flags & PLAIN_TO_OTHER) && begins_sentence(out) ? client_will(s, at) : 0, end = word_end(s, at);
    if (will) {
        buf_cstr(out, "You ");
        return at + will;
    }
    size_t code = code_end(s, at);
    if (code > at) {
        bool bracket = at && s.p[at - 1] == '(';
        drop_before(out);
        code += bracket && code < s.n && s.p[code] == ')';
        return code;
    }
    size_t digits = 0; /* "3x/wk", "6mos" */
    while (at + digits < end && is_digit(s.p[at + digits]))
        digits++;
    struct str word = str_sub(s, at, end), words = meaning(str_sub(word, digits, word.n), &words_charting);
    if (words.n) {
        buf_add(out, str_sub(word, 0, digits));
        buf_cstr(out, digits ? " " : "");
        put_words(words, is_capital(word.p[0]) && begins_sentence(out), out);
        return end;
    }
    bool known = false;
    for (size_t i = 0; told && told[i] && !known; i++)
        known = str_is(word, told[i]);
    if (known || (flags & PLAIN_NO_NAMES) || !is_capital(word.p[0]) || word.n < 2 || !is_first(word, out)) {
        buf_add(out, word);
        return end;
    }
    words = meaning(word, &words_therapy_short);
    struct str name;
    bool measure = !words.n && word.n > 2 && text_scan_instrument(word, &name) && name.n == word.n;
    const struct measure *m = measure ? measure_find(word) : NULL;
    explain(s, word, m && !str_eq_ci(word, str_of(m->title)) ? str_of(m->title) : words, out);
    return end;
}

void plain_write(struct str s, unsigned flags, const char *const *told, struct buf *out)
{
    for (size_t i = 0; i < s.n;) {
        if (is_letter(s.p[i]) || is_digit(s.p[i])) {
            i = put_word(s, i, flags, told, out);
            continue;
        }
        bool loose = (s.p[i] == ' ' || s.p[i] == ',') && out->n == 0; /* a code stood at the beginning */
        if (!loose)
            buf_char(out, s.p[i]);
        i++;
    }
}
