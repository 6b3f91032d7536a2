/*
 * practice.h: the gate: who may do what to whose record, one transaction, the audit row inside it.
 * Layer: practice.  Web, FHIR and the command line enter here, so that no door can forget.
 *
 * A use case is one row in cases.def (name, who, relation, audit action) and one function that calls practice_do() with
 * its work. The work runs only when the gate has let it through; the audit event is written in the same transaction,
 * and a refusal is an event too. What one may not know of is "not found", never "forbidden".
 */
#ifndef PRACTICE_PRACTICE_H
#define PRACTICE_PRACTICE_H

#include "base/zone.h"
#include "store/store.h"

enum role { /* bits: a person may have several */
            ROLE_OWNER = 1 << 0,
            ROLE_CLINICIAN = 1 << 1,
            ROLE_SUPERVISOR = 1 << 2,
            ROLE_PRESCRIBER = 1 << 3,
            ROLE_STAFF = 1 << 4,
            ROLE_PRIVACY_OFFICER = 1 << 5,
            ROLE_AUDITOR = 1 << 6, /* with an end date */
            ROLE_CLIENT = 1 << 7,
            ROLE_GUARDIAN = 1 << 8
};
#define ROLE_BITS 9

enum relation {                      /* nearest first */
                RELATION_SELF,       /* the client's own record */
                RELATION_GUARDIAN,   /* as far as the state's rules allow */
                RELATION_TEAM,       /* in the care team now */
                RELATION_SUPERVISED, /* supervises somebody in the care team */
                RELATION_GLASS,      /* broke the glass for this client less than the practice's hours ago */
                RELATION_PRACTICE,   /* same practice, nothing else */
                RELATION_NONE,       /* another practice, or no such client */
                RELATION_COUNT
};

enum purpose {
    PURPOSE_TREATMENT,
    PURPOSE_PAYMENT,
    PURPOSE_OPERATIONS,
    PURPOSE_CLIENT_REQUEST,
    PURPOSE_LEGAL,
    PURPOSE_EMERGENCY
};

/* With which secret somebody proved again who they are. */
enum again {
    AGAIN_UNKNOWN,
    AGAIN_PASSWORD,
    AGAIN_CODE,
    AGAIN_RECOVERY_CODE,
    AGAIN_HANDED_OVER /* the client has no secret: who handed the device over has given theirs, and stands by */
};

/* What a device of the practice is handed over for; which use cases that opens: digits in cases.def. */
enum handed { HANDED_NONE, HANDED_CHECKIN, HANDED_SAFETY_PLAN, HANDED_SIGN, HANDED_REVIEW, HANDED_COUNT };

/* Who is at the door, as the sign-in found it. */
struct actor {
    int64_t practice;
    struct str user; /* id; absent: the program itself (worker), which may what the row says under "program" */
    unsigned roles;
    struct str client; /* the client this account belongs to (client, guardian), else absent */
    struct str from;   /* address, or "command line" */
    enum purpose purpose;
    int64_t reauthenticated_ms; /* 0: not since sign-in */
    enum again reauthenticated_by;
    bool shared_device;           /* a client on a device that was handed over: one client, one task */
    enum handed task;             /* that one */
    struct str handed_by;         /* account of who handed it over */
    struct practice_trail *trail; /* events of reads are left here, to be written by practice_settle before anybody is
                                     shown anything; NULL: written at once */
    struct str once; /* idempotency id of the form that was sent: a use case that is called without one of its own is
                        done once under this one. Absent: none */
};

/* One use case; the rows are in cases.def. Each column of roles holds the weakest relation that is enough. */
struct use_case {
    const char *name; /* "plan.sign" */
    enum audit_action action;
    bool writes, about_client, needs_reauthentication, program,
        news,                     /* news: for the care team, when a client does it */
        after_end;                /* also for a guardian whose client has come of age */
    unsigned tasks;               /* bits: 1 << enum handed; on a device that was handed over for it */
    signed char least[ROLE_BITS]; /* enum relation, or -1: never */
    const char *source;           /* rule it rests on, "project" for our own judgement */
};

#define CASE(id, ...) CASE_##id,
enum case_id {
#include "practice/cases.def"
    CASE_COUNT
};
#undef CASE
struct use_case practice_case(enum case_id id);

/* practice_allows: whether one of the roles may do it from that relation. The matrix is made from it. */
bool practice_allows(const struct use_case *c, unsigned roles, enum relation relation);

/* The practice's program: one for the process. */
struct practice {
    struct store *store;
    int64_t (*now_ms)(void *clock); /* Unix milliseconds; tests hand in their own */
    void *clock;
    struct memo *memo; /* of practice_remember; NULL: nothing is kept from one read to the next */
    bool test_limits;  /* wrong secrets make nobody wait: for tests from outside */
};

/* practice_remember: from now on what is read is kept in memory, `bytes` of it at most, for a minute and only while
 * nothing has changed (memo.h): for a program that shows pages. practice_forget: no more; nothing that was handed out
 * may be in use then. */
