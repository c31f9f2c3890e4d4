/// Counts records by unit in consecutive stretches of time of several lengths, and hands out each stretch when it is over.
///
/// Records are counted in the shortest stretch only; longer ones are sums of those.
///
/// - Complexity: O(units of the record) for a record, O(units touched) for a stretch.
struct RateCounter: Sendable {
    /// What one stretch held.
    struct Stretch: Sendable {
        /// Seconds since 1970 at its beginning.
        var start: Double
        /// Records by unit.
        var counts: [Int32]
        /// Units with records.
        var touched: [Int]
        /// Records of each unit, up to ``RateCounter/linesKept``, those beyond the usual number first.
        var lines: [[LineReference]]
        /// When the first of these came.
        var times: [Double]
        /// Whether the log began or ended within it, so that it may hold too little.
        var isPartial: Bool
        /// Whether the stretch before it held no record at all: a silence that lasts is one silence.
        var followsNothing = false

        init(units: Int) {
            start = 0
            counts = Array(repeating: 0, count: units)
            touched = []
            lines = Array(repeating: [], count: units)
            times = Array(repeating: 0, count: units)
            isPartial = true
        }

        mutating func clear() {
            for unit in touched {
                counts[unit] = 0
                lines[unit].removeAll(keepingCapacity: true)
            }
            touched.removeAll(keepingCapacity: true)
        }
    }

    static let linesKept = 5

    /// Lengths in seconds, ascending; each a multiple of the first.
    let lengths: [Double]
    private var stretches: [Stretch]
    /// Largest count of a shortest stretch within each longer one, by unit.
    private var peaks: [[Int32]]
    private var index: Int?
    private var usual: [Float]

    /// Creates a counter.
    ///
    /// - Parameter usual: records of each unit in a shortest stretch; those beyond are remembered first, because they are the ones that are too
    ///   many.
    init(lengths: [Double], units: Int, usual: [Float] = []) {
        self.lengths = lengths
        stretches = lengths.map { _ in Stretch(units: units) }
        peaks = lengths.map { _ in Array(repeating: 0, count: units) }
        self.usual = usual.count == units ? usual : Array(repeating: .infinity, count: units)
    }

    /// Goes on to a moment; stretches that ended before it are handed out with the number of their length.
    @inline(__always)
    mutating func advance(to time: Double, _ body: (Int, Stretch) -> Void) {
        guard time > ObservationReader.firstRealTime, !lengths.isEmpty else { return }
        let now = Int((time / lengths[0]).rounded(.down))
        if now != index { roll(to: now, body) }
    }

    private mutating func roll(to now: Int, _ body: (Int, Stretch) -> Void) {
        guard let last = index else {
            index = now
            for length in lengths.indices {
                stretches[length].start = (Double(now) * lengths[0] / lengths[length]).rounded(.down) * lengths[length]
            }
            return
        }
        guard now > last else { return }
        // Long silences are told once, not stretch by stretch: beyond a day the stretches between are left out.
        let first = max(last + 1, now - Int(86_400 / lengths[0]))
        for next in first...now { close(upTo: Double(next) * lengths[0], body) }
        index = now
    }

    /// Ends the stretches that end at a moment.
    private mutating func close(upTo moment: Double, _ body: (Int, Stretch) -> Void) {
        for length in lengths.indices {
            guard moment >= stretches[length].start + lengths[length] - 1e-6 else { continue }
            body(length, stretches[length])
            if length == 0 { addToLonger(stretches[0]) }
            stretches[length].followsNothing = stretches[length].touched.isEmpty && !stretches[length].isPartial
            stretches[length].clear()
            stretches[length].isPartial = false
            stretches[length].start = (moment / lengths[length]).rounded(.down) * lengths[length]
            if length > 0 { for unit in peaks[length].indices { peaks[length][unit] = 0 } }
        }
    }

