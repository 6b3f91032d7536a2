/* plan_text_letterhead.c: whose paper a plan is on: name, address and numbers of a clinic, above all that it says. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"
#include "word_lists.h"

#include <string.h>

enum part { PART_OTHER, PART_NAME, PART_MAYBE_NAME, PART_ADDRESS, PART_NUMBER };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* "Portland, OR 97201", "Salem, MA 01970-1234" */
static bool ends_with_postcode(struct str s)
{
    size_t n = s.n;
    while (n && (is_digit(s.p[n - 1]) || s.p[n - 1] == '-'))
        n--;
    bool digits = s.n - n == 5 || s.n - n == 10;
    return digits && n >= 6 && s.p[n - 1] == ' ' && is_capital(s.p[n - 2]) && is_capital(s.p[n - 3]) &&
           (s.p[n - 4] == ' ' || s.p[n - 4] == ',');
}

/* "412 Harbor Road, Suite 210", "PO Box 12" */
static bool is_address(struct str s)
{
    struct text_word w;
    bool street = false;
    size_t words = 0;
    if (s.n > 80)
        return false;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w); words++)
        street = street || (words > 0 && word_listed(str_sub(s, w.from, w.to), &words_street));
    return ends_with_postcode(s) || (street && words >= 3 &&
                                     (is_digit(s.p[0]) || str_starts_ci(s, STR("po box")) ||
                                      str_starts_ci(s, STR("p.o. box")) || str_starts_ci(s, STR("suite "))));
}

/* "Tel: (555) 010-2000  Fax: ...", "www.clinic.example", "office@clinic.example": numbers and how they are reached. */
static bool is_number(struct str s)
{
    struct text_word w;
    bool digits = text_scan_telephone(s), web = false;
    web = str_starts_ci(s, STR("www.")) || str_find_ci(s, STR("http"), 0) == 0 || memchr(s.p, '@', s.n) != NULL;
    if (web)
        return !memchr(s.p, ' ', s.n) || s.n < 60;
    for (size_t at = 0; digits && word_next(s.p, s.n, &at, &w);) {
        struct str word = str_sub(s, w.from, w.to);
        if (!is_digit(word.p[0]) && !word_listed(word, &words_phone))
            return false;
    }
    return digits;
}

static enum part name_part(struct str s)
{
    struct text_word w;
    size_t words = 0;
    bool clinic = false, sure = false, number = false;
    if (s.n > 80 || !is_capital(s.p[0]) || strchr(".:;?!", s.p[s.n - 1]) || memchr(s.p, ':', s.n))
        return str_ends_ci(s, STR("inc.")) ? PART_NAME : PART_OTHER;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w); words++) {
        struct str word = str_sub(s, w.from, w.to);
        const struct heading_word *k = heading_word(w.hash);
        bool small = !w.number && !is_capital(word.p[0]) && !(k && (k->classes & WORD_STOP));
        bool care = str_is_ci(word, "care") || str_is_ci(word, "for") || str_is_ci(word, "crisis");
        number = number || w.number;
        if (small || (!care && word_listed(word, &words_no_clinic)))
            return PART_OTHER;
        clinic = clinic || word_listed(word, &words_clinic);
        sure = sure || word_listed(word, &words_clinic_sure);
    }
    return !clinic || (number && !sure) || words < 2 || words > 9 ? PART_OTHER : sure ? PART_NAME : PART_MAYBE_NAME;
}

static enum part part_of(struct str s)
{
    return is_address(s) ? PART_ADDRESS : is_number(s) ? PART_NUMBER : name_part(s);
}

/* What all parts of a line are, which stand apart by | or a dot or a bullet; PART_OTHER when one of them is another. */
static enum part line_part(struct str s)
{
    enum part all = PART_OTHER;
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        size_t n = i == s.n || s.p[i] == '|' ? 1 : 0;
        n = i + 1 < s.n && s.p[i] == ' ' && s.p[i + 1] == ' ' ? 2 : n;
        n = i + 1 < s.n && memcmp(s.p + i, "\xC2\xB7", 2) == 0 ? 2 : n;
        n = i + 2 < s.n && memcmp(s.p + i, "\xE2\x80\xA2", 3) == 0 ? 3 : n;
        if (!n)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        from = i + n;
        i = from - 1;
        if (!part.n)
            continue;
        enum part is = part_of(part);
        if (is == PART_OTHER)
            return PART_OTHER;
        all = all == PART_NAME || (all && is != PART_NAME) ? all : is;
    }
    return all;
}

static struct str whole(const struct text_line *l)
{
    return l->own.n ? l->own : l->text;
}

/* Does a line of the letterhead, or the title of the plan, follow? */
static bool is_followed(const struct reader *r)
{
    const struct text_line *next = text_next_line(r);
    enum part part = next ? line_part(whole(next)) : PART_OTHER;
    return part == PART_ADDRESS || part == PART_NUMBER ||
           (next && (next->topic == TOPIC_PLAN || str_find_ci(next->text, STR("plan"), 0) != (size_t)-1));
}

bool text_letterhead_put(struct reader *r)
{
    const struct text_line *l = r->line;
    struct plan_client *c = &r->plan->client;
    if (r->head_over || l->empty)
        return false;
    enum part part = l->mark == MARK_NONE || l->mark == MARK_HASH ? line_part(whole(l)) : PART_OTHER;
    bool title = l->topic == TOPIC_PLAN && !l->value.n;
    bool begun = r->letterhead;
    /* an address below a name that is no clinic's may be the client's own */
    if (part == PART_OTHER || ((part == PART_NUMBER || part == PART_ADDRESS) && !begun) ||
        (part == PART_MAYBE_NAME && !begun && !is_followed(r))) {
        r->head_over = !title && r->at > 0;
        return false;
    }
    if (part == PART_NAME && begun && !is_followed(r) && l->blank_before) {
        r->head_over = true;
        return false;
    }
    if (!begun)
        text_identifier(r, STR(PLAN_TOPIC_CLINIC), whole(l));
    else {
        text_put(r, &c->identifiers.at[c->identifiers.n - 1].text, whole(l));
        text_mark(r, "/client/identifiers/#", (int)c->identifiers.n - 1, 0, 0);
    }
    r->letterhead = true;
    return true;
}
