/* page_sharing.c: consents, disclosures and requests of one client on one screen; what a guardian may see. */
#include "views.h"
#include "web/settings.h"
#include "web/share_parts.h"
#include "web/way.h"

/* ---- words ---- */

static const char *const kind_words[CONSENT_KIND_COUNT] = {
    [CONSENT_TREATMENT] = "Consent to treatment",
    [CONSENT_E_RECORD] = "Electronic records and signatures",
    [CONSENT_RELEASE] = "Release",
    [CONSENT_PART2] = "Release of substance use records (42 CFR Part 2)",
    [CONSENT_PSYCHOTHERAPY_NOTES] = "Release of psychotherapy notes"};

struct str share_consent_words(struct call *w, const struct consent *c)
{
    bool gives = c->kind == CONSENT_RELEASE || c->kind == CONSENT_PART2 || c->kind == CONSENT_PSYCHOTHERAPY_NOTES;
    return gives && c->to.n ? web_print(w, "%s to %.*s", kind_words[c->kind], (int)c->to.n, c->to.p)
                            : str_of(kind_words[c->kind]);
}

bool share_holds(const struct call *w, const struct consent *c, const char **state)
{
    static const char *const states[] = {[CONSENT_SAID_NO] = "Chose not to",
                                         [CONSENT_TAKEN_BACK] = "Taken back",
                                         [CONSENT_TO_COME] = "Not yet in force",
                                         [CONSENT_PAST] = "Has ended"};
    *state = states[sharing_consent_standing(c, w->today)];
    return !*state;
}

struct str share_sections(struct call *w, unsigned sections)
{
    struct str out = NONE;
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (sections >> i & 1) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? ", " : "",
                            sharing_section_heading((enum share_section)(1u << i)));
        }
    }
    return out;
}

struct str share_inside(struct call *w, const struct disclosure *d)
{
    const unsigned single = SHARE_DETAILS | SHARE_PLAN | SHARE_SAFETY_PLAN; /* of which there is mostly one */
    struct str out = NONE;
    if (!d->inside.known) {
        struct str parts = share_sections(w, d->sections);
        return web_print(w, "chosen: %.*s", (int)parts.n, parts.n ? parts.p : "");
    }
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        unsigned one = 1u << i, n = d->inside.count[i];
        if (d->inside.sections & one) {
            out = web_print(w, "%.*s%s%s", (int)out.n, out.n ? out.p : "", out.n ? ", " : "",
                            sharing_section_heading((enum share_section)one));
            out = n > 1 || !(one & single) ? web_print(w, "%.*s (%u)", (int)out.n, out.p, n) : out;
        }
    }
    return out;
}

struct str share_downloads(struct call *w, const struct disclosure *d)
{
    struct str last = d->downloads ? share_day(w, d->download_ms) : NONE;
    return d->downloads == 1  ? web_print(w, "once, on %.*s", (int)last.n, last.p)
           : d->downloads > 1 ? web_print(w, "%lld times, last on %.*s", (long long)d->downloads, (int)last.n, last.p)
                              : NONE;
}

struct str share_until(struct call *w, const struct consent *c)
{
    if (date_is_set(c->expires)) {
        struct str day = web_day(w, c->expires);
        return web_print(w, "until %.*s", (int)day.n, day.p);
    }
    return c->expiry_event.n ? web_print(w, "until %.*s", (int)c->expiry_event.n, c->expiry_event.p) : NONE;
}

struct url share_below(struct call *w, const char *below)
{
    return (struct url){web_print(w, "/clients/%.*s%s", (int)w->client.n, w->client.p, below)};
}

struct str share_day(struct call *w, int64_t at_ms)
{
    return web_day(w, zone_day(w->zone, at_ms));
}

const char *share_words(struct call *w, const char *text)
{
    static const char begin[] = "must be there: ";
    return strncmp(text, begin, sizeof begin - 1) == 0 ? web_print(w, "Missing: %s.", text + sizeof begin - 1).p : text;
}

