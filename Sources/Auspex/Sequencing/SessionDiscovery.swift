/// Finds what ties the records of a log into sessions (session rule `auto`).
///
/// ```swift
/// var discovery = SessionDiscovery(fieldNames: format.fieldNames)
/// while !discovery.isFull, try reader.read(&records) { parser.learn(records, &events); discovery.add(records, events) }
/// let choice = discovery.choice()
/// ```
///
/// Candidates are header fields and parameters, told apart by kind and the constant text before them (`[instance: `). A good one is carried by
/// much of the log; its values come with *several* templates, begin *alike*, and are there for a *short* part of the log. A host or
/// thread is there all the time and begins with anything; a counter or port is new on each line; a measurement stays with one template.
///
/// It does badly on samples so short that few sessions begin and end in them, on logs thinned out by sampling (sessions lose their events), and
/// where several systems with different identifiers share one log (the most frequent wins).
///
/// Memory is bounded by ``Configuration/maxCandidates`` and 65 536 values for each, in a sample of ``Configuration/sampleRecords``: some tens of megabytes
/// at worst.
public struct SessionDiscovery: Sendable {
    /// Sample size and what counts as worth using.
    public struct Configuration: Codable, Sendable, Equatable {
        /// Records looked at.
        public var sampleRecords: Int
        /// Candidates followed at once.
        public var maxCandidates: Int
        /// Least number of sessions in the sample.
        public var minimumValues: Int
        /// Least number of events of a session on average: pairs say little about order.
        public var minimumEvents: Double
        /// Least share of records in sessions of several templates.
        public var minimumTied: Double
        /// Least ``IdentifierFigures/quality``. On the public logs good identifiers have 0.24 and more, all others less than 0.13.
        public var minimumQuality: Double

        /// Creates a configuration.
        public init(
            sampleRecords: Int = 50_000, maxCandidates: Int = 256, minimumValues: Int = 8, minimumEvents: Double = 2.5,
            minimumTied: Double = 0.25, minimumQuality: Double = 0.15
        ) {
            self.sampleRecords = sampleRecords
            self.maxCandidates = maxCandidates
            self.minimumValues = minimumValues
            self.minimumEvents = minimumEvents
            self.minimumTied = minimumTied
            self.minimumQuality = minimumQuality
        }
    }

    /// Header fields that say when, where or how bad, never which task.
    static let plainFields: Set<String> = [
        "date", "time", "timestamp", "datetime", "month", "day", "year", "hour", "weekday", "lineid", "logid", "content", "message", "msg",
        "level", "severity", "priority", "label", "component", "logger", "class", "module", "facility", "type", "state", "flag", "host",
        "hostname", "node", "noderepeat", "location", "logrecord", "version", "status", "method", "path", "url", "referer", "useragent",
        "agent",
        "size", "bytes", "protocol", "program", "process", "application", "app", "service", "unit", "user", "remote",
        "clock", "account", "code", "tag", "statement", "ip", "address", "addr", "client", "client_ip", "clientip", "remote_addr", "port",
        "user_id", "userid", "username", "user_name", "uid", "gid", "email", "duration", "duration_ms", "latency", "latency_ms", "elapsed",
        "took", "length", "code", "error", "reason", "referrer", "role", "database", "db", "pod", "container", "namespace", "cluster",
        "region", "zone", "env", "environment", "_hostname", "_machine_id", "_boot_id", "_uid", "_gid", "_comm", "_exe", "_cmdline",
        "_systemd_unit", "_systemd_slice", "_systemd_cgroup", "_transport", "_cap_effective", "_selinux_context", "syslog_facility",
        "syslog_identifier", "syslog_timestamp", "_source_realtime_timestamp", "__monotonic_timestamp", "__cursor", "uri", "query",
        "line", "lineno", "file", "filename", "caller", "func", "function", "thread_name", "status_code", "http_status",
    ]

