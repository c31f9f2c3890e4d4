/// Objects to pairs of neighbouring events never seen in training (start and end included). Score: number of such pairs.
///
/// The 2-gram reference of Landauer et al. (2024): a sequence model that does not beat it has learnt neighbourhoods only. It does badly
/// where concurrent steps interleave freely, because many harmless pairs are rare.
public struct BigramRule: SequenceRule {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "bigram", summary: "Objects to neighbouring events never seen together in training, start and end included.",
        reasons: [.unexpectedOrder, .unfinishedSession],
        paper: "Landauer, Skopik, Wurzenberger, FSE 2024 (2-gram reference)",
        weakness: "concurrent steps that interleave freely: many harmless pairs are rare.")
    /// Default settings.
    public static let defaultConfiguration = NoConfiguration()

    private(set) var known: TemplateIndex
    /// Pairs as `first * (count + 1) + second`, ascending; number `count` stands for the start (as first) and the end (as second).
    private(set) var pairs: [Int]

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence], configuration: NoConfiguration) throws -> BigramRule {
        try requireEvents(sessions)
        let known = TemplateIndex(sessions.lazy.flatMap(\.events))
        var pairs = Set<Int>()
        for session in DistinctSessions(sessions).sessions {
            Self.forEachPair(of: session, known) { _, pair in if let pair { pairs.insert(pair) } }
        }
        return BigramRule(known: known, pairs: pairs.sorted())
    }

    static func forEachPair(of session: EventSequence, _ known: TemplateIndex, _ body: (Int, Int?) -> Void) {
        let edge = known.count
        var previous: Int? = session.history.last.map { known[$0] } ?? edge
        for (index, template) in session.events.enumerated() {
            let current = known[template]
            if let previous, let current { body(index, previous * (edge + 1) + current) } else { body(index, nil) }
            previous = current
        }
        if session.isComplete { body(session.events.count, previous.map { $0 * (edge + 1) + edge }) }
    }

    private func contains(_ pair: Int) -> Bool {
        let place = pairs.firstPlace { $0 < pair }
        return place < pairs.count && pairs[place] == pair
    }

    private func unseen(in session: EventSequence) -> [Int] {
        var places: [Int] = []
        Self.forEachPair(of: session, known) { index, pair in
            if pair.map(contains) != true { places.append(index) }
        }
        return places
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] { units.map { Double(unseen(in: $0).count) } }

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    public func findings(in session: EventSequence, above threshold: Double) -> [Finding] {
        let places = unseen(in: session)
        let score = Double(places.count)
        guard score > threshold else { return [] }
        return places.map { index in
            Finding(
                .unseenPair(
                    index < session.events.count ? session.events[index] : nil, after: session.context(before: index, limit: 1).first),
                detector: Self.name, event: index, score: score, threshold: threshold)
        }
    }
}
