/* page_practice.c: what a practice sets: all of it on one page, each part changed on its own; the same forms lead
 * through the first set-up. */
#include "measure/measure.h"
#include "practice/sharing.h"
#include "views.h"
#include "web/crisis.h"
#include "web/settings.h"
#include "web/web_parts.h"

static const struct part {
    const char *id, *title, *intro, *more;
} parts[SECTION_COUNT] = {
    [SECTION_PRACTICE] = {"practice", "The practice", "", ""},
    [SECTION_MEASURES] = {"measures", "Measures in use",
                          "Tick those you work with: they stand first wherever one is chosen.",
                          "The questions do not come with the program. Until you import a measure’s wording (in the "
                          "settings), it is filled in on paper, and its score is entered here."},
    [SECTION_ALERTS] =
        {"alerts", "Alerts",
         "When an answer says that somebody may be in danger, an alert is opened. One person answers "
         "alerts, another covers for them; both are needed before a measure with such questions is "
         "sent to a client.",
         "You work alone? Name somebody outside whom your clients can call: that stands on “Get help now”, "
         "which everybody can open. An alert then stays with you; nobody else sees it. Or invite a colleague, as a "
         "clinician, under “People”: they see alerts with what was answered, and no chart. Until then "
         "such measures can be filled in with you, in the session."},
    [SECTION_CRISIS] =
        {"crisis", "Numbers for a crisis", "Clients see these numbers wherever they may need help at once.",
         "For some countries the national line stands there until you fill in your own. Which other lines there are "
         "and "
         "who answers them differs from place to place and changes: take each from the line's own site, and call it "
         "once before you save it."},
    [SECTION_REPLIES] = {"replies", "Answers and closed days", "So that nobody waits for an answer that does not come.",
                         ""},
    [SECTION_REVIEWS] = {"reviews", "Plans and reviews", "", ""},
    [SECTION_TIMES] = {"times", "Time-outs", "", ""},
};

/* The steps of the first set-up, in this order; then the first client. */
static const enum settings_section steps[] = {SECTION_MEASURES, SECTION_ALERTS, SECTION_CRISIS, SECTION_REPLIES};

static bool find_section(struct call *w, enum settings_section *out)
{
    struct str name = web_param(w, "section");
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (str_is(name, parts[i].id)) {
            *out = (enum settings_section)i;
            return true;
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "settings", "have no such part");
    web_trouble(w, NULL);
    return false;
}

/* ---- all of it ---- */

#define COLUMNS 2

static void put_part(struct call *w, enum settings_section section, const struct people_settings *s,
                     const struct person *people, size_t n, struct settings_part *out)
{
    struct settings_fields fields;
    settings_fields(section, &fields);
    out->title = parts[section].title;
    out->id = parts[section].id;
    if (web_may(w, CASE_SETTINGS_CHANGE)) {
        out->change.whole = web_print(w, "/practice/settings/%s", parts[section].id);
    }
    out->facts = arena_array(w->arena, fields.count, sizeof *out->facts);
    for (size_t i = 0; out->facts && i < fields.count; i++) {
        const char *name = fields.field[i].name;
        struct str text = settings_words(w, name, settings_text(w, s, name), people, n);
        if (text.n || section != SECTION_CRISIS) {
            out->facts[out->facts_count++] = (struct settings_fact){fields.field[i].label, text};
        }
    }
}

static void put_links(struct call *w, struct view_practice *v)
{
    static const struct {
        const char *path, *text;
    } links[] = {{"/practice/people", "People"},
                 {"/practice/measures", "Measures and their wording"},
                 {"/resets", "New passwords"}};
    v->links = arena_array(w->arena, COUNT_OF(links), sizeof *v->links);
    for (size_t i = 0; v->links && i < COUNT_OF(links); i++) {
        if (route_may(w, str_of(links[i].path))) {
            v->links[v->links_count++] = (struct view_link){{str_of(links[i].path)}, links[i].text, false};
        }
    }
}

