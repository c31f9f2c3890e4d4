/// A mistake in what the user gave: a file, an option, a label list. Printed as one line and exit code 2.
///
/// The message says what was wrong, where, and what to do. Internal faults are traps or other errors; odd *log lines*
/// are never errors, they are counted by reason (see ``UnparsedReason``).
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was wrong, where, and what to do about it, in one line.
    public let message: String

    /// Creates an error from its one-line message.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
