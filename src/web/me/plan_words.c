/* plan_words.c: a plan as the client reads it: what was written in plain words, else a sentence made from its parts. */
#include "base/json.h"
#include "measure/measure.h"
#include "plan/edit.h"
#include "plan/plain.h"
#include "plan/plan_json.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

bool me_plan_read(struct call *w, struct str json, struct plan **out)
{
    return plan_from_json(json, w->arena, out, &w->err) && plan_number_ids(*out, w->arena, &w->err) &&
           plan_bind(*out, w->arena, &w->err);
}

/* ---- what was said ---- */

static struct str said_by(struct call *w, struct str name, int64_t at_ms)
{
    struct str day = web_date(w, zone_day(w->zone, at_ms));
    return web_print(w, "%.*s, %.*s", (int)name.n, name.n ? name.p : "", (int)day.n, day.n ? day.p : "");
}

static const char *chars(struct call *w, struct str s)
{
    return web_print(w, "%.*s", (int)s.n, s.n ? s.p : "").p;
}

static struct str below(struct call *w, struct str text, struct str line)
{
    return text.n ? web_print(w, "%s\n%s", chars(w, text), chars(w, line)) : line;
}

static struct str said_text(struct call *w, const struct words *x)
{
    struct str out = x->text;
    if (x->helped.n) {
        out = below(w, out, web_print(w, web_t(w, N_("What helped: %s")), chars(w, x->helped)));
    }
    if (x->did_not.n) {
        out = below(w, out, web_print(w, web_t(w, N_("What did not help: %s")), chars(w, x->did_not)));
    }
    if (x->next.n) {
        out = below(w, out, web_print(w, web_t(w, N_("What I want next: %s")), chars(w, x->next)));
    }
    return out;
}

/* The words are trimmed where they are kept. */
struct str me_plan_of(const struct words *x, struct str now)
{
    return x->said_of.n && !str_eq(x->said_of, str_trim(now)) ? x->said_of : NONE;
}

static void add_said(struct call *w, const struct words *x, struct plan_piece *out)
{
    struct me_said *s = &out->said[out->said_count++];
    *s = (struct me_said){.id = x->id, .text = said_text(w, x), .who = said_by(w, x->by_name, x->at_ms)};
    s->of = out->pointer.n ? me_plan_of(x, out->source) : NONE;
    if (x->state == WORDS_ENTERED) {
        s->state = str_of(web_t(w, N_("Not read yet.")));
    } else if (x->state == WORDS_SEEN && x->seen_by_name.n) {
        s->state = web_print(w, web_t(w, N_("%s has read this.")),
                             web_print(w, "%.*s", (int)x->seen_by_name.n, x->seen_by_name.p).p);
    }
    s->answers = arena_array(w->arena, x->answer_count + 1, sizeof *s->answers);
    for (size_t i = 0; s->answers && i < x->answer_count; i++) {
        const struct words_answer *a = &x->answer[i];
        s->answers[s->answers_count++] = (struct said_answer){a->text, said_by(w, a->by_name, a->at_ms)};
    }
}

void me_plan_said(struct call *w, const struct words *list, size_t n, struct str about, struct plan_piece *out)
{
    out->said_count = 0;
    out->said = arena_array(w->arena, n + 1, sizeof *out->said);
    for (size_t i = n; out->said && i-- > 0;) { /* oldest first, as it was said */
        if (str_eq(list[i].about, about)) {
            add_said(w, &list[i], out);
        }
    }
}

/* ---- sentences made from parts ---- */

static struct str intervention_words(struct call *w, const struct plan_intervention *i)
{
    if (i->name.n && i->text.n) {
        return web_print(w, "%.*s: %.*s", (int)i->name.n, i->name.p, (int)i->text.n, i->text.p);
    }
    return i->name.n ? i->name : i->text;
}

/* "Once a week", "every 4 weeks": how often people meet. */
static struct str meeting_words(struct call *w, const struct plan_cadence *c)
{
    bool plain = c->every_min.has && c->every_max.has && c->every_min.v == c->every_max.v;
    bool once = !c->count_min.has || (c->count_min.v == 1 && c->count_max.v == 1);
    bool changes =
        str_find_ci(c->text, STR("then"), 0) != (size_t)-1; /* "weekly for 16 weeks, then every other week" */
    if (plain && once && c->unit == UNIT_WEEK && !changes) {
        return c->every_min.v == 1 ? str_of(web_t(w, N_("We meet once a week.")))
                                   : web_print(w, web_t(w, N_("We meet every %d weeks.")), (int)c->every_min.v);
    }
    if (c->text.n && w->language == LANGUAGE_EN) {
        return web_print(w, web_t(w, N_("We meet: %s.")), chars(w, c->text));
    }
    return c->text; /* as the plan has it: half a sentence of each language helps nobody */
}

