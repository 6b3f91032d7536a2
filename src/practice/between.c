/* between.c: entries: added, corrected, withdrawn, read. */
#include "practice/between_parts.h"

#include "plan/ids.h"
#include "practice/sharing.h"
#include "store/owned.h"

/* ---- kinds ---- */

static const struct between_kind kinds[RECORD_KIND_COUNT] = {
    [RECORD_SESSION] = {CASE_SESSION_READ, CASE_SESSION_WRITE, false, true, 0},
    [RECORD_NOTE] = {CASE_NOTE_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_PSYCHOTHERAPY_NOTE] = {CASE_PSYCHOTHERAPY_READ, CASE_PSYCHOTHERAPY_WRITE, false, true,
                                   LABEL_PART2 | LABEL_PSYCHOTHERAPY},
    [RECORD_SCORE] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, false, LABEL_PART2},
    [RECORD_ASSIGNMENT] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, 0},
    [RECORD_DIARY] = {CASE_CHART_READ, CASE_DIARY_WRITE, true, true, LABEL_PART2},
    [RECORD_PRIVATE_DIARY] = {CASE_PRIVATE_DIARY_READ, CASE_PRIVATE_DIARY_WRITE, true, true,
                              LABEL_PART2 | LABEL_PRIVATE},
    [RECORD_EVENT] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_DIAGNOSIS] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_RATING] = {CASE_CHART_READ, CASE_DIARY_WRITE, true, true, LABEL_PART2},
    [RECORD_REFERRAL] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_CONSULTATION] = {CASE_NOTE_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_REVIEW] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_DECISION] = {CASE_NOTE_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_ALERT] = {CASE_NOTE_READ, CASE_ALERT_CLOSE, false, false, LABEL_PART2},
    [RECORD_SAFETY_PLAN] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, true, LABEL_PART2},
    [RECORD_WORDS] = {CASE_WORDS_LIST, CASE_WORDS_ADD, false, false, LABEL_PART2}, /* words.h */
    [RECORD_CHECKIN] = {CASE_CHART_READ, CASE_ENTRY_WRITE, false, false, LABEL_PART2},
};

const struct between_kind *between_kind(enum record_kind k)
{
    bool ours = (unsigned)k < RECORD_KIND_COUNT && kinds[k].read != kinds[k].write;
    return ours ? &kinds[k] : NULL;
}

static bool is_secret(enum record_kind k)
{
    return SECRET_KINDS >> k & 1;
}

static bool is_client(const struct practice_tx *t)
{
    return t->relation == RELATION_SELF;
}

static bool nothing(struct err *e)
{
    return err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
}

/* Who may not even ask for a secret kind hears what who asks in vain hears. */
static bool secret(bool ok, enum record_kind kind, struct err *mine, struct err *e)
{
    if (ok) {
        return true;
    }
    if (is_secret(kind) && mine->kind == ERR_REFUSED) {
        return nothing(e);
    }
    return err_set(e, mine->kind, mine->where, "%s", mine->text);
}

/* ---- rows ---- */

bool between_take(struct buf *b, struct arena *a, struct str *out, struct err *e)
{
    struct str s = buf_str(b);
    char *p = buf_ok(b) ? arena_copy(a, s.p, s.n) : NULL;
    bool ok = p || (buf_ok(b) ? arena_error(a, e) : err_no_memory(e));
    *out = (struct str){p, p ? s.n : 0};
    buf_free(b);
    return ok;
}

