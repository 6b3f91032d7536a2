/* page_plan.c: my plan: read in plain words; what was said about its parts; how close one is to a goal. */
#include "practice/between.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

#include "base/json.h"
#include "base/utf8.h"

/* ---- which version ---- */

static const struct plan_version *newest(const struct plan_version *list, size_t n, const char *state)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(list[i].state, state)) {
            return &list[i];
        }
    }
    return NULL;
}

bool me_plan_pick(struct call *w, struct str id, struct plan_version *out, struct me_plan_beside *beside)
{
    static const char *const states[] = {"signed", "signing"};
    struct plan_version *list;
    size_t n;
    *beside = (struct me_plan_beside){.signing = {.version = 0}};
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    const struct plan_version *open = newest(list, n, "signing"), *found = NULL, *done = newest(list, n, "signed");
    done = done ? done : newest(list, n, "ended");
    if (open) {
        beside->signing = *open;
    }
    if (done) {
        beside->signed_ = *done;
    }
    if (n && str_is(list[0].state, "returned")) {
        beside->back = list[0];
    }
    for (size_t i = 0; i < COUNT_OF(states) && !found; i++) {
        found = newest(list, n, states[i]);
    }
    found = found ? found : beside->back.id.n ? &beside->back : done;
    id = id.n ? id : found ? found->id : NONE;
    if (!id.n) {
        return err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none yet");
    }
    return plans_get(w->practice, &w->who, w->client, id, w->arena, out, &w->err);
}

bool me_plan_is_about(const struct words *x, struct str version)
{
    struct str head, rest, id, hash;
    return x->kind == WORDS_AGREEMENT && str_cut(x->about, '/', &head, &rest) && str_is(head, "plan") &&
           str_cut(rest, '/', &id, &hash) && version.n && str_eq(id, version) && !str_ends_ci(hash, STR("/signed"));
}

/* ---- the page ---- */

void me_plan_trouble(struct call *w, const struct form *f)
{
    bool closed = w->err.kind == ERR_REFUSED && w->who.roles & ROLE_GUARDIAN &&
                  (strcmp(w->err.where, "plan") == 0 || strcmp(w->err.where, "guardian") == 0);
    if (!closed) {
        web_trouble(w, f);
        return;
    }
    err_clear(&w->err);
    me_shut(w, 403);
}

static void none_page(struct call *w)
{
    struct view_me_plan_none v = {.clinician = NONE};
    struct outside o;
    err_clear(&w->err);
    if (!me_outside(w, &o)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("My plan"), NULL, &v.page);
    v.clinician = o.clinician;
    view_me_plan_none(&w->out, &v);
}

static struct str facts_of(struct call *w, const struct plan_version *v, struct str clinician)
{
    struct str day = web_date(w, zone_day(w->zone, v->signed_ms ? v->signed_ms : v->entered_ms));
    const char *who = web_print(w, "%.*s", (int)clinician.n, clinician.n ? clinician.p : "").p;
    int number = (int)v->number;
    if (str_is(v->state, "signing")) {
        return clinician.n ? web_print(w, web_t(w, N_("Written with %s. Version %d. It is not signed by all yet.")),
                                       who, number)
                           : web_print(w, web_t(w, N_("Version %d. It is not signed by all yet.")), number);
    }
    if (str_is(v->state, "returned")) {
        return web_print(w, web_t(w, N_("Version %d. It went back to be changed.")), number);
    }
    if (str_is(v->state, "ended")) {
        return web_print(w, web_t(w, N_("Version %d. This plan has ended.")), number);
    }
    return clinician.n ? web_print(w, web_t(w, N_("Made with %s. Version %d, since %s.")), who, number, day.p)
                       : web_print(w, web_t(w, N_("Version %d, since %s.")), number, day.p);
}

/* Who wrote it: the professional who signed first, else who cares for the client now. */
static struct str written_by(struct call *w, const struct plan_version *v, struct str otherwise)
{
    struct signature *list;
    struct err none = {0};
    size_t n;
    if (plans_signatures(w->practice, &w->who, w->client, v->id, w->arena, &list, &n, &none)) {
        for (size_t i = 0; i < n; i++) {
            if (list[i].state == SIGNATURE_GIVEN && str_is(list[i].role, "clinician")) {
                return list[i].name;
            }
        }
    }
    return otherwise;
}

