/*
 * series_pack.c: entries as bytes, and back without reading a line again.
 *
 * An entry is its length, then: type, which members follow, its two days, texts (length + 1, bytes, NUL; 0: absent),
 * numbers. Whole numbers are written in groups of seven bits, the low ones first; signed ones with the sign in the
 * lowest bit. A score is written as the form that it was scored from, and scored again.
 */
#include "plan/ids.h"
#include "plan/series_parts.h"

#include <string.h>

enum member {
    HAS_NEXT = 1 << 0,
    HAS_VALUE = 1 << 1,
    HAS_MET = 1 << 2,
    HAS_GUARDIAN = 1 << 3,
    HAS_SCORE = 1 << 4,
    HAS_ENTERED = 1 << 5, /* another day than its date */
    HAS_TEXTS = 1 << 6    /* the first bit of those of texts[], but the id, which is always there */
};

static const size_t texts[] = {offsetof(struct series_entry, objective), offsetof(struct series_entry, goal),
                               offsetof(struct series_entry, sign),      offsetof(struct series_entry, of),
                               offsetof(struct series_entry, name),      offsetof(struct series_entry, text),
                               offsetof(struct series_entry, by),        offsetof(struct series_entry, period),
                               offsetof(struct series_entry, monitoring)};
#define TEXTS (sizeof texts / sizeof *texts)

static const size_t extras[] = {offsetof(struct score_extra, work_na),
                                offsetof(struct score_extra, gate),
                                offsetof(struct score_extra, same_period),
                                offsetof(struct score_extra, problem),
                                offsetof(struct score_extra, q6_3months),
                                offsetof(struct score_extra, impact),
                                offsetof(struct score_extra, past_month_thoughts),
                                offsetof(struct score_extra, lifetime_attempt)};
#define EXTRAS (sizeof extras / sizeof *extras)

/* ---- writing ---- */

static void put_whole(struct buf *b, uint64_t v)
{
    while (v >= 128) {
        buf_char(b, (char)(v | 128));
        v >>= 7;
    }
    buf_char(b, (char)v);
}

static void put_signed(struct buf *b, int64_t v)
{
    put_whole(b, v < 0 ? ~(uint64_t)v << 1 | 1 : (uint64_t)v << 1);
}

static void put_text(struct buf *b, struct str s)
{
    put_whole(b, s.p ? s.n + 1 : 0);
    if (s.p) {
        buf_add(b, s);
        buf_char(b, 0);
    }
}

static void put_dec(struct buf *b, struct dec d)
{
    put_whole(b, d.has ? d.scale + 1u : 0);
    if (d.has) {
        put_signed(b, d.mant);
    }
}

static void put_date(struct buf *b, struct date d)
{
    buf_char(b, (char)(d.year & 255));
    buf_char(b, (char)(d.year >> 8));
    buf_char(b, d.month);
    buf_char(b, d.day);
}

bool series_keep_form(const struct score_input *in, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    unsigned given = 0;
    buf_init(&b, 0);
    buf_char(&b, (char)in->form);
    buf_char(&b, (char)(in->policy | in->sex << 2 | in->age << 4 | in->extra.continuous << 6));
    put_whole(&b, in->count);
    for (size_t i = 0; i < in->count; i++) {
        put_dec(&b, in->item[i]);
    }
    put_dec(&b, in->total);
    put_dec(&b, in->stored_total);
    for (size_t i = 0; i < EXTRAS; i++) {
        given |= (unsigned)((const struct opt_int *)(const void *)((const char *)&in->extra + extras[i]))->has << i;
    }
    put_whole(&b, given);
    for (size_t i = 0; i < EXTRAS; i++) {
        if (given >> i & 1) {
            put_signed(&b, ((const struct opt_int *)(const void *)((const char *)&in->extra + extras[i]))->v);
        }
    }
    return series_keep(&b, a, out, e);
}

static struct str text_at(const struct series_entry *x, size_t i)
{
    return *(const struct str *)(const void *)((const char *)x + texts[i]);
}

