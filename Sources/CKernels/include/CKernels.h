// Fused element-wise kernels, chosen for the CPU at run time.
//
// All matrices are row major and contiguous. Row numbers are int32_t; a negative row number stands for a row of zeros.
// Callers check all counts; nothing here does.
#ifndef AUSPEX_CKERNELS_H
#define AUSPEX_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// LSTM gates of rows first..<first+rows, forward. Gate order in a row of `gates`: input, forget, candidate, output.
//   gates[r]   in: input projection when hasInput, else ignored; out: activated gates                      [nodes x 4 units]
//   recurrent  row parent[r] - parentFirst (the parent's state times the recurrent weights) is added when
//              hasRecurrent, else ignored                                                                  [. x 4 units]
//   parameters at tableOffset the table, whose row tokens[r] is added when hasTable (else tokens is ignored) [. x 4 units];
//              at biasOffset the bias                                                                      [4 units]
//   cell       row parent[r] is read (negative: zero state), row r is written                              [nodes x units]
//   cellTanh, hidden   row r is written                                                                    [nodes x units]
void ck_lstm_forward(
    size_t first, size_t rows, size_t units, float *gates, int hasInput, int hasRecurrent, int hasTable, const float *recurrent,
    const int32_t *parent, int32_t parentFirst, const int32_t *tokens, const float *parameters, size_t tableOffset,
    size_t biasOffset, float *cell, float *cellTanh, float *hidden);

// The same, backward.
//   gates[r]      in: activated gates; out: gradient of the pre-activations                                [nodes x 4 units]
//   dHidden       row r: gradient of the hidden state                                                      [nodes x units]
//   dCell         row r - first: gradient of the cell state from the children; changed                     [rows x units]
//   dCellParent   row parent[r] - parentFirst is increased; untouched for negative parents                 [. x units]
//   dGatesParent  row parent[r] - parentFirst is increased by the pre-activation gradient                  [. x 4 units]
void ck_lstm_backward(
    size_t first, size_t rows, size_t units, float *gates, const float *cell, const float *cellTanh, const int32_t *parent,
    int32_t parentFirst, const float *dHidden, float *dCell, float *dCellParent, float *dGatesParent);

// Softmax of each row in place.
void ck_softmax(size_t rows, size_t columns, float *values);

// Weighted softmax cross-entropy with any number of targets a row, forward and backward in place.
//   logits[r]   in: logits; out: scale * total * (softmax - smoothing * prior) - scale * (1 - smoothing) * weights,
//               where total is the sum of the row's weights
//   start       rows + 1 offsets into classes and weights
//   prior       [columns], ignored when smoothing is 0
// Returns the sum of weight * -ln p over all targets (unscaled, not smoothed).
double ck_softmax_cross_entropy(
    size_t rows, size_t columns, float *logits, const int32_t *start, const int32_t *classes, const float *weights, float scale,
    float smoothing, const float *prior);

// Squared error: difference[i] = in: prediction, out: scale * 2 * weight[row] * (prediction - target).
// Returns the sum of weight * (prediction - target)^2 (unscaled). `weights` has one number a row.
double ck_squared_error(size_t rows, size_t columns, float *values, const float *targets, const float *weights, float scale);

// Adam (Kingma, Ba 2015) with rest1 = 1 - beta1, rest2 = 1 - beta2 and bias corrections c1 = 1 - beta1^t,
// c2 = 1 - beta2^t, all made in double by the caller.
void ck_adam(
    size_t count, float *parameters, const float *gradient, float *mean, float *variance, float rate, float beta1, float rest1,
    float beta2, float rest2, float epsilon, float c1, float c2);

// Sum of squares, in double across blocks.
double ck_squared_norm(size_t count, const float *values);

// values[offset...] = 0
void ck_zero(size_t count, float *values, size_t offset);

// values *= factor
void ck_scale(size_t count, float *values, float factor);

// values[offset...] += other[otherOffset...]
void ck_add(size_t count, float *values, size_t offset, const float *other, size_t otherOffset);

// Each row of values += bias.
void ck_bias_add(size_t rows, size_t columns, float *values, const float *bias, size_t biasOffset);

// sums[sumsOffset...] += column sums of the rows first..<first+rows of values.
void ck_column_sums(size_t first, size_t rows, size_t columns, const float *values, float *sums, size_t sumsOffset);

// output[r] = source[rows[r]] (zeros for a negative row); source starts at sourceOffset.
void ck_gather_rows(
    size_t count, size_t columns, const float *source, size_t sourceOffset, const int32_t *rows, float *output);

// output[rows[r]] += source[r] for r in first..<first+count; output starts at outputOffset; negative rows are skipped.
void ck_scatter_add_rows(
    size_t first, size_t count, size_t columns, const float *source, const int32_t *rows, float *output, size_t outputOffset);

// c[rows x columns] = a[rows x inner] b[inner x columns]. Each number of c is one sum in the order of `inner`, whatever the number of rows and
// its place among them: a row's result depends on that row alone, which no BLAS promises.
void ck_multiply_rows(
    size_t rows, size_t columns, size_t inner, const float *a, size_t aOffset, const float *b, size_t bOffset, float *c, size_t cOffset);

// Makes the calling thread take denormal numbers for 0, as operands and as results; returns the mode before, for ck_restore_denormals.
uint64_t ck_flush_denormals(void);
void ck_restore_denormals(uint64_t before);

// Exponential and hyperbolic tangent, element by element: the functions the kernels above are made of.
void ck_exp(size_t count, const float *input, float *output);
void ck_tanh(size_t count, const float *input, float *output);
void ck_sigmoid(size_t count, const float *input, float *output);
#endif
