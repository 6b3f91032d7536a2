/*
 * disclose.c: what leaves: the ground, the packet, the row for the accounting, in one transaction.
 *
 * Pages and sealing take longer than all the rest, so they are made between two runs of the same work: the first one
 * finds out what stands in the packet, the second one keeps it when it would still find the same, ground and all.
 */
#include "practice/sharing_parts.h"

#include "store/audit.h"
#include "store/document.h"

#include <string.h>

#define PACKET "packet"
static const char *const copies[] = {[SHARE_COPY_PDF] = "packet_pdf", [SHARE_COPY_TEXT] = "packet_text"};
#define COPIES (sizeof copies / sizeof *copies)
#define ACCOUNTING_MONTHS 72 /* six years, 45 CFR 164.528(a) */
#define PACKETS_MOST 4       /* made for one disclosure, while the record changes again and again */

struct disclose_call {
    struct disclosure *d;
    struct str once, json;
    struct packet_key key;
    struct grant grant;
    bool ran, wanted;    /* wanted: the work failed for want of `made` and nothing else */
    struct str id;       /* that it will have: it stands in the packet */
    struct packet what;  /* what is to be made, */
    struct seal_hash of; /* all that stands in it, */
    struct str made;     /* and the file that was; absent: nothing yet; */
    struct str copy[COPIES];
};

/* ---- what may be chosen ---- */

static bool look(struct practice_tx *t, void *ctx, struct err *e)
{
    struct disclose_call *c = ctx;
    return ground_look(t, c->d, &c->grant, e);
}

bool sharing_allowed(struct practice *p, const struct actor *who, struct str client, const struct disclosure *d,
                     struct arena *a, unsigned *sections, struct str *why_not, struct err *e)
{
    struct disclosure copy = *d;
    struct disclose_call c = {.d = &copy};
    *sections = 0;
    *why_not = SHARING_NONE;
    if (!practice_do(p, who, CASE_DISCLOSURE_LOOK, client, SHARING_NONE, a, look, &c, e)) {
        return false;
    }
    *sections = c.grant.sections;
    if (!*sections) {
        struct buf b;
        buf_init(&b, 0);
        buf_printf(&b, "%s: %s", c.grant.where, c.grant.why);
        return sharing_keep(&b, a, why_not, e);
    }
    return true;
}

/* The ground, and that nothing outside it was chosen. */
static bool admit(struct practice_tx *t, struct disclose_call *c, struct err *e)
{
    struct disclosure *d = c->d;
    if (!ground_look(t, d, &c->grant, e)) {
        return false;
    }
    if (!c->grant.sections) {
        return err_set(e, ERR_REFUSED, c->grant.where, "%s", c->grant.why);
    }
    if (!d->sections) {
        return err_set(e, ERR_INVALID, "sections", "choose one at least");
    }
    unsigned outside = d->sections & ~c->grant.sections;
    if (outside) {
        return err_set(e, ERR_REFUSED, sharing_section_name((enum share_section)(outside & ~(outside - 1))),
                       "lies outside this ground: choose fewer sections");
    }
    return (!date_is_set(d->from_day) || !date_is_set(d->to_day) || date_cmp(d->from_day, d->to_day) <= 0) ||
           err_set(e, ERR_INVALID, "from_day", "is after to_day");
}

/* A packet with nothing of the record in it is none: nobody is to be told that something was given. */
static bool hold_something(const struct disclose_call *c, const struct packet *p, struct err *e)
{
    if (p->inside.sections) {
        return true;
    }
    if (p->inside.withheld) {
        return err_set(e, ERR_INVALID, "sections", "%s",
                       c->grant.sections & SHARE_SUBSTANCE_USE
                           ? "nothing would be in it: what was chosen bears the Part 2 label; choose substance_use too"
                           : "nothing would be in it: what was chosen bears the Part 2 label, and this ground does not "
                             "reach it");
    }
    return err_set(e, ERR_INVALID, "sections", "nothing would be in it: the record has nothing in what was chosen");
}

unsigned sharing_disclosed(const struct disclosure *d)
{
    return d->inside.known ? d->inside.sections : d->sections;
}

/* ---- preview ---- */

static bool preview(struct practice_tx *t, void *ctx, struct err *e)
{
    struct disclose_call *c = ctx;
    struct packet packet;
    if (!admit(t, c, e) || !packet_collect(t, c->d, &c->grant, &packet, e)) {
        return false;
    }
    c->d->left_out = packet.left_out;
    c->d->inside = packet.inside;
    return packet_json(&packet, t->arena, &c->json, e);
}

