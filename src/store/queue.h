/*
 * queue.h: what waits for one person, across clients: places for signatures, news of clients, reviews. Each is a range
 * read of the person's clients or of what is open, never of what is settled. Layer: store. What it means:
 * practice/queue.h.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include "store/store.h"

struct waiting_row {
    struct str client, plan, role, account; /* account absent: anybody with that role who may */
    int64_t item, place;
};
/* waiting_list: places that are not settled of plans that are being signed: those that name this account, and all of
 * clients in whose care team the account is, or somebody whom it supervises; by client, plan, place, item. */
bool waiting_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                  struct waiting_row **out, size_t *count, struct err *e);

/* news_put: the client's own account, or the guardian's, did something now. seen_put: somebody looked at the chart. */
bool news_put(struct db_tx *tx, int64_t practice, struct str client, struct str account, int64_t now_ms, struct err *e);
bool seen_put(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t now_ms, struct err *e);
/* seen_get: when; 0: never. news_get: the same of the client. */
bool seen_get(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t *at_ms, struct err *e);
bool news_get(struct db_tx *tx, int64_t practice, struct str client, int64_t *at_ms, struct err *e);

struct news_row {
    struct str client, by;  /* account that did it */
    int64_t at_ms, seen_ms; /* seen: when this person looked last, or came into the care team */
};
/* news_list: clients in whose care team the account is and who did something that it has not seen; newest first. */
bool news_list(struct db_tx *tx, int64_t practice, struct str account, size_t limit, struct arena *a,
               struct news_row **out, size_t *count, struct err *e);
/* What a client said, in RECORD_WORDS, that nobody has read: of one client. */
struct unread_row {
    struct str client;
    int64_t at_ms; /* since when: of the oldest */
    int64_t count;
};
/* unread_list: of clients in whose care team the account is; longest waiting first. */
bool unread_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                 struct unread_row **out, size_t *count, struct err *e);
/* alert_list: open and escalated alerts of clients in whose care team the account is, longest open first. */
struct alert_row {
    struct str client, id;
};
bool alert_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                struct alert_row **out, size_t *count, struct err *e);
/* draft_list: drafts of plans that this account wrote at last, of clients in whose care team it is; oldest first. */
bool draft_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                struct alert_row **out, size_t *count, struct err *e);
/* news_forget: all about a client. */
bool news_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e);

#endif