static void put_entry(const struct series_entry *x, struct buf *b)
{
    unsigned has = (date_is_set(x->next) ? HAS_NEXT : 0) | (x->value.has ? HAS_VALUE : 0) | (x->met ? HAS_MET : 0) |
                   (x->by_guardian ? HAS_GUARDIAN : 0) | (x->measure ? HAS_SCORE : 0) |
                   (date_cmp(x->date, x->entered) ? HAS_ENTERED : 0);
    for (size_t i = 0; i < TEXTS; i++) {
        has |= text_at(x, i).p ? (unsigned)HAS_TEXTS << i : 0;
    }
    buf_char(b, (char)x->type);
    buf_char(b, (char)((unsigned)x->session | (unsigned)x->decision << 2));
    put_whole(b, has);
    put_text(b, x->measure ? str_of(x->measure->id) : (struct str){NULL, 0});
    put_text(b, x->id);
    put_date(b, x->date);
    if (has & HAS_ENTERED) {
        put_date(b, x->entered);
    }
    if (has & HAS_NEXT) {
        put_date(b, x->next);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        if (text_at(x, i).p) {
            put_text(b, text_at(x, i));
        }
    }
    if (has & HAS_VALUE) {
        put_dec(b, x->value);
    }
    if (has & HAS_SCORE) {
        buf_add(b, x->given);
    }
}

bool series_pack(const struct series *s, size_t from, size_t to, struct buf *out)
{
    struct buf one;
    bool ok = true;
    buf_init(&one, 0);
    for (size_t i = from; ok && i < to; i++) {
        buf_reset(&one);
        put_entry(&s->entries.at[i], &one);
        ok = buf_ok(&one);
        put_whole(out, buf_str(&one).n);
        buf_add(out, buf_str(&one));
    }
    buf_free(&one);
    return ok && buf_ok(out);
}

/* ---- reading ---- */

/* Numbers that num_dec reads. */
#define DEC_SCALE_MAX 9
#define DEC_MANT_END INT64_C(1000000000000000)

struct bytes {
    const unsigned char *p, *end;
    bool bad; /* what follows is nothing that was written here */
};

static uint64_t take_whole(struct bytes *in)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && in->p < in->end; shift += 7) {
        unsigned char c = *in->p++;
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128) {
            return v;
        }
    }
    in->bad = true;
    return 0;
}

static int64_t take_signed(struct bytes *in)
{
    uint64_t v = take_whole(in);
    return (int64_t)(v & 1 ? ~(v >> 1) : v >> 1);
}

static const unsigned char *take(struct bytes *in, size_t n)
{
    static const unsigned char none[4];
    const unsigned char *at = in->p;
    if ((size_t)(in->end - in->p) < n) {
        in->bad = true;
        return n <= sizeof none ? none : NULL;
    }
    in->p += n;
    return at;
}

static struct str take_text(struct bytes *in)
{
    uint64_t n = take_whole(in);
    const unsigned char *at = n && n <= (uint64_t)(in->end - in->p) ? take(in, (size_t)n) : NULL;
    in->bad = in->bad || (n && (!at || at[n - 1]));
    return in->bad || !n ? (struct str){NULL, 0} : (struct str){(const char *)at, (size_t)n - 1};
}

static struct dec take_dec(struct bytes *in)
{
    uint64_t scale = take_whole(in);
    struct dec d = {.has = scale > 0};
    if (d.has) {
        d.scale = (uint8_t)(scale - 1);
        d.mant = take_signed(in);
        in->bad = in->bad || scale - 1 > DEC_SCALE_MAX || d.mant >= DEC_MANT_END || d.mant <= -DEC_MANT_END;
    }
    if (in->bad)
        d = (struct dec){.has = false};
    return d;
}

static struct date take_date(struct bytes *in)
{
    const unsigned char *at = take(in, 4);
    struct date d = {(int16_t)(at[0] | at[1] << 8), (int8_t)at[2], (int8_t)at[3]};
    in->bad = in->bad || !date_valid(d.year, d.month, d.day);
    return d;
}

