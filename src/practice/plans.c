/* plans.c: drafts and versions of a client's plans. */
#include "practice/plans.h"

#include "base/json.h"
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "practice/memo.h"
#include "practice/people.h"
#include "practice/plans_parts.h"
#include "practice/sharing.h"
#include "store/draft.h"

#include <assert.h>

enum { JSON_MOST = 1 << 20 }; /* bytes of a plan; a long one has 60 000 */

bool plans_keep(struct arena *a, struct str s, struct str *out)
{
    char *p = s.p ? arena_copy(a, s.p, s.n) : NULL;
    *out = (struct str){p, p ? s.n : 0};
    return p || !s.p;
}

/* What was written goes to the arena. */
static bool take(struct buf *b, struct arena *a, struct str *out, struct err *e)
{
    bool ok = buf_ok(b) ? plans_keep(a, buf_str(b), out) || arena_error(a, e) : err_no_memory(e);
    buf_free(b);
    return ok;
}

bool plans_json(const struct plan *plan, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    plan_to_json(plan, 0, &b);
    return take(&b, a, out, e);
}

bool plans_read(struct str json, struct arena *a, struct plan **out, struct err *e)
{
    return plan_from_json(json, a, out, e) && plan_number_ids(*out, a, e) && plan_bind(*out, a, e);
}

/* ---- versions ---- */

/* Only the members of the outermost object are looked at, up to the one that is wanted: a version has some ten thousand
 * bytes, and a list of them only asks for their numbers. */
int64_t plans_number(struct str json)
{
    int depth = 0;
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (c == '"') {
            size_t from = i + 1;
            for (i++; i < json.n && json.p[i] != '"'; i++) {
                i += json.p[i] == '\\';
            }
            struct str key = str_sub(json, from, i), rest = str_sub(json, i + 1, json.n), head, tail;
            if (depth == 1 && str_is(key, "version") && str_cut(rest, ':', &head, &tail) && !str_trim(head).n) {
                size_t n = 0;
                int64_t number = 0;
                tail = str_trim(tail);
                while (n < tail.n && tail.p[n] >= '0' && tail.p[n] <= '9') {
                    n++;
                }
                return num_int(str_sub(tail, 0, n), 1, INT64_MAX, &number) ? number : 0;
            }
        }
    }
    return 0;
}

bool plans_was_signed(const struct record *r)
{
    return str_is(r->state, "signed") || str_is(r->state, "superseded") || str_is(r->state, "ended");
}

/* All but when it was signed. */
static void version_of(const struct record *r, struct plan_version *out)
{
    *out = (struct plan_version){.id = r->id,
                                 .version = r->version,
                                 .state = r->state,
                                 .json = r->content,
                                 .by = r->by,
                                 .entered_ms = r->entered_ms};
    seal_hash(r->content, &out->hash);
    out->number = plans_number(r->content);
}

bool plans_version_of(struct db_tx *tx, const struct record *r, struct plan_version *out, struct err *e)
{
    version_of(r, out);
    return !plans_was_signed(r) || signature_last(tx, r->practice, r->client, r->id, &out->signed_ms, e);
}

/* Clients and guardians see a plan from the day on which it is put before them. */
static bool hidden(const struct practice_tx *t, const struct record *r)
{
    return t->relation <= RELATION_GUARDIAN && str_is(r->state, "draft");
}

/* A guardian sees what the state's rules or the clinician open (practice/sharing.h). */
static bool open_to(struct practice_tx *t, struct err *e)
{
    struct date today = practice_today(t);
    bool may = true;
    if (t->relation == RELATION_GUARDIAN &&
        !sharing_guardian_may(t->store, t->tx, t->who->practice, t->client, PLANS_SECTIONS, today, t->arena, &may, e)) {
        return false;
    }
    return may || err_set(e, ERR_REFUSED, "plan", "is not open to a guardian: ask the clinician, who decides on it");
}

bool plans_record(struct practice_tx *t, struct str id, struct record *out, struct err *e)
{
    struct err mine = {0};
    t->object = id;
    if (!open_to(t, e)) {
        return false;
    }
    if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, out, &mine)) {
        return err_set(e, mine.kind, mine.kind == ERR_NOT_FOUND ? "plan" : mine.where, "%s", mine.text);
    }
    return (out->kind == RECORD_PLAN && !hidden(t, out)) ||
           err_set(e, ERR_NOT_FOUND, "plan", "there is none with this id");
}

