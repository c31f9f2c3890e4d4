import Foundation

/// What is usual in a log line by line and second by second: kinds of line and how often new ones come, values, numbers, rates, and what
/// happens inside sessions. Learnt without labels; needs no sessions, but uses them where there are any.
///
/// ```swift
/// var trainer = try LineModel.Trainer(format: format, session: rule)
/// trainer.add(records, events)            // records of normal operation, parsed by the finished parser
/// let model = trainer.fit()
/// ```
///
/// Every piece of evidence is scored in nats against what the log learnt from would show about once in its own length, and calibrated on
/// parts of it held out. Does badly on a log learnt from that is shorter than the usual cycle of what it shows, and on faults that change only
/// the order of records that belong to no session.
public struct LineModel: Sendable, Codable {
    /// Kinds of line.
    private(set) var statements: StatementTable
    /// Values and numbers.
    let slots: SlotModel
    /// Rates.
    let rates: RateModel
    /// Sessions.
    let tasks: TaskModel
    /// Requests; `nil` where the log tells of none.
    let requests: RequestHabits?
    /// How often the log said something new: clusters of new kinds in a time as long as the one learnt from, estimated over its later part.
    let newTemplates: Double
    /// Records learnt from.
    public let records: Int
    /// Seconds learnt from; 0 where the log has no times.
    public let seconds: Double
    /// What calibration found.
    var calibration = Calibration()
    /// Whether evidence decides about sessions, in the place of the session detector.
    public var judgesSessions = false
    /// The settings it was made with.
    public package(set) var configuration: Configuration

    /// What evidence shows on held-out normal data.
    struct Calibration: Sendable, Codable {
        /// Keys that alarm on normal data again and again: not told.
        @SortedMembers var muted: Set<UInt64> = []
        /// Nats taken off each family's strength in an incident.
        @SortedKeys var prices: [EvidenceFamily: Double] = [:]
        /// The largest numbers that showed where nothing like them was known, by the name of the place: a busy machine halts any step now
        /// and then, and what one kind of line showed once, another may.
        @SortedKeys var outliers: [String: Double] = [:]
        /// How slow held-out sessions were; `nil` where too few were held out.
        var slowness: SlownessTail?
        /// What held-out sessions show.
        var sessions = SessionCalibration([])
        /// How often unusual ones of them show the same; `nil` in a model of an earlier version.
        var alike: AlikeHabits?

        /// Counts a session that is over.
        ///
        /// - Returns: the evidence that it is unlike those learnt from; `nil` for one that is not.
        func evidence(of end: TaskEnd, _ settings: Configuration, _ tally: inout SessionTally) -> LineEvidence? {
            let evidence = sessions.evidence(
                of: end, threshold: sessions.threshold(share: settings.sessionShare, rank: settings.sessionRank))
            tally.add(endedAt: end.lastTime, isAnomalous: evidence != nil)
            return evidence
        }
    }

    /// Learns from some stretches of a table.
    init(_ table: ObservationTable, _ records: [Range<Int>], statements: StatementTable, configuration: Configuration) {
        self.statements = statements
        self.configuration = configuration
        var slots = SlotModel(table, records, statements)
        slots.windowPeaks = Self.windowPeaks(table, records, SlotIndex(slots, statements))
        self.slots = slots
        rates = RateModel(table, records, slots, statements)
        tasks = TaskModel(table, records, slots, statements)
        newTemplates = Self.newTemplates(table, records)
        requests = RequestHabits(table, records, statements)
        self.records = records.reduce(0) { $0 + $1.count }
        let span = records.reduce(0.0) { $0 + ($1.isEmpty ? 0 : table.times[$1.upperBound - 1] - table.times[$1.lowerBound]) }
        seconds = rates.lengths.isEmpty ? 0 : max(0, span)
    }

    /// Takes back what is known of kinds of line that records do not hold: they are new when they come.
    mutating func forgetUnseen(in table: ObservationTable, _ records: [Range<Int>]) {
        statements.keepSeen(records.joined().lazy.map { table.statements[$0] })
    }

    /// Whether sessions have parts that run side by side (spans, threads), told by an identifier of their own.
    public var hasParallelParts: Bool { !tasks.steps.branchPlaces.isEmpty }

    /// The template of a kind of line; `nil` for one never learnt.
    public func template(of statement: Int32) -> TemplateID? {
        statement >= 0 && Int(statement) < statements.count ? statements[statement].template : nil
    }

    /// Nats by which a number lies beyond its own kind and beyond what places of that name showed out of the blue.
    func surprise(of number: Double, name: String, own: Double) -> Double {
        guard let outlier = calibration.outliers[name] else { return own }
        return -log(exp(-own) + (number > outlier ? pow(number / outlier, -configuration.outlierExponent) : 1))
    }

    /// Largest score of a stretch of high values, by place.
    private static func windowPeaks(_ table: ObservationTable, _ records: [Range<Int>], _ index: SlotIndex) -> [Int: Double] {
        var watch = HighValueWatch(index.tails.map(\.tail))
        var peaks: [Int: Double] = [:]
        func take(_ finding: HighValueWatch.Excess) {
            let slot = index.tails[finding.place].slot
            peaks[slot] = max(peaks[slot] ?? 0, finding.score)
        }
        for record in records.joined() where table.statements[record] >= 0 {
            for slot in table.slots(of: record) {
                guard case .tail(let place) = index.role(table.statements[record], table.slotPlaces[slot]), !table.slotNumbers[slot].isNaN
                else { continue }
                watch.add(
                    Double(table.slotNumbers[slot]), place: Int(place), time: table.times[record], line: table.lines[record], take)
            }
        }
        watch.finish(take)
        return peaks
    }

    /// Clusters of kinds of line seen for the first time, over the last 60 % of the time learnt from, for a time as long as all of it.
    private static func newTemplates(_ table: ObservationTable, _ records: [Range<Int>]) -> Double {
        let used = records.filter { !$0.isEmpty }
        guard let first = used.first?.lowerBound, let last = used.last?.upperBound else { return 1 }
        let begin = table.times[first], end = table.times[last - 1]
        guard end > begin else { return 1 }
        let from = begin + 0.4 * (end - begin)
        var seen: Set<Int32> = []
        var clusters = 0, lastNew = -Double.infinity
        for record in used.joined() where seen.insert(table.statements[record]).inserted {
            let time = table.times[record]
            guard time >= from else { continue }
            if time - lastNew > 5 { clusters += 1 }
            lastNew = time
        }
        return (Double(clusters) + 0.25) / 0.6
    }
}
