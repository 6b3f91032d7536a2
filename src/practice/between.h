/*
 * between.h: what happens between plans: sessions, notes, scores, diaries, events, referrals, consultations, reviews,
 * decisions, alerts; and what follows from them for the plan.
 * Layer: practice.
 *
 * Each kind's JSON is described at its function. Corrections are new entries that name the old one; the old one is
 * kept, byte for byte: the database refuses to change it. The entries of a client, read as a series (plan/series.h),
 * are what follow_plan() works on.
 *
 * States of rows: entered; corrected and withdrawn (of the old one); withdrawal (the entry that withdraws, with its
 * reason). A form: open while it is filled in, then sent. An alert: open, escalated, closed; the entry that closes it:
 * closing; an entry that says what was tried: tried. Whatever one may not know of is ERR_NOT_FOUND: another person's
 * psychotherapy note and a private diary also for owner, supervisor, auditor and after breaking the glass. A guardian
 * reads what the client reads, as far as the state's rules or the clinician have opened its sections
 * (practice/sharing.h), and only what stands; ERR_REFUSED while nothing is open. What follows is open when all sections
 * are.
 *
 * With `once`, a call under an id that was used before does nothing and succeeds; what it would give back is absent.
 */
#ifndef PRACTICE_BETWEEN_H
#define PRACTICE_BETWEEN_H

#include "plan/signs.h"
#include "practice/practice.h"

#define BETWEEN_JSON_MAX ((size_t)48 << 10)
#define CHECKIN_PERSONAL_MAX 7
#define CHECKIN_QUESTION_MAX 240 /* bytes */

/* between_add: one entry. Its JSON is checked for its kind before it is stored; members that the kind does not have are
 * errors. Needed members stand first, those after "/" may be left out.
 *   SESSION       {"status":"attended|cancelled|no_show" / "start":"14:00","end":"14:50","present":["..."],
 *                  "next":"DATE","next_time":"14:00"}: nothing clinical, staff see it; a time goes with a day
 *   NOTE          { / "progress":[{"objective":"o1","text":"..."}],"interventions":["i1"],"client_words":"...",
 *                  "observed":"...","text":"..."}: at least one of them; of: the session. Objectives and interventions
 *                  are those of the plan in force, when there is one
 *   PSYCHOTHERAPY_NOTE {"text":"..."}: its author's alone
 *   EVENT         {"kind":"loss_of_job" / "text":"..."}      DIAGNOSIS {"code":"F32.1" / "text":"..."}
 *   RATING        {"type":"count|rating|attainment|baseline|met", ...} as these lines of plan/series.h, without id,
 *                  date, entered and by; who says "met" is the client when the client enters it, else the clinician
 *   REFERRAL      {"to":"...","why":"...","status":"planned|made|accepted|declined|completed" / "text":"..."}
 *                  of: the referral whose status this one brings up to date; absent: a new one
 *   CONSULTATION  {"with":"...","ground":"consent id or legal ground","shared":"..." / "advice":"..."}
 *   REVIEW        {"results":"...","client_reading":"...","decisions":[...] / "areas":["..."],"consulted":["..."],
 *                  "objectives":[{"id":"o1","state":"met|reached|on_course|behind|no_change|stuck|past_due|worse|no_target|not_measured"
 * / "text":"..."}], "next":"DATE"} decisions: one at least,
 * {"about":"...","decision":"...","reason":"..."}; decision: as in DECISION; about a sign when `about` is its id
 * DECISION
 * {"sign":"lack-of-progress/o1","decision":"keep|revise|change_approach|step_up|consult|refer|
 *                  step_down|end","reason":"..."}
 *   DIARY, PRIVATE_DIARY { / "mood","anxiety","stress","energy","urges","pain":0..10,"sleep_hours":0..24,
 *                  "values":[{"name":"...","value":n}],"situation","thought","response","text":"..."}: at least one
 *   SAFETY_PLAN   the JSON of plan.crisis.safety_plan; made with the client. What a client makes alone: safety.h
 *   ASSIGNMENT    {"instrument":"gad7" / "every":"P2W","remote":true,"text":"..."}: a measure with an alert item can be
 *                  assigned remotely only when alert owner and cover are set. In place of an instrument, one of
 *                  "personal":[{"question":"..." / "low":"...","high":"...","alert_at":1..10}], the client's own 0-10
 *                  items, CHECKIN_PERSONAL_MAX of them; an answer from alert_at on raises an alert;
 *                  "own":"goals", ratings of the plan's goals; "own":"feedback", on the last session.
 *                  "reporter":"guardian", with "personal" alone: a guardian fills it in, and it is a series of its own
 *                  (checkins.h, plan/series.h)
 * Scores are added by between_score and forms. ERR_INVALID (e->where the member), ERR_LIMIT over BETWEEN_JSON_MAX,
 * ERR_REFUSED "remote" a remote assignment without owner and cover; "reporter" no guardian has an account. Only
 * sessions, assignments and referrals may lie ahead. The audit event names the entry.
 */
