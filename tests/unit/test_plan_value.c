/* What is typed in a form, member by member; and every step of a change failing in turn (plan/edit.h). */
#include "support.h"

#include "plan/edit.h"
#include "plan/plan_json.h"

static const char base[] =
    "{\"format\":\"goldthread.plan/1\",\"client\":{\"name\":\"Emma "
    "Sato\",\"age_years\":30},\"problems\":[{\"id\":\"p1\",\"name\":"
    "\"Worry\",\"symptoms\":[\"tense\"]},{\"id\":\"p2\",\"name\":\"Sleep\"}],\"strengths\":[{\"id\":\"s1\",\"text\":"
    "\"Patient\","
    "\"used_by\":[\"g1\",\"o1\"]}],\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest "
    "well\",\"problems\":[\"p1\"],\"priority\":"
    "\"high\",\"long_term\":true,\"objectives\":[{\"id\":\"o1\",\"statement\":\"Rest\"},{\"id\":\"o2\",\"statement\":"
    "\"Wake at "
    "7\",\"attainment\":[{\"level\":1}]}]},{\"id\":\"g2\",\"statement\":\"Work\",\"target\":{\"kind\":\"percent\","
    "\"comparator\":\"reduce_by\",\"value\":60,"
    "\"unit\":\"%\"}}],\"interventions\":[{\"id\":\"i1\",\"name\":\"Walks\",\"goals\":[\"g1\"],\"objectives\":[\"o1\"],"
    "\"condition\":{\"kind\":\"measure\",\"value\":10}}],\"reviews\":{\"window\":{\"min_weeks\":8,\"max_weeks\":10},"
    "\"next\":"
    "\"2027-01-01\"},\"duration\":{\"text\":\"a year\",\"ending\":{\"outcomes\":[{\"goal\":\"g2\"}]}},"
    "\"agreement\":{\"plain_words\":[{\"part\":\"/goals/0\",\"text\":\"I "
    "rest\"},{\"part\":\"/goals/0/objectives/1\",\"text\":"
    "\"I wake\"}]}}";

static bool load(struct arena *a, struct plan **p, struct err *e)
{
    return plan_from_json(STR(base), a, p, e);
}

struct change {
    enum plan_edit_kind kind;
    struct str pointer, value;
};

struct changes {
    const struct change *at;
    size_t n;
    const char *beside;
    struct plan *p; /* after */
    struct plan_beside left;
    struct plan_edited out;
};

static bool run_changes(struct arena *a, void *ctx, struct err *e)
{
    struct changes *c = ctx;
    struct plan_edits edits = {{0}};
    if (!load(a, &c->p, e) || !plan_beside_read(str_of(c->beside ? c->beside : ""), a, &c->left, e))
        return false;
    for (size_t i = 0; i < c->n; i++) {
        struct plan_edit *to = PLAN_PUSH(a, &edits.list);
        if (!to)
            return arena_error(a, e);
        *to = (struct plan_edit){c->at[i].kind, c->at[i].pointer, c->at[i].value};
    }
    return plan_edit(c->p, &c->left, &edits, a, &c->out, e);
}

/* The plan after the changes as JSON; every allocation on the way fails once before. */
static struct buf changed(struct changes *c, struct arena *a, const char *where)
{
    struct buf b;
    struct err e = {0};
    fault_sweep(run_changes, c);
    CHECK(run_changes(a, c, &e), "%s: %s: %s", where, e.where, e.text);
    buf_init(&b, 0);
    plan_to_json(c->p, 0, &b);
    assert_true(buf_ok(&b));
    return b;
}