bool sharing_preview(struct practice *p, const struct actor *who, struct str client, struct disclosure *d,
                     struct arena *a, struct str *json, struct str *left_out, struct err *e)
{
    struct disclose_call c = {.d = d};
    d->left_out = SHARING_NONE;
    d->inside = (struct disclosure_inside){0};
    bool ok = practice_do(p, who, CASE_DISCLOSURE_LOOK, client, SHARING_NONE, a, preview, &c, e);
    *json = c.json;
    *left_out = d->left_out;
    return ok;
}

/* ---- as it is stored ---- */

#define TEXTS(ROW) ROW(consent) ROW(authority) ROW(issued_by) ROW(to) ROW(address) ROW(purpose) ROW(left_out)
#define DATES(ROW) ROW(issued_on) ROW(from_day) ROW(to_day) ROW(suspended_until)

static void put_inside(struct json_out *o, const struct disclosure_inside *in)
{
    json_key(o, "inside");
    json_begin_object(o);
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (in->sections >> i & 1) {
            json_key(o, sharing_section_name((enum share_section)(1u << i)));
            json_put_int(o, in->count[i]);
        }
    }
    json_end_object(o);
}

static void read_inside(const struct json *root, struct disclosure_inside *out)
{
    const struct json *list = json_get(root, "inside");
    out->known = list != NULL;
    for (unsigned i = 0; list && i < SHARE_SECTION_COUNT; i++) {
        enum share_section one = (enum share_section)(1u << i);
        int64_t n;
        if (json_int(json_get(list, sharing_section_name(one)), 1, UINT32_MAX, &n)) {
            out->sections |= one;
            out->count[i] = (uint32_t)n;
        }
    }
}

static bool write_row(const struct disclosure *d, struct str once, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    sharing_put(&o, "ground", str_of(sharing_ground_name(d->ground)));
    json_key(&o, "use");
    json_put_int(&o, d->use);
#define ROW(member) sharing_put(&o, #member, d->member);
    TEXTS(ROW)
#undef ROW
#define ROW(member) sharing_put_date(&o, #member, d->member);
    DATES(ROW)
#undef ROW
    sharing_put_sections(&o, "sections", d->sections);
    sharing_put_flag(&o, "under_part2", d->under_part2);
    json_key(&o, "accountable");
    json_put_bool(&o, d->accountable);
    put_inside(&o, &d->inside);
    sharing_put_flag(&o, "copies", d->copies);
    sharing_put(&o, "once", once);
    json_end_object(&o);
    return sharing_keep(&b, a, out, e);
}

bool disclosure_read(const struct record *r, struct arena *a, struct disclosure *out, struct err *e)
{
    const struct json *root;
    int64_t use = 0;
    *out = (struct disclosure){.id = r->id, .at_ms = r->entered_ms};
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    if (!sharing_ground_find(json_str(json_get(root, "ground")), &out->ground)) {
        return err_set(e, ERR_INVALID, "disclosure", "rests on a ground that this program does not know");
    }
    out->use = json_int(json_get(root, "use"), 0, PURPOSE_EMERGENCY, &use) ? (enum purpose)use : PURPOSE_TREATMENT;
#define ROW(member) out->member = json_str(json_get(root, #member));
    TEXTS(ROW)
#undef ROW
#define ROW(member) out->member = sharing_date(root, #member);
    DATES(ROW)
#undef ROW
    out->sections = sharing_sections(root, "sections");
    read_inside(root, &out->inside);
    out->under_part2 = sharing_flag(root, "under_part2");
    out->accountable = sharing_flag(root, "accountable");
    out->copies = sharing_flag(root, "copies");
    return true;
}

/* ---- disclosing ---- */

static bool add_row(struct practice_tx *t, struct disclose_call *c, struct err *e)
{
    struct disclosure *d = c->d;
    struct record r = {.practice = t->who->practice,
                       .client = t->client,
                       .kind = RECORD_DISCLOSURE,
                       .id = d->id,
                       .state = STR("made"),
                       .day = date_to_day(practice_today(t)),
                       .of = d->ground == GROUND_CONSENT ? d->consent : SHARING_NONE,
                       .labels = 0,
                       .locked = true,
                       .by = t->who->user};
    d->accountable = ground_accountable(d);
    d->copies = true;
    d->at_ms = t->now_ms;
    if (!write_row(d, c->once, t->arena, &r.content, e) || !record_add_as(t->store, t->tx, &r, t->now_ms, e)) {
        return false;
    }
    t->object = d->id;
    return true;
}