bool between_plus(const struct json *root, const char *key, struct str text, struct arena *a, struct str *out,
                  struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (const struct json *v = root->first; v; v = v->next) {
        json_key_str(&o, v->key);
        json_put_tree(&o, v);
    }
    json_key(&o, key);
    json_put_str(&o, text);
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

struct record between_fresh(const struct practice_tx *t, enum record_kind kind, struct date date, struct str content)
{
    return (struct record){.practice = t->who->practice,
                           .client = t->client,
                           .kind = kind,
                           .state = STR(STATE_ENTERED),
                           .day = date_to_day(date),
                           .locked = kind != RECORD_PRIVATE_DIARY,
                           .by = t->who->user,
                           .entered_ms = t->now_ms,
                           .content = content};
}

bool between_store(struct practice_tx *t, struct record *r, struct err *e)
{
    struct people_settings s;
    if (!people_settings_in(t->store, t->tx, r->practice, t->arena, &s, NULL, e)) {
        return false;
    }
    r->labels = kinds[r->kind].labels & (s.part2 ? ~0u : ~(unsigned)LABEL_PART2);
    if (!record_add(t->store, t->tx, r, t->now_ms, t->arena, e)) {
        return false;
    }
    t->object = r->id;
    return true;
}

bool between_move(struct practice_tx *t, struct record *r, const char *state, struct err *e)
{
    r->state = str_of(state);
    if (r->locked) {
        return record_move(t->store, t->tx, r, e);
    }
    r->locked = true;
    return record_change(t->store, t->tx, r, e);
}

bool between_hidden(const struct practice_tx *t, const struct record *r)
{
    /* Its author's alone: an account that was made for the client later, by whomever, does not open it. */
    bool own = str_eq(r->by, t->who->user);
    return (r->kind == RECORD_PSYCHOTHERAPY_NOTE && !own) ||
           (r->kind == RECORD_PRIVATE_DIARY && !(own && is_client(t)));
}

bool between_opens(struct practice_tx *t, unsigned *sections, struct err *e)
{
    *sections = SHARE_ALL;
    return t->relation != RELATION_GUARDIAN ||
           (sharing_guardian_sections(t, sections, e) &&
            (*sections ||
             err_set(e, ERR_REFUSED, "guardian", "waits for the clinician to decide what a guardian sees")));
}

/* Of what stands in the record, what is open to a guardian; all of it to others. */
static bool shown(const struct practice_tx *t, unsigned sections, const struct record *r)
{
    return t->relation != RELATION_GUARDIAN || sharing_is_open(sections, r);
}

bool between_one(struct practice_tx *t, enum record_kind kind, struct str id, struct record *out, struct err *e)
{
    struct err mine = {0};
    unsigned sections;
    if (!between_opens(t, &sections, e)) {
        return false;
    }
    if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, out, &mine)) {
        return mine.kind == ERR_NOT_FOUND ? nothing(e) : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    return (out->kind == kind && !between_hidden(t, out) && shown(t, sections, out)) || nothing(e);
}

bool between_check_line(const struct practice_tx *t, const struct record *r, struct err *e)
{
    struct record row = *r;
    struct series series;
    struct between_place of = {.zone = t->zone};
    struct err mine = {0};
    struct buf b;
    if (!(BETWEEN_LINE_KINDS >> r->kind & 1)) {
        return true;
    }
    row.id = STR("entry");
    buf_init(&b, 0);
    bool ok = between_lines(&row, 1, &of, t->arena, &b, &mine) && series_read(buf_str(&b), t->arena, &series, &mine);
    buf_free(&b);
    return ok || err_set(e, mine.kind, record_kind_name(r->kind), "%s", mine.text);
}

/* ---- adding ---- */

struct add_call {
    struct entry *entry; /* of add_all: count of them */
    size_t count;
    struct str old, reason; /* of a correction */
};

bool between_check_date(const struct practice_tx *t, enum record_kind kind, struct date d, struct err *e)
{
    if (!date_is_set(d)) {
        return err_set(e, ERR_INVALID, "date", "is missing; write a day of the calendar as YYYY-MM-DD");
    }
    bool ahead = date_to_day(d) > t->now_ms / DAY_MS + 1; /* tomorrow in UTC is today somewhere */
    return !ahead || kind == RECORD_SESSION || kind == RECORD_ASSIGNMENT || kind == RECORD_REFERRAL ||
           err_set(e, ERR_INVALID, "date", "has not come yet; write the day on which it happened");
}

/* Whether a plan has a thing with that id and of that kind ("g", "o", "i"). */
static bool in_plan(const struct plan_ids *ids, struct str id, const char *prefix)
{
    const struct plan_id *found = plan_ids_find(ids, id);
    return found && found->shape->prefix && strcmp(found->shape->prefix, prefix) == 0;
}

/* What a note is about stands in the plan in force. */
static bool check_note(struct practice_tx *t, const struct json *root, struct err *e)
{
    struct plan *plan = NULL;
    struct plan_ids ids = {.list = {NULL, 0, 0}};
    const struct json *progress = json_get(root, "progress"), *list = json_get(root, "interventions");
    if (!between_plan(t, &plan, e)) {
        return false;
    }
    if (!plan) {
        return true;
    }
    if (!plan_ids_collect(plan, t->arena, &ids)) {
        return arena_error(t->arena, e);
    }
    for (const struct json *v = progress ? progress->first : NULL; v; v = v->next) {
        if (!in_plan(&ids, json_str(json_get(v, "objective")), "o")) {
            return err_set(e, ERR_INVALID, "progress", "names an objective that the plan in force does not have");
        }
    }
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        if (!in_plan(&ids, json_str(v), "i")) {
            return err_set(e, ERR_INVALID, "interventions", "names one that the plan in force does not have");
        }
    }
    return true;
}

