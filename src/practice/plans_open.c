/* plans_open.c: a draft as its editor shows it: its text, what stands beside it, who else writes in it. */
#include "practice/plans_parts.h"

#include "store/account.h"
#include "store/draft.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define READING_GRADE 6 /* where the practice says none */

static bool name_of(struct practice_tx *t, struct str account, struct str *out, struct err *e)
{
    if (!people_name_in(t, account, out, e)) {
        return false;
    }
    *out = out->n ? *out : STR("Somebody else");
    return true;
}

/* The last other person; their saves count as one stay while less than PLAN_WRITING_MINUTES lie between two. */
static bool find_writer(struct practice_tx *t, const struct record *r, struct plan_draft *out, struct err *e)
{
    struct draft_row where = {.practice = r->practice, .client = r->client, .plan = r->id}, *list, *last = NULL;
    size_t n;
    int64_t stay = PLAN_WRITING_MINUTES * MINUTE_MS;
    if (!draft_recent(t->tx, &where, t->now_ms - 24 * 60 * MINUTE_MS, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0) {
            out->saved_ms = list[i].at_ms;
        }
        if (list[i].version == 1) {
            break; /* begun, not written in */
        }
        if (!last && list[i].by.n && !str_eq(list[i].by, t->who->user)) {
            if (t->now_ms - list[i].at_ms >= stay) {
                return true;
            }
            last = &list[i];
            out->writer.until_ms = out->writer.since_ms = last->at_ms;
        } else if (last && str_eq(list[i].by, last->by) && out->writer.since_ms - list[i].at_ms < stay) {
            out->writer.since_ms = list[i].at_ms;
        }
    }
    return !last || name_of(t, last->by, &out->writer.name, e);
}

static bool find_former(struct practice_tx *t, struct plan_draft *out, struct err *e)
{
    struct err mine = {0};
    struct record was;
    bool found =
        out->beside.from.n ? plans_record(t, out->beside.from, &was, &mine) : plans_of_state(t, "signed", &was, &mine);
    struct plan_version v;
    if (!found) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (!plans_version_of(t->tx, &was, &v, e)) {
        return false;
    }
    out->former = was.content;
    out->former_number = v.number;
    return true;
}

bool plans_settings(struct practice_tx *t, struct people_settings *out, struct err *e)
{
    struct err mine = {0};
    if (people_settings_in(t->store, t->tx, t->who->practice, t->arena, out, NULL, &mine)) {
        return true;
    }
    *out = (struct people_settings){.reading_grade = READING_GRADE};
    return mine.kind == ERR_NOT_FOUND || mine.kind == ERR_INVALID || err_set(e, mine.kind, mine.where, "%s", mine.text);
}

bool plans_carried(struct practice_tx *t, const struct record *r, const struct plan *plan, plan_texts *out,
                   int64_t *number, struct err *e)
{
    struct plan_beside beside;
    struct plan_version v;
    struct record was;
    struct plan *from;
    struct str json;
    *out = (plan_texts){0};
    *number = 0;
    if (!plans_beside(t, r, &json, e) || !plan_beside_read(json, t->arena, &beside, e)) {
        return false;
    }
    if (!beside.from.n) {
        return true;
    }
    if (!plans_record(t, beside.from, &was, e) || !plans_version_of(t->tx, &was, &v, e) ||
        !plans_read(was.content, t->arena, &from, e)) {
        return false;
    }
    *number = v.number;
    return plan_carried(plan, from, &beside, t->arena, out, e);
}

