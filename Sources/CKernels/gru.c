#include "CKernels.h"
#include "functions.h"

INLINE void add_row(size_t count, float *restrict row, const float *restrict other) {
    for (size_t i = 0; i < count; i++) row[i] += other[i];
}

CLONES void ck_gru_gates(
    size_t first, size_t rows, size_t units, float *gates, int hasInput, int hasRecurrent, int hasTable, const float *recurrent,
    const int32_t *parent, int32_t parentFirst, const int32_t *tokens, const float *parameters, size_t tableOffset, size_t biasOffset,
    const float *hidden, float *resetHidden
) {
    const size_t width = 3 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        const float *restrict constant = parameters + biasOffset;
        if (hasInput) {
            add_row(width, row, constant);
        } else {
            for (size_t i = 0; i < width; i++) row[i] = constant[i];
        }
        if (hasTable) add_row(width, row, parameters + tableOffset + (size_t)tokens[r] * width);
        const int hasParent = parent[r] >= 0;
        if (hasParent && hasRecurrent) add_row(2 * units, row, recurrent + (size_t)(parent[r] - parentFirst) * 2 * units);
        for (size_t i = 0; i < 2 * units; i++) row[i] = sigmoid_approximation(row[i]);
        float *restrict reset = resetHidden + r * units;
        if (hasParent) {
            const float *restrict before = hidden + (size_t)parent[r] * units;
            for (size_t i = 0; i < units; i++) reset[i] = row[units + i] * before[i];
        } else {
            for (size_t i = 0; i < units; i++) reset[i] = 0;
        }
    }
}

CLONES void ck_gru_states(
    size_t first, size_t rows, size_t units, float *gates, int hasRecurrent, const float *candidate, const int32_t *parent, float *hidden
) {
    const size_t width = 3 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        float *restrict h = hidden + r * units;
        if (hasRecurrent) add_row(units, row + 2 * units, candidate + (r - first) * units);
        for (size_t i = 2 * units; i < width; i++) row[i] = tanh_approximation(row[i]);
        if (parent[r] >= 0) {
            const float *restrict before = hidden + (size_t)parent[r] * units;
            for (size_t i = 0; i < units; i++) h[i] = row[i] * before[i] + (1.0f - row[i]) * row[2 * units + i];
        } else {
            for (size_t i = 0; i < units; i++) h[i] = (1.0f - row[i]) * row[2 * units + i];
        }
    }
}

CLONES void ck_gru_backward_states(
    size_t first, size_t rows, size_t units, float *gates, const float *hidden, const int32_t *parent, float *dHidden, float *dCandidate
) {
    const size_t width = 3 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        const float *restrict dh = dHidden + r * units;
        float *restrict dc = dCandidate + (r - first) * units;
        for (size_t i = 0; i < units; i++) {
            const float c = row[2 * units + i];
            dc[i] = dh[i] * (1.0f - row[i]) * (1.0f - c * c);
        }
        if (parent[r] >= 0) {
            const float *restrict before = hidden + (size_t)parent[r] * units;
            float *restrict dBefore = dHidden + (size_t)parent[r] * units;
            for (size_t i = 0; i < units; i++) {
                const float z = row[i];
                dBefore[i] += dh[i] * z;
                row[i] = dh[i] * (before[i] - row[2 * units + i]) * z * (1.0f - z);
            }
        } else {
            for (size_t i = 0; i < units; i++) {
                const float z = row[i];
                row[i] = -dh[i] * row[2 * units + i] * z * (1.0f - z);
            }
        }
        for (size_t i = 0; i < units; i++) row[2 * units + i] = dc[i];
    }
}

CLONES void ck_gru_backward_gates(
    size_t first, size_t rows, size_t units, float *gates, const float *hidden, const int32_t *parent, int32_t parentFirst,
    const float *dReset, float *dHidden, float *dGatesParent
) {
    const size_t width = 3 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        if (parent[r] < 0) {
            for (size_t i = 0; i < units; i++) row[units + i] = 0;
            continue;
        }
        const float *restrict dr = dReset + (r - first) * units;
        const float *restrict before = hidden + (size_t)parent[r] * units;
        float *restrict dBefore = dHidden + (size_t)parent[r] * units;
        for (size_t i = 0; i < units; i++) {
            const float reset = row[units + i];
            dBefore[i] += dr[i] * reset;
            row[units + i] = dr[i] * before[i] * reset * (1.0f - reset);
        }
        add_row(2 * units, dGatesParent + (size_t)(parent[r] - parentFirst) * 2 * units, row);
    }
}
