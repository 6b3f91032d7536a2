/* test_words.c: what clients say, who reads it, what is answered. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"

#include "practice/chart.h"
#include "practice/clients.h"
#include "practice/outside.h"
#include "practice/queue.h"
#include "practice/sharing.h"
#include "practice/words.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

static struct str say(struct record_test *t, const struct actor *who, struct str client, enum words_kind kind,
                      const char *about, const char *text)
{
    struct err e = {0};
    struct words w = {.kind = kind, .about = str_of(about), .text = str_of(text), .said_of = STR(" As it read. ")};
    struct words *list;
    size_t n;
    t->now_ms++;
    RECORD_OK(words_add(&t->practice, who, client, &w, NONE, &t->arena, &e), &e);
    assert_true(w.id.n > 0);
    struct words_filter one = {.id = w.id};
    RECORD_OK(words_list(&t->practice, who, client, &one, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_str(list[0].said_of, "As it read.", "kept with the words");
    return w.id;
}

static struct words *all(struct record_test *t, const struct actor *who, struct str client, struct words_filter f,
                         size_t wanted)
{
    struct err e = {0};
    struct words *list;
    size_t n;
    RECORD_OK(words_list(&t->practice, who, client, &f, &t->arena, &list, &n, &e), &e);
    CHECK(n == wanted, "%zu words, not %zu", n, wanted);
    return list;
}

/* When this person's first page says that they were answered; 0: it says nothing. */
static int64_t answered(struct record_test *t, const struct actor *who)
{
    struct err e = {0};
    struct outside_home h;
    RECORD_OK(outside_home(&t->practice, who, &t->arena, &h, &e), &e);
    return h.answered_ms;
}

/* After the end of care the first page asks nothing and tells of no visit. */
static void run_ended(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct outside_home h;
    char next[120], day[DATE_TEXT_SIZE];
    snprintf(next, sizeof next, "{\"status\":\"attended\",\"next\":\"%s\",\"next_time\":\"14:00\"}",
             date_format(date_add_days(today(t), 3), day));
    add(t, &p->clinician, p->id, RECORD_SESSION, date_format(today(t), day), next);
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_true(date_is_set(h.next_visit) && !h.outside.ended);
    RECORD_OK(clients_end(&t->practice, &p->clinician, p->id, true, STR("Moved away."), &e), &e);
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_true(!date_is_set(h.next_visit) && h.outside.ended && !h.asks_review && !h.due.assignment.n);
}

/* The object of the newest event of words.list. */
struct newest_read {
    struct record_test *t;
    struct str client, object;
    bool found;
};

