/// How a log writes its records: what is header, what is message, what is time.
///
/// ```swift
/// let hdfs = try LogFormat("HDFS")
/// let mine = try LogFormat("<Date> <Time> [<Level>] <Component>: <Content>")
/// ```
///
/// A format is a value; ``RecordReader`` compiles and runs it. Named formats: ``names``.
public struct LogFormat: Sendable, Equatable {
    /// The way lines are taken apart.
    enum Body: Sendable, Equatable {
        /// A header pattern.
        case header(HeaderProgram)
        /// A header pattern, then RFC 5424 structured data before the message.
        case header5424(HeaderProgram)
        /// One flat JSON object a line.
        case json(KeyTable)
        /// `key=value` pairs.
        case logfmt(KeyTable)
        /// Common or combined access log, and what its lines hold behind that; `nil` until a sample was looked at.
        case access(KeyTable?)
        /// A leading time, then typed columns that were learnt from a sample.
        case columns(ColumnProgram)
        /// A time in one of the usual spellings, then perhaps a level and a component, then the message.
        case timeLed
        /// The whole line is the message.
        case raw
    }

    /// What a header field must look like for a line to count as this format when formats are compared.
    enum Check: Sendable, Equatable {
        case level, notLevel, number, upperWord, programName
    }

    /// The name: one of ``names``, or `pattern` for a header pattern of the user.
    public let name: String
    /// What ``init(_:)`` would make this format from: a name or a header pattern.
    public let specification: String
    /// Header fields in order, `Content` not among them. For JSON lines and logfmt: the keys seen in the sample.
    public let fieldNames: [String]
    /// Index of the severity in ``fieldNames``, where the format has one.
    public let levelField: Int?
    /// Index of the component (logger, program) in ``fieldNames``, where the format has one.
    public let componentField: Int?

    /// Index of the field that names the statement which wrote the record (`Class#115`), where the format has one: it is the template.
    public let statementField: Int?
    /// Index of the machine, container or pod that wrote the record, where the format has one.
    public let hostField: Int?
    /// Index of the HTTP method, where the format has one.
    public let methodField: Int?
    /// Index of the request's path, where the format has one.
    public let pathField: Int?
    /// Index of the outcome of a request (HTTP status), where the format has one.
    public let statusField: Int?

    let body: Body
    /// The keys of a message that is a JSON object; their fields are the last ones.
    let inner: KeyTable?
    /// How many fields come before those of ``inner``.
    let headerCount: Int
    /// Whether the time is a member of the message, because the header has none.
    let readsTimeInside: Bool
    /// Where the time is: fields `first...last` stand side by side in the line.
    let timeFields: ClosedRange<Int>?
    let time: TimeReader.Syntax?
    /// Whether a line whose time does not parse is no line of this format.
    let requiresTime: Bool
    /// Whether indented lines continue the record before them.
    let joins: Bool
    /// How much structure a fitting line proves; decides between formats that fit equally well.
    let specificity: Double
    let checks: [(field: Int, check: Check)]
    /// Text typical of the system; its presence in a sample speaks for this format.
    let hints: [String]

    /// Two formats are equal when they are made from the same specification and know the same fields.
    public static func == (left: LogFormat, right: LogFormat) -> Bool {
        left.specification == right.specification && left.fieldNames == right.fieldNames && left.headerCount == right.headerCount
    }

    /// Makes a format from a name (any case) or a header pattern that holds `<Content>`.
    ///
    /// In a pattern `<Name>` is a field, a run of blanks stands for one or more blanks, `(…)?` is an optional group with one field,
    /// `\` makes the next character a literal. Fields named like times (`Date`, `Time`, `Timestamp`, `Month`, `Day`) that stand side by
    /// side are read as a time in any usual spelling.
    ///
    /// - Throws: ``InputError`` naming the known formats, or what is wrong with the pattern.
    public init(_ specification: String) throws(InputError) {
        if let named = Self.named(specification) {
            self = named
            return
        }
        if let program = try ColumnProgram(specification: specification) {
            self = Self.columns(program)
            return
        }
        guard specification.contains("<") else {
            throw InputError(
                "unknown log format '\(specification)'\(NearestName.hint(specification, among: Self.names)): give one of \(Self.names.joined(separator: ", ")), "
                    + "or a header pattern such as '<Date> <Time> <Level> <Component>: <Content>'")
        }
        let program = try HeaderProgram(specification)
        self.init(name: "pattern", specification: specification, body: .header(program), fieldNames: program.fieldNames)
    }

