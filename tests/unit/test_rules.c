/* test_rules.c: every rule against a plan it finds fault with and one it must leave alone; order, faults, hostile
 * plans. */
#include "support.h"

#include "base/json.h"
#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/shape.h"
#include "rules/findings.h"
#include "rules/term.h"

#define GOOD "tests/data/rules/good_plan.json"
#define ROWS "tests/data/rules/rules.tsv"

/* ---- a plan, changed by a small patch ---- */

/*
 * A patch is a list of changes separated by " ; ":
 *   -/pointer          removes a member or an item
 *   /pointer = JSON    sets a member (or adds it), replaces an item, or with "-" as last token adds one at the end
 * applied in order to a tree in memory that belongs to the test.
 */
struct tree {
    struct arena *arena;
    struct json *root;
};

static struct json *copy_tree(struct arena *a, const struct json *v)
{
    struct json *c = arena_alloc(a, sizeof *c), **next;
    assert_non_null(c);
    *c = *v;
    next = &c->first;
    for (const struct json *x = v->first; x; x = x->next) {
        *next = copy_tree(a, x);
        next = &(*next)->next;
    }
    *next = NULL;
    return c;
}

static const struct json *parse(struct arena *a, struct str text, const char *where)
{
    const struct json *v;
    struct err e = {0};
    CHECK(json_parse(text, a, &v, &e), "%s: %s: %s", where, e.where, e.text);
    return v;
}

static struct str next_token(struct str *pointer)
{
    struct str head, tail;
    struct str rest = str_sub(*pointer, 1, pointer->n);
    if (!str_cut(rest, '/', &head, &tail)) {
        *pointer = str_sub(*pointer, pointer->n, pointer->n);
        return rest;
    }
    *pointer = (struct str){tail.p - 1, tail.n + 1};
    return head;
}

/* The link that holds (or would hold) the child `token` of `parent`. */
static struct json **find_child(struct json *parent, struct str token, const char *where)
{
    struct json **at = &parent->first;
    if (parent->type == JSON_ARRAY) {
        int64_t index = INT64_MAX;
        CHECK(str_is(token, "-") || num_int(token, 0, 1000, &index), "%s: not an index", where);
        for (int64_t i = 0; i < index && *at; i++) {
            at = &(*at)->next;
        }
        return at;
    }
    CHECK(parent->type == JSON_OBJECT, "%s: no object", where);
    while (*at && !str_eq((*at)->key, token)) {
        at = &(*at)->next;
    }
    return at;
}

static void apply_change(struct tree *t, struct str change, const char *where)
{
    bool removes = change.p[0] == '-';
    size_t equals = removes ? (size_t)-1 : str_find(change, STR(" = "), 0);
    struct str pointer = removes ? str_sub(change, 1, change.n) : str_sub(change, 0, equals);
    struct json *parent = t->root, **link = NULL;
    struct str token = {NULL, 0};
    CHECK(removes || equals != (size_t)-1, "%s: a change is -/pointer or /pointer = JSON", where);
    while (pointer.n) {
        token = next_token(&pointer);
        link = find_child(parent, token, where);
        if (pointer.n && !*link) { /* objects on the way are made */
            struct json *object = ARENA_NEW(t->arena, struct json);
            object->type = JSON_OBJECT;
            object->key = parent->type == JSON_OBJECT ? token : STR("");
            *link = object;
            parent->count++;
        }
        parent = pointer.n ? *link : parent;
    }
    if (removes) {
        CHECK(link && *link, "%s: nothing to remove at %.*s", where, (int)change.n, change.p);
        *link = (*link)->next;
        parent->count--;
        return;
    }
    struct json *value = copy_tree(t->arena, parse(t->arena, str_sub(change, equals + 3, change.n), where));
    if (*link) {
        value->next = (*link)->next;
    } else {
        parent->count++;
    }
    value->key = parent->type == JSON_OBJECT ? token : value->key;
    *link = value;
}

static void apply_patch(struct tree *t, struct str patch, const char *where)
{
    while (patch.n) {
        size_t end = str_find(patch, STR(" ; "), 0);
        struct str change = str_sub(patch, 0, end);
        patch = end == (size_t)-1 ? str_sub(patch, patch.n, patch.n) : str_sub(patch, end + 3, patch.n);
        apply_change(t, str_trim(change), where);
    }
}

