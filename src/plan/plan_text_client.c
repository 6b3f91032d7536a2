/* plan_text_client.c: who the plan is about, people in it, and its dates. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

/* the client */

void text_identifier(struct reader *r, struct str label, struct str s)
{
    text_put_topic(r, &r->plan->client.identifiers, label, s);
    text_mark(r, "/client/identifiers/#", (int)r->plan->client.identifiers.n - 1, 0, 0);
}

void text_background(struct reader *r, struct str label, struct str s)
{
    struct plan_client *c = &r->plan->client;
    text_put_topic(r, &c->background, label, s);
    text_mark(r, "/client/background/#", (int)c->background.n - 1, 0, 0);
    text_guess_diagnosis(r, s);
    text_guess_age(r, s);
}

/* Are there words in s outside of the span? Times of the day and days of the week are words too. */
static bool says_more(struct str s, struct span at)
{
    struct text_word w;
    for (size_t from = 0; word_next(s.p, s.n, &from, &w);)
        if (w.from < at.from || w.from >= at.to)
            return true;
    return false;
}

void text_birth(struct reader *r, struct str s)
{
    struct span at;
    int64_t age;
    if (!text_scan_date(s, r->dates, &r->plan->client.birth_date, &at)) {
        text_identifier(r, r->label, s);
        return;
    }
    text_mark(r, "/client/birth_date", 0, 0, 0);
    struct str rest = str_sub(s, at.to, s.n);
    struct span number = {0, 0};
    if (text_scan_integer(rest, &age, &number) && age < 130 && !r->plan->client.age_years.has) {
        r->plan->client.age_years = (struct opt_int){true, age};
        text_mark(r, "/client/age_years", 0, 0, 0);
    }
    if (says_more(str_sub(s, 0, at.from), (struct span){0, 0}) || says_more(rest, number))
        text_identifier(r, r->label, s);
}

void text_age(struct reader *r, struct str s)
{
    struct span at;
    int64_t age;
    if (!text_scan_integer(s, &age, &at) || age > 130) {
        text_identifier(r, r->label, s);
        return;
    }
    r->plan->client.age_years = (struct opt_int){true, age};
    text_mark(r, "/client/age_years", 0, 0, 0);
    if (says_more(str_sub(s, 0, at.from), (struct span){0, 0}))
        text_identifier(r, r->label, s);
    struct str rest = str_trim(str_sub(s, at.to, s.n));
    while (rest.n && strchr(" /,-|", rest.p[0]))
        rest = str_sub(rest, 1, rest.n);
    if (str_starts_ci(rest, STR("year")) || str_starts_ci(rest, STR("y")))
        rest = rest.n > 10 ? rest : nothing;
    if (str_eq_ci(rest, STR("f")) || str_eq_ci(rest, STR("m")) || str_eq_ci(rest, STR("female")) ||
        str_eq_ci(rest, STR("male")) || str_eq_ci(rest, STR("nonbinary")) || str_eq_ci(rest, STR("non-binary")))
        text_plan_put(r, &r->plan->client.gender, "/client/gender", rest);
    else if (rest.n > 1)
        text_identifier(r, r->label, s);
}

static bool looks_like_name(struct str s)
{
    size_t words = 1;
    if (s.n == 0 || s.n > 40 || s.p[0] < 'A' || s.p[0] > 'Z')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return false;
        if (s.p[i] == ' ') {
            words++;
            if (i + 1 < s.n && s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z')
                return false;
        }
    }
    return words >= 2 && words <= 4 && s.p[s.n - 1] != '.';
}

static bool is_short_fact(struct str label, struct str s)
{
    return s.n <= 40 && s.n > 0 && s.p[s.n - 1] != '.' && label.n <= 40;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* "born 3/4/1991", "DOB 3/4/1991" behind a name: the day of birth; what stands behind it is left. */
static struct str named_birth(struct reader *r, struct str rest)
{
    static const char *const words[] = {"born on ", "born ",           "dob: ",          "dob ",
                                        "d.o.b. ",  "date of birth: ", "date of birth ", "b. "};
    struct span at;
    struct date day;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_begins_ci(rest, words[i]) || r->plan->client.birth_date.year ||
            !text_scan_date(rest, r->dates, &day, &at) || at.from > strlen(words[i]))
            continue;
        r->plan->client.birth_date = day;
        text_mark(r, "/client/birth_date", 0, 0, 0);
        rest = str_sub(rest, at.to, rest.n);
        while (rest.n && strchr(" ,;)", rest.p[0]))
            rest = str_sub(rest, 1, rest.n);
    }
    return rest;
}

