#include "CKernels.h"
#include "functions.h"

enum { lanes = 16, block = 4096 };

CLONES void ck_adam(
    size_t count, float *restrict parameters, const float *restrict gradient, float *restrict mean, float *restrict variance,
    float rate, float beta1, float rest1, float beta2, float rest2, float epsilon, float c1, float c2
) {
    const float step = rate / c1;
    const float inverse = 1.0f / __builtin_sqrtf(c2);
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i];
        float m = beta1 * mean[i] + rest1 * g;
        float v = beta2 * variance[i] + rest2 * g * g;
        mean[i] = m;
        variance[i] = v;
        parameters[i] -= step * m / (__builtin_sqrtf(v) * inverse + epsilon);
    }
}

CLONES double ck_squared_norm(size_t count, const float *values) {
    double total = 0;
    for (size_t from = 0; from < count; from += block) {
        const size_t to = from + block < count ? from + block : count;
        const size_t whole = from + (to - from) / lanes * lanes;
        float sums[lanes] = {0};
        for (size_t i = from; i < whole; i += lanes) {
            for (size_t j = 0; j < lanes; j++) sums[j] += values[i + j] * values[i + j];
        }
        for (size_t j = 0; j < lanes; j++) total += sums[j];
        for (size_t i = whole; i < to; i++) total += (double)values[i] * values[i];
    }
    return total;
}

CLONES void ck_zero(size_t count, float *values, size_t offset) {
    for (size_t i = 0; i < count; i++) values[offset + i] = 0;
}

CLONES void ck_scale(size_t count, float *values, float factor) {
    for (size_t i = 0; i < count; i++) values[i] *= factor;
}

CLONES void ck_add(size_t count, float *values, size_t offset, const float *other, size_t otherOffset) {
    float *restrict to = values + offset;
    const float *restrict from = other + otherOffset;
    for (size_t i = 0; i < count; i++) to[i] += from[i];
}

CLONES void ck_bias_add(size_t rows, size_t columns, float *values, const float *bias, size_t biasOffset) {
    const float *restrict constant = bias + biasOffset;
    for (size_t r = 0; r < rows; r++) {
        float *restrict row = values + r * columns;
        for (size_t i = 0; i < columns; i++) row[i] += constant[i];
    }
}

CLONES void ck_column_sums(size_t first, size_t rows, size_t columns, const float *values, float *sums, size_t sumsOffset) {
    float *restrict to = sums + sumsOffset;
    for (size_t r = first; r < first + rows; r++) {
        const float *restrict row = values + r * columns;
        for (size_t i = 0; i < columns; i++) to[i] += row[i];
    }
}

CLONES void ck_gather_rows(
    size_t count, size_t columns, const float *source, size_t sourceOffset, const int32_t *rows, float *output
) {
    for (size_t r = 0; r < count; r++) {
        float *restrict to = output + r * columns;
        if (rows[r] < 0) {
            for (size_t i = 0; i < columns; i++) to[i] = 0;
        } else {
            const float *restrict from = source + sourceOffset + (size_t)rows[r] * columns;
            for (size_t i = 0; i < columns; i++) to[i] = from[i];
        }
    }
}

CLONES void ck_scatter_add_rows(
    size_t first, size_t count, size_t columns, const float *source, const int32_t *rows, float *output, size_t outputOffset
) {
    for (size_t r = first; r < first + count; r++) {
        if (rows[r] < 0) continue;
        float *restrict to = output + outputOffset + (size_t)rows[r] * columns;
        const float *restrict from = source + r * columns;
        for (size_t i = 0; i < columns; i++) to[i] += from[i];
    }
}

CLONES void ck_add_row_sets(
    size_t count, size_t perRow, size_t columns, const float *source, size_t sourceOffset, const int32_t *rows, float *output
) {
    for (size_t r = 0; r < count; r++) {
        float *restrict to = output + r * columns;
        for (size_t i = 0; i < columns; i++) to[i] = 0;
        for (size_t j = 0; j < perRow; j++) {
            if (rows[r * perRow + j] < 0) continue;
            const float *restrict from = source + sourceOffset + (size_t)rows[r * perRow + j] * columns;
            for (size_t i = 0; i < columns; i++) to[i] += from[i];
        }
    }
}

CLONES void ck_scatter_add_row_sets(
    size_t count, size_t perRow, size_t columns, const float *source, const int32_t *rows, float *output, size_t outputOffset
) {
    for (size_t r = 0; r < count; r++) {
        const float *restrict from = source + r * columns;
        for (size_t j = 0; j < perRow; j++) {
            if (rows[r * perRow + j] < 0) continue;
            float *restrict to = output + outputOffset + (size_t)rows[r * perRow + j] * columns;
            for (size_t i = 0; i < columns; i++) to[i] += from[i];
        }
    }
}

CLONES void ck_copy_columns(
    size_t rows, size_t columns, const float *source, size_t sourceStride, size_t sourceColumn, float *output, size_t outputStride,
    size_t outputColumn
) {
    for (size_t r = 0; r < rows; r++) {
        const float *restrict from = source + r * sourceStride + sourceColumn;
        float *restrict to = output + r * outputStride + outputColumn;
        for (size_t i = 0; i < columns; i++) to[i] = from[i];
    }
}
