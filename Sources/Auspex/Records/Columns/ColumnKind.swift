/// What stands in a column of a header: told by its shape alone, never by its position.
///
/// Raw values are the words of a column specification, so that a learnt header can be written down and read again.
enum ColumnKind: String, CaseIterable, Sendable {
    /// A severity in front of the time: `I1128 06:21:14`.
    case frontLevel = "front-level"
    /// One or two words in front of the time: the service in `web_1  | 2026-11-28 …`.
    case frontWords = "front-words"
    /// `UTC`, `CEST`, `+0200` behind a time.
    case zone
    /// A second time of day, `16:42:09.486`.
    case clock
    /// A severity: `INFO`, `[notice]`, `ERROR:`.
    case level
    /// Module and severity in brackets, `[core:notice]`.
    case moduleLevel
    /// `name[pid]:`.
    case program
    /// `pid#thread:`.
    case process
    /// `*7`, the number of a connection.
    case connection
    /// A place in the source: `Class#115`, `server.go:123]`.
    case statement
    /// A number in brackets.
    case pid
    /// A bare number.
    case number
    /// A long hexadecimal identifier, a UUID, or two hexadecimal numbers joined by a dot.
    case identifier
    /// `user@database`.
    case account
    /// A message code in brackets, `[MY-010116]`.
    case code
    /// One word without digits in brackets.
    case tag
    /// Other text in brackets.
    case thread
    /// `name:`, or `name -`.
    case logger
    /// A bare word, the machine or pod that wrote.
    case host

    /// Names of the header fields it fills.
    var fieldNames: [String] {
        switch self {
        case .frontLevel: ["Level"]
        case .frontWords: ["Component"]
        case .zone: []
        case .clock: ["Clock"]
        case .level: ["Level"]
        case .moduleLevel: ["Component", "Level"]
        case .program: ["Component", "PID"]
        case .process: ["Pid", "Tid"]
        case .connection: ["Connection"]
        case .statement: ["Statement"]
        case .pid: ["Pid"]
        case .number: ["Number"]
        case .identifier: ["Session"]
        case .account: ["Account"]
        case .code: ["Code"]
        case .tag: ["Tag"]
        case .thread: ["Thread"]
        case .logger: ["Component"]
        case .host: ["Host"]
        }
    }

    /// Whether its shape says by itself that it is header. A weak column counts only in front of a strong one.
    var isStrong: Bool {
        switch self {
        case .zone, .clock, .number, .identifier, .account, .host, .connection: false
        default: true
        }
    }

    /// Whether it may be missing from a part of the records.
    var mayBeMissing: Bool {
        switch self {
        case .account, .connection, .thread, .identifier, .number, .tag: true
        default: false
        }
    }
}

/// One column of a learnt header.
struct HeaderColumn: Sendable, Equatable {
    /// What it holds.
    var kind: ColumnKind
    /// Whether some records lack it.
    var isOptional = false
}
