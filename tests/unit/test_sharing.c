/* test_sharing.c: what leaves and on what ground; packets, the accounting; nothing outside its ground, ever. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

#define PASSPHRASE STR("twelve words told apart")
#define NAMED "{\"name\":\"Practice Lindenhof\",\"country\":\"US\"}"
#define NAMED_PART2 "{\"name\":\"Practice Lindenhof\",\"country\":\"DE\",\"part2\":true}"

static const struct actor ann = {.practice = 1, .user = {"ann", 3}, .roles = ROLE_CLINICIAN, .from = {"test", 4}};
static const struct actor pat = {.practice = 1, .user = {"pat", 3}, .roles = ROLE_PRIVACY_OFFICER, .from = {"test", 4}};

/* ---- grounds ---- */

static struct disclosure whole_ground(const char *ground, struct record_test *t)
{
    struct disclosure d = {.to = STR("Dr Okafor"),
                           .purpose = STR("care by the family doctor"),
                           .authority = STR("a matter of life and death"),
                           .issued_by = STR("District Court"),
                           .issued_on = date_add_days(today_of(t), -2),
                           .passphrase = PASSPHRASE};
    assert_true(sharing_ground_find(str_of(ground), &d.ground));
    d.use = d.ground == GROUND_CONSENT     ? PURPOSE_TREATMENT
            : d.ground == GROUND_EMERGENCY ? PURPOSE_EMERGENCY
            : d.ground == GROUND_CLIENT    ? PURPOSE_CLIENT_REQUEST
                                           : PURPOSE_LEGAL;
    d.to = d.ground == GROUND_CLIENT ? STR("mara example") : d.to;
    return d;
}

static void give_consent(struct record_test *t, struct str client, const char *change, struct disclosure *d)
{
    bool class_ = strcmp(change, "part2_class") == 0, proceedings = strncmp(change, "proceedings", 11) == 0;
    bool part2 = strncmp(change, "part2", 5) == 0 || proceedings;
    enum consent_kind kind;
    struct err e = {0};
    struct consent c = whole_consent(class_                                       ? "part2_tpo"
                                     : part2                                      ? "part2"
                                     : sharing_consent_find(str_of(change), &kind) ? change
                                                                                  : "release",
                                     today_of(t));
    c.sections |= part2 ? SHARE_SUBSTANCE_USE : 0;
    c.to_class = class_;
    c.to = class_ ? STR("my treating providers") : c.to;
    c.proceedings = proceedings;
    c.from = strcmp(change, "other_sender") == 0   ? STR("Hospital Nord")
             : strcmp(change, "short_sender") == 0 ? STR(" Prac ")
             : strcmp(change, "part_sender") == 0  ? STR(" pract ")
             : strcmp(change, "more_sender") == 0  ? STR("Ann Lee at Practice Lindenhof")
                                                   : c.from;
    c.refused = strcmp(change, "refused") == 0;
    RECORD_OK(sharing_consent(&t->practice, &ann, client, &c, SHARING_NONE, &t->arena, &e), &e);
    d->consent = c.id;
    if (strcmp(change, "revoked") == 0)
        RECORD_OK(sharing_revoke(&t->practice, &ann, client, c.id, &e), &e);
}

static void change_ground(struct disclosure *d, const char *change, struct date today)
{
    struct {
        const char *name;
        struct str *text, value;
    } texts[] = {{"other_receiver", &d->to, STR("Dr Other")},
                 {"no_receiver", &d->to, STR("  ")},
                 {"receiver_case", &d->to, STR(" dr okafor ")},
                 {"other_purpose", &d->purpose, STR("something else")},
                 {"no_purpose", &d->purpose, STR("")},
                 {"no_consent", &d->consent, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV")},
                 {"no_authority", &d->authority, STR("")},
                 {"nine_letters", &d->authority, STR(" ninelettr ")},
                 {"ten_letters", &d->authority, STR("tenletters")},
                 {"no_court", &d->issued_by, STR("")}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(change, texts[i].name) == 0)
            *texts[i].text = texts[i].value;
    if (strcmp(change, "other_use") == 0)
        d->use = PURPOSE_TREATMENT;
    if (strcmp(change, "part2_legal") == 0 || strcmp(change, "proceedings_legal") == 0)
        d->use = PURPOSE_LEGAL;
    d->under_part2 = strcmp(change, "under_part2") == 0;
    d->issued_on = strcmp(change, "no_day") == 0     ? (struct date){0}
                   : strcmp(change, "today") == 0    ? today
                   : strcmp(change, "tomorrow") == 0 ? date_add_days(today, 1)
                                                     : d->issued_on;
}

static unsigned sections_of(const char *names)
{
    struct str rest = str_of(names), name;
    enum share_section one;
    unsigned sections = 0;
    while (rest.n) {
        if (!str_cut(rest, ' ', &name, &rest)) {
            name = rest;
            rest.n = 0;
        }
        assert_true(sharing_section_find(name, &one));
        sections |= one;
    }
    return sections;
}

static void run_grounds(struct record_test *t)
{
    struct tsv table;
    set_settings(t, NAMED);
    tsv_open(&table, "tests/data/practice/ground.tsv");
    while (tsv_next(&table)) {
        const char *change = tsv_get(&table, "change"), *where = tsv_get(&table, "where");
        struct str client = client_with_details(t, MARA), why;
        struct disclosure d = whole_ground(tsv_get(&table, "ground"), t);
        struct err e = {0};
        unsigned sections, expected = sections_of(tsv_get(&table, "sections"));
        int64_t now = t->now_ms;
        if (d.ground == GROUND_CONSENT)
            give_consent(t, client, change, &d);
        change_ground(&d, change, today_of(t));
        t->now_ms += strcmp(change, "last_day") == 0    ? INT64_C(90) * 86400000
                     : strcmp(change, "day_after") == 0 ? INT64_C(91) * 86400000
                                                        : 0;
        RECORD_OK(sharing_allowed(&t->practice, &ann, client, &d, &t->arena, &sections, &why, &e), &e);
        CHECK(sections == expected, "%s: %x, not %x (%.*s)", tsv_where(&table), sections, expected, (int)why.n, why.p);
        if (*where) {
            CHECK(str_starts(why, str_of(where)) && why.p[strlen(where)] == ':', "%s: %.*s", tsv_where(&table),
                  (int)why.n, why.p);
            d.sections = SHARE_PLAN;
            CHECK(!sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), "%s",
                  tsv_where(&table));
            CHECK(e.kind == ERR_REFUSED && strcmp(e.where, where) == 0, "%s: %s", tsv_where(&table), e.where);
            assert_int_equal(count_rows(t, &disclosures_sql, client), 0);
        }
        t->now_ms = now;
    }
    tsv_close(&table);
}

