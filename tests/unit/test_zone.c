/* Offsets of time zones: the system's files and made ones, against the C library's own reading of them. */
#include "support.h"

#include "web/web_parts.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t libc_offset(const char *zone, int64_t at_ms)
{
    time_t at = (time_t)(at_ms / 1000);
    struct tm tm;
    setenv("TZ", zone, 1);
    tzset();
    localtime_r(&at, &tm);
    return (int64_t)tm.tm_gmtoff * 1000;
}

static void against_libc(void **state)
{
    static const char *const names[] = {"Europe/Berlin", "America/Los_Angeles", "America/New_York", "Asia/Kolkata",
                                        "Australia/Sydney", "America/Sao_Paulo", "Pacific/Auckland", "UTC",
                                        "Asia/Kathmandu", "America/Phoenix", "Europe/Dublin", "America/St_Johns"};
    struct err e = {0};
    struct zones *z;
    (void)state;
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0) {
        skip();
    }
    assert_true(zones_new(NULL, &z, &e));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (int64_t hour = 0; hour < 24 * 366 * 3; hour += 1) { /* 2025 to 2027, and the same 20 years later */
            for (int far = 0; far < 2; far++) {
                int64_t at = (INT64_C(1735689600) + hour * 3600 + far * INT64_C(20) * 31557600) * 1000;
                int64_t got = zones_offset_ms(z, str_of(names[i]), at);
                CHECK(got == libc_offset(names[i], at), "%s at %lld: %lld", names[i], (long long)at, (long long)got);
            }
        }
    }
    zones_free(z);
    unsetenv("TZ");
    tzset();
}

/* A file with no change listed, and a rule: what newer zone files are like. */
static void write_zone(const char *folder, const char *name, const char *rule, size_t cut)
{
    unsigned char bytes[200] = {0};
    char path[300];
    size_t n = 0;
    for (int half = 0; half < 2; half++) { /* one type: UTC+1, name "X" */
        memcpy(bytes + n, "TZif2", 5);
        bytes[n + 20 + 4 * 4 + 3] = 1; /* types */
        bytes[n + 20 + 5 * 4 + 3] = 2; /* characters */
        n += 44;
        memcpy(bytes + n, "\0\0\x0e\x10\0\0X", 8);
        n += 8;
    }
    n += (size_t)snprintf((char *)bytes + n, sizeof bytes - n, "\n%s\n", rule);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n - cut, f), n - cut);
    fclose(f);
}

static void rules_and_bad_files(void **state)
{
    static const struct {
        const char *rule;
        size_t cut;
        int64_t winter, summer; /* hours, on 15 January and 15 July 2026 */
    } rows[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", 0, 1, 2}, {"EST5EDT,M3.2.0,M11.1.0", 0, -5, -4},
        {"<+03>-3", 0, 3, 3},                    {"AEST-10AEDT,M10.1.0,M4.1.0/3", 0, 11, 10},
        {"", 0, 1, 1},                           {"CET-1CEST,J60,J300", 0, 1, 1},
        {"CET-1CEST,M13.5.0,M10.5.0", 0, 1, 1},  {"CET-1CEST,M3.9.0,M10.5.0", 0, 1, 1},
        {"C-1", 0, 1, 1},                        {"CET", 0, 1, 1},
        {"CET-1CEST", 0, 1, 1},                  {"CET-9CEST,M3.5.0,M10.5.0/3", 1, 1, 1},
        {"CET-1CEST,M3.5.0,M10.5.0/3", 60, 0, 0}, {"CET-1CEST,M3.5.0,M10.5.0/3", 120, 0, 0},
    };
    char folder[] = "/tmp/goldthread-test.XXXXXX", name[16], path[300], command[64];
    struct err e = {0};
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct zones *z;
        snprintf(name, sizeof name, "Zone%c", (char)('a' + i));
        write_zone(folder, name, rows[i].rule, rows[i].cut);
        assert_true(zones_new(folder, &z, &e));
        int64_t winter = zones_offset_ms(z, str_of(name), INT64_C(1768478400000));
        int64_t summer = zones_offset_ms(z, str_of(name), INT64_C(1784116800000));
        CHECK(winter == rows[i].winter * HOUR_MS && summer == rows[i].summer * HOUR_MS, "\"%s\" cut by %zu: %lld, %lld",
              rows[i].rule, rows[i].cut, (long long)(winter / HOUR_MS), (long long)(summer / HOUR_MS));
        zones_free(z);
        snprintf(path, sizeof path, "%s/%s", folder, name);
        unlink(path);
    }
    struct zones *z;
    assert_true(zones_new(folder, &z, &e));
    static const char *const none[] = {"", "../etc/passwd", "/etc/passwd", "Nowhere", "A//B", "a.b", "Europe/\xc3\xa4"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(zones_offset_ms(z, str_of(none[i]), 0), 0);
    }
    zones_free(z);
    snprintf(command, sizeof command, "%s", folder);
    assert_int_equal(rmdir(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_libc), cmocka_unit_test(rules_and_bad_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