/* What is read besides the plan; what a guardian may not see is not there. */
static void read_beside(struct call *w, struct me_plan_ask *ask)
{
    struct words_filter newest_ones = {.limit = ME_WORDS_SHOWN + 1};
    struct record_filter ratings = {.kinds = 1u << RECORD_RATING, .newest_first = true, .limit = 100};
    struct words *words = NULL;
    struct record *rows = NULL;
    struct err none = {0};
    if (words_list(w->practice, &w->who, w->client, &newest_ones, w->arena, &words, &ask->words_count, &none)) {
        ask->words = words;
    } else {
        ask->words_count = 0;
    }
    if (between_list(w->practice, &w->who, w->client, &ratings, w->arena, &rows, &ask->ratings_count, &none)) {
        ask->ratings = rows;
    } else {
        ask->ratings_count = 0;
    }
}

/* Words that name no part of this plan: what was said about the whole, and about parts that are gone. What was said of
 * the version `spoken` stands beside it. */
static void put_other(struct call *w, const struct me_plan_ask *ask, struct str spoken, struct plan_piece *out)
{
    struct words *rest = arena_array(w->arena, ask->words_count + 1, sizeof *rest);
    size_t n = 0;
    for (size_t i = 0; rest && i < ask->words_count; i++) {
        const struct words *x = &ask->words[i];
        bool here = x->kind != WORDS_MISTAKE && x->kind != WORDS_REVIEW && !me_plan_is_about(x, spoken);
        if (here && !me_plan_part(w, ask->plan, x->about).text.n && !me_plan_part(w, ask->plan, x->about).quote.n) {
            rest[n] = *x;
            rest[n++].about = NONE;
        }
    }
    me_plan_said(w, rest, n, NONE, out);
}

/* What was said of a version that was to be signed. *mine: it is this person who said it. */
static size_t put_spoken(struct call *w, const struct me_plan_ask *ask, const struct plan_version *version, bool *mine,
                         struct plan_piece *out)
{
    struct words *list = arena_array(w->arena, ask->words_count + 1, sizeof *list);
    char not_this[WORDS_VERSION_SIZE];
    size_t n = 0;
    bool waits = str_is(version->state, "signing");
    words_of_version(version->id, &version->hash, WORDS_NOT_SIGN, not_this);
    *mine = false;
    for (size_t i = 0; list && i < ask->words_count; i++) {
        const struct words *x = &ask->words[i];
        if (waits ? x->kind == WORDS_AGREEMENT && str_is(x->about, not_this) : me_plan_is_about(x, version->id)) {
            *mine = *mine || w->who.roles & ROLE_CLIENT || str_eq(x->by, w->who.user);
            list[n] = *x;
            list[n++].about = NONE;
        }
    }
    me_plan_said(w, list, n, NONE, out);
    return n;
}

/* What is said above the plan of a version that went back, or that this person does not want to sign. */
static struct str note_of(struct call *w, const struct plan_version *about, bool mine, struct str clinician)
{
    const char *who = web_print(w, "%.*s", (int)clinician.n, clinician.n ? clinician.p : "").p;
    int number = (int)about->number;
    if (str_is(about->state, "signing")) {
        return clinician.n
                   ? web_print(w, web_t(w, N_("You did not want to sign version %d. %s will come back to you.")),
                               number, who)
                   : web_print(w,
                               web_t(w, N_("You did not want to sign version %d. "
                                           "Your care team will come back to you.")),
                               number);
    }
    if (mine) {
        return clinician.n
                   ? web_print(
                         w,
                         web_t(w, N_("You did not want version %d as it is. %s will come back to you with a new one.")),
                         number, who)
                   : web_print(w,
                               web_t(w, N_("You did not want version %d as it is. "
                                           "Your care team will come back to you with a new one.")),
                               number);
    }
    return clinician.n
               ? web_print(w, web_t(w, N_("Version %d went back to be changed. %s will come back to you.")), number,
                           who)
               : web_print(w, web_t(w, N_("Version %d went back to be changed. Your care team will come back to you.")),
                           number);
}

