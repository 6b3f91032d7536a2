/* test_between.c: entries of each kind, who sees them, how they are corrected. */
#include "support.h"

#include "between_support.h"

/* ---- the JSON of each kind ---- */

static bool try_row(struct record_test *t, struct people *p, struct tsv *v, enum record_kind kind, struct str of,
                    struct err *e)
{
    const struct actor *who = kind == RECORD_PRIVATE_DIARY ? &p->client : &p->clinician;
    struct str json = str_of(tsv_get(v, "json")), id;
    struct score s;
    t->now_ms++;
    if (kind == RECORD_SCORE)
        return between_score(&t->practice, who, p->id, today(t), json, NONE, &t->arena, &id, &s, e);
    struct entry x = {.kind = kind, .date = today(t), .json = json, .of = of};
    return between_add(&t->practice, who, p->id, &x, NONE, &t->arena, e);
}

/* "a|b": either. */
static bool is_where(const char *where, const char *expected)
{
    const char *bar = strchr(expected, '|');
    size_t n = bar ? (size_t)(bar - expected) : 0;
    return !*expected || strcmp(where, bar ? bar + 1 : expected) == 0 ||
           (bar && strlen(where) == n && strncmp(where, expected, n) == 0);
}

static void run_kinds(struct record_test *t, struct people *p)
{
    struct tsv v;
    settings(t, WITH_OWNER);
    struct str session = add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-10", "{\"status\":\"attended\"}");
    struct str note = add(t, &p->clinician, p->id, RECORD_NOTE, "2027-01-10", "{\"text\":\"a\"}");
    struct str referral = add(t, &p->clinician, p->id, RECORD_REFERRAL, "2027-01-10",
                              "{\"to\":\"a\",\"why\":\"b\",\"status\":\"planned\"}");
    tsv_open(&v, "tests/data/practice/between.tsv");
    while (tsv_next(&v)) {
        const char *name = tsv_get(&v, "of"), *where = tsv_get(&v, "where");
        enum record_kind kind = RECORD_PLAN;
        struct str of = strcmp(name, "session") == 0    ? session
                        : strcmp(name, "note") == 0     ? note
                        : strcmp(name, "referral") == 0 ? referral
                        : strcmp(name, "nothing") == 0  ? STR("01ARYZ6S41TSV4RRFFQ69G5FAV")
                                                        : NONE;
        assert_true(record_kind_find(str_of(tsv_get(&v, "kind")), &kind));
        for (int again = 0; again < 1 + (kind == RECORD_DIARY); again++) { /* the same members in private */
            struct err e = {0};
            bool ok = try_row(t, p, &v, again ? RECORD_PRIVATE_DIARY : kind, of, &e);
            if (strcmp(where, "-") == 0)
                CHECK(ok, "%s: %s: %s: %s", tsv_where(&v), tsv_get(&v, "why"), e.where, e.text);
            else
                CHECK(!ok && e.kind == ERR_INVALID && is_where(e.where, where) && e.text[0], "%s: %s: %d at \"%s\": %s",
                      tsv_where(&v), tsv_get(&v, "why"), (int)e.kind, e.where, e.text);
        }
    }
    tsv_close(&v);
    /* All that was stored is a series that can be read. */
    struct series s;
    struct err e = {0};
    RECORD_OK(series_read(series_text(t, p->id), &t->arena, &s, &e), &e);
    assert_true(s.entries.n > 30);
}

static void test_the_json_of_each_kind(void **state)
{
    (void)state;
    each_backend(run_kinds);
}