/* The good plan with the patch, as the program would read it. */
static struct plan *patched(struct arena *a, struct str base, struct str patch, const char *where)
{
    struct plan *p;
    struct err e = {0};
    struct tree t = {a, copy_tree(a, parse(a, base, GOOD))};
    apply_patch(&t, patch, where);
    CHECK(plan_from_json_tree(t.root, a, &p, &e), "%s: %s: %s", where, e.where, e.text);
    assert_true(plan_number_ids(p, a, &e));
    CHECK(plan_bind(p, a, &e), "%s: %s", where, e.text);
    return p;
}

static struct findings check(struct arena *a, const struct plan *p, const char *where)
{
    struct findings f;
    struct err e = {0};
    CHECK(rules_check(p, a, &f, &e), "%s: %s", where, e.text);
    return f;
}

/* "rule@/pointer rule@/pointer", in the order found. */
static void put_found(struct buf *b, const struct findings *f)
{
    for (size_t i = 0; i < f->list.n; i++) {
        buf_cstr(b, i ? " " : "");
        buf_cstr(b, f->list.at[i].rule->id);
        buf_char(b, '@');
        buf_add(b, f->list.at[i].pointer);
    }
}

static void test_good_plan_has_nothing_to_mend(void **state)
{
    struct arena a;
    struct buf b;
    char *text = read_file(GOOD, NULL);
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct findings f = check(&a, patched(&a, str_of(text), STR(""), GOOD), GOOD);
    put_found(&b, &f);
    CHECK(f.list.n == 0, "found %s", b.n ? b.p : "");
    buf_free(&b);
    arena_free(&a);
    free(text);
}

/* A row: the change and all that is found then, and nothing else; "" means nothing may be found. */
static void test_rows(void **state)
{
    struct tsv t;
    struct arena a;
    struct buf b;
    char *base = read_file(GOOD, NULL);
    size_t bad = 0;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    tsv_open(&t, ROWS);
    while (tsv_next(&t)) {
        const char *rule = tsv_get(&t, "rule"), *found = tsv_get(&t, "found"), *why = tsv_get(&t, "why");
        struct str change = str_of(tsv_get(&t, "change"));
        arena_reset(&a);
        buf_reset(&b);
        struct findings f = check(&a, patched(&a, str_of(base), change, tsv_where(&t)), tsv_where(&t));
        put_found(&b, &f);
        if (!str_is(buf_str(&b), strcmp(found, "-") == 0 ? "" : found)) {
            print_error("%s: [%s] %s\n  want  %s\n  found %s\n", tsv_where(&t), rule, why, found, b.n ? b.p : "-");
            bad++;
        }
    }
    tsv_close(&t);
    buf_free(&b);
    arena_free(&a);
    free(base);
    assert_int_equal(bad, 0);
}

/* ---- the table ---- */

static bool is_id(const char *s)
{
    size_t dots = 0, i = 0;
    for (; s[i]; i++) {
        bool letter = s[i] >= 'a' && s[i] <= 'z';
        dots += s[i] == '.';
        if (!letter && !(i && (s[i] == '.' || s[i] == '-'))) {
            return false;
        }
    }
    return dots == 1 && i < 48;
}

static bool is_sentence(const char *s)
{
    size_t n = strlen(s);
    return n > 5 && n < 240 && s[n - 1] == '.' && !strchr(s, '!') && !strstr(s, "  ");
}

static void test_rows_of_the_table(void **state)
{
    static const char *const groups = " component smart thread pitfall ethics language data ";
    size_t n = 0;
    (void)state;
    for (const struct rule *r; (r = rules_at(n)); n++) {
        char group[32];
        CHECK(is_id(r->id), "%s", r->id);
        CHECK(rules_find(str_of(r->id)) == r, "%s is there twice", r->id);
        snprintf(group, sizeof group, " %s ", r->group);
        CHECK(strstr(groups, group), "%s: group %s", r->id, r->group);
        CHECK(is_sentence(r->message) && is_sentence(r->why) && is_sentence(r->fix), "%s: sentences", r->id);
        CHECK(strlen(r->title) > 4 && strlen(r->title) < 48, "%s: title", r->id);
        CHECK(r->source[0] && r->source[strlen(r->source) - 1] != '.', "%s: source", r->id);
        for (size_t k = 0; k < n; k++) { /* a check is called once: its rows stand together */
            CHECK(rules_at(k)->check != r->check || rules_at(n - 1)->check == r->check, "%s: apart from its like",
                  r->id);
        }
    }
    assert_true(n >= 55);
    assert_null(rules_at(n));
    assert_null(rules_find(STR("no.such-rule")));
}

