/* plan_text_guess.c: a line under no known heading: what does it read like? Wrong guesses are worse than none, so each
 * needs a sign that belongs to one part only. */
#include "plan/plan_text_reader.h"
#include "plan/scores.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

/* "diagnosed with X", "a diagnosis of X": X up to the end of the clause. */
void text_guess_diagnosis(struct reader *r, struct str s)
{
    static const char *const openers[] = {"diagnosed with ",          "diagnosis of ", "meets criteria for ",
                                          "meets full criteria for ", "criteria for ", NULL};
    static const char *const enders[] = {" and has ", " which ",  " with features ", " based on ", " that ", " by ",
                                         " since ",   " in the ", " and is ",        " who ",      " after "};
    static const char *const not_these[] = {"no ", "not ", "without ", "rule out ", "denies "};
    size_t which, at = text_scan_any(s, openers, &which);
    if (at == (size_t)-1)
        return;
    at += strlen(openers[which]);
    struct str before = str_sub(s, at > 40 ? at - 40 : 0, at), title = str_sub(s, at, s.n);
    for (size_t i = 0; i < sizeof not_these / sizeof *not_these; i++)
        if (str_find_ci(before, str_of(not_these[i]), 0) != (size_t)-1)
            return;
    if (str_starts_ci(title, STR("a ")) || str_starts_ci(title, STR("an ")))
        title = str_trim(str_sub(title, 2, title.n));
    size_t end = 0;
    while (end < title.n && !strchr(".;\n", title.p[end]) &&
           !(title.p[end] == ',' && end + 2 < title.n && !(title.p[end + 2] == 's' && title.p[end + 3] == 'i')))
        end++;
    for (size_t i = 0; i < sizeof enders / sizeof *enders; i++) {
        size_t stop = str_find_ci(title, str_of(enders[i]), 0);
        end = stop < end ? stop : end;
    }
    title = str_trim(str_sub(title, 0, end));
    if (title.n < 3 || title.n > 90)
        return;
    for (size_t i = 0; i < r->plan->diagnoses.n; i++)
        if (r->plan->diagnoses.at[i].title.p && str_eq_ci(r->plan->diagnoses.at[i].title, title))
            return;
    enum item created = r->created;
    struct plan_diagnosis *d = text_item_new(r, ITEM_DIAGNOSIS);
    if (!d)
        return;
    text_put(r, &d->title, title);
    text_item_mark(r, ITEM_DIAGNOSIS, "/title", 0);
    r->level[ITEM_DIAGNOSIS] = LEVEL_CLOSED;
    r->created = created;
}

/* "severe", "in partial remission": behind a comma it is a part of the diagnosis, and none of its own. */
bool text_specifies(struct str s)
{
    static const char *const words[] = {"severe",  "moderate",   "mild",         "recurrent",     "single",
                                        "chronic", "acute",      "unspecified",  "uncomplicated", "in remission",
                                        "in full", "in partial", "in early",     "in sustained",  "without",
                                        "with",    "combined",   "predominantly"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_ci(s, str_of(words[i])))
            return true;
    return false;
}

void text_guess_code(struct reader *r, struct str s)
{
    struct span at;
    size_t from;
    if (!text_scan_icd10(s, &at))
        return;
    for (from = at.from; from > 0 && !strchr(".;:,\n", s.p[from - 1]); from--)
        if (from > 1 && s.p[from - 2] == ',' && text_specifies(str_sub(s, from, at.from)))
            from--; /* behind its comma */
    enum item created = r->created;
    text_make_diagnosis(r, nothing, str_trim(str_sub(s, from, at.to)));
    r->level[ITEM_DIAGNOSIS] = LEVEL_CLOSED;
    r->created = created;
}

void text_guess_age(struct reader *r, struct str s)
{
    int64_t age;
    size_t at = str_find_ci(s, STR("year-old"), 0);
    if (at == (size_t)-1)
        at = str_find_ci(s, STR("year old"), 0);
    if (at == (size_t)-1 || at < 2 || r->plan->client.age_years.has)
        return;
    size_t from = at;
    while (from > 0 && strchr(" -0123456789", s.p[from - 1]))
        from--;
    if (text_scan_integer(str_sub(s, from, at), &age, NULL) && age > 0 && age < 130) {
        r->plan->client.age_years = (struct opt_int){true, age};
        text_mark(r, "/client/age_years", 0, 0, 0);
    }
}

