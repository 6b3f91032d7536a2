/*
 * web.h: the pages for clinicians: a request finds its row in routes.def, its person, its form; its handler calls one
 * use case and renders one view.
 * Layer: web (front door).  Not here: who may (practice/ decides), HTTP (http/), how markup is escaped (out.h).
 *
 * The way of a request: web_handle finds the route (404, 405 with Allow); asks for a session, unless the row is PUBLIC
 * (else: the sign-in page, and a body that was posted is kept, see below); checks the CSRF token of every POST (403;
 * nothing done; the text is kept and shown again) and the role against the row's use case (403 in words); calls the
 * handler. Each answer gets the security headers; `no-store` unless the row says otherwise.
 *
 * A handler:
 *     static const struct field rows[] = {{"text", "What you observed", FIELD_TEXT, true, 1, 4000, NULL, NULL}};
 *
 *     void note_save(struct call *w)
 *     {
 *         struct form f;
 *         if (!form_read(w, rows, COUNT_OF(rows), &f))
 *             return note_page(w, &f);                 // 422, the summary, what was typed
 *         if (!between_add(..., &w->err))
 *             return web_trouble(w, &f);
 *         web_go(w, "/clients/%s", w->client);          // 303
 *     }
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "http/http.h"
#include "practice/people.h"
#include "practice/people_client.h"
#include "web/language.h"
#include "web/out.h"

struct web; /* one for the process; thread-safe */

/* A mail of the pages: a link that was asked for, an invitation. Nothing of a client's care is in one. */
struct web_letter {
    struct str to, subject, text; /* text: lines that end with \n */
    enum language language;
};

struct web_config {
    struct practice *practice;
    int64_t practice_id;    /* whose people sign in here; 0: practice 1 */
    bool secure;            /* cookies bear Secure and __Host-, and HSTS is sent: TLS here or at the proxy */
    const char *setup_code; /* the practice has nobody yet: who types this makes its first account, at /setup; NULL: it
                               has, and there is no such page */
    struct str time_zone;   /* offered there: the machine's; may be absent */
    size_t kept_bytes;      /* memory for posts kept over a time-out: 32 MiB */
    void (*log)(void *where, struct str line); /* program's own troubles: no text of a record; may be NULL */
    void *log_where;
    void (*metrics)(void *where, struct buf *out); /* the server's counters, for /metrics; may be NULL */
    void *metrics_where;
    bool (*mail)(void *where, const struct web_letter *letter); /* takes it over to be sent soon; false: it cannot.
                                                                   NULL: no mail is sent */
    void *mail_where;
    struct str address; /* of this site as mails name it, "https://practice.example.org"; absent: mails name none, and
                           no links are sent. The address of a request is never used: who asks writes it */
    const char *metrics_token; /* who sends "Authorization: Bearer TOKEN" may read /metrics; NULL: loopback alone */
};
bool web_new(const struct web_config *c, struct web **out, struct err *e);
void web_free(struct web *w);
/* web_handle: http_handler with a struct web as its app. */
void web_handle(void *web, struct http_request *in, struct http_answer *out);

/* web_settle: for http_config.settle: writes the events of what these answers show, in one transaction. Of an answer
 * whose events cannot be written nothing is shown. */
void web_settle(void *web, struct http_answer *const *list, size_t n);

/* ---- routes ---- */

enum route_flag {
    ROUTE_PUBLIC = 1 << 0, /* without a session */
    ROUTE_CACHED = 1 << 1, /* may be stored: nothing about anybody, and nobody asks who is there (ROUTE_ALONE) */
    ROUTE_FILE = 1 << 2,   /* a body may hold a file, up to the server's limit; else 256 KiB */
    ROUTE_QUIET = 1 << 3,  /* asked for by script: does not count as use of the session */
    ROUTE_SIGNING =
        1 << 4, /* a POST that needs a fresh re-authentication, asked for in the same form (field "secret") */
    ROUTE_OUTSIDE = 1 << 5, /* for clients and guardians too; all other rows turn them away */
    ROUTE_ALONE = 1 << 7,   /* nobody asks who is there: works when the database does not answer; with ROUTE_PUBLIC */
    ROUTE_ME = 1 << 6 /* of routes_me.def: for clients and guardians alone; w->client is the one of their account */
};
struct call;
struct route {
    enum http_method method;
    const char *path; /* "/clients/:client/plan": each :part is one segment; :client and :id are ULIDs, else 404; any
                         other :part is 1 to 64 bytes */
    int use_case;     /* enum case_id that the page rests on; -1: none (then flags say PUBLIC, or it is one's own) */
    unsigned flags;
    void (*handler)(struct call *w);
    const char *title; /* of the page, for the table of pages in docs and for tests */
};
const struct route *route_at(size_t i); /* NULL past the end: for tests that walk through all */
#define ROUTE(method, path, use_case, flags, handler, title) void handler(struct call *w);
#include "web/routes.def"
#include "web/routes_me.def"
#undef ROUTE
/* route_is_there: whether a GET of this path has a row. */
bool route_is_there(const struct web *w, const char *path);

