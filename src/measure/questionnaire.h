/*
 * questionnaire.h: a publisher's FHIR Questionnaire, or pasted text, and which text of it belongs to which item of an
 * instrument; the answers of a QuestionnaireResponse.
 * Layer: measure (pure, floor 1).  Not here: what is kept of it (wording.h), files and asking a person (cli).
 *
 * Only text is taken from a file. Items, values, scoring and codes stay ours: a value that the file gives to an answer
 * is compared with ours, never used in its place. Everything lives in the arena of the arguments; functions are
 * thread-safe on different arenas. Where a function fails, e->where is "line L, column C" or a JSON pointer.
 */
#ifndef MEASURE_QUESTIONNAIRE_H
#define MEASURE_QUESTIONNAIRE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "measure/score.h"

#define QUESTIONNAIRE_BYTES_MAX ((size_t)4 << 20)
#define QUESTIONNAIRE_ITEMS_MAX 500    /* groups and displayed lines too */
#define QUESTIONNAIRE_TEXT_MAX 4096    /* bytes of an item, an answer, a title */
#define QUESTIONNAIRE_NOTICE_MAX 16384 /* bytes of the copyright line */
#define QUESTIONNAIRE_OPTIONS_MAX 64   /* of an item, or of a value set */
#define QUESTIONNAIRE_SETS_MAX 64      /* value sets in the file */
#define QUESTIONNAIRE_ARRAY_MAX 500    /* elements of any other list: codes, extensions, contained resources */
#define QUESTIONNAIRE_NOTES_MAX 16
#define QUESTIONNAIRE_ANSWERS_MAX 11 /* an item with more values (days, a line of 10 cm) is answered with a number */

/* The system of our own ids in a Questionnaire that wording_to_fhir wrote. */
#define QUESTIONNAIRE_OWN_SYSTEM "urn:goldthread:instrument"

enum questionnaire_type {
    QUESTION_GROUP,
    QUESTION_DISPLAY,
    QUESTION_CHOICE,
    QUESTION_YES_NO,
    QUESTION_NUMBER, /* integer, decimal, quantity: often the total */
    QUESTION_OTHER
};

struct questionnaire_option {
    struct str text, code; /* absent when the file has none */
    struct dec weight;     /* ordinalValue (R4) or itemWeight (R5), or the integer that is the answer */
};

struct questionnaire_item { /* in the order of the file; a group stands before what is in it */
    struct str link_id, text;
    const struct str *codes; /* LOINC codes */
    size_t code_count;
    enum questionnaire_type type;
    size_t parent, end; /* number of the group (or question) around it, from 1; 0: none. One past its last descendant */
    const struct questionnaire_option *options;
    size_t option_count;
    struct str value_set; /* its answers are in a value set of this name, which is not in the file; else absent */
};

struct questionnaire {
    struct str title, publisher, version, url, copyright, language; /* absent when not given */
    struct str own;          /* id of our instrument, in a file that wording_to_fhir wrote */
    const struct str *codes; /* LOINC codes of the whole */
    size_t code_count;
    struct questionnaire_item *items;
    size_t count;
    bool pasted; /* made by questionnaire_lines */
};

/*
 * questionnaire_read: a FHIR R4 or R5 Questionnaire as JSON.
 * ERR_INVALID  not JSON (one clear place), not a Questionnaire, no item, a member of the wrong kind
 * ERR_LIMIT    more or longer than the limits above
 * ERR_MEMORY
 */
bool questionnaire_read(struct str bytes, struct arena *a, struct questionnaire **out, struct err *e);

/*
 * questionnaire_lines: pasted text, an item a line. Empty lines do not count; a number in front ("3." or "3)") is left
 * out where it is the item's own. Lines "0 = text" are answers, the same for every item. It has no codes and no
 * copyright line.
 * ERR_INVALID  not UTF-8, no item;  ERR_LIMIT, ERR_MEMORY
 */
bool questionnaire_lines(struct str text, struct arena *a, struct questionnaire **out, struct err *e);

/* How an item was found, the surest first. */
enum questionnaire_by {
    QUESTIONNAIRE_NOT,      /* not found */
    QUESTIONNAIRE_BY_CODE,  /* its LOINC code */
    QUESTIONNAIRE_BY_LINK,  /* its linkId is the LOINC code, or our own name of the item */
    QUESTIONNAIRE_BY_NAME,  /* a person named the linkId */
    QUESTIONNAIRE_BY_ORDER, /* as many questions as items: by place, a guess */
};

