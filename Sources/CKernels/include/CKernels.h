// Fused element-wise kernels, chosen for the CPU at run time.
#ifndef AUSPEX_CKERNELS_H
#define AUSPEX_CKERNELS_H
#include <stddef.h>
#include <stdint.h>
#endif