    /// Words that say that the value behind them is a place, a person, a kind or a measure, and not a task.
    static let plainWords: Set<String> = [
        "port", "user", "uid", "gid", "euid", "from", "host", "rhost", "ip", "address", "addr", "client", "server", "size", "bytes",
        "length", "len", "status", "code", "exit", "took", "duration", "elapsed", "time", "version", "line", "level", "count", "total",
        "rows", "ed", "sha", "rsa", "ecdsa", "md", "at", "to", "on",
    ]

    /// The settings in force.
    public let configuration: Configuration
    /// Records looked at.
    public private(set) var records = 0

    private let fieldNames: [String]
    private let fields: [Int]
    private var tallies: [IdentifierKey: IdentifierTally] = [:]

    private enum IdentifierKey: Hashable {
        case field(Int)
        case shape(kind: ParameterKind, prefix: [UInt8], stem: [UInt8])
    }

    /// Creates a discovery.
    ///
    /// - Parameter fieldNames: header fields of the log format, in the order of ``RecordBatch/fields``.
    public init(fieldNames: [String], configuration: Configuration = Configuration()) {
        self.configuration = configuration
        self.fieldNames = fieldNames
        fields = fieldNames.indices.filter { !Self.plainFields.contains(fieldNames[$0].lowercased()) }
    }

    /// Whether the sample is complete; more records change nothing.
    public var isFull: Bool { records >= configuration.sampleRecords }

    /// Looks at a batch.
    public mutating func add(_ batch: RecordBatch, _ events: EventBatch) {
        for index in batch.records.indices {
            guard !isFull else { return }
            let record = UInt32(records)
            records += 1
            let template = events.templates[index].rawValue
            if batch.fieldCount > 0, batch.records[index].unparsed == nil {
                for field in fields where field < batch.fieldCount {
                    let range = batch.fields[index * batch.fieldCount + field]
                    let isDash = range.count == 1 && batch.bytes[Int(range.start)] == UInt8(ascii: "-")
                    if range.count > 0, !isDash { count(.field(field), range, batch.bytes, template, record) }
                }
            }
            let parameters = Int(events.parameterStarts[index])..<Int(events.parameterStarts[index + 1])
            var previousEnd = Int(batch.records[index].content.start)
            for parameter in parameters.prefix(64) {
                let span = events.parameters[parameter]
                look(at: span, after: previousEnd, batch.bytes, template, record)
                previousEnd = Int(span.range.end)
            }
        }
    }

    // MARK: Shapes

    private mutating func look(at span: ParameterSpan, after previousEnd: Int, _ bytes: [UInt8], _ template: UInt32, _ record: UInt32) {
        guard span.range.count > 0, span.range.count <= 256 else { return }
        switch span.kind {
        case .block:
            count(.shape(kind: .block, prefix: [], stem: []), span.range, bytes, template, record)
        case .uuid, .hexadecimal:
            let prefix = prefix(of: span.range, after: previousEnd, bytes)
            if let prefix { count(.shape(kind: span.kind, prefix: prefix, stem: []), span.range, bytes, template, record) }
            count(.shape(kind: span.kind, prefix: [], stem: []), span.range, bytes, template, record)
        case .number:
            // A bare number is an identifier only where a word says so.
            guard let prefix = prefix(of: span.range, after: previousEnd, bytes) else { return }
            guard !bytes[span.range.indices].contains(UInt8(ascii: ".")) else { return }
            count(.shape(kind: .number, prefix: prefix, stem: []), span.range, bytes, template, record)
        case .identifier, .word, .user:
            guard bytes[span.range.indices].contains(where: Self.isDigit) else { return }
            let stem = Self.stem(bytes[span.range.indices])
            if !stem.isEmpty {
                count(.shape(kind: span.kind, prefix: [], stem: stem), span.range, bytes, template, record)
            } else if let prefix = prefix(of: span.range, after: previousEnd, bytes) {
                count(.shape(kind: span.kind, prefix: prefix, stem: []), span.range, bytes, template, record)
            }
        case .ipv4, .ipv6, .mac, .path, .url, .email, .timestamp, .quantity:
            // Places, people and measurements.
            return
        }
    }

