/* people.c: see people.h. */
#include "cli/people.h"

#include "base/date.h"
#include "base/escape.h"

#include <stdlib.h>
#include <unistd.h>

#define LINK_MAX_BYTES 4096

struct str machine_zone(struct arena *a)
{
    char target[LINK_MAX_BYTES];
    ssize_t n = readlink("/etc/localtime", target, sizeof target);
    struct str path = {target, n > 0 ? (size_t)n : 0}, mark = STR("/zoneinfo/");
    size_t at = str_find(path, mark, 0);
    struct str zone = at == (size_t)-1 ? STR("") : str_sub(path, at + mark.n, path.n);
    char *p = zone.n ? arena_copy(a, zone.p, zone.n) : NULL;
    return (struct str){p, p ? zone.n : 0};
}

bool roles_read(const char *text, unsigned *roles, struct err *e)
{
    struct str rest = str_of(text), one;
    *roles = 0;
    for (bool more = true; more;) {
        char name[32];
        enum role role;
        size_t n = 0;
        more = str_cut(rest, ',', &one, &rest);
        one = str_trim(more ? one : rest);
        for (; n < one.n && n + 1 < sizeof name; n++) {
            name[n] = one.p[n];
            if (name[n] == '-') {
                name[n] = '_';
            }
        }
        name[n] = 0;
        if (!role_find((struct str){name, one.n < sizeof name ? n : 0}, &role)) {
            struct buf b;
            buf_init(&b, 0);
            roles_put((1u << ROLE_BITS) - 1, &b);
            err_set(e, ERR_INVALID, "roles", "are one or more of %s", buf_ok(&b) ? b.p : "those in the manual");
            buf_free(&b);
            return false;
        }
        *roles |= role;
    }
    return true;
}

void roles_put(unsigned roles, struct buf *b)
{
    for (unsigned i = 0, n = 0; i < ROLE_BITS; i++) {
        if (roles >> i & 1) {
            buf_printf(b, "%s%s", n++ ? "," : "", role_name((enum role)(1u << i)));
        }
    }
}

bool until_read(const char *text, const struct zone *zone, struct opt_int *ms, struct err *e)
{
    struct date d;
    *ms = (struct opt_int){0};
    if (!text) {
        return true;
    }
    if (!date_parse(str_of(text), &d) || !date_is_set(date_add_days(d, 1))) {
        return err_set(e, ERR_INVALID, "--until", "must be a day, YYYY-MM-DD");
    }
    *ms = (struct opt_int){true, zone_day_begins_ms(zone, date_add_days(d, 1))};
    return true;
}

void cell_put(struct buf *b, struct str s, int width)
{
    size_t from = b->n;
    escape_terminal(b, s, false);
    for (size_t n = b->n - from; n < (size_t)width; n++) {
        buf_char(b, ' ');
    }
    buf_cstr(b, "  ");
}
