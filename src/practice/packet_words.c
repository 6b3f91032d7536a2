/* packet_words.c: members of an entry of a packet as a reader sees them, on the page and on paper alike. */
#include "practice/sharing_parts.h"

#include "measure/measure.h"

bool sharing_member_shown(struct str key)
{
    return !(key.n > 3 && memcmp(key.p + key.n - 3, "_ms", 3) == 0);
}

void sharing_member_put(struct str key, struct str value, struct buf *out)
{
    const struct measure *m = str_is(key, "instrument") || str_is(key, "measure") ? measure_find(value) : NULL;
    struct date day;
    if (m) {
        buf_cstr(out, m->name);
    } else if (date_parse(value, &day)) {
        buf_printf(out, "%d %s %d", (int)day.day, date_month(day.month), (int)day.year);
    } else {
        buf_add(out, value);
    }
}
