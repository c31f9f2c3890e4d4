extension Ensemble {
    /// What was learnt beside the members; stored in the bundle.
    public struct State: Sendable, Equatable, Codable {
        /// Settings.
        public let configuration: Configuration
        /// Names of the members, in the order their evidence is summed.
        public let members: [String]
        /// How unusual raw scores are, for each kind of evidence.
        public let calibrations: [String: EvidenceCalibration]
        /// Scores above are anomalous.
        public let threshold: Threshold
        /// Share of held-out normal sessions flagged at the threshold; at most what ``Configuration/allowed(among:leftOut:)`` allows.
        public let heldOutFalseAlarms: Double

        private enum CodingKeys: String, CodingKey { case configuration, members, calibrations, threshold, heldOutFalseAlarms }
    }

    /// Calibrates each kind of evidence on held-out scores and the number of sessions each stands for.
    static func calibrations(of raw: [[Double]], kinds: Int, weights: [Int]) -> [EvidenceCalibration] {
        (0..<kinds).map { kind in EvidenceCalibration(scores: raw.map { $0[kind] }, weights: weights) }
    }

    /// Fisher's sum.
    static func sum(_ surprises: [Double]) -> Double { surprises.reduce(0, +) }
}

extension Ensemble.State {
    /// Calibrates each kind of evidence, then chooses the threshold on the sums, from held-out scores and the sessions each stands for.
    static func calibrated(
        configuration: Ensemble.Configuration, members: [any EnsembleMember], raw: [[Double]], weights: [Int], leftOut: Int
    ) -> Ensemble.State {
        let kinds = members.flatMap(\.kinds)
        let calibrations = Ensemble.calibrations(of: raw, kinds: kinds.count, weights: weights)
        let sums = raw.map { scores in Ensemble.sum(zip(calibrations, scores).map { $0.surprise(ofHeldOut: $1) }) }
        let count = weights.reduce(0, +), allowed = configuration.allowed(among: count, leftOut: leftOut)
        let bound = EvidenceCalibration(scores: sums, weights: weights).bound(exceededBy: allowed)
        let threshold = Threshold(
            value: bound, policy: .falseAlarmTarget(max(configuration.falseAlarmTarget, allowed / Double(max(1, count)))))
        let flagged = zip(sums, weights).reduce(0) { $0 + (threshold.flags($1.0) ? $1.1 : 0) }
        return Ensemble.State(
            configuration: configuration, members: members.map(\.name),
            calibrations: Dictionary(uniqueKeysWithValues: zip(kinds.map(\.name), calibrations)), threshold: threshold,
            heldOutFalseAlarms: Double(flagged) / Double(max(1, count)))
    }

    /// The same with another threshold.
    func withThreshold(_ threshold: Threshold) -> Ensemble.State {
        Ensemble.State(
            configuration: configuration, members: members, calibrations: calibrations, threshold: threshold,
            heldOutFalseAlarms: heldOutFalseAlarms)
    }

    /// Reads a stored state; refuses unusable numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            configuration: try container.decode(Ensemble.Configuration.self, forKey: .configuration),
            members: try container.decode([String].self, forKey: .members),
            calibrations: try container.decode([String: EvidenceCalibration].self, forKey: .calibrations),
            threshold: try container.decode(Threshold.self, forKey: .threshold),
            heldOutFalseAlarms: try container.decode(Double.self, forKey: .heldOutFalseAlarms))
        try validate(at: container.codingPath + [CodingKeys.calibrations])
    }

    func validate(at path: [any CodingKey]) throws {
        try configuration.validate()
        guard calibrations.values.allSatisfy(\.isValid), !threshold.value.isNaN else {
            throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "ensemble: unusable calibration"))
        }
    }
}
