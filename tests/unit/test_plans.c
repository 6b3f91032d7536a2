/* test_plans.c: a client's plans: drafts that two people change at once, versions, what may be seen of them. */
#include "plans_people.h"

#include "plan/diff.h"
#include "plan/plan_json.h"

static bool set_reviews(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct practice_row row;
    if (!practice_row_get(&t->store, tx, 1, &t->arena, &row, e))
        return false;
    row.content = STR("{\"name\":\"P\",\"review_min_weeks\":8,\"review_max_weeks\":12}");
    return practice_row_put(&t->store, tx, &row, e);
}

static void run_drafts(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v = draft(t, p), again;
    assert_int_equal(v.version, 1);
    assert_int_equal(v.number, 1);
    assert_str(v.state, "draft", "state");
    assert_str(v.json,
               "{\"format\":\"goldthread.plan/1\",\"version\":1,\"reviews\":{\"window\":{\"min_weeks\":4,"
               "\"max_weeks\":6}}}",
               "json");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, set_reviews, t, &e), &e);
    struct str other = record_test_client(t, "Tam", "Reed", p->clinician.user.p);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, other, false, NONE, &t->arena, &again, &e), &e);
    assert_true(has(again.json, "\"window\":{\"min_weeks\":8,\"max_weeks\":12}"));
    assert_false(plans_draft_new(&t->practice, &p->other, p->id, false, NONE, &t->arena, &again, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_true(has(str_of(e.text), v.id.p));

    struct saved s = save(t, &p->clinician, p->id, v.id, 1,
                          PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"Rest\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    assert_int_equal(s.v.version, 2);
    /* Two people from version 2: different fields are taken from both. */
    struct saved one =
        save(t, &p->clinician, p->id, v.id, 2,
             PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep 7 hours\",\"client_words\":\"Rest\"}]"), NULL);
    RECORD_OK(one.ok, &one.e);
    struct saved two =
        save(t, &p->other, p->id, v.id, 2,
             PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"I want rest\"}]"), NULL);
    RECORD_OK(two.ok, &two.e);
    assert_true(has(two.v.json, "Sleep 7 hours") && has(two.v.json, "I want rest"));
    /* The same field: theirs stands, mine is told, what else I typed is in. */
    struct saved three = save(t, &p->other, p->id, v.id, 2,
                              PLAN("\"title\":\"Spring\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep well\","
                                   "\"client_words\":\"Rest\"}]"),
                              "form-1");
    assert_false(three.ok);
    assert_int_equal(three.e.kind, ERR_CONFLICT);
    assert_int_equal(three.count, 1);
    assert_str(three.conflicts[0].pointer, "/goals/0/statement", "pointer");
    assert_str(three.conflicts[0].base, "Sleep", "base");
    assert_str(three.conflicts[0].mine, "Sleep well", "mine");
    assert_str(three.conflicts[0].theirs, "Sleep 7 hours", "theirs");
    assert_true(has(three.v.json, "Spring") && has(three.v.json, "Sleep 7 hours"));
    assert_int_equal(three.v.version, 5);
    /* The same form sent twice is answered in the same way and saves nothing more. */
    struct saved twice = save(t, &p->other, p->id, v.id, 2, PLAN("\"title\":\"Spring\""), "form-1");
    assert_int_equal(twice.e.kind, ERR_CONFLICT);
    assert_int_equal(twice.count, 1);
    assert_str(twice.conflicts[0].mine, "Sleep well", "mine, said again");
    assert_int_equal(twice.v.version, 5);
}

static void test_drafts(void **state)
{
    (void)state;
    each_backend(run_drafts);
}

/* ---- refusals of a save, by table ---- */

