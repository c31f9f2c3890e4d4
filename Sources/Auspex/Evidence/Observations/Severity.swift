/// How serious a record says it is, in the steps of syslog (RFC 5424 §6.2.1), read from its level field or from the beginning of its text.
public enum Severity: UInt8, Sendable, Codable, Comparable, CaseIterable {
    /// Nothing says how serious it is.
    case unknown
    /// Debugging and tracing.
    case debug
    /// Ordinary operation.
    case info
    /// Ordinary, but worth a remark.
    case notice
    /// Something may go wrong.
    case warning
    /// Something went wrong.
    case error
    /// The program, or a part of it, cannot go on.
    case critical

    /// Compares by seriousness; `unknown` is the least.
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

    /// Whether a record of this severity that was never seen before is always told.
    public var isError: Bool { self >= .error }

    /// The severity a word names; `nil` for any other word. Case does not count.
    static func named(_ word: some Sequence<UInt8>) -> Severity? {
        var packed: UInt64 = 0
        var length = 0
        for byte in word {
            guard length < 8 else { return long(word) }
            packed = packed << 8 | UInt64(byte | 0x20)
            length += 1
        }
        return words[packed]
    }

    private static func long(_ word: some Sequence<UInt8>) -> Severity? {
        switch String(decoding: word.prefix(16).map { $0 | 0x20 }, as: UTF8.self) {
        case "emergency": .critical
        case "information", "informational": .info
        default: nil
        }
    }

    private static let words: [UInt64: Severity] = {
        var words: [UInt64: Severity] = [:]
        func add(_ severity: Severity, _ spellings: [String]) {
            for spelling in spellings {
                words[spelling.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = severity
            }
        }
        add(.debug, ["trace", "verbose", "debug", "fine", "finer", "finest"])
        add(.info, ["info", "log", "config"])
        add(.notice, ["notice"])
        add(.warning, ["warn", "warning"])
        add(.error, ["error", "err", "severe", "failure"])
        add(.critical, ["fatal", "critical", "crit", "alert", "emerg", "panic"])
        return words
    }()

    /// Words that speak of trouble wherever they stand, for lines whose level says nothing. English, in lower case.
    private static let troubleWords: Set<String> = [
        "abort", "aborted", "aborting", "cannot", "can't", "corrupt", "corrupted", "corruption", "crash", "crashed", "deadlock", "denied",
        "died", "error", "errors", "exception", "exceeded", "exhausted", "expired", "fail", "failed", "failing", "fails", "failure",
        "fatal",
        "killed", "lost", "mismatch", "overflow", "panic", "refused", "rejected", "segfault", "terminated", "timeout", "traceback",
        "unable",
        "unreachable", "violation",
    ]

    /// The severity of a record without a level field, from the words it begins with, and whether its text speaks of trouble.
    ///
    /// Looks for a level word that stands by itself in the first 120 bytes: in capitals, in brackets, before a colon, or behind `level=`.
    /// - Complexity: O(bytes looked at), at most 400.
    static func read(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> (severity: Severity, speaksOfTrouble: Bool) {
        var found = Severity.unknown
        var trouble = false
        var index = start
        let stop = min(end, start + 400)
        var word: [UInt8] = []
        word.reserveCapacity(32)
        while index < stop {
            let first = index
            var isUpper = true
            word.removeAll(keepingCapacity: true)
            while index < stop {
                let byte = bytes[index]
                let isLetter = (byte | 0x20) &- 0x61 < 26
                guard isLetter || byte == UInt8(ascii: "'") && !word.isEmpty else { break }
                if byte & 0x20 != 0 { isUpper = false }
                if word.count < 32 { word.append(byte | 0x20) }
                index += 1
            }
            guard index > first else {
                index += 1
                continue
            }
            let before = first > start ? bytes[first - 1] : 0x20
            let after = index < end ? bytes[index] : 0x20
            if found == .unknown, first - start < 120, (3...13).contains(index - first), let severity = named(word) {
                let isBracketed =
                    (before == UInt8(ascii: "[") || before == UInt8(ascii: "<") || before == UInt8(ascii: "("))
                    && (after == UInt8(ascii: "]") || after == UInt8(ascii: ">") || after == UInt8(ascii: ")"))
                let isLabel = after == UInt8(ascii: ":") && (before == 0x20 || before == 0x09)
                let isValue = before == UInt8(ascii: "=") || before == UInt8(ascii: "\"")
                let isAlone =
                    isUpper && (before == 0x20 || before == 0x09) && (after == 0x20 || after == 0x09 || after == UInt8(ascii: ":"))
                if isBracketed || isLabel || isValue || isAlone { found = severity }
            }
            if !trouble, word.count > 3, troubleWords.contains(String(decoding: word, as: UTF8.self)) { trouble = true }
        }
        return (found, trouble)
    }
}
