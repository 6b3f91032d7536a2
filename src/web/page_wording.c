/* page_wording.c: the wording of a measure: a publisher's file or pasted text beside our labels, compared by a person,
 * kept, taken out. Nothing is held between the two forms: the text comes along, and its hash says that it is the one
 * that was compared. */
#include "practice/wordings.h"
#include "views.h"
#include "web/measures.h"
#include "web/measures_parts.h"
#include "web/web_parts.h"

const struct field wording_rows[WORDING_FIELDS] = {
    {"text", "Pasted text", FIELD_TEXT, false, 0, 400000, NULL, NULL},
    {"file", "Or a file", FIELD_FILE, false, 0, 0, NULL, NULL},
    {"copyright", "Notice of the publisher", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"publisher", "Publisher", FIELD_LINE, false, 0, 200, NULL, NULL},
    {"permission", "Who permits you to use it", FIELD_LINE, false, 0, 500, NULL, NULL},
    {"hash", "Hash", FIELD_LINE, false, 0, WORDING_HASH_SIZE, NULL, NULL},
    {"version", "Version", FIELD_INT, false, 0, 1000000000, NULL, NULL},
};

struct import {
    const struct measure *measure;
    struct str source;
    struct questionnaire *from;
    struct questionnaire_match *match;
    struct wording *wording; /* NULL: the match is not complete */
};

/* ---- from a text to a wording ---- */

static bool read_source(struct call *w, struct import *in)
{
    struct str text = str_trim(in->source);
    bool json = text.n && (text.p[0] == '{' || text.p[0] == '[' || (unsigned char)text.p[0] == 0xef);
    if (text.n && text.p[0] == '<') {
        return err_set(&w->err, ERR_INVALID, "file", "is XML; take the Questionnaire as JSON");
    }
    return json ? questionnaire_read(in->source, w->arena, &in->from, &w->err)
                : questionnaire_lines(in->source, w->arena, &in->from, &w->err);
}

/* Absent in place of empty: then the file's own stands. */
static struct str or_absent(struct str s)
{
    return s.n ? s : NONE;
}

static bool import(struct call *w, const struct form *f, const struct measure *m, struct import *in)
{
    struct str file = form_value(f, "file");
    struct wording_origin origin = {.copyright = or_absent(form_value(f, "copyright")),
                                    .publisher = or_absent(form_value(f, "publisher")),
                                    .permission = or_absent(form_value(f, "permission")),
                                    .imported = w->today};
    *in = (struct import){.measure = m, .source = file.n ? file : form_value(f, "text")};
    if (!read_source(w, in) || !questionnaire_match(in->from, m, NULL, 0, w->arena, &in->match, &w->err)) {
        return false;
    }
    return !in->match->complete || wording_make(in->match, &origin, w->arena, &in->wording, &w->err);
}

/* ---- comparing ---- */

static struct str answers_words(struct call *w, const struct questionnaire_pick *p)
{
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < p->answer_count; i++) {
        if (p->answers[i].text.n) {
            buf_printf(&b, "%s%d = %.*s", b.n ? "; " : "", p->answers[i].value, (int)p->answers[i].text.n,
                       p->answers[i].text.p);
        }
    }
    if (b.n && (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out))) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

static const char *by_words(enum questionnaire_by by)
{
    switch (by) {
    case QUESTIONNAIRE_BY_CODE:
        return "found by its code";
    case QUESTIONNAIRE_BY_LINK:
        return "found by its number in the file";
    case QUESTIONNAIRE_BY_NAME:
        return "named";
    case QUESTIONNAIRE_BY_ORDER:
        return "found by its place only: look closely";
    case QUESTIONNAIRE_NOT:
        break;
    }
    return "not found";
}

static void put_pick(struct call *w, const struct import *in, const struct questionnaire_pick *p,
                     struct wording_row_shown *r)
{
    r->by = by_words(p->by);
    r->doubtful = p->by == QUESTIONNAIRE_BY_ORDER;
    r->missing = p->by == QUESTIONNAIRE_NOT;
    if (!r->missing) {
        r->text = in->from->items[p->at].text;
        r->before = p->before;
        r->answers = answers_words(w, p);
    }
}

static void put_rows(struct call *w, const struct import *in, struct view_wording_compare *v)
{
    const struct measure_structure *s = measure_structure(in->measure);
    const struct questionnaire_match *m = in->match;
    v->rows = arena_array(w->arena, m->count + EXTRA_COUNT, sizeof *v->rows);
    for (size_t i = 0; v->rows && i < m->count; i++) {
        struct wording_row_shown *r = &v->rows[v->rows_count++];
        r->number = web_print(w, "%zu", i + 1);
        r->label = s->labels ? s->labels[i] : "";
        put_pick(w, in, &m->item[i], r);
    }
    for (size_t i = 1; v->rows && i < EXTRA_COUNT; i++) {
        if (m->extra[i].by != QUESTIONNAIRE_NOT) {
            struct wording_row_shown *r = &v->rows[v->rows_count++];
            r->label = web_print(w, "beside the score: %s", questionnaire_extra_name((enum measure_extra)i)).p;
            put_pick(w, in, &m->extra[i], r);
        }
    }
}

/* Notes that name an option of the command line are said in this page's words, or not at all when it has the answer. */
static const char **put_notes(struct call *w, const struct questionnaire_note *list, size_t n, bool notice,
                              size_t *count)
{
    const char **out = arena_array(w->arena, n, sizeof *out);
    for (size_t i = 0; out && i < n; i++) {
        bool option = strstr(list[i].text, "--copyright") != NULL;
        if (!option || !notice) {
            out[(*count)++] = option ? "there is no notice of the publisher: go back and fill it in" : list[i].text;
        }
    }
    return out;
}

