/* consent.c: consents: what each kind must hold, and which are in force. */
#include "practice/sharing_parts.h"

#include "store/account.h"

#include <stddef.h>

/* ---- the elements of each kind: rows of one table ---- */

enum need {
    NEED_TEXT,        /* the text at `at` */
    NEED_TOLD,        /* the bit `at` of told */
    NEED_STATEMENT,   /* statements[at] */
    NEED_SECTIONS,    /* one at least */
    NEED_NO_SECTIONS, /* nothing is combined with it */
    NEED_NO_LABELLED, /* not what bears the Part 2 label */
    NEED_EXPIRY,      /* a day or an event */
    NEED_DAY,         /* signed_on */
    NEED_COPY,
    NEED_AUTHORITY,    /* when a representative signed */
    NEED_PARTICIPANTS, /* when the receiver is an intermediary */
    NEED_ONE_RECEIVER, /* a class only for treatment, payment and operations */
    NEED_SEPARATE      /* proceedings apart from treatment, payment and operations */
};

#define TREATMENT (1u << CONSENT_TREATMENT)
#define E_RECORD (1u << CONSENT_E_RECORD)
#define RELEASE (1u << CONSENT_RELEASE)
#define PART2 (1u << CONSENT_PART2)
#define PSYCHOTHERAPY (1u << CONSENT_PSYCHOTHERAPY_NOTES)
#define HIPAA (RELEASE | PSYCHOTHERAPY)
#define GIVES (HIPAA | PART2)
#define EVERY (TREATMENT | E_RECORD | GIVES)
#define AT(member) offsetof(struct consent, member)

struct element {
    unsigned kinds;
    bool tpo_only; /* asked for only when the consent is for treatment, payment and operations */
    enum need need;
    size_t at;
    const char *where, *text, *source;
};

