/* Loaded before the C library (LD_PRELOAD): lets the n-th write, sync, cut or renaming below one folder fail,
   or ends the process there. SQLite's own writes come through here, too. Nothing happens until `torture_arm`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX];
static long count, fail_at; /* fail_at 0: only count */
static int how, stays;      /* how: an errno, -1 killed before it, -2 killed after half of it */

void torture_arm(const char *folder, long at, int what, int ever_after)
{
    strncpy(root, folder, sizeof root - 1);
    count = 0, fail_at = at, how = what, stays = ever_after;
}

void torture_disarm(void) { root[0] = 0; }
long torture_count(void) { return count; }

static int below(const char *path) { return root[0] && strncmp(path, root, strlen(root)) == 0; }

static int concerns(int fd)
{
    char link[64], path[PATH_MAX];
    ssize_t size;
    if (!root[0])
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    size = readlink(link, path, sizeof path - 1);
    if (size < 0)
        return 0;
    path[size] = 0;
    return below(path);
}

/* 0: go on; an errno: fail with it; -2: do half of it, then end. */
static int due(void)
{
    count++;
    if (!fail_at || (count != fail_at && !(stays && count > fail_at)))
        return 0;
    if (how == -1)
        kill(getpid(), SIGKILL);
    return how;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define WRITES(name, type, declared, given, half) \
    type name declared \
    { \
        REAL(name); \
        if (concerns(fd)) { \
            int what = due(); \
            if (what == -2) { \
                half; \
                kill(getpid(), SIGKILL); \
            } \
            if (what) { \
                errno = what; \
                return -1; \
            } \
        } \
        return real given; \
    }

#define NOTHING (void)0

WRITES(write, ssize_t, (int fd, const void *data, size_t n), (fd, data, n), real(fd, data, n / 2))
WRITES(pwrite, ssize_t, (int fd, const void *data, size_t n, off_t at), (fd, data, n, at), real(fd, data, n / 2, at))
WRITES(pwrite64, ssize_t, (int fd, const void *data, size_t n, off64_t at), (fd, data, n, at), real(fd, data, n / 2, at))
WRITES(writev, ssize_t, (int fd, const struct iovec *parts, int n), (fd, parts, n), NOTHING)
WRITES(fsync, int, (int fd), (fd), NOTHING)
WRITES(fdatasync, int, (int fd), (fd), NOTHING)
WRITES(ftruncate, int, (int fd, off_t size), (fd, size), NOTHING)
WRITES(ftruncate64, int, (int fd, off64_t size), (fd, size), NOTHING)

int rename(const char *from, const char *to)
{
    REAL(rename);
    if (below(from)) {
        int what = due();
        if (what > 0) {
            errno = what;
            return -1;
        }
        if (what == -2) {
            real(from, to);
            kill(getpid(), SIGKILL);
        }
    }
    return real(from, to);
}
