/* test_sharing.c: on what ground something leaves, what is in the packet then, and the accounting; nothing outside its
 * ground, ever. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

#include "unit/sharing_marks.h"

/* ---- grounds ---- */

static void give_consent(struct record_test *t, struct str client, const char *change, struct disclosure *d)
{
    bool class_ = strcmp(change, "part2_class") == 0, proceedings = strncmp(change, "proceedings", 11) == 0;
    bool part2 = strncmp(change, "part2", 5) == 0 || proceedings;
    enum consent_kind kind;
    struct err e = {0};
    struct consent c = whole_consent(class_                                        ? "part2_tpo"
                                     : part2                                       ? "part2"
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
            expected =
                expected && open && sections & (SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN);
        if (m->labelled == 's' && !substance)
            expected = !(m->sections & ~sections);
        CHECK(holds(json, m->word) == expected, "%s: %s, sections %x, labels %d", what, m->word, sections, labels);
    }
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        CHECK(!holds(json, never[i]), "%s: %s", what, never[i]);
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

struct
try {
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

ON_EACH(grounds)
ON_EACH(property)
ON_EACH(accounting)

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grounds),
        cmocka_unit_test(test_property),
        cmocka_unit_test(test_accounting),
    };
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