static void run_limits(struct record_test *t, struct people *p)
{
    char *long_text = malloc(BETWEEN_JSON_MAX + 32);
    struct entry x = {.kind = RECORD_NOTE, .date = today(t)};
    int n = snprintf(long_text, 32, "{\"text\":\"");
    memset(long_text + n, 'a', BETWEEN_JSON_MAX);
    memcpy(long_text + BETWEEN_JSON_MAX - 2, "\"}", 3);
    x.json = str_of(long_text);
    struct err e = {0};
    RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e), &e);
    memcpy(long_text + BETWEEN_JSON_MAX - 2, "a\"}", 4);
    x.json = str_of(long_text);
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_LIMIT, "entry",
          "too long");
    free(long_text);
    x.json = STR("{\"text\":\"a\"}");
    x.date = (struct date){0};
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_INVALID, "date",
          "no date");
    x.date = date_add_days(today(t), 2);
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_INVALID, "date",
          "to come");
    x.date = date_add_days(today(t), 1); /* where the day begins earlier */
    RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e), &e);
    struct str id;
    struct score s;
    FAILS(between_score(&t->practice, &p->clinician, p->id, date_add_days(today(t), 2),
                        STR("{\"instrument\":\"gad7\",\"total\":3}"), NONE, &t->arena, &id, &s, &failed),
          ERR_INVALID, "date", "a score to come");
    x.kind = RECORD_SESSION;
    x.date = date_add_days(today(t), 20);
    x.json = STR("{\"status\":\"cancelled\"}");
    RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e), &e);
    static const enum record_kind others[] = {RECORD_PLAN, RECORD_CONSENT, RECORD_SCORE, RECORD_ALERT, RECORD_DETAILS};
    x.date = today(t);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        x.kind = others[i];
        FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_INVALID, "kind",
              "added");
        if (others[i] != RECORD_SCORE)
            FAILS(between_correct(&t->practice, &p->clinician, p->id, STR("X"), &x, STR("y"), NONE, &t->arena, &failed),
                  ERR_INVALID, "kind", "corrected");
    }
}

static void test_limits(void **state)
{
    (void)state;
    each_backend(run_limits);
}

/* ---- who sees what ---- */

struct reader {
    const char *name;
    size_t who; /* offset in struct people */
};
#define READER(name)                                                                                                   \
    {                                                                                                                  \
#name, offsetof(struct people, name)                                                                           \
    }
static const struct reader readers[] = {READER(clinician), READER(other),      READER(supervisor), READER(prescriber),
                                        READER(stranger),  READER(glass),      READER(duty),       READER(owner),
                                        READER(staff),     READER(officer),    READER(auditor),    READER(client),
                                        READER(guardian),  READER(else_client)};

static const struct actor *reader_of(const struct people *p, const struct reader *r)
{
    return (const struct actor *)(const void *)((const char *)p + r->who);
}

/* Whether that reader gets it by its id, in a list of its kind, and in a list of everything. */
static unsigned sees(struct record_test *t, const struct actor *who, struct str client, enum record_kind kind,
                     struct str id)
{
    unsigned seen = 0;
    struct record r, *rows = NULL;
    for (int i = 0; i < 3; i++) {
        struct err e = {0};
        struct record_filter f = {.kinds = i == 2 ? 0 : 1u << kind};
        size_t n = 0;
        if (i == 0) {
            seen |= between_get(&t->practice, who, client, kind, id, &t->arena, &r, &e);
            assert_true(seen || e.text[0]);
            continue;
        }
        if (!between_list(&t->practice, who, client, &f, &t->arena, &rows, &n, &e))
            assert_true(e.kind == ERR_NOT_FOUND || e.kind == ERR_REFUSED);
        for (size_t k = 0; k < n; k++)
            seen |= str_eq(rows[k].id, id) ? 1u << i : 0;
    }
    return seen;
}

