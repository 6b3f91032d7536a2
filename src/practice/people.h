/*
 * people.h: who works and who is cared for here: first set-up, accounts, sign-in, care teams, break-glass, settings.
 * Layer: practice.
 *
 * A sign-in gives a token, shown once and stored as a hash; "1.<64 hex digits>", the practice's number before the dot.
 * Wrong secrets are counted for each name that is tried, whether there is such an account or not: after five the name
 * waits a minute, then twice as long each time, an hour at most. Whether an account exists shows neither in the words
 * nor in the work behind an answer. Signing in, accepting an invitation and one's own password do not pass the gate,
 * because nobody is there yet; they write their events themselves, in the transaction of what they tell of.
 */
#ifndef PRACTICE_PEOPLE_H
#define PRACTICE_PEOPLE_H

#include "base/date.h"
#include "practice/practice.h"
#include "practice/reset.h"
#include "store/account.h"

#define PEOPLE_TOKEN_SIZE 96
#define PEOPLE_CODE_SIZE 16
#define PEOPLE_RECOVERY_CODES 10
#define PEOPLE_PASSWORD_MIN 10

/* A line that clients are told to call in a crisis. */
struct crisis_line {
    struct str label, number; /* both needed; number: digits, blanks and +-()*# */
    struct str text_number;   /* for text messages; absent: none */
};
#define PEOPLE_CRISIS_LINES_MAX 8
#define PEOPLE_HOLIDAYS_MAX 200
#define PEOPLE_REPLY_TIMES_MAX 1000 /* bytes */

/* What a practice sets. Absent members keep their default. */
struct people_settings {
    struct str name, country;
    int64_t idle_minutes;        /* clinicians; 15 */
    int64_t client_idle_minutes; /* 30 */
    int64_t session_hours;       /* absolute end of a sign-in; 12 */
    int64_t glass_hours;         /* how long a broken glass stays open; 12 */
    int64_t alert_hours;         /* deadline of an alert; 24 */
    int64_t retention_years;     /* a record is kept so long after its newest entry; 0 or absent: 7, unconfirmed */
    struct str alert_owner,
        alert_cover;                    /* account ids; both are needed before a measure with alert items is assigned */
    struct str cover_name, cover_phone; /* in place of alert_cover where one person works alone: somebody outside the
                                           practice, whom clients are told to call; both or none */
    struct str time_zone;               /* "Europe/Berlin": which day it is; a name of the tz database; absent: UTC */
    struct str state;                   /* law that governs minors, "CA"; absent: not set */
    bool part2;                         /* a programme under 42 CFR Part 2 */
    struct str *measures; /* instruments in use: ids of data/instruments/, each once; none: not chosen yet */
    size_t measure_count;
    struct crisis_line *crisis; /* in the order in which they are shown */
    size_t crisis_count;
    struct str reply_times;      /* when messages are read and answered, as clients are told */
    int64_t review_min_weeks;    /* review window of a new plan: 1..52; 0: 4 */
    int64_t review_max_weeks;    /* not before the other; 0: 6 */
    int64_t score_delay_days;    /* until a score that a clinician entered reaches the client: 0..30 */
    int64_t reading_grade;       /* plain words above it are advised about: 1..12; 0: 6 */
    bool no_copied_text;         /* no advice about text that is the same as another plan's */
    const struct date *holidays; /* the practice is closed: sorted, each once; clients are told */
    size_t holiday_count;
};

struct person {
    struct str id, sign_in, name, email, credential; /* credential: "LCSW" */
    struct str language; /* "es": chosen by who signs in, a client or guardian; absent: not chosen (languages.h) */
    unsigned roles;
    struct str state, client;
    struct opt_int ends_ms;
    bool has_totp;
    int64_t version;
    bool no_reminders; /* a client or guardian: no mails when a check-in is due */
    bool email_others; /* somebody else wrote the address, also in the invitation: nothing that opens the account goes
                          there before its own person has confirmed it, accepting the invitation or saving it later */
    struct reset reset;
};

/*
 * people_found: the first account of a new practice, an owner; there is no default password. The practice's keys are
 * made in the same transaction when it has none; when it fails nothing of it is there.
 * ERR_CONFLICT the practice has people already; ERR_INVALID a weak password (shorter than PEOPLE_PASSWORD_MIN, or the
 * sign-in name), a name that is missing.
 */
bool people_found(struct practice *p, int64_t practice, const struct people_settings *settings,
                  const struct person *owner, struct str password, struct arena *a, struct str *id, struct err *e);
