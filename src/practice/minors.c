/* minors.c: what a guardian sees of a minor's record (45 CFR 164.502(g)(3), (5); the state's row of data/minors.tsv).
 */
#include "practice/sharing_parts.h"

#include "practice/people.h"

#define OF_AGE 18

static bool is_adult(struct date birth, struct date on)
{
    return date_age(birth, on) >= OF_AGE;
}

static bool birth_date(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                       struct date *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    const struct json *root = NULL;
    struct record *list;
    size_t n;
    if (!record_list(s, tx, practice, client, &f, a, &list, &n, e) ||
        (n && !json_parse(list[0].content, a, &root, e))) {
        return false;
    }
    *out = sharing_date(root, "birth_date");
    return true;
}

/* The newest decision; *found is false when there is none. */
static bool decision(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                     struct guardian_access *out, bool *found, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_CONSENT, .state = STR(GUARDIAN_DECISION), .newest_first = true, .limit = 1};
    const struct json *root;
    struct record *list;
    size_t n;
    *found = false;
    if (!record_list(s, tx, practice, client, &f, a, &list, &n, e) ||
        (n && !json_parse(list[0].content, a, &root, e))) {
        return false;
    }
    if (n) {
        *out = (struct guardian_access){.sections = sharing_sections(root, "sections"),
                                        .reason = json_str(json_get(root, "reason")),
                                        .decided_on = date_from_day(list[0].day)};
        *found = true;
    }
    return true;
}

static bool state_row(struct str state, int *age, bool *confirmed)
{
    struct str cells[4];
    int64_t consents;
    if (!state.n || !sharing_row(sharing_minors, state, cells, 4) || !num_int(cells[1], 0, 120, &consents)) {
        return false;
    }
    *age = (int)consents;
    *confirmed = str_is(cells[2], "yes");
    return true;
}

bool sharing_state_age(struct str state, int *age)
{
    bool confirmed;
    return state_row(state, age, &confirmed);
}

/* Below the age at which the state lets a minor consent, the guardian stands in for it. */
static void by_state(struct date birth, struct date on, struct guardian_now *out)
{
    if (!date_is_set(birth)) {
        out->ground = GUARDIAN_NO_BIRTH_DATE;
    } else if (is_adult(birth, on)) {
        out->ground = GUARDIAN_OF_AGE;
    } else if (!out->state.n) {
        out->ground = GUARDIAN_NO_STATE;
    } else if (!state_row(out->state, &out->consent_age, &out->confirmed)) {
        out->ground = GUARDIAN_NO_ROW;
    } else {
        int age = date_age(birth, on);
        out->ground = age >= 0 && age < out->consent_age ? GUARDIAN_BY_STATE : GUARDIAN_CLIENT_DECIDES;
        out->sections = out->ground == GUARDIAN_BY_STATE ? SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE : 0;
    }
}

static bool open_now(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct date on,
                     struct arena *a, struct guardian_now *out, struct err *e)
{
    struct people_settings settings = {0};
    struct date birth;
    bool found;
    *out = (struct guardian_now){.sections = 0};
    if (!people_settings_in(s, tx, practice, a, &settings, NULL, e) ||
        !birth_date(s, tx, practice, client, a, &birth, e) ||
        !decision(s, tx, practice, client, a, &out->decision, &found, e)) {
        return false;
    }
    out->state = settings.state;
    by_state(birth, on, out);
    out->signs = out->ground == GUARDIAN_BY_STATE;
    if (!found) {
        return true;
    }
    if (is_adult(birth, on) && !is_adult(birth, out->decision.decided_on)) {
        out->ground = GUARDIAN_OF_AGE;
    } else {
        out->ground = GUARDIAN_DECIDED;
        out->sections = out->decision.sections;
    }
    return true;
}

bool guardian_open(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct date on,
                   struct arena *a, unsigned *sections, struct err *e)
{
    struct guardian_now now;
    bool ok = open_now(s, tx, practice, client, on, a, &now, e);
    *sections = ok ? now.sections : 0;
    return ok;
}

