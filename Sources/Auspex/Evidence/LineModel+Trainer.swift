import Foundation

extension LineModel {
    /// Learns a ``LineModel`` from a log, and calibrates it on parts of that log.
    ///
    /// The log is cut into contiguous parts (neighbouring records resemble each other, so random parts would flatter). Each part is judged by
    /// a model of the others. A key that alarms in two places of these held-out parts is muted; what else alarms sets the price of its family.
    ///
    /// - Complexity: O(records × values), five times. Memory: about 28 bytes a record and 21 a value, for at most
    ///   ``ObservationReader/recordLimit`` records.
    public struct Trainer {
        /// Held-out parts.
        static let parts = 4
        /// Fewer records than this are not cut into parts.
        static let leastForParts = 500
        /// Fewer records than this teach nothing.
        static let least = 20
        /// Share of the time of a log in which it begins: what only that shows says nothing about how it goes on.
        static let beginning = 0.02

        private var table = ObservationTable()
        private var statements = StatementTable()
        private var reader: ObservationReader
        private let configuration: Configuration
        private let recordLimit: Int
        /// Records beyond what is kept.
        public private(set) var leftOut = 0

        /// Creates a trainer for a format and a session rule.
        ///
        /// - Parameter recordLimit: records kept; further ones are counted and left out.
        /// - Throws: ``InputError`` when the rule names a field the format does not have.
        public init(
            format: LogFormat, session: SessionRule, configuration: Configuration = Configuration(), recordLimit: Int = 1_000_000
        ) throws(InputError) {
            reader = try ObservationReader(format: format, session: session)
            self.recordLimit = recordLimit
            self.configuration = configuration
        }

        /// Adds records of normal operation, parsed by the finished parser.
        public mutating func add(_ records: borrowing RecordBatch, _ events: borrowing EventBatch) {
            let room = recordLimit - table.count
            leftOut += max(0, records.records.count - room)
            guard room > 0 else { return }
            var taken = 0
            reader.read(records, events, statements: &statements, isLearning: true, into: &table) { _ in
                taken += 1
                return taken <= room
            }
        }

        /// Fits and calibrates; `nil` when there is too little to learn from.
        public func fit() -> LineModel? {
            guard table.count >= Self.least else { return nil }
            var model = LineModel(table, [0..<table.count], statements: statements, configuration: configuration)
            guard table.count >= Self.leastForParts else { return model }
            let begin = table.times[0] + Self.beginning * (table.times[table.count - 1] - table.times[0])
            var others: [(model: LineModel, held: Range<Int>)] = []
            var found: [[LineEvidence]] = []
            var places: [UInt64: Set<Int>] = [:]
            let size = table.count / Self.parts
            for part in 0..<Self.parts {
                let held = part * size..<(part == Self.parts - 1 ? table.count : (part + 1) * size)
                let rest = [0..<held.lowerBound, held.upperBound..<table.count].filter { !$0.isEmpty }
                let other = LineModel(table, rest, statements: statements, configuration: configuration)
                let evidence = Self.evidence(of: held, in: table, by: other).evidence
                // Distinct places in time, not records: one burst is one place.
                for item in evidence where item.family != .slowSession { places[item.key, default: []].insert(Int(item.time / 20)) }
                found.append(evidence.filter { $0.time > begin })
                others.append((other, held))
            }
            for (key, bins) in places where bins.count >= 2 { model.calibration.muted.insert(key) }
            for item in found.joined() where item.score > 1 && !model.calibration.muted.contains(item.key) {
                if let (name, value) = item.number { model.calibration.outliers[name] = max(model.calibration.outliers[name] ?? 0, value) }
            }
            let builder = IncidentBuilder(model)
            for group in found.flatMap({ builder.groups($0.filter { $0.number == nil }) }) {
                for (family, strength) in builder.strengths(group) {
                    model.calibration.prices[family] = max(model.calibration.prices[family] ?? 0, strength)
                }
            }
            // Sessions are calibrated without what is muted now.
            var ends: [[TaskEnd]] = []
            for (other, held) in others {
                var other = other
                other.calibration.muted = model.calibration.muted
                ends.append(Self.evidence(of: held, in: table, by: other).sessions)
            }
            model.calibration.sessions = SessionCalibration(
                ends.joined().map(\.strengths), share: configuration.sessionShare, rank: configuration.sessionRank)
            model.calibration.prices[.unusualSessions] = Self.price(of: ends, model)
            return model
        }

        /// What groups of unusual sessions amount to at most in normal operation, and at least what one in so many groups is by chance.
        private static func price(of ends: [[TaskEnd]], _ model: LineModel) -> Double {
            var largest = 0.0, count = 0
            for part in ends {
                var tally = SessionTally()
                let evidence = part.compactMap { model.calibration.evidence(of: $0, model.configuration, &tally) }
                let builder = IncidentBuilder(model, sessions: tally)
                for group in builder.groups(evidence) {
                    count += 1
                    largest = max(largest, builder.strengths(group)[.unusualSessions] ?? 0)
                }
            }
            return max(largest, log(Double(max(1, count))))
        }

        private static func evidence(
            of records: Range<Int>, in table: ObservationTable, by model: LineModel
        ) -> (evidence: [LineEvidence], sessions: [TaskEnd]) {
            var judge = LineJudge(model)
            var evidence: [LineEvidence] = []
            judge.judge(table, records, texts: LineJudge.Texts()) { evidence.append($0) }
            judge.finish { evidence.append($0) }
            return (evidence, judge.takeEnded())
        }
    }
}
