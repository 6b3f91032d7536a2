/* demo_checkins.c: what invented clients are asked between visits: personal measures with an alert item, goals, the
 * last visit; and their answers. */
#include "cli/demo.h"

#include "practice/checkins.h"

#define FIRST_WAITING 7 /* days after intake; of the client whose account is told */
#define FIRST 22

static const struct str none = {NULL, 0};

/* Assigned by cadence; from 4 on the first question raises an alert, which nobody here reaches. */
static const char *const assigned[] = {
    "{\"personal\":[{\"question\":\"How strong were thoughts of not wanting to live?\",\"low\":\"not there\","
    "\"high\":\"very strong\",\"alert_at\":4},{\"question\":\"How well did you sleep?\",\"low\":\"badly\","
    "\"high\":\"very well\"},{\"question\":\"How often did you do something you like?\",\"low\":\"never\","
    "\"high\":\"each day\"}],\"every\":\"P1W\",\"remote\":true}",
    "{\"own\":\"feedback\",\"every\":\"P2W\",\"remote\":true}",
    "{\"own\":\"goals\",\"every\":\"P4W\",\"remote\":true}"};

static bool assign(struct demo *d, struct demo_client *c, struct err *e)
{
    for (size_t i = 0; i < sizeof assigned / sizeof *assigned; i++) {
        struct entry x = {
            .kind = RECORD_ASSIGNMENT, .date = zone_day(demo_zone(), d->now_ms), .json = str_of(assigned[i])};
        d->now_ms += 60000;
        if (!between_add(&d->practice, &c->clinician, c->id, &x, none, &d->work, e)) {
            return false;
        }
    }
    return true;
}

static bool answer(struct demo *d, const struct actor *who, const struct checkin *c, struct demo_random *r,
                   struct err *e)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct checkin_question *q = &c->question[i];
        struct checkin_answer x = {.form = c->form, .item = q->item, .value = -1};
        if (q->ask == CHECKIN_WORDS) {
            x.words = demo_between(r, 0, 1) ? STR("A little more time at the end.") : none;
        } else if (c->kind == CHECKIN_PERSONAL && !i) {
            x.value = demo_between(r, 0, 3);
        } else {
            x.value = demo_between(r, 3, 8);
        }
        d->now_ms += 20000;
        if (!checkin_answer(&d->practice, who, &x, e)) {
            return false;
        }
    }
    return checkin_send(&d->practice, who, c->form, e);
}

static bool fill(struct demo *d, struct demo_client *c, struct demo_random *r, struct err *e)
{
    struct checkin_due *list;
    size_t n;
    if (!checkin_list(&d->practice, &c->self, &d->work, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct str form;
        struct checkin one;
        d->now_ms += 60000;
        if (list[i].due &&
            (!checkin_open(&d->practice, &c->self, list[i].assignment, &d->work, &form, e) ||
             !checkin_read(&d->practice, &c->self, form, &d->work, &one, e) || !answer(d, &c->self, &one, r, e))) {
            return false;
        }
    }
    return true;
}

bool demo_checkins(struct demo *d, struct demo_client *c, int32_t since, struct err *e)
{
    bool waiting = c->scene->has & HAS_WAITING;
    int32_t first = waiting ? FIRST_WAITING : FIRST;
    struct demo_random r = demo_random_of(d->seed + (uint64_t)since, 7000 + c->number);
    if (!c->self.user.n || (!waiting && (c->number % 4 || c->scene->has & (HAS_DRAFT | HAS_END))) || since < first) {
        return true;
    }
    if (since == first) {
        return assign(d, c, e);
    }
    bool last = date_diff(c->last, zone_day(demo_zone(), d->now_ms)) < 7; /* what is due at the end stays so */
    return since % 7 != 1 || last || fill(d, c, &r, e);
}
