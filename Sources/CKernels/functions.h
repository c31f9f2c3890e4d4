// exp, tanh and the logistic function as straight-line arithmetic that compilers vectorise. Relative error below 3e-7.
#ifndef AUSPEX_FUNCTIONS_H
#define AUSPEX_FUNCTIONS_H
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

INLINE float float_from_bits(int32_t bits) {
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

INLINE int32_t bits_from_float(float value) {
    int32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

// e^x for |x| clamped to 87: x = n ln 2 + r with |r| <= ln 2 / 2, e^r by its Taylor polynomial of degree 7, times 2^n.
// Not-a-number stays one.
INLINE float exp_approximation(float x) {
    float clamped = x > 87.0f ? 87.0f : x;
    clamped = clamped < -87.0f ? -87.0f : clamped;
    const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to the nearest whole number
    float shifted = clamped * 1.44269504088896f + magic;
    float whole = shifted - magic;
    float r = clamped - whole * 0.693359375f;
    r = r - whole * -2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    uint32_t n = (uint32_t)bits_from_float(shifted) - (uint32_t)bits_from_float(magic);
    return p * float_from_bits((int32_t)((n + 127) << 23));
}

INLINE float sigmoid_approximation(float x) { return 1.0f / (1.0f + exp_approximation(-x)); }

// Near zero x + x^3 q(x^2) (q fitted at 400 Chebyshev nodes, relative error 5e-9 before rounding), else through exp.
INLINE float tanh_approximation(float x) {
    float magnitude = x < 0 ? -x : x;
    float square = x * x;
    float q = -5.70404e-3f;
    q = q * square + 2.063786e-2f;
    q = q * square - 5.373916e-2f;
    q = q * square + 1.3331432e-1f;
    q = q * square - 3.3333281e-1f;
    float small = q * square * x + x;
    float large = 1.0f - 2.0f / (exp_approximation(2.0f * magnitude) + 1.0f);
    large = x < 0 ? -large : large;
    return magnitude < 0.625f ? small : large;
}
#endif
