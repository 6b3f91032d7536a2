/* settings_fields.c: the settings of a practice as fields of a form, and back. */
#include "base/num.h"
#include "measure/measure.h"
#include "web/settings.h"
#include "web/web_parts.h"

#include <stddef.h>
#include <stdlib.h>

enum kind { TEXT, NUMBER, TRUTH, UNTRUTH, ACCOUNT, MEASURES, CRISIS, HOLIDAYS };

#define AT(member) offsetof(struct people_settings, member)
#define CRISIS_FIELDS 3

static const struct setting {
    enum settings_section section;
    enum kind kind;
    size_t at;
    struct field field;
    const char *hint, *unit;
} settings[] = {
    {SECTION_PRACTICE,
     TEXT,
     AT(name),
     {"name", "Name of the practice", FIELD_LINE, true, 1, 100, NULL, NULL},
     NULL,
     ""},
    {SECTION_PRACTICE,
     TEXT,
     AT(time_zone),
     {"time_zone", "Time zone", FIELD_LINE, false, 0, 60, NULL, NULL},
     "The city nearest to you. Days and times of the record are counted there.",
     ""},
    {SECTION_PRACTICE,
     TEXT,
     AT(country),
     {"country", "Country", FIELD_LINE, false, 0, 60, NULL, NULL},
     "Its code, such as US.",
     ""},
    {SECTION_PRACTICE,
     TEXT,
     AT(state),
     {"state", "State, in the United States", FIELD_LINE, false, 0, 20, NULL, NULL},
     "Its law says what minors and their guardians decide.",
     ""},
    {SECTION_PRACTICE,
     TRUTH,
     AT(part2),
     {"part2", "This is a programme under 42 CFR Part 2", FIELD_CHECK, false, 0, 0, NULL, NULL},
     "Records of treatment for substance use: consents and disclosures then follow its stricter rules.",
     ""},
    {SECTION_PRACTICE,
     NUMBER,
     AT(retention_years),
     {"retention_years", "Years a record is kept", FIELD_INT, true, 1, 100, NULL, NULL},
     "Counted from its newest entry. How long it must be is state law; 7 is our unconfirmed default.",
     "years"},
    {SECTION_MEASURES,
     MEASURES,
     AT(measures),
     {"measures", "Measures that you use", FIELD_CHOICES, false, 0, 0, NULL, NULL},
     NULL,
     ""},
    {SECTION_ALERTS,
     ACCOUNT,
     AT(alert_owner),
     {"alert_owner", "Who answers alerts", FIELD_CHOICE, false, 0, 0, NULL, NULL},
     NULL,
     ""},
    {SECTION_ALERTS,
     ACCOUNT,
     AT(alert_cover),
     {"alert_cover", "Who covers for them", FIELD_CHOICE, false, 0, 0, NULL, NULL},
     "Another person: takes over when an alert was not answered in time.",
     ""},
    {SECTION_ALERTS,
     TEXT,
     AT(cover_name),
     {"cover_name", "You work alone: whom clients call when you cannot be reached", FIELD_LINE, false, 0, 100, NULL,
      NULL},
     "In place of a person above. This name and number stand on “Get help now”, which everybody can open, so ask that "
     "person first.",
     ""},
    {SECTION_ALERTS,
     TEXT,
     AT(cover_phone),
     {"cover_phone", "Their telephone number", FIELD_LINE, false, 0, 40, NULL, NULL},
     NULL,
     ""},
    {SECTION_ALERTS,
     NUMBER,
     AT(alert_hours),
     {"alert_hours", "Hours until an alert goes on to the cover", FIELD_INT, true, 1, 168, NULL, NULL},
     NULL,
     "hours"},
    {SECTION_REPLIES,
     TEXT,
     AT(reply_times),
     {"reply_times", "When messages are read and answered", FIELD_TEXT, false, 0, 500, NULL, NULL},
     "In words for clients. They see it where they write to you.",
     ""},
    {SECTION_REPLIES,
     HOLIDAYS,
     AT(holidays),
     {"holidays", "Days on which the practice is closed", FIELD_TEXT, false, 0, 3000, NULL, NULL},
     "A day a line, such as 2026-12-25. Clients are told when one comes before the next working day.",
     ""},
    {SECTION_REVIEWS,
     NUMBER,
     AT(review_min_weeks),
     {"review_min_weeks", "A plan is reviewed not before week", FIELD_INT, true, 1, 52, NULL, NULL},
     NULL,
     "weeks"},
    {SECTION_REVIEWS,
     NUMBER,
     AT(review_max_weeks),
     {"review_max_weeks", "A plan is reviewed not later than week", FIELD_INT, true, 1, 52, NULL, NULL},
     "The window of a new plan. A plan may name its own.",
     "weeks"},
    {SECTION_REVIEWS,
     NUMBER,
     AT(score_delay_days),
     {"score_delay_days", "Days until a score that you enter reaches the client", FIELD_INT, true, 0, 30, NULL, NULL},
     "0: at once. Some days give you time to speak about it first.",
     "days"},
    {SECTION_REVIEWS,
     NUMBER,
     AT(reading_grade),
     {"reading_grade", "School grade that plain words keep to", FIELD_INT, true, 1, 12, NULL, NULL},
     "What the client reads is advised about when it is harder.",
     ""},
    {SECTION_REVIEWS,
     UNTRUTH,
     AT(no_copied_text),
     {"copied_text", "Advise when a text is the same as in another plan", FIELD_CHECK, false, 0, 0, NULL, NULL},
     NULL,
     ""},
    {SECTION_TIMES,
     NUMBER,
     AT(idle_minutes),
     {"idle_minutes", "Minutes without use until staff are signed out", FIELD_INT, true, 1, 120, NULL, NULL},
     "What is being written is kept.",
     "minutes"},
    {SECTION_TIMES,
     NUMBER,
     AT(client_idle_minutes),
     {"client_idle_minutes", "Minutes without use until clients are signed out", FIELD_INT, true, 1, 240, NULL, NULL},
     NULL,
     "minutes"},
    {SECTION_TIMES,
     NUMBER,
     AT(session_hours),
     {"session_hours", "Hours until everybody signs in anew", FIELD_INT, true, 1, 24, NULL, NULL},
     NULL,
     "hours"},
    {SECTION_TIMES,
     NUMBER,
     AT(glass_hours),
     {"glass_hours", "Hours that emergency access stays open", FIELD_INT, true, 1, 72, NULL, NULL},
     NULL,
     "hours"},
};

