/*
 * label.c: what bears the Part 2 label. In a programme under 42 CFR Part 2 a client's whole record does as soon as
 * anything in it tells of substance use, apart from diagnoses, scores and details that tell of nothing (project; the
 * label itself: 42 CFR 2.12(d)(2)(i)(C)).
 */
#include "measure/measure.h"
#include "practice/sharing_parts.h"

/* Chapter F10-F19 of ICD-10-CM: disorders due to psychoactive substance use. Without a code nobody can tell. */
bool label_diagnosis(struct str code)
{
    code = str_trim(code);
    return code.n < 3 || ((code.p[0] == 'F' || code.p[0] == 'f') && code.p[1] == '1');
}

bool label_words(struct str text)
{
    static const char *const words[] = {
        "alcohol",       "drinking",   "drunk",    "sober",       "abstinen",     "substance", "addict",
        "overdose",      "detox",      "drug use", "drug abuse",  "drug problem", "opioid",    "opiate",
        "heroin",        "fentanyl",   "cocaine",  "amphetamine", "cannabis",     "marijuana", "methadone",
        "buprenorphine", "naltrexone", "naloxone", "disulfiram",  "ketamine",     "craving",   "benzodiazepine"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_find_ci(text, str_of(words[i]), 0) != (size_t)-1) {
            return true;
        }
    }
    return false;
}

bool label_instrument(struct str name)
{
    const struct measure *m = measure_find(name);
    return m ? label_words(str_of(m->construct)) || label_words(str_of(m->title)) : label_words(name);
}

bool label_plan(const struct plan *p, struct str json)
{
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        if (label_diagnosis(p->diagnoses.at[i].code)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        for (size_t k = 0; k < g->objectives.n; k++) {
            if (label_instrument(g->objectives.at[k].measure.name)) {
                return true;
            }
        }
    }
    return label_words(json);
}

bool label_row(const struct record *r, const struct json *root)
{
    if (r->labels & LABEL_PART2) {
        return true;
    }
    if (r->kind == RECORD_DIAGNOSIS && label_diagnosis(json_str(json_get(root, "code")))) {
        return true;
    }
    struct str instrument = json_str(json_get(root, "instrument"));
    return (instrument.n && label_instrument(instrument)) || label_words(r->content);
}
