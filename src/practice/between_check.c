/* between_check.c: what the JSON of each kind of entry may have: a table of members for each. */
#include "practice/between_parts.h"

#include "base/utf8.h"
#include "plan/nearest.h"
#include "plan/plan_json.h"
#include "plan/shape.h"

#include <assert.h>
#include <stdio.h>

/* ---- tables ---- */

enum how {
    HOW_TEXT,
    HOW_TEXTS,
    HOW_WORD, /* one of `words` */
    HOW_TIME, /* "14:50" */
    HOW_DATE,
    HOW_PERIOD, /* "P2W" */
    HOW_BOOL,
    HOW_NUMBER, /* within min..max */
    HOW_ID,
    HOW_IDS,
    HOW_INSTRUMENT,
    HOW_LIST,    /* of objects with `members` */
    HOW_ANYTHING /* read where the entry is turned into a line of the series */
};

struct member {
    const char *name;
    enum how how;
    bool needed;
    const char *const *words;
    int min, max;
    const struct member *members;
};

#define NEED(name, how)                                                                                                \
    {                                                                                                                  \
        name, how, true, NULL, 0, 0, NULL                                                                              \
    }
#define MAY(name, how)                                                                                                 \
    {                                                                                                                  \
        name, how, false, NULL, 0, 0, NULL                                                                             \
    }
#define WORD(name, needed, words)                                                                                      \
    {                                                                                                                  \
        name, HOW_WORD, needed, words, 0, 0, NULL                                                                      \
    }
#define NUMBER(name, min, max)                                                                                         \
    {                                                                                                                  \
        name, HOW_NUMBER, false, NULL, min, max, NULL                                                                  \
    }
#define LIST(name, members)                                                                                            \
    {                                                                                                                  \
        name, HOW_LIST, false, NULL, 0, 0, members                                                                     \
    }
#define END                                                                                                            \
    {                                                                                                                  \
        NULL, HOW_TEXT, false, NULL, 0, 0, NULL                                                                        \
    }

static const char *const session_words[] = {"attended", "cancelled", "no_show", NULL};
static const char *const referral_words[] = {"planned", "made", "accepted", "declined", "completed", NULL};
static const char *const objective_words[] = {"met",      "reached", "on_course", "behind",       "no_change", "stuck",
                                              "past_due", "worse",   "no_target", "not_measured", NULL};
static const char *const decision_words[] = {
    "keep", "revise", "change_approach", "step_up", "consult", "refer", "step_down", "end", NULL};
static const char *const rating_words[] = {"count", "rating", "attainment", "baseline", "met", NULL};

static const struct member session[] = {WORD("status", true, session_words),
                                        MAY("start", HOW_TIME),
                                        MAY("end", HOW_TIME),
                                        MAY("present", HOW_TEXTS),
                                        MAY("next", HOW_DATE),
                                        MAY("next_time", HOW_TIME),
                                        END};
static const struct member note_progress[] = {NEED("objective", HOW_ID), NEED("text", HOW_TEXT), END};
static const struct member note[] = {LIST("progress", note_progress), MAY("interventions", HOW_IDS),
                                     MAY("client_words", HOW_TEXT),   MAY("observed", HOW_TEXT),
                                     MAY("text", HOW_TEXT),           END};
static const struct member psychotherapy_note[] = {NEED("text", HOW_TEXT), END};
static const struct member event[] = {NEED("kind", HOW_TEXT), MAY("text", HOW_TEXT), END};
static const struct member diagnosis[] = {NEED("code", HOW_TEXT), MAY("text", HOW_TEXT), END};
static const struct member rating[] = {
    WORD("type", true, rating_words), MAY("objective", HOW_ID),   MAY("goal", HOW_ID),
    MAY("measure", HOW_TEXT),         MAY("value", HOW_ANYTHING), MAY("level", HOW_ANYTHING),
    MAY("period", HOW_TEXT),          MAY("text", HOW_TEXT),      END};
