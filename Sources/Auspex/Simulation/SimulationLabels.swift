/// Whether a simulated session is normal, and if not, what was planted.
public struct SessionLabel: Sendable, Equatable, Codable {
    /// The session's identifier as it stands in the log lines (`blk_-16…`, an instance id).
    public var session: String
    /// The planted fault; `nil` for a normal session.
    public var kind: FaultKind?

    /// Creates a label.
    public init(session: String, kind: FaultKind?) {
        self.session = session
        self.kind = kind
    }

    /// Header line of the label file, with its line end.
    public static let csvHeader = "session,label,kind\n"

    /// The label as a line of a CSV file with the header ``csvHeader``: label 0 is normal, 1 anomalous.
    public var csv: String { "\(session),\(kind == nil ? 0 : 1),\(kind?.rawValue ?? "normal")\n" }
}

/// One line that carries a fault: the inserted, displaced, late or out-of-range record, the first one after a gap, the last one of a
/// session that stopped early. A line with two faults has two labels.
public struct LineLabel: Sendable, Equatable, Codable {
    /// Line number in the simulated log, from 1.
    public var line: Int
    /// The session's identifier; empty where the system has no sessions.
    public var session: String
    /// What was planted.
    public var kind: FaultKind
    /// Name of the parameter that is out of range; empty for other kinds.
    public var field: String
    /// How many times as long as it would have the step took; 1 for kinds other than `slowStep`.
    public var slowdown: Double

    /// Creates a label.
    public init(line: Int, session: String, kind: FaultKind, field: String = "", slowdown: Double = 1) {
        self.line = line
        self.session = session
        self.kind = kind
        self.field = field
        self.slowdown = slowdown
    }

    /// Header line of the line label file, with its line end.
    public static let csvHeader = "line,session,kind,field,slowdown\n"

    /// The label as a line of a CSV file with the header ``csvHeader``.
    public var csv: String {
        let factor = kind == .slowStep ? "\(slowdown)" : ""
        return "\(line),\(session),\(kind.rawValue),\(field),\(factor)\n"
    }
}

/// A stretch of a simulated log: about 250 kilobytes of whole lines and the labels that became known with them.
public struct SimulatedChunk: Sendable {
    /// The log's bytes; ends with a line end.
    public internal(set) var log: [UInt8] = []
    /// Number of lines in ``log``.
    public internal(set) var lines = 0
    /// Labels of the sessions whose first line is in this chunk, in that order.
    public internal(set) var sessionLabels: [SessionLabel] = []
    /// Labels of the faulty lines in this chunk, in line order.
    public internal(set) var lineLabels: [LineLabel] = []

    /// Creates an empty chunk; reuse it from call to call.
    public init() {}
}
