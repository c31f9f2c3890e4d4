import Auspex
import Foundation

/// The faults of one of the lab's logs, and the rules by which incidents are compared with them.
///
/// A fault is found when an incident points at one of its labelled lines; a fault that shows in amounts or in a missing line also when evidence
/// lies within its time (from a second before to two after). An incident is false when it finds no fault and no evidence of it lies near
/// one (up to five seconds after). Lines of the tool that injects the faults count neither way. Only the first ``evidence`` lines of an incident count.
struct LabTruth {
    /// Lines of an incident that count.
    static let evidence = 5
    /// Incidents a person looks at first.
    static let first = 20
    /// Ways to show that are an amount, or that leave no line of their own.
    private static let amounts: Set<String> = ["count", "ratio", "silent", "delayed", "after_missing"]

    /// A fault.
    struct Fault {
        var id: String
        var kind: String
        /// How it can be seen in this log at best.
        var visibleBy: String
        var start: Double
        var end: Double
        /// Whether it shows in amounts, so that evidence within its time finds it.
        var isAmount: Bool

        var isVisible: Bool { !visibleBy.hasPrefix("invisible") }
        /// Whether it writes a kind of line that normal operation does not.
        var hasNewKind: Bool { visibleBy.hasPrefix("new_template") }
        var name: String { "\(id) \(kind) (\(visibleBy))" }
    }

    /// One line about one fault.
    private struct Mark {
        var fault: Int
        var how: String
    }

    let faults: [Fault]
    private var marks: [Int: [Mark]] = [:]
    /// Moments of the lines, from line 1 at place 0.
    private let times: [Double]

    /// Reads labels and log.
    ///
    /// - Throws: ``InputError`` for a file that cannot be read or a fault without a time.
    init(folder: String, log: String) throws {
        let instants = try LineInstants()
        var times: [Double] = [], last = 0.0
        try TextLines.forEach(path: log) { line, _ throws(InputError) in
            last = instants.instant(of: Array(line.prefix(200))) ?? last
            times.append(last)
        }
        self.times = times
        guard !times.isEmpty else { throw InputError("\(log): no lines") }
        let lines = try CSVTable(FileSystem.read(folder + "/line_labels.csv", limit: 1 << 28), name: folder + "/line_labels.csv")
        let table = try CSVTable(FileSystem.read(folder + "/faults.csv", limit: 1 << 28), name: folder + "/faults.csv")
        let (number, how) = (try lines.column("line"), try lines.column("how"))
        let about = try lines.column(lines.columns.contains("fault") ? "fault" : "fault_id")
        let (id, kind, visible) = (try table.column("id"), try table.column("kind"), try table.column("visible_by"))
        let (start, end) = (try table.column("start"), try table.column("end"))
        let places = Dictionary((0..<table.rowCount).map { (table[$0, id], $0) }) { first, _ in first }
        var hows = Array(repeating: Set<String>(), count: table.rowCount)
        for row in 0..<lines.rowCount {
            guard let line = Int(lines[row, number]), let fault = places[lines[row, about]] else {
                throw InputError("\(folder)/line_labels.csv, row \(row + 1): no line of the log, or no fault of the list")
            }
            marks[line, default: []].append(Mark(fault: fault, how: lines[row, how]))
            hows[fault].insert(lines[row, how])
        }
        faults = try (0..<table.rowCount).map { row in
            guard let begins = instants.instant(of: Array(table.bytes(row, start))),
                let ends = instants.instant(of: Array(table.bytes(row, end)))
            else { throw InputError("\(folder)/faults.csv: fault \(table[row, id]) has no time that can be read") }
            let by = table[row, visible]
            return Fault(
                id: table[row, id], kind: table[row, kind], visibleBy: by, start: begins, end: ends,
                isAmount: !hows[row].isDisjoint(with: Self.amounts) || ["count", "silence", "gap"].contains { by.contains($0) })
        }
    }

    /// Compares incidents with the faults.
    ///
    /// - Parameters:
    ///   - incidents: the lines of each, the most telling first; worst incident first.
    ///   - log: its name, to say whose faults were missed.
    ///   - withChance: also find out what chance finds.
    func score(_ incidents: [[Int]], log: String, withChance: Bool) -> IncidentScore {
        let shown = incidents.map { Array($0.prefix(Self.evidence)) }
        let own = compare(shown, movedBy: 0)
        let missed = faults.indices.filter { faults[$0].isVisible && own.firstRanks[$0] == nil }.map { "\(log) \(faults[$0].name)" }
        var score = IncidentScore(
            visible: faults.count(where: \.isVisible), found: own.firstRanks.count,
            foundInFirst: own.firstRanks.values.count { $0 < Self.first }, incidents: incidents.count, falseIncidents: own.falseIncidents,
            doubtful: own.doubtful, missed: missed)
        if withChance {
            score.chance = (1...20).reduce(0.0) { $0 + Double(compare(shown, movedBy: times.count * $1 / 21).firstRanks.count) } / 20
        }
        return score
    }

    /// Whether a line is labelled with a fault.
    func isAbout(_ line: Int, fault: Int) -> Bool { marks[line]?.contains { $0.fault == fault } ?? false }

    private func compare(
        _ incidents: [[Int]], movedBy shift: Int
    ) -> (firstRanks: [Int: Int], falseIncidents: Int, doubtful: Int) {
        var firstRanks: [Int: Int] = [:], falseIncidents = 0, doubtful = 0
        for (rank, lines) in incidents.enumerated() {
            var hits: Set<Int> = [], isNear = false, isOfInjector = false
            for line in lines {
                let place = (line - 1 + shift) % times.count
                let time = times[place]
                for mark in marks[place + 1] ?? [] {
                    if mark.how == "injector" {
                        isOfInjector = true
                    } else if mark.how != "count" {
                        hits.insert(mark.fault)
                    }
                }
                for (number, fault) in faults.enumerated() where fault.start - 1 <= time {
                    if time <= fault.end + 5 { isNear = true }
                    if time <= fault.end + 2, fault.isAmount { hits.insert(number) }
                }
            }
            hits = hits.filter { faults[$0].isVisible }
            for fault in hits where firstRanks[fault] == nil { firstRanks[fault] = rank }
            guard hits.isEmpty else { continue }
            if isNear || isOfInjector || lines.isEmpty { doubtful += 1 } else { falseIncidents += 1 }
        }
        return (firstRanks, falseIncidents, doubtful)
    }
}
