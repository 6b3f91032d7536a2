/* plan_text_item2.c: making the items that follow, help and agree: monitoring, phases, supports, referrals, people. */
#include "plan/plan_text_reader.h"

#include <string.h>

static void set(struct reader *r, enum item kind, struct str *to, const char *member, struct str s)
{
    s = str_trim(s);
    if (s.n == 0)
        return;
    text_put(r, to, s);
    text_item_mark(r, kind, member, 0);
}

void text_make_monitoring(struct reader *r, struct str name, struct str s)
{
    struct plan_monitoring *m = text_item_new(r, ITEM_MONITORING);
    if (!m)
        return;
    s = text_unquote(text_labelled(r, name, s));
    set(r, ITEM_MONITORING, &m->text, "/text", s);
    text_put_measure(r, &m->measure, s);
    if (!m->measure.instrument.p) {
        struct plan_measure none = {.kind = m->measure.kind};
        struct str tool = {NULL, 0};
        static const char *const tools[] = {
            "symptom diary", "thought diary", "mood log",   "sleep diary", "sleep log", "diary",   "thought log", "log",
            "self-report",   "checklist",     "attendance", "observation", "worksheet", "tracker", "chart",       NULL};
        size_t which, at = text_scan_any(s, tools, &which);
        if (at != (size_t)-1)
            tool = str_sub(s, at, at + strlen(tools[which]));
        if (tool.p || s.n <= 60)
            text_put(r, &none.name, tool.p ? tool : s);
        m->measure = none;
    }
    if (m->measure.name.p)
        text_item_mark(r, ITEM_MONITORING, "/measure/name", 0);
    if (m->measure.instrument.p)
        text_item_mark(r, ITEM_MONITORING, "/measure/instrument", 0);
    struct plan_cadence c = {.text = {NULL, 0}};
    size_t periodic = str_find_ci(s, STR("periodic"), 0);
    struct str often = STR("periodic");
    if (text_scan_cadence(s, &c, &often) || periodic != (size_t)-1) {
        m->cadence = c;
        text_put(r, &m->cadence.text, often);
        text_item_mark(r, ITEM_MONITORING, "/cadence", 0);
    }
    if (text_item_open(r, ITEM_OBJECTIVE) && text_under_objective(r))
        text_link(r, ITEM_MONITORING, ITEM_OBJECTIVE);
    else if (r->index[ITEM_GOAL] >= 0 &&
             (r->measured_by_goal || (text_item_open(r, ITEM_GOAL) && r->line->level > r->level[ITEM_GOAL])))
        text_link(r, ITEM_MONITORING, ITEM_GOAL);
}

/* "one session every four weeks" is how often, not how many. */
static bool often_after(struct str s)
{
    static const char *const words[] = {"every ", "each ", "per ", "a week", "a month", "weekly", "monthly"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_begins_ci(s, words[i]))
            return true;
    return false;
}

void text_make_phase(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct plan_phase *p = text_item_new(r, ITEM_PHASE);
    struct scan_span n;
    if (!p)
        return;
    set(r, ITEM_PHASE, &p->name, "/name", name);
    set(r, ITEM_PHASE, &p->text, "/text", s);
    bool maintenance = topic == TOPIC_PHASE_LONG || str_find_ci(s, STR("maintenance"), 0) != (size_t)-1 ||
                       str_find_ci(name, STR("maintenance"), 0) != (size_t)-1;
    p->kind = maintenance ? PHASE_MAINTENANCE : PHASE_ACTIVE;
    struct str both = text_labelled(r, name, s);
    if (text_scan_length(both, UNIT_SESSION, &n) && !often_after(str_sub(both, n.at.to, both.n))) {
        p->sessions_min = (struct opt_int){true, n.min};
        p->sessions_max = (struct opt_int){true, n.max};
        text_item_mark(r, ITEM_PHASE, "/sessions_min", 0);
        text_item_mark(r, ITEM_PHASE, "/sessions_max", 0);
    }
    if (text_scan_length(both, UNIT_WEEK, &n)) {
        p->weeks_min = (struct opt_int){true, n.min};
        p->weeks_max = (struct opt_int){true, n.max};
        text_item_mark(r, ITEM_PHASE, "/weeks_min", 0);
        text_item_mark(r, ITEM_PHASE, "/weeks_max", 0);
    }
    struct plan_cadence c = {.text = {NULL, 0}};
    struct str often;
    if (text_scan_cadence(s, &c, &often)) {
        p->cadence = c;
        text_put(r, &p->cadence.text, often);
        text_item_mark(r, ITEM_PHASE, "/cadence", 0);
    }
}

