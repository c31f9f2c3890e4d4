/// How often requests for each path, and of each outcome, came while learning: that something rare in both comes together for the first time is no
/// news.
///
/// - Complexity: O(kinds of line); memory likewise.
struct RequestHabits: Sendable, Codable {
    @SortedKeys private var paths: [UInt64: Int] = [:]
    @SortedKeys private var outcomes: [UInt64: Int] = [:]
    private var total = 0

    /// Counts the requests among some records; `nil` where there are none.
    init?(_ table: ObservationTable, _ records: [Range<Int>], _ statements: StatementTable) {
        for statement in records.joined().lazy.map({ table.statements[$0] }) where statement >= 0 {
            guard let request = statements[statement].request else { continue }
            paths[request.path, default: 0] += 1
            outcomes[request.outcome, default: 0] += 1
            total += 1
        }
        if total == 0 { return nil }
    }

    /// How many requests like this a log as long as the one learnt from would hold, if path and outcome had nothing to do with each other.
    func expected(_ request: Request) -> Double {
        Double(paths[request.path] ?? 0) * Double(outcomes[request.outcome] ?? 0) / Double(total)
    }

    /// Whether all figures are possible.
    var isUsable: Bool { total > 0 && paths.values.allSatisfy { $0 > 0 } && outcomes.values.allSatisfy { $0 > 0 } }
}
