/* series_read.c: JSON Lines -> dated entries. What a line may have stands in two tables: its members and its types. */
#include "plan/series.h"

#include "base/json.h"
#include "base/utf8.h"
#include "plan/ids.h"
#include "plan/nearest.h"
#include "plan/series_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- tables ---- */

enum key {
    KEY_TYPE,
    KEY_ID,
    KEY_DATE,
    KEY_ENTERED,
    KEY_BY,
    KEY_TEXT,
    KEY_REASON,
    KEY_INSTRUMENT,
    KEY_RESPONSES, /* five forms, see form_of */
    KEY_SCORED,
    KEY_YES,
    KEY_OPTION_INDEX,
    KEY_TOTAL,
    KEY_STORED_TOTAL,
    KEY_POLICY,
    KEY_SEX,
    KEY_MODE,
    KEY_WORK_NA, /* the answers beside the score */
    KEY_GATE,
    KEY_SAME_PERIOD,
    KEY_PROBLEM,
    KEY_Q6_3MONTHS,
    KEY_IMPACT,
    KEY_PAST_MONTH,
    KEY_LIFETIME,
    KEY_OBJECTIVE,
    KEY_GOAL,
    KEY_MEASURE,
    KEY_VALUE,
    KEY_PERIOD,
    KEY_LEVEL,
    KEY_STATUS,
    KEY_MINUTES,
    KEY_KIND,
    KEY_CODE,
    KEY_SIGN,
    KEY_DECISION,
    KEY_ALERT,
    KEY_DISPOSITION,
    KEY_VERSION,
    KEY_EVENT,
    KEY_NEXT,
    KEY_OF,
    KEY_REPORTER,
    KEY_MONITORING,
    KEY_COUNT
};

/* How a member is read. */
enum how {
    HOW_TEXT, /* into the struct str at `offset` */
    HOW_NAME, /* the same, but an id: letters, digits and . _ - (and / in a sign's) */
    HOW_DEC,  /* a number, into `value` */
    HOW_DATE,
    HOW_DATETIME,
    HOW_WORD,    /* one of a list; read with its type */
    HOW_SCORE,   /* read by read_score() */
    HOW_EXTRA,   /* the same: a whole number or true/false, into the struct opt_int of score_extra at `offset` */
    HOW_ANYTHING /* read with its type */
};

#define ENTRY(member) offsetof(struct series_entry, member)
#define EXTRA(member) offsetof(struct score_extra, member)