/* What an entry belongs to. */
static bool check_of(struct practice_tx *t, const struct entry *x, struct err *e)
{
    struct record of;
    if (!x->of.n) {
        return true;
    }
    if (x->kind != RECORD_NOTE && x->kind != RECORD_REFERRAL) {
        return err_set(e, ERR_INVALID, "of", "this kind of entry belongs to no other; leave it out");
    }
    struct err mine = {0};
    if (between_one(t, x->kind == RECORD_NOTE ? RECORD_SESSION : RECORD_REFERRAL, x->of, &of, &mine)) {
        return true;
    }
    return mine.kind == ERR_NOT_FOUND
               ? err_set(e, ERR_INVALID, "of", "there is no %s with this id; write the id of one of this client",
                         x->kind == RECORD_NOTE ? "session" : "referral")
               : err_set(e, mine.kind, mine.where, "%s", mine.text);
}

/* What is asked of a guardian needs one who has an account. */
static bool check_reporter(struct practice_tx *t, const struct json *root, struct err *e)
{
    struct account_row *list = NULL;
    size_t n = 0;
    bool there = !json_get(root, "reporter");
    if (!there && !account_list(t->store, t->tx, t->who->practice, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        there = there ||
                (list[i].roles & ROLE_GUARDIAN && str_eq(list[i].client, t->client) && str_is(list[i].state, "active"));
    }
    return there || err_set(e, ERR_REFUSED, "reporter", "no guardian of this client has an account; invite one first");
}

/* The JSON as it is stored. */
static bool prepare(struct practice_tx *t, const struct entry *x, struct str *content, struct err *e)
{
    const struct json *root = NULL;
    bool remote = false;
    if (!between_check_date(t, x->kind, x->date, e) || !between_check(x->kind, x->json, t->arena, &root, e)) {
        return false;
    }
    *content = x->json;
    if (x->kind == RECORD_ASSIGNMENT && !check_reporter(t, root, e)) {
        return false;
    }
    if (x->kind == RECORD_NOTE) {
        return check_note(t, root, e);
    }
    if (x->kind == RECORD_ASSIGNMENT && json_bool(json_get(root, "remote"), &remote) && remote) {
        return between_remote(t, root, e);
    }
    if (x->kind == RECORD_RATING && str_is(json_str(json_get(root, "type")), "met")) {
        return between_plus(root, "said_by", is_client(t) ? STR("client") : STR("clinician"), t->arena, content, e);
    }
    return true;
}

static bool summed_up(struct practice_tx *t, enum record_kind kind, struct err *e)
{
    return is_secret(kind) || between_summary(t, e);
}

static bool start_of(struct practice_tx *t, struct str json, struct str *start, struct err *e)
{
    const struct json *root;
    bool ok = json_parse(json, t->arena, &root, e);
    *start = ok ? json_str(json_get(root, "start")) : NONE;
    return ok;
}

/* No other session of that day begins when this one does; what was corrected or withdrawn is none. */
static bool check_alone(struct practice_tx *t, struct entry *x, struct err *e)
{
    static const char *const gone[] = {STATE_CORRECTED, STATE_WITHDRAWN, STATE_WITHDRAWAL};
    struct record_filter f = {
        .kinds = 1u << RECORD_SESSION, .from_day = date_to_day(x->date), .to_day = date_to_day(x->date)};
    struct record *list;
    struct str mine, other;
    size_t n;
    if (!x->alone || x->kind != RECORD_SESSION) {
        return true;
    }
    if (!start_of(t, x->json, &mine, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool stands = true;
        for (size_t k = 0; k < sizeof gone / sizeof *gone; k++) {
            stands = stands && !str_is(list[i].state, gone[k]);
        }
        if (!stands) {
            continue;
        }
        if (!start_of(t, list[i].content, &other, e)) {
            return false;
        }
        if (str_eq(mine, other)) {
            x->same = list[i].id;
            return err_set(e, ERR_CONFLICT, "session", "one of this day and start is recorded already");
        }
    }
    return true;
}

static bool add_one(struct practice_tx *t, struct entry *x, struct err *e)
{
    struct str content;
    if (!check_of(t, x, e) || !prepare(t, x, &content, e) || !check_alone(t, x, e)) {
        return false;
    }
    struct record r = between_fresh(t, x->kind, x->date, content);
    r.of = x->of;
    if (!between_check_line(t, &r, e) || !between_store(t, &r, e)) {
        return false;
    }
    x->id = r.id;
    return true;
}

static bool add(struct practice_tx *t, void *ctx, struct err *e)
{
    struct entry *x = ((struct add_call *)ctx)->entry;
    return add_one(t, x, e) && summed_up(t, x->kind, e);
}

bool between_add(struct practice *p, const struct actor *who, struct str client, struct entry *entry, struct str once,
                 struct arena *a, struct err *e)
{
    struct add_call c = {.entry = entry};
    const struct between_kind *k = between_kind(entry->kind);
    entry->id = NONE;
    if (!k || !k->added) {
        return err_set(e, ERR_INVALID, "kind", "is not one that is added here");
    }
    return practice_do(p, who, k->write, client, once, a, add, &c, e);
}

static bool add_all(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct add_call *c = ctx;
    struct str session = NONE;
    for (size_t i = 0; i < c->count; i++) {
        struct entry x = c->entry[i]; /* a copy: the transaction may be run again */
        x.of = x.kind == RECORD_NOTE && !x.of.n ? session : x.of;
        if (!add_one(t, &x, e)) {
            c->entry[i].same = x.same;
            return false;
        }
        session = x.kind == RECORD_SESSION ? x.id : session;
        c->entry[i].id = x.id;
    }
    t->object = c->entry[0].id;
    return between_summary(t, e);
}

bool between_add_all(struct practice *p, const struct actor *who, struct str client, struct entry *list, size_t count,
                     struct str once, struct arena *a, struct err *e)
{
    struct add_call c = {.entry = list, .count = count};
    for (size_t i = 0; i < count; i++) {
        const struct between_kind *k = between_kind(list[i].kind);
        list[i].id = NONE;
        if (!k || !k->added || (k->write != CASE_ENTRY_WRITE && list[i].kind != RECORD_SESSION)) {
            return err_set(e, ERR_INVALID, "kind", "is not one that is added together with others");
        }
    }
    return count ? practice_do(p, who, CASE_ENTRY_WRITE, client, once, a, add_all, &c, e)
                 : err_set(e, ERR_INVALID, "entries", "there are none");
}

/* ---- correcting ---- */

/* Whether this person may change this entry: it stands, and a client entered it himself. */
static bool may_change(struct practice_tx *t, const struct record *r, struct err *e)
{
    if (is_client(t) && (!kinds[r->kind].client_edits || !str_eq(r->by, t->who->user))) {
        return err_set(e, ERR_REFUSED, record_kind_name(r->kind), "is not yours to change: tell your clinician");
    }
    if (str_is(r->state, STATE_CORRECTED) || str_is(r->state, STATE_WITHDRAWN)) {
        return err_set(e, ERR_CONFLICT, "record", "was corrected or withdrawn before: take the newest entry");
    }
    return !str_is(r->state, STATE_WITHDRAWAL) || nothing(e);
}

static bool correct_diary(struct practice_tx *t, struct record *old, struct entry *fresh, struct err *e)
{
    struct str content;
    if (!prepare(t, fresh, &content, e)) {
        return false;
    }
    old->content = content;
    old->day = date_to_day(fresh->date);
    t->object = old->id;
    fresh->id = old->id;
    return record_change(t->store, t->tx, old, e);
}

/* A corrected form: the same measure; alerts that the old answers did not raise. */
static bool correct_score(struct practice_tx *t, const struct record *old, const struct record *r, struct err *e)
{
    const struct json *was = NULL, *is = NULL;
    struct score before, now;
    bool raised;
    return json_parse(old->content, t->arena, &was, e) && json_parse(r->content, t->arena, &is, e) &&
           between_scored(was, &before, e) && between_scored(is, &now, e) &&
           (before.measure == now.measure ||
            err_set(e, ERR_INVALID, "instrument", "is another one; withdraw the score and enter it again")) &&
           between_raise(t, r, &before, &now, &raised, e);
}

static bool correct(struct practice_tx *t, void *ctx, struct err *e)
{
    struct add_call *c = ctx;
    struct entry *x = c->entry;
    struct record old;
    struct str content;
    const struct json *root = NULL;
    if (!between_one(t, x->kind, c->old, &old, e) || !may_change(t, &old, e)) {
        return false;
    }
    if (x->kind == RECORD_PRIVATE_DIARY) {
        return correct_diary(t, &old, x, e);
    }
    if (str_is(old.state, STATE_OPEN)) {
        return err_set(e, ERR_CONFLICT, "form", "is not sent yet: change its answers instead");
    }
    if (!prepare(t, x, &content, e) || !json_parse(content, t->arena, &root, e)) {
        return false;
    }
    struct record r = between_fresh(t, x->kind, x->date, content);
    if (!between_check_line(t, &r, e) || !between_plus(root, "correction_reason", c->reason, t->arena, &r.content, e)) {
        return false;
    }
    r.of = old.id;
    if (!between_move(t, &old, STATE_CORRECTED, e) || !between_store(t, &r, e) ||
        (x->kind == RECORD_SCORE && !correct_score(t, &old, &r, e)) || !summed_up(t, r.kind, e)) {
        return false;
    }
    t->object = r.id;
    x->id = r.id;
    return true;
}

static bool check_reason(struct str reason, struct err *e)
{
    return (str_trim(reason).n && reason.n <= 2000) ||
           err_set(e, ERR_INVALID, "reason", "is missing, or longer than 2000 bytes; say in a sentence why");
}

bool between_correct(struct practice *p, const struct actor *who, struct str client, struct str old,
                     struct entry *fresh, struct str reason, struct str once, struct arena *a, struct err *e)
{
    struct add_call c = {.entry = fresh, .old = old, .reason = reason};
    const struct between_kind *k = between_kind(fresh->kind);
    struct err mine = {0};
    fresh->id = NONE;
    if (!k || fresh->kind == RECORD_ALERT || fresh->kind == RECORD_WORDS || fresh->kind == RECORD_CHECKIN) {
        return err_set(e, ERR_INVALID, "kind", "is not one that is corrected here");
    }
    if (fresh->kind != RECORD_PRIVATE_DIARY && !check_reason(reason, e)) {
        return false;
    }
    return secret(practice_do(p, who, k->write, client, once, a, correct, &c, &mine), fresh->kind, &mine, e);
}

/* ---- withdrawing and erasing ---- */

struct withdraw_call {
    struct str id, reason;
};

/* Which kind it is shows only now; what the kind's own case says about this person is asked here. */
static bool may_withdraw(struct practice_tx *t, const struct record *r, struct err *e)
{
    const struct between_kind *k = between_kind(r->kind);
    if (!k || r->kind == RECORD_ALERT || r->kind == RECORD_WORDS || between_hidden(t, r)) {
        return nothing(e);
    }
    struct use_case c = practice_case(k->write), read = practice_case(k->read);
    if (!practice_allows(&read, t->who->roles, t->relation)) {
        return nothing(e);
    }
    if (r->kind == RECORD_PRIVATE_DIARY) {
        return err_set(e, ERR_INVALID, "private_diary", "is erased, not withdrawn");
    }
    return practice_allows(&c, t->who->roles, t->relation) || is_client(t) ||
           err_set(e, ERR_REFUSED, c.name, "is not among the things that your role may do");
}

static bool withdraw(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct withdraw_call *c = ctx;
    struct record old;
    struct json_out o;
    struct buf b;
    if (!record_get(t->store, t->tx, t->who->practice, t->client, c->id, t->arena, &old, e) ||
        !may_withdraw(t, &old, e) || !may_change(t, &old, e)) {
        return false;
    }
    struct record r = between_fresh(t, old.kind, date_from_day(old.day), NONE);
    r.of = old.id;
    r.state = STR(STATE_WITHDRAWAL);
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "reason");
    json_put_str(&o, c->reason);
    json_end_object(&o);
    bool ok = between_take(&b, t->arena, &r.content, e) && between_move(t, &old, STATE_WITHDRAWN, e) &&
              between_store(t, &r, e) && summed_up(t, old.kind, e);
    t->object = old.id;
    return ok;
}

bool between_withdraw(struct practice *p, const struct actor *who, struct str client, struct str id, struct str reason,
                      struct err *e)
{
    struct withdraw_call c = {id, reason};
    struct arena a;
    if (!check_reason(reason, e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_ENTRY_WITHDRAW, client, NONE, &a, withdraw, &c, e);
    arena_free(&a);
    return ok;
}

static bool erase(struct practice_tx *t, void *ctx, struct err *e)
{
    struct record r;
    if (!between_one(t, RECORD_PRIVATE_DIARY, ((struct withdraw_call *)ctx)->id, &r, e)) {
        return false;
    }
    t->object = ((struct withdraw_call *)ctx)->id;
    return record_erase(t->tx, &r, e);
}

bool between_erase(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e)
{
    struct withdraw_call c = {id, NONE};
    struct err mine = {0};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_PRIVATE_DIARY_ERASE, client, NONE, &a, erase, &c, &mine);
    arena_free(&a);
    return secret(ok, RECORD_PRIVATE_DIARY, &mine, e);
}

/* ---- reading ---- */

struct list_call {
    struct record_filter filter;
    struct record **out;
    size_t *count;
};

/* One's own among the secret ones; another's are not even opened. */
static bool list_secret(struct practice_tx *t, struct list_call *c, struct err *e)
{
    struct record_filter f = c->filter;
    struct record *all = NULL;
    size_t n = 0, kept = 0;
    f.by = t->who->user.n ? t->who->user : STR(""); /* nobody wrote as the program */
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &all, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!between_hidden(t, &all[i])) {
            all[kept++] = all[i];
        }
    }
    *c->out = all;
    *c->count = kept;
    return true;
}