/* "68 y/o male" behind a name */
void text_guess_years(struct reader *r, struct str s)
{
    int64_t age;
    struct span at;
    if (!text_scan_integer(s, &age, &at) || age < 1 || age > 129 || r->plan->client.age_years.has)
        return;
    if (s.p[at.from] == '0' || (at.from > 0 && s.p[at.from - 1] == '#'))
        return; /* "#0091" */
    struct str rest = str_trim(str_sub(s, at.to, s.n));
    while (rest.n && rest.p[0] == '-')
        rest = str_sub(rest, 1, rest.n);
    if (rest.n == 0 || str_starts_ci(rest, STR("y")) || str_starts(rest, STR(")")) || str_starts(rest, STR(","))) {
        r->plan->client.age_years = (struct opt_int){true, age};
        text_mark(r, "/client/age_years", 0, 0, 0);
    }
}

static bool about_client(struct str s)
{
    static const char *const titles[] = {"Ms. ", "Mr. ", "Mrs. ", "Mx. "};
    size_t who = str_find(s, STR(", who is "), 0);
    for (size_t i = 0; i < sizeof titles / sizeof *titles && who != (size_t)-1; i++)
        if (str_find(s, str_of(titles[i]), 0) < who)
            return true;
    return str_find_ci(s, STR("year-old"), 0) != (size_t)-1 || str_find_ci(s, STR("year old"), 0) != (size_t)-1;
}

static uint32_t first_class(struct str s)
{
    size_t end = 0;
    if (str_starts_ci(s, STR("to ")))
        s = str_sub(s, 3, s.n);
    while (end < s.n && s.p[end] != ' ' && s.p[end] != ',')
        end++;
    return heading_classes(str_sub(s, 0, end));
}

static bool client_will(const struct reader *r, struct str s)
{
    static const char *const subjects[] = {"she will",    "he will",      "they will",
                                           "client will", "patient will", "we will work toward"};
    struct str name = r->plan->client.name;
    size_t end = 0;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (text_scan_word(s, subjects[i]) != (size_t)-1)
            return true;
    while (end < name.n && name.p[end] != ' ')
        end++;
    return end > 1 && str_starts_ci(s, str_sub(name, 0, end)) && text_scan_word(s, "will") != (size_t)-1;
}

/* "We have read this plan and agree", "I helped write this plan and got a copy" */
static bool is_agreement(struct str s)
{
    static const char *const consents[] = {
        "agree",        "agrees",      "agreed with", "agreed to",    "a copy",       "copy of", "took part",
        "helped write", "helped make", "have read",   "participated", "i understand", NULL};
    static const char *const plans[] = {"plan",   "goals",   "conditions", "rules",     "policy",
                                        "letter", "with it", "with this",  "agreement", NULL};
    size_t which;
    return s.n <= 240 && text_scan_any(s, consents, &which) != (size_t)-1 &&
           text_scan_any(s, plans, &which) != (size_t)-1;
}

static bool names_profession(struct str s)
{
    size_t end = 0;
    while (end < s.n && s.p[end] != ' ')
        end++;
    s = str_sub(s, 0, end);
    return (heading_classes(s) & WORD_HELPER) || str_eq_ci(s, STR("licensed")) || str_eq_ci(s, STR("clinical"));
}

/* "Abel Kone, CM II 7/1/26": a few capitalized words and a date at the end; "/s/ Abel Kone"; "Electronically signed
 * ...". */
static bool is_signed(const struct reader *r, struct str s)
{
    struct date d;
    struct span at;
    size_t words = 1;
    if (str_starts(s, STR("/s/")) || str_starts_ci(s, STR("electronically signed")) ||
        str_starts_ci(s, STR("digitally signed")) || str_starts_ci(s, STR("signed by ")) ||
        str_starts_ci(s, STR("signed electronically")))
        return s.n < 160;
    if (s.n > 60 || !text_scan_date(s, r->dates, &d, &at) || at.to < s.n || at.from < 5)
        return false;
    for (size_t i = 1; i < at.from; i++) {
        words += s.p[i - 1] == ' ';
        if (s.p[i - 1] == ' ' && s.p[i] >= 'a' && s.p[i] <= 'z' && !names_profession(str_sub(s, i, at.from)))
            return false;
    }
    return words >= 3 && words <= 7 && s.p[0] >= 'A' && s.p[0] <= 'Z' && !memchr(s.p, ':', s.n);
}