static const struct member referral[] = {NEED("to", HOW_TEXT), NEED("why", HOW_TEXT),
                                         WORD("status", true, referral_words), MAY("text", HOW_TEXT), END};
static const struct member consultation[] = {NEED("with", HOW_TEXT), NEED("ground", HOW_TEXT), NEED("shared", HOW_TEXT),
                                             MAY("advice", HOW_TEXT), END};
static const struct member review_objective[] = {NEED("id", HOW_ID), WORD("state", true, objective_words),
                                                 MAY("text", HOW_TEXT), END};
static const struct member review_decision[] = {NEED("about", HOW_TEXT), WORD("decision", true, decision_words),
                                                NEED("reason", HOW_TEXT), END};
static const struct member review[] = {NEED("results", HOW_TEXT),
                                       NEED("client_reading", HOW_TEXT),
                                       MAY("areas", HOW_TEXTS),
                                       MAY("consulted", HOW_TEXTS),
                                       LIST("objectives", review_objective),
                                       {"decisions", HOW_LIST, true, NULL, 0, 0, review_decision},
                                       MAY("next", HOW_DATE),
                                       END};
static const struct member decision[] = {NEED("sign", HOW_TEXT), WORD("decision", true, decision_words),
                                         NEED("reason", HOW_TEXT), END};
static const struct member diary_value[] = {
    NEED("name", HOW_TEXT), {"value", HOW_NUMBER, true, NULL, -1000000, 1000000, NULL}, END};
static const struct member diary[] = {NUMBER("mood", 0, 10),
                                      NUMBER("anxiety", 0, 10),
                                      NUMBER("stress", 0, 10),
                                      NUMBER("energy", 0, 10),
                                      NUMBER("urges", 0, 10),
                                      NUMBER("pain", 0, 10),
                                      NUMBER("sleep_hours", 0, 24),
                                      LIST("values", diary_value),
                                      MAY("situation", HOW_TEXT),
                                      MAY("thought", HOW_TEXT),
                                      MAY("response", HOW_TEXT),
                                      MAY("text", HOW_TEXT),
                                      END};
static const char *const own_words[] = {"goals", "feedback", NULL};
static const char *const reporter_words[] = {"guardian", NULL};
static const struct member assignment_personal[] = {NEED("question", HOW_TEXT), MAY("low", HOW_TEXT),
                                                    MAY("high", HOW_TEXT), NUMBER("alert_at", 1, 10), END};
static const struct member assignment[] = {MAY("instrument", HOW_INSTRUMENT),
                                           WORD("own", false, own_words),
                                           LIST("personal", assignment_personal),
                                           MAY("every", HOW_PERIOD),
                                           MAY("remote", HOW_BOOL),
                                           WORD("reporter", false, reporter_words),
                                           MAY("text", HOW_TEXT),
                                           END};
static const struct member score[] = {NEED("instrument", HOW_INSTRUMENT),
                                      MAY("responses", HOW_ANYTHING),
                                      MAY("scored_responses", HOW_ANYTHING),
                                      MAY("responses_yes", HOW_ANYTHING),
                                      MAY("option_index_top_to_bottom", HOW_ANYTHING),
                                      MAY("total", HOW_ANYTHING),
                                      MAY("stored_total", HOW_ANYTHING),
                                      MAY("policy", HOW_ANYTHING),
                                      MAY("sex", HOW_ANYTHING),
                                      MAY("mode", HOW_ANYTHING),
                                      MAY("work_na", HOW_ANYTHING),
                                      MAY("gate", HOW_ANYTHING),
                                      MAY("same_period", HOW_ANYTHING),
                                      MAY("problem", HOW_ANYTHING),
                                      MAY("q6_3months", HOW_ANYTHING),
                                      MAY("impact", HOW_ANYTHING),
                                      MAY("past_month_thoughts", HOW_ANYTHING),
                                      MAY("lifetime_attempt", HOW_ANYTHING),
                                      MAY("text", HOW_TEXT),
                                      END};

/* ---- one value ---- */

struct check {
    struct arena *arena;
    struct err *err;
    char place[48]; /* "decisions/0/" */
};

