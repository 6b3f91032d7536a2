/*
 * demo.h: an invented practice for trying things out and for load: words, plans, people, courses.
 * Layer: cli, private to `goldthread demo`.
 *
 * Contents and days follow from a seed and a date; ids, keys and nonces are random as everywhere. Everything but the
 * load of --scale goes through the use cases of practice/, with a clock that the demo moves, so that the audit trail
 * and the summaries are what a year's work would have left. Words: data/demo/, our own; nobody in them is real.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "plan/plan.h"

#include "base/date.h"
#include "cli/record.h"
#include "practice/people.h"
#include "practice/words.h"

/* ---- chance and words (demo_words.c) ---- */

extern const char demo_blanks[], demo_words[]; /* data/demo/blanks.tsv, words.tsv */

struct demo_random {
    uint64_t state;
};
uint64_t demo_next(struct demo_random *r);                     /* splitmix64 */
int demo_between(struct demo_random *r, int least, int most);  /* both may come */
struct demo_random demo_random_of(uint64_t seed, uint64_t of); /* a stream of its own for one thing */

/* demo_word: the n-th text of that kind, counted round; absent when there is none. demo_any: one by chance. */
struct str demo_word(const char *kind, size_t n);
struct str demo_any(struct demo_random *r, const char *kind);

/* A measure as the demo uses it. */
struct demo_measure {
    const char *name, *id;
    int start, target; /* usual first value, and what is aimed at */
    int items, top;    /* answers: that many, 0..top each; items 0: a number from paper */
    int each;          /* what an answer counts */
    int max;
};
const struct demo_measure *demo_measure_at(size_t i); /* NULL past the end */
const struct demo_measure *demo_measure_find(struct str id);
#define DEMO_MEASURES 10

/* ---- plans (demo_plan.c) ---- */

struct demo_fill {
    const char *starter; /* id of plan/starter.h */
    struct str client, called, clinician, prescriber;
    struct date start;
    struct demo_random random;
    int baseline[DEMO_MEASURES], target[DEMO_MEASURES]; /* by demo_measure_at; demo_fill_begin sets them */
};
void demo_fill_begin(struct demo_fill *f);
/* demo_fill: text of a starter plan with every blank answered. ERR_INTERNAL names a blank that blanks.tsv has no answer
 * for. */
bool demo_fill(const struct demo_fill *f, struct str starter, struct buf *out, struct err *e);
/* demo_plan_begin: dated, agreed to, goals and objectives active. */
void demo_plan_begin(struct plan *p, struct date start);
/* demo_plan: the starter filled, dated and agreed to, as goldthread.plan/1. */
bool demo_plan(const struct demo_fill *f, struct arena *a, struct str *json, struct err *e);

/* ---- the practice (demo_people.c) ---- */

#define DEMO_NAME "Millbrook Counseling (invented)"
#define DEMO_STAFF 8
#define DEMO_CLIENTS 40
#define DEMO_PASSWORD 20

enum demo_course { COURSE_BETTER, COURSE_STUCK, COURSE_LOST, COURSE_MET };

/* What a client is there to show. */
struct demo_scene {
    const char *name;
    int count, weeks; /* clients; since intake */
    enum demo_course course;
    const char *starter; /* NULL: any */
    unsigned has;        /* below */
};
enum demo_has { /* bits */
                HAS_DRAFT = 1 << 0,
                HAS_WAITING = 1 << 1, /* for the client's signature */
                HAS_ALERT = 1 << 2,
                HAS_NO_REVIEW = 1 << 3,
                HAS_END = 1 << 4,    /* plan and care have ended */
                HAS_ENDING = 1 << 5, /* met, the ending is being prepared */
                HAS_GUARDIAN = 1 << 6,
                HAS_REVOKED = 1 << 7,
                HAS_DISCLOSURE = 1 << 8,
                HAS_AMENDMENT = 1 << 9,
                HAS_GLASS = 1 << 10,
                HAS_DECISION = 1 << 11 /* about the sign that stands open */
};
const struct demo_scene *demo_scene_at(size_t i); /* NULL past the end */

struct demo_login {
    struct str name, sign_in, roles;
    char password[DEMO_PASSWORD];
};

