/// A mistake in what the user gave: a file, an option, a label list. Printed as one line and exit code 2.
///
/// The message says what was wrong, where, and what to do. Internal faults are traps or other errors; odd *log lines*
/// are never errors, they are counted by reason (see ``UnparsedReason``).
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What can be given, or given otherwise, to mend a mistake. The library does not know what it is called where the user sits: the
    /// program adds the name of its option.
    public enum Remedy: String, Sendable, CaseIterable {
        /// A log of normal operation.
        case baseline
        /// The log format.
        case format
        /// What ties records together.
        case session
        /// The zone of times that name none.
        case timezone
        /// Labels of sessions.
        case labels
        /// The share of anomalies in real operation.
        case prior
        /// How workflows are mined.
        case method
        /// Where a model is.
        case model
        /// The detection method.
        case detector
        /// Settings of the method, by name.
        case settings = "set"
        /// Whether a running detection learns.
        case adapt
        /// Going back to the version before the last answer.
        case revert
        /// The list of reports that wait for an answer.
        case reports
        /// The list of all verdicts.
        case verdicts
    }

    /// What was wrong, where, and what to do about it, in one line.
    public let message: String
    /// What it is about, or what mends it.
    public let remedy: Remedy?

    /// Creates an error from its one-line message.
    public init(_ message: String, remedy: Remedy? = nil) {
        self.message = message
        self.remedy = remedy
    }

    /// The message.
    public var description: String { message }
}
