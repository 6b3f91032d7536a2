/*
 * control.c: both ends of the socket.
 */
#define _GNU_SOURCE /* struct ucred: who is at the other end */
#include "cli/control.h"
#include "cli/file.h"

#include "cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FORMAT "goldthread.control/3"
#define MESSAGE_MAX 65536
#define ARGUMENTS_MAX 256
#define AT_ONCE_MAX 8
#define STREAMS 3
#define QUESTION_MAX 1024 /* bytes of a question or its answer */
#define ANSWER_SECONDS 600

static const char *const served[] = {"audit", "backup", "disclose", "instrument", "key", "retention", "user"};

struct control {
    struct record_open *record;
    int folder, listening, wake[2];
    pthread_t thread;
    bool runs;
    pthread_mutex_t lock;
    pthread_cond_t fewer;
    int busy;
    bool stopping;
    int calls[AT_ONCE_MAX]; /* their sockets; -1: free */
};

struct call {
    struct control *control;
    int fd, stream[STREAMS];
    char text[MESSAGE_MAX + 1];
    size_t n;
};

bool control_serves(const char *command)
{
    for (size_t i = 0; i < sizeof served / sizeof *served; i++) {
        if (strcmp(command, served[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The socket through its folder's descriptor: names of sockets may have 107 bytes only, those of folders more. */
static struct sockaddr_un address_of(int folder)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/control", folder);
    return a;
}

static int new_socket(void)
{
    return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

/* Connected, or -1 when nobody listens. */
static int reach(int folder)
{
    struct sockaddr_un a = address_of(folder);
    int fd = new_socket();
    if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static bool same_user(int fd)
{
    struct ucred who;
    socklen_t n = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 && who.uid == geteuid();
}

/* ---- who serves ---- */

/* The message and its descriptors; false when it is not as it must be. What came is in the call all the same. */
static bool receive(struct call *c)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(STREAMS * sizeof(int))];
    } extra;
    struct iovec part = {c->text, MESSAGE_MAX};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
    struct timeval patience = {5, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t n = recvmsg(c->fd, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *head = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(c->stream, CMSG_DATA(head), (count < STREAMS ? count : STREAMS) * sizeof(int));
    }
    c->n = n > 0 ? (size_t)n : 0;
    c->text[c->n] = 0;
    return c->n > sizeof FORMAT && c->text[c->n - 1] == 0 && memcmp(c->text, FORMAT, sizeof FORMAT) == 0 &&
           c->stream[STREAMS - 1] >= 0 && !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
}

static FILE *open_stream(int *fd, const char *mode)
{
    FILE *f = fdopen(*fd, mode);
    if (f) {
        *fd = -1; /* closed with the stream */
    }
    return f ? f : fopen("/dev/null", mode); /* a descriptor that is closed, or of the other direction */
}

/* The process that was called asks: only that has the terminal, and only that hears its Ctrl-C. */
static bool ask_far(void *ctx, const char *prompt, bool shown, char *text, size_t room, struct err *e)
{
    const struct call *c = ctx;
    char line[QUESTION_MAX] = {'Q', (char)shown};
    struct timeval patience = {ANSWER_SECONDS, 0};
    size_t n = strlen(prompt);
    n = n < sizeof line - 2 ? n : sizeof line - 2;
    memcpy(line + 2, prompt, n);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    bool sent = send(c->fd, line, n + 2, MSG_NOSIGNAL) == (ssize_t)n + 2;
    ssize_t got = sent ? recv(c->fd, line, sizeof line, 0) : -1;
    bool ok = got >= 1 && line[0] == 0 && (size_t)got <= room;
    if (ok) {
        memcpy(text, line + 1, (size_t)got - 1);
        text[got - 1] = 0;
    }
    bool none = got == 1 && line[0] == ERR_NOT_FOUND;
    seal_wipe(line, sizeof line);
    return ok || err_set(e, none ? ERR_NOT_FOUND : ERR_IO, "terminal", none ? "there is none to ask on" : "was closed");
}

/* Files are opened by the process that was called, too: 'F', what is to be done, the name. What comes back: the errno,
 * 0 when it was done, with the descriptor beside it and the name of what was opened behind it. */
static int far(const struct call *c, char deed, const char *path, char name[FILE_NAME_MAX])
{
    char line[FILE_NAME_MAX + 2] = {'F', deed}, back[FILE_NAME_MAX];
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } extra;
    struct iovec part = {back, sizeof back - 1};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
    struct timeval patience = {ANSWER_SECONDS, 0};
    size_t n = strlen(path);
    int fd = -1;
    if (n >= FILE_NAME_MAX) {
        return -ENAMETOOLONG;
    }
    memcpy(line + 2, path, n);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t got = send(c->fd, line, n + 2, MSG_NOSIGNAL) == (ssize_t)n + 2 ? recvmsg(c->fd, &m, MSG_CMSG_CLOEXEC) : -1;
    struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
        memcpy(&fd, CMSG_DATA(head), sizeof fd);
    }
    if (got < 1 || (back[0] == 0 && fd < 0 && deed != 'k' && deed != 'd')) {
        if (fd >= 0) {
            close(fd);
        }
        return -EIO;
    }
    back[got] = 0;
    if (name) {
        memcpy(name, back + 1, (size_t)got);
    }
    return back[0] ? -(int)(unsigned char)back[0] : fd >= 0 ? fd : 0;
}

static int far_open(void *ctx, const char *path)
{
    const struct call *c = ctx;
    const struct record_config *own = &c->control->record->config;
    bool ours = str_is(own->checkpoints, path) || (str_starts(str_of(path), own->folder) && path[own->folder.n] == '/');
    return ours && !strstr(path, "/../") ? file_here_open(NULL, path) : far(c, 'r', path, NULL);
}

static int far_begin(void *ctx, const char *path, char name[FILE_NAME_MAX])
{
    return far(ctx, 'w', path, name);
}

static int far_end(void *ctx, const char *name, bool keep)
{
    return far(ctx, keep ? 'k' : 'd', name, NULL);
}

static unsigned char run_call(struct call *c)
{
    char *argv[ARGUMENTS_MAX + 1] = {NULL};
    int argc = 0;
    for (char *p = c->text + sizeof FORMAT; p < c->text + c->n && argc < ARGUMENTS_MAX; p += strlen(p) + 1) {
        argv[argc++] = p;
    }
    struct file_place files = {far_open, far_begin, far_end, c};
    struct cli_served s = {.record = c->control->record,
                           .in = open_stream(&c->stream[0], "r"),
                           .out = open_stream(&c->stream[1], "w"),
                           .err = open_stream(&c->stream[2], "w"),
                           .ask = ask_far,
                           .ask_ctx = c,
                           .files = &files};
    int code = s.in && s.out && s.err ? cli_served(&s, argc, argv) : CLI_TROUBLE;
    FILE *all[] = {s.in, s.out, s.err};
    for (size_t i = 0; i < STREAMS; i++) {
        if (all[i]) {
            fclose(all[i]);
        }
    }
    return (unsigned char)code;
}

static void *serve_one(void *ctx)
{
    struct call *c = ctx;
    struct control *control = c->control;
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL); /* the other end may close its streams at any time */
    if (same_user(c->fd) && receive(c)) {
        unsigned char code = run_call(c);
        send(c->fd, &code, 1, MSG_NOSIGNAL);
    }
    for (size_t i = 0; i < STREAMS; i++) {
        if (c->stream[i] >= 0) {
            close(c->stream[i]);
        }
    }
    pthread_mutex_lock(&control->lock);
    for (size_t i = 0; i < AT_ONCE_MAX; i++) {
        control->calls[i] = control->calls[i] == c->fd ? -1 : control->calls[i];
    }
    close(c->fd);
    control->busy--;
    pthread_cond_broadcast(&control->fewer);
    pthread_mutex_unlock(&control->lock);
    free(c);
    return NULL;
}

static void take(struct control *control, int fd)
{
    struct call *c = calloc(1, sizeof *c);
    pthread_t thread;
    if (!c) {
        close(fd);
        return;
    }
    c->control = control;
    c->fd = fd;
    c->stream[0] = c->stream[1] = c->stream[2] = -1;
    pthread_mutex_lock(&control->lock);
    while (control->busy == AT_ONCE_MAX && !control->stopping) {
        pthread_cond_wait(&control->fewer, &control->lock);
    }
    bool stopping = control->stopping;
    for (size_t i = 0; !stopping && i < AT_ONCE_MAX; i++) {
        if (control->calls[i] < 0) {
            control->calls[i] = fd;
            break;
        }
    }
    control->busy += !stopping;
    pthread_mutex_unlock(&control->lock);
    if (stopping) {
        close(fd);
        free(c);
        return;
    }
    if (pthread_create(&thread, NULL, serve_one, c) == 0) {
        pthread_detach(thread);
    } else {
        serve_one(c); /* no more threads: here, then */
    }
}

static void *listen_on(void *ctx)
{
    struct control *c = ctx;
    struct pollfd p[2] = {{.fd = c->listening, .events = POLLIN}, {.fd = c->wake[0], .events = POLLIN}};
    while (poll(p, 2, -1) >= 0 || errno == EINTR) {
        if (p[1].revents) {
            break;
        }
        int fd = p[0].revents & POLLIN ? accept4(c->listening, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (fd >= 0) {
            take(c, fd);
        }
    }
    return NULL;
}

static bool bind_socket(struct control *c, const char *folder, struct err *e)
{
    struct sockaddr_un a;
    c->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int other = c->folder >= 0 ? reach(c->folder) : -1;
    if (other >= 0) {
        close(other);
        return err_set(e, ERR_CONFLICT, folder, "another process serves this record already");
    }
    a = address_of(c->folder);
    c->listening = new_socket();
    if (c->folder < 0 || c->listening < 0) {
        return err_set(e, ERR_IO, folder, "cannot be opened: %s", strerror(errno));
    }
    unlinkat(c->folder, "control", 0); /* of a process that was killed */
    /* Before bind, so that nobody else can ever open it. */
    if (fchmod(c->listening, 0600) != 0 || bind(c->listening, (struct sockaddr *)&a, sizeof a) != 0 ||
        listen(c->listening, 16) != 0) {
        return err_set(e, ERR_IO, folder, "no socket can be made there: %s", strerror(errno));
    }
    return true;
}

bool control_start(struct record_open *o, struct control **out, struct err *e)
{
    struct control *c = calloc(1, sizeof *c);
    if (!c) {
        return err_no_memory(e);
    }
    c->record = o;
    c->folder = c->listening = c->wake[0] = c->wake[1] = -1;
    for (size_t i = 0; i < AT_ONCE_MAX; i++) {
        c->calls[i] = -1;
    }
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->fewer, NULL);
    bool ok = bind_socket(c, o->config.folder.p, e);
    ok = ok && (pipe2(c->wake, O_CLOEXEC) == 0 || err_set(e, ERR_IO, "control", "no pipe: %s", strerror(errno)));
    ok = ok && (pthread_create(&c->thread, NULL, listen_on, c) == 0 || err_no_memory(e));
    c->runs = ok;
    if (!ok) {
        control_stop(c, 0);
        return false;
    }
    *out = c;
    return true;
}

/* Nobody comes any more; those who wait for an answer get none. Whether all have ended in time. */
static bool wind_up(struct control *c, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    unlinkat(c->folder, "control", 0);
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_broadcast(&c->fewer);
    pthread_mutex_unlock(&c->lock);
    close(c->wake[1]);
    c->wake[1] = -1;
    pthread_join(c->thread, NULL);
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < AT_ONCE_MAX; i++) {
        if (c->calls[i] >= 0) {
            shutdown(c->calls[i], SHUT_RD);
        }
    }
    while (c->busy && pthread_cond_timedwait(&c->fewer, &c->lock, &until) != ETIMEDOUT) {
    }
    bool all = !c->busy;
    pthread_mutex_unlock(&c->lock);
    return all;
}