static bool wrong(const struct check *c, const struct member *m, const char *text)
{
    char where[96];
    snprintf(where, sizeof where, "%s%s", c->place, m->name);
    return err_set(c->err, ERR_INVALID, where, "%s", text);
}

static bool is_text(const struct json *v)
{
    return str_trim(json_str(v)).n > 0;
}

static bool is_id(const struct json *v)
{
    struct str s = json_str(v);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
            return false;
        }
    }
    return s.n > 0 && s.n <= SHAPE_ID_MAX;
}

static bool each(const struct json *v, bool (*is)(const struct json *))
{
    if (v->type != JSON_ARRAY) {
        return false;
    }
    for (const struct json *x = v->first; x; x = x->next) {
        if (!is(x)) {
            return false;
        }
    }
    return true;
}

static bool check_word(const struct check *c, const struct member *m, const struct json *v)
{
    char list[160] = "must be ";
    size_t n = strlen(list);
    for (size_t i = 0; m->words[i]; i++) {
        if (str_is(json_str(v), m->words[i])) {
            return true;
        }
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
                              i == 0            ? ""
                              : m->words[i + 1] ? ", "
                                                : " or ",
                              m->words[i]);
    }
    return wrong(c, m, list);
}

static bool is_time(struct str s)
{
    int64_t hour, minute;
    return s.n == 5 && s.p[2] == ':' && num_int(str_sub(s, 0, 2), 0, 23, &hour) &&
           num_int(str_sub(s, 3, 5), 0, 59, &minute);
}

static bool check_number(const struct check *c, const struct member *m, const struct json *v)
{
    struct dec d = {.has = false};
    char text[96];
    if (v->type == JSON_NUMBER && num_dec(v->text, &d) && dec_cmp(d, dec_of_int(m->min)) >= 0 &&
        dec_cmp(d, dec_of_int(m->max)) <= 0) {
        return true;
    }
    snprintf(text, sizeof text, "must be a plain number from %d to %d", m->min, m->max);
    return wrong(c, m, text);
}

static bool check_object(struct check *c, const struct member *members, const struct json *v);

static bool check_list(struct check *c, const struct member *m, const struct json *v)
{
    size_t n = 0;
    if (v->type != JSON_ARRAY) {
        return wrong(c, m, "must be a list");
    }
    for (const struct json *x = v->first; x; x = x->next, n++) {
        snprintf(c->place, sizeof c->place, "%.20s/%zu/", m->name, n);
        if (x->type != JSON_OBJECT) {
            c->place[0] = '\0';
            return wrong(c, m, "must be a list of objects");
        }
        if (!check_object(c, m->members, x)) {
            return false;
        }
    }
    c->place[0] = '\0';
    return n || !m->needed || wrong(c, m, "must name one at least");
}

static bool check_member(struct check *c, const struct member *m, const struct json *v)
{
    struct date day = {0};
    struct date from = {2026, 1, 1};
    bool yes;
    switch (m->how) {
    case HOW_TEXT:
        return is_text(v) || wrong(c, m, "must be a text that is not empty; leave it out when there is none");
    case HOW_TEXTS:
        return each(v, is_text) || wrong(c, m, "must be a list of texts, none of them empty");
    case HOW_WORD:
        return check_word(c, m, v);
    case HOW_TIME:
        return is_time(json_str(v)) || wrong(c, m, "must be a time of day such as 14:50");
    case HOW_DATE:
        return date_parse(json_str(v), &day) || wrong(c, m, "must be a day of the calendar as YYYY-MM-DD");
    case HOW_PERIOD:
        return (date_apply_period(from, json_str(v), &day) && date_cmp(day, from) > 0) ||
               wrong(c, m, "must be a period such as P2W, P10D or P1M");
    case HOW_BOOL:
        return json_bool(v, &yes) || wrong(c, m, "must be true or false");
    case HOW_NUMBER:
        return check_number(c, m, v);
    case HOW_ID:
        return is_id(v) || wrong(c, m, "must be an id of the plan such as o1");
    case HOW_IDS:
        return each(v, is_id) || wrong(c, m, "must be a list of ids of the plan such as i1");
    case HOW_INSTRUMENT:
        return measure_find(json_str(v)) || wrong(c, m, "is no measure that is known; write its name, such as gad7");
    case HOW_LIST:
        return check_list(c, m, v);
    case HOW_ANYTHING:
        break;
    }
    return true;
}

