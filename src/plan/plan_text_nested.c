/* plan_text_nested.c: lines below an item: techniques of an intervention, steps of a goal, more about a problem. */
#include "plan/evidence.h"
#include "plan/plan_text_reader.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static void set(struct reader *r, enum item kind, struct str *to, const char *member, struct str s)
{
    text_put(r, to, s);
    text_item_mark(r, kind, member, 0);
}

static bool among(struct str word, const char *const *words)
{
    while (*words && !str_is_ci(word, *words))
        words++;
    return *words != NULL;
}

/* A whole sentence with a subject of its own: "Parking is behind the building.", "The folder stays here." A technique
 * is a name ("The empty chair") or something to do ("Weigh what speaks for it."). */
static bool tells_of_something(struct str s)
{
    static const char *const subjects[] = {"it", "this", "that", "there", "he",     "she", "they",
                                           "we", "i",    "you",  "my",    "please", "see", NULL};
    static const char *const articles[] = {"the", "a", "an", "our", "his", "her", "their", "your", "no", NULL};
    static const char *const finite[] = {"is",   "are", "was",    "were", "has",   "have", "had", "will",
                                         "must", "can", "should", "does", "needs", "need", "may", NULL};
    bool quoted = false, article = false;
    size_t words = 0;
    for (size_t at = 0; at < s.n && words < 5; words++) {
        size_t end = at;
        while (end < s.n && s.p[end] != ' ')
            quoted = (s.p[end++] == '"') != quoted;
        struct str word = str_sub(s, at, end);
        article = article || (words == 0 && among(word, articles));
        if (words == 0 ? among(word, subjects) : !quoted && among(word, finite))
            return true;
        at = end + 1;
    }
    return article && s.p[s.n - 1] == '.';
}

/* Does the line belong to the intervention above it? Words of care say so; without them it must look like a technique.
 */
static bool looks_like_technique(struct str name, struct str s)
{
    const uint32_t care = WORD_CLIENT | WORD_TOOL | WORD_THERAPY | WORD_ACT | WORD_AIM | WORD_AILING | WORD_DISORDER |
                          WORD_SESSION | WORD_HELPER | WORD_KIN | WORD_DRUG | WORD_RISK | WORD_CRISIS | WORD_REVIEW |
                          WORD_REFER;
    return name.n || ((heading_classes(s) & care)) || !evidence_techniques_empty(evidence_techniques_in(s)) ||
           !tells_of_something(s);
}

static void below_intervention(struct reader *r, struct str name, struct str s)
{
    if (text_measures_named(r, name, s)) {
        text_make_monitoring(r, name, s);
        return;
    }
    struct plan_intervention *i = text_item_at(r, ITEM_INTERVENTION);
    bool short_text = s.n <= 60 && (s.n == 0 || s.p[s.n - 1] != '.');
    if (!name.n && !i->text.p && i->techniques.n == 0 && (!short_text || i->name.p == NULL)) {
        set(r, ITEM_INTERVENTION, i->name.p || !short_text ? &i->text : &i->name,
            i->name.p || !short_text ? "/text" : "/name", s);
        return;
    }
    if (!looks_like_technique(name, s))
        return; /* a note */
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
        text_put(r, &t->name, name);
        text_item_mark(r, ITEM_INTERVENTION, "/techniques/#/name", n);
    }
    if (s.n) {
        text_put(r, &t->text, s);
        text_item_mark(r, ITEM_INTERVENTION, "/techniques/#/text", n);
    }
}

/* A line that begins with what a clinician does ("Teach ...") is an intervention, whatever it stands under. */
/* "Cole will speak with employers": somebody who is named as one of the team. */
bool text_team_acts(const struct reader *r, struct str s)
{
    size_t end = 0, will = text_scan_word(str_sub(s, 0, s.n < 40 ? s.n : 40), "will");
    while (end < s.n && s.p[end] != ' ')
        end++;
    if (will != end + 1 || end < 2)
        return false;
    for (size_t i = 0; i < r->plan->agreement.participants.n; i++) {
        struct str name = r->plan->agreement.participants.at[i].name;
        if (name.n > end && str_starts(name, str_sub(s, 0, end)) && name.p[end] == ' ')
            return true;
    }
    return false;
}

bool text_clinician_acts(struct str s)
{
    size_t end = 0;
    while (end < s.n && s.p[end] != ' ')
        end++;
    uint32_t first = heading_classes(str_sub(s, 0, end));
    struct str start = str_sub(s, 0, s.n < 60 ? s.n : 60);
    bool will =
        str_find_ci(start, STR("will"), 0) != (size_t)-1 || str_starts_ci(str_trim(str_sub(s, end, s.n)), STR("to "));
    return ((first & WORD_ACT) && !(first & WORD_AIM) && !(first & WORD_CLIENT)) || (will && (first & WORD_HELPER));
}

/* "EMDR; PCL-5 at every third session", "Grounding, sleep routine" */
static bool begins_therapy(struct str s)
{
    size_t end = 0;
    while (end < s.n && !strchr(" ,;:", s.p[end]))
        end++;
    return heading_classes(str_sub(s, 0, end)) & WORD_THERAPY;
}