/* Whether the packet that was made is the one that would leave now; else that one is wanted. */
static bool is_made(struct practice_tx *t, struct disclose_call *c, const struct packet *packet, struct err *e)
{
    struct seal_hash of;
    if (!packet_json(packet, t->arena, &c->json, e) || !packet_hash(packet, c->json, &of, e)) {
        return false;
    }
    if (c->made.n && memcmp(of.byte, c->of.byte, sizeof of.byte) == 0) {
        return true;
    }
    c->of = of;
    c->made = SHARING_NONE;
    c->what = *packet;
    c->wanted = true;
    return err_set(e, ERR_CONFLICT, "disclosure", "the record was changed again and again meanwhile: do it once more");
}

static bool keep_file(struct practice_tx *t, struct str of, const char *kind, struct str bytes, struct err *e)
{
    struct document file = {.practice = t->who->practice,
                            .client = t->client,
                            .kind = str_of(kind),
                            .of = of,
                            .at_ms = t->now_ms,
                            .bytes = bytes};
    return document_add(t->store, t->tx, &file, t->arena, e);
}

static bool disclose(struct practice_tx *t, void *ctx, struct err *e)
{
    struct disclose_call *c = ctx;
    struct packet packet;
    c->wanted = false;
    c->d->id = c->id;
    if (!admit(t, c, e) || !packet_collect(t, c->d, &c->grant, &packet, e)) {
        return false;
    }
    c->d->left_out = packet.left_out;
    c->d->inside = packet.inside;
    if (!hold_something(c, &packet, e)) {
        return false;
    }
    t->why = c->d->purpose;
    if (!is_made(t, c, &packet, e) || !add_row(t, c, e)) {
        return false;
    }
    bool kept = keep_file(t, c->d->id, PACKET, c->made, e);
    for (size_t i = 0; kept && i < COPIES; i++) {
        kept = keep_file(t, c->d->id, copies[i], c->copy[i], e);
    }
    c->d->packet = c->made;
    return c->ran = kept;
}

/* Outside of any transaction. */
static bool make(struct disclose_call *c, struct arena *a, struct err *e)
{
    struct str pdf;
    return packet_pdf(&c->what, a, &pdf, e) &&
           packet_copies(&c->what, a, &c->copy[SHARE_COPY_PDF], &c->copy[SHARE_COPY_TEXT], e) &&
           packet_seal(&c->key, pdf, c->json, a, &c->made, e);
}

static bool find_again(struct practice_tx *t, void *ctx, struct err *e)
{
    struct disclose_call *c = ctx;
    struct str passphrase = c->d->passphrase;
    struct document file;
    struct record r;
    bool found = sharing_find_once(t, RECORD_DISCLOSURE, c->once, &r, e) && disclosure_read(&r, t->arena, c->d, e);
    c->d->passphrase = passphrase;
    if (!found || !document_of(t->store, t->tx, t->who->practice, t->client, STR(PACKET), r.id, t->arena, &file, e)) {
        return false;
    }
    c->d->packet = file.bytes;
    return true;
}

