/* share_parts.h: what the files of share.h share. Layer: web, private to them. */
#ifndef WEB_SHARE_PARTS_H
#define WEB_SHARE_PARTS_H

#include "practice/sharing.h"
#include "web/share.h"
#include "web/way.h"
#include "web/web_parts.h"

/* ---- page_sharing.c ---- */

/* share_consent_words: "Release to Elm Clinic". share_holds: whether it is in force today; else *state says why not. */
struct str share_consent_words(struct call *w, const struct consent *c);
bool share_holds(const struct call *w, const struct consent *c, const char **state);
/* share_sections: "Plan, Safety plan". share_until: "until 3 May 2027", or the event. */
struct str share_sections(struct call *w, unsigned sections);
/* share_inside: what is really in a disclosure, with numbers: "Treatment plan, Scores over time (12)". */
struct str share_inside(struct call *w, const struct disclosure *d);
/* share_downloads: how often its package or a copy was taken: "3 times, last on 3 May 2026"; absent: never. */
struct str share_downloads(struct call *w, const struct disclosure *d);
struct str share_until(struct call *w, const struct consent *c);
struct share_row share_disclosure_row(struct call *w, const struct disclosure *d);
/* share_below: an address below the client's that takes a POST. */
struct url share_below(struct call *w, const char *below);
struct str share_day(struct call *w, int64_t at_ms);
/* share_find: a row of that id; NULL and 404 when there is none. */
const struct consent *share_find_consent(struct call *w, struct str id);
/* request_named (page_request.c): the request of the address, of w->client; NULL: w->err. */
const struct request *request_named(struct call *w);
/* share_section_choices: as choices of a field "sections", those of `among`. */
void share_section_choices(struct call *w, struct view_field *f, unsigned among);
unsigned share_sections_of(struct str joined);
/* share_guardian: what is open to a guardian now, and by what (sharing_guardian_now), in one sentence for every page
 * that tells it. Who may not read it is told who does; *now is then empty. share_reach: who could answer a consent on
 * pages of their own; the client, for whom one may not know. false: w->err. */
bool share_guardian(struct call *w, struct guardian_now *now, struct str *words);
enum share_reach { REACH_CLIENT, REACH_GUARDIAN, REACH_NOBODY };
bool share_reach(struct call *w, enum share_reach *out);
/* share_words: "must be there: X (source)" as a sentence. */
const char *share_words(struct call *w, const char *text);

/* consent_form (page_consent.c): the form of a consent of that kind, `asks` for the client's own pages, else for paper
 * or the room; f: NULL as nobody has filled it in. way: where one goes on. Its token is put in by who shows it. false:
 * w->err. */
bool consent_form(struct call *w, const struct form *f, enum consent_kind kind, bool asks, struct way way,
                  struct consent_form *out);

/* resets_put (page_resets.c): invitations of accounts in use, as a group of rows. false: w->err. */
bool resets_put(struct call *w, struct share_group *g);

#endif
