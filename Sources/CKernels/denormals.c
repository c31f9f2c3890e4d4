#include "CKernels.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

uint64_t ck_flush_denormals(void) {
#if defined(__x86_64__)
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040u); // results (bit 15) and operands (bit 6)
    return before;
#elif defined(__aarch64__)
    uint64_t before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    const uint64_t flushed = before | ((uint64_t)1 << 24);
    __asm__ volatile("msr fpcr, %0" : : "r"(flushed));
    return before;
#else
    return 0;
#endif
}

void ck_restore_denormals(uint64_t before) {
#if defined(__x86_64__)
    _mm_setcsr((unsigned)before);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(before));
#else
    (void)before;
#endif
}
