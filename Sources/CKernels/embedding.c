// Word embeddings: one pass over pairs of words whose vectors lie in two blocks.
#include "CKernels.h"
#include "functions.h"

enum { lanes = 16 };

// Fixed lanes, so that the order of the sum does not depend on the CPU's vector width.
static inline __attribute__((always_inline)) float dot(size_t width, const float *a, const float *b) {
    float sums[lanes] = {0};
    const size_t whole = width / lanes * lanes;
    for (size_t i = 0; i < whole; i += lanes)
        for (size_t k = 0; k < lanes; k++) sums[k] += a[i + k] * b[i + k];
    float total = 0;
    for (size_t i = whole; i < width; i++) total += a[i] * b[i];
    for (size_t k = 0; k < lanes; k++) total += sums[k];
    return total;
}

// One AdaGrad step of two vectors whose gradients are g times the other's vector.
static inline __attribute__((always_inline)) void step(
    size_t width, float g, float rate, float *restrict a, float *restrict aSquares, float *restrict b, float *restrict bSquares
) {
    for (size_t k = 0; k < width; k++) {
        const float da = g * b[k], db = g * a[k];
        a[k] -= rate * da / __builtin_sqrtf(aSquares[k]);
        b[k] -= rate * db / __builtin_sqrtf(bSquares[k]);
        aSquares[k] += da * da;
        bSquares[k] += db * db;
    }
}

CLONES double ck_glove(
    size_t pairs, size_t width, const int32_t *order, const int32_t *rows, const int32_t *columns, const float *targets,
    const float *weights, float rate, float *a, float *aSquares, float *b, float *bSquares
) {
    const size_t stride = width + 1;
    double total = 0;
    for (size_t n = 0; n < pairs; n++) {
        const size_t pair = (size_t)order[n];
        float *x = a + (size_t)rows[pair] * stride, *xs = aSquares + (size_t)rows[pair] * stride;
        float *y = b + (size_t)columns[pair] * stride, *ys = bSquares + (size_t)columns[pair] * stride;
        const float error = dot(width, x, y) + x[width] + y[width] - targets[pair];
        const float g = weights[pair] * error;
        total += 0.5 * (double)g * (double)error;
        step(width, g, rate, x, xs, y, ys);
        x[width] -= rate * g / __builtin_sqrtf(xs[width]);
        y[width] -= rate * g / __builtin_sqrtf(ys[width]);
        xs[width] += g * g;
        ys[width] += g * g;
    }
    return total;
}

CLONES double ck_skip_gram(
    size_t pairs, size_t width, const int32_t *order, const int32_t *rows, const int32_t *columns, const float *labels,
    const float *weights, float rate, float *a, float *aSquares, float *b, float *bSquares
) {
    double total = 0;
    for (size_t n = 0; n < pairs; n++) {
        const size_t pair = (size_t)order[n];
        const size_t row = (size_t)rows[pair] * width, column = (size_t)columns[pair] * width;
        const float score = dot(width, a + row, b + column);
        // log(1 + exp(-score)) for a pair that occurs, log(1 + exp(score)) for one that was drawn.
        const float against = labels[pair] > 0 ? -score : score;
        const float loss = against > 0 ? against + __builtin_logf(1 + __builtin_expf(-against)) : __builtin_logf(1 + __builtin_expf(against));
        total += (double)weights[pair] * (double)loss;
        const float g = weights[pair] * (1 / (1 + __builtin_expf(-score)) - labels[pair]);
        step(width, g, rate, a + row, aSquares + row, b + column, bSquares + column);
    }
    return total;
}
