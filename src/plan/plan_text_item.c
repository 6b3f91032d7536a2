/* plan_text_item.c: making medications, problems, goals, objectives and interventions from a line. The rest of the
 * items is in plan_text_item2.c. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"
#include "word_lists.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

static void *push_item(struct reader *r, enum item kind)
{
    struct plan *p = r->plan;
    struct arena *a = r->arena;
    switch (kind) {
    case ITEM_DIAGNOSIS:
        return PLAN_PUSH(a, &p->diagnoses);
    case ITEM_MEDICATION:
        return PLAN_PUSH(a, &p->medications);
    case ITEM_PROBLEM:
        return PLAN_PUSH(a, &p->problems);
    case ITEM_STRENGTH:
        return PLAN_PUSH(a, &p->strengths);
    case ITEM_BARRIER:
        return PLAN_PUSH(a, &p->barriers);
    case ITEM_VALUE:
        return PLAN_PUSH(a, &p->values);
    case ITEM_PREFERENCE:
        return PLAN_PUSH(a, &p->culture.preferences);
    case ITEM_GOAL:
        return PLAN_PUSH(a, &p->goals);
    case ITEM_OBJECTIVE:
        return PLAN_PUSH(a, &p->goals.at[r->index[ITEM_GOAL]].objectives);
    case ITEM_INTERVENTION:
        return PLAN_PUSH(a, &p->interventions);
    case ITEM_MONITORING:
        return PLAN_PUSH(a, &p->monitoring);
    case ITEM_PHASE:
        return PLAN_PUSH(a, &p->duration.phases);
    case ITEM_SUPPORT:
        return PLAN_PUSH(a, &p->support);
    case ITEM_REFERRAL:
        return PLAN_PUSH(a, &p->referrals);
    case ITEM_CONTACT:
        return PLAN_PUSH(a, &p->crisis.contacts);
    case ITEM_RESPONSE:
        return PLAN_PUSH(a, &p->crisis.responses);
    case ITEM_PARTICIPANT:
        return PLAN_PUSH(a, &p->agreement.participants);
    case ITEM_CONSENT:
        return PLAN_PUSH(a, &p->agreement.consents);
    case ITEM_SIGNATURE:
    default:
        return PLAN_PUSH(a, &p->agreement.signatures);
    }
}

static size_t item_count(const struct reader *r, enum item kind)
{
    const struct plan *p = r->plan;
    switch (kind) {
    case ITEM_GOAL:
        return p->goals.n;
    case ITEM_OBJECTIVE:
        return p->goals.at[r->index[ITEM_GOAL]].objectives.n;
    default:
        return (size_t)r->index[kind] + 2;
    }
}

void *text_item_new(struct reader *r, enum item kind)
{
    void *item = push_item(r, kind);
    if (!item) {
        r->failed = true;
        return NULL;
    }
    r->index[kind] = (int)item_count(r, kind) - 1;
    r->level[kind] = r->line->level;
    r->made[kind] = ++r->clock;
    r->created = kind;
    r->objectives += kind == ITEM_OBJECTIVE;
    if (kind == ITEM_GOAL || kind == ITEM_PROBLEM)
        r->index[ITEM_OBJECTIVE] = -1;
    if (kind == ITEM_GOAL || kind == ITEM_OBJECTIVE || kind == ITEM_PROBLEM) {
        r->level[ITEM_INTERVENTION] = r->level[ITEM_MONITORING] = LEVEL_CLOSED;
        if (kind == ITEM_PROBLEM)
            r->level[ITEM_GOAL] = LEVEL_CLOSED;
    }
    return item;
}

void text_reopen(struct reader *r, enum item kind, int index)
{
    r->index[kind] = index;
    r->level[kind] = r->line->level;
    r->made[kind] = ++r->clock;
    r->created = kind;
    if (kind == ITEM_PROBLEM)
        r->index[ITEM_OBJECTIVE] = -1;
    r->level[ITEM_INTERVENTION] = r->level[ITEM_MONITORING] = r->level[ITEM_OBJECTIVE] = LEVEL_CLOSED;
}

static void set(struct reader *r, enum item kind, struct str *to, const char *member, struct str s)
{
    s = str_trim(s);
    if (s.n == 0)
        return;
    text_put(r, to, s);
    text_item_mark(r, kind, member, 0);
}

static bool is_unchecked(const struct reader *r)
{
    return r->line->boxed && !r->line->ticked && r->ticks;
}

/* medications */