/* All versions, newest first. */
static bool versions(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                     struct record **out, size_t *count, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN, .newest_first = true};
    return record_list(s, tx, practice, client, &f, a, out, count, e);
}

static bool newest(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const char *state,
                   struct arena *a, struct record *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN, .newest_first = true, .state = str_of(state), .limit = 1};
    struct record *list;
    size_t n;
    if (!record_list(s, tx, practice, client, &f, a, &list, &n, e)) {
        return false;
    }
    if (n) {
        *out = list[0];
    }
    return n || err_set(e, ERR_NOT_FOUND, "plan", "there is none that is %s", state);
}

bool plans_of_state(struct practice_tx *t, const char *state, struct record *out, struct err *e)
{
    return newest(t->store, t->tx, t->who->practice, t->client, state, t->arena, out, e);
}

bool plans_signing(struct practice_tx *t, struct record **one, size_t *count, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_PLAN, .state = STR("signing"), .newest_first = true, .limit = 1, .without_content = true};
    return record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, one, count, e);
}

bool plans_none_signing(struct practice_tx *t, struct err *e)
{
    struct record *one;
    size_t n;
    return plans_signing(t, &one, &n, e) &&
           (n == 0 || err_set(e, ERR_CONFLICT, "signing",
                              "a version of the plan waits for signatures: have it signed, or send it back first"));
}

bool plans_care_goes_on(struct practice_tx *t, struct err *e)
{
    struct client_row row;
    return client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) &&
           (!str_is(row.state, "ended") ||
            err_set(e, ERR_REFUSED, "care",
                    "care has ended: say under Details that it goes on again, then write the plan"));
}

bool plans_in_force(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                    struct plan_version *version, struct plan **plan, struct err *e)
{
    struct record r;
    return newest(s, tx, practice, client, "signed", a, &r, e) && plans_version_of(tx, &r, version, e) &&
           plans_read(r.content, a, plan, e);
}

/* ---- drafts ---- */

static bool put_save(const struct record *r, const struct plan_conflicts *conflicts, struct str beside, struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b, 0);
    json_begin_object(&o);
    json_key(&o, "plan");
    json_put_raw(&o, r->content);
    json_key(&o, "conflicts");
    json_begin_array(&o);
    for (size_t i = 0; i < conflicts->list.n; i++) {
        const struct plan_conflict *c = &conflicts->list.at[i];
        json_begin_object(&o);
        json_key(&o, "pointer");
        json_put_str(&o, c->pointer);
        json_key(&o, "base");
        json_put_str(&o, c->base);
        json_key(&o, "mine");
        json_put_str(&o, c->mine);
        json_key(&o, "theirs");
        json_put_str(&o, c->theirs);
        json_end_object(&o);
    }
    json_end_array(&o);
    if (beside.n) {
        json_key(&o, "beside");
        json_put_raw(&o, beside);
    }
    json_end_object(&o);
    return buf_ok(b);
}

/* The save is kept under the version it made: the base of later merges, and the answer to a call that comes twice. */
static bool keep_save(struct practice_tx *t, const struct record *r, const struct plan_conflicts *conflicts,
                      struct str beside, struct str once, struct err *e)
{
    struct draft_row row = {.practice = r->practice,
                            .client = r->client,
                            .plan = r->id,
                            .version = r->version,
                            .once = once.n ? once : (struct str){NULL, 0},
                            .by = t->who->user,
                            .at_ms = t->now_ms};
    struct buf b;
    buf_init(&b, 0);
    bool ok = put_save(r, conflicts, beside, &b) || err_no_memory(e);
    row.content = buf_str(&b);
    ok = ok && draft_add(t->store, t->tx, &row, e);
    buf_free(&b);
    return ok;
}

bool plans_draft_kept(struct practice_tx *t, const struct record *r, struct err *e)
{
    struct plan_conflicts none = {{0}};
    return keep_save(t, r, &none, (struct str){NULL, 0}, (struct str){NULL, 0}, e);
}

/* A draft or a version that is being signed: there is one at most. */
static bool no_draft_yet(const struct record *list, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool draft = str_is(list[i].state, "draft");
        if (draft || str_is(list[i].state, "signing")) {
            return err_set(e, ERR_CONFLICT, "plan", "there is %s already: %.*s",
                           draft ? "a draft" : "a plan being signed", (int)list[i].id.n, list[i].id.p);
        }
    }
    return true;
}