/* "Patient: Alvin Teo, 68 y/o male": the name, and what stands behind it. */
bool text_client_named(struct reader *r, struct str s)
{
    struct str name = s, rest = nothing;
    if (!r->label.n || r->plan->client.name.p)
        return false;
    size_t comma = str_find(s, STR(","), 0), bracket = str_find(s, STR(" ("), 0);
    size_t end = comma < bracket ? comma : bracket;
    bool last_name_first = end == comma && comma != (size_t)-1 && !memchr(s.p, ' ', comma) && comma + 3 < s.n &&
                           is_capital(s.p[comma + 2]) && text_scan_word(str_sub(s, comma, s.n), "y") == (size_t)-1;
    if (last_name_first) { /* "IKEDA, HANA (#0091)" */
        for (end = comma + 2; end < s.n && s.p[end] != ' ' && s.p[end] != ',';)
            end++;
        end = end == s.n ? (size_t)-1 : end;
    }
    if (end != (size_t)-1) {
        name = str_trim(str_sub(s, 0, end));
        rest = str_trim(str_sub(s, end + 1, s.n));
    }
    if (name.n == 0 || name.n > 40 || name.p[0] < 'A' || name.p[0] > 'Z' || memchr(name.p, ':', name.n))
        return false;
    text_plan_put(r, &r->plan->client.name, "/client/name", name);
    rest = named_birth(r, rest);
    if (rest.n) {
        text_background(r, r->label, s);
        text_guess_years(r, rest);
    }
    return true;
}

void text_client_line(struct reader *r, struct str name, struct str s)
{
    if (!name.n && text_client_named(r, s))
        return;
    if (name.n && is_short_fact(name, s))
        text_identifier(r, name, s);
    else if (name.n)
        text_background(r, name, s);
    else if (!r->plan->client.name.p && looks_like_name(s))
        text_plan_put(r, &r->plan->client.name, "/client/name", s);
    else
        text_background(r, r->heading, s);
}

static enum item last_person(const struct reader *r)
{
    static const enum item kinds[] = {ITEM_CONTACT, ITEM_PARTICIPANT, ITEM_SIGNATURE};
    enum item best = ITEM_NONE;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_item_open(r, kinds[i]) && (!best || r->made[kinds[i]] > r->made[best]))
            best = kinds[i];
    return best;
}

/* "Phone:", "Credentials:" and "Role:" of the person above, else of the client. */
void text_person_fact(struct reader *r, enum topic topic, struct str s)
{
    enum item kind = last_person(r);
    enum topic section = text_section_of(r);
    if (kind == ITEM_NONE && text_group(section) == 'x') {
        text_make_person(r, ITEM_CONTACT, nothing, s);
        return;
    }
    if (kind == ITEM_NONE || (topic == TOPIC_CONTACT && text_group(section) == 'c')) {
        if (topic == TOPIC_CONTACT)
            text_plan_put(r, &r->plan->client.contact, "/client/contact",
                          r->plan->client.contact.p || r->label.n == 0 ? text_labelled(r, r->label, s) : s);
        else
            text_identifier(r, r->label, s);
        return;
    }
    void *item = text_item_at(r, kind);
    if (kind == ITEM_SIGNATURE) {
        struct plan_signature *g = item;
        text_put(r, topic == TOPIC_CREDENTIAL ? &g->credential : topic == TOPIC_ROLE ? &g->role : &g->text, s);
        text_item_mark(r, kind, topic == TOPIC_CREDENTIAL ? "/credential" : topic == TOPIC_ROLE ? "/role" : "/text", 0);
    } else {
        struct plan_person *p = item;
        text_put(r, topic == TOPIC_CREDENTIAL ? &p->credential : topic == TOPIC_ROLE ? &p->role : &p->contact, s);
        text_item_mark(r, kind,
                       topic == TOPIC_CREDENTIAL ? "/credential"
                       : topic == TOPIC_ROLE     ? "/role"
                                                 : "/contact",
                       0);
    }
}

