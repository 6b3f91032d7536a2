/* plan_text_part.c: what a line means in the part of the plan it stands in. */
#include "plan/plan_text_reader.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

bool topic_is_section(enum topic t)
{
    switch (t) {
    case TOPIC_PLAN: case TOPIC_CONTENTS: case TOPIC_NOTES: case TOPIC_CLIENT: case TOPIC_BACKGROUND: case TOPIC_MEDICATIONS:
    case TOPIC_ALLERGIES: case TOPIC_ASSESSMENT: case TOPIC_MENTAL_STATUS: case TOPIC_PROGNOSIS: case TOPIC_SERVICES:
    case TOPIC_DIAGNOSES: case TOPIC_PROBLEMS: case TOPIC_FORMULATION: case TOPIC_STRENGTHS: case TOPIC_BARRIERS:
    case TOPIC_VALUES: case TOPIC_CULTURE: case TOPIC_PREFERENCES: case TOPIC_GOALS: case TOPIC_LTG: case TOPIC_STG:
    case TOPIC_OBJECTIVES: case TOPIC_INTERVENTIONS: case TOPIC_COMORBID: case TOPIC_SKILL: case TOPIC_EDUCATION:
    case TOPIC_DURATION: case TOPIC_PHASES: case TOPIC_DISCHARGE: case TOPIC_NEXT_PHASE: case TOPIC_RELAPSE: case TOPIC_ENDING:
    case TOPIC_MONITORING: case TOPIC_REVIEWS: case TOPIC_PLAN_DATES: case TOPIC_SUPPORT: case TOPIC_REFERRALS:
    case TOPIC_CRISIS: case TOPIC_SAFETY_PLAN: case TOPIC_RESPONSES: case TOPIC_RESTRICTIVE: case TOPIC_RISK:
    case TOPIC_PARTICIPANTS: case TOPIC_CONSULTATION: case TOPIC_CLIENT_VIEW: case TOPIC_AGREEMENT: case TOPIC_CONSENTS:
    case TOPIC_SIGNATURES: case TOPIC_CRISIS_CONTACTS: case TOPIC_CRISIS_RESOURCES: case TOPIC_LEVEL_OF_CARE: case TOPIC_PROBLEM_AREA:
        return true;
    default: return false;
    }
}

bool topic_makes_items(enum topic t)
{
    return t == TOPIC_GOALS || t == TOPIC_LTG || t == TOPIC_STG || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS ||
           t == TOPIC_INTERVENTIONS || t == TOPIC_SKILL || t == TOPIC_COMORBID || t == TOPIC_REFERRALS || t == TOPIC_SUPPORT ||
           t == TOPIC_PHASES || t == TOPIC_MEDICATIONS || t == TOPIC_DIAGNOSES || t == TOPIC_PARTICIPANTS || t == TOPIC_DURATION;
}

static char group_of(enum topic t)
{
    return lexicon_topics[t].group[0];
}

/* The topic of the section the current line stands in. */
static enum topic section_of(const struct reader *r)
{
    for (int i = r->depth - 1; i >= 0; i--)
        if (r->frame[i].topic != TOPIC_NONE && (r->frame[i].item == ITEM_NONE || topic_is_section(r->frame[i].topic)))
            return r->frame[i].topic;
    return TOPIC_NONE;
}

static void plan_put(struct reader *r, struct str *to, const char *pointer, struct str s)
{
    put_text(r, to, s);
    mark(r, pointer, 0, 0, 0);
}

static void list_put(struct reader *r, plan_texts *to, const char *pointer, struct str s)
{
    mark(r, pointer, put_list(r, to, s), 0, 0);
}

/* the client */

static void put_identifier(struct reader *r, struct str label, struct str s)
{
    put_topic(r, &r->plan->client.identifiers, label, s);
    mark(r, "/client/identifiers/#", (int)r->plan->client.identifiers.n - 1, 0, 0);
}

static void put_background(struct reader *r, struct str label, struct str s)
{
    struct plan_client *c = &r->plan->client;
    put_topic(r, &c->background, label, s);
    mark(r, "/client/background/#", (int)c->background.n - 1, 0, 0);
    guess_diagnosis(r, s);
    guess_age(r, s);
}

static void put_birth(struct reader *r, struct str s)
{
    struct span at;
    int64_t age;
    if (!scan_date(s, r->dates, &r->plan->client.birth_date, &at)) {
        put_identifier(r, r->label, s);
        return;
    }
    mark(r, "/client/birth_date", 0, 0, 0);
    struct str rest = str_sub(s, at.to, s.n);
    if (scan_integer(rest, &age, NULL) && age < 130 && !r->plan->client.age_years.has) {
        r->plan->client.age_years = (struct opt_int){true, age};
        mark(r, "/client/age_years", 0, 0, 0);
    }
}