/* ---- a record with a word of its own in every part ---- */

enum { NEVER = 1 << 30 };
static const struct mark {
    const char *word;
    enum record_kind kind;
    const char *state, *content;
    unsigned sections; /* that open it; NEVER: nothing does */
    bool dated;
    char labelled; /* n: never; s: by itself; c: because the client's record is one of substance use */
    unsigned labels;
} marks[] = {
    {"markdetails", RECORD_DETAILS, "current",
     "{\"name\":\"Mara Example\",\"birth_date\":\"1990-05-04\",\"address\":\"markdetails\"}", SHARE_DETAILS, false, 'n', 0},
    {"markdiagnosis", RECORD_DIAGNOSIS, "current", "{\"code\":\"F32.1\",\"text\":\"markdiagnosis\"}", SHARE_DIAGNOSES,
     true, 'n', 0},
    {"markaddiction", RECORD_DIAGNOSIS, "current", "{\"code\":\"F10.20\",\"text\":\"markaddiction\"}", SHARE_DIAGNOSES,
     true, 's', 0},
    {"markgad", RECORD_SCORE, "sent", "{\"instrument\":\"gad7\",\"total\":14,\"text\":\"markgad\"}", SHARE_PROGRESS,
     true, 'n', 0},
    {"markaudit", RECORD_SCORE, "sent", "{\"instrument\":\"audit\",\"total\":21,\"text\":\"markaudit\"}", SHARE_PROGRESS,
     true, 's', 0},
    {"markbam", RECORD_SCORE, "sent", "{\"instrument\":\"bam\",\"text\":\"markbam\"}", SHARE_PROGRESS, true, 's', 0},
    {"markrating", RECORD_RATING, "current", "{\"type\":\"rating\",\"measure\":\"markrating\",\"value\":6}",
     SHARE_PROGRESS, true, 'c', 0},
    {"markown", RECORD_CHECKIN, "sent", "{\"questions\":[{\"text\":\"markown\"}],\"responses\":[4]}", SHARE_PROGRESS, true,
     'c', 0},
    {"markheard", RECORD_CHECKIN, "sent", "{\"questions\":[{\"feedback\":\"change\"}],\"responses\":[\"markheard\"]}",
     SHARE_NOTES, true, 'c', 0},
    {"marksession", RECORD_SESSION, "current", "{\"status\":\"attended\",\"present\":[\"marksession\"]}",
     SHARE_SESSIONS, true, 'c', 0},
    {"marknote", RECORD_NOTE, "current", "{\"client_words\":\"marknote\"}", SHARE_NOTES, true, 'c', 0},
    {"markgone", RECORD_NOTE, "withdrawn", "{\"client_words\":\"markgone\"}", NEVER, true, 'c', 0},
    {"markold", RECORD_NOTE, "corrected", "{\"client_words\":\"markold\"}", NEVER, true, 'c', 0},
    {"markwhy", RECORD_NOTE, "withdrawal", "{\"reason\":\"markwhy\"}", NEVER, true, 'c', 0},
    {"markunsent", RECORD_SCORE, "open", "{\"instrument\":\"gad7\",\"text\":\"markunsent\"}", NEVER, true, 'n', 0},
    {"markkept", RECORD_NOTE, "current", "{\"client_words\":\"markkept\"}", NEVER, true, 'c', LABEL_PRIVATE},
    {"markpsych", RECORD_PSYCHOTHERAPY_NOTE, "current", "{\"text\":\"markpsych\"}", NEVER, true, 'c', 0},
    {"markprivate", RECORD_PRIVATE_DIARY, "current", "{\"text\":\"markprivate\"}", NEVER, true, 'c', 0},
    {"markdiary", RECORD_DIARY, "current", "{\"mood\":4,\"text\":\"markdiary\"}", SHARE_NOTES, true, 'c', 0},
    {"markevent", RECORD_EVENT, "current", "{\"kind\":\"loss_of_job\",\"text\":\"markevent\"}", SHARE_NOTES, true, 'c', 0},
    {"markreferral", RECORD_REFERRAL, "current", "{\"to\":\"markreferral\"}", SHARE_NOTES, true, 'c', 0},
    {"markconsult", RECORD_CONSULTATION, "current", "{\"advice\":\"markconsult\"}", SHARE_NOTES, true, 'c', 0},
    {"markreview", RECORD_REVIEW, "current", "{\"results\":\"markreview\",\"areas\":[\"a\",\"b\"]}", SHARE_REVIEWS, true,
     'c', 0},
    {"markdecision", RECORD_DECISION, "current", "{\"reason\":\"markdecision\"}", SHARE_REVIEWS, true, 'c', 0},
    {"marksafety", RECORD_SAFETY_PLAN, "current", "{\"coping\":[\"marksafety\"]}", SHARE_SAFETY_PLAN, true, 'c', 0},
    {"markalert", RECORD_ALERT, "open", "{\"text\":\"markalert\"}", NEVER, true, 'c', 0},
    {"markassigned", RECORD_ASSIGNMENT, "current", "{\"instrument\":\"gad7\",\"text\":\"markassigned\"}", NEVER, true, 'c',
     0},
    {"markasked", RECORD_REQUEST, "open", "{\"kind\":\"amendment\",\"text\":\"markasked\"}", NEVER, true, 'c', 0},
};

