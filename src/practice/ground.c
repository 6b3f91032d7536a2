/* ground.c: on what ground something may leave, and which sections that ground allows. */
#include "practice/sharing_parts.h" /* first: it brings plan.h, which must come before practice.h */

#include "base/utf8.h"
#include "practice/people.h"

#define EMERGENCY_LETTERS 10
#define NAME_LETTERS 5 /* of a part of the practice's name */

static const struct {
    const char *name;
    enum purpose use;
    unsigned sections; /* the most it allows: project, 45 CFR 164.502(b) */
} grounds[] = {
    [GROUND_CONSENT] = {"consent", PURPOSE_TREATMENT, 0},
    [GROUND_EMERGENCY] = {"emergency", PURPOSE_EMERGENCY,
                          SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_SAFETY_PLAN |
                              SHARE_MEDICATION | SHARE_SUBSTANCE_USE},
    [GROUND_REQUIRED_REPORT] = {"required_report", PURPOSE_LEGAL,
                                SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_SESSIONS |
                                    SHARE_NOTES | SHARE_SAFETY_PLAN},
    [GROUND_ORDER] = {"order", PURPOSE_LEGAL, SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE},
    [GROUND_CLIENT] = {"client", PURPOSE_CLIENT_REQUEST, SHARE_ALL},
};
#define GROUND_COUNT (sizeof grounds / sizeof *grounds)

const char *sharing_ground_name(enum share_ground ground)
{
    return grounds[ground].name;
}

bool sharing_ground_find(struct str name, enum share_ground *out)
{
    for (size_t i = 0; i < GROUND_COUNT; i++) {
        if (str_is(name, grounds[i].name)) {
            *out = (enum share_ground)i;
            return true;
        }
    }
    return false;
}

unsigned sharing_preset(enum purpose purpose)
{
    static const unsigned presets[] = {
        [PURPOSE_TREATMENT] = SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_REVIEWS |
                              SHARE_SAFETY_PLAN | SHARE_MEDICATION,
        [PURPOSE_PAYMENT] = SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_SESSIONS,
        [PURPOSE_OPERATIONS] = SHARE_PLAN | SHARE_PROGRESS,
        [PURPOSE_CLIENT_REQUEST] = SHARE_ALL,
        [PURPOSE_LEGAL] = 0, /* the report or the order says what; nothing is chosen beforehand */
        [PURPOSE_EMERGENCY] = SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_SAFETY_PLAN | SHARE_MEDICATION,
    };
    return presets[purpose];
}

/* Under a consent, or to the client: not. Everything else is told when asked for. An emergency counts too: whether it
 * was treatment nobody has to decide in a hurry (project). */
bool ground_accountable(const struct disclosure *d)
{
    return d->ground != GROUND_CONSENT && d->ground != GROUND_CLIENT;
}

static bool no(struct grant *g, const char *where, const char *why)
{
    g->sections = 0;
    g->where = where;
    g->why = why;
    return true;
}

static bool known_texts(const struct disclosure *d, struct err *e)
{
    const struct {
        const char *where;
        struct str text;
    } texts[] = {{"authority", d->authority}, {"issued_by", d->issued_by}, {"to", d->to},
                 {"address", d->address},     {"purpose", d->purpose},     {"notice", d->notice}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!sharing_text(texts[i].text, texts[i].where, e)) {
            return false;
        }
    }
    return ((unsigned)d->ground < GROUND_COUNT && (unsigned)d->use <= PURPOSE_EMERGENCY) ||
           err_set(e, ERR_INVALID, "ground", "or purpose is none that is known");
}

/* The practice "Elm Street" is named by "Ann Lee at Elm Street"; "Elm Street Counseling" also by "Elm Street". */
static bool names_us(struct str from, struct str practice)
{
    from = str_trim(from);
    practice = str_trim(practice);
    return str_find_ci(from, practice, 0) != (size_t)-1 ||
           (from.n >= NAME_LETTERS && str_find_ci(practice, from, 0) != (size_t)-1);
}

