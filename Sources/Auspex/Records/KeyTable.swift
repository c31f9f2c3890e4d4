/// The keys of a structured format (JSON lines, logfmt): which is the message, which the time, and the number of each.
///
/// Records of one log nearly always write their keys in the same order, so a look-up first tries the key behind the last one.
struct KeyTable: Sendable, Equatable {
    /// More keys than this are ignored.
    static let limit = 64
    static let contentNames = [
        "message", "msg", "MESSAGE", "log", "@message", "text", "event", "body", "short_message", "Message", "@m", "@mt",
    ]
    static let timeNames = [
        "@timestamp", "timestamp", "time", "ts", "datetime", "date", "eventTime", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP",
        "asctime", "t", "@t", "Timestamp", "Time",
    ]

    /// Field names: all keys but the message's.
    let names: [String]
    /// The message's key.
    let contentKey: [UInt8]
    /// Index of the time's key in ``names``.
    let timeKey: Int?
    private let keys: [[UInt8]]

    /// - Parameter keys: in the order of first sight; the message's may be among them.
    init(_ keys: [String]) {
        let content = Self.contentNames.first { keys.contains($0) }
        var names = keys.filter { $0 != content }
        if names.count > Self.limit { names.removeSubrange(Self.limit...) }
        self.names = names
        self.keys = names.map { Array($0.utf8) }
        contentKey = Array((content ?? "message").utf8)
        timeKey = Self.timeNames.lazy.compactMap { names.firstIndex(of: $0) }.first
    }

    /// Keys of what stands behind a fixed header: none of them is the message or the time.
    ///
    /// - Parameter keys: in the order of first sight.
    init(extras keys: [String]) {
        names = Array(keys.prefix(Self.limit))
        self.keys = names.map { Array($0.utf8) }
        contentKey = []
        timeKey = nil
    }

    /// The number of a key: -1 unknown, -2 the message.
    ///
    /// - Parameter guess: the number tried first.
    @inline(__always)
    func index(_ bytes: Span<UInt8>, from start: Int, to end: Int, guess: Int) -> Int {
        if guess < keys.count, ByteScan.equals(bytes, from: start, to: end, keys[guess]) { return guess }
        if ByteScan.equals(bytes, from: start, to: end, contentKey) { return -2 }
        for index in keys.indices where ByteScan.equals(bytes, from: start, to: end, keys[index]) { return index }
        return -1
    }
}
