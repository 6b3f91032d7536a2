/* Where the lines of plans go that were written to measure the importer, and that no word of any line is lost. */
#include "../support.h"

#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/plan_text.h"

#include <ctype.h>
#include <dirent.h>

static struct plan *from_text(struct str s, struct arena *a, struct import_report *report, const char *where)
{
    struct plan *p = NULL;
    struct err e = {0};
    CHECK(plan_from_text(s, a, &p, report, &e), "%s: %s: %s", where, e.where, e.text);
    return p;
}

/* words that must be kept */

static unsigned below(uint64_t *seed, size_t n)
{
    return (unsigned)(test_random(seed) % n);
}

/* A word that stands in no table and no other line: "qzabx". */
static void put_token(struct buf *b, unsigned n)
{
    char token[] = {'q', 'z', (char)('a' + n / 16), (char)('a' + n % 16), 'x', '\0'};
    buf_cstr(b, token);
}

struct pool {
    struct str line[8192];
    size_t n;
    struct arena arena;
};

static void add_lines(struct pool *pool, struct str text)
{
    for (size_t from = 0; from < text.n;) {
        size_t end = from;
        while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r')
            end++;
        struct str line = str_sub(text, from, end);
        while (line.n && line.p[line.n - 1] == ' ')
            line.n--;
        CHECK(pool->n < sizeof pool->line / sizeof *pool->line, "too many lines");
        bool separator = str_find(line, STR("---"), 0) < 4; /* what stands over one is a head */
        if (str_trim(line).n && !separator)
            assert_true(plan_text(&pool->arena, line, &pool->line[pool->n++]));
        from = end + 1;
    }
}

static void fill_pool(struct pool *pool)
{
    DIR *d = opendir("tests/data/plan/text");
    struct dirent *entry;
    assert_non_null(d);
    pool->n = 0;
    arena_init(&pool->arena, 0);
    while ((entry = readdir(d))) {
        char path[512];
        size_t n, length = strlen(entry->d_name);
        if (length < 4 ||
            (strcmp(entry->d_name + length - 4, ".txt") != 0 && strcmp(entry->d_name + length - 3, ".md") != 0))
            continue;
        snprintf(path, sizeof path, "tests/data/plan/text/%s", entry->d_name);
        char *text = read_file(path, &n);
        add_lines(pool, (struct str){text, n});
        free(text);
    }
    closedir(d);
}

/* Where a word may be put in: at the end, behind the first colon, at the end of a cell; 0 when nowhere. */
static size_t place_for_word(struct str line, uint64_t *seed)
{
    size_t end = line.n - (line.p[line.n - 1] == '.' || line.p[line.n - 1] == '?'),
           colon = str_find(line, STR(": "), 0);
    bool cells = memchr(line.p, '|', line.n) || memchr(line.p, '\t', line.n);
    if (cells) {
        size_t at = below(seed, line.n);
        while (at < line.n && line.p[at] != '|' && line.p[at] != '\t')
            at++;
        while (at > 0 && line.p[at - 1] == ' ')
            at--;
        size_t from = at, digits = 0, words = 1; /* a cell without a number may be the head of a column or a row */
        for (; from > 0 && line.p[from - 1] != '|' && line.p[from - 1] != '\t'; from--) {
            digits += isdigit((unsigned char)line.p[from - 1]) != 0;
            words += line.p[from - 1] == ' ';
        }
        return at > from && isalnum((unsigned char)line.p[at - 1]) && digits && words >= 3 ? at : 0;
    }
    if (colon != (size_t)-1 && colon + 2 < end && below(seed, 2) && isalnum((unsigned char)line.p[colon + 2]))
        return colon + 1;
    return end > 0 && isalnum((unsigned char)line.p[end - 1]) ? end : 0;
}

