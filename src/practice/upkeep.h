/*
 * upkeep.h: what keeps the record itself in order: reading the audit trail, legal holds, retention, erasing.
 * Layer: practice.  Copies, archives and keys: store/; files: cli/.
 *
 * How long a record must be kept is the law of the state, which this program does not know: the practice sets
 * retention_years, and the default of 7 is unconfirmed. A record is kept that long after its newest entry; when the
 * client was under 18 on that day, at least that long after the 18th birthday. Nothing is erased by itself.
 */
#ifndef PRACTICE_UPKEEP_H
#define PRACTICE_UPKEEP_H

#include "base/date.h"
#include "practice/practice.h"
#include "store/upkeep.h"

/* upkeep_note: an event of every practice, about the whole record: CASE_RECORD_BACKUP, CASE_RECORD_RESTORE,
 * CASE_RECORD_KEYS. The program's alone. */
bool upkeep_note(struct practice *p, struct str from, enum case_id what, struct str why, struct err *e);

/*
 * upkeep_client_events: who did what with one client's record, newest first, with names: for the care team's clinicians
 * and supervisors, the privacy officer, the auditor and the client. Others than the officer and the auditor do not see
 * what would tell of a psychotherapy note or a private diary that is not their own; nobody sees what somebody kept on
 * the desk (desk.h). The client does not see what would tell of a disclosure whose accounting is suspended.
 *   after    *earlier of the page before; absent: from the newest
 *   limit    1..200
 *   earlier  absent: that was all
 * ERR_INVALID limit, or an `after` that is none.
 */
struct client_event {
    struct audit_row row;
    struct str name; /* of who did it; absent: the program itself, or an account that is not there any more */
    unsigned roles;  /* of who did it, in the client's own list; else 0 */
};
bool upkeep_client_events(struct practice *p, const struct actor *who, struct str client, struct str after,
                          size_t limit, struct arena *a, struct client_event **out, size_t *count, struct str *earlier,
                          struct err *e);

/* upkeep_events: events of a practice, newest first, as audit_list; f->practice is who's. That they were read is an
 * event too; with `out_of_house` one of an export, and then they come without names. */
bool upkeep_events(struct practice *p, const struct actor *who, struct audit_filter *f, bool out_of_house,
                   struct arena *a, struct client_event **out, size_t *count, struct err *e);

/* upkeep_erased: every client that was erased, of all practices, for the file beside the record. */
bool upkeep_erased(struct practice *p, struct arena *a, struct erasure_row **out, size_t *count, struct err *e);

struct kept {
    struct str client;
    struct date last, until; /* newest entry; last day of keeping (absent: no birth date, so nobody can say) */
    bool minor;              /* the 18th birthday decided */
    bool hold, ended;        /* care has ended */
    bool due;                /* may be erased on that day: care has ended, no hold, `until` is past */
};
/* upkeep_kept: clients whose care has ended or who are under a hold, by id, as of `on`; *years is the practice's. */
bool upkeep_kept(struct practice *p, const struct actor *who, struct date on, struct arena *a, struct kept **out,
                 size_t *count, int64_t *years, struct err *e);

/* upkeep_hold: a legal hold stands (or ends) for a reason. ERR_CONFLICT it stands, or does not, already; ERR_INVALID
 * no reason. */
bool upkeep_hold(struct practice *p, const struct actor *who, struct str client, bool hold, struct str reason,
                 struct err *e);

/*
 * upkeep_erase: the client's key is destroyed, accounts of the client and guardians end and forget their names.
 * ERR_REFUSED   a hold stands, care has not ended, or the record must be kept until a day that is named
 * ERR_CONFLICT  was erased already;  ERR_INVALID no reason
 */
bool upkeep_erase(struct practice *p, const struct actor *who, struct str client, struct str reason, struct err *e);

/* upkeep_erase_again: after a restore, what was erased later than the backup was made, whatever holds stood then. A
 * client who is not there, or was erased, is passed over; *count is how many were erased. */
bool upkeep_erase_again(struct practice *p, struct str from, const struct erasure_row *list, size_t n, size_t *count,
                        struct err *e);

#endif