static const struct element elements[] = {
    {TREATMENT, false, NEED_TOLD, TOLD_PROCESS, "told process", "what treatment will be like", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_RISKS, "told risks", "its risks", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_BENEFITS, "told benefits", "its benefits", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_ALTERNATIVES, "told alternatives", "the alternatives", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_STOP, "told stop", "the right to stop", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_LIMITS, "told limits", "the limits of confidentiality", "project"},
    {TREATMENT, false, NEED_TOLD, TOLD_REPLY_TIMES, "told reply_times", "when messages are answered", "project"},
    {E_RECORD, false, NEED_TOLD, TOLD_PAPER, "told paper", "that paper is an option", "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_WITHDRAW, "told withdraw", "the right to withdraw and what follows",
     "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_SCOPE, "told scope", "which records it is about", "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_HOW, "told how", "how to withdraw and to give a new address",
     "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_COPY, "told copy", "how to get a paper copy, and its fee", "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_DEVICES, "told devices", "the hardware and software that are needed",
     "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TOLD, TOLD_SHOWN, "told shown", "that the client showed it can be opened",
     "15 USC 7001(c)(1)"},
    {E_RECORD, false, NEED_TEXT, AT(version), "version", "which version was put before the client",
     "15 USC 7001(c)(1)"},
    {PART2, false, NEED_TEXT, AT(client_name), "client_name", "the client's name: write it in the details first",
     "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_TEXT, AT(description), "description", "what is given, in words", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_TEXT, AT(description), "description", "what is given, in words", "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_TEXT, AT(from), "from", "who may give it", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_TEXT, AT(from), "from", "who may give it", "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_TEXT, AT(to), "to", "who may receive it", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_TEXT, AT(to), "to", "who may receive it", "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_TEXT, AT(purpose), "purpose", "the purpose", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_TEXT, AT(purpose), "purpose", "the purpose", "42 CFR 2.31(a)"},
    {RELEASE, false, NEED_SECTIONS, 0, "sections", "which parts of the record it is about", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_SECTIONS, 0, "sections", "which parts of the record it is about", "42 CFR 2.31(a)"},
    {RELEASE, false, NEED_NO_LABELLED, 0, "sections",
     "nothing of substance use treatment: that takes a Part 2 consent of its own", "42 CFR 2.31(a)"},
    {PSYCHOTHERAPY, false, NEED_NO_SECTIONS, 0, "sections",
     "nothing else: psychotherapy notes are never combined with other parts", "45 CFR 164.508(b)(3)(ii)"},
    {HIPAA, false, NEED_EXPIRY, 0, "expires", "the day or the event on which it ends", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_EXPIRY, 0, "expires", "the day or the event on which it ends", "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_STATEMENT, 0, "statement revoke", "the right to revoke and how", "45 CFR 164.508(c)(2)"},
    {PART2, false, NEED_STATEMENT, 0, "statement revoke", "the right to revoke and how", "42 CFR 2.31(a)"},
    {HIPAA, false, NEED_STATEMENT, 1, "statement conditions", "whether treatment depends on it",
     "45 CFR 164.508(c)(2)"},
    {HIPAA, false, NEED_STATEMENT, 2, "statement redisclosure", "that the receiver may pass it on",
     "45 CFR 164.508(c)(2)"},
    {PART2, true, NEED_STATEMENT, 2, "statement redisclosure", "that the receiver may pass it on",
     "42 CFR 2.31(a)(4)(iii)"},
    {PART2, true, NEED_STATEMENT, 3, "statement refusal", "what follows from refusing", "42 CFR 2.31(a)(10)"},
    {PART2, false, NEED_ONE_RECEIVER, 0, "to",
     "one receiver by name: a class does for treatment, payment and "
     "operations only",
     "42 CFR 2.31(a)"},
    {PART2, false, NEED_PARTICIPANTS, 0, "participants",
     "who takes part in the intermediary, or which class of "
     "treating providers",
     "42 CFR 2.31(a)(4)(ii)"},
    {PART2, false, NEED_SEPARATE, 0, "proceedings",
     "a consent apart: proceedings are not combined with treatment, "
     "payment and operations",
     "42 CFR 2.31(d)"},
    {HIPAA, false, NEED_COPY, 0, "copy_given", "that the client was given a copy", "45 CFR 164.508(c)(4)"},
    {TREATMENT | E_RECORD, false, NEED_TEXT, AT(signer), "signer", "who signed", "project"},
    {HIPAA, false, NEED_TEXT, AT(signer), "signer", "who signed", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_TEXT, AT(signer), "signer", "who signed", "42 CFR 2.31(a)"},
    {TREATMENT | E_RECORD, false, NEED_DAY, 0, "signed_on", "the day of signing", "project"},
    {HIPAA, false, NEED_DAY, 0, "signed_on", "the day of signing", "45 CFR 164.508(c)(1)"},
    {PART2, false, NEED_DAY, 0, "signed_on", "the day of signing", "42 CFR 2.31(a)"},
    {EVERY, false, NEED_AUTHORITY, 0, "authority", "what gives the representative authority", "45 CFR 164.508(c)(1)"},
};

static bool no_expiry(const struct consent *c)
{
    return str_eq_ci(str_trim(c->expiry_event), STR("none"));
}

static bool has_expiry(const struct consent *c)
{
    bool event = str_trim(c->expiry_event).n > 0;
    return date_is_set(c->expires) || (no_expiry(c) ? c->kind == CONSENT_PART2 && c->tpo : event);
}

/* What only the client's own answer brings. */
static bool comes_with_the_answer(const struct element *el)
{
    return el->need == NEED_DAY || el->need == NEED_COPY || el->need == NEED_AUTHORITY ||
           (el->need == NEED_TOLD && el->at == TOLD_SHOWN) || strcmp(el->where, "signer") == 0;
}

static bool has(const struct consent *c, const struct element *el)
{
    const struct str *text = (const struct str *)(const void *)((const char *)c + el->at);
    switch (el->need) {
    case NEED_TEXT:
        return str_trim(*text).n > 0;
    case NEED_TOLD:
        return c->told & el->at;
    case NEED_STATEMENT:
        return c->statements[el->at];
    case NEED_SECTIONS:
        return c->sections;
    case NEED_NO_SECTIONS:
        return !c->sections;
    case NEED_NO_LABELLED:
        return !(c->sections & SHARE_SUBSTANCE_USE);
    case NEED_EXPIRY:
        return has_expiry(c);
    case NEED_DAY:
        return date_is_set(c->signed_on);
    case NEED_COPY:
        return c->copy_given;
    case NEED_AUTHORITY:
        return !c->representative || str_trim(c->authority).n;
    case NEED_PARTICIPANTS:
        return !c->intermediary || str_trim(c->participants).n;
    case NEED_ONE_RECEIVER:
        return c->tpo || !c->to_class;
    default: /* NEED_SEPARATE */
        return !c->proceedings || !c->tpo;
    }
}

static bool check_days(const struct consent *c, struct date today, struct err *e)
{
    if (date_cmp(c->signed_on, today) > 0) {
        return err_set(e, ERR_INVALID, "signed_on", "is a day to come");
    }
    if (!date_is_set(c->expires)) {
        return true;
    }
    if (date_cmp(c->expires, c->begins) < 0 || date_cmp(c->expires, c->signed_on) < 0) {
        return err_set(e, ERR_INVALID, "expires", "is before it begins");
    }
    return date_cmp(c->expires, today) >= 0 ||
           err_set(e, ERR_INVALID, "expires", "is past: a consent that has expired is none (45 CFR 164.508(b)(2))");
}

static bool check_texts(const struct consent *c, struct err *e)
{
    const struct {
        const char *where;
        struct str text;
    } texts[] = {{"from", c->from},
                 {"to", c->to},
                 {"purpose", c->purpose},
                 {"description", c->description},
                 {"expiry_event", c->expiry_event},
                 {"version", c->version},
                 {"participants", c->participants},
                 {"signer", c->signer},
                 {"authority", c->authority}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!sharing_text(texts[i].text, texts[i].where, e)) {
            return false;
        }
    }
    return true;
}