static struct str review_words(struct call *w, const struct plan_reviews *r)
{
    const struct plan_review_window *x = &r->window;
    if (date_is_set(r->next) && date_cmp(r->next, w->today) >= 0) {
        return web_print(w, web_t(w, N_("We look at this plan together on %s.")), chars(w, web_date(w, r->next)));
    }
    if (x->min_weeks.has && x->max_weeks.has && x->min_weeks.v != x->max_weeks.v) {
        return web_print(w, web_t(w, N_("We look at this plan together every %d to %d weeks.")), (int)x->min_weeks.v,
                         (int)x->max_weeks.v);
    }
    if (x->max_weeks.has || x->min_weeks.has) {
        return web_print(w, web_t(w, N_("We look at this plan together every %d weeks.")),
                         (int)(x->max_weeks.has ? x->max_weeks.v : x->min_weeks.v));
    }
    return x->text;
}

/* ---- one part ---- */

static const struct plan_plain *plain_of(const struct plan *p, struct str pointer)
{
    for (size_t i = 0; i < p->agreement.plain_words.n; i++) {
        if (str_eq(p->agreement.plain_words.at[i].part, pointer) && p->agreement.plain_words.at[i].text.n) {
            return &p->agreement.plain_words.at[i];
        }
    }
    return NULL;
}

static struct plan_piece part_of(struct call *w, const struct plan *p, struct str pointer, const char *list,
                                 struct str id)
{
    const struct plan_plain *plain = plain_of(p, pointer);
    struct plan_piece out = {.pointer = pointer, .about = web_print(w, "%s/%.*s", list, (int)id.n, id.n ? id.p : "")};
    if (plain) {
        out.text = plain->text;
        out.by = plain->confirmed_by;
    }
    return out;
}

/* ---- words explained ---- */

static const struct {
    const char *term, *text;
} glossary[] = {
    {"CBT", N_("A way to look at thoughts that trouble you, and to try something new.")},
    {"DBT", N_("A way to learn skills for strong feelings.")},
    {"ACT", N_("A way to make room for hard feelings and still do what matters.")},
    {"EMDR", N_("A way to work on bad memories while you follow something with your eyes.")},
    {"exposure", N_("You do, step by step, what fear made you avoid.")},
    {"mindfulness", N_("You notice what is there right now, without judging it.")},
    {"relaxation", N_("You learn to let your body calm down.")},
    {"psychoeducation", N_("You learn how a problem works and what keeps it going.")},
    {"behavioral activation", N_("You plan things that do you good, even on low days.")},
    {"motivational interviewing", N_("A talk about what you want to change, and why.")},
    {"cognitive restructuring", N_("You catch a thought, test it, and find a fairer one.")},
    {"sleep restriction", N_("You spend less time awake in bed, so that sleep gets deeper.")},
    {"GAD-7", N_("Seven short questions about worry. A lower number means less worry.")},
    {"PHQ-9", N_("Nine short questions about low mood. A lower number means less low mood.")},
    {"WSAS", N_("Five short questions about daily life. A lower number means fewer limits.")},
    {"WHO-5", N_("Five short questions about how well you feel. A higher number is better.")},
    {"PCL-5", N_("Twenty questions about a bad event. A lower number means it weighs less.")},
    {"ISI", N_("Seven short questions about sleep. A lower number means better sleep.")},
    {"OCI-R", N_("Eighteen short questions about urges and checks. A lower number means fewer.")},
    {"relapse", N_("When a problem comes back after it was better.")},
    {"trigger", N_("What sets a problem off.")},
};

/* What nobody wrote in plain words: without the short words and codes of clinicians, who write them in English. */
static struct str plainer(struct call *w, struct str s)
{
    const char *told[COUNT_OF(glossary) + 1] = {NULL};
    struct str out = s;
    enum language written;
    struct buf b;
    if (language_guess(s, &written) && written != LANGUAGE_EN) {
        return s;
    }
    for (size_t i = 0; i < COUNT_OF(glossary); i++) {
        told[i] = glossary[i].term;
    }
    buf_init(&b, 0);
    plain_write(s,
                (w->who.roles & ROLE_GUARDIAN ? PLAIN_TO_OTHER : 0) | (w->language == LANGUAGE_EN ? 0 : PLAIN_NO_NAMES),
                told, &b);
    if (s.n && buf_ok(&b) && b.n) {
        arena_str(w->arena, buf_str(&b), &out);
    }
    buf_free(&b);
    return out;
}

