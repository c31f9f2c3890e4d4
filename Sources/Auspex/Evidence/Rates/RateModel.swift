import Foundation

/// How many records of each unit come in 5 seconds, 20 seconds and longer stretches: mean, over-dispersion, time of day, and how far
/// normal stretches strayed.
///
/// Counts are compared with a negative binomial whose variance is 1.3 times the one seen. What normal operation itself shows at most counts as
/// usual for that unit, whatever the distribution says: jobs come in bursts.
struct RateModel: Sendable, Codable {
    /// Figures of one unit for one length of stretch.
    struct Rate: Sendable, Codable {
        var mean = 0.0
        var variance = 0.0
        /// Largest scores of normal stretches, upwards and downwards, in nats.
        var peakUp = 0.0
        var peakDown = 0.0
    }

    /// Lengths of stretches in seconds.
    static let lengths: [Double] = [5, 20, 60, 300]
    /// A stretch length is used when the log learnt from holds this many.
    static let leastBins = 15
    /// Fewer records of a stretch than this cannot drop.
    static let leastForDrop = 1.5

    private(set) var units: RateUnits
    /// The lengths in use.
    private(set) var lengths: [Double] = []
    /// Figures by length, then unit.
    private(set) var rates: [[Rate]] = []
    /// Factor of each hour of the day (UTC) on all rates; all 1 where the log is shorter than two days.
    private(set) var hours: [Double] = Array(repeating: 1, count: 24)
    /// What a score must exceed before it is beyond chance: ln(stretches × units) learnt from.
    private(set) var bases: [Double] = []
    /// Gaps between records.
    private(set) var gaps: Tail?
    /// Kinds of line that come regularly; `nil` in models of earlier versions.
    private(set) var regular: RegularKinds?

    init(_ table: ObservationTable, _ records: [Range<Int>], _ slots: SlotModel, _ kinds: StatementTable) {
        units = RateUnits(table, records, slots, kinds)
        hours = Self.hours(table, records)
        let span = records.reduce(0.0) { $0 + max(0, table.times[$1.upperBound - 1] - table.times[$1.lowerBound]) }
        let hasTimes = records.first.map { table.times[$0.upperBound - 1] > ObservationReader.firstRealTime } ?? false
        lengths = hasTimes ? Self.lengths.filter { span / $0 >= Double(Self.leastBins) } : []
        var gaps: [Float] = []
        for range in records {
            for record in range.dropFirst() where table.times[record - 1] > ObservationReader.firstRealTime {
                gaps.append(Float(max(0, table.times[record] - table.times[record - 1])))
            }
        }
        self.gaps = Tail(gaps, floor: 1e-3, least: 100)
        regular = RegularKinds(table, records, statements: kinds.count)
        let count = units.units.count
        var bins = lengths.map { _ in 0 }
        rates = lengths.map { _ in Array(repeating: Rate(), count: count) }
        guard !lengths.isEmpty else { return }
        // Means first, then squares and peaks around them.
        forEachStretch(table, records, kinds) { length, stretch in
            bins[length] += 1
            let factor = factor(at: stretch.start)
            for unit in stretch.touched { rates[length][unit].mean += Double(stretch.counts[unit]) / factor }
        }
        // A log that begins with lines without a time, or whose clock goes back, spans more than it holds.
        let enough = bins.prefix { $0 >= Self.leastBins }.count
        lengths = Array(lengths.prefix(enough))
        bins = Array(bins.prefix(enough))
        rates = Array(rates.prefix(enough))
        guard !lengths.isEmpty else { return }
        var squares: [[Double]] = lengths.map { _ in [] }
        for length in lengths.indices {
            for unit in 0..<count { rates[length][unit].mean /= Double(max(1, bins[length])) }
            squares[length] = rates[length].map { $0.mean * $0.mean * Double(bins[length]) }
        }
        let means = rates
        forEachStretch(table, records, kinds) { length, stretch in
            let factor = factor(at: stretch.start)
            for unit in stretch.touched {
                let mean = means[length][unit].mean, difference = Double(stretch.counts[unit]) / factor - mean
                squares[length][unit] += difference * difference - mean * mean
            }
        }
        for length in lengths.indices {
            for unit in 0..<count {
                rates[length][unit].variance = 1.3 * max(means[length][unit].mean, squares[length][unit] / Double(max(1, bins[length] - 1)))
            }
            bases.append(log(Double(max(2, bins[length])) * Double(count)))
        }
        let spread = rates
        forEachStretch(table, records, kinds) { length, stretch in
            let factor = factor(at: stretch.start)
            for unit in stretch.touched {
                let score = Self.up(spread[length][unit], Int(stretch.counts[unit]), factor)
                if score > rates[length][unit].peakUp { rates[length][unit].peakUp = score }
            }
            guard !stretch.isPartial else { return }
            for unit in 0..<count where spread[length][unit].mean * factor >= Self.leastForDrop {
                let score = Self.down(spread[length][unit], Int(stretch.counts[unit]), factor)
                if score > rates[length][unit].peakDown { rates[length][unit].peakDown = score }
            }
        }
    }