void text_make_medication(struct reader *r, struct str name, struct str s)
{
    s = text_unquote(s);
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != ';')
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        from = i + 1;
        struct plan_medication *m = part.n || name.n ? text_item_new(r, ITEM_MEDICATION) : NULL;
        if (!m)
            continue;
        bool column = !name.n && r->line->cells > 1 && r->line->mark == MARK_NONE; /* of a table of medicines */
        set(r, ITEM_MEDICATION, &m->name, "/name", column ? part : name);
        if (!column)
            set(r, ITEM_MEDICATION, &m->text, "/text", part);
    }
}

/* problems */

/* "I want ...", "My ...", "If she says no, I ..." */
static bool first_person(struct str s)
{
    if (str_starts(s, STR("I ")) || str_starts(s, STR("I'")) || str_starts(s, STR("My ")) ||
        str_starts(s, STR("I\xE2\x80\x99")))
        return true;
    bool when = str_begins_ci(s, "if ") || str_begins_ci(s, "when ") || str_begins_ci(s, "even if ");
    return when && (str_find(s, STR(", I "), 0) != (size_t)-1 || str_find(s, STR(", I'"), 0) != (size_t)-1 ||
                    str_find(s, STR(" I want"), 0) != (size_t)-1 || str_find(s, STR(" I can"), 0) != (size_t)-1);
}

static void find_symptoms(struct reader *r, struct plan_problem *p, struct str s)
{
    size_t at = str_find_ci(s, STR("symptoms"), 0),
           include = at == (size_t)-1 ? at : str_find_ci(s, STR("include"), at);
    if (include == (size_t)-1 || include - at > 30)
        return;
    size_t from = include + 7, end = from;
    while (from < s.n && s.p[from] != ' ')
        from++;
    for (end = from; end < s.n && s.p[end] != '.' && s.p[end] != ';' && s.p[end] != '\n'; end++)
        ;
    struct str list = str_trim(str_sub(s, from, end));
    int depth = 0;
    for (size_t i = 0, begin = 0; i <= list.n; i++) {
        depth += i < list.n && list.p[i] == '(' ? 1 : i < list.n && list.p[i] == ')' ? -1 : 0;
        bool goes_on = i < list.n && str_starts_ci(str_trim(str_sub(list, i + 1, list.n)), STR("including "));
        if (i < list.n && (list.p[i] != ',' || depth > 0 || goes_on))
            continue;
        struct str part = str_trim(str_sub(list, begin, i));
        if (str_starts_ci(part, STR("and ")))
            part = str_trim(str_sub(part, 4, part.n));
        if (part.n)
            text_item_mark(r, ITEM_PROBLEM, "/symptoms/#", text_put_list(r, &p->symptoms, part));
        begin = i + 1;
    }
}

/* "for at least six months", "since childhood", "starting in childhood": as it is written, nothing is worked out. */
static void find_onset(struct reader *r, struct plan_problem *p, struct str s)
{
    static const char *const openers[] = {
        "for at least ", "for the past ", "for the last ", "for over ", "for more than ",  "since ", "starting in ",
        "beginning in ", "onset ",        "began ",        "started ",  "for as long as ", NULL};
    enum { LENGTHS = 5 }; /* the first openers need a length of time behind them */
    for (size_t from = 0, which; from < s.n;) {
        size_t at = text_scan_any(str_sub(s, from, s.n), openers, &which), end;
        if (at == (size_t)-1)
            return;
        for (at += from, end = at; end < s.n && !strchr(",.;\n", s.p[end]); end++)
            ;
        struct str found = str_trim(str_sub(s, at, end));
        struct scan_span n;
        from = end;
        if (found.n > 80 || (which < LENGTHS && !text_scan_length(found, UNIT_UNSTATED, &n)))
            continue;
        text_put(r, &p->onset, found);
        text_item_mark(r, ITEM_PROBLEM, "/onset", 0);
        if (which >= LENGTHS && which != 11)
            return;
    }
}

static void problem_text(struct reader *r, struct plan_problem *p, struct str s)
{
    bool words = text_unquote(s).n < str_trim(s).n && first_person(text_unquote(s));
    s = text_unquote(s);
    if (words)
        set(r, ITEM_PROBLEM, &p->client_words, "/client_words", s);
    else
        set(r, ITEM_PROBLEM, &p->statement, "/statement", s);
    if (p->symptoms.n == 0)
        find_symptoms(r, p, s);
    if (!p->onset.p)
        find_onset(r, p, s);
    text_guess_diagnosis(r, s);
    text_guess_code(r, s);
}

