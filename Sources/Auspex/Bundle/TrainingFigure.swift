/// The name of a number that training saw or reached, as the manifest lists them. Methods name their own.
public struct TrainingFigure: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name.
    public var rawValue: String

    /// Creates a figure from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Creates a figure from its name.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// Sessions learnt from.
    public static let sessions: TrainingFigure = "sessions"
    /// Events in them.
    public static let events: TrainingFigure = "events"
    /// Lines read.
    public static let lines: TrainingFigure = "lines"
    /// Templates found.
    public static let templates: TrainingFigure = "templates"
    /// Different sequences among the sessions.
    public static let distinctSequences: TrainingFigure = "distinctSequences"
    /// Normal sessions put aside for later.
    public static let heldOutSessions: TrainingFigure = "heldOutSessions"
    /// Share of those that would be reported.
    public static let heldOutFalseAlarms: TrainingFigure = "heldOutFalseAlarms"
    /// The last loss of a neural model, −ln of a probability for each window.
    public static let loss: TrainingFigure = "loss"
    /// The loss no model of this history length can go below.
    public static let lossFloor: TrainingFigure = "lossFloor"
    /// The score above which a session is reported.
    public static let threshold: TrainingFigure = "threshold"
    /// Share of the sessions (of the events) that the workflows explain.
    public static let workflowFit: TrainingFigure = "workflowFit"
    /// Sessions learnt from while in use.
    public static let adaptedSessions: TrainingFigure = "adaptedSessions"
}

extension TrainingFigure: Comparable {
    /// Orders by name.
    public static func < (left: TrainingFigure, right: TrainingFigure) -> Bool { left.rawValue < right.rawValue }
}

extension TrainingFigure: Codable, CodingKeyRepresentable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The name as a key of an object.
    public var codingKey: any CodingKey { Key(stringValue: rawValue) }

    /// The figure a key names.
    public init?(codingKey: some CodingKey) { self.init(rawValue: codingKey.stringValue) }
}
