/* chart_key.c: measures without their names. */
#include "practice/chart.h"

#include <stdio.h>

void chart_key(const struct practice *p, struct str client, struct str name, char out[CHART_KEY_SIZE])
{
    unsigned char mark[SEAL_TOKEN_SIZE];
    char of[256]; /* ids and names of measures are short; of a longer one the beginning has to do */
    int n = snprintf(of, sizeof of, "measure %.*s %.*s", (int)client.n, client.p ? client.p : "", (int)name.n,
                     name.p ? name.p : "");
    size_t length = n < 0 ? 0 : (size_t)n < sizeof of ? (size_t)n : sizeof of - 1;
    keys_mark(p->store->keys, (struct str){of, length}, mark);
    for (size_t i = 0; i < (CHART_KEY_SIZE - 1) / 2; i++) {
        snprintf(out + 2 * i, 3, "%02x", mark[i]);
    }
}
