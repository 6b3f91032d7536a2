/*
 * plans.h: a client's plans: drafts, versions, signing, amending, ending.
 * Layer: practice.
 *
 * A plan version is a RECORD_PLAN: its content is goldthread.plan/1 JSON, its state draft -> signing -> signed ->
 * superseded, or ended; or returned, when it went back after somebody had signed. A draft is changed by whoever may,
 * with optimistic locking; from `signing` on its bytes stand still, and from the first signature on the database itself
 * refuses any change. Nothing that belongs to a signed plan changes either (its signatures, its PDF, its plain words
 * inside the JSON); amendments, addenda and statements of disagreement are rows of their own that only append and
 * travel with every later disclosure.
 *
 * A client sees a plan from `signing` on; so does a guardian to whom the state's rules or the clinician have opened it
 * (sharing_guardian_may), else ERR_REFUSED.
 *
 * The content hash is BLAKE2b-256 over the stored JSON, plain words included.
 */
#ifndef PRACTICE_PLANS_H
#define PRACTICE_PLANS_H

#include "plan/edit.h"
#include "practice/clients.h"
#include "render/words.h"

struct plan_version {
    struct str id;   /* record id */
    int64_t version; /* of the row, for locking */
    int64_t number;  /* 1, 2, 3 ... of this client's plans */
    struct str state, json;
    struct seal_hash hash;
    struct str by;
    int64_t entered_ms, signed_ms; /* 0: not signed */
};

/* One field that two people changed: where, and both texts. */
struct plan_conflict {
    struct str pointer, base, mine, theirs;
};

/* plans_draft_new: an empty draft, or one that starts from the last version that was signed, with all that stands in
 * it. What only that version can say stays behind: whether the client agrees and what they say of it, signatures on
 * paper, the plan's own date, how it ended, and a day of review that is past. What the record knows of the client
 * (name, pronouns, birth date, language) stands in it; an empty one is reviewed when the practice does
 * (review_min_weeks, review_max_weeks). ERR_CONFLICT there is a draft already (e->text names it); ERR_REFUSED (e->where
 * "care") care has ended: no draft is begun or sent then (and care cannot end while one is being signed). */
bool plans_draft_new(struct practice *p, const struct actor *who, struct str client, bool from_last, struct str once,
                     struct arena *a, struct plan_version *out, struct err *e);

/*
 * plans_draft_save: the whole JSON of a draft, based on row version `base`.
 * When somebody saved meanwhile, fields that only one of the two changed are taken from both and saved. Where both
 * changed the same field the draft keeps theirs, and ERR_CONFLICT comes with the list of those fields: nothing is lost,
 * nothing is overwritten; *out is the draft as it then stands, to be decided on and saved again (e->where names the
 * first field). A call that comes twice with the same `once` gets the same answer and saves once.
 * The base of a merge is the text that the save of that version left in the table draft (store/draft.h); the last 200
 * are kept, an older base is ERR_CONFLICT with no list, and nothing is saved. Links to items that the other took away
 * go, and are in the list.
 * ERR_INVALID not a plan (the JSON pointer stands in e->where), no such version; ERR_CONFLICT not a draft any more;
 * ERR_LIMIT longer than 1 MB. Ids that are missing are given; "version" is always the number of this version.
 */
bool plans_draft_save(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t base,
                      struct str json, struct str once, struct arena *a, struct plan_version *out,
                      struct plan_conflict **conflicts, size_t *count, struct err *e);

/* plans_draft_from: plans_draft_new with a whole plan in it, such as one that was imported or a starter's.
 * ERR_INVALID, ERR_LIMIT as plans_draft_save. */
bool plans_draft_from(struct practice *p, const struct actor *who, struct str client, struct str json, struct str once,
                      struct arena *a, struct plan_version *out, struct err *e);

