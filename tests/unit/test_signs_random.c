/* Signs of random series, beside a naive evaluation day by day. */
#include "support.h"

#include "unit/signs_support.h"

#include <stdlib.h>

enum { ENTRIES = 90, DAYS = 240, LINE = 200 };

#define HEAD "{\"id\":\"e%zu\",\"date\":\"%s\",\"entered\":\"%s\","

#define RANDOM_PLAN                                                                                                    \
    "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep and work.\",\"objectives\":["   \
    "{\"id\":\"o1\",\"statement\":\"GAD-7.\",\"measure\":{\"kind\":\"instrument\",\"name\":\"GAD-7\",\"instrument\":"  \
    "\"gad7\"},"                                                                                                       \
    "%s\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":8}},"                                  \
    "{\"id\":\"o2\",\"statement\":\"Walks.\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":"       \
    "\"week\"},"                                                                                                       \
    "\"baseline\":{\"value\":1,\"date\":\"2026-01-05\"},"                                                              \
    "\"target\":{\"kind\":\"absolute\",\"comparator\":\"at_least\",\"value\":3}}]}],"                                  \
    "\"interventions\":[{\"id\":\"i1\",\"name\":\"Mood work\",\"condition\":{\"text\":\"x\",\"kind\":\"measure\","     \
    "\"measure\":{\"name\":\"PHQ-9\",\"instrument\":\"phq9\"},\"comparator\":\"at_least\",\"value\":12}}],"            \
    "\"duration\":{\"start\":\"2026-01-05\"}}"

struct random_series {
    char line[ENTRIES][LINE];
    int entered[ENTRIES]; /* days from the start */
    size_t n;
};

static const char *day_text(int day, char text[DATE_TEXT_SIZE])
{
    return date_format(date_add_days((struct date){2026, 1, 5}, day), text);
}

/* Courses that rise and fall slowly, entered up to three weeks late, some corrected, some withdrawn, some decisions. */
static void make_series(struct random_series *r, uint64_t *seed)
{
    static const char *const ids[] = {"deterioration/o1",   "loss-of-gain/o1",   "lack-of-progress/o1",
                                      "objective-met/o1",   "top-band/o1",       "lack-of-progress/o2",
                                      "deterioration/o2",   "objective-met/o2",  "new-symptom/phq9",
                                      "deterioration/phq9", "loss-of-gain/phq9", "condition/i1"};
    int level[3] = {(int)(test_random(seed) % 22), (int)(test_random(seed) % 20), 1};
    unsigned late = (unsigned)(test_random(seed) % 4), spread = (unsigned)(1 + test_random(seed) % 4);
    bool used[3][DAYS] = {{false}}, changed[DAYS + ENTRIES + 40] = {false};
    memset(r, 0, sizeof *r);
    for (; r->n < ENTRIES; r->n++) {
        char on[DATE_TEXT_SIZE], in[DATE_TEXT_SIZE];
        int day = (int)(r->n * DAYS / ENTRIES + test_random(seed) % 3), what = (int)(test_random(seed) % 10);
        int entered = day + (test_random(seed) % 4 < late ? (int)(test_random(seed) % 22) : 0);
        char *to = r->line[r->n];
        day = day >= DAYS ? DAYS - 1 : day;
        entered = entered < day ? day : entered;
        r->entered[r->n] = entered;
        day_text(day, on);
        day_text(entered, in);
        int k = what < 4 ? 0 : what < 6 ? 1 : what < 8 ? 2 : -1;
        if (k >= 0 && used[k][day])
            k = -1; /* one value a day: of two the later line would hold */
        if (k >= 0) {
            int top = k == 0 ? 21 : k == 1 ? 27 : 7;
            level[k] += (int)(test_random(seed) % (2 * spread + 1)) - (int)spread;
            level[k] = level[k] < 0 ? 0 : level[k] > top ? top : level[k];
            used[k][day] = true;
        }
        int n = snprintf(to, LINE, HEAD, r->n, on, in);
        size_t of = r->n ? test_random(seed) % r->n : 0;
        bool about_value = r->n && (strstr(r->line[of], "\"score\"") || strstr(r->line[of], "\"count\""));
        if (k == 0 || k == 1) {
            snprintf(to + n, LINE - (size_t)n, "\"type\":\"score\",\"instrument\":\"%s\",\"total\":%d}",
                     k ? "phq9" : "gad7", level[k]);
        } else if (k == 2) {
            snprintf(to + n, LINE - (size_t)n, "\"type\":\"count\",\"objective\":\"o2\",\"value\":%d}", level[k]);
        } else if (about_value && test_random(seed) % 3 == 0) {
            bool count = strstr(r->line[of], "\"count\"") != NULL;
            entered = entered > r->entered[of] ? entered : r->entered[of];
            while (changed[entered]) /* of two on one day the later line would hold */
                entered++;
            changed[entered] = true;
            r->entered[r->n] = entered;
            n = snprintf(to, LINE, HEAD, r->n, on, day_text(entered, in));
            if (test_random(seed) % 2)
                snprintf(to + n, LINE - (size_t)n, "\"type\":\"withdrawn\",\"of\":\"e%zu\"}", of);
            else
                snprintf(to + n, LINE - (size_t)n, "\"type\":\"correction\",\"of\":\"e%zu\",\"%s\":%d}", of,
                         count ? "value" : "total", (int)(test_random(seed) % 8) * (count ? 1 : 3));
        } else if (test_random(seed) % 8 == 0 && !changed[entered]) {
            changed[entered] = true;
            snprintf(to + n, LINE - (size_t)n, "\"type\":\"baseline\",\"objective\":\"o1\",\"value\":%d}",
                     (int)(test_random(seed) % 22));
        } else {
            snprintf(to + n, LINE - (size_t)n, "\"type\":\"decision\",\"sign\":\"%s\",\"decision\":\"revise\"}",
                     ids[test_random(seed) % (sizeof ids / sizeof *ids)]);
        }
    }
}

/* A claim as the rules say it, worked out from a course cut at one of its points. */
struct naive_claim {
    int32_t day, known;
    double severity;
    bool holds;
};

static int32_t later_of(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t known_of(const struct series_point *p)
{
    return later_of(p->day, later_of(date_to_day(p->entry->entered), date_to_day(p->held_by->entered)));
}

/* The flags at the i-th point of a course with its baseline, by track_course over all that is in front of it. */
static struct track flags_at(const struct standing *st, size_t first, size_t i, bool *judged)
{
    struct track_score score[ENTRIES + 1];
    struct track t = {0};
    size_t n = 0;
    *judged = i >= first;
    if (!*judged)
        return t;
    int32_t base = date_is_set(st->baseline_on) ? date_to_day(st->baseline_on) : date_to_day((struct date){2026, 1, 5});
    base = base > st->course.points.at[first].day ? st->course.points.at[first].day : base;
    if (st->has_baseline)
        score[n++] =
            (struct track_score){.day = base, .value = st->baseline, .low = st->baseline, .high = st->baseline};
    for (size_t k = first; k <= i; k++) {
        const struct series_point *p = &st->course.points.at[k];
        score[n++] = (struct track_score){.day = p->day, .value = p->value, .low = p->low, .high = p->high};
    }
    track_course(st->measure, score, n, 0, NULL, &t);
    return t;
}

static size_t first_after(const struct standing *st)
{
    size_t i = 0;
    if (!st->baseline_pinned)
        return st->course.points.n ? 1 : 0;
    while (i < st->course.points.n && date_is_set(st->baseline_on) &&
           date_cmp(st->course.points.at[i].date, st->baseline_on) <= 0)
        i++;
    return i;
}

static bool run_met(const struct standing *st, size_t first, size_t i)
{
    size_t from = i + 1;
    if (!st->has_target || !st->baseline_pinned)
        return false;
    while (from > first && (st->lower_is_better ? st->course.points.at[from - 1].value <= st->target
                                                : st->course.points.at[from - 1].value >= st->target))
        from--;
    return from <= i && st->course.points.at[i].day - st->course.points.at[from].day >= 7;
}

/* What `kind` shows at point i; *later: the day after it on which time alone makes it true, 0: none. */
static struct naive_claim naive_at(enum sign_kind kind, const struct standing *st, size_t i, int32_t *later)
{
    const struct series_point *p = &st->course.points.at[i];
    struct naive_claim c = {.day = p->day, .known = known_of(p)};
    size_t first = first_after(st), count = i + 1 - first + st->has_baseline;
    bool judged = i >= first, known, is_case = false, target;
    struct track t = {0};
    *later = 0;
    if (st->measure) {
        t = flags_at(st, first, i, &judged);
        is_case = change_is_case(st->measure, p->value, &known);
    }
    double change = st->lower_is_better ? st->baseline - p->value : p->value - st->baseline;
    double before = !judged || i == first ? 1
                    : st->lower_is_better ? st->baseline - st->course.points.at[i - 1].value
                                          : st->course.points.at[i - 1].value - st->baseline;
    target = st->has_target && (st->lower_is_better ? p->value <= st->target : p->value >= st->target);
    bool gained = st->measure ? t.reliable == CHANGE_IMPROVED : change > 0;
    bool wanted = judged && !gained && !target && (!st->measure || is_case);
    int32_t base = date_is_set(st->baseline_on) ? date_to_day(st->baseline_on) : st->course.points.at[0].day;
    if (!st->objective && st->measure && !change_is_case(st->measure, st->baseline, &known))
        wanted = false;
    switch (kind) {
    case SIGN_DETERIORATION:
        c.holds = st->measure ? t.flags & TRACK_RELIABLE_DETERIORATION : judged && change < 0 && before < 0;
        c.severity = -change;
        break;
    case SIGN_LOSS_OF_GAIN:
        c.holds = t.flags & TRACK_LOSS_OF_GAIN;
        c.severity = t.rebound;
        break;
    case SIGN_TOP_BAND:
        c.holds = t.flags & TRACK_TOP_BAND;
        break;
    case SIGN_OBJECTIVE_MET:
        c.holds = judged && run_met(st, first, i);
        break;
    case SIGN_NEW_SYMPTOM:
        c.holds = is_case && st->has_baseline &&
                  (!change_is_case(st->measure, st->baseline, &known) ||
                   (!st->objective && st->course.points.at[0].day >= date_to_day((struct date){2026, 1, 5}) + 28));
        break;
    case SIGN_CONDITION:
        c.holds = p->value >= 12;
        break;
    default:
        if (st->measure ? (t.flags & TRACK_LACK_OF_PROGRESS) && wanted : wanted && count >= 4 && p->day - base >= 42)
            c.holds = true;
        else if (wanted && count >= 2 && count < 4) {
            c.holds = base + 42 <= c.known;
            *later = c.holds ? 0 : base + 42;
        }
        break;
    }
    return c;
}

static bool stays(enum sign_kind k)
{
    return k != SIGN_TOP_BAND && k != SIGN_OBJECTIVE_MET;
}

struct naive {
    enum sign_kind kind;
    const char *id;
    bool open, answered;
    int32_t opened, decided, run;
    bool held;
    double worst, decided_worst;
};

static bool naive_may(const struct naive *s, const struct naive_claim *c)
{
    bool later = c->day >= s->decided + 28;
    if (!s->answered)
        return true;
    if (c->known <= s->decided)
        return false;
    switch (s->kind) {
    case SIGN_DETERIORATION:
    case SIGN_LOSS_OF_GAIN:
        return later || c->severity > s->decided_worst;
    case SIGN_LACK_OF_PROGRESS:
    case SIGN_TOP_BAND:
        return later;
    default:
        return s->run > s->decided;
    }
}

static void naive_see(struct naive *s, const struct naive_claim *c, bool *found, double *worst)
{
    if (!c->holds) {
        s->held = false;
        *found = *found && stays(s->kind);
        return;
    }
    if (!s->held)
        s->run = c->known;
    s->held = true;
    if (!naive_may(s, c))
        return;
    *worst = *found && *worst > c->severity ? *worst : c->severity;
    *found = true;
}

/* One day: every claim there is, from the beginning of the course as it is known on that day. */
static void naive_day(struct naive *s, const struct standing *st, int32_t today, struct buf *past,
                      const struct series *series)
{
    bool found = false;
    double worst = 0;
    s->held = false;
    for (size_t i = 0; i < st->course.points.n; i++) {
        int32_t later, next = today + 1;
        struct naive_claim c = naive_at(s->kind, st, i, &later);
        if (i + 1 < st->course.points.n)
            next = known_of(&st->course.points.at[i + 1]);
        naive_see(s, &c, &found, &worst);
        if (later && later < next) {
            c = (struct naive_claim){.day = later, .known = later, .holds = true};
            naive_see(s, &c, &found, &worst);
        }
    }
    s->opened = found && !s->open ? today : s->opened;
    s->open = found;
    s->worst = worst;
    for (size_t i = 0; i < series->entries.n && s->open; i++) {
        const struct series_entry *x = &series->entries.at[i];
        int32_t known = later_of(date_to_day(x->date), date_to_day(x->entered));
        if (x->type != SERIES_DECISION || !str_is(x->sign, s->id) || known != today)
            continue;
        buf_printf(past, "%s %d..%d\n", s->id, s->opened, today);
        s->open = false;
        s->answered = true;
        s->decided = today;
        s->decided_worst = s->worst;
    }
}

static void load_naive(struct fixture *f, const char *id, struct date known, struct arena *a, struct standing *st)
{
    static const struct plan_goal nothing;
    const struct plan_goal *g = &f->plan->goals.at[0];
    struct err e = {0};
    if (strstr(id, "/o")) {
        assert_true(
            standing_of(f->plan, g, &g->objectives.at[strstr(id, "/o1") ? 0 : 1], &f->series, known, a, st, &e));
        return;
    }
    *st = (struct standing){.goal = &nothing, .measure = measure_find(STR("phq9")), .lower_is_better = true};
    assert_true(series_of_instrument(&f->series, st->measure, known, a, &st->course, &e));
    st->has_baseline = st->course.points.n > 0;
    if (st->has_baseline) {
        st->baseline = st->course.points.at[0].value;
        st->baseline_on = st->course.points.at[0].date;
    }
}

static void run_naive(struct fixture *f, struct date on, struct buf *out)
{
    static const struct {
        enum sign_kind kind;
        const char *id;
    } signs[] = {{SIGN_DETERIORATION, "deterioration/o1"},
                 {SIGN_LOSS_OF_GAIN, "loss-of-gain/o1"},
                 {SIGN_LACK_OF_PROGRESS, "lack-of-progress/o1"},
                 {SIGN_TOP_BAND, "top-band/o1"},
                 {SIGN_OBJECTIVE_MET, "objective-met/o1"},
                 {SIGN_DETERIORATION, "deterioration/o2"},
                 {SIGN_LACK_OF_PROGRESS, "lack-of-progress/o2"},
                 {SIGN_OBJECTIVE_MET, "objective-met/o2"},
                 {SIGN_DETERIORATION, "deterioration/phq9"},
                 {SIGN_LOSS_OF_GAIN, "loss-of-gain/phq9"},
                 {SIGN_LACK_OF_PROGRESS, "lack-of-progress/phq9"},
                 {SIGN_NEW_SYMPTOM, "new-symptom/phq9"},
                 {SIGN_NEW_SYMPTOM, "new-symptom/o1"},
                 {SIGN_TOP_BAND, "top-band/phq9"},
                 {SIGN_CONDITION, "condition/i1"}};
    struct naive all[sizeof signs / sizeof *signs];
    memset(all, 0, sizeof all);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        all[i].kind = signs[i].kind;
        all[i].id = signs[i].id;
    }
    for (int32_t day = date_to_day((struct date){2026, 1, 5}); day <= date_to_day(on); day++) {
        struct arena a;
        struct standing st[3];
        arena_init(&a, 0);
        load_naive(f, "/o1", date_from_day(day), &a, &st[0]);
        load_naive(f, "/o2", date_from_day(day), &a, &st[1]);
        load_naive(f, "/phq9", date_from_day(day), &a, &st[2]);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            naive_day(&all[i],
                      &st[strstr(all[i].id, "/o1")   ? 0
                          : strstr(all[i].id, "/o2") ? 1
                                                     : 2],
                      day, out, &f->series);
        arena_free(&a);
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].open)
            buf_printf(out, "%s %d\n", all[i].id, all[i].opened);
}