/* Parts of the plan, each with its word. */
#define PLAN_JSON(word, code)                                                                                          \
    "{\"format\":\"goldthread.plan/1\",\"client\":{\"address\":\"" word "address\"},"                                  \
    "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"" code "\",\"title\":\"" word "title\"},"                                \
    "{\"id\":\"d2\",\"code\":\"F41.1\",\"title\":\"" word "anxious\",\"text\":\"" word "around\"}],"                   \
    "\"medications\":[{\"name\":\"" word "pill\"}],"                                                                   \
    "\"problems\":[{\"id\":\"p1\",\"statement\":\"" word "problem\",\"diagnoses\":[\"d1\"]}],"                         \
    "\"goals\":[{\"id\":\"g1\",\"statement\":\"" word "goal\",\"diagnoses\":[\"d1\"],\"problems\":[\"p1\"],"           \
    "\"progress\":\"" word "progress\","                                                                               \
    "\"objectives\":[{\"id\":\"o1\",\"statement\":\"Lower the GAD-7 score from 14 to 5 in 12 weeks.\","                \
    "\"progress\":\"" word "onward\"}]}],"                                                                             \
    "\"reviews\":{\"held\":[{\"text\":\"" word "held\"}]},"                                                            \
    "\"crisis\":{\"resources\":[\"" word "crisis\"]},"                                                                 \
    "\"notes\":[{\"text\":\"" word "source\"}]}"

static const struct plan_mark {
    const char *word;
    unsigned sections; /* all of them are needed */
    char labelled;     /* c: as the plan; n: leaves without the label too; s: only with it */
} plan_marks[] = {
    {"theirsaddress", SHARE_DETAILS, 'c'}, /* and any part of the plan */
    {"theirstitle", SHARE_DIAGNOSES, 's'},
    {"theirsanxious", SHARE_DIAGNOSES, 'n'},
    {"theirsaround", SHARE_DIAGNOSES, 'c'},
    {"theirspill", SHARE_MEDICATION, 'c'},
    {"theirsproblem", SHARE_PLAN, 'c'},
    {"theirsgoal", SHARE_PLAN, 'c'},
    {"theirsprogress", SHARE_PLAN | SHARE_PROGRESS, 'c'},
    {"theirsonward", SHARE_PLAN | SHARE_PROGRESS, 'c'},
    {"theirsheld", SHARE_PLAN | SHARE_REVIEWS, 'c'},
    {"theirscrisis", SHARE_SAFETY_PLAN, 'c'},
    {"theirssource", SHARE_PLAN | SHARE_NOTES, 'c'},
    {"markdisagree", SHARE_PLAN, 'c'},
};

#define DAY0 20830 /* the days of the entries: DAY0, DAY0 + 1, ... */

/* A client with all of it. substance: something tells of substance use. */
static struct str marked_client(struct record_test *t, bool substance)
{
    struct str id = record_test_client(t, "Mara", "Example", "ann"), plan;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const struct mark *m = &marks[i];
        if (m->labelled != 's' || substance)
            add_row(t, (struct record){.client = id,
                                       .kind = m->kind,
                                       .state = str_of(m->state),
                                       .day = DAY0 + (int32_t)i,
                                       .labels = m->labels,
                                       .content = str_of(m->content)});
    }
    struct record row = {.client = id, .kind = RECORD_PLAN, .day = DAY0};
    row.state = STR("superseded");
    row.content = STR(PLAN_JSON("former", "F32.1"));
    add_row(t, row);
    row.state = STR("draft");
    row.content = STR(PLAN_JSON("draft", "F32.1"));
    add_row(t, row);
    row.state = STR("signed");
    row.content = substance ? STR(PLAN_JSON("theirs", "F10.20")) : STR(PLAN_JSON("theirs", "F32.1"));
    plan = add_row(t, row);
    row = (struct record){.client = id, .kind = RECORD_AMENDMENT, .state = STR("in_force"), .day = DAY0, .of = plan, .locked = true};
    row.content = STR("{\"kind\":\"disagreement\",\"text\":\"markdisagree\"}");
    add_row(t, row);
    row.content = STR("{\"kind\":\"return\",\"text\":\"markreturn\"}");
    add_row(t, row);
    row.of = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    row.content = STR("{\"kind\":\"amendment\",\"text\":\"markelsewhere\"}");
    add_row(t, row);
    return id;
}

static bool holds(struct str text, const char *word)
{
    return str_find(text, str_of(word), 0) != (size_t)-1;
}

/* What must and must not be in a packet, from the tables above and nothing else. labels: the Part 2 label counts. */
static void check_marks(struct str json, unsigned sections, const struct disclosure *d, bool labels, bool substance,
                        const char *what)
{
    static const char *const never[] = {"former", "draft", "markreturn", "markelsewhere"};
    bool label_open = !labels || sections & SHARE_SUBSTANCE_USE;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const struct mark *m = &marks[i];
        struct date day = date_from_day(DAY0 + (int32_t)i);
        bool in_days = !m->dated || ((!date_is_set(d->from_day) || date_cmp(day, d->from_day) >= 0) &&
                                     (!date_is_set(d->to_day) || date_cmp(day, d->to_day) <= 0));
        bool there = m->labelled != 's' || substance;
        bool labelled = m->labelled == 's' || (m->labelled == 'c' && substance);
        bool expected = there && in_days && m->sections & sections && (!labelled || label_open);
        CHECK(holds(json, m->word) == expected, "%s: %s, sections %x, labels %d", what, m->word, sections, labels);
    }
    for (size_t i = 0; i < sizeof plan_marks / sizeof *plan_marks; i++) {
        const struct plan_mark *m = &plan_marks[i];
        bool open = !substance || label_open;
        bool expected = !(m->sections & ~sections) && (m->labelled == 'n' || open);
        if (i == 0) /* the address stands beside a part of the plan, not alone */
            expected = expected && open &&
                       sections & (SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN);
        if (m->labelled == 's' && !substance)
            expected = !(m->sections & ~sections);
        CHECK(holds(json, m->word) == expected, "%s: %s, sections %x, labels %d", what, m->word, sections, labels);
    }
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        CHECK(!holds(json, never[i]), "%s: %s", what, never[i]);
}