static void put_age(struct reader *r, struct str s)
{
    struct span at;
    int64_t age;
    if (!scan_integer(s, &age, &at) || age > 130) {
        put_identifier(r, r->label, s);
        return;
    }
    r->plan->client.age_years = (struct opt_int){true, age};
    mark(r, "/client/age_years", 0, 0, 0);
    struct str rest = str_trim(str_sub(s, at.to, s.n));
    while (rest.n && strchr(" /,-|", rest.p[0]))
        rest = str_sub(rest, 1, rest.n);
    if (str_starts_ci(rest, STR("year")) || str_starts_ci(rest, STR("y")))
        rest = rest.n > 10 ? rest : nothing;
    if (str_eq_ci(rest, STR("f")) || str_eq_ci(rest, STR("m")) || str_eq_ci(rest, STR("female")) || str_eq_ci(rest, STR("male")) ||
        str_eq_ci(rest, STR("nonbinary")) || str_eq_ci(rest, STR("non-binary")))
        plan_put(r, &r->plan->client.gender, "/client/gender", rest);
    else if (rest.n > 1)
        put_identifier(r, r->label, s);
}

static bool looks_like_name(struct str s)
{
    size_t words = 1;
    if (s.n == 0 || s.n > 40 || s.p[0] < 'A' || s.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return false;
        if (s.p[i] == ' ') {
            words++;
            if (i + 1 < s.n && s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z')
                return false;
        }
    }
    return words >= 2 && words <= 4 && s.p[s.n - 1] != '.';
}

static bool is_short_fact(struct str label, struct str s)
{
    return s.n <= 40 && s.n > 0 && s.p[s.n - 1] != '.' && label.n <= 40;
}

/* "Patient: Alvin Teo, 68 y/o male": the name, and what stands behind it. */
static bool client_named(struct reader *r, struct str s)
{
    struct str name = s, rest = nothing;
    if (!r->label.n || r->plan->client.name.p)
        return false;
    size_t comma = str_find(s, STR(","), 0), bracket = str_find(s, STR(" ("), 0);
    size_t end = comma < bracket ? comma : bracket;
    if (end != (size_t)-1) {
        name = str_trim(str_sub(s, 0, end));
        rest = str_trim(str_sub(s, end + 1, s.n));
    }
    if (name.n == 0 || name.n > 40 || name.p[0] < 'A' || name.p[0] > 'Z' || memchr(name.p, ':', name.n))
        return false;
    plan_put(r, &r->plan->client.name, "/client/name", name);
    if (rest.n) {
        put_background(r, r->label, s);
        guess_years(r, rest);
    }
    return true;
}

static void client_line(struct reader *r, struct str name, struct str s)
{
    if (!name.n && client_named(r, s))
        return;
    if (name.n && is_short_fact(name, s))
        put_identifier(r, name, s);
    else if (name.n)
        put_background(r, name, s);
    else if (!r->plan->client.name.p && looks_like_name(s))
        plan_put(r, &r->plan->client.name, "/client/name", s);
    else
        put_background(r, r->heading, s);
}

static enum item last_person(const struct reader *r)
{
    static const enum item kinds[] = {ITEM_CONTACT, ITEM_PARTICIPANT, ITEM_SIGNATURE};
    enum item best = ITEM_NONE;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (item_open(r, kinds[i]) && (!best || r->made[kinds[i]] > r->made[best]))
            best = kinds[i];
    return best;
}

/* "Phone:", "Credentials:" and "Role:" of the person above, else of the client. */
static void person_fact(struct reader *r, enum topic topic, struct str s)
{
    enum item kind = last_person(r);
    enum topic section = section_of(r);
    if (kind == ITEM_NONE && group_of(section) == 'x') {
        make_person(r, ITEM_CONTACT, nothing, s);
        return;
    }
    if (kind == ITEM_NONE || (topic == TOPIC_CONTACT && group_of(section) == 'c')) {
        if (topic == TOPIC_CONTACT)
            plan_put(r, &r->plan->client.contact, "/client/contact", r->plan->client.contact.p || r->label.n == 0 ? labelled(r, r->label, s) : s);
        else
            put_identifier(r, r->label, s);
        return;
    }
    void *item = item_at(r, kind);
    if (kind == ITEM_SIGNATURE) {
        struct plan_signature *g = item;
        put_text(r, topic == TOPIC_CREDENTIAL ? &g->credential : topic == TOPIC_ROLE ? &g->role : &g->text, s);
        item_mark(r, kind, topic == TOPIC_CREDENTIAL ? "/credential" : topic == TOPIC_ROLE ? "/role" : "/text", 0);
    } else {
        struct plan_person *p = item;
        put_text(r, topic == TOPIC_CREDENTIAL ? &p->credential : topic == TOPIC_ROLE ? &p->role : &p->contact, s);
        item_mark(r, kind, topic == TOPIC_CREDENTIAL ? "/credential" : topic == TOPIC_ROLE ? "/role" : "/contact", 0);
    }
}

static void put_name(struct reader *r, struct str s)
{
    enum topic section = section_of(r);
    enum item kind = last_person(r);
    if (kind == ITEM_SIGNATURE && group_of(section) == 'a' && !((struct plan_signature *)item_at(r, kind))->name.p) {
        put_text(r, &((struct plan_signature *)item_at(r, kind))->name, s);
        item_mark(r, kind, "/name", 0);
    } else if (section == TOPIC_SIGNATURES) {
        make_signature(r, nothing, s);
    } else if (group_of(section) == 'x' || section == TOPIC_PARTICIPANTS) {
        make_person(r, group_of(section) == 'x' ? ITEM_CONTACT : ITEM_PARTICIPANT, nothing, s);
    } else if (!r->plan->client.name.p || str_eq(r->plan->client.name, s)) {
        r->plan->client.name = nothing;
        plan_put(r, &r->plan->client.name, "/client/name", s);
    } else if (str_find_ci(r->label, STR("first"), 0) != (size_t)-1 && !memchr(r->plan->client.name.p, ' ', r->plan->client.name.n)) {
        struct str last = r->plan->client.name; /* the surname came first */
        r->plan->client.name = joined(r, s, " ", last);
        mark(r, "/client/name", 0, 0, 0);
    } else {
        put_identifier(r, r->label, s);
    }
}

/* dates and reviews */

static void put_window(struct reader *r, struct str s)
{
    struct plan_review_window *w = &r->plan->reviews.window;
    struct plan_cadence c = {.text = nothing};
    struct str often;
    if (w->text.p || !scan_cadence(s, &c, &often))
        return;
    int64_t weeks = c.unit == UNIT_WEEK ? 1 : 0;
    bool days = c.unit == UNIT_DAY && c.every_min.v % 7 == 0 && c.every_max.v % 7 == 0;
    if (weeks || days) {
        w->min_weeks = (struct opt_int){true, days ? c.every_min.v / 7 : c.every_min.v};
        w->max_weeks = (struct opt_int){true, days ? c.every_max.v / 7 : c.every_max.v};
        mark(r, "/reviews/window/min_weeks", 0, 0, 0);
        mark(r, "/reviews/window/max_weeks", 0, 0, 0);
    }
    put_text(r, &w->text, often);
    mark(r, "/reviews/window/text", 0, 0, 0);
}

static void review_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct plan_reviews *v = &r->plan->reviews;
    struct date d;
    bool date = scan_date(s, r->dates, &d, NULL);
    struct scan_span n;
    if (topic == TOPIC_LAST_REVIEW) {
        struct plan_review_held *h = PLAN_PUSH(r->arena, &v->held);
        if (!h) {
            r->failed = true;
            return;
        }
        if (date)
            h->date = d;
        if (!date || s.n > 30)
            put_text(r, &h->text, s);
        mark(r, "/reviews/held/#", (int)v->held.n - 1, 0, 0);
        return;
    }
    if (date && topic == TOPIC_PLAN_DATE && !date_is_set(v->plan_date)) {
        v->plan_date = d;
        mark(r, "/reviews/plan_date", 0, 0, 0);
        return;
    }
    if (date && topic != TOPIC_PLAN_DATE && topic != TOPIC_PLAN_DATES && !date_is_set(v->next)) {
        v->next = d;
        mark(r, "/reviews/next", 0, 0, 0);
        if (s.n <= 24 && !name.n)
            return;
    }
    put_window(r, s);
    if (!v->window.text.p && !name.n && scan_length(s, UNIT_UNSTATED, &n) && n.at.to - n.at.from == s.n)
        plan_put(r, &v->window.text, "/reviews/window/text", s);
    if (!v->window.text.p || !str_eq(v->window.text, str_trim(s)) || name.n || s.n > 40)
        list_put(r, &v->clauses, "/reviews/clauses/#", labelled(r, name.n ? name : topic == TOPIC_REVIEWS ? nothing : r->label, s));
}