static void run_matrix(struct record_test *t, struct people *p)
{
    settings(t, WITH_OWNER);
    static const struct {
        enum record_kind kind;
        const char *json, *seen_by; /* among readers, in words */
        bool by_client;
    } rows[] = {
        {RECORD_SESSION, "{\"status\":\"attended\"}", " clinician other supervisor prescriber glass staff client ",
         false},
        {RECORD_NOTE, "{\"text\":\"a\"}", " clinician other supervisor prescriber glass ", false},
        {RECORD_CONSULTATION, "{\"with\":\"a\",\"ground\":\"b\",\"shared\":\"c\"}",
         " clinician other supervisor prescriber glass ", false},
        {RECORD_DECISION, "{\"sign\":\"top-band/o1\",\"decision\":\"keep\",\"reason\":\"c\"}",
         " clinician other supervisor prescriber glass ", false},
        {RECORD_EVENT, "{\"kind\":\"a\"}", " clinician other supervisor prescriber glass client ", false},
        {RECORD_SAFETY_PLAN, "{\"coping\":[\"a\"]}", " clinician other supervisor prescriber glass client ", false},
        {RECORD_DIARY, "{\"mood\":1}", " clinician other supervisor prescriber glass client ", true},
        {RECORD_PSYCHOTHERAPY_NOTE, "{\"text\":\"a\"}", " clinician ", false},
        {RECORD_PRIVATE_DIARY, "{\"text\":\"a\"}", " client ", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str id =
            add(t, rows[i].by_client ? &p->client : &p->clinician, p->id, rows[i].kind, "2027-01-14", rows[i].json);
        for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
            char word[32];
            snprintf(word, sizeof word, " %s ", readers[k].name);
            bool may = strstr(rows[i].seen_by, word) != NULL;
            bool in_all = may && rows[i].kind != RECORD_PRIVATE_DIARY && rows[i].kind != RECORD_PSYCHOTHERAPY_NOTE;
            unsigned seen = sees(t, reader_of(p, &readers[k]), p->id, rows[i].kind, id);
            CHECK(seen == (in_all ? 7u
                           : may  ? 3u
                                  : 0u),
                  "%s: %s: %s sees %u", t->backend->name, record_kind_name(rows[i].kind), readers[k].name, seen);
        }
    }
}

static void test_who_sees_what(void **state)
{
    (void)state;
    each_backend(run_matrix);
}

static void run_secret(struct record_test *t, struct people *p)
{
    static const enum record_kind kinds[] = {RECORD_PSYCHOTHERAPY_NOTE, RECORD_PRIVATE_DIARY};
    for (size_t i = 0; i < 2; i++) {
        const struct actor *author = i ? &p->client : &p->clinician;
        struct str id = add(t, author, p->id, kinds[i], "2027-01-14", "{\"text\":\"only mine\"}");
        struct entry x = {.kind = kinds[i], .date = today(t), .json = STR("{\"text\":\"yours\"}")};
        for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
            const struct actor *who = reader_of(p, &readers[k]);
            struct record r;
            if (who == author)
                continue;
            struct err e = {0}, none = {0};
            /* What is there is answered in the same words as what is not. */
            assert_false(between_get(&t->practice, who, p->id, kinds[i], id, &t->arena, &r, &e));
            assert_false(between_get(&t->practice, who, p->id, kinds[i], STR("01ARYZ6S41TSV4RRFFQ69G5FAV"), &t->arena,
                                     &r, &none));
            CHECK(e.kind == ERR_NOT_FOUND && none.kind == ERR_NOT_FOUND && strcmp(e.text, none.text) == 0 &&
                      strcmp(e.where, none.where) == 0,
                  "%s: %s", readers[k].name, e.text);
            e = (struct err){0};
            assert_false(between_correct(&t->practice, who, p->id, id, &x, STR("why not"), NONE, &t->arena, &e));
            CHECK(e.kind == ERR_NOT_FOUND, "%s: %s", readers[k].name, e.text);
            e = (struct err){0};
            assert_false(between_withdraw(&t->practice, who, p->id, id, STR("why not"), &e));
            CHECK(e.kind == ERR_NOT_FOUND || e.kind == ERR_REFUSED, "%s: %s", readers[k].name, e.text);
            e = (struct err){0};
            assert_false(between_erase(&t->practice, who, p->id, id, &e));
            CHECK(e.kind == ERR_NOT_FOUND, "%s: %s", readers[k].name, e.text);
        }
        assert_false(has(series_text(t, p->id), id.p));
        assert_false(has(client_row(t, p->id).summary, "mine"));
    }
}

static void test_what_is_its_authors_alone(void **state)
{
    (void)state;
    each_backend(run_secret);
}

