/* statement_support.h: what the tests of the sentence reader share. Include it after support.h. */
#ifndef TESTS_STATEMENT_SUPPORT_H
#define TESTS_STATEMENT_SUPPORT_H

#include "statement/statement.h"

static inline bool met(const struct judgement *j)
{
    return j->met == TRI_YES;
}

static inline struct statement read_ok(struct str text, const struct statement_facts *f, struct arena *a)
{
    struct statement s;
    struct err e = {0};
    CHECK(statement_read(text, f, a, &s, &e), "%.*s: %s", (int)text.n, text.p, e.text);
    return s;
}

#endif
