/* test_plans_edit.c: a draft through its editor's form: edits on the text that was shown, what stands beside it, who
 * else writes in it. */
#include "plans_people.h"

#include "practice/clients.h"

static struct draft_edit edit(struct record_test *t, const struct actor *who, struct people *p, struct str id,
                              int64_t base, const struct plan_edit *list, size_t n, const char *once, struct err *e,
                              bool *ok)
{
    struct plan_edits edits = {{0}};
    struct draft_edit d = {.id = id, .base = base, .edits = &edits};
    for (size_t i = 0; i < n; i++) {
        struct plan_edit *to = PLAN_PUSH(&t->arena, &edits.list);
        assert_non_null(to);
        *to = list[i];
    }
    memset(e, 0, sizeof *e);
    *ok = plans_draft_edit(&t->practice, who, p->id, &d, str_of(once), &t->arena, e);
    d.edits = NULL;
    return d;
}

static struct draft_edit one(struct record_test *t, const struct actor *who, struct people *p, struct str id,
                             int64_t base, enum plan_edit_kind kind, const char *pointer, const char *value)
{
    const struct plan_edit list[] = {{kind, str_of(pointer), str_of(value)}};
    struct err e;
    bool ok;
    struct draft_edit d = edit(t, who, p, id, base, list, 1, NULL, &e, &ok);
    CHECK(ok, "%s: %s: %s", pointer ? pointer : "", e.where, e.text);
    return d;
}

static struct plan_draft open_draft(struct record_test *t, const struct actor *who, struct people *p)
{
    struct plan_draft d;
    struct err e = {0};
    RECORD_OK(plans_draft_open(&t->practice, who, p->id, &t->arena, &d, &e), &e);
    return d;
}

