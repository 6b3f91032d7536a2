/* consent_ask.c: a consent is put before the client, who says yes or no to it. What was put before them is a locked row
 * of its own; the answer is another that points at it. */
#include "base/utf8.h"
#include "practice/people.h"
#include "practice/sharing_parts.h"
#include "store/account.h"

#define TOLD_ALL ((1u << TOLD_COUNT) - 1)

struct ask_call {
    struct consent *consent;
    struct str id, once;
    struct consent_proposal *list;
    size_t count;
    bool ran;
};

/* ---- asking ---- */

static bool ask(struct practice_tx *t, void *ctx, struct err *e)
{
    struct ask_call *call = ctx;
    struct consent *c = call->consent;
    c->refused = c->representative = c->copy_given = false;
    c->signer = c->authority = SHARING_NONE;
    c->signed_on = (struct date){0};
    c->told &= ~(unsigned)TOLD_SHOWN;
    return call->ran =
               sharing_client_name(t->store, t->tx, t->who->practice, t->client, t->arena, &c->client_name, e) &&
               consent_check_asked(c, practice_today(t), e) &&
               consent_add(t, c, CONSENT_PROPOSED, SHARING_NONE, call->once, e);
}

static bool find_again(struct practice_tx *t, void *ctx, struct err *e)
{
    struct ask_call *call = ctx;
    struct record r;
    return sharing_find_once(t, RECORD_CONSENT, call->once, &r, e) && consent_read(&r, t->arena, call->consent, e);
}

bool sharing_ask(struct practice *p, const struct actor *who, struct str client, struct consent *c, struct str once,
                 struct arena *a, struct err *e)
{
    struct ask_call call = {.consent = c, .once = once};
    return practice_do(p, who, CASE_CONSENT_ASK, client, once, a, ask, &call, e) &&
           (call.ran || practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, a, find_again, &call, e));
}

/* The row of a proposal that still waits. */
static bool waiting(struct practice_tx *t, struct str id, struct record *r, struct err *e)
{
    if (!sharing_record(t, RECORD_CONSENT, id, "consent", r, e)) {
        return false;
    }
    return str_is(r->state, CONSENT_PROPOSED) ||
           err_set(e, ERR_CONFLICT, "consent", "does not wait for an answer any more: it was answered or withdrawn");
}

static bool unask(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct str *id = ctx;
    struct record r;
    if (!waiting(t, *id, &r, e)) {
        return false;
    }
    t->object = r.id;
    r.state = STR(CONSENT_UNASKED);
    return record_move(t->store, t->tx, &r, e);
}

bool sharing_unask(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_CONSENT_UNASK, client, SHARING_NONE, &a, unask, &id, e);
    arena_free(&a);
    return ok;
}

/* ---- answering ---- */

/* What was put before the client, with what the answer brings. */
static void join(struct consent *proposal, const struct consent *answer)
{
    proposal->refused = answer->refused;
    proposal->signer = answer->signer;
    proposal->own_name = answer->own_name;
    proposal->representative = answer->representative;
    proposal->authority = answer->authority;
    if (answer->version.n) {
        proposal->version = answer->version;
    }
    proposal->told |= answer->told & TOLD_SHOWN;
}

static bool prepare(struct practice_tx *t, struct ask_call *call, struct record *row, struct err *e)
{
    struct consent *c = call->consent, proposal;
    if (call->id.n) {
        if (!waiting(t, call->id, row, e) || !consent_read(row, t->arena, &proposal, e)) {
            return false;
        }
        join(&proposal, c);
        *c = proposal;
    } else if (c->kind == CONSENT_TREATMENT || c->kind == CONSENT_E_RECORD) {
        c->told |= TOLD_ALL & ~(unsigned)TOLD_SHOWN; /* the page says all of it */
    } else {
        return err_set(e, ERR_INVALID, "consent", "of this kind is prepared by the clinician first");
    }
    c->signed_on = practice_today(t);
    c->copy_given = !c->refused; /* it stands among the client's own pages from now on */
    if (c->refused) {
        c->begins = c->expires = (struct date){0};
    }
    return true;
}

/* A guardian speaks for the client as far as the record is open to them (45 CFR 164.502(g)(3)). */
static bool may_answer(struct practice_tx *t, struct consent *c, struct err *e)
{
    unsigned open;
    if (t->relation != RELATION_GUARDIAN) {
        c->representative = false;
        c->authority = SHARING_NONE;
        return true;
    }
    c->representative = true;
    return sharing_within(t, &open, e) &&
           (consent_decides(t, open, c) || err_set(e, ERR_REFUSED, "guardian", "this is for the client to decide"));
}

/* ---- the name that is signed with ---- */

enum { NAME_WORDS = 16 };

/* The next word of a plain text: letters and digits; an apostrophe or a dot is none and parts none. */
static bool next_word(struct str s, size_t *at, struct buf *out)
{
    out->n = 0;
    while (*at < s.n) {
        uint32_t c = utf8_next(s, at);
        bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0x80 && !(c >= 0x2000 && c <= 0x206f));
        if (part) {
            utf8_put(out, c);
        } else if (c != '.' && c != '\'' && c != 0x2019 && c != 0x2018 && out->n) {
            return true;
        }
    }
    return out->n > 0;
}

static bool words_of_name(struct str s, struct arena *a, struct str out[NAME_WORDS], size_t *count, struct err *e)
{
    struct str plain;
    struct buf word;
    size_t at = 0;
    bool ok = utf8_plain(s, a, &plain, e);
    *count = 0;
    buf_init(&word, 0);
    while (ok && *count < NAME_WORDS && next_word(plain, &at, &word)) {
        ok = buf_ok(&word) ? sharing_keep_str(a, buf_str(&word), &out[(*count)++], e) : err_no_memory(e);
    }
    buf_free(&word);
    return ok;
}