void text_name(struct reader *r, struct str s)
{
    enum topic section = text_section_of(r);
    enum item kind = last_person(r);
    if (kind == ITEM_SIGNATURE && text_group(section) == 'a' &&
        !((struct plan_signature *)text_item_at(r, kind))->name.p) {
        text_put(r, &((struct plan_signature *)text_item_at(r, kind))->name, s);
        text_item_mark(r, kind, "/name", 0);
    } else if (section == TOPIC_SIGNATURES) {
        text_make_signature(r, nothing, s);
    } else if (text_group(section) == 'x' || section == TOPIC_PARTICIPANTS) {
        text_make_person(r, text_group(section) == 'x' ? ITEM_CONTACT : ITEM_PARTICIPANT, nothing, s);
    } else if (!r->plan->client.name.p || str_eq(r->plan->client.name, s)) {
        r->plan->client.name = nothing;
        text_plan_put(r, &r->plan->client.name, "/client/name", s);
    } else if (str_find_ci(r->label, STR("first"), 0) != (size_t)-1 &&
               !memchr(r->plan->client.name.p, ' ', r->plan->client.name.n)) {
        struct str last = r->plan->client.name; /* the surname came first */
        r->plan->client.name = text_joined(r, s, " ", last);
        text_mark(r, "/client/name", 0, 0, 0);
    } else {
        text_identifier(r, r->label, s);
    }
}

/* dates and reviews */

/* "every 90 days", "quarterly", "twice a year": n lengths of a unit, shared out among `times`. Whole weeks are kept as
 * weeks, years as months. What does not come out even stays in words. */
static void window_numbers(struct reader *r, enum plan_unit unit, struct opt_int min, struct opt_int max, int64_t times)
{
    struct plan_review_window *w = &r->plan->reviews.window;
    enum { LONG = 9999 }; /* longer than any plan: no number to count with */
    int64_t each = unit == UNIT_YEAR ? 12 : 1;
    struct opt_int low = {min.has, min.v * each}, high = {max.has, max.v * each};
    if (unit < UNIT_DAY || times < 1 || low.v > LONG || high.v > LONG || low.v % times != 0 || high.v % times != 0)
        return;
    low.v /= times;
    high.v /= times;
    plan_window_put(w, (struct plan_window){low, high, unit == UNIT_YEAR ? UNIT_MONTH : unit});
    unit = plan_window(w).unit;
    const char *const names[2][3] = {
        {"/reviews/window/min_days", "/reviews/window/min_weeks", "/reviews/window/min_months"},
        {"/reviews/window/max_days", "/reviews/window/max_weeks", "/reviews/window/max_months"}};
    int which = unit == UNIT_DAY ? 0 : unit == UNIT_WEEK ? 1 : 2;
    if (low.has)
        text_mark(r, names[0][which], 0, 0, 0);
    if (high.has)
        text_mark(r, names[1][which], 0, 0, 0);
}

static void put_window(struct reader *r, struct str s)
{
    struct plan_review_window *w = &r->plan->reviews.window;
    struct plan_cadence c = {.text = nothing};
    struct str often;
    if (w->text.p || !text_scan_cadence(s, &c, &often))
        return;
    int64_t times = c.count_min.has ? c.count_min.v : 1;
    if (times == c.count_max.v || !c.count_max.has)
        window_numbers(r, c.unit, c.every_min, c.every_max, times);
    text_put(r, &w->text, often);
    text_mark(r, "/reviews/window/text", 0, 0, 0);
}

