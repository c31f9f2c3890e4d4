/// One method, fitted once with one seed on one fold: what it decided and what that cost. One line of a results file.
public struct MethodTrial: Sendable, Codable, Equatable {
    /// Which trial it is.
    public struct Key: Sendable, Codable, Hashable {
        /// Fingerprint of the sessions, the truth and the folds.
        public var data: String
        /// The method and its settings.
        public var method: String
        /// The seed.
        public var seed: UInt64
        /// Number of the fold, from 0.
        public var fold: Int
        /// The program.
        public var version: String
    }

    /// A place on the curves: what happens at one threshold.
    public struct CurvePoint: Sendable, Codable, Equatable {
        /// Share of the anomalies found.
        public var recall: Double
        /// Share of the alarms that are right.
        public var precision: Double
        /// Share of the normal ones reported.
        public var falsePositiveRate: Double
    }

    /// Which trial it is.
    public var key: Key
    /// Why the method could not be fitted; everything else is empty then.
    public var failure: String?
    /// The decisions about the test sessions, in order, four to a hexadecimal digit.
    var decisions = ""
    /// Number of test sessions.
    var sessions = 0
    /// Average precision of the scores.
    public var averagePrecision: Double?
    /// Area under the ROC curve of the scores.
    public var rocArea: Double?
    /// Precision, recall and false alarms at some thresholds.
    public var curve: [CurvePoint] = []
    /// Wall seconds of the fit.
    public var fitSeconds = 0.0
    /// Wall seconds of judging the test sessions.
    public var judgeSeconds = 0.0
    /// Largest memory of the program meanwhile, bytes.
    public var peakMemory = 0

    /// A trial that failed.
    public init(_ key: Key, failure: String) {
        self.key = key
        self.failure = failure
    }

    /// A trial that went well.
    public init(_ key: Key, scores: [Double], threshold: Threshold, labels: [Bool]) {
        self.key = key
        flagged = scores.map { threshold.flags($0) }
        let curve = ScoreCurve(scores: scores, labels: labels)
        averagePrecision = curve.averagePrecision
        rocArea = curve.rocArea
        self.curve = curve.thinned(to: 101).map {
            CurvePoint(
                recall: $0.matrix.recall ?? 0, precision: $0.matrix.precision ?? 0, falsePositiveRate: $0.matrix.falsePositiveRate ?? 0)
        }
    }

    /// The decisions.
    public internal(set) var flagged: [Bool] {
        get {
            let digits = decisions.utf8.map { $0 < UInt8(ascii: "a") ? $0 &- UInt8(ascii: "0") : $0 &- UInt8(ascii: "a") &+ 10 }
            return (0..<min(sessions, digits.count * 4)).map { digits[$0 / 4] >> UInt8($0 % 4) & 1 == 1 }
        }
        set {
            sessions = newValue.count
            var digits = [UInt8](repeating: 0, count: (newValue.count + 3) / 4)
            for (place, isFlagged) in newValue.enumerated() where isFlagged { digits[place / 4] |= 1 << UInt8(place % 4) }
            decisions = String(decoding: digits.map { $0 < 10 ? $0 + UInt8(ascii: "0") : $0 - 10 + UInt8(ascii: "a") }, as: UTF8.self)
        }
    }
}
