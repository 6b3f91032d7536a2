/* plan_text_line.c: one line: its text_mark, its emphasis, its cells. Joining and counting is in plan_text_cut.c. */
#include "plan/plan_text_line.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Bullets of more than one byte, and how deep they usually stand among bullets of the same indentation. */
static const struct {
    char text[5];
    signed char sub;
} bullets[] = {
    {"\xE2\x80\xA2", 4}, {"\xE2\x97\x8F", 4}, {"\xC2\xB7", 4},     {"\xE2\x88\x99", 4}, {"\xE2\x80\xA3", 4},
    {"\xE2\x9E\xA2", 3}, {"\xE2\x9E\xA4", 3}, {"\xE2\x86\x92", 4}, {"\xEF\x82\xB7", 4}, {"\xE2\x80\x93", 5},
    {"\xE2\x80\x94", 5}, {"\xE2\x81\x83", 5}, {"\xE2\x97\xA6", 6}, {"\xE2\x97\x8B", 6}, {"\xE2\x96\xAA", 7},
    {"\xE2\x96\xA0", 7}, {"\xE2\x97\xBE", 7}, {"\xEF\x82\xA7", 7}, {"\xE2\x9C\x93", 4}, {"\xE2\x9C\x94", 4},
    {"\xE2\x96\xB6", 3}, {"\xE2\x96\xBA", 3}, {"\xE2\x98\x85", 4}, {"\xE2\x9C\x97", 4}, {"\xE2\x9C\x98", 4},
    {"\xE2\x9E\x94", 3}, {"\xE2\x9A\xAB", 4}, {"\xC2\xA7", 7},
};

/* A picture or sign before the words ("\xF0\x9F\x91\xA4 Client"), with the blanks after it; it says nothing to us. */
static size_t picture(struct str s)
{
    size_t n = 0;
    if (s.n < 5 || ((unsigned char)s.p[0] != 0xF0 && (unsigned char)s.p[0] != 0xE2))
        return 0;
    if (memcmp(s.p, "\xF0\x9F", 2) == 0)
        n = 4;
    else if (s.p[0] == '\xE2' && ((unsigned char)s.p[1] == 0x9C || (unsigned char)s.p[1] == 0x9D ||
                                  ((unsigned char)s.p[1] == 0x98 && (unsigned char)s.p[2] > 0x92)))
        n = 3;
    if (n && s.n > n + 3 && memcmp(s.p + n, "\xEF\xB8\x8F", 3) == 0)
        n += 3;
    if (!n || n >= s.n || !is_blank(s.p[n]))
        return 0;
    while (n < s.n && is_blank(s.p[n]))
        n++;
    return n < s.n ? n : 0;
}

/* Length of a bullet at the start of s with the blanks after it, 0 when there is none. */
static size_t bullet(struct str s, int *sub)
{
    size_t n = 0;
    if (s.n >= 2 && (s.p[0] == '-' || s.p[0] == '*' || s.p[0] == '+' || s.p[0] == '~')) {
        bool glued = s.p[0] == '-' && (is_letter(s.p[1]) || s.p[1] == '"' || s.p[1] == '[');
        glued = glued || (s.p[0] == '*' && is_letter(s.p[1]) && !memchr(s.p + 1, '*', s.n - 1));
        n = is_blank(s.p[1]) || glued ? 1 : 0;
        *sub = s.p[0] == '-' ? 5 : 4;
    } else if (s.n >= 3 && s.p[0] == 'o' && (s.p[1] == '\t' || (s.p[1] == ' ' && s.p[2] == ' '))) {
        n = 1;
        *sub = 6;
    } else {
        for (size_t i = 0; (unsigned char)s.p[0] >= 0x80 && i < sizeof bullets / sizeof *bullets && !n; i++) {
            size_t m = strlen(bullets[i].text);
            if (s.n > m && memcmp(s.p, bullets[i].text, m) == 0) {
                n = m;
                *sub = bullets[i].sub;
            }
        }
    }
    while (n && n < s.n && is_blank(s.p[n]))
        n++;
    return n < s.n ? n : 0;
}

