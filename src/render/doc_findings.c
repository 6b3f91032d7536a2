/* doc_findings.c: each finding goes to the part of the document that shows what it is about. */
#include "render/doc_make.h"
#include "rules/findings.h"

static struct doc_finding *add(struct doc_make *m, struct doc_node *n)
{
    struct doc_finding *f = m->failed ? NULL : ARENA_NEW(m->a, struct doc_finding);

    if (!f) {
        m->failed = true;
        return NULL;
    }
    if (n->findings_last)
        n->findings_last->next = f;
    else
        n->findings = f;
    n->findings_last = f;
    return f;
}

void doc_put_findings(struct doc_make *m)
{
    const struct findings *all = m->options->findings;

    if (!all)
        return;
    plan_ids_sort(&m->places);
    for (size_t i = 0; i < all->list.n; i++) {
        const struct finding *from = &all->list.at[i];
        struct doc_finding *to = add(m, doc_place_of(m, from->pointer));
        if (!to)
            return;
        to->severity = from->rule->severity;
        finding_message(from, &m->word);
        to->message = doc_word(m);
        to->why = doc_clean(m, str_of(from->reason ? from->reason : from->rule->why));
        to->fix = doc_clean(m, str_of(from->rule->fix));
        if (from->span.from < from->span.to)
            to->excerpt = doc_clean(m, str_sub(from->excerpt, from->span.from, from->span.to));
        to->rewrite = doc_clean(m, from->rewrite);
        to->rule = str_of(from->rule->id);
        m->doc->finding_count[to->severity]++;
    }
}
