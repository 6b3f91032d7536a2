/*
 * sharing.h: consents, disclosures, the client's requests.
 * Layer: practice. Rules and their sources: docs/sharing.md; each validator names its own.
 *
 * A release rests on a ground: a consent in force (HIPAA authorisation, 45 CFR 164.508; 42 CFR Part 2 consent, 2.31),
 * or a recorded legal ground (emergency, required report, order). Sections are chosen for a purpose; what lies outside
 * the ground cannot be chosen. Cover sheet, notice, accounting row and packet are one transaction. Psychotherapy notes
 * and private diaries are in no packet.
 */
#ifndef PRACTICE_SHARING_H
#define PRACTICE_SHARING_H

#include "base/date.h"
#include "practice/practice.h"

enum consent_kind {
    CONSENT_TREATMENT, /* process, risks, benefits, alternatives, the right to stop, limits of confidentiality, reply
                          times */
    CONSENT_E_RECORD,  /* 15 USC 7001(c)(1) */
    CONSENT_RELEASE,   /* 45 CFR 164.508 */
    CONSENT_PART2,     /* 42 CFR 2.31 */
    CONSENT_PSYCHOTHERAPY_NOTES, /* 45 CFR 164.508(a)(2), never combined with another */
    CONSENT_KIND_COUNT
};

enum share_section { /* bits: parts of the record that can be chosen one by one */
                     SHARE_DETAILS = 1 << 0,
                     SHARE_DIAGNOSES = 1 << 1,
                     SHARE_PLAN = 1 << 2,
                     SHARE_PROGRESS = 1 << 3, /* scores and charts */
                     SHARE_SESSIONS = 1 << 4, /* dates and attendance */
                     SHARE_NOTES = 1 << 5,    /* and what the client says of the sessions */
                     SHARE_REVIEWS = 1 << 6,
                     SHARE_SAFETY_PLAN = 1 << 7,
                     SHARE_MEDICATION = 1 << 8,
                     SHARE_SUBSTANCE_USE = 1 << 9, /* whatever bears the Part 2 label */
                     SHARE_SECTION_COUNT = 10
};

/* sharing_disclosed: the sections of which a disclosure tells: what was inside; where that is not known, what was
 * chosen. */
struct disclosure;
unsigned sharing_disclosed(const struct disclosure *d);

/*
 * How an entry is read in a preview and in the PDF (packet_words.c; the JSON has all as it is stored). No name of a
 * program's own reaches a reader.
 * sharing_label_put: "issued_by": "Ordered by"; a key that the table does not have is told by its own words.
 * sharing_member_shown: false for what is for programs: moments in milliseconds, marks of forms.
 * sharing_member_put: a day as "20 October 2026", an instrument or measure that is known by its short name ("PHQ-9"), a
 * name out of a list in words ("did not come"), else the value itself.
 * sharing_lines: an object, or one value, as lines: what says nothing is in none. NULL: no lines. In the arena.
 */
struct sharing_line {
    struct str label, text;
};
struct json;
void sharing_label_put(struct str key, struct buf *out);
bool sharing_member_shown(struct str key);
void sharing_member_put(struct str key, struct str value, struct buf *out);
/* sharing_words: the label of a key, or with a value that value, as a text of the arena. ERR_MEMORY. */
bool sharing_words(struct str key, struct str value, struct arena *a, struct str *out, struct err *e);
bool sharing_lines(const struct json *object, struct arena *a, struct sharing_line **out, size_t *count, struct err *e);

const char *sharing_section_name(enum share_section section);    /* "safety_plan" */
const char *sharing_section_heading(enum share_section section); /* "Safety plan" */
const char *
sharing_section_note(enum share_section section); /* what goes along and its heading does not say; or NULL */
bool sharing_section_find(struct str name, enum share_section *out);
#define SHARE_ALL ((1u << SHARE_SECTION_COUNT) - 1)

const char *sharing_consent_name(enum consent_kind kind); /* "release" */
bool sharing_consent_find(struct str name, enum consent_kind *out);