static void run_edits(struct record_test *t, struct people *p)
{
    struct err e = {0};
    bool ok;
    struct plan_version v = draft(t, p);
    assert_int_equal(open_draft(t, &p->clinician, p).reading_grade, 6); /* the practice has said none */
    struct draft_edit d = one(t, &p->clinician, p, v.id, 1, EDIT_ADD, "/goals", NULL);
    assert_int_equal(d.version.version, 2);
    assert_str(d.edited.focus, "/goals/0", "focus");
    d = one(t, &p->clinician, p, v.id, 2, EDIT_SET, "/goals/0/statement", "Sleep");
    assert_int_equal(d.version.version, 3);
    /* The same form again, untouched: nothing is saved. */
    d = one(t, &p->clinician, p, v.id, 3, EDIT_SET, "/goals/0/statement", "Sleep");
    assert_int_equal(d.version.version, 3);
    /* What cannot be stored is told of, the rest is saved. */
    const struct plan_edit mixed[] = {{EDIT_SET, STR("/reviews/next"), STR("soon")},
                                      {EDIT_SET, STR("/title"), STR("Spring")}};
    d = edit(t, &p->clinician, p, v.id, 3, mixed, 2, NULL, &e, &ok);
    RECORD_OK(ok, &e);
    assert_int_equal(d.edited.wrong.n, 1);
    assert_true(has(d.version.json, "Spring"));
    /* Somebody else, from the text of version 3: other fields are taken from both, the same field is a conflict. */
    d = one(t, &p->other, p, v.id, 3, EDIT_SET, "/goals/0/client_words", "I want rest");
    assert_true(has(d.version.json, "Spring") && has(d.version.json, "I want rest"));
    const struct plan_edit both[] = {{EDIT_SET, STR("/title"), STR("Autumn")},
                                     {EDIT_SET, STR("/duration/text"), STR("12 weeks")}};
    d = edit(t, &p->other, p, v.id, 3, both, 2, "form-1", &e, &ok);
    assert_false(ok);
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_int_equal(d.conflict_count, 1);
    assert_str(d.conflicts[0].pointer, "/title", "pointer");
    assert_str(d.conflicts[0].mine, "Autumn", "mine");
    assert_str(d.conflicts[0].theirs, "Spring", "theirs");
    assert_true(has(d.version.json, "12 weeks") && has(d.version.json, "Spring"));
    int64_t now = d.version.version;
    d = edit(t, &p->other, p, v.id, 3, both, 2, "form-1", &e, &ok);
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_int_equal(d.version.version, now);
    /* Who may not write the draft may neither open nor edit it. */
    struct plan_draft none;
    memset(&e, 0, sizeof e);
    assert_false(plans_draft_open(&t->practice, &p->stranger, p->id, &t->arena, &none, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    memset(&e, 0, sizeof e);
    assert_false(plans_draft_open(&t->practice, &p->client, p->id, &t->arena, &none, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    d = edit(t, &p->stranger, p, v.id, now, both, 2, NULL, &e, &ok);
    assert_false(ok);
    assert_int_equal(e.kind, ERR_NOT_FOUND);
}

static void run_beside(struct record_test *t, struct people *p)
{
    struct plan_version v = written(
        t, p, PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\"},{\"id\":\"g2\",\"statement\":\"Work\"}]"));
    one(t, &p->clinician, p, v.id, v.version, EDIT_REMOVE, "/goals/0", NULL);
    /* A save of another kind, and one from before the removal, keep what was removed. */
    struct plan_draft d = open_draft(t, &p->other, p);
    assert_int_equal(d.beside.removed.n, 1);
    struct saved s = save(t, &p->other, p->id, v.id, d.version.version,
                          PLAN("\"goals\":[{\"id\":\"g2\",\"statement\":\"Work less\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    one(t, &p->other, p, v.id, v.version, EDIT_SET, "/title", "Spring");
    one(t, &p->other, p, v.id, open_draft(t, &p->other, p).version.version, EDIT_CONFIRM, NULL, "g2");
    d = open_draft(t, &p->clinician, p);
    assert_int_equal(d.beside.removed.n, 1);
    assert_str(d.beside.removed.at[0].label, "Sleep", "label");
    assert_int_equal(d.beside.confirmed.n, 1);
    struct draft_edit r = one(t, &p->clinician, p, v.id, d.version.version, EDIT_RESTORE, NULL, "1");
    assert_true(has(r.version.json, "\"id\":\"g1\",\"statement\":\"Sleep\""));
    assert_int_equal(open_draft(t, &p->clinician, p).beside.removed.n, 0);
}

static void run_writer(struct record_test *t, struct people *p)
{
    struct plan_version v = draft(t, p);
    struct plan_draft d = open_draft(t, &p->other, p);
    assert_true(d.writer.name.n == 0); /* a draft that was only begun is nobody's writing */
    t->now_ms += 60000;
    int64_t first = t->now_ms;
    one(t, &p->clinician, p, v.id, 1, EDIT_SET, "/title", "One");
    t->now_ms += 3 * 60000;
    one(t, &p->clinician, p, v.id, 2, EDIT_SET, "/title", "Two");
    d = open_draft(t, &p->other, p);
    assert_str(d.writer.name, "Dr Ann Rowe", "writer");
    assert_int_equal(d.writer.since_ms, first);
    assert_int_equal(d.writer.until_ms, t->now_ms);
    assert_int_equal(d.saved_ms, t->now_ms);
    d = open_draft(t, &p->clinician, p);
    assert_true(d.writer.name.n == 0); /* nobody is told of themselves */
    t->now_ms += PLAN_WRITING_MINUTES * 60000 - 1;
    assert_true(open_draft(t, &p->other, p).writer.name.n != 0);
    t->now_ms += 1;
    assert_true(open_draft(t, &p->other, p).writer.name.n == 0);
}

static size_t carried_blocks(struct record_test *t, struct people *p, struct str id, struct plan_block **list, size_t *n)
{
    struct err e = {0};
    size_t count = 0;
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, id, &t->arena, list, n, &e), &e);
    for (size_t i = 0; i < *n; i++)
        count += str_is((*list)[i].rule, PLAN_CARRIED) && (*list)[i].item.n && !(*list)[i].replaceable;
    return count;
}

/* Text that came along keeps a version from being sent until each part was changed or confirmed. */
static void carried(struct record_test *t, struct people *p, const struct plan_version *draft)
{
    struct err e = {0};
    struct plan_version v, now;
    struct plan_conflict *conflicts;
    struct plan_block *list;
    size_t n, before;
    struct signature alone[] = {{.place = 1, .role = STR("clinician")}};
    RECORD_OK(plans_draft_save(&t->practice, &p->clinician, p->id, draft->id, draft->version, STR(WHOLE), NONE, &t->arena, &v,
                               &conflicts, &n, &e), &e);
    before = carried_blocks(t, p, v.id, &list, &n);
    CHECK(before > 1 && before == n, "%zu of %zu carried, %s", before, n, n ? list[0].rule.p : ""); /* nothing else is open */
    assert_false(send_to(t, p, &v, alone, 1, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, PLAN_CARRIED);
    struct plan_reason why = {STR(PLAN_CARRIED), STR("No time")};
    memset(&e, 0, sizeof e);
    assert_false(send_to(t, p, &v, alone, 1, &why, 1, &e)); /* no reason stands in */
    memset(&e, 0, sizeof e);
    struct plan_edits edits = {{0}};
    for (size_t i = 0; i < n; i++) {
        struct plan_edit *one = PLAN_PUSH(&t->arena, &edits.list);
        *one = (struct plan_edit){EDIT_CONFIRM, NONE, list[i].item};
        if (i == 0) {
            struct draft_edit first = {.id = v.id, .base = v.version, .edits = &edits};
            RECORD_OK(plans_draft_edit(&t->practice, &p->clinician, p->id, &first, NONE, &t->arena, &e), &e);
            struct plan_block *less;
            size_t m;
            assert_int_equal(carried_blocks(t, p, v.id, &less, &m), before - 1);
            v = first.version;
        }
    }
    struct draft_edit all = {.id = v.id, .base = v.version, .edits = &edits};
    RECORD_OK(plans_draft_edit(&t->practice, &p->clinician, p->id, &all, NONE, &t->arena, &e), &e);
    assert_int_equal(carried_blocks(t, p, v.id, &list, &n), 0);
    now = get(t, p, v.id);
    RECORD_OK(send_to(t, p, &now, alone, 1, NULL, 0, &e), &e);
}

static void run_new(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v;
    add_record(t, p->id, RECORD_DETAILS, "open",
               "{\"name\":\"Ida Quill\",\"birth_date\":\"1990-02-03\",\"pronouns\":\"she/her\"}");
    /* A whole plan becomes the draft; the record knows who it is for. */
    assert_false(plans_draft_from(&t->practice, &p->clinician, p->id, STR("{}"), NONE, &t->arena, &v, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_from(&t->practice, &p->clinician, p->id, STR(WHOLE), STR("once-1"), &t->arena, &v, &e), &e);
    assert_true(has(v.json, "\"birth_date\":\"1990-02-03\"") && has(v.json, "she/her") && has(v.json, "GAD-7"));
    struct plan_version again;
    RECORD_OK(plans_draft_from(&t->practice, &p->clinician, p->id, STR(WHOLE), STR("once-1"), &t->arena, &again, &e), &e);
    assert_true(str_eq(again.id, v.id));
    assert_false(plans_draft_from(&t->practice, &p->clinician, p->id, STR(WHOLE), NONE, &t->arena, &again, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* The next version starts from it and knows so. */
    consents(t, p);
    struct signature alone[] = {{.place = 1, .role = STR("clinician")}};
    struct plan_version now = get(t, p, v.id);
    RECORD_OK(send_to(t, p, &now, alone, 1, NULL, 0, &e), &e);
    now = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &now, &e), &e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e), &e);
    struct plan_draft d = open_draft(t, &p->clinician, p);
    assert_true(str_eq(d.beside.from, now.id));
    assert_int_equal(d.former_number, 1);
    assert_true(has(d.former, "Worries all day") && has(d.version.json, "1990-02-03"));
    carried(t, p, &d.version);
}

static void test_edits(void **state)
{
    (void)state;
    each_backend(run_edits);
}

static void test_beside(void **state)
{
    (void)state;
    each_backend(run_beside);
}

static void test_writer(void **state)
{
    (void)state;
    each_backend(run_writer);
}

static void test_new(void **state)
{
    (void)state;
    each_backend(run_new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_edits), cmocka_unit_test(test_beside),
                                       cmocka_unit_test(test_writer), cmocka_unit_test(test_new)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