static const struct key_row {
    const char *name;
    enum how how;
    size_t offset;
} keys[KEY_COUNT] = {
    [KEY_TYPE] = {"type", HOW_WORD, 0},
    [KEY_ID] = {"id", HOW_NAME, ENTRY(id)},
    [KEY_DATE] = {"date", HOW_DATE, ENTRY(date)},
    [KEY_ENTERED] = {"entered", HOW_DATETIME, ENTRY(entered)},
    [KEY_BY] = {"by", HOW_TEXT, ENTRY(by)},
    [KEY_TEXT] = {"text", HOW_TEXT, ENTRY(text)},
    [KEY_REASON] = {"reason", HOW_TEXT, ENTRY(text)},
    [KEY_INSTRUMENT] = {"instrument", HOW_SCORE, 0},
    [KEY_RESPONSES] = {"responses", HOW_SCORE, 0},
    [KEY_SCORED] = {"scored_responses", HOW_SCORE, 0},
    [KEY_YES] = {"responses_yes", HOW_SCORE, 0},
    [KEY_OPTION_INDEX] = {"option_index_top_to_bottom", HOW_SCORE, 0},
    [KEY_TOTAL] = {"total", HOW_SCORE, 0},
    [KEY_STORED_TOTAL] = {"stored_total", HOW_SCORE, 0},
    [KEY_POLICY] = {"policy", HOW_SCORE, 0},
    [KEY_SEX] = {"sex", HOW_SCORE, 0},
    [KEY_MODE] = {"mode", HOW_SCORE, 0},
    [KEY_WORK_NA] = {"work_na", HOW_EXTRA, EXTRA(work_na)},
    [KEY_GATE] = {"gate", HOW_EXTRA, EXTRA(gate)},
    [KEY_SAME_PERIOD] = {"same_period", HOW_EXTRA, EXTRA(same_period)},
    [KEY_PROBLEM] = {"problem", HOW_EXTRA, EXTRA(problem)},
    [KEY_Q6_3MONTHS] = {"q6_3months", HOW_EXTRA, EXTRA(q6_3months)},
    [KEY_IMPACT] = {"impact", HOW_EXTRA, EXTRA(impact)},
    [KEY_PAST_MONTH] = {"past_month_thoughts", HOW_EXTRA, EXTRA(past_month_thoughts)},
    [KEY_LIFETIME] = {"lifetime_attempt", HOW_EXTRA, EXTRA(lifetime_attempt)},
    [KEY_OBJECTIVE] = {"objective", HOW_NAME, ENTRY(objective)},
    [KEY_GOAL] = {"goal", HOW_NAME, ENTRY(goal)},
    [KEY_MEASURE] = {"measure", HOW_TEXT, ENTRY(name)},
    [KEY_VALUE] = {"value", HOW_ANYTHING, 0},
    [KEY_PERIOD] = {"period", HOW_TEXT, ENTRY(period)},
    [KEY_LEVEL] = {"level", HOW_DEC, ENTRY(value)},
    [KEY_STATUS] = {"status", HOW_WORD, 0},
    [KEY_MINUTES] = {"minutes", HOW_DEC, ENTRY(value)},
    [KEY_KIND] = {"kind", HOW_TEXT, ENTRY(name)},
    [KEY_CODE] = {"code", HOW_TEXT, ENTRY(name)},
    [KEY_SIGN] = {"sign", HOW_NAME, ENTRY(sign)},
    [KEY_DECISION] = {"decision", HOW_WORD, 0},
    [KEY_ALERT] = {"alert", HOW_NAME, ENTRY(of)},
    [KEY_DISPOSITION] = {"disposition", HOW_TEXT, ENTRY(name)},
    [KEY_VERSION] = {"version", HOW_DEC, ENTRY(value)},
    [KEY_EVENT] = {"event", HOW_TEXT, ENTRY(name)},
    [KEY_NEXT] = {"next", HOW_DATE, ENTRY(next)},
    [KEY_OF] = {"of", HOW_NAME, ENTRY(of)},
    [KEY_REPORTER] = {"reporter", HOW_WORD, 0},
    [KEY_MONITORING] = {"monitoring", HOW_ANYTHING, 0},
};

#define BIT(key) (UINT64_C(1) << (key))
#define COMMON (BIT(KEY_TYPE) | BIT(KEY_ID) | BIT(KEY_DATE) | BIT(KEY_ENTERED) | BIT(KEY_BY))
#define FORMS (BIT(KEY_RESPONSES) | BIT(KEY_SCORED) | BIT(KEY_YES) | BIT(KEY_OPTION_INDEX) | BIT(KEY_TOTAL))
#define BESIDE                                                                                                         \
    (BIT(KEY_STORED_TOTAL) | BIT(KEY_POLICY) | BIT(KEY_SEX) | BIT(KEY_MODE) | BIT(KEY_WORK_NA) | BIT(KEY_GATE) |       \
     BIT(KEY_SAME_PERIOD) | BIT(KEY_PROBLEM) | BIT(KEY_Q6_3MONTHS) | BIT(KEY_IMPACT) | BIT(KEY_PAST_MONTH) |           \
     BIT(KEY_LIFETIME))
#define ABOUT (BIT(KEY_OBJECTIVE) | BIT(KEY_GOAL) | BIT(KEY_MEASURE))