static bool is_roman(struct str s)
{
    size_t i = 0;
    char low = s.n && s.p[0] >= 'a' ? 0x20 : 0;
    while (i < s.n && strchr("IVX", s.p[i] & ~0x20) && (s.p[i] & 0x20) == low)
        i++;
    return i == s.n && s.n > 0 && s.n <= 5;
}

/* "0.5 kg", "309.81 (F43.12)": a number with a fraction, not the second point of the first chapter. */
static bool is_quantity(struct str number, struct str rest)
{
    static const char *const units[] = {"mg", "mcg",  "g",     "kg",  "ml",     "l",
                                        "km", "hour", "hours", "hrs", "points", "units"};
    size_t end = 0;
    while (end < rest.n && is_letter(rest.p[end]))
        end++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is_ci(str_sub(rest, 0, end), units[i]))
            return true;
    return number.p[0] == '0' || (number.n > 3 && is_digit(number.p[1]) && is_digit(number.p[2]));
}

/* Length of "1.", "1)", "(a)", "1.2", "IV." with the blanks after it, 0 when there is none. */
static size_t numbering(struct str s, struct text_line *l, int *sub)
{
    size_t i = s.p[0] == '(' || s.p[0] == '#' ? 1 : 0, start = i, parts = 0;
    bool closed = false, sharp = s.p[0] == '#';
    while (i < s.n && parts < 6) {
        size_t from = i;
        int v = 0;
        while (i < s.n && is_digit(s.p[i]) && i - from < 3)
            v = v * 10 + (s.p[i++] - '0');
        if (i == from)
            break;
        parts++;
        l->number = v;
        closed = i < s.n && (s.p[i] == '.' || s.p[i] == ')' || s.p[i] == ':');
        if (closed)
            i++;
        if (!closed || s.p[i - 1] != '.')
            break;
    }
    if (parts == 0) {
        while (i < s.n && is_letter(s.p[i]) && i - start < 5)
            i++;
        struct str word = str_sub(s, start, i);
        bool digits = word.n == 1 && i < s.n && is_digit(s.p[i]); /* "A1.", "B2)" stand below "A." */
        bool point = word.n == 1 && word.p[0] < 'a' && i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1]); /* "A.1" */
        i += point;
        digits = digits || point;
        while (digits && i < s.n && is_digit(s.p[i]) && i - start < 5)
            i++;
        bool open = point && i < s.n && is_blank(s.p[i]);
        closed = open || (i < s.n && (s.p[i] == '.' || s.p[i] == ')'));
        if (!closed || !(word.n == 1 || is_roman(word)))
            return 0;
        parts = digits ? 2 : is_roman(word) && word.p[0] < 'a' ? 1 : word.p[0] < 'a' ? 2 : 3;
        *sub = digits ? 4 : is_roman(word) && word.p[0] < 'a' ? 1 : word.p[0] < 'a' ? 2 : 4;
        l->number = 0;
        i += !open;
    } else {
        if (parts == 1 && !closed && !sharp)
            return 0;
        *sub = parts > 4 ? 5 : (int)parts + 1;
    }
    if (i >= s.n || !is_blank(s.p[i]))
        return 0;
    while (i < s.n && is_blank(s.p[i]))
        i++;
    if (!closed && parts == 2 && is_quantity(str_sub(s, start, s.n), str_sub(s, i, s.n)))
        return 0;
    l->depth = (int)parts;
    return i < s.n ? i : 0;
}

/* ">> Goals", "== Goals ==", ":: Goals": bytes of the marks, 0 when it is no such heading. */
static size_t heading_marks(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == s.p[0])
        n++;
    bool mark = s.n > 3 && strchr(">=:*~", s.p[0]) && n >= 2 && n < s.n && s.p[n] == ' ' && s.n <= 80;
    return mark && s.p[s.n - 1] != '.' ? n : 0;
}