/* What they are not to do: what follows "without", "not to", "avoid". */
static struct str not_to_do(struct str s)
{
    static const char *const openers[] = {"without ",      "do not ",     "not to ", "avoid ",
                                          "refrain from ", "should not ", NULL};
    size_t which, at = text_scan_any(s, openers, &which);
    if (at != (size_t)-1) {
        size_t end = at + (which == 0 ? strlen(openers[which]) : 0), from = end;
        while (end < s.n && s.p[end] != '.' && s.p[end] != ';')
            end++;
        return str_trim(str_sub(s, from, end));
    }
    return (struct str){NULL, 0};
}

/* Headed by people who are no family. */
static bool names_others(struct str name)
{
    static const char *const words[] = {"social",    "community",  "friend",    "friends",    "neighbor", "neighbors",
                                        "neighbour", "neighbours", "colleague", "colleagues", "coworker", "coworkers"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_scan_word(name, words[i]) != (size_t)-1)
            return true;
    return false;
}

void text_make_support(struct reader *r, struct str name, struct str s)
{
    struct plan_support *u = text_item_new(r, ITEM_SUPPORT);
    if (!u)
        return;
    s = text_unquote(s);
    struct str both = text_labelled(r, name, s);
    uint32_t classes = heading_classes(both);
    u->kind = (classes & WORD_PEER) && text_scan_word(both, "family") == (size_t)-1 ? SUPPORT_PEER
              : names_others(name)                                                  ? SUPPORT_SOCIAL
              : classes & WORD_KIN                                                  ? SUPPORT_FAMILY
                                                                                    : SUPPORT_SOCIAL;
    set(r, ITEM_SUPPORT, &u->who, "/who", name);
    set(r, ITEM_SUPPORT, &u->text, "/text", s);
    set(r, ITEM_SUPPORT, &u->not_do, "/not_do", not_to_do(s));
}

/* "refer to a psychiatrist for ...": to whom. */
static struct str referred_to(struct str s)
{
    size_t at = str_find_ci(s, STR("refer"), 0), to = at == (size_t)-1 ? at : text_scan_word(str_sub(s, at, s.n), "to");
    if (to == (size_t)-1 || to > 40)
        return (struct str){NULL, 0};
    size_t from = at + to + 2, end;
    struct str rest = str_trim(str_sub(s, from, s.n));
    static const char *const articles[] = {"a ", "an ", "the ", "their ", "his ", "her "};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (str_begins_ci(rest, articles[i]))
            rest = str_sub(rest, strlen(articles[i]), rest.n);
    static const char *const enders[] = {"for ", "if ", "when ", "to ", "with ", "who ", "regarding ", "at ", NULL};
    size_t which, stop;
    for (end = 0; end < rest.n && !strchr(",;(", rest.p[end]); end++)
        if (rest.p[end] == '.' && !(end >= 2 && end <= 3 && (rest.p[0] == 'D' || rest.p[0] == 'M'))) /* "Dr.", "Mrs." */
            break;
    stop = text_scan_any(str_sub(rest, 0, end), enders, &which);
    end = stop < end ? stop : end;
    return str_trim(str_sub(rest, 0, end));
}

void text_make_referral(struct reader *r, struct str name, struct str s)
{
    struct plan_referral *f = text_item_new(r, ITEM_REFERRAL);
    struct str condition, rest;
    if (!f)
        return;
    s = text_unquote(s);
    set(r, ITEM_REFERRAL, &f->name, "/name", name);
    struct str to = referred_to(s);
    if (to.n && to.n <= 80)
        set(r, ITEM_REFERRAL, &f->to, "/to", to);
    if (text_scan_condition(s, &condition, &rest)) {
        text_put_condition(r, &f->trigger, condition);
        text_item_mark(r, ITEM_REFERRAL, "/trigger/text", 0);
        s = rest;
    } else {
        static const char *const openers[] = {"if ", "when ", "should ", "for any ", NULL};
        size_t which, at = text_scan_any(s, openers, &which);
        if (at != (size_t)-1 && at > 0) {
            text_put_condition(r, &f->trigger, str_sub(s, at, s.n && s.p[s.n - 1] == '.' ? s.n - 1 : s.n));
            text_item_mark(r, ITEM_REFERRAL, "/trigger/text", 0);
        }
    }
    set(r, ITEM_REFERRAL, &f->text, "/text", s);
}