static bool find_newest(struct db_tx *tx, void *ctx, struct err *e)
{
    struct newest_read *x = ctx;
    struct audit_filter f = {.practice = 1, .client = x->client};
    struct audit_row *rows;
    size_t n;
    if (!audit_list(tx, x->t->store.keys, &f, &x->t->arena, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n && !x->found; i++)
        if (str_is(rows[i].event.use_case, "words.list")) {
            x->object = rows[i].event.object;
            x->found = true;
        }
    return true;
}

/* The trail tells words that were read from a look at none. */
static void run_trail(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct newest_read none = {.t = t, .client = p->id}, one = none, filtered = none;
    all(t, &p->clinician, p->id, (struct words_filter){0}, 0);
    RECORD_OK(db_read(t->store.db, find_newest, &none, &e), &e);
    assert_true(none.found && !none.object.n);
    t->now_ms++;
    struct str id = say(t, &p->client, p->id, WORDS_QUESTION, "", "How long is a visit?");
    t->now_ms++;
    all(t, &p->clinician, p->id, (struct words_filter){0}, 1);
    RECORD_OK(db_read(t->store.db, find_newest, &one, &e), &e);
    assert_true(one.found && str_eq(one.object, id));
    t->now_ms++;
    all(t, &p->clinician, p->id, (struct words_filter){.kinds = 1u << WORDS_VALUE}, 0);
    RECORD_OK(db_read(t->store.db, find_newest, &filtered, &e), &e);
    assert_true(filtered.found && !filtered.object.n);
}

static void run_life(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str answer;
    struct words w = {.kind = WORDS_REVIEW, .about = STR("review"), .helped = STR(" the walks "), .next = STR("sleep")};
    struct str id = say(t, &p->client, p->id, WORDS_DOES_NOT_FIT, "objectives/o1", "Mornings do not work for me.");
    int64_t said_ms = t->now_ms++;
    RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
    struct words *list = all(t, &p->clinician, p->id, (struct words_filter){0}, 2);
    assert_true(list[0].kind == WORDS_REVIEW && list[0].state == WORDS_ENTERED && list[0].seen_ms == 0);
    assert_str(list[0].helped, "the walks", "without the blanks around it");
    assert_str(list[0].next, "sleep", "next");
    assert_true(!list[0].did_not.n && !list[0].text.n);
    assert_true(list[1].kind == WORDS_DOES_NOT_FIT && list[1].at_ms == said_ms && str_is(list[1].by, "IDA"));
    assert_str(list[1].about, "objectives/o1", "about");
    assert_str(list[1].text, "Mornings do not work for me.", "text");
    all(t, &p->client, p->id, (struct words_filter){.kinds = 1u << WORDS_REVIEW}, 1);
    all(t, &p->client, p->id, (struct words_filter){.from = date_add_days(today(t), 1)}, 0);
    all(t, &p->client, p->id, (struct words_filter){.from = today(t)}, 2);

    /* Read: once, by the first. */
    int64_t seen_ms = t->now_ms += 5;
    RECORD_OK(words_seen(&t->practice, &p->other, p->id, &id, 1, &t->arena, &e), &e);
    t->now_ms += 5;
    RECORD_OK(words_seen(&t->practice, &p->clinician, p->id, &id, 1, &t->arena, &e), &e);
    list = all(t, &p->client, p->id, (struct words_filter){0}, 2);
    assert_true(list[1].state == WORDS_SEEN && list[1].seen_ms == seen_ms && list[0].state == WORDS_ENTERED);
    all(t, &p->clinician, p->id, (struct words_filter){.unread = true}, 1);

    assert_true(answered(t, &p->client) == 0);

    /* Answered, twice; what was not read before is read with that. */
    t->now_ms++;
    RECORD_OK(words_answer(&t->practice, &p->clinician, p->id, w.id, STR("Thank you."), NONE, &t->arena, &answer, &e), &e);
    t->now_ms++;
    RECORD_OK(words_answer(&t->practice, &p->other, p->id, w.id, STR("Sleep it is."), NONE, &t->arena, &answer, &e), &e);
    list = all(t, &p->client, p->id, (struct words_filter){0}, 2);
    assert_true(list[0].state == WORDS_ANSWERED && list[0].seen_ms > seen_ms && list[0].answer_count == 2);
    assert_str(list[0].answer[0].text, "Thank you.", "oldest first");
    assert_true(str_is(list[0].answer[1].by, "OTHER") && str_eq(list[0].answer[1].id, answer));
    /* Its first page tells the person who said it for a week, and nobody else. */
    assert_true(answered(t, &p->client) == t->now_ms && answered(t, &p->guardian) == 0);
    int64_t then = t->now_ms;
    t->now_ms += 9 * INT64_C(86400000);
    assert_true(answered(t, &p->client) == 0);
    t->now_ms = then;
    all(t, &p->clinician, p->id, (struct words_filter){.unread = true}, 0);

    /* One alone, with what stands beside it. */
    list = all(t, &p->clinician, p->id, (struct words_filter){.id = w.id}, 1);
    assert_true(str_eq(list[0].id, w.id) && list[0].answer_count == 2 && list[0].seen_ms > seen_ms);
    all(t, &p->clinician, p->id, (struct words_filter){.id = answer}, 0);
    all(t, &p->clinician, p->id, (struct words_filter){.id = STR("nothing")}, 0);

    /* What was said stays; answers and marks are no words to be answered. */
    FAILS(words_answer(&t->practice, &p->clinician, p->id, answer, STR("x"), NONE, &t->arena, &answer, &failed),
          ERR_NOT_FOUND, "record", "an answer");
    FAILS(words_seen(&t->practice, &p->clinician, p->id, &(struct str){"nothing", 7}, 1, &t->arena, &failed),
          ERR_NOT_FOUND, "record", "none");
    FAILS(between_withdraw(&t->practice, &p->client, p->id, id, STR("y"), &failed), ERR_NOT_FOUND, "record", "client");
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, id, STR("y"), &failed), ERR_NOT_FOUND, "record",
          "clinician");
    struct entry x = {.kind = RECORD_WORDS, .date = today(t), .json = STR("{\"kind\":\"other\",\"text\":\"x\"}")};
    FAILS(between_correct(&t->practice, &p->client, p->id, id, &x, STR("y"), NONE, &t->arena, &failed), ERR_INVALID,
          "kind", "correct");
    FAILS(between_add(&t->practice, &p->client, p->id, &x, NONE, &t->arena, &failed), ERR_INVALID, "kind", "add");
}