static void texts_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/typed.tsv");
    while (tsv_next(&t)) {
        struct change one = {EDIT_SET, str_of(tsv_get(&t, "pointer")), tsv_text(&t, "text")};
        struct changes c = {.at = &one, .n = 1};
        struct str has = tsv_text(&t, "has");
        const char *wrong = tsv_get(&t, "wrong");
        struct arena a;
        arena_init(&a, 0);
        struct buf b = changed(&c, &a, tsv_where(&t));
        CHECK(str_find(buf_str(&b), has, 0) != (size_t)-1, "%s: no %s in %.*s", tsv_where(&t), has.p, (int)b.n, b.p);
        CHECK(c.out.wrong.n == (*wrong != 0), "%s: %s", tsv_where(&t),
              c.out.wrong.n ? c.out.wrong.at[0].text : "taken");
        CHECK(!*wrong || strstr(c.out.wrong.at[0].text, wrong), "%s: %s", tsv_where(&t), c.out.wrong.at[0].text);
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* "remove /goals/0 ; restore 1" */
static size_t read_changes(struct tsv *t, struct change *list, size_t most)
{
    static const char *const kinds[] = {"set", "add", "up", "down", "remove", "restore", "confirm", "write"};
    struct str rest = str_of(tsv_get(t, "changes"));
    size_t n = 0;
    while (rest.n) {
        size_t end = str_find(rest, STR(" ; "), 0), kind = 0;
        struct str one = end == (size_t)-1 ? rest : str_sub(rest, 0, end), verb = one, tail = {NULL, 0};
        rest = end == (size_t)-1 ? (struct str){NULL, 0} : str_sub(rest, end + 3, rest.n);
        str_cut(one, ' ', &verb, &tail);
        while (kind < 8 && !str_is(verb, kinds[kind]))
            kind++;
        CHECK(kind < 8 && n < most, "%s: %.*s", tsv_where(t), (int)one.n, one.p);
        list[n] = (struct change){(enum plan_edit_kind)kind, {NULL, 0}, {NULL, 0}};
        if (kind == EDIT_RESTORE || kind == EDIT_CONFIRM) {
            list[n++].value = tail;
            continue;
        }
        list[n].pointer = tail;
        str_cut(tail, ' ', &list[n].pointer, &list[n].value);
        n++;
    }
    return n;
}

static bool has_one(struct str json, struct str others)
{
    struct str one = others, rest = {NULL, 0};
    while (others.n) {
        one = others;
        rest = (struct str){NULL, 0};
        str_cut(others, '|', &one, &rest);
        if (str_find(json, one, 0) != (size_t)-1)
            return true;
        others = rest;
    }
    return false;
}

static void changes_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/edits.tsv");
    while (tsv_next(&t)) {
        struct change list[8];
        struct changes c = {.at = list, .beside = tsv_get(&t, "beside")};
        const char *said = tsv_get(&t, "said");
        struct arena a;
        c.n = read_changes(&t, list, 8);
        arena_init(&a, 0);
        struct buf b = changed(&c, &a, tsv_where(&t));
        CHECK(has_one(buf_str(&b), str_of(tsv_get(&t, "has"))), "%s: no %s in %.*s", tsv_where(&t), tsv_get(&t, "has"),
              (int)b.n, b.p);
        CHECK((c.out.said != NULL) == (*said != 0), "%s: %s", tsv_where(&t), c.out.said ? c.out.said : "nothing said");
        CHECK(!*said || strstr(c.out.said, said), "%s: %s", tsv_where(&t), c.out.said);
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

struct words {
    const char *pointer, *json;
    struct str out;
};

static bool words_of(struct arena *a, void *ctx, struct err *e)
{
    struct words *w = ctx;
    struct plan *p;
    return load(a, &p, e) && plan_item_words(p, str_of(w->pointer), str_of(w->json), a, &w->out, e);
}

/* What a merge tells of a member: its words where it is written as JSON, else the text as it is. */
static void members_in_words(void **state)
{
    static const struct {
        const char *pointer, *json, *words;
    } rows[] = {
        {"/goals/1/target", "{\"kind\":\"absolute\",\"comparator\":\"at_most\",\"value\":6}", "6 or less"},
        {"/goals/0/objectives/0/frequency", "{\"text\":\"now and then\"}", "now and then"},
        {"/goals/1/target", "{\"kind\":\"absolute\",\"comparator\":\"at_most\",\"value\":6,\"text\":\"<6\"}", "less than 6"},
        {"/goals/1/target", "more than 6", "more than 6"},
        {"/goals/1/target", "60 %", "60 %"},
        {"/goals/1/target", "", ""},
        {"/goals/1/target", "{broken", "{broken"},
        {"/goals/1/target", "{\"value\":\"many\"}", "{\"value\":\"many\"}"},
        {"/goals/0/statement", "{\"text\":\"x\"}", "{\"text\":\"x\"}"},
        {"/goals/0", "{\"statement\":\"x\"}", "{\"statement\":\"x\"}"},
        {"/nowhere", "{\"text\":\"x\"}", "{\"text\":\"x\"}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct words w = {.pointer = rows[i].pointer, .json = rows[i].json};
        struct arena a;
        struct err e = {0};
        arena_init(&a, 0);
        fault_sweep(words_of, &w);
        CHECK(words_of(&a, &w, &e), "%s: %s", rows[i].pointer, e.text);
        assert_str(w.out, rows[i].words, rows[i].pointer);
        arena_free(&a);
    }
}

/* As many as PLAN_REMOVED_MAX are kept; then the oldest go. */
static void the_oldest_of_what_was_removed_goes(void **state)
{
    static struct change list[2 * (PLAN_REMOVED_MAX + 2)];
    struct changes c = {.at = list};
    struct arena a;
    struct err e = {0};
    (void)state;
    for (int i = 0; i < PLAN_REMOVED_MAX + 1; i++) {
        list[c.n++] = (struct change){EDIT_ADD, STR("/problems"), STR("{\"name\":\"Worry\"}")};
        list[c.n++] = (struct change){EDIT_REMOVE, STR("/problems/2"), {NULL, 0}};
        arena_init(&a, 0);
        assert_true(run_changes(&a, &c, &e));
        CHECK(c.left.removed.n == (size_t)(i < PLAN_REMOVED_MAX ? i + 1 : PLAN_REMOVED_MAX), "%zu", c.left.removed.n);
        assert_int_equal(c.left.removed.at[0].key, i < PLAN_REMOVED_MAX ? 1 : 2);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_the_table),
        cmocka_unit_test(changes_of_the_table),
        cmocka_unit_test(members_in_words),
        cmocka_unit_test(the_oldest_of_what_was_removed_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
