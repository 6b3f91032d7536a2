#include "plan/plan_text_lexicon.h"

#include "plan/plan_text_scan.h"
#include "plan/plan_text_words.h"

#include <string.h>

const struct heading_word *heading_word(uint64_t hash)
{
    if (!word_in_set(heading_word_set, hash))
        return NULL;
    uint64_t at = hash & heading_words_mask;
    for (; heading_words[at].hash; at = (at + 1) & heading_words_mask)
        if (heading_words[at].hash == hash)
            return &heading_words[at];
    return NULL;
}

static enum topic phrase(uint64_t key)
{
    if (!word_in_set(heading_phrase_set, key))
        return TOPIC_NONE;
    uint64_t at = key & heading_phrases_mask;
    for (; heading_phrases[at].key; at = (at + 1) & heading_phrases_mask)
        if (heading_phrases[at].key == key)
            return (enum topic)heading_phrases[at].topic;
    return TOPIC_NONE;
}

/* Sums over the words of a label; what stands in brackets does not count. */
struct keys {
    uint64_t all, full, lean, core; /* every word; no stop words; no word for the client; no filler either */
    uint64_t client_core;           /* no filler, but the word for the client */
    size_t words;
};

#define LABEL_WORDS_MAX 14
#define SIGN_LABEL_WORDS 12

static bool keys_of(struct str label, struct keys *k)
{
    struct text_word w;
    size_t seen = 0;
    int depth = 0;
    *k = (struct keys){0};
    for (size_t at = 0; word_next(label.p, label.n, &at, &w);) {
        for (; seen < w.from; seen++)
            depth += label.p[seen] == '(' || label.p[seen] == '['   ? 1
                     : label.p[seen] == ')' || label.p[seen] == ']' ? -1
                                                                    : 0;
        if (depth > 0)
            continue;
        if (++k->words > LABEL_WORDS_MAX)
            return false;
        const struct heading_word *known = heading_word(w.hash);
        uint64_t h = known ? known->same_as : w.hash;
        const struct heading_word *base = known && h != w.hash ? heading_word(h) : known;
        uint32_t c = base ? base->classes : 0;
        bool filler = (c & WORD_FILLER) || w.to - w.from == 1;
        k->all += h;
        if (w.number || (c & WORD_STOP))
            continue;
        k->full += h;
        k->lean += c & WORD_CLIENT ? 0 : h;
        k->core += (c & WORD_CLIENT) || filler ? 0 : h;
        k->client_core += filler ? 0 : h;
    }
    return k->words > 0;
}

/* Topics of which a single word is no sign when the words around it were left out ("family therapy" is no family). */
static bool needs_all_words(enum topic t)
{
    return t == TOPIC_BACKGROUND || t == TOPIC_IDENTIFIER || t == TOPIC_RESPONSIBLE || t == TOPIC_GOAL_DETAIL ||
           t == TOPIC_INT_DETAIL || t == TOPIC_DUE || t == TOPIC_NAME || t == TOPIC_REF_TO || t == TOPIC_ADDRESS ||
           t == TOPIC_STATUS || t == TOPIC_EVIDENCE || t == TOPIC_GOAL_STATEMENT || t == TOPIC_PERSON ||
           t == TOPIC_LENGTH;
}

static enum topic topic_of(struct str label)
{
    struct keys k;
    if (!keys_of(label, &k))
        return TOPIC_NONE;
    if (!k.full)
        return phrase(k.all);
    enum topic t = phrase(k.full);
    if (!t && k.lean && k.lean != k.full)
        t = phrase(k.lean);
    if (!t && k.client_core && k.client_core != k.full)
        t = phrase(k.client_core);
    if (!t && k.core && k.core != k.lean) {
        t = phrase(k.core);
        t = needs_all_words(t) ? TOPIC_NONE : t;
    }
    return t;
}

