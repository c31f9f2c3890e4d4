#include "CKernels.h"
#include "functions.h"
#include <math.h>

CLONES void ck_leaky_relu(size_t count, float *values, float slope) {
    for (size_t i = 0; i < count; i++) values[i] = values[i] > 0 ? values[i] : slope * values[i];
}

CLONES void ck_leaky_relu_backward(size_t count, const float *output, float *dOutput, float slope) {
    for (size_t i = 0; i < count; i++) dOutput[i] = output[i] > 0 ? dOutput[i] : slope * dOutput[i];
}

CLONES void ck_tanh_backward(size_t count, const float *output, float *dOutput) {
    for (size_t i = 0; i < count; i++) dOutput[i] *= 1.0f - output[i] * output[i];
}

CLONES void ck_sigmoid_backward(size_t count, const float *output, float *dOutput) {
    for (size_t i = 0; i < count; i++) dOutput[i] *= output[i] * (1.0f - output[i]);
}

CLONES void ck_multiply(size_t count, float *values, const float *factors) {
    for (size_t i = 0; i < count; i++) values[i] *= factors[i];
}

// The 32-bit finaliser of MurmurHash3: every bit of the counter reaches every bit of the result.
INLINE uint32_t mix(uint32_t x) {
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    x ^= x >> 16;
    return x;
}

CLONES void ck_dropout(size_t rows, size_t columns, float *values, const int32_t *keys, uint64_t seed, uint32_t dropBelow, float scale) {
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = values + r * columns;
        const uint32_t key = mix((uint32_t)keys[r] ^ (uint32_t)seed) + (uint32_t)(seed >> 32);
        for (size_t i = 0; i < columns; i++) {
            const float kept = mix((uint32_t)i * 0x9e3779b1u + key) < dropBelow ? 0.0f : scale;
            row[i] *= kept;
        }
    }
}

CLONES double ck_binary_cross_entropy(
    size_t count, float *logits, const float *targets, const float *weights, float positiveWeight, float scale
) {
    double loss = 0;
    for (size_t i = 0; i < count; i++) {
        const float x = logits[i], y = targets[i], w = weights[i];
        const float magnitude = x < 0 ? -x : x;
        // ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which neither overflows nor loses small terms.
        const float tail = log1pf(exp_approximation(-magnitude));
        const float up = (x > 0 ? x : 0) + tail, down = (x > 0 ? 0 : -x) + tail;
        // What the mask takes out is out, even if it is no number.
        if (w != 0) loss += (double)w * ((double)(positiveWeight * y) * down + (double)(1.0f - y) * up);
        const float p = sigmoid_approximation(x);
        logits[i] = w == 0 ? 0 : scale * w * ((1.0f - y) * p - positiveWeight * y * (1.0f - p));
    }
    return loss;
}

CLONES double ck_absolute_sum(size_t count, const float *values, float weight, float *dValues) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const float value = values[i];
        sum += value < 0 ? -value : value;
        dValues[i] += value > 0 ? weight : (value < 0 ? -weight : 0);
    }
    return sum;
}
