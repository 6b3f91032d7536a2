/* measure_key.c: measures in addresses. Which measure a client fills in says what the client has; addresses are kept in
 * histories and logs. */
#include "measure/measure.h"
#include "practice/chart.h"
#include "web/web.h"

const char *measure_key(struct call *w, struct str name)
{
    char *key = arena_alloc(w->arena, CHART_KEY_SIZE);
    if (!key) {
        arena_error(w->arena, &w->err);
        return "";
    }
    chart_key(w->practice, w->client, name, key);
    return key;
}

struct str measure_of_key(struct call *w, struct str key)
{
    char own[CHART_KEY_SIZE];
    const struct measure *m;
    for (size_t i = 0; (m = measure_at(i)) != NULL; i++) {
        chart_key(w->practice, w->client, str_of(m->id), own);
        if (str_is(key, own)) {
            return str_of(m->id);
        }
    }
    return (struct str){NULL, 0};
}

bool measure_named(struct call *w, const char *below)
{
    struct str name = http_query(w->in, "measure");
    if (name.n) {
        web_go(w, "/clients/%s%s?m=%s", web_part(w, w->client), below, measure_key(w, name));
    }
    return name.n > 0;
}