/* The words of a PDF. */
static char *pdf_words(struct record_test *t, struct str pdf)
{
    char in[192], out[192], command[512];
    snprintf(in, sizeof in, "%s/packet.pdf", t->backend->folder);
    snprintf(out, sizeof out, "%s/packet.txt", t->backend->folder);
    FILE *f = fopen(in, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
    fclose(f);
    snprintf(command, sizeof command, "pdftotext -enc UTF-8 %s %s", in, out);
    assert_int_equal(system(command), 0);
    return read_file(out, NULL);
}

static void check_pdf(struct record_test *t, struct str pdf, struct str json, const char *what)
{
    char *text = pdf_words(t, pdf);
    CHECK(strstr(text, "Cover sheet") && strstr(text, "Notice"), "%s: %s", what, text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        CHECK(!strstr(text, marks[i].word) == !holds(json, marks[i].word), "%s: %s on paper", what, marks[i].word);
    for (size_t i = 1; i < sizeof plan_marks / sizeof *plan_marks; i++)
        CHECK(!strstr(text, plan_marks[i].word) == !holds(json, plan_marks[i].word), "%s: %s on paper", what,
              plan_marks[i].word);
    /* No name of a program's own: words with an underscore between letters. */
    for (const char *at = strchr(text, '_'); at; at = strchr(at + 1, '_'))
        CHECK(!(at > text && at[-1] >= 'a' && at[-1] <= 'z' && at[1] >= 'a' && at[1] <= 'z'), "%s: ...%.40s", what,
              at - (at - text < 20 ? at - text : 20));
    CHECK(!strstr(text, "former") && !strstr(text, "draft") && !strstr(text, "markreturn"), "%s", what);
    free(text);
}

/* ---- the property ---- */

struct try {
    struct disclosure d;
    unsigned allowed;
    bool open; /* whether the ground holds today */
};

/* A ground of any kind, good or bad, drawn; what it allows is said by the tables of grounds, not by the program. */
static struct try draw(struct record_test *t, struct str client, uint64_t *seed)
{
    static const char *const names[] = {"consent", "emergency", "required_report", "order", "client"};
    static const unsigned most[] = {0,
                                    SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_SAFETY_PLAN |
                                        SHARE_MEDICATION | SHARE_SUBSTANCE_USE,
                                    SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_PLAN | SHARE_PROGRESS | SHARE_SESSIONS |
                                        SHARE_NOTES | SHARE_SAFETY_PLAN,
                                    SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE, SHARE_ALL};
    struct err e = {0};
    size_t kind = test_random(seed) % 9; /* consents more often than others */
    kind = kind > 4 ? 0 : kind;
    struct try x = {.d = whole_ground(names[kind], t), .allowed = most[kind], .open = true};
    if (kind == 0) {
        bool part2 = test_random(seed) % 2, class_ = part2 && test_random(seed) % 3 == 0;
        struct consent c = whole_consent(class_ ? "part2_tpo" : part2 ? "part2" : "release", today_of(t));
        c.sections = (unsigned)test_random(seed) & SHARE_ALL & ~(part2 ? 0u : (unsigned)SHARE_SUBSTANCE_USE);
        c.sections |= c.sections ? 0 : SHARE_PLAN;
        c.to_class = class_;
        c.expires = date_add_days(today_of(t), (int32_t)(test_random(seed) % 5));
        RECORD_OK(sharing_consent(&t->practice, &ann, client, &c, SHARING_NONE, &t->arena, &e), &e);
        x.d.consent = c.id;
        x.allowed = c.sections;
        int after = (int)(test_random(seed) % 6);
        if (test_random(seed) % 5 == 0) {
            RECORD_OK(sharing_revoke(&t->practice, &ann, client, c.id, &e), &e);
            x.open = false;
        }
        t->now_ms += INT64_C(86400000) * after;
        x.open = x.open && date_cmp(today_of(t), c.expires) <= 0;
        if (test_random(seed) % 6 == 0) {
            x.d.to = STR("Dr Other");
            x.open = x.open && class_;
        }
    } else if (kind == 3 && test_random(seed) % 2) {
        x.d.under_part2 = true;
        x.allowed |= SHARE_SUBSTANCE_USE;
    }
    if (kind && test_random(seed) % 6 == 0) {
        x.d.purpose = STR(" ");
        x.open = false;
    }
    return x;
}

static void draw_choice(struct try *x, uint64_t *seed)
{
    uint64_t days = test_random(seed);
    x->d.sections = (unsigned)test_random(seed) & SHARE_ALL;
    if (test_random(seed) % 4) /* mostly what may be chosen */
        x->d.sections &= x->allowed;
    if (days % 3 == 0)
        x->d.from_day = date_from_day(DAY0 + (int32_t)(days / 3 % 24));
    if (days % 5 == 0)
        x->d.to_day = date_from_day(DAY0 + (int32_t)(days / 15 % 24));
}

static size_t made; /* disclosures of the property: a run in which nothing left has tested nothing */

static bool has_mark(struct str json)
{
    bool any = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        any = any || holds(json, marks[i].word);
    for (size_t i = 0; i < sizeof plan_marks / sizeof *plan_marks; i++)
        any = any || holds(json, plan_marks[i].word);
    return any;
}

static void try_once(struct record_test *t, struct str client, bool labels, bool substance, uint64_t *seed,
                     const char *what)
{
    int64_t before = count_rows(t, &disclosures_sql, client), now = t->now_ms;
    struct try x = draw(t, client, seed);
    struct str pdf, json, preview, left_out;
    struct err e = {0};
    draw_choice(&x, seed);
    bool ordered = !date_is_set(x.d.from_day) || !date_is_set(x.d.to_day) || date_cmp(x.d.from_day, x.d.to_day) <= 0;
    bool expected = x.open && x.d.sections && !(x.d.sections & ~x.allowed) && ordered;
    bool shown = sharing_preview(&t->practice, &ann, client, &x.d, &t->arena, &preview, &left_out, &e);
    CHECK(shown == expected, "%s: preview %d: %s %s", what, shown, e.where, e.text);
    err_clear(&e);
    if (shown) { /* what is said to be inside is there, and nothing leaves that holds nothing */
        CHECK(!(x.d.inside.sections & ~x.d.sections & ~(unsigned)SHARE_SUBSTANCE_USE), "%s", what);
        CHECK((x.d.inside.sections != 0) == has_mark(preview), "%s: %x", what, x.d.inside.sections);
        expected = x.d.inside.sections != 0;
    }
    bool ok = sharing_disclose(&t->practice, &ann, client, &x.d, SHARING_NONE, &t->arena, &e);
    CHECK(ok == expected, "%s: %d: %s %s", what, ok, e.where, e.text);
    CHECK(ok || !shown || strcmp(e.where, "sections") == 0, "%s: %s", what, e.where);
    CHECK(count_rows(t, &disclosures_sql, client) == before + ok, "%s: rows", what);
    CHECK(count_rows(t, &packets_sql, client) == before + ok, "%s: packets", what);
    CHECK(ok == (x.d.packet.n > 0) && (ok || !x.d.id.n), "%s", what);
    if (ok) {
        made++;
        RECORD_OK(sharing_open_packet(x.d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
        check_marks(json, x.d.sections, &x.d, labels, substance, what);
        check_marks(preview, x.d.sections, &x.d, labels, substance, what);
        CHECK(!holds(x.d.packet, "mark") && !holds(x.d.left_out, "mark"), "%s", what);
        check_pdf(t, pdf, json, what);
    }
    t->now_ms = now + 86400000;
}

static void run_property(struct record_test *t)
{
    uint64_t seed = test_seed();
    int rounds = getenv("GOLDTHREAD_SOAK") ? 400 : 12;
    made = 0;
    for (int practice = 0; practice < 2; practice++) {
        set_settings(t, practice ? NAMED_PART2 : NAMED);
        for (int substance = 0; substance < 2; substance++) {
            struct str client = marked_client(t, substance);
            for (int i = 0; i < rounds; i++) {
                char what[80];
                snprintf(what, sizeof what, "practice %d, substance %d, round %d", practice, substance, i);
                try_once(t, client, practice, substance, &seed, what);
            }
        }
    }
    CHECK(made > 5, "only %zu disclosures", made);
}

/* ---- one by one ---- */

static struct disclosure to_client(struct record_test *t, struct str client, unsigned sections)
{
    struct disclosure d = whole_ground("client", t);
    (void)client;
    d.sections = sections;
    return d;
}

static void run_labels_by_row(struct record_test *t)
{
    /* the label of a row counts wherever the practice stands today */
    set_settings(t, NAMED);
    struct str client = client_with_details(t, MARA);
    struct str json, left_out;
    struct err e = {0};
    add_row(t, (struct record){.client = client,
                               .kind = RECORD_NOTE,
                               .state = STR("current"),
                               .day = DAY0,
                               .labels = LABEL_PART2,
                               .content = STR("{\"text\":\"markother\"}")});
    struct disclosure d = to_client(t, client, SHARE_NOTES);
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_false(holds(json, "markother"));
    assert_true(holds(left_out, "1 entries: they bear the Part 2 label"));
    d.sections |= SHARE_SUBSTANCE_USE;
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(json, "markother") && holds(json, "\"part2\":true") && holds(json, "42 CFR 2.32"));
    d.sections = SHARE_PLAN;
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(left_out, "there is none that was signed"));
    assert_true(holds(json, "\"notice_source\":\"project\"") && holds(json, "\"notice_confirmed\":false"));
    d.notice = STR("Our own words.");
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(holds(json, "Our own words.") && holds(json, "\"notice_confirmed\":true"));
}

/* What all bears the label, without the section for it: nothing is made, and nothing is said to have gone out. With it:
 * what was inside, by number. */
static void run_inside(struct record_test *t)
{
    struct str client = marked_client(t, true), json, left_out;
    struct disclosure d = to_client(t, client, SHARE_PLAN), *list;
    struct err e = {0};
    size_t n;
    set_settings(t, NAMED_PART2);
    RECORD_OK(sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e), &e);
    assert_true(d.inside.known && !d.inside.sections && d.inside.withheld);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_true(e.kind == ERR_INVALID && strcmp(e.where, "sections") == 0 && strstr(e.text, "substance_use too"));
    assert_int_equal(count_rows(t, &disclosures_sql, client), 0);
    assert_int_equal(count_rows(t, &packets_sql, client), 0);
    err_clear(&e);
    d.sections = SHARE_PLAN | SHARE_MEDICATION | SHARE_REVIEWS | SHARE_SUBSTANCE_USE;
    d.from_day = d.to_day = date_from_day(DAY0 + 2000); /* no entry is of that day */
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_disclosures(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].sections, SHARE_PLAN | SHARE_MEDICATION | SHARE_REVIEWS | SHARE_SUBSTANCE_USE);
    assert_int_equal(sharing_disclosed(&list[0]), SHARE_PLAN | SHARE_MEDICATION | SHARE_SUBSTANCE_USE);
    assert_int_equal(list[0].inside.count[8], 1); /* one medication */
    assert_int_equal(list[0].inside.count[2], 2); /* the plan, and the statement that travels with it */
    assert_int_equal(list[0].inside.count[9], 2); /* both bear the label */
}