static void run_refused(struct record_test *t, struct people *p)
{
    static const struct {
        const char *what, *json;
        int64_t base;
        enum err_kind kind;
        const char *where;
    } rows[] = {
        {"base 0 is none", PLAN("\"title\":\"X\""), 0, ERR_INVALID, "base"},
        {"base beyond the draft", PLAN("\"title\":\"X\""), 2, ERR_INVALID, "base"},
        {"no JSON", "{", 1, ERR_INVALID, "line 1, column 1"},
        {"not a plan", "[]", 1, ERR_INVALID, ""},
        {"a member that plans do not have", PLAN("\"goal\":[]"), 1, ERR_INVALID, "/goal"},
        {"a link that leads nowhere", PLAN("\"goals\":[{\"id\":\"g1\",\"problems\":[\"p9\"]}]"), 1, ERR_INVALID,
         "/goals/0/problems/0"},
    };
    struct plan_version v = draft(t, p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct saved s = save(t, &p->clinician, p->id, v.id, rows[i].base, rows[i].json, NULL);
        CHECK(!s.ok && s.e.kind == rows[i].kind && strcmp(s.e.where, rows[i].where) == 0, "%s: %d %s %s", rows[i].what,
              s.e.kind, s.e.where, s.e.text);
    }
    size_t n = (1 << 20) + 1;
    char *long_text = malloc(n + 1);
    assert_non_null(long_text);
    memset(long_text, ' ', n);
    long_text[n] = 0;
    assert_int_equal(save(t, &p->clinician, p->id, v.id, 1, long_text, NULL).e.kind, ERR_LIMIT);
    long_text[n - 1] = 0; /* as long as may be, but no plan */
    assert_int_equal(save(t, &p->clinician, p->id, v.id, 1, long_text, NULL).e.kind, ERR_INVALID);
    free(long_text);
    /* A psychotherapy note, or any other record, is no plan and cannot be made one. */
    static const enum record_kind kinds[] = {RECORD_PSYCHOTHERAPY_NOTE, RECORD_NOTE, RECORD_SAFETY_PLAN};
    for (size_t i = 0; i < 3; i++) {
        struct str id = add_record(t, p->id, kinds[i], "draft", "{\"text\":\"mine alone\"}");
        struct saved s = save(t, &p->clinician, p->id, id, 1, PLAN("\"title\":\"X\""), NULL);
        assert_int_equal(s.e.kind, ERR_NOT_FOUND);
        struct plan_version got;
        struct err e = {0};
        assert_false(plans_get(&t->practice, &p->clinician, p->id, id, &t->arena, &got, &e));
        assert_int_equal(e.kind, ERR_NOT_FOUND);
    }
    /* Who may: the care team; others do not know of the client, or may see that there is one. */
    assert_int_equal(save(t, &p->stranger, p->id, v.id, 1, PLAN("\"title\":\"X\""), NULL).e.kind, ERR_NOT_FOUND);
    assert_int_equal(save(t, &p->owner, p->id, v.id, 1, PLAN("\"title\":\"X\""), NULL).e.kind, ERR_REFUSED);
    assert_int_equal(save(t, &p->client, p->id, v.id, 1, PLAN("\"title\":\"X\""), NULL).e.kind, ERR_REFUSED);
    assert_int_equal(
        save(t, &p->other, p->id, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), 1, PLAN("\"title\":\"X\""), NULL).e.kind,
        ERR_NOT_FOUND);
    assert_int_equal(get(t, p, v.id).version, 1);
}

static void test_refused(void **state)
{
    (void)state;
    each_backend(run_refused);
}

/* ---- the same form twice; old bases ---- */

static void run_again(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v, w;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, STR("new-1"), &t->arena, &v, &e), &e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, STR("new-1"), &t->arena, &w, &e), &e);
    assert_true(str_eq(v.id, w.id));
    struct saved s = save(t, &p->clinician, p->id, v.id, 1, PLAN("\"title\":\"A\""), "save-1");
    RECORD_OK(s.ok, &s.e);
    s = save(t, &p->clinician, p->id, v.id, 1, PLAN("\"title\":\"A\""), "save-1");
    RECORD_OK(s.ok, &s.e);
    assert_int_equal(s.v.version, 2);
    /* 200 saves are kept: the oldest one can still be merged with, one older cannot, and then nothing is saved. */
    for (int i = 0; i < 200; i++) {
        char json[128];
        snprintf(json, sizeof json, PLAN("\"title\":\"A\",\"notes\":[{\"text\":\"%d\"}]"), i);
        s = save(t, &p->clinician, p->id, v.id, 2 + i, json, NULL);
        RECORD_OK(s.ok, &s.e);
    }
    assert_int_equal(s.v.version, 202);
    s = save(t, &p->other, p->id, v.id, 2, PLAN("\"title\":\"B\""), NULL);
    assert_int_equal(s.e.kind, ERR_CONFLICT);
    assert_int_equal(s.count, 0);
    assert_int_equal(get(t, p, v.id).version, 202);
    s = save(t, &p->other, p->id, v.id, 3, PLAN("\"title\":\"B\",\"notes\":[{\"text\":\"0\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    assert_true(has(s.v.json, "\"B\"") && has(s.v.json, "199"));
    /* A form that comes again after its save has gone: the draft as it is. */
    s = save(t, &p->clinician, p->id, v.id, 1, PLAN("\"title\":\"A\""), "save-1");
    RECORD_OK(s.ok, &s.e);
    assert_int_equal(s.v.version, 203);
}