/* need: every one of these; one_of: exactly one of these, when there are any. `date` and `type` are needed always. */
static const struct type_row {
    const char *name;
    uint64_t need, one_of, may;
    int min, max; /* of its number */
    bool whole;
} types[SERIES_TYPE_COUNT] = {
    [SERIES_SCORE] = {"score", BIT(KEY_INSTRUMENT), FORMS, BESIDE | BIT(KEY_TEXT), 0, 0, false},
    [SERIES_COUNT] = {"count", BIT(KEY_VALUE), ABOUT, BIT(KEY_PERIOD) | BIT(KEY_TEXT), 0, 1000000, false},
    [SERIES_RATING] = {"rating", BIT(KEY_VALUE), ABOUT, BIT(KEY_REPORTER) | BIT(KEY_TEXT), 0, 10, false},
    [SERIES_ATTAINMENT] = {"attainment", BIT(KEY_LEVEL), BIT(KEY_OBJECTIVE) | BIT(KEY_GOAL), BIT(KEY_TEXT), -2, 2,
                           true},
    [SERIES_DIARY] = {"diary", BIT(KEY_VALUE), ABOUT, BIT(KEY_TEXT), -1000000, 1000000, false},
    [SERIES_SESSION] = {"session", BIT(KEY_STATUS), 0, BIT(KEY_MINUTES) | BIT(KEY_TEXT), 0, 1440, true},
    [SERIES_EVENT] = {"event", BIT(KEY_KIND), 0, BIT(KEY_TEXT), 0, 0, false},
    [SERIES_DIAGNOSIS] = {"diagnosis", BIT(KEY_CODE), 0, BIT(KEY_TEXT), 0, 0, false},
    [SERIES_REVIEW] = {"review", 0, 0, BIT(KEY_TEXT) | BIT(KEY_NEXT), 0, 0, false},
    [SERIES_DECISION] = {"decision", BIT(KEY_SIGN) | BIT(KEY_DECISION), 0, BIT(KEY_REASON), 0, 0, false},
    [SERIES_MET] = {"met", BIT(KEY_GOAL) | BIT(KEY_BY) | BIT(KEY_VALUE), 0, BIT(KEY_TEXT), 0, 0, false},
    [SERIES_ALERT_CLOSED] = {"alert_closed", BIT(KEY_ALERT) | BIT(KEY_DISPOSITION), 0, BIT(KEY_TEXT), 0, 0, false},
    [SERIES_BASELINE] = {"baseline", BIT(KEY_VALUE), BIT(KEY_OBJECTIVE) | BIT(KEY_GOAL), BIT(KEY_TEXT), -1000000,
                         1000000, false},
    [SERIES_PLAN] = {"plan", BIT(KEY_EVENT), 0, BIT(KEY_VERSION) | BIT(KEY_TEXT) | BIT(KEY_MONITORING), 1, 1000000,
                     true},
    /* Which numbers a correction may have, what it corrects decides. */
    [SERIES_CORRECTION] = {"correction", BIT(KEY_OF), 0,
                           FORMS | BESIDE | BIT(KEY_VALUE) | BIT(KEY_LEVEL) | BIT(KEY_REASON), 0, 0, false},
    [SERIES_WITHDRAWN] = {"withdrawn", BIT(KEY_OF), 0, BIT(KEY_REASON), 0, 0, false},
};

static const char *const session_names[] = {"attended", "cancelled", "no_show", NULL};
static const char *const decision_names[] = {
    "keep", "revise", "change_approach", "step_up", "consult", "refer", "step_down", "end", NULL};
static const char *const reporter_names[] = {"guardian", NULL};
static const char *const policy_names[] = {"own", "strict", "prorate_max2", NULL};
static const char *const sex_names[] = {"unknown", "female", "male", NULL};
static const char *const mode_names[] = {"adult", "adolescent", "child", "categorical", "continuous", NULL};

const char *series_type_name(enum series_type t)
{
    return types[t].name;
}

bool series_is_line(struct str line, struct arena *a)
{
    const struct json *o = NULL, *type;
    if (!json_parse(line, a, &o, NULL) || o->type != JSON_OBJECT || json_get(o, "format"))
        return false;
    type = json_get(o, "type");
    for (int i = 0; type && type->type == JSON_STRING && i < SERIES_TYPE_COUNT; i++)
        if (str_eq(type->text, str_of(types[i].name)))
            return true;
    return false;
}

const char *series_decision_name(enum series_decision d)
{
    return decision_names[d];
}

/* ---- one line ---- */

#define RESERVE_MAX 2048 /* entries */

struct reader {
    struct arena *arena;
    struct arena scratch; /* the tree of one line */
    struct err *err;
    struct series *out;
    PLAN_LIST(struct str) corrections; /* their lines, read again when it is known what they correct */
    size_t line;
    const struct json *member[KEY_COUNT];
    uint64_t given; /* bits of enum key */
};