/* A limit, and what comes after it: each once, whatever lies between them; with their answers. */
static void run_pages(struct record_test *t, struct people *p)
{
    enum { ALL = 61 };
    struct err e = {0};
    struct str ids[ALL], answer, none = NONE;
    for (size_t i = 0; i < ALL; i++) {
        char text[32];
        if (i % 20 == 19)
            t->now_ms += 86400000;
        snprintf(text, sizeof text, "Words %zu", i);
        ids[i] = say(t, &p->client, p->id, i % 7 ? WORDS_QUESTION : WORDS_VALUE,
                     i % 2 ? "goals/g1" : "", text);
    }
    t->now_ms++;
    RECORD_OK(words_seen(&t->practice, &p->other, p->id, ids, 30, &t->arena, &e), &e);
    for (size_t i = 0; i < 30; i += 3) {
        t->now_ms++;
        RECORD_OK(words_answer(&t->practice, &p->clinician, p->id, ids[i], STR("Yes."), NONE, &t->arena, &answer, &e), &e);
    }
    static const struct {
        size_t limit;
        unsigned kinds;
        bool unread, client;
    } rows[] = {{7, 0, false, false}, {1, 0, false, false}, {60, 0, false, false}, {61, 0, false, false},
                {0, 0, false, false}, {10, 1u << WORDS_VALUE, false, false}, {4, 0, true, false}, {9, 0, false, true}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct words_filter f = {.limit = rows[r].limit, .kinds = rows[r].kinds, .unread = rows[r].unread};
        const struct actor *who = rows[r].client ? &p->client : &p->clinician;
        size_t at = ALL, n;
        struct words *list;
        do {
            RECORD_OK(words_list(&t->practice, who, p->id, &f, &t->arena, &list, &n, &e), &e);
            CHECK(!f.limit || n <= f.limit, "%zu: %zu words", r, n);
            for (size_t i = 0; i < n; i++) {
                do
                    at--;
                while ((f.kinds && !(at % 7 == 0)) || (f.unread && at < 30));
                CHECK(str_eq(list[i].id, ids[at]), "%zu: %zu", r, at);
                CHECK(list[i].answer_count == (at < 30 && at % 3 == 0), "%zu: %zu has its answer", r, at);
                CHECK((list[i].seen_ms > 0) == (at < 30), "%zu: %zu was read", r, at);
            }
            f.before = n ? list[n - 1].id : none;
        } while (f.limit && n == f.limit);
        CHECK(at <= (f.unread ? 30u : 0u) + (f.kinds ? 6u : 0u), "%zu: down to the oldest, %zu", r, at);
    }
    struct words_filter f = {.limit = 2, .before = STR("nothing")};
    struct words *list;
    size_t n;
    FAILS(words_list(&t->practice, &p->clinician, p->id, &f, &t->arena, &list, &n, &failed), ERR_NOT_FOUND, "record",
          "before none");
}

/* What is read grows with what is asked for, not with what was ever said. */
static void run_cost(struct record_test *t, struct people *p)
{
    size_t steps[2];
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < 60; i++)
            say(t, &p->client, p->id, WORDS_QUESTION, "goals/g1", "A question.");
        struct words_filter f = {.limit = 5};
        struct err e = {0};
        struct words *list;
        size_t n, before = t->arena.used;
        RECORD_OK(words_list(&t->practice, &p->clinician, p->id, &f, &t->arena, &list, &n, &e), &e);
        assert_int_equal(n, 5);
        steps[round] = t->arena.used - before;
    }
    CHECK(steps[1] <= steps[0] + steps[0] / 8, "%zu bytes among 60, %zu among 120", steps[0], steps[1]);
}