/* Scores beside the plan become pictures; the report's own words about risk and signs stay out. */
static void run_pictures(struct record_test *t)
{
    struct str client = marked_client(t, false), pdf, json;
    struct disclosure d = to_client(t, client, SHARE_PLAN | SHARE_PROGRESS);
    struct err e = {0};
    set_settings(t, NAMED);
    for (int i = 0; i < 4; i++) {
        char score[80];
        snprintf(score, sizeof score, "{\"instrument\":\"gad7\",\"total\":%d,\"sent_ms\":5}", 15 - 3 * i);
        add_row(t, (struct record){.client = client,
                                   .kind = RECORD_SCORE,
                                   .state = STR("sent"),
                                   .day = DAY0 + 7 * i,
                                   .content = str_of(score)});
    }
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_open_packet(d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
    char *text = pdf_words(t, pdf);
    CHECK(strstr(text, "How it goes") && strstr(text, "theirsgoal") && strstr(text, "GAD-7"), "%s", text);
    CHECK(!strstr(text, "What to talk about"), "%s", text);
    free(text);
    /* without the plan there is no objective to show them beside */
    d.sections = SHARE_PROGRESS;
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_open_packet(d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
    text = pdf_words(t, pdf);
    CHECK(!strstr(text, "How it goes") && !strstr(text, "theirsgoal") && strstr(text, "Scores over time"), "%s", text);
    free(text);
}

static void test_member_words(void **state)
{
    static const struct {
        const char *key, *value, *words;
        bool shown;
    } rows[] = {{"instrument", "pcl5", "PCL-5", true},         {"measure", "phq9", "PHQ-9", true},
                {"measure", "walks a week", "walks a week", true}, {"title", "phq9", "phq9", true},
                {"date", "2026-10-20", "20 October 2026", true},   {"date", "2026-02-30", "2026-02-30", true},
                {"sent_ms", "1763", "1763", false},
                {"status", "no_show", "did not come", true},    {"state", "on_course", "on course", true},
                {"ground", "required_report", "A report that the law requires", true},
                {"sections", "safety_plan", "Safety plan", true}, {"text", "Said so_far: a_B", "Said so_far: a_B", true},
                {"notice_confirmed", "no", "not that of a regulation, and unconfirmed", true},
                {"zone", "+00:00", "+00:00", false},            {"email", "a_b@c.org", "a_b@c.org", true},             {"_ms", "1", "1", true},
                {"terms", "", "", true},                        {"", "2025-01-01", "1 January 2025", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;
        buf_init(&b, 0);
        sharing_member_put(str_of(rows[i].key), str_of(rows[i].value), &b);
        CHECK(str_is(buf_str(&b), rows[i].words), "%s: %s", rows[i].key, rows[i].words);
        CHECK(sharing_member_shown(str_of(rows[i].key)) == rows[i].shown, "%s", rows[i].key);
        buf_free(&b);
    }
}

/* Every key and value out of a list reads as words; what says nothing is no line. */
static void test_lines(void **state)
{
    static const struct {
        const char *json, *lines; /* "label=text|" of each */
    } rows[] = {
        {"{}", ""},
        {"{\"sent_ms\":5,\"zone\":\"+00:00\",\"text\":\"\",\"form\":true,\"list\":[]}", ""},
        {"{\"made_on\":\"2026-11-28\",\"notice_confirmed\":false,\"sections\":[\"safety_plan\",\"plan\"]}",
         "Made on=28 November 2026|Wording of the notice=not that of a regulation, and unconfirmed|"
         "Parts of the record=Safety plan, Treatment plan|"},
        {"{\"responses\":[1,null,3]}", "Answers=1, \xe2\x80\x93, 3|"},
        {"{\"objectives\":[{\"id\":\"o1\",\"state\":\"on_course\"},{\"id\":\"o2\",\"state\":\"met\"}]}",
         "Objectives=Mark in the plan: o1; State: on course|Objectives=Mark in the plan: o2; State: met|"},
        {"{\"a_b\":{\"c_d\":[{\"e_f\":[\"g_h\"]}]}}", "E f=g h|"},
        {"\"no_show\"", "Text=did not come|"},
    };
    struct arena a;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct json *root;
        struct sharing_line *lines;
        struct buf b;
        size_t n;
        assert_true(json_parse(str_of(rows[i].json), &a, &root, &e));
        assert_true(sharing_lines(root, &a, &lines, &n, &e));
        buf_init(&b, 0);
        for (size_t k = 0; k < n; k++) {
            buf_add(&b, lines[k].label);
            buf_char(&b, '=');
            buf_add(&b, lines[k].text);
            buf_char(&b, '|');
        }
        CHECK(str_is(buf_str(&b), rows[i].lines), "%s: %.*s", rows[i].json, (int)b.n, b.n ? b.p : "");
        buf_free(&b);
    }
    arena_free(&a);
}

static void test_label_words(void **state)
{
    static const struct {
        const char *name;
        bool labelled;
    } instruments[] = {{"audit", true},  {"auditc", true},  {"dast10", true}, {"bam", true},      {"DAST-10", true},
                       {"gad7", false},  {"phq9", false},   {"pcl5", false},  {"scoff", false},   {"mdq", false},
                       {"isi", false},   {"drug use diary", true}, {"mood", false}},
      codes[] = {{"F10.20", true}, {"f11.2", true}, {"F19.99", true}, {"F09", false}, {"F20.0", false},
                 {"", true},       {" ", true},     {"F1", true},     {"Z63.0", false}};
    (void)state;
    for (size_t i = 0; i < sizeof instruments / sizeof *instruments; i++)
        CHECK(label_instrument(str_of(instruments[i].name)) == instruments[i].labelled, "%s", instruments[i].name);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        CHECK(label_diagnosis(str_of(codes[i].name)) == codes[i].labelled, "%s", codes[i].name);
}

static void run_accounting(struct record_test *t)
{
    static const char *const grounds[] = {"emergency", "required_report", "order", "client", "consent"};
    struct str client = client_with_details(t, MARA);
    struct disclosure *list;
    struct err e = {0};
    size_t n;
    int64_t now = t->now_ms;
    set_settings(t, NAMED);
    add_row(t, (struct record){.client = client,
                               .kind = RECORD_DIAGNOSIS,
                               .state = STR("entered"),
                               .day = DAY0,
                               .content = STR("{\"code\":\"F32.1\"}")});
    for (size_t i = 0; i < 5; i++) {
        struct disclosure d = whole_ground(grounds[i], t);
        if (d.ground == GROUND_CONSENT)
            give_consent(t, client, "", &d);
        d.sections = SHARE_DIAGNOSES;
        d.address = STR("Main Street 1");
        d.suspended_until = i == 2 ? date_add_days(today_of(t), 30) : (struct date){0};
        RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e), &e);
        assert_int_equal(d.accountable, i < 3);
        t->now_ms += 1000;
    }
    RECORD_OK(sharing_disclosures(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].inside.known && sharing_disclosed(&list[i]) == SHARE_DIAGNOSES);
        assert_int_equal(list[i].inside.count[1], 1);
    }
    RECORD_OK(sharing_accounting(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    assert_int_equal(list[0].ground, GROUND_REQUIRED_REPORT);
    assert_str(list[0].to, "Dr Okafor", "to");
    assert_str(list[0].address, "Main Street 1", "address");
    assert_str(list[0].purpose, "care by the family doctor", "purpose");
    assert_true(list[0].at_ms == now + 1000 && list[0].sections == SHARE_DIAGNOSES && list[0].accountable);
    /* suspended until a day, that day included */
    struct str export;
    t->now_ms = now + INT64_C(30) * 86400000;
    RECORD_OK(sharing_accounting(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    RECORD_OK(sharing_export(&t->practice, &ann, client, &t->arena, &export, &e), &e);
    assert_false(holds(export, "\"ground\":\"order\""));
    t->now_ms += 86400000;
    RECORD_OK(sharing_accounting(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 3);
    RECORD_OK(sharing_export(&t->practice, &ann, client, &t->arena, &export, &e), &e);
    assert_true(holds(export, "\"ground\":\"order\""));
    /* six years, to the day */
    t->now_ms = (int64_t)date_to_day(date_add_months(zone_day(NULL, now), 72)) * 86400000;
    RECORD_OK(sharing_accounting(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 3);
    t->now_ms += 86400000;
    RECORD_OK(sharing_accounting(&t->practice, &pat, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 0);
    t->now_ms = now;
}

static void run_once(struct record_test *t)
{
    struct str client = marked_client(t, true), packet;
    struct disclosure d = to_client(t, client, SHARE_ALL), again = d;
    struct err e = {0};
    set_settings(t, NAMED_PART2);
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &d, STR("form-7"), &t->arena, &e), &e);
    again.sections = SHARE_PLAN;
    RECORD_OK(sharing_disclose(&t->practice, &ann, client, &again, STR("form-7"), &t->arena, &e), &e);
    assert_true(str_eq(again.id, d.id) && str_eq(again.packet, d.packet) && again.sections == SHARE_ALL);
    assert_int_equal(count_rows(t, &disclosures_sql, client), 1);
    RECORD_OK(sharing_packet(&t->practice, &ann, client, d.id, &t->arena, &packet, &e), &e);
    assert_true(str_eq(packet, d.packet));
    assert_false(sharing_packet(&t->practice, &pat, client, d.id, &t->arena, &packet, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    /* an id that was used for a consent is none of a disclosure */
    struct consent c = whole_consent("release", today_of(t));
    err_clear(&e);
    RECORD_OK(sharing_consent(&t->practice, &ann, client, &c, STR("form-8"), &t->arena, &e), &e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &again, STR("form-8"), &t->arena, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* the packet that cannot be opened */
    struct str pdf, json;
    err_clear(&e);
    assert_false(sharing_open_packet(packet = d.packet, STR("another passphrase"), &t->arena, &pdf, &json, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    d.passphrase = STR("elevenchars");
    err_clear(&e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_string_equal(e.where, "passphrase");
}

static void test_packet_file(void **state)
{
    struct arena a;
    struct err e = {0};
    struct packet_key k;
    struct str packet, pdf, json;
    static char big[200000];
    static const size_t sizes[] = {0, 1, 65527, 65528, 65529, 131064, 199000};
    (void)state;
    arena_init(&a, 0);
    RECORD_OK(packet_key_new(PASSPHRASE, &k, &e), &e);
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 7);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct str text = {big, sizes[i]};
        RECORD_OK(packet_seal(&k, text, STR(""), &a, &packet, &e), &e);
        RECORD_OK(packet_open(&k.key, packet, &a, &pdf, &json, &e), &e);
        assert_true(str_eq(pdf, text) && json.n == 0);
        RECORD_OK(packet_seal(&k, STR("pdf"), text, &a, &packet, &e), &e);
        RECORD_OK(packet_open(&k.key, packet, &a, &pdf, &json, &e), &e);
        assert_true(str_eq(json, text) && str_is(pdf, "pdf"));
    }
    /* cut off at any place, or one byte changed: never opens. The salt is the passphrase's business. */
    RECORD_OK(packet_seal(&k, (struct str){big, 70000}, STR("{}"), &a, &packet, &e), &e);
    char *copy = arena_copy(&a, packet.p, packet.n);
    for (size_t i = 0; i < packet.n; i += i < 200 || packet.n - i < 200 ? 1 : 997) {
        assert_false(packet_open(&k.key, (struct str){copy, i}, &a, &pdf, &json, NULL));
        copy[i] ^= 1;
        CHECK(packet_open(&k.key, (struct str){copy, packet.n}, &a, &pdf, &json, NULL) == (i >= 8 && i < 24), "%zu", i);
        copy[i] ^= 1;
    }
    /* blocks left out, and a first one that follows the last */
    assert_false(packet_open(&k.key, str_sub(packet, 0, 48 + 65553), &a, &pdf, &json, NULL));
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, packet);
    buf_add(&b, packet);
    assert_false(packet_open(&k.key, buf_str(&b), &a, &pdf, &json, NULL));
    buf_free(&b);
    RECORD_OK(sharing_open_packet(packet, PASSPHRASE, &a, &pdf, &json, &e), &e);
    assert_str(json, "{}", "json");
    assert_false(sharing_open_packet(STR("GTPACK1\n"), PASSPHRASE, &a, &pdf, &json, &e));
    arena_free(&a);
}

/* Allocations that fail at more and more places of a disclosure: neither packet nor accounting row is left. */
static void run_faults(struct record_test *t)
{
    struct str client = marked_client(t, true);
    size_t at = 1;
    bool ok = false;
    set_settings(t, NAMED_PART2);
    while (!ok) {
        struct disclosure d = to_client(t, client, SHARE_ALL);
        struct arena a;
        struct err e = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        ok = sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &a, &e);
        CHECK(fault_outcome(ok, &a, &e, at) == ok, "%zu", at);
        CHECK(count_rows(t, &disclosures_sql, client) == ok && count_rows(t, &packets_sql, client) == ok, "%zu", at);
        at += at / 12 + 1;
    }
    CHECK(at > 500, "%zu", at);
}

struct glass_to_add {
    struct record_test *t;
    struct glass_row *row;
};

static bool add_glass(struct db_tx *tx, void *ctx, struct err *e)
{
    struct glass_to_add *g = ctx;
    return glass_add(&g->t->store, tx, g->row, g->t->now_ms, &g->t->arena, e);
}

static void run_people(struct record_test *t)
{
    struct str client = marked_client(t, false), json, why;
    struct disclosure d = to_client(t, client, SHARE_PLAN), *list;
    struct actor glass = ann, clientele = ann;
    struct err e = {0};
    unsigned sections;
    size_t n;
    set_settings(t, NAMED);
    assert_false(sharing_disclose(&t->practice, &pat, client, &d, SHARING_NONE, &t->arena, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    err_clear(&e);
    glass.user = STR("gil");
    assert_false(sharing_allowed(&t->practice, &glass, client, &d, &t->arena, &sections, &why, &e));
    /* gil breaks the glass */
    struct glass_row row = {.practice = 1,
                            .account = glass.user,
                            .client = client,
                            .from_ms = t->now_ms,
                            .until_ms = t->now_ms + 3600000,
                            .reason = STR("found unconscious")};
    struct glass_to_add g = {t, &row};
    err_clear(&e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_glass, &g, &e), &e);
    assert_false(sharing_disclose(&t->practice, &glass, client, &d, SHARING_NONE, &t->arena, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, "ground");
    err_clear(&e);
    struct disclosure urgent = whole_ground("emergency", t);
    urgent.sections = SHARE_SAFETY_PLAN;
    RECORD_OK(sharing_disclose(&t->practice, &glass, client, &urgent, SHARING_NONE, &t->arena, &e), &e);
    /* the client: the accounting, not the disclosing */
    clientele = (struct actor){.practice = 1, .user = STR("mara"), .roles = ROLE_CLIENT, .client = client};
    RECORD_OK(sharing_accounting(&t->practice, &clientele, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_false(sharing_disclose(&t->practice, &clientele, client, &d, SHARING_NONE, &t->arena, &e));
    err_clear(&e);
    /* exports: the private diary in the client's own, psychotherapy notes and drafts in none */
    RECORD_OK(sharing_export(&t->practice, &clientele, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "markprivate") && holds(json, "marknote") && holds(json, "markgone") &&
                holds(json, "former") && holds(json, "markalert"));
    assert_false(holds(json, "markpsych") || holds(json, "draftgoal"));
    clientele.user = STR("mara2"); /* an account made for her later, by whomever: not its author */
    RECORD_OK(sharing_export(&t->practice, &clientele, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "marknote") && !holds(json, "markprivate"));
    RECORD_OK(sharing_export(&t->practice, &ann, client, &t->arena, &json, &e), &e);
    assert_true(holds(json, "marknote"));
    assert_false(holds(json, "markprivate") || holds(json, "markpsych") || holds(json, "markkept"));
    const struct json *root;
    RECORD_OK(json_parse(json, &t->arena, &root, &e), &e);
}

static void on_each(void (*run)(struct record_test *))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        run(&t);
        record_test_end(&t);
        backend_end(&b);
    }
}

#define ON_EACH(name)                                                                                                  \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        on_each(run_##name);                                                                                           \
    }
ON_EACH(grounds)
ON_EACH(property)
ON_EACH(labels_by_row)
ON_EACH(pictures)
ON_EACH(inside)
ON_EACH(accounting)
ON_EACH(once)
ON_EACH(faults)
ON_EACH(people)

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grounds),    cmocka_unit_test(test_property), cmocka_unit_test(test_labels_by_row),
        cmocka_unit_test(test_pictures), cmocka_unit_test(test_inside), cmocka_unit_test(test_label_words), cmocka_unit_test(test_member_words),
        cmocka_unit_test(test_lines), cmocka_unit_test(test_accounting), cmocka_unit_test(test_once),
        cmocka_unit_test(test_packet_file), cmocka_unit_test(test_faults),  cmocka_unit_test(test_people)};
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