/* Of those kinds the ones that this person may read. */
static unsigned readable(const struct practice_tx *t, unsigned asked, unsigned sections)
{
    unsigned may = 0;
    for (unsigned k = 0; k < RECORD_KIND_COUNT; k++) {
        if (asked >> k & 1) {
            struct use_case read = practice_case(kinds[k].read);
            bool open = t->relation != RELATION_GUARDIAN || sharing_kind_is_open(sections, (enum record_kind)k);
            may |= open && practice_allows(&read, t->who->roles, t->relation) ? 1u << k : 0;
        }
    }
    return may;
}

static bool list(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *c = ctx;
    struct record_filter f = c->filter;
    unsigned sections;
    size_t n = 0, kept = 0;
    if (f.kinds & SECRET_KINDS) {
        return list_secret(t, c, e);
    }
    *c->out = NULL;
    *c->count = 0;
    if (!between_opens(t, &sections, e)) {
        return false;
    }
    f.kinds = readable(t, f.kinds, sections);
    f.limit = t->relation == RELATION_GUARDIAN ? 0 : f.limit;
    if (f.kinds && !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, c->out, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && (!c->filter.limit || kept < c->filter.limit); i++) {
        if (shown(t, sections, &(*c->out)[i])) {
            (*c->out)[kept++] = (*c->out)[i];
        }
    }
    *c->count = kept;
    return true;
}