static void test_every_rule_has_a_bad_and_a_good_row(void **state)
{
    struct tsv t;
    unsigned char has[512] = {0};
    (void)state;
    tsv_open(&t, ROWS);
    while (tsv_next(&t)) {
        const char *id = tsv_get(&t, "rule"), *found = tsv_get(&t, "found");
        const struct rule *r = rules_find(str_of(id));
        char key[64];
        CHECK(r, "%s: no rule %s", tsv_where(&t), id);
        snprintf(key, sizeof key, "%s@", id);
        const char *at = strstr(found, key);
        has[r - rules_at(0)] |= at && (at == found || at[-1] == ' ') ? 1 : 2;
    }
    tsv_close(&t);
    for (size_t i = 0; rules_at(i); i++) {
        CHECK(has[i] & 1, "%s has no bad row", rules_at(i)->id);
        CHECK(has[i] & 2, "%s has no good row", rules_at(i)->id);
    }
}

static void test_severities_have_names(void **state)
{
    enum rules_severity s = SEVERITY_COUNT;
    (void)state;
    for (int i = 0; i < SEVERITY_COUNT; i++) {
        assert_true(rules_severity_find(str_of(rules_severity_name((enum rules_severity)i)), &s));
        assert_int_equal(s, i);
    }
    assert_false(rules_severity_find(STR("fatal"), &s));
}

/* ---- the words ---- */

/* The check of abstinence has room for 16 substances. */
static void test_words_the_rules_look_for(void **state)
{
    const char *substances[64];
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < term_count; i++) {
        const struct term *t = &term_table[i];
        struct term_hit hit;
        struct str text = str_of(t->text);
        CHECK(term_next(text, 0, t->kinds, &hit) && hit.term == t && hit.span.from == 0 && hit.span.to == text.n,
              "\"%s\" is not found", t->text);
        CHECK(term_is(text, t->kinds), "\"%s\"", t->text);
        if (t->kinds & (TERM_JUDGING | TERM_DEFICIT)) {
            CHECK(t->instead && t->why && t->source, "\"%s\" has no way out", t->text);
            CHECK(!t->drop_in || !term_has(str_of(t->instead), TERM_JUDGING | TERM_DEFICIT), "\"%s\"", t->instead);
        }
        if (t->kinds & TERM_AREA) {
            CHECK(t->instead, "\"%s\" is which area?", t->text);
        }
        bool known = !(t->kinds & (TERM_SUBSTANCE | TERM_ABSTINENCE)) || !t->instead;
        for (size_t k = 0; k < n; k++) {
            known = known || strcmp(substances[k], t->instead) == 0;
        }
        if (!known) {
            assert_true(n < 64);
            substances[n++] = t->instead;
        }
    }
    assert_true(n > 4 && n <= 16);
}

static void test_where_terms_begin_and_end(void **state)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"An addict", "An addict"},
        {"NON-COMPLIANT", "NON-COMPLIANT"},
        {"non\n compliant.", "non\n compliant"},
        {"addiction", NULL},
        {"addicted", NULL},
        {"xaddict", NULL},
        {"addict\xC3\xA9", NULL},
        {"\xC3\xA9"
         "addict",
         NULL},
        {"(addict)", "addict"},
        {"addict/alcoholic", "addict"},
        {"non", NULL},
        {"non-", NULL},
        {"treatment-resistant", NULL},
        {"", NULL},
        {"a", NULL},
        {"drug abuse screening test", NULL},
        {"drug abuse screen", "drug abuse"},
        {"lazy", "lazy"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str text = str_of(rows[i].text);
        struct term_hit hit;
        bool found = term_next(text, 0, TERM_JUDGING | TERM_DEFICIT, &hit);
        CHECK(found == (rows[i].found != NULL), "%s", rows[i].text);
        if (found) {
            assert_str(str_sub(text, hit.span.from, hit.span.to), rows[i].found, rows[i].text);
        }
    }
    assert_true(term_is(STR("  Supportive therapy. "), TERM_THIN));
    assert_false(term_is(STR("Supportive therapy weekly"), TERM_THIN));
    assert_false(term_is(STR("My supportive therapy"), TERM_THIN));
}

/* ---- what is true of every finding ---- */

static size_t key_of(const struct plan *p, struct str pointer)
{
    struct str part = pointer, head = {"", 0};
    (void)p;
    if (pointer.n == 0) {
        return 0;
    }
    head = next_token(&part);
    for (size_t i = 0; i < plan_shape.count; i++) {
        if (str_is(head, plan_shape.fields[i].key)) {
            return i + 1;
        }
    }
    return SIZE_MAX;
}

