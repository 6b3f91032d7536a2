/*
 * clause.h: what a clause says when no number decides: the verb governs how its object counts.
 * Layer: statement (inner).  Not here: the judgements (specific.c, measurable.c).
 */
#ifndef STATEMENT_CLAUSE_H
#define STATEMENT_CLAUSE_H

#include "statement/reading.h"

/* What a verb makes of its object. */
enum governor { G_NONE, G_ACT, G_LIGHT, G_DELIVER, G_CREATE, G_SAY, G_EVAL, G_MENTAL, G_CARE, G_KEEP };

/* Something two readers would look for alike. */
struct evidence {
    int at;
    int reason;
    enum statement_rule rule;
};

enum governor clause_governor(const struct token *t);
/* clause_evidence: the first concrete thing of the sentence, clause by clause; false when there is none. */
bool clause_evidence(struct reading *r, struct evidence *e);
/* clause_opens_verb: may a verb stand at i? After the beginning, "and", "to", "will", a comma, an adverb. */
bool clause_opens_verb(const struct reading *r, int i);
/* clause_attends: a thing that can be gone to, done or obtained. */
bool clause_attends(const struct token *t);
/* clause_one_thing: "identify a sponsor": the verb's object is one thing and no wide construct. */
bool clause_one_thing(const struct reading *r, int verb);
/* clause_made: at the participle of "safety plan written", "checklist completed". */
bool clause_made(const struct reading *r, int i);
int clause_list(const struct reading *r);       /* where examples or members begin, or -1 */
int clause_first_verb(const struct reading *r); /* the first verb behind the subject, or -1 */
int clause_class(const struct reading *r,
                 uint64_t cls); /* the first word of these classes outside the deadline, or -1 */

#endif