/* What a client was told before agreeing; bits. */
enum consent_told {
    /* treatment */
    TOLD_PROCESS = 1 << 0,
    TOLD_RISKS = 1 << 1,
    TOLD_BENEFITS = 1 << 2,
    TOLD_ALTERNATIVES = 1 << 3,
    TOLD_STOP = 1 << 4,        /* the right to stop at any time */
    TOLD_LIMITS = 1 << 5,      /* of confidentiality */
    TOLD_REPLY_TIMES = 1 << 6, /* when messages are read, and what to do in an emergency */
    /* records and signatures in electronic form, 15 USC 7001(c)(1) */
    TOLD_PAPER = 1 << 7,    /* paper is an option */
    TOLD_WITHDRAW = 1 << 8, /* the consent can be withdrawn, and what follows */
    TOLD_SCOPE = 1 << 9,    /* which records it is about */
    TOLD_HOW = 1 << 10,     /* how to withdraw, and how to give a new address */
    TOLD_COPY = 1 << 11,    /* how to get a paper copy, and its fee */
    TOLD_DEVICES = 1 << 12, /* hardware and software that are needed */
    TOLD_SHOWN = 1 << 13,   /* the client showed that the form can be opened */
    TOLD_COUNT = 14
};

/* Texts are 4 000 bytes at most. */
struct consent {
    struct str id; /* out */
    enum consent_kind kind;
    bool refused;        /* the client said no: a fact that is kept; nothing but signer and signed_on is needed */
    struct str from, to; /* who may disclose; who may receive, or a class of them (Part 2, treatment purposes) */
    struct str purpose;
    unsigned sections;
    struct str description;      /* what, in words a client understands */
    struct date begins, expires; /* expires absent: an event, or "none" where Part 2 allows it */
    struct str expiry_event;
    bool statements[4];      /* told: right to revoke and how; conditions; redisclosure; consequence of refusal */
    unsigned told;           /* CONSENT_TREATMENT, CONSENT_E_RECORD: enum consent_told */
    struct str version;      /* CONSENT_E_RECORD: of what was put before the client */
    bool tpo;                /* CONSENT_PART2: for treatment, payment and health care operations */
    bool to_class;           /* with tpo: `to` names a class ("my treating providers"), not one receiver */
    bool proceedings;        /* CONSENT_PART2: for use in legal proceedings; a consent of its own */
    struct str participants; /* `to` is an intermediary: its participants, or their class */
    bool intermediary;
    struct str client_name;       /* out: as the record has it */
    struct str signer, authority; /* client's or representative's name; authority of a representative */
    bool representative;          /* the signer is one */
    struct str guardian; /* out: the account of a guardian who gave it on pages of their own; absent: another */
    bool own_name;       /* of an answer: who signs says that they write their name as signer, though the record
                            has another */
    struct date signed_on;
    bool copy_given;
    struct date revoked_on; /* out; absent: in force */
};

/* sharing_consent_gaps: every element that its kind asks for and that is not there, but for the client's name, which
 * the record knows; `asked`: of one that is put before the client (sharing_ask). Pure. */
struct consent_gap {
    const char *where, *text; /* "told risks", "its risks" */
};
#define CONSENT_GAPS_MAX 32
size_t sharing_consent_gaps(const struct consent *c, bool asked, struct consent_gap *out, size_t max);

/*
 * sharing_consent: records one; its content never changes again. ERR_INVALID names the first element that is missing
 * (e->where) with its citation; nothing is stored then. sharing_revoke: from now on; what went out before stays as it
 * is. It also ends a consent whose event has come about. ERR_CONFLICT it was revoked before, or is a refusal.
 */
bool sharing_consent(struct practice *p, const struct actor *who, struct str client, struct consent *c, struct str once,
                     struct arena *a, struct err *e);
bool sharing_revoke(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e);
bool sharing_consents(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct consent **out, size_t *count, struct err *e);
/* sharing_consent_read: a form as JSON: the members of struct consent by name; sections, told and statements are lists
 * of names. ERR_INVALID (e->where) a member that is not known or has no such value. Texts live in the arena. */