static void run_wrong(struct record_test *t, struct people *p)
{
    char *text = malloc(WORDS_TEXT_MAX + 2);
    memset(text, 'a', WORDS_TEXT_MAX + 1);
    text[WORDS_TEXT_MAX + 1] = '\0';
    struct words w = {.kind = WORDS_QUESTION, .text = {text, WORDS_TEXT_MAX + 1}};
    struct err e = {0};
    struct str id;
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "text", "too long");
    w.text.n--;
    RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
    FAILS(words_answer(&t->practice, &p->clinician, p->id, w.id, (struct str){text, WORDS_TEXT_MAX + 1}, NONE, &t->arena,
                       &id, &failed), ERR_INVALID, "text", "a long answer");
    FAILS(words_answer(&t->practice, &p->clinician, p->id, w.id, STR("  "), NONE, &t->arena, &id, &failed), ERR_INVALID,
          "text", "an empty answer");
    char *wide = malloc(4 * WORDS_TEXT_MAX); /* characters are counted, as the page's field counts them */
    for (size_t i = 0; i < WORDS_TEXT_MAX; i++)
        memcpy(wide + 4 * i, "\xf0\x9f\x8c\xb1", 4);
    w.text = (struct str){wide, 4 * WORDS_TEXT_MAX};
    RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
    free(wide);
    w.text = STR(" \n");
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "text", "empty");
    w.text = STR("a");
    static const char *const places[] = {"objectives o1", "/goals/<g1>", "a\"", "\xc3\xa4"};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        w.about = str_of(places[i]);
        FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "about", places[i]);
    }
    w.about = (struct str){text, WORDS_ABOUT_MAX + 1};
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "about", "long");
    w.about.n--;
    RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
    w.helped = STR("x");
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "kind", "no review");
    w = (struct words){.kind = WORDS_REVIEW};
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "text", "nothing");
    w.did_not = (struct str){text, WORDS_TEXT_MAX + 1};
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "did_not", "long");
    w.kind = WORDS_KIND_COUNT;
    w.did_not.n = 2;
    FAILS(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &failed), ERR_INVALID, "kind", "kind");
    FAILS(words_seen(&t->practice, &p->clinician, p->id, NULL, 0, &t->arena, &failed), ERR_INVALID, "ids", "none");
    free(text);
}

static void test_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WORDS_KIND_COUNT; i++) {
        enum words_kind k = WORDS_KIND_COUNT;
        assert_true(words_kind_find(str_of(words_kind_name((enum words_kind)i)), &k) && k == i);
    }
    enum words_kind k;
    assert_false(words_kind_find(STR("seen"), &k));
}

struct hers {
    struct record_test *t;
    struct str client;
    struct account_row *row;
};

static bool put_hers(struct db_tx *tx, void *ctx, struct err *e)
{
    struct hers *h = ctx;
    *h->row = (struct account_row){.practice = 1,
                                   .sign_in = STR("ida"),
                                   .roles = ROLE_CLIENT,
                                   .client = h->client,
                                   .state = STR("ended"),
                                   .content = STR("{\"name\":\"Ida\",\"sign_in\":\"ida\"}")};
    return account_add(&h->t->store, tx, h->row, h->t->now_ms, &h->t->arena, e);
}

