/* sign_open.c: what is still open before a plan is signed: one entry a rule, its places as links into the draft. */
#include "plan/edit.h"
#include "practice/sharing.h"
#include "rules/blanks.h"
#include "rules/rules.h"
#include "web/editor.h"
#include "web/share_parts.h"
#include "web/sign_parts.h"

#define SPOTS_SHOWN 6 /* more places than these fold away */

struct str sign_part(struct str pointer)
{
    size_t most =
        str_starts(pointer, STR("/goals/")) && str_find(pointer, STR("/objectives/"), 0) != (size_t)-1 ? 4 : 2;
    size_t end = 0;
    for (size_t n = 0; n < most && end < pointer.n; n++) {
        size_t next = str_find(pointer, STR("/"), end + 1);
        next = next == (size_t)-1 ? pointer.n : next;
        if (n == 1 && (pointer.p[end + 1] < '0' || pointer.p[end + 1] > '9')) {
            break; /* "/crisis/contacts": a section without items of its own */
        }
        end = next;
    }
    return str_sub(pointer, 0, end);
}

static struct url draft_at(struct call *w, struct str field)
{
    return client_page(w, field.n ? web_print(w, "/plan/draft#%.*s", (int)field.n, field.p).p : "/plan/draft");
}

static bool told(const struct sign_spot *spot, struct str words)
{
    for (size_t i = 0; i < spot->links_count; i++) {
        if (str_eq_ci(spot->links[i].words, words)) {
            return true;
        }
    }
    return false;
}

/* Each blank by its words, under its part; the same words in one part once: the draft fills them in together. */
static bool put_blanks(struct call *w, struct editor *d, struct sign_block *out)
{
    struct plan_blank *blank;
    size_t n, count = 0;
    struct str part = NONE;
    struct sign_spot *spot = NULL;
    if (!rules_blanks(d->plan, w->arena, &blank, &n, &w->err)) {
        return false;
    }
    struct sign_link *links = arena_array(w->arena, n + 1, sizeof *links);
    out->spots = arena_array(w->arena, n + 1, sizeof *out->spots);
    if (!links || !out->spots) {
        return arena_error(w->arena, &w->err);
    }
    for (size_t i = 0; i < n; i++) {
        struct str of = sign_part(blank[i].pointer);
        if (!spot || !str_eq(of, part)) {
            spot = &out->spots[out->spots_count++];
            *spot = (struct sign_spot){editor_place_words(d, of), links + count, 0};
            part = of;
        }
        if (!told(spot, blank[i].words)) {
            spot->links[spot->links_count++] =
                (struct sign_link){blank[i].words, draft_at(w, editor_mend_at(d, blank[i].pointer))};
            count++;
        }
    }
    out->title = web_print(w, count == 1 ? "%zu blank is not filled in" : "%zu blanks are not filled in", count);
    return true;
}

static const struct finding *finding_of(const struct editor *d, const struct plan_block *b)
{
    for (size_t i = 0; i < d->findings->list.n; i++) {
        const struct finding *f = &d->findings->list.at[i];
        if (str_is(b->rule, f->rule->id) && str_eq(b->pointer, f->pointer)) {
            return f;
        }
    }
    return NULL;
}

/* The places of one rule: blocks[from .. to). */
static bool put_spots(struct call *w, struct editor *d, const struct plan_block *from, size_t n, struct sign_block *out)
{
    struct sign_link *links = arena_array(w->arena, n + 1, sizeof *links);
    out->spots = arena_array(w->arena, 1, sizeof *out->spots);
    if (!links || !out->spots) {
        return arena_error(w->arena, &w->err);
    }
    for (size_t i = 0; i < n; i++) {
        const struct finding *f = finding_of(d, &from[i]);
        bool whole = !from[i].pointer.n;
        struct str field = f ? editor_mend_field(d, f) : from[i].pointer;
        links[i] = (struct sign_link){whole ? STR("Mend it in the draft") : editor_place_words(d, from[i].pointer),
                                      draft_at(w, field)};
    }
    out->spots[0] = (struct sign_spot){NONE, links, n};
    out->spots_count = 1;
    return true;
}

/* A consent that waits for the client's word is not asked for twice: who has no account is invited, then. */
static bool put_waiting(struct call *w, struct sign_block *row)
{
    struct consent_proposal *list;
    size_t n = 0;
    enum share_reach reach = REACH_CLIENT;
    if (!web_may(w, CASE_CONSENT_LIST)) {
        return true;
    }
    if (!sharing_proposals(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err) || !share_reach(w, &reach)) {
        return false;
    }
    for (size_t i = 0; i < n && !row->waits; i++) {
        row->waits = str_is(list[i].state, "proposed") && list[i].consent.kind == CONSENT_TREATMENT;
        if (row->waits) {
            struct str since = share_day(w, list[i].asked_ms);
            row->fix = web_print(w, "It waits for the client’s word since %.*s.", (int)since.n, since.n ? since.p : "");
            row->mend = reach == REACH_NOBODY ? client_page(w, "/access?way=sign") : NO_URL;
            row->mend_words = "Invite the client, who has no account yet";
        }
    }
    return true;
}

