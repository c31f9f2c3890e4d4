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
        guard (0...1).contains(margin), drift >= 0, drift.isFinite, (0...1).contains(reach) else {
            throw InputError("adaptation: margin and reach must be 0 to 1, drift not negative")
        }
        self.margin = margin
        self.drift = drift
        self.reach = reach
    }

    /// Whether a judged session may be learnt from.
    public func accepts(_ verdict: Verdict, of session: EventSequence, threshold: Threshold, memory: FeedbackMemory) -> Bool {
        if let entry = memory.entry(of: session) { return entry.answer.verdict == .normal }
        guard !verdict.isAnomalous, verdict.score.isFinite, threshold.value.isFinite else { return false }
        return verdict.score <= margin * threshold.value
    }

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