/* people_there: whether the practice has been founded; rows that the key does not open are an error (ERR_INVALID). */
bool people_there(struct practice *p, int64_t practice, struct arena *a, bool *people, struct err *e);

bool people_settings(struct practice *p, const struct actor *who, struct arena *a, struct people_settings *out,
                     int64_t *version, struct err *e);
bool people_set_settings(struct practice *p, const struct actor *who, const struct people_settings *s, int64_t version,
                         struct err *e);
/* people_settings_in: inside a transaction, for other use cases. */
bool people_settings_in(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a,
                        struct people_settings *out, int64_t *version, struct err *e);

/* people_name_in: in a work: the name of an account, read once for it; absent when there is none with this id. */
bool people_name_in(struct practice_tx *t, struct str account, struct str *name, struct err *e);

/*
 * people_invite: a new account without a password, and an invitation: the token goes by mail or paper, the code is told
 * apart. Valid for seven days. A client's or guardian's account names its client.
 * ERR_CONFLICT the sign-in name is taken, or "client": the client has an account that has not ended (one that a device
 * was handed over with becomes the client's own); ERR_INVALID roles that do not go together (client or guardian with
 * any other, an auditor without an end).
 */
bool people_invite(struct practice *p, const struct actor *who, const struct person *new_one, struct arena *a,
                   struct str *id, char token[PEOPLE_TOKEN_SIZE], char code[PEOPLE_CODE_SIZE], struct err *e);
/* people_invite_again: for an account that is there (one->id, and one->client when it is a client's or guardian's): who
 * lost the invitation, the password or the second factor. Earlier invitations end; the account stays as it is until
 * this one is accepted. Of an account in use it is a reset (reset.h). */
struct invitation {
    bool by_mail; /* in: the caller sends the token to the account's address, and shows it to nobody */
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    bool reset;        /* out: the account is in use */
    bool needs_second; /* a second person has to confirm it first */
};
bool people_invite_again(struct practice *p, const struct actor *who, const struct person *one, struct invitation *io,
                         struct err *e);
/* people_accept: sets the password; sessions and invitations of before end. ERR_REFUSED "invitation": not one, used,
 * older than seven days, or another code; "second": of an account in use, and nobody has confirmed it yet; "code": the
 * code of a device is needed (people_accept_in); "wait" as in people_sign_in. ERR_INVALID a weak password. */
bool people_accept(struct practice *p, struct str token, struct str code, struct str password, struct err *e);
/* people_reset: the program's alone, for who owns the data folder: a new password; the second factor is off and all
 * sessions end; the account's person is told as of a reset. ERR_CONFLICT the account has ended. */
bool people_reset(struct practice *p, const struct actor *program, struct str id, struct str password, struct err *e);

bool people_list(struct practice *p, const struct actor *who, struct arena *a, struct person **out, size_t *count,
                 struct err *e);
/* people_change: name, email, credential, roles and end of an account, when its version still is changed->version (0:
 * whatever it is). people_end: it cannot sign in any more, its sessions end, its care-team places and supervisions end;
 * its sign-in name stays taken. ERR_REFUSED the last owner; of people_end also the owner or cover of alerts, and the
 * last one who treats an active client: the text says what must be changed first. ERR_CONFLICT changed meanwhile, or
 * ended. */
bool people_change(struct practice *p, const struct actor *who, const struct person *changed, struct err *e);
bool people_end(struct practice *p, const struct actor *who, struct str id, struct err *e);

/* ---- signing in ---- */

struct sign_in {
    int64_t practice;
    struct str name, password; /* what was typed */
    struct str code;           /* TOTP or recovery code; absent: none was given */
    struct str from;           /* address */
};

/*
 * people_sign_in: a session.
 * ERR_REFUSED  (e->where "sign-in") not right, whatever it is that is wrong; or "code" when a code is needed;
 *              or "wait" with the minutes in the text
 */
bool people_sign_in(struct practice *p, const struct sign_in *in, struct arena *a, char token[PEOPLE_TOKEN_SIZE],
                    struct actor *who, struct err *e);
/* people_session: who holds this token, and that it was used now. ERR_REFUSED ended, timed out, account ended. Use is
 * noted every ten seconds at most, so a session without use may end up to ten seconds early. */
bool people_session(struct practice *p, struct str token, struct str from, struct arena *a, struct actor *out,
                    struct err *e);
/* people_session_more: the same, with what a page needs beside it. quiet: asked by a script, does not count as use. */
struct session_more {
    struct actor who;
    struct person person;
    int64_t ends_ms;      /* without further use */
    struct str time_zone; /* of the practice; absent: not set */
    struct str
        language; /* of a client or guardian, "es": chosen, else as the client's details say; absent: not known */
};
bool people_session_more(struct practice *p, struct str token, struct str from, bool quiet, struct arena *a,
                         struct session_more *out, struct err *e);
