/* review_step.c: see review.h: what each step asks, checks and tells. */
#include "web/review_parts.h"

#include "plan/clock.h"
#include "practice/words.h"

#include "web/plan_plain.h"
#include "web/web_parts.h"

#define CLIENT_WORDS_DAYS 60 /* before this review */
#define CLIENT_WORDS_MOST 10 /* of what was said since the last one */

const char *review_title(int step)
{
    static const char *const titles[REVIEW_STEPS + 1] = {
        "", "What changed", "Each objective", "The client’s view", "What will change", "Next review", "Check answers"};
    return step >= 1 && step <= REVIEW_STEPS ? titles[step] : "";
}

const char *review_desk(struct call *w, int number)
{
    return web_print(w, "review-%d", number).p;
}

/* ---- words ---- */

static const struct view_choice states[] = {{"met", "Met", NULL, false},
                                            {"reached", "Target reached", NULL, false},
                                            {"on_course", "On course", NULL, false},
                                            {"behind", "Behind", NULL, false},
                                            {"no_change", "No clear change", NULL, false},
                                            {"stuck", "Stuck", NULL, false},
                                            {"past_due", "Due date passed", NULL, false},
                                            {"worse", "Worse", NULL, false},
                                            {"no_target", "No target to compare with", NULL, false},
                                            {"not_measured", "Not measured", NULL, false}};

const char *review_state(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (str_is(word, states[i].value)) {
            return states[i].label;
        }
    }
    return "";
}

static const struct view_choice areas[] = {{"alliance", "The alliance", NULL, false},
                                           {"motivation", "Motivation", NULL, false},
                                           {"supports", "Supports and circumstances", NULL, false},
                                           {"diagnosis", "The diagnosis", NULL, false},
                                           {"dose", "How much treatment there is", NULL, false},
                                           {"culture", "Culture and preferences", NULL, false}};

static const char *area_label(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(areas); i++) {
        if (str_is(word, areas[i].value)) {
            return areas[i].label;
        }
    }
    return NULL;
}

/* The measure of a line of the plan's monitoring; absent: there is no such line. */
static struct str monitored(const struct plan *p, struct str id)
{
    for (size_t i = 0; p && id.n && i < p->monitoring.n; i++) {
        if (str_eq(p->monitoring.at[i].id, id)) {
            return p->monitoring.at[i].measure.name;
        }
    }
    return NONE;
}

struct str review_about(struct call *w, const struct client_chart *c, struct str about)
{
    struct str kind = about, rest = NONE;
    if (str_is(about, "plan")) {
        return STR("The plan as a whole");
    }
    str_cut(about, '/', &kind, &rest);
    for (int k = 0; k < SIGN_KIND_COUNT; k++) {
        if (str_is(kind, sign_kind_name((enum sign_kind)k))) {
            const struct plan_objective *o = daily_aim(c->plan, rest);
            struct str of = o ? daily_objective(o) : monitored(c->plan, rest);
            const char *title = sign_title((enum sign_kind)k);
            return of.n ? web_print(w, "%s: %.*s", title, (int)of.n, of.p) : str_of(title);
        }
    }
    return about;
}

/* ---- fields ---- */

static const char *named(struct call *w, const char *prefix, struct str id)
{
    return web_print(w, "%s%.*s", prefix, (int)id.n, id.p).p;
}

static void add_field(struct review_step *s, struct field field)
{
    if (s->count < FORM_FIELDS_MAX) {
        s->field[s->count++] = field;
    }
}

/* Signs that are decided about here: an alert is answered on its own page. */
size_t review_signs(const struct client_chart *c, const struct chart_sign **list, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < c->sign_count && n < room; i++) {
        if (c->sign[i].kind != SIGN_ALERT && !c->sign[i].silenced) {
            list[n++] = &c->sign[i];
        }
    }
    return n;
}

#define NOTES_MOST 60 /* the newest ones */
#define DECISIONS "keep|revise|change_approach|step_up|consult|refer|step_down|end"