static void compare_page(struct call *w, const struct form *f, const struct import *in)
{
    const struct questionnaire_match *m = in->match;
    struct view_wording_compare v = {.name = in->measure->name,
                                     .complete = in->wording != NULL,
                                     .source = in->source,
                                     .copyright = form_value(f, "copyright"),
                                     .publisher = form_value(f, "publisher"),
                                     .permission = form_value(f, "permission")};
    page_begin(w, "Compare the wording", f, &v.page);
    v.page.help = (struct url){STR("/help/wording")};
    v.found = web_print(w, "%zu of %zu questions have a text.", m->matched, m->count);
    v.action.whole = web_print(w, "/practice/measures/%s/wording", in->measure->id);
    v.back.whole = web_print(w, "/practice/measures/%s", in->measure->id);
    if (in->wording) {
        v.hash = str_of(in->wording->hash);
        v.notice = in->wording->copyright;
    }
    v.doubts = put_notes(w, m->doubts, m->doubt_count, v.copyright.n > 0, &v.doubts_count);
    v.notes = put_notes(w, m->notes, m->note_count, v.copyright.n > 0, &v.notes_count);
    put_rows(w, in, &v);
    view_wording_compare(&w->out, &v);
}

/* The error of a text, beside the field it came from. */
static void wrong_text(struct call *w, struct form *f, const struct measure *m)
{
    const char *name = form_value(f, "file").n ? "file" : "text";
    if (w->err.kind != ERR_INVALID && w->err.kind != ERR_LIMIT) {
        web_trouble(w, f);
        return;
    }
    form_wrong(w, f, name, "This cannot be read: %s%s%s.", w->err.where, w->err.where[0] ? ": " : "", w->err.text);
    err_clear(&w->err);
    measure_page(w, f, m);
}

/* What must be known before it is compared; false: the page says so. */
static bool checked(struct call *w, struct form *f, const struct measure *m)
{
    if (!form_value(f, "text").n && !form_value(f, "file").n) {
        form_wrong(w, f, "text", "Paste the questions, or choose a file.");
    }
    if (!measure_structure(m)->wording_allowed && !form_value(f, "permission").n) {
        form_wrong(w, f, "permission",
                   "The licence of %s does not let everyone show its wording. Say who permits it to you.", m->name);
    }
    if (f->errors_count) {
        measure_page(w, f, m);
    }
    return !f->errors_count;
}

void wording_compare_do(struct call *w)
{
    const struct measure *m = measure_of(w);
    struct import in;
    struct form f;
    if (!m) {
        web_trouble(w, NULL);
        return;
    }
    form_read(w, wording_rows, WORDING_FIELDS, &f);
    if (!checked(w, &f, m)) {
        return;
    }
    if (import(w, &f, m, &in)) {
        compare_page(w, &f, &in);
    } else {
        wrong_text(w, &f, m);
    }
}

/* ---- keeping ---- */

static bool keep(struct call *w, const struct import *in)
{
    struct kept_wording before;
    struct buf b;
    int64_t version = 0;
    if (wordings_get(w->practice, &w->who, in->measure, w->arena, &before, &w->err)) {
        version = before.version;
    } else if (w->err.kind != ERR_NOT_FOUND) {
        return false;
    }
    err_clear(&w->err);
    buf_init(&b, 0);
    wording_to_json(in->wording, &b);
    bool ok =
        (buf_ok(&b) || err_no_memory(&w->err)) && wordings_keep(w->practice, &w->who, buf_str(&b), version, &w->err);
    buf_free(&b);
    return ok;
}

void wording_keep_do(struct call *w)
{
    const struct measure *m = measure_of(w);
    struct import in;
    struct form f;
    if (!m) {
        web_trouble(w, NULL);
        return;
    }
    form_read(w, wording_rows, WORDING_FIELDS, &f);
    if (!checked(w, &f, m)) {
        return;
    }
    if (!import(w, &f, m, &in)) {
        wrong_text(w, &f, m);
    } else if (!in.wording || !str_is(form_value(&f, "hash"), in.wording->hash)) {
        compare_page(w, &f, &in); /* another text than the one that was compared */
    } else if (keep(w, &in)) {
        web_said(w, "The wording is kept.", "/practice/measures/%s", m->id);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- taking out ---- */

void wording_drop_show(struct call *w)
{
    const struct measure *m = measure_of(w);
    if (!m) {
        web_trouble(w, NULL);
        return;
    }
    struct view_confirm v = {.heading = "Take this wording out",
                             .button = "Take it out",
                             .text = web_print(w,
                                               "Clients are then not sent %s until a wording is kept again. Scores "
                                               "stay, and are still recorded.",
                                               m->name),
                             .action = {web_print(w, "/practice/measures/%s/drop", m->id)},
                             .back = {web_print(w, "/practice/measures/%s", m->id)}};
    page_begin(w, "Take a wording out", NULL, &v.page);
    v.page.shape = "stack narrow";
    view_confirm(&w->out, &v);
}

void wording_drop_do(struct call *w)
{
    const struct measure *m = measure_of(w);
    if (m && wordings_drop(w->practice, &w->who, m, &w->err)) {
        web_said(w, "The wording was taken out.", "/practice/measures/%s", m->id);
    } else {
        web_trouble(w, NULL);
    }
}
