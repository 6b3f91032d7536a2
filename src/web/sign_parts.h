/* sign_parts.h: what the files of signing.h share. Layer: web, private to them. */
#ifndef WEB_SIGN_PARTS_H
#define WEB_SIGN_PARTS_H

#include "practice/plans.h"
#include "web/signing.h"
#include "web/web_parts.h"

#define SIGN_ROLES 5

/* A version that is signed, as it was read for one page. */
struct signing {
    struct plan_version v,
        former; /* former: the one before that was in force, else one that was sent back; no id: none */
    struct plan *plan;
    struct plan_block *blocks;
    size_t block_count;
    struct plan_sent_back back;
    struct signature *places; /* of a draft: those of the version before */
    size_t place_count;
    struct person *people;
    size_t people_count;
    struct field *fields;
    size_t field_count;
    struct form form;
};

/* ---- page_sign.c ---- */

const char *sign_role_label(struct str role); /* "Clinician" */
struct str sign_hash_hex(struct call *w, const struct seal_hash *hash);
/* sign_pick: s->v and s->former: the version with that id; absent: what is being written or signed, else the one in
 * force. */
bool sign_pick(struct call *w, struct str id, struct signing *s);
void sign_page(struct call *w, struct signing *s);
/* sign_changed: 409, when it changed, and the way to read it again. */
void sign_changed(struct call *w);

/* ---- sign_open.c ---- */

/* sign_part: the part that a place lies in: an objective, else an item of a list, else a section. */
struct str sign_part(struct str pointer);
/* sign_guardian: whether a guardian has to sign, and the words of it. */
void sign_guardian(struct call *w, struct view_plan_sign *v);
/* sign_open: what is open, by rule, each place with the way to it. */
bool sign_open(struct call *w, const struct signing *s, struct view_plan_sign *v);

/* ---- sign_advice.c ---- */

/* sign_advice: of a draft: what the checks say must be mended, and is to be; it keeps nobody from signing. What stands
 * in v->blocks already is not said again. */
bool sign_advice(struct call *w, const struct signing *s, struct view_plan_sign *v);

/* ---- sign_same.c ---- */

/* sign_carried: what came along and was not looked at. sign_copied: sentences that stand in another plan too. */
bool sign_carried(struct call *w, const struct signing *s, struct view_plan_sign *v);
bool sign_copied(struct call *w, const struct signing *s, struct view_plan_sign *v);

/* ---- page_sign_after.c ---- */

/* sign_notes: what stands beside a version. */
bool sign_notes(struct call *w, struct str plan, struct sign_note **out, size_t *count);

#endif