static void run_private_diary(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record r;
    struct str id = add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-01-14", "{\"text\":\"first\",\"mood\":3}");
    struct entry x = {.kind = RECORD_PRIVATE_DIARY, .date = day("2027-01-13"), .json = STR("{\"text\":\"second\"}")};
    RECORD_OK(between_correct(&t->practice, &p->client, p->id, id, &x, NONE, NONE, &t->arena, &e), &e);
    assert_true(str_eq(x.id, id));
    RECORD_OK(between_get(&t->practice, &p->client, p->id, RECORD_PRIVATE_DIARY, id, &t->arena, &r, &e), &e);
    assert_str(r.content, "{\"text\":\"second\"}", "changed in place");
    assert_true(r.labels & LABEL_PRIVATE && !r.locked && r.day == date_to_day(day("2027-01-13")));
    assert_int_equal(list(t, &p->client, p->id, 1u << RECORD_PRIVATE_DIARY, NULL), 1);
    struct actor later = p->client; /* an account that was made for the client later is not its author */
    later.user = STR("01J0000000000000000000000Z");
    assert_int_equal(list(t, &later, p->id, 1u << RECORD_PRIVATE_DIARY, NULL), 0);
    FAILS(between_get(&t->practice, &later, p->id, RECORD_PRIVATE_DIARY, id, &t->arena, &r, &failed), ERR_NOT_FOUND,
          "record", "another account's");
    x.json = STR("{\"mood\":11}");
    FAILS(between_correct(&t->practice, &p->client, p->id, id, &x, NONE, NONE, &t->arena, &failed), ERR_INVALID, "mood",
          "checked too");
    FAILS(between_withdraw(&t->practice, &p->client, p->id, id, STR("x"), &failed), ERR_INVALID, "private_diary",
          "erase");
    RECORD_OK(between_erase(&t->practice, &p->client, p->id, id, &e), &e);
    FAILS(between_get(&t->practice, &p->client, p->id, RECORD_PRIVATE_DIARY, id, &t->arena, &r, &failed), ERR_NOT_FOUND,
          "record", "gone");
    FAILS(between_erase(&t->practice, &p->client, p->id, id, &failed), ERR_NOT_FOUND, "record", "gone already");
    /* Nothing but private diaries is erased. */
    struct str shared = add(t, &p->client, p->id, RECORD_DIARY, "2027-01-14", "{\"mood\":3}");
    FAILS(between_erase(&t->practice, &p->client, p->id, shared, &failed), ERR_NOT_FOUND, "record", "a shared one");
}

static void test_a_private_diary_is_changed_and_erased(void **state)
{
    (void)state;
    each_backend(run_private_diary);
}

/* ---- corrections ---- */

static void run_corrections(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record r;
    struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"move\"}")};
    struct str old = add(t, &p->clinician, p->id, RECORD_EVENT, "2027-01-10", "{\"kind\":\"moved\"}");
    FAILS(between_correct(&t->practice, &p->clinician, p->id, old, &x, STR(" "), NONE, &t->arena, &failed), ERR_INVALID,
          "reason", "a reason is needed");
    struct str fresh = correct(t, &p->clinician, p->id, old, RECORD_EVENT, "2027-01-10", "{\"kind\":\"move\"}");
    RECORD_OK(between_get(&t->practice, &p->clinician, p->id, RECORD_EVENT, old, &t->arena, &r, &e), &e);
    assert_str(r.content, "{\"kind\":\"moved\"}", "the old one is kept");
    assert_true(str_is(r.state, "corrected") && r.locked);
    RECORD_OK(between_get(&t->practice, &p->clinician, p->id, RECORD_EVENT, fresh, &t->arena, &r, &e), &e);
    assert_str(r.content, "{\"kind\":\"move\",\"correction_reason\":\"mistyped\"}", "and the reason stands in the new");
    assert_true(str_eq(r.of, old));
    FAILS(between_correct(&t->practice, &p->clinician, p->id, old, &x, STR("y"), NONE, &t->arena, &failed),
          ERR_CONFLICT, "record", "only the newest");
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, old, STR("y"), &failed), ERR_CONFLICT, "record",
          "likewise");
    withdraw(t, &p->clinician, p->id, fresh);
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, fresh, STR("y"), &failed), ERR_CONFLICT, "record",
          "twice");
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, fresh, NONE, &failed), ERR_INVALID, "reason",
          "no reason");
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, STR("nothing"), STR("y"), &failed), ERR_NOT_FOUND,
          "record", "not there");
    /* The entry that withdraws is none to be withdrawn. */
    struct record *rows;
    size_t n = list(t, &p->clinician, p->id, 1u << RECORD_EVENT, &rows);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        if (str_is(rows[i].state, "withdrawal"))
            FAILS(between_withdraw(&t->practice, &p->clinician, p->id, rows[i].id, STR("y"), &failed), ERR_NOT_FOUND,
                  "record", "a withdrawal");
    /* Another kind is another thing. */
    x.kind = RECORD_SESSION;
    FAILS(between_correct(&t->practice, &p->clinician, p->id, fresh, &x, STR("y"), NONE, &t->arena, &failed),
          ERR_NOT_FOUND, "record", "of another kind");
    /* Of another client it is not there. */
    FAILS(between_withdraw(&t->practice, &p->stranger, p->else_id, fresh, STR("y"), &failed), ERR_NOT_FOUND, "record",
          "of another client");
}

