/*
 * fuzz_follow.c: any series that can be read is followed on any day, and what is told is consistent: an alert silences
 * what is met, no sign is opened after the day asked about, ids are ids, decided ones come last.
 *   the first two bytes choose the day; the rest is the series
 */
#include "plan/plan_load.h"
#include "plan/signs.h"

#include <stdint.h>
#include <stdlib.h>

static void need(bool ok)
{
    if (!ok)
        abort();
}

static const char plan_json[] =
    "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest.\",\"objectives\":["
    "{\"id\":\"o1\",\"measure\":{\"instrument\":\"gad7\"},\"baseline\":{\"value\":17,\"date\":\"2026-01-05\"},"
    "\"target\":{\"kind\":\"percent\",\"comparator\":\"reduce_by\",\"value\":50}},"
    "{\"id\":\"o2\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":\"week\"},"
    "\"target\":{\"kind\":\"absolute\",\"comparator\":\"at_least\",\"value\":2}}]}],"
    "\"monitoring\":[{\"objectives\":[\"o1\"],\"measure\":{\"instrument\":\"gad7\"},"
    "\"cadence\":{\"every_min\":1,\"every_max\":1,\"unit\":\"session\"}},"
    "{\"objectives\":[\"o2\"],\"cadence\":{\"every_min\":1,\"every_max\":1,\"unit\":\"week\"}}],"
    "\"reviews\":{\"window\":{\"min_weeks\":4,\"max_weeks\":6}},"
    "\"interventions\":[{\"name\":\"CBT\",\"condition\":{\"kind\":\"no_gain\",\"by_week\":2}},"
    "{\"name\":\"A\",\"condition\":{\"kind\":\"measure\",\"measure\":{\"name\":\"mood\"},\"comparator\":\"at_most\","
    "\"value\":3}},{\"name\":\"B\",\"condition\":{\"kind\":\"measure\",\"measure\":{\"name\":\"PHQ-9\"},"
    "\"comparator\":\"at_least\",\"value\":10,\"by_session\":2}},"
    "{\"name\":\"C\",\"condition\":{\"kind\":\"no_gain\",\"by_review\":2}},"
    "{\"name\":\"D\",\"condition\":{\"kind\":\"measure\",\"measure\":{\"name\":\"GAD-7\"},"
    "\"comparator\":\"at_least\",\"value\":10,\"by_review\":1}}],"
    "\"referrals\":[{\"trigger\":{\"kind\":\"event\",\"event\":\"moved\"}}]}";

static void check(const struct follow *f)
{
    bool alert = false;
    for (size_t i = 0; i < f->signs.n; i++) {
        const struct sign *s = &f->signs.at[i];
        bool good = s->kind == SIGN_OBJECTIVE_MET || s->kind == SIGN_GOAL_MET;
        need(date_cmp(s->opened, f->on) <= 0 && s->evidence.n > 0 && s->steps != 0);
        need(s->open || !date_is_set(s->decided) || date_cmp(s->decided, f->on) <= 0);
        need(i == 0 || f->signs.at[i - 1].open >= s->open);
        need(s->silenced == (s->open && good && f->alert_open));
        alert |= s->open && s->kind == SIGN_ALERT;
        for (size_t k = 0; k < s->id.n; k++)
            need(s->id.p[k] != ' ');
    }
    need(alert == f->alert_open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct series s = {.entries = {NULL, 0, 0}};
    struct follow f;
    struct buf out;
    if (size < 2)
        return 0;
    struct date on = date_add_days((struct date){2026, 1, 1}, (data[0] << 8 | data[1]) % 800);
    arena_init(&a, 64 << 20);
    buf_init(&out, 0);
    need(plan_load_bound(str_of(plan_json), PLAN_SOURCE_JSON, &a, &p, &e));
    if (series_read((struct str){(const char *)data + 2, size - 2}, &a, &s, &e)) {
        need(follow_plan(p, &s, on, &a, &f, &e) || e.kind == ERR_LIMIT);
        if (e.kind == ERR_NONE) {
            check(&f);
            follow_put_text(p, &f, 80, data[0] & 1, &out);
            follow_put_json(p, &f, 0, &out);
            need(buf_ok(&out));
        }
    }
    buf_free(&out);
    arena_free(&a);
    return 0;
}