/* AUTH-5: what goes out matches the consent. */
static bool look_at_consent(struct practice_tx *t, const struct disclosure *d, struct grant *g, struct err *e)
{
    const struct consent *c = &g->consent;
    struct people_settings settings = {0};
    struct err mine = {0};
    const char *why;
    if (!consent_get(t, d->consent, &g->consent, &mine)) {
        return mine.kind == ERR_NOT_FOUND ? no(g, "consent", "there is none with this id")
                                          : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &settings, NULL, e)) {
        return false;
    }
    if (c->kind == CONSENT_PSYCHOTHERAPY_NOTES) {
        return no(g, "consent", "is for psychotherapy notes, which are in no packet: their author gives them");
    }
    if (c->kind != CONSENT_RELEASE && c->kind != CONSENT_PART2) {
        return no(g, "consent", "is none to give anything to others");
    }
    if (!consent_holds(c, practice_today(t), &why)) {
        return no(g, "consent", why);
    }
    if (settings.name.n && !names_us(c->from, settings.name)) {
        return no(g, "from", "the consent names somebody else as the one who may give it (45 CFR 164.508(a)(1))");
    }
    if (!c->to_class && !sharing_same(c->to, d->to)) {
        return no(g, "to", "the consent names another receiver (45 CFR 164.508(a)(1))");
    }
    if (!sharing_same(c->purpose, d->purpose)) {
        return no(g, "purpose", "the consent names another purpose (45 CFR 164.508(a)(1))");
    }
    if (c->kind == CONSENT_PART2 && c->proceedings != (d->use == PURPOSE_LEGAL)) {
        return no(g, "use", "for legal proceedings takes a Part 2 consent for just that (42 CFR 2.31(d))");
    }
    g->sections = c->sections;
    return true;
}

/* Legal grounds. */
static bool look_at_law(const struct disclosure *d, struct date today, struct grant *g)
{
    bool order = d->ground == GROUND_ORDER;
    if (d->ground == GROUND_EMERGENCY && utf8_length(str_trim(d->authority)) < EMERGENCY_LETTERS) {
        return no(g, "authority", "say what the emergency is, in ten letters or more");
    }
    if (d->ground == GROUND_REQUIRED_REPORT && !str_trim(d->authority).n) {
        return no(g, "authority", "name the law that requires the report");
    }
    if (order && !str_trim(d->authority).n) {
        return no(g, "authority", "give the order's number");
    }
    if (order && !str_trim(d->issued_by).n) {
        return no(g, "issued_by", "name the court that made the order");
    }
    if (order && (!date_is_set(d->issued_on) || date_cmp(d->issued_on, today) > 0)) {
        return no(g, "issued_on", "give the day of the order; it is not one to come");
    }
    g->sections = grounds[d->ground].sections;
    if (order && d->under_part2) {
        g->sections |= SHARE_SUBSTANCE_USE;
    }
    return true;
}

bool ground_look(struct practice_tx *t, const struct disclosure *d, struct grant *out, struct err *e)
{
    struct str name;
    *out = (struct grant){0};
    if (!known_texts(d, e)) {
        return false;
    }
    if (!str_trim(d->to).n) {
        return no(out, "to", "name who receives it");
    }
    if (t->relation == RELATION_GLASS && d->ground != GROUND_EMERGENCY) {
        return no(out, "ground", "who broke the glass may disclose in an emergency only");
    }
    if (d->ground == GROUND_CONSENT) {
        return look_at_consent(t, d, out, e);
    }
    if (d->use != grounds[d->ground].use) {
        return no(out, "use", "does not go with this ground: emergency, legal or client request");
    }
    if (!str_trim(d->purpose).n) {
        return no(out, "purpose", "say what it is for");
    }
    if (d->ground != GROUND_CLIENT) {
        return look_at_law(d, practice_today(t), out);
    }
    if (!sharing_client_name(t->store, t->tx, t->who->practice, t->client, t->arena, &name, e)) {
        return false;
    }
    if (!sharing_same(name, d->to)) {
        return no(out, "to", "is not the client: to anybody else it takes a consent");
    }
    out->sections = grounds[GROUND_CLIENT].sections;
    return true;
}
