/* sign_advice.c: what is worth a look before a plan is signed: the checks advise, and the golden thread shows its gaps.
 */
#include "rules/rules.h"
#include "web/editor.h"
#include "web/plan_pages.h"
#include "web/sign_parts.h"

#define ADVICE_SHOWN 6 /* more fold away */

static bool is_blocked(const struct signing *s, const struct finding *f)
{
    for (size_t i = 0; i < s->block_count; i++) {
        if (str_is(s->blocks[i].rule, f->rule->id)) {
            return true;
        }
    }
    return false;
}

static struct sign_link error_link(struct call *w, struct editor *d, const struct finding *f)
{
    struct str place = f->pointer.n ? editor_place_words(d, sign_part(f->pointer)) : NONE,
               field = editor_mend_field(d, f);
    struct str below = field.n ? web_print(w, "/plan/draft#%.*s", (int)field.n, field.p) : STR("/plan/draft");
    return (struct sign_link){
        web_print(w, "%.*s%s%s", (int)place.n, place.n ? place.p : "", place.n ? ": " : "", f->rule->title),
        client_page(w, below.p)};
}

bool sign_advice(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct findings found = {0};
    struct editor d = {.arena = w->arena, .plan = s->plan, .findings = &found};
    struct thread_item *gap;
    size_t gaps;
    if (!v->is_draft) {
        return true;
    }
    if (!rules_check(s->plan, w->arena, &found, &w->err) || !editor_begin(&d, &w->err) ||
        !plan_thread_open(w, s->plan, &gap, &gaps)) {
        return false;
    }
    v->advice = arena_array(w->arena, found.list.n + gaps + 1, sizeof *v->advice);
    for (size_t i = 0; v->advice && i < found.list.n; i++) {
        const struct finding *f = &found.list.at[i];
        if (f->rule->severity == SEVERITY_ERROR && !is_blocked(s, f)) {
            v->advice[v->advice_count++] = error_link(w, &d, f);
        }
    }
    for (size_t i = 0; v->advice && i < gaps; i++) {
        v->advice[v->advice_count++] = (struct sign_link){gap[i].text, gap[i].url};
    }
    v->advice_folds = v->advice_count > ADVICE_SHOWN;
    return (v->advice && !d.failed) || arena_error(w->arena, &w->err);
}
