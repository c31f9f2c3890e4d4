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

// GRU gates of rows first..<first+rows, forward, in two steps with a matrix product between them. Gate order in a row of `gates`:
// update z, reset r, candidate.
//   gates[r]   in: input projection when hasInput, else ignored; out: z and r activated, the candidate's input      [nodes x 3 units]
//   recurrent  row parent[r] - parentFirst (the parent's state times the gates' recurrent weights) is added to z and r when hasRecurrent
//   parameters at tableOffset the table, whose row tokens[r] is added when hasTable (else tokens is ignored) [. x 3 units];
//              at biasOffset the bias                                                                                [3 units]
//   resetHidden row r: r times the parent's state                                                                    [nodes x units]
void ck_gru_gates(
    size_t first, size_t rows, size_t units, float *gates, int hasInput, int hasRecurrent, int hasTable, const float *recurrent,
    const int32_t *parent, int32_t parentFirst, const int32_t *tokens, const float *parameters, size_t tableOffset, size_t biasOffset,
    const float *hidden, float *resetHidden);

// The second step: row r - first of `candidate` (resetHidden times the candidate's recurrent weights) is added when hasRecurrent, and row r
// of hidden becomes z h + (1 - z) tanh(candidate).
void ck_gru_states(
    size_t first, size_t rows, size_t units, float *gates, int hasRecurrent, const float *candidate, const int32_t *parent, float *hidden);

// The same backward, in two steps with a matrix product between them. The first:
//   gates[r]   in: activated gates; out: z's and the candidate's pre-activation gradients, r unchanged
//   dHidden    row r: gradient of the state; row parent[r] is increased
//   dCandidate row r - first: the candidate's gradient once more, contiguous                                          [rows x units]
void ck_gru_backward_states(
    size_t first, size_t rows, size_t units, float *gates, const float *hidden, const int32_t *parent, float *dHidden, float *dCandidate);

// The second, with dReset = dCandidate times the transposed recurrent weights of the candidate:
//   gates[r]      r becomes its pre-activation gradient
//   dHidden       row parent[r] is increased
//   dGatesParent  row parent[r] - parentFirst is increased by the gradients of z and r                                [. x 2 units]
void ck_gru_backward_gates(
    size_t first, size_t rows, size_t units, float *gates, const float *hidden, const int32_t *parent, int32_t parentFirst,
    const float *dReset, float *dHidden, float *dGatesParent);

// values = value > 0 ? value : slope * value; backward from the output (slope is not negative).
void ck_leaky_relu(size_t count, float *values, float slope);
void ck_leaky_relu_backward(size_t count, const float *output, float *dOutput, float slope);
// dOutput becomes the gradient of the input, from the output of tanh or the logistic function.
void ck_tanh_backward(size_t count, const float *output, float *dOutput);
void ck_sigmoid_backward(size_t count, const float *output, float *dOutput);
// values *= factors
void ck_multiply(size_t count, float *values, const float *factors);

// Each number becomes 0, or `scale` times itself: 0 where a hash of seed, keys[row] and column lies below dropBelow. Equal calls take the same.
void ck_dropout(size_t rows, size_t columns, float *values, const int32_t *keys, uint64_t seed, uint32_t dropBelow, float scale);

// Weighted binary cross-entropy of logits, forward and backward in place. With p the logistic function of a logit, targets y in 0...1:
//   logits[i]   in: logit; out: scale times the derivative of weights[i] * (-positiveWeight y ln p - (1 - y) ln(1 - p))
// Returns the sum (unscaled). A weight of 0 masks: neither loss nor gradient.
double ck_binary_cross_entropy(
    size_t count, float *logits, const float *targets, const float *weights, float positiveWeight, float scale);

// Returns the sum of absolute values; dValues[i] is increased by weight * sign(values[i]).
double ck_absolute_sum(size_t count, const float *values, float weight, float *dValues);

// Largest number of each column over the rows starts[s] + skipped[s]..<starts[s + 1], and the row it stands in (the first of equal ones); zeros
// and row -1 where there are no rows.
void ck_max_rows(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const int32_t *skipped, float *output, int32_t *places);
// dRows[places] += dOutput
void ck_max_rows_backward(size_t sequences, size_t columns, const float *dOutput, const int32_t *places, float *dRows);

// output[s] = sum over r in starts[s]..<starts[s + 1] of weights[r] * rows[r].
void ck_weighted_rows(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const float *weights, float *output);
// dRows is increased, dWeights overwritten.
void ck_weighted_rows_backward(
    size_t sequences, size_t columns, const float *rows, const int32_t *starts, const float *weights, const float *dOutput, float *dRows,
    float *dWeights);

// Softmax over the numbers starts[s]..<starts[s + 1] of each sequence, in place; and backward in place from its output.
void ck_softmax_sequences(size_t sequences, const int32_t *starts, float *values);
void ck_softmax_sequences_backward(size_t sequences, const int32_t *starts, const float *p, float *dValues);

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

// output[r] = sum of source[rows[r * perRow + j]] over j, negative rows left out; and the way back.
void ck_add_row_sets(
    size_t count, size_t perRow, size_t columns, const float *source, size_t sourceOffset, const int32_t *rows, float *output);
void ck_scatter_add_row_sets(
    size_t count, size_t perRow, size_t columns, const float *source, const int32_t *rows, float *output, size_t outputOffset);

// `columns` columns of each row of one matrix become columns of another; strides are the matrices' widths.
void ck_copy_columns(
    size_t rows, size_t columns, const float *source, size_t sourceStride, size_t sourceColumn, float *output, size_t outputStride,
    size_t outputColumn);

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
// One pass of AdaGrad over pairs of words, in the order given, for vectors of two blocks; returns the weighted loss before each step.
//   a, aSquares, b, bSquares   vectors of the rows' and the columns' words and their running squares, changed
//   order                      numbers of pairs, `pairs` of them; rows, columns, targets, weights have one entry a pair
// GloVe: weight/2 * (a.b + bias + bias - target)^2; a row is a vector and its bias                       [. x width + 1]
double ck_glove(
    size_t pairs, size_t width, const int32_t *order, const int32_t *rows, const int32_t *columns, const float *targets,
    const float *weights, float rate, float *a, float *aSquares, float *b, float *bSquares);
// Skip-gram: weight * cross-entropy of sigmoid(a.b) and the label, 1 for a pair that occurs, 0 for a drawn one   [. x width]
double ck_skip_gram(
    size_t pairs, size_t width, const int32_t *order, const int32_t *rows, const int32_t *columns, const float *labels,
    const float *weights, float rate, float *a, float *aSquares, float *b, float *bSquares);

#endif
