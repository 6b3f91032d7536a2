#include "plan/evidence.h"

#include "plan/evidence_table.h"
#include "plan/phrase.h"

#include <assert.h>

/* ---- reading a text ---- */

static void add_problem(struct evidence_problems *p, size_t i)
{
    if (!p->bits)
        p->first = (uint8_t)i;
    p->bits |= UINT64_C(1) << i;
}

static void add_technique(struct evidence_techniques *t, size_t i)
{
    t->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool has_technique(const struct evidence_techniques *t, size_t i)
{
    return (t->bits[i / 64] >> (i % 64)) & 1;
}

static const struct evidence_phrase *look_up(const char *text, size_t n, uint32_t hash)
{
    uint32_t at = hash & evidence_phrase_mask;
    for (; evidence_phrases[at].length; at = (at + 1) & evidence_phrase_mask)
        if (evidence_phrases[at].length == n && memcmp(evidence_phrase_text + evidence_phrases[at].text, text, n) == 0)
            return &evidence_phrases[at];
    return NULL;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* May a phrase begin with the word at *at, or the next one? If not, *at is moved behind it. */
static bool may_begin(struct str s, size_t *at)
{
    size_t i = *at;
    while (i < s.n && !is_alnum(s.p[i]))
        i++;
    uint32_t first = phrase_first(s.p + i, s.n - i);
    if (evidence_first[first / 64] >> first % 64 & 1)
        return true;
    while (i < s.n && is_alnum(s.p[i]))
        i++;
    *at = i;
    return false;
}

enum kind { PROBLEMS, TECHNIQUES };

/*
 * The longest phrase of one kind that starts with the word at *at; *at is moved behind it, or behind the first word
 * when there is none. Returns its number + 1, 0 for none.
 */
static unsigned longest(struct str s, size_t *at, enum kind kind)
{
    char text[PHRASE_TEXT_MAX];
    struct phrase_word w;
    size_t n = 0, next = *at, end = 0;
    uint32_t hash = PHRASE_HASH_START;
    unsigned best = 0;
    if (!may_begin(s, at))
        return 0;
    for (int words = 0; words < PHRASE_WORDS_MAX && phrase_next(s.p, s.n, &next, &w); words++) {
        if (words)
            text[n++] = ' ';
        memcpy(text + n, w.text, w.n);
        hash = phrase_hash(hash, text + n - (words != 0), w.n + (words != 0));
        n += w.n;
        if (!words)
            end = next;
        const struct evidence_phrase *p = look_up(text, n, hash);
        if (!p)
            break;
        unsigned number = kind == PROBLEMS ? p->problem : p->technique;
        if (number && (kind == PROBLEMS || !p->upper || w.upper)) {
            best = number;
            end = next;
        }
    }
    *at = end ? end : s.n;
    return best;
}

/* The problem whose code the text has at i, at the start of a word: "F41.1", "f411", "F41"; 0 for none. */
static unsigned code_at(struct str s, size_t i)
{
    char code[8] = "";
    size_t n = 0, best = 0;
    unsigned problem = 0;
    for (; i < s.n && n < 7 && (is_alnum(s.p[i]) || (n == 3 && s.p[i] == '.')); i++)
        if (s.p[i] != '.')
            code[n++] = (char)(s.p[i] >= 'a' ? s.p[i] - 32 : s.p[i]);
    for (size_t k = 0; k < evidence_code_count; k++) {
        size_t length = strlen(evidence_codes[k].prefix);
        if (length > best && memcmp(code, evidence_codes[k].prefix, length) == 0) {
            best = length;
            problem = evidence_codes[k].problem;
        }
    }
    return problem;
}

/* A letter, a digit, and a digit or letter: only then is the list of codes looked at. */
static bool looks_like_code(struct str s, size_t i)
{
    bool letter = i + 2 < s.n && is_alnum(s.p[i]) && s.p[i] > '9';
    return letter && s.p[i + 1] >= '0' && s.p[i + 1] <= '9' && is_alnum(s.p[i + 2]);
}

struct evidence_problems evidence_problems_in(struct str text)
{
    struct evidence_problems set = {0};
    for (size_t at = 0; at < text.n;) {
        while (at < text.n && !is_alnum(text.p[at]))
            at++;
        unsigned code = looks_like_code(text, at) ? code_at(text, at) : 0;
        unsigned number = longest(text, &at, PROBLEMS);
        if (code)
            add_problem(&set, code);
        if (number)
            add_problem(&set, number - 1);
    }
    return set;
}

struct evidence_problems evidence_problems_join(struct evidence_problems a, struct evidence_problems b)
{
    return (struct evidence_problems){a.bits | b.bits, a.bits ? a.first : b.first};
}

bool evidence_problems_empty(struct evidence_problems p)
{
    return p.bits == 0;
}

struct evidence_techniques evidence_techniques_in(struct str text)
{
    struct evidence_techniques set = {{0}};
    for (size_t at = 0; at < text.n;) {
        unsigned number = longest(text, &at, TECHNIQUES);
        if (number)
            add_technique(&set, number - 1);
    }
    return set;
}

bool evidence_techniques_empty(struct evidence_techniques t)
{
    return (t.bits[0] | t.bits[1] | t.bits[2]) == 0;
}

/* ---- finding the row ---- */

/* The wider groups of the problems, and any problem. A group that is named itself beside a narrower problem ("anxiety"
 * beside GAD) is wider too. */
static uint64_t wider_problems(uint64_t bits)
{
    uint64_t wider = 1;
    for (size_t i = 1; i < evidence_problem_count; i++)
        if ((bits >> i) & 1)
            wider |= evidence_problem_table[i].within;
    return wider;
}

/* The techniques of which those in the set are parts. */
static struct evidence_techniques wholes_of(const struct evidence_techniques *set)
{
    struct evidence_techniques whole = {{0}};
    for (size_t i = 0; i < evidence_technique_count; i++)
        if (has_technique(set, i))
            for (size_t w = 0; w < EVIDENCE_TECHNIQUE_WORDS; w++)
                whole.bits[w] |= evidence_technique_table[i].part_of.bits[w];
    return whole;
}

/* The first technique of the set that is a part of `whole`; there is one. */
static const char *part_name(const struct evidence_techniques *set, size_t whole)
{
    size_t i = 0;
    while (!has_technique(set, i) || !has_technique(&evidence_technique_table[i].part_of, whole))
        i++;
    return evidence_technique_table[i].name;
}

static void fill(const struct evidence_entry *row, struct evidence *out)
{
    *out = (struct evidence){.problem = evidence_problem_table[row->problem].name,
                             .technique = evidence_technique_table[row->technique].name,
                             .status = (enum evidence_status)row->status,
                             .source = &evidence_source_table[row->source],
                             .note = row->note,
                             .confirmed = row->confirmed != 0,
                             .wider = row->problem == 0};
}

bool evidence_best(struct evidence_problems problems, struct evidence_techniques techniques, struct evidence *out)
{
    const struct evidence_techniques whole = wholes_of(&techniques);
    const uint64_t wider = wider_problems(problems.bits);
    const struct evidence_entry *found = NULL;
    unsigned best = UINT32_MAX;
    for (size_t p = 0; p < evidence_problem_count; p++) {
        bool exact = !((wider >> p) & 1);
        if (exact && !((problems.bits >> p) & 1))
            continue;
        for (size_t i = evidence_problem_table[p].first; i < evidence_problem_table[p + 1].first; i++) {
            const struct evidence_entry *row = &evidence_table[i];
            bool direct = has_technique(&techniques, row->technique);
            if (!direct && !has_technique(&whole, row->technique))
                continue;
            /* Among equals the problem named first, then the order of the rows. */
            unsigned rank = (exact ? 0
                             : p   ? 64
                                   : 128) +
                            (direct ? 0 : 16) + row->status * 4u + !row->confirmed * 2u + (p != problems.first);
            if (rank < best) {
                best = rank;
                found = row;
            }
        }
    }
    if (!found)
        return false;
    fill(found, out);
    out->wider = (wider >> found->problem) & 1;
    out->part = has_technique(&techniques, found->technique) ? NULL : part_name(&techniques, found->technique);
    return true;
}

bool evidence_find(struct str problem, struct str intervention, struct evidence *out)
{
    return evidence_best(evidence_problems_in(problem), evidence_techniques_in(intervention), out);
}

bool evidence_known_problem(struct str problem)
{
    return !evidence_problems_empty(evidence_problems_in(problem));
}

const char *evidence_status_name(enum evidence_status s)
{
    static const char *const names[] = {"recommended", "option", "insufficient"};
    assert((unsigned)s < sizeof names / sizeof *names);
    return names[s];
}

bool evidence_row(size_t i, struct evidence *out)
{
    if (i >= evidence_count)
        return false;
    fill(&evidence_table[i], out);
    return true;
}
