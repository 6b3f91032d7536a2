/*
 * sharing_parts.h: what the files of sharing.h share. Layer: practice, private to them.
 */
#ifndef PRACTICE_SHARING_PARTS_H
#define PRACTICE_SHARING_PARTS_H

#include "base/json.h"
#include "plan/plan.h"
#include "practice/sharing.h"

#define SHARING_TEXT_MAX 4000
#define SHARING_NONE ((struct str){NULL, 0})

/* ---- sharing.c: small things ---- */

/* sharing_keep: what was written goes to the arena and the buffer back. sharing_keep_str: a copy. */
bool sharing_keep(struct buf *b, struct arena *a, struct str *out, struct err *e);
bool sharing_keep_str(struct arena *a, struct str s, struct str *out, struct err *e);
void sharing_put(struct json_out *o, const char *key, struct str s);       /* nothing when empty */
void sharing_put_date(struct json_out *o, const char *key, struct date d); /* nothing when absent */
void sharing_put_flag(struct json_out *o, const char *key, bool v);        /* nothing when false */
struct date sharing_date(const struct json *object, const char *key);
bool sharing_flag(const struct json *object, const char *key);
void sharing_put_sections(struct json_out *o, const char *key, unsigned sections);
unsigned sharing_sections(const struct json *object, const char *key);
bool sharing_same(struct str a, struct str b); /* the same words: without case and outer blanks; never when empty */
bool sharing_text(struct str s, const char *where, struct err *e); /* UTF-8 of SHARING_TEXT_MAX bytes at most */
/* sharing_client_name: as the details have it; absent when there are none. */
bool sharing_client_name(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                         struct str *name, struct err *e);
/* sharing_record: the row of that kind with this id. ERR_NOT_FOUND (e->where what). */
bool sharing_record(struct practice_tx *t, enum record_kind kind, struct str id, const char *what, struct record *out,
                    struct err *e);
/* sharing_find_once: the row of a kind that was added under this idempotency id. ERR_NOT_FOUND. */
bool sharing_find_once(struct practice_tx *t, enum record_kind kind, struct str once, struct record *out,
                       struct err *e);

/* ---- consent.c ---- */

/* consent_check: the validators. `today` is the day on which it is recorded. */
bool consent_check(const struct consent *c, struct date today, struct err *e);
/* consent_check_asked: of one that waits for the client: all but what the answer brings (who signed, when, a copy, that
 * it can be opened). */
bool consent_check_asked(const struct consent *c, struct date today, struct err *e);
/* States of rows that are no consent: one that waits for the client, was answered, was withdrawn. */
#define CONSENT_PROPOSED "proposed"
#define CONSENT_ANSWERED "answered"
#define CONSENT_UNASKED "unasked"
#define CONSENT_IN_FORCE "in_force"
/* consent_read: of a row. consent_add: a locked row; sets c->id and t->object. */
bool consent_read(const struct record *r, struct arena *a, struct consent *out, struct err *e);
bool consent_add(struct practice_tx *t, struct consent *c, const char *state, struct str of, struct str once,
                 struct err *e);
/* consent_get: a consent with its revocation, inside a transaction. */
bool consent_get(struct practice_tx *t, struct str id, struct consent *out, struct err *e);
/* consent_holds: false when it is not in force on that day; *why then says it. */
bool consent_holds(const struct consent *c, struct date on, const char **why);
/* consent_decides: whether this person could have given it: a guardian as far as the record is open to them, and never
 * one to psychotherapy notes. open: sharing_within. */
bool consent_decides(const struct practice_tx *t, unsigned open, const struct consent *c);
void consent_put(struct json_out *o, const struct consent *c); /* as it is stored: an open object's members */

/* ---- label.c: what 42 CFR Part 2 protects ---- */

/* label_diagnosis: a code of F10 to F19, or none at all. label_instrument: a measure of substance use. */
bool label_diagnosis(struct str code);
bool label_instrument(struct str name);
bool label_words(struct str text); /* words of substance use anywhere in it */
bool label_plan(const struct plan *p, struct str json);
/* label_row: whether this row alone tells of substance use. root: its content; NULL for a plan. */
bool label_row(const struct record *r, const struct json *root);

