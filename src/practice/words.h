/*
 * words.h: what a client says about a part of the plan or of the care, and what is answered.
 * Layer: practice.
 *
 * Each is a RECORD_WORDS: entered, then seen (read by somebody of the care team), then answered. What is said is kept
 * as it is, byte for byte. An answer (state answer) and the mark of who has read it and when (state mark) are entries
 * of their own, of: the words. Until they are read their row's due_ms is the time at which they were entered: so the
 * queue finds what waits without looking at what does not.
 *
 * Not a chat, and not watched all the time: every page with a box for words says so.
 *
 * A client reads what the client wrote, and its answers; what a guardian wrote is for the care team.
 * A guardian reads what he wrote himself and its answers; others' words when notes are open to him
 * (practice/sharing.h). He writes as soon as anything is open. In a packet words count as notes,
 * without said_of: that is of the plan.
 */
#ifndef PRACTICE_WORDS_H
#define PRACTICE_WORDS_H

#include "base/date.h"
#include "practice/practice.h"

#define WORDS_TEXT_MAX 2000 /* characters, of each text */
#define WORDS_ABOUT_MAX 100

enum words_kind {
    WORDS_QUESTION,     /* about a part */
    WORDS_DOES_NOT_FIT, /* "this does not fit me" */
    WORDS_GOAL,         /* a goal of one's own, proposed */
    WORDS_VALUE,        /* what matters to me */
    WORDS_MISTAKE,      /* in a check-in that was sent */
    WORDS_REVIEW,       /* before a review: helped, did_not, next */
    WORDS_AGREEMENT,    /* why one signs, or does not want to */
    WORDS_OTHER,
    WORDS_KIND_COUNT
};
const char *words_kind_name(enum words_kind k); /* "does_not_fit" */
bool words_kind_find(struct str name, enum words_kind *out);

enum words_state { WORDS_ENTERED, WORDS_SEEN, WORDS_ANSWERED };

struct words_answer {
    struct str id, text, by, by_name;
    int64_t at_ms;
};

struct words {
    struct str id; /* out */
    enum words_kind kind;
    /* The part: "objectives/o1", "goals/g1", "interventions/i1", "plan", "review", the id of a check-in; letters,
     * digits and "/-_." alone. Absent: nothing in particular. */
    struct str about;
    struct str text; /* needed, but of a review */
    struct str
        said_of; /* how the part read then, WORDS_TEXT_MAX characters at most; absent: about none, or not known */
    struct str helped, did_not, next; /* of a review: at least one of them, or text */
    /* out */
    struct date date;
    int64_t at_ms;
    struct str by, by_name;
    enum words_state state;
    int64_t seen_ms; /* 0: not yet */
    struct str seen_by_name;
    struct words_answer *answer; /* oldest first */
    size_t answer_count;
};

/* words_add: by the client or a guardian; news for the care team. ERR_INVALID (e->where the member) empty, too long;
 * ERR_REFUSED (e->where "guardian") nothing is open to this guardian. */
bool words_add(struct practice *p, const struct actor *who, struct str client, struct words *w, struct str once,
               struct arena *a, struct err *e);

/* words_of_version: what words of kind agreement are about that somebody says of that version, as it reads now: "I do
 * not want to sign it" (it is not asked for again on the first page of who said so, outside.h), what goes with a
 * signature, what is to be changed first. The same words of the same person about the same are kept once. */
enum words_say { WORDS_NOT_SIGN, WORDS_SIGNED, WORDS_CHANGE };
#define WORDS_VERSION_SIZE 72
void words_of_version(struct str plan, const struct seal_hash *hash, enum words_say say, char out[WORDS_VERSION_SIZE]);

/* words_of_version_in: in a work about a client: whether anybody said such words of that version. */
bool words_of_version_in(struct practice_tx *t, const struct record *plan, bool *any, struct err *e);

struct words_filter {
    unsigned kinds;    /* bits 1 << words_kind; 0: all */
    struct date from;  /* said on that day or later; absent: all */
    bool unread;       /* entered and not seen yet */
    struct str id;     /* these alone, and nothing else is read; absent: all */
    size_t limit;      /* 0: all; what is read grows with it */
    struct str before; /* id: what was said before these, and not they themselves; absent: from the newest on */
};
/* words_list: newest first. The audit event names the newest of them (its object); without one there was nothing to
 * read. ERR_NOT_FOUND (e->where "record") before is none. */
bool words_list(struct practice *p, const struct actor *who, struct str client, const struct words_filter *f,
                struct arena *a, struct words **out, size_t *count, struct err *e);

/*
 * words_ask: the care team puts the questions before a review (what helped, what did not, what next) to the client now,
 * before its day: the first page of the client, and of a guardian to whom reviews are open, asks until they are
 * answered, a review was entered (whatever its day; one that was withdrawn is none), or WORDS_ASK_DAYS have passed.
 * Asked while a question is open nothing is added. ERR_REFUSED (e->where "client") nobody could answer. words_asking:
 * whether one is open, and whether somebody could answer. words_asked_in: in a work; 0: none is open.
 */
#define WORDS_ASK_DAYS 28
struct words_asking {
    bool can;         /* the client has an account, or a guardian does to whom reviews are open; not ended */
    int64_t asked_ms; /* 0: no question is open */
};
bool words_ask(struct practice *p, const struct actor *who, struct str client, struct str once, struct arena *a,
               struct err *e);
bool words_asking(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct words_asking *out, struct err *e);
bool words_asked_in(struct practice_tx *t, int64_t *asked_ms, struct err *e);

/* words_seen: the care team has read these; what was seen before stays as it is. ERR_NOT_FOUND no such words.
 * words_answer: one more answer; it is read with that. words_answered_in: in a work: when this person was answered
 * last, in the last WORDS_ANSWERED_DAYS; 0: not since. */
#define WORDS_ANSWERED_DAYS 7
bool words_seen(struct practice *p, const struct actor *who, struct str client, const struct str *ids, size_t count,
                struct arena *a, struct err *e);
bool words_answer(struct practice *p, const struct actor *who, struct str client, struct str id, struct str text,
                  struct str once, struct arena *a, struct str *answer, struct err *e);
bool words_answered_in(struct practice_tx *t, int64_t *at_ms, struct err *e);

#endif
