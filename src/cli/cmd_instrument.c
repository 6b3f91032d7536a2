/* goldthread instrument list, show, export: what is known about measures, and the wording that a practice keeps. */
#include "cli/data.h"
#include "cli/file.h"
#include "cli/instrument.h"
#include "cli/instrument_show.h"

#include "base/escape.h"

#include <string.h>
#include <unistd.h>

const struct measure *instrument_find(const char *name)
{
    const struct measure *m = measure_find(str_of(name));
    if (!m)
        cli_failf("instrument", "no measure is called \"%s\"; goldthread instrument list shows them", name);
    return m;
}

/* ---- where they are kept ---- */

static bool read_record(struct instrument_place *p, struct err *e)
{
    const struct actor program = {.practice = 1, .from = STR("command line")};
    return record_begin(p->c, &p->record, e) &&
           wordings_list(&p->record.practice, &program, &p->record.arena, &p->kept, &p->count, e);
}

bool instrument_open(const struct cli *c, struct instrument_place *out, struct err *e)
{
    struct err none = {0};
    struct buf path;
    *out = (struct instrument_place){.c = c};
    buf_init(&path, 0);
    out->in_record =
        c->shared || (data_path(cli_option(c, "data"), "config.json", NULL, &path, &none) && access(path.p, F_OK) == 0);
    buf_free(&path);
    return !out->in_record || read_record(out, e);
}

void instrument_close(struct instrument_place *p)
{
    if (p->in_record) {
        sign_out_line(&p->record, &p->session);
        record_end(&p->record);
    }
}

static bool in_record(const struct instrument_place *p, const struct measure *m, struct buf *path, struct wording **out,
                      struct err *e)
{
    bool damaged = false;
    buf_reset(path);
    buf_cstr(path, "the record");
    *out = NULL;
    for (size_t i = 0; i < p->count; i++) {
        if (p->kept[i].measure == m) {
            *out = p->kept[i].wording;
            damaged = !*out;
        }
    }
    if (!buf_ok(path))
        return err_no_memory(e);
    return !damaged || err_set(e, ERR_INVALID, path->p, "the wording of %s is damaged: import it again", m->name);
}

bool instrument_wording(const struct instrument_place *p, const struct measure *m, struct arena *a, struct buf *path,
                        struct wording **out, struct err *e)
{
    char name[64];
    struct err inner = {0};
    struct buf bytes;
    if (p->in_record)
        return in_record(p, m, path, out, e);
    *out = NULL;
    snprintf(name, sizeof name, "%s.json", m->id);
    buf_reset(path);
    if (!data_path(cli_option(p->c, "data"), "instruments", name, path, e))
        return false;
    if (access(path->p, F_OK) != 0)
        return true;
    buf_init(&bytes, 0);
    bool ok = file_read(path->p, QUESTIONNAIRE_BYTES_MAX, &bytes, e);
    if (ok && !wording_from_json(buf_str(&bytes), a, out, &inner))
        ok = err_set(e, inner.kind, path->p, "%s%s%s", inner.where, inner.where[0] ? ": " : "", inner.text);
    if (ok && (*out)->measure != m) {
        ok = err_set(e, ERR_INVALID, path->p, "holds the wording of %s", (*out)->measure->name);
        *out = NULL;
    }
    buf_free(&bytes);
    return ok;
}

int cmd_instrument_export(struct cli *c)
{
    const struct measure *m = instrument_find(c->operands[0]);
    const char *to = cli_option(c, "to");
    struct err e = {0};
    struct arena a;
    struct buf path, out;
    struct wording *w = NULL;
    struct instrument_place place;
    if (!m)
        return CLI_TROUBLE;
    arena_init(&a, 0);
    buf_init(&path, 0);
    buf_init(&out, 0);
    bool ok = instrument_open(c, &place, &e) && instrument_wording(&place, m, &a, &path, &w, &e);
    if (ok && !w)
        ok = err_set(&e, ERR_NOT_FOUND, path.p, "the wording of %s has not been imported", m->name);
    if (ok && to && strcmp(to, "json") == 0)
        wording_to_json(w, &out);
    else if (ok)
        wording_to_fhir(w, &out);
    if (ok && !buf_ok(&out))
        ok = err_no_memory(&e);
    ok = ok && file_write(cli_option(c, "output"), buf_str(&out), &e);
    instrument_close(&place);
    buf_free(&out);
    buf_free(&path);
    arena_free(&a);
    return ok ? CLI_OK : cli_fail("instrument", &e);
}