bool control_stop(struct control *c, int seconds)
{
    if (!c) {
        return true;
    }
    if (c->runs && !wind_up(c, seconds)) {
        return false; /* c is theirs now, until the process ends */
    }
    int all[] = {c->folder, c->listening, c->wake[0], c->wake[1]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i] >= 0) {
            close(all[i]);
        }
    }
    pthread_cond_destroy(&c->fewer);
    pthread_mutex_destroy(&c->lock);
    free(c);
    return true;
}

/* ---- who asks ---- */

static bool put_message(struct buf *b, int argc, char **argv)
{
    buf_put(b, FORMAT, sizeof FORMAT);
    for (int i = 0; i < argc; i++) {
        buf_put(b, argv[i], strlen(argv[i]) + 1);
    }
    return argc <= ARGUMENTS_MAX && buf_ok(b) && b->n <= MESSAGE_MAX;
}

static bool send_message(int fd, const struct cli *c, struct str text)
{
    int streams[STREAMS] = {fileno(c->in), fileno(c->out), fileno(c->err)};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof streams)];
    } extra = {.room = {0}};
    struct iovec part = {(char *)(uintptr_t)text.p, text.n};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
    struct cmsghdr *head = CMSG_FIRSTHDR(&m);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof streams);
    memcpy(CMSG_DATA(head), streams, sizeof streams);
    return sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)text.n;
}