/* The edits of a form on the text of row version `base`, which the form showed. */
struct draft_edit {
    struct str id;
    int64_t base;
    const struct plan_edits *edits;
    struct plan_edited edited;       /* out */
    struct plan_version version;     /* out: as it then stands, also after ERR_CONFLICT with a list */
    struct plan_conflict *conflicts; /* out */
    size_t conflict_count;
};
/* plans_draft_edit: plans_draft_save with edits instead of a text; edits that change nothing save nothing. What is
 * removed and confirmed is kept beside the draft until it is signed. Of a call that came twice *edited stays empty. */
bool plans_draft_edit(struct practice *p, const struct actor *who, struct str client, struct draft_edit *d,
                      struct str once, struct arena *a, struct err *e);

/* Somebody else who wrote in this draft less than PLAN_WRITING_MINUTES ago. */
#define PLAN_WRITING_MINUTES 5
struct plan_writer {
    struct str name;            /* absent: nobody */
    int64_t since_ms, until_ms; /* first save of those that follow each other; the last one */
};
/* Why the text of a draft came back: what was written when it, or the version before it, was sent back. */
struct plan_sent_back {
    struct str text, by;   /* name; text absent: it did not come back since the last signed version */
    bool by_client;        /* the client or a guardian, not the care team */
    int64_t number, at_ms; /* of the version that came back */
};
/* plans_sent_back: of the plan with that id; nothing when it is no draft and not being signed. */
bool plans_sent_back(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                     struct plan_sent_back *out, struct err *e);
/* A draft as its editor shows it. */
struct plan_draft {
    struct plan_version version;
    struct plan_beside beside;
    struct str former; /* JSON of the version it started from, or of the one in force; absent: there is none */
    int64_t former_number;
    int64_t saved_ms;
    struct plan_sent_back sent_back;
    struct plan_writer writer;
    int64_t reading_grade; /* that plain words keep to: a setting of the practice */
};
/* plans_draft_open: the draft of this client. ERR_NOT_FOUND there is none. */
bool plans_draft_open(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct plan_draft *out, struct err *e);

bool plans_get(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
               struct plan_version *out, struct err *e); /* absent id: the one in force, else the draft */
/* plans_page: a version as it is read on a screen, in one read and one event. What is there must not be changed. */
struct plan_page {
    struct plan_version version;
    struct str html;  /* the sections of render_html_parts; of a draft marked as one */
    bool draft_begun; /* there is a draft, or a version that is being signed, that this person may see */
    struct client_card card;
};
bool plans_page(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                struct plan_page *out, struct err *e);
/* plans_list: newest first, without JSON. What is there must not be changed. */
bool plans_list(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                struct plan_version **out, size_t *count, struct err *e);
/* plans_diff: the semantic difference of two versions, as the sentences of plan/diff.h. */
bool plans_diff(struct practice *p, const struct actor *who, struct str client, struct str old_id, struct str new_id,
                struct buf *out, struct err *e);

/* plans_draft_drop: a draft that nobody wants is gone, with what was saved of it; the audit trail says who threw it
 * away. Notes of why it was sent back stay in the record, withdrawn. version: as it was shown. ERR_CONFLICT it was
 * changed meanwhile, or is no draft: what was sent to be signed, and every version that anybody signed, stays. */
bool plans_draft_drop(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t version,
                      struct err *e);

/* ---- signing ---- */

/* PAPER: a paper copy was signed, as somebody of the practice wrote down; the paper itself is kept elsewhere. */
enum signature_state {
    SIGNATURE_WAITING,
    SIGNATURE_GIVEN,
    SIGNATURE_REASON,
    SIGNATURE_VERBAL,
    SIGNATURE_PAPER,
    SIGNATURE_RETURNED
};

struct signature {
    int64_t item;       /* out: 0, 1, 2 ...: which one of this plan */
    int64_t place;      /* order; those with the same number may sign in any order */
    struct str role;    /* clinician, client, guardian, supervisor, prescriber */
    struct str account; /* who; absent: anybody with that role who may sign for this client; then who settled it */
    enum signature_state state;
    int64_t at_ms;
    /* Of the person who signed, or who wrote the reason down. method: how they were known, "password, given again";
     * zone: "+00:00", of the time as it is kept: always UTC. Pages and the PDF print it in the practice's zone, by name
     * (zone_put_time); a PDF that was made before stays as it is. */
    struct str name, credential, method, intent, reason, zone;
    struct seal_hash hash; /* the plan's content hash as it was signed */
};

