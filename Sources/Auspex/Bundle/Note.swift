/// A choice made on the way (which format, which sessions, which threshold) or what was found on the way, with its reason.
///
/// Stored as `kind: text`, or `kind (format): text` where a log has several formats.
public struct Note: Sendable, Equatable {
    /// What it is about.
    public enum Kind: String, Sendable, CaseIterable {
        /// The log format.
        case format
        /// How templates are learnt.
        case parser
        /// What ties records together.
        case sessions
        /// Sessions left out because of their labels.
        case labels
        /// Sessions left out because they look anomalous.
        case leftOut = "left out"
        /// What foretells the next event.
        case order
        /// The workflows that were mined.
        case workflow
        /// Why no workflow is kept.
        case noWorkflow = "no workflow"
        /// What a session must score to be reported.
        case threshold
        /// Delays and parameters.
        case values
        /// What was learnt from and what was judged.
        case split
        /// Which part of the log was looked at.
        case sample
        /// How often the input was read.
        case passes = "one pass"
        /// Anything else.
        case other = "note"
    }

    /// What it is about.
    public var kind: Kind
    /// The log format it is about, where there are several; `nil` for all of them.
    public var format: String?
    /// What was chosen, and why.
    public var text: String

    /// Creates a note.
    public init(_ kind: Kind, format: String? = nil, _ text: String) {
        self.kind = kind
        self.format = format
        self.text = text
    }
}

extension Note: CustomStringConvertible {
    /// The note as people read it.
    public var description: String { kind.rawValue + (format.map { " (\($0))" } ?? "") + ": " + text }
}

extension Note: Codable {
    /// Reads what ``encode(to:)`` wrote; a sentence that is none of it is a note of no known kind.
    public init(from decoder: any Decoder) throws {
        let stored = try decoder.singleValueContainer().decode(String.self)
        let parts = stored.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].split(separator: " (", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = name.first, let kind = Kind(rawValue: String(first)) else {
            self.init(.other, stored)
            return
        }
        self.init(kind, format: name.count == 2 && name[1].hasSuffix(")") ? String(name[1].dropLast()) : nil, String(parts[1]))
    }

    /// Stores the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