static void put_all(const struct follow *f, struct buf *out)
{
    for (size_t i = 0; i < f->signs.n; i++) {
        const struct sign *s = &f->signs.at[i];
        if (s->kind == SIGN_GOAL_MET)
            continue;
        buf_printf(out, "%.*s %d", (int)s->id.n, s->id.p, date_to_day(s->opened));
        if (!s->open)
            buf_printf(out, "..");
        buf_char(out, '\n');
    }
}

/* Lines in order; of decided ones only when they were opened, because the day of a decision is its date there. */
static void sort_lines(struct buf *b, bool cut)
{
    char *line[ENTRIES * 2], *copy = strdup(buf_str(b).p);
    size_t n = 0;
    for (char *w = strtok(copy, "\n"); w; w = strtok(NULL, "\n")) {
        char *dots = strstr(w, "..");
        if (cut && dots)
            dots[2] = '\0';
        line[n++] = w;
    }
    qsort(line, n, sizeof *line, by_text);
    buf_reset(b);
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "%s\n", line[i]);
    free(copy);
}

static void join(const struct random_series *r, const size_t *order, int until, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < r->n; i++)
        if (r->entered[order[i]] <= until)
            buf_printf(out, "%s\n", r->line[order[i]]);
}

static void put_json(struct fixture *f, struct date on, struct buf *out)
{
    struct arena a;
    struct follow got;
    follow(f, on, &a, &got);
    buf_reset(out);
    follow_put_json(f->plan, &got, 1, out);
    arena_free(&a);
}

