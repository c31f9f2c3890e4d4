#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define INLINE_WIDE static inline __attribute__((always_inline)) WIDE

// Eight rows of three vectors are 24 sums, three vectors of b and a number of a: 28 of the 32 registers. A block of b, `innerBlock` by
// `tileColumns`, is 30 KiB and stays in the first cache; a block of a, `rowBlock` by `innerBlock`, 240 KiB and stays in the second.
enum { lanes = 16, tileRows = 8, tileVectors = 3, tileColumns = lanes * tileVectors, innerBlock = 160, rowBlock = 384 };
// A single row is as wide a tile as keeps the processor's adders busy.
enum { singleVectors = 8, singleColumns = lanes * singleVectors };

// A matrix by the distances between its rows and its columns.
struct matrix {
    const float *values;
    size_t row, column;
};

INLINE_WIDE struct matrix from(struct matrix m, size_t row, size_t column) {
    m.values += row * m.row + column * m.column;
    return m;
}

// `height` rows of `vectors` vectors of the product, of the last of which `mask` names the columns that exist; b's columns are neighbours.
// Inlined with constant sizes, so that the sums are registers.
INLINE_WIDE void tile(
    size_t height, size_t vectors, __mmask16 mask, size_t inner, struct matrix a, const float *b, size_t bRow, float *c, size_t cRow,
    int adds
) {
    __m512 sums[tileRows][singleVectors];
    for (size_t r = 0; r < height; r++) {
        for (size_t v = 0; v < vectors; v++) sums[r][v] = _mm512_setzero_ps();
    }
    for (size_t k = 0; k < inner; k++) {
        __m512 row[singleVectors];
        for (size_t v = 0; v < vectors; v++) row[v] = _mm512_maskz_loadu_ps(v + 1 < vectors ? 0xffff : mask, b + k * bRow + v * lanes);
        for (size_t r = 0; r < height; r++) {
            const __m512 factor = _mm512_set1_ps(a.values[r * a.row + k * a.column]);
            for (size_t v = 0; v < vectors; v++) sums[r][v] = _mm512_fmadd_ps(factor, row[v], sums[r][v]);
        }
    }
    for (size_t r = 0; r < height; r++) {
        for (size_t v = 0; v < vectors; v++) {
            const __mmask16 some = v + 1 < vectors ? 0xffff : mask;
            float *to = c + r * cRow + v * lanes;
            const __m512 sum = adds ? _mm512_add_ps(_mm512_maskz_loadu_ps(some, to), sums[r][v]) : sums[r][v];
            _mm512_mask_storeu_ps(to, some, sum);
        }
    }
}

INLINE_WIDE void tiles(
    size_t rows, size_t vectors, __mmask16 mask, size_t inner, struct matrix a, const float *b, size_t bRow, float *c, size_t cRow,
    int adds
) {
    size_t r = 0;
    for (; r + 8 <= rows; r += 8) tile(8, vectors, mask, inner, from(a, r, 0), b, bRow, c + r * cRow, cRow, adds);
    if (r + 4 <= rows) {
        tile(4, vectors, mask, inner, from(a, r, 0), b, bRow, c + r * cRow, cRow, adds);
        r += 4;
    }
    if (r + 2 <= rows) {
        tile(2, vectors, mask, inner, from(a, r, 0), b, bRow, c + r * cRow, cRow, adds);
        r += 2;
    }
    if (r < rows) tile(1, vectors, mask, inner, from(a, r, 0), b, bRow, c + r * cRow, cRow, adds);
}