static bool fail(const struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool fail(const struct reader *r, const char *fmt, ...)
{
    char text[2 * sizeof r->err->text], where[32];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    snprintf(where, sizeof where, "line %zu", r->line);
    return err_set(r->err, ERR_INVALID, where, "%s", text);
}

/* The beginning of s, for an error's sentence. */
#define QUOTE_SIZE 48
static const char *quote(struct str s, char out[QUOTE_SIZE])
{
    size_t n = s.n < QUOTE_SIZE ? s.n : utf8_floor(s, QUOTE_SIZE - 4);
    if (n)
        memcpy(out, s.p, n);
    memcpy(out + n, n < s.n ? "..." : "", n < s.n ? 4 : 1);
    return out;
}

/* word_of: which of the names `v` is, -1 with an error when it is none. */
static int word_of(const struct reader *r, enum key key, const struct json *v, const char *const *names)
{
    struct str word = json_str(v);
    for (int i = 0; word.p && names[i]; i++)
        if (str_is(word, names[i]))
            return i;
    char list[160] = "", text[QUOTE_SIZE];
    for (size_t i = 0, n = 0; names[i]; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
    if (word.p)
        fail(r, "%s \"%s\" is not known; write %s", keys[key].name, quote(word, text), list);
    else
        fail(r, "%s must be a text: %s", keys[key].name, list);
    return -1;
}

static bool type_of(const struct reader *r, enum series_type *out)
{
    const char *names[SERIES_TYPE_COUNT + 1] = {NULL};
    for (int i = 0; i < SERIES_TYPE_COUNT; i++)
        names[i] = types[i].name;
    if (!(r->given & BIT(KEY_TYPE)))
        return fail(r, "\"type\" is missing; write one such as \"type\":\"score\"");
    int type = word_of(r, KEY_TYPE, r->member[KEY_TYPE], names);
    *out = (enum series_type)type;
    return type >= 0;
}

static bool unknown_member(const struct reader *r, struct str name, const char *type, uint64_t allowed)
{
    const char *best = NULL;
    int least = NEAREST_MAX + 1;
    char text[QUOTE_SIZE];
    for (int i = 0; i < KEY_COUNT; i++) {
        int d = allowed & BIT(i) ? nearest_distance(name, keys[i].name) : least;
        if (d < least) {
            least = d;
            best = keys[i].name;
        }
    }
    if (best && nearest_is_close(least, best))
        return fail(r, "\"%s\" is not a member of %s; did you mean \"%s\"?", quote(name, text), type, best);
    return fail(r, "\"%s\" is not a member of %s; docs/series.schema.json says what it may have", quote(name, text),
                type);
}

/* parse: the line as a tree in the scratch arena, its members by key. */
static bool parse(struct reader *r, struct str text)
{
    const struct json *root = NULL;
    struct err e = {0};
    arena_reset(&r->scratch);
    if (!json_parse(text, &r->scratch, &root, &e)) {
        if (e.kind == ERR_MEMORY)
            return err_set(r->err, e.kind, e.where, "%s", e.text);
        return fail(r, "%s: %s", e.where + strlen("line 1, "), e.text);
    }
    if (root->type != JSON_OBJECT)
        return fail(r, "must be one JSON object on a line, such as {\"date\":\"2026-01-05\",\"type\":\"review\"}");
    r->given = 0;
    const struct json *unknown = NULL;
    for (const struct json *v = root->first; v; v = v->next) {
        int k = 0;
        while (k < KEY_COUNT && !str_is(v->key, keys[k].name))
            k++;
        if (k < KEY_COUNT) {
            r->member[k] = v;
            r->given |= BIT(k);
        } else if (!unknown) {
            unknown = v;
        }
    }
    enum series_type type;
    return !unknown ||
           (type_of(r, &type) && unknown_member(r, unknown->key, types[type].name,
                                                COMMON | types[type].need | types[type].one_of | types[type].may));
}

/* check_members: all that are needed and none that does not belong. */
static bool check_members(const struct reader *r, const struct type_row *t, const char *name)
{
    uint64_t need = t->need | BIT(KEY_DATE), allowed = COMMON | t->need | t->one_of | t->may;
    int count = 0;
    for (int k = 0; k < KEY_COUNT; k++) {
        if (r->given & ~allowed & BIT(k))
            return unknown_member(r, str_of(keys[k].name), name, allowed);
        if (need & ~r->given & BIT(k))
            return fail(r, "\"%s\" is missing; %s needs it", keys[k].name, name);
        count += (r->given & t->one_of & BIT(k)) != 0;
    }
    if (!t->one_of || count == 1)
        return true;
    if (t->one_of == FORMS)
        return fail(r,
                    "%s needs exactly one of responses, scored_responses, responses_yes, "
                    "option_index_top_to_bottom or total",
                    name);
    return fail(r, "%s needs exactly one of objective, goal%s: say what it is about", name,
                t->one_of & BIT(KEY_MEASURE) ? " or measure" : "");
}

/* ---- members ---- */

static bool is_id(struct str s, bool slash)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-' && !(slash && c == '/'))
            return false;
    }
    return s.n <= SHAPE_ID_MAX;
}

