/// Abbreviations of zones as logs have them, for as far as they mean one offset: those PostgreSQL knows by default, without the ones that are
/// also used elsewhere (`IST`).
enum ZoneAbbreviations {
    private static let table: [(String, Double)] = [
        ("WET", 0), ("WEST", 1), ("BST", 1), ("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2), ("EET", 2), ("EEST", 3), ("MSK", 3),
        ("SAST", 2), ("HKT", 8), ("SGT", 8), ("JST", 9), ("KST", 9), ("AWST", 8), ("ACST", 9.5), ("ACDT", 10.5), ("AEST", 10), ("AEDT", 11),
        ("NZST", 12), ("NZDT", 13), ("NST", -3.5), ("NDT", -2.5), ("AST", -4), ("ADT", -3), ("EST", -5), ("EDT", -4), ("CST", -6),
        ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7), ("AKST", -9), ("AKDT", -8), ("HST", -10), ("BRT", -3), ("ART", -3),
    ]

    private static let offsets: [UInt32: Int] = Dictionary(
        uniqueKeysWithValues: table.map { name, hours in (name.utf8.reduce(0) { $0 << 8 | UInt32($1) }, Int(hours * 3600)) })

    /// The offset and length of an abbreviation that stands alone at `start`.
    @inline(__always)
    static func read(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> (offset: Int, length: Int)? {
        var packed: UInt32 = 0
        var index = start
        while index < end, bytes[index] &- 0x41 < 26 {
            guard index - start < 4 else { return nil }
            packed = packed << 8 | UInt32(bytes[index])
            index += 1
        }
        // All of them end in T, Z or K, which levels and other first words hardly do: looked up only then.
        let last = packed & 0xFF
        guard index - start >= 3, last == 0x54 || last == 0x5A || last == 0x4B else { return nil }
        if index < end {
            let next = bytes[index]
            guard ByteScan.isBlank(next) || next == 0x5D || next == 0x3A || next == 0x2C || next == 0x29 || next == 0x7C else { return nil }
        }
        return offsets[packed].map { ($0, index - start) }
    }
}
