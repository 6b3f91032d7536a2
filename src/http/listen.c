#include "http/parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static bool is_loopback(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

void http_address(const struct sockaddr *a, char out[64])
{
    snprintf(out, 64, "unix");
    if (a == NULL)
        return;
    if (a->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)a)->sin_addr, out, 64);
    } else if (a->sa_family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(v6))
            inet_ntop(AF_INET, v6->s6_addr + 12, out, 64);
        else
            inet_ntop(AF_INET6, v6, out, 64);
    }
}

bool http_is_address(const char *text)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

/* Does somebody answer at that Unix socket? */
static bool answers(const struct sockaddr_un *un)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool yes = fd >= 0 && connect(fd, (const struct sockaddr *)un, sizeof *un) == 0;

    if (fd >= 0)
        close(fd);
    return yes;
}

static bool listen_unix(const char *path, struct http_listener *l, struct err *e)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    struct stat st;

    if (*path == '\0' || strlen(path) >= sizeof un.sun_path)
        return err_set(e, ERR_INVALID, "listen", "the path of a Unix socket has 1 to %zu bytes",
                       sizeof un.sun_path - 1);
    memcpy(un.sun_path, path, strlen(path) + 1);
    if (lstat(path, &st) == 0) {
        if (!S_ISSOCK(st.st_mode))
            return err_set(e, ERR_CONFLICT, "listen", "%s is there and is no socket; give another path", path);
        if (answers(&un))
            return err_set(e, ERR_CONFLICT, "listen", "another process listens at %s; stop it first", path);
        unlink(path);
    }
    if ((l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0 ||
        bind(l->fd, (struct sockaddr *)&un, sizeof un) != 0 || chmod(path, 0660) != 0 || listen(l->fd, BACKLOG) != 0)
        return err_set(e, ERR_IO, "listen", "cannot listen at %s: %s", path, strerror(errno));
    memcpy(l->path, un.sun_path, sizeof l->path);
    l->is_unix = l->is_loopback = true;
    return true;
}

/* "127.0.0.1:8000", "[::1]:8000", "localhost:8000" in two. */
static bool split(const char *text, char host[64], char port[8])
{
    const char *colon = strrchr(text, ':');
    size_t n = colon == NULL ? 0 : (size_t)(colon - text);
    unsigned long number;
    char *end;

    if (n > 1 && text[0] == '[' && text[n - 1] == ']') {
        text++;
        n -= 2;
    } else if (memchr(text, ':', n) != NULL) {
        return false; /* an IPv6 address without brackets */
    }
    if (n == 0 || n >= 64 || colon[1] < '0' || colon[1] > '9' || strlen(colon + 1) > 5)
        return false;
    number = strtoul(colon + 1, &end, 10);
    if (*end != '\0' || number > 65535)
        return false;
    memcpy(host, text, n);
    host[n] = '\0';
    snprintf(port, 8, "%hu", (unsigned short)number);
    if (strcmp(host, "localhost") == 0)
        snprintf(host, 64, "127.0.0.1");
    return true;
}

static bool listen_tcp(const char *text, const struct addrinfo *at, struct http_listener *l, struct err *e)
{
    struct sockaddr_storage got = {0};
    socklen_t size = sizeof got;
    int yes = 1;

    if ((l->fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
        return err_set(e, ERR_IO, "listen", "no socket: %s", strerror(errno));
    setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(l->fd, at->ai_addr, at->ai_addrlen) != 0 || listen(l->fd, BACKLOG) != 0) {
        if (errno == EADDRINUSE)
            return err_set(e, ERR_CONFLICT, "listen", "%s is taken; stop what listens there or give another port",
                           text);
        return err_set(e, errno == EADDRNOTAVAIL ? ERR_INVALID : ERR_IO, "listen", "cannot listen at %s: %s", text,
                       strerror(errno));
    }
    getsockname(l->fd, (struct sockaddr *)&got, &size);
    l->port = ntohs(got.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&got)->sin_port
                                             : ((struct sockaddr_in6 *)(void *)&got)->sin6_port);
    l->is_loopback = is_loopback(at->ai_addr);
    return true;
}

bool http_listen(const char *listen, struct http_listener *out, struct err *e)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *list = NULL;
    char host[64], port[8];
    bool ok;

    *out = (struct http_listener){.fd = -1};
    if (listen != NULL && strncmp(listen, "unix:", 5) == 0) {
        ok = listen_unix(listen + 5, out, e);
    } else if (listen == NULL || !split(listen, host, port) || getaddrinfo(host, port, &hints, &list) != 0) {
        return err_set(e, ERR_INVALID, "listen",
                       "%s is no address to listen at; write 127.0.0.1:8000, [::1]:8000 or unix:PATH",
                       listen == NULL ? "nothing" : listen);
    } else {
        ok = listen_tcp(listen, list, out, e);
        freeaddrinfo(list);
    }
    if (!ok)
        http_unlisten(out);
    return ok;
}

void http_unlisten(struct http_listener *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->path[0] != '\0')
        unlink(l->path);
    l->fd = -1;
    l->path[0] = '\0';
}