static void change_fields(struct call *w, const struct client_chart *c, struct review_step *s)
{
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = review_signs(c, sign, SIGNS_MOST);
    for (size_t i = 0; i < n; i++) {
        add_field(s,
                  (struct field){named(w, "d-", sign[i]->id), "Decision", FIELD_CHOICE, false, 0, 0, DECISIONS, NULL});
        add_field(s, (struct field){named(w, "r-", sign[i]->id), "Reason", FIELD_LINE, false, 0, 1000, NULL, NULL});
    }
    add_field(s, (struct field){"d-plan", "Decision", FIELD_CHOICE, false, 0, 0, DECISIONS, NULL});
    add_field(s, (struct field){"r-plan", "Reason", FIELD_LINE, false, 0, 1000, NULL, NULL});
    add_field(s, (struct field){"areas", "What was looked at", FIELD_CHOICES, false, 0, 0,
                                "alliance|motivation|supports|diagnosis|dose|culture", NULL});
    add_field(s, (struct field){"areas_more", "And what else", FIELD_LINE, false, 0, 500, NULL, NULL});
    add_field(s, (struct field){"with", "Who was consulted", FIELD_LINE, false, 0, 300, NULL, NULL});
    add_field(s, (struct field){"ground", "On what ground", FIELD_LINE, false, 0, 300, NULL, NULL});
    add_field(s, (struct field){"shared", "What was shared", FIELD_TEXT, false, 0, 2000, NULL, NULL});
    add_field(s, (struct field){"advice", "The advice", FIELD_TEXT, false, 0, 2000, NULL, NULL});
}

void review_fields(struct call *w, const struct client_chart *c, int number, struct review_step *s)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(c->plan, aim, AIMS_MAX);
    *s = (struct review_step){.number = number};
    switch (number) {
    case 1:
        add_field(s, (struct field){"results", "What the results show", FIELD_TEXT, true, 0, 8000, NULL,
                                    "Say what the results show, or that there are none."});
        break;
    case 2:
        for (size_t i = 0; i < n; i++) {
            add_field(s, (struct field){named(w, "s-", aim[i]->id), "Where it stands", FIELD_CHOICE, true, 0, 0,
                                        "met|reached|on_course|behind|no_change|stuck|past_due|worse|no_target|"
                                        "not_measured",
                                        "Choose where each objective stands."});
            add_field(
                s, (struct field){named(w, "t-", aim[i]->id), "In a sentence", FIELD_LINE, false, 0, 1000, NULL, NULL});
        }
        break;
    case 3:
        add_field(s, (struct field){"reading", "How the client sees it", FIELD_TEXT, true, 0, 8000, NULL,
                                    "Write down the client’s view, or why there is none."});
        break;
    case 4:
        change_fields(w, c, s);
        break;
    case 5:
        add_field(
            s, (struct field){"next", "Next review", FIELD_DATE, true, 0, 0, NULL, "Give the day of the next review."});
        break;
    default:
        break;
    }
    add_field(s, (struct field){"seen", "Seen", FIELD_LINE, false, 0, 1, NULL, NULL});
}

bool review_read(struct call *w, const struct client_chart *c, int number, struct review_step *s)
{
    review_fields(w, c, number, s);
    return daily_bring(w, review_desk(w, number), s->field, s->count, &s->f, &s->when);
}

/* ---- checks ---- */

static void check_decision(struct call *w, struct review_step *s, struct str about)
{
    const char *d = named(w, "d-", about), *r = named(w, "r-", about);
    if (form_value(&s->f, d).n && !form_value(&s->f, r).n) {
        form_wrong(w, &s->f, r, "Give the reason for the decision.");
    } else if (!form_value(&s->f, d).n && form_value(&s->f, r).n) {
        form_wrong(w, &s->f, d, "Choose the decision that goes with the reason.");
    }
}

static void check_consulted(struct call *w, struct review_step *s)
{
    static const struct {
        const char *name, *ask;
    } needed[] = {{"with", "Say with whom you spoke."},
                  {"ground", "Say on what ground: a consent on file, or the law."},
                  {"shared", "Say what was shared."}};
    bool any = form_value(&s->f, "advice").n > 0;
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        any |= form_value(&s->f, needed[i].name).n > 0;
    }
    for (size_t i = 0; any && i < COUNT_OF(needed); i++) {
        if (!form_value(&s->f, needed[i].name).n) {
            form_wrong(w, &s->f, needed[i].name, "%s", needed[i].ask);
        }
    }
}

static bool is_begun(struct call *w, const struct review_step *s, struct str about)
{
    return form_value(&s->f, named(w, "d-", about)).n || form_value(&s->f, named(w, "r-", about)).n;
}