static void make(struct call *w, struct plan_piece *part, struct str sentence)
{
    if (!part->text.n) {
        part->text = plainer(w, sentence);
        part->made = sentence.n > 0;
    }
}

static struct plan_piece goal_part(struct call *w, const struct plan *p, size_t i)
{
    const struct plan_goal *g = &p->goals.at[i];
    struct plan_piece out = part_of(w, p, web_print(w, "/goals/%zu", i), "goals", g->id);
    struct str words = g->statement.n ? g->statement : g->name;
    out.source = g->client_words.n ? g->client_words : out.text.n ? out.text : words;
    out.quote = g->client_words;
    if (!out.quote.n) {
        make(w, &out, words);
    }
    return out;
}

static struct plan_piece objective_part(struct call *w, const struct plan *p, size_t g, size_t i)
{
    const struct plan_objective *o = &p->goals.at[g].objectives.at[i];
    struct plan_piece out = part_of(w, p, web_print(w, "/goals/%zu/objectives/%zu", g, i), "objectives", o->id);
    out.source = out.text.n ? out.text : o->statement;
    make(w, &out, me_plan_objective(w, p, o));
    return out;
}

static struct plan_piece intervention_part(struct call *w, const struct plan *p, size_t i)
{
    const struct plan_intervention *x = &p->interventions.at[i];
    struct plan_piece out = part_of(w, p, web_print(w, "/interventions/%zu", i), "interventions", x->id);
    struct str words = intervention_words(w, x);
    out.source = out.text.n ? out.text : words; /* it is told in its own words */
    make(w, &out, words);
    return out;
}

/* Why the client came, in words of their own; nothing is said about it but in a talk. */
static struct plan_piece problem_part(struct call *w, const struct plan *p, size_t i)
{
    struct plan_piece out = part_of(w, p, web_print(w, "/problems/%zu", i), "problems", p->problems.at[i].id);
    out.about = NONE;
    out.quote = p->problems.at[i].client_words;
    return out;
}

struct plan_piece me_plan_part(struct call *w, const struct plan *plan, struct str about)
{
    for (size_t i = 0; i < plan->goals.n; i++) {
        struct plan_piece g = goal_part(w, plan, i);
        if (str_eq(g.about, about)) {
            return g;
        }
        for (size_t k = 0; k < plan->goals.at[i].objectives.n; k++) {
            struct plan_piece o = objective_part(w, plan, i, k);
            if (str_eq(o.about, about)) {
                return o;
            }
        }
    }
    for (size_t i = 0; i < plan->interventions.n; i++) {
        struct plan_piece x = intervention_part(w, plan, i);
        if (str_eq(x.about, about)) {
            return x;
        }
    }
    return (struct plan_piece){.about = about};
}

struct str me_plan_source(struct call *w, const struct plan *plan, struct str about)
{
    return me_plan_part(w, plan, about).source;
}

struct plan_piece me_plan_whole(struct call *w, const struct plan *plan)
{
    struct plan_piece out = part_of(w, plan, STR(""), "", NONE);
    out.about = NONE; /* what is said of the plan as a whole is about no part */
    return out;
}

struct str me_plan_diagnosis(struct call *w, const struct plan *p)
{
    struct str out = NONE;
    for (size_t i = 0; i < p->diagnoses.n && p->agreement.diagnosis_discussed; i++) {
        const struct plan_diagnosis *d = &p->diagnoses.at[i];
        if (plan_rules_out(d)) {
            continue;
        }
        struct str title = d->title.n && d->status == DIAGNOSIS_PROVISIONAL
                               ? web_print(w, web_t(w, N_("%s (not certain yet)")), chars(w, d->title))
                               : d->title;
        out = !title.n ? out : out.n ? web_print(w, "%.*s; %.*s", (int)out.n, out.p, (int)title.n, title.p) : title;
    }
    return out;
}

/* ---- the sections ---- */

struct body {
    struct call *w;
    const struct me_plan_ask *ask;
    struct view_me_plan_body *out;
};