struct questionnaire_answer { /* one option of our item, in our order */
    int16_t value;            /* as measure_structure's options */
    struct str text, code;    /* from the file, or absent */
};

struct questionnaire_pick {
    enum questionnaire_by by;
    size_t at;         /* index of the file's item; not for QUESTIONNAIRE_NOT */
    struct str before; /* text of groups and displayed lines that stand before it, or absent */
    struct questionnaire_answer *answers;
    size_t answer_count; /* 0: the item is answered with a number */
};

struct questionnaire_note {
    char text[240];
};

struct questionnaire_match {
    const struct measure *measure;
    const struct questionnaire *from;
    bool panel; /* the code of the whole, of a group, or our own id, is this instrument's */
    struct questionnaire_pick item[SCORE_ITEMS_MAX];
    size_t count, matched;                        /* items of the instrument; how many of them were found */
    struct questionnaire_pick extra[EXTRA_COUNT]; /* questions beside the score: difficulty, gate; never counted */
    size_t total;                                 /* number of the file's item with the total, from 1; 0: none */
    bool certain;  /* each item found by code, answers agree, nothing doubtful: may be kept without asking */
    bool complete; /* each item has a text: may be kept when a person confirms it */
    /* What a person should know: doubts make the match uncertain, notes do not. One sentence each. */
    struct questionnaire_note *doubts, *notes; /* room for QUESTIONNAIRE_NOTES_MAX */
    size_t doubt_count, note_count;
};

/* A person's word: item `item` (from 1), or where it is 0 the question `extra`, is the one with this linkId. */
struct questionnaire_named {
    int item;
    enum measure_extra extra;
    struct str link_id;
};

/* questionnaire_extra_name: "impact", "gate"; "" for EXTRA_NONE. */
const char *questionnaire_extra_name(enum measure_extra extra);

/*
 * questionnaire_match: how the items of `m` are found in `q`: by code, by linkId, else by place.
 *   named, n  what a person named; it goes before codes
 * ERR_INVALID  a named item or linkId that is not there, or is named twice;  ERR_MEMORY
 */
bool questionnaire_match(const struct questionnaire *q, const struct measure *m,
                         const struct questionnaire_named *named, size_t n, struct arena *a,
                         struct questionnaire_match **out, struct err *e);

/*
 * questionnaire_find: the instruments that stand in `q`, the best first; none is no error. Those whose code the file
 * carries, else those of whose items at least half are there by code; an instrument whose items are all part of a
 * longer one that is there is left out.
 *   found  room for `room`;  returns how many there are, at most `room`
 */
size_t questionnaire_find(const struct questionnaire *q, const struct measure **found, size_t room);

/* ---- answers ---- */

struct questionnaire_response {
    struct score_input input; /* SCORE_RESPONSES; items that are not there or have no answer are open */
    size_t answered;
    bool by_number;          /* items were found by the number at the end of their linkId only: to be looked at */
    struct str id, authored; /* of the resource; date and time as written; absent when not given */
    struct questionnaire_note *notes;
    size_t note_count;
};

/*
 * questionnaire_response_read: the answers of a FHIR QuestionnaireResponse.
 *   m    whose answers they are; NULL: found by the codes in the linkIds
 *   q    the Questionnaire they belong to, or NULL: then linkIds must hold the code, our own name, or the number
 * Answers: valueCoding by code or ordinalValue, valueInteger, valueDecimal, valueBoolean. The total that came along is
 * input.stored_total; score_form compares it.
 * ERR_INVALID  not JSON, no QuestionnaireResponse, an answer that is no option of its item (e->where "item 3"), an item
 *              answered twice, m NULL and no instrument recognised;  ERR_LIMIT, ERR_MEMORY
 */
bool questionnaire_response_read(struct str bytes, const struct measure *m, const struct questionnaire *q,
                                 struct arena *a, struct questionnaire_response *out, struct err *e);

/* questionnaire_value: the option of item i (from 0) with this value, as measure_structure has it; false: none. */
bool questionnaire_value(const struct measure_structure *s, size_t i, struct dec value, int16_t *option);

#endif
