/*
 * A client of ten years: 600 scores, 60 plan versions, 520 sessions with notes, 100 reviews. Chart, progress, follow.
 * Usage: bench_history FOLDER PLAN.json         the database is made in FOLDER
 *        bench_history FOLDER PLAN.json serve   its pages until standard input ends: prints port, cookie of a sign-in
 *                                               and the client's id, at the end its own CPU time for each answer
 */
#define BENCH_NAME "bench_history"
#include "ten_years.h"

#include "practice/between.h"
#include "practice/chart.h"
#include "practice/copied.h"
#include "practice/queue.h"
#include "web/web.h"

#include <stdatomic.h>

#define SCORES 600
#define CASELOAD 300

/* The rest of a caseload. */
static bool add_others(struct db_tx *tx, void *ctx, struct err *err)
{
    struct arena a;
    bool ok = true;
    (void)ctx;
    arena_init(&a, 0);
    for (int i = 1; ok && i < CASELOAD; i++) {
        char json[300], given[16];
        snprintf(given, sizeof given, "Given%d", i);
        snprintf(
            json, sizeof json,
            "{\"name\":\"%s Family\",\"birth_date\":\"1990-02-03\",\"measures\":[{\"instrument\":\"gad7\",\"value\":9,"
            "\"band\":\"mild\",\"change\":-3}],\"signs\":[\"Lack of progress\"],\"review\":{\"due\":\"2027-02-01\"}}",
            given);
        struct str names[] = {str_of(given)};
        struct client_row c = {.practice = 1, .summary = str_of(json), .review_due = {true, now_ms / DAY_MS + i % 60}};
        ok = client_add(&store, tx, &c, names, 1, now_ms + i, &a, err);
        struct team_row t = {
            .practice = 1, .user = who.user, .client = c.id, .role = STR("primary"), .from_ms = now_ms};
        struct record r = {.practice = 1,
                           .client = c.id,
                           .kind = RECORD_PLAN,
                           .state = STR("signed"),
                           .day = (int32_t)(now_ms / DAY_MS),
                           .locked = true,
                           .content = plan_json};
        ok = ok && team_put(&store, tx, &t, err) && record_add(&store, tx, &r, now_ms + i, &a, err);
        arena_reset(&a);
    }
    arena_free(&a);
    return ok;
}

static void open_record(const char *folder)
{
    open_practice(folder, NULL);
    fill((struct part){.kind = RECORD_PLAN, .count = 59, .state = "superseded", .json = plan_of});
    fill((struct part){.kind = RECORD_PLAN, .count = 1, .state = "signed", .json = plan_of});
    fill((struct part){.kind = RECORD_SCORE, .count = SCORES, .state = "entered", .json = score_of});
    need(db_write(store.db, DB_SYNC, NULL, fill_sessions, NULL, &e));
    fill((struct part){.kind = RECORD_REVIEW, .count = 100, .state = "entered", .json = review_of});
    need(db_write(store.db, DB_SYNC, NULL, add_others, NULL, &e));
}

static struct arena arena;

static void card(void *ctx)
{
    struct client_card c;
    (void)ctx;
    arena_reset(&arena);
    need(clients_read(&practice, &who, client, &arena, &c, &e));
}

static void follow(void *ctx)
{
    struct plan *plan;
    struct follow f;
    (void)ctx;
    arena_reset(&arena);
    need(between_follow(&practice, &who, client, today(), &arena, &plan, &f, &e));
}

static void one_score(void *ctx)
{
    struct str id;
    struct score s;
    (void)ctx;
    arena_reset(&arena);
    need(between_score(&practice, &who, client, today(), STR("{\"instrument\":\"gad7\",\"responses\":[1,1,2,1,1,1,2]}"),
                       NONE, &arena, &id, &s, &e));
}

static void chart(void *ctx)
{
    static struct client_chart c;
    struct chart_ask ask = {.rows = 25};
    (void)ctx;
    arena_reset(&arena);
    need(chart_read(&practice, &who, client, &ask, &arena, &c, &e));
    need(c.row_count == 25 && c.measure_count == 3 && c.goal_count > 0);
}