static void below_goal(struct reader *r, struct str name, struct str s)
{
    struct plan_goal *g = text_item_at(r, ITEM_GOAL);
    if (!g->statement.p && !g->client_words.p) {
        if (name.n && g->name.p)
            s = text_labelled(r, name, s);
        else if (name.n)
            set(r, ITEM_GOAL, &g->name, "/name", name);
        set(r, ITEM_GOAL, &g->statement, "/statement", text_unquote(s));
    } else if (name.n && !r->line->cells &&
               (str_eq_ci(name, STR("how")) || heading_sign(name) == TOPIC_INTERVENTIONS)) {
        text_make_intervention(r, TOPIC_INTERVENTIONS, nothing, s);
    } else if (r->line->mark == MARK_NONE && !r->line->cells && !name.n &&
               (text_clinician_acts(s) || begins_therapy(s))) {
        text_make_intervention(r, TOPIC_INTERVENTIONS, name, s);
    } else if (r->line->mark == MARK_NONE && !r->line->cells) {
        text_item_mark(r, ITEM_GOAL, "/details/#", text_put_list(r, &g->details, text_labelled(r, name, s)));
    } else if (text_clinician_acts(s)) {
        text_make_intervention(r, TOPIC_INTERVENTIONS, name, s);
    } else {
        text_make_objective(r, name, s);
    }
}

/* "Objectives / Interventions" over an outline: what is below an objective is done for it. */
static bool heading_names_interventions(const struct reader *r)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].heading.n)
            return str_find_ci(r->frame[i].heading, STR("intervention"), 0) != (size_t)-1;
    return false;
}

static void below_objective(struct reader *r, struct str name, struct str s)
{
    struct plan_objective *o = text_item_at(r, ITEM_OBJECTIVE);
    if (!o->statement.p && !name.n)
        set(r, ITEM_OBJECTIVE, &o->statement, "/statement", text_unquote(s));
    else if ((!name.n && text_clinician_acts(s)) || (r->line->mark != MARK_NONE && heading_names_interventions(r)))
        text_make_intervention(r, TOPIC_INTERVENTIONS, name, s);
    else
        text_item_mark(r, ITEM_OBJECTIVE, "/details/#", text_put_list(r, &o->details, text_labelled(r, name, s)));
}

static void below_problem(struct reader *r, struct str name, struct str s)
{
    struct plan_problem *p = text_item_at(r, ITEM_PROBLEM);
    if (name.n) {
        text_put_topic(r, &p->details, name, s);
        text_item_mark(r, ITEM_PROBLEM, "/details/#", (int)p->details.n - 1);
    } else if (!p->statement.p || r->line->mark == MARK_NONE) {
        set(r, ITEM_PROBLEM, &p->statement, "/statement", s);
    } else {
        text_item_mark(r, ITEM_PROBLEM, "/symptoms/#", text_put_list(r, &p->symptoms, s));
    }
    text_guess_diagnosis(r, s);
}

static void below_person(struct reader *r, enum item kind, struct str name, struct str s)
{
    struct plan_person *p = text_item_at(r, kind);
    bool contact = text_scan_telephone(s) || (s.n && memchr(s.p, '@', s.n));
    set(r, kind, contact ? &p->contact : &p->text, contact ? "/contact" : "/text", text_labelled(r, name, s));
}

/* Over 60 lines: a case for each kind of item. */
void text_nested_put(struct reader *r, enum item kind, enum topic topic, struct str name, struct str s)
{
    struct str both = text_labelled(r, name, s);
    switch (kind) {
    case ITEM_INTERVENTION:
        below_intervention(r, name, s);
        return;
    case ITEM_GOAL:
        below_goal(r, name, s);
        return;
    case ITEM_OBJECTIVE:
        below_objective(r, name, s);
        return;
    case ITEM_PROBLEM:
        below_problem(r, name, s);
        return;
    case ITEM_CONTACT:
    case ITEM_PARTICIPANT:
        below_person(r, kind, name, s);
        return;
    case ITEM_DIAGNOSIS: {
        struct span at;
        bool headed = text_scan_icd10(name, &at) && at.from == 0; /* "F41.1: Generalized anxiety" */
        if (headed || text_scan_icd10(s, &at) || text_rules_out(s))
            text_make_diagnosis(r, name, s);
        else
            text_item_mark(r, kind, "/evidence/#",
                           text_put_list(r, &((struct plan_diagnosis *)text_item_at(r, kind))->evidence, both));
        return;
    }
    case ITEM_RESPONSE:
        text_item_mark(r, kind, "/actions/#",
                       text_put_list(r, &((struct plan_response *)text_item_at(r, kind))->actions, both));
        return;
    case ITEM_PHASE:
        set(r, kind, &((struct plan_phase *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_SUPPORT:
        set(r, kind, &((struct plan_support *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_REFERRAL:
        set(r, kind, &((struct plan_referral *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_MEDICATION:
        set(r, kind, &((struct plan_medication *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_BARRIER:
        set(r, kind, &((struct plan_barrier *)text_item_at(r, kind))->answer, "/answer", both);
        return;
    case ITEM_SIGNATURE:
        set(r, kind, &((struct plan_signature *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_CONSENT:
        set(r, kind, &((struct plan_consent *)text_item_at(r, kind))->text, "/text", both);
        return;
    case ITEM_NONE:
    case ITEM_STRENGTH:
    case ITEM_VALUE:
    case ITEM_PREFERENCE:
    case ITEM_MONITORING:
    case ITEM_COUNT:
        break;
    }
    text_part_put(r, topic, name, s);
}