/* ---- ground.c: what a ground allows ---- */

struct grant {
    unsigned sections;
    const char *where, *why; /* sections 0: what is missing or does not fit */
    struct consent consent;  /* GROUND_CONSENT */
};
/* ground_look: which sections d's ground allows on that day. false: the record cannot be read. */
bool ground_look(struct practice_tx *t, const struct disclosure *d, struct grant *out, struct err *e);
bool ground_accountable(const struct disclosure *d);

/* ---- disclose.c ---- */

/* disclosure_read: of a row. disclosure_suspended: no accounting may tell of it on that day (45 CFR 164.528(a)(2)). */
bool disclosure_read(const struct record *r, struct arena *a, struct disclosure *out, struct err *e);
bool disclosure_suspended(const struct disclosure *d, struct date today);

/* ---- packet.c: what a packet holds ---- */

struct packet_entry {
    const struct record *row;
    const struct json *root;
    enum share_section section;
    bool labelled;
};

struct packet {
    const struct disclosure *d;
    const struct consent *consent; /* NULL: another ground */
    struct str practice_name, client_name, country;
    struct date made_on;
    unsigned sections;
    struct plan *plan;     /* the parts of it that were chosen; NULL: none */
    struct str plan_id;    /* when the plan itself was chosen */
    struct str signatures; /* JSON array */
    struct packet_entry *entry;
    size_t entry_count;
    bool labelled; /* something in it bears the Part 2 label */
    struct disclosure_inside inside;
    struct str notice, notice_source;
    bool notice_confirmed;
    struct str left_out;
};
/* packet_collect: sections are those that the ground allows. Reads the record once. */
bool packet_collect(struct practice_tx *t, const struct disclosure *d, const struct grant *grant, struct packet *out,
                    struct err *e);
bool packet_json(const struct packet *p, struct arena *a, struct str *out, struct err *e);
/* packet_hash: of all that stands in it, on paper too: two with the same hash are the same. json: of packet_json. */
bool packet_hash(const struct packet *p, struct str json, struct seal_hash *out, struct err *e);
bool packet_skipped(const struct record *r); /* withdrawn, corrected, a draft: not what the record says today */
enum share_section packet_section(enum record_kind kind); /* 0: in no packet */

/* ---- packet_pdf.c, packet_seal.c ---- */

bool packet_pdf(const struct packet *p, struct arena *a, struct str *out, struct err *e);
/* packet_copies: the same pages, each marked as a copy of this release with its number, day, receiver and purpose, and
 * the same as plain text. */
bool packet_copies(const struct packet *p, struct arena *a, struct str *pdf, struct str *text, struct err *e);

#define PACKET_SALT_SIZE 16
struct packet_key {
    unsigned char salt[PACKET_SALT_SIZE];
    struct seal_key key;
};
bool packet_key_new(struct str passphrase, struct packet_key *out, struct err *e);
bool packet_seal(const struct packet_key *k, struct str pdf, struct str json, struct arena *a, struct str *out,
                 struct err *e);

/* packet_open: with the key itself. */
bool packet_open(const struct seal_key *key, struct str packet, struct arena *a, struct str *pdf, struct str *json,
                 struct err *e);

/* ---- minors.c ---- */

#define GUARDIAN_DECISION "guardian_access" /* state of the row */
/* guardian_open: the sections that a guardian may see on that day. */
bool guardian_open(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct date on,
                   struct arena *a, unsigned *sections, struct err *e);
/* sharing_within: the sections that this person sees: all; a guardian those that are open today. */
bool sharing_within(struct practice_tx *t, unsigned *open, struct err *e);

/* ---- data ---- */

extern const char sharing_minors[], sharing_notices[]; /* data/minors.tsv, data/notices.tsv, NUL-terminated */
/* sharing_row: the row of such a table whose first cell is `key`; cells in the arena's text itself. false: none. */
bool sharing_row(const char *table, struct str key, struct str *cells, size_t count);

#endif
