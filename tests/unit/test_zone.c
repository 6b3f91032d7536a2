/* Time zones from TZif files: tests/data/base/zone_days.tsv, the C library as a second reader, damage. */
#include "support.h"

#include "base/zone.h"

#include <stdlib.h>
#include <time.h>

#define FOLDER "/usr/share/zoneinfo/"

static struct str file_of(const char *name, char *bytes, size_t room)
{
    char path[256];
    snprintf(path, sizeof path, FOLDER "%s", name);
    FILE *f = fopen(path, "rb");
    CHECK(f != NULL, "%s: tzdata is not installed (tools/deps test)", path);
    size_t n = fread(bytes, 1, room, f);
    fclose(f);
    return (struct str){bytes, n};
}

static void zone_of(const char *name, struct arena *a, struct zone *out)
{
    char bytes[65536];
    struct err e = {0};
    CHECK(zone_read(file_of(name, bytes, sizeof bytes), a, out, &e), "%s: %s", name, e.text);
}

/* "2026-03-08T09:59:59" as Unix seconds. */
static int64_t moment(const char *text)
{
    struct date d;
    int hours, minutes, seconds;
    CHECK(date_parse((struct str){text, 10}, &d) && sscanf(text + 10, "T%d:%d:%d", &hours, &minutes, &seconds) == 3, "%s", text);
    return date_to_day(d) * INT64_C(86400) + hours * 3600 + minutes * 60 + seconds;
}

static void each_moment_has_its_offset_and_day(void **state)
{
    struct tsv t;
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    tsv_open(&t, "tests/data/base/zone_days.tsv");
    while (tsv_next(&t)) {
        struct zone z;
        char day[DATE_TEXT_SIZE];
        zone_of(tsv_get(&t, "zone"), &a, &z);
        int64_t at_s = moment(tsv_get(&t, "utc"));
        CHECK(zone_offset_s(&z, at_s) == tsv_int(&t, "offset"), "%s: %d", tsv_where(&t), zone_offset_s(&z, at_s));
        struct date d = zone_day(&z, at_s * 1000 + 999);
        CHECK(strcmp(date_format(d, day), tsv_get(&t, "day")) == 0, "%s: %s", tsv_where(&t), day);
        int64_t begins = zone_day_begins_ms(&z, d);
        CHECK(date_cmp(zone_day(&z, begins), d) == 0 && date_cmp(zone_day(&z, begins - 1), d) < 0 && begins <= at_s * 1000,
              "%s: the day begins at %lld", tsv_where(&t), (long long)begins);
    }
    tsv_close(&t);
    arena_free(&a);
}

static const char *const many[] = {"America/Los_Angeles", "America/New_York", "America/St_Johns", "Europe/London", "Europe/Berlin",
                                   "Europe/Dublin", "Africa/Casablanca", "Asia/Tehran", "Asia/Kolkata", "Australia/Lord_Howe",
                                   "America/Nuuk", "Pacific/Chatham", "Antarctica/Troll", "Etc/GMT+12", "Asia/Jerusalem", "UTC"};

/* The C library reads the same files, and knows nothing of ours. */
static void the_c_library_says_the_same(void **state)
{
    uint64_t seed = test_seed();
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        struct zone z;
        zone_of(many[i], &a, &z);
        setenv("TZ", many[i], 1);
        tzset();
        for (int k = 0; k < 3000; k++) {
            time_t at = (time_t)(test_random(&seed) % INT64_C(7000000000)) - INT64_C(2000000000); /* 1906 to 2128 */
            if (k < (int)z.count && z.at_s[k] > -2000000000)
                at = (time_t)z.at_s[k] - (k & 1); /* on the edge, and a second before */
            struct tm tm;
            assert_non_null(localtime_r(&at, &tm));
            CHECK(zone_offset_s(&z, at) == tm.tm_gmtoff, "%s at %lld: %d, the C library %ld", many[i], (long long)at,
                  zone_offset_s(&z, at), tm.tm_gmtoff);
            struct date d = zone_day(&z, at * INT64_C(1000));
            CHECK(d.day == tm.tm_mday && d.month == tm.tm_mon + 1 && d.year == tm.tm_year + 1900, "%s", many[i]);
        }
    }
    setenv("TZ", "UTC", 1);
    tzset();
    arena_free(&a);
}

static void without_a_zone_it_is_utc(void **state)
{
    (void)state;
    struct date d = zone_day(NULL, INT64_C(-1));
    assert_true(d.year == 1969 && d.month == 12 && d.day == 31);
    d = zone_day(NULL, INT64_C(0));
    assert_true(d.year == 1970 && zone_day_begins_ms(NULL, d) == 0);
    assert_int_equal(zone_offset_s(NULL, 5), 0);
    assert_false(date_is_set(zone_day(NULL, INT64_MAX)));
    assert_false(date_is_set(zone_day(NULL, INT64_MIN)));
}

static void what_is_damaged_is_refused(void **state)
{
    static const struct {
        const char *rule;
        bool ok;
    } row[] = {{"", true}, {"UTC0", true}, {"<-03>3", true}, {"PST8PDT,M3.2.0,M11.1.0", true}, {"EST5EDT,J60/2,J300/-1:30", true},
               {"IST-1GMT0,M10.5.0,M3.5.0/1", true}, {"<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", true}, {"X5", false},
               {"PST", false}, {"PST8PDT", false}, {"PST8PDT,M3.2.0", false}, {"PST8PDT,M13.2.0,M11.1.0", false},
               {"PST8PDT,M3.6.0,M11.1.0", false}, {"PST8PDT,M3.2.7,M11.1.0", false}, {"PST8PDT,J0,J1", false}, {"PST8PDT,366,1", false},
               {"PST99", false}, {"<PST8", false}, {"PST8PDT,M3.2.0,M11.1.0x", false}, {"PST8PDT,M3.2.0/168,M11.1.0", false}};
    char bytes[65536], small[2048];
    struct arena a;
    struct zone z;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    struct str whole = file_of("Europe/Berlin", bytes, sizeof bytes), utc = file_of("Etc/UTC", small, sizeof small);
    for (size_t n = 0; n < whole.n; n++) {
        e = (struct err){0};
        CHECK(!zone_read((struct str){bytes, n}, &a, &z, &e) && e.kind == ERR_INVALID, "%zu of its bytes are taken", n);
    }
    size_t head = utc.n - strlen("\nUTC0\n");
    assert_memory_equal(small + head, "\nUTC0\n", 6);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        e = (struct err){0};
        int n = snprintf(small + head, sizeof small - head, "\n%s\n", row[i].rule);
        CHECK(zone_read((struct str){small, head + (size_t)n}, &a, &z, &e) == row[i].ok, "%s", row[i].rule);
    }
    e = (struct err){0};
    if (access(FOLDER "right/Europe/Berlin", F_OK) == 0)
        CHECK(!zone_read(file_of("right/Europe/Berlin", bytes, sizeof bytes), &a, &z, &e) && strstr(e.text, "leap"), "%s", e.text);
    arena_free(&a);
}

static bool read_berlin(struct arena *a, void *ctx, struct err *e)
{
    struct zone z;
    return zone_read(*(struct str *)ctx, a, &z, e);
}

static void every_allocation_may_fail(void **state)
{
    char bytes[65536];
    struct str whole = file_of("Europe/Berlin", bytes, sizeof bytes);
    (void)state;
    assert_true(fault_sweep(read_berlin, &whole) >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_moment_has_its_offset_and_day), cmocka_unit_test(the_c_library_says_the_same),
        cmocka_unit_test(without_a_zone_it_is_utc),           cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