/* ---- crisis lines: three fields each ---- */

#define LINE(n)                                                                                                        \
    {"crisis_" #n "_label", "Line " #n ": name", FIELD_LINE, false, 0, 80, NULL, NULL},                                \
        {"crisis_" #n "_number", "Line " #n ": number to call", FIELD_LINE, false, 0, 40, NULL, NULL},                 \
    {                                                                                                                  \
        "crisis_" #n "_text", "Line " #n ": number for text messages", FIELD_LINE, false, 0, 40, NULL, NULL            \
    }
static const struct field crisis[] = {LINE(1), LINE(2), LINE(3), LINE(4), LINE(5), LINE(6), LINE(7), LINE(8)};

static bool crisis_at(const char *name, size_t *at)
{
    for (size_t i = 0; i < COUNT_OF(crisis); i++) {
        if (strcmp(crisis[i].name, name) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

static const struct setting *find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (strcmp(settings[i].field.name, name) == 0) {
            return &settings[i];
        }
    }
    return NULL;
}

void settings_fields(enum settings_section section, struct settings_fields *out)
{
    *out = (struct settings_fields){.count = 0};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (settings[i].section == section) {
            out->hint[out->count] = settings[i].hint;
            out->field[out->count++] = settings[i].field;
        }
    }
    for (size_t i = 0; section == SECTION_CRISIS && i < COUNT_OF(crisis); i++) {
        out->field[out->count++] = crisis[i];
    }
}

/* ---- states ---- */

#define STATE(code, name) "|" code
const char settings_states[] = ""
#include "web/states.def"
    ;
#undef STATE
#define STATE(code, name) {code, name, NULL, false},
static const struct view_choice states[] = {
#include "web/states.def"
};
#undef STATE

static const char *state_name(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (str_is(code, states[i].value)) {
            return states[i].label;
        }
    }
    return NULL;
}

struct str settings_state_name(struct str code)
{
    return state_name(code) ? str_of(state_name(code)) : code;
}

/* ---- out of the settings ---- */

static struct str joined(struct call *w, const struct people_settings *s, enum kind kind)
{
    char day[DATE_TEXT_SIZE];
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; kind == MEASURES && i < s->measure_count; i++) {
        buf_printf(&b, "%s%.*s", i ? "|" : "", (int)s->measures[i].n, s->measures[i].p);
    }
    for (size_t i = 0; kind == HOLIDAYS && i < s->holiday_count; i++) {
        buf_printf(&b, "%s%s", i ? "\n" : "", date_format(s->holidays[i], day));
    }
    if (b.n && (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out))) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