static void test_corrections_keep_what_was(void **state)
{
    (void)state;
    each_backend(run_corrections);
}

static void run_own_only(struct record_test *t, struct people *p)
{
    struct str mine = add(t, &p->client, p->id, RECORD_DIARY, "2027-01-14", "{\"mood\":3}");
    struct str theirs = add(t, &p->clinician, p->id, RECORD_DIARY, "2027-01-14", "{\"mood\":3}");
    struct str event = add(t, &p->clinician, p->id, RECORD_EVENT, "2027-01-14", "{\"kind\":\"x\"}");
    struct str note = add(t, &p->clinician, p->id, RECORD_NOTE, "2027-01-14", "{\"text\":\"x\"}");
    struct str session = add(t, &p->staff, p->id, RECORD_SESSION, "2027-01-14", "{\"status\":\"no_show\"}");
    FAILS(between_withdraw(&t->practice, &p->client, p->id, theirs, STR("y"), &failed), ERR_REFUSED, "diary",
          "not own");
    FAILS(between_withdraw(&t->practice, &p->client, p->id, event, STR("y"), &failed), ERR_REFUSED, "event",
          "not a client's");
    FAILS(between_withdraw(&t->practice, &p->client, p->id, note, STR("y"), &failed), ERR_NOT_FOUND, "record",
          "unknown");
    FAILS(between_withdraw(&t->practice, &p->staff, p->id, note, STR("y"), &failed), ERR_NOT_FOUND, "record",
          "unknown");
    withdraw(t, &p->staff, p->id, session);
    mine = correct(t, &p->client, p->id, mine, RECORD_DIARY, "2027-01-14", "{\"mood\":4}");
    withdraw(t, &p->client, p->id, mine);
    struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"move\"}")};
    FAILS(between_add(&t->practice, &p->client, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "entry.write",
          "client");
    FAILS(between_add(&t->practice, &p->stranger, p->id, &x, NONE, &t->arena, &failed), ERR_NOT_FOUND, "client",
          "stranger");
    FAILS(between_add(&t->practice, &p->glass, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "entry.write",
          "glass");
    FAILS(between_add(&t->practice, &p->owner, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "entry.write",
          "owner");
}

static void test_clients_change_their_own(void **state)
{
    (void)state;
    each_backend(run_own_only);
}

static void run_once(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str id;
    struct score s;
    for (int i = 0; i < 2; i++) {
        struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"move\"}")};
        RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &x, STR("form-1"), &t->arena, &e), &e);
        assert_true((x.id.n > 0) == (i == 0));
        RECORD_OK(between_score(&t->practice, &p->clinician, p->id, today(t),
                                STR("{\"instrument\":\"phq9\",\"responses\":[0,0,0,0,0,0,0,0,1]}"), STR("form-2"),
                                &t->arena, &id, &s, &e),
                  &e);
        assert_true((id.n > 0) == (i == 0) && s.has == (i == 0));
    }
    assert_int_equal(list(t, &p->clinician, p->id, 1u << RECORD_EVENT, NULL), 1);
    assert_int_equal(list(t, &p->clinician, p->id, 1u << RECORD_SCORE, NULL), 1);
    assert_int_equal(list(t, &p->clinician, p->id, 1u << RECORD_ALERT, NULL), 1);
}

static void test_what_is_sent_twice_is_done_once(void **state)
{
    (void)state;
    each_backend(run_once);
}

/* ---- several at once ---- */

