// Calls of the operating system that Swift's C library modules do not show.
#ifndef AUSPEX_CSYSTEM_H
#define AUSPEX_CSYSTEM_H

/// Swaps two paths in one atomic step. Returns 0, or an errno value; ENOTSUP or EINVAL where the file system cannot.
int auspex_exchange_paths(const char *first, const char *second);

/// Kibibytes of address space the process may use; 0 where they are not limited.
unsigned long auspex_address_space_limit(void);

/// File descriptors the process may have open at once.
unsigned long auspex_descriptor_limit(void);

/// Whether so many bytes more could be mapped now.
int auspex_can_map(unsigned long bytes);

/// Begins the program anew with OPENBLAS_NUM_THREADS=1: OpenBLAS starts threads when it is loaded, each with 128 MB of its own. Returns only where that
/// is not possible, or was done already.
void auspex_restart_without_library_threads(char *const *arguments);

/// From now on a fault (a trap, a bad address) writes a line to standard error and ends the process with an exit code. The line is copied; at most
/// 500 bytes.
void auspex_explain_faults(const char *line, int code);

#endif
