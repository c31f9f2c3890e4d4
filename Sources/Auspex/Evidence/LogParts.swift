/// A log cut into parts of about as many records each: by time, or where records have no time by their number.
struct LogParts: Sendable {
    /// Where each part but the first begins, ascending: seconds since 1970, or the number of a record.
    private let begins: [Double]
    private let hasTimes: Bool

    /// A log whose times go to and fro more often is cut by number: each run costs as much as a part.
    private static let runLimit = 64

    init(_ table: ObservationTable, count: Int) {
        if table.times.first.map({ $0 > ObservationReader.firstRealTime }) ?? false {
            // Files of one format are read one after the other: their times are not in order.
            let sorted = table.times.sorted()
            let parts = LogParts(begins: (1..<count).map { sorted[$0 * sorted.count / count] }, hasTimes: true)
            if parts.ranges(of: table).reduce(0, { $0 + $1.count }) <= Self.runLimit {
                self = parts
                return
            }
        }
        self.init(begins: (1..<count).map { Double($0 * table.count / count) }, hasTimes: false)
    }

    private init(begins: [Double], hasTimes: Bool) {
        self.begins = begins
        self.hasTimes = hasTimes
    }

    /// The part of a record.
    ///
    /// - Parameters:
    ///   - time: seconds since 1970; what has none belongs to the part of the record before it.
    ///   - number: of the record, in the order of reading.
    func part(time: Double, number: Int, before: Int) -> Int {
        guard hasTimes else { return begins.firstPlace { $0 <= Double(number) } }
        return time > ObservationReader.firstRealTime ? begins.firstPlace { $0 <= time } : before
    }

    /// The records of each part, as runs in the order of reading.
    func ranges(of table: ObservationTable) -> [[Range<Int>]] {
        var ranges: [[Range<Int>]] = Array(repeating: [], count: begins.count + 1)
        var start = 0, current = 0
        for record in 0..<table.count {
            let part = part(time: table.times[record], number: record, before: current)
            if part != current, record > start { ranges[current].append(start..<record) }
            if part != current { (current, start) = (part, record) }
        }
        if start < table.count { ranges[current].append(start..<table.count) }
        return ranges
    }
}