bool sharing_consent_read(struct str json, struct arena *a, struct consent *out, struct err *e);
/* sharing_consents: newest first, refusals and revoked ones too. A guardian sees and revokes only what they could give
 * (sharing_answer_consent), always their own to electronic records, and never the client's: ERR_NOT_FOUND, as for an id
 * of none.
 * sharing_consent_in_force: in a transaction: whether one of a kind is in force on a day; for signing. Of treatment and
 * e-record the last word counts: a refusal ends what was agreed before it. To sign on a screen is each signer's own
 * consent (15 USC 7001(c)): `guardian`: the account of the guardian whose word is asked for, which neither the client's
 * nor another guardian's replaces; absent: the client's, and the other way round (sharing_consent_of). What somebody of
 * the practice recorded on paper names no account and stands for each guardian. sharing_consent_to_sign: the same of
 * e-record, today, for the one who asks: the client or a guardian. */
bool sharing_consent_in_force(struct store *s, struct db_tx *tx, int64_t practice, struct str client,
                              enum consent_kind kind, struct str guardian, struct date on, struct arena *a,
                              bool *in_force, struct err *e);
bool sharing_consent_to_sign(struct practice *p, const struct actor *who, struct str client, bool *in_force,
                             struct err *e);
bool sharing_consent_of(const struct consent *c, struct str guardian);
/* sharing_consent_may: whether the one who asks could answer a consent to treatment or to electronic records today
 * (sharing_answer_consent): the client always, a guardian as far as the plan is open to them. Only then is it offered.
 */
bool sharing_consent_may(struct practice *p, const struct actor *who, struct str client, bool *may, struct err *e);

/* sharing_consent_standing: of one consent by itself, on a day. Pure. */
enum consent_standing { CONSENT_STANDS, CONSENT_SAID_NO, CONSENT_TAKEN_BACK, CONSENT_TO_COME, CONSENT_PAST };
enum consent_standing sharing_consent_standing(const struct consent *c, struct date on);

/* sharing_consents_in: in a transaction: those in force on a day, newest first. */
bool sharing_consents_in(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct date on,
                         struct arena *a, struct consent **out, size_t *count, struct err *e);

/*
 * A consent is put before the client, who says yes or no on their own pages.
 * sharing_ask: it waits; all its elements must be there but those that the answer brings. ERR_INVALID as
 *   sharing_consent.
 * sharing_unask: it waits no longer. ERR_CONFLICT it was answered, or withdrawn before.
 * sharing_answer_consent: the client's word (c->refused: no), signed today. Of a yes, c brings signer, representative
 *   and authority, of an e-record consent also version and told TOLD_SHOWN; everything else is what was put before
 *   them, unchanged. A yes needs a re-authentication. Absent `proposal`: a consent to treatment or to electronic
 *   records that nobody had to prepare (c->kind). On return c is the consent, or the no that is kept.
 *   The signer of a yes is the name of the person, as the record or the account has it, without case, accents and order
 *   (sharing_is_name): else ERR_INVALID (e->where "signer.name"), until own_name says that they write it so. It has two
 *   letters at least.
 *   A guardian: as far as the record is open to them (ERR_REFUSED); psychotherapy notes never.
 *   ERR_CONFLICT answered already, or withdrawn; ERR_INVALID an element is missing.
 * sharing_proposals: newest first, answered and withdrawn ones too; for a guardian those that they could answer.
 * sharing_waiting_in: in a work about a client: the one that has waited longest for the word of who asks; absent: none.
 *   open: the sections that are open to them; *more: there is another one.
 */
struct consent_proposal {
    struct consent consent;
    struct str state;  /* "proposed", "answered", "unasked" */
    struct str by;     /* name of who asks */
    struct str answer; /* of an answered one: the id of the consent, or of the no */
    int64_t asked_ms;
};
bool sharing_ask(struct practice *p, const struct actor *who, struct str client, struct consent *c, struct str once,
                 struct arena *a, struct err *e);
bool sharing_unask(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e);
bool sharing_answer_consent(struct practice *p, const struct actor *who, struct str client, struct str proposal,
                            struct consent *c, struct arena *a, struct err *e);
bool sharing_proposals(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                       struct consent_proposal **out, size_t *count, struct err *e);
/* sharing_is_name: whether both are the same words, in whatever order: without case, accents, dots, apostrophes. */
bool sharing_is_name(struct str typed, struct str name, struct arena *a, bool *same, struct err *e);
bool sharing_waiting_in(struct practice_tx *t, unsigned open, struct str *id, bool *more, struct err *e);

