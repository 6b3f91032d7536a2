/* signing.h: a plan is sent to those who sign it, signed, and appended to. Layer: web. */
#ifndef WEB_SIGNING_H
#define WEB_SIGNING_H

#include "web/share.h"
#include "web/whose.h"

/* Where one thing is open: the part, and a link for each place in it: "Objective 1", "[how many]". */
struct sign_link {
    struct str words;
    struct url where;
};
struct sign_spot {
    struct str part; /* absent: the links say it */
    struct sign_link *links;
    size_t links_count;
};
/* What one rule asks for and the plan does not have. */
struct sign_block {
    struct str title, fix, source; /* source: of a law or guideline; absent: our own judgement */
    struct sign_spot *spots;
    size_t spots_count;
    bool folds;                   /* many places: they fold away */
    struct consent_form *consent; /* of the consent to treatment: recorded here; absent: another rule */
    bool waits;                   /* it was asked for on the client's own pages: the form folds away */
    struct url mend;
    const char *mend_words;
    bool has_reason;
    struct view_field reason;
};
/* A part whose text came along from the version before, and that nobody looked at. */
struct sign_carried {
    struct str id, text;
    struct str alerts; /* of what is known of the risk: carried.h */
    struct url edit, alerts_page;
};
/* A sentence of this plan that stands in another one too. */
struct sign_copied {
    struct str sentence, where;
    struct url edit;
};
struct sign_signer {
    struct view_field who, place;
};
struct sign_change {
    const char *kind, *tag; /* "Added", "good" */
    struct str sentence;
};
/* One place for a signature, and what became of it. */
struct sign_place {
    const char *role, *state, *tag;
    struct str who, when, text;
    struct url reason;         /* a documented reason may be written down instead; absent: not now */
    struct url device, invite; /* of a client whose turn it is: this device; an account, where there is none */
};
struct sign_note {
    const char *kind;
    struct str text, when;
};
struct view_plan_sign {
    struct view_page page;
    struct view_strip strip;
    struct str id, row, hash, heading, lede, former, intent, button;
    struct view_whose whose;          /* of a draft, and of what is being signed */
    struct str back_words, back_text; /* who sent it back, and what is to be changed */
    bool is_draft, is_signing, is_signed, may_send, may_sign, has_mine;
    bool missing; /* what no reason can stand in for: it cannot be signed, so nothing to sign it with is shown */
    bool changes_few, order_open; /* not folded away */
    bool folds_text;              /* it cannot be signed yet, and who reads it has just written it in the draft */
    bool shows_text;              /* it stands above the signature already */
    bool guardian_signs;          /* by the row of the state */
    struct str guardian_note;     /* that, or that no rule is known for this minor; absent: neither */
    bool has_reasons;             /* a reason may stand in for something that is open */
    bool asks_told, told;         /* whether the diagnosis was talked about: not answered yet; it was */
    struct url tell, preview;
    struct url sign, send, back, versions, pdf, amend, edit;
    struct html content;
    struct sign_block *blocks;
    size_t blocks_count;
    struct str counted;       /* of a draft: view_edit_checks.words */
    struct sign_link *advice; /* what must be mended by the checks, then what is to be */
    size_t advice_count;
    bool advice_folds;
    struct sign_carried *carried;
    size_t carried_count;
    bool may_confirm;
    struct url confirm;
    struct sign_copied *copied;
    size_t copied_count;
    struct sign_change *changes;
    size_t changes_count;
    struct sign_signer *signers;
    size_t signers_count;
    struct sign_place *places;
    size_t places_count;
    struct sign_note *notes;
    size_t notes_count;
    struct view_field secret;
};
/* Instead of a signature; back for revision: one text, and a secret where the record is signed. */
struct view_plan_reason {
    struct view_page page;
    struct view_strip strip;
    const char *heading, *button;
    struct str lede, id, item;
    struct url action, back;
    bool has_state, has_secret;
    struct view_field state, reason, signed_on, kept, secret; /* signed_on, kept: of a paper copy */
};
struct view_plan_amend {
    struct view_page page;
    struct view_strip strip;
    struct str id, heading, lede;
    struct url action, back;
    struct sign_note *notes;
    size_t notes_count;
    bool may_add;
    struct view_field kind, text;
};

/* sign_when: when a signature was given: "14 October 2026, 09:20:11 Europe/Berlin (UTC+02:00)". */
struct str sign_when(struct call *w, int64_t at_ms);

#endif
