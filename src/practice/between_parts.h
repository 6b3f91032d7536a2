/*
 * between_parts.h: what the files of between.h share. Layer: practice, private to them.
 */
#ifndef PRACTICE_BETWEEN_PARTS_H
#define PRACTICE_BETWEEN_PARTS_H

#include "base/json.h"
#include "plan/plan.h"
#include "practice/between.h"
#include "practice/people.h"
#include "store/entries.h"

#define NONE ((struct str){NULL, 0})

/* States of rows. */
#define STATE_ENTERED "entered"
#define STATE_CORRECTED "corrected"
#define STATE_WITHDRAWN "withdrawn"
#define STATE_WITHDRAWAL "withdrawal"
#define STATE_OPEN "open" /* forms, alerts */
#define STATE_SENT "sent"
#define STATE_ESCALATED "escalated"
#define STATE_CLOSED "closed"
#define STATE_CLOSING "closing"
#define STATE_TRIED "tried"

/* Kinds that are their author's alone. */
#define SECRET_KINDS (1u << RECORD_PSYCHOTHERAPY_NOTE | 1u << RECORD_PRIVATE_DIARY)

/* Who may read and write a kind; NULL for kinds that are not between.h's. */
struct between_kind {
    enum case_id read, write;
    bool client_edits; /* clients correct and withdraw what they entered */
    bool added;        /* by between_add; else by functions of their own */
    unsigned labels;   /* always; LABEL_PART2 only in a Part 2 programme */
};
const struct between_kind *between_kind(enum record_kind k);

/* between_check: whether the JSON is what the kind asks for. A score's is looked at here for its members only. */
bool between_check(enum record_kind kind, struct str json, struct arena *a, const struct json **root, struct err *e);

/* between_safety: the steps of a safety plan as it is stored. */
struct plan_safety;
bool between_safety(struct str json, struct arena *a, const struct plan_safety **out, struct err *e);

/* between_is_sign: whether it can be the id of a sign: "lack-of-progress/o1", or the name of a kind alone. */
bool between_is_sign(struct str s);

/* between_guardians: the accounts of the client's guardians, ended ones too, in the order in which they were made. Each
 * one's answers are a course of their own: between_guardian gives its number, 1 for one that is not there. */
struct between_guardians {
    struct str *account;
    size_t n;
};
bool between_guardians(struct practice_tx *t, struct arena *a, struct between_guardians *out, struct err *e);
int between_guardian(const struct between_guardians *g, struct str account);
/* between_lines: entries as lines of a series. rows: all that belongs together. */
struct between_place {
    const struct zone *zone; /* of the practice, NULL: UTC */
    struct between_guardians guardians;
};
bool between_lines(const struct record *rows, size_t n, const struct between_place *of, struct arena *a,
                   struct buf *out, struct err *e);
/* between_scored: the score of an entry's content, of a form in whatever state. */
bool between_scored(const struct json *content, struct score *out, struct err *e);
#define BETWEEN_LINE_KINDS ENTRIES_KINDS
/* between_plan_line: the line of a version of the plan that was signed; none of any other. ERR_MEMORY.
 *   times  when plans of the client were signed (signature_latest) */
struct signature_time;
bool between_plan_line(struct practice_tx *t, const struct record *r, const struct signature_time *times,
                       size_t times_count, struct buf *out, struct err *e);
/* between_plan_lines: those of all versions of the client's plan. */
bool between_plan_lines(struct practice_tx *t, struct arena *a, struct buf *out, struct err *e);

/* between_check_date: set, and not ahead of time where the kind tells of what was. */
bool between_check_date(const struct practice_tx *t, enum record_kind kind, struct date d, struct err *e);
/* between_check_line: whether the entry can be a line of a series. */
bool between_check_line(const struct practice_tx *t, const struct record *r, struct err *e);

/* between_fresh: a row of this kind as actor and clock have it, state entered, locked. between_store: with its labels;
 * its id is the object of the audit event. */
struct record between_fresh(const struct practice_tx *t, enum record_kind kind, struct date date, struct str content);
bool between_store(struct practice_tx *t, struct record *r, struct err *e);
/* between_move: another state of a row, its content kept. */
bool between_move(struct practice_tx *t, struct record *r, const char *state, struct err *e);