/* A version that went back, or that is not wanted as it is: what was said of it, and what follows. */
static struct str put_back(struct call *w, const struct me_plan_ask *ask, const struct plan_version *shown,
                           const struct me_plan_beside *beside, struct view_me_plan *v)
{
    const struct plan_version *about = beside->signing.id.n ? &beside->signing : &beside->back;
    bool mine = false, here = about->id.n && str_eq(about->id, shown->id);
    size_t n = about->id.n ? put_spoken(w, ask, about, &mine, &v->spoken) : 0;
    if (!about->id.n || (!n && (about == &beside->signing || !here))) {
        return NONE;
    }
    v->is_back = true;
    v->note = note_of(w, about, mine, ask->clinician);
    v->waits = about == &beside->signing;
    v->back.whole = here ? NONE : web_print(w, "/me/plan?v=%.*s", (int)about->id.n, about->id.p);
    if (here && beside->signed_.id.n) {
        v->signed_.whole = web_print(w, "/me/plan?v=%.*s", (int)beside->signed_.id.n, beside->signed_.id.p);
    }
    return about->id;
}

static void put_ways(struct call *w, const struct plan_version *version, const struct plan_version *signing,
                     struct view_me_plan *v)
{
    v->may_say = route_may(w, STR("/me/plan/words"));
    v->goal = (struct url){STR("/me/plan/words?kind=goal")};
    v->value = (struct url){STR("/me/plan/words?kind=value")};
    v->ask = (struct url){STR("/me/plan/words?kind=other&about=plan")};
    v->versions = (struct url){STR("/me/plan/versions")};
    v->clinical.whole = web_print(w, "/me/plan/clinical?v=%.*s", (int)version->id.n, version->id.p);
    v->safety.whole = route_may(w, STR("/me/safety")) ? STR("/me/safety") : NONE;
    if (signing->id.n) {
        v->sign.whole = web_print(w, "/me/plan/sign?v=%.*s", (int)signing->id.n, signing->id.p);
        v->number = web_print(w, "%d", (int)signing->number);
    }
    v->is_signing = signing->id.n && !str_eq(signing->id, version->id);
}

/* Beyond what the page shows there are older words. */
static void put_older(struct call *w, struct me_plan_ask *ask, struct view_me_plan *v)
{
    if (ask->words_count > ME_WORDS_SHOWN) {
        struct str last = ask->words[ME_WORDS_SHOWN - 1].id;
        ask->words_count = ME_WORDS_SHOWN;
        v->older.whole = web_print(w, "/me/plan/said?before=%.*s", (int)last.n, last.p);
    }
}

void me_plan_show(struct call *w)
{
    struct view_me_plan v;
    struct plan_version version;
    struct me_plan_beside beside;
    struct plan *plan;
    struct outside o;
    struct str id = http_query(w->in, "v");
    memset(&v, 0, sizeof v);
    if (!me_plan_pick(w, id_valid(id) ? id : NONE, &version, &beside) || !me_plan_read(w, version.json, &plan)) {
        if (w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0 && !id.n) {
            none_page(w);
        } else {
            me_plan_trouble(w, NULL);
        }
        return;
    }
    if (!me_outside(w, &o)) {
        web_trouble(w, NULL);
        return;
    }
    struct me_plan_ask ask = {.plan = plan, .clinician = o.clinician, .links = route_may(w, STR("/me/plan/words"))};
    ask.version = http_query(w->in, "v").n ? version.id : NONE;
    read_beside(w, &ask);
    put_older(w, &ask, &v);
    if (!me_plan_body(w, &ask, &v.plan)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("My plan"), NULL, &v.page);
    v.id = version.id;
    v.facts = facts_of(w, &version, written_by(w, &version, o.clinician));
    v.plan.lede = v.facts;
    v.diagnosis = me_plan_diagnosis(w, plan);
    put_other(w, &ask, put_back(w, &ask, &version, &beside, &v), &v.other);
    put_ways(w, &version, &beside.signing, &v);
    me_sees(w, &v.page, N_("You and your care team see this page."));
    view_me_plan(&w->out, &v);
}

/* ---- words about a part ---- */

static const struct field words_rows[] = {
    {"kind", N_("What it is"), FIELD_LINE, true, 1, 20, NULL, NULL},
    {"about", N_("Part"), FIELD_LINE, false, 0, WORDS_ABOUT_MAX, NULL, NULL},
    {"v", N_("Version"), FIELD_LINE, false, 0, 26, NULL, NULL},
    {"text", N_("Your words"), FIELD_TEXT, true, 1, WORDS_TEXT_MAX, NULL, N_("Write a few words.")},
};