/* The temporary file that is being written for the process that serves; one at a time. */
static char opened_here[FILE_NAME_MAX];

/* One question, asked here. */
static bool answer(int fd, char *line, size_t n)
{
    char text[QUESTION_MAX] = "";
    struct err e = {0};
    line[n] = 0;
    bool ok = ask_terminal(line + 2, line[1] != 0, text + 1, sizeof text - 1, &e);
    text[0] = ok ? 0 : (char)e.kind;
    size_t length = ok ? 1 + strlen(text + 1) : 1;
    ok = send(fd, text, length, MSG_NOSIGNAL) == (ssize_t)length;
    seal_wipe(text, sizeof text);
    return ok;
}

/* An ending of a file's name: nothing, or a dot and what holds no slash. */
static bool is_ending(const char *s)
{
    return *s == 0 || (*s == '.' && !strchr(s, '/'));
}

/* What was asked for by the line itself: a file that it names, or one of that name with an ending. */
static bool named_by(const char *path, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        const char *value = strncmp(argv[i], "--", 2) == 0 ? strchr(argv[i], '=') : NULL;
        const char *words[] = {argv[i], value ? value + 1 : "", argv[i][0] == '-' && argv[i][1] ? argv[i] + 2 : ""};
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            size_t n = strlen(words[w]);
            bool folder = strcmp(words[w], ".") == 0 || strcmp(words[w], "..") == 0;
            if (n && !folder && words[w][n - 1] != '/' && strncmp(path, words[w], n) == 0 && is_ending(path + n)) {
                return true;
            }
        }
    }
    return false;
}

