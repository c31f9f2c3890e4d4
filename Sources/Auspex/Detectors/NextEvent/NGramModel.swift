/// Counts what followed each history of up to N-1 events: cheap, honest, and often as good as a network.
///
/// ```swift
/// let model = try NGramModel.fit(on: sessions)
/// model.predictions(for: sessions)[0][3].rank      // rank of the fourth event of the first session
/// ```
/// The baseline of the DeepLog paper (Du, Li, Zheng, Srikumar, CCS 2017). Histories are cut inside one session and padded on the left;
/// the end of a complete session is an event. Histories are stored as a tree of suffixes: a longer history is kept only where the
/// shorter one was seen at least twice, because a history seen once predicts the same whatever is put in front of it.
///
/// Does badly where concurrent steps interleave freely (many histories, each rare), and cannot see further back than N-1 events.
///
/// - Complexity: fitting O(events · N); prediction O(N + vocabulary) for each *distinct* history of a call.
public struct NGramModel: NextEventModel, Sendable, Equatable {
    /// How counts become probabilities.
    public enum Estimate: String, Codable, Sendable, CaseIterable {
        /// count(history, event) / count(history) of the longest history seen, as in the paper; unseen successors have probability 0.
        case longestHistory
        /// Witten–Bell interpolation of all history lengths (Witten, Bell, IEEE Trans. Inf. Theory 1991, method C): a history with few
        /// and varied successors gives way to the shorter one. Graded probabilities, none 0 for a known template.
        case wittenBell
    }

    /// Settings.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Events of history looked at, N-1.
        public var historyLength: Int
        /// How counts become probabilities.
        public var estimate: Estimate
        /// Histories kept at most; longer ones are left out first.
        public var historyLimit: Int

        /// Creates settings.
        public init(historyLength: Int = 9, estimate: Estimate = .wittenBell, historyLimit: Int = 2_000_000) {
            self.historyLength = historyLength
            self.estimate = estimate
            self.historyLimit = historyLimit
        }
    }

    /// Settings it was fitted with.
    public let configuration: Configuration
    let index: TemplateIndex
    let tree: HistoryTree

    init(configuration: Configuration, index: TemplateIndex, tree: HistoryTree) {
        self.configuration = configuration
        self.index = index
        self.tree = tree
    }

    /// Symbols: templates by number, then unknown, end, and padding. The end can be predicted, padding and unknown cannot.
    var unknown: Int32 { Int32(index.count) }
    var end: Int32 { Int32(index.count + 1) }
    var padding: Int32 { Int32(index.count + 2) }
    /// What can come next: every known template, unknown, and the end.
    var outcomes: Int { index.count + 2 }

    /// Number of histories kept.
    public var historyCount: Int { tree.nodeCount }

    /// Counts successors in normal sessions.
    ///
    /// - Throws: ``InputError`` when there is nothing to learn from or the history is shorter than 0 or longer than 1000.
    public static func fit(on sessions: [EventSequence], configuration: Configuration = Configuration()) throws -> NGramModel {
        guard (0...1000).contains(configuration.historyLength), configuration.historyLimit > 0 else {
            throw InputError("ngram: historyLength must be 0 to 1000 and historyLimit at least 1")
        }
        guard sessions.contains(where: { !$0.events.isEmpty }) else {
            throw InputError("ngram: no training session holds an event; give a log with at least one session")
        }
        let index = TemplateIndex(sessions.lazy.flatMap(\.events))
        let distinct = DistinctSessions(sessions)
        let empty = NGramModel(configuration: configuration, index: index, tree: HistoryTree())
        let texts = distinct.sessions.map { empty.symbols(of: $0) }
        let tree = HistoryTree(
            texts: texts, weights: distinct.multiplicities, historyLength: configuration.historyLength, limit: configuration.historyLimit)
        return NGramModel(configuration: configuration, index: index, tree: tree)
    }

    /// A session as symbols: what came before it or padding, events, and the end when complete.
    func symbols(of session: EventSequence) -> [Int32] {
        let history = session.history.suffix(configuration.historyLength)
        var symbols = [Int32](repeating: padding, count: configuration.historyLength - history.count)
        symbols.reserveCapacity(configuration.historyLength + session.events.count + 1)
        for event in history { symbols.append(index[event].map(Int32.init) ?? unknown) }
        for event in session.events { symbols.append(index[event].map(Int32.init) ?? unknown) }
        if session.isComplete { symbols.append(end) }
        return symbols
    }
}
