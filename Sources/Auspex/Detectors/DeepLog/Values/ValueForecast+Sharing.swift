import Neural

extension ValueForecast {
    /// ``predictions(_:workspace:)`` with equal short series computed once: where clocks tick in seconds and values are few, most are equal.
    /// A row's result does not depend on which other rows are in the batch, so it is the same to the last bit.
    func sharedPredictions(_ series: Series, workspace: inout RecurrentNetwork.Workspace) -> [Float] {
        let width = layout.columns.count, count = series.starts.count - 1
        guard count > 1, width > 0 else { return predictions(series, workspace: &workspace) }
        var distinct = Series()
        var known: [[Float]: Int] = [:]
        /// First row of each series among the distinct ones.
        var origins: [Int] = []
        origins.reserveCapacity(count)
        for number in 0..<count {
            let rows = series.starts[number] * width..<series.starts[number + 1] * width
            let isShort = series.starts[number + 1] - series.starts[number] <= Self.blockRows
            if isShort {
                let key = Array(series.rows[rows])
                if let origin = known[key] {
                    origins.append(origin)
                    continue
                }
                known[key] = distinct.rows.count / width
            }
            origins.append(distinct.rows.count / width)
            distinct.rows.append(contentsOf: series.rows[rows])
            distinct.close(width: width)
        }
        let computed = predictions(distinct, workspace: &workspace)
        guard distinct.rows.count < series.rows.count else { return computed }
        var result: [Float] = []
        result.reserveCapacity(series.rows.count)
        for number in 0..<count {
            let length = (series.starts[number + 1] - series.starts[number]) * width
            result.append(contentsOf: computed[origins[number] * width..<origins[number] * width + length])
        }
        return result
    }
}
