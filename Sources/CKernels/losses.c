#include "CKernels.h"
#include "functions.h"
#include <math.h>

enum { lanes = 16 };

// Largest value and, after subtracting it, exponentials in place; returns their sum. `columns` is at least 1.
INLINE float exponentials(size_t columns, float *restrict row, float *largest) {
    float best[lanes];
    const size_t whole = columns - columns % lanes;
    float maximum = row[0];
    if (whole) {
        for (size_t j = 0; j < lanes; j++) best[j] = row[j];
        for (size_t i = lanes; i < whole; i += lanes) {
            for (size_t j = 0; j < lanes; j++) best[j] = row[i + j] > best[j] ? row[i + j] : best[j];
        }
        for (size_t j = 0; j < lanes; j++) maximum = best[j] > maximum ? best[j] : maximum;
    }
    for (size_t i = whole; i < columns; i++) maximum = row[i] > maximum ? row[i] : maximum;
    for (size_t i = 0; i < columns; i++) row[i] = exp_approximation(row[i] - maximum);
    float sums[lanes] = {0};
    for (size_t i = 0; i < whole; i += lanes) {
        for (size_t j = 0; j < lanes; j++) sums[j] += row[i + j];
    }
    float sum = 0;
    for (size_t j = 0; j < lanes; j++) sum += sums[j];
    for (size_t i = whole; i < columns; i++) sum += row[i];
    *largest = maximum;
    return sum;
}

CLONES void ck_softmax(size_t rows, size_t columns, float *values) {
    if (columns == 0) return;
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = values + r * columns;
        float largest;
        float factor = 1.0f / exponentials(columns, row, &largest);
        for (size_t i = 0; i < columns; i++) row[i] *= factor;
    }
}

CLONES double ck_softmax_cross_entropy(
    size_t rows, size_t columns, float *logits, const int32_t *start, const int32_t *classes, const float *weights, float scale,
    float smoothing, const float *prior
) {
    double loss = 0;
    if (columns == 0) return loss;
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = logits + r * columns;
        double weighted = 0;
        float total = 0;
        for (int32_t t = start[r]; t < start[r + 1]; t++) {
            weighted += (double)weights[t] * row[classes[t]];
            total += weights[t];
        }
        float largest;
        float sum = exponentials(columns, row, &largest);
        loss += (double)total * ((double)largest + log((double)sum)) - weighted;
        float factor = scale * total / sum;
        for (size_t i = 0; i < columns; i++) row[i] *= factor;
        for (int32_t t = start[r]; t < start[r + 1]; t++) row[classes[t]] -= scale * (1.0f - smoothing) * weights[t];
        if (smoothing != 0) {
            const float share = scale * total * smoothing;
            for (size_t i = 0; i < columns; i++) row[i] -= share * prior[i];
        }
    }
    return loss;
}

CLONES double ck_squared_error(
    size_t rows, size_t columns, float *values, const float *targets, const float *weights, float scale
) {
    double loss = 0;
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = values + r * columns;
        const float *restrict target = targets + r * columns;
        const float factor = 2.0f * scale * weights[r];
        double sum = 0;
        for (size_t i = 0; i < columns; i++) {
            float difference = row[i] - target[i];
            sum += (double)difference * difference;
            row[i] = factor * difference;
        }
        loss += weights[r] * sum;
    }
    return loss;
}