/* Whom a client's words reach: the care team, and nobody who writes, answers or reads for others. */
static void run_who(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct words w = {.kind = WORDS_OTHER, .text = STR("a")}, *list;
    struct str id = say(t, &p->client, p->id, WORDS_OTHER, "", "only for my team"), out;
    size_t n;
    const struct {
        const struct actor *who;
        bool knows, reads, writes, answers;
    } rows[] = {
        {&p->client, true, true, true, false},        {&p->clinician, true, true, false, true},
        {&p->other, true, true, false, true},         {&p->supervisor, true, true, false, true},
        {&p->prescriber, true, true, false, true},    {&p->glass, true, true, false, false},
        {&p->staff, true, false, false, false},       {&p->officer, true, false, false, false},
        {&p->owner, true, false, false, false},       {&p->auditor, true, false, false, false},
        {&p->stranger, false, false, false, false},   {&p->duty, false, false, false, false},
        {&p->else_client, false, false, false, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct words_filter f = {0};
        struct err no[4] = {{0}};
        enum err_kind kind = rows[i].knows ? ERR_REFUSED : ERR_NOT_FOUND;
        bool did[4] = {words_list(&t->practice, rows[i].who, p->id, &f, &t->arena, &list, &n, &no[0]),
                       words_add(&t->practice, rows[i].who, p->id, &w, NONE, &t->arena, &no[1]),
                       words_answer(&t->practice, rows[i].who, p->id, id, STR("x"), NONE, &t->arena, &out, &no[2]),
                       words_seen(&t->practice, rows[i].who, p->id, &id, 1, &t->arena, &no[3])};
        bool may[4] = {rows[i].reads, rows[i].writes, rows[i].answers, rows[i].answers};
        for (size_t k = 0; k < 4; k++)
            CHECK(did[k] == may[k] && (did[k] || no[k].kind == kind), "row %zu, %zu: %s %s", i, k, no[k].where, no[k].text);
    }
    /* A guardian: nothing while nothing is open; then what he wrote himself; the child's when notes are open. */
    FAILS(words_list(&t->practice, &p->guardian, p->id, &(struct words_filter){0}, &t->arena, &list, &n, &failed),
          ERR_REFUSED, "guardian", "closed");
    FAILS(words_add(&t->practice, &p->guardian, p->id, &w, NONE, &t->arena, &failed), ERR_REFUSED, "guardian", "closed");
    struct guardian_access open = {.sections = SHARE_PLAN, .reason = STR("talked about with both")};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &open, &e), &e);
    all(t, &p->guardian, p->id, (struct words_filter){0}, 0);
    struct str his = say(t, &p->guardian, p->id, WORDS_QUESTION, "goals/g1", "What does this mean for us?");
    t->now_ms++;
    RECORD_OK(words_answer(&t->practice, &p->clinician, p->id, his, STR("We talk on Friday."), NONE, &t->arena, &out, &e),
              &e);
    list = all(t, &p->guardian, p->id, (struct words_filter){0}, 1);
    assert_true(str_eq(list[0].id, his) && list[0].answer_count == 1);
    /* They are for the care team: the client reads the client's own, also those of an earlier account. */
    list = all(t, &p->client, p->id, (struct words_filter){0}, 2);
    assert_true(!str_eq(list[0].id, his) && !str_eq(list[1].id, his));
    all(t, &p->clinician, p->id, (struct words_filter){0}, 3);
    struct actor later = p->client;
    later.user = STR("IDA2");
    all(t, &later, p->id, (struct words_filter){0}, 0);
    struct account_row hers;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_hers, &(struct hers){t, p->id, &hers}, &e), &e);
    struct actor earlier = p->client;
    earlier.user = hers.id;
    struct str before = say(t, &earlier, p->id, WORDS_QUESTION, "", "from before");
    list = all(t, &later, p->id, (struct words_filter){0}, 1);
    assert_true(str_eq(list[0].id, before));
    open.sections |= SHARE_NOTES;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &open, &e), &e);
    all(t, &p->guardian, p->id, (struct words_filter){0}, 4);
}

/* What waits to be read: in the queue with its age, in the chart, as news; nothing of it once it is read. */
static void run_waits(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct queue q;
    struct str id = say(t, &p->client, p->id, WORDS_QUESTION, "goals/g1", "Why this one?");
    int64_t first_ms = t->now_ms;
    t->now_ms += 3600000;
    struct str second = say(t, &p->client, p->id, WORDS_VALUE, "", "My garden");
    RECORD_OK(queue_read(&t->practice, &p->clinician, today(t), &t->arena, &q, &e), &e);
    assert_true(q.words_count == 1 && q.words[0].count == 2 && q.words[0].at_ms == first_ms);
    assert_true(str_eq(q.words[0].client, p->id));
    assert_true(q.news_count == 1 && q.news[0].entries == 2 && q.news[0].kinds == 1u << RECORD_WORDS);
    RECORD_OK(queue_read(&t->practice, &p->stranger, today(t), &t->arena, &q, &e), &e);
    assert_int_equal(q.words_count, 0);
    RECORD_OK(words_seen(&t->practice, &p->other, p->id, &id, 1, &t->arena, &e), &e);
    RECORD_OK(queue_read(&t->practice, &p->clinician, today(t), &t->arena, &q, &e), &e);
    assert_true(q.words_count == 1 && q.words[0].count == 1 && q.words[0].at_ms > first_ms);
    t->now_ms++;
    RECORD_OK(words_answer(&t->practice, &p->other, p->id, second, STR("Lovely."), NONE, &t->arena, &id, &e), &e);
    RECORD_OK(queue_read(&t->practice, &p->clinician, today(t), &t->arena, &q, &e), &e);
    assert_int_equal(q.words_count, 0);

    struct chart_ask ask = {.rows = 10, .kinds = 1u << RECORD_WORDS};
    struct client_chart c;
    RECORD_OK(chart_read(&t->practice, &p->clinician, p->id, &ask, &t->arena, &c, &e), &e);
    assert_int_equal(c.row_count, 3); /* the marks are none */
    assert_str(c.row[0].text, "Lovely.", "the answer");
    assert_str(c.row[1].word, "value", "kind");
    assert_str(c.row[1].text, "My garden", "text");
    assert_str(c.row[2].state, "seen", "state");
    /* The client's copy has them, a packet without notes has not. */
    struct str json;
    RECORD_OK(sharing_export(&t->practice, &p->client, p->id, &t->arena, &json, &e), &e);
    assert_true(has(json, "Why this one?") && has(json, "Lovely."));
}

