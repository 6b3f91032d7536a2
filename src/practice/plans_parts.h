/*
 * plans_parts.h: what the files of plans.h share. Layer: practice (inside the module).
 */
#ifndef PRACTICE_PLANS_PARTS_H
#define PRACTICE_PLANS_PARTS_H

#include "practice/people.h"
#include "practice/plans.h"
#include "render/render.h"
#include "store/signature.h"

/* ---- plans_merge.c: no record, no clock: three texts in, one text out ---- */

struct plan_conflicts {
    PLAN_LIST(struct plan_conflict) list;
};

/*
 * plans_merge: what two people made of the same text.
 *   base, mine, theirs  plans as plan_to_json writes them
 *   out                 the merged plan, same form; where both changed the same field differently it has theirs
 *   conflicts           those fields; pointers are those of `out`
 * A field is a text, a date, a number, a flag, a word from a list; a measure, baseline, target, cadence, deadline or
 * condition is one field, because half of each would be one that nobody meant. Lists of texts and links never conflict:
 * what either added is added, what either took away goes. Items are matched by id, others by their first member. An
 * item that one removed and the other changed stays and is a conflict. New items of mine under an id that they gave
 * away too get an id of their own; a link to an item that is gone goes with it and is a conflict.
 */
bool plans_merge(struct str base, struct str mine, struct str theirs, struct arena *a, struct str *out,
                 struct plan_conflicts *conflicts, struct err *e);

/* ---- plans.c ---- */

/* What a plan holds of the record: a guardian reads it only where all of it is open. */
#define PLANS_SECTIONS ((unsigned)(SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN))

bool plans_keep(struct arena *a, struct str s, struct str *out); /* a copy in the arena; absent stays absent */
bool plans_json(const struct plan *plan, struct arena *a, struct str *out, struct err *e);
/* plans_read: a stored plan: parsed, ids numbered, bound. */
bool plans_read(struct str json, struct arena *a, struct plan **out, struct err *e);
/* plans_record: the plan version with this id. ERR_NOT_FOUND none, or not a plan. */
bool plans_record(struct practice_tx *t, struct str id, struct record *out, struct err *e);
/* plans_of_state: the newest version in that state. ERR_NOT_FOUND. */
bool plans_of_state(struct practice_tx *t, const char *state, struct record *out, struct err *e);
/* plans_signing: the version that waits for signatures, without its content; *count 0: there is none. */
bool plans_signing(struct practice_tx *t, struct record **one, size_t *count, struct err *e);
/* plans_none_signing: ERR_CONFLICT (e->where "signing") when a version waits for signatures: what is signed later would
 * come into force after the end. */
bool plans_none_signing(struct practice_tx *t, struct err *e);
/* plans_care_goes_on: ERR_REFUSED (e->where "care") when care has ended: nothing new comes into force after that. */
bool plans_care_goes_on(struct practice_tx *t, struct err *e);
/* plans_version_in: that version; absent id: the one in force, else one that is being signed, else the draft. */
bool plans_version_in(struct practice_tx *t, struct str id, struct plan_version *out, struct err *e);
/* plans_was_signed: in force now or before. */
bool plans_was_signed(const struct record *r);
bool plans_version_of(struct db_tx *tx, const struct record *r, struct plan_version *out, struct err *e);
/* plans_draft_add: a new draft row with this plan, its first save included. beside: JSON of plan_beside_put, or absent.
 * ERR_CONFLICT there is one already. */
bool plans_draft_add(struct practice_tx *t, struct plan *plan, struct str beside, struct str once, struct record *out,
                     struct err *e);

/* What a call for a draft carries. */
struct draft_call {
    struct str id, json, once;
    int64_t base;
    bool from_last, ran;
    const struct plan_edits *edits; /* instead of json */
    struct plan_edited *edited;
    struct plan_version *out;
    struct plan_conflicts conflicts;
};

/* plans_draft_saved: the work of a save (struct draft_call). */
bool plans_draft_saved(struct practice_tx *t, void *ctx, struct err *e);

/* plans_carried: ids of the parts of draft r, read into `plan`, that came along and that nobody has looked at; none
 * when it started from no version. number: of that version. */
bool plans_carried(struct practice_tx *t, const struct record *r, const struct plan *plan, plan_texts *out,
                   int64_t *number, struct err *e);
/* plans_beside: what belongs to a draft beside its text, as the last save left it; absent: nothing.
 * plans_beside_json: as JSON, in the arena. */
bool plans_beside(struct practice_tx *t, const struct record *r, struct str *json, struct err *e);
bool plans_beside_json(const struct plan_beside *beside, struct arena *a, struct str *out, struct err *e);

/* plans_draft_kept: the row as it now stands becomes a base of later merges. */
bool plans_draft_kept(struct practice_tx *t, const struct record *r, struct err *e);

/* plans_ask_anew: whether the client agrees, what they say of the plan and who signed on paper belong to one text
 * alone. plans_from_last: what a new version takes over from the one before it: all but that, the assessment, notes and
 * progress (how things stood then), how it ended, its own date, and a day of review that is past. */
void plans_ask_anew(struct plan *plan);
void plans_from_last(struct plan *plan, struct date today);

/* plans_sent_back: struct plan_sent_back of draft r. */
bool plans_sent_back_in(struct practice_tx *t, const struct record *r, struct plan_sent_back *out, struct err *e);

/* ---- plans_after.c ---- */

/* plans_append: a row beside the plan that never changes. rule: of kind "reason", else absent. */
bool plans_append(struct practice_tx *t, struct str plan, struct str kind, struct str rule, struct str text,
                  struct str *id, struct err *e);

/* plans_notes_withdraw: what stands beside a version counts no longer. */
bool plans_notes_withdraw(struct practice_tx *t, const struct record *r, struct err *e);

/* ---- plans_open.c ---- */

/* plans_settings: the practice's; their defaults where it has none yet. */
bool plans_settings(struct practice_tx *t, struct people_settings *out, struct err *e);

/* ---- plans_sign.c ---- */

/* plans_places_in: the places for signatures of a version, by place. */
bool plans_places_in(struct practice_tx *t, const struct record *plan, struct signature **out, size_t *count,
                     struct err *e);

/* ---- plans_pdf.c ---- */

/* The page that is signed. Making it takes longer than everything else that the last signature does, so it is made
 * between two runs of the same work: the first one finds out what stands on it, the second one keeps it. */
struct plans_page {
    bool wanted;         /* the work failed for want of it and nothing else: make it, then run the work again */
    int64_t at_ms;       /* when the signature was given: in the first run; each run writes the same down */
    struct seal_hash of; /* of all that stands on it */
    struct str pdf;      /* what was made of that; absent: nothing yet */
    const struct plan *plan;
    struct render_options options;
    struct render_signed with;
};

/* plans_page_begin: at the head of such a work; the time of its signature. */
int64_t plans_page_begin(const struct practice_tx *t, struct plans_page *page);
/* plans_page_keep: the PDF of a version whose places are all settled, kept sealed. ERR_CONFLICT the page holds none,
 * or that of something else: then it is wanted. */
bool plans_page_keep(struct practice_tx *t, const struct record *plan, const struct signature *signatures, size_t count,
                     struct plans_page *page, struct err *e);
/* plans_page_make: outside of transactions; what a page is made of, and its bytes, are in the arena. Errors of
 * render_pdf. */
bool plans_page_make(struct plans_page *page, struct arena *a, struct err *e);

#endif