/* The next element from *at on that is asked for and is not there; NULL: none. */
static const struct element *next_gap(const struct consent *c, bool asked, size_t *at)
{
    while (*at < sizeof elements / sizeof *elements) {
        const struct element *el = &elements[(*at)++];
        bool needed = el->kinds >> c->kind & 1 && (!el->tpo_only || c->tpo);
        bool told_no = c->refused && strcmp(el->where, "signer") != 0 && strcmp(el->where, "signed_on") != 0;
        if (needed && !told_no && !(asked && comes_with_the_answer(el)) && !has(c, el)) {
            return el;
        }
    }
    return NULL;
}

size_t sharing_consent_gaps(const struct consent *c, bool asked, struct consent_gap *out, size_t max)
{
    const struct element *el;
    size_t n = 0, at = 0;
    while (n < max && (el = next_gap(c, asked, &at)) != NULL) {
        if (strcmp(el->where, "client_name") != 0) { /* the record knows it */
            out[n++] = (struct consent_gap){el->where, el->text};
        }
    }
    return n;
}

static bool check(const struct consent *c, bool asked, struct date today, struct err *e)
{
    size_t at = 0;
    if ((unsigned)c->kind >= CONSENT_KIND_COUNT || c->sections & ~SHARE_ALL || c->told >> TOLD_COUNT) {
        return err_set(e, ERR_INVALID, "consent", "kind, sections or what was told are none that is known");
    }
    if (!check_texts(c, e)) {
        return false;
    }
    const struct element *el = next_gap(c, asked, &at);
    if (el && strcmp(el->source, "project") == 0) {
        return err_set(e, ERR_INVALID, el->where, "must be there: %s", el->text);
    }
    return el ? err_set(e, ERR_INVALID, el->where, "must be there: %s (%s)", el->text, el->source)
              : check_days(c, today, e);
}

bool consent_check(const struct consent *c, struct date today, struct err *e)
{
    return check(c, false, today, e);
}

bool consent_check_asked(const struct consent *c, struct date today, struct err *e)
{
    return check(c, true, today, e);
}

/* ---- as it is stored ---- */

static const char *const kind_names[CONSENT_KIND_COUNT] = {"treatment", "e_record", "release", "part2",
                                                           "psychotherapy_notes"};

const char *sharing_consent_name(enum consent_kind kind)
{
    return kind_names[kind];
}

bool sharing_consent_find(struct str name, enum consent_kind *out)
{
    for (unsigned i = 0; i < CONSENT_KIND_COUNT; i++) {
        if (str_is(name, kind_names[i])) {
            *out = (enum consent_kind)i;
            return true;
        }
    }
    return false;
}

/* Each text, date and flag of a consent, by name. */
#define TEXTS(ROW)                                                                                                     \
    ROW(from)                                                                                                          \
    ROW(to)                                                                                                            \
    ROW(purpose)                                                                                                       \
    ROW(description) ROW(expiry_event) ROW(version) ROW(participants) ROW(client_name) ROW(signer) ROW(authority)
#define DATES(ROW) ROW(begins) ROW(expires) ROW(signed_on)
#define FLAGS(ROW)                                                                                                     \
    ROW(refused)                                                                                                       \
    ROW(tpo) ROW(to_class) ROW(proceedings) ROW(intermediary) ROW(representative) ROW(copy_given) ROW(own_name)