/* A paragraph of several sentences, in no list and under no label. */
static bool is_narrative(const struct reader *r, struct str s)
{
    struct str sentence, rest = s;
    size_t sentences = 0;
    if (r->line->mark != MARK_NONE || r->line->cells || r->label.n || s.n < 80)
        return false;
    while (sentences < 2 && text_scan_sentence(&rest, &sentence))
        sentences++;
    return sentences == 2;
}

/* "Her mother ...", "She grew up ...", "was treated at 17": about a life, more than about what is wrong now. */
static bool tells_a_life(struct str s)
{
    struct text_word w;
    struct str sentence, rest = s;
    size_t words = 0;
    if (!text_scan_sentence(&rest, &sentence))
        return false;
    for (size_t at = 0; word_next(sentence.p, sentence.n, &at, &w); words++) {
        const struct heading_word *k = heading_word(w.hash);
        if (word_listed(str_sub(sentence, w.from, w.to), &words_life) || (words < 2 && k && (k->classes & WORD_KIN)))
            return true;
    }
    return false;
}

/* More about a problem that was told, or of a life, is no problem of its own; false: it is one. */
static bool more_of_story(struct reader *r, struct str name, struct str s)
{
    if (name.n || r->title.n || r->plan->problems.n == 0 || !is_narrative(r, s))
        return false;
    bool listed = r->plan->problems.n > 1;
    if (listed || tells_a_life(s)) {
        text_background(r, listed ? r->heading : nothing, s);
        return true;
    }
    r->index[ITEM_PROBLEM] = (int)r->plan->problems.n - 1;
    problem_text(r, text_item_at(r, ITEM_PROBLEM), s);
    return true;
}

void text_make_problem(struct reader *r, struct str name, struct str s)
{
    if (!text_item_open(r, ITEM_PROBLEM) && more_of_story(r, name, s))
        return;
    if (!name.n && !r->label.n && r->line->mark != MARK_NONE && text_is_score(s)) { /* "- PHQ-9 15 on 11 May" */
        text_put_topic(r, &r->plan->assessment.findings, r->heading, s);
        text_mark(r, "/assessment/findings/#", (int)r->plan->assessment.findings.n - 1, 0, 0);
        return;
    }
    bool numbered = r->label.n && text_scan_integer(r->label, &(int64_t){0}, NULL);
    bool more = text_item_open(r, ITEM_PROBLEM) && r->line->mark == MARK_NONE && !r->label.n && !r->line->cells;
    if (text_item_open(r, ITEM_PROBLEM) && s.n && !numbered) { /* an area was named, here is its problem */
        const struct plan_problem *last = text_item_at(r, ITEM_PROBLEM);
        more = more || (last->name.p && !last->statement.p && r->line->mark == MARK_NONE && !r->line->cells);
    }
    struct plan_problem *p = more && !numbered ? text_item_at(r, ITEM_PROBLEM) : text_item_new(r, ITEM_PROBLEM);
    if (!p)
        return;
    if (r->title.n && !p->name.p) {
        set(r, ITEM_PROBLEM, &p->name, "/name", r->title);
        r->title.n = 0;
    }
    if (!name.n && (str_find_ci(r->label, STR("interfering"), 0) != (size_t)-1 ||
                    str_find_ci(r->label, STR("threatening"), 0) != (size_t)-1))
        name = r->label;                                             /* which of the targets it is */
    if (name.n <= 24 && text_scan_word(name, "words") != (size_t)-1) /* "In her words" says whose they are */
        name.n = 0;
    if (name.n && !p->name.p)
        set(r, ITEM_PROBLEM, &p->name, "/name", name);
    else if (name.n)
        s = text_labelled(r, name, s);
    if (s.n)
        problem_text(r, p, s);
    size_t evident = p->symptoms.n ? (size_t)-1 : str_find_ci(s, STR("as evidenced by "), 0);
    if (evident != (size_t)-1) /* the form of a nursing diagnosis */
        text_field_put(r, TOPIC_SYMPTOMS, str_sub(s, evident + 16, s.n));
}

/* goals and objectives */

