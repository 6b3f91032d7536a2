/*
 * store.h: the tables: rows <-> structs, sealed on the way in and opened on the way out.
 * Layer: store.  All SQL text of the program is in this folder.  Not here: who may (practice/), what a record means.
 *
 * Every table leads with practice_id. What is in the clear: ids, kinds, states, days and times, due times, who; all
 * content is sealed with the client's key (SECURITY.md lists it column by column). schema.c holds the tables.
 * Everything here runs inside a transaction of db.h; the error rule is that of db_ok().
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/num.h"
#include "store/audit.h"

struct store {
    struct db *db;
    struct keys *keys;
    const char
        *node; /* name of this process in audit chains: "main", or the host's in a cluster; letters, digits, '-' */
};

/* store_migrate: the schema of this program. store_version: its number. */
bool store_migrate(struct db *db, struct err *e);
int store_version(void);

/* Kinds of records; the name is what stands in the table. */
enum record_kind {
    RECORD_PLAN,      /* a plan version: goldthread.plan/1 JSON */
    RECORD_AMENDMENT, /* appended to a signed plan: amendment, addendum, statement of disagreement */
    RECORD_SESSION,
    RECORD_NOTE,               /* session note; of: the session */
    RECORD_PSYCHOTHERAPY_NOTE, /* its author's alone */
    RECORD_SCORE,              /* a form, answer by answer; of: the assignment or the score it corrects */
    RECORD_ASSIGNMENT,         /* a measure assigned with its cadence */
    RECORD_DIARY,              /* assigned diary, shared */
    RECORD_PRIVATE_DIARY,
    RECORD_EVENT, /* life event, stressor, reported symptom */
    RECORD_DIAGNOSIS,
    RECORD_RATING, /* counts, 0-10 ratings, attainment levels */
    RECORD_REFERRAL,
    RECORD_CONSULTATION,
    RECORD_REVIEW,
    RECORD_DECISION, /* about a sign */
    RECORD_ALERT,    /* of: the score */
    RECORD_SAFETY_PLAN,
    RECORD_CONSENT, /* treatment, e-record, release */
    RECORD_DISCLOSURE,
    RECORD_REQUEST, /* the client's: access, amendment, restriction, accounting; with its clock */
    RECORD_ENDING,
    RECORD_DETAILS, /* the client's own details, one a client */
    RECORD_WORDS,   /* of the client about the plan or the care; with answers to them */
    RECORD_CHECKIN, /* a form of ours, answer by answer: personal measures, goals, feedback; of: the assignment */
    RECORD_HOLD,    /* a score is talked about before its client sees it; of: the score */
    RECORD_KIND_COUNT
};

enum record_label {                         /* bits */
                    LABEL_PART2 = 1 << 0,   /* 42 CFR Part 2 */
                    LABEL_PRIVATE = 1 << 1, /* the client's own eyes only */
                    LABEL_PSYCHOTHERAPY = 1 << 2
};

struct record {
    int64_t practice;
    struct str client, id; /* ULIDs */
    enum record_kind kind;
    struct str state;      /* "draft", "signed", "open", "closed", "withdrawn", ...: the use case's words */
    int64_t version;       /* 1 when new; grows with each change: optimistic locking */
    int32_t day;           /* the day it is about, days since 1970 */
    struct opt_int due_ms; /* when something about it falls due, for clocks and escalations */
    struct str owner;      /* user who has to see to it; absent: nobody in particular */
    struct str of;         /* id of the record it belongs to or corrects */
    unsigned labels;
    bool locked;   /* content can never change again; the database refuses it too */
    struct str by; /* user who entered it */
    int64_t entered_ms;
    struct str content; /* opened; usually JSON */
};

/* record_add: a new row; id, version and the sealed content are made here.
 *   now_ms  gives the id its time
 * On return r->id (in arena a) and r->version are set. ERR_NOT_FOUND no such client, ERR_MEMORY.
 * record_add_as: under r->id, one of seal_new_id that stands in something made before. */
bool record_add(struct store *s, struct db_tx *tx, struct record *r, int64_t now_ms, struct arena *a, struct err *e);
bool record_add_as(struct store *s, struct db_tx *tx, struct record *r, int64_t now_ms, struct err *e);

/* record_change: content, state, day, due, owner, labels and locked of r->id, when its version still is r->version.
 * ERR_CONFLICT changed by somebody else meanwhile (e->where the id), or locked and the content differs.
 * On return r->version is the new one. */
bool record_change(struct store *s, struct db_tx *tx, struct record *r, struct err *e);

/* record_move: of a locked row: state, due and owner only; its content stays as it is. ERR_CONFLICT as record_change.
 */
bool record_move(struct store *s, struct db_tx *tx, struct record *r, struct err *e);

