/*
 * scan.re: bytes -> tokens (re2c makes scan.c of it).
 * Layer: statement (inner).  Not here: phrases and number words (merge.c).
 */
#include "base/bytes.h"
#include "statement/token.h"

#include <string.h>

static void become_word(struct token *t, uint16_t lex)
{
    const struct lexeme *w = &lexicon_words[lex]; /* all zero for no word */
    t->kind = T_WORD;
    t->lex = lex;
    t->cls = w->cls;
    t->word = w->lemma;
    t->value = w->value;
    t->form = w->form;
}

static void look_up(struct token *t, const char *p, size_t n)
{
    become_word(t, lexicon_find(p, n));
}

/* Bytes behind a word that neither belong to it nor make it another kind of token, as an apostrophe, a hyphen and a slash
 * do. A full stop is one when no abbreviation goes on behind it. */
static inline bool ends_plain_word(const char *end)
{
    const uint64_t marks = 1ULL << ' ' | 1ULL << ',' | 1ULL << ';' | 1ULL << ':' | 1ULL << '(' | 1ULL << ')' |
                           1ULL << '"' | 1ULL << '?' | 1ULL << '!' | 1ULL << '\0';
    unsigned char c = (unsigned char)*end;
    return c < 64 && ((marks >> c & 1) || (c == '.' && (end[1] == ' ' || end[1] == '\0')));
}

/*
 * The end of a word of small letters with a blank or a mark behind it, as most are; eight letters at once, which leaves
 * nothing to guess before its end is there. NULL: let the scanner look. It is right about such a word as well, only
 * slower: test_lexicon holds the two side by side.
 */
static inline const char *plain_word(struct token *t, const char *p)
{
    const char *end = p;
    uint64_t head = bytes_at(p), others = bytes_within(head, 'a', 'z') ^ BYTES_TOPS;
    while (others == 0) {
        end += 8;
        others = bytes_within(bytes_at(end), 'a', 'z') ^ BYTES_TOPS;
    }
    end += bytes_first(others);
    size_t n = (size_t)(end - p);
    if (n == 0 || !ends_plain_word(end) || (n == 1 && *p == 'x')) { /* "x %" is a blank */
        return NULL;
    }
    become_word(t, lexicon_find_head(head & lexicon_first_bytes(n < 8 ? n : 8), p, n));
    return end;
}

/* Has a word no apostrophe, no hyphen and no byte beyond ASCII? Eight bytes at once; TOKEN_SCAN_PAD lets it look on. */
static bool is_plain(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        uint64_t v = bytes_at(p + i);
        if (n - i < 8) {
            uint64_t kept = lexicon_first_bytes(n - i);
            v = (v & kept) | ('0' * BYTES_ONES & ~kept);
        }
        if (bytes_within(v, '0', 0x7f) != BYTES_TOPS) {
            return false;
        }
    }
    return true;
}

/* The key of a word: without 's, typographic apostrophes made plain, the hyphen of "phq-9" left out. */
static void scan_word(struct token *t, const char *p, size_t n)
{
    if (is_plain(p, n)) {
        look_up(t, p, n);
        return;
    }
    char key[64 + 8] = "";
    size_t k = 0;
    for (size_t i = 0; i < n && k < sizeof key - 8; i++) {
        if (p[i] == '-') {
            continue;
        }
        if (n - i > 2 && memcmp(p + i, "\xe2\x80\x99", 3) == 0) {
            key[k++] = '\'';
            i += 2;
        } else if (n - i > 2 && p[i] == '\xe2' && p[i + 1] == '\x80') {
            i += 2; /* a typographic hyphen */
        } else {
            key[k++] = p[i];
        }
    }
    bool plural = k > 2 && key[k - 1] == '\'' && key[k - 2] == 's'; /* the clinics' records */
    if (plural || (k > 2 && key[k - 1] == 's' && key[k - 2] == '\'')) {
        k -= plural ? 1 : 2;
        t->flags |= F_POSSESSIVE;
    }
    look_up(t, key, k);
}

/* "the clinics' records": how long the apostrophe behind a plural is, when a word follows; else 0. */
static size_t plural_owner(const char *p)
{
    size_t n = *p == '\'' ? 1 : p[0] == '\xe2' && p[1] == '\x80' && p[2] == '\x99' ? 3 : 0;
    return n > 0 && p[n] == ' ' && p[n + 1] >= 'a' && p[n + 1] <= 'z' ? n : 0;
}

