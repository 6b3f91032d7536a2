/*
 * audit_row.h: the columns of an audit event as the hash covers them. Layer: store, private to audit*.c.
 */
#ifndef STORE_AUDIT_ROW_H
#define STORE_AUDIT_ROW_H

#include "base/num.h"
#include "store/audit.h"

#define AUDIT_ROW_SIZE 96 /* "node/number" */

struct audit_columns {
    int64_t practice, number, at_ms;
    struct str node, action, use_case, account, client, object, source, sealed;
};

/* audit_put_bytes: the bytes that are hashed: every column, each text with its length, absent told from empty. */
void audit_put_bytes(const struct audit_columns *c, struct buf *b);

/* audit_place: where a sealed reason belongs. */
struct seal_place audit_place(int64_t practice, struct str client, const char *row);

bool audit_action_find(struct str name, enum audit_action *out);

#endif
