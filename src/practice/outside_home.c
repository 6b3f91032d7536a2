/* outside_home.c: what a client's first page shows. */
#include "practice/between_parts.h"
#include "practice/clients.h"
#include "practice/diary.h"
#include "practice/outside.h"
#include "practice/plans_parts.h"
#include "practice/sharing.h"
#include "practice/words.h"
#include "store/signature.h"

#include <stdio.h>

#define REVIEW_ASKED_DAYS 7   /* before the day on which the plan is due to be looked at, words are asked for */
#define BEFORE_REVIEW_DAYS 14 /* what was said since is an answer */
#define BACK_DAYS 120         /* a session further back says nothing about the next one */

/* ---- a plan that waits ---- */

/* Whether the first place that waits, or one beside it, is this person's. */
static bool is_turn(struct practice_tx *t, struct str plan, bool *mine, struct err *e)
{
    struct signature_row *list;
    size_t n;
    int64_t place = -1;
    const char *role = t->relation == RELATION_GUARDIAN ? "guardian" : "client";
    *mine = false;
    if (!signature_list(t->store, t->tx, t->who->practice, t->client, plan, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!str_is(list[i].state, "waiting") || (place >= 0 && list[i].place != place)) {
            continue;
        }
        place = list[i].place;
        bool meant = list[i].account.n ? str_eq(list[i].account, t->who->user) : str_is(list[i].role, role);
        *mine = *mine || meant;
    }
    return true;
}

/* Whether this person said of that version, as it reads now, that they do not want to sign it. */
static bool will_not(struct practice_tx *t, const struct record *plan, bool *out, struct err *e)
{
    struct date sent = zone_day(practice_zone(t), plan->entered_ms);
    struct record_filter f = {
        .kinds = 1u << RECORD_WORDS, .from_day = date_to_day(sent) - 1, .to_day = INT32_MAX, .newest_first = true};
    char about[WORDS_VERSION_SIZE];
    struct seal_hash hash;
    struct record *list, whole;
    size_t n;
    *out = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*out; i++) {
        const struct json *root = NULL;
        if (!str_eq(list[i].by, t->who->user)) {
            continue;
        }
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        struct str of = json_str(json_get(root, "about"));
        if (!str_is(json_str(json_get(root, "kind")), words_kind_name(WORDS_AGREEMENT)) ||
            !str_starts(of, STR("plan/"))) {
            continue;
        }
        if (!record_get(t->store, t->tx, t->who->practice, t->client, plan->id, t->arena, &whole, e)) {
            return false;
        }
        seal_hash(whole.content, &hash);
        words_of_version(plan->id, &hash, WORDS_NOT_SIGN, about);
        *out = str_is(of, about);
    }
    return true;
}

static bool read_waiting(struct practice_tx *t, struct outside_home *out, struct err *e)
{
    struct record *list;
    size_t n;
    bool mine = false, refused = false;
    if (!plans_signing(t, &list, &n, e) || (n && !is_turn(t, list[0].id, &mine, e)) ||
        (mine && !will_not(t, &list[0], &refused, e))) {
        return false;
    }
    out->plan_to_sign = mine && !refused ? list[0].id : NONE;
    return true;
}

/* ---- goals ---- */

static struct str plain_of(const struct plan *p, size_t goal)
{
    char at[32];
    snprintf(at, sizeof at, "/goals/%zu", goal);
    for (size_t i = 0; i < p->agreement.plain_words.n; i++) {
        if (str_is(p->agreement.plain_words.at[i].part, at)) {
            return p->agreement.plain_words.at[i].text;
        }
    }
    return NONE;
}

static bool read_goals(struct practice_tx *t, struct outside_home *out, struct err *e)
{
    struct plan *plan = NULL;
    if (!between_plan(t, &plan, e)) {
        return false;
    }
    for (size_t i = 0; plan && i < plan->goals.n && out->goal_count < OUTSIDE_GOALS; i++) {
        const struct plan_goal *g = &plan->goals.at[i];
        struct str plain = plain_of(plan, i), text = g->client_words.n ? g->client_words : plain;
        text = text.n ? text : g->statement;
        if (text.n) {
            out->goal[out->goal_count++] = text;
        }
    }
    return true;
}