static void test_again(void **state)
{
    (void)state;
    each_backend(run_again);
}

/* ---- a new version from the last one ---- */

#define FULL                                                                                                           \
    PLAN("\"client\":{\"name\":\"Ida\",\"background\":[{\"topic\":\"Work\",\"text\":\"B1\"}]},"                        \
         "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\",\"text\":\"D1\",\"evidence\":[\"D2\"]}],"                   \
         "\"medications\":[{\"name\":\"M1\"}],\"assessment\":{\"summary\":\"A1\"},"                                    \
         "\"problems\":[{\"id\":\"p1\",\"name\":\"Worry\",\"statement\":\"P1\",\"diagnoses\":[\"d1\"]},"               \
         "{\"id\":\"p2\",\"statement\":\"Known by its sentence\"}],"                                                   \
         "\"strengths\":[{\"id\":\"s1\",\"text\":\"Humour\",\"used_by\":[\"g1\"]}],"                                   \
         "\"barriers\":[{\"id\":\"b1\",\"text\":\"Bus\",\"answer\":\"R1\",\"answered_by\":[\"i1\"]}],"                 \
         "\"values\":[{\"id\":\"v1\",\"text\":\"Family\"}],"                                                           \
         "\"culture\":{\"background\":\"C1\",\"beliefs\":\"C2\",\"preferences\":[{\"id\":\"f1\",\"text\":\"Morning\"}" \
         "],"                                                                                                          \
         "\"text\":[\"C3\"]},"                                                                                         \
         "\"goals\":[{\"id\":\"g1\",\"statement\":\"Less worry\",\"problems\":[\"p1\"],\"achievement\":\"improving\"," \
         "\"progress\":\"G1\",\"details\":[\"G2\"],\"objectives\":[{\"id\":\"o1\",\"statement\":\"GAD-7 to 5\","       \
         "\"progress\":\"O1\",\"achievement\":\"achieved\",\"details\":[\"O2\"]}]}],"                                  \
         "\"interventions\":[{\"id\":\"i1\",\"name\":\"CBT\",\"text\":\"Exposure\",\"rationale\":\"I1\","              \
         "\"reinforcement\":\"I2\",\"goals\":[\"g1\"],\"details\":[\"I3\"]}],"                                         \
         "\"duration\":{\"text\":\"U1\",\"start\":\"2026-01-01\",\"end\":\"2026-06-01\",\"services\":[\"U2\"],"        \
         "\"phases\":[{\"id\":\"h1\",\"name\":\"Active\"}]},"                                                          \
         "\"reviews\":{\"window\":{\"min_weeks\":4,\"max_weeks\":6},\"next\":\"2026-01-02\",\"plan_date\":\"2026-01-"  \
         "02\",\"held\":[{\"text\":"                                                                                   \
         "\"V1\"}]},"                                                                                                  \
         "\"support\":[{\"id\":\"u1\",\"who\":\"May\",\"text\":\"S1\",\"not_do\":\"S2\"}],"                            \
         "\"referrals\":[{\"id\":\"r1\",\"name\":\"Doctor\",\"text\":\"F1\",\"coordination\":\"F2\"}],"                \
         "\"crisis\":{\"contacts\":[{\"name\":\"May Quill\"}],\"resources\":[\"988\"],\"risk\":[\"K1\"],"              \
         "\"safety_plan\":{\"coping\":[\"K2\"]}},"                                                                     \
         "\"agreement\":{\"client_view\":\"E1\",\"agreed\":true,\"participants\":[{\"name\":\"Nurse Bell\"}],"         \
         "\"plain_words\":[{\"part\":\"/goals/"                                                                        \
         "0\",\"text\":\"T1\"}],\"signatures\":[{\"name\":\"N9\"}]},\"notes\":[{\"text\":\"N1\"}]")

/* The text without that member. */
static struct str without(const char *json, const char *member)
{
    static char out[8192];
    const char *at = strstr(json, member);
    assert_non_null(at);
    snprintf(out, sizeof out, "%.*s%s", (int)(at - json), json, at + strlen(member));
    return str_of(out);
}

