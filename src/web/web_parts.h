/*
 * web_parts.h: what the files of web.h share. Layer: web, private to them.
 */
#ifndef WEB_WEB_PARTS_H
#define WEB_WEB_PARTS_H

#include "web/web.h"

#include <pthread.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define NONE ((struct str){NULL, 0})
#define NO_URL ((struct url){{NULL, 0}})

struct routes;      /* route.c */
struct kept;        /* kept.c */
struct crisis_kept; /* crisis.c */

struct web {
    struct web_config c;
    struct routes *routes;
    struct kept *kept;
    struct crisis_kept *crisis;
    bool remembers;      /* this one began with practice_remember */
    struct seal_key key; /* of this process: for what goes through a browser and comes back */
};

/* ---- route.c ---- */

bool routes_new(struct routes **out, struct err *e);
void routes_free(struct routes *r);
enum route_result { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };
/* routes_find: the row, and the segments of its :parts. allowed: bits of the methods of that path. */
enum route_result routes_find(const struct routes *r, enum http_method method, struct str path,
                              const struct route **out, struct str param[PARAMS_MAX], unsigned *allowed);
const char *method_name(enum http_method m);
bool id_valid(struct str s); /* a ULID as the program writes it */

/* ---- session.c ---- */

/* cookie_get, cookie_put: with the name's prefix when the site is secure. seconds 0: until the browser closes; -1:
 * gone. The value is letters, digits and -_.% . */
struct str cookie_get(const struct call *w, const char *name);
void cookie_put(struct call *w, const char *name, struct str value, int64_t seconds);
/* session_find: who, me, token of w. false: nobody, w->err empty; or a trouble of the database, w->err set. */
bool session_find(struct call *w);
/* session_before: the cookie to which tokens are bound before anybody has signed in; made when there is none. */
struct str session_before(struct call *w);
void session_put(struct call *w, const char *token);
void session_drop(struct call *w);
struct str session_was(const struct call *w); /* token of the session that ended last in this browser */

/* ---- language.c ---- */

/* language_choose: the language of this answer, when it is known who is there: chosen for the account, else in this
 * browser, else as the details of the client say, else the browser's own. */
void language_choose(struct call *w);
/* language_quality: "q=0.8" of an Accept-Language header in thousandths, 1000 at most; 1000 also where none is said or
 * it cannot be read. */
int language_quality(struct str s);

/* ---- csrf.c ---- */

enum csrf { CSRF_GOOD, CSRF_OWN_OLD, CSRF_BAD };
/* csrf_make: a fresh token for this answer. csrf_look: of a posted one: GOOD bound to this session (or, before signing
 * in, to this browser); OWN_OLD of another session of the same account; BAD all else. csrf_fits: bound to that session
 * token. */
struct str csrf_make(struct call *w);
enum csrf csrf_look(struct call *w, struct str token);
bool csrf_fits(struct call *w, struct str token, struct str session);

/* ---- kept.c ---- */

bool kept_new(size_t bytes, struct kept **out, struct err *e);
void kept_free(struct kept *k);
/* kept_put: what was posted, for that account. kept_get: into w->kept_form, for a GET of the form's page by the same
 * account from the same browser. kept_done: it has been posted well. */
bool kept_put(struct call *w, struct str account);
void kept_get(struct call *w);
void kept_done(struct call *w);
/* kept_page: path of the page on which the posted form stands; "/" when it is not known. */
struct str kept_page(struct call *w);

/* ---- page.c, trouble.c, text.c ---- */

bool route_may(const struct call *w, struct str path); /* a GET of it has a row, and one of the roles may do it */
bool path_valid(struct str s);                         /* of this site, so that one may be sent there */
/* web_signed_out: sends to the sign-in page; for a script, says so. kept: what was posted is kept. */
void web_signed_out(struct call *w, bool kept);
bool own_field(const struct call *w, struct str name); /* of the page, or a secret: not kept and not shown */
size_t typed_count(const struct call *w);              /* texts of the posted form that somebody would miss */
void web_log(struct call *w, const char *what);
/* Bytes as text: out holds 2 n + 1, or (4 n + 2) / 3 + 1. */
void put_hex(const unsigned char *p, size_t n, char *out);
void put_base64url(const unsigned char *p, size_t n, char *out);
bool read_base64url(struct str s, unsigned char *out, size_t n);
bool equal_always(const unsigned char *a, const unsigned char *b, size_t n); /* in the same time whatever they hold */

/* ticket_make: a text that goes through the browser and comes back, sealed with a key of this process, bound to what it
 * is for and to `of`. ticket_read: false when it is another's, too old, or from before a restart. */
struct str ticket_make(struct call *w, const char *what, struct str of, struct str text, int64_t seconds);
bool ticket_read(struct call *w, const char *what, struct str of, struct str ticket, struct str *text);

/* ---- asset.c ---- */

const char *asset_url(const char *name); /* "app.css" -> "app.1f2e3d4c.css"; "" when there is none */

#endif