/* The form is scored as it was: what is known of instruments now says what comes out. */
static bool take_score(struct bytes *in, struct score_input *form, struct series_entry *x)
{
    struct err none = {0};
    const unsigned char *from = in->p, *head = take(in, 2);
    form->measure = x->measure;
    form->form = (enum score_form)head[0];
    form->policy = (enum score_policy)(head[1] & 3);
    form->sex = (enum score_sex)(head[1] >> 2 & 3);
    form->age = (enum score_age)(head[1] >> 4 & 3);
    form->extra = (struct score_extra){.continuous = head[1] >> 6 & 1};
    form->count = (size_t)take_whole(in);
    if (in->bad || form->count > SCORE_ITEMS_MAX || form->form > SCORE_TOTAL ||
        form->policy > SCORE_POLICY_PRORATE_MAX2 || form->sex > SEX_MALE || form->age > AGE_CHILD) {
        return false;
    }
    for (size_t i = 0; i < form->count; i++) {
        form->item[i] = take_dec(in);
    }
    form->total = take_dec(in);
    form->stored_total = take_dec(in);
    uint64_t given = take_whole(in);
    for (size_t i = 0; i < EXTRAS; i++) {
        if (given >> i & 1) {
            struct opt_int *v = (struct opt_int *)(void *)((char *)&form->extra + extras[i]);
            *v = (struct opt_int){true, take_signed(in)};
        }
    }
    x->given = (struct str){(const char *)from, (size_t)(in->p - from)};
    return !in->bad && score_form(form, &x->score, &none);
}

/* Which instrument an id means is looked up once for those that follow each other in turn. */
struct known {
    const char *id;
    size_t n;
    const struct measure *measure;
};
#define KNOWN 8
#define SPARE 8 /* entries that join */

static const struct measure *measure_of(struct known *known, struct str id)
{
    size_t i = 0;
    while (i < KNOWN && known[i].measure && !(known[i].n == id.n && memcmp(known[i].id, id.p, id.n) == 0)) {
        i++;
    }
    if (i == KNOWN || !known[i].measure) {
        i = i == KNOWN ? 0 : i;
        known[i] = (struct known){id.p, id.n, measure_find(id)};
    }
    return known[i].measure;
}

static bool take_entry(struct bytes *in, struct score_input *form, struct series_entry *x)
{
    unsigned has = (unsigned)take_whole(in);
    take_text(in); /* the measure, which is known already */
    x->id = take_text(in);
    x->date = take_date(in);
    x->entered = has & HAS_ENTERED ? take_date(in) : x->date;
    if (has & HAS_NEXT) {
        x->next = take_date(in);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        if (has & (unsigned)HAS_TEXTS << i) {
            *(struct str *)(void *)((char *)x + texts[i]) = take_text(in);
        }
    }
    if (has & HAS_VALUE) {
        x->value = take_dec(in);
    }
    x->met = has & HAS_MET;
    x->by_guardian = has & HAS_GUARDIAN;
    bool scored = has & HAS_SCORE;
    return !in->bad && x->id.p && scored == (x->measure != NULL) && (!scored || take_score(in, form, x)) &&
           in->p == in->end;
}

static struct str measure_in(struct bytes one)
{
    take(&one, 2);
    take_whole(&one);
    return take_text(&one);
}

static bool unreadable(struct err *e)
{
    return err_set(e, ERR_INVALID, "entries", "that were kept cannot be read");
}

/* The next entry of all that is wanted; false: there is none, or what is there cannot be read. */
static bool next_wanted(struct bytes *all, const struct series_want *want, struct known *known, struct bytes *one,
                        const struct measure **m)
{
    while (all->p < all->end) {
        uint64_t n = take_whole(all);
        if (all->bad || n < 3 || n > (uint64_t)(all->end - all->p) || all->p[0] >= SERIES_TYPE_COUNT) {
            all->bad = true;
            return false;
        }
        *one = (struct bytes){all->p, all->p + n, false};
        all->p += n;
        if (want && !(want->types >> one->p[0] & 1)) {
            continue;
        }
        struct str id = measure_in(*one);
        *m = id.p ? measure_of(known, id) : NULL;
        if (!want || !*m || *m == want->measure) {
            return true;
        }
    }
    return false;
}

static bool unpack_one(struct bytes *one, const struct measure *m, struct score_input *form, struct series_entry *x)
{
    x->type = (enum series_type)one->p[0];
    x->session = (enum series_session)(one->p[1] & 3);
    x->decision = (enum series_decision)(one->p[1] >> 2 & 15);
    x->measure = m;
    one->p += 2;
    return x->session <= SESSION_NO_SHOW && x->decision <= DECISION_END && take_entry(one, form, x);
}

