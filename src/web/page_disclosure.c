/* page_disclosure.c: a part of the record is given to somebody: five steps that carry their answers with them. */
#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "render/render.h"
#include "views.h"
#include "web/daily.h"
#include "web/share_parts.h"

enum { STEP_GROUND = 1, STEP_WHO, STEP_PARTS, STEP_PREVIEW, STEP_MAKE, STEPS = STEP_MAKE };
#define ENTRIES_SHOWN 200
#define DESK "disclosure"

/* step_of[i]: on which step rows[i] stands. ROW_...: of those that a ground fills in. */
static const struct field rows[] = {
    {"ground", "On which ground", FIELD_CHOICE, false, 0, 0, NULL, NULL},
    {"authority", "The law, the order's number, or what the emergency is", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"issued_by", "Court that made the order", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"issued_on", "Day of the order", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"under_part2", "It is a court order under 42 CFR Part 2", FIELD_CHECK, false, 0, 0, NULL, NULL},
    {"to", "Who receives it", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"address", "Their address", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"purpose", "What for", FIELD_LINE, false, 0, 400, NULL, NULL},
    {"sections", "Parts of the record", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"from_day", "Entries from this day", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"to_day", "To this day", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"code", "Passphrase", FIELD_SECRET, false, 0, 200, NULL, NULL},
};
enum { ROW_GROUND = 0, ROW_TO = 5, ROW_PURPOSE = 7 };
static const int step_of[COUNT_OF(rows)] = {STEP_GROUND, STEP_GROUND, STEP_GROUND, STEP_GROUND, STEP_GROUND, STEP_WHO,
                                            STEP_WHO,    STEP_WHO,    STEP_PARTS,  STEP_PARTS,  STEP_PARTS,  STEP_MAKE};
static const struct {
    const char *heading, *button;
} steps[STEPS + 1] = {[STEP_GROUND] = {"On which ground", "Go on to the receiver"},
                      [STEP_WHO] = {"To whom, and what for", "Go on to the parts"},
                      [STEP_PARTS] = {"Which parts", "See it as the receiver does"},
                      [STEP_PREVIEW] = {"As the receiver sees it", "Go on to the package"},
                      [STEP_MAKE] = {"Check, and make the package", "Make the package"}};

static int find_step(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return step_of[i];
        }
    }
    return STEP_GROUND;
}

/* ---- what was chosen so far ---- */

static void read_disclosure(const struct form *f, struct disclosure *d)
{
    struct str ground = form_value(f, "ground");
    *d = (struct disclosure){.to = form_value(f, "to"),
                             .address = form_value(f, "address"),
                             .purpose = form_value(f, "purpose"),
                             .authority = form_value(f, "authority"),
                             .issued_by = form_value(f, "issued_by"),
                             .issued_on = form_date(f, "issued_on"),
                             .under_part2 = form_value(f, "under_part2").n > 0,
                             .sections = share_sections_of(form_value(f, "sections")),
                             .from_day = form_date(f, "from_day"),
                             .to_day = form_date(f, "to_day"),
                             .passphrase = form_value(f, "code"),
                             .use = PURPOSE_TREATMENT};
    if (!sharing_ground_find(ground, &d->ground) || d->ground == GROUND_CONSENT) {
        d->ground = GROUND_CONSENT;
        d->consent = ground;
    }
    d->use = d->ground == GROUND_EMERGENCY ? PURPOSE_EMERGENCY
             : d->ground == GROUND_CLIENT  ? PURPOSE_CLIENT_REQUEST
             : d->ground == GROUND_CONSENT ? PURPOSE_TREATMENT
                                           : PURPOSE_LEGAL;
}

/* A consent for legal proceedings goes with a legal use. */
static bool set_use(struct call *w, struct disclosure *d, const struct consent **consent)
{
    *consent = NULL;
    if (d->ground == GROUND_CONSENT && id_valid(d->consent)) {
        *consent = share_find_consent(w, d->consent);
        if (!*consent && w->err.kind != ERR_NOT_FOUND) {
            return false;
        }
        w->err = (struct err){0};
        d->use = *consent && (*consent)->proceedings ? PURPOSE_LEGAL : PURPOSE_TREATMENT;
    }
    return true;
}