static void date_line(struct reader *r, struct str s)
{
    enum item kind = last_person(r);
    struct date d;
    if (kind == ITEM_SIGNATURE && group_of(section_of(r)) != 'c') {
        struct plan_signature *g = item_at(r, kind);
        if (!date_is_set(g->date) && scan_date(s, r->dates, &d, NULL)) {
            g->date = d;
            item_mark(r, kind, "/date", 0);
            return;
        }
    }
    review_line(r, TOPIC_PLAN_DATE, nothing, s);
}

static void start_or_end(struct reader *r, enum topic topic, struct str s)
{
    struct plan_duration *d = &r->plan->duration;
    struct span at;
    struct date *to = topic == TOPIC_START ? &d->start : &d->end;
    bool set = date_is_set(*to) || !scan_date(s, r->dates, to, &at);
    if (!set)
        mark(r, topic == TOPIC_START ? "/duration/start" : "/duration/end", 0, 0, 0);
    if (set || at.to - at.from + 4 < s.n)
        plan_put(r, &d->text, "/duration/text", labelled(r, r->label, s));
}

/* how often and how long */

/* A line about the sessions as such: labels after it on the same level no longer belong to a goal. */
static void about_sessions(struct reader *r)
{
    static const enum item kinds[] = {ITEM_GOAL, ITEM_OBJECTIVE, ITEM_INTERVENTION};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (r->line->level <= r->level[kinds[i]])
            r->level[kinds[i]] = LEVEL_CLOSED;
}

