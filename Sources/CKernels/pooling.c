#include "CKernels.h"
#include "functions.h"

CLONES void ck_max_rows(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const int32_t *skipped, float *output, int32_t *places
) {
    for (size_t s = 0; s < sequences; s++) {
        float *restrict best = output + s * columns;
        int32_t *restrict place = places + s * columns;
        const int32_t from = starts[s] + skipped[s];
        if (from >= starts[s + 1]) {
            for (size_t i = 0; i < columns; i++) best[i] = 0;
            for (size_t i = 0; i < columns; i++) place[i] = -1;
            continue;
        }
        const float *restrict first = rows + (size_t)from * columns;
        for (size_t i = 0; i < columns; i++) best[i] = first[i];
        for (size_t i = 0; i < columns; i++) place[i] = from;
        for (int32_t r = from + 1; r < starts[s + 1]; r++) {
            const float *restrict row = rows + (size_t)r * columns;
            for (size_t i = 0; i < columns; i++) {
                const int larger = row[i] > best[i];
                best[i] = larger ? row[i] : best[i];
                place[i] = larger ? r : place[i];
            }
        }
    }
}

void ck_max_rows_backward(size_t sequences, size_t columns, const float *dOutput, const int32_t *places, float *dRows) {
    for (size_t s = 0; s < sequences; s++) {
        for (size_t i = 0; i < columns; i++) {
            const int32_t place = places[s * columns + i];
            if (place >= 0) dRows[(size_t)place * columns + i] += dOutput[s * columns + i];
        }
    }
}

CLONES void ck_weighted_rows(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const float *weights, float *output
) {
    for (size_t s = 0; s < sequences; s++) {
        float *restrict sum = output + s * columns;
        for (size_t i = 0; i < columns; i++) sum[i] = 0;
        for (int32_t r = starts[s]; r < starts[s + 1]; r++) {
            const float *restrict row = rows + (size_t)r * columns;
            const float weight = weights[r];
            for (size_t i = 0; i < columns; i++) sum[i] += weight * row[i];
        }
    }
}

CLONES void ck_weighted_rows_backward(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const float *weights, const float *dOutput, float *dRows,
    float *dWeights
) {
    enum { lanes = 16 };
    const size_t whole = columns - columns % lanes;
    for (size_t s = 0; s < sequences; s++) {
        const float *restrict d = dOutput + s * columns;
        for (int32_t r = starts[s]; r < starts[s + 1]; r++) {
            const float *restrict row = rows + (size_t)r * columns;
            float *restrict dRow = dRows + (size_t)r * columns;
            const float weight = weights[r];
            float sums[lanes] = {0};
            for (size_t i = 0; i < whole; i += lanes) {
                for (size_t j = 0; j < lanes; j++) sums[j] += row[i + j] * d[i + j];
            }
            float sum = 0;
            for (size_t j = 0; j < lanes; j++) sum += sums[j];
            for (size_t i = whole; i < columns; i++) sum += row[i] * d[i];
            dWeights[r] = sum;
            for (size_t i = 0; i < columns; i++) dRow[i] += weight * d[i];
        }
    }
}

// Softmax over the numbers of each sequence, one number a row.
CLONES void ck_softmax_sequences(size_t sequences, const int32_t *starts, float *values) {
    for (size_t s = 0; s < sequences; s++) {
        const int32_t from = starts[s], to = starts[s + 1];
        if (from == to) continue;
        float largest = values[from];
        for (int32_t r = from; r < to; r++) largest = values[r] > largest ? values[r] : largest;
        float sum = 0;
        for (int32_t r = from; r < to; r++) {
            values[r] = exp_approximation(values[r] - largest);
            sum += values[r];
        }
        for (int32_t r = from; r < to; r++) values[r] /= sum;
    }
}

// dValues[r] becomes p[r] (dValues[r] - sum of p dValues over the sequence).
CLONES void ck_softmax_sequences_backward(size_t sequences, const int32_t *starts, const float *p, float *dValues) {
    for (size_t s = 0; s < sequences; s++) {
        float sum = 0;
        for (int32_t r = starts[s]; r < starts[s + 1]; r++) sum += p[r] * dValues[r];
        for (int32_t r = starts[s]; r < starts[s + 1]; r++) dValues[r] = p[r] * (dValues[r] - sum);
    }
}