static size_t count_of(struct record_test *t, struct people *p, enum record_kind kind, struct record **rows)
{
    struct err e = {0};
    struct record_filter f = {.kinds = 1u << kind};
    size_t n = 0;
    RECORD_OK(between_list(&t->practice, &p->clinician, p->id, &f, &t->arena, rows, &n, &e), &e);
    return n;
}

static void run_together(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record *rows;
    struct date day = {2027, 1, 15};
    struct entry list[] = {{.kind = RECORD_SESSION, .date = day, .json = STR("{\"status\":\"attended\"}")},
                           {.kind = RECORD_NOTE, .date = day, .json = STR("{\"text\":\"Came on time.\"}")},
                           {.kind = RECORD_EVENT, .date = day, .json = STR("{\"kind\":\"move\"}")}};
    for (int i = 0; i < 2; i++) /* the second time nothing is done */
        RECORD_OK(between_add_all(&t->practice, &p->clinician, p->id, list, 3, STR("together-1"), &t->arena, &e), &e);
    assert_int_equal(count_of(t, p, RECORD_SESSION, &rows), 1);
    struct str session = rows[0].id;
    assert_int_equal(count_of(t, p, RECORD_EVENT, &rows), 1);
    assert_int_equal(count_of(t, p, RECORD_NOTE, &rows), 1);
    CHECK(str_eq(rows[0].of, session), "the note does not belong to its session");

    /* All or none. */
    list[1].json = STR("{\"unknown\":1}");
    FAILS(between_add_all(&t->practice, &p->clinician, p->id, list, 3, NONE, &t->arena, &failed), ERR_INVALID,
          "unknown", "a note that is none");
    assert_int_equal(count_of(t, p, RECORD_SESSION, &rows), 1);
    list[1].kind = RECORD_PSYCHOTHERAPY_NOTE;
    FAILS(between_add_all(&t->practice, &p->clinician, p->id, list, 3, NONE, &t->arena, &failed), ERR_INVALID, "kind",
          "a kind that goes alone");
    FAILS(between_add_all(&t->practice, &p->clinician, p->id, list, 0, NONE, &t->arena, &failed), ERR_INVALID,
          "entries", "none");
    FAILS(between_add_all(&t->practice, &p->staff, p->id, list, 1, NONE, &t->arena, &failed), ERR_REFUSED,
          "entry.write", "by staff");
    FAILS(between_add_all(&t->practice, &p->stranger, p->id, list, 1, NONE, &t->arena, &failed), ERR_NOT_FOUND,
          "client", "by a stranger");
}

/* A session of a day and start that is recorded already, unless another is meant. */
static void run_alone(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record *rows;
    const struct date day = {2027, 1, 15}, before = {2027, 1, 14};
    const struct str at_two = STR("{\"status\":\"attended\",\"start\":\"14:00\"}");
    struct entry first = {.kind = RECORD_SESSION, .date = day, .json = at_two, .alone = true};
    for (int i = 0; i < 2; i++) /* a form that is sent twice is no other session */
        RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &first, STR("alone-1"), &t->arena, &e), &e);
    assert_int_equal(count_of(t, p, RECORD_SESSION, &rows), 1);
    struct str id = rows[0].id;
    const struct {
        struct date date;
        struct str json;
        bool alone, added;
    } rows_of[] = {{day, at_two, true, false},
                   {before, at_two, true, true},
                   {day, STR("{\"status\":\"no_show\",\"start\":\"14:01\"}"), true, true},
                   {day, STR("{\"status\":\"attended\"}"), true, true},
                   {day, STR("{\"status\":\"cancelled\"}"), true, false},
                   {day, at_two, false, true}};
    size_t there = 1;
    for (size_t i = 0; i < sizeof rows_of / sizeof *rows_of; i++) {
        struct entry list[] = {
            {.kind = RECORD_SESSION, .date = rows_of[i].date, .json = rows_of[i].json, .alone = rows_of[i].alone},
            {.kind = RECORD_NOTE, .date = rows_of[i].date, .json = STR("{\"text\":\"a\"}")}};
        struct err told = {0};
        bool both = i % 2 == 1; /* with its note, and without */
        bool ok = both ? between_add_all(&t->practice, &p->clinician, p->id, list, 2, NONE, &t->arena, &told)
                       : between_add(&t->practice, &p->clinician, p->id, list, NONE, &t->arena, &told);
        CHECK(ok == rows_of[i].added && (ok || told.kind == ERR_CONFLICT), "row %zu: %s %s", i, told.where, told.text);
        CHECK(ok || (list[0].same.n && (i || str_eq(list[0].same, id))), "row %zu: which one", i);
        there += ok;
        CHECK(count_of(t, p, RECORD_SESSION, &rows) == there, "row %zu", i);
    }
    /* What was withdrawn is none. */
    struct entry late = {.kind = RECORD_SESSION, .date = before, .json = at_two, .alone = true};
    FAILS(between_add(&t->practice, &p->clinician, p->id, &late, NONE, &t->arena, &failed), ERR_CONFLICT, "session",
          "the same again");
    RECORD_OK(between_withdraw(&t->practice, &p->clinician, p->id, late.same, STR("Another day"), &e), &e);
    RECORD_OK(between_add(&t->practice, &p->clinician, p->id, &late, NONE, &t->arena, &e), &e);
}