static void check_span(const struct finding *f, struct span s, const char *where)
{
    CHECK(s.from <= s.to && s.to <= f->excerpt.n, "%s: %s: span", where, f->rule->id);
    CHECK(utf8_floor(f->excerpt, s.from) == s.from && utf8_floor(f->excerpt, s.to) == s.to, "%s: cuts a character",
          where);
}

static void check_finding(const struct plan *p, const struct finding *f, const char *where)
{
    struct buf b;
    buf_init(&b, 0);
    finding_message(f, &b);
    CHECK(!strchr(b.p, '{') && !strstr(b.p, "  ") && (unsigned char)b.p[0] >= '0' && !(b.p[0] >= 'a' && b.p[0] <= 'z'),
          "%s: %s: %s", where, f->rule->id, b.p);
    CHECK(utf8_check(buf_str(&b), NULL), "%s: %s", where, b.p);
    CHECK(key_of(p, f->pointer) != SIZE_MAX, "%s: %s", where, f->pointer.p);
    if (f->excerpt.n) {
        CHECK(str_eq(plan_pointer_get(p, f->pointer), f->excerpt), "%s: %s is not the text at %s", where, f->rule->id,
              f->pointer.p);
    }
    check_span(f, f->span, where);
    for (size_t i = 0; i < f->also_count; i++) {
        check_span(f, f->also[i], where);
        CHECK(f->also[i].from >= f->span.to, "%s: also before span", where);
    }
    CHECK(f->arg_count <= FINDING_ARGS_MAX, "%s: arguments", where);
    if (f->rewrite.n) {
        CHECK(f->excerpt.n && !str_eq(f->rewrite, f->excerpt), "%s: %s: a rewrite of nothing", where, f->rule->id);
    }
    buf_free(&b);
}

static bool still_there(const struct findings *f, const struct finding *old)
{
    for (size_t i = 0; i < f->list.n; i++) {
        if (f->list.at[i].rule == old->rule && str_eq(f->list.at[i].pointer, old->pointer)) {
            return true;
        }
    }
    return false;
}

static bool has_blank(const struct findings *f, struct str pointer)
{
    for (size_t i = 0; i < f->list.n; i++) {
        if (strcmp(f->list.at[i].rule->id, "text.blank") == 0 && str_eq(f->list.at[i].pointer, pointer)) {
            return true;
        }
    }
    return false;
}

/* Taking the offered rewrite mends the finding, or leaves a blank that says what is still missing. */
static void check_rewrite(struct arena *a, struct str base, struct str change, const struct finding *old,
                          const char *where)
{
    struct plan *p = patched(a, base, change, where);
    struct err e = {0};
    CHECK(plan_pointer_set(p, old->pointer, old->rewrite, a, &e) && plan_bind(p, a, &e), "%s: %s", where, e.text);
    struct findings f = check(a, p, where);
    CHECK(!still_there(&f, old) || has_blank(&f, old->pointer), "%s: %s is not mended by \"%s\"", where, old->rule->id,
          old->rewrite.p);
}

/* A condition in words: what the plan follows could say it; the rewrite names its one measure and sets no cut-off. */
static void test_a_condition_is_told_what_the_plan_measures(void **state)
{
    static const struct {
        const char *text, *told; /* NULL: nothing fits */
        const char *bound;
    } rows[] = {
        {"If depressive symptoms are present", "could say it: PHQ-9 of 10 or more.", "when the PHQ-9 reaches [score]"},
        {"If the depression persists", "could say it: no reliable gain on the PHQ-9 by week 6.",
         "with no reliable gain on the PHQ-9 by week 6"},
        {"If anxiety symptoms are present", NULL, "when [measure] reaches [score]"},
    };
    char *base = read_file(GOOD, NULL);
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char change[256], rewrite[256];
        const struct finding *found = NULL;
        snprintf(change, sizeof change, "/interventions/2/condition = {\"text\":\"%s\"}", rows[i].text);
        snprintf(rewrite, sizeof rewrite, "%s, that is, %s", rows[i].text, rows[i].bound);
        struct findings f = check(&a, patched(&a, str_of(base), str_of(change), rows[i].text), rows[i].text);
        for (size_t k = 0; k < f.list.n; k++)
            found = strcmp(f.list.at[k].rule->id, "intervention.condition-unbound") == 0 ? &f.list.at[k] : found;
        CHECK(found, "%s: is not found", rows[i].text);
        assert_str(found->rewrite, rewrite, rows[i].text);
        CHECK(rows[i].told ? found->reason && strstr(found->reason, rows[i].told) : !found->reason, "%s: %s",
              rows[i].text, found->reason ? found->reason : "nothing is told");
    }
    arena_free(&a);
    free(base);
}

