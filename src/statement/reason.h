/*
 * reason.h: why a judgement is as it is; one row for each distinct ground.
 * Layer: statement.  Not here: findings over a whole plan (rules/).
 */
#ifndef STATEMENT_REASON_H
#define STATEMENT_REASON_H

/* REASON(id, "stable.id", "English, one sentence, to a therapist") */
#define STATEMENT_REASONS(REASON)                                                                                      \
    REASON(NONE, "none", "")                                                                                           \
    REASON(S_SCALE, "specific.scale", "A named scale says exactly what will be looked at.")                            \
    REASON(S_QUANTITY, "specific.quantity", "It says what is counted, so two readers would look for the same thing.")  \
    REASON(S_FREQUENCY, "specific.frequency", "It names an act and how often it happens.")                             \
    REASON(S_DURATION, "specific.duration", "It names an act and how long it lasts.")                                  \
    REASON(S_ACT, "specific.behaviour", "It names a behaviour that two observers would recognise alike.")              \
    REASON(S_OBJECT, "specific.task", "It names a concrete task, place or technique.")                                 \
    REASON(S_SYMPTOM, "specific.symptom", "It names a symptom or behaviour that can be counted.")                      \
    REASON(S_PRODUCT, "specific.product", "It names something that will exist or be done in the end.")                 \
    REASON(S_LIST, "specific.list", "The examples it gives make a wide term concrete.")                                \
    REASON(S_CARE, "specific.service", "It names the service or technique that will be given.")                        \
    REASON(S_STATE, "specific.state", "It names a state that can be observed.")                                        \
    REASON(S_CLEAN, "specific.abstinence", "Abstinence over a stated time can be observed.")                           \
    REASON(S_BLANK, "specific.blank_filled_later", "What is counted is named; only the number is still blank.")        \
    REASON(S_NOT_GLOBAL, "specific.global_state",                                                                      \
           "This is a general state; name a behaviour, a countable symptom or a scale that would show it.")            \
    REASON(S_NOT_UMBRELLA, "specific.umbrella", "This word covers many things; say which ones, or how many.")          \
    REASON(S_NOT_MENTAL, "specific.not_observable",                                                                    \
           "Nobody can see understanding, learning or feeling; say what the client will do that shows it.")            \
    REASON(S_NOT_EXERCISE, "specific.exercise", "Say which kind of exercise.")                                         \
    REASON(S_NOT_STATED, "specific.nothing_named", "No behaviour, task or countable symptom is named.")                \
    REASON(M_SCALE, "measurable.scale", "A change on a named scale can be read from the record.")                      \
    REASON(M_TARGET, "measurable.target", "It states a number to be reached.")                                         \
    REASON(M_FREQUENCY, "measurable.frequency", "It states how often, so the record can show it.")                     \
    REASON(M_DURATION, "measurable.duration", "It states how long the act lasts, so the record can show it.")          \
    REASON(M_ONCE, "measurable.once", "It happens at a stated time or at least once, so it can be ticked.")            \
    REASON(M_CLEAN, "measurable.abstinence", "Abstinence until a stated time can be ticked.")                          \
    REASON(M_STATE, "measurable.state", "The state it names is there or not.")                                         \
    REASON(M_HELP, "measurable.level_of_help", "A named task with a stated level of help can be ticked.")              \
    REASON(M_DONE, "measurable.done_or_not", "It is done or not done.")                                                \
    REASON(M_NOT_BLANK, "measurable.blank", "The criterion is still a blank; fill it in.")                             \
    REASON(M_NOT_SOURCE, "measurable.weak_source",                                                                     \
           "A report or observation is a source, not a criterion; add the number or answer that counts as success.")   \
    REASON(M_NOT_VAGUE, "measurable.vague_word", "This word is no criterion; say how much, how often or how well.")    \
    REASON(M_NOT_DIRECTION, "measurable.direction_only",                                                               \
           "It says more or less, but not how much; add the number to be reached.")                                    \
    REASON(M_NOT_STATED, "measurable.no_criterion",                                                                    \
           "Nothing says when it is reached; add a number, a frequency, a score or a thing to be done.")               \
    REASON(T_DEADLINE, "time_bound.deadline", "It states by when.")                                                    \
    REASON(T_NO_SUCH_DAY, "time_bound.no_such_day", "No calendar has this day; write the date that is meant.")         \
    REASON(T_NOT_OPEN, "time_bound.open_period", "This period has no stated end; give a date, weeks or sessions.")     \
    REASON(T_NOT_FREQUENCY, "time_bound.frequency_only",                                                               \
           "How often is not by when; add the date, week or session at which it should be reached.")                   \
    REASON(T_NOT_RUN, "time_bound.mastery_run",                                                                        \
           "A run of successes is not an end-point; add the date, week or session at which it should be reached.")     \
    REASON(T_NOT_STATED, "time_bound.none", "It does not say by when; add a date, a number of weeks or a session.")    \
    REASON(A_UNKNOWN, "achievable.not_known", "One sentence can't tell; link a measure or the present rate.")          \
    REASON(A_IN_RANGE, "achievable.in_range", "The target is within reach of the measure and better than now.")        \
    REASON(A_SMALL, "achievable.below_reliable_change",                                                                \
           "The target can be reached, but it is smaller than the change that the measure can tell from chance.")      \
    REASON(A_RATE, "achievable.from_rate", "The target is a step on from the present rate.")                           \
    REASON(A_OUTSIDE, "achievable.outside_range", "The measure can't take this value.")                                \
    REASON(A_WRONG_WAY, "achievable.wrong_direction", "The target is no better than the present value.")               \
    REASON(A_NO_BASELINE, "achievable.baseline_missing",                                                               \
           "A relative target needs the present value; record the baseline.")                                          \
    REASON(R_UNKNOWN, "relevant.not_known", "One sentence can't tell; link it to a problem, a diagnosis or a value.")  \
    REASON(R_LINKED, "relevant.linked", "It serves a problem, a diagnosis or a value of the plan.")                    \
    REASON(R_NOT_LINKED, "relevant.not_linked", "It is linked to no problem, diagnosis or value of the plan.")

enum statement_reason {
#define STATEMENT_REASON_ID(id, name, text) REASON_##id,
    STATEMENT_REASONS(STATEMENT_REASON_ID)
#undef STATEMENT_REASON_ID
        REASON_COUNT
};

#endif