struct entry {
    struct str id; /* out */
    enum record_kind kind;
    struct date date;
    struct str of; /* what it belongs to; absent: nothing */
    struct str json;
    /* Of a session: there must be no other of that day and start. ERR_CONFLICT "session" else, and same is that one's
     * id. A form that is sent twice (`once`) is no other session. */
    bool alone;
    struct str same; /* out */
};
bool between_add(struct practice *p, const struct actor *who, struct str client, struct entry *entry, struct str once,
                 struct arena *a, struct err *e);
/* between_add_all: several entries in one transaction, all or none, by whoever writes entries; each as between_add
 * checks it. A note without `of` belongs to the session that stands before it in the list. */
bool between_add_all(struct practice *p, const struct actor *who, struct str client, struct entry *list, size_t count,
                     struct str once, struct arena *a, struct err *e);
/*
 * between_correct: a new entry in place of one, with a reason, which is the member "correction_reason" of what is
 * stored; the old one stays and says so. fresh->kind is the old one's. Of a score: the JSON of between_score; the
 * answers' alerts are raised as for a new one. A private diary is changed in place: nothing of before is kept.
 * between_withdraw: entered by mistake, with all its corrections. Clients correct and withdraw their own diary and
 * ratings. between_erase: a private diary, for good, its author alone.
 * ERR_CONFLICT corrected or withdrawn before.
 */
bool between_correct(struct practice *p, const struct actor *who, struct str client, struct str old,
                     struct entry *fresh, struct str reason, struct str once, struct arena *a, struct err *e);
bool between_withdraw(struct practice *p, const struct actor *who, struct str client, struct str id, struct str reason,
                      struct err *e);
bool between_erase(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e);
/* between_list: the entries of the kinds above that this person may read, by day; psychotherapy notes and private
 * diaries only when nothing else is asked for (f->kinds), and their author's own. between_get: one of that kind. */
bool between_list(struct practice *p, const struct actor *who, struct str client, const struct record_filter *f,
                  struct arena *a, struct record **out, size_t *count, struct err *e);
bool between_get(struct practice *p, const struct actor *who, struct str client, enum record_kind kind, struct str id,
                 struct arena *a, struct record *out, struct err *e);

/* ---- scores ---- */

/* between_score: a whole form or a number from paper, scored by measure/; an alert is raised in the same transaction.
 *   json  the score line of plan/series.h without id, date, entered and by: {"instrument":"phq9","responses":[...]} or
 *         {"instrument":"phq9","total":n}
 */
bool between_score(struct practice *p, const struct actor *who, struct str client, struct date date, struct str json,
                   struct str once, struct arena *a, struct str *id, struct score *out, struct err *e);
/*
 * between_form: begins a form of an assignment, or goes on with the one of that day that was not sent. Clients fill in
 * what is assigned remotely.
 * between_answer: one answer, saved as given; the alert is raised in the transaction that stores the answer, not on
 * sending, and a changed answer keeps it.
 *   item   1..count of the instrument; count + 1, count + 2, ...: its questions beside the score (structure.h, extras)
 *   value  as printed on the form; ten times that where structure.h says tenths; -1: not answered
 * between_send: from now on the form never changes; out is its score. Sent twice is sent once.
 * ERR_CONFLICT answered after sending.
 */
bool between_form(struct practice *p, const struct actor *who, struct str client, struct str assignment,
                  struct date date, struct arena *a, struct str *form, struct err *e);
bool between_answer(struct practice *p, const struct actor *who, struct str client, struct str form, int item,
                    int value, struct err *e);
bool between_send(struct practice *p, const struct actor *who, struct str client, struct str form, struct arena *a,
                  struct score *out, struct err *e);

/* ---- alerts ---- */