bool practice_remember(struct practice *p, size_t bytes, struct err *e);
void practice_forget(struct practice *p);

/* What a work is handed. */
struct practice_tx {
    struct practice *practice;
    struct db_tx *tx;
    struct store *store;
    const struct actor *who;
    const struct use_case *what;
    struct str client; /* absent when the case is about none; a work that finds out whom it is about may set it */
    enum relation relation;
    int64_t now_ms;
    const struct zone *zone; /* of the practice; through practice_zone */
    bool zone_known;
    struct err zone_err; /* why it could not be read: the gate then lets the work fail, whatever it returned */
    struct arena *arena; /* of the caller */
    const struct practice_name *names; /* of people_name_in, in names_arena */
    const struct arena *names_arena;
    struct str object; /* to be set by the work: id of the row it was about, for the audit event */
    struct str why;    /* may be set: a reason for the audit event */
    bool nothing;      /* may be set by what the program does by itself (no user): nothing was due, no row was changed
                          and nobody was shown anything; then there is no event */
    bool refused;      /* may be set by a work that then fails: somebody was turned away, and the trail says so. A
                          failure with ERR_REFUSED says so by itself */
};
typedef bool practice_work(struct practice_tx *t, void *ctx, struct err *e);

/*
 * practice_do: the one way to a record.
 *   client  id; absent for cases that are about none
 *   once    idempotency id from the form; absent: none. When it was done before, work is not run and true is returned:
 *           the caller reads again what it wants to show
 *   a       owns what the work returns
 * ERR_NOT_FOUND  the client is not there or not to be known of by this person
 * ERR_REFUSED    known of, but this role may not do this; or a re-authentication is needed (e->where "reauthenticate")
 * and what the work returns. A refusal is audited in a transaction of its own. Thread-safe.
 */
bool practice_do(struct practice *p, const struct actor *who, enum case_id what, struct str client, struct str once,
                 struct arena *a, practice_work *work, void *ctx, struct err *e);

/* Events of what was read for one answer. They are written together with those of other answers, in one transaction. */
struct practice_trail {
    struct arena *arena; /* lives until they are written */
    struct practice_event {
        struct practice_event *next;
        struct audit_event event;
    } * first, *last;
    uint64_t moment; /* of the snapshot that these reads share (practice_hold), and when it was taken: */
    int64_t moment_ms;
};
/* practice_settle: writes the events of n trails; on disk within a second. When it fails none is written, and nothing
 * of what they tell of may be shown: ERR_IO. */
bool practice_settle(struct practice *p, struct practice_trail *const *list, size_t n, struct err *e);

/* practice_hold: until practice_let_go, what this thread reads for one answer is read at one moment (db_hold): on a
 * server one transaction in place of one for each use case, and nothing is asked for twice. Who stands how to whom is
 * that of this moment, too. What it writes ends it; the next read begins another. Not around anything that waits. */
void practice_hold(struct practice *p);
void practice_let_go(struct practice *p);

/* practice_turned_away: a front door has turned somebody away before any work was begun, because no role of theirs may
 * ever do it; the refusal becomes an event as the gate's own do. client: what was asked for, absent: nothing. */
bool practice_turned_away(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                          struct err *e);

/* practice_answers: whether the database can be read now: for those who watch the program. ERR_IO. */
bool practice_answers(struct practice *p, struct err *e);

/* practice_relation: of a person to a client, worked out in the transaction. */
bool practice_relation(struct practice *p, struct db_tx *tx, const struct actor *who, struct str client, int64_t now_ms,
                       enum relation *out, struct err *e);

/*
 * Days are those of the practice's time zone (settings); UTC where none is set, or the system's tz database no longer
 * knows it. practice_zone, practice_today: in a work; read once for it. practice_zone_of: outside of one, in a
 * transaction of its own. zone_find: by name, for the life of the process, thread-safe; an absent name is NULL, UTC.
 * ERR_INVALID the tz database (/usr/share/zoneinfo) has none of this name.
 */
const struct zone *practice_zone(struct practice_tx *t);
struct date practice_today(struct practice_tx *t);
bool practice_zone_of(struct practice *p, int64_t practice, const struct zone **out, struct err *e);
bool zone_find(struct str name, const struct zone **out, struct err *e);
/* zone_names: those to choose from, in the order of the alphabet: one for each country and clock (zone.tab of the tz
 * database) and UTC. 0: the system has no such list, or there is no memory: a name is typed. */
size_t zone_names(struct arena *a, struct str **out);
const char *zone_name(const struct zone *z); /* of one that zone_find gave; NULL: "UTC" */
/* zone_put_time: the time of day there, with the zone by name and by its distance, so that it means one moment also on
 * the night when clocks go back: "07:03:20 America/Los_Angeles (UTC-07:00)"; z NULL: "14:03:20 UTC". */
void zone_put_time(const struct zone *z, int64_t at_ms, struct buf *out);

const char *role_name(enum role r); /* "privacy_officer" */
bool role_find(struct str name, enum role *out);
const char *relation_name(enum relation r); /* "team" */

#endif
