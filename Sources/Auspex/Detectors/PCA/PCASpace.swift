/// The normal space of count vectors: weights, centre, and the first principal components.
struct PCASpace: Sendable, Equatable {
    /// What is counted.
    let counted: CountColumns
    /// What a count weighs, by column.
    let weights: [Double]
    /// Mean weighted count, by column.
    let mean: [Double]
    /// The components, one row each.
    let components: [Float]

    /// All templates of training.
    var known: TemplateIndex { counted.known }
    /// Templates that have a column.
    var columns: TemplateIndex { counted.columns }

    var componentCount: Int { columns.count == 0 ? 0 : components.count / columns.count }

    /// What of a session's weighted and centred counts lies outside the normal space, by column.
    func residual(of session: EventSequence) -> [Double] { residual(of: counted.counts(of: session)) }

    /// The same for counts, by column.
    func residual(of counts: [Double]) -> [Double] {
        var rest = counts
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
        let rest = residual(of: session), seen = counted.counts(of: session)
        let order = rest.indices.filter { weights[$0] > 0 && rest[$0] != 0 }.sorted { (abs(rest[$1]), $0) < (abs(rest[$0]), $1) }
        guard let largest = order.first else { return [] }
        return order.prefix(limit).filter { abs(rest[$0]) >= 0.1 * abs(rest[largest]) }.map { column in
            .init(
                template: columns.templates[column], seen: Int(seen[column]), usual: max(0, seen[column] - rest[column] / weights[column]))
        }
    }
}
