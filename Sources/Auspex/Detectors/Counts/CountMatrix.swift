import Foundation

/// The count matrix of training sessions: distinct rows, each with the number of sessions that have it.
///
/// Real logs repeat massively, so methods compute once for each distinct row and weigh it with its copies. Parts of sessions have no
/// row, unless all sessions are parts (windows).
public struct CountMatrix: Sendable {
    /// What the columns count.
    public let columns: CountColumns
    /// The distinct rows, in order of first appearance.
    public private(set) var rows = CountRows()
    /// Sessions that have each row.
    public private(set) var copies: [Double] = []
    /// The first session of each row, by its identifier.
    private(set) var names: [String] = []
    /// The row of each session that has one, in order.
    private(set) var groups: [Int] = []
    /// Rows left out because there were more than is computed with.
    public private(set) var droppedRows = 0

    /// Cells of a dense matrix at most, over all rows: a bound of memory for every method.
    static let cellLimit = 1 << 25

    /// Counts sessions.
    ///
    /// - Parameters:
    ///   - name: the method, for messages.
    ///   - templateLimit: columns at most, those of the templates in the most sessions.
    ///   - rowLimit: distinct rows at most, the most frequent ones.
    /// - Throws: ``InputError`` when no session holds an event.
    init(_ sessions: [EventSequence], for name: String, templateLimit: Int, rowLimit: Int) throws(InputError) {
        guard sessions.contains(where: { !$0.events.isEmpty }) else {
            throw InputError("\(name): no training session holds an event; give a log with at least one session")
        }
        let known = TemplateIndex(sessions.lazy.flatMap(\.events))
        let hasWholeSessions = sessions.contains { $0.isComplete && !$0.isContinuation && !$0.events.isEmpty }
        var chosen = sessions.filter { !$0.isContinuation && ($0.isComplete || !hasWholeSessions) }
        if chosen.isEmpty { chosen = sessions }
        var columns = CountColumns(known: known, columns: known, hasWholeSessions: hasWholeSessions)
        if known.count > templateLimit {
            var documents: [TemplateID: Int] = [:]
            for session in chosen { for template in Set(session.events) { documents[template, default: 0] += 1 } }
            let order = known.templates.sorted { (documents[$1] ?? 0, $0) < (documents[$0] ?? 0, $1) }
            columns = CountColumns(
                known: known, columns: TemplateIndex(order.prefix(templateLimit)), hasWholeSessions: hasWholeSessions)
        }
        self.columns = columns
        add(chosen, limit: max(1, min(rowLimit, Self.cellLimit / max(1, columns.count))))
    }

    private mutating func add(_ sessions: [EventSequence], limit: Int) {
        var distinct: [CountRow] = [], first: [String] = [], sizes: [Int] = [], numbers: [CountRow: Int] = [:]
        var all: [Int] = []
        all.reserveCapacity(sessions.count)
        for session in sessions {
            let row = columns.trainingRow(of: session)
            if let number = numbers[row] {
                sizes[number] += 1
                all.append(number)
            } else {
                numbers[row] = distinct.count
                all.append(distinct.count)
                distinct.append(row)
                first.append(session.id)
                sizes.append(1)
            }
        }
        var kept = Array(distinct.indices)
        if kept.count > limit {
            droppedRows = kept.count - limit
            kept = kept.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(limit).sorted()
        }
        var places = [Int](repeating: -1, count: distinct.count)
        for (place, number) in kept.enumerated() {
            places[number] = place
            rows.append(distinct[number])
            copies.append(Double(sizes[number]))
            names.append(first[number])
        }
        groups = all.map { places[$0] }
    }

    /// Sessions in all rows.
    var total: Double { copies.reduce(0, +) }

    /// Sessions each column's template occurs in.
    func documents() -> [Double] {
        var documents = [Double](repeating: 0, count: columns.count)
        for number in 0..<rows.count { rows.forEachCell(of: number) { column, _ in documents[column] += copies[number] } }
        return documents
    }

    /// ln(N / n) for a column whose template occurs in n of N sessions; 0 for one that never occurs.
    func inverseDocumentFrequencies() -> [Double] {
        let total = total
        return documents().map { $0 > 0 ? log(total / $0) : 0 }
    }

    /// All cells, one row after the other.
    func dense() -> [Int32] {
        var cells = [Int32](repeating: 0, count: rows.count * columns.count)
        for number in 0..<rows.count {
            rows.forEachCell(of: number) { column, count in cells[number * columns.count + column] = Int32(count) }
        }
        return cells
    }

    /// Mean count of each column, with weights for rows.
    func means(_ weights: [Double]) -> [Double] {
        var means = [Double](repeating: 0, count: columns.count)
        let total = max(weights.reduce(0, +), 1e-300)
        for number in 0..<rows.count where weights[number] > 0 {
            rows.forEachCell(of: number) { column, count in means[column] += count * weights[number] / total }
        }
        return means
    }
}

/// A count matrix with the truth about its rows.
public struct LabelledCountMatrix: Sendable {
    /// All sessions, whatever their label.
    public let matrix: CountMatrix
    /// Normal sessions of each row.
    public private(set) var normal: [Double]
    /// Anomalous sessions of each row.
    public private(set) var anomalous: [Double]

    init(_ examples: LabelledSessions, for name: String, templateLimit: Int, rowLimit: Int) throws(InputError) {
        matrix = try CountMatrix(examples.sessions, for: name, templateLimit: templateLimit, rowLimit: rowLimit)
        normal = [Double](repeating: 0, count: matrix.rows.count)
        anomalous = normal
        let columns = matrix.columns
        // The sessions that have a row, as the matrix chose them.
        var labels = zip(examples.sessions, examples.labels).filter { columns.judgesCounts(of: $0.0) }.map(\.1)
        if labels.count != matrix.groups.count { labels = examples.labels }
        for (group, isAnomalous) in zip(matrix.groups, labels) where group >= 0 {
            if isAnomalous { anomalous[group] += 1 } else { normal[group] += 1 }
        }
        guard normal.contains(where: { $0 > 0 }), anomalous.contains(where: { $0 > 0 }) else {
            throw InputError("\(name): whole sessions of one kind only; give labelled sessions of both kinds", remedy: .labels)
        }
    }

    /// Each row as examples of one label: a row of both kinds is two.
    var examples: [(row: Int, isAnomalous: Bool, copies: Double)] {
        (0..<matrix.rows.count).flatMap { row in
            [(row, false, normal[row]), (row, true, anomalous[row])].filter { $0.2 > 0 }
        }
    }
}
