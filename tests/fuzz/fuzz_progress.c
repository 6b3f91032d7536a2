/* Any bytes as a line of the protocol of `goldthread progress`: the answer is one JSON object on one line, with an id.
 */
#include "base/json.h"
#include "measure/progress.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what, struct str answer)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n%.*s\n", what, (int)answer.n, answer.p);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf out, again;
    struct err e = {0};
    const struct json *v = NULL;
    arena_init(&a, 0);
    buf_init(&out, 0);
    buf_init(&again, 0);
    enum progress_result result = progress_answer((struct str){(const char *)data, size}, &a, &out);
    struct str answer = buf_str(&out);
    demand(json_parse(answer, &a, &v, &e) && v->type == JSON_OBJECT, "an answer is one JSON object", answer);
    demand(memchr(answer.p, '\n', answer.n) == NULL, "an answer is one line", answer);
    demand(json_get(v, "id") != NULL, "an answer has an id", answer);
    const struct json *error = json_get(v, "error");
    demand((error != NULL) == (result != PROGRESS_OK), "an error is an error", answer);
    demand(!error || (json_str(json_get(error, "code")).n > 0 && json_str(json_get(error, "message")).n > 0),
           "an error has a code and a message", answer);
    arena_reset(&a);
    demand(progress_answer((struct str){(const char *)data, size}, &a, &again) == result &&
               str_eq(buf_str(&again), answer),
           "the same line has the same answer", answer);
    buf_free(&out);
    buf_free(&again);
    arena_free(&a);
    return 0;
}