/* "Abel Kone", "Beatrix Okonjo, PhD" */
static bool is_full_name(struct str s)
{
    size_t words = 1;
    if (s.n > 40 || s.n < 5 || s.p[0] < 'A' || s.p[0] > 'Z' || memchr(s.p, ':', s.n))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        words += s.p[i - 1] == ' ';
        if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i - 1] == ' ' && s.p[i] >= 'a' && s.p[i] <= 'z'))
            return false;
    }
    return words >= 2 && words <= 5;
}

static bool is_named_day(const struct reader *r, struct str s)
{
    struct date d;
    struct span at;
    return text_scan_date(s, r->dates, &d, &at) && at.to == s.n && is_full_name(str_trim(str_sub(s, 0, at.from)));
}

/* "G. Halvorsen 02/05/2026        R. Dube MD 02/05/2026"; at the end of all, names without a day too. */
bool text_signers_put(struct reader *r, struct str s)
{
    size_t parts = 0;
    bool last = !text_next_line(r);
    if (r->line->mark != MARK_NONE || r->line->cells || s.n > 160 || text_twice(s, ' ') == (size_t)-1)
        return false;
    for (int put = 0; put < 2; put++)
        for (struct str rest = s, part; rest.n;) {
            size_t at = text_twice(rest, ' ');
            part = str_trim(str_sub(rest, 0, at == (size_t)-1 ? rest.n : at));
            rest = str_trim(str_sub(rest, at == (size_t)-1 ? rest.n : at, rest.n));
            if (put)
                text_make_signature(r, nothing, part);
            else if (!is_signed(r, part) && !is_named_day(r, part) && !(last && is_full_name(part)))
                return false;
            parts++;
            if (!put && !rest.n && parts < 2)
                return false;
            if (!put && !rest.n)
                r->heading = r->label = nothing;
        }
    return true;
}

bool text_endangers(struct str s)
{
    static const char *const words[] = {"hurt myself",        "hurt herself",
                                        "hurt himself",       "hurt themselves",
                                        "harm myself",        "harm herself",
                                        "harm himself",       "harm themselves",
                                        "hurting herself",    "hurting himself",
                                        "hurting themselves", "hurt others",
                                        "harm others",        "kill",
                                        "not waking up",      "end my life",
                                        "end his life",       "end her life",
                                        "end their life",     "wanting to die",
                                        "wish to die",        NULL};
    size_t which;
    return text_scan_any(s, words, &which) != (size_t)-1;
}

/* "His sister will walk with him": somebody near the client takes part. */
static bool kin_acts(struct str s)
{
    struct str start = str_sub(s, 0, s.n < 40 ? s.n : 40);
    size_t will = text_scan_word(start, "will");
    return will != (size_t)-1 && (heading_classes(str_sub(start, 0, will)) & WORD_KIN) &&
           memchr(start.p, ',', will) == NULL;
}

/* "Review plan on 3 May", "Treatment plan due for update" */
bool text_is_about_review(struct str s)
{
    uint32_t c = heading_classes(s);
    bool plan = text_scan_word(s, "plan") != (size_t)-1 || text_scan_word(s, "progress") != (size_t)-1;

    bool first = (c & WORD_REVIEW) && (first_class(s) & WORD_REVIEW) && s.n < 80; /* "Review due every 90 days" */
    struct scan_span n;
    return ((c & WORD_REVIEW) && plan) || (first && text_scan_length(s, UNIT_UNSTATED, &n));
}