    /// Adds the shortest stretch to the longer ones, before it is cleared.
    private mutating func addToLonger(_ short: Stretch) {
        for longer in lengths.indices.dropFirst() {
            for unit in short.touched {
                if stretches[longer].counts[unit] == 0 { stretches[longer].touched.append(unit) }
                stretches[longer].counts[unit] += short.counts[unit]
                if short.counts[unit] > peaks[longer][unit] {
                    peaks[longer][unit] = short.counts[unit]
                    stretches[longer].lines[unit] = short.lines[unit]
                    stretches[longer].times[unit] = short.times[unit]
                }
            }
        }
    }

    @inline(__always)
    mutating func count(_ unit: Int, _ line: LineReference, _ time: Double) {
        guard !stretches.isEmpty else { return }
        let count = stretches[0].counts[unit] &+ 1
        stretches[0].counts[unit] = count
        if count == 1 {
            stretches[0].touched.append(unit)
            remember(unit, line, time)
        } else if Float(count) > usual[unit] {
            if Float(count &- 1) <= usual[unit] { stretches[0].lines[unit].removeAll(keepingCapacity: true) }
            if stretches[0].lines[unit].count < Self.linesKept { remember(unit, line, time) }
        }
    }

    private mutating func remember(_ unit: Int, _ line: LineReference, _ time: Double) {
        if stretches[0].lines[unit].isEmpty { stretches[0].times[unit] = time }
        stretches[0].lines[unit].append(line)
    }

    /// Hands out the stretches the log ends in.
    mutating func finish(_ body: (Int, Stretch) -> Void) {
        guard index != nil else { return }
        for length in lengths.indices {
            stretches[length].isPartial = true
            body(length, stretches[length])
            if length == 0 { addToLonger(stretches[0]) }
            stretches[length].clear()
        }
        index = nil
    }

    // MARK: Snapshots

    /// Writes the stretches that are open; what no record counted for takes no room.
    func write(to writer: inout SnapshotWriter) {
        writer.write(index) { $0.write($1) }
        writer.write(stretches) { writer, stretch in
            writer.write(stretch.start)
            writer.write(stretch.isPartial)
            writer.write(stretch.followsNothing)
            writer.write(stretch.touched) { writer, unit in
                writer.write(unit)
                writer.write(stretch.counts[unit])
                writer.write(stretch.lines[unit]) { $0.write($1) }
                writer.write(stretch.times[unit])
            }
        }
        writer.write(peaks) { writer, peaks in
            writer.write(peaks.indices.filter { peaks[$0] != 0 }) { writer, unit in
                writer.write(unit)
                writer.write(peaks[unit])
            }
        }
    }

    /// Takes over what ``write(to:)`` wrote, into a counter of the same units and lengths.
    mutating func restore(from reader: inout SnapshotReader) throws {
        let units = usual.count
        index = try reader.optional { try $0.int() }
        let restored = try reader.list { reader in
            var stretch = Stretch(units: units)
            stretch.start = try reader.double()
            stretch.isPartial = try reader.bool()
            stretch.followsNothing = try reader.bool()
            stretch.touched = try reader.list { reader in
                let unit = try reader.int(in: 0...(units - 1))
                stretch.counts[unit] = Int32(try reader.tally())
                stretch.lines[unit] = try reader.list { try LineReference(from: &$0) }
                stretch.times[unit] = try reader.double()
                return unit
            }
            return stretch
        }
        let restoredPeaks = try reader.list { reader in
            var peaks = [Int32](repeating: 0, count: units)
            for (unit, peak) in try reader.list({ (try $0.int(in: 0...(units - 1)), Int32(try $0.tally())) }) { peaks[unit] = peak }
            return peaks
        }
        guard restored.count == stretches.count, restoredPeaks.count == peaks.count, index.map({ abs($0) < 1 << 60 }) ?? true else {
            throw SnapshotReader.damaged
        }
        (stretches, peaks) = (restored, restoredPeaks)
    }
}
