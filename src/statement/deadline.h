/*
 * deadline.h: what the files that read time expressions share.
 * Layer: statement (inner).  Not here: the pass (reading.h).
 */
#ifndef STATEMENT_DEADLINE_H
#define STATEMENT_DEADLINE_H

#include "statement/reading.h"

/* One reading of a time expression. */
struct when {
    int first, last;  /* tokens */
    char text[24];    /* slot notation; "" when an end-point is stated that the notation has no word for */
    bool open;        /* open-ended: no end-point */
    bool no_such_day; /* its last token is a date that no calendar has: 31 June */
    int rank;         /* 0 a labelled target date, 1 usual, 2 only in parentheses */
    enum statement_rule rule;
};

struct opener { /* what stood before the time expression */
    uint16_t prep;
    bool next, end, looks_back;
    int at; /* first token behind the fillers */
};

static inline bool usable_number(const struct token *t)
{
    int64_t most = ((t->flags & F_RANGE) ? t->hi : t->lo) / 1000;
    return t->kind == T_NUMBER && !(t->flags & (F_PERCENT | F_FRACTION | F_TIMES | F_DEGREE | F_NAMED)) && most > 0 &&
           most < 5000;
}

/* deadline_upper: the later end of a range, whole. */
static inline int64_t deadline_upper(const struct token *t)
{
    return ((t->flags & F_RANGE) ? t->hi : t->lo) / 1000;
}

/* deadline_unit: the unit of time of a number, past adjectives ("calendar", "therapy"), from token i on; -1 for none.
 * *run is set when it must hold so long ("consecutive"). */
int deadline_unit(const struct reading *r, int i, bool *run);
/* deadline_event: "by discharge", "at the next session", "before Easter": end-points that have a name. */
bool deadline_event(struct reading *r, const struct opener *o, struct when *w);
/* deadline_text, deadline_period: write the slot: any text; "P8W", "PT2H", "S8" of n and the unit's letter. */
void deadline_text(struct when *w, const char *s);
void deadline_period(struct when *w, int64_t n, int unit);
/* deadline_date: writes YYYY-MM-DD; without a day (0) the last one of the month; nothing without a year (0). A day that
 * no calendar has is noted as such, and nothing is written. */
void deadline_date(struct when *w, int64_t year, int64_t month, int64_t day);
/* deadline_word: is t the word `text`? */
bool deadline_word(const struct reading *r, const struct token *t, const char *text);
/* deadline_plain: "by his release", "within half a year", "by age 18", "before she is 3 years old". */
bool deadline_plain(struct reading *r, const struct opener *o, struct when *w);
/* deadline_coming: "by his parole hearing", "before the next tribunal": a coming event without a name of its own. */
bool deadline_coming(const struct reading *r, const struct opener *o, struct when *w);
/* deadline_point: "check", "mark": plain words that name a point of time behind "30-day". */
bool deadline_point(const struct reading *r, const struct token *t);
/* deadline_unnamed_end: "by the end of the harvest": an end-point, whatever it is the end of. */
bool deadline_unnamed_end(const struct reading *r, const struct opener *o, struct when *w);
/* deadline_once: "birthday", "interview", "grade": behind "first" an event, no session. */
bool deadline_once(const struct reading *r, const struct token *t);
/* deadline_stretch: "in the 60-day probation": a stretch of time by any name, at `noun`. */
bool deadline_stretch(const struct reading *r, const struct opener *o, int noun);
/* deadline_day: "by the 15th". */
bool deadline_day(const struct reading *r, const struct opener *o, struct when *w);
/* deadline_half: "by half term", "in half a year". */
bool deadline_half(const struct reading *r, int i, struct when *w);
/* deadline_stage: "by cycle 4": a stage that is counted, whatever it is called. */
bool deadline_stage(const struct reading *r, const struct opener *o, struct when *w);
/* deadline_starts: "start date: 3 May 2027", "since 3 May" at its date: no end-point. */
bool deadline_starts(const struct reading *r, int i);
/* deadline_today: "today", "tomorrow" as an end-point. */
bool deadline_today(struct reading *r, int i, struct when *w);
/* deadline_bare_date: a date with no word in front: the end-point, or (w->last < 0) a start that is none. */
bool deadline_bare_date(const struct reading *r, int i, struct when *w);
/* deadline_closes: "..., next visit" at its end, with no word in front. */
bool deadline_closes(const struct reading *r, int i, struct when *w);
/* deadline_only_names: "discharge weight", "discharge planning". */
bool deadline_only_names(const struct reading *r, const struct token *t);
/* deadline_behind: "since the move in March" at its "in": what lies behind. */
bool deadline_behind(const struct reading *r, int i);
/* deadline_begins: "starting this week" at its "this": when it begins, not when it is due. */
bool deadline_begins(const struct reading *r, int i);

#endif