/* people_session_whose: the account whose session this is, or was: one that has timed out or was signed out of less
 * than a day ago. For giving a text back to who wrote it; it opens nothing. ERR_REFUSED not known. */
bool people_session_whose(struct practice *p, struct str token, struct arena *a, struct str *account, struct err *e);
bool people_sign_out(struct practice *p, const struct actor *who, struct str token, struct err *e);
/* people_reauthenticate: password or code again, for signing and the like; good for ten minutes. Refused as a sign-in
 * is, wrong ones counted with those. *now is who, re-authenticated. */
bool people_reauthenticate(struct practice *p, const struct actor *who, struct str token, struct str secret,
                           struct actor *now, struct err *e);
/* people_password: one's own; all sessions end, also this one. */
bool people_password(struct practice *p, const struct actor *who, struct str old, struct str fresh, struct err *e);

/*
 * people_me: one's own account, and one's sign-ins that go on, used last first. token: of the session that asks.
 * people_session_end: one of them, by its id; ERR_NOT_FOUND it has ended, or is not one's own.
 * people_session_end_others: all but the one that asks; *count of them.
 */
#define PEOPLE_SESSION_ID_SIZE 65
struct my_session {
    char id[PEOPLE_SESSION_ID_SIZE];      /* opens nothing */
    int64_t created_ms, seen_ms, ends_ms; /* ends: whatever is done */
    bool this_one;
};
struct me {
    struct person person;
    struct my_session *session;
    size_t count;
};
bool people_me(struct practice *p, const struct actor *who, struct str token, struct arena *a, struct me *out,
               struct err *e);
bool people_session_end(struct practice *p, const struct actor *who, struct str id, struct err *e);
bool people_session_end_others(struct practice *p, const struct actor *who, struct str token, size_t *count,
                               struct err *e);

/* people_totp_new: a secret, not yet in force, as otpauth:// address; people_totp_confirm puts it in force when a code
 * fits and gives the recovery codes, shown once. people_totp_new and people_totp_off need a re-authentication. Codes:
 * RFC 6238, SHA-1, six digits, 30 s, one step before or after now; each is good once. A recovery code stands in for
 * one. ERR_CONFLICT codes are in force already (new), or there is no secret that waits (confirm). */
bool people_totp_new(struct practice *p, const struct actor *who, struct arena *a, struct str *address, struct err *e);
bool people_totp_confirm(struct practice *p, const struct actor *who, struct str code,
                         char recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE], struct err *e);
bool people_totp_off(struct practice *p, const struct actor *who, struct err *e);

/* ---- care teams and broken glass ---- */

/* people_join: into the care team. Role: primary, clinician, prescriber, supervisor, staff, and the account has the
 * role that goes with it (primary: clinician). Owners, and the clinicians of the team, may. people_leave: ERR_CONFLICT
 * nobody who treats would be left; ERR_NOT_FOUND not in it. */
bool people_join(struct practice *p, const struct actor *who, struct str client, struct str account, struct str role,
                 struct opt_int until_ms, struct err *e);
bool people_leave(struct practice *p, const struct actor *who, struct str client, struct str account, struct str role,
                  struct err *e);
bool people_team(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct team_row **out,
                 size_t *count, struct err *e);
/* people_supervise: from now until then; a time that is past ends it. The supervisor sees what the account's clients'
 * care teams see. */
bool people_supervise(struct practice *p, const struct actor *who, struct str supervisor, struct str account,
                      struct opt_int until_ms, struct err *e);
/* people_supervisors: the pairs in force, for who may list accounts. */
bool people_supervisors(struct practice *p, const struct actor *who, struct arena *a, struct supervision_row **out,
                        size_t *count, struct err *e);

/* people_break_glass: exact name (case and spaces apart) and birth date, same practice, a reason of ten letters or
 * more; seen by the privacy officer (45 CFR 164.312(a)(2)(ii)). ERR_NOT_FOUND nobody, or more than one, fits; that is
 * written down too. people_glass_list: at most 500, those that nobody looked at first. */
bool people_break_glass(struct practice *p, const struct actor *who, struct str name, struct date birth_date,
                        struct str reason, struct arena *a, struct str *client, struct err *e);
bool people_glass_list(struct practice *p, const struct actor *who, struct arena *a, struct glass_row **out,
                       size_t *count, struct err *e);
bool people_glass_seen(struct practice *p, const struct actor *who, struct str id, struct err *e);

#endif
