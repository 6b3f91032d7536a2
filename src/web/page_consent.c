/* page_consent.c: a consent is recorded, read, taken back. Each element of its kind is a field in plain words. */
#include "practice/clients.h"
#include "practice/people_client.h"
#include "views.h"
#include "web/share_parts.h"
#include "web/way.h"

#define T (1u << CONSENT_TREATMENT)
#define E (1u << CONSENT_E_RECORD)
#define R (1u << CONSENT_RELEASE)
#define P (1u << CONSENT_PART2)
#define N (1u << CONSENT_PSYCHOTHERAPY_NOTES)
#define GIVES (R | P | N)
#define EVERY (T | E | GIVES)

static const struct {
    struct field field;
    unsigned kinds, need; /* on which forms; where a yes needs it */
    const char *hint;
    enum place {
        BOTH,
        ON_PAPER,   /* only a paper, or a word in the room, has it: on the client's own pages the answer brings it */
        READ_THERE, /* the client reads it on their page: beside a paper it is not asked for */
        A_BUTTON    /* no field of the form */
    } place;
} rows[] = {
    {{"decision", "What the client decided", FIELD_CHOICE, true, 0, 0, "yes|no", "Say what the client decided."},
     EVERY,
     EVERY,
     NULL,
     A_BUTTON},
    {{"how", "How", FIELD_LINE, false, 0, 10, NULL, NULL}, EVERY, 0, NULL, A_BUTTON},
    {{"told", "What the client was told", FIELD_CHOICES, false, 0, 0, NULL, NULL},
     T | E,
     T | E,
     "All of it is needed. Tick what was said.",
     ON_PAPER},
    {{"version", "Version of the text that was put before them", FIELD_LINE, false, 0, 200, NULL, NULL},
     E,
     E,
     NULL,
     ON_PAPER},
    {{"description", "What treatment will be like for this client", FIELD_TEXT, false, 0, 4000, NULL, NULL},
     T,
     0,
     "In plain words. The rest stands on the client’s page already.",
     READ_THERE},
    {{"description", "How to get a copy on paper, and what it costs", FIELD_TEXT, false, 0, 4000, NULL, NULL},
     E,
     0,
     "The rest stands on the client’s page already.",
     READ_THERE},
    {{"description", "What may be given, in the client's words", FIELD_TEXT, false, 0, 4000, NULL, NULL},
     GIVES,
     GIVES,
     NULL,
     BOTH},
    {{"sections", "Parts of the record", FIELD_CHOICES, false, 0, 0, NULL, NULL}, R | P, R | P, NULL, BOTH},
    {{"from", "Who may give it", FIELD_LINE, false, 0, 400, NULL, NULL},
     GIVES,
     GIVES,
     "The practice's name, as the settings have it.",
     BOTH},
    {{"to", "Who may receive it", FIELD_LINE, false, 0, 400, NULL, NULL}, GIVES, GIVES, NULL, BOTH},
    {{"purpose", "What for", FIELD_LINE, false, 0, 400, NULL, NULL}, GIVES, GIVES, NULL, BOTH},
    {{"tpo", "For treatment, payment and health care operations", FIELD_CHECK, false, 0, 0, NULL, NULL},
     P,
     0,
     NULL,
     BOTH},
    {{"to_class", "The receiver is a class, such as “my treating providers”", FIELD_CHECK, false, 0, 0, NULL, NULL},
     P,
     0,
     NULL,
     BOTH},
    {{"intermediary", "The receiver passes it on to others (an intermediary)", FIELD_CHECK, false, 0, 0, NULL, NULL},
     P,
     0,
     NULL,
     BOTH},
    {{"participants", "Who takes part in the intermediary", FIELD_LINE, false, 0, 400, NULL, NULL}, P, 0, NULL, BOTH},
    {{"proceedings", "For use in legal proceedings, and nothing else", FIELD_CHECK, false, 0, 0, NULL, NULL},
     P,
     0,
     NULL,
     BOTH},
    {{"begins", "From", FIELD_DATE, false, 0, 0, NULL, NULL}, GIVES, 0, NULL, BOTH},
    {{"expires", "Until", FIELD_DATE, false, 0, 0, NULL, NULL}, GIVES, 0, "A day, or the event below.", BOTH},
    {{"expiry_event", "Or until this event", FIELD_LINE, false, 0, 400, NULL, NULL}, GIVES, 0, NULL, BOTH},
    {{"statements", "What the form says", FIELD_CHOICES, false, 0, 0, NULL, NULL}, GIVES, GIVES, NULL, ON_PAPER},
    {{"copy_given", "The client was given a copy", FIELD_CHECK, false, 0, 0, NULL, NULL}, R | N, R | N, NULL, ON_PAPER},
    {{"signer", "Who signed, or decided", FIELD_LINE, false, 0, 200, NULL, NULL}, EVERY, EVERY, NULL, ON_PAPER},
    {{"representative", "They act for the client", FIELD_CHECK, false, 0, 0, NULL, NULL}, EVERY, 0, NULL, ON_PAPER},
    {{"authority", "What gives them the authority", FIELD_LINE, false, 0, 400, NULL, NULL},
     EVERY,
     0,
     "Such as: parent, guardian, power of attorney.",
     ON_PAPER},
    {{"signed_on", "On which day", FIELD_DATE, false, 0, 0, NULL, NULL}, EVERY, EVERY, NULL, ON_PAPER},
};

