/* Loaded before the C library: tells each sync in the file that WITNESS names, and refuses it while
   the file that REFUSAL names is there. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void tell(const char *what, int descriptor)
{
    char link[64], path[512], line[600];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    int size = snprintf(line, sizeof line, "%s %s\n", what, path);
    int witness = open(getenv("WITNESS"), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (witness < 0 || write(witness, line, size) != size)
        abort();
    close(witness);
}

static int witnessed(const char *name, int descriptor)
{
    if (access(getenv("REFUSAL"), F_OK) == 0) {
        tell("refused", descriptor);
        errno = EIO;
        return -1;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = real(descriptor);
    tell("synced", descriptor);
    return result;
}

int fsync(int descriptor) { return witnessed("fsync", descriptor); }
int fdatasync(int descriptor) { return witnessed("fdatasync", descriptor); }
