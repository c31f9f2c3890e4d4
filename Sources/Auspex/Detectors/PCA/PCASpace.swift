/// The normal space of count vectors: weights, centre, and the first principal components.
struct PCASpace: Sendable, Equatable {
    /// All templates of training.
    let known: TemplateIndex
    /// Templates that have a column.
    let columns: TemplateIndex
    /// What a count weighs, by column.
    let weights: [Double]
    /// Mean weighted count, by column.
    let mean: [Double]
    /// The components, one row each.
    let components: [Float]
    /// Whether training held whole sessions; then only such are judged for their counts.
    let hasWholeSessions: Bool

    var componentCount: Int { columns.count == 0 ? 0 : components.count / columns.count }

    func knows(_ template: TemplateID) -> Bool { known[template] != nil }

    /// Whether the counts of a session can be compared: those of a part cannot.
    func judgesCounts(of session: EventSequence) -> Bool {
        !session.isContinuation && (session.isComplete || !hasWholeSessions)
    }

    /// How often each column's template occurs.
    func counts(of session: EventSequence) -> [Double] {
        var counts = [Double](repeating: 0, count: columns.count)
        for event in session.events { if let column = columns[event] { counts[column] += 1 } }
        return counts
    }

    /// What of a session's weighted and centred counts lies outside the normal space, by column.
    func residual(of session: EventSequence) -> [Double] {
        var rest = counts(of: session)
        for column in rest.indices { rest[column] = rest[column] * weights[column] - mean[column] }
        let row = rest
        for start in stride(from: 0, to: components.count, by: max(1, row.count)) {
            var length = 0.0
            for column in row.indices { length += row[column] * Double(components[start + column]) }
            for column in row.indices { rest[column] -= length * Double(components[start + column]) }
        }
        return rest
    }

    /// The counts that carry the residual: seen, and where the normal space would have them.
    func carriers(of session: EventSequence, limit: Int) -> [Finding.CountDifference] {
        let rest = residual(of: session), seen = counts(of: session)
        let order = rest.indices.filter { weights[$0] > 0 && rest[$0] != 0 }.sorted { (abs(rest[$1]), $0) < (abs(rest[$0]), $1) }
        guard let largest = order.first else { return [] }
        return order.prefix(limit).filter { abs(rest[$0]) >= 0.1 * abs(rest[largest]) }.map { column in
            .init(
                template: columns.templates[column], seen: Int(seen[column]), usual: max(0, seen[column] - rest[column] / weights[column]))
        }
    }
}
