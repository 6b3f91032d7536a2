/* route.c: the table of pages, and a tree over its paths: a look-up takes a step for each segment. */
#include "web/web_parts.h"

#include <assert.h>
#include <stdlib.h>

static const struct route rows[] = {
#define ROUTE(method, path, use_case, flags, handler, title) {HTTP_##method, path, use_case, flags, handler, title},
#include "web/routes.def"
#undef ROUTE
#define ROUTE(method, path, use_case, flags, handler, title)                                                           \
    {HTTP_##method, path, use_case, (flags) | ROUTE_ME | ROUTE_OUTSIDE, handler, title},
#include "web/routes_me.def"
#undef ROUTE
};

const struct route *route_at(size_t i)
{
    return i < COUNT_OF(rows) ? &rows[i] : NULL;
}

const char *method_name(enum http_method m)
{
    static const char *const names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return names[m];
}

bool id_valid(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool digit = c >= '0' && c <= '9';
        bool letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
        if (!digit && !letter) {
            return false;
        }
    }
    return s.n == SEAL_ID_SIZE && s.p[0] <= '7';
}

/* ---- the tree: nodes by number; a fixed child is found by (node, segment) in a table ---- */

struct edge {
    struct str segment; /* absent: free place */
    int from, to;
};

struct node {
    int any; /* the child for a :part; 0: none */
    const struct route *row[HTTP_METHOD_COUNT];
};

struct routes {
    struct node *node;
    struct edge *edge;
    size_t nodes, room; /* room: of edges, a power of two */
};

static size_t hash(int from, struct str s)
{
    uint32_t h = 2166136261u ^ (uint32_t)from * 2654435761u;
    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    }
    return h;
}

static struct edge *find_edge(const struct routes *r, int from, struct str segment)
{
    size_t i = hash(from, segment) & (r->room - 1);
    while (r->edge[i].segment.p && (r->edge[i].from != from || !str_eq(r->edge[i].segment, segment))) {
        i = (i + 1) & (r->room - 1);
    }
    return &r->edge[i];
}

/* The next segment of *path, which begins with a slash; false at its end. */
static bool next_segment(struct str *path, struct str *segment)
{
    if (!path->n || path->p[0] != '/') {
        return false;
    }
    size_t end = 1;
    while (end < path->n && path->p[end] != '/') {
        end++;
    }
    *segment = str_sub(*path, 1, end);
    *path = str_sub(*path, end, path->n);
    return true;
}

static void add(struct routes *r, const struct route *row)
{
    struct str path = str_of(row->path), segment;
    int at = 0;
    while (next_segment(&path, &segment)) {
        struct edge *e = find_edge(r, at, segment);
        int *to = str_starts(segment, STR(":")) ? &r->node[at].any : &e->to;
        if (!*to) {
            *to = (int)r->nodes++;
            if (to == &e->to) {
                e->segment = segment;
                e->from = at;
            }
        }
        at = *to;
    }
    assert(!r->node[at].row[row->method]);
    r->node[at].row[row->method] = row;
}

bool routes_new(struct routes **out, struct err *e)
{
    struct routes *r = calloc(1, sizeof *r);
    size_t segments = 1;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (const char *p = rows[i].path; *p; p++) {
            segments += *p == '/';
        }
    }
    if (r) {
        for (r->room = 16; r->room < 2 * segments; r->room *= 2) {
        }
        r->node = calloc(segments + 1, sizeof *r->node);
        r->edge = calloc(r->room, sizeof *r->edge);
        r->nodes = 1;
    }
    if (!r || !r->node || !r->edge) {
        routes_free(r);
        return err_no_memory(e);
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        add(r, &rows[i]);
    }
    *out = r;
    return true;
}

void routes_free(struct routes *r)
{
    if (r) {
        free(r->node);
        free(r->edge);
        free(r);
    }
}

/* What stands in the place of each :part is one that may stand there. */
static bool parts_fit(const struct route *row, struct str param[PARAMS_MAX])
{
    struct str path = str_of(row->path), segment;
    size_t n = 0;
    while (next_segment(&path, &segment)) {
        if (!str_starts(segment, STR(":"))) {
            continue;
        }
        bool id = str_is(segment, ":client") || str_is(segment, ":id");
        if (id ? !id_valid(param[n]) : !param[n].n || param[n].n > 64) {
            return false;
        }
        n++;
    }
    return true;
}

enum route_result routes_find(const struct routes *r, enum http_method method, struct str path,
                              const struct route **out, struct str param[PARAMS_MAX], unsigned *allowed)
{
    struct str segment;
    size_t n = 0;
    int at = 0;
    *allowed = 0;
    while (next_segment(&path, &segment)) {
        const struct edge *e = find_edge(r, at, segment);
        if (e->segment.p) {
            at = e->to;
        } else if (r->node[at].any && n < PARAMS_MAX) {
            param[n++] = segment;
            at = r->node[at].any;
        } else {
            return ROUTE_NO_PATH;
        }
    }
    const struct node *node = &r->node[at];
    const struct route *any = NULL;
    for (int m = 0; m < HTTP_METHOD_COUNT; m++) {
        *allowed |= node->row[m] ? 1u << m : 0;
        any = node->row[m] ? node->row[m] : any;
    }
    *allowed |= node->row[HTTP_GET] ? 1u << HTTP_HEAD : 0;
    if (!any || path.n || !parts_fit(any, param)) {
        return ROUTE_NO_PATH;
    }
    *out = node->row[method == HTTP_HEAD ? HTTP_GET : method];
    return *out ? ROUTE_FOUND : ROUTE_NO_METHOD;
}

bool route_is_there(const struct web *w, const char *path)
{
    const struct route *row;
    struct str param[PARAMS_MAX];
    unsigned allowed;
    return routes_find(w->routes, HTTP_GET, str_of(path), &row, param, &allowed) == ROUTE_FOUND;
}

struct str web_param(const struct call *w, const char *name)
{
    struct str path = str_of(w->route->path), segment;
    size_t n = 0;
    while (next_segment(&path, &segment)) {
        if (str_starts(segment, STR(":"))) {
            if (str_is(str_sub(segment, 1, segment.n), name)) {
                return w->param[n];
            }
            n++;
        }
    }
    return NONE;
}