enum share_ground { GROUND_CONSENT, GROUND_EMERGENCY, GROUND_REQUIRED_REPORT, GROUND_ORDER, GROUND_CLIENT };

/* sharing_preset: the sections that this purpose usually needs, as a first choice (45 CFR 164.502(b)). */
unsigned sharing_preset(enum purpose purpose);
const char *sharing_ground_name(enum share_ground ground); /* "required_report" */
bool sharing_ground_find(struct str name, enum share_ground *out);

/* What is really in a packet: of each section how much (a plan is 1, else diagnoses, medications, entries; of
 * SHARE_SUBSTANCE_USE what bears the label, wherever it stands). */
struct disclosure_inside {
    bool known;        /* false: it was made before this was written down; what was chosen is all that is known */
    unsigned sections; /* those that hold anything */
    uint32_t count[SHARE_SECTION_COUNT];
    bool withheld; /* of a preview, and of a packet that was refused: something was left out for its label */
};

struct disclosure {
    struct str id; /* out */
    enum share_ground ground;
    enum purpose
        use; /* of GROUND_EMERGENCY: emergency; of a report or an order: legal; GROUND_CLIENT: client request */
    struct str consent;   /* GROUND_CONSENT */
    struct str authority; /* else: the statute, the order's number, what the emergency is */
    struct str issued_by; /* GROUND_ORDER: the court */
    struct date issued_on;
    bool under_part2; /* GROUND_ORDER: a court order under 42 CFR 2.61 to 2.67; without it nothing labelled leaves */
    struct str to, address, purpose;
    unsigned sections;               /* what was chosen */
    struct date from_day, to_day;    /* of dated entries; absent: all */
    struct str notice;               /* the practice's own wording of the notice; absent: a row of data/notices.tsv */
    struct date suspended_until;     /* left out of accountings until then (45 CFR 164.528(a)(2)) */
    struct str passphrase;           /* the packet is encrypted for the receiver; told apart; 12 characters at least */
    struct str packet;               /* out: the file's bytes */
    struct str left_out;             /* out: what was left out and why, a line each */
    struct disclosure_inside inside; /* out */
    int64_t at_ms;                   /* out */
    bool accountable;                /* out: belongs in an accounting (45 CFR 164.528) */
    bool copies;                     /* out: sharing_copy has them; not of what was made before they were kept */
    int64_t downloads, download_ms;  /* out of a list: how often its package or a copy was taken, and when last */
};

/* sharing_disclosure_read: as sharing_consent_read. Without "use" that of the ground (treatment for a consent), without
 * "sections" the use's preset. sharing_use_find: by name, "client_request". */
bool sharing_disclosure_read(struct str json, struct arena *a, struct disclosure *out, struct err *e);
bool sharing_use_find(struct str name, enum purpose *out);

/*
 * sharing_allowed: which sections this ground allows today; what else is chosen is refused by sharing_disclose. None:
 * *why_not says why (no such consent in force, another receiver or purpose, an element of the ground that is missing).
 * sharing_disclose: ERR_REFUSED a section that the ground does not allow, or the ground itself; ERR_INVALID no section,
 * nothing of the record in what was chosen (e->where "sections"), no receiver, a short passphrase. Who broke the glass
 * may disclose in an emergency only. Done twice with the same `once` it is one disclosure, and the packet that was made
 * then is given again. Its pages are made outside of the transaction; what it keeps is what the ground allows and the
 * record holds at its commit, made anew where that has changed meanwhile. ERR_CONFLICT changed again and again.
 */
bool sharing_allowed(struct practice *p, const struct actor *who, struct str client, const struct disclosure *d,
                     struct arena *a, unsigned *sections, struct str *why_not, struct err *e);
/* sharing_preview: the packet's content as the receiver sees it (JSON), without making it; sets d->left_out and
 * d->inside. That nothing would be in it is no error here. */
bool sharing_preview(struct practice *p, const struct actor *who, struct str client, struct disclosure *d,
                     struct arena *a, struct str *json, struct str *left_out, struct err *e);