/* Over 60 lines: one sign after the other, the surest first; apart from each other they tell nothing. */
static enum topic read_like(struct reader *r, struct str s)
{
    uint32_t c = heading_classes(s), first = first_class(s);
    struct span at;
    struct plan_cadence cadence = {.text = nothing};
    struct str tool;
    struct date d;
    if (text_scan_icd10(s, &at))
        return TOPIC_DIAGNOSES;
    if (s.n < 80 && plan_states_score(s))
        return TOPIC_ASSESSMENT;
    enum topic cue = heading_cue(s);
    if (cue != TOPIC_NONE)
        return cue;
    if (c & WORD_SIGN)
        return TOPIC_SIGNATURES;
    if (about_client(s))
        return TOPIC_CLIENT;
    static const char *const back[] = {"rtc ",          "return to clinic", "follow up in ",
                                       "follow-up in ", "next visit in ",   NULL};
    size_t which;
    if (text_is_about_review(s) || (c & WORD_REVIEW && s.n < 60 && text_scan_date(s, r->dates, &d, NULL)) ||
        (s.n < 60 && text_scan_any(s, back, &which) != (size_t)-1))
        return TOPIC_REVIEWS;
    if (s.n < 120 && text_scan_word(s, "call") != (size_t)-1 && text_scan_telephone(s))
        return TOPIC_CRISIS;
    if (is_agreement(s))
        return TOPIC_AGREEMENT;
    if (text_endangers(s))
        return TOPIC_CRISIS;
    if (c & WORD_RISK || (c & WORD_CRISIS && text_scan_telephone(s)))
        return first & WORD_TOLD || text_scan_word(s, "denies") != (size_t)-1 || text_scan_word(s, "risk") != (size_t)-1
                   ? TOPIC_RISK
                   : TOPIC_CRISIS;
    if ((c & WORD_CRISIS) &&
        (text_scan_word(s, "crisis") != (size_t)-1 || str_find_ci(s, STR("safety plan"), 0) != (size_t)-1))
        return TOPIC_CRISIS;
    if (c & WORD_DISCHARGE || str_find_ci(s, STR("treatment will end"), 0) != (size_t)-1 ||
        str_find_ci(s, STR("therapy will end"), 0) != (size_t)-1)
        return TOPIC_DISCHARGE;
    struct str condition, then;
    if (text_scan_condition(s, &condition, &then))
        return (heading_classes(then) & WORD_REFER) && (heading_classes(then) & (WORD_DOCTOR | WORD_HELPER))
                   ? TOPIC_REFERRALS
                   : TOPIC_COMORBID;
    if (first & WORD_REFER || text_scan_word(s, "coordinate with") != (size_t)-1 ||
        (str_find_ci(s, STR("refer"), 0) != (size_t)-1 && (c & WORD_DOCTOR)))
        return TOPIC_REFERRALS;
    if (str_find_ci(s, STR("consent"), 0) != (size_t)-1 ||
        (c & WORD_CONSENT && text_scan_word(s, "confidential") != (size_t)-1))
        return TOPIC_AGREEMENT;
    struct scan_span length;
    if (text_scan_instrument(s, &tool) && !(first & WORD_AIM) &&
        (text_scan_length(s, UNIT_UNSTATED, &length) || text_scan_word(s, "sessions") != (size_t)-1 ||
         text_scan_word(s, "followed") != (size_t)-1))
        return TOPIC_MONITORING;
    bool measures = text_scan_instrument(s, &tool) || ((c & WORD_TOOL) && !(c & WORD_TOLD)); /* "She reports ..." */
    if (measures && text_scan_cadence(s, &cadence, NULL) && !(first & WORD_AIM))
        return TOPIC_MONITORING;
    if ((c & WORD_DRUG) && (text_scan_word(s, "mg") != (size_t)-1 || text_scan_word(s, "mcg") != (size_t)-1))
        return TOPIC_MEDICATIONS;
    if ((c & WORD_SESSION) && text_scan_cadence(s, &cadence, NULL))
        return (c & WORD_THERAPY) || (first & WORD_KIN) ? TOPIC_INTERVENTIONS : TOPIC_SESSION_FREQUENCY;
    if ((c & WORD_SESSION) && text_scan_date(s, r->dates, &d, NULL))
        return TOPIC_DURATION;
    if (text_scan_date(s, r->dates, &d, &at) && at.to - at.from + 8 >= s.n)
        return TOPIC_PLAN_DATE;
    bool will = text_scan_word(s, "will") != (size_t)-1;
    if (kin_acts(s))
        return TOPIC_SUPPORT;
    static const char *const persons[] = {"He is ", "She is ", "He has ", "She has ", "They are ", "They have "};
    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
        if (str_begins(s, persons[i]) && (c & WORD_STRONG) && !(c & (WORD_HINDRANCE | WORD_TOLD | WORD_AILING)))
            return TOPIC_STRENGTHS;
    if (client_will(r, s) || ((first & WORD_CLIENT || text_scan_word(s, "client") != (size_t)-1) && will))
        return r->plan->goals.n ? TOPIC_OBJECTIVES : TOPIC_GOALS;
    if (str_starts(s, STR("I will")) || str_starts(s, STR("We will")))
        return TOPIC_INTERVENTIONS;
    if (will && (first & WORD_HELPER))
        return TOPIC_INTERVENTIONS;
    if ((c & WORD_TOLD) || ((first & WORD_KIN) && text_scan_word(s, "says") != (size_t)-1))
        return TOPIC_PROBLEMS;
    if (first & WORD_ACT && !(first & WORD_AIM))
        return TOPIC_INTERVENTIONS;
    if (first & WORD_AIM)
        return r->plan->goals.n ? TOPIC_OBJECTIVES : TOPIC_GOALS;
    if (first & WORD_THERAPY)
        return TOPIC_INTERVENTIONS;
    if ((c & WORD_CADENCE) && (c & (WORD_THERAPY | WORD_GROUP)))
        return TOPIC_INTERVENTIONS;
    return TOPIC_NONE;
}

