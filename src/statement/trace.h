/*
 * trace.h: which rules and words took part in a reading; for reports about the reader itself.
 * Layer: statement.  Not here: anything a user sees.
 */
#ifndef STATEMENT_TRACE_H
#define STATEMENT_TRACE_H

#include "statement/rule.h"
#include "statement/statement.h"

#define STATEMENT_TRACE_WORDS 256

struct statement_trace {
    uint64_t rules[RULE_WORDS];
    uint16_t words[STATEMENT_TRACE_WORDS]; /* lemma ids, see lexicon.h */
    int count;
};

/* statement_read_traced: statement_read that also fills *w (may be NULL). */
bool statement_read_traced(struct str text, const struct statement_facts *facts, struct arena *a, struct statement *out,
                           struct statement_trace *w, struct err *e);

#endif
