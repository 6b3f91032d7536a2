/*
 * class.h: the word classes of the lexicon, one bit each. Read by the reader and by tools/lexgen.
 * Layer: statement.  Not here: the words themselves, which are rows of data/lexicon/.
 */
#ifndef STATEMENT_CLASS_H
#define STATEMENT_CLASS_H

/* CLASS(name, "name in the TSV")  -- what a word of this class does */
#define STATEMENT_CLASSES(CLASS)                                                                                       \
    CLASS(PREP, "prep")         /* preposition: ends a noun phrase */                                                  \
    CLASS(DET, "det")           /* article, possessive: skipped inside a phrase */                                     \
    CLASS(PRON, "pron")         /* he, she, they, who */                                                               \
    CLASS(AUX, "aux")           /* will, shall, would: a verb phrase begins after it */                                \
    CLASS(NEG, "neg")           /* not, no, never, without */                                                          \
    CLASS(CONJ, "conj")         /* and, or, but */                                                                     \
    CLASS(STOP, "stop")         /* any other word that ends a noun phrase */                                           \
    CLASS(COND, "cond")         /* if, when, whenever: a condition begins */                                           \
    CLASS(TIME, "time")         /* unit of time; value is the unit's letter */                                         \
    CLASS(PER, "per")           /* can follow "per": day, meal, shift */                                               \
    CLASS(MONTH, "month")       /* value 1..12 */                                                                      \
    CLASS(WEEKDAY, "weekday")   /* value 1..7 */                                                                       \
    CLASS(NUMBER, "number")     /* number word; value */                                                               \
    CLASS(ORDINAL, "ordinal")   /* first, eighth; value */                                                             \
    CLASS(OPERATOR, "operator") /* at least, no more than; value is l, L, g, G (<, <=, >, >=) */                       \
    CLASS(UP, "up")             /* says that something grows */                                                        \
    CLASS(DOWN, "down")         /* says that something shrinks */                                                      \
    CLASS(KEEP, "keep")         /* maintain, sustain */                                                                \
    CLASS(VERB, "verb")         /* can be a verb */                                                                    \
    CLASS(ACT, "act")           /* a verb that two observers would see alike */                                        \
    CLASS(LIGHT, "light")       /* use, practise, perform: as concrete as its object */                                \
    CLASS(SAY, "say")           /* identify, list, name: concrete with a count or a list */                            \
    CLASS(MENTAL, "mental")     /* understand, feel, learn: nothing to see */                                          \
    CLASS(EVAL, "eval")         /* improve, enhance: only a judgement of better or worse */                            \
    CLASS(DELIVER, "deliver")   /* complete, submit, obtain: done or not done */                                       \
    CLASS(CREATE, "create")     /* write, develop: done when the thing made is a product */                            \
    CLASS(THING, "thing")       /* concrete object, place, task */                                                     \
    CLASS(SYMPTOM, "symptom")   /* symptom or behaviour that can be counted */                                         \
    CLASS(PRODUCT, "product")   /* plan, worksheet, application: exists or not */                                      \
    CLASS(EVENT, "event")       /* appointment, group, class: attended or not */                                       \
    CLASS(TECH, "tech")         /* named technique or tool */                                                          \
    CLASS(UMBRELLA, "umbrella") /* construct that holds many things: coping, functioning, mood */                      \
    CLASS(ABSTRACT, "abstract") /* understanding, ability: hides what follows it */                                    \
    CLASS(UNIT, "unit")         /* physical unit; the row's first word is the unit's name in the slots */              \
    CLASS(COUNT, "count")       /* noun that people are asked to count */                                              \
    CLASS(STAFF, "staff")       /* actor words */                                                                      \
    CLASS(CLIENT, "client")                                                                                            \
    CLASS(PATIENT, "patient")                                                                                          \
    CLASS(STUDENT, "student")                                                                                          \
    CLASS(CAREGIVER, "caregiver")                                                                                      \
    CLASS(FAMILY, "family")                                                                                            \
    CLASS(SELF, "self")                                                                                                \
    CLASS(MEMBER, "member")                                                                                            \
    CLASS(VAGUE, "vague")        /* leaves the aim undefined when no number stands beside it */                        \
    CLASS(SCALE, "scale")        /* validated scale or laboratory value */                                             \
    CLASS(WEAKSRC, "weaksource") /* self-report, observation */                                                        \
    CLASS(SOURCE, "source")      /* data source: log, chart, refill record */                                          \
    CLASS(INDEP, "indep")        /* independently, without help: a level of help that can be ticked */                 \
    CLASS(MODALITY, "modality")  /* named treatment or service */                                                      \
    CLASS(CARE, "care")          /* verb of clinicians and services */                                                 \
    CLASS(OPP, "opp")            /* opportunities, trials */                                                           \
    CLASS(DUE, "due")            /* preposition that can open a deadline */                                            \
    CLASS(FILL, "fill")          /* skipped inside a time expression */                                                \
    CLASS(STATE, "state")        /* observable state: afebrile, intact, negative screen */                             \
    CLASS(CLEAN, "clean")        /* abstinence: countable once it has an end-point */                                  \
    CLASS(MODIFIER, "modifier")  /* belongs to the noun behind it: "coping" strategies */                              \
    CLASS(EXERCISE, "exercise")  /* exercise without a kind */                                                         \
    CLASS(EXTYPE, "extype")      /* a kind of exercise */                                                              \
    CLASS(LIST, "list")          /* such as, including, e.g.: a list of examples follows */                            \
    CLASS(PURPOSE, "purpose")    /* so that, in order to: the rest is purpose */                                       \
    CLASS(VIA, "via")            /* as measured by, as evidenced by: a measure follows */                              \
    CLASS(HELP, "help")          /* "without" it: a level of help that can be ticked */                                \
    CLASS(OFTEN, "often")        /* frequency adverb; value is its kind */

enum statement_class_bit {
#define STATEMENT_CLASS_BIT(name, text) CLASS_BIT_##name,
    STATEMENT_CLASSES(STATEMENT_CLASS_BIT)
#undef STATEMENT_CLASS_BIT
        CLASS_BITS
};

#define C(name) (1ULL << CLASS_BIT_##name)

/* Which form of the lemma a surface is; a surface can be several ("walks": verb with -s and plural). */
enum statement_form { FORM_BASE = 1, FORM_S = 2, FORM_ING = 4, FORM_PAST = 8, FORM_PLURAL = 16 };

#endif