void consent_put(struct json_out *o, const struct consent *c)
{
    json_key(o, "kind");
    json_put_cstr(o, kind_names[c->kind]);
#define ROW(member) sharing_put(o, #member, c->member);
    TEXTS(ROW)
#undef ROW
#define ROW(member) sharing_put_date(o, #member, c->member);
    DATES(ROW)
#undef ROW
#define ROW(member) sharing_put_flag(o, #member, c->member);
    FLAGS(ROW)
#undef ROW
    sharing_put_sections(o, "sections", c->sections);
    json_key(o, "told");
    json_put_int(o, c->told);
    json_key(o, "statements");
    json_begin_array(o);
    for (size_t i = 0; i < 4; i++) {
        json_put_bool(o, c->statements[i]);
    }
    json_end_array(o);
}

bool consent_read(const struct record *r, struct arena *a, struct consent *out, struct err *e)
{
    const struct json *root;
    int64_t told = 0;
    *out = (struct consent){.id = r->id};
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    if (!sharing_consent_find(json_str(json_get(root, "kind")), &out->kind)) {
        return err_set(e, ERR_INVALID, "consent", "is of a kind that this program does not know");
    }
#define ROW(member) out->member = json_str(json_get(root, #member));
    TEXTS(ROW)
#undef ROW
#define ROW(member) out->member = sharing_date(root, #member);
    DATES(ROW)
#undef ROW
#define ROW(member) out->member = sharing_flag(root, #member);
    FLAGS(ROW)
#undef ROW
    out->sections = sharing_sections(root, "sections");
    out->told = json_int(json_get(root, "told"), 0, (1 << TOLD_COUNT) - 1, &told) ? (unsigned)told : 0;
    const struct json *list = json_get(root, "statements"), *v = list ? list->first : NULL;
    for (size_t i = 0; i < 4 && v; i++, v = v->next) {
        out->statements[i] = v->type == JSON_TRUE;
    }
    return true;
}

#define REVOCATION "revocation"

/* Rows of this kind that are none: what takes one back, what a guardian may see, what waits for the client. */
static bool is_consent(const struct record *r)
{
    static const char *const others[] = {REVOCATION, GUARDIAN_DECISION, CONSENT_PROPOSED, CONSENT_ANSWERED,
                                         CONSENT_UNASKED};
    bool other = false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        other = other || str_is(r->state, others[i]);
    }
    return !other;
}

/* Whose word a representative's is: that of the guardian who wrote it; what others recorded names no account. */
static bool read_guardian(struct store *s, struct db_tx *tx, const struct record *r, struct arena *a, struct consent *c,
                          struct err *e)
{
    struct account_row row;
    struct err mine = {0};
    if (c->kind != CONSENT_E_RECORD || !c->representative || !r->by.n) {
        return true;
    }
    if (!account_get(s, tx, r->practice, r->by, a, &row, &mine)) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    c->guardian = row.roles & ROLE_GUARDIAN ? r->by : SHARING_NONE;
    return true;
}

/* All consents of a client, newest first, with the days of their revocations. Other rows of this kind are left out. */
static bool list_consents(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                          struct consent **out, size_t *count, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_CONSENT, .newest_first = true};
    struct record *rows;
    struct consent *list;
    size_t n, found = 0;
    if (!record_list(s, tx, practice, client, &f, a, &rows, &n, e)) {
        return false;
    }
    list = arena_array(a, n, sizeof *list);
    if (!list) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (is_consent(&rows[i]) && (!consent_read(&rows[i], a, &list[found++], e) ||
                                     !read_guardian(s, tx, &rows[i], a, &list[found - 1], e))) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < found && str_is(rows[i].state, REVOCATION); k++) {
            if (str_eq(rows[i].of, list[k].id)) {
                list[k].revoked_on = date_from_day(rows[i].day);
            }
        }
    }
    *out = list;
    *count = found;
    return true;
}

