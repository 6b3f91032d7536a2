/*
 * plan_load.h: bytes of any kind we read (our JSON, text, Word) -> a plan.
 * Layer: plan (bytes in, plan out).  Not here: files.
 */
#ifndef PLAN_PLAN_LOAD_H
#define PLAN_PLAN_LOAD_H

#include "plan/plan_text.h"

enum plan_source { PLAN_SOURCE_AUTO, PLAN_SOURCE_JSON, PLAN_SOURCE_TEXT, PLAN_SOURCE_DOCX };

/*
 * plan_load: reads one plan.
 *   bytes   borrowed; may go away afterwards
 *   source  AUTO looks at the first bytes
 *   report  may be NULL; for JSON it counts nothing and stays empty
 * Text and Word become numbered and bound plans (see plan_from_text). JSON is taken as it stands, so that writing it
 * again gives the same bytes.
 * ERR_INVALID  empty, a PDF or another binary, not UTF-8, a NUL byte, or what the reader of that kind says;
 * ERR_LIMIT, ERR_MEMORY
 */
bool plan_load(struct str bytes, enum plan_source source, struct arena *a, struct plan **out,
               struct import_report *report, struct err *e);

/* plan_load_bound: plan_load, then plan_number_ids and plan_bind where the reader has not done so. What checking,
 * comparing and drawing start from. */
bool plan_load_bound(struct str bytes, enum plan_source source, struct arena *a, struct plan **out, struct err *e);

/* plan_source_find: "json", "text", "docx", "auto"; false when it is none of these. */
bool plan_source_find(struct str name, enum plan_source *out);

#endif