bool plans_draft_add(struct practice_tx *t, struct plan *plan, struct str beside, struct str once, struct record *out,
                     struct err *e)
{
    struct record *list;
    struct plan_conflicts none = {{0}};
    size_t n;
    int64_t number = 0;
    if (!versions(t->store, t->tx, t->who->practice, t->client, t->arena, &list, &n, e) || !no_draft_yet(list, n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t at = plans_number(list[i].content);
        number = at > number ? at : number;
    }
    plan->version = (struct opt_int){true, number + 1};
    *out = (struct record){.practice = t->who->practice,
                           .client = t->client,
                           .kind = RECORD_PLAN,
                           .state = STR("draft"),
                           .day = date_to_day(practice_today(t)),
                           .by = t->who->user};
    if (!plan_number_ids(plan, t->arena, e) || !plans_json(plan, t->arena, &out->content, e) ||
        !record_add(t->store, t->tx, out, t->now_ms, t->arena, e)) {
        return false;
    }
    t->object = out->id;
    return keep_save(t, out, &none, beside, once, e);
}

/* The last version that was signed: what a new one may start from. */
static bool last_signed(struct practice_tx *t, struct record *out, struct err *e)
{
    struct record *list;
    size_t n;
    if (!versions(t->store, t->tx, t->who->practice, t->client, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (list[i].locked && !str_is(list[i].state, "returned") && !str_is(list[i].state, "signing")) {
            *out = list[i];
            return true;
        }
    }
    return err_set(e, ERR_NOT_FOUND, "plan", "there is no signed version to start from: begin with an empty draft");
}

/* What the record knows of a client stands in a plan from its first day; what a former version says of it stays. */
static bool put_client(struct practice_tx *t, struct plan_client *c, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    const struct json *root;
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    if (!n) {
        return true;
    }
    if (!json_parse(list[0].content, t->arena, &root, e)) {
        return false;
    }
    const struct {
        const char *key;
        struct str *to;
    } texts[] = {{"name", &c->name},
                 {"preferred_name", &c->preferred_name},
                 {"pronouns", &c->pronouns},
                 {"language", &c->language}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str s = json_str(json_get(root, texts[i].key));
        *texts[i].to = s.n ? s : *texts[i].to;
    }
    date_parse(json_str(json_get(root, "birth_date")), &c->birth_date);
    return true;
}

/* When the practice reviews a plan; the clinician may say otherwise in this one. */
static bool put_window(struct practice_tx *t, struct plan_review_window *w, struct err *e)
{
    struct people_settings set;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    w->min_weeks = (struct opt_int){true, set.review_min_weeks};
    w->max_weeks = (struct opt_int){true, set.review_max_weeks};
    return true;
}

static bool draft_new(struct practice_tx *t, void *ctx, struct err *e)
{
    struct draft_call *c = ctx;
    struct record r = {.id = {NULL, 0}};
    struct plan_beside none;
    struct str beside;
    struct plan *plan = ARENA_NEW(t->arena, struct plan);
    memset(&none, 0, sizeof none);
    if (!plan) {
        return arena_error(t->arena, e);
    }
    if (!plans_care_goes_on(t, e)) {
        return false;
    }
    if (c->from_last) {
        if (!last_signed(t, &r, e) || !plan_from_json(r.content, t->arena, &plan, e)) {
            return false;
        }
        plans_from_last(plan, practice_today(t));
        none.from = r.id;
    } else if (c->json.n && !plan_from_json(c->json, t->arena, &plan, e)) {
        return false;
    }
    bool empty = !c->from_last && !c->json.n;
    c->ran = put_client(t, &plan->client, e) && (!empty || put_window(t, &plan->reviews.window, e)) &&
             plans_beside_json(&none, t->arena, &beside, e) && plans_draft_add(t, plan, beside, c->once, &r, e) &&
             plans_version_of(t->tx, &r, c->out, e);
    return c->ran;
}

static bool find_draft(struct practice_tx *t, void *ctx, struct err *e)
{
    struct draft_call *c = ctx;
    struct record r;
    if (!plans_of_state(t, "draft", &r, e)) {
        return false;
    }
    t->object = r.id;
    return plans_version_of(t->tx, &r, c->out, e);
}

bool plans_draft_new(struct practice *p, const struct actor *who, struct str client, bool from_last, struct str once,
                     struct arena *a, struct plan_version *out, struct err *e)
{
    struct draft_call c = {.from_last = from_last, .once = once, .out = out};
    return practice_do(p, who, CASE_PLAN_DRAFT, client, once, a, draft_new, &c, e) &&
           (c.ran || practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, find_draft, &c, e));
}

bool plans_draft_from(struct practice *p, const struct actor *who, struct str client, struct str json, struct str once,
                      struct arena *a, struct plan_version *out, struct err *e)
{
    struct draft_call c = {.json = json, .once = once, .out = out};
    if (json.n > JSON_MOST) {
        return err_set(e, ERR_LIMIT, "plan", "is longer than %d bytes: shorten it", JSON_MOST);
    }
    return practice_do(p, who, CASE_PLAN_DRAFT, client, once, a, draft_new, &c, e) &&
           (c.ran || practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, find_draft, &c, e));
}