    /// The constant text before a value: what touches it, and the word before where that has no letter. `nil` where it has no letter at all,
    /// or a digit (then it is not constant).
    private func prefix(of range: ByteRange, after previousEnd: Int, _ bytes: [UInt8]) -> [UInt8]? {
        let floor = max(previousEnd, Int(range.start) - 48)
        var start = Int(range.start)
        guard start > floor else { return nil }
        while start > floor, !Self.isSpace(bytes[start - 1]) { start -= 1 }
        if !bytes[start..<Int(range.start)].contains(where: Self.isLetter) {
            while start > floor, Self.isSpace(bytes[start - 1]) { start -= 1 }
            while start > floor, !Self.isSpace(bytes[start - 1]) { start -= 1 }
        }
        let prefix = Array(bytes[start..<Int(range.start)])
        guard prefix.contains(where: Self.isLetter), !prefix.contains(where: Self.isDigit), prefix.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            return nil
        }
        return prefix
    }

    /// The last run of letters before a value, in small letters.
    static func lastWord(_ prefix: [UInt8]) -> String {
        var end = prefix.count
        while end > 0, !isLetter(prefix[end - 1]) { end -= 1 }
        var start = end
        while start > 0, isLetter(prefix[start - 1]) { start -= 1 }
        return String(decoding: prefix[start..<end].map { $0 | 0x20 }, as: UTF8.self)
    }

    /// What identifiers of one sort begin with: up to the last separator before the first digit, else the letters before it.
    private static func stem(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let head = value.prefix { !isDigit($0) }
        guard head.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return [] }
        if let separator = head.lastIndex(where: { !isLetter($0) }) { return Array(head[...separator]) }
        return head.count >= 3 ? Array(head) : []
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    // MARK: Counting

    // The buffer lives as long as the closure; the slice checks the range.
    private mutating func count(_ candidate: IdentifierKey, _ range: ByteRange, _ bytes: [UInt8], _ template: UInt32, _ record: UInt32) {
        let hash = unsafe bytes.withUnsafeBytes { buffer in
            unsafe sessionHash(UnsafeRawBufferPointer(rebasing: buffer[range.indices]))
        }
        if tallies[candidate] == nil, tallies.count >= configuration.maxCandidates {
            let rare = tallies.filter { $0.value.covered * 50 < records }.map(\.key)
            for key in rare { tallies[key] = nil }
            guard tallies.count < configuration.maxCandidates else { return }
        }
        let isNumber = range.count <= 10 && bytes[range.indices].allSatisfy(Self.isDigit)
        tallies[candidate, default: IdentifierTally()].count(value: hash, template: template, record: record, isNumber: isNumber)
    }

    /// The figures of all candidates with more than one value, best first; equal ones by name.
    func ranking() -> [IdentifierFigures] {
        var numeric: Set<String> = []
        let figures = tallies.compactMap { candidate, tally -> IdentifierFigures? in
            guard tally.valueCount > 1 else { return nil }
            let rule: SessionRule =
                switch candidate {
                case .field(let index): .field(fieldNames[index])
                case .shape(let kind, let prefix, let stem):
                    .identifier(
                        IdentifierShape(
                            kind: kind, prefix: String(decoding: prefix, as: UTF8.self), stem: String(decoding: stem, as: UTF8.self)))
                }
            if tally.areNumbers { numeric.insert(rule.argument) }
            return tally.figures(rule: rule, records: records)
        }
        let sorted = figures.sorted {
            if $0.quality != $1.quality { return $0.quality > $1.quality }
            if $0.tied != $1.tied { return $0.tied > $1.tied }
            if $0.coverage != $1.coverage { return $0.coverage > $1.coverage }
            return $0.rule.argument < $1.rule.argument
        }
        // Short numbers are used again some day; where something longer ties the same records, it is the better name.
        guard let first = sorted.first, numeric.contains(first.rule.argument),
            let better = sorted.firstIndex(where: {
                !numeric.contains($0.rule.argument) && $0.quality >= 0.9 * first.quality && $0.tied >= 0.95 * first.tied
            })
        else { return sorted }
        return [sorted[better]] + sorted[..<better] + sorted[(better + 1)...]
    }
}
