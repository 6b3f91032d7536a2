/* bench_chart: a course of 600 scores, some ten years, as a picture. Rows as in bench.h.
 * The limit is the time of writing as many numbers as the picture has coordinates, with buf_int alone. */
#include "bench.h"

#include "render/chart.h"

static struct chart_point points[600];
static struct chart_event events[20];
static struct buf out;

static void draw(void *chart)
{
    buf_reset(&out);
    chart_put_svg(chart, &out);
}

static void numbers(void *ctx)
{
    (void)ctx;
    buf_reset(&out);
    for (int i = 0; i < 1200; i++) {
        buf_int(&out, 1000 + i);
        buf_char(&out, ' ');
    }
}

int main(void)
{
    static const struct measure_band at[] = {{0, 4, "minimal"}, {5, 9, "mild"}, {10, 14, "moderate"}, {15, 21, "severe"}};
    static const struct measure_bands bands = {.on = "total", .at = at, .count = 4};
    struct chart c = {.id = STR("c"), .title = STR("A course"), .description = STR("600 scores"), .max = 21,
                      .bands = &bands, .points = points, .point_count = 600, .has_target = true, .target = 6,
                      .target_far = 6, .target_day = 24000, .has_reliable = true, .reliable = 13, .reliable_index = 4,
                      .reliable_confirmed = true, .first_day = 20000, .last_day = 20000 + 599 * 7, .events = events,
                      .event_count = 20};
    for (int i = 0; i < 600; i++)
        points[i] = (struct chart_point){.day = 20000 + 7 * i, .value = (i * 37 % 19 + i * 11 % 7) % 22,
                                         .mark = i % 9 ? CHART_PLAIN : CHART_BETTER};
    for (int i = 0; i < 20; i++)
        events[i] = (struct chart_event){20000 + 200 * i, STR("Plan version signed")};
    buf_init(&out, 0);
    draw(&c);
    double least = bench_least(draw, &c);
    bench_row("a chart of 600 scores as SVG", least, "s", bench_least(numbers, NULL), "its coordinates with buf_int");
    buf_free(&out);
    return 0;
}