static bool read_text(const struct reader *r, enum key key, struct str *out)
{
    struct str s = json_str(r->member[key]);
    if (!str_trim(s).n)
        return fail(r, "%s must be a text that is not empty; leave it out when there is none", keys[key].name);
    if (keys[key].how == HOW_NAME && !is_id(s, key == KEY_SIGN))
        return fail(r, "%s must be an id of at most %d letters, digits and the signs . _ -", keys[key].name,
                    SHAPE_ID_MAX);
    if (!plan_text(r->arena, s, out))
        return arena_error(r->arena, r->err);
    return true;
}

/* The time behind a day: T10:30, with seconds and a zone or without. */
static bool is_time(struct str s)
{
    static const char form[] = "T00:00:00";
    for (size_t i = 0; i < s.n && i < sizeof form - 1; i++)
        if (form[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != form[i] && (i != 6 || !strchr("+-Z", s.p[i])))
            return false;
        else if (i == 6 && s.p[i] != ':')
            break; /* a zone instead of seconds */
    for (size_t i = 9; i < s.n; i++)
        if (!strchr("0123456789:.+-Z", s.p[i]))
            return false;
    return s.n >= 6 && s.n <= 30;
}

static bool read_date(const struct reader *r, enum key key, struct date *out)
{
    struct str s = json_str(r->member[key]);
    if (keys[key].how == HOW_DATETIME && s.n > 10 && is_time(str_sub(s, 10, s.n)))
        s.n = 10;
    if (date_parse(s, out))
        return true;
    return fail(r, "%s must be a day of the calendar as YYYY-MM-DD%s", keys[key].name,
                keys[key].how == HOW_DATETIME ? ", or a time as 2026-01-12T10:30:00Z" : "");
}

static bool read_dec(const struct reader *r, enum key key, struct dec *out)
{
    const struct json *v = r->member[key];
    if (v->type == JSON_NUMBER && num_dec(v->text, out))
        return true;
    return fail(r, "%s must be a plain number such as 3 or 4.5", keys[key].name);
}

/* read_number: the number of a type, within its range. */
static bool read_number(const struct reader *r, enum key key, const struct type_row *t, struct dec *out)
{
    if (!read_dec(r, key, out))
        return false;
    if (dec_cmp(*out, dec_of_int(t->min)) >= 0 && dec_cmp(*out, dec_of_int(t->max)) <= 0 && !(t->whole && out->scale))
        return true;
    return fail(r, "%s of %s must be %s from %d to %d", keys[key].name, t->name,
                t->whole ? "a whole number" : "a number", t->min, t->max);
}

/* ---- scores ---- */

static bool read_items(const struct reader *r, enum key key, struct score_input *in)
{
    const struct json *v = r->member[key];
    if (v->type != JSON_ARRAY || v->count > SCORE_ITEMS_MAX)
        return fail(r, "%s must be a list of at most %d answers in the order of the form, null where one is open",
                    keys[key].name, SCORE_ITEMS_MAX);
    for (const struct json *item = v->first; item; item = item->next, in->count++)
        if (item->type != JSON_NULL && (item->type != JSON_NUMBER || !num_dec(item->text, &in->item[in->count])))
            return fail(r, "answer %zu of %s must be a plain number, or null where it is open", in->count + 1,
                        keys[key].name);
    return true;
}

static bool read_extra(const struct reader *r, enum key key, struct score_extra *extra)
{
    struct opt_int *out = (struct opt_int *)(void *)((char *)extra + keys[key].offset);
    bool yes;
    if (json_bool(r->member[key], &yes))
        *out = (struct opt_int){true, yes};
    else if (json_int(r->member[key], 0, 1000, &out->v))
        out->has = true;
    else
        return fail(r, "%s must be true, false or a whole number", keys[key].name);
    return true;
}

/* choice: the word at a key, when it is there, as its place in the names; 0, the usual one, when it is not; -1 when it
 * is none. */
static int choice(const struct reader *r, enum key key, const char *const *names)
{
    return r->given & BIT(key) ? word_of(r, key, r->member[key], names) : 0;
}

static bool read_beside(const struct reader *r, struct score_input *in)
{
    int policy, sex, mode;
    if (r->given & BIT(KEY_STORED_TOTAL) && !read_dec(r, KEY_STORED_TOTAL, &in->stored_total))
        return false;
    if ((policy = choice(r, KEY_POLICY, policy_names)) < 0 || (sex = choice(r, KEY_SEX, sex_names)) < 0 ||
        (mode = choice(r, KEY_MODE, mode_names)) < 0)
        return false;
    in->policy = (enum score_policy)policy;
    in->sex = (enum score_sex)sex;
    in->extra.continuous = str_is(str_of(mode_names[mode]), "continuous");
    if (mode <= AGE_CHILD)
        in->age = (enum score_age)mode;
    for (int k = KEY_WORK_NA; k <= KEY_LIFETIME; k++)
        if (r->given & BIT(k) && !read_extra(r, (enum key)k, &in->extra))
            return false;
    return true;
}

/* read_score: the numbers of a form, scored. */
static bool read_score(const struct reader *r, const struct measure *m, struct series_entry *entry)
{
    static const enum score_form form_of[] = {SCORE_RESPONSES, SCORE_SCORED, SCORE_YES, SCORE_OPTION_INDEX,
                                              SCORE_TOTAL};
    struct score_input in = {.measure = m};
    for (int k = KEY_RESPONSES; k <= KEY_TOTAL; k++) {
        if (!(r->given & BIT(k)))
            continue;
        in.form = form_of[k - KEY_RESPONSES];
        if (k == KEY_TOTAL ? !read_dec(r, KEY_TOTAL, &in.total) : !read_items(r, (enum key)k, &in))
            return false;
    }
    if (!read_beside(r, &in))
        return false;
    struct err e = {0};
    entry->measure = m;
    if (score_form(&in, &entry->score, &e))
        return series_keep_form(&in, r->arena, &entry->given, r->err);
    const char *text = strstr(e.text, ": "); /* behind the code of the line protocol */
    return fail(r, "the %s cannot be scored: %s%s%s", m->name, e.where, *e.where ? ": " : "", text ? text + 2 : e.text);
}

/* ---- entries ---- */

/* What a guardian reports has a name of its own, so that it is part of no course of the client's. */
static bool read_reporter(const struct reader *r, struct series_entry *entry)
{
    int guardian = series_guardian(json_str(r->member[KEY_REPORTER]));
    if (!guardian && word_of(r, KEY_REPORTER, r->member[KEY_REPORTER], reporter_names) < 0)
        return false;
    if (!(r->given & BIT(KEY_MEASURE)))
        return fail(r, "reporter stands with measure alone; objectives and goals are rated by the client");
    entry->by_guardian = true;
    return series_guardians_name(entry->name, guardian, r->arena, &entry->name, r->err);
}

static bool read_monitoring(const struct reader *r, struct str *out)
{
    const struct json *v = r->member[KEY_MONITORING];
    struct buf b;
    buf_init(&b, 0);
    for (const struct json *id = v->type == JSON_ARRAY ? v->first : v; id; id = id->next) {
        if (v->type != JSON_ARRAY || !is_id(json_str(id), false)) {
            buf_free(&b);
            return fail(r, "monitoring must be a list of ids, such as [\"m1\"]");
        }
        buf_add(&b, json_str(id));
        buf_char(&b, ' ');
    }
    return series_keep(&b, r->arena, out, r->err);
}

static bool read_typed(const struct reader *r, struct series_entry *entry)
{
    const struct type_row *t = &types[entry->type];
    char text[QUOTE_SIZE];
    int word = 0;
    switch (entry->type) {
    case SERIES_SCORE: {
        struct str name = json_str(r->member[KEY_INSTRUMENT]);
        const struct measure *m = measure_find(name);
        if (!m)
            return fail(r, "instrument \"%s\" is not known; write the name of a file in data/instruments, such as gad7",
                        quote(name, text));
        return read_score(r, m, entry);
    }
    case SERIES_COUNT:
        if (entry->period.p && series_period_days(entry->period) <= 0)
            return fail(r, "period \"%s\" is not known; write day, week, month or year", quote(entry->period, text));
        break;
    case SERIES_RATING:
        if (r->given & BIT(KEY_REPORTER) && !read_reporter(r, entry))
            return false;
        break;
    case SERIES_SESSION:
        word = word_of(r, KEY_STATUS, r->member[KEY_STATUS], session_names);
        entry->session = (enum series_session)word;
        break;
    case SERIES_DECISION:
        word = word_of(r, KEY_DECISION, r->member[KEY_DECISION], decision_names);
        entry->decision = (enum series_decision)word;
        if (word == DECISION_KEEP && !entry->text.p)
            return fail(r, "\"reason\" is missing; say why the plan is kept as it is");
        break;
    case SERIES_PLAN:
        if (r->given & BIT(KEY_MONITORING) && !read_monitoring(r, &entry->monitoring))
            return false;
        break;
    case SERIES_MET:
        if (!str_is(entry->by, "client") && !str_is(entry->by, "clinician"))
            return fail(r, "by \"%s\" is not known here; write client or clinician", quote(entry->by, text));
        if (!json_bool(r->member[KEY_VALUE], &entry->met))
            return fail(r, "value of met must be true or false");
        return true;
    default:
        break;
    }
    static const enum key numbers[] = {KEY_VALUE, KEY_LEVEL, KEY_MINUTES, KEY_VERSION};
    for (size_t i = 0; word >= 0 && i < sizeof numbers / sizeof *numbers; i++)
        if (entry->type != SERIES_CORRECTION && r->given & BIT(numbers[i]) &&
            !read_number(r, numbers[i], t, &entry->value))
            return false;
    return word >= 0;
}

static bool read_entry(const struct reader *r, struct series_entry *entry)
{
    if (!type_of(r, &entry->type) || !check_members(r, &types[entry->type], types[entry->type].name))
        return false;
    for (int k = 0; k < KEY_COUNT; k++) {
        if (!(r->given & BIT(k)))
            continue;
        void *to = (char *)entry + keys[k].offset;
        enum how how = keys[k].how;
        if ((how == HOW_TEXT || how == HOW_NAME) && !read_text(r, (enum key)k, to))
            return false;
        if ((how == HOW_DATE || how == HOW_DATETIME) && !read_date(r, (enum key)k, to))
            return false;
    }
    entry->line = r->line;
    if (!(r->given & BIT(KEY_ENTERED)))
        entry->entered = entry->date;
    if (!entry->id.p) {
        char name[32];
        snprintf(name, sizeof name, "line %zu", r->line);
        if (!plan_text(r->arena, str_of(name), &entry->id))
            return arena_error(r->arena, r->err);
    }
    return read_typed(r, entry);
}

/* Room for the entries at once; the shortest line there is has more than 32 bytes. */
static bool reserve(struct reader *r, struct str text)
{
    size_t lines = 1;
    for (size_t at = 0; lines < RESERVE_MAX && (at = str_find(text, STR("\n"), at)) != (size_t)-1; at++)
        lines++;
    size_t room = text.n / 32 + 1 < lines ? text.n / 32 + 1 : lines;
    r->out->entries.at = arena_array(r->arena, room, sizeof *r->out->entries.at);
    r->out->entries.room = room;
    if (!r->out->entries.at)
        return arena_error(r->arena, r->err);
    return true;
}

static bool read_lines(struct reader *r, struct str text)
{
    struct str line, rest = text;
    if (!reserve(r, text))
        return false;
    for (bool more = true; more;) {
        more = str_cut(rest, '\n', &line, &rest);
        if (!more)
            line = rest;
        r->line++;
        if (line.n > SERIES_LINE_MAX) {
            char where[32];
            snprintf(where, sizeof where, "line %zu", r->line);
            return err_set(r->err, ERR_LIMIT, where, "longer than %zu KiB; one entry is one short line",
                           SERIES_LINE_MAX >> 10);
        }
        line = str_trim(line);
        if (!line.n)
            continue;
        struct series_entry *entry = NULL;
        if (!parse(r, line))
            return false;
        entry = PLAN_PUSH(r->arena, &r->out->entries);
        if (!entry)
            return arena_error(r->arena, r->err);
        if (!read_entry(r, entry))
            return false;
        if (entry->type != SERIES_CORRECTION)
            continue;
        struct str *again = PLAN_PUSH(r->arena, &r->corrections);
        if (!again)
            return arena_error(r->arena, r->err);
        *again = line;
        entry->value.mant = (int64_t)r->corrections.n - 1; /* until it is read */
    }
    return true;
}

/* ---- links ---- */

static int compare_entries(const void *a, const void *b)
{
    const struct series_entry *x = a, *y = b;
    int c = date_cmp(x->entered, y->entered);
    c = c ? c : date_cmp(x->date, y->date);
    return c ? c : x->line < y->line ? -1 : 1;
}

static void sort_entries(struct series *s)
{
    size_t i = 1;
    while (i < s->entries.n && compare_entries(&s->entries.at[i - 1], &s->entries.at[i]) < 0)
        i++;
    if (i < s->entries.n)
        qsort(s->entries.at, s->entries.n, sizeof *s->entries.at, compare_entries);
}

/* read_correction: the numbers of a correction, as what it corrects at the root has them. */
static bool read_correction(struct reader *r, struct series_entry *c, const struct series_entry *root)
{
    const struct type_row *t = &types[root->type];
    struct str line = r->corrections.at[c->value.mant];
    char name[48];
    c->value = (struct dec){.has = false};
    if (!parse(r, line))
        return false;
    struct type_row allowed = {.need = BIT(KEY_OF), .may = BIT(KEY_REASON), .name = NULL};
    if (root->type == SERIES_SCORE) {
        allowed.one_of = FORMS;
        allowed.may |= BESIDE;
    } else if (t->need & (BIT(KEY_VALUE) | BIT(KEY_LEVEL)) && root->type != SERIES_MET) {
        allowed.need |= t->need & (BIT(KEY_VALUE) | BIT(KEY_LEVEL));
    } else {
        return fail(r, "%s has no number to correct; withdraw the entry and enter it again", t->name);
    }
    snprintf(name, sizeof name, "a correction of %s", t->name);
    if (!check_members(r, &allowed, name))
        return false;
    if (root->type == SERIES_SCORE)
        return read_score(r, root->measure, c);
    return read_number(r, t->need & BIT(KEY_LEVEL) ? KEY_LEVEL : KEY_VALUE, t, &c->value);
}

/* root_of: the entry at the end of a chain of amendments; NULL when it has none within the limit. */
static const struct series_entry *root_of(const struct series_entry *e)
{
    for (int steps = 0; steps <= SERIES_AMEND_MAX; steps++, e = e->amends)
        if (!e->amends)
            return e;
    return NULL;
}

static bool link_one(struct reader *r, const struct plan_ids *ids, struct series_entry *entry)
{
    const struct plan_id *found = plan_ids_find(ids, entry->of);
    const char *member = entry->type == SERIES_ALERT_CLOSED ? "alert" : "of";
    r->line = entry->line;
    if (!found)
        return fail(r, "%s \"%s\" names no entry; write the id of the entry that is meant", member, entry->of.p);
    const struct series_entry *target = found->item;
    if (entry->type == SERIES_ALERT_CLOSED)
        return target->type == SERIES_SCORE
                   ? true
                   : fail(r, "alert \"%s\" is not a score; write the id of the score that raised the alert",
                          entry->of.p);
    if (entry->type == SERIES_CORRECTION && target->type == SERIES_WITHDRAWN)
        return fail(r, "\"%s\" is a withdrawal and has no number to correct; withdraw it instead", entry->of.p);
    entry->amends = target;
    return true;
}

static bool link_entries(struct reader *r)
{
    struct plan_ids ids = {.list = {NULL, 0, 0}};
    struct series *s = r->out;
    for (size_t i = 0; i < s->entries.n; i++)
        if (!plan_ids_add(&ids, r->arena, s->entries.at[i].id, NULL, &s->entries.at[i]))
            return arena_error(r->arena, r->err);
    const struct plan_id *twice = plan_ids_sort(&ids);
    if (twice) {
        r->line = ((const struct series_entry *)twice->item)->line;
        return fail(r, "id \"%s\" is used twice; every entry needs an id of its own", twice->id.p);
    }
    for (size_t i = 0; i < s->entries.n; i++)
        if (s->entries.at[i].of.p && !link_one(r, &ids, &s->entries.at[i]))
            return false;
    for (size_t i = 0; i < s->entries.n; i++) {
        struct series_entry *entry = &s->entries.at[i];
        if (!entry->amends)
            continue;
        const struct series_entry *root = root_of(entry);
        r->line = entry->line;
        if (!root)
            return fail(r,
                        "corrects itself, or stands behind more than %d corrections of corrections; "
                        "name the first entry in \"of\"",
                        SERIES_AMEND_MAX);
        if (entry->type == SERIES_CORRECTION && !read_correction(r, entry, root))
            return false;
        struct series_entry *target = &s->entries.at[entry->amends - s->entries.at];
        entry->amended_before = target->amended_by; /* entries come oldest first: the newest ends up in front */
        target->amended_by = entry;
    }
    return true;
}

bool series_read(struct str text, struct arena *a, struct series *out, struct err *e)
{
    struct reader r = {.arena = a, .err = e, .out = out};
    struct err own = {0};
    if (!e)
        r.err = &own;
    *out = (struct series){.entries = {NULL, 0, 0}};
    arena_init(&r.scratch, 0);
    r.scratch.fail_at = a->fail_at; /* a test that lets `a` fail means this one too */
    bool ok = read_lines(&r, text);
    sort_entries(out);
    ok = ok && link_entries(&r);
    if (!ok)
        *out = (struct series){.entries = {NULL, 0, 0}};
    if (r.scratch.failed) { /* a piece of `a` as far as the caller goes */
        a->failed = true;
        a->over_limit = r.scratch.over_limit;
    }
    arena_free(&r.scratch);
    return ok;
}