    /// Why the figures cannot be used; `nil` when they can.
    func problem(statements: Int) -> String? {
        if let problem = units.problem(statements: statements) { return problem }
        let numbers = rates.joined().flatMap { [$0.mean, $0.variance, $0.peakUp, $0.peakDown] } + hours + bases + lengths
        guard rates.count == lengths.count, bases.count == lengths.count, rates.allSatisfy({ $0.count == units.units.count }),
            hours.count == 24, numbers.allSatisfy({ $0.isFinite && $0 >= 0 }), hours.allSatisfy({ $0 > 0 }),
            lengths.allSatisfy({ $0 >= 1 && $0 <= 86_400 }), lengths == lengths.sorted(), gaps?.isUsable ?? true,
            regular?.isUsable(statements: statements) ?? true
        else { return "rates hold numbers that are not possible" }
        return nil
    }

    /// What the time of day makes of all rates.
    func factor(at time: Double) -> Double {
        let hour = Int((time / 3600).rounded(.down)) % 24
        return hours[hour < 0 ? hour + 24 : hour]
    }

    static func up(_ rate: Rate, _ count: Int, _ factor: Double) -> Double {
        CountTail.above(count, mean: max(rate.mean * factor, 0.01), variance: max(rate.variance * factor, 0.013))
    }

    static func down(_ rate: Rate, _ count: Int, _ factor: Double) -> Double {
        CountTail.below(count, mean: rate.mean * factor, variance: rate.variance * factor)
    }

    private func forEachStretch(
        _ table: ObservationTable, _ records: [Range<Int>], _ kinds: StatementTable, _ body: (Int, RateCounter.Stretch) -> Void
    ) {
        let withValues = units.statementsWithValues, values = units.valueNumbers
        for range in records {
            var counter = RateCounter(lengths: lengths, units: units.units.count)
            for record in range {
                counter.advance(to: table.times[record], body)
                let statement = table.statements[record]
                let severity = statement >= 0 ? kinds[statement].severity : .unknown
                units.forEach(record, in: table, severity: severity, values: values, hasValues: withValues.contains(statement)) {
                    counter.count($0, table.lines[record], table.times[record])
                }
            }
            counter.finish(body)
        }
    }

    private static func hours(_ table: ObservationTable, _ records: [Range<Int>]) -> [Double] {
        var counts = Array(repeating: 0.0, count: 24), seen: Set<Int> = []
        for record in records.joined() where table.times[record] > ObservationReader.firstRealTime {
            let hour = Int((table.times[record] / 3600).rounded(.down))
            seen.insert(hour)
            counts[((hour % 24) + 24) % 24] += 1
        }
        guard seen.count >= 48 else { return Array(repeating: 1, count: 24) }
        var per = Array(repeating: 0.0, count: 24)
        for hour in seen { per[((hour % 24) + 24) % 24] += 1 }
        let mean = counts.reduce(0, +) / Double(seen.count)
        return (0..<24).map { per[$0] == 0 ? 1 : min(10, max(0.1, (counts[$0] + mean * 0.1) / (per[$0] * mean + mean * 0.1))) }
    }
}