static const struct {
    const char *name, *words;
    unsigned kinds;
} told[TOLD_COUNT] = {
    {"process", "What treatment will be like", T},
    {"risks", "Its risks", T},
    {"benefits", "What it may bring", T},
    {"alternatives", "What else could be done", T},
    {"stop", "That they can stop at any time", T},
    {"limits", "When something must be told to others", T},
    {"reply_times", "When messages are answered, and what to do in an emergency", T},
    {"paper", "That paper is an option", E},
    {"withdraw", "That they can take it back, and what follows", E},
    {"scope", "Which records it is about", E},
    {"how", "How to take it back, and how to give a new address", E},
    {"copy", "How to get a paper copy, and what it costs", E},
    {"devices", "Which devices and programs are needed", E},
    {"shown", "They showed that they can open it", E},
};
static const struct view_choice statements[4] = {
    {"revoke", "They can take it back, and how", NULL, false},
    {"conditions", "Whether treatment depends on it", NULL, false},
    {"redisclosure", "The receiver may pass it on", NULL, false},
    {"refusal", "What follows when they say no",
     "For substance use records given for treatment, payment and operations.", false},
};
static const struct {
    const char *heading, *lede;
} kinds[CONSENT_KIND_COUNT] = {
    [CONSENT_TREATMENT] = {"Consent to treatment", "It comes before treatment."},
    [CONSENT_E_RECORD] = {"Electronic records and signatures",
                          "Before a client signs here instead of on paper (15 USC 7001(c)(1))."},
    [CONSENT_RELEASE] = {"Release of a part of the record", "An authorisation (45 CFR 164.508)."},
    [CONSENT_PART2] = {"Release of substance use records",
                       "A consent of its own, for records that 42 CFR Part 2 protects (42 CFR 2.31)."},
    [CONSENT_PSYCHOTHERAPY_NOTES] = {"Release of psychotherapy notes",
                                     "A consent of its own, never combined with another (45 CFR 164.508(b)(3)(ii))."},
};

/* ---- the form ---- */

static size_t fields_of(enum consent_kind kind, struct field out[COUNT_OF(rows)])
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].kinds >> kind & 1) {
            out[n++] = rows[i].field;
        }
    }
    return n;
}

static void told_choices(struct call *w, enum consent_kind kind, struct view_field *f)
{
    struct view_choice list[TOLD_COUNT];
    size_t n = 0;
    for (size_t i = 0; i < TOLD_COUNT; i++) {
        if (told[i].kinds >> kind & 1) {
            list[n++] = (struct view_choice){told[i].name, told[i].words, NULL, false};
        }
    }
    field_choices(w, f, list, n);
}

static bool is_act(const char *name)
{
    return strcmp(name, "representative") == 0 || strcmp(name, "authority") == 0;
}

