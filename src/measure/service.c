#include "measure/service.h"

#include "measure/exact.h"

#define PAIRS "Clark 2018, Table 2"

/* Looked through in this order: what has a measure of its own comes before what shares the GAD-7. */
static const struct service_pair pairs[] = {
    {"social anxiety", "social phobia", "SPIN", NULL, {PAIRS, true}},
    {"ptsd",
     "traumatic stress",
     "IES-R",
     "PCL-5",
     {PAIRS "; the later measure is not yet checked against a source", false}},
    {"agoraphobia", NULL, "MI", NULL, {PAIRS, true}},
    {"ocd", "obsessive", "OCI", NULL, {PAIRS, true}},
    {"panic", NULL, "PDSS", NULL, {PAIRS, true}},
    {"health anxiety", "illness anxiety", "HAI", NULL, {PAIRS, true}},
    {"depression", "generali", "GAD-7", NULL, {PAIRS, true}}, /* also mixed anxiety and depression */
};

/* The cut-off of the group "nhs_case" where the data has one, else the usual one. */
static struct service_threshold threshold(const char *id)
{
    const struct measure *m = measure_find(str_of(id));
    struct service_threshold t = {m, m->cutoff, m->reliable_change, {m->cutoff_source, m->cutoff_confirmed}};
    const struct measure_structure *s = measure_structure(m);
    for (size_t i = 0; i < s->cutoff_count; i++)
        if (strcmp(s->cutoffs[i].group, "nhs_case") == 0) {
            t.case_from = s->cutoffs[i].value;
            t.case_source = s->cutoffs[i].source;
        }
    return t;
}

struct service_threshold service_depression(void)
{
    return threshold("phq9");
}

struct service_threshold service_anxiety(void)
{
    return threshold("gad7");
}

/* Three-valued logic: unknown unless the known side decides. */
static enum service_answer both(enum service_answer a, enum service_answer b)
{
    if (a == SERVICE_NO || b == SERVICE_NO)
        return SERVICE_NO;
    return a == SERVICE_YES && b == SERVICE_YES ? SERVICE_YES : SERVICE_UNKNOWN;
}

static enum service_answer opposite(enum service_answer a)
{
    return a == SERVICE_YES ? SERVICE_NO : a == SERVICE_NO ? SERVICE_YES : SERVICE_UNKNOWN;
}

static enum service_answer either(enum service_answer a, enum service_answer b)
{
    return opposite(both(opposite(a), opposite(b)));
}

static enum service_answer is_case(const struct service_threshold *t, struct service_score s)
{
    return !s.has ? SERVICE_UNKNOWN : exact_at_least(s.v, t->case_from) ? SERVICE_YES : SERVICE_NO;
}

static enum service_answer fell(const struct service_threshold *t, struct service_score from, struct service_score to)
{
    if (!from.has || !to.has)
        return SERVICE_UNKNOWN;
    return exact_at_least(from.v - to.v, t->reliable_change) ? SERVICE_YES : SERVICE_NO;
}

void service_judge(const struct service_episode *s, struct service_outcome *out)
{
    struct service_threshold depression = service_depression(), anxiety = service_anxiety();
    enum service_answer depression_better = fell(&depression, s->depression_first, s->depression_last);
    enum service_answer depression_worse = fell(&depression, s->depression_last, s->depression_first);
    enum service_answer anxiety_better = fell(&anxiety, s->anxiety_first, s->anxiety_last);
    enum service_answer anxiety_worse = fell(&anxiety, s->anxiety_last, s->anxiety_first);
    out->case_start = either(is_case(&depression, s->depression_first), is_case(&anxiety, s->anxiety_first));
    out->case_end = either(is_case(&depression, s->depression_last), is_case(&anxiety, s->anxiety_last));
    out->recovery = both(out->case_start, opposite(out->case_end));
    out->reliable_improvement =
        either(both(depression_better, opposite(anxiety_worse)), both(anxiety_better, opposite(depression_worse)));
    out->reliable_deterioration =
        either(both(depression_worse, opposite(anxiety_better)), both(anxiety_worse, opposite(depression_better)));
    out->no_reliable_change = both(opposite(out->reliable_improvement), opposite(out->reliable_deterioration));
    out->reliable_recovery = both(out->recovery, out->reliable_improvement);
}

bool service_completed(size_t contacts)
{
    return contacts >= 2;
}

const struct service_pair *service_pair_at(size_t i)
{
    return i < sizeof pairs / sizeof *pairs ? &pairs[i] : NULL;
}

const struct service_pair *service_pair_of(struct str problem)
{
    size_t last = sizeof pairs / sizeof *pairs - 1;
    for (size_t i = 0; i < last; i++)
        if (str_find_ci(problem, str_of(pairs[i].problem), 0) != (size_t)-1 ||
            (pairs[i].also && str_find_ci(problem, str_of(pairs[i].also), 0) != (size_t)-1))
            return &pairs[i];
    return &pairs[last];
}
