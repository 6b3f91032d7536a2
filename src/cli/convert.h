/*
 * convert.h: reading a plan for a command and writing it in one of the formats; shared by import, export, new and mend.
 * Layer: cli.
 */
#ifndef CLI_CONVERT_H
#define CLI_CONVERT_H

#include "cli/cli.h"
#include "plan/plan_load.h"
#include "render/render.h"

enum convert_format { CONVERT_JSON, CONVERT_TEXT, CONVERT_HTML, CONVERT_PDF };

/*
 * convert_read: a plan from the command's operand `path`, in the format of its --from.
 *   report  may be NULL
 * Tells its own error; returns false then.
 */
bool convert_read(const struct cli *c, const char *path, struct arena *a, struct plan **out,
                  struct import_report *report);

/* convert_by_name: the format that a file's ending asks for (.json, .txt, .html, .pdf), else the fallback; path may be
 * NULL. */
enum convert_format convert_by_name(const char *path, enum convert_format fallback);

/*
 * convert_write: the plan in the format of the command's --to (when it was not given, of the ending of its --output,
 * else fallback) to its --output.
 * --paper, --printed-on and --findings are followed where the command has them. Returns the exit code, after telling
 * its error. HTML and PDF are not written to a terminal.
 */
int convert_write(const struct cli *c, struct plan *p, enum convert_format fallback, struct arena *a);

/* convert_render_options: --paper and --printed-on of a command that may not have them. ERR_INVALID. */
bool convert_render_options(const struct cli *c, struct render_options *o, struct err *e);

/* export_progress: `export --progress SERIES`; returns the exit code, after telling its error. (export_progress.c) */
int export_progress(const struct cli *c, struct arena *a);

#endif