static const struct {
    enum words_kind kind;
    const char *heading, *lede, *label, *button, *said;
} kinds[] = {
    {WORDS_QUESTION, N_("Ask about this part"), N_("You can ask what it means, or why it is there."),
     N_("Your question"), N_("Send my question"), N_("Your question was sent.")},
    {WORDS_DOES_NOT_FIT, N_("This does not fit me"),
     N_("It is your plan. Say what does not fit, or what you would change."), N_("What does not fit"),
     N_("Send my words"), N_("Your words were sent.")},
    {WORDS_GOAL, N_("A goal of my own"), N_("What do you want to be different? Use your own words."), N_("My goal"),
     N_("Send my goal"), N_("Your goal was sent.")},
    {WORDS_VALUE, N_("What matters to me"), N_("What is important in your life? It can guide the plan."),
     N_("What matters to me"), N_("Send my words"), N_("Your words were sent.")},
    {WORDS_OTHER, N_("Say something about my plan"), N_("You can ask to change any part."), N_("Your words"),
     N_("Send my words"), N_("Your words were sent.")},
    /* What went with a signature and could not be kept with it (page_plan_sign.c): about that version alone. */
    {WORDS_AGREEMENT, N_("Something to say with it"), N_("Your words are still here. You can send them now."),
     N_("Your words"), N_("Send my words"), N_("Your words were sent.")},
};

static size_t kind_row(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (str_is(name, words_kind_name(kinds[i].kind))) {
            return i;
        }
    }
    return COUNT_OF(kinds);
}

/* Of what was posted or asked for; words that go with a signature are about one. */
static size_t form_row(const struct form *f)
{
    size_t row = kind_row(form_value(f, "kind"));
    bool good = row < COUNT_OF(kinds) &&
                (kinds[row].kind != WORDS_AGREEMENT || str_ends_ci(form_value(f, "about"), STR("/signed")));
    return good ? row : COUNT_OF(kinds);
}

/* The plan that words are said of; NULL: there is none. */
static const struct plan *plan_said_of(struct call *w, struct str about, struct str id)
{
    struct plan_version version;
    struct me_plan_beside beside;
    struct plan *plan;
    struct err none = w->err;
    bool ok =
        about.n && me_plan_pick(w, id_valid(id) ? id : NONE, &version, &beside) && me_plan_read(w, version.json, &plan);
    w->err = none;
    return ok ? plan : NULL;
}

/* The part it is about, as the plan says it; nothing where the plan has none of that name. */
static struct plan_piece part_about(struct call *w, struct str about, struct str version)
{
    const struct plan *plan = plan_said_of(w, about, version);
    return plan ? me_plan_part(w, plan, about) : (struct plan_piece){.about = about};
}

/* How the part reads now, kept with what is said of it: the plan may say something else when that is read. */
static struct str source_now(struct call *w, struct str about, struct str version)
{
    const struct plan *plan = plan_said_of(w, about, version);
    struct str out = plan ? me_plan_source(w, plan, about) : NONE;
    return utf8_length(out) <= WORDS_TEXT_MAX ? out : NONE;
}

static void words_page(struct call *w, const struct form *f)
{
    size_t row = form_row(f);
    struct view_me_plan_words v = {.back = {STR("/me/plan")}};
    if (row == COUNT_OF(kinds)) {
        err_set(&w->err, ERR_NOT_FOUND, "page", "there is none at this address");
        web_trouble(w, NULL);
        return;
    }
    v.about = form_value(f, "about");
    v.kind = form_value(f, "kind");
    v.version = form_value(f, "v");
    v.part = part_about(w, v.about, v.version);
    page_begin(w, kinds[row].heading, f, &v.page);
    v.heading = web_t(w, kinds[row].heading);
    v.lede = web_t(w, kinds[row].lede);
    v.button = web_t(w, kinds[row].button);
    v.text = field_show(w, f, "text", NONE);
    v.text.label = web_t(w, kinds[row].label);
    v.text.rows = 5;
    me_box(w, &v.box);
    me_sees(w, &v.page, N_("You and your care team see what you write here."));
    view_me_plan_words(&w->out, &v);
}