static void caseload(void *ctx)
{
    struct caseload c = {.by_name = *(bool *)ctx, .today = today(), .limit = 25};
    arena_reset(&arena);
    need(clients_caseload(&practice, &who, &c, &arena, &e));
    need(c.count == 25 && c.total == CASELOAD);
}

static void copied(void *ctx)
{
    struct copied found;
    (void)ctx;
    arena_reset(&arena);
    need(copied_check(&practice, &who, client, plan_json, &arena, &found, &e));
    need(found.count > 0 && found.text[0].plans == CASELOAD - 1);
}

static void queue(void *ctx)
{
    struct queue q;
    (void)ctx;
    arena_reset(&arena);
    need(queue_read(&practice, &who, today(), &arena, &q, &e));
    need(q.review_count > 30);
}

static void progress(void *ctx)
{
    static struct client_progress x;
    (void)ctx;
    arena_reset(&arena);
    need(chart_progress(&practice, &who, client, STR("gad7"), (struct date){0}, &arena, &x, &e));
    need(x.standing.course.points.n >= SCORES / 3);
}

static void chart_next_day(void *ctx)
{
    now_ms += DAY_MS;
    chart(ctx);
}

static void kept_chart(void *ctx)
{
    struct practice plain = practice;
    practice.memo = *(struct memo **)ctx;
    chart(NULL);
    practice = plain;
}

static void kept_progress(void *ctx)
{
    struct practice plain = practice;
    practice.memo = *(struct memo **)ctx;
    progress(NULL);
    practice = plain;
}

/* ---- the least there is to do: opening the same sealed pieces, and copying what stands in them ---- */

struct pieces {
    struct str *plain;
    size_t count;
    struct buf *sealed;
    struct seal_key key;
    char *copy;
    struct arena arena, work;
};

static bool read_pieces(struct db_tx *tx, void *ctx, struct err *err)
{
    struct pieces *p = ctx;
    struct entries_part *part;
    if (!entries_parts(&store, tx, 1, client, &p->arena, &part, &p->count, err)) {
        return false;
    }
    p->plain = arena_array(&p->arena, p->count, sizeof *p->plain);
    for (size_t i = 0; i < p->count; i++) {
        p->plain[i] = part[i].content;
    }
    return true;
}

static void open_pieces(void *ctx)
{
    struct pieces *p = ctx;
    struct seal_place at = {.table = "bench"};
    char *to = p->copy;
    arena_reset(&p->work);
    for (size_t i = 0; i < p->count; i++) {
        struct str plain;
        need(seal_open(&p->key, &at, buf_str(&p->sealed[i]), &p->work, &plain, &e));
        memcpy(to, plain.p, plain.n);
        to += plain.n;
    }
}

static double least_of_pieces(struct pieces *p)
{
    struct seal_place at = {.table = "bench"};
    size_t bytes = 0;
    seal_new_key(&p->key);
    p->sealed = arena_array(&p->arena, p->count, sizeof *p->sealed);
    for (size_t i = 0; i < p->count; i++) {
        buf_init(&p->sealed[i], 0);
        seal_put(&p->key, &at, p->plain[i], &p->sealed[i]);
        bytes += p->plain[i].n;
    }
    p->copy = arena_alloc(&p->arena, bytes);
    arena_init(&p->work, 0);
    double least = bench_least(open_pieces, p);
    for (size_t i = 0; i < p->count; i++) {
        buf_free(&p->sealed[i]);
    }
    arena_free(&p->work);
    return least;
}

/* Of the copy of the entries, as it is kept now. */
static double least_of_entries(void)
{
    struct pieces p = {.count = 0};
    arena_init(&p.arena, 0);
    need(db_read(store.db, read_pieces, &p, &e) && p.count > 0);
    double least = least_of_pieces(&p);
    arena_free(&p.arena);
    return least;
}

