/* sandbox.c: Landlock rules and the list of calls. */
#define _GNU_SOURCE
#include "cli/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers of Debian 12; the kernel's version says whether it knows them. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ONE_FILE                                                                                                       \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |                       \
     LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_IOCTL_DEV)

/* What libraries read while they work. Shared libraries: name services and character sets are loaded when first used.
 */
static const char *const common[] = {"/usr/share/fonts",
                                     "/usr/local/share/fonts",
                                     "/etc/fonts",
                                     "/usr/share/fontconfig",
                                     "/var/cache/fontconfig",
                                     "/usr/share/zoneinfo",
                                     "/etc/localtime",
                                     "/etc/resolv.conf",
                                     "/run/systemd/resolve",
                                     "/etc/hosts",
                                     "/etc/nsswitch.conf",
                                     "/etc/gai.conf",
                                     "/etc/services",
                                     "/etc/passwd",
                                     "/etc/ssl",
                                     "/usr/share/ca-certificates",
                                     "/etc/gnutls",
                                     "/usr/share/postgresql-common",
                                     "/usr/lib",
                                     "/lib",
                                     "/lib64",
                                     "/etc/ld.so.cache",
                                     "/dev/null",
                                     "/dev/urandom",
                                     "/proc/self",
                                     "/proc/sys/kernel/random",
                                     "/proc/sys/vm",
                                     "/sys/devices/system/cpu"};

/* All kinds of access that this version of Landlock knows: what is handled is forbidden unless a rule allows it. */
static uint64_t known_to(long version)
{
    uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* version 1 */
    if (version >= 2) {
        all |= LANDLOCK_ACCESS_FS_REFER;
    }
    if (version >= 3) {
        all |= LANDLOCK_ACCESS_FS_TRUNCATE;
    }
    if (version >= 5) {
        all |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
    }
    return all;
}

/* A path that is not there is no error for the caller to tell: false with errno ENOENT. */
static bool allow(int rules, const char *path, uint64_t access)
{
    struct stat s;
    struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0) {
        return false;
    }
    bool ok = fstat(rule.parent_fd, &s) == 0;
    rule.allowed_access = ok && !S_ISDIR(s.st_mode) ? access & ONE_FILE : access;
    ok = ok && syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    int why = errno;
    close(rule.parent_fd);
    errno = why;
    return ok;
}

static bool allow_all(int rules, uint64_t all, const struct sandbox *s, struct err *e)
{
    uint64_t own = all & ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_IOCTL_DEV);
    for (size_t i = 0; i < s->write_count; i++) {
        if (!allow(rules, s->write[i], own)) {
            return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, s->write[i], "cannot be opened to work in: %s",
                           strerror(errno));
        }
    }
    for (size_t i = 0; i < s->read_count; i++) {
        if (!allow(rules, s->read[i], READS) && errno != ENOENT && errno != EACCES) {
            return err_set(e, ERR_IO, s->read[i], "cannot be opened to read: %s", strerror(errno));
        }
    }
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        uint64_t access = strcmp(common[i], "/dev/null") == 0 ? READS | LANDLOCK_ACCESS_FS_WRITE_FILE : READS;
        if (!allow(rules, common[i], access) && errno != ENOENT && errno != EACCES) {
            return err_set(e, ERR_IO, common[i], "cannot be opened to read: %s", strerror(errno));
        }
    }
    return true;
}

static bool beside(const char **list, size_t *count, const char *path, struct arena *a, struct err *e)
{
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "." : slash == path ? "/" : arena_copy(a, path, (size_t)(slash - path));
    if (!folder) {
        return arena_error(a, e);
    }
    if (*count == SANDBOX_PATHS_MAX) {
        return err_set(e, ERR_LIMIT, path, "more than %d places", SANDBOX_PATHS_MAX);
    }
    list[(*count)++] = folder;
    return true;
}

bool sandbox_write_beside(struct sandbox *s, const char *path, struct arena *a, struct err *e)
{
    return beside(s->write, &s->write_count, path, a, e);
}

bool sandbox_read_beside(struct sandbox *s, const char *path, struct arena *a, struct err *e)
{
    char *real = realpath(path, NULL);
    bool ok = beside(s->read, &s->read_count, path, a, e) && (!real || beside(s->read, &s->read_count, real, a, e));
    free(real);
    return ok;
}

bool sandbox_files(const struct sandbox *s, bool *held, struct err *e)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    *held = version >= 1;
    if (!*held) {
        return true;
    }
    struct landlock_ruleset_attr attr = {.handled_access_fs = known_to(version)};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0) {
        return err_set(e, ERR_IO, "sandbox", "the kernel makes no rules for files: %s", strerror(errno));
    }
    bool ok = allow_all(rules, attr.handled_access_fs, s, e);
    if (ok && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_landlock_restrict_self, rules, 0) != 0)) {
        ok = err_set(e, ERR_IO, "sandbox", "the kernel takes no rules for files: %s", strerror(errno));
    }
    close(rules);
    return ok;
}

/* ---- calls ---- */

static const char *const refused[] = {
    /* other programs and processes */
    "execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "pidfd_getfd", "kcmp",
    /* whose process it is, and where it lives */
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset",
    "personality", "unshare", "setns", "chroot", "pivot_root",
    /* the machine */
    "mount", "umount2", "move_mount", "open_tree", "fsopen", "fsmount", "fsconfig", "mount_setattr", "swapon",
    "swapoff", "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "acct",
    "quotactl", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "iopl",
    "ioperm", "mknod", "mknodat",
    /* wide doors that nothing here needs */
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "add_key",
    "request_key", "keyctl", "name_to_handle_at", "open_by_handle_at", "lookup_dcookie", "modify_ldt", "uselib",
    "vmsplice", "memfd_secret"};

bool sandbox_calls(bool leak_check, struct err *e)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int bad = f ? seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1) : -ENOMEM;
    for (size_t i = 0; !bad && i < sizeof refused / sizeof *refused; i++) {
        int call = seccomp_syscall_resolve_name(refused[i]);
        if (call != __NR_SCMP_ERROR &&
            !(leak_check && strcmp(refused[i], "ptrace") == 0)) { /* not every machine has each */
            bad = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), call, 0);
            bad = bad == -EDOM ? 0 : bad;
        }
    }
    /* Threads, but no processes. The flags of clone3 lie in memory where no filter can look; the C library then uses
     * clone. */
    if (!bad) {
        bad = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    }
    if (!bad && !leak_check) {
        bad = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    }
    if (!bad) {
        bad = seccomp_load(f);
    }
    seccomp_release(f);
    return bad == 0 || err_set(e, ERR_IO, "sandbox", "the kernel takes no filter for calls: %s", strerror(-bad));
}