static void a_word_put_into_any_line_is_kept(void **state)
{
    const char *rounds = getenv("GOLDTHREAD_TEST_ROUNDS");
    uint64_t seed = rounds ? test_seed() : 20260102;
    struct pool *pool = malloc(sizeof *pool);
    size_t lost = 0;
    (void)state;
    assert_non_null(pool);
    fill_pool(pool);
    for (long i = rounds ? strtol(rounds, NULL, 10) : 4000; i > 0; i--) {
        struct arena a;
        struct buf text, json;
        unsigned tokens = 0;
        buf_init(&text, 0);
        buf_init(&json, 0);
        arena_init(&a, 0);
        size_t start = below(&seed, pool->n), lines = 1 + below(&seed, 14);
        bool in_order = below(&seed, 2) == 0;
        for (size_t k = 0; k < lines; k++) {
            struct str line = pool->line[in_order ? (start + k) % pool->n : below(&seed, pool->n)];
            size_t at = place_for_word(line, &seed);
            buf_add(&text, str_sub(line, 0, at));
            if (at) {
                buf_cstr(&text, " ");
                put_token(&text, tokens++);
            }
            buf_add(&text, str_sub(line, at, line.n));
            buf_cstr(&text, below(&seed, 5) == 0 ? "\n\n" : "\n");
        }
        plan_to_json(from_text(buf_str(&text), &a, NULL, "tokens"), 0, &json);
        for (unsigned t = 0; t < tokens; t++) {
            char token[] = {'q', 'z', (char)('a' + t / 16), (char)('a' + t % 16), 'x', '\0'};
            if (str_find(buf_str(&json), str_of(token), 0) == (size_t)-1) {
                lost++;
                if (lost <= 20)
                    print_message("%s is lost in\n%s", token, text.p);
            }
        }
        buf_free(&text);
        buf_free(&json);
        arena_free(&a);
    }
    CHECK(lost == 0, "%zu words are lost", lost);
    arena_free(&pool->arena);
    free(pool);
}

/* where lines go */

struct reading {
    char path[256];
    struct arena arena;
    struct plan *plan;
    struct import_report report;
};

/* The plan of the row's file, read again only when it is another one than the row's before. */
static void read_plan_of(struct reading *r, struct tsv *t)
{
    char path[256];
    size_t n;
    snprintf(path, sizeof path, "tests/data/plan/text/%s", tsv_get(t, "file"));
    if (strcmp(path, r->path) == 0)
        return;
    char *text = read_file(path, &n);
    arena_free(&r->arena);
    arena_init(&r->arena, 0);
    r->plan = from_text((struct str){text, n}, &r->arena, &r->report, path);
    snprintf(r->path, sizeof r->path, "%s", path);
    free(text);
}

/* "/goals/2/objectives/0/statement" is in the part "/goals/2" and in the part "/goals/" + "*" + "/objectives". */
static bool is_in_part(const char *pointer, const char *part, size_t n)
{
    size_t i = 0;
    for (; i < n; pointer++) {
        if (part[i] == '*' && isdigit((unsigned char)*pointer))
            i += !isdigit((unsigned char)pointer[1]);
        else if (part[i++] != *pointer)
            return false;
    }
    return *pointer == '\0' || *pointer == '/';
}

static bool reaches(const struct import_report *report, long long line, const char *parts)
{
    for (const char *part = parts; *part;) {
        size_t n = strcspn(part, " ");
        for (size_t i = 0; i < report->fields.n; i++)
            if ((long long)report->fields.at[i].line == line && is_in_part(report->fields.at[i].pointer.p, part, n))
                return true;
        part += n + (part[n] == ' ');
    }
    return false;
}

static void lines_of_own_plans_reach_their_part(void **state)
{
    struct tsv t;
    struct reading r = {.path = ""};
    size_t rows = 0, reached = 0;
    (void)state;
    arena_init(&r.arena, 0);
    tsv_open(&t, "tests/data/plan/text_parts.tsv");
    while (tsv_next(&t)) {
        read_plan_of(&r, &t);
        bool now = strcmp(tsv_get(&t, "now"), "yes") == 0,
             does = reaches(&r.report, tsv_int(&t, "line"), tsv_get(&t, "part"));
        CHECK(now == does, "%s: line %s %s %s", tsv_where(&t), tsv_get(&t, "line"), does ? "now is in" : "is not in",
              tsv_get(&t, "part"));
        rows++;
        reached += does;
    }
    print_message("%zu of %zu lines reach their part\n", reached, rows);
    assert_true(reached * 100 >= rows * 95);
    tsv_close(&t);
    arena_free(&r.arena);
}

static void note_goal(const struct plan *p, struct str id, bool *goals)
{
    for (size_t g = 0; g < p->goals.n; g++) {
        goals[g] = goals[g] || str_eq(p->goals.at[g].id, id);
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++)
            goals[g] = goals[g] || str_eq(p->goals.at[g].objectives.at[o].id, id);
    }
}