/* The JSON that somebody typed, in our own writing, with ids and the number that this version has. */
static bool typed(struct practice_tx *t, struct str json, int64_t number, struct str *out, struct err *e)
{
    struct plan *plan;
    if (json.n > JSON_MOST) {
        return err_set(e, ERR_LIMIT, "plan", "is longer than %d bytes: shorten it", JSON_MOST);
    }
    if (!plan_from_json(json, t->arena, &plan, e)) {
        return false;
    }
    plan->version = (struct opt_int){true, number};
    return plan_number_ids(plan, t->arena, e) && plans_json(plan, t->arena, out, e);
}

/* A member of what a save left: "plan", or "beside", which may be absent. */
static bool saved_part(struct practice_tx *t, const struct record *r, int64_t version, const char *part,
                       struct str *out, struct err *e)
{
    struct draft_row where = {.practice = r->practice, .client = r->client, .plan = r->id, .version = version}, row;
    const struct json *root;
    struct buf b;
    struct json_out o;
    *out = (struct str){NULL, 0};
    if (!draft_get(t->store, t->tx, &where, t->arena, &row, e) || !json_parse(row.content, t->arena, &root, e)) {
        return false;
    }
    if (!json_get(root, part)) {
        return true;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_put_tree(&o, json_get(root, part));
    return take(&b, t->arena, out, e);
}

static bool base_text(struct practice_tx *t, const struct record *r, int64_t base, struct str *out, struct err *e)
{
    struct err mine = {0};
    if (base == r->version) {
        *out = r->content;
        return true;
    }
    return saved_part(t, r, base, "plan", out, &mine) ||
           (mine.kind == ERR_NOT_FOUND
                ? err_set(e, ERR_CONFLICT, "draft",
                          "what you started from is not kept any more: copy what you typed and open the draft again")
                : err_set(e, mine.kind, mine.where, "%s", mine.text));
}

bool plans_beside(struct practice_tx *t, const struct record *r, struct str *json, struct err *e)
{
    struct err mine = {0};
    return saved_part(t, r, r->version, "beside", json, &mine) || mine.kind == ERR_NOT_FOUND ||
           err_set(e, mine.kind, mine.where, "%s", mine.text);
}

bool plans_beside_json(const struct plan_beside *beside, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    plan_beside_put(beside, &b);
    return take(&b, a, out, e);
}

/* What the edits of a form make of the text that the form showed. */
static bool edited(struct practice_tx *t, struct draft_call *c, struct str base, struct str beside, struct str *json,
                   struct str *beside_out, struct err *e)
{
    struct plan *plan;
    struct plan_beside side;
    return plan_from_json(base, t->arena, &plan, e) && plan_beside_read(beside, t->arena, &side, e) &&
           plan_edit(plan, &side, c->edits, t->arena, c->edited, e) && plans_json(plan, t->arena, json, e) &&
           plans_beside_json(&side, t->arena, beside_out, e);
}

bool plans_draft_saved(struct practice_tx *t, void *ctx, struct err *e)
{
    struct draft_call *c = ctx;
    struct record r;
    struct str mine, base, beside;
    int64_t number;
    c->conflicts = (struct plan_conflicts){{0}};
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!str_is(r.state, "draft")) {
        return err_set(e, ERR_CONFLICT, "plan", "is %.*s and cannot be changed: begin a new version", (int)r.state.n,
                       r.state.p);
    }
    if (c->base < 1 || c->base > r.version) {
        return err_set(e, ERR_INVALID, "base", "is no version of this draft: open it again");
    }
    number = plans_number(r.content);
    if (!base_text(t, &r, c->base, &base, e) || !plans_beside(t, &r, &beside, e)) {
        return false;
    }
    struct str json = c->json, beside_now = beside;
    if ((c->edits && !edited(t, c, base, beside, &json, &beside_now, e)) || !typed(t, json, number, &mine, e)) {
        return false;
    }
    bool nothing = c->edits && str_eq(mine, base) && str_eq(beside_now, beside);
    if (nothing) {
        c->ran = plans_version_of(t->tx, &r, c->out, e);
        return c->ran;
    }
    if (c->base == r.version) {
        r.content = mine;
    } else if (!plans_merge(base, mine, r.content, t->arena, &r.content, &c->conflicts, e)) {
        return false;
    }
    c->ran = record_change(t->store, t->tx, &r, e) && keep_save(t, &r, &c->conflicts, beside_now, c->once, e) &&
             plans_version_of(t->tx, &r, c->out, e);
    return c->ran;
}