/* Recorded on this page, for who may: the client is often in the room. Else asked on the client's own pages. */
static bool put_consent(struct call *w, struct view_token token, struct sign_block *row)
{
    struct url ask = client_page(w, "/consents/new?kind=treatment&how=ask&way=sign");
    row->fix = NONE;
    row->mend = web_may(w, CASE_CONSENT_ASK) ? ask : NO_URL;
    row->mend_words = "Ask on the client’s own pages instead";
    if (!ask.whole.n) {
        return put_waiting(w, row);
    }
    row->consent = ARENA_NEW(w->arena, struct consent_form);
    if (!row->consent) {
        return arena_error(w->arena, &w->err);
    }
    bool ok =
        consent_form(w, NULL, CONSENT_TREATMENT, false, way_named(w, STR("sign")), row->consent) && put_waiting(w, row);
    row->consent->token = token;
    return ok;
}

static bool put_rule(struct call *w, const struct signing *s, struct editor *d, size_t from, size_t to,
                     struct view_token token, struct sign_block *row)
{
    const struct plan_block *b = &s->blocks[from];
    struct str name = web_print(w, "reason.%.*s", (int)b->rule.n, b->rule.p);
    *row = (struct sign_block){.title = b->title, .fix = b->fix};
    if (b->citation.n && !str_starts(b->citation, STR("project"))) {
        row->source = web_print(w, "%.*s%s", (int)b->citation.n, b->citation.p, b->confirmed ? "" : " (not confirmed)");
    }
    row->has_reason = b->replaceable;
    if (row->has_reason) {
        row->reason = field_show(w, &s->form, name.p, NONE);
        row->reason.rows = 2;
        row->reason.required = true; /* no more than its label: mending is the other way */
    }
    if (str_is(b->rule, "consent.treatment")) {
        return put_consent(w, token, row);
    }
    bool ok = str_is(b->rule, "text.blank") ? put_blanks(w, d, row) : put_spots(w, d, b, to - from, row);
    row->folds = row->spots_count > SPOTS_SHOWN;
    return ok;
}

bool sign_open(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct findings found = {0};
    struct editor d = {.arena = w->arena, .plan = s->plan, .findings = &found};
    v->blocks = arena_array(w->arena, s->block_count + 1, sizeof *v->blocks);
    if (!s->block_count) {
        return true;
    }
    if (!v->blocks || !rules_check(s->plan, w->arena, &found, &w->err) || !editor_begin(&d, &w->err)) {
        return w->err.kind != ERR_NONE ? false : arena_error(w->arena, &w->err);
    }
    for (size_t i = 0, next; i < s->block_count; i = next) {
        next = i + 1;
        while (next < s->block_count && str_eq(s->blocks[next].rule, s->blocks[i].rule)) {
            next++;
        }
        if (s->blocks[i].item.n) {
            continue; /* sign_carried */
        }
        struct sign_block *row = &v->blocks[v->blocks_count++];
        if (!put_rule(w, s, &d, i, next, v->page.token, row)) {
            return false;
        }
        v->has_reasons = v->has_reasons || row->has_reason;
        v->missing = v->missing || !row->has_reason;
    }
    return !d.failed || arena_error(w->arena, &w->err);
}

void sign_guardian(struct call *w, struct view_plan_sign *v)
{
    struct guardian_now now;
    struct err none = {0};
    bool minor = v->strip.has_age && v->strip.age_years < 18;
    if (!minor || !web_may(w, CASE_GUARDIAN_READ) ||
        !sharing_guardian_now(w->practice, &w->who, w->client, w->arena, &now, &none)) {
        return;
    }
    v->guardian_signs = now.signs;
    if (now.signs) {
        v->guardian_note =
            web_print(w,
                      "A guardian signs too: the client is younger than %d, the age from which a minor "
                      "may consent in %.*s%s. Where that cannot be had, write down the reason in their "
                      "place once the plan is sent.",
                      now.consent_age, (int)now.state.n, now.state.p, now.confirmed ? "" : " (not confirmed)");
    } else if (!now.consent_age) {
        v->guardian_note =
            STR("The client is a minor, and no rule of your state is known here. Decide whether a guardian "
                "signs.");
    }
}
