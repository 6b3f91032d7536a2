/*
 * findings_doc.c: docs/rules.md, made from the table.
 */
#include "rules/findings.h"

#include <string.h>

struct group {
    const char *id, *title;
};

static const struct group groups[] = {
    {"component", "The parts of a plan"},
    {"smart", "Specific, measurable, achievable, relevant, time-bound"},
    {"thread", "The golden thread"},
    {"pitfall", "Pitfalls"},
    {"ethics", "Collaboration, consent, culture"},
    {"language", "Words"},
    {"data", "Facts that must fit together"},
};

/* Text of a cell or a line: | and the template's braces would be read as Markdown or as a blank to fill in. */
static void put(struct buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '{') {
            buf_cstr(b, "\xE2\x80\xA6");
            s += 2;
        } else {
            buf_cstr(b, *s == '|' ? "\\" : "");
            buf_char(b, *s);
        }
    }
}

static void put_rule(struct buf *b, const struct rule *r)
{
    bool own = strcmp(r->source, "project") == 0;
    buf_printf(b, "| `%s` | %s | **", r->id, rules_severity_name(r->severity));
    put(b, r->title);
    buf_cstr(b, ".** ");
    put(b, r->message);
    buf_cstr(b, " | ");
    put(b, r->why);
    buf_cstr(b, " | ");
    put(b, r->fix);
    buf_cstr(b, " | ");
    put(b, own ? "our own judgement" : r->source);
    buf_cstr(b, own ? " | |\n" : r->confirmed ? " | yes |\n" : " | no |\n");
}

void rules_put_markdown(struct buf *out)
{
    size_t n = 0;
    while (rules_at(n)) {
        n++;
    }
    buf_printf(out, "# The rules of `goldthread check`\n\n");
    buf_printf(out, "%zu rules. This page is made from the table in `src/rules/table/` by `make docs`; edit that.\n\n",
               n);
    buf_cstr(out,
             "- **error**: the plan cannot be followed or is not safe without it, or a part is missing that a plan "
             "cannot do without.\n"
             "- **warning**: the plan is weak here.\n"
             "- **advice**: it could be better.\n\n"
             "Checks never stop a draft. `\xE2\x80\xA6` stands for what the plan itself fills in. *Read* says whether "
             "the source was read for this rule; a rule whose source was not read says so.\n");
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        buf_printf(out, "\n## %s\n\n", groups[g].title);
        buf_cstr(out, "| Rule | Severity | What it says | Why it matters | How to mend it | Source | Read |\n"
                      "|---|---|---|---|---|---|---|\n");
        for (size_t i = 0; i < n; i++) {
            if (strcmp(rules_at(i)->group, groups[g].id) == 0) {
                put_rule(out, rules_at(i));
            }
        }
    }
}
