/* Signs: a year told week by week, a table of small cases, and a naive evaluation day by day. */
#include "support.h"

#include "plan/plan_load.h"
#include "plan/signs.h"

#include <stdlib.h>

struct fixture {
    struct arena arena;
    struct plan *plan;
    struct series series;
};

static void load(struct fixture *f, struct str plan, struct str series, const char *where)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, 0);
    CHECK(plan_load_bound(plan, PLAN_SOURCE_JSON, &f->arena, &f->plan, &e), "%s: %s: %s", where, e.where, e.text);
    CHECK(series_read(series, &f->arena, &f->series, &e), "%s: %s: %s", where, e.where, e.text);
}

static struct date date_of(const char *text)
{
    struct date d;
    CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

static bool ends_in(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* One rule decides: while the sign "lack of progress" of an objective holds, the objective is not on course. */
static void check_one_rule(const struct follow *f)
{
    for (size_t i = 0; i < f->signs.n; i++)
        for (size_t k = 0; k < f->objectives.n; k++) {
            const struct sign *s = &f->signs.at[i];
            const struct standing *o = &f->objectives.at[k];
            bool holds = s->kind == SIGN_LACK_OF_PROGRESS && s->open && str_eq(s->pointer, o->pointer) &&
                         !ends_in(s->evidence, "It no longer holds; it stays until it is answered.");
            CHECK(!holds || o->state != STANDING_ON_COURSE, "%s, and on course", s->evidence.p);
        }
}

static void follow(struct fixture *f, struct date on, struct arena *a, struct follow *out)
{
    struct err e = {0};
    arena_init(a, 0);
    CHECK(follow_plan(f->plan, &f->series, on, a, out, &e), "%s: %s", e.where, e.text);
    check_one_rule(out);
}

/* ---- ids as a sorted list, "a b c"; a silenced one as "(a)" ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_sorted(char **word, size_t n, struct buf *out)
{
    qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", word[i]);
}

static void put_open(const struct follow *f, struct buf *out)
{
    char *word[64], text[64][80];
    size_t n = 0;
    for (size_t i = 0; i < f->signs.n; i++) {
        const struct sign *s = &f->signs.at[i];
        if (!s->open)
            continue;
        snprintf(text[n], sizeof text[n], s->silenced ? "(%.*s)" : "%.*s", (int)s->id.n, s->id.p);
        word[n] = text[n];
        n++;
    }
    buf_reset(out);
    put_sorted(word, n, out);
}

static void put_words(const char *cell, struct buf *out)
{
    char copy[1024], *word[64];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", cell);
    for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
        word[n++] = w;
    buf_reset(out);
    put_sorted(word, n, out);
}

/* ---- the story ---- */

static void test_story(void **state)
{
    struct tsv t;
    struct fixture f;
    size_t plan_size, series_size;
    char *plan = read_file("examples/marisol-vega.plan.json", &plan_size);
    char *series = read_file("examples/marisol-vega.series.jsonl", &series_size);
    struct buf got, expected;
    (void)state;
    buf_init(&got, 0);
    buf_init(&expected, 0);
    load(&f, (struct str){plan, plan_size}, (struct str){series, series_size}, "the example");
    tsv_open(&t, "tests/data/plan/story.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct follow out;
        follow(&f, date_of(tsv_get(&t, "on")), &a, &out);
        put_open(&out, &got);
        put_words(tsv_get(&t, "open"), &expected);
        CHECK(strcmp(buf_str(&got).p, buf_str(&expected).p) == 0, "%s: open are \"%s\", expected \"%s\"", tsv_where(&t),
              buf_str(&got).p, buf_str(&expected).p);
        CHECK(out.week == tsv_int(&t, "week"), "%s: week %d", tsv_where(&t), out.week);
        buf_reset(&got);
        for (size_t i = 0; i < out.objectives.n; i++)
            buf_printf(&got, "%s%s", i ? " " : "", standing_state_name(out.objectives.at[i].state));
        assert_str(buf_str(&got), tsv_get(&t, "states"), tsv_where(&t));
        assert_str(str_of(clock_state_name(out.review.state)), tsv_get(&t, "review"), tsv_where(&t));
        arena_free(&a);
    }
    CHECK(t.rows == 52, "%zu weeks", t.rows);
    tsv_close(&t);
    arena_free(&f.arena);
    buf_free(&got);
    buf_free(&expected);
    free(plan);
    free(series);
}

/* ---- small cases ---- */

#define GOAL(objectives) "\"goals\":[{\"id\":\"g1\",\"statement\":\"A goal.\",\"objectives\":[" objectives "]}]"
#define ABOUT(name, id) "\"measure\":{\"kind\":\"instrument\",\"name\":\"" name "\",\"instrument\":\"" id "\"}"
#define FROM(value) "\"baseline\":{\"value\":" value ",\"date\":\"2026-01-05\"}"
#define TO(way, value) "\"target\":{\"kind\":\"absolute\",\"comparator\":\"" way "\",\"value\":" value "}"
#define GAD(baseline) "{\"id\":\"o1\"," ABOUT("GAD-7", "gad7") "," baseline TO("reduce_to", "8") "}"
#define PHQ "{\"id\":\"o1\"," ABOUT("PHQ-9", "phq9") "," FROM("20") "," TO("reduce_to", "9") "}"
#define CBT "\"interventions\":[{\"id\":\"i1\",\"name\":\"Cognitive Behavioral Therapy\"}]"
#define DEPRESSION "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F32.1\"}]"
#define EACH(measure, cadence)                                                                                         \
    "\"monitoring\":[{\"id\":\"m1\",\"measure\":{\"name\":\"" measure "\"},\"cadence\":{" cadence ",\"every_min\":1,"  \
    "\"every_max\":1,\"count_min\":1,\"count_max\":1}}]"
#define IF_PHQ(by)                                                                                                     \
    "{\"id\":\"i1\",\"name\":\"Mood work\",\"condition\":{\"text\":\"If PHQ-9 is high\",\"kind\":\"measure\"," ABOUT(  \
        "PHQ-9", "phq9") ",\"comparator\":\"at_least\",\"value\":10" by "}}"

static const struct {
    const char *name, *members;
} plans[] = {
    {"none", "\"notes\":[]"},
    {"gad", GOAL(GAD(FROM("15") ",")) ",\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\"}]"},
    {"unpinned", GOAL(GAD(""))},
    {"done", GOAL("{\"id\":\"o1\",\"status\":\"completed\"," ABOUT("GAD-7", "gad7") "," FROM("15") "}")},
    {"top17", GOAL(GAD(FROM("17") ","))},
    {"top18", GOAL(GAD(FROM("18") ","))},
    {"who", GOAL("{\"id\":\"o1\"," ABOUT("WHO-5", "who5") "," FROM("52") "," TO("at_least", "68") "}")},
    {"pswq", GOAL("{\"id\":\"o1\"," ABOUT("PSWQ", "pswq") "," FROM("65") "," TO("reduce_to", "50") "}")},
    {"core", GOAL("{\"id\":\"o1\"," ABOUT("CORE-10", "core10") "," FROM("20") "}")},
    {"walks", GOAL("{\"id\":\"o1\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":\"week\"}," FROM(
                  "1") "," TO("at_least", "3") "}")},
    {"depression", GOAL(PHQ) "," DEPRESSION "," CBT},
    {"no-cbt", GOAL(PHQ) "," DEPRESSION ",\"interventions\":[{\"id\":\"i1\",\"name\":\"Relaxation\"}]"},
    {"cbt-if",
     GOAL(PHQ) "," DEPRESSION
               ",\"interventions\":[{\"id\":\"i1\",\"name\":\"CBT\",\"condition\":{\"text\":\"If needed\"}}]"},
    {"cbt-worry", GOAL(PHQ) ",\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\",\"title\":\"Generalized anxiety "
                            "disorder\"}]," CBT},
    {"cbt-problem", GOAL(PHQ) ",\"problems\":[{\"id\":\"p1\",\"name\":\"Depression\"}]," CBT},
    {"waits",
     GOAL(GAD(FROM("15") ",")) ",\"interventions\":[" IF_PHQ(
         "") ",{\"id\":\"i2\",\"name\":\"A visit\",\"condition\":{\"text\":\"If "
             "headaches continue\",\"kind\":\"event\",\"event\":\"headaches\"}}],\"referrals\":[{\"id\":\"r1\","
             "\"to\":\"psychiatrist\",\"trigger\":{\"text\":\"No gain\",\"kind\":\"no_gain\"," ABOUT(
                 "GAD-7", "gad7") ",\"by_week\":4}}]"},
    {"waits-any", GOAL(GAD(FROM("15") ",")) ",\"referrals\":[{\"id\":\"r1\",\"to\":\"psychiatrist\",\"trigger\":{"
                                            "\"text\":\"No gain\",\"kind\":\"no_gain\",\"by_session\":2}}]"},
    {"waits-walks",
     GOAL(GAD(FROM(
         "15") ",")) ",\"interventions\":[{\"id\":\"i1\",\"name\":\"Company\",\"condition\":{\"text\":\"If few walks\","
                     "\"kind\":\"measure\",\"measure\":{\"name\":\"mood\"},\"comparator\":\"at_most\",\"value\":3}}]"},
    {"cbt-inside", GOAL(PHQ) "," DEPRESSION ",\"interventions\":[{\"id\":\"i1\",\"name\":\"The ACBTX group\"}]"},
    {"cbt-modality",
     GOAL(PHQ) ",\"diagnoses\":[{\"id\":\"d1\",\"title\":\"Major depressive disorder\"}],"
               "\"interventions\":[{\"id\":\"i1\",\"name\":\"Weekly work\",\"modality\":\"Group-CBT\"}]"},
    {"held", "\"goals\":[{\"id\":\"g1\",\"status\":\"on_hold\",\"objectives\":[" GAD(FROM("15") ",") "]}]"},
    {"two",
     "\"goals\":[{\"id\":\"g1\",\"client_words\":\"Rest.\",\"objectives\":[" GAD(FROM(
         "15") ",") ",{\"id\":\"o2\",\"name\":\"Mood\"," ABOUT("PHQ-9",
                                                               "phq9") "," FROM("20") "," TO("reduce_to",
                                                                                             "9") "}]},{\"id\":\"g2\","
                                                                                                  "\"name\":\"Work\","
                                                                                                  "\"objectives\":[{"
                                                                                                  "\"id\":\"o3\","
                                                                                                  "\"status\":"
                                                                                                  "\"proposed\"}]}]"},
    {"window-6", GOAL(GAD(FROM("15") ",")) ",\"reviews\":{\"window\":{\"min_weeks\":6}}"},
    {"window-5", GOAL(GAD(FROM("15") ",")) ",\"reviews\":{\"window\":{\"max_weeks\":5}}"},
    {"window-42d", GOAL(GAD(FROM("15") ",")) ",\"reviews\":{\"window\":{\"min_days\":42,\"max_days\":42}}"},
    {"range", GOAL("{\"id\":\"o1\"," ABOUT("GAD-7", "gad7") "," FROM(
                  "15") ",\"target\":{\"kind\":\"range\",\"comparator\":\"reduce_to\",\"value\":6,\"high\":8}}")},
    {"window-none", GOAL(GAD(FROM("15") ",")) ",\"reviews\":{\"window\":{\"min_weeks\":0,\"max_weeks\":9999}}"},
    {"nostart", "\"duration\":{\"text\":\"Open.\"}," GOAL(
                    "{\"id\":\"o1\"," ABOUT("GAD-7", "gad7") ",\"baseline\":{\"value\":15}," TO("reduce_to", "8") "}")},
    {"swls", GOAL("{\"id\":\"o1\"," ABOUT("SWLS", "swls") "," FROM("15") "," TO("at_least", "25") "}")},
    {"k6", GOAL("{\"id\":\"o1\"," ABOUT("K6", "k6") "," FROM("10") "," TO("reduce_to", "5") "}")},
    {"core-8", GOAL("{\"id\":\"o1\"," ABOUT("CORE-10", "core10") "," FROM("20") "," TO("reduce_to", "10") "}")},
    {"ors", GOAL("{\"id\":\"o1\"," ABOUT("ORS", "ors") "," FROM("20") "," TO("at_least", "30") "}")},
    {"fewer",
     GOAL("{\"id\":\"o1\",\"statement\":\"Fewer than 2 walks alone a week.\",\"measure\":{\"kind\":"
          "\"behaviour\",\"name\":\"walks\",\"period\":\"week\"}," FROM(
              "6") ",\"target\":{\"kind\":\"absolute\",\"comparator\":\"at_most\",\"value\":2,\"text\":\"<2\"}}")},
    {"no-target", GOAL("{\"id\":\"o1\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\"}," FROM("1") "}")},
    {"waits-count",
     GOAL(
         "{\"id\":\"o1\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":\"week\"}," FROM("1") "," TO(
             "at_least",
             "3") "}") ",\"interventions\":[{\"id\":\"i1\",\"name\":\"Company\",\"condition\":{\"text\":\"If she stays "
                       "in\",\"kind\":\"measure\",\"measure\":{\"name\":\"Walks\"},\"comparator\":\"at_most\","
                       "\"value\":0}}]"},
    {"waits-pswq",
     "\"goals\":[{\"id\":\"g1\",\"statement\":\"Less worry.\"," ABOUT(
         "PSWQ", "pswq") "}],\"referrals\":[{\"id\":\"r1\",\"name\":\"Psychiatry\",\"trigger\":{\"text\":"
                         "\"No gain\",\"kind\":\"no_gain\"," ABOUT("PSWQ", "pswq") ",\"by_week\":2}},{\"id\":"
                                                                                   "\"r2\",\"to\":\"x\","
                                                                                   "\"trigger\":{\"text\":\"No "
                                                                                   "gain\",\"kind\":\"no_gain\","
                                                                                   "\"by_week\":2}}]"},
    {"unbound",
     "\"interventions\":[{\"id\":\"i1\",\"name\":\"A\",\"condition\":{\"text\":\"a\",\"kind\":\"measure\","
     "\"measure\":{\"name\":\"walks\"},\"value\":0}},{\"id\":\"i2\",\"name\":\"B\",\"condition\":{\"text\":"
     "\"b\",\"kind\":\"measure\",\"measure\":{\"name\":\"walks\"},\"comparator\":\"at_least\"}},{\"id\":"
     "\"i3\",\"name\":\"C\",\"condition\":{\"text\":\"c\",\"kind\":\"measure\",\"comparator\":\"at_least\","
     "\"value\":0}},{\"id\":\"i4\",\"name\":\"D\",\"condition\":{\"text\":\"d\",\"kind\":\"no_gain\"}},"
     "{\"id\":\"i5\",\"name\":\"E\",\"condition\":{\"text\":\"e\",\"kind\":\"no_gain\",\"measure\":{\"name\":"
     "\"walks\"},\"by_week\":1}},{\"id\":\"i6\",\"name\":\"F\",\"condition\":{\"text\":\"f\",\"kind\":"
     "\"event\"}},{\"id\":\"i7\",\"name\":\"G\",\"condition\":{\"text\":\"g\",\"kind\":\"measure\","
     "\"measure\":{\"name\":\"PHQ-9\"},\"comparator\":\"at_least\",\"value\":0,\"by_week\":0}}]"},
    {"waits-event", "\"referrals\":[{\"id\":\"r1\",\"to\":\"physician\",\"trigger\":{\"kind\":\"event\",\"event\":"
                    "\"headaches\"}}]"},
    {"loose",
     GOAL("{\"id\":\"o1\",\"name\":\"Out\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"evenings out\"}," FROM(
         "1") "," TO("at_least",
                     "3") "},{\"id\":\"o2\",\"measure\":{\"name\":\"reading\"}}") ",\"monitoring\":[{\"id\":\"m1\","
                                                                                  "\"text\":\"A look at the "
                                                                                  "calendar\",\"cadence\":{\"unit\":"
                                                                                  "\"week\","
                                                                                  "\"every_min\":1,\"every_max\":1},"
                                                                                  "\"objectives\":[\"o2\",\"o1\"]},{"
                                                                                  "\"id\":"
                                                                                  "\"m2\",\"cadence\":{"
                                                                                  "\"unit\":\"session\",\"every_max\":"
                                                                                  "2}},{\"id\":\"m3\",\"measure\":{"
                                                                                  "\"name\":\"GAD-7\"},\"cadence\":{"
                                                                                  "\"text\":\"every 2-3 "
                                                                                  "sessions\",\"unit\":\"session\","
                                                                                  "\"every_min\":2,\"every_max\":3}}]"},
    {"weekly-core", EACH("CORE-10", "\"text\":\"weekly\",\"unit\":\"week\"")},
    {"every-session", "\"monitoring\":[{\"id\":\"m1\",\"measure\":{\"name\":\"GAD-7\"},\"cadence\":{\"unit\":"
                      "\"session\"}}]"},
    {"waits-symptom", "\"interventions\":[{\"id\":\"i1\",\"name\":\"Rest\",\"condition\":{\"text\":\"If it hurts\","
                      "\"kind\":\"event\",\"event\":\"new symptom\"}}]"},
    {"by", "\"interventions\":[" IF_PHQ(",\"by_week\":4") "]"},
    {"by-review", "\"interventions\":[" IF_PHQ(",\"by_review\":2") "]"},
    {"no-gain-review", GOAL(GAD(FROM("15") ",")) ",\"referrals\":[{\"id\":\"r1\",\"to\":\"psychiatrist\",\"trigger\":{"
                                                 "\"text\":\"No gain\",\"kind\":\"no_gain\",\"by_review\":2}}]"},
    {"by-session", "\"interventions\":[" IF_PHQ(",\"by_session\":2") "]"},
    {"weekly", EACH("GAD-7", "\"text\":\"weekly\",\"unit\":\"week\"")},
    {"daily", EACH("mood", "\"text\":\"daily\",\"unit\":\"day\"")},
    {"sessions", EACH("GAD-7", "\"text\":\"each session\",\"unit\":\"session\"")},
};

static void put_plan(const char *name, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        if (strcmp(plans[i].name, name) == 0)
            buf_printf(out, "{\"format\":\"goldthread.plan/1\",%s%s}",
                       strstr(plans[i].members, "\"duration\"") ? "" : "\"duration\":{\"start\":\"2026-01-05\"},",
                       plans[i].members);
    CHECK(out->n > 0, "no plan \"%s\"", name);
}

/* "s1=01-12>01-20 gad7 19" as a line of JSON. */
static void put_entry(char *word, const char *where, struct buf *out)
{
    char *id = NULL, *entered, *what, *rest, *more;
    if (strchr(word, '=')) {
        id = word;
        word = strchr(word, '=');
        *word++ = '\0';
    }
    what = strchr(word, ' ');
    CHECK(what, "%s: \"%s\"", where, word);
    *what++ = '\0';
    entered = strchr(word, '>');
    if (entered)
        *entered++ = '\0';
    rest = strchr(what, ' ');
    if (rest)
        *rest++ = '\0';
    more = rest ? strchr(rest, ' ') : NULL;
    if (more)
        *more++ = '\0';
    buf_printf(out, "{\"date\":\"2026-%s\",", word);
    if (id)
        buf_printf(out, "\"id\":\"%s\",", id);
    if (entered)
        buf_printf(out, "\"entered\":\"2026-%s\",", entered);
    if (strcmp(what, "items") == 0 || strcmp(what, "recorrect") == 0) {
        bool first = strcmp(what, "items") == 0;
        buf_printf(out, "\"type\":\"%s\",\"%s\":\"%s\",\"responses\":[", first ? "score" : "correction",
                   first ? "instrument" : "of", rest);
        for (char *p = more;; p++) {
            if (*p == ',' || *p == '\0')
                buf_cstr(out, p == more || p[-1] == ',' ? "null" : "");
            if (*p == '\0')
                break;
            buf_char(out, *p);
        }
        buf_cstr(out, "]");
    } else if (strcmp(what, "session") == 0 || strcmp(what, "missed") == 0) {
        buf_printf(out, "\"type\":\"session\",\"status\":\"%s\"", *what == 's' ? "attended" : "no_show");
    } else if (strcmp(what, "review") == 0) {
        buf_printf(out, "\"type\":\"review\",\"text\":\"%s\"", rest);
    } else if (strcmp(what, "signed") == 0) {
        buf_printf(out, "\"type\":\"plan\",\"event\":\"signed\",\"version\":%s", rest);
    } else if (strcmp(what, "walks") == 0) {
        buf_printf(out, "\"type\":\"count\",\"objective\":\"o1\",\"value\":%s", rest);
    } else if (strcmp(what, "level") == 0) {
        buf_printf(out, "\"type\":\"attainment\",\"objective\":\"o1\",\"level\":%s", rest);
    } else if (strcmp(what, "rate") == 0) {
        buf_printf(out, "\"type\":\"rating\",\"objective\":\"o1\",\"value\":%s", rest);
    } else if (strcmp(what, "recount") == 0) {
        buf_printf(out, "\"type\":\"correction\",\"of\":\"%s\",\"value\":%s", rest, more);
    } else if (strcmp(what, "mood") == 0) {
        buf_printf(out, "\"type\":\"diary\",\"measure\":\"mood\",\"value\":%s", rest);
    } else if (strcmp(what, "event") == 0) {
        buf_printf(out, "\"type\":\"event\",\"kind\":\"%s\"%s%s%s", rest, more ? ",\"text\":\"" : "", more ? more : "",
                   more ? "\"" : "");
    } else if (strcmp(what, "dx") == 0) {
        buf_printf(out, "\"type\":\"diagnosis\",\"code\":\"%s\"", rest);
    } else if (strcmp(what, "decide") == 0) {
        buf_printf(out, "\"type\":\"decision\",\"sign\":\"%s\",\"decision\":\"revise\"", rest);
    } else if (strcmp(what, "close") == 0) {
        buf_printf(out, "\"type\":\"alert_closed\",\"alert\":\"%s\",\"disposition\":\"assessed\"", rest);
    } else if (strcmp(what, "withdraw") == 0) {
        buf_printf(out, "\"type\":\"withdrawn\",\"of\":\"%s\"", rest);
    } else if (strcmp(what, "correct") == 0) {
        buf_printf(out, "\"type\":\"correction\",\"of\":\"%s\",\"total\":%s", rest, more);
    } else if (strcmp(what, "pin") == 0) {
        buf_printf(out, "\"type\":\"baseline\",\"objective\":\"o1\",\"value\":%s", rest);
    } else if (strcmp(what, "says") == 0) {
        buf_printf(out, "\"type\":\"met\",\"goal\":\"g1\",\"by\":\"%s\",\"value\":%s", rest,
                   strcmp(more, "yes") == 0 ? "true" : "false");
    } else {
        buf_printf(out, "\"type\":\"score\",\"instrument\":\"%s\",\"total\":%s", what, rest);
    }
    buf_cstr(out, "}\n");
}

static void put_series(const char *cell, const char *where, struct buf *out)
{
    char *copy = strdup(cell), *at = copy;
    buf_reset(out);
    while (*at) {
        char *end = strstr(at, "; "), *next = end ? end + 2 : at + strlen(at);
        if (end)
            *end = '\0';
        put_entry(at, where, out);
        at = next;
    }
    free(copy);
}

/* The texts of all open signs, and both outputs, hold nothing that must never be said. */
static void check_words(const struct fixture *f, const struct follow *out, size_t row, const char *where, struct buf *b)
{
    static const int widths[] = {20, 80, 300};
    static const char *const never[] = {"no risk", "No risk", "at risk of", "(null)", " nan", "-0 "};
    buf_reset(b);
    follow_put_text(f->plan, out, widths[row % 3], row % 2, b);
    follow_put_json(f->plan, out, 2, b);
    CHECK(buf_ok(b), "%s", where);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        CHECK(!strstr(b->p, never[i]), "%s: says \"%s\"", where, never[i]);
}

/* ---- faults ---- */

struct faulty {
    struct fixture *f;
    struct date on;
};

static bool run_follow(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *x = ctx;
    struct follow out;
    return follow_plan(x->f->plan, &x->f->series, x->on, a, &out, e);
}

/* Does the evidence hold the piece? One that ends in "$" has to be its end. */
static bool tells(struct str evidence, const char *piece)
{
    size_t n = strlen(piece);
    if (n == 0 || n > 256 || piece[n - 1] != '$')
        return strstr(evidence.p, piece) != NULL;
    char end[256];
    snprintf(end, sizeof end, "%.*s", (int)(n - 1), piece);
    return ends_in(evidence, end);
}

static void test_cases(void **state)
{
    struct tsv t;
    struct buf b[4];
    (void)state;
    for (size_t i = 0; i < 4; i++)
        buf_init(&b[i], 0);
    int wrong = 0;
    tsv_open(&t, "tests/data/plan/signs.tsv");
    while (tsv_next(&t)) {
        struct fixture f;
        struct arena a;
        struct follow out;
        char on[16];
        const char *says = tsv_get(&t, "says");
        put_plan(tsv_get(&t, "plan"), &b[0]);
        put_series(tsv_get(&t, "series"), tsv_where(&t), &b[1]);
        load(&f, buf_str(&b[0]), buf_str(&b[1]), tsv_where(&t));
        snprintf(on, sizeof on, "2026-%s", tsv_get(&t, "on"));
        follow(&f, date_of(on), &a, &out);
        put_open(&out, &b[2]);
        put_words(tsv_get(&t, "open"), &b[3]);
        if (!str_eq(buf_str(&b[2]), buf_str(&b[3]))) { /* all rows are told, not only the first */
            print_error("%s: open are \"%s\", expected \"%s\"\n", tsv_where(&t), buf_str(&b[2]).p, buf_str(&b[3]).p);
            wrong++;
        }
        bool told = *says == '\0';
        for (size_t i = 0; i < out.signs.n && !told; i++)
            told = out.signs.at[i].open && tells(out.signs.at[i].evidence, says);
        if (!told) {
            print_error("%s: no open sign says \"%s\"; the first says \"%s\"\n", tsv_where(&t), says,
                        out.signs.n ? out.signs.at[0].evidence.p : "");
            wrong++;
        }
        check_words(&f, &out, t.rows, tsv_where(&t), &b[3]);
        arena_free(&a);
        fault_sweep(run_follow, &(struct faulty){&f, date_of(on)});
        arena_free(&f.arena);
    }
    CHECK(wrong == 0, "%d rows", wrong);
    tsv_close(&t);
    for (size_t i = 0; i < 4; i++)
        buf_free(&b[i]);
}

static void test_faults(void **state)
{
    struct fixture f;
    struct arena a;
    struct follow out;
    struct buf whole, cut;
    size_t plan_size, series_size;
    char *plan = read_file("examples/marisol-vega.plan.json", &plan_size);
    char *series = read_file("examples/marisol-vega.series.jsonl", &series_size);
    (void)state;
    load(&f, (struct str){plan, plan_size}, (struct str){series, series_size}, "the example");
    struct faulty late = {&f, {2026, 11, 16}};
    CHECK(fault_sweep(run_follow, &late) > 100, "few allocations");
    limit_sweep(run_follow, &late, 4096);
    /* Outputs into buffers that are too small: nothing but the error. */
    follow(&f, (struct date){2026, 5, 25}, &a, &out);
    buf_init(&whole, 0);
    follow_put_text(f.plan, &out, 80, true, &whole);
    for (size_t limit = 1; limit < whole.n; limit += 7) {
        buf_init(&cut, limit);
        follow_put_text(f.plan, &out, 80, true, &cut);
        CHECK(!buf_ok(&cut), "text in %zu bytes", limit);
        buf_reset(&cut);
        follow_put_json(f.plan, &out, 0, &cut);
        CHECK(!buf_ok(&cut), "JSON in %zu bytes", limit);
        buf_free(&cut);
    }
    buf_free(&whole);
    arena_free(&a);
    arena_free(&f.arena);
    free(plan);
    free(series);
}

static void test_names(void **state)
{
    (void)state;
    for (int k = 0; k < SIGN_KIND_COUNT; k++) {
        assert_true(strlen(sign_kind_name((enum sign_kind)k)) > 4 && strlen(sign_title((enum sign_kind)k)) > 5);
        for (int i = 0; i < k; i++)
            assert_string_not_equal(sign_kind_name((enum sign_kind)k), sign_kind_name((enum sign_kind)i));
    }
    for (unsigned s = 1; s <= STEP_UPDATE_GOALS; s <<= 1)
        assert_true(strlen(sign_step_text((enum sign_step)s)) > 10 && strlen(sign_step_name((enum sign_step)s)) > 3);
    assert_string_equal(sign_kind_name(SIGN_LACK_OF_PROGRESS), "lack-of-progress");
    assert_string_equal(sign_title(SIGN_LACK_OF_PROGRESS), "Lack of progress");
    assert_string_equal(sign_step_text(STEP_DISCUSS), "Discuss the results with the client");
    EXPECT_ASSERT(sign_kind_name(SIGN_KIND_COUNT));
}

/* ---- random series: naive, day by day ---- */

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
    CHECK(str_eq(buf_str(&b[1]), buf_str(&b[2])), "%s, day %d:\ngot\n%s\nnaive\n%s\nof\n%s", where, until,
          buf_str(&b[1]).p, buf_str(&b[2]).p, buf_str(&b[0]).p);

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
        cmocka_unit_test(test_story), cmocka_unit_test(test_cases),         cmocka_unit_test(test_faults),
        cmocka_unit_test(test_names), cmocka_unit_test(test_random_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
