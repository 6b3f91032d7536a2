/*
 * reset.h: an invitation of an account that is in use sets a new password: a reset. Who makes one could be that person,
 * so it is never the deed of one alone, never silent, and leaves the second factor as it is.
 * Layer: practice.  Invitations: people.h, people_client.h.
 *
 * - When its address goes by mail alone, to an address that the account's own person has confirmed, and the code is
 * told by who made it, two ways have to be in one hand.
 * - Otherwise who made it could have both parts: nothing is accepted before a second person, an owner or a privacy
 *   officer, has confirmed it. Neither who made it nor whose account it is can be that one. An invitation that who owns
 *   the data folder makes (goldthread user) needs nobody.
 * - A second factor is asked for when it is accepted, and stays; recovery codes stand in for it. It ends with the reset
 *   only when the second person says so.
 * - Until it is accepted the account works as before. Its person is told on each page, and can stop it; when it was
 *   accepted all sign-ins end, nobody is signed in by it, and the person is told by mail and on the pages until they
 *   have said that they know. It stands before the privacy officer until looked at; where no other one works than who
 * made it or whose account it is, an owner looks. Each step is an event, of a client's or guardian's account one about
 * the client.
 *
 * The newest one of an account is kept with it, sealed; those of before are in the audit trail.
 */
#ifndef PRACTICE_RESET_H
#define PRACTICE_RESET_H

#include "practice/practice.h"

#define RESET_DAYS 7 /* as any invitation */

struct reset {
    int64_t made_ms;        /* 0: there was none; no two of an account have the same: it says which one is meant */
    struct str by, by_name; /* account of who made it; absent: who owns the data folder */
    bool needs_second;      /* a second person has to confirm it */
    struct str confirmed_by;
    bool codes_off;     /* the second factor ends with it */
    int64_t used_ms;    /* accepted; 0: not */
    int64_t stopped_ms; /* by whose account it is; 0: not */
    bool known;         /* whose account it is has said that they know of it */
    struct str seen_by; /* the privacy officer, or owner, who has looked at it; absent: nobody */
};
/* reset_stands: it can be accepted, or confirmed, still. */
bool reset_stands(const struct reset *r, int64_t now_ms);
/* reset_is_news: whose account it is has not said yet that they know, and it stands or was accepted. */
bool reset_is_news(const struct reset *r, int64_t now_ms);

struct json;
struct json_out;
void reset_write(struct json_out *o, const struct reset *r);
void reset_read(const struct json *account, struct reset *out);

/* Those of all accounts, of clients too, newest first. */
struct reset_row {
    struct str account, name, by_name, confirmed_name, seen_name; /* by_name absent: who owns the data folder */
    struct str client;                                            /* of a client's or guardian's account */
    unsigned roles;
    bool has_totp;
    bool may_see; /* who asks may write down that they looked at it */
    struct reset reset;
};
bool reset_list(struct practice *p, const struct actor *who, struct arena *a, struct reset_row **out, size_t *count,
                struct err *e);
/* Which one is meant: ERR_CONFLICT "reset" when it is not the newest of the account any more. */
struct reset_of {
    struct str account;
    int64_t made_ms; /* of the one that was looked at */
};
/* reset_confirm: by a second person, who gives a secret again. ERR_NOT_FOUND none of this account stands; ERR_REFUSED
 * "second person" one's own, or of one's own account. codes_off: the second factor is lost, and ends with it. */
bool reset_confirm(struct practice *p, const struct actor *who, struct reset_of of, bool codes_off, struct err *e);
/* reset_seen: by a privacy officer, or an owner where no officer can. ERR_NOT_FOUND there is none; ERR_REFUSED "second
 * person" one's own; "privacy officer" an owner, where one of them can. */
bool reset_seen(struct practice *p, const struct actor *who, struct reset_of of, struct err *e);
/* reset_answer: whose account it is: knows of the one that was made at made_ms; or, while it stands, stops it: it works
 * no more. ERR_NOT_FOUND there is nothing to say; ERR_CONFLICT as above. */
bool reset_answer(struct practice *p, const struct actor *who, int64_t made_ms, bool stop, struct err *e);

#endif