/* What the core rule pack (data/packs/core.json) asks for and the plan does not have. */
struct plan_block {
    struct str rule, title, fix; /* "plan.no-goal"; fix: how to mend it */
    struct str pointer;          /* of the place; "" for the whole plan */
    struct str citation;
    bool confirmed;   /* the citation was read */
    bool replaceable; /* a documented reason may stand in */
    struct str item;  /* of PLAN_CARRIED: id of the part, or a pointer of plan_carried_words */
};
/* The rule of a part of a draft whose text came along from the version it started from, when nobody has changed it or
 * confirmed that it still holds (EDIT_CONFIRM); one block for each. No reason can stand in: one look is enough. */
#define PLAN_CARRIED "plan.carried"
/* The rule of a draft that has no safety plan, or nothing of the risk, where the plan in force has it. A documented
 * reason may stand in. */
#define PLAN_SAFETY_REMOVED "plan.safety-removed"
struct plan_reason {
    struct str rule, text;
};

/* plans_blocks: what would keep a draft from being sent today: what the pack asks for, then PLAN_SAFETY_REMOVED, then
 * PLAN_CARRIED. */
bool plans_blocks(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                  struct plan_block **out, size_t *count, struct err *e);

/*
 * plans_send: fixes the draft's bytes and names the signers in their order.
 *   base  the row version that was shown: ERR_CONFLICT when the draft was saved since
 *   signers  role, place and, where one person is meant, account; a clinician or prescriber among them; nobody twice;
 *            a guardian where one stands in for the client by the row of the state (guardian_now.signs): their place
 *            waits for their signature, or for plans_reason
 *   reasons  for rules that the pack lets a documented reason replace; kept with the plan, on its PDF too
 * Treatment consent must be in force before the first plan is signed. What the core rule pack asks for is checked; a
 * crisis plan (one that holds a crisis part and no goals) can always be signed with a reason.
 * ERR_REFUSED blocked: e->where is the rule, or "care" when that has ended; the text says how to mend it. ERR_INVALID
 * signers, reasons ("/signers/1").
 */
struct plan_send {
    struct str id;
    int64_t base;
    const struct signature *signers;
    size_t count;
    const struct plan_reason *reasons;
    size_t reason_count;
};
bool plans_send(struct practice *p, const struct actor *who, struct str client, const struct plan_send *s,
                struct arena *a, struct err *e);
/*
 * plans_return: back to draft, for revision, with a reason, which is kept beside the plan. When nobody has signed, it
 * is the care team who takes it back and the client or a guardian has said nothing of it (words_of_version), the draft
 * is the same row again. Else the version becomes "returned", as it was read, with the signatures it has, and a new
 * draft with its text is begun under the next number. ERR_CONFLICT it is not being signed (e->where "plan"), or reads
 * otherwise by now ("hash").
 */
struct plan_return {
    struct str id;
    const struct seal_hash *hash; /* of the text that was read; NULL: whatever it reads */
    struct str reason;
};
bool plans_return(struct practice *p, const struct actor *who, struct str client, const struct plan_return *r,
                  struct err *e);
/*
 * plans_sign: this person's signature. `hash` is what they were shown: ERR_CONFLICT when the plan is another by now, or
 * is not being signed. Needs a re-authentication. When the last place is settled the version is signed, the one before
 * is superseded, and the PDF is kept sealed; it is made before the transaction that keeps it, so nobody waits for it.
 * The signature's time is that of this call. Double calls make one signature; nobody signs a plan twice.
 * ERR_REFUSED no place for this person, not their turn; a consent is missing (e->where: consent.treatment,
 * consent.e-record: 15 USC 7001(c)(1), before a client's or guardian's signature). ERR_CONFLICT also when the plan's
 * reasons or the practice's paper change again and again meanwhile; ERR_NOT_FOUND and others of render_pdf.
 */