/* The end of the letters in front of "-2026" when they are a word of time, else `end`. */
static const char *name_end(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && *q >= 'a' && *q <= 'z') {
        q++;
    }
    uint16_t lex = lexicon_find(p, (size_t)(q - p));
    return lex != 0 && (lexicon_words[lex].cls & (C(MONTH) | C(TIME) | C(PER))) ? q : end;
}

static const char *read_decimal(const char *p, int64_t *v, uint8_t *decimals)
{
    int64_t n = 0;
    int d = 0;
    for (; (*p >= '0' && *p <= '9') || (*p == ',' && p[1] >= '0' && p[1] <= '9'); p++) {
        if (*p != ',' && n < 100000000000LL) {
            n = n * 10 + (*p - '0');
        }
    }
    n *= 1000;
    if (*p == '.' && p[1] >= '0' && p[1] <= '9') {
        int64_t place = 100;
        for (p++; *p >= '0' && *p <= '9'; p++) {
            n += place * (*p - '0');
            place /= 10;
            d += d < 3;
        }
    }
    *v = n;
    *decimals = (uint8_t)(d > *decimals ? d : *decimals);
    return p;
}

/* 6, 6.5, 10+, 6-8, 7/10, 6-7/10, 2+/5, 60%-70%, 0-140 degrees: one lexeme, read by hand. */
static void scan_number(struct token *t, const char *p, const char *end)
{
    int64_t v;
    bool second = false;
    while (p < end) {
        if ((*p >= '0' && *p <= '9') || *p == '.') {
            p = read_decimal(p, &v, &t->decimals);
            if (second) {
                t->hi = v;
                t->flags |= F_RANGE;
            } else {
                t->lo = v;
            }
            continue;
        }
        if (*p == '/') {
            for (p++; *p == ' '; p++) {
            }
            p = read_decimal(p, &v, &t->decimals);
            t->den = (int32_t)(v / 1000 > INT32_MAX ? INT32_MAX : v / 1000);
            t->flags |= F_FRACTION;
            continue;
        }
        t->flags |= *p == '+' ? F_PLUS : *p == '%' ? F_PERCENT : *p == 'x' || *p == '\xc3' ? F_TIMES : 0;
        t->flags |= *p == '\xc2' && p[1] == '\xb0' ? F_DEGREE : 0;
        second |= *p == '-' || *p == '\xe2';
        p++;
    }
}

/* "6mwt", "9hpt": a name that begins with digits and that the lexicon knows as a scale. Its end, or p. */
static const char *digit_name(struct token *t, const char *start, const char *p)
{
    const char *q = p;
    while ((*q >= 'a' && *q <= 'z') || (*q >= '0' && *q <= '9')) {
        q++;
    }
    uint16_t lex = q > p + 2 ? lexicon_find(start, (size_t)(q - start)) : 0;
    if (lex == 0 || (lexicon_words[lex].cls & C(SCALE)) == 0) {
        return p;
    }
    *t = (struct token){.kind = T_WORD};
    look_up(t, start, (size_t)(q - start));
    return q;
}

/* "3x", "8th": what is glued to the digits and still belongs to the number. */
static const char *number_suffix(struct token *t, const char *p)
{
    static const char ordinals[4][3] = {"st", "nd", "rd", "th"};
    const char *x = p + (*p == ' ');
    size_t n = *x == 'x' ? 1 : x[0] == '\xc3' && x[1] == '\x97' ? 2 : 0;
    if (n > 0 && !(x[n] >= 'a' && x[n] <= 'z') && !(x[n] >= '0' && x[n] <= '9')) {
        t->flags |= F_TIMES;
        return x + n;
    }
    for (int i = 0; i < 4; i++) {
        if (p[0] == ordinals[i][0] && p[1] == ordinals[i][1] && !(p[2] >= 'a' && p[2] <= 'z')) {
            t->flags |= F_ORDINAL;
            return p + 2;
        }
    }
    return p;
}