#define PARAMS_MAX 4

struct call {
    struct web *web;
    struct practice *practice;
    struct http_request *in;
    struct http_answer *answer;
    struct arena *arena;
    const struct route *route;
    struct str param[PARAMS_MAX];  /* in the order of the path */
    struct str client;             /* the :client of the path; of a ROUTE_ME row: the account's; absent: none */
    struct practice_trail *trail;  /* for the events of what is read; written before the answer leaves */
    struct actor who;              /* as people_session found it; who.once is the form's token */
    struct person me;              /* name for the header */
    const struct outside *outside; /* of a client's pages, once it was read (me_outside) */
    struct str spoken;             /* language of who is signed in, a client or guardian, as far as known */
    struct str token;              /* of the session */
    struct date today;             /* in the practice's zone */
    enum language language;        /* of what is shown: the client's choice; English for those who work here */
    struct out out;                /* of the page */
    struct err err;
    struct str kept_form;     /* a body that was kept over a sign-in and is shown again; absent: none */
    int64_t now_ms, ends_ms;  /* of the practice's clock; when the session ends without use */
    const struct zone *zone;  /* of the practice; NULL: UTC */
    bool script;              /* asked for with "Accept: application/json": wants web_json, also of errors */
    const struct form *form;  /* what was read of what was posted, for its labels; NULL: nothing was */
    bool foreign;             /* what was posted may be another site's: it is not shown on a page of ours */
    const char *secret_wrong; /* of a ROUTE_SIGNING row: what is wrong with the secret; form_read tells it */
};

/* web_param: the segment after that name ("id" of "/clients/:client/notes/:id"). */
struct str web_param(const struct call *w, const char *name);

/* web_go: 303 to a path of this site; %s takes a struct str's text percent-encoded through web_part.
 * web_said: the same, with one sentence shown once on the next page ("The note was saved."; nothing about anybody). */