/* ---- one object ---- */

static const struct member *find(const struct member *members, struct str name)
{
    while (members->name && !str_is(name, members->name)) {
        members++;
    }
    return members->name ? members : NULL;
}

static bool unknown(struct check *c, const struct member *members, struct str name)
{
    const char *best = NULL;
    int least = NEAREST_MAX + 1;
    for (const struct member *m = members; m->name; m++) {
        int d = nearest_distance(name, m->name);
        if (d < least) {
            least = d;
            best = m->name;
        }
    }
    struct member it = {.name = "member"};
    char text[128];
    if (best && nearest_is_close(least, best)) {
        snprintf(text, sizeof text, "is not known here; did you mean \"%s\"?", best);
    } else {
        snprintf(text, sizeof text, "is not known here: this kind of entry has none of that name");
    }
    char shown[NEAREST_MAX];
    size_t n = name.n < sizeof shown ? name.n : utf8_floor(name, sizeof shown - 1);
    memcpy(shown, name.p, n);
    shown[n] = '\0';
    it.name = shown;
    return wrong(c, &it, text);
}

static bool check_object(struct check *c, const struct member *members, const struct json *v)
{
    for (const struct json *x = v->first; x; x = x->next) {
        const struct member *m = find(members, x->key);
        if (!m) {
            return unknown(c, members, x->key);
        }
        if (!check_member(c, m, x)) {
            return false;
        }
    }
    for (const struct member *m = members; m->name; m++) {
        if (m->needed && !json_get(v, m->name)) {
            return wrong(c, m, "is missing");
        }
    }
    return true;
}

/* ---- what a table cannot say ---- */

/* "lack-of-progress/o1", or the name of a kind alone. */
bool between_is_sign(struct str s)
{
    struct str kind = s, rest = NONE;
    str_cut(s, '/', &kind, &rest);
    for (size_t i = 0; i < rest.n; i++) {
        if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-/", rest.p[i])) {
            return false;
        }
    }
    for (int k = 0; k < SIGN_KIND_COUNT; k++) {
        if (str_is(kind, sign_kind_name((enum sign_kind)k))) {
            return s.n <= SHAPE_ID_MAX;
        }
    }
    return false;
}

static bool check_session(const struct check *c, const struct json *root)
{
    struct str start = json_str(json_get(root, "start")), end = json_str(json_get(root, "end"));
    if (json_get(root, "next_time") && !json_get(root, "next")) {
        return err_set(c->err, ERR_INVALID, "next", "is missing; a time of day needs one");
    }
    if (!end.p) {
        return true;
    }
    if (!start.p) {
        return err_set(c->err, ERR_INVALID, "start", "is missing; an end needs one");
    }
    return memcmp(end.p, start.p, 5) > 0 || err_set(c->err, ERR_INVALID, "end", "must be later than the start");
}

/* A safety plan is read as part of a plan that has nothing else. */
static bool read_safety_plan(const struct json *root, struct arena *a, const struct plan_safety **out, struct err *e)
{
    struct plan *plan = NULL;
    struct err mine = {0};
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "format");
    json_put_cstr(&o, "goldthread.plan/1");
    json_key(&o, "crisis");
    json_begin_object(&o);
    json_key(&o, "safety_plan");
    json_put_tree(&o, root);
    json_end_object(&o);
    json_end_object(&o);
    bool ok = buf_ok(&b) ? plan_from_json(buf_str(&b), a, &plan, &mine) : err_no_memory(&mine);
    buf_free(&b);
    if (ok) {
        *out = &plan->crisis.safety_plan;
        return true;
    }
    static const char in_plan[] = "/crisis/safety_plan/";
    const char *where = strncmp(mine.where, in_plan, sizeof in_plan - 1) == 0 ? mine.where + sizeof in_plan - 1 : "";
    return err_set(e, mine.kind, where, "%s", mine.text);
}

