/// Weights or a tensor file that cannot be used: says what, and what was expected. Never a crash.
public struct NeuralError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line.
    public let message: String

    /// Creates an error from its one-line message.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