struct str settings_text(struct call *w, const struct people_settings *s, const char *name)
{
    const struct setting *x = find(name);
    size_t i;
    if (crisis_at(name, &i)) {
        const struct crisis_line *c = i / CRISIS_FIELDS < s->crisis_count ? &s->crisis[i / CRISIS_FIELDS] : NULL;
        return !c ? NONE : i % CRISIS_FIELDS == 0 ? c->label : i % CRISIS_FIELDS == 1 ? c->number : c->text_number;
    }
    if (!x) {
        return NONE;
    }
    const char *at = (const char *)s + x->at;
    switch (x->kind) {
    case TEXT:
    case ACCOUNT:
        return *(const struct str *)(const void *)at;
    case NUMBER:
        return web_print(w, "%lld", (long long)*(const int64_t *)(const void *)at);
    case TRUTH:
    case UNTRUTH:
        return *(const bool *)at == (x->kind == TRUTH) ? STR("1") : NONE;
    case MEASURES:
    case HOLIDAYS:
        break;
    case CRISIS:
        return NONE;
    }
    return joined(w, s, x->kind);
}

/* Names of measures in place of ids; days in words: each part of `text` through `put`. */
static struct str each(struct call *w, struct str text, char between, bool days)
{
    struct buf b;
    struct str head, tail, out = NONE;
    buf_init(&b, 0);
    for (bool more = text.n > 0; more; text = tail) {
        struct date day;
        more = str_cut(text, between, &head, &tail);
        head = str_trim(more ? head : text);
        const struct measure *m = days ? NULL : measure_find(head);
        struct str shown = m ? str_of(m->name) : days && date_parse(head, &day) ? web_day(w, day) : head;
        buf_printf(&b, "%s%.*s", b.n ? ", " : "", (int)shown.n, shown.p);
    }
    if (b.n && (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out))) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

struct str settings_words(struct call *w, const char *name, struct str text, const struct person *people, size_t n)
{
    const struct setting *x = find(name);
    if (!x) {
        return text;
    }
    switch (x->kind) {
    case TRUTH:
    case UNTRUTH:
        return text.n ? STR("Yes") : STR("No");
    case NUMBER:
        return text.n ? web_print(w, "%.*s %s", (int)text.n, text.p, x->unit) : text;
    case ACCOUNT:
        for (size_t i = 0; i < n; i++) {
            if (str_eq(people[i].id, text)) {
                return people[i].name;
            }
        }
        return text;
    case MEASURES:
    case HOLIDAYS:
        return each(w, text, x->kind == MEASURES ? '|' : '\n', x->kind == HOLIDAYS);
    case TEXT:
    case CRISIS:
        break;
    }
    return strcmp(name, "state") == 0 ? settings_state_name(text) : text;
}

/* ---- into the settings ---- */

static bool take_measures(struct call *w, struct str text, struct people_settings *s)
{
    struct str head, tail;
    s->measure_count = 0;
    s->measures = arena_array(w->arena, text.n + 1, sizeof *s->measures);
    for (bool more = text.n > 0; s->measures && more; text = tail) {
        more = str_cut(text, '|', &head, &tail);
        head = more ? head : text;
        if (head.n) {
            s->measures[s->measure_count++] = head;
        }
    }
    return s->measures || arena_error(w->arena, &w->err);
}

static int by_day(const void *a, const void *b)
{
    return date_cmp(*(const struct date *)a, *(const struct date *)b);
}

