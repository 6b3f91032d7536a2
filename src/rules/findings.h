/*
 * findings.h: findings as text for a person, as JSON, as SARIF 2.1.0; the rules table as Markdown.
 * Layer: rules.
 */
#ifndef RULES_FINDINGS_H
#define RULES_FINDINGS_H

#include "base/json.h"
#include "rules/rules.h"

/* finding_message: the rule's message with its arguments. */
void finding_message(const struct finding *f, struct buf *out);

/*
 * findings_put_text: under a heading for each part of the plan (each goal, when there are several), each finding with
 * severity, rule, place, message, the words it points at (underlined with carets) and the offered rewrite; why it
 * matters and how to mend it stand at the first finding of each rule; a summary line last. p      the plan they were
 * found in name   file name as shown, terminal-escaped here colour ANSI colours width  columns to wrap at, 40..200
 */
void findings_put_text(const struct findings *f, const struct plan *p, struct str name, bool colour, int width,
                       struct buf *out);

/* findings_put_json: one object {"file","findings":[...],"counts":{...}}. */
void findings_put_json(const struct findings *f, struct str name, struct json_out *o);

/*
 * SARIF 2.1.0: begin once, one call a file, end once.
 *   name    path as given; becomes a percent-encoded URI reference
 *   source  the file's bytes; a finding gets a region (line, column, length) and its rewrite a fix when its text stands
 * in them exactly once, as it is or as a JSON string. Absent, or a Word file: places are JSON pointers only.
 */
void findings_sarif_begin(struct json_out *o);
void findings_sarif_file(const struct findings *f, struct str name, struct str source, struct json_out *o);
void findings_sarif_end(struct json_out *o);

/* rules_put_markdown: docs/rules.md; rules_explain: one rule for `goldthread explain`. */
void rules_put_markdown(struct buf *out);
void rules_explain(const struct rule *r, bool colour, int width, struct buf *out);

#endif
