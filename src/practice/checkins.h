/*
 * checkins.h: what a client is asked between visits, a question at a time: an instrument in its publisher's words,
 * personal measures, goals, the last session.
 * Layer: practice.  What is assigned, and whole scores: between.h; how an instrument is scored: measure/score.h.
 *
 * A form of an instrument is a RECORD_SCORE; one of ours a RECORD_CHECKIN:
 *   {"questions":[{"question":"...","low":"...","high":"...","alert_at":n} | {"goal":"g1","text":"..."} |
 *    {"feedback":"heard"}],"responses":[null, 0..10 or words],"form":true,"sent_ms":n}
 * in the words that were asked, whatever becomes of the assignment; with "reporter":"guardian" when the assignment has
 * it. Such a form is filled in by a guardian alone, each guardian their own, whatever the guardian sees of the record;
 * any other by the client alone. Of those of the other one list, open, read, answer and send know nothing. The session
 * feedback is our own short set; it is not a validated instrument, has no score and no norm, and is read as it stands.
 *
 * An instrument is shown only in wording that the practice has imported and may show (wordings.h). Answers are saved
 * one by one. A form that was begun is gone on with, also on a later day and another device, until the next one is due,
 * but for three days at least.
 */
#ifndef PRACTICE_CHECKINS_H
#define PRACTICE_CHECKINS_H

#include "measure/wording.h"
#include "practice/between.h"

#define CHECKIN_WORDS_MAX 2000 /* bytes */

enum checkin_kind { CHECKIN_INSTRUMENT, CHECKIN_PERSONAL, CHECKIN_GOALS, CHECKIN_FEEDBACK };

/* One that is asked of this person; those assigned on paper, and instruments without wording, are left out. */
struct checkin_due {
    struct str assignment;
    struct str form; /* one that was begun; absent: none */
    enum checkin_kind kind;
    const struct measure *measure; /* INSTRUMENT */
    struct str first;              /* PERSONAL: its first question */
    size_t questions;
    struct str every;   /* "P1W"; absent: once */
    struct date next;   /* when it is due; absent: once, and done */
    bool due;           /* now */
    struct date last;   /* sent last; absent: never */
    struct str sent_id; /* that one */
};
/* checkin_list: those that are due first, then by day. checkin_list_in: in a work about a client. */
bool checkin_list(struct practice *p, const struct actor *who, struct arena *a, struct checkin_due **out, size_t *count,
                  struct err *e);
bool checkin_list_in(struct practice_tx *t, struct checkin_due **out, size_t *count, struct err *e);

/* checkin_open: its form, begun now or before. ERR_NOT_FOUND no such assignment; ERR_REFUSED "assignment" it is filled
 * in with the clinician; "wording" there is none that may be shown; "remote" an answer can raise an alert and nobody is
 * set to see to it; ERR_CONFLICT it was taken back; "goals" the plan in force has none; "client" care has ended. */
bool checkin_open(struct practice *p, const struct actor *who, struct str assignment, struct arena *a, struct str *form,
                  struct err *e);

enum checkin_ask { CHECKIN_OPTIONS, CHECKIN_SCALE /* 0..10 */, CHECKIN_NUMBER, CHECKIN_WORDS };
struct checkin_option {
    int value;
    struct str text; /* of an instrument, in its publisher's words; absent: the number alone */
};
struct checkin_question {
    int item; /* for checkin_answer; the order of the list is that in which they are asked */
    enum checkin_ask ask;
    struct str name;         /* FEEDBACK: heard, worked_on, fit, change; GOALS: its id */
    struct str before, text; /* before: what stands in front of it on the form */
    struct str low, high;    /* of a scale, in the client's words; absent: ours */
    struct checkin_option *options;
    size_t option_count;
    int least, most;       /* NUMBER: ten times the number where `tenths` */
    bool tenths;           /* values are ten times what is printed */
    struct opt_int answer; /* absent: open */
    struct str words;      /* WORDS: the answer */
    bool at_alert;         /* the answer that stands is one that raises an alert */
};
struct checkin {
    struct str form, assignment;
    enum checkin_kind kind;
    const struct measure *measure;
    const struct wording *wording; /* INSTRUMENT: title, copyright, publisher */
    struct checkin_question *question;
    size_t count;
    size_t given; /* answered */
    struct date day;
    bool sent;
    bool by_guardian;
};
/* checkin_read: one's own form as it stands. Questions that an answer makes needless are left out. ERR_NOT_FOUND;
 * ERR_REFUSED "wording". */
bool checkin_read(struct practice *p, const struct actor *who, struct str form, struct arena *a, struct checkin *out,
                  struct err *e);

struct checkin_answer {
    struct str form;
    int item, value;  /* value -1: left open */
    struct str words; /* of CHECKIN_WORDS */
    bool at_alert;    /* out: with this answer help is shown: it raised an alert, or would have */
};
/* checkin_answer: saved as given; an alert is raised in the same transaction. ERR_INVALID "item" there is none such,
 * "item 3" or "value" no answer of it, "words"; ERR_CONFLICT "form" was sent, "client" care has ended; ERR_NOT_FOUND.
 */
bool checkin_answer(struct practice *p, const struct actor *who, struct checkin_answer *x, struct err *e);
/* checkin_send: from now on it never changes; sent twice is sent once. ERR_INVALID "form" has no answer yet. */
bool checkin_send(struct practice *p, const struct actor *who, struct str form, struct err *e);

/* checkin_form: a form of ours from its JSON: its questions as above. For those who read it in the chart. */
bool checkin_form(const struct record *r, struct arena *a, struct checkin *out, struct err *e);

/* people_remind: whether one is reminded by mail when a check-in is due; one's own account. The mails: worker.h. */
bool people_remind(struct practice *p, const struct actor *who, bool on, struct err *e);

/* ---- when a score reaches its client ---- */

/*
 * score_hold: this score is talked about before the client sees it, with a reason, which the client does not see.
 * score_release: no longer. ERR_NOT_FOUND no such score or check-in; ERR_CONFLICT held already, or not held.
 * A score reaches its client score_delay_days after it was entered or sent, at once when that is 0, unless it is held.
 */
bool score_hold(struct practice *p, const struct actor *who, struct str client, struct str score, struct str reason,
                struct err *e);
bool score_release(struct practice *p, const struct actor *who, struct str client, struct str score, struct err *e);
struct score_held {
    struct str score, reason, by_name;
    int64_t at_ms;
};
/* score_held: whether it is held, and why. */
bool score_held(struct practice *p, const struct actor *who, struct str client, struct str score, struct arena *a,
                struct score_held *out, bool *held, struct err *e);
/* scores_all_reach: *all: none is held back and none waits for its day. scores_reach: of these rows of the client those
 * that have reached the client; the others go. *waiting: how many of them that count are held. In a work about a
 * client. */
bool scores_all_reach(struct practice_tx *t, bool *all, struct err *e);
bool scores_reach(struct practice_tx *t, struct record *rows, size_t *count, size_t *waiting, struct err *e);

#endif
