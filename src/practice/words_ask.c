/* words_ask.c: the questions before a review are put to the client before its day: see words.h. */
#include "practice/between_parts.h"
#include "practice/sharing.h"
#include "practice/words.h"
#include "store/account.h"

#define STATE_ASKED "asked" /* of the assignment that a question is */

/* Whether a row still counts, and not as an older one of the list in other words: what was withdrawn is as if it had
 * not been, and a correction was made when what it corrects was. */
static bool stands_since(const struct record *list, size_t n, const struct record *r, int64_t since_ms)
{
    const struct record *first = r;
    if (r->entered_ms < since_ms) { /* what it corrects, if anything, was made before */
        return false;
    }
    if (str_is(r->state, STATE_WITHDRAWN) || str_is(r->state, STATE_WITHDRAWAL) || str_is(r->state, STATE_CORRECTED)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) { /* newest first, but of one day in any order */
        const struct record *older = NULL;
        for (size_t k = 0; first->of.n && k < n; k++) {
            older = str_eq(list[k].id, first->of) ? &list[k] : older;
        }
        if (!older) {
            break;
        }
        first = older;
    }
    return first->entered_ms >= since_ms;
}

/* Whether somebody answered it, or the review it was for was held: entered since, whatever its day is. */
static bool is_over(struct practice_tx *t, const struct record *ask, bool *out, struct err *e)
{
    static const enum record_kind kinds[] = {RECORD_WORDS, RECORD_REVIEW};
    *out = ask->day < date_to_day(practice_today(t)) - WORDS_ASK_DAYS;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !*out; k++) {
        /* A review is entered with the day on which it was held. Words have the day on which they were said, in the
         * zone of the practice, which may be another one by now. */
        bool words = kinds[k] == RECORD_WORDS;
        struct record_filter f = {.kinds = 1u << kinds[k], .newest_first = true, .without_content = !words};
        if (words) {
            f.from_day = ask->day - 1;
            f.to_day = INT32_MAX;
        }
        struct record *list;
        size_t n;
        if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
            return false;
        }
        for (size_t i = 0; i < n && !*out; i++) {
            const struct json *root = NULL;
            if (!stands_since(list, n, &list[i], ask->entered_ms)) {
                continue;
            }
            if (words && !json_parse(list[i].content, t->arena, &root, e)) {
                return false;
            }
            *out = !words || str_is(json_str(json_get(root, "kind")), words_kind_name(WORDS_REVIEW));
        }
    }
    return true;
}

bool words_asked_in(struct practice_tx *t, int64_t *asked_ms, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_ASSIGNMENT, .state = STR(STATE_ASKED), .newest_first = true, .limit = 1};
    struct record *list;
    bool over = false;
    size_t n;
    *asked_ms = 0;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e) ||
        (n && !is_over(t, &list[0], &over, e))) {
        return false;
    }
    *asked_ms = n && !over ? list[0].entered_ms : 0;
    return true;
}

/* Somebody who is asked: an account that has not ended, the client's own, or a guardian's while reviews are open to
 * guardians. */
static bool can_answer(struct practice_tx *t, bool *out, struct err *e)
{
    struct account_row *rows;
    unsigned open = 0;
    bool guardian = false;
    size_t n;
    *out = false;
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool ended = str_is(rows[i].state, "ended");
        *out = *out || (rows[i].roles & ROLE_CLIENT && !ended);
        guardian = guardian || (rows[i].roles & ROLE_GUARDIAN && !ended);
    }
    if (!*out && guardian) {
        if (!sharing_guardian_sections(t, &open, e)) {
            return false;
        }
        *out = open & SHARE_REVIEWS;
    }
    return true;
}

static bool look(struct practice_tx *t, void *ctx, struct err *e)
{
    struct words_asking *out = ctx;
    return can_answer(t, &out->can, e) && words_asked_in(t, &out->asked_ms, e);
}

bool words_asking(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct words_asking *out, struct err *e)
{
    *out = (struct words_asking){.can = false};
    return practice_do(p, who, CASE_WORDS_LIST, client, NONE, a, look, out, e);
}

static bool ask(struct practice_tx *t, void *ctx, struct err *e)
{
    int64_t asked_ms;
    bool can;
    (void)ctx;
    if (!can_answer(t, &can, e) || !words_asked_in(t, &asked_ms, e)) {
        return false;
    }
    if (!can) {
        return err_set(e, ERR_REFUSED, "client", "has no access of their own yet: invite them first");
    }
    if (asked_ms) {
        t->why = STR("was asked before");
        return true;
    }
    struct record r = between_fresh(t, RECORD_ASSIGNMENT, practice_today(t), STR("{\"ask\":\"review\"}"));
    r.state = STR(STATE_ASKED);
    return between_store(t, &r, e);
}

bool words_ask(struct practice *p, const struct actor *who, struct str client, struct str once, struct arena *a,
               struct err *e)
{
    return practice_do(p, who, CASE_WORDS_ASK, client, once, a, ask, NULL, e);
}