/* Without a name at its end or, in the possessive, at its beginning: "What matters to Wren", "Kian's strengths". */
static struct str without_name(struct str s)
{
    size_t end = s.n, space = 0;
    while (end > 0 && s.p[end - 1] != ' ')
        end--;
    struct text_word w;
    size_t at = end;
    bool sentence = false, name = end > 0 && s.p[end] >= 'A' && s.p[end] <= 'Z';
    for (size_t i = 1; i < end; i++)
        sentence = sentence || (s.p[i - 1] == ' ' && s.p[i] >= 'a' && s.p[i] <= 'z');
    sentence = sentence || str_starts_ci(s, STR("about "));
    if (name && sentence && word_next(s.p, s.n, &at, &w) && !heading_word(w.hash))
        return str_trim(str_sub(s, 0, end));
    while (space < s.n && s.p[space] != ' ')
        space++;
    bool possessive = space > 2 && space < s.n && s.p[space - 1] == 's' &&
                      (s.p[space - 2] == '\'' || (space > 4 && memcmp(s.p + space - 4, "\xE2\x80\x99", 3) == 0));
    return possessive ? str_trim(str_sub(s, space, s.n)) : s;
}

/* "goal_1_objective_2", "Goal 1, Objective A": the last of the things it names. */
static struct str innermost(struct str label)
{
    struct text_word w;
    bool goal = false, number = false;
    for (size_t at = 0; word_next(label.p, label.n, &at, &w);) {
        enum topic t = goal && number && !w.number ? topic_of(str_sub(label, w.from, w.to)) : TOPIC_NONE;
        if (t == TOPIC_OBJECTIVES || t == TOPIC_INTERVENTIONS || t == TOPIC_MEASURE)
            return str_sub(label, w.from, label.n);
        number = number || w.number;
        if (!goal && !number)
            goal = str_starts_ci(str_sub(label, w.from, w.to), STR("goal"));
    }
    return label;
}

/* "Intervention/frequency": what stands before the slash, when it is a part of the plan. */
static enum topic before_slash(struct str label)
{
    size_t slash = str_find(label, STR("/"), 0);
    enum topic t = slash != (size_t)-1 && slash > 0 ? topic_of(str_sub(label, 0, slash)) : TOPIC_NONE;
    return t == TOPIC_GOALS || t == TOPIC_OBJECTIVES || t == TOPIC_INTERVENTIONS || t == TOPIC_PROBLEMS ||
                   t == TOPIC_MEDICATIONS
               ? t
               : TOPIC_NONE;
}

