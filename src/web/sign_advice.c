/* sign_advice.c: what the checks say of a plan before it is signed: the list and the number of the draft's page. */
#include "rules/rules.h"
#include "web/editor.h"
#include "web/sign_parts.h"

#define ADVICE_SHOWN 6 /* more fold away */

/* One row of the checks, as a link into the draft. */
static struct sign_link link_of(struct call *w, const struct edit_check *c)
{
    struct str below = c->field.n ? web_print(w, "/plan/draft#%.*s", (int)c->field.n, c->field.p) : STR("/plan/draft");
    return (struct sign_link){c->text, client_page(w, below.p)};
}

/* It stands among what must be mended, or have its reason, before anybody can sign. */
static bool is_blocked(const struct signing *s, const struct edit_check *c)
{
    bool blocked = false;
    for (size_t i = 0; c->rule && i < s->block_count && !blocked; i++) {
        blocked = str_is(s->blocks[i].rule, c->rule);
    }
    return blocked;
}

static void put_rows(struct call *w, const struct signing *s, const struct edit_check *list, size_t n,
                     struct view_plan_sign *v)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_blocked(s, &list[i])) {
            v->advice[v->advice_count++] = link_of(w, &list[i]);
        }
    }
}

bool sign_advice(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct findings found = {0};
    struct plan_beside beside = {.last = 0};
    struct editor d = {.arena = w->arena, .plan = s->plan, .findings = &found, .beside = &beside};
    struct view_edit_checks checks;
    if (!v->is_draft) {
        return true;
    }
    if (!rules_check(s->plan, w->arena, &found, &w->err) || !editor_begin(&d, &w->err)) {
        return false;
    }
    editor_checks(&d, &checks);
    v->advice = arena_array(w->arena, checks.must_count + checks.todo_count + 1, sizeof *v->advice);
    if (!v->advice || d.failed) {
        return arena_error(w->arena, &w->err);
    }
    put_rows(w, s, checks.must, checks.must_count, v);
    put_rows(w, s, checks.todo, checks.todo_count, v);
    v->counted = checks.words;
    v->advice_folds = v->advice_count > ADVICE_SHOWN;
    return true;
}
