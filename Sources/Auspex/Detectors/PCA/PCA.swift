/// Principal components of event counts: a session is strange when much of its count vector lies outside the space of the usual combinations.
///
/// ```swift
/// let detector = try PCAMethod().fit(on: normalSessions)
/// detector.findings(in: session, above: detector.threshold.value)    // the counts that carry the residual
/// ```
/// Xu, Huang, Fox, Patterson, Jordan, *Detecting Large-Scale System Problems by Mining Console Logs*, SOSP 2009, section 5. Counts are weighted by
/// TF-IDF and centred; the first principal components hold ``Configuration/variance`` of the variance, the normal space. Score: the squared
/// prediction error SPE = ‖(I − PPᵀ)y‖² of a session's row y; the bound is the Q-statistic of Jackson, Mudholkar 1979. Templates never seen in training
/// have no column; each is reported by itself.
///
/// Does badly where a template comes in every training session: its weight is 0, so that its absence is not seen (`weighting=plain` sees it); where
/// counts vary freely without being combined; and it knows nothing of order. A session that was cut off has not the counts of a whole one: it
/// is judged for new templates only, unless all training sessions were cut off (windows).
///
/// - Complexity: fitting O(sessions · templates² + templates³), a session O(templates · components).
public struct PCA: SessionDetector {
    /// Name in findings, bundles and on the command line.
    public static var name: String { PCAMethod.name }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// What a count weighs.
        public enum Weighting: String, Codable, Sendable, CaseIterable {
            /// ln(N / n) for a template in n of N training sessions: the paper's.
            case tfidf
            /// 1 for all.
            case plain
        }

        /// What a count weighs. Default TF-IDF.
        public var weighting: Weighting
        /// Share of the variance the normal space holds at least, 0…1. Default 0.95 (the paper's).
        public var variance: Double
        /// Standard normal quantile 1 − α of the Q-statistic. Default 3.2905, what loglizer takes for α = 0.001 (two-sided); the paper's one-sided value is
        /// 3.0902.
        public var quantile: Double
        /// Templates that have a column at most, those in the most sessions first; others are known, but not counted. Default 1024.
        public var templateLimit: Int

        /// Creates settings.
        public init(weighting: Weighting = .tfidf, variance: Double = 0.95, quantile: Double = 3.2905, templateLimit: Int = 1_024) {
            self.weighting = weighting
            self.variance = variance
            self.quantile = quantile
            self.templateLimit = templateLimit
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            try SettingBounds.check("variance", variance, 0...1)
            try SettingBounds.check("quantile", quantile, 0...40)
            try SettingBounds.check("templateLimit", templateLimit, 1...8_192)
        }
    }

    /// Where a score becomes a decision.
    public let threshold: Threshold
    /// What was learnt.
    let space: PCASpace

    init(space: PCASpace, threshold: Threshold) {
        self.space = space
        self.threshold = threshold
    }

    /// Beyond the bound by itself: what one event of an unknown template adds.
    private var unknownScore: Double { 1 + 2 * max(0, threshold.value) }

    private func score(_ session: EventSequence) -> (total: Double, error: Double, unknown: [Int]) {
        let unknown = session.events.indices.filter { !space.counted.knows(session.events[$0]) }
        let error = space.counted.judgesCounts(of: session) ? space.residual(of: session).reduce(0) { $0 + $1 * $1 } : 0
        return (error + Double(unknown.count) * unknownScore, error, unknown)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        let distinct = DistinctSessions(units)
        return distinct.spread(distinct.sessions.map { score($0).total })
    }

    /// The decision about each session, in order, with evidence for the anomalous ones.
    public func verdicts(for sessions: [EventSequence]) -> [Verdict] {
        zip(sessions, scores(of: sessions)).map { session, score in
            Verdict(
                subject: session.subject, isAnomalous: threshold.flags(score), score: score,
                findings: findings(in: session, above: threshold.value))
        }
    }
}

extension PCA: ExplainsScores {
    /// Unknown templates, and the counts that carry the residual, the largest share first.
    public func findings(in session: EventSequence, above bound: Double) -> [Finding] {
        let score = score(session)
        guard score.total > bound else { return [] }
        var findings = score.unknown.prefix(Self.findingLimit).map { place in
            Finding(
                .newTemplate(session.events[place], known: space.columns.count), detector: Self.name, event: place, score: score.total,
                threshold: bound)
        }
        if score.error > bound || findings.isEmpty {
            findings.append(
                Finding(
                    .residual(space.carriers(of: session, limit: Self.carrierLimit)), detector: Self.name, score: score.error,
                    threshold: bound))
        }
        return findings
    }

    private static let findingLimit = 10
    private static let carrierLimit = 5
}

extension PCA: FittedMethod {
    /// Components kept, and the columns they are of.
    public var trainingFigures: [TrainingFigure: Double] {
        ["pca.components": Double(space.componentCount), "pca.templates": Double(space.columns.count)]
    }

    /// Adds space and threshold.
    public func add(to components: inout BundleComponents) throws { try components.add(self) }
}