/* "Medications at discharge" are medications. */
static struct str before_discharge(struct str label)
{
    static const char *const ends[] = {" at discharge", " on discharge", " upon discharge", " at admission",
                                       " on admission"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (label.n > strlen(ends[i]) && str_ends_ci(label, str_of(ends[i])))
            return str_sub(label, 0, label.n - strlen(ends[i]));
    return label;
}

enum topic heading_for_goal(struct str label)
{
    static const char *const joins[] = {"for ", "to ", "toward ", "towards ", "under ", "of ", NULL};
    size_t goal = str_find_ci(label, STR("goal"), 0), which, words = 0;
    if (goal == (size_t)-1 || goal == 0 || label.p[goal - 1] != ' ')
        return TOPIC_NONE;
    size_t at = text_scan_any(str_sub(label, 0, goal), joins, &which);
    if (at == (size_t)-1 || at == 0)
        return TOPIC_NONE;
    for (size_t i = at + strlen(joins[which]); i < label.n; i++)
        words += label.p[i] == ' ' && i + 3 < label.n; /* "reach this goal", a number is no word */
    enum topic t = words <= 2 ? topic_of(str_trim(str_sub(label, 0, at))) : TOPIC_NONE;
    return t == TOPIC_OBJECTIVES || t == TOPIC_INTERVENTIONS || t == TOPIC_MONITORING || t == TOPIC_MEASURE
               ? t
               : TOPIC_NONE;
}

static bool asks_what_is_done(struct str label)
{
    return (str_ends_ci(label, STR(" does")) || str_ends_ci(label, STR(" do"))) &&
           str_find_ci(label, STR(" not "), 0) == (size_t)-1;
}

enum topic heading_topic(struct str label)
{
    if (label.n == 0)
        return TOPIC_NONE;
    char last = label.p[label.n - 1];
    if ((last | 32) == 'e' || (last | 32) == 'n' || (last | 32) == 's' || (last | 32) == 'o') {
        struct str plain = before_discharge(label);
        if (plain.n < label.n)
            return str_eq_ci(plain, STR("condition")) ? TOPIC_ASSESSMENT : topic_of(plain);
        if (asks_what_is_done(label))
            return TOPIC_NONE; /* "Team does": the signs tell */
    }
    if (memchr(label.p, '/', label.n)) {
        enum topic first = before_slash(label);
        if (first != TOPIC_NONE)
            return first;
    }
    enum topic part = heading_for_goal(label);
    if (part != TOPIC_NONE)
        return part;
    if ((label.p[0] | 32) == 'g')
        label = innermost(label);
    enum topic t = topic_of(label);
    if (t != TOPIC_NONE)
        return t;
    struct str shorter = without_name(label);
    t = shorter.n < label.n ? topic_of(shorter) : TOPIC_NONE;
    size_t slash = t == TOPIC_NONE && memchr(label.p, '/', label.n) ? str_find(label, STR(" / "), 0) : (size_t)-1;
    return slash != (size_t)-1 ? topic_of(str_sub(label, slash + 3, label.n)) : t; /* "Nombre / Name" */
}

/* The words of a label, and which of them are head nouns: "strengths and skills of the family" has two. */
struct label_words {
    uint64_t word[SIGN_LABEL_WORDS], bits;
    bool head[SIGN_LABEL_WORDS];
    size_t n;
    bool sign; /* one of them stands in a sign */
};

static bool coordinates(struct str label, const struct text_word *w)
{
    struct str word = str_sub(label, w->from, w->to);
    return str_eq_ci(word, STR("and")) || str_eq_ci(word, STR("or"));
}

static bool asks(struct str label, const struct text_word *w)
{
    static const char *const words[] = {"what", "how", "who", "when", "where", "why", "which"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(str_sub(label, w->from, w->to), words[i]))
            return true;
    return false;
}

/* "Steps I choose", "Impairments due to ...": the head noun stands before it. */
static bool says_who(struct str label, const struct text_word *w)
{
    static const char *const words[] = {"i", "we", "you", "she", "he", "they", "due", "caused", "related"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(str_sub(label, w->from, w->to), words[i]))
            return true;
    return false;
}

static bool label_words(struct str label, struct label_words *out)
{
    struct text_word w;
    size_t between = 0, last = SIZE_MAX;
    bool ended = false;
    int depth = 0;
    *out = (struct label_words){.n = 0};
    for (size_t at = 0; word_next(label.p, label.n, &at, &w);) {
        const struct heading_word *known = heading_word(w.hash);
        uint32_t c = known ? known->classes : 0;
        bool parts = coordinates(label, &w);
        if (out->n == SIGN_LABEL_WORDS)
            return false;
        for (; between < w.from; between++) {
            char c1 = label.p[between];
            parts = parts || strchr("/,&", c1);
            depth += c1 == '(' ? 1 : c1 == ')' ? -1 : 0;
        }
        between = w.to;
        if (depth > 0)
            continue;
        if (last != SIZE_MAX && (parts || (c & WORD_STOP) || says_who(label, &w))) {
            out->head[last] = !ended;
            last = SIZE_MAX;
            ended = ended || !parts;
        }
        out->word[out->n] = known ? known->same_as : w.hash;
        out->sign = out->sign || (known && (known->sign & 1));
        out->bits |= 1ull << (out->word[out->n] & 63);
        if (!(c & WORD_STOP) && !w.number && !asks(label, &w))
            last = out->n;
        out->n++;
    }
    if (last != SIZE_MAX)
        out->head[last] = !ended;
    return out->sign;
}

static bool has_sign(const struct label_words *l, const struct heading_sign *s)
{
    for (size_t k = 0; k < s->n; k++) {
        size_t j = 0;
        while (j < l->n && (l->word[j] != s->word[k] || (s->n == 1 && !l->head[j])))
            j++;
        if (j == l->n)
            return false;
    }
    return true;
}

enum topic heading_sign(struct str label)
{
    struct label_words l;
    bool wants =
        str_begins_ci(label, "what ") && (str_ends_ci(label, STR(" wants")) || str_ends_ci(label, STR(" want")));
    if (wants)
        return TOPIC_GOALS; /* "What Emeka wants" */
    if (str_starts_ci(label, STR("what brings ")) || str_starts_ci(label, STR("what brought ")))
        return TOPIC_PROBLEMS; /* "What the pupil brings" are strengths */
    if (!label_words(label, &l))
        return TOPIC_NONE;
    size_t best = SIZE_MAX, topic = TOPIC_NONE;
    for (size_t i = 0; i < heading_sign_count; i++) {
        const struct heading_sign *s = &heading_signs[i];
        if ((s->bits & ~l.bits) || !has_sign(&l, s))
            continue;
        if (s->n > 1)
            return (enum topic)s->topic;
        size_t at = 0; /* of single words, the one that stands first */
        while (l.word[at] != s->word[0] || !l.head[at])
            at++;
        topic = at < best ? s->topic : topic;
        best = at < best ? at : best;
    }
    return (enum topic)topic;
}

enum topic heading_cue(struct str sentence)
{
    size_t which;
    return text_scan_any(sentence, heading_cues, &which) == (size_t)-1 ? TOPIC_NONE
                                                                       : (enum topic)heading_cue_topics[which];
}

enum topic heading_keyword(struct str label)
{
    struct text_word w;
    const struct heading_word *best = NULL;
    size_t words = 0;
    for (size_t at = 0; word_next(label.p, label.n, &at, &w) && words <= 8; words++) {
        const struct heading_word *known = heading_word(w.hash);
        if (known && known->same_as != known->hash)
            known = heading_word(known->same_as);
        if (known && known->keyword && (!best || known->rank < best->rank))
            best = known;
    }
    return best && words <= 8 ? (enum topic)best->keyword : TOPIC_NONE;
}

/* "ICD-10", "DSM-5", "Step 2", "Section 3": a number that belongs to the word before it. */
static bool takes_number(struct str word)
{
    static const char *const words[] = {"icd",       "dsm",          "axis",  "step",      "phase",
                                        "section",   "part",         "goal",  "need",      "problem",
                                        "objective", "intervention", "level", "dimension", "diagnosis"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(word, words[i]))
            return true;
    return false;
}

bool heading_is_pure(struct str label)
{
    struct text_word w;
    struct str before = {NULL, 0};
    for (size_t at = 0; word_next(label.p, label.n, &at, &w);) {
        struct str word = str_sub(label, w.from, w.to);
        const struct heading_word *known = heading_word(w.hash);
        bool heading = known && (known->sign || known->keyword || known->same_as != known->hash ||
                                 (known->classes & (WORD_STOP | WORD_CLIENT | WORD_FILLER)));
        if (w.number ? before.n && !takes_number(before) : !heading && word.n > 1)
            return false;
        before = word;
    }
    return true;
}

bool heading_accepts(enum topic section, enum topic topic)
{
    const struct heading_topic *s = &heading_topics[section], *t = &heading_topics[topic];
    return t->inside[0] == '*' || strchr(t->inside, s->group[0]) != NULL;
}

uint32_t heading_classes(struct str text)
{
    struct text_word w;
    uint32_t classes = 0;
    for (size_t at = 0; word_next(text.p, text.n, &at, &w);) {
        const struct heading_word *known = heading_word(w.hash);
        if (known)
            classes |= known->classes;
    }
    return classes;
}