/* Of as many summaries as a caseload has. */
static double least_of_summaries(size_t count)
{
    struct pieces p = {.count = count};
    arena_init(&p.arena, 0);
    p.plain = arena_array(&p.arena, count, sizeof *p.plain);
    for (size_t i = 0; i < count; i++) {
        p.plain[i] = STR("{\"name\":\"Given123 Family\",\"birth_date\":\"1990-02-03\",\"measures\":[{\"instrument\":"
                         "\"gad7\",\"value\":9,\"band\":\"mild\",\"change\":-3}],\"signs\":[\"Lack of "
                         "progress\"],\"review\":{\"due\":\"2027-02-01\"}}");
    }
    double least = least_of_pieces(&p);
    arena_free(&p.arena);
    return least;
}

static atomic_ulong answers;

static void count(void *app, const struct http_request *r, int status, size_t bytes, int64_t took_us)
{
    (void)app, (void)r, (void)bytes, (void)took_us;
    answers += status == 200;
}

static void serve(void)
{
    struct web_config web = {.practice = &practice};
    struct sign_in in = {.practice = 1, .name = STR("carl"), .password = PASSWORD, .from = STR("bench")};
    struct http_config http;
    struct http_server *server;
    char token[PEOPLE_TOKEN_SIZE];
    struct actor ignored;
    struct timespec cpu;
    chart(NULL);
    fill((struct part){.kind = RECORD_PLAN, .count = 1, .state = "draft", .json = plan_of, .open = true});
    now_ms += DAY_MS; /* the first chart that is asked for is the first of a day */
    http_defaults(&http);
    http.listen = "127.0.0.1:0";
    http.workers = 1;
    http.handler = web_handle;
    http.settle = web_settle;
    http.log = count;
    need(seal_init(&e) && web_new(&web, (struct web **)&http.app, &e));
    need(people_sign_in(&practice, &in, &arena, token, &ignored, &e) && http_start(&http, &server, &e));
    printf("%d\nsession=%s\n%.*s\n", http_port(server), token, (int)client.n, client.p);
    fflush(stdout);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    double before = (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9;
    while (getchar() != EOF) {
    }
    http_stop(server, 5);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    double used = (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9 - before;
    printf("%.1f us of CPU an answer, %lu answers\n", answers ? used / (double)answers * 1e6 : 0,
           (unsigned long)answers);
    web_free(http.app);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: bench_history FOLDER PLAN.json [serve]\n", stderr);
        return 2;
    }
    plan_json = bench_file(argv[2]);
    open_record(argv[1]);
    arena_init(&arena, 0);
    if (argc > 3) {
        serve();
        arena_free(&arena);
        return 0;
    }
    static const char opened[] = "opening and copying the same bytes";
    chart(NULL);
    double entries = least_of_entries(), page = least_of_summaries(25), all = least_of_summaries(CASELOAD);
    bench_row("ten years: the client's card", bench_least(card, NULL), "s", 0, "-");
    bench_row("ten years: the plan followed", bench_least(follow, NULL), "s", entries, opened);
    bench_row("ten years: the chart", bench_least(chart, NULL), "s", 0, "-");
    bench_row("ten years: progress of one measure", bench_least(progress, NULL), "s", entries, opened);
    bench_row("ten years: the chart, first of a day", bench_least(chart_next_day, NULL), "s", entries, opened);
    bench_row("ten years: a score is recorded", bench_least(one_score, NULL), "s", entries, opened);
    struct practice with_memo = practice;
    need(practice_remember(&with_memo, (size_t)32 << 20, &e));
    bench_row("ten years: the chart, again", bench_least(kept_chart, &with_memo.memo), "s", 0, "-");
    bench_row("ten years: progress of one measure, again", bench_least(kept_progress, &with_memo.memo), "s", 0, "-");
    bool by_name = false;
    bench_row("caseload of 300: a page of 25", bench_least(caseload, &by_name), "s", page, opened);
    by_name = true;
    bench_row("caseload of 300: a page of 25 by name", bench_least(caseload, &by_name), "s", all, opened);
    bench_row("caseload of 300: what waits", bench_least(queue, NULL), "s", 0, "-");
    copied(NULL);
    bench_row("caseload of 300: a draft compared with the other plans", bench_least(copied, NULL), "s", 0, "-");
    arena_reset(&arena);
    practice_forget(&with_memo);
    arena_free(&arena);
    close_practice();
    return 0;
}
