/* goldthread instrument import: a publisher's Questionnaire or pasted text, compared, confirmed, kept. */
#include "base/escape.h"
#include "cli/ask.h"
#include "cli/data.h"
#include "cli/file.h"
#include "cli/instrument.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct import {
    struct cli *c;
    const char *path, *shown; /* the operand; as errors name it */
    struct arena a;
    struct err e;
    const struct measure *measure;
    struct questionnaire *q;
    struct questionnaire_match *match;
    struct questionnaire_named named[CLI_REPEAT_MAX];
    struct wording_origin origin;
    struct instrument_place place;
    struct buf target; /* where the wording goes */
};

/* An error of the file: its name in front. */
static int fail_file(const struct import *i)
{
    return cli_failf("instrument", "%s: %s%s%s", i->shown, i->e.where, i->e.where[0] ? ": " : "", i->e.text);
}

static bool take_date(struct import *i)
{
    const char *on = cli_option(i->c, "on");
    if (on) {
        if (date_parse(str_of(on), &i->origin.imported))
            return true;
        cli_failf("instrument", "--on: \"%s\" is not a date like 2026-03-31", on);
        return false;
    }
    if (i->place.in_record) {
        const struct zone *zone;
        if (!practice_zone_of(&i->place.record.practice, 1, &zone, &i->e)) {
            cli_fail("instrument", &i->e);
            return false;
        }
        i->origin.imported = zone_day(zone, record_now(NULL));
        return true;
    }
    struct tm tm;
    time_t now = time(NULL);
    if (localtime_r(&now, &tm))
        i->origin.imported = (struct date){(int16_t)(tm.tm_year + 1900), (int8_t)(tm.tm_mon + 1), (int8_t)tm.tm_mday};
    return true;
}

/* --map N=LINKID, --map gate=LINKID */
static bool take_map(struct import *i)
{
    for (int k = 0; k < i->c->repeated_count; k++) {
        struct str name = {0}, link = {0};
        struct questionnaire_named *to = &i->named[k];
        int64_t n = 0;
        bool ok = str_cut(str_of(i->c->repeated[k]), '=', &name, &link) && link.n > 0 && name.n > 0;
        for (size_t x = 1; ok && x < EXTRA_COUNT; x++)
            if (str_is(name, questionnaire_extra_name((enum measure_extra)x)))
                to->extra = (enum measure_extra)x;
        if (!ok || (to->extra == EXTRA_NONE && !num_int(name, 1, SCORE_ITEMS_MAX, &n))) {
            cli_failf("instrument", "--map: \"%s\" is not like 3=LINKID or gate=LINKID", i->c->repeated[k]);
            return false;
        }
        to->item = (int)n;
        to->link_id = link;
    }
    return true;
}

/* A text of an option without blanks around it; absent when nothing is left. */
static struct str text_option(const struct cli *c, const char *name)
{
    struct str s = str_trim(str_of(cli_option(c, name)));
    return s.n > 0 ? s : (struct str){0};
}

static bool take_options(struct import *i)
{
    const char *id = cli_option(i->c, "instrument");
    i->origin.copyright = text_option(i->c, "copyright");
    i->origin.publisher = text_option(i->c, "publisher");
    i->origin.permission = text_option(i->c, "permission");
    if (i->origin.copyright.n > QUESTIONNAIRE_TEXT_MAX || i->origin.publisher.n > QUESTIONNAIRE_TEXT_MAX) {
        cli_failf("instrument", "--copyright and --publisher take at most %d bytes", QUESTIONNAIRE_TEXT_MAX);
        return false;
    }
    if (id && !(i->measure = instrument_find(id)))
        return false;
    return take_date(i) && take_map(i);
}

/* Before anything is compared: who answers for what is kept in a record. */
static bool take_place(struct import *i)
{
    bool ok = instrument_open(i->c, &i->place, &i->e);
    if (ok && i->place.in_record)
        ok = sign_in_line(i->c, &i->place.record, &i->place.session, &i->e);
    else if (ok && cli_option(i->c, "as"))
        ok = err_set(&i->e, ERR_INVALID, "--as", "is for a folder that holds a record; goldthread init makes one");
    if (!ok)
        cli_fail("instrument", &i->e);
    return ok;
}

