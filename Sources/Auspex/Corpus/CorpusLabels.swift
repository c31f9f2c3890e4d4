/// The truth about a corpus, as far as it is known: for sessions, for single lines, or as classes. It stands beside the events, never in them: what
/// learns without labels is given ``Corpus/sessions``, which have none.
public struct CorpusLabels: Sendable, Equatable {
    /// Whether a session is anomalous, by its identifier.
    public var sessions: [String: Bool]
    /// Whether a line is anomalous.
    public var lines: [LineReference: Bool]
    /// What sort of fault a session is, by its identifier.
    public var classes: [String: String]
    /// Whether ``lines`` names all that is anomalous, so that other lines are normal.
    public var listsAnomalousLines = false

    /// Creates labels; none by default.
    public init(sessions: [String: Bool] = [:], lines: [LineReference: Bool] = [:], classes: [String: String] = [:]) {
        self.sessions = sessions
        self.lines = lines
        self.classes = classes
    }

    /// Whether nothing is known.
    public var isEmpty: Bool { sessions.isEmpty && lines.isEmpty && classes.isEmpty && !listsAnomalousLines }

    /// Whether a sequence is anomalous: as its identifier is labelled, or else anomalous when one of its lines is; `nil` where nothing is known.
    public func isAnomalous(_ sequence: EventSequence) -> Bool? {
        if let label = sessions[sequence.id] { return label }
        var found: Bool?
        for line in sequence.lines {
            guard let label = lines[line] else { continue }
            if label { return true }
            found = false
        }
        if found == nil, listsAnomalousLines, !sequence.lines.isEmpty { return false }
        return found
    }
}