/* ---- list and show ---- */

/* What is kept of one measure. */
struct kept {
    struct wording *wording; /* NULL: nothing */
    bool unreadable;         /* there is one, but not a good one; its error was told */
    const char *reason;      /* why clients are not shown it; NULL: they may be */
};

/* No folder of data at all is no error here: then nothing is kept. */
static struct kept look_up(const struct instrument_place *p, const struct measure *m, struct arena *a)
{
    struct kept k = {0};
    struct err e = {0};
    struct buf path;
    buf_init(&path, 0);
    if (!instrument_wording(p, m, a, &path, &k.wording, &e) && e.kind != ERR_NOT_FOUND) {
        cli_fail("instrument", &e);
        k.unreadable = true;
    }
    wording_may_show(m, k.wording, &k.reason);
    buf_free(&path);
    return k;
}

static void put_member(struct json_out *o, const char *key, struct str s)
{
    json_key(o, key);
    json_put_str(o, s);
}

static void put_kept_json(const struct kept *k, struct json_out *o)
{
    const struct wording *w = k->wording;
    char day[DATE_TEXT_SIZE];
    json_key(o, "kept");
    if (!w) {
        json_put_null(o);
        return;
    }
    json_begin_object(o);
    put_member(o, "imported", str_of(date_is_set(w->imported) ? date_format(w->imported, day) : NULL));
    put_member(o, "copyright", w->copyright);
    put_member(o, "publisher", w->publisher);
    put_member(o, "version", w->version);
    put_member(o, "permission", w->permission);
    put_member(o, "blake2b", str_of(w->hash));
    json_key(o, "may_show");
    json_put_bool(o, !k->reason);
    put_member(o, "reason", str_of(k->reason));
    json_end_object(o);
}

/* An object of the renderer once more, with what is kept behind its members. */
static void put_object(const struct json *object, const struct kept *k, struct json_out *o)
{
    json_begin_object(o);
    for (const struct json *v = object->first; v; v = v->next) {
        json_key_str(o, v->key);
        json_put_tree(o, v);
    }
    put_kept_json(k, o);
    json_end_object(o);
}

static bool wants_json(const struct cli *c)
{
    const char *format = cli_option(c, "format");
    return format && strcmp(format, "json") == 0;
}

/* Prints what was made; the exit code. */
static int print(const struct cli *c, struct buf *out, bool trouble)
{
    struct err e = {0};
    int code = trouble ? CLI_TROUBLE : CLI_OK;
    if (!buf_ok(out)) {
        err_no_memory(&e);
        code = cli_fail("instrument", &e);
    } else {
        fwrite(out->p, 1, out->n, c->out);
    }
    return code;
}

/* The table, with a word behind each line whose wording is here. */
static bool list_text(const struct instrument_place *p, struct arena *a, struct buf *out)
{
    struct buf table;
    struct str line, rest;
    bool trouble = false;
    buf_init(&table, 0);
    instrument_put_list(&table);
    for (rest = buf_str(&table); str_cut(rest, '\n', &line, &rest);) {
        struct str id = line, none;
        str_cut(line, ' ', &id, &none);
        buf_add(out, line);
        const struct measure *m = NULL;
        for (size_t k = 0; (m = measure_at(k)) && !str_is(id, m->id); k++)
            ;
        struct kept kept = {0};
        if (m)
            kept = look_up(p, m, a);
        if (kept.unreadable)
            buf_cstr(out, "  [wording is damaged]");
        else if (kept.wording)
            buf_cstr(out, kept.reason ? "  [wording kept, not shown to clients]" : "  [wording kept]");
        buf_char(out, '\n');
        trouble = trouble || kept.unreadable;
    }
    out->failed = out->failed || !buf_ok(&table);
    buf_free(&table);
    return trouble;
}