bool between_safety(struct str json, struct arena *a, const struct plan_safety **out, struct err *e)
{
    const struct json *root = NULL;
    return json_parse(json, a, &root, e) && read_safety_plan(root, a, out, e);
}

/* One thing is assigned: an instrument, personal measures, or a set of ours. */
static bool check_assignment(const struct check *c, const struct json *v)
{
    const struct json *personal = json_get(v, "personal");
    struct member it = {.name = "personal"};
    int things = (json_get(v, "instrument") != NULL) + (json_get(v, "own") != NULL) + (personal != NULL);
    if (things != 1) {
        it.name = "instrument";
        return wrong(c, &it, things ? "cannot stand beside another thing: assign each by itself" : "is missing");
    }
    if (personal && (personal->count == 0 || personal->count > CHECKIN_PERSONAL_MAX)) {
        return wrong(c, &it, "must be a list of 1 to 7 questions");
    }
    if (json_get(v, "reporter") && !personal) {
        it.name = "reporter";
        return wrong(c, &it, "fills in questions of our own alone: no instrument, no goals, no session feedback");
    }
    for (const struct json *x = personal ? personal->first : NULL; x; x = x->next) {
        if (json_str(json_get(x, "question")).n > CHECKIN_QUESTION_MAX) {
            it.name = "question";
            return wrong(c, &it, "is longer than 240 bytes; ask one thing in one sentence");
        }
        if (series_is_guardians(json_str(json_get(x, "question")))) {
            it.name = "question";
            return wrong(c, &it, "says who answers it; write \"reporter\":\"guardian\" in the assignment instead");
        }
    }
    return true;
}

bool between_check(enum record_kind kind, struct str json, struct arena *a, const struct json **root, struct err *e)
{
    static const struct member *const tables[RECORD_KIND_COUNT] = {
        [RECORD_SESSION] = session,
        [RECORD_NOTE] = note,
        [RECORD_PSYCHOTHERAPY_NOTE] = psychotherapy_note,
        [RECORD_SCORE] = score,
        [RECORD_ASSIGNMENT] = assignment,
        [RECORD_DIARY] = diary,
        [RECORD_PRIVATE_DIARY] = diary,
        [RECORD_EVENT] = event,
        [RECORD_DIAGNOSIS] = diagnosis,
        [RECORD_RATING] = rating,
        [RECORD_REFERRAL] = referral,
        [RECORD_CONSULTATION] = consultation,
        [RECORD_REVIEW] = review,
        [RECORD_DECISION] = decision,
    };
    struct check c = {.arena = a, .err = e};
    if (json.n > BETWEEN_JSON_MAX) {
        return err_set(e, ERR_LIMIT, "entry", "is longer than %zu KiB: make two of it", BETWEEN_JSON_MAX >> 10);
    }
    if (!json_parse(json, a, root, e)) {
        return false;
    }
    if ((*root)->type != JSON_OBJECT || !(*root)->first) {
        return err_set(e, ERR_INVALID, "entry", "must be a JSON object that is not empty");
    }
    if (kind == RECORD_SAFETY_PLAN) {
        const struct plan_safety *steps;
        return read_safety_plan(*root, a, &steps, e);
    }
    assert(tables[kind]);
    if (!check_object(&c, tables[kind], *root)) {
        return false;
    }
    if (kind == RECORD_DECISION && !between_is_sign(json_str(json_get(*root, "sign")))) {
        return err_set(e, ERR_INVALID, "sign", "is none; write the id of a sign, such as lack-of-progress/o1");
    }
    if (kind == RECORD_ASSIGNMENT) {
        return check_assignment(&c, *root);
    }
    return kind != RECORD_SESSION || check_session(&c, *root);
}
