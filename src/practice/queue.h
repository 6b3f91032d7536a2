/*
 * queue.h: what waits for this person: alerts, reviews, signatures, requests, and what clients did that nobody has
 * looked at yet. One audit event, and one about the client for each alert, whose line tells what was answered; the cost
 * grows with what is open and with the caseload, never with the archive.
 * Layer: practice.
 */
#ifndef PRACTICE_QUEUE_H
#define PRACTICE_QUEUE_H

#include "practice/between.h"
#include "practice/clients.h"
#include "practice/sharing.h"

#define QUEUE_DAYS 7  /* reviews that fall due within them */
#define QUEUE_MAX 200 /* reviews, plans and requests that are told of */
#define QUEUE_NEWS_MAX 50

#define QUEUE_TOLD_MS INT64_C(900000)

enum queue_due { QUEUE_LATE, QUEUE_TODAY, QUEUE_SOON };

struct queue_review {
    struct client_card card; /* of the caseload; card.summary has the main measures */
    enum queue_due due;
    int64_t days; /* until it is due; negative: so many days late */
};

struct queue_plan {
    struct str client, name, plan; /* name: of the client */
    struct str role;               /* mine: in which one signs; else the roles whose turn it is: "client, supervisor" */
    int64_t item;                  /* mine: which place */
    bool turn;                     /* mine: it is one's turn; false: others sign first */
};

struct queue_request {
    struct str client, name, id;
    enum request_kind kind;
    struct str state; /* open, extended */
    struct date due_on;
    int64_t days; /* until that day; negative: so many days late */
};

/* What a client, or a guardian, did since this person looked at the chart last (chart_read). */
struct queue_news {
    struct str client, name;
    int64_t at_ms;  /* of the newest */
    unsigned kinds; /* bits 1 << record_kind of entries; 0: a signature, a request, a form that is not sent */
    size_t entries; /* CHART_ROWS_MAX of a kind at most */
};

/* What a client said (words.h) that nobody of the care team has read. */
struct queue_words {
    struct str client, name;
    int64_t at_ms; /* since when the oldest waits */
    int64_t count;
};

struct queue {
    struct alert *alert; /* owned or covered, longest open first */
    size_t alert_count;
    struct alert *team_alert; /* of one's clients, that somebody else sees to, QUEUE_MAX of them; longest open first */
    size_t team_alert_count;
    struct queue_review *review; /* by day */
    size_t review_count;
    struct queue_plan *mine, *others; /* others: of the same clients, one row a plan */
    size_t mine_count, other_count;
    struct queue_plan *draft; /* one's own, not sent to be signed; oldest first */
    size_t draft_count;
    struct queue_request *request; /* with a clock, by day: of one's clients; of all for privacy officers */
    size_t request_count;
    struct queue_news *news; /* newest first */
    size_t news_count;
    struct queue_words *words; /* longest waiting first */
    size_t words_count;
};

/* queue_read: the first page's. Whoever is shown an alert has read of that client's record: an event of alert.list says
 * so, one for each client and quarter of an hour of the same person's looking. `today` is the day in the practice's
 * zone. */
bool queue_read(struct practice *p, const struct actor *who, struct date today, struct arena *a, struct queue *out,
                struct err *e);

#endif
