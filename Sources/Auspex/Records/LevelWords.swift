/// The spellings of severities seen in the wild.
enum LevelWords {
    private static let words: Set<[UInt8]> = Set(
        [
            "trace", "verbose", "debug", "fine", "finer", "finest", "config", "info", "information", "informational", "notice", "warn",
            "warning", "error", "err", "severe", "fatal", "critical", "crit", "alert", "emerg", "emergency", "panic", "failure", "audit",
            "note",
        ].map { Array($0.utf8) })

    /// Whether `start..<end` is a severity, in any case.
    static func contains(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        guard (3...13).contains(end - start) else { return false }
        var word: [UInt8] = []
        for index in start..<end { word.append(bytes[index] | 0x20) }
        return words.contains(word)
    }
}
