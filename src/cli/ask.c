/* ask.c: see ask.h. */
#include "cli/ask.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_BYTES 512

static const int caught[] = {SIGINT, SIGHUP, SIGTERM, SIGQUIT, SIGTSTP};
#define CAUGHT (sizeof caught / sizeof *caught)

static volatile sig_atomic_t came;

static void note(int number)
{
    came = number;
}

/* In one write: what somebody types already while we ask is shown behind the question, not within it. */
static void say(int fd, const char *text, const char *end)
{
    char line[256]; /* our own questions, all shorter */
    size_t n = strlen(text), more = strlen(end);
    assert(n + more <= sizeof line);
    memcpy(line, text, n);
    memcpy(line + n, end, more);
    ssize_t sent = write(fd, line, n + more);
    (void)sent; /* a terminal that cannot be written to cannot be read from either */
}

/* Up to the end of the line, or until a signal comes; signals come only while we wait. */
static bool read_line(int fd, const sigset_t *before, char *text, size_t room)
{
    size_t n = 0;
    char one = 0;
    while (!came && one != '\n') {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(fd, &set);
        if (pselect(fd + 1, &set, NULL, NULL, NULL, before) < 0) {
            if (errno != EINTR) {
                return false;
            }
            continue;
        }
        if (read(fd, &one, 1) != 1) {
            return false;
        }
        if (one != '\n' && n + 1 < room) {
            text[n++] = one;
        }
    }
    text[n] = 0;
    return !came;
}

/* Asks once, with the terminal as it was afterwards; the number of the signal that came meanwhile, or 0. */
static int ask_once(int fd, const char *prompt, bool shown, char *text, size_t room, bool *ok)
{
    struct sigaction mine = {.sa_handler = note}, old[CAUGHT];
    struct termios before, quiet;
    sigset_t some, mask;
    sigemptyset(&some);
    sigemptyset(&mine.sa_mask);
    for (size_t i = 0; i < CAUGHT; i++) {
        sigaddset(&some, caught[i]);
    }
    came = 0;
    pthread_sigmask(SIG_BLOCK, &some, &mask);
    for (size_t i = 0; i < CAUGHT; i++) {
        sigaction(caught[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN) {
            sigaction(caught[i], &mine, NULL);
        }
    }
    *ok = tcgetattr(fd, &before) == 0;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    *ok = *ok && (shown || tcsetattr(fd, TCSAFLUSH, &quiet) == 0);
    if (*ok) {
        say(fd, prompt, ": ");
        *ok = read_line(fd, &mask, text, room);
        if (!shown) {
            tcsetattr(fd, TCSAFLUSH, &before);
            say(fd, "\n", "");
        }
    }
    for (size_t i = 0; i < CAUGHT; i++) {
        sigaction(caught[i], &old[i], NULL);
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return came;
}

bool ask_terminal(const char *prompt, bool shown, char *text, size_t room, struct err *e)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), number;
    bool ok;
    *text = 0;
    if (fd < 0) {
        return err_set(e, ERR_NOT_FOUND, "terminal", "there is none to ask on");
    }
    while ((number = ask_once(fd, prompt, shown, text, room, &ok)) != 0) {
        kill(getpid(), number);
        if (number != SIGTSTP) {
            break; /* somebody lets this signal pass */
        }
    }
    close(fd);
    return (ok && !number) || err_set(e, ERR_IO, "terminal", number ? "the asking was interrupted" : "was closed");
}

bool ask(const struct cli *c, const char *prompt, bool shown, char *text, size_t room, struct err *e)
{
    return c->ask ? c->ask(c->ask_ctx, prompt, shown, text, room, e) : ask_terminal(prompt, shown, text, room, e);
}

bool ask_option(const struct cli *c, const char *option, const char *prompt, struct arena *a, struct str *out,
                struct err *e)
{
    const char *given = cli_option(c, option);
    char text[LINE_MAX_BYTES] = "", where[64];
    struct err mine = {0};
    if (given) {
        return arena_str(a, str_of(given), out) || arena_error(a, e);
    }
    snprintf(where, sizeof where, "--%s", option);
    if (!ask(c, prompt, true, text, sizeof text, &mine)) {
        return mine.kind == ERR_NOT_FOUND
                   ? err_set(e, ERR_NOT_FOUND, where, "is missing, and there is no terminal to ask on")
                   : err_set(e, mine.kind, where, "%s", mine.text);
    }
    struct str line = str_trim(str_of(text));
    return line.n ? arena_str(a, line, out) || arena_error(a, e) : err_set(e, ERR_INVALID, where, "nothing was typed");
}