/* What leads to an enumeration is kept; its parts are items of their own. */
static void put_lead(struct reader *r, struct str s)
{
    while (s.n && strchr(": ", s.p[s.n - 1]))
        s.n--;
    if (s.n)
        text_plan_add(r, &r->plan->assessment.remarks, "/assessment/remarks/#", s);
}

/* "The following steps: walks daily; calls a friend" */
static bool put_steps(struct reader *r, enum topic t, struct str s)
{
    size_t colon = str_find(s, STR(": "), 0);
    if (t != TOPIC_OBJECTIVES || colon == (size_t)-1 || str_find(s, STR("; "), colon) == (size_t)-1)
        return false;
    put_lead(r, str_sub(s, 0, colon));
    for (size_t from = colon + 2, i = from; i <= s.n && !r->failed; i++) {
        if (i < s.n && s.p[i] != ';')
            continue;
        struct str part = str_trim(str_sub(s, from, i));
        if (part.n)
            text_part_put(r, t, nothing, part);
        from = i + 1;
    }
    return true;
}

/* "We agreed on: (1) walks daily; (2) calls a friend": each part by itself. */
static bool put_enumerated(struct reader *r, enum topic t, struct str s)
{
    size_t at = str_find(s, STR("(1)"), 0);
    if (at == (size_t)-1 || str_find(s, STR("(2)"), at) == (size_t)-1)
        return put_steps(r, t, s);
    put_lead(r, str_sub(s, 0, at));
    for (char n = '1'; n <= '9' && at != (size_t)-1 && !r->failed; n++) {
        char next[] = {'(', (char)(n + 1), ')', '\0'};
        size_t end = n < '9' ? str_find(s, str_of(next), at) : (size_t)-1;
        struct str part = str_trim(str_sub(s, at + 3, end == (size_t)-1 ? s.n : end));
        while (part.n && strchr(";,", part.p[part.n - 1]))
            part.n--;
        if (part.n)
            text_part_put(r, t, nothing, part);
        at = end;
    }
    return true;
}

static void put_as(struct reader *r, enum topic t, struct str name, struct str s)
{
    if (t == TOPIC_CLIENT || t == TOPIC_BACKGROUND) {
        text_put_topic(r, &r->plan->client.background, name, s);
        text_mark(r, "/client/background/#", (int)r->plan->client.background.n - 1, 0, 0);
        text_guess_age(r, s);
        text_guess_diagnosis(r, s);
        if (str_starts(s, STR("My name is ")) && !r->plan->client.name.p) {
            size_t end = 11;
            while (end < s.n && !strchr(".,;", s.p[end]))
                end++;
            text_put(r, &r->plan->client.name, str_sub(s, 11, end));
            text_mark(r, "/client/name", 0, 0, 0);
        }
    } else if (!put_enumerated(r, t, s)) {
        text_part_put(r, t, name, s);
        if (t == TOPIC_PROBLEMS)
            text_guess_age(r, s);
    }
}

enum { SENTENCES_MAX = 32 };

bool text_guess_paragraph(struct reader *r, struct str s)
{
    struct str sentence[SENTENCES_MAX], rest = s;
    enum topic topic[SENTENCES_MAX];
    size_t n = 0, known = 0;
    while (n < SENTENCES_MAX - 1 && text_scan_sentence(&rest, &sentence[n])) {
        topic[n] = read_like(r, sentence[n]);
        known += topic[n] != TOPIC_NONE;
        n++;
    }
    if (known == 0)
        return false;
    if (str_trim(rest).n) {
        sentence[n] = rest;
        topic[n++] = TOPIC_NONE;
    }
    for (size_t i = n - 1; i-- > 0;) { /* a beginning that tells nothing leads to what follows */
        enum topic next = topic[i + 1] == TOPIC_DIAGNOSES ? TOPIC_PROBLEMS : topic[i + 1];
        topic[i] = topic[i] ? topic[i] : i == 0 || !topic[i - 1] ? next : TOPIC_NONE;
    }
    for (size_t i = 1; i < n; i++)
        topic[i] = topic[i] ? topic[i] : topic[i - 1];
    for (size_t i = 0, k; i < n && !r->failed; i = k) {
        bool each = topic[i] == TOPIC_GOALS || topic[i] == TOPIC_OBJECTIVES || topic[i] == TOPIC_INTERVENTIONS;
        for (k = i + 1; k < n && topic[k] == topic[i] && !each; k++)
            ;
        struct str whole = {sentence[i].p, (size_t)(sentence[k - 1].p + sentence[k - 1].n - sentence[i].p)};
        put_as(r, topic[i], nothing, whole);
    }
    return r->stored;
}

