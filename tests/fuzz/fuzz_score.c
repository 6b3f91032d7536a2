/* Any bytes as a line of `goldthread score`: an answer that is JSON, a score inside its range, no word of "no risk". */
#include "base/json.h"
#include "measure/score_line.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_form(const struct json *v)
{
    struct score_input in;
    struct score s;
    if (!score_read(v, &in, NULL) || !score_form(&in, &s, NULL))
        return;
    assert(!s.has || (s.value >= in.measure->min && s.value <= in.measure->max));
    assert(!s.has || (s.value >= s.low - 1e-9 && s.value <= s.high + 1e-9));
    assert(s.has || !s.band);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf out;
    struct err e = {.kind = ERR_NONE};
    const struct json *v = NULL;
    arena_init(&a, 1 << 22);
    buf_init(&out, 0);
    bool ok = score_line((struct str){(const char *)data, size}, &a, &out, &e);
    assert(buf_ok(&out));
    assert(json_parse(buf_str(&out), &a, &v, NULL));
    assert((json_get(v, "error") == NULL) == ok);
    if (ok) {
        assert(!strstr(out.p, "no risk"));
        assert(json_parse((struct str){(const char *)data, size}, &a, &v, NULL));
        check_form(v);
    } else {
        assert(e.kind == ERR_INVALID || e.kind == ERR_LIMIT);
    }
    buf_free(&out);
    arena_free(&a);
    return 0;
}
