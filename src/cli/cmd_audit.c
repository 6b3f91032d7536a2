/* cmd_audit.c: goldthread audit verify, list, export, checkpoint. */
#include "base/escape.h"
#include "base/json.h"
#include "cli/file.h"
#include "cli/people.h"
#include "cli/upkeep.h"

#include <stdlib.h>
#include <unistd.h>

#define CHECKPOINTS_MAX ((size_t)1 << 30)
#define LIST_DEFAULT 200
#define LIST_MAX 100000
#define EXPORT_PAGE 20000

static bool as_json(const struct cli *c)
{
    const char *format = cli_option(c, "format");
    return format && strcmp(format, "json") == 0;
}

/* ---- verify ---- */

struct verified {
    const char *path; /* of the checkpoints */
    bool have;        /* there are some */
    struct audit_check check;
};

/* 64 hex digits, or the name of a file that holds them. */
static bool read_public_key(const char *given, unsigned char key[SEAL_PUBLIC_SIZE], struct err *e)
{
    struct buf text;
    if (seal_read_hex(str_of(given), key, SEAL_PUBLIC_SIZE)) {
        return true;
    }
    buf_init(&text, 0);
    bool ok = file_read(given, 4096, &text, e) &&
              (seal_read_hex(str_trim(buf_str(&text)), key, SEAL_PUBLIC_SIZE) ||
               err_set(e, ERR_INVALID, "--public-key", "must be 64 hex digits, or a file that holds them"));
    buf_free(&text);
    return ok;
}

static bool verify(const struct cli *c, struct record_open *o, struct verified *v, struct err *e)
{
    const char *practice = cli_option(c, "practice"), *given = cli_option(c, "checkpoints");
    const char *key = cli_option(c, "public-key");
    unsigned char public_key[SEAL_PUBLIC_SIZE];
    struct buf text;
    if (practice && !num_int(str_of(practice), 1, INT64_MAX, &v->check.practice)) {
        return err_set(e, ERR_INVALID, "--practice", "must be the number of a practice");
    }
    if (key && !read_public_key(key, public_key, e)) {
        return false;
    }
    v->path = given ? given : o->config.checkpoints.p;
    v->have = given || access(v->path, F_OK) == 0;
    v->check.keys = o->store.keys;
    v->check.public_key = key ? public_key : NULL;
    buf_init(&text, 0);
    bool ok = !v->have || file_read(v->path, CHECKPOINTS_MAX, &text, e);
    v->check.checkpoints = buf_str(&text);
    ok = ok && audit_verify(o->store.db, &v->check, &o->arena, e);
    v->check.checkpoints = (struct str){NULL, 0};
    v->check.public_key = NULL;
    buf_free(&text);
    return ok;
}

static const char *signer_name(enum audit_signer s)
{
    static const char *const names[] = {"none", "given", "record", "newest checkpoint"};
    return names[s];
}