/* What the ground says already: receiver and purpose of the consent that was chosen, in its words; the client where the
 * client asks. A consent that names a class of receivers, and every other ground, leaves the receiver to be named. */
static void fill_in(struct form *f, const struct disclosure *d, const struct consent *consent, struct str client)
{
    struct str *to = &f->value[ROW_TO], *purpose = &f->value[ROW_PURPOSE];
    if (consent && !consent->to_class && !str_eq_ci(*to, consent->to)) {
        *to = consent->to;
    }
    if (consent && !str_eq_ci(*purpose, consent->purpose)) {
        *purpose = consent->purpose;
    }
    if (!consent && d && d->ground == GROUND_CLIENT && !to->n) {
        *to = client;
    }
}

/* ---- checks: the first step that is not settled ---- */

/* whose: to the receiver and what for, which are asked on the next step, nothing is said yet. */
static void check_ground(struct call *w, struct form *f, struct disclosure d, bool whose, unsigned *allowed)
{
    struct str why;
    if (!form_value(f, "ground").n) {
        form_wrong(w, f, "ground", "Choose the ground on which it is given.");
        return;
    }
    if (!whose) {
        d.to = d.to.n ? d.to : STR("-");
        d.purpose = d.purpose.n ? d.purpose : STR("-");
    }
    if (!sharing_allowed(w->practice, &w->who, w->client, &d, w->arena, allowed, &why, &w->err) || *allowed) {
        return;
    }
    struct str where = why, text = why;
    if (str_cut(why, ':', &where, &text)) {
        text = str_trim(text);
    }
    const char *field = "ground";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool here = step_of[i] <= STEP_WHO && str_is(where, rows[i].name);
        field = here ? rows[i].name : field;
    }
    if (whose || find_step(field) == STEP_GROUND) {
        form_wrong(w, f, field, "It cannot be given on this ground: %.*s.", (int)text.n, text.n ? text.p : "");
    }
}

static void check_parts(struct call *w, struct form *f, const struct disclosure *d, unsigned allowed)
{
    if (!d->sections) {
        form_wrong(w, f, "sections", "Tick at least one part.");
    } else if (d->sections & ~allowed) {
        form_wrong(w, f, "sections", "A part that was ticked lies outside this ground: take it out.");
    }
    if (date_is_set(d->from_day) && date_is_set(d->to_day) && date_cmp(d->from_day, d->to_day) > 0) {
        form_wrong(w, f, "to_day", "The last day lies before the first.");
    }
}

/* The step to be shown when somebody wants to go to `go`; what lies before it is settled, or the form has its error. */
static int settle(struct call *w, struct form *f, const struct disclosure *d, int go, unsigned *allowed)
{
    *allowed = 0;
    for (size_t i = 0; i < f->errors_count; i++) {
        int at = find_step(f->errors[i].name);
        go = at < go ? at : go;
    }
    if (f->errors_count) {
        return go;
    }
    if (go > STEP_WHO && form_value(f, "ground").n && !d->to.n) {
        form_wrong(w, f, "to", "Say who receives it.");
    }
    if (go > STEP_WHO && form_value(f, "ground").n && !d->purpose.n) {
        form_wrong(w, f, "purpose", "Say what it is for.");
    }
    if (f->errors_count) {
        return STEP_WHO;
    }
    if (go > STEP_GROUND) {
        check_ground(w, f, *d, go > STEP_WHO, allowed);
        if (f->errors_count) {
            return find_step(f->errors[0].name);
        }
    }
    if (go > STEP_PARTS && !w->err.kind) {
        check_parts(w, f, d, *allowed);
        if (f->errors_count) {
            return STEP_PARTS;
        }
    }
    if (go > STEP_MAKE && d->passphrase.n < 12) {
        form_wrong(w, f, "code", "The passphrase needs 12 characters or more.");
        return STEP_MAKE;
    }
    return go;
}