bool between_list(struct practice *p, const struct actor *who, struct str client, const struct record_filter *f,
                  struct arena *a, struct record **out, size_t *count, struct err *e)
{
    struct list_call c = {.filter = *f, .out = out, .count = count};
    enum record_kind single = RECORD_KIND_COUNT;
    unsigned ours = 0, asked = f->kinds ? f->kinds : ~0u;
    struct err mine = {0};
    for (unsigned k = 0; k < RECORD_KIND_COUNT; k++) {
        ours |= between_kind((enum record_kind)k) ? 1u << k : 0;
        single = asked == 1u << k ? (enum record_kind)k : single;
    }
    c.filter.kinds = asked & ours & (single != RECORD_KIND_COUNT ? ~0u : ~SECRET_KINDS);
    if (!c.filter.kinds) {
        return err_set(e, ERR_INVALID, "kinds", "none of them is listed here");
    }
    enum case_id what = single != RECORD_KIND_COUNT ? kinds[single].read : CASE_ENTRY_LIST;
    return secret(practice_do(p, who, what, client, NONE, a, list, &c, &mine), single, &mine, e);
}

struct get_call {
    enum record_kind kind;
    struct str id;
    struct record *out;
};

static bool get(struct practice_tx *t, void *ctx, struct err *e)
{
    struct get_call *c = ctx;
    t->object = c->id;
    return between_one(t, c->kind, c->id, c->out, e);
}

bool between_get(struct practice *p, const struct actor *who, struct str client, enum record_kind kind, struct str id,
                 struct arena *a, struct record *out, struct err *e)
{
    struct get_call c = {kind, id, out};
    const struct between_kind *k = between_kind(kind);
    struct err mine = {0};
    if (!k) {
        return err_set(e, ERR_INVALID, "kind", "is not one that is read here");
    }
    return secret(practice_do(p, who, k->read, client, NONE, a, get, &c, &mine), kind, &mine, e);
}