/* Whether a row stands in that way's form. */
static bool stands_in(size_t row, enum consent_kind kind, bool asks)
{
    enum place place = rows[row].place;
    return rows[row].kinds >> kind & 1 && (place == BOTH || place == (asks ? READ_THERE : ON_PAPER));
}

/* Who signs: the client, or for a minor who does not consent alone their parent or guardian, as far as one is known. */
struct signs {
    struct str name;
    bool guardian;
};

static bool guardian_of(struct call *w, struct str *name)
{
    struct client_account *list;
    size_t n, found = 0;
    if (!web_may(w, CASE_ACCOUNT_LIST_CLIENT)) {
        return true;
    }
    if (!people_of_client(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        bool refused = w->err.kind == ERR_REFUSED;
        if (refused) {
            err_clear(&w->err);
        }
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        if (list[i].person.roles & ROLE_GUARDIAN && !str_is(list[i].person.state, "ended")) {
            *name = list[i].person.name;
            found++;
        }
    }
    *name = found == 1 ? *name : NONE;
    return true;
}

static bool who_signs(struct call *w, struct signs *out)
{
    struct client_card card;
    struct guardian_now now;
    struct str words;
    *out = (struct signs){NONE, false};
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        return false;
    }
    int age = date_is_set(card.birth_date) ? date_age(card.birth_date, w->today) : -1;
    if (age >= 18) {
        out->name = card.name;
        return true;
    }
    if (!share_guardian(w, &now, &words)) {
        return false;
    }
    out->guardian = now.signs;
    out->name = !now.signs && age >= 0 && now.consent_age ? card.name : NONE;
    return !now.signs || guardian_of(w, &out->name);
}

static struct view_field consent_field(struct call *w, const struct form *f, enum consent_kind kind, size_t row,
                                       struct str practice, const struct signs *signs, bool own)
{
    const char *name = rows[row].field.name;
    char day[DATE_TEXT_SIZE];
    bool fresh = own || (w->in->method != HTTP_POST && !w->kept_form.p);
    struct str usual = NONE;
    if (strcmp(name, "from") == 0) {
        usual = practice;
    } else if (strcmp(name, "signed_on") == 0) {
        usual = web_print(w, "%s", date_format(w->today, day));
    } else if (strcmp(name, "signer") == 0 && fresh) {
        usual = signs->name;
    } else if (strcmp(name, "authority") == 0 && fresh && signs->guardian) {
        usual = STR("Parent or guardian");
    }
    struct view_field v = field_show(w, f, name, usual);
    v.required = rows[row].need >> kind & 1;
    v.hint = rows[row].hint;
    v.rows = 3;
    if (strcmp(name, "told") == 0) {
        v.hint = kind == CONSENT_TREATMENT ? v.hint : "All of it is needed.";
        told_choices(w, kind, &v);
    } else if (strcmp(name, "representative") == 0) {
        v.chosen = v.chosen || (fresh && signs->guardian);
    } else if (strcmp(name, "authority") == 0) {
        v.required = true; /* the box says when */
    } else if (strcmp(name, "statements") == 0) {
        field_choices(w, &v, statements, COUNT_OF(statements));
    } else if (strcmp(name, "sections") == 0) {
        share_section_choices(w, &v, kind == CONSENT_PART2 ? SHARE_ALL : SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE);
    }
    return v;
}

/* Who could be asked here has no account of their own. A device that is handed over shows care and signing alone. */
static struct str not_reached(struct call *w, enum consent_kind kind, enum share_reach reach)
{
    bool device = (kind == CONSENT_TREATMENT || kind == CONSENT_E_RECORD) && client_page(w, "/device").whole.n;
    return reach == REACH_CLIENT ? NONE
           : reach == REACH_GUARDIAN
               ? STR("The client has no account. Who is asked is their parent or guardian, as far "
                     "as the record is open to them.")
           : device ? STR("The client has no account: invite them, or hand over this device.")
                    : STR("The client has no account: invite them.");
}