static void session_frequency(struct reader *r, struct str s)
{
    struct plan_duration *d = &r->plan->duration;
    int64_t minutes = scan_minutes(s);
    s = line_unquote(s);
    put_cadence(r, &d->frequency, s);
    mark(r, "/duration/frequency/text", 0, 0, 0);
    if (minutes > 0 && !d->session_minutes.has) {
        d->session_minutes = (struct opt_int){true, minutes};
        mark(r, "/duration/session_minutes", 0, 0, 0);
    }
    about_sessions(r);
}

static void duration_line(struct reader *r, struct str name, struct str s)
{
    struct scan_span n;
    bool phase = name.n && (scan_length(s, UNIT_UNSTATED, &n) || lexicon_keyword(name) == TOPIC_DURATION);
    if (phase || (r->line->mark != MARK_NONE && !r->label.n && scan_length(s, UNIT_SESSION, &n))) {
        make_phase(r, TOPIC_PHASES, name, s);
        return;
    }
    plan_put(r, &r->plan->duration.text, "/duration/text", line_unquote(labelled(r, name, s)));
    if (r->label.n)
        about_sessions(r);
}

static bool names_a_school(struct str s)
{
    static const char *const words[] = {"cbt", "dbt", "emdr", "act", "cognitive", "dialectical", "motivational", "exposure", "mindfulness",
                                        "psychodynamic", "interpersonal", "acceptance", "schema", "solution", "trauma", "psychoeducation",
                                        "behavioral", "behavioural", "narrative", "gestalt", "ipt", "erp", "eft", "play", "art", "pcit",
                                        "relapse", "skills", "medication"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scan_word(s, words[i]) != (size_t)-1)
            return true;
    return false;
}

/* One intervention for each part of an enumeration with semicolons, or of quoted choices (Check "CBT", "ACT"). */
static void several_interventions(struct reader *r, enum topic topic, struct str s)
{
    bool quoted = str_starts_ci(s, STR("check \"")) || (s.n && s.p[0] == '"' && str_find(s, STR("\", \""), 0) != (size_t)-1);
    bool semicolons = memchr(s.p, ';', s.n) != NULL;
    size_t from = quoted ? str_find(s, STR("\""), 0) : 0;
    for (size_t i = from; i <= s.n; i++) {
        if (i < s.n && !(semicolons && s.p[i] == ';') && !(quoted && s.p[i] == ','))
            continue;
        struct str part = line_unquote(str_sub(s, from, i));
        if (part.n)
            make_intervention(r, topic, nothing, part);
        from = i + 1;
    }
}

static void modality_line(struct reader *r, struct str name, struct str s)
{
    uint32_t c = lexicon_classes(s);
    bool school = names_a_school(s);
    if (item_open(r, ITEM_INTERVENTION) && r->line->level > r->level[ITEM_INTERVENTION] && field_put(r, TOPIC_MODALITY, s))
        return;
    if ((c & WORD_GROUP) || !school)
        plan_put(r, &r->plan->duration.modality, "/duration/modality", line_unquote(labelled(r, name, s)));
    if (school) {
        several_interventions(r, TOPIC_INTERVENTIONS, s);
        r->level[ITEM_INTERVENTION] = LEVEL_CLOSED;
    }
    about_sessions(r);
}

/* goals */

static void goal_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    bool under = r->long_goals == 1 || (r->long_goals > 0 && r->label.n);
    if (topic == TOPIC_STG && under)
        make_objective(r, name.n ? name : r->label.n ? r->label : STR("Short-term goal"), s);
    else
        make_goal(r, topic, name, s);
}