/* What was said of a save that was made by an earlier call. */
static bool find_save(struct practice_tx *t, void *ctx, struct err *e)
{
    struct draft_call *c = ctx;
    struct record r;
    struct draft_row where = {.practice = t->who->practice, .client = t->client, .plan = c->id, .once = c->once}, row;
    const struct json *root;
    c->conflicts = (struct plan_conflicts){{0}};
    if (!plans_record(t, c->id, &r, e) || !plans_version_of(t->tx, &r, c->out, e)) {
        return false;
    }
    struct err mine = {0};
    if (!draft_by_once(t->store, t->tx, &where, t->arena, &row, &mine)) { /* signed since, or long ago */
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (!json_parse(row.content, t->arena, &root, e)) {
        return false;
    }
    const struct json *list = json_get(root, "conflicts");
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        struct plan_conflict *to = PLAN_PUSH(t->arena, &c->conflicts.list);
        if (!to) {
            return arena_error(t->arena, e);
        }
        *to = (struct plan_conflict){json_str(json_get(v, "pointer")), json_str(json_get(v, "base")),
                                     json_str(json_get(v, "mine")), json_str(json_get(v, "theirs"))};
    }
    return true;
}

static bool save(struct practice *p, const struct actor *who, struct str client, struct draft_call *c, struct arena *a,
                 struct plan_conflict **conflicts, size_t *count, struct err *e)
{
    *conflicts = NULL;
    *count = 0;
    if (!practice_do(p, who, CASE_PLAN_DRAFT, client, c->once, a, plans_draft_saved, c, e) ||
        (!c->ran && !practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, find_save, c, e))) {
        return false;
    }
    *conflicts = c->conflicts.list.at;
    *count = c->conflicts.list.n;
    return *count == 0 || err_set(e, ERR_CONFLICT, (*conflicts)->pointer.p,
                                  "%zu %s changed by somebody else too: the draft has theirs, yours is beside it",
                                  *count, *count == 1 ? "field was" : "fields were");
}

bool plans_draft_save(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t base,
                      struct str json, struct str once, struct arena *a, struct plan_version *out,
                      struct plan_conflict **conflicts, size_t *count, struct err *e)
{
    struct draft_call c = {.id = id, .base = base, .json = json, .once = once, .out = out};
    return save(p, who, client, &c, a, conflicts, count, e);
}

bool plans_draft_edit(struct practice *p, const struct actor *who, struct str client, struct draft_edit *d,
                      struct str once, struct arena *a, struct err *e)
{
    struct draft_call c = {
        .id = d->id, .base = d->base, .edits = d->edits, .edited = &d->edited, .once = once, .out = &d->version};
    return save(p, who, client, &c, a, &d->conflicts, &d->conflict_count, e);
}

/* ---- reading ---- */

struct read_call {
    struct str id, other;
    struct plan_version *out;
    struct buf *text;
};

struct plan_listed {
    struct plan_version *at;
    size_t n;
};