bool consent_get(struct practice_tx *t, struct str id, struct consent *out, struct err *e)
{
    struct consent *list;
    size_t n;
    if (!list_consents(t->store, t->tx, t->who->practice, t->client, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (id.n && str_eq(list[i].id, id)) {
            *out = list[i];
            return true;
        }
    }
    return err_set(e, ERR_NOT_FOUND, "consent", "there is none with this id");
}

bool consent_decides(const struct practice_tx *t, unsigned open, const struct consent *c)
{
    unsigned needed = c->sections ? c->sections : (unsigned)SHARE_PLAN;
    return t->relation != RELATION_GUARDIAN || (c->kind != CONSENT_PSYCHOTHERAPY_NOTES && !(needed & ~open));
}

/* To sign on a screen is each signer's own consent (15 USC 7001(c)): the client's is none of a guardian's, and a
 * guardian's can be taken back by them whatever of the record is open to them. */
static bool is_theirs(const struct practice_tx *t, unsigned open, const struct consent *c)
{
    bool own = c->kind == CONSENT_E_RECORD && t->relation == RELATION_GUARDIAN;
    return own ? sharing_consent_of(c, t->who->user) : consent_decides(t, open, c);
}

enum consent_standing sharing_consent_standing(const struct consent *c, struct date on)
{
    return c->refused                                                       ? CONSENT_SAID_NO
           : date_is_set(c->revoked_on) && date_cmp(on, c->revoked_on) >= 0 ? CONSENT_TAKEN_BACK
           : date_cmp(on, c->begins) < 0 || date_cmp(on, c->signed_on) < 0  ? CONSENT_TO_COME
           : date_is_set(c->expires) && date_cmp(on, c->expires) > 0        ? CONSENT_PAST
                                                                            : CONSENT_STANDS;
}

bool consent_holds(const struct consent *c, struct date on, const char **why)
{
    static const char *const reasons[] = {[CONSENT_SAID_NO] = "the client refused it",
                                          [CONSENT_TAKEN_BACK] = "it was revoked",
                                          [CONSENT_TO_COME] = "it has not begun yet",
                                          [CONSENT_PAST] = "it has expired"};
    *why = reasons[sharing_consent_standing(c, on)];
    return !*why;
}

bool sharing_consent_of(const struct consent *c, struct str guardian)
{
    return c->kind != CONSENT_E_RECORD ||
           (c->representative == (guardian.n > 0) && (!c->guardian.n || str_eq(c->guardian, guardian)));
}

/* ---- use cases ---- */

struct consent_call {
    struct consent *consent;
    struct str once;
    bool ran;
};

bool consent_add(struct practice_tx *t, struct consent *c, const char *state, struct str of, struct str once,
                 struct err *e)
{
    struct record r = {.practice = t->who->practice,
                       .client = t->client,
                       .kind = RECORD_CONSENT,
                       .state = str_of(state),
                       .day = date_to_day(date_is_set(c->signed_on) ? c->signed_on : practice_today(t)),
                       .of = of,
                       .locked = true,
                       .by = t->who->user};
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    consent_put(&o, c);
    sharing_put(&o, "once", once);
    json_end_object(&o);
    if (!sharing_keep(&b, t->arena, &r.content, e) || !record_add(t->store, t->tx, &r, t->now_ms, t->arena, e)) {
        return false;
    }
    c->id = t->object = r.id;
    c->revoked_on = (struct date){0};
    return true;
}

static bool add(struct practice_tx *t, void *ctx, struct err *e)
{
    struct consent_call *call = ctx;
    struct consent *c = call->consent;
    return call->ran =
               sharing_client_name(t->store, t->tx, t->who->practice, t->client, t->arena, &c->client_name, e) &&
               consent_check(c, practice_today(t), e) &&
               consent_add(t, c, c->refused ? "refused" : CONSENT_IN_FORCE, SHARING_NONE, call->once, e);
}

static bool find_again(struct practice_tx *t, void *ctx, struct err *e)
{
    struct consent_call *call = ctx;
    struct record r;
    return sharing_find_once(t, RECORD_CONSENT, call->once, &r, e) && consent_get(t, r.id, call->consent, e);
}

bool sharing_consent(struct practice *p, const struct actor *who, struct str client, struct consent *c, struct str once,
                     struct arena *a, struct err *e)
{
    struct consent_call call = {.consent = c, .once = once};
    return practice_do(p, who, CASE_CONSENT_ADD, client, once, a, add, &call, e) &&
           (call.ran || practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, a, find_again, &call, e));
}

static bool revoke(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct str *id = ctx;
    struct record r, note = {.practice = t->who->practice,
                             .client = t->client,
                             .kind = RECORD_CONSENT,
                             .state = STR(REVOCATION),
                             .day = date_to_day(practice_today(t)),
                             .of = *id,
                             .locked = true,
                             .by = t->who->user,
                             .content = STR("{\"kind\":\"revocation\"}")};
    struct consent c;
    unsigned open;
    if (!sharing_record(t, RECORD_CONSENT, *id, "consent", &r, e) || !sharing_within(t, &open, e)) {
        return false;
    }
    if (is_consent(&r) &&
        (!consent_read(&r, t->arena, &c, e) || !read_guardian(t->store, t->tx, &r, t->arena, &c, e))) {
        return false;
    }
    if (t->relation == RELATION_GUARDIAN && (!is_consent(&r) || !is_theirs(t, open, &c))) {
        return err_set(e, ERR_NOT_FOUND, "consent", "there is none with this id");
    }
    if (!str_is(r.state, CONSENT_IN_FORCE)) {
        return err_set(e, ERR_CONFLICT, "consent", "is not in force, so there is nothing to revoke");
    }
    r.state = STR("revoked");
    return record_move(t->store, t->tx, &r, e) && record_add(t->store, t->tx, &note, t->now_ms, t->arena, e);
}

