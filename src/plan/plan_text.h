/*
 * plan_text.h: a plan from the text therapists write, and the text form of a plan.
 * Layer: plan.  Not here: files; Word documents (plan_docx.h) become the same lines and come here.
 */
#ifndef PLAN_PLAN_TEXT_H
#define PLAN_PLAN_TEXT_H

#include "plan/plan.h"

struct import_field {
    size_t line;        /* 1-based, of the source */
    struct str pointer; /* where it was stored; pointers into /notes are "not understood" */
};

struct import_line {
    size_t line;
    struct str text;
};

struct import_report {
    size_t lines;      /* non-empty lines of the source */
    bool bound;        /* ids are numbered and sentences bound: plan_number_ids and plan_bind would change nothing */
    bool slash_days;   /* days such as 3/4/2026 stand in the text, which custom reads in either order */
    bool day_first;    /* how they were read */
    bool order_told;   /* for another day of the text can be read only so (25/06/2026); else it is a guess */
    size_t understood; /* of those: stored in a typed part other than notes */
    PLAN_LIST(struct import_line) not_understood;
    PLAN_LIST(struct import_field) fields;
};

/*
 * plan_from_text: reads headings, bullets, numbered lists, "Name: value" lines, tables (pipes or tabs), Markdown,
 * Windows line ends, smart quotes, soft hyphens, non-breaking spaces; drops stray web text ("some text" straight after
 * a colon). Nothing is dropped silently: every non-empty line goes to a typed part, or to notes and to the report. A
 * line that carries no content (a rule, a table's separator) counts as understood and has no field; a heading points to
 * the part it opens. The plan is numbered and bound (plan_number_ids, plan_bind), unless the text is what plan_to_text
 * wrote: that is taken as it stands.
 * What an intervention serves (plan.interventions[].goals, objectives), the first that holds:
 *   1. goals that it, or the heading over it, names by number ("Exposure (Goals 1 and 2)", "Interventions for Goal 1");
 *   2. the objective it stands under, further in than it; a row of a table: the objectives of the row;
 *   3. under a goal, after objectives as far out as itself or as the heading over it: those since the last intervention
 *      that stands so, all when some have interventions further in; all objectives of the goal are the goal;
 *   4. under a goal, before its objectives: the goal;
 *   5. in a part of its own, as after all goals: nothing in particular.
 * "r/o", "rule out", "provisional" beside a code or a title, before or behind it, is no part of the title: the status
 * is provisional. "r/o" and "by history" stay in the text, for no status says as much. A slash date whose order nothing
 * in the text tells is read month first (03/04/2026 is 4 March). text    UTF-8 without NUL (a BOM is skipped) report
 * may be NULL ERR_INVALID  not UTF-8, NUL, no content at all; e->where is "line N";  ERR_LIMIT  a line over 1 MB;
 * ERR_MEMORY
 */
bool plan_from_text(struct str text, struct arena *a, struct plan **out, struct import_report *report, struct err *e);

/*
 * plan_from_text_bound: plan_from_text without its report, which costs as much as a tenth of the reading. *bound: as
 * the report has it.
 */
bool plan_from_text_bound(struct str text, struct arena *a, struct plan **out, bool *bound, struct err *e);

/*
 * plan_to_text: the plan as plain text that a person reads with pleasure and plan_from_text reads back to the same plan
 * (the same JSON, ids included when they are not the ones plan_number_ids would give).
 */
void plan_to_text(const struct plan *p, struct buf *out);

/* import_report_put_json: {"lines","understood","not_understood":[{"line","text"}],"fields":[{"line","pointer"}]} */
void import_report_put_json(const struct import_report *r, int indent, struct buf *out);

#endif