/* "Drawn up", "Plan start", "Opened", not "Last hospital stay". */
static bool dates_the_plan(struct str label)
{
    static const char *const words[] = {"plan",    "start", "open",  "drawn",  "begin", "began",   "begun", "made",
                                        "written", "agree", "creat", "prepar", "date",  "identif", NULL};
    size_t which;
    return text_scan_any(label, words, &which) != (size_t)-1 && text_scan_word(label, "next") == (size_t)-1 &&
           text_scan_word(label, "last") == (size_t)-1;
}

bool text_guess_put(struct reader *r, struct str name, struct str s)
{
    enum topic t = read_like(r, s), announced = name.n ? heading_keyword(name) : TOPIC_NONE;
    if (announced == TOPIC_PLAN_DATES || (text_makes_items(announced) && s.n < 15))
        announced = TOPIC_NONE; /* a short fact about a goal is no goal */
    if (announced == TOPIC_REVIEWS || t == TOPIC_NONE)
        t = announced == TOPIC_REVIEWS ? TOPIC_REVIEW_DATE : announced;
    if (str_starts(s, STR("My name is ")))
        t = TOPIC_CLIENT;
    if (name.n && ((heading_classes(name) & WORD_RISK) || text_endangers(name)) && !text_makes_items(t))
        t = text_scan_telephone(s) || (heading_classes(s) & WORD_CRISIS) ? TOPIC_CRISIS : t ? t : TOPIC_RISK;
    struct date d;
    struct span day;
    if (t == TOPIC_PLAN_DATE && name.n && text_scan_date(s, r->dates, &d, &day) &&
        (day.to - day.from < s.n || !dates_the_plan(name)))
        t = announced; /* "PHQ-9: 18 on 3 May": the day of something else, which must keep its name */
    if (t == TOPIC_NONE)
        return false;
    put_as(r, t, name, s);
    return r->stored;
}

static enum topic top_topic(const struct reader *r)
{
    return r->depth ? r->frame[r->depth - 1].topic : TOPIC_NONE;
}

bool text_guess_elsewhere(struct reader *r, struct str s)
{
    const char *group = heading_topics[top_topic(r)].group;
    bool ended = text_list_ended(r, r->line), filled = ended || (r->depth && r->frame[r->depth - 1].one_line);
    bool apart = group[0] == 'n' && r->plan->goals.n > 0 && is_signed(r, s);
    if (s.n == 0 || (group[0] == 'n' && !apart) || (group[0] == 'a' && !filled))
        return false;
    enum topic t = is_signed(r, s)              ? TOPIC_SIGNATURES
                   : filled && text_is_score(s) ? TOPIC_ASSESSMENT
                   : is_agreement(s)            ? TOPIC_AGREEMENT
                   : filled                     ? read_like(r, s)
                                                : TOPIC_NONE;
    switch (t) {
    case TOPIC_SIGNATURES:
    case TOPIC_AGREEMENT:
        if (group[0] == 'a')
            return false;
        break;
    case TOPIC_MONITORING:
    case TOPIC_INTERVENTIONS:
    case TOPIC_DIAGNOSES:
        if (!ended && t == TOPIC_INTERVENTIONS && strchr("ch", group[0]) && text_clinician_acts(s))
            break;
        if (!ended || heading_topics[t].group[0] == group[0])
            return false;
        break;
    case TOPIC_REVIEWS:
    case TOPIC_DISCHARGE:
    case TOPIC_CRISIS:
    case TOPIC_RISK:
    case TOPIC_REFERRALS:
    case TOPIC_ASSESSMENT:
    case TOPIC_MEDICATIONS:
        if (t == TOPIC_ASSESSMENT && group[0] == 'd')
            return false;
        if (heading_topics[t].group[0] == group[0] || (t == TOPIC_DISCHARGE && strchr("gip", group[0])))
            return false;
        break;
    default:
        return false;
    }
    r->heading = r->label = nothing;
    put_as(r, t, nothing, s);
    return r->stored;
}