static void test_a_session_is_recorded_once(void **state)
{
    (void)state;
    each_backend(run_alone);
}

static void test_several_at_once(void **state)
{
    (void)state;
    each_backend(run_together);
}

/* ---- labels, lists ---- */

static void run_labels(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record r;
    for (int part2 = 0; part2 < 2; part2++) {
        settings(t, part2 ? "{\"name\":\"P\",\"part2\":true}" : "{\"name\":\"P\"}");
        struct str id = score(t, &p->clinician, p->id, "2027-01-15", "{\"instrument\":\"gad7\",\"total\":12}");
        RECORD_OK(between_get(&t->practice, &p->clinician, p->id, RECORD_SCORE, id, &t->arena, &r, &e), &e);
        assert_int_equal(r.labels, part2 ? LABEL_PART2 : 0);
        id = add(t, &p->clinician, p->id, RECORD_PSYCHOTHERAPY_NOTE, "2027-01-15", "{\"text\":\"a\"}");
        RECORD_OK(between_get(&t->practice, &p->clinician, p->id, RECORD_PSYCHOTHERAPY_NOTE, id, &t->arena, &r, &e),
                  &e);
        assert_int_equal(r.labels, LABEL_PSYCHOTHERAPY | (part2 ? LABEL_PART2 : 0));
    }
    struct record *rows;
    size_t n;
    struct record_filter f = {.kinds = 1u << RECORD_PSYCHOTHERAPY_NOTE, .limit = 1};
    RECORD_OK(between_list(&t->practice, &p->clinician, p->id, &f, &t->arena, &rows, &n, &e), &e);
    assert_true(n == 1 && rows[0].content.n > 0);
    f.without_content = true;
    f.limit = 0;
    RECORD_OK(between_list(&t->practice, &p->clinician, p->id, &f, &t->arena, &rows, &n, &e), &e);
    assert_true(n == 2 && !rows[0].content.p);
    f.kinds = 1u << RECORD_PLAN | 1u << RECORD_CONSENT;
    FAILS(between_list(&t->practice, &p->clinician, p->id, &f, &t->arena, &rows, &n, &failed), ERR_INVALID, "kinds",
          "other");
    FAILS(between_get(&t->practice, &p->clinician, p->id, RECORD_PLAN, STR("X"), &t->arena, &r, &failed), ERR_INVALID,
          "kind", "a plan");
    /* Two that are secret at once are not listed. */
    f.kinds = SECRET_KINDS;
    FAILS(between_list(&t->practice, &p->client, p->id, &f, &t->arena, &rows, &n, &failed), ERR_INVALID, "kinds",
          "secret");
}

static void test_labels_and_lists(void **state)
{
    (void)state;
    each_backend(run_labels);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_json_of_each_kind),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_who_sees_what),
        cmocka_unit_test(test_what_is_its_authors_alone),
        cmocka_unit_test(test_a_private_diary_is_changed_and_erased),
        cmocka_unit_test(test_corrections_keep_what_was),
        cmocka_unit_test(test_clients_change_their_own),
        cmocka_unit_test(test_what_is_sent_twice_is_done_once),
        cmocka_unit_test(test_several_at_once),
        cmocka_unit_test(test_a_session_is_recorded_once),
        cmocka_unit_test(test_labels_and_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
