/*
 * statement.h: one goal, objective or intervention sentence -> its parts and five judgements (SMART).
 * Layer: statement (pure, floor 1).  Not here: instruments (measure/), whole plans (plan/), findings (rules/).
 *
 * English only. Deterministic; no locale, no globals that change; safe to call from many threads with one arena each.
 */
#ifndef STATEMENT_STATEMENT_H
#define STATEMENT_STATEMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

enum statement_role { ROLE_UNKNOWN, ROLE_GOAL, ROLE_OBJECTIVE, ROLE_INTERVENTION, ROLE_OTHER, ROLE_COUNT };

enum statement_actor {
    ACTOR_IMPLIED,
    ACTOR_SELF,
    ACTOR_CLIENT,
    ACTOR_PATIENT,
    ACTOR_STUDENT,
    ACTOR_CAREGIVER,
    ACTOR_CLINICIAN,
    ACTOR_FAMILY,
    ACTOR_MEMBER,
    ACTOR_COUNT
};

enum statement_comparator {
    CMP_NONE,
    CMP_REDUCE_TO,
    CMP_REDUCE_BY,
    CMP_INCREASE_TO,
    CMP_INCREASE_BY,
    CMP_AT_LEAST,
    CMP_AT_MOST,
    CMP_EXACT,
    CMP_RANGE,
    CMP_MAINTAIN,
    CMP_COUNT
};

/* A judgement that one sentence cannot decide is TRI_UNKNOWN (JSON null). */
enum tri { TRI_UNKNOWN = -1, TRI_NO = 0, TRI_YES = 1 };

/* One part of the sentence. text is the normalised form ("P8W", "60-70", "2/week"), absent when the part is not there;
 * span is where it stands in the sentence as given. */
struct slot {
    struct str text;
    struct span span;
};

struct statement_slots {
    enum statement_actor actor;
    enum statement_comparator comparator;
    struct span actor_span, comparator_span;
    struct slot behaviour, measure, baseline, target_value, target_unit;
    struct slot frequency; /* n/period: daily, 5/week, 2-3/week */
    struct slot duration;  /* length of one act, or a mastery run: PT30M, "4 consecutive weeks" */
    struct slot condition; /* "if depressive symptoms are present", "when rumination begins" */
    struct slot deadline;  /* ISO 8601 period, S8, YYYY-MM-DD, discharge, next_session, plan_end, ... */
};

struct judgement {
    enum tri met;
    int reason; /* enum statement_reason of statement/reason.h; a message id, its text from statement_reason_text() */
    struct span span; /* the words it rests on; from == to when there are none */
};

struct vague_term {
    struct str text; /* lower case */
    struct span span;
};

/* What the caller knows about the measure, the behaviour and the links; all optional. Filled by plan/. */
struct statement_facts {
    enum statement_role role; /* ROLE_UNKNOWN: read it from the sentence */
    bool measure_known;       /* the range below is filled */
    double min, max;          /* possible range of the score */
    double floor;             /* percent changes count from here (usually min) */
    bool lower_is_better;
    bool has_baseline; /* a baseline known from elsewhere (the sentence's own wins) */
    double baseline;
    bool has_reliable_change;
    double reliable_change; /* points */
    bool integer_scale;
    bool has_rate; /* a behaviour's current count in the same period as the target */
    double rate;
    enum tri relevant; /* the caller has looked at the links: serves a problem, a diagnosis, a value */
};

/* The numbers of the sentence, for statement_judge alone. */
struct statement_numbers {
    bool has_target, has_baseline, percent;
    char sign; /* before the target: 0 '<' '>' 'l' 'g' */
    double low, high, baseline;
};

struct statement {
    struct str text; /* as given, borrowed */
    enum statement_role role;
    struct statement_slots slots;
    struct judgement specific, measurable, achievable, relevant, time_bound;
    const struct vague_term *vague;
    size_t vague_count;
    /* What the target means as a score, when baseline and range are known (60-70 % off 15 is 4..6); else !has. */
    struct dec meant_low, meant_high;
    bool below_reliable_change; /* criterion is sound, yet smaller than the reliable change: advice */
    bool baseline_missing;      /* a relative target without a baseline */
    struct statement_numbers numbers;
};

/*
 * statement_read: read one sentence.
 *   text   UTF-8 without NUL, at most STATEMENT_TEXT_MAX bytes; borrowed, must outlive *out: slots taken as given are
 * pieces of it facts  may be NULL a      owns what *out points to out    filled only when true is returned ERR_INVALID
 * empty, NUL byte, or not UTF-8;  ERR_LIMIT  too long;  ERR_MEMORY Rules: project guideline for borderline cases,
 * tests/data/statement/rulings.tsv.
 */
#define STATEMENT_TEXT_MAX 8192
bool statement_read(struct str text, const struct statement_facts *facts, struct arena *a, struct statement *out,
                    struct err *e);

/*
 * statement_judge: judges a sentence that was read anew with other facts: achievable, relevant, what the target means.
 * Gives what statement_read would give with these facts, but for the role, which stays.
 */
void statement_judge(struct statement *s, const struct statement_facts *facts);

/*
 * statement_suggest: append a rewrite built from the parts that are there, with blanks such as "[by when]" where a fact
 * is missing. Appends nothing when every judgement of the sentence alone is met. Never invents a number.
 * Returns true when something was appended.
 */
bool statement_suggest(const struct statement *s, struct buf *out);

/* statement_put_json: the JSON object of `goldthread parse`, always on one line.
 *   id      JSON text written as it is: "\"s01\"", "17", "null"
 *   source  echoed as a string; not written when absent */
struct json_out;
void statement_put_json(const struct statement *s, struct str id, struct str source, struct json_out *o);

const char *statement_role_name(enum statement_role r);             /* "goal", ... */
enum statement_role statement_role_find(struct str name);           /* ROLE_UNKNOWN when not a role */
const char *statement_actor_name(enum statement_actor a);           /* "client", ...; NULL for ACTOR_IMPLIED */
const char *statement_comparator_name(enum statement_comparator c); /* "reduce_by", ...; NULL for CMP_NONE */
const char *statement_reason_id(int reason);                        /* "specific.global_state", stable */
const char *statement_reason_text(int reason);                      /* English, one sentence */

#endif
