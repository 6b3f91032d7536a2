/*
 * rule.h: names of the reader's rules, for the report of which rule fires on which kind of source.
 * Layer: statement (inner).  Not here: lexicon rows, which name themselves by file and line.
 */
#ifndef STATEMENT_RULE_H
#define STATEMENT_RULE_H

#define STATEMENT_RULES(R)                                                                                             \
    R(DUE_PERIOD)      /* within 6 weeks */                                                                            \
    R(DUE_NURSING)     /* within 2 hours of intervention */                                                            \
    R(DUE_NTH)         /* by the 8th session */                                                                        \
    R(DUE_UNIT_NUMBER) /* by week 4, by session 6 */                                                                   \
    R(DUE_DATE)        /* by 3 June 2026 */                                                                            \
    R(DUE_LABEL)       /* target date: ... */                                                                          \
    R(DUE_SHORT_DATE)  /* by 3/1 */                                                                                    \
    R(DUE_EVENT)       /* by discharge, next session, review */                                                        \
    R(DUE_END_OF)      /* by the end of the month */                                                                   \
    R(DUE_THIS)        /* this week, today */                                                                          \
    R(DUE_NEXT)        /* over the next month */                                                                       \
    R(DUE_WEEKDAY)     /* by Friday */                                                                                 \
    R(DUE_HOLIDAY)     /* by Easter */                                                                                 \
    R(DUE_BARE_DATE)   /* a date without a preposition */                                                              \
    R(DUE_BARE_PERIOD) /* 6 weeks: / (6 weeks) / , 60 days */                                                          \
    R(DUE_FROM_NOW)    /* 6 weeks from now */                                                                          \
    R(DUE_OPEN)        /* within the treatment period: no end-point */                                                 \
    R(DUE_BLOCK)       /* over a 12-week programme */                                                                  \
    R(NOT_DUE_MASTERY) /* for 3 consecutive weeks */                                                                   \
    R(NOT_DUE_LATENCY) /* asleep within 30 minutes */                                                                  \
    R(OFTEN_WORD)      /* daily */                                                                                     \
    R(OFTEN_PER)       /* 3 times a week */                                                                            \
    R(OFTEN_EVERY)     /* every evening */                                                                             \
    R(OFTEN_EVERY_N)   /* every 2 weeks, q2h */                                                                        \
    R(OFTEN_WEEKDAYS)  /* Mondays and Fridays */                                                                       \
    R(OFTEN_OF_7)      /* 5 of 7 nights */                                                                             \
    R(MEASURE_SCALE)   /* a name from the lexicon */                                                                   \
    R(MEASURE_NAME)    /* Somebody's Distress Inventory */                                                             \
    R(MEASURE_VIA)     /* as measured by ... */                                                                        \
    R(MEASURE_ACRONYM) /* an unknown acronym where a measure must stand */                                             \
    R(MEASURE_PAPER)   /* a worksheet or log that is named */                                                          \
    R(BASELINE_FROM)   /* from A to B */                                                                               \
    R(BASELINE_LABEL)  /* baseline 15, currently 3 */                                                                  \
    R(BASELINE_ARROW)  /* 41 s -> 28 s */                                                                              \
    R(ZERO_NO)         /* no falls */                                                                                  \
    R(ZERO_STOP)       /* eliminate panic attacks */                                                                   \
    R(ZERO_FREE)       /* free from falls */                                                                           \
    R(ALL_OF)          /* attend all groups */                                                                         \
    R(HALF)            /* cut in half */                                                                               \
    R(LAST_FOR)        /* for 5 minutes */                                                                             \
    R(LAST_RUN)        /* across 4 consecutive weeks */                                                                \
    R(LAST_ACT)        /* walk 30 minutes */                                                                           \
    R(SPEC_SCALE)                                                                                                      \
    R(SPEC_QUANTITY)                                                                                                   \
    R(SPEC_OFTEN)                                                                                                      \
    R(SPEC_LAST)                                                                                                       \
    R(SPEC_ACT)                                                                                                        \
    R(SPEC_OBJECT)                                                                                                     \
    R(SPEC_SYMPTOM)                                                                                                    \
    R(SPEC_PRODUCT)                                                                                                    \
    R(SPEC_ONE)                                                                                                        \
    R(SPEC_LIST)                                                                                                       \
    R(SPEC_CARE)                                                                                                       \
    R(SPEC_STATE)                                                                                                      \
    R(SPEC_CLEAN)                                                                                                      \
    R(SPEC_BLANK)                                                                                                      \
    R(SPEC_NOT_EXERCISE)                                                                                               \
    R(SPEC_NOT_ABSTRACT)                                                                                               \
    R(SPEC_NOT_UMBRELLA)                                                                                               \
    R(SPEC_NOT_STATE)                                                                                                  \
    R(MEAS_SCALE)                                                                                                      \
    R(MEAS_QUANTITY)                                                                                                   \
    R(MEAS_OFTEN)                                                                                                      \
    R(MEAS_LAST)                                                                                                       \
    R(MEAS_ONCE)                                                                                                       \
    R(MEAS_CLEAN)                                                                                                      \
    R(MEAS_STATE)                                                                                                      \
    R(MEAS_HELP)                                                                                                       \
    R(MEAS_DATED)                                                                                                      \
    R(MEAS_STAFF)                                                                                                      \
    R(MEAS_DONE)                                                                                                       \
    R(MEAS_NOT_BLANK)                                                                                                  \
    R(MEAS_NOT_SOURCE)

enum statement_rule {
#define STATEMENT_RULE_ID(id) RULE_##id,
    STATEMENT_RULES(STATEMENT_RULE_ID)
#undef STATEMENT_RULE_ID
        RULE_COUNT
};

#define RULE_WORDS 2 /* 64-bit words that hold one bit for each rule; checked in read.c */

#endif
