/*
 * bench_http: the bare server with one page of fixed size, for wrk beside nginx (bench/http).
 * Usage: bench_http PORT BYTES [gzip]; runs until standard input ends.
 */
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct page {
    char *p;
    size_t n;
    bool compress;
};

static void answer(void *app, struct http_request *r, struct http_answer *w)
{
    const struct page *page = app;

    (void)r;
    w->type = "text/html; charset=utf-8";
    w->compress = page->compress;
    http_put_header(w, "Cache-Control", STR("no-store"));
    http_put_header(w, "Content-Security-Policy", STR("default-src 'none'; style-src 'self'; script-src 'self'"));
    http_put_header(w, "X-Content-Type-Options", STR("nosniff"));
    http_put_header(w, "Referrer-Policy", STR("same-origin"));
    buf_put(&w->body, page->p, page->n); /* copied, as a page is written */
}

int main(int argc, char **argv)
{
    struct page page = {NULL, argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 20000, argc > 3};
    struct http_server *s;
    struct http_config c;
    struct err e = {0};
    char listen[32];
    struct buf b;

    snprintf(listen, sizeof listen, "127.0.0.1:%s", argc > 1 ? argv[1] : "0");
    buf_init(&b, 0);
    while (b.n < page.n)
        buf_printf(&b, "<li><a href=\"/clients/%zu\">Row %zu of a list</a></li>\n", b.n * 7919 % 1000, b.n);
    page.p = b.p;
    http_defaults(&c);
    c.listen = listen;
    c.handler = answer;
    c.app = &page;
    if (getenv("HTTP_WORKERS") != NULL)
        c.workers = (size_t)atoi(getenv("HTTP_WORKERS"));
    if (getenv("HTTP_EVENTS") != NULL)
        c.events = (size_t)atoi(getenv("HTTP_EVENTS"));
    if (!http_start(&c, &s, &e)) {
        fprintf(stderr, "%s: %s\n", e.where, e.text);
        return 1;
    }
    printf("%d\n", http_port(s));
    fflush(stdout);
    while (getchar() != EOF)
        ;
    http_stop(s, 5);
    buf_free(&b);
    return 0;
}