static void take_query(struct call *w, struct form *f, const char *name)
{
    struct str s = http_query(w->in, name);
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->fields[i].name, name) == 0 && !f->value[i].n) {
            f->value[i] = s;
        }
    }
}

void me_plan_words_show(struct call *w)
{
    struct form f;
    form_empty(w, words_rows, COUNT_OF(words_rows), &f);
    take_query(w, &f, "kind");
    take_query(w, &f, "about");
    take_query(w, &f, "v");
    words_page(w, &f);
}

void me_plan_words_do(struct call *w)
{
    struct form f;
    bool ok = form_read(w, words_rows, COUNT_OF(words_rows), &f);
    size_t row = form_row(&f);
    if (!ok || row == COUNT_OF(kinds)) {
        words_page(w, &f);
        return;
    }
    struct words x = {.kind = kinds[row].kind, .about = form_value(&f, "about"), .text = form_value(&f, "text")};
    x.said_of = source_now(w, x.about, form_value(&f, "v"));
    if (!words_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        if (w->err.kind == ERR_INVALID) {
            err_clear(&w->err);
            form_wrong(w, &f, "text", "%s", web_t(w, N_("Write it a little shorter, or in two parts.")));
            words_page(w, &f);
        } else {
            web_trouble(w, &f);
        }
        return;
    }
    web_said(w, kinds[row].said, "/me/plan");
}

/* ---- how close am I ---- */

static const struct field rate_rows[] = {
    {"goal", N_("Goal"), FIELD_LINE, true, 1, 60, NULL, NULL},
    {"value", N_("How close you are"), FIELD_CHOICE, true, 0, 0, "0|1|2|3|4|5|6|7|8|9|10", N_("Choose a number.")},
    {"text", N_("A few words"), FIELD_TEXT, false, 0, 1000, NULL, NULL},
};

static void rate_page(struct call *w, const struct form *f)
{
    static const char *const points[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    struct view_me_plan_rate v = {.goal = form_value(f, "goal")};
    v.part = part_about(w, web_print(w, "goals/%.*s", (int)v.goal.n, v.goal.n ? v.goal.p : ""), NONE);
    if (!v.part.text.n && !v.part.quote.n) {
        err_set(&w->err, ERR_NOT_FOUND, "goal", "the plan has none of this name");
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("How close am I?"), f, &v.page);
    v.points = arena_array(w->arena, COUNT_OF(points), sizeof *v.points);
    for (size_t i = 0; v.points && i < COUNT_OF(points); i++) {
        v.points[v.points_count++] = (struct me_point){points[i], form_is(f, "value", points[i])};
    }
    for (size_t i = 0; i < f->errors_count; i++) {
        v.error = strcmp(f->errors[i].name, "value") == 0 ? f->errors[i].text : v.error;
    }
    v.text = field_show(w, f, "text", NONE);
    v.text.rows = 3;
    me_sees(w, &v.page, N_("You and your care team see this."));
    view_me_plan_rate(&w->out, &v);
}

void me_plan_rate_show(struct call *w)
{
    struct form f;
    form_empty(w, rate_rows, COUNT_OF(rate_rows), &f);
    take_query(w, &f, "goal");
    rate_page(w, &f);
}

static bool rating_json(struct call *w, const struct form *f, struct str *out)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "type");
    json_put_cstr(&o, "rating");
    json_key(&o, "goal");
    json_put_str(&o, form_value(f, "goal"));
    json_key(&o, "value");
    json_put_raw(&o, form_value(f, "value"));
    if (form_value(f, "text").n) {
        json_key(&o, "text");
        json_put_str(&o, form_value(f, "text"));
    }
    json_end_object(&o);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), out)) || err_no_memory(&w->err);
    buf_free(&b);
    return ok;
}

void me_plan_rate_do(struct call *w)
{
    struct form f;
    struct entry x = {.kind = RECORD_RATING, .date = w->today};
    if (!form_read(w, rate_rows, COUNT_OF(rate_rows), &f)) {
        rate_page(w, &f);
    } else if (rating_json(w, &f, &x.json) &&
               between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        web_said(w, N_("Thank you. Your number was kept."), "/me/plan");
    } else {
        web_trouble(w, &f);
    }
}
