#include "base/err.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * One line of clean UTF-8: arguments may hold pieces of a hostile file. A character that snprintf cut in half at the
 * end is taken away, control characters become blanks, a wrong byte becomes '?'.
 */
static void clean(char *text, bool cut)
{
    struct str s = {text, strlen(text)};
    size_t at = 0, from, out = 0;

    if (cut)
        s.n = utf8_whole(s);
    while (at < s.n) {
        uint32_t cp;

        from = at;
        cp = utf8_next(s, &at);
        if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029) {
            text[out++] = ' ';
        } else if (cp == 0xfffd && at - from == 1) {
            text[out++] = '?';
        } else {
            memmove(text + out, text + from, at - from);
            out += at - from;
        }
    }
    text[out] = '\0';
}

bool err_set(struct err *e, enum err_kind kind, const char *where, const char *fmt, ...)
{
    va_list ap;
    int n;

    if (e == NULL || e->kind != ERR_NONE)
        return false;
    e->kind = kind;
    n = snprintf(e->where, sizeof e->where, "%s", where == NULL ? "" : where);
    clean(e->where, n >= (int)sizeof e->where);
    va_start(ap, fmt);
    n = vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    clean(e->text, n >= (int)sizeof e->text);
    return false;
}

bool err_no_memory(struct err *e)
{
    return err_set(e, ERR_MEMORY, NULL, "not enough memory; close other programs or use a smaller input");
}

void err_clear(struct err *e)
{
    e->kind = ERR_NONE;
    e->where[0] = '\0';
    e->text[0] = '\0';
}
