/// What a model that keeps running may learn from without being asked, and how far its threshold may move.
///
/// An anomaly that grows slowly must not teach the model that it is normal. So only sessions that score *well below* the threshold
/// are learnt from, never one that is like a confirmed anomaly, and the threshold moves by a bounded share for each thousand sessions judged,
/// never further from where training put it than a bounded factor.
public struct AdaptationPolicy: Sendable, Codable, Equatable {
    /// A session may be learnt from when its score is at most this share of the threshold. Default 0.5.
    public var margin: Double
    /// Share of the trained threshold it may move by for each thousand sessions. Default 0.01.
    public var drift: Double
    /// How far the threshold may go from the trained one in all, as a share of it. Default 0.25.
    public var reach: Double

    /// Creates a policy.
    ///
    /// - Throws: ``InputError`` for a margin outside 0…1, or a drift or reach that is negative.
    public init(margin: Double = 0.5, drift: Double = 0.01, reach: Double = 0.25) throws {
        self.init(checkedMargin: margin, drift: drift, reach: reach)
        try check()
    }

    /// The defaults.
    public static let standard = AdaptationPolicy(checkedMargin: 0.5, drift: 0.01, reach: 0.25)

    private init(checkedMargin margin: Double, drift: Double, reach: Double) {
        self.margin = margin
        self.drift = drift
        self.reach = reach
    }

    private enum CodingKeys: String, CodingKey { case margin, drift, reach }

    /// Reads stored limits; refuses impossible ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        margin = try container.decode(Double.self, forKey: .margin)
        drift = try container.decode(Double.self, forKey: .drift)
        reach = try container.decode(Double.self, forKey: .reach)
        do { try check() } catch {
            throw DecodingError.dataCorruptedError(forKey: .margin, in: container, debugDescription: "adaptation: impossible limits")
        }
    }

    private func check() throws {
        guard (0...1).contains(margin), drift >= 0, drift.isFinite, (0...1).contains(reach) else {
            throw InputError("adaptation: margin and reach must be 0 to 1, drift not negative")
        }
    }

    /// Whether a session may be learnt from.
    ///
    /// - Parameters:
    ///   - score: of the detector as it was trained and answered.
    ///   - threshold: of the same.
    public func accepts(_ score: Double, of session: EventSequence, threshold: Threshold, memory: FeedbackMemory) -> Bool {
        if memory.resemblesAnomaly(session) { return false }
        guard !threshold.flags(score), score.isFinite, threshold.value.isFinite else { return false }
        return score <= margin * threshold.value
    }

    /// Scores of the trained detector above this are reported, whatever was learnt unasked.
    func ceiling(above trained: Threshold) -> Double { trained.value + abs(trained.value) * reach }

    /// The threshold after some sessions: as far towards where the data would have it as the limits allow.
    ///
    /// - Parameters:
    ///   - trained: where training put it.
    ///   - current: where it is.
    ///   - wanted: where the latest normal scores would put it.
    ///   - sessions: judged since it was moved last.
    public func moved(trained: Threshold, current: Threshold, wanted: Double, sessions: Int) -> Threshold {
        guard wanted.isFinite, trained.value.isFinite, sessions > 0 else { return current }
        let step = abs(trained.value) * drift * Double(sessions) / 1000
        let span = abs(trained.value) * reach
        let near = min(max(wanted, current.value - step), current.value + step)
        return Threshold(value: min(max(near, trained.value - span), trained.value + span), policy: current.policy)
    }
}