/* Decisions with their reasons are part of a review: one at least, be it to keep the plan as it is. */
static void check_decided(struct call *w, struct review_step *s, const struct chart_sign *const *sign, size_t n)
{
    bool any = is_begun(w, s, STR("plan"));
    for (size_t i = 0; i < n && !any; i++) {
        any = is_begun(w, s, sign[i]->id);
    }
    if (!any) {
        form_wrong(w, &s->f, "d-plan", "No decision yet. Decide %sfor the plan as a whole, and say why.",
                   n ? "about a sign, or " : "");
    }
}

bool review_check(struct call *w, const struct client_chart *c, struct review_step *s)
{
    const struct plan_objective *aim[AIMS_MAX];
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = daily_aims(c->plan, aim, AIMS_MAX);
    for (size_t i = 0; s->number == 2 && i < n; i++) {
        const char *state = named(w, "s-", aim[i]->id), *text = named(w, "t-", aim[i]->id);
        bool needs = form_is(&s->f, state, "stuck") || form_is(&s->f, state, "worse");
        if (needs && !form_value(&s->f, text).n) {
            form_wrong(w, &s->f, text, "Say in a sentence what stands in the way.");
        }
    }
    if (s->number == 4) {
        n = review_signs(c, sign, SIGNS_MOST);
        for (size_t i = 0; i < n; i++) {
            check_decision(w, s, sign[i]->id);
        }
        check_decision(w, s, STR("plan"));
        check_decided(w, s, sign, n);
        check_consulted(w, s);
    }
    if (s->number == 5 && date_is_set(form_date(&s->f, "next")) && date_cmp(form_date(&s->f, "next"), w->today) <= 0) {
        form_wrong(w, &s->f, "next", "The next review lies ahead; give a later day.");
    }
    return !s->f.errors_count;
}

/* ---- asking ---- */

static const char *state_word(enum standing_state s)
{
    return standing_state_name(s == STANDING_NOT_ENOUGH_DATA ? STANDING_NOT_MEASURED : s);
}

static const struct chart_objective *stands(const struct client_chart *c, const struct plan_objective *o)
{
    for (size_t g = 0; g < c->goal_count; g++) {
        for (size_t i = 0; i < c->goal[g].count; i++) {
            if (c->goal[g].objective[i].objective == o) {
                return &c->goal[g].objective[i];
            }
        }
    }
    return NULL;
}

/* What the notes since the last review say of an objective, newest first. */
static void say_progress(struct call *w, const struct client_chart *c, const struct plan_objective *o,
                         int64_t review_ms, const struct record *notes, size_t count, struct daily_part *p)
{
    for (size_t i = 0; i < count; i++) {
        const struct json *root = review_is_new(c, review_ms, &notes[i]) ? daily_read(w, notes[i].content) : NULL;
        const struct json *list = json_get(root, "progress");
        for (const struct json *x = list ? list->first : NULL; x; x = x->next) {
            struct str text = daily_member(x, "text"), on = web_day(w, date_from_day((int32_t)notes[i].day));
            if (str_eq(daily_member(x, "objective"), o->id) && text.n) {
                daily_say(w, p, web_print(w, "Note, %.*s", (int)on.n, on.p).p, text, NONE);
            }
        }
    }
}

static bool ask_objectives(struct call *w, const struct client_chart *c, struct review_step *s,
                           struct view_daily_form *v)
{
    const struct plan_objective *aim[AIMS_MAX];
    struct record *notes = NULL;
    int64_t review_ms;
    size_t n = daily_aims(c->plan, aim, AIMS_MAX), count = 0;
    if (!review_last_ms(w, c, &review_ms) ||
        !daily_rows(w, 1u << RECORD_NOTE, (struct date){0}, NOTES_MOST, &notes, &count)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct chart_objective *now = stands(c, aim[i]);
        struct str title = daily_objective(aim[i]);
        struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, named(w, "objective-", aim[i]->id),
                                              web_print(w, "%.*s", (int)title.n, title.p).p);
        if (p && now) {
            p->lede = now->sentence;
        }
        say_progress(w, c, aim[i], review_ms, notes, count, p);
        struct view_field *x = daily_ask(w, p, &s->f, named(w, "s-", aim[i]->id), NONE); /* a judgement: none is made */
        if (x) {
            struct view_choice list[COUNT_OF(states)];
            memcpy(list, states, sizeof list);
            for (size_t k = 0; now && k < COUNT_OF(list); k++) {
                bool same = strcmp(list[k].value, state_word(now->state)) == 0;
                list[k].hint = same ? "As the entries have it" : NULL;
            }
            field_choices(w, x, list, COUNT_OF(list));
        }
        if ((x = daily_ask(w, p, &s->f, named(w, "t-", aim[i]->id), NONE))) {
            x->hint = "Needed when it is stuck or worse: what stands in the way";
            x->required = true; /* the hint says when */
        }
        if (p) {
            p->grid = true;
        }
    }
    if (!n) {
        v->lede = STR("No plan with objectives is in force. Go on to the next step.");
    }
    return true;
}

