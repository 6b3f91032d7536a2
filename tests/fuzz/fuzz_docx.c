/*
 * Any bytes as a Word document: as an archive, or (first byte odd) as one XML part of it, fed in two pieces. What comes
 * out is UTF-8 without NUL, and goes through the text importer.
 */
#include "base/utf8.h"
#include "plan/plan_docx.h"
#include "plan/plan_docx_parts.h"
#include "plan/plan_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static bool read_part(const uint8_t *data, size_t size, struct buf *out, struct err *e)
{
    struct arena a;
    arena_init(&a, 1024 * 1024);
    struct docx_parts parts = {.arena = &a};
    enum docx_part which = (enum docx_part)(data[0] / 2 % 4);
    struct docx_reader *r = docx_reader_new(which, &parts, out);
    demand(r != NULL, "memory");
    const char *p = (const char *)data + 2;
    size_t n = size - 2, cut = data[1] < n ? data[1] : n;
    bool ok = docx_reader_feed(r, p, cut, false, e) && docx_reader_feed(r, p + cut, n - cut, true, e);
    docx_reader_free(r);
    arena_free(&a);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out;
    struct err e = {0};
    struct arena a;
    struct plan *p = NULL;
    if (size < 2)
        return 0;
    buf_init(&out, 0);
    bool ok = data[0] % 2 ? read_part(data, size, &out, &e)
                          : docx_to_text((struct str){(const char *)data + 1, size - 1}, &out, &e);
    if (!ok)
        demand(e.kind != ERR_NONE && e.text[0] != '\0', "an error is said");
    demand(utf8_check(buf_str(&out), NULL) && !memchr(out.p ? out.p : "", 0, out.n), "UTF-8 without NUL");
    arena_init(&a, 0);
    err_clear(&e);
    if (ok && out.n)
        plan_from_text(buf_str(&out), &a, &p, NULL, &e);
    arena_free(&a);
    buf_free(&out);
    return 0;
}