bool sharing_revoke(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_CONSENT_REVOKE, client, SHARING_NONE, &a, revoke, &id, e);
    arena_free(&a);
    return ok;
}

struct consent_list {
    struct consent *list;
    size_t count;
};

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct consent_list *l = ctx;
    unsigned open;
    size_t n;
    if (!sharing_within(t, &open, e) ||
        !list_consents(t->store, t->tx, t->who->practice, t->client, t->arena, &l->list, &n, e)) {
        return false;
    }
    l->count = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_theirs(t, open, &l->list[i])) {
            l->list[l->count++] = l->list[i];
        }
    }
    return true;
}

bool sharing_consents(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct consent **out, size_t *count, struct err *e)
{
    struct consent_list l = {0};
    bool ok = practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, a, list_work, &l, e);
    *out = l.list;
    *count = l.count;
    return ok;
}

bool sharing_consent_in_force(struct store *s, struct db_tx *tx, int64_t practice, struct str client,
                              enum consent_kind kind, struct str guardian, struct date on, struct arena *a,
                              bool *in_force, struct err *e)
{
    struct consent *list;
    const char *why;
    size_t n;
    *in_force = false;
    if (!list_consents(s, tx, practice, client, a, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*in_force; i++) {
        const struct consent *c = &list[i];
        if (c->kind != kind || !sharing_consent_of(c, guardian) || date_cmp(c->signed_on, on) > 0) {
            continue;
        }
        *in_force = consent_holds(c, on, &why);
        if (c->refused && (kind == CONSENT_TREATMENT || kind == CONSENT_E_RECORD)) {
            break; /* the newest word of the client comes first in the list */
        }
    }
    return true;
}

static bool to_sign(struct practice_tx *t, void *ctx, struct err *e)
{
    return sharing_consent_in_force(t->store, t->tx, t->who->practice, t->client, CONSENT_E_RECORD,
                                    t->relation == RELATION_GUARDIAN ? t->who->user : SHARING_NONE, practice_today(t),
                                    t->arena, ctx, e);
}

bool sharing_consent_to_sign(struct practice *p, const struct actor *who, struct str client, bool *in_force,
                             struct err *e)
{
    struct arena a;
    *in_force = false;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, &a, to_sign, in_force, e);
    arena_free(&a);
    return ok;
}

static bool may_work(struct practice_tx *t, void *ctx, struct err *e)
{
    static const struct consent care = {.kind = CONSENT_TREATMENT};
    bool *may = ctx;
    unsigned open;
    if (!sharing_within(t, &open, e)) {
        return false;
    }
    *may = consent_decides(t, open, &care);
    return true;
}

bool sharing_consent_may(struct practice *p, const struct actor *who, struct str client, bool *may, struct err *e)
{
    struct arena a;
    *may = false;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_CONSENT_LIST, client, SHARING_NONE, &a, may_work, may, e);
    arena_free(&a);
    return ok;
}

bool sharing_consents_in(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct date on,
                         struct arena *a, struct consent **out, size_t *count, struct err *e)
{
    struct consent *list;
    const char *why;
    size_t n, kept = 0;
    unsigned decided = 0;
    if (!list_consents(s, tx, practice, client, a, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool apart = !sharing_consent_of(&list[i], SHARING_NONE); /* a guardian's word of their own signature */
        unsigned kind = 1u << (apart ? CONSENT_KIND_COUNT : list[i].kind);
        bool newest_word = !(decided & kind),
             counts = list[i].kind == CONSENT_TREATMENT || list[i].kind == CONSENT_E_RECORD;
        decided |= counts && list[i].refused && date_cmp(list[i].signed_on, on) <= 0 ? kind : 0;
        if (newest_word && consent_holds(&list[i], on, &why)) {
            list[kept++] = list[i];
        }
    }
    *out = list;
    *count = kept;
    return true;
}