// Sixteen rows of sixteen numbers, turned.
INLINE_WIDE void turn_square(const float *values, size_t row, float *to, size_t toRow) {
    __m512 r[16], s[16];
    for (size_t i = 0; i < 16; i++) r[i] = _mm512_loadu_ps(values + i * row);
    for (size_t i = 0; i < 16; i += 2) {
        s[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        s[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
    for (size_t i = 0; i < 16; i += 4) {
        for (size_t j = 0; j < 2; j++) {
            const __m512d low = _mm512_castps_pd(s[i + j]), high = _mm512_castps_pd(s[i + 2 + j]);
            r[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
            r[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
        }
    }
    // r[4 i + j] holds, in its quarter q, column 4 q + j of rows 4 i to 4 i + 3.
    for (size_t j = 0; j < 4; j++) {
        const __m512 even = _mm512_shuffle_f32x4(r[j], r[4 + j], 0x88), odd = _mm512_shuffle_f32x4(r[j], r[4 + j], 0xdd);
        const __m512 evenRest = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0x88), oddRest = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0xdd);
        _mm512_storeu_ps(to + j * toRow, _mm512_shuffle_f32x4(even, evenRest, 0x88));
        _mm512_storeu_ps(to + (4 + j) * toRow, _mm512_shuffle_f32x4(odd, oddRest, 0x88));
        _mm512_storeu_ps(to + (8 + j) * toRow, _mm512_shuffle_f32x4(even, evenRest, 0xdd));
        _mm512_storeu_ps(to + (12 + j) * toRow, _mm512_shuffle_f32x4(odd, oddRest, 0xdd));
    }
}

// A block of b with its rows one after the other, `tileColumns` apart.
INLINE_WIDE void pack(size_t inner, size_t width, struct matrix b, float *to) {
    if (b.column == 1) {
        for (size_t k = 0; k < inner; k++) {
            size_t j = 0;
            for (; j + lanes <= width; j += lanes) {
                _mm512_storeu_ps(to + k * tileColumns + j, _mm512_loadu_ps(b.values + k * b.row + j));
            }
            for (; j < width; j++) to[k * tileColumns + j] = b.values[k * b.row + j];
        }
        return;
    }
    // b.row is 1: the columns lie one after the other.
    for (size_t j = 0; j < width; j += 16) {
        for (size_t k = 0; k < inner; k += 16) {
            if (j + 16 <= width && k + 16 <= inner) {
                turn_square(b.values + j * b.column + k, b.column, to + k * tileColumns + j, tileColumns);
                continue;
            }
            for (size_t x = j; x < width && x < j + 16; x++) {
                for (size_t y = k; y < inner && y < k + 16; y++) to[y * tileColumns + x] = b.values[x * b.column + y];
            }
        }
    }
}

// Where a block serves few rows, reading b where it stands is cheaper than packing it.
enum { fewRows = 16 };

INLINE_WIDE void product(
    size_t rows, size_t columns, size_t inner, struct matrix a, struct matrix b, float *c, int accumulates
) {
    float packed[innerBlock * tileColumns] __attribute__((aligned(64)));
    for (size_t k = 0; k < inner; k += innerBlock) {
        const size_t depth = inner - k < innerBlock ? inner - k : innerBlock;
        const int adds = accumulates || k > 0;
        size_t first = 0;
        if (rows == 1 && b.column == 1) {
            for (; first + singleColumns <= columns; first += singleColumns) {
                tile(1, singleVectors, 0xffff, depth, from(a, 0, k), from(b, k, first).values, b.row, c + first, columns, adds);
            }
        }
        for (size_t r = 0; r < rows; r += rowBlock) {
            const size_t height = rows - r < rowBlock ? rows - r : rowBlock;
            size_t width;
            for (size_t j = first; j < columns; j += width) {
                const size_t rest = columns - j;
                width = rest < tileColumns ? rest : tileColumns;
                const struct matrix part = from(b, k, j);
                const float *block = part.values;
                size_t blockRow = part.row;
                if (rows > fewRows || b.column != 1) {
                    pack(depth, width, part, packed);
                    block = packed;
                    blockRow = tileColumns;
                }
                float *to = c + r * columns + j;
                const size_t vectors = (width + lanes - 1) / lanes;
                const __mmask16 mask = (__mmask16)(0xffffu >> (vectors * lanes - width));
                const struct matrix left = from(a, r, k);
                if (width == tileColumns) tiles(height, 3, 0xffff, depth, left, block, blockRow, to, columns, adds);
                else if (vectors == 3) tiles(height, 3, mask, depth, left, block, blockRow, to, columns, adds);
                else if (vectors == 2) tiles(height, 2, mask, depth, left, block, blockRow, to, columns, adds);
                else tiles(height, 1, mask, depth, left, block, blockRow, to, columns, adds);
            }
        }
    }
}

WIDE static void multiply(
    size_t rows, size_t columns, size_t inner, const float *a, int aTransposed, const float *b, int bTransposed, float *c, int accumulates
) {
    const struct matrix right = bTransposed ? (struct matrix){b, 1, inner} : (struct matrix){b, columns, 1};
    // Twice, so that one of the distances is known where the loops are made.
    if (aTransposed) product(rows, columns, inner, (struct matrix){a, 1, rows}, right, c, accumulates);
    else product(rows, columns, inner, (struct matrix){a, inner, 1}, right, c, accumulates);
}

int ck_has_wide_product(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

void ck_multiply_wide(
    size_t rows, size_t columns, size_t inner, const float *a, size_t aOffset, int aTransposed, const float *b, size_t bOffset,
    int bTransposed, float *c, size_t cOffset, int accumulates
) {
    if (rows == 0 || columns == 0) return;
    if (inner == 0) {
        for (size_t i = 0; !accumulates && i < rows * columns; i++) c[cOffset + i] = 0;
        return;
    }
    multiply(rows, columns, inner, a + aOffset, aTransposed, b + bOffset, bTransposed, c + cOffset, accumulates);
}
#else
int ck_has_wide_product(void) { return 0; }

void ck_multiply_wide(
    size_t rows, size_t columns, size_t inner, const float *a, size_t aOffset, int aTransposed, const float *b, size_t bOffset,
    int bTransposed, float *c, size_t cOffset, int accumulates
) {
    __builtin_trap();
}
#endif

int ck_prefers_wide_product(void) {
#if defined(__OPTIMIZE__)
    return ck_has_wide_product();
#else
    return 0;
#endif
}