static void scan_date(struct token *t, const char *p, const char *end)
{
    int64_t part[3] = {0, 0, 0};
    int n = 0;
    for (; p < end; p++) {
        if (*p >= '0' && *p <= '9') {
            part[n] = part[n] * 10 + (*p - '0');
        } else {
            n++;
        }
    }
    if (part[0] > 31) {
        t->lo = part[0];
        t->hi = part[1];
        t->den = (int32_t)part[2];
        return;
    }
    t->lo = part[2] < 100 ? 2000 + part[2] : part[2];
    t->hi = part[0] > 12 ? part[1] : part[0]; /* month first, as in the United States, unless it can't be one */
    t->den = (int32_t)(part[0] > 12 ? part[0] : part[1]);
}

static void case_flags(struct token *t, const char *text)
{
    const char *p = text + t->from;
    if (*p < 'A' || *p > 'Z') {
        return;
    }
    t->flags |= F_CAPITAL;
    if (t->to - t->from > 1 && ((p[1] >= 'A' && p[1] <= 'Z') || (p[1] >= '0' && p[1] <= '9') || p[1] == '-')) {
        t->flags |= F_UPPER;
    }
}

/* One dispatch loop made by re2c; its length is the number of token shapes. */
int token_scan(const char *low, const char *text, size_t n, struct token *t, int room)
{
    const char *p = low, *end = low + n, *start, *YYMARKER;
    int count = 0;
    bool glue = false; /* the last thing read was a hyphen between two letters or digits */
    for (;;) {
        start = p;
        struct token *k = &t[count];
        if (count + 1 >= room) {
            *k = (struct token){.kind = T_END, .from = (uint16_t)n, .to = (uint16_t)n};
            return count;
        }
        *k = (struct token){.kind = T_MARK};
        const char *plain_end = plain_word(k, p);
        if (plain_end != NULL) {
            p = plain_end;
            goto keep;
        }
        /*!re2c
        re2c:define:YYCTYPE = "unsigned char";
        re2c:define:YYCURSOR = p;
        re2c:yyfill:enable = 0;

        digit  = [0-9];
        dash   = "-" | "\xe2\x80" [\x90-\x93] | "\xe2\x88\x92";
        apos   = "'" | "\xe2\x80\x99";
        arrow  = "->" | "-->" | "\xe2\x86\x92" | "\xe2\x87\x92" | "\xe2\x9e" [\x94\x99-\xa1] "\xef\xb8\x8f"? | "\xe2\x9f\xb6"
               | "\xe2\xae\x95" "\xef\xb8\x8f"? | "\xef\x83\xa0"; /* the last one: as Word keeps "-->" in its font of signs */
        space  = [ \t\v\f\r] | "\xc2\xa0" | "\xe2\x80" [\x80-\x8b\xaf];
        letter = [a-z] | [\xc3-\xdf] [\x80-\xbf];
        num    = digit+ ("," digit{3})* ("." digit+)? | "." digit+;
        part   = num "+"? (" "? "%")? (" "? "/" " "? num "+"?)? (" "? "%")?;
        number = part (" "? dash " "? part)? (" "? "\xc2\xb0")?;

        [\x00] { 
            if (start < end) { p = start + 1; continue; }
            k->kind = T_END;
            k->from = k->to = (uint16_t)n;
            return count;
        }
        space+ { glue = false; continue; }
        "911" | "988" { k->kind = T_WORD; look_up(k, start, 3); goto keep; } /* emergency and crisis lines */
        "24/7" { k->kind = T_SERIAL; goto keep; }
        "x" digit+ ("d" | "w" | "wk" | "wks" | "week" | "weeks" | "mo" | "mos" | "month" | "months" | "day" | "days")? {
            k->kind = T_WORD; /* x2, x12wk */
            p = start + 1;
            look_up(k, start, 1);
            goto keep;
        }
        number {
            k->kind = T_NUMBER;
            const char *named = *p >= 'a' && *p <= 'z' ? digit_name(k, start, p) : p;
            if (named > p) {
                p = named;
                goto keep;
            }
            scan_number(k, start, p);
            p = number_suffix(k, p);
            goto keep;
        }
        digit{4} "-" digit{1,2} "-" digit{1,2} { k->kind = T_DATE; scan_date(k, start, p); goto keep; }
        digit{1,2} "/" digit{1,2} "/" (digit{4} | digit{2}) { k->kind = T_DATE; scan_date(k, start, p); goto keep; }
        digit{1,2} [-.] digit{1,2} [-.] digit{4} { k->kind = T_DATE; scan_date(k, start, p); goto keep; }
        digit{1,2} "-" digit{1,2} "-" [23] digit { /* 3-31-27; 4-7-8 is a way to breathe */
            scan_date(k, start, p);
            k->kind = k->lo >= 2024 && k->hi >= 1 && k->hi <= 12 ? T_DATE : T_SERIAL;
            goto keep;
        }
        digit{1,2} ":" digit{2} { k->kind = T_CLOCK; goto keep; }
        digit+ (dash digit+){2,} | digit+ ":" digit+ { k->kind = T_SERIAL; goto keep; }
        letter (letter | digit)* (apos letter+)* {
            k->kind = T_WORD;
            p += p[-1] == 's' ? plural_owner(p) : 0;
            scan_word(k, start, (size_t)(p - start));
            goto keep;
        }
        letter+ dash digit+ letter? { /* phq-9 is a name; oct-2026 and week-4 are two things */
            k->kind = T_WORD;
            scan_word(k, start, (size_t)(p - start));
            const char *cut = k->lex == 0 ? name_end(start, p) : p;
            if (cut < p) {
                p = cut;
                scan_word(k, start, (size_t)(p - start));
            }
            goto keep;
        }
        "w/" | "w/o" | "w/in" | "w/i" | "w/out" | "s/s" | "mg/dl" | "g/dl" | "ml/kg/min" | "m/s" | "l/min" | "ml/hr" | "mmol/l" | "meq/l" | "ng/ml" | "mcg/ml" | "d/c" | "f/u" |  "b.i.d" | "q.o.d" | "t.i.d" | "q.i.d" | "and/or" | "n/a" {
            k->kind = T_WORD;
            look_up(k, start, (size_t)(p - start));
            goto keep;
        }
        ("e.g" | "i.e" | "a.m" | "p.m") "."? { k->kind = T_WORD; look_up(k, start, 3); goto keep; }
        "_"{2,} | "[" [^\]\x00]{0,60} "]" | "{" [^}\x00]{1,60} "}" | "<" [a-z] [a-z ]{1,24} ">"
        | "(" ("#" | "number" | "insert" [^)\x00]* | "specify" [^)\x00]*) ")" | "x" " "? "%" {
            k->kind = T_BLANK;
            goto keep;
        }
        dash {
            bool before = start > low && start[-1] > ' ' && count > 0 && t[count - 1].to == start - low;
            unsigned char after = (unsigned char)*p;
            if (before && (after >= 'a' || (after >= '0' && after <= '9'))) {
                glue = true;
                continue;
            }
            k->mark = '-';
            goto keep;
        }
        "\xe2\x80" [\x94\x95] { k->mark = '-'; goto keep; }
        "&" { k->kind = T_WORD; look_up(k, start, 1); goto keep; }
        "\xe2\x86" [\x91\x93] { k->kind = T_WORD; look_up(k, start, 3); goto keep; } /* arrows up and down */
        "+/-" | "+-" | "\xc2\xb1" { k->mark = 'p'; goto keep; }
        "\xc2\xa3" | "\xe2\x82\xac" { k->mark = '$'; goto keep; } /* pounds, euros */
        "<" { k->mark = '<'; goto keep; }
        ">" { k->mark = '>'; goto keep; }
        "<=" | "=<" | "< =" | "\xe2\x89\xa4" { k->mark = 'l'; goto keep; }
        ">=" | "=>" | "> =" | "\xe2\x89\xa5" { k->mark = 'g'; goto keep; }
        arrow  { k->mark = MARK_ARROW; goto keep; }
        "\xe2\x80" [\x9c-\x9f] | "\xe2\x80" [\x98-\x9b] | "\"" | "'" { k->mark = '"'; goto keep; }
        "\n" | "\xe2\x80\xa2" | "*" { k->mark = 'b'; goto keep; }
        [\xe0-\xef] [\x80-\xbf]{2} | [\xf0-\xf7] [\x80-\xbf]{3} | "\xc2" [\x80-\xbf] { k->mark = '?'; goto keep; }
        * { k->mark = (char)*start; goto keep; }
        */
    keep:
        k->from = (uint16_t)(start - low);
        k->to = (uint16_t)(p - low);
        k->flags |= glue ? F_JOINED : 0;
        glue = false;
        if (k->kind == T_WORD) {
            case_flags(k, text);
        }
        p += *p == ' '; /* most tokens are followed by one */
        count++;
    }
}
