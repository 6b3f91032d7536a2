/* What a process can still do after it has given up what sandbox.h says. Each row runs in a process of its own. */
#define _GNU_SOURCE
#include "cli/sandbox.h"

#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], inside[96], outside[96], allowed[96];

static int opened(const char *path, int how)
{
    int fd = open(path, how | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 ? 0 : errno;
}

static int write_inside(void)
{
    char to[128];
    snprintf(to, sizeof to, "%s/new", inside);
    int bad = opened(to, O_WRONLY | O_CREAT);
    return bad ? bad : unlink(to) ? errno : 0;
}
static int write_outside(void)
{
    char to[128];
    snprintf(to, sizeof to, "%s/new", outside);
    return opened(to, O_WRONLY | O_CREAT);
}
static int change_outside(void)
{
    char to[128];
    snprintf(to, sizeof to, "%s/secret", outside);
    return opened(to, O_WRONLY);
}
static int read_outside(void)
{
    char to[128];
    snprintf(to, sizeof to, "%s/secret", outside);
    return opened(to, O_RDONLY);
}
static int list_outside(void)
{
    return opened(outside, O_RDONLY | O_DIRECTORY);
}
static int read_allowed(void)
{
    return opened(allowed, O_RDONLY);
}
static int write_allowed(void)
{
    return opened(allowed, O_WRONLY);
}
static int rename_out(void)
{
    char from[128], to[128];
    snprintf(from, sizeof from, "%s/kept", inside);
    snprintf(to, sizeof to, "%s/kept", outside);
    return rename(from, to) ? errno : 0;
}
static int read_zones(void)
{
    return access("/usr/share/zoneinfo", F_OK) ? 0 : opened("/usr/share/zoneinfo", O_RDONLY | O_DIRECTORY);
}
static int run_program(void)
{
    char *none[] = {NULL}, *argv[] = {(char *)(uintptr_t) "true", NULL};
    execve("/bin/true", argv, none);
    return errno;
}
static int run_descriptor(void)
{
    char *none[] = {NULL}, *argv[] = {(char *)(uintptr_t) "true", NULL};
    int fd = open("/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY | O_CLOEXEC); /* any file that may be read */
    syscall(SYS_execveat, fd < 0 ? 0 : fd, "", argv, none, 0x1000 /* AT_EMPTY_PATH */);
    return errno;
}
static int new_process(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child < 0 ? errno : 0;
}
static void *nothing(void *ctx)
{
    return ctx;
}
static int new_thread(void)
{
    pthread_t t;
    int bad = pthread_create(&t, NULL, nothing, NULL);
    return bad ? bad : pthread_join(t, NULL);
}
static int trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? errno : 0;
}
static int uring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL) < 0 ? errno : 0;
}
static int other_user(void)
{
    return setuid(getuid()) ? errno : 0;
}

static void *in_thread(void *ctx)
{
    int (**deed)(void) = ctx;
    return (void *)(intptr_t)(*deed)();
}

/* The errno of a deed done after both locks, in another thread when `thread`; 200 when a lock could not be put on, 201
 * when this kernel has none for files. */
static int done_inside(int (*deed)(void), bool thread)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct sandbox s = {.write = {inside}, .write_count = 1, .read = {allowed, "/nowhere/at/all"}, .read_count = 2};
        struct err e = {0};
        bool held = false;
        if (!sandbox_files(&s, &held, &e) || !sandbox_calls(false, &e)) {
            fprintf(stderr, "%s: %s\n", e.where, e.text);
            _exit(200);
        }
        if (!held)
            _exit(201);
        void *out = NULL;
        pthread_t t;
        if (thread && pthread_create(&t, NULL, in_thread, &deed) == 0)
            pthread_join(t, &out);
        else
            out = (void *)(intptr_t)deed();
        _exit((int)(intptr_t)out);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void what_is_left(void **state)
{
    static const struct {
        const char *name;
        int (*deed)(void);
        int wanted;
    } rows[] = {
        {"a file in its own folder is made and removed", write_inside, 0},
        {"a file elsewhere is not made", write_outside, EACCES},
        {"a file elsewhere is not changed", change_outside, EACCES},
        {"a file elsewhere is not read", read_outside, EACCES},
        {"a folder elsewhere is not listed", list_outside, EACCES},
        {"a file on the list is read", read_allowed, 0},
        {"a file on the list is not written", write_allowed, EACCES},
        {"a file does not leave by renaming", rename_out, EACCES},
        {"time zones are read", read_zones, 0},
        {"no program is run", run_program, EPERM},
        {"no program is run by its descriptor", run_descriptor, EPERM},
        {"no process is made", new_process, EPERM},
        {"threads are made", new_thread, 0},
        {"nothing is traced", trace, EPERM},
        {"no ring of calls", uring, EPERM},
        {"nobody else is become", other_user, EPERM},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int thread = 0; thread < 2; thread++) {
            int got = done_inside(rows[i].deed, thread);
            if (got == 201) {
                printf("this kernel has no Landlock; nothing to test\n");
                skip();
            }
            CHECK(got == rows[i].wanted, "%s%s: %s", rows[i].name, thread ? ", in a thread" : "",
                  got == 200 ? "no lock" : strerror(got));
        }
    }
}

static void no_folder(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct sandbox s = {.write = {"/nowhere/at/all"}, .write_count = 1};
        struct err e = {0};
        bool held;
        bool ok = sandbox_files(&s, &held, &e);
        _exit(!held || (!ok && e.kind == ERR_NOT_FOUND && strcmp(e.where, "/nowhere/at/all") == 0) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/sandbox.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(inside, sizeof inside, "%s/in", folder);
    snprintf(outside, sizeof outside, "%s/out", folder);
    snprintf(allowed, sizeof allowed, "%s/allowed", folder);
    char file[128];
    int bad = mkdir(inside, 0700) | mkdir(outside, 0700);
    snprintf(file, sizeof file, "%s/kept", inside);
    bad |= opened(file, O_WRONLY | O_CREAT);
    snprintf(file, sizeof file, "%s/secret", outside);
    bad |= opened(file, O_WRONLY | O_CREAT) | opened(allowed, O_WRONLY | O_CREAT);
    return bad;
}

static int teardown(void **state)
{
    (void)state;
    char file[128];
    snprintf(file, sizeof file, "%s/kept", inside);
    unlink(file);
    snprintf(file, sizeof file, "%s/secret", outside);
    unlink(file);
    unlink(allowed);
    rmdir(inside);
    rmdir(outside);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_left), cmocka_unit_test(no_folder)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
