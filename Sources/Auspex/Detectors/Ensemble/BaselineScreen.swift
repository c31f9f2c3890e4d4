import Foundation

/// Finds the sessions of an unlabelled baseline that look anomalous beside the others, so that nothing is learnt from them.
///
/// A few faults in what is learnt from cost more than their number: they are the highest held-out scores, and a threshold that lets two
/// in a thousand pass lies above them and above every later fault. So the baseline is trimmed, as robust estimators do (the reweighting
/// step of Rousseeuw, Leroy, *Robust Regression and Outlier Detection*, 1987, applied to Fisher's sum of the ensemble): sessions are
/// scored by models that did not see them; evidence is calibrated on the sessions kept; those whose evidence is beyond a bound are left
/// out; and again, because what is left out no longer hides the rest. A session may come back.
///
/// **The bound.** Evidence comes from three sources: unknown templates, counts (or length), and order (or the end). Among n sessions one
/// source alone can testify to about ln 2n nats, however strange it is: that is one session in the log, and a rare normal session looks
/// no different. Left out is what goes ``Configuration/margin`` nats beyond, so what at least two sources object to, or one far beyond
/// anything the rest show. A sequence that is repeated more than ``Configuration/copies`` times is normal by frequency.
///
/// Next events are predicted by counting (``NGramModel``), whatever the detector: it takes seconds.
///
/// Does badly when faults of one kind are frequent, and when they change nothing but the order: then they stay, as without it.
///
/// - Complexity: ``Configuration/rounds`` times the cost of fitting and scoring rules and n-grams.
public struct BaselineScreen: Sendable {
    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The largest share of the sessions left out; 0 leaves all in.
        public var share: Double
        /// Nats beyond what one source of evidence can say alone.
        public var margin: Double
        /// Sessions of equal events up to which a sequence may be left out.
        public var copies: Int
        /// Fits at most.
        public var rounds: Int
        /// Parts that are scored in turn by a model of the others.
        public var folds: Int
        /// Distinct sequences looked at.
        public var sequenceLimit: Int
        /// With fewer sessions nothing is left out.
        public var leastSessions: Int
        /// The least share of the sessions that must look anomalous: rare normal sessions are found in any log.
        public var leastShare: Double
        /// What the threshold is raised by where sessions were left out: those kept no longer show how far rare normal ones go.
        public var thresholdFactor: Double

        /// Creates settings.
        public init(
            share: Double = 0, margin: Double = 2, copies: Int = 2, rounds: Int = 3, folds: Int = 3, sequenceLimit: Int = 20_000,
            leastSessions: Int = 50, leastShare: Double = 0.01, thresholdFactor: Double = 1.25
        ) {
            self.share = share
            self.margin = margin
            self.copies = copies
            self.rounds = rounds
            self.folds = folds
            self.sequenceLimit = sequenceLimit
            self.leastSessions = leastSessions
            self.leastShare = leastShare
            self.thresholdFactor = thresholdFactor
        }

