/*
 * plan.h: the plan in plain words: what a client reads, says about it, signs; and the same page for who writes it.
 * Layer: web.
 */
#ifndef WEB_ME_PLAN_H
#define WEB_ME_PLAN_H

#include "practice/plans.h"
#include "practice/words.h"
#include "web/me/me.h"

/* What was said about a part, and what was answered. */
struct said_answer {
    struct str text, who; /* "Dana Ruiz, 3 October 2026" */
};
struct me_said {
    struct str id, text, who;
    struct str state; /* "Nobody has read this yet."; absent: it was answered */
    struct str of;    /* how the part read when this was said; absent: as it does now, or that is not known */
    struct said_answer *answers;
    size_t answers_count;
};

/* One part of the plan. */
struct plan_piece {
    struct str about;   /* "goals/g1": what words about it name */
    struct str pointer; /* "/goals/0" */
    struct str quote;   /* in the client's own words; absent: none */
    struct str text;    /* in plain words */
    struct str source;  /* how the plan itself has it, the same whatever the reader's language; absent: it has none */
    struct html more;   /* a second sentence */
    bool made;          /* the sentence was put together from the plan; nobody has put it in plain words yet */
    struct str rated;   /* "You said 4 of 10 on 3 October 2026." */
    struct url ask, misfit, rate; /* absent: not here, or not for this person */
    struct me_said *said;
    size_t said_count;
    /* for who writes the plan */
    struct str by, grade; /* who confirmed it; its reading grade; absent on the client's page */
};
struct me_section {
    const char *id, *title;
    struct plan_piece *parts;
    size_t parts_count;
};
struct me_term {
    struct str term;
    const char *text;
};

/* The plan as it is read. */
struct view_me_plan_body {
    struct str lede; /* "Made with Dana Ruiz. Version 2, since 8 September 2026." */
    bool made;       /* some part was put together from the plan */
    struct str clinician;
    struct me_section *sections;
    size_t sections_count;
    struct me_term *terms;
    size_t terms_count;
};

/* me_plan_body: of a plan that was read and bound. words: what was said, newest first; may be none. links: the ways to
 * say something are there. grades: what a clinician sees besides. false: w->err. */
struct me_plan_ask {
    const struct plan *plan;
    const struct words *words;
    size_t words_count;
    const struct record *ratings; /* newest first */
    size_t ratings_count;
    struct str clinician;
    struct str version; /* id of the version that is shown, where it is another than the one that is read by itself */
    bool links, grades;
};
bool me_plan_body(struct call *w, const struct me_plan_ask *ask, struct view_me_plan_body *out);
/* me_plan_objective: what an objective is after, in one sentence made from its parts: what is counted or done, where it
 * stands, what it is to be, by when. Units and how often as people say them, one and many by the number. The sentence
 * of the plan where that cannot be said without losing some of it. */
struct str me_plan_objective(struct call *w, const struct plan *plan, const struct plan_objective *o);
/* me_plan_said: those words about a part, "" for those about none that the plan shows. Of a part of a plan
 * (out->pointer) each tells how it read when that was said, where out->source is another text now. */
void me_plan_said(struct call *w, const struct words *list, size_t n, struct str about, struct plan_piece *out);
/* me_plan_of: how the part read when that was said, where it is another text now (me_plan_source); else absent. */
struct str me_plan_of(const struct words *x, struct str now);
/* me_plan_part: the part that words name, as it is read; absent text: the plan has none of this name. */
struct plan_piece me_plan_part(struct call *w, const struct plan *plan, struct str about);
/* me_plan_source: how the plan itself has that part, the same whatever the reader's language; absent: it has none. */
struct str me_plan_source(struct call *w, const struct plan *plan, struct str about);
/* me_plan_whole: the plain words for the plan as a whole; absent text: there are none. */
struct plan_piece me_plan_whole(struct call *w, const struct plan *plan);
/* me_plan_trouble: web_trouble, in kind words for a guardian to whom the plan is not open. */
void me_plan_trouble(struct call *w, const struct form *f);
/* me_plan_diagnosis: what it is called; absent until the plan says that it was talked about. */
struct str me_plan_diagnosis(struct call *w, const struct plan *plan);
/* me_plan_read: a stored plan, bound. */
bool me_plan_read(struct call *w, struct str json, struct plan **out);
/* me_plan_pick: the version that a client reads: that one, or the one in force, else the one that is being signed, else
 * the newest that was or that went back. What stands beside it, without JSON; absent id: none: ERR_NOT_FOUND "plan". */