/* between_one: a row of this client and kind that the actor may know of; else ERR_NOT_FOUND. */
bool between_one(struct practice_tx *t, enum record_kind kind, struct str id, struct record *out, struct err *e);
/* between_opens: the sections (practice/sharing.h) that are open to who asks: all, but to a guardian. ERR_REFUSED none.
 */
bool between_opens(struct practice_tx *t, unsigned *sections, struct err *e);
bool between_hidden(const struct practice_tx *t, const struct record *r);

/* What follows from the entries, as known today. */
struct between_facts {
    struct series series;
    struct plan *plan;    /* NULL: none in force */
    struct follow follow; /* empty without a plan */
    struct date today;
    int64_t alerts;            /* open ones; set by between_summary */
    struct entries_kept fresh; /* what is to be kept of the entries, with entries_put */
};
/* between_may_follow: what follows is drawn from all of the record: a guardian sees it when all is open, in a Part 2
 * programme what bears its label too. ERR_REFUSED (e->where "guardian"). */
bool between_may_follow(struct practice_tx *t, struct err *e);
/* between_last_measures: the measures that were filled in most lately, each once, the latest first; how many. */
size_t between_last_measures(const struct between_facts *f, const struct measure **out, size_t most);
bool between_facts(struct practice_tx *t, struct between_facts *out, struct err *e);
/*
 * between_entries: all entries of t->client as series_read would have them: from the copy that is kept, carried on by
 * what was added since; else from the rows. *fresh is what is to be kept then, in this transaction or after it.
 *   want  those of it that are needed are enough (plan/series.h); NULL: all
 */
bool between_entries(struct practice_tx *t, const struct series_want *want, struct series *out,
                     struct entries_kept *fresh, struct err *e);

/* between_settings: the practice's. between_primary: the client's primary clinician; absent: none. */
bool between_settings(struct practice_tx *t, struct people_settings *out, struct err *e);
bool between_primary(struct practice_tx *t, struct str *out, struct err *e);

/* between_alerts_mine: those that this person owns or covers. between_alerts_open: the client's open alerts, longest
 * open first. */
bool between_alerts_mine(struct practice_tx *t, struct alert **out, size_t *count, struct err *e);
bool between_alerts_open(struct practice_tx *t, struct alert **out, size_t *count, struct err *e);
/* between_alerts_team: open alerts of clients in whose care team this person is, but for `mine`; longest open first. */
bool between_alerts_team(struct practice_tx *t, const struct alert *mine, size_t mine_count, size_t limit,
                         struct alert **out, size_t *count, struct err *e);

/* between_plan: the plan in force; *plan NULL when there is none. */
bool between_plan(struct practice_tx *t, struct plan **plan, struct err *e);

/* between_raise: alerts of `score`, a row that is stored, that `before` did not have (NULL: all of them); *raised is
 * true when there were any. between_has_alert: whether an answer to what is assigned can raise one. between_remote:
 * ERR_REFUSED when it can, and owner or cover is not set. */
bool between_raise(struct practice_tx *t, const struct record *score, const struct score *before,
                   const struct score *now, bool *raised, struct err *e);
bool between_has_alert(const struct json *assignment);
bool between_remote(struct practice_tx *t, const struct json *assignment, struct err *e);

/* What an answer did: alert_raised anew; at_alert: this answer alone is one that raises an alert, or one was raised. */
struct between_answered {
    bool alert_raised, at_alert;
};
/* between_form_in, between_answer_in, between_send_in: the work of the functions of between.h without "_in". */
bool between_form_in(struct practice_tx *t, struct str assignment, struct date date, struct str *form, struct err *e);
bool between_answer_in(struct practice_tx *t, struct str form, int item, int value, struct between_answered *out,
                       struct err *e);
bool between_send_in(struct practice_tx *t, struct str form, struct score *out, struct err *e);
/* between_put_sent: a form with the moment of its sending. */
bool between_put_sent(const struct json *form, int64_t now_ms, struct arena *a, struct str *out, struct err *e);

/* between_plus: a JSON object with one more member. */
bool between_plus(const struct json *root, const char *key, struct str text, struct arena *a, struct str *out,
                  struct err *e);

/* between_take: what was written into b, in the arena; b is freed. */
bool between_take(struct buf *b, struct arena *a, struct str *out, struct err *e);

#endif
