/// Many methods on the same split: the table nobody is left out of.
public struct MethodComparison: Sendable, Encodable {
    /// What all figures are about.
    public struct Facts: Sendable, Encodable {
        /// How the data were divided.
        public var split: String
        /// What templates were learnt from.
        public var parserRange: String
        /// What one decision is about.
        public var granularity: String
        /// Normal sessions that teach, over all folds.
        public var trainingNormal = 0
        /// Anomalous sessions that teach supervised methods.
        public var trainingAnomalous = 0
        /// Further normal sessions that teach supervised methods alone.
        public var exampleNormal = 0
        /// Normal sessions that test.
        public var testNormal = 0
        /// Anomalous sessions that test.
        public var testAnomalous = 0
        /// How much of the test was seen in training.
        public var copies: ComparisonData.Copies
        /// Fingerprint of sessions, truth and folds.
        public var dataHash: String
        /// Share of anomalies in real operation, where it is known: F1 is the one at this share.
        public var prior: Double?
        /// What a reader should know.
        public var notes: [String]
    }

    /// What one method did with one seed, over all folds.
    public struct Figures: Sendable, Encodable {
        /// The seed.
        public var seed: UInt64
        /// Decisions on all test sessions.
        public var matrix = ConfusionMatrix()
        /// Decisions on the first session of each distinct sequence.
        public var distinct = ConfusionMatrix()
        /// Decisions on sessions whose sequence the method did not learn from.
        public var unseen = ConfusionMatrix()
        /// F1, at the true share of anomalies where that is known.
        public var f1: Double?
        /// Mean average precision over the folds.
        public var averagePrecision: Double?
        /// Mean area under the ROC curve over the folds.
        public var rocArea: Double?
        /// Wall seconds of all fits.
        public var fitSeconds = 0.0
        /// Wall seconds of judging.
        public var judgeSeconds = 0.0
        /// Largest memory of the program meanwhile, bytes.
        public var peakMemory = 0
        /// Of the first fold.
        public var curve: [MethodTrial.CurvePoint] = []
    }

    /// One method.
    public struct Row: Sendable, Encodable {
        /// The method and its settings.
        public var method: String
        /// Whether it learns from labels.
        public var needsLabels: Bool
        /// One a seed.
        public var figures: [Figures] = []
        /// Why it could not run.
        public var failure: String?
        /// By how much its F1 exceeds that of the reference method; `nil` for that method itself.
        public var difference: PairedDifference?

        /// Mean of a figure over the seeds, with the least and the largest.
        public func mean(_ value: (Figures) -> Double?) -> (mean: Double, low: Double, high: Double)? {
            let values = figures.compactMap(value)
            guard let low = values.min(), let high = values.max() else { return nil }
            return (values.reduce(0, +) / Double(values.count), low, high)
        }
    }

    /// What the figures are about.
    public var facts: Facts
    /// The methods, in the order they were asked for.
    public var rows: [Row] = []
    /// Trivial detectors by name, as every evaluation has them: without a threshold, so a rule among the methods may differ from the line of its name.
    public var referenceLines: [String: ReferenceLine] = [:]
    /// The method the others are compared with.
    public var reference: String?

    /// The method without labels that has the largest mean F1, and its place in the order; `nil` where none ran.
    public var bestUnlabelled: Row? {
        rows.filter { !$0.needsLabels && $0.failure == nil }.max { ($0.mean(\.f1)?.mean ?? -1) < ($1.mean(\.f1)?.mean ?? -1) }
    }
}