bool plans_sign(struct practice *p, const struct actor *who, struct str client, struct str id,
                const struct seal_hash *hash, struct str intent, struct arena *a, struct err *e);
/* plans_reason: instead of a client's or guardian's signature (item): the documented reason, a verbal approval with who
 * heard it (14 NYCRR 598.7(b); Minn. Stat. 245G.06), or that a paper copy was signed, on which day, and where it is
 * kept. Needs a re-authentication; its turn must have come.
 * state: SIGNATURE_REASON, SIGNATURE_VERBAL, SIGNATURE_PAPER. ERR_CONFLICT settled already. */
bool plans_reason(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t item,
                  enum signature_state state, struct str reason, struct err *e);
bool plans_signatures(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                      struct signature **out, size_t *count, struct err *e); /* by place */
/* plans_pdf: the stored bytes, the same each time; printing is an event. ERR_NOT_FOUND not signed yet. */
bool plans_pdf(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
               struct str *pdf, struct err *e);
/* plans_copy: the same plan and its signatures with headings, labels and dates in another language, as a copy to read
 * that says on each page that it is one: what was signed is the page of plans_pdf. Made anew each time, kept nowhere;
 * the same event. ERR_NOT_FOUND not signed yet; others of render_pdf. */
struct plan_copy {
    const struct render_words *words;
    struct str language; /* BCP 47 */
    struct date on;      /* printed on; absent: not said */
};
bool plans_copy(struct practice *p, const struct actor *who, struct str client, struct str id,
                const struct plan_copy *in, struct arena *a, struct str *pdf, struct err *e);

/* ---- after signing ---- */

/* What stands beside a version and never changes: a RECORD_AMENDMENT {"kind":..., "text":...} or, when the plan has
 * ended, the RECORD_ENDING. Written by use cases here alone. */
struct plan_amendment {
    struct str id;
    struct str kind; /* amendment, addendum, disagreement; reason (with rule): instead of what the pack asks for;
                        return: why it went back; ending */
    struct str rule;
    struct str text; /* of an ending: its JSON */
    struct str by;
    int64_t at_ms;
};

/* plans_amend: appended text: kind amendment, addendum or disagreement (the client's statement; 45 CFR 164.526(d)). A
 * client or guardian may write a disagreement only. ERR_CONFLICT the plan is not signed. */
bool plans_amend(struct practice *p, const struct actor *who, struct str client, struct str id, struct str kind,
                 struct str text, struct arena *a, struct str *amendment, struct err *e);
/* plans_amendments: oldest first. In a transaction, for disclosures: plans_amendments_in. */
bool plans_amendments(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                      struct plan_amendment **out, size_t *count, struct err *e);
bool plans_amendments_in(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id,
                         struct arena *a, struct plan_amendment **out, size_t *count, struct err *e);
/*
 * plans_end: the plan in force ends: {"next":"discharge" or id or name of a phase,"relapse_prevention":["..."], and the
 * members of plan.duration.ending: "date","outcomes":[{"goal","achievement","text"}],"onward":["..."],"client_view",
 * "text"}. Each goal needs an outcome, relapse prevention must stand there or in the plan, the client's view must be
 * told (or why there is none). The plan's state becomes ended, its client has no review due any more.
 * ERR_INVALID (e->where: JSON pointer); ERR_CONFLICT the plan is not in force, or another version waits for signatures
 * (e->where "signing").
 */
bool plans_end(struct practice *p, const struct actor *who, struct str client, struct str id, struct str ending_json,
               struct arena *a, struct err *e);

/* plans_number: the number of a stored version, from its JSON; 0: it has none. */
int64_t plans_number(struct str json);
/* plans_in_force: inside a transaction, for other use cases: the signed plan, parsed and bound; ERR_NOT_FOUND. */
bool plans_in_force(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                    struct plan_version *version, struct plan **plan, struct err *e);

#endif