static void put_verified_json(const struct verified *v, FILE *f)
{
    struct json_out o;
    struct buf b, hex;
    const struct audit_check *c = &v->check;
    buf_init(&b, 0);
    buf_init(&hex, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "events");
    json_put_int(&o, c->events);
    json_key(&o, "checkpoints");
    json_put_cstr(&o, v->have ? v->path : NULL);
    json_key(&o, "public_key");
    seal_put_hex(c->signer_key, sizeof c->signer_key, &hex);
    json_put_str(&o, c->signer == AUDIT_SIGNER_NONE ? (struct str){NULL, 0} : buf_str(&hex));
    json_key(&o, "public_key_from");
    json_put_cstr(&o, signer_name(c->signer));
    json_key(&o, "faults");
    json_begin_array(&o);
    for (size_t i = 0; i < c->fault_count; i++) {
        json_begin_object(&o);
        json_key(&o, "practice");
        json_put_int(&o, c->faults[i].practice);
        json_key(&o, "node");
        json_put_str(&o, c->faults[i].node);
        json_key(&o, "number");
        json_put_int(&o, c->faults[i].number);
        json_key(&o, "what");
        json_put_str(&o, c->faults[i].what);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
    buf_char(&b, '\n');
    fputs(b.p ? b.p : "", f);
    buf_free(&b);
    buf_free(&hex);
}

static void put_signer(const struct audit_check *c, struct buf *b)
{
    static const char *const from[] = {"", "the one that was given",
                                       "the record's own; compare it with what you keep elsewhere",
                                       "the newest checkpoint's: that it is the record's own cannot be told"};
    if (c->signer != AUDIT_SIGNER_NONE) {
        buf_cstr(b, "checkpoints are signed by ");
        seal_put_hex(c->signer_key, sizeof c->signer_key, b);
        buf_printf(b, " (%s)\n", from[c->signer]);
    }
}

static void put_verified(const struct verified *v, FILE *f)
{
    struct buf b;
    const struct audit_check *c = &v->check;
    buf_init(&b, 0);
    for (size_t i = 0; i < c->fault_count; i++) {
        const struct audit_fault *x = &c->faults[i];
        if (x->practice) {
            buf_printf(&b, "practice %lld, node ", (long long)x->practice);
        }
        escape_terminal(&b, x->node, false);
        if (x->number) {
            buf_printf(&b, ", %s %lld", x->practice ? "event" : "line", (long long)x->number);
        }
        buf_cstr(&b, ": ");
        escape_terminal(&b, x->what, false);
        buf_char(&b, '\n');
    }
    buf_printf(&b, "%lld events, %zu %s\n", (long long)c->events, c->fault_count,
               c->fault_count == 1 ? "fault" : "faults");
    if (!v->have) {
        buf_cstr(&b, "no checkpoints at ");
        escape_terminal(&b, str_of(v->path), false);
        buf_cstr(&b, ": whether the end of the trail is missing, or all of it was written anew, cannot be told\n");
    } else {
        put_signer(c, &b);
    }
    fputs(b.p ? b.p : "", f);
    buf_free(&b);
}

int cmd_audit_verify(struct cli *c)
{
    struct record_open o;
    struct verified v = {0};
    struct err e = {0};
    int code = CLI_TROUBLE;
    if (record_begin(c, &o, &e) && verify(c, &o, &v, &e)) {
        (as_json(c) ? put_verified_json : put_verified)(&v, c->out);
        code = v.check.fault_count ? CLI_FINDINGS : CLI_OK;
    } else {
        cli_fail("audit", &e);
    }
    record_end(&o);
    return code;
}

/* ---- list and export ---- */

static void put_event_json(const struct audit_row *r, struct buf *b)
{
    struct json_out o;
    char when[32];
    const struct audit_event *ev = &r->event;
    upkeep_time(ev->at_ms, when);
    json_out_init(&o, b, 0);
    json_begin_object(&o);
    json_key(&o, "practice");
    json_put_int(&o, ev->practice);
    json_key(&o, "node");
    json_put_str(&o, r->node);
    json_key(&o, "number");
    json_put_int(&o, r->number);
    json_key(&o, "at");
    json_put_cstr(&o, when);
    json_key(&o, "at_ms");
    json_put_int(&o, ev->at_ms);
    json_key(&o, "action");
    json_put_cstr(&o, audit_action_name(ev->action));
    const struct {
        const char *key;
        struct str text;
    } texts[] = {{"use_case", ev->use_case}, {"user", ev->user}, {"client", ev->client},
                 {"object", ev->object},     {"from", ev->from}, {"why", ev->why}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].text.n) {
            json_key(&o, texts[i].key);
            json_put_str(&o, texts[i].text);
        }
    }
    json_key(&o, "hash");
    struct buf hex;
    buf_init(&hex, 0);
    seal_put_hex(r->hash.byte, sizeof r->hash.byte, &hex);
    json_put_str(&o, buf_str(&hex));
    buf_free(&hex);
    json_end_object(&o);
    buf_char(b, '\n');
}

static void put_begin(struct buf *b, const char *when, const char *action, struct str use_case)
{
    cell_put(b, str_of(when), 20);
    cell_put(b, str_of(action), 14);
    cell_put(b, use_case, 24);
}

/* "by NAME (ID)  client ID  of ID ...": what there is. */
static void put_event(const struct client_event *one, struct buf *b)
{
    char when[32];
    const struct audit_event *ev = &one->row.event;
    upkeep_time(ev->at_ms, when);
    put_begin(b, when, audit_action_name(ev->action), ev->use_case);
    const struct {
        const char *label;
        struct str text;
    } parts[] = {{"client ", ev->client}, {"of ", ev->object}, {"from ", ev->from}, {"", ev->why}};
    if (!ev->user.n) {
        buf_cstr(b, "(the program)");
    } else if (one->name.n) {
        escape_terminal(b, one->name, false);
        buf_printf(b, " (%.*s)", (int)ev->user.n, ev->user.p);
    } else {
        escape_terminal(b, ev->user, false);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].text.n) {
            buf_printf(b, "  %s", parts[i].label);
            escape_terminal(b, parts[i].text, false);
        }
    }
    buf_char(b, '\n');
}

/* The first moment of the day that the option names, of the day after it for `days` 1. Nothing without the option. */
static bool read_day(const struct cli *c, const char *option, const struct zone *zone, int32_t days, int64_t *out,
                     struct err *e)
{
    const char *text = cli_option(c, option);
    struct date d;
    char name[16];
    snprintf(name, sizeof name, "--%s", option);
    if (!text) {
        return true;
    }
    if (!date_parse(str_of(text), &d) || !date_is_set(d = date_add_days(d, days))) {
        return err_set(e, ERR_INVALID, name, "must be a day, YYYY-MM-DD");
    }
    *out = zone_day_begins_ms(zone, d);
    return true;
}

static bool read_filter(const struct cli *c, struct record_open *o, const struct actor *who, struct audit_filter *f,
                        struct err *e)
{
    const struct zone *zone;
    f->client = str_of(cli_option(c, "client"));
    f->user = str_of(cli_option(c, "user"));
    bool ok = practice_zone_of(&o->practice, who->practice, &zone, e) && read_day(c, "from", zone, 0, &f->from_ms, e) &&
              read_day(c, "to", zone, 1, &f->to_ms, e);
    f->to_ms -= ok && f->to_ms; /* the last moment */
    return ok;
}