/* ---- the steps ---- */

static bool put_grounds(struct call *w, struct view_field *f)
{
    static const struct view_choice law[] = {
        {"client", "The client asks for it", "The receiver is the client.", false},
        {"emergency", "An emergency", "Say below what it is.", false},
        {"required_report", "A law requires the report", "Name the law below.", false},
        {"order", "An order of a court", "Its number, court and day below.", false}};
    struct consent *list;
    size_t n, count = 0;
    const char *state;
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    struct view_choice *choices = arena_array(w->arena, n + COUNT_OF(law), sizeof *choices);
    for (size_t i = 0; choices && i < n; i++) {
        const struct consent *c = &list[i];
        if ((c->kind == CONSENT_RELEASE || c->kind == CONSENT_PART2) && share_holds(w, c, &state)) {
            struct str words = share_consent_words(w, c), until = share_until(w, c),
                       parts = share_sections(w, c->sections);
            struct str hint = web_print(w, "For %.*s, %.*s. %.*s.", (int)c->purpose.n, c->purpose.n ? c->purpose.p : "",
                                        (int)until.n, until.n ? until.p : "", (int)parts.n, parts.n ? parts.p : "");
            choices[count++] = (struct view_choice){arena_copy(w->arena, c->id.p, c->id.n), words.p, hint.p, false};
        }
    }
    for (size_t i = 0; choices && i < COUNT_OF(law); i++) {
        choices[count++] = law[i];
    }
    field_choices(w, f, choices, count);
    return choices != NULL || arena_error(w->arena, &w->err);
}

static void put_parts(struct call *w, const struct form *f, const struct disclosure *d, const struct consent *consent,
                      unsigned allowed, struct view_disclose *v)
{
    v->has_parts = true;
    v->parts = arena_array(w->arena, SHARE_SECTION_COUNT + 1, sizeof *v->parts);
    for (unsigned i = 0; v->parts && i < SHARE_SECTION_COUNT; i++) {
        enum share_section one = (enum share_section)(1u << i);
        struct share_part *p = &v->parts[v->parts_count++];
        *p = (struct share_part){.name = sharing_section_name(one),
                                 .heading = str_of(sharing_section_heading(one)),
                                 .allowed = allowed & one,
                                 .chosen = d->sections & allowed & one};
        if (p->allowed && sharing_section_note(one)) {
            p->why = str_of(sharing_section_note(one));
        } else if (!p->allowed) {
            p->why = one == SHARE_SUBSTANCE_USE ? STR("It takes a Part 2 consent of its own, or a court order under "
                                                      "Part 2 (42 CFR 2.31, 2.61).")
                     : consent                  ? STR("The consent does not name this part.")
                                                : STR("This ground does not reach it.");
        }
    }
    if (v->parts) {
        v->parts[v->parts_count++] =
            (struct share_part){.name = "psychotherapy_notes",
                                .heading = STR("Psychotherapy notes"),
                                .why = STR("They are in no package: their author gives them, under a consent of its "
                                           "own (45 CFR 164.508(a)(2)).")};
    }
    if (consent && consent->description.n) {
        v->ground_words = web_print(w, "The consent says: %.*s", (int)consent->description.n, consent->description.p);
    }
    for (size_t i = 0; i < f->errors_count; i++) {
        v->parts_error = strcmp(f->errors[i].name, "sections") == 0 ? f->errors[i].text : v->parts_error;
    }
}

/* A key, or a value of a key, as the package has it. */
static struct str in_words(struct call *w, struct str key, struct str value)
{
    struct str text = NONE;
    struct err none = {0}; /* without memory the page fails as a whole */
    return sharing_words(key, value, w->arena, &text, &none) ? text : NONE;
}