static struct str take_box(struct str s, struct text_line *l)
{
    static const char *const boxes[] = {"[ ]", "[x]",          "[X]",          "( )",          "(x)",
                                        "(X)", "\xE2\x98\x90", "\xE2\x98\x91", "\xE2\x98\x92", "[]"};
    if (s.n == 0 || (s.p[0] != '[' && s.p[0] != '(' && (unsigned char)s.p[0] != 0xE2))
        return s;
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        struct str b = str_of(boxes[i]);
        if (str_starts(s, b) && s.n > b.n) {
            l->boxed = true;
            l->task = l->mark == MARK_BULLET && s.p[0] == '[';
            l->mark = l->mark == MARK_NONE ? MARK_BULLET : l->mark;
            l->ticked = i != 0 && i != 3 && i != 6 && i != 9;
            return str_trim(str_sub(s, b.n, s.n));
        }
    }
    return s;
}

static struct str unwrap(struct str s, struct text_line *l)
{
    while (s.n > 2 && (s.p[0] == '*' || s.p[0] == '_' || s.p[0] == '`') && s.p[s.n - 1] == s.p[0] &&
           !is_blank(s.p[1]) && s.p[1] != s.p[0]) {
        l->bold = l->bold || s.p[0] != '`';
        s = str_trim(str_sub(s, 1, s.n - 1));
    }
    return s;
}

/* Only marks and no word: a rule, a separator, a lone colon. A blank to be filled in ("____") says nothing either. */
static bool wordless(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_digit(s.p[i]) || is_letter(s.p[i]))
            return false;
        if (c >= 0xC3 &&
            !(c == 0xE2 && i + 1 < s.n && ((unsigned char)s.p[i + 1] == 0x80 || (unsigned char)s.p[i + 1] >= 0x93)))
            return false;
    }
    return true;
}

static bool all_caps(struct str s)
{
    size_t capitals = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return false;
        capitals += s.p[i] >= 'A' && s.p[i] <= 'Z';
    }
    return capitals >= 4;
}

static bool add_cell(struct arena *a, struct text_line *l, struct str s)
{
    if (!l->cell && !(l->cell = arena_array(a, LINE_CELLS_MAX, sizeof *l->cell)))
        return false;
    struct text_line none = {.bold = false};
    s = unwrap(str_trim(s), &none);
    if (s.n > 1 && str_find(s, STR("\\|"), 0) != (size_t)-1) { /* an escaped pipe is a pipe */
        char *p = arena_alloc(a, s.n + 1);
        size_t n = 0;
        if (!p)
            return false;
        for (size_t i = 0; i < s.n; i++)
            if (s.p[i] != '\\' || i + 1 == s.n || s.p[i + 1] != '|')
                p[n++] = s.p[i];
        s = (struct str){p, n};
    }
    l->cell[l->cells++] = s;
    return true;
}

/* Cells of a row: by pipes when the line is a row of a table or has " | " in it, else by tabs. */
static bool cut_cells(struct str s, struct arena *a, struct text_line *l)
{
    if (!memchr(s.p, '|', s.n) && !memchr(s.p, '\t', s.n))
        return true;
    bool pipes =
        s.p[0] == '|' || str_find(s, STR(" | "), 0) != (size_t)-1 || str_find(s, STR("\t|\t"), 0) != (size_t)-1;
    char at = pipes ? '|' : '\t';
    l->piped = pipes;
    if (!pipes && !memchr(s.p, '\t', s.n))
        return true;
    size_t from = pipes && s.p[0] == '|' ? 1 : 0;
    for (size_t i = from; i <= s.n; i++) {
        if (i < s.n && (s.p[i] != at || (at == '|' && i > 0 && s.p[i - 1] == '\\')))
            continue;
        if (i == s.n && i == from && pipes)
            break;
        if ((pipes || i > from) && l->cells < LINE_CELLS_MAX - 1 && !add_cell(a, l, str_sub(s, from, i)))
            return false;
        if (l->cells == LINE_CELLS_MAX - 1 && i < s.n)
            return add_cell(a, l, str_sub(s, i + 1, s.n));
        from = i + 1;
    }
    return true;
}

