/*
 * entries.c: a client's entries without opening each row: a copy in parts, in the order of plan/series.h.
 *
 * A part is a line of text, then entries as series_pack writes them. The line: FORMAT, program, time zone, how many
 * entries, the newest row that counted, then for each part before it when that was kept: the last part, which is
 * written at every change, so says which others belong to it, and the head says when it was written. Rows with a newer
 * id must be those that the head names, so that a head which was put back with its parts is found out by what was
 * entered since. Anything that does not fit is no copy: then the rows are read, as if there had been none.
 */
#include "practice/between_parts.h"
#include "store/signature.h"

#define FORMAT "4" /* to be counted up when lines of between_series, or series_pack, come out differently */
#define PART_ENTRIES 160
#define PARTS_MAX 4096

struct copy {
    struct entries_part *part;
    size_t count, *entries; /* of each part */
    struct str *packed;     /* of each part, what stands behind its line */
    struct entries_head head;
    struct str newest; /* of the rows that count: as the copy's last part names it, then as the rows have it */
};

/* ---- the line of a part ---- */

static void put_line(struct practice_tx *t, const struct copy *c, size_t before, size_t entries, int64_t turn,
                     size_t fresh, struct buf *b)
{
    buf_printf(b, FORMAT " " GOLDTHREAD_VERSION " %s %zu %.*s", zone_name(practice_zone(t)), entries,
               c->newest.n ? (int)c->newest.n : 1, c->newest.n ? c->newest.p : "-");
    for (size_t i = 0; i < before; i++) {
        buf_printf(b, " %lld", (long long)(i < fresh ? c->part[i].turn : turn));
    }
    buf_char(b, '\n');
}

static struct str word(struct str *line)
{
    struct str head = *line, tail = NONE;
    str_cut(*line, ' ', &head, &tail);
    *line = tail;
    return head;
}

static bool read_line(struct practice_tx *t, struct copy *c, size_t at)
{
    struct str line;
    int64_t n = 0;
    if (!str_cut(c->part[at].content, '\n', &line, &c->packed[at]) || !str_is(word(&line), FORMAT) ||
        !str_is(word(&line), GOLDTHREAD_VERSION) || !str_is(word(&line), zone_name(practice_zone(t))) ||
        !num_int(word(&line), 1, PART_ENTRIES, &n) || c->part[at].part != (int64_t)at) {
        return false;
    }
    c->entries[at] = (size_t)n;
    struct str newest = word(&line);
    c->newest = newest.n == SEAL_ID_SIZE ? newest : NONE;
    if (at + 1 == c->count && c->part[at].turn != c->head.kept) {
        return false;
    }
    for (size_t i = 0; at + 1 == c->count && i < at; i++) {
        if (!num_int(word(&line), 0, INT64_MAX, &n) || n != c->part[i].turn) {
            return false;
        }
    }
    return true;
}

/* ---- the copy ---- */

static bool is_among(struct str ids, struct str id)
{
    bool yes = false;
    for (size_t i = 0; i < ids.n; i += SEAL_ID_SIZE) {
        yes = yes || str_eq(str_sub(ids, i, i + SEAL_ID_SIZE), id);
    }
    return yes;
}

/* Whether the rows that are newer than the copy are those that the head names; none when it says that the copy holds.
 * c->newest is that of the rows then. */
static bool know_rows(struct practice_tx *t, struct copy *c, bool *known, struct err *e)
{
    struct entries_since since;
    if (!entries_since(t->tx, t->who->practice, t->client, c->newest, t->arena, &since, e)) {
        return false;
    }
    *known = since.count <= ENTRIES_IDS_MAX && (c->head.kept != c->head.turn || !since.count);
    for (size_t i = 0; i < since.ids.n; i += SEAL_ID_SIZE) {
        *known = *known && is_among(c->head.added, str_sub(since.ids, i, i + SEAL_ID_SIZE));
    }
    c->newest = since.newest;
    return true;
}

/* *there is false when it is none that holds. */
static bool read_copy(struct practice_tx *t, struct copy *c, const struct series_want *want, struct series *out,
                      bool *there, struct err *e)
{
    struct err mine = {0};
    *there = false;
    if (!entries_parts(t->store, t->tx, t->who->practice, t->client, t->arena, &c->part, &c->count, &mine)) {
        return mine.kind == ERR_INVALID || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    c->entries = arena_array(t->arena, c->count, sizeof *c->entries);
    c->packed = arena_array(t->arena, c->count, sizeof *c->packed);
    if (!c->entries || !c->packed) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < c->count; i++) {
        if (!read_line(t, c, i)) {
            return true;
        }
    }
    bool known = false;
    if (c->count && !know_rows(t, c, &known, e)) {
        return false;
    }
    *there = known && c->count < PARTS_MAX && series_unpack(c->packed, c->count, want, t->arena, out, &mine);
    return *there || mine.kind == ERR_NONE || mine.kind == ERR_INVALID ||
           err_set(e, mine.kind, mine.where, "%s", mine.text);
}