static bool take_holidays(struct call *w, struct form *f, struct str text, struct people_settings *s)
{
    struct date *days = arena_array(w->arena, text.n / 8 + 1, sizeof *days);
    struct str head, tail;
    size_t n = 0, kept = 0;
    if (!days) {
        return arena_error(w->arena, &w->err);
    }
    for (bool more = text.n > 0; more; text = tail) {
        more = str_cut(text, '\n', &head, &tail);
        head = str_trim(more ? head : text);
        if (head.n && !date_parse(head, &days[n])) {
            form_wrong(w, f, "holidays", "“%.*s” is no day such as 2026-12-25.", (int)(head.n < 40 ? head.n : 40),
                       head.p);
            return false;
        }
        n += head.n > 0;
    }
    qsort(days, n, sizeof *days, by_day);
    for (size_t i = 0; i < n; i++) {
        if (!kept || date_cmp(days[kept - 1], days[i]) != 0) {
            days[kept++] = days[i];
        }
    }
    s->holidays = days;
    s->holiday_count = kept;
    return true;
}

static bool take_crisis(struct call *w, struct form *f, struct people_settings *s)
{
    s->crisis_count = 0;
    s->crisis = arena_array(w->arena, PEOPLE_CRISIS_LINES_MAX, sizeof *s->crisis);
    for (size_t i = 0; s->crisis && i + 2 < COUNT_OF(crisis); i += CRISIS_FIELDS) {
        struct crisis_line c = {form_value(f, crisis[i].name), form_value(f, crisis[i + 1].name),
                                form_value(f, crisis[i + 2].name)};
        if (!c.label.n && (c.number.n || c.text_number.n)) {
            form_wrong(w, f, crisis[i].name, "Name this line: clients see the name beside the number.");
        } else if (c.label.n && !c.number.n) {
            form_wrong(w, f, crisis[i + 1].name, "Give a number that can be called.");
        } else if (c.label.n) {
            s->crisis[s->crisis_count++] = c;
        }
    }
    return s->crisis ? !f->errors_count : arena_error(w->arena, &w->err);
}

bool settings_take(struct call *w, struct form *f, struct people_settings *s)
{
    size_t unused;
    bool ok = true;
    for (size_t i = 0; ok && i < f->count; i++) {
        const struct setting *x = find(f->fields[i].name);
        if (!x) {
            continue;
        }
        char *at = (char *)s + x->at;
        switch (x->kind) {
        case TEXT:
        case ACCOUNT:
            *(struct str *)(void *)at = f->value[i];
            break;
        case NUMBER:
            *(int64_t *)(void *)at = f->number[i];
            break;
        case TRUTH:
        case UNTRUTH:
            *(bool *)at = (f->value[i].n > 0) == (x->kind == TRUTH);
            break;
        case MEASURES:
            ok = take_measures(w, f->value[i], s);
            break;
        case HOLIDAYS:
            ok = take_holidays(w, f, f->value[i], s);
            break;
        case CRISIS:
            break;
        }
    }
    return ok && (!f->count || !crisis_at(f->fields[0].name, &unused) || take_crisis(w, f, s));
}

void settings_state_choices(struct call *w, struct view_field *field)
{
    struct view_choice *list = arena_array(w->arena, COUNT_OF(states) + 1, sizeof *list);
    size_t count = 0;
    for (; list && count < COUNT_OF(states); count++) {
        list[count] = states[count];
    }
    if (list && field->value.n && !state_name(field->value)) { /* one of another country, or one that was typed */
        const char *name = web_chars(w, field->value);
        list[count++] = (struct view_choice){name, name, NULL, false};
    }
    field->is_line = field->is_choice = false;
    field->is_select = true;
    field_choices(w, field, list, list ? count : 0);
}

void settings_zone_choices(struct call *w, struct view_field *field)
{
    struct str *names;
    size_t n = zone_names(w->arena, &names), count = 0;
    struct view_choice *list = n ? arena_array(w->arena, n + 1, sizeof *list) : NULL;
    bool known = !field->value.n;
    if (list && known) { /* nothing is chosen for who does not look: days and times rest on it */
        list[count++] = (struct view_choice){"", "Choose one", NULL, false};
    }
    for (size_t i = 0; list && i < n; i++) {
        known = known || str_eq(names[i], field->value);
        const char *name = web_chars(w, names[i]);
        list[count++] = (struct view_choice){name, name, NULL, false};
    }
    if (!list) {
        return;
    }
    if (!known) { /* an older name, or one that was typed */
        const char *name = web_chars(w, field->value);
        list[count++] = (struct view_choice){name, name, NULL, false};
    }
    field->is_line = false;
    field->is_select = true;
    field_choices(w, field, list, count);
}