bool plans_version_in(struct practice_tx *t, struct str id, struct plan_version *out, struct err *e)
{
    static const char *const order[] = {"signed", "signing", "draft"};
    struct record r = {0};
    bool found = false;
    if (!open_to(t, e)) {
        return false;
    }
    if (id.n) {
        return plans_record(t, id, &r, e) && plans_version_of(t->tx, &r, out, e);
    }
    for (size_t i = 0; !found && i < sizeof order / sizeof *order; i++) {
        struct err mine = {0};
        found = plans_of_state(t, order[i], &r, &mine) && !hidden(t, &r);
        if (!found && mine.kind != ERR_NONE && mine.kind != ERR_NOT_FOUND) {
            return err_set(e, mine.kind, mine.where, "%s", mine.text);
        }
    }
    t->object = r.id;
    return found ? plans_version_of(t->tx, &r, out, e)
                 : err_set(e, ERR_NOT_FOUND, "plan", "there is none in force, and no draft");
}

static bool get(struct practice_tx *t, void *ctx, struct err *e)
{
    struct read_call *c = ctx;
    return plans_version_in(t, c->id, c->out, e);
}

bool plans_get(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
               struct plan_version *out, struct err *e)
{
    struct read_call c = {.id = id, .out = out};
    return practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, get, &c, e);
}

/* What a list tells of a version: not its text. */
static bool put_listed(struct practice_tx *t, const struct record *r, struct plan_version *out, struct err *e)
{
    version_of(r, out);
    out->json = (struct str){NULL, 0};
    return (arena_str(t->arena, r->id, &out->id) && arena_str(t->arena, r->state, &out->state) &&
            arena_str(t->arena, r->by, &out->by)) ||
           arena_error(t->arena, e);
}

static bool put_list(struct practice_tx *t, const struct record *rows, size_t n, struct plan_listed *out, struct err *e)
{
    struct signature_time *times;
    size_t times_count;
    out->at = arena_array(t->arena, n + 1, sizeof *out->at);
    if (!out->at) {
        return arena_error(t->arena, e);
    }
    if (!signature_latest(t->tx, t->who->practice, t->client, t->arena, &times, &times_count, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct plan_version *v = &out->at[out->n];
        if (hidden(t, &rows[i])) {
            continue;
        }
        if (!put_listed(t, &rows[i], v, e)) {
            return false;
        }
        v->signed_ms = plans_was_signed(&rows[i]) ? signature_latest_of(times, times_count, v->id) : 0;
        out->n++;
    }
    return true;
}

static bool list(struct practice_tx *t, void *ctx, struct err *e)
{
    struct plan_listed *out = ctx;
    struct record *rows;
    struct arena texts; /* of all versions: nobody is handed them */
    size_t n;
    *out = (struct plan_listed){.n = 0};
    arena_init(&texts, 0);
    bool ok = open_to(t, e) && versions(t->store, t->tx, t->who->practice, t->client, &texts, &rows, &n, e) &&
              put_list(t, rows, n, out, e);
    arena_wipe(&texts);
    return ok;
}

bool plans_list(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                struct plan_version **out, size_t *count, struct err *e)
{
    struct plan_listed listed = {.n = 0};
    struct recall r = {STR("list"), &listed, sizeof listed};
    bool ok = practice_recall(p, who, CASE_PLAN_READ, client, &r, a, list, &listed, e);
    *out = listed.at;
    *count = listed.n;
    return ok;
}

static bool difference(struct practice_tx *t, void *ctx, struct err *e)
{
    struct read_call *c = ctx;
    struct record was, now;
    struct plan *old_plan, *new_plan;
    struct diff d;
    if (!plans_record(t, c->id, &was, e) || !plans_record(t, c->other, &now, e) ||
        !plans_read(was.content, t->arena, &old_plan, e) || !plans_read(now.content, t->arena, &new_plan, e) ||
        !diff_plans(old_plan, new_plan, t->arena, &d, e)) {
        return false;
    }
    buf_reset(c->text);
    diff_put_text(&d, c->text);
    return buf_ok(c->text) || err_no_memory(e);
}

bool plans_diff(struct practice *p, const struct actor *who, struct str client, struct str old_id, struct str new_id,
                struct buf *out, struct err *e)
{
    struct read_call c = {.id = old_id, .other = new_id, .text = out};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, &a, difference, &c, e);
    arena_free(&a);
    return ok;
}