static struct share_fact *put_members(struct call *w, const struct json *object, size_t *count)
{
    struct sharing_line *lines;
    size_t n;
    *count = 0;
    if (!sharing_lines(object, w->arena, &lines, &n, &w->err)) {
        return NULL;
    }
    struct share_fact *list = arena_array(w->arena, n + 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++) {
        list[(*count)++] =
            (struct share_fact){web_print(w, "%.*s", (int)lines[i].label.n, lines[i].label.p).p, lines[i].text};
    }
    return list;
}

static bool put_plan(struct call *w, const struct disclosure *d, const struct json *tree, struct html *out)
{
    struct render_options o = {.diagnoses_withheld = !(d->sections & SHARE_DIAGNOSES)};
    struct json_out json;
    struct plan *plan;
    struct str text;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&json, &b, 0);
    json_put_tree(&json, tree);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &text)) || err_no_memory(&w->err);
    ok = ok && plan_from_json(text, w->arena, &plan, &w->err) && plan_number_ids(plan, w->arena, &w->err) &&
         plan_bind(plan, w->arena, &w->err);
    buf_reset(&b);
    if (ok) {
        render_html_parts(plan, &o, &b);
        ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &out->safe)) || err_no_memory(&w->err);
    }
    buf_free(&b);
    return ok;
}

static void put_left_out(struct call *w, struct str text, struct view_disclose *v)
{
    v->left_out = arena_array(w->arena, text.n / 2 + 2, sizeof *v->left_out);
    while (v->left_out && text.n) {
        struct str line = text, rest = NONE;
        str_cut(text, '\n', &line, &rest);
        if (line.n) {
            v->left_out[v->left_out_count++] = (struct share_fact){"", line};
        }
        text = rest;
    }
}

static void put_entries(struct call *w, const struct json *list, struct view_disclose *v)
{
    size_t n = 0;
    v->entries = arena_array(w->arena, list ? list->count + 1 : 1, sizeof *v->entries);
    for (const struct json *k = list ? list->first : NULL; v->entries && k; k = k->next) {
        struct share_entry row;
        row.facts = put_members(w, json_get(k, "content"), &row.facts_count);
        if (!row.facts_count || n++ >= ENTRIES_SHOWN) { /* what says nothing has no card */
            continue;
        }
        struct str kind = in_words(w, json_str(json_get(k, "kind")), NONE),
                   on = in_words(w, STR("date"), json_str(json_get(k, "date")));
        row.title = web_print(w, "%.*s, %.*s", (int)kind.n, kind.n ? kind.p : "", (int)on.n, on.n ? on.p : "");
        v->entries[v->entries_count++] = row;
    }
    struct str shown = n > ENTRIES_SHOWN ? web_print(w, "; the first %d are shown here", ENTRIES_SHOWN) : NONE;
    v->step_words = web_print(w, "%.*s. %zu %s%.*s.", (int)v->step_words.n, v->step_words.p, n,
                              n == 1 ? "entry" : "entries", (int)shown.n, shown.n ? shown.p : "");
}

/* The packet as it would be, from the preview on. Nothing in it: the parts are chosen again. */
static int check_packet(struct call *w, struct form *f, struct disclosure *d, unsigned allowed,
                        const struct json **root, int step)
{
    struct str json, left_out;
    *root = NULL;
    if (w->err.kind || step < STEP_PREVIEW ||
        !sharing_preview(w->practice, &w->who, w->client, d, w->arena, &json, &left_out, &w->err) ||
        !json_parse(json, w->arena, root, &w->err) || d->inside.sections) {
        return step;
    }
    form_wrong(
        w, f, "sections", "%s",
        !d->inside.withheld ? "Nothing would be in it: the record has nothing in what is ticked."
        : allowed & SHARE_SUBSTANCE_USE
            ? "Nothing would be in it: all of it is protected under 42 CFR Part 2. Tick “What is protected as a "
              "record of substance use treatment” too."
            : "Nothing would be in it: all of it is protected under 42 CFR Part 2, and this ground does not reach "
              "that far. It takes a Part 2 consent.");
    return STEP_PARTS;
}

