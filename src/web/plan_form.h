/*
 * plan_form.h: what the editor's form sends, as edits of a plan.
 * Layer: web (pure: fields in, edits out).  Not here: what an edit does (plan/edit.h), saving (practice/plans.h).
 *
 * A field is named by the JSON Pointer of its member ("/goals/0/statement"). Boxes that share a name follow each other;
 * a hidden empty field before them says that they were shown. The button that was pressed is the field "do":
 *   save  save:SECTION  up:POINTER  down:POINTER  add:LIST  remove:POINTER  restore:KEY  confirm:ID  write:POINTER
 *   place:NOTE:PLACE  link:MEMBER:ID   (EDIT_PLACE, EDIT_LINK)
 *   mend:RULE:POINTER   all:ID   copied   still: the parts named by fields "still" are confirmed
 */
#ifndef WEB_PLAN_FORM_H
#define WEB_PLAN_FORM_H

#include "http/http.h"
#include "plan/edit.h"
#include "rules/rules.h"

struct plan_post {
    struct str id;      /* of the draft */
    int64_t base;       /* field "version": row version that was shown; 0: none */
    struct str act, at; /* "add", "/goals"; act absent: none was pressed */
    struct plan_edits edits;
};

/* plan_post_read: false: ERR_MEMORY. Fields of other names are passed over. */
bool plan_post_read(const struct http_field *fields, size_t count, struct arena *a, struct plan_post *out,
                    struct err *e);

/* plan_post_mend: the rewrite that a rule offered for a text takes that text's place in the edits; false when it is not
 * offered any more. findings: of the plan with the other edits done. ERR_MEMORY is told as a->failed. */
bool plan_post_mend(struct plan_post *f, const struct findings *findings, struct arena *a);

#endif