static void one_random(uint64_t *seed, const char *baseline, struct buf b[4])
{
    struct random_series r;
    struct fixture f, g;
    char where[60];
    size_t order[ENTRIES];
    int until = (int)(test_random(seed) % (DAYS + 20));
    struct date on = date_add_days((struct date){2026, 1, 5}, until);
    snprintf(where, sizeof where, "a series before %llu", (unsigned long long)*seed);
    make_series(&r, seed);
    for (size_t i = 0; i < r.n; i++)
        order[i] = i;
    join(&r, order, INT32_MAX, &b[0]);
    buf_reset(&b[3]);
    buf_printf(&b[3], RANDOM_PLAN, baseline);
    load(&f, buf_str(&b[3]), buf_str(&b[0]), where);

    struct arena a;
    struct follow got;
    follow(&f, on, &a, &got);
    buf_reset(&b[1]);
    put_all(&got, &b[1]);
    arena_free(&a);
    buf_reset(&b[2]);
    run_naive(&f, on, &b[2]);
    sort_lines(&b[1], false);
    sort_lines(&b[2], true);
    if (!str_eq(buf_str(&b[1]), buf_str(&b[2])))
        fputs(buf_str(&b[0]).p, stderr); /* cmocka's own messages are cut */
    CHECK(str_eq(buf_str(&b[1]), buf_str(&b[2])), "%s, day %d, of the series above:\ngot\n%s\nnaive\n%s", where, until,
          buf_str(&b[1]).p, buf_str(&b[2]).p);

    /* In any order of the lines, and without what was entered later, the answer is the same to the byte. */
    put_json(&f, on, &b[1]);
    for (size_t i = r.n; i-- > 1;) {
        size_t k = test_random(seed) % (i + 1), t = order[i];
        order[i] = order[k];
        order[k] = t;
    }
    join(&r, order, until, &b[0]);
    load(&g, buf_str(&b[3]), buf_str(&b[0]), where);
    put_json(&g, on, &b[2]);
    size_t at = 0;
    while (at < b[1].n && b[1].p[at] == b[2].p[at])
        at++;
    at -= at < 200 ? at : 200;
    CHECK(str_eq(buf_str(&b[1]), buf_str(&b[2])),
          "%s, day %d: another order of lines, or the day asked about, changes\n%.400s\nto\n%.400s", where, until,
          b[1].p + at, b[2].p + at);
    arena_free(&f.arena);
    arena_free(&g.arena);
}

static void test_random_series(void **state)
{
    uint64_t seed = test_seed();
    struct buf b[4];
    (void)state;
    for (size_t i = 0; i < 4; i++)
        buf_init(&b[i], 0);
    for (int round = 0; round < 60; round++)
        one_random(&seed, round % 3 ? "\"baseline\":{\"value\":15,\"date\":\"2026-01-05\"}," : "", b);
    for (size_t i = 0; i < 4; i++)
        buf_free(&b[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
