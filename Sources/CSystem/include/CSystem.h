// Calls of the operating system that Swift's C library modules do not show.
#ifndef AUSPEX_CSYSTEM_H
#define AUSPEX_CSYSTEM_H

/// Swaps two paths in one atomic step. Returns 0, or an errno value; ENOTSUP or EINVAL where the file system cannot.
int auspex_exchange_paths(const char *first, const char *second);

#endif
