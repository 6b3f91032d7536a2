/* words.c: the English words of a picture, and values put into patterns. */
#include "render/words.h"

const struct render_words render_english = {
    .point = '.',
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
               "November", "December"},
    .day = "%s %s",
    .day_year = "%s %s %s",
    .short_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    .short_day = "%s %s",
    .short_day_year = "%s %s %s",
    .month_year = "%s %s",
#define WORD(name, english) .name = english,
#include "render/words.def"
#undef WORD
};

const char *render_t(const struct render_words *w, const char *english)
{
    return w && w->text && english ? w->text(w, english) : english;
}

void words_put(const char *pattern, const struct str *values, size_t n, void (*put)(void *to, struct str piece),
               void *to)
{
    size_t next = 0;
    for (const char *from = pattern; *from;) {
        const char *at = strchr(from, '%');
        put(to, at ? (struct str){from, (size_t)(at - from)} : str_of(from));
        if (!at)
            return;
        if (at[1] == 's') {
            put(to, next < n ? values[next] : STR(""));
            next++;
            from = at + 2;
        } else if (at[1] >= '1' && at[1] <= '9' && at[2] == '$' && at[3] == 's') {
            size_t which = (size_t)(at[1] - '1');
            put(to, which < n ? values[which] : STR(""));
            from = at + 4;
        } else { /* "%%", and a sign that stands for itself */
            put(to, STR("%"));
            from = at + (at[1] == '%' ? 2 : 1);
        }
    }
}