static bool looks_like_contact(struct str s)
{
    return s.n > 0 && (text_scan_telephone(s) || memchr(s.p, '@', s.n));
}

/* "Jane Roe (wife), 555-0100": name, role, contact. */
void text_make_person(struct reader *r, enum item kind, struct str role, struct str s)
{
    struct plan_person *p = text_item_new(r, kind);
    struct str inside = {NULL, 0}, tail = {NULL, 0}, name = s;
    if (!p)
        return;
    size_t open = str_find(s, STR("("), 0), close = open == (size_t)-1 ? open : str_find(s, STR(")"), open);
    if (close != (size_t)-1 && open > 0 && !text_scan_telephone(str_sub(s, open, close))) {
        name = str_trim(str_sub(s, 0, open));
        inside = str_sub(s, open + 1, close);
        tail = str_trim(str_sub(s, close + 1, s.n));
    } else {
        for (size_t i = 0; i + 1 < s.n; i++) {
            bool dash = s.p[i] == '-' && s.p[i + 1] == ' ' && i && s.p[i - 1] == ' ';
            if (s.p[i] != ',' && s.p[i] != ';' && s.p[i] != '|' && !dash)
                continue;
            name = str_trim(str_sub(s, 0, i));
            tail = str_trim(str_sub(s, i + 1, s.n));
            break;
        }
    }
    while (tail.n && strchr(",;:- |", tail.p[0]))
        tail = str_sub(tail, 1, tail.n);
    set(r, kind, &p->name, "/name", name);
    set(r, kind, &p->role, "/role", role.n ? role : inside);
    if (role.n && inside.n)
        set(r, kind, &p->text, "/text", inside);
    if (tail.n && looks_like_contact(tail))
        set(r, kind, &p->contact, "/contact", tail);
    else if (tail.n && tail.n <= 30 && memchr(tail.p, '.', tail.n) == NULL && kind == ITEM_PARTICIPANT && role.n)
        set(r, kind, &p->credential, "/credential", tail);
    else if (tail.n && !p->role.p && tail.n < 60)
        set(r, kind, &p->role, "/role", tail);
    else if (tail.n)
        set(r, kind, &p->text, "/text", tail);
    if (looks_like_contact(name) && !p->contact.p)
        set(r, kind, &p->contact, "/contact", name);
    if (!p->name.p && !p->role.p)
        text_item_mark(r, kind, "", 0);
}

static const char *const signing_words[] = {"signatures",     "signature", "signed", "by", "of",
                                            "electronically", "date",      "and",    "/",  "name"};

/* The role in "Client signature", "Signature of therapist/date". */
static struct str signing_role(struct str label)
{
    bool cut = true;
    while (cut && label.n) {
        cut = false;
        for (size_t i = 0; i < sizeof signing_words / sizeof *signing_words; i++) {
            struct str w = str_of(signing_words[i]);
            if (str_starts_ci(label, w) &&
                (label.n == w.n || label.p[w.n] == ' ' || label.p[w.n] == '/' || w.p[0] == '/')) {
                label = str_trim(str_sub(label, w.n, label.n));
                cut = true;
            }
            if (str_ends_ci(label, w) &&
                (label.n == w.n || label.p[label.n - w.n - 1] == ' ' || label.p[label.n - w.n - 1] == '/')) {
                label = str_trim(str_sub(label, 0, label.n - w.n));
                cut = true;
            }
            while (label.n && strchr("/ :", label.p[label.n - 1])) {
                label.n--;
                cut = true;
            }
        }
    }
    return label;
}