struct demo_client {
    const struct demo_scene *scene;
    struct str id, name, called;
    struct actor clinician, self, guardian; /* self, guardian: user absent when there is no such account */
    struct str self_sign_in, guardian_sign_in, consent;
    struct date birth, intake, last; /* last: day after which nothing is told any more */
    struct demo_fill fill;
    struct demo_random random;
    struct str plan;                /* id of the version that was signed, or of the draft */
    struct plan *content;           /* parsed */
    int measures[4], measure_count; /* by demo_measure_at */
    int sessions;                   /* held until now */
    size_t number;                  /* 0..DEMO_CLIENTS - 1 */
};

struct demo {
    struct practice practice; /* with the demo's own clock */
    int64_t now_ms;
    struct arena *arena; /* for all of it */
    struct arena work;   /* for one step; demo_year forgets it after each */
    uint64_t seed;
    struct date on;
    struct actor staff[DEMO_STAFF];
    struct demo_login login[DEMO_STAFF + 2];
    size_t logins;
    struct demo_client client[DEMO_CLIENTS];
};

/* demo_found: the practice and the people who work in it, a year and a month before d->on. */
bool demo_found(struct demo *d, struct err *e);
/* demo_account: an account with a password that follows from the seed. */
bool demo_account(struct demo *d, const struct actor *by, struct person *one, struct demo_login *login,
                  struct actor *out, struct err *e);
struct actor demo_actor(const struct demo *d, struct str user, unsigned roles, struct str client);
/* demo_zone: where the invented practice is; its clock and days are those of that place. */
#define DEMO_ZONE "America/Los_Angeles"
const struct zone *demo_zone(void);
/* demo_clock: sets the clock to that day and minute of the day. */
void demo_clock(struct demo *d, struct date day, int minute);

/* ---- clients and their year (demo_client.c, demo_course.c) ---- */

/* demo_year: all clients, day by day, up to d->on; `progress` may be NULL. */
bool demo_year(struct demo *d, void (*progress)(size_t done, size_t all), struct err *e);

bool demo_admit(struct demo *d, struct demo_client *c, struct err *e);   /* client, consents, accounts */
bool demo_draft(struct demo *d, struct demo_client *c, struct err *e);   /* the plan's draft */
bool demo_signed(struct demo *d, struct demo_client *c, struct err *e);  /* sent and signed as far as the scene goes */
bool demo_session(struct demo *d, struct demo_client *c, struct err *e); /* a session with its note and scores */
bool demo_diary(struct demo *d, struct demo_client *c, struct err *e);
/* demo_checkins: what is asked of a client between visits, and answered; since: days since intake. */
bool demo_checkins(struct demo *d, struct demo_client *c, int32_t since, struct err *e);
bool demo_event(struct demo *d, struct demo_client *c, struct err *e);
/* demo_say: what the client says about a part of the plan; answer absent: nobody has read it. */
bool demo_say(struct demo *d, struct demo_client *c, const struct words *said, struct str answer, struct err *e);
bool demo_review(struct demo *d, struct demo_client *c, struct err *e);
bool demo_decide(struct demo *d, struct demo_client *c, struct err *e); /* on the sign that stands open */
bool demo_alert(struct demo *d, struct demo_client *c, struct err *e);  /* a PHQ-9 whose last item is not 0 */
bool demo_alert_close(struct demo *d, struct demo_client *c, struct err *e);
bool demo_after(struct demo *d, struct demo_client *c, struct err *e); /* what the scene alone has, at its end */
/* demo_text: what was written into b, in the arena; b is freed. demo_keep: a copy in d->arena. */
bool demo_text(struct arena *a, struct buf *b, struct str *out, struct err *e);
bool demo_keep(struct demo *d, struct str s, struct str *out, struct err *e);

/* ---- load (demo_scale.c) ---- */

struct demo_rate {
    size_t clients, rows;
    double seconds;
};
/* demo_scale: n clients with one plan, 12 sessions and 24 scores each, many in a transaction. The plan is signed. */
bool demo_scale(struct demo *d, size_t n, void (*progress)(size_t done, size_t all), struct demo_rate *out,
                struct err *e);

#endif