bool sharing_disclose(struct practice *p, const struct actor *who, struct str client, struct disclosure *d,
                      struct str once, struct arena *a, struct err *e);
/* sharing_open_packet: for receivers and tests: PDF and JSON out of a packet with its passphrase. ERR_INVALID not a
 * packet, another passphrase, or damaged. Pure. */
bool sharing_open_packet(struct str packet, struct str passphrase, struct arena *a, struct str *pdf, struct str *json,
                         struct err *e);
/* sharing_disclosures: all of them, newest first, as rows (without packet). sharing_packet: the packet of one. */
bool sharing_disclosures(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                         struct disclosure **out, size_t *count, struct err *e);
bool sharing_packet(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                    struct str *packet, struct err *e);
/* sharing_copy: what is in the packet, to be read without a passphrase by those who gave it: a PDF or plain text,
 * marked as a copy of this release. Each time is an event, and counted (downloads). ERR_NOT_FOUND there is none, or it
 * was made before copies were kept. */
enum share_copy { SHARE_COPY_PDF, SHARE_COPY_TEXT };
bool sharing_copy(struct practice *p, const struct actor *who, struct str client, struct str id, enum share_copy as,
                  struct arena *a, struct str *bytes, struct err *e);
/* sharing_disclosures_own: the same for the client, and for a guardian: those whose parts are all open to them, without
 * reports that the law requires (45 CFR 164.502(g)(5)). What is suspended is left out until its day (45 CFR
 * 164.528(a)(2)): it must not be learnt from this list either. */
bool sharing_disclosures_own(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                             struct disclosure **out, size_t *count, struct err *e);
/* sharing_accounting: six years of disclosures that count (45 CFR 164.528), newest first: those without the client's
 * consent that did not go to the client; suspended ones are left out until their day, for a guardian required reports
 * too, and what has parts that are not open to them. */
bool sharing_accounting(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                        struct disclosure **out, size_t *count, struct err *e);

/*
 * The client's requests, with their clocks: access 30 days, amendment 60, accounting 60, each once extended by 30 with
 * a written reason (45 CFR 164.524, 164.526, 164.528). A request for a restriction has no clock; a question about the
 * record 30 days (project). A request is answered once; a denial has its reason.
 */
enum request_kind {
    REQUEST_ACCESS,
    REQUEST_AMENDMENT,
    REQUEST_ACCOUNTING,
    REQUEST_RESTRICTION,
    REQUEST_QUESTION, /* to the privacy officer; granted: answered */
    REQUEST_KIND_COUNT
};
struct request {
    struct str id; /* out */
    enum request_kind kind;
    struct str state;        /* out: open, extended, granted, denied */
    struct str text, answer; /* answer: of granted and denied */
    struct str extended_why; /* out */
    struct date made_on;     /* absent: today */
    struct date due_on;      /* out; absent: no clock */
    struct date answered_on; /* out */
    bool overdue;            /* out: open or extended, and the day is past */
    struct str statement;    /* out: of disagreement, after a denied amendment */
    struct date statement_on;
};
const char *sharing_request_name(enum request_kind kind); /* "access" */
bool sharing_request_find(struct str name, enum request_kind *out);
bool sharing_request(struct practice *p, const struct actor *who, struct str client, struct request *r, struct str once,
                     struct arena *a, struct err *e);
/* sharing_answer: state extended, granted or denied. ERR_INVALID another word, or no reason for extended and denied;
 * ERR_CONFLICT answered already, extended already, past its day (then it cannot be extended), or no clock. */
bool sharing_answer(struct practice *p, const struct actor *who, struct str client, struct str id, struct str state,
                    struct str answer, struct err *e);
/* sharing_statement: the client's statement of disagreement after a denied amendment (45 CFR 164.526(d)). It is kept
 * with the request and beside the plan in force, so that it goes with the plan wherever that is given. ERR_CONFLICT the
 * request is none that was denied, or has a statement; ERR_INVALID no text. */
bool sharing_statement(struct practice *p, const struct actor *who, struct str client, struct str request,
                       struct str text, struct str once, struct err *e);
/* sharing_requests: newest first; a guardian sees what they asked for themselves, all of it only when the whole record
 * is open to them. */