static bool put_preview(struct call *w, const struct disclosure *d, const struct json *root, struct view_disclose *v)
{
    const struct json *plan = json_get(root, "plan");
    v->has_preview = true;
    v->facts = put_members(w, json_get(root, "cover"), &v->facts_count);
    for (size_t i = 0; d->ground == GROUND_CONSENT && v->facts && i < v->facts_count; i++) {
        if (strcmp(v->facts[i].label, "Ground") == 0) {
            v->facts[i].text = in_words(w, STR("ground of a release"), STR("consent"));
        }
    }
    put_left_out(w, d->left_out, v);
    put_entries(w, json_get(root, "entries"), v);
    return !plan || put_plan(w, d, plan, &v->plan);
}

static void put_check(struct call *w, const struct disclosure *d, const struct consent *consent,
                      struct view_disclose *v)
{
    v->facts = arena_array(w->arena, 5, sizeof *v->facts);
    if (v->facts) {
        v->facts[v->facts_count++] = (struct share_fact){"To", d->to};
        v->facts[v->facts_count++] = (struct share_fact){"What for", d->purpose};
        v->facts[v->facts_count++] =
            (struct share_fact){"Ground", consent ? share_consent_words(w, consent)
                                                  : in_words(w, STR("ground"), str_of(sharing_ground_name(d->ground)))};
        v->facts[v->facts_count++] = (struct share_fact){"What is in it", share_inside(w, d)};
    }
}

/* Answers of other steps go along. */
static void put_hidden(struct call *w, const struct form *f, int step, struct view_disclose *v)
{
    v->hidden = arena_array(w->arena, COUNT_OF(rows) + SHARE_SECTION_COUNT, sizeof *v->hidden);
    for (size_t i = 0; v->hidden && i < COUNT_OF(rows); i++) {
        struct str head = NONE, rest = f->value[i], tail = NONE;
        if (step_of[i] == step || step_of[i] == STEP_MAKE || !rest.n) {
            continue;
        }
        bool many = rows[i].kind == FIELD_CHOICES;
        for (bool more = true; more && v->hidden_count < COUNT_OF(rows) + SHARE_SECTION_COUNT; rest = tail) {
            more = many && str_cut(rest, '|', &head, &tail);
            v->hidden[v->hidden_count++] = (struct view_hidden){rows[i].name, more ? head : rest};
        }
    }
}

static bool put_fields(struct call *w, const struct form *f, int step, const struct consent *consent,
                       struct view_disclose *v)
{
    bool ok = true;
    v->fields = arena_array(w->arena, COUNT_OF(rows), sizeof *v->fields);
    for (size_t i = 0; v->fields && ok && i < COUNT_OF(rows); i++) {
        if (step_of[i] != step || rows[i].kind == FIELD_CHOICES) {
            continue;
        }
        struct view_field *one = &v->fields[v->fields_count++];
        *one = field_show(w, f, rows[i].name, NONE);
        if (strcmp(one->name, "ground") == 0) {
            one->required = true;
            one->hint = "To another clinic or a person it takes the client’s release: recorded first, it stands here.";
            ok = put_grounds(w, one);
        } else if (strcmp(one->name, "to") == 0 || strcmp(one->name, "purpose") == 0) {
            one->required = true;
            one->hint = !consent            ? NULL
                        : *one->name == 'p' ? "As the consent says. Anything else takes a consent of its own."
                        : consent->to_class ? web_print(w, "One of those whom the consent names: %.*s",
                                                        (int)consent->to.n, consent->to.n ? consent->to.p : "")
                                                  .p
                                            : "As the consent names them. Anybody else takes a consent of their own.";
        } else if (strcmp(one->name, "code") == 0) {
            one->is_secret = false;
            one->is_line = one->required = true;
            one->hint = "12 characters or more. Tell it to the receiver apart from the package, by telephone for "
                        "example. It is kept nowhere.";
        }
    }
    return ok;
}