void practice_show(struct call *w)
{
    struct view_practice v = {.links_count = 0};
    struct people_settings s;
    struct person *people;
    int64_t version;
    size_t n;
    if (!people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err) ||
        !people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Practice", NULL, &v.page);
    v.page.help = (struct url){STR("/help/practice")};
    v.name = s.name;
    put_links(w, &v);
    v.columns = arena_array(w->arena, COLUMNS, sizeof *v.columns);
    for (size_t i = 0; v.columns && i < COLUMNS; i++) {
        v.columns[v.columns_count++].parts = arena_array(w->arena, SECTION_COUNT, sizeof(struct settings_part));
    }
    for (size_t i = 0; i < SECTION_COUNT && v.columns_count; i++) {
        struct settings_column *c = &v.columns[i % COLUMNS];
        if (c->parts) {
            put_part(w, (enum settings_section)i, &s, people, n, &c->parts[c->parts_count++]);
        }
    }
    view_practice(&w->out, &v);
}

/* ---- one part ---- */

/* Which values a form was made from: another part's change is no conflict. */
static struct str seen_of(struct call *w, const struct settings_fields *fields, const struct people_settings *s)
{
    struct seal_hash hash;
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < fields->count; i++) {
        struct str text = settings_text(w, s, fields->field[i].name);
        buf_printf(&b, "%zu:", text.n);
        buf_add(&b, text);
    }
    seal_hash(buf_str(&b), &hash);
    buf_reset(&b);
    seal_put_hex(hash.byte, 16, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

/* What is said between the steps of the set-up, and behind the last. */
#define SETUP_NOTHING "Nothing was filled in, so nothing was changed. You find it again under Practice."
#define SETUP_DONE "The practice is set up. What you left out stands under Practice, whenever you need it."

static bool in_setup(const struct call *w)
{
    return http_query(w->in, "setup").n || http_form(w->in, "setup").n;
}

static size_t step_of(enum settings_section section)
{
    size_t i = 0;
    while (i < COUNT_OF(steps) && steps[i] != section) {
        i++;
    }
    return i;
}

static struct str step_after(struct call *w, enum settings_section section)
{
    size_t next = step_of(section) + 1;
    return next < COUNT_OF(steps) ? web_print(w, "/practice/settings/%s?setup=1", parts[steps[next]].id)
                                  : STR("/clients/new");
}

static void measure_choices(struct call *w, struct view_field *field, bool names)
{
    const struct measure *m;
    struct view_choice *list;
    size_t n = 0;
    while (measure_at(n)) {
        n++;
    }
    list = arena_array(w->arena, n, sizeof *list);
    for (size_t i = 0; list && (m = measure_at(i)) != NULL; i++) {
        list[i] = (struct view_choice){m->id, m->name, names ? m->title : NULL, false};
    }
    field_choices(w, field, list, list ? n : 0);
}

/* Those who can answer an alert: who treats. */
static void account_choices(struct call *w, struct view_field *field, const struct person *people, size_t n)
{
    struct view_choice *list = arena_array(w->arena, n, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; list && i < n; i++) {
        if (str_is(people[i].state, "active") &&
            people[i].roles & (ROLE_CLINICIAN | ROLE_SUPERVISOR | ROLE_PRESCRIBER)) {
            list[count++] = (struct view_choice){arena_copy(w->arena, people[i].id.p, people[i].id.n),
                                                 arena_copy(w->arena, people[i].name.p, people[i].name.n), NULL, false};
        }
    }
    field->is_choice = false;
    field->is_select = true;
    field_choices(w, field, list, count);
}

/* Lines that are there, and two more. */
static size_t lines_shown(const struct form *f, const struct people_settings *s)
{
    size_t n = 3 * s->crisis_count;
    for (size_t i = 0; i < f->count; i++) {
        n = f->value[i].n && i + 1 > n ? i + 1 : n;
    }
    n = (n + 2) / 3 + 2;
    return 3 * (n < PEOPLE_CRISIS_LINES_MAX ? n : PEOPLE_CRISIS_LINES_MAX);
}

/* What follows from the state that is set now. */
static const char *state_hint(struct call *w, struct str state, const char *hint)
{
    int age;
    return sharing_state_age(state, &age)
               ? web_print(w, "%s Below %d years the record opens to a minor’s parents and guardians.", hint, age).p
           : state.n
               ? web_print(w, "%s No rule is known here for this one: nothing opens to guardians by rule.", hint).p
               : web_print(w, "%s While none is set, nothing opens to guardians by rule.", hint).p;
}

static bool put_fields(struct call *w, const struct form *f, enum settings_section section,
                       const struct people_settings *s, struct view_settings *v)
{
    struct settings_fields fields;
    struct person *people = NULL;
    size_t n = 0;
    settings_fields(section, &fields);
    if (section == SECTION_ALERTS && !people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        return false;
    }
    size_t shown = section == SECTION_CRISIS ? lines_shown(f, s) : fields.count;
    v->fields = arena_array(w->arena, fields.count, sizeof *v->fields);
    for (size_t i = 0; v->fields && i < shown; i++) {
        const char *name = fields.field[i].name;
        struct view_field *x = &v->fields[v->fields_count++];
        struct str now = settings_text(w, s, name);
        *x = field_show(w, f, name, now);
        x->hint = strcmp(name, "state") == 0 ? state_hint(w, now, fields.hint[i]) : fields.hint[i];
        if (x->is_check && w->in->method != HTTP_POST && !w->kept_form.p) {
            x->chosen = now.n > 0;
        }
        if (fields.field[i].kind == FIELD_CHOICES) {
            measure_choices(w, x, !in_setup(w));
        } else if (fields.field[i].kind == FIELD_CHOICE) {
            account_choices(w, x, people, n);
        }
        if (strcmp(name, "time_zone") == 0) {
            settings_zone_choices(w, x);
        } else if (strcmp(name, "state") == 0) {
            settings_state_choices(w, x);
        }
        if (section == SECTION_CRISIS && i % 3) {
            x->inputmode = "tel";
        }
    }
    return v->fields || arena_error(w->arena, &w->err);
}

static void form_page(struct call *w, const struct form *f, enum settings_section section,
                      const struct people_settings *s, struct str seen)
{
    const struct part *p = &parts[section];
    struct view_settings v = {.heading = p->title, .intro = p->intro, .more = p->more, .seen = seen};
    bool setup = in_setup(w) && step_of(section) < COUNT_OF(steps);
    page_begin(w, p->title, f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/practice")};
    v.action.whole = web_print(w, "/practice/settings/%s%s", p->id, setup ? "?setup=1" : "");
    bool last = setup && step_of(section) + 1 == COUNT_OF(steps);
    v.button = last ? "Save and finish" : setup ? "Save and go on" : "Save";
    v.back = (struct url){setup ? step_after(w, section) : STR("/practice")};
    v.back_text = setup ? "Not now" : "Go back";
    if (setup && !last && route_is_there(w->web, "/clients/new")) {
        v.later.whole = STR("/clients/new");
    }
    if (setup) {
        v.step = web_print(w, "Step %zu of %zu", step_of(section) + 2, COUNT_OF(steps) + 1);
    }
    if (section == SECTION_ALERTS && route_is_there(w->web, "/practice/people/new")) {
        v.people.whole = STR("/practice/people/new");
    }
    if (put_fields(w, f, section, s, &v)) {
        view_settings(&w->out, &v);
    } else {
        web_trouble(w, f);
    }
}

void settings_show(struct call *w)
{
    struct settings_fields fields;
    struct people_settings s;
    enum settings_section section;
    int64_t version;
    struct form f;
    if (!find_section(w, &section)) {
        return;
    }
    if (!people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    settings_fields(section, &fields);
    form_empty(w, fields.field, fields.count, &f);
    form_page(w, &f, section, &s, seen_of(w, &fields, &s));
}

/* Both values side by side, where they differ; the rest goes along. */
static void conflict_page(struct call *w, const struct form *f, enum settings_section section)
{
    struct view_settings_conflict v = {.heading = "Somebody else changed these settings meanwhile",
                                       .setup = in_setup(w)};
    struct settings_fields fields;
    struct people_settings s;
    struct person *people;
    int64_t version;
    size_t n;
    w->err = (struct err){0};
    if (!people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err) ||
        !people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        web_trouble(w, f);
        return;
    }
    settings_fields(section, &fields);
    w->answer->status = 409;
    page_begin(w, "Two people changed these settings", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.action.whole = web_print(w, "/practice/settings/%s", parts[section].id);
    v.seen = seen_of(w, &fields, &s);
    v.conflicts = arena_array(w->arena, fields.count, sizeof *v.conflicts);
    v.same = arena_array(w->arena, fields.count, sizeof *v.same);
    for (size_t i = 0; v.conflicts && v.same && i < f->count; i++) {
        const struct field *x = &f->fields[i];
        struct str theirs = settings_text(w, &s, x->name), mine = f->value[i];
        if (str_eq(theirs, mine)) {
            v.same[v.same_count++] = (struct view_hidden){x->name, theirs};
        } else {
            v.conflicts[v.conflicts_count++] =
                (struct settings_conflict){x->name,
                                           x->label,
                                           mine,
                                           theirs,
                                           settings_words(w, x->name, mine, people, n),
                                           settings_words(w, x->name, theirs, people, n)};
        }
    }
    view_settings_conflict(&w->out, &v);
}

/* The field that an error of the use case is about. */
static const char *field_of(const struct call *w, const struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->fields[i].name, w->err.where) == 0) {
            return f->fields[i].name;
        }
    }
    return f->fields[0].name;
}

