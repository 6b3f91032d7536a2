/* plan_text_nested.c: lines below an item: techniques of an intervention, steps of a goal, more about a problem. */
#include "plan/plan_text_reader.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static void set(struct reader *r, enum item kind, struct str *to, const char *member, struct str s)
{
    put_text(r, to, s);
    item_mark(r, kind, member, 0);
}

static void below_intervention(struct reader *r, struct str name, struct str s)
{
    struct plan_intervention *i = item_at(r, ITEM_INTERVENTION);
    bool short_text = s.n <= 60 && (s.n == 0 || s.p[s.n - 1] != '.');
    if (!name.n && !i->text.p && i->techniques.n == 0 && (!short_text || i->name.p == NULL)) {
        set(r, ITEM_INTERVENTION, i->name.p || !short_text ? &i->text : &i->name, i->name.p || !short_text ? "/text" : "/name", s);
        return;
    }
    struct plan_technique *t = PLAN_PUSH(r->arena, &i->techniques);
    if (!t) {
        r->failed = true;
        return;
    }
    int n = (int)i->techniques.n - 1;
    if (!name.n && short_text) {
        name = s;
        s = nothing;
    }
    if (name.n) {
        put_text(r, &t->name, name);
        item_mark(r, ITEM_INTERVENTION, "/techniques/#/name", n);
    }
    if (s.n) {
        put_text(r, &t->text, s);
        item_mark(r, ITEM_INTERVENTION, "/techniques/#/text", n);
    }
}

/* A line that begins with what a clinician does ("Teach ...") is an intervention, whatever it stands under. */
static bool clinician_acts(struct str s)
{
    size_t end = 0;
    while (end < s.n && s.p[end] != ' ')
        end++;
    uint32_t first = lexicon_classes(str_sub(s, 0, end));
    struct str start = str_sub(s, 0, s.n < 60 ? s.n : 60);
    bool will = str_find_ci(start, STR("will"), 0) != (size_t)-1;
    return ((first & WORD_ACT) && !(first & WORD_AIM) && !(first & WORD_CLIENT)) || (will && (first & WORD_HELPER));
}

static void below_goal(struct reader *r, struct str name, struct str s)
{
    struct plan_goal *g = item_at(r, ITEM_GOAL);
    if (!g->statement.p && !g->client_words.p) {
        if (name.n && g->name.p)
            s = labelled(r, name, s);
        else if (name.n)
            set(r, ITEM_GOAL, &g->name, "/name", name);
        set(r, ITEM_GOAL, &g->statement, "/statement", line_unquote(s));
    } else if (r->line->mark == MARK_NONE && !r->line->cells) {
        item_mark(r, ITEM_GOAL, "/details/#", put_list(r, &g->details, labelled(r, name, s)));
    } else if (clinician_acts(s)) {
        make_intervention(r, TOPIC_INTERVENTIONS, name, s);
    } else {
        make_objective(r, name, s);
    }
}

static void below_objective(struct reader *r, struct str name, struct str s)
{
    struct plan_objective *o = item_at(r, ITEM_OBJECTIVE);
    if (!o->statement.p && !name.n)
        set(r, ITEM_OBJECTIVE, &o->statement, "/statement", line_unquote(s));
    else if (!name.n && clinician_acts(s))
        make_intervention(r, TOPIC_INTERVENTIONS, name, s);
    else
        item_mark(r, ITEM_OBJECTIVE, "/details/#", put_list(r, &o->details, labelled(r, name, s)));
}

static void below_problem(struct reader *r, struct str name, struct str s)
{
    struct plan_problem *p = item_at(r, ITEM_PROBLEM);
    if (name.n) {
        put_topic(r, &p->details, name, s);
        item_mark(r, ITEM_PROBLEM, "/details/#", (int)p->details.n - 1);
    } else if (!p->statement.p || r->line->mark == MARK_NONE) {
        set(r, ITEM_PROBLEM, &p->statement, "/statement", s);
    } else {
        item_mark(r, ITEM_PROBLEM, "/symptoms/#", put_list(r, &p->symptoms, s));
    }
    guess_diagnosis(r, s);
}

static void below_person(struct reader *r, enum item kind, struct str name, struct str s)
{
    struct plan_person *p = item_at(r, kind);
    bool contact = scan_telephone(s) || (s.n && memchr(s.p, '@', s.n));
    set(r, kind, contact ? &p->contact : &p->text, contact ? "/contact" : "/text", labelled(r, name, s));
}

void nested_put(struct reader *r, enum item kind, enum topic topic, struct str name, struct str s)
{
    struct str both = labelled(r, name, s);
    switch (kind) {
    case ITEM_INTERVENTION: below_intervention(r, name, s); return;
    case ITEM_GOAL: below_goal(r, name, s); return;
    case ITEM_OBJECTIVE: below_objective(r, name, s); return;
    case ITEM_PROBLEM: below_problem(r, name, s); return;
    case ITEM_CONTACT: case ITEM_PARTICIPANT: below_person(r, kind, name, s); return;
    case ITEM_DIAGNOSIS: {
        struct span at;
        if (scan_icd10(s, &at))
            make_diagnosis(r, name, s);
        else
            item_mark(r, kind, "/evidence/#", put_list(r, &((struct plan_diagnosis *)item_at(r, kind))->evidence, both));
        return;
    }
    case ITEM_RESPONSE:
        item_mark(r, kind, "/actions/#", put_list(r, &((struct plan_response *)item_at(r, kind))->actions, both));
        return;
    case ITEM_PHASE: set(r, kind, &((struct plan_phase *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_SUPPORT: set(r, kind, &((struct plan_support *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_REFERRAL: set(r, kind, &((struct plan_referral *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_MEDICATION: set(r, kind, &((struct plan_medication *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_BARRIER: set(r, kind, &((struct plan_barrier *)item_at(r, kind))->answer, "/answer", both); return;
    case ITEM_SIGNATURE: set(r, kind, &((struct plan_signature *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_CONSENT: set(r, kind, &((struct plan_consent *)item_at(r, kind))->text, "/text", both); return;
    case ITEM_NONE: case ITEM_STRENGTH: case ITEM_VALUE: case ITEM_PREFERENCE: case ITEM_MONITORING: case ITEM_COUNT: break;
    }
    part_put(r, topic, name, s);
}
