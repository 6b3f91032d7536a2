/*
 * people_client.h: how clients and guardians get in: their accounts, invitations that sign in at once, links by mail
 * that open once, and a device of the practice that is handed over for one task.
 * Layer: practice.  Passwords, codes and sessions of everybody: people.h.
 */
#ifndef PRACTICE_PEOPLE_CLIENT_H
#define PRACTICE_PEOPLE_CLIENT_H

#include "practice/people.h"

/* ---- accounts of a client ---- */

struct client_account {
    struct person person;
    bool device_only;         /* never invited: the client has used a device that was handed over */
    struct opt_int until_ms;  /* of an invitation that stands */
    struct opt_int active_ms; /* when the account did something last */
};
/* people_of_client: the client's account and its guardians', the client's own first. people_end_of_client: one of them
 * cannot sign in any more; what it wrote stays. ERR_NOT_FOUND not one of this client's; ERR_CONFLICT has ended. */
bool people_of_client(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct client_account **out, size_t *count, struct err *e);
bool people_end_of_client(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e);

/* people_change_me: one's own mail address, and the name of who works here (a client's is the practice's). before: what
 * was. Needs a re-authentication. ERR_INVALID name, email. */
bool people_change_me(struct practice *p, const struct actor *who, struct str name, struct str email, struct arena *a,
                      struct person *before, struct err *e);

/* ---- invitations ---- */

/* people_invited: whether an invitation with this token stands, and whether it is a client's or guardian's; of an
 * account in use it is a reset (reset.h), for which a code of the device may be needed. What is none is no error. */
struct invited {
    bool stands, outside, reset, needs_code;
    struct str email; /* of a first one: the address that who invites wrote, to be confirmed; absent: none */
};
bool people_invited(struct practice *p, struct str token, struct arena *a, struct invited *out, struct err *e);

/* people_accept_in: people_accept; a client or guardian whose first it is, is signed in at once: in, then session and
 * who are set. */
struct accepting {
    struct str token, code, password;
    struct str device_code; /* a code of the device, or a recovery code; absent: none was given */
    struct str from;        /* address */
    struct str email; /* of a first one: the mail address of which the person has said that it is their own; absent:
                         they have not. It counts when it is the account's still, else the address stays somebody
                         else's (struct person) */
};
struct accepted {
    bool in, reset;
    struct str email;     /* of a reset: whom to tell; absent: no address */
    struct str email_own; /* the one that the person confirmed last, when that address is somebody else's: told too */
    struct actor who;
};
bool people_accept_in(struct practice *p, const struct accepting *x, struct arena *a, char session[PEOPLE_TOKEN_SIZE],
                      struct accepted *out, struct err *e);

/* ---- a link by mail ---- */

#define PEOPLE_LINK_MINUTES 15

/*
 * people_link_ask: a link for a client's or guardian's account that works and has a mail address which its own person
 * has confirmed. out->to is absent
 * when nothing is to be sent; the words to who asked are the same all the same. So are the transactions and the rows
 * that are written; an account that is there is opened besides, and its links of before end: small differences of time
 * remain, and handing in the mail is the caller's. Each asking counts: after five a name waits, as after wrong
 * passwords (ERR_REFUSED "wait"). browser  a secret of the browser that asks; the link opens in it, elsewhere with the
 * code that was shown there
 */
struct link_ask {
    int64_t practice;
    struct str name, browser, from;
};
struct link_sent {
    struct str to;
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
};
bool people_link_ask(struct practice *p, const struct link_ask *ask, struct arena *a, struct link_sent *out,
                     struct err *e);
/* people_link_seen: whether it stands, and was asked for by this browser. What is none is no error. */
struct link_seen {
    bool stands, same_browser;
};
bool people_link_seen(struct practice *p, struct str token, struct str browser, struct arena *a, struct link_seen *out,
                      struct err *e);
/* people_link_open: a session; the link works no more. ERR_REFUSED "link" it does not stand; "told" from another
 * browser, without the code that was shown where it was asked for; "code" the code of a device is needed, or is wrong;
 * "wait". */
struct link_open {
    struct str token, browser, told, code, from;
};
bool people_link_open(struct practice *p, const struct link_open *in, struct arena *a, char session[PEOPLE_TOKEN_SIZE],
                      struct actor *who, struct err *e);

/* ---- a device that is handed over ---- */

#define PEOPLE_DEVICE_IDLE_MINUTES 10
#define PEOPLE_DEVICE_HOUR 1

/*
 * people_hand_over: the session that asks ends, and one begins in which the client, or one of the guardians, may do one
 * task, for an hour at most and ten minutes without use. What is done in it is theirs; each event's address says
 * through whose device. A client without an account gets one that nobody can sign in to; a guardian must have been
 * invited, and may do what the state's row or the clinician opens: a check-in always, signing the plan when the plan is
 * open, the questions before a review when anything is; the safety plan is the client's to write. Signing needs a
 * re-authentication of who hands over. ERR_INVALID no such task; ERR_NOT_FOUND "account" no guardian of this client;
 * ERR_REFUSED "guardian" this task is not open to guardians.
 */
struct handing {
    struct str client;
    struct str guardian; /* account; absent: to the client */
    enum handed task;
};
bool people_hand_over(struct practice *p, const struct actor *who, struct str token, const struct handing *to,
                      struct arena *a, char device[PEOPLE_TOKEN_SIZE], struct err *e);
/* people_take_back: a whole sign-in of who handed over; a session of theirs begins, the device's ends. *client: whose
 * it was. ERR_REFUSED as in people_sign_in; "sign-in" also when the session has ended. */
struct take_back {
    struct str password, code; /* code: absent: none was given */
    struct str from;           /* address */
};
bool people_take_back(struct practice *p, struct str device, const struct take_back *in, struct arena *a,
                      char session[PEOPLE_TOKEN_SIZE], struct str *client, struct err *e);

#endif