bool sharing_is_name(struct str typed, struct str name, struct arena *a, bool *same, struct err *e)
{
    struct str one[NAME_WORDS], other[NAME_WORDS];
    size_t n, m, found = 0;
    *same = false;
    if (!words_of_name(typed, a, one, &n, e) || !words_of_name(name, a, other, &m, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        size_t k = found;
        while (k < m && !str_eq(one[i], other[k])) {
            k++;
        }
        if (k == m) {
            return true;
        }
        other[k] = other[found];
        other[found++] = one[i];
    }
    *same = n > 0 && n == m;
    return true;
}

/* The names under which the record knows who answers: those of the details, or of accounts. */
static bool names_of(struct practice_tx *t, struct str *out, size_t room, size_t *count, struct err *e)
{
    struct account_row *rows;
    size_t n;
    *count = 0;
    if (t->relation == RELATION_GUARDIAN) {
        return people_name_in(t, t->who->user, &out[(*count)++], e);
    }
    if (!sharing_client_name(t->store, t->tx, t->who->practice, t->client, t->arena, &out[(*count)++], e) ||
        !account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && *count < room; i++) {
        if (rows[i].roles & ROLE_CLIENT && !people_name_in(t, rows[i].id, &out[(*count)++], e)) {
            return false;
        }
    }
    return true;
}

/* A signature is a name: the one that the record has, or the one that somebody says they write. */
static bool check_signer(struct practice_tx *t, const struct consent *c, struct err *e)
{
    struct str names[8] = {{NULL, 0}}, words[NAME_WORDS];
    size_t n, count, letters = 0;
    bool same = false;
    if (c->refused || !str_trim(c->signer).n) { /* what is missing is told by its own name */
        return true;
    }
    if (!words_of_name(c->signer, t->arena, words, &count, e) || !names_of(t, names, 8, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        letters += utf8_length(words[i]);
    }
    bool known = false;
    for (size_t i = 0; i < n && !same; i++) {
        known = known || names[i].n;
        if (names[i].n && !sharing_is_name(c->signer, names[i], t->arena, &same, e)) {
            return false;
        }
    }
    return same || (letters >= 2 && (c->own_name || !known)) ||
           err_set(e, ERR_INVALID, "signer.name",
                   "is another name than the record has: write that one, or say that "
                   "you write yours so");
}

/* ---- the answer ---- */

static bool give(struct practice_tx *t, void *ctx, struct err *e)
{
    struct ask_call *call = ctx;
    struct consent *c = call->consent;
    struct record row;
    if (!prepare(t, call, &row, e) || !may_answer(t, c, e) ||
        !sharing_client_name(t->store, t->tx, t->who->practice, t->client, t->arena, &c->client_name, e) ||
        !check_signer(t, c, e) || !consent_check(c, practice_today(t), e)) {
        return false;
    }
    if (call->id.n) {
        row.state = STR(CONSENT_ANSWERED);
        if (!record_move(t->store, t->tx, &row, e)) {
            return false;
        }
    }
    return call->ran = consent_add(t, c, c->refused ? "refused" : CONSENT_IN_FORCE, call->id, call->once, e);
}

bool sharing_answer_consent(struct practice *p, const struct actor *who, struct str client, struct str proposal,
                            struct consent *c, struct arena *a, struct err *e)
{
    struct ask_call call = {.consent = c, .id = proposal};
    enum case_id what = c->refused ? CASE_CONSENT_DECLINE : CASE_CONSENT_GIVE;
    return practice_do(p, who, what, client, SHARING_NONE, a, give, &call, e);
}

/* ---- the list ---- */

static bool is_proposal(const struct record *r)
{
    return str_is(r->state, CONSENT_PROPOSED) || str_is(r->state, CONSENT_ANSWERED) ||
           str_is(r->state, CONSENT_UNASKED);
}

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct ask_call *call = ctx;
    struct record_filter f = {.kinds = 1u << RECORD_CONSENT, .newest_first = true};
    struct record *rows;
    unsigned open;
    size_t n;
    if (!sharing_within(t, &open, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    call->count = 0;
    call->list = arena_array(t->arena, n, sizeof *call->list);
    if (!call->list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct consent_proposal *p = &call->list[call->count];
        if (!is_proposal(&rows[i])) {
            continue;
        }
        *p = (struct consent_proposal){.state = rows[i].state, .asked_ms = rows[i].entered_ms};
        if (!consent_read(&rows[i], t->arena, &p->consent, e)) {
            return false;
        }
        if (!consent_decides(t, open, &p->consent)) {
            continue;
        }
        if (!people_name_in(t, rows[i].by, &p->by, e)) {
            return false;
        }
        for (size_t k = 0; k < n; k++) {
            p->answer = str_eq(rows[k].of, rows[i].id) ? rows[k].id : p->answer;
        }
        call->count++;
    }
    return true;
}

bool sharing_waiting_in(struct practice_tx *t, unsigned open, struct str *id, bool *more, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_CONSENT, .state = STR(CONSENT_PROPOSED)};
    struct record *rows;
    size_t n;
    *id = SHARING_NONE;
    *more = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*more; i++) {
        struct consent c;
        if (!consent_read(&rows[i], t->arena, &c, e)) {
            return false;
        }
        if (consent_decides(t, open, &c)) {
            *more = id->n > 0;
            *id = id->n ? *id : rows[i].id;
        }
    }
    return true;
}

bool sharing_proposals(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                       struct consent_proposal **out, size_t *count, struct err *e)
{
    struct ask_call call = {.list = NULL};
    bool ok = practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, a, list_work, &call, e);
    *out = call.list;
    *count = ok ? call.count : 0;
    return ok;
}
