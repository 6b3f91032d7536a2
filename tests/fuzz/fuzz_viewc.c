/*
 * Any text as a view. What is refused has its place and its way out; what is taken writes well-formed pages whose shape
 * no value changes, whichever branches are taken. The first byte chooses them; the rest stands behind the first line.
 */
#include "../../tools/viewc/viewc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdint.h>

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

static bool too_much(const struct page *p)
{
    return p->wrong != NULL && (strstr(p->wrong, "this reader") != NULL);
}

static const struct str mark = {"Zq1z", 4};

static void check_code(struct str code, uint64_t bits)
{
    const struct str values[] = {STR("\"'><b onx=\">&amp;\r\n/../?#\xc3"), STR(".."), STR("</textarea></title>")};
    struct buf b;

    buf_init(&b, 0);
    code_run(code, bits, mark, &b);
    if (!page_read(buf_str(&b), &plain)) {
        demand(too_much(&plain), plain.wrong);
    } else {
        for (size_t i = 0; i < 3; i++) {
            code_run(code, bits, values[i], &b);
            demand(page_read(buf_str(&b), &hostile), "a page with hostile values is well-formed");
            page_compare(&plain, &hostile, mark, values[i]);
            page_free(&hostile);
        }
    }
    page_free(&plain);
    buf_free(&b);
}

/* The view with others inside it and around it, among them itself. */
static void check_whole(struct str source, const struct view_made *made)
{
    static const char page[] = "{{ view p \"x.h\" }}<main>{{ body }}</main>",
                      part[] = "{{ view i \"x.h\" }}<b>{{ use t }}</b>";
    struct view_made others[2];
    struct view_source all[3] = {
        {"t.html", source, made}, {"p.html", STR(page), &others[0]}, {"i.html", STR(part), &others[1]}};
    char refusal[REFUSAL_SIZE];

    for (size_t i = 1; i < 3; i++)
        demand(viewc_compile(all[i].path, all[i].source, &others[i - 1]), "what stands beside it is taken");
    for (size_t i = 0; i < 3; i++)
        demand(viewc_check(all, 3, i, refusal) || strstr(refusal, "; ") != NULL, "a way out");
    for (size_t i = 0; i < 2; i++)
        viewc_free(&others[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view_made made;
    struct buf source;

    if (size < 1 || size > 4096)
        return 0;
    buf_init(&source, 0);
    if (data[0] & 1)
        buf_cstr(&source, "{{ view t \"x.h\" }}\n");
    buf_put(&source, (const char *)data + 1, size - 1);
    if (viewc_compile("t.html", buf_str(&source), &made)) {
        demand(made.refusal[0] == '\0', "no refusal of what is taken");
        check_whole(buf_str(&source), &made);
        if (str_find(buf_str(&source), mark, 0) == (size_t)-1) /* else it is no mark */
            check_code(buf_str(&made.code), data[0]);
    } else {
        demand(strncmp(made.refusal, "t.html:", 7) == 0 && made.refusal[7] >= '1' && made.refusal[7] <= '9', "a place");
        demand(strstr(made.refusal, "; ") != NULL, "a way out");
        for (const char *p = made.refusal; *p != '\0'; p++)
            demand(*p >= ' ' && *p <= '~', "a refusal is one line that a terminal can show");
    }
    viewc_free(&made);
    buf_free(&source);
    return 0;
}