/* What is open now, and by what. */
static struct str open_words(struct call *w, const struct guardian_now *now)
{
    const char *state = web_chars(w, settings_state_name(now->state));
    const char *law = now->confirmed ? "" : ", by a rule that nobody has confirmed yet";
    const char *parts = now->sections ? web_chars(w, share_sections(w, now->sections)) : "nothing";
    switch (now->ground) {
    case GUARDIAN_DECIDED:
        return web_print(w, "Open now, as decided on %s: %s.", web_chars(w, web_date(w, now->decision.decided_on)),
                         parts);
    case GUARDIAN_BY_STATE:
        return web_print(w, "Open now, because the client is under %d and the practice works in %s%s: %s.",
                         now->consent_age, state, law, parts);
    case GUARDIAN_CLIENT_DECIDES:
        return web_print(w, "Nothing is open now: in %s a client may consent alone from %d%s.", state, now->consent_age,
                         law);
    case GUARDIAN_NO_BIRTH_DATE:
        return STR("Nothing is open now: the details do not say when the client was born.");
    case GUARDIAN_OF_AGE:
        return STR("Nothing is open now: the client is of age.");
    case GUARDIAN_NO_STATE:
        return STR("The practice has set no state: nothing opens to a parent or guardian by rule until it has, only "
                   "what you decide for this client.");
    case GUARDIAN_NO_ROW:
        break;
    }
    return web_print(w,
                     "No rule is known here for the practice’s state, %s: nothing opens to a parent or guardian until "
                     "you decide it for this client.",
                     state);
}

bool share_guardian(struct call *w, struct guardian_now *now, struct str *words)
{
    *now = (struct guardian_now){.sections = 0};
    *words = STR("What is open to a parent or guardian now, the client’s clinician sees, and decides.");
    if (!web_may(w, CASE_GUARDIAN_READ)) {
        return true;
    }
    if (sharing_guardian_now(w->practice, &w->who, w->client, w->arena, now, &w->err)) {
        *words = open_words(w, now);
        return true;
    }
    bool refused = w->err.kind == ERR_REFUSED; /* who keeps the accounts of somebody else's client */
    if (refused) {
        err_clear(&w->err);
    }
    return refused;
}

bool share_reach(struct call *w, enum share_reach *out)
{
    struct client_account *list;
    size_t n;
    *out = REACH_CLIENT; /* who may not know of accounts is told nothing of them: so after breaking the glass */
    if (!web_may(w, CASE_ACCOUNT_LIST_CLIENT)) {
        return true;
    }
    if (!people_of_client(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        if (w->err.kind != ERR_REFUSED) {
            return false;
        }
        err_clear(&w->err);
        return true;
    }
    *out = REACH_NOBODY;
    for (size_t i = 0; i < n; i++) {
        bool open = !str_is(list[i].person.state, "ended") && !list[i].device_only;
        if (open && list[i].person.roles & ROLE_CLIENT) {
            *out = REACH_CLIENT;
        } else if (open && *out == REACH_NOBODY) {
            *out = REACH_GUARDIAN;
        }
    }
    return true;
}

void share_section_choices(struct call *w, struct view_field *f, unsigned among)
{
    struct view_choice list[SHARE_SECTION_COUNT];
    size_t n = 0;
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        enum share_section one = (enum share_section)(1u << i);
        if (among & one) {
            list[n++] = (struct view_choice){sharing_section_name(one), sharing_section_heading(one),
                                             sharing_section_note(one), false};
        }
    }
    field_choices(w, f, list, n);
}

unsigned share_sections_of(struct str joined)
{
    unsigned out = 0;
    struct str head = NONE, tail = NONE;
    for (bool more = joined.n > 0; more; joined = tail) {
        enum share_section one;
        more = str_cut(joined, '|', &head, &tail);
        out |= sharing_section_find(more ? head : joined, &one) ? (unsigned)one : 0;
    }
    return out;
}

const struct consent *share_find_consent(struct call *w, struct str id)
{
    struct consent *list;
    size_t n;
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].id, id)) {
            return &list[i];
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "consent", "there is none with this id");
    return NULL;
}

/* ---- the groups ---- */