    /// The designated initialiser; what is not given is found from the field names.
    init(
        name: String, specification: String, body: Body, fieldNames: [String], timeFields: ClosedRange<Int>? = nil,
        time: TimeReader.Syntax? = nil, requiresTime: Bool = false, joins: Bool = true, specificity: Double = 0,
        checks: [String: Check] = [:], hints: [String] = [], levelField: String? = nil, componentField: String? = nil,
        inner: KeyTable? = nil
    ) {
        self.inner = inner
        let ownFields = fieldNames.count
        headerCount = ownFields
        // A member may have the name of a header field.
        let fieldNames = fieldNames + (inner?.names ?? []).map { fieldNames.contains($0) ? "message." + $0 : $0 }
        self.name = name
        self.specification = specification
        self.body = body
        self.fieldNames = fieldNames
        let header = timeFields ?? (time == nil ? Self.timeRun(Array(fieldNames.prefix(ownFields))) : nil)
        let inside = header == nil && time == nil ? inner?.timeKey.map { ownFields + $0 } : nil
        readsTimeInside = inside != nil
        let found = header ?? inside.map { $0...$0 }
        self.timeFields = found
        self.time = found == nil ? time : time ?? .any
        self.requiresTime = requiresTime
        self.joins = joins
        self.specificity = specificity
        self.checks = checks.compactMap { name, check in fieldNames.firstIndex(of: name).map { ($0, check) } }.sorted { $0.0 < $1.0 }
        self.hints = hints
        self.levelField = Self.index(levelField, in: fieldNames, or: Self.levelNames)
        self.componentField = Self.index(componentField, in: fieldNames, or: Self.componentNames)
        statementField = Self.index(nil, in: fieldNames, or: ["statement", "caller", "source_location"])
        // In an access log the host is who asked, not who wrote.
        if case .access = body { hostField = nil } else { hostField = Self.index(nil, in: fieldNames, or: Self.hostNames) }
        methodField = fieldNames.firstIndex { KeyRoles.isOne($0, of: KeyRoles.methodNames) }
        pathField = fieldNames.firstIndex { KeyRoles.isOne($0, of: KeyRoles.pathNames) }
        statusField = fieldNames.firstIndex { KeyRoles.isOne($0, of: KeyRoles.statusNames) }
    }

    /// The same format for a log whose messages are JSON objects with these keys.
    func opening(_ table: KeyTable) -> LogFormat {
        let header = Array(fieldNames.prefix(headerCount))
        func named(_ usual: Set<String>, _ field: Int?) -> String? {
            // What the service says of itself before what its collector does.
            table.names.first { usual.contains($0.lowercased()) }.map { header.contains($0) ? "message." + $0 : $0 }
                ?? field.map { fieldNames[$0] }
        }
        return LogFormat(
            name: name, specification: specification, body: body, fieldNames: header, timeFields: timeFields, time: time,
            requiresTime: requiresTime, joins: joins, specificity: specificity,
            checks: Dictionary(uniqueKeysWithValues: checks.map { (fieldNames[$0.field], $0.check) }), hints: hints,
            levelField: named(Self.levelNames, levelField), componentField: named(Self.componentNames, componentField), inner: table)
    }

    /// Whether records of this format can have a time.
    public var hasTime: Bool { time != nil }

    /// Index of a header field by its name (exact, else any case).
    public func fieldIndex(_ name: String) -> Int? {
        fieldNames.firstIndex(of: name) ?? fieldNames.firstIndex { $0.lowercased() == name.lowercased() }
    }

    static let levelNames: Set<String> = ["level", "severity", "lvl", "loglevel", "log.level", "priority", "levelname", "@l"]
    static let componentNames: Set<String> = [
        "component", "logger", "module", "logger_name", "log.logger", "syslog_identifier", "program", "service", "app",
    ]
    static let hostNames: Set<String> = ["host", "hostname", "_hostname", "pod", "node", "container", "instance", "machine"]

    private static func index(_ wanted: String?, in names: [String], or usual: Set<String>) -> Int? {
        guard let wanted else { return names.firstIndex { usual.contains($0.lowercased()) } }
        return names.firstIndex(of: wanted)
    }

    /// The first run of fields with names of times.
    private static func timeRun(_ names: [String]) -> ClosedRange<Int>? {
        let times: Set<String> = [
            "date", "time", "timestamp", "datetime", "month", "day", "year", "asctime", "ts", "epoch", "zone", "timezone", "tz",
        ]
        guard let first = names.firstIndex(where: { times.contains($0.lowercased()) }) else { return nil }
        var last = first
        while last + 1 < names.count, times.contains(names[last + 1].lowercased()) { last += 1 }
        return first...last
    }
}

extension LogFormat: Codable {
    private enum CodingKeys: String, CodingKey { case specification, fieldNames, keyRoles, inner }

    /// The keys of messages that are JSON objects.
    private struct Inner: Codable {
        var keys: [String]
        var roles: KeyRoles
    }

    /// Codes as the specification, the field names, and what keys mean.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(specification, forKey: .specification)
        try container.encode(Array(fieldNames.prefix(headerCount)), forKey: .fieldNames)
        if let inner { try container.encode(Inner(keys: inner.names, roles: inner.roles), forKey: .inner) }
        try container.encodeIfPresent(keyRoles, forKey: .keyRoles)
    }

    /// Decodes; a specification that is no format is an ``InputError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try LogFormat(container.decode(String.self, forKey: .specification))
        let names = try container.decode([String].self, forKey: .fieldNames)
        // Models of earlier programs do not say what keys mean; their names do, but for the message's, which is not among them.
        let header = format.withKeys(names, try container.decodeIfPresent(KeyRoles.self, forKey: .keyRoles))
        let inner = try container.decodeIfPresent(Inner.self, forKey: .inner)
        self = inner.map { header.opening(KeyTable($0.keys, $0.roles)) } ?? header
    }
}