static void ask_decision(struct call *w, struct review_step *s, struct daily_part *p, struct str about)
{
    struct view_choice choice[COUNT_OF(daily_decisions) + 1] = {{"", "None here", NULL, false}};
    struct view_field *x = daily_ask(w, p, &s->f, named(w, "d-", about), NONE);
    memcpy(choice + 1, daily_decisions, sizeof daily_decisions);
    if (x) {
        x->is_choice = false;
        x->is_select = x->required = true; /* no remark that it may be left out: one at least is asked for */
        field_choices(w, x, choice, COUNT_OF(choice));
    }
    x = daily_ask(w, p, &s->f, named(w, "r-", about), NONE);
    if (x) {
        x->required = true;
    }
    if (p) {
        p->grid = true;
    }
}

static const char *ground_hint(struct call *w, const struct client_chart *c)
{
    struct str out = NONE;
    for (size_t i = 0; i < c->consent_count; i++) {
        struct str to = c->consent[i].to;
        if (to.n && c->consent[i].kind != CONSENT_TREATMENT && c->consent[i].kind != CONSENT_E_RECORD) {
            out = web_print(w, "%.*s%s%.*s", (int)out.n, out.n ? out.p : "", out.n ? "; " : "", (int)to.n, to.p);
        }
    }
    return out.n ? web_print(w, "Consent on file to: %.*s", (int)out.n, out.p).p
                 : "A consent on file (there is none to others now), or the law";
}

static void ask_change(struct call *w, const struct client_chart *c, struct review_step *s, struct view_daily_form *v)
{
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = review_signs(c, sign, SIGNS_MOST);
    for (size_t i = 0; i < n; i++) {
        struct str title = review_about(w, c, sign[i]->id);
        struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, named(w, "sign-", sign[i]->id),
                                              web_print(w, "%.*s", (int)title.n, title.p).p);
        if (p) {
            p->lede = sign[i]->evidence;
        }
        ask_decision(w, s, p, sign[i]->id);
    }
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "whole", "The plan as a whole");
    if (p) {
        p->lede = STR("A review holds one decision at least, with its reason: about a sign, or here.");
    }
    ask_decision(w, s, p, STR("plan"));
    p = daily_part_add(w, &v->parts, &v->parts_count, "explored", "Areas explored");
    struct view_field *x = daily_ask(w, p, &s->f, "areas", NONE);
    if (x) {
        field_choices(w, x, areas, COUNT_OF(areas));
    }
    daily_ask(w, p, &s->f, "areas_more", NONE);
    p = daily_part_add(w, &v->parts, &v->parts_count, "consulted", "People consulted");
    if (p) {
        p->lede = STR("Leave it empty when nobody was. It becomes an entry of its own: a consultation.");
        p->grid = true;
    }
    daily_ask(w, p, &s->f, "with", NONE);
    if ((x = daily_ask(w, p, &s->f, "ground", NONE))) {
        x->hint = ground_hint(w, c);
    }
    daily_ask(w, p, &s->f, "shared", NONE);
    daily_ask(w, p, &s->f, "advice", NONE);
    daily_quiet(p);
}

/* The day that the plan has for it; without one in four weeks. *hint: which of them it is. */
static struct date next_day(const struct call *w, const struct client_chart *c, const char **hint)
{
    struct date day = c->plan ? clock_after(c->plan, w->today) : (struct date){0};
    if (!date_is_set(day)) {
        *hint = "The plan names no review window that can be counted: four weeks from today.";
        return date_add_days(w->today, 28);
    }
    *hint = date_cmp(day, c->plan->reviews.next) == 0 ? "The day that the plan names."
                                                      : "Filled in from the review window of the plan.";
    return day;
}