static void test_what_is_true_of_every_finding(void **state)
{
    struct tsv t;
    struct arena a;
    char *base = read_file(GOOD, NULL);
    size_t rewrites = 0;
    (void)state;
    arena_init(&a, 0);
    tsv_open(&t, ROWS);
    while (tsv_next(&t)) {
        struct str change = str_of(tsv_get(&t, "change"));
        arena_reset(&a);
        struct plan *p = patched(&a, str_of(base), change, tsv_where(&t));
        struct findings f = check(&a, p, tsv_where(&t));
        size_t counts[SEVERITY_COUNT] = {0}, last = 0;
        for (size_t i = 0; i < f.list.n; i++) {
            const struct finding *x = &f.list.at[i];
            size_t key = key_of(p, x->pointer);
            check_finding(p, x, tsv_where(&t));
            CHECK(key >= last, "%s: %s out of order", tsv_where(&t), x->rule->id);
            last = key;
            counts[x->rule->severity]++;
            if (x->rewrite.n) {
                check_rewrite(&a, str_of(base), change, x, tsv_where(&t));
                rewrites++;
            }
        }
        assert_memory_equal(counts, f.count, sizeof counts);
    }
    tsv_close(&t);
    CHECK(rewrites > 15, "only %zu rewrites", rewrites);
    arena_free(&a);
    free(base);
}

/* ---- faults, hostile plans ---- */

#define BAD "tests/data/rules/flawed_plan.json"

static bool run_check(struct arena *a, void *context, struct err *e)
{
    struct findings f;
    return rules_check(context, a, &f, e);
}

static void test_every_allocation_failing(void **state)
{
    struct arena a;
    char *text = read_file(BAD, NULL);
    (void)state;
    arena_init(&a, 0);
    struct plan *p = patched(&a, str_of(text), STR(""), BAD);
    assert_true(fault_sweep(run_check, p) > 100);
    limit_sweep(run_check, p, 997);
    arena_free(&a);
    free(text);
}

static void test_an_empty_plan(void **state)
{
    struct arena a;
    struct buf b;
    struct plan p = {0};
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct findings f = check(&a, &p, "empty");
    put_found(&b, &f);
    assert_non_null(strstr(b.p, "plan.no-goal@/goals"));
    assert_null(strstr(b.p, "intervention."));
    buf_free(&b);
    arena_free(&a);
}

static void test_a_denial_of_risk_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool denies;
    } rows[] = {
        {"Denies suicidal ideation.", true},
        {"denies suicidal ideation, intent or plan", true},
        {"Client denies any current suicidal or homicidal ideation.", true},
        {"No suicidal ideation; asked on 3 March 2026.", true},
        {"Denies self-harm. Asked at intake.", true},
        {"No thoughts of suicide when last asked on 8 June 2026; asked again at each session", true},
        {"No thoughts of suicide when last asked, but when drinking", false},
        {"Denies suicidal ideation, a gun at home", false},
        {"Denies suicidal ideation but self-harm in May", false},
        {"Denies suicidal ideation. Homicidal ideation.", false},
        {"Homicidal ideation, denies suicidal ideation", false},
        {"Denies intent or plan; suicidal ideation", false},
        {"Denies active suicidal ideation", false},
        {"Denies suicidal ideation. Urges to harm others.", false},
        {"Suicidal ideation denied", false},
        {"Suicidal ideation, no plan", false},
        {"No plan", false},
        {"Overdosed in May", false},
        {"Asked on 3 March 2026.", false},
        {"[what is known of risk]", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(rules_denies_risk(str_of(rows[i].text)) == rows[i].denies, "%s", rows[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_the_table),
        cmocka_unit_test(test_every_rule_has_a_bad_and_a_good_row),
        cmocka_unit_test(test_severities_have_names),
        cmocka_unit_test(test_a_denial_of_risk_and_nothing_else),
        cmocka_unit_test(test_words_the_rules_look_for),
        cmocka_unit_test(test_where_terms_begin_and_end),
        cmocka_unit_test(test_what_is_true_of_every_finding),
        cmocka_unit_test(test_a_condition_is_told_what_the_plan_measures),
        cmocka_unit_test(test_every_allocation_failing),
        cmocka_unit_test(test_an_empty_plan),
        cmocka_unit_test(test_good_plan_has_nothing_to_mend),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