static void goal_words(struct reader *r, struct str s)
{
    if (!item_open(r, ITEM_GOAL) || ((struct plan_goal *)item_at(r, ITEM_GOAL))->client_words.p) {
        make_goal(r, TOPIC_GOALS, nothing, nothing);
        if (r->failed)
            return;
    }
    field_put(r, TOPIC_GOAL_WORDS, s);
}

/* the rest */

static void crisis_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct plan_crisis *c = &r->plan->crisis;
    struct str both = labelled(r, name, s);
    bool line = scan_word(both, "988") != (size_t)-1 || scan_word(both, "lifeline") != (size_t)-1 || scan_word(both, "hotline") != (size_t)-1 ||
                scan_word(both, "911") != (size_t)-1;
    uint32_t classes = lexicon_classes(both);
    if (topic == TOPIC_CRISIS_CONTACTS || (name.n && scan_word(name, "contact") != (size_t)-1) || (name.n && scan_telephone(s) && !line && !(classes & WORD_CRISIS)))
        make_person(r, ITEM_CONTACT, name, s);
    else if (topic == TOPIC_CRISIS_RESOURCES || (line && s.n < 80 && str_find_ci(s, STR(" if "), 0) == (size_t)-1 && str_find_ci(s, STR(" to "), 0) == (size_t)-1))
        list_put(r, &c->resources, "/crisis/resources/#", both);
    else if (topic == TOPIC_SAFETY_PLAN)
        list_put(r, &c->safety_plan.text, "/crisis/safety_plan/text/#", both);
    else
        list_put(r, &c->steps, "/crisis/steps/#", both);
    struct plan_cadence cadence = {.text = nothing};
    struct str tool;
    if (scan_instrument(s, &tool) && scan_cadence(s, &cadence, NULL)) {
        make_monitoring(r, nothing, s);
        r->level[ITEM_MONITORING] = LEVEL_CLOSED;
    }
}

static void consent_line(struct reader *r, struct str name, struct str s)
{
    struct plan_consent *c = item_new(r, ITEM_CONSENT);
    if (!c)
        return;
    put_text(r, &c->text, labelled(r, name.n ? name : r->label, s));
    item_mark(r, ITEM_CONSENT, "/text", 0);
    if (scan_date(s, r->dates, &c->date, NULL))
        item_mark(r, ITEM_CONSENT, "/date", 0);
}

static void agreed_line(struct reader *r, struct str s)
{
    struct plan_agreement *g = &r->plan->agreement;
    bool yes = str_starts_ci(s, STR("yes")) || str_is(s, "Y") || str_is(s, "x"), no = str_starts_ci(s, STR("no")) || str_is(s, "N");
    bool agreement = str_find_ci(r->label, STR("agree"), 0) != (size_t)-1;
    if (agreement && (yes || no)) {
        g->agreed_set = true;
        g->agreed = yes;
        mark(r, "/agreement/agreed", 0, 0, 0);
    }
    if (!agreement || s.n > 4 || !(yes || no))
        list_put(r, &g->text, "/agreement/text/#", labelled(r, r->label, s));
}

