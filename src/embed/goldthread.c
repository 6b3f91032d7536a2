/* The public library: the core's functions behind plain bytes. */
#include "goldthread.h"

#include "measure/score_line.h"
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"
#include "plan/signs.h"
#include "render/render.h"
#include "rules/findings.h"

#include <stdlib.h>
#include <string.h>

/* One call: an arena for the work, a buffer for the result, the core's error. */
struct call {
    struct arena arena;
    struct buf out;
    struct err err;
};

static void call_begin(struct call *c)
{
    arena_init(&c->arena, 0);
    buf_init(&c->out, 0);
    err_clear(&c->err);
}

static enum gt_status status_of(enum err_kind k)
{
    switch (k) {
    case ERR_NONE:
        return GT_OK;
    case ERR_INVALID:
        return GT_INVALID;
    case ERR_NOT_FOUND:
        return GT_NOT_FOUND;
    case ERR_LIMIT:
        return GT_LIMIT;
    case ERR_MEMORY:
        return GT_NO_MEMORY;
    case ERR_CONFLICT:
    case ERR_REFUSED:
    case ERR_IO:
    case ERR_INTERNAL:
        break;
    }
    return GT_INTERNAL;
}

/* The one way out of every function: result or error handed over, the rest released. */
static enum gt_status call_end(struct call *c, bool ok, struct gt_text *out, struct gt_error *e)
{
    if (ok && !buf_ok(&c->out))
        ok = err_no_memory(&c->err);
    enum gt_status status = ok ? GT_OK : status_of(c->err.kind);
    *out = (struct gt_text){NULL, 0};
    if (ok) {
        *out = (struct gt_text){c->out.p, c->out.n};
    } else {
        buf_free(&c->out);
    }
    if (e) {
        memset(e, 0, sizeof *e);
        e->status = status;
        memcpy(e->where, c->err.where, sizeof e->where);
        memcpy(e->text, c->err.text, sizeof e->text);
    }
    arena_free(&c->arena);
    return status;
}

_Static_assert(sizeof((struct gt_error *)0)->where == sizeof((struct err *)0)->where, "one size of place");
_Static_assert(sizeof((struct gt_error *)0)->text == sizeof((struct err *)0)->text, "one size of text");

const char *gt_version(void)
{
    return GOLDTHREAD_VERSION;
}

void gt_text_free(struct gt_text *t)
{
    free(t->data);
    *t = (struct gt_text){NULL, 0};
}

enum gt_status gt_parse(const char *text, size_t size, const char *role, struct gt_text *json, struct gt_error *e)
{
    struct call c;
    struct statement s;
    struct json_out o;
    struct statement_facts facts = {.role = ROLE_UNKNOWN, .relevant = TRI_UNKNOWN};
    bool ok = true;
    call_begin(&c);
    if (role && (facts.role = statement_role_find(str_of(role))) == ROLE_UNKNOWN)
        ok = err_set(&c.err, ERR_INVALID, "role", "must be goal, objective, intervention or other");
    ok = ok && statement_read((struct str){text, size}, &facts, &c.arena, &s, &c.err);
    if (ok) {
        json_out_init(&o, &c.out, 0);
        statement_put_json(&s, STR("null"), (struct str){NULL, 0}, &o);
    }
    return call_end(&c, ok, json, e);
}

static bool load(const char *bytes, size_t size, struct call *c, struct plan **out)
{
    return plan_load((struct str){bytes, size}, PLAN_SOURCE_AUTO, &c->arena, out, NULL, &c->err);
}

static bool load_bound(const char *bytes, size_t size, struct call *c, struct plan **out)
{
    return plan_load_bound((struct str){bytes, size}, PLAN_SOURCE_AUTO, &c->arena, out, &c->err);
}

static void put_findings(const struct findings *f, const struct plan *p, struct str name, struct str source,
                         enum gt_findings_format format, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, 0);
    switch (format) {
    case GT_FINDINGS_TEXT:
        findings_put_text(f, p, name, false, 80, out);
        break;
    case GT_FINDINGS_JSON:
        findings_put_json(f, name, &o);
        break;
    case GT_FINDINGS_SARIF:
        findings_sarif_begin(&o);
        findings_sarif_file(f, name, source, &o);
        findings_sarif_end(&o);
        break;
    }
}

enum gt_status gt_check(const char *plan, size_t size, const char *name, enum gt_findings_format format,
                        struct gt_text *out, struct gt_error *e)
{
    struct call c;
    struct plan *p = NULL;
    struct findings found = {0};
    call_begin(&c);
    bool ok = load_bound(plan, size, &c, &p) && rules_check(p, &c.arena, &found, &c.err);
    if (ok)
        put_findings(&found, p, str_of(name ? name : "plan"), (struct str){plan, size}, format, &c.out);
    return call_end(&c, ok, out, e);
}

enum gt_status gt_convert(const char *plan, size_t size, enum gt_plan_format to, struct gt_text *out,
                          struct gt_error *e)
{
    struct call c;
    struct plan *p = NULL;
    struct render_options o = {.draft = true, .signatures = true};
    call_begin(&c);
    bool drawn = to == GT_PLAN_HTML || to == GT_PLAN_PDF;
    bool ok = drawn ? load_bound(plan, size, &c, &p) : load(plan, size, &c, &p);
    if (ok) {
        switch (to) {
        case GT_PLAN_JSON:
            plan_to_json(p, 2, &c.out);
            break;
        case GT_PLAN_TEXT:
            plan_to_text(p, &c.out);
            break;
        case GT_PLAN_HTML:
            render_html(p, &o, &c.out);
            break;
        case GT_PLAN_PDF:
            ok = render_pdf(p, &o, &c.out, &c.err);
            break;
        }
    }
    return call_end(&c, ok, out, e);
}

enum gt_status gt_diff(const char *old_plan, size_t old_size, const char *new_plan, size_t new_size,
                       struct gt_text *json, struct gt_error *e)
{
    struct call c;
    struct plan *was = NULL, *now = NULL;
    struct diff d = {0};
    call_begin(&c);
    bool ok = load_bound(old_plan, old_size, &c, &was) && load_bound(new_plan, new_size, &c, &now) &&
              diff_plans(was, now, &c.arena, &d, &c.err);
    if (ok)
        diff_put_json(&d, 0, &c.out);
    return call_end(&c, ok, json, e);
}

enum gt_status gt_score(const char *line, size_t size, struct gt_text *json, struct gt_error *e)
{
    struct call c;
    call_begin(&c);
    bool ok = score_line((struct str){line, size}, &c.arena, &c.out, &c.err);
    return call_end(&c, ok, json, e);
}

enum gt_status gt_follow(struct gt_bytes plan, struct gt_bytes series, const char *on, struct gt_text *json,
                         struct gt_error *e)
{
    struct call c;
    struct plan *p = NULL;
    struct series s = {.entries = {NULL, 0, 0}};
    struct follow f;
    struct date day;
    call_begin(&c);
    bool ok = date_parse(str_of(on), &day) ||
              err_set(&c.err, ERR_INVALID, "on", "must be a day of the calendar as YYYY-MM-DD");
    ok = ok && load_bound(plan.data, plan.size, &c, &p) &&
         series_read((struct str){series.data, series.size}, &c.arena, &s, &c.err) &&
         follow_plan(p, &s, day, &c.arena, &f, &c.err);
    if (ok)
        follow_put_json(p, &f, 0, &c.out);
    return call_end(&c, ok, json, e);
}