bool text_line_read(struct str s, struct arena *a, struct text_line *l)
{
    int column = 0, sub = 0;
    size_t i = 0, n;
    l->width = (int)s.n;
    for (; i < s.n &&
           (is_blank(s.p[i]) || (s.p[i] == '>' && i + 1 < s.n && s.p[i + 1] == ' ' && (i == 0 || s.p[i - 1] != '>')));
         i++)
        column += s.p[i] == '\t'                              ? 4 - column % 4
                  : s.p[i] == '>' || (i && s.p[i - 1] == '>') ? 0 /* a quotation stands no further in */
                                                              : 1;
    s = str_trim(str_sub(s, i, s.n));
    l->text = s;
    if (wordless(s)) {
        l->empty = true;
        l->separator = s.p[0] == '|' && memchr(s.p, '-', s.n);
        l->underlined = s.n >= 3 && (s.p[0] == '-' || s.p[0] == '=' || s.p[0] == '_') && s.p[1] == s.p[0];
        return true;
    }
    bool numbered = s.p[0] == '#' && s.n > 1 && is_digit(s.p[1]); /* "#1 ..." counts, "# ..." heads */
    if (s.p[0] == '#' && !numbered) {
        while (l->depth < 6 && (size_t)l->depth < s.n && s.p[l->depth] == '#')
            l->depth++;
        l->mark = MARK_HASH;
        s = str_trim(str_sub(s, (size_t)l->depth, s.n));
        while (s.n && s.p[s.n - 1] == '#')
            s = str_trim(str_sub(s, 0, s.n - 1));
    } else if ((n = heading_marks(s)) > 0) {
        l->mark = MARK_HASH;
        l->depth = 2;
        s = str_trim(str_sub(s, n, s.n));
        while (s.n && (s.p[s.n - 1] == '=' || s.p[s.n - 1] == ':' || s.p[s.n - 1] == '<' || s.p[s.n - 1] == '*'))
            s = str_trim(str_sub(s, 0, s.n - 1));
    } else if ((n = bullet(s, &sub)) > 0) {
        l->mark = MARK_BULLET;
        s = str_sub(s, n, s.n);
    }
    while ((n = picture(s)) > 0)
        s = str_sub(s, n, s.n);
    if (l->mark != MARK_HASH || is_digit(s.p[0])) {
        struct text_line number = {.depth = 0};
        int numbered_sub = sub;
        if ((n = numbering(s, &number, &numbered_sub)) > 0) {
            sub = numbered_sub;
            l->number = number.number;
            if (l->mark != MARK_HASH) {
                l->mark = MARK_NUMBER;
                l->depth = number.depth;
            }
            s = str_sub(s, n, s.n);
        }
    }
    l->level = 100 + 8 * (column > 200 ? 200 : column) + sub + 1;
    s = unwrap(take_box(s, l), l);
    l->text = s;
    l->caps = all_caps(s);
    return l->mark == MARK_HASH || cut_cells(s, a, l);
}

struct str text_line_item(struct str s)
{
    int sub;
    struct text_line none = {.depth = 0};
    s = str_trim(s);
    size_t n = s.n ? bullet(s, &sub) : 0;
    if (!n && s.n)
        n = numbering(s, &none, &sub);
    return str_sub(s, n, s.n);
}

struct str text_unquote(struct str s)
{
    static const struct {
        char open[4], close[4];
    } quotes[] = {{"\"", "\""}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xE2\x80\x98", "\xE2\x80\x99"}, {"'", "'"}};
    s = str_trim(s);
    if (s.n < 2 || (s.p[0] != '"' && s.p[0] != '\'' && s.p[0] != '\xE2'))
        return s;
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        struct str o = str_of(quotes[i].open), c = str_of(quotes[i].close);
        if (s.n > o.n + c.n && str_starts(s, o) && memcmp(s.p + s.n - c.n, c.p, c.n) == 0 &&
            str_find(str_sub(s, o.n, s.n - c.n), c, 0) == (size_t)-1)
            return str_trim(str_sub(s, o.n, s.n - c.n));
    }
    return s;
}
