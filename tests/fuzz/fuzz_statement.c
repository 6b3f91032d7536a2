/* Any bytes as a sentence, then its JSON and its rewrite: no crash, spans inside the text, JSON that can be read. */
#include "base/json.h"
#include "statement/statement.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct span s, size_t n)
{
    assert(s.from <= s.to && s.to <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf b;
    struct statement s;
    struct statement_facts f = {.measure_known = true,
                                .max = 27,
                                .lower_is_better = true,
                                .has_reliable_change = true,
                                .reliable_change = 5,
                                .integer_scale = true};
    struct err e = {.kind = ERR_NONE};
    arena_init(&a, 1 << 22);
    buf_init(&b, 0);
    struct str text = {(const char *)data, size};
    if (statement_read(text, size % 2 ? &f : NULL, &a, &s, &e)) {
        const struct json *v;
        struct json_out o;
        check(s.specific.span, size);
        check(s.measurable.span, size);
        check(s.time_bound.span, size);
        check(s.slots.deadline.span, size);
        check(s.slots.target_value.span, size);
        json_out_init(&o, &b, 0);
        statement_put_json(&s, (struct str){NULL, 0}, (struct str){NULL, 0}, &o);
        assert(buf_ok(&b));
        assert(json_parse(buf_str(&b), &a, &v, &e) || e.kind == ERR_LIMIT);
    } else {
        assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT || e.kind == ERR_MEMORY);
    }
    buf_free(&b);
    arena_free(&a);
    return 0;
}
