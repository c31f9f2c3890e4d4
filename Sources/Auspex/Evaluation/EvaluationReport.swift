/// Everything `auspex evaluate` says about one model on one test set. Positive = anomaly; undefined figures are `null`.
public struct EvaluationReport: Sendable, Equatable {
    /// What the library cannot know: how the run went and where the data came from.
    public struct Run: Sendable, Equatable, Codable {
        /// Wall seconds of detection.
        public var seconds: Double
        /// Largest resident memory, bytes.
        public var peakMemory: Int
        /// Fingerprint of the test data.
        public var dataHash: String
        /// The model's seed.
        public var seed: UInt64
        /// What one decision is about: `session`, `time window`, `count window`, `line`.
        public var granularity: String
        /// How test data was separated from training data: `chronological`, `random`, `separate files`.
        public var split: String

        /// Creates the facts of a run.
        public init(seconds: Double, peakMemory: Int, dataHash: String, seed: UInt64, granularity: String, split: String) {
            self.seconds = seconds
            self.peakMemory = peakMemory
            self.dataHash = dataHash
            self.seed = seed
            self.granularity = granularity
            self.split = split
        }
    }

    /// How often a reason was given, in flagged anomalies and in false alarms.
    public struct ReasonCount: Sendable, Equatable, Codable {
        /// Flagged anomalies with this reason among their findings.
        public var tp = 0
        /// False alarms with this reason among their findings.
        public var fp = 0
        /// Flagged anomalies where it is the strongest finding.
        public var strongestTP = 0
        /// False alarms where it is the strongest finding.
        public var strongestFP = 0
    }

    /// Share of test sessions whose exact sequence occurs in training; `nil` where there is none of the kind.
    public struct TrainingOverlap: Sendable, Equatable, Codable {
        /// Of all test sessions.
        public var all: Double?
        /// Of the normal ones.
        public var normal: Double?
        /// Of the anomalous ones.
        public var anomalous: Double?
    }

    /// Decisions on all sessions.
    public let matrix: ConfusionMatrix
    /// Decisions on distinct sequences.
    public let distinct: ConfusionMatrix
    /// Share of anomalies the figures at prior are for.
    public let prior: Double?
    /// Confusion by reason.
    public let reasons: [String: ReasonCount]
    /// Trivial detectors on the same data.
    public let referenceLines: [String: ReferenceLine]
    /// Average precision of the scores.
    public let averagePrecision: Double?
    /// Area under the ROC curve of the scores.
    public let rocArea: Double?
    /// Sessions tested.
    public let sessions: Int
    /// Events in them.
    public let events: Int
    /// Share of test sequences that occur in training.
    public let trainingOverlap: TrainingOverlap
    /// How the run went.
    public let run: Run

    /// Events a second of detection; `nil` when the time is not known.
    public var eventsPerSecond: Double? { run.seconds > 0 ? Double(events) / run.seconds : nil }

    /// Judges verdicts, in parallel with the labelled sessions.
    ///
    /// - Parameters:
    ///   - verdicts: the detector's decisions, one for each session.
    ///   - test: the sessions and the truth about them.
    ///   - summary: the rules fitted on the detector's training sessions, for reference lines and overlap.
    ///   - labelledTraining: adds the nearest-neighbour line when training labels exist.
    ///   - prior: share of anomalies in real operation, 0…1.
    ///   - run: facts the library cannot know.
    public init(
        verdicts: [Verdict], test: LabelledSessions, summary: TrainingSummary, labelledTraining: LabelledSessions? = nil,
        prior: Double? = nil, run: Run
    ) {
        precondition(verdicts.count == test.sessions.count, "\(verdicts.count) verdicts for \(test.sessions.count) sessions")
        matrix = ConfusionMatrix(flagged: verdicts.map(\.isAnomalous), labels: test.labels)
        let firsts = test.distinct
        distinct = ConfusionMatrix(flagged: firsts.map { verdicts[$0].isAnomalous }, labels: firsts.map { test.labels[$0] })
        self.prior = prior
        reasons = Self.reasons(verdicts, test.labels)
        referenceLines = ReferenceLine.all(on: test, summary: summary, labelledTraining: labelledTraining, prior: prior)
        let curve = ScoreCurve(scores: verdicts.map(\.score), labels: test.labels)
        averagePrecision = curve.averagePrecision
        rocArea = curve.rocArea
        sessions = verdicts.count
        events = test.sessions.reduce(0) { $0 + $1.events.count }
        let known = test.sessions.map { summary.contains($0) }
        func share(_ wanted: (Bool) -> Bool) -> Double? {
            let places = test.labels.indices.filter { wanted(test.labels[$0]) }
            return places.isEmpty ? nil : Double(places.count { known[$0] }) / Double(places.count)
        }
        trainingOverlap = TrainingOverlap(all: share { _ in true }, normal: share { !$0 }, anomalous: share { $0 })
        self.run = run
    }

    private static func reasons(_ verdicts: [Verdict], _ labels: [Bool]) -> [String: ReasonCount] {
        var counts: [String: ReasonCount] = [:]
        for (verdict, label) in zip(verdicts, labels) where verdict.isAnomalous {
            for reason in Set(verdict.findings.map(\.reason.rawValue)) {
                counts[reason, default: ReasonCount()].tp += label ? 1 : 0
                counts[reason, default: ReasonCount()].fp += label ? 0 : 1
            }
            if let strongest = verdict.findings.first?.reason.rawValue {
                counts[strongest, default: ReasonCount()].strongestTP += label ? 1 : 0
                counts[strongest, default: ReasonCount()].strongestFP += label ? 0 : 1
            }
        }
        return counts
    }
}
