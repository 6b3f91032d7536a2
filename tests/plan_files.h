/* plan_files.h: all plans that lie in files of the tree, and a plan's JSON, for property tests of what is done with
 * plans. */
#ifndef TESTS_PLAN_FILES_H
#define TESTS_PLAN_FILES_H

#include "support.h"

#include "plan/plan_json.h"

#include <glob.h>

static inline struct str json_of(const struct plan *p, struct arena *a)
{
    struct buf b;
    struct str s;
    buf_init(&b, 0);
    plan_to_json(p, 0, &b);
    assert_true(buf_ok(&b) && plan_text(a, buf_str(&b), &s));
    buf_free(&b);
    return s;
}

/* see: for each file of the tests' data, the library and the examples that is a plan; there are at least 14. */
static inline void each_plan_file(void (*see)(struct plan *p, const char *path, struct arena *a))
{
    static const char *const patterns[] = {"tests/data/*/*.json", "tests/data/*/*/*.json", "data/library/*.json",
                                           "examples/*.plan.json"};
    size_t plans = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found;
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++) {
            struct arena a;
            struct plan *p;
            size_t n;
            char *bytes = read_file(found.gl_pathv[k], &n);
            arena_init(&a, 0);
            if (plan_from_json((struct str){bytes, n}, &a, &p, NULL)) {
                see(p, found.gl_pathv[k], &a);
                plans++;
            }
            arena_free(&a);
            free(bytes);
        }
        globfree(&found);
    }
    CHECK(plans >= 14, "only %zu plans were found", plans);
}

#endif
