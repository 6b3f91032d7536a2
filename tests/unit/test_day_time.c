/* A time of day as people write it: tests/data/web/day_time.tsv; and every minute of the day, in each way to write it. */
#include "support.h"

#include "web/day_time.h"

static void as_people_write_it(void **state)
{
    static const char *const kinds[] = {[DAY_TIME_NONE] = "none", [DAY_TIME_PLAIN] = "plain", [DAY_TIME_AFTERNOON] = "afternoon", [DAY_TIME_NIGHT] = "night"};
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/web/day_time.tsv");
    while (tsv_next(&t)) {
        struct day_time got = day_time_read(str_of(tsv_get(&t, "typed")));
        char text[16];
        snprintf(text, sizeof text, "%02d:%02d", got.hour, got.minute);
        CHECK(strcmp(kinds[got.kind], tsv_get(&t, "kind")) == 0 && strcmp(text, tsv_get(&t, "time")) == 0, "%s: \"%s\" is %s %s", tsv_where(&t), tsv_get(&t, "typed"), kinds[got.kind], text);
    }
    tsv_close(&t);
}

/* With am or pm, and from seven on, it is what is written; nothing that is kept without a word lies before seven. */
static void every_minute(void **state)
{
    (void)state;
    for (int m = 0; m < 24 * 60; m++) {
        char text[16];
        int hour = m / 60, minute = m % 60;
        snprintf(text, sizeof text, "%d:%02d %s", hour % 12 ? hour % 12 : 12, minute, hour < 12 ? "am" : "pm");
        struct day_time said = day_time_read(str_of(text));
        CHECK(said.kind == DAY_TIME_PLAIN && said.hour == hour && said.minute == minute, "%s", text);
        snprintf(text, sizeof text, "%02d:%02d", hour, minute);
        struct day_time full = day_time_read(str_of(text));
        CHECK(full.hour == hour && full.minute == minute && full.kind == (hour < 7 ? DAY_TIME_NIGHT : DAY_TIME_PLAIN), "%s", text);
        snprintf(text, sizeof text, "%d:%02d", hour, minute);
        struct day_time bare = day_time_read(str_of(text));
        CHECK(bare.kind != DAY_TIME_NONE && (bare.hour >= 7 || bare.kind == DAY_TIME_NIGHT), "%s", text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_people_write_it), cmocka_unit_test(every_minute)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