struct alert {
    struct str id, client, score;
    struct str owner; /* account that has to see to it now; absent: nobody is set */
    int64_t raised_ms, due_ms;
    bool escalated;          /* the deadline has passed, and it was handed on */
    bool stayed;             /* a deadline has passed, and there was nobody to hand it to; due_ms is the next one */
    struct str name;         /* of the client */
    struct str owner_name;   /* of open alerts of a client, and of one's clients (queue.h); absent: nobody is set */
    bool opens;              /* whether this person may read the client's chart; of between_alerts */
    struct str label, level; /* level: review, high_review, critical */
    struct str instrument;   /* id of the measure */
    struct str answer;       /* at the item, as it was when the alert was raised: a number; absent: not of one item */
    int64_t item;            /* 0: not one item */
    size_t tries;            /* how often the client was not reached; */
    struct str next;         /* what was to come next, and on which day: its end is then the deadline */
    struct date follow;
};
/*
 * between_alert_close: disposition: assessed, safety_plan, emergency_services; with words, what was done.
 * Who owns or covers the alert may, and the clinicians of the care team. A changed answer never closes an alert.
 * between_alert_tried: the client was not reached (project: that answers no alert). It stays open and with whom it is,
 * with what was tried, what comes next, and a day: its deadline is now the end of that day, after which it is handed on
 * as after any. ERR_INVALID (e->where text, next, follow) something is missing, or the day is not one of the next
 * seven. between_alerts: those that the person owns or covers, open ones, longest open first. between_escalate: alerts
 * past their deadline go to the cover (when none is set: to the primary clinician; when one outside the practice is: to
 * the practice's owner of alerts), and have no deadline any more; for the worker. *count of them. One that has nobody
 * else to go to stays open and with whom it is for another term, and its owner gets another reminder. The owner is the
 * practice's (people.h); when none is set, the client's primary clinician.
 */
bool between_alert_close(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         struct str disposition, struct str text, struct err *e);
#define ALERT_FOLLOW_DAYS 7
struct alert_attempt {
    struct str text, next; /* what was tried, what comes next */
    struct date follow;
};
bool between_alert_tried(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         const struct alert_attempt *attempt, struct err *e);
/* between_alert_reach: how to reach the client of an open alert, for whoever may answer it (as between_alert_close),
 * also outside the care team; nothing else of the record. The audit event names the alert. */
struct alert_contact {
    struct str name, role, contact;
};
struct alert_reach {
    struct str phone, contact;    /* contact: in an emergency; absent: not known */
    struct alert_contact *crisis; /* of the plan in force */
    size_t crisis_count;
};
bool between_alert_reach(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         struct arena *a, struct alert_reach *out, struct err *e);
bool between_alerts(struct practice *p, const struct actor *who, struct arena *a, struct alert **out, size_t *count,
                    struct err *e);
bool between_escalate(struct practice *p, const struct actor *program, size_t *count, struct err *e);

/* ---- what follows ---- */

/* between_follow: follow_plan() of the plan in force over the client's entries, on a day. ERR_NOT_FOUND (e->where
 * "plan") no plan is in force. */
bool between_follow(struct practice *p, const struct actor *who, struct str client, struct date on, struct arena *a,
                    struct plan **plan, struct follow *out, struct err *e);
/*
 * between_series: the client's entries as JSON Lines of plan/series.h. In a work about a client. Private
 * diaries and psychotherapy notes are not even opened. An entry's line bears its id; lines that an entry needs more of
 * bear it with a suffix ("-mood"). "entered" is the practice's day on which it was entered, of a form on which it was
 * sent. Corrections of numbers on the same day are corrections; any other is a withdrawal and a new line. A form that
 * is not sent is only there when it raised an alert, with the answers that raised it; sent, it is their correction. A
 * score's alert is closed when the last alert of it and of its corrections is.
 */
bool between_series(struct practice_tx *t, struct buf *out, struct err *e);
/*
 * between_summary: works the client's sealed summary, review days and open alerts out anew; called by every use case
 * here in its transaction, and by whoever else changes what it rests on. Members of the summary: those of clients.h,
 * which are kept, then
 *   "measures":[{"instrument":"gad7","value":12,"band":"...","change":-4,"on":"DATE"}]  change: since the first value
 *   "signs":["Lack of progress"]  titles of open signs      "review":{"state":"due","due":"DATE","overdue":"DATE"}
 *   "alerts":1  open ones
 */
bool between_summary(struct practice_tx *t, struct err *e);

#endif
