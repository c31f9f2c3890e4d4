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
            let model = LineModel(table, [0..<table.count], statements: statements, configuration: configuration)
            guard table.count >= Self.leastForParts else { return model }
            let size = table.count / Self.parts
            let held = (0..<Self.parts).map { part in
                let records = [part * size..<(part == Self.parts - 1 ? table.count : (part + 1) * size)]
                return heldOut(records, by: LineModel(table, complement(records), statements: statements, configuration: configuration))
            }
            return calibrated(model, on: held)
        }

        /// Models of a log that is its own baseline: for each of ``parts`` parts one of the others, calibrated on what these show when each is judged
        /// by the rest. What such a part shows and the others do not is out of the ordinary, wherever in the log it is.
        ///
        /// - Returns: the models in the order of the parts; `nil` when there is too little to learn from.
        /// - Complexity: that of ``fit()``.
        func crossFitted() -> (models: [LineModel], parts: LogParts)? {
            guard table.count >= Self.leastForParts else { return nil }
            let parts = LogParts(table, count: Self.parts)
            let ranges = parts.ranges(of: table)
            guard ranges.allSatisfy({ $0.contains { !$0.isEmpty } }) else { return nil }
            let held = ranges.map { records in
                heldOut(records, by: LineModel(table, complement(records), statements: statements, configuration: configuration))
            }
            let models = held.indices.map { part in
                var model = calibrated(held[part].model, on: held.indices.filter { $0 != part }.map { held[$0] })
                model.forgetUnseen(in: table, complement(ranges[part]))
                return model
            }
            return (models, parts)
        }

        /// A part of the log, the model of the others, and what that finds in it.
        private struct HeldOut {
            var model: LineModel
            var records: [Range<Int>]
            var evidence: [LineEvidence]
        }

        private func heldOut(_ records: [Range<Int>], by model: LineModel) -> HeldOut {
            HeldOut(model: model, records: records, evidence: Self.evidence(of: records, in: table, by: model).evidence)
        }

        /// All records but those of some ranges, which are in order.
        private func complement(_ ranges: [Range<Int>]) -> [Range<Int>] {
            var rest: [Range<Int>] = [], start = 0
            for range in ranges + [table.count..<table.count] {
                if start < range.lowerBound { rest.append(start..<range.lowerBound) }
                start = max(start, range.upperBound)
            }
            return rest
        }

        private func calibrated(_ given: LineModel, on held: [HeldOut]) -> LineModel {
            var model = given
            let begin = table.times[0] + Self.beginning * (table.times[table.count - 1] - table.times[0])
            var places: [UInt64: Set<Int>] = [:]
            for item in held.lazy.flatMap(\.evidence) {
                // Distinct places in time, not records: one burst is one place.
                places[item.key, default: []].insert(Int(item.time / 20))
            }
            let found = held.map { $0.evidence.filter { $0.time > begin } }
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
            for part in held {
                var other = part.model
                other.calibration.muted = model.calibration.muted
                ends.append(Self.evidence(of: part.records, in: table, by: other).sessions)
            }
            model.calibration.slowness = SlownessTail(ends.joined().map(\.slowness))
            model.calibration.sessions = SessionCalibration(
                ends.joined().map(\.strengths), share: configuration.sessionShare, rank: configuration.sessionRank)
            let judged = ends.map { part in
                var tally = SessionTally()
                return JudgedSessions(
                    sessions: part.map { ($0, model.calibration.evidence(of: $0, model.configuration, &tally)) }, tally: tally)
            }
            model.calibration.prices[.unusualSessions] = Self.price(of: judged, model)
            model.calibration.alike = AlikeHabits(judged.lazy.flatMap(\.sessions))
            model.calibration.prices[.alikeSessions] = Self.priceOfAlike(judged)
            return model
        }

        /// Held-out sessions of a part of the log, each with the evidence that it is unusual.
        private struct JudgedSessions {
            var sessions: [(end: TaskEnd, evidence: LineEvidence?)]
            var tally: SessionTally
        }

        /// What groups of unusual sessions amount to at most in normal operation, and at least what one in so many groups is by chance.
        private static func price(of parts: [JudgedSessions], _ model: LineModel) -> Double {
            var largest = 0.0, count = 0
            for part in parts {
                let builder = IncidentBuilder(model, sessions: part.tally)
                for group in builder.groups(part.sessions.compactMap(\.evidence)) {
                    count += 1
                    largest = max(largest, builder.strengths(group)[.unusualSessions] ?? 0)
                }
            }
            return max(largest, log(Double(max(1, count))))
        }

        /// What unusual sessions that are alike amount to at most in normal operation, each part seen with the habits of the others.
        private static func priceOfAlike(_ parts: [JudgedSessions]) -> Double {
            var largest = 0.0
            for (number, part) in parts.enumerated() {
                let habits = AlikeHabits(parts.indices.lazy.filter { $0 != number }.flatMap { parts[$0].sessions })
                var watch = AlikeWatch()
                for (end, evidence) in part.sessions {
                    largest = max(largest, watch.add(end, evidence, habits)?.score ?? 0)
                }
            }
            return largest
        }

        private static func evidence(
            of records: [Range<Int>], in table: ObservationTable, by model: LineModel
        ) -> (evidence: [LineEvidence], sessions: [TaskEnd]) {
            var evidence: [LineEvidence] = [], sessions: [TaskEnd] = []
            for range in records {
                var judge = LineJudge(model)
                judge.judge(table, range, texts: LineJudge.Texts()) { evidence.append($0) }
                judge.finish { evidence.append($0) }
                sessions += judge.takeEnded()
            }
            return (evidence, sessions)
        }
    }
}