/* JSON begins with a brace or bracket; else it is pasted text, which says nothing about itself. */
static int read_questions(struct import *i)
{
    struct buf bytes;
    buf_init(&bytes, 0);
    bool ok = file_read(i->path, QUESTIONNAIRE_BYTES_MAX, &bytes, &i->e);
    int code = CLI_OK;
    if (!ok) {
        code = i->e.kind == ERR_LIMIT ? cli_failf("instrument", "%s: is larger than %zu MB; a Questionnaire is smaller",
                                                  i->shown, QUESTIONNAIRE_BYTES_MAX >> 20)
                                      : cli_fail("instrument", &i->e);
    } else {
        struct str text = str_trim(buf_str(&bytes));
        char first = text.n > 0 ? text.p[0] : '\0';
        if (first == '<')
            code = cli_failf("instrument", "%s: is XML; export the Questionnaire as JSON", i->shown);
        else if (first == '{' || first == '[' || first == '\0' || (unsigned char)first == 0xef)
            code = questionnaire_read(buf_str(&bytes), &i->a, &i->q, &i->e) ? CLI_OK : fail_file(i);
        else if (!i->measure)
            code = cli_failf("instrument", "%s: is not JSON; for pasted text name the measure with --instrument ID",
                             i->shown);
        else
            code = questionnaire_lines(buf_str(&bytes), &i->a, &i->q, &i->e) ? CLI_OK : fail_file(i);
    }
    buf_free(&bytes);
    if (code == CLI_OK && !i->q->copyright.p)
        i->q->copyright = i->origin.copyright; /* as it will be kept */
    return code;
}

/* The one instrument of the file, or the list of those to choose from. */
static int choose(struct import *i)
{
    const struct measure *found[8];
    struct questionnaire_match *m;
    struct buf text;
    size_t n = questionnaire_find(i->q, found, sizeof found / sizeof found[0]);
    if (n == 0)
        return cli_failf("instrument", "%s: no code of a measure that is known; name it with --instrument ID",
                         i->shown);
    i->measure = found[0];
    if (n == 1)
        return CLI_OK;
    buf_init(&text, 0);
    for (size_t k = 0; k < n; k++)
        if (questionnaire_match(i->q, found[k], NULL, 0, &i->a, &m, &i->e))
            buf_printf(&text, "%s%s (%zu of %zu items)", k ? ", " : "", found[k]->id, m->matched, m->count);
    int code = cli_failf("instrument", "%s: holds %s; choose one with --instrument ID", i->shown,
                         buf_ok(&text) ? text.p : "several measures");
    buf_free(&text);
    return code;
}

/* ---- confirm ---- */

static void put_table(struct import *i)
{
    struct buf b;
    buf_init(&b, 0);
    instrument_put_match(i->match, cli_width(i->c->out), &b);
    fwrite(buf_str(&b).p, 1, b.n, i->c->out);
    fflush(i->c->out);
    buf_free(&b);
}

/* A person's yes, from the terminal. */
static int ask_yes(const struct import *i)
{
    char answer[16] = "";
    struct err e = {0};
    if (!ask(i->c, "Does each text belong to the label beside it? Type yes to keep it", true, answer, sizeof answer,
             &e) &&
        e.kind == ERR_NOT_FOUND)
        return cli_failf("instrument",
                         "%s: a person must compare the texts on a terminal; or --yes for a certain match", i->shown);
    if (strcmp(answer, "yes") == 0 || strcmp(answer, "y") == 0)
        return CLI_OK;
    fputs("Nothing was kept.\n", i->c->out);
    return CLI_FINDINGS;
}

static int confirm(struct import *i)
{
    const struct questionnaire_match *m = i->match;
    if (i->q->pasted && i->q->count != m->count) {
        cli_failf("instrument",
                  "%s: %zu lines, but %s has %zu items; write one item a line, in its order; nothing was "
                  "kept",
                  i->shown, i->q->count, m->measure->name, m->count);
        return CLI_FINDINGS;
    }
    put_table(i);
    if (!m->complete) {
        cli_failf("instrument", "%s: %zu of %zu items of %s are here with a text; nothing was kept%s", i->shown,
                  m->matched, m->count, m->measure->name, i->q->pasted ? "" : " (--map names the others)");
        return CLI_FINDINGS;
    }
    if (!measure_structure(m->measure)->wording_allowed && !i->origin.permission.p) {
        cli_failf("instrument",
                  "%s: the licence of %s does not let everyone show its wording (%s); say who permits it with "
                  "--permission; nothing was kept",
                  i->shown, m->measure->name, m->measure->licence);
        return CLI_FINDINGS;
    }
    if (!cli_option(i->c, "yes"))
        return ask_yes(i);
    if (m->certain)
        return CLI_OK;
    cli_failf("instrument", "%s: --yes is for a certain match only; %s; compare the texts on a terminal, without --yes",
              i->shown, m->doubts[0].text);
    return CLI_FINDINGS;
}

