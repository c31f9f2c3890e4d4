/// What format detection chose, and why.
public struct FormatChoice: Sendable, Equatable {
    /// The chosen format, with the keys of the sample where it has keys.
    public var format: LogFormat
    /// Share of the sample's lines that fit, 0…1.
    public var share: Double
    /// Lines looked at.
    public var lines: Int
    /// The next best format's name and share; `nil` when nothing else fits any line.
    public var runnerUp: (name: String, share: Double)?
    /// One sentence for the user.
    public var explanation: String

    /// Compares all parts.
    public static func == (left: FormatChoice, right: FormatChoice) -> Bool {
        left.format == right.format && left.share == right.share && left.lines == right.lines && left.explanation == right.explanation
    }
}