static bool put_consents(struct call *w, struct share_group *in_force, struct share_group *ended)
{
    struct consent *list;
    size_t n;
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    *in_force = (struct share_group){
        .id = "consents",
        .title = "Consents in force",
        .empty = "Consents will stand here, each with what it is about and until when. Consent to treatment comes "
                 "before the first plan is signed.",
        .add = web_may(w, CASE_CONSENT_ADD) ? client_page(w, "/consents/new") : (struct url){NONE},
        .add_words = "Record a consent",
        .rows = arena_array(w->arena, n + 1, sizeof *in_force->rows)};
    *ended = (struct share_group){.id = "ended",
                                  .title = "Ended, taken back, or chosen not to give",
                                  .empty = "Nothing yet.",
                                  .rows = arena_array(w->arena, n + 1, sizeof *ended->rows)};
    for (size_t i = 0; in_force->rows && ended->rows && i < n; i++) {
        const char *state;
        bool holds = share_holds(w, &list[i], &state);
        struct share_group *g = holds ? in_force : ended;
        struct str below = web_print(w, "/consents/%.*s", (int)list[i].id.n, list[i].id.p);
        g->rows[g->rows_count++] = (struct share_row){.text = share_consent_words(w, &list[i]),
                                                      .more = share_until(w, &list[i]),
                                                      .when = web_day(w, list[i].signed_on),
                                                      .tag = holds ? "good" : "",
                                                      .state = holds ? "In force" : state,
                                                      .url = client_page(w, below.p)};
    }
    return true;
}

/* Only when something waits. */
static bool put_waiting(struct call *w, struct view_share *v)
{
    struct consent_proposal *list;
    enum share_reach reach = REACH_CLIENT;
    size_t n;
    if (!sharing_proposals(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err) ||
        (n && !share_reach(w, &reach))) {
        return false;
    }
    struct share_group g = {
        .id = "waiting",
        .title = "Waiting for the client",
        .lede = reach == REACH_NOBODY ? STR("Nobody has an account to answer with: invite the client "
                                            "under Details, or record what they signed on paper.")
                                      : NONE,
        .empty = "",
        .action = web_may(w, CASE_CONSENT_UNASK) ? share_below(w, "/consents/unask") : (struct url){NONE},
        .rows = arena_array(w->arena, n + 1, sizeof *g.rows)};
    for (size_t i = 0; g.rows && i < n; i++) {
        if (str_is(list[i].state, "proposed")) {
            struct str since = share_day(w, list[i].asked_ms);
            g.rows[g.rows_count++] = (struct share_row){
                .text = share_consent_words(w, &list[i].consent),
                .more = web_print(w, "Asked by %.*s", (int)list[i].by.n, list[i].by.n ? list[i].by.p : ""),
                .when = since,
                .tag = "warn",
                .state = web_print(w, "Waiting since %.*s", (int)since.n, since.p).p,
                .post = g.action.whole.n ? list[i].consent.id : NONE,
                .post_words = "Withdraw"};
        }
    }
    if (g.rows_count) {
        v->groups[v->groups_count++] = g;
    }
    return true;
}

struct share_row share_disclosure_row(struct call *w, const struct disclosure *d)
{
    struct str below = web_print(w, "/disclosures/%.*s", (int)d->id.n, d->id.p);
    struct str parts = share_inside(w, d);
    return (struct share_row){.text = web_print(w, "To %.*s", (int)d->to.n, d->to.n ? d->to.p : ""),
                              .more = web_print(w, "%.*s. %.*s", (int)d->purpose.n, d->purpose.n ? d->purpose.p : "",
                                                (int)parts.n, parts.n ? parts.p : ""),
                              .when = share_day(w, d->at_ms),
                              .url = client_page(w, below.p)};
}