static void assessment_line(struct reader *r, struct str name, struct str s)
{
    static const char *const words[] = {"summary", "impression", "impressions", "formulation", "conceptualization", "assessment"};
    struct plan_assessment *a = &r->plan->assessment;
    struct str label = name.n ? name : r->label.n ? r->label : r->heading, tool;
    struct plan_cadence cadence = {.text = nothing};
    bool summary = false;
    if (scan_cadence(s, &cadence, NULL) &&
        (scan_instrument(s, &tool) || (s.n < 60 && scan_word(label, "reports") != (size_t)-1))) {
        make_monitoring(r, name.n ? name : r->label, s);
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        summary = summary || (!name.n && scan_word(label, words[i]) != (size_t)-1);
    if (summary) {
        plan_put(r, &a->summary, "/assessment/summary", s);
    } else if (a->findings.n && !name.n && !r->label.n && str_eq(a->findings.at[a->findings.n - 1].topic, label)) {
        put_text(r, &a->findings.at[a->findings.n - 1].text, s);
        mark(r, "/assessment/findings/#", (int)a->findings.n - 1, 0, 0);
    } else {
        put_topic(r, &a->findings, label, s);
        mark(r, "/assessment/findings/#", (int)a->findings.n - 1, 0, 0);
    }
    guess_diagnosis(r, s);
    guess_code(r, s);
}

static void mental_status(struct reader *r, struct str name, struct str s)
{
    struct str label = name.n ? name : r->label;
    bool whole = scan_word(label, "mental") != (size_t)-1 || scan_word(label, "mse") != (size_t)-1;
    plan_put(r, &r->plan->assessment.mental_status, "/assessment/mental_status", whole ? s : labelled(r, label, s));
}

static void risk_line(struct reader *r, struct str name, struct str s)
{
    struct str label = name.n ? name : r->label;
    if (str_eq_ci(label, STR("risks")) && item_open(r, ITEM_PROBLEM) && field_put(r, TOPIC_PROBLEM_RISKS, s))
        return;
    bool plain = str_eq_ci(label, STR("risk")) || str_eq_ci(label, STR("risk assessment")) || str_eq_ci(label, STR("risks"));
    list_put(r, &r->plan->crisis.risk, "/crisis/risk/#", plain ? s : labelled(r, label, s));
}

static void technique_line(struct reader *r, struct str name, struct str s)
{
    if (item_open(r, ITEM_INTERVENTION))
        nested_put(r, ITEM_INTERVENTION, TOPIC_NONE, name, s);
    else
        make_intervention(r, TOPIC_INTERVENTIONS, name, s);
}

static void title_line(struct reader *r, struct str name, struct str s)
{
    struct str whole = r->label.n ? r->line->text : labelled(r, name, s);
    bool named = !r->label.n || r->line->mark == MARK_HASH || str_find_ci(r->label, STR("title"), 0) != (size_t)-1 ||
                 str_find_ci(r->label, STR("name"), 0) != (size_t)-1;
    if (s.n > 80 && guess_paragraph(r, s))
        return;
    if (!r->plan->title.p && !r->line->cells && named)
        plan_put(r, &r->plan->title, "/title", whole);
    else if (!guess_put(r, name, s))
        put_identifier(r, r->label.n ? r->label : name, s);
}

/* A fact about a problem goes to the last one, even when other text stood between. */
static bool problem_fact(struct reader *r, enum topic topic, struct str s)
{
    if (!item_open(r, ITEM_PROBLEM)) {
        if (r->index[ITEM_PROBLEM] < 0 && !item_new(r, ITEM_PROBLEM))
            return true;
        r->level[ITEM_PROBLEM] = r->line->level;
    }
    return field_put(r, topic, s);
}

/* A label that has no place here keeps its words in the part it stands in. */
static void homeless(struct reader *r, enum topic topic, struct str s)
{
    struct plan *p = r->plan;
    struct date d;
    struct str label = r->label.n ? r->label : r->heading;
    if (topic == TOPIC_DUE && scan_date(s, r->dates, &d, NULL))
        start_or_end(r, TOPIC_END, s);
    else if (topic == TOPIC_RESPONSIBLE || topic == TOPIC_MON_REPORTER)
        make_person(r, ITEM_PARTICIPANT, label, s);
    else if (topic == TOPIC_MEASURE)
        make_monitoring(r, nothing, s);
    else if (group_of(topic) == 'i') {
        if (!item_new(r, ITEM_INTERVENTION) || !field_put(r, topic, s))
            make_intervention(r, TOPIC_INTERVENTIONS, label, s);
    }
    else if (group_of(topic) == 'r')
        make_referral(r, label, s);
    else if (group_of(topic) == 'u')
        plan_put(r, &p->duration.text, "/duration/text", labelled(r, label, s));
    else if (group_of(topic) == 's' || group_of(topic) == 't')
        make_trait(r, TOPIC_BARRIERS, label, s);
    else if (group_of(topic) == 'x')
        list_put(r, &p->crisis.steps, "/crisis/steps/#", labelled(r, label, s));
    else if (!guess_put(r, label, s))
        put_topic(r, &p->assessment.findings, label, s), mark(r, "/assessment/findings/#", (int)p->assessment.findings.n - 1, 0, 0);
}

static void frequency_line(struct reader *r, enum topic topic, struct str s)
{
    bool sessions = (scan_minutes(s) > 0 || lexicon_classes(s) & WORD_SESSION) && r->line->level <= r->level[ITEM_INTERVENTION] &&
                    r->line->mark == MARK_NONE && !r->line->cells;
    if (sessions)
        topic = TOPIC_SESSION_FREQUENCY;
    if (topic == TOPIC_SESSION_FREQUENCY || !field_put(r, topic, s))
        session_frequency(r, s);
}

static void length_line(struct reader *r, struct str s)
{
    if (!field_put(r, TOPIC_LENGTH, s))
        duration_line(r, nothing, s);
}

/* Several people in one line are parted by semicolons. "Participant: ..." in a support plan is the client. */
static void participants_line(struct reader *r, struct str name, struct str s)
{
    if (str_eq_ci(r->label, STR("participant")) && client_named(r, s))
        return;
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        bool after_role = i > 0 && i < s.n && s.p[i] == ',' && s.p[i - 1] == ')';
        if (i < s.n && s.p[i] != ';' && !after_role)
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (part.n)
            make_person(r, ITEM_PARTICIPANT, name, part);
        from = i + 1;
    }
    if (s.n == 0)
        make_person(r, ITEM_PARTICIPANT, name, s);
}