static bool list(const struct cli *c, struct record_open *o, struct buf *out, struct err *e)
{
    struct audit_filter f = {.limit = LIST_DEFAULT};
    struct actor who;
    struct client_event *rows;
    size_t count;
    int64_t limit = LIST_DEFAULT;
    const char *given = cli_option(c, "limit");
    if (given && !num_int(str_of(given), 1, LIST_MAX, &limit)) {
        return err_set(e, ERR_INVALID, "--limit", "must be 1 to %d; export writes all of them", LIST_MAX);
    }
    f.limit = (size_t)limit;
    if (!upkeep_actor(c, &who, e) || !read_filter(c, o, &who, &f, e) ||
        !upkeep_events(&o->practice, &who, &f, false, &o->arena, &rows, &count, e)) {
        return false;
    }
    if (!as_json(c) && count) {
        put_begin(out, "TIME (UTC)", "ACTION", STR("USE CASE"));
        buf_cstr(out, "BY, ABOUT WHOM, WHAT, FROM WHERE, WHY\n");
    }
    for (size_t i = 0; i < count; i++) {
        if (as_json(c)) {
            put_event_json(&rows[i].row, out);
        } else {
            put_event(&rows[i], out);
        }
    }
    return buf_ok(out) || err_no_memory(e);
}

int cmd_audit_list(struct cli *c)
{
    struct record_open o;
    struct buf out;
    struct err e = {0};
    int code = CLI_OK;
    buf_init(&out, 0);
    if (record_begin(c, &o, &e) && list(c, &o, &out, &e)) {
        fputs(out.n ? out.p : "", c->out);
    } else {
        code = cli_fail("audit", &e);
    }
    buf_free(&out);
    record_end(&o);
    return code;
}

/* Page by page, up to the moment it began: that the trail is read adds to it. */
static bool export_all(const struct cli *c, struct record_open *o, FILE *f, struct err *e)
{
    struct audit_filter filter = {.limit = EXPORT_PAGE};
    struct actor who;
    struct arena kept[2]; /* the page that is written, and the one before, whose last row it begins behind */
    int64_t start_ms = o->practice.now_ms(o->practice.clock) - 1;
    if (!upkeep_actor(c, &who, e) || !read_filter(c, o, &who, &filter, e)) {
        return false;
    }
    filter.to_ms = filter.to_ms && filter.to_ms < start_ms ? filter.to_ms : start_ms;
    size_t count = EXPORT_PAGE;
    bool ok = true;
    arena_init(&kept[0], 0);
    arena_init(&kept[1], 0);
    for (int page = 0; ok && count == EXPORT_PAGE; page = !page) {
        struct client_event *rows;
        struct buf out;
        buf_init(&out, 0);
        arena_reset(&kept[page]);
        ok = upkeep_events(&o->practice, &who, &filter, true, &kept[page], &rows, &count, e);
        for (size_t i = 0; ok && i < count; i++) {
            put_event_json(&rows[i].row, &out);
        }
        ok = ok && (buf_ok(&out) || err_no_memory(e));
        if (ok) {
            fputs(out.n ? out.p : "", f);
            filter.after = count ? &rows[count - 1].row : NULL;
        }
        buf_free(&out);
    }
    arena_free(&kept[0]);
    arena_free(&kept[1]);
    return ok;
}

int cmd_audit_export(struct cli *c)
{
    struct record_open o;
    struct file_out out = {0};
    struct err e = {0};
    bool ok = record_begin(c, &o, &e) && file_out_begin(&out, cli_option(c, "output"), &e);
    if (ok && export_all(c, &o, out.f, &e)) {
        ok = file_out_commit(&out, &e);
    } else {
        ok = false;
        file_out_abandon(&out);
    }
    record_end(&o);
    return ok ? CLI_OK : cli_fail("audit", &e);
}

/* ---- checkpoint ---- */

int cmd_audit_checkpoint(struct cli *c)
{
    struct record_open o;
    struct buf line;
    struct err e = {0};
    const char *path = cli_option(c, "checkpoints");
    buf_init(&line, 0);
    bool ok = record_begin(c, &o, &e);
    path = ok && !path ? o.config.checkpoints.p : path;
    ok = ok && audit_checkpoint(o.store.db, o.store.keys, o.practice.now_ms(o.practice.clock), &line, &e) &&
         upkeep_append(path, buf_str(&line), &e) && erasures_note(&o, &e);
    struct str text = buf_str(&line);
    if (ok) {
        struct str mark = STR("\"public_key\":\"");
        size_t at = str_find(text, mark, 0);
        struct str key = at == (size_t)-1 ? STR("") : str_sub(text, at + mark.n, at + mark.n + 2 * SEAL_PUBLIC_SIZE);
        fprintf(c->out, "%s: a checkpoint of today; keep a copy elsewhere\n", path);
        fprintf(c->out, "signed by %.*s; keep that elsewhere too, for --public-key of verify\n", (int)key.n, key.p);
    }
    buf_free(&line);
    record_end(&o);
    return ok ? CLI_OK : cli_fail("audit", &e);
}