bool consent_form(struct call *w, const struct form *f, enum consent_kind kind, bool asks, struct way way,
                  struct consent_form *out)
{
    struct people_settings settings = {.name = NONE};
    int64_t version;
    struct signs signs = {NONE, false};
    enum share_reach reach = REACH_CLIENT;
    struct field fields[COUNT_OF(rows)];
    struct form empty = {.fields = fields, .count = fields_of(kind, fields)};
    if (!people_settings(w->practice, &w->who, w->arena, &settings, &version, &w->err) ||
        (asks ? !share_reach(w, &reach) : !who_signs(w, &signs))) {
        return false;
    }
    *out = (struct consent_form){.asks = asks, .action = share_below(w, "/consents/new")};
    out->hidden = arena_array(w->arena, 3, sizeof *out->hidden);
    out->fields = arena_array(w->arena, COUNT_OF(rows), sizeof *out->fields);
    out->acts = arena_array(w->arena, COUNT_OF(rows), sizeof *out->acts);
    if (!out->hidden || !out->fields || !out->acts) {
        return arena_error(w->arena, &w->err);
    }
    out->hidden[out->hidden_count++] = (struct view_hidden){"kind", str_of(sharing_consent_name(kind))};
    out->hidden[out->hidden_count++] = (struct view_hidden){"how", asks ? STR("ask") : STR("paper")};
    if (way.name.n) {
        out->hidden[out->hidden_count++] = (struct view_hidden){"way", way.name};
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!stands_in(i, kind, asks)) {
            continue;
        }
        struct view_field x = consent_field(w, f ? f : &empty, kind, i, settings.name, &signs, f == NULL);
        if (is_act(x.name)) {
            out->acts[out->acts_count++] = x;
            out->acts_open = out->acts_open || x.error.n || x.chosen || x.value.n;
        } else {
            out->fields[out->fields_count++] = x;
        }
    }
    if (asks) {
        struct str through = way_through(w, sharing_consent_name(kind));
        struct str access = through.n ? web_print(w, "/access?way=%.*s", (int)through.n, through.p) : STR("/access");
        out->note = not_reached(w, kind, reach);
        out->invite = out->note.n ? client_page(w, access.p) : NO_URL;
    }
    return true;
}

/* The two ways of this kind, the one that is shown marked. */
static void put_ways(struct call *w, enum consent_kind kind, bool asks, struct view_consent *v)
{
    struct way way = way_find(w);
    v->ways = arena_array(w->arena, 2, sizeof *v->ways);
    for (int k = 0; v->ways && k < 2; k++) {
        struct str below =
            web_print(w, "/consents/new?kind=%s&how=%s%s%.*s", sharing_consent_name(kind), k ? "ask" : "paper",
                      way.name.n ? "&way=" : "", (int)way.name.n, way.name.n ? way.name.p : "");
        v->ways[v->ways_count++] = (struct view_link){
            client_page(w, below.p), k ? "Ask on their own pages" : "On paper, or in the room", (k == 1) == asks};
    }
}

static bool is_asked(struct call *w, const struct form *f)
{
    struct str how = form_value(f, "how");
    return web_may(w, CASE_CONSENT_ASK) &&
           (http_form(w->in, "ask").n || str_is(how.n ? how : http_query(w->in, "how"), "ask"));
}

static void consent_page(struct call *w, const struct form *f, enum consent_kind kind)
{
    struct way way = way_find(w);
    struct view_consent v = {.heading = kinds[kind].heading, .lede = str_of(kinds[kind].lede)};
    bool asks = is_asked(w, f);
    if (!strip_read(w, "Sharing", &v.strip) || !consent_form(w, f, kind, asks, way, &v.form)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Record a consent", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/sharing")};
    v.form.token = v.page.token;
    v.form.back = way.back.whole.n ? way.back : client_page(w, "/sharing");
    if (web_may(w, CASE_CONSENT_ASK)) {
        put_ways(w, kind, asks, &v);
    }
    view_consent(&w->out, &v);
}