struct me_plan_beside {
    struct plan_version signing; /* the one that is being signed */
    struct plan_version back;    /* the newest of all, when it went back to be changed */
    struct plan_version signed_; /* the last that was signed: in force, or ended */
};
bool me_plan_pick(struct call *w, struct str id, struct plan_version *out, struct me_plan_beside *beside);
/* me_plan_is_about: words by which somebody did not want that version as it is. */
bool me_plan_is_about(const struct words *x, struct str version);

struct view_me_plan {
    struct view_page page;
    struct view_me_plan_body plan;
    bool is_signing, has_former, may_say, may_rate;
    struct str number; /* of a version that waits to be read and signed */
    struct str id, facts, diagnosis;
    struct url sign, changes, versions, clinical, print, safety, ask, goal, value;
    struct plan_piece other; /* what was said about no part */
    /* A version that went back, or that this person does not want to sign: what was said of it, and what follows. */
    bool is_back, waits; /* waits: it can be signed still */
    struct str note;
    struct plan_piece spoken;
    struct url back, signed_; /* to read it; the last that was signed; absent: it is the one that is shown, or none */
    struct url older;         /* words that are not shown */
};
#define ME_WORDS_SHOWN 40 /* of what was said, newest first, on one page */

/* What was said, page by page. */
struct me_words {
    struct str part; /* what it was about, as the plan says it now; absent: nothing in particular, or it is gone */
    struct me_said said;
};
struct view_me_plan_words_all {
    struct view_page page;
    struct me_words *words;
    size_t words_count;
    struct url older;
};
struct view_me_plan_none {
    struct view_page page;
    struct str clinician; /* absent: none yet */
};

/* A box for words about a part. */
struct view_me_plan_words {
    struct view_page page;
    struct view_me_box box;
    const char *heading, *lede, *button;
    struct plan_piece part;
    struct str version;     /* the one that was read; absent: the one that is read by itself */
    struct str about, kind; /* of an answer to a plan that waits: about is its id */
    struct str hash;        /* of such an answer: of the text that was read */
    bool has_choice;        /* it is such an answer */
    struct view_field choice, text;
    struct url back;
};

struct me_point {
    const char *value;
    bool chosen;
};
struct view_me_plan_rate {
    struct view_page page;
    struct plan_piece part;
    struct str goal;
    struct me_point *points;
    size_t points_count;
    struct str error;
    struct view_field text;
};

struct view_me_plan_sign {
    struct view_page page;
    struct view_me_box box;
    struct view_me_plan_body plan;
    struct str id, hash, heading, intent;
    bool may_sign;      /* it is this person's turn */
    bool needs_consent; /* e-record: nobody has said yes to it yet */
    bool has_secret;    /* not on a device that was handed over: who did it stands by */
    bool has_diagnosis;
    struct str waits; /* why not: others sign first, or all is done */
    struct url consent, changes, answer;
    struct html clinical;
    struct view_field secret, text;
};

struct me_version {
    struct str title, facts;
    struct url read, changes;
};
struct view_me_plan_versions {
    struct view_page page;
    struct me_version *versions;
    size_t versions_count;
};
struct me_change {
    const char *section; /* NULL: that of the one before */
    struct html text;
};
struct view_me_plan_changes {
    struct view_page page;
    struct str lede;
    struct me_change *changes;
    size_t changes_count;
    bool is_first, others; /* others: what stands in the clinical version alone changed too */
    struct url plan;
};
struct view_me_plan_clinical {
    struct view_page page;
    struct str lede;
    bool warns; /* a diagnosis that nobody has talked about yet stands in it: asked first */
    struct html content;
    struct url print, show;
    struct url copy; /* what was signed is in another language than this page: a copy to read; absent */
};

/* me_plan_copy_answer: a signed plan as a copy to read in the language of this answer (plans_copy), as a PDF. */
void me_plan_copy_answer(struct call *w, struct str plan, bool inside);

#endif