bool sharing_disclose(struct practice *p, const struct actor *who, struct str client, struct disclosure *d,
                      struct str once, struct arena *a, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    struct disclose_call c = {.d = d, .once = once};
    struct err mine = {0};
    d->packet = d->left_out = SHARING_NONE;
    seal_new_id(p->now_ms(p->clock), id);
    if (!arena_str(a, (struct str){id, SEAL_ID_SIZE}, &c.id)) {
        return arena_error(a, e);
    }
    if (!packet_key_new(d->passphrase, &c.key, e)) {
        return false;
    }
    bool ok = practice_do(p, who, CASE_DISCLOSURE_MAKE, client, once, a, disclose, &c, &mine);
    for (int i = 0; !ok && c.wanted && i < PACKETS_MOST; i++) {
        mine = (struct err){0};
        c.wanted = false;
        ok = make(&c, a, &mine) && practice_do(p, who, CASE_DISCLOSURE_MAKE, client, once, a, disclose, &c, &mine);
    }
    seal_wipe(&c.key, sizeof c.key);
    if (!ok) { /* nothing half done is handed out */
        d->packet = d->id = SHARING_NONE;
        return err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    /* A form that came twice takes nothing a second time: that is no download. */
    return c.ran || practice_do(p, who, CASE_DISCLOSURE_LOOK, client, SHARING_NONE, a, find_again, &c, e);
}

/* ---- what went out ---- */

struct list_call {
    struct disclosure *list;
    size_t count;
    bool accounting, own;
    struct str id, packet;
    const char *kind; /* of the file that is asked for */
};

/* A report that the law requires may be about the guardian: 45 CFR 164.502(g)(5). */
static bool is_kept_from(const struct practice_tx *t, const struct disclosure *d)
{
    return t->relation == RELATION_GUARDIAN && d->ground == GROUND_REQUIRED_REPORT;
}

bool disclosure_suspended(const struct disclosure *d, struct date today)
{
    return date_is_set(d->suspended_until) && date_cmp(today, d->suspended_until) <= 0;
}

static bool is_own(struct practice_tx *t, const struct disclosure *d, unsigned open)
{
    return !disclosure_suspended(d, practice_today(t)) && !is_kept_from(t, d) && !(d->sections & ~open);
}

static bool counts(struct practice_tx *t, const struct disclosure *d, unsigned open)
{
    struct date today = practice_today(t), since = date_add_months(today, -ACCOUNTING_MONTHS);
    return d->accountable && date_cmp(zone_day(practice_zone(t), d->at_ms), since) >= 0 && is_own(t, d, open);
}

/* Who gives away is told how often it was taken; who it is about reads that in the list of who looked. */
static bool put_downloads(struct practice_tx *t, struct list_call *l, struct err *e)
{
    struct audit_tally *list;
    size_t n;
    if (l->own || !l->count) {
        return true;
    }
    if (!audit_tally(t->tx, t->who->practice, t->client, STR("disclosure.packet"), STR("disclosure.copy"), t->arena,
                     &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < l->count; k++) {
            if (str_eq(l->list[k].id, list[i].object)) {
                l->list[k].downloads = list[i].count;
                l->list[k].download_ms = list[i].last_ms;
            }
        }
    }
    return true;
}

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *l = ctx;
    struct record_filter f = {.kinds = 1u << RECORD_DISCLOSURE, .newest_first = true};
    struct record *rows;
    unsigned open;
    size_t n;
    if (!sharing_within(t, &open, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    l->list = arena_array(t->arena, n, sizeof *l->list);
    l->count = 0;
    for (size_t i = 0; l->list && i < n; i++) {
        struct disclosure *d = &l->list[l->count];
        if (!disclosure_read(&rows[i], t->arena, d, e)) {
            return false;
        }
        l->count += l->accounting ? counts(t, d, open) : !l->own || is_own(t, d, open);
    }
    return l->list ? put_downloads(t, l, e) : arena_error(t->arena, e);
}

static bool list_all(struct practice *p, const struct actor *who, struct str client, struct list_call *l,
                     struct arena *a, struct err *e)
{
    enum case_id what = l->accounting ? CASE_DISCLOSURE_ACCOUNTING
                        : l->own      ? CASE_DISCLOSURE_OWN
                                      : CASE_DISCLOSURE_LIST;
    return practice_do(p, who, what, client, SHARING_NONE, a, list_work, l, e);
}

bool sharing_disclosures(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                         struct disclosure **out, size_t *count, struct err *e)
{
    struct list_call l = {0};
    bool ok = list_all(p, who, client, &l, a, e);
    *out = l.list;
    *count = l.count;
    return ok;
}

bool sharing_disclosures_own(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                             struct disclosure **out, size_t *count, struct err *e)
{
    struct list_call l = {.own = true};
    bool ok = list_all(p, who, client, &l, a, e);
    *out = l.list;
    *count = l.count;
    return ok;
}

bool sharing_accounting(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                        struct disclosure **out, size_t *count, struct err *e)
{
    struct list_call l = {.accounting = true};
    bool ok = list_all(p, who, client, &l, a, e);
    *out = l.list;
    *count = l.count;
    return ok;
}

static bool file_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *l = ctx;
    struct document file;
    struct record r;
    if (!sharing_record(t, RECORD_DISCLOSURE, l->id, "disclosure", &r, e) ||
        !document_of(t->store, t->tx, t->who->practice, t->client, str_of(l->kind), r.id, t->arena, &file, e)) {
        return false;
    }
    t->object = r.id;
    l->packet = file.bytes;
    return true;
}

bool sharing_packet(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                    struct str *packet, struct err *e)
{
    struct list_call l = {.id = id, .kind = PACKET};
    bool ok = practice_do(p, who, CASE_DISCLOSURE_PACKET, client, SHARING_NONE, a, file_work, &l, e);
    *packet = l.packet;
    return ok;
}

bool sharing_copy(struct practice *p, const struct actor *who, struct str client, struct str id, enum share_copy as,
                  struct arena *a, struct str *bytes, struct err *e)
{
    struct list_call l = {.id = id, .kind = copies[as]};
    bool ok = practice_do(p, who, CASE_DISCLOSURE_COPY, client, SHARING_NONE, a, file_work, &l, e);
    *bytes = l.packet;
    return ok;
}