static void interventions_serve_the_goals_they_stand_under_or_name(void **state)
{
    struct tsv t;
    struct reading r = {.path = ""};
    (void)state;
    arena_init(&r.arena, 0);
    tsv_open(&t, "tests/data/plan/text_links.tsv");
    while (tsv_next(&t)) {
        bool goals[64] = {false};
        char names[256] = "";
        read_plan_of(&r, &t);
        for (size_t i = 0; i < r.report.fields.n; i++) {
            struct str pointer = r.report.fields.at[i].pointer;
            if ((long long)r.report.fields.at[i].line != tsv_int(&t, "line") ||
                !str_starts(pointer, STR("/interventions/")))
                continue;
            const struct plan_intervention *v = &r.plan->interventions.at[strtol(pointer.p + 15, NULL, 10)];
            for (size_t k = 0; k < v->goals.n; k++)
                note_goal(r.plan, v->goals.at[k], goals);
            for (size_t k = 0; k < v->objectives.n; k++)
                note_goal(r.plan, v->objectives.at[k], goals);
        }
        for (size_t g = 0; g < r.plan->goals.n; g++)
            if (goals[g])
                snprintf(names + strlen(names), sizeof names - strlen(names), "%sg%zu", *names ? " " : "", g + 1);
        CHECK(strcmp(names, tsv_get(&t, "goals")) == 0, "%s: it serves \"%s\"", tsv_where(&t), names);
    }
    tsv_close(&t);
    arena_free(&r.arena);
}

static void put_ids(struct buf *b, const plan_texts *ids)
{
    for (size_t k = 0; k < ids->n; k++) {
        if (b->n && b->p[b->n - 1] != '=')
            buf_char(b, ',');
        buf_add(b, ids->at[k]);
    }
}

static void interventions_serve_what_the_table_says(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/text_serves.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        struct import_report report;
        arena_init(&a, 0);
        buf_init(&b, 0);
        const struct plan *p = from_text(tsv_text(&t, "text"), &a, &report, tsv_where(&t));
        for (size_t i = 0; i < p->interventions.n; i++) {
            buf_add(&b, i ? STR(" ") : STR(""));
            buf_add(&b, p->interventions.at[i].id);
            buf_char(&b, '=');
            put_ids(&b, &p->interventions.at[i].goals);
            put_ids(&b, &p->interventions.at[i].objectives);
        }
        assert_true(buf_ok(&b));
        CHECK(str_is(buf_str(&b), tsv_get(&t, "serves")), "%s: %s", tsv_where(&t), b.p);
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* sections */

static bool has_measure(const struct plan *p)
{
    bool any = p->monitoring.n > 0;
    for (size_t g = 0; g < p->goals.n; g++) {
        any = any || p->goals.at[g].measure.name.p;
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++)
            any = any || p->goals.at[g].objectives.at[o].measure.name.p;
    }
    return any;
}

static bool has_objective(const struct plan *p)
{
    bool any = false;
    for (size_t g = 0; g < p->goals.n; g++)
        any = any || p->goals.at[g].objectives.n;
    return any;
}

static bool has_frequency(const struct plan *p)
{
    const struct plan_duration *d = &p->duration;
    bool any = d->text.p || d->frequency.text.p || d->session_minutes.has || d->phases.n || d->services.n ||
               d->modality.p || d->level_of_care.p || d->setting.p || date_is_set(d->start) || date_is_set(d->end) ||
               d->discharge_criteria.n || d->next_phase_criteria.n || d->relapse_prevention.n || d->ending.text.p ||
               d->ending.onward.n;
    for (size_t i = 0; i < p->interventions.n; i++)
        any = any || p->interventions.at[i].frequency.text.p || p->interventions.at[i].length.p ||
              p->interventions.at[i].session_minutes.has;
    return any;
}

static bool has_crisis(const struct plan *p)
{
    const struct plan_safety *s = &p->crisis.safety_plan;
    return p->crisis.contacts.n || p->crisis.resources.n || p->crisis.steps.n || p->crisis.responses.n ||
           p->crisis.restrictive_practices.n || p->crisis.risk.n || s->warning_signs.n || s->coping.n ||
           s->distraction.n || s->people.n || s->professionals.n || s->surroundings.n || s->text.n;
}

/* The date of the plan alone is no date of a review. */
static bool has_review(const struct plan *p)
{
    const struct plan_reviews *v = &p->reviews;
    return v->window.text.p || v->window.min_weeks.has || date_is_set(v->next) || v->clauses.n || v->held.n;
}

