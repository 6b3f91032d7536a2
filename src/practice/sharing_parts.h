/*
 * sharing_parts.h: what the files of sharing.h share. Layer: practice, private to them.
 */
#ifndef PRACTICE_SHARING_PARTS_H
#define PRACTICE_SHARING_PARTS_H

#include "base/json.h"
#include "practice/sharing.h"

#define SHARING_DAY_MS INT64_C(86400000)
#define SHARING_TEXT_MAX 4000
#define SHARING_NONE ((struct str){NULL, 0})

/* ---- sharing.c: small things ---- */

struct date sharing_today(int64_t now_ms);
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
/* consent_get: a consent with its revocation, inside a transaction. */
bool consent_get(struct practice_tx *t, struct str id, struct consent *out, struct err *e);
/* consent_holds: false when it is not in force on that day; *why then says it. */
bool consent_holds(const struct consent *c, struct date on, const char **why);
void consent_put(struct json_out *o, const struct consent *c); /* as it is stored: an open object's members */

#endif
