import Foundation

extension CountVectorRule {
    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence], configuration: Configuration) throws -> CountVectorRule {
        try requireEvents(sessions)
        try configuration.validate()
        let index = TemplateIndex(sessions.lazy.flatMap(\.events))
        let sessions = withBeginnings(sessions)
        let distinct = DistinctSessions(sessions)
        var complete = Tally()
        var cut = Tally()
        var documents = [Int](repeating: 0, count: index.count + 1)
        for (session, multiplicity) in zip(distinct.sessions, distinct.multiplicities) {
            let row = CountRows.Row(columns: session.events.map { index[$0] ?? index.count })
            for column in row.columns { documents[Int(column)] += multiplicity }
            if session.isComplete { complete.add(row, multiplicity) } else { cut.add(row, multiplicity) }
        }
        var rows = CountRows()
        for row in complete.mostFrequent(configuration.vectorLimit) { rows.append(row) }
        let completeRows = rows.count
        for row in cut.mostFrequent(configuration.vectorLimit - completeRows) { rows.append(row) }

        let costs: CountCosts
        switch configuration.weighting {
        case .plain: costs = CountCosts(slopes: [Double](repeating: 1, count: index.count + 1))
        case .idf: costs = CountCosts(slopes: documents.map { 1 + log(Double(sessions.count) / Double(max(1, $0))) })
        case .variability:
            let range = 0..<(completeRows > 0 ? completeRows : rows.count)
            costs = variability(of: rows, range, columnCount: index.count + 1, sampleLimit: configuration.sampleLimit)
        }
        return CountVectorRule(configuration: configuration, index: index, rows: rows, completeRows: completeRows, costs: costs)
    }

    /// Cost of a differing template when the fewest differing templates come first; more than any sum of occurrences that matters.
    private static let fewestTemplates = 1000.0

    /// Counts of vectors in order of first appearance.
    private struct Tally {
        var rows: [CountRows.Row] = []
        var counts: [Int] = []
        var numbers: [CountRows.Row: Int] = [:]

        mutating func add(_ row: CountRows.Row, _ count: Int) {
            if let number = numbers[row] {
                counts[number] += count
            } else {
                numbers[row] = rows.count
                rows.append(row)
                counts.append(count)
            }
        }

        func mostFrequent(_ limit: Int) -> [CountRows.Row] {
            rows.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(max(0, limit)).map { rows[$0] }
        }
    }

    /// Leaves out vectors in turn, evenly spaced over the range, and counts how they differ from the nearest other one: the one that
    /// differs in the fewest templates, then by the fewest occurrences.
    private static func variability(of rows: CountRows, _ range: Range<Int>, columnCount: Int, sampleLimit: Int) -> CountCosts {
        let levels = CountCosts.levels
        let fewest = CountCosts(perTemplate: fewestTemplates, columnCount: columnCount)
        var exceeding = [Int](repeating: 0, count: columnCount * levels.count)
        var scratch = [Int32](repeating: 0, count: columnCount)
        let samples = min(sampleLimit, range.count)
        var total = 0
        for sample in 0..<samples where range.count > 1 {
            let left = range.lowerBound + sample * range.count / samples
            let row = rows[left]
            let nearest = fewest.nearest(to: row, in: rows, range, without: left, oneSided: false, scratch: &scratch)
            guard let other = nearest.row else { continue }
            let normal = rows[other]
            total += 1
            for column in Set(row.columns).union(normal.columns) {
                let difference = abs(row.count(of: column) - normal.count(of: column))
                for (step, level) in levels.enumerated() where difference >= level {
                    exceeding[Int(column) * levels.count + step] += 1
                }
            }
        }
        return CountCosts(exceeding: exceeding, total: total)
    }
}