static size_t of_rule(struct record_test *t, struct people *p, struct str id, const char *rule, bool replaceable)
{
    struct err e = {0};
    struct plan_block *list;
    size_t n, count = 0;
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, id, &t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        count += str_is(list[i].rule, rule) && list[i].replaceable == replaceable;
    return count;
}

static bool carried_part(struct record_test *t, struct people *p, struct str id, const char *part)
{
    struct err e = {0};
    struct plan_block *list;
    size_t n;
    bool found = false;
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, id, &t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        found = found || (str_is(list[i].rule, PLAN_CARRIED) && str_is(list[i].item, part));
    return found;
}

/* All of the last version comes along, but for what belongs to it alone and for how things stood. */
static void run_from_last(struct record_test *t, struct people *p)
{
    static const char *const gone[] = {"E1", "\"agreed\"", "N9", "2026-01-02", "A1",      "G1",
                                       "O1", "N1",         "V1", "improving",  "achieved"};
    static const char *const kept[] = {"B1", "D1", "D2", "M1", "P1",         "R1",        "C1",  "C2",         "C3",
                                       "G2", "O2", "I1", "I2", "I3",         "U1",        "U2",  "S1",         "S2",
                                       "F1", "F2", "K1", "K2", "2026-01-01", "May Quill", "988", "Nurse Bell", "T1"};
    struct err e = {0};
    struct plan_version v, first;
    struct plan_conflict *conflicts;
    struct plan *was, *now;
    struct diff d;
    size_t n;
    assert_false(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    first = signed_plan(t, p, FULL);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e), &e);
    assert_int_equal(v.number, 2);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        CHECK(has(v.json, kept[i]), "%s is not taken over: %.*s", kept[i], (int)v.json.n, v.json.p);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        CHECK(!has(v.json, gone[i]), "%s is taken over: %.*s", gone[i], (int)v.json.n, v.json.p);
    /* Nothing else is another: what differs is what was said of that version. */
    RECORD_OK(plan_from_json(first.json, &t->arena, &was, &e) && plan_from_json(v.json, &t->arena, &now, &e) &&
                  diff_plans(was, now, &t->arena, &d, &e),
              &e);
    for (size_t i = 0; i < d.changes.n; i++) {
        struct str at = d.changes.at[i].pointer;
        bool stood = str_starts(at, STR("/assessment")) || str_starts(at, STR("/notes")) ||
                     str_ends_ci(at, STR("/progress")) || str_ends_ci(at, STR("/achievement"));
        CHECK(stood || str_starts(at, STR("/agreement")) || str_starts(at, STR("/reviews/")) || str_is(at, "/version"),
              "%s", d.changes.at[i].sentence.p);
    }
    /* The safety plan and the risk wait for a look, and are not lost unsaid. */
    assert_true(carried_part(t, p, v.id, "/crisis/safety_plan") && carried_part(t, p, v.id, "/crisis"));
    assert_int_equal(of_rule(t, p, v.id, PLAN_SAFETY_REMOVED, true), 0);
    char whole[8192];
    snprintf(whole, sizeof whole, "%.*s", (int)v.json.n, v.json.p);
    struct str less = without(whole, ",\"safety_plan\":{\"coping\":[\"K2\"]}");
    RECORD_OK(plans_draft_save(&t->practice, &p->clinician, p->id, v.id, v.version, less, NONE, &t->arena, &v,
                               &conflicts, &n, &e),
              &e);
    assert_int_equal(of_rule(t, p, v.id, PLAN_SAFETY_REMOVED, true), 1);
    RECORD_OK(plans_draft_save(&t->practice, &p->clinician, p->id, v.id, v.version, STR(PLAN("\"title\":\"Empty\"")),
                               NONE, &t->arena, &v, &conflicts, &n, &e),
              &e);
    assert_int_equal(of_rule(t, p, v.id, PLAN_SAFETY_REMOVED, true), 2);
    /* A draft is not what a version is made from. */
    assert_false(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
}

static void test_from_last(void **state)
{
    (void)state;
    each_backend(run_from_last);
}

/* ---- who sees what; differences ---- */