static bool soap_objective(const struct reader *r)
{
    return r->soap && r->plan->goals.n == 0;
}

/* Several measures, or one with its cadence, are monitoring and not the measure of one goal. */
static bool measure_line(struct reader *r, struct str s)
{
    struct plan_cadence cadence = {.text = nothing};
    bool several = memchr(s.p, ';', s.n) != NULL;
    if (!several && !scan_cadence(s, &cadence, NULL))
        return false;
    for (size_t from = 0, i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != ';')
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (part.n)
            make_monitoring(r, nothing, part);
        from = i + 1;
    }
    return true;
}

/* Topics that make items or need more than one member; false: the field table knows it. */
static bool item_part(struct reader *r, enum topic topic, struct str name, struct str s)
{
    switch (topic) {
    case TOPIC_DIAGNOSES: make_diagnosis(r, name, s); return true;
    case TOPIC_MEDICATIONS: make_medication(r, name, s); return true;
    case TOPIC_PROBLEMS: make_problem(r, name, s); return true;
    case TOPIC_STRENGTHS: case TOPIC_BARRIERS: case TOPIC_VALUES: case TOPIC_PREFERENCES: make_trait(r, topic, name, s); return true;
    case TOPIC_GOALS: case TOPIC_LTG: case TOPIC_STG: goal_line(r, topic, name, s); return true;
    case TOPIC_GOAL_WORDS: goal_words(r, s); return true;
    case TOPIC_OBJECTIVES:
        if (soap_objective(r))
            assessment_line(r, STR("Objective"), s);
        else
            make_objective(r, name, s);
        return true;
    case TOPIC_INTERVENTIONS: case TOPIC_COMORBID: case TOPIC_SKILL: case TOPIC_EDUCATION:
        if (name.n || !s.n)
            make_intervention(r, topic, name, s);
        else
            several_interventions(r, topic, s);
        return true;
    case TOPIC_MEASURE: return !name.n && measure_line(r, s);
    case TOPIC_PROBLEM_AREA: make_problem(r, s, nothing); return true;
    case TOPIC_MODALITY: modality_line(r, name, s); return true;
    case TOPIC_TECHNIQUE: technique_line(r, name, s); return true;
    case TOPIC_MONITORING: make_monitoring(r, name, s); return true;
    case TOPIC_PHASES: case TOPIC_PHASE_SHORT: case TOPIC_PHASE_LONG: make_phase(r, topic, r->label.n ? r->label : name, s); return true;
    case TOPIC_SUPPORT: make_support(r, name.n ? name : r->label, s); return true;
    case TOPIC_REFERRALS: make_referral(r, name.n ? name : nothing, s); return true;
    case TOPIC_RESPONSES: case TOPIC_RESPONSE_STAGE: make_response(r, name, s); return true;
    case TOPIC_PARTICIPANTS: participants_line(r, name, s); return true;
    case TOPIC_SIGNATURES: make_signature(r, name, s); return true;
    case TOPIC_CONSENTS: consent_line(r, name, s); return true;
    case TOPIC_CRISIS: case TOPIC_CRISIS_CONTACTS: case TOPIC_CRISIS_RESOURCES: case TOPIC_SAFETY_PLAN:
        crisis_line(r, topic, name, s);
        return true;
    default: return false;
    }
}

static bool diagnosis_title(struct reader *r, struct str s)
{
    struct plan_diagnosis *d = item_at(r, ITEM_DIAGNOSIS);
    if (d->title.p || r->made[ITEM_GOAL] > r->made[ITEM_DIAGNOSIS] || r->made[ITEM_PROBLEM] > r->made[ITEM_DIAGNOSIS])
        return false;
    put_text(r, &d->title, s);
    item_mark(r, ITEM_DIAGNOSIS, "/title", 0);
    return true;
}

static bool diagnosis_status(struct reader *r, struct str s)
{
    struct plan_diagnosis *d = item_at(r, ITEM_DIAGNOSIS);
    enum plan_diagnosis_status status = str_starts_ci(s, STR("prov")) || str_starts_ci(s, STR("rule")) ? DIAGNOSIS_PROVISIONAL
                                        : str_starts_ci(s, STR("conf"))                                ? DIAGNOSIS_CONFIRMED
                                                                                                       : DIAGNOSIS_UNSTATED;
    if (status)
        d->status = status;
    else
        put_text(r, &d->text, labelled(r, r->label, s));
    item_mark(r, ITEM_DIAGNOSIS, status ? "/status" : "/text", 0);
    return true;
}