/* ---- days ---- */

static bool read_visit(struct practice_tx *t, struct outside_home *out, struct err *e)
{
    struct date today = practice_today(t), next = {0};
    struct record_filter f = {.kinds = 1u << RECORD_SESSION,
                              .state = STR(STATE_ENTERED),
                              .from_day = date_to_day(today) - BACK_DAYS,
                              .to_day = date_to_day(today) + BACK_DAYS,
                              .newest_first = true,
                              .limit = 8};
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct json *root = NULL;
        struct date day = {0};
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        if (date_parse(json_str(json_get(root, "next")), &day) && date_cmp(day, today) >= 0 &&
            (!date_is_set(next) || date_cmp(day, next) < 0)) {
            next = day;
            out->next_time = json_str(json_get(root, "next_time"));
        }
    }
    out->next_visit = next;
    return true;
}

static bool read_checkins(struct practice_tx *t, struct outside_home *out, struct err *e)
{
    struct checkin_due *list;
    size_t n;
    if (!checkin_list_in(t, &list, &n, e)) {
        return false;
    }
    if (n && list[0].due) {
        out->due = list[0];
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (date_is_set(list[i].next) && (!date_is_set(out->later) || date_cmp(list[i].next, out->later) < 0)) {
            out->later = list[i].next;
        }
    }
    return true;
}

/* ---- the whole ---- */

/* From a week before the day on which the plan is due to be looked at until it was; what was said in the weeks before
 * it, or since, is an answer. */
static bool read_review(struct practice_tx *t, struct outside_home *out, struct err *e)
{
    struct client_row row;
    struct record_filter f = {.kinds = 1u << RECORD_WORDS, .newest_first = true};
    struct record *list;
    size_t n;
    int32_t today = date_to_day(practice_today(t));
    int64_t asked_ms;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !words_asked_in(t, &asked_ms, e)) {
        return false;
    }
    out->asks_review = out->asked_now = asked_ms > 0;
    if (asked_ms || !row.review_due.has || row.review_due.v > today + REVIEW_ASKED_DAYS) {
        return true;
    }
    f.from_day = (int32_t)row.review_due.v - BEFORE_REVIEW_DAYS;
    f.to_day = today + 1;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    out->asks_review = true;
    for (size_t i = 0; i < n && out->asks_review; i++) {
        const struct json *root = NULL;
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        out->asks_review = !str_is(json_str(json_get(root, "kind")), "review");
    }
    return true;
}

static bool read_home(struct practice_tx *t, void *ctx, struct err *e)
{
    struct outside_home *out = ctx;
    unsigned sections = SHARE_ALL;
    *out = (struct outside_home){.later = {0}};
    if (!outside_read_in(t, &out->outside, e) ||
        (t->relation == RELATION_GUARDIAN && !sharing_guardian_sections(t, &sections, e))) {
        return false;
    }
    if (out->outside.guardian_over) {
        return true;
    }
    out->plan_opens = (sections & PLANS_SECTIONS) == PLANS_SECTIONS;
    if (sections & SHARE_PLAN && (!read_waiting(t, out, e) || !read_goals(t, out, e))) {
        return false;
    }
    if (!sharing_waiting_in(t, sections, &out->consent, &out->consents, e) ||
        (t->relation == RELATION_SELF && !diary_due_in(t, &out->diary, &out->weekly, e))) {
        return false;
    }
    if (!words_answered_in(t, &out->answered_ms, e)) {
        return false;
    }
    if (out->outside.ended) {
        return true; /* no visit is to come, and nothing is asked */
    }
    return (!(sections & SHARE_SESSIONS) || read_visit(t, out, e)) &&
           (!(sections & SHARE_REVIEWS) || read_review(t, out, e)) && read_checkins(t, out, e);
}

bool outside_home(struct practice *p, const struct actor *who, struct arena *a, struct outside_home *out, struct err *e)
{
    *out = (struct outside_home){.later = {0}};
    return who->client.n ? practice_do(p, who, CASE_OUTSIDE_READ, who->client, NONE, a, read_home, out, e)
                         : err_set(e, ERR_NOT_FOUND, "client", "there is none of this account");
}
