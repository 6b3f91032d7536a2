/* Flags over a course of scores: ten years of weekly scores of one measure, with the flags at each. */
#include "bench.h"

#include "measure/track.h"

#include <string.h>

enum { WEEKS = 520 };

struct follow {
    const struct measure *measure;
    struct track_score score[WEEKS];
    unsigned flags; /* kept, so that nothing is left out */
};

static void flags_at_each(void *ctx)
{
    struct follow *f = ctx;
    struct track_run r;
    struct track k;
    track_begin(&r, f->measure, "CBT");
    for (int i = 0; i < WEEKS; i++) {
        track_add(&r, &f->score[i], &k);
        f->flags |= k.flags;
    }
}

static void flags_and_slope_once(void *ctx)
{
    struct follow *f = ctx;
    struct track k;
    track_course(f->measure, f->score, WEEKS, 0, "CBT", &k);
    f->flags |= k.flags;
}

/* The least: every score is looked at once. */
static void copy(void *ctx)
{
    static struct track_score to[WEEKS];
    struct follow *f = ctx;
    memcpy(to, f->score, sizeof to);
    __asm__ volatile("" : : "r"(to) : "memory");
}

int main(void)
{
    static struct follow stuck, better;
    stuck.measure = better.measure = measure_find(STR("phq9"));
    for (int i = 0; i < WEEKS; i++) {
        double wave = (i * 7919 % 5) - 2; /* the same on every run */
        stuck.score[i] = (struct track_score){.day = 7 * i, .value = 16 + wave};
        better.score[i] = (struct track_score){.day = 7 * i, .value = i < 20 ? 18 - i / 2 : 7 + wave};
    }
    double least = bench_least(copy, &stuck);
    bench_row("flags at each of 520 weekly scores, stuck", bench_least(flags_at_each, &stuck), "s", least, "copying");
    bench_row("flags at each of 520 weekly scores, better", bench_least(flags_at_each, &better), "s", least, "copying");
    bench_row("flags and slope at the last of 520 scores", bench_least(flags_and_slope_once, &stuck), "s", least,
              "copying");
    return stuck.flags & TRACK_LACK_OF_PROGRESS && better.flags & TRACK_GOAL_MET_REVIEW ? 0 : 1;
}
