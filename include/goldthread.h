/*
 * goldthread.h: the clinical core of Goldthread for other programs (libgoldthread.a, pkg-config goldthread).
 *
 * Bytes in, bytes out: no clock, no files, no network, no locale, no globals that change. Every function may be called
 * from many threads at once. Text is UTF-8. Results are allocated with malloc and belong to the caller: gt_text_free().
 *
 *     struct gt_text json;
 *     struct gt_error e;
 *     if (gt_parse("Client will feel better soon", 28, NULL, &json, &e) != GT_OK)
 *         fprintf(stderr, "%s: %s\n", e.where, e.text);
 *     else { fwrite(json.data, 1, json.size, stdout); gt_text_free(&json); }
 */
#ifndef GOLDTHREAD_H
#define GOLDTHREAD_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gt_status {
    GT_OK,
    GT_INVALID,   /* the input is wrong: where and how to mend it stand in gt_error */
    GT_NOT_FOUND, /* a name is not known */
    GT_LIMIT,     /* the input is too large or too deep */
    GT_NO_MEMORY,
    GT_INTERNAL /* a defect of the library or of a library below it */
};

struct gt_error {
    enum gt_status status;
    char where[96]; /* place in the input: a JSON pointer, "line 12", a name; "" if none */
    char text[224]; /* one sentence */
};

struct gt_text {
    char *data;  /* NUL-terminated */
    size_t size; /* without the NUL */
};

enum gt_plan_format { GT_PLAN_JSON, GT_PLAN_TEXT, GT_PLAN_HTML, GT_PLAN_PDF };
enum gt_findings_format { GT_FINDINGS_TEXT, GT_FINDINGS_JSON, GT_FINDINGS_SARIF };

/* gt_version: "0.1.0"; static. */
const char *gt_version(void);

/* gt_text_free: releases a result; harmless on {NULL, 0}. */
void gt_text_free(struct gt_text *t);

/*
 * gt_parse: one goal, objective or intervention sentence -> the JSON object of `goldthread parse` (its "id" is null).
 *   role  "goal", "objective", "intervention", "other", or NULL to read it from the sentence
 *   e     may be NULL
 * GT_INVALID  empty, not UTF-8, NUL, or an unknown role;  GT_LIMIT  over 8 KB
 */
enum gt_status gt_parse(const char *text, size_t size, const char *role, struct gt_text *json, struct gt_error *e);

/*
 * gt_check: the findings of a plan given as JSON (goldthread.plan/1), text or Word .docx.
 *   name  shown in the output, usually the file's name; may be NULL
 * A draft is never refused; GT_INVALID only when the bytes cannot be read as a plan.
 */
enum gt_status gt_check(const char *plan, size_t size, const char *name, enum gt_findings_format format,
                        struct gt_text *out, struct gt_error *e);

/* gt_convert: a plan in any format gt_check reads, written in another. PDF is A4 with the mark DRAFT. */
enum gt_status gt_convert(const char *plan, size_t size, enum gt_plan_format to, struct gt_text *out,
                          struct gt_error *e);

/* gt_diff: what changed between two versions, by meaning, as the JSON of `goldthread diff --format json`. */
enum gt_status gt_diff(const char *old_plan, size_t old_size, const char *new_plan, size_t new_size,
                       struct gt_text *json, struct gt_error *e);

/*
 * gt_score: one filled-in form -> its score, as a line in and a line out of `goldthread score`.
 *   line  {"id","instrument","responses":[...]}
 * GT_INVALID  no JSON, an unknown instrument, an answer that is none of its options; the code stands first in e->text.
 */
enum gt_status gt_score(const char *line, size_t size, struct gt_text *json, struct gt_error *e);

/*
 * gt_follow: where a plan stands on a day, as the JSON of `goldthread follow --format json` (docs/follow.md).
 *   plan    in any format gt_check reads
 *   series  JSON Lines, docs/series.schema.json
 *   on      "YYYY-MM-DD": what was known then; the library has no clock
 * GT_INVALID  e->where is "on", a place of the plan, or "line 12" of the series
 */
struct gt_bytes {
    const char *data;
    size_t size;
};
enum gt_status gt_follow(struct gt_bytes plan, struct gt_bytes series, const char *on, struct gt_text *json,
                         struct gt_error *e);

#ifdef __cplusplus
}
#endif

#endif
