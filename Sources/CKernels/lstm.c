#include "CKernels.h"
#include "functions.h"

INLINE void add_row(size_t count, float *restrict row, const float *restrict other) {
    for (size_t i = 0; i < count; i++) row[i] += other[i];
}

CLONES void ck_lstm_forward(
    size_t first, size_t rows, size_t units, float *gates, int hasInput, int hasRecurrent, int hasTable, const float *recurrent,
    const int32_t *parent, int32_t parentFirst, const int32_t *tokens, const float *parameters, size_t tableOffset,
    size_t biasOffset, float *cell, float *cellTanh, float *hidden
) {
    const size_t width = 4 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        const float *restrict constant = parameters + biasOffset;
        if (hasInput) {
            add_row(width, row, constant);
        } else {
            for (size_t i = 0; i < width; i++) row[i] = constant[i];
        }
        if (hasTable) add_row(width, row, parameters + tableOffset + (size_t)tokens[r] * width);
        if (parent[r] >= 0 && hasRecurrent) add_row(width, row, recurrent + (size_t)(parent[r] - parentFirst) * width);
        for (size_t i = 0; i < 2 * units; i++) row[i] = sigmoid_approximation(row[i]);
        for (size_t i = 2 * units; i < 3 * units; i++) row[i] = tanh_approximation(row[i]);
        for (size_t i = 3 * units; i < width; i++) row[i] = sigmoid_approximation(row[i]);

        float *restrict c = cell + r * units;
        float *restrict t = cellTanh + r * units;
        float *restrict h = hidden + r * units;
        if (parent[r] >= 0) {
            const float *restrict before = cell + (size_t)parent[r] * units;
            for (size_t i = 0; i < units; i++) c[i] = row[units + i] * before[i] + row[i] * row[2 * units + i];
        } else {
            for (size_t i = 0; i < units; i++) c[i] = row[i] * row[2 * units + i];
        }
        for (size_t i = 0; i < units; i++) {
            float value = tanh_approximation(c[i]);
            t[i] = value;
            h[i] = row[3 * units + i] * value;
        }
    }
}

CLONES void ck_lstm_backward(
    size_t first, size_t rows, size_t units, float *gates, const float *cell, const float *cellTanh, const int32_t *parent,
    int32_t parentFirst, const float *dHidden, float *dCell, float *dCellParent, float *dGatesParent
) {
    const size_t width = 4 * units;
    for (size_t r = first; r < first + rows; r++) {
        float *restrict row = gates + r * width;
        const float *restrict t = cellTanh + r * units;
        const float *restrict dh = dHidden + r * units;
        float *restrict dc = dCell + (r - first) * units;
        const int hasParent = parent[r] >= 0;
        for (size_t i = 0; i < units; i++) {
            float o = row[3 * units + i];
            dc[i] += dh[i] * o * (1.0f - t[i] * t[i]);
            row[3 * units + i] = dh[i] * t[i] * o * (1.0f - o);
        }
        if (hasParent) {
            const float *restrict before = cell + (size_t)parent[r] * units;
            float *restrict dcParent = dCellParent + (size_t)(parent[r] - parentFirst) * units;
            for (size_t i = 0; i < units; i++) {
                float f = row[units + i];
                dcParent[i] += dc[i] * f;
                row[units + i] = dc[i] * before[i] * f * (1.0f - f);
            }
        } else {
            for (size_t i = 0; i < units; i++) row[units + i] = 0;
        }
        for (size_t i = 0; i < units; i++) {
            float in = row[i], candidate = row[2 * units + i];
            row[i] = dc[i] * candidate * in * (1.0f - in);
            row[2 * units + i] = dc[i] * in * (1.0f - candidate * candidate);
        }
        if (hasParent) add_row(width, dGatesParent + (size_t)(parent[r] - parentFirst) * width, row);
    }
}

CLONES void ck_exp(size_t count, const float *input, float *output) {
    for (size_t i = 0; i < count; i++) output[i] = exp_approximation(input[i]);
}

CLONES void ck_tanh(size_t count, const float *input, float *output) {
    for (size_t i = 0; i < count; i++) output[i] = tanh_approximation(input[i]);
}

CLONES void ck_sigmoid(size_t count, const float *input, float *output) {
    for (size_t i = 0; i < count; i++) output[i] = sigmoid_approximation(input[i]);
}