/* ---- keep ---- */

static void put_kept(const struct import *i, const struct wording *w, const struct wording *old)
{
    const char *reason;
    char day[DATE_TEXT_SIZE];
    struct buf shown;
    buf_init(&shown, 0);
    escape_terminal(&shown, buf_str(&i->target), false);
    FILE *out = i->c->out;
    fprintf(out, "Kept: %s, %zu items, in %s (BLAKE2b %.16s)\n", w->measure->name, w->count, shown.p ? shown.p : "",
            w->hash);
    if (old)
        fprintf(out, "It takes the place of the wording of %s%s\n", date_format(old->imported, day),
                strcmp(old->hash, w->hash) == 0 ? ", which had the same texts" : "");
    if (!wording_may_show(w->measure, w, &reason))
        fprintf(out, "Clients are not shown it yet: %s\n", reason);
    buf_free(&shown);
}

static bool keep_file(struct import *i, struct str json)
{
    struct buf folder;
    buf_init(&folder, 0);
    bool ok = data_path(cli_option(i->c, "data"), "instruments", NULL, &folder, &i->e) &&
              data_make_folder(folder.p, &i->e) && file_write(i->target.p, json, &i->e);
    buf_free(&folder);
    return ok;
}

static bool keep_in_record(struct import *i, struct str json)
{
    struct instrument_place *p = &i->place;
    int64_t version = 0;
    for (size_t k = 0; k < p->count; k++)
        version = p->kept[k].measure == i->measure ? p->kept[k].version : version;
    return wordings_keep(&p->record.practice, &p->session.who, json, version, &i->e);
}

static int keep(struct import *i)
{
    struct wording *w, *old = NULL;
    struct err unreadable = {0};
    struct buf bytes;
    buf_init(&bytes, 0);
    /* A file that cannot be read any more is replaced as well; what it was cannot be said. */
    instrument_wording(&i->place, i->measure, &i->a, &i->target, &old, &unreadable);
    bool ok = buf_ok(&i->target) && i->target.n > 0;
    if (!ok)
        i->e = unreadable;
    ok = ok && wording_make(i->match, &i->origin, &i->a, &w, &i->e);
    if (ok) {
        wording_to_json(w, &bytes);
        ok = buf_ok(&bytes) || err_no_memory(&i->e);
    }
    ok = ok && (i->place.in_record ? keep_in_record(i, buf_str(&bytes)) : keep_file(i, buf_str(&bytes)));
    if (ok)
        put_kept(i, w, old);
    buf_free(&bytes);
    return ok ? CLI_OK : cli_fail("instrument", &i->e);
}

int cmd_instrument_import(struct cli *c)
{
    struct import *i = calloc(1, sizeof *i);
    if (!i)
        return cli_failf("instrument", "no memory");
    i->c = c;
    i->path = c->operands[0];
    i->shown = strcmp(i->path, "-") == 0 ? "standard input" : i->path;
    arena_init(&i->a, (size_t)512 << 20);
    buf_init(&i->target, 0);
    int code = take_place(i) && take_options(i) ? CLI_OK : CLI_TROUBLE;
    if (code == CLI_OK)
        code = read_questions(i);
    if (code == CLI_OK && !i->measure)
        code = choose(i);
    if (code == CLI_OK &&
        !questionnaire_match(i->q, i->measure, i->named, (size_t)c->repeated_count, &i->a, &i->match, &i->e))
        code = fail_file(i);
    if (code == CLI_OK)
        code = confirm(i);
    if (code == CLI_OK)
        code = keep(i);
    instrument_close(&i->place);
    buf_free(&i->target);
    arena_free(&i->a);
    free(i);
    return code;
}
