/*
 * coverage.h: what always answers false, said to the compiler, so that the branch on its answer that cannot be taken is
 * not counted as one that no test takes. Read before every file when branch coverage is measured (tests/run coverage);
 * no other build knows it.
 */
#ifndef TESTS_COVERAGE_H
#define TESTS_COVERAGE_H

#define _GNU_SOURCE /* some files do, before their first header */

#include "base/arena.h"
#include "base/err.h"

#ifndef COVERAGE_PLAIN /* where they are defined */
#define err_set(...) (err_set(__VA_ARGS__), false)
#define err_no_memory(...) (err_no_memory(__VA_ARGS__), false)
#define arena_error(...) (arena_error(__VA_ARGS__), false)
#endif

#endif
