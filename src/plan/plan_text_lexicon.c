#include "plan/plan_text_lexicon.h"

#include "plan/plan_text_scan.h"
#include "plan/plan_text_words.h"

#include <string.h>

const struct heading_word *heading_word(uint64_t hash)
{
    uint64_t at = hash & heading_words_mask;
    for (; heading_words[at].hash; at = (at + 1) & heading_words_mask)
        if (heading_words[at].hash == hash)
            return &heading_words[at];
    return NULL;
}

static enum topic phrase(uint64_t key)
{
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

enum topic heading_topic(struct str label)
{
    enum topic t = topic_of(label);
    if (t != TOPIC_NONE)
        return t;
    struct str shorter = without_name(label);
    return shorter.n < label.n ? topic_of(shorter) : TOPIC_NONE;
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
        if (str_eq_ci(str_sub(label, w->from, w->to), str_of(words[i])))
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
        if (last != SIZE_MAX && (parts || (c & WORD_STOP))) {
            out->head[last] = !ended;
            last = SIZE_MAX;
            ended = ended || !parts;
        }
        out->word[out->n] = known ? known->same_as : w.hash;
        out->sign = out->sign || (known && known->sign);
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