static bool has_section(const struct plan *p, const char *name)
{
    return strcmp(name, "diagnosis") == 0            ? p->diagnoses.n > 0
           : strcmp(name, "problem") == 0            ? p->problems.n > 0
           : strcmp(name, "strengths") == 0          ? p->strengths.n > 0
           : strcmp(name, "barriers") == 0           ? p->barriers.n > 0
           : strcmp(name, "goals") == 0              ? p->goals.n > 0
           : strcmp(name, "objectives") == 0         ? has_objective(p)
           : strcmp(name, "interventions") == 0      ? p->interventions.n > 0
           : strcmp(name, "frequency_duration") == 0 ? has_frequency(p)
           : strcmp(name, "measures") == 0           ? has_measure(p)
           : strcmp(name, "review_date") == 0        ? has_review(p)
           : strcmp(name, "discharge_criteria") == 0 ? p->duration.discharge_criteria.n > 0
           : strcmp(name, "crisis_safety") == 0      ? has_crisis(p)
                                                     : p->agreement.signatures.n > 0;
}

static bool lists(const char *names, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += n)
        if ((at == names || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

static void sections_are_found_and_none_is_made_up(void **state)
{
    static const char *const names[] = {
        "diagnosis",     "problem",  "strengths",   "barriers",           "goals",         "objectives",
        "interventions", "measures", "review_date", "frequency_duration", "crisis_safety", "discharge_criteria",
        "signatures"};
    struct tsv t;
    struct reading r = {.path = ""};
    size_t stated = 0, found = 0, extra = 0;
    (void)state;
    arena_init(&r.arena, 0);
    tsv_open(&t, "tests/data/plan/text_sections.tsv");
    while (tsv_next(&t)) {
        read_plan_of(&r, &t);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            bool is_stated = lists(tsv_get(&t, "sections"), names[i]), has = has_section(r.plan, names[i]);
            bool measured = strcmp(names[i], "measures") == 0 && !is_stated && r.plan->monitoring.n == 0;
            if (measured) /* an objective that can be measured has a measure, whether there is a section or not */
                continue;
            CHECK((is_stated && !has) == lists(tsv_get(&t, "missed"), names[i]), "%s: %s is %s", tsv_where(&t),
                  names[i], has ? "found" : "missed");
            CHECK((!is_stated && has) == lists(tsv_get(&t, "extra"), names[i]), "%s: %s is %s", tsv_where(&t), names[i],
                  has ? "made up" : "not made up");
            stated += is_stated;
            found += is_stated && has;
            extra += !is_stated && has;
        }
    }
    print_message("%zu of %zu sections found, %zu made up\n", found, stated, extra);
    assert_true(found * 100 >= stated * 95);
    tsv_close(&t);
    arena_free(&r.arena);
}

/* A line cut off anywhere, at its beginning or at its end, is a line like any other: no byte beyond it is looked at. */
static void lines_cut_anywhere_are_read(void **state)
{
    struct pool *pool = malloc(sizeof *pool);
    struct arena a;
    (void)state;
    assert_non_null(pool);
    fill_pool(pool);
    arena_init(&a, 0);
    for (size_t i = 0; i < pool->n; i++)
        for (size_t cut = 1 + i % 3; cut < pool->line[i].n; cut += 3) {
            struct str line = pool->line[i];
            for (int tail = 0; tail < 2; tail++) {
                struct plan *p;
                struct err e = {0};
                struct import_report report;
                size_t at = utf8_floor(line, cut);
                struct str part = tail ? str_sub(line, at, line.n) : str_sub(line, 0, at);
                char *copy = malloc(part.n ? part.n : 1); /* of its own size, so that a byte too far is seen */
                assert_non_null(copy);
                memcpy(copy, part.n ? part.p : "", part.n);
                arena_reset(&a);
                bool read = plan_from_text((struct str){copy, part.n}, &a, &p, &report, &e);
                CHECK(read ? report.understood + report.not_understood.n == report.lines : e.kind == ERR_INVALID,
                      "%.*s", (int)part.n, copy);
                free(copy);
            }
        }
    arena_free(&a);
    arena_free(&pool->arena);
    free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_own_plans_reach_their_part),
        cmocka_unit_test(interventions_serve_the_goals_they_stand_under_or_name),
        cmocka_unit_test(interventions_serve_what_the_table_says),
        cmocka_unit_test(sections_are_found_and_none_is_made_up),
        cmocka_unit_test(a_word_put_into_any_line_is_kept),
        cmocka_unit_test(lines_cut_anywhere_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