static void run_packets(struct record_test *t, struct people *p)
{
    struct err e = {0};
    say(t, &p->client, p->id, WORDS_VALUE, "", "My garden");
    for (int i = 0; i < 2; i++) {
        struct disclosure d = {.ground = GROUND_REQUIRED_REPORT,
                               .use = PURPOSE_LEGAL,
                               .authority = STR("a statute that asks for it"),
                               .to = STR("County Office"),
                               .address = STR("1 Hill Road"),
                               .purpose = STR("a report that is required"),
                               .sections = SHARE_DETAILS | (i ? (unsigned)SHARE_NOTES : 0)};
        struct str page, left_out;
        if (!sharing_preview(&t->practice, &p->clinician, p->id, &d, &t->arena, &page, &left_out, &e))
            fail_msg("%s %s", e.where, e.text);
        CHECK(has(page, "My garden") == (i == 1), "notes %d", i);
        CHECK(!has(page, "As it read."), "a text of the plan goes out with the plan alone, %d", i);
    }
}

/* ---- each step failing ---- */

static bool add_once(struct arena *a, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    const struct actor *who = (const struct actor *)(const void *)c->content.p;
    struct words_filter f = {0};
    struct words *list;
    size_t n;
    return words_list(&c->t->practice, who, c->client, &f, a, &list, &n, e) &&
           (n == 2 || err_set(e, ERR_INVALID, "words", "%zu", n));
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str id = say(t, &p->client, p->id, WORDS_QUESTION, "goals/g1", "Why this one?"), answer;
    say(t, &p->client, p->id, WORDS_OTHER, "", "And another.");
    RECORD_OK(words_answer(&t->practice, &p->clinician, p->id, id, STR("x"), NONE, &t->arena, &answer, &e), &e);
    struct row_call c = {.t = t, .client = p->id, .content = {(const char *)&p->clinician, sizeof p->clinician}};
    assert_true(fault_sweep(add_once, &c) > 5);
    /* Neither half of an answer stays. */
    for (int n = 1, failed = 0; n < 500; n++) {
        struct words w = {.kind = WORDS_OTHER, .text = STR("half")}, *list;
        size_t count;
        db_fail_at(t->store.db, 0);
        say(t, &p->client, p->id, WORDS_MISTAKE, "", "one");
        list = all(t, &p->client, p->id, (struct words_filter){.kinds = 1u << WORDS_MISTAKE}, (size_t)n);
        id = list[0].id;
        db_fail_at(t->store.db, n);
        e = (struct err){0};
        bool ok = words_answer(&t->practice, &p->clinician, p->id, id, STR("yes"), NONE, &t->arena, &answer, &e);
        bool reached = db_fail_at(t->store.db, 0) == 0;
        RECORD_OK(words_list(&t->practice, &p->client, p->id, &(struct words_filter){.kinds = 1u << WORDS_MISTAKE},
                             &t->arena, &list, &count, &e), ok ? &e : &(struct err){0});
        (void)w;
        CHECK(ok == !reached && (list[0].state == WORDS_ANSWERED) == ok && list[0].answer_count == ok &&
                  (list[0].seen_ms > 0) == ok,
              "step %d", n);
        failed += !ok;
        if (ok) {
            assert_true(failed > 5);
            return;
        }
    }
    fail_msg("no end of steps");
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(ended)
TEST(life)
TEST(trail)
TEST(wrong)
TEST(pages)
TEST(cost)
TEST(who)
TEST(waits)
TEST(packets)
TEST(faults)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names), cmocka_unit_test(test_life), cmocka_unit_test(test_ended), cmocka_unit_test(test_trail),    cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_who),   cmocka_unit_test(test_waits),   cmocka_unit_test(test_packets),
        cmocka_unit_test(test_faults), cmocka_unit_test(test_pages),   cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