static struct me_section *section(struct body *b, const char *id, const char *title, size_t most)
{
    struct me_section *s = &b->out->sections[b->out->sections_count++];
    *s = (struct me_section){.id = id, .title = web_t(b->w, title)};
    s->parts = arena_array(b->w->arena, most + 1, sizeof *s->parts);
    return s;
}

static struct url way(struct body *b, const struct plan_piece *part, const char *kind)
{
    struct url none = NO_URL;
    if (!b->ask->links || !part->about.n) {
        return none;
    }
    struct str version = b->ask->version;
    return (struct url){web_print(b->w, "/me/plan/words?kind=%s&about=%.*s%s%.*s", kind, (int)part->about.n,
                                  part->about.p, version.n ? "&v=" : "", (int)version.n, version.n ? version.p : "")};
}

static void add(struct body *b, struct me_section *s, struct plan_piece part, bool asked)
{
    if (!s->parts || (!part.text.n && !part.quote.n)) {
        return;
    }
    if (asked) {
        part.ask = way(b, &part, "question");
        part.misfit = way(b, &part, "does_not_fit");
    }
    me_plan_said(b->w, b->ask->words, part.about.n ? b->ask->words_count : 0, part.about, &part);
    b->out->made = b->out->made || part.made;
    s->parts[s->parts_count++] = part;
}

/* The newest rating of a goal. */
static struct str rated(struct body *b, struct str goal)
{
    for (size_t i = 0; i < b->ask->ratings_count; i++) {
        const struct record *r = &b->ask->ratings[i];
        const struct json *root;
        struct err none = {0};
        int64_t value;
        if (str_is(r->state, "entered") && json_parse(r->content, b->w->arena, &root, &none) &&
            str_eq(json_str(json_get(root, "goal")), goal) && json_int(json_get(root, "value"), 0, 10, &value)) {
            struct str day = web_date(b->w, date_from_day(r->day));
            return web_print(b->w, web_t(b->w, N_("You said %d of 10 on %s.")), (int)value, chars(b->w, day));
        }
    }
    return NONE;
}

static bool is_part(struct call *w, const struct plan *p, struct str pointer)
{
    for (size_t i = 0; i < p->goals.n; i++) {
        if (str_eq(pointer, web_print(w, "/goals/%zu", i))) {
            return true;
        }
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++) {
            if (str_eq(pointer, web_print(w, "/goals/%zu/objectives/%zu", i, k))) {
                return true;
            }
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        if (str_eq(pointer, web_print(w, "/interventions/%zu", i))) {
            return true;
        }
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        if (str_eq(pointer, web_print(w, "/problems/%zu", i))) {
            return true;
        }
    }
    return false;
}

/* Plain words for the plan as a whole, and those for a part that has no place of its own below: all are signed, so all
 * are read. */
static void put_whole(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "whole", N_("In short"), p->agreement.plain_words.n);
    add(b, s, me_plan_whole(b->w, p), false);
    for (size_t i = 0; i < p->agreement.plain_words.n; i++) {
        const struct plan_plain *x = &p->agreement.plain_words.at[i];
        bool withheld = str_starts(x->part, STR("/diagnoses")) && !p->agreement.diagnosis_discussed;
        if (x->part.n && !withheld && !is_part(b->w, p, x->part)) {
            add(b, s, (struct plan_piece){.pointer = x->part, .text = x->text, .by = x->confirmed_by}, false);
        }
    }
}

static void put_problems(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "why", N_("What brought me here"), p->problems.n);
    for (size_t i = 0; i < p->problems.n; i++) {
        add(b, s, problem_part(b->w, p, i), false);
    }
}

static void put_goals(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "want", N_("What I want"), p->goals.n);
    size_t most = 0;
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_piece part = goal_part(b->w, p, i);
        part.rated = rated(b, p->goals.at[i].id);
        if (b->ask->links && route_may(b->w, STR("/me/plan/rate"))) {
            part.rate = (struct url){web_print(b->w, "/me/plan/rate?goal=%s", chars(b->w, p->goals.at[i].id))};
        }
        add(b, s, part, true);
        most += p->goals.at[i].objectives.n;
    }
    s = section(b, "working", N_("How we will know it is working"), most);
    for (size_t i = 0; i < p->goals.n; i++) {
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++) {
            add(b, s, objective_part(b->w, p, i, k), true);
        }
    }
}

static void put_work(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "together", N_("What we do together"), p->interventions.n + 1);
    for (size_t i = 0; i < p->interventions.n; i++) {
        add(b, s, intervention_part(b->w, p, i), true);
    }
    add(b, s, (struct plan_piece){.text = meeting_words(b->w, &p->duration.frequency)}, false);
}

