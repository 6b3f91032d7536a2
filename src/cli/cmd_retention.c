/* cmd_retention.c: goldthread retention list, hold, release, erase. */
#include "base/json.h"
#include "cli/ask.h"
#include "cli/file.h"
#include "cli/upkeep.h"

#include <unistd.h>

#define REASON_MAX 4096

static bool look_on(const struct cli *c, struct record_open *o, struct date *out, struct err *e)
{
    const char *on = cli_option(c, "on");
    const struct zone *zone;
    struct actor who;
    if (!upkeep_actor(c, &who, e) || !practice_zone_of(&o->practice, who.practice, &zone, e)) {
        return false;
    }
    *out = zone_day(zone, o->practice.now_ms(o->practice.clock));
    return !on || date_parse(str_of(on), out) || err_set(e, ERR_INVALID, "--on", "must be a day, YYYY-MM-DD");
}

static const char *standing(const struct kept *k)
{
    return k->hold ? "hold" : !date_is_set(k->until) ? "no birth date" : k->due ? "may be erased" : "kept";
}

static void put_text(const struct kept *list, size_t count, int64_t years, struct buf *b)
{
    char last[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        const struct kept *k = &list[i];
        buf_add(b, k->client);
        buf_printf(b, "  last entry %s  keep until %-10s%s  %s\n", date_format(k->last, last),
                   date_is_set(k->until) ? date_format(k->until, until) : "?", k->minor ? " (was a minor)" : "",
                   standing(k));
    }
    buf_printf(b, "%zu %s; retention_years %lld, unconfirmed: the law of the state decides\n", count,
               count == 1 ? "client" : "clients", (long long)years);
}

static void put_day(struct json_out *o, const char *key, struct date d)
{
    char text[DATE_TEXT_SIZE];
    json_key(o, key);
    json_put_cstr(o, date_is_set(d) ? date_format(d, text) : NULL);
}

static void put_json(const struct kept *list, size_t count, int64_t years, struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b, 0);
    json_begin_object(&o);
    json_key(&o, "retention_years");
    json_put_int(&o, years);
    json_key(&o, "confirmed");
    json_put_bool(&o, false);
    json_key(&o, "clients");
    json_begin_array(&o);
    for (size_t i = 0; i < count; i++) {
        const struct kept *k = &list[i];
        json_begin_object(&o);
        json_key(&o, "client");
        json_put_str(&o, k->client);
        put_day(&o, "last", k->last);
        put_day(&o, "until", k->until);
        json_key(&o, "minor");
        json_put_bool(&o, k->minor);
        json_key(&o, "hold");
        json_put_bool(&o, k->hold);
        json_key(&o, "due");
        json_put_bool(&o, k->due);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
    buf_char(b, '\n');
}

int cmd_retention_list(struct cli *c)
{
    struct record_open o;
    struct actor who;
    struct date on;
    struct kept *list = NULL;
    struct buf b;
    struct err e = {0};
    const char *format = cli_option(c, "format");
    size_t count = 0;
    int64_t years = 0;
    buf_init(&b, 0);
    bool ok = record_begin(c, &o, &e) && upkeep_actor(c, &who, &e) && look_on(c, &o, &on, &e) &&
              upkeep_kept(&o.practice, &who, on, &o.arena, &list, &count, &years, &e);
    if (ok) {
        (format && strcmp(format, "json") == 0 ? put_json : put_text)(list, count, years, &b);
        ok = buf_ok(&b) || err_no_memory(&e);
    }
    if (ok) {
        fputs(b.p, c->out);
    }
    buf_free(&b);
    record_end(&o);
    return ok ? CLI_OK : cli_fail("retention", &e);
}

/* Why, from the line or a file; the practice layer refuses an empty one. */
static bool read_reason(const struct cli *c, struct arena *a, struct str *out, struct err *e)
{
    const char *text = cli_option(c, "reason"), *path = cli_option(c, "reason-file");
    struct buf b;
    *out = str_of(text);
    if (text && path) {
        return err_set(e, ERR_INVALID, "--reason", "and --reason-file: one of them is enough");
    }
    buf_init(&b, 0);
    bool ok = !path ||
              (file_read(path, REASON_MAX, &b, e) && (arena_str(a, str_trim(buf_str(&b)), out) || arena_error(a, e)));
    buf_free(&b);
    return ok;
}

static int set_hold(struct cli *c, bool hold)
{
    struct record_open o;
    struct actor who;
    struct err e = {0};
    struct str client = str_of(c->operands[0]), reason;
    bool ok = record_begin(c, &o, &e) && upkeep_actor(c, &who, &e) && read_reason(c, &o.arena, &reason, &e) &&
              upkeep_hold(&o.practice, &who, client, hold, reason, &e);
    if (ok) {
        fprintf(c->out, "%s: %s\n", c->operands[0], hold ? "a hold stands" : "the hold has ended");
    }
    record_end(&o);
    return ok ? CLI_OK : cli_fail("retention", &e);
}

int cmd_retention_hold(struct cli *c)
{
    return set_hold(c, true);
}

int cmd_retention_release(struct cli *c)
{
    return set_hold(c, false);
}

/* --yes, or the id once more. */
static bool sure(struct cli *c, struct err *e)
{
    char typed[64] = "";
    if (cli_option(c, "yes")) {
        return true;
    }
    if (!isatty(fileno(c->in))) {
        return err_set(e, ERR_INVALID, "", "erasing cannot be taken back; say --yes when you mean it");
    }
    if (!ask(c, "Erasing cannot be taken back. Type the client's id once more", true, typed, sizeof typed, e)) {
        return false;
    }
    return str_is(str_trim(str_of(typed)), c->operands[0]) ||
           err_set(e, ERR_INVALID, "", "that is another id; nothing was erased");
}

int cmd_retention_erase(struct cli *c)
{
    struct record_open o;
    struct actor who;
    struct err e = {0};
    struct str client = str_of(c->operands[0]), reason;
    if (!sure(c, &e)) {
        return cli_fail("retention", &e);
    }
    bool ok = record_begin(c, &o, &e) && upkeep_actor(c, &who, &e) && read_reason(c, &o.arena, &reason, &e) &&
              upkeep_erase(&o.practice, &who, client, reason, &e) && erasures_note(&o, &e);
    if (ok) {
        fprintf(c->out,
                "%s: erased. Backups from before still hold the record until they are thrown away; a restore "
                "with erasures.jsonl erases it again\n",
                c->operands[0]);
    }
    record_end(&o);
    return ok ? CLI_OK : cli_fail("retention", &e);
}