/* "-2: does not leave home": one level of goal attainment scaling. */
bool attainment_line(struct reader *r, struct str name, struct str s)
{
    struct str digits = name;
    bool minus = str_starts(name, STR("-")) || str_starts(name, STR("\xE2\x88\x92")) || str_starts(name, STR("\xE2\x80\x93"));
    if (minus)
        digits = str_sub(name, name.p[0] == '-' ? 1 : 3, name.n);
    else if (str_starts(name, STR("+")))
        digits = str_sub(name, 1, name.n);
    if (digits.n != 1 || digits.p[0] < '0' || digits.p[0] > '2' || r->index[ITEM_OBJECTIVE] < 0)
        return false;
    struct plan_objective *o = item_at(r, ITEM_OBJECTIVE);
    struct plan_attainment *level = PLAN_PUSH(r->arena, &o->attainment);
    if (!level) {
        r->failed = true;
        return true;
    }
    level->level = (struct opt_int){true, minus ? -(digits.p[0] - '0') : digits.p[0] - '0'};
    put_text(r, &level->text, s);
    item_mark(r, ITEM_OBJECTIVE, "/attainment/#", (int)o->attainment.n - 1);
    return true;
}

static bool plan_part(struct reader *r, enum topic topic, struct str name, struct str s)
{
    switch (topic) {
    case TOPIC_CONTENTS: r->stored = true; return true;
    case TOPIC_PLAN: title_line(r, name, s); return true;
    case TOPIC_CLIENT: client_line(r, name, s); return true;
    case TOPIC_NAME: put_name(r, s); return true;
    case TOPIC_BIRTH: put_birth(r, s); return true;
    case TOPIC_AGE: case TOPIC_AGE_GENDER: put_age(r, s); return true;
    case TOPIC_CONTACT: case TOPIC_CREDENTIAL: case TOPIC_ROLE: person_fact(r, topic, s); return true;
    case TOPIC_ASSESSMENT: assessment_line(r, name, s); return true;
    case TOPIC_MENTAL_STATUS: mental_status(r, name, s); return true;
    case TOPIC_BACKGROUND: put_background(r, name.n ? name : r->label.n ? r->label : r->heading, s); return true;
    case TOPIC_FREQUENCY: case TOPIC_SESSION_FREQUENCY: frequency_line(r, topic, s); return true;
    case TOPIC_LENGTH: length_line(r, s); return true;
    case TOPIC_DURATION: duration_line(r, name, s); return true;
    case TOPIC_SESSION_LENGTH: case TOPIC_SETTING:
        if (!field_put(r, topic, s))
            return false;
        if (r->created == ITEM_NONE && !item_open(r, ITEM_INTERVENTION))
            about_sessions(r);
        return true;
    case TOPIC_START: case TOPIC_END:
        if (!item_open(r, ITEM_GOAL) || r->line->level <= r->level[ITEM_GOAL] || !field_put(r, topic, s))
            start_or_end(r, topic, s);
        return true;
    case TOPIC_GOAL_STATEMENT: return item_open(r, ITEM_DIAGNOSIS) && diagnosis_title(r, s);
    case TOPIC_STATUS: return item_open(r, ITEM_DIAGNOSIS) && diagnosis_status(r, s);
    case TOPIC_ATTAINMENT: return attainment_line(r, name, s);
    case TOPIC_PLAN_DATE: date_line(r, s); return true;
    case TOPIC_REVIEWS: case TOPIC_REVIEW_DATE: case TOPIC_LAST_REVIEW: case TOPIC_PLAN_DATES: review_line(r, topic, name, s); return true;
    case TOPIC_RISK: risk_line(r, name, s); return true;
    case TOPIC_AGREED: agreed_line(r, s); return true;
    case TOPIC_PERSON:
        if (group_of(section_of(r)) == 'i' && s.n > 16 && r->line->mark == MARK_NONE && !r->line->cells) {
            make_intervention(r, TOPIC_INTERVENTIONS, nothing, s); /* "RN: medication education daily" */
            if (!r->failed)
                field_put(r, TOPIC_RESPONSIBLE, r->label);
            return true;
        }
        if (item_open(r, ITEM_INTERVENTION) && r->line->level > r->level[ITEM_INTERVENTION] && field_put(r, topic, s))
            return true;
        make_person(r, group_of(section_of(r)) == 'x' ? ITEM_CONTACT : ITEM_PARTICIPANT, r->label.n ? r->label : name, s);
        return true;
    default: return false;
    }
}

void part_put(struct reader *r, enum topic topic, struct str name, struct str s)
{
    if (item_part(r, topic, name, s) || plan_part(r, topic, name, s))
        return;
    if (name.n)
        s = s.n ? labelled(r, name, s) : name;
    if (group_of(topic) == 'p' && topic != TOPIC_PROBLEM_RISKS && problem_fact(r, topic, s))
        return;
    if (!field_put(r, topic, s))
        homeless(r, topic, s);
}
