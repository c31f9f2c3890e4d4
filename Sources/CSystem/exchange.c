#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

int auspex_exchange_paths(const char *first, const char *second) {
#if defined(__linux__)
    // RENAME_EXCHANGE is 2; the system call is used because older C libraries have no wrapper.
    return syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 2u) == 0 ? 0 : errno;
#elif defined(__APPLE__)
    return renamex_np(first, second, RENAME_SWAP) == 0 ? 0 : errno;
#else
    (void)first;
    (void)second;
    return ENOTSUP;
#endif
}
