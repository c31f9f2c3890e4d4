/// Quantiles of values that occur several times each.
enum WeightedQuantile {
    /// The value below which a share lies, between neighbours in proportion, as if each value stood there as often as its weight says.
    ///
    /// - Precondition: there is a value, and weights are whole numbers from 1 on.
    static func value(of values: [Double], weights: [Double], share: Double) -> Double {
        let order = values.indices.sorted { values[$0] < values[$1] }
        let total = weights.reduce(0, +)
        let place = max(0, min(1, share)) * (total - 1), whole = place.rounded(.down)
        func value(at rank: Double) -> Double {
            var passed = 0.0
            for number in order {
                passed += weights[number]
                if rank < passed { return values[number] }
            }
            return values[order[order.count - 1]]
        }
        let lower = value(at: whole), upper = value(at: min(total - 1, whole + 1))
        return lower + (place - whole) * (upper - lower)
    }
}

extension CountMatrix {
    /// The counts between two shares of the sessions, by column.
    func usualCounts(_ shares: ClosedRange<Double>) -> [ClosedRange<Int32>] {
        var histograms = [[Int32: Double]](repeating: [:], count: columns.count)
        for number in 0..<rows.count {
            rows.forEachCell(of: number) { column, count in histograms[column][Int32(count), default: 0] += copies[number] }
        }
        let total = total
        return histograms.map { histogram in
            var all = histogram
            all[0] = total - histogram.values.reduce(0, +)
            let order = all.filter { $0.value > 0 }.sorted { $0.key < $1.key }
            func value(_ share: Double) -> Int32 {
                var passed = 0.0
                for (count, sessions) in order {
                    passed += sessions
                    if passed >= share * total { return count }
                }
                return order.last?.key ?? 0
            }
            let low = value(shares.lowerBound)
            return low...max(low, value(shares.upperBound))
        }
    }
}
