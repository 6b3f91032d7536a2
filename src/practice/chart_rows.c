/* chart_rows.c: the timeline: rows of many kinds in the order of their days, from a place on. */
#include "practice/chart_parts.h"

#include "base/utf8.h"
#include "practice/safety.h"
#include "store/chart.h"

/* ---- a place in it: "DAY.ID" ---- */

static bool read_place(struct str after, int32_t *day, struct str *id, struct err *e)
{
    int64_t n = 0;
    struct str head;
    *day = 0;
    *id = NONE;
    if (!after.n) {
        return true;
    }
    bool ok = str_cut(after, '.', &head, id) && num_int(head, INT32_MIN, INT32_MAX, &n) && id->n == SEAL_ID_SIZE;
    *day = (int32_t)n;
    return ok || err_set(e, ERR_INVALID, "after", "is no place in this timeline; begin with the newest");
}

static bool write_place(struct arena *a, const struct record *r, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "%d.", (int)r->day);
    buf_add(&b, r->id);
    return between_take(&b, a, out, e);
}

/* ---- which rows ---- */

static bool may_read(const struct practice_tx *t, enum record_kind kind)
{
    const struct between_kind *k = between_kind(kind);
    enum case_id id = k ? k->read : kind == RECORD_DISCLOSURE ? CASE_DISCLOSURE_LIST : CASE_PLAN_READ;
    struct use_case c = practice_case(id);
    return practice_allows(&c, t->who->roles, t->relation);
}

static bool gather(struct practice_tx *t, const struct chart_ask *ask, struct record **out, size_t *count,
                   struct err *e)
{
    struct record_before f = {
        .practice = t->who->practice, .client = t->client, .each = ask->rows + 1, .all = ask->rows + 1};
    unsigned kinds = (ask->kinds ? ask->kinds : CHART_KINDS) & CHART_KINDS;
    for (unsigned k = 0; k < RECORD_KIND_COUNT; k++) {
        f.kinds |= kinds >> k & 1 && may_read(t, (enum record_kind)k) ? 1u << k : 0;
    }
    return read_place(ask->after, &f.day, &f.id, e) && record_before(t->tx, &f, t->arena, out, count, e);
}

/* ---- what stands in one ---- */

/* The text as far as it fits, cut behind a word, with dots behind it; within a word where it is longer than half. */
static bool cut(struct str s, struct arena *a, struct str *out, struct err *e)
{
    static const char dots[] = " \xe2\x80\xa6";
    const size_t room = CHART_TEXT_MAX - (sizeof dots - 1);
    char text[CHART_TEXT_MAX];
    *out = s = str_trim(s);
    if (s.n <= CHART_TEXT_MAX) {
        return true;
    }
    size_t n = utf8_floor(s, room), end = n;
    while (end > room / 2 && s.p[end] != ' ' && s.p[end] != '\n' && s.p[end] != '\t') {
        end--;
    }
    s = str_trim(str_sub(s, 0, end > room / 2 ? end : n));
    memcpy(text, s.p, s.n);
    memcpy(text + s.n, dots, sizeof dots - 1);
    return arena_str(a, (struct str){text, s.n + sizeof dots - 1}, out) || arena_error(a, e);
}

/* The first of these members that is there. */
static struct str first_of(const struct json *root, const char *const *keys)
{
    struct str s = NONE;
    for (size_t i = 0; keys[i] && !s.n; i++) {
        s = json_str(json_get(root, keys[i]));
    }
    return s;
}

static int64_t number_of(struct str id, const struct json *versions)
{
    int64_t n = 0;
    for (const struct json *v = versions ? versions->first : NULL; v && !n; v = v->next) {
        if (str_eq(json_str(json_get(v, "id")), id)) {
            json_int(json_get(v, "number"), 1, INT32_MAX, &n);
        }
    }
    return n;
}

static void tell_score(const struct json *root, struct chart_row *row)
{
    struct score s;
    struct err none = {0};
    if (between_scored(root, &s, &none)) {
        row->measure = s.measure;
        row->has_value = s.has;
        row->value = s.has ? score_total(&s) : 0;
    }
}

/* Whether what is told of a row stands in its content. */
static bool needs_content(const struct record *r, const struct json *versions)
{
    return r->kind != RECORD_SAFETY_PLAN && (r->kind != RECORD_PLAN || !number_of(r->id, versions));
}

/* The contents of those that need it. */
static bool open_rows(struct practice_tx *t, struct record *rows, size_t n, const struct json *versions, struct err *e)
{
    struct record *needed = arena_array(t->arena, n, sizeof *needed);
    size_t count = 0;
    if (!needed) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (needs_content(&rows[i], versions)) {
            needed[count++] = rows[i];
        }
    }
    if (!record_open(t->store, t->tx, needed, count, t->arena, e)) {
        return false;
    }
    for (size_t i = 0, k = 0; i < n; i++) {
        if (needs_content(&rows[i], versions)) {
            rows[i] = needed[k++];
        }
    }
    return true;
}

static bool tell(const struct record *r, const struct json *versions, struct arena *a, struct chart_row *row,
                 struct err *e)
{
    static const char *const words[] = {"status", "kind", "code", "next", NULL};
    static const char *const texts[] = {"to", "with", "text", "progress", "observed", "client_words", "results", NULL};
    const struct json *root;
    *row = (struct chart_row){.id = r->id,
                              .of = r->of,
                              .kind = r->kind,
                              .state = r->state,
                              .date = date_from_day(r->day),
                              .entered_ms = r->entered_ms,
                              .by = r->by};
    if (r->kind == RECORD_PLAN) {
        row->number = number_of(r->id, versions);
        if (!row->number) { /* of no version that was signed: what the plan itself says */
            row->number = plans_number(r->content);
        }
        return true;
    }
    if (r->kind == RECORD_SAFETY_PLAN) {
        bool alone = str_is(r->state, SAFETY_ALONE) || str_is(r->state, SAFETY_AGREED);
        row->word = alone ? STR("made_by_the_client_alone") : NONE;
        return true;
    }
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    if (r->kind == RECORD_SCORE) {
        tell_score(root, row);
    } else {
        row->word = first_of(root, words);
        return cut(first_of(root, texts), a, &row->text, e);
    }
    return true;
}

/* Few people write in one chart: each is looked up once. */
static bool name_people(struct practice_tx *t, struct chart_row *row, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < i && !str_eq(row[k].by, row[i].by)) {
            k++;
        }
        if (k < i) {
            row[i].by_name = row[k].by_name;
        } else if (!people_name_in(t, row[i].by, &row[i].by_name, e)) {
            return false;
        }
    }
    return true;
}

bool chart_rows(struct practice_tx *t, const struct chart_ask *ask, const struct json *versions,
                struct client_chart *out, struct err *e)
{
    struct record *all = NULL;
    size_t n = 0;
    if (!ask->rows) {
        return true;
    }
    if (!gather(t, ask, &all, &n, e)) {
        return false;
    }
    size_t shown = n > ask->rows ? ask->rows : n;
    out->row = arena_array(t->arena, shown, sizeof *out->row);
    if (!out->row) {
        return arena_error(t->arena, e);
    }
    if (!open_rows(t, all, shown, versions, e)) {
        return false;
    }
    for (size_t i = 0; i < shown; i++) {
        if (!tell(&all[i], versions, t->arena, &out->row[i], e)) {
            return false;
        }
    }
    out->row_count = shown;
    return name_people(t, out->row, shown, e) &&
           (n <= ask->rows || write_place(t->arena, &all[shown - 1], &out->earlier, e));
}