/* The versions whose returns count for r, newest first: itself, and those sent back since the last one was signed. */
static bool since_signed(struct practice_tx *t, const struct record *r, struct record **out, size_t *count,
                         struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN, .newest_first = true, .without_content = true};
    struct record *list;
    size_t n, kept = 1;
    if (!record_list(t->store, t->tx, r->practice, r->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    *out = arena_array(t->arena, n + 1, sizeof **out);
    if (!*out) {
        return arena_error(t->arena, e);
    }
    (*out)[0] = *r;
    for (size_t i = 0; i < n; i++) {
        bool back = str_is(list[i].state, "returned"), own = str_eq(list[i].id, r->id);
        if (!back && !own) {
            break; /* signed since */
        }
        if (!own) {
            (*out)[kept++] = list[i];
        }
    }
    *count = kept;
    return true;
}

/* Whether the entry beside a version sends it back; then what it says. */
static bool read_return(struct practice_tx *t, const struct record *entry, struct plan_sent_back *out, bool *is,
                        struct err *e)
{
    const struct json *root;
    struct account_row row;
    struct err mine = {0};
    if (!json_parse(entry->content, t->arena, &root, e)) {
        return false;
    }
    *is = str_is(json_str(json_get(root, "kind")), "return");
    if (!*is) {
        return true;
    }
    *out = (struct plan_sent_back){.text = json_str(json_get(root, "text")), .at_ms = entry->entered_ms};
    if (account_get(t->store, t->tx, t->who->practice, entry->by, t->arena, &row, &mine)) {
        out->by_client = (row.roles & (ROLE_CLIENT | ROLE_GUARDIAN)) != 0;
    } else if (mine.kind != ERR_NOT_FOUND) {
        return err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    return name_of(t, entry->by, &out->by, e);
}

/* The last "return" beside version r, of the entries beside several. */
static bool find_return(struct practice_tx *t, struct record *r, const struct record *entry, size_t n,
                        struct plan_sent_back *out, struct err *e)
{
    bool found = false;
    for (size_t i = n; i-- > 0 && !found;) {
        bool beside = str_eq(entry[i].of, r->id) && str_is(entry[i].state, "in_force");
        if (beside && !read_return(t, &entry[i], out, &found, e)) {
            return false;
        }
    }
    if (!found || !out->text.n) {
        return true;
    }
    if (!r->content.n && !record_open(t->store, t->tx, r, 1, t->arena, e)) {
        return false;
    }
    out->number = plans_number(r->content);
    return true;
}

bool plans_sent_back_in(struct practice_tx *t, const struct record *r, struct plan_sent_back *out, struct err *e)
{
    struct record_ids beside = {.practice = r->practice, .client = r->client, .kind = RECORD_AMENDMENT};
    struct record *version, *entry;
    struct str *ids;
    size_t n;
    *out = (struct plan_sent_back){.number = 0};
    if (!str_is(r->state, "draft") && !str_is(r->state, "signing")) {
        return true;
    }
    if (!since_signed(t, r, &version, &n, e)) {
        return false;
    }
    beside.at = ids = arena_array(t->arena, n, sizeof *ids);
    if (!ids) {
        return arena_error(t->arena, e);
    }
    for (; beside.n < n; beside.n++) {
        ids[beside.n] = version[beside.n].id;
    }
    if (!record_beside(t->store, t->tx, &beside, t->arena, &entry, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < beside.n && !out->text.n; i++) {
        if (!find_return(t, &version[i], entry, n, out, e)) {
            return false;
        }
    }
    return true;
}

struct sent_back_call {
    struct str id;
    struct plan_sent_back *out;
};

static bool sent_back(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct sent_back_call *c = ctx;
    struct record r;
    return plans_record(t, c->id, &r, e) && plans_sent_back_in(t, &r, c->out, e);
}

bool plans_sent_back(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                     struct plan_sent_back *out, struct err *e)
{
    struct sent_back_call c = {id, out};
    return practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, sent_back, &c, e);
}

static bool open_draft(struct practice_tx *t, void *ctx, struct err *e)
{
    struct plan_draft *out = ctx;
    struct record r;
    struct people_settings set;
    struct str beside;
    memset(out, 0, sizeof *out);
    if (!plans_of_state(t, "draft", &r, e) || !plans_version_of(t->tx, &r, &out->version, e) ||
        !plans_beside(t, &r, &beside, e) || !plan_beside_read(beside, t->arena, &out->beside, e) ||
        !find_writer(t, &r, out, e) || !find_former(t, out, e) || !plans_sent_back_in(t, &r, &out->sent_back, e) ||
        !plans_settings(t, &set, e)) {
        return false;
    }
    out->reading_grade = set.reading_grade;
    t->object = r.id;
    return true;
}

bool plans_draft_open(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct plan_draft *out, struct err *e)
{
    return practice_do(p, who, CASE_PLAN_OPEN, client, (struct str){NULL, 0}, a, open_draft, out, e);
}