/* What the client said before this review, when somebody asked. */
static void put_client_words(struct call *w, struct view_daily_form *v)
{
    struct words_filter f = {
        .kinds = 1u << WORDS_REVIEW, .from = date_add_days(w->today, -CLIENT_WORDS_DAYS), .limit = 1};
    struct words *list;
    struct err none = {0};
    size_t n = 0;
    if (!web_may(w, CASE_WORDS_LIST) || !words_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &none) ||
        !n) {
        return;
    }
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "client-words", "What the client said before");
    struct str on = web_day(w, list[0].date), by = list[0].by_name;
    if (p) {
        p->lede = web_print(w, "%.*s, %.*s", (int)by.n, by.n ? by.p : "", (int)on.n, on.p);
    }
    daily_say(w, p, "What helped", list[0].helped, NONE);
    daily_say(w, p, "What did not help", list[0].did_not, NONE);
    daily_say(w, p, "What next", list[0].next, NONE);
    daily_say(w, p, NULL, list[0].text, NONE);
}

/* What else the client said since the last review, of the plan or of anything. */
static void put_client_since(struct call *w, const struct client_chart *c, struct view_daily_form *v)
{
    struct words_row *rows;
    bool reviewed = date_is_set(c->review.last);
    struct date from = reviewed ? c->review.last : date_add_days(w->today, -CLIENT_WORDS_DAYS);
    size_t n = client_words_since(w, c->plan, from, CLIENT_WORDS_MOST + 1, &rows);
    if (!n) {
        return;
    }
    struct daily_part *p =
        daily_part_add(w, &v->parts, &v->parts_count, "client-since",
                       reviewed ? "What the client said since the last review" : "What the client said lately");
    if (p && n > CLIENT_WORDS_MOST) {
        p->lede = web_print(w, "The %d newest; the others stand under Plan.", CLIENT_WORDS_MOST);
    }
    for (size_t i = 0; i < n && i < CLIENT_WORDS_MOST; i++) {
        const struct words_row *x = &rows[i];
        struct str below = x->part.n ? web_print(w, "%s · %s", web_chars(w, x->part), web_chars(w, x->who)) : x->who;
        if (x->of.n) {
            below = web_print(w, "%s · It read then: %s", web_chars(w, below), web_chars(w, x->of));
        }
        daily_say(w, p, web_chars(w, x->kind), x->text, below);
    }
}

bool review_ask(struct call *w, const struct client_chart *c, struct review_step *s, struct view_daily_form *v)
{
    char text[DATE_TEXT_SIZE];
    const char *hint;
    struct daily_part *p;
    struct view_field *x;
    daily_hide(w, v, "seen", STR("1"));
    switch (s->number) {
    case 1:
        return review_ask_changed(w, c, s, v);
    case 2:
        return ask_objectives(w, c, s, v);
    case 3:
        put_client_words(w, v);
        put_client_since(w, c, v);
        p = daily_part_add(w, &v->parts, &v->parts_count, "view", NULL);
        if ((x = daily_ask(w, p, &s->f, "reading", NONE))) {
            x->hint = "In the client’s own words where you can: how they read the results, what helps, what they want.";
            x->rows = 6;
        }
        break;
    case 4:
        ask_change(w, c, s, v);
        break;
    default:
        p = daily_part_add(w, &v->parts, &v->parts_count, "next-part", NULL);
        if ((x = daily_ask(w, p, &s->f, "next", web_print(w, "%s", date_format(next_day(w, c, &hint), text))))) {
            x->hint = hint;
        }
    }
    return true;
}

/* ---- telling ---- */

static void tell_decision(struct call *w, const struct client_chart *c, const struct review_step *s, struct str about,
                          struct daily_part *p)
{
    struct str d = form_value(&s->f, named(w, "d-", about)), r = form_value(&s->f, named(w, "r-", about)),
               what = review_about(w, c, about);
    if (d.n) {
        daily_say(w, p, web_print(w, "%.*s", (int)what.n, what.p).p, str_of(daily_decision(d)), r);
    } else if (!str_is(about, "plan")) {
        daily_say(w, p, web_print(w, "%.*s", (int)what.n, what.p).p, STR("no decision: this sign stays open"), NONE);
    }
}

