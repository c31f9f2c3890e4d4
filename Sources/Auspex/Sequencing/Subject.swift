/// What a verdict is about, with its records.
public struct Subject: Sendable, Hashable {
    /// The granularity of a judgement.
    public enum Kind: String, Sendable, Codable, CaseIterable, CustomStringConvertible {
        /// Events that share an identifier.
        case session
        /// Events that stand together in a log, by number or by time.
        case window
        /// One record, whatever lines it has.
        case message
        /// One line.
        case line

        /// The word.
        public var description: String { rawValue }
    }

    /// What it is.
    public var kind: Kind
    /// Its name: a session's identifier, what a window covers, where a record stands.
    public var name: String
    /// Its records, oldest first; empty where the input has none.
    public var records: [LineReference]

    /// Creates a subject.
    public init(kind: Kind, name: String, records: [LineReference] = []) {
        self.kind = kind
        self.name = name
        self.records = records
    }
}

extension Subject {
    /// What a verdict is about until it is known.
    static let unnamed = Subject(kind: .session, name: "")
}

extension EventSequence {
    /// What a verdict about this sequence is about.
    public var subject: Subject { Subject(kind: kind, name: id, records: lines) }
}