/* Entries from the first that changed on, in parts: the one it stands in, and those behind it. */
static bool pack(struct practice_tx *t, const struct copy *c, const struct series *s, size_t first, int64_t turn,
                 struct entries_kept *out, struct err *e)
{
    size_t part = 0, at = 0;
    while (part < c->count && (at + c->entries[part] <= first && c->entries[part] >= PART_ENTRIES)) {
        at += c->entries[part++];
    }
    size_t fresh = part, n = (s->entries.n - at + PART_ENTRIES - 1) / PART_ENTRIES;
    if (!n) {
        return true;
    }
    *out =
        (struct entries_kept){.turn = turn, .again = out->again, .part = arena_array(t->arena, n, sizeof *out->part)};
    if (!out->part) {
        return arena_error(t->arena, e);
    }
    for (; at < s->entries.n; part++) {
        size_t to = at + PART_ENTRIES < s->entries.n ? at + PART_ENTRIES : s->entries.n;
        struct entries_part *p = &out->part[out->count];
        struct buf b;
        buf_init(&b, 0);
        put_line(t, c, part, to - at, turn, fresh, &b);
        if (!series_pack(s, at, to, &b)) {
            buf_free(&b);
            return err_no_memory(e);
        }
        *p = (struct entries_part){.part = (int64_t)part, .turn = turn};
        if (!between_take(&b, t->arena, &p->content, e)) {
            return false;
        }
        out->count++;
        at = to;
    }
    return true;
}

/* ---- what was added since ---- */

static bool is_there(const struct series *s, struct str row)
{
    for (size_t i = s->entries.n; i-- > 0;) {
        if (str_starts(s->entries.at[i].id, row)) {
            return true;
        }
    }
    return false;
}

/* Whether the lines of a row are its own alone: it corrects nothing, and no alert tells of it. */
static bool stands_alone(const struct record *r, const struct json *root)
{
    return r->kind != RECORD_ALERT && !str_is(r->state, STATE_WITHDRAWAL) && !json_get(root, "correction_reason");
}

static bool plan_line(struct practice_tx *t, const struct record *r, struct buf *b, struct err *e)
{
    struct signature_time *times;
    size_t n;
    if (!signature_latest(t->tx, t->who->practice, t->client, t->arena, &times, &n, e)) {
        return false;
    }
    return between_plan_line(t, r, times, n, b, e);
}

/* Lines of the rows that were added. *simple is false when they change what other rows' lines are. */
static bool added_lines(struct practice_tx *t, const struct copy *c, const struct series *s, struct buf *b,
                        bool *simple, struct err *e)
{
    struct between_place of = {.zone = practice_zone(t)};
    *simple = true;
    if (c->head.added.n && !between_guardians(t, t->arena, &of.guardians, e)) {
        return false;
    }
    for (size_t at = 0; at < c->head.added.n && *simple; at += SEAL_ID_SIZE) {
        struct record r;
        const struct json *root = NULL;
        struct str id = str_sub(c->head.added, at, at + SEAL_ID_SIZE);
        struct err mine = {0};
        if (is_among(str_sub(c->head.added, 0, at), id)) { /* added, then sent */
            continue;
        }
        if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, &r, &mine)) {
            *simple = false; /* gone again */
            return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
        }
        if (!json_parse(r.content, t->arena, &root, e)) {
            return false;
        }
        *simple = stands_alone(&r, root) && !is_there(s, id);
        if (*simple && !(r.kind == RECORD_PLAN ? plan_line(t, &r, b, e) : between_lines(&r, 1, &of, t->arena, b, e))) {
            return false;
        }
    }
    return true;
}

/* The copy, and what came since. *there is false when it has to be made anew. */
static bool carry_on(struct practice_tx *t, struct copy *c, struct series *s, struct entries_kept *fresh, bool *there,
                     struct err *e)
{
    struct series more;
    struct buf b;
    size_t first;
    buf_init(&b, 0);
    bool ok = added_lines(t, c, s, &b, there, e);
    if (ok && *there) {
        ok = (buf_ok(&b) || err_no_memory(e)) && series_read(buf_str(&b), t->arena, &more, e) &&
             series_join(s, &more, t->arena, &first, e) && pack(t, c, s, first, c->head.turn, fresh, e);
    }
    buf_free(&b);
    return ok;
}

static bool from_rows(struct practice_tx *t, const struct copy *c, struct series *out, struct entries_kept *fresh,
                      struct err *e)
{
    struct copy none = {.count = 0};
    struct entries_since since;
    struct buf b;
    buf_init(&b, 0);
    bool ok = entries_since(t->tx, t->who->practice, t->client, NONE, t->arena, &since, e) &&
              between_series(t, &b, e) && series_read(buf_str(&b), t->arena, out, e);
    buf_free(&b);
    none.newest = ok ? since.newest : NONE;
    return ok && pack(t, &none, out, 0, c->head.turn, fresh, e);
}

bool between_entries(struct practice_tx *t, const struct series_want *want, struct series *out,
                     struct entries_kept *fresh, struct err *e)
{
    struct copy c = {.count = 0};
    bool there = false;
    *fresh = (struct entries_kept){.count = 0};
    *out = (struct series){.entries = {NULL, 0, 0}};
    if (!entries_head(t->tx, t->who->practice, t->client, t->arena, &c.head, e)) {
        return false;
    }
    bool holds = c.head.kept >= 0 && c.head.kept == c.head.turn, some = holds && want;
    if ((holds || c.head.known) && !read_copy(t, &c, some ? want : NULL, out, &there, e)) {
        return false;
    }
    fresh->again = holds && !there;
    if (there && !holds && !carry_on(t, &c, out, fresh, &there, e)) {
        return false;
    }
    if (there) {
        struct err mine = {0};
        there = series_relink(out, some, t->arena, &mine);
        if (!there && mine.kind != ERR_INVALID) {
            return err_set(e, mine.kind, mine.where, "%s", mine.text);
        }
        fresh->again = fresh->again || (holds && !there);
    }
    fresh->count = there ? fresh->count : 0;
    return there || from_rows(t, &c, out, fresh, e);
}