static struct str area_words(struct call *w, const struct review_step *s)
{
    struct str rest = form_value(&s->f, "areas"), out = NONE, more = form_value(&s->f, "areas_more");
    while (rest.n) {
        struct str one = rest, tail = NONE;
        str_cut(rest, '|', &one, &tail);
        const char *label = area_label(one);
        if (label) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", label);
        }
        rest = tail;
    }
    return more.n ? web_print(w, "%.*s%s%.*s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", (int)more.n, more.p)
                  : out;
}

static void tell_change(struct call *w, const struct client_chart *c, const struct review_step *s, struct daily_part *p)
{
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = review_signs(c, sign, SIGNS_MOST);
    for (size_t i = 0; i < n; i++) {
        tell_decision(w, c, s, sign[i]->id, p);
    }
    tell_decision(w, c, s, STR("plan"), p);
    daily_say(w, p, "Areas explored", area_words(w, s), NONE);
    daily_say(w, p, "Consulted", form_value(&s->f, "with"), form_value(&s->f, "advice"));
    if (p && !p->texts_count) {
        p->lede = STR("No decision yet.");
    }
}

void review_tell(struct call *w, const struct client_chart *c, const struct review_step *s, struct daily_part *p)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(c->plan, aim, AIMS_MAX);
    struct date next;
    if (!s->when.n && p) {
        p->lede = STR("Not answered yet.");
        return;
    }
    daily_say(w, p, NULL, form_value(&s->f, "results"), NONE);
    for (size_t i = 0; s->number == 2 && i < n; i++) {
        daily_say(w, p, review_state(form_value(&s->f, named(w, "s-", aim[i]->id))), daily_objective(aim[i]),
                  form_value(&s->f, named(w, "t-", aim[i]->id)));
    }
    daily_say(w, p, NULL, form_value(&s->f, "reading"), NONE);
    if (s->number == 4) {
        tell_change(w, c, s, p);
    }
    if (s->number == 5 && date_parse(form_value(&s->f, "next"), &next)) {
        daily_say(w, p, NULL, web_day(w, next), NONE);
    }
}

/* ---- the entries ---- */

static void put_objectives(struct call *w, const struct client_chart *c, const struct review_step *s,
                           struct json_out *o)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(c->plan, aim, AIMS_MAX);
    if (!n) {
        return;
    }
    json_key(o, "objectives");
    json_begin_array(o);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(o);
        daily_put(o, "id", aim[i]->id);
        daily_put(o, "state", form_value(&s->f, named(w, "s-", aim[i]->id)));
        daily_put(o, "text", form_value(&s->f, named(w, "t-", aim[i]->id)));
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_decision(struct call *w, const struct review_step *s, struct str about, struct json_out *o)
{
    struct str d = form_value(&s->f, named(w, "d-", about));
    if (d.n) {
        json_begin_object(o);
        daily_put(o, "about", about);
        daily_put(o, "decision", d);
        daily_put(o, "reason", form_value(&s->f, named(w, "r-", about)));
        json_end_object(o);
    }
}

static void put_changes(struct call *w, const struct client_chart *c, const struct review_step *s, struct json_out *o)
{
    const struct chart_sign *sign[SIGNS_MOST];
    size_t n = review_signs(c, sign, SIGNS_MOST);
    daily_put_lines(o, "areas", area_words(w, s));
    daily_put_lines(o, "consulted", form_value(&s->f, "with"));
    json_key(o, "decisions");
    json_begin_array(o);
    for (size_t i = 0; i < n; i++) {
        put_decision(w, s, sign[i]->id, o);
    }
    put_decision(w, s, STR("plan"), o);
    json_end_array(o);
}

struct str review_json(struct call *w, const struct client_chart *c, struct review_step *steps,
                       struct str *consultation)
{
    static const char *const names[] = {"with", "ground", "shared", "advice"};
    struct daily_json j;
    *consultation = NONE;
    if (form_value(&steps[4].f, "with").n) {
        daily_json_begin(&j);
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            daily_put(&j.o, names[i], form_value(&steps[4].f, names[i]));
        }
        *consultation = daily_json_end(w, &j);
    }
    daily_json_begin(&j);
    daily_put(&j.o, "results", form_value(&steps[1].f, "results"));
    daily_put(&j.o, "client_reading", form_value(&steps[3].f, "reading"));
    put_objectives(w, c, &steps[2], &j.o);
    put_changes(w, c, &steps[4], &j.o);
    daily_put(&j.o, "next", form_value(&steps[5].f, "next"));
    return daily_json_end(w, &j);
}
