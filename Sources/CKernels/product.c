#include "CKernels.h"
#include "functions.h"

// A tile of the product, kept in registers: `height` and `width` are constants wherever this is inlined.
INLINE void tile(
    size_t height, size_t width, size_t inner, size_t columns, const float *restrict a, const float *restrict b, float *restrict c
) {
    float sums[4][64];
    for (size_t r = 0; r < height; r++) {
        for (size_t j = 0; j < width; j++) sums[r][j] = 0;
    }
    for (size_t k = 0; k < inner; k++) {
        for (size_t r = 0; r < height; r++) {
            const float factor = a[r * inner + k];
            for (size_t j = 0; j < width; j++) sums[r][j] += factor * b[k * columns + j];
        }
    }
    for (size_t r = 0; r < height; r++) {
        for (size_t j = 0; j < width; j++) c[r * columns + j] = sums[r][j];
    }
}

INLINE void band(size_t height, size_t inner, size_t columns, const float *restrict a, const float *restrict b, float *restrict c) {
    size_t j = 0;
    for (; j + 64 <= columns; j += 64) tile(height, 64, inner, columns, a, b + j, c + j);
    for (; j + 16 <= columns; j += 16) tile(height, 16, inner, columns, a, b + j, c + j);
    for (; j < columns; j++) tile(height, 1, inner, columns, a, b + j, c + j);
}

CLONES void ck_multiply_rows(
    size_t rows, size_t columns, size_t inner, const float *a, size_t aOffset, const float *b, size_t bOffset, float *c, size_t cOffset
) {
    a += aOffset;
    b += bOffset;
    c += cOffset;
    size_t r = 0;
    for (; r + 4 <= rows; r += 4) band(4, inner, columns, a + r * inner, b, c + r * columns);
    for (; r < rows; r++) band(1, inner, columns, a + r * inner, b, c + r * columns);
}
