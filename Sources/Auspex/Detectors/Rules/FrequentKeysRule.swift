/// Objects to events whose template is not among the g most frequent of training, without any context. Score: highest such rank - g.
///
/// A reference line, not a method: on HDFS with g = 8 it gives the counts of widely used sequence-model code. A model that does not beat
/// it has used no sequence (evaluation protocol, reference lines).
public struct FrequentKeysRule: SequenceRule {
    /// What a person should know.
    public static let description = MethodDescription(
        name: "frequentKeys",
        summary: "Objects to events that are not among the most frequent templates, no context at all: a reference line.",
        reasons: [.newTemplate, .unusualCount],
        weakness: "any log where order or counts matter; a method that does not beat it has used no sequence.")
    /// Default settings.
    public static let defaultConfiguration = Configuration()

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Accepted templates, most frequent first; 8 reproduces the published observation on HDFS.
        public var candidates: Int

        /// Creates settings.
        public init(candidates: Int = 8) { self.candidates = candidates }
    }

    private var configuration: Configuration
    private var known: TemplateIndex
    /// Rank of each known template by frequency, from 1; ties by id.
    private var ranks: [Int]

    /// Learns from normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from.
    public static func fit(on sessions: [EventSequence], configuration: Configuration) throws -> FrequentKeysRule {
        try requireEvents(sessions)
        try SettingBounds.check("candidates", configuration.candidates, 0...1_000_000)
        let known = TemplateIndex(sessions.lazy.flatMap(\.events))
        var counts = [Int](repeating: 0, count: known.count)
        for session in sessions {
            for template in session.events { if let number = known[template] { counts[number] += 1 } }
        }
        var ranks = [Int](repeating: 0, count: known.count)
        let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
        for (rank, number) in order.enumerated() { ranks[number] = rank + 1 }
        return FrequentKeysRule(configuration: configuration, known: known, ranks: ranks)
    }

    private enum CodingKeys: String, CodingKey { case configuration, known, ranks }

    private init(configuration: Configuration, known: TemplateIndex, ranks: [Int]) {
        self.configuration = configuration
        self.known = known
        self.ranks = ranks
    }

    /// Reads a stored rule; refuses parts that do not fit each other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            configuration: try container.decode(Configuration.self, forKey: .configuration),
            known: try container.decode(TemplateIndex.self, forKey: .known), ranks: try container.decode([Int].self, forKey: .ranks))
        try SettingBounds.check("candidates", configuration.candidates, 0...1_000_000)
        guard ranks.count == known.count, ranks.allSatisfy({ $0 >= 1 && $0 <= known.count }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .ranks, in: container, debugDescription: "frequentKeys: parts do not fit each other")
        }
    }

    private func excess(_ template: TemplateID) -> Int {
        let rank = known[template].flatMap { $0 < ranks.count ? ranks[$0] : nil } ?? known.count + 1
        return max(0, max(rank, known[template] == nil ? configuration.candidates + 1 : 0) - configuration.candidates)
    }

    /// One score for each session, in order; higher is more anomalous.
    public func scores(of units: [EventSequence]) -> [Double] {
        units.map { session in Double(session.events.reduce(0) { max($0, excess($1)) }) }
    }

    /// What the rule objects to in a session, strongest first; empty when the score is at or below the threshold.
    public func findings(in session: EventSequence, above threshold: Double) -> [Finding] {
        session.events.indices.compactMap { index in
            let template = session.events[index]
            let score = Double(excess(template))
            guard score > threshold else { return nil }
            return Finding(
                known[template] == nil
                    ? .newTemplate(template, known: known.count) : .rareTemplate(template, frequent: configuration.candidates),
                detector: Self.name, event: index, score: score, threshold: threshold)
        }.sorted { $0.score > $1.score }
    }
}