bool sharing_guardian_may(struct store *s, struct db_tx *tx, int64_t practice, struct str client, unsigned sections,
                          struct date on, struct arena *a, bool *may, struct err *e)
{
    unsigned open;
    *may = false;
    if (!guardian_open(s, tx, practice, client, on, a, &open, e)) {
        return false;
    }
    *may = sections && !(sections & ~open);
    return true;
}

bool sharing_guardian_sections(struct practice_tx *t, unsigned *sections, struct err *e)
{
    return guardian_open(t->store, t->tx, t->who->practice, t->client, practice_today(t), t->arena, sections, e);
}

bool sharing_guardian_over(struct practice_tx *t, bool *over, struct err *e)
{
    struct guardian_access decided;
    struct date birth, today = practice_today(t);
    bool found;
    *over = false;
    if (!birth_date(t->store, t->tx, t->who->practice, t->client, t->arena, &birth, e)) {
        return false;
    }
    if (!date_is_set(birth) || !is_adult(birth, today)) {
        return true;
    }
    if (!decision(t->store, t->tx, t->who->practice, t->client, t->arena, &decided, &found, e)) {
        return false;
    }
    *over = !found || !is_adult(birth, decided.decided_on);
    return true;
}

bool sharing_within(struct practice_tx *t, unsigned *open, struct err *e)
{
    *open = SHARE_ALL;
    return t->relation != RELATION_GUARDIAN || sharing_guardian_sections(t, open, e);
}

bool sharing_kind_is_open(unsigned sections, enum record_kind kind)
{
    unsigned section = kind == RECORD_ASSIGNMENT ? SHARE_PROGRESS : (unsigned)packet_section(kind);
    return (section & sections) != 0;
}

bool sharing_is_open(unsigned sections, const struct record *r)
{
    return sharing_kind_is_open(sections, r->kind) && !packet_skipped(r) &&
           (sections & SHARE_SUBSTANCE_USE || !(r->labels & LABEL_PART2));
}

bool sharing_guardian_rule(struct practice_tx *t, struct guardian_now *out, struct err *e)
{
    return open_now(t->store, t->tx, t->who->practice, t->client, practice_today(t), t->arena, out, e);
}

static bool read_now(struct practice_tx *t, void *ctx, struct err *e)
{
    return sharing_guardian_rule(t, ctx, e);
}

bool sharing_guardian_now(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                          struct guardian_now *out, struct err *e)
{
    *out = (struct guardian_now){.sections = 0};
    return practice_do(p, who, CASE_GUARDIAN_READ, client, SHARING_NONE, a, read_now, out, e);
}

static bool may_be_meant(struct practice_tx *t, const struct guardian_access *d, struct err *e)
{
    struct date birth;
    if (!birth_date(t->store, t->tx, t->who->practice, t->client, t->arena, &birth, e)) {
        return false;
    }
    return d->for_adult || !date_is_set(birth) || !is_adult(birth, practice_today(t)) ||
           err_set(e, ERR_CONFLICT, "adult", "is of age: only a legal representative may be given access");
}

static bool decide(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct guardian_access *d = ctx;
    struct record r = {.practice = t->who->practice,
                       .client = t->client,
                       .kind = RECORD_CONSENT,
                       .state = STR(GUARDIAN_DECISION),
                       .day = date_to_day(practice_today(t)),
                       .locked = true,
                       .by = t->who->user};
    struct json_out o;
    struct buf b;
    if (!str_trim(d->reason).n) {
        return err_set(e, ERR_INVALID, "reason", "write down why, and that it was talked about with the client");
    }
    if (!sharing_text(d->reason, "reason", e) || !may_be_meant(t, d, e)) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    sharing_put(&o, "kind", STR(GUARDIAN_DECISION));
    sharing_put_sections(&o, "sections", d->sections);
    sharing_put(&o, "reason", d->reason);
    json_end_object(&o);
    if (!sharing_keep(&b, t->arena, &r.content, e) || !record_add(t->store, t->tx, &r, t->now_ms, t->arena, e)) {
        return false;
    }
    t->object = r.id;
    return true;
}

bool sharing_guardian_decide(struct practice *p, const struct actor *who, struct str client,
                             const struct guardian_access *given, struct err *e)
{
    struct guardian_access copy = *given;
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_GUARDIAN_DECIDE, client, SHARING_NONE, &a, decide, &copy, e);
    arena_free(&a);
    return ok;
}
