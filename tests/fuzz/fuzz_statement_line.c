/* Any bytes as a line: where the short way answers, the tree gives the same. */
#include "base/json.h"
#include "base/utf8.h"
#include "statement/line.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str line = str_trim((struct str){(const char *)data, size});
    struct statement_line flat = {.id = STR("null")}, tree = {.id = STR("null")};
    struct arena a;
    struct buf scratch;
    struct err e = {.kind = ERR_NONE};
    size_t bad;
    if (line.n == 0 || line.p[0] != '{' || memchr(line.p, 0, line.n) || !utf8_check(line, &bad))
        return 0;
    arena_init(&a, 1 << 22);
    buf_init(&scratch, 0);
    if (statement_line_read_flat(line, &flat)) {
        assert(statement_line_read_tree(line, &a, &scratch, &tree, &e));
        assert(str_eq(flat.id, tree.id) && str_eq(flat.text, tree.text) && flat.role == tree.role);
        assert(str_eq(flat.source, tree.source) && (flat.source.p == NULL) == (tree.source.p == NULL));
    }
    buf_free(&scratch);
    arena_free(&a);
    return 0;
}
