/*
 * bench_http: the bare server with one page of fixed size, for wrk beside nginx (bench/http).
 * Usage: bench_http PORT BYTES [gzip]   serves until standard input ends, then prints its own CPU time for each page;
 *        bench_http hold PORT COUNT     opens so many connections and holds them, idle, until standard input ends
 */
#include "http/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static atomic_ulong pages;

struct page {
    char *p;
    size_t n;
    bool compress;
};

static void answer(void *app, struct http_request *r, struct http_answer *w)
{
    const struct page *page = app;

    (void)r;
    pages++;
    w->type = "text/html; charset=utf-8";
    w->compress = page->compress;
    http_put_header(w, "Cache-Control", STR("no-store"));
    http_put_header(w, "Content-Security-Policy", STR("default-src 'none'; style-src 'self'; script-src 'self'"));
    http_put_header(w, "X-Content-Type-Options", STR("nosniff"));
    http_put_header(w, "Referrer-Policy", STR("same-origin"));
    buf_put(&w->body, page->p, page->n); /* copied, as a page is written */
}

static int hold(int port, int count)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < count; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
            perror("hold");
            return 1;
        }
    }
    printf("%d\n", count);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    double begun = seconds(CLOCK_MONOTONIC);
    struct page page = {NULL, argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 20000, argc > 3};
    struct http_server *s;
    struct http_config c;
    struct err e = {0};
    char listen[32];
    struct buf b;

    if (argc == 4 && strcmp(argv[1], "hold") == 0)
        return hold(atoi(argv[2]), atoi(argv[3]));
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
    begun = seconds(CLOCK_MONOTONIC) - begun;
    while (getchar() != EOF)
        ;
    http_stop(s, 5);
    printf("ready after %.1f ms; %lu pages, %.4f ms of CPU each\n", begun * 1e3, (unsigned long)pages,
           pages == 0 ? 0 : seconds(CLOCK_PROCESS_CPUTIME_ID) * 1e3 / (double)pages);
    buf_free(&b);
    return 0;
}