/* What the form changes, by the labels of its fields; of many how many. Nothing: that is said, and nothing is written.
 */
static const char *kept_words(struct call *w, const struct form *f, enum settings_section section,
                              const struct people_settings *before, const struct people_settings *now)
{
    struct str labels = NONE;
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) {
        const struct field *x = &f->fields[i];
        if (!str_eq(settings_text(w, before, x->name), settings_text(w, now, x->name))) {
            labels = n++ ? web_print(w, "%s; %s", web_chars(w, labels), x->label) : str_of(x->label);
        }
    }
    if (!n) {
        return NULL;
    }
    return n > 3 || section == SECTION_CRISIS ? web_print(w, "Kept: %s.", parts[section].title).p
                                              : web_print(w, "Kept: %s.", web_chars(w, labels)).p;
}

void settings_do(struct call *w)
{
    struct settings_fields fields;
    struct people_settings s;
    enum settings_section section;
    int64_t version;
    struct form f;
    const char *kept;
    if (!find_section(w, &section)) {
        return;
    }
    settings_fields(section, &fields);
    form_read(w, fields.field, fields.count, &f);
    if (!people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err)) {
        web_trouble(w, &f);
        return;
    }
    struct people_settings now = s;
    struct str seen = http_form(w->in, "seen");
    if (f.errors_count || !settings_take(w, &f, &now)) {
        if (w->err.kind) {
            web_trouble(w, &f);
        } else {
            form_page(w, &f, section, &s, seen);
        }
    } else if (!str_eq(seen, seen_of(w, &fields, &s))) {
        conflict_page(w, &f, section);
    } else if (!(kept = kept_words(w, &f, section, &s, &now)) ||
               people_set_settings(w->practice, &w->who, &now, version, &w->err)) {
        crisis_refresh(w->web->crisis);
        struct str next = in_setup(w) ? step_after(w, section) : STR("/practice");
        bool last = in_setup(w) && step_of(section) + 1 == COUNT_OF(steps);
        const char *none = last ? "" : in_setup(w) ? SETUP_NOTHING : "Nothing was changed.";
        const char *said = kept ? kept : none;
        web_said(w, last ? web_print(w, "%s%s" SETUP_DONE, said, *said ? " " : "").p : said, "%.*s", (int)next.n,
                 next.p);
    } else if (w->err.kind == ERR_CONFLICT) {
        conflict_page(w, &f, section);
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, field_of(w, &f), "%s.", w->err.text);
        form_page(w, &f, section, &s, seen);
    } else {
        web_trouble(w, &f);
    }
}
