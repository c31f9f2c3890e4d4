import CKernels

/// The only door to the C kernels.
///
/// Pointers: arrays are lent to C for the duration of one call; extents and row numbers are checked here or by the type that
/// made them (``SequenceBatch``, ``ClassTargets``), because C checks nothing.
enum Kernels {
    static func zero(_ values: inout [Float], at start: Int = 0, count: Int) {
        precondition(start >= 0 && count >= 0 && start + count <= values.count)
        unsafe ck_zero(count, &values, start)
    }

    static func add(_ other: [Float], to values: inout [Float]) {
        precondition(other.count == values.count)
        unsafe ck_add(values.count, &values, 0, other, 0)
    }

    static func add(_ other: [Float], to values: inout [Float], count: Int) {
        precondition(count <= values.count && count <= other.count)
        unsafe ck_add(count, &values, 0, other, 0)
    }

    static func scale(_ values: inout [Float], by factor: Float) {
        unsafe ck_scale(values.count, &values, factor)
    }

    static func squaredNorm(_ values: [Float]) -> Double {
        unsafe ck_squared_norm(values.count, values)
    }

    static func addBias(_ bias: [Float], at start: Int, rows: Int, columns: Int, to values: inout [Float]) {
        precondition(start >= 0 && start + columns <= bias.count && rows * columns <= values.count)
        unsafe ck_bias_add(rows, columns, &values, bias, start)
    }

    static func addColumnSums(of values: [Float], rows: Int, columns: Int, to sums: inout [Float], at start: Int) {
        precondition(start >= 0 && start + columns <= sums.count && rows * columns <= values.count)
        unsafe ck_column_sums(0, rows, columns, values, &sums, start)
    }

    /// `rows` must lie below the rows of `source` (negative ones give zeros).
    static func gather(_ rows: [Int32], columns: Int, of source: [Float], at start: Int = 0, into output: inout [Float]) {
        precondition(start >= 0 && rows.count * columns <= output.count)
        precondition((Int(rows.max() ?? -1) + 1) * columns + start <= source.count, "row number out of range")
        unsafe ck_gather_rows(rows.count, columns, source, start, rows, &output)
    }

    /// `rows` must lie below the rows of `output` (negative ones are skipped).
    static func scatterAdd(_ source: [Float], columns: Int, to rows: [Int32], of output: inout [Float], at start: Int = 0) {
        precondition(start >= 0 && rows.count * columns <= source.count)
        precondition((Int(rows.max() ?? -1) + 1) * columns + start <= output.count, "row number out of range")
        unsafe ck_scatter_add_rows(0, rows.count, columns, source, rows, &output, start)
    }

    static func softmax(_ values: inout [Float], rows: Int, columns: Int) {
        precondition(rows * columns <= values.count)
        unsafe ck_softmax(rows, columns, &values)
    }

    static func softmaxCrossEntropy(
        _ logits: inout [Float], columns: Int, targets: ClassTargets, scale: Float, smoothing: LabelSmoothing = .none
    ) -> Double {
        precondition(targets.nodes.count * columns <= logits.count && targets.classLimit <= columns, "class out of range")
        precondition(smoothing.share == 0 || smoothing.prior.count == columns, "one prior probability for each class")
        return unsafe ck_softmax_cross_entropy(
            targets.nodes.count, columns, &logits, targets.starts, targets.classes, targets.weights, scale, smoothing.share,
            smoothing.prior)
    }

    static func squaredError(_ values: inout [Float], columns: Int, targets: ValueTargets, scale: Float) -> Double {
        precondition(targets.nodes.count * columns <= values.count && targets.values.count == targets.nodes.count * columns)
        return unsafe ck_squared_error(targets.nodes.count, columns, &values, targets.values, targets.weights, scale)
    }

    static func adam(
        _ parameters: inout [Float], gradient: [Float], mean: inout [Float], variance: inout [Float],
        rate: Float, beta1: Double, beta2: Double, epsilon: Double, correction1: Double, correction2: Double
    ) {
        let count = parameters.count
        precondition(gradient.count == count && mean.count == count && variance.count == count)
        unsafe ck_adam(
            count, &parameters, gradient, &mean, &variance, rate, Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2),
            Float(epsilon), Float(correction1), Float(correction2))
    }

    /// Each row becomes the sum of the rows of its set; negative numbers are left out.
    static func addRowSets(
        _ rows: [Int32], perRow: Int, limit: Int, columns: Int, of source: [Float], at start: Int, into output: inout [Float]
    ) {
        let count = rows.count / perRow
        precondition(start >= 0 && count * columns <= output.count && start + limit * columns <= source.count)
        unsafe ck_add_row_sets(count, perRow, columns, source, start, rows, &output)
    }

    /// Adds each row to the rows of its set.
    static func scatterAddRowSets(
        _ source: [Float], perRow: Int, limit: Int, columns: Int, to rows: [Int32], of output: inout [Float], at start: Int
    ) {
        let count = rows.count / perRow
        precondition(start >= 0 && count * columns <= source.count && start + limit * columns <= output.count)
        unsafe ck_scatter_add_row_sets(count, perRow, columns, source, rows, &output, start)
    }

    /// Some columns of a matrix become columns of another.
    static func copyColumns(
        _ source: [Float], rows: Int, columns: Int, stride: Int, from column: Int = 0, into output: inout [Float], outputStride: Int,
        at outputColumn: Int = 0
    ) {
        precondition(
            column >= 0 && columns >= 0 && column + columns <= stride && outputColumn >= 0 && outputColumn + columns <= outputStride)
        precondition(rows * stride <= source.count && rows * outputStride <= output.count)
        unsafe ck_copy_columns(rows, columns, source, stride, column, &output, outputStride, outputColumn)
    }
}
