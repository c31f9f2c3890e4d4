#include "CSystem.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

unsigned long auspex_address_space_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return 0;
    }
    return (unsigned long)(limit.rlim_cur >> 10);
}

unsigned long auspex_descriptor_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (unsigned long)limit.rlim_cur : 0;
}

int auspex_can_map(unsigned long bytes) {
    void *probe = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (probe == MAP_FAILED) {
        return 0;
    }
    munmap(probe, bytes);
    return 1;
}

void auspex_restart_without_library_threads(char *const *arguments) {
#if defined(__linux__)
    if (getenv("OPENBLAS_NUM_THREADS") == NULL && setenv("OPENBLAS_NUM_THREADS", "1", 1) == 0) {
        execv("/proc/self/exe", arguments);
    }
#else
    (void)arguments;
#endif
}

static char fault_line[501];
static size_t fault_length;
static int fault_code;

// Only calls that are allowed in a signal handler; nothing is allocated.
static void end_by_fault(int number) {
    (void)number;
    ssize_t ignored = write(STDERR_FILENO, fault_line, fault_length);
    (void)ignored;
    _exit(fault_code);
}

void auspex_explain_faults(const char *line, int code) {
    fault_length = strlen(line) < 500 ? strlen(line) : 500;
    memcpy(fault_line, line, fault_length);
    fault_code = code;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = end_by_fault;
    const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
    for (size_t place = 0; place < sizeof faults / sizeof *faults; place++) {
        sigaction(faults[place], &action, NULL);
    }
}