/* A goal headed by a disorder ("Panic disorder: ...") names the problem it serves. */
static void goal_problem(struct reader *r, struct str name)
{
    if (name.n > 60 || !(heading_classes(name) & WORD_DISORDER))
        return;
    for (size_t i = 0; i < r->plan->problems.n; i++) {
        const struct plan_problem *p = &r->plan->problems.at[i];
        if ((p->name.p && str_eq_ci(p->name, name)) ||
            (p->statement.p && str_find_ci(p->statement, name, 0) != (size_t)-1)) {
            r->index[ITEM_PROBLEM] = (int)i;
            text_link(r, ITEM_GOAL, ITEM_PROBLEM);
            return;
        }
    }
    int goal = r->index[ITEM_GOAL], made = r->made[ITEM_GOAL], level = r->level[ITEM_GOAL];
    struct plan_problem *p = text_item_new(r, ITEM_PROBLEM);
    if (!p)
        return;
    set(r, ITEM_PROBLEM, &p->name, "/name", name);
    r->level[ITEM_PROBLEM] = LEVEL_CLOSED;
    r->index[ITEM_GOAL] = goal;
    r->made[ITEM_GOAL] = made + 2;
    r->clock += 2;
    r->level[ITEM_GOAL] = level;
    r->created = ITEM_GOAL;
    text_link(r, ITEM_GOAL, ITEM_PROBLEM);
}

/* A goal "establish a safety plan" says as well that one is intended. */
static void safety_intent(struct reader *r, struct str s)
{
    static const char *const plans[] = {"safety plan", "crisis plan", NULL};
    size_t which;
    if (text_scan_any(s, plans, &which) != (size_t)-1)
        text_mark(r, "/crisis/steps/#", text_put_list(r, &r->plan->crisis.steps, s), 0, 0);
}