void text_review_line(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct plan_reviews *v = &r->plan->reviews;
    struct date d;
    struct span at = {0, 0};
    bool date = text_scan_date(s, r->dates, &d, &at);
    struct scan_span n;
    if (topic == TOPIC_LAST_REVIEW) {
        struct plan_review_held *h = PLAN_PUSH(r->arena, &v->held);
        if (!h) {
            r->failed = true;
            return;
        }
        if (date)
            h->date = d;
        if (!date || says_more(s, at))
            text_put(r, &h->text, s);
        text_mark(r, "/reviews/held/#", (int)v->held.n - 1, 0, 0);
        return;
    }
    if (date && topic == TOPIC_PLAN_DATE && !date_is_set(v->plan_date)) {
        v->plan_date = d;
        text_mark(r, "/reviews/plan_date", 0, 0, 0);
        if (says_more(s, at))
            text_plan_add(r, &v->clauses, "/reviews/clauses/#", text_labelled(r, r->label, s));
        return;
    }
    if (date && topic != TOPIC_PLAN_DATE && topic != TOPIC_PLAN_DATES && !date_is_set(v->next)) {
        v->next = d;
        text_mark(r, "/reviews/next", 0, 0, 0);
        if (!says_more(s, at) && !name.n)
            return;
    }
    put_window(r, s);
    bool length = !v->window.text.p && !name.n && text_scan_length(s, UNIT_UNSTATED, &n);
    if (length && n.at.to - n.at.from == s.n) {
        window_numbers(r, n.unit, (struct opt_int){true, n.min}, (struct opt_int){true, n.max}, 1);
        text_plan_put(r, &v->window.text, "/reviews/window/text", s);
    } else if (length && str_ends_ci(str_sub(s, 0, n.at.from), STR("in "))) { /* "in 90 days", "within 6 weeks" */
        bool within = str_ends_ci(str_sub(s, 0, n.at.from), STR("within "));
        window_numbers(r, n.unit, (struct opt_int){!within, within ? 0 : n.min}, (struct opt_int){true, n.max}, 1);
        text_plan_put(r, &v->window.text, "/reviews/window/text", str_sub(s, n.at.from - (within ? 7 : 3), n.at.to));
    }
    if (!v->window.text.p || !str_eq(v->window.text, str_trim(s)) || name.n || s.n > 40)
        text_plan_add(r, &v->clauses, "/reviews/clauses/#",
                      text_labelled(r,
                                    name.n                   ? name
                                    : topic == TOPIC_REVIEWS ? nothing
                                                             : r->label,
                                    s));
}

void text_date_line(struct reader *r, struct str s)
{
    enum item kind = last_person(r);
    struct date d;
    if (kind == ITEM_SIGNATURE && text_group(text_section_of(r)) != 'c') {
        struct plan_signature *g = text_item_at(r, kind);
        struct span at;
        if (!date_is_set(g->date) && text_scan_date(s, r->dates, &d, &at)) {
            g->date = d;
            text_item_mark(r, kind, "/date", 0);
            if (says_more(s, at)) {
                text_put(r, &g->text, s);
                text_item_mark(r, kind, "/text", 0);
            }
            return;
        }
    }
    struct span first;
    if (text_scan_date(s, r->dates, &d, &first) && text_scan_date(str_sub(s, first.to, s.n), r->dates, &d, NULL)) {
        text_start_or_end(r, TOPIC_START, str_sub(s, 0, first.to));
        text_start_or_end(r, TOPIC_END,
                          s.p[first.to] == ' ' ? str_trim(str_sub(s, first.to + 1, s.n)) : str_sub(s, first.to, s.n));
        return;
    }
    text_review_line(r, TOPIC_PLAN_DATE, nothing, s);
}

void text_start_or_end(struct reader *r, enum topic topic, struct str s)
{
    struct plan_duration *d = &r->plan->duration;
    struct span at;
    struct date *to = topic == TOPIC_START ? &d->start : &d->end;
    bool set = date_is_set(*to) || !text_scan_date(s, r->dates, to, &at);
    if (!set)
        text_mark(r, topic == TOPIC_START ? "/duration/start" : "/duration/end", 0, 0, 0);
    if (set || says_more(s, at))
        text_plan_put(r, &d->text, "/duration/text", text_labelled(r, r->label, s));
}
