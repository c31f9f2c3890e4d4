/// Which line a record was: the source's index and the line number in it, from 1.
public struct LineReference: Sendable, Hashable, Codable {
    /// Index of the source (file) in the order they were read.
    public var source: UInt32
    /// Line number, from 1.
    public var line: UInt64

    /// Creates a reference.
    public init(source: UInt32, line: UInt64) {
        self.source = source
        self.line = line
    }
}
