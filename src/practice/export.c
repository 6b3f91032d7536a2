/* export.c: everything a client may have, in one JSON (45 CFR 164.524). */
#include "practice/sharing_parts.h"

#include "store/signature.h"

/* An accounting is suspended for a while (45 CFR 164.528(a)(2)): the export says as much as the accounting. */
static bool is_suspended(const struct record *r, struct date today, struct arena *a, struct err *e, bool *out)
{
    const struct json *root;
    *out = false;
    if (r->kind != RECORD_DISCLOSURE) {
        return true;
    }
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    struct date until = sharing_date(root, "suspended_until");
    *out = date_is_set(until) && date_cmp(today, until) <= 0;
    return true;
}

static bool may_have(const struct practice_tx *t, const struct record *r)
{
    if (r->kind == RECORD_PSYCHOTHERAPY_NOTE || r->labels & LABEL_PSYCHOTHERAPY) {
        return false;
    }
    if (r->kind == RECORD_PRIVATE_DIARY || r->labels & LABEL_PRIVATE) {
        return t->relation == RELATION_SELF && str_eq(r->by, t->who->user);
    }
    return r->kind != RECORD_PLAN || !(packet_skipped(r) || str_is(r->state, "signing"));
}

static void put_head(struct json_out *o, struct practice_tx *t, const struct record *r)
{
    char day[DATE_TEXT_SIZE];
    sharing_put(o, "id", r->id);
    sharing_put(o, "kind", str_of(record_kind_name(r->kind)));
    sharing_put(o, "state", r->state);
    sharing_put(o, "date", str_of(date_format(date_from_day(r->day), day)));
    sharing_put(o, "entered_on", str_of(date_format(zone_day(practice_zone(t), r->entered_ms), day)));
    sharing_put(o, "of", r->of);
    sharing_put_flag(o, "part2", r->labels & LABEL_PART2);
}

static bool put_signatures(struct json_out *o, struct practice_tx *t, const struct record *r, struct err *e)
{
    struct signature_row *list;
    size_t n;
    if (!signature_list(t->store, t->tx, r->practice, r->client, r->id, t->arena, &list, &n, e)) {
        return false;
    }
    json_key(o, "signatures");
    json_begin_array(o);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(o);
        sharing_put(o, "role", list[i].role);
        sharing_put(o, "state", list[i].state);
        sharing_put_date(o, "date", list[i].at_ms.has ? zone_day(practice_zone(t), list[i].at_ms.v) : (struct date){0});
        if (list[i].content.n) {
            json_key(o, "content");
            json_put_raw(o, list[i].content);
        }
        json_end_object(o);
    }
    json_end_array(o);
    return true;
}

static bool put_rows(struct json_out *o, struct practice_tx *t, const struct record *rows, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool suspended;
        if (!is_suspended(&rows[i], practice_today(t), t->arena, e, &suspended)) {
            return false;
        }
        if (suspended || !may_have(t, &rows[i])) {
            continue;
        }
        json_begin_object(o);
        put_head(o, t, &rows[i]);
        if (rows[i].kind == RECORD_PLAN && !put_signatures(o, t, &rows[i], e)) {
            return false;
        }
        json_key(o, "content");
        json_put_raw(o, rows[i].content);
        json_end_object(o);
    }
    return true;
}

/* A guardian's: as a packet for the client's own request, of the sections that are open. */
static bool export_open(struct practice_tx *t, struct str *out, struct err *e)
{
    struct disclosure d = {.ground = GROUND_CLIENT, .use = PURPOSE_CLIENT_REQUEST, .purpose = STR("guardian")};
    struct grant grant = {0};
    struct packet packet;
    if (!guardian_open(t->store, t->tx, t->who->practice, t->client, practice_today(t), t->arena, &grant.sections, e)) {
        return false;
    }
    if (!grant.sections) {
        return err_set(e, ERR_REFUSED, "guardian", "waits for the clinician to decide what a guardian sees");
    }
    d.sections = grant.sections;
    return packet_collect(t, &d, &grant, &packet, e) && packet_json(&packet, t->arena, out, e);
}

static bool export(struct practice_tx *t, void *ctx, struct err *e)
{
    struct record_filter all = {0};
    struct record *rows;
    struct json_out o;
    struct buf b;
    size_t n;
    if (t->relation == RELATION_GUARDIAN) {
        return export_open(t, ctx, e);
    }
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &all, t->arena, &rows, &n, e)) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 1);
    json_begin_object(&o);
    sharing_put(&o, "format", STR("goldthread.export/1"));
    sharing_put_date(&o, "made_on", practice_today(t));
    sharing_put(&o, "left_out", STR("psychotherapy notes, which are kept apart (45 CFR 164.524), and drafts"));
    json_key(&o, "records");
    json_begin_array(&o);
    if (!put_rows(&o, t, rows, n, e)) {
        buf_free(&b);
        return false;
    }
    json_end_array(&o);
    json_end_object(&o);
    return sharing_keep(&b, t->arena, ctx, e);
}

bool sharing_export(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct str *json,
                    struct err *e)
{
    *json = SHARING_NONE;
    return practice_do(p, who, CASE_RECORD_EXPORT, client, SHARING_NONE, a, export, json, e);
}
