/// What the rules learnt from the training sessions, in a bounded space: the reference lines of every evaluation.
///
/// Kept in the bundle of *every* detector, so that any model can be compared with trivial detectors fitted on the same data.
public struct TrainingSummary: BundleComponent, Codable, Equatable {
    /// Name in a model.
    public static var componentName: String { "summary" }

    /// Number of training sessions.
    public private(set) var sessionCount: Int
    /// Number of training events.
    public private(set) var eventCount: Int
    /// Vocabulary.
    public private(set) var newTemplate: NewTemplateRule
    /// Length range.
    public private(set) var sessionLength: SessionLengthRule
    /// Distinct count vectors and what differences cost.
    public private(set) var countVector: CountVectorRule
    /// Pairs of neighbours.
    public private(set) var bigram: BigramRule
    /// Frequencies without context.
    public private(set) var frequentKeys: FrequentKeysRule
    /// Fingerprints of the distinct training sequences, ascending: at most ``sequenceLimit``, the most frequent ones.
    public private(set) var sequences: [UInt64]

    /// Distinct sequences remembered for the share of test sequences that occur in training.
    public static let sequenceLimit = 100_000

    /// The rules, each with default settings.
    public var rules: [any SequenceRule] { [newTemplate, sessionLength, countVector, bigram, frequentKeys] }

    /// The rule of a kind; `nil` when it is none of ``rules``.
    func rule<Rule: SequenceRule>(_ type: Rule.Type) -> Rule? { rules.lazy.compactMap { $0 as? Rule }.first }

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence]) throws -> TrainingSummary {
        let distinct = DistinctSessions(sessions)
        let frequent = distinct.sessions.indices.sorted { (distinct.multiplicities[$1], $0) < (distinct.multiplicities[$0], $1) }
        return TrainingSummary(
            sessionCount: sessions.count,
            eventCount: sessions.reduce(0) { $0 + $1.events.count },
            newTemplate: try .fit(on: sessions),
            sessionLength: try .fit(on: sessions),
            countVector: try .fit(on: sessions),
            bigram: try .fit(on: sessions),
            frequentKeys: try .fit(on: sessions),
            sequences: Set(frequent.prefix(sequenceLimit).map { fingerprint(of: distinct.sessions[$0]) }).sorted())
    }

    /// Whether exactly these events, or a message of these words, were a training session.
    public func contains(_ session: EventSequence) -> Bool {
        let wanted = Self.fingerprint(of: session)
        let place = sequences.firstPlace { $0 < wanted }
        return place < sequences.count && sequences[place] == wanted
    }

    private static func fingerprint(of session: EventSequence) -> UInt64 {
        var fingerprint = Fingerprint()
        for event in session.events { fingerprint.combine(UInt64(event.rawValue)) }
        for word in session.words.storage { fingerprint.combine(word.bits) }
        return fingerprint.value
    }
}
