/*
 * Any plan, as JSON or as text: it is checked, its findings are written in every form, and what is true of a finding is
 * true.
 */
#include "base/json.h"
#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/plan_text.h"
#include "rules/findings.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const struct finding *f, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s: %s\n", f->rule->id, what);
        abort();
    }
}

static void check_span(const struct finding *f, struct span s)
{
    demand(s.from <= s.to && s.to <= f->excerpt.n, f, "span");
    demand(utf8_floor(f->excerpt, s.from) == s.from && utf8_floor(f->excerpt, s.to) == s.to, f, "cuts a character");
}

static void check_finding(const struct plan *p, const struct finding *f)
{
    struct buf b;
    buf_init(&b, 0);
    finding_message(f, &b);
    demand(utf8_check(buf_str(&b), NULL), f, "message");
    demand(f->arg_count <= FINDING_ARGS_MAX && f->also_count <= FINDING_ALSO_MAX, f, "counts");
    check_span(f, f->span);
    for (size_t i = 0; i < f->also_count; i++) {
        check_span(f, f->also[i]);
    }
    if (f->excerpt.n) {
        demand(str_eq(plan_pointer_get(p, f->pointer), f->excerpt), f, "the text at the pointer");
    }
    if (f->rewrite.n) {
        demand(f->excerpt.n && utf8_check(f->rewrite, NULL), f, "rewrite");
    }
    buf_free(&b);
}

static void write_all(const struct plan *p, const struct findings *f, struct str source)
{
    struct arena a;
    struct buf b;
    struct json_out o;
    const struct json *tree;
    arena_init(&a, 0);
    buf_init(&b, 0);
    findings_put_text(f, p, STR("x"), source.n & 1, (int)(40 + source.n % 161), &b);
    if (!utf8_check(buf_str(&b), NULL)) {
        abort();
    }
    buf_reset(&b);
    json_out_init(&o, &b, 0);
    findings_sarif_begin(&o);
    findings_sarif_file(f, STR("a b"), source, &o);
    findings_sarif_end(&o);
    if (!json_parse(buf_str(&b), &a, &tree, NULL)) {
        abort();
    }
    buf_reset(&b);
    json_out_init(&o, &b, 2);
    findings_put_json(f, STR("x"), &o);
    if (!json_parse(buf_str(&b), &a, &tree, NULL)) {
        abort();
    }
    buf_free(&b);
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str source = {(const char *)data, size};
    struct arena a;
    struct plan *p = NULL;
    struct findings f;
    struct err e = {0};
    arena_init(&a, (size_t)64 << 20);
    bool json = size && data[0] == '{';
    bool ok = json ? plan_from_json(source, &a, &p, &e) : plan_from_text(source, &a, &p, NULL, &e);
    if (ok && plan_number_ids(p, &a, &e) && plan_bind(p, &a, &e) && rules_check(p, &a, &f, &e)) {
        for (size_t i = 0; i < f.list.n; i++) {
            check_finding(p, &f.list.at[i]);
        }
        write_all(p, &f, source);
    }
    arena_free(&a);
    return 0;
}
