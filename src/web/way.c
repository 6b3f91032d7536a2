/* way.c: the table of errands. */
#include "web/way.h"

#include "web/web_parts.h"

static const struct {
    const char *name, *below, *words;
} ways[] = {
    {"sign", "/plan/sign", "Go back to signing the plan"},
    {"chart", "", "Go back to the overview"},
    {"sharing", "/sharing", "Go back to sharing"},
    {"share", "/disclosures/new", "Go back to what you were sharing"},
    {"treatment", "/consents/new?kind=treatment", "Go back to the consent"},
    {"treatment-sign", "/consents/new?kind=treatment&way=sign", "Go back to the consent"},
    {"treatment-chart", "/consents/new?kind=treatment&way=chart", "Go back to the consent"},
    {"e_record", "/consents/new?kind=e_record", "Go back to the consent"},
    {"e_record-sign", "/consents/new?kind=e_record&way=sign", "Go back to the consent"},
};

struct way way_named(struct call *w, struct str name)
{
    for (size_t i = 0; name.n && i < COUNT_OF(ways); i++) {
        if (str_is(name, ways[i].name)) {
            return (struct way){str_of(ways[i].name), client_page(w, ways[i].below), ways[i].words};
        }
    }
    if (str_starts(name, STR("access"))) { /* whose own way back goes along */
        struct str further = name.n > 7 && name.p[6] == '-' ? str_sub(name, 7, name.n) : NONE;
        struct way next = way_named(w, further);
        if (name.n == 6 || next.name.n) {
            struct str below = web_print(w, "/access%s%.*s", next.name.n ? "?way=" : "", (int)next.name.n,
                                         next.name.n ? next.name.p : "");
            return (struct way){
                web_print(w, "access%s%.*s", next.name.n ? "-" : "", (int)next.name.n, next.name.n ? next.name.p : ""),
                client_page(w, below.p), "Go back to who has access"};
        }
    }
    return (struct way){NONE, NO_URL, NULL};
}

struct way way_find(struct call *w)
{
    struct str posted = http_form(w->in, "way");
    return way_named(w, posted.n ? posted : http_query(w->in, "way"));
}

struct str way_through(struct call *w, const char *kind)
{
    struct way way = way_find(w);
    struct str name =
        web_print(w, "%s%s%.*s", kind, way.name.n ? "-" : "", (int)way.name.n, way.name.n ? way.name.p : "");
    return way_named(w, name).name;
}