/* What a renderer wrote as JSON, read again. */
static const struct json *tree_of(struct buf *b, struct arena *a)
{
    const struct json *tree = NULL;
    struct err e = {0};
    return buf_ok(b) && json_parse(buf_str(b), a, &tree, &e) ? tree : NULL;
}

static bool list_json(const struct instrument_place *p, struct arena *a, struct buf *out)
{
    struct buf b;
    struct json_out in, o;
    bool trouble = false;
    buf_init(&b, 0);
    json_out_init(&in, &b, 0);
    instrument_put_list_json(&in);
    const struct json *tree = tree_of(&b, a);
    json_out_init(&o, out, 2);
    json_begin_array(&o);
    for (const struct json *v = tree ? tree->first : NULL; v; v = v->next) {
        struct kept kept = look_up(p, measure_find(json_str(json_get(v, "id"))), a);
        put_object(v, &kept, &o);
        trouble = trouble || kept.unreadable;
    }
    json_end_array(&o);
    buf_char(out, '\n');
    out->failed = out->failed || !tree;
    buf_free(&b);
    return trouble;
}

int cmd_instrument_list(struct cli *c)
{
    struct arena a;
    struct buf out;
    struct err e = {0};
    struct instrument_place place;
    int code;
    arena_init(&a, 0);
    buf_init(&out, 0);
    if (instrument_open(c, &place, &e)) {
        bool trouble = wants_json(c) ? list_json(&place, &a, &out) : list_text(&place, &a, &out);
        code = print(c, &out, trouble);
    } else {
        code = cli_fail("instrument", &e);
    }
    instrument_close(&place);
    buf_free(&out);
    arena_free(&a);
    return code;
}

static void put_line(struct buf *out, const char *label, struct str text)
{
    if (!text.p)
        return;
    buf_printf(out, "  %-26s", label);
    escape_terminal(out, text, false);
    buf_char(out, '\n');
}

static void put_kept(const struct kept *k, struct buf *out)
{
    const struct wording *w = k->wording;
    char day[DATE_TEXT_SIZE];
    buf_cstr(out, "\nWording kept here\n");
    if (w) {
        if (date_is_set(w->imported))
            put_line(out, "Imported", str_of(date_format(w->imported, day)));
        put_line(out, "Title", w->title);
        put_line(out, "Copyright", w->copyright);
        put_line(out, "Publisher", w->publisher);
        put_line(out, "Version", w->version);
        put_line(out, "Permitted by", w->permission);
        put_line(out, "BLAKE2b", str_of(w->hash));
    }
    put_line(out, "Shown to clients", str_of(k->unreadable ? "no: it is damaged" : k->reason ? "no" : "yes"));
    if (!k->unreadable)
        put_line(out, "Why not", str_of(k->reason));
}

static void show_json(const struct measure *m, const struct kept *kept, struct arena *a, struct buf *out)
{
    struct buf b;
    struct json_out in, o;
    buf_init(&b, 0);
    json_out_init(&in, &b, 0);
    instrument_put_show_json(m, &in);
    const struct json *tree = tree_of(&b, a);
    json_out_init(&o, out, 2);
    if (tree)
        put_object(tree, kept, &o);
    buf_char(out, '\n');
    out->failed = out->failed || !tree;
    buf_free(&b);
}

int cmd_instrument_show(struct cli *c)
{
    const struct measure *m = instrument_find(c->operands[0]);
    struct arena a;
    struct buf out;
    struct err e = {0};
    struct instrument_place place;
    int code;
    if (!m)
        return CLI_TROUBLE;
    arena_init(&a, 0);
    buf_init(&out, 0);
    if (instrument_open(c, &place, &e)) {
        struct kept kept = look_up(&place, m, &a);
        if (wants_json(c)) {
            show_json(m, &kept, &a, &out);
        } else {
            instrument_put_show(m, cli_width(c->out), &out);
            put_kept(&kept, &out);
        }
        code = print(c, &out, kept.unreadable);
    } else {
        code = cli_fail("instrument", &e);
    }
    instrument_close(&place);
    buf_free(&out);
    arena_free(&a);
    return code;
}