/* One deed with a file, with the rights and the folder of this process; those the line does not name are refused. */
static void do_file(int fd, char *line, size_t n, int argc, char **argv)
{
    char back[FILE_NAME_MAX + 1] = "";
    const char *path = line + 2;
    int got = -EACCES;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } extra = {.room = {0}};
    line[n] = 0;
    if (line[1] == 'r' && (named_by(path, argc, argv) || strcmp(path, opened_here) == 0)) {
        got = file_here_open(NULL, path);
    } else if (line[1] == 'w' && !opened_here[0] && named_by(path, argc, argv)) {
        got = file_here_begin(NULL, path, back + 1);
        memcpy(opened_here, back + 1, got >= 0 ? strlen(back + 1) + 1 : 0);
    } else if ((line[1] == 'k' || line[1] == 'd') && opened_here[0] && strcmp(path, opened_here) == 0) {
        got = file_here_end(NULL, path, line[1] == 'k');
        opened_here[0] = 0;
    }
    back[0] = (char)(got < 0 ? -got : 0);
    struct iovec part = {back, got < 0 ? 1 : 1 + strlen(back + 1)};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    bool open = got >= 0 && (line[1] == 'r' || line[1] == 'w');
    if (open) {
        m.msg_control = &extra;
        m.msg_controllen = sizeof extra;
        struct cmsghdr *head = CMSG_FIRSTHDR(&m);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof got);
        memcpy(CMSG_DATA(head), &got, sizeof got);
    }
    sendmsg(fd, &m, MSG_NOSIGNAL);
    if (open) {
        close(got);
    }
}

/* What comes back: questions and files, then the exit code; -1: the other process went away. */
static int listen_for_code(int fd, int argc, char **argv)
{
    char line[FILE_NAME_MAX + 3];
    int code = -1;
    for (;;) {
        ssize_t n = recv(fd, line, sizeof line - 1, 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n == 1) {
            code = (unsigned char)line[0];
            break;
        }
        if (n >= 3 && line[0] == 'F') {
            do_file(fd, line, (size_t)n, argc, argv);
        } else if (n >= 3 && n <= QUESTION_MAX && line[0] == 'Q') {
            answer(fd, line, (size_t)n);
        } else {
            break;
        }
    }
    if (opened_here[0]) { /* it went away in the middle of a file */
        file_here_end(NULL, opened_here, false);
        opened_here[0] = 0;
    }
    return code;
}

static int have_done(int fd, const struct cli *c, int argc, char **argv)
{
    struct buf b;
    const char *name = c->command->name;
    buf_init(&b, 0);
    if (!same_user(fd)) {
        cli_failf(name, "the record is served by a process of another user; run this as that user");
    } else if (!put_message(&b, argc, argv)) {
        cli_failf(name, "the line is too long");
    } else if (!send_message(fd, c, buf_str(&b))) {
        cli_failf(name, "the process that serves the record does not take the command: %s", strerror(errno));
    } else {
        buf_free(&b);
        int code = listen_for_code(fd, argc, argv);
        return code >= 0
                   ? code
                   : cli_failf(name, "the process that serves the record went away meanwhile; look whether it was "
                                     "done (goldthread audit list), then do it again");
    }
    buf_free(&b);
    return CLI_TROUBLE;
}

bool control_ask(const struct cli *c, int argc, char **argv, int *code)
{
    struct record_config config;
    struct arena a;
    struct err ignored = {0};
    if (!control_serves(c->command->name)) {
        return false;
    }
    arena_init(&a, 0);
    int folder =
        record_config_read(c, &a, &config, &ignored) ? open(config.folder.p, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    int fd = folder >= 0 ? reach(folder) : -1;
    if (fd >= 0) {
        fflush(c->out);
        *code = have_done(fd, c, argc, argv);
        close(fd);
    }
    if (folder >= 0) {
        close(folder);
    }
    arena_free(&a);
    return fd >= 0;
}
