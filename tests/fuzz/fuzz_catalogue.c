/*
 * A catalogue, a zero byte, and a view that is compiled with it. What is refused has its place and its way out; what is
 * taken writes well-formed pages in each language, whose shape no value changes. The same bytes are read as a C file too.
 */
#include "../../tools/viewc/viewc.h"

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

#include "view_support.h"

static struct page plain, hostile;
static const struct str mark = {"Zq1z", 4};

static void check_refusal(const char *says)
{
    size_t n = strncmp(says, "es.po:", 6) == 0 ? 6 : strncmp(says, "t.html:", 7) == 0 ? 7 : 0;
    demand(n > 0 && says[n] >= '1' && says[n] <= '9', "a place");
    demand(strstr(says, "; ") != NULL, "a way out");
    for (const char *p = says; *p != '\0'; p++)
        demand(*p >= ' ' && *p <= '~', "a refusal is one line that a terminal can show");
}

static void check_code(struct str code, uint64_t bits)
{
    const struct str value = STR("\"'><b onx=\">&amp;\r\n/../?#\xc3");
    struct buf b;

    buf_init(&b, 0);
    code_run(code, bits, mark, &b);
    if (page_read(buf_str(&b), &plain)) {
        code_run(code, bits, value, &b);
        demand(page_read(buf_str(&b), &hostile), "a page with hostile values is well-formed");
        page_compare(&plain, &hostile, mark, value);
        page_free(&hostile);
    } else {
        demand(strstr(plain.wrong, "this reader") != NULL, plain.wrong);
    }
    page_free(&plain);
    buf_free(&b);
}

static void check_view(struct str view, const struct po *po, bool marked)
{
    struct view_made made;
    struct buf source;

    buf_init(&source, 0);
    buf_cstr(&source, "{{ view t \"x.h\" }}\n");
    buf_add(&source, view);
    if (!viewc_translate("t.html", buf_str(&source), &po, 1, NULL, &made))
        check_refusal(made.refusal);
    else
        for (uint64_t bits = 0; bits < 4 && !marked; bits++)
            check_code(buf_str(&made.code), bits * 0x5555555555555555u);
    viewc_free(&made);
    buf_free(&source);
}

static void check_c(struct str s)
{
    struct c_texts t = {.count = 0};

    if (!c_texts_read("t.html", s, &t))
        check_refusal(t.refusal);
    c_texts_free(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = {(const char *)data, size}, head = all, view = {NULL, 0};
    char says[SAYS_SIZE];
    struct po po;

    if (size > 4096)
        return 0;
    if (!str_cut(all, '\0', &head, &view))
        head = all;
    check_c(all);
    if (po_read("es.po", head, false, &po)) {
        for (size_t i = 0; i < po.count; i++) {
            demand(po_row(&po, po.rows[i].id) == &po.rows[i], "each row is found");
            demand(c_same(po.rows[i].id, po.rows[i].id, says) || strstr(says, "; ") != NULL, "a text agrees with itself");
            c_same(po.rows[i].id, po.rows[i].text, says);
        }
        check_view(view, &po, str_find(all, mark, 0) != (size_t)-1);
    } else {
        check_refusal(po.refusal);
    }
    po_free(&po);
    return 0;
}