bool series_unpack(const struct str *packed, size_t count, const struct series_want *want, struct arena *a,
                   struct series *out, struct err *e)
{
    struct known known[KNOWN] = {{NULL, 0, NULL}};
    struct score_input form = {.measure = NULL};
    const struct measure *m = NULL;
    size_t n = 0;
    *out = (struct series){.entries = {NULL, 0, 0}};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            const unsigned char *p = (const unsigned char *)packed[i].p;
            struct bytes all = {p, p + packed[i].n, false}, one;
            while (next_wanted(&all, want, known, &one, &m)) {
                struct series_entry *x = pass ? &out->entries.at[out->entries.n++] : NULL;
                n += !pass;
                if (x && !unpack_one(&one, m, &form, x)) {
                    return unreadable(e);
                }
                if (x) {
                    x->line = out->entries.n;
                }
            }
            if (all.bad) {
                return unreadable(e);
            }
        }
        if (!pass) {
            out->entries.room = n + SPARE;
            out->entries.at = arena_array(a, n + SPARE, sizeof *out->entries.at);
        }
        if (!out->entries.at) {
            return arena_error(a, e);
        }
    }
    return true;
}

/* ---- together ---- */

/* Whether x, which is newer, stands before y: as series_read would have them when the lines of one row have its id in
 * front and rows come by their days and ids, versions of the plan last. */
static bool before(const struct series_entry *x, const struct series_entry *y)
{
    int c = date_cmp(x->entered, y->entered);
    c = c ? c : date_cmp(x->date, y->date);
    c = c ? c : (x->type == SERIES_PLAN) - (y->type == SERIES_PLAN);
    size_t n = x->id.n < y->id.n ? x->id.n : y->id.n;
    return c < 0 || (c == 0 && memcmp(x->id.p, y->id.p, n < SERIES_ROW_ID ? n : SERIES_ROW_ID) < 0);
}

bool series_join(struct series *s, const struct series *more, struct arena *a, size_t *first, struct err *e)
{
    *first = s->entries.n;
    for (size_t i = 0; i < more->entries.n; i++) {
        if (!PLAN_PUSH(a, &s->entries)) {
            return arena_error(a, e);
        }
        struct series_entry *at = s->entries.at;
        size_t place = s->entries.n - 1;
        while (place > 0 && before(&more->entries.at[i], &at[place - 1])) {
            place--;
        }
        memmove(at + place + 1, at + place, (s->entries.n - 1 - place) * sizeof *at);
        at[place] = more->entries.at[i];
        *first = place < *first ? place : *first;
    }
    for (size_t i = *first; i < s->entries.n; i++) {
        s->entries.at[i].line = i + 1;
    }
    return true;
}

bool series_relink(struct series *s, bool some, struct arena *a, struct err *e)
{
    struct plan_ids ids = {.list = {NULL, 0, 0}};
    bool any = false;
    for (size_t i = 0; i < s->entries.n; i++) {
        struct series_entry *x = &s->entries.at[i];
        x->amends = x->amended_by = x->amended_before = NULL;
        any = any || (x->of.p && x->type != SERIES_ALERT_CLOSED);
    }
    for (size_t i = 0; any && i < s->entries.n; i++) {
        if (!plan_ids_add(&ids, a, s->entries.at[i].id, NULL, &s->entries.at[i])) {
            return arena_error(a, e);
        }
    }
    if (any && plan_ids_sort(&ids)) {
        return unreadable(e);
    }
    for (size_t i = 0; any && i < s->entries.n; i++) {
        struct series_entry *x = &s->entries.at[i];
        if (!x->of.p || x->type == SERIES_ALERT_CLOSED) {
            continue;
        }
        const struct plan_id *found = plan_ids_find(&ids, x->of);
        if (!found && !some) {
            return unreadable(e);
        }
        struct series_entry *target =
            found ? &s->entries.at[(const struct series_entry *)found->item - s->entries.at] : NULL;
        x->amends = target;
        if (target) {
            x->amended_before = target->amended_by;
            target->amended_by = x;
        }
    }
    return true;
}