static void put_person(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "matters", N_("What matters to me"), p->values.n);
    for (size_t i = 0; i < p->values.n; i++) {
        add(b, s, (struct plan_piece){.text = p->values.at[i].text}, false);
    }
    s = section(b, "good-at", N_("What I am good at"), p->strengths.n);
    for (size_t i = 0; i < p->strengths.n; i++) {
        add(b, s, (struct plan_piece){.text = plainer(b->w, p->strengths.at[i].text)}, false);
    }
    s = section(b, "in-the-way", N_("What may get in the way"), p->barriers.n);
    for (size_t i = 0; i < p->barriers.n; i++) {
        struct plan_piece part = {.text = plainer(b->w, p->barriers.at[i].text)};
        if (p->barriers.at[i].answer.n) {
            part.more = web_mixed(b->w, web_t(b->w, N_("What we do about it: %s")),
                                  WORDS(plainer(b->w, p->barriers.at[i].answer)));
        }
        add(b, s, part, false);
    }
}

static void put_others(struct body *b)
{
    const struct plan *p = b->ask->plan;
    struct me_section *s = section(b, "helps", N_("Who helps"), p->support.n + 1);
    if (b->ask->clinician.n) {
        add(b, s,
            (struct plan_piece){.text = web_print(b->w, web_t(b->w, N_("%s works with you on this plan.")),
                                                  chars(b->w, b->ask->clinician))},
            false);
    }
    for (size_t i = 0; i < p->support.n; i++) {
        const struct plan_support *x = &p->support.at[i];
        struct str text = x->who.n && x->text.n ? web_print(b->w, "%s: %s", chars(b->w, x->who), chars(b->w, x->text))
                          : x->who.n            ? x->who
                                                : x->text;
        struct plan_piece part = {.text = plainer(b->w, text)};
        add(b, s, part, false);
    }
    s = section(b, "again", N_("When we look at it again"), 1);
    add(b, s, (struct plan_piece){.text = review_words(b->w, &p->reviews)}, false);
}

/* ---- which of them the page explains ---- */

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

/* As a word of its own; in capitals where the term is. */
static bool says(struct str text, const char *term)
{
    struct str t = str_of(term);
    bool exact = term[0] >= 'A' && term[0] <= 'Z';
    for (size_t at = 0; at + t.n <= text.n; at++) {
        at = exact ? str_find(text, t, at) : str_find_ci(text, t, at);
        if (at == (size_t)-1) {
            return false;
        }
        if ((!at || !is_letter(text.p[at - 1])) && (at + t.n == text.n || !exact || !is_letter(text.p[at + t.n]))) {
            return true;
        }
    }
    return false;
}

static void put_terms(struct body *b)
{
    b->out->terms = arena_array(b->w->arena, COUNT_OF(glossary), sizeof *b->out->terms);
    for (size_t g = 0; b->out->terms && g < COUNT_OF(glossary); g++) {
        bool found = false;
        for (size_t i = 0; i < b->out->sections_count; i++) {
            const struct me_section *s = &b->out->sections[i];
            for (size_t k = 0; k < s->parts_count && !found; k++) {
                found = says(s->parts[k].text, glossary[g].term) || says(s->parts[k].more.safe, glossary[g].term);
            }
        }
        if (found) {
            b->out->terms[b->out->terms_count++] =
                (struct me_term){str_of(glossary[g].term), web_t(b->w, glossary[g].text)};
        }
    }
}

bool me_plan_body(struct call *w, const struct me_plan_ask *ask, struct view_me_plan_body *out)
{
    struct body b = {w, ask, out};
    *out = (struct view_me_plan_body){.clinician = ask->clinician};
    out->sections = arena_array(w->arena, 11, sizeof *out->sections);
    if (!out->sections) {
        return arena_error(w->arena, &w->err);
    }
    put_whole(&b);
    put_problems(&b);
    put_goals(&b);
    put_work(&b);
    put_person(&b);
    put_others(&b);
    put_terms(&b);
    size_t kept = 0;
    for (size_t i = 0; i < out->sections_count; i++) { /* what the plan does not say is no heading */
        if (out->sections[i].parts_count) {
            out->sections[kept++] = out->sections[i];
        }
    }
    out->sections_count = kept;
    return !w->arena->failed || arena_error(w->arena, &w->err);
}