bool sharing_requests(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct request **out, size_t *count, struct err *e);

/*
 * sharing_export: everything a client may have as one JSON, goldthread.export/1 (45 CFR 164.524): each row as it
 * stands, corrected and withdrawn ones too. Psychotherapy notes are left out, drafts of plans too; a private diary is
 * in the client's own export only. A guardian's holds the sections that sharing_guardian_may opens.
 */
bool sharing_export(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct str *json,
                    struct err *e);

/*
 * Minors and guardians: what a guardian may see is a row of data/minors.tsv for the practice's state, below its age of
 * consent; from that age on, in a state without a row, and for what bears the Part 2 label it waits for the clinician's
 * decision. Decisions made before the client was 18 end on that day. A decision also cuts what a row would open.
 */
struct guardian_access {
    unsigned sections; /* what is open */
    struct str reason; /* in writing */
    struct date decided_on;
    bool for_adult; /* to be decided: it is a legal representative of somebody of age (a court's order, a power of
                       attorney); never set in what is read */
};
/* What is open to a guardian today, and why that and no more. */
enum guardian_ground {
    GUARDIAN_DECIDED,        /* the newest decision says so */
    GUARDIAN_BY_STATE,       /* the row of the practice's state */
    GUARDIAN_NO_STATE,       /* the practice has not set its state: nothing opens by rule */
    GUARDIAN_NO_ROW,         /* no row is known for that state */
    GUARDIAN_NO_BIRTH_DATE,  /* whether the client is a minor is not known */
    GUARDIAN_CLIENT_DECIDES, /* the client has the age from which a minor may consent there */
    GUARDIAN_OF_AGE
};
struct guardian_now {
    unsigned sections;
    enum guardian_ground ground;
    struct guardian_access decision; /* with GUARDIAN_DECIDED */
    struct str state;                /* of the practice; absent: none is set */
    int consent_age;                 /* of its row, in years; 0: there is none */
    bool confirmed;                  /* the row's law was read */
    bool signs; /* by that row a guardian stands in for the client, whatever was decided of what they see: a plan waits
                   for their signature, or for the reason in its place (plans_send) */
};
bool sharing_guardian_now(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                          struct guardian_now *out, struct err *e);
/* sharing_guardian_rule: the same, in a work. */
bool sharing_guardian_rule(struct practice_tx *t, struct guardian_now *out, struct err *e);
/* sharing_guardian_decide: from today on. ERR_INVALID no reason; ERR_CONFLICT (e->where "adult") the client is of age
 * and for_adult is not set: what was meant for a minor's parents opens nothing to them by mistake (45 CFR
 * 164.502(g)(2)). */
bool sharing_guardian_decide(struct practice *p, const struct actor *who, struct str client,
                             const struct guardian_access *decision, struct err *e);
/* sharing_guardian_may: in a transaction: whether all of `sections` are open on that day. No birth date: only what was
 * decided. */
bool sharing_guardian_may(struct store *s, struct db_tx *tx, int64_t practice, struct str client, unsigned sections,
                          struct date on, struct arena *a, bool *may, struct err *e);
/* sharing_state_age: the age from which a minor may consent by the law of that state (data/minors.tsv). false: no
 * state, or none that is known here: then nothing opens to a guardian by rule, only by decision. Pure. */
bool sharing_state_age(struct str state, int *age);
/* sharing_guardian_over: in a work: the client has come of age, and the clinician has decided nothing since: from then
 * on the gate shuts a guardian's account, but for the page that says so. */
bool sharing_guardian_over(struct practice_tx *t, bool *over, struct err *e);
/* sharing_guardian_sections: in a transaction: all sections that are open to a guardian today.
 * sharing_is_open: whether a row stands, and lies in them: what bears the Part 2 label needs that section as well; a
 * private diary and a psychotherapy note lie in none. sharing_kind_is_open: whether rows of that kind can. */
bool sharing_guardian_sections(struct practice_tx *t, unsigned *sections, struct err *e);
bool sharing_is_open(unsigned sections, const struct record *r);
bool sharing_kind_is_open(unsigned sections, enum record_kind kind);

#endif
