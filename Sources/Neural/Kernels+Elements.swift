import CKernels

extension Kernels {
    static func scale(_ values: inout [Float], by factor: Float, count: Int) {
        precondition(count <= values.count)
        unsafe ck_scale(count, &values, factor)
    }

    static func leakyReLU(_ values: inout [Float], count: Int, slope: Float) {
        precondition(count <= values.count)
        unsafe ck_leaky_relu(count, &values, slope)
    }

    static func leakyReLUBackward(_ output: [Float], _ dOutput: inout [Float], count: Int, slope: Float) {
        precondition(count <= output.count && count <= dOutput.count)
        unsafe ck_leaky_relu_backward(count, output, &dOutput, slope)
    }

    static func tanh(_ values: [Float], into output: inout [Float], count: Int) {
        precondition(count <= values.count && count <= output.count)
        unsafe ck_tanh(count, values, &output)
    }

    static func sigmoid(_ values: [Float], into output: inout [Float], count: Int) {
        precondition(count <= values.count && count <= output.count)
        unsafe ck_sigmoid(count, values, &output)
    }

    static func tanhBackward(_ output: [Float], _ dOutput: inout [Float], count: Int) {
        precondition(count <= output.count && count <= dOutput.count)
        unsafe ck_tanh_backward(count, output, &dOutput)
    }

    static func sigmoidBackward(_ output: [Float], _ dOutput: inout [Float], count: Int) {
        precondition(count <= output.count && count <= dOutput.count)
        unsafe ck_sigmoid_backward(count, output, &dOutput)
    }

    static func multiply(_ values: inout [Float], by factors: [Float], count: Int) {
        precondition(count <= values.count && count <= factors.count)
        unsafe ck_multiply(count, &values, factors)
    }

    static func dropout(_ values: inout [Float], columns: Int, keys: [Int32], seed: UInt64, dropBelow: UInt32, scale: Float) {
        precondition(keys.count * columns <= values.count)
        unsafe ck_dropout(keys.count, columns, &values, keys, seed, dropBelow, scale)
    }

    static func binaryCrossEntropy(
        _ logits: inout [Float], targets: [Float], weights: [Float], positiveWeight: Float, scale: Float
    ) -> Double {
        precondition(targets.count <= logits.count && weights.count == targets.count)
        return unsafe ck_binary_cross_entropy(targets.count, &logits, targets, weights, positiveWeight, scale)
    }

    static func absoluteSum(_ values: [Float], count: Int, weight: Float, addingGradientTo dValues: inout [Float]) -> Double {
        precondition(count <= values.count && count <= dValues.count)
        return unsafe ck_absolute_sum(count, values, weight, &dValues)
    }

    // MARK: Along sequences

    static func maxRows(_ rows: [Float], columns: Int, starts: [Int32], skipped: [Int32], into output: inout [Float], places: inout [Int32])
    {
        let sequences = starts.count - 1
        precondition(skipped.count == sequences && (skipped.min() ?? 0) >= 0 && Int(starts[sequences]) * columns <= rows.count)
        precondition(sequences * columns <= output.count && sequences * columns <= places.count)
        unsafe ck_max_rows(sequences, columns, rows, starts, skipped, &output, &places)
    }

    static func maxRowsBackward(_ dOutput: [Float], columns: Int, sequences: Int, places: [Int32], into dRows: inout [Float]) {
        precondition(sequences * columns <= dOutput.count && sequences * columns <= places.count)
        precondition((Int(places[..<(sequences * columns)].max() ?? -1) + 1) * columns <= dRows.count, "row number out of range")
        unsafe ck_max_rows_backward(sequences, columns, dOutput, places, &dRows)
    }

    static func weightedRows(_ rows: [Float], columns: Int, starts: [Int32], weights: [Float], into output: inout [Float]) {
        let sequences = starts.count - 1
        precondition(Int(starts[sequences]) * columns <= rows.count && Int(starts[sequences]) <= weights.count)
        precondition(sequences * columns <= output.count)
        unsafe ck_weighted_rows(sequences, columns, rows, starts, weights, &output)
    }

    static func weightedRowsBackward(
        _ rows: [Float], columns: Int, starts: [Int32], weights: [Float], dOutput: [Float], dRows: inout [Float], dWeights: inout [Float]
    ) {
        let sequences = starts.count - 1, places = Int(starts[sequences])
        precondition(places * columns <= rows.count && places <= weights.count && sequences * columns <= dOutput.count)
        precondition(places * columns <= dRows.count && places <= dWeights.count)
        unsafe ck_weighted_rows_backward(sequences, columns, rows, starts, weights, dOutput, &dRows, &dWeights)
    }

    static func softmaxSequences(_ values: inout [Float], starts: [Int32]) {
        precondition(Int(starts[starts.count - 1]) <= values.count)
        unsafe ck_softmax_sequences(starts.count - 1, starts, &values)
    }

    static func softmaxSequencesBackward(_ output: [Float], _ dOutput: inout [Float], starts: [Int32]) {
        let count = Int(starts[starts.count - 1])
        precondition(count <= output.count && count <= dOutput.count)
        unsafe ck_softmax_sequences_backward(starts.count - 1, starts, output, &dOutput)
    }
}
