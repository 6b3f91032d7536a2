/*
 * between.h: what happens between plans: sessions, notes, scores, diaries, events, referrals, consultations, reviews,
 * decisions, alerts; and what follows from them for the plan.
 * Layer: practice.
 *
 * Each kind's JSON is described at its function. Corrections are new entries that name the old one; the old one is
 * kept. The entries of a client, read as a series (plan/series.h), are what follow_plan() works on.
 */
#ifndef PRACTICE_BETWEEN_H
#define PRACTICE_BETWEEN_H

#include "plan/signs.h"
#include "practice/practice.h"

/* between_add: one entry. Its JSON is checked for its kind before it is stored; members that the kind does not have are
 * errors.
 *   SESSION       {"status":"attended|cancelled|no_show","start":"14:00","end":"14:50","present":["..."],"next":"DATE"}
 *   NOTE {"progress":[{"objective":"o1","text":"..."}],"interventions":["i1"],"client_words":"...","observed":"..."}
 *                 of: the session
 *   PSYCHOTHERAPY_NOTE {"text":"..."}: its author's alone
 *   EVENT         {"kind":"loss_of_job","text":"..."}        DIAGNOSIS {"code":"F32.1","text":"..."}
 *   RATING        as the lines count, rating, attainment of plan/series.h, without id and date
 *   REFERRAL      {"to":"...","why":"...","status":"planned|made|accepted|declined|completed","text":"..."}
 *   CONSULTATION  {"with":"...","ground":"consent id or legal ground","shared":"...","advice":"..."}
 *   REVIEW        {"results":"...","client_reading":"...","areas":["..."],"consulted":["..."],
 *                  "objectives":[{"id":"o1","state":"met|on_course|stuck|worse|not_measured","text":"..."}],
 *                  "decisions":[{"about":"...","decision":"...","reason":"..."}],"next":"DATE"}
 *   DECISION      {"sign":"lack-of-progress/o1","decision":"revise","reason":"..."}
 *   DIARY, PRIVATE_DIARY {"mood":0..10,"anxiety":0..10,"sleep_hours":n,"text":"...", ...}
 *   SAFETY_PLAN   the JSON of plan.crisis.safety_plan
 *   ASSIGNMENT    {"instrument":"gad7","every":"P2W","remote":true}: a measure with an alert item can be assigned
 * remotely only when alert owner and cover are set
 */
struct entry {
    struct str id; /* out */
    enum record_kind kind;
    struct date date;
    struct str of; /* what it belongs to or corrects */
    struct str json;
};
bool between_add(struct practice *p, const struct actor *who, struct str client, struct entry *entry, struct str once,
                 struct arena *a, struct err *e);
/* between_correct: a new entry in place of one, with a reason; the old one stays and says so. between_withdraw: entered
 * by mistake. Of a private diary: between_erase, for good, its author alone. */
bool between_correct(struct practice *p, const struct actor *who, struct str client, struct str old,
                     struct entry *fresh, struct str reason, struct str once, struct arena *a, struct err *e);
bool between_withdraw(struct practice *p, const struct actor *who, struct str client, struct str id, struct str reason,
                      struct err *e);
bool between_erase(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e);
bool between_list(struct practice *p, const struct actor *who, struct str client, const struct record_filter *f,
                  struct arena *a, struct record **out, size_t *count, struct err *e);

/* ---- scores ---- */

/* between_score: a whole form or a number from paper, scored by measure/; an alert is raised in the same transaction.
 *   json  the score line of plan/series.h without id and date: {"instrument":"phq9","responses":[...]} or {"total":n}
 */
bool between_score(struct practice *p, const struct actor *who, struct str client, struct date date, struct str json,
                   struct str once, struct arena *a, struct str *id, struct score *out, struct err *e);
/* between_answer: one answer of a check-in, saved as given; the alert is raised on the answer, not on sending. value
 * -1: not answered. A form that was sent is never changed. */
bool between_answer(struct practice *p, const struct actor *who, struct str client, struct str form, int item,
                    int value, struct err *e);
bool between_form(struct practice *p, const struct actor *who, struct str client, struct str assignment,
                  struct date date, struct arena *a, struct str *form, struct err *e); /* begins one */
bool between_send(struct practice *p, const struct actor *who, struct str client, struct str form, struct arena *a,
                  struct score *out, struct err *e);

/* ---- alerts ---- */

struct alert {
    struct str id, score, state; /* open, seen, closed */
    struct str owner;
    int64_t raised_ms, due_ms;
    bool escalated;
    struct str label, level, disposition, text;
};
/* between_alert_close: disposition: assessed, safety_plan, emergency_services, not_reached; with words. A changed
 * answer never closes an alert. */
bool between_alert_close(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         struct str disposition, struct str text, struct err *e);
bool between_alerts(struct practice *p, const struct actor *who, struct arena *a, struct alert **out, size_t *count,
                    struct err *e); /* those the person owns or covers, open ones, longest open first */
/* between_escalate: alerts past their deadline go to the cover; for the worker. Returns how many. */
bool between_escalate(struct practice *p, const struct actor *program, size_t *count, struct err *e);

/* ---- what follows ---- */

/* between_follow: follow_plan() of the plan in force over the client's entries, on a day. */
bool between_follow(struct practice *p, const struct actor *who, struct str client, struct date on, struct arena *a,
                    struct plan **plan, struct follow *out, struct err *e);
/* between_series: the client's entries as JSON Lines of plan/series.h, private ones left out. In a transaction. */
bool between_series(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct buf *out,
                    struct err *e);
/* between_summary: works the client's sealed summary, review days and open alerts out anew; called by every use case
 * here in its transaction. */
bool between_summary(struct practice_tx *t, struct err *e);

#endif