static void run_reading(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v, w, *list;
    struct plan *plan;
    struct buf text;
    size_t n;
    assert_false(plans_get(&t->practice, &p->clinician, p->id, NONE, &t->arena, &v, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_list(&t->practice, &p->clinician, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 0);
    struct plan_version first = signed_plan(t, p, WHOLE);
    t->now_ms += 86400000;
    p->clinician.reauthenticated_ms = t->now_ms;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e), &e);
    /* The one in force comes before the draft; the client does not see the draft. */
    RECORD_OK(plans_get(&t->practice, &p->clinician, p->id, NONE, &t->arena, &w, &e), &e);
    assert_true(str_eq(w.id, first.id));
    RECORD_OK(plans_list(&t->practice, &p->other, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    assert_true(str_eq(list[0].id, v.id) && str_eq(list[1].id, first.id) && !list[0].json.p);
    assert_int_equal(list[0].number, 2);
    assert_int_equal(list[1].signed_ms, t->now_ms - 86400000);
    RECORD_OK(plans_list(&t->practice, &p->client, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_false(plans_get(&t->practice, &p->client, p->id, v.id, &t->arena, &w, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_get(&t->practice, &p->guardian, p->id, first.id, &t->arena, &w, &e), &e);
    assert_false(plans_get(&t->practice, &p->owner, p->id, first.id, &t->arena, &w, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    memset(&e, 0, sizeof e);
    /* A guardian sees what the clinician or the state's rules open; a plan without its diagnoses is none. */
    t->now_ms++;
    struct guardian_access less = {.sections = SHARE_ALL & ~SHARE_DIAGNOSES, .reason = STR("Ida asked for it.")};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &less, &e), &e);
    assert_false(plans_get(&t->practice, &p->guardian, p->id, first.id, &t->arena, &w, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    memset(&e, 0, sizeof e);
    assert_false(plans_get(&t->practice, &p->guardian, p->id, NONE, &t->arena, &w, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_false(plans_list(&t->practice, &p->guardian, p->id, &t->arena, &list, &n, &e));
    memset(&e, 0, sizeof e);
    /* A difference is told by meaning. */
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version,
                          PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Live with less worry\",\"objectives\":["
                               "{\"id\":\"o1\",\"statement\":\"Reduce GAD-7 from 15 to 4 within 12 weeks\"}]}]"),
                          NULL);
    RECORD_OK(s.ok, &s.e);
    buf_init(&text, 0);
    RECORD_OK(plans_diff(&t->practice, &p->clinician, p->id, first.id, v.id, &text, &e), &e);
    CHECK(has(buf_str(&text), "Objective 1") && has(buf_str(&text), "4"), "%s", text.p);
    RECORD_OK(plans_diff(&t->practice, &p->clinician, p->id, v.id, v.id, &text, &e), &e);
    assert_true(has(buf_str(&text), "No changes"));
    assert_false(plans_diff(&t->practice, &p->client, p->id, first.id, v.id, &text, &e));
    buf_free(&text);
    /* For other use cases, inside their transaction. */
    struct in_force_call c = {t, p->id, &v, &plan};
    memset(&e, 0, sizeof e);
    RECORD_OK(db_read(t->store.db, read_in_force, &c, &e), &e);
    assert_true(str_eq(v.id, first.id) && plan->goals.n == 1);
    assert_str(plan->goals.at[0].objectives.at[0].measure.instrument, "gad7", "bound");
}

static void test_reading(void **state)
{
    (void)state;
    each_backend(run_reading);
}

/* ---- eight at once ---- */

#define THREADS 8

struct racer {
    struct record_test *t;
    struct people *p;
    struct plan_version v;
    int number, rounds;
    bool ok;
    struct err e;
    size_t lost;
};

static void race(struct racer *r, void *(*run)(void *))
{
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
        r[i].number = i;
        assert_int_equal(pthread_create(&thread[i], NULL, run, &r[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}

static void *begin(void *ctx)
{
    struct racer *r = ctx;
    struct arena a;
    struct plan_version v;
    arena_init(&a, 0);
    r->ok = plans_draft_new(&r->t->practice, &r->p->clinician, r->p->id, false, NONE, &a, &v, &r->e);
    arena_free(&a);
    return NULL;
}

/* Each saves its own notes again and again, always from what it saw last. */
static void *write_notes(void *ctx)
{
    struct racer *r = ctx;
    struct arena a;
    arena_init(&a, 0);
    struct str seen = r->v.json;
    int64_t base = r->v.version;
    for (int i = 0; i < r->rounds; i++) {
        struct plan *plan;
        struct plan_version v;
        struct plan_conflict *c;
        struct str json, note;
        char text[64];
        size_t n;
        snprintf(text, sizeof text, "note %d of %d.", i, r->number);
        bool ok = plan_from_json(seen, &a, &plan, &r->e) && plan_text(&a, str_of(text), &note);
        struct plan_note *fresh = PLAN_PUSH(&a, &plan->notes);
        fresh->text = note;
        struct buf b;
        buf_init(&b, 0);
        plan_to_json(plan, 0, &b);
        json = (struct str){arena_copy(&a, b.p, b.n), b.n};
        buf_free(&b);
        memset(&r->e, 0, sizeof r->e);
        ok = ok && plans_draft_save(&r->t->practice, r->number % 2 ? &r->p->clinician : &r->p->other, r->p->id, r->v.id,
                                    base, json, NONE, &a, &v, &c, &n, &r->e);
        if (!ok && r->e.kind == ERR_CONFLICT && n == 0) {
            i--; /* PostgreSQL gave up after several tries: again */
            continue;
        }
        r->ok = ok;
        r->lost += !has(v.json, text);
        seen = v.json;
        base = v.version;
    }
    arena_free(&a);
    return NULL;
}

static void run_races(struct record_test *t, struct people *p)
{
    struct racer r[THREADS];
    int begun = 0;
    memset(r, 0, sizeof r);
    for (int i = 0; i < THREADS; i++)
        r[i] = (struct racer){.t = t, .p = p, .rounds = 6};
    race(r, begin);
    for (int i = 0; i < THREADS; i++) {
        begun += r[i].ok;
        assert_true(r[i].ok || r[i].e.kind == ERR_CONFLICT);
    }
    assert_int_equal(begun, 1);
    struct plan_version v = get(t, p, NONE);
    for (int i = 0; i < THREADS; i++)
        r[i] = (struct racer){.t = t, .p = p, .rounds = 6, .v = v};
    race(r, write_notes);
    v = get(t, p, v.id);
    assert_int_equal(v.version, 1 + THREADS * 6);
    for (int i = 0; i < THREADS; i++) {
        CHECK(r[i].ok && r[i].lost == 0, "%d: %s %s", i, r[i].e.where, r[i].e.text);
        for (int k = 0; k < 6; k++) {
            char text[64];
            snprintf(text, sizeof text, "note %d of %d.", k, i);
            CHECK(has(v.json, text), "%s is lost", text);
        }
    }
}

static void test_races(void **state)
{
    (void)state;
    each_backend(run_races);
}

/* ---- every allocation failing ---- */

static void run_faults(struct record_test *t, struct people *p)
{
    struct plan_version v = draft(t, p), w, *list;
    struct plan_conflict *c;
    size_t n;
    struct str json = STR(WHOLE), other = STR(PLAN("\"title\":\"B\""));
    struct buf text;
    FAULT_SWEEP(arena, err,
                plans_draft_save(&t->practice, &p->clinician, p->id, v.id, 1, json, NONE, &arena, &w, &c, &n, &err));
    FAULT_SWEEP(arena, err,
                plans_draft_save(&t->practice, &p->other, p->id, v.id, 1, other, STR("x"), &arena, &w, &c, &n, &err));
    FAULT_SWEEP(arena, err,
                plans_draft_save(&t->practice, &p->other, p->id, v.id, 1, other, STR("x"), &arena, &w, &c, &n, &err));
    FAULT_SWEEP(arena, err, plans_get(&t->practice, &p->clinician, p->id, NONE, &arena, &w, &err));
    FAULT_SWEEP(arena, err, plans_list(&t->practice, &p->clinician, p->id, &arena, &list, &n, &err));
    buf_init(&text, 1); /* no room for the sentences */
    struct err e = {0};
    assert_false(plans_diff(&t->practice, &p->clinician, p->id, v.id, v.id, &text, &e));
    assert_int_equal(e.kind, ERR_MEMORY);
    buf_free(&text);
    struct saved s = save(t, &p->clinician, p->id, v.id, get(t, p, v.id).version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    sign_alone(t, p, &s.v);
    FAULT_SWEEP(arena, err, plans_draft_new(&t->practice, &p->clinician, p->id, true, STR("y"), &arena, &w, &err));
    FAULT_SWEEP(arena, err, plans_draft_new(&t->practice, &p->clinician, p->id, true, STR("y"), &arena, &w, &err));
}

static void test_faults(void **state)
{
    (void)state;
    each_backend(run_faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drafts),    cmocka_unit_test(test_refused), cmocka_unit_test(test_again),
        cmocka_unit_test(test_from_last), cmocka_unit_test(test_reading), cmocka_unit_test(test_races),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
