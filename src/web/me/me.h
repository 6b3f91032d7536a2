/*
 * me.h: the client's side: what its pages share.
 * Layer: web.
 *
 * A client's page is made as every other (web.h): a row in routes_me.def, a handler in me/, a view me_NAME.html whose
 * struct begins with struct view_page page; page_begin puts the head for clients. Its texts are English in the views
 * and in N_("...") or web_t(w, "..."); po/es.po has the others. Words: second person, grade 6 at most, kind; no red, no
 * counts of what was missed. Below every box for words to the clinician stands {{ use me_box box }}.
 */
#ifndef WEB_ME_ME_H
#define WEB_ME_ME_H

#include "practice/outside.h"
#include "web/web.h"

/* me_head: page_begin's part for clients and guardians: links, shape "stack narrow". */
void me_head(struct call *w, struct view_page *page);
/* me_shut: instead of a page that is not open to this guardian, or to no guardian any more: why. status: 403; of the
 * first page, which says so, 200. */
void me_shut(struct call *w, int status);
/* me_outside: outside_read for the client of this account, once a call. false: w->err. */
bool me_outside(struct call *w, struct outside *out);
/* me_guardian_account: the account of the guardian who reads; absent: it is the client. */
struct str me_guardian_account(const struct call *w);
/* me_sees: who sees what is written on this page; one of N_() sentences. To a client whose guardian may see it that is
 * said too. When that cannot be known nothing is said.
 * me_sees_alone: of what nobody but its author sees. */
void me_sees(struct call *w, struct view_page *page, const char *sentence);
void me_sees_alone(struct call *w, struct view_page *page, const char *sentence);

/* What stands below every box for words to the clinician: it is not watched all the time, when an answer comes, where
 * help is now. */
struct view_me_box {
    struct str reply_times; /* me_reply_times */
};
void me_box(struct call *w, struct view_me_box *out);
/* me_reply_times: when words are read: what the practice says, else whom to ask, for nothing makes it so; and that it
 * is closed when it is. o: NULL where nothing is known of it. */
struct str me_reply_times(struct call *w, const struct outside *o);

struct view_me_home {
    struct view_page page;
    struct str name;  /* preferred, else the whole */
    struct str login; /* who has just accepted an invitation: the name with which they sign in from now on */
    bool ended;       /* care has ended */
    bool to_sign, to_fill, to_say; /* the one thing to do; none: nothing today */
    struct url sign, review;
    struct str assignment, title, about, later;
    struct url consent, diary;     /* beside it, a line each: a consent that waits, the shared diary; absent: not now */
    struct url said;               /* something was answered lately */
    struct str answered;           /* "An answer came on 3 October 2026" */
    struct url say;                /* the clinician asks before a review, and something else comes first */
    bool beside, consents, weekly; /* one of them; more than one waits; the diary is asked for once a week */
    const char *begin;
    struct str *goals;
    size_t goals_count;
    struct url plan;
    struct str visit;
};

#endif
