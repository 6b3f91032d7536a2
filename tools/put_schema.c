/* put_schema.c: writes docs/plan.schema.json to standard output; `make docs` runs it. */
#include "plan/plan_json.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    struct buf b;
    buf_init(&b, 0);
    plan_schema(&b);
    bool good = buf_ok(&b) && fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
    buf_free(&b);
    if (!good)
        fputs("put_schema: cannot write\n", stderr);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