/* 2 of "Goal 2", "GOAL B" and "Goal II"; 0 of a label without a number. */
static int64_t goal_number(struct str label)
{
    static const char *const romans[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
    int64_t number = 0;
    size_t from = label.n;
    if (text_scan_integer(label, &number, NULL))
        return number;
    while (from > 0 && label.p[from - 1] != ' ')
        from--;
    struct str last = str_sub(label, from, label.n);
    for (size_t i = 0; from > 0 && i < sizeof romans / sizeof *romans; i++)
        if (str_is(last, romans[i]))
            return (int64_t)i + 1;
    return from > 0 && last.n == 1 && last.p[0] >= 'A' && last.p[0] <= 'Z' ? last.p[0] - 'A' + 1 : 0;
}

void text_make_goal(struct reader *r, enum topic topic, struct str name, struct str s)
{
    int64_t number = 0;
    struct plan_goal *g = text_item_new(r, ITEM_GOAL);
    if (!g)
        return;
    if (topic == TOPIC_LTG || topic == TOPIC_STG) {
        g->long_term_set = true;
        g->long_term = topic == TOPIC_LTG;
        r->long_goals += g->long_term;
        text_item_mark(r, ITEM_GOAL, "/long_term", 0);
    }
    if (r->label.n)
        number = goal_number(r->label);
    else if (r->line->mark == MARK_NUMBER)
        number = r->line->number;
    if (r->index[ITEM_GOAL] < 256)
        r->goal_number[r->index[ITEM_GOAL]] = number > 0 && number < 10000 ? (int)number : 0;
    if (name.n)
        text_settle_title(r);
    else if (r->title.n)
        name = r->title;
    r->title.n = 0;
    struct str wording = text_unquote(s);
    set(r, ITEM_GOAL, first_person(wording) ? &g->client_words : &g->statement,
        first_person(wording) ? "/client_words" : "/statement", wording);
    set(r, ITEM_GOAL, &g->name, "/name", name);
    if (g->statement.p || g->name.p || g->long_term_set || g->client_words.p)
        text_item_mark(r, ITEM_GOAL, "", 0);
    if (text_item_open(r, ITEM_PROBLEM) && !name.n)
        text_link(r, ITEM_GOAL, ITEM_PROBLEM);
    else if (name.n)
        goal_problem(r, name);
    safety_intent(r, wording);
}

/* The goal that the number of an objective names ("2.1"), else the one it shares most words with among several listed
 * before it, else the last. */
/* "to (1)", "For b", "re goal 2": which goal it is about, counted from 1; 0 when that is not said. */
static int64_t goal_meant(struct str name)
{
    static const char *const words[] = {"to", "for", "re", "goal", "regarding", "towards"};
    struct text_word w;
    int64_t number = 0;
    bool opened = false;
    for (size_t at = 0; word_next(name.p, name.n, &at, &w);) {
        struct str word = str_sub(name, w.from, w.to);
        bool opener = false;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            opener = opener || str_is_ci(word, words[i]);
        opened = opened || opener;
        if (opener)
            continue;
        if (number || (!w.number && word.n > 1))
            return 0;
        char c = word.p[0];
        number = c >= '0' && c <= '9' ? c - '0' : (c | 32) - 'a' + 1;
        if (word.n > 1)
            return 0;
    }
    return opened ? number : 0;
}

static void choose_goal(struct reader *r, struct str name)
{
    int64_t meant = goal_meant(name);
    if (meant > 0 && meant <= (int64_t)r->plan->goals.n) {
        r->index[ITEM_GOAL] = (int)meant - 1;
        return;
    }
    int64_t number = 0;
    struct str label = r->label.n ? r->label : r->line->text;
    struct span at = {0, 0};
    bool path = r->label.n && text_scan_integer(label, &number, &at) && at.to + 1 < label.n &&
                (label.p[at.to] == '.' ||
                 (str_starts_ci(label, STR("goal")) && str_find_ci(label, STR("obj"), at.to) != (size_t)-1));
    if (path)
        for (size_t i = 0; i < r->plan->goals.n && i < 256; i++)
            if (r->goal_number[i] == number)
                r->index[ITEM_GOAL] = (int)i;
    for (size_t i = 1; !path && r->label.n && i + 1 < label.n; i++) { /* "Objective B.1" */
        bool letter = label.p[i - 1] == ' ' && label.p[i] >= 'A' && label.p[i] <= 'Z';
        bool digit = letter && (label.p[i + 1] >= '0' && label.p[i + 1] <= '9');
        bool point =
            letter && i + 2 < label.n && label.p[i + 1] == '.' && label.p[i + 2] >= '0' && label.p[i + 2] <= '9';
        for (size_t k = 0; (digit || point) && k < r->plan->goals.n && k < 256; k++)
            if (r->goal_number[k] == label.p[i] - 'A' + 1)
                r->index[ITEM_GOAL] = (int)k;
    }
    int headed = path ? -1 : text_goal_of_heading(r);
    if (headed >= 0)
        r->index[ITEM_GOAL] = headed;
}

void text_make_objective(struct reader *r, struct str name, struct str s)
{
    if (r->index[ITEM_GOAL] < 0 && !text_item_new(r, ITEM_GOAL))
        return;
    choose_goal(r, name.n ? name : r->label);
    struct plan_objective *o = text_item_new(r, ITEM_OBJECTIVE);
    if (!o)
        return;
    set(r, ITEM_OBJECTIVE, &o->name, "/name", name);
    set(r, ITEM_OBJECTIVE, &o->statement, "/statement", text_unquote(s));
    if (!o->name.p && !o->statement.p)
        text_item_mark(r, ITEM_OBJECTIVE, "", 0);
}

/* interventions */

static enum plan_intervention_kind kind_of(enum topic topic, struct str name, struct str text)
{
    struct str s = name.n ? name : str_sub(text, 0, 80);
    uint32_t c = heading_classes(s);
    if (name.n && !(c & (WORD_DRUG | WORD_THERAPY)))
        c |= heading_classes(str_sub(text, 0, 80));
    if (topic == TOPIC_SKILL)
        return INTERVENTION_SKILL;
    if (topic == TOPIC_EDUCATION || text_scan_word(s, "psychoeducation") != (size_t)-1 ||
        text_scan_word(s, "education") != (size_t)-1 || text_scan_word(s, "educate") != (size_t)-1)
        return INTERVENTION_EDUCATION;
    if (c & WORD_DRUG)
        return INTERVENTION_MEDICATION;
    if (c & WORD_THERAPY)
        return INTERVENTION_THERAPY;
    return text_scan_word(s, "case") != (size_t)-1 && text_scan_word(s, "management") != (size_t)-1
               ? INTERVENTION_COORDINATION
               : INTERVENTION_UNSTATED;
}

/* "... and consider a referral to a physician" in what is done under a condition: kept apart as well, so that it is not
 * overlooked. It is no referral of the plan yet. */
static void referral_inside(struct reader *r, struct plan_intervention *i, struct str s)
{
    size_t at = str_find_ci(s, STR("refer"), 0);
    if (at == (size_t)-1 || at == 0 || s.p[at - 1] != ' ')
        return;
    struct str before = str_sub(s, 0, at);
    size_t from = str_ends_ci(before, STR("consider a ")) ? at - 11 : at;
    text_item_mark(r, ITEM_INTERVENTION, "/details/#", text_put_list(r, &i->details, str_sub(s, from, s.n)));
}

static void intervention_cells(struct reader *r, struct plan_intervention *i);

/* "CBT, weekly 50-minute sessions, therapist": what stands behind the name, when all of it is how often, how long and
 * by whom. What is left is the name. */
static struct str named_with_terms(struct reader *r, struct plan_intervention *i, struct str name)
{
    struct text_terms t;
    size_t first = 0;
    for (int depth = 0; first < name.n && !((name.p[first] == ',' || name.p[first] == ';') && depth <= 0); first++)
        depth += name.p[first] == '(' ? 1 : name.p[first] == ')' ? -1 : 0;
    struct str rest = first < name.n ? str_trim(str_sub(name, first + 1, name.n)) : (struct str){NULL, 0};
    bool when = str_starts_ci(name, STR("every ")) || str_starts_ci(name, STR("each ")); /* that is no name */
    if (when || !rest.n || !text_terms(rest, &t) || !(t.often.n || t.minutes || t.by.n))
        return name;
    text_terms_of(r, i, &t);
    return str_trim(str_sub(name, 0, first));
}

void text_make_intervention(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct str condition = {NULL, 0}, rest;
    if (text_measures_named(r, name, s)) {
        text_make_monitoring(r, name, s);
        return;
    }
    if (text_measures_at_end(s, &s, &rest)) /* made first, so that what stands below is about the intervention */
        text_make_monitoring(r, nothing, rest);
    struct plan_intervention *i = text_item_new(r, ITEM_INTERVENTION);
    if (!i)
        return;
    r->together = 1;
    s = text_unquote(s);
    i->kind = kind_of(topic, name, s);
    set(r, ITEM_INTERVENTION, &i->name, "/name", named_with_terms(r, i, name));
    if (is_unchecked(r)) {
        text_item_mark(r, ITEM_INTERVENTION, "/details/#",
                       text_put_list(r, &i->details, STR("not ticked in the source")));
    }
    if (text_scan_condition(s, &condition, &rest)) {
        text_put_condition(r, &i->condition, condition);
        text_item_mark(r, ITEM_INTERVENTION, "/condition/text", 0);
        s = rest;
    }
    bool short_name = !i->name.p && s.n <= 60 && s.n && s.p[s.n - 1] != '.';
    if (short_name && !r->line->cells)
        s = named_with_terms(r, i, s);
    set(r, ITEM_INTERVENTION, short_name ? &i->name : &i->text, short_name ? "/name" : "/text", s);
    if (r->line->cells > 1 && r->line->mark != MARK_NONE)
        intervention_cells(r, i);
    struct str often;
    if (!i->frequency.text.p && text_scan_cadence(s, &i->frequency, &often))
        set(r, ITEM_INTERVENTION, &i->frequency.text, "/frequency/text", often);
    if (condition.p)
        referral_inside(r, i, s);
    if (!text_link_numbers(r, r->line->cells ? s : r->line->text))
        text_link_place(r);
}

static void intervention_cells(struct reader *r, struct plan_intervention *i)
{
    for (size_t k = 1; k < r->line->cells; k++) {
        struct str cell = r->line->cell[k];
        struct plan_cadence c = {.text = {NULL, 0}};
        uint32_t classes = heading_classes(cell);
        if (cell.n == 0)
            continue;
        if (!i->frequency.text.p && (text_scan_cadence(cell, &c, NULL) || (classes & WORD_CADENCE) ||
                                     text_scan_word(cell, "needed") != (size_t)-1)) {
            text_put_cadence(r, &i->frequency, cell);
            text_item_mark(r, ITEM_INTERVENTION, "/frequency/text", 0);
        } else if (!i->responsible.p && (classes & (WORD_HELPER | WORD_CLIENT | WORD_KIN))) {
            set(r, ITEM_INTERVENTION, &i->responsible, "/responsible", cell);
        } else {
            text_item_mark(r, ITEM_INTERVENTION, "/details/#", text_put_list(r, &i->details, cell));
        }
    }
}
