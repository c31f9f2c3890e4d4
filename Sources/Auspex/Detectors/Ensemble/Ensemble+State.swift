extension Ensemble {
    /// What was learnt beside the next-event model; stored in the bundle.
    public struct State: Sendable, Equatable, Codable {
        /// Settings.
        public let configuration: Configuration
        /// Name of the next-event model told in findings (`deeplog`, `ngram`).
        public let label: String
        /// The rules.
        public let rules: TrainingSummary
        /// How unusual raw scores are, for each kind of evidence.
        public let calibrations: Calibrations
        /// Scores above are anomalous.
        public let threshold: Threshold
        /// Share of held-out normal sessions flagged at the threshold; at most the target.
        public let heldOutFalseAlarms: Double

        private enum CodingKeys: String, CodingKey { case configuration, label, rules, calibrations, threshold, heldOutFalseAlarms }
    }

    /// One calibration for each kind of evidence.
    public struct Calibrations: Sendable, Equatable, Codable {
        let newTemplate: EvidenceCalibration
        let length: EvidenceCalibration
        let count: EvidenceCalibration
        let order: EvidenceCalibration
        let end: EvidenceCalibration

        /// The calibration of one kind.
        public subscript(evidence: Evidence) -> EvidenceCalibration {
            switch evidence {
            case .newTemplate: newTemplate
            case .length: length
            case .count: count
            case .order: order
            case .end: end
            }
        }

        /// Learns from held-out raw scores and the number of sessions each stands for.
        init(_ raw: [EvidenceScores], weights: [Int]) {
            newTemplate = EvidenceCalibration(scores: raw.map(\.newTemplate), weights: weights)
            length = EvidenceCalibration(scores: raw.map(\.length), weights: weights)
            count = EvidenceCalibration(scores: raw.map(\.count), weights: weights)
            order = EvidenceCalibration(scores: raw.map(\.order), weights: weights)
            end = EvidenceCalibration(scores: raw.map(\.end), weights: weights)
        }

        /// Surprise of each kind, in nats.
        func surprises(of raw: EvidenceScores) -> EvidenceScores {
            EvidenceScores(
                newTemplate: newTemplate.surprise(of: raw.newTemplate), length: length.surprise(of: raw.length),
                count: count.surprise(of: raw.count), order: order.surprise(of: raw.order), end: end.surprise(of: raw.end))
        }
    }
}

extension Ensemble.State {
    /// Surprise of each kind of evidence, in nats.
    func surprises(of raw: EvidenceScores) -> EvidenceScores { calibrations.surprises(of: raw) }

    /// Fisher's sum.
    func score(of raw: EvidenceScores) -> Double { Self.sum(calibrations.surprises(of: raw)) }

    private static func sum(_ surprises: EvidenceScores) -> Double { Evidence.allCases.reduce(0) { $0 + surprises[$1] } }

    /// Calibrates each kind of evidence, then chooses the threshold on the sums, from held-out scores and the sessions each stands for.
    static func calibrated(
        configuration: Ensemble.Configuration, label: String, rules: TrainingSummary, raw: [EvidenceScores], weights: [Int]
    ) -> Ensemble.State {
        let calibrations = Ensemble.Calibrations(raw, weights: weights)
        let sums = raw.map { sum(calibrations.surprises(of: $0)) }
        let bound = EvidenceCalibration(scores: sums, weights: weights).bound(share: configuration.falseAlarmTarget)
        let threshold = Threshold(value: bound, policy: .falseAlarmTarget(configuration.falseAlarmTarget))
        let flagged = zip(sums, weights).reduce(0) { $0 + (threshold.flags($1.0) ? $1.1 : 0) }
        return Ensemble.State(
            configuration: configuration, label: label, rules: rules, calibrations: calibrations, threshold: threshold,
            heldOutFalseAlarms: Double(flagged) / Double(max(1, weights.reduce(0, +))))
    }

    /// Reads a stored state; refuses unusable numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        configuration = try container.decode(Ensemble.Configuration.self, forKey: .configuration)
        try configuration.validate()
        label = try container.decode(String.self, forKey: .label)
        rules = try container.decode(TrainingSummary.self, forKey: .rules)
        calibrations = try container.decode(Ensemble.Calibrations.self, forKey: .calibrations)
        threshold = try container.decode(Threshold.self, forKey: .threshold)
        heldOutFalseAlarms = try container.decode(Double.self, forKey: .heldOutFalseAlarms)
        guard Evidence.allCases.allSatisfy({ calibrations[$0].isValid }), !threshold.value.isNaN else {
            throw DecodingError.dataCorruptedError(forKey: .calibrations, in: container, debugDescription: "ensemble: unusable calibration")
        }
    }
}
