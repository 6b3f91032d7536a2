/* blank.c: blanks in the words of a plan. */
#include "plan/blank.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "[what matters]", "[X]"; not "[ ]", "[1]", "[sic]", nor a box ticked at the start of a line. */
static size_t bracket_end(struct str s, size_t at)
{
    size_t end = at + 1, letters = 0;
    while (end < s.n && s.p[end] != ']' && s.p[end] != '[' && s.p[end] != '\n') {
        letters += is_letter(s.p[end]);
        end++;
    }
    if (end == s.n || s.p[end] != ']' || letters == 0 || str_eq_ci(str_sub(s, at, end + 1), STR("[sic]"))) {
        return 0;
    }
    bool box = end == at + 2 && (at == 0 || s.p[at - 1] == '\n');
    return box ? 0 : end + 1;
}

bool blank_find(struct str s, size_t from, struct span *out)
{
    for (size_t i = from; i < s.n; i++) {
        size_t end = i;
        if (s.p[i] == '_') {
            while (end < s.n && s.p[end] == '_') {
                end++;
            }
            end = end - i >= 2 ? end : 0;
        } else if (s.p[i] == '[') {
            end = bracket_end(s, i);
        } else {
            continue;
        }
        if (end) {
            *out = (struct span){i, end};
            return true;
        }
    }
    return false;
}

bool blank_in(struct str s)
{
    struct span ignored;
    return blank_find(s, 0, &ignored);
}

bool blank_is(struct str s)
{
    struct span at;
    s = str_trim(s);
    return blank_find(s, 0, &at) && at.from == 0 && at.to == s.n;
}
