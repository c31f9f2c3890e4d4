import Foundation

/// Kinds of line that come at regular times (heartbeats, polls, reports) and the longest pause between two of each: when one stays away, whoever wrote
/// it may be gone although the rest of the log goes on.
///
/// Kinds that come at random are none: their longest pause says little, and ``RateModel`` watches how many there are.
struct RegularKinds: Sendable, Codable {
    /// Pauses a kind must have been seen with.
    static let least = 20
    /// Its longest pause is at most so many times the median: of random ones it is about six times, among a hundred.
    static let steadiness = 3.0
    /// Seconds; what comes more often is a matter of rates.
    static let leastPause = 0.5
    /// Most kinds watched: those that come most often.
    static let limit = 1000

    /// Pauses by kind of line.
    @SortedKeys private(set) var pauses: [Int32: Tail] = [:]

    init(_ table: ObservationTable, _ records: [Range<Int>], statements count: Int) {
        var found: [Int32: [Float]] = [:]
        var last: [Double]
        for range in records {
            last = Array(repeating: .nan, count: count)
            for record in range where table.times[record] > ObservationReader.firstRealTime && table.statements[record] >= 0 {
                let statement = Int(table.statements[record]), time = table.times[record]
                if !last[statement].isNaN { found[Int32(statement), default: []].append(Float(max(0, time - last[statement]))) }
                last[statement] = time
            }
        }
        let tails = found.compactMap { statement, pauses -> (statement: Int32, tail: Tail)? in
            guard let tail = Tail(pauses, floor: 1e-3, least: Self.least), tail.median >= Self.leastPause,
                tail.maximum <= Self.steadiness * tail.median
            else { return nil }
            return (statement, tail)
        }
        for (statement, tail) in tails.sorted(by: { ($1.tail.count, $0.statement) < ($0.tail.count, $1.statement) }).prefix(Self.limit) {
            pauses[statement] = tail
        }
    }

    /// Whether the figures are possible.
    func isUsable(statements count: Int) -> Bool {
        pauses.allSatisfy { $0.key >= 0 && Int($0.key) < count && $0.value.isUsable }
    }
}

/// Looks for kinds of line that stay away although others come.
///
/// - Complexity: O(1) for a record; O(kinds) when one is overdue.
struct RegularWatch: Sendable {
    /// A kind that stayed away.
    struct Absence {
        var statement: Int32
        /// Its last record.
        var line: LineReference
        /// When that was, and for how long none came while others did.
        var time: Double
        var seconds: Double
        /// What is usual.
        var pause: Tail
    }

    /// Other records that must have come: where the whole log is silent, that is told.
    static let leastOthers = 3
    /// Nats a pause must be beyond the longest one.
    static let leastScore = 3.0

    private struct Kind {
        var statement: Int32
        var pause: Tail
        /// Seconds after which it is overdue.
        var bound: Double
        var time = Double.nan
        var line = LineReference(source: 0, line: 0)
        /// Records of the log up to its last.
        var count = 0
        var isTold = false
        /// Seconds since then in which the whole log was silent.
        var silent = 0.0
    }

    private var kinds: [Kind]
    /// The place of each kind of line among ``kinds``; -1 for none.
    private let places: [Int16]
    private var records = 0
    /// When the first kind is overdue.
    private var due = Double.infinity
    /// When the last record came.
    private var last = Double.nan

    init(_ regular: RegularKinds?, statements count: Int) {
        var kinds: [Kind] = [], places = Array(repeating: Int16(-1), count: count)
        for (statement, pause) in (regular?.pauses ?? [:]).sorted(by: { $0.key < $1.key }) where places.indices.contains(Int(statement)) {
            places[Int(statement)] = Int16(kinds.count)
            kinds.append(Kind(statement: statement, pause: pause, bound: pause.maximum * pow(M_E, Self.leastScore / pause.exponent)))
        }
        self.kinds = kinds
        self.places = places
    }

    /// Kinds watched.
    var count: Int { kinds.count }

    /// Takes a record; a kind that is overdue by then is handed out, and once more with the whole time when it comes again.
    @inline(__always)
    mutating func add(_ statement: Int32, time: Double, line: LineReference, _ body: (Absence) -> Void) {
        guard !kinds.isEmpty else { return }
        records &+= 1
        if time - last > RegularKinds.leastPause { goOn(silentFor: time - last) }
        last = time
        if time > due { tell(at: time, body) }
        guard statement >= 0, places[Int(statement)] >= 0 else { return }
        let place = Int(places[Int(statement)])
        if kinds[place].isTold { body(absence(kinds[place], until: time)) }
        kinds[place].time = time
        kinds[place].line = line
        kinds[place].count = records
        kinds[place].isTold = false
        kinds[place].silent = 0
        due = min(due, time + kinds[place].bound)
    }

    /// Leaves out a silence of the whole log that is longer than a kind's longest pause.
    private mutating func goOn(silentFor seconds: Double) {
        for place in kinds.indices where seconds > kinds[place].pause.maximum { kinds[place].silent += seconds }
    }

    /// Hands out what is overdue at a moment.
    mutating func tell(at time: Double, _ body: (Absence) -> Void) {
        due = .infinity
        for place in kinds.indices where !kinds[place].isTold && kinds[place].time > ObservationReader.firstRealTime {
            let kind = kinds[place]
            if time - kind.time - kind.silent > kind.bound, records - kind.count >= Self.leastOthers {
                kinds[place].isTold = true
                body(absence(kind, until: time))
            } else {
                // Looked at again when it is overdue, or soon where only others are missing.
                due = min(due, max(kind.time + kind.silent + kind.bound, time))
            }
        }
    }

    /// Hands out what is missing at the end of the log, for as long as it was.
    mutating func finish(at time: Double, _ body: (Absence) -> Void) {
        tell(at: time) { _ in }
        for kind in kinds where kind.isTold { body(absence(kind, until: time)) }
    }

    private func absence(_ kind: Kind, until time: Double) -> Absence {
        Absence(statement: kind.statement, line: kind.line, time: kind.time, seconds: time - kind.time - kind.silent, pause: kind.pause)
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(records)
        writer.write(due)
        writer.write(last)
        writer.write(kinds) { writer, kind in
            writer.write(kind.time)
            writer.write(kind.line)
            writer.write(kind.count)
            writer.write(kind.isTold)
            writer.write(kind.silent)
        }
    }

    /// Takes over what ``write(to:)`` wrote, into a watch over the same kinds.
    mutating func restore(from reader: inout SnapshotReader) throws {
        records = try reader.tally()
        due = try reader.double()
        last = try reader.double()
        let restored = try reader.list { (try $0.double(), try LineReference(from: &$0), try $0.tally(), try $0.bool(), try $0.double()) }
        guard restored.count == kinds.count, restored.allSatisfy({ $0.2 <= records }) else { throw SnapshotReader.damaged }
        for (place, (time, line, count, isTold, silent)) in restored.enumerated() {
            kinds[place].time = time
            kinds[place].line = line
            kinds[place].count = count
            kinds[place].isTold = isTold
            kinds[place].silent = silent
        }
    }
}