static bool put_disclosures(struct call *w, struct share_group *g)
{
    struct disclosure *list;
    size_t n;
    if (!sharing_disclosures(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    *g = (struct share_group){.id = "disclosures",
                              .title = "What was given to others",
                              .empty = "Nothing was given to anybody. What is will stand here, with its day, receiver "
                                       "and parts.",
                              .add = client_page(w, "/accounting"),
                              .add_words = "Accounting of disclosures",
                              .rows = arena_array(w->arena, n + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < n; i++) {
        g->rows[g->rows_count++] = share_disclosure_row(w, &list[i]);
    }
    return true;
}

static bool put_requests(struct call *w, struct share_group *g)
{
    static const char *const kinds[REQUEST_KIND_COUNT] = {"A copy of the record", "A change in the record",
                                                          "An accounting of disclosures", "A restriction",
                                                          "A question about the record"};
    struct request *list;
    size_t n;
    if (!sharing_requests(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    *g =
        (struct share_group){.id = "requests",
                             .title = "Requests of the client",
                             .empty = "Requests will stand here, each with the day by which it must be answered.",
                             .add = web_may(w, CASE_REQUEST_ADD) ? client_page(w, "/requests/new") : (struct url){NONE},
                             .add_words = "Record a request",
                             .rows = arena_array(w->arena, n + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < n; i++) {
        const struct request *r = &list[i];
        bool open = str_is(r->state, "open") || str_is(r->state, "extended");
        struct str due = open ? web_day(w, r->due_on) : NONE;
        struct str below = web_print(w, "/requests/%.*s", (int)r->id.n, r->id.p);
        g->rows[g->rows_count++] =
            (struct share_row){.text = str_of(kinds[r->kind]),
                               .more = due.n ? web_print(w, "Answer by %.*s", (int)due.n, due.p) : NONE,
                               .when = web_day(w, r->made_on),
                               .tag = r->overdue ? "risk"
                                      : open     ? "warn"
                                                 : "",
                               .state = r->overdue                    ? "Late"
                                        : str_is(r->state, "granted") ? "Granted"
                                        : str_is(r->state, "denied")  ? "Not granted"
                                        : open                        ? "Open"
                                                                      : "Answered",
                               .url = client_page(w, below.p)};
    }
    return true;
}

/* Only of a minor. */
static bool put_guardian(struct call *w, struct view_share *v)
{
    struct url decide = client_page(w, "/guardian");
    struct guardian_now now;
    struct str words;
    if (!v->strip.has_age || v->strip.age_years >= 18 || !decide.whole.n) {
        return true;
    }
    if (!share_guardian(w, &now, &words)) {
        return false;
    }
    v->groups[v->groups_count++] =
        (struct share_group){.id = "guardian",
                             .title = "What a guardian may see",
                             .lede = words,
                             .empty = "A decision of the clinician opens or closes parts until the client is 18.",
                             .add = decide,
                             .add_words = "Decide what a guardian may see"};
    return true;
}

/* ---- the page ---- */

void sharing_show(struct call *w)
{
    struct share_group groups[7];
    struct view_share v = {.has_strip = true, .heading = "Sharing", .groups = groups};
    bool ok = strip_read(w, "Sharing", &v.strip) && put_waiting(w, &v) &&
              put_consents(w, &groups[v.groups_count], &groups[v.groups_count + 1]);
    v.groups_count += 2;
    if (ok && web_may(w, CASE_DISCLOSURE_LIST)) {
        ok = put_disclosures(w, &groups[v.groups_count++]);
    }
    if (ok && web_may(w, CASE_REQUEST_LIST)) {
        ok = put_requests(w, &groups[v.groups_count++]);
    }
    if (!ok || !put_guardian(w, &v)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Sharing", NULL, &v.page);
    v.page.help = (struct url){STR("/help/sharing")};
    v.lede = STR("What the client agreed to, what was given to others, and what the client asked for.");
    v.main = (struct view_link){client_page(w, "/disclosures/new"), "Share a part of the record", false};
    struct view_link who = {client_page(w, "/who"), "Who opened this chart", false};
    v.links = &who;
    v.links_count = who.url.whole.n > 0;
    view_share(&w->out, &v);
}

/* ---- guardians ---- */

static const struct field guardian_rows[] = {
    {"sections", "Parts that are open", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"reason", "Why", FIELD_TEXT, true, 1, 4000, NULL, "Write down why, so that others understand it later."},
};

/* The names of sections as a field of choices holds them. */
static struct str sections_joined(struct call *w, unsigned sections)
{
    struct str out = NONE;
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        const char *name = sharing_section_name((enum share_section)(1u << i));
        out = !(sections >> i & 1) ? out : out.n ? web_print(w, "%s|%s", web_chars(w, out), name) : str_of(name);
    }
    return out;
}

static struct str sent_or_asked(struct call *w, const char *name)
{
    struct str posted = http_form(w->in, name);
    return posted.n ? posted : http_query(w->in, name);
}

#define FOR_ADULT "representative" /* who decides for somebody of age: said on purpose, never by default */

static bool for_adult(struct call *w)
{
    return str_is(sent_or_asked(w, "as"), FOR_ADULT);
}

static struct url way_back(struct call *w)
{
    struct url back = way_find(w).back;
    return back.whole.n ? back : client_page(w, "/sharing");
}

/* No parent or guardian reads the record of somebody of age; what is right in its place. */
static void of_age_page(struct call *w, struct view_strip strip)
{
    struct view_link links[2];
    struct view_share v = {.has_strip = true, .strip = strip, .heading = "What a guardian may see", .links = links};
    struct str way = way_find(w).name;
    page_begin(w, "What a guardian may see", NULL, &v.page);
    v.warn = STR(
        "The client is of age: nothing is open to a parent or guardian, and nothing can be opened by their being one.");
    v.lede = STR(
        "Whom the client wants to take part, the client names in a release. Who acts for the client by law, as a "
        "guardian "
        "whom a court appointed or under a power of attorney for health care, stands in the client’s place as far as "
        "that paper reaches (45 CFR 164.502(g)(2)).");
    if (web_may(w, CASE_CONSENT_ADD)) {
        v.main = (struct view_link){client_page(w, "/consents/new?kind=release"), "Record a release", false};
    }
    struct str as =
        web_print(w, "/guardian?as=" FOR_ADULT "%s%.*s", way.n ? "&way=" : "", (int)way.n, way.n ? way.p : "");
    links[v.links_count++] = (struct view_link){client_page(w, as.p), "Somebody acts for the client by law", false};
    links[v.links_count++] = (struct view_link){way_back(w), "Go back", false};
    view_share(&w->out, &v);
}

static void guardian_page(struct call *w, const struct form *f)
{
    struct view_field fields[2];
    struct view_hidden hidden[2];
    struct guardian_now now;
    struct str way = way_find(w).name;
    struct view_share_form v = {.has_strip = true,
                                .heading = "What a guardian may see",
                                .button = "Keep this decision",
                                .hidden = hidden,
                                .fields = fields,
                                .fields_count = 2};
    if (!strip_read(w, "Sharing", &v.strip) ||
        !sharing_guardian_now(w->practice, &w->who, w->client, w->arena, &now, &w->err)) {
        web_trouble(w, f);
        return;
    }
    bool adult = v.strip.has_age && v.strip.age_years >= 18;
    if (adult && !for_adult(w)) {
        of_age_page(w, v.strip);
        return;
    }
    v.heading = adult ? "What a legal representative may see" : v.heading;
    page_begin(w, v.heading, f, &v.page);
    v.page.shape = "stack narrow";
    v.lede =
        adult
            ? STR("For who acts for the client by law, as far as their paper reaches. This decision takes the place of "
                  "earlier ones. Parts that are not ticked are closed.")
            : STR("This decision takes the place of the state's rule and of earlier decisions. Parts that are not "
                  "ticked are closed. It ends on the client's 18th birthday.");
    v.warn = open_words(w, &now);
    v.action = share_below(w, "/guardian");
    v.back = way_back(w);
    if (way.n) {
        hidden[v.hidden_count++] = (struct view_hidden){"way", way};
    }
    if (adult) {
        hidden[v.hidden_count++] = (struct view_hidden){"as", STR(FOR_ADULT)};
    }
    fields[0] = field_show(w, f, "sections", sections_joined(w, now.sections));
    share_section_choices(w, &fields[0], SHARE_ALL);
    fields[0].hint =
        "Nothing ticked: nothing is open. A plan holds treatment plan, diagnoses, medication and safety plan: "
        "it is read and signed only where all four are ticked; with the treatment plan alone its goals are "
        "read.";
    fields[1] = field_show(w, f, "reason", NONE);
    fields[1].hint = adult ? "The order or the power of attorney, its day, and what it reaches." : fields[1].hint;
    view_share_form(&w->out, &v);
}

void guardian_show(struct call *w)
{
    struct form f;
    form_empty(w, guardian_rows, COUNT_OF(guardian_rows), &f);
    guardian_page(w, &f);
}

void guardian_do(struct call *w)
{
    struct form f;
    struct way way = way_find(w);
    if (!form_read(w, guardian_rows, COUNT_OF(guardian_rows), &f)) {
        guardian_page(w, &f);
        return;
    }
    struct guardian_access d = {.sections = share_sections_of(form_value(&f, "sections")),
                                .reason = form_value(&f, "reason"),
                                .decided_on = w->today,
                                .for_adult = for_adult(w)};
    if (!sharing_guardian_decide(w->practice, &w->who, w->client, &d, &w->err)) {
        if (w->err.kind == ERR_CONFLICT && strcmp(w->err.where, "adult") == 0) {
            struct view_strip strip;
            err_clear(&w->err);
            if (strip_read(w, "Sharing", &strip)) {
                w->answer->status = 409;
                of_age_page(w, strip);
                return;
            }
        }
        web_trouble(w, &f);
    } else if (way.back.whole.n) {
        web_said(w, "The decision is kept.", "%s", web_chars(w, way.back.whole));
    } else {
        web_said(w, "The decision is kept.", "/clients/%s/sharing", web_part(w, w->client));
    }
}