/* Without a kind: which one. */
static void choose_page(struct call *w)
{
    struct share_row list[CONSENT_KIND_COUNT];
    struct share_group group = {
        .id = "kinds", .title = "Which one", .rows = list, .rows_count = CONSENT_KIND_COUNT, .empty = ""};
    struct view_share v = {.has_strip = true, .heading = "Record a consent", .groups = &group, .groups_count = 1};
    if (!strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Record a consent", NULL, &v.page);
    v.page.help = (struct url){STR("/help/sharing")};
    for (unsigned i = 0; i < CONSENT_KIND_COUNT; i++) {
        struct str below = web_print(w, "/consents/new?kind=%s", sharing_consent_name((enum consent_kind)i));
        list[i] = (struct share_row){
            .text = str_of(kinds[i].heading), .more = str_of(kinds[i].lede), .url = client_page(w, below.p)};
    }
    view_share(&w->out, &v);
}

void consent_new_show(struct call *w)
{
    enum consent_kind kind;
    struct field fields[COUNT_OF(rows)];
    struct form f;
    if (!sharing_consent_find(http_query(w->in, "kind"), &kind)) {
        choose_page(w);
        return;
    }
    form_empty(w, fields, fields_of(kind, fields), &f);
    consent_page(w, &f, kind);
}

/* ---- what was posted ---- */

static void read_consent(const struct form *f, enum consent_kind kind, struct consent *c)
{
    *c = (struct consent){.kind = kind,
                          .refused = form_is(f, "decision", "no"),
                          .from = form_value(f, "from"),
                          .to = form_value(f, "to"),
                          .purpose = form_value(f, "purpose"),
                          .sections = share_sections_of(form_value(f, "sections")),
                          .description = form_value(f, "description"),
                          .begins = form_date(f, "begins"),
                          .expires = form_date(f, "expires"),
                          .expiry_event = form_value(f, "expiry_event"),
                          .version = form_value(f, "version"),
                          .tpo = form_value(f, "tpo").n > 0,
                          .to_class = form_value(f, "to_class").n > 0,
                          .proceedings = form_value(f, "proceedings").n > 0,
                          .participants = form_value(f, "participants"),
                          .intermediary = form_value(f, "intermediary").n > 0,
                          .signer = form_value(f, "signer"),
                          .authority = form_value(f, "authority"),
                          .representative = form_value(f, "representative").n > 0,
                          .signed_on = form_date(f, "signed_on"),
                          .copy_given = form_value(f, "copy_given").n > 0};
    for (unsigned i = 0; i < TOLD_COUNT; i++) {
        c->told |= form_is(f, "told", told[i].name) ? 1u << i : 0;
    }
    for (size_t i = 0; i < 4; i++) {
        c->statements[i] = form_is(f, "statements", statements[i].value);
    }
}

/* Every element that is missing, beside its field; several of one field (what was told) in one sentence. */
static void tell_gaps(struct call *w, struct form *f, const struct consent *c, bool asked)
{
    struct consent_gap gaps[CONSENT_GAPS_MAX];
    size_t n = sharing_consent_gaps(c, asked, gaps, CONSENT_GAPS_MAX);
    for (size_t i = 0; i < n; i++) {
        bool is_told = strncmp(gaps[i].where, "told ", 5) == 0, says = strncmp(gaps[i].where, "statement ", 10) == 0;
        const char *name = is_told ? "told" : says ? "statements" : gaps[i].where;
        size_t k = i + 1;
        struct str all = str_of(gaps[i].text);
        for (; (is_told || says) && k < n && strncmp(gaps[k].where, gaps[i].where, is_told ? 5 : 10) == 0; k++) {
            all = web_print(w, "%.*s; %s", (int)all.n, all.p, gaps[k].text);
        }
        form_wrong(w, f, name, "Missing: %.*s.", (int)all.n, all.p);
        i = k - 1;
    }
}

/* What the use case finds beyond elements: days, texts, the client's name. */
static void tell_error(struct call *w, struct form *f)
{
    bool named = strcmp(w->err.where, "client_name") != 0;
    form_wrong(w, f, named ? w->err.where : "signer", "%s", share_words(w, w->err.text));
    w->err = (struct err){0};
}

/* Where one goes on when the decision is kept. */
static struct url done_at(struct call *w)
{
    struct url back = way_find(w).back;
    return back.whole.n ? back : client_page(w, "/sharing");
}

static void ask_client(struct call *w, struct form *f, struct consent *c)
{
    for (unsigned i = 0; i < TOLD_COUNT; i++) { /* the client's page says all of it; so it does of what the law wants */
        c->told |= told[i].kinds >> c->kind & 1 ? 1u << i : 0;
    }
    for (size_t i = 0; i < 4; i++) {
        c->statements[i] = GIVES >> c->kind & 1;
    }
    c->refused = false;
    c->version = c->kind == CONSENT_E_RECORD ? STR("1") : NONE;
    tell_gaps(w, f, c, true);
    if (f->errors_count) {
        consent_page(w, f, c->kind);
    } else if (sharing_ask(w->practice, &w->who, w->client, c, w->who.once, w->arena, &w->err)) {
        enum share_reach reach;
        if (!share_reach(w, &reach)) {
            web_trouble(w, f);
            return;
        }
        struct way way = way_find(w);
        struct str path = web_print(w, "/access?way=%.*s", (int)way.name.n, way.name.n ? way.name.p : "");
        bool invite = reach == REACH_NOBODY && way.name.n && client_page(w, path.p).whole.n;
        struct url next = invite ? client_page(w, path.p) : done_at(w);
        web_said(w,
                 reach == REACH_CLIENT     ? "It waits for the client on their own pages."
                 : reach == REACH_GUARDIAN ? "It waits on the guardian’s pages, as far as the record is open to them."
                                           : "It is kept, but the client has no account to see it with: invite them.",
                 "%s", web_chars(w, next.whole));
    } else if (w->err.kind == ERR_INVALID) {
        tell_error(w, f);
        consent_page(w, f, c->kind);
    } else {
        web_trouble(w, f);
    }
}

void consent_new_do(struct call *w)
{
    enum consent_kind kind;
    struct field fields[COUNT_OF(rows)];
    struct form f;
    struct consent c;
    if (!sharing_consent_find(http_form(w->in, "kind"), &kind)) {
        choose_page(w);
        return;
    }
    bool asks = http_form(w->in, "ask").n > 0;
    size_t count = fields_of(kind, fields);
    fields[0].required = !asks; /* the decision: the client's answer brings it */
    form_read(w, fields, count, &f);
    read_consent(&f, kind, &c);
    if (asks && !f.errors_count) {
        ask_client(w, &f, &c);
        return;
    }
    if (!asks && form_value(&f, "decision").n) {
        tell_gaps(w, &f, &c, false);
    }
    if (f.errors_count) {
        consent_page(w, &f, kind);
    } else if (sharing_consent(w->practice, &w->who, w->client, &c, w->who.once, w->arena, &w->err)) {
        web_said(w, c.refused ? "It is kept that they chose not to." : "The consent is recorded.", "%s",
                 web_chars(w, done_at(w).whole));
    } else if (w->err.kind == ERR_INVALID) {
        tell_error(w, &f);
        consent_page(w, &f, kind);
    } else {
        web_trouble(w, &f);
    }
}

void consent_unask_do(struct call *w)
{
    if (sharing_unask(w->practice, &w->who, w->client, http_form(w->in, "id"), &w->err)) {
        web_said(w, "It does not wait for the client any more.", "/clients/%s/sharing", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- one consent ---- */

static void fact(struct view_share *v, const char *label, struct str text)
{
    if (text.n) {
        v->facts[v->facts_count++] = (struct share_fact){label, text};
    }
}

static struct str told_words(struct call *w, const struct consent *c)
{
    struct str out = NONE;
    for (unsigned i = 0; i < TOLD_COUNT; i++) {
        if (c->told >> i & 1) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", told[i].words);
        }
    }
    for (unsigned i = 0; i < 4; i++) {
        if (c->statements[i]) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", statements[i].label);
        }
    }
    return out;
}

void consent_show(struct call *w)
{
    const struct consent *c = share_find_consent(w, web_param(w, "id"));
    struct share_fact facts[16];
    struct view_link links[2];
    struct view_share v = {.has_strip = true, .facts = facts, .links = links};
    const char *state;
    if (!c || !strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    bool holds = share_holds(w, c, &state);
    page_begin(w, "Consent", NULL, &v.page);
    v.heading = kinds[c->kind].heading;
    v.lede = holds ? STR("In force.") : web_print(w, "%s.", state);
    fact(&v, "What may be given", c->description);
    fact(&v, "Parts", share_sections(w, c->sections));
    fact(&v, "From", c->from);
    fact(&v, "To", c->to);
    fact(&v, "Who takes part", c->participants);
    fact(&v, "What for", c->purpose);
    fact(&v, "In force from", web_day(w, c->begins));
    fact(&v, "Ends", share_until(w, c));
    fact(&v, "What was told", told_words(w, c));
    fact(&v, "Version of the text", c->version);
    fact(&v, c->refused ? "Who decided" : "Who signed", c->signer);
    fact(&v, "Authority", c->authority);
    fact(&v, "On", web_day(w, c->signed_on));
    fact(&v, "Taken back on", web_day(w, c->revoked_on));
    bool gives = c->kind == CONSENT_RELEASE || c->kind == CONSENT_PART2;
    struct str share = web_print(w, "/disclosures/new?consent=%.*s", (int)c->id.n, c->id.p);
    struct str revoke = web_print(w, "/consents/%.*s/revoke", (int)c->id.n, c->id.p);
    if (holds && gives) {
        v.main = (struct view_link){client_page(w, share.p), "Share under this consent", false};
    }
    if (!c->refused && !date_is_set(c->revoked_on) && web_may(w, CASE_CONSENT_REVOKE)) {
        links[v.links_count++] = (struct view_link){client_page(w, revoke.p), "The client takes it back", false};
    }
    links[v.links_count++] = (struct view_link){client_page(w, "/sharing"), "All sharing", false};
    view_share(&w->out, &v);
}

/* What was sent under it already: that stays as it is. */
static struct str already_sent(struct call *w, struct str id)
{
    struct disclosure *list;
    size_t n;
    struct err none = {0};
    struct str out = STR("From now on nothing can be given under it. Nothing has been given under it so far.");
    bool any = false;
    if (!web_may(w, CASE_DISCLOSURE_LIST) ||
        !sharing_disclosures(w->practice, &w->who, w->client, w->arena, &list, &n, &none)) {
        return STR("From now on nothing can be given under it. What was given before stays as it is.");
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].consent, id)) {
            struct str day = share_day(w, list[i].at_ms);
            out = any ? out
                      : STR("From now on nothing can be given under it. What was given before cannot be called back:");
            out = web_print(w, "%.*s%s to %.*s, %.*s", (int)out.n, out.p, any ? ";" : "", (int)list[i].to.n,
                            list[i].to.n ? list[i].to.p : "", (int)day.n, day.p);
            any = true;
        }
    }
    return any ? web_print(w, "%.*s.", (int)out.n, out.p) : out;
}

void consent_revoke_show(struct call *w)
{
    const struct consent *c = share_find_consent(w, web_param(w, "id"));
    struct view_confirm v = {.heading = "The client takes this consent back", .button = "Take this consent back"};
    if (!c || !strip_read(w, "Sharing", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Take a consent back", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.has_strip = true;
    struct str what = share_consent_words(w, c), sent = already_sent(w, c->id);
    v.text = web_print(w, "%.*s. %.*s", (int)what.n, what.p, (int)sent.n, sent.p);
    v.action = share_below(w, web_print(w, "/consents/%.*s/revoke", (int)c->id.n, c->id.p).p);
    v.back = client_page(w, web_print(w, "/consents/%.*s", (int)c->id.n, c->id.p).p);
    view_confirm(&w->out, &v);
}

void consent_revoke_do(struct call *w)
{
    if (sharing_revoke(w->practice, &w->who, w->client, web_param(w, "id"), &w->err)) {
        web_said(w, "The consent is taken back.", "/clients/%s/consents/%s", web_part(w, w->client),
                 web_part(w, web_param(w, "id")));
    } else {
        web_trouble(w, NULL);
    }
}