/* record_get: ERR_NOT_FOUND; ERR_INVALID damaged or moved (names the row). */
bool record_get(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id, struct arena *a,
                struct record *out, struct err *e);

struct record_filter {
    unsigned kinds;           /* bits 1 << record_kind; 0: all */
    struct str state;         /* absent: all */
    struct str of;            /* absent: all */
    struct str by;            /* entered by this user; absent: all */
    int32_t from_day, to_day; /* both 0: all */
    struct str
        before; /* of to_day the rows with a smaller id alone: what follows that one, newest first; absent: all */
    bool newest_first;
    size_t limit;         /* 0: all */
    bool without_content; /* rows are not opened */
};
/* record_list: by day, then id. */
bool record_list(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const struct record_filter *f,
                 struct arena *a, struct record **out, size_t *count, struct err *e);

/* record_open: the contents of rows of one client that were listed without them. record_beside: rows of one kind,
 * opened, that belong to (`of`) one of `ids`; by day, then id, but for those of some ids after those of others. One
 * statement for as many ids as it has room for. ERR_NOT_FOUND a row is gone. */
bool record_open(struct store *s, struct db_tx *tx, struct record *rows, size_t count, struct arena *a, struct err *e);
struct record_ids {
    int64_t practice;
    struct str client;
    enum record_kind kind;
    const struct str *at;
    size_t n;
};
bool record_beside(struct store *s, struct db_tx *tx, const struct record_ids *ids, struct arena *a,
                   struct record **out, size_t *count, struct err *e);

const char *record_kind_name(enum record_kind k);
bool record_kind_find(struct str name, enum record_kind *out); /* false when no kind has this name */

/* ---- clients and their care teams ---- */

struct client_row {
    int64_t practice;
    struct str id;
    struct str state;   /* active, ended, erased */
    struct str summary; /* opened; JSON: name, main scores, signs, due dates; small */
    int64_t version;
    struct opt_int review_due, review_overdue; /* days since 1970 */
    int64_t alerts;                            /* open ones */
    bool hold;                                 /* no erasing */
    int64_t created_ms;
};

/* client_add: a client with a key of its own. names: words by which it can be found (their beginnings become tokens).
 */
bool client_add(struct store *s, struct db_tx *tx, struct client_row *c, const struct str *names, size_t name_count,
                int64_t now_ms, struct arena *a, struct err *e);
bool client_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a,
                struct client_row *out, struct err *e);
bool client_change(struct store *s, struct db_tx *tx, struct client_row *c, struct err *e); /* as record_change */
bool client_rename(struct store *s, struct db_tx *tx, int64_t practice, struct str id, const struct str *names,
                   size_t count, struct err *e);
/* client_caseload: clients in whose care team the user is, open alerts first, then by review due; one range read. */
bool client_caseload(struct store *s, struct db_tx *tx, int64_t practice, struct str user, size_t offset, size_t limit,
                     struct arena *a, struct client_row **out, size_t *count, struct err *e);
/* client_caseload_page: a page of it, or of part of it, and *total of all that fit. */
enum caseload_source { CASELOAD_OF_TEAM, CASELOAD_OF_PRIMARY, CASELOAD_OF_SUPERVISED };
struct caseload_filter {
    struct str user;
    enum caseload_source source;
    int64_t now_ms;
    bool alerts;              /* with an open one */
    struct opt_int due_until; /* review due up to that day */
    const char *state;        /* only this one; NULL: all but erased */
    size_t offset, limit;
};
bool client_caseload_page(struct store *s, struct db_tx *tx, int64_t practice, const struct caseload_filter *f,
                          struct arena *a, struct client_row **out, size_t *count, size_t *total, struct err *e);
/* client_reviews: those of them that are active and whose review is due up to that day, by day. */
bool client_reviews(struct store *s, struct db_tx *tx, int64_t practice, struct str user, int64_t until_day,
                    size_t limit, struct arena *a, struct client_row **out, size_t *count, struct err *e);
/* client_find: ids of clients that have a word beginning with each of `words` (two letters or more). */
bool client_find(struct store *s, struct db_tx *tx, int64_t practice, const struct str *words, size_t word_count,
                 struct arena *a, struct str **ids, size_t *count, struct err *e);

/* Care team: a user's relation to a client, from a time until another. */
struct team_row {
    int64_t practice;
    struct str user, client, role; /* role: primary, clinician, prescriber, supervisor, staff, guardian, client */
    int64_t from_ms;
    struct opt_int until_ms;
};
bool team_put(struct store *s, struct db_tx *tx, const struct team_row *t, struct err *e);
bool team_end(struct store *s, struct db_tx *tx, const struct team_row *t, int64_t at_ms, struct err *e);
bool team_of_client(struct store *s, struct db_tx *tx, int64_t practice, struct str client, int64_t at_ms,
                    struct arena *a, struct team_row **out, size_t *count, struct err *e);

#endif