void web_go(struct call *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void web_said(struct call *w, const char *sentence, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
const char *web_part(struct call *w, struct str s);
/* web_part: a text as a part of an address, percent-encoded. web_chars: a text as it is, for a %s of web_print. In the
 * arena; empty when it is full. */
const char *web_chars(struct call *w, struct str s);

/* web_time: "09:14", "yesterday at 09:14", "3 October at 09:14", in the practice's zone. web_day: "today", "tomorrow",
 * "3 October 2026". In the arena. */
struct str web_time(struct call *w, int64_t at_ms);
struct str web_day(struct call *w, struct date day);
/* web_date: "3 October 2026", whichever day it is today: for what is written into the record. */
struct str web_date(struct call *w, struct date day);
/* web_saved: the saved line: "Saved at 09:14", "Saved yesterday at 09:14". */
struct str web_saved(struct call *w, int64_t at_ms);
struct str web_day_short(struct call *w, struct date day); /* of this year without the year: for lists */
/* web_number: with so many digits behind the comma of this answer's language: "2.5", "2,5". */
struct str web_number(struct call *w, double value, int digits);
/* web_words: a name of the record as words: "loss_of_job" as "loss of job"; empty for an absent one. */
struct str web_words(struct call *w, struct str name);
/* web_print: a text made with printf, in the arena; empty without memory. */
struct str web_print(struct call *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* web_mixed: a sentence of ours with words that people wrote in it, each marked with its language as {{ theirs }} does;
 * pattern: words_put's, through web_t. */
struct html web_mixed(struct call *w, const char *pattern, const struct str *values, size_t n);

/* web_detail: a text with what the record says of a trouble (w->err), which is English and for who works here: in other
 * languages, and to clients and guardians, `otherwise` stands in its place, a sentence of ours marked N_. */
struct str web_detail(struct call *w, const char *otherwise, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* web_wait: of an error "wait" of practice/people.h or people_link_ask: in how many minutes to try
 * again, in the language of this answer. */
const char *web_wait(struct call *w);

/* web_t: English text of ours in the language of this answer (language.h). Text in tables is marked N_("...") and goes
 * through web_t where it is shown; what a struct field says (label, ask) goes through it in form.c. */
const char *web_t(const struct call *w, const char *english) __attribute__((format_arg(2)));

/* web_paper: a plan is put onto this answer in its language; `room` is filled and used unless that is English. */
struct render_options;
struct render_words;
void web_paper(struct call *w, struct render_words *room, struct render_options *o);

/* web_trouble: turns w->err into its answer: 404, 403, 409, 413, 422, 503 with the request's id; a re-authentication
 * that is missing becomes its page, with the form kept. form may be NULL. */
struct form;
void web_trouble(struct call *w, const struct form *f);
/* web_file: bytes for download or print; name without any name of a client. */
void web_file(struct call *w, const char *type, const char *name, struct str bytes, bool inline_);
/* web_json: 200 and application/json, for the script. */
void web_json(struct call *w, struct str json);

/* ---- forms ---- */

enum field_kind {
    FIELD_LINE,
    FIELD_TEXT,
    FIELD_DATE,
    FIELD_INT,
    FIELD_CHOICE,
    FIELD_CHOICES,
    FIELD_CHECK,
    FIELD_SECRET,
    FIELD_FILE
};

/* Declared once; a handler sees what has passed. */
struct field {
    const char *name, *label; /* label as in the page: in the error summary */
    enum field_kind kind;
    bool required;
    int64_t min, max;    /* of a text: characters; of a number: its value; a date: 0 */
    const char *choices; /* "assessed|safety_plan"; NULL: any */
    const char *ask;     /* what to do when it is missing: "Say what you observed."; NULL: made from the label */
};
#define FORM_FIELDS_MAX 64
struct form_error {
    const char *name; /* of the field: the summary links to #name */
    struct str text;
};
struct form {
    const struct field *fields;
    size_t count;
    struct str value[FORM_FIELDS_MAX]; /* as typed, trimmed; of FIELD_CHOICES joined by "|" */
    int64_t number[FORM_FIELDS_MAX];
    struct date date[FORM_FIELDS_MAX];
    struct form_error *errors;
    size_t errors_count;
};
#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

/* form_read: from what was posted. false: errors are in it, and w->answer->status is 422 already. */
bool form_read(struct call *w, const struct field *fields, size_t count, struct form *out);
/* form_empty: for a GET: values absent, or those of the body kept over a sign-in. */
void form_empty(struct call *w, const struct field *fields, size_t count, struct form *out);
struct str form_value(const struct form *f, const char *name);
/* form_posted: a field that is in no table ("i1" to "i53"), of what was posted or kept over a sign-in; absent: none. */
struct str form_posted(struct call *w, const char *name);
bool form_is(const struct form *f, const char *name, const char *value);
int64_t form_number(const struct form *f, const char *name, int64_t otherwise);
struct date form_date(const struct form *f, const char *name);
/* form_wrong: an error found by the handler or the use case (e->where is the field); the answer becomes 422. */
void form_wrong(struct call *w, struct form *f, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* ---- the page around ---- */

struct view_link {
    struct url url;
    const char *text;
    bool current;
};
struct view_choice {
    const char *value, *label, *hint;
    bool chosen;
};
/* One field, as the view "field" shows it: {{ use field name }}. Exactly one is_... is set; field_show sets it. */
struct view_field {
    bool is_line, is_text, is_date, is_number, is_choice, is_select, is_check, is_secret,
        is_file; /* is_select: a
FIELD_CHOICE as a drop-down list: set it in place of is_choice */
    const char *name, *label, *hint;
    struct str value;
    struct str error;                   /* absent: none */
    bool required, focus, many, chosen; /* many: FIELD_CHOICES; chosen: of a check */
    int64_t rows;                       /* of a text */
    const char *autocomplete, *inputmode;
    struct view_choice *choices;
    size_t choices_count;
};
/* What every form that posts holds: {{ use token page.token }}. */
struct view_token {
    struct str csrf, once, here;
};
/* The head of a client's page: me/me.h. */
struct view_me {
    struct view_link *links;
    size_t links_count;
    struct str who_sees;    /* who sees what is written here, in one sentence; absent: nothing is written here */
    bool shared_device;     /* handed over: one task, then back to the clinician */
    struct str guardian_of; /* to a guardian: whose record it is; absent: one's own */
};
/* The head of every page. */
struct view_page {
    const char *title;
    bool wrong; /* "Error: " before the title */
    const struct form_error *errors;
    size_t errors_count;
    const char *said;        /* once, after a redirect */
    const char *notice;      /* that a new invitation of one's account was made, or used; absent: none */
    struct str person;       /* name in the menu; absent: signed out */
    struct view_token token; /* for forms: {{ use token page.token }} */
    struct view_link *links; /* at most five */
    size_t links_count;
    const char *css, *script, *icon, *sans, *serif; /* names under /static/ */
    const char *theme;                              /* "", "light", "dark" */
    bool keys_off;                                  /* single letters do nothing */
    const char *shape; /* classes of main: "stack", "stack narrow" for forms and single texts */
    bool search, print;
    int64_t idle_seconds; /* until the session ends, for the script */
    struct url help;      /* "/help", or of a topic: "/help/plans" */
    const char *language; /* "en": of the page, for <html lang> */
    bool english;         /* it is in English: offers Spanish; else the other way round */
    bool speaks;          /* the language can be chosen here: public pages, and those of clients */
    bool large;           /* set as clients' pages are, before anybody has signed in */
    bool easy;            /* letters that are easier to read */
    struct view_me *me;   /* a client's or guardian's page; NULL: of those who work here, or nobody is signed in */
};
/* The strip on top of the pages of one client. */
struct view_strip {
    struct str id, name, preferred_name, pronouns;
    bool opens; /* the name leads to the chart: this person's roles may read one */
    bool has_age;
    int64_t age_years, alerts;
    struct str age_text;   /* "34 years", "1 year", "7 months" */
    struct str alert_text; /* "1 alert is open" */
    bool glass;            /* seen through a broken glass */
    const char *plan;      /* "Plan version 4, signed" */
    const char *here;      /* which of its pages */
    struct view_link *links;
    size_t links_count;
};

/* page_begin: fills *page for this call (links, token, sentence) with what the form says. */
void page_begin(struct call *w, const char *title, const struct form *f, struct view_page *page);
/* strip_read: the client's card through clients_read (an event); false: w->err. strip_of: of a card that was read. */
bool strip_read(struct call *w, const char *here, struct view_strip *out);
struct client_card;
void strip_of(struct call *w, const struct client_card *card, const char *here, struct view_strip *out);
/* web_may: whether one of this person's roles may ever do it; the gate decides about the client.
 * web_may_here: whether the gate would let this person do it with the client of a card that says who read it; what is
 * only beside the matter of a page is asked so first, for a refusal is an event.
 * client_page: the address of a page of w->client, "/progress?session=1"; absent when no row has it, or web_may says
 * no: the link is left out then. */
bool web_may(const struct call *w, enum case_id id);
bool web_may_here(const struct call *w, enum case_id id, const struct client_card *card);
/* web_first_name: what a client is called in a sentence: the preferred name, else the first word of the name. */
struct str web_first_name(struct str name, struct str preferred);
struct url client_page(struct call *w, const char *below);
/* measure_key: a measure of w->client in an address: "/progress?m=" and this; never its name (practice/chart.h).
 * measure_of_key: its id; absent when the key is of none. measure_named: an address of before, "?measure=gad7", goes on
 * to the one without the name; true: it was one, and the answer stands. */
const char *measure_key(struct call *w, struct str name);
struct str measure_of_key(struct call *w, struct str key);
bool measure_named(struct call *w, const char *below);
/* field_show: a declared field with what was typed, or `otherwise`. Set hint, wide, rows, autocomplete, inputmode after
 * it. field_choices: its choices, those of the value chosen (a value of FIELD_CHOICES: several). */
struct view_field field_show(struct call *w, const struct form *f, const char *name, struct str otherwise);
void field_choices(struct call *w, struct view_field *field, const struct view_choice *choices, size_t count);

/* message_show: a page that says one thing. */
void message_show(struct call *w, int status, const char *title, struct str text, const struct view_link *next);

/* A page that asks "are you sure", in place of a dialog: a form with the button's words and a way back. */
struct view_hidden {
    const char *name;
    struct str value;
};
struct view_confirm {
    struct view_page page;
    const char *heading, *button;
    struct str text;
    struct url action, back;
    struct view_hidden *hidden;
    size_t hidden_count;
    bool has_strip;
    struct view_strip strip;
    bool has_secret; /* asks for a password or code too: of a ROUTE_SIGNING row */
    struct view_field secret;
};

#endif
