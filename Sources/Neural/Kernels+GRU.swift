import CKernels

extension Kernels {
    /// Gates of one level forward; see `ck_gru_gates`.
    static func gruGates(
        rows: Range<Int>, parentRows: Range<Int>, units: Int, hasInput: Bool, cache: inout GRU.Cache, parents: [Int32], tokens: [Int32],
        table: ParameterSlice?, bias: ParameterSlice, parameters: [Float]
    ) {
        check(rows, units, cache, parents)
        precondition(table == nil || rows.upperBound <= tokens.count)
        precondition(parentRows.count * 2 * units <= cache.recurrent.count)
        precondition(bias.range.upperBound <= parameters.count && (table?.range.upperBound ?? 0) <= parameters.count)
        unsafe ck_gru_gates(
            rows.lowerBound, rows.count, units, &cache.gates, hasInput ? 1 : 0, parentRows.isEmpty ? 0 : 1, table == nil ? 0 : 1,
            cache.recurrent, parents, Int32(parentRows.lowerBound), tokens, parameters, table?.offset ?? 0, bias.offset, cache.output,
            &cache.resetHidden)
    }

    /// States of one level forward; see `ck_gru_states`.
    static func gruStates(rows: Range<Int>, units: Int, hasRecurrent: Bool, cache: inout GRU.Cache, parents: [Int32]) {
        check(rows, units, cache, parents)
        unsafe ck_gru_states(
            rows.lowerBound, rows.count, units, &cache.gates, hasRecurrent ? 1 : 0, cache.candidate, parents, &cache.output)
    }

    /// The first step backward; see `ck_gru_backward_states`. The candidate's gradient lies in `cache.candidate`.
    static func gruBackwardStates(rows: Range<Int>, units: Int, cache: inout GRU.Cache, parents: [Int32], dHidden: inout [Float]) {
        check(rows, units, cache, parents)
        precondition(rows.upperBound * units <= dHidden.count)
        unsafe ck_gru_backward_states(
            rows.lowerBound, rows.count, units, &cache.gates, cache.output, parents, &dHidden, &cache.candidate)
    }

    /// The second step backward; see `ck_gru_backward_gates`.
    static func gruBackwardGates(
        rows: Range<Int>, parentRows: Range<Int>, units: Int, cache: inout GRU.Cache, parents: [Int32], dHidden: inout [Float]
    ) {
        check(rows, units, cache, parents)
        precondition(rows.upperBound * units <= dHidden.count && rows.count * units <= cache.dReset.count)
        precondition(parentRows.count * 2 * units <= cache.dGatesParent.count)
        unsafe ck_gru_backward_gates(
            rows.lowerBound, rows.count, units, &cache.gates, cache.output, parents, Int32(parentRows.lowerBound), cache.dReset, &dHidden,
            &cache.dGatesParent)
    }

    private static func check(_ rows: Range<Int>, _ units: Int, _ cache: GRU.Cache, _ parents: [Int32]) {
        precondition(rows.upperBound * 3 * units <= cache.gates.count && rows.upperBound * units <= cache.output.count)
        precondition(rows.upperBound * units <= cache.resetHidden.count && rows.count * units <= cache.candidate.count)
        precondition(rows.upperBound <= parents.count)
    }
}