/* "Electronically signed by ", "/s/ " before a name, " on" before its date: how it was signed, not who. */
static struct str signer(struct reader *r, struct plan_signature *g, struct str s)
{
    static const char *const openers[] = {"electronically signed by",
                                          "signed electronically by",
                                          "digitally signed by",
                                          "e-signed by",
                                          "signed by",
                                          "signed",
                                          "/s/"};
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        size_t n = strlen(openers[i]);
        if (!str_starts_ci(s, str_of(openers[i])) || (s.n > n && !strchr(" :/", s.p[n])))
            continue;
        if (strchr("eds", openers[i][0]) && str_find_ci(s, STR("ly"), 0) < n && !g->method.p)
            set(r, ITEM_SIGNATURE, &g->method, "/method", STR("electronic"));
        for (s = str_sub(s, n, s.n); s.n && strchr(" :", s.p[0]);)
            s = str_sub(s, 1, s.n);
        i = (size_t)-1; /* "Signed by: /s/ ..." */
    }
    if (str_ends_ci(s, STR(" on")) || str_ends_ci(s, STR(" at")))
        s = str_trim(str_sub(s, 0, s.n - 3));
    while (s.n && (strchr(",; ", s.p[s.n - 1]) || (s.n > 3 && s.p[s.n - 1] == '.' && !memchr(s.p + s.n - 4, ' ', 3) &&
                                                   !memchr(s.p + s.n - 4, '.', 3))))
        s.n--; /* a full stop, not that of "Jr." */
    return s;
}

/* "Anna Roe, LCSW": the credential behind the name. */
static struct str signed_credential(struct str *name)
{
    const char *comma = name->n ? memchr(name->p, ',', name->n) : NULL;
    struct str behind =
        comma ? str_trim(str_sub(*name, (size_t)(comma - name->p) + 1, name->n)) : (struct str){NULL, 0};
    bool capital = behind.n && behind.n <= 30 && behind.p[0] >= 'A' && behind.p[0] <= 'Z';
    if (!capital || !(heading_classes(behind) & WORD_HELPER))
        return (struct str){NULL, 0};
    name->n = (size_t)(comma - name->p);
    return behind;
}

void text_make_signature(struct reader *r, struct str name, struct str s)
{
    struct str role = signing_role(name.n ? name : r->label);
    struct span at;
    if (!role.n && (!str_trim(s).n || text_is_unfilled(s))) {
        r->stored = true; /* "Signatures: ____": a line to sign on, of nobody in particular */
        return;
    }
    struct plan_signature *g = text_item_new(r, ITEM_SIGNATURE);
    if (!g)
        return;
    set(r, ITEM_SIGNATURE, &g->role, "/role", role);
    if (text_scan_date(s, r->dates, &g->date, &at)) {
        text_item_mark(r, ITEM_SIGNATURE, "/date", 0);
        struct str after = str_trim(str_sub(s, at.to, s.n));
        s = str_trim(str_sub(s, 0, at.from));
        size_t date = text_scan_word(s, "date");
        if (date != (size_t)-1 && date + 6 >= s.n)
            s = str_trim(str_sub(s, 0, date));
        if (after.n > 2)
            set(r, ITEM_SIGNATURE, &g->text, "/text", after);
    }
    while (s.n && strchr("_,;:|- ", s.p[s.n - 1]))
        s.n--;
    while (s.n && strchr("_,;:|- ", s.p[0]))
        s = str_sub(s, 1, s.n);
    s = signer(r, g, s);
    struct str credential = signed_credential(&s);
    set(r, ITEM_SIGNATURE, &g->credential, "/credential", credential);
    if (str_find_ci(r->label, STR("electronic"), 0) != (size_t)-1 && !g->method.p)
        set(r, ITEM_SIGNATURE, &g->method, "/method", STR("electronic"));
    if (s.n > 80)
        set(r, ITEM_SIGNATURE, &g->text, "/text", s);
    else
        set(r, ITEM_SIGNATURE, &g->name, "/name", s);
    text_item_mark(r, ITEM_SIGNATURE, "", 0);
}

void text_make_response(struct reader *r, struct str name, struct str s)
{
    struct plan_response *p = text_item_new(r, ITEM_RESPONSE);
    if (!p)
        return;
    set(r, ITEM_RESPONSE, &p->stage, "/stage", name);
    set(r, ITEM_RESPONSE, &p->signs, "/signs", s);
}

