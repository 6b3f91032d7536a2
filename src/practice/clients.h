/*
 * clients.h: the people who are cared for: that there is one, who they are, whose caseload they are in.
 * Layer: practice.  Care teams and broken glass: people.h. What is written about a client: plans.h, between.h.
 *
 * The record of kind RECORD_DETAILS, one a client:
 *   {"name":"...", "birth_date":"YYYY-MM-DD",             both must be there
 *    "preferred_name", "pronouns", "language", "address", "phone", "email", "contact" (whom to call in an emergency),
 *    "payer", "member_id", "legal_status": texts, each may be absent}
 * The client's sealed summary begins with name, birth_date, preferred_name and pronouns of it; other members belong to
 * those who write them and are kept. The name is found by the beginnings of its words (and of the preferred name's).
 */
#ifndef PRACTICE_CLIENTS_H
#define PRACTICE_CLIENTS_H

#include "base/date.h"
#include "base/json.h"
#include "practice/practice.h"

/* What is seen of a client in lists and on top of each page. */
struct client_card {
    struct str id, state; /* state: active, ended, erased (then nothing else is there) */
    struct str name, preferred_name, pronouns;
    struct date birth_date;
    struct opt_int review_due, review_overdue; /* days since 1970 */
    int64_t alerts;                            /* open ones */
    bool hold;
    enum relation relation; /* of who read it; of clients_read, clients_find, chart_read, chart_progress, plans_page.
                               Of others RELATION_SELF, which is nobody's who works here */
    struct str summary;     /* the whole of it, JSON */
};

struct client_new {
    struct str details; /* JSON as above */
    struct str primary; /* account of the primary clinician; absent: who adds the client, when a clinician */
    bool unless_same;   /* not when somebody of this name and day of birth is there whom who adds may know of */
    struct str id;      /* out */
    struct str *same;   /* out, with ERR_CONFLICT: their ids */
    size_t same_count;
};

/* clients_new: a client with details and a primary clinician; staff who add one are in its care team as staff.
 * ERR_INVALID details that are not as above, or nobody to be the primary clinician. ERR_CONFLICT (e->where "same") with
 * unless_same. Whom who adds may not know of makes no difference to the answer, so that nobody learns by asking who is
 * a client here (45 CFR 164.502(b)). */
bool clients_new(struct practice *p, const struct actor *who, struct client_new *n, struct str once, struct arena *a,
                 struct err *e);

bool clients_read(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct client_card *out, struct err *e);
/* clients_details: the JSON above, and its version for clients_change. */
bool clients_details(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct str *json,
                     int64_t *version, struct err *e);
/* clients_change: details in place of those of that version; the summary and the words of the name follow.
 * ERR_CONFLICT changed meanwhile; ERR_INVALID. */
bool clients_change(struct practice *p, const struct actor *who, struct str client, struct str json, int64_t version,
                    struct err *e);
/* clients_end: care has ended, or goes on again; a plan in force is not ended with it (plans_end). Its record stays and
 * can be read as before. ERR_CONFLICT it has, or does, already; or a version of the plan waits for signatures (e->where
 * "signing"). */
bool clients_end(struct practice *p, const struct actor *who, struct str client, bool ended, struct str reason,
                 struct err *e);

struct client_page {
    size_t offset, limit;    /* limit 1..1000 */
    struct client_card *row; /* out, in the arena */
    size_t count;            /* out */
};
/* clients_list: the caseload: clients in whose care team one is, open alerts first, then by review due. */
bool clients_list(struct practice *p, const struct actor *who, struct client_page *page, struct arena *a,
                  struct err *e);
/*
 * clients_caseload: a page of the caseload, filtered and in an order. `today` decides what is late. Filters by alerts
 * and days cost what the page shows; those by what is sealed (worse, no scores, the order of names) open the summaries
 * of the caseload, some microseconds a client, of CASELOAD_MOST clients at most. ERR_INVALID limit, or no `today`.
 */
#define CASELOAD_MOST 5000
enum caseload_whose {
    CASELOAD_TEAM,      /* in whose care team one is */
    CASELOAD_MINE,      /* whose primary clinician one is */
    CASELOAD_SUPERVISED /* of those whom one supervises */
};
enum caseload_show {
    CASELOAD_IN_CARE, /* whose care has not ended; so with all that follow but the last two */
    CASELOAD_ALERTS,  /* an alert is open */
    CASELOAD_LATE,    /* the review was due before today */
    CASELOAD_SOON,    /* due within seven days, or late */
    CASELOAD_WORSE,   /* an open sign of deterioration or loss of gain */
    CASELOAD_NO_DATA, /* no score yet */
    CASELOAD_ENDED,   /* care has ended */
    CASELOAD_ALL
};
struct caseload {
    enum caseload_whose whose;
    enum caseload_show show;
    bool by_name; /* else open alerts first, then by review due */
    struct date today;
    size_t offset, limit;    /* limit 1..100 */
    struct client_card *row; /* out */
    size_t count, total;     /* out: of this page, of all that fit */
};
bool clients_caseload(struct practice *p, const struct actor *who, struct caseload *c, struct arena *a, struct err *e);

/* clients_find: by beginnings of words of the name, each of two letters or more, 50 at most; only those that one may
 * know of, in the order of their names. */
bool clients_find(struct practice *p, const struct actor *who, struct str words, struct client_page *page,
                  struct arena *a, struct err *e);

/* ---- inside a transaction, for other use cases ---- */

/* clients_card: a row as a card. ERR_INVALID a damaged summary. */
bool clients_card(const struct client_row *row, struct arena *a, struct client_card *out, struct err *e);
/* clients_named: ids of those whose whole name (in any case of ASCII letters) and day of birth these are, anybody's in
 * the practice: no relation is asked, and no event written. The caller tells only of those whom `who` may know of. The
 * ids are in t->arena. Errors of the store. */
bool clients_named(struct practice_tx *t, struct str name, struct date birth_date, struct str **out, size_t *count,
                   struct err *e);
/* clients_put_names: the members of a summary that come from the details, written into an object that is open. Whoever
 * writes a summary anew begins with it. */
void clients_put_names(struct json_out *o, const struct client_card *card);

#endif
