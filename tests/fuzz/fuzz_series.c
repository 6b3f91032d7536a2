/*
 * fuzz_series.c: any bytes as a series. What is refused has its line and its sentence; what is accepted is in order,
 * its corrections lead to an entry, and every course, standing and condition of a plan can be asked for on any day.
 */
#include "plan/plan_json.h"
#include "plan/standing.h"

#include "measure/measure.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void need(bool ok)
{
    if (!ok)
        abort();
}

static const char plan_text_json[] =
    "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"objectives\":["
    "{\"id\":\"o1\",\"measure\":{\"instrument\":\"gad7\"},\"target\":{\"kind\":\"percent\",\"comparator\":\"reduce_"
    "by\","
    "\"value\":60},\"due\":{\"session\":2}},"
    "{\"id\":\"o2\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":\"week\"},"
    "\"target\":{\"kind\":\"absolute\",\"comparator\":\"at_least\",\"value\":2},\"due\":{\"period\":\"P2W\"}}]}],"
    "\"monitoring\":[{\"objectives\":[\"o1\"],\"cadence\":{\"every_min\":1,\"every_max\":1,\"unit\":\"week\"}},"
    "{\"objectives\":[\"o2\"],\"cadence\":{\"every_min\":1,\"every_max\":1,\"unit\":\"session\"}}],"
    "\"interventions\":[{\"condition\":{\"kind\":\"no_gain\",\"by_week\":2}},"
    "{\"condition\":{\"kind\":\"measure\",\"measure\":{\"name\":\"mood\"},\"comparator\":\"at_most\",\"value\":3}},"
    "{\"condition\":{\"kind\":\"event\",\"event\":\"moved\"}}]}";

static void check_course(const struct series_course *c, struct date known)
{
    for (size_t i = 0; i < c->points.n; i++) {
        const struct series_point *p = &c->points.at[i];
        need(i == 0 || c->points.at[i - 1].day < p->day);
        need(date_cmp(p->date, known) <= 0 && date_cmp(p->entry->entered, known) <= 0);
        need(series_holder(p->entry, known) == p->held_by && p->corrected == (p->entry != p->held_by));
    }
}

/* false when memory ran out */
static bool ask(const struct plan *p, const struct series *s, struct date on, struct arena *a, struct err *e)
{
    struct series_course c;
    struct standing st;
    struct condition_state now;
    struct buf b;
    if (!series_of_instrument(s, measure_find(STR("phq9")), on, a, &c, e) ||
        !series_of_name(s, STR("mood"), on, a, &c, e))
        return false;
    check_course(&c, on);
    for (size_t o = 0; o <= p->goals.at->objectives.n; o++) {
        if (!standing_of(p, p->goals.at, o < p->goals.at->objectives.n ? &p->goals.at->objectives.at[o] : NULL, s, on,
                         a, &st, e))
            return false;
        check_course(&st.course, on);
        buf_init(&b, 0);
        standing_put_sentence(&st, on, &b);
        standing_put_advice(&st, &b);
        need(b.n > 0 && !strchr(b.p, '\n'));
        buf_free(&b);
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        if (!condition_on(&p->interventions.at[i].condition, p, s, on, a, &now, e))
            return false;
        need(!now.is_true || (now.bound && date_is_set(now.since) && date_cmp(now.since, on) <= 0));
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct series s;
    struct plan *p = NULL;
    arena_init(&a, 64 << 20);
    if (series_read((struct str){(const char *)data, size}, &a, &s, &e)) {
        need(e.kind == ERR_NONE && plan_from_json(str_of(plan_text_json), &a, &p, &e));
        for (size_t i = 0; i < s.entries.n && i < 8; i++) {
            struct date on = s.entries.at[s.entries.n - 1 - i].entered;
            need(i == 0 || date_cmp(s.entries.at[s.entries.n - i].entered, on) >= 0);
            if (!ask(p, &s, on, &a, &e) ||
                !ask(p, &s, date_add_days(on, 40).year ? date_add_days(on, 40) : on, &a, &e)) {
                need(e.kind == ERR_MEMORY || e.kind == ERR_LIMIT);
                break;
            }
        }
    } else {
        need(e.kind != ERR_NONE && e.text[0] && !strchr(e.text, '\n'));
        need(e.kind != ERR_INVALID || strncmp(e.where, "line ", 5) == 0);
    }
    arena_free(&a);
    return 0;
}
