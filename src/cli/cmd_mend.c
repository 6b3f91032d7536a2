/* goldthread mend: the offered rewrites put into a plan. */
#include "base/escape.h"
#include "cli/convert.h"
#include "rules/mend.h"

#include <string.h>

static bool read_answers(const struct cli *c, struct mend_answer *answers)
{
    for (int i = 0; i < c->repeated_count; i++) {
        struct str given = str_of(c->repeated[i]);
        struct str place = {NULL, 0}, blank;
        if (!str_cut(given, '=', &blank, &answers[i].text) || blank.n == 0 || answers[i].text.n == 0) {
            cli_failf("mend", "--answer takes BLANK=TEXT such as \"score today=17\", not \"%s\"", c->repeated[i]);
            return false;
        }
        if (blank.p[0] == '/' && !str_cut(blank, ':', &place, &blank)) {
            cli_failf("mend", "--answer for one place is /PLACE:BLANK=TEXT, not \"%s\"", c->repeated[i]);
            return false;
        }
        answers[i].pointer = place;
        answers[i].blank = blank;
    }
    return true;
}

static void tell_changes(const struct mend_changes *m)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < m->list.n; i++) {
        const struct mend_change *c = &m->list.at[i];
        buf_printf(&b, "%s (%s)\n  - ", c->pointer.p, c->rule->id);
        escape_terminal(&b, c->was, false);
        buf_cstr(&b, "\n  + ");
        escape_terminal(&b, c->now, false);
        buf_char(&b, '\n');
    }
    buf_printf(&b, "%zu text%s rewritten", m->list.n, m->list.n == 1 ? "" : "s");
    for (size_t i = 0; i < m->open.n; i++) {
        buf_cstr(&b, i ? "; " : "; without an answer: ");
        escape_terminal(&b, m->open.at[i], false);
    }
    buf_char(&b, '\n');
    if (buf_ok(&b))
        fwrite(b.p, 1, b.n, stderr);
    buf_free(&b);
}

/* An answer for a blank that no offered rewrite has would be lost without a word. */
static bool all_fit(const struct cli *c, const struct mend_answer *answers, const struct mend_changes *m)
{
    struct buf b;
    bool fit = true;
    buf_init(&b, 0);
    for (int i = 0; i < c->repeated_count && fit; i++) {
        if (m->fits[i])
            continue;
        fit = false;
        buf_printf(&b, "%s: no offered rewrite%s%.*s has the blank \"%.*s\"", c->operands[0],
                   answers[i].pointer.n ? " at " : "", (int)answers[i].pointer.n, answers[i].pointer.p,
                   (int)answers[i].blank.n, answers[i].blank.p);
        for (size_t k = 0; k < m->offered.n; k++)
            buf_printf(&b, "%s\"%s\"", k ? ", " : "; the blanks are ", m->offered.at[k].p);
        if (m->offered.n == 0)
            buf_cstr(&b, "; none has any: leave the answer out");
        cli_failf("mend", "%s", buf_ok(&b) ? b.p : "no memory");
    }
    buf_free(&b);
    return fit;
}

int cmd_mend(struct cli *c)
{
    struct err e = {0};
    struct arena a;
    struct plan *p = NULL;
    struct mend_answer answers[CLI_REPEAT_MAX];
    struct mend_changes changes = {0};
    int status = CLI_TROUBLE;
    arena_init(&a, 0);
    if (!read_answers(c, answers) || !convert_read(c, c->operands[0], &a, &p, NULL))
        goto done;
    if (!plan_number_ids(p, &a, &e) || !plan_bind(p, &a, &e) ||
        !mend_plan(p, (struct mend_answers){answers, (size_t)c->repeated_count}, &a, &changes, &e)) {
        cli_fail("mend", &e);
        goto done;
    }
    if (!all_fit(c, answers, &changes))
        goto done;
    status = convert_write(c, p, CONVERT_JSON, &a);
    if (status == CLI_OK)
        tell_changes(&changes);
done:
    arena_free(&a);
    return status;
}
