import CKernels

extension Kernels {
    /// Gates of one level forward; see `ck_lstm_forward`.
    ///
    /// `rows` are node numbers, parents of `rows` lie in `parentRows` (or are negative), `tokens` index the table.
    static func lstmForward(
        rows: Range<Int>, parentRows: Range<Int>, units: Int, hasInput: Bool, hasRecurrent: Bool, cache: inout LSTM.Cache,
        parents: [Int32], tokens: [Int32], table: ParameterSlice?, bias: ParameterSlice, parameters: [Float]
    ) {
        precondition(rows.upperBound * 4 * units <= cache.gates.count && rows.upperBound * units <= cache.cell.count)
        precondition(rows.upperBound <= parents.count && (table == nil || rows.upperBound <= tokens.count))
        precondition(!hasRecurrent || parentRows.count * 4 * units <= cache.recurrent.count)
        precondition(bias.range.upperBound <= parameters.count && (table?.range.upperBound ?? 0) <= parameters.count)
        unsafe ck_lstm_forward(
            rows.lowerBound, rows.count, units, &cache.gates, hasInput ? 1 : 0, hasRecurrent ? 1 : 0, table == nil ? 0 : 1,
            cache.recurrent, parents, Int32(parentRows.lowerBound), tokens, parameters, table?.offset ?? 0, bias.offset,
            &cache.cell, &cache.cellTanh, &cache.output)
    }

    /// Gates of one level backward; see `ck_lstm_backward`.
    static func lstmBackward(
        rows: Range<Int>, parentRows: Range<Int>, units: Int, cache: inout LSTM.Cache, parents: [Int32], dHidden: [Float]
    ) {
        precondition(rows.upperBound * 4 * units <= cache.gates.count && rows.upperBound * units <= dHidden.count)
        precondition(rows.upperBound <= parents.count && rows.count * units <= cache.dCell.count)
        precondition(
            parentRows.count * 4 * units <= cache.dGatesParent.count && parentRows.count * units <= cache.dCellParent.count)
        unsafe ck_lstm_backward(
            rows.lowerBound, rows.count, units, &cache.gates, cache.cell, cache.cellTanh, parents,
            Int32(parentRows.lowerBound), dHidden, &cache.dCell, &cache.dCellParent, &cache.dGatesParent)
    }
}