static enum plan_strength_kind strength_kind(struct str s)
{
    uint32_t c = heading_classes(s);
    return c & WORD_KIN                                ? STRENGTH_SUPPORT
           : text_scan_word(s, "skills") != (size_t)-1 ? STRENGTH_SKILL
           : c & WORD_PAST                             ? STRENGTH_PAST_SUCCESS
           : c & WORD_STRONG                           ? STRENGTH_QUALITY
                                                       : STRENGTH_UNSTATED;
}

static void one_trait(struct reader *r, enum topic topic, struct str s)
{
    struct str *text = NULL;
    enum item kind = ITEM_VALUE;
    if (topic == TOPIC_STRENGTHS) {
        kind = ITEM_STRENGTH;
        struct plan_strength *t = text_item_new(r, kind);
        if (t) {
            t->kind = strength_kind(s);
            text = &t->text;
        }
    } else if (topic == TOPIC_BARRIERS) {
        kind = ITEM_BARRIER;
        struct plan_barrier *t = text_item_new(r, kind);
        uint32_t c = heading_classes(s);
        if (t) {
            t->kind = c & WORD_MONEY    ? BARRIER_MONEY
                      : c & WORD_TRAVEL ? BARRIER_TRANSPORT
                      : c & WORD_DRIVE  ? BARRIER_MOTIVATION
                      : c & WORD_AILING ? BARRIER_SYMPTOM
                                        : BARRIER_UNSTATED;
            text = &t->text;
        }
    } else if (topic == TOPIC_PREFERENCES) {
        kind = ITEM_PREFERENCE;
        struct plan_preference *t = text_item_new(r, kind);
        text = t ? &t->text : NULL;
    } else {
        struct plan_value *t = text_item_new(r, kind);
        text = t ? &t->text : NULL;
    }
    if (text)
        set(r, kind, text, "/text", s);
}

/* Several in one line: by semicolons, by sentences, or by commas when every part is short. */
void text_make_trait(struct reader *r, enum topic topic, struct str name, struct str s)
{
    struct str sentence, rest = text_unquote(s);
    if (name.n) {
        one_trait(r, topic, s.n ? text_labelled(r, name, rest) : name);
        return;
    }
    while (text_scan_sentence(&rest, &sentence)) {
        bool semicolons = memchr(sentence.p, ';', sentence.n) != NULL, commas = !semicolons;
        size_t longest = 0, parts = 1, from = 0;
        for (size_t i = 0, last = 0; i <= sentence.n; i++)
            if (i == sentence.n || sentence.p[i] == ',') {
                longest = i - last > longest ? i - last : longest;
                parts += i < sentence.n;
                last = i + 1;
            }
        commas = commas && parts >= 3 && longest <= 32 && !memchr(sentence.p, '(', sentence.n);
        for (size_t i = 0; i <= sentence.n; i++) {
            if (i < sentence.n && !(semicolons && sentence.p[i] == ';') && !(commas && sentence.p[i] == ','))
                continue;
            struct str part = str_trim(str_sub(sentence, from, i));
            if ((commas || semicolons) && str_starts_ci(part, STR("and ")))
                part = str_trim(str_sub(part, 4, part.n));
            if (part.n)
                one_trait(r, topic, part);
            from = i + 1;
        }
    }
}

/* "-2: does not leave home": one level of goal attainment scaling. */
bool text_attainment(struct reader *r, struct str name, struct str s)
{
    struct str digits = name;
    bool minus =
        str_starts(name, STR("-")) || str_starts(name, STR("\xE2\x88\x92")) || str_starts(name, STR("\xE2\x80\x93"));
    if (minus)
        digits = str_sub(name, name.p[0] == '-' ? 1 : 3, name.n);
    else if (str_starts(name, STR("+")))
        digits = str_sub(name, 1, name.n);
    if (digits.n != 1 || digits.p[0] < '0' || digits.p[0] > '2' || r->index[ITEM_OBJECTIVE] < 0)
        return false;
    struct plan_objective *o = text_item_at(r, ITEM_OBJECTIVE);
    struct plan_attainment *level = PLAN_PUSH(r->arena, &o->attainment);
    if (!level) {
        r->failed = true;
        return true;
    }
    level->level = (struct opt_int){true, minus ? -(digits.p[0] - '0') : digits.p[0] - '0'};
    text_put(r, &level->text, s);
    text_item_mark(r, ITEM_OBJECTIVE, "/attainment/#", (int)o->attainment.n - 1);
    return true;
}