        /// Checks every value against its bounds.
        ///
        /// - Throws: ``InputError`` that names the value and what is allowed.
        func validate() throws(InputError) {
            try SettingBounds.check("screen.share", share, 0...0.5)
            try SettingBounds.check("screen.margin", margin, 0...1_000)
            try SettingBounds.check("screen.copies", copies, 1...1_000_000_000)
            try SettingBounds.check("screen.rounds", rounds, 1...100)
            try SettingBounds.check("screen.folds", folds, 2...1_000)
            try SettingBounds.check("screen.sequenceLimit", sequenceLimit, 2...1_000_000_000)
            try SettingBounds.check("screen.leastSessions", leastSessions, 2...1_000_000_000)
            try SettingBounds.check("screen.leastShare", leastShare, 0...1)
            try SettingBounds.check("screen.thresholdFactor", thresholdFactor, 1...1_000)
        }
    }

    private let configuration: Configuration
    private let sessions: [EventSequence]
    private let distinct: DistinctSessions
    /// The part each distinct sequence is scored in; -1 where it is not looked at.
    private let folds: [Int]

    private init(_ sessions: [EventSequence], configuration: Configuration, seed: UInt64) {
        self.configuration = configuration
        self.sessions = sessions
        distinct = DistinctSessions(sessions)
        var source = RandomSource(seed: seed).stream("screen")
        var folds = [Int](repeating: -1, count: distinct.sessions.count)
        for (place, group) in folds.indices.shuffled(using: &source).prefix(configuration.sequenceLimit).enumerated() {
            folds[group] = place % configuration.folds
        }
        self.folds = folds
    }

    /// The sessions to leave out, as places in `sessions`, ascending.
    ///
    /// - Throws: ``InputError`` for settings out of bounds.
    public static func outliers(
        in sessions: [EventSequence], configuration: Configuration, seed: UInt64 = 1
    ) throws -> [Int] {
        try configuration.validate()
        let limit = Int(configuration.share * Double(sessions.count))
        guard limit > 0, sessions.count >= configuration.leastSessions else { return [] }
        let screen = BaselineScreen(sessions, configuration: configuration, seed: seed)
        guard screen.distinct.sessions.count >= 2 * configuration.folds else { return [] }
        var left: Set<Int> = []
        for _ in 0..<configuration.rounds {
            let found = screen.calibrated(try screen.rawScores(without: left), limit: limit)
            guard found != left else { break }
            left = found
        }
        let outliers = sessions.indices.filter { left.contains(screen.distinct.groups[$0]) }
        return Double(outliers.count) < configuration.leastShare * Double(sessions.count) ? [] : outliers
    }

    /// Evidence about each distinct sequence, from rules and models fitted on the other parts, what is left out aside; nothing for
    /// frequent sequences and those not looked at.
    private func rawScores(without left: Set<Int>) throws -> [[Double]] {
        var scores = [[Double]](repeating: [Double](repeating: 0, count: Self.kinds), count: distinct.sessions.count)
        for fold in 0..<configuration.folds {
            let held = folds.indices.filter { folds[$0] == fold && distinct.multiplicities[$0] <= configuration.copies }
            let training = sessions.indices.filter { folds[distinct.groups[$0]] != fold && !left.contains(distinct.groups[$0]) }
                .map { sessions[$0] }
            guard !held.isEmpty, training.contains(where: { !$0.events.isEmpty }) else { continue }
            let raw = Ensemble.evidence(of: held.map { distinct.sessions[$0] }, by: try Self.members(on: training))
            for (group, score) in zip(held, raw.scores) { scores[group] = score }
        }
        return scores
    }

    /// Calibrates on what is kept and leaves out what is beyond the bound, until that changes nothing more.
    private func calibrated(_ raw: [[Double]], limit: Int) -> Set<Int> {
        let bound = log(2 * Double(sessions.count)) + configuration.margin
        var left: Set<Int> = []
        for _ in 0..<Self.calibrationLimit {
            let kept = raw.indices.filter { !left.contains($0) }
            let calibrations = Ensemble.calibrations(
                of: kept.map { raw[$0] }, kinds: Self.kinds, weights: kept.map { distinct.multiplicities[$0] })
            let sums = raw.map { scores in Self.sum(zip(calibrations, scores).map { $0.surprise(of: $1) }) }
            var found: Set<Int> = []
            var count = 0
            for group in raw.indices.filter({ sums[$0] > bound }).sorted(by: { (sums[$1], $0) < (sums[$0], $1) }) {
                count += distinct.multiplicities[group]
                guard count <= limit else { break }
                found.insert(group)
            }
            if found == left { break }
            left = found
        }
        return left
    }

    private static let calibrationLimit = 20

    /// The witnesses: unknown templates; lengths and counts; order and ends.
    private static func members(on training: [EventSequence]) throws -> [any EnsembleMember] {
        [
            RuleMember(rule: try NewTemplateRule.fit(on: training)), RuleMember(rule: try SessionLengthRule.fit(on: training)),
            RuleMember(rule: try CountVectorRule.fit(on: training)),
            NextEventMember(name: NGramMethod.name, model: try NGramModel.fit(on: training)),
        ]
    }

    /// Kinds of evidence the members give.
    private static let kinds = 5

    /// Fisher's sum over sources of evidence; two kinds that see the same thing count once.
    private static func sum(_ surprises: [Double]) -> Double {
        surprises[0] + max(surprises[1], surprises[2]) + max(surprises[3], surprises[4])
    }
}
