/*
 * Any bytes as values of views: each kind of place gives back what was written, and whole sample views keep their shape.
 * The first byte chooses the branches; the rest is the value.
 */
#include "view_samples.h"
#include "web/out.h"

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

#define MARK "Zq1z"

static struct page plain, hostile;

/* An address that our own code made leads nowhere but where it may, and stays inside its quotes. */
static void check_url(struct str s)
{
    static const char *const ways[] = {"/", "?", "#", "https://", "tel:", "sms:", "mailto:"};
    struct buf b;
    struct out o = {.to = &b};
    bool ok = false;

    buf_init(&b, 0);
    buf_cstr(&b, "<a href=\"");
    out_url(&o, (struct url){s});
    buf_cstr(&b, "\">a</a>");
    demand(page_read(buf_str(&b), &plain), "an address keeps inside its quotes");
    demand(plain.count == 4, "one attribute");
    struct str address = page_text(&plain, 1);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        ok = ok || str_starts(address, str_of(ways[i]));
    demand(ok || address.n == 0, "an address begins as it may");
    demand(address.n < 2 || address.p[0] != '/' || (address.p[1] != '/' && address.p[1] != '\\'), "no other host");
    page_free(&plain);
    buf_free(&b);
}

static void render(struct str text, const char *cstr, unsigned bits, struct buf *b)
{
    struct view_strip other = {text, text, bits & 1};
    struct sample_tag tags[2] = {{text}, {text}};
    struct sample_row rows[2] = {{text, cstr, 1, tags, 2}, {text, cstr, 2, tags, 0}};
    struct str words[2] = {text, text};
    struct view_everything v = {.page = {cstr, text},
                                .client = other,
                                .other = &other,
                                .rows = rows,
                                .rows_count = (bits >> 1) % 3,
                                .words = words,
                                .words_count = (bits >> 3) % 3,
                                .text = text,
                                .cstr = cstr,
                                .chart = {STR("<b>a</b>")},
                                .home = {STR("/home")},
                                .yes = bits & 32,
                                .no = bits & 64};
    struct out o = {.to = b};

    view_everything(&o, &v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text;
    struct buf b;
    char *cstr;
    size_t n = 0;

    if (size < 2)
        return 0;
    text = (struct str){(const char *)data + 1, size - 1};
    check_url(text);
    cstr = malloc(size);
    demand(cstr != NULL, "memory");
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\0')
            cstr[n++] = text.p[i];
    cstr[n] = '\0';
    if (n > 0) {
        buf_init(&b, 0);
        render(STR(MARK), MARK, data[0], &b);
        demand(page_read(buf_str(&b), &plain), "a page with plain values is well-formed");
        buf_reset(&b);
        render((struct str){cstr, n}, cstr, data[0], &b);
        demand(page_read(buf_str(&b), &hostile), "a page with hostile values is well-formed");
        page_compare(&plain, &hostile, STR(MARK), (struct str){cstr, n});
        page_free(&plain);
        page_free(&hostile);
        buf_free(&b);
    }
    free(cstr);
    return 0;
}
