/// What the keys of a structured format (JSON lines, logfmt) mean: which is the message, which the time, and whether records are requests.
///
/// Names tell most of it. Where they do not, the values of a sample do: nginx writes its time as `time_local`, others as they please.
struct KeyRoles: Sendable, Equatable, Codable {
    /// The message's key; `nil` where no key has the name of one.
    var message: String?
    /// The time's key.
    var time: String?
    /// The key whose values are request lines (`GET /cart HTTP/1.1`): their method and path are fields of their own.
    var requestLine: String?
    /// Whether records are requests: they have a path and an outcome, and no message that tells them apart.
    var areRequests = false

    static let messageNames = [
        "message", "msg", "log", "@message", "text", "event", "body", "short_message", "@m", "@mt", "renderedmessage", "messagetemplate",
        "textpayload", "eventmessage", "log_message",
    ]
    static let timeNames = [
        "@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventtime", "__realtime_timestamp", "_source_realtime_timestamp",
        "asctime", "t", "@t", "t.$date", "time_iso8601", "time_local",
    ]
    static let methodNames: Set<String> = [
        "method", "http_method", "request_method", "requestmethod", "verb", "http.request.method", "cs-method", requestMethod,
    ]
    static let pathNames: Set<String> = [
        "path", "uri", "url", "request_uri", "requesturi", "request_path", "requestpath", "http_path", "url.path", "http.target",
        "cs-uri-stem", requestPath,
    ]
    static let statusNames: Set<String> = [
        "status", "status_code", "statuscode", "http_status", "response_code", "responsecode", "response_status", "downstreamstatus",
        "http.status_code", "http.response.status_code", "sc-status",
    ]
    /// Fields that a request line is split into.
    static let requestMethod = "request_line.method", requestPath = "request_line.path"

    /// What the names tell.
    init(names: [String]) {
        message = Self.first(of: Self.messageNames, in: names)
        time = Self.first(of: Self.timeNames, in: names)
    }

    /// What names and values tell.
    ///
    /// - Parameter keys: in the order of first sight, with what was seen of their values in `lines` lines.
    init(_ keys: [(name: String, seen: KeyValues)], lines: Int) {
        self.init(names: keys.map(\.name))
        let isRead = time.flatMap { name in keys.first { $0.name == name } }.map { $0.seen.areTimes } ?? false
        if !isRead {
            // A time with its date in letters or separators before a bare number, and that before nothing.
            let times = keys.filter { $0.seen.areTimes && 10 * $0.seen.count >= 9 * lines }
            time = (times.first { !$0.seen.areNumbers } ?? times.first)?.name ?? time
        }
        requestLine = keys.first { $0.seen.areRequestLines && 2 * $0.seen.count >= lines }?.name
        let saysNothing = message.flatMap { name in keys.first { $0.name == name } }.map { $0.seen.isConstant && lines >= 20 } ?? true
        let hasPath = requestLine != nil || keys.contains { Self.isOne($0.name, of: Self.pathNames) }
        let hasStatus = keys.contains {
            Self.isOne($0.name, of: Self.statusNames) && $0.seen.areStatuses && 2 * $0.seen.count >= lines
        }
        areRequests = saysNothing && hasPath && hasStatus
    }

    /// Whether a key has one of these names, or is in an object and has it there (`req.method`).
    static func isOne(_ name: String, of usual: Set<String>) -> Bool {
        let name = name.lowercased()
        return usual.contains(name) || name.split(separator: ".").last.map { usual.contains(String($0)) } == true
    }

    /// Whether a key of a request names who asked, and from where: fields like the others, and no value of the request.
    static func saysWho(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["agent", "referer", "referrer", "remote_addr", "client", "forwarded", "cookie", "protocol"].contains { name.contains($0) }
    }

    private static func first(of usual: [String], in names: [String]) -> String? {
        let lowercased = names.map { $0.lowercased() }
        return usual.lazy.compactMap { name in lowercased.firstIndex(of: name) }.first.map { names[$0] }
    }
}

/// What was seen of the values of a key.
struct KeyValues {
    /// Lines that have the key.
    private(set) var count = 0
    private var times = 0, numbers = 0, requestLines = 0, statuses = 0
    private var first: [UInt8]?
    private(set) var isConstant = true
    private var reader = TimeReader(.any)

    /// Whether nearly all values are times with a date.
    var areTimes: Bool { isMost(times) }
    /// Whether the values are bare numbers.
    var areNumbers: Bool { isMost(numbers) }
    var areRequestLines: Bool { isMost(requestLines) }
    /// Whether nearly all values are three-digit numbers, as the outcome of a request is.
    var areStatuses: Bool { isMost(statuses) }

    private func isMost(_ some: Int) -> Bool { count > 0 && 10 * some >= 9 * count }

    /// Takes in the value at `range`.
    mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        count += 1
        let isNumber = range.allSatisfy { bytes[$0] &- 0x30 < 10 || bytes[$0] == UInt8(ascii: ".") } && !range.isEmpty
        if isNumber { numbers += 1 }
        if isNumber, range.count == 3 { statuses += 1 }
        if range.count >= 10 {
            let time = reader.read(bytes, from: range.lowerBound, to: range.upperBound)
            // Between 2001 and 2100: a number that is something else is rarely there.
            if !time.value.isNaN, time.value > 1e9, time.value < 4.1e9 { times += 1 }
        }
        if RequestLine(bytes, range) != nil { requestLines += 1 }
        let value = range.prefix(256).map { bytes[$0] }
        if let first { isConstant = isConstant && first == value } else { first = value }
    }
}

/// `GET /cart?item=3 HTTP/1.1`: the method and the path of a request line.
struct RequestLine {
    let method: Range<Int>
    let path: Range<Int>

    /// `nil` where the text is none.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var position = range.lowerBound
        while position < range.upperBound, bytes[position] &- 0x41 < 26 { position += 1 }
        guard position - range.lowerBound >= 3, position - range.lowerBound <= 12, position < range.upperBound,
            bytes[position] == 0x20
        else { return nil }
        method = range.lowerBound..<position
        let start = position + 1
        position = start
        while position < range.upperBound, bytes[position] != 0x20 { position += 1 }
        guard position > start,
            bytes[start] == UInt8(ascii: "/") || bytes[start] == UInt8(ascii: "*") || bytes[start] | 0x20 == UInt8(ascii: "h")
        else { return nil }
        path = start..<position
    }
}
