/* Signs: a year told week by week, a table of small cases, and every allocation failing in turn. */
#include "support.h"

#include "unit/signs_support.h"

#include <stdlib.h>

/* ---- ids as a sorted list, "a b c"; a silenced one as "(a)", one whose first day `cell` names as "a@MM-DD" ---- */

static void put_sorted(char **word, size_t n, struct buf *out)
{
    qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", word[i]);
}

static void put_open(const struct follow *f, const char *cell, struct buf *out)
{
    char *word[64], text[64][80], day[DATE_TEXT_SIZE];
    size_t n = 0;
    for (size_t i = 0; i < f->signs.n; i++) {
        const struct sign *s = &f->signs.at[i];
        if (!s->open)
            continue;
        snprintf(text[n], sizeof text[n], s->silenced ? "(%.*s)" : "%.*s", (int)s->id.n, s->id.p);
        const char *named = strstr(cell, text[n]);
        if (named && named[strlen(text[n])] == '@')
            snprintf(text[n], sizeof text[n], "%.*s@%s", (int)s->id.n, s->id.p, date_format(s->opened, day) + 5);
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
        put_open(&out, "", &got);
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
        put_open(&out, tsv_get(&t, "open"), &b[2]);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_story),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