/* What was answered so far lies on the desk, so that a sign-in that ends takes none of it; never the passphrase. Under
 * a broken glass nothing is kept. When it cannot be kept, the steps go on all the same. */
static void keep(struct call *w, const struct form *f, bool glass)
{
    struct err before = w->err;
    if (w->in->method == HTTP_POST && !glass && !form_value(f, "code").n && web_may(w, CASE_DESK_KEEP) &&
        !daily_keep(w, STR(DESK))) {
        w->err = before;
    }
}

/* Where a release is recorded; it comes back to the first step. */
static struct url release_url(struct call *w)
{
    return web_may(w, CASE_CONSENT_ADD) ? client_page(w, "/consents/new?kind=release&way=share") : (struct url){NONE};
}

/* Which one is shown; the parts that the ground reaches; since when its answers lay on the desk, absent: they did not.
 */
struct step {
    int number;
    unsigned allowed;
    struct str when;
    const struct json *packet; /* from the preview on */
};

static void step_page(struct call *w, struct form *f, struct disclosure *d, const struct consent *consent,
                      struct step at)
{
    int step = at.number;
    struct view_disclose v = {.heading = steps[step].heading, .button = steps[step].button};
    if (!strip_read(w, "Sharing", &v.strip) || !put_fields(w, f, step, consent, &v)) {
        web_trouble(w, f);
        return;
    }
    keep(w, f, v.strip.glass);
    if (at.when.n) {
        v.kept = web_print(w, "This is what you began %.*s. Nothing was given yet.", (int)at.when.n, at.when.p);
        v.drop = share_below(w, "/desk/" DESK "/drop");
    }
    v.step_words = web_print(w, "Share a part of the record, step %d of %d", step, STEPS);
    v.next = web_print(w, "%d", step + 1);
    v.former = step > STEP_GROUND ? web_print(w, "%d", step - 1) : NONE;
    v.action = share_below(w, "/disclosures/new");
    if (!v.strip.glass && step != STEP_MAKE && web_may(w, CASE_DESK_KEEP)) { /* a passphrase lies on no desk */
        v.keep = daily_url(w, "/desk/" DESK).whole;
    }
    v.back = client_page(w, "/sharing");
    v.asks_release = step == STEP_GROUND && !v.strip.glass && release_url(w).whole.n;
    put_hidden(w, f, step, &v);
    if (step == STEP_PARTS) {
        if (consent && !d->sections && !f->errors_count) { /* what the consent names; less may be given */
            d->sections = at.allowed;
        }
        put_parts(w, f, d, consent, at.allowed, &v);
    } else if (step == STEP_MAKE) {
        put_check(w, d, consent, &v);
    } else if (step == STEP_PREVIEW && !put_preview(w, d, at.packet, &v)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Share a part of the record", f, &v.page);
    v.page.shape = step == STEP_PREVIEW ? "stack" : "stack narrow";
    v.page.help = (struct url){STR("/help/sharing")};
    view_disclose(&w->out, &v);
}

/* With ?consent=: its ground is chosen, and the next step comes first, with its receiver and purpose. */
void disclosure_new_show(struct call *w)
{
    struct form f;
    struct disclosure d;
    struct str id = http_query(w->in, "consent");
    const struct consent *c = NULL;
    struct str when = NONE;
    struct client_card card;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    if (id.n || card.relation == RELATION_GLASS) {
        form_empty(w, rows, COUNT_OF(rows), &f);
    } else if (!daily_bring(w, DESK, rows, COUNT_OF(rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    if (id_valid(id) && !w->kept_form.p) {
        c = share_find_consent(w, id);
        if (!c) {
            web_trouble(w, NULL);
            return;
        }
        f.value[ROW_GROUND] = c->id;
        fill_in(&f, NULL, c, NONE);
    }
    read_disclosure(&f, &d);
    step_page(w, &f, &d, c, (struct step){c ? STEP_WHO : STEP_GROUND, 0, when, NULL});
}

/* Who opened the chart in an emergency gets the package at once: later it is only for the care team. */
static void made(struct call *w, const struct disclosure *d)
{
    struct client_card card;
    struct err none = {0};
    if (clients_read(w->practice, &w->who, w->client, w->arena, &card, &none) && card.relation == RELATION_GLASS) {
        web_file(w, "application/octet-stream", "package.goldthread", d->packet, false);
    } else {
        web_said(w, "The package is made.", "/clients/%s/disclosures/%s", web_part(w, w->client), web_part(w, d->id));
    }
}

/* On the way to the receiver, who is named by then where the ground names them. */
static bool fill_from_ground(struct call *w, struct form *f, struct disclosure *d, const struct consent *consent)
{
    struct client_card card = {.name = NONE};
    if (d->ground == GROUND_CLIENT && !clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        return false;
    }
    fill_in(f, d, consent, card.name);
    d->to = f->value[ROW_TO];
    d->purpose = f->value[ROW_PURPOSE];
    return true;
}

/* Whatever is typed so far lies on the desk, and is there again on the way back. */
static void to_release(struct call *w, const struct form *f)
{
    struct client_card card;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        web_trouble(w, f);
        return;
    }
    keep(w, f, card.relation == RELATION_GLASS);
    web_go(w, "%s", web_chars(w, release_url(w).whole));
}

void disclosure_new_do(struct call *w)
{
    struct form f;
    struct disclosure d;
    const struct consent *consent;
    const struct json *packet;
    unsigned allowed;
    struct str go = http_form(w->in, "go");
    int step = go.n == 1 && go.p[0] >= '1' && go.p[0] <= '0' + STEPS + 1 ? go.p[0] - '0' : STEP_GROUND;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (str_is(go, "release") && release_url(w).whole.n) {
        to_release(w, &f);
        return;
    }
    read_disclosure(&f, &d);
    if (!set_use(w, &d, &consent)) {
        web_trouble(w, &f);
        return;
    }
    if (step == STEP_WHO && !fill_from_ground(w, &f, &d, consent)) {
        web_trouble(w, &f);
        return;
    }
    step = settle(w, &f, &d, step, &allowed);
    step = check_packet(w, &f, &d, allowed, &packet, step);
    if (w->err.kind) {
        web_trouble(w, &f);
    } else if (step <= STEPS) {
        step_page(w, &f, &d, consent, (struct step){step, allowed, NONE, packet});
    } else if (sharing_disclose(w->practice, &w->who, w->client, &d, w->who.once, w->arena, &w->err)) {
        if (web_may(w, CASE_DESK_DROP)) {
            daily_sent(w, DESK);
        }
        made(w, &d);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- what went out ---- */

static const struct disclosure *find(struct call *w)
{
    struct disclosure *list;
    size_t n;
    if (!sharing_disclosures(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].id, web_param(w, "id"))) {
            return &list[i];
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "disclosure", "there is none with this id");
    return NULL;
}

void disclosure_show(struct call *w)
{
    const struct disclosure *d = find(w);
    struct share_fact facts[12];
    struct view_link links[3];
    struct str id;
    struct view_share v = {.has_strip = true, .heading = "What was given", .facts = facts};
    if (!d || !strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    const struct share_fact all[] = {{"To", d->to},
                                     {"Address", d->address},
                                     {"What for", d->purpose},
                                     {"On", share_day(w, d->at_ms)},
                                     {"Ground", in_words(w, STR("ground"), str_of(sharing_ground_name(d->ground)))},
                                     {"Authority", d->authority},
                                     {"Court", d->issued_by},
                                     {"What was in it", share_inside(w, d)},
                                     {"Entries from", web_day(w, d->from_day)},
                                     {"Entries to", web_day(w, d->to_day)},
                                     {"Left out", d->left_out},
                                     {"Downloaded", share_downloads(w, d)}};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i].text.n) {
            facts[v.facts_count++] = all[i];
        }
    }
    page_begin(w, "What was given", NULL, &v.page);
    v.lede =
        d->copies
            ? STR("The package is for sending: it is encrypted, and its receiver needs Goldthread (“goldthread "
                  "disclose open”) and "
                  "the passphrase that you tell apart. Who has no Goldthread gets the same as a PDF or as text, by "
                  "hand or as "
                  "your practice agrees with them: a file that anybody can read. Every download is written down.")
            : STR("The package is encrypted. Its receiver needs the passphrase that you tell apart, and Goldthread: "
                  "“goldthread disclose open -o record package.goldthread” asks for it and gives a PDF to read and the "
                  "same "
                  "as JSON. It was made before copies to read were kept. Every download is written down.");
    id = web_print(w, "/disclosures/%.*s", (int)d->id.n, d->id.p);
    v.main = (struct view_link){client_page(w, web_print(w, "%s/package", id.p).p), "Download the package", false};
    v.links = links;
    if (d->copies && web_may(w, CASE_DISCLOSURE_COPY)) {
        links[v.links_count++] =
            (struct view_link){client_page(w, web_print(w, "%s/copy.pdf", id.p).p), "A copy as a PDF", false};
        links[v.links_count++] =
            (struct view_link){client_page(w, web_print(w, "%s/copy.txt", id.p).p), "A copy as text", false};
    }
    links[v.links_count++] = (struct view_link){client_page(w, "/sharing"), "All sharing", false};
    view_share(&w->out, &v);
}

void disclosure_package_show(struct call *w)
{
    struct str packet;
    if (sharing_packet(w->practice, &w->who, w->client, web_param(w, "id"), w->arena, &packet, &w->err)) {
        web_file(w, "application/octet-stream", "package.goldthread", packet, false);
    } else {
        web_trouble(w, NULL);
    }
}

static void copy_show(struct call *w, enum share_copy as, const char *type, const char *name)
{
    struct str bytes;
    if (sharing_copy(w->practice, &w->who, w->client, web_param(w, "id"), as, w->arena, &bytes, &w->err)) {
        web_file(w, type, name, bytes, false);
    } else {
        web_trouble(w, NULL);
    }
}

void disclosure_pdf_show(struct call *w)
{
    copy_show(w, SHARE_COPY_PDF, "application/pdf", "release.pdf");
}

void disclosure_text_show(struct call *w)
{
    copy_show(w, SHARE_COPY_TEXT, "text/plain; charset=utf-8", "release.txt");
}

void accounting_show(struct call *w)
{
    struct disclosure *list;
    struct share_group group = {
        .id = "given",
        .title = "Disclosures in six years",
        .empty = "Nothing that belongs in an accounting: what was given under a consent, or to the client, does not."};
    struct view_share v = {
        .has_strip = true, .heading = "Accounting of disclosures", .groups = &group, .groups_count = 1};
    size_t n;
    if (!sharing_accounting(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err) ||
        !strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Accounting of disclosures", NULL, &v.page);
    v.lede =
        STR("Without the client's consent, and not to the client (45 CFR 164.528). Print this page to hand it over.");
    group.rows = arena_array(w->arena, n + 1, sizeof *group.rows);
    for (size_t i = 0; group.rows && i < n; i++) {
        struct share_row row = share_disclosure_row(w, &list[i]);
        const struct disclosure *d = &list[i];
        struct str ground = in_words(w, STR("ground"), str_of(sharing_ground_name(d->ground)));
        row.more = web_print(w, "%.*s. %.*s: %.*s", (int)row.more.n, row.more.n ? row.more.p : "", (int)ground.n,
                             ground.n ? ground.p : "", (int)d->authority.n, d->authority.n ? d->authority.p : "");
        struct str taken = share_downloads(w, d);
        row.more = taken.n ? web_print(w, "%.*s. Downloaded %.*s", (int)row.more.n, row.more.p, (int)taken.n, taken.p)
                           : row.more;
        row.url = web_may(w, CASE_DISCLOSURE_LIST) ? row.url : (struct url){NONE};
        group.rows[group.rows_count++] = row;
    }
    view_share(&w->out, &v);
}
